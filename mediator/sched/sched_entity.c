// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who competes for an engine. Virtual time passes for an entity while it has the engine, in
 * inverse proportion to its weight; for a band while one of its entities has it. Who comes
 * back begins at the floor, which follows the least served of those that compete: time
 * asleep is not saved up, and what others have run alone meanwhile is not owed.
 * The symbols are those of docs/scheduling.md, "Formulas".
 *
 * Called with the scheduler's lock held.
 */
#include "mediator/host.h"
#include "mediator/sched/sched_types.h"

/*
 * C of docs/scheduling.md, and how long an entity is without work before it gets credit. A guest
 * that boots submits a dozen requests, one after the other, and has 200 ms for all of them.
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

/*
 * Raise F of an entity's band to the least v of those that compete in it, if that is larger. Runs
 * that go on are not charged yet: their time until @now counts. @least: v of one more, or
 * SCHED_NEVER.
 */
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

/* Raise G to the least V of the bands in which an entity competes, if that is larger. */
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

/* Wake a band with its first entity that competes: V = max(V, G - s 8^b). */
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

/* Convert virtual time of an entity to engine time: t = v w / W, rounded up. */
static u64 engine_time(const struct facet_sched_entity *entity, u64 vtime)
{
	return DIV_ROUND_UP(vtime * entity->share.weight, FACET_SHARE_WEIGHT);
}

/*
 * Take credit back as F rises: each vGPU gives it back by its weight. All together give it back no
 * slower than the one with the least weight.
 */
static void credit_recover(struct sched_band *band)
{
	/* A larger rise brings back all credit, whatever the weight. */
	u64 risen = min(band->floor - band->credit_floor, CREDIT_NS * FACET_SHARE_WEIGHT);

	if (band->credit_ns)
		band->credit_ns -= min(band->credit_ns,
				       risen * band->credit_weight / FACET_SHARE_WEIGHT);
	band->credit_floor = band->floor;
}

/*
 * Give an entity @wanted of credit, in virtual time, or what is left: all entities of a band share
 * C. So however many wake together, they hold off a busy one by C at most, beside a turn of each.
 * Return: c.
 */
static u64 credit_give(struct facet_sched_entity *entity, u64 wanted)
{
	struct sched_band *band = sched_entity_band(entity);
	u64 has, more;

	if (!wanted)
		return 0;
	credit_recover(band);
	has = entity->credit - min(entity->credit, band->floor - entity->credit_floor);
	more = wanted - min(wanted, has);
	if (more)
		more = min(more, facet_sched_virtual(entity, CREDIT_NS - band->credit_ns));
	if (more) {
		if (!band->credit_ns || band->credit_weight > entity->share.weight)
			band->credit_weight = entity->share.weight;
		band->credit_ns = min(band->credit_ns + engine_time(entity, more), CREDIT_NS);
	}
	entity->credit_floor = band->floor;
	return min(wanted, has + more);
}

/*
 * "Waking" of docs/scheduling.md: the entity starts at v = due - c. Its lag is a slice at most, so
 * time asleep is not saved up, and an entity that needs little is served at once. due is where an
 * entity without credit would be: so credit is given back, and over time none has more than its
 * part.
 */
void facet_sched_entity_wake(struct facet_sched_entity *entity)
{
	u64 slice = facet_sched_virtual(entity,
					facet_sched_slice_ns(sched_entity_engine(entity), entity));
	u64 now = facet_sched_now(entity->sched);
	u64 floor, earliest, due, wanted;

	raise_floor(entity, SCHED_NEVER, now);
	floor = sched_entity_band(entity)->floor;
	earliest = floor - min(floor, slice);
	due = max(entity->vtime + entity->credit, earliest);
	entity->rested = entity->state == FACET_SCHED_IDLE &&
			 now - entity->since_ns >= CREDIT_ASLEEP_NS;
	wanted = entity->rested ? facet_sched_virtual(entity, CREDIT_NS) : entity->credit;
	entity->credit = credit_give(entity, min(wanted, due - earliest));
	entity->vtime = due - entity->credit;
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

/* Return the least v of an entity that is new or slept for long: the longest slice behind F. */
static u64 entity_behind(const struct facet_sched_entity *entity)
{
	u64 floor = sched_entity_band(entity)->floor;

	return floor - min(floor, facet_sched_virtual(entity, FACET_SCHED_SLICE_MAX_NS));
}

void facet_sched_entity_begin(struct facet_sched_entity *entity)
{
	entity->vtime = entity_behind(entity);
}

/* Change w: lag and c keep their worth in engine time. So a larger w makes both smaller. */
void facet_sched_entity_share(struct facet_sched_entity *entity, const struct facet_share *share)
{
	u64 now = facet_sched_now(entity->sched);
	s64 lag = (s64)(sched_entity_band(entity)->floor -
			max(entity->vtime, entity_behind(entity)));
	bool same_limit = share->limit == entity->share.limit;

	count(entity, false, now);
	lag = lag * entity->share.weight / (s64)share->weight;
	entity->credit = entity->credit * entity->share.weight / share->weight;
	entity->share = *share;
	entity->credit_floor = sched_entity_band(entity)->floor;
	entity->vtime = max_t(s64, sched_entity_band(entity)->floor - lag, 0);
	if (!same_limit)
		sched_limit_set(entity, now);
	count(entity, sched_competes(entity->state), now);
}
