// SPDX-License-Identifier: GPL-2.0-only
/*
 * The front half of a draw (draw.h). Vertices go through in batches. Their indices are gathered,
 * each vertex of the batch is fetched and shaded once, and assembly walks the indices. The next
 * batch gets the vertices that assembly still holds.
 *
 * render.c calls this file in the engine's thread. Takes no lock.
 */
#include "render/draw.h"
#include "gen9/mi_defs.h"
#include "gen9/state_3d.h"
#include "render/assembly.h"
#include "render/clip.h"
#include "render/fetch.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/stage.h"
#include "render/state.h"
#include "render/streamout.h"
#include "render/urb.h"
#include "render/vertex_shader.h"
#include "render/viewport.h"

#define BATCH_VERTICES	256u
#define BATCH_REFS	768u
#define HASH_SLOTS	1024u	/* a power of two */
#define REF_CUT		0xffffu
#define ENTRIES		(BATCH_VERTICES + RENDER_ASSEMBLY_HELD)

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
 * @assembly: primitive assembly
 * @streamout: streamout
 * @clip: clip stage
 * @viewports: setup
 * @batch: the batch
 * @fetched: number of references of the draw
 * @shaded: number of vertices that were shaded
 */
struct render_vertices {
	struct render_fetch fetch;
	struct render_urb urb;
	struct render_vertex_shader shader;
	struct render_assembly assembly;
	struct render_streamout streamout;
	struct render_clip clip;
	struct render_viewports viewports;
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
	render_urb_end(&vertices->clip.pool);
	port_free(vertices);
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

/**
 * struct refused - A stage that is not implemented.
 * @opcode: its command
 * @enable: the field that enables it
 * @name: its name
 */
struct refused {
	u16 opcode;
	u32 enable;
	const char *name;
};

static int refuse_stages(struct render *render)
{
	static const struct refused refused[] = {
		{ GEN9_OP_GS, GEN9_GS_ENABLE, "geometry shader" },
		{ GEN9_OP_HS, GEN9_HS_ENABLE, "hull shader" },
		{ GEN9_OP_TE, GEN9_TE_ENABLE, "tessellator" },
		{ GEN9_OP_DS, GEN9_DS_ENABLE, "domain shader" },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		if (gen9_field(render_packet(render, refused[i].opcode), refused[i].enable))
			return render_unsupported(render, refused[i].name);
	}
	return 0;
}

/* Return the dwords of a VUE that stages behind the vertex shader read. */
static u32 vue_dwords(const struct render *render, u32 entry_dwords)
{
	const u32 *sbe = render_packet(render, GEN9_OP_SBE);
	const u32 *vs = render_packet(render, GEN9_OP_VS);
	u32 offset = gen9_field(sbe, GEN9_SBE_FORCE_OFFSET) ?
		     gen9_field(sbe, GEN9_SBE_READ_OFFSET) : gen9_field(vs, GEN9_VS_OUTPUT_OFFSET);
	u32 length = gen9_field(sbe, GEN9_SBE_FORCE_LENGTH) ?
		     gen9_field(sbe, GEN9_SBE_READ_LENGTH) : gen9_field(vs, GEN9_VS_OUTPUT_LENGTH);
	u32 dwords = (offset + length) * GEN9_URB_READ_UNIT_DWORDS;

	return min(max(dwords, GEN9_VUE_FIXED_DWORDS), entry_dwords);
}

static int emit_object(void *client, const struct render_object *object)
{
	struct render_vertices *vertices = client;

	if (vertices->streamout.enabled)
		render_streamout_object(&vertices->streamout, object);
	if (vertices->streamout.discard)
		return 0;
	return render_clip_object(&vertices->clip, object);
}

static int assembly_begin(struct render *render)
{
	struct render_vertices *vertices = render->vertices;
	u32 topology = gen9_field(render_packet(render, GEN9_OP_VF_TOPOLOGY), GEN9_VF_TOPOLOGY);

	if (render_assembly_begin(&vertices->assembly, topology,
				  render_packet(render, GEN9_OP_SF)))
		return render_unsupported(render, "primitive topology");
	vertices->assembly.emit = emit_object;
	vertices->assembly.client = vertices;
	return 0;
}

/* Derive the state of the front half. */
static int begin(struct render *render, const u32 *dw)
{
	struct render_vertices *vertices = render->vertices;
	const u32 *urb = render_packet(render, GEN9_OP_URB_VS);
	u32 entry = (gen9_field(urb, GEN9_URB_VS_ENTRY_SIZE) + 1) * GEN9_URB_ENTRY_UNIT_DWORDS;
	int error = refuse_stages(render);

	if (!error)
		error = render_fetch_begin(render, &vertices->fetch,
					   gen9_field(dw, GEN9_PRIM_RANDOM));
	if (!error)
		error = assembly_begin(render);
	if (!error)
		error = render_urb_begin(&vertices->urb, ENTRIES, entry);
	if (!error)
		error = render_vertex_shader_begin(render, &vertices->urb, &vertices->shader);
	if (error)
		return error;
	vertices->fetched = 0;
	vertices->shaded = 0;
	render_streamout_begin(render, entry, &vertices->streamout);
	render_viewports_begin(render, vue_dwords(render, entry), &vertices->viewports);
	return render_clip_begin(render, &vertices->viewports, &vertices->clip);
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

/* Gather references from vertex @i of @n on. Return: the number of the first that did not fit. */
static u32 gather(struct render *render, u32 i, u32 n)
{
	struct batch *batch = &render->vertices->batch;
	u32 index;

	batch->refs = 0;
	batch->vertices = 0;
	memset(batch->slot, 0, sizeof(batch->slot));
	for (; i < n && batch->refs < BATCH_REFS && batch->vertices < BATCH_VERTICES; i++) {
		if (render_fetch_index(render, &render->vertices->fetch, i, &index))
			batch->ref[batch->refs++] = batch_vertex(batch, index);
		else
			batch->ref[batch->refs++] = REF_CUT;
	}
	return i;
}

/* Fetch and shade the vertices of the batch. */
static int shade(struct render *render, u32 instance)
{
	struct render_vertices *vertices = render->vertices;
	const struct batch *batch = &vertices->batch;
	u32 dwords = vertices->urb.entry_dwords, i, *entry;

	for (i = 0; i < batch->vertices; i++) {
		entry = render_urb_entry(&vertices->urb, i);
		memset(entry, 0, dwords * sizeof(*entry));
		render_fetch_vertex(render, &vertices->fetch, batch->index[i], instance, entry,
				    dwords);
	}
	if (!vertices->shader.enabled)
		return 0;
	vertices->shaded += batch->vertices;
	return render_vertex_shader_run(&vertices->shader, 0, batch->vertices);
}

/* Walk the references of the batch. */
static int assemble(struct render_vertices *vertices)
{
	const struct batch *batch = &vertices->batch;
	int error = 0;
	u32 i;

	for (i = 0; i < batch->refs && !error; i++) {
		if (batch->ref[i] == REF_CUT) {
			error = render_assembly_cut(&vertices->assembly);
			continue;
		}
		vertices->fetched++;
		error = render_assembly_vertex(&vertices->assembly,
					       render_urb_entry(&vertices->urb, batch->ref[i]));
	}
	return error;
}

/*
 * Move the vertices that assembly holds to entries that the next batch does not use. A batch
 * without a cut has more vertices than assembly holds. Only the first one can be there already.
 */
static void carry(struct render_vertices *vertices)
{
	struct render_assembly *assembly = &vertices->assembly;
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

static int draw_instance(struct render *render, u32 instance, u32 n)
{
	struct render_vertices *vertices = render->vertices;
	u32 i = 0;
	int error;

	while (i < n) {
		i = gather(render, i, n);
		error = shade(render, instance);
		if (!error)
			error = assemble(vertices);
		if (!error)
			error = render_poll(render);
		if (error)
			return error;
		carry(vertices);
	}
	return render_assembly_instance(&vertices->assembly);
}

/* Add the draw to the registers of statistics. */
static void count(struct render *render)
{
	const struct render_vertices *vertices = render->vertices;

	if (gen9_field(render_packet(render, GEN9_OP_VF_STATISTICS), GEN9_VF_STATISTICS_ENABLE)) {
		render_count(render, GEN9_IA_VERTICES_COUNT, vertices->fetched);
		render_count(render, GEN9_IA_PRIMITIVES_COUNT, vertices->assembly.primitives);
	}
	if (gen9_field(render_packet(render, GEN9_OP_VS), GEN9_VS_STATISTICS))
		render_count(render, GEN9_VS_INVOCATION_COUNT, vertices->shaded);
	if (gen9_field(render_packet(render, GEN9_OP_CLIP), GEN9_CLIP_STATISTICS)) {
		render_count(render, GEN9_CL_INVOCATION_COUNT, vertices->clip.objects);
		render_count(render, GEN9_CL_PRIMITIVES_COUNT, vertices->viewports.primitives);
	}
}

static int draw_instances(struct render *render, const struct params *params)
{
	u32 instance;
	int error = 0;

	for (instance = 0; instance < params->instances && !error; instance++)
		error = draw_instance(render, instance, params->vertices);
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
	if (predicated_off(render, dw))
		return 0;
	if (gen9_field(dw, GEN9_PRIM_END_OFFSET))
		return render_unsupported(render, "end offset of a draw");
	error = begin(render, dw);
	if (error)
		return error;
	params = read_params(render, dw);
	/* The golden state that i915 gives each context draws one vertex of a triangle. */
	if (params.vertices < render_assembly_least(&render->vertices->assembly) ||
	    !params.instances)
		return 0;
	error = render_pixels_begin(render);
	if (error)
		return error;
	error = render_pixels_end(render, draw_instances(render, &params));
	render_streamout_end(&render->vertices->streamout);
	count(render);
	return error;
}
