/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bus map: which memory a bus address names. Two levels, so that a look-up
 * is two loads and needs no lock.
 */
#ifndef SOFTGPU_BUS_H
#define SOFTGPU_BUS_H

#include "port.h"

#define SGPU_BUS_LEAF_PAGES	4096u
#define SGPU_BUS_LEAVES		12288u
#define SGPU_BUS_PAGES		((u64)SGPU_BUS_LEAF_PAGES * SGPU_BUS_LEAVES)

#define SGPU_BUS_BLOCK_PAGES	512u	/* what a large page-table entry spans */
#define SGPU_BUS_BLOCKS		32768u
#define SGPU_BUS_BUCKETS	8192u
#define SGPU_BUS_BUCKET_MOST	64u	/* blocks of one hash */
#define SGPU_BUS_FIRST_BLOCK	(SGPU_BUS_PAGES - (u64)SGPU_BUS_BLOCKS * SGPU_BUS_BLOCK_PAGES)

/* Pages that fit for certain: blocks are for frames alone, and a few frames may take them all. */
#define SGPU_BUS_CERTAIN	(SGPU_BUS_FIRST_BLOCK - 1)

/**
 * struct sgpu_bus_block - Addresses for the pages of one block of host frames.
 * @frames: first frame / SGPU_BUS_BLOCK_PAGES
 * @used: pages in it
 * @next: of the same hash, or the next free one; 0: none
 */
struct sgpu_bus_block {
	u64 frames;
	u32 used;
	u32 next;
};

/**
 * struct sgpu_bus - A map of up to 192 GiB. Its last 64 GiB are blocks, so that what is
 * contiguous in host memory is so here; the rest is for all else.
 * @lock: serialises changes; look-ups take none. Every vGPU's threads take it: a spinlock, held
 *	for one page and at most SGPU_BUS_BUCKET_MOST blocks of a hash
 * @leaves: arrays of slots: a page's address here, or (next free << 1 | 1), or 0
 * @blocks: by address; block 0 is not used
 * @buckets: first block by hash of its frames
 * @next_block: lowest block never used
 * @free_block: first of the list of freed ones, 0: none
 * @next: lowest page before the blocks never used
 * @free: first slot of the list of freed ones there, 0: none
 * @wanted: the slot without memory that was met last
 */
struct sgpu_bus {
	spinlock_t lock;
	u64 **leaves;
	struct sgpu_bus_block *blocks;
	u32 *buckets;
	u32 next_block;
	u32 free_block;
	u64 next;
	u64 free;
	u64 wanted;
};

/* Page 0 is never given out: bus address 0 names nothing. */
int sgpu_bus_init(struct sgpu_bus *bus);
void sgpu_bus_exit(struct sgpu_bus *bus);

/** sgpu_bus_add() - Let a page in. May sleep. Return: 0; -ENOMEM; -ENOSPC when the map is full. */
int sgpu_bus_add(struct sgpu_bus *bus, void *page, u64 *addr);

/**
 * sgpu_bus_add_frame() - The same for a host frame, at its own place: frames of one aligned
 * block get addresses in one aligned block, unless the frame is in the map already, or
 * there is no block left, or none of its hash.
 */
int sgpu_bus_add_frame(struct sgpu_bus *bus, u64 frame, u64 *addr);

/** sgpu_bus_remove() - Let it go; an address that names nothing is ignored. Any context. */
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

	if (unlikely(!port_index(&index, SGPU_BUS_PAGES)))
		return NULL;
	/* pairs with bus_grow() */
	leaf = smp_load_acquire(&bus->leaves[index / SGPU_BUS_LEAF_PAGES]);
	if (unlikely(!leaf))
		return NULL;
	slot = READ_ONCE(leaf[index % SGPU_BUS_LEAF_PAGES]);
	return unlikely(slot & 1) ? NULL : (void *)(uintptr_t)slot;
}

/**
 * sgpu_bus_pages() - The memory behind consecutive page-table entries.
 * @bus: the map
 * @entries: read once each; their address bits are the bus address
 * @address: which bits those are
 * @must: bits that an entry must have
 * @n: how many entries
 * @pages: gets the first byte of each page
 *
 * Any context. Return: how many, up to the first that lacks bits or names nothing.
 */
u32 sgpu_bus_pages(const struct sgpu_bus *bus, const u64 *entries, u64 address, u64 must, u32 n,
		   u8 **pages);

#endif
