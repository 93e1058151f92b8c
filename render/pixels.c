// SPDX-License-Identifier: GPL-2.0-only
/*
 * The back half of a draw (primitive.h): primitives become blocks of pixels, and blocks become
 * subspans. Subspans become threads. A thread has subspans of one primitive.
 */
#include "gen9/mi_defs.h"
#include "render/depth_block.h"
#include "render/pixel_clear.h"
#include "render/pixel_line.h"
#include "render/pixel_state.h"
#include "render/pixel_thread.h"
#include "render/primitive.h"
#include "render/render_types.h"

#define BLOCK_SPANS	(RASTER_BLOCK / 2)	/* subspans across a block */
#define ROW_MASK	0xffu			/* pixels of a block's row */

static const s32 middle[2] = { RASTER_ONE / 2, RASTER_ONE / 2 };

/* Work (render_work()) */
#define PRIMITIVE_WORK	512u			/* setup, beside the attributes */
#define ATTRIBUTE_WORK	64u
#define BLOCK_WORK	256u			/* for each sample */

static_assert(RASTER_BLOCK == DEPTH_BLOCK, "a block is one of depths");

struct render_pixels *render_pixels_create(void)
{
	return port_zalloc(sizeof(struct render_pixels));
}

void render_pixels_destroy(struct render_pixels *pixels)
{
	port_free(pixels);
}

/* The payload of a thread leaves most registers alone. Other stages clear them for each thread. */
void render_pixels_forget(struct render_pixels *pixels)
{
	memset(pixels->thread.grf, 0, sizeof(pixels->thread.grf));
}

int render_pixels_begin(struct render *render)
{
	render->pixels->render = render;
	return pixel_state_begin(render->pixels);
}

/* Pixels of the block at @x, @y that are in the clip rectangle. */
static u64 block_clip(const struct pixel_clip *clip, s32 x, s32 y)
{
	u32 columns = ROW_MASK, row;
	u64 mask = 0;

	if (x >= clip->x0 && y >= clip->y0 && x + RASTER_BLOCK <= clip->x1 &&
	    y + RASTER_BLOCK <= clip->y1)
		return ~0ull;
	if (x < clip->x0)
		columns &= ROW_MASK << (clip->x0 - x);
	if (x + RASTER_BLOCK > clip->x1)
		columns &= ROW_MASK >> (x + RASTER_BLOCK - clip->x1);
	for (row = 0; row < RASTER_BLOCK; row++)
		if (y + (s32)row >= clip->y0 && y + (s32)row < clip->y1)
			mask |= (u64)(columns & ROW_MASK) << RASTER_BLOCK * row;
	return mask;
}

static u64 block_stipple(const struct render_pixels *pixels, s32 x, s32 y)
{
	u32 row, column, bits;
	u64 mask = 0;

	for (row = 0; row < RASTER_BLOCK; row++) {
		bits = pixels->stipple_pattern[((u32)y + row + pixels->stipple_y) %
					       GEN9_STIPPLE_ROWS];
		for (column = 0; column < RASTER_BLOCK; column++)
			if (bits << ((u32)x + column + pixels->stipple_x) % 32 >> 31)
				mask |= 1ull << (RASTER_BLOCK * row + column);
	}
	return mask;
}

/* Test depth and stencil of a subspan before its thread. */
static void early_depth(struct render_pixels *pixels, struct pixel_subspan *span)
{
	struct depth_span test = {
		.x = span->x, .y = span->y, .layer = pixels->primitive->array_index,
		.back = pixels->primitive->back,
	};
	u32 s;

	for (s = 0; s < pixels->samples; s++) {
		test.mask = (u32)(span->cover >> GEN9_SUBSPAN * s) & GEN9_SUBSPAN_ALL;
		if (!test.mask)
			continue;
		test.sample = s;
		test.z = pixel_depth(pixels, span, pixels->position[s]);
		test.mask &= ~depth_span_test(&pixels->depth, &test);
		span->cover &= ~((u64)test.mask << GEN9_SUBSPAN * s);
	}
}

static u32 pixels_of(u64 cover)
{
	if (cover <= GEN9_SUBSPAN_ALL)
		return (u32)cover;
	cover |= cover >> 32;
	cover |= cover >> 16;
	cover |= cover >> 8;
	cover |= cover >> 4;
	return cover & GEN9_SUBSPAN_ALL;
}

/* Positions are planned where a primitive has its first pixel, before depth tests. */
static void plan(struct render_pixels *pixels)
{
	if (!pixels->planned)
		attribute_planes_set(&pixels->planes, pixels->primitive, pixels->fixed);
	pixels->planned = true;
}

/* Attributes are set up where a primitive has its first pixel behind depth tests. */
static void set_up(struct render_pixels *pixels)
{
	if (!pixels->set_up)
		attribute_setup_set(&pixels->planes, &pixels->attributes, pixels->primitive);
	pixels->set_up = true;
}

/* Run the thread, if it has all the subspans that it can have. */
static int queued(struct render_pixels *pixels)
{
	return pixels->queued < pixels->shader.widest ? 0 : pixel_thread_run(pixels);
}

static int queue(struct render_pixels *pixels, const struct pixel_subspan *span)
{
	set_up(pixels);
	pixels->spans[pixels->queued++] = *span;
	return queued(pixels);
}

static int shade(struct render_pixels *pixels, struct pixel_subspan *span)
{
	u64 cover = span->cover, hidden = span->hidden;
	u32 s;
	int ret = 0;

	if (!pixels->shader.per_sample || pixels->samples == 1) {
		span->mask = (u8)pixels_of(cover);
		return queue(pixels, span);
	}
	for (s = 0; s < pixels->samples && !ret; s++) {
		span->cover = cover & (u64)GEN9_SUBSPAN_ALL << GEN9_SUBSPAN * s;
		span->hidden = hidden & (u64)GEN9_SUBSPAN_ALL << GEN9_SUBSPAN * s;
		span->mask = (u8)pixels_of(span->cover);
		span->sample = (u8)s;
		if (span->mask)
			ret = queue(pixels, span);
	}
	return ret;
}

static int subspan(struct render_pixels *pixels, struct pixel_subspan *span)
{
	u64 cover = span->cover;

	if (!pixels->shader.late) {
		if (depth_active(&pixels->depth)) {
			early_depth(pixels, span);
			span->hidden = pixels->shader.coverage == GEN9_COVERAGE_NORMAL ?
				       cover & ~span->cover : 0;
		}
		if (pixels->statistics)
			pixels->depth_count += pixel_count(span->cover);
	}
	return span->cover && pixels->shader.valid ? shade(pixels, span) : 0;
}

/* The pixels of subspan @i of a block. */
static u32 span_pixels(u64 block, u32 i)
{
	u64 rows = block >> (i / BLOCK_SPANS * 2 * RASTER_BLOCK + i % BLOCK_SPANS * 2);

	return (u32)((rows & 3) | (rows >> (RASTER_BLOCK - 2) & 0xc));
}

static u64 block_cover(const struct render_pixels *pixels, s32 x, s32 y, u64 cover[GEN9_SAMPLES])
{
	u64 mask = block_clip(&pixels->clip, x, y), any = 0;
	u32 s;

	if (pixels->stipple && pixels->primitive->kind == RENDER_TRIANGLE)
		mask &= block_stipple(pixels, x, y);
	for (s = 0; s < pixels->samples; s++) {
		if (!s && pixels->outer)
			cover[s] = mask & raster_block(&pixels->shape, x, y, middle);
		else if (!s || !(pixels->centers || pixels->outer))
			cover[s] = mask & raster_block(&pixels->shape, x, y, pixels->position[s]);
		else
			cover[s] = cover[0];
		if (pixels->line.masks && cover[s])
			cover[s] &= pixel_line_block(pixels, x, y, pixels->position[s]);
		any |= cover[s];
	}
	return any;
}

/* Test the depths of a whole block. Return: true; false: nothing was done. */
static bool block_depth(struct render_pixels *pixels, s32 x, s32 y, u64 *mask)
{
	const struct attribute_planes *planes = &pixels->planes;
	const struct depth_block test = {
		.x = (u32)x, .y = (u32)y, .layer = pixels->primitive->array_index,
		.place = {
			(float)x + (float)pixels->position[0][0] / RASTER_ONE,
			(float)y + (float)pixels->position[0][1] / RASTER_ONE,
		},
		.origin = { planes->x, planes->y },
		.at = planes->z.at, .slope = { planes->z.dx, planes->z.dy },
		.range = { pixels->depth_range[0], pixels->depth_range[1] },
	};

	return depth_block_test(&pixels->depth, &test, mask);
}

/* The pixels of a block that the primitive covers as a whole. */
static u64 block_inner(const struct render_pixels *pixels, s32 x, s32 y)
{
	return pixels->shader.coverage == GEN9_COVERAGE_INNER ?
	       raster_block(&pixels->inner, x, y, middle) : 0;
}

/* Queue the subspans of a block, of one sample. Depth tests have let @mask of @before pass. */
static int block_shade(struct render_pixels *pixels, s32 x, s32 y, u64 before, u64 mask)
{
	u64 hidden = pixels->shader.coverage == GEN9_COVERAGE_NORMAL ? before & ~mask : 0;
	u64 inner = block_inner(pixels, x, y);
	u32 i;
	int ret = 0;

	set_up(pixels);
	for (i = 0; i < BLOCK_SPANS * BLOCK_SPANS && !ret; i++) {
		struct pixel_subspan *span = &pixels->spans[pixels->queued];
		u32 bits = span_pixels(mask, i);

		if (!bits)
			continue;
		/* A copy of a whole struct would wait for the stores of its members. */
		span->x = (u16)(x + (s32)(i % BLOCK_SPANS * 2));
		span->y = (u16)(y + (s32)(i / BLOCK_SPANS * 2));
		span->sample = 0;
		span->mask = (u8)bits;
		span->cover = bits;
		span->hidden = span_pixels(hidden, i);
		span->inner = (u8)span_pixels(inner, i);
		pixels->queued++;
		ret = queued(pixels);
	}
	return ret;
}

/*
 * Draw a block of one sample at once. Return: 0; an error; 1: nothing was done, the subspans must
 * be drawn one by one.
 */
static int block_single(struct render_pixels *pixels, s32 x, s32 y, u64 mask)
{
	u64 before = mask;

	if (!pixels->shader.late) {
		if (depth_active(&pixels->depth) && !block_depth(pixels, x, y, &mask))
			return 1;
		if (pixels->statistics)
			pixels->depth_count += (u64)__builtin_popcountll(mask);
	}
	return mask && pixels->shader.valid ? block_shade(pixels, x, y, before, mask) : 0;
}

static int block(struct render_pixels *pixels, s32 x, s32 y)
{
	u64 cover[GEN9_SAMPLES], any, inner;
	u32 i, s;
	int ret = 0;

	any = block_cover(pixels, x, y, cover);
	if (!any)
		return 0;
	plan(pixels);
	if (pixels->samples == 1 && pixels->sample_mask & 1) {
		ret = block_single(pixels, x, y, any);
		if (ret <= 0)
			return ret;
		ret = 0;
	}
	inner = block_inner(pixels, x, y);
	for (i = 0; i < BLOCK_SPANS * BLOCK_SPANS && !ret; i++) {
		struct pixel_subspan span = {
			.x = (u16)(x + (s32)(i % BLOCK_SPANS * 2)),
			.y = (u16)(y + (s32)(i / BLOCK_SPANS * 2)),
			.inner = (u8)span_pixels(inner, i),
		};

		if (!span_pixels(any, i))
			continue;
		for (s = 0; s < pixels->samples; s++)
			if (pixels->sample_mask >> s & 1)
				span.cover |= (u64)span_pixels(cover[s], i) << GEN9_SUBSPAN * s;
		if (span.cover)
			ret = subspan(pixels, &span);
	}
	return ret;
}

static int blocks(struct render_pixels *pixels)
{
	const struct pixel_clip *clip = &pixels->clip;
	u32 work = BLOCK_WORK * pixels->samples;
	s32 x, y;
	int ret = 0;

	for (y = clip->y0 & -RASTER_BLOCK; y < clip->y1 && !ret; y += RASTER_BLOCK) {
		for (x = clip->x0 & -RASTER_BLOCK; x < clip->x1 && !ret; x += RASTER_BLOCK) {
			ret = block(pixels, x, y);
			if (!ret)
				ret = render_work(pixels->render, work);
		}
	}
	if (!ret && pixels->queued)
		ret = pixel_thread_run(pixels);
	return ret;
}

static void triangle_shape(struct render_pixels *pixels, const s32 v[3][2])
{
	raster_triangle(&pixels->shape, v);
	if (pixels->shader.coverage == GEN9_COVERAGE_INNER) {
		pixels->inner = pixels->shape;
		raster_inner(&pixels->inner);
	}
	pixels->outer = pixels->conservative;
	if (pixels->outer)
		raster_outer(&pixels->shape);
}

static void shape_set(struct render_pixels *pixels, const struct render_primitive *primitive,
		      const s32 v[3][2])
{
	struct raster_shape *shape = &pixels->shape;
	const s32 corners[2][2] = { { v[0][0], v[0][1] }, { v[2][0], v[2][1] } };

	pixels->line.masks = false;
	pixels->line.smooth = false;
	pixels->outer = false;
	pixels->inner.edges = 0;
	switch (primitive->kind) {
	case RENDER_POINT:
		pixel_point_shape(pixels, primitive, v[0]);
		break;
	case RENDER_LINE:
		pixel_line_shape(pixels, primitive, v);
		break;
	case RENDER_RECT:
		raster_rectangle(shape, corners, false);
		break;
	default:
		triangle_shape(pixels, v);
	}
}

static void intersect(struct pixel_clip *clip, s32 x0, s32 y0, s32 x1, s32 y1)
{
	clip->x0 = max(clip->x0, x0);
	clip->y0 = max(clip->y0, y0);
	clip->x1 = min(clip->x1, x1);
	clip->y1 = min(clip->y1, y1);
}

static void clip_set(struct render_pixels *pixels, const struct render_primitive *primitive)
{
	const struct raster_shape *shape = &pixels->shape;
	const struct render_extents *extents = &primitive->extents;
	struct pixel_clip *clip = &pixels->clip;

	*clip = pixels->drawing;
	intersect(clip, pixels->scissor_clip.x0, pixels->scissor_clip.y0,
		  pixels->scissor_clip.x1, pixels->scissor_clip.y1);
	intersect(clip, extents->x0, extents->y0, extents->x1 + 1, extents->y1 + 1);
	intersect(clip, shape->x0 >> RASTER_ONE_SHIFT, shape->y0 >> RASTER_ONE_SHIFT,
		  (shape->x1 >> RASTER_ONE_SHIFT) + 1, (shape->y1 >> RASTER_ONE_SHIFT) + 1);
}

/* A fast clear's rectangle ends at whole pixels. */
static int clear(struct render_pixels *pixels)
{
	const struct raster_shape *shape = &pixels->shape;

	pixels->clip.x1 = min(pixels->clip.x1, shape->x1 >> RASTER_ONE_SHIFT);
	pixels->clip.y1 = min(pixels->clip.y1, shape->y1 >> RASTER_ONE_SHIFT);
	return pixel_clear_target(pixels);
}

int render_pixels_primitive(struct render *render, const struct render_primitive *primitive)
{
	struct render_pixels *pixels = render->pixels;
	s32 (*v)[2] = pixels->fixed;
	u32 i;
	int ret;

	ret = render_work(render, PRIMITIVE_WORK + pixels->shader.attributes * ATTRIBUTE_WORK);
	if (ret)
		return ret;
	pixels->primitive = primitive;
	pixels->planned = false;
	pixels->set_up = false;
	if (pixels->resolve)
		return pixel_resolve_target(pixels);
	for (i = 0; i < ARRAY_SIZE(pixels->fixed); i++) {
		v[i][0] = raster_fixed(primitive->v[i].x + (float)pixels->origin_x);
		v[i][1] = raster_fixed(primitive->v[i].y + (float)pixels->origin_y);
	}
	shape_set(pixels, primitive, v);
	if (!pixels->shape.edges)
		return 0;
	pixel_state_viewport(pixels, primitive->viewport);
	clip_set(pixels, primitive);
	if (pixels->clip.x0 >= pixels->clip.x1 || pixels->clip.y0 >= pixels->clip.y1)
		return 0;
	if (pixels->fast_clear)
		return clear(pixels);
	return blocks(pixels);
}

int render_pixels_end(struct render *render, int error)
{
	struct render_pixels *pixels = render->pixels;

	if (error == -ECANCELED)
		return error;
	if (pixels->statistics && pixels->depth_count)
		render_count(render, GEN9_PS_DEPTH_COUNT, pixels->depth_count);
	if (pixels->statistics && pixels->invocations)
		render_count(render, GEN9_PS_INVOCATION_COUNT, pixels->invocations);
	return error;
}

int render_pixels_command(struct render *render, const u32 *dw)
{
	render->pixels->render = render;
	return pixel_clear_depth(render->pixels, dw);
}

/* Nothing is kept: windows write through. */
void render_pixels_flush(struct render *render)
{
	render->pixels->viewport = ~0u;
}
