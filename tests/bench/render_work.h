/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Draws, dispatches and clears that take a render engine as long as a guest can make them, for
 * bench_render_yield.c. Each function gives the engine all state, and executes the command.
 */
#ifndef BENCH_RENDER_WORK_H
#define BENCH_RENDER_WORK_H

#include "gen9/data_port_defs.h"
#include "gen9/eu_send_defs.h"
#include "gen9/format_defs.h"
#include "gen9/sampler_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_geometry.h"
#include "gen9/state_media.h"
#include "gen9/state_pixel.h"
#include "gen9/surface_defs.h"
#include "render/render.h"
#include "tests/lib/eu_encode.h"
#include "tests/lib/eu_rig.h"
#include "tests/lib/fields.h"

#define WORK_VA		0x100000000ull	/* graphics address of the memory */
#define WORK_BYTES	(16u << 20)
#define WORK_KERNEL	0x100000u	/* offsets in the memory; 1 MiB for each kernel */
#define WORK_TABLE	0x1000u
#define WORK_SURFACE	0x2000u
#define WORK_SAMPLER	0x3000u
#define WORK_DESCRIPTOR	0x4000u
#define WORK_STATE	0x5000u		/* zeros: blending, viewports */
#define WORK_VERTICES	0x8000u
#define WORK_ADDRESSES	0x9000u		/* 16 addresses whose windows replace each other */
#define WORK_TARGET	0x800000000ull	/* graphics address of surfaces without memory */
#define WORK_LONG	60000u		/* instructions of a long kernel */
#define WORK_SIZE	16384u		/* pixels across and down */
#define LOW(va)		((u32)(va))
#define HIGH(va)	((u32)((u64)(va) >> 32))
#define DWORD(i)	GEN9_FIELD(i, 31, 0)

static u8 *work_bytes;
static void (*work_begins)(void);	/* is called before each command */

/* Execute a command of @n dwords, whose fields come in pairs with their values. */
static inline int work_command(struct render *render, u32 op, u32 n, const u32 (*fields)[2],
			       u32 count)
{
	u32 dw[300] = { op << GEN9_OP_SHIFT }, i;
	u64 place = 0;

	for (i = 0; i < count; i++)
		set_field(dw, fields[i][0], fields[i][1]);
	work_begins();
	return render_command(render, dw, n, &place);
}

#define STATE(op, n, ...)	work_command(render, op, n, (const u32[][2]) { __VA_ARGS__ },	\
					     sizeof((const u32[][2]) { __VA_ARGS__ }) / 8)

static inline void work_kernel(u32 number, const struct eu_inst *inst, u32 n)
{
	struct eu_inst eot = eu_rig_eot();	/* to a target that all stages have */
	u8 *to = work_bytes + WORK_KERNEL + number * 0x100000u;
	u32 i;

	eot.sfid = GEN9_SFID_NULL;
	for (i = 0; i < n; i++)
		eu_encode(&inst[i], to + i * GEN9_EU_INST_BYTES);
	eu_encode(&eot, to + n * GEN9_EU_INST_BYTES);
}

/* A kernel of @n times one instruction, behind @before. */
static inline void work_repeat(u32 number, const struct eu_inst *before, u32 n_before,
			       const struct eu_inst *inst, u32 n)
{
	struct eu_inst *all = calloc(n_before + n, sizeof(*all));
	u32 i;

	for (i = 0; i < n_before + n; i++)
		all[i] = i < n_before ? before[i] : *inst;
	work_kernel(number, all, n_before + n);
	free(all);
}

static inline struct eu_inst work_send(u32 n, u32 sfid, u32 desc, u32 regs, u32 answer)
{
	struct eu_inst inst = eu_rig_unary(GEN9_EU_SEND, n, eu_rig_grf(EU_UD, 60),
					   eu_rig_grf(EU_UD, 20));

	inst.sfid = (u8)sfid;
	inst.desc = desc | regs << 25 | answer << 20;
	return inst;
}

static inline struct eu_inst work_float(u32 reg, float value)
{
	u32 bits;

	memcpy(&bits, &value, sizeof(bits));
	return eu_rig_unary(GEN9_EU_MOV, 8, eu_rig_grf(EU_UD, reg), eu_rig_imm(EU_UD, bits));
}

static inline void work_bases(struct render *render)
{
	STATE(GEN9_OP_STATE_BASE_ADDRESS, 19,
	      { DWORD(4), LOW(WORK_VA) | 1 }, { DWORD(5), HIGH(WORK_VA) },
	      { DWORD(6), LOW(WORK_VA) | 1 }, { DWORD(7), HIGH(WORK_VA) },
	      { DWORD(10), LOW(WORK_VA) | 1 }, { DWORD(11), HIGH(WORK_VA) });
}

/* A surface of WORK_SIZE squared, as entry 0 of the binding table. */
static inline void work_surface(u32 type, u32 format, u32 bytes, u32 samples_log2, u32 aux)
{
	u32 *dw = (u32 *)(work_bytes + WORK_SURFACE);
	const u32 fields[][2] = {
		{ GEN9_SS_TYPE, type }, { GEN9_SS_FORMAT, format },
		{ GEN9_SS_TILE_MODE, GEN9_TILE_Y }, { GEN9_SS_HALIGN, 1 }, { GEN9_SS_VALIGN, 1 },
		{ GEN9_SS_WIDTH, WORK_SIZE - 1 }, { GEN9_SS_HEIGHT, WORK_SIZE - 1 },
		{ GEN9_SS_PITCH, WORK_SIZE * bytes - 1 }, { GEN9_SS_QPITCH, WORK_SIZE / 4 },
		{ GEN9_SS_SAMPLES, samples_log2 }, { GEN9_SS_AUX_MODE, aux },
		{ GEN9_SS_AUX_PITCH, WORK_SIZE * bytes / 128 / 8 - 1 },
		{ GEN9_SS_AUX_QPITCH, WORK_SIZE / 4 },
		{ GEN9_SS_BASE_HIGH, HIGH(WORK_TARGET) }, { DWORD(11), HIGH(WORK_VA) },
		{ DWORD(10), 0x800000 },
	};
	u32 i;

	memset(dw, 0, GEN9_SURFACE_STATE_DWORDS * sizeof(*dw));
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		set_field(dw, fields[i][0], fields[i][1]);
	if (type == GEN9_SURFACE_3D) {
		set_field(dw, GEN9_SS_WIDTH, 2047);
		set_field(dw, GEN9_SS_HEIGHT, 2047);
		set_field(dw, GEN9_SS_DEPTH, 2047);
		set_field(dw, GEN9_SS_MIP_COUNT, 10);
	}
	*(u32 *)(work_bytes + WORK_TABLE) = WORK_SURFACE;
}

/* --- dispatches ----------------------------------------------------------------------------- */

/* Dispatch groups of 16 channels by @threads. */
static inline int work_dispatch(struct render *render, u32 threads, u32 groups)
{
	const u32 descriptor[8] = {
		WORK_KERNEL, 0, 0, WORK_SAMPLER, WORK_TABLE,
	};

	memcpy(work_bytes + WORK_DESCRIPTOR, descriptor, sizeof(descriptor));
	work_bases(render);
	STATE(GEN9_OP_MEDIA_VFE_STATE, 9, { DWORD(1), 0 });
	STATE(GEN9_OP_MEDIA_INTERFACE_DESCRIPTOR_LOAD, 4, { DWORD(2), 32 },
	      { DWORD(3), WORK_DESCRIPTOR });
	return STATE(GEN9_OP_GPGPU_WALKER, 15, { DWORD(4), 1u << 30 | (threads - 1) },
		     { DWORD(7), groups }, { DWORD(10), groups }, { DWORD(12), groups },
		     { DWORD(13), ~0u }, { DWORD(14), ~0u });
}

static inline int work_straight(struct render *render, struct eu_inst inst)
{
	work_repeat(0, NULL, 0, &inst, WORK_LONG);
	return work_dispatch(render, 64, 1000);
}

static inline int work_adds(struct render *render)
{
	return work_straight(render, eu_rig_binary(GEN9_EU_ADD, 16, eu_rig_grf(EU_F, 40),
						   eu_rig_grf(EU_F, 8), eu_rig_grf(EU_F, 16)));
}

static inline int work_doubles(struct render *render)
{
	struct eu_inst inst = eu_rig_binary(GEN9_EU_MUL, 16, eu_rig_grf(EU_DF, 40),
					    eu_rig_grf(EU_DF, 8), eu_rig_grf(EU_DF, 16));

	inst.cond = GEN9_EU_COND_L;
	inst.saturate = true;
	return work_straight(render, inst);
}

static inline int work_powers(struct render *render)
{
	struct eu_inst inst = eu_rig_binary(GEN9_EU_MATH, 16, eu_rig_grf(EU_F, 40),
					    eu_rig_grf(EU_F, 8), eu_rig_grf(EU_F, 16));

	inst.math = GEN9_EU_MATH_POW;
	inst.saturate = true;
	return work_straight(render, inst);
}

static inline int work_divisions(struct render *render)
{
	struct eu_inst inst = eu_rig_binary(GEN9_EU_MATH, 8, eu_rig_grf(EU_D, 40),
					    eu_rig_grf(EU_D, 8), eu_rig_grf(EU_D, 16));

	inst.math = GEN9_EU_MATH_INT_QUOTIENT;
	return work_straight(render, inst);
}

/* Threads that end at once */
static inline int work_short_threads(struct render *render)
{
	work_kernel(0, NULL, 0);
	return work_dispatch(render, 64, 100000);
}

/* Sixteen samples along an axis of eight texels in two levels, for each channel */
static inline int work_sampler(struct render *render)
{
	struct eu_inst before[12], send = work_send(8, GEN9_SFID_SAMPLER, 0, 9, 4);
	u32 *sampler = (u32 *)(work_bytes + WORK_SAMPLER), i;

	work_surface(GEN9_SURFACE_3D, GEN9_FORMAT_R32G32B32A32_FLOAT, 16, 0, 0);
	memset(sampler, 0, 16);
	set_field(sampler, GEN9_SA_MIN_FILTER, GEN9_FILTER_ANISOTROPIC);
	set_field(sampler, GEN9_SA_MAG_FILTER, GEN9_FILTER_ANISOTROPIC);
	set_field(sampler, GEN9_SA_MIP_FILTER, GEN9_MIP_LINEAR);
	set_field(sampler, GEN9_SA_MAX_ANISOTROPY, 7);
	set_field(sampler, GEN9_SA_MAX_LOD, 0xfff);
	set_field(&send.desc, GEN9_SM_TYPE, GEN9_SM_SAMPLE_D);
	set_field(&send.desc, GEN9_SM_SIMD, 1);
	for (i = 0; i < ARRAY_SIZE(before); i++)
		before[i] = work_float(20 + i, i % 3 ? 0.00071f : 0.3f + i * 0.01f);
	before[1] = work_float(21, 0.4f);
	before[7] = work_float(27, 0.4f);
	work_repeat(0, before, ARRAY_SIZE(before), &send, WORK_LONG);
	return work_dispatch(render, 64, 1000);
}

/* Each channel reads eight dwords of a window that the last channel's has replaced. */
static inline int work_scattered(struct render *render)
{
	struct eu_inst load = work_send(8, GEN9_SFID_DATA_CACHE_1, 0, 1, 4);
	struct eu_inst send = work_send(16, GEN9_SFID_DATA_CACHE_1, 0, 4, 16);
	const struct eu_inst before[] = {
		work_float(20, 0),
		eu_rig_unary(GEN9_EU_MOV, 1, eu_rig_grf(EU_UD, 20),
			     eu_rig_imm(EU_UD, LOW(WORK_VA + WORK_ADDRESSES))),
		eu_rig_unary(GEN9_EU_MOV, 1, eu_rig_region(EU_UD, 20, 4, 8, 8, 1),
			     eu_rig_imm(EU_UD, HIGH(WORK_VA + WORK_ADDRESSES))),
		load,
	};
	struct eu_inst all[ARRAY_SIZE(before)];
	u64 *address = (u64 *)(work_bytes + WORK_ADDRESSES);
	u32 i;

	for (i = 0; i < 16; i++)
		address[i] = (u64)(2 * i << 8 | 2 * i) << 20;
	memcpy(all, before, sizeof(all));
	set_field(&all[3].desc, GEN9_DP_TYPE, GEN9_DC1_A64_BLOCK_READ);
	set_field(&all[3].desc, GEN9_DP_BLOCK_SIZE, 4);
	all[3].desc |= 1u << 19;
	all[3].dst.nr = 20;
	set_field(&send.desc, GEN9_DP_TYPE, GEN9_DC1_A64_SCATTERED_READ);
	set_field(&send.desc, GEN9_DP_A64_UNIT, GEN9_A64_DWORDS);
	set_field(&send.desc, GEN9_DP_A64_COUNT, 3);
	set_field(&send.desc, GEN9_DP_A64_16, 1);
	work_repeat(0, all, ARRAY_SIZE(all), &send, WORK_LONG);
	return work_dispatch(render, 64, 1000);
}

/* A kernel that is another one each time */
static inline int work_making(struct render *render)
{
	struct eu_inst inst = eu_rig_three(GEN9_EU_MAD, 16, eu_rig_grf(EU_F, 40),
					   eu_rig_grf(EU_F, 8), eu_rig_grf(EU_F, 16),
					   eu_rig_grf(EU_F, 24));
	struct eu_inst changed = work_float(100, 0);
	static u32 number;
	int ret = 0;
	u32 i;

	work_repeat(0, NULL, 0, &inst, WORK_LONG);
	for (i = 0; i < 100 && !ret; i++) {
		changed.src[0] = eu_rig_imm(EU_UD, number++);
		eu_encode(&changed, work_bytes + WORK_KERNEL + WORK_LONG / 2 * 16);
		render_flush(render, 0);
		ret = work_dispatch(render, 1, 0);
	}
	return ret;
}

/* --- draws ---------------------------------------------------------------------------------- */

/* State of a draw without shaders: vertices have a header, a position and clip distances. */
static inline void work_draw_state(struct render *render, u32 topology, u32 samples_log2)
{
	const u32 zero = 2u << 28 | 2u << 24 | 2u << 20 | 2u << 16;
	const u32 all = 1u << 28 | 1u << 24 | 1u << 20 | 1u << 16;
	const u32 valid = 1u << 25, position = valid | GEN9_FORMAT_R32G32B32A32_FLOAT << 16;

	render_state_load(render, NULL);
	work_bases(render);
	STATE(GEN9_OP_VERTEX_BUFFERS, 5, { DWORD(1), 1u << 14 | 16 },
	      { DWORD(2), LOW(WORK_VA + WORK_VERTICES) }, { DWORD(3), HIGH(WORK_VA) },
	      { DWORD(4), 16 * 64 });
	STATE(GEN9_OP_VERTEX_ELEMENTS, 9, { DWORD(1), valid }, { DWORD(2), zero },
	      { DWORD(3), position }, { DWORD(4), all }, { DWORD(5), valid }, { DWORD(6), zero },
	      { DWORD(7), valid }, { DWORD(8), zero });
	STATE(GEN9_OP_URB_VS, 2, { GEN9_URB_ENTRY_SIZE, 1 });
	STATE(GEN9_OP_SBE, 6, { DWORD(1), 1u << 29 | 1u << 28 | 1u << 11 | 1u << 5 });
	STATE(GEN9_OP_VF_TOPOLOGY, 2, { DWORD(1), topology });
	STATE(GEN9_OP_CLIP, 4, { GEN9_CLIP_DIVIDE_DISABLE, 1 });
	STATE(GEN9_OP_DRAWING_RECTANGLE, 4, { GEN9_DRAWING_X_MAX, WORK_SIZE - 1 },
	      { GEN9_DRAWING_Y_MAX, WORK_SIZE - 1 });
	STATE(GEN9_OP_DEPTH_BUFFER, 8, { GEN9_DEPTH_TYPE, GEN9_DEPTH_TYPE_NULL });
	STATE(GEN9_OP_MULTISAMPLE, 2, { GEN9_MULTISAMPLE_COUNT, samples_log2 });
	STATE(GEN9_OP_SAMPLE_MASK, 2, { DWORD(1), 0xffff });
	STATE(GEN9_OP_RASTER, 5, { DWORD(1), 1u << 16 });
	STATE(GEN9_OP_BINDING_TABLE_PS, 2, { DWORD(1), WORK_TABLE });
	STATE(GEN9_OP_BLEND_STATE_POINTERS, 2, { DWORD(1), WORK_STATE });
	STATE(GEN9_OP_CC_STATE_POINTERS, 2, { DWORD(1), WORK_STATE });
	STATE(GEN9_OP_VIEWPORT_POINTERS_CC, 2, { DWORD(1), WORK_STATE });
	STATE(GEN9_OP_VIEWPORT_POINTERS_SF_CLIP, 2, { DWORD(1), WORK_STATE });
}

static inline int work_primitive(struct render *render, u32 vertices, u32 instances)
{
	return STATE(GEN9_OP_3DPRIMITIVE, 7, { DWORD(2), vertices }, { DWORD(4), instances });
}

/* Vertices of the rectangle that covers all, and of a triangle that many planes cut. */
static inline void work_vertices(bool triangle)
{
	static const float rectangle[3][4] = {
		{ WORK_SIZE, WORK_SIZE, 0, 1 }, { 0, WORK_SIZE, 0, 1 }, { 0, 0, 0, 1 },
	};
	static const float cut[3][4] = {
		{ -99, -99, -99, 1 }, { 99, -99, 99, 1 }, { 0, 99, 0.5f, 1 },
	};
	u32 i;

	for (i = 0; i < 63; i++)
		memcpy(work_bytes + WORK_VERTICES + i * 16, triangle ? cut[i % 3] :
		       rectangle[i % 3], 16);
}

static inline void work_pixel_shader(struct render *render)
{
	STATE(GEN9_OP_PS, 12, { DWORD(1), WORK_KERNEL }, { GEN9_PS_DISPATCH_16, 1 },
	      { GEN9_PS_GRF_START_0, 20 });
	STATE(GEN9_OP_PS_EXTRA, 2, { GEN9_PSX_VALID, 1 }, { GEN9_PSX_KILLS, 1 });
	STATE(GEN9_OP_PS_BLEND, 2, { GEN9_PSB_WRITES, 1 });
}

/* Many writes of sixteen samples to pixels without memory */
static inline int work_targets(struct render *render)
{
	u32 desc = gen9_field_bits(GEN9_RT_TYPE, GEN9_RT_WRITE) |
		   gen9_field_bits(GEN9_RT_CONTROL, GEN9_RT_SIMD16_REPLICATED);
	struct eu_inst send = work_send(16, GEN9_SFID_RENDER_CACHE, desc, 1, 0);

	send.dst = eu_rig_null(EU_UD);
	work_repeat(0, NULL, 0, &send, 100);
	work_surface(GEN9_SURFACE_2D, GEN9_FORMAT_B8G8R8A8_UNORM, 4, 4, 0);
	work_vertices(false);
	work_draw_state(render, GEN9_RECTLIST, 4);
	work_pixel_shader(render);
	return work_primitive(render, 3, 1);
}

/* Depth tests of sixteen samples, without a shader */
static inline int work_depth(struct render *render)
{
	work_vertices(false);
	work_draw_state(render, GEN9_RECTLIST, 4);
	STATE(GEN9_OP_DEPTH_BUFFER, 8, { GEN9_DEPTH_TYPE, 1 },
	      { GEN9_DEPTH_FORMAT, GEN9_D32_FLOAT }, { GEN9_DEPTH_WRITE, 1 },
	      { GEN9_DEPTH_PITCH, WORK_SIZE * 4 - 1 }, { DWORD(3), HIGH(WORK_TARGET) },
	      { GEN9_DEPTH_WIDTH, WORK_SIZE - 1 }, { GEN9_DEPTH_HEIGHT, WORK_SIZE - 1 },
	      { GEN9_DEPTH_QPITCH, WORK_SIZE / 4 });
	STATE(GEN9_OP_WM_DEPTH_STENCIL, 4, { GEN9_WMDS_DEPTH_TEST, 1 },
	      { GEN9_WMDS_DEPTH_WRITE, 1 },
	      { GEN9_WMDS_DEPTH_FUNCTION, GEN9_COMPARE_ALWAYS });
	return work_primitive(render, 3, 1000);
}

static inline int work_hz_clear(struct render *render)
{
	work_depth(render);
	return STATE(GEN9_OP_WM_HZ_OP, 5, { GEN9_HZ_CLEAR_DEPTH, 1 }, { GEN9_HZ_SAMPLES, 4 },
		     { GEN9_HZ_X_MAX, WORK_SIZE }, { GEN9_HZ_Y_MAX, WORK_SIZE },
		     { GEN9_HZ_SAMPLE_MASK, 0xffff });
}

/* A fast clear, and a resolve of it, again and again */
static inline int work_fast_clear(struct render *render)
{
	int ret;

	work_surface(GEN9_SURFACE_2D, GEN9_FORMAT_B8G8R8A8_UNORM, 4, 0, GEN9_AUX_CCS_E);
	work_vertices(false);
	work_draw_state(render, GEN9_RECTLIST, 0);
	STATE(GEN9_OP_PS, 12, { DWORD(1), WORK_KERNEL }, { GEN9_PS_FAST_CLEAR, 1 },
	      { GEN9_PS_DISPATCH_16, 1 });
	ret = work_primitive(render, 3, 1);
	STATE(GEN9_OP_PS, 12, { DWORD(1), WORK_KERNEL }, { GEN9_PS_RESOLVE, GEN9_PS_RESOLVE_FULL },
	      { GEN9_PS_DISPATCH_16, 1 });
	return ret ? ret : work_primitive(render, 3, 1000);
}

/* Triangles that all planes cut, with many attributes, and that the drawing rectangle drops */
static inline int work_clipped(struct render *render)
{
	work_vertices(true);
	work_draw_state(render, GEN9_TRILIST, 0);
	STATE(GEN9_OP_CLIP, 4, { GEN9_CLIP_ENABLE, 1 }, { GEN9_CLIP_XY, 1 });
	STATE(GEN9_OP_SBE, 6, { DWORD(1), 1u << 29 | 1u << 28 | 15u << 11 | 1u << 5 });
	STATE(GEN9_OP_DRAWING_RECTANGLE, 4, { GEN9_DRAWING_X_MIN, 16000 },
	      { GEN9_DRAWING_X_MAX, 15999 });
	return work_primitive(render, 63, ~0u);
}

/* Vertices of 33 elements that draw nothing */
static inline int work_fetch(struct render *render)
{
	u32 dw[1 + 2 * 33] = { GEN9_OP_VERTEX_ELEMENTS << GEN9_OP_SHIFT }, i;
	u64 place = 0;

	work_vertices(true);
	work_draw_state(render, GEN9_TRILIST, 0);
	for (i = 0; i < 33; i++) {
		dw[1 + 2 * i] = 1u << 25 | GEN9_FORMAT_R32G32B32A32_FLOAT << 16;
		dw[2 + 2 * i] = 1u << 28 | 1u << 24 | 1u << 20 | 1u << 16;
	}
	render_command(render, dw, ARRAY_SIZE(dw), &place);
	STATE(GEN9_OP_CLIP, 4, { GEN9_CLIP_ENABLE, 1 }, { GEN9_CLIP_MODE, 3 });
	return work_primitive(render, ~0u, ~0u);
}

static inline void work_streamout_state(struct render *render)
{
	u32 dw[GEN9_SO_DECL_LIST_DWORDS] = { GEN9_OP_SO_DECL_LIST << GEN9_OP_SHIFT, 0, 128 }, i;
	u64 place = 0;

	for (i = 0; i < 128; i++)
		dw[3 + 2 * i] = 0xf;
	render_command(render, dw, ARRAY_SIZE(dw), &place);
	STATE(GEN9_OP_STREAMOUT, 5, { GEN9_SO_ENABLE, 1 }, { GEN9_SO_RENDERING_DISABLE, 1 },
	      { GEN9_SO_PITCH_0, 4 });
	STATE(GEN9_OP_SO_BUFFER, 8, { GEN9_SO_BUFFER_ENABLE, 1 }, { DWORD(3), HIGH(WORK_TARGET) },
	      { DWORD(4), ~0u }, { GEN9_SO_BUFFER_OFFSET_WRITE, 1 });
}

static inline int work_streamout(struct render *render)
{
	work_vertices(true);
	work_draw_state(render, GEN9_TRILIST, 0);
	work_streamout_state(render);
	return work_primitive(render, ~0u, ~0u);
}

/* Entries of 1000 points for each vertex, which streamout writes */
static inline int work_geometry(struct render *render)
{
	work_kernel(0, NULL, 0);
	work_vertices(true);
	work_draw_state(render, GEN9_POINTLIST, 0);
	work_streamout_state(render);
	STATE(GEN9_OP_URB_GS, 2, { GEN9_URB_ENTRY_SIZE, 511 });
	STATE(GEN9_OP_GS, 10, { DWORD(1), WORK_KERNEL }, { GEN9_GS_ENABLE, 1 },
	      { GEN9_GS_DISPATCH_MODE, GEN9_GS_SIMD8 }, { GEN9_GS_STATIC, 1 },
	      { GEN9_GS_STATIC_COUNT, 2000 }, { GEN9_GS_OUTPUT_TOPOLOGY, GEN9_POINTLIST },
	      { GEN9_GS_VERTEX_SIZE, 0 }, { GEN9_GS_GRF_START, 5 });
	return work_primitive(render, ~0u, ~0u);
}

/* Patches with all factors 64, whose points have 2 KiB */
static inline int work_tessellation(struct render *render)
{
	struct eu_inst hull[10];
	float most = 64;
	u32 i, bits;

	memcpy(&bits, &most, sizeof(bits));
	hull[0] = eu_rig_unary(GEN9_EU_MOV, 8, eu_rig_grf(EU_UD, 20), eu_rig_scalar(EU_UD, 0, 0));
	for (i = 1; i < 9; i++)
		hull[i] = work_float(20 + i, most);
	hull[9] = work_send(8, GEN9_SFID_URB, GEN9_URB_SIMD8_WRITE, 9, 0);
	hull[9].dst = eu_rig_null(EU_UD);
	work_kernel(0, hull, ARRAY_SIZE(hull));
	work_kernel(1, NULL, 0);
	work_vertices(true);
	work_draw_state(render, GEN9_PATCHLIST_1, 0);
	STATE(GEN9_OP_URB_HS, 2, { GEN9_URB_ENTRY_SIZE, 1 });
	STATE(GEN9_OP_URB_DS, 2, { GEN9_URB_ENTRY_SIZE, 31 });
	STATE(GEN9_OP_HS, 9, { DWORD(3), WORK_KERNEL }, { GEN9_HS_ENABLE, 1 },
	      { GEN9_HS_GRF_START, 5 });
	STATE(GEN9_OP_TE, 4, { GEN9_TE_ENABLE, 1 }, { GEN9_TE_DOMAIN, GEN9_TE_QUAD },
	      { GEN9_TE_OUTPUT, GEN9_TE_TRIANGLES_CW }, { DWORD(2), bits }, { DWORD(3), bits });
	STATE(GEN9_OP_DS, 11, { DWORD(1), WORK_KERNEL + 0x100000 }, { GEN9_DS_ENABLE, 1 },
	      { GEN9_DS_DISPATCH_MODE, GEN9_DS_SIMD8_SINGLE_PATCH }, { GEN9_DS_GRF_START, 5 });
	return work_primitive(render, ~0u, ~0u);
}

#endif
