// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the tessellator (render/tessellator.c, render/tess_spacing.c): places of points, and
 * triangles that cover the domain once, in exact integers. The order of primitives is tested on
 * small patches.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "render/tess_spacing.h"
#include "render/tessellator.h"

#define ONE		((s64)TESS_ONE)
#define TRIALS		1000u
#define SUM_INTEGER	0xf2513dd97b366e7full
#define SUM_ODD		0x5e193e5810d5e8e5ull
#define SUM_EVEN	0x2c54f70ea48fdbf7ull
#define ROUNDING	16u	/* a segment is rounded first: half an edge adds up 32 errors */

static struct render_tessellation t;

static u32 bits_of(float f)
{
	u32 bits;

	memcpy(&bits, &f, sizeof(bits));
	return bits;
}

/* Tessellate a patch. Inner factors: u, v. */
static void tessellate(u32 domain, u32 partitioning, u32 output, const float *outer,
		       const float *inner)
{
	u32 header[GEN9_PATCH_HEADER_DWORDS] = { 0 }, te[4] = { 0 }, i;
	u32 at = domain == GEN9_TE_QUAD ? GEN9_PATCH_INNER_QUAD_U : GEN9_PATCH_INNER_TRIANGLE;

	te[1] = 1u | domain << 4 | output << 8 | partitioning << 12;
	te[2] = bits_of(GEN9_TE_FACTOR_MAX_ODD);
	te[3] = bits_of(GEN9_TE_FACTOR_MAX);
	assert_int_equal(render_tessellation_begin(te, &t), 0);
	header[GEN9_PATCH_INNER_QUAD_V] = bits_of(inner[1]);
	header[at] = bits_of(inner[0]);
	for (i = 0; i < (domain == GEN9_TE_QUAD ? 4 : domain == GEN9_TE_TRIANGLE ? 3 : 2); i++)
		header[GEN9_PATCH_OUTER_0 - i] = bits_of(outer[i]);
	render_tessellate(&t, header);
}

static s64 fixed(float f)
{
	return (s64)(f * TESS_ONE);
}

/* --- splits --------------------------------------------------------------------------------- */

static void an_integer_factor_splits_into_equal_segments(void **state)
{
	struct tess_spacing spacing;
	u32 n, i;
	s64 exact;

	for (n = 1; n <= GEN9_TE_FACTOR_MAX; n++) {
		tess_spacing_set(&spacing, n * TESS_ONE, n & 1);
		assert_int_equal(spacing.points, n + 1);
		for (i = 0; i <= n; i++) {
			exact = (i * ONE * 2 + n) / (2 * n);
			assert_in_range(tess_place(&spacing, i) + ROUNDING, exact,
					exact + 2 * ROUNDING);
		}
	}
}

/* Return the points of a split: the next larger number of segments of the parity. */
static u32 points_of(u32 factor, bool odd)
{
	u32 segments = odd ? 1 : 2;

	while (segments * TESS_ONE < factor)
		segments += 2;
	return segments + 1;
}

static void a_fractional_factor_keeps_order_ends_and_symmetry(void **state)
{
	struct tess_spacing spacing;
	u32 factor, i, odd, last;

	for (odd = 0; odd < 2; odd++) {
		for (factor = (odd ? 1 : 2) * TESS_ONE; factor <= (64 - odd) * TESS_ONE;
		     factor += 997) {
			tess_spacing_set(&spacing, factor, odd);
			/* The last 1/65536 of a factor is lost when it is halved. */
			assert_in_range(spacing.points, points_of(factor - 1, odd),
					points_of(factor + 1, odd));
			last = spacing.points - 1;
			assert_int_equal(tess_place(&spacing, 0), 0);
			assert_int_equal(tess_place(&spacing, last), TESS_ONE);
			for (i = 0; i < last; i++) {
				assert_true(tess_place(&spacing, i) <=
					    tess_place(&spacing, i + 1) + ROUNDING);
				assert_int_equal(tess_place(&spacing, i) +
						 tess_place(&spacing, last - i), TESS_ONE);
			}
		}
	}
}

/* Points move by little where the factor does: nothing pops on the screen. */
static void points_move_without_jumps(void **state)
{
	struct tess_spacing a, b;
	u32 factor, i, odd;

	for (odd = 0; odd < 2; odd++) {
		for (factor = 3 * TESS_ONE; factor < 62 * TESS_ONE; factor += 4099) {
			tess_spacing_set(&a, factor, odd);
			tess_spacing_set(&b, factor + 64, odd);
			for (i = 0; i < a.points && a.points == b.points; i++)
				assert_in_range(tess_place(&a, i) + 128, tess_place(&b, i),
						tess_place(&b, i) + 256);
		}
	}
}

static void factors_become_the_nearest_fixed_point(void **state)
{
	assert_int_equal(tess_fixed(1), TESS_ONE);
	assert_int_equal(tess_fixed(64), 64 * TESS_ONE);
	assert_int_equal(tess_fixed(1 + 1.0f / TESS_ONE), TESS_ONE + 1);
	assert_int_equal(tess_fixed(1 + 0.5f / TESS_ONE), TESS_ONE);
	assert_int_equal(tess_fixed(1 + 1.5f / TESS_ONE), TESS_ONE + 2);
	assert_int_equal(tess_fixed(1 + 0.75f / TESS_ONE), TESS_ONE + 1);
}

static void each_rank_is_there_once(void **state)
{
	bool seen[GEN9_TE_FACTOR_MAX / 2 + 1] = { false };
	u32 i;

	for (i = 1; i <= GEN9_TE_FACTOR_MAX / 2; i++) {
		assert_in_range(tess_rank(i), 1, GEN9_TE_FACTOR_MAX / 2);
		assert_false(seen[tess_rank(i)]);
		seen[tess_rank(i)] = true;
	}
	/* The first split is in the middle of the half edge. */
	assert_int_equal(tess_rank(17), 1);
	assert_int_equal(tess_rank(9), 2);
	assert_int_equal(tess_rank(25), 3);
}

/* --- coverage ------------------------------------------------------------------------------- */

/* Twice the area of a triangle: above 0: clockwise, with u to the right and v downward. */
static s64 area(const u16 *index)
{
	const struct render_tess_point *a = &t.point[index[0]], *b = &t.point[index[1]];
	const struct render_tess_point *c = &t.point[index[2]];

	return (fixed(b->u) - fixed(a->u)) * (fixed(c->v) - fixed(a->v)) -
	       (fixed(c->u) - fixed(a->u)) * (fixed(b->v) - fixed(a->v));
}

static u16 edges[RENDER_TESS_POINTS][16];	/* ends of edges that begin at a point */

/* Note an edge, or take the one of the other direction away. */
static void note_edge(u16 from, u16 to)
{
	u32 i;

	for (i = 0; i < 16; i++) {
		if (edges[to][i] == from + 1) {
			edges[to][i] = 0;
			return;
		}
	}
	for (i = 0; i < 16; i++) {
		assert_int_not_equal(edges[from][i], to + 1);
		if (!edges[from][i]) {
			edges[from][i] = to + 1;
			return;
		}
	}
	fail_msg("a point has more than 16 edges");
}

static bool on_border(u32 domain, const struct render_tess_point *a,
		      const struct render_tess_point *b)
{
	if ((a->u == 0 && b->u == 0) || (a->v == 0 && b->v == 0))
		return true;
	if (domain == GEN9_TE_QUAD)
		return (a->u == 1 && b->u == 1) || (a->v == 1 && b->v == 1);
	return a->u + a->v == 1 && b->u + b->v == 1;
}

/*
 * Check that triangles cover the domain once: their areas are not negative and add up to the
 * domain, and each edge belongs to two triangles, or lies on the border. Places are rounded, so
 * that a thin triangle can turn over.
 */
static void check_coverage(u32 domain, s64 sign)
{
	s64 total = 0, one;
	u32 i, p;

	memset(edges, 0, sizeof(edges));
	assert_int_equal(t.indices % 3, 0);
	for (i = 0; i < t.indices; i += 3) {
		for (p = 0; p < 3; p++) {
			assert_in_range(t.index[i + p], 0, t.points - 1);
			note_edge(t.index[i + p], t.index[i + (p + 1) % 3]);
		}
		one = area(t.index + i) * sign;
		assert_true(one >= -(s64)(ROUNDING * TESS_ONE));
		total += one;
	}
	assert_true(total == (domain == GEN9_TE_QUAD ? 2 * ONE * ONE : ONE * ONE));
	for (p = 0; p < t.points; p++) {
		for (i = 0; i < 16; i++) {
			if (edges[p][i])
				assert_true(on_border(domain, &t.point[p],
						      &t.point[edges[p][i] - 1]));
		}
	}
}

/* Return a factor: from all of the range, near a whole number, or small. */
static float random_factor(void)
{
	float part = (rand() & 0xffff) / 65536.0f;

	switch (rand() % 4) {
	case 0:
		return 1 + part * 64;
	case 1:
		return 1 + rand() % 64;
	case 2:
		return 1 + rand() % 5 + part / 1000;
	default:
		return part * 6;
	}
}

static void random_patch(u32 *domain, u32 *partitioning, float *outer, float *inner)
{
	u32 i;

	*domain = rand() % 2 ? GEN9_TE_QUAD : GEN9_TE_TRIANGLE;
	*partitioning = rand() % 3;
	for (i = 0; i < 4; i++)
		outer[i] = random_factor() + 0.0001f;
	for (i = 0; i < 2; i++)
		inner[i] = random_factor();
}

static void triangles_cover_the_domain_once(void **state)
{
	float outer[4], inner[2];
	u32 i, domain, partitioning;

	srand(1);
	for (i = 0; i < TRIALS; i++) {
		random_patch(&domain, &partitioning, outer, inner);
		tessellate(domain, partitioning, GEN9_TE_TRIANGLES_CW, outer, inner);
		check_coverage(domain, 1);
		tessellate(domain, partitioning, GEN9_TE_TRIANGLES_CCW, outer, inner);
		check_coverage(domain, -1);
	}
}

/* Return the number of points on the edge u = 0, which are those of its split. */
static u32 check_edge(const struct tess_spacing *spacing)
{
	u32 found = 0, p;

	for (p = 0; p < t.points && t.point[p].u == 0; p++) {
		assert_int_equal(fixed(t.point[p].v),
				 tess_place(spacing, spacing->points - 1 - p));
		found++;
	}
	return found;
}

/* Neighbours share an edge, and may differ in all else. */
static void an_edge_depends_on_its_factor_alone(void **state)
{
	float outer[4], inner[2];
	u32 i, domain, partitioning;
	struct tess_spacing spacing;

	srand(2);
	for (i = 0; i < TRIALS; i++) {
		random_patch(&domain, &partitioning, outer, inner);
		outer[0] = 5.25f;
		tess_spacing_set(&spacing,
				 partitioning ? 5 * TESS_ONE + TESS_ONE / 4 : 6 * TESS_ONE,
				 partitioning == GEN9_TE_ODD);
		tessellate(domain, partitioning, GEN9_TE_TRIANGLES_CW, outer, inner);
		assert_int_equal(check_edge(&spacing), spacing.points);
	}
}

/* --- small patches -------------------------------------------------------------------------- */

/* Write all primitives as numbers of points, and points in 1/12. */
static const char *written(void)
{
	static char text[1024];
	u32 i, at = 0, n = render_tess_vertices(&t);

	for (i = 0; i < t.points; i++)
		at += snprintf(text + at, sizeof(text) - at, "%d,%d ",
			       (int)(t.point[i].u * 12 + 0.5f), (int)(t.point[i].v * 12 + 0.5f));
	for (i = 0; i < t.indices; i++)
		at += snprintf(text + at, sizeof(text) - at, "%s%u", i % n ? "-" : " ",
			       t.index[i]);
	return text;
}

static void small_patches_are_as_the_specification_draws_them(void **state)
{
	static const struct {
		u32 domain;
		u32 partitioning;
		u32 output;
		float outer[4];
		float inner[2];
		const char *text;
	} rows[] = {
		{ GEN9_TE_TRIANGLE, GEN9_TE_INTEGER, GEN9_TE_TRIANGLES_CW, { 1, 1, 1 }, { 1 },
		  "0,12 0,0 12,0  0-1-2" },
		{ GEN9_TE_TRIANGLE, GEN9_TE_ODD, GEN9_TE_TRIANGLES_CCW, { 1, 1, 1 }, { 1 },
		  "0,12 0,0 12,0  0-2-1" },
		{ GEN9_TE_TRIANGLE, GEN9_TE_INTEGER, GEN9_TE_TRIANGLES_CW, { 1, 1, 1 }, { 2 },
		  "0,12 0,0 12,0 4,4  3-0-1 3-1-2 3-2-0" },
		{ GEN9_TE_TRIANGLE, GEN9_TE_INTEGER, GEN9_TE_POINTS, { 2, 1, 1 }, { 1 },
		  "0,12 0,6 0,0 12,0 4,4  0 1 2 3 4" },
		{ GEN9_TE_QUAD, GEN9_TE_INTEGER, GEN9_TE_TRIANGLES_CW, { 1, 1, 1, 1 }, { 1, 1 },
		  "0,0 12,0 12,12 0,12  0-1-3 1-2-3" },
		{ GEN9_TE_QUAD, GEN9_TE_EVEN, GEN9_TE_LINES, { 0.5f, 2, 1, 1 }, { 1, 1 },
		  "0,12 0,6 0,0 6,0 12,0 12,6 12,12 6,12 6,6  0-1 1-2 2-3 3-4 4-5 5-6 6-7 7-8" },
		{ GEN9_TE_QUAD, GEN9_TE_INTEGER, GEN9_TE_TRIANGLES_CW, { 1, 1, 1, 1 }, { 2, 1 },
		  "0,12 0,0 12,0 12,12 6,6  4-0-1 4-1-2 4-2-3 4-3-0" },
		{ GEN9_TE_QUAD, GEN9_TE_INTEGER, GEN9_TE_TRIANGLES_CW, { 1, 1, 1, 1 }, { 3, 5 },
		  "0,12 0,0 12,0 12,12 4,10 4,7 4,5 4,2 8,2 8,5 8,7 8,10 "
		  " 4-0-5 5-0-6 6-0-1 6-1-7 7-1-8 8-1-2 8-2-9 9-2-10 10-2-3 10-3-11 11-3-4 4-3-0"
		  " 4-5-11 11-5-10 5-9-10 5-6-9 6-7-9 9-7-8" },
		{ GEN9_TE_QUAD, GEN9_TE_INTEGER, GEN9_TE_TRIANGLES_CW, { 1, 1, 1, 1 }, { 4, 3 },
		  "0,12 0,0 12,0 12,12 3,8 3,4 6,4 9,4 9,8 6,8 "
		  " 4-0-5 5-0-1 5-1-6 6-1-2 6-2-7 7-2-8 8-2-3 8-3-9 9-3-0 9-0-4"
		  " 4-5-6 4-6-9 9-6-7 9-7-8" },
		{ GEN9_TE_TRIANGLE, GEN9_TE_INTEGER, GEN9_TE_TRIANGLES_CW, { 3, 4, 2 }, { 4 },
		  "0,12 0,8 0,4 0,0 3,0 6,0 9,0 12,0 6,6 2,8 2,5 2,2 5,2 8,2 5,5 4,4 "
		  " 0-1-9 9-1-10 10-1-2 10-2-11 2-3-11 3-4-11 11-4-12 4-5-12 5-6-12 12-6-13 6-7-13"
		  " 7-8-13 13-8-14 14-8-9 8-0-9"
		  " 9-10-15 10-11-15 11-12-15 12-13-15 13-14-15 14-9-15" },
		{ GEN9_TE_ISOLINE, GEN9_TE_INTEGER, GEN9_TE_LINES, { 2, 3 }, { 0 },
		  "0,0 6,0 12,0 0,4 6,4 12,4 0,8 6,8 12,8  0-1 1-2 3-4 4-5 6-7 7-8" },
		{ GEN9_TE_ISOLINE, GEN9_TE_EVEN, GEN9_TE_POINTS, { 1, 0.25f }, { 0 },
		  "0,0 6,0 12,0  0 1 2" },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		tessellate(rows[i].domain, rows[i].partitioning, rows[i].output, rows[i].outer,
			   rows[i].inner);
		assert_string_equal(written(), rows[i].text);
	}
}

static void add_to_sum(u64 *sum, u32 value)
{
	*sum = (*sum ^ value) * 0x100000001b3ull;
}

/* Factors of sum_of_patches(): from 0 to 66, in steps of 1/64. */
static float next_factor(u32 *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % (66 * 64 + 1) / 64.0f;
}

static u64 sum_of_patches(u32 partitioning)
{
	u64 sum = 0xcbf29ce484222325ull;
	float outer[4], inner[2];
	u32 seed = 1, i, d;

	for (i = 0; i < 300; i++) {
		for (d = 0; d < 4; d++)
			outer[d] = next_factor(&seed);
		for (d = 0; d < 2; d++)
			inner[d] = next_factor(&seed);
		tessellate(i % 3, partitioning, i % 3 == GEN9_TE_ISOLINE ? GEN9_TE_LINES :
			   GEN9_TE_TRIANGLES_CW, outer, inner);
		for (d = 0; d < t.points; d++) {
			add_to_sum(&sum, fixed(t.point[d].u));
			add_to_sum(&sum, fixed(t.point[d].v));
		}
		for (d = 0; d < t.indices; d++)
			add_to_sum(&sum, t.index[d]);
	}
	return sum;
}

/*
 * The sums are those of the reference implementation: Mesa's src/gallium/auxiliary/tessellator. Of
 * isolines, the first outer factor is the detail here.
 */
static void patches_equal_those_of_the_reference_implementation(void **state)
{
	assert_true(sum_of_patches(GEN9_TE_INTEGER) == SUM_INTEGER);
	assert_true(sum_of_patches(GEN9_TE_ODD) == SUM_ODD);
	assert_true(sum_of_patches(GEN9_TE_EVEN) == SUM_EVEN);
}

static void the_largest_patches_fit(void **state)
{
	static const float most[4] = { 1e30f, 1e30f, 1e30f, 1e30f };

	tessellate(GEN9_TE_QUAD, GEN9_TE_EVEN, GEN9_TE_TRIANGLES_CW, most, most);
	assert_int_equal(t.points, 65 * 65);
	assert_int_equal(t.indices, 64 * 64 * 6);
	check_coverage(GEN9_TE_QUAD, 1);
	tessellate(GEN9_TE_QUAD, GEN9_TE_ODD, GEN9_TE_TRIANGLES_CW, most, most);
	assert_int_equal(t.points, 64 * 64);
	tessellate(GEN9_TE_TRIANGLE, GEN9_TE_INTEGER, GEN9_TE_TRIANGLES_CW, most, most);
	assert_int_equal(t.points, 3 * 32 * 33 + 1);
	check_coverage(GEN9_TE_TRIANGLE, 1);
	tessellate(GEN9_TE_ISOLINE, GEN9_TE_INTEGER, GEN9_TE_LINES, most, most);
	assert_int_equal(t.points, 65 * 64);
	assert_int_equal(t.indices, 64 * 64 * 2);
}

static void the_command_limits_factors(void **state)
{
	u32 header[GEN9_PATCH_HEADER_DWORDS], te[4] = { 0 }, i;

	for (i = 0; i < ARRAY_SIZE(header); i++)
		header[i] = bits_of(64);
	te[1] = 1u | GEN9_TE_QUAD << 4 | GEN9_TE_TRIANGLES_CW << 8;
	te[3] = bits_of(4);
	assert_int_equal(render_tessellation_begin(te, &t), 0);
	render_tessellate(&t, header);
	assert_int_equal(t.points, 25);
	/* Limits that no factor can have are as those of the API. */
	te[3] = bits_of(__builtin_nanf(""));
	assert_int_equal(render_tessellation_begin(te, &t), 0);
	render_tessellate(&t, header);
	assert_int_equal(t.points, 9);
}

static void a_factor_that_is_not_positive_culls_the_patch(void **state)
{
	static const float bad[] = { 0, -1, -__builtin_inff(), __builtin_nanf("") };
	const float inner[2] = { 4, 4 };
	float outer[4];
	u32 domain, i, edge;

	for (domain = GEN9_TE_QUAD; domain <= GEN9_TE_ISOLINE; domain++) {
		for (i = 0; i < 4 * ARRAY_SIZE(bad); i++) {
			edge = i % (domain == GEN9_TE_QUAD ? 4 :
				    domain == GEN9_TE_TRIANGLE ? 3 : 2);
			outer[0] = outer[1] = outer[2] = outer[3] = 4;
			outer[edge] = bad[i / 4];
			tessellate(domain, GEN9_TE_INTEGER, GEN9_TE_POINTS, outer, inner);
			assert_int_equal(t.points, 0);
			assert_int_equal(t.indices, 0);
		}
	}
}

static void any_header_stays_inside(void **state)
{
	u32 header[GEN9_PATCH_HEADER_DWORDS], te[4], i, d;

	srand(3);
	for (i = 0; i < 10 * TRIALS; i++) {
		for (d = 0; d < ARRAY_SIZE(header); d++)
			header[d] = (u32)rand() << 8 ^ (u32)rand();
		for (d = 0; d < ARRAY_SIZE(te); d++)
			te[d] = (u32)rand() << 8 ^ (u32)rand();
		if (render_tessellation_begin(te, &t))
			continue;
		render_tessellate(&t, header);
		assert_in_range(t.points, 0, RENDER_TESS_POINTS);
		assert_in_range(t.indices, 0, RENDER_TESS_INDICES);
		assert_int_equal(t.indices % render_tess_vertices(&t), 0);
		for (d = 0; d < t.indices; d++)
			assert_in_range(t.index[d], 0, t.points - 1);
	}
}

static void invalid_modes_are_refused(void **state)
{
	const u32 domain[4] = { 0, 1u | 3u << 4 }, partitioning[4] = { 0, 1u | 3u << 12 };
	const u32 mode[4] = { 0, 1u | 1u << 1 };
	const u32 triangles[4] = {
		0, 1u | GEN9_TE_ISOLINE << 4 | GEN9_TE_TRIANGLES_CW << 8,
	};

	assert_int_equal(render_tessellation_begin(domain, &t), -EINVAL);
	assert_int_equal(render_tessellation_begin(partitioning, &t), -EINVAL);
	assert_int_equal(render_tessellation_begin(mode, &t), -EINVAL);
	assert_int_equal(render_tessellation_begin(triangles, &t), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_integer_factor_splits_into_equal_segments),
		cmocka_unit_test(a_fractional_factor_keeps_order_ends_and_symmetry),
		cmocka_unit_test(points_move_without_jumps),
		cmocka_unit_test(factors_become_the_nearest_fixed_point),
		cmocka_unit_test(each_rank_is_there_once),
		cmocka_unit_test(triangles_cover_the_domain_once),
		cmocka_unit_test(an_edge_depends_on_its_factor_alone),
		cmocka_unit_test(small_patches_are_as_the_specification_draws_them),
		cmocka_unit_test(patches_equal_those_of_the_reference_implementation),
		cmocka_unit_test(the_largest_patches_fit),
		cmocka_unit_test(the_command_limits_factors),
		cmocka_unit_test(a_factor_that_is_not_positive_culls_the_patch),
		cmocka_unit_test(any_header_stays_inside),
		cmocka_unit_test(invalid_modes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
