// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes of a saved state (device/state_io.h). Called wherever a vGPU is saved or restored. Takes no
 * lock. The reader's input is not trusted: the reader checks each length and stays inside its
 * input.
 */
#include "device/state_io.h"

enum { STATE_ROOM_MIN = 4096 };

static bool writer_grow(struct facet_state_writer *out, size_t len)
{
	size_t room = out->room ? out->room : STATE_ROOM_MIN;
	u8 *data;

	if (len > FACET_STATE_RECORD_MAX - out->used)
		return false;
	while (room < out->used + len)
		room *= 2;
	data = port_zalloc(room);
	if (!data)
		return false;
	if (out->used)
		memcpy(data, out->data, out->used);
	port_free_zeroed(out->data, out->room);
	out->data = data;
	out->room = room;
	return true;
}

void facet_state_put(struct facet_state_writer *out, const void *data, size_t len)
{
	if (out->error || !len)
		return;
	if (len > out->room - out->used && !writer_grow(out, len)) {
		out->error = -ENOMEM;
		return;
	}
	memcpy(&out->data[out->used], data, len);
	out->used += len;
}

void facet_state_put32(struct facet_state_writer *out, u32 value)
{
	u8 bytes[sizeof(value)];

	put_unaligned_le32(value, bytes);
	facet_state_put(out, bytes, sizeof(bytes));
}

void facet_state_put64(struct facet_state_writer *out, u64 value)
{
	u8 bytes[sizeof(value)];

	put_unaligned_le64(value, bytes);
	facet_state_put(out, bytes, sizeof(bytes));
}

u64 facet_state_field_value(const struct facet_state_field *field, u32 i, const void *from)
{
	const u8 *at = (const u8 *)from + field->at + i * field->size;

	switch (field->size) {
	case sizeof(u8):
		return *at;
	case sizeof(u16):
		return *(const u16 *)at;
	case sizeof(u32):
		return *(const u32 *)at;
	default:
		return *(const u64 *)at;
	}
}

static void field_set(const struct facet_state_field *field, u32 i, void *to, u64 value)
{
	u8 *at = (u8 *)to + field->at + i * field->size;

	switch (field->size) {
	case sizeof(u8):
		*at = value;
		break;
	case sizeof(u16):
		*(u16 *)at = value;
		break;
	case sizeof(u32):
		*(u32 *)at = value;
		break;
	default:
		*(u64 *)at = value;
	}
}

void facet_state_put_fields(struct facet_state_writer *out, const struct facet_state_field *fields,
			    u32 n, const void *from)
{
	u8 bytes[sizeof(u64)];
	u32 f, i;

	for (f = 0; f < n; f++) {
		for (i = 0; i < fields[f].count; i++) {
			put_unaligned_le64(facet_state_field_value(&fields[f], i, from), bytes);
			facet_state_put(out, bytes, fields[f].size);
		}
	}
}

const void *facet_state_take(struct facet_state_reader *in, size_t len)
{
	const u8 *at = in->at;

	if (in->failed || port_check(STATE_END, len > in->left)) {
		in->failed = true;
		return NULL;
	}
	in->at += len;
	in->left -= len;
	return at;
}

u32 facet_state_take32(struct facet_state_reader *in)
{
	const void *at = facet_state_take(in, sizeof(u32));

	return at ? get_unaligned_le32(at) : 0;
}

u64 facet_state_take64(struct facet_state_reader *in)
{
	const void *at = facet_state_take(in, sizeof(u64));

	return at ? get_unaligned_le64(at) : 0;
}

int facet_state_take_fields(struct facet_state_reader *in, const struct facet_state_field *fields,
			    u32 n, void *to)
{
	u8 bytes[sizeof(u64)];
	const void *at;
	u64 value;
	u32 f, i;

	for (f = 0; f < n; f++) {
		for (i = 0; i < fields[f].count; i++) {
			at = facet_state_take(in, fields[f].size);
			if (!at)
				return -EINVAL;
			memset(bytes, 0, sizeof(bytes));
			memcpy(bytes, at, fields[f].size);
			value = get_unaligned_le64(bytes);
			if (port_check(STATE_MOST, fields[f].max && value > fields[f].max))
				return -EINVAL;
			field_set(&fields[f], i, to, value);
		}
	}
	return 0;
}

int facet_state_end(const struct facet_state_reader *in)
{
	return in->failed || port_check(STATE_REST, in->left) ? -EINVAL : 0;
}
