// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's ioctls on a vGPU: regions, interrupts, reset, and queries for its screen. VFIO calls
 * facet_ioctl() on the VMM's threads. This file takes no lock of its own.
 */
#include "kernel/ioctl.h"

#include <linux/nospec.h>
#include <linux/pci.h>
#include <linux/uaccess.h>

#include "display/output/edid_region.h"
#include "kernel/access.h"
#include "kernel/bar0.h"
#include "kernel/compat/compat.h"
#include "kernel/irqs.h"
#include "kernel/migrate.h"
#include "kernel/screen.h"
#include "kernel/uapi/facet.h"
#include "kernel/vdev_types.h"
#include "model/model.h"

#define REGION_RW	(VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)

static const u32 use_flags[] = {
	[FACET_REGION_REGISTERS] = REGION_RW,
	[FACET_REGION_MEMORY] = REGION_RW | VFIO_REGION_INFO_FLAG_MMAP,
	[FACET_REGION_ROM] = VFIO_REGION_INFO_FLAG_READ,
};

#define REGIONS		(FACET_REGION_EDID + 1)

static_assert(FACET_REGION_SCREEN == VFIO_PCI_NUM_REGIONS);
static_assert(FACET_MODEL_ROM == VFIO_PCI_ROM_REGION_INDEX);

/* Return the size of a region, and its flags if the size is not 0. */
static u64 region_size(struct facet_vdev *v, u32 index, u32 *flags)
{
	switch (index) {
	case VFIO_PCI_CONFIG_REGION_INDEX:
		*flags = REGION_RW;
		return PCI_CFG_SPACE_SIZE;
	case FACET_REGION_SCREEN:
		*flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_MMAP;
		return facet_screen_region_size(v);
	case FACET_REGION_EDID:
		*flags = REGION_RW;
		return FACET_EDID_REGION_SIZE;
	case VFIO_PCI_BAR0_REGION_INDEX ... VFIO_PCI_ROM_REGION_INDEX:
		*flags = use_flags[v->instance->model->regions[index]];
		return v->instance->model->bar(v->instance, index);
	default:
		return 0;
	}
}

/* Add the type by which a VMM finds the EDID region, at any index. */
static int add_edid_type(struct vfio_info_cap *caps)
{
	struct vfio_region_info_cap_type type = {
		.header.id = VFIO_REGION_INFO_CAP_TYPE,
		.header.version = 1,
		.type = VFIO_REGION_TYPE_GFX,
		.subtype = VFIO_REGION_SUBTYPE_GFX_EDID,
	};

	return vfio_info_add_capability(caps, &type.header, sizeof(type));
}

/* Add the parts of BAR0 that a VMM may map, if there are any. */
static int bar0_info(struct facet_vdev *v, struct vfio_region_info *info,
		     struct vfio_info_cap *caps)
{
	int areas = facet_bar0_areas(v, caps);

	if (areas > 0)
		info->flags |= VFIO_REGION_INFO_FLAG_MMAP;
	return min(areas, 0);
}

int facet_ioctl_region_info(struct vfio_device *vdev, struct vfio_region_info *info,
			    struct vfio_info_cap *caps)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	u32 flags = 0;

	if (info->index >= REGIONS)
		return -EINVAL;
	info->index = array_index_nospec(info->index, REGIONS);
	info->cap_offset = 0;
	info->offset = (u64)info->index << FACET_REGION_SHIFT;
	info->size = region_size(v, info->index, &flags);
	info->flags = info->size ? flags : 0;
	switch (info->index) {
	case VFIO_PCI_BAR0_REGION_INDEX:
		return bar0_info(v, info, caps);
	case FACET_REGION_EDID:
		return add_edid_type(caps);
	default:
		return 0;
	}
}

static long get_info(struct facet_vdev *v, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info = {};

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	info.flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = REGIONS;
	info.num_irqs = VFIO_PCI_NUM_IRQS;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static long get_irq_info(struct facet_vdev *v, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_irq_info, count);
	struct vfio_irq_info info = {};
	int ret;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	ret = facet_irqs_info(v, &info);
	if (ret)
		return ret;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static long set_irqs(struct facet_vdev *v, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_irq_set, count);
	struct vfio_irq_info info = {};
	struct vfio_irq_set hdr;
	size_t size = 0;
	void *data = NULL;
	int ret;

	if (copy_from_user(&hdr, arg, minsz))
		return -EFAULT;
	info.index = hdr.index;
	ret = facet_irqs_info(v, &info);
	if (ret)
		return ret;
	hdr.index = info.index;
	ret = vfio_set_irqs_validate_and_prepare(&hdr, info.count, VFIO_PCI_NUM_IRQS, &size);
	if (ret)
		return ret;
	if (size) {
		data = memdup_user(arg + minsz, size);
		if (IS_ERR(data))
			return PTR_ERR(data);
	}
	ret = facet_irqs_set(v, &hdr, data);
	kfree(data);
	return ret;
}

static long query_plane(struct facet_vdev *v, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_device_gfx_plane_info, region_index);
	struct vfio_device_gfx_plane_info info = {};
	int ret;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	ret = facet_screen_query(v, &info);
	if (ret)
		return ret;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static long get_dmabuf(struct facet_vdev *v, void __user *arg)
{
	u32 id;

	if (get_user(id, (u32 __user *)arg))
		return -EFAULT;
	return facet_screen_get_fd(v, id);
}

long facet_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case VFIO_DEVICE_GET_INFO:
		return get_info(v, uarg);
	case VFIO_DEVICE_GET_REGION_INFO:
		return facet_region_info_ioctl(vdev, arg, facet_ioctl_region_info);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return get_irq_info(v, uarg);
	case VFIO_DEVICE_SET_IRQS:
		return set_irqs(v, uarg);
	case VFIO_DEVICE_RESET:
		facet_migrate_reset(v, facet_access_reset);
		return 0;
	case VFIO_DEVICE_QUERY_GFX_PLANE:
		return query_plane(v, uarg);
	case VFIO_DEVICE_GET_GFX_DMABUF:
		return get_dmabuf(v, uarg);
	default:
		return -ENOTTY;
	}
}
