// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of the GGTT (sgpu_ggtt.h). The mediator's threads call this file, and the scheduler
 * finds the table of a submission's owner here. Takes &sgpu_ggtts.lock for the list of owners.
 * Entries have no lock: the mediator writes those of an owner under a lock of its own, and engines
 * read each once.
 */
#include "softgpu/sgpu_ggtt.h"

#include "gen9/gtt_defs.h"

void sgpu_ggtts_init(struct sgpu_ggtts *ggtts)
{
	u32 i;

	spin_lock_init(&ggtts->lock);
	for (i = 0; i < SGPU_GGTT_BUCKETS; i++)
		INIT_LIST_HEAD(&ggtts->owners[i]);
}

static struct list_head *bucket_of(struct sgpu_ggtts *ggtts, u64 owner)
{
	return &ggtts->owners[owner % SGPU_GGTT_BUCKETS];
}

/* Find the table of an owner. Lock held. */
static struct sgpu_ggtt *owner_find(struct sgpu_ggtts *ggtts, u64 owner)
{
	struct sgpu_ggtt *ggtt;

	list_for_each_entry(ggtt, bucket_of(ggtts, owner), list)
		if (ggtt->owner == owner)
			return ggtt;
	return NULL;
}

struct sgpu_ggtt *sgpu_ggtt_find(struct sgpu_ggtts *ggtts, u64 owner)
{
	struct sgpu_ggtt *ggtt;
	unsigned long flags;

	spin_lock_irqsave(&ggtts->lock, flags);
	ggtt = owner_find(ggtts, owner);
	spin_unlock_irqrestore(&ggtts->lock, flags);
	return ggtt;
}

/* Add a table unless its owner has one. Return: 0; -EEXIST. */
static int owner_insert(struct sgpu_ggtts *ggtts, struct sgpu_ggtt *ggtt)
{
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&ggtts->lock, flags);
	if (owner_find(ggtts, ggtt->owner))
		ret = -EEXIST;
	else
		list_add_tail(&ggtt->list, bucket_of(ggtts, ggtt->owner));
	spin_unlock_irqrestore(&ggtts->lock, flags);
	return ret;
}

static void ggtt_free(struct sgpu_ggtt *ggtt)
{
	port_free(ggtt->entries);
	port_free(ggtt);
}

int sgpu_ggtt_add(struct sgpu_ggtts *ggtts, u64 owner, u32 first, u32 pages)
{
	struct sgpu_ggtt *ggtt;
	int ret = -ENOMEM;

	if (!owner || first < SGPU_GGTT_FIRST || !pages || pages > SGPU_GGTT_PAGES ||
	    first - SGPU_GGTT_FIRST > SGPU_GGTT_PAGES - pages)
		return -EINVAL;
	ggtt = port_zalloc(sizeof(*ggtt));
	if (!ggtt)
		return -ENOMEM;
	ggtt->owner = owner;
	ggtt->first = first;
	ggtt->pages = pages;
	ggtt->entries = port_calloc(pages, sizeof(*ggtt->entries));
	if (ggtt->entries)
		ret = owner_insert(ggtts, ggtt);
	if (ret)
		ggtt_free(ggtt);
	return ret;
}

void sgpu_ggtt_del(struct sgpu_ggtts *ggtts, u64 owner)
{
	struct sgpu_ggtt *ggtt;
	unsigned long flags;

	spin_lock_irqsave(&ggtts->lock, flags);
	ggtt = owner_find(ggtts, owner);
	if (ggtt)
		list_del(&ggtt->list);
	spin_unlock_irqrestore(&ggtts->lock, flags);
	if (ggtt)
		ggtt_free(ggtt);
}

void sgpu_ggtt_write(struct sgpu_ggtts *ggtts, u64 owner, u32 index, const u64 *bus, u32 n)
{
	struct sgpu_ggtt *ggtt = sgpu_ggtt_find(ggtts, owner);
	u32 i;

	for (i = 0; ggtt && i < n; i++) {
		u32 at = index + i - ggtt->first;

		if (at < ggtt->pages)
			WRITE_ONCE(ggtt->entries[at], bus[i] & GEN9_PTE_ADDR_MASK);
	}
}
