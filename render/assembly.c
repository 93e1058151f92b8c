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
 * @late: a primitive waits for the next one, whose vertices are neighbours
 * @polygon: triangles are parts of a polygon; each waits for the next one, to tell the last
 * @flags: edge flags of vertices count
 * @select: enum provoking
 * @provoking: place of the provoking vertex, for each selection
 * @shapes: number of objects of a primitive
 * @shape: the objects
 * @inputs: vertices of an object with neighbours; 0: it has none
 * @input: places of these vertices in the held ones
 */
struct render_topology {
	u8 kind;
	u8 first;
	u8 step;
	bool list;
	bool alternate;
	bool loop;
	bool late;
	bool polygon;
	bool flags;
	u8 select;
	u8 provoking[3];
	u8 shapes;
	struct shape shape[2];
	u8 inputs;
	u8 input[RENDER_OBJECT_INPUTS];
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
#define FANS(...)							\
	{ .kind = RENDER_TRIANGLE, .first = 3, .step = 1, .select = PROVOKING_FAN, \
	  .provoking = { FIRST, 1, 0 }, .shapes = 1,			\
	  .shape = { { { FIRST, 1, 0 }, EDGES_ALL } }, ##__VA_ARGS__ }

/*
 * The triangles of a quad begin with its last vertex. So that is the provoking vertex of both, when
 * the first or the last one of a triangle is selected.
 */
static const struct render_topology topologies[GEN9_TOPOLOGIES] = {
	[GEN9_POINTLIST] = POINTS(),
	[GEN9_LINELIST] = LINES(2, 2, 1, 0, .list = true),
	[GEN9_LINESTRIP] = LINES(2, 1, 1, 0),
	[GEN9_LINESTRIP_CONT] = LINES(2, 1, 1, 0),
	[GEN9_LINELOOP] = LINES(2, 1, 1, 0, .loop = true),
	[GEN9_LINELIST_ADJ] = LINES(4, 4, 2, 1, .list = true, .inputs = 4,
				    .input = { 3, 2, 1, 0 }),
	[GEN9_LINESTRIP_ADJ] = LINES(4, 1, 2, 1, .inputs = 4, .input = { 3, 2, 1, 0 }),
	[GEN9_TRILIST] = TRIANGLES(3, 3, 2, 1, 0, .list = true, .flags = true),
	[GEN9_TRISTRIP] = TRIANGLES(3, 1, 2, 1, 0, .alternate = true),
	[GEN9_TRIFAN] = FANS(),
	[GEN9_TRIFAN_NOSTIPPLE] = FANS(),
	[GEN9_POLYGON] = {
		.kind = RENDER_TRIANGLE, .first = 3, .step = 1, .polygon = true, .flags = true,
		.provoking = { FIRST, FIRST, FIRST },
	},
	[GEN9_TRILIST_ADJ] = TRIANGLES(6, 6, 5, 3, 1, .list = true, .inputs = 6,
				       .input = { 5, 4, 3, 2, 1, 0 }),
	[GEN9_TRISTRIP_ADJ] = TRIANGLES(6, 2, 5, 3, 1, .alternate = true, .late = true),
	[GEN9_QUADLIST] = {
		.kind = RENDER_TRIANGLE, .first = 4, .step = 4, .list = true,
		.select = PROVOKING_TRIANGLE, .provoking = { 0, 1, 0 }, .shapes = 2,
		.flags = true,
		.shape = { { { 3, 2, 0 }, 5 }, { { 2, 1, 0 }, 3 } },
	},
	[GEN9_QUADSTRIP] = {
		.kind = RENDER_TRIANGLE, .first = 4, .step = 2,
		.select = PROVOKING_TRIANGLE, .provoking = { 0, 2, 0 }, .shapes = 2,
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

u32 render_object_vertices(const struct render_object *object)
{
	static const u8 vertices[] = {
		[RENDER_POINT] = 1, [RENDER_LINE] = 2, [RENDER_TRIANGLE] = 3, [RENDER_RECT] = 3,
	};

	return vertices[object->kind];
}

const u8 *render_object_order(const struct render_object *object, bool trailing)
{
	static const u8 orders[][3] = { { 0, 2, 1 }, { 1, 0, 2 } };
	static const u8 plain[3] = { 0, 1, 2 };

	return object->reversed ? orders[trailing] : plain;
}

u32 render_assembly_least(const struct render_assembly *assembly)
{
	return assembly->topology->first;
}

bool render_assembly_is_list(const struct render_assembly *assembly)
{
	return assembly->topology->list;
}

u32 render_assembly_whole(const struct render_assembly *assembly)
{
	return assembly->topology->list ? assembly->topology->first : 1;
}

/* The edges of an object whose vertices begin one: all, or those that edge flags leave. */
static u8 flagged_edges(const struct render_assembly *assembly, const struct shape *shape)
{
	u8 edges = shape->edges;
	u32 i;

	if (!assembly->edge_flags || !assembly->topology->flags)
		return edges;
	for (i = 0; i < ARRAY_SIZE(shape->v); i++)
		if (assembly->held[shape->v[i]][RENDER_VUE_NO_EDGE])
			edges &= (u8)~(1u << i);
	return edges;
}

static int emit(struct render_assembly *assembly, const struct shape *shape, bool reversed,
		bool restart)
{
	const struct render_topology *topology = assembly->topology;
	struct render_object object = {
		.kind = topology->kind,
		.restart = restart,
		.reversed = reversed,
		.edges = flagged_edges(assembly, shape),
		.primitive_id = assembly->primitive_id,
		.v = {
			assembly->held[shape->v[0]], assembly->held[shape->v[1]],
			assembly->held[shape->v[2]],
		},
		.flat = assembly->held[topology->provoking[assembly->provoking]],
		.inputs = topology->inputs,
	};
	u32 i;

	for (i = 0; i < topology->inputs; i++)
		object.input[i] = assembly->held[topology->input[i]];
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
		error = emit(assembly, &topology->shape[i], reversed, !number && !i);
	assembly->primitive_id++;
	assembly->primitives++;
	return error;
}

/*
 * Emit a triangle of a polygon, whose last vertex is @newest of the held ones. It is number @number
 * of the polygon, from 0. Edges between triangles are no edges of the polygon.
 */
static int emit_part(struct render_assembly *assembly, u32 newest, u32 number, bool last)
{
	const struct shape shape = {
		{ FIRST, (u8)(newest + 1), (u8)newest }, (u8)((number == 0) | 2 | (u32)last << 2),
	};
	int error = emit(assembly, &shape, false, !number);

	assembly->primitive_id++;
	assembly->primitives++;
	return error;
}

/*
 * Emit a triangle of a strip with neighbours: number @number, from 0. Its vertices are @v, each
 * second one of the strip. Those between them belong to neighbours beside the strip. @more: another
 * triangle follows, whose last vertex is a neighbour.
 */
static int emit_late(struct render_assembly *assembly, u32 number, bool more)
{
	const struct render_topology *topology = assembly->topology;
	/* The held vertices from the first of the triangle on. */
	const u32 **v = &assembly->held[assembly->count - 1 - 2 * number];
	const u32 *before = number ? v[2] : v[-1], *after = more ? v[-6] : v[-5];
	bool odd = number & 1;
	const struct render_object object = {
		.kind = RENDER_TRIANGLE,
		.restart = !number,
		.reversed = odd,
		.edges = EDGES_ALL,
		.primitive_id = assembly->primitive_id++,
		.v = { v[0], v[-2], v[-4] },
		.flat = v[topology->provoking[assembly->provoking] - topology->provoking[0]],
		.inputs = RENDER_OBJECT_INPUTS,
		.input = {
			odd ? v[-2] : v[0], before, odd ? v[0] : v[-2], odd ? v[-3] : after,
			v[-4], odd ? after : v[-3],
		},
	};

	assembly->primitives++;
	return assembly->emit(assembly->client, &object);
}

/* Emit the triangle before the one that the newest vertex completes. */
static int emit_previous(struct render_assembly *assembly)
{
	const struct render_topology *topology = assembly->topology;
	u32 count = topology->first + topology->step;

	if (assembly->count < count)
		return 0;
	return emit_late(assembly, (assembly->count - count) / topology->step, true);
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
	if (topology->late)
		return emit_previous(assembly);
	if (topology->polygon)
		return assembly->count == topology->first ? 0 :
		       emit_part(assembly, 1, assembly->count - topology->first - 1, false);
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
	int error = 0;

	if (topology->late && count >= topology->first) {
		error = emit_late(assembly, (count - topology->first) / topology->step, false);
		assembly->count = 0;
		return error;
	}
	if (topology->polygon && count >= topology->first)
		error = emit_part(assembly, 0, count - topology->first, true);
	assembly->count = 0;
	if (error || !topology->loop || count < topology->first)
		return error;
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
