// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts by a key that the guest chooses. One thread at a time writes a table, and no entry is ever
 * removed. So other threads read the table without a lock.
 *
 * The trap path (mmio_lock held) counts registers. The worker counts commands and the registers
 * that they name. Each has a table of its own. Front ends read the tables. Takes no lock.
 */
#include "device/denied.h"

#include "device/device.h"
#include "gen9/commands.h"

#define BUCKET_BITS	9u			/* at least twice the entries */
#define BUCKETS		(1u << BUCKET_BITS)
#define GOLDEN_RATIO	0x9e3779b1u
#define COUNTS		((u32)GEN9_ENGINES)	/* an access has fewer: read and write */

enum { COUNT_READS, COUNT_WRITES };

/**
 * struct tally_entry - A key and its counts.
 * @key: the key
 * @count: counts, by COUNT_READS and COUNT_WRITES or by enum gen9_engine
 */
struct tally_entry {
	u32 key;
	u32 count[COUNTS];
};

/**
 * struct tally - Counts by key.
 * @used: entries in use
 * @entries: entries in the order of their first count; the last one counts all keys without room
 * @buckets: open hash over @entries: number of the entry, plus one
 */
struct tally {
	u32 used;
	struct tally_entry entries[FACET_DENIED_MAX + 1];
	u16 buckets[BUCKETS];
};

/**
 * struct facet_denied - The counts of one vGPU.
 * @unlisted: register accesses by offset; the trap path alone writes them
 * @ignored: register accesses of commands by offset; the worker alone writes them
 * @refused: commands by opcode, counted by engine; the worker alone writes them
 */
struct facet_denied {
	struct tally unlisted;
	struct tally ignored;
	struct tally refused;
};

/* Return the entry of a key, and make it if there is room; else return the entry for all others. */
static struct tally_entry *tally_entry(struct tally *tally, u32 key)
{
	u32 bucket = key * GOLDEN_RATIO >> (32 - BUCKET_BITS);
	struct tally_entry *entry;

	for (;; bucket++) {
		u16 *slot = &tally->buckets[bucket & (BUCKETS - 1)];

		if (!*slot) {
			entry = &tally->entries[tally->used];
			if (port_check(DENIED_MAX, tally->used == FACET_DENIED_MAX))
				return entry;
			WRITE_ONCE(entry->key, key);
			/* Pairs with tally_size(): the entry is written before the number. */
			smp_store_release(&tally->used, tally->used + 1);
			*slot = tally->used;
			return entry;
		}
		entry = &tally->entries[*slot - 1];
		if (entry->key == key)
			return entry;
	}
}

static void tally_add(struct tally *tally, u32 key, u32 kind)
{
	u32 *count = &tally_entry(tally, key)->count[kind];

	WRITE_ONCE(*count, facet_denied_next(*count));
}

/* Return the number of entries. The entry for all others counts if it is in use. */
static u32 tally_size(const struct tally *tally)
{
	/* Pairs with tally_entry(). */
	u32 used = smp_load_acquire(&tally->used);
	u32 kind;

	if (used < FACET_DENIED_MAX)
		return used;
	for (kind = 0; kind < COUNTS; kind++)
		if (READ_ONCE(tally->entries[used].count[kind]))
			return used + 1;
	return used;
}

void facet_denied_access(struct facet_device *dev, u32 offset, bool write)
{
	lockdep_assert_held(&dev->mmio_lock);
	tally_add(&dev->denied->unlisted, offset, write ? COUNT_WRITES : COUNT_READS);
}

void facet_denied_command(struct facet_device *dev, u32 reg, bool write)
{
	tally_add(&dev->denied->ignored, reg, write ? COUNT_WRITES : COUNT_READS);
}

static u32 copy_accesses(const struct tally *tally, struct facet_unlisted *out, u32 n)
{
	u32 size = tally_size(tally);
	u32 i;

	for (i = 0; i < size && i < n; i++) {
		const struct tally_entry *entry = &tally->entries[i];

		out[i].offset = READ_ONCE(entry->key);
		out[i].reads = READ_ONCE(entry->count[COUNT_READS]);
		out[i].writes = READ_ONCE(entry->count[COUNT_WRITES]);
	}
	return size;
}

u32 facet_denied_unlisted(const struct facet_device *dev, struct facet_unlisted *out, u32 n)
{
	return copy_accesses(&dev->denied->unlisted, out, n);
}

u32 facet_denied_ignored(const struct facet_device *dev, struct facet_unlisted *out, u32 n)
{
	return copy_accesses(&dev->denied->ignored, out, n);
}

void facet_denied_refusal(struct facet_device *dev, u32 engine, u32 dw0)
{
	tally_add(&dev->denied->refused, gen9_cmd_opcode(dw0), engine);
}

u32 facet_denied_refused(const struct facet_device *dev, struct facet_refused *out, u32 n)
{
	const struct tally *tally = &dev->denied->refused;
	u32 size = tally_size(tally);
	u32 i, engine;

	for (i = 0; i < size && i < n; i++) {
		out[i].opcode = READ_ONCE(tally->entries[i].key);
		for (engine = 0; engine < GEN9_ENGINES; engine++)
			out[i].count[engine] = READ_ONCE(tally->entries[i].count[engine]);
	}
	return size;
}

int facet_denied_create(struct facet_device *dev)
{
	struct facet_denied *denied = port_zalloc(sizeof(*denied));

	if (!denied)
		return -ENOMEM;
	denied->unlisted.entries[FACET_DENIED_MAX].key = FACET_DENIED_OTHERS;
	denied->ignored.entries[FACET_DENIED_MAX].key = FACET_DENIED_OTHERS;
	denied->refused.entries[FACET_DENIED_MAX].key = FACET_DENIED_OTHERS;
	dev->denied = denied;
	return 0;
}

void facet_denied_destroy(struct facet_device *dev)
{
	port_free(dev->denied);
	dev->denied = NULL;
}
