// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines and points that are no plain shapes (pixel_line.h).
 *
 * A line without antialiasing has one pixel in each column (or row) along its major axis. The
 * stipple pattern counts these. Along other lines it counts the distance from the start. The
 * pattern goes on from line to line of a strip. Source: PRM SKL Vol. 7, "Line Rasterization";
 * OpenGL 4.6 compatibility profile, 14.5.2.
 *
 * The coverage of a smooth line is a ramp across its border, GEN9_WM_AA_REGION wide. At its ends
 * the ramp is GEN9_SF_CAP_REGION wide. Of a smooth point the ramp has one pixel.
 */
#include "render/pixel_line.h"
#include "gen9/state_3d.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/state.h"

#define HALF	(RASTER_ONE / 2)

static float region(u32 code)
{
	return (float)(1u << code) / 2;
}

void pixel_line_state(struct render_pixels *pixels)
{
	const u32 *stipple = render_packet(pixels->render, GEN9_OP_LINE_STIPPLE);
	const u32 *raster = render_packet(pixels->render, GEN9_OP_RASTER);
	const u32 *sf = render_packet(pixels->render, GEN9_OP_SF);
	const u32 *wm = render_packet(pixels->render, GEN9_OP_WM);
	bool single = pixels->samples == 1 || pixels->centers;
	struct pixel_line *line = &pixels->line;

	memset(line, 0, sizeof(*line));
	line->stipples = gen9_field(wm, GEN9_WM_LINE_STIPPLE);
	line->pattern = gen9_field(stipple, GEN9_LINE_STIPPLE_PATTERN);
	line->repeat = max(gen9_field(stipple, GEN9_LINE_STIPPLE_REPEAT), 1u);
	line->rectangles = !single;
	/* A width of 0 asks for the thinnest line, without antialiasing. */
	line->smooth_lines = single && gen9_field(raster, GEN9_RASTER_ANTIALIASING) &&
			     gen9_field(sf, GEN9_SF_LINE_WIDTH);
	/* Mesa sets the field of 3DSTATE_SF for points that are no sprites. */
	line->smooth_points = single && gen9_field(raster, GEN9_RASTER_SMOOTH_POINT) &&
			      gen9_field(sf, GEN9_SF_SMOOTH_POINTS);
	line->round_points = !single && gen9_field(sf, GEN9_SF_SMOOTH_POINTS);
	line->region = region(gen9_field(wm, GEN9_WM_AA_REGION));
	line->cap_region = region(gen9_field(sf, GEN9_SF_CAP_REGION));
}

/* Set the place and direction of a line. */
static void line_set(struct pixel_line *line, const s32 v[2][2])
{
	float dx = (float)(v[1][0] - v[0][0]) / RASTER_ONE;
	float dy = (float)(v[1][1] - v[0][1]) / RASTER_ONE;

	line->x = (float)v[0][0] / RASTER_ONE;
	line->y = (float)v[0][1] / RASTER_ONE;
	line->length = __builtin_sqrtf(dx * dx + dy * dy);
	line->dx = line->length > 0 ? dx / line->length : 0;
	line->dy = line->length > 0 ? dy / line->length : 0;
}

/* The first pixel along an axis at or behind a place, in the direction of the line. */
static s32 pixel_from(s32 v, bool forward)
{
	if (forward)
		return (v - HALF + RASTER_ONE - 1) >> RASTER_ONE_SHIFT;
	return (v - HALF) >> RASTER_ONE_SHIFT;
}

/* Find the pixels along the major axis, and how far the next line's pattern has gone. */
static void stipple_set(struct pixel_line *line, const s32 v[2][2], bool thin)
{
	s32 dx = v[1][0] - v[0][0], dy = v[1][1] - v[0][1];
	float period = (float)(GEN9_LINE_STIPPLE_BITS * line->repeat);
	u32 major = (dx < 0 ? -dx : dx) < (dy < 0 ? -dy : dy);
	s32 end;

	line->start = line->next;
	line->thin = thin;
	if (!thin) {
		line->next = line->start + line->length;
	} else {
		line->major = (u8)major;
		line->forward = (major ? dy : dx) > 0;
		line->first = pixel_from(v[0][major], line->forward);
		end = pixel_from(v[1][major], line->forward);
		line->next = line->start + (float)(line->forward ? end - line->first :
						   line->first - end);
	}
	/* Patterns repeat. */
	line->next -= (float)(u32)(max(line->next, 0.0f) / period) * period;
}

/* Make a rectangle around a line, wide enough for the ramps. */
static void smooth_shape(struct raster_shape *shape, const struct pixel_line *line,
			 const s32 v[2][2], float width)
{
	float cap = line->cap_region / 2;
	s32 dx = raster_fixed(line->dx * cap), dy = raster_fixed(line->dy * cap);
	const s32 longer[2][2] = {
		{ v[0][0] - dx, v[0][1] - dy }, { v[1][0] + dx, v[1][1] + dy },
	};

	raster_wide_line(shape, longer, raster_fixed(width + line->region));
}

void pixel_line_shape(struct render_pixels *pixels, const struct render_primitive *primitive,
		      const s32 v[2][2])
{
	struct pixel_line *line = &pixels->line;
	s32 size = raster_fixed(primitive->size);

	line->smooth = line->smooth_lines;
	line->point = false;
	line->masks = line->stipples || line->smooth;
	if (primitive->restart)
		line->next = 0;
	if (line->masks)
		line_set(line, v);
	if (line->stipples)
		stipple_set(line, v, !line->rectangles && !line->smooth);
	line->radius = primitive->size / 2;
	if (line->smooth)
		smooth_shape(&pixels->shape, line, v, primitive->size);
	else if (line->rectangles)
		raster_wide_line(&pixels->shape, v, size);
	else
		raster_line(&pixels->shape, v, max(size & -RASTER_ONE, RASTER_ONE));
}

void pixel_point_shape(struct render_pixels *pixels, const struct render_primitive *primitive,
		       const s32 v[2])
{
	struct pixel_line *line = &pixels->line;
	s32 size = raster_fixed(primitive->size + (line->smooth_points ? 1 : 0)), half = size / 2;
	const s32 square[2][2] = {
		{ v[0] - half, v[1] - half }, { v[0] - half + size, v[1] - half + size },
	};

	line->smooth = line->smooth_points;
	line->point = true;
	line->masks = line->smooth || line->round_points;
	line->x = (float)v[0] / RASTER_ONE;
	line->y = (float)v[1] / RASTER_ONE;
	line->radius = primitive->size / 2;
	raster_rectangle(&pixels->shape, square, pixels->point_right);
}

/* --- masks ---------------------------------------------------------------------------------- */

static bool pattern_at(const struct pixel_line *line, float distance)
{
	u32 at = (u32)max(distance + line->start, 0.0f) / line->repeat;

	return line->pattern >> at % GEN9_LINE_STIPPLE_BITS & 1;
}

/* The pattern of a block along the major axis. */
static u64 stipple_thin(const struct pixel_line *line, s32 x, s32 y)
{
	static const u64 column = 0x0101010101010101ull, row = 0xff;
	s32 i, pixel = line->major ? y : x;
	u64 mask = 0;

	for (i = 0; i < RASTER_BLOCK; i++) {
		s32 distance = pixel + i - line->first;

		if (!pattern_at(line, (float)(line->forward ? distance : -distance)))
			continue;
		mask |= line->major ? row << RASTER_BLOCK * i : column << i;
	}
	return mask;
}

/* How much of the pixel whose centre is at @x, @y is covered. */
static float coverage(const struct pixel_line *line, float x, float y)
{
	float dx = x - line->x, dy = y - line->y, along, across, cover, cap;

	if (line->point) {
		cover = line->radius - __builtin_sqrtf(dx * dx + dy * dy) + 0.5f;
		return min(max(cover, 0.0f), 1.0f);
	}
	along = dx * line->dx + dy * line->dy;
	across = __builtin_fabsf(dx * line->dy - dy * line->dx);
	cover = (line->radius - across) / line->region + 0.5f;
	cap = min(along, line->length - along) / line->cap_region + 0.5f;
	return min(max(cover, 0.0f), 1.0f) * min(max(cap, 0.0f), 1.0f);
}

static bool keeps(const struct pixel_line *line, float x, float y)
{
	float dx = x - line->x, dy = y - line->y;

	if (line->smooth && coverage(line, x, y) <= 0)
		return false;
	if (line->point)
		return line->smooth || dx * dx + dy * dy <= line->radius * line->radius;
	return !line->stipples || line->thin ||
	       pattern_at(line, dx * line->dx + dy * line->dy);
}

u64 pixel_line_block(const struct render_pixels *pixels, s32 x, s32 y, const s32 position[2])
{
	const struct pixel_line *line = &pixels->line;
	float left = (float)x + (float)position[0] / RASTER_ONE;
	float top = (float)y + (float)position[1] / RASTER_ONE;
	u64 mask = 0;
	u32 i;

	if (!line->point && line->thin)
		return stipple_thin(line, x, y);
	for (i = 0; i < RASTER_BLOCK * RASTER_BLOCK; i++)
		if (keeps(line, left + (float)(i % RASTER_BLOCK), top + (float)(i / RASTER_BLOCK)))
			mask |= 1ull << i;
	return mask;
}

depth_v4 pixel_line_coverage(const struct pixel_line *line, u32 x, u32 y)
{
	depth_v4 cover;
	u32 i;

	for (i = 0; i < GEN9_SUBSPAN; i++)
		cover[i] = coverage(line, (float)(x + (i & 1)) + 0.5f,
				    (float)(y + (i >> 1)) + 0.5f);
	return cover;
}
