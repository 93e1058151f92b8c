/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a vGPU as a VFIO device, for all files of the front end. */
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
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "display/display.h"
#include "kernel/bar2_types.h"
#include "kernel/dirty_types.h"
#include "kernel/irqs_types.h"
#include "kernel/migrate_types.h"
#include "kernel/track_types.h"
#include "kernel/uapi/facet.h"
#include "kernel/unmap_types.h"
#include "kernel/worker_types.h"
#include "mediator/sched_policy.h"
#include "mediator/type.h"

struct dentry;
struct facet_endpoint;
struct facet_instance;
struct facet_mtype;
struct facet_screen;
struct facet_screenshot_work;
struct facet_stats_vgpu;
struct facet_vgpu;

/**
 * enum facet_screen_kind - Ways in which a VMM gets the picture.
 * @FACET_SCREEN_DMABUF: as dma-bufs; the front end composes a picture of a tiled plane
 * @FACET_SCREEN_NATIVE: as dma-bufs, with the guest's tiling
 * @FACET_SCREEN_REGION: as a composed picture in a VFIO region
 */
enum facet_screen_kind {
	FACET_SCREEN_DMABUF,
	FACET_SCREEN_NATIVE,
	FACET_SCREEN_REGION,
};

/* An offset in the VFIO file: a region's index above FACET_REGION_SHIFT bits of offset in it. */
#define FACET_REGION_SHIFT	40
#define FACET_REGION_MASK	((1ull << FACET_REGION_SHIFT) - 1)

/*
 * Locks of other subsystems, for the lock order:
 * @vfio_device_set.lock: mutex of VFIO. Protects open and close, with VFIO's group lock. Lock
 *	order: outermost.
 * @vfio_iommu.lock: mutex of vfio_iommu_type1. Protects DMA mappings. Lock order: inside
 *	&facet_vdev.open_lock, &facet_vdev.export_lock, &facet_device.mmio_lock; outside
 *	&mm_struct.mmap_lock.
 * @mm_struct.mmap_lock: rwsem of mm. Protects the VMM's mappings; held around page faults. Lock
 *	order: inside &vfio_iommu.lock.
 * @kvm.slots_lock: mutex of kvm. Protects the memory slots of a virtual machine. Lock order:
 *	outermost.
 */

/**
 * struct facet_vdev - A vGPU as a VFIO device. docs/dev/locking.md has the locks' order.
 * @vdev: VFIO's part
 * @list: entry in the list of all vGPUs (kernel/control.c), under vdevs_lock
 * @mtype: its type
 * @type: the core's description of the type, without fences if the VMM cannot have them
 * @screen_kind: how a VMM gets the picture; fixed while open
 * @name: name that an administrator has given; under @name_lock
 * @name_lock: Protects the vGPU's name. Lock order: inside vdevs_lock; last leaf
 * @outputs: outputs of the display; fixed while open
 * @draw_cursor: always draw the cursor into the picture
 * @splash: show a text while the guest shows nothing
 * @parent_entry: entry in &facet_parent.vdevs; under &facet_parent.lock
 * @member: scheduling parameters; under &facet_parent.lock
 * @sched_instance: @instance while scheduling parameters can be applied to it; NULL unless open.
 *	Under &facet_parent.lock
 * @stats: record in /dev/facet-stats
 * @recorded_serial: facet_scanout_serial() when the worker last wrote the screen's size into @stats
 * @screenshot_lock: Protects the core vGPU for screenshots. The device is neither opened nor closed
 *	while a screenshot is composed. dma_unmap does not take this lock. Lock order: inside
 *	&vfio_device_set.lock; outside &gen9_display.lock
 * @screenshot: a screenshot whose caller was killed; NULL: none. Under @screenshot_lock
 * @open_lock: Protects the core vGPU. Takers are open, close, dma_unmap, debugfs and attributes
 *	that are fixed while open. @instance and @vgpu are set and cleared under this lock. Lock
 *	order: inside @screenshot_lock; outside &facet_device.mmio_lock, &facet_gpu.lock
 * @access: Protects trapped accesses from resets. Accesses take it for reading, resets for writing.
 *	Lock order: inside &facet_migrate.lock, &facet_migrate_file.lock; outside
 *	&facet_device.mmio_lock
 * @export_lock: Protects the making of one dma-buf at a time. Lock order: outermost; outside
 *	&gen9_display.lock
 * @endpoint: who has taken the vGPU in place of a VMM; NULL: nobody. Under @open_lock
 * @removed: nobody takes the vGPU any more. Under @open_lock
 * @detached: woken when @endpoint becomes NULL
 * @instance: the core's vGPU; NULL unless open
 * @vgpu: its mediated part (facet_gen9_vgpu()); NULL: its model has none, or the device is not open
 * @display: the vGPU's display; NULL unless open
 * @worker: runs &facet_model.work
 * @drop_detiled_work: runs facet_detiled_finish_barriers()
 * @mm: memory map of the process that opened the device, the VMM; NULL unless open
 * @in_kvm: the VMM has told VFIO of a virtual machine of KVM. VFIO may forget that later
 * @foreign_memory: guest memory belongs to another process: a work item copies it for the worker
 * @foreign_retry_at: when the worker may try such a copy again after a failed one, in jiffies
 * @timer: fires at the deadline that the core asked for
 * @core_runs: timer and @drop_detiled_work may call the core. False while the core is made, and
 *	from the beginning of its end. The worker has a flag of its own, which follows this one
 * @unmap: state of memory that the VMM unmaps
 * @limit_lock: Protects the time of the next pin: @pin_retry_at. Lock order: inside @open_lock,
 *	@export_lock; last leaf
 * @pin_retry_at: when pages may be pinned again after VFIO's memory limit was met, in jiffies
 * @limit_resets: limits how many opens reset @pin_retry_at
 * @pin_warning: limits the warning about the memory limit
 * @pinned: pages that VFIO has pinned for this vGPU; a page that was pinned twice counts twice
 * @pin_calls: calls of vfio_pin_pages() for this vGPU, successful or not
 * @irqs: interrupts
 * @bar2: the mapped aperture
 * @track: write tracking by KVM
 * @migrate: migration by VFIO
 * @dirty: record of written pages for a VMM
 * @screen: screen, and dma-bufs of it; NULL unless open
 * @debugfs: the vGPU's folder in debugfs
 */
struct facet_vdev {
	struct vfio_device vdev;
	struct list_head list;
	struct facet_mtype *mtype;
	struct facet_type type;
	enum facet_screen_kind screen_kind;
	char name[FACET_NAME_MAX + 1];
	spinlock_t name_lock;
	struct facet_display_config outputs;
	bool draw_cursor;
	bool splash;

	struct list_head parent_entry;
	struct facet_sched_policy_member member;
	struct facet_instance *sched_instance;
	struct facet_stats_vgpu *stats;
	u64 recorded_serial;

	struct mutex screenshot_lock;
	struct facet_screenshot_work *screenshot;
	struct mutex open_lock;
	struct rw_semaphore access;
	struct mutex export_lock;

	struct facet_endpoint *endpoint;
	bool removed;
	wait_queue_head_t detached;

	struct facet_instance *instance;
	struct facet_vgpu *vgpu;
	struct facet_display *display;
	struct facet_worker worker;
	struct work_struct drop_detiled_work;
	struct mm_struct *mm;
	bool in_kvm;
	bool foreign_memory;
	unsigned long foreign_retry_at;
	struct hrtimer timer;
	bool core_runs;

	struct facet_unmap unmap;
	spinlock_t limit_lock;
	unsigned long pin_retry_at;
	struct ratelimit_state limit_resets;
	struct ratelimit_state pin_warning;
	atomic_t pinned;
	atomic64_t pin_calls;

	struct facet_irqs irqs;
	struct facet_bar2 bar2;
	struct facet_track track;
	struct facet_migrate migrate;
	struct facet_dirty dirty;
	struct facet_screen *screen;
	struct dentry *debugfs;
};

/**
 * to_facet_vdev() - Return the vGPU that a VFIO device is a part of.
 * @vdev: VFIO's part
 *
 * Context: any; takes no lock.
 * Return: the vGPU.
 */
static inline struct facet_vdev *to_facet_vdev(struct vfio_device *vdev)
{
	return container_of(vdev, struct facet_vdev, vdev);
}

#endif
