/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the levels of a texture are, by the rules of the PRM, for tests of sample/. */
#ifndef SAMPLE_LEVELS_H
#define SAMPLE_LEVELS_H

#include "port.h"

static inline u32 up(u32 value, u32 unit)
{
	return (value + unit - 1) / unit * unit;
}

static inline u32 level_size(u32 size, u32 level)
{
	return size >> level ? size >> level : 1;
}

/* Place of a level, in pixels: level 1 is below level 0, the others stand right of level 1. */
static inline void level_place(u32 width, u32 height, u32 level, u32 halign, u32 valign, u32 *x,
			       u32 *y)
{
	u32 i;

	*x = level > 1 ? up(level_size(width, 1), halign) : 0;
	*y = level ? up(height, valign) : 0;
	for (i = 2; i < level; i++)
		*y += up(level_size(height, i), valign);
}

#endif
