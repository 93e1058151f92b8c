/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads of the pixel shader: their payload and messages. render/pixels.c calls this file. Takes
 * no lock.
 */
#ifndef RENDER_PIXEL_THREAD_H
#define RENDER_PIXEL_THREAD_H

#include "render/pixel_types.h"

/**
 * pixel_thread_run() - Shade the subspans that wait. None waits afterwards.
 * @pixels: the back half; at least one subspan waits
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll.
 * Return: 0; -EINVAL: the kernel is invalid or not implemented; -ECANCELED: cancelled.
 */
int pixel_thread_run(struct render_pixels *pixels);

/**
 * pixel_payload() - Fill in the payload of a thread.
 * @pixels: the back half, with the thread's subspans in &render_pixels.spans
 * @grf: registers of the thread
 * @width: pixels of the thread: 8, 16, 32
 * @first_grf: first register of constants and attributes
 *
 * Context: any; takes no lock.
 */
void pixel_payload(const struct render_pixels *pixels, union eu_reg *grf, u32 width, u32 first_grf);

/**
 * pixel_barycentrics() - Interpolate barycentrics of vertices 1 and 2.
 * @planes: the primitive
 * @linear: not corrected for perspective
 * @x: column of each of four places, in pixels
 * @y: row of each
 * @b: gets the barycentrics
 *
 * Context: any; takes no lock.
 */
void pixel_barycentrics(const struct attribute_planes *planes, bool linear, depth_v4 x, depth_v4 y,
			depth_v4 b[2]);

/**
 * pixel_depth() - Interpolate the depth of a subspan's pixels.
 * @pixels: the back half
 * @span: the subspan
 * @position: place in the pixel, in 1/256 pixels
 *
 * Context: any; takes no lock.
 * Return: depth, within the range of the viewport.
 */
depth_v4 pixel_depth(const struct render_pixels *pixels, const struct pixel_subspan *span,
		     const s32 position[2]);

#endif
