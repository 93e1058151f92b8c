/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The workers of facet-engine: one for each vGPU. A worker's descriptor gives a process the
 * requests of one vGPU, and a window to the pages that the page tables of the vGPU name.
 */
#ifndef FACET_UENGINE_WORKER_H
#define FACET_UENGINE_WORKER_H

#include <linux/types.h>

struct sgpu_remote;
struct softgpu;

/**
 * uengine_worker_create() - Make the descriptor of a worker.
 * @sg: the software GPU
 * @remote: its units
 * @owner: number of the vGPU
 *
 * The vGPU gets the worker when a process first waits for a request.
 *
 * Context: process context; may sleep. Takes uengine_lock.
 * Return: a new descriptor of the calling process; -ENOMEM, or an errno of
 * anon_inode_create_getfile() or get_unused_fd_flags().
 */
int uengine_worker_create(struct softgpu *sg, struct sgpu_remote *remote, u64 owner);

/**
 * uengine_workers_unmap() - Take pages back from all workers.
 * @bus: array of @n bus addresses, which leave the bus map behind this call; no page table names
 *	them any more
 * @n: number of pages
 *
 * At the return no worker reaches the pages.
 *
 * Context: process context; may sleep. Takes uengine_lock, and &sgpu_remote_process.lock of all
 * workers, then &uengine_grants.lock of those that have the pages.
 */
void uengine_workers_unmap(const u64 *bus, u32 n);

/**
 * uengine_workers_taken() - Take written pages from the workers of a vGPU: &softgpu_host_ops.taken.
 * @owner: number of the vGPU
 * @bus: array of @n bus addresses, page aligned
 * @n: number of pages, at most 64
 * @stored: bit i: the record of page i was taken
 *
 * Grants stay. A worker that stores to such a page meets a fault, which records the page again.
 *
 * Context: process context; may sleep. Takes uengine_lock, &uengine_grants.lock and the locks of
 * unmap_mapping_range(), one after the other.
 */
void uengine_workers_taken(u64 owner, const u64 *bus, u32 n, u64 stored);

/**
 * uengine_workers_idle() - Wait until lost workers of a vGPU reach no memory any more.
 * @owner: number of the vGPU
 *
 * The function waits for the kernel alone: for the removal of the workers' mappings.
 *
 * Context: process context; may sleep. Takes uengine_lock, and &sgpu_remote_process.lock and
 * &uengine_grants.lock of these workers, one after the other.
 */
void uengine_workers_idle(u64 owner);

/**
 * uengine_workers_kill() - End the processes of a vGPU that is gone.
 * @owner: number of the vGPU
 *
 * They die soon. A process that is noted later than this call finds that the vGPU is gone.
 *
 * Context: process context; may sleep. Takes uengine_lock.
 */
void uengine_workers_kill(u64 owner);

/**
 * uengine_workers_pid() - Find the process of a vGPU's worker.
 * @owner: number of the vGPU
 *
 * The function skips a worker that is being replaced.
 *
 * Context: process context. Takes uengine_lock.
 * Return: number of the process in the PID namespace of the calling process; 0: there is no worker,
 * or the namespace does not have it.
 */
u32 uengine_workers_pid(u64 owner);

#endif
