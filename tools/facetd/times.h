/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Times of an engine as counters that never fall. They include the run or wait that still goes
 * on. watch.c raises them, and metrics.c prints them.
 */
#ifndef FACETD_TIMES_H
#define FACETD_TIMES_H

#include "tools/lib/stats.h"

/**
 * struct times - Last values of the counters; zeroed before the first use.
 * @busy_ns: time that work has run, in nanoseconds
 * @waiting_ns: time that work has waited, in nanoseconds
 * @throttled_ns: the part of @waiting_ns at the cap
 */
struct times {
	uint64_t busy_ns;
	uint64_t waiting_ns;
	uint64_t throttled_ns;
};

/**
 * times_throttled_ns() - Compute the time that work has waited because of the cap.
 * @engine: the engine's part of a record, in a sample
 * @now_ns: CLOCK_MONOTONIC in nanoseconds at the time of the sample
 *
 * Context: pure; takes no lock.
 * Return: nanoseconds; a wait that still goes on is included up to @now_ns.
 */
uint64_t times_throttled_ns(const struct facet_stats_engine *engine, uint64_t now_ns);

/**
 * times_raise() - Raise the counters to the values of a sample.
 * @times: the counters
 * @engine: the engine's part of a record, in the sample
 * @now_ns: CLOCK_MONOTONIC in nanoseconds at the time of the sample
 *
 * A run that has ended can count a little less than the running estimate before. Then the counter
 * keeps its value.
 *
 * Context: pure; takes no lock.
 */
void times_raise(struct times *times, const struct facet_stats_engine *engine, uint64_t now_ns);

#endif
