/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Yf and Ys tilings: blocks of 4 KiB (Yf) and 64 KiB (Ys). In a block, address bits of the column
 * and of the row alternate. Source: Intel's gmmlib, CpuSwizzleBlt (INTEL_TILE_YF_*, _YS_*).
 */
#ifndef GEN9_SWIZZLE_DEFS_H
#define GEN9_SWIZZLE_DEFS_H

#define GEN9_YF_BLOCK		0xfffu		/* address bits in a block */
#define GEN9_YS_BLOCK		0xffffu
#define GEN9_SWIZZLE_SPAN	16u		/* consecutive bytes of a row */

/* Address bits of the column, by bytes per pixel (1 to 16). All other bits are the row's. */
#define GEN9_SWIZZLE_COLUMNS(cpp) ((cpp) == 1 ? 0xaa0fu : (cpp) <= 4 ? 0xaa8fu : 0xaacfu)

/*
 * Surfaces whose samples have a layer each: the highest bits of a block are the sample's. 3D
 * surfaces: address bits of the column and of the slice. All other bits are the row's.
 */
#define GEN9_SWIZZLE_COLUMNS_3D(cpp) ((cpp) <= 2 ? 0x900fu : (cpp) == 4 ? 0x920fu : 0x930fu)
#define GEN9_SWIZZLE_SLICES_3D(cpp) ((cpp) <= 2 ? 0x25c0u : 0x24c0u)

#endif
