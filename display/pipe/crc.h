/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checksums of frames, for guests that test their screen. When a frame ends, display_crc_frame()
 * takes a snapshot of its registers. The vGPU's worker then reads the pixels (display_crc_work()).
 */
#ifndef DISPLAY_CRC_H
#define DISPLAY_CRC_H

#include "port.h"

struct display_pipe;
struct facet_display;
struct facet_reg_block;
struct facet_device;

/* Rows of PIPE_CRC_CTL and PIPE_CRC_RES. For facet_display_regs. */
extern const struct facet_reg_block display_crc_regs;

/**
 * display_crc_frame() - Ask for the checksum of the frame that has ended, once for each frame.
 * @pipe: a pipe whose clock runs
 * @frame: current frame count of the pipe
 *
 * The caller changes nothing that the ended frame showed before this call. If the guest wants
 * checksums, the function takes a snapshot, may hold the pipe's clock and kicks the worker.
 *
 * Context: any; &facet_display.lock held, &facet_device.lock not held.
 */
void display_crc_frame(struct display_pipe *pipe, u32 frame);

/**
 * display_crc_changed() - Note that the pipe shows something else from this frame on.
 * @pipe: the pipe
 * @frame: current frame count of the pipe
 *
 * Context: any; &facet_display.lock held.
 */
void display_crc_changed(struct display_pipe *pipe, u32 frame);

/**
 * display_crc_begin() - Drop the checksum that is under way: the clock or the guest's request is
 * new.
 * @pipe: the pipe; its clock goes on if it was held
 *
 * Context: any; &facet_display.lock held, &facet_device.lock not held, since the pipe's timer may
 * be armed.
 */
void display_crc_begin(struct display_pipe *pipe);

/**
 * display_crc_init() - Initialize the timer of the checksums.
 * @display: a new display
 *
 * Context: before the display is attached to its device; takes no lock.
 */
void display_crc_init(struct facet_display *display);

/**
 * display_crc_exit() - Disarm the timer of the checksums.
 * @display: a display whose worker has ended
 *
 * Context: takes &facet_device.lock.
 */
void display_crc_exit(struct facet_display *display);

/**
 * display_crc_work() - Make the checksum of one pipe, if one is due.
 * @dev: the device
 *
 * The pipes take turns. After a checksum, a third of the time passes that it took. If another
 * checksum waits, the function arms a timer that kicks the worker. A checksum gives way to the
 * guest's submissions, and ends early when somebody waits for the worker.
 *
 * Context: the vGPU's worker; no lock held; may sleep. Takes &facet_display.lock and the vGPU's
 * shadow_lock for moments, and reads guest memory through &facet_host_ops.read.
 */
void display_crc_work(struct facet_device *dev);

#endif
