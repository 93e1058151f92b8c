// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/facet: requests about a vGPU from programs other than its VMM. The node's owner, group and
 * mode decide which programs may open it; the module gives it to root alone.
 *
 * Lock: vdevs_lock for the list of vGPUs. A request that has found a vGPU holds a reference of it,
 * also when the vGPU is removed meanwhile.
 */
#include "kernel/control.h"

#include <linux/fs.h>
#include <linux/mdev.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>

#include "kernel/parent_types.h"
#include "kernel/screenshot.h"
#include "kernel/uapi/facet.h"
#include "kernel/vdev_types.h"

#define CONTROL_MODE	0600

/*
 * Protects the vGPUs that /dev/facet and endpoints find. Lock order: outside
 * &facet_vdev.name_lock; shared by vGPUs; leaf.
 */
static DEFINE_SPINLOCK(vdevs_lock);
static LIST_HEAD(vdevs);

void facet_control_add(struct facet_vdev *v)
{
	spin_lock(&vdevs_lock);
	list_add_tail(&v->list, &vdevs);
	spin_unlock(&vdevs_lock);
}

void facet_control_remove(struct facet_vdev *v)
{
	spin_lock(&vdevs_lock);
	list_del(&v->list);
	spin_unlock(&vdevs_lock);
}

/* Return the vGPU of a UUID; NULL: there is none. vdevs_lock held. */
static struct facet_vdev *find(const guid_t *uuid)
{
	struct facet_vdev *v;

	list_for_each_entry(v, &vdevs, list)
		if (guid_equal(&to_mdev_device(v->vdev.dev)->uuid, uuid))
			return v;
	return NULL;
}

/* Tell whether a vGPU has a name, or a UUID as text. vdevs_lock held. */
static bool is_called(struct facet_vdev *v, const char *name)
{
	bool equal;

	spin_lock(&v->name_lock);
	equal = *name && !strcmp(v->name, name);
	spin_unlock(&v->name_lock);
	return equal || !strcmp(dev_name(v->vdev.dev), name);
}

struct facet_vdev *facet_control_find(const struct device *parent, const char *name)
{
	struct facet_vdev *v, *found = ERR_PTR(-ENOENT);

	spin_lock(&vdevs_lock);
	list_for_each_entry(v, &vdevs, list) {
		if (&facet_mtype_parent(v->mtype)->dev != parent || !is_called(v, name))
			continue;
		if (!IS_ERR(found)) {
			found = ERR_PTR(-ENOTUNIQ);
			break;
		}
		found = v;
	}
	if (!IS_ERR(found))
		get_device(&found->vdev.device);
	spin_unlock(&vdevs_lock);
	return found;
}

/* Convert a UUID's bytes, in the order of its text, to the mdev core's order. */
static guid_t guid_of(const u8 uuid[FACET_UUID_BYTES])
{
	return GUID_INIT(get_unaligned_be32(uuid), get_unaligned_be16(uuid + 4),
			 get_unaligned_be16(uuid + 6), uuid[8], uuid[9], uuid[10], uuid[11],
			 uuid[12], uuid[13], uuid[14], uuid[15]);
}

static int take_screenshot(struct facet_screenshot *screenshot, struct file **file)
{
	const guid_t uuid = guid_of(screenshot->uuid);
	struct facet_vdev *v;
	int ret;

	spin_lock(&vdevs_lock);
	v = find(&uuid);
	if (v)
		get_device(&v->vdev.device);
	spin_unlock(&vdevs_lock);
	if (!v)
		return -ENOENT;
	ret = facet_screenshot_take(v, screenshot, file);
	put_device(&v->vdev.device);
	return ret;
}

/* Size of the struct in version 1. Each caller has these fields; an added field has a flag. */
#define SCREENSHOT_SIZE	offsetofend(struct facet_screenshot, size)

static_assert(SCREENSHOT_SIZE == sizeof(struct facet_screenshot));

/* Do FACET_SCREENSHOT: see kernel/uapi/facet.h. */
static long control_screenshot(struct facet_screenshot __user *arg)
{
	struct facet_screenshot screenshot;
	struct file *file;
	u32 argsz;
	int ret;

	if (get_user(argsz, &arg->argsz))
		return -EFAULT;
	if (argsz < SCREENSHOT_SIZE)
		return -EINVAL;
	if (copy_from_user(&screenshot, arg, SCREENSHOT_SIZE))
		return -EFAULT;
	if (screenshot.flags)
		return -EINVAL;
	ret = take_screenshot(&screenshot, &file);
	if (ret)
		return ret;
	screenshot.argsz = argsz;
	screenshot.fd = get_unused_fd_flags(O_CLOEXEC);
	if (screenshot.fd < 0 || copy_to_user(arg, &screenshot, SCREENSHOT_SIZE))
		goto err;
	fd_install(screenshot.fd, file);
	return 0;

err:
	ret = screenshot.fd < 0 ? screenshot.fd : -EFAULT;
	if (screenshot.fd >= 0)
		put_unused_fd(screenshot.fd);
	fput(file);
	return ret;
}

static long control_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case FACET_GET_API_VERSION:
		return FACET_API_VERSION;
	case FACET_SCREENSHOT:
		return control_screenshot((void __user *)arg);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = control_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = noop_llseek,
};

static struct miscdevice control = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = FACET_CONTROL_NAME,
	.fops = &control_fops,
	.mode = CONTROL_MODE,
};

int facet_control_init(void)
{
	return misc_register(&control);
}

void facet_control_exit(void)
{
	misc_deregister(&control);
}
