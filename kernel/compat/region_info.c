// SPDX-License-Identifier: GPL-2.0-only
/* VFIO_DEVICE_GET_REGION_INFO by hand, for kernels whose VFIO core leaves it to drivers. */
#include "kernel/compat/compat.h"

#include <linux/uaccess.h>

long facet_region_info_ioctl(struct vfio_device *vdev, unsigned long arg,
			     facet_region_info_fn *fn)
{
	const size_t minsz = offsetofend(struct vfio_region_info, offset);
	struct vfio_region_info info = {};
	struct vfio_info_cap caps = {};
	int ret;

	if (copy_from_user(&info, (void __user *)arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	ret = fn(vdev, &info, &caps);
	if (ret)
		return ret;
	return copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
}
