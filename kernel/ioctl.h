/* SPDX-License-Identifier: GPL-2.0-only */
/* VFIO's ioctls on a vGPU. */
#ifndef FACET_IOCTL_H
#define FACET_IOCTL_H

struct vfio_device;
struct vfio_info_cap;
struct vfio_region_info;

long facet_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg);

/** facet_region_info() - Fills @info by its index; adds no capabilities. Return: 0 or -EINVAL. */
int facet_region_info(struct vfio_device *vdev, struct vfio_region_info *info,
		      struct vfio_info_cap *caps);

#endif
