// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ranges of guest pages that must not be pinned (unmap_quarantine.h): the task that unmapped them
 * may still be in VFIO's loop. Front ends call these functions under a lock of their own over the
 * quarantine. The functions take no lock.
 */
#include "mediator/unmap_quarantine.h"

void facet_unmap_quarantine_init(struct facet_unmap_quarantine *quarantine)
{
	INIT_LIST_HEAD(&quarantine->ranges);
	quarantine->tasks = 0;
	quarantine->calls = 0;
}

struct facet_unmap_quarantine_range *facet_unmap_quarantine_find(
	struct facet_unmap_quarantine *quarantine, const void *task)
{
	struct facet_unmap_quarantine_range *range;

	list_for_each_entry(range, &quarantine->ranges, list) {
		if (range->task == task)
			return range;
	}
	return NULL;
}

void facet_unmap_quarantine_begin(struct facet_unmap_quarantine *quarantine,
				  struct facet_unmap_quarantine_range *range, const void *task,
				  u64 first, u64 last)
{
	quarantine->calls++;
	if (list_empty(&range->list)) {
		range->task = task;
		range->first = first;
		range->last = last;
		list_add_tail(&range->list, &quarantine->ranges);
		quarantine->tasks++;
	} else {
		range->first = 0;
		range->last = ~0ull;
	}
}

void facet_unmap_quarantine_end(struct facet_unmap_quarantine *quarantine)
{
	quarantine->calls--;
}

void facet_unmap_quarantine_lift(struct facet_unmap_quarantine *quarantine,
				 struct facet_unmap_quarantine_range *range)
{
	list_del_init(&range->list);
	quarantine->tasks--;
}

bool facet_unmap_quarantine_covers(const struct facet_unmap_quarantine *quarantine, u64 gfn, u64 n)
{
	const struct facet_unmap_quarantine_range *range;

	if (quarantine->tasks > FACET_UNMAP_QUARANTINE_TASKS)
		return true;
	list_for_each_entry(range, &quarantine->ranges, list) {
		if (gfn <= range->last && gfn + (n - 1) >= range->first)
			return true;
	}
	return false;
}
