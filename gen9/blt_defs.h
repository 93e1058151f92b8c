/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The 2D commands of the blitter and its tilings.
 * Source: PRM SKL Vol. 2a (XY_* commands), Vol. 10 (Copy engine), Vol. 5
 * (Tiling); XY_FAST_COPY_BLT as in i915 gem/selftests/i915_gem_client_blt.c.
 */
#ifndef GEN9_BLT_DEFS_H
#define GEN9_BLT_DEFS_H

/* dw0 of XY_COLOR_BLT, XY_SRC_COPY_BLT, XY_PAT_BLT_IMMEDIATE */
#define GEN9_BLT_WRITE_ALPHA		(1u << 21)
#define GEN9_BLT_WRITE_RGB		(1u << 20)
#define GEN9_BLT_SRC_TILED		(1u << 15)
#define GEN9_BLT_DST_TILED		(1u << 11)

/*
 * dw0 of XY_PAT_BLT_IMMEDIATE: which pixel of the pattern lies at the surface's origin. The
 * pattern follows as dwords, rows of 8 pixels from the top.
 */
#define GEN9_PAT_SEED_X(dw0)		(((dw0) >> 12) & 7u)
#define GEN9_PAT_SEED_Y(dw0)		(((dw0) >> 8) & 7u)
#define GEN9_PAT_SIDE			8u
#define GEN9_PAT_DWORD			6u

/* dw1 (BR13) of the same */
#define GEN9_BLT_CLIP			(1u << 30)
#define GEN9_BLT_DEPTH(dw1)		(((dw1) >> 24) & 3u)
#define GEN9_BLT_ROP(dw1)		(((dw1) >> 16) & 0xffu)
#define GEN9_BLT_PITCH(dw)		((dw) & 0xffffu)
#define GEN9_BLT_DEPTH_8		0u
#define GEN9_BLT_DEPTH_565		1u
#define GEN9_BLT_DEPTH_1555		2u
#define GEN9_BLT_DEPTH_32		3u

/* Raster operations with an everyday name; any other is a function of P, S, D. */
#define GEN9_ROP_SRC_COPY		0xccu
#define GEN9_ROP_PAT_COPY		0xf0u
#define GEN9_ROP_WITHOUT_DST		0x55u	/* minterms that want a destination of 0; each one's pair is the next bit */

/* XY_FAST_COPY_BLT: dw0 tilings, dw1 depth and Y variants */
#define GEN9_FAST_COPY_SRC_TILING(dw0)	(((dw0) >> 20) & 3u)
#define GEN9_FAST_COPY_DST_TILING(dw0)	(((dw0) >> 13) & 3u)
#define GEN9_FAST_COPY_LINEAR		0u
#define GEN9_FAST_COPY_TILE_X		1u
#define GEN9_FAST_COPY_TILE_Y		2u
#define GEN9_FAST_COPY_TILE_YS		3u
#define GEN9_FAST_COPY_SRC_YF		(1u << 31)
#define GEN9_FAST_COPY_DST_YF		(1u << 30)
#define GEN9_FAST_COPY_DEPTH(dw1)	(((dw1) >> 24) & 7u)	/* log2 of bytes, with a gap: */
#define GEN9_FAST_COPY_DEPTH_8		0u
#define GEN9_FAST_COPY_DEPTH_16		1u
#define GEN9_FAST_COPY_DEPTH_32		3u
#define GEN9_FAST_COPY_DEPTH_64		4u
#define GEN9_FAST_COPY_DEPTH_128	5u

/* Coordinates: two signed halves; the second corner is outside. */
#define GEN9_BLT_X(dw)			((s16)((dw) & 0xffffu))
#define GEN9_BLT_Y(dw)			((s16)((dw) >> 16))
#define GEN9_BLT_COORDINATE_MAX		0x7fffu
#define GEN9_BLT_PIXEL_MAX		4u	/* bytes, of all but XY_FAST_COPY_BLT */

/* A tile is one page: rows of 512 bytes, or columns of 16 bytes and 32 rows. */
#define GEN9_TILE_X_BYTES		512u
#define GEN9_TILE_X_ROWS		8u
#define GEN9_TILE_Y_BYTES		128u
#define GEN9_TILE_Y_ROWS		32u
#define GEN9_TILE_Y_COLUMN		16u

/* BCS_SWCTRL, masked: which tiling "tiled" means to XY_COLOR and XY_SRC_COPY */
#define GEN9_BCS_SWCTRL			0x22200u
#define GEN9_BCS_SWCTRL_SRC_Y		(1u << 0)
#define GEN9_BCS_SWCTRL_DST_Y		(1u << 1)

#endif
