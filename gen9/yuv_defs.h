/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Coefficients of Gen9's planes to convert 8-bit YUV to RGB, with 16 fraction bits. PLANE_CTL
 * selects the standard and the range. Source: ITU-R BT.601 and BT.709.
 */
#ifndef GEN9_YUV_DEFS_H
#define GEN9_YUV_DEFS_H

#define GEN9_YUV_FRACTION	16
#define GEN9_YUV_BLACK		16	/* Y of black in the limited range */
#define GEN9_YUV_GREY		128	/* U and V of grey */

/* Factors: Y; V for red; U and V for green, subtracted; U for blue */
#define GEN9_YUV_601_LIMITED	{ 76309, 104597, 25675, 53279, 132201 }
#define GEN9_YUV_709_LIMITED	{ 76309, 117489, 13975, 34925, 138438 }
#define GEN9_YUV_601_FULL	{ 65536, 91881, 22553, 46802, 116130 }
#define GEN9_YUV_709_FULL	{ 65536, 103206, 12276, 30679, 121609 }

#endif
