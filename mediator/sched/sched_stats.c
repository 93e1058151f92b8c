// SPDX-License-Identifier: GPL-2.0-only
/*
 * Statistics of entities and engines. Each record has a generation, which is odd during a change.
 * So a reader without a lock gets a consistent copy.
 *
 * Called by the scheduler's other files, with &facet_sched.lock held. facet_sched_stats_read() is
 * for readers and takes no lock.
 */
#include "mediator/sched_stats.h"

#include "mediator/sched/sched_types.h"

static void stats_begin(struct facet_sched_stats *stats)
{
	WRITE_ONCE(stats->generation, stats->generation + 1);
	smp_wmb(); /* odd before the change; pairs with facet_sched_stats_read() */
}

static void stats_end(struct facet_sched_stats *stats)
{
	smp_wmb(); /* the change before even; pairs with facet_sched_stats_read() */
	WRITE_ONCE(stats->generation, stats->generation + 1);
}

/* Convert a time of the scheduler's clock to host time, for &facet_sched_stats.since_ns. */
static u64 host_time_ns(const struct facet_sched *sched, u64 ns)
{
	return ns + sched->asleep_ns;
}

static struct facet_sched_stats *engine_stats(const struct facet_sched_entity *entity)
{
	return entity->sched->engines[entity->engine].stats;
}

static void add_to(struct facet_sched_stats *stats, size_t field, u64 n)
{
	u64 *counter = (u64 *)((u8 *)stats + field);

	stats_begin(stats);
	WRITE_ONCE(*counter, *counter + n);
	stats_end(stats);
}

void facet_sched_stats_add_at(struct facet_sched_entity *entity, size_t field, u64 n)
{
	lockdep_assert_held(&entity->sched->lock);
	add_to(entity->stats, field, n);
	add_to(engine_stats(entity), field, n);
}

/* Add a time in @state that has ended. @wait_ns: a wait that has ended with a start, or 0. */
static void add_elapsed(struct facet_sched_stats *stats, u32 state, u64 ns, u64 wait_ns)
{
	if (state == FACET_SCHED_WAITING || state == FACET_SCHED_THROTTLED)
		WRITE_ONCE(stats->waiting_ns, stats->waiting_ns + ns);
	if (state == FACET_SCHED_THROTTLED)
		WRITE_ONCE(stats->throttled_ns, stats->throttled_ns + ns);
	WRITE_ONCE(stats->longest_wait_ns, max(stats->longest_wait_ns, wait_ns));
}

static u32 engine_state(const struct sched_engine *engine)
{
	u32 i;

	for (i = 0; i < SCHED_DEPTH_MAX; i++)
		if (engine->slots[i] && engine->slots[i]->started)
			return FACET_SCHED_RUNNING;
	return FACET_SCHED_IDLE;
}

/*
 * A reader adds the time since @since_ns to @busy_ns while the state is RUNNING. So @busy_ns and
 * the state change together. Otherwise a reader would count the run twice.
 */
void facet_sched_stats_add_run(struct facet_sched_entity *entity, u64 ns, u64 now)
{
	struct facet_sched_stats *engine = engine_stats(entity);
	u32 state = engine_state(sched_entity_engine(entity));

	lockdep_assert_held(&entity->sched->lock);
	stats_begin(engine);
	WRITE_ONCE(engine->busy_ns, engine->busy_ns + ns);
	if (engine->state == FACET_SCHED_RUNNING) {
		WRITE_ONCE(engine->state, state);
		WRITE_ONCE(engine->since_ns, host_time_ns(entity->sched, now));
	}
	stats_end(engine);
	if (entity->state == FACET_SCHED_RUNNING)
		entity->ran_ns += ns;
	else
		add_to(entity->stats, offsetof(struct facet_sched_stats, busy_ns), ns);
}

void facet_sched_stats_add_work(struct facet_sched_entity *entity, u64 ns)
{
	lockdep_assert_held(&entity->sched->lock);
	add_to(entity->stats, offsetof(struct facet_sched_stats, busy_ns), ns);
}

static bool state_waits(u32 state)
{
	return state == FACET_SCHED_WAITING || state == FACET_SCHED_THROTTLED;
}

/* Tell whether the work of an entity begins with a new state: on its engine, or in its turn. */
static bool starts(const struct facet_sched_entity *entity, u32 state)
{
	return state == FACET_SCHED_RUNNING ||
	       (entity->needs_no_engine && entity->build_requested);
}

void facet_sched_stats_set_state(struct facet_sched_entity *entity, u32 state, u64 now)
{
	struct facet_sched_stats *stats = entity->stats, *engine = engine_stats(entity);
	u64 ns = now - entity->since_ns;
	u64 wait_ns = 0;

	lockdep_assert_held(&entity->sched->lock);
	if (starts(entity, state) && state_waits(entity->state))
		wait_ns = now - entity->waits_since_ns;
	if (state_waits(state) && !state_waits(entity->state))
		entity->waits_since_ns = now;
	stats_begin(stats);
	add_elapsed(stats, entity->state, ns, wait_ns);
	WRITE_ONCE(stats->busy_ns, stats->busy_ns + entity->ran_ns);
	WRITE_ONCE(stats->state, state);
	WRITE_ONCE(stats->since_ns, host_time_ns(entity->sched, now));
	WRITE_ONCE(stats->competing, sched_competes(state) && !entity->needs_no_engine);
	stats_end(stats);
	stats_begin(engine);
	add_elapsed(engine, entity->state, ns, wait_ns);
	stats_end(engine);
	entity->ran_ns = 0;
	entity->state = state;
	entity->since_ns = now;
}

void facet_sched_stats_update_engine(const struct facet_sched *sched, struct sched_engine *engine,
				     u64 now)
{
	struct facet_sched_stats *stats = engine->stats;
	u32 state = engine_state(engine);

	lockdep_assert_held(&sched->lock);
	if (stats->state == state && stats->competing == engine->competing)
		return;
	stats_begin(stats);
	if (stats->state != state)
		WRITE_ONCE(stats->since_ns, host_time_ns(sched, now));
	WRITE_ONCE(stats->state, state);
	WRITE_ONCE(stats->competing, engine->competing);
	stats_end(stats);
}

void facet_sched_stats_skip_sleep(struct facet_sched_stats *stats, u64 slept_ns)
{
	stats_begin(stats);
	WRITE_ONCE(stats->since_ns, stats->since_ns + slept_ns);
	stats_end(stats);
}

static void set_slice(struct facet_sched_stats *stats, u64 slice_ns)
{
	stats_begin(stats);
	WRITE_ONCE(stats->slice_ns, slice_ns);
	stats_end(stats);
}

void facet_sched_stats_set_slice(struct facet_sched_entity *entity, u64 slice_ns)
{
	lockdep_assert_held(&entity->sched->lock);
	set_slice(entity->stats, slice_ns);
	set_slice(engine_stats(entity), slice_ns);
}

void facet_sched_trace_event(const struct facet_sched_entity *entity, enum facet_sched_event event,
			     const struct facet_sched_job *job, u64 ns)
{
	const struct facet_sched *sched = entity->sched;
	const struct facet_sched_trace trace = {
		.event = event, .engine = entity->engine, .stats = entity->stats,
		.context = job ? job->submission.context : 0, .ns = ns,
	};

	lockdep_assert_held(&entity->sched->lock);
	if (sched->ops->trace)
		sched->ops->trace(sched->host, &trace);
}

void facet_sched_stats_read(const struct facet_sched_stats *from, struct facet_sched_stats *to)
{
	u32 generation;

	do {
		/* Pairs with stats_begin(). */
		generation = smp_load_acquire(&from->generation);
		*to = *from;
		/* The copy before the generation. Pairs with stats_begin() and stats_end(). */
		smp_rmb();
	} while ((generation & 1) || generation != READ_ONCE(from->generation));
}
