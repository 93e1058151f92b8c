// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is next, and for how long. The least served runs until it is a slice ahead of the
 * next one: so nobody is ever more than about a slice from what is due, what went on too
 * long is taken off the next run, and a larger weight makes runs longer, not more numerous.
 *
 * Where nobody has set a slice it is as short as fairness wants and as long as changes cost.
 * The symbols are those of docs/scheduling.md, "Formulas".
 * Called with the scheduler's lock held; changes nothing.
 */
#include "mediator/sched/sched_types.h"

/*
 * All slices of an engine together. With it shares are right over a tenth of a second, however many
 * compete.
 */
#define SLICE_FAIR_NS		280000ull

/* Jobs that are wont to take no longer than this are run as wholes. */
#define SLICE_WHOLE_NS		300000ull

/* A slice is at least so many times what changing hands costs. */
#define SLICE_CHANGES		100ull

u64 facet_sched_slice_ns(const struct sched_engine *engine,
			 const struct facet_sched_entity *entity)
{
	u64 slice = SLICE_FAIR_NS / max(engine->competing, 1u);

	if (entity->params.slice_ns)
		return entity->params.slice_ns;
	/* Shorter than its commands, it would only be put aside more often. */
	slice = max(slice, entity->preempt_latency_ns);
	slice = max(slice, SLICE_CHANGES * engine->change_ns);
	return min(max(slice, FACET_SCHED_SLICE_MIN_NS), FACET_SCHED_SLICE_MAX_NS);
}

/*
 * lag(x, y) of docs/scheduling.md: how long @entity may run until @other becomes the less served,
 * in nanoseconds of engine time. Negative: @other already is.
 */
static s64 entity_lag(const struct sched_engine *engine, const struct facet_sched_entity *entity,
		      const struct facet_sched_entity *other)
{
	enum facet_sched_priority band = entity->params.priority,
				  other_band = other->params.priority;
	s64 lag;

	if (band == other_band) {
		lag = (s64)(other->vruntime - entity->vruntime);
		return lag * entity->params.weight / (s64)FACET_SCHED_WEIGHT_UNIT;
	}
	lag = (s64)(engine->run_queues[other_band].vruntime - engine->run_queues[band].vruntime);
	return lag / (s64)facet_sched_priority_vruntime(band, 1);
}

/* Return the least lag of a job's entity behind those that compete with it; S64_MAX: none does. */
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

/* m of docs/scheduling.md. Do not preempt a job that is about to finish: restarting costs more. */
static s64 least_run(const struct facet_sched_entity *entity, s64 slice)
{
	/* Of who comes for the first time nothing is known: guests begin with short work. */
	s64 whole = entity->woke_from_idle && !entity->job_ns ? SLICE_WHOLE_NS : 2 * entity->job_ns;

	if (entity->params.slice_ns || !whole || entity->job_ns > SLICE_WHOLE_NS)
		return slice / 2;
	/* Half a slice at least: changing hands is to be worth it. */
	return max(slice / 2, min_t(s64, whole, SLICE_WHOLE_NS));
}

/* "Running" of docs/scheduling.md: a job runs until its entity is a slice ahead of the next one. */
u64 facet_sched_run_end(const struct sched_engine *engine, const struct facet_sched_job *job)
{
	const struct facet_sched_entity *entity = job->entity;
	u64 run = facet_sched_limit_left_ns(entity, job->started_ns);
	s64 slice = facet_sched_slice_ns(engine, entity);
	/* Its commands do not give way at once. */
	s64 early = min_t(s64, entity->preempt_latency_ns, slice / 2);
	s64 lag = least_lag(engine, job);

	if (lag != S64_MAX)
		run = min_t(u64, run, max(lag + slice - early, least_run(entity, slice)));
	return run == SCHED_NEVER ? SCHED_NEVER : job->started_ns + run;
}

/* Of the band that has had least; of equal ones the higher. */
static struct facet_sched_entity *least_served(const struct sched_engine *engine)
{
	const struct sched_run_queue *least = NULL;
	u32 i;

	for (i = 0; i < FACET_SCHED_PRIORITIES; i++) {
		const struct sched_run_queue *band = &engine->run_queues[i];

		if (band->ready.first && (!least || band->vruntime < least->vruntime))
			least = band;
	}
	return least ? least->ready.first : NULL;
}

/*
 * Behind another vGPU's job only who is due when that has run as long as it is wont to: else two
 * vGPUs would alternate job by job, however long one's jobs are.
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
