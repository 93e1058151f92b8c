// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of vGPUs, which sysfs creates and removes. The mdev core parses the UUID, refuses
 * duplicates, and calls probe and remove here. This file charges each vGPU to its parent's budget
 * (mediator/capacity.h): the mdev core's own counter knows no weights. The device itself is in
 * kernel/vdev.c.
 *
 * Lock: facet_parent.lock for the budget.
 */
#include "kernel/mdev.h"

#include <linux/module.h>
#include <linux/vfio.h>

#include "kernel/attrs.h"
#include "kernel/control.h"
#include "kernel/debugfs.h"
#include "kernel/endpoint.h"
#include "kernel/parent_types.h"
#include "kernel/vdev.h"
#include "kernel/vdev_types.h"
#include "mediator/capacity.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "model/model.h"

/* Charge a new vGPU to the budget of its parent. Return: 0; -ENOSPC: the budget is used up. */
static int mtype_charge(struct facet_mtype *mtype)
{
	struct facet_parent *parent = facet_mtype_parent(mtype);
	int ret;

	spin_lock(&parent->lock);
	ret = facet_capacity_charge(&parent->capacity, mtype->type);
	spin_unlock(&parent->lock);
	return ret;
}

/* Return a vGPU's part to the budget of its parent. */
static void mtype_uncharge(struct facet_mtype *mtype)
{
	struct facet_parent *parent = facet_mtype_parent(mtype);

	spin_lock(&parent->lock);
	facet_capacity_uncharge(&parent->capacity, mtype->type);
	spin_unlock(&parent->lock);
}

static int facet_mdev_probe(struct mdev_device *mdev)
{
	struct facet_mtype *mtype = to_facet_mtype(mdev->type);
	struct facet_vdev *v;
	int ret;

	ret = mtype_charge(mtype);
	if (ret)
		return ret;
	v = facet_vdev_create(mdev, mtype);
	if (IS_ERR(v)) {
		mtype_uncharge(mtype);
		return PTR_ERR(v);
	}
	dev_set_drvdata(&mdev->dev, v);
	facet_debugfs_add(v);
	facet_control_add(v);
	return 0;
}

static void facet_mdev_remove(struct mdev_device *mdev)
{
	struct facet_vdev *v = dev_get_drvdata(&mdev->dev);

	facet_control_remove(v);
	facet_endpoint_revoke(v);
	facet_debugfs_remove(v);
	facet_vdev_destroy(v);
	mtype_uncharge(to_facet_mtype(mdev->type));
}

static unsigned int facet_mdev_available(struct mdev_type *type)
{
	const struct facet_mtype *mtype = to_facet_mtype(type);
	struct facet_parent *parent = facet_mtype_parent(mtype);
	u32 n;

	spin_lock(&parent->lock);
	n = facet_capacity_available(&parent->capacity, mtype->type);
	spin_unlock(&parent->lock);
	return n;
}

static ssize_t facet_mdev_description(struct mdev_type *mtype, char *buf)
{
	const struct facet_mtype *own = to_facet_mtype(mtype);
	const struct facet_type *type = own->type;
	u32 ggtt_mib = facet_gpu_window_used(facet_mtype_parent(own)->pgpu);

	return sysfs_emit(buf,
			  "num_heads=1, framebuffer=%uM, max_resolution=%ux%u, max_instance=%u, "
			  "aperture=%uM, weight=%u, ggtt=%uM, model=%s\n",
			  type->aperture_mib + type->hidden_mib + type->pixels_mib,
			  type->max_width, type->max_height, type->max_instances,
			  type->aperture_mib, type->weight, type->aperture_mib ? ggtt_mib : 0,
			  type->model->name);
}

struct mdev_driver facet_mdev_driver = {
	.device_api = VFIO_DEVICE_API_PCI_STRING,
	.probe = facet_mdev_probe,
	.remove = facet_mdev_remove,
	.get_available = facet_mdev_available,
	.show_description = facet_mdev_description,
	.driver = {
		.name = "facet",
		.owner = THIS_MODULE,
		.mod_name = KBUILD_MODNAME,
		.dev_groups = facet_attr_groups,
	},
};
