// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keep the last command of each kind (pipeline_state.h). gen9/packet_rows.h says which kinds there
 * are, and in which order. The thread of an engine calls this file. Takes no lock.
 */
#include "pgpu/pipeline_state.h"

#include "gen9/field.h"
#include "gen9/packet_rows.h"

/* FNV-1a over words. Source: Fowler, Noll, Vo. */
#define LAYOUT_START	0x811c9dc5u
#define LAYOUT_PRIME	0x01000193u

/* Find a kind of command. @at: gets its place. Return: NULL: the packets have no such kind. */
static const struct gen9_packet *find(u32 opcode, u32 *at)
{
	u32 i;

	*at = 0;
	for (i = 0; i < ARRAY_SIZE(gen9_packets); i++) {
		if (gen9_packets[i].opcode == opcode)
			return &gen9_packets[i];
		*at += gen9_packets[i].dwords;
	}
	*at = 0;
	return NULL;
}

u32 pgpu_packet_at(u32 opcode, u32 *dwords)
{
	u32 at;
	const struct gen9_packet *packet = find(opcode, &at);

	*dwords = packet ? packet->dwords : 0;
	return at;
}

static u32 layout_put(u32 layout, size_t value)
{
	return (layout ^ (u32)value) * LAYOUT_PRIME;
}

u32 pgpu_pipeline_layout(void)
{
	static const size_t places[] = {
		offsetof(struct pgpu_pipeline_state, vertex_buffers),
		offsetof(struct pgpu_pipeline_state, elements),
		offsetof(struct pgpu_pipeline_state, instancing),
		offsetof(struct pgpu_pipeline_state, so_buffers),
		offsetof(struct pgpu_pipeline_state, element_count),
		offsetof(struct pgpu_pipeline_state, packets),
		sizeof(struct pgpu_pipeline_state),
	};
	u32 i, layout = LAYOUT_START;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		layout = layout_put(layout, places[i]);
	for (i = 0; i < ARRAY_SIZE(gen9_packets); i++) {
		layout = layout_put(layout, gen9_packets[i].opcode);
		layout = layout_put(layout, gen9_packets[i].dwords);
	}
	return layout;
}

bool pgpu_pipeline_only_state(u32 opcode)
{
	const struct gen9_packet *packet;
	u32 at;

	switch (opcode) {
	case GEN9_OP_VERTEX_BUFFERS:
	case GEN9_OP_VERTEX_ELEMENTS:
	case GEN9_OP_VF_INSTANCING:
		return true;
	default:
		packet = find(opcode, &at);
		return packet && !packet->runs;
	}
}

static int keep_vertex_buffers(struct pgpu_pipeline_state *state, const u32 *dw, u32 n)
{
	u64 index;
	u32 *to;
	u32 i;

	for (i = 1; i + GEN9_VB_DWORDS <= n; i += GEN9_VB_DWORDS) {
		index = gen9_field(dw + i, GEN9_VB_INDEX);
		if (!port_index(&index, GEN9_VERTEX_BUFFERS))
			return -EINVAL;
		to = state->vertex_buffers[index];
		if (gen9_field(dw + i, GEN9_VB_MODIFY))
			memcpy(to, dw + i, GEN9_VB_DWORDS * sizeof(*to));
		else
			to[0] = dw[i];
	}
	return 0;
}

static int keep_vertex_elements(struct pgpu_pipeline_state *state, const u32 *dw, u32 n)
{
	u32 count = (n - 1) / GEN9_VE_DWORDS;

	if (count > GEN9_VERTEX_ELEMENTS)
		return -EINVAL;
	memcpy(state->elements, dw + 1, count * GEN9_VE_DWORDS * sizeof(*dw));
	state->element_count = count;
	return 0;
}

/* Keep one of @count elements of @dwords dwords at @at. */
static int keep_element(u32 *at, u32 dwords, u32 count, u64 index, const u32 *dw, u32 n)
{
	if (n > dwords || !port_index(&index, count))
		return -EINVAL;
	memset(at + index * dwords, 0, dwords * sizeof(*at));
	memcpy(at + index * dwords, dw, n * sizeof(*at));
	return 0;
}

static int keep_instancing(struct pgpu_pipeline_state *state, const u32 *dw, u32 n)
{
	u32 index;

	if (n < 2)
		return -EINVAL;
	index = gen9_field(dw, GEN9_VF_INSTANCING_ELEMENT);
	return keep_element(state->instancing[0], GEN9_VF_INSTANCING_DWORDS,
			    GEN9_VERTEX_ELEMENTS, index, dw, n);
}

static int keep_so_buffer(struct pgpu_pipeline_state *state, const u32 *dw, u32 n)
{
	if (n < 2)
		return -EINVAL;
	return keep_element(state->so_buffers[0], GEN9_SO_BUFFER_DWORDS, GEN9_SO_BUFFERS,
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

static int keep_packet(struct pgpu_pipeline_state *state, const u32 *dw, u32 n)
{
	u32 dwords;
	u32 *to = &state->packets[pgpu_packet_at(dw[0] >> GEN9_OP_SHIFT, &dwords)];
	u32 bases[GEN9_SBA_DWORDS] = { 0 };
	u32 mask;

	if (!dwords)
		return -ENOENT;
	if (port_check(PIPELINE_LONG, n > dwords))
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
		memset(to, 0, dwords * sizeof(*to));
		memcpy(to, dw, n * sizeof(*to));
	}
	return 0;
}

int pgpu_pipeline_keep(struct pgpu_pipeline_state *state, const u32 *dw, u32 n)
{
	switch (dw[0] >> GEN9_OP_SHIFT) {
	case GEN9_OP_VERTEX_BUFFERS:
		return keep_vertex_buffers(state, dw, n);
	case GEN9_OP_VERTEX_ELEMENTS:
		return keep_vertex_elements(state, dw, n);
	case GEN9_OP_VF_INSTANCING:
		return keep_instancing(state, dw, n);
	case GEN9_OP_SO_BUFFER:
		return keep_so_buffer(state, dw, n);
	default:
		return keep_packet(state, dw, n);
	}
}
