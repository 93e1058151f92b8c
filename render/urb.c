// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vertex entries of the URB (urb.h). The front half of a draw calls this file in the engine's
 * thread. Takes no lock.
 */
#include "render/urb.h"
#include "gen9/state_3d.h"

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
		urb->data = port_calloc(dwords, sizeof(*urb->data));
		if (!urb->data)
			return -ENOMEM;
		urb->capacity = dwords;
	}
	urb->entries = entries;
	urb->entry_dwords = entry_dwords;
	return 0;
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
		.row = message->desc >> GEN9_URB_OFFSET_SHIFT & GEN9_URB_OFFSET_MASK,
		.data = 1,
	};
	if (!request->handles)
		return false;
	if (message->desc & GEN9_URB_SLOT_OFFSET) {
		request->slot_offsets = payload(message, request->data++);
		if (!request->slot_offsets)
			return false;
	}
	if (message->desc & GEN9_URB_CHANNEL_MASK) {
		request->channel_masks = payload(message, request->data++);
		if (!request->channel_masks)
			return false;
	}
	return true;
}

/* Return dword @d of the vertex of @lane that the request names; NULL: there is none. */
static u32 *place(const struct render_urb *urb, const struct request *request, u32 lane, u32 d)
{
	u32 handle = request->handles->ud[lane];
	u64 row = request->row;

	if (request->slot_offsets)
		row += request->slot_offsets->ud[lane];
	if (handle >= urb->entries || row * GEN9_URB_ROW_DWORDS + d >= urb->entry_dwords)
		return NULL;
	return render_urb_entry(urb, handle) + row * GEN9_URB_ROW_DWORDS + d;
}

/* Test if the channel mask of @lane has dword @d. */
static bool unmasked(const struct request *request, u32 lane, u32 d)
{
	return !request->channel_masks ||
	       request->channel_masks->ud[lane] >> (GEN9_URB_CHANNEL_SHIFT + d) & 1;
}

/* Write whole dwords at one row of all vertices. */
static void write_plain(const struct render_urb *urb, const struct eu_message *message,
			const struct request *request)
{
	const union eu_reg *data[GEN9_URB_MESSAGE_DWORDS];
	u32 first = request->row * GEN9_URB_ROW_DWORDS, n = 0, d, lane, *to;

	while (n < GEN9_URB_MESSAGE_DWORDS && first + n < urb->entry_dwords) {
		data[n] = payload(message, request->data + n);
		if (!data[n])
			break;
		n++;
	}
	for (lane = 0; lane < GEN9_VS_VERTICES; lane++) {
		if (!(message->mask >> lane & 1) || request->handles->ud[lane] >= urb->entries)
			continue;
		to = render_urb_entry(urb, request->handles->ud[lane]) + first;
		for (d = 0; d < n; d++)
			to[d] = data[d]->ud[lane];
	}
}

static int urb_write(const struct render_urb *urb, const struct eu_message *message,
		     const struct request *request)
{
	const union eu_reg *data;
	u32 d, lane, *to;

	if (!request->slot_offsets && !request->channel_masks) {
		write_plain(urb, message, request);
		return 0;
	}
	for (d = 0; d < GEN9_URB_MESSAGE_DWORDS; d++) {
		data = payload(message, request->data + d);
		if (!data)
			break;
		for (lane = 0; lane < GEN9_VS_VERTICES; lane++) {
			if (!(message->mask >> lane & 1) || !unmasked(request, lane, d))
				continue;
			to = place(urb, request, lane, d);
			if (to)
				*to = data->ud[lane];
		}
	}
	return 0;
}

static int urb_read(const struct render_urb *urb, const struct eu_message *message,
		    const struct request *request)
{
	const u32 *from;
	u32 d, lane;

	for (d = 0; d < message->dst_regs; d++) {
		for (lane = 0; lane < GEN9_VS_VERTICES; lane++) {
			if (!(message->mask >> lane & 1))
				continue;
			from = place(urb, request, lane, d);
			message->dst[d].ud[lane] = from ? *from : 0;
		}
	}
	return 0;
}

int render_urb_send(const struct render_urb *urb, const struct eu_message *message)
{
	struct request request;

	if (!decode(message, &request))
		return -EINVAL;
	switch (message->desc & GEN9_URB_OPCODE_MASK) {
	case GEN9_URB_SIMD8_WRITE:
		return urb_write(urb, message, &request);
	case GEN9_URB_SIMD8_READ:
		return urb_read(urb, message, &request);
	default:
		return -EINVAL;
	}
}
