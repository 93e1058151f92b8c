// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the back half of a draw: from commands and primitives to memory. The test has the place of
 * the execution units: a kernel is a function here.
 */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/format_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_pixel.h"
#include "gen9/surface_defs.h"
#include "pixel_rig.h"
#include "render/kernels.h"
#include "render/pixel_clear.h"
#include "render/pixel_thread.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/state.h"

#define SIZE		64
#define TABLE		0x100u	/* offsets of state from RIG_BASE */
#define SURFACE		0x200u
#define BLEND		0x400u
#define CC		0x480u
#define VIEWPORT	0x4c0u
#define SCISSOR		0x540u
#define TARGET		(16u * PAGE_SIZE)
#define DEPTH		(128u * PAGE_SIZE)

static struct rig rig;
static struct render render;
static struct render_pixels *pixels;
static void (*kernel)(struct eu_thread *thread, u32 width);
static u32 pointer_count;	/* kernels that were asked for */
static u32 widths[4];		/* threads by pointer / 64 */
static u32 pixels_of[4];	/* pixels of these threads */
static const char *refused;
static int polls;
static int send_result;

/* The execution units: programs are the numbers of their pointers. */
int render_kernel(struct render *r, u64 pointer, const struct eu_program **program)
{
	pointer_count++;
	*program = (const struct eu_program *)(uintptr_t)pointer;
	return 0;
}

void eu_thread_init(struct eu_thread *thread)
{
}

enum eu_status eu_thread_run(const struct eu_program *program, struct eu_thread *thread)
{
	u32 number = (u32)((uintptr_t)program / 64) % ARRAY_SIZE(widths);

	widths[number]++;
	pixels_of[number] = pixels->span_count * GEN9_SUBSPAN_PIXELS;
	send_result = 0;
	kernel(thread, number);
	return send_result ? EU_INVALID : EU_END;
}

static int host_poll(void *host)
{
	polls++;
	return 0;
}

static u32 host_read(void *host, u32 offset)
{
	return 0;
}

static u32 depth_count, invocations;

static void host_write(void *host, u32 offset, u32 value)
{
	if (offset == GEN9_PS_DEPTH_COUNT)
		depth_count = value;
	if (offset == GEN9_PS_INVOCATION_COUNT)
		invocations = value;
}

static void host_unsupported(void *host, const char *what)
{
	refused = what;
}

static const struct render_host_ops host_ops = {
	.poll = host_poll,
	.reg_read = host_read,
	.reg_write = host_write,
	.unsupported = host_unsupported,
};

static void command(u32 opcode, const u32 *body, u32 n)
{
	u32 dw[40] = { opcode << GEN9_OP_SHIFT | (n - 1) };

	memcpy(dw + 1, body, n * sizeof(u32));
	assert_int_equal(render_state_command(&render, dw, n + 1), 0);
}

static void put(u32 *dw, u32 field, u32 value)
{
	dw[field >> 16] |= value << (field & 0xff);
}

/* Fields are of the command: its body begins at dword 1. */
static void put_body(u32 *body, u32 field, u32 value)
{
	put(body, field - GEN9_FIELD(1, 0, 0), value);
}

static void pointer(u32 opcode, u32 offset)
{
	command(opcode, &offset, 1);
}

static void surface(u32 format, u32 samples_log2)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS] = { 0 }, table = SURFACE;
	u64 va = RIG_BASE + TARGET;

	put(dw, GEN9_SS_TYPE, GEN9_SURFACE_2D);
	put(dw, GEN9_SS_FORMAT, format);
	put(dw, GEN9_SS_TILE_MODE, GEN9_TILE_Y);
	put(dw, GEN9_SS_HALIGN, 1);
	put(dw, GEN9_SS_VALIGN, 1);
	put(dw, GEN9_SS_WIDTH, SIZE - 1);
	put(dw, GEN9_SS_HEIGHT, SIZE - 1);
	put(dw, GEN9_SS_PITCH, SIZE * 4 - 1);
	put(dw, GEN9_SS_QPITCH, SIZE / 4);
	put(dw, GEN9_SS_SAMPLES, samples_log2);
	dw[8] = (u32)va;
	memcpy(rig.bytes + SURFACE, dw, sizeof(dw));
	memcpy(rig.bytes + TABLE, &table, sizeof(table));
}

static void bases(void)
{
	u32 body[18] = { 0 };

	body[GEN9_SBA_SURFACE - 1] = (u32)RIG_BASE | GEN9_SBA_MODIFY;
	body[GEN9_SBA_DYNAMIC - 1] = (u32)RIG_BASE | GEN9_SBA_MODIFY;
	command(GEN9_OP_STATE_BASE_ADDRESS, body, ARRAY_SIZE(body));
}

static void shader(u32 widths_offered, u32 barycentrics, u32 extra)
{
	u32 ps[11] = { 0 }, psx[1] = { 1u << 31 | extra }, wm[1] = { 0 };

	put_body(wm, GEN9_WM_BARYCENTRICS, barycentrics);
	put_body(wm, GEN9_WM_STATISTICS, 1);
	ps[0] = 1 * 64;
	ps[7] = 2 * 64;
	ps[9] = 3 * 64;
	ps[5] = widths_offered;
	put_body(ps, GEN9_PS_GRF_START_0, 20);
	put_body(ps, GEN9_PS_GRF_START_1, 30);
	put_body(ps, GEN9_PS_GRF_START_2, 40);
	command(GEN9_OP_PS, ps, ARRAY_SIZE(ps));
	command(GEN9_OP_PS_EXTRA, psx, 1);
	command(GEN9_OP_WM, wm, 1);
}

/* A draw of 16 pixels a thread to a target of BGRA8, without depth. */
static void defaults(void)
{
	const u32 blend[1 + 2 * GEN9_BLEND_ENTRIES] = { 0 };
	const u32 rectangle[3] = { 0, (SIZE - 1) << 16 | (SIZE - 1), 0 };
	const u32 no_depth[7] = { GEN9_DEPTH_TYPE_NULL << 29 }, zeros[33] = { 0 };
	const u32 mask = 0xffff, writes = 1u << 30;
	const float range[2] = { 0, 1 };

	bases();
	surface(GEN9_FORMAT_B8G8R8A8_UNORM, 0);
	memcpy(rig.bytes + BLEND, blend, sizeof(blend));
	memcpy(rig.bytes + VIEWPORT, range, sizeof(range));
	pointer(GEN9_OP_BINDING_TABLE_PS, TABLE);
	pointer(GEN9_OP_BLEND_STATE_POINTERS, BLEND);
	pointer(GEN9_OP_CC_STATE_POINTERS, CC);
	pointer(GEN9_OP_VIEWPORT_POINTERS_CC, VIEWPORT);
	pointer(GEN9_OP_SCISSOR_STATE_POINTERS, SCISSOR);
	command(GEN9_OP_DRAWING_RECTANGLE, rectangle, 3);
	command(GEN9_OP_DEPTH_BUFFER, no_depth, 7);
	command(GEN9_OP_STENCIL_BUFFER, zeros, 4);
	command(GEN9_OP_WM_DEPTH_STENCIL, zeros, 3);
	command(GEN9_OP_SAMPLE_MASK, &mask, 1);
	command(GEN9_OP_PS_BLEND, &writes, 1);
	command(GEN9_OP_MULTISAMPLE, zeros, 1);
	command(GEN9_OP_RASTER, zeros, 4);
	command(GEN9_OP_SBE, zeros, 5);
	shader(2, 0, 0);
}

/* Sends a render target write. */
static void write_target(struct eu_thread *thread, u32 form, u32 mask, const union eu_reg *regs,
			 u32 count)
{
	const struct eu_message message = {
		.sfid = GEN9_SFID_RENDER_CACHE, .eot = true, .mask = mask,
		.desc = GEN9_RT_WRITE << 14 | 1u << 12 | form << 8, .src = regs,
		.src_regs = count,
	};

	send_result = thread->ops->send(thread->client, thread, &message);
}

static void kernel_replicated(struct eu_thread *thread, u32 width)
{
	union eu_reg color = { .f = { 1, 0, 0.2f, 1 } };

	write_target(thread, GEN9_RT_SIMD16_REPLICATED, thread->dispatch_mask, &color, 1);
}

static u8 *target_at(u32 x, u32 y)
{
	u32 byte = x * 4;

	return rig.bytes + TARGET + y / 32 * (SIZE * 4) * 32 + byte / 128 * 4096 +
	       byte % 128 / 16 * 512 + y % 32 * 16 + byte % 16;
}

static u32 pixel(u32 x, u32 y)
{
	u32 value;

	memcpy(&value, target_at(x, y), sizeof(value));
	return value;
}

static u32 vue[3][16];

static void primitive_set(struct render_primitive *p, u32 kind, const float v[3][2])
{
	u32 i;

	memset(p, 0, sizeof(*p));
	p->kind = (u8)kind;
	p->extents = (struct render_extents){ 0, 0, 16383, 16383 };
	p->vue_dwords = 16;
	p->flat = vue[0];
	p->size = 1;
	for (i = 0; i < 3; i++) {
		p->v[i].x = v[i][0];
		p->v[i].y = v[i][1];
		p->v[i].inv_w = 1;
		p->v[i].vue = vue[i];
	}
}

static void draw(const struct render_primitive *p)
{
	int ret;

	memset(widths, 0, sizeof(widths));
	refused = NULL;
	polls = 0;
	pointer_count = 0;
	assert_int_equal(render_pixels_begin(&render), 0);
	ret = render_pixels_primitive(&render, p);
	assert_int_equal(render_pixels_end(&render, ret), 0);
}

static const float rectangle[3][2] = { { 30, 20 }, { 10, 20 }, { 10, 4 } };

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
	assert_true(polls > 0);
	assert_int_equal(invocations, 320);
	assert_int_equal(depth_count, 320);
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

			if (b0 < -1e-9 || b1 < -1e-9 || b2 < -1e-9)
				assert_int_equal(pixel(x, y), 0);
			if (b0 < 1e-9 || b1 < 1e-9 || b2 < 1e-9)
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

static struct eu_thread seen;
static u32 seen_count;

static void kernel_keep(struct eu_thread *thread, u32 width)
{
	seen = *thread;
	seen_count++;
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
	assert_int_equal(seen.grf[0].ud[0], 1u << 15 | 3u << 16 | 2u << 27);
	assert_int_equal(seen.grf[0].ud[GEN9_PSP_PRIMITIVE_ID], 77);
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

static void depth_on(u32 function)
{
	u32 depth[7] = { 0 }, ds[3] = { 0 };

	put_body(depth, GEN9_DEPTH_TYPE, 1);
	put_body(depth, GEN9_DEPTH_FORMAT, GEN9_D32_FLOAT);
	put_body(depth, GEN9_DEPTH_WRITE, 1);
	put_body(depth, GEN9_DEPTH_PITCH, SIZE * 4 - 1);
	put_body(depth, GEN9_DEPTH_WIDTH, SIZE - 1);
	put_body(depth, GEN9_DEPTH_HEIGHT, SIZE - 1);
	put_body(depth, GEN9_DEPTH_QPITCH, SIZE / 4);
	depth[1] = (u32)RIG_BASE + DEPTH;
	put_body(ds, GEN9_DS_DEPTH_TEST, 1);
	put_body(ds, GEN9_DS_DEPTH_WRITE, 1);
	put_body(ds, GEN9_DS_DEPTH_FUNCTION, function);
	command(GEN9_OP_DEPTH_BUFFER, depth, 7);
	command(GEN9_OP_WM_DEPTH_STENCIL, ds, 3);
}

static float depth_of(u32 x, u32 y)
{
	float z;

	memcpy(&z, target_at(x, y) - TARGET + DEPTH, sizeof(z));
	return z;
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

static void fast_clear_undoes_the_scale_of_its_rectangle(void **state)
{
	static const float v[3][2] = { { 1, 1 }, { 0, 1 }, { 0, 0 } };
	const float value[4] = { 0.2f, 0, 1, 1 };
	struct render_primitive p;
	u32 ps[11] = { 0 }, x, y;

	put_body(ps, GEN9_PS_FAST_CLEAR, 1);
	put_body(ps, GEN9_PS_DISPATCH_16, 1);
	command(GEN9_OP_PS, ps, ARRAY_SIZE(ps));
	memcpy(rig.bytes + SURFACE + GEN9_SS_CLEAR_COLOR * 4, value, sizeof(value));
	primitive_set(&p, RENDER_RECT, v);
	draw(&p);
	/* A rectangle of one pixel: 64 pixels across, 32 down. */
	for (y = 0; y < SIZE; y++)
		for (x = 0; x < SIZE; x++)
			assert_int_equal(pixel(x, y), y < 32 ? 0xff3300ff : 0);
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

static void resolve_has_no_effect(void **state)
{
	struct render_primitive p;
	u32 ps[11] = { 0 };

	put_body(ps, GEN9_PS_RESOLVE, 3);
	put_body(ps, GEN9_PS_DISPATCH_16, 1);
	command(GEN9_OP_PS, ps, ARRAY_SIZE(ps));
	kernel = kernel_replicated;
	primitive_set(&p, RENDER_RECT, rectangle);
	draw(&p);
	assert_int_equal(pixel(12, 6), 0);
}

static void depth_clear_command_clears_its_rectangle(void **state)
{
	u32 hz[5] = { 0 }, value[2] = { 0, 1 };
	float z = 0.5f;

	depth_on(GEN9_COMPARE_ALWAYS);
	memset(rig.bytes + DEPTH, 0, SIZE * SIZE * 4);
	memcpy(value, &z, sizeof(z));
	command(GEN9_OP_CLEAR_PARAMS, value, 2);
	put(hz, GEN9_HZ_CLEAR_DEPTH, 1);
	put(hz, GEN9_HZ_X_MIN, 8);
	put(hz, GEN9_HZ_Y_MIN, 4);
	put(hz, GEN9_HZ_X_MAX, 500);
	put(hz, GEN9_HZ_Y_MAX, 7);
	put(hz, GEN9_HZ_SAMPLE_MASK, 0xffff);
	assert_int_equal(render_pixels_command(&render, hz), 0);
	assert_true(depth_of(8, 4) == 0.5f && depth_of(63, 6) == 0.5f);
	assert_true(depth_of(7, 4) == 0 && depth_of(8, 7) == 0 && depth_of(8, 3) == 0);
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
		.src_regs = ARRAY_SIZE(regs), .desc = GEN9_RT_WRITE << 14 | 1u << 19,
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

static void kernel_malformed(struct eu_thread *thread, u32 width)
{
	union eu_reg regs[7] = { { { 0 } } };

	write_target(thread, GEN9_RT_SIMD16, thread->dispatch_mask, regs, ARRAY_SIZE(regs));
}

static void short_render_target_write_is_refused(void **state)
{
	struct render_primitive p;

	kernel = kernel_malformed;
	primitive_set(&p, RENDER_RECT, rectangle);
	assert_int_equal(render_pixels_begin(&render), 0);
	assert_int_equal(render_pixels_primitive(&render, &p), -EINVAL);
	assert_string_equal(refused, "form of a render target write");
	assert_int_equal(render_pixels_end(&render, -EINVAL), -EINVAL);
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

static int setup(void **state)
{
	static const struct sample_memory memory = { .ops = &rig_ops, .host = &rig };

	memset(&rig, 0, sizeof(rig));
	memset(vue, 0, sizeof(vue));
	render.ops = &host_ops;
	render.memory = &memory;
	render.windows = sample_windows_create(&memory);
	render.unit = sample_unit_create(render.windows, host_unsupported, NULL);
	render.state = render_state_create();
	render.pixels = render_pixels_create();
	pixels = render.pixels;
	if (!render.windows || !render.unit || !render.state || !pixels)
		return -1;
	defaults();
	return 0;
}

static int teardown(void **state)
{
	render_pixels_destroy(render.pixels);
	port_free(render.state);
	sample_unit_destroy(render.unit);
	sample_windows_destroy(render.windows);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rectangle_of_one_colour_covers_its_pixels_alone),
		TEST(scissor_and_drawing_rectangle_and_extents_clip),
		TEST(triangle_interpolates_attributes_with_perspective),
		TEST(constant_attribute_is_that_of_the_provoking_vertex),
		TEST(widths_take_their_kernels_by_what_is_offered),
		TEST(rest_of_a_primitive_takes_the_narrowest_kernel),
		TEST(payload_of_16_pixels_has_its_parts_in_order),
		TEST(payload_of_32_pixels_has_two_halves),
		TEST(early_depth_test_keeps_hidden_pixels_from_the_shader),
		TEST(killed_pixels_write_neither_colour_nor_depth),
		TEST(computed_depth_is_tested_and_written),
		TEST(fast_clear_undoes_the_scale_of_its_rectangle),
		TEST(fast_clear_scale_depends_on_bytes_and_samples),
		TEST(resolve_has_no_effect),
		TEST(depth_clear_command_clears_its_rectangle),
		TEST(samples_are_covered_one_by_one),
		TEST(thread_of_samples_shades_each_of_them),
		TEST(dual_source_writes_blend_with_the_second_source),
		TEST(header_selects_blend_state_and_pixels),
		TEST(sample_mask_of_the_shader_selects_samples),
		TEST(pixel_interpolator_moves_the_place),
		TEST(pixels_that_would_cross_pages_are_refused),
		TEST(short_render_target_write_is_refused),
		TEST(null_target_and_missing_layer_are_not_written),
		TEST(point_is_a_square_with_sprite_coordinates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
