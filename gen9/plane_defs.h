/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Planes and cursors of Gen9's pipes. Each pipe has planes 1 to 3 and a cursor. The registers of
 * pipes are GEN9_PIPE_STRIDE bytes apart, the registers of planes GEN9_PLANE_REGS bytes.
 * Source: PRM SKL Vol. 2c; i915: display/skl_universal_plane_regs.h,
 * intel_cursor_regs.h.
 */
#ifndef GEN9_PLANE_DEFS_H
#define GEN9_PLANE_DEFS_H

#include "gen9/regs_defs.h"

#define GEN9_PLANES		3u
#define GEN9_PLANE_REGS		0x100u		/* bytes from a plane to the next */

#define GEN9_PLANE_CTL		0x70180u
#define GEN9_PLANE_STRIDE	0x70188u
#define GEN9_PLANE_POS		0x7018cu
#define GEN9_PLANE_SIZE		0x70190u
#define GEN9_PLANE_KEYVAL	0x70194u
#define GEN9_PLANE_KEYMSK	0x70198u
#define GEN9_PLANE_SURF		0x7019cu
#define GEN9_PLANE_KEYMAX	0x701a0u
#define GEN9_PLANE_OFFSET	0x701a4u
#define GEN9_PLANE_SURFLIVE	0x701acu
#define GEN9_PLANE_AUX_DIST	0x701c0u
#define GEN9_PLANE_AUX_OFFSET	0x701c4u
#define GEN9_PLANE_WM		0x70240u	/* 8 levels */
#define GEN9_PLANE_WM_TRANS	0x70268u
#define GEN9_PLANE_NV12_BUF_CFG	0x70278u
#define GEN9_PLANE_BUF_CFG	0x7027cu
#define GEN9_WM_LEVELS		8u

#define GEN9_PLANE_CTL_ENABLE	(1u << 31)
#define GEN9_PLANE_CTL_GAMMA	(1u << 30)	/* through the pipe's palette */
#define GEN9_PLANE_CTL_FULL_RANGE (1u << 28)	/* YUV: no range correction */
#define GEN9_PLANE_CTL_FORMAT(v) (((v) >> 24) & 0xf)
#define GEN9_PLANE_CTL_CSC	(1u << 23)	/* through the pipe's matrix */
#define GEN9_PLANE_CTL_KEY(v)	(((v) >> 21) & 3)
#define GEN9_PLANE_CTL_ORDER_RGBX (1u << 20)
#define GEN9_PLANE_CTL_BT709	(1u << 18)	/* YUV: BT.709, otherwise BT.601 */
#define GEN9_PLANE_CTL_YUV422_ORDER(v) (((v) >> 16) & 3)
#define GEN9_PLANE_CTL_DECOMPRESS (1u << 15)
#define GEN9_PLANE_CTL_TILING(v) (((v) >> 10) & 7)
#define GEN9_PLANE_CTL_ASYNC	(1u << 9)
#define GEN9_PLANE_CTL_ALPHA(v)	(((v) >> 4) & 3)
#define GEN9_PLANE_CTL_ROTATE(v) ((v) & 3)

#define GEN9_PLANE_FORMATS	16u
#define GEN9_FORMAT_YUV422	0u
#define GEN9_FORMAT_NV12	1u
#define GEN9_FORMAT_XRGB2101010	2u
#define GEN9_FORMAT_XRGB8888	4u
#define GEN9_FORMAT_XRGB16161616F 6u
#define GEN9_FORMAT_XYUV	8u
#define GEN9_FORMAT_INDEXED	12u
#define GEN9_FORMAT_RGB565	14u

/* Byte order of YUV422 */
#define GEN9_YUV422_YUYV	0u
#define GEN9_YUV422_UYVY	1u
#define GEN9_YUV422_YVYU	2u
#define GEN9_YUV422_VYUY	3u

#define GEN9_TILINGS		8u
#define GEN9_TILING_LINEAR	0u
#define GEN9_TILING_X		1u
#define GEN9_TILING_Y		4u
#define GEN9_TILING_YF		5u

/*
 * Alpha of pixels. NONE: ignored. PREMULTIPLIED: the colours are multiplied by alpha already.
 * COVERAGE: the plane multiplies the colours by alpha.
 */
#define GEN9_ALPHA_NONE		0u
#define GEN9_ALPHA_PREMULTIPLIED 2u
#define GEN9_ALPHA_COVERAGE	3u

#define GEN9_KEY_SOURCE		1u		/* pixels that match are transparent */
/* The plane above covers only pixels that match. */
#define GEN9_KEY_DESTINATION	2u
#define GEN9_PLANE_KEY_COLOUR	0xffffffu	/* colour in KEYVAL, KEYMSK, KEYMAX */
#define GEN9_PLANE_KEYMSK_ALPHA	(1u << 31)	/* use the constant alpha in KEYMAX */
#define GEN9_PLANE_KEYMAX_ALPHA(v) ((v) >> 24)

/*
 * Rotation, clockwise: 0 none, 1 90 degrees, 2 180 degrees, 3 270 degrees. At 90 and 270 degrees
 * the guest maps the tiles in a rotated order in the GGTT (display/picture/plane_reader.h).
 */
#define GEN9_ROTATE_0		0u
#define GEN9_ROTATE_SIDEWAYS	1u		/* bit of ROTATE: 90 or 270 degrees */
#define GEN9_ROTATE_180		2u		/* bit of ROTATE: 180 degrees more */

/* Units of PLANE_STRIDE in bytes; of a tiled surface the width of a tile (gen9/regs_defs.h) */
#define GEN9_PLANE_STRIDE_UNITS(v) ((v) & 0x3ff)
#define GEN9_LINEAR_STRIDE_UNIT	64u

/* The second surface: CCS, or the chroma of NV12 */
#define GEN9_PLANE_AUX_ADDR(v)	((v) & 0xfffff000u)	/* AUX_DIST: bytes from PLANE_SURF */
#define GEN9_PLANE_AUX_STRIDE(v) ((v) & 0x3ff)
/*
 * A page of the CCS is Y-tiled. It has 2 bits for each pair of cache lines, 8 pixels by 4 rows.
 * Source: Mesa's isl.
 */
#define GEN9_CCS_ROWS_A_BYTE	16u

#define GEN9_PLANE_SIZE_WIDTH(v) (((v) & 0x1fff) + 1u)
#define GEN9_PLANE_SIZE_HEIGHT(v) ((((v) >> 16) & 0xfff) + 1u)
#define GEN9_PLANE_XY_X(v)	((v) & 0x1fff)	/* POS, OFFSET */
#define GEN9_PLANE_XY_Y(v)	(((v) >> 16) & 0xfff)
#define GEN9_SURF_ADDR(v)	((v) & 0xfffff000u)

/* Cursor */
#define GEN9_CUR_CTL		0x70080u
#define GEN9_CUR_BASE		0x70084u	/* a write arms the other CUR registers */
#define GEN9_CUR_POS		0x70088u
#define GEN9_CUR_PALETTE	0x70090u	/* 4 registers */
#define GEN9_CUR_FBC_CTL	0x700a0u
#define GEN9_CUR_SURFLIVE	0x700acu
#define GEN9_CUR_WM		0x70140u
#define GEN9_CUR_WM_TRANS	0x70168u
#define GEN9_CUR_BUF_CFG	0x7017cu

#define GEN9_CUR_MODE(v)	((v) & 0x27)
#define GEN9_CUR_MODES		0x28u
#define GEN9_CUR_MODE_128_ARGB	0x22u
#define GEN9_CUR_MODE_256_ARGB	0x23u
#define GEN9_CUR_MODE_64_ARGB	0x27u
#define GEN9_CUR_MODE_64_XRGB	0x07u
#define GEN9_CUR_MODE_128_XRGB	0x02u
#define GEN9_CUR_MODE_256_XRGB	0x03u
#define GEN9_CUR_GAMMA		(1u << 26)
#define GEN9_CUR_CSC		(1u << 24)
#define GEN9_CUR_ROTATE_180	(1u << 15)
#define GEN9_CUR_POS_X(v)	((v) & 0x7fff)
#define GEN9_CUR_POS_X_SIGN	(1u << 15)
#define GEN9_CUR_POS_Y(v)	(((v) >> 16) & 0x7fff)
#define GEN9_CUR_POS_Y_SIGN	(1u << 31)
#define GEN9_CUR_FBC_ENABLE	(1u << 31)
#define GEN9_CUR_FBC_HEIGHT(v)	(((v) & 0xff) + 1u)
#define GEN9_CUR_BYTES_PER_PIXEL 4u

#endif
