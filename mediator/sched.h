/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scheduler of a pGPU: it decides which vGPU runs next on each engine. It knows entities (one
 * vGPU on one engine), jobs, time and the pGPU's ops. It does not know what a job consists of.
 *
 * At most one job of an entity is in the pGPU at a time. So after a preemption no later job of the
 * same vGPU overtakes the preempted one. The other places in the pGPU's queue go to jobs of other
 * vGPUs.
 *
 * Several functions call ops under &facet_sched.lock: those of the pGPU on an engine,
 * &facet_gpu_host_ops.arm_timer, and &facet_sched_entity.build, which kicks the vGPU's worker.
 * "Locks of ops" in docs/dev/locking.md has the locks that ops take.
 *
 * "Under a lock and outer locks at most" allows what docs/dev/locking.md has outside that lock.
 */
#ifndef FACET_SCHED_H
#define FACET_SCHED_H

#include "port.h"
#include "mediator/sched_stats.h"
#include "pgpu/pgpu.h"

struct facet_gpu_host_ops;
struct facet_sched;
struct facet_sched_entity;

/* Most registers per engine that are loaded when another vGPU gets the engine. */
#define FACET_SCHED_REGS	112u

/* Shortest and longest slice that the scheduler chooses if none is set, nanoseconds. */
#define FACET_SCHED_SLICE_MIN_NS	35000ull
#define FACET_SCHED_SLICE_MAX_NS	4000000ull

/* &facet_sched_params.limit: the whole of an engine. */
#define FACET_SCHED_WHOLE	1000000u

/* &facet_sched_params.weight: a usual one. */
#define FACET_SCHED_WEIGHT_UNIT	100u

/**
 * enum facet_sched_priority - Priorities. All entities of one priority together get eight times the
 * engine time of those of the next lower priority.
 * @FACET_SCHED_PRIORITY_HIGH: above the default
 * @FACET_SCHED_PRIORITY_NORMAL: the default
 * @FACET_SCHED_PRIORITY_LOW: below the default
 * @FACET_SCHED_PRIORITIES: number of priorities
 */
enum facet_sched_priority {
	FACET_SCHED_PRIORITY_HIGH,
	FACET_SCHED_PRIORITY_NORMAL,
	FACET_SCHED_PRIORITY_LOW,
	FACET_SCHED_PRIORITIES,
};

/**
 * struct facet_sched_params - Scheduling parameters of an entity.
 * @weight: 1 to 100000; FACET_SCHED_WEIGHT_UNIT is a usual one
 * @limit: most engine time, in parts of FACET_SCHED_WHOLE; 0 or FACET_SCHED_WHOLE: no limit
 * @slice_ns: nanoseconds after which another entity may have the engine; 0: the scheduler chooses
 * @priority: enum facet_sched_priority
 */
struct facet_sched_params {
	u32 weight;
	u32 limit;
	u64 slice_ns;
	enum facet_sched_priority priority;
};

/*
 * The scheduler polls a job that was asked to give way every FACET_SCHED_POLL_NS. It cancels the
 * job after FACET_SCHED_PATIENCE polls. It counts polls, not time: the machine may have slept.
 *
 * A guest can leave arbitration points out of its commands. So on a pGPU whose jobs give way at
 * these points alone, the scheduler cancels after FACET_SCHED_PATIENCE_POINT polls while another
 * vGPU competes for the engine: a neighbour waits 101 ms at most.
 */
#define FACET_SCHED_PATIENCE		20u
#define FACET_SCHED_PATIENCE_POINT	1u
#define FACET_SCHED_POLL_NS	100000000ull

/**
 * struct facet_sched_job - One submission, embedded in its owner's workload. The owner fills the
 * first three fields. The others belong to the scheduler.
 * @submission: the work to run. The scheduler fills @cookie and @engine, and after a preemption
 *	@head and @flags
 * @event: called for each event of the job, in order. Atomic context, no lock held. @ended: the
 *	scheduler no longer uses the job, and its owner may free it. A CANCELLED without
 *	facet_sched_remove() means that the job hung. The scheduler drops a report out of turn. An
 *	end out of turn comes as LOST
 * @last_progress: last known position of the job. For a job with PGPU_SUBMIT_RESUME the owner fills
 *	all fields but the head before facet_sched_queue()
 * @list: on its entity's list of jobs, or on the list of refused jobs
 * @entity: the entity that the job was queued for
 * @since_ns: time of the submission, the start, the last request to give way or the last poll
 * @submit_ns: time of the submission to the pGPU
 * @started_ns: time at which the pGPU reported the start
 * @preempt_asked_ns: time of the first request to give way in this run
 * @ran_ns: time of all runs that have ended, nanoseconds
 * @polls: polls since the request to give way; see FACET_SCHED_PATIENCE
 * @queued: the job is on its entity's list
 * @in_gpu: the pGPU has the job
 * @started: the pGPU has reported the start of this run
 * @faulted: the pGPU has reported a fault in this run
 * @want_preempt: the scheduler wants the job to give way
 * @want_cancel: the scheduler has cancelled the job
 * @refused: the pGPU refused the last preempt or cancel; valid while @in_gpu
 * @removed: facet_sched_remove() was called
 * @kept: the pGPU keeps a part of the job's current command (&pgpu_event.kept)
 */
struct facet_sched_job {
	struct pgpu_submission submission;
	void (*event)(struct facet_sched_job *job, const struct pgpu_event *event, bool ended);
	struct pgpu_progress last_progress;

	struct list_head list;
	struct facet_sched_entity *entity;
	u64 since_ns;
	u64 submit_ns;
	u64 started_ns;
	u64 preempt_asked_ns;
	u64 ran_ns;
	u32 polls;
	bool queued;
	bool in_gpu;
	bool started;
	bool faulted;
	bool want_preempt;
	bool want_cancel;
	bool refused;	/* the pGPU refused the last preempt or cancel; valid while in_gpu */
	bool removed;
	bool kept;
};

/**
 * struct facet_sched_entity - One vGPU on one engine. All fields belong to the scheduler. Those
 * that a decision reads come first. Times are of the scheduler's clock, in nanoseconds.
 * @sched: the scheduler
 * @child: first child in the heap (sched_ready.c)
 * @sibling: next sibling in the heap
 * @link: pointer that points to this entity in the heap; NULL: it is in none
 * @key: sort key in the heap: virtual time, or the time at which a throttled entity goes on
 * @entry: order of entry, between entities with equal keys
 * @jobs: jobs that wait, the next one first
 * @in_gpu: job that the pGPU has; NULL: none
 * @build: called when the entity is picked without a job, or its turn has come; NULL: no deferred
 *	work
 * @engine: enum pgpu_engine
 * @blocked: calls of facet_sched_block() without facet_sched_unblock()
 * @settled: called when the entity does not settle any more
 * @settles: the first job runs, though the entity is blocked, until the pGPU keeps nothing of it
 * @build_requested: @build was called
 * @needs_no_engine: the deferred work needs a processor alone (facet_sched_ask_turn())
 * @halted: a job ended in a fault, a hang or a loss, and facet_sched_restart() did not follow yet
 * @throttled: the limit is used up
 * @competing: the entity waits for the engine or runs on it
 * @woke_from_idle: the entity was idle for long before its present work, and has not run since
 * @params: scheduling parameters
 * @vruntime: virtual time
 * @credit: virtual time by which the entity started earlier than without credit
 * @credit_floor: minimum virtual time of the run queue when @credit was brought up to date
 * @run_ns: mean length of a run
 * @job_ns: mean length of a job; 0: none has completed yet
 * @preempt_latency_ns: mean time from a request to give way until the job leaves
 * @budget_ns: time left of the limit at @budget_at; negative: overdrawn
 * @budget_at: time at which @budget_ns was brought up to date
 * @state: enum facet_sched_state
 * @since_ns: time at which @state began
 * @waits_since_ns: time at which the last wait began
 * @ran_ns: engine time of runs in the present RUNNING state, not yet in @stats
 * @stats: memory of the statistics
 * @own_stats: memory for @stats if the caller provides none
 * @regs: pairs of offset and value of switched registers
 * @reg_count: pairs in @regs
 * @list: on the scheduler's list of entities
 */
struct facet_sched_entity {
	struct facet_sched *sched;
	struct facet_sched_entity *child;
	struct facet_sched_entity *sibling;
	struct facet_sched_entity **link;
	u64 key;
	u64 entry;
	struct list_head jobs;
	struct facet_sched_job *in_gpu;
	void (*build)(struct facet_sched_entity *entity);
	void (*settled)(struct facet_sched_entity *entity);
	u32 engine;
	u32 blocked;
	bool settles;
	bool build_requested;
	bool needs_no_engine;
	bool halted;
	bool throttled;
	bool competing;
	bool woke_from_idle;
	struct facet_sched_params params;
	u64 vruntime;
	u64 credit;
	u64 credit_floor;
	u64 run_ns;
	u64 job_ns;
	u64 preempt_latency_ns;
	s64 budget_ns;
	u64 budget_at;
	u32 state;
	u64 since_ns;
	u64 waits_since_ns;
	u64 ran_ns;
	struct facet_sched_stats *stats;
	struct facet_sched_stats own_stats;
	u32 regs[2 * FACET_SCHED_REGS];
	u32 reg_count;
	struct list_head list;
};

/**
 * facet_sched_create() - Create the scheduler of a pGPU.
 * @pgpu: the pGPU; outlives the scheduler. The scheduler uses at most 4 of &pgpu_caps.depth
 * @ops: clock, timer and trace of the front end; outlives the scheduler
 * @host: first argument of each op of @ops
 * @out: the new scheduler, for facet_sched_destroy(); written on success only
 *
 * The scheduler has no entities, and its statistics are in its own memory. This function calls no
 * op of @pgpu or @ops.
 *
 * Context: process context, no spinlock held; takes no lock; may sleep for memory.
 * Return: 0; -ENOMEM: no memory for the scheduler.
 */
int facet_sched_create(struct pgpu *pgpu, const struct facet_gpu_host_ops *ops, void *host,
		       struct facet_sched **out);

/**
 * facet_sched_destroy() - Disarm the scheduler's timer and free the scheduler.
 * @sched: a scheduler without entities; NULL: nothing to do
 *
 * &facet_gpu_host_ops.arm_timer does not wait for a facet_sched_timer() that runs. So the caller
 * has stopped the front end's timer before.
 *
 * Context: process context, no spinlock held; may sleep (port_free()). Nobody else uses the
 * scheduler, and the pGPU sends no event any more. Takes the locks of the op arm_timer.
 */
void facet_sched_destroy(struct facet_sched *sched);

/**
 * facet_sched_set_engine_stats() - Set the memory that holds an engine's statistics.
 * @sched: the scheduler
 * @engine: enum pgpu_engine, not checked
 * @stats: memory of the caller, valid until the next call for this engine or facet_sched_destroy();
 *	NULL: the scheduler's own
 *
 * The scheduler counts on from the values in @stats. It copies nothing there. Its next decision
 * writes the state and the number of competing entities there if one of them differs.
 *
 * Context: any, under &facet_device.lock, &facet_parent.lock and outer locks at most; does not
 * sleep. Takes &facet_sched.lock.
 */
void facet_sched_set_engine_stats(struct facet_sched *sched, u32 engine,
				  struct facet_sched_stats *stats);

/**
 * facet_sched_add() - Add an entity without a limit and with normal priority.
 * @sched: the scheduler
 * @entity: memory of the caller, valid until facet_sched_del(); this function clears it
 * @engine: enum pgpu_engine, not checked
 * @weight: 1 to 100000, not checked, see &facet_sched_params.weight
 *
 * The entity has no work. The scheduler chooses its slice. Its statistics are in its own memory and
 * begin at 0. Its virtual time is FACET_SCHED_SLICE_MAX_NS of engine time before the minimum of its
 * priority, and at least 0.
 *
 * Context: any, under &facet_device.lock, &facet_parent.lock and outer locks at most; does not
 * sleep. Takes &facet_sched.lock.
 */
void facet_sched_add(struct facet_sched *sched, struct facet_sched_entity *entity, u32 engine,
		     u32 weight);

/**
 * facet_sched_set_params() - Change the scheduling parameters of an entity.
 * @entity: the entity
 * @params: the new parameters, copied; valid ones: they are not checked
 *
 * The parameters count at once: the running job may have to give way now. The entity's lag and
 * credit keep their worth in engine time. The lag is at most FACET_SCHED_SLICE_MAX_NS. A changed
 * limit fills the entity's budget and ends its throttling.
 *
 * Context: any, under &facet_device.lock, &facet_parent.lock and outer locks at most; does not
 * sleep. Takes &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 */
void facet_sched_set_params(struct facet_sched_entity *entity,
			    const struct facet_sched_params *params);

/**
 * facet_sched_set_entity_stats() - Set the memory that holds an entity's statistics.
 * @entity: the entity
 * @stats: memory of the caller, valid until the next call or facet_sched_del(); NULL: the entity's
 *	own
 *
 * The scheduler counts on from the values in @stats. It copies nothing there. The whole time in the
 * present state goes there, and the state begins anew.
 *
 * Context: any, under &facet_device.lock, &facet_parent.lock and outer locks at most; does not
 * sleep. Takes &facet_sched.lock.
 */
void facet_sched_set_entity_stats(struct facet_sched_entity *entity,
				  struct facet_sched_stats *stats);

/**
 * facet_sched_del() - Remove an entity from the scheduler.
 * @entity: an entity without jobs, queued, refused or in the pGPU, and without deferred work. Its
 *	memory is the caller's again
 *
 * The statistics end in state FACET_SCHED_IDLE. The scheduler does not use their memory any more.
 *
 * Context: any, under &facet_device.lock, &facet_parent.lock and outer locks at most; does not
 * sleep. Takes &facet_sched.lock.
 */
void facet_sched_del(struct facet_sched_entity *entity);

/**
 * facet_sched_queue() - Queue a job at the end, or right behind another job.
 * @entity: the entity
 * @job: a job whose owner has filled @submission and @event, and @last_progress for a resume. The
 *	scheduler uses @job until its last event, or until a facet_sched_withdraw() or
 *	facet_sched_remove() that returns true
 * @after: a job that was queued to @entity and is not freed yet; NULL: queue at the end
 *
 * The job may start, and may even end, before this function returns. While the entity is blocked or
 * halted, the job waits. If the pGPU refuses the job for good, the entity is halted, and
 * facet_sched_timer() reports LOST to the owner.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 * &facet_sched_job.event is not called from here.
 * Return: true: queued; false: @after has ended or was refused, and @job is still the caller's. The
 * scheduler's fields of @job are overwritten in both cases.
 */
bool facet_sched_queue(struct facet_sched_entity *entity, struct facet_sched_job *job,
		       struct facet_sched_job *after);

/**
 * facet_sched_set_deferred() - Let an entity compete for work that is not built yet.
 * @entity: the entity
 * @want: called once when the entity is picked while it has no job. Atomic context, under
 *	&facet_sched.lock: it may wake a thread, and no more. NULL: there is no deferred work
 *
 * After @want was called, the engine goes to other entities until the work is queued. Each call
 * begins anew. So the scheduler may call @want again, also before this function returns. Queued
 * jobs stay.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 */
void facet_sched_set_deferred(struct facet_sched_entity *entity,
			      void (*want)(struct facet_sched_entity *entity));

/**
 * facet_sched_build_requested() - Tell whether the scheduler has picked an entity's deferred work.
 * @entity: the entity
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: the scheduler has called @want since the last facet_sched_set_deferred(), or calls
 * it now; false: it has not.
 */
bool facet_sched_build_requested(const struct facet_sched_entity *entity);

/**
 * facet_sched_charge() - Charge an entity for host time that its guest has wasted.
 * @entity: the entity
 * @ns: nanoseconds; they count as engine time in the entity's virtual time
 *
 * The entity's budget, its statistics and the virtual time of its priority stay. The entity's
 * running job may have to give way now.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 */
void facet_sched_charge(struct facet_sched_entity *entity, u64 ns);

/**
 * facet_sched_ask_turn() - Let an entity wait for a turn of work that needs a processor, no engine.
 * @entity: an entity that never has jobs
 * @comes: called once when the turn has come. Atomic context, under &facet_sched.lock: it may wake
 *	a thread, and no more. NULL: there is no work
 *
 * The entity does not compete for the engine, and preempts nobody. Its turn comes as soon as it has
 * had no more time for its weight than the vGPU of its priority whose job runs. While the engine
 * has no such job, the turn comes at once. The entity's limit counts, too. The scheduler may call
 * @comes before this function returns. Each call begins anew. The caller says by
 * facet_sched_worked() how long the work took. From the first call on, facet_sched_queue() refuses
 * jobs of this entity.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 */
void facet_sched_ask_turn(struct facet_sched_entity *entity,
			  void (*comes)(struct facet_sched_entity *entity));

/**
 * facet_sched_worked() - Charge an entity for work that a processor has done in its turn.
 * @entity: the entity
 * @ns: nanoseconds that the work took
 *
 * The time counts as engine time of the entity: for its virtual time, its budget, and its
 * statistics. The engine may have run jobs of others meanwhile. So the virtual time of the priority
 * and the engine's own statistics stay. A caller asks for a turn by facet_sched_ask_turn(), and
 * works when that calls back.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 */
void facet_sched_worked(struct facet_sched_entity *entity, u64 ns);

/**
 * facet_sched_withdraw() - Take a job back that has not begun.
 * @job: a job that was given to facet_sched_queue() and is not freed yet
 *
 * A preempted job has begun, so it stays. A job that the pGPU has stays, too, even if it has not
 * started.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock.
 * Return: true: the job waited; it is the caller's again, and no event follows; false: the pGPU
 * has it or has had it, or has refused it, or it has ended, and nothing has changed.
 */
bool facet_sched_withdraw(struct facet_sched_job *job);

/**
 * facet_sched_remove() - Take a job back, or cancel it if the pGPU has it.
 * @job: a job that was queued and is not freed yet. After the result true: not again before it is
 *	queued again
 *
 * From now on an end of the job with an error does not halt the entity. An entity that the refusal
 * of the job has halted stays so until facet_sched_restart(). If the pGPU refuses the cancel, the
 * scheduler repeats it every FACET_SCHED_POLL_NS. This function does not wait for the end. A call
 * for a job that is being cancelled asks the pGPU once more.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 * Return: true: the job waited, also after a preemption, or the pGPU had refused it: it is the
 * caller's again, and no event follows; false: its last event, with @ended set, follows, is under
 * way or was called before.
 */
bool facet_sched_remove(struct facet_sched_job *job);

/**
 * facet_sched_block() - Ask the running job to give way, and start no other job of the entity.
 * @entity: the entity
 *
 * Calls count: jobs start again after as many calls of facet_sched_unblock(). This function does
 * not wait: &pgpu_ops.idle does. Queued jobs stay queued, but for facet_sched_settle(). A job that
 * the pGPU has not started yet is asked when it starts. The scheduler cancels a job that does not
 * give way, and counts a hang: see FACET_SCHED_PATIENCE.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 */
void facet_sched_block(struct facet_sched_entity *entity);

/**
 * facet_sched_unblock() - Undo one call of facet_sched_block().
 * @entity: an entity with more calls of facet_sched_block() than of this function: not checked
 *
 * The last call lets jobs start at once unless the entity is halted. A job that was asked to give
 * way still gives way.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 */
void facet_sched_unblock(struct facet_sched_entity *entity);

/**
 * facet_sched_settle() - Let a blocked entity end what the pGPU keeps of its first job.
 * @entity: a blocked entity. No job of it is in the pGPU
 * @settled: called once when the entity does not settle any more. Atomic context, under
 *	&facet_sched.lock: it may wake a thread, and no more
 *
 * The pGPU may keep a part of the command in which a job was preempted (&pgpu_event.kept). No other
 * pGPU can continue such a job. The job runs in its turn, with PGPU_SUBMIT_SETTLE, until nothing is
 * kept, or until it ends.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 * Return: true: the entity settles, and @settled will be called; false: nothing is kept.
 */
bool facet_sched_settle(struct facet_sched_entity *entity,
			void (*settled)(struct facet_sched_entity *entity));

/**
 * facet_sched_settles() - Tell whether an entity settles.
 * @entity: the entity
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: &settled of facet_sched_settle() was not called so far.
 */
bool facet_sched_settles(const struct facet_sched_entity *entity);

/**
 * facet_sched_settle_end() - End a facet_sched_settle() before nothing is kept.
 * @entity: a blocked entity, which may settle
 *
 * Calls @settled if the entity still settles. A job that the pGPU has is asked to give way, and
 * &pgpu_ops.idle waits for it.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 */
void facet_sched_settle_end(struct facet_sched_entity *entity);

/**
 * facet_sched_keeps() - Tell whether the pGPU keeps a part of a preempted job.
 * @entity: an entity. No job of it is in the pGPU
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock.
 * Return: true: it keeps a part of the first job; false: the positions of all jobs say all.
 */
bool facet_sched_keeps(struct facet_sched_entity *entity);

/**
 * facet_sched_restart() - Let an entity's jobs start again after a fault, a hang or a loss.
 * @entity: the entity
 *
 * After such an end, or a job that the pGPU has refused, the scheduler starts no job of the entity.
 * Each reset of the guest's engine calls this function. Each call counts as a reset in the
 * statistics and is traced, also if the entity was not halted.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of ops of the pGPU and the front end.
 */
void facet_sched_restart(struct facet_sched_entity *entity);

/**
 * facet_sched_clear_regs() - Forget the values of all switched registers of an entity.
 * @entity: the entity
 *
 * They are zero from its next submission on (&pgpu_ops.switch_regs). A job that the pGPU has keeps
 * its values.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock.
 */
void facet_sched_clear_regs(struct facet_sched_entity *entity);

/**
 * facet_sched_set_reg() - Set the value of a switched register from the entity's next submission
 * on.
 * @entity: the entity
 * @offset: offset in BAR0 in bytes, not checked
 * @value: its value; replaces an earlier one. Registers without a value are zero
 *
 * A job that the pGPU has keeps its values.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock.
 * Return: true: recorded; false: FACET_SCHED_REGS other registers have values already, and nothing
 * has changed.
 */
bool facet_sched_set_reg(struct facet_sched_entity *entity, u32 offset, u32 value);

/**
 * facet_sched_query_progress() - Query the position of a job.
 * @job: a job that was queued and is not freed yet. It may have ended: then its last known position
 * @progress: its position: as the pGPU reports it if the engine runs the job, else the last known
 *	one
 *
 * A position outside the job's part of the ring is not believed, nor one that is not a multiple of
 * 4 or lies in no &enum pgpu_place: then the last known one is given. The end of the part is inside
 * it.
 *
 * Context: any, under &facet_device.lock and outer locks at most; does not sleep. Takes
 * &facet_sched.lock, and in it the locks of &pgpu_ops.query_progress.
 * Return: true: the job has begun; false: it has not, and @progress->head is where it will begin.
 */
bool facet_sched_query_progress(struct facet_sched_job *job, struct pgpu_progress *progress);

/**
 * facet_sched_idle() - Tell whether the pGPU has no job of an entity.
 * @entity: the entity
 *
 * Jobs that wait do not count.
 *
 * Context: any; takes no lock, so the answer may be old at once; does not sleep.
 * Return: true: the pGPU has none; false: it has one, started or not.
 */
bool facet_sched_idle(const struct facet_sched_entity *entity);

/**
 * facet_sched_event() - Process a report of the pGPU.
 * @sched: the scheduler
 * @event: the report, not trusted, copied at once: a report out of turn is dropped, but an end out
 *	of turn counts as LOST
 *
 * The scheduler notifies the job's owner by &facet_sched_job.event. But PREEMPTED in turn only puts
 * the job back at the head of its queue. FAULT cancels the job. Any end but COMPLETE in turn halts
 * the entity, unless facet_sched_remove() was called for the job. Where &pgpu_caps.user_irq_merged
 * is set, the owner gets a USER_IRQ before each event with which the job stops.
 *
 * Context: atomic, the engine's thread; no spinlock held. Takes &facet_sched.lock, and in it the
 * locks of ops of the pGPU and the front end. Drops it before it calls &facet_sched_job.event. The
 * execlists' event takes &facet_device.lock, and in it &facet_sched.lock and the locks of ops of
 * the pGPU and the front end.
 */
void facet_sched_event(struct facet_sched *sched, const struct pgpu_event *event);

/**
 * facet_sched_suspend() - Stop the scheduler's clock, since the machine is about to sleep.
 * @sched: the scheduler
 *
 * Until facet_sched_resume() no time passes for vGPUs. No time is charged, no slice ends, and no
 * job counts as hung. New work still goes to the pGPU as far as that has room. A second call
 * changes nothing.
 *
 * Context: any, under parents_lock, &facet_device.lock, &facet_parent.lock and outer locks at most;
 * does not sleep. Takes &facet_sched.lock, and in it the locks of ops of the pGPU and the front
 * end.
 */
void facet_sched_suspend(struct facet_sched *sched);

/**
 * facet_sched_resume() - Start the scheduler's clock again.
 * @sched: the scheduler
 *
 * The length of the sleep is added to &facet_sched_stats.since_ns of all entities and engines.
 * Slices and polls go on with the time that was left. Without an earlier facet_sched_suspend() this
 * changes nothing.
 *
 * Context: any, under parents_lock, &facet_device.lock, &facet_parent.lock and outer locks at most;
 * does not sleep. Takes &facet_sched.lock, and in it the locks of ops of the pGPU and the front
 * end.
 */
void facet_sched_resume(struct facet_sched *sched);

/**
 * facet_sched_timer() - Process the deadline of &facet_gpu_host_ops.arm_timer.
 * @sched: the scheduler
 *
 * First reports LOST to the owners of jobs that the pGPU has refused. Then ends slices, looks for
 * hung jobs, fills the pGPU's queues and arms the timer anew. A call before the deadline is
 * harmless.
 *
 * Context: atomic, the front end's timer; no lock held. Calls &facet_sched_job.event without a
 * lock: the execlists' event takes &facet_device.lock, and in it &facet_sched.lock and the locks of
 * ops of the pGPU and the front end. Takes &facet_sched.lock, and in it the locks of ops of the
 * pGPU and the front end.
 */
void facet_sched_timer(struct facet_sched *sched);

/**
 * facet_sched_flush_failed() - Wait until no owner of a refused job is being notified.
 * @sched: the scheduler
 *
 * After &pgpu_ops.idle and this function, the owner may free jobs that facet_sched_remove()
 * removed. Refused jobs that are neither removed nor being notified are not waited for.
 *
 * Context: process context; no lock held but mmio_lock and locks outside it; takes no lock. May
 * sleep until a facet_sched_timer() that runs has called &facet_sched_job.event.
 */
void facet_sched_flush_failed(struct facet_sched *sched);

/**
 * facet_sched_busy_ns() - Return the engine time that an entity has used in runs that have ended.
 * @entity: the entity
 *
 * Context: any; takes no lock; does not sleep. Nobody calls facet_sched_set_entity_stats()
 * meanwhile.
 * Return: nanoseconds, from &facet_sched_stats.busy_ns: with what the memory of the statistics had
 * before.
 */
u64 facet_sched_busy_ns(const struct facet_sched_entity *entity);

#endif
