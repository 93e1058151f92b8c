// SPDX-License-Identifier: GPL-2.0-only
/*
 * The front half of a draw (draw.h). Vertices go through in batches. Their indices are gathered,
 * each vertex of the batch is fetched and shaded once, and assembly walks the indices. The next
 * batch gets the vertices that assembly still holds.
 *
 * A place of a draw has the number of the instance in bits 62:32, and the number of its vertices
 * that have gone through in bits 31:0. Each instance begins at a place. So does each batch of a
 * list or of patches without cut indices.
 *
 * render.c calls this file in the engine's thread. Takes no lock.
 */
#include "render/draw.h"
#include "gen9/mi_defs.h"
#include "gen9/state_3d.h"
#include "render/fetch.h"
#include "render/front.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/stage.h"
#include "render/state.h"
#include "render/urb.h"
#include "render/vertex_shader.h"
#include "render/vue_output.h"

#define BATCH_VERTICES	256u
#define BATCH_REFS	768u
#define HASH_SLOTS	1024u	/* a power of two */
#define REF_CUT		0xffffu
#define ENTRIES		(BATCH_VERTICES + RENDER_ASSEMBLY_HELD)
#define ELEMENT_WORK	64u	/* of the fetch of a vertex element (render_work()) */
#define PLACE_SHIFT	32	/* log2 of the unit of the instance in a place */
#define PLACE_INSTANCES	BIT(31)	/* instances that a place can name */

/**
 * struct batch - Vertices of an instance.
 * @refs: number of references
 * @vertices: number of vertices
 * @ref: vertices in the order of the draw: indices of @index, or REF_CUT
 * @index: index of each vertex
 * @slot: number of a vertex plus 1, by a hash of its index; 0: none
 */
struct batch {
	u32 refs;
	u32 vertices;
	u16 ref[BATCH_REFS];
	u32 index[BATCH_VERTICES];
	u16 slot[HASH_SLOTS];
};

/**
 * struct params - Parameters of a draw.
 * @vertices: vertices of an instance
 * @instances: number of instances
 */
struct params {
	u32 vertices;
	u32 instances;
};

/**
 * struct render_vertices - The front half.
 * @fetch: vertex fetch
 * @urb: entries of a batch, then those that assembly holds of the batches before
 * @shader: vertex shader
 * @front: the stages behind it
 * @batch: the batch
 * @fetched: number of references of the draw
 * @shaded: number of vertices that were shaded
 */
struct render_vertices {
	struct render_fetch fetch;
	struct render_urb urb;
	struct render_vertex_shader shader;
	struct render_front front;
	struct batch batch;
	u64 fetched;
	u64 shaded;
};

struct render_vertices *render_vertices_create(void)
{
	return port_zalloc(sizeof(struct render_vertices));
}

void render_vertices_destroy(struct render_vertices *vertices)
{
	if (!vertices)
		return;
	render_urb_end(&vertices->urb);
	render_front_end(&vertices->front);
	port_free(vertices);
}

void render_vertices_forget(struct render_vertices *vertices)
{
	render_urb_forget(&vertices->urb);
	render_front_forget(&vertices->front);
}

static u32 parameter(struct render *render, const u32 *dw, u32 index, u32 reg)
{
	return gen9_field(dw, GEN9_PRIM_INDIRECT) ? render->ops->reg_read(render->host, reg) :
						    dw[index];
}

/* Read the parameters of a draw, from the command or from registers. */
static struct params read_params(struct render *render, const u32 *dw)
{
	struct render_fetch *fetch = &render->vertices->fetch;

	fetch->start_vertex = parameter(render, dw, GEN9_PRIM_START_VERTEX,
					GEN9_3DPRIM_START_VERTEX);
	fetch->base_vertex = parameter(render, dw, GEN9_PRIM_BASE_VERTEX, GEN9_3DPRIM_BASE_VERTEX);
	fetch->start_instance = parameter(render, dw, GEN9_PRIM_START_INSTANCE,
					  GEN9_3DPRIM_START_INSTANCE);
	return (struct params){
		.vertices = parameter(render, dw, GEN9_PRIM_VERTEX_COUNT, GEN9_3DPRIM_VERTEX_COUNT),
		.instances = parameter(render, dw, GEN9_PRIM_INSTANCE_COUNT,
				       GEN9_3DPRIM_INSTANCE_COUNT),
	};
}

/* Derive the state of the front half. */
static int begin(struct render *render, const u32 *dw)
{
	struct render_vertices *vertices = render->vertices;
	int error = render_fetch_begin(render, &vertices->fetch, gen9_field(dw, GEN9_PRIM_RANDOM));

	if (!error)
		error = render_urb_begin(&vertices->urb, ENTRIES,
					 render_urb_entry_dwords(render, GEN9_OP_URB_VS));
	if (!error)
		error = render_vertex_shader_begin(render, &vertices->urb, &vertices->shader);
	vertices->fetched = 0;
	vertices->shaded = 0;
	if (!error)
		error = render_front_begin(render, &vertices->urb, &vertices->front);
	vertices->front.assembly.edge_flags = vertices->fetch.edges;
	return error;
}

/* Return the number of the batch's vertex with an index. A new one is added: there is room. */
static u16 batch_vertex(struct batch *batch, u32 index)
{
	u16 *slot = &batch->slot[(index ^ index >> 10) & (HASH_SLOTS - 1)];

	if (*slot && batch->index[*slot - 1] == index)
		return *slot - 1;
	batch->index[batch->vertices++] = index;
	*slot = batch->vertices;
	return batch->vertices - 1;
}

/* Test if @count more references fit into the batch. */
static bool has_room(const struct batch *batch, u32 count)
{
	return batch->refs + count <= BATCH_REFS && batch->vertices + count <= BATCH_VERTICES;
}

/*
 * Gather references from vertex @i of @n on. The vertices of a patch come together, and those of a
 * primitive of a list. Return: the number of the first that did not fit.
 */
static u32 gather(struct render *render, u32 i, u32 n)
{
	struct batch *batch = &render->vertices->batch;
	u32 whole = render_front_whole(&render->vertices->front), part = 0, index;

	batch->refs = 0;
	batch->vertices = 0;
	memset(batch->slot, 0, sizeof(batch->slot));
	for (; i < n && has_room(batch, whole - part); i++) {
		if (render_fetch_index(render, &render->vertices->fetch, i, &index)) {
			batch->ref[batch->refs++] = batch_vertex(batch, index);
			part = (part + 1) % whole;
		} else {
			batch->ref[batch->refs++] = REF_CUT;
			part = 0;
		}
	}
	return i;
}

/* Keep the edge flags where assembly finds them. Shaders have written the entries. */
static void mark_edges(struct render *render, u32 instance)
{
	struct render_vertices *vertices = render->vertices;
	const struct batch *batch = &vertices->batch;
	u32 i;

	for (i = 0; i < batch->vertices; i++)
		render_urb_entry(&vertices->urb, i)[RENDER_VUE_NO_EDGE] =
			!render_fetch_edge(render, &vertices->fetch, batch->index[i], instance);
}

/* Fetch and shade the vertices of the batch. */
static int shade(struct render *render, u32 instance)
{
	struct render_vertices *vertices = render->vertices;
	const struct batch *batch = &vertices->batch;
	u32 dwords = vertices->urb.entry_dwords, i, *entry;
	u32 work = (1 + vertices->fetch.elements) * ELEMENT_WORK + dwords;
	int error;

	for (i = 0; i < batch->vertices; i++) {
		entry = render_urb_entry(&vertices->urb, i);
		memset(entry, 0, dwords * sizeof(*entry));
		render_fetch_vertex(render, &vertices->fetch, batch->index[i], instance, entry,
				    dwords);
		error = render_work(render, work);
		if (error)
			return error;
	}
	if (vertices->shader.enabled) {
		vertices->shaded += batch->vertices;
		error = render_vertex_shader_run(&vertices->shader, 0, batch->vertices);
		if (error)
			return error;
	}
	if (vertices->fetch.edges)
		mark_edges(render, instance);
	return 0;
}

/* Walk the references of the batch, and draw all that they complete. */
static int assemble(struct render_vertices *vertices)
{
	const struct batch *batch = &vertices->batch;
	int error = 0;
	u32 i;

	for (i = 0; i < batch->refs && !error; i++) {
		if (batch->ref[i] == REF_CUT) {
			error = render_front_cut(&vertices->front);
			continue;
		}
		vertices->fetched++;
		error = render_front_vertex(&vertices->front,
					    render_urb_entry(&vertices->urb, batch->ref[i]));
	}
	return error ? error : render_front_flush(&vertices->front);
}

/*
 * Move the vertices that assembly holds to entries that the next batch does not use. A batch
 * without a cut has more vertices than assembly holds. Only the first one can be there already.
 */
static void carry(struct render_vertices *vertices)
{
	struct render_assembly *assembly = &vertices->front.assembly;
	u32 i, *to;

	if (!assembly->count)
		return;
	for (i = 0; i < RENDER_ASSEMBLY_HELD; i++) {
		to = render_urb_entry(&vertices->urb, BATCH_VERTICES + i);
		if (!assembly->held[i] || assembly->held[i] == to)
			continue;
		memcpy(to, assembly->held[i], vertices->urb.entry_dwords * sizeof(*to));
		assembly->held[i] = to;
	}
}

/* Test if the draw can go on from any whole primitive of an instance. */
static bool goes_on(const struct render_vertices *vertices)
{
	return render_front_goes_on(&vertices->front) && !vertices->fetch.cut;
}

/* Poll where vertex @i of an instance comes next. The draw may end at a place. */
static int poll_at(struct render *render, u32 instance, u32 i)
{
	if ((i && !goes_on(render->vertices)) || instance >= PLACE_INSTANCES)
		return render_poll(render);
	return render_place(render, (u64)instance << PLACE_SHIFT | i);
}

/* Draw an instance from vertex @i on. */
static int draw_instance(struct render *render, u32 instance, u32 i, u32 n)
{
	struct render_vertices *vertices = render->vertices;
	int error;

	while (i < n) {
		i = gather(render, i, n);
		error = shade(render, instance);
		if (!error)
			error = assemble(vertices);
		if (!error && i < n)
			error = poll_at(render, instance, i);
		if (error)
			return error;
		carry(vertices);
	}
	error = render_front_instance(&vertices->front);
	return error ? error : poll_at(render, instance + 1, 0);
}

/* Add the draw to the registers of statistics. */
static void count(struct render *render)
{
	const struct render_vertices *vertices = render->vertices;

	render_front_count(&render->vertices->front);
	if (gen9_field(render_packet(render, GEN9_OP_VF_STATISTICS), GEN9_VF_STATISTICS_ENABLE))
		render_count(render, GEN9_IA_VERTICES_COUNT, vertices->fetched);
	if (gen9_field(render_packet(render, GEN9_OP_VS), GEN9_VS_STATISTICS))
		render_count(render, GEN9_VS_INVOCATION_COUNT, vertices->shaded);
}

/* Draw the instances from the place of the draw on. */
static int draw_instances(struct render *render, const struct params *params)
{
	struct render_vertices *vertices = render->vertices;
	u32 instance = (u32)(render->place >> PLACE_SHIFT), i = (u32)render->place;
	int error = 0;

	if (i) {
		if (!goes_on(vertices) || i % render_front_whole(&vertices->front))
			return -EINVAL;
		render_front_start(&vertices->front, i);
	}
	for (; instance < params->instances && !error; instance++, i = 0)
		error = draw_instance(render, instance, i, params->vertices);
	return error;
}

static bool predicated_off(struct render *render, const u32 *dw)
{
	return gen9_field(dw, GEN9_PRIM_PREDICATE) &&
	       !(render->ops->reg_read(render->host, GEN9_PREDICATE_RESULT) & 1);
}

int render_draw(struct render *render, const u32 *dw, u32 n)
{
	struct params params;
	int error;

	if (n < GEN9_PRIM_DWORDS)
		return -EINVAL;
	if (!render->place && predicated_off(render, dw))
		return 0;
	if (gen9_field(dw, GEN9_PRIM_END_OFFSET))
		return render_unsupported(render, "end offset of a draw");
	error = begin(render, dw);
	if (error)
		return error;
	params = read_params(render, dw);
	/* The golden state that i915 gives each context draws one vertex of a triangle. */
	if (params.vertices < render_front_least(&render->vertices->front) ||
	    !params.instances)
		return 0;
	error = render_pixels_begin(render);
	if (error)
		return error;
	error = render_pixels_end(render, draw_instances(render, &params));
	/* The context of a cancelled draw may be gone: nothing is stored for it. */
	if (error != -ECANCELED)
		count(render);
	return error;
}
