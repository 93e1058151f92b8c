/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_pins: for mediator/pins/pins.c and pins_release.c alone. */
#ifndef FACET_PINS_TYPES_H
#define FACET_PINS_TYPES_H

#include "port.h"
#include "mediator/pins.h"
#include "mediator/pins/pin_map.h"

#define PINS_RETRY_NS		1000000000ull	/* time before a failed page is tried again */

/**
 * struct pin_failure - A page that could not be pinned.
 * @gfn: guest page number
 * @until_ns: time (&facet_host_ops.now_ns) before which the page is not tried again
 * @error: negative errno of the last try
 */
struct pin_failure {
	u64 gfn;
	u64 until_ns;
	int error;
};

/**
 * struct facet_pins - The pins of a vGPU. All members but @users and @accesses are under
 * shadow_lock.
 * @map: pins by guest page number
 * @count: pins in @map, and detached pins that are not unpinned yet; written under shadow_lock,
 *	read without
 * @reserved: pages that are on their way to the front end, counted against the cap of pins
 * @generation: rises with each detach; written under shadow_lock, read without
 * @deferred: pins without references that earlier workloads may still use, in the order in which
 *	their last references were dropped
 * @shared: page tables whose pins got another reference (facet_pin_set_table())
 * @memory_until_ns: until then no page is requested, since the front end is short of memory: its
 *	limit is reached. Each refusal costs a line in the host's log
 * @recent_unmap_until_ns: until then failed pages are requested again at once, since the VMM may
 *	map what a dma_unmap took at any moment
 * @failures: latest failures: one slot for each value of facet_vgpu_spread()
 * @may_fail: number of pages that may still fail one by one in this sync
 * @no_retry: this sync goes on without pages that are unavailable for the moment
 * @needs_retry: a page that is unavailable for the moment was requested since this sync began
 * @records: writes of engines are recorded (pins_stores.c)
 * @finishes: facet_pins_finishes()
 * @users: pin users inside the front end's pin or unpin; under &facet_device.lock
 * @accesses: pin users of facet_pins_access_begin(); under &facet_device.lock
 * @idle: woken when a pin user ends
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
	bool records;
	atomic64_t finishes;
	struct list_head users;
	struct list_head accesses;
	wait_queue_head_t idle;
};

/**
 * facet_pin_user_begin() - Register a pin user, for which facet_pins_release() waits.
 * @vgpu: the vGPU
 * @users: the list to join: &facet_pins.users or &facet_pins.accesses
 * @user: the pin user, in the caller's memory until facet_pin_user_end()
 * @generation: facet_pins_generation() that the caller knows. A dma_unmap waits for pin users of
 *	earlier generations than its own
 *
 * Context: shadow_lock held; takes &facet_device.lock; does not sleep.
 */
void facet_pin_user_begin(struct facet_vgpu *vgpu, struct list_head *users,
			  struct facet_pin_user *user, u64 generation);

/**
 * facet_pin_user_end() - Unregister a pin user, and wake those that wait for it.
 * @vgpu: the vGPU
 * @user: the pin user; its memory is the caller's again
 *
 * Context: &facet_device.lock not held, since it is taken; does not sleep.
 */
void facet_pin_user_end(struct facet_vgpu *vgpu, struct facet_pin_user *user);

/**
 * facet_pins_stores_end() - Report what engines have stored to a page, since its pin goes.
 * @vgpu: the vGPU
 * @pin: the pin; no engine uses the page any more
 *
 * Context: shadow_lock held. Takes the locks of &pgpu_ops.take_stores and &facet_host_ops.wrote;
 * may sleep for them.
 */
void facet_pins_stores_end(struct facet_vgpu *vgpu, const struct facet_pin *pin);

/**
 * facet_pins_unpin() - Unmap pages from the pGPU's bus map, then unpin them in the front end.
 * @vgpu: the vGPU
 * @gfns: array of @n guest page numbers; &facet_pins.map has none of these pins
 * @bus: array of @n bus addresses of the pages
 * @n: number of pages; 0: nothing is done
 *
 * Context: no lock of the mediator held; may sleep. No engine uses the pages.
 */
void facet_pins_unpin(struct facet_vgpu *vgpu, const u64 *gfns, const u64 *bus, u32 n);

#endif
