/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads of what a guest submits, and the audit that walks it. Files that build workloads and
 * contexts use this: the worker, and a restore in its place.
 */
#ifndef FACET_GUEST_FETCH_H
#define FACET_GUEST_FETCH_H

#include "port.h"

struct facet_alias_set;
struct facet_audit;
struct facet_engine;
struct facet_vgpu;

/**
 * struct facet_replay - Saved copies that a restore reads in place of guest memory.
 * @read: read @len bytes at guest address @at from the copies into @buf: a PPGTT address for user
 *	batches, else a GGTT address; returns 0 or an errno, as facet_ggtt_read()
 *
 * A restore copies and audits the saved copies again, as a submission does.
 */
struct facet_replay {
	int (*read)(struct facet_replay *replay, u64 at, void *buf, size_t len);
};

/**
 * facet_guest_fetch() - Read guest memory that a workload or a context is built from.
 * @vgpu: the vGPU. If its @execlists->replay is set, the function reads the saved copies instead
 * @gva: GGTT address in bytes
 * @buf: room for @len bytes
 * @len: bytes
 *
 * Context: worker, or a restore in its place; no lock held but mmio_lock in a restore; takes no
 * lock but in &facet_host_ops.read. May sleep for guest memory there.
 * Return: as facet_ggtt_read(): 0; -EFAULT: the range is not the guest's, or has no entry;
 * FACET_HOST_RETRY: the memory is unavailable for the moment; another errno of
 * &facet_host_ops.read. In a restore: 0; -EFAULT: the saved copies do not go on at @gva.
 */
int facet_guest_fetch(struct facet_vgpu *vgpu, u32 gva, void *buf, size_t len);

/**
 * facet_guest_fetch_audit() - Empty the worker's audit and set it up for an engine.
 * @vgpu: the vGPU
 * @engine: the engine that the commands are for
 * @pml4: guest-physical address of the page tables by which user batches are read
 * @set: gets the alias slots of the commands' GGTT operands
 *
 * Each vGPU has one audit. A call ends the use of what the last call returned.
 *
 * Context: worker, or a restore in its place; takes no lock; does not sleep.
 * Return: the audit. It has no segments and no failed command.
 */
struct facet_audit *facet_guest_fetch_audit(struct facet_vgpu *vgpu, struct facet_engine *engine,
					    u64 pml4, struct facet_alias_set *set);

#endif
