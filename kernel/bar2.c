// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR2, the guest's aperture: guest pages mapped into the VMM as they are touched.
 *
 * A fault finds what to show by facet_aperture_page(). It never pins: whoever pins takes
 * locks that may be held around the fault itself, since a guest may aim a GGTT entry at
 * its own aperture. So it leaves the page's number in a ring, lets mmap_lock go, and waits
 * for the work below, which pins that page and some after it. When the guest changes an
 * entry, the core calls facet_bar2_zap(): the mapping is gone when that returns, the pin
 * soon after.
 *
 * What is under a fence would have to be trapped, access by access. VFIO's users can do that
 * by read(2) and write(2), but KVM cannot be brought to it where BAR2 is mapped: a fault that
 * gives no page ends the virtual machine. So the core makes a view of such a page
 * (mediator/views.h), which is mapped like a guest page and is the core's to end. Without KVM's
 * write tracking there are none: such guests are offered no fences (vdev.c), and i915 then
 * refuses to tile buffers for the CPU.
 *
 * Locks: facet_bar2.lock is the leaf lock of the fault. None is held while pages are pinned or
 * unpinned: the work has a ticket for them (mediator/pinning.h).
 */
#include "kernel/bar2.h"

#include <linux/file.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "kernel/charge.h"
#include "kernel/compat/compat.h"
#include "kernel/fault.h"
#include "kernel/host.h"
#include "kernel/stats.h"
#include "kernel/vdev.h"
#include "mediator/aperture.h"
#include "mediator/views.h"

#define PIN_AHEAD	32u		/* pages pinned for one fault */
#define MAP_AHEAD	16u		/* pages mapped by one fault, if pinned */
#define STRETCH		256u		/* entries looked at in one hold of the lock */
#define PIN_WAIT	(2 * HZ)	/* a fault waits so long for its page */
#define PIN_RETRY	HZ		/* a failed pin is tried again after this */
#define VIEW_TRIES	4u		/* for a view whose pages cannot be followed just now */

/**
 * struct facet_bar2_page - A page that is, or may be, mapped.
 * @list: of those that are retired
 * @gfn: guest page, pinned; NO_GFN: a view, of the core's memory
 * @frame: what is mapped
 */
struct facet_bar2_page {
	struct list_head list;
	u64 gfn;
	u64 frame;
};

#define NO_GFN		(~0ull)

/* What a value in the table says: the page is blank, because ... */
enum blank_reason {
	BLANK_EMPTY,	/* ... the guest has no entry there */
	BLANK_FAILED,	/* ... it could not be pinned; looked at again later */
};

static struct facet_vdev *bar2_vdev(struct facet_bar2 *bar2)
{
	return container_of(bar2, struct facet_vdev, bar2);
}

/* --- taking away -------------------------------------------------------------------------- */

static void unmap_range(struct facet_vdev *v, u64 page, u64 n)
{
	u64 base = (u64)VFIO_PCI_BAR2_REGION_INDEX << FACET_REGION_SHIFT;

	unmap_mapping_range(v->vdev.inode->i_mapping, base + (page << PAGE_SHIFT),
			    n << PAGE_SHIFT, true);
}

/* Takes an entry out of the table; its page is to be unmapped and then unpinned. Lock held. */
static void retire(struct facet_bar2 *bar2, unsigned long index, void *entry)
{
	struct facet_bar2_page *page = entry;

	xa_erase(&bar2->pages, index);
	if (!xa_is_value(entry))
		list_add_tail(&page->list, &bar2->retired);
}

/* What of the table goes: entries for which this holds, with @first and @n of the caller's. */
typedef bool retire_fn(void *entry, u64 first, u64 n);

static bool is_any(void *entry, u64 first, u64 n)
{
	return true;
}

static bool is_guest_page(void *entry, u64 gfn, u64 n)
{
	struct facet_bar2_page *page = entry;

	return !xa_is_value(entry) && page->gfn != NO_GFN && page->gfn >= gfn &&
	       page->gfn - gfn < n;
}

static bool is_failed(void *entry, u64 first, u64 n)
{
	return xa_is_value(entry) && xa_to_value(entry) == BLANK_FAILED;
}

/*
 * A stretch of the table from *at to @last: one step of the VMM's page tables, and who wants the
 * lock waits for no more. What lies between entries that go is touched
 * anew. Return: whether there is more, from *at on.
 */
static bool retire_stretch(struct facet_vdev *v, unsigned long *at, unsigned long last,
			   retire_fn *goes, u64 first, u64 n)
{
	struct facet_bar2 *bar2 = &v->bar2;
	unsigned long index, from = ~0ul, to = 0;
	u32 seen = 0;
	void *entry;

	mutex_lock(&bar2->lock);
	xa_for_each_range(&bar2->pages, index, entry, *at, last) {
		if (seen++ == STRETCH)
			break;
		if (!goes(entry, first, n))
			continue;
		retire(bar2, index, entry);
		from = min(from, index);
		to = index;
	}
	if (from <= to)
		unmap_range(v, from, to - from + 1);
	if (!list_empty(&bar2->retired))
		queue_work(system_unbound_wq, &bar2->work);
	mutex_unlock(&bar2->lock);
	*at = index;
	return entry;
}

static void retire_range(struct facet_vdev *v, unsigned long at, unsigned long last,
			 retire_fn *goes, u64 first, u64 n)
{
	while (retire_stretch(v, &at, last, goes, first, n))
		cond_resched();
}

void facet_bar2_zap(struct facet_vdev *v, u64 offset, u64 len)
{
	if (len)
		retire_range(v, offset >> PAGE_SHIFT, (offset + len - 1) >> PAGE_SHIFT, is_any,
			     0, 0);
}

/*
 * Take a stretch of the retired pages off their list: those that are to be unpinned, at most
 * PIN_AHEAD, for which the caller gets a ticket; the others are freed. Return: how many have one.
 */
static u32 take_retired(struct facet_vdev *v, u64 *gfns, struct facet_pinning *pinning)
{
	struct facet_bar2_page *page;
	u32 seen, taken = 0;

	mutex_lock(&v->bar2.lock);
	for (seen = 0; seen < STRETCH && taken < PIN_AHEAD; seen++) {
		page = list_first_entry_or_null(&v->bar2.retired, struct facet_bar2_page, list);
		if (!page)
			break;
		list_del(&page->list);
		if (page->gfn != NO_GFN)
			gfns[taken++] = page->gfn;
		kfree(page);
	}
	if (taken)
		facet_pin_begin(v, pinning, gfns, taken);
	mutex_unlock(&v->bar2.lock);
	return taken;
}

/* Unpin what was retired. No lock. */
static void drain_retired(struct facet_vdev *v)
{
	struct facet_pinning pinning;
	u64 gfns[PIN_AHEAD];
	u32 n;

	while (!list_empty(&v->bar2.retired)) {
		n = take_retired(v, gfns, &pinning);
		if (n) {
			facet_host_unpin(v, gfns, n);
			facet_pin_end(v, &pinning);
		}
		cond_resched();
	}
}

void facet_bar2_dma_unmap(struct facet_vdev *v, u64 gfn, u64 n)
{
	retire_range(v, 0, ULONG_MAX, is_guest_page, gfn, n);
	drain_retired(v);
}

/* --- pinning ------------------------------------------------------------------------------ */

/* The oldest page that a fault waits for. Return: false when there is none. */
static bool next_wanted(struct facet_bar2 *bar2, u32 *index)
{
	bool any;

	mutex_lock(&bar2->lock);
	any = bar2->open && bar2->served != bar2->asked;
	if (any)
		*index = bar2->wanted[bar2->served % FACET_BAR2_WANTED];
	mutex_unlock(&bar2->lock);
	return any;
}

static void wanted_done(struct facet_bar2 *bar2)
{
	mutex_lock(&bar2->lock);
	WRITE_ONCE(bar2->served, bar2->served + 1);
	mutex_unlock(&bar2->lock);
	wake_up_all(&bar2->wait);
}

/* Guest pages that BAR2 shows from @index on and that have no entry in the table yet. */
static u32 collect(struct facet_vdev *v, u32 index, u64 *gfns)
{
	u32 n = 0;

	mutex_lock(&v->bar2.lock);
	while (n < PIN_AHEAD && !xa_load(&v->bar2.pages, index + n) &&
	       !facet_aperture_page(v->vgpu, index + n, &gfns[n]))
		n++;
	mutex_unlock(&v->bar2.lock);
	return n;
}

/* Lock held. */
static bool store(struct facet_vdev *v, u32 index, u64 gfn, u64 frame)
{
	struct facet_bar2_page *page;

	page = kzalloc(sizeof(*page), GFP_KERNEL);
	if (!page)
		return false;
	page->gfn = gfn;
	page->frame = frame;
	if (xa_err(xa_store(&v->bar2.pages, index, page, GFP_KERNEL))) {
		kfree(page);
		return false;
	}
	return true;
}

/* A pinned page into the table, unless the guest shows another one there by now. Lock held. */
static bool enter(struct facet_vdev *v, u32 index, u64 gfn, u64 frame)
{
	u64 now;

	if (xa_load(&v->bar2.pages, index) || facet_aperture_page(v->vgpu, index, &now) ||
	    now != gfn)
		return false;
	return store(v, index, gfn, frame);
}

/* Put pinned pages on record, and unpin those that cannot be. No lock. */
static void enter_pinned(struct facet_vdev *v, u32 index, const struct facet_pinning *pinning,
			 const u64 *frames)
{
	bool entered;
	u32 i;

	for (i = 0; i < pinning->n; i++) {
		mutex_lock(&v->bar2.lock);
		entered = !facet_pin_revoked(v, pinning) &&
			  enter(v, index + i, pinning->gfns[i], frames[i]);
		mutex_unlock(&v->bar2.lock);
		if (!entered)
			facet_host_unpin(v, &pinning->gfns[i], 1);
	}
}

static void remember_failure(struct facet_bar2 *bar2, u32 index)
{
	mutex_lock(&bar2->lock);
	if (!xa_load(&bar2->pages, index))
		xa_store(&bar2->pages, index, xa_mk_value(BLANK_FAILED), GFP_KERNEL);
	mutex_unlock(&bar2->lock);
	queue_delayed_work(system_unbound_wq, &bar2->again, PIN_RETRY);
}

/* Pin pages, all or none, and put them on record. Return: 0, or what facet_host_pin() says. */
static int pin_some(struct facet_vdev *v, u32 index, const u64 *gfns, u32 n)
{
	struct facet_pinning pinning;
	u64 frames[PIN_AHEAD];
	int ret;

	facet_pin_begin(v, &pinning, gfns, n);
	ret = facet_host_pin(v, gfns, n, frames);
	if (!ret)
		enter_pinned(v, index, &pinning, frames);
	facet_pin_end(v, &pinning);
	return ret;
}

/*
 * The page that a fault waits for, and what follows it; the first alone where all of them cannot
 * be pinned. Return: -EAGAIN: guest memory is on the move, the page is to be asked for again.
 */
static int pin_ahead(struct facet_vdev *v, u32 index)
{
	u64 gfns[PIN_AHEAD];
	u32 n = collect(v, index, gfns);
	int ret;

	if (!n)
		return 0;
	ret = pin_some(v, index, gfns, n);
	if (ret && n > 1)
		ret = pin_some(v, index, gfns, 1);
	if (ret && ret != -EAGAIN)
		remember_failure(&v->bar2, index);
	return ret;
}

/*
 * What KVM's memory slots are busy with is over soon, and a blank page loses what the guest
 * writes to it. But whoever changes them may wait for the very vCPU whose fault this is.
 */
static int view_make(struct facet_vdev *v, u32 index, void **cpu)
{
	u32 tries = VIEW_TRIES;
	int ret;

	while ((ret = facet_view_make(v->vgpu, index, cpu)) == -EBUSY && --tries)
		schedule_timeout_uninterruptible(1);
	return ret;
}

/* A page under a fence. A view that has ended already is not entered: the guest faults again. */
static void view_ahead(struct facet_vdev *v, u32 index)
{
	void *cpu;
	int ret = view_make(v, index, &cpu);

	if (ret && ret != -EAGAIN)
		remember_failure(&v->bar2, index);
	if (ret)
		return;
	mutex_lock(&v->bar2.lock);
	if (!xa_load(&v->bar2.pages, index) && facet_view_live(v->vgpu, index, cpu))
		store(v, index, NO_GFN, port_ptr_to_frame(cpu));
	mutex_unlock(&v->bar2.lock);
}

/* One page that a fault waits for, and what follows it. Return: -EAGAIN: not now. */
static int serve(struct facet_vdev *v, u32 index)
{
	u64 gfn;

	switch (facet_aperture_page(v->vgpu, index, &gfn)) {
	case -EAGAIN:
		view_ahead(v, index);
		return 0;
	case -EBUSY:
		facet_views_drop_made_of(v->vgpu, gfn);
		fallthrough;
	default:
		return pin_ahead(v, index);
	}
}

static void bar2_work(struct work_struct *work)
{
	struct facet_bar2 *bar2 = container_of(work, struct facet_bar2, work);
	struct facet_vdev *v = bar2_vdev(bar2);
	struct facet_charge charge;
	u32 index;
	int ret;

	facet_charge_begin(&charge, v->mm);
	drain_retired(v);
	while (next_wanted(bar2, &index)) {
		ret = serve(v, index);
		if (ret == -EAGAIN)	/* what a dma_unmap waits for is back meanwhile */
			schedule_timeout_uninterruptible(1);
		else
			wanted_done(bar2);
	}
	facet_charge_end(&charge);
}

/* What could not be pinned becomes unmapped, so that the next access tries again. */
static void bar2_again(struct work_struct *work)
{
	struct facet_bar2 *bar2 = container_of(work, struct facet_bar2, again.work);

	retire_range(bar2_vdev(bar2), 0, ULONG_MAX, is_failed, 0, 0);
}

/* --- faults ------------------------------------------------------------------------------- */

/* Ask for a page. Return: what served will be when it is done; 0: the ring is full. Lock held. */
static u64 want(struct facet_bar2 *bar2, u32 index)
{
	if (bar2->asked - bar2->served == FACET_BAR2_WANTED)
		return 0;
	bar2->wanted[bar2->asked % FACET_BAR2_WANTED] = index;
	queue_work(system_unbound_wq, &bar2->work);
	return ++bar2->asked;
}

static vm_fault_t map_blank(struct facet_vdev *v, struct vm_fault *vmf)
{
	return vmf_insert_pfn(vmf->vma, vmf->address & PAGE_MASK, page_to_pfn(v->bar2.blank));
}

/* Map what the table has from @index on. Lock held. */
static vm_fault_t map_present(struct facet_vdev *v, struct vm_fault *vmf, u32 index)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long address = vmf->address & PAGE_MASK;
	unsigned long end = pmd_addr_end(address, vma->vm_end);
	vm_fault_t ret = VM_FAULT_NOPAGE;
	u32 i;

	for (i = 0; i < MAP_AHEAD && address < end; i++, address += PAGE_SIZE) {
		struct facet_bar2_page *page = xa_load(&v->bar2.pages, index + i);
		vm_fault_t one;

		if (!page || xa_is_value(page))
			break;
		if (v->vdev.kvm && !facet_kvm_can_map(pfn_to_page(page->frame))) {
			dev_warn_once(v->vdev.dev, "the aperture stays blank: this kernel's KVM needs guest memory of 4 KiB pages: start the VMM without huge pages, or boot 6.13 or later\n");
			return i ? ret : map_blank(v, vmf);
		}
		one = vmf_insert_pfn(vma, address, page->frame);
		if (!i)
			ret = one;
		if (one != VM_FAULT_NOPAGE)
			break;
	}
	return ret;
}

/* Map what BAR2 shows there. Lock held. Return: VM_FAULT_RETRY where a pin is needed first. */
static vm_fault_t map_page(struct facet_vdev *v, struct vm_fault *vmf, u32 index)
{
	void *entry = xa_load(&v->bar2.pages, index);
	u64 gfn;
	int ret;

	if (!v->bar2.open)
		return VM_FAULT_SIGBUS;
	if (entry)
		return xa_is_value(entry) ? map_blank(v, vmf) : map_present(v, vmf, index);
	ret = facet_aperture_page(v->vgpu, index, &gfn);
	if (!ret || ret == -EBUSY || (ret == -EAGAIN && facet_track_works(&v->track)))
		return VM_FAULT_RETRY;
	if (ret == -EAGAIN)
		dev_warn_once(v->vdev.dev, "the guest uses a fenced aperture, which a BAR2 that is mapped without KVM does not show: use KVM, or x-no-mmap=on\n");
	if (xa_err(xa_store(&v->bar2.pages, index, xa_mk_value(BLANK_EMPTY), GFP_KERNEL)))
		return VM_FAULT_OOM;
	return map_blank(v, vmf);
}

/*
 * Wait for the work with no lock of the memory map held. The file is held instead: with the
 * lock gone, the mapping may go and the device be closed.
 */
static vm_fault_t wait_for_pin(struct facet_vdev *v, struct vm_fault *vmf, u32 index, u64 ticket)
{
	struct facet_bar2 *bar2 = &v->bar2;
	struct file *file;

	if (vmf->flags & FAULT_FLAG_RETRY_NOWAIT)
		return VM_FAULT_RETRY;
	file = get_file(vmf->vma->vm_file);
	release_fault_lock(vmf);
	if (!ticket)
		schedule_timeout_killable(1);
	else if (!wait_event_killable_timeout(bar2->wait, READ_ONCE(bar2->served) >= ticket ||
					      !READ_ONCE(bar2->open), PIN_WAIT))
		remember_failure(bar2, index);
	fput(file);
	return VM_FAULT_RETRY;
}

static vm_fault_t bar2_fault(struct vm_fault *vmf)
{
	struct facet_vdev *v = vmf->vma->vm_private_data;
	u32 index = vmf->pgoff & (FACET_REGION_MASK >> PAGE_SHIFT);
	u64 ticket = 0;
	vm_fault_t ret;

	facet_stats_count_trap(v->stats, FACET_TRAP_FAULT);
	if (facet_fault_table(vmf))
		return VM_FAULT_OOM;
	mutex_lock(&v->bar2.lock);
	ret = map_page(v, vmf, index);
	if (ret == VM_FAULT_RETRY) {
		if (!(vmf->flags & FAULT_FLAG_ALLOW_RETRY) || facet_host_inside())
			ret = VM_FAULT_SIGBUS;
		else
			ticket = want(&v->bar2, index);
	}
	mutex_unlock(&v->bar2.lock);
	return ret == VM_FAULT_RETRY ? wait_for_pin(v, vmf, index, ticket) :
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

void facet_bar2_init(struct facet_bar2 *bar2)
{
	mutex_init(&bar2->lock);
	xa_init(&bar2->pages);
	INIT_LIST_HEAD(&bar2->retired);
	init_waitqueue_head(&bar2->wait);
	INIT_WORK(&bar2->work, bar2_work);
	INIT_DELAYED_WORK(&bar2->again, bar2_again);
}

void facet_bar2_fini(struct facet_bar2 *bar2)
{
	xa_destroy(&bar2->pages);
	mutex_destroy(&bar2->lock);
}

int facet_bar2_open(struct facet_vdev *v)
{
	v->bar2.blank = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!v->bar2.blank)
		return -ENOMEM;
	/* The opener is the VMM, which has not touched the guest's memory yet. */
	facet_refuse_huge_pages(current->mm);
	v->bar2.served = v->bar2.asked;
	v->bar2.open = true;
	return 0;
}

void facet_bar2_close(struct facet_vdev *v)
{
	mutex_lock(&v->bar2.lock);
	WRITE_ONCE(v->bar2.open, false);
	mutex_unlock(&v->bar2.lock);
	wake_up_all(&v->bar2.wait);
	/* The work first: what it was pinning for a VMM that was killed meanwhile is entered. */
	cancel_work_sync(&v->bar2.work);
	cancel_delayed_work_sync(&v->bar2.again);
	facet_bar2_zap(v, 0, FACET_REGION_MASK);
	cancel_work_sync(&v->bar2.work);
	drain_retired(v);
	if (v->bar2.blank)
		__free_page(v->bar2.blank);
	v->bar2.blank = NULL;
}
