// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is next, and for how long. The least served runs until it is a slice ahead of the
 * next one: so nobody is ever more than about a slice from what is due, what went on too
 * long is taken off the next run, and a larger weight makes runs longer, not more numerous.
 *
 * Where nobody has set a slice it is as short as fairness wants and as long as changes cost.
 * Called with the scheduler's lock held; changes nothing.
 */
#include "mediator/sched_types.h"

/* Shares differ by so little over a tenth of a second, however many compete: an engine's slices together. */
#define SLICE_FAIR_NS		280000ull

/* Jobs that are wont to take no longer than this are run as wholes. */
#define SLICE_WHOLE_NS		300000ull

/* A slice is at least so many times what changing hands costs. */
#define SLICE_CHANGES		100ull

u64 facet_sched_slice_ns(const struct sched_engine *engine,
			 const struct facet_sched_entity *entity)
{
	u64 slice = SLICE_FAIR_NS / max(engine->competing, 1u);

	if (entity->share.slice_ns)
		return entity->share.slice_ns;
	/* Shorter than its commands, it would only be put aside more often. */
	slice = max(slice, entity->late_ns);
	slice = max(slice, SLICE_CHANGES * engine->change_ns);
	return min(max(slice, FACET_SCHED_SLICE_MIN_NS), FACET_SCHED_SLICE_MAX_NS);
}

/* Engine time that an entity can have before another has had less; below zero: it has more. */
static s64 lead(const struct sched_engine *engine, const struct facet_sched_entity *entity,
		const struct facet_sched_entity *other)
{
	enum facet_band band = entity->share.band, other_band = other->share.band;
	s64 ahead;

	if (band == other_band) {
		ahead = (s64)(other->vtime - entity->vtime);
		return ahead * entity->share.weight / (s64)FACET_SHARE_WEIGHT;
	}
	ahead = (s64)(engine->bands[other_band].vtime - engine->bands[band].vtime);
	return ahead / (s64)facet_sched_band_virtual(band, 1);
}

/* Do not preempt a job that is about to finish: restarting it costs more than waiting. */
static s64 least_run(const struct facet_sched_entity *entity, s64 slice)
{
	/* Of who comes for the first time nothing is known: guests begin with short work. */
	s64 whole = entity->rested && !entity->job_ns ? SLICE_WHOLE_NS : 2 * entity->job_ns;

	if (entity->share.slice_ns || !whole || entity->job_ns > SLICE_WHOLE_NS)
		return slice / 2;
	/* Half a slice at least: changing hands is to be worth it. */
	return max(slice / 2, min_t(s64, whole, SLICE_WHOLE_NS));
}

u64 facet_sched_run_end(const struct sched_engine *engine, const struct facet_sched_job *job)
{
	const struct facet_sched_entity *entity = job->entity;
	u64 most = sched_limit_run(entity, job->started_ns);
	s64 slice = facet_sched_slice_ns(engine, entity);
	/* It will not stop at once. */
	s64 early = min_t(s64, entity->late_ns, slice / 2);
	s64 least = S64_MAX;
	u32 i;

	for (i = 0; i < FACET_BANDS; i++)
		if (engine->bands[i].ready.first)
			least = min(least, lead(engine, entity, engine->bands[i].ready.first));
	for (i = 0; i < SCHED_DEPTH_MAX; i++)
		if (engine->slots[i] && engine->slots[i] != job)
			least = min(least, lead(engine, entity, engine->slots[i]->entity));
	if (least != S64_MAX)
		most = min_t(u64, most, max(least + slice - early, least_run(entity, slice)));
	return most == SCHED_NEVER ? SCHED_NEVER : job->started_ns + most;
}

/* Of the band that has had least; of equal ones the higher. */
static struct facet_sched_entity *first(const struct sched_engine *engine)
{
	const struct sched_band *least = NULL;
	u32 i;

	for (i = 0; i < FACET_BANDS; i++) {
		const struct sched_band *band = &engine->bands[i];

		if (band->ready.first && (!least || band->vtime < least->vtime))
			least = band;
	}
	return least ? least->ready.first : NULL;
}

/*
 * Behind another vGPU's job only who is due when that has run as long as it is wont to: else two
 * vGPUs would alternate job by job, however long one's jobs are.
 */
static bool may_follow(const struct sched_engine *engine, const struct facet_sched_entity *entity,
		       const struct facet_sched_entity *running)
{
	s64 slice = facet_sched_slice_ns(engine, running);
	s64 run = min_t(s64, running->run_ns, slice);

	return lead(engine, running, entity) <= run + slice / 4;
}

struct facet_sched_entity *facet_sched_pick(const struct sched_engine *engine)
{
	struct facet_sched_entity *entity = first(engine);
	u32 i;

	for (i = 0; entity && i < SCHED_DEPTH_MAX; i++)
		if (engine->slots[i] && !may_follow(engine, entity, engine->slots[i]->entity))
			return NULL;
	return entity;
}
