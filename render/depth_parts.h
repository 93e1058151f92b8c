/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parts of the tests of subspans (depth.c) and of blocks (depth_block.c): comparisons of four
 * depths, and the layer of a buffer. Takes no lock.
 */
#ifndef RENDER_DEPTH_PARTS_H
#define RENDER_DEPTH_PARTS_H

#include "render/depth.h"

/* Outcomes of a comparison. */
#define DEPTH_LESS	1u
#define DEPTH_EQUAL	2u
#define DEPTH_GREATER	4u

#define D24_MAX	0xffffffu

typedef s32 depth_i4 __attribute__((vector_size(16)));

/* enum gen9_compare as outcomes that pass. */
static const u8 passes[] = {
	[GEN9_COMPARE_ALWAYS] = DEPTH_LESS | DEPTH_EQUAL | DEPTH_GREATER,
	[GEN9_COMPARE_NEVER] = 0,
	[GEN9_COMPARE_LESS] = DEPTH_LESS,
	[GEN9_COMPARE_EQUAL] = DEPTH_EQUAL,
	[GEN9_COMPARE_LEQUAL] = DEPTH_LESS | DEPTH_EQUAL,
	[GEN9_COMPARE_GREATER] = DEPTH_GREATER,
	[GEN9_COMPARE_NOTEQUAL] = DEPTH_LESS | DEPTH_GREATER,
	[GEN9_COMPARE_GEQUAL] = DEPTH_GREATER | DEPTH_EQUAL,
};

static inline u32 outcome_float(depth_v4 a, depth_v4 b, u32 pass)
{
	u32 mask = 0;

	if (pass == (DEPTH_LESS | DEPTH_EQUAL | DEPTH_GREATER))
		return GEN9_SUBSPAN_ALL;
	if (pass & DEPTH_LESS)
		mask |= (u32)_mm_movemask_ps((__m128)(a < b));
	if (pass & DEPTH_EQUAL)
		mask |= (u32)_mm_movemask_ps((__m128)(a == b));
	if (pass & DEPTH_GREATER)
		mask |= (u32)_mm_movemask_ps((__m128)(a > b));
	return mask;
}

static inline u32 outcome_int(depth_i4 a, depth_i4 b, u32 pass)
{
	u32 mask = 0;

	if (pass & DEPTH_LESS)
		mask |= (u32)_mm_movemask_ps((__m128)(a < b));
	if (pass & DEPTH_EQUAL)
		mask |= (u32)_mm_movemask_ps((__m128)(a == b));
	if (pass & DEPTH_GREATER)
		mask |= (u32)_mm_movemask_ps((__m128)(a > b));
	return mask;
}

/* Round to an integer of the format; NaN is 0. */
static inline depth_i4 fixed(depth_v4 z, u32 top)
{
	__m128 clamped = _mm_min_ps(_mm_max_ps((__m128)z, _mm_setzero_ps()), _mm_set1_ps(1));

	return (depth_i4)_mm_cvtps_epi32(_mm_mul_ps(clamped, _mm_set1_ps((float)top)));
}

/* Give a buffer's plane a layer. */
static inline void layer_set(struct depth_buffer *buffer, u32 layer)
{
	if (buffer->layer == layer)
		return;
	sample_surface_plane(&buffer->surface, 0, layer, 0, &buffer->plane);
	buffer->layer = layer;
}

#endif
