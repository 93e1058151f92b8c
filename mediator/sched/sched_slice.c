// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slices: which entity runs next, and for how long. The entity with the least virtual time runs
 * until it is one slice ahead of the next entity. So no entity is ever more than about a slice from
 * its due time. An overrun makes the next run shorter. A larger weight makes runs longer, not more
 * frequent.
 *
 * A slice that is not set is short, for fairness, but long compared with the cost of a change.
 * The symbols are those of docs/research/scheduler.md, "Formulas".
 *
 * Called by the scheduler's other files, with &facet_sched.lock held. Changes no state.
 */
#include "mediator/sched/sched_types.h"

/*
 * Sum of the slices of all entities that compete for an engine. With this value each vGPU gets its
 * part of any tenth of a second, with any number of vGPUs.
 */
#define SLICE_FAIR_NS		280000ull

/* An entity whose jobs take up to this time on average may run a whole job in one run. */
#define SLICE_WHOLE_NS		300000ull

/* A slice is at least this many times the cost of a change: changes cost about 1 per cent. */
#define SLICE_CHANGES		100ull

u64 facet_sched_slice_ns(const struct sched_engine *engine,
			 const struct facet_sched_entity *entity)
{
	u64 slice = SLICE_FAIR_NS / max(engine->competing, 1u);

	lockdep_assert_held(&entity->sched->lock);
	if (entity->params.slice_ns)
		return entity->params.slice_ns;
	/* A slice shorter than l does not preempt sooner: it only preempts more often. */
	slice = max(slice, entity->preempt_latency_ns);
	slice = max(slice, SLICE_CHANGES * engine->change_ns);
	return min(max(slice, FACET_SCHED_SLICE_MIN_NS), FACET_SCHED_SLICE_MAX_NS);
}

/*
 * Return lag(x, y) of docs/research/scheduler.md, where x is @entity and y is @other: how long x
 * may run until y has had less than x, nanoseconds of engine time. Negative: y already has had
 * less.
 */
static s64 entity_lag(const struct sched_engine *engine, const struct facet_sched_entity *entity,
		      const struct facet_sched_entity *other)
{
	enum facet_sched_priority priority = entity->params.priority,
				  other_priority = other->params.priority;
	s64 lag;

	if (priority == other_priority) {
		lag = (s64)(other->vruntime - entity->vruntime);
		return lag * entity->params.weight / (s64)FACET_SCHED_WEIGHT_UNIT;
	}
	lag = (s64)(engine->run_queues[other_priority].vruntime -
		    engine->run_queues[priority].vruntime);
	return lag / (s64)facet_sched_priority_vruntime(priority, 1);
}

/*
 * Return the least lag of a job's entity behind the entities that compete with it, nanoseconds of
 * engine time. S64_MAX: none competes.
 */
static s64 least_lag(const struct sched_engine *engine, const struct facet_sched_job *job)
{
	const struct facet_sched_entity *entity = job->entity;
	s64 least = S64_MAX;
	u32 i;

	for (i = 0; i < FACET_SCHED_PRIORITIES; i++) {
		const struct facet_sched_entity *waiting = engine->run_queues[i].ready.first;

		if (waiting)
			least = min(least, entity_lag(engine, entity, waiting));
	}
	for (i = 0; i < SCHED_DEPTH_MAX; i++) {
		const struct facet_sched_job *other = engine->slots[i];

		if (other && other != job)
			least = min(least, entity_lag(engine, entity, other->entity));
	}
	return least;
}

/*
 * Return m, the shortest run, nanoseconds of engine time. Do not preempt a job that is about to
 * finish: restarting it costs more than waiting.
 */
static s64 least_run(const struct facet_sched_entity *entity, s64 slice)
{
	/* No job has ended yet, so the mean is unknown. Guests begin with short work. */
	s64 whole = entity->woke_from_idle && !entity->job_ns ? SLICE_WHOLE_NS : 2 * entity->job_ns;

	if (entity->params.slice_ns || !whole || entity->job_ns > SLICE_WHOLE_NS)
		return slice / 2;
	/* Half a slice at least, so that the cost of a change stays small. */
	return max(slice / 2, min_t(s64, whole, SLICE_WHOLE_NS));
}

/*
 * "Running" of docs/research/scheduler.md: a job runs until its entity is a slice ahead of the
 * next.
 */
u64 facet_sched_run_end(const struct sched_engine *engine, const struct facet_sched_job *job)
{
	const struct facet_sched_entity *entity = job->entity;
	u64 run = facet_sched_limit_left_ns(entity, job->started_ns);
	s64 slice = facet_sched_slice_ns(engine, entity);
	/* The job's commands do not give way at once: ask earlier by l. */
	s64 early = min_t(s64, entity->preempt_latency_ns, slice / 2);
	s64 lag = least_lag(engine, job);

	lockdep_assert_held(&job->entity->sched->lock);
	if (lag != S64_MAX)
		run = min_t(u64, run, max(lag + slice - early, least_run(entity, slice)));
	return run == SCHED_NEVER ? SCHED_NEVER : job->started_ns + run;
}

/*
 * Return the entity with the least v in the priority with the least V. Among equal V the higher
 * priority goes first. NULL: no entity waits.
 */
static struct facet_sched_entity *least_served(const struct sched_engine *engine)
{
	const struct sched_run_queue *least = NULL;
	u32 i;

	for (i = 0; i < FACET_SCHED_PRIORITIES; i++) {
		const struct sched_run_queue *rq = &engine->run_queues[i];

		if (rq->ready.first && (!least || rq->vruntime < least->vruntime))
			least = rq;
	}
	return least ? least->ready.first : NULL;
}

/*
 * Query whether an entity may queue behind the job of another vGPU. The entity has to be due when
 * that job has run for its mean time. Otherwise two vGPUs would alternate job by job, even if the
 * jobs of one are much longer.
 */
static bool may_queue_behind(const struct sched_engine *engine,
			     const struct facet_sched_entity *entity,
			     const struct facet_sched_entity *running)
{
	s64 slice = facet_sched_slice_ns(engine, running);
	s64 run = min_t(s64, running->run_ns, slice);

	return entity_lag(engine, running, entity) <= run + slice / 4;
}

struct facet_sched_entity *facet_sched_pick(const struct sched_engine *engine)
{
	struct facet_sched_entity *entity = least_served(engine);
	u32 i;

	for (i = 0; entity && i < SCHED_DEPTH_MAX; i++)
		if (engine->slots[i] && !may_queue_behind(engine, entity, engine->slots[i]->entity))
			return NULL;
	return entity;
}
