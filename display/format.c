// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pixel formats of planes, by the number that PLANE_CTL gives them. Pure
 * tables and loops, called by plane.c and compose.c; no lock.
 */
#include "format.h"

#include "display.h"
#include "gen9/plane.h"

static void argb8888_to_argb(u32 *dst, const u8 *src, u32 n)
{
	memcpy(dst, src, n * sizeof(*dst));
}

static void abgr8888_to_argb(u32 *dst, const u8 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		u32 v = get_unaligned_le32(src + 4 * i);

		dst[i] = (v & 0xff00ff00u) | (v & 0xff) << 16 | ((v >> 16) & 0xff);
	}
}

static void rgb565_to_argb(u32 *dst, const u8 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		u32 v = get_unaligned_le16(src + 2 * i);
		u32 r = v >> 11, g = (v >> 5) & 0x3f, b = v & 0x1f;

		/* The top bits repeat below, so that full stays full. */
		dst[i] = 0xff000000u | (r << 3 | r >> 2) << 16 | (g << 2 | g >> 4) << 8 |
			 (b << 3 | b >> 2);
	}
}

static void xrgb2101010_to_argb(u32 *dst, const u8 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		u32 v = get_unaligned_le32(src + 4 * i);

		dst[i] = 0xff000000u | ((v >> 22) & 0xff) << 16 | ((v >> 12) & 0xff) << 8 |
			 ((v >> 2) & 0xff);
	}
}

static void xbgr2101010_to_argb(u32 *dst, const u8 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		u32 v = get_unaligned_le32(src + 4 * i);

		dst[i] = 0xff000000u | ((v >> 2) & 0xff) << 16 | ((v >> 12) & 0xff) << 8 |
			 ((v >> 22) & 0xff);
	}
}

/* [format of PLANE_CTL][red in the low bits] */
static const struct display_format plane_formats[GEN9_PLANE_FORMATS][2] = {
	[GEN9_FORMAT_XRGB2101010] = {
		{ FACET_FOURCC_XRGB2101010, 0, 4, xrgb2101010_to_argb },
		{ FACET_FOURCC_XBGR2101010, 0, 4, xbgr2101010_to_argb },
	},
	[GEN9_FORMAT_XRGB8888] = {
		{ FACET_FOURCC_XRGB8888, FACET_FOURCC_ARGB8888, 4, argb8888_to_argb },
		{ FACET_FOURCC_XBGR8888, FACET_FOURCC_ABGR8888, 4, abgr8888_to_argb },
	},
	[GEN9_FORMAT_RGB565] = {
		{ FACET_FOURCC_RGB565, 0, 2, rgb565_to_argb },
	},
};

static const struct display_format cursor_format = {
	FACET_FOURCC_ARGB8888, FACET_FOURCC_ARGB8888, GEN9_CUR_BYTES_PER_PIXEL, argb8888_to_argb,
};

const struct display_format *display_format_of_plane(u32 format, bool rgbx)
{
	const struct display_format *entry;

	if (format >= GEN9_PLANE_FORMATS)
		return NULL;
	entry = &plane_formats[format][rgbx];
	return entry->to_argb ? entry : NULL;
}

const struct display_format *display_format_of_cursor(void)
{
	return &cursor_format;
}
