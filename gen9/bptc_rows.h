/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables of the block formats BC6H and BC7: modes, subsets of texels, weights. sample/block_bptc.c
 * has the only copy.
 *
 * Source: Khronos Data Format Specification 1.3, "BPTC Compressed Texture Image Formats"; tables as
 * in Mesa's src/util/format/texcompress_bptc_tmp.h.
 */
#ifndef GEN9_BPTC_ROWS_H
#define GEN9_BPTC_ROWS_H

#include "port.h"

#define GEN9_BPTC_PARTITIONS	64u
#define GEN9_BPTC_TEXELS	16u
#define GEN9_BPTC_WEIGHT_ONE	64u
#define GEN9_BPTC_WEIGHT_BITS	4u	/* of an index, at most */
#define GEN9_BC7_MODES		8u
#define GEN9_BC6H_MODES		32u	/* values of the mode's bits */
#define GEN9_BC6H_MODE_BITS	5u
#define GEN9_BC6H_SHORT_MODES	2u	/* modes below this one have 2 bits */
#define GEN9_BC6H_SHORT_BITS	2u
#define GEN9_BC6H_PARTITION	5u	/* bits of the number of a partition */
#define GEN9_BC6H_FIELDS	23u	/* fields of a mode, at most */
#define GEN9_BC6H_INDEX(subsets)	((subsets) > 1 ? 3u : 4u)	/* bits of an index */

/* Endpoints become numbers of 16 bits, or of 15 and a sign. Fewer bits are rounded up to these. */
#define GEN9_BC6H_EXACT		15u
#define GEN9_BC6H_ROUND		0x4000
#define GEN9_BC6H_MAX		0xffff
#define GEN9_BC6H_SIGNED_MAX	0x7fff

/* Interpolated numbers, times 31 / 64, or 31 / 32 with a sign, are the bits of a half float. */
#define GEN9_BC6H_SCALE		31u
#define GEN9_BC6H_SHIFT		6u
#define GEN9_BC6H_SIGNED_SHIFT	5u

/* The subset of each texel: a bit for each of two subsets, two bits for each of three. */
static const u16 gen9_bptc_two[GEN9_BPTC_PARTITIONS] = {
	0xcccc, 0x8888, 0xeeee, 0xecc8, 0xc880, 0xfeec, 0xfec8, 0xec80,
	0xc800, 0xffec, 0xfe80, 0xe800, 0xffe8, 0xff00, 0xfff0, 0xf000,
	0xf710, 0x008e, 0x7100, 0x08ce, 0x008c, 0x7310, 0x3100, 0x8cce,
	0x088c, 0x3110, 0x6666, 0x366c, 0x17e8, 0x0ff0, 0x718e, 0x399c,
	0xaaaa, 0xf0f0, 0x5a5a, 0x33cc, 0x3c3c, 0x55aa, 0x9696, 0xa55a,
	0x73ce, 0x13c8, 0x324c, 0x3bdc, 0x6996, 0xc33c, 0x9966, 0x0660,
	0x0272, 0x04e4, 0x4e40, 0x2720, 0xc936, 0x936c, 0x39c6, 0x639c,
	0x9336, 0x9cc6, 0x817e, 0xe718, 0xccf0, 0x0fcc, 0x7744, 0xee22,
};

static const u32 gen9_bptc_three[GEN9_BPTC_PARTITIONS] = {
	0xaa685050, 0x6a5a5040, 0x5a5a4200, 0x5450a0a8, 0xa5a50000, 0xa0a05050,
	0x5555a0a0, 0x5a5a5050, 0xaa550000, 0xaa555500, 0xaaaa5500, 0x90909090,
	0x94949494, 0xa4a4a4a4, 0xa9a59450, 0x2a0a4250, 0xa5945040, 0x0a425054,
	0xa5a5a500, 0x55a0a0a0, 0xa8a85454, 0x6a6a4040, 0xa4a45000, 0x1a1a0500,
	0x0050a4a4, 0xaaa59090, 0x14696914, 0x69691400, 0xa08585a0, 0xaa821414,
	0x50a4a450, 0x6a5a0200, 0xa9a58000, 0x5090a0a8, 0xa8a09050, 0x24242424,
	0x00aa5500, 0x24924924, 0x24499224, 0x50a50a50, 0x500aa550, 0xaaaa4444,
	0x66660000, 0xa5a0a5a0, 0x50a050a0, 0x69286928, 0x44aaaa44, 0x66666600,
	0xaa444444, 0x54a854a8, 0x95809580, 0x96969600, 0xa85454a8, 0x80959580,
	0xaa141414, 0x96960000, 0xaaaa1414, 0xa05050a0, 0xa0a5a5a0, 0x96000000,
	0x40804080, 0xa9a8a9a8, 0xaaaaaa44, 0x2a4a5254,
};

/*
 * The first texel of a subset whose index lacks its highest bit. Texel 0 lacks it, too. Rows: of
 * two subsets the second; of three the second and the third.
 */
static const u8 gen9_bptc_anchor[3][GEN9_BPTC_PARTITIONS] = {
	{
		15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,
		15,  2,  8,  2,  2,  8,  8, 15,  2,  8,  2,  2,  8,  8,  2,  2,
		15, 15,  6,  8,  2,  8, 15, 15,  2,  8,  2,  2,  2, 15, 15,  6,
		 6,  2,  6,  8, 15, 15,  2,  2, 15, 15, 15, 15, 15,  2,  2, 15,
	}, {
		 3,  3, 15, 15,  8,  3, 15, 15,  8,  8,  6,  6,  6,  5,  3,  3,
		 3,  3,  8, 15,  3,  3,  6, 10,  5,  8,  8,  6,  8,  5, 15, 15,
		 8, 15,  3,  5,  6, 10,  8, 15, 15,  3, 15,  5, 15, 15, 15, 15,
		 3, 15,  5,  5,  5,  8,  5, 10,  5, 10,  8, 13, 15, 12,  3,  3,
	}, {
		15,  8,  8,  3, 15, 15,  3,  8, 15, 15, 15, 15, 15, 15, 15,  8,
		15,  8, 15,  3, 15,  8, 15,  8,  3, 15,  6, 10, 15, 15, 10,  8,
		15,  3, 15, 10, 10,  8,  9, 10,  6, 15,  8, 15,  3,  6,  6,  8,
		15,  3, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,  3, 15, 15,  8,
	},
};

/* Weights of the second endpoint, by bits of the index: 2, 3, 4 */
static const u8 gen9_bptc_weight[GEN9_BPTC_WEIGHT_BITS + 1][1 << GEN9_BPTC_WEIGHT_BITS] = {
	[2] = { 0, 21, 43, 64 },
	[3] = { 0, 9, 18, 27, 37, 46, 55, 64 },
	[4] = { 0, 4, 9, 13, 17, 21, 26, 30, 34, 38, 43, 47, 51, 55, 60, 64 },
};

/**
 * struct gen9_bc7_mode - A mode of BC7. The lowest bit that is set in a block is its number.
 * @subsets: subsets of texels: 1 to 3
 * @partition: bits of the number of the partition
 * @rotation: bits that say which channel is exchanged with alpha
 * @selection: bits that say which indices are those of the colours
 * @color: bits of a channel of an endpoint
 * @alpha: bits of alpha of an endpoint; 0: alpha is 1
 * @own: lowest bits of each endpoint, one for all channels
 * @shared: lowest bits of both endpoints of a subset
 * @index: bits of an index
 * @second: bits of a second index; 0: there is none
 */
struct gen9_bc7_mode {
	u8 subsets;
	u8 partition;
	u8 rotation;
	u8 selection;
	u8 color;
	u8 alpha;
	u8 own;
	u8 shared;
	u8 index;
	u8 second;
};

static const struct gen9_bc7_mode gen9_bc7_modes[GEN9_BC7_MODES] = {
	{ 3, 4, 0, 0, 4, 0, 1, 0, 3, 0 },
	{ 2, 6, 0, 0, 6, 0, 0, 1, 3, 0 },
	{ 3, 6, 0, 0, 5, 0, 0, 0, 2, 0 },
	{ 2, 6, 0, 0, 7, 0, 1, 0, 2, 0 },
	{ 1, 0, 2, 1, 5, 6, 0, 0, 2, 3 },
	{ 1, 0, 2, 0, 7, 8, 0, 0, 2, 2 },
	{ 1, 0, 0, 0, 7, 7, 1, 0, 4, 0 },
	{ 2, 6, 0, 0, 5, 5, 1, 0, 2, 0 },
};

/**
 * struct gen9_bc6h_field - Bits of a channel of an endpoint that follow each other in a block.
 * @channel: 0: red, 1: green, 2: blue
 * @endpoint: 0: w, 1: x, 2: y, 3: z
 * @first: number of the first bit
 * @last: number of the last bit; below @first, if the bits are in reversed order
 */
struct gen9_bc6h_field {
	u8 channel;
	u8 endpoint;
	u8 first;
	u8 last;
};

/**
 * struct gen9_bc6h_mode - A mode of BC6H.
 * @subsets: subsets of texels: 1 or 2; 0: there is no such mode
 * @transformed: endpoints x, y and z are differences to w
 * @bits: bits of endpoint w
 * @delta: bits of red, green, blue of the other endpoints
 * @fields: number of fields
 * @field: the fields between mode and partition, in the order of the block
 */
struct gen9_bc6h_mode {
	u8 subsets;
	bool transformed;
	u8 bits;
	u8 delta[3];
	u8 fields;
	struct gen9_bc6h_field field[GEN9_BC6H_FIELDS];
};

#define F_R(endpoint, first, last)	{ 0, endpoint, first, last }
#define F_G(endpoint, first, last)	{ 1, endpoint, first, last }
#define F_B(endpoint, first, last)	{ 2, endpoint, first, last }

static const struct gen9_bc6h_mode gen9_bc6h_modes[GEN9_BC6H_MODES] = {
	[0] = { .subsets = 2, .transformed = true, .bits = 10, .delta = { 5, 5, 5 },
		.fields = 19,
		.field = {
			F_G(2, 4, 4), F_B(2, 4, 4), F_B(3, 4, 4), F_R(0, 0, 9), F_G(0, 0, 9),
			F_B(0, 0, 9), F_R(1, 0, 4), F_G(3, 4, 4), F_G(2, 0, 3), F_G(1, 0, 4),
			F_B(3, 0, 0), F_G(3, 0, 3), F_B(1, 0, 4), F_B(3, 1, 1), F_B(2, 0, 3),
			F_R(2, 0, 4), F_B(3, 2, 2), F_R(3, 0, 4), F_B(3, 3, 3),
		} },
	[1] = { .subsets = 2, .transformed = true, .bits = 7, .delta = { 6, 6, 6 },
		.fields = 23,
		.field = {
			F_G(2, 5, 5), F_G(3, 4, 4), F_G(3, 5, 5), F_R(0, 0, 6), F_B(3, 0, 0),
			F_B(3, 1, 1), F_B(2, 4, 4), F_G(0, 0, 6), F_B(2, 5, 5), F_B(3, 2, 2),
			F_G(2, 4, 4), F_B(0, 0, 6), F_B(3, 3, 3), F_B(3, 5, 5), F_B(3, 4, 4),
			F_R(1, 0, 5), F_G(2, 0, 3), F_G(1, 0, 5), F_G(3, 0, 3), F_B(1, 0, 5),
			F_B(2, 0, 3), F_R(2, 0, 5), F_R(3, 0, 5),
		} },
	[2] = { .subsets = 2, .transformed = true, .bits = 11, .delta = { 5, 4, 4 },
		.fields = 18,
		.field = {
			F_R(0, 0, 9), F_G(0, 0, 9), F_B(0, 0, 9), F_R(1, 0, 4), F_R(0, 10, 10),
			F_G(2, 0, 3), F_G(1, 0, 3), F_G(0, 10, 10), F_B(3, 0, 0), F_G(3, 0, 3),
			F_B(1, 0, 3), F_B(0, 10, 10), F_B(3, 1, 1), F_B(2, 0, 3), F_R(2, 0, 4),
			F_B(3, 2, 2), F_R(3, 0, 4), F_B(3, 3, 3),
		} },
	[3] = { .subsets = 1, .transformed = false, .bits = 10, .delta = { 10, 10, 10 },
		.fields = 6,
		.field = {
			F_R(0, 0, 9), F_G(0, 0, 9), F_B(0, 0, 9), F_R(1, 0, 9), F_G(1, 0, 9),
			F_B(1, 0, 9),
		} },
	[6] = { .subsets = 2, .transformed = true, .bits = 11, .delta = { 4, 5, 4 },
		.fields = 20,
		.field = {
			F_R(0, 0, 9), F_G(0, 0, 9), F_B(0, 0, 9), F_R(1, 0, 3), F_R(0, 10, 10),
			F_G(3, 4, 4), F_G(2, 0, 3), F_G(1, 0, 4), F_G(0, 10, 10), F_G(3, 0, 3),
			F_B(1, 0, 3), F_B(0, 10, 10), F_B(3, 1, 1), F_B(2, 0, 3), F_R(2, 0, 3),
			F_B(3, 0, 0), F_B(3, 2, 2), F_R(3, 0, 3), F_G(2, 4, 4), F_B(3, 3, 3),
		} },
	[7] = { .subsets = 1, .transformed = true, .bits = 11, .delta = { 9, 9, 9 },
		.fields = 9,
		.field = {
			F_R(0, 0, 9), F_G(0, 0, 9), F_B(0, 0, 9), F_R(1, 0, 8), F_R(0, 10, 10),
			F_G(1, 0, 8), F_G(0, 10, 10), F_B(1, 0, 8), F_B(0, 10, 10),
		} },
	[10] = { .subsets = 2, .transformed = true, .bits = 11, .delta = { 4, 4, 5 },
		.fields = 20,
		.field = {
			F_R(0, 0, 9), F_G(0, 0, 9), F_B(0, 0, 9), F_R(1, 0, 3), F_R(0, 10, 10),
			F_B(2, 4, 4), F_G(2, 0, 3), F_G(1, 0, 3), F_G(0, 10, 10), F_B(3, 0, 0),
			F_G(3, 0, 3), F_B(1, 0, 4), F_B(0, 10, 10), F_B(2, 0, 3), F_R(2, 0, 3),
			F_B(3, 1, 1), F_B(3, 2, 2), F_R(3, 0, 3), F_B(3, 4, 4), F_B(3, 3, 3),
		} },
	[11] = { .subsets = 1, .transformed = true, .bits = 12, .delta = { 8, 8, 8 },
		.fields = 9,
		.field = {
			F_R(0, 0, 9), F_G(0, 0, 9), F_B(0, 0, 9), F_R(1, 0, 7), F_R(0, 11, 10),
			F_G(1, 0, 7), F_G(0, 11, 10), F_B(1, 0, 7), F_B(0, 11, 10),
		} },
	[14] = { .subsets = 2, .transformed = true, .bits = 9, .delta = { 5, 5, 5 },
		.fields = 19,
		.field = {
			F_R(0, 0, 8), F_B(2, 4, 4), F_G(0, 0, 8), F_G(2, 4, 4), F_B(0, 0, 8),
			F_B(3, 4, 4), F_R(1, 0, 4), F_G(3, 4, 4), F_G(2, 0, 3), F_G(1, 0, 4),
			F_B(3, 0, 0), F_G(3, 0, 3), F_B(1, 0, 4), F_B(3, 1, 1), F_B(2, 0, 3),
			F_R(2, 0, 4), F_B(3, 2, 2), F_R(3, 0, 4), F_B(3, 3, 3),
		} },
	[15] = { .subsets = 1, .transformed = true, .bits = 16, .delta = { 4, 4, 4 },
		.fields = 9,
		.field = {
			F_R(0, 0, 9), F_G(0, 0, 9), F_B(0, 0, 9), F_R(1, 0, 3), F_R(0, 15, 10),
			F_G(1, 0, 3), F_G(0, 15, 10), F_B(1, 0, 3), F_B(0, 15, 10),
		} },
	[18] = { .subsets = 2, .transformed = true, .bits = 8, .delta = { 6, 5, 5 },
		.fields = 19,
		.field = {
			F_R(0, 0, 7), F_G(3, 4, 4), F_B(2, 4, 4), F_G(0, 0, 7), F_B(3, 2, 2),
			F_G(2, 4, 4), F_B(0, 0, 7), F_B(3, 3, 3), F_B(3, 4, 4), F_R(1, 0, 5),
			F_G(2, 0, 3), F_G(1, 0, 4), F_B(3, 0, 0), F_G(3, 0, 3), F_B(1, 0, 4),
			F_B(3, 1, 1), F_B(2, 0, 3), F_R(2, 0, 5), F_R(3, 0, 5),
		} },
	[22] = { .subsets = 2, .transformed = true, .bits = 8, .delta = { 5, 6, 5 },
		.fields = 21,
		.field = {
			F_R(0, 0, 7), F_B(3, 0, 0), F_B(2, 4, 4), F_G(0, 0, 7), F_G(2, 5, 5),
			F_G(2, 4, 4), F_B(0, 0, 7), F_G(3, 5, 5), F_B(3, 4, 4), F_R(1, 0, 4),
			F_G(3, 4, 4), F_G(2, 0, 3), F_G(1, 0, 5), F_G(3, 0, 3), F_B(1, 0, 4),
			F_B(3, 1, 1), F_B(2, 0, 3), F_R(2, 0, 4), F_B(3, 2, 2), F_R(3, 0, 4),
			F_B(3, 3, 3),
		} },
	[26] = { .subsets = 2, .transformed = true, .bits = 8, .delta = { 5, 5, 6 },
		.fields = 21,
		.field = {
			F_R(0, 0, 7), F_B(3, 1, 1), F_B(2, 4, 4), F_G(0, 0, 7), F_B(2, 5, 5),
			F_G(2, 4, 4), F_B(0, 0, 7), F_B(3, 5, 5), F_B(3, 4, 4), F_R(1, 0, 4),
			F_G(3, 4, 4), F_G(2, 0, 3), F_G(1, 0, 4), F_B(3, 0, 0), F_G(3, 0, 3),
			F_B(1, 0, 5), F_B(2, 0, 3), F_R(2, 0, 4), F_B(3, 2, 2), F_R(3, 0, 4),
			F_B(3, 3, 3),
		} },
	[30] = { .subsets = 2, .transformed = false, .bits = 6, .delta = { 6, 6, 6 },
		.fields = 23,
		.field = {
			F_R(0, 0, 5), F_G(3, 4, 4), F_B(3, 0, 0), F_B(3, 1, 1), F_B(2, 4, 4),
			F_G(0, 0, 5), F_G(2, 5, 5), F_B(2, 5, 5), F_B(3, 2, 2), F_G(2, 4, 4),
			F_B(0, 0, 5), F_G(3, 5, 5), F_B(3, 3, 3), F_B(3, 5, 5), F_B(3, 4, 4),
			F_R(1, 0, 5), F_G(2, 0, 3), F_G(1, 0, 5), F_G(3, 0, 3), F_B(1, 0, 5),
			F_B(2, 0, 3), F_R(2, 0, 5), F_R(3, 0, 5),
		} },
};

#undef F_R
#undef F_G
#undef F_B

#endif
