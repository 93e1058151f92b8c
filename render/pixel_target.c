// SPDX-License-Identifier: GPL-2.0-only
/*
 * Render targets (pixel_target.h). A message writes the pixels of two or four subspans. Where the
 * shader may kill pixels or computes depth, the first message of a subspan tests depth and stencil.
 *
 * Source: PRM SKL Vol. 7, "Render Target Write", as in Mesa's src/intel/compiler:
 * brw_lower_logical_sends.cpp, brw_eu.h.
 */
#include "render/pixel_target.h"
#include "gen9/message_defs.h"
#include "render/pixel_line.h"
#include "render/pixel_memory.h"
#include "render/pixel_thread.h"
#include "render/primitive.h"
#include "render/render_types.h"

#define CHANNELS	4u
#define SPANS		4u	/* most subspans of a message */
#define SAMPLE_WORK	128u	/* of the pixels of a subspan for each sample (render_work()) */

/* Test if blocks lie together. Rows of a block are rows of one tile. */
static bool is_together(const struct pixel_target *target)
{
	const struct sample_plane *plane = &target->plane[0];
	u32 bytes = target->surface.format->bytes;

	return target->surface.samples == 1 && bytes <= sizeof(u64) &&
	       (plane->tiling == GEN9_TILE_Y || plane->tiling == GEN9_TILE_X) &&
	       !(plane->x % (RASTER_BLOCK * bytes)) && !(plane->y % RASTER_BLOCK);
}

static void planes_set(struct render_pixels *pixels, struct pixel_target *target, u32 layer)
{
	struct pixel_place *place = pixels->place[target->bti % PIXEL_TARGETS];
	u32 i;

	target->layer = layer;
	for (i = 0; i < target->surface.samples; i++)
		sample_surface_plane(&target->surface, 0, layer, i, &target->plane[i]);
	target->together = is_together(target);
	place[0].block = PIXEL_PLACE_NONE;
	place[1].block = PIXEL_PLACE_NONE;
}

/*
 * Return the format as the shader sees it. Channel selects say where its red, green and blue go
 * (PRM SKL Vol. 2d, "Shader Channel Select Red"). Selects of anything else have no meaning.
 */
static const struct sample_format *seen_format(struct pixel_target *target,
					       const struct sample_surface *surface)
{
	static const u8 plain[] = { GEN9_SELECT_RED, GEN9_SELECT_GREEN, GEN9_SELECT_BLUE };
	struct sample_format *to = &target->swapped;
	u32 i, seen = 0;

	for (i = 0; i < ARRAY_SIZE(plain); i++)
		seen |= 1u << surface->select[i];
	if (seen != (1u << GEN9_SELECT_RED | 1u << GEN9_SELECT_GREEN | 1u << GEN9_SELECT_BLUE) ||
	    !memcmp(surface->select, plain, sizeof(plain)))
		return surface->format;
	*to = *surface->format;
	to->quick = SAMPLE_QUICK_NONE;
	for (i = 0; i < ARRAY_SIZE(plain); i++)
		to->channel[i] = surface->format->channel[surface->select[i] - GEN9_SELECT_RED];
	return to;
}

static int target_set(struct render_pixels *pixels, u32 bti, struct pixel_target *target)
{
	const struct sample_surface *surface;
	int ret;

	target->valid = false;
	target->bti = bti;
	ret = sample_unit_surface(&pixels->stage.bindings, bti, true, &surface);
	if (ret)
		return ret;
	target->none = surface->type == GEN9_SURFACE_NULL;
	target->valid = true;
	if (target->none)
		return 0;
	target->valid = false;
	if (surface->type == GEN9_SURFACE_BUFFER || surface->type == GEN9_SURFACE_STRUCTURED ||
	    !blend_format_set(&target->format, seen_format(target, surface)))
		return render_unsupported(pixels->render, "render target format");
	if (!pixel_memory_fits(surface) || surface->samples > GEN9_SAMPLES)
		return render_unsupported(pixels->render, "render target layout");
	target->surface = *surface;
	target->width = sample_level_size(surface->width, surface->first_level);
	target->height = sample_level_size(surface->height, surface->first_level);
	planes_set(pixels, target, 0);
	ret = sample_unit_settle(&pixels->stage.bindings, surface);
	target->valid = !ret;
	return ret;
}

int pixel_target(struct render_pixels *pixels, u32 bti, const struct pixel_target **to)
{
	struct pixel_target *target = &pixels->target[bti % PIXEL_TARGETS];
	u32 layer = pixels->primitive->array_index;
	int ret;

	if (!target->valid || target->bti != bti) {
		ret = target_set(pixels, bti, target);
		if (ret)
			return ret;
	}
	if (!target->none && target->layer != layer && layer < target->surface.extent)
		planes_set(pixels, target, layer);
	*to = target;
	return 0;
}

u32 pixel_target_clip(const struct pixel_target *target, u32 x, u32 y, u32 mask)
{
	if (x + 1 >= target->width)
		mask &= x >= target->width ? 0 : 5;
	if (y + 1 >= target->height)
		mask &= y >= target->height ? 0 : 3;
	return mask;
}

/* Find the memory of the block of a pixel. */
static u8 *block_memory(struct render_pixels *pixels, const struct pixel_target *target,
			struct pixel_place *place, u32 x, u32 y, bool write)
{
	u32 block = x / RASTER_BLOCK | y / RASTER_BLOCK << 16;

	if (unlikely(place->block != block || place->generation != pixels->windows->generation)) {
		u64 va = sample_plane_address(&target->plane[0], x & -(u32)RASTER_BLOCK,
					      y & -(u32)RASTER_BLOCK);

		place->memory = sample_window_at(pixels->windows, va, write);
		place->generation = pixels->windows->generation;
		place->block = block;
	}
	return place->memory;
}

/* Find the memory of a subspan whose block lies together. */
static inline void memory_together(struct render_pixels *pixels, const struct pixel_target *target,
				   u32 x, u32 y, bool write, u8 *at[GEN9_SUBSPAN])
{
	struct pixel_place *place = &pixels->place[target->bti % PIXEL_TARGETS][write];
	u32 bytes = target->plane[0].bytes, column = x % RASTER_BLOCK * bytes;
	u32 row = y % RASTER_BLOCK, down = GEN9_TILE_X_BYTES;

	if (target->plane[0].tiling == GEN9_TILE_Y) {
		down = GEN9_TILE_Y_COLUMN;
		column = column / GEN9_TILE_Y_COLUMN * (GEN9_TILE_Y_COLUMN * GEN9_TILE_Y_ROWS) +
			 column % GEN9_TILE_Y_COLUMN;
	}
	at[0] = block_memory(pixels, target, place, x, y, write) + column + row * down;
	at[1] = at[0] + bytes;
	at[2] = at[0] + down;
	at[3] = at[2] + bytes;
}

void pixel_target_memory(struct render_pixels *pixels, const struct pixel_target *target, u32 x,
			 u32 y, u32 sample, bool write, u8 *at[GEN9_SUBSPAN])
{
	u32 i;

	if (target->together) {
		memory_together(pixels, target, x, y, write, at);
		return;
	}
	if (!target->surface.interleaved || target->surface.samples == 1) {
		pixel_memory(pixels->windows, &target->plane[sample], x, y, write, at);
		return;
	}
	for (i = 0; i < GEN9_SUBSPAN; i++) {
		u32 px = x + (i & 1), py = y + (i >> 1);

		sample_surface_interleave(target->surface.samples, sample, &px, &py);
		at[i] = sample_window_at(pixels->windows,
					 sample_plane_address(target->plane, px, py), write);
	}
}

/**
 * struct write - A render target write.
 * @bti: binding table index
 * @entry: index of its blend state
 * @first: first subspan of the thread that it writes
 * @count: subspans: 2 or 4
 * @mask: pixels: bit 4 * subspan + pixel
 * @reads: the target is read
 * @replicated: all pixels have one colour
 * @source_alpha: register of source 0's alpha; 0: it is not there
 * @omask: register of sample masks; 0: they are not there
 * @color: first register of colours
 * @second: first register of the second source; 0: it is not there
 * @depth: first register of depths; 0: they are not there
 * @stencil: register of stencil values; 0: they are not there
 * @first_regs: registers of the payload's first part
 * @part: the payload's two parts
 */
struct write {
	u32 bti;
	u32 entry;
	u32 first;
	u32 count;
	u32 mask;
	bool reads;
	bool replicated;
	u32 source_alpha;
	u32 omask;
	u32 color;
	u32 second;
	u32 depth;
	u32 stencil;
	u32 first_regs;
	const union eu_reg *part[2];
};

/* Find the payload. Return its length in registers. */
static u32 payload(struct write *write, const struct eu_message *message)
{
	write->part[0] = message->src;
	write->part[1] = message->ex_src;
	write->first_regs = message->src_regs;
	return message->src_regs + message->ex_src_regs;
}

/* Registers are numbered from 1, so that 0 says that there is none. */
static u32 take(u32 *next, bool there, u32 regs)
{
	u32 reg = *next;

	if (!there)
		return 0;
	*next += regs;
	return reg;
}

/* Return register @reg of the payload, which has it. */
static const union eu_reg *reg_of(const struct write *write, u32 reg)
{
	reg--;
	if (reg < write->first_regs)
		return &write->part[0][reg];
	return &write->part[1][reg - write->first_regs];
}

static bool control(struct write *write, u32 desc)
{
	u32 form = gen9_field(&desc, GEN9_RT_CONTROL);

	if (form > GEN9_RT_SIMD8)
		return false;
	write->bti = gen9_field(&desc, GEN9_MSG_INDEX);
	write->replicated = form == GEN9_RT_SIMD16_REPLICATED;
	write->count = form == GEN9_RT_SIMD16 || write->replicated ? SPANS : SPANS / 2;
	write->first = gen9_field(&desc, GEN9_RT_SLOT_GROUP) * SPANS +
		       (form == GEN9_RT_SIMD8_DUAL_HIGH ? SPANS / 2 : 0);
	return true;
}

/* Find the parts of a message. */
static bool decode(const struct render_pixels *pixels, const struct eu_message *message,
		   struct write *write)
{
	const struct pixel_shader *shader = &pixels->shader;
	bool header = gen9_field(&message->desc, GEN9_MSG_HEADER), alpha = false;
	bool stencil = shader->stencil;
	u32 form = gen9_field(&message->desc, GEN9_RT_CONTROL), half, next = 1, regs;

	memset(write, 0, sizeof(*write));
	if (!control(write, message->desc))
		return false;
	regs = payload(write, message);
	half = write->count / 2;
	write->mask = message->mask;
	if (header) {
		if (regs < GEN9_RT_HEADER_REGS)
			return false;
		alpha = gen9_field(reg_of(write, 1)->ud, GEN9_RT_HEADER_ALPHA);
		stencil |= gen9_field(reg_of(write, 1)->ud, GEN9_RT_HEADER_STENCIL);
		write->entry = gen9_field(reg_of(write, 1)->ud, GEN9_RT_HEADER_INDEX);
		write->mask &= reg_of(write, 2)->ud[GEN9_RT_HEADER_MASK] >>
			       write->first % SPANS * GEN9_SUBSPAN;
		next += GEN9_RT_HEADER_REGS;
	}
	write->source_alpha = take(&next, alpha, half);
	write->omask = take(&next, shader->omask, 1);
	write->color = take(&next, true, write->replicated ? 1 : CHANNELS * half);
	write->second = take(&next, form == GEN9_RT_SIMD8_DUAL_LOW ||
			     form == GEN9_RT_SIMD8_DUAL_HIGH, CHANNELS * half);
	write->depth = take(&next, shader->depth, half);
	write->stencil = take(&next, stencil, 1);
	return next - 1 <= regs;
}

/* The lanes of subspan @i of a message in the registers from @reg on. */
static blend_v4 lanes(const struct write *write, u32 reg, u32 i)
{
	blend_v4 value;

	memcpy(&value, &reg_of(write, reg + i / 2)->f[i % 2 * GEN9_SUBSPAN], sizeof(value));
	return value;
}

static void colors(const struct write *write, u32 reg, u32 i, blend_v4 to[CHANNELS])
{
	u32 c;

	for (c = 0; c < CHANNELS; c++)
		to[c] = lanes(write, reg + c * write->count / 2, i);
}

static void replicated(const struct write *write, blend_v4 to[CHANNELS])
{
	u32 c, bits;

	for (c = 0; c < CHANNELS; c++) {
		bits = reg_of(write, write->color)->ud[c];
		to[c] = (blend_v4)_mm_set1_epi32((s32)bits);
	}
}

/* The colours of source 0, with the coverage of a smooth line or point in alpha. */
static void source_colors(const struct render_pixels *pixels, const struct write *write, u32 i,
			  const struct pixel_subspan *span, blend_v4 to[CHANNELS])
{
	if (write->replicated)
		replicated(write, to);
	else
		colors(write, write->color, i, to);
	if (pixels->line.smooth)
		to[CHANNELS - 1] *= pixel_line_coverage(&pixels->line, span->x, span->y);
}

/* Samples of a mask of pixels. */
static u64 all_samples(const struct render_pixels *pixels, u32 mask)
{
	u64 cover = mask;
	u32 s;

	for (s = 1; s < pixels->samples; s++)
		cover |= (u64)mask << GEN9_SUBSPAN * s;
	return cover;
}

static u64 omask_cover(const struct render_pixels *pixels, const struct write *write, u32 i)
{
	const u16 *words = reg_of(write, write->omask)->uw;
	u32 lane = (write->first % SPANS + i) * GEN9_SUBSPAN, p, s;
	u64 cover = 0;

	for (p = 0; p < GEN9_SUBSPAN; p++)
		for (s = 0; s < pixels->samples; s++)
			cover |= (u64)(words[lane + p] >> s & 1) << (GEN9_SUBSPAN * s + p);
	return cover;
}

/*
 * Cover as many samples as alpha says. With dithering, pixels of a subspan round at thresholds of
 * their own, and every other one begins with another sample. The pattern of hardware is not public.
 */
static u64 alpha_cover(const struct render_pixels *pixels, blend_v4 alpha)
{
	static const float thresholds[GEN9_SUBSPAN] = { 0.125f, 0.625f, 0.875f, 0.375f };
	bool dither = pixels->blend.alpha_dither;
	u32 n = pixels->samples, p, s, at;
	u64 cover = 0;

	for (p = 0; p < GEN9_SUBSPAN; p++) {
		for (s = 0; s < n; s++) {
			at = dither && (p == 1 || p == 2) ? (s + n / 2) % n : s;
			if (alpha[p] * (float)n >= (float)s + (dither ? thresholds[p] : 0.5f))
				cover |= 1ull << (GEN9_SUBSPAN * at + p);
		}
	}
	return cover;
}

static void late_depth(struct render_pixels *pixels, const struct write *write, u32 i,
		       struct pixel_subspan *span)
{
	struct depth_span test = {
		.x = span->x, .y = span->y, .layer = pixels->primitive->array_index,
		.back = pixels->primitive->back,
	};
	u8 reference[GEN9_SUBSPAN];
	u32 s;

	if (write->stencil) {
		memcpy(reference, &reg_of(write, write->stencil)->ub[i * GEN9_SUBSPAN],
		       sizeof(reference));
		test.reference = reference;
	}
	for (s = 0; s < pixels->samples; s++) {
		test.mask = (u32)(span->cover >> GEN9_SUBSPAN * s) & GEN9_SUBSPAN_ALL;
		if (!test.mask)
			continue;
		test.sample = s;
		test.z = write->depth ? (depth_v4)lanes(write, write->depth, i) :
			 pixel_depth(pixels, span, pixels->position[s]);
		test.mask &= ~depth_span_test(&pixels->depth, &test);
		span->cover &= ~((u64)test.mask << GEN9_SUBSPAN * s);
	}
}

/* Drop samples by what the shader computed, then test depth: once for a subspan. */
static void narrow(struct render_pixels *pixels, const struct write *write, u32 i,
		   struct pixel_subspan *span)
{
	const struct blend_state *blend = &pixels->blend;
	u32 mask = write->mask >> GEN9_SUBSPAN * i & GEN9_SUBSPAN_ALL;
	blend_v4 alpha;

	if (pixels->tested >> (write->first + i) & 1)
		return;
	pixels->tested |= 1u << (write->first + i);
	if (blend->alpha_test || blend->alpha_to_coverage) {
		blend_v4 color[CHANNELS];

		source_colors(pixels, write, i, span, color);
		alpha = write->source_alpha ? lanes(write, write->source_alpha, i) : color[3];
		if (blend->alpha_test)
			mask &= blend_alpha_test(blend, alpha);
		if (blend->alpha_to_coverage && pixels->samples > 1)
			span->cover &= alpha_cover(pixels, alpha);
	}
	span->cover &= all_samples(pixels, mask);
	if (write->omask)
		span->cover &= omask_cover(pixels, write, i);
	if (depth_active(&pixels->depth) && span->cover)
		late_depth(pixels, write, i, span);
	if (pixels->statistics)
		pixels->depth_count += pixel_count(span->cover);
}

/* Find the memory of sample @s of a subspan: for writes, and if @reads is set for reads. */
static void span_memory(struct render_pixels *pixels, const struct pixel_target *target,
			const struct pixel_subspan *span, u32 s, bool reads,
			struct blend_span *blend)
{
	if (target->together) {
		if (reads)
			memory_together(pixels, target, span->x, span->y, false, blend->from);
		memory_together(pixels, target, span->x, span->y, true, blend->to);
		return;
	}
	if (reads)
		pixel_target_memory(pixels, target, span->x, span->y, s, false, blend->from);
	pixel_target_memory(pixels, target, span->x, span->y, s, true, blend->to);
}

static void write_span(struct render_pixels *pixels, const struct pixel_target *target,
		       const struct write *write, u32 i, const struct pixel_subspan *span)
{
	const struct blend_entry *entry = &pixels->blend.entry[write->entry];
	u64 cover = span->cover & all_samples(pixels, write->mask >> GEN9_SUBSPAN * i &
					      GEN9_SUBSPAN_ALL);
	u32 s, samples = min_t(u32, pixels->samples, target->surface.samples);
	struct blend_span blend;

	source_colors(pixels, write, i, span, blend.color);
	if (write->second)
		colors(write, write->second, i, blend.second);
	else if (entry->more)
		memset(blend.second, 0, sizeof(blend.second));
	for (s = 0; s < samples; s++) {
		blend.mask = pixel_target_clip(target, span->x, span->y,
					       (u32)(cover >> GEN9_SUBSPAN * s) & GEN9_SUBSPAN_ALL);
		if (!blend.mask)
			continue;
		span_memory(pixels, target, span, s, write->reads, &blend);
		blend_span_write(&pixels->blend, entry, &target->format, &blend);
	}
}

/*
 * Tell whether a write stores dwords that do not depend on the old ones, in blocks that lie
 * together: write_plain() is a short way for these.
 */
static bool is_plain(const struct render_pixels *pixels, const struct pixel_target *target,
		     const struct write *write)
{
	return !target->none && target->together && !write->replicated && !pixels->line.smooth &&
	       blend_is_plain(&pixels->blend, &pixels->blend.entry[write->entry],
			      &target->format);
}

/* Write a subspan the short way: write_span() gives the same bytes. */
static void write_plain(struct render_pixels *pixels, const struct pixel_target *target,
			const struct write *write, u32 i, const struct pixel_subspan *span)
{
	u32 mask = (u32)span->cover & (write->mask >> GEN9_SUBSPAN * i) & GEN9_SUBSPAN_ALL, p;
	blend_v4 color[CHANNELS];
	u32 dwords[GEN9_SUBSPAN];
	blend_i4 pixel;
	u8 *at[GEN9_SUBSPAN];

	mask = pixel_target_clip(target, span->x, span->y, mask);
	if (!mask)
		return;
	colors(write, write->color, i, color);
	pixel = blend_unorm8(&target->format, color);
	memory_together(pixels, target, span->x, span->y, true, at);
	if (likely(mask == GEN9_SUBSPAN_ALL)) {
		memcpy(at[0], &pixel, sizeof(u64));
		memcpy(at[2], (const u8 *)&pixel + sizeof(u64), sizeof(u64));
		return;
	}
	memcpy(dwords, &pixel, sizeof(dwords));
	for (p = 0; p < GEN9_SUBSPAN; p++)
		if (mask >> p & 1)
			memcpy(at[p], &dwords[p], sizeof(dwords[p]));
}

int pixel_target_message(struct render_pixels *pixels, const struct eu_message *message)
{
	const struct pixel_target *target;
	struct write write;
	bool plain;
	u32 i;
	int ret;

	if (gen9_field(&message->desc, GEN9_RT_TYPE) != GEN9_RT_WRITE)
		return render_unsupported(pixels->render, "render target message");
	if (!decode(pixels, message, &write))
		return render_unsupported(pixels->render, "form of a render target write");
	ret = render_work(pixels->render, write.count * pixels->samples * SAMPLE_WORK);
	if (!ret)
		ret = pixel_target(pixels, write.bti, &target);
	if (ret)
		return ret;
	write.reads = !target->none && blend_reads(&pixels->blend.entry[write.entry],
						   &target->format);
	plain = is_plain(pixels, target, &write);
	for (i = 0; i < write.count && write.first + i < pixels->span_count; i++) {
		struct pixel_subspan *span = &pixels->spans[write.first + i];

		if (pixels->shader.late)
			narrow(pixels, &write, i, span);
		if (!span->cover || target->none ||
		    pixels->primitive->array_index >= target->surface.extent)
			continue;
		if (plain)
			write_plain(pixels, target, &write, i, span);
		else
			write_span(pixels, target, &write, i, span);
	}
	return 0;
}
