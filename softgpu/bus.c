// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus map. A frame goes to its own place in a block of addresses, so that
 * large page-table entries can be made of contiguous memory, in whatever order
 * its pages come; else, and with pages of shadows, any free place will do.
 *
 * Changed by the pGPU's map, unmap, page_alloc and page_free under its own mutex;
 * read by the engines without a lock. A page that leaves may be read by an engine
 * for the last time until the mediator has idled that engine, which it does
 * before it unmaps (pgpu/pgpu.h).
 */
#include "softgpu/bus.h"

int sgpu_bus_init(struct sgpu_bus *bus)
{
	mutex_init(&bus->lock);
	bus->next_block = 1;
	bus->free_block = 0;
	bus->next = 1;
	bus->free = 0;
	bus->leaves = kvcalloc(SGPU_BUS_LEAVES, sizeof(*bus->leaves), GFP_KERNEL);
	bus->blocks = kvcalloc(SGPU_BUS_BLOCKS, sizeof(*bus->blocks), GFP_KERNEL);
	bus->buckets = kvcalloc(SGPU_BUS_BUCKETS, sizeof(*bus->buckets), GFP_KERNEL);
	return bus->leaves && bus->blocks && bus->buckets ? 0 : -ENOMEM;
}

void sgpu_bus_exit(struct sgpu_bus *bus)
{
	u32 i;

	for (i = 0; bus->leaves && i < SGPU_BUS_LEAVES; i++)
		kvfree(bus->leaves[i]);
	kvfree(bus->leaves);
	kvfree(bus->blocks);
	kvfree(bus->buckets);
	mutex_destroy(&bus->lock);
}

static u64 *bus_slot(struct sgpu_bus *bus, u64 index)
{
	return &bus->leaves[index / SGPU_BUS_LEAF_PAGES][index % SGPU_BUS_LEAF_PAGES];
}

/* Makes the leaf that holds a slot. Lock held. */
static int bus_grow(struct sgpu_bus *bus, u64 index)
{
	u64 **leaf = &bus->leaves[index / SGPU_BUS_LEAF_PAGES];
	u64 *fresh;

	if (*leaf)
		return 0;
	fresh = kvcalloc(SGPU_BUS_LEAF_PAGES, sizeof(*fresh), GFP_KERNEL);
	if (!fresh)
		return -ENOMEM;
	smp_store_release(leaf, fresh);	/* zeroed before it is seen */
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

/* A block without frames; 0: there is none. Lock held. */
static u32 block_new(struct sgpu_bus *bus)
{
	u32 b = bus->free_block;

	if (b) {
		bus->free_block = bus->blocks[b].next;
		return b;
	}
	if (bus->next_block == SGPU_BUS_BLOCKS || bus_grow(bus, block_first(bus->next_block)))
		return 0;
	return bus->next_block++;
}

/* The block of these frames, begun if need be; 0: there is none to be had. Lock held. */
static u32 block_get(struct sgpu_bus *bus, u64 frames)
{
	u32 *bucket = block_bucket(bus, frames);
	u32 b;

	for (b = *bucket; b; b = bus->blocks[b].next) {
		if (bus->blocks[b].frames == frames)
			return b;
	}
	b = block_new(bus);
	if (!b)
		return 0;
	bus->blocks[b] = (struct sgpu_bus_block){ .frames = frames, .next = *bucket };
	*bucket = b;
	return b;
}

/* One page less; the last one ends it. Lock held. */
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

/* The frame's own place, 0 when it is taken or there is none. Lock held. */
static u64 block_place(struct sgpu_bus *bus, u64 frame)
{
	u32 b = block_get(bus, frame / SGPU_BUS_BLOCK_PAGES);
	u64 index = block_first(b) + frame % SGPU_BUS_BLOCK_PAGES;

	if (!b || *bus_slot(bus, index))
		return 0;
	bus->blocks[b].used++;
	return index;
}

/* Any place before the blocks. Lock held. */
static int other_place(struct sgpu_bus *bus, u64 *index)
{
	int ret;

	*index = bus->free;
	if (*index) {
		bus->free = *bus_slot(bus, *index) >> 1;
		return 0;
	}
	if (bus->next >= SGPU_BUS_FIRST_BLOCK)
		return -ENOSPC;
	ret = bus_grow(bus, bus->next);
	if (!ret)
		*index = bus->next++;
	return ret;
}

/* Lock held. */
static int bus_enter(struct sgpu_bus *bus, u64 index, void *page, u64 *addr)
{
	int ret = index ? 0 : other_place(bus, &index);

	if (ret)
		return ret;
	WRITE_ONCE(*bus_slot(bus, index), (u64)(uintptr_t)page);
	*addr = index << PAGE_SHIFT;
	return 0;
}

int sgpu_bus_add(struct sgpu_bus *bus, void *page, u64 *addr)
{
	int ret;

	mutex_lock(&bus->lock);
	ret = bus_enter(bus, 0, page, addr);
	mutex_unlock(&bus->lock);
	return ret;
}

int sgpu_bus_add_frame(struct sgpu_bus *bus, u64 frame, u64 *addr)
{
	int ret;

	mutex_lock(&bus->lock);
	ret = bus_enter(bus, block_place(bus, frame), port_frame_to_ptr(frame), addr);
	mutex_unlock(&bus->lock);
	return ret;
}

void sgpu_bus_remove(struct sgpu_bus *bus, u64 addr)
{
	u64 index = addr >> PAGE_SHIFT;

	mutex_lock(&bus->lock);
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
	mutex_unlock(&bus->lock);
}

/*
 * Entries and pages that count on from @entry and @slot, as most do: few instructions each.
 * @slots: those behind that of @slot. Return: how many.
 */
static u32 bus_count_on(const u64 *entries, u64 entry, const u64 *slots, u64 slot, u32 n,
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
	u64 *const *leaves = bus->leaves;
	u64 number = ~0ull, entry, index, slot;
	const u64 *leaf = NULL;
	u32 i = 0, more;

	while (i < n) {
		entry = READ_ONCE(entries[i]);
		index = (entry & address) >> PAGE_SHIFT;
		if (unlikely(index / SGPU_BUS_LEAF_PAGES != number)) {
			number = index / SGPU_BUS_LEAF_PAGES;
			/* pairs with bus_grow() */
			leaf = number < SGPU_BUS_LEAVES ? smp_load_acquire(&leaves[number]) : NULL;
			if (!leaf)
				break;
		}
		index %= SGPU_BUS_LEAF_PAGES;
		slot = READ_ONCE(leaf[index]);
		if (unlikely((entry & must) != must || slot & 1 || !slot))
			break;
		pages[i++] = (u8 *)(uintptr_t)slot;
		more = min(n - i, SGPU_BUS_LEAF_PAGES - 1 - (u32)index);
		i += bus_count_on(entries + i, entry, leaf + index + 1, slot, more, pages + i);
	}
	return i;
}
