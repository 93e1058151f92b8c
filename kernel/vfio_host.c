// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ops of the core's front end (mediator/host.h) on Linux: guest memory through VFIO, time, the
 * worker. The mediator calls the ops; bar2.c and dmabuf.c pin through this file.
 *
 * Locks: facet_vdev.limit_lock and the locks of ops_buckets, for moments. VFIO takes the
 * container's lock and the VMM's mmap_lock inside its calls.
 */
#include "kernel/vfio_host.h"

#include <linux/hash.h>
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/ratelimit.h>
#include <linux/sched/mm.h>

#include "kernel/bar0.h"
#include "kernel/bar2_zap.h"
#include "kernel/compat/compat.h"
#include "kernel/irqs.h"
#include "kernel/parent_types.h"
#include "kernel/track.h"
#include "kernel/unmap.h"
#include "kernel/vdev_types.h"
#include "kernel/worker.h"
#include "mediator/detiled.h"
#include "mediator/dirty_log.h"
#include "mediator/front_end_pins.h"
#include "mediator/gpu.h"
#include "mediator/host.h"

/* Jiffies before copy_foreign() tries again after a copy that failed. */
#define FOREIGN_RETRY	DIV_ROUND_UP(HZ, 100)

/* The front end pins no page for MEMORY_RETRY after it has met the VMM's memory limit. */
#define MEMORY_RETRY	HZ
#define MEMORY_WARNING	(60 * HZ)

/* At most RESETS_MAX opens in RESETS_PERIOD end the wait that a met memory limit left behind. */
#define RESETS_MAX	10
#define RESETS_PERIOD	(10 * HZ)

/* Runs facet_detiled_finish_barriers() of all vGPUs: see host_drop_detiled(). */
static struct workqueue_struct *drop_detiled_wq;

/**
 * struct ops_task - A task inside an op, on the task's stack.
 * @node: entry in &ops_bucket.tasks
 * @task: the task
 */
struct ops_task {
	struct hlist_node node;
	const struct task_struct *task;
};

/*
 * Tasks that are inside an op, of any vGPU. vGPUs of one virtual machine have VFIO's locks in
 * common. A guest may aim a GGTT entry of one vGPU at the other's aperture.
 */
#define OPS_BITS	6

/**
 * struct ops_bucket - The tasks with one hash.
 * @lock: Protects the tasks inside an op. Lock order: inside &facet_device.mmio_lock,
 *	&facet_vdev.open_lock, &facet_vdev.export_lock, &facet_picture.lock, &facet_screen.lock,
 *	&facet_bar2.lock; shared by vGPUs; last leaf
 * @tasks: list of &struct ops_task
 */
struct ops_bucket {
	spinlock_t lock;
	struct hlist_head tasks;
} ____cacheline_aligned_in_smp;

static struct ops_bucket ops_buckets[1 << OPS_BITS] = {
	[0 ... (1 << OPS_BITS) - 1] = { .lock = __SPIN_LOCK_UNLOCKED(ops_buckets.lock) },
};

static struct ops_bucket *ops_bucket(const struct task_struct *task)
{
	return &ops_buckets[hash_ptr(task, OPS_BITS)];
}

static void ops_enter(struct ops_task *me)
{
	struct ops_bucket *bucket = ops_bucket(current);

	me->task = current;
	spin_lock(&bucket->lock);
	hlist_add_head(&me->node, &bucket->tasks);
	spin_unlock(&bucket->lock);
}

static void ops_leave(struct ops_task *me)
{
	struct ops_bucket *bucket = ops_bucket(me->task);

	spin_lock(&bucket->lock);
	hlist_del(&me->node);
	spin_unlock(&bucket->lock);
}

bool facet_vfio_host_inside(void)
{
	struct ops_bucket *bucket = ops_bucket(current);
	const struct ops_task *t;
	bool inside = false;

	spin_lock(&bucket->lock);
	hlist_for_each_entry(t, &bucket->tasks, node)
		inside |= t->task == current;
	spin_unlock(&bucket->lock);
	return inside;
}

void facet_vfio_host_open_mm(struct facet_vdev *v)
{
	lockdep_assert_held(&v->open_lock);
	v->mm = current->mm;
	v->foreign_memory = false;
	v->foreign_retry_at = jiffies;
	if (v->mm)
		mmgrab(v->mm);
}

void facet_vfio_host_close_mm(struct facet_vdev *v)
{
	lockdep_assert_held(&v->open_lock);
	if (v->mm)
		mmdrop(v->mm);
	v->mm = NULL;
}

/**
 * struct copy - A copy that a kernel thread does for a worker.
 * @work: the work item
 * @v: the vGPU
 * @gpa: guest-physical address
 * @buf: buffer of the core
 * @len: bytes
 * @write: true: to guest memory; false: from it
 * @ret: result of vfio_dma_rw()
 */
struct copy {
	struct work_struct work;
	struct facet_vdev *v;
	u64 gpa;
	void *buf;
	size_t len;
	bool write;
	int ret;
};

static void copy_work(struct work_struct *work)
{
	struct copy *c = container_of(work, struct copy, work);
	struct ops_task me;

	ops_enter(&me);
	c->ret = vfio_dma_rw(&c->v->vdev, c->gpa, c->buf, c->len, c->write);
	ops_leave(&me);
}

/*
 * Copy guest memory by a kernel thread, for the worker. The worker is a thread of the process that
 * opened the device. If guest memory belongs to another process, VFIO refuses the worker with
 * -EFAULT, but not a kernel thread. Addresses without memory give -EFAULT, too. So a failed copy is
 * tried again after FOREIGN_RETRY only.
 */
static int copy_foreign(struct facet_vdev *v, u64 gpa, void *buf, size_t len, bool write)
{
	struct copy c = { .v = v, .gpa = gpa, .buf = buf, .len = len, .write = write };

	if (!v->foreign_memory && time_before(jiffies, v->foreign_retry_at))
		return -EFAULT;
	INIT_WORK_ONSTACK(&c.work, copy_work);
	queue_work(system_dfl_wq, &c.work);
	flush_work(&c.work);
	destroy_work_on_stack(&c.work);
	if (!c.ret)
		WRITE_ONCE(v->foreign_memory, true);
	v->foreign_retry_at = jiffies + FOREIGN_RETRY;
	return c.ret;
}

/*
 * Translate a result of VFIO's to the classes of mediator/host.h. VFIO has one errno for a page
 * that never was mapped and a page that the VMM is about to map again: -EINVAL, or -ENOENT by
 * iommufd.
 */
static int result_class(struct facet_vdev *v, u64 gfn, u64 n, int ret)
{
	if (!ret)
		facet_unmap_add_mapped(v, gfn, n);
	if (!ret || ret == -ENOMEM)
		return ret;
	if (facet_unmap_was_recent(v, gfn, n, ret == -EINVAL || ret == -ENOENT))
		return FACET_HOST_RETRY;
	return ret;
}

/* Copy guest memory. Return: as &facet_host_ops.read. */
static int host_copy(struct facet_vdev *v, u64 gpa, void *buf, size_t len, bool write)
{
	u64 gfn = gpa >> PAGE_SHIFT, n = ((gpa + len - 1) >> PAGE_SHIFT) - gfn + 1;
	bool worker = facet_worker_is_current(v);
	struct ops_task me;
	int ret = -EFAULT;

	if (!worker || !v->foreign_memory) {
		ops_enter(&me);
		ret = vfio_dma_rw(&v->vdev, gpa, buf, len, write);
		ops_leave(&me);
	}
	if (ret == -EFAULT && worker)
		ret = copy_foreign(v, gpa, buf, len, write);
	/* Even if it has failed: some bytes may be there. */
	if (write)
		facet_dirty_log_add(&v->dirty.log, gfn, n);
	return result_class(v, gfn, n, ret);
}

/*
 * Tell whether the calling thread can copy guest memory. VFIO's legacy container refuses each
 * process but the one that guest memory belongs to. Mostly that is the process that has opened the
 * device.
 */
static bool host_may_copy(void *host)
{
	struct facet_vdev *v = host;

	return facet_worker_is_current(v) || current->flags & PF_KTHREAD ||
	       (current->mm == READ_ONCE(v->mm) && !READ_ONCE(v->foreign_memory));
}

static int host_read(void *host, u64 gpa, void *buf, size_t len)
{
	return host_copy(host, gpa, buf, len, false);
}

static int host_write(void *host, u64 gpa, const void *buf, size_t len)
{
	return host_copy(host, gpa, (void *)buf, len, true);
}

/* --- pins --------------------------------------------------------------------------------- */

/* Number of pages that one call of VFIO's pins at most, or that pin_each() tries one by one. */
#define PIN_RUN		64u

/* Tell whether an errno holds for all pages: guest memory is unavailable, or a limit is met. */
static bool error_holds_for_all(int error)
{
	return error == FACET_HOST_RETRY || error == -ENOMEM;
}

/*
 * Return the number of pages from @gfns on that follow each other, at most PIN_RUN. iommufd wants
 * pages that one call has pinned to be unpinned by one call. Facet unpins pages one by one as they
 * become unused, so the number is 1 there.
 */
static u32 run_length(const struct facet_vdev *v, const u64 *gfns, u32 n)
{
	u32 i = 1;

	if (facet_by_iommufd(&v->vdev))
		return 1;
	while (i < n && i < PIN_RUN && gfns[i] == gfns[0] + i)
		i++;
	return i;
}

void facet_vfio_host_init_limit(struct facet_vdev *v)
{
	v->pin_retry_at = jiffies;
	ratelimit_state_init(&v->limit_resets, RESETS_PERIOD, RESETS_MAX);
	ratelimit_set_flags(&v->limit_resets, RATELIMIT_MSG_ON_RELEASE);
	ratelimit_state_init(&v->pin_warning, MEMORY_WARNING, 1);
	ratelimit_set_flags(&v->pin_warning, RATELIMIT_MSG_ON_RELEASE);
}

/* Tell whether the memory limit was met within the last MEMORY_RETRY. */
static bool memory_limit_met_recently(struct facet_vdev *v)
{
	bool near;

	spin_lock(&v->limit_lock);
	near = time_before(jiffies, v->pin_retry_at);
	spin_unlock(&v->limit_lock);
	return near;
}

void facet_vfio_host_new_limit(struct facet_vdev *v)
{
	lockdep_assert_held(&v->open_lock);
	if (!memory_limit_met_recently(v) || !__ratelimit(&v->limit_resets))
		return;
	spin_lock(&v->limit_lock);
	v->pin_retry_at = jiffies;
	spin_unlock(&v->limit_lock);
}

/* Pin no page for MEMORY_RETRY, since VFIO logs a line for each page over the limit. */
static void memory_limit_record(struct facet_vdev *v)
{
	spin_lock(&v->limit_lock);
	v->pin_retry_at = jiffies + MEMORY_RETRY;
	spin_unlock(&v->limit_lock);
	if (__ratelimit(&v->pin_warning))
		dev_warn(v->vdev.dev,
			 "guest memory cannot be pinned: the VMM's memlock limit is too low, raise "
			 "it (ulimit -l unlimited, LimitMEMLOCK=infinity)\n");
}

/* Tell whether pages are ordinary memory: a GPU may not use another device's registers. */
static bool run_is_memory(struct page **pages, u32 n)
{
	while (n--)
		if (PageReserved(pages[n]))
			return false;
	return true;
}

/*
 * Pin pages by one call of VFIO's. @own: record of a pin of the front end's own. Such a pin waits
 * for quarantined pages, and a dma_unmap may wait for it. NULL: the core's pin, which the core
 * tries again by itself.
 */
static int pin_run(struct facet_vdev *v, const struct facet_front_end_pin *own, u64 gfn, u32 n,
		   struct page **pages)
{
	dma_addr_t iova = gfn << PAGE_SHIFT;
	int ret;

	if (own)
		ret = facet_unmap_pin_revoked(v, own) ? FACET_HOST_RETRY
						      : facet_unmap_wait(v, gfn, n);
	else
		ret = facet_unmap_quarantined(v, gfn, n) ? FACET_HOST_RETRY : 0;
	if (ret)
		return ret;
	atomic64_inc(&v->pin_calls);
	ret = vfio_pin_pages(&v->vdev, iova, n, IOMMU_READ | IOMMU_WRITE, pages);
	if (ret == n && run_is_memory(pages, n)) {
		atomic_add(n, &v->pinned);
		return result_class(v, gfn, n, 0);
	}
	if (ret > 0)
		vfio_unpin_pages(&v->vdev, iova, ret);
	if (ret >= 0)
		ret = -EFAULT;
	if (ret == -ENOMEM)
		memory_limit_record(v);
	return result_class(v, gfn, n, ret);
}

static void unpin_runs(struct facet_vdev *v, const u64 *gfns, u32 n)
{
	u32 i, run;

	for (i = 0; i < n; i += run) {
		run = run_length(v, gfns + i, n - i);
		vfio_unpin_pages(&v->vdev, gfns[i] << PAGE_SHIFT, run);
		atomic_sub(run, &v->pinned);
	}
}

/*
 * Find out why pages cannot be pinned together, by pinning and unpinning each. @error: errno of all
 * together. Return: an errno of one page that holds for all; else @error if a page cannot be
 * pinned; 0: each of them can be pinned by now.
 */
static int pin_each(struct facet_vdev *v, const struct facet_front_end_pin *own, const u64 *gfns,
		    u32 n, int error)
{
	bool failed = false;
	struct page *page;
	int ret;
	u32 i;

	for (i = 0; i < n; i++) {
		ret = pin_run(v, own, gfns[i], 1, &page);
		if (error_holds_for_all(ret))
			return ret;
		if (ret)
			failed = true;
		else
			unpin_runs(v, &gfns[i], 1);
	}
	return failed ? error : 0;
}

/* Pin the first @run of @n pages. The front end's own pin tries pages one by one if that fails. */
static int pin_first(struct facet_vdev *v, const struct facet_front_end_pin *own, const u64 *gfns,
		     u32 n, u32 run, struct page **pages)
{
	int ret = pin_run(v, own, gfns[0], run, pages);

	if (!ret || !own || n == 1 || error_holds_for_all(ret))
		return ret;
	ret = pin_each(v, own, gfns, min(n, PIN_RUN), ret);
	return ret ?: pin_run(v, own, gfns[0], run, pages);
}

/* Pin all pages or none. Return: as facet_vfio_host_pin(). */
static int pin_runs(struct facet_vdev *v, const struct facet_front_end_pin *own, const u64 *gfns,
		    u32 n, u64 *frames)
{
	struct page *pages[PIN_RUN];
	u32 i, j, run;
	int ret;

	if (memory_limit_met_recently(v))
		return -ENOMEM;
	for (i = 0; i < n; i += run) {
		run = run_length(v, gfns + i, n - i);
		ret = pin_first(v, own, gfns + i, n - i, run, pages);
		if (ret) {
			unpin_runs(v, gfns, i);
			return ret;
		}
		for (j = 0; j < run; j++)
			frames[i + j] = page_to_pfn(pages[j]);
	}
	return 0;
}

static int pin_pages(struct facet_vdev *v, const struct facet_front_end_pin *own, const u64 *gfns,
		     u32 n, u64 *frames)
{
	struct ops_task me;
	int ret;

	ops_enter(&me);
	ret = pin_runs(v, own, gfns, n, frames);
	ops_leave(&me);
	return ret;
}

int facet_vfio_host_pin(struct facet_vdev *v, const struct facet_front_end_pin *pin,
			u64 *frames)
{
	return pin_pages(v, pin, pin->gfns, pin->n, frames);
}

void facet_vfio_host_unpin(struct facet_vdev *v, const u64 *gfns, u32 n)
{
	struct ops_task me;

	ops_enter(&me);
	unpin_runs(v, gfns, n);
	ops_leave(&me);
}

static int host_pin(void *host, const u64 *gfns, u32 n, u64 *frames)
{
	return pin_pages(host, NULL, gfns, n, frames);
}

static void host_unpin(void *host, const u64 *gfns, u32 n)
{
	facet_vfio_host_unpin(host, gfns, n);
}

static void host_wrote(void *host, u64 gfn)
{
	struct facet_vdev *v = host;

	facet_dirty_log_add(&v->dirty.log, gfn, 1);
}

/* --- other ops ---------------------------------------------------------------------------- */

static int host_arm_write_notify(void *host, u64 gfn, bool on)
{
	return facet_track_arm(host, gfn, on);
}

static int host_snoop_writes(void *host, u64 gfn, bool on)
{
	return facet_track_snoop(host, gfn, on);
}

static void host_set_irq(void *host, bool level)
{
	facet_irqs_set_level(host, level);
}

static void host_zap_aperture(void *host, u64 offset, u64 len)
{
	facet_bar2_zap(host, offset, len);
}

static void host_zap_entries(void *host, u32 offset, u32 len)
{
	facet_bar0_zap(host, offset, len);
}

u64 facet_vfio_host_now_ns(void *host)
{
	return ktime_get_ns();
}

void facet_vfio_host_arm_timer(void *host, u64 deadline_ns)
{
	struct facet_vdev *v = host;

	if (deadline_ns == ~0ull)
		hrtimer_try_to_cancel(&v->timer);
	else
		hrtimer_start(&v->timer, ns_to_ktime(deadline_ns), HRTIMER_MODE_ABS_SOFT);
}

void facet_vfio_host_kick(void *host)
{
	struct facet_vdev *v = host;

	facet_worker_kick(v);
}

/* Use a workqueue: an engine waits, and the worker may be inside VFIO, or stopped. */
static void host_drop_detiled(void *host)
{
	struct facet_vdev *v = host;

	queue_work(drop_detiled_wq, &v->drop_detiled_work);
}

/* KVM cannot trap accesses to a mapped BAR2: see kernel/bar2.c. */
void facet_vfio_host_offer(const struct facet_vdev *v, bool kvm, bool tracked,
			   struct facet_type *type)
{
	const struct pgpu *pgpu = facet_gpu_pgpu(facet_mtype_parent(v->mtype)->gpu);

	*type = *v->mtype->type;
	if (kvm && !(tracked && facet_detiled_possible(&facet_vfio_host_ops, pgpu)))
		type->fences = 0;
}

int facet_vfio_host_init(void)
{
	drop_detiled_wq = alloc_workqueue("facet-publish", WQ_UNBOUND | WQ_HIGHPRI | WQ_MEM_RECLAIM,
					  WQ_UNBOUND_MAX_ACTIVE);
	return drop_detiled_wq ? 0 : -ENOMEM;
}

void facet_vfio_host_exit(void)
{
	destroy_workqueue(drop_detiled_wq);
}

const struct facet_host_ops facet_vfio_host_ops = {
	.read = host_read,
	.write = host_write,
	.may_copy = host_may_copy,
	.pin = host_pin,
	.unpin = host_unpin,
	.wrote = host_wrote,
	.arm_write_notify = host_arm_write_notify,
	.snoop_writes = host_snoop_writes,
	.set_irq = host_set_irq,
	.zap_aperture = host_zap_aperture,
	.zap_entries = host_zap_entries,
	.now_ns = facet_vfio_host_now_ns,
	.arm_timer = facet_vfio_host_arm_timer,
	.drop_detiled = host_drop_detiled,
	.kick = facet_vfio_host_kick,
};
