/* SPDX-License-Identifier: GPL-2.0-only */
/* A vGPU as a VFIO device: what all files of the front end know of it. */
#ifndef FACET_VDEV_TYPES_H
#define FACET_VDEV_TYPES_H

#include <linux/atomic.h>
#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/ratelimit_types.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/vfio.h>
#include <linux/workqueue.h>

#include "display/display.h"
#include "kernel/bar2_types.h"
#include "kernel/irqs_types.h"
#include "kernel/track_types.h"
#include "kernel/uapi/facet.h"
#include "kernel/unmap_types.h"
#include "kernel/worker_types.h"
#include "mediator/sched_policy.h"
#include "mediator/type.h"

struct dentry;
struct facet_mtype;
struct facet_screen;
struct facet_screenshot_work;
struct facet_stats_vgpu;
struct facet_vgpu;

/** enum facet_show - How a VMM gets the picture. */
enum facet_show {
	FACET_SHOW_DMABUF,
	FACET_SHOW_NATIVE,
	FACET_SHOW_REGION,
};

/* A VFIO offset is a region's index above so many bits of offset in it. */
#define FACET_REGION_SHIFT	40
#define FACET_REGION_MASK	((1ull << FACET_REGION_SHIFT) - 1)

/**
 * struct facet_vdev - A vGPU as a VFIO device. docs/locking.md tells the locks' order.
 * @vdev: VFIO's part
 * @list: of all that are there (kernel/control.c)
 * @mtype: its type
 * @type: the core's description of it, as it holds for the VMM that opened it
 * @show: how a VMM gets the picture; fixed while open
 * @name: what people call it; under @name_lock
 * @name_lock: leaf
 * @outputs: of the display; fixed while open
 * @draw_cursor: into the picture, always
 * @splash: show a text while the guest shows nothing
 * @sharing: on &facet_parent.vdevs; it and the next two under &facet_parent.lock
 * @member: its knobs
 * @shared: @vgpu while what it gets can be set; NULL unless open
 * @stats: its record
 * @noted: what the head's registers said when the record was brought up to date; the worker's
 * @screenshot_lock: over @open_lock in open and close, and by itself: the device stays as it is while a
 *	screenshot is composed, and dma_unmap need not wait for that
 * @screenshot: NULL, or a screenshot that nobody waits for any more; under @screenshot_lock
 * @open_lock: opening, closing, dma_unmap, debugfs: @vgpu comes and goes under it
 * @access: read by trapped accesses, written by resets, which are to see none
 * @export_lock: one dma-buf is made at a time
 * @vgpu: the core's vGPU; NULL unless open
 * @display: its display
 * @worker: runs facet_vgpu_work()
 * @drop_detiled_work: runs facet_detiled_finish_barriers()
 * @mm: of whoever opened it, the VMM's; NULL unless open
 * @strange: the guest has another process's memory: the worker has it copied for it
 * @strange_again: when the worker may try that next, jiffies
 * @timer: the deadline that the core asked for
 * @core_runs: the core is complete and does not end: timer and publishing may call it. False
 *	while the core is made. The worker has a flag of its own, which follows this one
 * @unmap: guest memory that goes away
 * @limit_lock: leaf; over @pin_again
 * @pin_again: after VFIO's memory limit was met: until when no page is pinned, jiffies
 * @pin_users: limits how many opens drop @pin_again
 * @pin_warning: limits the warning about the memory limit
 * @pinned: pages that VFIO has pinned for it, each as often as it was asked
 * @pin_calls: so often VFIO was asked to pin pages for it, answered or not
 * @irqs: interrupts
 * @bar2: the mapped aperture
 * @track: writes of vCPUs that the core watches
 * @screen: what was exported of the screen; NULL unless open
 * @debugfs: its folder there
 */
struct facet_vdev {
	struct vfio_device vdev;
	struct list_head list;
	struct facet_mtype *mtype;
	struct facet_type type;
	enum facet_show show;
	char name[FACET_NAME_MAX + 1];
	spinlock_t name_lock;
	struct facet_display_config outputs;
	bool draw_cursor;
	bool splash;

	struct list_head sharing;
	struct facet_sched_policy_member member;
	struct facet_vgpu *shared;
	struct facet_stats_vgpu *stats;
	u64 noted;

	struct mutex screenshot_lock;
	struct facet_screenshot_work *screenshot;
	struct mutex open_lock;
	struct rw_semaphore access;
	struct mutex export_lock;

	struct facet_vgpu *vgpu;
	struct facet_display *display;
	struct facet_worker worker;
	struct work_struct drop_detiled_work;
	struct mm_struct *mm;
	bool strange;
	unsigned long strange_again;
	struct hrtimer timer;
	bool core_runs;

	struct facet_unmap unmap;
	spinlock_t limit_lock;
	unsigned long pin_again;
	struct ratelimit_state pin_users;
	struct ratelimit_state pin_warning;
	atomic_t pinned;
	atomic64_t pin_calls;

	struct facet_irqs irqs;
	struct facet_bar2 bar2;
	struct facet_track track;
	struct facet_screen *screen;
	struct dentry *debugfs;
};

static inline struct facet_vdev *to_facet_vdev(struct vfio_device *vdev)
{
	return container_of(vdev, struct facet_vdev, vdev);
}

#endif
