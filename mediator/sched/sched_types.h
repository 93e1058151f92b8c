/* SPDX-License-Identifier: GPL-2.0-only */
/* The scheduler from inside: shared by its files (sched*.c), by no other. */
#ifndef FACET_SCHED_TYPES_H
#define FACET_SCHED_TYPES_H

#include "port.h"
#include "mediator/host.h"
#include "mediator/sched.h"

#define SCHED_COOKIE_SLOT_BITS	8
#define SCHED_NEVER		(~0ull)

enum { SCHED_DEPTH_MAX = 4 };

/**
 * struct sched_ready - Some entities in the order of a key.
 * @first: the least; of equal ones who has been in it longest
 * @turns: how many have entered so far
 */
struct sched_ready {
	struct facet_sched_entity *first;
	u64 turns;
};

/* The lock is held. An entity is in one at most. */
void facet_sched_ready_enter(struct sched_ready *ready, struct facet_sched_entity *entity, u64 key);
void facet_sched_ready_leave(struct sched_ready *ready, struct facet_sched_entity *entity);

/** facet_sched_ready_has() - Whether it is in one. */
static inline bool facet_sched_ready_has(const struct facet_sched_entity *entity)
{
	return entity->link;
}

/**
 * struct sched_run_queue - The vGPUs of a priority on an engine.
 * @ready: who has work that waits, by virtual time
 * @min_vruntime: virtual time below which nobody of it starts: time asleep is not saved up
 * @vruntime: of all of them together
 * @competing: how many wait or run
 * @credit_ns: credit that its vGPUs have together, at most: K of docs/scheduling.md, nanoseconds of
 *	engine time
 * @credit_floor: @min_vruntime when @credit_ns was brought up to date
 * @credit_weight: the least weight of vGPUs that got credit since @credit_ns was 0
 */
struct sched_run_queue {
	struct sched_ready ready;
	u64 min_vruntime;
	u64 vruntime;
	u32 competing;
	u64 credit_ns;
	u64 credit_floor;
	u32 credit_weight;
};

/**
 * struct sched_engine - One engine.
 * @run_queues: by enum facet_sched_priority
 * @throttled: who has had all that it may have, by when it goes on
 * @slots: what the pGPU has
 * @left_ns: when the last job left that had started
 * @left_preempted: it left because it was asked to
 * @min_vruntime: virtual time below which no band starts
 * @change_ns: what passes between two jobs, of which the second one was there already
 * @competing: entities that wait or run, of all bands
 * @stats: where they are kept
 * @own_stats: where they are when nobody has lent anything
 * @regs: pairs that are loaded
 * @reg_count: how many
 */
struct sched_engine {
	struct sched_run_queue run_queues[FACET_SCHED_PRIORITIES];
	struct sched_ready throttled;
	struct facet_sched_job *slots[SCHED_DEPTH_MAX];
	u64 left_ns;
	bool left_preempted;
	u64 min_vruntime;
	u64 change_ns;
	u32 competing;
	struct facet_sched_stats *stats;
	struct facet_sched_stats own_stats;
	u32 regs[2 * FACET_SCHED_REGS];
	u32 reg_count;
};

/**
 * struct facet_sched - The scheduler of a pGPU.
 * @pgpu: whose
 * @ops: its front end
 * @host: first argument of @ops
 * @depth: slots in use per engine
 * @cookies: given out so far
 * @armed: the deadline that the front end knows, in host time
 * @suspended_ns: when the sleep that goes on began, in host time
 * @asleep_ns: how long all sleeps were that have ended
 * @suspended: the machine sleeps
 * @lock: guards everything but @pgpu to @depth, all entities and all jobs
 * @entities: those that were added
 * @failed: jobs that the pGPU refused; their owners are told by the timer
 * @notifying: how many owners are being told; read with acquire
 * @notified: woken when @notifying falls
 * @engines: by enum pgpu_engine
 */
struct facet_sched {
	struct pgpu *pgpu;
	const struct facet_gpu_host_ops *ops;
	void *host;
	u32 depth;
	u64 cookies;
	u64 armed;
	u64 suspended_ns;
	u64 asleep_ns;
	bool suspended;
	spinlock_t lock;
	struct list_head entities;
	struct list_head failed;
	u32 notifying;
	wait_queue_head_t notified;
	struct sched_engine engines[PGPU_ENGINES];
};

/* What follows is called with the lock held. */

/**
 * facet_sched_vruntime() - Convert engine time to virtual time of an entity: v = t W / w.
 * @entity: the entity
 * @ns: t, nanoseconds of engine time
 *
 * Context: &facet_sched.lock held.
 * Return: v; of an entity with the usual weight the same number.
 */
static inline u64 facet_sched_vruntime(const struct facet_sched_entity *entity, u64 ns)
{
	return ns * FACET_SCHED_WEIGHT_UNIT / entity->params.weight;
}

/* Each band gets so many times what the next one gets, in powers of two. */
#define SCHED_PRIORITY_SHIFT	3

/**
 * facet_sched_priority_vruntime() - Convert engine time to virtual time of a band: V = t 8^b.
 * @band: b
 * @ns: t, nanoseconds of engine time
 *
 * Context: any.
 * Return: V.
 */
static inline u64 facet_sched_priority_vruntime(enum facet_sched_priority band, u64 ns)
{
	return ns << (SCHED_PRIORITY_SHIFT * band);
}

static inline struct sched_engine *sched_entity_engine(const struct facet_sched_entity *entity)
{
	return &entity->sched->engines[entity->engine];
}

static inline struct sched_run_queue *
sched_entity_run_queue(const struct facet_sched_entity *entity)
{
	return &sched_entity_engine(entity)->run_queues[entity->params.priority];
}

/* A mean that follows slowly: by an eighth of the difference each time. */
#define SCHED_MEAN_SHIFT	3

static inline u64 sched_mean(u64 mean, u64 now)
{
	return mean - (mean >> SCHED_MEAN_SHIFT) + (now >> SCHED_MEAN_SHIFT);
}

/** sched_competes() - @state: enum facet_sched_state */
static inline bool sched_competes(u32 state)
{
	return state == FACET_SCHED_WAITING || state == FACET_SCHED_RUNNING;
}

/* --- sched_stats.c --- */

/** facet_sched_trace_event() - Tell the front end, if it listens. @job: NULL: of none in particular */
void facet_sched_trace_event(const struct facet_sched_entity *entity, enum facet_sched_event event,
		 const struct facet_sched_job *job, u64 ns);

/** facet_sched_stats_add() - To a counter of an entity, and of its engine. */
#define facet_sched_stats_add(entity, field, n) \
	facet_sched_stats_add_at(entity, offsetof(struct facet_sched_stats, field), n)
void facet_sched_stats_add_at(struct facet_sched_entity *entity, size_t field, u64 n);

/** facet_sched_stats_add_run() - A run of it has ended and has left its slot; its own part counts it with the next state. */
void facet_sched_stats_add_run(struct facet_sched_entity *entity, u64 ns, u64 now);

/** facet_sched_stats_set_state() - It was in &facet_sched_entity.state until now. */
void facet_sched_stats_set_state(struct facet_sched_entity *entity, u32 state, u64 now);

/** facet_sched_stats_update_engine() - After a change of its slots, or of who competes. */
void facet_sched_stats_update_engine(const struct facet_sched *sched, struct sched_engine *engine,
				     u64 now);
/** facet_sched_stats_skip_sleep() - Move on the time since which a state lasts. @slept_ns: of host time */
void facet_sched_stats_skip_sleep(struct facet_sched_stats *stats, u64 slept_ns);
void facet_sched_stats_set_slice(struct facet_sched_entity *entity, u64 slice_ns);

/* --- sched_clock.c --- */

/**
 * facet_sched_now() - Read the scheduler's clock.
 * @sched: the scheduler
 *
 * Context: &facet_sched.lock held.
 * Return: nanoseconds of host time, without those that the machine slept.
 */
u64 facet_sched_now(const struct facet_sched *sched);

/* --- sched_limit.c --- */

/** facet_sched_limit_reset() - The limit has changed: it begins anew. */
void facet_sched_limit_reset(struct facet_sched_entity *entity, u64 now);

/**
 * facet_sched_limit_charge() - Charge time to the entity's budget. Throttle the entity when the budget is
 * used up.
 * @entity: the entity; one without a limit has no budget
 * @ns: engine time that it has had, nanoseconds
 * @now: the time, nanoseconds
 *
 * Context: the scheduler's lock held.
 */
void facet_sched_limit_charge(struct facet_sched_entity *entity, u64 ns, u64 now);

/** facet_sched_limit_left_ns() - How long what has started then may run. */
u64 facet_sched_limit_left_ns(const struct facet_sched_entity *entity, u64 started_ns);

/** facet_sched_limit_resume_at() - When an entity that is throttled goes on. */
u64 facet_sched_limit_resume_at(const struct facet_sched_entity *entity);

/* --- sched_entity.c --- */

/**
 * facet_sched_entity_update() - Among those with work that waits, or not: after every change of
 * what decides that.
 */
void facet_sched_entity_update(struct facet_sched_entity *entity);

/** facet_sched_entity_init() - It is new, and without work. */
void facet_sched_entity_init(struct facet_sched_entity *entity);

/**
 * facet_sched_entity_awaits_build() - Query whether promised work is all that an entity has, and has been
 * asked for.
 * @entity: the entity
 *
 * Context: &facet_sched.lock held.
 * Return: true until the work is queued, or the promise is taken back or renewed.
 */
bool facet_sched_entity_awaits_build(const struct facet_sched_entity *entity);

/**
 * facet_sched_entity_wake() - Set the virtual time and the credit of an entity that starts to wait.
 * @entity: the entity; it had no work or was not allowed to run, and is in no queue
 *
 * docs/scheduling.md, "Formulas", has what is computed.
 *
 * Context: &facet_sched.lock held. facet_sched_entity_update() has to follow.
 */
void facet_sched_entity_wake(struct facet_sched_entity *entity);

/** facet_sched_entity_set_params() - It is in no queue: what it is to get from now on. */
void facet_sched_entity_set_params(struct facet_sched_entity *entity,
				   const struct facet_sched_params *share);

/**
 * facet_sched_entity_charge() - It has had the engine; no job of it is in the pGPU.
 * @ran: from its start
 * @ns: the same with what it has kept others waiting before
 */
void facet_sched_entity_charge(struct facet_sched_entity *entity, u64 ran, u64 ns, u64 now);

/** facet_sched_entity_resume() - Who was throttled long enough goes on. Return: when the next one does. */
u64 facet_sched_entity_resume(struct sched_engine *engine, u64 now);

/* --- sched_slice.c --- */

/** facet_sched_slice_ns() - The slice of an entity as things stand. */
u64 facet_sched_slice_ns(const struct sched_engine *engine,
			 const struct facet_sched_entity *entity);

/** facet_sched_pick() - Who is next; NULL: nobody waits, or who does comes too early. */
struct facet_sched_entity *facet_sched_pick(const struct sched_engine *engine);

/**
 * facet_sched_run_end() - Compute when a job has to give way.
 * @engine: the engine that runs the job
 * @job: the job; it has started
 *
 * docs/scheduling.md, "Formulas", has what is computed.
 *
 * Context: &facet_sched.lock held.
 * Return: nanoseconds of the scheduler's clock, as facet_sched_now(); SCHED_NEVER: no other entity
 * competes, and no cap ends the run.
 */
u64 facet_sched_run_end(const struct sched_engine *engine, const struct facet_sched_job *job);

/* --- sched.c, sched_look.c --- */

/** facet_sched_run() - Fill, supervise, arm: after every change. */
void facet_sched_run(struct facet_sched *sched);

/** facet_sched_preempt_job() - It is to give way. */
void facet_sched_preempt_job(struct facet_sched *sched, struct facet_sched_job *job);

/** facet_sched_head_valid() - Whether a place that a pGPU names is in the job's piece of a ring. */
bool facet_sched_head_valid(const struct facet_sched_job *job, u32 head);

/** facet_sched_update_progress() - Have &facet_sched_job.last_progress up to date. */
void facet_sched_update_progress(struct facet_sched *sched, struct facet_sched_job *job);

/** facet_sched_cancel_job() - It is to end. */
void facet_sched_cancel_job(struct facet_sched *sched, struct facet_sched_job *job);

#endif
