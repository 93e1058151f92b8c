// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rasterization with edge functions (raster.h). An edge function is exact in 64 bits. Inside of a
 * block its values are small: they are halved to pixels and compared in 32 bits, four at once.
 */
#include "render/raster.h"
#include "gen9/state_3d.h"

/* A coordinate has 2 of these steps. */
#define OVERESTIMATIONS_SHIFT	1u

static_assert(RASTER_ONE << OVERESTIMATIONS_SHIFT == GEN9_OVERESTIMATION, "halves of coordinates");

typedef s32 raster_v4 __attribute__((vector_size(16)));

s32 raster_fixed(float value)
{
	float fixed = value * RASTER_ONE;

	if (!(fixed > -RASTER_MAX))
		return fixed <= -RASTER_MAX ? -RASTER_MAX : 0;
	if (fixed >= RASTER_MAX)
		return RASTER_MAX;
	return _mm_cvtss_si32(_mm_set_ss(fixed));
}

/* A left edge has the inside on its right, a top edge below: they keep samples that lie on them. */
static void edge_set(struct raster_edge *edge, s64 a, s64 b, s32 x, s32 y, bool inside)
{
	edge->a = a;
	edge->b = b;
	edge->c = -a * x - b * y - !inside;
}

static bool is_left_or_top(s64 a, s64 b)
{
	return a > 0 || (!a && b > 0);
}

/* The edge from @p to @q, with the inside to the right of the direction. */
static void edge_between(struct raster_edge *edge, const s32 p[2], const s32 q[2])
{
	s64 a = (s64)p[1] - q[1], b = (s64)q[0] - p[0];

	edge_set(edge, a, b, p[0], p[1], is_left_or_top(a, b));
}

static void bounds(struct raster_shape *shape, const s32 (*v)[2], u32 n)
{
	u32 i;

	shape->x0 = v[0][0];
	shape->y0 = v[0][1];
	shape->x1 = v[0][0];
	shape->y1 = v[0][1];
	for (i = 1; i < n; i++) {
		shape->x0 = min(shape->x0, v[i][0]);
		shape->y0 = min(shape->y0, v[i][1]);
		shape->x1 = max(shape->x1, v[i][0]);
		shape->y1 = max(shape->y1, v[i][1]);
	}
}

/* A polygon whose vertices go clockwise on the screen. */
static void polygon(struct raster_shape *shape, const s32 (*v)[2], u32 n)
{
	u32 i;

	shape->edges = n;
	for (i = 0; i < n; i++)
		edge_between(&shape->edge[i], v[i], v[(i + 1) % n]);
	bounds(shape, v, n);
}

void raster_triangle(struct raster_shape *shape, const s32 v[3][2])
{
	s64 area = ((s64)v[1][0] - v[0][0]) * ((s64)v[2][1] - v[0][1]) -
		   ((s64)v[2][0] - v[0][0]) * ((s64)v[1][1] - v[0][1]);
	const s32 turned[3][2] = {
		{ v[0][0], v[0][1] }, { v[2][0], v[2][1] }, { v[1][0], v[1][1] },
	};

	polygon(shape, area < 0 ? turned : v, 3);
	if (!area)
		shape->edges = 0;
}

/*
 * Move the edges outward by @distance along both axes, in 1 / GEN9_OVERESTIMATION pixels. An edge
 * then keeps the samples that lie on it.
 */
static void move_edges(struct raster_shape *shape, s64 distance)
{
	s64 slopes;
	u32 i;

	for (i = 0; i < shape->edges; i++) {
		struct raster_edge *edge = &shape->edge[i];

		slopes = (edge->a < 0 ? -edge->a : edge->a) + (edge->b < 0 ? -edge->b : edge->b);
		edge->c += !is_left_or_top(edge->a, edge->b) +
			   (slopes * distance >> OVERESTIMATIONS_SHIFT);
	}
}

void raster_outer(struct raster_shape *shape)
{
	move_edges(shape, GEN9_OVERESTIMATION / 2 + 1);
	/* The pixel that ends at the least coordinate is touched, too. */
	shape->x0--;
	shape->y0--;
}

void raster_inner(struct raster_shape *shape)
{
	move_edges(shape, -GEN9_OVERESTIMATION / 2);
}

void raster_rectangle(struct raster_shape *shape, const s32 v[2][2], bool right)
{
	bounds(shape, v, 2);
	shape->edges = shape->x0 < shape->x1 && shape->y0 < shape->y1 ? RASTER_EDGES : 0;
	edge_set(&shape->edge[0], 1, 0, shape->x0, shape->y0, !right);
	edge_set(&shape->edge[1], -1, 0, shape->x1, shape->y1, right);
	edge_set(&shape->edge[2], 0, 1, shape->x0, shape->y0, true);
	edge_set(&shape->edge[3], 0, -1, shape->x1, shape->y1, false);
}

/* If @v is in the diamond of its pixel, return the pixel's centre on the major axis. */
static s32 diamond(const s32 v[2], u32 major)
{
	s32 half = RASTER_ONE / 2;
	s32 dx = (v[0] & (RASTER_ONE - 1)) - half, dy = (v[1] & (RASTER_ONE - 1)) - half;

	if ((dx < 0 ? -dx : dx) + (dy < 0 ? -dy : dy) >= half)
		return v[major];
	return (v[major] & -RASTER_ONE) + half;
}

void raster_line(struct raster_shape *shape, const s32 v[2][2], s32 width)
{
	s64 d[2] = { (s64)v[1][0] - v[0][0], (s64)v[1][1] - v[0][1] };
	u32 major = (d[0] < 0 ? -d[0] : d[0]) < (d[1] < 0 ? -d[1] : d[1]), minor = !major;
	bool forward = d[major] > 0;
	s32 start = diamond(v[0], major), end = diamond(v[1], major);
	/* The inside is where the minor coordinate is greater than the upper border. */
	s64 run = forward ? d[major] : -d[major], rise = forward ? d[minor] : -d[minor];
	s64 n[2];

	bounds(shape, v, 2);
	shape->x0 -= width;
	shape->y0 -= width;
	shape->x1 += width;
	shape->y1 += width;
	shape->edges = run ? RASTER_EDGES : 0;
	n[major] = -rise;
	n[minor] = run;
	edge_set(&shape->edge[0], n[0], n[1], v[0][0] - (major ? width / 2 : 0),
		 v[0][1] - (major ? 0 : width / 2), true);
	edge_set(&shape->edge[1], -n[0], -n[1], v[0][0] + (major ? width - width / 2 : 0),
		 v[0][1] + (major ? 0 : width - width / 2), false);
	edge_set(&shape->edge[2], !major, major, forward ? start : end, forward ? start : end,
		 forward);
	edge_set(&shape->edge[3], -(s64)!major, -(s64)major, forward ? end : start,
		 forward ? end : start, !forward);
}

void raster_wide_line(struct raster_shape *shape, const s32 v[2][2], s32 width)
{
	float dx = (float)v[1][0] - (float)v[0][0], dy = (float)v[1][1] - (float)v[0][1];
	float length = __builtin_sqrtf(dx * dx + dy * dy);
	float scale = length > 0 ? (float)width / (2 * length) : 0;
	s32 nx = (s32)(dy * scale), ny = (s32)(-dx * scale);
	const s32 corner[4][2] = {
		{ v[0][0] + nx, v[0][1] + ny }, { v[1][0] + nx, v[1][1] + ny },
		{ v[1][0] - nx, v[1][1] - ny }, { v[0][0] - nx, v[0][1] - ny },
	};

	polygon(shape, corner, 4);
	if (!(length > 0) || (!nx && !ny))
		shape->edges = 0;
}

/* Set the bits of the pixels that are outside of an edge: their values are negative. */
static void block_edge(raster_v4 outside[RASTER_BLOCK][2], s32 first, s32 a, s32 b)
{
	raster_v4 left = { first, first + a, first + 2 * a, first + 3 * a };
	raster_v4 right = left + 4 * a;
	u32 row;

	for (row = 0; row < RASTER_BLOCK; row++) {
		outside[row][0] |= left;
		outside[row][1] |= right;
		left += b;
		right += b;
	}
}

static u64 block_mask(raster_v4 outside[RASTER_BLOCK][2])
{
	u64 mask = 0;
	u32 row;

	for (row = 0; row < RASTER_BLOCK; row++)
		mask |= (u64)(u32)(_mm_movemask_ps((__m128)outside[row][0]) |
				   _mm_movemask_ps((__m128)outside[row][1]) << 4) << 8 * row;
	return ~mask;
}

u64 raster_block(const struct raster_shape *shape, s32 x, s32 y, const s32 position[2])
{
	raster_v4 outside[RASTER_BLOCK][2];
	s64 px = (s64)x * RASTER_ONE + position[0], py = (s64)y * RASTER_ONE + position[1];
	bool partial = false;
	u32 i;

	if (!shape->edges)
		return 0;
	for (i = 0; i < shape->edges; i++) {
		const struct raster_edge *edge = &shape->edge[i];
		s64 first = (edge->a * px + edge->b * py + edge->c) >> RASTER_ONE_SHIFT;
		s64 rise = (RASTER_BLOCK - 1) * (max_t(s64, edge->a, 0) + max_t(s64, edge->b, 0));
		s64 fall = (RASTER_BLOCK - 1) * (min_t(s64, edge->a, 0) + min_t(s64, edge->b, 0));

		if (first + rise < 0)
			return 0;
		if (first + fall >= 0)
			continue;
		if (!partial)
			memset(outside, 0, sizeof(outside));
		partial = true;
		block_edge(outside, (s32)first, (s32)edge->a, (s32)edge->b);
	}
	return partial ? block_mask(outside) : ~0ull;
}
