// SPDX-License-Identifier: GPL-2.0-only
/* Test clears and resolves of colour and depth, and draws to cleared targets. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "pixel_draw_rig.h"

#define AUX	(8u * PAGE_SIZE)

static void aux(u32 mode, const float *color)
{
	u32 *dw = (u32 *)(rig.bytes + SURFACE);

	dw[6] = mode;
	dw[GEN9_SS_AUX_ADDRESS] = (u32)RIG_BASE + AUX;
	memcpy(&dw[GEN9_SS_CLEAR_COLOR], color, 4 * sizeof(float));
}

/* Clear, resolve (@field, @value) or draw a rectangle. */
static void pass(u32 field, u32 value, float width, float height)
{
	struct render_primitive p;
	u32 ps[11] = { 0 };

	put_body(ps, field, value);
	put_body(ps, GEN9_PS_DISPATCH_16, 1);
	ps[0] = 64;
	command(GEN9_OP_PS, ps, ARRAY_SIZE(ps));
	rect_set(&p, width, height);
	draw(&p);
}

static const float old_color[4] = { 0.2f, 0, 1, 1 }, new_color[4] = { 0, 1, 0, 1 };

static void fast_clear_undoes_the_scale_of_its_rectangle(void **state)
{
	u32 x, y;

	/* A rectangle of one pixel: 64 pixels across, 32 down. */
	aux(GEN9_AUX_CCS_D, old_color);
	pass(GEN9_PS_FAST_CLEAR, 1, 1, 1);
	assert_int_equal(pixel(0, 0), 0);
	pass(GEN9_PS_RESOLVE, 1, 1, 1);
	for (y = 0; y < SIZE; y++)
		for (x = 0; x < SIZE; x++)
			assert_int_equal(pixel(x, y), y < 32 ? 0xff3300ff : 0);
}

static void a_draw_shows_the_clear_colour_of_its_own_surface_state(void **state)
{
	kernel = kernel_replicated;
	aux(GEN9_AUX_CCS_D, old_color);
	pass(GEN9_PS_FAST_CLEAR, 1, 1, 2);
	aux(GEN9_AUX_CCS_D, new_color);
	pass(GEN9_PS_DISPATCH_16, 1, 3, 2);
	assert_int_equal(pixel(2, 1), 0xffff0033);
	assert_int_equal(pixel(3, 1), 0xff00ff00);
	assert_int_equal(pixel(63, 63), 0xff00ff00);
	/* The marks are gone: another colour changes nothing. */
	aux(GEN9_AUX_CCS_D, old_color);
	pass(GEN9_PS_DISPATCH_16, 1, 3, 2);
	assert_int_equal(pixel(63, 63), 0xff00ff00);
}

static void fast_clear_without_an_auxiliary_surface_is_refused(void **state)
{
	struct render_primitive p;
	u32 ps[11] = { 0 };

	put_body(ps, GEN9_PS_FAST_CLEAR, 1);
	put_body(ps, GEN9_PS_DISPATCH_16, 1);
	command(GEN9_OP_PS, ps, ARRAY_SIZE(ps));
	rect_set(&p, 1, 1);
	assert_int_equal(render_pixels_begin(&render), 0);
	assert_int_equal(render_pixels_primitive(&render, &p), -EINVAL);
	assert_string_equal(refused, "fast clear of this layout or format");
}

static void resolves_draw_nothing_and_full_ones_empty_the_auxiliary_surface(void **state)
{
	kernel = kernel_replicated;
	aux(GEN9_AUX_CCS_D, old_color);
	rig.bytes[AUX + 1] = 1;
	pass(GEN9_PS_RESOLVE, 1, 1, 1);
	assert_int_equal(rig.bytes[AUX + 1], 1);
	pass(GEN9_PS_RESOLVE, GEN9_PS_RESOLVE_FULL, 1, 1);
	assert_int_equal(rig.bytes[AUX + 1], 0);
	assert_int_equal(pixel(0, 0), 0);
}

static void fast_clear_scale_depends_on_bytes_and_samples(void **state)
{
	static const u32 rows[][4] = {
		{ 4, 1, 64, 32 }, { 8, 1, 32, 32 }, { 16, 1, 16, 32 },
		{ 4, 2, 8, 2 }, { 4, 4, 8, 2 }, { 4, 8, 2, 2 }, { 4, 16, 1, 2 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pixel_clip clip = { 1, 2, 3, 4 };

		pixel_clear_scale(&clip, rows[i][0], rows[i][1]);
		assert_int_equal(clip.x0, rows[i][2]);
		assert_int_equal(clip.x1, 3 * rows[i][2]);
		assert_int_equal(clip.y0, 2 * rows[i][3]);
		assert_int_equal(clip.y1, 4 * rows[i][3]);
	}
}

static void depth_clear_command_clears_its_rectangle(void **state)
{
	u32 hz[5] = { 0 }, value[2] = { 0, 1 };
	float z = 0.5f;

	depth_on(GEN9_COMPARE_ALWAYS);
	memset(rig.bytes + DEPTH, 0, SIZE * SIZE * 4);
	memcpy(value, &z, sizeof(z));
	command(GEN9_OP_CLEAR_PARAMS, value, 2);
	set_field(hz, GEN9_HZ_CLEAR_DEPTH, 1);
	set_field(hz, GEN9_HZ_X_MIN, 8);
	set_field(hz, GEN9_HZ_Y_MIN, 4);
	set_field(hz, GEN9_HZ_X_MAX, 500);
	set_field(hz, GEN9_HZ_Y_MAX, 7);
	set_field(hz, GEN9_HZ_SAMPLE_MASK, 0xffff);
	assert_int_equal(render_pixels_command(&render, hz), 0);
	assert_true(depth_of(8, 4) == 0.5f && depth_of(63, 6) == 0.5f);
	assert_true(depth_of(7, 4) == 0 && depth_of(8, 7) == 0 && depth_of(8, 3) == 0);
}

#define HIZ_VA	(192u * PAGE_SIZE)

/* Enable HiZ with a clear depth. */
static void hiz(float z)
{
	u32 depth[7], buffer[4] = { 0 }, value[2] = { 0, 1 };

	depth_on(GEN9_COMPARE_GEQUAL);
	memcpy(depth, render_packet(&render, GEN9_OP_DEPTH_BUFFER) + 1, sizeof(depth));
	put_body(depth, GEN9_DEPTH_HIZ, 1);
	command(GEN9_OP_DEPTH_BUFFER, depth, 7);
	put_body(buffer, GEN9_HIZ_PITCH, 128 - 1);
	put_body(buffer, GEN9_HIZ_QPITCH, SIZE / 4);
	buffer[GEN9_HIZ_ADDRESS - 1] = (u32)RIG_BASE + HIZ_VA;
	command(GEN9_OP_HIER_DEPTH_BUFFER, buffer, 4);
	memcpy(value, &z, sizeof(z));
	command(GEN9_OP_CLEAR_PARAMS, value, 2);
}

/* Execute 3DSTATE_WM_HZ_OP for the whole depth buffer. */
static void hz_op(u32 field)
{
	u32 hz[5] = { 0 };

	set_field(hz, field, 1);
	set_field(hz, GEN9_HZ_X_MAX, SIZE);
	set_field(hz, GEN9_HZ_Y_MAX, SIZE);
	set_field(hz, GEN9_HZ_SAMPLE_MASK, 0xffff);
	assert_int_equal(render_pixels_command(&render, hz), 0);
}

static void a_draw_tests_against_the_clear_depth_of_its_own_state(void **state)
{
	struct render_primitive p;

	rect_set(&p, 3, 2);
	memset(rig.bytes + DEPTH, 0, SIZE * SIZE * 4);
	memset(rig.bytes + HIZ_VA, 0xff, PAGE_SIZE);
	hiz(1);
	hz_op(GEN9_HZ_CLEAR_DEPTH);
	assert_true(depth_of(63, 63) == 0);
	hiz(0.5f);
	p.v[0].z = 0.25f;
	p.v[1].z = 0.25f;
	p.v[2].z = 0.25f;
	depth_count = 0;
	draw(&p);
	assert_int_equal(depth_count, 0);
	assert_true(depth_of(2, 1) == 0.5f && depth_of(63, 63) == 0.5f);
	p.v[0].z = 0.75f;
	p.v[1].z = 0.75f;
	p.v[2].z = 0.75f;
	draw(&p);
	assert_int_equal(depth_count, 6);
	assert_true(depth_of(2, 1) == 0.75f && depth_of(3, 1) == 0.5f);
}

static void depth_resolves_write_the_clear_depth_and_hiz_resolves_keep_it(void **state)
{
	memset(rig.bytes + DEPTH, 0, SIZE * SIZE * 4);
	/* New memory of zeros is clear. */
	hiz(0.5f);
	hz_op(GEN9_HZ_RESOLVE_HIZ);
	hz_op(GEN9_HZ_RESOLVE_DEPTH);
	assert_true(depth_of(0, 0) == 0);
	hz_op(GEN9_HZ_CLEAR_DEPTH);
	hz_op(GEN9_HZ_RESOLVE_DEPTH);
	assert_true(depth_of(0, 0) == 0.5f && depth_of(63, 63) == 0.5f);
}

static void a_clear_of_some_samples_writes_the_depth_buffer(void **state)
{
	u32 hz[5] = { 0 };

	memset(rig.bytes + DEPTH, 0, SIZE * SIZE * 4 * 2);
	hiz(0.5f);
	set_field(hz, GEN9_HZ_CLEAR_DEPTH, 1);
	set_field(hz, GEN9_HZ_SAMPLES, 1);
	set_field(hz, GEN9_HZ_X_MAX, 8);
	set_field(hz, GEN9_HZ_Y_MAX, 4);
	set_field(hz, GEN9_HZ_SAMPLE_MASK, 1);
	hz_op(GEN9_HZ_RESOLVE_HIZ);
	assert_int_equal(render_pixels_command(&render, hz), 0);
	/* Samples lie two by two. */
	assert_true(depth_of(0, 0) == 0.5f && depth_of(1, 0) == 0.5f);
	assert_true(depth_of(2, 0) == 0 && depth_of(4, 0) == 0.5f);
}

static void a_row_of_a_depth_clear_polls(void **state)
{
	u32 hz[5] = { 0 }, depth[8];

	depth_on(GEN9_COMPARE_ALWAYS);
	memcpy(depth, render_packet(&render, GEN9_OP_DEPTH_BUFFER), sizeof(depth));
	set_field(depth, GEN9_DEPTH_WIDTH, 16383);
	command(GEN9_OP_DEPTH_BUFFER, depth + 1, 7);
	set_field(hz, GEN9_HZ_CLEAR_DEPTH, 1);
	set_field(hz, GEN9_HZ_SAMPLES, 4);
	set_field(hz, GEN9_HZ_X_MAX, 16384);
	set_field(hz, GEN9_HZ_Y_MAX, 2);
	set_field(hz, GEN9_HZ_SAMPLE_MASK, 0xffff);
	polls = 0;
	assert_int_equal(render_pixels_command(&render, hz), 0);
	assert_in_range(polls, 10, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fast_clear_undoes_the_scale_of_its_rectangle),
		TEST(fast_clear_scale_depends_on_bytes_and_samples),
		TEST(a_draw_shows_the_clear_colour_of_its_own_surface_state),
		TEST(fast_clear_without_an_auxiliary_surface_is_refused),
		TEST(resolves_draw_nothing_and_full_ones_empty_the_auxiliary_surface),
		TEST(depth_clear_command_clears_its_rectangle),
		TEST(a_draw_tests_against_the_clear_depth_of_its_own_state),
		TEST(depth_resolves_write_the_clear_depth_and_hiz_resolves_keep_it),
		TEST(a_clear_of_some_samples_writes_the_depth_buffer),
		TEST(a_row_of_a_depth_clear_polls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
