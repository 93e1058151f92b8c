// SPDX-License-Identifier: GPL-2.0-only
/* Moves vGPUs; see mover.h. */
#include "mover.h"

#include "model/model.h"

/* FNV-1a. Source: Fowler, Noll, Vo. Written out anew, as docs/dev/migration.md says. */
#define FNV_START	14695981039346656037ull
#define FNV_PRIME	1099511628211ull

static void note_reason(void *host, const char *text)
{
	struct mover *mover = host;

	snprintf(mover->reason, sizeof(mover->reason), "%s", text);
	mover->reasons++;
}

static u32 pins(void *host)
{
	const struct mover *mover = host;

	return mover->pins;
}

static bool may_pin(void *host, u32 pages)
{
	const struct mover *mover = host;

	return !mover->most_pins || pages <= mover->most_pins;
}

static const struct facet_migration_ops mover_ops = {
	.reason = note_reason, .pins = pins, .may_pin = may_pin,
};

void mover_init(struct mover *mover, struct facet_instance *instance)
{
	*mover = (struct mover){ .instance = instance };
	if (facet_migration_create(instance, &mover_ops, mover, &mover->m))
		abort();
}

void mover_exit(struct mover *mover)
{
	facet_migration_destroy(mover->m);
	free(mover->data);
}

int mover_go(struct mover *mover, enum facet_migration_state to)
{
	return facet_migration_go(mover->m, to);
}

static void make_room(struct mover *mover, size_t more)
{
	u8 *data;

	if (mover->room - mover->len >= more)
		return;
	mover->room = 2 * (mover->len + more);
	data = realloc(mover->data, mover->room);
	if (!data)
		abort();
	mover->data = data;
}

int mover_read(struct mover *mover, size_t piece)
{
	ssize_t n;

	do {
		make_room(mover, piece);
		n = facet_migration_read(mover->m, mover->data + mover->len, piece);
		if (n > 0)
			mover->len += n;
	} while (n > 0);
	return n;
}

int mover_write(struct mover *mover, const void *data, size_t len, size_t piece)
{
	const u8 *from = data;
	int ret = 0;

	for (; !ret && len; from += piece, len -= piece) {
		u8 *alone;

		piece = min(piece, len);
		alone = malloc(piece);
		if (!alone)
			abort();
		memcpy(alone, from, piece);
		ret = facet_migration_write(mover->m, alone, piece);
		free(alone);
	}
	return ret;
}

bool mover_parts(u8 *data, size_t len, struct mover_parts *parts)
{
	size_t heads = MOVER_HEAD + MOVER_DATA;

	if (len < heads)
		return false;
	parts->traits = data + MOVER_HEAD;
	parts->n_traits = get_unaligned_le32(data + sizeof(u64));
	if (parts->n_traits > len - heads)
		return false;
	parts->description = parts->traits + parts->n_traits + MOVER_DATA;
	parts->len = get_unaligned_le32(parts->description - MOVER_DATA + sizeof(u64));
	return parts->len <= len - heads - parts->n_traits;
}

static u64 fnv(u64 digest, u64 word)
{
	digest = (digest ^ word) * FNV_PRIME;
	return digest ^ digest >> 32;
}

void mover_seal(const struct mover_parts *parts)
{
	const size_t n_heads = MOVER_HEAD + parts->n_traits, n = n_heads + parts->len;
	u64 digest = FNV_START, word;
	u8 *all = calloc(1, n + sizeof(word));
	size_t at;

	if (!all)
		abort();
	memcpy(all, parts->traits - MOVER_HEAD, n_heads);
	memcpy(all + n_heads, parts->description, parts->len);
	/* The rest of less than 8 bytes counts also if it has none. */
	for (at = 0; at <= n; at += sizeof(word)) {
		memcpy(&word, all + at, sizeof(word));
		digest = fnv(digest, word);
	}
	free(all);
	digest = fnv(digest, get_unaligned_le32(parts->description - MOVER_DATA + MOVER_PINS));
	put_unaligned_le64(fnv(digest, n), parts->description - sizeof(digest));
}

u64 mover_bound(const struct mover *mover)
{
	return mover->instance->model->state_max(mover->instance->type);
}
