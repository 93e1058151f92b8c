// SPDX-License-Identifier: GPL-2.0-only
/* Test the back half of a draw: coverage, attributes, threads, payloads, depth. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "pixel_draw_rig.h"

#define EDGE	0.000000001	/* nearer to an edge: the model does not know */

static void rectangle_of_one_colour_covers_its_pixels_alone(void **state)
{
	struct render_primitive p;
	u32 x, y;

	kernel = kernel_replicated;
	primitive_set(&p, RENDER_RECT, rectangle);
	draw(&p);
	for (y = 0; y < SIZE; y++)
		for (x = 0; x < SIZE; x++)
			assert_int_equal(pixel(x, y), x >= 10 && x < 30 && y >= 4 && y < 20 ?
					 0xffff0033 : 0);
	assert_int_equal(invocations, 320);
	assert_int_equal(depth_count, 320);
}

static void a_cancelled_draw_counts_nothing(void **state)
{
	struct render_primitive p;

	kernel = kernel_replicated;
	primitive_set(&p, RENDER_RECT, rectangle);
	draw(&p);
	invocations = depth_count = 0;
	assert_int_equal(render_pixels_end(&render, -ECANCELED), -ECANCELED);
	assert_int_equal(invocations | depth_count, 0);
	assert_int_equal(render_pixels_end(&render, -EINVAL), -EINVAL);
	assert_int_equal(invocations, 320);
}

static void scissor_and_drawing_rectangle_and_extents_clip(void **state)
{
	const u32 scissor[2] = { 6 << 16 | 12, 17 << 16 | 27 }, raster[4] = { 2 };
	const u32 drawing[3] = { 0, (SIZE - 1) << 16 | 24, 0 };
	struct render_primitive p;
	u32 x, y;

	kernel = kernel_replicated;
	memcpy(rig.bytes + SCISSOR, scissor, sizeof(scissor));
	command(GEN9_OP_RASTER, raster, 4);
	command(GEN9_OP_DRAWING_RECTANGLE, drawing, 3);
	primitive_set(&p, RENDER_RECT, rectangle);
	p.extents.y1 = 15;
	draw(&p);
	for (y = 0; y < SIZE; y++)
		for (x = 0; x < SIZE; x++)
			assert_int_equal(pixel(x, y) != 0, x >= 12 && x <= 24 && y >= 6 && y <= 15);
}

/* Colours are the first attribute: the kernel does what PLN does. */
static void kernel_plane(struct eu_thread *thread, u32 width)
{
	const struct attribute_setup *setup = (const struct attribute_setup *)&thread->grf[20];
	union eu_reg colors[8];
	u32 lane, c;

	for (lane = 0; lane < 16; lane++) {
		float b1 = thread->grf[2 + lane / 8 * 2].f[lane % 8];
		float b2 = thread->grf[3 + lane / 8 * 2].f[lane % 8];

		for (c = 0; c < 4; c++)
			colors[c * 2 + lane / 8].f[lane % 8] =
				setup[c].d1 * b1 + setup[c].d2 * b2 + setup[c].a0;
	}
	write_target(thread, GEN9_RT_SIMD16, thread->dispatch_mask, colors, ARRAY_SIZE(colors));
}

static void attributes(u32 constants)
{
	u32 sbe[5] = { 0 };

	put_body(sbe, GEN9_SBE_OUTPUTS, 1);
	put_body(sbe, GEN9_SBE_OFFSET, 1);
	sbe[2] = constants;
	command(GEN9_OP_SBE, sbe, 5);
}

static void put_attribute(u32 vertex, float r, float g, float b, float a)
{
	const float value[4] = { r, g, b, a };

	memcpy(&vue[vertex][8], value, sizeof(value));
}

static void triangle_interpolates_attributes_with_perspective(void **state)
{
	static const float v[3][2] = { { 4, 4 }, { 60, 8 }, { 12, 56 } };
	static const double w[3] = { 1, 0.25, 0.5 };
	struct render_primitive p;
	u32 x, y, i, n = 0;

	kernel = kernel_plane;
	attributes(0);
	shader(2, 1, 1u << 8);
	put_attribute(0, 1, 0, 0, 1);
	put_attribute(1, 0, 1, 0, 1);
	put_attribute(2, 0, 0, 1, 1);
	primitive_set(&p, RENDER_TRIANGLE, v);
	for (i = 0; i < 3; i++)
		p.v[i].inv_w = (float)w[i];
	draw(&p);
	for (y = 0; y < SIZE; y++) {
		for (x = 0; x < SIZE; x++) {
			double area = 56.0 * 52 - 8 * 4, px = x + 0.5 - 4, py = y + 0.5 - 4;
			double b1 = (px * 52 - 8 * py) / area, b2 = (56 * py - px * 4) / area;
			double b0 = 1 - b1 - b2;
			double d = b0 * w[0] + b1 * w[1] + b2 * w[2];
			const double expected[3] = { b2 * w[2] / d, b1 * w[1] / d, b0 * w[0] / d };

			if (b0 < -EDGE || b1 < -EDGE || b2 < -EDGE)
				assert_int_equal(pixel(x, y), 0);
			if (b0 < EDGE || b1 < EDGE || b2 < EDGE)
				continue;
			n++;
			for (i = 0; i < 3; i++) {
				double got = (double)(pixel(x, y) >> 8 * i & 0xff) / 255;

				assert_true(got - expected[i] < 0.003);
				assert_true(expected[i] - got < 0.003);
			}
		}
	}
	assert_true(n > 1000);
}

static void constant_attribute_is_that_of_the_provoking_vertex(void **state)
{
	static const float v[3][2] = { { 0, 0 }, { 64, 0 }, { 0, 64 } };
	struct render_primitive p;

	kernel = kernel_plane;
	attributes(1);
	shader(2, 1, 1u << 8);
	put_attribute(0, 1, 1, 1, 1);
	put_attribute(1, 0, 0, 0, 0);
	put_attribute(2, 0, 0.2f, 0, 1);
	primitive_set(&p, RENDER_TRIANGLE, v);
	p.flat = vue[2];
	draw(&p);
	assert_int_equal(pixel(5, 5), 0xff003300);
	assert_int_equal(pixel(40, 5), 0xff003300);
}

static void widths_take_their_kernels_by_what_is_offered(void **state)
{
	/* By the set of offered widths: pointers / 64 of 8, 16 and 32 pixels. */
	static const u8 rows[8][3] = {
		{ 0, 0, 0 }, { 1, 0, 0 }, { 0, 1, 0 }, { 1, 3, 0 },
		{ 0, 0, 1 }, { 1, 0, 2 }, { 0, 3, 2 }, { 1, 3, 2 },
	};
	/* Primitives of as many subspans fill one thread. */
	static const float v[3][3][2] = {
		{ { 4, 2 }, { 0, 2 }, { 0, 0 } }, { { 8, 2 }, { 0, 2 }, { 0, 0 } },
		{ { 16, 2 }, { 0, 2 }, { 0, 0 } },
	};
	struct render_primitive p;
	u32 offered, i;

	kernel = kernel_keep;
	for (i = 0; i < 8 * 3; i++) {
		offered = i / 3;
		if (!rows[offered][i % 3])
			continue;
		shader(offered, 0, 0);
		primitive_set(&p, RENDER_RECT, v[i % 3]);
		draw(&p);
		assert_int_equal(pointer_count, (u32)__builtin_popcount(offered));
		assert_int_equal(widths[rows[offered][i % 3]], 1);
		assert_int_equal(pixels_of[rows[offered][i % 3]], 8u << i % 3);
	}
}

static void draws_poll_by_the_work_of_their_threads(void **state)
{
	struct render_primitive p;

	kernel = kernel_keep;
	primitive_set(&p, RENDER_RECT, rectangle);
	draw(&p);
	assert_int_equal(widths[1], 20);
	assert_int_equal(polls, 0);
	thread_work = EU_POLL_WORK / 4;
	draw(&p);
	assert_in_range(polls, 5, 10);
	thread_work = EU_POLL_WORK;
	draw(&p);
	thread_work = 0;
	assert_in_range(polls, 20, 21);
}

static void draws_without_threads_poll(void **state)
{
	static const float all[3][2] = { { SIZE, SIZE }, { 0, SIZE }, { 0, 0 } };
	const u32 msaa = 4u << 1, none = 0;
	struct render_primitive p;
	int once;
	u32 i;

	command(GEN9_OP_PS_BLEND, &none, 1);
	command(GEN9_OP_MULTISAMPLE, &msaa, 1);
	primitive_set(&p, RENDER_RECT, all);
	draw(&p);
	assert_int_equal(widths[1], 0);
	once = polls;
	assert_in_range(once, SIZE * SIZE / 64 * 16 / 256, SIZE * SIZE);
	/* Primitives that are culled alone poll, too. */
	primitive_set(&p, RENDER_RECT, all);
	p.extents.x1 = -1;
	polls = 0;
	assert_int_equal(render_pixels_begin(&render), 0);
	for (i = 0; i < 1000; i++)
		assert_int_equal(render_pixels_primitive(&render, &p), 0);
	assert_in_range(polls, 1, 1000);
}

/* Messages of one thread, whose samples take longer than its instructions. */
static void kernel_writes_often(struct eu_thread *thread, u32 width)
{
	u32 i;

	for (i = 0; i < 100; i++)
		kernel_replicated(thread, width);
}

static void render_target_writes_poll_by_their_samples(void **state)
{
	const u32 msaa = 4u << 1;
	struct render_primitive p;
	int one;

	kernel = kernel_writes_often;
	primitive_set(&p, RENDER_RECT, rectangle);
	draw(&p);
	one = polls;
	surface(GEN9_FORMAT_B8G8R8A8_UNORM, 4);
	command(GEN9_OP_MULTISAMPLE, &msaa, 1);
	draw(&p);
	assert_true(polls > 8 * one);
}

static void kernel_marks(struct eu_thread *thread, u32 width)
{
	kernel_keep(thread, width);
	memset(&thread->grf[100], 0x55, 20 * sizeof(thread->grf[0]));
}

static void registers_keep_nothing_of_another_context(void **state)
{
	static const union eu_reg zeros[20];
	struct render_primitive p;

	kernel = kernel_marks;
	primitive_set(&p, RENDER_RECT, rectangle);
	draw(&p);
	assert_memory_not_equal(&seen.grf[100], zeros, sizeof(zeros));
	render_pixels_forget(pixels);
	kernel = kernel_keep;
	draw(&p);
	assert_memory_equal(&seen.grf[100], zeros, sizeof(zeros));
}

static void rest_of_a_primitive_takes_the_narrowest_kernel(void **state)
{
	static const float v[3][2] = { { 18, 2 }, { 0, 2 }, { 0, 0 } };
	struct render_primitive p;

	/* Nine subspans: a thread of 32 pixels, and one of 8. */
	kernel = kernel_keep;
	shader(7, 0, 0);
	primitive_set(&p, RENDER_RECT, v);
	draw(&p);
	assert_int_equal(widths[2], 1);
	assert_int_equal(widths[1], 1);
	assert_int_equal(widths[3], 0);
}

static void payload_of_16_pixels_has_its_parts_in_order(void **state)
{
	static const float v[3][2] = { { 13, 10 }, { 10, 10 }, { 10, 8 } };
	const float range[2] = { 0, 1 };
	struct render_primitive p;

	kernel = kernel_keep;
	memcpy(rig.bytes + VIEWPORT + 2 * sizeof(range), range, sizeof(range));
	attributes(0);
	/* Perspective and linear barycentrics, source depth, source w, coverage. */
	shader(2, 1 | 1 << GEN9_BARY_LINEAR_PIXEL, 1u << 8 | 1u << 24 | 1u << 23 | 1);
	pointer(GEN9_OP_SAMPLER_STATE_PS, 0xabcd00u);
	put_attribute(0, 0.5f, 2, 3, 4);
	put_attribute(1, 1.5f, 2, 3, 4);
	put_attribute(2, 0.5f, 2, 3, 4);
	primitive_set(&p, RENDER_RECT, v);
	p.v[0].z = 0.25f;
	p.v[1].z = 0.25f;
	p.v[2].z = 0.25f;
	p.v[0].inv_w = 0.5f;
	p.v[1].inv_w = 0.5f;
	p.v[2].inv_w = 0.5f;
	p.array_index = 3;
	p.viewport = 2;
	p.back = true;
	p.primitive_id = 77;
	seen_count = 0;
	draw(&p);
	assert_int_equal(seen_count, 1);
	assert_int_equal(seen.grf[0].ud[0], GEN9_RECTLIST | 1u << 15 | 3u << 16 | 2u << 27);
	assert_int_equal(seen.grf[0].ud[GEN9_PSP_PRIMITIVE_ID], 77);
	assert_int_equal(seen.grf[0].ud[GEN9_PSP_SAMPLERS], 0xabcd00u);
	assert_int_equal(seen.grf[1].ud[2], 8u << 16 | 10);
	assert_int_equal(seen.grf[1].ud[3], 8u << 16 | 12);
	assert_int_equal(seen.grf[1].ud[7], 0x5f);
	assert_int_equal(seen.dispatch_mask, 0x5f);
	/* Pixel 0 is 2.5 to the left of vertex 0, and 1.5 above it. */
	assert_true(seen.grf[2].f[0] > 0.083f && seen.grf[2].f[0] < 0.084f);
	assert_true(seen.grf[3].f[0] > 0.749f && seen.grf[3].f[0] < 0.751f);
	assert_true(seen.grf[6].f[0] > 0.083f && seen.grf[6].f[0] < 0.084f);
	assert_true(seen.grf[7].f[0] > 0.749f && seen.grf[7].f[0] < 0.751f);
	assert_true(seen.grf[10].f[0] == 0.25f);
	assert_true(seen.grf[12].f[5] == 2);
	assert_int_equal(seen.grf[14].ud[0], 1);
	assert_int_equal(seen.grf[14].ud[5], 0);
	assert_true(seen.grf[20].f[0] == 1 && seen.grf[20].f[1] == 0 && seen.grf[20].f[3] == 0.5f);
	assert_true(seen.grf[20].f[7] == 2 && seen.grf[21].f[3] == 3 && seen.grf[21].f[7] == 4);
}

static void payload_of_32_pixels_has_two_halves(void **state)
{
	static const float v[3][2] = { { 16, 2 }, { 0, 2 }, { 0, 0 } };
	struct render_primitive p;

	kernel = kernel_keep;
	shader(4, 1, 0);
	primitive_set(&p, RENDER_RECT, v);
	draw(&p);
	assert_int_equal(widths[1], 1);
	assert_int_equal(seen.grf[1].ud[2], 0);
	assert_int_equal(seen.grf[2].ud[2], 8);
	assert_int_equal(seen.grf[2].ud[5], 14);
	assert_true(seen.dispatch_mask == 0xffffffff);
	/* The barycentrics of pixels 16 to 31 stand behind those of 0 to 15. */
	assert_true(seen.grf[3].f[0] == 0.21875f && seen.grf[4].f[0] == 0.75f);
	assert_true(seen.grf[7].f[0] == -0.28125f && seen.grf[8].f[0] == 0.75f);
}

static void early_depth_test_keeps_hidden_pixels_from_the_shader(void **state)
{
	struct render_primitive p;
	float near = 0.1f;

	kernel = kernel_replicated;
	depth_on(GEN9_COMPARE_GREATER);
	memcpy(target_at(12, 6) - TARGET + DEPTH, &near, sizeof(near));
	primitive_set(&p, RENDER_RECT, rectangle);
	p.v[0].z = 0.05f;
	p.v[1].z = 0.05f;
	p.v[2].z = 0.05f;
	draw(&p);
	assert_int_equal(pixel(12, 6), 0);
	assert_int_equal(pixel(13, 6), 0xffff0033);
	assert_true(depth_of(12, 6) == 0.1f);
	assert_true(depth_of(13, 6) == 0.05f);
	assert_int_equal(invocations, 319);
	assert_int_equal(depth_count, 319);
}

static void shader_with_effects_runs_for_hidden_pixels_too(void **state)
{
	struct render_primitive p;
	float near = 0.1f;
	u32 wm[1] = { 0 };

	kernel = kernel_replicated;
	depth_on(GEN9_COMPARE_GREATER);
	memcpy(target_at(12, 6) - TARGET + DEPTH, &near, sizeof(near));
	put_body(wm, GEN9_WM_STATISTICS, 1);
	put_body(wm, GEN9_WM_EARLY, GEN9_WM_EARLY_PSEXEC);
	command(GEN9_OP_WM, wm, 1);
	primitive_set(&p, RENDER_RECT, rectangle);
	p.v[0].z = 0.05f;
	p.v[1].z = 0.05f;
	p.v[2].z = 0.05f;
	draw(&p);
	assert_int_equal(pixel(12, 6), 0);
	assert_int_equal(pixel(13, 6), 0xffff0033);
	assert_int_equal(invocations, 320);
	assert_int_equal(depth_count, 319);
}

static void kernel_kill_odd(struct eu_thread *thread, u32 width)
{
	union eu_reg color = { .f = { 1, 0, 0.2f, 1 } };

	write_target(thread, GEN9_RT_SIMD16_REPLICATED, thread->dispatch_mask & 0x5555, &color, 1);
}

static void killed_pixels_write_neither_colour_nor_depth(void **state)
{
	struct render_primitive p;

	kernel = kernel_kill_odd;
	depth_on(GEN9_COMPARE_ALWAYS);
	shader(2, 0, 1u << 28);
	primitive_set(&p, RENDER_RECT, rectangle);
	p.v[0].z = 0.5f;
	p.v[1].z = 0.5f;
	p.v[2].z = 0.5f;
	draw(&p);
	assert_int_equal(pixel(12, 6), 0xffff0033);
	assert_int_equal(pixel(13, 6), 0);
	assert_true(depth_of(12, 6) == 0.5f);
	assert_true(depth_of(13, 6) == 0);
	assert_int_equal(depth_count, 160);
}

static void kernel_depth(struct eu_thread *thread, u32 width)
{
	union eu_reg regs[10];
	u32 i;

	memset(regs, 0, sizeof(regs));
	for (i = 0; i < 16; i++)
		regs[8 + i / 8].f[i % 8] = i & 1 ? 0.75f : 0.125f;
	write_target(thread, GEN9_RT_SIMD16, thread->dispatch_mask, regs, ARRAY_SIZE(regs));
}

static void computed_depth_is_tested_and_written(void **state)
{
	struct render_primitive p;

	kernel = kernel_depth;
	depth_on(GEN9_COMPARE_GREATER);
	shader(2, 0, 1u << 26);
	memset(rig.bytes + DEPTH, 0, SIZE * SIZE * 4);
	primitive_set(&p, RENDER_RECT, rectangle);
	draw(&p);
	assert_true(depth_of(12, 6) == 0.125f);
	assert_true(depth_of(13, 6) == 0.75f);
}

static void point_is_a_square_with_sprite_coordinates(void **state)
{
	static const float v[3][2] = { { 20, 20 } };
	struct render_primitive p;
	u32 sbe[5] = { 0 };

	kernel = kernel_plane;
	put_body(sbe, GEN9_SBE_OUTPUTS, 1);
	put_body(sbe, GEN9_SBE_OFFSET, 1);
	sbe[1] = 1;
	command(GEN9_OP_SBE, sbe, 5);
	shader(2, 1, 1u << 8);
	primitive_set(&p, RENDER_POINT, v);
	p.size = 10;
	draw(&p);
	/* Red is s, green is t, blue is 0, alpha is 1. */
	assert_int_equal(pixel(15, 15), 0xff0d0d00);
	assert_int_equal(pixel(24, 15), 0xfff20d00);
	assert_int_equal(pixel(14, 15) | pixel(25, 15) | pixel(15, 25), 0);
}

static u32 coverage_seen[SIZE][SIZE];	/* 1 more than the input coverage; 0: no pixel */

static void kernel_coverage(struct eu_thread *thread, u32 width)
{
	const u32 *spans = &thread->grf[1].ud[GEN9_PSP_SUBSPANS];
	u32 i;

	for (i = 0; i < 16; i++)
		if (thread->dispatch_mask >> i & 1)
			coverage_seen[(spans[i / 4] >> 16) + i % 4 / 2]
				     [(spans[i / 4] & 0xffff) + i % 2] =
				1 + thread->grf[2 + i / 8].ud[i % 8];
}

static void draw_coverage(const float v[3][2], bool conservative, u32 samples_log2, u32 coverage)
{
	u32 raster[4] = { 0 }, multisample[1] = { 0 };
	struct render_primitive p;

	kernel = kernel_coverage;
	memset(coverage_seen, 0, sizeof(coverage_seen));
	put_body(raster, GEN9_RASTER_CONSERVATIVE, conservative);
	put_body(raster, GEN9_RASTER_DX_MULTISAMPLE, 1);
	put_body(multisample, GEN9_MULTISAMPLE_COUNT, samples_log2);
	command(GEN9_OP_RASTER, raster, 4);
	command(GEN9_OP_MULTISAMPLE, multisample, 1);
	shader(2, 0, coverage);
	primitive_set(&p, RENDER_TRIANGLE, v);
	draw(&p);
}

static void a_conservative_triangle_has_all_samples_of_pixels_that_it_touches(void **state)
{
	static const float v[3][2] = { { 8.25f, 8.25f }, { 8.375f, 8.25f }, { 8.25f, 8.375f } };
	u32 log2;

	for (log2 = 0; log2 < 2; log2++) {
		draw_coverage(v, false, log2, GEN9_COVERAGE_NORMAL);
		assert_int_equal(coverage_seen[8][8], 0);
		draw_coverage(v, true, log2, GEN9_COVERAGE_NORMAL);
		assert_int_equal(coverage_seen[8][8], 1 + (log2 ? 3 : 1));
		assert_int_equal(coverage_seen[8][9] | coverage_seen[9][8], 0);
	}
}

static void inner_coverage_has_the_pixels_that_a_triangle_covers_as_a_whole(void **state)
{
	static const float v[3][2] = { { 8, 8 }, { 11, 8 }, { 8, 11 } };
	u32 log2, all;

	for (log2 = 0; log2 < 2; log2++) {
		all = log2 ? 3 : 1;
		draw_coverage(v, true, log2, GEN9_COVERAGE_INNER);
		assert_int_equal(coverage_seen[8][8], 1 + all);
		assert_int_equal(coverage_seen[8][9], 1 + all);
		assert_int_equal(coverage_seen[9][9], 1);
		assert_int_equal(coverage_seen[8][7], 1);
		assert_int_equal(coverage_seen[11][10], 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rectangle_of_one_colour_covers_its_pixels_alone),
		TEST(a_cancelled_draw_counts_nothing),
		TEST(scissor_and_drawing_rectangle_and_extents_clip),
		TEST(triangle_interpolates_attributes_with_perspective),
		TEST(constant_attribute_is_that_of_the_provoking_vertex),
		TEST(widths_take_their_kernels_by_what_is_offered),
		TEST(draws_poll_by_the_work_of_their_threads),
		TEST(draws_without_threads_poll),
		TEST(render_target_writes_poll_by_their_samples),
		TEST(registers_keep_nothing_of_another_context),
		TEST(rest_of_a_primitive_takes_the_narrowest_kernel),
		TEST(payload_of_16_pixels_has_its_parts_in_order),
		TEST(payload_of_32_pixels_has_two_halves),
		TEST(early_depth_test_keeps_hidden_pixels_from_the_shader),
		TEST(shader_with_effects_runs_for_hidden_pixels_too),
		TEST(killed_pixels_write_neither_colour_nor_depth),
		TEST(computed_depth_is_tested_and_written),
		TEST(point_is_a_square_with_sprite_coordinates),
		TEST(a_conservative_triangle_has_all_samples_of_pixels_that_it_touches),
		TEST(inner_coverage_has_the_pixels_that_a_triangle_covers_as_a_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
