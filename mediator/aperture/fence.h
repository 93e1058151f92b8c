/* SPDX-License-Identifier: GPL-2.0-only */
/* What a fence register means: a tiled range of the aperture. Pure functions. */
#ifndef FACET_FENCE_H
#define FACET_FENCE_H

#include "port.h"
#include "gen9/regs_defs.h"

/* So many bytes, aligned, lie together in every tiling. */
#define FACET_FENCE_RUN		GEN9_YTILE_COLUMN

/**
 * struct facet_fence - A tiled range.
 * @valid: it is in force
 * @y: Y tiles, else X
 * @start: first byte, at a page
 * @size: bytes, whole pages
 * @pitch: bytes of a row of pixels, whole tiles
 */
struct facet_fence {
	bool valid;
	bool y;
	u32 start;
	u32 size;
	u32 pitch;
};

/**
 * facet_fence_decode() - What a register's value means; what makes no sense is no fence.
 * @value: the guest's
 * @size: bytes of the aperture; a fence that ends beyond is cut there
 */
struct facet_fence facet_fence_decode(u64 value, u64 size);

/** facet_fence_covers() - Whether a byte of the aperture lies under it. */
static inline bool facet_fence_covers(const struct facet_fence *fence, u32 offset)
{
	return fence->valid && offset >= fence->start && offset - fence->start < fence->size;
}

/**
 * facet_fence_detile() - Where a byte of the aperture that it covers lies in the GGTT.
 * Return: false beyond the fence's end.
 */
bool facet_fence_detile(const struct facet_fence *fence, u32 offset, u32 *gva);

#endif
