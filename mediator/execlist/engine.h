/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a vGPU's execlist emulation keeps: shared by the files that do it
 * (execlist, csb, reset, workload, context, engine_regs), by no other.
 */
#ifndef FACET_ENGINE_H
#define FACET_ENGINE_H

#include "port.h"
#include "gen9/context_defs.h"
#include "mediator/audit/audit.h"
#include "mediator/execlist/csb.h"
#include "mediator/retry.h"
#include "mediator/sched.h"
#include "device/timer.h"
#include "pgpu/pgpu.h"

struct facet_device;
struct facet_reg;
struct facet_replay;
struct facet_vgpu;
struct facet_workload;

#define FACET_ELSP_WRITES	4u
#define FACET_ELSP_QUEUE	4u	/* execlists captured and not taken up */
#define FACET_PIECES_AHEAD	2u	/* workloads of what runs: it is not extended then */
#define FACET_LIVE_MAX		16u	/* workloads of an engine: what runs is not extended then */
#define FACET_CONTEXTS_MAX	64u	/* cached per engine */
#define FACET_FREE_BUILDS	4u	/* workloads that may be built and dropped unstarted */

/**
 * struct facet_execlist - What one ELSP submission names.
 * @desc: context descriptors of port 0 and 1; 0: none
 */
struct facet_execlist {
	u64 desc[2];
};

/**
 * enum facet_engine_state - How far an engine is on the way from an error to a reset.
 * @FACET_ENGINE_READY: The engine takes up what the guest submits.
 * @FACET_ENGINE_FAILED: A live workload has failed. The work before it goes on to its end.
 * @FACET_ENGINE_UNBUILT: The host could not build a workload. All live work goes on to its end.
 * @FACET_ENGINE_HALTED: The guest has been told of the error, and of nothing behind it.
 * @FACET_ENGINE_HALTED_UNBUILT: As @FACET_ENGINE_HALTED, and a workload could not be built. Only a
 *	saved state tells the two apart.
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
 *   action of        nothing new is   nothing new is   error registers  all work is
 *   the caller       taken up         taken up         and interrupt    dropped
 *
 * ERROR_SHOWN has three causes. The failed workload has become the first live one. Or the state is
 * UNBUILT, and no workload is live any more. Or a write to the guest has failed for good.
 *
 * What the guest knows to run is no part of the state, since work before an error goes on to its
 * end. The worker keeps it in @active, @port and @next of &struct facet_engine. Below, "first" and
 * "second" are the contexts of port 0 and port 1 of the active execlist::
 *
 *   runs              event                                     runs then   CSB entry
 *   none              the worker takes @next, or else the       first       IDLE_ACTIVE
 *                     oldest captured execlist
 *   first or second   the worker takes an execlist whose        first       LITE_RESTORE and
 *                     port 0 names the running context                      PREEMPTED
 *   first or second   port 0 of the oldest captured execlist    the same    none
 *                     names another context: becomes @next
 *   first             the context ends; port 1 is used, and     second      COMPLETE and
 *                     no execlist is in @next                               ELEMENT_SWITCH
 *   first or second   the context ends, in all other cases      none        COMPLETE and
 *                                                                           ACTIVE_IDLE
 *   any               RESET; @next is empty then, too           none        none
 *
 * The worker takes an execlist in READY alone. @next is empty then. If guest memory that port 0
 * names is away, the execlist goes to @next, and nothing else has happened. Else the guest is told,
 * even if the workload of port 0 has failed. An end is told in READY, FAILED and UNBUILT. In the
 * two HALTED states the guest reads in EXECLIST_STATUS what ran before.
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
 * enum facet_engine_event - What moves an engine's state.
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
 * struct facet_engine - One engine as the guest sees it.
 * @vgpu: whose
 * @id: enum pgpu_engine
 * @base: of its registers
 * @entity: the vGPU on this engine, for the scheduler
 * @elsp: writes so far (mmio_lock)
 * @elsp_count: how many
 *
 * Under vgpu->dev.lock:
 * @epoch: moves with each reset: older work and its reports do not count
 * @state: see &enum facet_engine_state
 * @queue: captured execlists
 * @queued: how many
 * @active: the contexts that the guest knows to run, the running one first; 0: none
 * @port: port of the execlist that the running context came from: 0 or 1. In 1, no other context
 *	follows: @active[1] is 0. 0 where no context runs
 * @next: an execlist that waits for @active[0] to end; or, if it extends that one, for guest memory
 * @next_waits: @next holds an execlist. A flag and no part of @state: the guest fills @next by
 *	writing ELSP, also before an error
 * @deferred: ports of @active whose workload is not built yet: BIT(port). 0 in the HALTED states
 * @csb: the entry that the guest is to be told next; before that nothing else is retired or
 *	taken up
 * @report_retry: the wait for memory that the guest is to be told something in: its image, its status page
 * @build_retry: the wait for memory that a submission names
 * @live: workloads, in the order in which they run
 * @live_count: how many
 * @stopped: STOP_RING: nothing runs. A flag and no part of @state: the guest sets and clears it at
 *	any time, and work goes on where it was
 * @guest_writing: the worker is writing to the guest on behalf of @epoch; read with acquire
 *
 * The worker's own:
 * @contexts: shadow contexts, most recently used last
 * @context_count: how many
 * @free_builds: how many workloads may still be built before they can run: less by one with each that
 *	is dropped before it has started, more by one with each that ends
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
 * @reset_pending: engines whose reset register writes have asked for (vgpu->dev.lock)
 * @stops: how many want all work off the engines (vgpu->dev.lock)
 * @blocked: it is (vgpu->dev.lock); the worker lets it on again
 * @working: the worker is inside; read with acquire
 * @resetting: engine resets under way; read with acquire
 * @resync_retry: the wait for memory that work which was put aside names (vgpu->dev.lock)
 * @retry_timer: kicks the worker for the waits of the vGPU and of its engines
 * @replay: NULL, or what a restore builds from in place of guest memory (worker)
 * @changed: woken when @emitting or @working falls
 * @builds: workloads built so far (worker)
 * @audited: dwords of commands that were copied for them (worker)
 * @audit: the worker's: the walk of one workload
 * @image: the worker's: a page of a context
 */
struct facet_execlists {
	struct facet_engine engines[PGPU_ENGINES];
	u32 reset_pending;
	u32 stops;
	bool blocked;
	u32 working;
	u32 resetting;
	struct facet_retry resync_retry;
	struct facet_timer retry_timer;
	struct facet_replay *replay;
	wait_queue_head_t changed;
	u64 builds;
	u64 audited;
	struct facet_audit audit;
	u32 image[1024];
};

/* Of a context descriptor: where the image is, and the id in status registers and buffer. */
static inline u32 facet_lrca(u64 desc)
{
	return desc & GEN9_CTX_DESC_LRCA_MASK;
}

static inline u32 facet_ccid(u64 desc)
{
	return upper_32_bits(desc);
}

/**
 * facet_engine_move() - Move an engine's state by the table of &enum facet_engine_state.
 * @engine: the engine
 * @event: what has happened
 *
 * The caller does what the event asks for: this function changes @engine->state alone.
 *
 * Context: vgpu->dev.lock held.
 */
void facet_engine_move(struct facet_engine *engine, enum facet_engine_event event);

/**
 * facet_engine_halted() - Tell whether the guest has been told of an error.
 * @engine: the engine
 *
 * Context: vgpu->dev.lock held.
 * Return: true: nothing is retired and no CSB entry is written before a reset.
 */
static inline bool facet_engine_halted(const struct facet_engine *engine)
{
	return engine->state >= FACET_ENGINE_HALTED;
}

/**
 * facet_engine_defer() - Set which ports are to be built when the scheduler picks the vGPU.
 * @engine: the engine
 * @ports: BIT(port) of each
 *
 * Context: vgpu->dev.lock held; takes the scheduler's lock.
 */
void facet_engine_defer(struct facet_engine *engine, u32 ports);

/** facet_engine_pop() - Drop the oldest captured execlist. vgpu->dev.lock held. */
void facet_engine_pop(struct facet_engine *engine);

/**
 * facet_engine_guest_write_begin() - The worker is about to write to the guest for this engine.
 * facet_execlists_wait_writes() waits for facet_engine_guest_write_end(). vgpu->dev.lock held.
 */
void facet_engine_guest_write_begin(struct facet_engine *engine);
void facet_engine_guest_write_end(struct facet_vgpu *vgpu, struct facet_engine *engine);

/** facet_engine_reset_regs() - All but FACET_REG_KEEP rows as after a reset. No lock held. */
void facet_engine_reset_regs(struct facet_vgpu *vgpu, u32 id);

/** facet_engine_write_switched() - Handler of FACET_REG_SWITCH rows: the value goes where the vGPU does. */
void facet_engine_write_switched(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			u32 value);

/** facet_engine_stop() - STOP_RING is set or cleared. No lock held but mmio_lock. */
void facet_engine_stop(struct facet_vgpu *vgpu, struct facet_engine *engine, bool stop);

/** facet_engine_of() - The engine whose registers an offset is among, NULL: none. */
struct facet_engine *facet_engine_of(struct facet_vgpu *vgpu, u32 offset);

/** facet_engine_status_read() - Handler of registers that tell where the engine stands. */
u32 facet_engine_status_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset);

/** facet_engine_status_update() - EXECLIST_STATUS follows the queues. vgpu->dev.lock held. */
void facet_engine_status_update(struct facet_vgpu *vgpu, struct facet_engine *engine);

/** facet_engine_status_end() - The ring's registers when a workload has ended. vgpu->dev.lock held. */
void facet_engine_status_end(struct facet_vgpu *vgpu, struct facet_engine *engine,
			   const struct facet_workload *workload);

/**
 * facet_engine_status_fault() - Error registers of what stopped the engine. vgpu->dev.lock held.
 * @workload: that met the error, NULL: it could not even be built
 */
void facet_engine_status_fault(struct facet_vgpu *vgpu, struct facet_engine *engine,
			     const struct facet_workload *workload);

/** facet_retire_event() - The engine reports: see &facet_sched_job.event. Atomic context. */
void facet_retire_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended);

/**
 * facet_retire_report() - Write the engine's CSB entry to the guest, if there is one, and raise the
 * context-switch interrupt.
 * @vgpu: the vGPU
 * @engine: the engine
 *
 * Where guest memory is away, the entry stays, and the worker tries again later; where it is gone,
 * the engine stops with an error.
 *
 * Context: worker, or in its place; no lock held; may sleep.
 * Return: whether the guest has been told all.
 */
bool facet_retire_report(struct facet_vgpu *vgpu, struct facet_engine *engine);

/**
 * facet_retire_next() - Tell the guest of the first workload, if it has ended.
 * @vgpu: the vGPU
 * @engine: the engine
 *
 * The workload stays on the live list until its context is saved to guest memory.
 *
 * Context: worker, or in its place; no lock held; may sleep.
 * Return: whether one was retired.
 */
bool facet_retire_next(struct facet_vgpu *vgpu, struct facet_engine *engine);

#endif
