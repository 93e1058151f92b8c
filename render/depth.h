/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Depth and stencil tests of subspans, and writes to depth and stencil buffers. The back half of a
 * draw calls this file. Takes no lock.
 */
#ifndef RENDER_DEPTH_H
#define RENDER_DEPTH_H

#include "gen9/state_pixel.h"
#include "port.h"
#include "sample/texture.h"
#include "sample/window.h"

#define DEPTH_BLOCK	8u	/* pixels across and down a block */

typedef float depth_v4 __attribute__((vector_size(16)));

/**
 * struct depth_face - The stencil test of a side of primitives.
 * @function: enum gen9_compare: the reference against the buffer
 * @fail: enum gen9_stencil_op if the stencil test fails
 * @depth_fail: the same if the depth test fails
 * @pass: the same if both pass
 * @test_mask: bits that are compared
 * @write_mask: bits that are written
 * @reference: reference value
 */
struct depth_face {
	u8 function;
	u8 fail;
	u8 depth_fail;
	u8 pass;
	u8 test_mask;
	u8 write_mask;
	u8 reference;
};

/**
 * struct depth_buffer - A depth or stencil buffer.
 * @there: there is a buffer
 * @surface: its surface
 * @width: pixels across its level
 * @height: rows of its level
 * @layer: the layer that @plane has; ~0: none
 * @plane: memory of the level
 */
struct depth_buffer {
	bool there;
	struct sample_surface surface;
	u32 width;
	u32 height;
	u32 layer;
	struct sample_plane plane;
};

/**
 * struct depth_state - Depth and stencil tests of a draw.
 * @windows: windows of the address space
 * @samples: samples of a pixel
 * @test: depth is tested
 * @write: depth is written
 * @function: enum gen9_compare: the pixel against the buffer
 * @format: enum gen9_depth_format
 * @stencil_test: stencil is tested
 * @stencil_write: stencil is written
 * @face: front and back
 * @depth: depth buffer
 * @stencil: stencil buffer
 */
struct depth_state {
	struct sample_windows *windows;
	u32 samples;
	bool test;
	bool write;
	u8 function;
	u8 format;
	bool stencil_test;
	bool stencil_write;
	struct depth_face face[2];
	struct depth_buffer depth;
	struct depth_buffer stencil;
};

/**
 * struct depth_span - A subspan that is tested.
 * @x: column of its left pixels, even
 * @y: row of its upper pixels, even
 * @layer: render target array index
 * @sample: sample of the pixels
 * @mask: pixels to test: bits 3:0
 * @back: the primitive faces back
 * @z: depth of each pixel
 * @reference: stencil reference of each pixel; NULL: that of the state
 */
struct depth_span {
	u32 x;
	u32 y;
	u32 layer;
	u32 sample;
	u32 mask;
	bool back;
	depth_v4 z;
	const u8 *reference;
};

/**
 * depth_state_set() - Derive depth and stencil tests from state.
 * @state: gets the tests
 * @ds: 3DSTATE_WM_DEPTH_STENCIL
 * @depth: 3DSTATE_DEPTH_BUFFER
 * @stencil: 3DSTATE_STENCIL_BUFFER
 * @samples: samples of a pixel: 1, 2, 4, 8, 16
 * @why: gets the name of what is not implemented, if the result is -EINVAL
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: the state is invalid or not implemented.
 */
int depth_state_set(struct depth_state *state, const u32 *ds, const u32 *depth,
		    const u32 *stencil, u32 samples, const char **why);

/**
 * depth_active() - Tell whether tests or writes do anything.
 * @state: the tests
 *
 * Context: any; takes no lock.
 * Return: true: call depth_span_test(); false: all pixels pass, and nothing is written.
 */
bool depth_active(const struct depth_state *state);

/**
 * depth_span_test() - Test a subspan, and write depth and stencil.
 * @state: the tests
 * @span: the subspan
 *
 * Context: the engine's thread; takes no lock.
 * Return: pixels of @span->mask that pass.
 */
u32 depth_span_test(struct depth_state *state, const struct depth_span *span);

/**
 * struct depth_block - A block of DEPTH_BLOCK x DEPTH_BLOCK pixels whose depths are a plane.
 * @x: column of its left pixels, a multiple of DEPTH_BLOCK
 * @y: row of its upper pixels, a multiple of DEPTH_BLOCK
 * @layer: render target array index
 * @place: column and row where the first pixel's depth is; the others are whole pixels further
 * @origin: the plane's beginning
 * @at: depth at the beginning of the plane
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
 * Return: true; false: the block's depths do not lie together, or stencil is tested: nothing
 * was done, call depth_span_test().
 */
bool depth_block_test(struct depth_state *state, const struct depth_block *block, u64 *mask);

/**
 * depth_block_clear() - Set the depths of a block.
 * @state: the buffers
 * @block: the block; its x, y and layer count alone
 * @z: the depth
 *
 * Context: the engine's thread; takes no lock.
 * Return: true; false: the block's depths do not lie together: nothing was done, call
 * depth_span_clear().
 */
bool depth_block_clear(struct depth_state *state, const struct depth_block *block, float z);

/**
 * depth_span_clear() - Set depth and stencil of a subspan.
 * @state: the buffers
 * @span: the subspan; its depth is in @span->z
 * @depth: set depth
 * @stencil: set stencil to @value
 * @value: stencil value
 *
 * Context: the engine's thread; takes no lock.
 */
void depth_span_clear(struct depth_state *state, const struct depth_span *span, bool depth,
		      bool stencil, u8 value);

#endif
