/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ranges of guest memory that a VMM took away a moment ago, and may give back. A front end keeps
 * them to tell FACET_HOST_LATER from memory that is gone (mediator/host.h).
 */
#ifndef FACET_AWAY_H
#define FACET_AWAY_H

#include "port.h"

#define FACET_AWAY_RANGES	16u	/* kept separately; further ones are merged */

/* A range may come back for so long. It is as long as FACET_LATER_MAX_NS. */
#define FACET_AWAY_NS		1000000000ull

/**
 * struct facet_away_range - A range, or several merged.
 * @first: guest page number
 * @last: number of the last page
 * @since_ns: time at which the first of it went away
 * @until_ns: time from which it counts as gone, at most 2 FACET_AWAY_NS after @since_ns
 */
struct facet_away_range {
	u64 first;
	u64 last;
	u64 since_ns;
	u64 until_ns;
};

/** struct facet_away - The latest ranges. All zero: none. The caller has a lock over it. */
struct facet_away {
	struct facet_away_range range[FACET_AWAY_RANGES];
};

/**
 * facet_away_note() - Record a range that a VMM takes away.
 *
 * Where FACET_AWAY_RANGES others went away less than FACET_AWAY_NS ago, it is merged with the
 * youngest of them. Pages between both count as well: too large a range costs a wait, a lost one an
 * error. What a VMM takes for good, block by block, is gone within 2 FACET_AWAY_NS, whatever it
 * takes behind it.
 *
 * @away: the ranges of one vGPU
 * @first: guest page number
 * @last: number of the last page
 * @now_ns: the time
 *
 * Context: any; the caller's lock held.
 */
void facet_away_note(struct facet_away *away, u64 first, u64 last, u64 now_ns);

/**
 * facet_away_covers() - Tell whether a page may come back.
 * @away: the ranges of one vGPU
 * @gfn: guest page number of the first page
 * @n: pages
 * @now_ns: the time
 *
 * Context: any; the caller's lock held.
 * Return: true if any of the pages was taken away less than FACET_AWAY_NS ago, or was merged with
 * what was.
 */
bool facet_away_covers(const struct facet_away *away, u64 gfn, u64 n, u64 now_ns);

#endif
