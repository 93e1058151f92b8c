// SPDX-License-Identifier: GPL-2.0-only
/*
 * Limits (caps): each entity with a limit has a budget, a token bucket. The bucket fills at the
 * rate of the limit, and running empties it. An entity whose budget is used up waits until the
 * bucket is half full. So the entity stops a few times in a period, and not at each refill. An
 * entity that overran its budget waits for longer.
 *
 * Called by sched_entity.c and sched_slice.c, with &facet_sched.lock held.
 */
#include "mediator/sched/sched_types.h"

/* A full bucket is the engine time that the limit allows in this period: 20 ms. */
#define LIMIT_PERIOD_NS	20000000ull

/* The longest time that does not overflow limit_part(). Any bucket is full long before. */
#define LIMIT_TIME_MAX_NS	((s64)(~0ull >> 1) / FACET_SCHED_WHOLE)

static bool limited(const struct facet_sched_entity *entity)
{
	return entity->params.limit && entity->params.limit < FACET_SCHED_WHOLE;
}

/* Return the engine time that the limit allows in a time of @ns nanoseconds. */
static s64 limit_part(const struct facet_sched_entity *entity, s64 ns)
{
	return min_t(s64, ns, LIMIT_TIME_MAX_NS) * entity->params.limit / FACET_SCHED_WHOLE;
}

static s64 limit_bucket(const struct facet_sched_entity *entity)
{
	return limit_part(entity, LIMIT_PERIOD_NS);
}

void facet_sched_limit_reset(struct facet_sched_entity *entity, u64 now)
{
	lockdep_assert_held(&entity->sched->lock);
	entity->budget_ns = limit_bucket(entity);
	entity->budget_at = now;
	entity->throttled = false;
}

void facet_sched_limit_charge(struct facet_sched_entity *entity, u64 ns, u64 now)
{
	lockdep_assert_held(&entity->sched->lock);
	if (!limited(entity))
		return;
	entity->budget_ns += limit_part(entity, now - entity->budget_at);
	entity->budget_ns = min(entity->budget_ns, limit_bucket(entity) + (s64)ns);
	entity->budget_ns -= ns;
	entity->budget_at = now;
	entity->throttled = entity->budget_ns <= 0;
}

u64 facet_sched_limit_left_ns(const struct facet_sched_entity *entity, u64 started_ns)
{
	u32 rest = FACET_SCHED_WHOLE - entity->params.limit;
	s64 left;

	lockdep_assert_held(&entity->sched->lock);
	if (!limited(entity))
		return SCHED_NEVER;
	left = entity->budget_ns + limit_part(entity, (s64)(started_ns - entity->budget_at));
	left = min(left, limit_bucket(entity));
	/* The bucket fills while the job runs. */
	return left <= 0 ? 0 : (u64)left * FACET_SCHED_WHOLE / rest + 1;
}

u64 facet_sched_limit_resume_at(const struct facet_sched_entity *entity)
{
	u64 missing = limit_bucket(entity) / 2 - entity->budget_ns;

	lockdep_assert_held(&entity->sched->lock);
	return entity->budget_at + missing * FACET_SCHED_WHOLE / entity->params.limit;
}
