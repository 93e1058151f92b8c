// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduler's clock: the front end's, less the time in which the machine slept (sched_sleep.c).
 * Called by all of the scheduler, and calls none of it. The scheduler's lock is held.
 */
#include "mediator/sched/sched_types.h"

u64 facet_sched_now(const struct facet_sched *sched)
{
	u64 now = sched->suspended ? sched->suspended_ns : sched->ops->now_ns(sched->host);

	return now - sched->asleep_ns;
}
