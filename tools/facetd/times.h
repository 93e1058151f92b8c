/* SPDX-License-Identifier: GPL-2.0-only */
/* Times of an engine's record with the run or the wait that goes on, as counters that never fall. */
#ifndef FACETD_TIMES_H
#define FACETD_TIMES_H

#include "tools/lib/stats.h"

/** struct times - As they were told last; zero at first. */
struct times {
	uint64_t busy_ns;
	uint64_t waiting_ns;
	uint64_t throttled_ns;
};

/** times_throttled_ns() - As stats_waiting_ns(), of time at the cap. */
uint64_t times_throttled_ns(const struct facet_stats_engine *engine, uint64_t now_ns);

/**
 * times_raise() - To what they are by now. What goes on may be counted as a little less when it has ended: then they
 * stay.
 */
void times_raise(struct times *times, const struct facet_stats_engine *engine, uint64_t now_ns);

#endif
