// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks of ETC1, ETC2 and EAC (block_types.h). Blocks of ETC1 are blocks of ETC2 that use two of
 * its modes. Takes no lock.
 *
 * Source: Khronos Data Format Specification 1.3, "ETC1 Compressed Texture Image Formats" and "ETC2
 * Compressed Texture Image Formats".
 */
#include "sample/block_types.h"

#include "gen9/etc_defs.h"

#define TEXELS		(BLOCK_SIDE * BLOCK_SIDE)
#define COLORS		3u	/* channels without alpha */
#define CHOICES		4u	/* values of an index */

/**
 * struct etc - The colours of a block.
 * @word: the block
 * @hollow: texels with one of the indices are transparent
 * @paint: the colours of the indices, of the first and of the second half
 */
struct etc {
	u64 word;
	bool hollow;
	u8 paint[2][CHOICES][COLORS];
};

static u64 word_at(const u8 *block)
{
	u64 word = 0;
	u32 i;

	for (i = 0; i < GEN9_ETC_WORD; i++)
		word = word << 8 | block[i];
	return word;
}

static u8 clamp_byte(s32 value)
{
	return (u8)max(min(value, (s32)BLOCK_BYTE_MAX), 0);
}

static u8 widen(u32 value, u32 bits)
{
	return (u8)(value << (8 - bits) | value >> (2 * bits - 8));
}

/* The colour @base with @change added to each channel */
static void shift_color(u8 to[COLORS], const u8 base[COLORS], s32 change)
{
	u32 c;

	for (c = 0; c < COLORS; c++)
		to[c] = clamp_byte(base[c] + change);
}

/* The colours of a half: @table says how far they are from a base. */
static void paint_half(struct etc *etc, u32 half, const u8 base[COLORS], u32 table)
{
	static const u8 modifiers[][2] = GEN9_ETC_MODIFIERS;
	s32 small = etc->hollow ? 0 : modifiers[table][0], large = modifiers[table][1];

	shift_color(etc->paint[half][0], base, small);
	shift_color(etc->paint[half][1], base, large);
	shift_color(etc->paint[half][2], base, -small);
	shift_color(etc->paint[half][3], base, -large);
}

static void paint_halves(struct etc *etc, u8 base[2][COLORS])
{
	paint_half(etc, 0, base[0], GEN9_ETC_TABLE_1(etc->word));
	paint_half(etc, 1, base[1], GEN9_ETC_TABLE_2(etc->word));
}

static void paint_both(struct etc *etc)
{
	memcpy(etc->paint[1], etc->paint[0], sizeof(etc->paint[0]));
}

static void paint_t(struct etc *etc)
{
	static const u8 distances[] = GEN9_ETC_DISTANCES;
	u64 word = etc->word;
	s32 distance = distances[GEN9_ETC_T_DISTANCE(word)];
	const u8 first[COLORS] = {
		widen(GEN9_ETC_T_RED_1(word), GEN9_ETC_SHORT_BITS),
		widen(GEN9_ETC_T_GREEN_1(word), GEN9_ETC_SHORT_BITS),
		widen(GEN9_ETC_T_BLUE_1(word), GEN9_ETC_SHORT_BITS),
	};
	const u8 second[COLORS] = {
		widen(GEN9_ETC_T_RED_2(word), GEN9_ETC_SHORT_BITS),
		widen(GEN9_ETC_T_GREEN_2(word), GEN9_ETC_SHORT_BITS),
		widen(GEN9_ETC_T_BLUE_2(word), GEN9_ETC_SHORT_BITS),
	};

	shift_color(etc->paint[0][0], first, 0);
	shift_color(etc->paint[0][1], second, distance);
	shift_color(etc->paint[0][2], second, 0);
	shift_color(etc->paint[0][3], second, -distance);
	paint_both(etc);
}

static void paint_h(struct etc *etc)
{
	static const u8 distances[] = GEN9_ETC_DISTANCES;
	u64 word = etc->word;
	const u8 first[COLORS] = {
		widen(GEN9_ETC_H_RED_1(word), GEN9_ETC_SHORT_BITS),
		widen(GEN9_ETC_H_GREEN_1(word), GEN9_ETC_SHORT_BITS),
		widen(GEN9_ETC_H_BLUE_1(word), GEN9_ETC_SHORT_BITS),
	};
	const u8 second[COLORS] = {
		widen(GEN9_ETC_H_RED_2(word), GEN9_ETC_SHORT_BITS),
		widen(GEN9_ETC_H_GREEN_2(word), GEN9_ETC_SHORT_BITS),
		widen(GEN9_ETC_H_BLUE_2(word), GEN9_ETC_SHORT_BITS),
	};
	bool not_below = memcmp(first, second, sizeof(first)) >= 0;
	s32 distance = distances[GEN9_ETC_H_DISTANCE(word) | not_below];

	shift_color(etc->paint[0][0], first, distance);
	shift_color(etc->paint[0][1], first, -distance);
	shift_color(etc->paint[0][2], second, distance);
	shift_color(etc->paint[0][3], second, -distance);
	paint_both(etc);
}

/* A block whose channels change evenly */
static void decode_planar(const struct sample_format *format, u64 word, union sample_texel *to)
{
	static const u8 bits[] = GEN9_ETC_P_BITS;
	const u32 corner[3][COLORS] = {
		{ GEN9_ETC_P_RED_O(word), GEN9_ETC_P_GREEN_O(word), GEN9_ETC_P_BLUE_O(word) },
		{ GEN9_ETC_P_RED_H(word), GEN9_ETC_P_GREEN_H(word), GEN9_ETC_P_BLUE_H(word) },
		{ GEN9_ETC_P_RED_V(word), GEN9_ETC_P_GREEN_V(word), GEN9_ETC_P_BLUE_V(word) },
	};
	u8 rgba[4] = { 0, 0, 0, BLOCK_BYTE_MAX };
	s32 side = BLOCK_SIDE, x, y;
	u32 c;

	for (y = 0; y < side; y++) {
		for (x = 0; x < side; x++) {
			for (c = 0; c < COLORS; c++) {
				s32 origin = widen(corner[0][c], bits[c]);
				s32 right = widen(corner[1][c], bits[c]);
				s32 below = widen(corner[2][c], bits[c]);

				rgba[c] = clamp_byte((x * (right - origin) + y * (below - origin) +
						      side * origin + side / 2) >> ilog2(side));
			}
			sample_texel_of_bytes(format, rgba, &to[y * side + x]);
		}
	}
}

static void decode_painted(const struct sample_format *format, const struct etc *etc,
			   union sample_texel *to)
{
	u32 x, y, index, half;
	u8 rgba[4];

	for (y = 0; y < BLOCK_SIDE; y++) {
		for (x = 0; x < BLOCK_SIDE; x++) {
			half = (GEN9_ETC_BELOW(etc->word) ? y : x) >= BLOCK_SIDE / 2;
			index = GEN9_ETC_INDEX(etc->word, x * BLOCK_SIDE + y);
			memcpy(rgba, etc->paint[half][index], COLORS);
			rgba[BLOCK_ALPHA] = BLOCK_BYTE_MAX;
			if (etc->hollow && index == GEN9_ETC_HOLE)
				memset(rgba, 0, sizeof(rgba));
			sample_texel_of_bytes(format, rgba, &to[y * BLOCK_SIDE + x]);
		}
	}
}

/*
 * Find the bases of a block whose second base is a difference. Return the first channel whose sum
 * has too many bits, which means another mode, or COLORS.
 */
static u32 difference_bases(u64 word, u8 base[2][COLORS])
{
	u32 c;

	for (c = 0; c < COLORS; c++) {
		u32 byte = GEN9_ETC_CHANNEL(word, c);
		s32 first = (s32)GEN9_ETC_BASE(byte), second = first + GEN9_ETC_DIFFERENCE(byte);

		if (second < 0 || second >> GEN9_ETC_BASE_BITS)
			return c;
		base[0][c] = widen((u32)first, GEN9_ETC_BASE_BITS);
		base[1][c] = widen((u32)second, GEN9_ETC_BASE_BITS);
	}
	return COLORS;
}

static void short_bases(u64 word, u8 base[2][COLORS])
{
	u32 c;

	for (c = 0; c < COLORS; c++) {
		u32 byte = GEN9_ETC_CHANNEL(word, c);

		base[0][c] = widen(GEN9_ETC_FIRST(byte), GEN9_ETC_SHORT_BITS);
		base[1][c] = widen(GEN9_ETC_SECOND(byte), GEN9_ETC_SHORT_BITS);
	}
}

/* @punch: alpha has one bit */
static void decode_color(const struct sample_format *format, const u8 *block, bool punch,
			 union sample_texel *to)
{
	struct etc etc = { .word = word_at(block) };
	u8 base[2][COLORS] = {};
	u32 mode = COLORS;

	etc.hollow = punch && !GEN9_ETC_DIFF(etc.word);
	if (punch || GEN9_ETC_DIFF(etc.word))
		mode = difference_bases(etc.word, base);
	else
		short_bases(etc.word, base);
	switch (mode) {
	case 0:
		paint_t(&etc);
		break;
	case 1:
		paint_h(&etc);
		break;
	case 2:
		decode_planar(format, etc.word, to);
		return;
	default:
		paint_halves(&etc, base);
		break;
	}
	decode_painted(format, &etc, to);
}

static s32 modifier(u64 word, u32 texel)
{
	static const u8 modifiers[][CHOICES] = GEN9_EAC_MODIFIERS;
	u32 index = GEN9_EAC_INDEX(word, texel);
	s32 size = modifiers[GEN9_EAC_TABLE(word)][index % CHOICES];

	return index < CHOICES ? -size : size - 1;
}

/* A value of 11 bits */
static float eac_value(u64 word, u32 texel, bool with_sign)
{
	s32 base = (s32)GEN9_EAC_BASE(word), factor = (s32)GEN9_EAC_FACTOR(word), value;
	s32 most = with_sign ? GEN9_EAC_SIGNED_MAX : GEN9_EAC_MAX;

	base = with_sign ? max((s32)(s8)base, -GEN9_EAC_SIGNED_BASE) * GEN9_EAC_UNIT :
			   base * GEN9_EAC_UNIT + GEN9_EAC_HALF;
	value = base + modifier(word, texel) * (factor ? factor * GEN9_EAC_UNIT : 1);
	value = max(min(value, most), with_sign ? -most : 0);
	return (float)value / (float)most;
}

static void decode_eac(const u8 *block, bool with_sign, u32 channels, union sample_texel *to)
{
	u64 word[2] = { word_at(block), word_at(block + GEN9_ETC_WORD) };
	u32 x, y, c;

	for (y = 0; y < BLOCK_SIDE; y++) {
		for (x = 0; x < BLOCK_SIDE; x++, to++) {
			*to = (union sample_texel){ .f = { 0, 0, 0, 1 } };
			for (c = 0; c < channels; c++)
				to->f[c] = eac_value(word[c], x * BLOCK_SIDE + y, with_sign);
		}
	}
}

void sample_block_etc2(const struct sample_format *format, const u8 *block,
		       union sample_texel *to)
{
	decode_color(format, block, false, to);
}

void sample_block_etc2_punch(const struct sample_format *format, const u8 *block,
			     union sample_texel *to)
{
	decode_color(format, block, true, to);
}

void sample_block_etc2_eac(const struct sample_format *format, const u8 *block,
			   union sample_texel *to)
{
	u64 word = word_at(block);
	u32 x, y;
	s32 alpha;

	decode_color(format, block + GEN9_ETC_WORD, false, to);
	for (y = 0; y < BLOCK_SIDE; y++) {
		for (x = 0; x < BLOCK_SIDE; x++, to++) {
			alpha = (s32)GEN9_EAC_BASE(word) + modifier(word, x * BLOCK_SIDE + y) *
				(s32)GEN9_EAC_FACTOR(word);
			to->f[BLOCK_ALPHA] = (float)clamp_byte(alpha) / BLOCK_BYTE_MAX;
		}
	}
}

void sample_block_eac_r(const struct sample_format *format, const u8 *block,
			union sample_texel *to)
{
	decode_eac(block, false, 1, to);
}

void sample_block_eac_r_signed(const struct sample_format *format, const u8 *block,
			       union sample_texel *to)
{
	decode_eac(block, true, 1, to);
}

void sample_block_eac_rg(const struct sample_format *format, const u8 *block,
			 union sample_texel *to)
{
	decode_eac(block, false, 2, to);
}

void sample_block_eac_rg_signed(const struct sample_format *format, const u8 *block,
				union sample_texel *to)
{
	decode_eac(block, true, 2, to);
}
