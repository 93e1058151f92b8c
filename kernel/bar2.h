/* SPDX-License-Identifier: GPL-2.0-only */
/* BAR2, the guest's aperture, mapped page by page as it is touched. */
#ifndef FACET_BAR2_H
#define FACET_BAR2_H

#include <linux/types.h>

struct facet_bar2;
struct facet_vdev;
struct vm_area_struct;

/**
 * facet_bar2_init() - Prepare the aperture of a new device.
 * @v: a device whose &facet_vdev.bar2 is all zero
 *
 * Context: may sleep.
 */
void facet_bar2_init(struct facet_vdev *v);

/**
 * facet_bar2_fini() - End the aperture of a device that goes away.
 * @bar2: of facet_bar2_init(); closed, if it was ever opened
 *
 * Context: may sleep.
 */
void facet_bar2_fini(struct facet_bar2 *bar2);

/**
 * facet_bar2_open() - Let faults show pages, from here until facet_bar2_close().
 * @v: a device that is being opened, before the core's vGPU is made
 *
 * Context: the VMM's process in its ioctl(), open_lock held; may sleep.
 * Return: 0; -ENOMEM: no blank page.
 */
int facet_bar2_open(struct facet_vdev *v);

/**
 * facet_bar2_close() - Unmap and unpin all pages, and end the work behind faults.
 * @v: the device; one that is closed already stays as it is
 *
 * Context: open_lock held; may sleep. Takes &facet_bar2.lock; no lock of it is held while pages are
 * unpinned.
 */
void facet_bar2_close(struct facet_vdev *v);

/**
 * facet_bar2_mmap() - Prepare a mapping of BAR2. Faults fill it.
 * @v: the device
 * @vma: a shared mapping of a part of the region
 *
 * Context: mmap_lock of the VMM is held for writing.
 * Return: 0.
 */
int facet_bar2_mmap(struct facet_vdev *v, struct vm_area_struct *vma);

/**
 * facet_bar2_dma_unmap() - Unmap and unpin the guest pages of a range that are on record.
 * @v: the device
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Pages that have a ticket (mediator/front_end_pins.h) are not waited for.
 *
 * Context: may sleep. Takes &facet_bar2.lock; no lock of it is held while pages are unpinned.
 */
void facet_bar2_dma_unmap(struct facet_vdev *v, u64 gfn, u64 n);

#endif
