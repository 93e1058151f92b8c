/* SPDX-License-Identifier: GPL-2.0-only */
/* Pixel formats that a plane can scan out, and how to read them. */
#ifndef DISPLAY_FORMAT_H
#define DISPLAY_FORMAT_H

#include "port.h"

struct display_surface;

/**
 * struct display_format - A pixel format. One of the three conversions is there.
 * @fourcc: FACET_FOURCC_* where alpha is ignored; 0: has no name in this interface
 * @fourcc_alpha: where it is not; 0: there is no such variant
 * @cpp: bytes a pixel, of the first surface
 * @native: is what @to_argb makes of it
 * @planar: U and V have a surface of their own
 * @pairs: two pixels share U and V
 * @to_argb: @n pixels to ARGB8888 (0xaarrggbb in native order), alpha as it comes; of
 *	4 bytes a pixel also in place
 * @to_argb64: to wide pixels (wide.h), opaque: what has more than 8 bits
 * @to_yuv: to 0x00yyuuvv. @first: of the pair that @src begins with, which pixel is wanted
 *	first; @order: GEN9_YUV422_*
 */
struct display_format {
	u32 fourcc;
	u32 fourcc_alpha;
	u32 cpp;
	bool native;
	bool planar;
	bool pairs;
	void (*to_argb)(u32 *dst, const u8 *src, u32 n);
	void (*to_argb64)(u64 *dst, const u8 *src, u32 n);
	void (*to_yuv)(u32 *dst, const u8 *src, const u8 *chroma, u32 n, u32 first, u32 order);
};

/**
 * display_format_of_plane() - By the fields of PLANE_CTL.
 * @format: 4 bits
 * @rgbx: red in the low bits
 * Return: NULL where planes of this generation have none.
 */
const struct display_format *display_format_of_plane(u32 format, bool rgbx);

/** display_format_xyuv() - What pairs become where their rows are turned sideways (strip.h). */
const struct display_format *display_format_xyuv(void);

/** display_format_of_cursor() - The cursor's only one: premultiplied ARGB8888. */
const struct display_format *display_format_of_cursor(void);

/** display_format_yuv_to_argb() - In place, opaque. */
void display_format_yuv_to_argb(u32 *row, u32 n, bool bt709, bool full_range);

#endif
