// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks of BC1 to BC5 (block_types.h), also known as S3TC and RGTC. Takes no lock.
 *
 * Source: Khronos Data Format Specification 1.3, "S3TC Compressed Texture Image Formats" and "RGTC
 * Compressed Texture Image Formats".
 */
#include "sample/block_types.h"

#include "gen9/bc_defs.h"

#define TEXELS	(BLOCK_SIDE * BLOCK_SIDE)

static u8 widen(u32 value, u32 bits)
{
	return (u8)(value << (8 - bits) | value >> (2 * bits - 8));
}

static void color_565(u32 bits, u8 to[4])
{
	to[0] = widen(GEN9_BC_RED(bits), GEN9_BC_RED_BITS);
	to[1] = widen(GEN9_BC_GREEN(bits), GEN9_BC_GREEN_BITS);
	to[2] = widen(GEN9_BC_BLUE(bits), GEN9_BC_BLUE_BITS);
	to[3] = BLOCK_BYTE_MAX;
}

/* Mix two colours in @parts parts, of which @second are those of the second. */
static void mix(u8 to[4], const u8 a[4], const u8 b[4], u32 second, u32 parts)
{
	u32 c;

	for (c = 0; c < 4; c++)
		to[c] = (u8)((a[c] * (parts - second) + b[c] * second + parts / 2) / parts);
}

/* @three: blocks whose first endpoint is not the larger one have three colours */
static void colors(const u8 *block, bool three, u8 color[GEN9_BC_COLORS][4])
{
	u16 end[2];

	memcpy(end, block, sizeof(end));
	color_565(end[0], color[0]);
	color_565(end[1], color[1]);
	if (three && end[0] <= end[1]) {
		mix(color[2], color[0], color[1], 1, 2);
		memset(color[3], 0, sizeof(color[3]));
		return;
	}
	mix(color[2], color[0], color[1], 1, 3);
	mix(color[3], color[0], color[1], 2, 3);
}

/* @opaque: alpha is 1 in all colours */
static void decode_colors(const struct sample_format *format, const u8 *block, bool three,
			  bool opaque, union sample_texel *to)
{
	union sample_texel texel[GEN9_BC_COLORS];
	u8 color[GEN9_BC_COLORS][4];
	u32 bits, i;

	memcpy(&bits, block + GEN9_BC_COLOR_INDICES, sizeof(bits));
	colors(block, three, color);
	for (i = 0; i < GEN9_BC_COLORS; i++) {
		if (opaque)
			color[i][BLOCK_ALPHA] = BLOCK_BYTE_MAX;
		sample_texel_of_bytes(format, color[i], &texel[i]);
	}
	for (i = 0; i < TEXELS; i++, bits >>= GEN9_BC_COLOR_BITS)
		to[i] = texel[bits % GEN9_BC_COLORS];
}

/* The eight values of a channel. @most: 255 or 127 */
static void channel_values(s32 first, s32 second, s32 most, float value[GEN9_BC_VALUES])
{
	u32 parts = first > second ? GEN9_BC_VALUES - 1 : GEN9_BC_VALUES - 3, i;
	s32 least = most == (s32)BLOCK_BYTE_MAX ? 0 : -most;
	float a = (float)max(first, least), b = (float)max(second, least);

	value[0] = a / (float)most;
	value[1] = b / (float)most;
	for (i = 1; i < parts; i++)
		value[i + 1] = (a * (float)(parts - i) + b * (float)i) / (float)(parts * (u32)most);
	if (first > second)
		return;
	value[GEN9_BC_VALUES - 2] = (float)least / (float)most;
	value[GEN9_BC_VALUES - 1] = 1;
}

static void decode_channel(const u8 *block, bool with_sign, u32 channel, union sample_texel *to)
{
	float value[GEN9_BC_VALUES];
	u64 bits;
	u32 i;

	memcpy(&bits, block, sizeof(bits));
	if (with_sign)
		channel_values((s8)block[0], (s8)block[1], GEN9_BC_SIGNED_MAX, value);
	else
		channel_values(block[0], block[1], BLOCK_BYTE_MAX, value);
	bits >>= GEN9_BC_VALUE_INDICES;
	for (i = 0; i < TEXELS; i++, bits >>= GEN9_BC_VALUE_BITS)
		to[i].f[channel] = value[bits % GEN9_BC_VALUES];
}

static void decode_channels(const u8 *block, bool with_sign, u32 channels,
			    union sample_texel *to)
{
	u32 i;

	for (i = 0; i < TEXELS; i++)
		to[i] = (union sample_texel){ .f = { 0, 0, 0, 1 } };
	for (i = 0; i < channels; i++)
		decode_channel(block + i * GEN9_BC_HALF, with_sign, i, to);
}

void sample_block_bc1(const struct sample_format *format, const u8 *block,
		      union sample_texel *to)
{
	decode_colors(format, block, true, false, to);
}

void sample_block_bc1_opaque(const struct sample_format *format, const u8 *block,
			     union sample_texel *to)
{
	decode_colors(format, block, true, true, to);
}

void sample_block_bc2(const struct sample_format *format, const u8 *block,
		      union sample_texel *to)
{
	u64 alpha;
	u32 i;

	memcpy(&alpha, block, sizeof(alpha));
	decode_colors(format, block + GEN9_BC_HALF, false, true, to);
	for (i = 0; i < TEXELS; i++, alpha >>= GEN9_BC2_ALPHA_BITS)
		to[i].f[BLOCK_ALPHA] = (float)(alpha & GEN9_BC2_ALPHA_MAX) / GEN9_BC2_ALPHA_MAX;
}

void sample_block_bc3(const struct sample_format *format, const u8 *block,
		      union sample_texel *to)
{
	decode_colors(format, block + GEN9_BC_HALF, false, true, to);
	decode_channel(block, false, BLOCK_ALPHA, to);
}

void sample_block_bc4(const struct sample_format *format, const u8 *block,
		      union sample_texel *to)
{
	decode_channels(block, false, 1, to);
}

void sample_block_bc4_signed(const struct sample_format *format, const u8 *block,
			     union sample_texel *to)
{
	decode_channels(block, true, 1, to);
}

void sample_block_bc5(const struct sample_format *format, const u8 *block,
		      union sample_texel *to)
{
	decode_channels(block, false, 2, to);
}

void sample_block_bc5_signed(const struct sample_format *format, const u8 *block,
			     union sample_texel *to)
{
	decode_channels(block, true, 2, to);
}
