// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clears without a shader (pixel_clear.h).
 */
#include "render/pixel_clear.h"
#include "render/pixel_state.h"
#include "render/pixel_target.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/state.h"
#include "sample/texel.h"

#define PIXELS		GEN9_SUBSPAN_PIXELS
#define TABLE_ENTRY(v)	((v) & 0xffffffc0u)

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

/* The part of @clip that is in the block at @x, @y. */
static struct pixel_clip block_part(const struct pixel_clip *clip, s32 x, s32 y)
{
	return (struct pixel_clip){
		.x0 = max(clip->x0, x), .y0 = max(clip->y0, y),
		.x1 = min(clip->x1, x + RASTER_BLOCK), .y1 = min(clip->y1, y + RASTER_BLOCK),
	};
}

/* Tell whether a part of a block is all of it. */
static bool is_whole(const struct pixel_clip *clip)
{
	return clip->x1 - clip->x0 == RASTER_BLOCK && clip->y1 - clip->y0 == RASTER_BLOCK;
}

static void clear_value(struct render_pixels *pixels, const struct pixel_target *target,
			u8 value[BLEND_BYTES])
{
	const struct sample_bindings *bindings = &pixels->stage.bindings;
	union sample_texel texel;
	u32 pointer;

	sample_window_read(pixels->windows, bindings->binding_table, &pointer, sizeof(pointer));
	sample_window_read(pixels->windows, bindings->surface_base + TABLE_ENTRY(pointer) +
			   GEN9_SS_CLEAR_COLOR * sizeof(u32), texel.u, sizeof(texel.u));
	memset(value, 0, BLEND_BYTES);
	sample_texel_pack(target->format.format, &texel, value);
}

static void clear_row(struct render_pixels *pixels, const struct pixel_target *target,
		      const struct pixel_clip *clip, s32 y, const u8 value[BLEND_BYTES])
{
	u32 sample, i, mask;
	u8 *at[PIXELS];
	s32 x;

	for (sample = 0; sample < target->surface.samples; sample++) {
		for (x = clip->x0 & ~1; x < clip->x1; x += 2) {
			mask = pixel_target_clip(target, (u32)x, (u32)y, clip_mask(clip, x, y));
			if (!mask)
				continue;
			pixel_target_memory(pixels, target, (u32)x, (u32)y, sample, true, at);
			for (i = 0; i < PIXELS; i++)
				if (mask >> i & 1)
					memcpy(at[i], value, target->format.bytes);
		}
	}
}

/* Set a block that lies together. Return: true; false: it does not, and nothing was done. */
static bool clear_whole(struct render_pixels *pixels, const struct pixel_target *target,
			const struct pixel_clip *clip, const u8 value[BLEND_BYTES])
{
	u32 bytes = target->format.bytes, row, x;
	u8 pair[2 * sizeof(u64)];
	u8 *block;

	if (!is_whole(clip))
		return false;
	block = pixel_target_block(pixels, target, (u32)clip->x0, (u32)clip->y0, true);
	if (!block)
		return false;
	memcpy(pair, value, bytes);
	memcpy(pair + bytes, value, bytes);
	for (row = 0; row < RASTER_BLOCK; row++)
		for (x = 0; x < RASTER_BLOCK; x += 2)
			memcpy(block + pixel_target_step(target, x, row), pair, 2 * bytes);
	return true;
}

static void clear_block(struct render_pixels *pixels, const struct pixel_target *target,
			const struct pixel_clip *clip, const u8 value[BLEND_BYTES])
{
	s32 y;

	if (clear_whole(pixels, target, clip, value))
		return;
	for (y = clip->y0 & ~1; y < clip->y1; y += 2)
		clear_row(pixels, target, clip, y, value);
}

int pixel_clear_target(struct render_pixels *pixels)
{
	struct pixel_clip clip = pixels->clip, part;
	const struct pixel_target *target;
	u8 value[BLEND_BYTES];
	s32 x, y;
	int ret;

	ret = pixel_target(pixels, 0, &target);
	if (ret || target->none || pixels->primitive->array_index >= target->surface.extent)
		return ret;
	if (!is_power_of_2(target->format.bytes))
		return render_unsupported(pixels->render, "format of a fast clear");
	pixel_clear_scale(&clip, target->format.bytes, target->surface.samples);
	clip.x1 = min_t(s32, clip.x1, target->width);
	clip.y1 = min_t(s32, clip.y1, target->height);
	clear_value(pixels, target, value);
	for (y = clip.y0 & -RASTER_BLOCK; y < clip.y1 && !ret; y += RASTER_BLOCK) {
		for (x = clip.x0 & -RASTER_BLOCK; x < clip.x1; x += RASTER_BLOCK) {
			part = block_part(&clip, x, y);
			clear_block(pixels, target, &part, value);
		}
		ret = render_poll(pixels->render);
	}
	return ret;
}

static void depth_row(struct render_pixels *pixels, const struct pixel_clip *clip,
		      struct depth_span *span, bool depth, const u32 *hz)
{
	u32 mask = gen9_field(hz, GEN9_HZ_SAMPLE_MASK);
	s32 x;

	for (x = clip->x0 & ~1; x < clip->x1; x += 2) {
		span->x = (u32)x;
		span->mask = clip_mask(clip, x, (s32)span->y);
		for (span->sample = 0; span->sample < pixels->samples; span->sample++)
			if (mask >> span->sample & 1)
				depth_span_clear(&pixels->depth, span, depth,
						 gen9_field(hz, GEN9_HZ_CLEAR_STENCIL),
						 (u8)gen9_field(hz, GEN9_HZ_STENCIL));
	}
}

static void depth_block(struct render_pixels *pixels, const struct pixel_clip *clip,
			struct depth_span *span, const u32 *hz)
{
	const struct depth_block block = { .x = (u32)clip->x0, .y = (u32)clip->y0 };
	bool depth = gen9_field(hz, GEN9_HZ_CLEAR_DEPTH);
	s32 y;

	if (depth && is_whole(clip) && gen9_field(hz, GEN9_HZ_SAMPLE_MASK) & 1 &&
	    depth_block_clear(&pixels->depth, &block, span->z[0]))
		depth = false;
	if (!depth && !gen9_field(hz, GEN9_HZ_CLEAR_STENCIL))
		return;
	for (y = clip->y0 & ~1; y < clip->y1; y += 2) {
		span->y = (u32)y;
		depth_row(pixels, clip, span, depth, hz);
	}
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

int pixel_clear_depth(struct render_pixels *pixels, const u32 *hz)
{
	const u32 *clear = render_packet(pixels->render, GEN9_OP_CLEAR_PARAMS);
	struct depth_span span = { 0 };
	struct pixel_clip clip, part;
	float z;
	s32 x, y;
	int ret;

	if (!gen9_field(hz, GEN9_HZ_CLEAR_DEPTH) && !gen9_field(hz, GEN9_HZ_CLEAR_STENCIL))
		return 0;
	ret = depth_begin(pixels, hz);
	if (ret || (!pixels->depth.depth.there && !pixels->depth.stencil.there))
		return ret;
	depth_rectangle(pixels, hz, &clip);
	memcpy(&z, &clear[GEN9_CLEAR_DEPTH], sizeof(z));
	span.z = (depth_v4)_mm_set1_ps(z);
	for (y = clip.y0 & -RASTER_BLOCK; y < clip.y1 && !ret; y += RASTER_BLOCK) {
		for (x = clip.x0 & -RASTER_BLOCK; x < clip.x1; x += RASTER_BLOCK) {
			part = block_part(&clip, x, y);
			depth_block(pixels, &part, &span, hz);
		}
		ret = render_poll(pixels->render);
	}
	return ret;
}
