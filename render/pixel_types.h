/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inside of the back half of a draw: what its files share. The engine's thread alone uses it.
 *
 * The unit of work is the subspan: two by two pixels. Its pixels 0 and 1 are the upper row.
 */
#ifndef RENDER_PIXEL_TYPES_H
#define RENDER_PIXEL_TYPES_H

#include "eu/eu.h"
#include "gen9/state_pixel.h"
#include "port.h"
#include "render/attributes.h"
#include "render/depth.h"
#include "render/pixel_blend.h"
#include "render/raster.h"
#include "render/stage.h"
#include "sample/texture.h"

struct render;
struct render_primitive;

#define PIXEL_THREAD_SUBSPANS	8u	/* of a thread of 32 pixels */
#define PIXEL_PLACE_NONE	(~0u)	/* &pixel_place.block: none */
#define PIXEL_TARGETS		16u	/* render targets that a draw keeps decoded */
#define PIXEL_PS_WIDTHS		3u	/* 8, 16, 32 pixels */

/**
 * struct pixel_subspan - A subspan on its way to the pixel shader.
 * @x: column of its left pixels, even
 * @y: row of its upper pixels, even
 * @sample: the sample that a thread per sample shades, or 0
 * @mask: pixels with a sample in @cover: bits 3:0
 * @inner: pixels that the primitive covers as a whole, for GEN9_COVERAGE_INNER: bits 3:0
 * @cover: samples to draw: bit 4 * sample + pixel
 * @hidden: samples that an early depth test dropped, but are in the input coverage
 */
struct pixel_subspan {
	u16 x;
	u16 y;
	u8 sample;
	u8 mask;
	u8 inner;
	u64 cover;
	u64 hidden;
};

/**
 * struct pixel_place - Memory of the block of a render target that was used last.
 * @block: its column, and its row << 16; PIXEL_PLACE_NONE: none
 * @generation: &sample_windows.generation that @memory belongs to
 * @memory: its first byte
 */
struct pixel_place {
	u32 block;
	u64 generation;
	u8 *memory;
};

/**
 * struct pixel_target - A render target of a draw.
 * @bti: its binding table index
 * @valid: the other members are set
 * @none: nothing is written: a null surface, or a layer that is not there
 * @surface: the surface
 * @width: pixels across its level
 * @height: rows of its level
 * @layer: the layer that @plane has
 * @plane: memory of each sample, or of all if they are interleaved
 * @together: each block of RASTER_BLOCK x RASTER_BLOCK pixels lies together in a tile
 * @format: how blending reads and writes it
 * @swapped: its format, if the surface state puts red, green and blue into another order
 */
struct pixel_target {
	u32 bti;
	bool valid;
	bool none;
	struct sample_surface surface;
	u32 width;
	u32 height;
	u32 layer;
	struct sample_plane plane[GEN9_SAMPLES];
	bool together;
	struct blend_format format;
	struct sample_format swapped;
};

/**
 * struct pixel_kernel - A kernel of the pixel shader.
 * @program: the program; NULL: this width is not offered
 * @first_grf: first register of constants and attributes
 */
struct pixel_kernel {
	const struct eu_program *program;
	u32 first_grf;
};

/**
 * struct pixel_shader - State of the pixel shader's threads.
 * @valid: threads run
 * @kernel: kernels for 8, 16, 32 pixels
 * @widest: most subspans of a thread: 2, 4, 8
 * @barycentrics: bit of enum gen9_barycentric: the payload has them
 * @attributes: attributes of the payload
 * @source_depth: the payload has the depth
 * @source_w: the payload has w
 * @offsets: enum gen9_position: the payload has sample positions; 0: it has none
 * @coverage: enum gen9_input_coverage: the payload has the input coverage; 0: it has none
 * @per_sample: a thread shades one sample of each pixel
 * @vector_mask: whole subspans execute
 * @late: depth and stencil are tested after the shader
 * @depth: the shader computes depth
 * @stencil: the shader computes stencil
 * @omask: the shader computes a sample mask
 * @kills: the shader may kill pixels
 * @alt_float: &eu_thread.float_mode
 * @cr0: &eu_thread.cr0
 * @header: dwords of g0 that all threads have
 */
struct pixel_shader {
	bool valid;
	struct pixel_kernel kernel[PIXEL_PS_WIDTHS];
	u32 widest;
	u32 barycentrics;
	u32 attributes;
	bool source_depth;
	bool source_w;
	u32 offsets;
	u32 coverage;
	bool per_sample;
	bool vector_mask;
	bool late;
	bool depth;
	bool stencil;
	bool omask;
	bool kills;
	u32 alt_float;
	u32 cr0;
	u32 header[8];
};

/**
 * struct pixel_line - Lines and points that are no plain shapes (render/pixel_line.h).
 * @stipples: lines have a pattern
 * @pattern: the pattern: bit 0 comes first
 * @repeat: pixels for each bit: 1 or more
 * @rectangles: lines are rectangles, for multisampling
 * @smooth_lines: lines are antialiased
 * @smooth_points: points are round and antialiased
 * @round_points: points are round, for multisampling
 * @region: pixels across the ramp of a line's coverage
 * @cap_region: the same at its ends
 * @masks: the primitive needs pixel_line_block()
 * @smooth: the primitive's coverage multiplies alpha
 * @point: the primitive is a point
 * @x: column of its start or centre, in pixels
 * @y: row of its start or centre
 * @dx: direction from start to end, of length 1
 * @dy: the same down
 * @length: pixels from start to end
 * @radius: half of its width
 * @thin: the pattern counts pixels along the major axis; else the distance from the start
 * @major: the major axis: 0: x; 1: y
 * @forward: the line goes right or down along the major axis
 * @first: its first pixel along the major axis
 * @start: pixels of the pattern before the start
 * @next: pixels of the pattern before the next line
 */
struct pixel_line {
	bool stipples;
	u32 pattern;
	u32 repeat;
	bool rectangles;
	bool smooth_lines;
	bool smooth_points;
	bool round_points;
	float region;
	float cap_region;
	bool masks;
	bool smooth;
	bool point;
	float x;
	float y;
	float dx;
	float dy;
	float length;
	float radius;
	bool thin;
	u8 major;
	bool forward;
	s32 first;
	float start;
	float next;
};

/**
 * struct pixel_clip - Pixels that may be drawn: columns @x0 to @x1 - 1, rows @y0 to @y1 - 1.
 * @x0: first column
 * @y0: first row
 * @x1: end of the columns
 * @y1: end of the rows
 */
struct pixel_clip {
	s32 x0;
	s32 y0;
	s32 x1;
	s32 y1;
};

/**
 * struct render_pixels - The back half of a render engine.
 * @render: the engine
 * @stage: bindings and constants of the pixel shader
 * @windows: windows of the address space
 * @samples: samples of a pixel: 1, 2, 4, 8, 16
 * @sample_mask: samples that may be drawn
 * @position: of each sample, in 1/256 pixels: X, Y
 * @centers: all samples are where the pixel's centre is
 * @conservative: triangles cover each pixel that they touch
 * @drawing: the drawing rectangle
 * @origin_x: pixels that the drawing rectangle adds to vertices
 * @origin_y: rows that the drawing rectangle adds to vertices
 * @scissor: scissor rectangles are in use
 * @viewport: viewport that @scissor_clip and @depth_range belong to; ~0: none
 * @scissor_clip: the scissor rectangle
 * @depth_range: least and greatest depth
 * @statistics: depth tests are counted
 * @fast_clear: primitives clear render target 0 to its clear value
 * @resolve: GEN9_PS_RESOLVE: primitives resolve render target 0; 0: they draw
 * @line: lines and points
 * @stipple: polygons have a pattern
 * @stipple_pattern: rows of the pattern, bit 31 the first column
 * @stipple_x: column of the pattern at column 0
 * @stipple_y: row of the pattern at row 0
 * @point_right: points on the border of pixels belong to the left pixel
 * @attributes: rules of attributes
 * @depth: depth and stencil tests
 * @shader: the pixel shader
 * @blend: blending
 * @target: render targets by binding table index, modulo their number
 * @place: memory of each render target: [0]: for reads, [1]: for writes
 * @primitive: the primitive that is drawn
 * @fixed: x and y of its vertices, in 1/256 pixels
 * @planned: its positions are in @planes
 * @set_up: its attributes are in @planes
 * @planes: its attributes and positions
 * @queued: number of subspans in @spans that wait for the thread
 * @thread: the thread
 * @spans: the thread's subspans: while none runs, those that wait
 * @span_count: number of the thread's subspans
 * @tested: the thread has had its late depth test
 * @depth_count: samples that passed since the draw began
 * @invocations: pixels that the shader ran for since the draw began
 * @shape: shape of the primitive
 * @outer: it has the pixels that a triangle touches: all samples of a pixel, or none
 * @inner: pixels that the primitive covers as a whole, for GEN9_COVERAGE_INNER
 * @clip: pixels of the primitive that may be drawn
 */
struct render_pixels {
	struct render *render;
	struct render_stage stage;
	struct sample_windows *windows;
	u32 samples;
	u32 sample_mask;
	s32 position[GEN9_SAMPLES][2];
	bool centers;
	bool conservative;
	struct pixel_clip drawing;
	s32 origin_x;
	s32 origin_y;
	bool scissor;
	u32 viewport;
	struct pixel_clip scissor_clip;
	float depth_range[2];
	bool statistics;
	bool fast_clear;
	u32 resolve;
	struct pixel_line line;
	bool stipple;
	u32 stipple_pattern[GEN9_STIPPLE_ROWS];
	u32 stipple_x;
	u32 stipple_y;
	bool point_right;
	struct attribute_rules attributes;
	struct depth_state depth;
	struct pixel_shader shader;
	struct blend_state blend;
	struct pixel_target target[PIXEL_TARGETS];
	struct pixel_place place[PIXEL_TARGETS][2];
	const struct render_primitive *primitive;
	s32 fixed[3][2];
	bool planned;
	bool set_up;
	struct attribute_planes planes;
	u32 queued;
	struct eu_thread thread;
	struct pixel_subspan spans[PIXEL_THREAD_SUBSPANS];
	u32 span_count;
	u32 tested;
	u64 depth_count;
	u64 invocations;
	struct raster_shape shape;
	bool outer;
	struct raster_shape inner;
	struct pixel_clip clip;
};

/**
 * pixel_count() - Count the samples of a subspan.
 * @cover: samples: bit 4 * sample + pixel
 *
 * Context: any; takes no lock.
 * Return: 0 to 64.
 */
static inline u32 pixel_count(u64 cover)
{
	static const u8 bits[] = { 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4 };

	return cover < ARRAY_SIZE(bits) ? bits[cover] : (u32)__builtin_popcountll(cover);
}

#endif
