/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blocks of BC1 to BC5: 4x4 texels. BC1 and BC4 have 8 bytes, the others two halves of 8.
 *
 * Source: Khronos Data Format Specification 1.3, "S3TC Compressed Texture Image Formats" and "RGTC
 * Compressed Texture Image Formats".
 */
#ifndef GEN9_BC_DEFS_H
#define GEN9_BC_DEFS_H

#define GEN9_BC_HALF		8u	/* bytes */

/* Colours: two endpoints of 16 bits, then an index of each texel */
#define GEN9_BC_RED(bits)	((bits) >> 11 & 0x1fu)
#define GEN9_BC_GREEN(bits)	((bits) >> 5 & 0x3fu)
#define GEN9_BC_BLUE(bits)	((bits) & 0x1fu)
#define GEN9_BC_RED_BITS	5u
#define GEN9_BC_GREEN_BITS	6u
#define GEN9_BC_BLUE_BITS	5u
#define GEN9_BC_COLOR_INDICES	4u	/* first byte of the indices */
#define GEN9_BC_COLOR_BITS	2u	/* of an index */
#define GEN9_BC_COLORS		4u

/* One channel: two endpoints of 8 bits, then an index of each texel */
#define GEN9_BC_VALUE_INDICES	16u	/* first bit of the indices */
#define GEN9_BC_VALUE_BITS	3u	/* of an index */
#define GEN9_BC_VALUES		8u
#define GEN9_BC_SIGNED_MAX	127

/* Alpha of BC2: 4 bits of each texel */
#define GEN9_BC2_ALPHA_BITS	4u
#define GEN9_BC2_ALPHA_MAX	15u

#endif
