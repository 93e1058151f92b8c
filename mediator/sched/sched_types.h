/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private data of the scheduler: shared by mediator/sched/sched*.c, used by no other file.
 *
 * Symbols in comments (v, V, F, G, s, l, m, c, C, K, w, W, b): see docs/research/scheduler.md,
 * "Formulas". Times are nanoseconds of the scheduler's clock (facet_sched_now()), unless a comment
 * says host time. "Engine time" is time for which a vGPU has an engine.
 */
#ifndef FACET_SCHED_TYPES_H
#define FACET_SCHED_TYPES_H

#include "port.h"
#include "mediator/host.h"
#include "mediator/sched.h"

#define SCHED_COOKIE_SLOT_BITS	8	/* low bits of a cookie: the slot of the job */
#define SCHED_NEVER		(~0ull)	/* a time that never comes */

enum { SCHED_DEPTH_MAX = 4 };	/* slots of an engine, at most */

/**
 * struct sched_ready - A heap of entities, ordered by a key.
 * @first: entity with the least key; among equal keys, the entity that entered first. NULL: empty
 * @entries: how many times an entity has entered the heap
 */
struct sched_ready {
	struct facet_sched_entity *first;
	u64 entries;
};

/**
 * facet_sched_entity_keeps() - Tell whether the pGPU keeps a part of an entity's first job.
 * @entity: the entity
 *
 * Context: &facet_sched.lock held.
 * Return: true: it does; false: it does not, or there is no job.
 */
bool facet_sched_entity_keeps(struct facet_sched_entity *entity);

/**
 * facet_sched_entity_end_settling() - Note that an entity does not settle any more.
 * @entity: the entity, which may settle
 *
 * Context: &facet_sched.lock held; calls &facet_sched_entity.settled.
 */
void facet_sched_entity_end_settling(struct facet_sched_entity *entity);

/**
 * facet_sched_entity_settle_update() - Note that a job of an entity has left the pGPU or the queue.
 * @entity: the entity, which may settle. It settles on if the pGPU keeps a part of its first job
 *
 * Context: &facet_sched.lock held; calls &facet_sched_entity.settled.
 */
void facet_sched_entity_settle_update(struct facet_sched_entity *entity);

/**
 * facet_sched_ready_enter() - Add an entity to a heap.
 * @ready: the heap
 * @entity: the entity; it is in no heap
 * @key: virtual time (run queue), or a time in nanoseconds (throttled entities)
 *
 * The cost does not depend on the size of the heap.
 *
 * Context: &facet_sched.lock serializes; does not sleep.
 */
void facet_sched_ready_enter(struct sched_ready *ready, struct facet_sched_entity *entity, u64 key);

/**
 * facet_sched_ready_leave() - Remove an entity from a heap.
 * @ready: the heap that the entity is in
 * @entity: the entity
 *
 * The amortised cost is the logarithm of the size of the heap.
 *
 * Context: &facet_sched.lock serializes; does not sleep.
 */
void facet_sched_ready_leave(struct sched_ready *ready, struct facet_sched_entity *entity);

/**
 * facet_sched_ready_has() - Query whether an entity is in a heap.
 * @entity: the entity
 *
 * An entity is in one heap at most: one of its priority, or the throttled entities.
 *
 * Context: &facet_sched.lock serializes.
 * Return: true if a heap holds the entity.
 */
static inline bool facet_sched_ready_has(const struct facet_sched_entity *entity)
{
	return entity->link;
}

/**
 * struct sched_run_queue - The vGPUs of one priority on one engine.
 * @ready: entities with work that waits, ordered by v. An entity that has a job in the pGPU is not
 *	in the heap
 * @turns: entities that wait for a turn of work that needs no engine (sched_turn.c), ordered by v
 * @min_vruntime: F: minimum virtual time of the entities that compete for the engine; a waking
 *	entity starts at most one slice before F
 * @vruntime: V: virtual time of the priority as a whole
 * @competing: number of entities that wait for the engine or run on it
 * @credit_ns: K: credit that the entities have together, nanoseconds of engine time; C at most
 * @credit_floor: @min_vruntime at the time of the last update of @credit_ns
 * @credit_weight: the least w of the entities that got credit since @credit_ns was 0
 */
struct sched_run_queue {
	struct sched_ready ready;
	struct sched_ready turns;
	u64 min_vruntime;
	u64 vruntime;
	u32 competing;
	u64 credit_ns;
	u64 credit_floor;
	u32 credit_weight;
};

/**
 * struct sched_engine - The scheduler's state of one engine.
 * @run_queues: one for each enum facet_sched_priority
 * @throttled: entities whose budget is used up, ordered by facet_sched_limit_resume_at()
 * @slots: jobs that the pGPU has; NULL: the slot is free
 * @left_ns: when the last started job left the pGPU; 0: none has left yet
 * @left_preempted: the last started job left because of a preemption
 * @min_vruntime: G: minimum virtual time of the priorities
 * @change_ns: mean time from the end of a job to the start of a job that was queued behind it,
 *	nanoseconds
 * @competing: number of entities that wait for the engine or run on it, of all priorities
 * @stats: the engine's statistics: @own_stats, or memory of the front end
 * @own_stats: the statistics while the front end has given no memory
 * @regs: switched registers that the pGPU loads for the next submission: pairs of offset in BAR0
 *	and value
 * @reg_count: number of pairs in @regs
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
 * struct facet_sched - The scheduler of one pGPU.
 * @pgpu: the pGPU
 * @ops: ops of the front end
 * @host: first argument of each of @ops
 * @depth: slots that an engine uses, 1 to SCHED_DEPTH_MAX
 * @patience: polls after which a job that does not give way to a neighbour is a hang; follows from
 *	&pgpu_caps.preemption, which does not change
 * @cookies: number of cookies given out so far
 * @armed: deadline of the front end's timer, host time in nanoseconds; SCHED_NEVER: disarmed
 * @suspended_ns: start of the host's current suspend, host time in nanoseconds
 * @asleep_ns: total length of the host's completed suspends, nanoseconds
 * @suspended: the host is suspended
 * @lock: Protects run queues, slots, statistics of one pGPU. In detail: all members but @pgpu,
 *	@ops, @host, @depth and @patience; all entities and all jobs. Lock order: inside
 *	&facet_device.lock; shared by vGPUs; leaf
 * @entities: all entities, from facet_sched_add() to facet_sched_del()
 * @failed: jobs that the pGPU refused; facet_sched_timer() notifies their owners
 * @notifying: number of owners that facet_sched_timer() notifies at the moment; read with acquire
 * @notified: wait queue, woken when @notifying falls
 * @engines: one for each enum pgpu_engine
 */
struct facet_sched {
	struct pgpu *pgpu;
	const struct facet_gpu_host_ops *ops;
	void *host;
	u32 depth;
	u32 patience;
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

/**
 * facet_sched_vruntime() - Convert engine time to virtual time of an entity: v = t W / w.
 * @entity: the entity
 * @ns: t, nanoseconds of engine time
 *
 * Context: &facet_sched.lock held.
 * Return: v; equal to @ns if the entity has the default weight W.
 */
static inline u64 facet_sched_vruntime(const struct facet_sched_entity *entity, u64 ns)
{
	lockdep_assert_held(&entity->sched->lock);
	return ns * FACET_SCHED_WEIGHT_UNIT / entity->params.weight;
}

/* A priority gets 2^3 = 8 times the engine time of the next lower priority. */
#define SCHED_PRIORITY_SHIFT	3

/**
 * facet_sched_priority_vruntime() - Convert engine time to virtual time of a priority: V = t 8^b.
 * @priority: b, the priority: 0 high, 1 normal, 2 low
 * @ns: t, nanoseconds of engine time
 *
 * Context: any; takes no lock.
 * Return: V.
 */
static inline u64 facet_sched_priority_vruntime(enum facet_sched_priority priority, u64 ns)
{
	return ns << (SCHED_PRIORITY_SHIFT * priority);
}

/**
 * sched_entity_engine() - Return the engine of an entity.
 * @entity: the entity; facet_sched_add() has set its engine, which never changes
 *
 * Context: any; takes no lock.
 * Return: the engine.
 */
static inline struct sched_engine *sched_entity_engine(const struct facet_sched_entity *entity)
{
	return &entity->sched->engines[entity->engine];
}

/**
 * sched_entity_run_queue() - Return the run queue of an entity's priority.
 * @entity: the entity
 *
 * Context: &facet_sched.lock held, since facet_sched_set_params() changes the priority.
 * Return: the run queue; the entity need not be in its heap.
 */
static inline struct sched_run_queue *
sched_entity_run_queue(const struct facet_sched_entity *entity)
{
	lockdep_assert_held(&entity->sched->lock);
	return &sched_entity_engine(entity)->run_queues[entity->params.priority];
}

/* A new value moves a mean by 1/2^3, an eighth, of the difference. */
#define SCHED_MEAN_SHIFT	3

/**
 * sched_mean() - Update an exponential moving average with a new value.
 * @mean: the average so far
 * @now: the new value, in the same unit
 *
 * Context: any; takes no lock.
 * Return: the new average, about 7/8 @mean + 1/8 @now.
 */
static inline u64 sched_mean(u64 mean, u64 now)
{
	return mean - (mean >> SCHED_MEAN_SHIFT) + (now >> SCHED_MEAN_SHIFT);
}

/**
 * sched_competes() - Query whether entities of a state compete for their engine.
 * @state: enum facet_sched_state
 *
 * Context: any; takes no lock.
 * Return: true if the state is waiting or running.
 */
static inline bool sched_competes(u32 state)
{
	return state == FACET_SCHED_WAITING || state == FACET_SCHED_RUNNING;
}

/* --- sched_stats.c --- */

/**
 * facet_sched_trace_event() - Report an event of an entity to the front end.
 * @entity: the entity
 * @event: the event
 * @job: the job that the event is about; NULL: the event is about no job
 * @ns: the time that &enum facet_sched_event names for this event, nanoseconds
 *
 * Without &facet_gpu_host_ops.trace this function does nothing.
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_trace_event(const struct facet_sched_entity *entity, enum facet_sched_event event,
			     const struct facet_sched_job *job, u64 ns);

/**
 * facet_sched_stats_add() - Add to a counter of an entity and of its engine.
 * @entity: the entity
 * @field: the counter, a u64 member of &struct facet_sched_stats
 * @n: the number to add
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
#define facet_sched_stats_add(entity, field, n) \
	facet_sched_stats_add_at(entity, offsetof(struct facet_sched_stats, field), n)

/**
 * facet_sched_stats_add_at() - Add to a counter of an entity and of its engine, by its offset.
 * @entity: the entity
 * @field: offset of a u64 member in &struct facet_sched_stats, bytes
 * @n: the number to add
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_stats_add_at(struct facet_sched_entity *entity, size_t field, u64 n);

/**
 * facet_sched_stats_add_run() - Add a run to the busy time of an entity and of its engine.
 * @entity: the entity; its job has left its slot
 * @ns: engine time of the run, nanoseconds
 * @now: the time, nanoseconds
 *
 * The entity's own record gets the time with its next state (facet_sched_stats_set_state()).
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_stats_add_run(struct facet_sched_entity *entity, u64 ns, u64 now);

/**
 * facet_sched_stats_add_work() - Add work of a processor to the busy time of an entity.
 * @entity: the entity
 * @ns: time of the work, nanoseconds
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_stats_add_work(struct facet_sched_entity *entity, u64 ns);

/**
 * facet_sched_stats_set_state() - Set the state of an entity and count the time in its old state.
 * @entity: the entity; &facet_sched_entity.state is its old state
 * @state: the new state, enum facet_sched_state
 * @now: the time, nanoseconds
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_stats_set_state(struct facet_sched_entity *entity, u32 state, u64 now);

/**
 * facet_sched_stats_update_engine() - Write the state of an engine to its statistics.
 * @sched: the scheduler
 * @engine: the engine; a slot or the number of competing entities may have changed
 * @now: the time, nanoseconds
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_stats_update_engine(const struct facet_sched *sched, struct sched_engine *engine,
				     u64 now);

/**
 * facet_sched_stats_skip_sleep() - Leave a suspend of the host out of the time in a state.
 * @stats: statistics of an entity or of an engine
 * @slept_ns: length of the suspend, nanoseconds of host time
 *
 * Context: &facet_sched.lock serializes; does not sleep.
 */
void facet_sched_stats_skip_sleep(struct facet_sched_stats *stats, u64 slept_ns);

/**
 * facet_sched_stats_set_slice() - Write the slice of a run to the statistics.
 * @entity: the entity that runs; its record and its engine's record get the slice
 * @slice_ns: the slice, nanoseconds of engine time
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_stats_set_slice(struct facet_sched_entity *entity, u64 slice_ns);

/* --- sched_clock.c --- */

/**
 * facet_sched_now() - Read the scheduler's clock.
 * @sched: the scheduler
 *
 * Context: &facet_sched.lock held; does not sleep.
 * Return: host time without the host's suspends, nanoseconds. The clock stands still while the
 * host is suspended.
 */
u64 facet_sched_now(const struct facet_sched *sched);

/* --- sched_limit.c --- */

/**
 * facet_sched_limit_reset() - Fill an entity's budget after its limit has changed.
 * @entity: the entity; it is in no heap. It is not throttled afterwards
 * @now: the time, nanoseconds
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_limit_reset(struct facet_sched_entity *entity, u64 now);

/**
 * facet_sched_limit_charge() - Charge time to the entity's budget. Throttle the entity when the
 * budget is used up.
 * @entity: the entity; one without a limit has no budget
 * @ns: engine time that the entity has had, nanoseconds
 * @now: the time, nanoseconds
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_limit_charge(struct facet_sched_entity *entity, u64 ns, u64 now);

/**
 * facet_sched_limit_left_ns() - Return how long a job may run until the budget is used up.
 * @entity: the entity of the job
 * @started_ns: when the job started, nanoseconds
 *
 * Context: &facet_sched.lock held; does not sleep.
 * Return: nanoseconds from @started_ns; 0: the budget was used up then; SCHED_NEVER: the entity
 * has no limit.
 */
u64 facet_sched_limit_left_ns(const struct facet_sched_entity *entity, u64 started_ns);

/**
 * facet_sched_limit_resume_at() - Return when a throttled entity may run again.
 * @entity: the entity; it is throttled
 *
 * Context: &facet_sched.lock held; does not sleep.
 * Return: the time when the budget is half full, nanoseconds.
 */
u64 facet_sched_limit_resume_at(const struct facet_sched_entity *entity);

/* --- sched_entity.c --- */

/**
 * facet_sched_entity_update() - Bring the state and the heap of an entity up to date.
 * @entity: the entity
 *
 * Call this function after each change of what decides the state: jobs, @in_gpu and its start,
 * @build, @blocked, @halted, @throttled. An entity leaves the heap of throttled entities by
 * facet_sched_entity_resume() or by facet_sched_set_params(), not by this function.
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_entity_update(struct facet_sched_entity *entity);

/**
 * facet_sched_entity_init() - Set the virtual time of a new entity.
 * @entity: the entity; it has no work
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_entity_init(struct facet_sched_entity *entity);

/**
 * facet_sched_entity_awaits_build() - Query whether an entity waits for the build of its only work.
 * @entity: the entity
 *
 * Context: &facet_sched.lock held.
 * Return: true: the deferred work was called for (facet_sched_set_deferred(),
 * facet_sched_ask_turn()), and the entity has no job.
 */
bool facet_sched_entity_awaits_build(const struct facet_sched_entity *entity);

/**
 * facet_sched_entity_has_work() - Query whether an entity has a job or deferred work.
 * @entity: the entity
 *
 * Context: &facet_sched.lock held.
 * Return: true: it has a job that waits or that the pGPU has, or work that is not built yet.
 */
bool facet_sched_entity_has_work(const struct facet_sched_entity *entity);

/**
 * facet_sched_entity_dequeue() - Remove an entity from the heap in which it waits.
 * @entity: the entity; it need not be in a heap. facet_sched_entity_update() has to follow
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_entity_dequeue(struct facet_sched_entity *entity);

/**
 * facet_sched_entity_defer() - Set or end the deferred work of an entity.
 * @entity: the entity
 * @want: see facet_sched_set_deferred() and facet_sched_ask_turn(). facet_sched_run() has to follow
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_entity_defer(struct facet_sched_entity *entity,
			      void (*want)(struct facet_sched_entity *entity));

/**
 * facet_sched_entity_request_build() - Call for an entity's deferred work: its turn has come.
 * @entity: the entity; it has deferred work and no job
 *
 * The engine goes to other entities until the work is there.
 *
 * Context: &facet_sched.lock held; does not sleep. Calls &facet_sched_entity.build.
 */
void facet_sched_entity_request_build(struct facet_sched_entity *entity);

/**
 * facet_sched_engine_time() - Convert virtual time of an entity to engine time: t = v w / W.
 * @entity: the entity
 * @vruntime: v
 *
 * Context: &facet_sched.lock held.
 * Return: t, nanoseconds, rounded up.
 */
u64 facet_sched_engine_time(const struct facet_sched_entity *entity, u64 vruntime);

/**
 * facet_sched_entity_wake() - Set the virtual time and the credit of an entity that starts to wait.
 * @entity: the entity; it had no work or was not allowed to run, and is in no heap
 *
 * docs/research/scheduler.md, "Waking", has the formula. facet_sched_entity_update() has to
 * follow.
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_entity_wake(struct facet_sched_entity *entity);

/**
 * facet_sched_entity_set_params() - Set the scheduling parameters of an entity.
 * @entity: the entity; it is in no heap. facet_sched_entity_update() has to follow
 * @params: the parameters, valid
 *
 * The entity keeps its lag and its credit, measured in engine time.
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_entity_set_params(struct facet_sched_entity *entity,
				   const struct facet_sched_params *params);

/**
 * facet_sched_entity_worked() - Charge an entity for work of a processor (facet_sched_worked()).
 * @entity: the entity, which is in no heap
 * @ns: nanoseconds that the work took
 * @now: the scheduler's time
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_entity_worked(struct facet_sched_entity *entity, u64 ns, u64 now);

/**
 * facet_sched_entity_charge() - Charge an entity for a run that has ended.
 * @entity: the entity; its job has left its slot, and the entity is in no heap
 * @ran: engine time from the start of the job, nanoseconds; charged to the budget
 * @ns: @ran and the time that the engine took to start the job, nanoseconds; charged to v and V
 * @now: the time, nanoseconds
 *
 * docs/research/scheduler.md, "Charging", has the formula. facet_sched_entity_update() has to
 * follow.
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_entity_charge(struct facet_sched_entity *entity, u64 ran, u64 ns, u64 now);

/**
 * facet_sched_entity_resume() - Wake the throttled entities of an engine that may run again.
 * @engine: the engine
 * @now: the time, nanoseconds
 *
 * Context: &facet_sched.lock serializes; does not sleep.
 * Return: the time when the next throttled entity may run again, nanoseconds; SCHED_NEVER: no
 * entity is throttled.
 */
u64 facet_sched_entity_resume(struct sched_engine *engine, u64 now);

/* --- sched_slice.c --- */

/**
 * facet_sched_slice_ns() - Return the slice of an entity: s.
 * @engine: the engine of the entity
 * @entity: the entity
 *
 * The slice is &facet_sched_params.slice_ns, if set. Otherwise it depends on the number of
 * competing entities, on &sched_engine.change_ns and on l.
 *
 * Context: &facet_sched.lock held; does not sleep.
 * Return: s, nanoseconds of engine time; FACET_SCHED_SLICE_MIN_NS to FACET_SCHED_SLICE_MAX_NS
 * unless a slice is set.
 */
u64 facet_sched_slice_ns(const struct sched_engine *engine,
			 const struct facet_sched_entity *entity);

/**
 * facet_sched_pick() - Pick the entity that gets a free slot of an engine.
 * @engine: the engine
 *
 * Context: &facet_sched.lock serializes; does not sleep.
 * Return: the entity; NULL: no entity waits, or the next one is not due yet behind the jobs in the
 * other slots.
 */
struct facet_sched_entity *facet_sched_pick(const struct sched_engine *engine);

/**
 * facet_sched_run_end() - Compute when a job has to give way.
 * @engine: the engine that runs the job
 * @job: the job; it has started
 *
 * docs/research/scheduler.md, "Running", has the formula.
 *
 * Context: &facet_sched.lock held; does not sleep.
 * Return: the time, nanoseconds; SCHED_NEVER: no other entity competes, and no cap ends the run.
 */
u64 facet_sched_run_end(const struct sched_engine *engine, const struct facet_sched_job *job);

/* --- sched_turn.c --- */

/**
 * facet_sched_give_turns() - Give the turns of work that needs no engine.
 * @engine: the engine
 * @now: the time, nanoseconds
 *
 * Calls &facet_sched_entity.build of each entity whose turn has come.
 *
 * Context: &facet_sched.lock serializes; does not sleep.
 * Return: the time of the next turn, nanoseconds; SCHED_NEVER: no entity waits for one.
 */
u64 facet_sched_give_turns(struct sched_engine *engine, u64 now);

/* --- sched.c, sched_progress.c --- */

/**
 * facet_sched_run() - Fill free slots, preempt and cancel jobs, and arm the timer.
 * @sched: the scheduler
 *
 * Call this function after each change of entities or jobs. It calls &facet_sched_entity.build,
 * &facet_gpu_host_ops.arm_timer and ops of the pGPU that do not sleep.
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_run(struct facet_sched *sched);

/**
 * facet_sched_preempt_job() - Ask the pGPU to preempt a job.
 * @sched: the scheduler
 * @job: the job; the pGPU has it
 *
 * For a job that has not started, the function notes the request. job_started() in sched_event.c
 * then asks the pGPU. A pGPU without preemption is not asked. If the pGPU refuses,
 * facet_sched_run() asks again after FACET_SCHED_POLL_NS.
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_preempt_job(struct facet_sched *sched, struct facet_sched_job *job);

/**
 * facet_sched_head_valid() - Query whether a ring offset lies in the range of a job.
 * @job: the job
 * @head: ring offset that a pGPU reports, bytes
 *
 * Context: &facet_sched.lock held; does not sleep.
 * Return: true if @head is a multiple of 4, from the job's head to its tail, both included.
 */
bool facet_sched_head_valid(const struct facet_sched_job *job, u32 head);

/**
 * facet_sched_update_progress() - Bring &facet_sched_job.last_progress up to date.
 * @sched: the scheduler
 * @job: the job
 *
 * The last progress stays if the job does not run, has faulted, or if the pGPU gives no valid
 * answer.
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_update_progress(struct facet_sched *sched, struct facet_sched_job *job);

/**
 * facet_sched_cancel_job() - Ask the pGPU to cancel a job.
 * @sched: the scheduler
 * @job: the job; the pGPU has it
 *
 * Before that the function stores the job's progress, so that the guest learns where a job hangs.
 * If the pGPU refuses, facet_sched_run() asks again after FACET_SCHED_POLL_NS.
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
void facet_sched_cancel_job(struct facet_sched *sched, struct facet_sched_job *job);

#endif
