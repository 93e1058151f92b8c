/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blocks of FXT1: 8x4 texels in 16 bytes, as a number of 128 bits. Colours have 5 bits a channel,
 * blue lowest. The texels of the left half come before those of the right one.
 *
 * Source: GL_3DFX_texture_compression_FXT1, "FXT1 Compressed Texture Format".
 */
#ifndef GEN9_FXT1_DEFS_H
#define GEN9_FXT1_DEFS_H

#define GEN9_FXT1_WIDTH		8u
#define GEN9_FXT1_HEIGHT	4u
#define GEN9_FXT1_HALVES	2u
#define GEN9_FXT1_HALF_WIDTH	(GEN9_FXT1_WIDTH / GEN9_FXT1_HALVES)

#define GEN9_FXT1_CHANNEL_BITS	5u
#define GEN9_FXT1_GREEN_BITS	6u	/* where a block has a lowest bit of green apart */
#define GEN9_FXT1_COLOR_BITS	15u

/* The bits 127 to 125 are the mode. In CC_HI, bit 125 is one of a colour; CC_MIXED has one bit. */
#define GEN9_FXT1_MODE		125u
#define GEN9_FXT1_MODE_BITS	3u
#define GEN9_FXT1_MODES		8u
#define GEN9_FXT1_MODE_HI	0u	/* and 1 */
#define GEN9_FXT1_MODE_CHROMA	2u
#define GEN9_FXT1_MODE_ALPHA	3u
#define GEN9_FXT1_MODE_MIXED	4u	/* to 7 */

/* CC_HI: indices of 3 bits, and two colours at bits 96 and 111. Index 7 is transparent. */
#define GEN9_FXT1_HI_INDEX_BITS	3u
#define GEN9_FXT1_HI_COLOR(i)	(96u + GEN9_FXT1_COLOR_BITS * (i))
#define GEN9_FXT1_HI_PARTS	6u	/* steps from the first colour to the second */
#define GEN9_FXT1_HI_COLORS	8u

/* The other modes: indices of 2 bits, and colours from bit 64 on */
#define GEN9_FXT1_INDEX_BITS	2u
#define GEN9_FXT1_COLOR(i)	(64u + GEN9_FXT1_COLOR_BITS * (i))
#define GEN9_FXT1_COLORS	4u
#define GEN9_FXT1_PARTS		3u

/*
 * CC_ALPHA: three colours with alpha, and a transparent one. With LERP, each half has a colour of
 * its own, the first or the third. The second one is common.
 */
#define GEN9_FXT1_LERP		124u
#define GEN9_FXT1_ALPHA(i)	(109u + GEN9_FXT1_CHANNEL_BITS * (i))
#define GEN9_FXT1_ALPHA_COLORS	3u

/*
 * CC_MIXED: each half has two colours. The second one has a lowest bit of green. That of the first
 * is the same, or another if the index of the half's first texel has its high bit. With PUNCH, the
 * first colour has no such bit, and index 3 is transparent.
 */
#define GEN9_FXT1_PUNCH		124u
#define GEN9_FXT1_GREEN(half)	(125u + (half))
#define GEN9_FXT1_OTHER(half)	(1u + 32u * (half))

#endif
