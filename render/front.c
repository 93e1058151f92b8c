// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stages between vertices and setup (front.h): which stage calls which. A draw calls this file
 * in the engine's thread. Takes no lock.
 */
#include "render/front.h"
#include "gen9/state_3d.h"
#include "gen9/state_geometry.h"
#include "render/render_types.h"
#include "render/stage.h"
#include "render/state.h"
#include "render/vue_output.h"

/* Work (render_work()) */
#define OBJECT_WORK	64u
#define DECL_WORK	256u	/* of a declaration of streamout, for all vertices of an object */

/* An object of the last stage. */
static int emit_last(void *client, const struct render_object *object)
{
	struct render_front *front = client;
	const struct render_streamout *streamout = &front->streamout;
	u32 decls = streamout->stream[object->stream % GEN9_SO_STREAMS].decls;
	int error = render_work(front->render, OBJECT_WORK + decls * DECL_WORK);

	if (error)
		return error;
	if (streamout->enabled)
		render_streamout_object(&front->streamout, object);
	if (!(front->streamout.rendered >> object->stream & 1))
		return 0;
	return render_clip_object(&front->clip, object);
}

/* An object of assembly or of tessellation. */
static int emit_object(void *client, const struct render_object *object)
{
	struct render_front *front = client;

	if (front->geometry.enabled)
		return render_geometry_object(&front->geometry, object);
	return emit_last(client, object);
}

static int flush_geometry(void *client)
{
	struct render_front *front = client;

	return render_geometry_flush(&front->geometry);
}

static int assembly_begin(struct render *render, struct render_front *front)
{
	u32 topology = gen9_field(render_packet(render, GEN9_OP_VF_TOPOLOGY), GEN9_VF_TOPOLOGY);

	if (front->domain.enabled) {
		memset(&front->assembly, 0, sizeof(front->assembly));
		return 0;
	}
	if (render_assembly_begin(&front->assembly, topology, render_packet(render, GEN9_OP_SF)))
		return render_unsupported(render, "primitive topology");
	front->assembly.emit = emit_object;
	front->assembly.client = front;
	return 0;
}

int render_front_begin(struct render *render, const struct render_urb *vertices,
		       struct render_front *front)
{
	struct render_vue_output output = render_vue_output(render);
	int error;

	front->render = render;
	front->vertices = vertices;
	error = render_domain_begin(render, vertices, &front->domain);
	if (!error)
		error = assembly_begin(render, front);
	if (!error)
		error = render_geometry_begin(render, front->domain.enabled ?
					      &front->domain.points : vertices, &front->geometry);
	if (error)
		return error;
	front->domain.emit = emit_object;
	front->domain.done = flush_geometry;
	front->domain.client = front;
	front->geometry.emit = emit_last;
	front->geometry.client = front;
	render_streamout_begin(render, output.stage_dwords, &front->streamout);
	render_viewports_begin(render, output.vue_dwords, &front->viewports);
	return render_clip_begin(render, &front->viewports, &front->clip);
}

u32 render_front_least(const struct render_front *front)
{
	return front->domain.enabled ? front->domain.n : render_assembly_least(&front->assembly);
}

u32 render_front_whole(const struct render_front *front)
{
	return front->domain.enabled ? front->domain.n : render_assembly_whole(&front->assembly);
}

bool render_front_goes_on(const struct render_front *front)
{
	return front->domain.enabled || render_assembly_is_list(&front->assembly);
}

void render_front_start(struct render_front *front, u32 vertex)
{
	u32 primitive_id = vertex / render_front_whole(front);

	if (front->domain.enabled)
		front->domain.primitive_id = primitive_id;
	else
		front->assembly.primitive_id = primitive_id;
}

int render_front_vertex(struct render_front *front, const u32 *vue)
{
	if (front->domain.enabled)
		return render_domain_vertex(&front->domain, vue);
	return render_assembly_vertex(&front->assembly, vue);
}

int render_front_cut(struct render_front *front)
{
	if (!front->domain.enabled)
		return render_assembly_cut(&front->assembly);
	render_domain_cut(&front->domain);
	return 0;
}

int render_front_flush(struct render_front *front)
{
	return render_geometry_flush(&front->geometry);
}

int render_front_instance(struct render_front *front)
{
	int error;

	if (front->domain.enabled) {
		render_domain_instance(&front->domain);
		return 0;
	}
	error = render_assembly_instance(&front->assembly);
	return error ? error : render_front_flush(front);
}

/* Count an instance of a shader stage, if the stage counts. */
static void count_stage(struct render *render, u32 opcode, u32 enable, u32 reg, u64 n)
{
	if (gen9_field(render_packet(render, opcode), enable))
		render_count(render, reg, n);
}

void render_front_count(struct render_front *front)
{
	struct render *render = front->render;
	const struct render_geometry *geometry = &front->geometry;
	u32 each = gen9_field(render_packet(render, GEN9_OP_GS), GEN9_GS_INVOCATIONS) + 1;

	render_streamout_end(&front->streamout);
	if (gen9_field(render_packet(render, GEN9_OP_VF_STATISTICS), GEN9_VF_STATISTICS_ENABLE))
		render_count(render, GEN9_IA_PRIMITIVES_COUNT,
			     front->assembly.primitives + front->domain.patches);
	count_stage(render, GEN9_OP_HS, GEN9_HS_STATISTICS, GEN9_HS_INVOCATION_COUNT,
		    front->domain.hull.invocations);
	count_stage(render, GEN9_OP_DS, GEN9_DS_STATISTICS, GEN9_DS_INVOCATION_COUNT,
		    front->domain.invocations);
	count_stage(render, GEN9_OP_GS, GEN9_GS_STATISTICS, GEN9_GS_INVOCATION_COUNT,
		    geometry->invocations * each);
	count_stage(render, GEN9_OP_GS, GEN9_GS_STATISTICS, GEN9_GS_PRIMITIVES_COUNT,
		    geometry->primitives);
	if (!gen9_field(render_packet(render, GEN9_OP_CLIP), GEN9_CLIP_STATISTICS))
		return;
	render_count(render, GEN9_CL_INVOCATION_COUNT, front->clip.objects);
	render_count(render, GEN9_CL_PRIMITIVES_COUNT, front->viewports.primitives);
}

void render_front_forget(struct render_front *front)
{
	render_urb_forget(&front->domain.hull.patch);
	render_urb_forget(&front->domain.points);
	render_urb_forget(&front->geometry.out);
	render_urb_forget(&front->clip.pool);
}

void render_front_end(struct render_front *front)
{
	render_domain_end(&front->domain);
	render_urb_end(&front->geometry.out);
	render_urb_end(&front->clip.pool);
}
