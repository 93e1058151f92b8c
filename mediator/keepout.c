// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long a range is kept out: 20 ms, or several times what a dma_unmap of this VMM's takes
 * lately, since whoever asked looks only when each of the VMM's devices has answered; and twice as
 * long each time that the same range comes again soon, or that there are more ranges than can be
 * told apart. Called by faces, under a lock of theirs.
 */
#include "mediator/keepout.h"

#define PACES		8u		/* devices that may be asked behind this one */

/*
 * So soon behind its time, the same range is the same dma_unmap: whoever asked may have been kept
 * from looking for longer than it was kept out.
 */
#define AGAIN_NS	(2 * FACET_KEEPOUT_MAX_NS)

/* The one with these pages; else one whose time is over, the oldest; NULL: there is none. */
static struct facet_keepout_range *range_for(struct facet_keepout *keepout, u64 first, u64 last,
					     u64 now_ns)
{
	struct facet_keepout_range *range, *oldest = NULL;
	u32 i;

	for (i = 0; i < FACET_KEEPOUT_RANGES; i++) {
		range = &keepout->range[i];
		if (range->first == first && range->last == last)
			return range;
		if (range->until_ns <= now_ns && (!oldest || range->until_ns < oldest->until_ns))
			oldest = range;
	}
	return oldest;
}

void facet_keepout_begin(struct facet_keepout *keepout, u64 first, u64 last, u64 now_ns)
{
	struct facet_keepout_range *range = range_for(keepout, first, last, now_ns);

	if (!range) {
		range = &keepout->range[0];
		range->first = min(first, range->first);
		range->last = max(last, range->last);
	} else {
		range->first = first;
		range->last = last;
		range->quiet_ns = now_ns < range->until_ns + AGAIN_NS ? range->quiet_ns * 2 : 0;
	}
	keepout->open = range;
}

void facet_keepout_end(struct facet_keepout *keepout, u64 now_ns, u64 pace_ns)
{
	struct facet_keepout_range *range = keepout->open;

	range->quiet_ns = max(range->quiet_ns, PACES * min(pace_ns, FACET_KEEPOUT_MAX_NS));
	range->quiet_ns = max(range->quiet_ns, FACET_KEEPOUT_MIN_NS);
	range->quiet_ns = min(range->quiet_ns, FACET_KEEPOUT_MAX_NS);
	range->until_ns = max(range->until_ns, now_ns + range->quiet_ns);
	keepout->open = NULL;
}

bool facet_keepout_covers(const struct facet_keepout *keepout, u64 gfn, u64 n, u64 now_ns)
{
	const struct facet_keepout_range *range;
	u32 i;

	for (i = 0; i < FACET_KEEPOUT_RANGES; i++) {
		range = &keepout->range[i];
		if (gfn <= range->last && gfn + n > range->first &&
		    (range == keepout->open || now_ns < range->until_ns))
			return true;
	}
	return false;
}
