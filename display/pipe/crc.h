/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checksums of frames, for guests that test their screen. When a frame ends, display_crc_frame()
 * takes a snapshot of its registers. The vGPU's worker then reads the pixels (display_crc_work()).
 * Locks of the front end's ops have the names of kernel/ (see display.h).
 */
#ifndef DISPLAY_CRC_H
#define DISPLAY_CRC_H

#include "port.h"

struct display_pipe;
struct gen9_display;
struct facet_reg_block;
struct facet_device;

/* Rows of PIPE_CRC_CTL and PIPE_CRC_RES. For facet_display_regs. */
extern const struct facet_reg_block display_crc_regs;

/**
 * display_crc_frame() - Ask for the checksum of the frame that has ended, once for each frame.
 * @pipe: a pipe whose clock runs
 * @frame: current frame count of the pipe; if it is that of the last call, nothing happens
 *
 * The caller changes nothing that the ended frame showed before this call. If the guest wants
 * checksums, the function takes a snapshot and kicks the worker. It replaces a snapshot that the
 * worker has not begun with. If none waited, it holds the pipe's clock, if display_clock_hold()
 * allows that. The frame gets no checksum while the worker computes an earlier one.
 *
 * Context: any; &gen9_display.lock held. Takes the locks of the op kick; does not sleep.
 */
void display_crc_frame(struct display_pipe *pipe, u32 frame);

/**
 * display_crc_tear() - Note an asynchronous flip of a plane, before it is live.
 * @pipe: a pipe whose clock runs; display_crc_frame() has handled its last frame
 * @slot: index of the plane, below DISPLAY_PIPE_PLANES; its registers are still those before it
 *
 * The checksum of the frame has the earlier registers in the lines that have passed. It counts the
 * first DISPLAY_TEARS_MAX flips of a frame. Without a request for checksums nothing happens.
 *
 * Context: any; &gen9_display.lock held. Takes no lock; does not sleep.
 */
void display_crc_tear(struct display_pipe *pipe, u32 slot);

/**
 * display_crc_changed() - Note that the pipe shows something else from this frame on.
 * @pipe: the pipe
 * @frame: current frame count of the pipe
 *
 * The first change since a snapshot counts. Without a snapshot that waits or is in use, nothing
 * happens.
 *
 * Context: any; &gen9_display.lock held. Takes no lock; does not sleep.
 */
void display_crc_changed(struct display_pipe *pipe, u32 frame);

/**
 * display_crc_begin() - Drop the checksum that is under way: the clock or the guest's request is
 * new.
 * @pipe: the pipe; its clock goes on if it was held
 *
 * A snapshot that waits is dropped. The worker drops the result of one that it works on. The frame
 * count of now is that of the last frame that is handled.
 *
 * Context: any; &gen9_display.lock held, &facet_device.lock not held. If the clock was held, the
 * function arms the pipe's timer: it takes &facet_device.lock, and calls the op arm_timer in it.
 * Does not sleep.
 */
void display_crc_begin(struct display_pipe *pipe);

/**
 * display_crc_init() - Initialize the timer of the checksums.
 * @display: a new display
 *
 * Context: before the display is attached to its device; takes no lock; does not sleep.
 */
void display_crc_init(struct gen9_display *display);

/**
 * display_crc_exit() - Disarm the timer of the checksums.
 * @display: a display whose worker has ended, with no more calls of facet_vgpu_timer()
 *
 * Context: any; &facet_device.lock not held. Takes &facet_device.lock; the op arm_timer is called
 * in it. Does not sleep.
 */
void display_crc_exit(struct gen9_display *display);

/**
 * display_crc_work() - Make the checksum of one pipe, if one is due.
 * @dev: a device with a display
 *
 * The function writes the result to PIPE_CRC_RES and raises the pipe's interrupt bit 28. It drops
 * the result if the guest has changed its request or turned the pipe off. It also drops a result of
 * an earlier frame, if the pipe has shown something else since. If the guest has no result to read,
 * the pipe's clock goes on.
 *
 * The pipes take turns. After a checksum, a third of the time passes that it took. If another
 * checksum waits, the function arms a timer that kicks the worker. A checksum gives way to the
 * guest's submissions, and ends early when somebody waits for the worker. The function pins the
 * pages first (display_views_use()). After -EAGAIN or -EBUSY of display_composer_hash() the
 * snapshot waits for another call. Other errors drop it.
 *
 * Context: the vGPU's worker, one call at a time; no lock held. Takes &gen9_display.lock for
 * moments, and in it &facet_device.lock. Also takes &facet_device.lock alone. In that it calls the
 * ops arm_timer and set_irq; takes the locks of the op set_irq. Takes the vGPU's shadow_lock in
 * bounded holds, and in it &facet_device.lock. Takes the locks of the ops read, pin and unpin.
 * Takes the locks of the pGPU's map, unmap, page_alloc and page_free. May sleep for memory, mutexes
 * and guest memory.
 */
void display_crc_work(struct facet_device *dev);

#endif
