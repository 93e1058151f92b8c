// SPDX-License-Identifier: GPL-2.0-only
/* Test the decoding of plane and cursor registers, of pixel formats and of tiles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "display/display.h"
#include "display/picture/argb64.h"
#include "display/picture/format.h"
#include "display/picture/tile.h"
#include "display/plane.h"

#define ROUNDS		200000

/* A guest's console as in trace-load-6.12 of the recorded guests, but at 1080p. */
static const struct display_plane_regs console = {
	.ctl = 0x84042000, .stride = 0x78, .size = 0x0437077f, .surf = 0x00040000,
};

/* struct layout_case - Values of PLANE_CTL and PLANE_STRIDE, and the decoded plane. */
struct layout_case {
	u32 ctl;
	u32 stride;
	u32 stride_bytes;
	u32 format;
	u64 modifier;
	bool direct;
};

static const struct layout_case layouts[] = {
	{ 0x84042000, 120, 7680, FACET_FOURCC_XRGB8888, FACET_MOD_LINEAR, true },
	{ 0xc4042000, 120, 7680, FACET_FOURCC_XRGB8888, FACET_MOD_LINEAR, true },
	{ 0x84042020, 120, 7680, FACET_FOURCC_ARGB8888, FACET_MOD_LINEAR, true },
	{ 0x84142000, 120, 7680, FACET_FOURCC_XBGR8888, FACET_MOD_LINEAR, true },
	{ 0x84142020, 120, 7680, FACET_FOURCC_ABGR8888, FACET_MOD_LINEAR, true },
	{ 0x8e042000, 60, 3840, FACET_FOURCC_RGB565, FACET_MOD_LINEAR, true },
	{ 0x82042000, 120, 7680, FACET_FOURCC_XRGB2101010, FACET_MOD_LINEAR, true },
	{ 0x82142000, 120, 7680, FACET_FOURCC_XBGR2101010, FACET_MOD_LINEAR, true },
	{ 0x84042400, 15, 7680, FACET_FOURCC_XRGB8888, FACET_MOD_X_TILED, true },
	{ 0x84043000, 60, 7680, FACET_FOURCC_XRGB8888, FACET_MOD_Y_TILED, true },
	{ 0x8404b000, 60, 7680, FACET_FOURCC_XRGB8888, FACET_MOD_Y_TILED, true },
	{ 0x84042002, 120, 7680, FACET_FOURCC_XRGB8888, FACET_MOD_LINEAR, false },
};

static void registers_name_size_format_and_tiling(void **state)
{
	struct display_surface surface;
	struct facet_plane plane;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		struct display_plane_regs regs = console;

		regs.ctl = layouts[i].ctl;
		regs.stride = layouts[i].stride;
		display_plane_decode(&regs, &plane, &surface);
		assert_true(plane.enabled);
		assert_int_equal(plane.width, 1920);
		assert_int_equal(plane.height, 1080);
		assert_int_equal(plane.gva, 0x40000);
		assert_int_equal(plane.stride, layouts[i].stride_bytes);
		assert_int_equal(plane.format, layouts[i].format);
		assert_true(plane.modifier == layouts[i].modifier);
		assert_int_equal(plane.direct, layouts[i].direct);
		assert_non_null(surface.format);
	}
}

static void a_buffer_is_whole_pages_and_whole_tiles(void **state)
{
	struct display_plane_regs regs = console;
	struct display_surface surface;
	struct facet_plane plane;

	display_plane_decode(&regs, &plane, &surface);
	/* 7680 * 1080 bytes, as recorded guests mapped them */
	assert_int_equal(plane.pages, 2025);
	assert_int_equal(plane.size, 2025 * 4096);
	regs.ctl = 0x84043000;
	regs.stride = 60;
	display_plane_decode(&regs, &plane, &surface);
	assert_int_equal(plane.size, 7680 * 1088);
}

static void a_plane_that_is_off_is_all_zero(void **state)
{
	static const struct facet_plane none;
	struct display_plane_regs regs = console;
	struct display_surface surface;
	struct facet_plane plane;

	regs.ctl &= ~0x80000000u;
	display_plane_decode(&regs, &plane, &surface);
	assert_memory_equal(&plane, &none, sizeof(none));
	assert_null(surface.format);
}

static void panning_is_not_exported_as_it_lies(void **state)
{
	struct display_plane_regs regs = console;
	struct display_surface surface;
	struct facet_plane plane;

	regs.offset = 0x00100020;
	regs.size = 0x02ff03ff;
	display_plane_decode(&regs, &plane, &surface);
	assert_false(plane.direct);
	assert_int_equal(plane.offset_x, 32);
	assert_int_equal(plane.offset_y, 16);
	assert_non_null(surface.format);
}

/* struct bad_case - Registers of an impossible buffer. */
struct bad_case {
	struct display_plane_regs regs;
};

static const struct bad_case bad[] = {
	{ { .ctl = 0x81042000, .stride = 0x78, .size = 0x0437077f } },		/* NV12 */
	/* 64 bits per pixel */
	{ { .ctl = 0x86042000, .stride = 0x78, .size = 0x0437077f } },
	{ { .ctl = 0x84042800, .stride = 0x78, .size = 0x0437077f } },		/* no such tiling */
	{ { .ctl = 0x84042000, .stride = 0, .size = 0x0437077f } },
	/* stride too narrow */
	{ { .ctl = 0x84042000, .stride = 0x77, .size = 0x0437077f } },
	{ { .ctl = 0x84042000, .stride = 0x78, .size = 0x0437077f, .surf = 0xfff00000 } },
	{ { .ctl = 0x84042000, .stride = 0x3ff, .size = 0x0fff1fff, .offset = 0x0fff1fff } },
};

static void impossible_buffers_are_black(void **state)
{
	struct display_surface surface;
	struct facet_plane plane;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		display_plane_decode(&bad[i].regs, &plane, &surface);
		assert_true(plane.enabled);
		assert_false(plane.direct);
		assert_null(surface.format);
		assert_int_equal(plane.pages, 0);
	}
}

static u32 random32(u64 *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 32;
}

/* An upright plane consists of rows of the stride, a sideways plane of columns of @stride pages. */
static void assert_layout_inside(const struct display_plane_layout *layout)
{
	u64 right = layout->x + layout->width;
	u64 bottom = layout->y + layout->height;
	u64 rows = display_tile_rows(layout->tiling, layout->cpp);
	u64 width = display_tile_width(layout->tiling, layout->cpp);
	u64 end;

	if (layout->sideways) {
		assert_true(right <= layout->stride * rows);
		end = (bottom * layout->cpp + width - 1) / width * layout->stride * 4096;
	} else {
		assert_true(right * layout->cpp <= layout->stride);
		end = (bottom + rows - 1) / rows * rows * layout->stride;
	}
	assert_true(layout->width && layout->height);
	assert_true(layout->gva + end <= 1ull << 32);
}

static void rubbish_never_leaves_the_address_space(void **state)
{
	u64 seed = 1;
	u32 i, k;

	for (i = 0; i < ROUNDS; i++) {
		struct display_plane_regs regs;
		struct display_surface surface;
		struct facet_plane plane;
		u32 *words = (u32 *)&regs;

		for (k = 0; k < sizeof(regs) / sizeof(u32); k++)
			words[k] = random32(&seed);
		if (i & 1)
			display_plane_decode(&regs, &plane, &surface);
		else
			display_plane_decode_cursor(&regs, &plane, &surface);
		if (!surface.format)
			continue;
		assert_true((u64)plane.gva + plane.size <= 1ull << 32);
		assert_true(plane.size <= 128u << 20);
		assert_int_equal(plane.size, plane.pages * 4096);
		assert_layout_inside(&surface.main);
		if (surface.format->planar)
			assert_layout_inside(&surface.chroma);
	}
}

static void a_cursor_has_its_modes_and_signs(void **state)
{
	struct display_plane_regs regs = { .ctl = 0x27, .surf = 0x00940000 };
	struct display_surface surface;
	struct facet_plane plane;

	display_plane_decode_cursor(&regs, &plane, &surface);
	assert_true(plane.enabled && plane.direct);
	assert_int_equal(plane.width, 64);
	assert_int_equal(plane.height, 64);
	assert_int_equal(plane.stride, 256);
	assert_int_equal(plane.size, 16384);
	assert_int_equal(plane.format, FACET_FOURCC_ARGB8888);
	assert_int_equal(plane.hot_x, ~0u);

	regs.ctl = 0x23;
	regs.pos = 0x80058009;
	regs.size = 0x8000001f;
	display_plane_decode_cursor(&regs, &plane, &surface);
	assert_int_equal(plane.width, 256);
	assert_int_equal(plane.height, 32);
	assert_int_equal(plane.x, -9);
	assert_int_equal(plane.y, -5);

	regs.ctl = 0;
	display_plane_decode_cursor(&regs, &plane, &surface);
	assert_false(plane.enabled);
	regs.ctl = 0x04;			/* a cursor of two colours: no guest uses it */
	display_plane_decode_cursor(&regs, &plane, &surface);
	assert_false(plane.enabled);
}

/* struct pixel_case - A pixel and its value as ARGB8888 without alpha. */
struct pixel_case {
	u32 format;
	bool rgbx;
	u32 raw;
	u32 rgb;
};

static const struct pixel_case pixels[] = {
	{ 4, false, 0x00123456, 0x123456 },
	{ 4, true, 0x00123456, 0x563412 },
	{ 14, false, 0xffff, 0xffffff },
	{ 14, false, 0xf800, 0xff0000 },
	{ 14, false, 0x07e0, 0x00ff00 },
	{ 14, false, 0x001f, 0x0000ff },
	{ 14, false, 0x8410, 0x848284 },
	{ 2, false, 0x3fffffff, 0xffffff },
	{ 2, false, 0x3ff00000, 0xff0000 },
	{ 2, false, 0x000ffc00, 0x00ff00 },
	{ 2, false, 0x20000001, 0x800000 },
	{ 2, false, 0x20000003, 0x800001 },	/* rounded to the nearest value */
	{ 2, true, 0x3ff00000, 0x0000ff },
};

static void pixels_become_argb(void **state)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pixels); i++) {
		const struct display_format *format =
			display_format_of_plane(pixels[i].format, pixels[i].rgbx);
		u32 raw[2] = { pixels[i].raw, pixels[i].raw };
		u32 argb = 0;
		u64 wide;

		assert_non_null(format);
		if (format->to_argb) {
			format->to_argb(&argb, (const u8 *)raw, 1);
		} else {
			format->to_argb64(&wide, (const u8 *)raw, 1);
			argb = argb64_to_argb(wide);
		}
		assert_int_equal(argb & 0xffffff, pixels[i].rgb);
	}
	assert_null(display_format_of_plane(3, false));		/* P010, of later generations */
	assert_null(display_format_of_plane(16, false));
	assert_null(display_format_of_plane(~0u, true));
}

/* Compare detiling with the PRM's formulas, byte by byte, in a buffer four tiles wide. */
static void detiling_agrees_with_the_formula(void **state)
{
	static u8 tile[4096], rows[32 * 512];
	u32 x, y, i;

	for (i = 0; i < sizeof(tile); i++)
		tile[i] = (i * 2654435761u) >> 24;
	display_tile_to_rows(DISPLAY_X_TILED, 4, tile, rows, 512);
	for (y = 0; y < 8; y++)
		for (x = 0; x < 512; x++)
			assert_int_equal(rows[y * 512 + x], tile[y * 512 + x]);
	display_tile_to_rows(DISPLAY_Y_TILED, 4, tile, rows, 512);
	for (y = 0; y < 32; y++)
		for (x = 0; x < 128; x++)
			assert_int_equal(rows[y * 512 + x], tile[x / 16 * 512 + y * 16 + x % 16]);
	for (i = 1; i <= 8; i *= 2) {
		assert_int_equal(display_tile_rows(DISPLAY_X_TILED, i), 8);
		assert_int_equal(display_tile_width(DISPLAY_X_TILED, i), 512);
		assert_int_equal(display_tile_rows(DISPLAY_Y_TILED, i), 32);
		assert_int_equal(display_tile_width(DISPLAY_Y_TILED, i), 128);
		assert_int_equal(display_tile_rows(DISPLAY_LINEAR, i), 1);
	}
}

/*
 * struct yf_case - Bits of an address that have the bits of column and row, lowest first, as in
 * gmmlib.
 */
struct yf_case {
	u32 cpp;
	u32 width;
	u8 column[8];
	u8 row[6];
};

static const struct yf_case yf_cases[] = {
	{ 1, 64, { 0, 1, 2, 3, 9, 11 }, { 4, 5, 6, 7, 8, 10 } },
	{ 2, 128, { 0, 1, 2, 3, 7, 9, 11 }, { 4, 5, 6, 8, 10 } },
	{ 4, 128, { 0, 1, 2, 3, 7, 9, 11 }, { 4, 5, 6, 8, 10 } },
	{ 8, 256, { 0, 1, 2, 3, 6, 7, 9, 11 }, { 4, 5, 8, 10 } },
};

static void detiling_of_yf_takes_bits_by_turns(void **state)
{
	static u8 tile[4096], rows[4096];
	u32 c, x, y, i;

	for (i = 0; i < sizeof(tile); i++)
		tile[i] = (i * 2654435761u) >> 24;
	for (c = 0; c < ARRAY_SIZE(yf_cases); c++) {
		const struct yf_case *yf = &yf_cases[c];

		assert_int_equal(display_tile_width(DISPLAY_YF_TILED, yf->cpp), yf->width);
		assert_int_equal(display_tile_rows(DISPLAY_YF_TILED, yf->cpp), 4096 / yf->width);
		display_tile_to_rows(DISPLAY_YF_TILED, yf->cpp, tile, rows, yf->width);
		for (y = 0; y < 4096 / yf->width; y++)
			for (x = 0; x < yf->width; x++) {
				u32 at = 0;

				for (i = 0; x >> i; i++)
					at |= ((x >> i) & 1) << yf->column[i];
				for (i = 0; y >> i; i++)
					at |= ((y >> i) & 1) << yf->row[i];
				assert_int_equal(rows[y * yf->width + x], tile[at]);
			}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers_name_size_format_and_tiling),
		cmocka_unit_test(a_buffer_is_whole_pages_and_whole_tiles),
		cmocka_unit_test(a_plane_that_is_off_is_all_zero),
		cmocka_unit_test(panning_is_not_exported_as_it_lies),
		cmocka_unit_test(impossible_buffers_are_black),
		cmocka_unit_test(rubbish_never_leaves_the_address_space),
		cmocka_unit_test(a_cursor_has_its_modes_and_signs),
		cmocka_unit_test(pixels_become_argb),
		cmocka_unit_test(detiling_agrees_with_the_formula),
		cmocka_unit_test(detiling_of_yf_takes_bits_by_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
