// SPDX-License-Identifier: GPL-2.0-only
/*
 * The short way to filter (quick.h), for one level of the instruction set. Each operation on floats
 * is the one that filter.c does, in the same order. Places of one level and layer are filtered
 * together. The engine's thread calls this file. Takes no lock.
 */
#include "sample/quick.h"

#include "sample/srgb_table.h"

/* Functions below are inlined, so no call passes a vector by an ABI. */
#pragma GCC diagnostic ignored "-Wpsabi"

#define INLINE		static inline __attribute__((always_inline))
#define LANES		0xffu		/* all places */
#define ALPHA		3u
#define BYTES		4u		/* of a texel */
#define BYTE_BITS	8u
#define BYTE_MAX	255u
#define RED_24_MAX	0xffffffu
/* 1 / BYTE_MAX in two parts. The product of a byte with the first one is exact. */
#define PART_HIGH	0x1.01p-8f
#define PART_LOW	0x1.010102p-24f
#define PAGE_BYTES	((u32)PAGE_SIZE - 1)
#define NO_PAGE		1u		/* no offset of a page */
#define LAYER_SHIFT	8u		/* of a group's number: above its level */
#define LINEAR_SHIFT	7u

/**
 * struct axis - Texels along a dimension.
 * @part: what the first and the second texel add to the offset
 * @weight: weights of the second; 0: it does not count
 */
struct axis {
	eu_ud8 part[2];
	eu_f8 weight;
};

/**
 * struct texels - The memory of a level.
 * @windows: windows of the address space
 * @base: graphics address of its first page
 * @page: offset of the page that was read last, or NO_PAGE
 * @memory: first byte of that page
 */
struct texels {
	struct sample_windows *windows;
	u64 base;
	u32 page;
	const u8 *memory;
};

INLINE eu_f8 splat(float value)
{
	return (eu_f8){ value, value, value, value, value, value, value, value };
}

INLINE eu_f8 choose(eu_d8 lanes, eu_f8 yes, eu_f8 no)
{
	return (eu_f8)(((eu_d8)yes & lanes) | ((eu_d8)no & ~lanes));
}

INLINE eu_d8 choose_int(eu_d8 lanes, eu_d8 yes, eu_d8 no)
{
	return (yes & lanes) | (no & ~lanes);
}

/* Make lanes of all ones of the bits of a mask. */
INLINE eu_d8 lanes_of(u32 mask)
{
	const eu_d8 bit = { 1, 2, 4, 8, 16, 32, 64, 128 };

	return (bit & (s32)mask) == bit;
}

/* Make a mask of lanes of all ones. */
INLINE u32 mask_of(eu_d8 lanes)
{
	eu_f8 v = (eu_f8)lanes;

	return (u32)_mm_movemask_ps((__m128)__builtin_shufflevector(v, v, 0, 1, 2, 3)) |
	       (u32)_mm_movemask_ps((__m128)__builtin_shufflevector(v, v, 4, 5, 6, 7)) << 4;
}

INLINE eu_d8 integer_of(eu_f8 value)
{
	return __builtin_convertvector(value, eu_d8);
}

INLINE eu_f8 float_of(eu_d8 value)
{
	return __builtin_convertvector(value, eu_f8);
}

/* Round down what is 0 or more, and below SAMPLE_EXACT. */
INLINE eu_f8 whole_of(eu_f8 value)
{
	return float_of(integer_of(value));
}

/* Round down what is between -SAMPLE_EXACT and SAMPLE_EXACT. */
INLINE eu_f8 floor_near(eu_f8 value)
{
	eu_f8 whole = whole_of(value);

	return whole - (eu_f8)((whole > value) & (eu_d8)splat(1));
}

INLINE eu_f8 floor_of(eu_f8 value)
{
	eu_d8 inside = (value > -SAMPLE_EXACT) & (value < SAMPLE_EXACT);

	return choose(inside, floor_near(choose(inside, value, splat(0))), value);
}

/* A NaN is the least. */
INLINE eu_f8 bound(eu_f8 value, float least, float most)
{
	return choose(value > least, choose(value < most, value, splat(most)), splat(least));
}

INLINE eu_d8 wrap_index(u32 wrap, eu_d8 index, s32 size)
{
	if (wrap != GEN9_WRAP_REPEAT) {
		index = choose_int(index < size, index, (eu_d8){} + (size - 1));
		return index & (index > 0);
	}
	if (is_power_of_2((u32)size))
		return index & (size - 1);
	index += (index < 0) & size;
	return index - ((index >= size) & size);
}

/* Distribute the bits of each value, the lowest first, over the bits of @mask. */
INLINE eu_ud8 spread(eu_ud8 value, u32 mask)
{
	eu_ud8 out = {};

	for (; mask; mask &= mask - 1, value >>= 1)
		out |= -(value & 1) & (mask & -mask);
	return out;
}

INLINE eu_ud8 column_part(const struct sample_plane *plane, eu_ud8 x)
{
	eu_ud8 byte = plane->x + x * BYTES;

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

INLINE eu_ud8 row_part(const struct sample_plane *plane, eu_ud8 y)
{
	eu_ud8 row = plane->y + y;

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

INLINE void axis_get(const struct sample_prepared *texture, const struct sample_quick_level *level,
		     u32 dimension, eu_f8 at, s32 offset, bool linear, struct axis *axis)
{
	u32 wrap = texture->sampler->wrap[dimension], size = level->size[dimension], i;
	eu_d8 index;
	eu_f8 base;

	if (!texture->sampler->unnormalized) {
		if (wrap == GEN9_WRAP_REPEAT)
			at = at - floor_of(at);
		at = at * (float)size;
	}
	at = bound(at, -SAMPLE_MARGIN, 2 * (float)size + SAMPLE_MARGIN) - (linear ? 0.5f : 0);
	base = floor_near(at);
	axis->weight = splat(0);
	if (linear)
		axis->weight = whole_of((at - base) * SAMPLE_WEIGHTS + 0.5f) / SAMPLE_WEIGHTS;
	index = integer_of(base) + offset;
	for (i = 0; i < 2; i++) {
		eu_ud8 wrapped = (eu_ud8)wrap_index(wrap, index + (s32)i, (s32)size);

		axis->part[i] = dimension ? row_part(&level->plane, wrapped) :
					    column_part(&level->plane, wrapped);
	}
}

/* --- texels --------------------------------------------------------------------------------- */

static const u8 *page_at(struct texels *texels, u32 page)
{
	if (texels->page != page) {
		texels->page = page;
		texels->memory = sample_window_at(texels->windows, texels->base + page, false);
	}
	return texels->memory;
}

INLINE u32 texel_at(const u8 *memory, u32 offset)
{
	u32 bits;

	memcpy(&bits, memory + offset, sizeof(bits));
	return bits;
}

/* Read texels of any pages. */
static __attribute__((noinline)) void texels_apart(struct texels *texels, const eu_ud8 *offset,
						   eu_ud8 *to)
{
	u32 at[SAMPLE_QUICK_LANES], i;

	memcpy(at, offset, sizeof(at));
	for (i = 0; i < SAMPLE_QUICK_LANES; i++)
		(*to)[i] = texel_at(page_at(texels, at[i] & ~PAGE_BYTES), at[i] & PAGE_BYTES);
}

/* Read texels of the page at @memory. */
INLINE eu_ud8 texels_together(const u8 *memory, eu_ud8 offset)
{
	u32 at[SAMPLE_QUICK_LANES];

	offset &= PAGE_BYTES;
	memcpy(at, &offset, sizeof(at));
	return (eu_ud8) {
		texel_at(memory, at[0]), texel_at(memory, at[1]),
		texel_at(memory, at[2]), texel_at(memory, at[3]),
		texel_at(memory, at[4]), texel_at(memory, at[5]),
		texel_at(memory, at[6]), texel_at(memory, at[7]),
	};
}

/* Tell whether the bits of all differences are inside of a page. */
INLINE bool is_together(eu_ud8 differences)
{
	return likely(mask_of(differences < (u32)PAGE_SIZE) == LANES);
}

INLINE eu_ud8 texels_at(struct texels *texels, eu_ud8 offset)
{
	eu_ud8 bits;

	if (is_together(offset ^ offset[0]))
		return texels_together(page_at(texels, offset[0] & ~PAGE_BYTES), offset);
	texels_apart(texels, &offset, &bits);
	return bits;
}

/* Read the texels of the four corners. Most often, all are in one page. */
INLINE void corners_at(struct texels *texels, const struct axis axis[2], eu_ud8 bits[4])
{
	eu_ud8 offset[4], differences = {};
	const u8 *memory;
	u32 i;

	for (i = 0; i < 4; i++) {
		offset[i] = axis[0].part[i & 1] + axis[1].part[i >> 1];
		differences |= offset[i] ^ offset[0][0];
	}
	if (!is_together(differences)) {
		for (i = 0; i < 4; i++)
			bits[i] = texels_at(texels, offset[i]);
		return;
	}
	memory = page_at(texels, offset[0][0] & ~PAGE_BYTES);
	for (i = 0; i < 4; i++)
		bits[i] = texels_together(memory, offset[i]);
}

INLINE eu_f8 srgb(eu_ud8 byte)
{
	return (eu_f8){
		srgb_table[byte[0]], srgb_table[byte[1]], srgb_table[byte[2]], srgb_table[byte[3]],
		srgb_table[byte[4]], srgb_table[byte[5]], srgb_table[byte[6]], srgb_table[byte[7]],
	};
}

/* Return channel @c of texels, in the order of their bytes. @linear: bytes that are not sRGB */
INLINE eu_f8 unpack(enum sample_quick kind, u32 linear, u32 c, eu_ud8 bits)
{
	eu_ud8 byte = bits >> BYTE_BITS * c & BYTE_MAX;
	eu_f8 value = float_of((eu_d8)byte);

	if (kind == SAMPLE_QUICK_32)
		return (eu_f8)bits;
	if (kind == SAMPLE_QUICK_UNORM_24)
		return float_of((eu_d8)(bits & RED_24_MAX)) / (float)RED_24_MAX;
	if (kind == SAMPLE_QUICK_SRGB_8 && !(linear >> c & 1))
		return srgb(byte);
	/* The sum has the bits of the quotient, for each byte; a division takes longer. */
	return value * PART_HIGH + value * PART_LOW;
}

INLINE u32 channels_of(enum sample_quick kind)
{
	return kind == SAMPLE_QUICK_UNORM_8 || kind == SAMPLE_QUICK_SRGB_8 ? 4 : 1;
}

INLINE void nearest(enum sample_quick kind, u32 linear, struct texels *texels,
		    const struct axis axis[2], eu_f8 to[4])
{
	eu_ud8 bits = texels_at(texels, axis[0].part[0] + axis[1].part[0]);
	u32 c;

	for (c = 0; c < channels_of(kind); c++)
		to[c] = unpack(kind, linear, c, bits);
}

/* Floats alone may be no numbers, so that those without a weight must not count. */
INLINE void bilinear(enum sample_quick kind, u32 linear, struct texels *texels,
		     const struct axis axis[2], eu_f8 to[4])
{
	eu_ud8 bits[4];
	u32 corner, c;

	corners_at(texels, axis, bits);
	for (c = 0; c < channels_of(kind); c++)
		to[c] = splat(0);
	for (corner = 0; corner < 4; corner++) {
		u32 x = corner & 1, y = corner >> 1;
		eu_f8 weight = (x ? axis[0].weight : 1 - axis[0].weight) *
			       (y ? axis[1].weight : 1 - axis[1].weight);

		for (c = 0; c < channels_of(kind); c++) {
			eu_f8 part = weight * unpack(kind, linear, c, bits[corner]);

			if (kind == SAMPLE_QUICK_32)
				part = choose(weight > 0, part, splat(0));
			to[c] += part;
		}
	}
}

INLINE void texels_filter(enum sample_quick kind, u32 linear, bool apart,
			  struct texels *texels, const struct axis axis[2], eu_f8 to[4])
{
	u32 c;

	if (apart)
		bilinear(kind, linear, texels, axis, to);
	else
		nearest(kind, linear, texels, axis, to);
	for (c = channels_of(kind); c < 4; c++)
		to[c] = splat(0);
}

/* --- levels --------------------------------------------------------------------------------- */

/*
 * A group of places has a number: its level, then a bit: the filter is linear, then its layer. The
 * plane does not depend on the filter.
 */
static struct sample_quick_level *level_get(struct sample_prepared *texture, u32 group)
{
	const struct sample_surface *surface = texture->surface;
	u32 number = group & (BIT(LINEAR_SHIFT) - 1), layer = group >> LAYER_SHIFT;
	struct sample_quick_level *level = &texture->level[number % SAMPLE_QUICK_LEVELS];
	u32 at = surface->first_level + number;

	if (level->level == number && level->layer == layer)
		return level;
	sample_surface_plane(surface, number, layer, 0, &level->plane);
	level->level = number;
	level->layer = layer;
	level->size[0] = sample_level_size(surface->width, at);
	level->size[1] = sample_level_size(surface->height, at);
	return level;
}

/* Filter a level: the channels of each place in the order of a texel's bytes. */
static __attribute__((noinline)) void level_filter(struct sample_prepared *texture,
						   const eu_f8 at[2], const s32 offset[2],
						   u32 group, u32 step, eu_f8 to[4])
{
	const struct sample_quick_level *level = level_get(texture, group + step);
	u32 alpha = texture->surface->format->channel[ALPHA].shift / BYTE_BITS;
	struct texels texels = {
		.windows = texture->windows, .base = level->plane.base & ~(u64)PAGE_BYTES,
		.page = NO_PAGE,
	};
	struct axis axis[2];
	eu_d8 weights;
	bool linear = group >> LINEAR_SHIFT & 1;
	u32 low = (u32)level->plane.base & PAGE_BYTES;
	u32 plain = texture->surface->format->channel[ALPHA].number == SAMPLE_ABSENT ? 0 :
		    BIT(alpha);

	axis_get(texture, level, 0, at[0], offset[0], linear, &axis[0]);
	axis_get(texture, level, 1, at[1], offset[1], linear, &axis[1]);
	axis[1].part[0] += low;
	axis[1].part[1] += low;
	weights = (eu_d8)axis[0].weight | (eu_d8)axis[1].weight;
	linear = linear && mask_of(weights != 0);
	switch (texture->surface->format->quick) {
	case SAMPLE_QUICK_UNORM_8:
		texels_filter(SAMPLE_QUICK_UNORM_8, plain, linear, &texels, axis, to);
		break;
	case SAMPLE_QUICK_SRGB_8:
		texels_filter(SAMPLE_QUICK_SRGB_8, plain, linear, &texels, axis, to);
		break;
	case SAMPLE_QUICK_UNORM_24:
		texels_filter(SAMPLE_QUICK_UNORM_24, plain, linear, &texels, axis, to);
		break;
	default:
		texels_filter(SAMPLE_QUICK_32, plain, linear, &texels, axis, to);
		break;
	}
}

/* Compute levels, and weights of the levels behind them. */
INLINE eu_d8 levels_of(const struct sample_prepared *texture, eu_f8 lod, eu_f8 *weight)
{
	float last = (float)(texture->surface->levels - 1);

	*weight = splat(0);
	lod = choose(lod > 0, choose(lod < last, lod, splat(last)), splat(0));
	switch (texture->sampler->mip) {
	case GEN9_MIP_NONE:
		return (eu_d8){};
	case GEN9_MIP_NEAREST:
		return integer_of(lod + 0.5f);
	default:
		*weight = whole_of((lod - whole_of(lod)) * SAMPLE_WEIGHTS) / SAMPLE_WEIGHTS;
		return integer_of(lod);
	}
}

/* Places whose filter is linear */
INLINE eu_d8 linear_of(const struct sample_prepared *texture, u32 mag)
{
	u32 mask = (texture->sampler->min != GEN9_FILTER_NEAREST ? ~mag : 0) |
		   (texture->sampler->mag != GEN9_FILTER_NEAREST ? mag : 0);

	return lanes_of(mask);
}

INLINE void mix(eu_f8 to[4], const eu_f8 next[4], eu_f8 weight)
{
	u32 c;

	for (c = 0; c < 4; c++)
		to[c] = choose(weight > 0, to[c] + weight * (next[c] - to[c]), to[c]);
}

/*
 * Filter the places @mask, of the group @number. Other places have the first one's work, so that
 * none needs pages of its own.
 */
INLINE u32 group_filter(struct sample_prepared *texture, const struct sample_eight *eight,
			u32 mask, u32 number, eu_f8 weight, eu_f8 to[4])
{
	eu_d8 lanes = lanes_of(mask);
	eu_f8 at[2], next[4];
	u32 i;

	for (i = 0; i < 2; i++) {
		memcpy(&at[i], eight->at[i], sizeof(at[i]));
		if (mask != LANES)
			at[i] = choose(lanes, at[i], splat(eight->at[i][__builtin_ctz(mask)]));
	}
	level_filter(texture, at, eight->offset, number, 0, to);
	if (!(mask_of(weight > 0) & mask))
		return 1;
	level_filter(texture, at, eight->offset, number, 1, next);
	mix(to, next, weight);
	return 2;
}

/* Filter places of several groups. Return the number of levels. */
static __attribute__((noinline)) u32 groups_filter(struct sample_prepared *texture,
						   const struct sample_eight *eight,
						   const eu_d8 *number, const eu_f8 *weight,
						   eu_f8 to[4])
{
	u32 left = eight->mask & LANES, count = 0, c;

	while (left) {
		u32 first = (u32)__builtin_ctz(left), of = (u32)(*number)[first];
		u32 mask = mask_of(*number == (s32)of) & left;
		eu_f8 texel[4] = {};

		count += group_filter(texture, eight, mask, of, *weight, texel);
		for (c = 0; c < 4; c++)
			to[c] = choose(lanes_of(mask), texel[c], to[c]);
		left &= ~mask;
	}
	return count;
}

/* Number the groups of the places: &sample_prepared.flat textures of a layer have one. */
INLINE u32 places_filter(struct sample_prepared *texture, const struct sample_eight *eight,
			 eu_f8 to[4])
{
	u32 mask = eight->mask & LANES, first = (u32)__builtin_ctz(mask);
	eu_f8 weight = {};
	eu_d8 number;

	if (texture->flat && !texture->layers)
		return group_filter(texture, eight, mask, (texture->sampler->mag !=
				    GEN9_FILTER_NEAREST) << LINEAR_SHIFT, weight, to);
	number = levels_of(texture, eight->lod, &weight);
	number |= linear_of(texture, eight->mag) & BIT(LINEAR_SHIFT);
	if (texture->layers)
		number |= (eu_d8)eight->layer << LAYER_SHIFT;
	if ((mask_of(number == number[first]) & mask) == mask)
		return group_filter(texture, eight, mask, (u32)number[first], weight, to);
	return groups_filter(texture, eight, &number, &weight, to);
}

u32 EU_ISA_NAME(sample_quick)(struct sample_prepared *texture, const struct sample_eight *eight,
			      eu_f8 to[4])
{
	const struct sample_channel *channel = texture->surface->format->channel;
	eu_f8 texel[4];
	u32 count = places_filter(texture, eight, texel), c;

	for (c = 0; c < 4; c++)
		to[c] = channel[c].number == SAMPLE_ABSENT ? splat(c == ALPHA) :
			texel[channel[c].shift / BYTE_BITS % 4];
	return count;
}
