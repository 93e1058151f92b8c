/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The GGTT of the software GPU. Each owner has a table of its own: of the entries that the client
 * has given to the owner. So an engine that runs work of an owner reaches no page of another.
 *
 * With SOFTGPU_LIKE_HARDWARE there is one table for all, and an engine reaches all of it.
 */
#ifndef SOFTGPU_SGPU_GGTT_H
#define SOFTGPU_SGPU_GGTT_H

#include "port.h"

/*
 * The range that clients may use: 64 parts of 63 MiB. What lies below and behind is absent, so that
 * neither address 0 nor an address that wraps names a page.
 */
#define SGPU_GGTT_FIRST		4096u
#define SGPU_GGTT_PAGES		(64u * 16128u)

#define SGPU_GGTT_BUCKETS	64u	/* hash chains of owners; a power of two */

/**
 * struct sgpu_ggtt - Entries of the GGTT.
 * @first: index of the first entry
 * @pages: number of entries
 * @entries: bus address of each page; 0: absent. Engines read them without a lock
 * @recorders: owners of the table whose stores are recorded (stores.h). Engines that use the table
 *	record stores then
 */
struct sgpu_ggtt {
	u32 first;
	u32 pages;
	u64 *entries;
	atomic64_t recorders;
};

/**
 * struct sgpu_owner - An owner.
 * @list: on &sgpu_ggtts.owners
 * @owner: its number
 * @part: its part of the GGTT. The entries are its own, or those of &sgpu_ggtts.all
 */
struct sgpu_owner {
	struct list_head list;
	u64 owner;
	struct sgpu_ggtt part;
};

/**
 * struct sgpu_ggtts - The GGTT, and all owners.
 * @lock: Protects the owners that the client has added: @owners. Lock order: inside
 *	&facet_sched.lock, &facet_vgpu.shadow_lock, &sgpu_remote.lock; shared by vGPUs; last leaf.
 * @owners: owners, by the low bits of their numbers
 * @all: the one table for all; without entries: each owner has a table of its own
 */
struct sgpu_ggtts {
	spinlock_t lock;
	struct list_head owners[SGPU_GGTT_BUCKETS];
	struct sgpu_ggtt all;
};

/**
 * sgpu_ggtts_init() - Make the GGTT, without owners.
 * @ggtts: the GGTT, zeroed
 * @one: one table for all
 *
 * Context: process context; takes no lock. May sleep for memory.
 * Return: 0; -ENOMEM: no memory; sgpu_ggtts_exit() is allowed.
 */
int sgpu_ggtts_init(struct sgpu_ggtts *ggtts, bool one);

/**
 * sgpu_ggtts_exit() - Free the GGTT.
 * @ggtts: the GGTT, without owners
 *
 * Context: process context; takes no lock. May sleep to free memory.
 */
void sgpu_ggtts_exit(struct sgpu_ggtts *ggtts);

/**
 * sgpu_ggtt_add() - Add an owner: &pgpu_ops.owner_add.
 * @ggtts: the list of owners
 * @owner: number of the owner, any value
 * @first: index of its first entry, any value
 * @pages: number of its entries, any value
 *
 * Context: process context, no spinlock held. Takes &sgpu_ggtts.lock. May sleep for memory.
 * Return: 0; -EINVAL: @owner is 0, or a part of the range is not the client's; -EEXIST: there is
 * such an owner; -ENOMEM: no memory.
 */
int sgpu_ggtt_add(struct sgpu_ggtts *ggtts, u64 owner, u32 first, u32 pages);

/**
 * sgpu_ggtt_del() - Forget an owner, and make its entries absent: &pgpu_ops.owner_del.
 * @ggtts: the list of owners
 * @owner: number of the owner; if it is unknown, nothing is done
 *
 * Context: process context, no spinlock held. Takes &sgpu_ggtts.lock. May sleep to free memory. No
 * work of the owner is queued.
 */
void sgpu_ggtt_del(struct sgpu_ggtts *ggtts, u64 owner);

/**
 * sgpu_ggtt_find() - Find the entries that an engine reaches while it runs work of an owner.
 * @ggtts: the list of owners
 * @owner: number of the owner, any value
 *
 * Context: any; takes &sgpu_ggtts.lock; does not sleep.
 * Return: the entries, valid until sgpu_ggtt_del(); NULL: there is no such owner.
 */
const struct sgpu_ggtt *sgpu_ggtt_find(struct sgpu_ggtts *ggtts, u64 owner);

/**
 * sgpu_ggtt_record() - Count an owner whose stores are recorded, or no longer.
 * @ggtts: the list of owners
 * @owner: number of the owner; if it is unknown, nothing is done
 * @on: true: one more; false: one less
 *
 * Context: any; takes &sgpu_ggtts.lock; does not sleep.
 */
void sgpu_ggtt_record(struct sgpu_ggtts *ggtts, u64 owner, bool on);

/**
 * sgpu_ggtt_write() - Write entries of an owner: &pgpu_ops.ggtt_write.
 * @ggtts: the list of owners
 * @owner: number of the owner; if it is unknown, nothing is done
 * @index: index of the first entry, any value
 * @bus: array of @n bus addresses, page aligned; 0: absent
 * @n: number of entries; those that are not the owner's are left out
 *
 * Context: any; takes &sgpu_ggtts.lock; does not sleep.
 */
void sgpu_ggtt_write(struct sgpu_ggtts *ggtts, u64 owner, u32 index, const u64 *bus, u32 n);

/**
 * sgpu_ggtt_bus() - Translate a GGTT address.
 * @ggtt: the entries that the engine reaches
 * @va: graphics address, any value
 *
 * Context: the engine's thread; takes no lock.
 * Return: bus address of its page; 0: the entry is absent, or out of reach.
 */
static inline u64 sgpu_ggtt_bus(const struct sgpu_ggtt *ggtt, u64 va)
{
	u64 index = (va >> PAGE_SHIFT) - ggtt->first;

	return port_index(&index, ggtt->pages) ? READ_ONCE(ggtt->entries[index]) : 0;
}

#endif
