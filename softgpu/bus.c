// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus map. A frame gets its own place in a block of addresses, in whatever order its pages
 * come. So large page-table entries can map contiguous memory. Other frames and pages of shadows
 * get any free place.
 *
 * The pGPU's map, unmap, page_alloc and page_free change the map, on threads of all vGPUs. So its
 * lock is a spinlock, is taken for one page at a time, and nothing is allocated under it. Engines
 * read the map without a lock. An engine may read a removed page until it is idle. The mediator
 * idles the engine before it unmaps (pgpu/pgpu.h).
 */
#include "softgpu/bus.h"

int sgpu_bus_init(struct sgpu_bus *bus)
{
	spin_lock_init(&bus->lock);
	bus->next_block = 1;
	bus->free_block = 0;
	bus->next = 1;
	bus->free = 0;
	bus->leaves = port_calloc(SGPU_BUS_LEAVES, sizeof(*bus->leaves));
	bus->blocks = port_calloc(SGPU_BUS_BLOCKS, sizeof(*bus->blocks));
	bus->buckets = port_calloc(SGPU_BUS_BUCKETS, sizeof(*bus->buckets));
	return bus->leaves && bus->blocks && bus->buckets ? 0 : -ENOMEM;
}

void sgpu_bus_exit(struct sgpu_bus *bus)
{
	u32 i;

	for (i = 0; bus->leaves && i < SGPU_BUS_LEAVES; i++)
		port_free(bus->leaves[i]);
	port_free(bus->leaves);
	port_free(bus->blocks);
	port_free(bus->buckets);
}

static u64 *bus_slot(struct sgpu_bus *bus, u64 index)
{
	return &bus->leaves[index / SGPU_BUS_LEAF_PAGES]->slots[index % SGPU_BUS_LEAF_PAGES];
}

/* Test if a slot has memory. If it has none, set @bus->wanted to the slot. Lock held. */
static bool bus_slot_present(struct sgpu_bus *bus, u64 index)
{
	if (bus->leaves[index / SGPU_BUS_LEAF_PAGES])
		return true;
	bus->wanted = index;
	return false;
}

/* Allocate the leaf of a slot. No lock held; may sleep. Return: 0; -ENOMEM: no memory. */
static int bus_grow(struct sgpu_bus *bus, u64 index)
{
	struct sgpu_bus_leaf **leaf = &bus->leaves[index / SGPU_BUS_LEAF_PAGES];
	struct sgpu_bus_leaf *fresh = port_zalloc(sizeof(*fresh));
	unsigned long flags;

	if (!fresh)
		return -ENOMEM;
	spin_lock_irqsave(&bus->lock, flags);
	if (!*leaf) {
		smp_store_release(leaf, fresh);	/* engines find zeroes */
		fresh = NULL;
	}
	spin_unlock_irqrestore(&bus->lock, flags);
	/* NULL, or not needed: another thread has allocated the leaf. */
	port_free(fresh);
	return 0;
}

static u32 *block_bucket(struct sgpu_bus *bus, u64 frames)
{
	return &bus->buckets[frames * 0x9e3779b97f4a7c15ull >> 32 & (SGPU_BUS_BUCKETS - 1)];
}

static u64 block_first(u32 b)
{
	return SGPU_BUS_FIRST_BLOCK + (u64)b * SGPU_BUS_BLOCK_PAGES;
}

/*
 * Take a block without frames. Lock held. Return: 0; -ENOSPC: no block is left; -EAGAIN:
 * @bus->wanted needs memory.
 */
static int block_new(struct sgpu_bus *bus, u32 *b)
{
	*b = bus->free_block;
	if (*b) {
		bus->free_block = bus->blocks[*b].next;
		return 0;
	}
	if (bus->next_block == SGPU_BUS_BLOCKS)
		return -ENOSPC;
	if (!bus_slot_present(bus, block_first(bus->next_block)))
		return -EAGAIN;
	*b = bus->next_block++;
	return 0;
}

/*
 * Find the block of these frames, or take one for them. Frames of a full bucket get no block: this
 * bounds the walk, and so the time under the lock. Lock held. Return: as block_new().
 */
static int block_get(struct sgpu_bus *bus, u64 frames, u32 *b)
{
	u32 *bucket = block_bucket(bus, frames);
	u32 n = 0;
	int ret;

	for (*b = *bucket; *b; *b = bus->blocks[*b].next, n++) {
		if (bus->blocks[*b].frames == frames)
			return 0;
	}
	if (n == SGPU_BUS_BUCKET_MAX)
		return -ENOSPC;
	ret = block_new(bus, b);
	if (ret)
		return ret;
	bus->blocks[*b] = (struct sgpu_bus_block){ .frames = frames, .next = *bucket };
	*bucket = *b;
	return 0;
}

/* Drop a page of a block. The last page frees the block. Lock held. */
static void block_put(struct sgpu_bus *bus, u32 b)
{
	struct sgpu_bus_block *block = &bus->blocks[b];
	u32 *link = block_bucket(bus, block->frames);

	if (--block->used)
		return;
	while (*link != b)
		link = &bus->blocks[*link].next;
	*link = block->next;
	block->next = bus->free_block;
	bus->free_block = b;
}

/*
 * Find the frame's own place. Lock held. Return: as block_new(); -ENOSPC also if the place is
 * taken.
 */
static int block_place(struct sgpu_bus *bus, u64 frame, u64 *index)
{
	u32 b;
	int ret = block_get(bus, frame / SGPU_BUS_BLOCK_PAGES, &b);

	if (ret)
		return ret;
	*index = block_first(b) + frame % SGPU_BUS_BLOCK_PAGES;
	if (*bus_slot(bus, *index))
		return -ENOSPC;
	bus->blocks[b].used++;
	return 0;
}

/* Find any place before the blocks. Lock held. Return: as block_new(). */
static int any_place(struct sgpu_bus *bus, u64 *index)
{
	*index = bus->free;
	if (*index) {
		bus->free = *bus_slot(bus, *index) >> 1;
		return 0;
	}
	if (bus->next >= SGPU_BUS_FIRST_BLOCK)
		return -ENOSPC;
	if (!bus_slot_present(bus, bus->next))
		return -EAGAIN;
	*index = bus->next++;
	return 0;
}

/* Return the record of stores to a page; NULL: there is no such page. */
static u8 *record_of(const struct sgpu_bus *bus, u64 addr)
{
	u64 index = addr >> PAGE_SHIFT;
	struct sgpu_bus_leaf *leaf;

	if (unlikely(!port_index(&index, SGPU_BUS_PAGES)))
		return NULL;
	/* pairs with bus_grow() */
	leaf = smp_load_acquire(&bus->leaves[index / SGPU_BUS_LEAF_PAGES]);
	return leaf ? &leaf->stored[index % SGPU_BUS_LEAF_PAGES] : NULL;
}

void sgpu_bus_record(const struct sgpu_bus *bus, u64 addr)
{
	u8 *record = record_of(bus, addr);

	if (record)
		WRITE_ONCE(*record, 1);
}

bool sgpu_bus_take_record(const struct sgpu_bus *bus, u64 addr)
{
	u8 *record = record_of(bus, addr);

	return record && READ_ONCE(*record) && xchg(record, 0);
}

/* Enter @page. @frame: NULL, or the frame whose own place the page gets if possible. */
static int bus_enter(struct sgpu_bus *bus, const u64 *frame, void *page, u64 *addr)
{
	unsigned long flags;
	u64 index, wanted;
	int ret;

	for (;;) {
		spin_lock_irqsave(&bus->lock, flags);
		ret = frame ? block_place(bus, *frame, &index) : -ENOSPC;
		if (ret == -ENOSPC)
			ret = any_place(bus, &index);
		if (!ret) {
			/* A page that was here before may have left its record. */
			WRITE_ONCE(*record_of(bus, index << PAGE_SHIFT), 0);
			WRITE_ONCE(*bus_slot(bus, index), (u64)(uintptr_t)page);
		}
		wanted = bus->wanted;
		spin_unlock_irqrestore(&bus->lock, flags);
		if (ret != -EAGAIN)
			break;
		ret = bus_grow(bus, wanted);
		if (ret)
			return ret;
	}
	if (!ret)
		*addr = index << PAGE_SHIFT;
	return ret;
}

int sgpu_bus_add(struct sgpu_bus *bus, void *page, u64 *addr)
{
	return bus_enter(bus, NULL, page, addr);
}

int sgpu_bus_add_frame(struct sgpu_bus *bus, u64 frame, u64 *addr)
{
	return bus_enter(bus, &frame, port_frame_to_ptr(frame), addr);
}

void sgpu_bus_remove(struct sgpu_bus *bus, u64 addr)
{
	u64 index = addr >> PAGE_SHIFT;
	unsigned long flags;

	spin_lock_irqsave(&bus->lock, flags);
	if (!sgpu_bus_page(bus, addr))
		goto out;
	if (index >= SGPU_BUS_FIRST_BLOCK) {
		WRITE_ONCE(*bus_slot(bus, index), 0);
		block_put(bus, (index - SGPU_BUS_FIRST_BLOCK) / SGPU_BUS_BLOCK_PAGES);
	} else {
		WRITE_ONCE(*bus_slot(bus, index), bus->free << 1 | 1);
		bus->free = index;
	}
out:
	spin_unlock_irqrestore(&bus->lock, flags);
}

/*
 * Find pages as long as both the entries and the slots increase by one page each, as most do: this
 * takes few instructions for each page. @entry and @slot are the values before; @slots is the array
 * behind that of @slot. Return: number of pages.
 */
static u32 bus_count_contiguous(const u64 *entries, u64 entry, const u64 *slots, u64 slot, u32 n,
				u8 **pages)
{
	u32 i;

	for (i = 0; i < n; i++) {
		entry += PAGE_SIZE;
		slot += PAGE_SIZE;
		if (READ_ONCE(entries[i]) != entry || READ_ONCE(slots[i]) != slot)
			break;
		pages[i] = (u8 *)(uintptr_t)slot;
	}
	return i;
}

u32 sgpu_bus_pages(const struct sgpu_bus *bus, const u64 *entries, u64 address, u64 must, u32 n,
		   u8 **pages)
{
	struct sgpu_bus_leaf *const *leaves = bus->leaves;
	u64 number = ~0ull, entry, index, slot;
	const struct sgpu_bus_leaf *leaf = NULL;
	u32 i = 0, more;

	while (i < n) {
		entry = READ_ONCE(entries[i]);
		index = (entry & address) >> PAGE_SHIFT;
		if (unlikely(index / SGPU_BUS_LEAF_PAGES != number)) {
			number = index / SGPU_BUS_LEAF_PAGES;
			if (!port_index(&number, SGPU_BUS_LEAVES))
				break;
			/* pairs with bus_grow() */
			leaf = smp_load_acquire(&leaves[number]);
			if (!leaf)
				break;
		}
		index %= SGPU_BUS_LEAF_PAGES;
		slot = READ_ONCE(leaf->slots[index]);
		if (unlikely((entry & must) != must || slot & 1 || !slot))
			break;
		pages[i++] = (u8 *)(uintptr_t)slot;
		more = min(n - i, SGPU_BUS_LEAF_PAGES - 1 - (u32)index);
		i += bus_count_contiguous(entries + i, entry, leaf->slots + index + 1, slot, more,
					  pages + i);
	}
	return i;
}
