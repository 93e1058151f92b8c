/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who runs next on each engine of a pGPU. Pure mechanism: it knows entities
 * (one vGPU on one engine), jobs, time and the pGPU's ops, and nothing of what
 * a job is made of.
 *
 * At most one job of an entity is in the pGPU at a time, so that putting it
 * aside never lets the next one of the same vGPU overtake it; the depth of the
 * pGPU is filled with jobs of other vGPUs.
 */
#ifndef FACET_SCHED_H
#define FACET_SCHED_H

#include "port.h"
#include "mediator/sched_stats.h"
#include "pgpu/pgpu.h"

struct facet_gpu_host_ops;
struct facet_sched;
struct facet_sched_entity;

/* Registers per engine that are restored when it changes hands, at most. */
#define FACET_SCHED_REGS	112u

/** What the scheduler chooses a slice between, where none is set, nanoseconds. */
#define FACET_SCHED_SLICE_MIN_NS	35000ull
#define FACET_SCHED_SLICE_MAX_NS	4000000ull

/** &facet_sched_params.limit: the whole of an engine. */
#define FACET_SCHED_WHOLE	1000000u

/** &facet_sched_params.weight: a usual one. */
#define FACET_SCHED_WEIGHT_UNIT	100u

/** enum facet_sched_priority - Priorities: all of a band get eight times what all of the next get. */
enum facet_sched_priority {
	FACET_SCHED_PRIORITY_HIGH,
	FACET_SCHED_PRIORITY_NORMAL,
	FACET_SCHED_PRIORITY_LOW,
	FACET_SCHED_PRIORITIES,
};

/**
 * struct facet_sched_params - What an entity is to get.
 * @weight: 1..100000; 100 is a usual one
 * @limit: parts of FACET_SCHED_WHOLE that it has at most; 0 or the whole: no limit
 * @slice_ns: time after which another may have the engine; 0: the scheduler chooses
 * @priority: enum facet_sched_priority
 */
struct facet_sched_params {
	u32 weight;
	u32 limit;
	u64 slice_ns;
	enum facet_sched_priority priority;
};

/**
 * A running job that has not given way after preempt() when it was looked at so
 * often, so far apart, is cancelled. Time alone does not tell: the whole machine
 * may have been asleep.
 */
#define FACET_SCHED_PATIENCE	20u
#define FACET_SCHED_POLL_NS	100000000ull

/**
 * struct facet_sched_job - One submission, embedded in its owner's workload.
 * @submission: what is to run; the scheduler fills @cookie, and after a
 *	preemption @head and @flags
 * @event: called for each event of the job, in order, atomic context, no lock
 *	held. @ended: the scheduler has let go of the job; it may be freed as
 *	soon as the owner knows. CANCELLED without facet_sched_remove() is a hang.
 *	What a pGPU reports out of turn never comes here; an end out of turn
 *	comes as LOST.
 * @last_progress: where it stands; of what goes on (PGPU_SUBMIT_RESUME) its owner fills all but the head
 * Other fields are the scheduler's.
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
	bool refused;	/* the pGPU refused the last preempt or cancel; counts only while in_gpu */
	bool removed;
};

/**
 * struct facet_sched_entity - One vGPU on one engine. The fields are the scheduler's; those that a
 * decision reads come first.
 */
struct facet_sched_entity {
	struct facet_sched *sched;
	struct facet_sched_entity *child;
	struct facet_sched_entity *sibling;
	struct facet_sched_entity **link;
	u64 key;
	u64 turn;
	struct list_head jobs;
	struct facet_sched_job *in_gpu;
	void (*build)(struct facet_sched_entity *entity);
	u32 engine;
	u32 blocked;
	bool build_requested;
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

/** facet_sched_create() - For an open pGPU. May sleep. Return: 0, -ENOMEM. */
int facet_sched_create(struct pgpu *pgpu, const struct facet_gpu_host_ops *ops, void *host,
		       struct facet_sched **out);

/** facet_sched_destroy() - No entity is left. May sleep. */
void facet_sched_destroy(struct facet_sched *sched);

/**
 * facet_sched_set_engine_stats() - Memory in which an engine's statistics are kept from now on; NULL: in
 * the scheduler's own. It stays until others are given. Any context.
 */
void facet_sched_set_engine_stats(struct facet_sched *sched, u32 engine,
			    struct facet_sched_stats *stats);

/**
 * facet_sched_add() - Let an entity in, without limit, in the middle band.
 * @engine: enum pgpu_engine
 * @weight: as of &facet_sched_params
 */
void facet_sched_add(struct facet_sched *sched, struct facet_sched_entity *entity, u32 engine,
		     u32 weight);

/** facet_sched_set_params() - What it gets from now on; valid. Any context. */
void facet_sched_set_params(struct facet_sched_entity *entity,
			    const struct facet_sched_params *share);

/**
 * facet_sched_set_entity_stats() - Memory in which the entity's statistics go on; NULL: in its own. It
 * stays until others are given, or facet_sched_del(). Any context.
 */
void facet_sched_set_entity_stats(struct facet_sched_entity *entity,
				  struct facet_sched_stats *stats);

/** facet_sched_del() - It has no job. Any context. */
void facet_sched_del(struct facet_sched_entity *entity);

/**
 * facet_sched_queue() - Append a job, or put it right behind another.
 * @after: a job of the entity that has not ended, or NULL: the end
 * Any context; takes only the scheduler's lock. Return: false if @after has ended.
 */
bool facet_sched_queue(struct facet_sched_entity *entity, struct facet_sched_job *job,
		       struct facet_sched_job *after);

/**
 * facet_sched_set_deferred() - Let an entity compete for work that is not built yet.
 * @entity: the entity
 * @want: called once when the entity is picked while it has no job. Atomic context, the
 *	scheduler's lock held: it may wake a thread, and no more. NULL: there is no such work
 *
 * Until the work is queued, the engine goes to others. Each call begins anew: @want may be
 * called again, also before this function returns.
 *
 * Context: any; takes only the scheduler's lock.
 */
void facet_sched_set_deferred(struct facet_sched_entity *entity,
			 void (*want)(struct facet_sched_entity *entity));

/** facet_sched_build_requested() - Query whether the promised work has been asked for. Any context. */
bool facet_sched_build_requested(const struct facet_sched_entity *entity);

/**
 * facet_sched_charge() - Charge an entity for time of the host that its guest has wasted.
 * @entity: the entity
 * @ns: nanoseconds; they count as engine time does
 *
 * Context: any; takes only the scheduler's lock.
 */
void facet_sched_charge(struct facet_sched_entity *entity, u64 ns);

/** facet_sched_withdraw() - Take a job out if it waits. Any context. Return: whether it did. */
bool facet_sched_withdraw(struct facet_sched_job *job);

/**
 * facet_sched_remove() - Take a job out.
 * Any context. Return: true when it was waiting and is the caller's again;
 * false when the pGPU has it: it is cancelled, and an event with ended set follows.
 */
bool facet_sched_remove(struct facet_sched_job *job);

/**
 * facet_sched_block() - Put aside what runs and start nothing more, until as
 * many calls of facet_sched_unblock(). Any context.
 */
void facet_sched_block(struct facet_sched_entity *entity);
void facet_sched_unblock(struct facet_sched_entity *entity);

/**
 * facet_sched_restart() - Work may run again after a job that ended in a fault or a
 * hang: until then nothing more of the entity is started. Any context.
 */
void facet_sched_restart(struct facet_sched_entity *entity);

/** facet_sched_clear_regs() - No switched register has a value of its own. Any context. */
void facet_sched_clear_regs(struct facet_sched_entity *entity);

/**
 * facet_sched_set_reg() - What a switched register holds from the next job on.
 * Any context. Return: false when there are FACET_SCHED_REGS others.
 */
bool facet_sched_set_reg(struct facet_sched_entity *entity, u32 offset, u32 value);

/**
 * facet_sched_query_progress() - Where a job that has not ended stands, running or put aside.
 * Any context. Return: false before it has begun; @progress has its head then.
 */
bool facet_sched_query_progress(struct facet_sched_job *job, struct pgpu_progress *progress);

/** facet_sched_idle() - Whether the pGPU has nothing of the entity. Any context. */
bool facet_sched_idle(const struct facet_sched_entity *entity);

/** facet_sched_event() - A report of the pGPU, not yet trusted. Atomic context. */
void facet_sched_event(struct facet_sched *sched, const struct pgpu_event *event);

/**
 * facet_sched_suspend() - Stop the scheduler's clock: the machine is about to sleep.
 * @sched: the scheduler
 *
 * Until facet_sched_resume() no time passes for vGPUs: none is charged, no slice ends, and nothing
 * counts as a hang. Work that comes meanwhile is handed to the pGPU as far as that has room. A
 * second call changes nothing.
 *
 * Context: Any. Takes the scheduler's lock.
 */
void facet_sched_suspend(struct facet_sched *sched);

/**
 * facet_sched_resume() - Start the scheduler's clock again.
 * @sched: the scheduler
 *
 * Without facet_sched_suspend() before it this changes nothing.
 *
 * Context: Any. Takes the scheduler's lock.
 */
void facet_sched_resume(struct facet_sched *sched);

/** facet_sched_timer() - The armed deadline has passed. Atomic context. */
void facet_sched_timer(struct facet_sched *sched);

/**
 * facet_sched_flush_failed() - Wait until no owner of a job that the pGPU refused is being told of it.
 * After &pgpu_ops.idle jobs that were removed may be freed then. No lock held; may sleep.
 */
void facet_sched_flush_failed(struct facet_sched *sched);

/** facet_sched_busy_ns() - Engine time that the entity has used. Any context. */
u64 facet_sched_busy_ns(const struct facet_sched_entity *entity);

#endif
