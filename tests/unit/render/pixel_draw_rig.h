/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A render engine for tests of the back half of a draw. The test has the place of the execution
 * units: a kernel is a function.
 */
#ifndef PIXEL_DRAW_RIG_H
#define PIXEL_DRAW_RIG_H

#include "pgpu/pipeline_state.h"
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/format_defs.h"
#include "gen9/message_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_pixel.h"
#include "gen9/surface_defs.h"
#include "pixel_memory_rig.h"
#include "render/kernels.h"
#include "render/pixel_clear.h"
#include "render/pixel_thread.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/state.h"
#include "tests/lib/fields.h"

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
static u32 thread_work;		/* work of each thread */
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
	pixels_of[number] = pixels->span_count * GEN9_SUBSPAN;
	send_result = 0;
	thread->exec.polled = thread_work;
	kernel(thread, number);
	return send_result ? EU_INVALID : EU_END;
}

static inline int host_poll(void *host)
{
	polls++;
	return 0;
}

static inline u32 host_read(void *host, u32 offset)
{
	return 0;
}

static u32 depth_count, invocations;

static inline void host_write(void *host, u32 offset, u32 value)
{
	if (offset == GEN9_PS_DEPTH_COUNT)
		depth_count = value;
	if (offset == GEN9_PS_INVOCATION_COUNT)
		invocations = value;
}

static inline void host_unsupported(void *host, const char *what)
{
	refused = what;
}

static const struct render_host_ops host_ops = {
	.poll = host_poll,
	.place = host_poll,
	.reg_read = host_read,
	.reg_write = host_write,
	.unsupported = host_unsupported,
};

static inline void command(u32 opcode, const u32 *body, u32 n)
{
	u32 dw[40] = { opcode << GEN9_OP_SHIFT | (n - 1) };

	memcpy(dw + 1, body, n * sizeof(u32));
	assert_int_equal(pgpu_pipeline_keep(render.state, dw, n + 1), 0);
}

/* Fields are of the command: its body begins at dword 1. */
static inline void put_body(u32 *body, u32 field, u32 value)
{
	set_field(body, field - GEN9_FIELD(1, 0, 0), value);
}

static inline void pointer(u32 opcode, u32 offset)
{
	command(opcode, &offset, 1);
}

static inline void surface(u32 format, u32 samples_log2)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS] = { 0 }, table = SURFACE;
	u64 va = RIG_BASE + TARGET;

	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_2D);
	set_field(dw, GEN9_SS_FORMAT, format);
	set_field(dw, GEN9_SS_TILE_MODE, GEN9_TILE_Y);
	set_field(dw, GEN9_SS_HALIGN, 1);
	set_field(dw, GEN9_SS_VALIGN, 1);
	set_field(dw, GEN9_SS_WIDTH, SIZE - 1);
	set_field(dw, GEN9_SS_HEIGHT, SIZE - 1);
	set_field(dw, GEN9_SS_PITCH, SIZE * 4 - 1);
	set_field(dw, GEN9_SS_QPITCH, SIZE / 4);
	set_field(dw, GEN9_SS_SAMPLES, samples_log2);
	dw[8] = (u32)va;
	memcpy(rig.bytes + SURFACE, dw, sizeof(dw));
	memcpy(rig.bytes + TABLE, &table, sizeof(table));
}

static inline void bases(void)
{
	u32 body[18] = { 0 };

	body[GEN9_SBA_SURFACE - 1] = (u32)RIG_BASE | GEN9_SBA_MODIFY;
	body[GEN9_SBA_DYNAMIC - 1] = (u32)RIG_BASE | GEN9_SBA_MODIFY;
	command(GEN9_OP_STATE_BASE_ADDRESS, body, ARRAY_SIZE(body));
}

static inline void shader(u32 widths_offered, u32 barycentrics, u32 extra)
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
static inline void defaults(void)
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
static inline void write_target(struct eu_thread *thread, u32 form, u32 mask,
				const union eu_reg *regs, u32 count)
{
	const struct eu_message message = {
		.sfid = GEN9_SFID_RENDER_CACHE, .eot = true, .mask = mask,
		.desc = gen9_field_bits(GEN9_RT_TYPE, GEN9_RT_WRITE) |
			gen9_field_bits(GEN9_RT_LAST, 1) | gen9_field_bits(GEN9_RT_CONTROL, form),
		.src = regs, .src_regs = count,
	};

	send_result = thread->ops->send(thread->client, thread, &message);
}

static inline void kernel_replicated(struct eu_thread *thread, u32 width)
{
	union eu_reg color = { .f = { 1, 0, 0.2f, 1 } };

	write_target(thread, GEN9_RT_SIMD16_REPLICATED, thread->dispatch_mask, &color, 1);
}

static inline u8 *target_at(u32 x, u32 y)
{
	u32 byte = x * 4;

	return rig.bytes + TARGET + y / 32 * (SIZE * 4) * 32 + byte / 128 * 4096 +
	       byte % 128 / 16 * 512 + y % 32 * 16 + byte % 16;
}

static inline u32 pixel(u32 x, u32 y)
{
	u32 value;

	memcpy(&value, target_at(x, y), sizeof(value));
	return value;
}

static u32 vue[3][16];

static inline void primitive_set(struct render_primitive *p, u32 kind, const float v[3][2])
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

/* A rectangle of RECTLIST from the left upper corner. */
static inline void rect_set(struct render_primitive *p, float width, float height)
{
	const float v[3][2] = { { width, height }, { 0, height }, { 0, 0 } };

	primitive_set(p, RENDER_RECT, v);
}

static inline void draw(const struct render_primitive *p)
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

static struct eu_thread seen;
static u32 seen_count;

static inline void kernel_keep(struct eu_thread *thread, u32 width)
{
	seen = *thread;
	seen_count++;
}

static inline void depth_on(u32 function)
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
	put_body(ds, GEN9_WMDS_DEPTH_TEST, 1);
	put_body(ds, GEN9_WMDS_DEPTH_WRITE, 1);
	put_body(ds, GEN9_WMDS_DEPTH_FUNCTION, function);
	command(GEN9_OP_DEPTH_BUFFER, depth, 7);
	command(GEN9_OP_WM_DEPTH_STENCIL, ds, 3);
}

static inline float depth_of(u32 x, u32 y)
{
	float z;

	memcpy(&z, target_at(x, y) - TARGET + DEPTH, sizeof(z));
	return z;
}

static inline int setup(void **state)
{
	static struct sample_memory memory;

	memory = rig_memory(&rig);
	memset(vue, 0, sizeof(vue));
	render.ops = &host_ops;
	render.memory = &memory;
	render.windows = sample_windows_create(&memory);
	render.unit = sample_unit_create(render.windows, host_unsupported, host_poll, NULL);
	render.state = port_zalloc(sizeof(*render.state));
	render.pixels = render_pixels_create();
	pixels = render.pixels;
	if (!render.windows || !render.unit || !render.state || !pixels)
		return -1;
	defaults();
	return 0;
}

static inline int teardown(void **state)
{
	render_pixels_destroy(render.pixels);
	port_free(render.state);
	sample_unit_destroy(render.unit);
	sample_windows_destroy(render.windows);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
