/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pipes: on and off, vertical blanks, latching of armed registers. &facet_device.lock is taken
 * under &gen9_display.lock, to arm timers and raise interrupts. The caller of such a function
 * does not hold &facet_device.lock. Locks of the front end's ops have the names of kernel/ (see
 * display.h).
 */
#ifndef DISPLAY_PIPE_H
#define DISPLAY_PIPE_H

#include "port.h"

struct display_pipe;
struct gen9_display;
struct facet_reg_block;

/*
 * Rows of TRANSCONF, PIPEDSL and FRMCOUNT, and the saved state of pipes. For facet_display_regs.
 */
extern const struct facet_reg_block display_pipe_regs;

/**
 * display_pipes_init() - Initialize the pipes of a new display.
 * @display: the display, zeroed. Its pipes are off
 *
 * Context: before the display is attached to its device; takes no lock; does not sleep.
 */
void display_pipes_init(struct gen9_display *display);

/**
 * display_pipes_reset() - Turn all pipes off and drop all armed and live registers.
 * @display: the display
 *
 * Frame counts begin at 0 again. Timers are disarmed, checksums under way are dropped, and flips
 * are not reported. All buffers count as replaced, so that captures under way begin again.
 *
 * Context: any; neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock,
 * and in it &facet_device.lock; the op arm_timer is called in that. Does not sleep.
 */
void display_pipes_reset(struct gen9_display *display);

/**
 * display_pipe_of_head() - Return the running pipe that feeds a head's port.
 * @display: the display
 * @head: < facet_display_heads()
 *
 * Context: any; &gen9_display.lock held. Takes no lock; does not sleep.
 * Return: the pipe, the first of several, which lives as long as the display; NULL: the head is
 * dark.
 */
struct display_pipe *display_pipe_of_head(struct gen9_display *display, u32 head);

/**
 * display_pipe_latch() - Make registers live that were armed before the last vertical blank.
 * @pipe: the pipe
 * @now_ns: current time, ns (facet_device_now_ns())
 *
 * If the clock runs, the function first calls display_crc_frame() for the frame that has ended.
 * This call may hold the clock and kick the worker. If the clock is stopped, the function makes all
 * armed registers live. Flips that are done are recorded: the pipe's timer reports them. A repeated
 * call is harmless.
 *
 * Context: any; &gen9_display.lock held. Takes &facet_display.counters_lock, and the locks of the
 * op kick; does not sleep.
 */
void display_pipe_latch(struct display_pipe *pipe, u64 now_ns);

/**
 * display_pipe_arm() - Arm a slot: its registers become live at the next vertical blank.
 * @pipe: a pipe that was latched at the current time
 * @slot: index of a plane, DISPLAY_CURSOR or DISPLAY_SLOT_PIPE. The caller has written the new
 *	registers to &display_pipe.armed or &display_pipe.pipe_armed
 * @async: true: the registers become live at once, and the flip done interrupt is raised. Only for
 *	planes
 *
 * If the pipe is off, the registers become live at once, without an interrupt.
 *
 * Context: any; &gen9_display.lock held, &facet_device.lock not held. Takes
 * &facet_display.counters_lock. With @async takes &facet_device.lock, and in it the locks of the op
 * set_irq. Does not sleep.
 */
void display_pipe_arm(struct display_pipe *pipe, u32 slot, bool async);

/**
 * display_pipe_updating() - Delay a near vertical blank, since the guest has armed a plane.
 * @pipe: the pipe; if it is off or its clock is held, nothing happens
 *
 * i915 arms several planes and then reads the frame count. A blank between these would make its
 * flip event late by a frame (clock.c). A blank within 1 ms is delayed, by 2 ms in a frame at most.
 *
 * Context: any; &gen9_display.lock held, &facet_device.lock not held. If the blank moves, takes
 * &facet_device.lock, and calls the op arm_timer in it. Does not sleep.
 */
void display_pipe_updating(struct display_pipe *pipe);

/**
 * display_pipe_changed() - Note that the pipe shows something else from now on.
 * @pipe: the pipe
 *
 * The pipe's serial moves (facet_scanout_serial()). A checksum of an earlier frame is dropped if it
 * is late (display_crc_changed()).
 *
 * Context: any; &gen9_display.lock held. Takes no lock; does not sleep.
 */
void display_pipe_changed(struct display_pipe *pipe);

#endif
