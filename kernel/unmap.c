// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory that the VMM unmaps. vdev.c calls this file for VFIO's dma_unmap, and vfio_host.c
 * before it pins. bar2.c and dmabuf.c, which pin for the front end itself, call it as well.
 *
 * A range leaves the quarantine when the task that unmapped it has left the kernel
 * (mediator/unmap_quarantine.h). A struct unmapper stands for such a task from its first dma_unmap
 * until then. A module learns by a file that a task leaves the kernel: if the task puts a file, the
 * file's release runs as the task returns to user space, or exits. So each unmapper has an
 * anonymous file of its own. The file holds the module and the device. A kernel thread unmaps only
 * under iommufd, when it puts the device's file last. iommufd does not search for pins then. So the
 * unmapper of a kernel thread has no file, and ends with the call.
 *
 * Locks: facet_unmap.lock and facet_unmap.pins_lock, both leaves.
 */
#include "kernel/unmap.h"

#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "kernel/vdev_types.h"
#include "mediator/front_end_pins.h"
#include "mediator/host.h"

/* The front end's own pin waits this many jiffies while a dma_unmap may wait for that pin. */
#define UNMAP_WAIT_MAX	2u

/*
 * Otherwise the pin waits this long for quarantined pages. Opening waits this long for an empty
 * quarantine. Then both fail: no time-out takes a page out of the quarantine.
 */
#define WAIT_MAX	HZ

/* Number of unmappers without a file that one hold of the lock checks. */
#define FILELESS_STEP	16u

#define WARNING_PERIOD	(60 * HZ)

/**
 * struct unmapper - A task that has unmapped memory of a vGPU, and has not left the kernel since.
 * @range: the quarantined range
 * @v: the vGPU; @file has a reference of it
 * @file: file that facet_unmap_end() of the task puts; NULL after that, or if none could be made
 * @list: entry in &facet_unmap.unwatched, or empty
 * @task: the task, with a reference, while @list is in use; else NULL
 */
struct unmapper {
	struct facet_unmap_quarantine_range range;
	struct facet_vdev *v;
	struct file *file;
	struct list_head list;
	struct task_struct *task;
};

static struct unmapper *to_unmapper(struct facet_unmap_quarantine_range *range)
{
	return container_of(range, struct unmapper, range);
}

/* End an unmapper: its task returns to user space, or exits. */
static int unmapper_release(struct inode *inode, struct file *file)
{
	struct unmapper *unmapper = file->private_data;
	struct facet_vdev *v = unmapper->v;

	mutex_lock(&v->unmap.lock);
	facet_unmap_quarantine_lift(&v->unmap.quarantine, &unmapper->range);
	mutex_unlock(&v->unmap.lock);
	vfio_put_device(&v->vdev);
	kfree(unmapper);
	return 0;
}

static const struct file_operations unmapper_fops = {
	.owner = THIS_MODULE,
	.release = unmapper_release,
};

/* Return this task's unmapper; NULL: the task has unmapped nothing since it entered the kernel. */
static struct unmapper *find_unmapper(struct facet_vdev *v)
{
	struct facet_unmap_quarantine_range *range;

	mutex_lock(&v->unmap.lock);
	range = facet_unmap_quarantine_find(&v->unmap.quarantine, current);
	mutex_unlock(&v->unmap.lock);
	return range ? to_unmapper(range) : NULL;
}

/*
 * Make an unmapper. A dma_unmap cannot fail, so the allocation may go over the VMM's memory limit.
 * There is one unmapper for each of the VMM's tasks at most.
 */
static struct unmapper *new_unmapper(struct facet_vdev *v)
{
	struct unmapper *unmapper = kzalloc(sizeof(*unmapper), GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);

	INIT_LIST_HEAD(&unmapper->range.list);
	INIT_LIST_HEAD(&unmapper->list);
	unmapper->v = v;
	return unmapper;
}

static bool is_kernel_thread(void)
{
	return current->flags & PF_KTHREAD;
}

/* Make the file whose release ends an unmapper. Return: false: none could be made. */
static bool unmapper_open_file(struct unmapper *unmapper)
{
	struct file *file = anon_inode_getfile("[facet-unmap]", &unmapper_fops, unmapper, 0);

	if (IS_ERR(file))
		return false;
	get_device(&unmapper->v->vdev.device);
	unmapper->file = file;
	return true;
}

/*
 * Add an unmapper without a file. It lasts until the task has ended, or unmaps again and a file can
 * be made. The unmapper of a kernel thread ends with the call.
 */
static void fileless_add(struct facet_unmap *unmap, struct unmapper *unmapper)
{
	lockdep_assert_held(&unmap->lock);
	unmapper->task = get_task_struct(current);
	list_add_tail(&unmapper->list, &unmap->fileless);
}

/* Take an unmapper off the list of those without a file. */
static void fileless_remove(struct facet_unmap *unmap, struct unmapper *unmapper)
{
	lockdep_assert_held(&unmap->lock);
	put_task_struct(unmapper->task);
	unmapper->task = NULL;
	list_del_init(&unmapper->list);
}

/* End an unmapper without a file: take its range out of the quarantine, and free it. */
static void fileless_end(struct facet_unmap *unmap, struct unmapper *unmapper)
{
	fileless_remove(unmap, unmapper);
	facet_unmap_quarantine_lift(&unmap->quarantine, &unmapper->range);
	kfree(unmapper);
}

/* End unmappers whose task has ended. The next call checks those behind the ones of this call. */
static void fileless_reap(struct facet_unmap *unmap)
{
	struct unmapper *unmapper;
	u32 n;

	lockdep_assert_held(&unmap->lock);
	for (n = 0; n < FILELESS_STEP && !list_empty(&unmap->fileless); n++) {
		unmapper = list_first_entry(&unmap->fileless, struct unmapper, list);
		if (READ_ONCE(unmapper->task->exit_state))
			fileless_end(unmap, unmapper);
		else
			list_move_tail(&unmapper->list, &unmap->fileless);
	}
}

static void warn_fileless(struct facet_vdev *v)
{
	if (__ratelimit(&v->unmap.warning))
		dev_warn(v->vdev.dev,
			 "guest memory stays out of use until %s (%d) has ended: no file could be "
			 "made to watch who took it away: raise fs.file-max\n",
			 current->comm, task_pid_nr(current));
}

void facet_unmap_begin(struct facet_vdev *v, u64 gpa, u64 len)
{
	/*
	 * Only this task adds its unmapper, which ends when the task leaves the kernel or has
	 * ended.
	 */
	struct unmapper *known = find_unmapper(v), *unmapper = known ?: new_unmapper(v);
	u64 first = gpa >> PAGE_SHIFT, last = (gpa + len - 1) >> PAGE_SHIFT;

	if ((!known || known->task) && !is_kernel_thread() && !unmapper_open_file(unmapper))
		warn_fileless(v);
	mutex_lock(&v->unmap.lock);
	/* Reap here, too: otherwise unmappers of ended tasks accumulate while nobody pins. */
	fileless_reap(&v->unmap);
	if (!known && !unmapper->file)
		fileless_add(&v->unmap, unmapper);
	if (known && known->task && unmapper->file)
		fileless_remove(&v->unmap, unmapper);
	facet_unmap_quarantine_begin(&v->unmap.quarantine, &unmapper->range, current, first, last);
	facet_unmap_history_add(&v->unmap.history, first, last, ktime_get_ns());
	mutex_unlock(&v->unmap.lock);
}

void facet_unmap_end(struct facet_vdev *v)
{
	struct facet_unmap_quarantine_range *range;
	struct file *file = NULL;

	mutex_lock(&v->unmap.lock);
	range = facet_unmap_quarantine_find(&v->unmap.quarantine, current);
	if (range)
		swap(file, to_unmapper(range)->file);
	/* A kernel thread is in no loop that searches for pins. */
	if (range && is_kernel_thread())
		fileless_end(&v->unmap, to_unmapper(range));
	facet_unmap_quarantine_end(&v->unmap.quarantine);
	mutex_unlock(&v->unmap.lock);
	if (file)
		fput(file);
}

/* Tell whether one of these pages is quarantined. @unmapping: gets whether a dma_unmap runs. */
static bool range_quarantined(struct facet_vdev *v, u64 gfn, u32 n, bool *unmapping)
{
	bool quarantined;

	mutex_lock(&v->unmap.lock);
	fileless_reap(&v->unmap);
	*unmapping = v->unmap.quarantine.calls;
	quarantined = facet_unmap_quarantine_covers(&v->unmap.quarantine, gfn, n);
	mutex_unlock(&v->unmap.lock);
	return quarantined;
}

bool facet_unmap_quarantined(struct facet_vdev *v, u64 gfn, u32 n)
{
	bool unmapping;

	return range_quarantined(v, gfn, n, &unmapping);
}

bool facet_unmap_any_quarantined(struct facet_vdev *v, const u64 *gfns, u32 n)
{
	bool quarantined = false;
	u32 i;

	mutex_lock(&v->unmap.lock);
	fileless_reap(&v->unmap);
	for (i = 0; i < n && !quarantined; i++)
		quarantined = facet_unmap_quarantine_covers(&v->unmap.quarantine, gfns[i], 1);
	mutex_unlock(&v->unmap.lock);
	return quarantined;
}

int facet_unmap_wait(struct facet_vdev *v, u64 gfn, u32 n)
{
	unsigned long until = jiffies + WAIT_MAX;
	u32 waited = 0;
	bool unmapping;

	while (range_quarantined(v, gfn, n, &unmapping)) {
		if (unmapping && waited++ == UNMAP_WAIT_MAX)
			return FACET_HOST_RETRY;
		if (time_after(jiffies, until))
			return FACET_HOST_RETRY;
		schedule_timeout_uninterruptible(1);
	}
	return 0;
}

/* Check all unmappers without a file, at most FILELESS_STEP in one hold of the lock. */
static void fileless_reap_all(struct facet_vdev *v)
{
	u32 left, n;

	mutex_lock(&v->unmap.lock);
	left = v->unmap.quarantine.tasks;
	mutex_unlock(&v->unmap.lock);
	for (n = 0; n < left; n += FILELESS_STEP) {
		mutex_lock(&v->unmap.lock);
		fileless_reap(&v->unmap);
		mutex_unlock(&v->unmap.lock);
		cond_resched();
	}
}

/* Tell whether the quarantine has a page. */
static bool quarantine_in_use(struct facet_vdev *v)
{
	bool in_use;

	fileless_reap_all(v);
	mutex_lock(&v->unmap.lock);
	in_use = v->unmap.quarantine.tasks;
	mutex_unlock(&v->unmap.lock);
	return in_use;
}

int facet_unmap_wait_all(struct facet_vdev *v)
{
	unsigned long until = jiffies + WAIT_MAX;

	while (quarantine_in_use(v)) {
		if (time_after(jiffies, until))
			return -EBUSY;
		schedule_timeout_uninterruptible(1);
	}
	return 0;
}

bool facet_unmap_was_recent(struct facet_vdev *v, u64 gfn, u64 n, bool unmapped)
{
	u64 now_ns = ktime_get_ns();
	bool recent;

	mutex_lock(&v->unmap.lock);
	recent = facet_unmap_history_covers(&v->unmap.history, gfn, n, now_ns) ||
		 (unmapped && facet_unmap_history_infer(&v->unmap.history, gfn, n, now_ns));
	mutex_unlock(&v->unmap.lock);
	return recent;
}

void facet_unmap_add_mapped(struct facet_vdev *v, u64 gfn, u64 n)
{
	mutex_lock(&v->unmap.lock);
	facet_unmap_history_add_mapped(&v->unmap.history, gfn, n);
	mutex_unlock(&v->unmap.lock);
}

/* --- the front end's own pins --------------------------------------------------------------- */

void facet_unmap_pin_begin(struct facet_vdev *v, struct facet_front_end_pin *pin,
			   const u64 *gfns, u32 n)
{
	spin_lock(&v->unmap.pins_lock);
	facet_front_end_pin_begin(&v->unmap.front_end_pins, pin, gfns, n);
	spin_unlock(&v->unmap.pins_lock);
}

void facet_unmap_pin_end(struct facet_vdev *v, struct facet_front_end_pin *pin)
{
	spin_lock(&v->unmap.pins_lock);
	facet_front_end_pin_end(pin);
	spin_unlock(&v->unmap.pins_lock);
	wake_up_all(&v->unmap.pins_gone);
}

bool facet_unmap_pin_revoked(struct facet_vdev *v, const struct facet_front_end_pin *pin)
{
	bool revoked;

	spin_lock(&v->unmap.pins_lock);
	revoked = pin->revoked;
	spin_unlock(&v->unmap.pins_lock);
	return revoked;
}

void facet_unmap_revoke_pins(struct facet_vdev *v, u64 gfn, u64 n)
{
	spin_lock(&v->unmap.pins_lock);
	facet_front_end_pins_revoke(&v->unmap.front_end_pins, gfn, n);
	spin_unlock(&v->unmap.pins_lock);
}

/* Tell whether all revoked pins have ended. */
static bool revoked_pins_ended(struct facet_vdev *v)
{
	bool revoked;

	spin_lock(&v->unmap.pins_lock);
	revoked = facet_front_end_pins_revoked(&v->unmap.front_end_pins);
	spin_unlock(&v->unmap.pins_lock);
	return !revoked;
}

void facet_unmap_wait_pins(struct facet_vdev *v)
{
	wait_event(v->unmap.pins_gone, revoked_pins_ended(v));
}

/* --- life --------------------------------------------------------------------------------- */

void facet_unmap_init(struct facet_unmap *unmap)
{
	mutex_init(&unmap->lock);
	facet_unmap_quarantine_init(&unmap->quarantine);
	INIT_LIST_HEAD(&unmap->fileless);
	ratelimit_state_init(&unmap->warning, WARNING_PERIOD, 1);
	ratelimit_set_flags(&unmap->warning, RATELIMIT_MSG_ON_RELEASE);
	spin_lock_init(&unmap->pins_lock);
	INIT_LIST_HEAD(&unmap->front_end_pins);
	init_waitqueue_head(&unmap->pins_gone);
}

void facet_unmap_fini(struct facet_unmap *unmap)
{
	struct unmapper *unmapper, *next;

	list_for_each_entry_safe(unmapper, next, &unmap->fileless, list) {
		put_task_struct(unmapper->task);
		kfree(unmapper);
	}
	facet_unmap_history_forget(&unmap->history);
	mutex_destroy(&unmap->lock);
}

void facet_unmap_close(struct facet_vdev *v)
{
	fileless_reap_all(v);
	mutex_lock(&v->unmap.lock);
	facet_unmap_history_forget(&v->unmap.history);
	mutex_unlock(&v->unmap.lock);
}
