// SPDX-License-Identifier: GPL-2.0-only
/*
 * The raw commands of a context (state.h). gen9/packet_rows.h says which commands the state keeps,
 * and in which order. render.c stores commands; all stages read them. The engine's thread calls
 * this file. Takes no lock.
 */
#include "render/state.h"
#include "gen9/packet_rows.h"
#include "gen9/state_3d.h"
#include "render/render_types.h"

#define VERTEX_BUFFERS_AT	0u
#define ELEMENTS_AT		(VERTEX_BUFFERS_AT + GEN9_VERTEX_BUFFERS * GEN9_VB_DWORDS)
#define INSTANCING_AT		(ELEMENTS_AT + GEN9_VERTEX_ELEMENTS * GEN9_VE_DWORDS)
#define SO_BUFFERS_AT							\
	(INSTANCING_AT + GEN9_VERTEX_ELEMENTS * GEN9_VF_INSTANCING_DWORDS)
#define ELEMENT_COUNT_AT	(SO_BUFFERS_AT + GEN9_SO_BUFFERS * GEN9_SO_BUFFER_DWORDS)
#define PACKETS_AT		(ELEMENT_COUNT_AT + 1u)
#define PACKETS_DWORDS		768u

/**
 * struct render_state - The state of a context.
 * @dw: elements of vertex buffers, vertex elements, instancing, and SO buffers; the number of
 *	vertex elements; then the packets of the table, in its order
 */
struct render_state {
	u32 dw[PACKETS_AT + PACKETS_DWORDS];
};

/**
 * struct place - Where the state keeps a kind of command.
 * @at: index in &render_state.dw
 * @dwords: longest length; 0: the state has no such kind
 */
struct place {
	u32 at;
	u32 dwords;
};

static struct place packet_place(u32 opcode)
{
	u32 at = PACKETS_AT, i;

	for (i = 0; i < ARRAY_SIZE(gen9_packets); i++) {
		if (gen9_packets[i].opcode == opcode)
			return (struct place){ at, gen9_packets[i].dwords };
		at += gen9_packets[i].dwords;
	}
	return (struct place){ 0, 0 };
}

const u32 *render_packet(const struct render *render, u32 opcode)
{
	struct place place = packet_place(opcode);

	return place.dwords ? &render->state->dw[place.at] : NULL;
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

static const u32 *element(const struct render *render, u32 at, u32 dwords, u32 count, u32 index)
{
	static const u32 none[GEN9_SO_BUFFER_DWORDS];

	return index < count ? &render->state->dw[at + index * dwords] : none;
}

const u32 *render_vertex_buffer(const struct render *render, u32 index)
{
	return element(render, VERTEX_BUFFERS_AT, GEN9_VB_DWORDS, GEN9_VERTEX_BUFFERS, index);
}

u32 render_vertex_elements(const struct render *render)
{
	return min(render->state->dw[ELEMENT_COUNT_AT], GEN9_VERTEX_ELEMENTS);
}

const u32 *render_vertex_element(const struct render *render, u32 index)
{
	return element(render, ELEMENTS_AT, GEN9_VE_DWORDS, render_vertex_elements(render), index);
}

const u32 *render_vf_instancing(const struct render *render, u32 index)
{
	return element(render, INSTANCING_AT, GEN9_VF_INSTANCING_DWORDS, GEN9_VERTEX_ELEMENTS,
		       index);
}

const u32 *render_so_buffer(const struct render *render, u32 index)
{
	return element(render, SO_BUFFERS_AT, GEN9_SO_BUFFER_DWORDS, GEN9_SO_BUFFERS, index);
}

struct render_state *render_state_create(void)
{
	return port_zalloc(sizeof(struct render_state));
}

static int keep_vertex_buffers(struct render_state *state, const u32 *dw, u32 n)
{
	u32 i, index;
	u32 *to;

	for (i = 1; i + GEN9_VB_DWORDS <= n; i += GEN9_VB_DWORDS) {
		index = gen9_field(dw + i, GEN9_VB_INDEX);
		if (index >= GEN9_VERTEX_BUFFERS)
			return -EINVAL;
		to = &state->dw[VERTEX_BUFFERS_AT + index * GEN9_VB_DWORDS];
		if (gen9_field(dw + i, GEN9_VB_MODIFY))
			memcpy(to, dw + i, GEN9_VB_DWORDS * sizeof(*to));
		else
			to[0] = dw[i];
	}
	return 0;
}

static int keep_vertex_elements(struct render_state *state, const u32 *dw, u32 n)
{
	u32 count = (n - 1) / GEN9_VE_DWORDS;

	if (count > GEN9_VERTEX_ELEMENTS)
		return -EINVAL;
	memcpy(&state->dw[ELEMENTS_AT], dw + 1, count * GEN9_VE_DWORDS * sizeof(*dw));
	state->dw[ELEMENT_COUNT_AT] = count;
	return 0;
}

/* Keep one of @count elements of @dwords dwords at @at. */
static int keep_element(u32 *at, u32 dwords, u32 count, u32 index, const u32 *dw, u32 n)
{
	if (n > dwords || index >= count)
		return -EINVAL;
	memset(at + index * dwords, 0, dwords * sizeof(*at));
	memcpy(at + index * dwords, dw, n * sizeof(*at));
	return 0;
}

static int keep_instancing(struct render_state *state, const u32 *dw, u32 n)
{
	u32 index;

	if (n < 2)
		return -EINVAL;
	index = gen9_field(dw, GEN9_VF_INSTANCING_ELEMENT);
	return keep_element(&state->dw[INSTANCING_AT], GEN9_VF_INSTANCING_DWORDS,
			    GEN9_VERTEX_ELEMENTS, index, dw, n);
}

static int keep_so_buffer(struct render_state *state, const u32 *dw, u32 n)
{
	if (n < 2)
		return -EINVAL;
	return keep_element(&state->dw[SO_BUFFERS_AT], GEN9_SO_BUFFER_DWORDS, GEN9_SO_BUFFERS,
			    gen9_field(dw, GEN9_SO_BUFFER_INDEX), dw, n);
}

/* Keep the addresses and sizes whose modify bits are set, and the fields without such a bit. */
static void keep_bases(u32 *to, const u32 *dw)
{
	static const u8 addresses[] = {
		GEN9_SBA_GENERAL, GEN9_SBA_SURFACE, GEN9_SBA_DYNAMIC, GEN9_SBA_INDIRECT,
		GEN9_SBA_INSTRUCTION, GEN9_SBA_BINDLESS,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(addresses); i++) {
		if (dw[addresses[i]] & GEN9_SBA_MODIFY)
			memcpy(to + addresses[i], dw + addresses[i], sizeof(u64));
	}
	for (i = GEN9_SBA_SIZES; i < GEN9_SBA_SIZES_END; i++) {
		if (dw[i] & GEN9_SBA_MODIFY)
			to[i] = dw[i];
	}
	if (dw[GEN9_SBA_BINDLESS] & GEN9_SBA_MODIFY)
		to[GEN9_SBA_BINDLESS_SIZE] = dw[GEN9_SBA_BINDLESS_SIZE];
	to[0] = dw[0];
	to[GEN9_SBA_STATELESS_MOCS] = dw[GEN9_SBA_STATELESS_MOCS];
}

static int keep_packet(struct render_state *state, const u32 *dw, u32 n)
{
	struct place place = packet_place(dw[0] >> GEN9_OP_SHIFT);
	u32 bases[GEN9_SBA_DWORDS] = { 0 };
	u32 *to = &state->dw[place.at];
	u32 mask;

	if (!place.dwords)
		return -ENOENT;
	if (n > place.dwords)
		return -EINVAL;
	switch (dw[0] >> GEN9_OP_SHIFT) {
	case GEN9_OP_STATE_BASE_ADDRESS:
		memcpy(bases, dw, n * sizeof(*dw));
		keep_bases(to, bases);
		break;
	case GEN9_OP_PIPELINE_SELECT:
		mask = gen9_field(dw, GEN9_PIPELINE_SELECT_MASK);
		*to = (*to & ~mask) | (dw[0] & mask);
		break;
	default:
		memset(to, 0, place.dwords * sizeof(*to));
		memcpy(to, dw, n * sizeof(*to));
	}
	return 0;
}

int render_state_command(struct render *render, const u32 *dw, u32 n)
{
	switch (dw[0] >> GEN9_OP_SHIFT) {
	case GEN9_OP_VERTEX_BUFFERS:
		return keep_vertex_buffers(render->state, dw, n);
	case GEN9_OP_VERTEX_ELEMENTS:
		return keep_vertex_elements(render->state, dw, n);
	case GEN9_OP_VF_INSTANCING:
		return keep_instancing(render->state, dw, n);
	case GEN9_OP_SO_BUFFER:
		return keep_so_buffer(render->state, dw, n);
	default:
		return keep_packet(render->state, dw, n);
	}
}

u32 render_state_bytes(void)
{
	return sizeof(struct render_state);
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
