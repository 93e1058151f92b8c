// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bytes of a migration (move_data.h). migration.c calls this file, with its lock held. Nothing
 * here is trusted: a part is taken when its length is known to be small enough, and used when it is
 * complete.
 */
#include "model/move_data.h"

#include "model/migration.h"
#include "model/traits.h"

#define ROOM_MIN	4096u

/* Magic numbers, little-endian: "FACTMOVE" and "FACTDATA". */
#define HEAD_MAGIC	0x45564f4d54434146ull
#define DATA_MAGIC	0x4154414454434146ull

#define HEAD_BYTES	16u	/* magic, length of the traits, 0 */
#define DATA_BYTES	24u	/* magic, length of the description, 0, digest */

/* FNV-1a over words: a change of one word always changes the result. Source: Fowler, Noll, Vo. */
#define DIGEST_START	0xcbf29ce484222325ull
#define DIGEST_PRIME	0x100000001b3ull

/* --- buffers -------------------------------------------------------------------------------- */

static void release(struct move_buffer *buffer)
{
	if (buffer->data)
		port_free_zeroed(buffer->data, buffer->room);
}

/* Make room for @len more bytes. */
static int grow(struct move_buffer *buffer, size_t len)
{
	const size_t most = FACET_MIGRATION_MAX + HEAD_BYTES + DATA_BYTES + FACET_TRAITS_MAX;
	struct move_buffer larger = { .used = buffer->used };

	if (len > most - buffer->used)
		return -E2BIG;
	larger.room = max_t(size_t, roundup_pow_of_two(buffer->used + len), ROOM_MIN);
	larger.data = port_zalloc(larger.room);
	if (!larger.data)
		return -ENOMEM;
	if (buffer->used)
		memcpy(larger.data, buffer->data, buffer->used);
	release(buffer);
	*buffer = larger;
	return 0;
}

int move_buffer_put(struct move_buffer *buffer, const void *data, size_t len)
{
	int ret = len > buffer->room - buffer->used ? grow(buffer, len) : 0;

	if (ret || !len)
		return ret;
	memcpy(buffer->data + buffer->used, data, len);
	buffer->used += len;
	return 0;
}

void move_buffer_end(struct move_buffer *buffer)
{
	release(buffer);
	*buffer = (struct move_buffer){ .data = NULL };
}

/* --- writing -------------------------------------------------------------------------------- */

static u64 digest_of(const u8 *data, size_t len)
{
	u64 digest = (DIGEST_START ^ len) * DIGEST_PRIME;
	u8 rest[sizeof(u64)] = { 0 };

	for (; len >= sizeof(u64); data += sizeof(u64), len -= sizeof(u64))
		digest = (digest ^ get_unaligned_le64(data)) * DIGEST_PRIME;
	memcpy(rest, data, len);
	return (digest ^ get_unaligned_le64(rest)) * DIGEST_PRIME;
}

int move_put_head(struct move_buffer *out, const char *text, u32 len)
{
	u8 head[HEAD_BYTES] = { 0 };
	int ret;

	put_unaligned_le64(HEAD_MAGIC, head);
	put_unaligned_le32(len, head + 8);
	ret = move_buffer_put(out, head, sizeof(head));
	return ret ? ret : move_buffer_put(out, text, len);
}

int move_put_description(struct move_buffer *out, const struct move_buffer *description)
{
	u8 head[DATA_BYTES] = { 0 };
	int ret;

	put_unaligned_le64(DATA_MAGIC, head);
	put_unaligned_le32(description->used, head + 8);
	put_unaligned_le64(digest_of(description->data, description->used), head + 16);
	ret = move_buffer_put(out, head, sizeof(head));
	return ret ? ret : move_buffer_put(out, description->data, description->used);
}

/* --- parsing -------------------------------------------------------------------------------- */

/* Read the head of a part: a magic number, and a length that is at most @most. */
static bool head_valid(const u8 *head, u64 magic, u32 most, u32 *len)
{
	bool other = get_unaligned_le64(head) != magic || get_unaligned_le32(head + 12);

	*len = get_unaligned_le32(head + 8);
	return !port_check(MOVE_MAGIC, other) && !port_check(MOVE_LENGTH, !*len || *len > most);
}

static int take_head(struct move_parser *p, const struct move_parser_ops *ops, void *owner)
{
	u32 len;

	if (!head_valid(p->part.data, HEAD_MAGIC, FACET_TRAITS_MAX, &len)) {
		ops->wrong(owner, "the data are not of a vGPU");
		return -EINVAL;
	}
	p->wanted = len;
	return 0;
}

static int take_traits(struct move_parser *p, const struct move_parser_ops *ops, void *owner)
{
	int ret = ops->traits(owner, (const char *)p->part.data, p->part.used);

	p->wanted = DATA_BYTES;
	return ret;
}

static int take_data_head(struct move_parser *p, const struct move_parser_ops *ops, void *owner)
{
	u32 len;

	if (!head_valid(p->part.data, DATA_MAGIC, FACET_MIGRATION_MAX, &len)) {
		ops->wrong(owner, "the head of the description is damaged");
		return -EINVAL;
	}
	p->digest = get_unaligned_le64(p->part.data + 16);
	p->wanted = len;
	return 0;
}

static int take_description(struct move_parser *p, const struct move_parser_ops *ops, void *owner)
{
	p->wanted = 0;
	if (port_check(MOVE_DIGEST, digest_of(p->part.data, p->part.used) != p->digest)) {
		ops->wrong(owner, "the description is damaged");
		return -EINVAL;
	}
	return ops->description(owner, p->part.data, p->part.used);
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
	int ret = stages[p->stage++](p, ops, owner);

	move_buffer_end(&p->part);
	return ret;
}

int move_parser_take(struct move_parser *p, const struct move_parser_ops *ops, void *owner,
		     const void *buf, size_t len)
{
	const u8 *at = buf;
	int ret = 0;

	if (!p->stage && !p->wanted)
		p->wanted = HEAD_BYTES;
	while (!ret && len) {
		size_t n = min(len, p->wanted - p->part.used);

		if (port_check(MOVE_END, move_parser_done(p))) {
			ops->wrong(owner, "bytes follow the end of the data");
			return -EINVAL;
		}
		ret = move_buffer_put(&p->part, at, n);
		at += n;
		len -= n;
		if (!ret && p->part.used == p->wanted)
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
	move_buffer_end(&p->part);
	*p = (struct move_parser){ .stage = 0 };
}
