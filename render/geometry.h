/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The geometry shader stage: objects in, and objects of the shader's own out. A thread has eight
 * objects, or eight instances of the shader for one object.
 */
#ifndef RENDER_GEOMETRY_H
#define RENDER_GEOMETRY_H

#include "gen9/state_geometry.h"
#include "port.h"
#include "render/assembly.h"
#include "render/urb.h"
#include "render/vue_thread.h"

struct render;

#define RENDER_GEOMETRY_HANDLE	0xc000u	/* first handle of the output entries */

/**
 * struct render_geometry_input - An object that waits for a thread.
 * @n: number of its vertices
 * @v: VUEs of its vertices
 * @primitive_id: number of its primitive
 */
struct render_geometry_input {
	u32 n;
	const u32 *v[RENDER_OBJECT_INPUTS];
	u32 primitive_id;
};

/**
 * struct render_geometry - The geometry shader of a draw.
 * @render: the engine
 * @enabled: false: objects pass
 * @vertices: entries of the VUEs of objects
 * @shader: common part
 * @out: entries that threads write, one for each channel
 * @instances: instances of the shader for each object
 * @trailing: each second triangle of a strip keeps its last vertex in place, not its first
 * @discard_adjacency: threads get no vertices of adjacent primitives
 * @include_id: threads get primitive IDs
 * @include_handles: threads get handles of vertices
 * @read_offset: dwords of a VUE before those that are pushed
 * @read_regs: registers of each VUE that are pushed
 * @counted: an output entry begins with the number of its vertices; else it is @count
 * @count: number of vertices of an output entry
 * @control_dwords: dwords of control data
 * @streams: control data are stream numbers; else cuts
 * @stream: stream of vertices without stream numbers; then of the vertex that is assembled
 * @default_stream: stream of vertices without stream numbers
 * @vertex_dwords: dwords of an output vertex
 * @assembly: assembly of the output
 * @objects: number of objects that wait
 * @input: the objects
 * @invocations: number of instances that ran
 * @primitives: number of objects that they made
 * @thread: a thread
 * @emit: takes an object. Return: 0, or an error that ends the draw
 * @client: first argument of @emit
 */
struct render_geometry {
	struct render *render;
	bool enabled;
	const struct render_urb *vertices;
	struct render_vue_shader shader;
	struct render_urb out;
	u32 instances;
	bool trailing;
	bool discard_adjacency;
	bool include_id;
	bool include_handles;
	u32 read_offset;
	u32 read_regs;
	bool counted;
	u32 count;
	u32 control_dwords;
	bool streams;
	u32 stream;
	u32 default_stream;
	u32 vertex_dwords;
	struct render_assembly assembly;
	u32 objects;
	struct render_geometry_input input[GEN9_THREAD_CHANNELS];
	u64 invocations;
	u64 primitives;
	struct eu_thread thread;
	int (*emit)(void *client, const struct render_object *object);
	void *client;
};

/**
 * render_geometry_begin() - Derive the geometry shader from the state.
 * @render: the engine
 * @vertices: entries of the VUEs of objects; they outlive the draw
 * @geometry: gets the geometry shader; zeros, or the one of the last draw. The caller sets
 *	&render_geometry.emit and &render_geometry.client
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: the state or the kernel is invalid or not implemented; -ENOMEM: no memory;
 * -E2BIG: the kernel is too long; -ECANCELED: cancelled.
 */
int render_geometry_begin(struct render *render, const struct render_urb *vertices,
			  struct render_geometry *geometry);

/**
 * render_geometry_object() - Add an object. When a thread is full, it runs.
 * @geometry: the geometry shader, enabled
 * @object: the object; its VUEs stay until the thread has run
 *
 * Source: PRM SKL Vol. 7, "Geometry Shader (GS) Stage", "SIMD8 Thread Payload", "GS URB Entry".
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -EINVAL: the kernel is invalid or not implemented; -ECANCELED: cancelled; or an error
 * of &render_geometry.emit.
 */
int render_geometry_object(struct render_geometry *geometry, const struct render_object *object);

/**
 * render_geometry_flush() - Run the thread of the objects that wait.
 * @geometry: the geometry shader, or one that is not enabled
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: as render_geometry_object().
 */
int render_geometry_flush(struct render_geometry *geometry);

#endif
