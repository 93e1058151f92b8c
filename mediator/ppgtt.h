/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shadows of 4-level per-process page tables. A shadow stands for one guest page at one level. So a
 * table that the guest shares, above all its scratch chain, is compared once. The worker compares
 * shadows with the guest's pages at a submission.
 */
#ifndef FACET_PPGTT_H
#define FACET_PPGTT_H

#include "port.h"

struct facet_state_section;
struct facet_vgpu;
struct facet_ppgtt_root;

/**
 * struct facet_ppgtt_stats - Costs of the shadows, counted since the vGPU was created.
 * @syncs: syncs of a root
 * @compared: comparisons of a table with the guest's page
 * @changed: entries that differed
 * @shared: tables that moved to the shared list, since a second root named them
 * @tracked: pages that the front end was asked to arm
 * @untracked: pages that it was asked to disarm
 * @failed: requests to arm a page that failed
 * @notices: reports of a write to an armed page
 */
struct facet_ppgtt_stats {
	u64 syncs;
	u64 compared;
	u64 changed;
	u64 shared;
	u64 tracked;
	u64 untracked;
	u64 failed;
	u64 notices;
};

/**
 * facet_ppgtt_stats() - Return the counters of the shadows.
 * @vgpu: the vGPU; the caller keeps it from being destroyed
 * @stats: gets the counters; they may be of slightly different moments
 *
 * Context: any; takes no lock; does not sleep.
 */
void facet_ppgtt_stats(const struct facet_vgpu *vgpu, struct facet_ppgtt_stats *stats);

/**
 * facet_ppgtt_written() - Process the report of a write to armed pages: see
 * facet_vgpu_page_written().
 * @vgpu: the vGPU
 * @gpa: guest-physical address of the first byte; any value
 * @len: bytes; any value. 0: nothing to do; a range that wraps ends at the last address
 *
 * Each armed page of the range is disarmed, and the next sync compares its tables. Other pages are
 * ignored. Nobody kicks the worker.
 *
 * Context: any, such as a vCPU's thread in KVM's emulation, under the front end's lock of
 * arm_write_notify, shadow_lock and outer locks at most; does not sleep. Takes
 * &facet_ppgtt.notify_lock, for a large range once for each hash bucket.
 */
void facet_ppgtt_written(struct facet_vgpu *vgpu, u64 gpa, u64 len);

/**
 * facet_ppgtt_mark_shown() - Record that BAR2 may show a guest page from now on.
 * @vgpu: the vGPU
 * @gfn: guest page number; a page without tables is ignored
 *
 * Front ends do not report writes through the aperture. So each sync compares the page's tables
 * until facet_ppgtt_mark_hidden().
 *
 * Context: any, under the front end's lock of arm_write_notify, shadow_lock and outer locks at
 * most; does not sleep. Takes &facet_ppgtt.notify_lock.
 */
void facet_ppgtt_mark_shown(struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_ppgtt_mark_hidden() - Record that a page of BAR2 does not show a guest page any more.
 * @vgpu: the vGPU
 * @gfn: guest page number; a page without tables is ignored
 *
 * The next sync compares the page's tables once more. If another page of BAR2 shows the page, each
 * sync goes on to do so.
 *
 * Context: any, under the front end's lock of arm_write_notify, shadow_lock and outer locks at
 * most; does not sleep. Takes &facet_ppgtt.notify_lock.
 */
void facet_ppgtt_mark_hidden(struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_ppgtt_sync() - Create the shadow of a guest's PML4, or bring it up to date.
 * @vgpu: the vGPU
 * @pml4: guest-physical address of the PML4, page aligned
 * @root: the root, with a reference for facet_ppgtt_root_put(); written on success only
 *
 * The caller has called facet_pins_sync_begin(). First drops idle roots that the guest has closed.
 * At the cap of shadow pages drops other idle roots, too. A page below the PML4 that cannot be
 * pinned is absent, and the next sync tries it again. Also arms the pages of tables, and disarms
 * pages that are no tables any more. Invalidates the root's translations if entries have changed.
 * Frees shadows that no workload can walk. After an error the shadow stays as far as it got, for
 * the next sync.
 *
 * Context: worker; no lock held; may sleep for memory, mutexes and pins of guest memory. Takes
 * shadow_lock in bounded holds, and in it &facet_device.lock, &facet_ppgtt.notify_lock and the
 * locks of &pgpu_ops.page_alloc, page_free. Outside it takes &facet_device.lock,
 * &facet_ppgtt.notify_lock and the locks of &pgpu_ops.map, unmap, and the locks of the front end's
 * pin, unpin and arm_write_notify.
 * Return: 0; -ENOSPC: the cap of shadow pages is reached and no idle root is left, or the cap of
 * pins is reached, or the pGPU's bus map is full; -ENOMEM: no memory, or the front end has met a
 * limit of pins within the last second; -EFAULT: the PML4's page cannot be pinned for another
 * reason, or its address is not valid; -ECANCELED: the worker's build was cancelled; -EAGAIN: a
 * dma_unmap came in between 16 times: the caller syncs again at once. FACET_HOST_RETRY has the same
 * number as -EAGAIN but is never meant here: facet_pins_needs_retry() reports unavailable memory.
 */
int facet_ppgtt_sync(struct facet_vgpu *vgpu, u64 pml4, struct facet_ppgtt_root **root);

/**
 * facet_ppgtt_resync() - Bring a root up to date that the caller holds.
 * @vgpu: the vGPU
 * @root: the root; the caller keeps its reference, also after an error
 *
 * Does what facet_ppgtt_sync() does, but drops no closed roots.
 *
 * Context: worker; no lock held; may sleep for memory, mutexes and pins of guest memory. Takes
 * shadow_lock in bounded holds, and in it &facet_device.lock, &facet_ppgtt.notify_lock and the
 * locks of the pGPU's page_alloc and page_free. Outside it takes the last three, and the locks of
 * the front end's pin, unpin and arm_write_notify: see facet_ppgtt_sync().
 * Return: 0; -ENOSPC, -ENOMEM, -ECANCELED, -EAGAIN: as facet_ppgtt_sync(); -EFAULT: the PML4's page
 * cannot be pinned for another reason than a limit or memory.
 */
int facet_ppgtt_resync(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root);

/**
 * facet_ppgtt_read() - Read guest memory by PPGTT addresses, from the guest's own tables.
 * @vgpu: the vGPU
 * @pml4: guest-physical address of the PML4; its lower 12 bits do not count
 * @va: PPGTT address in bytes, any value
 * @buf: room for @len bytes
 * @len: bytes; each page costs five reads of guest memory
 *
 * The guest may change the tables meanwhile. Then each page of the result is from before or after
 * the change. The function accepts the same page sizes as the shadows: 4 KiB, 64 KiB and 2 MiB.
 *
 * Context: worker; no lock held; takes no lock but in &facet_host_ops.read. May sleep for guest
 * memory there.
 * Return: 0; -EFAULT: an address has no translation; FACET_HOST_RETRY: memory is unavailable for
 * the moment; or another errno of &facet_host_ops.read. After an error @buf is undefined.
 */
int facet_ppgtt_read(struct facet_vgpu *vgpu, u64 pml4, u64 va, void *buf, size_t len);

/**
 * facet_ppgtt_root_bus() - Return the address of a root's shadow.
 * @root: a root that the caller holds
 *
 * Context: any; takes no lock; does not sleep.
 * Return: bus address for &pgpu_submission.ppgtt_root; it stays the same while the caller holds the
 * root.
 */
u64 facet_ppgtt_root_bus(const struct facet_ppgtt_root *root);

/**
 * facet_ppgtt_root_put() - Drop a reference to a root. Its shadow stays for later submissions.
 * @vgpu: the vGPU
 * @root: the root; a sync may free it once nobody holds it
 *
 * Context: worker, or a thread that keeps the worker out; no lock held but mmio_lock and outer
 * locks. Takes shadow_lock; may sleep for it.
 */
void facet_ppgtt_root_put(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root);

/**
 * facet_ppgtt_evict_idle() - Drop the shadows and pins of all roots that nobody holds.
 * @vgpu: the vGPU
 *
 * Tables that other roots share stay. A shadow page is freed when the workloads that were queued
 * before have ended; facet_pins_reap() unpins likewise. The next sync disarms the pages.
 *
 * Context: worker; no lock held. Takes shadow_lock in bounded holds, and in it the locks of
 * &pgpu_ops.page_free. May sleep for shadow_lock and in port_free(), not for guest memory.
 * Return: true: there was such a root; false: nothing has changed.
 */
bool facet_ppgtt_evict_idle(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_g2v_notify() - Process the guest's notice that it has created or destroys a PML4. The
 * notice is only a hint.
 * @vgpu: the vGPU
 * @pml4: guest-physical address of the PML4 in bytes; any value; the low 12 bits are ignored
 * @created: true: created, which is ignored; false: destroyed: the next facet_ppgtt_sync() drops
 *	its root. If somebody holds the root, a later one does, but a sync of this PML4 before that
 *	cancels the notice
 *
 * Context: a trapped access, with mmio_lock and outer locks at most. Takes shadow_lock unless
 * @created; may sleep for it.
 */
void facet_ppgtt_g2v_notify(struct facet_vgpu *vgpu, u64 pml4, bool created);

/**
 * facet_ppgtt_drop() - Make all leaf entries absent. The next sync compares them anew.
 * @vgpu: the vGPU
 *
 * Drops the pins of these entries and of all tables. Shadow tables and roots stay. The generation
 * of the pins moves in each hold that drops a page. Tables and roots that nobody names any more are
 * released, too, but their shadow pages are freed by a later sync.
 *
 * Context: dma_unmap; no lock of the mediator held. Takes shadow_lock in bounded holds; may sleep
 * for it and in port_free(). The pGPU is idle for this vGPU. The caller invalidates the pGPU's
 * translations, and unpins.
 */
void facet_ppgtt_drop(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_count() - Return the number of shadow pages.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock, so the number may be old at once; does not sleep.
 * Return: shadow pages, with those that wait for the end of workloads. A record of a 2 MiB page
 * counts as one, also without a page. &facet_type.max_shadow_pages is the cap.
 */
u32 facet_ppgtt_count(const struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_create() - Create the empty record of shadows.
 * @vgpu: the vGPU that is being created; gets the record, for facet_ppgtt_destroy()
 *
 * Context: facet_vgpu_create(), process context, no spinlock held; takes no lock; may sleep for
 * memory.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int facet_ppgtt_create(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_destroy() - Drop all shadows and free the record.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed; without a record: nothing to
 *	do
 *
 * No workload exists any more, so all shadow pages are freed. Armed pages are disarmed.
 * References to pins are dropped: facet_pins_destroy() unpins.
 *
 * Context: no lock of the mediator held; nobody else uses the vGPU, and the pGPU is idle for it.
 * Takes shadow_lock in bounded holds, and in it &facet_ppgtt.notify_lock and the locks of
 * &pgpu_ops.page_free. Without it takes the locks of the op arm_write_notify. May sleep for these
 * mutexes and in port_free(), not for guest memory.
 */
void facet_ppgtt_destroy(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_reset() - Drop all shadows.
 * @vgpu: the vGPU; no workload holds a root. All pointers to roots are invalid afterwards
 *
 * The next sync asks the front end again to arm pages, even if it could not before. Armed pages are
 * disarmed now. Shadow pages are freed unless a workload that has not ended may walk them.
 * References to pins are dropped: facet_pins_reap() unpins. The counters stay.
 *
 * Context: mmio_lock held, or creation or end of the vGPU; no other lock of the mediator. The
 * worker is out and the pGPU is idle for this vGPU. Takes shadow_lock in bounded holds, and in it
 * &facet_ppgtt.notify_lock and the locks of &pgpu_ops.page_free. Without it takes the locks of the
 * op arm_write_notify. May sleep for these mutexes and in port_free(), not for guest memory.
 */
void facet_ppgtt_reset(struct facet_vgpu *vgpu);

/* Reset of the shadows. Nothing of them is saved (ppgtt.c). */
extern const struct facet_state_section facet_ppgtt_state;

#endif
