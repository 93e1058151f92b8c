/* SPDX-License-Identifier: GPL-2.0-only */
/* BAR2, the guest's aperture: page faults map its pages one by one. */
#ifndef FACET_BAR2_H
#define FACET_BAR2_H

#include <linux/types.h>

struct facet_bar2;
struct facet_vdev;
struct vm_area_struct;

/**
 * facet_bar2_init() - Initialise the aperture of a new device.
 * @v: a device whose &facet_vdev.bar2 is all zero
 *
 * Context: may sleep.
 */
void facet_bar2_init(struct facet_vdev *v);

/**
 * facet_bar2_fini() - Destroy the aperture of a device that is being freed.
 * @bar2: of facet_bar2_init(); closed, if it was ever opened
 *
 * Context: may sleep.
 */
void facet_bar2_fini(struct facet_bar2 *bar2);

/**
 * facet_bar2_open() - Let faults map pages from now until facet_bar2_close().
 * @v: a device that is being opened, before the core's vGPU is made
 *
 * Context: the VMM's process in its ioctl(), &facet_vdev.open_lock held; may sleep. Takes no lock.
 * Return: 0; -ENOMEM: there is no memory for the blank page.
 */
int facet_bar2_open(struct facet_vdev *v);

/**
 * facet_bar2_close() - Unmap and unpin all pages, and stop the work items of faults.
 * @v: the device; nothing happens if it is closed already
 *
 * Context: &facet_vdev.open_lock held. Takes &facet_bar2.lock, and in it the page tables' locks,
 * &facet_unmap.pins_lock or &facet_dirty_log.lock. Unpins pages without it: takes
 * &ops_bucket.lock, &vfio_iommu.lock with mmap_lock in it, and &facet_unmap.pins_lock, one after
 * the other. May sleep for these locks and the work items of faults, which may wait for guest
 * memory.
 */
void facet_bar2_close(struct facet_vdev *v);

/**
 * facet_bar2_mmap() - Prepare a mapping of BAR2. Faults fill it.
 * @v: the device
 * @vma: a shared mapping of a part of the region
 *
 * Context: mmap_lock of the VMM is held for writing. Takes no lock.
 * Return: 0: always.
 */
int facet_bar2_mmap(struct facet_vdev *v, struct vm_area_struct *vma);

/**
 * facet_bar2_dma_unmap() - Unmap and unpin the guest pages of a range that the table has.
 * @v: the device
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Another thread may be pinning or unpinning further pages of the range. This function does not
 * wait for it: facet_unmap_wait_pins() does.
 *
 * Context: dma_unmap or a report of written pages; &facet_vdev.open_lock held. Takes
 * &facet_bar2.lock, and in it the page tables' locks, or &facet_unmap.pins_lock, or
 * &facet_dirty_log.lock. Unpins pages without it: takes &ops_bucket.lock, &vfio_iommu.lock with
 * mmap_lock in it, and &facet_unmap.pins_lock, one after the other. May sleep for these locks.
 */
void facet_bar2_dma_unmap(struct facet_vdev *v, u64 gfn, u64 n);

#endif
