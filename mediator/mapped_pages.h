/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest pages that have answered: a copy or a pin of them succeeded. A front end that is not told
 * of each range that its VMM unmaps asks here when an op fails: a page that has answered before
 * was unmapped meanwhile, and one that never has is no memory (mediator/unmap_history.h).
 */
#ifndef FACET_MAPPED_PAGES_H
#define FACET_MAPPED_PAGES_H

#include "port.h"

/* Pages of a leaf: its bits fill 4 KiB. */
#define FACET_MAPPED_PAGES_PER_LEAF	(1u << 15)

/* Leaves: 512 GiB of guest-physical addresses. Pages above are never on record. */
#define FACET_MAPPED_PAGES_LEAVES		4096u

/* Leaves of a node. */
#define FACET_MAPPED_PAGES_NODE_LEAVES	64u

#define FACET_MAPPED_PAGES_NODES	(FACET_MAPPED_PAGES_LEAVES / FACET_MAPPED_PAGES_NODE_LEAVES)

/**
 * struct facet_mapped_pages_leaf - Which of FACET_MAPPED_PAGES_PER_LEAF pages have answered.
 * @bits: one for each page; NULL: none has
 * @epoch: &facet_mapped_pages.epoch when @bits was last written; if that has moved, no bit counts
 */
struct facet_mapped_pages_leaf {
	u64 *bits;
	u64 epoch;
};

/**
 * struct facet_mapped_pages - Which guest pages have answered. All zero: none. The caller has a lock.
 *
 * For guest memory with a page that has answered, 1 KiB for each 8 GiB, and 4 KiB for each 128 MiB.
 *
 * @nodes: arrays of FACET_MAPPED_PAGES_NODE_LEAVES each; NULL: no page of its leaves has
 * @epoch: moves when all pages are forgotten, in constant time
 */
struct facet_mapped_pages {
	struct facet_mapped_pages_leaf *nodes[FACET_MAPPED_PAGES_NODES];
	u64 epoch;
};

/**
 * facet_mapped_pages_add() - Record pages that have answered.
 *
 * If there is no memory for a leaf, its pages are not recorded: they count as ones that never have.
 *
 * @answered: the record of one vGPU
 * @gfn: guest page number of the first page
 * @n: pages
 *
 * Context: may sleep; the caller's lock held.
 */
void facet_mapped_pages_add(struct facet_mapped_pages *answered, u64 gfn, u64 n);

/**
 * facet_mapped_pages_all() - Tell whether all of some pages have answered.
 * @answered: the record of one vGPU
 * @gfn: guest page number of the first page
 * @n: pages
 *
 * Context: any; the caller's lock held.
 * Return: true if all of the pages are on record.
 */
bool facet_mapped_pages_all(const struct facet_mapped_pages *answered, u64 gfn, u64 n);

/**
 * facet_mapped_pages_forget() - Take all pages off the record. Leaves keep their memory.
 * @answered: the record of one vGPU
 *
 * Context: any; the caller's lock held.
 */
void facet_mapped_pages_forget(struct facet_mapped_pages *answered);

/**
 * facet_mapped_pages_fini() - Free the record. It is empty afterwards, and can be used anew.
 * @answered: the record of one vGPU
 *
 * Context: may sleep; the caller's lock held, or nobody else uses it.
 */
void facet_mapped_pages_fini(struct facet_mapped_pages *answered);

#endif
