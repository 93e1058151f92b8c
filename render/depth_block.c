// SPDX-License-Identifier: GPL-2.0-only
/*
 * Depth of blocks (depth_block.h). A block of 8 x 8 depths of 32 bits is two columns of a Y tile,
 * with 16 bytes of each row. Each operation on floats is the one that a subspan's pixel has, in the
 * same order (pixel_payload.c, depth.c).
 *
 * Source of the layout of Y tiles: PRM SKL Vol. 5, "Memory Views".
 */
#include "render/depth_block.h"

#include "gen9/format_defs.h"
#include "render/depth_parts.h"

#define QUADS	(DEPTH_BLOCK * DEPTH_BLOCK / GEN9_SUBSPAN)	/* four pixels of a row each */

/* Find the memory of a block. Return NULL: its pixels do not lie together. */
static u8 *block_memory(struct depth_state *state, const struct depth_block *block, bool write)
{
	struct depth_buffer *buffer = &state->depth;
	struct sample_plane *plane = &buffer->plane;

	if (!buffer->there || state->samples != 1 || buffer->surface.format->bytes != sizeof(u32) ||
	    buffer->surface.tiling != GEN9_TILE_Y || block->layer >= buffer->surface.extent ||
	    block->x + DEPTH_BLOCK > buffer->width || block->y + DEPTH_BLOCK > buffer->height)
		return NULL;
	layer_set(buffer, block->layer);
	if (plane->x % (DEPTH_BLOCK * sizeof(u32)) || plane->y % DEPTH_BLOCK)
		return NULL;
	return sample_window_at(state->windows, sample_plane_address(plane, block->x, block->y),
				write);
}

/* Return the bytes from a block's first pixel to quad @i: there are two in a row. */
static u32 quad_offset(u32 i)
{
	return i % 2 * GEN9_TILE_Y_COLUMN * GEN9_TILE_Y_ROWS + i / 2 * GEN9_TILE_Y_COLUMN;
}

/* Make lanes of all ones of the bits of a mask. */
static depth_i4 spread(u32 mask)
{
	const depth_i4 bit = { 1, 2, 4, 8 };

	return (((depth_i4){ 0 } + (s32)mask) & bit) == bit;
}

/* Depths of quad @i of a block. */
static depth_v4 quad_depth(const struct depth_block *block, u32 i)
{
	float left = block->place[0] + (float)(i % 2 * GEN9_SUBSPAN);
	float top = block->place[1] + (float)(i / 2);
	depth_v4 x = { left, left + 1, left + 2, left + 3 }, y = { top, top, top, top };
	depth_v4 z = block->at + block->slope[0] * (x - block->origin[0]) +
		     block->slope[1] * (y - block->origin[1]);

	return (depth_v4)_mm_min_ps(_mm_max_ps((__m128)z, _mm_set1_ps(block->range[0])),
				    _mm_set1_ps(block->range[1]));
}

/* Test the pixels @bits of a quad at @from. Return those that pass; they are written to @to. */
static u32 quad_test(bool d24, u32 pass, const u8 *from, u8 *to, depth_v4 z, u32 bits)
{
	depth_i4 old, value = d24 ? fixed(z, D24_MAX) : (depth_i4)z, lanes;

	memcpy(&old, from, sizeof(old));
	bits &= d24 ? outcome_int(value, old & (s32)D24_MAX, pass) :
		      outcome_float(z, (depth_v4)old, pass);
	if (!to || !bits)
		return bits;
	lanes = spread(bits);
	value = (value & lanes) | (old & ~lanes);
	memcpy(to, &value, sizeof(value));
	return bits;
}

bool depth_block_test(struct depth_state *state, const struct depth_block *block, u64 *mask)
{
	u8 *from = state->stencil_test ? NULL : block_memory(state, block, false);
	u8 *to = from && state->write ? block_memory(state, block, true) : NULL;
	bool d24 = state->format == GEN9_D24_UNORM_X8;
	u32 pass = passes[state->test ? state->function : GEN9_COMPARE_ALWAYS], i, bits;
	u64 passed = 0;

	if (!from)
		return false;
	for (i = 0; i < QUADS; i++) {
		bits = (u32)(*mask >> GEN9_SUBSPAN * i) & GEN9_SUBSPAN_ALL;
		if (!bits)
			continue;
		bits = quad_test(d24, pass, from + quad_offset(i), to ? to + quad_offset(i) : NULL,
				 quad_depth(block, i), bits);
		passed |= (u64)bits << GEN9_SUBSPAN * i;
	}
	*mask = passed;
	return true;
}

bool depth_block_clear(struct depth_state *state, const struct depth_block *block, float z)
{
	u8 *to = block_memory(state, block, true);
	depth_i4 value = (depth_i4)_mm_set1_ps(z);
	u32 i;

	if (!to)
		return false;
	if (state->format == GEN9_D24_UNORM_X8)
		value = fixed((depth_v4)value, D24_MAX);
	for (i = 0; i < QUADS; i++)
		memcpy(to + quad_offset(i), &value, sizeof(value));
	return true;
}
