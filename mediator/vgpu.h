/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vGPU for its front end and its display: its life, trapped accesses, resets and guest memory
 * that goes away.
 */
#ifndef FACET_VGPU_H
#define FACET_VGPU_H

#include "port.h"

struct facet_device;
struct facet_gpu;
struct facet_host_ops;
struct facet_sched_stats;
struct facet_sched_params;
struct facet_type;
struct facet_vgpu;

/**
 * facet_vgpu_bus_pages() - Bound a vGPU's pages in the pGPU's bus map.
 * @type: type of the vGPU
 *
 * Context: any; takes no lock.
 * Return: number of pages: pinned guest pages and shadow pages at the type's caps, and all buffers.
 */
u64 facet_vgpu_bus_pages(const struct facet_type *type);

/**
 * facet_vgpu_create() - Create a vGPU in its reset state.
 * @gpu: the pGPU; outlives the vGPU
 * @type: the type; outlives the vGPU
 * @ops: the front end; outlives the vGPU
 * @host: first argument of each op of @ops
 * @out: the vGPU; written on success only
 *
 * The core may call @ops before this function returns, also kick and arm_timer.
 *
 * Context: no lock of the core held; may sleep.
 * Return: 0; -ENOMEM: no memory; -ENOSPC: the pGPU's bus map has too few places left for the pages
 * that this vGPU may ever have there (facet_gpu_reserve()). After an error nothing is left to be
 * freed.
 */
int facet_vgpu_create(struct facet_gpu *gpu, const struct facet_type *type,
		      const struct facet_host_ops *ops, void *host, struct facet_vgpu **out);

/**
 * facet_vgpu_cancel() - Make the worker leave soon, and take up no new work.
 * @vgpu: the vGPU
 *
 * A front end calls this before it waits for its worker and destroys the vGPU. Nothing undoes this
 * call.
 *
 * Context: any, but not under &facet_device.lock; takes &facet_device.lock and &facet_sched.lock.
 */
void facet_vgpu_cancel(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_destroy() - Drop a vGPU's work, unpin its pages and free it.
 * @vgpu: the vGPU
 *
 * Waits until the engines have let go of the vGPU's memory (&pgpu_ops.idle). The core may still
 * call the kick and arm_timer of the front end meanwhile.
 *
 * Context: no lock of the core held; takes all of the vGPU's locks; may sleep. The front end calls
 * the vGPU no more: worker, timer and reports of writes are out.
 */
void facet_vgpu_destroy(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_set_sched_params() - Change a vGPU's scheduling parameters on all engines.
 * @vgpu: the vGPU
 * @params: the new parameters, valid ones: they are not checked
 *
 * Context: any; takes &facet_sched.lock.
 */
void facet_vgpu_set_sched_params(struct facet_vgpu *vgpu, const struct facet_sched_params *params);

/**
 * facet_vgpu_set_stats() - Set the memory that holds a vGPU's statistics on an engine: see
 * facet_sched_set_entity_stats().
 * @vgpu: the vGPU
 * @engine: enum pgpu_engine
 * @stats: memory of the caller (mediator/sched_stats.h), valid until the next call or
 *	facet_vgpu_destroy(); NULL: the vGPU's own
 *
 * Context: any; takes &facet_sched.lock.
 */
void facet_vgpu_set_stats(struct facet_vgpu *vgpu, u32 engine, struct facet_sched_stats *stats);

/**
 * facet_vgpu_reset() - Reset a vGPU as power-on does: configuration space, registers, GGTT and
 * work.
 * @vgpu: the vGPU
 *
 * Waits for the worker and for the engines.
 *
 * Context: no lock of the core held; takes mmio_lock and, in it, the vGPU's other locks; may sleep.
 * Not the worker.
 */
void facet_vgpu_reset(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_flr() - Do a function level reset that the guest asked for (FACET_CONFIG_FLR).
 * @vgpu: the vGPU
 *
 * Does what facet_vgpu_reset() does, but the BARs keep their addresses.
 *
 * Context: as facet_vgpu_reset().
 */
void facet_vgpu_flr(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_work() - Do one pass of the worker.
 * @vgpu: the vGPU
 *
 * The pass copies, audits, shadows and queues what the guest has submitted. It reports ended work
 * to the guest. A paused or cancelled vGPU does nothing.
 *
 * Context: the worker, one call at a time, after &facet_host_ops.kick; no lock held; may sleep.
 */
void facet_vgpu_work(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_timer() - Process the deadline of &facet_host_ops.arm_timer: run the timers that are
 * due.
 * @vgpu: the vGPU
 *
 * Context: atomic; no lock held; takes &facet_device.lock.
 */
void facet_vgpu_timer(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_dma_unmap() - Stop all use of a range of guest memory, and unpin its pages.
 * @vgpu: the vGPU
 * @gpa: guest-physical address in bytes, page aligned
 * @len: length in bytes, page aligned
 *
 * The engines preempt the vGPU's work, and it goes on afterwards. If no page of the range is
 * pinned, the work is not stopped. &pgpu_ops.idle bounds the wait for the engines.
 *
 * Context: no lock of the core held; takes &facet_detiled.lock, shadow_lock in bounded holds and
 * &facet_device.lock; may sleep. The function waits for pins, unpins and accesses in place
 * (facet_pins_access_begin()) that began before. So a thread does not call it inside one of these:
 * not in facet_vgpu_work(), and not from an op of &facet_host_ops.
 */
void facet_vgpu_dma_unmap(struct facet_vgpu *vgpu, u64 gpa, u64 len);

/**
 * facet_vgpu_page_written() - Report that a vCPU has written to memory that
 * &facet_host_ops.arm_write_notify has armed.
 * @vgpu: the vGPU; nobody destroys it meanwhile
 * @gpa: guest-physical address of the first byte; any value
 * @len: bytes; any value
 *
 * The report disarms the pages (mediator/host.h). The range may be larger than the write, and may
 * have pages that are not armed. A whole memory slot costs no more than the known tables.
 *
 * Context: any; never sleeps; takes &facet_ppgtt.notify_lock, a leaf, and calls no op.
 */
void facet_vgpu_page_written(struct facet_vgpu *vgpu, u64 gpa, u64 len);

/**
 * facet_vgpu_mmio_read() - Do a trapped read of BAR0: registers and GGTT entries.
 * @vgpu: the vGPU
 * @offset: bytes into BAR0, a multiple of @len
 * @buf: room for @len bytes, little-endian
 * @len: 1, 2, 4 or 8 bytes
 *
 * Context: no lock of the core held; takes mmio_lock; may sleep.
 * Return: 0; -EINVAL: @len or @offset is not valid, or the access is beyond GEN9_BAR0_SIZE.
 */
int facet_vgpu_mmio_read(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len);

/**
 * facet_vgpu_mmio_write() - Do a trapped write of BAR0: registers and GGTT entries.
 * @vgpu: the vGPU
 * @offset: bytes into BAR0, a multiple of @len
 * @buf: @len bytes, little-endian
 * @len: 1, 2, 4 or 8 bytes
 *
 * A write of GDRST resets engines. That reset is done when this returns.
 *
 * Context: no lock of the core held; takes mmio_lock, and drops it before it waits for engines that
 * the guest resets; may sleep.
 * Return: 0; -EINVAL: @len or @offset is not valid, or the access is beyond GEN9_BAR0_SIZE.
 */
int facet_vgpu_mmio_write(struct facet_vgpu *vgpu, u64 offset, const void *buf, u32 len);

/**
 * facet_vgpu_type() - Return the type of a vGPU.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock.
 * Return: the type of facet_vgpu_create().
 */
const struct facet_type *facet_vgpu_type(const struct facet_vgpu *vgpu);

/**
 * facet_vgpu_device() - Return the PCI function of a vGPU: registers, configuration space, ROM.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock.
 * Return: the device; it lives as long as the vGPU.
 */
struct facet_device *facet_vgpu_device(struct facet_vgpu *vgpu);

/**
 * facet_pvinfo_driver_ready() - Tell whether the guest's driver has reported that its display is up
 * (PVINFO, display_ready).
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock.
 * Return: true: it has, since the last reset.
 */
bool facet_pvinfo_driver_ready(const struct facet_vgpu *vgpu);

#endif
