/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Primitive assembly: vertices in, objects out. A topology is a row of a table.
 */
#ifndef RENDER_ASSEMBLY_H
#define RENDER_ASSEMBLY_H

#include "port.h"

#define RENDER_ASSEMBLY_WINDOW	10u	/* last vertices that an object can have */
#define RENDER_ASSEMBLY_HELD	(RENDER_ASSEMBLY_WINDOW + 1u)
#define RENDER_VUE_NO_EDGE	0u	/* dword of a VUE: 1: the edge from the vertex is no edge */
#define RENDER_OBJECT_INPUTS	6u	/* vertices of a triangle and of its neighbours */

/**
 * struct render_object - An object: a point, line, triangle, or rectangle before clipping.
 * @kind: enum render_primitive_kind
 * @restart: the object begins a pattern of line stipple: it is the first one of a list or strip
 * @reversed: a triangle whose vertices are in the order of the opposite winding
 * @edges: bit i: the edge from vertex i to the next one is an edge of the primitive
 * @stream: stream of a geometry shader; else 0
 * @primitive_id: number of the primitive in its instance
 * @v: VUEs of its vertices
 * @flat: VUE of the provoking vertex
 * @inputs: vertices of an object with neighbours; 0: it has none
 * @input: VUEs of these vertices, in the order of a geometry shader. Of a reversed triangle, the
 *	first two vertices of the primitive have changed places
 */
struct render_object {
	u8 kind;
	bool restart;
	bool reversed;
	u8 edges;
	u8 stream;
	u32 primitive_id;
	const u32 *v[3];
	const u32 *flat;
	u32 inputs;
	const u32 *input[RENDER_OBJECT_INPUTS];
};

struct render_topology;

/**
 * struct render_assembly - Assembly of a draw.
 * @topology: the topology
 * @provoking: number of the provoking vertex of an object
 * @edge_flags: vertices have edge flags in dword RENDER_VUE_NO_EDGE; the caller sets it
 * @count: vertices since the beginning or the last cut; it does not go beyond 2^31 + 1
 * @primitive_id: number of the next primitive
 * @primitives: number of primitives of the draw
 * @held: VUEs of the last vertices, the newest first; then of the first vertex
 * @emit: takes an object. Return: 0, or an error that ends the draw
 * @client: first argument of @emit
 */
struct render_assembly {
	const struct render_topology *topology;
	u32 provoking;
	bool edge_flags;
	u32 count;
	u32 primitive_id;
	u64 primitives;
	const u32 *held[RENDER_ASSEMBLY_HELD];
	int (*emit)(void *client, const struct render_object *object);
	void *client;
};

/**
 * render_object_vertices() - Return the number of vertices of an object, without neighbours.
 * @object: the object
 *
 * Context: any; takes no lock.
 * Return: 1, 2 or 3.
 */
u32 render_object_vertices(const struct render_object *object);

/**
 * render_object_order() - Return the order of vertices that keeps the winding of a strip.
 * @object: the object
 * @trailing: a reversed triangle keeps its last vertex in place, not its first
 *
 * Context: any; takes no lock.
 * Return: three numbers of vertices.
 */
const u8 *render_object_order(const struct render_object *object, bool trailing);

/**
 * render_assembly_begin() - Begin assembly.
 * @assembly: gets the assembly; the caller sets &render_assembly.emit and &render_assembly.client
 * @topology: enum gen9_topology, any value
 * @sf: 3DSTATE_SF, which selects provoking vertices
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: the topology is invalid or not implemented.
 */
int render_assembly_begin(struct render_assembly *assembly, u32 topology, const u32 *sf);

/**
 * render_assembly_least() - Return the number of vertices that a topology needs.
 * @assembly: the assembly
 *
 * Context: any; takes no lock.
 * Return: vertices of its first primitive.
 */
u32 render_assembly_least(const struct render_assembly *assembly);

/**
 * render_assembly_is_list() - Test if the primitives of a topology share no vertices.
 * @assembly: the assembly
 *
 * Context: any; takes no lock.
 * Return: true: they share none.
 */
bool render_assembly_is_list(const struct render_assembly *assembly);

/**
 * render_assembly_whole() - Return the number of vertices that must be in one batch.
 * @assembly: the assembly
 *
 * Context: any; takes no lock.
 * Return: vertices of a primitive of a list; 1: vertices may come one by one.
 */
u32 render_assembly_whole(const struct render_assembly *assembly);

/**
 * render_assembly_vertex() - Add a vertex, and emit the objects that it completes.
 * @assembly: the assembly
 * @vue: the vertex; it stays where it is until &render_assembly.held does not have it
 *
 * Context: any; takes no lock; calls &render_assembly.emit.
 * Return: 0 or an error of &render_assembly.emit.
 */
int render_assembly_vertex(struct render_assembly *assembly, const u32 *vue);

/**
 * render_assembly_cut() - End a strip, fan or loop.
 * @assembly: the assembly
 *
 * Context: any; takes no lock; calls &render_assembly.emit.
 * Return: 0 or an error of &render_assembly.emit.
 */
int render_assembly_cut(struct render_assembly *assembly);

/**
 * render_assembly_instance() - End an instance: a cut, and primitives are numbered from 0 again.
 * @assembly: the assembly
 *
 * Context: any; takes no lock; calls &render_assembly.emit.
 * Return: 0 or an error of &render_assembly.emit.
 */
int render_assembly_instance(struct render_assembly *assembly);

#endif
