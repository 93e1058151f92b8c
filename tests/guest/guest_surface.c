// SPDX-License-Identifier: GPL-2.0-only
/* The reference for blits: tiled layouts and pixels, one pixel at a time. No side effects. */
#include "guest_surface.h"

#include <string.h>

static const struct {
	const char *name;
	uint32_t width, height;
} tiles[TILINGS] = {
	[TILING_LINEAR] = { "linear", 64, 1 },
	[TILING_X] = { "x", 512, 8 },
	[TILING_Y] = { "y", 128, 32 },
};

#define TILE_BYTES	4096u
#define OWORD		16u	/* a Y tile is columns of 16 bytes */

uint32_t tile_width(enum tiling tiling)
{
	return tiles[tiling].width;
}

uint32_t tile_height(enum tiling tiling)
{
	return tiles[tiling].height;
}

const char *tiling_name(enum tiling tiling)
{
	return tiles[tiling].name;
}

size_t surface_offset(const struct surface *s, uint32_t x, uint32_t y)
{
	uint32_t width = tiles[s->tiling].width, height = tiles[s->tiling].height;
	size_t tile = (size_t)(y / height) * (s->pitch / width) + x / width;

	switch (s->tiling) {
	case TILING_X:
		return tile * TILE_BYTES + (y % height) * width + x % width;
	case TILING_Y:
		return tile * TILE_BYTES + (x % width) / OWORD * (OWORD * height) +
		       (y % height) * OWORD + x % OWORD;
	default:
		return (size_t)y * s->pitch + x;
	}
}

void reference_fill(struct surface *s, const struct rect *r, uint32_t cpp, uint32_t colour)
{
	uint32_t x, y;

	for (y = r->y1; y < r->y2; y++)
		for (x = r->x1; x < r->x2; x++)
			memcpy(s->pixels + surface_offset(s, x * cpp, y), &colour, cpp);
}

void reference_copy(struct surface *dst, const struct rect *r, const struct surface *src,
		    uint32_t src_x, uint32_t src_y, uint32_t cpp)
{
	uint32_t x, y;

	for (y = r->y1; y < r->y2; y++)
		for (x = r->x1; x < r->x2; x++)
			memcpy(dst->pixels + surface_offset(dst, x * cpp, y),
			       src->pixels + surface_offset(src, (src_x + x - r->x1) * cpp,
							    src_y + y - r->y1), cpp);
}
