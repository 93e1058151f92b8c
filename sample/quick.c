// SPDX-License-Identifier: GPL-2.0-only
/*
 * The short way to filter (quick.h). Each operation on floats is the one that filter.c does, in the
 * same order. The engine's thread calls this file. Takes no lock.
 */
#include "sample/quick.h"

#include "sample/srgb_table.h"

#define REACH		128		/* texels that a wrapped index is outside, at most */
#define BYTES_MAX	(1u << 30)	/* of a level */
#define ROWS_MORE	512u		/* than a level has: two rows of the largest tiles */
#define ALPHA		3u
#define BYTE_MAX	255
/* 1 / BYTE_MAX in two parts. The product of a byte with the first one is exact. */
#define PART_HIGH	0x1.01p-8f
#define PART_LOW	0x1.010102p-24f
#define NO_PAGE		1		/* no address of a page */

typedef s32 ints __attribute__((vector_size(16)));
typedef u32 words __attribute__((vector_size(16)));

/**
 * struct quick_axis - Texels along a dimension, of four places.
 * @part: what the first and the second texel add to the address
 * @weight: weights of the second; 0: it does not count
 */
struct quick_axis {
	words part[2];
	sample_floats weight;
};

/**
 * struct quick_plane - A level.
 * @windows: windows of the address space
 * @format: its format
 * @base: graphics address
 * @va: graphics address of the page that was read last, or NO_PAGE
 * @page: the page's first byte
 */
struct quick_plane {
	struct sample_windows *windows;
	const struct sample_format *format;
	u64 base;
	u64 va;
	const u8 *page;
};

/* Levels of a power of two are powers of two. */
static bool wrap_fits(const struct sample_surface *surface, u32 wrap, u32 size)
{
	u32 last = surface->first_level + surface->levels - 1;

	return wrap == GEN9_WRAP_CLAMP ||
	       (wrap == GEN9_WRAP_REPEAT &&
		(is_power_of_2(size) || sample_level_size(size, last) >= REACH));
}

static bool tiling_fits(const struct sample_surface *surface)
{
	switch (surface->tiling) {
	case GEN9_TILE_LINEAR:
	case GEN9_TILE_X:
	case GEN9_TILE_Y:
	case GEN9_TILE_YF:
	case GEN9_TILE_YS:
		return IS_ALIGNED(surface->base, sizeof(u32)) &&
		       IS_ALIGNED(surface->pitch, sizeof(u32));
	default:
		return false;
	}
}

bool sample_quick_fits(const struct sample_source *source)
{
	const struct sample_surface *surface = source->surface;
	const struct sample_sampler_state *sampler = source->sampler;
	const struct sample_format *format = surface->format;

	if (surface->type != GEN9_SURFACE_2D || surface->samples > 1 ||
	    (surface->array && surface->depth > 1) || source->shadow ||
	    sampler->unnormalized || !tiling_fits(surface))
		return false;
	if (format->quick != SAMPLE_QUICK_UNORM_8 && format->quick != SAMPLE_QUICK_SRGB_8)
		return false;
	if (sampler->min == GEN9_FILTER_ANISOTROPIC || sampler->mag == GEN9_FILTER_ANISOTROPIC)
		return false;
	/* Offsets inside of a level have 32 bits. */
	if ((u64)(surface->height + ROWS_MORE) * surface->pitch > BYTES_MAX)
		return false;
	return wrap_fits(surface, sampler->wrap[0], surface->width) &&
	       wrap_fits(surface, sampler->wrap[1], surface->height);
}

static sample_floats splat(float value)
{
	return (sample_floats){ value, value, value, value };
}

static sample_floats choose(ints lanes, sample_floats yes, sample_floats no)
{
	return (sample_floats)(((ints)yes & lanes) | ((ints)no & ~lanes));
}

/* Round down what is 0 or more, and below SAMPLE_EXACT. */
static sample_floats whole_of(sample_floats value)
{
	return (sample_floats)_mm_cvtepi32_ps(_mm_cvttps_epi32((__m128)value));
}

/* Round down what is between -SAMPLE_EXACT and SAMPLE_EXACT. */
static sample_floats floor_near(sample_floats value)
{
	sample_floats whole = whole_of(value);

	return whole - (sample_floats)((whole > value) & (ints)splat(1));
}

static sample_floats floor_of(sample_floats value)
{
	ints inside = (value > -SAMPLE_EXACT) & (value < SAMPLE_EXACT);

	return choose(inside, floor_near(value), value);
}

/* A NaN is the least. */
static sample_floats bound(sample_floats value, float least, float most)
{
	return choose(value > least, (sample_floats)_mm_min_ps((__m128)value, _mm_set1_ps(most)),
		      splat(least));
}

static ints choose_int(ints lanes, ints yes, ints no)
{
	return (yes & lanes) | (no & ~lanes);
}

static ints wrap_index(u32 wrap, ints index, s32 size)
{
	if (wrap != GEN9_WRAP_REPEAT) {
		index = choose_int(index < size, index, (ints){} + (size - 1));
		return choose_int(index > 0, index, (ints){});
	}
	if (is_power_of_2((u32)size))
		return index & (size - 1);
	index += (index < 0) & size;
	return index - ((index >= size) & size);
}

/* Distribute the bits of each value, the lowest first, over the bits of @mask. */
static words spread(words value, u32 mask)
{
	words out = {};

	for (; mask; mask &= mask - 1, value >>= 1)
		out |= -(value & 1) & (mask & -mask);
	return out;
}

static words column_part(const struct sample_plane *plane, words x)
{
	words byte = plane->x + x * (u32)sizeof(u32);

	switch (plane->tiling) {
	case GEN9_TILE_Y:
		return byte / GEN9_TILE_Y_BYTES * (u32)PAGE_SIZE +
		       byte % GEN9_TILE_Y_BYTES / GEN9_TILE_Y_COLUMN *
				(GEN9_TILE_Y_COLUMN * GEN9_TILE_Y_ROWS) +
		       byte % GEN9_TILE_Y_COLUMN;
	case GEN9_TILE_X:
		return byte / GEN9_TILE_X_BYTES * (u32)PAGE_SIZE + byte % GEN9_TILE_X_BYTES;
	case GEN9_TILE_YF:
	case GEN9_TILE_YS:
		return (byte >> plane->swizzle.columns_log2 << plane->swizzle.block_log2) +
		       spread(byte, plane->swizzle.columns);
	default:
		return byte;
	}
}

static words row_part(const struct sample_plane *plane, words y)
{
	words row = plane->y + y;

	switch (plane->tiling) {
	case GEN9_TILE_Y:
		return row / GEN9_TILE_Y_ROWS * (plane->pitch * GEN9_TILE_Y_ROWS) +
		       row % GEN9_TILE_Y_ROWS * GEN9_TILE_Y_COLUMN;
	case GEN9_TILE_X:
		return row / GEN9_TILE_X_ROWS * (plane->pitch * GEN9_TILE_X_ROWS) +
		       row % GEN9_TILE_X_ROWS * GEN9_TILE_X_BYTES;
	case GEN9_TILE_YF:
	case GEN9_TILE_YS:
		return (row >> plane->swizzle.rows_log2) *
		       (plane->pitch << (plane->swizzle.block_log2 -
					 plane->swizzle.columns_log2)) +
		       spread(row, plane->swizzle.rows);
	default:
		return row * plane->pitch;
	}
}

static void axis_get(const struct sample_source *source, const struct sample_four *quick,
		     u32 dimension, u32 size, bool linear, struct quick_axis *axis)
{
	u32 wrap = source->sampler->wrap[dimension], i;
	sample_floats at = quick->at[dimension], base;
	ints index;

	if (wrap == GEN9_WRAP_REPEAT)
		at = at - floor_of(at);
	at = bound(at * (float)size, -SAMPLE_MARGIN, 2 * (float)size + SAMPLE_MARGIN) -
	     (linear ? 0.5f : 0);
	base = floor_near(at);
	axis->weight = splat(0);
	if (linear)
		axis->weight = whole_of((at - base) * SAMPLE_WEIGHTS + 0.5f) / SAMPLE_WEIGHTS;
	index = (ints)_mm_cvttps_epi32((__m128)base) + quick->offset[dimension];
	for (i = 0; i < 2; i++) {
		words wrapped = (words)wrap_index(wrap, index + (s32)i, (s32)size);

		axis->part[i] = dimension ? row_part(&source->plane, wrapped) :
					    column_part(&source->plane, wrapped);
	}
}

static inline __attribute__((always_inline)) u32 texel_at(struct quick_plane *plane, u32 offset)
{
	u64 va = plane->base + offset;
	u32 bits;

	if (unlikely((va & ~(u64)(PAGE_SIZE - 1)) != plane->va)) {
		plane->va = va & ~(u64)(PAGE_SIZE - 1);
		plane->page = sample_window_at(plane->windows, plane->va, false);
	}
	memcpy(&bits, plane->page + (va & (PAGE_SIZE - 1)), sizeof(bits));
	return bits;
}

/* The channels of a texel, in the order of its bytes. */
static sample_floats unpack(const struct quick_plane *plane, u32 bits)
{
	const __m128i zero = _mm_setzero_si128();
	__m128i bytes = _mm_unpacklo_epi8(_mm_cvtsi32_si128((s32)bits), zero);
	sample_floats value = (sample_floats)_mm_cvtepi32_ps(_mm_unpacklo_epi16(bytes, zero));
	u32 alpha = plane->format->channel[ALPHA].shift / 8;
	u32 i;

	/* The sum has the bits of the quotient, for each byte; a division takes longer. */
	value = value * splat(PART_HIGH) + value * splat(PART_LOW);
	if (likely(plane->format->quick == SAMPLE_QUICK_UNORM_8))
		return value;
	if (plane->format->channel[ALPHA].number == SAMPLE_ABSENT)
		alpha = ~0u;
	for (i = 0; i < 4; i++)
		if (i != alpha)
			value[i] = srgb_table[bits >> 8 * i & BYTE_MAX];
	return value;
}

static sample_floats bilinear(struct quick_plane *plane, const struct quick_axis axis[2], u32 lane)
{
	float right = axis[0].weight[lane], lower = axis[1].weight[lane];
	u32 x0 = axis[0].part[0][lane], x1 = axis[0].part[1][lane];
	u32 y0 = axis[1].part[0][lane], y1 = axis[1].part[1][lane];
	float left = 1 - right, upper = 1 - lower;
	sample_floats sum;

	sum = splat(left * upper) * unpack(plane, texel_at(plane, x0 + y0));
	sum += splat(right * upper) * unpack(plane, texel_at(plane, x1 + y0));
	sum += splat(left * lower) * unpack(plane, texel_at(plane, x0 + y1));
	return sum + splat(right * lower) * unpack(plane, texel_at(plane, x1 + y1));
}

/* Filter a level: the channels of each place in the order of a texel's bytes. */
static void level_filter(struct sample_source *source, const struct sample_four *quick, u32 level,
			 sample_floats texel[SAMPLE_QUICK_LANES])
{
	const struct sample_surface *surface = source->surface;
	bool linear = (quick->mag ? source->sampler->mag : source->sampler->min) !=
		      GEN9_FILTER_NEAREST;
	u32 at = surface->first_level + level, lane;
	struct quick_plane plane = {
		.windows = source->windows, .format = surface->format, .va = NO_PAGE,
	};
	struct quick_axis axis[2];
	sample_floats weights;

	if (source->plane_level != level || source->plane_layer) {
		sample_surface_plane(surface, level, 0, 0, &source->plane);
		source->plane_level = level;
		source->plane_layer = 0;
	}
	plane.base = source->plane.base;
	axis_get(source, quick, 0, sample_level_size(surface->width, at), linear, &axis[0]);
	axis_get(source, quick, 1, sample_level_size(surface->height, at), linear, &axis[1]);
	weights = (sample_floats)((ints)axis[0].weight | (ints)axis[1].weight);
	if (linear && _mm_movemask_ps((__m128)(weights != 0)) & quick->mask) {
		for (lane = 0; lane < SAMPLE_QUICK_LANES; lane++)
			texel[lane] = bilinear(&plane, axis, lane);
		return;
	}
	for (lane = 0; lane < SAMPLE_QUICK_LANES; lane++)
		texel[lane] = unpack(&plane, texel_at(&plane, axis[0].part[0][lane] +
						      axis[1].part[0][lane]));
}

static void levels_filter(struct sample_source *source, const struct sample_four *quick,
			  sample_floats texel[SAMPLE_QUICK_LANES])
{
	u32 last = source->surface->levels - 1, level, i;
	float lod = quick->lod > 0 ? min(quick->lod, (float)last) : 0, weight = 0;
	sample_floats next[SAMPLE_QUICK_LANES];

	switch (source->sampler->mip) {
	case GEN9_MIP_NONE:
		lod = 0;
		break;
	case GEN9_MIP_NEAREST:
		lod = (float)(u32)(lod + 0.5f);
		break;
	default:
		weight = (float)(u32)((lod - (float)(u32)lod) * SAMPLE_WEIGHTS) / SAMPLE_WEIGHTS;
		break;
	}
	level = min((u32)lod, last);
	level_filter(source, quick, level, texel);
	if (!(weight > 0) || level >= last)
		return;
	level_filter(source, quick, level + 1, next);
	for (i = 0; i < SAMPLE_QUICK_LANES; i++)
		texel[i] += splat(weight) * (next[i] - texel[i]);
}

void sample_quick_filter(struct sample_source *source, const struct sample_four *quick,
			 sample_floats to[4])
{
	const struct sample_channel *channel = source->surface->format->channel;
	sample_floats texel[SAMPLE_QUICK_LANES];
	__m128 *row = (__m128 *)texel;
	u32 c;

	levels_filter(source, quick, texel);
	_MM_TRANSPOSE4_PS(row[0], row[1], row[2], row[3]);
	for (c = 0; c < 4; c++)
		to[c] = texel[channel[c].shift / 8 % 4];
	if (channel[ALPHA].number == SAMPLE_ABSENT)
		to[ALPHA] = splat(1);
}
