// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory that goes away. Called by vdev.c for VFIO's dma_unmap, by host.c before it pins,
 * and by bar2.c and dmabuf.c, which pin for themselves.
 *
 * A range is let in when the task that took it away has left the kernel (mediator/keepout.h). The
 * kernel tells a module of that when a file is put: the file's release runs as the task goes back
 * to user space, or exits. So each such stay of a task has an anonymous file, which nobody else
 * has, and which holds the module and the device. A kernel thread runs no loop of VFIO's: for it
 * release runs soon after the call.
 *
 * Locks: facet_unmap.lock and facet_unmap.pins_lock, both leaves.
 */
#include "kernel/unmap.h"

#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "kernel/vdev.h"
#include "mediator/host.h"
#include "mediator/live.h"

/* So long may a pin hold up the dma_unmap that keeps it out, jiffies. */
#define UNMAP_PATIENCE	2u

/*
 * So long does a pin wait for pages that are kept out, and who opens the vGPU for all that is. Both
 * fail then: nothing is let in by time.
 */
#define WAIT_MAX	HZ

/**
 * struct unmap_stay - A task that took memory of a vGPU away and has not left the kernel since.
 * @range: what it took
 * @v: the vGPU, counted
 * @file: to be put at the end of the task's first call; NULL after that
 */
struct unmap_stay {
	struct facet_keepout_range range;
	struct facet_vdev *v;
	struct file *file;
};

static int stay_release(struct inode *inode, struct file *file)
{
	struct unmap_stay *stay = file->private_data;
	struct facet_vdev *v = stay->v;

	mutex_lock(&v->unmap.lock);
	facet_keepout_lift(&v->unmap.keepout, &stay->range);
	mutex_unlock(&v->unmap.lock);
	vfio_put_device(&v->vdev);
	kfree(stay);
	return 0;
}

static const struct file_operations stay_fops = {
	.owner = THIS_MODULE,
	.release = stay_release,
};

/* Return: NULL: there is no memory, or no file. */
static struct unmap_stay *stay_create(struct facet_vdev *v)
{
	struct unmap_stay *stay = kzalloc(sizeof(*stay), GFP_KERNEL_ACCOUNT);

	if (!stay)
		return NULL;
	stay->file = anon_inode_getfile("[facet-unmap]", &stay_fops, stay, 0);
	if (IS_ERR(stay->file)) {
		kfree(stay);
		return NULL;
	}
	INIT_LIST_HEAD(&stay->range.list);
	stay->v = v;
	get_device(&v->vdev.device);
	return stay;
}

/* This task's range, if it took one away before in this stay. */
static struct facet_keepout_range *known_range(struct facet_vdev *v)
{
	struct facet_keepout_range *range;

	mutex_lock(&v->unmap.lock);
	range = facet_keepout_find(&v->unmap.keepout, current);
	mutex_unlock(&v->unmap.lock);
	return range;
}

static struct facet_keepout_range *new_range(struct facet_vdev *v)
{
	struct unmap_stay *stay = stay_create(v);

	if (stay)
		return &stay->range;
	dev_warn_once(v->vdev.dev,
		      "guest memory stays out of use until %s (%d) has ended: no file could be made to watch who took it away: raise fs.file-max\n",
		      current->comm, task_pid_nr(current));
	return &v->unmap.unwatched;
}

/* This task keeps the unwatched range out as well. Lock held. */
static void unwatched_join(struct facet_unmap *unmap)
{
	if (list_empty(&unmap->unwatched.list)) {
		unmap->unwatched_task = get_task_struct(current);
	} else if (unmap->unwatched_task && unmap->unwatched_task != current) {
		put_task_struct(unmap->unwatched_task);
		unmap->unwatched_task = NULL;
	}
}

/* The one task that could not be watched has left the kernel by its exit. Lock held. */
static void unwatched_lift(struct facet_unmap *unmap)
{
	if (!unmap->unwatched_task || !READ_ONCE(unmap->unwatched_task->exit_state))
		return;
	facet_keepout_lift(&unmap->keepout, &unmap->unwatched);
	put_task_struct(unmap->unwatched_task);
	unmap->unwatched_task = NULL;
}

void facet_unmap_begin(struct facet_vdev *v, u64 gpa, u64 len)
{
	/* Only this task adds and removes its range. */
	struct facet_keepout_range *range = known_range(v) ?: new_range(v);
	const void *task = range == &v->unmap.unwatched ? NULL : current;
	u64 first = gpa >> PAGE_SHIFT, last = (gpa + len - 1) >> PAGE_SHIFT;

	mutex_lock(&v->unmap.lock);
	if (!task)
		unwatched_join(&v->unmap);
	facet_keepout_begin(&v->unmap.keepout, range, task, first, last);
	facet_away_note(&v->unmap.away, first, last, ktime_get_ns());
	mutex_unlock(&v->unmap.lock);
}

void facet_unmap_end(struct facet_vdev *v)
{
	struct facet_keepout_range *range;
	struct file *file = NULL;

	mutex_lock(&v->unmap.lock);
	range = facet_keepout_find(&v->unmap.keepout, current);
	if (range)
		swap(file, container_of(range, struct unmap_stay, range)->file);
	facet_keepout_end(&v->unmap.keepout);
	mutex_unlock(&v->unmap.lock);
	if (file)
		fput(file);
}

/* Whether these pages are kept out. @unmapping: a dma_unmap has not ended. */
static bool kept_out(struct facet_vdev *v, u64 gfn, u32 n, bool *unmapping)
{
	bool out;

	mutex_lock(&v->unmap.lock);
	unwatched_lift(&v->unmap);
	*unmapping = v->unmap.keepout.calls;
	out = facet_keepout_covers(&v->unmap.keepout, gfn, n);
	mutex_unlock(&v->unmap.lock);
	return out;
}

int facet_unmap_wait(struct facet_vdev *v, const struct facet_vgpu *asks, u64 gfn, u32 n)
{
	unsigned long until = jiffies + WAIT_MAX;
	u32 held_up = 0;
	bool unmapping;

	while (kept_out(v, gfn, n, &unmapping)) {
		if (unmapping && held_up++ == UNMAP_PATIENCE)
			return FACET_HOST_LATER;
		if (time_after(jiffies, until) || (asks && facet_execlists_draining(asks)))
			return FACET_HOST_LATER;
		schedule_timeout_uninterruptible(1);
	}
	return 0;
}

static bool any_out(struct facet_vdev *v)
{
	bool out;

	mutex_lock(&v->unmap.lock);
	unwatched_lift(&v->unmap);
	out = v->unmap.keepout.tasks;
	mutex_unlock(&v->unmap.lock);
	return out;
}

int facet_unmap_wait_all(struct facet_vdev *v)
{
	unsigned long until = jiffies + WAIT_MAX;

	while (any_out(v)) {
		if (time_after(jiffies, until))
			return -EBUSY;
		schedule_timeout_uninterruptible(1);
	}
	return 0;
}

bool facet_unmap_away(struct facet_vdev *v, u64 gfn, u64 n)
{
	bool away;

	mutex_lock(&v->unmap.lock);
	away = facet_away_covers(&v->unmap.away, gfn, n, ktime_get_ns());
	mutex_unlock(&v->unmap.lock);
	return away;
}

/* --- the front end's own pins --------------------------------------------------------------- */

void facet_pin_begin(struct facet_vdev *v, struct facet_pinning *pinning, const u64 *gfns, u32 n)
{
	spin_lock(&v->unmap.pins_lock);
	facet_pinning_begin(&v->unmap.pinnings, pinning, gfns, n);
	spin_unlock(&v->unmap.pins_lock);
}

void facet_pin_end(struct facet_vdev *v, struct facet_pinning *pinning)
{
	spin_lock(&v->unmap.pins_lock);
	facet_pinning_end(pinning);
	spin_unlock(&v->unmap.pins_lock);
	wake_up_all(&v->unmap.pins_gone);
}

bool facet_pin_revoked(struct facet_vdev *v, const struct facet_pinning *pinning)
{
	bool revoked;

	spin_lock(&v->unmap.pins_lock);
	revoked = pinning->revoked;
	spin_unlock(&v->unmap.pins_lock);
	return revoked;
}

void facet_unmap_revoke_pins(struct facet_vdev *v, u64 gfn, u64 n)
{
	spin_lock(&v->unmap.pins_lock);
	facet_pinnings_revoke(&v->unmap.pinnings, gfn, n);
	spin_unlock(&v->unmap.pins_lock);
}

static bool revoked_gone(struct facet_vdev *v)
{
	bool out;

	spin_lock(&v->unmap.pins_lock);
	out = facet_pinnings_revoked(&v->unmap.pinnings);
	spin_unlock(&v->unmap.pins_lock);
	return !out;
}

void facet_unmap_wait_pins(struct facet_vdev *v)
{
	wait_event(v->unmap.pins_gone, revoked_gone(v));
}

/* --- life --------------------------------------------------------------------------------- */

void facet_unmap_init(struct facet_unmap *unmap)
{
	mutex_init(&unmap->lock);
	facet_keepout_init(&unmap->keepout);
	INIT_LIST_HEAD(&unmap->unwatched.list);
	spin_lock_init(&unmap->pins_lock);
	INIT_LIST_HEAD(&unmap->pinnings);
	init_waitqueue_head(&unmap->pins_gone);
}

void facet_unmap_fini(struct facet_unmap *unmap)
{
	if (unmap->unwatched_task)
		put_task_struct(unmap->unwatched_task);
	mutex_destroy(&unmap->lock);
}

void facet_unmap_close(struct facet_vdev *v)
{
	mutex_lock(&v->unmap.lock);
	v->unmap.away = (struct facet_away){};
	mutex_unlock(&v->unmap.lock);
}
