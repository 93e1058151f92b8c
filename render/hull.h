/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hull shader stage: the vertices of a patch in, a patch entry with a header of tessellation
 * factors out. The threads of a patch have eight instances of the shader each. They may wait for
 * each other at barriers.
 */
#ifndef RENDER_HULL_H
#define RENDER_HULL_H

#include "gen9/state_geometry.h"
#include "port.h"
#include "render/urb.h"
#include "render/vue_thread.h"

struct render;

#define RENDER_PATCH_HANDLE	0x4000u	/* handle of the patch */

/**
 * struct render_hull - The hull shader of a draw.
 * @render: the engine
 * @shader: common part
 * @patch: one entry: the patch
 * @threads: threads of a patch
 * @invocations: number of patches
 * @thread: the threads
 * @waiting: a bit for each thread that waits at a barrier
 */
struct render_hull {
	struct render *render;
	struct render_vue_shader shader;
	struct render_urb patch;
	u32 threads;
	u64 invocations;
	struct eu_thread thread[GEN9_HS_INSTANCES_MAX];
	u32 waiting;
};

/**
 * render_hull_begin() - Derive the hull shader from the state.
 * @render: the engine
 * @vertices: entries of the vertices; they outlive the draw
 * @hull: gets the hull shader; zeros, or the one of the last draw
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: the state or the kernel is invalid or not implemented; -ENOMEM: no memory;
 * -E2BIG: the kernel is too long; -ECANCELED: cancelled.
 */
int render_hull_begin(struct render *render, const struct render_urb *vertices,
		      struct render_hull *hull);

/**
 * render_hull_run() - Shade a patch.
 * @hull: the hull shader; &render_hull.patch gets the patch
 * @handles: handles of its vertices
 * @n: number of vertices, at most GEN9_PATCH_VERTICES_MAX
 * @primitive_id: number of the patch
 *
 * Source: PRM SKL Vol. 7, "Hull Shader (HS) Stage", "SINGLE_PATCH Thread Payload".
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -EINVAL: the kernel is invalid or not implemented; -ECANCELED: cancelled.
 */
int render_hull_run(struct render_hull *hull, const u32 *handles, u32 n, u32 primitive_id);

#endif
