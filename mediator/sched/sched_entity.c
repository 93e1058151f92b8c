// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual time of entities and of priorities. Virtual time passes for an entity while the entity
 * has the engine, in inverse proportion to its weight. Virtual time passes for a priority while
 * one of its entities has the engine. A waking entity starts near the minimum virtual time of the
 * entities that compete. So an entity saves up no time while it sleeps, and owes none.
 * The symbols are those of docs/research/scheduler.md, "Formulas".
 *
 * Called by the scheduler's other files. All functions need &facet_sched.lock held.
 */
#include "mediator/host.h"
#include "mediator/sched/sched_types.h"

/*
 * CREDIT_NS is C. An entity gets credit when it had no work for CREDIT_ASLEEP_NS. A guest that
 * boots submits a dozen requests, one after the other, and has 200 ms for all of them.
 */
#define CREDIT_NS		8000000ull
#define CREDIT_ASLEEP_NS	500000ull

/*
 * Work that needs no engine is at most this far ahead of F, engine time: a slice, and the work of
 * one turn.
 */
#define WORK_AHEAD_NS		(2 * FACET_SCHED_SLICE_MAX_NS)

bool facet_sched_entity_awaits_build(const struct facet_sched_entity *entity)
{
	lockdep_assert_held(&entity->sched->lock);
	return entity->build && entity->build_requested && !entity->in_gpu &&
	       list_empty(&entity->jobs);
}

bool facet_sched_entity_has_work(const struct facet_sched_entity *entity)
{
	lockdep_assert_held(&entity->sched->lock);
	return !list_empty(&entity->jobs) || entity->in_gpu || entity->build;
}

static u32 entity_state(const struct facet_sched_entity *entity)
{
	if (entity->in_gpu && entity->in_gpu->started)
		return FACET_SCHED_RUNNING;
	/*
	 * An entity whose work is being built does not compete until the work is queued. So the
	 * entity saves up no time.
	 */
	if ((entity->blocked && !entity->settles) || entity->halted ||
	    facet_sched_entity_awaits_build(entity))
		return FACET_SCHED_STOPPED;
	if (!facet_sched_entity_has_work(entity))
		return FACET_SCHED_IDLE;
	return entity->throttled ? FACET_SCHED_THROTTLED : FACET_SCHED_WAITING;
}

static u64 job_running_ns(const struct facet_sched_job *job, u64 now)
{
	return job->started ? now - job->started_ns : 0;
}

/*
 * Raise F of an entity's priority to the least v of the entities that compete in it. F never
 * falls. A current run is not charged yet, so its time until @now counts. @least: v of one more
 * entity; SCHED_NEVER: there is none.
 */
static void update_min_vruntime(struct facet_sched_entity *entity, u64 least, u64 now)
{
	const struct sched_engine *engine = sched_entity_engine(entity);
	struct sched_run_queue *rq = sched_entity_run_queue(entity);
	u32 i;

	if (rq->ready.first)
		least = min(least, rq->ready.first->vruntime);
	for (i = 0; i < SCHED_DEPTH_MAX; i++) {
		const struct facet_sched_job *job = engine->slots[i];

		if (job && job->entity->params.priority == entity->params.priority)
			least = min(least, job->entity->vruntime +
				    facet_sched_vruntime(job->entity, job_running_ns(job, now)));
	}
	if (least != SCHED_NEVER)
		rq->min_vruntime = max(rq->min_vruntime, least);
}

/* Raise G to the least V of the priorities in which an entity competes. G never falls. */
static void update_engine_min_vruntime(struct sched_engine *engine, u64 now)
{
	u64 vruntime[FACET_SCHED_PRIORITIES], least = SCHED_NEVER;
	u32 i;

	for (i = 0; i < FACET_SCHED_PRIORITIES; i++)
		vruntime[i] = engine->run_queues[i].vruntime;
	for (i = 0; i < SCHED_DEPTH_MAX; i++) {
		const struct facet_sched_job *job = engine->slots[i];

		if (job)
			vruntime[job->entity->params.priority] +=
				facet_sched_priority_vruntime(job->entity->params.priority,
							      job_running_ns(job, now));
	}
	for (i = 0; i < FACET_SCHED_PRIORITIES; i++)
		if (engine->run_queues[i].competing)
			least = min(least, vruntime[i]);
	if (least != SCHED_NEVER)
		engine->min_vruntime = max(engine->min_vruntime, least);
}

/* Wake a priority with its first entity that competes: V = max(V, G - s 8^b). */
static void run_queue_wake(const struct facet_sched_entity *entity)
{
	struct sched_engine *engine = sched_entity_engine(entity);
	struct sched_run_queue *rq = sched_entity_run_queue(entity);
	u64 slice = facet_sched_priority_vruntime(entity->params.priority,
						  facet_sched_slice_ns(engine, entity));

	rq->vruntime =
		max(rq->vruntime, engine->min_vruntime - min(engine->min_vruntime, slice));
}

/* Note that an entity competes for its engine, or does so no more. */
static void entity_set_competing(struct facet_sched_entity *entity, bool competes, u64 now)
{
	struct sched_engine *engine = sched_entity_engine(entity);
	struct sched_run_queue *rq = sched_entity_run_queue(entity);

	competes &= !entity->needs_no_engine;
	if (competes == entity->competing)
		return;
	entity->competing = competes;
	if (rq->competing == !competes)
		update_engine_min_vruntime(engine, now);
	engine->competing += competes ? 1 : -1;
	rq->competing += competes ? 1 : -1;
	if (competes && rq->competing == 1)
		run_queue_wake(entity);
}

/* Return the heap in which an entity waits. */
static struct sched_ready *entity_heap(const struct facet_sched_entity *entity)
{
	if (entity->throttled)
		return &sched_entity_engine(entity)->throttled;
	return entity->needs_no_engine ? &sched_entity_run_queue(entity)->turns :
					 &sched_entity_run_queue(entity)->ready;
}

void facet_sched_entity_dequeue(struct facet_sched_entity *entity)
{
	lockdep_assert_held(&entity->sched->lock);
	if (facet_sched_ready_has(entity))
		facet_sched_ready_leave(entity_heap(entity), entity);
}

void facet_sched_entity_update(struct facet_sched_entity *entity)
{
	struct facet_sched *sched = entity->sched;
	u32 state = entity_state(entity);
	bool ready = state == FACET_SCHED_WAITING && !entity->in_gpu;

	lockdep_assert_held(&entity->sched->lock);
	if (state != entity->state) {
		u64 now = facet_sched_now(sched);

		entity_set_competing(entity, sched_competes(state), now);
		facet_sched_stats_set_state(entity, state, now);
	}
	/* v, the key, changes only while the entity is in no heap. */
	if ((ready || entity->throttled) == facet_sched_ready_has(entity))
		return;
	if (entity->throttled || ready)
		facet_sched_ready_enter(entity_heap(entity), entity,
					entity->throttled ? facet_sched_limit_resume_at(entity) :
							    entity->vruntime);
	else
		facet_sched_ready_leave(entity_heap(entity), entity);
}

void facet_sched_entity_request_build(struct facet_sched_entity *entity)
{
	lockdep_assert_held(&entity->sched->lock);
	WRITE_ONCE(entity->build_requested, true);
	facet_sched_entity_update(entity);
	entity->build(entity);
}

bool facet_sched_entity_keeps(struct facet_sched_entity *entity)
{
	struct facet_sched_job *job =
		list_first_entry_or_null(&entity->jobs, struct facet_sched_job, list);

	lockdep_assert_held(&entity->sched->lock);
	return job && job->kept;
}

void facet_sched_entity_end_settling(struct facet_sched_entity *entity)
{
	lockdep_assert_held(&entity->sched->lock);
	if (!entity->settles)
		return;
	/* facet_sched_settles() takes no lock. */
	smp_store_release(&entity->settles, false);
	entity->settled(entity);
}

void facet_sched_entity_settle_update(struct facet_sched_entity *entity)
{
	lockdep_assert_held(&entity->sched->lock);
	if (!facet_sched_entity_keeps(entity))
		facet_sched_entity_end_settling(entity);
}

u64 facet_sched_engine_time(const struct facet_sched_entity *entity, u64 vruntime)
{
	lockdep_assert_held(&entity->sched->lock);
	return DIV_ROUND_UP(vruntime * entity->params.weight, FACET_SCHED_WEIGHT_UNIT);
}

/*
 * Reduce K by d w / W, where d is the rise of F since the last update. w is the least weight of
 * the vGPUs that got credit. So K falls no faster than the credit of any one of them.
 */
static void credit_recover(struct sched_run_queue *rq)
{
	/* A larger rise makes K 0 with any weight. The limit keeps the product in 64 bits. */
	u64 rise =
		min(rq->min_vruntime - rq->credit_floor, CREDIT_NS * FACET_SCHED_WEIGHT_UNIT);

	if (rq->credit_ns)
		rq->credit_ns -= min(rq->credit_ns,
				     rise * rq->credit_weight / FACET_SCHED_WEIGHT_UNIT);
	rq->credit_floor = rq->min_vruntime;
}

/*
 * Give an entity credit: @wanted, in virtual time, or less if C - K has no room. All entities of a
 * priority have C together. So entities that wake together delay a busy entity by C at most,
 * beside one turn of each. Return: c, in virtual time.
 */
static u64 credit_give(struct facet_sched_entity *entity, u64 wanted)
{
	struct sched_run_queue *rq = sched_entity_run_queue(entity);
	u64 has, more;

	if (!wanted)
		return 0;
	credit_recover(rq);
	has = entity->credit - min(entity->credit, rq->min_vruntime - entity->credit_floor);
	more = wanted - min(wanted, has);
	if (more)
		more = min(more, facet_sched_vruntime(entity, CREDIT_NS - rq->credit_ns));
	if (more) {
		if (!rq->credit_ns || rq->credit_weight > entity->params.weight)
			rq->credit_weight = entity->params.weight;
		rq->credit_ns = min(CREDIT_NS, rq->credit_ns +
					       facet_sched_engine_time(entity, more));
	}
	entity->credit_floor = rq->min_vruntime;
	return min(wanted, has + more);
}

/*
 * "Waking" of docs/research/scheduler.md: the entity starts at v = due - c. Its lag is one slice at
 * most. So a waking entity runs soon, but saves up no idle time. due is the virtual time that the
 * entity has without credit. So the entity gives credit back, and over time no entity gets more
 * than its weight allows.
 */
void facet_sched_entity_wake(struct facet_sched_entity *entity)
{
	u64 slice = facet_sched_vruntime(entity,
					 facet_sched_slice_ns(sched_entity_engine(entity), entity));
	u64 now = facet_sched_now(entity->sched);
	u64 min_vruntime, earliest, due, wanted;

	lockdep_assert_held(&entity->sched->lock);
	update_min_vruntime(entity, SCHED_NEVER, now);
	min_vruntime = sched_entity_run_queue(entity)->min_vruntime;
	earliest = min_vruntime - min(min_vruntime, slice);
	due = max(entity->vruntime + entity->credit, earliest);
	entity->woke_from_idle = entity->state == FACET_SCHED_IDLE &&
			 now - entity->since_ns >= CREDIT_ASLEEP_NS;
	wanted = entity->woke_from_idle ? facet_sched_vruntime(entity, CREDIT_NS) : entity->credit;
	/* Work that needs no engine delays no job, so its vGPU gets no credit. */
	if (entity->needs_no_engine)
		wanted = 0;
	entity->credit = credit_give(entity, min(wanted, due - earliest));
	entity->vruntime = due - entity->credit;
}

void facet_sched_entity_worked(struct facet_sched_entity *entity, u64 ns, u64 now)
{
	struct sched_run_queue *rq = sched_entity_run_queue(entity);
	u64 most = facet_sched_vruntime(entity, max_t(u64, WORK_AHEAD_NS, ns));

	lockdep_assert_held(&entity->sched->lock);
	entity->vruntime += facet_sched_vruntime(entity, ns);
	facet_sched_limit_charge(entity, ns, now);
	/*
	 * F is the time of those that compete for the engine. While there are none, F follows this
	 * entity. Else one that wakes would begin at the time before this work.
	 */
	update_min_vruntime(entity, rq->competing ? SCHED_NEVER : entity->vruntime, now);
	/* Turns come at once while no job runs. What they took then is not collected later. */
	entity->vruntime = min(entity->vruntime, rq->min_vruntime + most);
}

void facet_sched_entity_defer(struct facet_sched_entity *entity,
			      void (*want)(struct facet_sched_entity *entity))
{
	lockdep_assert_held(&entity->sched->lock);
	if (facet_sched_entity_awaits_build(entity) ||
	    (want && !facet_sched_entity_has_work(entity)))
		facet_sched_entity_wake(entity);
	entity->build = want;
	WRITE_ONCE(entity->build_requested, false);
	facet_sched_entity_update(entity);
}

void facet_sched_entity_charge(struct facet_sched_entity *entity, u64 ran, u64 ns, u64 now)
{
	struct sched_run_queue *rq = sched_entity_run_queue(entity);

	lockdep_assert_held(&entity->sched->lock);
	entity->vruntime += facet_sched_vruntime(entity, ns);
	entity->run_ns = sched_mean(entity->run_ns, ns);
	entity->woke_from_idle = false;
	rq->vruntime += facet_sched_priority_vruntime(entity->params.priority, ns);
	facet_sched_limit_charge(entity, ran, now);
	update_min_vruntime(entity, entity->vruntime, now);
}

u64 facet_sched_entity_resume(struct sched_engine *engine, u64 now)
{
	struct facet_sched_entity *entity;

	while ((entity = engine->throttled.first) && entity->key <= now) {
		facet_sched_ready_leave(&engine->throttled, entity);
		entity->throttled = false;
		facet_sched_limit_charge(entity, 0, now);
		facet_sched_entity_wake(entity);
		facet_sched_entity_update(entity);
	}
	return entity ? entity->key : SCHED_NEVER;
}

/* Return the least v of an entity that is new or slept for long: one longest slice before F. */
static u64 entity_start_vruntime(const struct facet_sched_entity *entity)
{
	u64 min_vruntime = sched_entity_run_queue(entity)->min_vruntime;

	return min_vruntime -
	       min(min_vruntime, facet_sched_vruntime(entity, FACET_SCHED_SLICE_MAX_NS));
}

void facet_sched_entity_init(struct facet_sched_entity *entity)
{
	lockdep_assert_held(&entity->sched->lock);
	entity->vruntime = entity_start_vruntime(entity);
}

/*
 * A new w: the entity keeps its lag and c in engine time. So a larger w makes both smaller in
 * virtual time.
 */
void facet_sched_entity_set_params(struct facet_sched_entity *entity,
				   const struct facet_sched_params *params)
{
	u64 now = facet_sched_now(entity->sched);
	s64 lag = (s64)(sched_entity_run_queue(entity)->min_vruntime -
			max(entity->vruntime, entity_start_vruntime(entity)));
	bool same_limit = params->limit == entity->params.limit;

	lockdep_assert_held(&entity->sched->lock);
	entity_set_competing(entity, false, now);
	lag = lag * entity->params.weight / (s64)params->weight;
	entity->credit = entity->credit * entity->params.weight / params->weight;
	entity->params = *params;
	entity->credit_floor = sched_entity_run_queue(entity)->min_vruntime;
	entity->vruntime = max_t(s64, sched_entity_run_queue(entity)->min_vruntime - lag, 0);
	if (!same_limit)
		facet_sched_limit_reset(entity, now);
	entity_set_competing(entity, sched_competes(entity->state), now);
}
