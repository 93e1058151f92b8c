// SPDX-License-Identifier: GPL-2.0-only
/* Test line stipple, antialiased lines and smooth points in draws of one colour. */
#include "pixel_draw_rig.h"

#define RED	0xff0033u	/* of kernel_replicated, without alpha */

/* Draw a line of @width pixels. */
static void line(float x0, float y0, float x1, float y1, float width, bool restart)
{
	const float v[3][2] = { { x0, y0 }, { x1, y1 } };
	struct render_primitive p;

	primitive_set(&p, RENDER_LINE, v);
	p.size = width;
	p.restart = restart;
	assert_int_equal(render_pixels_primitive(&render, &p), 0);
}

static void point(float x, float y, float size)
{
	const float v[3][2] = { { x, y } };
	struct render_primitive p;

	primitive_set(&p, RENDER_POINT, v);
	p.size = size;
	assert_int_equal(render_pixels_primitive(&render, &p), 0);
}

static void begin(void)
{
	kernel = kernel_replicated;
	refused = NULL;
	assert_int_equal(render_pixels_begin(&render), 0);
}

static void stipple(u32 pattern, u32 repeat)
{
	u32 wm[1], body[2] = { 0 };

	wm[0] = render_packet(&render, GEN9_OP_WM)[1];
	put_body(wm, GEN9_WM_LINE_STIPPLE, 1);
	command(GEN9_OP_WM, wm, 1);
	put_body(body, GEN9_LINE_STIPPLE_PATTERN, pattern);
	put_body(body, GEN9_LINE_STIPPLE_REPEAT, repeat);
	command(GEN9_OP_LINE_STIPPLE, body, 2);
	begin();
}

/* Lines and points are smooth; a line's width is @width pixels. */
static void smooth(u32 width)
{
	u32 raster[4] = { 0 }, sf[3] = { 0 }, wm[1] = { 0 };

	put_body(raster, GEN9_RASTER_ANTIALIASING, 1);
	put_body(raster, GEN9_RASTER_SMOOTH_POINT, 1);
	put_body(sf, GEN9_SF_LINE_WIDTH, width * 128);
	put_body(sf, GEN9_SF_SMOOTH_POINTS, 1);
	put_body(sf, GEN9_SF_CAP_REGION, 1);
	put_body(wm, GEN9_WM_AA_REGION, 1);
	command(GEN9_OP_RASTER, raster, 4);
	command(GEN9_OP_SF, sf, 3);
	command(GEN9_OP_WM, wm, 1);
	begin();
}

static bool drawn(u32 x, u32 y)
{
	return pixel(x, y) != 0;
}

static void stipple_counts_pixels_along_the_major_axis(void **state)
{
	u32 i;

	stipple(0x5, 2);
	line(0.5f, 4.5f, 40.5f, 8.5f, 1, true);
	line(50.5f, 1.5f, 50.5f, 41.5f, 1, true);
	for (i = 0; i < 40; i++) {
		bool on = 0x5 >> i / 2 % 16 & 1;
		u32 y, column = 0;

		for (y = 0; y < SIZE; y++)
			column += drawn(i, y);
		assert_int_equal(column, on);
		assert_int_equal(drawn(50, i + 1), on);
	}
	assert_false(drawn(50, 0) || drawn(50, 41));
}

static void stipple_begins_at_the_start_of_a_line_whatever_its_direction(void **state)
{
	u32 i;

	stipple(0x7, 1);
	line(40.5f, 4.5f, 20.5f, 4.5f, 1, true);
	for (i = 0; i < 20; i++)
		assert_int_equal(drawn(40 - i, 4), i % 16 < 3);
}

static void stipple_goes_on_along_a_strip(void **state)
{
	u32 i;

	stipple(0xff, 1);
	line(0.5f, 4.5f, 12.5f, 4.5f, 1, true);
	line(12.5f, 4.5f, 40.5f, 4.5f, 1, false);
	line(0.5f, 9.5f, 12.5f, 9.5f, 1, true);
	line(12.5f, 9.5f, 40.5f, 9.5f, 1, true);
	for (i = 0; i < 40; i++) {
		assert_int_equal(drawn(i, 4), i % 16 < 8);
		assert_int_equal(drawn(i, 9), (i < 12 ? i : i - 12) % 16 < 8);
	}
}

static void stipple_of_rectangles_counts_the_distance(void **state)
{
	const u32 count = 1u << 1, raster[4] = { 1u << 12 };
	const u32 pattern[8] = { [GEN9_PATTERN_2 / 4 - 1] = 0x8888 };
	u32 i;

	surface(GEN9_FORMAT_B8G8R8A8_UNORM, 1);
	command(GEN9_OP_MULTISAMPLE, &count, 1);
	command(GEN9_OP_RASTER, raster, 4);
	command(GEN9_OP_SAMPLE_PATTERN, pattern, 8);
	stipple(0x3, 4);
	line(0, 4.5f, 40, 4.5f, 1, true);
	for (i = 0; i < 40; i++)
		assert_int_equal(drawn(i, 4), i < 8);
}

static u32 alpha(u32 x, u32 y)
{
	return pixel(x, y) >> 24;
}

static void coverage_of_a_smooth_line_multiplies_alpha(void **state)
{
	smooth(2);
	line(8, 16.25f, 24, 16.25f, 2, true);
	assert_int_equal(pixel(16, 14), 0);
	assert_int_equal(pixel(16, 15), 0xbf000000 | RED);
	assert_int_equal(pixel(16, 16), 0xff000000 | RED);
	assert_int_equal(alpha(16, 17), 0x40);
	assert_int_equal(pixel(16, 18), 0);
	/* The ends are at borders of pixels: their ramps end with the pixels' centres. */
	assert_int_equal(alpha(8, 16), 0xff);
	assert_int_equal(pixel(7, 16), 0);
	line(8.5f, 32.5f, 24.5f, 32.5f, 2, true);
	assert_int_equal(alpha(8, 32), 0x80);
	assert_int_equal(alpha(24, 32), 0x80);
}

static void a_line_of_no_width_is_not_smooth(void **state)
{
	smooth(0);
	line(8.5f, 16.75f, 24.5f, 16.75f, 1, true);
	assert_int_equal(alpha(16, 16), 0xff);
	assert_int_equal(pixel(16, 15), 0);
	assert_int_equal(pixel(16, 17), 0);
}

static void a_smooth_point_is_round(void **state)
{
	smooth(1);
	point(16, 16, 8);
	assert_int_equal(alpha(16, 16), 0xff);
	assert_int_equal(alpha(19, 16), 0xf6);	/* 4 - sqrt(3.5^2 + 0.5^2) + 0.5 */
	assert_int_equal(pixel(20, 16), 0);
	assert_int_equal(pixel(19, 19), 0);
	assert_int_equal(pixel(12, 12), 0);
}

static void a_point_of_samples_is_round(void **state)
{
	const u32 count = 1u << 1, raster[4] = { 1u << 12 };
	const u32 pattern[8] = { [GEN9_PATTERN_2 / 4 - 1] = 0x8888 };
	u32 sf[3] = { 0 };

	surface(GEN9_FORMAT_B8G8R8A8_UNORM, 1);
	command(GEN9_OP_MULTISAMPLE, &count, 1);
	command(GEN9_OP_RASTER, raster, 4);
	command(GEN9_OP_SAMPLE_PATTERN, pattern, 8);
	begin();
	point(16, 16, 8);
	assert_true(drawn(12, 12) && drawn(19, 19));
	put_body(sf, GEN9_SF_SMOOTH_POINTS, 1);
	command(GEN9_OP_SF, sf, 3);
	begin();
	point(48, 16, 8);
	assert_false(drawn(44, 12) || drawn(51, 19));
	assert_true(drawn(44, 16) && drawn(48, 12) && alpha(48, 16) == 0xff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(stipple_counts_pixels_along_the_major_axis),
		TEST(stipple_begins_at_the_start_of_a_line_whatever_its_direction),
		TEST(stipple_goes_on_along_a_strip),
		TEST(stipple_of_rectangles_counts_the_distance),
		TEST(coverage_of_a_smooth_line_multiplies_alpha),
		TEST(a_line_of_no_width_is_not_smooth),
		TEST(a_smooth_point_is_round),
		TEST(a_point_of_samples_is_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
