/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checksums of frames, for guests that test their screen. What a frame showed is
 * taken down when it ends (a shot), its pixels are read on the vGPU's worker.
 */
#ifndef DISPLAY_CRC_H
#define DISPLAY_CRC_H

#include "port.h"

struct display_pipe;
struct facet_display;
struct facet_reg_block;
struct facet_device;

extern const struct facet_reg_block display_crc_regs;

/**
 * display_crc_frame() - A pipe is in this frame: asks for the checksum of the one that has
 * ended, once. Before anything that it showed is changed. Lock held.
 */
void display_crc_frame(struct display_pipe *pipe, u32 frame);

/** display_crc_changed() - What is live has changed in this frame. Lock held. */
void display_crc_changed(struct display_pipe *pipe, u32 frame);

/** display_crc_begin() - Forget what was asked for: the clock, or the guest's wish, is new. Lock held. */
void display_crc_begin(struct display_pipe *pipe);

void display_crc_init(struct facet_display *display);
void display_crc_exit(struct facet_display *display);

/** display_crc_work() - Makes what was asked for, or a part of it. The vGPU's worker; may sleep. */
void display_crc_work(struct facet_device *dev);

#endif
