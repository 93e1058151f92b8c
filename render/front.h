/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stages between vertices and setup: assembly or tessellation, geometry shader, streamout,
 * clip.
 */
#ifndef RENDER_FRONT_H
#define RENDER_FRONT_H

#include "port.h"
#include "render/assembly.h"
#include "render/clip.h"
#include "render/domain.h"
#include "render/geometry.h"
#include "render/streamout.h"
#include "render/viewport.h"

struct render;
struct render_urb;

/**
 * struct render_front - The stages of a draw.
 * @render: the engine
 * @vertices: entries of the vertices
 * @assembly: primitive assembly; unused if there is tessellation
 * @domain: tessellation
 * @geometry: geometry shader
 * @streamout: streamout
 * @clip: clip stage
 * @viewports: setup
 */
struct render_front {
	struct render *render;
	const struct render_urb *vertices;
	struct render_assembly assembly;
	struct render_domain domain;
	struct render_geometry geometry;
	struct render_streamout streamout;
	struct render_clip clip;
	struct render_viewports viewports;
};

/**
 * render_front_begin() - Derive the stages from the state.
 * @render: the engine
 * @vertices: entries of the vertices; they outlive the draw
 * @front: gets the stages; zeros, or those of the last draw
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: the state or a kernel is invalid or not implemented; -ENOMEM: no memory;
 * -E2BIG: a kernel is too long; -ECANCELED: cancelled.
 */
int render_front_begin(struct render *render, const struct render_urb *vertices,
		       struct render_front *front);

/**
 * render_front_least() - Return the number of vertices that the topology needs.
 * @front: the stages
 *
 * Context: any; takes no lock.
 * Return: vertices of the first primitive.
 */
u32 render_front_least(const struct render_front *front);

/**
 * render_front_whole() - Return the number of vertices that must be in one batch.
 * @front: the stages
 *
 * Context: any; takes no lock.
 * Return: vertices of a patch, or of a primitive of a list; 1: vertices may come one by one.
 */
u32 render_front_whole(const struct render_front *front);

/**
 * render_front_goes_on() - Test if a draw can go on from any whole primitive.
 * @front: the stages
 *
 * The stages know no cut indices: the caller checks that the draw has none.
 *
 * Context: any; takes no lock.
 * Return: true: primitives share no vertices; false: the next primitives need vertices before.
 */
bool render_front_goes_on(const struct render_front *front);

/**
 * render_front_start() - Start an instance behind its first primitives.
 * @front: the stages at the beginning of an instance; render_front_goes_on() is true
 * @vertex: vertices before the one that comes next, a multiple of render_front_whole()
 *
 * Context: any; takes no lock.
 */
void render_front_start(struct render_front *front, u32 vertex);

/**
 * render_front_vertex() - Add a vertex, and draw what it completes.
 * @front: the stages
 * @vue: the vertex, in an entry
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: a kernel is invalid or not implemented; -ECANCELED: cancelled; -ENOMEM: no
 * memory.
 */
int render_front_vertex(struct render_front *front, const u32 *vue);

/**
 * render_front_cut() - End a strip, fan, loop or patch.
 * @front: the stages
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: as render_front_vertex().
 */
int render_front_cut(struct render_front *front);

/**
 * render_front_flush() - Draw all that waits for more objects. Then entries may change, but for
 *	those that assembly holds.
 * @front: the stages
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: as render_front_vertex().
 */
int render_front_flush(struct render_front *front);

/**
 * render_front_instance() - End an instance.
 * @front: the stages
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: as render_front_vertex().
 */
int render_front_instance(struct render_front *front);

/**
 * render_front_count() - Add the draw to the registers of statistics, and end streamout.
 * @front: the stages, after the last vertex
 *
 * Context: the engine's thread; takes no lock. Does not poll.
 */
void render_front_count(struct render_front *front);

/**
 * render_front_forget() - Forget what draws left in entries: the next draw is another context's.
 * @front: of render_front_begin(), or zeros
 *
 * Context: may sleep; takes no lock.
 */
void render_front_forget(struct render_front *front);

/**
 * render_front_end() - Free what the stages hold.
 * @front: of render_front_begin(), or zeros
 *
 * Context: may sleep; takes no lock.
 */
void render_front_end(struct render_front *front);

#endif
