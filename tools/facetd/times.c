// SPDX-License-Identifier: GPL-2.0-only
/* Counters that never fall (times.h). watch.c raises them. */
#include "tools/facetd/times.h"

static void raise_to(uint64_t *time, uint64_t ns)
{
	if (ns > *time)
		*time = ns;
}

uint64_t times_throttled_ns(const struct facet_stats_engine *engine, uint64_t now_ns)
{
	bool is = engine->state == FACET_STATS_THROTTLED && now_ns > engine->since_ns;

	return engine->throttled_ns + (is ? now_ns - engine->since_ns : 0);
}

void times_raise(struct times *times, const struct facet_stats_engine *engine, uint64_t now_ns)
{
	raise_to(&times->busy_ns, stats_busy_ns(engine, now_ns));
	raise_to(&times->waiting_ns, stats_waiting_ns(engine, now_ns));
	raise_to(&times->throttled_ns, times_throttled_ns(engine, now_ns));
}
