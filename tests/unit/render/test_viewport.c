// SPDX-License-Identifier: GPL-2.0-only
/* Test the setup of primitives in window coordinates (render/viewport.c). */
#include "tests/unit/render/fake_pixels.h"

#include <math.h>

#include "gen9/state_pixel.h"
#include "render/viewport.h"

static u32 vue[4][FAKE_VUE];
static struct render_viewports viewports;

static int setup(void **state)
{
	*state = fake_setup();
	fake_vue(vue[0], -1, -1, 0.25f, 1, 0);
	fake_vue(vue[1], 1, -1, 0.25f, 1, 1);
	fake_vue(vue[2], -1, 1, 0.25f, 1, 2);
	fake_vue(vue[3], 1, 1, 0.25f, 1, 3);
	return 0;
}

static int teardown(void **state)
{
	rig_free(*state);
	return 0;
}

/* Emit an object of @n of the VUEs. The provoking vertex is the last. */
static void emit(struct render_rig *rig, u32 kind, u32 n)
{
	struct render_polygon polygon = {
		.kind = kind, .n = n, .edges = (1u << n) - 1, .primitive_id = 5,
		.v = { vue[0], vue[1], vue[2], vue[3] }, .flat = vue[n - 1],
	};

	fake.n = 0;
	render_viewports_begin(&rig->render, FAKE_VUE, &viewports);
	polygon.viewport = render_viewports_index(&viewports, polygon.flat);
	assert_int_equal(render_viewports_emit(&viewports, &polygon), 0);
}

static void assert_vertex(const struct render_vertex *v, float x, float y, float z, float inv_w)
{
	assert_float_equal(v->x, x, 1e-5f);
	assert_float_equal(v->y, y, 1e-5f);
	assert_float_equal(v->z, z, 1e-6f);
	assert_float_equal(v->inv_w, inv_w, 1e-6f);
}

static void a_triangle_is_divided_scaled_and_translated(void **state)
{
	fake_vue(vue[1], 1, -1, 0.5f, 2, 1);
	emit(*state, RENDER_TRIANGLE, 3);
	assert_int_equal(fake.n, 1);
	assert_int_equal(fake.got[0].p.kind, RENDER_TRIANGLE);
	assert_vertex(&fake.got[0].p.v[0], 0, 0, 0.25f, 1);
	assert_vertex(&fake.got[0].p.v[1], 150, 50, 0.25f, 0.5f);
	assert_vertex(&fake.got[0].p.v[2], 0, 200, 0.25f, 1);
	assert_int_equal(fake.got[0].attribute[1], rig_bits(1));
	assert_int_equal(fake.got[0].flat, rig_bits(2));
	assert_int_equal(fake.got[0].p.primitive_id, 5);
	assert_int_equal(fake.got[0].p.vue_dwords, FAKE_VUE);
	assert_int_equal(fake.got[0].p.extents.x0, 0);
	assert_int_equal(fake.got[0].p.extents.x1, 199);
}

static void blorp_rectangles_are_in_pixels_already(void **state)
{
	struct render_rig *rig = *state;

	fake_change(rig, GEN9_OP_SF, 4, GEN9_SF_VIEWPORT_TRANSFORM, 0);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_DIVIDE_DISABLE, 1);
	fake_vue(vue[0], 640, 480, 0.5f, 1, 0);
	fake_vue(vue[1], 0, 480, 0.5f, 1, 0);
	fake_vue(vue[2], 0, 0, 0.5f, 1, 0);
	emit(rig, RENDER_RECT, 3);
	assert_int_equal(fake.n, 1);
	assert_int_equal(fake.got[0].p.kind, RENDER_RECT);
	assert_vertex(&fake.got[0].p.v[0], 640, 480, 0.5f, 1);
	assert_vertex(&fake.got[0].p.v[1], 0, 480, 0.5f, 1);
	assert_vertex(&fake.got[0].p.v[2], 0, 0, 0.5f, 1);
	assert_false(fake.got[0].p.back);
	assert_true(fake.got[0].p.extents.x1 >= 640);
}

/* On the screen, where y goes down, the triangle goes right and then down: clockwise. */
static void winding_and_cull_mode_decide(void **state)
{
	static const struct {
		bool ccw;
		u32 cull;
		bool swapped;
		bool drawn;
		bool back;
	} rows[] = {
		{ false, GEN9_CULL_NONE, false, true, false },
		{ true, GEN9_CULL_NONE, false, true, true },
		{ false, GEN9_CULL_NONE, true, true, true },
		{ true, GEN9_CULL_NONE, true, true, false },
		{ false, GEN9_CULL_BACK, false, true, false },
		{ false, GEN9_CULL_BACK, true, false, false },
		{ false, GEN9_CULL_FRONT, false, false, false },
		{ false, GEN9_CULL_FRONT, true, true, true },
		{ true, GEN9_CULL_BACK, false, false, false },
		{ false, GEN9_CULL_BOTH, false, false, false },
	};
	struct render_rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_FRONT_CCW, rows[i].ccw);
		fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_CULL, rows[i].cull);
		fake_vue(vue[1], rows[i].swapped ? -1 : 1, rows[i].swapped ? 1 : -1, 0, 1, 0);
		fake_vue(vue[2], rows[i].swapped ? 1 : -1, rows[i].swapped ? -1 : 1, 0, 1, 0);
		emit(rig, RENDER_TRIANGLE, 3);
		assert_int_equal(fake.n, rows[i].drawn);
		if (rows[i].drawn) {
			assert_int_equal(fake.got[0].p.back, rows[i].back);
			assert_int_equal(fake.got[0].p.area_sign, rows[i].swapped ? -1 : 1);
		}
	}
}

static void a_reversed_triangle_faces_the_other_way(void **state)
{
	struct render_polygon polygon = {
		.kind = RENDER_TRIANGLE, .n = 3, .reversed = true,
		.v = { vue[0], vue[1], vue[2] }, .flat = vue[0],
	};
	struct render_rig *rig = *state;

	render_viewports_begin(&rig->render, FAKE_VUE, &viewports);
	assert_int_equal(render_viewports_emit(&viewports, &polygon), 0);
	assert_true(fake.got[0].p.back);
	assert_int_equal(fake.got[0].p.area_sign, 1);
}

static void triangles_without_area_are_dropped(void **state)
{
	memcpy(vue[2], vue[1], sizeof(vue[2]));
	emit(*state, RENDER_TRIANGLE, 3);
	assert_int_equal(fake.n, 0);
	emit(*state, RENDER_RECT, 3);
	assert_int_equal(fake.n, 0);
}

static void a_polygon_is_a_fan(void **state)
{
	u32 i;

	fake_vue(vue[2], 1, 1, 0, 1, 2);
	fake_vue(vue[3], -1, 1, 0, 1, 3);
	emit(*state, RENDER_TRIANGLE, 4);
	assert_int_equal(fake.n, 2);
	for (i = 0; i < 2; i++) {
		assert_int_equal(fake.got[i].attribute[0], rig_bits(0));
		assert_int_equal(fake.got[i].attribute[1], rig_bits(1 + i));
		assert_int_equal(fake.got[i].attribute[2], rig_bits(2 + i));
		assert_int_equal(fake.got[i].flat, rig_bits(3));
	}
}

static void a_wireframe_polygon_has_its_edges_alone(void **state)
{
	struct render_rig *rig = *state;
	u32 i;

	fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_FRONT_FILL, GEN9_FILL_WIREFRAME);
	fake_vue(vue[2], 1, 1, 0, 1, 2);
	fake_vue(vue[3], -1, 1, 0, 1, 3);
	emit(rig, RENDER_TRIANGLE, 4);
	assert_int_equal(fake.n, 4);
	for (i = 0; i < 4; i++) {
		float from, to;

		memcpy(&from, &fake.got[i].attribute[0], sizeof(from));
		memcpy(&to, &fake.got[i].attribute[1], sizeof(to));
		assert_int_equal(fake.got[i].p.kind, RENDER_LINE);
		assert_true(to == (from < 3 ? from + 1 : 0));
		assert_float_equal(fake.got[i].p.size, 1, 0);
	}
}

static void point_fill_draws_each_corner_once(void **state)
{
	struct render_rig *rig = *state;

	fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_FRONT_FILL, GEN9_FILL_POINT);
	emit(rig, RENDER_TRIANGLE, 3);
	assert_int_equal(fake.n, 3);
	assert_int_equal(fake.got[2].p.kind, RENDER_POINT);
	assert_int_equal(fake.got[2].attribute[0], rig_bits(2));
}

static void point_widths_come_from_state_or_vertex(void **state)
{
	struct render_rig *rig = *state;

	fake_change(rig, GEN9_OP_SF, 4, GEN9_SF_POINT_WIDTH, 20);
	emit(rig, RENDER_POINT, 1);
	assert_float_equal(fake.got[0].p.size, 2.5f, 0);
	fake_change(rig, GEN9_OP_SF, 4, GEN9_SF_POINT_WIDTH_STATE, 0);
	vue[0][GEN9_VUE_POINT_WIDTH] = rig_bits(7.25f);
	emit(rig, RENDER_POINT, 1);
	assert_float_equal(fake.got[0].p.size, 7.25f, 0);
	vue[0][GEN9_VUE_POINT_WIDTH] = rig_bits(1000);
	emit(rig, RENDER_POINT, 1);
	assert_float_equal(fake.got[0].p.size, 1023 / 8.0f, 0);
	vue[0][GEN9_VUE_POINT_WIDTH] = rig_bits(NAN);
	emit(rig, RENDER_POINT, 1);
	assert_float_equal(fake.got[0].p.size, 1 / 8.0f, 0);
}

static void line_width_zero_is_a_pixel(void **state)
{
	struct render_rig *rig = *state;

	fake_change(rig, GEN9_OP_SF, 4, GEN9_SF_LINE_WIDTH, 3 * 128 + 64);
	emit(rig, RENDER_LINE, 2);
	assert_float_equal(fake.got[0].p.size, 3.5f, 0);
	fake_change(rig, GEN9_OP_SF, 4, GEN9_SF_LINE_WIDTH, 0);
	emit(rig, RENDER_LINE, 2);
	assert_float_equal(fake.got[0].p.size, 1, 0);
}

static void depth_offset_adds_constant_and_slope(void **state)
{
	struct render_rig *rig = *state;

	rig_packet(rig, GEN9_OP_RASTER, 4, 1u << 16 | 1u << 9, rig_bits(4), rig_bits(2), 0u);
	rig_packet(rig, GEN9_OP_DEPTH_BUFFER, 1, (u32)GEN9_D16_UNORM << 18);
	fake_vue(vue[1], 1, -1, 0.75f, 1, 1);
	emit(rig, RENDER_TRIANGLE, 3);
	/* The slope is 0.5 in 200 pixels. */
	assert_float_equal(fake.got[0].p.v[0].z, 0.25f + 4 / 65536.0f + 2 * 0.5f / 200, 1e-6f);
	rig_packet(rig, GEN9_OP_DEPTH_BUFFER, 1, (u32)GEN9_D32_FLOAT << 18);
	emit(rig, RENDER_TRIANGLE, 3);
	assert_float_equal(fake.got[0].p.v[0].z, 0.25f + 4 * 0x1p-24f + 0.005f, 1e-7f);
	rig_packet(rig, GEN9_OP_RASTER, 4, 1u << 16 | 1u << 9, rig_bits(4), rig_bits(2),
		   rig_bits(0.001f));
	emit(rig, RENDER_TRIANGLE, 3);
	assert_float_equal(fake.got[0].p.v[0].z, 0.251f, 1e-6f);
	rig_packet(rig, GEN9_OP_RASTER, 4, 1u << 16 | 1u << 8, rig_bits(4), rig_bits(2), 0u);
	emit(rig, RENDER_TRIANGLE, 3);
	assert_float_equal(fake.got[0].p.v[0].z, 0.25f, 0);
}

static void viewport_and_array_indices_are_bounded(void **state)
{
	struct render_rig *rig = *state;

	fake_viewport(rig, 3);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_MAX_VIEWPORT, 3);
	vue[0][GEN9_VUE_VIEWPORT] = 3;
	vue[0][GEN9_VUE_ARRAY_INDEX] = 2047;
	emit(rig, RENDER_POINT, 1);
	assert_int_equal(fake.got[0].p.viewport, 3);
	assert_int_equal(fake.got[0].p.array_index, 2047);
	vue[0][GEN9_VUE_VIEWPORT] = 4;
	vue[0][GEN9_VUE_ARRAY_INDEX] = 2048;
	emit(rig, RENDER_POINT, 1);
	assert_int_equal(fake.got[0].p.viewport, 0);
	assert_int_equal(fake.got[0].p.array_index, 0);
	vue[0][GEN9_VUE_ARRAY_INDEX] = 1;
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_ZERO_ARRAY, 1);
	emit(rig, RENDER_POINT, 1);
	assert_int_equal(fake.got[0].p.array_index, 0);
}

static void positions_without_a_place_are_dropped(void **state)
{
	static const float hostile[] = { 1e9f, -1e9f, INFINITY, NAN };
	u32 i, c;

	for (i = 0; i < ARRAY_SIZE(hostile); i++) {
		for (c = 0; c < 2; c++) {
			fake_vue(vue[0], 0, 0, 0, 1, 0);
			vue[0][GEN9_VUE_POSITION + c] = rig_bits(hostile[i]);
			emit(*state, RENDER_POINT, 1);
			assert_int_equal(fake.n, 0);
		}
	}
	fake_vue(vue[0], 0, 0, 0, 0, 0);
	emit(*state, RENDER_POINT, 1);
	assert_int_equal(fake.n, 0);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_triangle_is_divided_scaled_and_translated),
		TEST(blorp_rectangles_are_in_pixels_already),
		TEST(winding_and_cull_mode_decide),
		TEST(a_reversed_triangle_faces_the_other_way),
		TEST(triangles_without_area_are_dropped),
		TEST(a_polygon_is_a_fan),
		TEST(a_wireframe_polygon_has_its_edges_alone),
		TEST(point_fill_draws_each_corner_once),
		TEST(point_widths_come_from_state_or_vertex),
		TEST(line_width_zero_is_a_pixel),
		TEST(depth_offset_adds_constant_and_slope),
		TEST(viewport_and_array_indices_are_bounded),
		TEST(positions_without_a_place_are_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
