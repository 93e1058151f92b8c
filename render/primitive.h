/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hand-over between the halves of a draw. The front half (vertices, assembly, clip, viewport)
 * makes primitives in window coordinates. The back half (rasterization, depth, pixel shader, render
 * targets) draws them at once, in order.
 */
#ifndef RENDER_PRIMITIVE_H
#define RENDER_PRIMITIVE_H

#include "port.h"

struct render;
struct render_pixels;

/**
 * enum render_primitive_kind - Kinds of primitives.
 * @RENDER_POINT: one vertex, a square of @size pixels around it
 * @RENDER_LINE: two vertices, @size pixels wide
 * @RENDER_TRIANGLE: three vertices
 * @RENDER_RECT: three vertices of RECTLIST, in the order of the vertex buffer. The fourth corner is
 *	v[0] + v[2] - v[1]: v[1] is the corner between the other two. Its attributes follow the
 *	same plane
 */
enum render_primitive_kind {
	RENDER_POINT,
	RENDER_LINE,
	RENDER_TRIANGLE,
	RENDER_RECT,
};

#define RENDER_WINDOW_MAX	65536.0f	/* pixels; the guard band ends before */

/**
 * struct render_extents - Pixels that a viewport lets through.
 * @x0: first column
 * @y0: first row
 * @x1: last column
 * @y1: last row
 */
struct render_extents {
	s32 x0;
	s32 y0;
	s32 x1;
	s32 y1;
};

/**
 * struct render_vertex - A vertex in window coordinates.
 * @x: pixels from the left, before the drawing rectangle's origin is added; within
 *	RENDER_WINDOW_MAX of 0
 * @y: pixels from the top; within RENDER_WINDOW_MAX of 0
 * @z: depth after viewport transform and depth offset; not clamped; finite
 * @inv_w: 1/w of the clip position; 1 where the perspective divide is off
 * @vue: the vertex's VUE: &render_primitive.vue_dwords dwords from its header on. Clipping made new
 *	VUEs, interpolated in clip space, where it made new vertices
 */
struct render_vertex {
	float x;
	float y;
	float z;
	float inv_w;
	const u32 *vue;
};

/**
 * struct render_primitive - A primitive in window coordinates.
 * @kind: enum render_primitive_kind
 * @back: a triangle that faces back, or a line or point of one; false for all others. Culled
 *	primitives never come here
 * @v: its vertices, in the order of assembly: the order does not tell the winding
 * @flat: the VUE of the provoking vertex, before clipping: constant attributes are there
 * @whole: NULL, or the VUEs of the object that clipping cut @v of: two of a line, else three. Where
 *	attributes are linear on the screen, they come from these
 * @vue_dwords: dwords of each VUE; at least 8; attributes behind them read 0
 * @size: width of a point or line in pixels, positive and finite
 * @primitive_id: SGV for attributes and the pixel shader's payload, if the VUE does not override it
 * @array_index: render target array index, 0 to 2047. The back half compares it with the depth of
 *	each target
 * @viewport: viewport index, 0 to 15: selects CC viewport and scissor
 * @extents: pixels outside are not drawn
 * @restart: a line that begins the pattern of line stipple anew
 * @area_sign: of the vertices in window coordinates (y downward): 1: clockwise as seen on the
 *	screen; -1: counter-clockwise; 0: no area
 */
struct render_primitive {
	u8 kind;
	bool back;
	struct render_vertex v[3];
	const u32 *flat;
	const u32 *const *whole;
	u32 vue_dwords;
	float size;
	u32 primitive_id;
	u32 array_index;
	u32 viewport;
	struct render_extents extents;
	bool restart;
	s32 area_sign;
};

/**
 * render_pixels_create() - Create the back half of a render engine.
 *
 * Context: may sleep for memory; takes no lock.
 * Return: the back half, for &struct render.pixels; NULL: no memory.
 */
struct render_pixels *render_pixels_create(void);

/**
 * render_pixels_destroy() - Free the back half of a render engine.
 * @pixels: of render_pixels_create(), or NULL
 *
 * Context: may sleep; takes no lock.
 */
void render_pixels_destroy(struct render_pixels *pixels);

/**
 * render_pixels_forget() - Forget what threads left in registers: the next draw is another
 *	context's.
 * @pixels: the back half
 *
 * Context: the engine's thread; takes no lock.
 */
void render_pixels_forget(struct render_pixels *pixels);

/**
 * render_pixels_begin() - Derive the state of the back half for a draw.
 * @render: the engine
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0: call render_pixels_end() after the draw's primitives; -EINVAL: the state is invalid or
 * not implemented, and counted; -ENOMEM: no memory; -ECANCELED: cancelled.
 */
int render_pixels_begin(struct render *render);

/**
 * render_pixels_primitive() - Draw a primitive.
 * @render: the engine, between render_pixels_begin() and render_pixels_end()
 * @primitive: the primitive; valid during the call
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll.
 * Return: 0; -EINVAL: a pixel shader is invalid or not implemented; -ECANCELED: the draw is
 * cancelled.
 */
int render_pixels_primitive(struct render *render, const struct render_primitive *primitive);

/**
 * render_pixels_end() - Draw what is left of the draw's primitives.
 * @render: the engine
 * @error: 0; or the error that ends the draw: forget what is left
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll if @error is 0.
 * Return: 0 or an error of render_pixels_primitive().
 */
int render_pixels_end(struct render *render, int error);

/**
 * render_pixels_command() - Execute a command that draws without vertices: 3DSTATE_WM_HZ_OP.
 * @render: the engine; the state has the command already
 * @dw: the command, zeros up to its longest length
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll.
 * Return: 0; -EINVAL: invalid or not implemented; -ECANCELED: cancelled; -ENOMEM: no memory.
 */
int render_pixels_command(struct render *render, const u32 *dw);

/**
 * render_pixels_flush() - Write back and forget what the back half keeps of graphics memory.
 * @render: the engine
 *
 * Context: the engine's thread; takes no lock.
 */
void render_pixels_flush(struct render *render);

#endif
