// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks of ASTC of low dynamic range (block_types.h). A grid of weights is interpolated to a
 * weight of each texel, between two endpoints of the texel's partition. Takes no lock.
 *
 * Source: Khronos Data Format Specification 1.3, "ASTC Compressed Texture Image Formats".
 */
#include "sample/block_types.h"

#include "gen9/astc_rows.h"
#include "sample/block_ends.h"
#include "sample/block_sequence.h"

#define WEIGHT_ONE	64u
#define WHOLE		65536.0f	/* channels of 16 bits, but for all ones */
#define ALL_ONES	0xffffu
#define HALF_BITS	11u		/* of the mantissa of a half float */
#define NO_PLANE	4u

/**
 * struct astc - A block.
 * @bits: the block
 * @grid_w: columns of weights: 2 to 12
 * @grid_h: rows of weights: 2 to 12
 * @dual: each texel has two weights
 * @range: range of the weights
 * @plane: channel of the second weights, or NO_PLANE
 * @partitions: number of partitions
 * @seed: which partitions
 * @class: kind of the endpoints of each partition
 * @low: bits below the weights that are used: weights, classes and plane, from the block's end
 * @weight: weights: 0 to 64; with two planes in turns
 * @end: two endpoints of each partition
 */
struct astc {
	struct block_bits bits;
	u32 grid_w;
	u32 grid_h;
	bool dual;
	u32 range;
	u32 plane;
	u32 partitions;
	u32 seed;
	u8 class[GEN9_ASTC_PARTITIONS_MAX];
	u32 low;
	u8 weight[GEN9_ASTC_WEIGHTS_MAX];
	u8 end[GEN9_ASTC_PARTITIONS_MAX][2][4];
};

static void fill(const struct sample_format *format, const union sample_texel *texel,
		 union sample_texel *to)
{
	u32 count = (u32)format->block_w * format->block_h, i;

	for (i = 0; i < count; i++)
		to[i] = *texel;
}

/* A channel of 16 bits as a half float: rounded to zero, as the specification says */
static float channel_float(u32 value)
{
	u32 length = ilog2(value) + 1;

	if (value == ALL_ONES)
		return 1;
	if (length > HALF_BITS)
		value &= ~((1u << (length - HALF_BITS)) - 1);
	return (float)value / WHOLE;
}

static void texel_of(const struct sample_format *format, const u32 channel[4],
		     union sample_texel *to)
{
	u8 rgba[4];
	u32 c;

	for (c = 0; c < 4; c++) {
		rgba[c] = (u8)(channel[c] >> 8);
		to->f[c] = channel_float(channel[c]);
	}
	if (format->srgb)
		sample_texel_of_bytes(format, rgba, to);
}

/* Return false: the block is invalid. */
static bool decode_void(const struct sample_format *format, const struct block_bits *bits,
			union sample_texel *to)
{
	u32 extent[4], ones = 1, channel[4], i;
	union sample_texel texel;

	for (i = 0; i < 4; i++) {
		extent[i] = block_bits_at(bits, GEN9_ASTC_VOID_EXTENT + i * GEN9_ASTC_VOID_BITS,
					  GEN9_ASTC_VOID_BITS);
		ones &= extent[i] == BIT(GEN9_ASTC_VOID_BITS) - 1;
		channel[i] = block_bits_at(bits, GEN9_ASTC_VOID_COLOR + 16 * i, 16);
	}
	if (block_bits_at(bits, GEN9_ASTC_VOID_HDR) ||
	    block_bits_at(bits, GEN9_ASTC_VOID_ONES) != GEN9_ASTC_VOID_ONES_SET)
		return false;
	if (!ones && (extent[0] >= extent[1] || extent[2] >= extent[3]))
		return false;
	texel_of(format, channel, &texel);
	fill(format, &texel, to);
	return true;
}

/* --- modes ---------------------------------------------------------------------------------- */

static u32 size_of(const u8 rule[3], u32 mode)
{
	return rule[0] + (mode >> rule[1] & ((1u << rule[2]) - 1));
}

/* Find the grid of weights. Return false: the block is invalid. */
static bool open_grid(struct astc *astc, u32 mode)
{
	bool wide = !GEN9_ASTC_MODE_LOW(mode);
	const struct gen9_astc_grid *grid = gen9_astc_grids[wide];
	u32 i = 0;

	astc->range = GEN9_ASTC_MODE_RANGE(mode) |
		      (wide ? GEN9_ASTC_MODE_HIGH(mode) : GEN9_ASTC_MODE_LOW(mode)) << 1;
	while (i < GEN9_ASTC_GRIDS && (mode & grid[i].mask) != grid[i].value)
		i++;
	if (i == GEN9_ASTC_GRIDS || astc->range < GEN9_ASTC_RANGE_FIRST)
		return false;
	astc->range -= GEN9_ASTC_RANGE_FIRST;
	astc->grid_w = size_of(grid[i].w, mode);
	astc->grid_h = size_of(grid[i].h, mode);
	if (!grid[i].plain) {
		astc->dual = GEN9_ASTC_MODE_DUAL(mode);
		astc->range += GEN9_ASTC_MODE_PRECISE(mode) * GEN9_ASTC_RANGE_PRECISE;
	}
	return true;
}

/* Bits of a block in reversed order: weights begin at the block's end. */
static struct block_bits reversed(const struct block_bits *bits)
{
	struct block_bits back = {};
	u32 i;

	for (i = 0; i < GEN9_ASTC_BITS; i++)
		back.word[i / 64] |= (u64)block_bits_at(bits, GEN9_ASTC_BITS - 1 - i, 1) << i % 64;
	return back;
}

static bool take_weights(struct astc *astc)
{
	u32 count = astc->grid_w * astc->grid_h * (astc->dual ? 2 : 1), i;
	struct block_bits back;

	if (count > GEN9_ASTC_WEIGHTS_MAX)
		return false;
	astc->low = block_sequence_bits(astc->range, count);
	if (astc->low < GEN9_ASTC_WEIGHT_BITS_MIN || astc->low > GEN9_ASTC_WEIGHT_BITS_MAX)
		return false;
	back = reversed(&astc->bits);
	block_sequence_take(&back, astc->range, count, astc->weight);
	for (i = 0; i < count; i++)
		astc->weight[i] = block_sequence_weight(astc->range, astc->weight[i]);
	return true;
}

/* Read @count bits below those that were read from the block's end. */
static u32 take_low(struct astc *astc, u32 count)
{
	astc->low += count;
	return block_bits_at(&astc->bits, GEN9_ASTC_BITS - astc->low, count);
}

/* Classes that differ: two neighbours, each with four kinds */
static void mixed_classes(struct astc *astc, u32 base)
{
	u32 n = astc->partitions, more = 3 * n - GEN9_ASTC_CLASSES_BITS, i, fields;

	fields = block_bits_at(&astc->bits, GEN9_ASTC_CLASSES_AT, GEN9_ASTC_CLASSES_BITS) |
		 take_low(astc, more) << GEN9_ASTC_CLASSES_BITS;
	for (i = 0; i < n; i++)
		astc->class[i] = (u8)((base - 1 + (fields >> i & 1)) << 2 |
				      (fields >> (n + 2 * i) & 3));
}

static void open_classes(struct astc *astc)
{
	u32 base, i;

	astc->partitions = block_bits_at(&astc->bits, GEN9_ASTC_PARTITIONS) + 1;
	astc->bits.at = astc->partitions > 1 ? GEN9_ASTC_ENDS_MORE : GEN9_ASTC_ENDS_ONE;
	if (astc->partitions == 1) {
		astc->class[0] = (u8)block_bits_at(&astc->bits, GEN9_ASTC_CLASS_ONE);
		return;
	}
	astc->seed = block_bits_at(&astc->bits, GEN9_ASTC_SEED);
	base = block_bits_at(&astc->bits, GEN9_ASTC_CLASS_BASE);
	if (base) {
		mixed_classes(astc, base);
		return;
	}
	for (i = 0; i < astc->partitions; i++)
		astc->class[i] = (u8)block_bits_at(&astc->bits, GEN9_ASTC_CLASS_ALL);
}

/* Read the endpoints. Their range is the largest one that fits into the bits that are left. */
static bool take_ends(struct astc *astc)
{
	u32 count = 0, range = GEN9_ASTC_RANGES - 1, left, i;
	u8 value[GEN9_ASTC_VALUES_MAX];
	const u8 *next = value;

	for (i = 0; i < astc->partitions; i++)
		count += GEN9_ASTC_VALUES_PAIR(astc->class[i]);
	if (count > GEN9_ASTC_VALUES_MAX || astc->low + astc->bits.at > GEN9_ASTC_BITS)
		return false;
	left = GEN9_ASTC_BITS - astc->low - astc->bits.at;
	while (block_sequence_bits(range, count) > left)
		if (range-- == GEN9_ASTC_RANGE_COLOR)
			return false;
	block_sequence_take(&astc->bits, range, count, value);
	for (i = 0; i < count; i++)
		value[i] = block_sequence_color(range, value[i]);
	for (i = 0; i < astc->partitions; i++) {
		block_ends(astc->class[i], next, astc->end[i]);
		next += GEN9_ASTC_VALUES_PAIR(astc->class[i]);
	}
	return true;
}

/* --- texels --------------------------------------------------------------------------------- */

/* The place of a texel in the grid of weights, with four bits behind the point */
static u32 grid_place(u32 at, u32 size, u32 grid)
{
	u32 step = (1024 + size / 2) / (size - 1);

	return (step * at * (grid - 1) + 32) >> 6;
}

static u32 weight_of(const struct astc *astc, u32 column, u32 row, u32 plane)
{
	u32 planes = astc->dual ? 2 : 1;
	u32 x = min(column, astc->grid_w - 1), y = min(row, astc->grid_h - 1);

	return astc->weight[(y * astc->grid_w + x) * planes + plane];
}

static u32 texel_weight(const struct astc *astc, u32 x, u32 y, u32 plane)
{
	u32 column = x >> 4, row = y >> 4, right = x & 15, below = y & 15;
	u32 both = (right * below + 8) >> 4;

	return (weight_of(astc, column, row, plane) * (16 - right - below + both) +
		weight_of(astc, column + 1, row, plane) * (right - both) +
		weight_of(astc, column, row + 1, plane) * (below - both) +
		weight_of(astc, column + 1, row + 1, plane) * both + 8) >> 4;
}

static void decode_texel(const struct sample_format *format, const struct astc *astc, u32 x, u32 y,
			 union sample_texel *to)
{
	u32 place_x = grid_place(x, format->block_w, astc->grid_w);
	u32 place_y = grid_place(y, format->block_h, astc->grid_h);
	u32 part = block_partition(astc->seed, astc->partitions, x, y,
				   (u32)format->block_w * format->block_h);
	u32 weight[2], channel[4], low, high, w, c;

	weight[0] = texel_weight(astc, place_x, place_y, 0);
	weight[1] = astc->dual ? texel_weight(astc, place_x, place_y, 1) : 0;
	for (c = 0; c < 4; c++) {
		low = astc->end[part][0][c];
		high = astc->end[part][1][c];
		low = low << 8 | (format->srgb ? 0x80 : low);
		high = high << 8 | (format->srgb ? 0x80 : high);
		w = weight[c == astc->plane];
		channel[c] = (low * (WEIGHT_ONE - w) + high * w + WEIGHT_ONE / 2) / WEIGHT_ONE;
	}
	texel_of(format, channel, to);
}

/* Return false: the block is invalid. */
static bool decode(const struct sample_format *format, const u8 *block, union sample_texel *to)
{
	struct astc astc = { .bits = block_bits_open(block), .plane = NO_PLANE };
	u32 mode = block_bits_at(&astc.bits, GEN9_ASTC_MODE), x, y;

	if ((mode & GEN9_ASTC_VOID_MASK) == GEN9_ASTC_VOID)
		return decode_void(format, &astc.bits, to);
	if (!open_grid(&astc, mode) || astc.grid_w > format->block_w ||
	    astc.grid_h > format->block_h || !take_weights(&astc))
		return false;
	open_classes(&astc);
	if (astc.dual) {
		if (astc.partitions == GEN9_ASTC_PARTITIONS_MAX)
			return false;
		astc.plane = take_low(&astc, GEN9_ASTC_PLANE_BITS);
	}
	if (!take_ends(&astc))
		return false;
	for (y = 0; y < format->block_h; y++)
		for (x = 0; x < format->block_w; x++)
			decode_texel(format, &astc, x, y, to++);
	return true;
}

void sample_block_astc(const struct sample_format *format, const u8 *block,
		       union sample_texel *to)
{
	static const union sample_texel error = { .f = GEN9_ASTC_ERROR };

	if (!decode(format, block, to))
		fill(format, &error, to);
}
