// SPDX-License-Identifier: GPL-2.0-only
/*
 * A registered pGPU becomes an mdev parent: a device named `facet` with the types of
 * mediator/type.h. Its bus has the name in the module's parameter `bus`. Modules that have a pGPU
 * call this file, and kernel/main.c.
 *
 * Lock: parents_lock for the list of parents. It is an outermost lock, held while a parent is made.
 */
#include "kernel/parent.h"

#include <linux/ctype.h>
#include <linux/idr.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/once.h>
#include <linux/string.h>
#include <linux/suspend.h>

#include "display/gen9_display.h"
#include "kernel/compat/compat.h"
#include "kernel/facet_pgpu.h"
#include "kernel/mdev.h"
#include "kernel/parent_attrs.h"
#include "kernel/parent_types.h"
#include "kernel/sched_knobs.h"
#include "kernel/tracepoints.h"
#include "kernel/uapi/facet.h"
#include "mediator/capacity.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/type.h"
#include "pgpu/pgpu.h"

/*
 * Protects the list of registered pGPUs. Lock order: outermost; outside &facet_sched.lock; shared
 * by loads.
 */
static DEFINE_MUTEX(parents_lock);
static LIST_HEAD(parents);
static DEFINE_IDA(parent_ids);

/* The client that learns of parents; NULL: there is none. Under parents_lock. */
static const struct facet_parent_client *parents_client;

/*
 * libvirt lists the types of parents on three buses (udevGetDeviceType() in its
 * node_device_udev.c): PCI, the channels of s390, and the bus of the kernel's sample parent,
 * mtty.ko. This parent is no PCI device, so its bus has the sample's name by default. Nova searches
 * below /sys/devices/virtual, too. Beside mtty.ko, this module needs another name for its bus, and
 * libvirt does not list the parent then. sysfs, mdevctl and the tools find the parent by the class
 * mdev_bus.
 */
#define BUS_NAME_MAX	31

static char parent_bus_name[BUS_NAME_MAX + 1] = "mtty";

/* Tell whether a name has 1 to 31 letters, digits, '_' and '-'. */
static bool bus_name_is_good(const char *name, size_t len)
{
	size_t i;

	if (!len || len > BUS_NAME_MAX)
		return false;
	for (i = 0; i < len; i++)
		if (!isascii(name[i]) || !(isalnum(name[i]) || name[i] == '_' || name[i] == '-'))
			return false;
	return true;
}

static int bus_name_set(const char *val, const struct kernel_param *param)
{
	if (!bus_name_is_good(val, strlen(val))) {
		pr_err("bus=%.*s: must be 1 to %d letters, digits, '_' or '-', such as bus=mtty, "
		       "the default\n",
		       BUS_NAME_MAX, val, BUS_NAME_MAX);
		return -EINVAL;
	}
	strscpy(parent_bus_name, val);
	return 0;
}

static int bus_name_get(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%s\n", parent_bus_name);
}

static const struct kernel_param_ops bus_name_ops = {
	.set = bus_name_set,
	.get = bus_name_get,
};
module_param_cb(bus, &bus_name_ops, NULL, 0444);
MODULE_PARM_DESC(bus,
		 "name of the parents' bus, 1 to 31 letters, digits, '_' or '-'; mtty (default) is "
		 "the one that libvirt lists");

static const struct bus_type parent_bus = {
	.name = parent_bus_name,
};

/* The mdev core puts the driver's name before the name of each type: facet-1. */
static struct device_driver parent_driver = {
	.name = FACET_PARENT_NAME,
	.bus = &parent_bus,
	.owner = THIS_MODULE,
	.suppress_bind_attrs = true,
	/* parent_add() needs the driver as soon as it has added the device. */
	.probe_type = PROBE_FORCE_SYNCHRONOUS,
};

/* --- ops for the mediator's scheduler ----------------------------------------------------- */

static u64 parent_now_ns(void *host)
{
	return ktime_get_ns();
}

static void parent_arm_timer(void *host, u64 deadline_ns)
{
	struct facet_parent *parent = host;

	if (deadline_ns == ~0ull)
		hrtimer_try_to_cancel(&parent->timer);
	else
		hrtimer_start(&parent->timer, ns_to_ktime(deadline_ns), HRTIMER_MODE_ABS_SOFT);
}

static enum hrtimer_restart parent_timer(struct hrtimer *timer)
{
	struct facet_parent *parent = container_of(timer, struct facet_parent, timer);

	facet_gpu_timer(parent->gpu);
	return HRTIMER_NORESTART;
}

static void parent_secret(void *host, u64 numbers[2])
{
	static u64 secret[2];

	get_random_once(secret, sizeof(secret));
	memcpy(numbers, secret, sizeof(secret));
}

static const struct facet_gpu_host_ops parent_host_ops = {
	.now_ns = parent_now_ns,
	.arm_timer = parent_arm_timer,
	.trace = facet_tracepoints_fire,
	.secret = parent_secret,
};

/* --- registration ------------------------------------------------------------------------- */

static void parent_release(struct device *dev)
{
	struct facet_parent *parent = container_of(dev, struct facet_parent, dev);

	facet_sched_knobs_parent_exit(parent);
	ida_free(&parent_ids, parent->id);
	kfree(parent->mdev_types);
	kfree(parent->types);
	kfree(parent);
}

/* Return the part of a type's name behind the last dash. The mdev core adds the rest. */
static const char *type_suffix(const struct facet_type *type)
{
	const char *dash = strrchr(type->name, '-');

	return dash ? dash + 1 : type->name;
}

static int parent_init_types(struct facet_parent *parent)
{
	u32 i;

	parent->types = kcalloc(facet_type_count, sizeof(*parent->types), GFP_KERNEL);
	parent->mdev_types = kcalloc(facet_type_count, sizeof(*parent->mdev_types), GFP_KERNEL);
	if (!parent->types || !parent->mdev_types)
		return -ENOMEM;
	for (i = 0; i < facet_type_count; i++) {
		struct facet_mtype *mtype = &parent->types[i];

		mtype->type = &facet_types[i];
		mtype->mdev.sysfs_name = type_suffix(mtype->type);
		mtype->mdev.pretty_name = mtype->type->name;
		parent->mdev_types[i] = &mtype->mdev;
	}
	return 0;
}

/*
 * Make a parent that nobody else knows yet; put_device() ends it. Return: NULL: there is no memory,
 * or no free record.
 */
static struct facet_parent *parent_alloc(struct pgpu *pgpu, struct module *owner)
{
	struct facet_parent *parent = kzalloc(sizeof(*parent), GFP_KERNEL);

	if (!parent)
		return NULL;
	parent->id = ida_alloc(&parent_ids, GFP_KERNEL);
	if (parent->id < 0) {
		kfree(parent);
		return NULL;
	}
	parent->pgpu = pgpu;
	parent->owner = owner;
	spin_lock_init(&parent->lock);
	facet_capacity_init(&parent->capacity, facet_gpu_windows(pgpu));
	facet_hrtimer_setup(&parent->timer, parent_timer, HRTIMER_MODE_ABS_SOFT);
	device_initialize(&parent->dev);
	parent->dev.bus = &parent_bus;
	parent->dev.groups = facet_parent_groups;
	parent->dev.release = parent_release;
	if (parent_init_types(parent) || facet_sched_knobs_parent_init(parent)) {
		put_device(&parent->dev);
		return NULL;
	}
	return parent;
}

static int parent_set_name(struct facet_parent *parent)
{
	if (!parent->id)
		return dev_set_name(&parent->dev, FACET_PARENT_NAME);
	return dev_set_name(&parent->dev, FACET_PARENT_NAME "%d", parent->id);
}

/* Add a parent, its types and its scheduler. parents_lock held. Return: 0 or an errno. */
static int parent_add(struct facet_parent *parent)
{
	int ret;

	ret = facet_gpu_create(parent->pgpu, facet_display_regs, &parent_host_ops, parent,
			       &parent->gpu);
	if (ret)
		return ret;
	ret = parent_set_name(parent);
	if (ret)
		goto err_gpu;
	facet_sched_knobs_parent_start(parent);
	ret = device_add(&parent->dev);
	if (ret)
		goto err_gpu;
	/* The mdev core needs the driver for the types' names. */
	if (!parent->dev.driver) {
		dev_err(&parent->dev,
			"the driver was not bound: write 1 to /sys/bus/%s/drivers_autoprobe\n",
			parent_bus_name);
		ret = -ENODEV;
		goto err_device;
	}
	ret = mdev_register_parent(&parent->mdev, &parent->dev, &facet_mdev_driver,
				   parent->mdev_types, facet_type_count);
	if (ret)
		goto err_device;
	list_add_tail(&parent->list, &parents);
	if (parents_client)
		parents_client->add(&parent->dev);
	return 0;

err_device:
	device_del(&parent->dev);
err_gpu:
	hrtimer_cancel(&parent->timer);
	facet_gpu_destroy(parent->gpu);
	return ret;
}

int __facet_pgpu_register(struct pgpu *pgpu, struct module *owner)
{
	struct facet_parent *parent;
	int ret;

	parent = parent_alloc(pgpu, owner);
	if (!parent)
		return -ENOMEM;
	mutex_lock(&parents_lock);
	ret = parent_add(parent);
	mutex_unlock(&parents_lock);
	if (ret)
		put_device(&parent->dev);
	else
		dev_info(&parent->dev, "pGPU \"%s\" takes vGPUs\n", pgpu->caps->name);
	return ret;
}
EXPORT_SYMBOL_GPL(__facet_pgpu_register);

/* Take the parent of a pGPU off the list. Return: NULL: there is none. */
static struct facet_parent *parent_charge(struct pgpu *pgpu)
{
	struct facet_parent *parent, *found = NULL;

	mutex_lock(&parents_lock);
	list_for_each_entry(parent, &parents, list) {
		if (parent->pgpu == pgpu) {
			found = parent;
			list_del_init(&parent->list);
			if (parents_client)
				parents_client->remove(&parent->dev);
			break;
		}
	}
	mutex_unlock(&parents_lock);
	return found;
}

void facet_pgpu_unregister(struct pgpu *pgpu)
{
	struct facet_parent *parent = parent_charge(pgpu);

	if (!parent)
		return;
	mdev_unregister_parent(&parent->mdev);
	device_del(&parent->dev);
	hrtimer_cancel(&parent->timer);
	facet_gpu_destroy(parent->gpu);
	put_device(&parent->dev);
}
EXPORT_SYMBOL_GPL(facet_pgpu_unregister);

/* --- clients ------------------------------------------------------------------------------ */

int facet_parents_set_client(const struct facet_parent_client *client)
{
	struct facet_parent *parent;

	mutex_lock(&parents_lock);
	if (parents_client) {
		mutex_unlock(&parents_lock);
		return -EBUSY;
	}
	parents_client = client;
	list_for_each_entry(parent, &parents, list)
		client->add(&parent->dev);
	mutex_unlock(&parents_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(facet_parents_set_client);

void facet_parents_clear_client(void)
{
	struct facet_parent *parent;

	mutex_lock(&parents_lock);
	list_for_each_entry(parent, &parents, list)
		parents_client->remove(&parent->dev);
	parents_client = NULL;
	mutex_unlock(&parents_lock);
}
EXPORT_SYMBOL_GPL(facet_parents_clear_client);

/* --- sleep of the host -------------------------------------------------------------------- */

/*
 * Tell all parents that the host goes to sleep, or has woken up. In between, virtual machines and
 * the engines' threads are frozen, while the clock goes on for most of the time. The scheduler
 * charges guests nothing for that time, and does not take their work for a hang.
 */
static int parents_pm(struct notifier_block *block, unsigned long event, void *unused)
{
	struct facet_parent *parent;
	void (*notify)(struct facet_gpu *gpu);

	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		notify = facet_gpu_suspend;
		break;
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		notify = facet_gpu_resume;
		break;
	default:
		return NOTIFY_DONE;
	}
	mutex_lock(&parents_lock);
	list_for_each_entry(parent, &parents, list)
		notify(parent->gpu);
	mutex_unlock(&parents_lock);
	return NOTIFY_OK;
}

static struct notifier_block parents_pm_block = { .notifier_call = parents_pm };

/* --- the module --------------------------------------------------------------------------- */

static int register_bus(void)
{
	int ret = subsys_virtual_register(&parent_bus, NULL);

	if (ret)
		pr_err("bus=%s: cannot be registered (%d): the kernel may have a bus or class of "
		       "that name; choose another (modprobe facet bus=NAME)\n",
		       parent_bus_name, ret);
	return ret;
}

int facet_parents_init(void)
{
	int ret = register_bus();

	if (ret)
		return ret;
	ret = driver_register(&parent_driver);
	if (ret)
		goto err_bus;
	ret = register_pm_notifier(&parents_pm_block);
	if (ret)
		goto err_driver;
	return 0;

err_driver:
	driver_unregister(&parent_driver);
err_bus:
	bus_unregister(&parent_bus);
	return ret;
}

void facet_parents_exit(void)
{
	unregister_pm_notifier(&parents_pm_block);
	driver_unregister(&parent_driver);
	bus_unregister(&parent_bus);
	ida_destroy(&parent_ids);
}
