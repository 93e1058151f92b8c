// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/facet-engine (uengine.h). facet-engine is the only process that has it open. It reads which
 * vGPUs need a worker, and asks for descriptors. softgpu_main.c calls the rest.
 *
 * Lock: vgpus_lock, a leaf, for the list of vGPUs.
 */
#include "kernel/uengine.h"

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "kernel/uapi/facet_engine.h"
#include "kernel/uengine_worker.h"
#include "softgpu/remote_units.h"

#define DEVICE_MODE	0600
#define EXPECT_MS	3000	/* a vGPU waits for a worker at most */

/**
 * struct uengine_vgpu - A vGPU.
 * @list: in vgpus
 * @owner: its number
 * @vmm: the process that has opened it
 * @told: facet-engine has read of it
 * @since: time from which it has waited for a worker: it came, or facet-engine came or went
 */
struct uengine_vgpu {
	struct list_head list;
	u64 owner;
	struct pid *vmm;
	bool told;
	ktime_t since;
};

static LIST_HEAD(vgpus);

/* Protects the list of vGPUs that may need a worker. Lock order: shared by vGPUs; last leaf. */
static DEFINE_SPINLOCK(vgpus_lock);

static DECLARE_WAIT_QUEUE_HEAD(news);	/* woken when a vGPU comes */
static unsigned long opened;		/* bit 0: the node is open */
static bool served;			/* the node was open once; under vgpus_lock */
static struct softgpu *gpu;
static struct sgpu_remote *units;

/* --- vGPUs -------------------------------------------------------------------------------- */

static void vgpu_free(struct uengine_vgpu *vgpu)
{
	put_pid(vgpu->vmm);
	kfree(vgpu);
}

void uengine_owner_added(u64 owner)
{
	struct uengine_vgpu *vgpu = kzalloc(sizeof(*vgpu), GFP_KERNEL_ACCOUNT);

	if (!vgpu)
		return;
	vgpu->owner = owner;
	vgpu->vmm = get_pid(task_tgid(current));
	vgpu->since = ktime_get();
	spin_lock(&vgpus_lock);
	list_add_tail(&vgpu->list, &vgpus);
	spin_unlock(&vgpus_lock);
	wake_up_interruptible(&news);
}

void uengine_owner_gone(u64 owner)
{
	struct uengine_vgpu *vgpu, *found = NULL;

	spin_lock(&vgpus_lock);
	list_for_each_entry(vgpu, &vgpus, list)
		if (vgpu->owner == owner)
			found = vgpu;
	if (found)
		list_del(&found->list);
	spin_unlock(&vgpus_lock);
	if (found)
		vgpu_free(found);
}

static bool has_news(void)
{
	struct uengine_vgpu *vgpu;
	bool found = false;

	spin_lock(&vgpus_lock);
	list_for_each_entry(vgpu, &vgpus, list)
		found |= !vgpu->told;
	spin_unlock(&vgpus_lock);
	return found;
}

/* Take the first vGPU of which the reader does not know. Return: true: there was one. */
static bool next_news(struct facet_engine_vgpu *news_of)
{
	struct uengine_vgpu *vgpu;
	bool found = false;

	memset(news_of, 0, sizeof(*news_of));
	spin_lock(&vgpus_lock);
	list_for_each_entry(vgpu, &vgpus, list) {
		if (vgpu->told)
			continue;
		vgpu->told = true;
		news_of->owner = vgpu->owner;
		/* The number of a process that has ended may be another's. */
		rcu_read_lock();
		if (pid_task(vgpu->vmm, PIDTYPE_TGID))
			news_of->pid = pid_vnr(vgpu->vmm);
		rcu_read_unlock();
		found = true;
		break;
	}
	spin_unlock(&vgpus_lock);
	return found;
}

/* Let the next reader know of all vGPUs. */
static void forget_news(void)
{
	struct uengine_vgpu *vgpu;

	spin_lock(&vgpus_lock);
	served = true;
	list_for_each_entry(vgpu, &vgpus, list) {
		vgpu->told = false;
		vgpu->since = ktime_get();
	}
	spin_unlock(&vgpus_lock);
}

/*
 * Test if a vGPU is about to get a worker: facet-engine has learnt of it, or is started again. A
 * vGPU does not wait where facet-engine has never run.
 */
static bool expects(u64 owner)
{
	struct uengine_vgpu *vgpu;
	bool found = false;

	spin_lock(&vgpus_lock);
	list_for_each_entry(vgpu, &vgpus, list)
		found |= served && vgpu->owner == owner &&
			 ktime_before(ktime_get(), ktime_add_ms(vgpu->since, EXPECT_MS));
	spin_unlock(&vgpus_lock);
	return found;
}

/* --- the node ----------------------------------------------------------------------------- */

static int device_open(struct inode *inode, struct file *file)
{
	if (port_check(ENGINE_OPENER, test_and_set_bit(0, &opened)))
		return -EBUSY;
	forget_news();
	return 0;
}

static int device_close(struct inode *inode, struct file *file)
{
	forget_news();
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
		ret = wait_event_interruptible(news, has_news());
	while (!ret && size - done >= sizeof(vgpu) && next_news(&vgpu)) {
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
	return has_news() ? EPOLLIN | EPOLLRDNORM : 0;
}

static long device_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct facet_engine_worker worker;

	if (port_check(ENGINE_CALL, cmd != FACET_ENGINE_WORKER))
		return -ENOTTY;
	if (copy_from_user(&worker, (const void __user *)arg, sizeof(worker)))
		return -EFAULT;
	if (port_check(ENGINE_API, worker.api != FACET_ENGINE_API))
		return -EPROTO;
	if (port_check(ENGINE_FLAGS, worker.flags))
		return -EINVAL;
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

/* Any user may read if facet-engine runs: facetctl doctor does. */
static ssize_t attached_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", test_bit(0, &opened));
}

static DEVICE_ATTR_RO(attached);

static struct attribute *node_attrs[] = {
	&dev_attr_attached.attr,
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
	int ret = uengine_workers_init();

	if (ret)
		return ret;
	gpu = sg;
	units = sgpu_remote_create(sg, expects);
	ret = units ? misc_register(&node) : -ENOMEM;
	if (!ret)
		return 0;
	sgpu_remote_destroy(units);
	uengine_workers_exit();
	return ret;
}

void uengine_hide(void)
{
	misc_deregister(&node);
}

void uengine_exit(void)
{
	struct uengine_vgpu *vgpu, *next;

	sgpu_remote_destroy(units);
	list_for_each_entry_safe(vgpu, next, &vgpus, list)
		vgpu_free(vgpu);
	uengine_workers_exit();
}
