// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus map. Changed by the pGPU's map, unmap, page_alloc and page_free under
 * its own mutex; read by the engines without a lock. A page that leaves may be
 * read by an engine for the last time until the mediator has idled that engine,
 * which it does before it unmaps (pgpu/pgpu.h).
 */
#include "softgpu/bus.h"

int sgpu_bus_init(struct sgpu_bus *bus)
{
	mutex_init(&bus->lock);
	bus->next = 1;
	bus->free = 0;
	bus->leaves = kvcalloc(SGPU_BUS_LEAVES, sizeof(*bus->leaves), GFP_KERNEL);
	return bus->leaves ? 0 : -ENOMEM;
}

void sgpu_bus_exit(struct sgpu_bus *bus)
{
	u32 i;

	for (i = 0; bus->leaves && i < SGPU_BUS_LEAVES; i++)
		kvfree(bus->leaves[i]);
	kvfree(bus->leaves);
	mutex_destroy(&bus->lock);
}

static u64 *bus_slot(struct sgpu_bus *bus, u64 index)
{
	return &bus->leaves[index / SGPU_BUS_LEAF_PAGES][index % SGPU_BUS_LEAF_PAGES];
}

/* A slot never used before; makes the leaf that holds it. Lock held. */
static int bus_grow(struct sgpu_bus *bus, u64 *index)
{
	u64 **leaf = &bus->leaves[bus->next / SGPU_BUS_LEAF_PAGES];
	u64 *fresh;

	if (bus->next >= SGPU_BUS_PAGES)
		return -ENOSPC;
	if (!*leaf) {
		fresh = kvcalloc(SGPU_BUS_LEAF_PAGES, sizeof(*fresh), GFP_KERNEL);
		if (!fresh)
			return -ENOMEM;
		smp_store_release(leaf, fresh);	/* zeroed before it is seen */
	}
	*index = bus->next++;
	return 0;
}

int sgpu_bus_add(struct sgpu_bus *bus, void *page, u64 *addr)
{
	u64 index;
	int ret = 0;

	mutex_lock(&bus->lock);
	index = bus->free;
	if (index)
		bus->free = *bus_slot(bus, index) >> 1;
	else
		ret = bus_grow(bus, &index);
	if (!ret) {
		WRITE_ONCE(*bus_slot(bus, index), (u64)(uintptr_t)page);
		*addr = index << PAGE_SHIFT;
	}
	mutex_unlock(&bus->lock);
	return ret;
}

void sgpu_bus_remove(struct sgpu_bus *bus, u64 addr)
{
	u64 index = addr >> PAGE_SHIFT;

	mutex_lock(&bus->lock);
	if (sgpu_bus_page(bus, addr)) {
		WRITE_ONCE(*bus_slot(bus, index), bus->free << 1 | 1);
		bus->free = index;
	}
	mutex_unlock(&bus->lock);
}
