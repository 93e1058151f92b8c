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
struct facet_seal_key;
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
 *	sections; NULL: none. The blocks outlive the result
 * @ops: clock, timer and trace of the front end, for the scheduler; outlives the result. If
 *	&pgpu_ops.open fails, this function calls arm_timer to disarm it
 * @host: first argument of each op of @ops
 * @out: the new pGPU, for facet_gpu_destroy(); written on success only
 *
 * The pGPU may report events at once. The log names a register row or state section that is not
 * valid.
 *
 * Context: process context; no lock held but parents_lock; may sleep for memory and a mutex. Takes
 * the locks of &pgpu_ops.open and arm_timer.
 * Return: 0; -EBUSY: the pGPU has a client (&pgpu_ops.open); -EINVAL: the pGPU's capabilities or a
 * state section are not valid, a register is not aligned or lies outside BAR0, or there are too
 * many register blocks or rows; -EEXIST: rows of two registers overlap; -ENOMEM: no memory. After
 * an error nothing is left to be freed.
 */
int facet_gpu_create(struct pgpu *pgpu, const struct facet_reg_block *const *extra_blocks,
		     const struct facet_gpu_host_ops *ops, void *host, struct facet_gpu **out);

/**
 * facet_gpu_destroy() - Close a pGPU and free what facet_gpu_create() has made.
 * @gpu: a pGPU without vGPUs, not NULL
 *
 * &facet_gpu_host_ops.arm_timer does not wait for a facet_gpu_timer() that runs. So the caller has
 * stopped the front end's timer before.
 *
 * Context: process context; no lock held but parents_lock. Nobody else uses the pGPU. Takes the
 * locks of &pgpu_ops.close and arm_timer. May sleep in &pgpu_ops.close, which waits for idle
 * engines, and in port_free().
 */
void facet_gpu_destroy(struct facet_gpu *gpu);

/**
 * facet_gpu_set_stats() - Set the memory that holds an engine's statistics: see
 * facet_sched_set_engine_stats().
 * @gpu: the pGPU
 * @engine: enum pgpu_engine, not checked
 * @stats: memory of the caller, valid until the next call for this engine or facet_gpu_destroy();
 *	NULL: the scheduler's own
 *
 * Context: any, under parents_lock, &facet_device.lock, &facet_parent.lock and outer locks at most;
 * does not sleep. Takes &facet_sched.lock.
 */
void facet_gpu_set_stats(struct facet_gpu *gpu, u32 engine, struct facet_sched_stats *stats);

/**
 * facet_gpu_suspend() - Stop time for all vGPUs, since the machine is about to sleep: see
 * facet_sched_suspend().
 * @gpu: the pGPU; a second call changes nothing
 *
 * Context: any, under parents_lock, &facet_device.lock, &facet_parent.lock and outer locks at most;
 * does not sleep. Takes &facet_sched.lock, and in it the locks of ops of the pGPU and the front
 * end.
 */
void facet_gpu_suspend(struct facet_gpu *gpu);

/**
 * facet_gpu_resume() - Start time again, since the machine is awake: see facet_sched_resume().
 * @gpu: the pGPU; without an earlier facet_gpu_suspend() nothing changes
 *
 * Context: any, under parents_lock, &facet_device.lock, &facet_parent.lock and outer locks at most;
 * does not sleep. Takes &facet_sched.lock, and in it the locks of ops of the pGPU and the front
 * end.
 */
void facet_gpu_resume(struct facet_gpu *gpu);

/**
 * facet_gpu_timer() - Process the scheduler's deadline: see facet_sched_timer().
 * @gpu: the pGPU
 *
 * Context: atomic, the front end's timer; no lock held. Calls &facet_sched_job.event without a
 * lock: the execlists' event takes &facet_device.lock, and in it &facet_sched.lock and the locks of
 * ops of the pGPU and the front end. Takes &facet_sched.lock, and in it the locks of ops of the
 * pGPU and the front end.
 */
void facet_gpu_timer(struct facet_gpu *gpu);

/**
 * facet_gpu_reserve() - Reserve pages of the pGPU's bus map for a new vGPU.
 * @gpu: the pGPU
 * @pages: most pages that the vGPU can ever have in the map: facet_vgpu_bus_pages()
 *
 * All vGPUs together never have more pages in the map than are reserved, and at most
 * &pgpu_caps.bus_pages are. So no vGPU makes &pgpu_ops.map or &pgpu_ops.page_alloc fail with
 * -ENOSPC for another.
 *
 * Context: any, under &facet_vdev.open_lock and outer locks at most; does not sleep. Takes
 * &facet_gpu.lock.
 * Return: 0; -ENOSPC: fewer than @pages are left, and nothing is reserved.
 */
int facet_gpu_reserve(struct facet_gpu *gpu, u64 pages);

/**
 * facet_gpu_unreserve() - Return reserved pages of the bus map.
 * @gpu: the pGPU
 * @pages: number of one call of facet_gpu_reserve() that returned 0, not checked; the vGPU has none
 *	of them in the map any more
 *
 * Context: any, under &facet_vdev.open_lock and outer locks at most; does not sleep. Takes
 * &facet_gpu.lock.
 */
void facet_gpu_unreserve(struct facet_gpu *gpu, u64 pages);

/**
 * facet_gpu_windows() - Count the host windows of a pGPU's GGTT.
 * @pgpu: the pGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: number of windows of FACET_GGTT_WINDOW_PAGES: so many vGPUs can be open at a time.
 */
u32 facet_gpu_windows(const struct pgpu *pgpu);

/**
 * facet_gpu_window_used() - Bound the part of a host window that a vGPU uses at its caps.
 * @pgpu: the pGPU
 *
 * The bound is the same for all types (facet_execlists_window_pages()).
 *
 * Context: any; takes no lock; does not sleep.
 * Return: MiB of GGTT addresses, rounded up; at most 32 on a pGPU with images as on Gen9.
 */
u32 facet_gpu_window_used(const struct pgpu *pgpu);

/**
 * facet_gpu_owner_new() - Give out a number for a new vGPU as the owner of work (pgpu/pgpu.h).
 * @gpu: the pGPU
 *
 * Context: any, under &facet_vdev.open_lock and outer locks at most; does not sleep. Takes
 * &facet_gpu.lock.
 * Return: a number, not 0, that no vGPU had before.
 */
u64 facet_gpu_owner_new(struct facet_gpu *gpu);

/**
 * facet_gpu_window_get() - Take a window of the pGPU's GGTT for a new vGPU.
 * @gpu: the pGPU
 * @first: gets the index of its first GGTT entry
 *
 * Context: any, under &facet_vdev.open_lock and outer locks at most; does not sleep. Takes
 * &facet_gpu.lock.
 * Return: 0; -ENOSPC: no window is free; *@first is undefined.
 */
int facet_gpu_window_get(struct facet_gpu *gpu, u32 *first);

/**
 * facet_gpu_window_put() - Give a window back.
 * @gpu: the pGPU
 * @first: index of its first entry, of facet_gpu_window_get(), not checked; all its entries are
 *	absent, and engines have forgotten cached translations
 *
 * Context: any, under &facet_vdev.open_lock and outer locks at most; does not sleep. Takes
 * &facet_gpu.lock.
 */
void facet_gpu_window_put(struct facet_gpu *gpu, u32 first);

/**
 * facet_gpu_add() - Add a vGPU to the list in which &pgpu_client_ops.store_barrier finds it.
 * @vgpu: a vGPU whose parts all exist, on no list yet. It stays valid until facet_gpu_del()
 *
 * Context: any, under &facet_vdev.open_lock and outer locks at most; does not sleep. Takes
 * &facet_gpu.lock.
 */
void facet_gpu_add(struct facet_vgpu *vgpu);

/**
 * facet_gpu_del() - Remove a vGPU from the list. A store barrier for its owner passes at once from
 * then on.
 * @vgpu: a vGPU that facet_gpu_add() has added; one call for each
 *
 * At the return no store barrier uses @vgpu any more.
 *
 * Context: any, under &facet_vdev.open_lock and outer locks at most; does not sleep. Takes
 * &facet_gpu.lock.
 */
void facet_gpu_del(struct facet_vgpu *vgpu);

/**
 * facet_gpu_pgpu() - Return the handle of a pGPU.
 * @gpu: the pGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the handle of facet_gpu_create(); it outlives @gpu.
 */
struct pgpu *facet_gpu_pgpu(const struct facet_gpu *gpu);

/**
 * facet_gpu_reg_map() - Return the register map of a pGPU's vGPUs.
 * @gpu: the pGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the map; it lives as long as @gpu and does not change.
 */
const struct facet_reg_map *facet_gpu_reg_map(const struct facet_gpu *gpu);

/**
 * facet_gpu_sched() - Return the scheduler of a pGPU.
 * @gpu: the pGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the scheduler; it lives as long as @gpu.
 */
struct facet_sched *facet_gpu_sched(const struct facet_gpu *gpu);

/**
 * facet_gpu_seal_key() - Return the key of seals of a pGPU.
 * @gpu: the pGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the key, which lives as long as @gpu; NULL: the pGPU's images need no seals.
 */
const struct facet_seal_key *facet_gpu_seal_key(const struct facet_gpu *gpu);

/**
 * facet_gpu_images_number() - Return an identifier of the context images that a pGPU accepts.
 * @gpu: the mediator of the pGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: a number: a pGPU accepts images that were saved on pGPUs with the same number; 0: it
 * accepts all (&pgpu_caps.images_checked), or images have one page.
 */
u64 facet_gpu_images_number(const struct facet_gpu *gpu);

/**
 * facet_gpu_state() - Return the state sections of a pGPU's vGPUs.
 * @gpu: the pGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the table; it lives as long as @gpu and does not change.
 */
const struct facet_vgpu_state_table *facet_gpu_state(const struct facet_gpu *gpu);

#endif
