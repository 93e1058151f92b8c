// SPDX-License-Identifier: GPL-2.0-only
/*
 * The geometry shader stage (geometry.h). The front half of a draw calls this file in the engine's
 * thread. Takes no lock.
 */
#include "render/geometry.h"
#include "gen9/state_3d.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/state.h"
#include "render/vue_output.h"

#define WORD_BITS	32u
#define VERTEX_WORK	16u	/* of an output vertex (render_work()) */

static int emit_output(void *client, const struct render_object *object)
{
	struct render_geometry *geometry = client;
	struct render_object streamed = *object;

	geometry->primitives++;
	streamed.stream = geometry->stream;
	return geometry->emit(geometry->client, &streamed);
}

static void fields_begin(const u32 *gs, struct render_geometry *geometry)
{
	geometry->instances = gen9_field(gs, GEN9_GS_INSTANCES) + 1;
	geometry->trailing = gen9_field(gs, GEN9_GS_REORDER_TRAILING);
	geometry->discard_adjacency = gen9_field(gs, GEN9_GS_DISCARD_ADJACENCY);
	geometry->include_id = gen9_field(gs, GEN9_GS_INCLUDE_PRIMITIVE_ID);
	geometry->include_handles = gen9_field(gs, GEN9_GS_INCLUDE_HANDLES);
	geometry->read_offset = gen9_field(gs, GEN9_GS_READ_OFFSET) * GEN9_URB_READ_UNIT_DWORDS;
	geometry->read_regs = gen9_field(gs, GEN9_GS_READ_LENGTH);
	geometry->counted = !gen9_field(gs, GEN9_GS_STATIC);
	geometry->count = gen9_field(gs, GEN9_GS_STATIC_COUNT);
	geometry->control_dwords = gen9_field(gs, GEN9_GS_CONTROL_SIZE) *
				   GEN9_URB_READ_UNIT_DWORDS;
	geometry->streams = gen9_field(gs, GEN9_GS_CONTROL_STREAMS);
	geometry->default_stream = gen9_field(gs, GEN9_GS_DEFAULT_STREAM);
	geometry->vertex_dwords = (gen9_field(gs, GEN9_GS_VERTEX_SIZE) + 1) * GEN9_URB_ROW_DWORDS;
}

int render_geometry_begin(struct render *render, const struct render_urb *vertices,
			  struct render_geometry *geometry)
{
	const u32 *gs = render_packet(render, GEN9_OP_GS);
	int error;

	geometry->enabled = gen9_field(gs, GEN9_GS_ENABLE);
	geometry->objects = 0;
	geometry->invocations = 0;
	geometry->primitives = 0;
	if (!geometry->enabled)
		return 0;
	if (gen9_field(gs, GEN9_GS_DISPATCH_MODE) != GEN9_GS_SIMD8)
		return render_unsupported(render, "geometry shader without SIMD8");
	if (render_assembly_begin(&geometry->assembly, gen9_field(gs, GEN9_GS_OUTPUT_TOPOLOGY),
				  render_packet(render, GEN9_OP_SF)))
		return render_unsupported(render, "output topology of a geometry shader");
	geometry->render = render;
	geometry->vertices = vertices;
	geometry->assembly.emit = emit_output;
	geometry->assembly.client = geometry;
	fields_begin(gs, geometry);
	error = render_urb_begin(&geometry->out, GEN9_THREAD_CHANNELS,
				 render_urb_entry_dwords(render, GEN9_OP_URB_GS));
	if (error)
		return error;
	geometry->out.first = RENDER_GEOMETRY_HANDLE;
	geometry->out.next = vertices;
	return render_vue_shader_begin(render, RENDER_GS, &geometry->out, &geometry->shader);
}

/* --- payload -------------------------------------------------------------------------------- */

/*
 * Store the handles of vertices. Objects of their own have a register for each vertex. One object
 * has them in consecutive dwords.
 */
static void load_handles(const struct render_geometry *geometry,
			 const struct render_geometry_input *input, u32 lane, union eu_reg *to)
{
	u32 i;

	for (i = 0; i < input->n; i++) {
		u32 handle = render_urb_handle(geometry->vertices, input->v[i]);

		if (geometry->instances == 1)
			to[i].ud[lane] = handle;
		else
			to->ud[i] = handle;
	}
}

/* Store the pushed data of an object: a register for each dword, or eight dwords in a register. */
static void load_data(const struct render_geometry *geometry,
		      const struct render_geometry_input *input, u32 lane, union eu_reg *to)
{
	u32 n = geometry->read_regs * GEN9_URB_READ_UNIT_DWORDS, i, d, at, value;

	for (i = 0; i < input->n; i++) {
		for (d = 0; d < n; d++) {
			at = geometry->read_offset + d;
			value = at < geometry->vertices->entry_dwords ? input->v[i][at] : 0;
			if (geometry->instances == 1)
				to[i * n + d].ud[lane] = value;
			else
				to[i * geometry->read_regs].ud[d] = value;
		}
	}
}

/* Return the registers of pushed data, for objects of @vertices. */
static u32 data_regs(const struct render_geometry *geometry, u32 vertices)
{
	u32 regs = vertices * geometry->read_regs;

	return geometry->instances == 1 ? regs * GEN9_URB_READ_UNIT_DWORDS : regs;
}

static u32 fixed_regs(const struct render_geometry *geometry, u32 vertices)
{
	u32 regs = GEN9_GS_FIXED_REGS + geometry->include_id;

	if (!geometry->include_handles)
		return regs;
	return regs + (geometry->instances == 1 ? vertices : 1);
}

/* Store the payload of a channel: @instance of the shader, for @input. */
static void load_channel(struct render_geometry *geometry,
			 const struct render_geometry_input *input, u32 lane, u32 instance)
{
	union eu_reg *grf = geometry->thread.grf, *to = &grf[GEN9_GS_FIXED_REGS];

	grf[GEN9_GS_HANDLES_REG].ud[lane] = (geometry->out.first + lane) |
					    instance << GEN9_GS_INSTANCE_SHIFT;
	if (geometry->include_id)
		(to++)->ud[lane] = input->primitive_id;
	if (geometry->include_handles)
		load_handles(geometry, input, lane, to);
	load_data(geometry, input, lane, &grf[render_vue_data_reg(&geometry->shader)]);
}

/* --- output --------------------------------------------------------------------------------- */

/* Return control data: @bits bits of vertex @i. */
static u32 control(const u32 *data, u32 dwords, u32 i, u32 bits)
{
	u32 at = i * bits;

	if (at / WORD_BITS >= dwords)
		return 0;
	return data[at / WORD_BITS] >> at % WORD_BITS & ((1u << bits) - 1);
}

/* Assemble the vertices of an output entry. */
static int assemble(struct render_geometry *geometry, u32 lane, u32 primitive_id)
{
	const u32 *entry = render_urb_entry(&geometry->out, lane), *data = entry;
	struct render_assembly *assembly = &geometry->assembly;
	u32 header = geometry->counted ? GEN9_GS_COUNT_DWORDS : 0, i, count;
	u32 control_dwords = geometry->control_dwords;
	int error = 0;

	data += header;
	header += control_dwords;
	if (header > geometry->out.entry_dwords)
		return render_unsupported(geometry->render, "control data beyond an entry");
	count = geometry->counted ? entry[0] : geometry->count;
	count = min(count, (geometry->out.entry_dwords - header) / geometry->vertex_dwords);
	assembly->primitive_id = primitive_id;
	for (i = 0; i < count && !error; i++) {
		geometry->stream = geometry->default_stream;
		if (geometry->streams && control_dwords)
			geometry->stream = control(data, control_dwords, i, GEN9_GS_STREAM_BITS);
		error = render_assembly_vertex(assembly,
					       entry + header + i * geometry->vertex_dwords);
		if (!error && !geometry->streams && control(data, control_dwords, i, 1))
			error = render_assembly_cut(assembly);
	}
	if (!error)
		error = render_assembly_cut(assembly);
	return error ? error : render_work(geometry->render, count * VERTEX_WORK);
}

/* --- threads -------------------------------------------------------------------------------- */

/*
 * Run a thread of @n channels: objects from @first on, or instances of object @first from @instance
 * on.
 */
static int run_thread(struct render_geometry *geometry, u32 first, u32 instance, u32 n)
{
	bool objects = geometry->instances == 1;
	const struct render_geometry_input *input = &geometry->input[first];
	u32 lane;
	int error = render_vue_shader_fits(&geometry->shader, fixed_regs(geometry, input->n),
					   data_regs(geometry, input->n));

	if (error)
		return error;
	memset(geometry->out.data, 0,
	       (size_t)n * geometry->out.entry_dwords * sizeof(*geometry->out.data));
	render_vue_thread_begin(&geometry->shader, &geometry->thread, (1u << n) - 1);
	for (lane = 0; lane < n; lane++)
		load_channel(geometry, &input[objects ? lane : 0], lane,
			     objects ? 0 : instance + lane);
	geometry->invocations += n;
	error = render_stage_run(&geometry->shader.stage, geometry->shader.program,
				 &geometry->thread);
	for (lane = 0; lane < n && !error; lane++)
		error = assemble(geometry, lane, input[objects ? lane : 0].primitive_id);
	return error;
}

static int run_instances(struct render_geometry *geometry, u32 object)
{
	u32 instance, n;
	int error = 0;

	for (instance = 0; instance < geometry->instances && !error; instance += n) {
		n = min(geometry->instances - instance, GEN9_THREAD_CHANNELS);
		error = run_thread(geometry, object, instance, n);
	}
	return error;
}

int render_geometry_flush(struct render_geometry *geometry)
{
	u32 n = geometry->objects, i;
	int error = 0;

	geometry->objects = 0;
	if (!n)
		return 0;
	if (geometry->instances == 1)
		return run_thread(geometry, 0, 0, n);
	for (i = 0; i < n && !error; i++)
		error = run_instances(geometry, i);
	return error;
}

/* Take the vertices of an object: with those of adjacent primitives, if it has them. */
static void take(const struct render_geometry *geometry, const struct render_object *object,
		 struct render_geometry_input *input)
{
	const u8 *order = render_object_order(object, geometry->trailing);
	/* Reversed triangles come with their last vertex in place. */
	u32 rotate = object->reversed && !geometry->trailing ? 2 : 0, i;

	input->primitive_id = object->primitive_id;
	if (object->inputs && !geometry->discard_adjacency) {
		input->n = object->inputs;
		for (i = 0; i < input->n; i++)
			input->v[i] = object->input[(i + rotate) % input->n];
		return;
	}
	input->n = render_object_vertices(object);
	for (i = 0; i < input->n; i++)
		input->v[i] = object->v[order[i]];
}

int render_geometry_object(struct render_geometry *geometry, const struct render_object *object)
{
	take(geometry, object, &geometry->input[geometry->objects++]);
	if (geometry->objects < GEN9_THREAD_CHANNELS)
		return 0;
	return render_geometry_flush(geometry);
}
