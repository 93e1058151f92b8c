/* SPDX-License-Identifier: GPL-2.0-only */
/* A pGPU as the mediator knows it: its register map, its vGPUs, its scheduler. */
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

/* The most that &pgpu_caps.context_pages may say. */
#define FACET_CONTEXT_PAGES_MAX	21u

/**
 * facet_gpu_create() - Open a pGPU.
 * @pgpu: outlives the result
 * @unit_regs: NULL-terminated array of blocks from outside (display): registers and state
 * @ops: timers of the scheduler's, with @host as first argument
 * Return: 0, -EBUSY (pGPU has a client), -EINVAL (its capabilities make no
 * sense, or a state section does not), -EEXIST (register rows overlap), -ENOMEM. May sleep.
 */
int facet_gpu_create(struct pgpu *pgpu, const struct facet_reg_block *const *unit_regs,
		     const struct facet_gpu_host_ops *ops, void *host, struct facet_gpu **out);

/** facet_gpu_destroy() - No vGPU is left. May sleep. */
void facet_gpu_destroy(struct facet_gpu *gpu);

/** facet_gpu_set_stats() - Where an engine's statistics are kept from now on. Any context. */
void facet_gpu_set_stats(struct facet_gpu *gpu, u32 engine, struct facet_sched_stats *stats);

/**
 * facet_gpu_suspend() - The machine is about to sleep: no time passes for vGPUs from now on.
 * @gpu: the pGPU
 *
 * Context: Any. Takes the scheduler's lock.
 */
void facet_gpu_suspend(struct facet_gpu *gpu);

/**
 * facet_gpu_resume() - The machine is awake: time passes again.
 * @gpu: the pGPU
 *
 * Context: Any. Takes the scheduler's lock.
 */
void facet_gpu_resume(struct facet_gpu *gpu);

/** facet_gpu_timer() - The scheduler's deadline has passed. Atomic context. */
void facet_gpu_timer(struct facet_gpu *gpu);

/**
 * facet_gpu_reserve() - Keep pages of the pGPU's bus map for a new vGPU.
 * @gpu: the pGPU
 * @pages: as many as the vGPU can ever have in the map: facet_vgpu_bus_pages()
 *
 * All vGPUs together never have more in the map than is reserved. So what one of them puts there
 * never makes &pgpu_ops.map or &pgpu_ops.page_alloc fail with -ENOSPC for another.
 *
 * Context: Any. Takes &facet_gpu.lock.
 * Return: 0; -ENOSPC when fewer pages are left.
 */
int facet_gpu_reserve(struct facet_gpu *gpu, u64 pages);

/**
 * facet_gpu_unreserve() - Give reserved pages of the bus map back.
 * @gpu: the pGPU
 * @pages: of one call of facet_gpu_reserve(); none of the vGPU's is in the map any more
 *
 * Context: Any. Takes &facet_gpu.lock.
 */
void facet_gpu_unreserve(struct facet_gpu *gpu, u64 pages);

/** facet_gpu_add() - A vGPU that is whole: what engines write of it can be published. Any context. */
void facet_gpu_add(struct facet_vgpu *vgpu);

/** facet_gpu_del() - It is about to end; nothing of it is published any more. Any context. */
void facet_gpu_del(struct facet_vgpu *vgpu);

struct pgpu *facet_gpu_pgpu(const struct facet_gpu *gpu);
const struct facet_reg_map *facet_gpu_reg_map(const struct facet_gpu *gpu);
struct facet_sched *facet_gpu_sched(const struct facet_gpu *gpu);
const struct facet_vgpu_state_table *facet_gpu_state(const struct facet_gpu *gpu);

#endif
