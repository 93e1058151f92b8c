// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduler's clock: the front end's clock without the host's suspends (sched_sleep.c).
 * Called by the scheduler's other files, with &facet_sched.lock held. Calls none of them.
 */
#include "mediator/sched/sched_types.h"

u64 facet_sched_now(const struct facet_sched *sched)
{
	u64 now = sched->suspended ? sched->suspended_ns : sched->ops->now_ns(sched->host);

	lockdep_assert_held(&sched->lock);
	return now - sched->asleep_ns;
}
