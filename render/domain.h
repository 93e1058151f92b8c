/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tessellation: patches of vertices go through the hull shader, the tessellator and the domain
 * shader, and become objects.
 */
#ifndef RENDER_DOMAIN_H
#define RENDER_DOMAIN_H

#include "port.h"
#include "render/hull.h"
#include "render/tessellator.h"
#include "render/urb.h"
#include "render/vue_thread.h"

struct render;
struct render_object;

#define RENDER_DOMAIN_HANDLE	0x8000u	/* first handle of the points */

/**
 * struct render_domain - The tessellation of a draw.
 * @render: the engine
 * @enabled: there are patches; else the draw has objects
 * @vertices: entries of the vertices
 * @n: vertices of a patch
 * @count: vertices that are here of the next patch
 * @handles: their handles
 * @primitive_id: number of the next patch
 * @patches: number of patches of the draw
 * @hull: the hull shader
 * @shader: the domain shader
 * @points: an entry for each point of a patch
 * @read_offset: registers of a patch before those that are pushed
 * @read_regs: registers of a patch that are pushed
 * @compute_w: threads get u, v, w; else u, v
 * @provoking: number of the provoking vertex of lines and of triangles
 * @invocations: number of points
 * @thread: a thread
 * @tessellation: the tessellator
 * @emit: takes an object. Return: 0, or an error that ends the draw
 * @done: all objects of a patch are emitted, and its entries go. Return: as @emit
 * @client: first argument of @emit and @done
 */
struct render_domain {
	struct render *render;
	bool enabled;
	const struct render_urb *vertices;
	u32 n;
	u32 count;
	u32 handles[GEN9_PATCH_VERTICES_MAX];
	u32 primitive_id;
	u64 patches;
	struct render_hull hull;
	struct render_vue_shader shader;
	struct render_urb points;
	u32 read_offset;
	u32 read_regs;
	bool compute_w;
	u32 provoking[2];
	u64 invocations;
	struct eu_thread thread;
	struct render_tessellation tessellation;
	int (*emit)(void *client, const struct render_object *object);
	int (*done)(void *client);
	void *client;
};

/**
 * render_domain_begin() - Derive tessellation from the state.
 * @render: the engine
 * @vertices: entries of the vertices; they outlive the draw
 * @domain: gets tessellation; zeros, or that of the last draw. The caller sets
 *	&render_domain.emit, &render_domain.done and &render_domain.client
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: the state or a kernel is invalid or not implemented; -ENOMEM: no memory;
 * -E2BIG: a kernel is too long; -ECANCELED: cancelled.
 */
int render_domain_begin(struct render *render, const struct render_urb *vertices,
			struct render_domain *domain);

/**
 * render_domain_end() - Free the entries.
 * @domain: of render_domain_begin(), or zeros
 *
 * Context: may sleep; takes no lock.
 */
void render_domain_end(struct render_domain *domain);

/**
 * render_domain_vertex() - Add a vertex, and tessellate the patch that it completes.
 * @domain: tessellation
 * @vue: the vertex; it stays where it is until the patch is complete
 *
 * Source: PRM SKL Vol. 7, "Domain Shader (DS) Stage", "SIMD8 Thread Payload".
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: a kernel is invalid or not implemented; -ECANCELED: cancelled; -ENOMEM: no
 * memory; or an error of &render_domain.emit.
 */
int render_domain_vertex(struct render_domain *domain, const u32 *vue);

/**
 * render_domain_cut() - Drop the vertices of a patch that is not complete.
 * @domain: tessellation
 *
 * Context: any; takes no lock.
 */
void render_domain_cut(struct render_domain *domain);

/**
 * render_domain_instance() - End an instance: a cut, and patches are numbered from 0 again.
 * @domain: tessellation
 *
 * Context: any; takes no lock.
 */
void render_domain_instance(struct render_domain *domain);

#endif
