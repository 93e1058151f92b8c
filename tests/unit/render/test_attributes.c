// SPDX-License-Identifier: GPL-2.0-only
/* Test the setup of attributes: swizzles, overrides, flat attributes, sprites. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "render/attributes.h"
#include "render/primitive.h"
#include "tests/lib/fields.h"

static const s32 v[3][2] = { { 0, 0 }, { 2560, 0 }, { 0, 2560 } };
static u32 vue[3][24];
static struct attribute_planes planes;

/* Attribute a, component c of vertex n is 100 * n + 10 * a + c. */
static void primitive_set(struct render_primitive *p, u32 kind)
{
	u32 n, i;

	memset(p, 0, sizeof(*p));
	p->kind = (u8)kind;
	p->vue_dwords = 24;
	p->size = 4;
	p->primitive_id = 9;
	p->flat = vue[2];
	for (n = 0; n < 3; n++) {
		p->v[n].vue = vue[n];
		p->v[n].inv_w = 1;
		p->v[n].x = (float)v[n][0] / 256;
		p->v[n].y = (float)v[n][1] / 256;
		for (i = 8; i < 24; i++) {
			float value = (float)(100 * n + 10 * ((i - 8) / 4) + i % 4);

			memcpy(&vue[n][i], &value, sizeof(value));
		}
	}
}

/* Set up one attribute, with the bits of its SF_OUTPUT_ATTRIBUTE_DETAIL. */
static const struct attribute_setup *set_up(const struct render_primitive *p, u32 detail, u32 flat,
					    u32 sprites, u32 sbe1)
{
	u32 sbe[6] = { 0 }, swiz[11] = { 0 };
	struct attribute_rules rules;

	set_field(sbe, GEN9_SBE_OUTPUTS, 1);
	set_field(sbe, GEN9_SBE_OFFSET, 1);
	set_field(sbe, GEN9_SBE_SWIZZLE, 1);
	sbe[1] |= sbe1;
	sbe[2] = sprites;
	sbe[3] = flat;
	swiz[1] = detail;
	attribute_rules_set(&rules, sbe, swiz);
	attribute_planes_set(&planes, p, v);
	attribute_setup_set(&planes, &rules, p);
	return planes.setup[0];
}

static void check(const struct attribute_setup *setup, float d1, float d2, float a0)
{
	assert_true(setup->d1 == d1);
	assert_true(setup->d2 == d2);
	assert_true(setup->a0 == a0);
}

static void attribute_has_its_differences_and_its_value_at_vertex_0(void **state)
{
	struct render_primitive p;

	primitive_set(&p, RENDER_TRIANGLE);
	check(&set_up(&p, 0, 0, 0, 0)[2], 100, 200, 2);
	/* The source is attribute 2. */
	check(&set_up(&p, 2, 0, 0, 0)[1], 100, 200, 21);
}

static void back_face_takes_the_next_attribute_where_facing_selects(void **state)
{
	struct render_primitive p;

	primitive_set(&p, RENDER_TRIANGLE);
	check(&set_up(&p, GEN9_SBE_INPUT_FACING << 6, 0, 0, 0)[1], 100, 200, 1);
	p.back = true;
	check(&set_up(&p, GEN9_SBE_INPUT_FACING << 6, 0, 0, 0)[1], 100, 200, 11);
	check(&set_up(&p, 0, 0, 0, 0)[1], 100, 200, 1);
}

static void w_selects_w_for_all_components(void **state)
{
	struct render_primitive p;

	primitive_set(&p, RENDER_TRIANGLE);
	check(&set_up(&p, GEN9_SBE_INPUT_W << 6, 0, 0, 0)[0], 100, 200, 3);
	check(&set_up(&p, GEN9_SBE_INPUT_W << 6, 0, 0, 0)[2], 100, 200, 3);
}

static void overridden_components_are_constants(void **state)
{
	const struct attribute_setup *setup;
	struct render_primitive p;
	u32 id;

	primitive_set(&p, RENDER_TRIANGLE);
	setup = set_up(&p, 0xc << 12 | GEN9_SBE_0001 << 9, 0, 0, 0);
	check(&setup[1], 100, 200, 1);
	check(&setup[2], 0, 0, 0);
	check(&setup[3], 0, 0, 1);
	setup = set_up(&p, 0x1 << 12 | GEN9_SBE_1111 << 9, 0, 0, 0);
	check(&setup[0], 0, 0, 1);
	check(&setup[3], 100, 200, 3);
	setup = set_up(&p, 0x2 << 12 | GEN9_SBE_PRIMITIVE_ID << 9, 0, 0, 0);
	memcpy(&id, &setup[1].a0, sizeof(id));
	assert_int_equal(id, 9);
	/* The primitive id override: component X of attribute 0. */
	setup = set_up(&p, 0, 0, 0, 1u << 16);
	memcpy(&id, &setup[0].a0, sizeof(id));
	assert_int_equal(id, 9);
	check(&setup[1], 100, 200, 1);
}

static void flat_attribute_is_that_of_the_provoking_vertex(void **state)
{
	struct render_primitive p;

	primitive_set(&p, RENDER_TRIANGLE);
	check(&set_up(&p, 0, 1, 0, 0)[2], 0, 0, 202);
}

static void line_has_no_second_difference(void **state)
{
	struct render_primitive p;

	primitive_set(&p, RENDER_LINE);
	check(&set_up(&p, 0, 0, 0, 0)[2], 100, 0, 2);
	assert_true(planes.bary[0].dx > 0.099f && planes.bary[0].dx < 0.101f);
	assert_true(planes.bary[0].dy == 0);
}

static void sprite_goes_from_0_to_1_over_the_point(void **state)
{
	const struct attribute_setup *setup;
	struct render_primitive p;

	primitive_set(&p, RENDER_POINT);
	check(&set_up(&p, 0, 0, 0, 0)[2], 0, 0, 2);
	setup = set_up(&p, 0, 0, 1, 0);
	check(&setup[0], 1, 0, 0);
	check(&setup[1], 0, 1, 0);
	check(&setup[3], 0, 0, 1);
	assert_true(planes.x == -2 && planes.bary[0].dx == 0.25f && planes.bary[1].dy == 0.25f);
	setup = set_up(&p, 0, 0, 1, 1u << 20);
	check(&setup[1], 0, -1, 1);
	primitive_set(&p, RENDER_TRIANGLE);
	check(&set_up(&p, 0, 0, 1, 0)[0], 100, 200, 0);
}

static void attribute_beyond_the_vertex_entry_is_0(void **state)
{
	struct render_primitive p;

	primitive_set(&p, RENDER_TRIANGLE);
	check(&set_up(&p, 31, 0, 0, 0)[2], 0, 0, 0);
}

static void depth_is_a_plane_through_the_vertices(void **state)
{
	struct render_primitive p;

	primitive_set(&p, RENDER_TRIANGLE);
	p.v[0].z = 0.5f;
	p.v[1].z = 1;
	p.v[2].z = 0.25f;
	set_up(&p, 0, 0, 0, 0);
	assert_true(planes.z.at == 0.5f);
	assert_true(planes.z.dx > 0.0499f && planes.z.dx < 0.0501f);
	assert_true(planes.z.dy > -0.0251f && planes.z.dy < -0.0249f);
	assert_true(planes.affine);
	p.v[1].inv_w = 0.5f;
	set_up(&p, 0, 0, 0, 0);
	assert_false(planes.affine);
}

static void place(u32 *to, float x, float y, float w)
{
	const float position[] = { x, y, 0, w };

	memcpy(to + 4, position, sizeof(position));
}

/*
 * A part has a vertex halfway from vertex 0 to 1 in clip space, and one a quarter of the way from
 * 0 to 2. w is 1, 2, 4: on the screen these are 2/3 and 4/7 of the ways.
 */
static void part_of_a_cut_object_has_the_barycentrics_of_the_whole(void **state)
{
	static const float perspective[3][2] = { { 0, 0 }, { 0.5f, 0 }, { 0, 0.25f } };
	static const float linear[3][2] = { { 0, 0 }, { 2.0f / 3, 0 }, { 0, 4.0f / 7 } };
	static u32 part[2][24];
	const u32 *whole[3] = { vue[0], vue[1], vue[2] };
	struct render_primitive p;
	u32 i, k;

	primitive_set(&p, RENDER_TRIANGLE);
	place(vue[0], 0, 0, 1);
	place(vue[1], 20, 0, 2);
	place(vue[2], 0, 40, 4);
	place(part[0], 10, 0, 1.5f);
	place(part[1], 0, 10, 1.75f);
	p.v[1].vue = part[0];
	p.v[2].vue = part[1];
	p.whole = whole;
	check(&set_up(&p, 0, 0, 0, 0)[2], 100, 200, 2);
	assert_true(planes.cut);
	for (i = 0; i < 3; i++) {
		for (k = 0; k < 2; k++) {
			assert_float_equal(planes.whole[0][i][k], perspective[i][k], 1e-6f);
			assert_float_equal(planes.whole[1][i][k], linear[i][k], 1e-6f);
		}
	}
	p.kind = RENDER_LINE;
	check(&set_up(&p, 0, 0, 0, 0)[2], 100, 0, 2);
	assert_float_equal(planes.whole[0][1][0], 0.5f, 1e-6f);
	assert_float_equal(planes.whole[1][1][0], 2.0f / 3, 1e-6f);
	p.whole = NULL;
	set_up(&p, 0, 0, 0, 0);
	assert_false(planes.cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attribute_has_its_differences_and_its_value_at_vertex_0),
		cmocka_unit_test(back_face_takes_the_next_attribute_where_facing_selects),
		cmocka_unit_test(w_selects_w_for_all_components),
		cmocka_unit_test(overridden_components_are_constants),
		cmocka_unit_test(flat_attribute_is_that_of_the_provoking_vertex),
		cmocka_unit_test(line_has_no_second_difference),
		cmocka_unit_test(sprite_goes_from_0_to_1_over_the_point),
		cmocka_unit_test(attribute_beyond_the_vertex_entry_is_0),
		cmocka_unit_test(depth_is_a_plane_through_the_vertices),
		cmocka_unit_test(part_of_a_cut_object_has_the_barycentrics_of_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
