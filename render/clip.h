/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clip stage: objects in clip space to polygons inside the guard band.
 */
#ifndef RENDER_CLIP_H
#define RENDER_CLIP_H

#include "port.h"
#include "render/urb.h"

struct render;
struct render_object;
struct render_viewports;

/**
 * struct render_clip - The clip stage of a draw.
 * @viewports: the next stage
 * @pool: VUEs of new vertices
 * @enabled: false: all objects pass
 * @mode: enum gen9_clip_mode
 * @xy: objects outside of the viewport are dropped
 * @guardband: objects are clipped at the guard band, not at the viewport
 * @near_zero: the near plane is z = 0, not z = -w
 * @near: there is a near plane
 * @far: there is a far plane
 * @linear: some attributes are linear on the screen
 * @clip_distances: a mask of user clip distances to clip at
 * @cull_distances: a mask of user clip distances that drop whole objects
 * @objects: number of objects that came
 */
struct render_clip {
	struct render_viewports *viewports;
	struct render_urb pool;
	bool enabled;
	u32 mode;
	bool xy;
	bool guardband;
	bool near_zero;
	bool near;
	bool far;
	bool linear;
	u32 clip_distances;
	u32 cull_distances;
	u64 objects;
};

/**
 * render_clip_begin() - Derive the clip stage from the state.
 * @render: the engine
 * @viewports: the next stage, derived already
 * @clip: gets the stage; zeros, or the one of the last draw
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Does not poll.
 * Return: 0; -ENOMEM: no memory.
 */
int render_clip_begin(struct render *render, struct render_viewports *viewports,
		      struct render_clip *clip);

/**
 * render_clip_object() - Clip an object, and pass on what is left.
 * @clip: the stage
 * @object: the object
 *
 * Source: PRM SKL Vol. 7, "Clip Stage".
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0 or an error of render_viewports_emit().
 */
int render_clip_object(struct render_clip *clip, const struct render_object *object);

#endif
