// SPDX-License-Identifier: GPL-2.0-only
/*
 * Suspend and resume of the host. Engines are frozen for a part of a suspend, while host time goes
 * on. So the scheduler's clock stands still from facet_sched_suspend() to facet_sched_resume().
 * No vGPU is charged for that time, no slice or cap ends, and no job counts as a hang.
 *
 * &facet_sched_stats.since_ns is host time: facet_sched_resume() adds the length of the suspend.
 *
 * Called by the front end through gpu.c. Takes &facet_sched.lock.
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
