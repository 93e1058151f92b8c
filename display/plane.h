/* SPDX-License-Identifier: GPL-2.0-only */
/* What plane and cursor registers mean: pure decoding of a latched set. */
#ifndef DISPLAY_PLANE_H
#define DISPLAY_PLANE_H

#include "port.h"

struct display_format;
struct facet_plane;

/**
 * struct display_plane_regs - Registers of a plane or a cursor, as latched.
 * @ctl: PLANE_CTL or CUR_CTL
 * @stride: PLANE_STRIDE
 * @pos: PLANE_POS or CUR_POS
 * @size: PLANE_SIZE or CUR_FBC_CTL
 * @offset: PLANE_OFFSET
 * @surf: PLANE_SURF or CUR_BASE
 */
struct display_plane_regs {
	u32 ctl;
	u32 stride;
	u32 pos;
	u32 size;
	u32 offset;
	u32 surf;
};

/** enum display_tiling - How pixels lie in pages. */
enum display_tiling {
	DISPLAY_LINEAR,
	DISPLAY_X_TILED,
	DISPLAY_Y_TILED,
};

/**
 * struct display_surface - How to read a plane's pixels.
 * @format: NULL: none that is known, all black
 * @tiling: enum display_tiling
 * @upside_down: turned by 180 degrees
 * @blend: alpha is honoured
 */
struct display_surface {
	const struct display_format *format;
	enum display_tiling tiling;
	bool upside_down;
	bool blend;
};

/**
 * display_plane_decode() - A universal plane: registers to description.
 * @regs: a copy
 * @plane: all but @id is filled in; zeroed where disabled
 * @surface: how to read it
 */
void display_plane_decode(const struct display_plane_regs *regs, struct facet_plane *plane,
			  struct display_surface *surface);
/** display_cursor_decode() - The same for a cursor. */
void display_cursor_decode(const struct display_plane_regs *regs, struct facet_plane *plane,
			   struct display_surface *surface);

/** display_tiling_rows() - Rows of pixels in one tile; 1 where linear. */
u32 display_tiling_rows(enum display_tiling tiling);

#endif
