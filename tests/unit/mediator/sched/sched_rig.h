/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers for tests of the scheduler: a clock that is a number, and ops of an engine that does
 * nothing. Each test defines what its engine does with work.
 */
#ifndef TESTS_SCHED_RIG_H
#define TESTS_SCHED_RIG_H

#include "port.h"
#include "mediator/host.h"
#include "pgpu/pgpu.h"

#define US	1000ull
#define MS	1000000ull

/**
 * struct sched_clock - The host of a scheduler.
 * @now: the time in nanoseconds
 * @deadline: what the scheduler has armed
 */
struct sched_clock {
	u64 now;
	u64 deadline;
};

/** sched_clock_now() - now_ns of struct facet_gpu_host_ops. */
static inline u64 sched_clock_now(void *host)
{
	const struct sched_clock *clock = host;

	return clock->now;
}

/** sched_clock_arm() - arm_timer of struct facet_gpu_host_ops. */
static inline void sched_clock_arm(void *host, u64 deadline_ns)
{
	struct sched_clock *clock = host;

	clock->deadline = deadline_ns;
}

/* host: struct sched_clock */
static const struct facet_gpu_host_ops sched_clock_ops = {
	.now_ns = sched_clock_now, .arm_timer = sched_clock_arm,
};

/** engine_no_switch() - Take registers, and leave it at that. */
static inline int engine_no_switch(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n)
{
	return 0;
}

/** engine_no_progress() - Know of no work. */
static inline int engine_no_progress(struct pgpu *pgpu, u32 engine, u64 cookie,
				 struct pgpu_progress *progress)
{
	return -ENOENT;
}

#endif
