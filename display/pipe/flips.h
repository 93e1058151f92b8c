/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Count flips of a pipe, and vertical blanks that a guest misses. pipe.c calls these functions.
 *
 * A flip gives a plane another buffer. Planes that are armed together are one flip. A cursor's
 * buffer is none. docs/reference/stats.md says what a missed blank is.
 */
#ifndef DISPLAY_FLIPS_H
#define DISPLAY_FLIPS_H

#include "port.h"

struct display_pipe;

/**
 * display_flips_begin() - Count on from the pipe's present frame.
 * @pipe: the pipe
 *
 * The guest does not animate until it has shown two more flips. The counters stay.
 *
 * Context: any; &gen9_display.lock held. Takes no other lock; does not sleep.
 */
void display_flips_begin(struct display_pipe *pipe);

/**
 * display_flips_arm() - Count a flip that the guest asks for.
 * @pipe: a running pipe
 * @slot: plane, cursor or pipe whose registers have just been armed
 * @async: the registers become live at once
 *
 * The caller makes the registers live after the call.
 *
 * Context: any; &gen9_display.lock held. Takes &facet_display.counters_lock, and no other lock.
 * Does not sleep.
 */
void display_flips_arm(struct display_pipe *pipe, u32 slot, bool async);

/**
 * display_flips_blank() - Count the flips and the missed blanks up to a frame.
 * @pipe: a running pipe
 * @frame: frame count of the present frame
 * @live: mask of slots whose registers have just become live
 *
 * Context: any; &gen9_display.lock held. Takes &facet_display.counters_lock, and no other lock.
 * Does not sleep.
 */
void display_flips_blank(struct display_pipe *pipe, u32 frame, u32 live);

#endif
