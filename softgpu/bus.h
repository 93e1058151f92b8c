/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bus map of the software GPU: the page of memory behind each bus address. The map has two
 * levels, so that a lookup is two loads and takes no lock.
 */
#ifndef SOFTGPU_BUS_H
#define SOFTGPU_BUS_H

#include "port.h"

#define SGPU_BUS_LEAF_PAGES	4096u
#define SGPU_BUS_LEAVES		12288u
#define SGPU_BUS_PAGES		((u64)SGPU_BUS_LEAF_PAGES * SGPU_BUS_LEAVES)

#define SGPU_BUS_BLOCK_PAGES	512u	/* pages that a large page-table entry maps */
#define SGPU_BUS_BLOCKS		32768u
#define SGPU_BUS_BUCKETS	8192u
#define SGPU_BUS_BUCKET_MAX	64u	/* most blocks with one hash */
#define SGPU_BUS_FIRST_BLOCK	(SGPU_BUS_PAGES - (u64)SGPU_BUS_BLOCKS * SGPU_BUS_BLOCK_PAGES)

/*
 * Pages for which there is room for certain. Blocks take host frames alone, and few frames may use
 * up all blocks.
 */
#define SGPU_BUS_CERTAIN	(SGPU_BUS_FIRST_BLOCK - 1)

/**
 * struct sgpu_bus_block - Bus addresses for one aligned block of host frames.
 * @frames: first frame / SGPU_BUS_BLOCK_PAGES
 * @used: pages of the block that are in the map
 * @next: next block with the same hash, or next free block; 0: none
 */
struct sgpu_bus_block {
	u64 frames;
	u32 used;
	u32 next;
};

/**
 * struct sgpu_bus_leaf - Slots of SGPU_BUS_LEAF_PAGES pages in a row.
 * @slots: each holds the address of a page here, (next free slot << 1 | 1), or 0
 * @stored: for each page: 1: a store to it was recorded (sgpu_bus_record()); else 0
 */
struct sgpu_bus_leaf {
	u64 slots[SGPU_BUS_LEAF_PAGES];
	u8 stored[SGPU_BUS_LEAF_PAGES];
};

/**
 * struct sgpu_bus - A map of up to 192 GiB. The last 64 GiB consist of blocks, so that memory that
 * is contiguous in the host is contiguous here. The rest takes all other pages.
 * @lock: Protects changes of the bus map, one page at a time. Lookups take no lock. A hold is for
 *	one page and at most SGPU_BUS_BUCKET_MAX blocks of a hash. Lock order: inside
 *	&facet_vgpu.shadow_lock; shared by vGPUs; last leaf.
 * @leaves: leaves of slots; NULL: no slot of the leaf was ever used
 * @blocks: the blocks, by bus address; block 0 is not used
 * @buckets: first block of each hash of frames
 * @next_block: lowest block that was never used
 * @free_block: first block of the list of freed ones; 0: none
 * @next: lowest page before the blocks that was never used
 * @free: first slot of the list of freed ones before the blocks; 0: none
 * @wanted: the slot without memory that was found last
 */
struct sgpu_bus {
	spinlock_t lock;
	struct sgpu_bus_leaf **leaves;
	struct sgpu_bus_block *blocks;
	u32 *buckets;
	u32 next_block;
	u32 free_block;
	u64 next;
	u64 free;
	u64 wanted;
};

/**
 * sgpu_bus_init() - Initialise an empty map.
 * @bus: the map, zeroed
 *
 * Page 0 is never used: bus address 0 names no page.
 *
 * Context: may sleep; takes no lock.
 * Return: 0; -ENOMEM: no memory; sgpu_bus_exit() frees the rest.
 */
int sgpu_bus_init(struct sgpu_bus *bus);

/**
 * sgpu_bus_exit() - Free a map. The pages in it stay.
 * @bus: the map, also after a failed sgpu_bus_init(); nobody uses it any more
 *
 * Context: may sleep; takes no lock.
 */
void sgpu_bus_exit(struct sgpu_bus *bus);

/**
 * sgpu_bus_add() - Enter a page into the map, at any address.
 * @bus: the map
 * @page: address of the page here, page aligned
 * @addr: gets the bus address
 *
 * Context: may sleep. Takes &sgpu_bus.lock.
 * Return: 0; -ENOMEM: no memory for the map; -ENOSPC: the map is full.
 */
int sgpu_bus_add(struct sgpu_bus *bus, void *page, u64 *addr);

/**
 * sgpu_bus_add_frame() - Enter a host frame into the map, at its own place in a block.
 * @bus: the map
 * @frame: the frame (port_frame_to_ptr())
 * @addr: gets the bus address
 *
 * Frames of one aligned block get addresses in one aligned block. A frame gets any other address in
 * three cases: the map has the frame already, no block is left, or its hash has
 * SGPU_BUS_BUCKET_MAX blocks.
 *
 * Context: may sleep. Takes &sgpu_bus.lock.
 * Return: 0; -ENOMEM: no memory for the map; -ENOSPC: the map is full.
 */
int sgpu_bus_add_frame(struct sgpu_bus *bus, u64 frame, u64 *addr);

/**
 * sgpu_bus_remove() - Remove a page from the map.
 * @bus: the map
 * @addr: bus address, any value; an address without a page is ignored
 *
 * Context: any. Takes &sgpu_bus.lock; does not sleep.
 */
void sgpu_bus_remove(struct sgpu_bus *bus, u64 addr);

/**
 * sgpu_bus_page() - Return the memory behind a bus address.
 * @bus: the map
 * @addr: bus address, any value; bits 11:0 are ignored
 *
 * Context: any; takes no lock.
 * Return: the first byte of the page; NULL: @addr names no page.
 */
static inline void *sgpu_bus_page(const struct sgpu_bus *bus, u64 addr)
{
	u64 index = addr >> PAGE_SHIFT;
	const struct sgpu_bus_leaf *leaf;
	u64 slot;

	if (unlikely(!port_index(&index, SGPU_BUS_PAGES)))
		return NULL;
	/* pairs with bus_grow() */
	leaf = smp_load_acquire(&bus->leaves[index / SGPU_BUS_LEAF_PAGES]);
	if (unlikely(!leaf))
		return NULL;
	slot = READ_ONCE(leaf->slots[index % SGPU_BUS_LEAF_PAGES]);
	return unlikely(slot & 1) ? NULL : (void *)(uintptr_t)slot;
}

/**
 * sgpu_bus_record() - Record that a page is about to be stored to.
 * @bus: the map
 * @addr: bus address, any value; an address without a page is ignored
 *
 * Context: any; takes no lock.
 */
void sgpu_bus_record(const struct sgpu_bus *bus, u64 addr);

/**
 * sgpu_bus_take_record() - Tell whether a store to a page was recorded, and forget it.
 * @bus: the map
 * @addr: bus address, any value
 *
 * Context: any; takes no lock. What was stored may not be in memory yet.
 * Return: true: sgpu_bus_record() was called for the page since the page entered the map, or since
 * the last call of this function for it.
 */
bool sgpu_bus_take_record(const struct sgpu_bus *bus, u64 addr);

/**
 * sgpu_bus_pages() - Find the memory behind consecutive page-table entries.
 * @bus: the map
 * @entries: array of @n entries; each is read once
 * @address: mask of the bits of an entry that are its bus address
 * @must: mask of bits that each entry must have
 * @n: number of entries
 * @pages: gets the first byte of each page
 *
 * Context: any; takes no lock.
 * Return: number of pages found, up to the first entry that lacks a bit of @must or names no page.
 */
u32 sgpu_bus_pages(const struct sgpu_bus *bus, const u64 *entries, u64 address, u64 must, u32 n,
		   u8 **pages);

#endif
