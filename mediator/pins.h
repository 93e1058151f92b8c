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
 * @no_retry: true: go on without pages that are unavailable for the moment. false: the worker will
 *	repeat the sync; after the first such page, the front end is asked for no more pages
 *
 * If the front end refuses a batch of several pages, the mediator pins them one by one.
 * FACET_PINS_FAILURES of these may fail in a sync, which lasts until the next call. A batch of one
 * page does not count. From now on facet_pins_needs_retry() is false, until a page is unavailable
 * for the moment.
 *
 * Context: worker; no lock held. Takes shadow_lock; may sleep for it.
 */
void facet_pins_sync_begin(struct facet_vgpu *vgpu, bool no_retry);

/**
 * facet_pins_needs_retry() - Tell whether this sync met a page that is unavailable for the moment.
 * @vgpu: the vGPU
 *
 * The shadow lacks such a page. Work that runs on it would meet a fault that the guest has not
 * caused. So the worker repeats the sync later.
 *
 * Context: worker, after facet_pins_sync_begin(); no lock held. Takes shadow_lock; may sleep for
 * it.
 * Return: true: since facet_pins_sync_begin(), &facet_host_ops.pin has returned FACET_HOST_RETRY;
 * false: it has not.
 */
bool facet_pins_needs_retry(struct facet_vgpu *vgpu);

/**
 * facet_pins_is_fatal() - Tell whether an error of facet_pins_get() ends a sync of shadows.
 * @ret: result of facet_pins_get()
 *
 * Limits and lack of memory end a sync, since an administrator can fix them, and so does a cancel.
 * A page with another error is just absent.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: for -ENOSPC, -ENOMEM and -ECANCELED; false: for 0 and all others.
 */
static inline bool facet_pins_is_fatal(int ret)
{
	return ret == -ENOSPC || ret == -ENOMEM || ret == -ECANCELED;
}

/**
 * facet_pins_prefetch() - Prefetch the table's entry of a page that is needed soon.
 * @vgpu: the vGPU
 * @gfn: guest page number, any value
 *
 * This is a hint for the processor. It changes nothing.
 *
 * Context: shadow_lock held. Takes no other lock; does not sleep.
 */
void facet_pins_prefetch(const struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_pins_merge_error() - Choose between two results of facet_pins_get().
 * @first: the earlier result; 0 or an errno
 * @then: the later result; 0 or an errno
 *
 * Context: any; takes no lock; does not sleep.
 * Return: @then, if @first is 0, or if @then ends a sync (facet_pins_is_fatal()) and @first does
 * not; else @first. So 0: neither is an error.
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
 * @gfns: array of @n guest page numbers, any values; duplicates are allowed
 * @n: number of pages; 0: nothing is done
 * @out: array of @n that is filled, also after an error: a pin with a reference for
 *	facet_pin_put(); NULL where the page could not be pinned
 *
 * The caller reads facet_pins_generation() before this call. Afterwards it takes shadow_lock and
 * compares. If the generation has moved, a dma_unmap came in between: the caller puts all
 * references and begins again.
 *
 * After -EFAULT, -ENOSPC and other errnos of a single page, the function still tries the other
 * pages. It tries no other page after -ENOMEM, -ECANCELED, a moved generation, -EBUSY, and after
 * FACET_HOST_RETRY in a sync that is repeated.
 *
 * If the cap of pins is near, the function first does facet_pins_reap(). A page that failed is
 * refused with the same errno for a second, except while facet_pins_recent_unmap() is true. After
 * -ENOMEM of &facet_host_ops.pin or &pgpu_ops.map, no page is requested for a second. If a pin has
 * an entry of facet_pin_set_table(), the entry joins the list of facet_pins_table_shared().
 *
 * Context: worker; no lock held. Takes shadow_lock, and in it &facet_device.lock; then
 * &facet_device.lock alone. Takes the locks of the ops pin and unpin. Takes the locks of the pGPU's
 * map and unmap. May sleep for these mutexes, for memory and, in &facet_host_ops.pin, for guest
 * memory.
 * Return: 0: all pages are pinned; else the error that counts (facet_pins_merge_error()). -ENOSPC:
 * the type's cap is reached. -ENOMEM: no memory, or no page is requested since an -ENOMEM less than
 * a second ago. -ECANCELED: the worker's build was cancelled. -EAGAIN: a dma_unmap came in between,
 * or a page of this sync is unavailable for the moment (FACET_HOST_RETRY). -EBUSY:
 * FACET_PINS_FAILURES pages have failed in this sync, and the batch has another bad page. -EFAULT:
 * a page is no memory, or its number is 2^36 or more. Else the errno of &facet_host_ops.pin, which
 * may be a second old. The bus map has room: facet_gpu_reserve() has reserved it.
 */
int facet_pins_get(struct facet_vgpu *vgpu, const u64 *gfns, u32 n, struct facet_pin **out);

/**
 * facet_pin_put() - Drop a reference to a pin.
 * @vgpu: the vGPU
 * @pin: the pin; the caller does not use it any more
 *
 * After the last put, the page stays pinned until each workload that was queued before has ended
 * (facet_pins_reap()). facet_pins_release() unpins the page of a pin that a dma_unmap has detached.
 * The last put frees such a pin if its page is unpinned already; else facet_pins_release() does. A
 * put without a reference warns once and changes nothing.
 *
 * Context: process context; shadow_lock held. Takes no other lock; may sleep (port_free()).
 */
void facet_pin_put(struct facet_vgpu *vgpu, struct facet_pin *pin);

/**
 * facet_pins_access_begin() - Begin to read pinned guest pages in place. Nothing is pinned for
 * that.
 * @vgpu: the vGPU
 * @gfns: array of @n guest page numbers; duplicates are allowed
 * @n: number of pages, at most FACET_PINS_ACCESS_PAGES
 * @access: the access, in the caller's memory; facet_pins_access_end() ends it. Filled on success;
 *	undefined after an error
 *
 * The contents may change while the caller reads: use it for pixels, not for anything that is
 * parsed. A dma_unmap waits for the end. So the caller does not sleep before it, and calls neither
 * the front end nor the core.
 *
 * Context: process context; of the mediator's locks, mmio_lock at most. Takes shadow_lock, and in
 * it &facet_device.lock. May sleep for shadow_lock, not for guest memory.
 * Return: 0; -ENOENT: a page is not pinned, and no access has begun.
 */
int facet_pins_access_begin(struct facet_vgpu *vgpu, const u64 *gfns, u32 n,
			    struct facet_pins_access *access);

/**
 * facet_pins_access_end() - End an access.
 * @vgpu: the vGPU
 * @access: of a facet_pins_access_begin() that returned 0; the caller does not use the pages any
 *	more
 *
 * Puts the references as facet_pin_put() does, and wakes a dma_unmap that waits.
 *
 * Context: process context; of the mediator's locks, mmio_lock at most. Takes shadow_lock, then
 * &facet_device.lock. May sleep for shadow_lock.
 */
void facet_pins_access_end(struct facet_vgpu *vgpu, struct facet_pins_access *access);

/**
 * facet_pin_set_table() - Record that the guest page is read as a page table, or no longer is.
 * @pin: a pin to which the caller has a reference
 * @shared: initialized entry of the caller's that is on no list; NULL: the page is no longer read
 *	as one
 *
 * From now on each further reference of facet_pins_get() puts the entry on the list of
 * facet_pins_table_shared(). The entry of an earlier call leaves that list. The caller passes NULL
 * before it puts its reference or frees the entry.
 *
 * Context: shadow_lock serializes; takes no lock; does not sleep.
 */
void facet_pin_set_table(struct facet_pin *pin, struct list_head *shared);

/**
 * facet_pins_table_shared() - Take a page table that got another reference: others may write to it.
 * @vgpu: the vGPU
 *
 * The entry stays recorded: a further reference puts it on the list again.
 *
 * Context: shadow_lock held. Takes no other lock; does not sleep.
 * Return: the oldest entry of facet_pin_set_table(), removed from the list; NULL: there is none.
 */
struct list_head *facet_pins_table_shared(struct facet_vgpu *vgpu);

/**
 * facet_pins_recent_unmap() - Tell whether guest memory went away within the last second.
 * @vgpu: the vGPU
 *
 * A VMM gives memory back without a notice. So for that second each sync asks again for pages that
 * could not be pinned.
 *
 * Context: shadow_lock held. Calls &facet_host_ops.now_ns, which takes no lock; does not sleep.
 * Return: true: a facet_pins_detach(), or a pin that failed with FACET_HOST_RETRY, is less than a
 * second old; false: there was none.
 */
bool facet_pins_recent_unmap(const struct facet_vgpu *vgpu);

/**
 * facet_pins_generation() - Return the generation of the pins.
 * @vgpu: the vGPU
 *
 * The generation moves with each hold of shadow_lock in which a dma_unmap detaches pins
 * (facet_pins_detach()) or drops page tables (facet_ppgtt_drop()). facet_alias_zap() and
 * facet_ggtt_views_zap() do not move it.
 *
 * Context: any; takes no lock; does not sleep. Only under shadow_lock does it stand still.
 * Return: the generation, which only rises.
 */
u64 facet_pins_generation(const struct facet_vgpu *vgpu);

/**
 * facet_pins_reap() - Unpin pages without references that no workload uses any more.
 * @vgpu: the vGPU
 * @oldest: facet_progress_oldest(): sequence number of the oldest workload that has not ended;
 *	FACET_SEQ_NONE: all pages without references
 *
 * Takes the pins out of the table and frees them. A page is unpinned if @oldest was queued after
 * the page's last put. While pages are being unpinned, a dma_unmap waits for this thread.
 *
 * Context: worker; no lock held. Takes shadow_lock, and in it &facet_device.lock; then
 * &facet_device.lock alone. Takes the locks of &pgpu_ops.unmap. Takes the locks of the op unpin.
 * May sleep for these mutexes.
 */
void facet_pins_reap(struct facet_vgpu *vgpu, u64 oldest);

/**
 * facet_pins_bump_generation() - Move the generation, so that others drop the pins that they got
 * and have not used yet.
 * @vgpu: the vGPU
 *
 * Context: shadow_lock held. Takes no other lock; does not sleep.
 */
void facet_pins_bump_generation(struct facet_vgpu *vgpu);

/**
 * facet_pins_detach() - Take all pins of a range out of the table.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages; ends at the last page number at most; 0: nothing is done
 * @detached: initialized list of the caller's, for facet_pins_release(). The pins join its end
 *
 * The generation moves in each hold, also if the range has no pin. facet_pins_recent_unmap() is
 * true for a second. Shadow entries still name the pins: the caller zaps them before
 * facet_pins_release().
 *
 * Context: the thread of a dma_unmap, or the end of the vGPU; no lock of the mediator held. Takes
 * shadow_lock in bounded holds; may sleep for it. The pGPU is idle for this vGPU.
 */
void facet_pins_detach(struct facet_vgpu *vgpu, u64 gfn, u64 n, struct list_head *detached);

/**
 * facet_pins_release() - Unpin the pages that facet_pins_detach() has taken out of the table.
 * @vgpu: the vGPU
 * @detached: the list; empty afterwards
 *
 * First waits for accesses (facet_pins_access_begin()) that began before the last move of the
 * generation. In the end waits for threads that began to pin or unpin before that move. Frees the
 * pins without references; facet_pin_put() frees the others.
 *
 * Context: the thread of a dma_unmap, or the end of the vGPU; no lock of the mediator held, no
 * access and no pin of its own begun. Takes &facet_device.lock and shadow_lock, one after the
 * other. Takes the locks of &pgpu_ops.unmap. Takes the locks of the op unpin. May sleep for these
 * mutexes and for the threads above, which may be waiting for guest memory. The pGPU is idle for
 * this vGPU.
 */
void facet_pins_release(struct facet_vgpu *vgpu, struct list_head *detached);

/**
 * facet_pins_record() - Record which pinned pages engines store to, or no longer.
 * @vgpu: the vGPU
 * @on: true: record; a repeated call does nothing
 *
 * Stores that begin after the return are recorded. A pin that goes is reported by
 * &facet_host_ops.wrote; facet_pins_report() reports the others.
 *
 * Context: process context; no lock of the mediator held. Takes shadow_lock. Takes the locks of
 * &pgpu_ops.record_stores. May sleep for these, and for a slice of each engine.
 */
void facet_pins_record(struct facet_vgpu *vgpu, bool on);

/**
 * facet_pins_report() - Report which pinned pages of a range engines have stored to.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages; 0: nothing is done
 *
 * Calls &facet_host_ops.wrote for each page to which a store was recorded since the last call, or
 * for each page if the pGPU cannot tell. At the return these stores are in memory. A store that
 * comes later is recorded anew. If nothing is recorded, nothing is done.
 *
 * Context: process context; no lock of the mediator held. Takes shadow_lock in bounded holds, and
 * in it the locks of &pgpu_ops.take_stores and &facet_host_ops.wrote. May sleep for these, and for
 * a slice of each engine.
 */
void facet_pins_report(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_pins_finishes() - Return how many records began, and how many reports have found stores.
 * @vgpu: the vGPU
 *
 * Each of them has made engines of all vGPUs forget translations: &pgpu_ops.record_stores,
 * &pgpu_ops.finish_stores.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the count since the vGPU was made.
 */
u64 facet_pins_finishes(const struct facet_vgpu *vgpu);

/**
 * facet_pins_in_range() - Tell whether a page of a range is pinned, or may be.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages; ends at the last page number at most
 *
 * While another thread pins or unpins any page of the vGPU, the answer is true. Detached pins do
 * not count.
 *
 * Context: shadow_lock held. Takes &facet_device.lock; does not sleep.
 * Return: true: a page is pinned, or may be; false: none is, and none was about to be.
 */
bool facet_pins_in_range(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_pins_count() - Return the number of pinned pages.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: number of pages: pins in the table, also without references, and detached pins whose
 * pages are not unpinned yet. Pages inside &facet_host_ops.pin do not count.
 */
u32 facet_pins_count(const struct facet_vgpu *vgpu);

/**
 * facet_pins_create() - Create the empty table of pins.
 * @vgpu: the vGPU that is being created
 *
 * Context: facet_vgpu_create(); no lock of the mediator held. Takes no lock; may sleep for memory.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int facet_pins_create(struct facet_vgpu *vgpu);

/**
 * facet_pins_destroy() - Unpin all pages and free the table.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed; facet_pins_create() has
 *	succeeded
 *
 * Context: no lock of the mediator held. Takes shadow_lock in bounded holds and &facet_device.lock,
 * one after the other. Takes the locks of &pgpu_ops.unmap. Takes the locks of the op unpin. May
 * sleep for these mutexes. Nobody else uses the vGPU, no shadow entry names a pin, and the pGPU is
 * idle for the vGPU.
 */
void facet_pins_destroy(struct facet_vgpu *vgpu);

#endif
