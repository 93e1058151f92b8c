// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleep of the whole machine. Engines are frozen for some of it and clocks go on, so time that
 * passes then is nobody's: the scheduler's clock stands still from facet_sched_suspend() to
 * facet_sched_resume(). No work is charged for it, no slice or cap ends in it, and no job is
 * taken for a hang because of it.
 *
 * What is shown to people is host time (@since_ns of struct facet_sched_stats): it is moved on at
 * the end. Called by the front end. Takes the scheduler's lock.
 */
#include "mediator/sched.h"
#include "mediator/sched/sched_types.h"

void facet_sched_suspend(struct facet_sched *sched)
{
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	if (!sched->suspended) {
		sched->suspended_ns = sched->ops->now_ns(sched->host);
		sched->suspended = true;
		facet_sched_run(sched);
	}
	spin_unlock_irqrestore(&sched->lock, flags);
}

void facet_sched_resume(struct facet_sched *sched)
{
	struct facet_sched_entity *entity;
	unsigned long flags;
	u64 slept;
	u32 i;

	spin_lock_irqsave(&sched->lock, flags);
	if (sched->suspended) {
		slept = sched->ops->now_ns(sched->host) - sched->suspended_ns;
		sched->suspended = false;
		sched->asleep_ns += slept;
		list_for_each_entry(entity, &sched->entities, list)
			facet_sched_stats_skip_sleep(entity->stats, slept);
		for (i = 0; i < PGPU_ENGINES; i++)
			facet_sched_stats_skip_sleep(sched->engines[i].stats, slept);
		facet_sched_run(sched);
	}
	spin_unlock_irqrestore(&sched->lock, flags);
}
