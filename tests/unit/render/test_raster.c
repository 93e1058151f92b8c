// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test rasterization against an exact model. The model moves a sample by an infinitely small step
 * to the right, and by a smaller one down: then no sample lies on an edge.
 */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "render/raster.h"

#define SIZE	64		/* pixels across and down the model's screen */
#define STEP	((s64)1 << 20)	/* the smaller step goes into the larger one as often */

static const s32 center[2] = { RASTER_ONE / 2, RASTER_ONE / 2 };
static u32 seed = 1;

static u32 next(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

static bool is_negative(const s32 p[2], const s32 q[2], __int128 x, __int128 y)
{
	__int128 px = (__int128)p[0] * STEP * STEP, py = (__int128)p[1] * STEP * STEP;

	return ((__int128)q[0] - p[0]) * (y - py) - ((__int128)q[1] - p[1]) * (x - px) < 0;
}

static bool model(const s32 v[3][2], s32 x, s32 y, const s32 position[2])
{
	__int128 sx = ((__int128)x * RASTER_ONE + position[0]) * STEP * STEP + STEP;
	__int128 sy = ((__int128)y * RASTER_ONE + position[1]) * STEP * STEP + 1;
	u32 i, negative = 0;

	for (i = 0; i < 3; i++)
		negative += is_negative(v[i], v[(i + 1) % 3], sx, sy);
	return negative == 0 || negative == 3;
}

static bool covered(const struct raster_shape *shape, s32 x, s32 y, const s32 position[2])
{
	u64 block = raster_block(shape, x & -RASTER_BLOCK, y & -RASTER_BLOCK, position);

	return block >> (y % RASTER_BLOCK * RASTER_BLOCK + x % RASTER_BLOCK) & 1;
}

/* Vertices on a grid of @grid from @position on, so that edges go through samples. */
static void random_triangle(s32 v[3][2], s32 grid, const s32 position[2])
{
	u32 i;

	for (i = 0; i < 3; i++) {
		v[i][0] = (s32)(next() % (SIZE * RASTER_ONE / grid)) * grid + position[0];
		v[i][1] = (s32)(next() % (SIZE * RASTER_ONE / grid)) * grid + position[1];
	}
}

static s64 area(const s32 v[3][2])
{
	return ((s64)v[1][0] - v[0][0]) * ((s64)v[2][1] - v[0][1]) -
	       ((s64)v[2][0] - v[0][0]) * ((s64)v[1][1] - v[0][1]);
}

static void triangle_covers_exactly_the_samples_inside(void **state)
{
	static const s32 grids[] = { 1, 16, RASTER_ONE / 2, RASTER_ONE, 8 * RASTER_ONE };
	u32 i, n = 0;
	s32 x, y, v[3][2];

	for (i = 0; i < 400; i++) {
		const s32 position[2] = { (s32)(next() % 16 * 16), (s32)(next() % 16 * 16) };
		struct raster_shape shape;

		random_triangle(v, grids[i % ARRAY_SIZE(grids)], position);
		if (!area(v))
			continue;
		raster_triangle(&shape, v);
		for (y = 0; y < SIZE; y++) {
			for (x = 0; x < SIZE; x++) {
				bool expected = model(v, x, y, position);

				n += expected;
				assert_int_equal(covered(&shape, x, y, position), expected);
			}
		}
	}
	assert_true(n > 10000);
}

/* --- pixels that a triangle touches, or covers as a whole: in 1/512 pixels, with borders ------ */

static s64 side(const s64 p[2], const s64 q[2], const s64 at[2])
{
	return (q[0] - p[0]) * (at[1] - p[1]) - (q[1] - p[1]) * (at[0] - p[0]);
}

static bool in_triangle(const s64 t[3][2], const s64 at[2])
{
	s64 s[3] = { side(t[0], t[1], at), side(t[1], t[2], at), side(t[2], t[0], at) };

	return (s[0] >= 0 && s[1] >= 0 && s[2] >= 0) || (s[0] <= 0 && s[1] <= 0 && s[2] <= 0);
}

static s32 sign(s64 value)
{
	return value > 0 ? 1 : value < 0 ? -1 : 0;
}

/* Test if two lines cross or touch, but not if they are parallel. */
static bool meet(const s64 p[2], const s64 q[2], const s64 a[2], const s64 b[2])
{
	return sign(side(p, q, a)) * sign(side(p, q, b)) <= 0 &&
	       sign(side(a, b, p)) * sign(side(a, b, q)) <= 0 &&
	       (side(p, q, a) || side(p, q, b));
}

static bool model_touches(const s64 t[3][2], const s64 corner[4][2])
{
	u32 i, j;

	for (i = 0; i < 3; i++) {
		if (t[i][0] >= corner[0][0] && t[i][0] <= corner[2][0] &&
		    t[i][1] >= corner[0][1] && t[i][1] <= corner[2][1])
			return true;
		for (j = 0; j < 4; j++)
			if (in_triangle(t, corner[j]) ||
			    meet(t[i], t[(i + 1) % 3], corner[j], corner[(j + 1) % 4]))
				return true;
	}
	return false;
}

static bool model_contains(const s64 t[3][2], const s64 corner[4][2])
{
	return in_triangle(t, corner[0]) && in_triangle(t, corner[1]) &&
	       in_triangle(t, corner[2]) && in_triangle(t, corner[3]);
}

static bool in_bounds(const struct raster_shape *shape, s32 x, s32 y)
{
	return x >= shape->x0 >> RASTER_ONE_SHIFT && x <= shape->x1 >> RASTER_ONE_SHIFT &&
	       y >= shape->y0 >> RASTER_ONE_SHIFT && y <= shape->y1 >> RASTER_ONE_SHIFT;
}

static void square(s64 corner[4][2], s32 x, s32 y, s32 margin)
{
	const s64 low[2] = { 512 * x - margin, 512 * y - margin };
	const s64 high[2] = { 512 * (x + 1) + margin, 512 * (y + 1) + margin };
	u32 i;

	for (i = 0; i < 4; i++) {
		corner[i][0] = i == 1 || i == 2 ? high[0] : low[0];
		corner[i][1] = i >= 2 ? high[1] : low[1];
	}
}

static void conservative_triangles_equal_a_model(void **state)
{
	static const s32 grids[] = { 1, 16, RASTER_ONE / 2, RASTER_ONE };
	static const s32 origin[2];
	struct raster_shape outer, inner;
	u32 i, c, touched = 0, contained = 0;
	s64 t[3][2], corner[4][2];
	s32 x, y, v[3][2];

	for (i = 0; i < 200; i++) {
		random_triangle(v, grids[i % ARRAY_SIZE(grids)], origin);
		if (!area(v))
			continue;
		for (c = 0; c < 6; c++)
			t[c / 2][c % 2] = 2 * v[c / 2][c % 2];
		raster_triangle(&outer, v);
		inner = outer;
		raster_outer(&outer);
		raster_inner(&inner);
		for (y = 0; y < SIZE; y++) {
			for (x = 0; x < SIZE; x++) {
				bool is_outer = in_bounds(&outer, x, y) &&
						covered(&outer, x, y, center);
				bool is_inner = covered(&inner, x, y, center);

				square(corner, x, y, 1);
				assert_int_equal(is_outer, model_touches(t, corner));
				square(corner, x, y, 0);
				assert_int_equal(is_inner, model_contains(t, corner));
				touched += is_outer;
				contained += is_inner;
			}
		}
	}
	assert_true(contained > 10000 && touched > contained + 1000);
}

static void triangles_that_share_edges_cover_each_pixel_once(void **state)
{
	const s32 corner[4][2] = {
		{ 0, 0 }, { SIZE * RASTER_ONE, 0 }, { SIZE * RASTER_ONE, SIZE * RASTER_ONE },
		{ 0, SIZE * RASTER_ONE },
	};
	u32 i, round;
	s32 x, y;

	for (round = 0; round < 100; round++) {
		s32 grid = round & 1 ? RASTER_ONE / 2 : 1;
		s32 middle[2] = {
			(s32)(next() % (SIZE * RASTER_ONE / grid)) * grid,
			(s32)(next() % (SIZE * RASTER_ONE / grid)) * grid,
		};
		struct raster_shape shape[4];

		for (i = 0; i < 4; i++) {
			const s32 v[3][2] = {
				{ middle[0], middle[1] }, { corner[i][0], corner[i][1] },
				{ corner[(i + 1) % 4][0], corner[(i + 1) % 4][1] },
			};

			raster_triangle(&shape[i], v);
		}
		for (y = 0; y < SIZE; y++)
			for (x = 0; x < SIZE; x++)
				assert_int_equal(covered(&shape[0], x, y, center) +
						 covered(&shape[1], x, y, center) +
						 covered(&shape[2], x, y, center) +
						 covered(&shape[3], x, y, center), 1);
	}
}

static void triangle_at_the_limits_of_coordinates_covers_all(void **state)
{
	const s32 v[3][2] = {
		{ -RASTER_MAX, -RASTER_MAX }, { RASTER_MAX, -RASTER_MAX },
		{ -RASTER_MAX, RASTER_MAX },
	};
	struct raster_shape shape;

	raster_triangle(&shape, v);
	assert_true(raster_block(&shape, -16384, -16384, center) == ~0ull);
	/* The long edge is where x + y is 0. */
	assert_true(raster_block(&shape, 8, -24, center) == ~0ull);
	assert_int_equal(__builtin_popcountll(raster_block(&shape, 8, -16, center)), 28);
	assert_true(raster_block(&shape, 16384, 16384, center) == 0);
}

static void empty_triangle_covers_nothing(void **state)
{
	const s32 v[3][2] = { { 0, 0 }, { 512, 512 }, { 1024, 1024 } };
	struct raster_shape shape;

	raster_triangle(&shape, v);
	assert_true(raster_block(&shape, 0, 0, center) == 0);
}

static u32 count(const struct raster_shape *shape)
{
	u32 n = 0;
	s32 x, y;

	for (y = 0; y < SIZE; y += RASTER_BLOCK)
		for (x = 0; x < SIZE; x += RASTER_BLOCK)
			n += (u32)__builtin_popcountll(raster_block(shape, x, y, center));
	return n;
}

static void rectangle_covers_centres_from_its_left_and_top_edge_on(void **state)
{
	const s32 v[2][2] = {
		{ 2 * RASTER_ONE + 128, 3 * RASTER_ONE + 128 },
		{ 5 * RASTER_ONE + 128, 4 * RASTER_ONE + 129 },
	};
	struct raster_shape shape;

	raster_rectangle(&shape, v, false);
	assert_int_equal(count(&shape), 6);
	assert_true(covered(&shape, 2, 3, center));
	assert_true(covered(&shape, 4, 4, center));
	assert_false(covered(&shape, 5, 3, center));
}

static void rectangle_of_the_right_rule_covers_centres_on_its_right_edge(void **state)
{
	const s32 v[2][2] = {
		{ 5 * RASTER_ONE + 128, 4 * RASTER_ONE + 128 },
		{ 2 * RASTER_ONE + 128, 3 * RASTER_ONE + 128 },
	};
	struct raster_shape shape;

	raster_rectangle(&shape, v, true);
	assert_int_equal(count(&shape), 3);
	assert_false(covered(&shape, 2, 3, center));
	assert_true(covered(&shape, 5, 3, center));
}

/* A row for each direction: start, end, pixels: from the first on, one each. */
static void line_has_a_pixel_per_step_but_not_the_last_one(void **state)
{
	static const s32 ends[][4] = {
		{ 8, 8, 20, 8 }, { 20, 8, 8, 8 }, { 8, 8, 8, 20 }, { 8, 20, 8, 8 },
		{ 8, 8, 20, 14 }, { 20, 14, 8, 8 }, { 8, 20, 14, 8 }, { 14, 8, 8, 20 },
		{ 8, 8, 20, 20 }, { 20, 20, 8, 8 }, { 8, 20, 20, 8 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		const s32 v[2][2] = {
			{ ends[i][0] * RASTER_ONE + 128, ends[i][1] * RASTER_ONE + 128 },
			{ ends[i][2] * RASTER_ONE + 128, ends[i][3] * RASTER_ONE + 128 },
		};
		struct raster_shape shape;

		raster_line(&shape, v, RASTER_ONE);
		assert_int_equal(count(&shape), 12);
		assert_true(covered(&shape, ends[i][0], ends[i][1], center));
		assert_false(covered(&shape, ends[i][2], ends[i][3], center));
	}
}

static void line_that_starts_in_a_diamond_has_its_pixel(void **state)
{
	const s32 v[2][2] = {
		{ 8 * RASTER_ONE + 200, 8 * RASTER_ONE + 128 },
		{ 12 * RASTER_ONE + 200, 8 * RASTER_ONE + 128 },
	};
	struct raster_shape shape;

	raster_line(&shape, v, RASTER_ONE);
	assert_int_equal(count(&shape), 4);
	assert_true(covered(&shape, 8, 8, center));
	assert_false(covered(&shape, 12, 8, center));
}

static void wide_line_has_its_width_in_each_column(void **state)
{
	const s32 v[2][2] = {
		{ 8 * RASTER_ONE + 128, 20 * RASTER_ONE + 128 },
		{ 28 * RASTER_ONE + 128, 26 * RASTER_ONE + 128 },
	};
	struct raster_shape shape;
	s32 x, y;

	raster_line(&shape, v, 3 * RASTER_ONE);
	for (x = 8; x < 28; x++) {
		u32 n = 0;

		for (y = 0; y < SIZE; y++)
			n += covered(&shape, x, y, center);
		assert_int_equal(n, 3);
	}
	assert_int_equal(count(&shape), 60);
}

static void line_of_multisampling_is_a_rectangle(void **state)
{
	const s32 v[2][2] = {
		{ 8 * RASTER_ONE, 20 * RASTER_ONE }, { 18 * RASTER_ONE, 20 * RASTER_ONE },
	};
	struct raster_shape shape;

	raster_wide_line(&shape, v, 4 * RASTER_ONE);
	assert_int_equal(count(&shape), 40);
	assert_true(covered(&shape, 8, 18, center));
	assert_true(covered(&shape, 17, 21, center));
}

static void coordinates_are_rounded_and_bounded(void **state)
{
	assert_int_equal(raster_fixed(1.5f), 384);
	assert_int_equal(raster_fixed(-1.5f), -384);
	assert_int_equal(raster_fixed(1e30f), RASTER_MAX);
	assert_int_equal(raster_fixed(-1e30f), -RASTER_MAX);
	assert_int_equal(raster_fixed(__builtin_nanf("")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(triangle_covers_exactly_the_samples_inside),
		cmocka_unit_test(conservative_triangles_equal_a_model),
		cmocka_unit_test(triangles_that_share_edges_cover_each_pixel_once),
		cmocka_unit_test(triangle_at_the_limits_of_coordinates_covers_all),
		cmocka_unit_test(empty_triangle_covers_nothing),
		cmocka_unit_test(rectangle_covers_centres_from_its_left_and_top_edge_on),
		cmocka_unit_test(rectangle_of_the_right_rule_covers_centres_on_its_right_edge),
		cmocka_unit_test(line_has_a_pixel_per_step_but_not_the_last_one),
		cmocka_unit_test(line_that_starts_in_a_diamond_has_its_pixel),
		cmocka_unit_test(wide_line_has_its_width_in_each_column),
		cmocka_unit_test(line_of_multisampling_is_a_rectangle),
		cmocka_unit_test(coordinates_are_rounded_and_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
