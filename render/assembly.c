// SPDX-License-Identifier: GPL-2.0-only
/*
 * Primitive assembly (assembly.h). The front half of a draw calls this file in the engine's thread.
 * Takes no lock.
 *
 * Source: PRM SKL Vol. 7, "3D Primitive Topology Type Encoding" and "Provoking vertex".
 */
#include "render/assembly.h"
#include "gen9/state_3d.h"
#include "render/primitive.h"

#define FIRST		RENDER_ASSEMBLY_WINDOW	/* place of the first vertex in the held ones */
#define COUNT_WRAP	0x80000000u	/* strips count up to here, then from COUNT_AGAIN */
#define COUNT_AGAIN	0x10u

/* Which field of 3DSTATE_SF selects the provoking vertex. */
enum provoking {
	PROVOKING_NONE,
	PROVOKING_LINE,
	PROVOKING_TRIANGLE,
	PROVOKING_FAN,
};

/* An object of a primitive: places of its vertices in the held ones; edges of the primitive. */
struct shape {
	u8 v[3];
	u8 edges;
};

/**
 * struct render_topology - A topology.
 * @kind: enum render_primitive_kind
 * @first: vertices of the first primitive; 0: the topology is not implemented
 * @step: vertices that each further primitive needs
 * @list: primitives share no vertices
 * @alternate: each second primitive has the opposite winding
 * @loop: a line closes it
 * @select: enum provoking
 * @provoking: place of the provoking vertex, for each selection
 * @shapes: number of objects of a primitive
 * @shape: the objects
 */
struct render_topology {
	u8 kind;
	u8 first;
	u8 step;
	bool list;
	bool alternate;
	bool loop;
	u8 select;
	u8 provoking[3];
	u8 shapes;
	struct shape shape[2];
};

#define EDGES_ALL	7u

#define POINTS(...)							\
	{ .kind = RENDER_POINT, .first = 1, .step = 1, .list = true,	\
	  .shapes = 1, .shape = { { { 0 }, 0 } }, ##__VA_ARGS__ }
#define LINES(n, k, a, b, ...)						\
	{ .kind = RENDER_LINE, .first = (n), .step = (k), .select = PROVOKING_LINE, \
	  .provoking = { (a), (b), (b) }, .shapes = 1,			\
	  .shape = { { { (a), (b) }, 1 } }, ##__VA_ARGS__ }
#define TRIANGLES(n, k, a, b, c, ...)					\
	{ .kind = RENDER_TRIANGLE, .first = (n), .step = (k), .select = PROVOKING_TRIANGLE, \
	  .provoking = { (a), (b), (c) }, .shapes = 1,			\
	  .shape = { { { (a), (b), (c) }, EDGES_ALL } }, ##__VA_ARGS__ }
#define FANS(choice, ...)						\
	{ .kind = RENDER_TRIANGLE, .first = 3, .step = 1, .select = (choice), \
	  .provoking = { __VA_ARGS__ }, .shapes = 1,			\
	  .shape = { { { FIRST, 1, 0 }, EDGES_ALL } } }

static const struct render_topology topologies[GEN9_TOPOLOGIES] = {
	[GEN9_POINTLIST] = POINTS(),
	[GEN9_LINELIST] = LINES(2, 2, 1, 0, .list = true),
	[GEN9_LINESTRIP] = LINES(2, 1, 1, 0),
	[GEN9_LINESTRIP_CONT] = LINES(2, 1, 1, 0),
	[GEN9_LINELOOP] = LINES(2, 1, 1, 0, .loop = true),
	[GEN9_LINELIST_ADJ] = LINES(4, 4, 2, 1, .list = true),
	[GEN9_LINESTRIP_ADJ] = LINES(4, 1, 2, 1),
	[GEN9_TRILIST] = TRIANGLES(3, 3, 2, 1, 0, .list = true),
	[GEN9_TRISTRIP] = TRIANGLES(3, 1, 2, 1, 0, .alternate = true),
	[GEN9_TRIFAN] = FANS(PROVOKING_FAN, FIRST, 1, 0),
	[GEN9_TRIFAN_NOSTIPPLE] = FANS(PROVOKING_FAN, FIRST, 1, 0),
	[GEN9_POLYGON] = FANS(PROVOKING_NONE, FIRST, FIRST, FIRST),
	[GEN9_TRILIST_ADJ] = TRIANGLES(6, 6, 5, 3, 1, .list = true),
	[GEN9_TRISTRIP_ADJ] = TRIANGLES(6, 2, 5, 3, 1, .alternate = true),
	[GEN9_QUADLIST] = {
		.kind = RENDER_TRIANGLE, .first = 4, .step = 4, .list = true,
		.select = PROVOKING_TRIANGLE, .provoking = { 3, 1, 0 }, .shapes = 2,
		.shape = { { { 3, 2, 0 }, 5 }, { { 2, 1, 0 }, 3 } },
	},
	[GEN9_QUADSTRIP] = {
		.kind = RENDER_TRIANGLE, .first = 4, .step = 2,
		.select = PROVOKING_TRIANGLE, .provoking = { 3, 2, 0 }, .shapes = 2,
		.shape = { { { 3, 2, 1 }, 5 }, { { 2, 0, 1 }, 3 } },
	},
	[GEN9_RECTLIST] = {
		.kind = RENDER_RECT, .first = 3, .step = 3, .list = true,
		.select = PROVOKING_TRIANGLE, .provoking = { 2, 1, 0 }, .shapes = 1,
		.shape = { { { 2, 1, 0 }, EDGES_ALL } },
	},
};

static u32 provoking_of(const struct render_topology *topology, const u32 *sf)
{
	switch (topology->select) {
	case PROVOKING_LINE:
		return gen9_field(sf, GEN9_SF_LINE_PROVOKING);
	case PROVOKING_TRIANGLE:
		return gen9_field(sf, GEN9_SF_TRIANGLE_PROVOKING);
	case PROVOKING_FAN:
		return gen9_field(sf, GEN9_SF_FAN_PROVOKING);
	default:
		return 0;
	}
}

int render_assembly_begin(struct render_assembly *assembly, u32 topology, const u32 *sf)
{
	if (topology >= GEN9_TOPOLOGIES || !topologies[topology].first)
		return -EINVAL;
	*assembly = (struct render_assembly){ .topology = &topologies[topology] };
	assembly->provoking = min(provoking_of(assembly->topology, sf), 2u);
	return 0;
}

u32 render_assembly_least(const struct render_assembly *assembly)
{
	return assembly->topology->first;
}

static int emit(struct render_assembly *assembly, const struct shape *shape, bool reversed)
{
	const struct render_topology *topology = assembly->topology;
	const struct render_object object = {
		.kind = topology->kind,
		.reversed = reversed,
		.edges = shape->edges,
		.primitive_id = assembly->primitive_id,
		.v = {
			assembly->held[shape->v[0]], assembly->held[shape->v[1]],
			assembly->held[shape->v[2]],
		},
		.flat = assembly->held[topology->provoking[assembly->provoking]],
	};

	return assembly->emit(assembly->client, &object);
}

/* Emit the objects of the primitive that ends with the newest vertex. */
static int emit_primitive(struct render_assembly *assembly)
{
	const struct render_topology *topology = assembly->topology;
	u32 number = (assembly->count - topology->first) / topology->step, i;
	bool reversed = topology->alternate && number & 1;
	int error = 0;

	for (i = 0; i < topology->shapes && !error; i++)
		error = emit(assembly, &topology->shape[i], reversed);
	assembly->primitive_id++;
	assembly->primitives++;
	return error;
}

static void hold(struct render_assembly *assembly, const u32 *vue)
{
	u32 i;

	for (i = RENDER_ASSEMBLY_WINDOW - 1; i; i--)
		assembly->held[i] = assembly->held[i - 1];
	assembly->held[0] = vue;
	if (!assembly->count)
		assembly->held[FIRST] = vue;
}

int render_assembly_vertex(struct render_assembly *assembly, const u32 *vue)
{
	const struct render_topology *topology = assembly->topology;
	int error;

	hold(assembly, vue);
	assembly->count++;
	/* Strips alternate with a period of at most four vertices. */
	if (assembly->count == COUNT_WRAP + topology->first)
		assembly->count -= COUNT_WRAP - COUNT_AGAIN;
	if (assembly->count < topology->first ||
	    (assembly->count - topology->first) % topology->step)
		return 0;
	error = emit_primitive(assembly);
	if (topology->list)
		assembly->count = 0;
	return error;
}

int render_assembly_cut(struct render_assembly *assembly)
{
	static const struct shape closing = { { 0, FIRST }, 1 };
	const struct render_topology *topology = assembly->topology;
	struct render_object object;
	u32 count = assembly->count;

	assembly->count = 0;
	if (!topology->loop || count < topology->first)
		return 0;
	object = (struct render_object){
		.kind = topology->kind,
		.edges = closing.edges,
		.primitive_id = assembly->primitive_id++,
		.v = { assembly->held[closing.v[0]], assembly->held[closing.v[1]] },
	};
	object.flat = object.v[assembly->provoking ? 1 : 0];
	assembly->primitives++;
	return assembly->emit(assembly->client, &object);
}

int render_assembly_instance(struct render_assembly *assembly)
{
	int error = render_assembly_cut(assembly);

	assembly->primitive_id = 0;
	return error;
}
