/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A reference renderer of a pipe: one pixel at a time, from register values and memory. Tests
 * compare the display's composer with it. The two share no code. The bits and offsets here come
 * from the PRM.
 */
#ifndef TESTS_SLOW_SCREEN_H
#define TESTS_SLOW_SCREEN_H

#include "port.h"

#define SLOW_REGS	(0x80000 / 4)

/**
 * struct slow_screen - Registers and memory of pipe A.
 * @regs: by offset / 4: latched values of all registers, as last written
 * @precision: entries of PREC_PAL
 * @byte: return the byte at a GGTT address, 0 where nothing is mapped
 * @arg: first argument of @byte
 * @max_width: limit of the pipe's width in pixels: a larger pipe or picture is black; 0: no
 *	limit
 * @max_height: the same limit of the height in rows
 */
struct slow_screen {
	u32 regs[SLOW_REGS];
	u32 precision[1024];
	u8 (*byte)(void *arg, u32 gva);
	void *arg;
	u32 max_width;
	u32 max_height;
};

/**
 * slow_screen_pixel() - Compute a pixel of the pipe's output.
 * @screen: the pipe
 * @x: column in pixels
 * @y: row
 * @cursor: draw the cursor
 *
 * Context: any; takes no lock itself.
 * Return: 0xffrrggbb, rounded to 8 bits.
 */
u32 slow_screen_pixel(const struct slow_screen *screen, u32 x, u32 y, bool cursor);

/**
 * slow_screen_size() - Compute the size of the pipe's output.
 * @screen: the pipe
 * @width: gets pixels
 * @height: gets rows
 *
 * Context: any; takes no lock.
 */
void slow_screen_size(const struct slow_screen *screen, u32 *width, u32 *height);

#endif
