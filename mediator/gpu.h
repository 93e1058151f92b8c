/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pGPU in the mediator: its register map, its vGPUs and its scheduler.
 */
#ifndef FACET_GPU_H
#define FACET_GPU_H

#include "port.h"

struct facet_gpu;
struct facet_gpu_host_ops;
struct facet_reg_block;
struct facet_reg_map;
struct facet_sched;
struct facet_sched_stats;
struct facet_vgpu_state_table;
struct facet_vgpu;
struct pgpu;

/* Largest value of &pgpu_caps.context_pages. */
#define FACET_CONTEXT_PAGES_MAX	21u

/**
 * facet_gpu_create() - Open a pGPU for the mediator.
 * @pgpu: the pGPU; outlives the result
 * @extra_blocks: NULL-terminated array of register blocks from outside (display), with their state
 *	sections; NULL: none. Outlives the result
 * @ops: clock, timer and trace of the front end, for the scheduler; outlives the result
 * @host: first argument of each op of @ops
 * @out: the new pGPU; written on success only
 *
 * Context: may sleep; no lock held.
 * Return: 0; -EBUSY: the pGPU has a client (&pgpu_ops.open); -EINVAL: the pGPU's capabilities or a
 * state section are not valid, a register lies outside BAR0, or there are too many register blocks
 * or rows; -EEXIST: rows of two registers overlap; -ENOMEM: no memory. After an error nothing is
 * left to be freed.
 */
int facet_gpu_create(struct pgpu *pgpu, const struct facet_reg_block *const *extra_blocks,
		     const struct facet_gpu_host_ops *ops, void *host, struct facet_gpu **out);

/**
 * facet_gpu_destroy() - Close a pGPU and free what facet_gpu_create() has made.
 * @gpu: a pGPU without vGPUs
 *
 * Context: may sleep; no lock held. Nobody else uses the pGPU.
 */
void facet_gpu_destroy(struct facet_gpu *gpu);

/**
 * facet_gpu_set_stats() - Set the memory that holds an engine's statistics: see
 * facet_sched_set_engine_stats().
 * @gpu: the pGPU
 * @engine: enum pgpu_engine
 * @stats: memory of the caller, valid until the next call for this engine; NULL: the scheduler's
 *	own
 *
 * Context: any; takes &facet_sched.lock.
 */
void facet_gpu_set_stats(struct facet_gpu *gpu, u32 engine, struct facet_sched_stats *stats);

/**
 * facet_gpu_suspend() - Stop time for all vGPUs, since the machine is about to sleep: see
 * facet_sched_suspend().
 * @gpu: the pGPU
 *
 * Context: any; takes &facet_sched.lock.
 */
void facet_gpu_suspend(struct facet_gpu *gpu);

/**
 * facet_gpu_resume() - Start time again, since the machine is awake: see facet_sched_resume().
 * @gpu: the pGPU
 *
 * Context: any; takes &facet_sched.lock.
 */
void facet_gpu_resume(struct facet_gpu *gpu);

/**
 * facet_gpu_timer() - Process the scheduler's deadline: see facet_sched_timer().
 * @gpu: the pGPU
 *
 * Context: atomic, the front end's timer; no lock held; takes &facet_sched.lock.
 */
void facet_gpu_timer(struct facet_gpu *gpu);

/**
 * facet_gpu_reserve() - Reserve pages of the pGPU's bus map for a new vGPU.
 * @gpu: the pGPU
 * @pages: most pages that the vGPU can ever have in the map: facet_vgpu_bus_pages()
 *
 * All vGPUs together never have more pages in the map than are reserved. So no vGPU makes
 * &pgpu_ops.map or &pgpu_ops.page_alloc fail with -ENOSPC for another.
 *
 * Context: any; takes &facet_gpu.lock.
 * Return: 0; -ENOSPC: fewer than @pages are left, and nothing is reserved.
 */
int facet_gpu_reserve(struct facet_gpu *gpu, u64 pages);

/**
 * facet_gpu_unreserve() - Return reserved pages of the bus map.
 * @gpu: the pGPU
 * @pages: number of one call of facet_gpu_reserve(); the vGPU has none of them in the map any more
 *
 * Context: any; takes &facet_gpu.lock.
 */
void facet_gpu_unreserve(struct facet_gpu *gpu, u64 pages);

/**
 * facet_gpu_add() - Add a vGPU to the list in which &pgpu_client_ops.store_barrier finds it.
 * @vgpu: a vGPU whose parts all exist
 *
 * Context: any; takes &facet_gpu.lock.
 */
void facet_gpu_add(struct facet_vgpu *vgpu);

/**
 * facet_gpu_del() - Remove a vGPU from the list. A store barrier for its root passes at once from
 * then on.
 * @vgpu: a vGPU that facet_gpu_add() has added
 *
 * Context: any; takes &facet_gpu.lock.
 */
void facet_gpu_del(struct facet_vgpu *vgpu);

/**
 * facet_gpu_pgpu() - Return the handle of a pGPU.
 * @gpu: the pGPU
 *
 * Context: any; takes no lock.
 * Return: the handle of facet_gpu_create().
 */
struct pgpu *facet_gpu_pgpu(const struct facet_gpu *gpu);

/**
 * facet_gpu_reg_map() - Return the register map of a pGPU's vGPUs.
 * @gpu: the pGPU
 *
 * Context: any; takes no lock.
 * Return: the map; it lives as long as @gpu.
 */
const struct facet_reg_map *facet_gpu_reg_map(const struct facet_gpu *gpu);

/**
 * facet_gpu_sched() - Return the scheduler of a pGPU.
 * @gpu: the pGPU
 *
 * Context: any; takes no lock.
 * Return: the scheduler; it lives as long as @gpu.
 */
struct facet_sched *facet_gpu_sched(const struct facet_gpu *gpu);

/**
 * facet_gpu_state() - Return the state sections of a pGPU's vGPUs.
 * @gpu: the pGPU
 *
 * Context: any; takes no lock.
 * Return: the table; it lives as long as @gpu.
 */
const struct facet_vgpu_state_table *facet_gpu_state(const struct facet_gpu *gpu);

#endif
