/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Render targets: messages of the pixel shader to the render cache. render/pixel_thread.c calls
 * this file. Takes no lock.
 */
#ifndef RENDER_PIXEL_TARGET_H
#define RENDER_PIXEL_TARGET_H

#include "render/pixel_types.h"

/**
 * pixel_target() - Return a render target of the draw.
 * @pixels: the back half
 * @bti: index in the binding table
 * @target: gets the target, valid until the next call
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EINVAL: its state is invalid or not implemented; counted.
 */
int pixel_target(struct render_pixels *pixels, u32 bti, const struct pixel_target **target);

/**
 * pixel_target_clip() - Drop pixels that a target does not have.
 * @target: the target
 * @x: column of the left pixels of a subspan
 * @y: row of the upper pixels
 * @mask: pixels: bits 3:0
 *
 * Context: any; takes no lock.
 * Return: pixels that the target has.
 */
u32 pixel_target_clip(const struct pixel_target *target, u32 x, u32 y, u32 mask);

/**
 * pixel_target_memory() - Find the memory of a subspan in a target.
 * @pixels: the back half
 * @target: the target
 * @x: column of the left pixels of a subspan, even
 * @y: row of the upper pixels, even
 * @sample: the sample
 * @write: for writes
 * @at: gets the first byte of each pixel
 *
 * Context: the engine's thread, not over a poll; takes no lock.
 */
void pixel_target_memory(struct render_pixels *pixels, const struct pixel_target *target, u32 x,
			 u32 y, u32 sample, bool write, u8 *at[4]);

/**
 * pixel_target_message() - Execute a render target write.
 * @pixels: the back half, with the thread's subspans in &render_pixels.spans
 * @message: the message
 *
 * Context: the engine's thread, not over a poll; takes no lock.
 * Return: 0; -EINVAL: the message or target is invalid or not implemented; counted.
 */
int pixel_target_message(struct render_pixels *pixels, const struct eu_message *message);

#endif
