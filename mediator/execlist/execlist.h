/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Execlist submission of Gen9: ELSP ports, contexts, the context status buffer (CSB), STOP_RING
 * and resets. vgpu.c and the saved state call this.
 */
#ifndef FACET_EXECLIST_H
#define FACET_EXECLIST_H

#include "port.h"

struct facet_reg_block;
struct facet_state_section;
struct facet_vgpu;

/* Registers of the four engines (ELSP, CSB, RING_MODE, RESET_CTL, ...). */
extern const struct facet_reg_block facet_engine_regs;

/**
 * facet_execlists_work() - Do one pass of the worker.
 * @vgpu: the vGPU
 *
 * The pass retires workloads that have ended, takes execlists, and builds and queues their
 * workloads. It unpins pages that no workload uses any more. If no work is left, the pass does the
 * display's work, too. If work is left after a bounded number of rounds, the pass kicks the worker
 * again.
 *
 * The pass does nothing while the vGPU is frozen, and while a stop drops its work.
 *
 * Context: the worker, one call at a time; no lock held; takes &facet_device.lock and shadow_lock;
 * may sleep.
 */
void facet_execlists_work(struct facet_vgpu *vgpu);

/**
 * facet_execlists_suspend() - Preempt all work and wait until the engines are idle.
 * @vgpu: the vGPU
 *
 * The work goes on after facet_execlists_resume(), when the worker has brought its page tables up
 * to date. Each call needs one call of facet_execlists_resume().
 *
 * Context: no lock of the mediator's held but mmio_lock; takes &facet_device.lock; may sleep for
 * &pgpu_ops.idle.
 */
void facet_execlists_suspend(struct facet_vgpu *vgpu);

/**
 * facet_execlists_kill() - Drop all work and wait until worker and engines have none.
 * @vgpu: the vGPU
 *
 * The worker takes no execlist before facet_execlists_resume(). Each call needs one call of it,
 * except before the vGPU is destroyed.
 *
 * Context: no lock of the mediator's held but mmio_lock; takes &facet_device.lock; may sleep for
 * the worker's pass, which ends early, and for &pgpu_ops.idle.
 */
void facet_execlists_kill(struct facet_vgpu *vgpu);

/**
 * facet_execlists_resume() - End a facet_execlists_suspend() or facet_execlists_kill().
 * @vgpu: the vGPU
 *
 * The function kicks the worker. If no stop is left, the worker lets the engines go on.
 *
 * Context: any thread, not under &facet_device.lock; takes that lock; does not sleep.
 */
void facet_execlists_resume(struct facet_vgpu *vgpu);

/**
 * facet_execlists_cancel() - Make the worker leave soon, and let it take no more execlists.
 * @vgpu: the vGPU
 *
 * The engines preempt the vGPU's work. A front end calls this before it waits for the worker. The
 * vGPU does no more work: only facet_execlists_destroy() ends this.
 *
 * Context: any, not under &facet_device.lock; takes that lock and in it the scheduler's; does not
 * sleep.
 */
void facet_execlists_cancel(struct facet_vgpu *vgpu);

/**
 * facet_execlists_freeze() - Preempt all work, and keep the worker out.
 * @vgpu: the vGPU
 *
 * The function runs engine resets that wait. It reports to the guest the work that has ended, as
 * far as guest memory can be reached. Each call needs one call of facet_execlists_thaw().
 *
 * Context: mmio_lock held, no other lock of the mediator's; takes &facet_device.lock; may sleep for
 * the worker's pass, for resets of other threads and for &pgpu_ops.idle.
 */
void facet_execlists_freeze(struct facet_vgpu *vgpu);

/**
 * facet_execlists_thaw() - End a facet_execlists_freeze().
 * @vgpu: the vGPU
 *
 * Waits for guest memory begin again: a pause does not count as waiting time.
 *
 * Context: mmio_lock held; takes &facet_device.lock; does not sleep.
 */
void facet_execlists_thaw(struct facet_vgpu *vgpu);

/**
 * facet_execlists_retire_all() - Retire all workloads that have ended.
 * @vgpu: the vGPU
 *
 * On each engine the function stops at the first workload whose guest memory is unavailable.
 *
 * Context: facet_execlists_freeze(), in place of the worker; no lock held but mmio_lock; takes
 * &facet_device.lock; may sleep.
 */
void facet_execlists_retire_all(struct facet_vgpu *vgpu);

/* Engines and CSB entries in a saved state (execlist_state.c), and workloads (workload_state.c). */
extern const struct facet_state_section facet_execlist_engine_state;
extern const struct facet_state_section facet_execlist_owed_state;
extern const struct facet_state_section facet_workload_state;

/**
 * facet_execlists_run_resets() - Run the engine resets that writes of GDRST have asked for.
 * @vgpu: the vGPU
 *
 * If another thread has claimed the resets, the function waits until that thread has run them.
 * Work on the vGPU's other engines is preempted meanwhile and then goes on.
 *
 * Context: no lock of the mediator's held but mmio_lock; takes &facet_device.lock,
 * &facet_sched.lock and &facet_detiled.lock; may sleep for the worker's writes to the guest, for
 * &pgpu_ops.idle and for the resets of another thread.
 */
void facet_execlists_run_resets(struct facet_vgpu *vgpu);

/**
 * facet_execlists_create() - Make the engines of a new vGPU, and add them to the scheduler.
 * @vgpu: the vGPU
 *
 * Context: creation of the vGPU, no other thread knows it; takes the scheduler's lock; may sleep.
 * Return: 0; -ENOMEM: the vGPU has no engines.
 */
int facet_execlists_create(struct facet_vgpu *vgpu);

/**
 * facet_execlists_destroy() - Free the engines of a vGPU with all of their work.
 * @vgpu: the vGPU; it may have no engines
 *
 * Context: end of the vGPU, after facet_execlists_kill(); no lock held; takes &facet_device.lock
 * and shadow_lock; may sleep.
 */
void facet_execlists_destroy(struct facet_vgpu *vgpu);

/**
 * facet_execlists_reset() - Free workloads, shadow contexts and buffers, and clear STOP_RING.
 * @vgpu: the vGPU
 *
 * The next submission begins with registers outside contexts at 0.
 *
 * Context: after facet_execlists_kill(), or creation of the vGPU; no lock held but mmio_lock; takes
 * &facet_device.lock and shadow_lock; may sleep.
 */
void facet_execlists_reset(struct facet_vgpu *vgpu);

#endif
