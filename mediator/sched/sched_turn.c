// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns of work that needs a processor and no engine, as the passes of a virtio-gpu. Such an entity
 * takes nothing from the jobs that run. So its turn comes beside a running job, and preempts none:
 * as soon as the entity has had no more virtual time than the vGPU of that job, with its present
 * run. While no job of its priority runs, the turn comes at once.
 *
 * Called by sched.c, with &facet_sched.lock held.
 */
#include "mediator/sched/sched_types.h"

/*
 * Return when a job's entity will have had as much virtual time as @entity. The job has started.
 */
static u64 catches_up_at(const struct facet_sched_entity *entity,
			 const struct facet_sched_job *job)
{
	const struct facet_sched_entity *other = job->entity;
	u64 ahead = entity->vruntime - min(entity->vruntime, other->vruntime);

	return job->started_ns + facet_sched_engine_time(other, ahead);
}

/* Return when the turn of @entity comes, if nothing changes: 0: it has come. */
static u64 turn_at(const struct sched_engine *engine, const struct facet_sched_entity *entity)
{
	u64 at = 0;
	u32 i;

	for (i = 0; i < SCHED_DEPTH_MAX; i++) {
		const struct facet_sched_job *job = engine->slots[i];

		if (job && job->started && job->entity->params.priority == entity->params.priority)
			at = max(at, catches_up_at(entity, job));
	}
	return at;
}

u64 facet_sched_give_turns(struct sched_engine *engine, u64 now)
{
	u64 next = SCHED_NEVER;
	u32 i;

	for (i = 0; i < FACET_SCHED_PRIORITIES; i++) {
		struct facet_sched_entity *entity;

		while ((entity = engine->run_queues[i].turns.first)) {
			u64 at = turn_at(engine, entity);

			if (at > now) {
				next = min(next, at);
				break;
			}
			facet_sched_entity_request_build(entity);
		}
	}
	return next;
}
