// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of the URB (urb.h). The front half of a draw calls this file in the engine's thread.
 * Takes no lock.
 */
#include "render/urb.h"
#include "gen9/message_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_geometry.h"

#define KEPT_DWORDS	65536u	/* most dwords that are cleared for the next context, not freed */

/**
 * struct request - The decoded payload of a message.
 * @handles: register of the handles
 * @slot_offsets: register of offsets for each vertex, in rows; NULL: none
 * @channel_masks: register of masks for each vertex; NULL: all dwords
 * @data: index of the first data register
 * @row: global offset in rows
 */
struct request {
	const union eu_reg *handles;
	const union eu_reg *slot_offsets;
	const union eu_reg *channel_masks;
	u32 data;
	u32 row;
};

int render_urb_begin(struct render_urb *urb, u32 entries, u32 entry_dwords)
{
	u32 dwords = entries * entry_dwords;

	if (dwords > urb->capacity) {
		render_urb_end(urb);
		urb->data = port_calloc(dwords + GEN9_VUE_FIXED_DWORDS, sizeof(*urb->data));
		if (!urb->data)
			return -ENOMEM;
		urb->capacity = dwords;
	}
	urb->entries = entries;
	urb->entry_dwords = entry_dwords;
	urb->used = true;
	return 0;
}

void render_urb_forget(struct render_urb *urb)
{
	if (urb->capacity > KEPT_DWORDS)
		render_urb_end(urb);
	else if (urb->used)
		memset(urb->data, 0, (urb->capacity + GEN9_VUE_FIXED_DWORDS) * sizeof(*urb->data));
	urb->used = false;
}

void render_urb_end(struct render_urb *urb)
{
	port_free(urb->data);
	*urb = (struct render_urb){ 0 };
}

/* Return register @i of a message, whose payload may be in two parts; NULL: there is none. */
static const union eu_reg *payload(const struct eu_message *message, u32 i)
{
	if (i < message->src_regs)
		return &message->src[i];
	i -= message->src_regs;
	return i < message->ex_src_regs ? &message->ex_src[i] : NULL;
}

/* Decode the registers before the data. Return: true; false: a register is missing. */
static bool decode(const struct eu_message *message, struct request *request)
{
	*request = (struct request){
		.handles = payload(message, 0),
		.row = gen9_field(&message->desc, GEN9_URB_OFFSET),
		.data = 1,
	};
	if (!request->handles)
		return false;
	if (gen9_field(&message->desc, GEN9_URB_SLOT_OFFSET)) {
		request->slot_offsets = payload(message, request->data++);
		if (!request->slot_offsets)
			return false;
	}
	if (gen9_field(&message->desc, GEN9_URB_CHANNEL_MASK)) {
		request->channel_masks = payload(message, request->data++);
		if (!request->channel_masks)
			return false;
	}
	return true;
}

/*
 * Find the row of the vertex of @lane that the request names. Return: its first dword, with @left
 * dwords in the entry from there on; NULL: there is none.
 */
static u32 *place(const struct render_urb *urb, const struct request *request, u32 lane, u32 *left)
{
	u32 handle = request->handles->ud[lane] & GEN9_HANDLE_MASK, first;
	u64 row = request->row;

	if (request->slot_offsets)
		row += request->slot_offsets->ud[lane];
	while (urb && (handle < urb->first || handle - urb->first >= urb->entries))
		urb = urb->next;
	if (!urb || row * GEN9_URB_ROW_DWORDS >= urb->entry_dwords)
		return NULL;
	first = (u32)row * GEN9_URB_ROW_DWORDS;
	*left = urb->entry_dwords - first;
	return render_urb_entry(urb, handle - urb->first) + first;
}

/* Return the dwords that the channel mask of @lane has: bit 0 is the first one. */
static u32 unmasked(const struct request *request, u32 lane)
{
	return request->channel_masks ?
	       request->channel_masks->ud[lane] >> GEN9_URB_CHANNEL_SHIFT : ~0u;
}

static int urb_write(const struct render_urb *urb, const struct eu_message *message,
		     const struct request *request)
{
	const union eu_reg *data[GEN9_URB_MESSAGE_DWORDS];
	u32 n = 0, d, lane, left, mask, *to;

	while (n < GEN9_URB_MESSAGE_DWORDS) {
		data[n] = payload(message, request->data + n);
		if (!data[n])
			break;
		n++;
	}
	for (lane = 0; lane < GEN9_VS_VERTICES; lane++) {
		if (!(message->mask >> lane & 1))
			continue;
		to = place(urb, request, lane, &left);
		if (!to)
			continue;
		mask = unmasked(request, lane);
		for (d = 0; d < min(n, left); d++)
			if (mask >> d & 1)
				to[d] = data[d]->ud[lane];
	}
	return 0;
}

static int urb_read(const struct render_urb *urb, const struct eu_message *message,
		    const struct request *request)
{
	u32 d, lane, left;
	const u32 *from;

	for (lane = 0; lane < GEN9_VS_VERTICES; lane++) {
		if (!(message->mask >> lane & 1))
			continue;
		from = place(urb, request, lane, &left);
		for (d = 0; d < message->dst_regs; d++)
			message->dst[d].ud[lane] = from && d < left ? from[d] : 0;
	}
	return 0;
}

int render_urb_send(const struct render_urb *urb, const struct eu_message *message)
{
	struct request request;

	if (!decode(message, &request))
		return -EINVAL;
	switch (gen9_field(&message->desc, GEN9_URB_OPCODE)) {
	case GEN9_URB_SIMD8_WRITE:
		return urb_write(urb, message, &request);
	case GEN9_URB_SIMD8_READ:
		return urb_read(urb, message, &request);
	default:
		return -EINVAL;
	}
}
