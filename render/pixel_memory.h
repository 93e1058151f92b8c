/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of a subspan's pixels. Depth tests, render targets and clears call this file.
 */
#ifndef RENDER_PIXEL_MEMORY_H
#define RENDER_PIXEL_MEMORY_H

#include "port.h"
#include "sample/texture.h"
#include "sample/window.h"

/**
 * pixel_memory_fits() - Tell whether a surface has subspans that pixel_memory() can find.
 * @surface: the surface, with a base and a pitch that a guest chose
 *
 * A pixel must lie in one page, and a subspan of a tiled surface in one tile.
 *
 * Context: any; takes no lock.
 * Return: true: it has; false: pixels would cross pages.
 */
static inline bool pixel_memory_fits(const struct sample_surface *surface)
{
	static const u32 pitches[] = {
		[GEN9_TILE_W] = GEN9_TILE_W_PITCH, [GEN9_TILE_X] = GEN9_TILE_X_BYTES,
		[GEN9_TILE_Y] = GEN9_TILE_Y_BYTES,
	};
	u32 bytes = surface->format->bytes;

	if (!is_power_of_2(bytes) || bytes > GEN9_TILE_Y_COLUMN)
		return false;
	/* A linear 1D surface has one row: its pitch has no meaning. */
	if (surface->tiling == GEN9_TILE_LINEAR)
		return IS_ALIGNED(surface->base, bytes) &&
		       (surface->type == GEN9_SURFACE_1D || IS_ALIGNED(surface->pitch, bytes));
	/* Blocks of Yf and Ys have whole pages, whatever the pitch is. */
	if (surface->tiling == GEN9_TILE_YF || surface->tiling == GEN9_TILE_YS)
		return IS_ALIGNED(surface->base, PAGE_SIZE);
	return surface->tiling < ARRAY_SIZE(pitches) && IS_ALIGNED(surface->base, PAGE_SIZE) &&
	       IS_ALIGNED(surface->pitch, pitches[surface->tiling]) &&
	       !(surface->x_offset & 1) && !(surface->y_offset & 1);
}

/**
 * pixel_memory_each() - Find the memory of a subspan, pixel by pixel.
 * @windows: windows of the address space
 * @plane: the plane
 * @x: column of its left pixels, even
 * @y: row of its upper pixels, even
 * @write: for writes
 * @at: gets the first byte of each pixel
 *
 * Context: the engine's thread, not over a poll; takes no lock.
 */
static inline void pixel_memory_each(struct sample_windows *windows,
				     const struct sample_plane *plane, u32 x, u32 y, bool write,
				     u8 *at[4])
{
	u32 i;

	for (i = 0; i < 4; i++) {
		u64 va = sample_plane_address(plane, x + (i & 1), y + (i >> 1));

		at[i] = sample_window_at(windows, va, write);
	}
}

/**
 * pixel_memory() - Find the memory of a subspan.
 * @windows: windows of the address space
 * @plane: the plane; its levels are aligned to two pixels and rows or more
 * @x: column of its left pixels, even
 * @y: row of its upper pixels, even
 * @write: for writes
 * @at: gets the first byte of each pixel
 *
 * A subspan lies in one tile.
 *
 * Context: the engine's thread, not over a poll; takes no lock.
 */
static inline void pixel_memory(struct sample_windows *windows, const struct sample_plane *plane,
				u32 x, u32 y, bool write, u8 *at[4])
{
	u32 bytes = plane->bytes, right = bytes, down;

	switch (plane->tiling) {
	case GEN9_TILE_Y:
		down = GEN9_TILE_Y_COLUMN;
		if (bytes >= GEN9_TILE_Y_COLUMN)
			right = GEN9_TILE_Y_COLUMN * GEN9_TILE_Y_ROWS;
		break;
	case GEN9_TILE_X:
		down = GEN9_TILE_X_BYTES;
		break;
	case GEN9_TILE_W:
		down = 2;
		break;
	default:
		pixel_memory_each(windows, plane, x, y, write, at);
		return;
	}
	at[0] = sample_window_at(windows, sample_plane_address(plane, x, y), write);
	at[1] = at[0] + right;
	at[2] = at[0] + down;
	at[3] = at[2] + right;
}

#endif
