/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes of a migration: a stream that is written and read, and a parser that takes bytes in
 * pieces of any size. All memory is zeroed before it is freed. docs/dev/migration.md has the
 * format.
 */
#ifndef FACET_MOVE_DATA_H
#define FACET_MOVE_DATA_H

#include "port.h"

struct facet_state_sink;

#define MOVE_HEAD_BYTES	16u	/* of the head: magic number, length of the traits, format */

/**
 * struct move_digest - Digest of bytes that come in pieces.
 * @value: of the whole words so far
 * @len: number of bytes so far
 * @word: the bytes behind the last whole word, and zeroes
 */
struct move_digest {
	u64 value;
	u64 len;
	u8 word[sizeof(u64)];
};

/**
 * struct move_stream - Bytes of a guest, in chunks of one size. All members but @most are 0 at
 * first.
 * @most: most bytes that the stream takes: a move_data_max()
 * @chunks: array of pointers to chunks, with room for @most bytes; NULL: the stream is empty
 * @used: bytes that are there
 * @head: digest of the head with its traits
 */
struct move_stream {
	size_t most;
	u8 **chunks;
	size_t used;
	struct move_digest head;
};

/**
 * move_stream_get() - Copy bytes of a stream.
 * @stream: the stream
 * @from: number of bytes before the first one, at most @stream->used
 * @buf: gets the bytes
 * @len: room in @buf
 *
 * Context: any; takes no lock.
 * Return: the number of bytes, which is less than @len at the end.
 */
size_t move_stream_get(const struct move_stream *stream, size_t from, void *buf, size_t len);

/**
 * move_stream_end() - Zero and free the bytes. The stream is empty then.
 * @stream: the stream
 *
 * Context: process context; may sleep.
 */
void move_stream_end(struct move_stream *stream);

/**
 * move_put_head() - Append the head with the traits of a vGPU.
 * @out: gets the head
 * @text: @len bytes of traits
 * @len: at most FACET_TRAITS_MAX
 *
 * Context: process context; may sleep for memory, which is charged to the calling thread.
 * Return: 0; -ENOMEM: no memory; -E2BIG: more than @out->most bytes. After an error @out may have a
 * part of it.
 */
int move_put_head(struct move_stream *out, const char *text, u32 len);

/**
 * move_data_pins() - Read how many pages were pinned from the head of a description.
 * @data: @len bytes, which may be anything
 * @len: any number
 * @most: most bytes of the description
 * @pins: gets the number
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: @pins is set; false: @data does not begin with the head of a description.
 */
bool move_data_pins(const u8 *data, size_t len, u32 most, u32 *pins);

/**
 * move_put_description() - Append the description of a vGPU, with its length and its digest.
 * @out: gets all that; has the head
 * @pins: pages of guest memory that the vGPU has had pinned
 * @describe: write the description to a sink, in any pieces
 * @owner: first argument of @describe
 *
 * Context: as move_put_head(). Calls @describe once.
 * Return: as move_put_head(), or the errno of @describe. After an error @out is as before.
 */
int move_put_description(struct move_stream *out, u32 pins,
			 int (*describe)(void *owner,
					 const struct facet_state_sink *sink),
			 void *owner);

/**
 * move_data_max() - Return how many bytes the data of a migration have at most.
 * @description: most bytes of a description
 *
 * Context: any; takes no lock.
 * Return: bytes, with all heads.
 */
size_t move_data_max(size_t description);

/**
 * struct move_parser_ops - What becomes of parts that have arrived.
 * @traits: take the traits: @len bytes, not trusted. The digest is checked later. An errno refuses
 *	the data
 * @description: take the description: @len bytes, not trusted. All data have the digest that they
 *	name. @pins: pages that the source has had pinned, not trusted. An errno refuses the data
 * @wrong: say why the data are no data of a migration. @reason is one line
 */
struct move_parser_ops {
	int (*traits)(void *owner, const char *text, size_t len);
	int (*description)(void *owner, const void *data, size_t len, u32 pins);
	void (*wrong)(void *owner, const char *reason);
};

/**
 * struct move_parser - Data that arrive. All members but @most are 0 at first.
 * @most: most bytes of a description
 * @stage: which part arrives: an index into the parser's table
 * @part: @wanted bytes, of which @used have arrived; NULL: none has arrived
 * @used: bytes of that part so far
 * @wanted: bytes of that part; 0: no data have arrived
 * @pins: pages that the source has had pinned, as the head of the description says
 * @claimed: digest of all data, as that head says
 * @digest: of the parts that have arrived
 */
struct move_parser {
	size_t most;
	u32 stage;
	u8 *part;
	size_t used;
	size_t wanted;
	u32 pins;
	u64 claimed;
	struct move_digest digest;
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
