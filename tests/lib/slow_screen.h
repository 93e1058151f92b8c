/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The picture of a pipe once more, pixel by pixel, from register values and memory: what the
 * display's own is held against. It shares no code with that; bits and offsets are written out
 * from the PRM, and nothing in it is quick.
 */
#ifndef TESTS_SLOW_SCREEN_H
#define TESTS_SLOW_SCREEN_H

#include "port.h"

#define SLOW_REGS	(0x80000 / 4)

/**
 * struct slow_screen - Pipe A.
 * @regs: all registers as last written, and latched, by offset / 4
 * @precision: PREC_PAL entries
 * @byte: a byte of the GGTT's address space, 0 where there is none
 * @arg: its first argument
 * @max_width: a pipe that is wider, or sends more, is black; 0: none is
 * @max_height: likewise
 */
struct slow_screen {
	u32 regs[SLOW_REGS];
	u32 precision[1024];
	u8 (*byte)(void *arg, u32 gva);
	void *arg;
	u32 max_width;
	u32 max_height;
};

/** slow_screen_pixel() - A pixel of what leaves the pipe: 0xffrrggbb, nearest in 8 bits. */
u32 slow_screen_pixel(const struct slow_screen *screen, u32 x, u32 y, bool cursor);

/** slow_screen_size() - Of what leaves the pipe. */
void slow_screen_size(const struct slow_screen *screen, u32 *width, u32 *height);

#endif
