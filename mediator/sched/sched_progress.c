// SPDX-License-Identifier: GPL-2.0-only
/*
 * Progress of a job, from the pGPU's registers or from its last event. The scheduler accepts a ring
 * offset only in the range of the job.
 *
 * Called by the scheduler's other files with &facet_sched.lock held. facet_sched_query_progress(),
 * for the owner of a job, takes the lock itself.
 */
#include "mediator/sched.h"
#include "mediator/sched/sched_types.h"

bool facet_sched_head_valid(const struct facet_sched_job *job, u32 head)
{
	const struct pgpu_submission *sub = &job->submission;

	lockdep_assert_held(&job->entity->sched->lock);
	return IS_ALIGNED(head, sizeof(u32)) && head >= sub->head && head <= sub->tail;
}

void facet_sched_update_progress(struct facet_sched *sched, struct facet_sched_job *job)
{
	struct pgpu *pgpu = sched->pgpu;
	struct pgpu_progress now;

	lockdep_assert_held(&sched->lock);
	if (job->in_gpu && job->started && !job->faulted &&
	    !pgpu->ops->query_progress(pgpu, job->submission.engine, job->submission.cookie,
				       &now) &&
	    facet_sched_head_valid(job, now.head) && now.place < PGPU_PLACES)
		job->last_progress = now;
}

bool facet_sched_query_progress(struct facet_sched_job *job, struct pgpu_progress *progress)
{
	struct facet_sched *sched = job->entity->sched;
	unsigned long flags;
	bool begun;

	spin_lock_irqsave(&sched->lock, flags);
	facet_sched_update_progress(sched, job);
	*progress = job->last_progress;
	begun = job->started || (job->submission.flags & PGPU_SUBMIT_RESUME);
	spin_unlock_irqrestore(&sched->lock, flags);
	return begun;
}
