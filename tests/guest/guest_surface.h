/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reference for the engine's blits: it computes them on the CPU, pixel by pixel. It shares no
 * code with the engine.
 */
#ifndef GUEST_SURFACE_H
#define GUEST_SURFACE_H

#include <stddef.h>
#include <stdint.h>

enum tiling {
	TILING_LINEAR,
	TILING_X,
	TILING_Y,
	TILINGS,
};

/**
 * struct surface - A picture in the engine's layout.
 * @tiling: enum tiling
 * @pitch: bytes from one row to the next; a multiple of the tile's width
 * @height: rows, a multiple of the tile's height
 * @pixels: @pitch * @height bytes in the layout of @tiling
 */
struct surface {
	enum tiling tiling;
	uint32_t pitch;
	uint32_t height;
	uint8_t *pixels;
};

/** struct rect - [x1, x2) by [y1, y2), in pixels. */
struct rect {
	uint32_t x1, y1, x2, y2;
};

/* Return the size of a tile, in bytes and in rows. For a linear surface: the alignment. */
uint32_t tile_width(enum tiling tiling);
uint32_t tile_height(enum tiling tiling);
const char *tiling_name(enum tiling tiling);

/*
 * Return the offset of byte @x of row @y. Source: PRM SKL Vol. 5, tiled memory. Gen9 does not
 * swizzle bit 6.
 */
size_t surface_offset(const struct surface *s, uint32_t x, uint32_t y);

static inline size_t surface_size(const struct surface *s)
{
	return (size_t)s->pitch * s->height;
}

/* Fill a rectangle. @cpp: bytes per pixel, 1, 2 or 4. */
void reference_fill(struct surface *s, const struct rect *r, uint32_t cpp, uint32_t colour);

/* Copy rectangle @r of @dst from (@src_x, @src_y) of @src. The surfaces must differ. */
void reference_copy(struct surface *dst, const struct rect *r, const struct surface *src,
		    uint32_t src_x, uint32_t src_y, uint32_t cpp);

#endif
