/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Vertex fetch: indices, and the data of vertices as vertex entries get it.
 */
#ifndef RENDER_FETCH_H
#define RENDER_FETCH_H

#include "gen9/state_3d.h"
#include "port.h"
#include "sample/formats.h"

struct render;

/**
 * struct render_fetch_element - A vertex element, derived.
 * @format: its format; NULL: the source reads zeros
 * @address: graphics address of its buffer
 * @size: bytes of its buffer
 * @pitch: bytes from vertex to vertex
 * @offset: bytes from the beginning of a vertex
 * @instanced: the index is that of an instance
 * @rate: instances that have the same data; 0: all have
 * @control: enum gen9_vfcomp of each component
 * @plain: its components are floats of the buffer, one behind the other, of each vertex
 */
struct render_fetch_element {
	const struct sample_format *format;
	u64 address;
	u32 size;
	u32 pitch;
	u32 offset;
	bool instanced;
	u32 rate;
	u8 control[4];
	bool plain;
};

/**
 * struct render_fetch - Vertex fetch of a draw.
 * @elements: number of elements that are stored
 * @element: the elements
 * @edges: vertices have edge flags, of element @edge
 * @edge: element of the edge flags
 * @index_address: graphics address of the index buffer
 * @index_size: bytes of the index buffer
 * @index_shift: log2 of the bytes of an index
 * @random: indices come from the index buffer
 * @cut: an index that is @cut_index ends a strip
 * @cut_index: the index
 * @start_vertex: first vertex, or first index in the index buffer
 * @base_vertex: is added to indices
 * @start_instance: is added to instances
 * @sgvs: dword 1 of 3DSTATE_VF_SGVS
 * @packed: each vertex entry has the components of @packing alone, one behind the other
 * @packing: dwords 1 to 4 of 3DSTATE_VF_COMPONENT_PACKING
 */
struct render_fetch {
	u32 elements;
	struct render_fetch_element element[GEN9_VERTEX_ELEMENTS];
	bool edges;
	struct render_fetch_element edge;
	u64 index_address;
	u32 index_size;
	u32 index_shift;
	bool random;
	bool cut;
	u32 cut_index;
	u32 start_vertex;
	u32 base_vertex;
	u32 start_instance;
	u32 sgvs;
	bool packed;
	u32 packing[GEN9_VF_PACKING_DWORDS];
};

/**
 * render_fetch_begin() - Derive vertex fetch from the state.
 * @render: the engine
 * @fetch: gets vertex fetch. The caller sets &render_fetch.start_vertex,
 *	&render_fetch.base_vertex and &render_fetch.start_instance
 * @random: indices come from the index buffer
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EINVAL: the state is invalid or not implemented; counted.
 */
int render_fetch_begin(struct render *render, struct render_fetch *fetch, bool random);

/**
 * render_fetch_index() - Return the index of a vertex of a draw.
 * @render: the engine
 * @fetch: vertex fetch
 * @i: number of the vertex in its instance
 * @index: gets the index: the vertex ID, without base and start vertex
 *
 * Context: the engine's thread; takes no lock.
 * Return: true; false: the index cuts the strip.
 */
bool render_fetch_index(struct render *render, const struct render_fetch *fetch, u32 i,
			u32 *index);

/**
 * render_fetch_vertex() - Store the data of a vertex in an entry.
 * @render: the engine
 * @fetch: vertex fetch
 * @index: of render_fetch_index()
 * @instance: number of the instance, from 0
 * @entry: gets the data
 * @dwords: dwords of @entry; data behind them is dropped
 *
 * Source: PRM SKL Vol. 7, "Vertex Fetch (VF) Stage".
 *
 * Context: the engine's thread; takes no lock.
 */
void render_fetch_vertex(struct render *render, const struct render_fetch *fetch, u32 index,
			 u32 instance, u32 *entry, u32 dwords);

/**
 * render_fetch_edge() - Return the edge flag of a vertex.
 * @render: the engine
 * @fetch: vertex fetch with &render_fetch.edges
 * @index: of render_fetch_index()
 * @instance: number of the instance, from 0
 *
 * Context: the engine's thread; takes no lock.
 * Return: true: the edge from the vertex to the next one is an edge of the primitive.
 */
bool render_fetch_edge(struct render *render, const struct render_fetch *fetch, u32 index,
		       u32 instance);

#endif
