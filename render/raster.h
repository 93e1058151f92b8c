/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rasterization: which pixels a shape covers. A shape is a convex polygon of at most four edges.
 * The back half of a draw calls this file. Takes no lock.
 *
 * Coordinates are fixed point: RASTER_ONE is a pixel. X goes right and Y goes down. A sample that
 * lies on a left or top edge is inside, and one on another edge is outside.
 */
#ifndef RENDER_RASTER_H
#define RENDER_RASTER_H

#include "port.h"

#define RASTER_ONE_SHIFT	8u
#define RASTER_ONE		(1 << RASTER_ONE_SHIFT)
#define RASTER_MAX		(65536 * RASTER_ONE)	/* coordinates are within this of 0 */
#define RASTER_BLOCK		8	/* pixels across and down a block */
#define RASTER_EDGES		4u

/**
 * struct raster_edge - An edge: a sample at x, y is inside if a * x + b * y + c >= 0.
 * @a: factor of x: below 2^26
 * @b: factor of y: below 2^26
 * @c: constant; one less than its true value if the edge itself is outside
 */
struct raster_edge {
	s64 a;
	s64 b;
	s64 c;
};

/**
 * struct raster_shape - A shape.
 * @edges: edges that count in @edge; 0: the shape is empty
 * @edge: the edges
 * @x0: least x
 * @y0: least y
 * @x1: greatest x
 * @y1: greatest y
 */
struct raster_shape {
	u32 edges;
	struct raster_edge edge[RASTER_EDGES];
	s32 x0;
	s32 y0;
	s32 x1;
	s32 y1;
};

/**
 * raster_fixed() - Convert a window coordinate.
 * @value: pixels, any value
 *
 * Context: any; takes no lock.
 * Return: the nearest coordinate within RASTER_MAX; NaN: 0.
 */
s32 raster_fixed(float value);

/**
 * raster_triangle() - Make the shape of a triangle.
 * @shape: gets the shape: empty if the triangle has no area
 * @v: x and y of the vertices, in either winding
 *
 * Context: any; takes no lock.
 */
void raster_triangle(struct raster_shape *shape, const s32 v[3][2]);

/**
 * raster_outer() - Make a triangle cover each pixel that it touches.
 * @shape: of raster_triangle(); then raster_block() gets the middle of pixels as @position
 *
 * The triangle grows by GEN9_OVERESTIMATION on each side.
 *
 * Context: any; takes no lock.
 */
void raster_outer(struct raster_shape *shape);

/**
 * raster_inner() - Make a triangle cover the pixels alone that lie inside of it as a whole.
 * @shape: of raster_triangle(); then raster_block() gets the middle of pixels as @position
 *
 * Context: any; takes no lock.
 */
void raster_inner(struct raster_shape *shape);

/**
 * raster_rectangle() - Make the shape of a rectangle along the axes.
 * @shape: gets the shape: empty if the rectangle has no area
 * @v: x and y of two opposite corners
 * @right: samples on the right edge are inside, those on the left edge are outside
 *
 * Context: any; takes no lock.
 */
void raster_rectangle(struct raster_shape *shape, const s32 v[2][2], bool right);

/**
 * raster_line() - Make the shape of a line without antialiasing.
 * @shape: gets the shape: empty if the line has no length
 * @v: x and y of its start and end
 * @width: width across the minor axis, at least RASTER_ONE
 *
 * The line has a run of @width pixels in each column (or row, if it is steeper than the diagonal)
 * between its ends. It has the pixel whose diamond its start is in, and not the one of its end.
 *
 * Context: any; takes no lock.
 */
void raster_line(struct raster_shape *shape, const s32 v[2][2], s32 width);

/**
 * raster_wide_line() - Make the shape of a line as a rectangle around it, for multisampling.
 * @shape: gets the shape: empty if the line has no length
 * @v: x and y of its start and end
 * @width: width of the rectangle
 *
 * Context: any; takes no lock.
 */
void raster_wide_line(struct raster_shape *shape, const s32 v[2][2], s32 width);

/**
 * raster_block() - Find the pixels of a block that a shape covers.
 * @shape: the shape
 * @x: column of the block's first pixel, within RASTER_MAX
 * @y: row of the block's first pixel, within RASTER_MAX
 * @position: x and y of the sample in each pixel, 0 to RASTER_ONE - 1
 *
 * Context: any; takes no lock.
 * Return: a bit for each pixel: bit 8 * row + column.
 */
u64 raster_block(const struct raster_shape *shape, s32 x, s32 y, const s32 position[2]);

#endif
