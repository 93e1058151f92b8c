/* SPDX-License-Identifier: GPL-2.0-only */
/* Pixel formats that a plane can scan out, and how to read them. */
#ifndef DISPLAY_FORMAT_H
#define DISPLAY_FORMAT_H

#include "port.h"

/**
 * struct display_format - A pixel format.
 * @fourcc: FACET_FOURCC_* where alpha is ignored
 * @fourcc_alpha: where it is not; 0: there is no such variant
 * @cpp: bytes a pixel
 * @to_argb: converts @n pixels to ARGB8888 (0xaarrggbb in native order)
 */
struct display_format {
	u32 fourcc;
	u32 fourcc_alpha;
	u32 cpp;
	void (*to_argb)(u32 *dst, const u8 *src, u32 n);
};

/**
 * display_format_of_plane() - By the fields of PLANE_CTL.
 * @format: 4 bits
 * @rgbx: red in the low bits
 * Return: NULL where it is not offered (YUV, 64 bits, indexed).
 */
const struct display_format *display_format_of_plane(u32 format, bool rgbx);

/** display_format_of_cursor() - The cursor's only one: premultiplied ARGB8888. */
const struct display_format *display_format_of_cursor(void);

#endif
