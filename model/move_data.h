/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes of a migration: a buffer that leaves nothing behind, and a parser that takes bytes in
 * pieces of any size. docs/dev/migration.md has the format.
 */
#ifndef FACET_MOVE_DATA_H
#define FACET_MOVE_DATA_H

#include "port.h"

/**
 * struct move_buffer - Bytes of a guest. All members are 0 at first.
 * @data: the bytes
 * @used: bytes that are there
 * @room: bytes that @data has room for
 */
struct move_buffer {
	u8 *data;
	size_t used;
	size_t room;
};

/**
 * move_buffer_put() - Append bytes.
 * @buffer: the buffer; unchanged after an error
 * @data: @len bytes
 * @len: any number
 *
 * Context: process context; may sleep for memory, which is charged to the calling thread.
 * Return: 0; -ENOMEM: no memory; -E2BIG: more than FACET_MIGRATION_MAX bytes and heads.
 */
int move_buffer_put(struct move_buffer *buffer, const void *data, size_t len);

/**
 * move_buffer_end() - Zero and free a buffer. It is empty then.
 * @buffer: the buffer
 *
 * Context: process context; may sleep.
 */
void move_buffer_end(struct move_buffer *buffer);

/**
 * move_put_head() - Append the head with the traits of a vGPU.
 * @out: gets the head
 * @text: @len bytes of traits
 * @len: at most FACET_TRAITS_MAX
 *
 * Context: as move_buffer_put().
 * Return: as move_buffer_put().
 */
int move_put_head(struct move_buffer *out, const char *text, u32 len);

/**
 * move_put_description() - Append the description of a vGPU, with its length and its digest.
 * @out: gets all that
 * @description: the description
 *
 * Context: as move_buffer_put().
 * Return: as move_buffer_put().
 */
int move_put_description(struct move_buffer *out, const struct move_buffer *description);

/**
 * struct move_parser_ops - What becomes of parts that have arrived.
 * @traits: take the traits: @len bytes, not trusted. An errno refuses the data
 * @description: take the description, whose digest is right: @len bytes, not trusted. An errno
 *	refuses the data
 * @wrong: say why the data are no data of a migration. @reason is one line
 */
struct move_parser_ops {
	int (*traits)(void *owner, const char *text, size_t len);
	int (*description)(void *owner, const void *data, size_t len);
	void (*wrong)(void *owner, const char *reason);
};

/**
 * struct move_parser - Data that arrive. All members are 0 at first.
 * @stage: which part arrives: an index into the parser's table
 * @part: bytes of that part so far
 * @wanted: bytes of that part; 0: none has arrived
 * @digest: of the description, as its head says
 */
struct move_parser {
	u32 stage;
	struct move_buffer part;
	size_t wanted;
	u64 digest;
};

/**
 * move_parser_take() - Take the next bytes.
 * @parser: the data so far
 * @ops: what becomes of parts
 * @owner: first argument of each op
 * @buf: @len bytes, not trusted
 * @len: any number
 *
 * Context: process context; may sleep for memory. Calls @ops.
 * Return: 0; -EINVAL: these are not data of a migration, or they are damaged, or bytes follow the
 * end; -ENOMEM: no memory; else the errno of an op.
 */
int move_parser_take(struct move_parser *parser, const struct move_parser_ops *ops, void *owner,
		     const void *buf, size_t len);

/**
 * move_parser_done() - Tell whether all data have arrived.
 * @parser: the data
 *
 * Context: any; takes no lock.
 * Return: true: the description was taken.
 */
bool move_parser_done(const struct move_parser *parser);

/**
 * move_parser_end() - Drop all data. The parser is as at first.
 * @parser: the data
 *
 * Context: process context; may sleep.
 */
void move_parser_end(struct move_parser *parser);

#endif
