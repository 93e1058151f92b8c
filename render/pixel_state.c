// SPDX-License-Identifier: GPL-2.0-only
/*
 * State of the back half of a draw (pixel_state.h). Nothing here trusts a value: each index is
 * bounded where it is read.
 */
#include "render/pixel_state.h"
#include "gen9/eu_send_defs.h"
#include "render/hiz.h"
#include "render/kernels.h"
#include "render/pixel_line.h"
#include "render/render_types.h"
#include "render/state.h"

#define VIEWPORTS		16u
#define SURFACE_SIZE		16384	/* most pixels across and down a target */

static u64 dynamic_pointer(struct render *render, u32 opcode, u32 mask)
{
	return render_base(render, RENDER_BASE_DYNAMIC) + (render_packet(render, opcode)[1] & mask);
}

void pixel_state_viewport(struct render_pixels *pixels, u32 viewport)
{
	struct render *render = pixels->render;
	u64 va = dynamic_pointer(render, GEN9_OP_SCISSOR_STATE_POINTERS, GEN9_POINTER_32);
	u32 dw[2];

	viewport = min(viewport, VIEWPORTS - 1);
	if (pixels->viewport == viewport)
		return;
	pixels->viewport = viewport;
	pixels->scissor_clip = pixels->drawing;
	if (pixels->scissor) {
		sample_window_read(pixels->windows, va + viewport * GEN9_SCISSOR_BYTES, dw,
				   sizeof(dw));
		pixels->scissor_clip.x0 = (s32)gen9_field(dw, GEN9_SCISSOR_X_MIN);
		pixels->scissor_clip.y0 = (s32)gen9_field(dw, GEN9_SCISSOR_Y_MIN);
		pixels->scissor_clip.x1 = (s32)gen9_field(dw, GEN9_SCISSOR_X_MAX) + 1;
		pixels->scissor_clip.y1 = (s32)gen9_field(dw, GEN9_SCISSOR_Y_MAX) + 1;
	}
	va = dynamic_pointer(render, GEN9_OP_VIEWPORT_POINTERS_CC, GEN9_POINTER_32);
	sample_window_read(pixels->windows, va + viewport * GEN9_CC_VIEWPORT_BYTES,
			   pixels->depth_range, sizeof(pixels->depth_range));
}

int pixel_state_samples(struct render_pixels *pixels, u32 log2)
{
	static const u8 first[GEN9_SAMPLES_LOG2 + 1] = {
		GEN9_PATTERN_1, GEN9_PATTERN_2, GEN9_PATTERN_4, GEN9_PATTERN_8, GEN9_PATTERN_16,
	};
	const u32 *pattern = render_packet(pixels->render, GEN9_OP_SAMPLE_PATTERN);
	u32 i, step = RASTER_ONE / 16;

	if (log2 > GEN9_SAMPLES_LOG2)
		return render_unsupported(pixels->render, "number of samples");
	pixels->samples = 1u << log2;
	for (i = 0; i < pixels->samples; i++) {
		/* Samples 4 to 7 of 8 stand before samples 0 to 3. */
		u32 byte = first[log2] + (pixels->samples == 8 ? i ^ 4 : i);
		u32 value = pattern[byte / sizeof(u32)] >> byte % sizeof(u32) * 8;
		bool center = pixels->samples == 1 || pixels->centers;

		pixels->position[i][0] = center ? RASTER_ONE / 2 :
					 (s32)(gen9_field(&value, GEN9_PATTERN_X) * step);
		pixels->position[i][1] = center ? RASTER_ONE / 2 :
					 (s32)(gen9_field(&value, GEN9_PATTERN_Y) * step);
	}
	return 0;
}

static s32 as_signed(u32 value)
{
	return (s16)value;
}

static void drawing_rectangle(struct render_pixels *pixels)
{
	const u32 *dw = render_packet(pixels->render, GEN9_OP_DRAWING_RECTANGLE);

	pixels->drawing.x0 = (s32)gen9_field(dw, GEN9_DRAWING_X_MIN);
	pixels->drawing.y0 = (s32)gen9_field(dw, GEN9_DRAWING_Y_MIN);
	pixels->drawing.x1 = min((s32)gen9_field(dw, GEN9_DRAWING_X_MAX) + 1, SURFACE_SIZE);
	pixels->drawing.y1 = min((s32)gen9_field(dw, GEN9_DRAWING_Y_MAX) + 1, SURFACE_SIZE);
	pixels->origin_x = as_signed(gen9_field(dw, GEN9_DRAWING_X_ORIGIN));
	pixels->origin_y = as_signed(gen9_field(dw, GEN9_DRAWING_Y_ORIGIN));
}

static int raster_state(struct render_pixels *pixels)
{
	struct render *render = pixels->render;
	const u32 *raster = render_packet(render, GEN9_OP_RASTER);
	const u32 *multisample = render_packet(render, GEN9_OP_MULTISAMPLE);
	const u32 *wm = render_packet(render, GEN9_OP_WM);
	const u32 *offset = render_packet(render, GEN9_OP_POLY_STIPPLE_OFFSET);

	if (gen9_field(raster, GEN9_RASTER_FORCED_SAMPLES))
		return render_unsupported(render, "forced sample count");
	pixels->conservative = gen9_field(raster, GEN9_RASTER_CONSERVATIVE);
	pixels->scissor = gen9_field(raster, GEN9_RASTER_SCISSOR);
	pixels->centers = !gen9_field(raster, GEN9_RASTER_DX_MULTISAMPLE) &&
			  !gen9_field(raster, GEN9_RASTER_FORCE_MULTISAMPLE);
	pixels->point_right = gen9_field(wm, GEN9_WM_POINT_UPPER_RIGHT);
	pixels->statistics = gen9_field(wm, GEN9_WM_STATISTICS);
	pixels->sample_mask = gen9_field(render_packet(render, GEN9_OP_SAMPLE_MASK),
					 GEN9_SAMPLE_MASK);
	pixels->stipple = gen9_field(wm, GEN9_WM_POLY_STIPPLE);
	pixels->stipple_x = gen9_field(offset, GEN9_STIPPLE_X);
	pixels->stipple_y = gen9_field(offset, GEN9_STIPPLE_Y);
	memcpy(pixels->stipple_pattern, render_packet(render, GEN9_OP_POLY_STIPPLE_PATTERN) + 1,
	       sizeof(pixels->stipple_pattern));
	drawing_rectangle(pixels);
	return pixel_state_samples(pixels, gen9_field(multisample, GEN9_MULTISAMPLE_COUNT));
}

static void blend_state(struct render_pixels *pixels)
{
	u32 blend[(GEN9_BLEND_BYTES + GEN9_BLEND_ENTRIES * GEN9_BLEND_ENTRY_BYTES) / sizeof(u32)];
	u32 cc[GEN9_CC_DWORDS];

	sample_window_read(pixels->windows,
			   dynamic_pointer(pixels->render, GEN9_OP_BLEND_STATE_POINTERS,
					   GEN9_POINTER_64), blend, sizeof(blend));
	sample_window_read(pixels->windows,
			   dynamic_pointer(pixels->render, GEN9_OP_CC_STATE_POINTERS,
					   GEN9_POINTER_64), cc, sizeof(cc));
	blend_state_set(&pixels->blend, render_packet(pixels->render, GEN9_OP_PS_BLEND), blend, cc);
}

/**
 * struct kernel_choice - The kernel of a width, for a set of widths that are offered.
 * @pointer: kernel start pointer, 0 to 2; also that of its first register
 * @offered: the width is offered
 */
struct kernel_choice {
	u8 pointer;
	bool offered;
};

/* By widths: bit 0: 8 pixels, bit 1: 16, bit 2: 32. A width alone has pointer 0. */
static const struct kernel_choice choices[8][PIXEL_PS_WIDTHS] = {
	[1] = { { 0, true } },
	[2] = { [1] = { 0, true } },
	[3] = { { 0, true }, { 2, true } },
	[4] = { [2] = { 0, true } },
	[5] = { { 0, true }, { 0, false }, { 1, true } },
	[6] = { { 0, false }, { 2, true }, { 1, true } },
	[7] = { { 0, true }, { 2, true }, { 1, true } },
};

static u64 kernel_pointer(const u32 *ps, u32 pointer)
{
	static const u8 dword[GEN9_PS_KERNELS] = { 1, 8, 10 };

	return render_address(ps, dword[pointer], ~0ull);
}

static int kernels(struct render_pixels *pixels, const u32 *ps)
{
	static const u32 grf_start[GEN9_PS_KERNELS] = {
		GEN9_PS_GRF_START_0, GEN9_PS_GRF_START_1, GEN9_PS_GRF_START_2,
	};
	u32 offered = gen9_field(ps, GEN9_PS_DISPATCH_8) |
		      gen9_field(ps, GEN9_PS_DISPATCH_16) << 1 |
		      gen9_field(ps, GEN9_PS_DISPATCH_32) << 2;
	struct pixel_shader *shader = &pixels->shader;
	u32 i, regs;
	int ret;

	if (!offered)
		return render_unsupported(pixels->render, "pixel shader without a width");
	for (i = 0; i < PIXEL_PS_WIDTHS; i++) {
		const struct kernel_choice *choice = &choices[offered][i];

		if (!choice->offered)
			continue;
		ret = render_kernel(pixels->render, kernel_pointer(ps, choice->pointer),
				    &shader->kernel[i].program);
		if (ret)
			return ret;
		shader->kernel[i].first_grf = gen9_field(ps, grf_start[choice->pointer]);
		shader->widest = 2u << i;
		regs = shader->kernel[i].first_grf + pixels->stage.constant_regs +
		       2 * shader->attributes;
		if (regs > GEN9_EU_GRF_COUNT)
			return render_unsupported(pixels->render, "pixel shader payload");
	}
	return 0;
}

static void payload(struct pixel_shader *shader, const u32 *ps, const u32 *psx, const u32 *wm)
{
	shader->barycentrics = gen9_field(wm, GEN9_WM_BARYCENTRICS);
	shader->source_depth = gen9_field(psx, GEN9_PSX_SOURCE_DEPTH);
	shader->source_w = gen9_field(psx, GEN9_PSX_SOURCE_W);
	shader->offsets = gen9_field(ps, GEN9_PS_OFFSET_SELECT);
	shader->coverage = gen9_field(psx, GEN9_PSX_INPUT_COVERAGE);
	shader->per_sample = gen9_field(psx, GEN9_PSX_PER_SAMPLE);
	shader->vector_mask = gen9_field(ps, GEN9_PS_VECTOR_MASK);
	shader->omask = gen9_field(psx, GEN9_PSX_OMASK);
	shader->depth = gen9_field(psx, GEN9_PSX_DEPTH_MODE);
	shader->stencil = gen9_field(psx, GEN9_PSX_STENCIL);
	shader->alt_float = gen9_field(ps, GEN9_PS_ALT_FLOAT);
	shader->cr0 = gen9_field_bits(GEN9_EU_CR0_ROUNDING, gen9_field(ps, GEN9_PS_ROUNDING)) |
		      (gen9_field(ps, GEN9_PS_DENORMALS) ? GEN9_EU_CR0_DENORM_F : 0);
}

/* Tell whether threads run although no render target may be written. */
static bool has_effect(const struct render_pixels *pixels, const u32 *psx, const u32 *wm)
{
	const struct pixel_shader *shader = &pixels->shader;
	const u32 *psb = render_packet(pixels->render, GEN9_OP_PS_BLEND);

	if (gen9_field(wm, GEN9_WM_FORCE_DISPATCH) == GEN9_WM_FORCE_ON)
		return true;
	return gen9_field(psb, GEN9_PSB_WRITES) || gen9_field(psx, GEN9_PSX_UAV) ||
	       ((shader->kills || shader->depth || shader->stencil) &&
		(depth_active(&pixels->depth) || pixels->statistics));
}

/* Tell whether depth and stencil are tested after the shader. */
static bool is_late(const struct pixel_shader *shader, u32 early)
{
	if (early == GEN9_WM_EARLY_PSEXEC)
		return true;
	return early != GEN9_WM_EARLY_PREPS && (shader->kills || shader->depth || shader->stencil);
}

static int shader_state(struct render_pixels *pixels)
{
	struct render *render = pixels->render;
	const u32 *ps = render_packet(render, GEN9_OP_PS);
	const u32 *psx = render_packet(render, GEN9_OP_PS_EXTRA);
	const u32 *wm = render_packet(render, GEN9_OP_WM);
	struct pixel_shader *shader = &pixels->shader;
	u32 code = gen9_field(ps, GEN9_PS_SCRATCH_SIZE);
	int ret;

	memset(shader, 0, sizeof(*shader));
	ret = render_stage_begin(render, RENDER_PS, code, &pixels->stage);
	shader->valid = gen9_field(psx, GEN9_PSX_VALID);
	if (ret || !shader->valid)
		return ret;
	payload(shader, ps, psx, wm);
	shader->kills = gen9_field(psx, GEN9_PSX_KILLS) || shader->omask ||
			gen9_field(wm, GEN9_WM_FORCE_KILL) == GEN9_WM_FORCE_ON ||
			pixels->blend.alpha_test || pixels->blend.alpha_to_coverage;
	shader->valid = has_effect(pixels, psx, wm);
	shader->late = shader->valid && is_late(shader, gen9_field(wm, GEN9_WM_EARLY));
	if (gen9_field(psx, GEN9_PSX_ATTRIBUTES))
		shader->attributes = pixels->attributes.count;
	if (!shader->valid)
		return 0;
	if (!gen9_field(ps, GEN9_PS_PUSH_CONSTANTS))
		pixels->stage.constant_regs = 0;
	shader->header[GEN9_PSP_SAMPLERS] = pixels->stage.samplers;
	shader->header[GEN9_PSP_SCRATCH] = ps[GEN9_PS_SCRATCH] & (u32)GEN9_SCRATCH_ALIGN_MASK;
	return kernels(pixels, ps);
}

int pixel_state_begin(struct render_pixels *pixels)
{
	struct render *render = pixels->render;
	const u32 *ps = render_packet(render, GEN9_OP_PS);
	const char *why = "depth buffer";
	int ret;

	pixels->windows = render->windows;
	pixels->viewport = ~0u;
	pixels->queued = 0;
	pixels->depth_count = 0;
	pixels->invocations = 0;
	memset(pixels->target, 0, sizeof(pixels->target));
	ret = raster_state(pixels);
	if (ret)
		return ret;
	pixel_line_state(pixels);
	pixels->depth.windows = render->windows;
	ret = depth_state_set(&pixels->depth, render_packet(render, GEN9_OP_WM_DEPTH_STENCIL),
			      render_packet(render, GEN9_OP_DEPTH_BUFFER),
			      render_packet(render, GEN9_OP_STENCIL_BUFFER), pixels->samples, &why);
	if (ret)
		return render_unsupported(render, why);
	if (pixels->depth.test || pixels->depth.write)
		ret = hiz_settle(render, &pixels->depth, !pixels->depth.write);
	if (ret)
		return ret;
	blend_state(pixels);
	if (gen9_field(render_packet(render, GEN9_OP_PS_EXTRA), GEN9_PSX_NO_ALPHA_TO_COVERAGE))
		pixels->blend.alpha_to_coverage = false;
	attribute_rules_set(&pixels->attributes, render_packet(render, GEN9_OP_SBE),
			    render_packet(render, GEN9_OP_SBE_SWIZ));
	pixels->fast_clear = gen9_field(ps, GEN9_PS_FAST_CLEAR);
	pixels->resolve = gen9_field(ps, GEN9_PS_RESOLVE);
	return shader_state(pixels);
}
