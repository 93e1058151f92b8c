// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of the GGTT (sgpu_ggtt.h). The mediator's threads call this file, and the scheduler
 * finds the table of a submission's owner here. Takes &sgpu_ggtts.lock for the list of owners.
 * Entries have no lock: the mediator writes those of an owner under a lock of its own, and engines
 * read each once.
 */
#include "softgpu/sgpu_ggtt.h"

#include "gen9/gtt_defs.h"

static int ggtt_alloc(struct sgpu_ggtt *ggtt, u32 first, u32 pages)
{
	ggtt->first = first;
	ggtt->pages = pages;
	ggtt->entries = port_calloc(pages, sizeof(*ggtt->entries));
	return ggtt->entries ? 0 : -ENOMEM;
}

int sgpu_ggtts_init(struct sgpu_ggtts *ggtts, bool one)
{
	u32 i;

	spin_lock_init(&ggtts->lock);
	for (i = 0; i < SGPU_GGTT_BUCKETS; i++)
		INIT_LIST_HEAD(&ggtts->owners[i]);
	return one ? ggtt_alloc(&ggtts->all, SGPU_GGTT_FIRST, SGPU_GGTT_PAGES) : 0;
}

void sgpu_ggtts_exit(struct sgpu_ggtts *ggtts)
{
	port_free(ggtts->all.entries);
}

static struct list_head *bucket_of(struct sgpu_ggtts *ggtts, u64 owner)
{
	return &ggtts->owners[owner % SGPU_GGTT_BUCKETS];
}

/* Find an owner. Lock held. */
static struct sgpu_owner *owner_find(struct sgpu_ggtts *ggtts, u64 number)
{
	struct sgpu_owner *owner;

	list_for_each_entry(owner, bucket_of(ggtts, number), list)
		if (owner->owner == number)
			return owner;
	return NULL;
}

/* Find an owner. Takes the lock. Return: the owner, valid until sgpu_ggtt_del(), or NULL. */
static struct sgpu_owner *owner_of(struct sgpu_ggtts *ggtts, u64 number)
{
	struct sgpu_owner *owner;
	unsigned long flags;

	spin_lock_irqsave(&ggtts->lock, flags);
	owner = owner_find(ggtts, number);
	spin_unlock_irqrestore(&ggtts->lock, flags);
	return owner;
}

/* Return the table that an engine reaches while it runs work of an owner. */
static struct sgpu_ggtt *table_of(struct sgpu_ggtts *ggtts, u64 number)
{
	struct sgpu_owner *owner = owner_of(ggtts, number);

	if (!owner)
		return NULL;
	return ggtts->all.entries ? &ggtts->all : &owner->part;
}

const struct sgpu_ggtt *sgpu_ggtt_find(struct sgpu_ggtts *ggtts, u64 owner)
{
	return table_of(ggtts, owner);
}

void sgpu_ggtt_record(struct sgpu_ggtts *ggtts, u64 owner, bool on)
{
	struct sgpu_ggtt *table = table_of(ggtts, owner);

	if (table && on)
		atomic64_inc(&table->recorders);
	else if (table)
		atomic64_dec(&table->recorders);
}

/* Add an owner unless there is one of its number. Return: 0; -EEXIST. */
static int owner_insert(struct sgpu_ggtts *ggtts, struct sgpu_owner *owner)
{
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&ggtts->lock, flags);
	if (owner_find(ggtts, owner->owner))
		ret = -EEXIST;
	else
		list_add_tail(&owner->list, bucket_of(ggtts, owner->owner));
	spin_unlock_irqrestore(&ggtts->lock, flags);
	return ret;
}

/* Give an owner its part: of the one table, or a table of its own. Return: 0; -ENOMEM. */
static int part_init(struct sgpu_ggtts *ggtts, struct sgpu_ggtt *part, u32 first, u32 pages)
{
	if (!ggtts->all.entries)
		return ggtt_alloc(part, first, pages);
	*part = (struct sgpu_ggtt){
		.first = first, .pages = pages,
		.entries = ggtts->all.entries + (first - SGPU_GGTT_FIRST),
	};
	return 0;
}

static void owner_free(struct sgpu_ggtts *ggtts, struct sgpu_owner *owner)
{
	if (!ggtts->all.entries)
		port_free(owner->part.entries);
	port_free(owner);
}

int sgpu_ggtt_add(struct sgpu_ggtts *ggtts, u64 owner, u32 first, u32 pages)
{
	struct sgpu_owner *added;
	int ret;

	if (!owner || first < SGPU_GGTT_FIRST || !pages || pages > SGPU_GGTT_PAGES ||
	    first - SGPU_GGTT_FIRST > SGPU_GGTT_PAGES - pages)
		return -EINVAL;
	added = port_zalloc(sizeof(*added));
	if (!added)
		return -ENOMEM;
	added->owner = owner;
	ret = part_init(ggtts, &added->part, first, pages);
	if (!ret)
		ret = owner_insert(ggtts, added);
	if (ret)
		owner_free(ggtts, added);
	return ret;
}

void sgpu_ggtt_del(struct sgpu_ggtts *ggtts, u64 owner)
{
	struct sgpu_owner *found;
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&ggtts->lock, flags);
	found = owner_find(ggtts, owner);
	if (found)
		list_del(&found->list);
	spin_unlock_irqrestore(&ggtts->lock, flags);
	if (!found)
		return;
	for (i = 0; i < found->part.pages; i++)
		WRITE_ONCE(found->part.entries[i], 0);
	owner_free(ggtts, found);
}

void sgpu_ggtt_write(struct sgpu_ggtts *ggtts, u64 owner, u32 index, const u64 *bus, u32 n)
{
	const struct sgpu_owner *found = owner_of(ggtts, owner);
	u32 i;

	for (i = 0; found && i < n; i++) {
		u32 at = index + i - found->part.first;

		if (at < found->part.pages)
			WRITE_ONCE(found->part.entries[at], bus[i] & GEN9_PTE_ADDR_MASK);
	}
}
