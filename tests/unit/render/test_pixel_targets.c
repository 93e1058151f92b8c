// SPDX-License-Identifier: GPL-2.0-only
/* Test the back half of a draw: messages to render targets, samples. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "pixel_draw_rig.h"
#include "render/pixel_memory.h"
#include "render/pixel_target.h"

static void a_draw_writes_a_1d_target_whose_state_has_no_pitch(void **state)
{
	u32 *dw = (u32 *)(rig.bytes + SURFACE), *texels = (u32 *)(rig.bytes + TARGET), i;
	struct render_primitive p;

	dw[0] = 0;
	dw[2] = SIZE - 1;
	dw[3] = 0;
	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_1D);
	set_field(dw, GEN9_SS_FORMAT, GEN9_FORMAT_B8G8R8A8_UNORM);
	set_field(dw, GEN9_SS_TILE_MODE, GEN9_TILE_LINEAR);
	kernel = kernel_replicated;
	rect_set(&p, 7, 2);
	draw(&p);
	for (i = 0; i < SIZE; i++)
		assert_int_equal(texels[i], i < 7 ? 0xffff0033 : 0);
}

static void channel_selects_swap_channels_of_a_target(void **state)
{
	u32 *dw = (u32 *)(rig.bytes + SURFACE);
	struct render_primitive p;

	set_field(dw, GEN9_SS_SELECT_RED, GEN9_SELECT_BLUE);
	set_field(dw, GEN9_SS_SELECT_GREEN, GEN9_SELECT_GREEN);
	set_field(dw, GEN9_SS_SELECT_BLUE, GEN9_SELECT_RED);
	set_field(dw, GEN9_SS_SELECT_ALPHA, GEN9_SELECT_ALPHA);
	kernel = kernel_replicated;
	rect_set(&p, 2, 2);
	draw(&p);
	assert_int_equal(pixel(0, 0), 0xff3300ff);
	assert_int_equal(pixel(2, 0), 0);
}

static void multisample(u32 log2)
{
	const u32 count = log2 << 1, raster[4] = { 1u << 12 };
	/* Four samples: X 2, 14, 2, 14 and Y 2, 2, 14, 14 sixteenths. */
	const u32 pattern[8] = { [6] = 0xee2ee222 };

	surface(GEN9_FORMAT_B8G8R8A8_UNORM, log2);
	command(GEN9_OP_MULTISAMPLE, &count, 1);
	command(GEN9_OP_RASTER, raster, 4);
	command(GEN9_OP_SAMPLE_PATTERN, pattern, 8);
}

static u32 sample_of(u32 x, u32 y, u32 sample)
{
	u32 value;

	memcpy(&value, target_at(x, y) + sample * SIZE * SIZE * 4, sizeof(value));
	return value;
}

static void samples_are_covered_one_by_one(void **state)
{
	static const float v[3][2] = { { 10.5f, 10.5f }, { 8, 10.5f }, { 8, 8 } };
	struct render_primitive p;

	kernel = kernel_replicated;
	multisample(2);
	primitive_set(&p, RENDER_RECT, v);
	draw(&p);
	assert_true(sample_of(8, 8, 0) && sample_of(8, 8, 3));
	assert_true(sample_of(10, 10, 0));
	assert_false(sample_of(10, 10, 1) || sample_of(10, 10, 2) || sample_of(10, 10, 3));
	assert_true(sample_of(10, 8, 0) && sample_of(10, 8, 2));
	assert_false(sample_of(10, 8, 1) || sample_of(10, 8, 3));
	assert_int_equal(depth_count, 25);
	assert_int_equal(invocations, 9);
}

static void thread_of_samples_shades_each_of_them(void **state)
{
	static const float v[3][2] = { { 2, 2 }, { 0, 2 }, { 0, 0 } };
	struct render_primitive p;

	kernel = kernel_keep;
	multisample(2);
	shader(2, 0, 1u << 6);
	primitive_set(&p, RENDER_RECT, v);
	seen_count = 0;
	draw(&p);
	assert_int_equal(seen_count, 1);
	assert_int_equal(seen.grf[1].ud[0], 0x3210);
	assert_int_equal(seen.grf[1].ud[5], 0);
	assert_int_equal(invocations, 16);
}

/* Draw a rectangle to a layer. */
static void draw_layer(u32 layer)
{
	struct render_primitive p;

	kernel = kernel_replicated;
	rect_set(&p, 3, 2);
	p.array_index = layer;
	draw(&p);
}

static void a_linear_1d_array_has_layers_of_one_row(void **state)
{
	u32 *dw = (u32 *)(rig.bytes + SURFACE), value, i;

	memset(dw, 0, GEN9_SURFACE_STATE_DWORDS * sizeof(*dw));
	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_1D);
	set_field(dw, GEN9_SS_FORMAT, GEN9_FORMAT_B8G8R8A8_UNORM);
	set_field(dw, GEN9_SS_ARRAY, 1);
	set_field(dw, GEN9_SS_WIDTH, SIZE - 1);
	set_field(dw, GEN9_SS_DEPTH, 3);
	set_field(dw, GEN9_SS_VIEW_EXTENT, 3);
	set_field(dw, GEN9_SS_QPITCH, SIZE / 4);
	dw[8] = (u32)RIG_BASE + TARGET;
	draw_layer(2);
	assert_null(refused);
	for (i = 0; i < SIZE * 4; i++) {
		memcpy(&value, rig.bytes + TARGET + i * 4, sizeof(value));
		assert_int_equal(value != 0, i >= 2 * SIZE && i < 2 * SIZE + 3);
	}
}

static void slices_of_a_3d_target_are_layers(void **state)
{
	u32 *dw = (u32 *)(rig.bytes + SURFACE);

	dw[0] ^= (GEN9_SURFACE_2D ^ GEN9_SURFACE_3D) << 29;
	set_field(dw, GEN9_SS_DEPTH, 7);
	set_field(dw, GEN9_SS_MIN_ARRAY, 1);
	set_field(dw, GEN9_SS_VIEW_EXTENT, 2);
	draw_layer(1);
	assert_int_equal(sample_of(2, 1, 2), 0xffff0033);
	assert_int_equal(sample_of(2, 1, 1), 0);
	draw_layer(3);
	assert_int_equal(sample_of(2, 1, 4), 0);
}

static union eu_reg answer[8];

/* Reads the target, 8 or 16 pixels, and lane 1 not. */
static void read_target(struct eu_thread *thread, u32 simd8)
{
	const struct eu_message message = {
		.sfid = GEN9_SFID_RENDER_CACHE, .mask = simd8 ? 0xfd : 0xfffd,
		.desc = gen9_field_bits(GEN9_RT_TYPE, GEN9_RT_READ) |
			gen9_field_bits(GEN9_RT_READ_SIMD8, simd8), .dst = answer,
		.dst_regs = simd8 ? 4 : 8,
	};

	memset(answer, 0, sizeof(answer));
	send_result = thread->ops->send(thread->client, thread, &message);
}

static void kernel_read_8(struct eu_thread *thread, u32 width)
{
	read_target(thread, 1);
}

static void kernel_read_16(struct eu_thread *thread, u32 width)
{
	read_target(thread, 0);
}

static void a_read_of_a_target_gets_its_pixels(void **state)
{
	struct render_primitive p;
	u32 x, y;

	for (y = 0; y < 4; y++)
		for (x = 0; x < 4; x++)
			memcpy(target_at(x, y), &(u32){ 0xff000000 | (16 * y + x) }, 4);
	rect_set(&p, 4, 4);
	kernel = kernel_read_16;
	draw(&p);
	/* Blue is the first byte; two registers for each channel. */
	assert_true(answer[4].f[0] == 0 && answer[4].f[1] == 0);
	assert_true(answer[4].f[3] == 17 / 255.0f && answer[4].f[4] == 2 / 255.0f);
	assert_true(answer[5].f[7] == 51 / 255.0f);
	assert_true(answer[6].f[0] == 1 && answer[6].f[1] == 0);
	kernel = kernel_read_8;
	draw(&p);
	assert_true(answer[2].f[3] == 17 / 255.0f && answer[3].f[7] == 1);
}

static u32 foreign;

/* Count subspans beyond the thread that have a place. */
static void kernel_count_foreign(struct eu_thread *thread, u32 width)
{
	u32 i;

	for (i = render.pixels->span_count; i < PIXEL_THREAD_SUBSPANS; i++)
		foreign += render.pixels->spans[i].x || render.pixels->spans[i].y;
}

static void a_thread_has_no_subspans_of_a_wider_one_before_it(void **state)
{
	struct render_primitive p;

	shader(4, 0, 0);	/* 32 pixels */
	rect_set(&p, 8, 8);
	kernel = kernel_read_8;
	draw(&p);
	shader(1, 0, 0);	/* 8 pixels */
	kernel = kernel_count_foreign;
	foreign = 0;
	draw(&p);
	assert_int_equal(foreign, 0);
}

/* A depth test hides sample 2 of pixel 1. */
static void input_coverage_has_hidden_samples_unless_state_says_otherwise(void **state)
{
	static const float v[3][2] = { { 2, 2 }, { 0, 2 }, { 0, 0 } };
	static const u32 rows[][2] = {
		{ GEN9_COVERAGE_NORMAL, 0xf }, { GEN9_COVERAGE_DEPTH, 0xb },
	};
	struct render_primitive p;
	float near = 0.9f;
	u32 i, x, y;

	kernel = kernel_keep;
	multisample(2);
	primitive_set(&p, RENDER_RECT, v);
	for (i = 0; i < 3; i++)
		p.v[i].z = 0.5f;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		depth_on(GEN9_COMPARE_GREATER);
		memset(rig.bytes + DEPTH, 0, SIZE * SIZE * 4);
		x = 1;
		y = 0;
		sample_surface_interleave(4, 2, &x, &y);
		memcpy(target_at(x, y) - TARGET + DEPTH, &near, sizeof(near));
		shader(2, 0, rows[i][0]);
		draw(&p);
		assert_int_equal(seen.grf[2].ud[0], 0xf);
		assert_int_equal(seen.grf[2].ud[1], rows[i][1]);
	}
}

/* Writes the second subspans: colours of source 0 are 1, those of source 1 are 0.2. */
static void kernel_dual(struct eu_thread *thread, u32 width)
{
	union eu_reg regs[8];
	u32 i, lane;

	for (i = 0; i < ARRAY_SIZE(regs); i++)
		for (lane = 0; lane < 8; lane++)
			regs[i].f[lane] = i < 4 ? 1 : 0.2f;
	write_target(thread, GEN9_RT_SIMD8_DUAL_HIGH, 0xff, regs, ARRAY_SIZE(regs));
}

static void dual_source_writes_blend_with_the_second_source(void **state)
{
	u32 blend[3] = { 0, 1u << 31 | GEN9_FACTOR_SRC1_COLOR << 26 | GEN9_FACTOR_ZERO << 21 };
	static const float v[3][2] = { { 8, 2 }, { 0, 2 }, { 0, 0 } };
	struct render_primitive p;

	kernel = kernel_dual;
	memcpy(rig.bytes + BLEND, blend, sizeof(blend));
	primitive_set(&p, RENDER_RECT, v);
	draw(&p);
	assert_int_equal(pixel(3, 1), 0);
	assert_int_equal(pixel(4, 0), 0x33333333);
	assert_int_equal(pixel(7, 1), 0x33333333);
}

/* The header names blend state 1, and pixels 0 to 3 alone. */
static void kernel_header(struct eu_thread *thread, u32 width)
{
	union eu_reg regs[10];
	u32 i, lane;

	memset(regs, 0, sizeof(regs));
	regs[0].ud[2] = 1;
	regs[1].ud[GEN9_RT_HEADER_MASK] = 0xf;
	for (i = 2; i < ARRAY_SIZE(regs); i++)
		for (lane = 0; lane < 8; lane++)
			regs[i].f[lane] = 1;
	const struct eu_message message = {
		.sfid = GEN9_SFID_RENDER_CACHE, .mask = 0xffff, .src = regs,
		.src_regs = ARRAY_SIZE(regs),
		.desc = gen9_field_bits(GEN9_RT_TYPE, GEN9_RT_WRITE) |
			gen9_field_bits(GEN9_MSG_HEADER, 1),
	};

	send_result = thread->ops->send(thread->client, thread, &message);
}

static void header_selects_blend_state_and_pixels(void **state)
{
	/* Entry 1 does not write red. */
	u32 blend[5] = { [3] = 1u << 2 };
	static const float v[3][2] = { { 8, 2 }, { 0, 2 }, { 0, 0 } };
	struct render_primitive p;

	kernel = kernel_header;
	memcpy(rig.bytes + BLEND, blend, sizeof(blend));
	primitive_set(&p, RENDER_RECT, v);
	draw(&p);
	assert_int_equal(pixel(1, 1), 0xff00ffff);
	assert_int_equal(pixel(2, 0), 0);
}

/* Sample 1 of even pixels, sample 3 of odd ones. */
static void kernel_omask(struct eu_thread *thread, u32 width)
{
	union eu_reg regs[9];
	u32 i, lane;

	for (i = 0; i < ARRAY_SIZE(regs); i++)
		for (lane = 0; lane < 8; lane++)
			regs[i].f[lane] = 1;
	for (lane = 0; lane < 16; lane++)
		regs[0].uw[lane] = lane & 1 ? 8 : 2;
	write_target(thread, GEN9_RT_SIMD16, thread->dispatch_mask, regs, ARRAY_SIZE(regs));
}

static void sample_mask_of_the_shader_selects_samples(void **state)
{
	static const float v[3][2] = { { 8, 2 }, { 0, 2 }, { 0, 0 } };
	struct render_primitive p;

	kernel = kernel_omask;
	multisample(2);
	shader(2, 0, 1u << 29);
	primitive_set(&p, RENDER_RECT, v);
	draw(&p);
	assert_true(sample_of(4, 1, 1) && sample_of(5, 1, 3));
	assert_false(sample_of(4, 1, 0) || sample_of(4, 1, 3) || sample_of(5, 1, 1));
	assert_int_equal(depth_count, 16);
}

static u32 samples_of(u32 x, u32 y)
{
	u32 s, mask = 0;

	for (s = 0; s < 4; s++)
		mask |= (u32)!!sample_of(x, y, s) << s;
	return mask;
}

static float covering_alpha;

static void kernel_alpha(struct eu_thread *thread, u32 width)
{
	union eu_reg color = { .f = { 1, 1, 1, covering_alpha } };

	write_target(thread, GEN9_RT_SIMD16_REPLICATED, thread->dispatch_mask, &color, 1);
}

/* Bits 31 and 28 of BLEND_STATE. The number of samples is that of alpha: exactly, or on average. */
static void alpha_covers_samples_and_may_be_dithered(void **state)
{
	static const struct {
		u32 blend;
		float alpha;
		u8 samples[4];
	} rows[] = {
		{ 1u << 31, 0, { 0, 0, 0, 0 } }, { 1u << 31, 0.5f, { 3, 3, 3, 3 } },
		{ 1u << 31, 1, { 15, 15, 15, 15 } },
		{ 9u << 28, 0, { 0, 0, 0, 0 } }, { 9u << 28, 0.5f, { 3, 12, 12, 3 } },
		{ 9u << 28, 0.625f, { 7, 12, 12, 7 } }, { 9u << 28, 1, { 15, 15, 15, 15 } },
	};
	static const float v[3][2] = { { 2, 2 }, { 0, 2 }, { 0, 0 } };
	struct render_primitive p;
	u32 i, k;

	kernel = kernel_alpha;
	multisample(2);
	primitive_set(&p, RENDER_RECT, v);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		covering_alpha = rows[i].alpha;
		memset(rig.bytes + TARGET, 0, DEPTH - TARGET);
		memcpy(rig.bytes + BLEND, &rows[i].blend, sizeof(rows[i].blend));
		draw(&p);
		for (k = 0; k < 4; k++)
			assert_int_equal(samples_of(k & 1, k >> 1), rows[i].samples[k]);
	}
}

/* Interpolates at an offset of X 4, Y -8 sixteenths. */
static void kernel_interpolate(struct eu_thread *thread, u32 width)
{
	union eu_reg dst[4], color = { .f = { 1, 1, 1, 1 } };
	const struct eu_message message = {
		.sfid = GEN9_SFID_PIXEL_INTERPOLATOR, .mask = 0xffff, .desc = 0x84 | 1u << 16,
		.src = &color, .src_regs = 1, .dst = dst, .dst_regs = ARRAY_SIZE(dst),
	};

	send_result = thread->ops->send(thread->client, thread, &message);
	assert_true(dst[0].f[0] == 0.75f / 8 && dst[1].f[0] == 0);
	assert_true(dst[2].f[3] == 5.75f / 8 && dst[3].f[3] == 0.125f);
	if (!send_result)
		write_target(thread, GEN9_RT_SIMD16_REPLICATED, 0xffff, &color, 1);
}

/* Interpolates each channel at offsets of its own: X is the channel, Y 8 less. */
static void kernel_interpolate_slots(struct eu_thread *thread, u32 width)
{
	union eu_reg src[4], dst[4], color = { .f = { 1, 1, 1, 1 } };
	struct eu_message message = {
		.sfid = GEN9_SFID_PIXEL_INTERPOLATOR, .mask = 0xffff,
		.desc = gen9_field_bits(GEN9_PI_TYPE, GEN9_PI_PER_SLOT_OFFSET) |
			gen9_field_bits(GEN9_PI_SIMD16, 1), .src = src, .src_regs = 4,
		.dst = dst, .dst_regs = ARRAY_SIZE(dst),
	};
	u32 lane, split;

	for (lane = 0; lane < 16; lane++) {
		src[lane / 8].d[lane % 8] = (s32)lane;
		src[2 + lane / 8].d[lane % 8] = (s32)lane - 8;
	}
	for (split = 0; split < 2; split++) {
		send_result = thread->ops->send(thread->client, thread, &message);
		assert_int_equal(send_result, 0);
		/* Lane 2 is the pixel at column 0, row 1; lane 13 that at column 7, row 0. */
		assert_float_equal(dst[0].f[2], (0.5f + 2.0f / 16) / 8, 1e-6f);
		assert_float_equal(dst[1].f[2], (1.5f - 6.0f / 16) / 8, 1e-6f);
		assert_float_equal(dst[2].f[5], (7.5f + 13.0f / 16) / 8, 1e-6f);
		assert_float_equal(dst[3].f[5], (0.5f + 5.0f / 16) / 8, 1e-6f);
		message.src_regs = 2;
		message.ex_src_regs = 2;
		message.ex_src = &src[2];
	}
	write_target(thread, GEN9_RT_SIMD16_REPLICATED, 0xffff, &color, 1);
}

static void pixel_interpolator_moves_the_place(void **state)
{
	static const float v[3][2] = { { 0, 0 }, { 8, 0 }, { 0, 8 } };
	struct render_primitive p;

	kernel = kernel_interpolate;
	shader(2, 0, 0);
	primitive_set(&p, RENDER_TRIANGLE, v);
	p.extents.y1 = 1;
	draw(&p);
	assert_int_equal(pixel(0, 0), 0xffffffff);
	kernel = kernel_interpolate_slots;
	draw(&p);
	assert_null(refused);
}

static void pixels_that_would_cross_pages_are_refused(void **state)
{
	struct render_primitive p;
	u32 dw;

	kernel = kernel_replicated;
	primitive_set(&p, RENDER_RECT, rectangle);
	/* A tile that does not begin at a page. */
	memcpy(&dw, rig.bytes + SURFACE + 32, sizeof(dw));
	dw += 64;
	memcpy(rig.bytes + SURFACE + 32, &dw, sizeof(dw));
	assert_int_equal(render_pixels_begin(&render), 0);
	assert_int_equal(render_pixels_primitive(&render, &p), -EINVAL);
	assert_non_null(refused);
}

/* Compare the memory of each subspan of target 0 with that of its pixels, one by one. */
static void memory_agrees(void)
{
	const struct pixel_target *target;
	u8 *at[4], *each[4];
	u32 x, y;

	assert_int_equal(pixel_target(pixels, 0, &target), 0);
	for (y = 0; y < SIZE; y += 2) {
		for (x = 0; x < SIZE; x += 2) {
			pixel_target_memory(pixels, target, x, y, 0, true, at);
			pixel_memory_each(render.windows, &target->plane[0], x, y, true, each);
			assert_memory_equal(at, each, sizeof(each));
		}
	}
}

static void subspans_of_blocks_have_the_memory_of_their_pixels(void **state)
{
	static const u32 formats[] = {
		GEN9_FORMAT_R8_UNORM, GEN9_FORMAT_R16_UNORM, GEN9_FORMAT_B8G8R8A8_UNORM,
		GEN9_FORMAT_R16G16B16A16_FLOAT, GEN9_FORMAT_R32G32B32A32_FLOAT,
	};
	static const u32 tilings[] = { GEN9_TILE_Y, GEN9_TILE_X, GEN9_TILE_LINEAR };
	struct render_primitive p = { .array_index = 0 };
	u32 f, t, offset, together = 0, *dw = (u32 *)(rig.bytes + SURFACE);

	for (f = 0; f < ARRAY_SIZE(formats) * ARRAY_SIZE(tilings) * 2; f++) {
		t = f / 2 % ARRAY_SIZE(tilings);
		offset = f % 2;
		surface(formats[f / 2 / ARRAY_SIZE(tilings)], 0);
		dw[0] &= ~(3u << 12);
		set_field(dw, GEN9_SS_TILE_MODE, tilings[t]);
		dw[GEN9_SS_PITCH >> 16] &= ~0x3ffffu;
		set_field(dw, GEN9_SS_PITCH, SIZE * 16 - 1);
		/* Levels that begin in the middle of a block. */
		set_field(dw, GEN9_SS_Y_OFFSET, offset && t < 2);
		assert_int_equal(render_pixels_begin(&render), 0);
		pixels->primitive = &p;
		memory_agrees();
		together += pixels->target[0].together;
	}
	/* Two tilings of four formats, without an offset. */
	assert_int_equal(together, 8);
}

static void kernel_malformed(struct eu_thread *thread, u32 width)
{
	union eu_reg regs[7] = { { { 0 } } };

	write_target(thread, GEN9_RT_SIMD16, thread->dispatch_mask, regs, ARRAY_SIZE(regs));
}

static void kernel_empty(struct eu_thread *thread, u32 width)
{
	write_target(thread, GEN9_RT_SIMD16, thread->dispatch_mask, NULL, 0);
}

static void short_render_target_writes_are_refused(void **state)
{
	static void (*const kernels[])(struct eu_thread *thread, u32 width) = {
		kernel_malformed, kernel_empty,
	};
	struct render_primitive p;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(kernels); i++) {
		refused = NULL;
		kernel = kernels[i];
		primitive_set(&p, RENDER_RECT, rectangle);
		assert_int_equal(render_pixels_begin(&render), 0);
		assert_int_equal(render_pixels_primitive(&render, &p), -EINVAL);
		assert_string_equal(refused, "form of a render target write");
		assert_int_equal(render_pixels_end(&render, -EINVAL), -EINVAL);
	}
}

static void null_target_and_missing_layer_are_not_written(void **state)
{
	static u8 before[sizeof(rig.bytes)];
	u32 dw = (u32)GEN9_SURFACE_NULL << 29;
	struct render_primitive p;

	kernel = kernel_replicated;
	primitive_set(&p, RENDER_RECT, rectangle);
	memcpy(before, rig.bytes, sizeof(before));
	p.array_index = 1;
	draw(&p);
	assert_memory_equal(before, rig.bytes, sizeof(before));
	memcpy(rig.bytes + SURFACE, &dw, sizeof(dw));
	memcpy(before, rig.bytes, sizeof(before));
	p.array_index = 0;
	draw(&p);
	assert_memory_equal(before, rig.bytes, sizeof(before));
	assert_null(refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(channel_selects_swap_channels_of_a_target),
		TEST(a_read_of_a_target_gets_its_pixels),
		TEST(a_thread_has_no_subspans_of_a_wider_one_before_it),
		TEST(a_linear_1d_array_has_layers_of_one_row),
		TEST(slices_of_a_3d_target_are_layers),
		TEST(samples_are_covered_one_by_one),
		TEST(thread_of_samples_shades_each_of_them),
		TEST(input_coverage_has_hidden_samples_unless_state_says_otherwise),
		TEST(alpha_covers_samples_and_may_be_dithered),
		TEST(dual_source_writes_blend_with_the_second_source),
		TEST(header_selects_blend_state_and_pixels),
		TEST(sample_mask_of_the_shader_selects_samples),
		TEST(pixel_interpolator_moves_the_place),
		TEST(pixels_that_would_cross_pages_are_refused),
		TEST(subspans_of_blocks_have_the_memory_of_their_pixels),
		TEST(short_render_target_writes_are_refused),
		TEST(null_target_and_missing_layer_are_not_written),
		TEST(a_draw_writes_a_1d_target_whose_state_has_no_pitch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
