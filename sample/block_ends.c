// SPDX-License-Identifier: GPL-2.0-only
/*
 * Endpoints and partitions of blocks of ASTC (block_ends.h). Takes no lock.
 *
 * Source: Khronos Data Format Specification 1.3, "ASTC", "LDR Endpoint Decoding" and "Partition
 * Pattern Generation".
 */
#include "sample/block_ends.h"

#include "gen9/astc_rows.h"

#define ALPHA		3u
#define ALPHA_VALUES	6u	/* first value of alpha, behind two of each colour */
#define BYTE_MAX	255
#define SMALL_BLOCK	31u	/* texels; blocks with less have coarser partitions */

static u8 clamp(s32 value)
{
	return (u8)max(min(value, BYTE_MAX), 0);
}

/* Set the first or second endpoint. */
static void set(u8 end[4], s32 red, s32 green, s32 blue, s32 alpha)
{
	end[0] = clamp(red);
	end[1] = clamp(green);
	end[2] = clamp(blue);
	end[3] = clamp(alpha);
}

/* Likewise; red and green are nearer to blue. */
static void set_contracted(u8 end[4], s32 red, s32 green, s32 blue, s32 alpha)
{
	set(end, (red + blue) >> 1, (green + blue) >> 1, blue, alpha);
}

/* A base takes the highest bit of its difference, which becomes a number of 6 bits with a sign. */
static void split(const u8 *value, s32 *base, s32 *delta)
{
	*base = value[0] >> 1 | (value[1] & 0x80);
	*delta = (value[1] >> 1 & 0x3f) ^ 0x20;
	*delta -= 0x20;
}

static void luminance(const u8 *v, bool delta, u8 end[2][4])
{
	s32 first = v[0], second = v[1];

	if (delta) {
		first = v[0] >> 2 | (v[1] & 0xc0);
		second = first + (v[1] & 0x3f);
	}
	set(end[0], first, first, first, BYTE_MAX);
	set(end[1], second, second, second, BYTE_MAX);
}

static void luminance_alpha(const u8 *v, bool delta, u8 end[2][4])
{
	s32 base = v[0], second = v[1], alpha = v[2], second_alpha = v[3];

	if (delta) {
		split(v, &base, &second);
		split(v + 2, &alpha, &second_alpha);
		second += base;
		second_alpha += alpha;
	}
	set(end[0], base, base, base, alpha);
	set(end[1], second, second, second, second_alpha);
}

static void scaled(const u8 *v, s32 alpha, s32 second_alpha, u8 end[2][4])
{
	set(end[0], v[0] * v[3] >> 8, v[1] * v[3] >> 8, v[2] * v[3] >> 8, alpha);
	set(end[1], v[0], v[1], v[2], second_alpha);
}

/* Endpoints whose order says whether they are contracted. @last: value of alpha, or NULL */
static void direct(const u8 *v, const u8 *last, u8 end[2][4])
{
	s32 alpha = last ? last[0] : BYTE_MAX, second_alpha = last ? last[1] : BYTE_MAX;

	if (v[1] + v[3] + v[5] >= v[0] + v[2] + v[4]) {
		set(end[0], v[0], v[2], v[4], alpha);
		set(end[1], v[1], v[3], v[5], second_alpha);
		return;
	}
	set_contracted(end[0], v[1], v[3], v[5], second_alpha);
	set_contracted(end[1], v[0], v[2], v[4], alpha);
}

static void differences(const u8 *v, const u8 *last, u8 end[2][4])
{
	s32 base[4] = { 0, 0, 0, BYTE_MAX }, delta[4] = {};
	u32 c;

	for (c = 0; c < ALPHA; c++)
		split(v + 2 * c, &base[c], &delta[c]);
	if (last)
		split(last, &base[ALPHA], &delta[ALPHA]);
	if (delta[0] + delta[1] + delta[2] >= 0) {
		set(end[0], base[0], base[1], base[2], base[3]);
		set(end[1], base[0] + delta[0], base[1] + delta[1], base[2] + delta[2],
		    base[3] + delta[3]);
		return;
	}
	set_contracted(end[0], base[0] + delta[0], base[1] + delta[1], base[2] + delta[2],
		       base[3] + delta[3]);
	set_contracted(end[1], base[0], base[1], base[2], base[3]);
}

void block_ends(u32 class, const u8 *value, u8 end[2][4])
{
	switch (class) {
	case GEN9_ASTC_LUMINANCE:
	case GEN9_ASTC_LUMINANCE_DELTA:
		luminance(value, class == GEN9_ASTC_LUMINANCE_DELTA, end);
		return;
	case GEN9_ASTC_LUMINANCE_ALPHA:
	case GEN9_ASTC_LUMINANCE_ALPHA_DELTA:
		luminance_alpha(value, class == GEN9_ASTC_LUMINANCE_ALPHA_DELTA, end);
		return;
	case GEN9_ASTC_RGB_SCALE:
		scaled(value, BYTE_MAX, BYTE_MAX, end);
		return;
	case GEN9_ASTC_RGB_SCALE_ALPHA:
		scaled(value, value[4], value[5], end);
		return;
	case GEN9_ASTC_RGB:
	case GEN9_ASTC_RGBA:
		direct(value, class == GEN9_ASTC_RGBA ? value + ALPHA_VALUES : NULL, end);
		return;
	case GEN9_ASTC_RGB_DELTA:
	case GEN9_ASTC_RGBA_DELTA:
		differences(value, class == GEN9_ASTC_RGBA_DELTA ? value + ALPHA_VALUES : NULL,
			    end);
		return;
	default:
		set(end[0], BYTE_MAX, 0, BYTE_MAX, BYTE_MAX);
		set(end[1], BYTE_MAX, 0, BYTE_MAX, BYTE_MAX);
	}
}

/* The specification's hash52() */
static u32 hash(u32 p)
{
	p ^= p >> 15;
	p -= p << 17;
	p += p << 7;
	p += p << 4;
	p ^= p >> 5;
	p += p << 16;
	p ^= p >> 7;
	p ^= p >> 3;
	p ^= p << 6;
	p ^= p >> 17;
	return p;
}

/*
 * Four planes over the block, of which the highest one at a texel names the texel's partition. Each
 * has two slopes and an offset, from these bits of the hash.
 */
static const struct {
	u8 slope[2];
	u8 offset;
} planes[GEN9_ASTC_PARTITIONS_MAX] = {
	{ { 0, 4 }, 14 }, { { 8, 12 }, 10 }, { { 16, 20 }, 6 }, { { 24, 28 }, 2 },
};

u32 block_partition(u32 seed, u32 count, u32 x, u32 y, u32 texels)
{
	u32 near = seed & 2 ? 4 : 5, far = count == 3 ? 6 : 5, best = 0, height = 0, i, value;
	u32 number, slope[2], shift[2] = { seed & 1 ? near : far, seed & 1 ? far : near };

	if (count == 1)
		return 0;
	if (texels < SMALL_BLOCK) {
		x <<= 1;
		y <<= 1;
	}
	number = hash(seed + (count - 1) * 1024);
	for (i = 0; i < count; i++) {
		slope[0] = number >> planes[i].slope[0] & 15;
		slope[1] = number >> planes[i].slope[1] & 15;
		value = ((slope[0] * slope[0] >> shift[0]) * x +
			 (slope[1] * slope[1] >> shift[1]) * y + (number >> planes[i].offset)) & 63;
		if (!i || value > height) {
			best = i;
			height = value;
		}
	}
	return best;
}
