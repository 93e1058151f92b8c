// SPDX-License-Identifier: GPL-2.0-only
/* Test the clip stage (render/clip.c): each plane, each mode, against areas and positions. */
#include "tests/unit/render/fake_pixels.h"

#include <math.h>

#include "render/assembly.h"
#include "render/clip.h"
#include "render/viewport.h"

static u32 vue[3][FAKE_VUE];
static struct render_viewports viewports;
static struct render_clip clip;

static int setup(void **state)
{
	struct render_rig *rig = fake_setup();

	rig_packet(rig, GEN9_OP_CLIP, 3, 0u, 1u << 31 | 1u << 28 | 1u << 26,
		   1023u << 6 | 1u << 17);
	rig_packet(rig, GEN9_OP_RASTER, 4, 1u << 16 | 1u | 1u << 26, 0u, 0u, 0u);
	fake_vue(vue[0], -0.5f, -0.5f, 0, 1, 0);
	fake_vue(vue[1], 0.5f, -0.5f, 0, 1, 1);
	fake_vue(vue[2], -0.5f, 0.5f, 0, 1, 2);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	render_urb_end(&clip.pool);
	rig_free(*state);
	return 0;
}

static void object(struct render_rig *rig, u32 kind)
{
	const struct render_object object = {
		.kind = kind, .edges = 7, .v = { vue[0], vue[1], vue[2] }, .flat = vue[0],
	};

	fake.n = 0;
	render_viewports_begin(&rig->render, FAKE_VUE, &viewports);
	assert_int_equal(render_clip_begin(&rig->render, &viewports, &clip), 0);
	assert_int_equal(render_clip_object(&clip, &object), 0);
}

static void objects_that_draw_nothing_poll(void **state)
{
	const struct render_object triangle = {
		.kind = RENDER_TRIANGLE, .edges = 7, .v = { vue[0], vue[1], vue[2] },
		.flat = vue[0],
	};
	struct render_rig *rig = *state;
	u32 outside, i;

	fake_vue(vue[0], 3, 0, 0, 1, 0);
	fake_vue(vue[1], 4, 0, 0, 1, 1);
	fake_vue(vue[2], 3, 1, 0, 1, 2);
	object(rig, RENDER_TRIANGLE);
	for (i = 0; i < 10000; i++)
		assert_int_equal(render_clip_object(&clip, &triangle), 0);
	assert_int_equal(fake.n, 0);
	outside = rig->polls;
	assert_in_range(outside, 10, 10000);
	/* New vertices cost more. */
	fake_vue(vue[0], -9, -9, 0, 1, 0);
	fake_vue(vue[1], 9, -9, 0, 1, 1);
	fake_vue(vue[2], -9, 9, 0, 1, 2);
	for (i = 0; i < 10000; i++)
		assert_int_equal(render_clip_object(&clip, &triangle), 0);
	assert_true(rig->polls - outside > 2 * outside);
	rig->poll_error = -ECANCELED;
	for (i = 0; i < 10000 && !render_clip_object(&clip, &triangle); i++)
		;
	assert_in_range(i, 0, 1000);
}

/* Return the area of all triangles, in pixels. */
static float area(void)
{
	float sum = 0;
	u32 i;

	for (i = 0; i < fake.n; i++) {
		const struct render_vertex *v = fake.got[i].p.v;

		sum += ((v[1].x - v[0].x) * (v[2].y - v[0].y) -
			(v[2].x - v[0].x) * (v[1].y - v[0].y)) / 2;
	}
	return sum;
}

static void set(u32 v, u32 component, float value)
{
	vue[v][GEN9_VUE_POSITION + component] = rig_bits(value);
}

static void an_object_inside_passes_unchanged(void **state)
{
	object(*state, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 1);
	assert_float_equal(area(), 5000, 0.01f);
	assert_ptr_equal(fake.got[0].p.v[0].vue, vue[0]);
}

static void an_object_outside_of_one_plane_is_rejected(void **state)
{
	static const struct {
		u32 component;
		float value;
	} rows[] = {
		{ 0, -1.5f }, { 0, 1.5f }, { 1, -1.5f }, { 1, 1.5f }, { 2, -1.5f }, { 2, 1.5f },
	};
	u32 i, v;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		teardown(state);
		setup(state);
		for (v = 0; v < 3; v++)
			set(v, rows[i].component, rows[i].value + v * 0.01f);
		object(*state, RENDER_TRIANGLE);
		assert_int_equal(fake.n, 0);
		set(0, rows[i].component, 0);
		object(*state, RENDER_TRIANGLE);
		assert_true(fake.n > 0);
	}
}

static void between_viewport_and_guard_band_nothing_is_cut(void **state)
{
	struct render_rig *rig = *state;

	set(1, 0, 1.9f);
	object(rig, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 1);
	assert_ptr_equal(fake.got[0].p.v[1].vue, vue[1]);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_GUARDBAND, 0);
	object(rig, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 2);
	assert_true(fake.got[1].p.v[1].x <= 200.01f);
}

/* A right triangle with legs of 1 and @leg is cut parallel to a leg. */
static void each_side_is_cut_at_the_guard_band(void **state)
{
	u32 axis, side, v, i;

	for (axis = 0; axis < 2; axis++) {
		for (side = 0; side < 2; side++) {
			float s = side ? 1 : -1;

			for (v = 0; v < 3; v++)
				fake_vue(vue[v], 0, 0, 0, 1, v);
			set(1, axis, 4 * s);
			set(2, !axis, 1);
			object(*state, RENDER_TRIANGLE);
			assert_int_equal(fake.n, 2);
			/* Half of the leg of 4 is left: 3/4 of the area of 2. */
			assert_float_equal(__builtin_fabsf(area()), 1.5f * 10000, 1);
			for (i = 0; i < 6; i++) {
				const struct render_vertex *at = &fake.got[i / 3].p.v[i % 3];

				float along = axis ? at->y : at->x;

				assert_in_range(along + 100.01f, 0, 400);
			}
		}
	}
}

static void near_and_far_planes_cut_where_they_are_on(void **state)
{
	static const struct {
		u32 d3d;
		u32 near;
		u32 far;
		float z;
		float left;
	} rows[] = {
		/* Vertex 1 has depth @z, the others 0.5: @left is what is left of the area. */
		{ 0, 1, 1, -2.5f, 0.75f }, { 0, 0, 1, -2.5f, 1 }, { 0, 1, 1, 1.5f, 0.75f },
		{ 0, 1, 0, 1.5f, 1 }, { 1, 1, 1, -0.5f, 0.75f }, { 1, 0, 0, -0.5f, 1 },
	};
	struct render_rig *rig = *state;
	u32 i, v;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (v = 0; v < 3; v++)
			set(v, 2, 0.5f);
		set(1, 2, rows[i].z);
		fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_API_D3D, rows[i].d3d);
		fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_Z_NEAR, rows[i].near);
		fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_Z_FAR, rows[i].far);
		object(rig, RENDER_TRIANGLE);
		assert_float_equal(area() / 5000, rows[i].left, 1e-4f);
	}
}

static void attributes_are_interpolated_in_clip_space(void **state)
{
	u32 i, v, found = 0;
	float a;

	/* The edge from vertex 0 (z 0.5) to vertex 1 (z 1.5, w 1) meets z = w in its middle. */
	for (v = 0; v < 3; v++)
		set(v, 2, 0.5f);
	set(1, 2, 1.5f);
	object(*state, RENDER_TRIANGLE);
	for (i = 0; i < 3 * fake.n; i++) {
		memcpy(&a, &fake.got[i / 3].attribute[i % 3], sizeof(a));
		found += a == 0.5f || a == 1.5f;
		assert_int_equal(fake.got[i / 3].flat, rig_bits(0));
	}
	assert_in_range(found, 2, 3);
}

static void cut_objects_keep_their_whole_for_linear_attributes(void **state)
{
	struct render_rig *rig = *state;
	const u32 clip_dw = 1u << 31 | 1u << 28 | 1u << 26, widths = 1023u << 6 | 1u << 17;

	set(1, 0, 10);
	object(rig, RENDER_TRIANGLE);
	assert_true(fake.n > 1);
	assert_null(fake.got[0].p.whole);
	rig_packet(rig, GEN9_OP_CLIP, 3, 0u, clip_dw | 1u << 8, widths);
	object(rig, RENDER_TRIANGLE);
	assert_true(fake.n > 1);
	assert_non_null(fake.got[0].p.whole);
	assert_non_null(fake.got[1].p.whole);
	set(1, 0, 0.5f);
	object(rig, RENDER_TRIANGLE);
	assert_null(fake.got[0].p.whole);
}

static void vertices_behind_the_eye_are_cut(void **state)
{
	struct render_rig *rig = *state;
	u32 i;

	fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_Z_NEAR, 0);
	set(1, 3, -1);
	set(1, 0, 0.9f);
	object(rig, RENDER_TRIANGLE);
	assert_true(fake.n > 0);
	for (i = 0; i < 3 * fake.n; i++)
		assert_true(fake.got[i / 3].p.v[i % 3].inv_w > 0);
	set(0, 3, -1);
	set(2, 3, -1);
	object(rig, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 0);
}

static void user_clip_distances_cut_where_enabled(void **state)
{
	struct render_rig *rig = *state;
	u32 v, d;

	for (d = 0; d < 8; d++) {
		for (v = 0; v < 3; v++)
			vue[v][GEN9_VUE_CLIP_DISTANCES + d] = rig_bits(v == 1 ? -1 : 1);
		rig_packet(rig, GEN9_OP_VS, 8, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 1u << (8 + d));
		object(rig, RENDER_TRIANGLE);
		assert_float_equal(area() / 5000, 0.75f, 1e-4f);
		/* The clip stage can force a mask of its own. */
		fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_FORCE_CLIP_MASK, 1);
		object(rig, RENDER_TRIANGLE);
		assert_float_equal(area() / 5000, 1, 1e-4f);
		fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_CLIP_DISTANCES, 1u << d);
		object(rig, RENDER_TRIANGLE);
		assert_float_equal(area() / 5000, 0.75f, 1e-4f);
		fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_CLIP_DISTANCES, 0);
		fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_FORCE_CLIP_MASK, 0);
		for (v = 0; v < 3; v++)
			vue[v][GEN9_VUE_CLIP_DISTANCES + d] = 0;
	}
}

static void cull_distances_drop_whole_objects(void **state)
{
	struct render_rig *rig = *state;
	u32 v;

	rig_packet(rig, GEN9_OP_VS, 8, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 1u << 2);
	for (v = 0; v < 3; v++)
		vue[v][GEN9_VUE_CLIP_DISTANCES + 2] = rig_bits(-1);
	object(rig, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 0);
	vue[1][GEN9_VUE_CLIP_DISTANCES + 2] = rig_bits(0);
	object(rig, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 1);
	assert_float_equal(area(), 5000, 0.01f);
}

static void modes_accept_and_reject_all(void **state)
{
	struct render_rig *rig = *state;

	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_MODE, GEN9_CLIPMODE_REJECT_ALL);
	object(rig, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 0);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_MODE, GEN9_CLIPMODE_ACCEPT_ALL);
	set(1, 2, 7);
	object(rig, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 1);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_MODE, GEN9_CLIPMODE_REJECT_ALL);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_ENABLE, 0);
	object(rig, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 1);
}

static void lines_are_shortened(void **state)
{
	struct render_rig *rig = *state;

	fake_vue(vue[0], 0, 0, 0, 1, 0);
	fake_vue(vue[1], 4, 0, 0, 1, 1);
	object(rig, RENDER_LINE);
	assert_int_equal(fake.n, 1);
	assert_float_equal(fake.got[0].p.v[0].x, 100, 0.01f);
	assert_float_equal(fake.got[0].p.v[1].x, 300, 0.01f);
	assert_int_equal(fake.got[0].attribute[1], rig_bits(0.5f));
	set(0, 0, -4);
	object(rig, RENDER_LINE);
	assert_float_equal(fake.got[0].p.v[0].x, -100, 0.01f);
	assert_float_equal(fake.got[0].p.v[1].x, 300, 0.01f);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_XY, 0);
	set(0, 0, 3);
	object(rig, RENDER_LINE);
	assert_int_equal(fake.n, 0);
}

static void points_are_kept_or_dropped(void **state)
{
	struct render_rig *rig = *state;

	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_XY, 0);
	set(0, 0, 1.5f);
	object(rig, RENDER_POINT);
	assert_int_equal(fake.n, 1);
	set(0, 0, 2.5f);
	object(rig, RENDER_POINT);
	assert_int_equal(fake.n, 0);
	set(0, 0, 0);
	set(0, 2, 1.5f);
	object(rig, RENDER_POINT);
	assert_int_equal(fake.n, 0);
}

/* A triangle that is cut once has four edges, one of them along the plane. */
static void cut_edges_are_drawn_in_wireframe(void **state)
{
	struct render_rig *rig = *state;
	u32 i, along = 0;

	fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_FRONT_FILL, GEN9_FILL_WIREFRAME);
	fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_BACK_FILL, GEN9_FILL_WIREFRAME);
	set(1, 0, 3.5f);
	object(rig, RENDER_TRIANGLE);
	assert_int_equal(fake.n, 4);
	for (i = 0; i < 4; i++)
		along += fake.got[i].p.v[0].x > 299 && fake.got[i].p.v[1].x > 299;
	assert_int_equal(along, 1);
}

/* The second triangle of a polygon begins the pattern of line stipple if the first has no line. */
static void the_first_line_begins_the_pattern_of_line_stipple(void **state)
{
	static const struct {
		u8 edges;
		bool outside;
		bool culled;
		bool begun;
	} rows[] = {
		{ 1, false, false, true },
		{ 0, false, false, false },
		{ 7, true, false, false },
		{ 7, false, true, false },
	};
	struct render_rig *rig = *state;
	static u32 elsewhere[3][FAKE_VUE];
	u32 i, v, lines;

	fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_FRONT_FILL, GEN9_FILL_WIREFRAME);
	fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_BACK_FILL, GEN9_FILL_WIREFRAME);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct render_object first = {
			.kind = RENDER_TRIANGLE, .restart = true, .edges = rows[i].edges,
			.reversed = rows[i].culled,
		};
		struct render_object second = {
			.kind = RENDER_TRIANGLE, .edges = 3, .flat = vue[0],
			.v = { vue[0], vue[1], vue[2] },
		};

		for (v = 0; v < 3; v++) {
			memcpy(elsewhere[v], vue[v], sizeof(vue[v]));
			if (rows[i].outside)
				elsewhere[v][GEN9_VUE_POSITION] = rig_bits(3);
			first.v[v] = elsewhere[v];
		}
		first.flat = elsewhere[0];
		fake_change(rig, GEN9_OP_RASTER, 5, GEN9_RASTER_CULL,
			    rows[i].culled ? GEN9_CULL_BACK : GEN9_CULL_NONE);
		fake.n = 0;
		render_viewports_begin(&rig->render, FAKE_VUE, &viewports);
		assert_int_equal(render_clip_begin(&rig->render, &viewports, &clip), 0);
		assert_int_equal(render_clip_object(&clip, &first), 0);
		lines = fake.n;
		assert_int_equal(lines, rows[i].begun);
		assert_int_equal(render_clip_object(&clip, &second), 0);
		assert_int_equal(fake.n, lines + 2);
		assert_true(fake.got[0].p.restart);
		for (v = 1; v < fake.n; v++)
			assert_false(fake.got[v].p.restart);
	}
}

static void rectangles_are_never_cut(void **state)
{
	set(1, 0, 5);
	object(*state, RENDER_RECT);
	assert_int_equal(fake.n, 1);
	assert_ptr_equal(fake.got[0].p.v[1].vue, vue[1]);
}

static void positions_that_are_no_numbers_are_dropped(void **state)
{
	static const float hostile[] = { NAN, INFINITY, -INFINITY };
	u32 i, c;

	for (i = 0; i < ARRAY_SIZE(hostile); i++) {
		for (c = 0; c < 4; c++) {
			fake_vue(vue[1], 0.5f, -0.5f, 0, 1, 1);
			set(1, c, hostile[i]);
			object(*state, RENDER_TRIANGLE);
			assert_int_equal(fake.n, 0);
		}
	}
}

/* Random triangles and planes stay inside of all planes and of the pool (ASan sees the rest). */
static void random_objects_stay_inside(void **state)
{
	struct render_rig *rig = *state;
	u32 seed = 1, round, v, d, i;

	rig_packet(rig, GEN9_OP_VS, 8, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0xff00u);
	for (round = 0; round < 20000; round++) {
		for (v = 0; v < 3; v++) {
			for (d = 0; d < FAKE_VUE; d++) {
				seed = seed * 1664525 + 1013904223;
				if (d >= GEN9_VUE_POSITION)
					vue[v][d] = rig_bits((float)(s32)seed / (1u << 28));
			}
		}
		object(rig, RENDER_TRIANGLE);
		for (i = 0; i < 3 * min(fake.n, FAKE_PRIMITIVES); i++) {
			const struct render_vertex *at = &fake.got[i / 3].p.v[i % 3];

			assert_in_range(at->x + 102, 0, 404);
			assert_in_range(at->y + 102, 0, 404);
			assert_true(at->z > -1.01f && at->z < 1.01f);
		}
	}
}

/* A cull distance of 0 drops nothing, but keeps objects from the short way of those inside. */
static void objects_inside_of_all_planes_are_those_that_no_plane_meets(void **state)
{
	static const float values[] = { -2.25f, -1, -0.75f, 0, 0.75f, 1, 2.25f };
	struct render_rig *rig = *state;
	static struct fake_pixels quick;
	u32 seed = 7, round, v, c;

	for (round = 0; round < 20000; round++) {
		for (v = 0; v < 3; v++) {
			for (c = 0; c < 3; c++) {
				seed = seed * 1664525 + 1013904223;
				set(v, c, values[(seed >> 16) % ARRAY_SIZE(values)]);
			}
			set(v, 3, seed >> 29 ? 1 : 0.5f);
			vue[v][GEN9_VUE_CLIP_DISTANCES] = 0;
		}
		fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_API_D3D, round & 1);
		rig_packet(rig, GEN9_OP_VS, 8, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
		object(rig, round % 3 ? RENDER_TRIANGLE : RENDER_POINT);
		quick = fake;
		rig_packet(rig, GEN9_OP_VS, 8, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 1u);
		object(rig, round % 3 ? RENDER_TRIANGLE : RENDER_POINT);
		assert_int_equal(fake.n, quick.n);
		for (v = 0; v < fake.n; v++)
			assert_memory_equal(fake.got[v].p.v, quick.got[v].p.v,
					    sizeof(quick.got[v].p.v));
	}
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(objects_that_draw_nothing_poll),
		TEST(an_object_inside_passes_unchanged),
		TEST(an_object_outside_of_one_plane_is_rejected),
		TEST(between_viewport_and_guard_band_nothing_is_cut),
		TEST(each_side_is_cut_at_the_guard_band),
		TEST(near_and_far_planes_cut_where_they_are_on),
		TEST(attributes_are_interpolated_in_clip_space),
		TEST(vertices_behind_the_eye_are_cut),
		TEST(cut_objects_keep_their_whole_for_linear_attributes),
		TEST(user_clip_distances_cut_where_enabled),
		TEST(cull_distances_drop_whole_objects),
		TEST(modes_accept_and_reject_all),
		TEST(lines_are_shortened),
		TEST(points_are_kept_or_dropped),
		TEST(cut_edges_are_drawn_in_wireframe),
		TEST(the_first_line_begins_the_pattern_of_line_stipple),
		TEST(rectangles_are_never_cut),
		TEST(positions_that_are_no_numbers_are_dropped),
		TEST(random_objects_stay_inside),
		TEST(objects_inside_of_all_planes_are_those_that_no_plane_meets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
