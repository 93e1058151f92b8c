/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_pins, for mediator/pins/pins.c and pins_release.c. */
#ifndef FACET_PINS_TYPES_H
#define FACET_PINS_TYPES_H

#include "port.h"
#include "mediator/pins/pin_map.h"
#include "mediator/pins.h"

#define PINS_RETRY_NS		1000000000ull	/* a page that failed is left alone so long */

/** struct pin_failure - A page that could not be pinned. */
struct pin_failure {
	u64 gfn;
	u64 until_ns;
	int error;
};

/**
 * struct facet_pins - The pins of a vGPU; under shadow_lock but for tickets.
 * @map: by guest page number
 * @count: pins in the table and detached ones not yet unpinned
 * @reserved: pins being made
 * @generation: moved by each detach
 * @deferred: pins without references, in the order dropped
 * @shared: page tables that got another reference
 * @memory_until_ns: the front end is short of memory (its limit is reached): until then no page is
 *	asked for, since each refusal costs a line in the host's log
 * @recent_unmap_until_ns: a dma_unmap was here, or is in the front end; what was taken may be given back
 *	at any moment
 * @failures: direct-mapped by hash
 * @may_fail: pages that this sync may still find bad one by one
 * @no_retry: this sync goes on without pages that are away
 * @needs_retry: since this sync began, a page was asked for that is away for the moment
 * @users: of those who are in the front end's pin or unpin; under vgpu->dev.lock
 * @accesses: tickets of pages that are lent; under vgpu->dev.lock
 * @idle: woken when a ticket goes
 */
struct facet_pins {
	struct facet_pin_map map;
	u32 count;
	u32 reserved;
	u64 generation;
	struct list_head deferred;
	struct list_head shared;
	u64 memory_until_ns;
	u64 recent_unmap_until_ns;
	struct pin_failure failures[FACET_PINS_FAILURES];
	u32 may_fail;
	bool no_retry;
	bool needs_retry;
	struct list_head users;
	struct list_head accesses;
	wait_queue_head_t idle;
};

/**
 * facet_pin_user_begin() - Somebody begins to use what a dma_unmap takes away, or to let it go.
 * @tickets: &facet_pins.users or &facet_pins.accesses
 * @generation: facet_pins_generation() that it knows
 * shadow_lock may be held.
 */
void facet_pin_user_begin(struct facet_vgpu *vgpu, struct list_head *tickets,
		      struct facet_pin_user *ticket, u64 generation);
/** facet_pin_user_end() - It has ended. No lock held. */
void facet_pin_user_end(struct facet_vgpu *vgpu, struct facet_pin_user *ticket);

/**
 * facet_pins_unpin() - Lets go of pages that are in no table. No lock held.
 * @gfns: array of @n guest page numbers
 * @bus: array of @n, their addresses in the pGPU's map
 */
void facet_pins_unpin(struct facet_vgpu *vgpu, const u64 *gfns, const u64 *bus, u32 n);

#endif
