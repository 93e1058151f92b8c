/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables and fields of ASTC blocks: 16 bytes for 4x4 to 12x12 texels. sample/block_astc.c and
 * sample/block_sequence.c use them.
 *
 * Source: Khronos Data Format Specification 1.3, "ASTC Compressed Texture Image Formats".
 */
#ifndef GEN9_ASTC_ROWS_H
#define GEN9_ASTC_ROWS_H

#include "port.h"

#define GEN9_ASTC_BITS		128u

/* Bits of a block: first bit, length */
#define GEN9_ASTC_MODE		0, 11
#define GEN9_ASTC_PARTITIONS	11, 2	/* less 1 */
#define GEN9_ASTC_CLASS_ONE	13, 4	/* of one partition */
#define GEN9_ASTC_SEED		13, 10	/* of more partitions */
#define GEN9_ASTC_CLASS_BASE	23, 2	/* 0: all partitions have the class that follows */
#define GEN9_ASTC_CLASS_ALL	25, 4
#define GEN9_ASTC_CLASSES_AT	25u	/* bits of classes of each partition; the others follow */
#define GEN9_ASTC_CLASSES_BITS	4u	/* of these are here; the rest is below the weights */
#define GEN9_ASTC_ENDS_ONE	17u	/* first bit of endpoints */
#define GEN9_ASTC_ENDS_MORE	29u
#define GEN9_ASTC_PLANE_BITS	2u	/* channel of the second plane, below weights and classes */

#define GEN9_ASTC_PARTITIONS_MAX	4u
#define GEN9_ASTC_WEIGHTS_MAX		64u
#define GEN9_ASTC_WEIGHT_BITS_MIN	24u
#define GEN9_ASTC_WEIGHT_BITS_MAX	96u
#define GEN9_ASTC_VALUES_MAX		18u	/* of endpoints */
#define GEN9_ASTC_VALUES_PAIR(class)	(2 * (((class) >> 2) + 1))	/* of a partition */

/* Blocks of one colour */
#define GEN9_ASTC_VOID_MASK	0x1ffu	/* of the mode */
#define GEN9_ASTC_VOID		0x1fcu
#define GEN9_ASTC_VOID_HDR	9, 1
#define GEN9_ASTC_VOID_ONES	10, 2
#define GEN9_ASTC_VOID_ONES_SET	3u
#define GEN9_ASTC_VOID_EXTENT	12u	/* least and most column, least and most row */
#define GEN9_ASTC_VOID_BITS	13u	/* of each; all ones in all: no extent */
#define GEN9_ASTC_VOID_COLOR	64u	/* four channels of 16 bits */

/* The mode's other fields */
#define GEN9_ASTC_MODE_LOW(mode)	((mode) & 3)
#define GEN9_ASTC_MODE_HIGH(mode)	((mode) >> 2 & 3)
#define GEN9_ASTC_MODE_RANGE(mode)	((mode) >> 4 & 1)
#define GEN9_ASTC_MODE_PRECISE(mode)	((mode) >> 9 & 1)
#define GEN9_ASTC_MODE_DUAL(mode)	((mode) >> 10 & 1)
#define GEN9_ASTC_RANGE_FIRST		2u	/* range bits below this one are invalid */
#define GEN9_ASTC_RANGE_PRECISE		6u	/* ranges between a coarse and a precise one */

/**
 * struct gen9_astc_grid - Modes by the size of their grid of weights.
 * @mask: bits of the mode that count
 * @value: value of these bits
 * @w: columns: least number, first bit and length of a field that is added
 * @h: rows, likewise
 * @plain: the mode has no bits for precision and for a second plane
 */
struct gen9_astc_grid {
	u16 mask;
	u16 value;
	u8 w[3];
	u8 h[3];
	bool plain;
};

#define GEN9_ASTC_GRIDS	5u

/* By GEN9_ASTC_MODE_LOW(): not 0, 0 */
static const struct gen9_astc_grid gen9_astc_grids[2][GEN9_ASTC_GRIDS] = {
	{
		{ 0x00c, 0x000, { 4, 7, 2 }, { 2, 5, 2 }, false },
		{ 0x00c, 0x004, { 8, 7, 2 }, { 2, 5, 2 }, false },
		{ 0x00c, 0x008, { 2, 5, 2 }, { 8, 7, 2 }, false },
		{ 0x10c, 0x00c, { 2, 5, 2 }, { 6, 7, 1 }, false },
		{ 0x10c, 0x10c, { 2, 7, 1 }, { 2, 5, 2 }, false },
	}, {
		{ 0x180, 0x000, { 12, 0, 0 }, { 2, 5, 2 }, false },
		{ 0x180, 0x080, { 2, 5, 2 }, { 12, 0, 0 }, false },
		{ 0x180, 0x100, { 6, 5, 2 }, { 6, 9, 2 }, true },
		{ 0x1e0, 0x180, { 6, 0, 0 }, { 10, 0, 0 }, false },
		{ 0x1e0, 0x1a0, { 10, 0, 0 }, { 6, 0, 0 }, false },
	},
};

/**
 * struct gen9_astc_range - A range of integers.
 * @base: 3: a number has a trit, 5: it has a quint, 1: neither
 * @bits: bits of a number
 * @color: the bits of B, highest first, for colours: '0' or the letter of a bit, 'a' the lowest
 * @color_factor: C, for colours
 * @weight: the bits of B, for weights
 * @weight_factor: C, for weights
 */
struct gen9_astc_range {
	u8 base;
	u8 bits;
	const char *color;
	u8 color_factor;
	const char *weight;
	u8 weight_factor;
};

#define GEN9_ASTC_RANGES	21u
#define GEN9_ASTC_RANGE_COLOR	4u	/* the least range of colours */

static const struct gen9_astc_range gen9_astc_ranges[GEN9_ASTC_RANGES] = {
	{ 1, 1, NULL, 0, NULL, 0 },
	{ 3, 0, NULL, 0, NULL, 0 },
	{ 1, 2, NULL, 0, NULL, 0 },
	{ 5, 0, NULL, 0, NULL, 0 },
	{ 3, 1, "000000000", 204, "0000000", 50 },
	{ 1, 3, NULL, 0, NULL, 0 },
	{ 5, 1, "000000000", 113, "0000000", 28 },
	{ 3, 2, "b000b0bb0", 93, "b000b0b", 23 },
	{ 1, 4, NULL, 0, NULL, 0 },
	{ 5, 2, "b0000bb00", 54, "b0000b0", 13 },
	{ 3, 3, "cb000cbcb", 44, "cb000cb", 11 },
	{ 1, 5, NULL, 0, NULL, 0 },
	{ 5, 3, "cb0000cbc", 26, NULL, 0 },
	{ 3, 4, "dcb000dcb", 22, NULL, 0 },
	{ 1, 6, NULL, 0, NULL, 0 },
	{ 5, 4, "dcb0000dc", 13, NULL, 0 },
	{ 3, 5, "edcb000ed", 11, NULL, 0 },
	{ 1, 7, NULL, 0, NULL, 0 },
	{ 5, 5, "edcb0000e", 6, NULL, 0 },
	{ 3, 6, "fedcb000f", 5, NULL, 0 },
	{ 1, 8, NULL, 0, NULL, 0 },
};

/* Weights without bits, by trit or quint */
#define GEN9_ASTC_WEIGHT_TRITS	{ 0, 32, 63 }
#define GEN9_ASTC_WEIGHT_QUINTS	{ 0, 16, 32, 47, 63 }

/* Five trits have 8 bits, three quints have 7: bits behind each number of a group */
#define GEN9_ASTC_TRITS		5u
#define GEN9_ASTC_TRIT_BITS	{ 2, 2, 1, 2, 1 }
#define GEN9_ASTC_QUINTS	3u
#define GEN9_ASTC_QUINT_BITS	{ 3, 2, 2 }

/* Classes of endpoints of low dynamic range; the others are invalid */
#define GEN9_ASTC_LUMINANCE		0u
#define GEN9_ASTC_LUMINANCE_DELTA	1u
#define GEN9_ASTC_LUMINANCE_ALPHA	4u
#define GEN9_ASTC_LUMINANCE_ALPHA_DELTA	5u
#define GEN9_ASTC_RGB_SCALE		6u
#define GEN9_ASTC_RGB			8u
#define GEN9_ASTC_RGB_DELTA		9u
#define GEN9_ASTC_RGB_SCALE_ALPHA	10u
#define GEN9_ASTC_RGBA			12u
#define GEN9_ASTC_RGBA_DELTA		13u

#define GEN9_ASTC_ERROR		{ 1, 0, 1, 1 }	/* the colour of invalid blocks */

#endif
