/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Yf and Ys: blocks of 4 and 64 KiB in which bits of the column and of the row take
 * turns in the address. Source: Intel's gmmlib, CpuSwizzleBlt (INTEL_TILE_YF_*, _YS_*).
 */
#ifndef GEN9_SWIZZLE_DEFS_H
#define GEN9_SWIZZLE_DEFS_H

#define GEN9_YF_BLOCK		0xfffu		/* address bits in a block */
#define GEN9_YS_BLOCK		0xffffu
#define GEN9_SWIZZLE_SPAN	16u		/* bytes of a row that lie together */

/* Which address bits are the column's, by bytes a pixel (1 to 16). Others are the row's. */
#define GEN9_SWIZZLE_COLUMNS(cpp) ((cpp) == 1 ? 0xaa0fu : (cpp) <= 4 ? 0xaa8fu : 0xaacfu)

#endif
