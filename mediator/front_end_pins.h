/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tickets for pins that a front end makes for itself. A ticket covers pages from the request to pin
 * them until they are on record, and from taking them off the record until they are unpinned. No
 * lock is held meanwhile, since the pages may be slow memory.
 *
 * A dma_unmap does this:
 *
 * 1. Revoke the tickets of the range.
 * 2. Clear the record.
 * 3. Revoke again.
 * 4. Wait for the revoked tickets.
 *
 * A holder checks for revocation under the record's lock before it puts pages on record: none get
 * there behind step 1. A holder that takes pages off the record takes its ticket before it drops
 * that lock: step 3 finds the ticket.
 */
#ifndef FACET_FRONT_END_PINS_H
#define FACET_FRONT_END_PINS_H

#include "port.h"

/**
 * struct facet_front_end_pin - One ticket.
 * @list: of those that one vGPU has given out
 * @gfns: array of @n guest page numbers, the holder's
 * @n: number of pages
 * @revoked: a dma_unmap takes one of the pages away
 */
struct facet_front_end_pin {
	struct list_head list;
	const u64 *gfns;
	u32 n;
	bool revoked;
};

/**
 * facet_front_end_pin_begin() - Give out a ticket.
 * @tickets: of one vGPU
 * @pinning: the holder's memory
 * @gfns: array of @n guest page numbers, in place until the ticket is back
 * @n: number of pages
 *
 * Context: the caller's lock over @tickets.
 */
void facet_front_end_pin_begin(struct list_head *tickets, struct facet_front_end_pin *pinning,
			 const u64 *gfns, u32 n);

/**
 * facet_front_end_pin_end() - Take a ticket back.
 * @pinning: its pages are on record, or are not pinned any more
 *
 * Context: the caller's lock over the list.
 */
void facet_front_end_pin_end(struct facet_front_end_pin *pinning);

/**
 * facet_front_end_pins_revoke() - Revoke the tickets that have a page of a range.
 * @tickets: of one vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: the caller's lock over @tickets.
 */
void facet_front_end_pins_revoke(struct list_head *tickets, u64 gfn, u64 n);

/**
 * facet_front_end_pins_revoked() - Tell whether a revoked ticket is still out.
 * @tickets: of one vGPU
 *
 * Context: the caller's lock over @tickets.
 * Return: whether there is one.
 */
bool facet_front_end_pins_revoked(const struct list_head *tickets);

#endif
