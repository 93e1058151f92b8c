// SPDX-License-Identifier: GPL-2.0-only
/*
 * Payload of the pixel shader's threads (pixel_thread.h). Each group of 16 pixels has its part, but
 * for g0, constants and attributes.
 *
 * Source: PRM SKL Vol. 7, "PS Thread Payload for Normal Dispatch", as in Mesa's
 * src/intel/compiler: brw_fs_thread_payload.cpp, brw_fs_nir.cpp, brw_compile_fs.cpp.
 */
#include "render/pixel_thread.h"
#include "render/primitive.h"

#define HALF_SPANS	4u	/* subspans of 16 pixels */

static const s32 center[2] = { RASTER_ONE / 2, RASTER_ONE / 2 };

static void places(const struct pixel_subspan *span, const s32 position[2], depth_v4 *x,
		   depth_v4 *y)
{
	float left = span->x + (float)position[0] / RASTER_ONE;
	float top = span->y + (float)position[1] / RASTER_ONE;

	*x = (depth_v4){ left, left + 1, left, left + 1 };
	*y = (depth_v4){ top, top, top + 1, top + 1 };
}

static depth_v4 plane_at(const struct attribute_plane *plane, depth_v4 dx, depth_v4 dy)
{
	return plane->at + plane->dx * dx + plane->dy * dy;
}

/* Barycentrics of the whole object, from those of the part that clipping left. */
static void whole_barycentrics(const float whole[3][2], depth_v4 b[2])
{
	depth_v4 b1 = b[0], b2 = b[1];
	u32 i;

	for (i = 0; i < 2; i++)
		b[i] = whole[0][i] + b1 * (whole[1][i] - whole[0][i]) +
		       b2 * (whole[2][i] - whole[0][i]);
}

static void part_barycentrics(const struct attribute_planes *planes, bool linear, depth_v4 x,
			      depth_v4 y, depth_v4 b[2])
{
	depth_v4 dx = x - planes->x, dy = y - planes->y, w;

	b[0] = plane_at(&planes->bary[0], dx, dy);
	b[1] = plane_at(&planes->bary[1], dx, dy);
	if (linear || planes->affine)
		return;
	w = 1 / plane_at(&planes->inv_w, dx, dy);
	b[0] = b[0] * planes->w1 * w;
	b[1] = b[1] * planes->w2 * w;
}

void pixel_barycentrics(const struct attribute_planes *planes, bool linear, depth_v4 x, depth_v4 y,
			depth_v4 b[2])
{
	part_barycentrics(planes, linear, x, y, b);
	if (planes->cut)
		whole_barycentrics(planes->whole[linear], b);
}

depth_v4 pixel_depth(const struct render_pixels *pixels, const struct pixel_subspan *span,
		     const s32 position[2])
{
	const struct attribute_planes *planes = &pixels->planes;
	depth_v4 x, y, z;

	places(span, position, &x, &y);
	z = plane_at(&planes->z, x - planes->x, y - planes->y);
	return (depth_v4)_mm_min_ps(_mm_max_ps((__m128)z, _mm_set1_ps(pixels->depth_range[0])),
				    _mm_set1_ps(pixels->depth_range[1]));
}

/* The centroid of a pixel: its centre, if all samples are covered; else the first one that is. */
static const s32 *centroid(const struct render_pixels *pixels, const struct pixel_subspan *span,
			   u32 pixel)
{
	u32 i, covered = 0;

	for (i = 0; i < pixels->samples; i++)
		covered |= (u32)(span->cover >> (GEN9_SUBSPAN * i + pixel) & 1) << i;
	if (!covered || covered == (1u << pixels->samples) - 1)
		return center;
	return pixels->position[__builtin_ctz(covered)];
}

/* Places of a subspan's pixels where @at says. */
static void places_at(const struct render_pixels *pixels, const struct pixel_subspan *span,
		      enum gen9_position at, depth_v4 *x, depth_v4 *y)
{
	u32 i;

	if (at == GEN9_POSITION_SAMPLE) {
		places(span, pixels->position[span->sample], x, y);
		return;
	}
	places(span, center, x, y);
	if (at != GEN9_POSITION_CENTROID || pixels->samples == 1)
		return;
	for (i = 0; i < GEN9_SUBSPAN; i++) {
		const s32 *position = centroid(pixels, span, i);

		(*x)[i] = span->x + (i & 1) + (float)position[0] / RASTER_ONE;
		(*y)[i] = span->y + (i >> 1) + (float)position[1] / RASTER_ONE;
	}
}

static void put(union eu_reg *grf, u32 reg, u32 span, depth_v4 value)
{
	memcpy(&grf[reg].f[span % 2 * GEN9_SUBSPAN], &value, sizeof(value));
}

static u32 put_barycentrics(const struct render_pixels *pixels, union eu_reg *grf, u32 reg,
			    u32 mode, const struct pixel_subspan *spans, u32 count)
{
	static const u8 at[GEN9_BARYS] = {
		[GEN9_BARY_PERSPECTIVE_CENTROID] = GEN9_POSITION_CENTROID,
		[GEN9_BARY_PERSPECTIVE_SAMPLE] = GEN9_POSITION_SAMPLE,
		[GEN9_BARY_LINEAR_CENTROID] = GEN9_POSITION_CENTROID,
		[GEN9_BARY_LINEAR_SAMPLE] = GEN9_POSITION_SAMPLE,
	};
	depth_v4 x, y, b[2];
	u32 i;

	for (i = 0; i < count; i++) {
		places_at(pixels, &spans[i], at[mode], &x, &y);
		pixel_barycentrics(&pixels->planes, mode >= GEN9_BARY_LINEAR_PIXEL, x, y, b);
		put(grf, reg + i / 2 * 2, i, b[0]);
		put(grf, reg + i / 2 * 2 + 1, i, b[1]);
	}
	return reg + count;
}

static u32 put_depth(const struct render_pixels *pixels, union eu_reg *grf, u32 reg,
		     const struct pixel_subspan *spans, u32 count)
{
	bool sample = pixels->shader.per_sample;
	u32 i;

	for (i = 0; i < count; i++)
		put(grf, reg + i / 2, i, pixel_depth(pixels, &spans[i], sample ?
						     pixels->position[spans[i].sample] : center));
	return reg + count / 2;
}

static u32 put_w(const struct render_pixels *pixels, union eu_reg *grf, u32 reg,
		 const struct pixel_subspan *spans, u32 count)
{
	const struct attribute_planes *planes = &pixels->planes;
	depth_v4 x, y;
	u32 i;

	for (i = 0; i < count; i++) {
		places_at(pixels, &spans[i], pixels->shader.per_sample ? GEN9_POSITION_SAMPLE :
			  GEN9_POSITION_PIXEL, &x, &y);
		put(grf, reg + i / 2, i,
		    1 / plane_at(&planes->inv_w, x - planes->x, y - planes->y));
	}
	return reg + count / 2;
}

/* A word for each pixel: X in bits 7:0, Y in 15:8, in sixteenths. */
static u32 put_offsets(const struct render_pixels *pixels, union eu_reg *grf, u32 reg,
		       const struct pixel_subspan *spans, u32 count)
{
	const u32 step = RASTER_ONE / 16;
	u32 i, p;

	for (i = 0; i < count; i++) {
		for (p = 0; p < GEN9_SUBSPAN; p++) {
			const s32 *position = pixels->shader.offsets == GEN9_POSITION_CENTROID ?
				centroid(pixels, &spans[i], p) :
				pixels->position[spans[i].sample];

			grf[reg].uw[i * GEN9_SUBSPAN + p] = (u16)((u32)position[0] / step |
							    (u32)position[1] / step << 8);
		}
	}
	return reg + 1;
}

/* Return the samples of the input coverage. */
static u32 covered(const struct render_pixels *pixels, const struct pixel_subspan *span, u32 pixel)
{
	u64 cover = span->cover | span->hidden;
	u32 samples = 0, s;

	if (pixels->shader.coverage == GEN9_COVERAGE_INNER)
		return span->inner >> pixel & 1 ? (1u << pixels->samples) - 1 : 0;
	for (s = 0; s < pixels->samples; s++)
		samples |= (u32)(cover >> (GEN9_SUBSPAN * s + pixel) & 1) << s;
	return samples;
}

static u32 put_coverage(const struct render_pixels *pixels, union eu_reg *grf, u32 reg,
			const struct pixel_subspan *spans, u32 count)
{
	u32 i, p;

	for (i = 0; i < count; i++)
		for (p = 0; p < GEN9_SUBSPAN; p++)
			grf[reg + i / 2].ud[i % 2 * GEN9_SUBSPAN + p] =
				covered(pixels, &spans[i], p);
	return reg + count / 2;
}

/* A primitive's type is never 0: shaders negate the word to test its sign. */
static u32 topology(u32 kind)
{
	static const u8 topologies[] = {
		[RENDER_POINT] = GEN9_POINTLIST, [RENDER_LINE] = GEN9_LINELIST,
		[RENDER_TRIANGLE] = GEN9_TRILIST, [RENDER_RECT] = GEN9_RECTLIST,
	};

	return topologies[kind];
}

static void put_header(const struct render_pixels *pixels, union eu_reg *grf)
{
	const struct render_primitive *primitive = pixels->primitive;

	memcpy(grf[0].ud, pixels->shader.header, sizeof(grf[0].ud));
	grf[0].ud[0] = topology(primitive->kind) | (u32)primitive->back << GEN9_PSP_BACK |
		       primitive->array_index << GEN9_PSP_ARRAY_INDEX |
		       primitive->viewport << GEN9_PSP_VIEWPORT;
	grf[0].ud[GEN9_PSP_PRIMITIVE_ID] = primitive->primitive_id;
}

static void put_subspans(union eu_reg *reg, const struct pixel_subspan *spans, u32 count)
{
	u32 i;

	memset(reg, 0, sizeof(*reg));
	for (i = 0; i < count; i++) {
		reg->ud[GEN9_PSP_SAMPLE_IDS] |= (u32)spans[i].sample << GEN9_SUBSPAN * i;
		reg->ud[GEN9_PSP_SUBSPANS + i] = spans[i].x | (u32)spans[i].y << 16;
		reg->ud[GEN9_PSP_MASK] |= (u32)(spans[i].mask & GEN9_SUBSPAN_ALL) <<
					  GEN9_SUBSPAN * i;
	}
}

void pixel_payload(const struct render_pixels *pixels, union eu_reg *grf, u32 width, u32 first_grf)
{
	const struct pixel_shader *shader = &pixels->shader;
	u32 halves = width > HALF_SPANS * GEN9_SUBSPAN ? 2 : 1;
	u32 count = width / GEN9_SUBSPAN / halves;
	u32 reg = 1 + halves, half, mode;

	put_header(pixels, grf);
	for (half = 0; half < halves; half++)
		put_subspans(&grf[1 + half], &pixels->spans[half * HALF_SPANS], count);
	for (half = 0; half < halves; half++) {
		const struct pixel_subspan *spans = &pixels->spans[half * HALF_SPANS];

		for (mode = 0; mode < GEN9_BARYS; mode++)
			if (shader->barycentrics >> mode & 1)
				reg = put_barycentrics(pixels, grf, reg, mode, spans, count);
		if (shader->source_depth)
			reg = put_depth(pixels, grf, reg, spans, count);
		if (shader->source_w)
			reg = put_w(pixels, grf, reg, spans, count);
		if (shader->offsets)
			reg = put_offsets(pixels, grf, reg, spans, count);
		if (shader->coverage)
			reg = put_coverage(pixels, grf, reg, spans, count);
	}
	memcpy(&grf[first_grf], pixels->stage.constants,
	       pixels->stage.constant_regs * sizeof(*grf));
	memcpy(&grf[first_grf + pixels->stage.constant_regs], pixels->planes.setup,
	       shader->attributes * sizeof(pixels->planes.setup[0]));
}
