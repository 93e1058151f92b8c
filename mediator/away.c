// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory that was taken away a moment ago (away.h). Front ends look here when an op fails:
 * a page that is not mapped may be on its way back, or may never have been memory. A range that
 * is given back needs no call: the op succeeds, and nobody looks.
 */
#include "mediator/away.h"

/* The range with these pages; else the one whose time ends first. */
static struct facet_away_range *range_for(struct facet_away *away, u64 first, u64 last)
{
	struct facet_away_range *range, *oldest = &away->range[0];
	u32 i;

	for (i = 0; i < FACET_AWAY_RANGES; i++) {
		range = &away->range[i];
		if (range->first == first && range->last == last)
			return range;
		if (range->until_ns < oldest->until_ns)
			oldest = range;
	}
	return oldest;
}

void facet_away_note(struct facet_away *away, u64 first, u64 last, u64 now_ns)
{
	struct facet_away_range *range = range_for(away, first, last);

	/* All are in use. A range that is too large costs a wait, one that is lost an error. */
	if (range->until_ns > now_ns) {
		first = min(first, range->first);
		last = max(last, range->last);
	}
	range->first = first;
	range->last = last;
	range->until_ns = now_ns + FACET_AWAY_NS;
}

bool facet_away_covers(const struct facet_away *away, u64 gfn, u64 n, u64 now_ns)
{
	const struct facet_away_range *range;
	u32 i;

	for (i = 0; i < FACET_AWAY_RANGES; i++) {
		range = &away->range[i];
		if (now_ns < range->until_ns && gfn <= range->last && gfn + n > range->first)
			return true;
	}
	return false;
}
