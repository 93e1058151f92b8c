// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hierarchical depth buffer (hiz.h).
 *
 * Source: PRM SKL Vol. 7, "Hierarchical Depth Buffer"; Mesa: src/intel/isl/isl_emit_depth_stencil.c
 * and src/intel/blorp/blorp_genX_exec_brw.h.
 */
#include "render/hiz.h"
#include "gen9/state_3d.h"
#include "render/render_types.h"
#include "render/state.h"

bool hiz_enabled(struct render *render, const struct depth_state *depth)
{
	return depth->depth.there &&
	       gen9_field(render_packet(render, GEN9_OP_DEPTH_BUFFER), GEN9_DEPTH_HIZ);
}

static void hiz_set(struct render *render, const struct depth_state *depth, struct sample_aux *aux)
{
	const u32 *hiz = render_packet(render, GEN9_OP_HIER_DEPTH_BUFFER);
	const u32 *clear = render_packet(render, GEN9_OP_CLEAR_PARAMS);
	u64 base = (u64)hiz[GEN9_HIZ_ADDRESS + 1] << 32 | hiz[GEN9_HIZ_ADDRESS];

	sample_aux_hiz(&depth->depth.surface, base, gen9_field(hiz, GEN9_HIZ_PITCH) + 1,
		       gen9_field(hiz, GEN9_HIZ_QPITCH), clear[GEN9_CLEAR_DEPTH], aux);
}

int hiz_settle(struct render *render, const struct depth_state *depth, bool keep)
{
	struct sample_aux aux = {};

	if (!hiz_enabled(render, depth))
		return 0;
	hiz_set(render, depth, &aux);
	return sample_unit_settle_depth(render->unit, &depth->depth.surface, &aux, keep);
}

int hiz_clear(struct render *render, const struct depth_state *depth, const struct pixel_clip *clip)
{
	const struct sample_aux_rectangle pixels = {
		.x0 = (u32)clip->x0, .y0 = (u32)clip->y0,
		.x1 = (u32)clip->x1, .y1 = (u32)clip->y1,
	};
	struct sample_aux aux = {};

	hiz_set(render, depth, &aux);
	return sample_unit_mark_depth(render->unit, &depth->depth.surface, &aux, 0, &pixels);
}

int hiz_resolve(struct render *render, const struct depth_state *depth)
{
	struct sample_aux aux = {};

	if (!hiz_enabled(render, depth))
		return 0;
	hiz_set(render, depth, &aux);
	return sample_unit_resolve_depth(render->unit, &depth->depth.surface, &aux, 0);
}
