/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines and points that are no plain shapes: line stipple, antialiased lines, smooth points. Their
 * masks narrow the shape of a primitive, and their coverage multiplies alpha. The back half of a
 * draw calls this file. Takes no lock.
 */
#ifndef RENDER_PIXEL_LINE_H
#define RENDER_PIXEL_LINE_H

#include "render/pixel_types.h"

/**
 * pixel_line_state() - Derive the state of lines and points.
 * @pixels: the back half; the number of samples and their places are set
 *
 * Context: any; takes no lock.
 */
void pixel_line_state(struct render_pixels *pixels);

/**
 * pixel_line_shape() - Make the shape of a line.
 * @pixels: the back half; gets the shape and &render_pixels.line
 * @primitive: the line
 * @v: x and y of its start and end
 *
 * Context: any; takes no lock.
 */
void pixel_line_shape(struct render_pixels *pixels, const struct render_primitive *primitive,
		      const s32 v[2][2]);

/**
 * pixel_point_shape() - Make the shape of a point.
 * @pixels: the back half; gets the shape and &render_pixels.line
 * @primitive: the point
 * @v: x and y of its centre
 *
 * Context: any; takes no lock.
 */
void pixel_point_shape(struct render_pixels *pixels, const struct render_primitive *primitive,
		       const s32 v[2]);

/**
 * pixel_line_block() - Find the pixels of a block that a line or point leaves.
 * @pixels: the back half; &pixel_line.masks is set
 * @x: column of the block's first pixel
 * @y: row of the block's first pixel
 * @position: x and y of the sample in each pixel
 *
 * Context: any; takes no lock.
 * Return: a bit for each pixel: bit 8 * row + column.
 */
u64 pixel_line_block(const struct render_pixels *pixels, s32 x, s32 y, const s32 position[2]);

/**
 * pixel_line_coverage() - Return how much of the pixels of a subspan a smooth line or point covers.
 * @line: the line or point; &pixel_line.smooth is set
 * @x: column of the left pixels
 * @y: row of the upper pixels
 *
 * Context: any; takes no lock.
 * Return: 0 to 1 for each pixel.
 */
depth_v4 pixel_line_coverage(const struct pixel_line *line, u32 x, u32 y);

#endif
