// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tessellation (domain.h). All points of a patch are shaded, then its primitives are emitted in
 * order. The front half of a draw calls this file in the engine's thread. Takes no lock.
 */
#include "render/domain.h"
#include "gen9/state_3d.h"
#include "render/assembly.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/state.h"
#include "render/vue_output.h"

#define ENTRY_DWORDS_MAX	512u	/* bounds the memory of the points of a patch */
#define EDGES_ALL		7u
#define POINT_WORK		32u	/* of the tessellator for each point (render_work()) */

static int shader_begin(struct render *render, struct render_domain *domain)
{
	const u32 *ds = render_packet(render, GEN9_OP_DS);
	int error;

	if (gen9_field(ds, GEN9_DS_DISPATCH_MODE) != GEN9_DS_SIMD8_SINGLE_PATCH)
		return render_unsupported(render, "domain shader threads of another kind");
	if (render_urb_entry_dwords(render, GEN9_OP_URB_DS) > ENTRY_DWORDS_MAX)
		return render_unsupported(render, "vertices of a domain shader over 2 KiB");
	domain->read_offset = gen9_field(ds, GEN9_DS_READ_OFFSET);
	domain->read_regs = gen9_field(ds, GEN9_DS_READ_LENGTH);
	domain->compute_w = gen9_field(ds, GEN9_DS_COMPUTE_W);
	error = render_vue_shader_begin(render, RENDER_DS, &domain->points, &domain->shader);
	if (error)
		return error;
	return render_vue_shader_fits(&domain->shader, GEN9_DS_FIXED_REGS, domain->read_regs);
}

/* Return the vertices of a patch; 0: the topology has no patches. */
static u32 patch_vertices(u32 topology)
{
	return topology >= GEN9_PATCHLIST_1 ? topology - GEN9_PATCHLIST_1 + 1 : 0;
}

int render_domain_begin(struct render *render, const struct render_urb *vertices,
			struct render_domain *domain)
{
	const u32 *te = render_packet(render, GEN9_OP_TE), *sf = render_packet(render, GEN9_OP_SF);
	bool hs = gen9_field(render_packet(render, GEN9_OP_HS), GEN9_HS_ENABLE);
	bool ds = gen9_field(render_packet(render, GEN9_OP_DS), GEN9_DS_ENABLE);
	u32 topology = gen9_field(render_packet(render, GEN9_OP_VF_TOPOLOGY), GEN9_VF_TOPOLOGY);
	int error;

	domain->enabled = gen9_field(te, GEN9_TE_ENABLE);
	domain->n = patch_vertices(topology);
	domain->count = 0;
	domain->primitive_id = 0;
	domain->patches = 0;
	domain->invocations = 0;
	domain->hull.invocations = 0;
	if (!domain->enabled && !hs && !ds && !domain->n)
		return 0;
	if (!domain->enabled || !hs || !ds || !domain->n)
		return render_unsupported(render, "tessellation without one of its stages");
	if (render_tessellation_begin(te, &domain->tessellation))
		return render_unsupported(render, "mode of the tessellator");
	domain->render = render;
	domain->vertices = vertices;
	domain->provoking[0] = min(gen9_field(sf, GEN9_SF_LINE_PROVOKING), 1u);
	domain->provoking[1] = min(gen9_field(sf, GEN9_SF_TRIANGLE_PROVOKING), 2u);
	error = render_hull_begin(render, vertices, &domain->hull);
	return error ? error : shader_begin(render, domain);
}

void render_domain_end(struct render_domain *domain)
{
	render_urb_end(&domain->hull.patch);
	render_urb_end(&domain->points);
}

/* Store the payload of a thread: coordinates, handles, then data of the patch. */
static void load(struct render_domain *domain, u32 first, u32 count)
{
	const struct render_urb *patch = &domain->hull.patch;
	u32 at = domain->read_offset * GEN9_URB_READ_UNIT_DWORDS, lane;
	u32 n = domain->read_regs * GEN9_URB_READ_UNIT_DWORDS;
	const struct render_tess_point *point = &domain->tessellation.point[first];
	union eu_reg *grf = domain->thread.grf, *to = &grf[GEN9_DS_COORDINATES_REG];

	render_vue_thread_begin(&domain->shader, &domain->thread, (1u << count) - 1);
	grf[0].ud[GEN9_PATCH_HANDLE] = patch->first;
	grf[0].ud[GEN9_PATCH_PRIMITIVE_ID] = domain->primitive_id;
	for (lane = 0; lane < count; lane++) {
		to[0].f[lane] = point[lane].u;
		to[1].f[lane] = point[lane].v;
		to[2].f[lane] = domain->compute_w ? 1 - (point[lane].u + point[lane].v) : 0;
		grf[GEN9_DS_HANDLES_REG].ud[lane] = domain->points.first + first + lane;
	}
	if (at < patch->entry_dwords)
		memcpy(&grf[render_vue_data_reg(&domain->shader)], patch->data + at,
		       min(n, patch->entry_dwords - at) * sizeof(u32));
}

/* Clear all entries. Threads may read those of other threads. */
static int clear(const struct render_domain *domain, const struct render_urb *urb)
{
	u32 bytes = urb->entry_dwords * sizeof(u32), i;
	int error = 0;

	for (i = 0; i < urb->entries && !error; i++) {
		memset(render_urb_entry(urb, i), 0, bytes);
		error = render_work(domain->render, bytes);
	}
	return error;
}

/* Shade all points of a patch. */
static int shade(struct render_domain *domain)
{
	u32 points = domain->tessellation.points, i, n;
	struct render_urb *urb = &domain->points;
	int error = render_urb_begin(urb, points,
				     render_urb_entry_dwords(domain->render, GEN9_OP_URB_DS));

	if (!error)
		error = clear(domain, urb);
	if (error)
		return error;
	urb->first = RENDER_DOMAIN_HANDLE;
	urb->next = &domain->hull.patch;
	domain->invocations += points;
	for (i = 0; i < points && !error; i += n) {
		n = min(points - i, GEN9_THREAD_CHANNELS);
		load(domain, i, n);
		error = render_stage_run(&domain->shader.stage, domain->shader.program,
					 &domain->thread);
	}
	return error;
}

static int emit(struct render_domain *domain, const u16 *index, u32 vertices)
{
	static const u8 kinds[] = { RENDER_POINT, RENDER_LINE, RENDER_TRIANGLE };
	struct render_object object = {
		.kind = kinds[vertices - 1],
		.restart = true,
		.edges = vertices == 3 ? EDGES_ALL : vertices - 1,
		.primitive_id = domain->primitive_id,
	};
	u32 i;

	for (i = 0; i < vertices; i++)
		object.v[i] = render_urb_entry(&domain->points, index[i]);
	object.flat = object.v[vertices > 1 ? domain->provoking[vertices - 2] : 0];
	return domain->emit(domain->client, &object);
}

static int run_patch(struct render_domain *domain)
{
	struct render_tessellation *t = &domain->tessellation;
	int error = render_hull_run(&domain->hull, domain->handles, domain->n,
				    domain->primitive_id);
	u32 i, vertices = render_tess_vertices(t);

	if (error)
		return error;
	render_tessellate(t, domain->hull.patch.data);
	error = render_work(domain->render, t->points * POINT_WORK);
	if (error || !t->points)
		return error;
	error = shade(domain);
	for (i = 0; i + vertices <= t->indices && !error; i += vertices)
		error = emit(domain, t->index + i, vertices);
	return error ? error : domain->done(domain->client);
}

int render_domain_vertex(struct render_domain *domain, const u32 *vue)
{
	int error;

	domain->handles[domain->count++] = render_urb_handle(domain->vertices, vue);
	if (domain->count < domain->n)
		return 0;
	domain->count = 0;
	error = run_patch(domain);
	domain->primitive_id++;
	domain->patches++;
	return error;
}

void render_domain_cut(struct render_domain *domain)
{
	domain->count = 0;
}

void render_domain_instance(struct render_domain *domain)
{
	render_domain_cut(domain);
	domain->primitive_id = 0;
}
