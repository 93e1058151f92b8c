// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of a context as the stages read it (state.h). render.c keeps commands. The engine's
 * thread calls this file. Takes no lock.
 */
#include "render/state.h"

#include "gen9/state_3d.h"
#include "pgpu/pipeline_state.h"
#include "render/render.h"
#include "render/render_types.h"

const u32 *render_packet(const struct render *render, u32 opcode)
{
	u32 dwords;
	u32 at = pgpu_packet_at(opcode, &dwords);

	return dwords ? &render->state->packets[at] : NULL;
}

u64 render_base(const struct render *render, enum render_base base)
{
	static const u8 dwords[] = {
		[RENDER_BASE_GENERAL] = GEN9_SBA_GENERAL,
		[RENDER_BASE_SURFACE] = GEN9_SBA_SURFACE,
		[RENDER_BASE_DYNAMIC] = GEN9_SBA_DYNAMIC,
		[RENDER_BASE_INDIRECT] = GEN9_SBA_INDIRECT,
		[RENDER_BASE_INSTRUCTION] = GEN9_SBA_INSTRUCTION,
		[RENDER_BASE_BINDLESS] = GEN9_SBA_BINDLESS,
	};

	return render_address(render_packet(render, GEN9_OP_STATE_BASE_ADDRESS), dwords[base],
			      GEN9_SBA_ADDRESS_MASK);
}

/* The contents of an element that does not exist. */
static const u32 none[GEN9_SO_BUFFER_DWORDS];

const u32 *render_vertex_buffer(const struct render *render, u32 index)
{
	return index < GEN9_VERTEX_BUFFERS ? render->state->vertex_buffers[index] : none;
}

u32 render_vertex_elements(const struct render *render)
{
	return min(render->state->element_count, GEN9_VERTEX_ELEMENTS);
}

const u32 *render_vertex_element(const struct render *render, u32 index)
{
	return index < render_vertex_elements(render) ? render->state->elements[index] : none;
}

const u32 *render_vf_instancing(const struct render *render, u32 index)
{
	return index < GEN9_VERTEX_ELEMENTS ? render->state->instancing[index] : none;
}

const u32 *render_so_buffer(const struct render *render, u32 index)
{
	return index < GEN9_SO_BUFFERS ? render->state->so_buffers[index] : none;
}

u32 render_state_bytes(void)
{
	return sizeof(struct pgpu_pipeline_state);
}

u32 render_state_layout(void)
{
	return pgpu_pipeline_layout();
}

void render_state_save(const struct render *render, void *to)
{
	memcpy(to, render->state, sizeof(*render->state));
}

void render_state_set(struct render *render, const void *from)
{
	if (from)
		memcpy(render->state, from, sizeof(*render->state));
	else
		memset(render->state, 0, sizeof(*render->state));
}
