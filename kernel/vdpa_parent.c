// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet_vdpa.ko: vGPUs of a virtio-gpu as vDPA devices. Each parent gets a management device, by
 * which the tool `vdpa` makes and removes vDPA devices: "vdpa dev add mgmtdev facet name NAME"
 * offers the vGPU that an administrator has named so. facet.ko works without this module.
 *
 * parents_lock serializes what is done for parents. The vDPA core has a lock of its own around
 * dev_add and dev_del.
 */
#include <linux/capability.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/vdpa.h>
#include <linux/virtio_ids.h>

#include "kernel/compat/compat.h"
#include "kernel/parent.h"
#include "kernel/vdpa_device.h"
#include "virtio/virtio_direct.h"

/* Read by tools/host/udev/72-facet-card.rules: the kernel's console takes any first screen. */
static bool console;
module_param(console, bool, 0644);
MODULE_PARM_DESC(console,
		 "let the text console of a host without a screen onto the card that a vGPU gives "
		 "it: Y or N (default); a rule of udev's reads this");

/**
 * struct management - A management device.
 * @dev: a device with the name of the parent, which is its parent in sysfs. The tool `vdpa` names
 *	it; release frees the struct
 * @mgmt: the vDPA core's part
 * @users: vDPA devices of the parent
 * @list: entry in the list of management devices; parents_lock serializes
 */
struct management {
	struct device dev;
	struct vdpa_mgmt_dev mgmt;
	struct facet_vdpa_users users;
	struct list_head list;
};

/* Management devices; parents_lock serializes. */
static LIST_HEAD(managements);

/* Return the reason of an errno in words: the tool `vdpa` prints the errno alone. */
static const char *reason(int error)
{
	switch (error) {
	case -ENOENT:
		return "no vGPU of this parent has that name or UUID: create one of a type with "
		       "model=virtio-gpu";
	case -ENOTUNIQ:
		return "several vGPUs have that name: use the UUID";
	case -EOPNOTSUPP:
		return "that vGPU is no virtio-gpu: create one of a type with model=virtio-gpu";
	case -EBUSY:
		return "that vGPU is in use: stop its VMM, or remove its vDPA device";
	default:
		return "the vDPA device could not be made";
	}
}

/* A user with CAP_NET_ADMIN alone may not give the host a card. */
static int mgmt_dev_add(struct vdpa_mgmt_dev *mgmt, const char *name,
			const struct vdpa_dev_set_config *config)
{
	struct management *m = container_of(mgmt, struct management, mgmt);
	int ret;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	ret = facet_vdpa_add(mgmt, &m->users, m->dev.parent, name);
	if (ret)
		dev_warn_ratelimited(&m->dev, "vDPA device %s: %s (%d)\n", name, reason(ret),
				     ret);
	return ret;
}

static void mgmt_dev_del(struct vdpa_mgmt_dev *mgmt, struct vdpa_device *vdpa)
{
	facet_vdpa_del(vdpa);
}

static const struct vdpa_mgmtdev_ops mgmt_ops = {
	.dev_add = mgmt_dev_add,
	.dev_del = mgmt_dev_del,
};

static struct virtio_device_id mgmt_ids[] = {
	{ VIRTIO_ID_GPU, VIRTIO_DEV_ANY_ID },
	{ 0 },
};

static_assert(FACET_VIRTIO_DIRECT_ID == VIRTIO_ID_GPU);

static void parent_release(struct device *dev)
{
	kfree(container_of(dev, struct management, dev));
}

static int register_parent(struct management *m)
{
	int ret = device_add(&m->dev);

	if (ret)
		return ret;
	m->mgmt = (struct vdpa_mgmt_dev){
		.device = &m->dev,
		.ops = &mgmt_ops,
		.id_table = mgmt_ids,
		.supported_features = facet_virtio_direct_features(),
		.max_supported_vqs = FACET_VIRTIO_DIRECT_QUEUES,
	};
	ret = vdpa_mgmtdev_register(&m->mgmt);
	if (ret)
		device_del(&m->dev);
	return ret;
}

/* Make the management device of a parent (&facet_parent_client.add). */
static void add_parent(struct device *dev)
{
	struct management *m = kzalloc(sizeof(*m), GFP_KERNEL);
	int ret = -ENOMEM;

	if (m) {
		device_initialize(&m->dev);
		m->dev.parent = dev;
		m->dev.release = parent_release;
		facet_vdpa_users_init(&m->users);
		ret = dev_set_name(&m->dev, "%s", dev_name(dev));
	}
	if (!ret)
		ret = register_parent(m);
	if (!ret) {
		list_add(&m->list, &managements);
		return;
	}
	dev_err(dev, "no vDPA management device (%d): reload facet_vdpa\n", ret);
	if (m)
		put_device(&m->dev);
}

static struct management *find_parent(const struct device *dev)
{
	struct management *m;

	list_for_each_entry(m, &managements, list)
		if (m->dev.parent == dev)
			return m;
	return NULL;
}

/*
 * Remove the management device of a parent, with its vDPA devices (&facet_parent_client.remove). A
 * device that is removed with its vGPU at the same time is waited for.
 */
static void remove_parent(struct device *dev)
{
	struct management *m = find_parent(dev);

	if (!m)
		return;
	list_del(&m->list);
	vdpa_mgmtdev_unregister(&m->mgmt);
	facet_vdpa_users_wait(&m->users);
	device_unregister(&m->dev);
}

static const struct facet_parent_client client = {
	.add = add_parent,
	.remove = remove_parent,
};

static int __init facet_vdpa_init(void)
{
	return facet_parents_set_client(&client);
}
module_init(facet_vdpa_init);

/* There is no vDPA device: each has a reference of the module. */
static void __exit facet_vdpa_exit(void)
{
	facet_parents_clear_client();
}
module_exit(facet_vdpa_exit);

MODULE_DESCRIPTION("vGPUs of a virtio-gpu as vDPA devices");
MODULE_VERSION(FACET_VERSION);
MODULE_LICENSE("GPL");
