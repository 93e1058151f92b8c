/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ranges of guest memory that a VMM took away a moment ago, and may give back. A front end keeps
 * them to tell FACET_HOST_RETRY from memory that is gone (mediator/host.h).
 *
 * VFIO calls dma_unmap only where a page of the mapping is pinned. So a front end of VFIO's also
 * records which pages have answered. If one of these is not mapped any more, and no call came, then
 * a range went untold a moment ago. Which one is not known: all memory may come back from then on.
 */
#ifndef FACET_UNMAP_HISTORY_H
#define FACET_UNMAP_HISTORY_H

#include "port.h"
#include "mediator/mapped_pages.h"

#define FACET_UNMAP_HISTORY_RANGES	16u	/* kept separately; further ones are merged */

/* A range may come back for so long. It is as long as FACET_RETRY_MAX_NS. */
#define FACET_UNMAP_HISTORY_NS		1000000000ull

/**
 * struct facet_unmap_history_range - A range, or several merged.
 * @first: guest page number
 * @last: number of the last page
 * @since_ns: time at which the first of it went away
 * @until_ns: time from which it counts as gone, at most 2 FACET_UNMAP_HISTORY_NS after @since_ns
 */
struct facet_unmap_history_range {
	u64 first;
	u64 last;
	u64 since_ns;
	u64 until_ns;
};

/**
 * struct facet_unmap_history - The latest ranges. All zero: none. The caller has a lock over it.
 * @range: of them
 * @mapped: pages that have answered since a range last went untold; empty where the front end is
 *	told of each range
 */
struct facet_unmap_history {
	struct facet_unmap_history_range range[FACET_UNMAP_HISTORY_RANGES];
	struct facet_mapped_pages mapped;
};

/**
 * facet_unmap_history_add() - Record a range that a VMM takes away.
 *
 * Where FACET_UNMAP_HISTORY_RANGES others went away less than FACET_UNMAP_HISTORY_NS ago, it is merged with the
 * youngest of them. Pages between both count as well: too large a range costs a wait, a lost one an
 * error. What a VMM takes for good, block by block, is gone within 2 FACET_UNMAP_HISTORY_NS, whatever it
 * takes behind it.
 *
 * @away: the ranges of one vGPU
 * @first: guest page number
 * @last: number of the last page
 * @now_ns: the time
 *
 * Context: any; the caller's lock held.
 */
void facet_unmap_history_add(struct facet_unmap_history *away, u64 first, u64 last, u64 now_ns);

/**
 * facet_unmap_history_covers() - Tell whether a page may come back.
 * @away: the ranges of one vGPU
 * @gfn: guest page number of the first page
 * @n: pages
 * @now_ns: the time
 *
 * Context: any; the caller's lock held.
 * Return: true if any of the pages was taken away less than FACET_UNMAP_HISTORY_NS ago, or was merged with
 * what was.
 */
bool facet_unmap_history_covers(const struct facet_unmap_history *away, u64 gfn, u64 n, u64 now_ns);

/**
 * facet_unmap_history_add_mapped() - Record that pages have answered: an op on them had its whole effect.
 * @away: the ranges of one vGPU
 * @gfn: guest page number of the first page
 * @n: pages
 *
 * Context: may sleep; the caller's lock held.
 */
void facet_unmap_history_add_mapped(struct facet_unmap_history *away, u64 gfn, u64 n);

/**
 * facet_unmap_history_infer() - Tell whether a VMM has unmapped pages, and nobody was told.
 *
 * An op on the pages has failed, since one of them is not mapped. If all of them have answered
 * before, the VMM has unmapped one of them. Then all memory may come back for FACET_UNMAP_HISTORY_NS, and no
 * page counts as one that has answered. So what is gone costs one wait, however many pages it has.
 * A range that was told of costs one as well, after its own time: it may have come back and gone
 * again, and nobody asked for it meanwhile.
 *
 * If only some of the pages have answered, another one may be the cause. Thus the core does an op
 * on several pages again for each page.
 *
 * @away: the ranges of one vGPU
 * @gfn: guest page number of the first page
 * @n: pages, which facet_unmap_history_covers() does not name
 * @now_ns: the time
 *
 * Context: any; the caller's lock held.
 * Return: true if all of the pages have answered before: they may come back.
 */
bool facet_unmap_history_infer(struct facet_unmap_history *away, u64 gfn, u64 n, u64 now_ns);

/**
 * facet_unmap_history_forget() - Forget all ranges and all pages that have answered.
 * @away: the ranges of one vGPU
 *
 * Context: may sleep; the caller's lock held, or nobody else uses it.
 */
void facet_unmap_history_forget(struct facet_unmap_history *away);

#endif
