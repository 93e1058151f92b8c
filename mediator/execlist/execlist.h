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
struct pgpu_caps;

/* Registers of the four engines (ELSP, CSB, RING_MODE, RESET_CTL, ...). */
extern const struct facet_reg_block facet_engine_regs;

/**
 * facet_execlists_window_pages() - Bound the use of a vGPU's host window.
 * @caps: capabilities of the pGPU
 *
 * The caps on contexts, workloads, copies and alias slots are the same for all types.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: most pages of 4 KiB that are allocated at a time; less than FACET_GGTT_WINDOW_PAGES.
 */
u32 facet_execlists_window_pages(const struct pgpu_caps *caps);

/**
 * facet_execlists_work() - Do one pass of the worker.
 * @vgpu: the vGPU
 *
 * The pass does nothing while the vGPU is frozen, and while a stop drops its work. Otherwise it
 * does this, in this order:
 *
 * It queues workloads that a restore made. After the last stop has ended, it brings the page tables
 * of stopped work up to date. Then it lets the engines go on. While memory that the tables name is
 * unavailable, the work stays preempted, and a later pass tries again.
 *
 * Then it goes over the engines in 64 rounds at most, until a round finds nothing to do. A round
 * retires and reports workloads that have ended, takes execlists, and builds and queues their
 * workloads. Afterwards the pass unpins pages that no workload uses any more.
 *
 * If the last round found nothing, the pass does the display's work (facet_device_work()). It wakes
 * threads that wait for the worker. If the last round found work, it kicks the worker again.
 *
 * Context: the worker, one call at a time; no lock held. Takes &facet_detiled.lock, shadow_lock,
 * &gen9_display.lock, &facet_device.lock, &facet_sched.lock and the locks of the pGPU's ops, one
 * after the other. In &facet_detiled.lock it takes &facet_device.lock, and the locks of the ops
 * zap_aperture, snoop_writes and notify_stores. In shadow_lock or alone it takes
 * &facet_device.lock, &facet_ppgtt.notify_lock and the locks of the pGPU's ops; in
 * &gen9_display.lock, &facet_device.lock. In &facet_device.lock it takes &facet_sched.lock and in
 * that the locks of the pGPU's ops, and the locks of set_irq, arm_timer and kick. May sleep for
 * memory, for the mutexes, and for guest memory in read, write, pin, unpin and arm_write_notify,
 * which it calls with no lock held.
 */
void facet_execlists_work(struct facet_vgpu *vgpu);

/**
 * facet_execlists_suspend() - Preempt all work and wait until the engines are idle.
 * @vgpu: the vGPU
 *
 * The scheduler starts no work of the vGPU meanwhile. The worker may go on to build and queue. The
 * work goes on after facet_execlists_resume(), when the worker has brought its page tables up to
 * date. Stops count: each call needs one call of facet_execlists_resume(). At the return no engine
 * accesses memory by the vGPU's roots, and the last events of preempted runs are delivered. Work
 * that does not give way within PGPU_IDLE_MAX_MS ends as LOST.
 *
 * Context: process context; no lock of the mediator's held but mmio_lock. Takes &facet_device.lock,
 * in it &facet_sched.lock, and in that the locks of the pGPU's ops and leaf locks of the front end
 * (kick, &facet_gpu_host_ops.arm_timer). Sleeps with none of these for &pgpu_ops.idle, and for
 * owners of refused jobs that are being notified.
 */
void facet_execlists_suspend(struct facet_vgpu *vgpu);

/**
 * facet_execlists_kill() - Drop all work and wait until worker and engines have none.
 * @vgpu: the vGPU
 *
 * The function moves the epochs of all engines, empties their queues, and ends waits for guest
 * memory. It drops CSB entries that wait, and ends error states. It cancels what the pGPU has. The
 * guest gets no report. The dropped workloads stay on the live lists, marked as ended.
 * facet_execlists_reset() or the worker frees them. Registers keep their values, except
 * EXECLIST_STATUS.
 *
 * The worker makes no pass before facet_execlists_resume(). Stops count: each call needs one call
 * of it, except before the vGPU is destroyed.
 *
 * Context: process context, not the worker; no lock of the mediator's held but mmio_lock. Takes
 * &facet_device.lock, in it &facet_sched.lock, and in that the locks of the pGPU's ops and leaf
 * locks of the front end (kick, &facet_gpu_host_ops.arm_timer). Sleeps with none of these for the
 * worker's pass, which ends early, for &pgpu_ops.idle, and for owners of refused jobs that are
 * being notified.
 */
void facet_execlists_kill(struct facet_vgpu *vgpu);

/**
 * facet_execlists_resume() - End a facet_execlists_suspend() or facet_execlists_kill().
 * @vgpu: the vGPU; without a stop, the function only kicks the worker
 *
 * If no stop is left, a facet_execlists_kill() is over: the worker takes execlists again. The
 * worker brings page tables up to date, and then lets the engines go on. The function kicks the
 * worker in any case, and does not wait for it. It does not end a facet_execlists_freeze().
 *
 * Context: any, but not under &facet_device.lock: takes it. Calls &facet_host_ops.kick, which may
 * take a leaf lock of the front end, with mmio_lock held at most. Does not sleep.
 */
void facet_execlists_resume(struct facet_vgpu *vgpu);

/**
 * facet_execlists_wait_resync() - Wait until the worker has let the engines go on behind a stop.
 * @vgpu: the vGPU
 *
 * Context: process context, not the worker; no lock held. Takes &facet_device.lock. Sleeps for
 * 100 ms at most: a worker without a processor, or memory that is unavailable, may take longer.
 */
void facet_execlists_wait_resync(struct facet_vgpu *vgpu);

/**
 * facet_execlists_cancel() - Make the worker leave soon, and let it take no more execlists.
 * @vgpu: the vGPU
 *
 * The engines preempt the vGPU's work. The function waits for nothing, drops nothing and does not
 * kick the worker. A front end calls it before it waits for the worker. It counts as a stop that
 * nothing resumes: the vGPU does no more work, until facet_execlists_destroy(). Another call is
 * harmless.
 *
 * Context: any, but not under &facet_device.lock: takes it, in it &facet_sched.lock, and in that
 * the locks of the pGPU's ops and leaf locks of the front end (kick,
 * &facet_gpu_host_ops.arm_timer). Does not sleep.
 */
void facet_execlists_cancel(struct facet_vgpu *vgpu);

/**
 * facet_execlists_freeze() - Preempt all work, and keep the worker out.
 * @vgpu: the vGPU
 *
 * The function runs engine resets that wait, and waits for those that other threads run. It waits
 * until the engines are idle and the worker's pass has ended. All workloads stay on the live lists,
 * also those that have ended: facet_execlists_retire_all() reports them. Calls count: each needs
 * one call of facet_execlists_thaw(). Timers are not stopped: see facet_timers_pause().
 *
 * Context: process context, not the worker; mmio_lock held, no other lock of the mediator's. Takes
 * &facet_device.lock, and &facet_sched.lock in it or alone. Takes &facet_detiled.lock, and in it
 * &facet_device.lock. Takes shadow_lock and the locks of the pGPU's ops. In &facet_detiled.lock it
 * also takes the locks of the ops zap_aperture, snoop_writes and notify_stores. In
 * &facet_sched.lock they take the locks of the pGPU's ops; in both spinlocks, the locks of set_irq,
 * arm_timer and kick. With mmio_lock alone the function sleeps for the worker's pass, for resets of
 * other threads, and for &pgpu_ops.idle. May sleep for the mutexes.
 */
void facet_execlists_freeze(struct facet_vgpu *vgpu);

/**
 * facet_execlists_settle() - End what the pGPU keeps of preempted work.
 * @vgpu: the vGPU, behind facet_execlists_freeze()
 *
 * The pGPU may keep a part of a command that was preempted (&pgpu_event.kept). The engines run such
 * work, in the vGPU's turn, until the saved positions say all. No other work of the vGPU runs.
 * After 2 s the work is asked to give way again. The mediator has no workload of a context that the
 * guest itself has preempted: the pGPU still keeps its part.
 *
 * Context: process context, not the worker; mmio_lock held, no other lock of the mediator's. Takes
 * &facet_device.lock, &facet_sched.lock, &facet_detiled.lock, shadow_lock and, in them, the locks
 * of ops, as facet_execlists_freeze() does. With mmio_lock alone the function sleeps for engines,
 * for 2 s at most beside &pgpu_ops.idle, and for guest memory.
 * Return: 0; -EBUSY: the pGPU still keeps a part: a command did not come to a point without in
 * time, its engine is halted, a dma_unmap came behind the last work of the worker, or another
 * thread has stopped the vGPU, too.
 */
int facet_execlists_settle(struct facet_vgpu *vgpu);

/**
 * facet_execlists_kept() - Tell whether the pGPU keeps a part of preempted work.
 * @vgpu: the vGPU, behind facet_execlists_freeze()
 *
 * Context: any; takes &facet_sched.lock. Does not sleep.
 * Return: true: the saved positions do not say all; facet_execlists_settle() may change that.
 */
bool facet_execlists_kept(struct facet_vgpu *vgpu);

/**
 * facet_execlists_thaw() - End a facet_execlists_freeze().
 * @vgpu: the vGPU; each call has its facet_execlists_freeze()
 *
 * If no freeze and no stop is left, the worker makes passes again: see facet_execlists_resume().
 * The function kicks the worker. Waits for guest memory begin again: a pause does not count as
 * waiting time.
 *
 * Context: mmio_lock held; takes &facet_device.lock. Calls &facet_host_ops.kick, which may take a
 * leaf lock of the front end. Does not sleep.
 */
void facet_execlists_thaw(struct facet_vgpu *vgpu);

/**
 * facet_execlists_retire_all() - Retire all workloads that have ended.
 * @vgpu: the vGPU
 *
 * A thread that cannot copy guest memory (&facet_host_ops.may_copy) retires none. The worker does
 * it later, or the workloads go with a description.
 *
 * The function also writes the CSB entries that wait. On each engine it stops at the first workload
 * that has not ended, or whose guest memory is unavailable. It stops, too, at one that met an
 * error, after the error registers show that error: see facet_retire_next().
 *
 * Context: facet_execlists_freeze(), in place of the worker; no lock held but mmio_lock. Takes
 * &facet_device.lock, and &facet_sched.lock in it or alone. Takes &facet_detiled.lock, and in it
 * &facet_device.lock. Takes shadow_lock and the locks of the pGPU's ops. In &facet_detiled.lock it
 * also takes the locks of the ops zap_aperture, snoop_writes and notify_stores. In
 * &facet_sched.lock they take the locks of the pGPU's ops; in both spinlocks, the locks of set_irq,
 * arm_timer and kick. May sleep for the mutexes, and with mmio_lock alone for guest memory in
 * &facet_host_ops.write.
 */
void facet_execlists_retire_all(struct facet_vgpu *vgpu);

/**
 * facet_workload_state_max() - Return how many bytes the records of workloads have at most.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: bytes: of as many workloads as engines take, each with the largest copies and a context.
 */
u64 facet_workload_state_max(void);

/* Engines and CSB entries in a saved state (execlist_state.c), and workloads (workload_state.c). */
extern const struct facet_state_section facet_execlist_engine_state;
extern const struct facet_state_section facet_execlist_owed_state;
extern const struct facet_state_section facet_workload_state;

/**
 * facet_execlists_run_resets() - Run the engine resets that writes of GDRST have asked for.
 * @vgpu: the vGPU
 *
 * The function drops the work of these engines without a report, and waits until it has ended. It
 * ends all detiled pages, resets the engines' registers, clears STOP_RING and kicks the worker.
 * Work on the vGPU's other engines is preempted meanwhile and then goes on. The worker frees the
 * dropped workloads. If no reset waits, the function waits for those that other threads run, if
 * any.
 *
 * Source: PRM SKL Vol. 2c (GDRST).
 *
 * Context: process context, not the worker; no lock of the mediator's held but mmio_lock. Takes
 * &facet_device.lock, &facet_sched.lock in it or alone, and in that the locks of the pGPU's ops.
 * Takes &facet_detiled.lock, and in it &facet_device.lock; the locks of the ops zap_aperture,
 * snoop_writes and notify_stores. In &facet_sched.lock, ops take leaf locks of the front end (kick,
 * &facet_gpu_host_ops.arm_timer). With mmio_lock at most the function sleeps for the worker's
 * writes to the guest, for &pgpu_ops.idle, and for the resets of another thread. May sleep for
 * &facet_detiled.lock and in &facet_host_ops.zap_aperture and .snoop_writes.
 */
void facet_execlists_run_resets(struct facet_vgpu *vgpu);

/**
 * facet_execlists_create() - Make the engines of a new vGPU, and add them to the scheduler.
 * @vgpu: the vGPU; gets @vgpu->execlists, which facet_execlists_destroy() frees
 *
 * The engines have no work, and the weight of the vGPU's type on each engine.
 *
 * Context: creation of the vGPU, no other thread knows it; no lock held. Takes &facet_sched.lock.
 * May sleep for memory.
 * Return: 0; -ENOMEM: no memory: the vGPU has no engines, and nothing is left to be freed.
 */
int facet_execlists_create(struct facet_vgpu *vgpu);

/**
 * facet_execlists_destroy() - Free the engines of a vGPU with all of their work.
 * @vgpu: the vGPU; it may have no engines: then nothing happens
 *
 * The function does what facet_execlists_reset() does, removes the engines from the scheduler, and
 * disarms the timer of waits. @vgpu->execlists is NULL afterwards, and &facet_vgpu.progress has no
 * workload.
 *
 * Context: end of the vGPU, after facet_execlists_kill(); no other thread uses the vGPU; no lock
 * held. Takes &facet_device.lock, and &facet_sched.lock in it or alone; takes shadow_lock and the
 * locks of the pGPU's ops. In &facet_sched.lock, ops take the locks of the pGPU's ops; in both
 * spinlocks, the locks of arm_timer and kick. May sleep for shadow_lock and to free memory.
 */
void facet_execlists_destroy(struct facet_vgpu *vgpu);

/**
 * facet_execlists_reset() - Free workloads, shadow contexts and buffers, and clear STOP_RING.
 * @vgpu: the vGPU
 *
 * The function also drops a half-written ELSP, and forgets the values of switched registers. So the
 * next submission begins with registers outside contexts at 0. Builds of workloads that never began
 * are charged to the vGPU (facet_workload_free()). The function does not change registers, captured
 * execlists and the active contexts: facet_execlists_kill() and the sections of the state do that.
 *
 * Context: after facet_execlists_kill(), or creation or end of the vGPU: worker and engines are
 * stopped. No lock held but mmio_lock. Takes shadow_lock and the locks of the pGPU's ops. Takes
 * &facet_device.lock, and &facet_sched.lock in it or alone. In &facet_sched.lock, ops take the
 * locks of the pGPU's ops and leaf locks of the front end (kick, &facet_gpu_host_ops.arm_timer).
 * May sleep for shadow_lock and to free memory.
 */
void facet_execlists_reset(struct facet_vgpu *vgpu);

#endif
