/* SPDX-License-Identifier: GPL-2.0-only */
/* BAR0: what of the GGTT's entries a VMM has mapped. */
#ifndef FACET_BAR0_H
#define FACET_BAR0_H

#include <linux/types.h>

struct facet_vdev;
struct vfio_info_cap;
struct vm_area_struct;

/**
 * facet_bar0_areas() - Which parts may be mapped, as VFIO tells it.
 * Return: their number, 0: none, then there is no capability; -ENOMEM
 */
int facet_bar0_areas(struct facet_vdev *v, struct vfio_info_cap *caps);

/** facet_bar0_mmap() - Return: 0; -EINVAL: it is not within one part that may be mapped. */
int facet_bar0_mmap(struct facet_vdev *v, struct vm_area_struct *vma);

/** facet_bar0_zap() - &facet_host_ops.zap_entries. */
void facet_bar0_zap(struct facet_vdev *v, u32 offset, u32 len);

#endif
