/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the scheduler counts of a vGPU on an engine, and of an engine. The front end may lend the
 * memory, so that whoever it lets look sees this very moment.
 */
#ifndef FACET_SCHED_STATS_H
#define FACET_SCHED_STATS_H

#include "port.h"

/** enum facet_sched_state - What becomes of an entity's work. */
enum facet_sched_state {
	FACET_SCHED_IDLE,	/* there is none */
	FACET_SCHED_WAITING,	/* others have the engine */
	FACET_SCHED_RUNNING,
	FACET_SCHED_THROTTLED,	/* it has had all that it may have */
	FACET_SCHED_STOPPED,	/* blocked, or halted after a fault */
};

/**
 * struct facet_sched_stats - Of an entity, or of an engine: all of its entities together.
 * @generation: odd while the others change
 * @state: enum facet_sched_state
 * @since_ns: since when that is
 * @busy_ns: engine time of runs that have ended
 * @waiting_ns: WAITING and THROTTLED, ended
 * @throttled_ns: THROTTLED, ended
 * @longest_wait_ns: the longest one until RUNNING
 * @submissions: jobs that were queued
 * @completions: that came to their end
 * @preemptions: jobs that were put aside
 * @overshoot_ns: time that they went on after they were asked
 * @hangs: jobs that did not give way
 * @resets: facet_sched_restart()
 * @slice_ns: of the last run
 * @competing: entities that wait or run
 * Memory that a front end lends has this layout; it is never read for a decision.
 */
struct facet_sched_stats {
	u32 generation;
	u32 state;
	u64 since_ns;
	u64 busy_ns;
	u64 waiting_ns;
	u64 throttled_ns;
	u64 longest_wait_ns;
	u64 submissions;
	u64 completions;
	u64 preemptions;
	u64 overshoot_ns;
	u64 hangs;
	u64 resets;
	u64 slice_ns;
	u32 competing;
	u32 reserved[5];
};

/** facet_sched_stats_read() - A whole copy, of memory that the scheduler writes. Any context. */
void facet_sched_stats_read(const struct facet_sched_stats *from, struct facet_sched_stats *to);

#endif
