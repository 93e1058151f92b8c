/* SPDX-License-Identifier: GPL-2.0-only */
/* read(2), write(2) and mmap(2) on a vGPU's file descriptor. */
#ifndef FACET_ACCESS_H
#define FACET_ACCESS_H

#include <linux/types.h>

struct facet_vdev;
struct vfio_device;
struct vm_area_struct;

/**
 * facet_access_reset() - Reset a vGPU, as VFIO_DEVICE_RESET asks.
 * @v: an open device
 *
 * No trapped access runs during the reset.
 *
 * Context: an ioctl of the VMM; may sleep; no lock of ours is held. Takes &facet_vdev.access for
 * writing. In it runs facet_vgpu_reset(), then facet_irqs_update().
 */
void facet_access_reset(struct facet_vdev *v);

ssize_t facet_access_read(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *ppos);
ssize_t facet_access_write(struct vfio_device *vdev, const char __user *buf, size_t count,
			   loff_t *ppos);
int facet_access_mmap(struct vfio_device *vdev, struct vm_area_struct *vma);

#endif
