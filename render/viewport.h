/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From clip space to window coordinates: perspective divide, viewports, facing, culling, fill
 * modes, depth offset, widths. The end of the front half.
 */
#ifndef RENDER_VIEWPORT_H
#define RENDER_VIEWPORT_H

#include "gen9/state_3d.h"
#include "port.h"
#include "render/primitive.h"

struct render;

#define RENDER_POLYGON_VERTICES	18u	/* a triangle after clipping at 15 planes */

/**
 * struct render_polygon - A convex object after clipping.
 * @kind: enum render_primitive_kind
 * @reversed: vertices are in the order of the opposite winding
 * @edges: bit i: the edge from vertex i to the next one is an edge of the primitive
 * @n: number of vertices; a RENDER_TRIANGLE may have 3 to RENDER_POLYGON_VERTICES
 * @primitive_id: number of the primitive
 * @viewport: viewport index
 * @v: VUEs of the vertices
 * @flat: VUE of the provoking vertex
 * @whole: &render_primitive.whole
 */
struct render_polygon {
	u8 kind;
	bool reversed;
	u32 edges;
	u32 n;
	u32 primitive_id;
	u32 viewport;
	const u32 *v[RENDER_POLYGON_VERTICES];
	const u32 *flat;
	const u32 *const *whole;
};

/**
 * struct render_viewport - A viewport.
 * @scale: x, y, z
 * @translate: x, y, z
 * @guardband: x min, x max, y min, y max, in units of w
 * @extents: pixels that it lets through
 */
struct render_viewport {
	float scale[3];
	float translate[3];
	float guardband[4];
	struct render_extents extents;
};

/**
 * struct render_viewports - The setup of a draw.
 * @render: the engine
 * @transform: positions are scaled and translated
 * @divide: positions are divided by w
 * @zero_array: all render target array indices are 0
 * @max_viewport: largest viewport index; larger ones are 0
 * @viewport: viewports
 * @cull: enum gen9_cull
 * @front_ccw: counter-clockwise triangles face front
 * @fill: enum gen9_fill of triangles that face front, then back
 * @offset: depth offset is on, by enum gen9_fill
 * @offset_constant: in units of the depth format
 * @offset_scale: multiplies the slope
 * @offset_clamp: limit of the offset; 0: none
 * @depth_format: enum gen9_depth_format
 * @line_width: pixels
 * @point_width: pixels; 0: each vertex has its width
 * @point_min: least width of a vertex
 * @point_max: largest width of a vertex
 * @vue_dwords: dwords of VUEs
 * @restart: the next line begins a pattern of line stipple; clipping sets it
 * @primitives: number of primitives that went to the back half
 */
struct render_viewports {
	struct render *render;
	bool transform;
	bool divide;
	bool zero_array;
	u32 max_viewport;
	struct render_viewport viewport[GEN9_VIEWPORTS];
	u32 cull;
	bool front_ccw;
	u32 fill[2];
	bool offset[3];
	float offset_constant;
	float offset_scale;
	float offset_clamp;
	u32 depth_format;
	float line_width;
	float point_width;
	float point_min;
	float point_max;
	u32 vue_dwords;
	bool restart;
	u64 primitives;
};

/**
 * render_viewports_begin() - Derive the setup of a draw from the state.
 * @render: the engine
 * @vue_dwords: dwords of VUEs
 * @viewports: gets the setup
 *
 * Context: the engine's thread; takes no lock. Does not poll.
 */
void render_viewports_begin(struct render *render, u32 vue_dwords,
			    struct render_viewports *viewports);

/**
 * render_viewports_index() - Return the viewport index of an object.
 * @viewports: the setup
 * @flat: VUE of its provoking vertex
 *
 * Context: any; takes no lock.
 * Return: 0 to GEN9_VIEWPORTS - 1.
 */
u32 render_viewports_index(const struct render_viewports *viewports, const u32 *flat);

/**
 * render_viewports_emit() - Transform an object, and draw its primitives.
 * @viewports: the setup
 * @polygon: the object
 *
 * Objects with a vertex that is not finite, or beyond RENDER_WINDOW_MAX, are dropped.
 * Source: PRM SKL Vol. 7, "Strips and Fans (SF) Stage" and "Depth Offset".
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0 or an error of render_pixels_primitive().
 */
int render_viewports_emit(struct render_viewports *viewports,
			  const struct render_polygon *polygon);

#endif
