/* SPDX-License-Identifier: GPL-2.0-only */
/* VFIO's ioctls on a vGPU. */
#ifndef FACET_IOCTL_H
#define FACET_IOCTL_H

struct vfio_device;
struct vfio_info_cap;
struct vfio_region_info;

long facet_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg);

/** facet_ioctl_region_info() - Fills @info by its index, and the type of the EDID region. Return: 0; -EINVAL; -ENOMEM. */
int facet_ioctl_region_info(struct vfio_device *vdev, struct vfio_region_info *info,
		      struct vfio_info_cap *caps);

#endif
