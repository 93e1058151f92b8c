// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who competes for an engine. Virtual time passes for an entity while it has the engine, in
 * inverse proportion to its weight; for a band while one of its entities has it. Who comes
 * back begins at the floor, which follows the least served of those that compete: time
 * asleep is not saved up, and what others have run alone meanwhile is not owed.
 *
 * Called with the scheduler's lock held.
 */
#include "mediator/host.h"
#include "mediator/sched_types.h"

/*
 * A guest that boots asks a dozen times in a row, and has 200 ms for all of it: who was without work for a while
 * goes before the others until it is so far ahead of them.
 */
#define CREDIT_NS		8000000ull
#define CREDIT_ASLEEP_NS	500000ull

bool facet_sched_entity_late(const struct facet_sched_entity *entity)
{
	return entity->want && entity->asked && !entity->in_gpu && list_empty(&entity->jobs);
}

static u32 entity_state(const struct facet_sched_entity *entity)
{
	if (entity->in_gpu && entity->in_gpu->started)
		return FACET_SCHED_RUNNING;
	/*
	 * An entity that was asked for promised work does not compete until the work is
	 * queued, so it saves up no time.
	 */
	if (entity->blocked || entity->halted || facet_sched_entity_late(entity))
		return FACET_SCHED_STOPPED;
	if (!entity->in_gpu && list_empty(&entity->jobs) && !entity->want)
		return FACET_SCHED_IDLE;
	return entity->throttled ? FACET_SCHED_THROTTLED : FACET_SCHED_WAITING;
}

static u64 job_ran(const struct facet_sched_job *job, u64 now)
{
	return job->started ? now - job->started_ns : 0;
}

/* Of an entity's band as of now: what runs has not been charged yet. @least: of one more, or NEVER. */
static void raise_floor(struct facet_sched_entity *entity, u64 least, u64 now)
{
	const struct sched_engine *engine = sched_entity_engine(entity);
	struct sched_band *band = sched_entity_band(entity);
	u32 i;

	if (band->ready.first)
		least = min(least, band->ready.first->vtime);
	for (i = 0; i < SCHED_DEPTH_MAX; i++) {
		const struct facet_sched_job *job = engine->slots[i];

		if (job && job->entity->share.band == entity->share.band)
			least = min(least, job->entity->vtime +
				    facet_sched_virtual(job->entity, job_ran(job, now)));
	}
	if (least != SCHED_NEVER)
		band->floor = max(band->floor, least);
}

/* The same of all bands. */
static void raise_band_floor(struct sched_engine *engine, u64 now)
{
	u64 vtime[FACET_BANDS], least = SCHED_NEVER;
	u32 i;

	for (i = 0; i < FACET_BANDS; i++)
		vtime[i] = engine->bands[i].vtime;
	for (i = 0; i < SCHED_DEPTH_MAX; i++) {
		const struct facet_sched_job *job = engine->slots[i];

		if (job)
			vtime[job->entity->share.band] +=
				facet_sched_band_virtual(job->entity->share.band,
							 job_ran(job, now));
	}
	for (i = 0; i < FACET_BANDS; i++)
		if (engine->bands[i].competing)
			least = min(least, vtime[i]);
	if (least != SCHED_NEVER)
		engine->floor = max(engine->floor, least);
}

/* The first one of a band to compete: the band may be a slice behind as well. */
static void band_wake(const struct facet_sched_entity *entity)
{
	struct sched_engine *engine = sched_entity_engine(entity);
	struct sched_band *band = sched_entity_band(entity);
	u64 slice = facet_sched_band_virtual(entity->share.band,
					     facet_sched_slice_ns(engine, entity));

	band->vtime = max(band->vtime, engine->floor - min(engine->floor, slice));
}

static void count(struct facet_sched_entity *entity, bool competes, u64 now)
{
	struct sched_engine *engine = sched_entity_engine(entity);
	struct sched_band *band = sched_entity_band(entity);

	if (competes == entity->counted)
		return;
	entity->counted = competes;
	if (band->competing == !competes)
		raise_band_floor(engine, now);
	engine->competing += competes ? 1 : -1;
	band->competing += competes ? 1 : -1;
	if (competes && band->competing == 1)
		band_wake(entity);
}

void facet_sched_entity_update(struct facet_sched_entity *entity)
{
	struct facet_sched *sched = entity->sched;
	u32 state = entity_state(entity);
	bool ready = state == FACET_SCHED_WAITING && !entity->in_gpu;

	if (state != entity->state) {
		u64 now = facet_sched_now(sched);

		count(entity, sched_competes(state), now);
		sched_stats_state(entity, state, now);
	}
	/* Virtual time only passes while it is in neither. */
	if ((ready || entity->throttled) == sched_ready_has(entity))
		return;
	if (entity->throttled)
		sched_ready_enter(&sched_entity_engine(entity)->throttled, entity,
				  sched_limit_resume(entity));
	else if (ready)
		sched_ready_enter(&sched_entity_band(entity)->ready, entity, entity->vtime);
	else
		sched_ready_leave(&sched_entity_band(entity)->ready, entity);
}

/* Engine time that so much virtual time is to an entity, rounded up. */
static u64 engine_time(const struct facet_sched_entity *entity, u64 vtime)
{
	return DIV_ROUND_UP(vtime * entity->share.weight, FACET_SHARE_WEIGHT);
}

/*
 * What was lent comes back as the floor rises, to each by its weight. All together it comes back no
 * slower than to the one with the least weight.
 */
static void band_returns(struct sched_band *band)
{
	/* More brings back all, whatever the weight. */
	u64 risen = min(band->floor - band->lent_floor, CREDIT_NS * FACET_SHARE_WEIGHT);

	if (band->lent_ns)
		band->lent_ns -= min(band->lent_ns,
				     risen * band->lent_weight / FACET_SHARE_WEIGHT);
	band->lent_floor = band->floor;
}

/*
 * Lend an entity @wanted of virtual time, or what is left: all entities of a band share one credit.
 * So however many wake together, who is busy is held off by one credit. Return: what is lent.
 */
static u64 band_lend(struct facet_sched_entity *entity, u64 wanted)
{
	struct sched_band *band = sched_entity_band(entity);
	u64 has, more;

	if (!wanted)
		return 0;
	band_returns(band);
	has = entity->lent - min(entity->lent, band->floor - entity->lent_floor);
	more = wanted - min(wanted, has);
	if (more)
		more = min(more, facet_sched_virtual(entity, CREDIT_NS - band->lent_ns));
	if (more) {
		if (!band->lent_ns || band->lent_weight > entity->share.weight)
			band->lent_weight = entity->share.weight;
		band->lent_ns = min(band->lent_ns + engine_time(entity, more), CREDIT_NS);
	}
	entity->lent_floor = band->floor;
	return min(wanted, has + more);
}

/*
 * It may be a slice behind, so that who needs little is served at once. After a while without work
 * it has credit as well. What is lent is remembered and comes back as the others get theirs: over
 * time nobody has more than is due.
 */
void facet_sched_entity_wake(struct facet_sched_entity *entity)
{
	u64 slice = facet_sched_virtual(entity, facet_sched_slice_ns(sched_entity_engine(entity), entity));
	u64 now = facet_sched_now(entity->sched);
	u64 floor, start, due, lent = entity->lent;

	raise_floor(entity, SCHED_NEVER, now);
	floor = sched_entity_band(entity)->floor;
	start = floor - min(floor, slice);
	due = max(entity->vtime + entity->lent, start);
	entity->rested = entity->state == FACET_SCHED_IDLE && now - entity->since_ns >= CREDIT_ASLEEP_NS;
	if (entity->rested)
		lent = facet_sched_virtual(entity, CREDIT_NS);
	entity->lent = band_lend(entity, min(lent, due - start));
	entity->vtime = due - entity->lent;
}

void facet_sched_entity_charge(struct facet_sched_entity *entity, u64 ran, u64 ns, u64 now)
{
	struct sched_band *band = sched_entity_band(entity);

	entity->vtime += facet_sched_virtual(entity, ns);
	entity->run_ns = sched_mean(entity->run_ns, ns);
	entity->rested = false;
	band->vtime += facet_sched_band_virtual(entity->share.band, ns);
	sched_limit_charge(entity, ran, now);
	raise_floor(entity, entity->vtime, now);
}

u64 facet_sched_entity_resume(struct sched_engine *engine, u64 now)
{
	struct facet_sched_entity *entity;

	while ((entity = engine->throttled.first) && entity->key <= now) {
		sched_ready_leave(&engine->throttled, entity);
		entity->throttled = false;
		sched_limit_charge(entity, 0, now);
		facet_sched_entity_wake(entity);
		facet_sched_entity_update(entity);
	}
	return entity ? entity->key : SCHED_NEVER;
}

/* A slice behind the others, or a little more: where who was asleep for long, or never was there before, may stand. */
static u64 entity_behind(const struct facet_sched_entity *entity)
{
	u64 floor = sched_entity_band(entity)->floor;

	return floor - min(floor, facet_sched_virtual(entity, FACET_SCHED_SLICE_MAX_NS));
}

void facet_sched_entity_begin(struct facet_sched_entity *entity)
{
	entity->vtime = entity_behind(entity);
}

/* What it is ahead of the floor, or behind, shrinks as its weight grows. */
void facet_sched_entity_share(struct facet_sched_entity *entity, const struct facet_share *share)
{
	u64 now = facet_sched_now(entity->sched);
	s64 ahead = (s64)(max(entity->vtime, entity_behind(entity)) - sched_entity_band(entity)->floor);
	bool same_limit = share->limit == entity->share.limit;

	count(entity, false, now);
	ahead = ahead * entity->share.weight / (s64)share->weight;
	entity->lent = entity->lent * entity->share.weight / share->weight;
	entity->share = *share;
	entity->lent_floor = sched_entity_band(entity)->floor;
	entity->vtime = max_t(s64, sched_entity_band(entity)->floor + ahead, 0);
	if (!same_limit)
		sched_limit_set(entity, now);
	count(entity, sched_competes(entity->state), now);
}
