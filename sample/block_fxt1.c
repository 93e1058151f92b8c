// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks of FXT1 (block_types.h). A mode makes the colours of each half of a block, and indices
 * choose among them. Takes no lock.
 *
 * Source: GL_3DFX_texture_compression_FXT1, "FXT1 Compressed Texture Format". It leaves rounding
 * open: mixed colours are rounded to nearest, and the middle of two colours is rounded down.
 */
#include "sample/block_types.h"

#include "gen9/fxt1_defs.h"

static u8 widen(u32 value, u32 bits)
{
	u32 most = (1u << bits) - 1;

	return (u8)((value * BLOCK_BYTE_MAX + most / 2) / most);
}

static u8 channel(const struct block_bits *bits, u32 at)
{
	return widen(block_bits_at(bits, at, GEN9_FXT1_CHANNEL_BITS), GEN9_FXT1_CHANNEL_BITS);
}

static void color_at(const struct block_bits *bits, u32 at, u8 to[4])
{
	to[0] = channel(bits, at + 2 * GEN9_FXT1_CHANNEL_BITS);
	to[1] = channel(bits, at + GEN9_FXT1_CHANNEL_BITS);
	to[2] = channel(bits, at);
	to[BLOCK_ALPHA] = BLOCK_BYTE_MAX;
}

/* Fill the colours from @color[0] to @color[@parts], which are given. */
static void blend(u8 color[][4], u32 parts)
{
	u32 i, c;

	for (i = 1; i < parts; i++)
		for (c = 0; c < 4; c++)
			color[i][c] = (u8)((color[0][c] * (parts - i) + color[parts][c] * i +
					    parts / 2) / parts);
}

static void colors_hi(const struct block_bits *bits, u32 half, u8 color[][4])
{
	color_at(bits, GEN9_FXT1_HI_COLOR(0), color[0]);
	color_at(bits, GEN9_FXT1_HI_COLOR(1), color[GEN9_FXT1_HI_PARTS]);
	blend(color, GEN9_FXT1_HI_PARTS);
}

static void colors_chroma(const struct block_bits *bits, u32 half, u8 color[][4])
{
	u32 i;

	for (i = 0; i < GEN9_FXT1_COLORS; i++)
		color_at(bits, GEN9_FXT1_COLOR(i), color[i]);
}

static void color_alpha_at(const struct block_bits *bits, u32 number, u8 to[4])
{
	color_at(bits, GEN9_FXT1_COLOR(number), to);
	to[BLOCK_ALPHA] = channel(bits, GEN9_FXT1_ALPHA(number));
}

static void colors_alpha(const struct block_bits *bits, u32 half, u8 color[][4])
{
	u32 i;

	if (block_bits_at(bits, GEN9_FXT1_LERP, 1)) {
		color_alpha_at(bits, 2 * half, color[0]);
		color_alpha_at(bits, 1, color[GEN9_FXT1_PARTS]);
		blend(color, GEN9_FXT1_PARTS);
		return;
	}
	for (i = 0; i < GEN9_FXT1_ALPHA_COLORS; i++)
		color_alpha_at(bits, i, color[i]);
}

/* Set green of a colour of CC_MIXED, whose lowest bit is @low. */
static void set_green(const struct block_bits *bits, u32 number, u32 low, u8 to[4])
{
	u32 green = block_bits_at(bits, GEN9_FXT1_COLOR(number) + GEN9_FXT1_CHANNEL_BITS,
				  GEN9_FXT1_CHANNEL_BITS);

	to[1] = widen(green << 1 | low, GEN9_FXT1_GREEN_BITS);
}

static void colors_mixed(const struct block_bits *bits, u32 half, u8 color[][4])
{
	u32 low = block_bits_at(bits, GEN9_FXT1_GREEN(half), 1), first = 2 * half, c;
	u8 *last;

	color_at(bits, GEN9_FXT1_COLOR(first), color[0]);
	if (block_bits_at(bits, GEN9_FXT1_PUNCH, 1)) {
		last = color[2];
	} else {
		last = color[GEN9_FXT1_PARTS];
		set_green(bits, first, low ^ block_bits_at(bits, GEN9_FXT1_OTHER(half), 1),
			  color[0]);
	}
	color_at(bits, GEN9_FXT1_COLOR(first + 1), last);
	set_green(bits, first + 1, low, last);
	if (last != color[2]) {
		blend(color, GEN9_FXT1_PARTS);
		return;
	}
	for (c = 0; c < 4; c++)
		color[1][c] = (u8)((color[0][c] + color[2][c]) / 2);
}

/**
 * struct mode - A mode of blocks.
 * @colors: fill the colours of a half; those that it leaves are transparent
 * @index_bits: bits of an index
 */
struct mode {
	void (*colors)(const struct block_bits *bits, u32 half, u8 color[][4]);
	u32 index_bits;
};

static const struct mode modes[GEN9_FXT1_MODES] = {
	[GEN9_FXT1_MODE_HI ... GEN9_FXT1_MODE_CHROMA - 1] = { colors_hi, GEN9_FXT1_HI_INDEX_BITS },
	[GEN9_FXT1_MODE_CHROMA] = { colors_chroma, GEN9_FXT1_INDEX_BITS },
	[GEN9_FXT1_MODE_ALPHA] = { colors_alpha, GEN9_FXT1_INDEX_BITS },
	[GEN9_FXT1_MODE_MIXED ... GEN9_FXT1_MODES - 1] = { colors_mixed, GEN9_FXT1_INDEX_BITS },
};

/* Fill a half. @bits: at its first index */
static void decode_half(const struct sample_format *format, struct block_bits *bits,
			const struct mode *mode, u32 half, union sample_texel *to)
{
	union sample_texel texel[GEN9_FXT1_HI_COLORS];
	u8 color[GEN9_FXT1_HI_COLORS][4] = {};
	u32 i, x, y;

	mode->colors(bits, half, color);
	for (i = 0; i < GEN9_FXT1_HI_COLORS; i++)
		sample_texel_of_bytes(format, color[i], &texel[i]);
	to += half * GEN9_FXT1_HALF_WIDTH;
	for (y = 0; y < GEN9_FXT1_HEIGHT; y++)
		for (x = 0; x < GEN9_FXT1_HALF_WIDTH; x++)
			to[y * GEN9_FXT1_WIDTH + x] = texel[block_bits_take(bits,
									    mode->index_bits)];
}

void sample_block_fxt1(const struct sample_format *format, const u8 *block,
		       union sample_texel *to)
{
	struct block_bits bits = block_bits_open(block);
	const struct mode *mode = &modes[block_bits_at(&bits, GEN9_FXT1_MODE,
						       GEN9_FXT1_MODE_BITS)];
	u32 half;

	for (half = 0; half < GEN9_FXT1_HALVES; half++)
		decode_half(format, &bits, mode, half, to);
}
