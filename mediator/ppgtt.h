/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shadows of 4-level per-process page tables. A shadow stands for one guest
 * page at one level, so that what a guest shares (its scratch chain above all)
 * is walked once. Compared with the guest's pages at submission.
 */
#ifndef FACET_PPGTT_H
#define FACET_PPGTT_H

#include "port.h"

struct facet_state_section;
struct facet_vgpu;
struct facet_ppgtt_root;

/**
 * struct facet_ppgtt_stats - What keeping shadows has cost; counted since the vGPU was made.
 * @syncs: times that a root was brought up to date
 * @compared: tables compared with the guest's pages
 * @changed: entries that differed
 * @shared: tables looked at because a second root came to name them
 * @tracked: pages that the front end was asked to watch
 * @untracked: pages that it was asked to watch no more
 * @failed: of those asked for, how many it could not
 * @notices: reports of a write to a watched page
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

/** facet_ppgtt_stats() - As of now; a moment's numbers may not fit each other. Any context. */
void facet_ppgtt_stats(const struct facet_vgpu *vgpu, struct facet_ppgtt_stats *stats);

/** facet_ppgtt_written() - facet_vgpu_page_written(). Any context. */
void facet_ppgtt_written(struct facet_vgpu *vgpu, u64 gpa, u64 len);

/**
 * facet_ppgtt_mark_dirty() - A guest page may have been written through the aperture, which no front end
 * watches. Any context.
 */
void facet_ppgtt_mark_dirty(struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_ppgtt_sync() - The shadow of a guest's PML4, made or brought up to date.
 * @vgpu: the vGPU
 * @pml4: guest-physical address, page aligned
 * @root: a counted reference: what the workload runs on
 *
 * Context: worker only; no lock held; may sleep.
 * Return: 0; -ENOSPC: the cap of shadow pages or pins is reached; -ENOMEM; -EFAULT: the PML4 itself
 * cannot be read; -ECANCELED: the vGPU is being drained; -EAGAIN: dma_unmap came in between too
 * often, and the caller syncs again at once. FACET_HOST_RETRY has the same number, but is never
 * meant here: facet_pins_needs_retry() tells of memory that is away.
 */
int facet_ppgtt_sync(struct facet_vgpu *vgpu, u64 pml4, struct facet_ppgtt_root **root);

/** facet_ppgtt_resync() - The same for a root held already. */
int facet_ppgtt_resync(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root);

u64 facet_ppgtt_root_bus(const struct facet_ppgtt_root *root);
void facet_ppgtt_root_put(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root);

/**
 * facet_ppgtt_evict_idle() - Give up the shadows of all roots that nothing runs on, and with them their
 * pins. Worker; no lock held. Return: whether there were any.
 */
bool facet_ppgtt_evict_idle(struct facet_vgpu *vgpu);

/** facet_ppgtt_g2v_notify() - The guest says that it made or drops a PML4: a hint. mmio_lock held. */
void facet_ppgtt_g2v_notify(struct facet_vgpu *vgpu, u64 pml4, bool created);

/**
 * facet_ppgtt_drop() - Make all leaf entries absent; they are compared anew.
 * @vgpu: whose
 *
 * Context: no lock held; may sleep. The pGPU is idle for this vGPU, and is told to forget its
 * translations by the caller.
 */
void facet_ppgtt_drop(struct facet_vgpu *vgpu);

/** facet_ppgtt_count() - Shadow pages now. Any context. */
u32 facet_ppgtt_count(const struct facet_vgpu *vgpu);

int facet_ppgtt_create(struct facet_vgpu *vgpu);
void facet_ppgtt_destroy(struct facet_vgpu *vgpu);
void facet_ppgtt_reset(struct facet_vgpu *vgpu);

extern const struct facet_state_section facet_ppgtt_state;

#endif
