/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Depth of blocks of pixels: the short way of depth_span_test() and depth_span_clear(), where a
 * block lies together in a tile. The back half of a draw calls this file. Takes no lock.
 */
#ifndef RENDER_DEPTH_BLOCK_H
#define RENDER_DEPTH_BLOCK_H

#include "render/depth.h"

#define DEPTH_BLOCK	8u	/* pixels across and down a block */

/**
 * struct depth_block - A block of pixels whose depths are a plane.
 * @x: column of its left pixels, a multiple of DEPTH_BLOCK
 * @y: row of its upper pixels, a multiple of DEPTH_BLOCK
 * @layer: render target array index
 * @place: x and y of the first pixel's depth
 * @origin: x and y where the plane has depth @at
 * @at: depth at @origin
 * @slope: change of depth along x and y
 * @range: least and greatest depth
 */
struct depth_block {
	u32 x;
	u32 y;
	u32 layer;
	float place[2];
	float origin[2];
	float at;
	float slope[2];
	float range[2];
};

/**
 * depth_block_test() - Test a block, and write its depths.
 * @state: the tests
 * @block: the block
 * @mask: pixels: bit DEPTH_BLOCK * row + column; gets those that pass
 *
 * Context: the engine's thread; takes no lock.
 * Return: true; false: the block's depths do not lie together, or stencil is tested. Nothing was
 * done: call depth_span_test().
 */
bool depth_block_test(struct depth_state *state, const struct depth_block *block, u64 *mask);

/**
 * depth_block_clear() - Set the depths of a block.
 * @state: the buffers
 * @block: the block: only its x, y and layer count
 * @z: the depth
 *
 * Context: the engine's thread; takes no lock.
 * Return: true; false: the block's depths do not lie together. Nothing was done: call
 * depth_span_clear().
 */
bool depth_block_clear(struct depth_state *state, const struct depth_block *block, float z);

#endif
