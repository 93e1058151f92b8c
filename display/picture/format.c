// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pixel formats of planes, by the number that PLANE_CTL gives them. The functions have no state and
 * take no lock. Callers: plane.c, scanline.c and plane_reader.c.
 * Source: PRM SKL Vol. 2c, PLANE_CTL ("Source Pixel Format").
 */
#include "display/picture/format.h"

#include "display/display.h"
#include "display/picture/argb64.h"
#include "gen9/plane_defs.h"
#include "gen9/yuv_defs.h"

#define OPAQUE		0xff000000u

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

		/* Repeat the top bits below, so that the largest value stays the largest. */
		dst[i] = OPAQUE | (r << 3 | r >> 2) << 16 | (g << 2 | g >> 4) << 8 |
			 (b << 3 | b >> 2);
	}
}

/*
 * Copy the index to all three colours. The plane has no palette; the pipe's palette makes it a
 * colour.
 */
static void indexed_to_argb(u32 *dst, const u8 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = OPAQUE | src[i] << 16 | src[i] << 8 | src[i];
}

static void xrgb2101010_to_argb64(u64 *dst, const u8 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		u32 v = get_unaligned_le32(src + 4 * i);

		dst[i] = argb64_from_rgb10(v >> 20, v >> 10, v);
	}
}

static void xbgr2101010_to_argb64(u64 *dst, const u8 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		u32 v = get_unaligned_le32(src + 4 * i);

		dst[i] = argb64_from_rgb10(v, v >> 10, v >> 20);
	}
}

#define HALF_SIGN	0x8000u
#define HALF_EXPONENT	10
#define HALF_ONE	15u	/* exponent of numbers of at least 1 */

/* Convert a number of half precision to a channel, clamped to 0 ... 1. */
static u32 half_to_channel(u32 half)
{
	u32 exponent = (half >> HALF_EXPONENT) & 0x1f;
	u32 mantissa = half & 0x3ff;
	u32 shift;

	if (half & HALF_SIGN)
		return 0;
	if (exponent >= HALF_ONE)
		return ARGB64_ONE;
	if (exponent)
		mantissa |= 1u << HALF_EXPONENT;
	/* mantissa / 2^10 * 2^(exponent - 15); an exponent of 0 counts as 1. */
	shift = HALF_EXPONENT + HALF_ONE - max(exponent, 1u);
	return (mantissa * ARGB64_ONE + (1u << (shift - 1))) >> shift;
}

static void xrgb16161616f_to_argb64(u64 *dst, const u8 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = argb64_pixel(ARGB64_ONE,
				      half_to_channel(get_unaligned_le16(src + 8 * i + 4)),
				      half_to_channel(get_unaligned_le16(src + 8 * i + 2)),
				      half_to_channel(get_unaligned_le16(src + 8 * i)));
}

static void xbgr16161616f_to_argb64(u64 *dst, const u8 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = argb64_pixel(ARGB64_ONE, half_to_channel(get_unaligned_le16(src + 8 * i)),
				      half_to_channel(get_unaligned_le16(src + 8 * i + 2)),
				      half_to_channel(get_unaligned_le16(src + 8 * i + 4)));
}

static void xyuv_to_yuv(u32 *dst, const u8 *src, const u8 *chroma, u32 n, u32 first, u32 order)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = get_unaligned_le32(src + 4 * i) & ~OPAQUE;
}

/* Places of the bytes of a pair, by GEN9_YUV422_* */
static const struct {
	u8 y;
	u8 u;
	u8 v;
} pair_orders[] = {
	[GEN9_YUV422_YUYV] = { 0, 1, 3 },
	[GEN9_YUV422_UYVY] = { 1, 0, 2 },
	[GEN9_YUV422_YVYU] = { 0, 3, 1 },
	[GEN9_YUV422_VYUY] = { 1, 2, 0 },
};

static void yuv422_to_yuv(u32 *dst, const u8 *src, const u8 *chroma, u32 n, u32 first, u32 order)
{
	u32 i;

	for (i = 0; i < n; i++) {
		const u8 *pair = src + (i + first) / 2 * 4;

		dst[i] = pair[pair_orders[order].y + (i + first) % 2 * 2] << 16 |
			 pair[pair_orders[order].u] << 8 | pair[pair_orders[order].v];
	}
}

static void nv12_to_yuv(u32 *dst, const u8 *src, const u8 *chroma, u32 n, u32 first, u32 order)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = src[i] << 16 | chroma[i / 2 * 2] << 8 | chroma[i / 2 * 2 + 1];
}

/* Factors of Y, U and V for the colours */
struct yuv_matrix {
	s32 y;
	s32 v_red;
	s32 u_green;
	s32 v_green;
	s32 u_blue;
};

/* [BT.709][full range] */
static const struct yuv_matrix yuv_matrices[2][2] = {
	{ GEN9_YUV_601_LIMITED, GEN9_YUV_601_FULL },
	{ GEN9_YUV_709_LIMITED, GEN9_YUV_709_FULL },
};

static u32 yuv_channel(s32 v)
{
	v = (v + (1 << (GEN9_YUV_FRACTION - 1))) >> GEN9_YUV_FRACTION;
	return v < 0 ? 0 : min_t(u32, v, 0xff);
}

void display_format_yuv_to_argb(u32 *row, u32 n, bool bt709, bool full_range)
{
	const struct yuv_matrix *m = &yuv_matrices[bt709][full_range];
	s32 black = full_range ? 0 : GEN9_YUV_BLACK;
	u32 i;

	for (i = 0; i < n; i++) {
		s32 y = ((s32)(row[i] >> 16) - black) * m->y;
		s32 u = (s32)((row[i] >> 8) & 0xff) - GEN9_YUV_GREY;
		s32 v = (s32)(row[i] & 0xff) - GEN9_YUV_GREY;

		row[i] = OPAQUE | yuv_channel(y + v * m->v_red) << 16 |
			 yuv_channel(y - u * m->u_green - v * m->v_green) << 8 |
			 yuv_channel(y + u * m->u_blue);
	}
}

static const struct display_format xyuv_format = { .cpp = 4, .to_yuv = xyuv_to_yuv };

/* [format of PLANE_CTL][red in the low bits] */
static const struct display_format plane_formats[GEN9_PLANE_FORMATS][2] = {
	[GEN9_FORMAT_YUV422] = {
		{ .cpp = 2, .pairs = true, .to_yuv = yuv422_to_yuv },
	},
	[GEN9_FORMAT_NV12] = {
		{ .cpp = 1, .planar = true, .to_yuv = nv12_to_yuv },
	},
	[GEN9_FORMAT_XRGB2101010] = {
		{ .fourcc = FACET_FOURCC_XRGB2101010, .cpp = 4,
		  .to_argb64 = xrgb2101010_to_argb64 },
		{ .fourcc = FACET_FOURCC_XBGR2101010, .cpp = 4,
		  .to_argb64 = xbgr2101010_to_argb64 },
	},
	[GEN9_FORMAT_XRGB8888] = {
		{ .fourcc = FACET_FOURCC_XRGB8888, .fourcc_alpha = FACET_FOURCC_ARGB8888,
		  .cpp = 4, .native = true, .to_argb = argb8888_to_argb },
		{ .fourcc = FACET_FOURCC_XBGR8888, .fourcc_alpha = FACET_FOURCC_ABGR8888,
		  .cpp = 4, .to_argb = abgr8888_to_argb },
	},
	[GEN9_FORMAT_XRGB16161616F] = {
		{ .cpp = 8, .to_argb64 = xrgb16161616f_to_argb64 },
		{ .cpp = 8, .to_argb64 = xbgr16161616f_to_argb64 },
	},
	[GEN9_FORMAT_XYUV] = {
		{ .cpp = 4, .to_yuv = xyuv_to_yuv },
	},
	[GEN9_FORMAT_INDEXED] = {
		{ .cpp = 1, .to_argb = indexed_to_argb },
	},
	[GEN9_FORMAT_RGB565] = {
		{ .fourcc = FACET_FOURCC_RGB565, .cpp = 2, .to_argb = rgb565_to_argb },
	},
};

static const struct display_format cursor_format = {
	.fourcc = FACET_FOURCC_ARGB8888, .fourcc_alpha = FACET_FOURCC_ARGB8888,
	.cpp = GEN9_CUR_BYTES_PER_PIXEL, .native = true, .to_argb = argb8888_to_argb,
};

const struct display_format *display_format_of_plane(u32 format, bool rgbx)
{
	const struct display_format *entry;
	u64 i = format;

	if (!port_index(&i, GEN9_PLANE_FORMATS))
		return NULL;
	entry = &plane_formats[i][rgbx];
	return entry->cpp ? entry : NULL;
}

const struct display_format *display_format_xyuv(void)
{
	return &xyuv_format;
}

const struct display_format *display_format_of_cursor(void)
{
	return &cursor_format;
}
