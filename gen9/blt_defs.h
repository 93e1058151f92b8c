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
 * dw0 of XY_PAT_BLT_IMMEDIATE: the pixel of the pattern at the surface's origin. The pattern begins
 * at dword 6 of the command: 8 rows of 8 pixels, the top row first.
 */
#define GEN9_PAT_SEED_X(dw0)		(((dw0) >> 12) & 7u)
#define GEN9_PAT_SEED_Y(dw0)		(((dw0) >> 8) & 7u)
#define GEN9_PAT_SIDE			8u
#define GEN9_PAT_DWORD			6u

/* dw1 (BR13) of XY_COLOR_BLT, XY_SRC_COPY_BLT, XY_PAT_BLT_IMMEDIATE */
#define GEN9_BLT_CLIP			(1u << 30)
#define GEN9_BLT_DEPTH(dw1)		(((dw1) >> 24) & 3u)
#define GEN9_BLT_ROP(dw1)		(((dw1) >> 16) & 0xffu)
#define GEN9_BLT_PITCH(dw)		((dw) & 0xffffu)
#define GEN9_BLT_DEPTH_8		0u
#define GEN9_BLT_DEPTH_565		1u
#define GEN9_BLT_DEPTH_1555		2u
#define GEN9_BLT_DEPTH_32		3u

/*
 * Raster operations: bit i is the result for the bits i = 4 P + 2 S + D of pattern, source and
 * destination. The bits of WITHOUT_DST have D = 0; the next higher bit has the same P and S, D = 1.
 */
#define GEN9_ROP_SRC_COPY		0xccu
#define GEN9_ROP_PAT_COPY		0xf0u
#define GEN9_ROP_WITHOUT_DST		0x55u

/* XY_FAST_COPY_BLT: dw0 tilings, dw1 depth and Y variants */
#define GEN9_FAST_COPY_SRC_TILING(dw0)	(((dw0) >> 20) & 3u)
#define GEN9_FAST_COPY_DST_TILING(dw0)	(((dw0) >> 13) & 3u)
#define GEN9_FAST_COPY_LINEAR		0u
#define GEN9_FAST_COPY_TILE_X		1u
#define GEN9_FAST_COPY_TILE_Y		2u
#define GEN9_FAST_COPY_TILE_YS		3u
#define GEN9_FAST_COPY_SRC_YF		(1u << 31)
#define GEN9_FAST_COPY_DST_YF		(1u << 30)
/* Bytes per pixel: 2^depth for depth 0 and 1, 2^(depth - 1) for depth 3 to 5. */
#define GEN9_FAST_COPY_DEPTH(dw1)	(((dw1) >> 24) & 7u)
#define GEN9_FAST_COPY_DEPTH_8		0u
#define GEN9_FAST_COPY_DEPTH_16		1u
#define GEN9_FAST_COPY_DEPTH_32		3u
#define GEN9_FAST_COPY_DEPTH_64		4u
#define GEN9_FAST_COPY_DEPTH_128	5u

/* Coordinates: two signed 16-bit halves. The second corner (x2, y2) is exclusive. */
#define GEN9_BLT_X(dw)			((s16)((dw) & 0xffffu))
#define GEN9_BLT_Y(dw)			((s16)((dw) >> 16))
#define GEN9_BLT_COORDINATE_MAX		0x7fffu
#define GEN9_BLT_PIXEL_MAX		4u	/* bytes; XY_FAST_COPY_BLT: 16 */

/* A tile is 4 KiB. X: 8 rows of 512 bytes. Y: 8 columns of 16 bytes, each of 32 rows. */
#define GEN9_TILE_X_BYTES		512u
#define GEN9_TILE_X_ROWS		8u
#define GEN9_TILE_Y_BYTES		128u
#define GEN9_TILE_Y_ROWS		32u
#define GEN9_TILE_Y_COLUMN		16u

/* BCS_SWCTRL, masked: in XY_COLOR_BLT and XY_SRC_COPY_BLT, "tiled" means Y, not X */
#define GEN9_BCS_SWCTRL			0x22200u
#define GEN9_BCS_SWCTRL_SRC_Y		(1u << 0)
#define GEN9_BCS_SWCTRL_DST_Y		(1u << 1)

#endif
