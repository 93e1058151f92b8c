// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns of work that needs a processor and no engine, such as the passes of a virtio-gpu. Such an
 * entity takes nothing from the jobs that run. So its turn comes beside a running job, and preempts
 * none. The turn comes when the entity has had no more virtual time than the vGPU of that job with
 * its present run. While the engine has no job of its priority, the turn comes at once.
 *
 * Called by sched.c, with &facet_sched.lock held.
 */
#include "mediator/sched/sched_types.h"

/* Return the job of a priority that runs, or else the one that starts next. NULL: there is none. */
static const struct facet_sched_job *running_job(const struct sched_engine *engine,
						 enum facet_sched_priority priority)
{
	const struct facet_sched_job *first = NULL;
	u32 i;

	for (i = 0; i < SCHED_DEPTH_MAX; i++) {
		const struct facet_sched_job *job = engine->slots[i];

		if (!job || job->entity->params.priority != priority)
			continue;
		if (job->started)
			return job;
		if (!first || job->submit_ns < first->submit_ns)
			first = job;
	}
	return first;
}

/*
 * Return when the turn of @entity comes if nothing changes. 0: it has come. A job that has not
 * started counts from its submission: between two jobs of a full queue no turn comes too early, and
 * a pGPU that starts nothing keeps no turn back.
 */
static u64 turn_at(const struct sched_engine *engine, const struct facet_sched_entity *entity)
{
	const struct facet_sched_job *job = running_job(engine, entity->params.priority);
	u64 ahead;

	if (!job)
		return 0;
	ahead = entity->vruntime - min(entity->vruntime, job->entity->vruntime);
	return (job->started ? job->started_ns : job->submit_ns) +
	       facet_sched_engine_time(job->entity, ahead);
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
