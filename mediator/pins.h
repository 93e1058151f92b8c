/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pinned guest pages. The table has one entry for each guest page number. An entry is counted: the
 * page is pinned once and enters the pGPU's map once, however many shadow entries name it. The type
 * caps the number of pins. A pin that failed is not tried again for a second.
 */
#ifndef FACET_PINS_H
#define FACET_PINS_H

#include "port.h"

struct facet_vgpu;

#define FACET_PINS_ACCESS_PAGES	64u	/* most pages of one access */

/*
 * Pages that may fail one by one in a sync. Stock guests have a handful. For a guest with more of
 * them, the whole batch fails with the bad page.
 */
#define FACET_PINS_FAILURES	1024u

/**
 * struct facet_pin - A pinned guest page. A pin fills a cache line.
 * @gfn: guest page number
 * @frame: host frame; port_frame_to_ptr() gives its memory
 * @bus: bus address of the page in the pGPU's map
 * @refs: number of references
 * @detached: the pin is no longer in the table
 * @deferred_seq: the newest workload when the last reference went: the page stays until it has
 *	ended
 * @deferred: on the list of pins without references, or of detached ones
 * @table: NULL; for a page that is read as a page table, the entry of facet_pin_set_table()
 */
struct facet_pin {
	u64 gfn;
	u64 frame;
	u64 bus;
	u32 refs;
	bool detached;
	u64 deferred_seq;
	struct list_head deferred;
	struct list_head *table;
};

static_assert(sizeof(struct facet_pin) == 64, "a cache line");

/**
 * struct facet_pin_user - Somebody who uses pages without a lock. A dma_unmap of these pages waits
 * for the user.
 * @list: on a list of users of the vGPU; under &facet_device.lock
 * @generation: facet_pins_generation() when the use began
 */
struct facet_pin_user {
	struct list_head list;
	u64 generation;
};

/**
 * struct facet_pins_access - Pinned guest pages that the CPU reads in place: from
 * facet_pins_access_begin() to facet_pins_access_end().
 * @n: number of pages
 * @pages: their memory; the guest and its engines may be writing there
 * @pins: their pins, with a reference each
 * @user: keeps the pages in place
 */
struct facet_pins_access {
	u32 n;
	const u8 *pages[FACET_PINS_ACCESS_PAGES];
	struct facet_pin *pins[FACET_PINS_ACCESS_PAGES];
	struct facet_pin_user user;
};

/**
 * facet_pins_sync_begin() - Begin a sync of shadows.
 * @vgpu: the vGPU
 * @no_retry: true: go on without pages that are unavailable for the moment; each counts as one
 *	failed page. false: the worker will repeat the sync; after the first such page, the front
 *	end is asked for no more pages
 *
 * FACET_PINS_FAILURES pages may fail one by one in a sync.
 *
 * Context: worker; no lock held; takes shadow_lock; may sleep.
 */
void facet_pins_sync_begin(struct facet_vgpu *vgpu, bool no_retry);

/**
 * facet_pins_needs_retry() - Tell whether this sync met a page that is unavailable for the moment.
 * @vgpu: the vGPU
 *
 * The shadow lacks such a page. Work that runs on it would meet a fault that the guest has not
 * caused. So the worker repeats the sync later.
 *
 * Context: worker, after facet_pins_sync_begin(); no lock held; takes shadow_lock; may sleep.
 * Return: true: it did.
 */
bool facet_pins_needs_retry(struct facet_vgpu *vgpu);

/**
 * facet_pins_is_fatal() - Tell whether an error of facet_pins_get() ends a sync of shadows.
 * @ret: result of facet_pins_get()
 *
 * Limits and lack of memory end a sync, since an administrator can fix them, and so does a cancel.
 * A page with another error is just absent.
 *
 * Context: any; takes no lock.
 * Return: true: for -ENOSPC, -ENOMEM and -ECANCELED.
 */
static inline bool facet_pins_is_fatal(int ret)
{
	return ret == -ENOSPC || ret == -ENOMEM || ret == -ECANCELED;
}

/**
 * facet_pins_prefetch() - Prefetch the table's entry of a page that is needed soon.
 * @vgpu: the vGPU
 * @gfn: guest page number
 *
 * Context: shadow_lock held.
 */
void facet_pins_prefetch(const struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_pins_merge_error() - Choose between two results of facet_pins_get().
 * @first: the earlier result; 0 or an errno
 * @then: the later result; 0 or an errno
 *
 * Context: any; takes no lock.
 * Return: the first error; but an error that ends a sync (facet_pins_is_fatal()) before one that
 * does not; 0: neither is an error.
 */
static inline int facet_pins_merge_error(int first, int then)
{
	bool replaces_first = facet_pins_is_fatal(then) && !facet_pins_is_fatal(first);

	return first && !replaces_first ? first : then;
}

/**
 * facet_pins_get() - Get references to the pins of guest pages. Pin the pages that are not pinned
 * yet.
 * @vgpu: the vGPU
 * @gfns: array of @n guest page numbers; duplicates are allowed
 * @n: number of pages
 * @out: array of @n; NULL where the page could not be pinned
 *
 * The caller reads facet_pins_generation() before this call. Afterwards it takes shadow_lock and
 * compares. If the generation has moved, a dma_unmap came in between: the caller puts all
 * references and begins again. After an error the function still tries the other pages.
 *
 * Context: worker; no lock held; takes shadow_lock; may sleep, also in &facet_host_ops.pin.
 * Return: 0; else the error that counts (facet_pins_merge_error()). -ENOSPC: the type's cap is
 * reached, or &pgpu_ops.map has no room. -ENOMEM: no memory, or the front end has met a limit
 * within the last second. -ECANCELED: the worker's build was cancelled. -EAGAIN: a dma_unmap came
 * in between, or the page is unavailable for the moment (FACET_HOST_RETRY). -EBUSY:
 * FACET_PINS_FAILURES pages have failed in this sync, and the batch has another bad page. Else the
 * errno of &facet_host_ops.pin or &pgpu_ops.map, which may be a second old.
 */
int facet_pins_get(struct facet_vgpu *vgpu, const u64 *gfns, u32 n, struct facet_pin **out);

/**
 * facet_pin_put() - Drop a reference to a pin.
 * @vgpu: the vGPU
 * @pin: the pin; the caller does not use it any more
 *
 * After the last put, the page stays pinned until each workload that was queued before has ended
 * (facet_pins_reap()). If a dma_unmap has detached the pin, it unpins the page by itself. Then the
 * last put frees the pin, or leaves that to facet_pins_release().
 *
 * Context: shadow_lock held; takes no other lock; may sleep (port_free()).
 */
void facet_pin_put(struct facet_vgpu *vgpu, struct facet_pin *pin);

/**
 * facet_pins_access_begin() - Begin to read pinned guest pages in place. Nothing is pinned for
 * that.
 * @vgpu: the vGPU
 * @gfns: array of @n guest page numbers; duplicates are allowed
 * @n: number of pages, at most FACET_PINS_ACCESS_PAGES
 * @access: the access; facet_pins_access_end() ends it
 *
 * The contents may change while the caller reads: use it for pixels, not for anything that is
 * parsed. A dma_unmap waits for the end. So the caller does not sleep before it, and calls neither
 * the front end nor the core.
 *
 * Context: neither shadow_lock nor &facet_device.lock held; takes both; may sleep.
 * Return: 0; -ENOENT: a page is not pinned, and no access has begun.
 */
int facet_pins_access_begin(struct facet_vgpu *vgpu, const u64 *gfns, u32 n,
			    struct facet_pins_access *access);

/**
 * facet_pins_access_end() - End an access.
 * @vgpu: the vGPU
 * @access: of a facet_pins_access_begin() that returned 0
 *
 * Wakes a dma_unmap that waits.
 *
 * Context: as facet_pins_access_begin().
 */
void facet_pins_access_end(struct facet_vgpu *vgpu, struct facet_pins_access *access);

/**
 * facet_pin_set_table() - Record that the guest page is read as a page table, or no longer is.
 * @pin: a pin to which the caller has a reference
 * @shared: entry of the caller's that is on no list; NULL: the page is no longer read as one
 *
 * From now on each further reference puts the entry on the list of facet_pins_table_shared(). With
 * NULL the old entry leaves that list.
 *
 * Context: shadow_lock serializes.
 */
void facet_pin_set_table(struct facet_pin *pin, struct list_head *shared);

/**
 * facet_pins_table_shared() - Take a page table that got another reference: others may write to it.
 * @vgpu: the vGPU
 *
 * Context: shadow_lock held.
 * Return: its entry of facet_pin_set_table(), removed from the list; NULL: there is none.
 */
struct list_head *facet_pins_table_shared(struct facet_vgpu *vgpu);

/**
 * facet_pins_recent_unmap() - Tell whether guest memory went away within the last second.
 * @vgpu: the vGPU
 *
 * A VMM gives memory back without a notice. So for that second each sync asks again for pages that
 * could not be pinned.
 *
 * Context: shadow_lock held.
 * Return: true: a dma_unmap, or a pin that failed with FACET_HOST_RETRY, is less than a second old.
 */
bool facet_pins_recent_unmap(const struct facet_vgpu *vgpu);

/**
 * facet_pins_generation() - Return the generation of the pins.
 * @vgpu: the vGPU
 *
 * The generation moves with each hold of shadow_lock in which a dma_unmap detaches pins or drops
 * shadow entries.
 *
 * Context: any; takes no lock. Only under shadow_lock does it stand still.
 * Return: the generation.
 */
u64 facet_pins_generation(const struct facet_vgpu *vgpu);

/**
 * facet_pins_reap() - Unpin pages without references that no workload uses any more.
 * @vgpu: the vGPU
 * @oldest: facet_progress_oldest(): sequence number of the oldest workload that has not ended
 *
 * Context: worker; no lock held; takes shadow_lock; may sleep.
 */
void facet_pins_reap(struct facet_vgpu *vgpu, u64 oldest);

/**
 * facet_pins_bump_generation() - Move the generation, so that others drop the pins that they got
 * and have not used yet.
 * @vgpu: the vGPU
 *
 * Context: shadow_lock held.
 */
void facet_pins_bump_generation(struct facet_vgpu *vgpu);

/**
 * facet_pins_detach() - Take all pins of a range out of the table.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages; ends at the last page number at most
 * @detached: initialized list of the caller's, for facet_pins_release()
 *
 * The generation moves in each hold. Shadow entries still name the pins: the caller zaps them
 * before facet_pins_release().
 *
 * Context: no lock held; takes shadow_lock in bounded holds; may sleep. The pGPU is idle for this
 * vGPU.
 */
void facet_pins_detach(struct facet_vgpu *vgpu, u64 gfn, u64 n, struct list_head *detached);

/**
 * facet_pins_release() - Unpin the pages that facet_pins_detach() has taken out of the table.
 * @vgpu: the vGPU
 * @detached: the list; empty afterwards
 *
 * First waits for accesses (facet_pins_access_begin()) that began before. In the end waits for pins
 * and unpins of other threads that began before.
 *
 * Context: no lock held; takes shadow_lock; may sleep. The pGPU is idle for this vGPU.
 */
void facet_pins_release(struct facet_vgpu *vgpu, struct list_head *detached);

/**
 * facet_pins_in_range() - Tell whether a page of a range is pinned, or may be.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * While another thread pins or unpins any page of the vGPU, the answer is true.
 *
 * Context: shadow_lock held; takes &facet_device.lock.
 * Return: true: a page is pinned, or may be.
 */
bool facet_pins_in_range(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_pins_count() - Return the number of pinned pages.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock.
 * Return: pins in the table, and detached ones whose pages are not unpinned yet.
 */
u32 facet_pins_count(const struct facet_vgpu *vgpu);

/**
 * facet_pins_create() - Create the empty table of pins.
 * @vgpu: the vGPU that is being created
 *
 * Context: facet_vgpu_create(); no lock held; may sleep.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int facet_pins_create(struct facet_vgpu *vgpu);

/**
 * facet_pins_destroy() - Unpin all pages and free the table.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed
 *
 * Context: no lock held; takes shadow_lock; may sleep. Nobody else uses the vGPU, no shadow entry
 * names a pin, and the pGPU is idle for the vGPU.
 */
void facet_pins_destroy(struct facet_vgpu *vgpu);

#endif
