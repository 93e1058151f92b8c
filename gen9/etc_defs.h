/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blocks of ETC1, ETC2 and EAC: 4x4 texels in big-endian words of 64 bits. Texels are ordered by
 * columns.
 *
 * Source: Khronos Data Format Specification 1.3, "ETC1 Compressed Texture Image Formats" and "ETC2
 * Compressed Texture Image Formats".
 */
#ifndef GEN9_ETC_DEFS_H
#define GEN9_ETC_DEFS_H

#define GEN9_ETC_WORD		8u	/* bytes */

/* Bits of a word: the highest and the lowest one of a field */
#define GEN9_ETC_FIELD(word, high, low) \
	((u32)((word) >> (low)) & ((1u << ((high) - (low) + 1)) - 1))

/* Two halves of a block, side by side or one below the other */
#define GEN9_ETC_BELOW(word)	GEN9_ETC_FIELD(word, 32, 32)
#define GEN9_ETC_DIFF(word)	GEN9_ETC_FIELD(word, 33, 33)	/* or opaque, with alpha of 1 bit */
#define GEN9_ETC_TABLE_2(word)	GEN9_ETC_FIELD(word, 36, 34)
#define GEN9_ETC_TABLE_1(word)	GEN9_ETC_FIELD(word, 39, 37)

/*
 * Red, green and blue are in the bytes 7, 6 and 5: a base of 5 bits, and a signed difference of 3,
 * or two bases of 4 bits
 */
#define GEN9_ETC_CHANNEL(word, c)	((u32)((word) >> (56 - 8 * (c))) & 0xff)
#define GEN9_ETC_BASE(byte)		((byte) >> 3)
#define GEN9_ETC_DIFFERENCE(byte)	((s32)(((byte) & 7) ^ 4) - 4)
#define GEN9_ETC_FIRST(byte)		((byte) >> 4)
#define GEN9_ETC_SECOND(byte)		((byte) & 15)
#define GEN9_ETC_BASE_BITS		5u
#define GEN9_ETC_SHORT_BITS		4u

/* The index of texel @i: its low bit, and 16 bits above it the high one */
#define GEN9_ETC_INDEX(word, i)	(GEN9_ETC_FIELD(word, (i), (i)) | \
				 GEN9_ETC_FIELD(word, (i) + 16, (i) + 16) << 1)
#define GEN9_ETC_HOLE		2u	/* the index of transparent texels */

/* The indices 0 and 1 add these to a base; 2 and 3 subtract the same */
#define GEN9_ETC_MODIFIERS { \
	{ 2, 8 }, { 5, 17 }, { 9, 29 }, { 13, 42 }, { 18, 60 }, { 24, 80 }, { 33, 106 }, \
	{ 47, 183 }, \
}

/* The modes T and H: two colours of 4 bits a channel, and distances from them */
#define GEN9_ETC_DISTANCES { 3, 6, 11, 16, 23, 32, 41, 64 }
#define GEN9_ETC_T_RED_1(word)		(GEN9_ETC_FIELD(word, 60, 59) << 2 | \
					 GEN9_ETC_FIELD(word, 57, 56))
#define GEN9_ETC_T_GREEN_1(word)	GEN9_ETC_FIELD(word, 55, 52)
#define GEN9_ETC_T_BLUE_1(word)		GEN9_ETC_FIELD(word, 51, 48)
#define GEN9_ETC_T_RED_2(word)		GEN9_ETC_FIELD(word, 47, 44)
#define GEN9_ETC_T_GREEN_2(word)	GEN9_ETC_FIELD(word, 43, 40)
#define GEN9_ETC_T_BLUE_2(word)		GEN9_ETC_FIELD(word, 39, 36)
#define GEN9_ETC_T_DISTANCE(word)	(GEN9_ETC_FIELD(word, 35, 34) << 1 | \
					 GEN9_ETC_FIELD(word, 32, 32))
#define GEN9_ETC_H_RED_1(word)		GEN9_ETC_FIELD(word, 62, 59)
#define GEN9_ETC_H_GREEN_1(word)	(GEN9_ETC_FIELD(word, 58, 56) << 1 | \
					 GEN9_ETC_FIELD(word, 52, 52))
#define GEN9_ETC_H_BLUE_1(word)		(GEN9_ETC_FIELD(word, 51, 51) << 3 | \
					 GEN9_ETC_FIELD(word, 49, 47))
#define GEN9_ETC_H_RED_2(word)		GEN9_ETC_FIELD(word, 46, 43)
#define GEN9_ETC_H_GREEN_2(word)	GEN9_ETC_FIELD(word, 42, 39)
#define GEN9_ETC_H_BLUE_2(word)		GEN9_ETC_FIELD(word, 38, 35)
/* The lowest bit of the distance's number: the first colour is not below the second */
#define GEN9_ETC_H_DISTANCE(word)	(GEN9_ETC_FIELD(word, 34, 34) << 2 | \
					 GEN9_ETC_FIELD(word, 32, 32) << 1)

/* The planar mode: colours at the origin, and 4 texels to the right and below: 6, 7, 6 bits */
#define GEN9_ETC_P_RED_O(word)		GEN9_ETC_FIELD(word, 62, 57)
#define GEN9_ETC_P_GREEN_O(word)	(GEN9_ETC_FIELD(word, 56, 56) << 6 | \
					 GEN9_ETC_FIELD(word, 54, 49))
#define GEN9_ETC_P_BLUE_O(word)		(GEN9_ETC_FIELD(word, 48, 48) << 5 | \
					 GEN9_ETC_FIELD(word, 44, 43) << 3 | \
					 GEN9_ETC_FIELD(word, 41, 39))
#define GEN9_ETC_P_RED_H(word)		(GEN9_ETC_FIELD(word, 38, 34) << 1 | \
					 GEN9_ETC_FIELD(word, 32, 32))
#define GEN9_ETC_P_GREEN_H(word)	GEN9_ETC_FIELD(word, 31, 25)
#define GEN9_ETC_P_BLUE_H(word)		GEN9_ETC_FIELD(word, 24, 19)
#define GEN9_ETC_P_RED_V(word)		GEN9_ETC_FIELD(word, 18, 13)
#define GEN9_ETC_P_GREEN_V(word)	GEN9_ETC_FIELD(word, 12, 6)
#define GEN9_ETC_P_BLUE_V(word)		GEN9_ETC_FIELD(word, 5, 0)
#define GEN9_ETC_P_BITS			{ 6, 7, 6 }

/* EAC: a base of 8 bits, a factor, a table; texel 0 has the highest bits */
#define GEN9_EAC_BASE(word)		GEN9_ETC_FIELD(word, 63, 56)
#define GEN9_EAC_FACTOR(word)		GEN9_ETC_FIELD(word, 55, 52)
#define GEN9_EAC_TABLE(word)		GEN9_ETC_FIELD(word, 51, 48)
#define GEN9_EAC_INDEX(word, i)		((u32)((word) >> (45 - 3 * (i))) & 7)
#define GEN9_EAC_UNIT			8	/* of 11 bits, in a base or a factor */
#define GEN9_EAC_HALF			4	/* what is added to an unsigned base of 11 bits */
#define GEN9_EAC_MAX			2047
#define GEN9_EAC_SIGNED_MAX		1023
#define GEN9_EAC_SIGNED_BASE		127	/* -128 counts as -127 */

/* What the indices 0 to 3 subtract; 4 to 7 add one less than these */
#define GEN9_EAC_MODIFIERS { \
	{ 3, 6, 9, 15 }, { 3, 7, 10, 13 }, { 2, 5, 8, 13 }, { 2, 4, 6, 13 }, \
	{ 3, 6, 8, 12 }, { 3, 7, 9, 11 }, { 4, 7, 8, 11 }, { 3, 5, 8, 11 }, \
	{ 2, 6, 8, 10 }, { 2, 5, 8, 10 }, { 2, 4, 8, 10 }, { 2, 5, 7, 10 }, \
	{ 3, 4, 7, 10 }, { 1, 2, 3, 10 }, { 4, 6, 8, 9 }, { 3, 5, 7, 9 }, \
}

#endif
