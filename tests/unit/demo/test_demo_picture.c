// SPDX-License-Identifier: GPL-2.0-only
/* Test the demo viewer's pictures: pixel layouts, and the hash that the guest computes as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/demo/demo_picture.c"
#include "tests/guest/paint.c"

static void colours_are_found_where_the_format_has_them(void **state)
{
	static const struct {
		uint32_t fourcc;
		uint8_t memory[4];
	} cases[] = {
		{ FOURCC('X', 'R', '2', '4'), { 0x33, 0x22, 0x11, 0xee } },
		{ FOURCC('A', 'R', '2', '4'), { 0x33, 0x22, 0x11, 0xee } },
		{ FOURCC('X', 'B', '2', '4'), { 0x11, 0x22, 0x33, 0xee } },
		{ FOURCC('A', 'B', '2', '4'), { 0x11, 0x22, 0x33, 0xee } },
	};
	static const uint8_t rgb[] = { 0x11, 0x22, 0x33 };
	struct picture p = { 0 };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct pixel_layout *layout = layout_of_fourcc(cases[i].fourcc);

		assert_non_null(layout);
		assert_int_equal(picture_take(&p, cases[i].memory, 1, 1, 4, layout), 0);
		assert_memory_equal(p.rgb, rgb, sizeof(rgb));
	}
	assert_null(layout_of_fourcc(FOURCC('N', 'V', '1', '2')));
	free(p.rgb);
}

static void sizes_that_cannot_be_are_refused(void **state)
{
	const struct pixel_layout *layout = layout_of_pixman(0x20020888);
	struct picture p = { 0 };
	uint32_t pixels[4] = { 0 };

	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 0, 1, 16, layout), -1);
	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 2, 1, 4, layout), -1);
	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 1u << 30, 1, ~0u, layout), -1);
	assert_null(p.rgb);
}

static void a_patch_stays_inside(void **state)
{
	const struct pixel_layout *layout = layout_of_pixman(0x20020888);
	static const uint8_t black[3], white[3] = { 255, 255, 255 };
	uint32_t pixels[64];
	struct picture p = { 0 };

	memset(pixels, 0, sizeof(pixels));
	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 4, 4, 16, layout), 0);
	memset(pixels, 0xff, sizeof(pixels));
	picture_patch(&p, (uint8_t *)pixels, 3, 3, 8, 8, 32, layout);
	picture_patch(&p, (uint8_t *)pixels, 4, 0, 1, 1, 32, layout);
	picture_patch(&p, (uint8_t *)pixels, 0, ~0u, 1, 1, 32, layout);
	assert_memory_equal(p.rgb + (3 * 4 + 3) * 3, white, 3);
	assert_memory_equal(p.rgb + (3 * 4 + 2) * 3, black, 3);
	assert_memory_equal(p.rgb + (2 * 4 + 3) * 3, black, 3);
	free(p.rgb);
}

static void guest_and_viewer_agree_on_the_sum(void **state)
{
	static uint32_t pixels[360 * 672];
	struct canvas canvas = { pixels, 640, 360, 672 };
	struct picture p = { 0 };

	paint_pattern(&canvas, "GUEST0", NULL, 0);
	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 640, 360, 672 * 4,
				      layout_of_fourcc(FOURCC('X', 'R', '2', '4'))), 0);
	assert_true(picture_hash(&p) == paint_hash(&canvas));
	p.rgb[1000] ^= 1;
	assert_true(picture_hash(&p) != paint_hash(&canvas));
	free(p.rgb);
}

#define X_TILED	0x0100000000000001ull
#define Y_TILED	0x0100000000000002ull

static void tiles_are_undone_as_the_modifier_says(void **state)
{
	static const struct {
		uint64_t modifier;
		uint32_t stride, height, x, y;	/* x and stride in bytes */
		size_t at;
	} cases[] = {
		{ X_TILED, 1024, 16, 0, 1, 512 },
		{ X_TILED, 1024, 16, 512, 0, 4096 },
		{ X_TILED, 1024, 16, 516, 9, 8192 + 4096 + 512 + 4 },
		{ Y_TILED, 256, 64, 0, 1, 16 },
		{ Y_TILED, 256, 64, 16, 0, 512 },
		{ Y_TILED, 256, 64, 148, 33, 8192 + 4096 + 512 + 16 + 4 },
	};
	static uint8_t tiled[16384], linear[16384];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(tiled, 0, sizeof(tiled));
		tiled[cases[i].at] = 0xa5;
		assert_int_equal(picture_untile(linear, tiled, sizeof(tiled), cases[i].height,
						cases[i].stride, cases[i].modifier),
				 0);
		assert_int_equal(linear[cases[i].y * cases[i].stride + cases[i].x], 0xa5);
	}
	assert_int_equal(picture_untile(linear, tiled, sizeof(tiled), 16, 1024, 3), -1);
	assert_int_equal(picture_untile(linear, tiled, sizeof(tiled), 16, 1000, X_TILED), -1);
	assert_int_equal(picture_untile(linear, tiled, sizeof(tiled), 17, 1024, X_TILED), -1);
}

static void guest_and_viewer_agree_on_a_cursor(void **state)
{
	static uint32_t pixels[200 * 100], cursor[64 * 64];
	static const int places[][2] = {
		{ 20, 10 }, { -10, -20 }, { 190, 90 }, { 300, 10 }, { 10, -300 }
	};
	struct canvas canvas = { pixels, 200, 100, 200 }, over = { cursor, 64, 64, 64 };
	const struct pixel_layout *layout = layout_of_fourcc(FOURCC('X', 'R', '2', '4'));
	struct picture p = { 0 };
	uint64_t without;
	size_t i;

	paint_cursor(&over);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		paint_pattern(&canvas, "A", NULL, 0);
		assert_int_equal(picture_take(&p, (uint8_t *)pixels, 200, 100, 800, layout), 0);
		without = picture_hash(&p);
		picture_over(&p, cursor, 64, 64, places[i][0], places[i][1]);
		paint_over(&canvas, &over, places[i][0], places[i][1]);
		assert_true(picture_hash(&p) == paint_hash(&canvas));
		assert_true((picture_hash(&p) != without) == (i < 3));
	}
	free(p.rgb);
}

static void half_a_cursor_lets_half_through(void **state)
{
	const struct pixel_layout *layout = layout_of_fourcc(FOURCC('X', 'R', '2', '4'));
	static const uint32_t white = 0xffffff, half = 0x80800000;
	static const uint8_t rgb[] = { 255, 127, 127 };
	struct picture p = { 0 };

	assert_int_equal(picture_take(&p, (const uint8_t *)&white, 1, 1, 4, layout), 0);
	picture_over(&p, &half, 1, 1, 0, 0);
	assert_memory_equal(p.rgb, rgb, sizeof(rgb));
	free(p.rgb);
}

static void the_pattern_is_found_in_a_window(void **state)
{
	static uint32_t screen[400 * 300];
	struct canvas canvas = { screen + 50 * 400 + 30, 320, 200, 400 };
	const struct pixel_layout *layout = layout_of_fourcc(FOURCC('X', 'R', '2', '4'));
	struct picture p = { 0 };
	uint32_t x, y;
	uint64_t hash;

	paint_pattern(&canvas, "GUEST0", NULL, 0);
	hash = paint_hash(&canvas);
	assert_int_equal(picture_take(&p, (uint8_t *)screen, 400, 300, 1600, layout), 0);
	assert_int_equal(picture_find(&p, 320, 200, hash, &x, &y), 0);
	assert_int_equal(x, 30);
	assert_int_equal(y, 50);
	assert_int_equal(picture_find(&p, 401, 200, hash, &x, &y), -1);
	/* One changed pixel prevents the match, and so do swapped channels. */
	p.rgb[((size_t)100 * 400 + 100) * 3] ^= 1;
	assert_int_equal(picture_find(&p, 320, 200, hash, &x, &y), -1);
	assert_int_equal(picture_take(&p, (uint8_t *)screen, 400, 300, 1600,
				      layout_of_fourcc(FOURCC('X', 'B', '2', '4'))),
			 0);
	assert_int_equal(picture_find(&p, 320, 200, hash, &x, &y), -1);
	free(p.rgb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_are_found_where_the_format_has_them),
		cmocka_unit_test(sizes_that_cannot_be_are_refused),
		cmocka_unit_test(a_patch_stays_inside),
		cmocka_unit_test(guest_and_viewer_agree_on_the_sum),
		cmocka_unit_test(tiles_are_undone_as_the_modifier_says),
		cmocka_unit_test(guest_and_viewer_agree_on_a_cursor),
		cmocka_unit_test(half_a_cursor_lets_half_through),
		cmocka_unit_test(the_pattern_is_found_in_a_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
