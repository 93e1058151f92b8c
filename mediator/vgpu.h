/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vGPU for its front end and its display: its life, trapped accesses, resets and guest memory
 * that goes away.
 *
 * Contexts name the locks of the core, and the ops that a function calls: those of &struct
 * facet_host_ops, and of the pGPU. "Locks of ops" in docs/dev/locking.md has the locks that ops
 * take. Inside &facet_sched.lock the scheduler may call &facet_gpu_host_ops.arm_timer and trace,
 * the op kick, and ops of the pGPU.
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
struct pgpu_process;

/**
 * facet_vgpu_bus_pages() - Bound a vGPU's pages in the pGPU's bus map.
 * @type: type of the vGPU
 *
 * Context: any; takes no lock.
 * Return: number of pages of 4 KiB: pinned guest pages and shadow pages at the type's caps, and
 * facet_ggtt_bus_pages().
 */
u64 facet_vgpu_bus_pages(const struct facet_type *type);

/**
 * facet_vgpu_create() - Create a vGPU in its reset state.
 * @gpu: the pGPU; outlives the vGPU
 * @type: the type; outlives the vGPU, and does not change meanwhile
 * @ops: the front end; outlives the vGPU
 * @host: first argument of each op of @ops
 * @out: the vGPU; written on success only. facet_vgpu_destroy() frees it
 *
 * The core may call @ops before this function returns, also kick and arm_timer. The vGPU has no
 * display until facet_gen9_display_create().
 *
 * Context: process context; no lock of the core held. Takes, one after the other, &facet_gpu.lock,
 * &facet_sched.lock, &facet_device.lock, shadow_lock, &ggtt_map.lock and the locks of the pGPU's
 * owner_add. May sleep for memory and these mutexes.
 * Return: 0; -ENOMEM: no memory; -ENOSPC: no window of the pGPU's GGTT is free, or the bus map has
 * too few places left for the pages that this vGPU may ever have there (facet_gpu_reserve()). After
 * an error nothing is left to be freed.
 */
int facet_vgpu_create(struct facet_gpu *gpu, const struct facet_type *type,
		      const struct facet_host_ops *ops, void *host, struct facet_vgpu **out);

/**
 * facet_vgpu_cancel() - Make the worker leave soon, and take up no new work.
 * @vgpu: the vGPU
 *
 * The engines preempt the vGPU's work, and start none. A front end calls this before it waits for
 * its worker and destroys the vGPU. Nothing undoes this call, no reset and no facet_vgpu_resume().
 * A repeated call is harmless.
 *
 * Context: any, also atomic, but not under &facet_device.lock or a lock inside it. Takes
 * &facet_device.lock, in it &facet_sched.lock. Ops: the pGPU's, kick, and
 * &facet_gpu_host_ops.arm_timer and trace. Does not sleep.
 */
void facet_vgpu_cancel(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_destroy() - Drop a vGPU's work, unpin its pages and free it.
 * @vgpu: the vGPU; its display is destroyed already (facet_display_destroy())
 *
 * The guest gets no reports. The function waits until the engines have let go of the vGPU's memory
 * (&pgpu_ops.idle). The core may still call the kick and arm_timer of the front end meanwhile.
 *
 * Context: process context; no lock of the core held. The front end calls the vGPU no more: worker,
 * timer and reports of writes are out. Takes &facet_gpu.lock, &facet_detiled.lock, shadow_lock,
 * &facet_ppgtt.notify_lock, &facet_device.lock, &facet_sched.lock. Ops: the pGPU's, zap_aperture,
 * snoop_writes and arm_write_notify, unpin (guest memory), arm_timer, kick. May sleep for these
 * mutexes, &pgpu_ops.idle, and pins and accesses in place that began before.
 */
void facet_vgpu_destroy(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_set_sched_params() - Change a vGPU's scheduling parameters on all engines.
 * @vgpu: the vGPU
 * @params: the new parameters, valid ones: they are not checked. The function copies them
 *
 * The parameters count at once, on one engine after the other. If the limit changes, the vGPU
 * begins with a full budget, and is not throttled.
 *
 * Context: any, also atomic, but not under &facet_sched.lock. Takes &facet_sched.lock. Ops: the
 * pGPU's, kick, and &facet_gpu_host_ops.arm_timer and trace. Does not sleep.
 */
void facet_vgpu_set_sched_params(struct facet_vgpu *vgpu, const struct facet_sched_params *params);

/**
 * facet_vgpu_set_stats() - Set the memory that holds a vGPU's statistics on an engine: see
 * facet_sched_set_entity_stats().
 * @vgpu: the vGPU
 * @engine: enum pgpu_engine, below PGPU_ENGINES: it is not checked
 * @stats: memory of the caller (mediator/sched_stats.h), valid until the next call for @engine or
 *	facet_vgpu_destroy(); NULL: the vGPU's own
 *
 * The scheduler counts on from the values in @stats. It copies nothing there, but the whole time in
 * the present state goes there.
 *
 * Context: any, also atomic, but not under &facet_sched.lock. Takes &facet_sched.lock. Does not
 * sleep.
 */
void facet_vgpu_set_stats(struct facet_vgpu *vgpu, u32 engine, struct facet_sched_stats *stats);

/**
 * facet_vgpu_reset() - Reset a vGPU as power-on does: configuration space, registers, GGTT and
 * work.
 * @vgpu: the vGPU
 *
 * The function drops all work without a report to the guest, and waits for the worker and for the
 * engines. It ends detiled pages, and zaps the front end's mappings of BAR2 and of GGTT entries.
 * The interrupt line falls. The function kicks the worker, whose next pass unpins the pages.
 *
 * Monitors, scheduling parameters and statistics stay. A paused vGPU stays paused, and a cancelled
 * one stays cancelled. The front end keeps the guest's accesses away.
 *
 * Context: process context; no lock of the core held. Not the worker, which the function waits for.
 * Takes mmio_lock and, in it, &facet_detiled.lock, &gen9_display.lock, shadow_lock,
 * &ggtt_map.lock, &facet_device.lock, &facet_sched.lock and &facet_ppgtt.notify_lock. Ops: the
 * pGPU's, zap_aperture, snoop_writes and arm_write_notify, set_irq, zap_entries, arm_timer, kick.
 * May sleep for these mutexes, the worker's pass, which ends early, and &pgpu_ops.idle.
 */
void facet_vgpu_reset(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_flr() - Do a function level reset that the guest asked for (FACET_CONFIG_FLR).
 * @vgpu: the vGPU
 *
 * Does what facet_vgpu_reset() does, but the BARs keep their addresses. Memory decoding is off
 * afterwards, so BAR2 is nowhere until the guest turns it on.
 *
 * Context: process context; no lock of the core held. Not the worker. Takes mmio_lock and, in it,
 * &facet_detiled.lock, &gen9_display.lock, shadow_lock, &ggtt_map.lock, &facet_device.lock,
 * &facet_sched.lock and &facet_ppgtt.notify_lock. Ops: the pGPU's, zap_aperture, snoop_writes and
 * arm_write_notify, set_irq, zap_entries, arm_timer, kick. May sleep as facet_vgpu_reset().
 */
void facet_vgpu_flr(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_work() - Do one pass of the worker.
 * @vgpu: the vGPU
 *
 * The pass copies, audits, shadows and queues what the guest has submitted. It reports ended work
 * to the guest. After a stop it brings page tables up to date and lets the engines go on. If no
 * work is left, it does the display's work, a checksum. If work is left after 64 rounds, it kicks
 * the worker again. Last it unpins pages that no work uses.
 *
 * For a paused or cancelled vGPU the pass does no more than unpin such pages.
 *
 * Context: the worker, one call at a time, after &facet_host_ops.kick; no lock held. Never takes
 * mmio_lock. Takes &facet_detiled.lock, &gen9_display.lock, shadow_lock, &facet_device.lock,
 * &facet_sched.lock, &facet_ppgtt.notify_lock. Ops: the pGPU's, read, write, pin and unpin (guest
 * memory), arm_write_notify and snoop_writes, zap_aperture, set_irq, arm_timer, kick. May sleep for
 * memory, these mutexes and guest memory, not for engines.
 */
void facet_vgpu_work(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_timer() - Process the deadline of &facet_host_ops.arm_timer: run the timers that are
 * due.
 * @vgpu: the vGPU
 *
 * The call uses up the deadline, and arms the next one. A call before the deadline is harmless.
 * While the vGPU is paused, no timer fires.
 *
 * Context: any, also atomic; no lock held. Takes &facet_device.lock, and without it for a timer of
 * a pipe &gen9_display.lock, and in that &facet_device.lock. Ops: set_irq, arm_timer, kick. Does
 * not sleep.
 */
void facet_vgpu_timer(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_dma_unmap() - Stop all use of a range of guest memory, and unpin its pages.
 * @vgpu: the vGPU
 * @gpa: guest-physical address in bytes, page aligned
 * @len: length in bytes, page aligned; 0: no page
 *
 * The front end lets nobody pin pages of the range anew (mediator/unmap_quarantine.h). The function
 * first zaps BAR2 pages that map the range, and ends detiled pages made of it. If no page of the
 * range is pinned, and no thread pins or unpins pages, it is done. Else the engines preempt the
 * vGPU's work. The work goes on when the worker has brought its page tables up to date.
 * &pgpu_ops.idle bounds the wait for the engines.
 *
 * Context: process context; no lock of the core held. Takes &facet_detiled.lock, shadow_lock in
 * bounded holds, &facet_device.lock, in it &facet_sched.lock. Never takes mmio_lock. Ops: the
 * pGPU's, zap_aperture, snoop_writes, unpin (guest memory), kick. May sleep for these mutexes, for
 * engines, and for pins, unpins and accesses in place (facet_pins_access_begin()) that began
 * before. So a thread does not call it inside one of these: not in facet_vgpu_work(), and not from
 * an op of &facet_host_ops.
 */
void facet_vgpu_dma_unmap(struct facet_vgpu *vgpu, u64 gpa, u64 len);

/**
 * facet_vgpu_unpin() - Unpin all pages of guest memory. Those that are used are pinned again.
 * @vgpu: the vGPU; if it is paused, facet_vgpu_settle() was called before. No other thread pauses
 *	or resumes it meanwhile
 *
 * Work that is under way has its pages again when the function returns, unless that takes more than
 * 100 ms. If the vGPU is paused, no page is pinned again before it goes on. A command that has not
 * settled cannot be saved then: facet_vgpu_save() fails with -EBUSY.
 *
 * Context: as facet_vgpu_dma_unmap(): process context; no lock of the core held. Takes mmio_lock,
 * &facet_detiled.lock, shadow_lock, &facet_device.lock, in it &facet_sched.lock. Ops: as there. May
 * sleep as that does, and for the worker.
 */
void facet_vgpu_unpin(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_page_written() - Report that a vCPU has written to memory that
 * &facet_host_ops.arm_write_notify has armed.
 * @vgpu: the vGPU; nobody destroys it meanwhile
 * @gpa: guest-physical address of the first byte; any value
 * @len: bytes; any value. 0 reports nothing; a range that wraps ends at the last address
 *
 * The report disarms the pages (mediator/host.h). The range may be larger than the write, and may
 * have pages that are not armed: nothing happens to these. A whole memory slot costs no more than
 * the known tables. The worker compares the reported tables before the next submission; the report
 * does not kick it.
 *
 * Context: any, also atomic; may be called under a lock of the front end (docs/dev/locking.md, rule
 * 8). Takes &facet_ppgtt.notify_lock, a last leaf, and calls no op. Does not sleep.
 */
void facet_vgpu_page_written(struct facet_vgpu *vgpu, u64 gpa, u64 len);

/**
 * facet_vgpu_mmio_read() - Do a trapped read of BAR0: registers and GGTT entries.
 * @vgpu: the vGPU
 * @offset: bytes into BAR0, a multiple of @len
 * @buf: room for @len bytes, little-endian; written on success only
 * @len: 1, 2, 4 or 8 bytes
 *
 * A register is read as a whole, with its side effects. 8 bytes of registers are two registers, the
 * lower one first. A register that the vGPU does not have reads 0, and is counted as denied. A read
 * of the OA unit's status writes the due reports to guest memory. A read of a GGTT entry takes what
 * the guest has written to its mapped page.
 *
 * Context: process context, not the worker; no lock of the core held. Takes mmio_lock and, in it,
 * &facet_detiled.lock, &gen9_display.lock, shadow_lock, &ggtt_map.lock, &facet_device.lock,
 * &facet_sched.lock and &facet_ppgtt.notify_lock. Ops: the pGPU's, write (guest memory),
 * zap_aperture, snoop_writes, set_irq, zap_entries, arm_timer, kick. May sleep for these mutexes
 * and guest memory. It waits for engines only if a holder of mmio_lock does.
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
 * 8 bytes of registers are two registers, the lower one first. The function ignores writes to
 * registers that are read-only or that the vGPU does not have. A GGTT entry stays as it is if the
 * guest does not own it, or if there is no memory for it. None of this is an error here. A write of
 * ELSP kicks the worker. A write of GDRST resets engines. That reset is done when this returns.
 * While another thread runs resets, each write of a register waits for them.
 *
 * Context: process context, not the worker; no lock of the core held. Takes mmio_lock and, in it,
 * &facet_detiled.lock, &gen9_display.lock, shadow_lock, &ggtt_map.lock, &facet_device.lock,
 * &facet_sched.lock and &facet_ppgtt.notify_lock. It is dropped before engine resets, which take
 * &facet_detiled.lock, &facet_device.lock, &facet_sched.lock and the locks of the pGPU's ops. Ops:
 * the pGPU's, write (guest memory), zap_aperture, snoop_writes, set_irq, zap_entries, arm_timer,
 * kick. May sleep for memory, these mutexes and guest memory; for a reset also for the worker's
 * write to the guest, &pgpu_ops.idle and resets of other threads.
 * Return: 0; -EINVAL: @len or @offset is not valid, or the access is beyond GEN9_BAR0_SIZE.
 */
int facet_vgpu_mmio_write(struct facet_vgpu *vgpu, u64 offset, const void *buf, u32 len);

/**
 * facet_vgpu_type() - Return the type of a vGPU.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock.
 * Return: the type that facet_vgpu_create() got, never NULL; it outlives the vGPU.
 */
const struct facet_type *facet_vgpu_type(const struct facet_vgpu *vgpu);

/**
 * facet_vgpu_engine_process() - Describe the process that executes commands of a vGPU.
 * @vgpu: the vGPU
 * @process: zeroed by the caller; gets the process, if one does
 *
 * Context: process context; takes the locks of &pgpu_ops.process. May sleep.
 */
void facet_vgpu_engine_process(const struct facet_vgpu *vgpu, struct pgpu_process *process);

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
 * Source: i915_pvinfo.h.
 *
 * Context: any; takes no lock.
 * Return: true: the driver has written a value other than 0 to the register, since the last reset
 * or in the state that was restored; false: it has not, or has taken the report back by 0.
 */
bool facet_pvinfo_driver_ready(const struct facet_vgpu *vgpu);

#endif
