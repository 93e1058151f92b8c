/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ranges of guest memory that a VMM has unmapped a moment ago, and may map again. A front end keeps
 * them to tell FACET_HOST_RETRY from memory that is gone (mediator/host.h).
 *
 * VFIO calls dma_unmap only if a page of the mapping is pinned. So a VFIO front end also records
 * which pages were mapped when it used them. If such a page is not mapped any more and no call
 * came, a range went without a notice. The front end does not know which range. So all memory may
 * come back from then on.
 */
#ifndef FACET_UNMAP_HISTORY_H
#define FACET_UNMAP_HISTORY_H

#include "port.h"
#include "mediator/mapped_pages.h"

#define FACET_UNMAP_HISTORY_RANGES	16u	/* recorded separately; others are merged */

/* Time for which a range may come back, nanoseconds: as long as FACET_RETRY_MAX_NS. */
#define FACET_UNMAP_HISTORY_NS		1000000000ull

/**
 * struct facet_unmap_history_range - A range, or several merged.
 * @first: guest page number of the first page
 * @last: guest page number of the last page
 * @since_ns: time at which the first of it was unmapped, nanoseconds
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
 * @range: the ranges
 * @mapped: pages that were mapped when they were used, since the VMM last unmapped a range without
 *	a notice; empty if the front end gets a notice of each range
 */
struct facet_unmap_history {
	struct facet_unmap_history_range range[FACET_UNMAP_HISTORY_RANGES];
	struct facet_mapped_pages mapped;
};

/**
 * facet_unmap_history_add() - Record a range that a VMM unmaps.
 * @history: the ranges of one vGPU
 * @first: guest page number of the first page
 * @last: guest page number of the last page, inclusive
 * @now_ns: the time, monotonic, nanoseconds
 *
 * The range counts until FACET_UNMAP_HISTORY_NS after @now_ns. The same range again starts its time
 * anew. If FACET_UNMAP_HISTORY_RANGES other ranges are younger than their time, the range is merged
 * with the youngest of them. A merged range counts at most 2 FACET_UNMAP_HISTORY_NS after its first
 * unmap. Pages between both count as well: too large a range costs a wait, a lost one an error. A
 * VMM may unmap memory for good, block by block. Each block counts as gone within 2
 * FACET_UNMAP_HISTORY_NS, whatever the VMM unmaps after it. Records of mapped pages do not change.
 *
 * Context: any; the caller's lock held (&facet_unmap.lock in kernel/, &vfu_dma.lock in vfu/). Takes
 * no lock; does not sleep.
 */
void facet_unmap_history_add(struct facet_unmap_history *history, u64 first, u64 last, u64 now_ns);

/**
 * facet_unmap_history_covers() - Tell whether a page may come back.
 * @history: the ranges of one vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1; @gfn + @n does not wrap
 * @now_ns: the time, monotonic, nanoseconds
 *
 * Context: any; the caller's lock held (&facet_unmap.lock in kernel/, &vfu_dma.lock in vfu/). Takes
 * no lock; does not sleep.
 * Return: true: one of the pages lies in a range that still counts: unmapped less than
 * FACET_UNMAP_HISTORY_NS ago, or merged (facet_unmap_history_add()); false: none.
 */
bool facet_unmap_history_covers(const struct facet_unmap_history *history, u64 gfn, u64 n,
				u64 now_ns);

/**
 * facet_unmap_history_add_mapped() - Record that pages are mapped: an op on them had its whole
 * effect.
 * @history: the ranges of one vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages; 0: nothing is done
 *
 * Without memory, pages are not recorded: see facet_mapped_pages_add(). Unmapped ranges stay on
 * record.
 *
 * Context: process context; the caller's lock held (&facet_unmap.lock in kernel/). Takes no lock;
 * may sleep for memory.
 */
void facet_unmap_history_add_mapped(struct facet_unmap_history *history, u64 gfn, u64 n);

/**
 * facet_unmap_history_infer() - Infer from a failed op that the VMM has unmapped pages without a
 * notice.
 * @history: the ranges of one vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1, none of which facet_unmap_history_covers() names
 * @now_ns: the time, monotonic, nanoseconds
 *
 * The op failed since one of the pages is not mapped. If all of them were mapped before, the VMM
 * has unmapped one of them. Then all memory may come back for FACET_UNMAP_HISTORY_NS, and all
 * records of mapped pages are forgotten. So memory that is gone costs one wait, however many pages
 * it has. A range with a notice costs another one after its own time: it may have come back and
 * gone again meanwhile.
 *
 * If only some of the pages were mapped before, another one may be the cause. So the core repeats
 * an op on several pages for each page.
 *
 * Context: any; the caller's lock held (&facet_unmap.lock in kernel/). Takes no lock; does not
 * sleep.
 * Return: true: all of the pages were mapped before, and may come back; false: one was not on
 * record, and nothing has changed.
 */
bool facet_unmap_history_infer(struct facet_unmap_history *history, u64 gfn, u64 n, u64 now_ns);

/**
 * facet_unmap_history_forget() - Forget all ranges and all records of mapped pages.
 * @history: the ranges of one vGPU
 *
 * The function frees the memory of the records. @history can be used anew: it is empty. A repeated
 * call is harmless.
 *
 * Context: process context; the caller's lock held (&facet_unmap.lock in kernel/), or nobody else
 * uses @history. Takes no lock; may sleep to free memory.
 */
void facet_unmap_history_forget(struct facet_unmap_history *history);

#endif
