// SPDX-License-Identifier: GPL-2.0-only
/*
 * Settling: a blocked vGPU runs until the pGPU keeps nothing of its first job (&pgpu_event.kept). A
 * vGPU settles when it stops for a move, or when it is saved in PRE_COPY. The job competes for the
 * engine as always, and pays for its time.
 *
 * execlist_reset.c calls this file without a lock of the scheduler. sched_entity.c has what sched.c
 * and sched_event.c need.
 */
#include "mediator/sched.h"
#include "mediator/sched/sched_types.h"

bool facet_sched_settle(struct facet_sched_entity *entity,
			void (*settled)(struct facet_sched_entity *entity))
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;
	bool settles;

	spin_lock_irqsave(&sched->lock, flags);
	settles = facet_sched_entity_keeps(entity) && !entity->halted;
	if (settles) {
		entity->settled = settled;
		WRITE_ONCE(entity->settles, true);
		if (!entity->throttled)
			facet_sched_entity_wake(entity);
		facet_sched_entity_update(entity);
		facet_sched_run(sched);
	}
	spin_unlock_irqrestore(&sched->lock, flags);
	return settles;
}

bool facet_sched_settles(const struct facet_sched_entity *entity)
{
	/* Pairs with facet_sched_entity_end_settling(). */
	return smp_load_acquire(&entity->settles);
}

void facet_sched_settle_end(struct facet_sched_entity *entity)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	facet_sched_entity_end_settling(entity);
	facet_sched_entity_update(entity);
	if (entity->in_gpu && !entity->in_gpu->want_cancel)
		facet_sched_preempt_job(sched, entity->in_gpu);
	facet_sched_run(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

bool facet_sched_keeps(struct facet_sched_entity *entity)
{
	unsigned long flags;
	bool keeps;

	spin_lock_irqsave(&entity->sched->lock, flags);
	keeps = facet_sched_entity_keeps(entity);
	spin_unlock_irqrestore(&entity->sched->lock, flags);
	return keeps;
}
