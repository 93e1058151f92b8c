/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes of a saved state: a buffer that grows, a reader that never leaves its
 * input, and tables of fields that both walk. All numbers are little-endian.
 */
#ifndef FACET_STATE_IO_H
#define FACET_STATE_IO_H

#include "port.h"

/* No record is larger: twice the GGTT entries of the largest type. */
#define FACET_STATE_RECORD_MAX	(16u << 20)

/**
 * struct facet_state_writer - A record being written. All zero to begin with.
 * @data: port_free() it at the end
 * @used: bytes
 * @room: bytes
 * @error: 0, or -ENOMEM: what follows is dropped
 */
struct facet_state_writer {
	u8 *data;
	size_t used;
	size_t room;
	int error;
};

/**
 * struct facet_state_reader - What is left of a record.
 * @at: next byte
 * @left: bytes
 * @failed: more was asked for than there was
 */
struct facet_state_reader {
	const u8 *at;
	size_t left;
	bool failed;
};

/**
 * struct facet_state_field - A field of a record, and of the struct that it comes from.
 * @name: of both
 * @at: byte in the struct
 * @size: bytes of an element: 1, 2, 4 or 8
 * @count: elements
 * @most: highest value that is not refused; 0: any
 */
struct facet_state_field {
	const char *name;
	u16 at;
	u8 size;
	u16 count;
	u64 most;
};

/** FACET_STATE_FIELD() - A scalar. @max: highest value, 0: any. */
#define FACET_STATE_FIELD(type, member, max)					\
	{ #member, offsetof(type, member), sizeof(((type *)0)->member), 1, max }

/** FACET_STATE_ARRAY() - An array of @element, or a struct made of them alone. */
#define FACET_STATE_ARRAY(type, member, element, max)				\
	{ #member, offsetof(type, member), sizeof(element),			\
	  sizeof(((type *)0)->member) / (sizeof(element)), max }

void facet_state_put(struct facet_state_writer *out, const void *data, size_t len);
void facet_state_put32(struct facet_state_writer *out, u32 value);
void facet_state_put64(struct facet_state_writer *out, u64 value);
/** facet_state_put_fields() - @from: the struct. */
void facet_state_put_fields(struct facet_state_writer *out, const struct facet_state_field *fields,
			    u32 n, const void *from);

/** facet_state_take() - The next @len bytes; NULL, and @in has failed, where they are missing. */
const void *facet_state_take(struct facet_state_reader *in, size_t len);
/* 0 where they are missing. */
u32 facet_state_take32(struct facet_state_reader *in);
u64 facet_state_take64(struct facet_state_reader *in);

/** facet_state_take_fields() - @to: the struct. Return: 0; -EINVAL: missing or out of range. */
int facet_state_take_fields(struct facet_state_reader *in, const struct facet_state_field *fields,
			    u32 n, void *to);

/** facet_state_field_value() - Element @i of a field of a struct. */
u64 facet_state_field_value(const struct facet_state_field *field, u32 i, const void *from);

/** facet_state_end() - 0 if all was there and nothing is left, else -EINVAL. */
int facet_state_end(const struct facet_state_reader *in);

#endif
