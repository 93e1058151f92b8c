/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Statistics of the scheduler: of a vGPU on an engine, and of an engine. The front end may provide
 * the memory. Whoever maps that memory reads current values.
 */
#ifndef FACET_SCHED_STATS_H
#define FACET_SCHED_STATS_H

#include "port.h"

/**
 * enum facet_sched_state - State of an entity's work.
 * @FACET_SCHED_IDLE: the entity has no work
 * @FACET_SCHED_WAITING: other entities have the engine
 * @FACET_SCHED_RUNNING: the engine runs a job of the entity
 * @FACET_SCHED_THROTTLED: the entity has used up its limit
 * @FACET_SCHED_STOPPED: blocked, halted after a fault, or waiting for deferred work to be built
 */
enum facet_sched_state {
	FACET_SCHED_IDLE,
	FACET_SCHED_WAITING,
	FACET_SCHED_RUNNING,
	FACET_SCHED_THROTTLED,
	FACET_SCHED_STOPPED,
};

/**
 * struct facet_sched_stats - Statistics of an entity, or of an engine: then all of its entities
 * together.
 * @generation: odd while the other fields change
 * @state: enum facet_sched_state
 * @since_ns: host time at which @state began, nanoseconds
 * @busy_ns: engine time of runs that have ended, nanoseconds
 * @waiting_ns: time in WAITING and THROTTLED, ended periods, nanoseconds
 * @throttled_ns: time in THROTTLED, ended periods, nanoseconds
 * @longest_wait_ns: the longest wait until RUNNING, nanoseconds
 * @submissions: jobs that were queued
 * @completions: jobs that completed
 * @preemptions: preemptions of jobs
 * @overshoot_ns: time that jobs ran on after the request to give way, nanoseconds
 * @hangs: jobs that did not give way, and were cancelled
 * @resets: calls of facet_sched_restart()
 * @slice_ns: slice of the last run, nanoseconds
 * @competing: entities that wait or run; of an entity: 0 or 1
 * @reserved: 0
 *
 * The scheduler reads nothing here for a decision. Memory that a front end provides has this
 * layout.
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

/**
 * facet_sched_stats_read() - Copy statistics that the scheduler may be writing.
 * @from: memory that the scheduler writes; it stays valid during the call
 * @to: a consistent copy of all fields; its generation is even
 *
 * Repeats the copy until the generation is even and has not changed.
 *
 * Context: any; takes no lock; does not sleep. Spins while another thread writes to @from, for some
 * instructions.
 */
void facet_sched_stats_read(const struct facet_sched_stats *from, struct facet_sched_stats *to);

#endif
