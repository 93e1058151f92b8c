// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages that a worker may reach (uengine_grants.h). uengine_worker.c grants what the page
 * tables of its vGPU name, maps what is granted, and takes grants back.
 *
 * Lock: uengine_grants.lock, between a fault and a thread that takes a grant back.
 */
#include "kernel/uengine_grants.h"

#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "gen9/gtt_defs.h"
#include "softgpu/bus.h"

/**
 * struct uengine_leaf - Grants of SGPU_BUS_LEAF_PAGES pages in a row.
 * @present: bit for each page: it is granted
 * @writable: bit for each page: it may be written, too
 */
struct uengine_leaf {
	DECLARE_BITMAP(present, SGPU_BUS_LEAF_PAGES);
	DECLARE_BITMAP(writable, SGPU_BUS_LEAF_PAGES);
};

int uengine_grants_init(struct uengine_grants *grants)
{
	init_rwsem(&grants->lock);
	grants->leaves = kvcalloc(SGPU_BUS_LEAVES, sizeof(*grants->leaves), GFP_KERNEL_ACCOUNT);
	return grants->leaves ? 0 : -ENOMEM;
}

void uengine_grants_exit(struct uengine_grants *grants)
{
	u32 i;

	for (i = 0; grants->leaves && i < SGPU_BUS_LEAVES; i++)
		kfree(grants->leaves[i]);
	kvfree(grants->leaves);
}

/* Return the place of the leaf of a page; NULL: there is no such page. */
static struct uengine_leaf **leaf_place(const struct uengine_grants *grants, u64 bus)
{
	u64 leaf = (bus >> PAGE_SHIFT) / SGPU_BUS_LEAF_PAGES;

	return port_index(&leaf, SGPU_BUS_LEAVES) ? &grants->leaves[leaf] : NULL;
}

static struct uengine_leaf *leaf_of(const struct uengine_grants *grants, u64 bus)
{
	struct uengine_leaf **place = leaf_place(grants, bus);

	return place ? smp_load_acquire(place) : NULL;	/* pairs with grow_one() */
}

static u32 bit_of(u64 bus)
{
	return (bus >> PAGE_SHIFT) % SGPU_BUS_LEAF_PAGES;
}

static int grow_one(struct uengine_grants *grants, u64 bus)
{
	struct uengine_leaf **place = leaf_place(grants, bus);
	struct uengine_leaf *leaf;

	if (!place || READ_ONCE(*place))
		return 0;
	leaf = kzalloc(sizeof(*leaf), GFP_KERNEL_ACCOUNT);
	if (!leaf)
		return -ENOMEM;
	/* Another thread of the worker may have been first. */
	if (cmpxchg(place, NULL, leaf))
		kfree(leaf);
	return 0;
}

int uengine_grants_grow(struct uengine_grants *grants, const u64 *entries, u32 n)
{
	int ret = 0;
	u32 i;

	for (i = 0; !ret && i < n; i++)
		if (entries[i])
			ret = grow_one(grants, entries[i] & GEN9_PTE_ADDR_MASK);
	return ret;
}

int uengine_grants_add(struct uengine_grants *grants, const u64 *entries, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (entries[i] && !leaf_of(grants, entries[i] & GEN9_PTE_ADDR_MASK))
			return -EAGAIN;
	for (i = 0; i < n; i++) {
		u64 bus = entries[i] & GEN9_PTE_ADDR_MASK;
		struct uengine_leaf *leaf = leaf_of(grants, bus);

		if (!entries[i])
			continue;
		if (!port_check(GRANT_RIGHT, !(entries[i] & GEN9_PTE_RW)))
			set_bit(bit_of(bus), leaf->writable);
		set_bit(bit_of(bus), leaf->present);
	}
	return 0;
}

bool uengine_grants_has(const struct uengine_grants *grants, u64 bus, bool write)
{
	const struct uengine_leaf *leaf = leaf_of(grants, bus);

	return leaf && test_bit(bit_of(bus), write ? leaf->writable : leaf->present);
}

bool uengine_grants_revoke(struct uengine_grants *grants, u64 bus)
{
	struct uengine_leaf *leaf = leaf_of(grants, bus);
	bool granted;

	if (!leaf || !test_bit(bit_of(bus), leaf->present))
		return false;
	down_write(&grants->lock);
	clear_bit(bit_of(bus), leaf->writable);
	granted = test_bit(bit_of(bus), leaf->present);
	if (port_check(GRANT_REVOKE, granted))
		clear_bit(bit_of(bus), leaf->present);
	up_write(&grants->lock);
	return granted;
}

void uengine_grants_wait_faults(struct uengine_grants *grants)
{
	down_write(&grants->lock);
	up_write(&grants->lock);
}

void uengine_grants_clear(struct uengine_grants *grants)
{
	u32 i;

	down_write(&grants->lock);
	for (i = 0; i < SGPU_BUS_LEAVES; i++)
		if (grants->leaves[i])
			memset(grants->leaves[i], 0, sizeof(*grants->leaves[i]));
	up_write(&grants->lock);
}
