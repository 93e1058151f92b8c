// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streamout (streamout.h). All objects are of stream 0, since there is no geometry shader. The
 * front half of a draw calls this file in the engine's thread. Takes no lock.
 */
#include "render/streamout.h"
#include "render/assembly.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/stage.h"
#include "render/state.h"

int render_streamout_buffer(struct render *render, const u32 *dw, u32 n)
{
	u32 index = gen9_field(dw, GEN9_SO_BUFFER_INDEX);
	const u32 *buffer = render_so_buffer(render, index);
	u32 offset = buffer[GEN9_SO_BUFFER_OFFSET];

	if (!gen9_field(buffer, GEN9_SO_BUFFER_OFFSET_WRITE))
		return 0;
	if (offset == GEN9_SO_OFFSET_LOAD)
		sample_window_read(render->windows,
				   render_address(buffer, GEN9_SO_BUFFER_OFFSET_ADDRESS,
						  GEN9_SO_ADDRESS_MASK), &offset, sizeof(offset));
	render->ops->reg_write(render->host, GEN9_SO_WRITE_OFFSET + index * sizeof(u32), offset);
	return 0;
}

static void decls_begin(struct render *render, struct render_streamout *streamout)
{
	const u32 *list = render_packet(render, GEN9_OP_SO_DECL_LIST);
	u32 i;

	streamout->decls = min(gen9_field(list, GEN9_SO_DECL_COUNT), GEN9_SO_DECLS);
	for (i = 0; i < streamout->decls; i++) {
		streamout->decl[i] = list[GEN9_SO_DECL_FIRST + i * GEN9_SO_DECL_STEP];
		streamout->buffer[gen9_field(&streamout->decl[i], GEN9_SO_DECL_BUFFER)].used = true;
	}
}

static void buffers_begin(struct render *render, struct render_streamout *streamout)
{
	static const u32 pitches[GEN9_SO_BUFFERS] = {
		GEN9_SO_PITCH_0, GEN9_SO_PITCH_1, GEN9_SO_PITCH_2, GEN9_SO_PITCH_3,
	};
	const u32 *packet = render_packet(render, GEN9_OP_STREAMOUT), *dw;
	struct render_so_buffer_state *buffer;
	u32 i;

	for (i = 0; i < GEN9_SO_BUFFERS; i++) {
		dw = render_so_buffer(render, i);
		buffer = &streamout->buffer[i];
		buffer->pitch = gen9_field(packet, pitches[i]);
		buffer->address = render_address(dw, GEN9_SO_BUFFER_ADDRESS, GEN9_SO_ADDRESS_MASK);
		if (gen9_field(dw, GEN9_SO_BUFFER_ENABLE))
			buffer->size = (gen9_field(dw, GEN9_SO_BUFFER_SIZE) + 1ull) * sizeof(u32);
		buffer->offset = render->ops->reg_read(render->host,
						       GEN9_SO_WRITE_OFFSET + i * sizeof(u32));
	}
}

void render_streamout_begin(struct render *render, u32 vue_dwords,
			    struct render_streamout *streamout)
{
	const u32 *packet = render_packet(render, GEN9_OP_STREAMOUT);

	memset(streamout, 0, sizeof(*streamout));
	streamout->render = render;
	streamout->enabled = gen9_field(packet, GEN9_SO_ENABLE);
	/* The stream that is rendered has no objects if it is not stream 0. */
	streamout->discard = streamout->enabled &&
			     (gen9_field(packet, GEN9_SO_RENDERING_DISABLE) ||
			      gen9_field(packet, GEN9_SO_RENDER_STREAM));
	if (!streamout->enabled)
		return;
	streamout->trailing = gen9_field(packet, GEN9_SO_REORDER_TRAILING);
	streamout->vue_dwords = vue_dwords;
	streamout->base = gen9_field(packet, GEN9_SO_READ_OFFSET) * GEN9_URB_READ_UNIT_DWORDS;
	decls_begin(render, streamout);
	buffers_begin(render, streamout);
}

/* Test if @vertices more fit into all buffers. */
static bool has_room(const struct render_streamout *streamout, u32 vertices)
{
	const struct render_so_buffer_state *buffer;
	u32 i;

	for (i = 0; i < GEN9_SO_BUFFERS; i++) {
		buffer = &streamout->buffer[i];
		if (buffer->used &&
		    buffer->offset + (u64)vertices * buffer->pitch > buffer->size)
			return false;
	}
	return true;
}

/* Write the components of a declaration. @at: the next byte of its buffer, behind the last. */
static u32 write_decl(const struct render_streamout *streamout, const u32 *decl, const u32 *vue,
		      u32 at)
{
	const struct render_so_buffer_state *buffer =
		&streamout->buffer[gen9_field(decl, GEN9_SO_DECL_BUFFER)];
	u32 mask = gen9_field(decl, GEN9_SO_DECL_MASK), c, d, value;

	for (c = 0; c < GEN9_SO_REGISTER_DWORDS; c++) {
		if (!(mask >> c & 1))
			continue;
		d = streamout->base + gen9_field(decl, GEN9_SO_DECL_REGISTER) *
		    GEN9_SO_REGISTER_DWORDS + c;
		value = d < streamout->vue_dwords ? vue[d] : 0;
		if (!gen9_field(decl, GEN9_SO_DECL_HOLE) &&
		    (u64)at + sizeof(value) <= buffer->size)
			sample_window_write(streamout->render->windows, buffer->address + at,
					    &value, sizeof(value));
		at += sizeof(value);
	}
	return at;
}

static void write_vertex(struct render_streamout *streamout, const u32 *vue)
{
	u32 at[GEN9_SO_BUFFERS], i;

	for (i = 0; i < GEN9_SO_BUFFERS; i++)
		at[i] = streamout->buffer[i].offset;
	for (i = 0; i < streamout->decls; i++) {
		u32 *place = &at[gen9_field(&streamout->decl[i], GEN9_SO_DECL_BUFFER)];

		*place = write_decl(streamout, &streamout->decl[i], vue, *place);
	}
	for (i = 0; i < GEN9_SO_BUFFERS; i++) {
		if (streamout->buffer[i].used)
			streamout->buffer[i].offset += streamout->buffer[i].pitch;
	}
}

void render_streamout_object(struct render_streamout *streamout,
			     const struct render_object *object)
{
	static const u8 vertices[] = {
		[RENDER_POINT] = 1, [RENDER_LINE] = 2, [RENDER_TRIANGLE] = 3, [RENDER_RECT] = 3,
	};
	/* Orders of the vertices of a reversed triangle that have the strip's winding. */
	static const u8 orders[][3] = { { 0, 2, 1 }, { 1, 0, 2 } };
	static const u8 plain[3] = { 0, 1, 2 };
	const u8 *order = object->reversed ? orders[streamout->trailing] : plain;
	u32 n = vertices[object->kind], i;

	streamout->needed++;
	if (!has_room(streamout, n))
		return;
	for (i = 0; i < n; i++)
		write_vertex(streamout, object->v[order[i]]);
	streamout->written++;
}

void render_streamout_end(const struct render_streamout *streamout)
{
	struct render *render = streamout->render;
	const u32 *dw;
	u32 i;

	if (!streamout->enabled)
		return;
	for (i = 0; i < GEN9_SO_BUFFERS; i++) {
		if (!streamout->buffer[i].used)
			continue;
		render->ops->reg_write(render->host, GEN9_SO_WRITE_OFFSET + i * sizeof(u32),
				       streamout->buffer[i].offset);
		dw = render_so_buffer(render, i);
		if (gen9_field(dw, GEN9_SO_BUFFER_OFFSET_ENABLE))
			sample_window_write(render->windows,
					    render_address(dw, GEN9_SO_BUFFER_OFFSET_ADDRESS,
							   GEN9_SO_ADDRESS_MASK),
					    &streamout->buffer[i].offset, sizeof(u32));
	}
	if (!gen9_field(render_packet(render, GEN9_OP_STREAMOUT), GEN9_SO_STATISTICS))
		return;
	render_count(render, GEN9_SO_NUM_PRIMS_WRITTEN, streamout->written);
	render_count(render, GEN9_SO_PRIM_STORAGE_NEEDED, streamout->needed);
}
