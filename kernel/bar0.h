/* SPDX-License-Identifier: GPL-2.0-only */
/* BAR0: the GGTT entries that a VMM maps. */
#ifndef FACET_BAR0_H
#define FACET_BAR0_H

#include <linux/types.h>

struct facet_vdev;
struct vfio_info_cap;
struct vm_area_struct;

/**
 * facet_bar0_areas() - Add the capability that lists the parts of BAR0 a VMM may map.
 * @v: an open device
 * @caps: gets a VFIO_REGION_INFO_CAP_SPARSE_MMAP, unless there is no such part
 *
 * Context: an ioctl of the VMM; may sleep. Takes no lock.
 * Return: number of parts, at most FACET_GGTT_SPANS; 0: no part may be mapped; -ENOMEM: there is no
 * memory for the capability.
 */
int facet_bar0_areas(struct facet_vdev *v, struct vfio_info_cap *caps);

/**
 * facet_bar0_mmap() - Prepare a mapping of GGTT entries. Faults fill it.
 * @v: an open device
 * @vma: a shared mapping of a part of BAR0
 *
 * Context: mmap_lock of the VMM is held for writing. Takes no lock.
 * Return: 0; -EINVAL: the mapping is not within one of the parts that may be mapped.
 */
int facet_bar0_mmap(struct facet_vdev *v, struct vm_area_struct *vma);

/**
 * facet_bar0_zap() - Unmap a range of BAR0 (&facet_host_ops.zap_entries).
 * @v: the device
 * @offset: bytes into BAR0
 * @len: bytes
 *
 * No process has the range mapped when the function returns. The next access faults.
 *
 * Context: may sleep; mmio_lock and ggtt_map.lock may be held. Takes the page tables' locks only.
 */
void facet_bar0_zap(struct facet_vdev *v, u32 offset, u32 len);

#endif
