/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest memory that the VMM unmaps: the quarantine of such pages, and the front end's own pins. */
#ifndef FACET_UNMAP_H
#define FACET_UNMAP_H

#include <linux/types.h>

struct facet_front_end_pin;
struct facet_unmap;
struct facet_vdev;

/**
 * facet_unmap_init() - Initialise the quarantine and the pins of a new device.
 * @unmap: all zero
 *
 * Context: may sleep.
 */
void facet_unmap_init(struct facet_unmap *unmap);

/**
 * facet_unmap_fini() - Free the state of a device that is being freed.
 * @unmap: of facet_unmap_init(); no pin is in progress
 *
 * Context: may sleep.
 */
void facet_unmap_fini(struct facet_unmap *unmap);

/**
 * facet_unmap_wait_all() - Wait until the quarantine is empty, before the vGPU has a new owner.
 * @v: the vGPU, which is not open
 *
 * Context: may sleep, for at most a second; VFIO's lock of the device's set is held. Takes
 * &facet_unmap.lock.
 * Return: 0; -EBUSY: a task that unmapped memory of the last owner has not left the kernel.
 */
int facet_unmap_wait_all(struct facet_vdev *v);

/**
 * facet_unmap_close() - Forget which pages may come back. Quarantined pages stay quarantined.
 * @v: the vGPU that is closed
 *
 * Context: may sleep; takes &facet_unmap.lock.
 */
void facet_unmap_close(struct facet_vdev *v);

/**
 * facet_unmap_begin() - Quarantine a range until this task has left the kernel.
 * @v: the vGPU
 * @gpa: guest physical address of the first page
 * @len: bytes, not 0
 *
 * For a kernel thread, the quarantine lasts until facet_unmap_end(). The function cannot fail: its
 * record may go over the VMM's memory limit.
 *
 * Context: may sleep; takes &facet_unmap.lock. VFIO's locks are held, and no lock of ours: a thread
 * with one may wait for a page of this range, and gives up only when the range is quarantined.
 */
void facet_unmap_begin(struct facet_vdev *v, u64 gpa, u64 len);

/**
 * facet_unmap_end() - End this task's call of facet_unmap_begin().
 * @v: the vGPU
 *
 * The range stays quarantined until the task has left the kernel. A kernel thread's range leaves
 * the quarantine at once.
 *
 * Context: may sleep; takes &facet_unmap.lock. No lock of ours is held.
 */
void facet_unmap_end(struct facet_vdev *v);

/**
 * facet_unmap_quarantined() - Tell whether one of several pages in a row is quarantined.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1
 *
 * Context: may sleep; takes &facet_unmap.lock.
 * Return: true: nobody may pin them now.
 */
bool facet_unmap_quarantined(struct facet_vdev *v, u64 gfn, u32 n);

/**
 * facet_unmap_any_quarantined() - Tell whether one of several pages anywhere is quarantined.
 * @v: the vGPU
 * @gfns: array of @n guest page numbers
 * @n: number of pages
 *
 * Context: may sleep; takes &facet_unmap.lock.
 * Return: true: nobody may pin all of them now.
 */
bool facet_unmap_any_quarantined(struct facet_vdev *v, const u64 *gfns, u32 n);

/**
 * facet_unmap_wait() - Wait until pages are not quarantined, before the front end pins them.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1
 *
 * Context: may sleep, for at most a second; takes &facet_unmap.lock.
 * Return: 0; FACET_HOST_RETRY: the pages are still quarantined, after a second, or after two
 * jiffies in which a dma_unmap ran. The dma_unmap may wait for the caller's pin.
 */
int facet_unmap_wait(struct facet_vdev *v, u64 gfn, u32 n);

/**
 * facet_unmap_was_recent() - Tell whether pages of a failed op were unmapped a moment ago.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1
 * @unmapped: VFIO says that one of them is not mapped
 *
 * Context: may sleep; takes &facet_unmap.lock.
 * Return: true: the pages may come back, as facet_unmap_history_covers() or
 * facet_unmap_history_infer() says; false: they may not.
 */
bool facet_unmap_was_recent(struct facet_vdev *v, u64 gfn, u64 n, bool unmapped);

/**
 * facet_unmap_add_mapped() - Record that pages are mapped: an op on them had its whole effect.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: may sleep; takes &facet_unmap.lock.
 */
void facet_unmap_add_mapped(struct facet_vdev *v, u64 gfn, u64 n);

/**
 * facet_unmap_revoke_pins() - Revoke pins in progress that have a page of a range.
 * @v: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: process context; takes &facet_unmap.pins_lock.
 */
void facet_unmap_revoke_pins(struct facet_vdev *v, u64 gfn, u64 n);

/**
 * facet_unmap_wait_pins() - Wait until the pins that were revoked have ended.
 * @v: the vGPU
 *
 * Context: may sleep. The caller holds no lock that a page fault or a thread with such a pin takes.
 * Takes &facet_unmap.pins_lock for moments.
 */
void facet_unmap_wait_pins(struct facet_vdev *v);

/**
 * facet_unmap_pin_begin() - Record that the front end is about to pin or unpin pages.
 * @v: the vGPU
 * @pin: record of the pin in progress, the caller's memory until facet_unmap_pin_end()
 * @gfns: array of @n guest page numbers, in place until facet_unmap_pin_end()
 * @n: number of pages
 *
 * Context: process context; takes &facet_unmap.pins_lock.
 */
void facet_unmap_pin_begin(struct facet_vdev *v, struct facet_front_end_pin *pin,
			   const u64 *gfns, u32 n);

/**
 * facet_unmap_pin_end() - End a pin in progress, and wake facet_unmap_wait_pins().
 * @v: the vGPU
 * @pin: record of facet_unmap_pin_begin(); its pages are in a table by now, or unpinned
 *
 * Context: process context; takes &facet_unmap.pins_lock.
 */
void facet_unmap_pin_end(struct facet_vdev *v, struct facet_front_end_pin *pin);

/**
 * facet_unmap_pin_revoked() - Tell whether the VMM has unmapped a page of a pin in progress.
 * @v: the vGPU
 * @pin: record of facet_unmap_pin_begin()
 *
 * Context: process context; takes &facet_unmap.pins_lock. A caller that puts the pages into a table
 * holds the table's lock.
 * Return: true: the pages must not be put into a table.
 */
bool facet_unmap_pin_revoked(struct facet_vdev *v, const struct facet_front_end_pin *pin);

#endif
