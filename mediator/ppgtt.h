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
 * @vgpu: the vGPU
 * @stats: gets the counters; they may be of slightly different moments
 *
 * Context: any; takes no lock.
 */
void facet_ppgtt_stats(const struct facet_vgpu *vgpu, struct facet_ppgtt_stats *stats);

/**
 * facet_ppgtt_written() - Process the report of a write to armed pages: see
 * facet_vgpu_page_written().
 * @vgpu: the vGPU
 * @gpa: guest-physical address of the first byte; any value
 * @len: bytes; any value
 *
 * Context: any; takes &facet_ppgtt.notify_lock.
 */
void facet_ppgtt_written(struct facet_vgpu *vgpu, u64 gpa, u64 len);

/**
 * facet_ppgtt_mark_dirty() - Let the next sync compare a guest page that may have been written
 * through the aperture.
 * @vgpu: the vGPU
 * @gfn: guest page number; a page without tables is ignored
 *
 * Front ends do not report writes through the aperture.
 *
 * Context: any; takes &facet_ppgtt.notify_lock.
 */
void facet_ppgtt_mark_dirty(struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_ppgtt_sync() - Create the shadow of a guest's PML4, or bring it up to date.
 * @vgpu: the vGPU
 * @pml4: guest-physical address of the PML4, page aligned
 * @root: the root, with a reference for facet_ppgtt_root_put(); written on success only
 *
 * A page below the PML4 that cannot be pinned or read is absent.
 *
 * Context: worker; no lock held; takes shadow_lock in bounded holds; may sleep.
 * Return: 0; -ENOSPC: the cap of shadow pages or of pins is reached, and no idle root could be
 * evicted; -ENOMEM: no memory; -EFAULT: the PML4's page cannot be pinned, or its address is not
 * valid; -ECANCELED: the worker's build was cancelled; -EAGAIN: a dma_unmap came in between 16
 * times: the caller syncs again at once. FACET_HOST_RETRY has the same number as -EAGAIN but is
 * never meant here: facet_pins_needs_retry() reports unavailable memory.
 */
int facet_ppgtt_sync(struct facet_vgpu *vgpu, u64 pml4, struct facet_ppgtt_root **root);

/**
 * facet_ppgtt_resync() - Bring a root up to date that the caller holds.
 * @vgpu: the vGPU
 * @root: the root
 *
 * Context: worker; no lock held; takes shadow_lock in bounded holds; may sleep.
 * Return: as facet_ppgtt_sync(). The caller keeps its reference.
 */
int facet_ppgtt_resync(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root);

/**
 * facet_ppgtt_root_bus() - Return the address of a root's shadow.
 * @root: a root that the caller holds
 *
 * Context: any; takes no lock.
 * Return: bus address for &pgpu_submission.ppgtt_root.
 */
u64 facet_ppgtt_root_bus(const struct facet_ppgtt_root *root);

/**
 * facet_ppgtt_root_put() - Drop a reference to a root. Its shadow stays for later submissions.
 * @vgpu: the vGPU
 * @root: the root
 *
 * Context: worker, or a thread that keeps the worker out; no lock held but mmio_lock; takes
 * shadow_lock; may sleep.
 */
void facet_ppgtt_root_put(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root);

/**
 * facet_ppgtt_evict_idle() - Drop the shadows and pins of all roots that nobody holds.
 * @vgpu: the vGPU
 *
 * Context: worker; no lock held; takes shadow_lock in bounded holds; may sleep.
 * Return: true: there was such a root.
 */
bool facet_ppgtt_evict_idle(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_g2v_notify() - Process the guest's notice that it has created or destroys a PML4. The
 * notice is only a hint.
 * @vgpu: the vGPU
 * @pml4: guest-physical address of the PML4 in bytes; any value
 * @created: true: created, which is ignored; false: destroyed: its root goes at the next sync
 *	unless somebody holds it
 *
 * Context: a trapped access; mmio_lock held at most; takes shadow_lock; may sleep.
 */
void facet_ppgtt_g2v_notify(struct facet_vgpu *vgpu, u64 pml4, bool created);

/**
 * facet_ppgtt_drop() - Make all leaf entries absent. The next sync compares them anew.
 * @vgpu: the vGPU
 *
 * Context: no lock held; takes shadow_lock in bounded holds; may sleep. The pGPU is idle for this
 * vGPU. The caller invalidates the pGPU's translations.
 */
void facet_ppgtt_drop(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_count() - Return the number of shadow pages.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock.
 * Return: the number of pages.
 */
u32 facet_ppgtt_count(const struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_create() - Create the empty record of shadows.
 * @vgpu: the vGPU that is being created
 *
 * Context: facet_vgpu_create(); no lock held; may sleep.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int facet_ppgtt_create(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_destroy() - Drop all shadows and free the record.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed; without a record: nothing to
 *	do
 *
 * Context: no lock held; takes shadow_lock in bounded holds; may sleep, also in
 * &facet_host_ops.arm_write_notify. Nobody else uses the vGPU, and the pGPU is idle for it.
 */
void facet_ppgtt_destroy(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_reset() - Drop all shadows.
 * @vgpu: the vGPU
 *
 * The next sync asks the front end again to arm pages, even if it could not before.
 *
 * Context: mmio_lock held, or creation or end of the vGPU; takes shadow_lock in bounded holds; may
 * sleep, also in &facet_host_ops.arm_write_notify. The worker is out and the pGPU is idle for this
 * vGPU.
 */
void facet_ppgtt_reset(struct facet_vgpu *vgpu);

/* Reset of the shadows. Nothing of them is saved (ppgtt.c). */
extern const struct facet_state_section facet_ppgtt_state;

#endif
