// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fences: decoding a fence register, and detiling an address (fence.h). facet_fence_decode() bounds
 * the guest's values, so other code need not check them again. aperture.c, detiled_make.c and
 * detiled_write.c call this file. It has no state and takes no lock.
 *
 * Source: PRM SKL Vol. 2c (FENCE registers) and Vol. 5 (tile layouts).
 */
#include "mediator/aperture/fence.h"

#include "gen9/gtt_defs.h"

/**
 * struct tiling - Shape of a tile, which is one page.
 * @width: bytes of a row of the tile
 * @rows: number of rows
 * @column: bytes of a row of one column. Columns are stored one after the other, each row by row
 */
struct tiling {
	u32 width;
	u32 rows;
	u32 column;
};

static const struct tiling tiling_x = {
	.width = GEN9_XTILE_WIDTH, .rows = GEN9_XTILE_ROWS, .column = GEN9_XTILE_WIDTH,
};

static const struct tiling tiling_y = {
	.width = GEN9_YTILE_WIDTH, .rows = GEN9_YTILE_ROWS, .column = GEN9_YTILE_COLUMN,
};

struct facet_fence facet_fence_decode(u64 value, u64 size)
{
	u32 end = GEN9_FENCE_END(value);
	struct facet_fence fence = {
		.y = value & GEN9_FENCE_Y,
		.start = value & GEN9_FENCE_START_MASK,
		.pitch = GEN9_FENCE_PITCH(value),
	};

	if (!(value & GEN9_FENCE_VALID) || port_check(FENCE_ORDER, end < fence.start) ||
	    fence.start >= size ||
	    port_check(FENCE_PITCH,
		       fence.pitch % (fence.y ? GEN9_YTILE_WIDTH : GEN9_XTILE_WIDTH)))
		return fence;
	fence.size = min((u64)end + GEN9_PAGE_SIZE, size) - fence.start;
	fence.valid = true;
	return fence;
}

bool facet_fence_detile(const struct facet_fence *fence, u32 offset, u32 *gva)
{
	const struct tiling *tiling = fence->y ? &tiling_y : &tiling_x;
	u32 y = (offset - fence->start) / fence->pitch;
	u32 x = (offset - fence->start) % fence->pitch;
	u64 tile = (u64)(y / tiling->rows) * (fence->pitch / tiling->width) + x / tiling->width;
	u64 at;

	at = tile * GEN9_PAGE_SIZE;
	at += x % tiling->width / tiling->column * (tiling->column * tiling->rows);
	at += y % tiling->rows * tiling->column + x % tiling->column;
	if (port_check(FENCE_DETILE_END, at >= fence->size))
		return false;
	*gva = fence->start + at;
	return true;
}
