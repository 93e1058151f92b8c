/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records of pins that a front end makes for itself. A struct facet_front_end_pin covers its pages
 * in two periods. The first lasts from the request to pin them until they are on record. The second
 * lasts from their removal from the record until they are unpinned. No lock is held meanwhile,
 * since the pages may be slow memory.
 *
 * A dma_unmap does this:
 *
 * 1. Revoke the pins of the range.
 * 2. Clear the record.
 * 3. Revoke again.
 * 4. Wait for the revoked pins.
 *
 * A holder checks for revocation under the record's lock before it puts pages on record. So no page
 * gets there after step 1. A holder that takes pages off the record begins its pin before it drops
 * that lock. So step 3 finds the pin.
 */
#ifndef FACET_FRONT_END_PINS_H
#define FACET_FRONT_END_PINS_H

#include "port.h"

/**
 * struct facet_front_end_pin - Pages that a front end is pinning or unpinning.
 * @list: on the list of such pins of one vGPU
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
 * facet_front_end_pin_begin() - Begin to pin or unpin pages.
 * @pins: list of such pins of one vGPU
 * @pin: memory of the holder, valid until facet_front_end_pin_end(); its contents are overwritten
 * @gfns: array of @n guest page numbers, the holder's; unchanged until facet_front_end_pin_end()
 * @n: number of pages
 *
 * The function adds @pin, not revoked, to @pins. It neither pins nor unpins. The holder pins or
 * unpins with no lock held afterwards. A holder that takes pages off a record calls this before it
 * drops the lock over the record.
 *
 * Context: any; the caller's lock over @pins held (&facet_unmap.pins_lock in kernel/). Takes no
 * lock; does not sleep.
 */
void facet_front_end_pin_begin(struct list_head *pins, struct facet_front_end_pin *pin,
			       const u64 *gfns, u32 n);

/**
 * facet_front_end_pin_end() - End a pin: its pages are on record, or are not pinned any more.
 * @pin: of facet_front_end_pin_begin(), not ended yet; the holder's memory again
 *
 * The function takes @pin off its list. If @pin was revoked, the caller wakes the dma_unmap that
 * waits, after it has dropped the lock.
 *
 * Context: any; the caller's lock over the list held (&facet_unmap.pins_lock in kernel/). Takes no
 * lock; does not sleep.
 */
void facet_front_end_pin_end(struct facet_front_end_pin *pin);

/**
 * facet_front_end_pins_revoke() - Revoke the pins that have a page of a range.
 * @pins: list of such pins of one vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages; 0: no pin has one
 *
 * A revoked pin stays revoked and on the list until it ends. A holder that pins must not put its
 * pages on record. The function does not wait for holders. A repeated call is harmless.
 *
 * Context: any; the caller's lock over @pins held (&facet_unmap.pins_lock in kernel/). Takes no
 * lock; does not sleep.
 */
void facet_front_end_pins_revoke(struct list_head *pins, u64 gfn, u64 n);

/**
 * facet_front_end_pins_revoked() - Tell whether a revoked pin has not ended.
 * @pins: list of such pins of one vGPU
 *
 * Pins that another dma_unmap revoked count, too.
 *
 * Context: any; the caller's lock over @pins held (&facet_unmap.pins_lock in kernel/). Takes no
 * lock; does not sleep.
 * Return: true: there is one: a dma_unmap waits on; false: there is none.
 */
bool facet_front_end_pins_revoked(const struct list_head *pins);

#endif
