// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory that the VMM unmapped a moment ago (unmap_history.h). Front ends ask here when an op
 * fails: the VMM may map the page again soon, or the page may never have been memory. A range that
 * is mapped again needs no call: ops on it succeed. The functions take no lock: the front end holds
 * one.
 */
#include "mediator/unmap_history.h"

#define LAST_PAGE	(~0ull >> 1)	/* above all page numbers; LAST_PAGE + 1 does not wrap */

/*
 * Return the slot for a range. First choice is the slot with the same pages. Second is a slot that
 * has expired. Third is the youngest slot: the range is merged with it. Only the youngest is
 * extended, so the others expire on time.
 */
static struct facet_unmap_history_range *range_for(struct facet_unmap_history *history, u64 first,
						   u64 last, u64 now_ns)
{
	struct facet_unmap_history_range *range, *best = &history->range[0];
	u32 i;

	for (i = 0; i < FACET_UNMAP_HISTORY_RANGES; i++) {
		range = &history->range[i];
		if (range->first == first && range->last == last)
			return range;
		if (best->until_ns > now_ns &&
		    (range->until_ns <= now_ns || range->since_ns > best->since_ns))
			best = range;
	}
	return best;
}

void facet_unmap_history_add(struct facet_unmap_history *history, u64 first, u64 last, u64 now_ns)
{
	struct facet_unmap_history_range *range = range_for(history, first, last, now_ns);

	if (range->until_ns <= now_ns || (range->first == first && range->last == last)) {
		range->first = first;
		range->last = last;
		range->since_ns = now_ns;
	} else {
		range->first = min(first, range->first);
		range->last = max(last, range->last);
	}
	range->until_ns =
		min(now_ns, range->since_ns + FACET_UNMAP_HISTORY_NS) + FACET_UNMAP_HISTORY_NS;
}

bool facet_unmap_history_covers(const struct facet_unmap_history *history, u64 gfn, u64 n,
				u64 now_ns)
{
	const struct facet_unmap_history_range *range;
	u32 i;

	for (i = 0; i < FACET_UNMAP_HISTORY_RANGES; i++) {
		range = &history->range[i];
		if (now_ns < range->until_ns && gfn <= range->last && gfn + n > range->first)
			return true;
	}
	return false;
}

void facet_unmap_history_add_mapped(struct facet_unmap_history *history, u64 gfn, u64 n)
{
	facet_mapped_pages_add(&history->mapped, gfn, n);
}

bool facet_unmap_history_infer(struct facet_unmap_history *history, u64 gfn, u64 n, u64 now_ns)
{
	if (!facet_mapped_pages_all(&history->mapped, gfn, n))
		return false;
	facet_mapped_pages_forget(&history->mapped);
	facet_unmap_history_add(history, 0, LAST_PAGE, now_ns);
	return true;
}

void facet_unmap_history_forget(struct facet_unmap_history *history)
{
	facet_mapped_pages_fini(&history->mapped);
	memset(history, 0, sizeof(*history));
}
