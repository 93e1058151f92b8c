/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Record of guest pages that were mapped: a copy or a pin of them succeeded. Some front ends get no
 * notice of ranges that their VMM unmaps. Such a front end asks here when an op fails. A page on
 * record was unmapped meanwhile. A page that never was is no memory (mediator/unmap_history.h).
 */
#ifndef FACET_MAPPED_PAGES_H
#define FACET_MAPPED_PAGES_H

#include "port.h"

/* Number of pages of a leaf: its bits fill 4 KiB. */
#define FACET_MAPPED_PAGES_PER_LEAF	(1u << 15)

/* Number of leaves: for 512 GiB of guest-physical addresses. Pages above are never on record. */
#define FACET_MAPPED_PAGES_LEAVES		4096u

/* Number of leaves of a node. */
#define FACET_MAPPED_PAGES_NODE_LEAVES	64u

#define FACET_MAPPED_PAGES_NODES	(FACET_MAPPED_PAGES_LEAVES / FACET_MAPPED_PAGES_NODE_LEAVES)

/**
 * struct facet_mapped_pages_leaf - Record of FACET_MAPPED_PAGES_PER_LEAF pages.
 * @bits: one for each page: 1: it was mapped; NULL: no page is on record
 * @epoch: &facet_mapped_pages.epoch when @bits was last written; if that has moved, no bit counts
 */
struct facet_mapped_pages_leaf {
	u64 *bits;
	u64 epoch;
};

/**
 * struct facet_mapped_pages - Record of the pages that were mapped. All zero: none. The caller has
 * a lock.
 * @nodes: arrays of FACET_MAPPED_PAGES_NODE_LEAVES leaves each; NULL: no page of these is on record
 * @epoch: moves when all pages are forgotten, in constant time
 *
 * The record takes 1 KiB for each 8 GiB and 4 KiB for each 128 MiB in which a page is on record.
 */
struct facet_mapped_pages {
	struct facet_mapped_pages_leaf *nodes[FACET_MAPPED_PAGES_NODES];
	u64 epoch;
};

/**
 * facet_mapped_pages_add() - Record that pages are mapped.
 * @mapped: the record of one vGPU
 * @gfn: guest page number of the first page, any value
 * @n: number of pages; 0: nothing is done
 *
 * If there is no memory for a leaf or a node, its pages are not recorded. They count as pages that
 * were never mapped. So do pages from 512 GiB of guest-physical addresses on. Pages that are on
 * record already stay there.
 *
 * Context: process context; the caller's lock held (&facet_unmap.lock in kernel/). Takes no lock;
 * may sleep for memory.
 */
void facet_mapped_pages_add(struct facet_mapped_pages *mapped, u64 gfn, u64 n);

/**
 * facet_mapped_pages_all() - Tell whether all pages of a range are on record.
 * @mapped: the record of one vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: any; the caller's lock held (&facet_unmap.lock in kernel/). Takes no lock; does not
 * sleep.
 * Return: true: all of them are, or @n is 0; false: one is not, or lies at 512 GiB or above.
 */
bool facet_mapped_pages_all(const struct facet_mapped_pages *mapped, u64 gfn, u64 n);

/**
 * facet_mapped_pages_forget() - Take all pages off the record. Leaves keep their memory.
 * @mapped: the record of one vGPU
 *
 * The time does not depend on the number of pages. A repeated call is harmless.
 *
 * Context: any; the caller's lock held (&facet_unmap.lock in kernel/). Takes no lock; does not
 * sleep.
 */
void facet_mapped_pages_forget(struct facet_mapped_pages *mapped);

/**
 * facet_mapped_pages_fini() - Free the record. The caller can use it anew: it is empty.
 * @mapped: the record of one vGPU
 *
 * A repeated call is harmless.
 *
 * Context: process context; the caller's lock held (&facet_unmap.lock in kernel/), or nobody else
 * uses the record. Takes no lock; may sleep to free memory.
 */
void facet_mapped_pages_fini(struct facet_mapped_pages *mapped);

#endif
