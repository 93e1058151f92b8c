// SPDX-License-Identifier: GPL-2.0-only
/*
 * Setup of primitives in window coordinates (viewport.h). Clipping calls this file in the engine's
 * thread. Takes no lock.
 */
#include "render/viewport.h"
#include "eu/float_bits.h"
#include "gen9/state_pixel.h"
#include "render/render_types.h"
#include "render/state.h"

static float clamped(float value, float low, float high)
{
	/* A NaN becomes the lower bound. */
	if (!(value > low))
		return low;
	return value < high ? value : high;
}

static const struct render_extents everywhere = {
	-(s32)RENDER_WINDOW_MAX, -(s32)RENDER_WINDOW_MAX,
	(s32)RENDER_WINDOW_MAX, (s32)RENDER_WINDOW_MAX,
};

static s32 extent(u32 bits)
{
	return (s32)clamped(eu_float_of_bits(bits), -RENDER_WINDOW_MAX, RENDER_WINDOW_MAX);
}

static void read_viewport(struct render *render, u64 va, struct render_viewport *viewport)
{
	u32 dw[GEN9_SF_VIEWPORT_DWORDS], i;

	sample_window_read(render->windows, va, dw, sizeof(dw));
	for (i = 0; i < ARRAY_SIZE(viewport->scale); i++) {
		viewport->scale[i] = eu_float_of_bits(dw[GEN9_SF_VIEWPORT_M00 + i]);
		viewport->translate[i] = eu_float_of_bits(dw[GEN9_SF_VIEWPORT_M30 + i]);
	}
	for (i = 0; i < ARRAY_SIZE(viewport->guardband); i++)
		viewport->guardband[i] = eu_float_of_bits(dw[GEN9_SF_VIEWPORT_GUARDBAND + i]);
	viewport->extents = (struct render_extents){
		.x0 = extent(dw[GEN9_SF_VIEWPORT_EXTENTS]),
		.x1 = extent(dw[GEN9_SF_VIEWPORT_EXTENTS + 1]),
		.y0 = extent(dw[GEN9_SF_VIEWPORT_EXTENTS + 2]),
		.y1 = extent(dw[GEN9_SF_VIEWPORT_EXTENTS + 3]),
	};
}

static void read_viewports(struct render *render, struct render_viewports *viewports)
{
	u64 va = render_base(render, RENDER_BASE_DYNAMIC) +
		 (render_packet(render, GEN9_OP_VIEWPORT_POINTERS_SF_CLIP)[GEN9_POINTERS_OFFSET] &
		  GEN9_VIEWPORT_MASK);
	u32 i;

	for (i = 0; i <= viewports->max_viewport; i++) {
		read_viewport(render, va + i * GEN9_SF_VIEWPORT_DWORDS * sizeof(u32),
			      &viewports->viewport[i]);
		if (!viewports->transform)
			viewports->viewport[i].extents = everywhere;
	}
}

static void raster_begin(const u32 *raster, struct render_viewports *viewports)
{
	viewports->cull = gen9_field(raster, GEN9_RASTER_CULL);
	viewports->front_ccw = gen9_field(raster, GEN9_RASTER_FRONT_CCW);
	viewports->fill[0] = gen9_field(raster, GEN9_RASTER_FRONT_FILL);
	viewports->fill[1] = gen9_field(raster, GEN9_RASTER_BACK_FILL);
	viewports->offset[GEN9_FILL_SOLID] = gen9_field(raster, GEN9_RASTER_OFFSET_SOLID);
	viewports->offset[GEN9_FILL_WIREFRAME] = gen9_field(raster, GEN9_RASTER_OFFSET_WIREFRAME);
	viewports->offset[GEN9_FILL_POINT] = gen9_field(raster, GEN9_RASTER_OFFSET_POINT);
	viewports->offset_constant = eu_float_of_bits(raster[GEN9_RASTER_OFFSET_CONSTANT]);
	viewports->offset_scale = eu_float_of_bits(raster[GEN9_RASTER_OFFSET_SCALE]);
	viewports->offset_clamp = eu_float_of_bits(raster[GEN9_RASTER_OFFSET_CLAMP]);
}

static void widths_begin(const u32 *sf, const u32 *clip, struct render_viewports *viewports)
{
	float line = gen9_field(sf, GEN9_SF_LINE_WIDTH) / GEN9_LINE_UNIT;
	float least = 1 / GEN9_POINT_UNIT;

	/* A width of 0 asks for the thinnest line. */
	viewports->line_width = line > 0 ? line : 1;
	viewports->point_min = gen9_field(clip, GEN9_CLIP_MIN_POINT) / GEN9_POINT_UNIT;
	viewports->point_max = gen9_field(clip, GEN9_CLIP_MAX_POINT) / GEN9_POINT_UNIT;
	viewports->point_min = max(viewports->point_min, least);
	viewports->point_max = max(viewports->point_max, viewports->point_min);
	if (gen9_field(sf, GEN9_SF_POINT_WIDTH_STATE))
		viewports->point_width = max(gen9_field(sf, GEN9_SF_POINT_WIDTH) / GEN9_POINT_UNIT,
					     least);
}

void render_viewports_begin(struct render *render, u32 vue_dwords,
			    struct render_viewports *viewports)
{
	const u32 *sf = render_packet(render, GEN9_OP_SF);
	const u32 *clip = render_packet(render, GEN9_OP_CLIP);

	memset(viewports, 0, sizeof(*viewports));
	viewports->render = render;
	viewports->transform = gen9_field(sf, GEN9_SF_VIEWPORT_TRANSFORM);
	viewports->divide = !gen9_field(clip, GEN9_CLIP_DIVIDE_DISABLE);
	viewports->zero_array = gen9_field(clip, GEN9_CLIP_ZERO_ARRAY);
	viewports->max_viewport = gen9_field(clip, GEN9_CLIP_MAX_VIEWPORT);
	viewports->vue_dwords = vue_dwords;
	viewports->depth_format = gen9_field(render_packet(render, GEN9_OP_DEPTH_BUFFER),
					     GEN9_DEPTH_FORMAT);
	read_viewports(render, viewports);
	raster_begin(render_packet(render, GEN9_OP_RASTER), viewports);
	widths_begin(sf, clip, viewports);
}

u32 render_viewports_index(const struct render_viewports *viewports, const u32 *flat)
{
	u32 index = flat[GEN9_VUE_VIEWPORT];

	return index <= viewports->max_viewport ? index : 0;
}

static bool in_window(float v)
{
	return v >= -RENDER_WINDOW_MAX && v <= RENDER_WINDOW_MAX;
}

/* Transform a vertex. Return: true; false: it is not in the window's range. */
static bool transform(const struct render_viewports *viewports, u32 index, const u32 *vue,
		      struct render_vertex *vertex)
{
	const struct render_viewport *viewport = &viewports->viewport[index];
	float p[4], inv_w = 1;
	u32 i;

	memcpy(p, vue + GEN9_VUE_POSITION, sizeof(p));
	if (viewports->divide)
		inv_w = 1 / p[3];
	for (i = 0; i < 3; i++) {
		p[i] *= inv_w;
		if (viewports->transform)
			p[i] = p[i] * viewport->scale[i] + viewport->translate[i];
	}
	*vertex = (struct render_vertex){ p[0], p[1], p[2], inv_w, vue };
	return in_window(p[0]) && in_window(p[1]) && p[2] - p[2] == 0 && inv_w - inv_w == 0;
}

static float point_width(const struct render_viewports *viewports, const u32 *vue)
{
	if (viewports->point_width > 0)
		return viewports->point_width;
	return clamped(eu_float_of_bits(vue[GEN9_VUE_POINT_WIDTH]), viewports->point_min,
		       viewports->point_max);
}

static u32 array_index(const struct render_viewports *viewports, const u32 *flat)
{
	u32 index = flat[GEN9_VUE_ARRAY_INDEX];

	return viewports->zero_array || index > GEN9_ARRAY_INDEX_MAX ? 0 : index;
}

static int draw(struct render_viewports *viewports, const struct render_primitive *primitive)
{
	viewports->primitives++;
	return render_pixels_primitive(viewports->render, primitive);
}

/* Draw a line. The first one behind an object that begins a pattern begins it. */
static int draw_line(struct render_viewports *viewports, struct render_primitive *line)
{
	line->restart = viewports->restart;
	viewports->restart = false;
	return draw(viewports, line);
}

/* Twice the area in window coordinates: above 0: clockwise on the screen. */
static float area(const struct render_vertex *v)
{
	return (v[1].x - v[0].x) * (v[2].y - v[0].y) - (v[2].x - v[0].x) * (v[1].y - v[0].y);
}

/* Return the larger slope of z along x and y. */
static float slope(const struct render_vertex *v, float twice)
{
	float z1 = v[1].z - v[0].z, z2 = v[2].z - v[0].z;
	float dx, dy;

	if (twice == 0)
		return 0;
	dx = (z1 * (v[2].y - v[0].y) - z2 * (v[1].y - v[0].y)) / twice;
	dy = (z2 * (v[1].x - v[0].x) - z1 * (v[2].x - v[0].x)) / twice;
	return max(__builtin_fabsf(dx), __builtin_fabsf(dy));
}

/* Return the step of the depth format: of floats at the largest depth of the triangle. */
static float depth_unit(const struct render_viewports *viewports, const struct render_vertex *v)
{
	float z = max(max(__builtin_fabsf(v[0].z), __builtin_fabsf(v[1].z)),
		      __builtin_fabsf(v[2].z));
	u32 bits;

	switch (viewports->depth_format) {
	case GEN9_D16_UNORM:
		return 1.0f / (1u << 16);
	case GEN9_D32_FLOAT:
		memcpy(&bits, &z, sizeof(bits));
		return eu_float_of_bits(bits & EU_F_EXP) / (1u << EU_F_MANT_BITS);
	default:
		return 1.0f / (1u << 24);
	}
}

static void offset_depth(const struct render_viewports *viewports, struct render_vertex *v,
			 float twice)
{
	float offset = viewports->offset_constant * depth_unit(viewports, v) +
		       viewports->offset_scale * slope(v, twice);
	u32 i;

	if (viewports->offset_clamp > 0)
		offset = min(offset, viewports->offset_clamp);
	if (viewports->offset_clamp < 0)
		offset = max(offset, viewports->offset_clamp);
	if (offset - offset != 0)
		return;
	for (i = 0; i < 3; i++)
		v[i].z += offset;
}

static bool culled(const struct render_viewports *viewports, bool back)
{
	switch (viewports->cull) {
	case GEN9_CULL_BOTH:
		return true;
	case GEN9_CULL_FRONT:
		return !back;
	case GEN9_CULL_BACK:
		return back;
	default:
		return false;
	}
}

/* Draw edges of a triangle as lines. */
static int draw_edges(struct render_viewports *viewports, const struct render_primitive *triangle,
		      u32 edges)
{
	struct render_primitive line = *triangle;
	int error = 0;
	u32 i;

	line.kind = RENDER_LINE;
	line.whole = NULL;
	line.size = viewports->line_width;
	for (i = 0; i < 3 && !error; i++) {
		if (!(edges >> i & 1))
			continue;
		line.v[0] = triangle->v[i];
		line.v[1] = triangle->v[(i + 1) % 3];
		error = draw_line(viewports, &line);
	}
	return error;
}

/* Draw corners of a triangle as points: the beginnings of its edges. */
static int draw_corners(struct render_viewports *viewports,
			const struct render_primitive *triangle, u32 edges)
{
	struct render_primitive point = *triangle;
	int error = 0;
	u32 i;

	point.kind = RENDER_POINT;
	point.whole = NULL;
	for (i = 0; i < 3 && !error; i++) {
		if (!(edges >> i & 1))
			continue;
		point.v[0] = triangle->v[i];
		point.size = point_width(viewports, triangle->v[i].vue);
		error = draw(viewports, &point);
	}
	return error;
}

/* Draw a triangle of a polygon. @twice: its area, above 0 if the polygon is clockwise. */
static int draw_triangle(struct render_viewports *viewports, struct render_primitive *primitive,
			 u32 edges, bool reversed)
{
	float twice = area(primitive->v);
	float facing = reversed ? -twice : twice;
	u32 fill;

	primitive->area_sign = twice > 0 ? 1 : twice < 0 ? -1 : 0;
	primitive->back = facing != 0 && (facing > 0) == viewports->front_ccw;
	if (culled(viewports, primitive->back))
		return 0;
	fill = viewports->fill[primitive->back];
	if (fill < ARRAY_SIZE(viewports->offset) && viewports->offset[fill])
		offset_depth(viewports, primitive->v, twice);
	switch (fill) {
	case GEN9_FILL_WIREFRAME:
		return draw_edges(viewports, primitive, edges);
	case GEN9_FILL_POINT:
		return draw_corners(viewports, primitive, edges);
	default:
		return twice == 0 ? 0 : draw(viewports, primitive);
	}
}

/* Draw a polygon as a fan of triangles. */
static int draw_polygon(struct render_viewports *viewports, const struct render_polygon *polygon,
			struct render_primitive *primitive)
{
	struct render_vertex first, last, next;
	u32 i, edges;
	int error;

	if (!transform(viewports, polygon->viewport, polygon->v[0], &first) ||
	    !transform(viewports, polygon->viewport, polygon->v[1], &last))
		return 0;
	for (i = 2; i < polygon->n; i++) {
		if (!transform(viewports, polygon->viewport, polygon->v[i], &next))
			return 0;
		primitive->v[0] = first;
		primitive->v[1] = last;
		primitive->v[2] = next;
		/* Edges between the triangles of the fan are not edges of the polygon. */
		edges = polygon->edges >> (i - 1) & 1 ? 2 : 0;
		if (i == 2)
			edges |= polygon->edges & 1;
		if (i == polygon->n - 1)
			edges |= polygon->edges >> i & 1 ? 4 : 0;
		error = draw_triangle(viewports, primitive, edges, polygon->reversed);
		if (error)
			return error;
		last = next;
	}
	return 0;
}

int render_viewports_emit(struct render_viewports *viewports,
			  const struct render_polygon *polygon)
{
	struct render_primitive primitive = {
		.kind = polygon->kind,
		.flat = polygon->flat,
		.whole = polygon->whole,
		.vue_dwords = viewports->vue_dwords,
		.size = viewports->line_width,
		.primitive_id = polygon->primitive_id,
		.array_index = array_index(viewports, polygon->flat),
		.viewport = polygon->viewport,
		.extents = viewports->viewport[polygon->viewport].extents,
	};
	float twice;
	u32 i;

	if (polygon->kind == RENDER_TRIANGLE)
		return draw_polygon(viewports, polygon, &primitive);
	for (i = 0; i < polygon->n; i++) {
		if (!transform(viewports, polygon->viewport, polygon->v[i], &primitive.v[i]))
			return 0;
	}
	if (polygon->kind == RENDER_POINT)
		primitive.size = point_width(viewports, polygon->v[0]);
	if (polygon->kind == RENDER_RECT) {
		twice = area(primitive.v);
		if (twice == 0)
			return 0;
		primitive.area_sign = twice > 0 ? 1 : -1;
	}
	return polygon->kind == RENDER_LINE ? draw_line(viewports, &primitive) :
	       draw(viewports, &primitive);
}
