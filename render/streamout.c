// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streamout (streamout.h). The front half of a draw calls this file in the engine's thread. Takes
 * no lock.
 */
#include "render/streamout.h"
#include "render/assembly.h"
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

static void stream_begin(struct render *render, u32 number, struct render_so_stream *stream)
{
	static const u32 counts[GEN9_SO_STREAMS] = {
		GEN9_SO_DECL_COUNT_0, GEN9_SO_DECL_COUNT_1, GEN9_SO_DECL_COUNT_2,
		GEN9_SO_DECL_COUNT_3,
	};
	static const u32 offsets[GEN9_SO_STREAMS] = {
		GEN9_SO_READ_OFFSET_0, GEN9_SO_READ_OFFSET_1, GEN9_SO_READ_OFFSET_2,
		GEN9_SO_READ_OFFSET_3,
	};
	const u32 *list = render_packet(render, GEN9_OP_SO_DECL_LIST);
	u32 i, dw;

	stream->base = gen9_field(render_packet(render, GEN9_OP_STREAMOUT), offsets[number]) *
		       GEN9_URB_READ_UNIT_DWORDS;
	stream->decls = min(gen9_field(list, counts[number]), GEN9_SO_DECLS);
	for (i = 0; i < stream->decls; i++) {
		dw = list[GEN9_SO_DECL_FIRST + i * GEN9_SO_DECL_STEP + number / 2];
		stream->decl[i] = number & 1 ? dw >> GEN9_SO_DECL_BITS : dw;
		stream->buffers |= 1u << gen9_field(&stream->decl[i], GEN9_SO_DECL_BUFFER);
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
	u32 i;

	memset(streamout, 0, sizeof(*streamout));
	streamout->render = render;
	streamout->enabled = gen9_field(packet, GEN9_SO_ENABLE);
	streamout->rendered = (1u << GEN9_SO_STREAMS) - 1;
	if (!streamout->enabled)
		return;
	streamout->rendered = gen9_field(packet, GEN9_SO_RENDERING_DISABLE) ?
			      0 : 1u << gen9_field(packet, GEN9_SO_RENDER_STREAM);
	streamout->trailing = gen9_field(packet, GEN9_SO_REORDER_TRAILING);
	streamout->vue_dwords = vue_dwords;
	for (i = 0; i < GEN9_SO_STREAMS; i++)
		stream_begin(render, i, &streamout->stream[i]);
	buffers_begin(render, streamout);
}

/* Test if @vertices more fit into all of @buffers. */
static bool has_room(const struct render_streamout *streamout, u32 buffers, u32 vertices)
{
	const struct render_so_buffer_state *buffer;
	u32 i;

	for (i = 0; i < GEN9_SO_BUFFERS; i++) {
		buffer = &streamout->buffer[i];
		if (buffers >> i & 1 &&
		    buffer->offset + (u64)vertices * buffer->pitch > buffer->size)
			return false;
	}
	return true;
}

/* Write the components of a declaration. @at: the next byte of its buffer, behind the last. */
static u32 write_decl(const struct render_streamout *streamout, u32 base, const u32 *decl,
		      const u32 *vue, u32 at)
{
	const struct render_so_buffer_state *buffer =
		&streamout->buffer[gen9_field(decl, GEN9_SO_DECL_BUFFER)];
	u32 mask = gen9_field(decl, GEN9_SO_DECL_MASK), c, d, value;

	for (c = 0; c < GEN9_SO_REGISTER_DWORDS; c++) {
		if (!(mask >> c & 1))
			continue;
		d = base + gen9_field(decl, GEN9_SO_DECL_REGISTER) *
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

static void write_vertex(struct render_streamout *streamout, const struct render_so_stream *stream,
			 const u32 *vue)
{
	u32 at[GEN9_SO_BUFFERS], i;

	for (i = 0; i < GEN9_SO_BUFFERS; i++)
		at[i] = streamout->buffer[i].offset;
	for (i = 0; i < stream->decls; i++) {
		u32 *place = &at[gen9_field(&stream->decl[i], GEN9_SO_DECL_BUFFER)];

		*place = write_decl(streamout, stream->base, &stream->decl[i], vue, *place);
	}
	for (i = 0; i < GEN9_SO_BUFFERS; i++) {
		if (stream->buffers >> i & 1)
			streamout->buffer[i].offset += streamout->buffer[i].pitch;
	}
}

void render_streamout_object(struct render_streamout *streamout,
			     const struct render_object *object)
{
	struct render_so_stream *stream = &streamout->stream[object->stream % GEN9_SO_STREAMS];
	const u8 *order = render_object_order(object, streamout->trailing);
	u32 n = render_object_vertices(object), i;

	stream->needed++;
	if (!has_room(streamout, stream->buffers, n))
		return;
	for (i = 0; i < n; i++)
		write_vertex(streamout, stream, object->v[order[i]]);
	stream->written++;
}

/* Store the offset behind the last vertex of a buffer. */
static void store_offset(const struct render_streamout *streamout, u32 i)
{
	struct render *render = streamout->render;
	const u32 *dw = render_so_buffer(render, i);

	render->ops->reg_write(render->host, GEN9_SO_WRITE_OFFSET + i * sizeof(u32),
			       streamout->buffer[i].offset);
	if (gen9_field(dw, GEN9_SO_BUFFER_OFFSET_ENABLE))
		sample_window_write(render->windows,
				    render_address(dw, GEN9_SO_BUFFER_OFFSET_ADDRESS,
						   GEN9_SO_ADDRESS_MASK),
				    &streamout->buffer[i].offset, sizeof(u32));
}

void render_streamout_end(const struct render_streamout *streamout)
{
	struct render *render = streamout->render;
	const struct render_so_stream *stream;
	u32 buffers = 0, i;

	if (!streamout->enabled)
		return;
	for (i = 0; i < GEN9_SO_STREAMS; i++)
		buffers |= streamout->stream[i].buffers;
	for (i = 0; i < GEN9_SO_BUFFERS; i++) {
		if (buffers >> i & 1)
			store_offset(streamout, i);
	}
	if (!gen9_field(render_packet(render, GEN9_OP_STREAMOUT), GEN9_SO_STATISTICS))
		return;
	for (i = 0; i < GEN9_SO_STREAMS; i++) {
		stream = &streamout->stream[i];
		render_count(render, GEN9_SO_NUM_PRIMS_WRITTEN + i * sizeof(u64), stream->written);
		render_count(render, GEN9_SO_PRIM_STORAGE_NEEDED + i * sizeof(u64), stream->needed);
	}
}
