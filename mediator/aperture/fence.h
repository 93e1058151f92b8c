/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fences: tiled ranges of the aperture. The functions decode a fence register and detile an
 * address. They keep no state and take no lock. mediator/aperture/ alone calls them.
 */
#ifndef FACET_FENCE_H
#define FACET_FENCE_H

#include "port.h"
#include "gen9/regs_defs.h"

/* Bytes of a run: an aligned run is contiguous in X and in Y tiling. */
#define FACET_FENCE_RUN		GEN9_YTILE_COLUMN

/**
 * struct facet_fence - A tiled range.
 * @valid: the fence is in force
 * @y: true: Y tiles; false: X tiles
 * @start: first byte of the aperture, page aligned
 * @size: length in bytes, whole pages
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
 * facet_fence_decode() - Decode the value of a fence register.
 * @value: the guest's value, 64 bits: any value is allowed
 * @size: size of the aperture in bytes; a fence that ends beyond is cut there
 *
 * A fence is valid if four things hold: its valid bit is set; the last page does not lie before the
 * first; the first page lies in the aperture; the pitch is a whole number of tiles.
 *
 * Source: PRM SKL Vol. 2c, FENCE registers.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the fence; @valid is false: the aperture is linear as far as this register is concerned.
 */
struct facet_fence facet_fence_decode(u64 value, u64 size);

/**
 * facet_fence_covers() - Tell whether a byte of the aperture lies under a fence.
 * @fence: the fence, valid or not
 * @offset: byte of the aperture
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: @fence is valid and covers the byte.
 */
static inline bool facet_fence_covers(const struct facet_fence *fence, u32 offset)
{
	return fence->valid && offset >= fence->start && offset - fence->start < fence->size;
}

/**
 * facet_fence_detile() - Translate a tiled byte of the aperture to a GGTT address.
 * @fence: a valid fence
 * @offset: byte of the aperture, which @fence covers
 * @gva: set to the GGTT address in bytes; unchanged if the result is false
 *
 * Source: PRM SKL Vol. 5, tile layouts.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: @gva is set; false: the tile lies beyond the end of @fence.
 */
bool facet_fence_detile(const struct facet_fence *fence, u32 offset, u32 *gva);

#endif
