// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clears without a shader (pixel_clear.h).
 */
#include "render/pixel_clear.h"
#include "render/depth_block.h"
#include "render/hiz.h"
#include "render/pixel_state.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/state.h"

#define SAMPLE_WORK	32u	/* of a subspan's clear for each sample (render_work()) */
#define BLOCK_WORK	128u	/* of a clear of a whole block */

void pixel_clear_scale(struct pixel_clip *clip, u32 bytes, u32 samples)
{
	static const u8 across[] = GEN9_MCS_SCALE_X;
	s32 x = (s32)across[ilog2(samples)], y = GEN9_MCS_SCALE_Y;

	if (samples == 1) {
		x = (s32)(GEN9_CCS_SCALE_BYTES / bytes);
		y = GEN9_CCS_SCALE_Y;
	}
	clip->x0 *= x;
	clip->x1 *= x;
	clip->y0 *= y;
	clip->y1 *= y;
}

/* Pixels of the subspan at @x, @y that are in @clip. */
static u32 clip_mask(const struct pixel_clip *clip, s32 x, s32 y)
{
	u32 columns = (u32)(x >= clip->x0 && x < clip->x1) |
		      (u32)(x + 1 >= clip->x0 && x + 1 < clip->x1) << 1;
	u32 mask = 0;

	if (y >= clip->y0 && y < clip->y1)
		mask |= columns;
	if (y + 1 >= clip->y0 && y + 1 < clip->y1)
		mask |= columns << 2;
	return mask;
}

/* Find render target 0. Return: 0 and NULL: the primitive does not reach one. */
static int find_target(struct render_pixels *pixels, const struct sample_surface **surface)
{
	int ret = sample_unit_surface(&pixels->stage.bindings, 0, true, surface);

	if (!ret && ((*surface)->type == GEN9_SURFACE_NULL ||
		     pixels->primitive->array_index >= (*surface)->extent))
		*surface = NULL;
	return ret;
}

int pixel_clear_target(struct render_pixels *pixels)
{
	struct pixel_clip clip = pixels->clip;
	struct sample_aux_rectangle rectangle;
	const struct sample_surface *surface;
	int ret = find_target(pixels, &surface);

	if (ret || !surface)
		return ret;
	if (!is_power_of_2(surface->format->bytes))
		return render_unsupported(pixels->render, "format of a fast clear");
	pixel_clear_scale(&clip, surface->format->bytes, surface->samples);
	rectangle = (struct sample_aux_rectangle){ (u32)clip.x0, (u32)clip.y0,
						   (u32)clip.x1, (u32)clip.y1 };
	return sample_unit_mark(&pixels->stage.bindings, surface, pixels->primitive->array_index,
				&rectangle);
}

int pixel_resolve_target(struct render_pixels *pixels)
{
	const struct sample_surface *surface;
	int ret = find_target(pixels, &surface);

	if (ret || !surface)
		return ret;
	ret = sample_unit_settle(&pixels->stage.bindings, surface);
	if (ret || pixels->resolve != GEN9_PS_RESOLVE_FULL)
		return ret;
	return sample_unit_resolve(&pixels->stage.bindings, surface,
				   pixels->primitive->array_index);
}

/* Clear two rows of @clip. @depth: their depths, too. */
static int depth_row(struct render_pixels *pixels, const struct pixel_clip *clip,
		     struct depth_span *span, const u32 *hz, bool depth)
{
	u32 mask = gen9_field(hz, GEN9_HZ_SAMPLE_MASK);
	int ret = 0;
	s32 x;

	for (x = clip->x0 & ~1; x < clip->x1 && !ret; x += 2) {
		span->x = (u32)x;
		span->mask = clip_mask(clip, x, (s32)span->y);
		for (span->sample = 0; span->sample < pixels->samples; span->sample++)
			if (mask >> span->sample & 1)
				depth_span_clear(&pixels->depth, span, depth,
						 gen9_field(hz, GEN9_HZ_CLEAR_STENCIL),
						 (u8)gen9_field(hz, GEN9_HZ_STENCIL));
		ret = render_work(pixels->render, pixels->samples * SAMPLE_WORK);
	}
	return ret;
}

/* Clear @clip, which is a block or a part of one. @depth: its depths, too. */
static int depth_block(struct render_pixels *pixels, const struct pixel_clip *clip,
		       struct depth_span *span, const u32 *hz, bool depth)
{
	const struct depth_block block = { .x = (u32)clip->x0, .y = (u32)clip->y0 };
	bool whole = clip->x1 - clip->x0 == RASTER_BLOCK && clip->y1 - clip->y0 == RASTER_BLOCK;
	int ret = 0;
	s32 y;

	if (depth && whole && gen9_field(hz, GEN9_HZ_SAMPLE_MASK) & 1 &&
	    depth_block_clear(&pixels->depth, &block, span->z[0]))
		depth = false;
	if (!depth && !gen9_field(hz, GEN9_HZ_CLEAR_STENCIL))
		return render_work(pixels->render, BLOCK_WORK);
	for (y = clip->y0 & ~1; y < clip->y1 && !ret; y += 2) {
		span->y = (u32)y;
		ret = depth_row(pixels, clip, span, hz, depth);
	}
	return ret;
}

static void depth_rectangle(const struct render_pixels *pixels, const u32 *hz,
			    struct pixel_clip *clip)
{
	const struct depth_buffer *depth = &pixels->depth.depth;
	const struct depth_buffer *buffer = depth->there ? depth : &pixels->depth.stencil;

	clip->x0 = (s32)gen9_field(hz, GEN9_HZ_X_MIN);
	clip->y0 = (s32)gen9_field(hz, GEN9_HZ_Y_MIN);
	clip->x1 = min_t(s32, gen9_field(hz, GEN9_HZ_X_MAX), buffer->width);
	clip->y1 = min_t(s32, gen9_field(hz, GEN9_HZ_Y_MAX), buffer->height);
}

/* Bring the buffers into pixels->depth. */
static int depth_begin(struct render_pixels *pixels, const u32 *hz)
{
	struct render *render = pixels->render;
	const char *why = "depth buffer";
	int ret;

	pixels->windows = render->windows;
	pixels->depth.windows = render->windows;
	pixels->centers = false;
	ret = pixel_state_samples(pixels, gen9_field(hz, GEN9_HZ_SAMPLES));
	if (ret)
		return ret;
	if (depth_state_set(&pixels->depth, render_packet(render, GEN9_OP_WM_DEPTH_STENCIL),
			    render_packet(render, GEN9_OP_DEPTH_BUFFER),
			    render_packet(render, GEN9_OP_STENCIL_BUFFER), pixels->samples, &why))
		return render_unsupported(render, why);
	return 0;
}

/* Write to the main surfaces, block by block. */
static int depth_blocks(struct render_pixels *pixels, const struct pixel_clip *clip,
			const u32 *hz, bool depth)
{
	const u32 *clear = render_packet(pixels->render, GEN9_OP_CLEAR_PARAMS);
	struct depth_span span = { 0 };
	float z;
	s32 x, y;
	int ret = 0;

	if (!depth && !gen9_field(hz, GEN9_HZ_CLEAR_STENCIL))
		return 0;
	memcpy(&z, &clear[GEN9_CLEAR_DEPTH], sizeof(z));
	span.z = (depth_v4)_mm_set1_ps(z);
	for (y = clip->y0 & -RASTER_BLOCK; y < clip->y1 && !ret; y += RASTER_BLOCK)
		for (x = clip->x0 & -RASTER_BLOCK; x < clip->x1 && !ret; x += RASTER_BLOCK) {
			const struct pixel_clip part = {
				.x0 = max(clip->x0, x), .x1 = min(clip->x1, x + RASTER_BLOCK),
				.y0 = max(clip->y0, y), .y1 = min(clip->y1, y + RASTER_BLOCK),
			};

			ret = depth_block(pixels, &part, &span, hz, depth);
		}
	return ret;
}

/* A HiZ buffer has no marks of single samples. */
static bool clears_all_samples(const struct render_pixels *pixels, const u32 *hz)
{
	u32 all = (1u << pixels->samples) - 1;

	return (gen9_field(hz, GEN9_HZ_SAMPLE_MASK) & all) == all;
}

static int clear_buffers(struct render_pixels *pixels, const u32 *hz)
{
	struct render *render = pixels->render;
	bool depth = gen9_field(hz, GEN9_HZ_CLEAR_DEPTH);
	struct pixel_clip clip;
	int ret = 0;

	depth_rectangle(pixels, hz, &clip);
	if (depth && hiz_enabled(render, &pixels->depth)) {
		if (clears_all_samples(pixels, hz)) {
			ret = hiz_clear(render, &pixels->depth, &clip);
			depth = false;
		} else {
			ret = hiz_settle(render, &pixels->depth, false);
		}
	}
	return ret ? ret : depth_blocks(pixels, &clip, hz, depth);
}

int pixel_clear_depth(struct render_pixels *pixels, const u32 *hz)
{
	bool clears = gen9_field(hz, GEN9_HZ_CLEAR_DEPTH) ||
		      gen9_field(hz, GEN9_HZ_CLEAR_STENCIL);
	bool settles = gen9_field(hz, GEN9_HZ_RESOLVE_DEPTH);
	bool resolves = gen9_field(hz, GEN9_HZ_RESOLVE_HIZ);
	int ret;

	if (!clears && !settles && !resolves)
		return 0;
	ret = depth_begin(pixels, hz);
	if (ret || (!pixels->depth.depth.there && !pixels->depth.stencil.there))
		return ret;
	if (settles)
		ret = hiz_settle(pixels->render, &pixels->depth, false);
	if (!ret && resolves)
		ret = hiz_resolve(pixels->render, &pixels->depth);
	return ret || !clears ? ret : clear_buffers(pixels, hz);
}
