// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO_DEVICE_GET_REGION_INFO for kernels before 6.19, whose VFIO core leaves it to drivers. Called
 * by kernel/ioctl.c. Takes no lock.
 */
#include "kernel/compat/compat.h"

#include <linux/slab.h>
#include <linux/uaccess.h>

/*
 * Copy capabilities behind the struct. If the caller has no room for them, set @argsz to the number
 * of bytes that it needs.
 */
static int put_caps(void __user *arg, struct vfio_region_info *info, struct vfio_info_cap *caps)
{
	u32 needed = sizeof(*info) + caps->size;
	int ret = 0;

	info->flags |= VFIO_REGION_INFO_FLAG_CAPS;
	if (info->argsz < needed) {
		info->argsz = needed;
	} else {
		vfio_info_cap_shift(caps, sizeof(*info));
		if (copy_to_user(arg + sizeof(*info), caps->buf, caps->size))
			ret = -EFAULT;
		info->cap_offset = sizeof(*info);
	}
	return ret;
}

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
	if (!ret && caps.size)
		ret = put_caps((void __user *)arg, &info, &caps);
	kfree(caps.buf);
	if (ret)
		return ret;
	return copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
}
