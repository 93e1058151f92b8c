// SPDX-License-Identifier: GPL-2.0-only
/*
 * VUEs of the last stage (vue_output.h). The front half of a draw calls this file in the engine's
 * thread. Takes no lock.
 */
#include "render/vue_output.h"
#include "gen9/state_3d.h"
#include "gen9/state_geometry.h"
#include "gen9/state_pixel.h"
#include "render/render_types.h"
#include "render/state.h"

/**
 * struct output_fields - Fields of a stage that makes VUEs.
 * @opcode: its command
 * @urb: command of its URB entries
 * @enable: the field that enables it
 * @clip: user clip distances to clip at
 * @cull: user clip distances that drop objects
 * @offset: first unit that is read
 * @length: units that are read
 */
struct output_fields {
	u16 opcode;
	u16 urb;
	u32 enable;
	u32 clip;
	u32 cull;
	u32 offset;
	u32 length;
};

/* The last stage comes first. */
static const struct output_fields stages[] = {
	{
		GEN9_OP_GS, GEN9_OP_URB_GS, GEN9_GS_ENABLE, GEN9_GS_CLIP_DISTANCES,
		GEN9_GS_CULL_DISTANCES, GEN9_GS_OUTPUT_OFFSET, GEN9_GS_OUTPUT_LENGTH,
	},
	{
		GEN9_OP_DS, GEN9_OP_URB_DS, GEN9_DS_ENABLE, GEN9_DS_CLIP_DISTANCES,
		GEN9_DS_CULL_DISTANCES, GEN9_DS_OUTPUT_OFFSET, GEN9_DS_OUTPUT_LENGTH,
	},
	{
		GEN9_OP_VS, GEN9_OP_URB_VS, GEN9_VS_ENABLE, GEN9_VS_CLIP_DISTANCES,
		GEN9_VS_CULL_DISTANCES, GEN9_VS_OUTPUT_OFFSET, GEN9_VS_OUTPUT_LENGTH,
	},
};

u32 render_urb_entry_dwords(const struct render *render, u32 opcode)
{
	return (gen9_field(render_packet(render, opcode), GEN9_URB_ENTRY_SIZE) + 1) *
	       GEN9_URB_ENTRY_UNIT_DWORDS;
}

/* Return the last enabled stage. Without any, vertex fetch fills the vertex shader's entries. */
static const struct output_fields *last_stage(const struct render *render)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(stages) - 1; i++) {
		if (gen9_field(render_packet(render, stages[i].opcode), stages[i].enable))
			break;
	}
	return &stages[i];
}

static u32 stage_dwords(const struct render *render, const struct output_fields *stage)
{
	if (stage->opcode == GEN9_OP_GS)
		return (gen9_field(render_packet(render, GEN9_OP_GS), GEN9_GS_VERTEX_SIZE) + 1) *
		       GEN9_URB_ROW_DWORDS;
	return render_urb_entry_dwords(render, stage->urb);
}

/* Return the dwords that setup reads: as the stage says, or as the SBE forces. */
static u32 read_dwords(const struct render *render, const struct output_fields *stage)
{
	const u32 *sbe = render_packet(render, GEN9_OP_SBE);
	const u32 *dw = render_packet(render, stage->opcode);
	u32 offset = gen9_field(sbe, GEN9_SBE_FORCE_OFFSET) ?
		     gen9_field(sbe, GEN9_SBE_OFFSET) : gen9_field(dw, stage->offset);
	u32 length = gen9_field(sbe, GEN9_SBE_FORCE_LENGTH) ?
		     gen9_field(sbe, GEN9_SBE_LENGTH) : gen9_field(dw, stage->length);

	return (offset + length) * GEN9_URB_READ_UNIT_DWORDS;
}

struct render_vue_output render_vue_output(const struct render *render)
{
	const struct output_fields *stage = last_stage(render);
	const u32 *dw = render_packet(render, stage->opcode);
	struct render_vue_output output = {
		.stage_dwords = stage_dwords(render, stage),
		.clip_distances = gen9_field(dw, stage->clip),
		.cull_distances = gen9_field(dw, stage->cull),
	};

	output.vue_dwords = max(min(read_dwords(render, stage), output.stage_dwords),
				GEN9_VUE_FIXED_DWORDS);
	return output;
}
