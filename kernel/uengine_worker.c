// SPDX-License-Identifier: GPL-2.0-only
/*
 * The workers of facet-engine (uengine_worker.h). A worker's process calls the operations of its
 * descriptor. softgpu_main.c takes pages back, in the threads of VMMs. uengine.c ends the processes
 * of a vGPU that is gone.
 *
 * A worker is the enemy, as its vGPU is. What it may reach is what the page tables of its vGPU name
 * while it executes a request (uengine_grants.h). Nothing in the kernel waits for it.
 *
 * Locks: uengine_lock, a leaf, for the list of workers and their processes; uengine_grants.lock
 * (uengine_grants.h).
 */
#include "kernel/uengine_worker.h"

#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "gen9/gtt_defs.h"
#include "kernel/compat/compat.h"
#include "kernel/fault.h"
#include "kernel/map_memory.h"
#include "kernel/uapi/facet_engine.h"
#include "kernel/uengine_grants.h"
#include "kernel/uengine_vgpus.h"
#include "softgpu/bus.h"
#include "softgpu/remote_units.h"
#include "softgpu/softgpu_types.h"

#define MAP_AHEAD	16u	/* pages that one fault maps, if they are granted */

static_assert(FACET_ENGINE_WINDOW_BYTES == SGPU_BUS_PAGES << PAGE_SHIFT);
static_assert(SGPU_REMOTE_REQUEST_BYTES <= FACET_ENGINE_RESULT);
static_assert(FACET_ENGINE_PRESENT == GEN9_PTE_PRESENT);
static_assert(FACET_ENGINE_WRITABLE == GEN9_PTE_RW);

/**
 * struct uengine_worker - A worker.
 * @process: the command streamer's side
 * @list: in workers, under uengine_lock
 * @sg: the software GPU
 * @remote: its units
 * @result: the result, as the worker may write it
 * @inode: the inode of the descriptor
 * @grants: pages that the worker may reach
 * @wait: woken when @process has a request, or is gone
 * @pid: its process, written under uengine_lock; NULL: none so far. Never changes then
 * @attached: the vGPU has the worker; bit 0
 * @zap: takes the worker's mappings away
 * @refs: the file, the command streamer, and who calls for all workers
 */
struct uengine_worker {
	struct sgpu_remote_process process;
	struct list_head list;
	struct softgpu *sg;
	struct sgpu_remote *remote;
	struct sgpu_remote_result *result;
	struct inode *inode;
	struct uengine_grants grants;
	wait_queue_head_t wait;
	struct pid *pid;
	unsigned long attached;
	struct work_struct zap;
	refcount_t refs;
};

static LIST_HEAD(workers);	/* all that have a reference */

/* Protects the list of workers, and their processes. Lock order: shared by vGPUs; last leaf. */
static DEFINE_SPINLOCK(uengine_lock);

/* --- life --------------------------------------------------------------------------------- */

static void worker_free(struct uengine_worker *w)
{
	cancel_work_sync(&w->zap);
	uengine_grants_exit(&w->grants);
	vfree(w->process.request);
	vfree(w->process.result);
	put_pid(w->pid);
	if (w->inode)
		iput(w->inode);
	kfree(w);
}

static void worker_put(struct uengine_worker *w)
{
	bool last;

	spin_lock(&uengine_lock);
	last = refcount_dec_and_test(&w->refs);
	if (last)
		list_del(&w->list);
	spin_unlock(&uengine_lock);
	if (last)
		worker_free(w);
}

static void zap_all(struct uengine_worker *w)
{
	if (!port_check(LOSE_ZAP, true))
		return;
	uengine_grants_clear(&w->grants);
	unmap_mapping_range(w->inode->i_mapping, FACET_ENGINE_WINDOW, FACET_ENGINE_WINDOW_BYTES,
			    true);
}

static void zap_work(struct work_struct *work)
{
	zap_all(container_of(work, struct uengine_worker, zap));
}

/* --- all workers -------------------------------------------------------------------------- */

/*
 * Take a step through all workers: drop the reference of @w, and take one of the next worker. No
 * lock is held meanwhile: the caller may sleep, and nobody waits for it. @w: NULL: begin. Return:
 * NULL: there is no further worker.
 */
static struct uengine_worker *worker_step(struct uengine_worker *w)
{
	struct uengine_worker *next = list_prepare_entry(w, &workers, list);

	spin_lock(&uengine_lock);
	next = list_next_entry(next, list);
	if (list_entry_is_head(next, &workers, list))
		next = NULL;
	else
		refcount_inc(&next->refs);
	spin_unlock(&uengine_lock);
	if (w)
		worker_put(w);
	return next;
}

/* Walk all workers. The loop holds a reference of @w: it must not be left early. */
#define for_each_worker(w) \
	for ((w) = worker_step(NULL); (w); (w) = worker_step(w))

/* --- calls of the command streamer -------------------------------------------------------- */

static struct uengine_worker *worker_of(struct sgpu_remote_process *process)
{
	return container_of(process, struct uengine_worker, process);
}

static void process_wake(struct sgpu_remote_process *process)
{
	wake_up_all(&worker_of(process)->wait);
}

/*
 * A process that is stopped or frozen would not end by itself. It may not die at once. Without its
 * mappings it is harmless.
 */
static void process_end(struct sgpu_remote_process *process)
{
	struct uengine_worker *w = worker_of(process);

	wake_up_all(&w->wait);
	queue_work(system_dfl_wq, &w->zap);
	if (port_check(LOSE_KILL, true))
		kill_pid(w->pid, SIGKILL, 1);
}

static void process_release(struct sgpu_remote_process *process)
{
	worker_put(worker_of(process));
}

/* For the module a process that is lost ends as one that is not needed. Late ones are counted. */
static void process_lose(struct sgpu_remote_process *process, bool late)
{
	if (late)
		uengine_vgpus_count_late(process->owner);
	process_end(process);
}

static const struct sgpu_remote_process_ops process_ops = {
	.wake = process_wake,
	.lose = process_lose,
	.end = process_end,
	.release = process_release,
};

/* --- requests ----------------------------------------------------------------------------- */

/* Note the calling process as the worker's. Return: false: the worker has one already. */
static bool take_process(struct uengine_worker *w)
{
	bool first;

	spin_lock(&uengine_lock);
	first = !w->pid;
	if (first)
		WRITE_ONCE(w->pid, get_pid(task_tgid(current)));
	spin_unlock(&uengine_lock);
	return first;
}

/* A vGPU that goes after this test finds the process (uengine_workers_kill()). */
static long worker_process(struct uengine_worker *w)
{
	if (!take_process(w))
		return -EBUSY;
	return uengine_vgpus_check(w->process.owner, 0);
}

/* Give the vGPU its worker. Without a process so far, the calling one is the worker's. */
static int attach(struct uengine_worker *w)
{
	int ret;

	if (test_and_set_bit(0, &w->attached))
		return 0;
	take_process(w);
	refcount_inc(&w->refs);
	ret = sgpu_remote_attach(w->remote, &w->process);
	if (ret)
		worker_put(w);
	return ret;
}

/* Tell the command streamer of a result, but once at most for each request. */
static void answer(struct uengine_worker *w)
{
	if (READ_ONCE(w->process.root) &&
	    READ_ONCE(w->process.result->seq) == READ_ONCE(w->process.request->seq))
		sgpu_remote_answered(w->remote);
}

static long worker_next(struct uengine_worker *w, const u32 __user *arg)
{
	u32 seq;
	int ret;

	if (get_user(seq, arg))
		return -EFAULT;
	ret = attach(w);
	if (ret)
		return ret;
	answer(w);
	ret = wait_event_interruptible(w->wait, READ_ONCE(w->process.gone) ||
				       READ_ONCE(w->process.request->seq) != seq);
	return ret || !READ_ONCE(w->process.gone) ? ret : -ENODEV;
}

/* --- pages -------------------------------------------------------------------------------- */

static int grant(void *arg, const u64 *entries, u32 n)
{
	struct uengine_worker *w = arg;

	return READ_ONCE(w->process.gone) ? -ENOENT : uengine_grants_add(&w->grants, entries, n);
}

static int translate(struct uengine_worker *w, u64 va, u32 n, u64 *entries)
{
	int ret;

	for (;;) {
		ret = sgpu_remote_translate(w->remote, &w->process, va, n, entries, grant, w);
		if (ret != -EAGAIN)
			return ret;
		ret = uengine_grants_grow(&w->grants, entries, n);
		if (ret)
			return ret;
	}
}

static long worker_translate(struct uengine_worker *w, const void __user *arg)
{
	struct facet_engine_translate translation;
	u64 *entries;
	long ret;

	if (copy_from_user(&translation, arg, sizeof(translation)))
		return -EFAULT;
	if (port_check(TRANSLATE_COUNT, translation.count > FACET_ENGINE_PAGES) ||
	    port_check(TRANSLATE_RESERVED, translation.reserved))
		return -EINVAL;
	entries = kcalloc(translation.count, sizeof(*entries), GFP_KERNEL_ACCOUNT);
	if (!entries)
		return -ENOMEM;
	ret = translate(w, translation.va, translation.count, entries);
	if (!ret && copy_to_user(u64_to_user_ptr(translation.pages), entries,
				 translation.count * sizeof(*entries)))
		ret = -EFAULT;
	kfree(entries);
	return ret;
}

static u64 window_bus(const struct vm_fault *vmf, u32 i)
{
	return ((u64)(vmf->pgoff + i) << PAGE_SHIFT) - FACET_ENGINE_WINDOW;
}

/* Map one page, if it is granted. Lock of the grants held. */
static vm_fault_t map_page(struct uengine_worker *w, struct vm_fault *vmf, u32 i)
{
	struct vm_area_struct *vma = vmf->vma;
	u64 bus = window_bus(vmf, i);
	bool writable = uengine_grants_has(&w->grants, bus, true);
	const void *page;
	pgprot_t prot;

	if (port_check(WINDOW_GRANTED, !writable && !uengine_grants_has(&w->grants, bus, false)))
		return VM_FAULT_SIGBUS;
	page = sgpu_bus_page(&w->sg->bus, bus);
	if (!page)
		return VM_FAULT_SIGBUS;
	/* Before the page is mapped: the worker need not say that it stores. */
	if (writable)
		sgpu_bus_record(&w->sg->bus, bus);
	prot = vm_get_page_prot(port_check(WINDOW_READ_ONLY, !writable) ?
				vma->vm_flags & ~VM_WRITE : vma->vm_flags);
	return vmf_insert_pfn_prot(vma, (vmf->address & PAGE_MASK) + i * PAGE_SIZE,
				   port_ptr_to_frame(page), prot);
}

/* Map the page of a fault, and those behind it that are granted. Lock of the grants held. */
static vm_fault_t map_pages(struct uengine_worker *w, struct vm_fault *vmf)
{
	unsigned long address = vmf->address & PAGE_MASK;
	u64 end = pmd_addr_end(address, vmf->vma->vm_end);
	vm_fault_t ret = map_page(w, vmf, 0);
	u32 i;

	for (i = 1; ret == VM_FAULT_NOPAGE && i < MAP_AHEAD && address + i * PAGE_SIZE < end; i++)
		if (map_page(w, vmf, i) != VM_FAULT_NOPAGE)
			break;
	return ret;
}

static vm_fault_t window_fault(struct vm_fault *vmf)
{
	struct uengine_worker *w = vmf->vma->vm_private_data;
	vm_fault_t ret;

	/* Before the page table: a worker that roams gets none. */
	if (port_check(WINDOW_GRANTED, !uengine_grants_has(&w->grants, window_bus(vmf, 0),
							   vmf->flags & FAULT_FLAG_WRITE)))
		return VM_FAULT_SIGBUS;
	if (facet_fault_table(vmf))
		return VM_FAULT_OOM;
	down_read(&w->grants.lock);
	ret = map_pages(w, vmf);
	up_read(&w->grants.lock);
	return ret;
}

/*
 * A page that was mapped read-only may be granted for writes by now. The kernel then maps it so, if
 * nobody has unmapped it meanwhile.
 */
static vm_fault_t window_mkwrite(struct vm_fault *vmf)
{
	struct uengine_worker *w = vmf->vma->vm_private_data;

	if (port_check(WINDOW_MKWRITE, !uengine_grants_has(&w->grants, window_bus(vmf, 0), true)))
		return VM_FAULT_SIGBUS;
	sgpu_bus_record(&w->sg->bus, window_bus(vmf, 0));
	return 0;
}

static const struct vm_operations_struct window_vm_ops = {
	.fault = window_fault,
	.pfn_mkwrite = window_mkwrite,
};

/*
 * Return the flags of the window. VM_PFNMAP keeps get_user_pages() from its pages. VM_IO keeps
 * madvise() from taking VM_DONTCOPY back.
 */
static vm_flags_t window_flags(void)
{
	return VM_PFNMAP | VM_DONTEXPAND | (port_check(WINDOW_IO, true) ? VM_IO : 0) |
	       (port_check(WINDOW_COPY, true) ? VM_DONTCOPY : 0) |
	       (port_check(WINDOW_DUMP, true) ? VM_DONTDUMP : 0);
}

static int map_window(struct uengine_worker *w, struct vm_area_struct *vma)
{
	u64 at = ((u64)vma->vm_pgoff << PAGE_SHIFT) - FACET_ENGINE_WINDOW;

	if (port_check(WINDOW_BOUND, at >= FACET_ENGINE_WINDOW_BYTES ||
		       vma->vm_end - vma->vm_start > FACET_ENGINE_WINDOW_BYTES - at))
		return -EINVAL;
	vm_flags_set(vma, window_flags());
	vma->vm_private_data = w;
	vma->vm_ops = &window_vm_ops;
	return 0;
}

/* --- shared memory ------------------------------------------------------------------------ */

/* As vmalloc_user(), but facet-engine's cgroup pays for the area. */
static void *area_alloc(size_t bytes)
{
	return __vmalloc(bytes, GFP_KERNEL_ACCOUNT | __GFP_ZERO);
}

/* --- the descriptor ----------------------------------------------------------------------- */

static int worker_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct uengine_worker *w = file->private_data;

	if (port_check(AREA_SHARED, !(vma->vm_flags & VM_SHARED)) ||
	    port_check(AREA_EXEC, vma->vm_flags & VM_EXEC))
		return -EINVAL;
	if (port_check(AREA_MAYEXEC, true))
		vm_flags_clear(vma, VM_MAYEXEC);
	switch ((u64)vma->vm_pgoff << PAGE_SHIFT) {
	case FACET_ENGINE_REQUEST:
		if (port_check(REQUEST_WRITE, vma->vm_flags & VM_WRITE))
			return -EACCES;
		if (port_check(REQUEST_MAYWRITE, true))
			vm_flags_clear(vma, VM_MAYWRITE);
		return facet_map_memory(vma, w->process.request, SGPU_REMOTE_REQUEST_BYTES, 0);
	case FACET_ENGINE_RESULT:
		return facet_map_memory(vma, w->result, SGPU_REMOTE_RESULT_BYTES, 0);
	default:
		return map_window(w, vma);
	}
}

static long worker_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct uengine_worker *w = file->private_data;

	switch (cmd) {
	case FACET_ENGINE_NEXT:
		return worker_next(w, (const u32 __user *)arg);
	case FACET_ENGINE_TRANSLATE:
		return worker_translate(w, (const void __user *)arg);
	case FACET_ENGINE_PROCESS:
		return worker_process(w);
	default:
		return -ENOTTY;
	}
}

static int worker_close(struct inode *inode, struct file *file)
{
	struct uengine_worker *w = file->private_data;

	if (test_bit(0, &w->attached))
		sgpu_remote_detach(w->remote, &w->process);
	worker_put(w);
	return 0;
}

static const struct file_operations worker_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = worker_ioctl,
	.mmap = worker_mmap,
	.release = worker_close,
	.llseek = noop_llseek,
};

/* Allocate a worker without a file. */
static struct uengine_worker *worker_alloc(struct softgpu *sg, struct sgpu_remote *remote,
					   u64 owner)
{
	struct uengine_worker *w = kzalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);

	if (!w)
		return NULL;
	w->sg = sg;
	w->remote = remote;
	w->process.ops = &process_ops;
	w->process.owner = owner;
	spin_lock_init(&w->process.lock);
	w->process.request = area_alloc(SGPU_REMOTE_REQUEST_BYTES);
	w->result = area_alloc(SGPU_REMOTE_RESULT_BYTES);
	w->process.result = w->result;
	init_waitqueue_head(&w->wait);
	INIT_WORK(&w->zap, zap_work);
	refcount_set(&w->refs, 1);
	if (!uengine_grants_init(&w->grants) && w->process.request && w->result)
		return w;
	worker_free(w);
	return NULL;
}

int uengine_worker_create(struct softgpu *sg, struct sgpu_remote *remote, u64 owner)
{
	struct uengine_worker *w = worker_alloc(sg, remote, owner);
	struct file *file;
	int fd;

	if (!w)
		return -ENOMEM;
	/* A file with an inode of its own: zap_all() looks for mappings of this worker alone. */
	file = anon_inode_create_getfile("[facet-engine]", &worker_fops, w, O_RDWR, NULL);
	if (IS_ERR(file)) {
		worker_free(w);
		return PTR_ERR(file);
	}
	w->inode = file_inode(file);
	ihold(w->inode);
	spin_lock(&uengine_lock);
	list_add_tail(&w->list, &workers);
	spin_unlock(&uengine_lock);
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		fput(file);
	else
		fd_install(fd, file);
	return fd;
}

/* --- calls of the front end --------------------------------------------------------------- */

/* Unmap pages from @first to @end of the window. */
static void zap(struct uengine_worker *w, u64 first, u64 end)
{
	if (port_check(UNMAP_ZAP, first < end))
		unmap_mapping_range(w->inode->i_mapping, FACET_ENGINE_WINDOW + first, end - first,
				    true);
}

/**
 * struct stretch - Pages of the window in a row that are to be unmapped by one call.
 * @first: bus address of the first page
 * @end: bus address behind the last page; @first: there is none
 */
struct stretch {
	u64 first;
	u64 end;
};

/* Add a page to a stretch. One that does not go on there is unmapped, and another begins. */
static void stretch_add(struct uengine_worker *w, struct stretch *stretch, u64 bus)
{
	if (bus != stretch->end) {
		zap(w, stretch->first, stretch->end);
		stretch->first = bus;
	}
	stretch->end = bus + PAGE_SIZE;
}

static void worker_unmap(struct uengine_worker *w, const u64 *bus, u32 n)
{
	struct stretch stretch = {};
	u32 i;

	sgpu_remote_translated(&w->process);
	for (i = 0; i < n; i++)
		if (uengine_grants_revoke(&w->grants, bus[i]))
			stretch_add(w, &stretch, bus[i]);
	zap(w, stretch.first, stretch.end);
}

void uengine_workers_unmap(const u64 *bus, u32 n)
{
	struct uengine_worker *w;

	for_each_worker(w)
		worker_unmap(w, bus, n);
}

/* Unmap pages that may be mapped for writing. A page that is used is recorded and mapped again. */
static void worker_taken(struct uengine_worker *w, const u64 *bus, u32 n, u64 stored)
{
	struct stretch stretch = {};
	u32 i;

	/* A fault that has recorded a page before its record was taken maps it before this. */
	uengine_grants_wait_faults(&w->grants);
	for (i = 0; i < n; i++)
		if (stored & BIT_ULL(i))
			stretch_add(w, &stretch, bus[i]);
	zap(w, stretch.first, stretch.end);
}

void uengine_workers_taken(u64 owner, const u64 *bus, u32 n, u64 stored)
{
	struct uengine_worker *w;

	for_each_worker(w) {
		if (w->process.owner == owner)
			worker_taken(w, bus, n, stored);
	}
}

void uengine_workers_idle(u64 owner)
{
	struct uengine_worker *w;

	for_each_worker(w) {
		if (w->process.owner != owner || !READ_ONCE(w->process.gone))
			continue;
		/* It may be amid a translation, and zap_work() may not have begun. */
		sgpu_remote_translated(&w->process);
		zap_all(w);
	}
}

void uengine_workers_kill(u64 owner)
{
	struct uengine_worker *w;
	struct pid *pid;

	for_each_worker(w) {
		pid = w->process.owner == owner ? READ_ONCE(w->pid) : NULL;
		if (pid && port_check(GONE_KILL, true))
			kill_pid(pid, SIGKILL, 1);
	}
}

/* Test if a worker gets the next command of its vGPU. */
static bool worker_is_next(const struct uengine_worker *w)
{
	return test_bit(0, &w->attached) && !READ_ONCE(w->process.gone) &&
	       !READ_ONCE(w->process.replaced);
}

u32 uengine_workers_pid(u64 owner)
{
	struct uengine_worker *w;
	u32 number = 0;

	spin_lock(&uengine_lock);
	list_for_each_entry(w, &workers, list)
		if (w->process.owner == owner && w->pid && worker_is_next(w))
			number = pid_vnr(w->pid);
	spin_unlock(&uengine_lock);
	return number;
}
