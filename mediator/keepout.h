/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ranges of guest memory that were taken away a moment ago, of which no page is pinned
 * again before a face whose caller looks late (VFIO) has seen that none is.
 */
#ifndef FACET_KEEPOUT_H
#define FACET_KEEPOUT_H

#include "port.h"

#define FACET_KEEPOUT_RANGES	8u	/* told apart at once: beyond that they are taken together */
#define FACET_KEEPOUT_MIN_NS	20000000ull
#define FACET_KEEPOUT_MAX_NS	4000000000ull

/**
 * struct facet_keepout_range - A range.
 * @first: guest page number
 * @last: of the last page
 * @quiet_ns: how long it is kept out behind the end of its dma_unmap
 * @until_ns: until when that is
 */
struct facet_keepout_range {
	u64 first;
	u64 last;
	u64 quiet_ns;
	u64 until_ns;
};

/**
 * struct facet_keepout - What is kept out. All zero: nothing. The caller has a lock over it.
 * @range: the latest ones
 * @open: the one whose dma_unmap has not ended, or NULL
 */
struct facet_keepout {
	struct facet_keepout_range range[FACET_KEEPOUT_RANGES];
	struct facet_keepout_range *open;
};

/**
 * facet_keepout_begin() - A dma_unmap begins; one at a time.
 * @first: guest page number
 * @last: of the last page
 */
void facet_keepout_begin(struct facet_keepout *keepout, u64 first, u64 last, u64 now_ns);

/**
 * facet_keepout_end() - It has ended.
 * @pace_ns: what a dma_unmap of this VMM's takes: its caller looks when all its devices are through
 */
void facet_keepout_end(struct facet_keepout *keepout, u64 now_ns, u64 pace_ns);

/** facet_keepout_covers() - Whether a page of [gfn, gfn + n) is kept out. */
bool facet_keepout_covers(const struct facet_keepout *keepout, u64 gfn, u64 n, u64 now_ns);

#endif
