// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR2, the guest's aperture. Page faults of the VMM and of KVM map guest pages one by one.
 *
 * mediator/bar2_table.h has the table of pages that BAR2 shows, and decides what a fault maps. This
 * file pins, maps and unpins; bar2_zap.c unmaps. access.c and vdev.c call the functions here.
 *
 * A fault never pins. Pinning takes locks that may be held around the fault itself: a guest may aim
 * a GGTT entry at its own aperture. So the fault puts the page's number into a ring, releases
 * mmap_lock, and waits for bar2_work(). That pins the page and some pages behind it. When
 * the guest changes an entry, the core calls facet_bar2_zap() (bar2_zap.c). The mapping is gone
 * when that returns, and bar2_work() unpins the page soon after.
 *
 * An access under a fence would have to be trapped. A VMM can trap it by read(2) and write(2), but
 * KVM cannot where BAR2 is mapped: a fault that gives no page ends the virtual machine. So the core
 * makes a detiled page (mediator/detiled.h). This file maps it like a guest page, and the core
 * drops it. Without KVM's write tracking there are no detiled pages. Such guests are offered no
 * fences (vdev.c), and i915 then refuses to tile buffers for the CPU.
 *
 * Lock: facet_bar2.lock, the leaf lock of the fault. No lock is held while pages are pinned or
 * unpinned: a record of the pin in progress (mediator/front_end_pins.h) protects them.
 */
#include "kernel/bar2.h"

#include <linux/file.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "kernel/bar2_zap.h"
#include "kernel/charge.h"
#include "kernel/compat/compat.h"
#include "kernel/fault.h"
#include "kernel/stats.h"
#include "kernel/track.h"
#include "kernel/unmap.h"
#include "kernel/vdev_types.h"
#include "kernel/vfio_host.h"
#include "mediator/aperture.h"
#include "mediator/detiled.h"
#include "mediator/dirty_log.h"
#include "mediator/front_end_pins.h"

#define PIN_AHEAD	32u		/* pages pinned for one fault */
#define MAP_AHEAD	16u		/* pages mapped by one fault, if pinned */
#define PIN_WAIT	(2 * HZ)	/* a fault waits for its page this long at most */
#define PIN_RETRY	HZ		/* a failed pin is tried again after this */
#define DETILED_TRIES	4u		/* for a detiled page, while a memory slot is removed */

static struct facet_vdev *bar2_vdev(struct facet_bar2 *bar2)
{
	return container_of(bar2, struct facet_vdev, bar2);
}

/* --- unpinning ---------------------------------------------------------------------------- */

/*
 * Take pages to unpin off the table, and begin a pin in progress for them. @more: set if the table
 * has others left. Return: how many.
 */
static u32 pop_retired(struct facet_vdev *v, u64 *gfns, struct facet_front_end_pin *pin, bool *more)
{
	u32 n, i;

	mutex_lock(&v->bar2.lock);
	n = facet_bar2_table_pop_retired(&v->bar2.table, gfns, PIN_AHEAD);
	if (n)
		facet_unmap_pin_begin(v, pin, gfns, n);
	/*
	 * They were mapped for writing, and are unmapped. A report comes by here before it looks at
	 * the record. So it misses no page that another thread takes off the table.
	 */
	for (i = 0; i < n; i++)
		facet_dirty_log_add(&v->dirty.log, gfns[i], 1);
	*more = !list_empty(&v->bar2.table.retired);
	mutex_unlock(&v->bar2.lock);
	return n;
}

/* Unpin all pages that were unmapped. No lock is held. */
static void unpin_retired(struct facet_vdev *v)
{
	struct facet_front_end_pin pin;
	u64 gfns[PIN_AHEAD];
	bool more;
	u32 n;

	do {
		n = pop_retired(v, gfns, &pin, &more);
		if (n) {
			facet_vfio_host_unpin(v, gfns, n);
			facet_unmap_pin_end(v, &pin);
		}
		cond_resched();
	} while (more);
}

void facet_bar2_dma_unmap(struct facet_vdev *v, u64 gfn, u64 n)
{
	struct facet_bar2_table_cut cut = {
		.kind = FACET_BAR2_TABLE_GUEST_PAGES,
		.gfn = gfn,
		.n = n,
		.end = FACET_BAR2_TABLE_PAGES,
	};

	lockdep_assert_held(&v->open_lock);
	facet_bar2_zap_cut(v, &cut);
	unpin_retired(v);
}

/* --- pinning ------------------------------------------------------------------------------ */

/* Get the oldest page that a fault waits for. Return: false: there is none. */
static bool next_wanted(struct facet_bar2 *bar2, u32 *index)
{
	bool any;

	mutex_lock(&bar2->lock);
	any = facet_bar2_table_next(&bar2->table, index);
	mutex_unlock(&bar2->lock);
	return any;
}

/* Take the oldest page off the ring, and wake faults. */
static void wanted_done(struct facet_bar2 *bar2)
{
	mutex_lock(&bar2->lock);
	facet_bar2_table_done(&bar2->table);
	mutex_unlock(&bar2->lock);
	wake_up_all(&bar2->wait);
}

/* Return the guest page that an entry names. The table calls this under facet_bar2.lock. */
static int query_page(void *data, u32 index, u64 *gfn)
{
	struct facet_vdev *v = data;

	return facet_aperture_page(v->vgpu, index, gfn);
}

/* Collect the guest pages from @index on that one call pins. Return: how many. */
static u32 collect(struct facet_vdev *v, u32 index, u64 *gfns)
{
	u32 n;

	mutex_lock(&v->bar2.lock);
	n = facet_bar2_table_collect(&v->bar2.table, index, gfns, PIN_AHEAD);
	mutex_unlock(&v->bar2.lock);
	return n;
}

/*
 * Put a page into the table. @page: its entry, which was allocated without the lock; NULL: there
 * was no memory. Return: false: the caller unpins the page.
 */
static bool enter_page(struct facet_vdev *v, u32 index, struct facet_bar2_table_page *page,
		       const struct facet_front_end_pin *pin)
{
	bool entered;

	mutex_lock(&v->bar2.lock);
	entered = page && !facet_unmap_pin_revoked(v, pin) &&
		  facet_bar2_table_enter(&v->bar2.table, index, page);
	mutex_unlock(&v->bar2.lock);
	if (!entered)
		port_free(page);
	return entered;
}

/* Put pinned pages into the table, or unpin them. No lock is held. Return: 0 or -ENOMEM. */
static int enter_pinned(struct facet_vdev *v, u32 index, const struct facet_front_end_pin *pin,
			const u64 *frames)
{
	struct facet_bar2_table_page *page;
	int ret = 0;
	u32 i;

	for (i = 0; i < pin->n; i++) {
		page = facet_bar2_table_page_new(pin->gfns[i], frames[i]);
		if (!page)
			ret = -ENOMEM;
		if (!enter_page(v, index + i, page, pin))
			facet_vfio_host_unpin(v, &pin->gfns[i], 1);
	}
	return ret;
}

/* Show a page blank until bar2_retry() runs. @gfn: as for facet_bar2_table_fail(). */
static void remember_failure(struct facet_bar2 *bar2, u32 index, u64 gfn)
{
	mutex_lock(&bar2->lock);
	facet_bar2_table_fail(&bar2->table, index, gfn);
	mutex_unlock(&bar2->lock);
	atomic64_inc(&bar2->failures);
	queue_delayed_work(system_dfl_wq, &bar2->retry_work, PIN_RETRY);
}

/* Pin pages from @index on one by one until bar2_retry() runs. */
static void remember_pin_singly(struct facet_bar2 *bar2, u32 index)
{
	mutex_lock(&bar2->lock);
	facet_bar2_table_pin_singly(&bar2->table, index);
	mutex_unlock(&bar2->lock);
	queue_delayed_work(system_dfl_wq, &bar2->retry_work, PIN_RETRY);
}

/*
 * Pin pages, all or none, and put them into the table. Return: 0; -ENOMEM: there is no memory for
 * an entry; or as facet_vfio_host_pin().
 */
static int pin_some(struct facet_vdev *v, u32 index, const u64 *gfns, u32 n)
{
	struct facet_front_end_pin pin;
	u64 frames[PIN_AHEAD];
	int ret;

	facet_unmap_pin_begin(v, &pin, gfns, n);
	ret = facet_vfio_host_pin(v, &pin, frames);
	if (!ret)
		ret = enter_pinned(v, index, &pin, frames);
	facet_unmap_pin_end(v, &pin);
	return ret;
}

/*
 * Pin the page that a fault waits for, and pages behind it. If they cannot be pinned together, pin
 * the first alone. Return: 0 or an errno: the fault is served; -EAGAIN: guest memory is
 * unavailable, and the caller tries again.
 */
static int pin_ahead(struct facet_vdev *v, u32 index)
{
	u64 gfns[PIN_AHEAD];
	u32 n = collect(v, index, gfns);
	int ret = -EAGAIN, one;

	if (!n)
		return 0;
	/* Do not wait for the memory of other pages. */
	if (n == 1 || !facet_unmap_any_quarantined(v, gfns, n))
		ret = pin_some(v, index, gfns, n);
	if (ret && n > 1) {
		if (ret != -EAGAIN)
			remember_pin_singly(&v->bar2, index);
		one = pin_some(v, index, gfns, 1);
		/* A page that moves, and was never pinned, fails as if it were no memory. */
		if (!one || one == -ENOMEM || ret != -EAGAIN)
			ret = one;
	}
	if (ret && ret != -EAGAIN)
		remember_failure(&v->bar2, index, gfns[0]);
	return ret;
}

/*
 * Make a detiled page. -EBUSY means that KVM removes a memory slot, which takes a moment. A blank
 * page would lose what the guest writes, so try again. The number of tries is bounded: the thread
 * that changes the slots may wait for the vCPU whose fault this is.
 */
static int detiled_make(struct facet_vdev *v, u32 index, void **cpu)
{
	u32 tries = DETILED_TRIES;
	int ret;

	while ((ret = facet_detiled_make(v->vgpu, index, cpu)) == -EBUSY && --tries)
		schedule_timeout_uninterruptible(1);
	return ret;
}

/* Put a detiled page into the table. If the core has dropped it already, the guest faults again. */
static int enter_detiled(struct facet_vdev *v, u32 index, void *cpu)
{
	struct facet_bar2_table_page *page = facet_bar2_table_page_new(FACET_BAR2_TABLE_DETILED,
								       port_ptr_to_frame(cpu));
	bool entered;

	if (!page)
		return -ENOMEM;
	mutex_lock(&v->bar2.lock);
	entered = facet_detiled_live(v->vgpu, index, cpu) &&
		  facet_bar2_table_enter(&v->bar2.table, index, page);
	mutex_unlock(&v->bar2.lock);
	if (!entered)
		port_free(page);
	return 0;
}

/*
 * Make a detiled page for a fault, and put it into the table. On -EAGAIN there is none now, and the
 * guest faults again. Wait a jiffy then, since the host pays for the time spent here.
 */
static void serve_detiled(struct facet_vdev *v, u32 index)
{
	void *cpu;
	int ret = detiled_make(v, index, &cpu);

	if (!ret)
		ret = enter_detiled(v, index, cpu);
	if (ret == -EAGAIN)
		schedule_timeout_uninterruptible(1);
	else if (ret)
		remember_failure(&v->bar2, index, FACET_BAR2_TABLE_DETILED);
}

/* Serve one page that a fault waits for. Return: -EAGAIN: try again; else the fault is served. */
static int serve(struct facet_vdev *v, u32 index)
{
	u64 gfn;

	switch (facet_aperture_page(v->vgpu, index, &gfn)) {
	case -EAGAIN:
		serve_detiled(v, index);
		return 0;
	case -EBUSY:
		facet_detiled_drop_source(v->vgpu, gfn);
		fallthrough;
	default:
		return pin_ahead(v, index);
	}
}

/* Unpin what was unmapped, and serve all faults that wait. Charged to the VMM. */
static void bar2_work(struct work_struct *work)
{
	struct facet_bar2 *bar2 = container_of(work, struct facet_bar2, work);
	struct facet_vdev *v = bar2_vdev(bar2);
	struct facet_charge charge;
	u32 index;
	int ret;

	facet_charge_begin(&charge, v->mm);
	unpin_retired(v);
	while (next_wanted(bar2, &index)) {
		ret = serve(v, index);
		if (ret == -EAGAIN)	/* no pin is in progress meanwhile: a dma_unmap may go on */
			schedule_timeout_uninterruptible(1);
		else
			wanted_done(bar2);
	}
	facet_charge_end(&charge);
}

/* Unmap pages whose pin failed, so that the next access tries again. */
static void bar2_retry(struct work_struct *work)
{
	struct facet_bar2 *bar2 = container_of(work, struct facet_bar2, retry_work.work);
	struct facet_bar2_table_cut cut = { .kind = FACET_BAR2_TABLE_FAILED,
					    .end = FACET_BAR2_TABLE_PAGES };

	facet_bar2_zap_cut(bar2_vdev(bar2), &cut);
}

/* --- faults ------------------------------------------------------------------------------- */

/* Allocate a leaf of the table for a page, without the lock. Return: false: there is no memory. */
static bool ensure_leaf(struct facet_vdev *v, u32 index)
{
	struct facet_bar2_table *table = &v->bar2.table;
	bool taken;
	void *leaf;

	if (!facet_bar2_table_needs_leaf(table, index))
		return true;
	leaf = port_page_alloc();
	if (!leaf)
		return false;
	mutex_lock(&v->bar2.lock);
	taken = facet_bar2_table_add_leaf(table, index, leaf);
	mutex_unlock(&v->bar2.lock);
	if (!taken)
		port_page_free(leaf);
	return true;
}

/* Ask bar2_work() for a page. Return: number to wait for; 0: too many faults wait. Lock held. */
static u64 request_page(struct facet_bar2 *bar2, u32 index)
{
	u64 request = facet_bar2_table_want(&bar2->table, index);

	if (request)
		queue_work(system_dfl_wq, &bar2->work);
	return request;
}

static vm_fault_t map_blank(struct facet_vdev *v, struct vm_fault *vmf)
{
	return vmf_insert_pfn(vmf->vma, vmf->address & PAGE_MASK, page_to_pfn(v->bar2.blank));
}

/* Map the pages that the table has from @index on. Lock held. */
static vm_fault_t map_present(struct facet_vdev *v, struct vm_fault *vmf, u32 index)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long address = vmf->address & PAGE_MASK;
	unsigned long end = pmd_addr_end(address, vma->vm_end);
	vm_fault_t ret = VM_FAULT_NOPAGE;
	u64 frame;
	u32 i;

	for (i = 0; i < MAP_AHEAD && address < end; i++, address += PAGE_SIZE) {
		vm_fault_t one;

		if (!facet_bar2_table_frame(&v->bar2.table, index + i, &frame))
			break;
		if (v->in_kvm && !facet_kvm_can_map(pfn_to_page(frame))) {
			dev_warn_once(v->vdev.dev,
				      "the aperture stays blank: this kernel's KVM needs guest "
				      "memory of 4 KiB pages: start the VMM without huge pages, or "
				      "boot 6.13 or later\n");
			return i ? ret : map_blank(v, vmf);
		}
		one = vmf_insert_pfn(vma, address, frame);
		if (!i)
			ret = one;
		if (one != VM_FAULT_NOPAGE)
			break;
	}
	return ret;
}

/* Map the page that BAR2 shows. Lock held. Return: VM_FAULT_RETRY: a pin is needed first. */
static vm_fault_t map_page(struct facet_vdev *v, struct vm_fault *vmf, u32 index)
{
	switch (facet_bar2_table_fault(&v->bar2.table, index, facet_track_works(&v->track))) {
	case FACET_BAR2_TABLE_WAIT:
		return VM_FAULT_RETRY;
	case FACET_BAR2_TABLE_PAGE:
		return map_present(v, vmf, index);
	case FACET_BAR2_TABLE_FENCED:
		dev_warn_once(v->vdev.dev,
			      "the guest uses a fenced aperture, which a BAR2 that is mapped "
			      "without KVM does not show: use KVM, or x-no-mmap=on\n");
		fallthrough;
	case FACET_BAR2_TABLE_BLANK:
		return map_blank(v, vmf);
	default:
		return VM_FAULT_SIGBUS;
	}
}

/* Show a page blank until bar2_retry() runs, for each value of the guest's entry. */
static void give_up(struct facet_vdev *v, u32 index)
{
	u64 gfn;
	int ret = query_page(v, index, &gfn);

	if (ret && ret != -EBUSY)
		gfn = FACET_BAR2_TABLE_DETILED;
	remember_failure(&v->bar2, index, gfn);
}

/*
 * Wait for bar2_work() with no lock of the memory map held. Without the lock the mapping may go, so
 * a reference of the file keeps the device open. @request: of request_page(); 0: wait a jiffy.
 */
static vm_fault_t wait_for_pin(struct facet_vdev *v, struct vm_fault *vmf, u32 index, u64 request)
{
	struct facet_bar2 *bar2 = &v->bar2;
	struct file *file;

	if (vmf->flags & FAULT_FLAG_RETRY_NOWAIT)
		return VM_FAULT_RETRY;
	file = get_file(vmf->vma->vm_file);
	release_fault_lock(vmf);
	if (!request)
		schedule_timeout_killable(1);
	else if (!wait_event_killable_timeout(bar2->wait,
					      facet_bar2_table_served(&bar2->table, request),
					      PIN_WAIT))
		give_up(v, index);
	fput(file);
	return VM_FAULT_RETRY;
}

static vm_fault_t bar2_fault(struct vm_fault *vmf)
{
	struct facet_vdev *v = vmf->vma->vm_private_data;
	u32 index = vmf->pgoff & (FACET_REGION_MASK >> PAGE_SHIFT);
	u64 request = 0;
	vm_fault_t ret;

	facet_stats_count_trap(v->stats, FACET_TRAP_FAULT);
	if (facet_fault_table(vmf) || !ensure_leaf(v, index))
		return VM_FAULT_OOM;
	mutex_lock(&v->bar2.lock);
	ret = map_page(v, vmf, index);
	if (ret == VM_FAULT_RETRY) {
		if (!(vmf->flags & FAULT_FLAG_ALLOW_RETRY) || facet_vfio_host_inside())
			ret = VM_FAULT_SIGBUS;
		else
			request = request_page(&v->bar2, index);
	}
	mutex_unlock(&v->bar2.lock);
	return ret == VM_FAULT_RETRY ? wait_for_pin(v, vmf, index, request) :
				       facet_fault_end(vmf, ret);
}

static const struct vm_operations_struct bar2_vm_ops = {
	.fault = bar2_fault,
};

int facet_bar2_mmap(struct facet_vdev *v, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = v;
	vma->vm_ops = &bar2_vm_ops;
	return 0;
}

/* --- life --------------------------------------------------------------------------------- */

void facet_bar2_init(struct facet_vdev *v)
{
	struct facet_bar2 *bar2 = &v->bar2;

	mutex_init(&bar2->lock);
	facet_bar2_table_init(&bar2->table, query_page, v);
	init_waitqueue_head(&bar2->wait);
	INIT_WORK(&bar2->work, bar2_work);
	INIT_DELAYED_WORK(&bar2->retry_work, bar2_retry);
}

void facet_bar2_fini(struct facet_bar2 *bar2)
{
	mutex_destroy(&bar2->lock);
}

int facet_bar2_open(struct facet_vdev *v)
{
	lockdep_assert_held(&v->open_lock);
	v->bar2.blank = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!v->bar2.blank)
		return -ENOMEM;
	/* The opener is the VMM, which has not touched the guest's memory yet. */
	facet_refuse_huge_pages(current->mm);
	facet_bar2_table_open(&v->bar2.table);
	atomic64_set(&v->bar2.failures, 0);
	return 0;
}

void facet_bar2_close(struct facet_vdev *v)
{
	lockdep_assert_held(&v->open_lock);
	mutex_lock(&v->bar2.lock);
	facet_bar2_table_close(&v->bar2.table);
	mutex_unlock(&v->bar2.lock);
	wake_up_all(&v->bar2.wait);
	/* The work first: what it was pinning for a VMM that was killed meanwhile is entered. */
	cancel_work_sync(&v->bar2.work);
	cancel_delayed_work_sync(&v->bar2.retry_work);
	facet_bar2_zap(v, 0, FACET_REGION_MASK);
	cancel_work_sync(&v->bar2.work);
	unpin_retired(v);
	facet_bar2_table_free(&v->bar2.table);
	if (v->bar2.blank)
		__free_page(v->bar2.blank);
	v->bar2.blank = NULL;
}
