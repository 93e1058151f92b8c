/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pixel formats that a plane can scan out, and how to read them. These functions take no lock and
 * do not sleep.
 * Source: PRM SKL Vol. 2c, PLANE_CTL ("Source Pixel Format").
 */
#ifndef DISPLAY_FORMAT_H
#define DISPLAY_FORMAT_H

#include "port.h"

struct display_surface;

/**
 * struct display_format - A pixel format. A format has one of the three conversions.
 * @fourcc: FACET_FOURCC_* of the format without alpha; 0: it has no name in this interface
 * @fourcc_alpha: FACET_FOURCC_* of the format with alpha; 0: there is no such variant
 * @cpp: bytes of a pixel, in the first surface
 * @native: @to_argb changes no byte
 * @planar: U and V have a surface of their own
 * @pairs: two pixels share U and V
 * @to_argb: convert @n pixels to ARGB8888 (0xaarrggbb in native byte order), with alpha as it is.
 *	@dst may be @src if @cpp is 4
 * @to_argb64: convert @n pixels to opaque wide pixels (argb64.h). Set for more than 8 bits a colour
 * @to_yuv: convert @n pixels to 0x00yyuuvv. @first is the pixel of the first pair of @src with
 *	which @dst begins, 0 or 1. @order is GEN9_YUV422_*. @chroma is a row of U and V if @planar
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
 * display_format_of_plane() - Return the format that fields of PLANE_CTL choose.
 * @format: field of 4 bits
 * @rgbx: true: red is in the low bits
 *
 * Context: any.
 * Return: the format; NULL: planes of Gen9 have no such format.
 */
const struct display_format *display_format_of_plane(u32 format, bool rgbx);

/**
 * display_format_xyuv() - Return the format of YUV422 pixels whose rows were turned sideways.
 *
 * The reader of a sideways plane gives each pixel its own U and V (plane_reader.h).
 *
 * Context: any.
 * Return: the format.
 */
const struct display_format *display_format_xyuv(void);

/**
 * display_format_of_cursor() - Return the only format of a cursor: premultiplied ARGB8888.
 *
 * Context: any.
 * Return: the format.
 */
const struct display_format *display_format_of_cursor(void);

/**
 * display_format_yuv_to_argb() - Convert a row of YUV to opaque ARGB8888, in place.
 * @row: @n pixels, 0x00yyuuvv; gets 0xffrrggbb
 * @n: number of pixels
 * @bt709: true: by BT.709; false: by BT.601
 * @full_range: true: Y from 0 to 255; false: Y from 16 to 235
 *
 * Source: ITU-R BT.601 and BT.709 (gen9/yuv_defs.h).
 *
 * Context: any.
 */
void display_format_yuv_to_argb(u32 *row, u32 n, bool bt709, bool full_range);

#endif
