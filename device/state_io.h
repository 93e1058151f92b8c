/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes of a saved state: a buffer that grows, a reader that never leaves its input, and tables of
 * fields that both walk. All numbers are little-endian.
 */
#ifndef FACET_STATE_IO_H
#define FACET_STATE_IO_H

#include "port.h"

/* Largest record in bytes: twice the GGTT entries of the largest type. */
#define FACET_STATE_RECORD_MAX	(16u << 20)

/**
 * struct facet_state_writer - A record that is being written. All members are 0 at first.
 * @data: the bytes; the owner frees them by port_free_zeroed(), since they are a guest's
 * @used: bytes that are written
 * @room: bytes that @data has room for
 * @error: 0; -ENOMEM: no memory, or the record exceeds FACET_STATE_RECORD_MAX. Later bytes are
 *	dropped.
 */
struct facet_state_writer {
	u8 *data;
	size_t used;
	size_t room;
	int error;
};

/**
 * struct facet_state_reader - The unread rest of a record.
 * @at: next byte
 * @left: bytes from @at on
 * @failed: a caller asked for more bytes than were left
 */
struct facet_state_reader {
	const u8 *at;
	size_t left;
	bool failed;
};

/**
 * struct facet_state_field - A field of a record, and of the struct that it is copied from.
 * @name: name of both
 * @at: byte offset in the struct
 * @size: bytes of one value: 1, 2, 4 or 8
 * @count: number of values, one behind the other
 * @max: highest value that a restore accepts; 0: any
 */
struct facet_state_field {
	const char *name;
	u16 at;
	u8 size;
	u16 count;
	u64 max;
};

/* FACET_STATE_FIELD() - Describe a scalar. @max: highest value that a restore accepts; 0: any. */
#define FACET_STATE_FIELD(type, member, max)					\
	{ #member, offsetof(type, member), sizeof(((type *)0)->member), 1, max }

/*
 * FACET_STATE_ARRAY() - Describe an array of @element, or a struct that consists of @element alone.
 */
#define FACET_STATE_ARRAY(type, member, element, max)				\
	{ #member, offsetof(type, member), sizeof(element),			\
	  sizeof(((type *)0)->member) / (sizeof(element)), max }

/**
 * facet_state_put() - Append bytes to a record.
 * @out: the record; does nothing if @out->error is set
 * @data: @len bytes, at any alignment
 * @len: bytes, any number; 0: nothing happens
 *
 * Sets @out->error to -ENOMEM if there is no memory or the record exceeds FACET_STATE_RECORD_MAX.
 * Nothing is appended then, and earlier bytes stay. @out->data may move: pointers into it become
 * invalid.
 *
 * Context: process context, no spinlock held; may sleep for memory; takes no lock.
 */
void facet_state_put(struct facet_state_writer *out, const void *data, size_t len);

/**
 * facet_state_put32() - Append a 4-byte number to a record, little-endian.
 * @out: the record; errors as in facet_state_put()
 * @value: the number
 *
 * Context: process context, no spinlock held; may sleep for memory; takes no lock.
 */
void facet_state_put32(struct facet_state_writer *out, u32 value);

/**
 * facet_state_put64() - Append an 8-byte number to a record, little-endian.
 * @out: the record; errors as in facet_state_put()
 * @value: the number
 *
 * Context: process context, no spinlock held; may sleep for memory; takes no lock.
 */
void facet_state_put64(struct facet_state_writer *out, u64 value);

/**
 * facet_state_put_fields() - Append fields of a struct to a record.
 * @out: the record; errors as in facet_state_put()
 * @fields: array of @n fields
 * @n: number of fields
 * @from: the struct that @fields describes
 *
 * Each value takes &facet_state_field.size bytes, little-endian, without gaps.
 *
 * Context: process context, no spinlock held; may sleep for memory; takes no lock.
 */
void facet_state_put_fields(struct facet_state_writer *out, const struct facet_state_field *fields,
			    u32 n, const void *from);

/**
 * facet_state_take() - Read bytes of a record.
 * @in: the record; moves on by @len bytes
 * @len: bytes, any value
 *
 * Sets @in->failed if fewer than @len bytes are left. Then @in does not move.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: @len bytes inside the input, at any alignment, valid as long as the input; NULL: @in has
 * failed, now or before.
 */
const void *facet_state_take(struct facet_state_reader *in, size_t len);

/**
 * facet_state_take32() - Read a 4-byte number of a record.
 * @in: the record; moves and fails as in facet_state_take()
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the number; 0: it is 0, or @in has failed.
 */
u32 facet_state_take32(struct facet_state_reader *in);

/**
 * facet_state_take64() - Read an 8-byte number of a record.
 * @in: the record; moves and fails as in facet_state_take()
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the number; 0: it is 0, or @in has failed.
 */
u64 facet_state_take64(struct facet_state_reader *in);

/**
 * facet_state_take_fields() - Read fields of a record into a struct.
 * @in: the record; sets @in->failed if bytes are missing, not for a value that is too high
 * @fields: array of @n fields
 * @n: number of fields
 * @to: the struct that @fields describes
 *
 * Context: any; takes no lock; does not sleep.
 * Return: 0; -EINVAL: bytes are missing, @in had failed before, or a value is higher than
 * &facet_state_field.max. The values before the failed one are set in @to.
 */
int facet_state_take_fields(struct facet_state_reader *in, const struct facet_state_field *fields,
			    u32 n, void *to);

/**
 * facet_state_field_value() - Read one value of a field of a struct.
 * @field: the field
 * @i: index of the value, less than @field->count; not checked
 * @from: the struct that @field describes
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the value.
 */
u64 facet_state_field_value(const struct facet_state_field *field, u32 i, const void *from);

/**
 * facet_state_end() - Check that a record was read completely.
 * @in: the record; stays as it is
 *
 * Context: any; takes no lock; does not sleep.
 * Return: 0; -EINVAL: @in has failed, or bytes are left.
 */
int facet_state_end(const struct facet_state_reader *in);

#endif
