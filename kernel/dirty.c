// SPDX-License-Identifier: GPL-2.0-only
/*
 * The record of written pages by VFIO (dirty.h): VFIO calls the ops, and vdev.c ends the record.
 *
 * vfio_host.c adds pages that the core writes, bar2.c those that were mapped for a VMM. For a
 * report the front end takes BAR2's pages away, and the core says what engines have written. A
 * reset changes nothing: pages that were written before stay in the record.
 *
 * The VMM is not trusted: it names any ranges, in any state, from any number of threads.
 *
 * Locks: facet_dirty.lock for starts, stops and reports; in it facet_vdev.open_lock, and the leaf
 * facet_dirty_log.lock.
 */
#include "kernel/dirty.h"

#include <linux/interval_tree.h>
#include <linux/iova_bitmap.h>
#include <linux/jiffies.h>
#include <linux/rbtree.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vfio.h>

#include "kernel/bar2.h"
#include "kernel/vdev_types.h"
#include "mediator/dirty_log.h"
#include "model/model.h"

/* Jiffies from one start of the record of a vGPU to the next one, at least. */
#define START_INTERVAL	DIV_ROUND_UP(HZ, 20)

/* Copy VFIO's ranges of bytes as ranges of pages. Return: the array; NULL: no memory. */
static struct facet_dirty_log_range *ranges_of(struct rb_root_cached *root, u32 n)
{
	struct facet_dirty_log_range *ranges = kvcalloc(n, sizeof(*ranges), GFP_KERNEL_ACCOUNT);
	const struct interval_tree_node *range;
	struct rb_node *node = rb_first_cached(root);
	u32 i;

	for (i = 0; ranges && node && i < n; i++, node = rb_next(node)) {
		range = rb_entry(node, struct interval_tree_node, rb);
		ranges[i].first = range->start >> PAGE_SHIFT;
		ranges[i].n = (range->last >> PAGE_SHIFT) - ranges[i].first + 1;
	}
	return ranges;
}

/*
 * Wait until the record may be started. A start makes engines forget the translations of all vGPUs.
 * A vGPU pays for that at its next work, and may have none. @v->dirty.lock held. Return: 0; -EINTR:
 * the caller is being killed.
 */
static int start_in_time(struct facet_vdev *v)
{
	/* The start will be refused. */
	if (facet_dirty_log_is_on(&v->dirty.log))
		return 0;
	if (time_before(jiffies, v->dirty.next_start))
		schedule_timeout_killable(v->dirty.next_start - jiffies);
	if (fatal_signal_pending(current))
		return -EINTR;
	v->dirty.next_start = jiffies + START_INTERVAL;
	return 0;
}

static int log_start(struct vfio_device *vdev, struct rb_root_cached *root, u32 n, u64 *page_size)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	struct facet_dirty_log_range *ranges = ranges_of(root, n);
	int ret;

	if (!ranges)
		return -ENOMEM;
	ret = mutex_lock_killable(&v->dirty.lock);
	if (ret)
		goto out;
	ret = start_in_time(v);
	if (!ret)
		ret = facet_dirty_log_start(&v->dirty.log, ranges, n);
	if (!ret)
		v->instance->model->record_writes(v->instance, true);
	mutex_unlock(&v->dirty.lock);
	*page_size = PAGE_SIZE;
out:
	kvfree(ranges);
	return ret;
}

/* End the record, if it is on. @v->dirty.lock held. */
static void stop(struct facet_vdev *v)
{
	if (facet_dirty_log_stop(&v->dirty.log))
		v->instance->model->record_writes(v->instance, false);
}

static int log_stop(struct vfio_device *vdev)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	int ret = mutex_lock_killable(&v->dirty.lock);

	if (ret)
		return ret;
	stop(v);
	mutex_unlock(&v->dirty.lock);
	return 0;
}

/* Add to the record which pages of a range were written by pins and mappings. */
static void collect(struct facet_vdev *v, u64 gfn, u64 n)
{
	mutex_lock(&v->open_lock);
	if (v->vgpu)
		facet_bar2_dma_unmap(v, gfn, n);
	v->instance->model->report_writes(v->instance, gfn, n);
	mutex_unlock(&v->open_lock);
}

/* Move written pages from the record to the VMM's bitmap. */
static void report(struct facet_vdev *v, u64 iova, u64 end, struct iova_bitmap *bitmap)
{
	u64 gfn = iova >> PAGE_SHIFT, end_gfn = DIV_ROUND_UP_ULL(end, PAGE_SIZE), first, from, to;
	u32 n;

	while (gfn < end_gfn) {
		cond_resched();
		n = facet_dirty_log_take(&v->dirty.log, &gfn, end_gfn, &first);
		if (!n)
			continue;
		from = max(iova, first << PAGE_SHIFT);
		to = min(end, (first + n) << PAGE_SHIFT);
		iova_bitmap_set(bitmap, from, to - from);
	}
}

static int log_read_and_clear(struct vfio_device *vdev, unsigned long iova, unsigned long length,
			      struct iova_bitmap *bitmap)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	u64 gfn = iova >> PAGE_SHIFT;
	int ret = mutex_lock_killable(&v->dirty.lock);

	if (ret)
		return ret;
	ret = -EINVAL;
	if (facet_dirty_log_is_on(&v->dirty.log) && length) {
		collect(v, gfn, ((iova + length - 1) >> PAGE_SHIFT) - gfn + 1);
		report(v, iova, iova + length, bitmap);
		ret = 0;
	}
	mutex_unlock(&v->dirty.lock);
	return ret;
}

static const struct vfio_log_ops log_ops = {
	.log_start = log_start,
	.log_stop = log_stop,
	.log_read_and_clear = log_read_and_clear,
};

void facet_dirty_init(struct facet_vdev *v)
{
	mutex_init(&v->dirty.lock);
	v->dirty.next_start = jiffies;
	facet_dirty_log_init(&v->dirty.log);
	/* Without it, VFIO's bitmaps are stubs that report nothing. */
	v->vdev.log_ops = IS_ENABLED(CONFIG_IOMMUFD_DRIVER) ? &log_ops : NULL;
}

void facet_dirty_fini(struct facet_vdev *v)
{
	mutex_destroy(&v->dirty.lock);
}

void facet_dirty_close(struct facet_vdev *v)
{
	mutex_lock(&v->dirty.lock);
	stop(v);
	mutex_unlock(&v->dirty.lock);
}
