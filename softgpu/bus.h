/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bus map: which memory a bus address names. Two levels, so that a look-up
 * is two loads and needs no lock.
 */
#ifndef SOFTGPU_BUS_H
#define SOFTGPU_BUS_H

#include "port.h"

#define SGPU_BUS_LEAF_PAGES	4096u
#define SGPU_BUS_LEAVES		8192u
#define SGPU_BUS_PAGES		((u64)SGPU_BUS_LEAF_PAGES * SGPU_BUS_LEAVES)

/**
 * struct sgpu_bus - A map of up to 128 GiB.
 * @lock: serialises changes; look-ups take none
 * @leaves: arrays of slots: a page's address here, or (next free << 1 | 1), or 0
 * @next: lowest page never used
 * @free: first slot of the list of freed ones, 0: none
 */
struct sgpu_bus {
	struct mutex lock;
	u64 **leaves;
	u64 next;
	u64 free;
};

/* Page 0 is never given out: bus address 0 names nothing. */
int sgpu_bus_init(struct sgpu_bus *bus);
void sgpu_bus_exit(struct sgpu_bus *bus);

/** sgpu_bus_add() - Let a page in. May sleep. Return: 0; -ENOMEM; -ENOSPC when the map is full. */
int sgpu_bus_add(struct sgpu_bus *bus, void *page, u64 *addr);

/** sgpu_bus_remove() - Let it go; an address that names nothing is ignored. May sleep. */
void sgpu_bus_remove(struct sgpu_bus *bus, u64 addr);

/**
 * sgpu_bus_page() - The memory behind a bus address.
 * @bus: the map
 * @addr: any value; bits below the page are ignored
 *
 * Any context. Return: the page's first byte; NULL when it names nothing.
 */
static inline void *sgpu_bus_page(const struct sgpu_bus *bus, u64 addr)
{
	u64 index = addr >> PAGE_SHIFT;
	const u64 *leaf;
	u64 slot;

	if (unlikely(index >= SGPU_BUS_PAGES))
		return NULL;
	/* pairs with bus_grow() */
	leaf = smp_load_acquire(&bus->leaves[index / SGPU_BUS_LEAF_PAGES]);
	if (unlikely(!leaf))
		return NULL;
	slot = READ_ONCE(leaf[index % SGPU_BUS_LEAF_PAGES]);
	return unlikely(slot & 1) ? NULL : (void *)(uintptr_t)slot;
}

#endif
