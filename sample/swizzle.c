// SPDX-License-Identifier: GPL-2.0-only
/*
 * Yf and Ys tilings (swizzle.h). Takes no lock.
 *
 * Source: PRM SKL Vol. 5 (Memory Views), "Surface Layout and Tiling"; gen9/swizzle_defs.h.
 */
#include "sample/swizzle.h"

#include "gen9/swizzle_defs.h"
#include "gen9/tail_rows.h"
#include "sample/texture.h"

/* Distribute the bits of @value, the lowest first, over the bits of @mask. */
static u32 spread(u32 value, u32 mask)
{
	u32 out = 0;

	for (; mask && value; mask &= mask - 1, value >>= 1)
		out |= value & 1 ? mask & -mask : 0;
	return out;
}

void sample_swizzle_set(struct sample_surface *surface)
{
	struct sample_swizzle *swizzle = &surface->swizzle;
	u32 block = surface->tiling == GEN9_TILE_YF ? GEN9_YF_BLOCK : GEN9_YS_BLOCK;
	u32 bytes = surface->format->bytes, columns = GEN9_SWIZZLE_COLUMNS(bytes);
	u32 slices = 0, samples = 0;

	if (surface->type == GEN9_SURFACE_3D) {
		columns = GEN9_SWIZZLE_COLUMNS_3D(bytes);
		slices = GEN9_SWIZZLE_SLICES_3D(bytes) & block;
	} else if (!surface->interleaved) {
		samples = block & ~(block >> ilog2(surface->samples));
	}
	columns &= block & ~samples;
	swizzle->columns = (u16)columns;
	swizzle->rows = (u16)(block & ~(columns | slices | samples));
	swizzle->slices = (u16)slices;
	swizzle->samples = (u16)samples;
	swizzle->columns_log2 = (u8)hweight32(columns);
	swizzle->rows_log2 = (u8)hweight32(swizzle->rows);
	swizzle->slices_log2 = (u8)hweight32(slices);
	swizzle->block_log2 = (u8)hweight32(block);
	surface->halign = (1u << swizzle->columns_log2) / bytes;
	surface->valign = 1u << swizzle->rows_log2;
}

const u8 *sample_swizzle_tail(const struct sample_surface *surface, u32 level)
{
	u32 slot = level - surface->tail + (surface->tiling == GEN9_TILE_YF ? GEN9_TAIL_YF : 0);
	u32 size = min(ilog2(surface->format->bytes), GEN9_TAIL_SIZES - 1);

	if (surface->type == GEN9_SURFACE_3D)
		return gen9_tail_3d[min(slot, GEN9_TAIL_SLOTS_3D - 1)][size];
	return gen9_tail_2d[min(slot, GEN9_TAIL_SLOTS_2D - 1)][size];
}

/* Bytes from a row of blocks to the next one */
static u64 block_rows(const struct sample_plane *plane)
{
	return (u64)plane->pitch << (plane->swizzle.block_log2 - plane->swizzle.columns_log2);
}

void sample_swizzle_plane(const struct sample_surface *surface, u32 y, u64 slice, u32 sample,
			  struct sample_plane *plane)
{
	const struct sample_swizzle *swizzle = &surface->swizzle;
	u32 deep = swizzle->slices_log2, rows = swizzle->rows_log2;
	u64 row = y + (slice >> deep) * surface->qpitch;

	plane->swizzle = *swizzle;
	plane->y = (u32)(row & ((1u << rows) - 1));
	plane->base += (row >> rows) * block_rows(plane) +
		       spread((u32)slice & ((1u << deep) - 1), swizzle->slices) +
		       spread(sample, swizzle->samples);
}

u64 sample_swizzle_address(const struct sample_plane *plane, u32 byte, u32 row)
{
	const struct sample_swizzle *swizzle = &plane->swizzle;

	return plane->base + (row >> swizzle->rows_log2) * block_rows(plane) +
	       ((u64)(byte >> swizzle->columns_log2) << swizzle->block_log2) +
	       spread(byte, swizzle->columns) + spread(row, swizzle->rows);
}
