/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The engines of a vGPU, as its execlist emulation keeps them. The files of this folder
 * include this header. vgpu.c includes it, too, for the scheduling parameters of the engines.
 */
#ifndef FACET_ENGINE_H
#define FACET_ENGINE_H

#include "port.h"
#include "device/timer.h"
#include "gen9/context_defs.h"
#include "mediator/audit/audit.h"
#include "mediator/execlist/csb.h"
#include "mediator/retry.h"
#include "mediator/sched.h"
#include "pgpu/pgpu.h"

struct facet_device;
struct facet_reg;
struct facet_alias_set;
struct facet_replay;
struct facet_vgpu;
struct facet_workload;

#define FACET_ELSP_WRITES	4u
#define FACET_ELSP_QUEUE	4u	/* captured execlists that wait for the worker */
#define FACET_PIECES_AHEAD	2u	/* workloads of the running context, at most */
#define FACET_LIVE_MAX		16u	/* workloads of an engine: the worker extends none then */
/* The last execlist that the worker takes adds one workload for each port. */
#define FACET_WORKLOADS_MAX	(FACET_LIVE_MAX + 2u)
#define FACET_CONTEXTS_MAX	64u	/* shadow contexts that an engine caches */
#define FACET_FREE_BUILDS	4u	/* builds that may be dropped before they begin */

/**
 * struct facet_execlist - One ELSP submission.
 * @desc: context descriptors of port 0 and port 1; 0: none
 */
struct facet_execlist {
	u64 desc[2];
};

/**
 * enum facet_engine_state - State of an engine between an error and a reset.
 * @FACET_ENGINE_READY: The worker takes the guest's execlists.
 * @FACET_ENGINE_FAILED: A live workload has failed. The work before it goes on to its end.
 * @FACET_ENGINE_UNBUILT: The host could not build a workload. All live work goes on to its end.
 * @FACET_ENGINE_HALTED: The error registers show the error. The guest gets no other report.
 * @FACET_ENGINE_HALTED_UNBUILT: As @FACET_ENGINE_HALTED, and a workload could not be built. Only a
 *	saved state distinguishes the two.
 * @FACET_ENGINE_STATES: Number of states.
 *
 * &enum facet_engine_event moves an engine from one state to another::
 *
 *                    WORK_FAILED      BUILD_FAILED     ERROR_SHOWN      RESET
 *   READY            FAILED           UNBUILT          HALTED           READY
 *   FAILED           FAILED           UNBUILT          HALTED           READY
 *   UNBUILT          UNBUILT          UNBUILT          HALTED_UNBUILT   READY
 *   HALTED           HALTED           HALTED_UNBUILT   HALTED           READY
 *   HALTED_UNBUILT   HALTED_UNBUILT   HALTED_UNBUILT   HALTED_UNBUILT   READY
 *
 *   action of        takes no         takes no         error registers  drops all
 *   the caller       execlist         execlist         and interrupt    work
 *
 * ERROR_SHOWN has three causes. The failed workload has become the first live one. Or the state is
 * UNBUILT, and no workload is live any more. Or a write to the guest has failed for good.
 *
 * The running context is no part of the state, since work before an error goes on to its end. The
 * worker keeps the contexts in @active, @port and @next of &struct facet_engine. Below, "first" and
 * "second" are the contexts of port 0 and port 1 of the active execlist::
 *
 *   runs              event                                     runs then   CSB entry
 *   none              the worker takes @next, or else the       first       IDLE_ACTIVE
 *                     oldest captured execlist
 *   first or second   the worker takes an execlist whose        first       LITE_RESTORE and
 *                     port 0 names the running context                      PREEMPTED
 *   first or second   port 0 of the oldest captured execlist    the same    none
 *                     names another context: becomes @next
 *   first             the context ends; port 1 names one, and   second      COMPLETE and
 *                     no execlist is in @next                               ELEMENT_SWITCH
 *   first or second   the context ends, in all other cases      none        COMPLETE and
 *                                                                           ACTIVE_IDLE
 *   any               RESET; @next is empty then, too           none        none
 *
 * The worker takes an execlist in READY alone. @next is empty then. Guest memory that port 0 names
 * may be unavailable for the moment. Then the execlist goes to @next, and nothing else happens.
 * Else the worker writes the CSB entry, even if the workload of port 0 has failed. The worker
 * reports the end of a context in READY, FAILED and UNBUILT. In the two HALTED states
 * EXECLIST_STATUS shows the context that ran before.
 */
enum facet_engine_state {
	FACET_ENGINE_READY,
	FACET_ENGINE_FAILED,
	FACET_ENGINE_UNBUILT,
	FACET_ENGINE_HALTED,
	FACET_ENGINE_HALTED_UNBUILT,
	FACET_ENGINE_STATES,
};

/**
 * enum facet_engine_event - Events that move an engine's state.
 * @FACET_ENGINE_WORK_FAILED: A workload was built with a fault, or ended with one.
 * @FACET_ENGINE_BUILD_FAILED: A workload could not be built. The host is the cause.
 * @FACET_ENGINE_ERROR_SHOWN: The engine's error registers show the error.
 * @FACET_ENGINE_RESET: The guest, or the owner of the vGPU, has reset the engine.
 * @FACET_ENGINE_EVENTS: Number of events.
 */
enum facet_engine_event {
	FACET_ENGINE_WORK_FAILED,
	FACET_ENGINE_BUILD_FAILED,
	FACET_ENGINE_ERROR_SHOWN,
	FACET_ENGINE_RESET,
	FACET_ENGINE_EVENTS,
};

/**
 * struct facet_engine - One engine as the guest knows it.
 * @vgpu: the vGPU
 * @id: enum pgpu_engine
 * @base: offset of its registers in BAR0
 * @entity: the scheduler's part
 * @elsp: the last writes of ELSP: port 1, then port 0, upper half first (mmio_lock)
 * @elsp_count: number of writes in @elsp (mmio_lock)
 *
 * Under &facet_device.lock:
 * @epoch: moves with each reset; workloads of an older epoch are dropped and not reported
 * @state: see &enum facet_engine_state
 * @queue: captured execlists, the oldest first
 * @queued: number of captured execlists
 * @active: the active contexts, the running one first; 0: none
 * @port: port of the execlist that the running context came from: 0 or 1. In 1, no other context
 *	follows: @active[1] is 0. 0 while no context runs
 * @next: an execlist that waits for @active[0] to end. If it extends that context, it waits for
 *	guest memory
 * @next_waits: @next holds an execlist. A flag and no part of @state: the guest fills @next by
 *	writing ELSP, also before an error
 * @deferred: ports of @active whose workload is not built yet: BIT(port). 0 in the HALTED states
 * @csb: the CSB entry that the worker writes next; before that it retires and takes nothing else
 * @report_retry: the wait for memory that a report goes to: context image or status page
 * @build_retry: the wait for memory that a submission names
 * @live: workloads, in the order in which they run
 * @live_count: number of workloads in @live
 * @stopped: STOP_RING is set: nothing runs. A flag and no part of @state: the guest sets and clears
 *	STOP_RING at any time, and work goes on where it was
 * @guest_writing: the worker is writing to the guest on behalf of @epoch; read with acquire
 *
 * The worker's own:
 * @contexts: shadow contexts, most recently used last
 * @context_count: number of shadow contexts
 * @free_builds: workloads that the worker may still build ahead, 0 to FACET_FREE_BUILDS. Each
 *	workload that is dropped before it has begun takes one; each that ends adds one
 */
struct facet_engine {
	struct facet_vgpu *vgpu;
	u32 id;
	u32 base;
	struct facet_sched_entity entity;
	u32 elsp[FACET_ELSP_WRITES];
	u32 elsp_count;

	u64 epoch;
	enum facet_engine_state state;
	struct facet_execlist queue[FACET_ELSP_QUEUE];
	u32 queued;
	struct facet_execlist active;
	u32 port;
	struct facet_execlist next;
	bool next_waits;
	u32 deferred;
	struct facet_csb csb;
	struct facet_retry report_retry;
	struct facet_retry build_retry;
	struct list_head live;
	u32 live_count;
	bool stopped;
	u32 guest_writing;

	struct list_head contexts;
	u32 context_count;
	u32 free_builds;
};

/**
 * struct facet_execlists - The engines of a vGPU.
 * @engines: by enum pgpu_engine
 * @reset_pending: BIT(enum pgpu_engine) of each engine whose reset a write of GDRST has asked for
 *	(&facet_device.lock)
 * @stops: number of stops that have not ended (&facet_device.lock)
 * @blocked: the scheduler runs no work of the vGPU; the worker ends this (&facet_device.lock)
 * @synced: facet_pins_generation() with which the page tables of live work are up to date
 *	(&facet_device.lock)
 * @settling: facet_execlists_settle() lets preempted work run on, though the vGPU is stopped
 *	(&facet_device.lock)
 * @working: the worker is inside facet_execlists_work(); read with acquire
 * @resetting: number of threads that run engine resets; read with acquire
 * @resync_retry: the wait for memory that preempted work names (&facet_device.lock)
 * @retry_timer: kicks the worker for the waits of the vGPU and of its engines
 * @replay: saved copies that a restore reads in place of guest memory; NULL: none (worker)
 * @changed: woken when &facet_engine.guest_writing, @working or @resetting falls
 * @builds: number of workloads built so far (worker)
 * @audited: dwords of commands copied for them so far (worker)
 * @invalidations: facet_ggtt_invalidations() and facet_pins_finishes() together at the last build,
 *	which has paid for them (worker)
 * @audit: the walk of one workload (worker)
 * @aliases: gets the slots of that walk (worker)
 * @pml4: guest-physical address of the page tables by which that walk reads user batches (worker)
 * @seals: seals of pages that contexts got (image_seal.c); NULL: the pGPU needs none (worker)
 * @clock_offset: ticks to add to the pGPU's clock (gpu_clock.c). Resets and restores change it,
 *	while neither the worker nor a trapped access runs
 * @image: page 1 of a context image, 1024 dwords (worker)
 */
struct facet_execlists {
	struct facet_engine engines[PGPU_ENGINES];
	u32 reset_pending;
	u32 stops;
	bool blocked;
	u64 synced;
	bool settling;
	u32 working;
	u32 resetting;
	struct facet_retry resync_retry;
	struct facet_timer retry_timer;
	struct facet_replay *replay;
	wait_queue_head_t changed;
	u64 builds;
	u64 audited;
	u64 invalidations;
	struct facet_audit audit;
	struct facet_alias_set *aliases;
	u64 pml4;
	struct facet_seals *seals;
	u64 clock_offset;
	u32 image[1024];
};

/**
 * facet_lrca() - Return the GGTT address of a context's image.
 * @desc: context descriptor, any value
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the address of the image's page 0 in bytes, page aligned, below 4 GiB. Source:
 * gen9/context_defs.h.
 */
static inline u32 facet_lrca(u64 desc)
{
	return desc & GEN9_CTX_DESC_LRCA_MASK;
}

/**
 * facet_ccid() - Return the context id that status registers and CSB entries show.
 * @desc: context descriptor, any value
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the upper half of the descriptor, all 32 bits. Source: gen9/context_defs.h.
 */
static inline u32 facet_ccid(u64 desc)
{
	return upper_32_bits(desc);
}

/**
 * facet_engine_move() - Move an engine's state by the table of &enum facet_engine_state.
 * @engine: the engine
 * @event: what has happened
 *
 * This function changes @engine->state alone. The caller does the action in that table.
 *
 * Context: any, also atomic; &facet_device.lock held; takes no lock; does not sleep.
 */
void facet_engine_move(struct facet_engine *engine, enum facet_engine_event event);

/**
 * facet_engine_halted() - Tell whether the error registers show an error that stopped the engine.
 * @engine: the engine
 *
 * Context: &facet_device.lock held, or the vGPU is paused; takes no lock; does not sleep.
 * Return: true: before a reset, nothing is taken or retired, and no CSB entry is written. false:
 * the engine has no error, or the work before its error goes on.
 */
static inline bool facet_engine_halted(const struct facet_engine *engine)
{
	return engine->state >= FACET_ENGINE_HALTED;
}

/**
 * facet_engine_defer() - Set the ports that the worker builds when the scheduler picks the vGPU.
 * @engine: the engine
 * @ports: BIT(port) of each; 0: none. They replace the ports set before
 *
 * While there are any, the vGPU competes for the engine. The scheduler kicks the worker when it
 * picks the vGPU, maybe before this function returns. A call with the same ports changes nothing.
 *
 * Context: &facet_device.lock held. Takes &facet_sched.lock, and in that the locks of the pGPU's
 * ops and leaf locks of the front end (kick, &facet_gpu_host_ops.arm_timer). Does not sleep.
 */
void facet_engine_defer(struct facet_engine *engine, u32 ports);

/**
 * facet_engine_pop() - Drop the oldest captured execlist.
 * @engine: an engine with a captured execlist, which the caller has copied
 *
 * The other captured execlists move up. EXECLIST_STATUS does not change.
 *
 * Context: &facet_device.lock held; takes no lock; does not sleep.
 */
void facet_engine_pop(struct facet_engine *engine);

/**
 * facet_engine_guest_write_begin() - Mark that the worker begins to write to the guest.
 * @engine: the engine that the worker writes for
 *
 * facet_execlists_wait_writes() waits for facet_engine_guest_write_end(). The caller has checked
 * the engine's epoch in the same hold of the lock.
 *
 * Context: worker, or a pause in its place; &facet_device.lock held; takes no lock; does not sleep.
 */
void facet_engine_guest_write_begin(struct facet_engine *engine);

/**
 * facet_engine_guest_write_end() - Mark that the writes are done, and wake threads that wait.
 * @vgpu: the vGPU
 * @engine: the engine of facet_engine_guest_write_begin()
 *
 * Context: worker, or a pause in its place; no lock held but mmio_lock in a pause; takes no lock;
 * does not sleep.
 */
void facet_engine_guest_write_end(struct facet_vgpu *vgpu, struct facet_engine *engine);

/**
 * facet_engine_reset_regs() - Give the registers of an engine their reset values.
 * @vgpu: the vGPU
 * @id: enum pgpu_engine
 *
 * Registers with FACET_REG_KEEP in their row keep their values. The function sets the vGPU's
 * storage alone and calls no handler. So a caller that resets STOP_RING calls facet_engine_stop()
 * itself. The registers that the pGPU loads at a switch do not change.
 *
 * Source: PRM SKL Vol. 2c.
 *
 * Context: the engine has no work; no lock held but mmio_lock; takes no lock; does not sleep.
 */
void facet_engine_reset_regs(struct facet_vgpu *vgpu, u32 id);

/**
 * facet_engine_write_switched() - Take the write of a FACET_REG_SWITCH row.
 * @dev: the device of the vGPU
 * @reg: the row; with FACET_REG_MASKED, the upper half of @value is a mask of the lower one
 * @offset: offset of the register in BAR0
 * @value: the value written
 *
 * The function stores the value. The scheduler loads it in the pGPU before the vGPU's next
 * submission to the register's engine. It does not if the pGPU has no such engine (MOCS of VCS2).
 * Nor does it if FACET_SCHED_REGS other registers have values already.
 *
 * Context: process context: trapped access or restore; mmio_lock held. Takes &facet_sched.lock.
 * Does not sleep.
 */
void facet_engine_write_switched(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
				 u32 value);

/**
 * facet_engine_stop() - Stop an engine between two commands, or let it go on.
 * @vgpu: the vGPU
 * @engine: the engine
 * @stop: true: the guest has set STOP_RING; false: STOP_RING is clear
 *
 * The scheduler preempts the running job, and starts none of the vGPU's on this engine. The
 * function does not wait for that. The worker may go on to build and queue. A call with the same
 * value changes nothing. The function does not change the register.
 *
 * Context: any; no lock held but mmio_lock. Takes &facet_device.lock, in it &facet_sched.lock, and
 * in that the locks of the pGPU's ops and leaf locks of the front end (kick,
 * &facet_gpu_host_ops.arm_timer). Does not sleep.
 */
void facet_engine_stop(struct facet_vgpu *vgpu, struct facet_engine *engine, bool stop);

/**
 * facet_engine_of() - Find the engine that owns a register.
 * @vgpu: the vGPU
 * @offset: offset of the register in BAR0 in bytes, any value
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the engine, which lives as long as the vGPU; NULL: no engine has its registers there
 * (GEN9_ENGINE_SPAN bytes from gen9_engine_base() on).
 */
struct facet_engine *facet_engine_of(struct facet_vgpu *vgpu, u32 offset);

/**
 * facet_engine_status_read() - Read a register that shows the position of an engine.
 * @dev: the device of the vGPU
 * @reg: the row; not used
 * @offset: offset of the register in BAR0; it belongs to an engine
 *
 * The function brings EXECLIST_STATUS up to date first. If the engine is halted, all other such
 * registers keep the error. Else, if a workload of the guest is queued or runs, they show its
 * position. If none does, INSTDONE shows an idle engine, and the others keep their values.
 *
 * Source: PRM SKL Vol. 2c; i915 i915_gpu_error.c (engine_record_registers), gt/intel_engine_cs.c.
 *
 * Context: trapped access; mmio_lock held. Takes &facet_device.lock, in it &facet_sched.lock, and
 * in that the locks of the pGPU's ops (&pgpu_ops.query_progress). Does not sleep.
 * Return: the value of the register at @offset.
 */
u32 facet_engine_status_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset);

/**
 * facet_engine_status_update() - Bring EXECLIST_STATUS up to date with the queues.
 * @vgpu: the vGPU
 * @engine: the engine
 *
 * The lower half shows if a context runs and on which port, and if other execlists wait. The upper
 * half shows the id of the running context; 0: none. Source: i915 gvt/execlist.h.
 *
 * Context: &facet_device.lock held; takes no lock; does not sleep.
 */
void facet_engine_status_update(struct facet_vgpu *vgpu, struct facet_engine *engine);

/**
 * facet_engine_status_end() - Show the end of a workload in the registers of the ring.
 * @vgpu: the vGPU
 * @engine: the engine
 * @workload: the workload that has ended; it has a context
 *
 * RING_HEAD, RING_TAIL and ACTHD show the workload's tail. CTX_TIMESTAMP shows the timestamp that
 * the engine saved. RING_START, RING_CTL, CCID and PDP0 show the workload's ring, context and page
 * tables.
 *
 * Source: PRM SKL Vol. 2c.
 *
 * Context: worker, or a pause in its place; &facet_device.lock held; takes no lock; does not sleep.
 */
void facet_engine_status_end(struct facet_vgpu *vgpu, struct facet_engine *engine,
			     const struct facet_workload *workload);

/**
 * facet_engine_status_fault() - Show an error that stops the engine in its error registers.
 * @vgpu: the vGPU
 * @engine: the engine
 * @workload: the workload that met the error; NULL: it could not be built, or a report could not be
 *	written. Then ESR, EIR and INSTDONE alone change
 *
 * ESR gets the error; EIR gets it, too, unless EMR masks it. The registers of ring and command show
 * where @workload stopped. After a page fault, RING_FAULT and FAULT_TLB_DATA, which all engines
 * have in common, show the address. The caller moves @engine->state, and raises the interrupt.
 *
 * Source: PRM SKL Vol. 2c; i915 i915_gpu_error.c (engine_record_registers), gt/intel_gt.c
 * (gen8_check_faults).
 *
 * Context: worker, or a pause in its place; &facet_device.lock held; takes no lock; does not sleep.
 */
void facet_engine_status_fault(struct facet_vgpu *vgpu, struct facet_engine *engine,
			       const struct facet_workload *workload);

/**
 * facet_retire_event() - Take an event of a workload's job: &facet_sched_job.event.
 * @job: the job of a workload
 * @event: the event
 * @ended: the scheduler is done with the job. The worker may free the workload as soon as this
 *	function drops &facet_device.lock.
 *
 * A user interrupt goes to the guest at once, unless a reset has dropped the workload. A start and
 * a fault are recorded in the workload. At the end the function marks the workload as ended,
 * updates facet_progress_oldest() and kicks the worker. An end that is not PGPU_EV_COMPLETE is a
 * fault. The end of a workload with a fault is a FACET_ENGINE_WORK_FAILED, unless a reset has
 * dropped it. The worker reports all else.
 *
 * Context: atomic: the engine's event or the scheduler's timer; no lock held. Takes
 * &facet_device.lock, in it &facet_sched.lock, and in that the locks of the pGPU's ops. In
 * &facet_device.lock, ops take leaf locks of the front end (set_irq, kick). Does not sleep.
 */
void facet_retire_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended);

/**
 * facet_retire_report() - Write the engine's CSB entry to the guest, and raise the interrupt.
 * @vgpu: the vGPU
 * @engine: the engine
 *
 * Without an entry the function does nothing. If guest memory is unavailable for the moment, the
 * entry stays. The function arms the timer that kicks the worker for another try. If that lasts for
 * FACET_RETRY_MAX_NS, or if the write fails for good, the engine halts. Its error registers then
 * show the error, and the error interrupt is raised unless EMR masks the error. The entry stays
 * until the reset.
 *
 * Context: worker, or a pause in its place; no lock held but mmio_lock in a pause. Takes
 * &facet_device.lock, in it &facet_sched.lock, and in that the locks of the pGPU's ops. In both,
 * ops take the locks of set_irq, arm_timer and kick. May sleep, with none of these, for guest
 * memory in &facet_host_ops.write.
 * Return: true: no entry waits, or this one was written. false: the entry waits for another try,
 * the engine is halted with an entry, or the write has failed.
 */
bool facet_retire_report(struct facet_vgpu *vgpu, struct facet_engine *engine);

/**
 * facet_retire_next() - Retire the engine's first workload, if it has ended.
 * @vgpu: the vGPU
 * @engine: the engine
 *
 * The function first writes a CSB entry that waits: facet_retire_report(). Before it retires, it
 * ends all detiled pages: the stores of the workload are visible then. If the workload is the last
 * one of its context, the function saves the context to the guest's image. On RCS it sets
 * OACTXCONTROL. It makes the next context the running one, and reports the end by a CSB entry. A
 * superseded workload gets no entry. One that a reset dropped gets no save either. Then the
 * function frees the workload.
 *
 * If guest memory is unavailable for the moment, the workload stays on the live list. The function
 * arms the timer for another try. If the first workload met an error, the engine halts: the error
 * registers show that error, and the error interrupt is raised unless EMR masks it. The same
 * happens if a workload could not be built and none is live, or if a write fails for good.
 *
 * Context: worker, or a pause in its place; no lock held but mmio_lock in a pause. Takes
 * &facet_device.lock, and &facet_sched.lock in it or alone. Takes &facet_detiled.lock, and in it
 * &facet_device.lock. Takes shadow_lock and the locks of the pGPU's ops. In &facet_detiled.lock it
 * also takes the locks of the ops zap_aperture, snoop_writes and notify_stores. In
 * &facet_sched.lock they take the locks of the pGPU's ops; in both spinlocks, the locks of set_irq,
 * arm_timer and kick. May sleep for the mutexes, to free memory, and with mmio_lock at most for
 * guest memory in &facet_host_ops.write.
 * Return: true: one was retired and freed. false: none has ended, a try is not due, guest memory is
 * unavailable, or the engine has halted.
 */
bool facet_retire_next(struct facet_vgpu *vgpu, struct facet_engine *engine);

#endif
