/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest memory that goes away: what is kept out meanwhile, and the front end's own pins. */
#ifndef FACET_UNMAP_H
#define FACET_UNMAP_H

#include <linux/types.h>

struct facet_front_end_pin;
struct facet_unmap;
struct facet_vdev;

/**
 * facet_unmap_init() - Prepare the record of a new device.
 * @unmap: all zero
 *
 * Context: may sleep.
 */
void facet_unmap_init(struct facet_unmap *unmap);

/**
 * facet_unmap_fini() - End the record of a device that goes away.
 * @unmap: of facet_unmap_init(); no pin has a ticket
 *
 * Context: may sleep.
 */
void facet_unmap_fini(struct facet_unmap *unmap);

/**
 * facet_unmap_wait_all() - Wait until nothing is kept out, before the vGPU has a new owner.
 * @v: the vGPU, which is not open
 *
 * Context: may sleep, for at most a second; VFIO's lock of the device's set is held. Takes
 * &facet_unmap.lock.
 * Return: 0; -EBUSY: a task that took memory away from the last owner has not left the kernel.
 */
int facet_unmap_wait_all(struct facet_vdev *v);

/**
 * facet_unmap_close() - Forget what may come back. What is kept out stays out.
 * @v: the vGPU that is closed
 *
 * Context: may sleep; takes &facet_unmap.lock.
 */
void facet_unmap_close(struct facet_vdev *v);

/**
 * facet_unmap_begin() - Keep a range out from here until this task has left the kernel; for a
 * kernel thread, until facet_unmap_end().
 * @v: the vGPU
 * @gpa: guest physical address of the first page
 * @len: bytes, not 0
 *
 * Context: may sleep; takes &facet_unmap.lock. VFIO's locks are held, and no lock of ours: who holds
 * one may wait for a page of this range, and gives up only when the range is on record.
 */
void facet_unmap_begin(struct facet_vdev *v, u64 gpa, u64 len);

/**
 * facet_unmap_end() - End this task's call of facet_unmap_begin().
 *
 * The range stays out until the task has left the kernel. A kernel thread's range is in at once.
 *
 * @v: the vGPU
 *
 * Context: may sleep; takes &facet_unmap.lock. No lock of ours is held.
 */
void facet_unmap_end(struct facet_vdev *v);

/**
 * facet_unmap_keeps_out() - Tell whether pages are kept out.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1
 *
 * Context: may sleep; takes &facet_unmap.lock.
 * Return: true: nobody may pin them now.
 */
bool facet_unmap_keeps_out(struct facet_vdev *v, u64 gfn, u32 n);

/**
 * facet_unmap_keeps_any() - Tell whether one of several pages is kept out.
 * @v: the vGPU
 * @gfns: array of @n guest page numbers
 * @n: number of pages
 *
 * Context: may sleep; takes &facet_unmap.lock.
 * Return: true: nobody may pin all of them now.
 */
bool facet_unmap_keeps_any(struct facet_vdev *v, const u64 *gfns, u32 n);

/**
 * facet_unmap_wait() - Wait until pages are not kept out, before the front end pins for itself.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1
 *
 * Context: may sleep, for at most a second; takes &facet_unmap.lock.
 * Return: 0; FACET_HOST_RETRY: the pages are still out. A dma_unmap may be waiting for the caller.
 */
int facet_unmap_wait(struct facet_vdev *v, u64 gfn, u32 n);

/**
 * facet_unmap_was_recent() - An op has failed. Tell whether its pages went away a moment ago.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1
 * @unmapped: VFIO says that one of them is not mapped
 *
 * Context: may sleep; takes &facet_unmap.lock.
 * Return: true if the pages may come back: facet_unmap_history_covers() names one of them, or
 * facet_unmap_history_infer() says so.
 */
bool facet_unmap_was_recent(struct facet_vdev *v, u64 gfn, u64 n, bool unmapped);

/**
 * facet_unmap_add_mapped() - Record that pages have answered: an op on them had its whole effect.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: may sleep; takes &facet_unmap.lock.
 */
void facet_unmap_add_mapped(struct facet_vdev *v, u64 gfn, u64 n);

/**
 * facet_unmap_revoke_pins() - Revoke tickets of the front end's own pins.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: any but hard interrupts.
 */
void facet_unmap_revoke_pins(struct facet_vdev *v, u64 gfn, u64 n);

/**
 * facet_unmap_wait_pins() - Wait until the tickets that were revoked are back.
 * @v: the vGPU
 *
 * Context: may sleep. No lock that a page fault takes, nor one that a holder of a ticket takes.
 */
void facet_unmap_wait_pins(struct facet_vdev *v);

/**
 * facet_unmap_pin_begin() - Take a ticket for pages that are about to be pinned or unpinned.
 * @v: the vGPU
 * @pinning: the caller's memory
 * @gfns: array of @n guest page numbers, in place until facet_unmap_pin_end()
 * @n: number of pages
 *
 * Context: any but hard interrupts.
 */
void facet_unmap_pin_begin(struct facet_vdev *v, struct facet_front_end_pin *pinning,
			   const u64 *gfns, u32 n);

/**
 * facet_unmap_pin_end() - Give a ticket back: its pages are on record, or unpinned.
 * @v: the vGPU
 * @pinning: the ticket
 *
 * Context: any but hard interrupts.
 */
void facet_unmap_pin_end(struct facet_vdev *v, struct facet_front_end_pin *pinning);

/**
 * facet_unmap_pin_revoked() - Tell whether a page of a ticket went away meanwhile.
 * @v: the vGPU
 * @pinning: the ticket
 *
 * Context: any but hard interrupts; takes &facet_unmap.pins_lock. Who puts pages on record then
 * holds the record's lock.
 * Return: whether the pages must not be put on record.
 */
bool facet_unmap_pin_revoked(struct facet_vdev *v, const struct facet_front_end_pin *pinning);

#endif
