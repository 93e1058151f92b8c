/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * YUV of 8 bits to RGB, as planes of Gen9 do it: 16 bits behind the point.
 * Source: ITU-R BT.601 and BT.709; which of them and which range is PLANE_CTL's.
 */
#ifndef GEN9_YUV_DEFS_H
#define GEN9_YUV_DEFS_H

#define GEN9_YUV_FRACTION	16
#define GEN9_YUV_BLACK		16	/* of the limited range */
#define GEN9_YUV_GREY		128	/* of U and V */

/* Y; V in red; U and V in green, to be taken off; U in blue */
#define GEN9_YUV_601_LIMITED	{ 76309, 104597, 25675, 53279, 132201 }
#define GEN9_YUV_709_LIMITED	{ 76309, 117489, 13975, 34925, 138438 }
#define GEN9_YUV_601_FULL	{ 65536, 91881, 22553, 46802, 116130 }
#define GEN9_YUV_709_FULL	{ 65536, 103206, 12276, 30679, 121609 }

#endif
