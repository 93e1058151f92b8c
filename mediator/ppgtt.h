/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shadows of 4-level per-process page tables. A shadow stands for one guest
 * page at one level, so that what a guest shares (its scratch chain above all)
 * is walked once. Compared with the guest's pages at submission.
 */
#ifndef FACET_PPGTT_H
#define FACET_PPGTT_H

#include "port.h"

struct facet_vgpu;
struct facet_ppgtt_root;

/**
 * facet_ppgtt_sync() - The shadow of a guest's PML4, made or brought up to date.
 * @pml4: guest-physical address, page aligned
 * @root: a counted reference: what the workload runs on
 *
 * Worker only; no lock held; may sleep. Return: 0; -ENOSPC at the cap of shadow pages
 * or pins, -EFAULT if the PML4 itself cannot be read, -EAGAIN when dma_unmap came in
 * between too often, -ECANCELED when the vGPU is being drained.
 */
int facet_ppgtt_sync(struct facet_vgpu *vgpu, u64 pml4, struct facet_ppgtt_root **root);

/** facet_ppgtt_resync() - The same for a root held already. */
int facet_ppgtt_resync(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root);

u64 facet_ppgtt_root_bus(const struct facet_ppgtt_root *root);
void facet_ppgtt_root_put(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root);

/** facet_ppgtt_notice() - The guest says that it made or drops a PML4: a hint. mmio_lock held. */
void facet_ppgtt_notice(struct facet_vgpu *vgpu, u64 pml4, bool created);

/** facet_ppgtt_drop() - All leaf entries become absent and are compared anew. shadow_lock held. */
void facet_ppgtt_drop(struct facet_vgpu *vgpu);

/** facet_ppgtt_count() - Shadow pages now. Any context. */
u32 facet_ppgtt_count(const struct facet_vgpu *vgpu);

int facet_ppgtt_create(struct facet_vgpu *vgpu);
void facet_ppgtt_destroy(struct facet_vgpu *vgpu);
void facet_ppgtt_reset(struct facet_vgpu *vgpu);

#endif
