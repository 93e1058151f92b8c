/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tears of a frame. An asynchronous flip changes a plane in the middle of a frame: lines above show
 * the buffer from before the flip. Checksums of frames need that, since guests look for it.
 */
#ifndef DISPLAY_TEARS_H
#define DISPLAY_TEARS_H

#include "port.h"

#include "display/pipe_snapshot.h"

#define DISPLAY_TEARS_MAX	8u

/**
 * struct display_tear - An asynchronous flip.
 * @line: first line that shows the new registers
 * @slot: index of the plane, or DISPLAY_CURSOR
 * @before: registers that the lines above show
 */
struct display_tear {
	u32 line;
	u32 slot;
	struct display_plane_regs before;
};

/**
 * struct display_tears - The first asynchronous flips of a frame.
 * @count: number of @tear
 * @tear: the flips, with ascending lines
 */
struct display_tears {
	u32 count;
	struct display_tear tear[DISPLAY_TEARS_MAX];
};

/**
 * display_tears_add() - Note an asynchronous flip.
 * @tears: flips of the frame; if there is no more room, nothing happens
 * @line: current line
 * @slot: index of the plane, below DISPLAY_PIPE_PLANES
 * @before: its registers before the flip
 *
 * Each buffer is shown for a line at least: a flip in the line of the last one takes the next line.
 * A flip at line 0 tears nothing.
 *
 * Context: any; the owner of @tears serializes. Takes no lock; does not sleep.
 */
void display_tears_add(struct display_tears *tears, u32 line, u32 slot,
		       const struct display_plane_regs *before);

/**
 * display_tears_apply() - Find the registers that a line shows.
 * @tears: flips of the frame
 * @line: the line
 * @planes: registers at the end of the frame; gets those of the line
 *
 * Context: any; the owner of @tears serializes. Takes no lock; does not sleep.
 * Return: the first line below @line that shows other registers; ~0: none does.
 */
u32 display_tears_apply(const struct display_tears *tears, u32 line,
			struct display_plane_regs planes[DISPLAY_PIPE_PLANES]);

#endif
