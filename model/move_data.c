// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bytes of a migration (move_data.h). migration.c calls this file, with its lock held. Nothing
 * here is trusted: a part is taken when its length is known to be small enough, and used when it is
 * complete.
 */
#include "model/move_data.h"

#include "device/state_walk.h"
#include "model/traits.h"

#define CHUNK		65536u	/* bytes of a chunk */

/* Magic numbers, little-endian: "FACTMOVE" and "FACTDATA". */
#define HEAD_MAGIC	0x45564f4d54434146ull
#define DATA_MAGIC	0x4154414454434146ull

#define FORMAT		1u	/* of all data but the description: changes with them */
#define HEAD_FORMAT	12u	/* offset of that number in the head */

#define DATA_BYTES	24u	/* magic, length of the description, pins, digest */
#define DATA_PINS	12u	/* offset of the number of pins */
#define DATA_DIGEST	16u	/* offset of the digest */
#define PART_LENGTH	8u	/* offset of the length in the head of either part */

/*
 * FNV-1a over words (Source: Fowler, Noll, Vo): a change of one word always changes the result. The
 * upper half is folded in, since the top bits of two words would cancel out each other.
 */
#define DIGEST_START	0xcbf29ce484222325ull
#define DIGEST_PRIME	0x100000001b3ull
#define DIGEST_FOLD	32u
#define DIGEST_STEP	(1u << 20)	/* bytes without a chance for others to run */

/* --- digest --------------------------------------------------------------------------------- */

static void digest_value(struct move_digest *digest, u64 value)
{
	digest->value = (digest->value ^ value) * DIGEST_PRIME;
	digest->value ^= digest->value >> DIGEST_FOLD;
}

static void digest_word(struct move_digest *digest, const u8 *word)
{
	digest_value(digest, get_unaligned_le64(word));
}

static struct move_digest digest_begin(void)
{
	return (struct move_digest){ .value = DIGEST_START };
}

static void digest_put(struct move_digest *digest, const u8 *data, size_t len)
{
	while (len) {
		size_t at = digest->len % sizeof(u64);
		size_t n = min(len, sizeof(u64) - at);

		if (n == sizeof(u64)) {
			digest_word(digest, data);
		} else {
			memcpy(digest->word + at, data, n);
			if (at + n == sizeof(u64)) {
				digest_word(digest, digest->word);
				memset(digest->word, 0, sizeof(digest->word));
			}
		}
		digest->len += n;
		data += n;
		len -= n;
	}
}

/* The rest is padded with zeroes. Behind it come the number of pins and the length. */
static u64 digest_end(struct move_digest *digest, u32 pins)
{
	digest_word(digest, digest->word);
	digest_value(digest, pins);
	digest_value(digest, digest->len);
	return digest->value;
}

/* --- streams -------------------------------------------------------------------------------- */

/* Return the bytes of a chunk from @at on, of @len that are asked for. */
static size_t in_chunk(size_t at, size_t len)
{
	return min_t(size_t, len, CHUNK - at % CHUNK);
}

/* Make the chunk with byte @at, and the array of chunks, unless they are there. */
static int make_chunk(struct move_stream *stream, size_t at)
{
	if (!stream->chunks)
		stream->chunks = port_calloc(DIV_ROUND_UP(stream->most, CHUNK),
					     sizeof(stream->chunks[0]));
	if (!stream->chunks)
		return -ENOMEM;
	if (!stream->chunks[at / CHUNK])
		stream->chunks[at / CHUNK] = port_zalloc(CHUNK);
	return stream->chunks[at / CHUNK] ? 0 : -ENOMEM;
}

/* Write bytes into chunks that are there. */
static void overwrite(struct move_stream *stream, size_t at, const u8 *data, size_t len)
{
	while (len) {
		size_t n = in_chunk(at, len);

		memcpy(stream->chunks[at / CHUNK] + at % CHUNK, data, n);
		at += n;
		data += n;
		len -= n;
	}
}

/* Append bytes. After an error a part of them is there. */
static int append(struct move_stream *stream, const u8 *data, size_t len)
{
	if (len > stream->most - stream->used)
		return -E2BIG;
	while (len) {
		size_t n = in_chunk(stream->used, len);
		int ret = make_chunk(stream, stream->used);

		if (ret)
			return ret;
		overwrite(stream, stream->used, data, n);
		stream->used += n;
		data += n;
		len -= n;
	}
	return 0;
}

size_t move_stream_get(const struct move_stream *stream, size_t from, void *buf, size_t len)
{
	u8 *to = buf;

	len = min(len, stream->used - from);
	while (to < (u8 *)buf + len) {
		size_t n = in_chunk(from, (u8 *)buf + len - to);

		memcpy(to, stream->chunks[from / CHUNK] + from % CHUNK, n);
		from += n;
		to += n;
	}
	return len;
}

void move_stream_end(struct move_stream *stream)
{
	size_t i;

	for (i = 0; stream->chunks && i < DIV_ROUND_UP(stream->most, CHUNK); i++)
		port_free_zeroed(stream->chunks[i], CHUNK);
	port_free(stream->chunks);
	*stream = (struct move_stream){ .most = stream->most };
}

/* --- writing -------------------------------------------------------------------------------- */

size_t move_data_max(size_t description)
{
	return MOVE_HEAD_BYTES + FACET_TRAITS_MAX + DATA_BYTES + description;
}

int move_put_head(struct move_stream *out, const char *text, u32 len)
{
	u8 head[MOVE_HEAD_BYTES] = { 0 };
	int ret;

	put_unaligned_le64(HEAD_MAGIC, head);
	put_unaligned_le32(len, head + PART_LENGTH);
	put_unaligned_le32(FORMAT, head + HEAD_FORMAT);
	out->head = digest_begin();
	digest_put(&out->head, head, sizeof(head));
	digest_put(&out->head, (const u8 *)text, len);
	ret = append(out, head, sizeof(head));
	return ret ? ret : append(out, (const u8 *)text, len);
}

/**
 * struct description_sink - The sink of a save.
 * @out: gets the description
 * @left: bytes that it may still have
 * @digest: digest of all data so far
 */
struct description_sink {
	struct move_stream *out;
	size_t left;
	struct move_digest digest;
};

static int description_write(void *arg, const void *data, size_t len)
{
	struct description_sink *sink = arg;

	if (len > sink->left)
		return -E2BIG;
	sink->left -= len;
	digest_put(&sink->digest, data, len);
	return append(sink->out, data, len);
}

int move_put_description(struct move_stream *out, u32 pins,
			 int (*describe)(void *owner,
					 const struct facet_state_sink *sink),
			 void *owner)
{
	struct description_sink arg = {
		.out = out, .left = out->most - move_data_max(0), .digest = out->head,
	};
	const struct facet_state_sink sink = { .write = description_write, .arg = &arg };
	const size_t before = out->used;
	u8 head[DATA_BYTES] = { 0 };
	int ret = append(out, head, sizeof(head));

	if (!ret)
		ret = describe(owner, &sink);
	if (ret) {
		out->used = before;
		return ret;
	}
	put_unaligned_le64(DATA_MAGIC, head);
	put_unaligned_le32(out->used - before - DATA_BYTES, head + PART_LENGTH);
	put_unaligned_le32(pins, head + DATA_PINS);
	put_unaligned_le64(digest_end(&arg.digest, pins), head + DATA_DIGEST);
	overwrite(out, before, head, sizeof(head));
	return 0;
}

/* --- parsing -------------------------------------------------------------------------------- */

/* Read the head of a part: a magic number, and a length that is at most @most. */
static bool head_valid(const u8 *head, u64 magic, u32 most, u32 *len)
{
	*len = get_unaligned_le32(head + PART_LENGTH);
	return !port_check(MOVE_MAGIC, get_unaligned_le64(head) != magic) &&
	       !port_check(MOVE_LENGTH, !*len || *len > most);
}

bool move_data_pins(const u8 *data, size_t len, u32 most, u32 *pins)
{
	u32 description;

	if (len < DATA_BYTES || !head_valid(data, DATA_MAGIC, most, &description))
		return false;
	*pins = get_unaligned_le32(data + DATA_PINS);
	return true;
}

static int take_head(struct move_parser *p, const struct move_parser_ops *ops, void *owner)
{
	u32 len;

	if (!head_valid(p->part, HEAD_MAGIC, FACET_TRAITS_MAX, &len)) {
		ops->wrong(owner, "the data are not of a vGPU");
		return -EINVAL;
	}
	if (port_check(MOVE_MAGIC, get_unaligned_le32(p->part + HEAD_FORMAT) != FORMAT)) {
		ops->wrong(owner, "the data have a format that this version does not take");
		return -EINVAL;
	}
	p->digest = digest_begin();
	digest_put(&p->digest, p->part, p->used);
	p->wanted = len;
	return 0;
}

static int take_traits(struct move_parser *p, const struct move_parser_ops *ops, void *owner)
{
	int ret = ops->traits(owner, (const char *)p->part, p->used);

	digest_put(&p->digest, p->part, p->used);
	p->wanted = DATA_BYTES;
	return ret;
}

static int take_data_head(struct move_parser *p, const struct move_parser_ops *ops, void *owner)
{
	u32 len;

	if (!head_valid(p->part, DATA_MAGIC, p->most, &len)) {
		ops->wrong(owner, "the head of the description is damaged");
		return -EINVAL;
	}
	p->pins = get_unaligned_le32(p->part + DATA_PINS);
	p->claimed = get_unaligned_le64(p->part + DATA_DIGEST);
	p->wanted = len;
	return 0;
}

static int take_description(struct move_parser *p, const struct move_parser_ops *ops, void *owner)
{
	size_t at, n;

	p->wanted = 0;
	for (at = 0; at < p->used; at += n) {
		n = min_t(size_t, p->used - at, DIGEST_STEP);
		digest_put(&p->digest, p->part + at, n);
		cond_resched();
	}
	if (port_check(MOVE_DIGEST, digest_end(&p->digest, p->pins) != p->claimed)) {
		ops->wrong(owner, "the data are damaged");
		return -EINVAL;
	}
	return ops->description(owner, p->part, p->used, p->pins);
}

/* The parts, in their order. Each function sets how many bytes the next part has. */
static int (*const stages[])(struct move_parser *p, const struct move_parser_ops *ops,
			     void *owner) = {
	take_head,
	take_traits,
	take_data_head,
	take_description,
};

static int stage_ends(struct move_parser *p, const struct move_parser_ops *ops, void *owner)
{
	u8 *part = p->part;
	const size_t len = p->used;
	int ret = stages[p->stage++](p, ops, owner);

	port_free_zeroed(part, len);
	p->part = NULL;
	p->used = 0;
	return ret;
}

/* Take bytes of a part. Its length is known, and small enough. */
static int take_bytes(struct move_parser *p, const u8 *data, size_t len)
{
	if (!p->part)
		p->part = port_zalloc(p->wanted);
	if (!p->part)
		return -ENOMEM;
	memcpy(p->part + p->used, data, len);
	p->used += len;
	return 0;
}

int move_parser_take(struct move_parser *p, const struct move_parser_ops *ops, void *owner,
		     const void *buf, size_t len)
{
	const u8 *at = buf;
	int ret = 0;

	if (!p->stage && !p->wanted)
		p->wanted = MOVE_HEAD_BYTES;
	while (!ret && len) {
		const size_t n = min(len, p->wanted - p->used);

		if (port_check(MOVE_END, move_parser_done(p))) {
			ops->wrong(owner, "bytes follow the end of the data");
			return -EINVAL;
		}
		ret = take_bytes(p, at, n);
		at += n;
		len -= n;
		if (!ret && p->used == p->wanted)
			ret = stage_ends(p, ops, owner);
	}
	return ret;
}

bool move_parser_done(const struct move_parser *p)
{
	return p->stage == ARRAY_SIZE(stages);
}

void move_parser_end(struct move_parser *p)
{
	port_free_zeroed(p->part, p->wanted);
	*p = (struct move_parser){ .most = p->most };
}
