// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks of BC6H and BC7 (block_types.h), also known as BPTC. Takes no lock.
 *
 * Source: Khronos Data Format Specification 1.3, "BPTC Compressed Texture Image Formats".
 */
#include "sample/block_types.h"

#include "eu/half.h"
#include "gen9/bptc_rows.h"

#define SUBSETS		3u	/* at most */
#define COLORS		3u	/* channels without alpha */
#define HALF_SIGN	0x8000u

/* The subset of a texel */
static u32 subset_of(u32 subsets, u32 partition, u32 texel)
{
	switch (subsets) {
	case 2:
		return gen9_bptc_two[partition] >> texel & 1;
	case 3:
		return gen9_bptc_three[partition] >> 2 * texel & 3;
	default:
		return 0;
	}
}

/* Tell whether the index of a texel lacks its highest bit. */
static bool is_anchor(u32 subsets, u32 partition, u32 texel)
{
	switch (subsets) {
	case 2:
		return !texel || texel == gen9_bptc_anchor[0][partition];
	case 3:
		return !texel || texel == gen9_bptc_anchor[1][partition] ||
		       texel == gen9_bptc_anchor[2][partition];
	default:
		return !texel;
	}
}

static void take_indices(struct block_bits *bits, u32 subsets, u32 partition, u32 length,
			 u8 index[GEN9_BPTC_TEXELS])
{
	u32 texel;

	for (texel = 0; texel < GEN9_BPTC_TEXELS; texel++)
		index[texel] = (u8)block_bits_take(bits, length - is_anchor(subsets, partition,
									    texel));
}

static s32 mix(s32 first, s32 second, u32 length, u32 index)
{
	s32 weight = gen9_bptc_weight[length][index], one = GEN9_BPTC_WEIGHT_ONE;

	return (first * (one - weight) + second * weight + one / 2) >> ilog2(one);
}

/* --- BC7 ------------------------------------------------------------------------------------ */

/**
 * struct bc7 - A block of BC7.
 * @mode: its mode
 * @partition: number of the partition
 * @rotation: channel that is exchanged with alpha, plus 1; 0: none
 * @selection: colours have the second indices
 * @end: endpoints, two of each subset
 * @index: indices
 */
struct bc7 {
	const struct gen9_bc7_mode *mode;
	u32 partition;
	u32 rotation;
	u32 selection;
	u8 end[2 * SUBSETS][4];
	u8 index[2][GEN9_BPTC_TEXELS];
};

static void take_channel(struct block_bits *bits, struct bc7 *bc7, u32 channel, u32 length)
{
	u32 i;

	for (i = 0; i < 2u * bc7->mode->subsets; i++)
		bc7->end[i][channel] = length ? (u8)block_bits_take(bits, length) :
				       BLOCK_BYTE_MAX;
}

/* Add the lowest bit of each endpoint, and widen its channels to 8 bits. */
static void widen_ends(struct block_bits *bits, struct bc7 *bc7)
{
	const struct gen9_bc7_mode *mode = bc7->mode;
	u32 more = mode->own || mode->shared, lowest = 0, i, c;

	for (i = 0; i < 2u * mode->subsets; i++) {
		if (mode->own || (mode->shared && !(i & 1)))
			lowest = block_bits_take(bits, 1);
		for (c = 0; c < 4; c++) {
			u32 length = c == BLOCK_ALPHA ? mode->alpha : mode->color;
			u32 value = bc7->end[i][c] << more | lowest;

			if (!length)
				continue;
			length += more;
			bc7->end[i][c] = (u8)(value << (8 - length) | value >> (2 * length - 8));
		}
	}
}

static void bc7_open(struct block_bits *bits, struct bc7 *bc7)
{
	const struct gen9_bc7_mode *mode = bc7->mode;
	u32 c;

	bc7->partition = block_bits_take(bits, mode->partition);
	bc7->rotation = block_bits_take(bits, mode->rotation);
	bc7->selection = block_bits_take(bits, mode->selection);
	for (c = 0; c < 4; c++)
		take_channel(bits, bc7, c, c == BLOCK_ALPHA ? mode->alpha : mode->color);
	widen_ends(bits, bc7);
	take_indices(bits, mode->subsets, bc7->partition, mode->index, bc7->index[0]);
	if (mode->second)
		take_indices(bits, 1, 0, mode->second, bc7->index[1]);
}

static void bc7_texel(const struct bc7 *bc7, u32 texel, u8 rgba[4])
{
	const struct gen9_bc7_mode *mode = bc7->mode;
	const u8 (*end)[4] = &bc7->end[2 * subset_of(mode->subsets, bc7->partition, texel)];
	u32 length[2] = { mode->index, mode->second }, c, from;

	for (c = 0; c < 4; c++) {
		from = mode->second && (c == BLOCK_ALPHA) != bc7->selection;
		rgba[c] = (u8)mix(end[0][c], end[1][c], length[from], bc7->index[from][texel]);
	}
	if (bc7->rotation)
		swap(rgba[bc7->rotation - 1], rgba[BLOCK_ALPHA]);
}

void sample_block_bc7(const struct sample_format *format, const u8 *block,
		      union sample_texel *to)
{
	struct block_bits bits = block_bits_open(block);
	u32 number = 0, texel;
	struct bc7 bc7 = {};
	u8 rgba[4] = {};

	while (number < GEN9_BC7_MODES && !block_bits_take(&bits, 1))
		number++;
	if (number < GEN9_BC7_MODES) {
		bc7.mode = &gen9_bc7_modes[number];
		bc7_open(&bits, &bc7);
	}
	for (texel = 0; texel < GEN9_BPTC_TEXELS; texel++) {
		if (bc7.mode)
			bc7_texel(&bc7, texel, rgba);
		sample_texel_of_bytes(format, rgba, &to[texel]);
	}
}

/* --- BC6H ----------------------------------------------------------------------------------- */

/* Extend the sign of @bits bits. */
static s32 extend(s32 value, u32 bits)
{
	return (s32)((u32)value << (32 - bits)) >> (32 - bits);
}

static void take_field(struct block_bits *bits, const struct gen9_bc6h_field *field,
		       s32 end[4][COLORS])
{
	u32 at = field->first;
	s32 *value = &end[field->endpoint][field->channel];

	for (;; at += field->first < field->last ? 1 : -1u) {
		*value |= (s32)(block_bits_take(bits, 1) << at);
		if (at == field->last)
			break;
	}
}

/* Make an endpoint of 16 bits, or of 15 and a sign. */
static s32 unquantize(s32 value, u32 bits, bool with_sign)
{
	s32 size = value < 0 ? -value : value, most, ones;

	if (bits >= GEN9_BC6H_EXACT + (with_sign ? 1 : 0) || !value)
		return value;
	ones = (s32)BIT(with_sign ? bits - 1 : bits) - 1;
	most = with_sign ? GEN9_BC6H_SIGNED_MAX : GEN9_BC6H_MAX;
	size = size >= ones ? most : (s32)(((u32)size << GEN9_BC6H_EXACT) + GEN9_BC6H_ROUND) >>
				     (bits - 1);
	return value < 0 ? -size : size;
}

static void complete_ends(const struct gen9_bc6h_mode *mode, bool with_sign, s32 end[4][COLORS])
{
	u32 i, c;

	for (c = 0; c < COLORS; c++) {
		if (with_sign)
			end[0][c] = extend(end[0][c], mode->bits);
		for (i = 1; i < 2u * mode->subsets; i++) {
			if (with_sign || mode->transformed)
				end[i][c] = extend(end[i][c], mode->delta[c]);
			if (!mode->transformed)
				continue;
			end[i][c] = (end[i][c] + end[0][c]) & (s32)(BIT(mode->bits) - 1);
			if (with_sign)
				end[i][c] = extend(end[i][c], mode->bits);
		}
		for (i = 0; i < 2u * mode->subsets; i++)
			end[i][c] = unquantize(end[i][c], mode->bits, with_sign);
	}
}

/* Make a half float of an interpolated value: 31 parts of 64, or of 32 with a sign. */
static float finish(s32 value, bool with_sign)
{
	u32 size = (u32)(value < 0 ? -value : value) * GEN9_BC6H_SCALE;

	size >>= with_sign ? GEN9_BC6H_SIGNED_SHIFT : GEN9_BC6H_SHIFT;
	return eu_half_to_float((u16)(size | (value < 0 ? HALF_SIGN : 0)));
}

static void bc6h_decode(const u8 *block, bool with_sign, union sample_texel *to)
{
	struct block_bits bits = block_bits_open(block);
	const struct gen9_bc6h_mode *mode;
	u32 number = block_bits_at(&bits, 0, GEN9_BC6H_SHORT_BITS), partition = 0, i, c, texel;
	u8 index[GEN9_BPTC_TEXELS];
	s32 end[4][COLORS] = {};

	bits.at = GEN9_BC6H_SHORT_BITS;
	if (number >= GEN9_BC6H_SHORT_MODES) {
		bits.at = 0;
		number = block_bits_take(&bits, GEN9_BC6H_MODE_BITS);
	}
	mode = &gen9_bc6h_modes[number];
	for (texel = 0; texel < GEN9_BPTC_TEXELS; texel++)
		to[texel] = (union sample_texel){ .f = { 0, 0, 0, 1 } };
	if (!mode->subsets)
		return;
	for (i = 0; i < mode->fields; i++)
		take_field(&bits, &mode->field[i], end);
	if (mode->subsets > 1)
		partition = block_bits_take(&bits, GEN9_BC6H_PARTITION);
	complete_ends(mode, with_sign, end);
	take_indices(&bits, mode->subsets, partition, GEN9_BC6H_INDEX(mode->subsets), index);
	for (texel = 0; texel < GEN9_BPTC_TEXELS; texel++) {
		i = 2 * subset_of(mode->subsets, partition, texel);
		for (c = 0; c < COLORS; c++)
			to[texel].f[c] = finish(mix(end[i][c], end[i + 1][c],
						    GEN9_BC6H_INDEX(mode->subsets),
						    index[texel]), with_sign);
	}
}

void sample_block_bc6h(const struct sample_format *format, const u8 *block,
		       union sample_texel *to)
{
	bc6h_decode(block, false, to);
}

void sample_block_bc6h_signed(const struct sample_format *format, const u8 *block,
			      union sample_texel *to)
{
	bc6h_decode(block, true, to);
}
