// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/facet-engine (uengine.h). facet-engine is the only process that has it open. It reads which
 * vGPUs need a worker, and asks for descriptors. softgpu_main.c calls the rest. Takes no lock.
 */
#include "kernel/uengine.h"

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "kernel/uapi/facet_engine.h"
#include "kernel/uengine_vgpus.h"
#include "kernel/uengine_worker.h"
#include "softgpu/remote_units.h"

#define DEVICE_MODE	0600

static DECLARE_WAIT_QUEUE_HEAD(news);	/* woken when a vGPU comes */
static unsigned long opened;		/* bit 0: the node is open */
static struct softgpu *gpu;
static struct sgpu_remote *units;

void uengine_owner_added(u64 owner)
{
	if (!uengine_vgpus_add(owner))
		wake_up_interruptible(&news);
}

void uengine_owner_gone(u64 owner)
{
	uengine_vgpus_remove(owner);
	uengine_workers_kill(owner);
}

/* --- the node ----------------------------------------------------------------------------- */

static int device_open(struct inode *inode, struct file *file)
{
	if (port_check(ENGINE_OPENER, test_and_set_bit(0, &opened)))
		return -EBUSY;
	uengine_vgpus_forget_news();
	return 0;
}

static int device_close(struct inode *inode, struct file *file)
{
	uengine_vgpus_forget_news();
	clear_bit(0, &opened);
	return 0;
}

static ssize_t device_read(struct file *file, char __user *to, size_t size, loff_t *pos)
{
	struct facet_engine_vgpu vgpu;
	size_t done = 0;
	int ret = 0;

	if (port_check(ENGINE_READ, size < sizeof(vgpu)))
		return -EINVAL;
	if (!(file->f_flags & O_NONBLOCK))
		ret = wait_event_interruptible(news, uengine_vgpus_has_news());
	while (!ret && size - done >= sizeof(vgpu) && uengine_vgpus_next(&vgpu)) {
		if (copy_to_user(to + done, &vgpu, sizeof(vgpu)))
			return -EFAULT;
		done += sizeof(vgpu);
	}
	if (!ret && !done)
		ret = -EAGAIN;
	return ret ? ret : done;
}

static __poll_t device_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &news, table);
	return uengine_vgpus_has_news() ? EPOLLIN | EPOLLRDNORM : 0;
}

static long device_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct facet_engine_worker worker;
	int ret;

	if (port_check(ENGINE_CALL, cmd != FACET_ENGINE_WORKER))
		return -ENOTTY;
	if (copy_from_user(&worker, (const void __user *)arg, sizeof(worker)))
		return -EFAULT;
	if (port_check(ENGINE_API, worker.api != FACET_ENGINE_API))
		return -EPROTO;
	ret = uengine_vgpus_check(worker.owner, worker.pid);
	if (ret)
		return ret;
	return uengine_worker_create(gpu, units, worker.owner);
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_close,
	.read = device_read,
	.poll = device_poll,
	.unlocked_ioctl = device_ioctl,
	.llseek = noop_llseek,
};

bool uengine_is_attached(void)
{
	return test_bit(0, &opened);
}

/* Any user may read if facet-engine runs: facetctl doctor does. */
static ssize_t attached_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", uengine_is_attached());
}

static DEVICE_ATTR_RO(attached);

static ssize_t api_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", FACET_ENGINE_API);
}

static DEVICE_ATTR_RO(api);

static struct attribute *node_attrs[] = {
	&dev_attr_attached.attr,
	&dev_attr_api.attr,
	NULL,
};
ATTRIBUTE_GROUPS(node);

static struct miscdevice node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = FACET_ENGINE_NAME,
	.fops = &device_fops,
	.mode = DEVICE_MODE,
	.groups = node_groups,
};

/* --- life --------------------------------------------------------------------------------- */

int uengine_init(struct softgpu *sg)
{
	int ret;

	gpu = sg;
	units = sgpu_remote_create(sg, uengine_vgpus_expects);
	ret = units ? misc_register(&node) : -ENOMEM;
	if (ret)
		sgpu_remote_destroy(units);
	return ret;
}

void uengine_hide(void)
{
	misc_deregister(&node);
}

void uengine_exit(void)
{
	sgpu_remote_destroy(units);
	uengine_vgpus_exit();
}
