/* SPDX-License-Identifier: GPL-2.0-only */
/* A vGPU as its front end and the display see it. */
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
 * Context: Any.
 * Return: pinned guest pages, shadow pages and buffers at their caps, in pages.
 */
u64 facet_vgpu_bus_pages(const struct facet_type *type);

/**
 * facet_vgpu_create() - A vGPU in its reset state.
 * @gpu: where it is to live
 * @type: its size
 * @ops: the front end; outlives the vGPU
 * @host: first argument of each op
 * @out: the vGPU
 *
 * May sleep. Return: 0; -ENOMEM; -ENOSPC when the pGPU's bus map has no room for so many more
 * pages as this vGPU may come to have there (facet_gpu_reserve()).
 */
int facet_vgpu_create(struct facet_gpu *gpu, const struct facet_type *type,
		      const struct facet_host_ops *ops, void *host, struct facet_vgpu **out);

/**
 * facet_vgpu_cancel() - What the worker is at ends soon, and nothing new is taken up: for a front
 * end that is about to wait for its worker. Only facet_vgpu_destroy() ends it. Any context.
 */
void facet_vgpu_cancel(struct facet_vgpu *vgpu);

/** facet_vgpu_destroy() - Stop its work, let all pins go, free it. May sleep. */
void facet_vgpu_destroy(struct facet_vgpu *vgpu);

/** facet_vgpu_set_sched_params() - What it gets of each engine from now on; valid. Any context. */
void facet_vgpu_set_sched_params(struct facet_vgpu *vgpu, const struct facet_sched_params *share);

/**
 * facet_vgpu_set_stats() - Where its statistics on an engine go on (mediator/sched_stats.h), until
 * facet_vgpu_destroy(). @engine: enum pgpu_engine. Any context.
 */
void facet_vgpu_set_stats(struct facet_vgpu *vgpu, u32 engine, struct facet_sched_stats *stats);

/** facet_vgpu_reset() - As after power-on: config, registers, GGTT, work. May sleep. */
void facet_vgpu_reset(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_flr() - A function level reset, for a guest that asked for one (FACET_CONFIG_FLR): as
 * facet_vgpu_reset(), but the BARs stay where they are. May sleep.
 */
void facet_vgpu_flr(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_work() - One pass of the worker: copies, shadows, audits and
 * queues what ELSP writes asked for, and reports what engines finished.
 * Called by one thread at a time, after &facet_host_ops.kick. May sleep.
 */
void facet_vgpu_work(struct facet_vgpu *vgpu);

/** facet_vgpu_timer() - The armed deadline has passed. Atomic context. */
void facet_vgpu_timer(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_dma_unmap() - Guest memory goes away: nothing of the vGPU uses the
 * range any more when this returns, and its pages are unpinned. Work in
 * flight is put aside and goes on. May sleep; bounded.
 * @gpa: bytes, page aligned
 * @len: bytes, page aligned
 */
void facet_vgpu_dma_unmap(struct facet_vgpu *vgpu, u64 gpa, u64 len);

/**
 * facet_vgpu_page_written() - A vCPU has written to memory that &facet_host_ops.arm_write_notify
 * was asked to watch; the pages are watched no more (mediator/host.h).
 * @gpa: first byte; any value
 * @len: bytes; any value. More than was written does no harm, nor do pages that nobody
 *	watches; a whole memory slot costs no more than the tables known.
 *
 * Any context; takes a leaf spinlock, never sleeps, calls no op. The vGPU must not be
 * destroyed meanwhile.
 */
void facet_vgpu_page_written(struct facet_vgpu *vgpu, u64 gpa, u64 len);

/**
 * facet_vgpu_mmio_read() - Trapped BAR0 access: registers and GGTT PTEs.
 * @offset: byte in BAR0 (16 MiB), aligned to @len
 * @buf: @len bytes, little-endian
 * @len: 1, 2, 4 or 8
 *
 * May sleep. Return: 0; -EINVAL for another length, alignment or place.
 */
int facet_vgpu_mmio_read(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len);
int facet_vgpu_mmio_write(struct facet_vgpu *vgpu, u64 offset, const void *buf, u32 len);

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
 * facet_pvinfo_driver_ready() - Whether the guest's driver has said that its display is up (PVINFO,
 * display_ready), since the last reset. Any context.
 */
bool facet_pvinfo_driver_ready(const struct facet_vgpu *vgpu);

#endif
