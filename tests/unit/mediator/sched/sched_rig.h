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
 * @deadline: the deadline that the scheduler armed, in nanoseconds
 */
struct sched_clock {
	u64 now;
	u64 deadline;
};

/**
 * sched_clock_now() - Return the time: now_ns of struct facet_gpu_host_ops.
 * @host: a struct sched_clock
 *
 * Context: any; takes no lock.
 * Return: nanoseconds.
 */
static inline u64 sched_clock_now(void *host)
{
	const struct sched_clock *clock = host;

	return clock->now;
}

/**
 * sched_clock_arm() - Record a deadline: arm_timer of struct facet_gpu_host_ops.
 * @host: a struct sched_clock
 * @deadline_ns: the deadline in nanoseconds
 *
 * Context: &facet_sched.lock held; does not sleep.
 */
static inline void sched_clock_arm(void *host, u64 deadline_ns)
{
	struct sched_clock *clock = host;

	clock->deadline = deadline_ns;
}

/* the host is a struct sched_clock */
static const struct facet_gpu_host_ops sched_clock_ops = {
	.now_ns = sched_clock_now, .arm_timer = sched_clock_arm,
};

/**
 * engine_no_switch() - Accept registers and do nothing: switch_regs of struct pgpu_ops.
 * @pgpu: not used
 * @engine: not used
 * @pairs: not used
 * @n: not used
 *
 * Context: any; takes no lock.
 * Return: 0.
 */
static inline int engine_no_switch(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n)
{
	return 0;
}

/**
 * engine_no_progress() - Report no progress: query_progress of struct pgpu_ops.
 * @pgpu: not used
 * @engine: not used
 * @cookie: not used
 * @progress: not used
 *
 * Context: any; takes no lock.
 * Return: -ENOENT: the engine does not run this work.
 */
static inline int engine_no_progress(struct pgpu *pgpu, u32 engine, u64 cookie,
				 struct pgpu_progress *progress)
{
	return -ENOENT;
}

#endif
