// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a pGPU reports, and what it is believed. A pGPU may be another process: a
 * report has to name a submission that it holds, by a cookie given out once, and
 * to come in its turn:
 *
 *	STARTED, any number of USER_IRQ, then one of COMPLETE, PREEMPTED (which was
 *	asked for, at a place inside the piece) or FAULT, which CANCELLED follows;
 *	CANCELLED and LOST at any time.
 *
 * What comes out of turn and ends nothing is dropped. What ends a submission out
 * of turn is taken for LOST: the pGPU has let go of it, but nothing is known of
 * the work, and no more of its vGPU runs there until the guest resets the engine.
 * So each job that was queued ends once, whatever a pGPU sends.
 *
 * Atomic context; takes the scheduler's lock, and holds none while an owner is told.
 */
#include "mediator/sched.h"
#include "mediator/host.h"
#include "mediator/sched/sched_types.h"

#define SCHED_COOKIE_SLOT_MASK	((1u << SCHED_COOKIE_SLOT_BITS) - 1)

/* Longer, and something else has kept the engine. */
#define CHANGE_MAX_NS		100000ull

/** enum sched_verdict - What becomes of a report. */
enum sched_verdict {
	VERDICT_DROP,	/* out of turn, and ends nothing */
	VERDICT_NOTIFY,	/* the owner hears of it */
	VERDICT_REQUEUE,	/* the job is back in its queue, the owner hears nothing */
	VERDICT_END,	/* the job has ended as reported */
	VERDICT_LOST,	/* the job has ended out of turn */
};

static struct facet_sched_job *event_job(struct facet_sched *sched, const struct pgpu_event *event)
{
	u32 slot = event->cookie & SCHED_COOKIE_SLOT_MASK;
	struct facet_sched_job *job;

	if (event->engine >= PGPU_ENGINES || slot >= sched->depth)
		return NULL;
	job = sched->engines[event->engine].slots[slot];
	return job && job->submission.cookie == event->cookie ? job : NULL;
}

/* It went on for so long after it was asked to give way. */
static void entity_add_preempt_latency(struct facet_sched_entity *entity, u64 ns)
{
	entity->preempt_latency_ns = sched_mean(entity->preempt_latency_ns, ns);
	facet_sched_stats_add(entity, overshoot_ns, ns);
}

/*
 * What it took to begin the job. What it takes to put work aside is nobody's; who has many jobs
 * pays for each, but not for an engine that was kept by something else.
 */
static u64 begin_cost(const struct sched_engine *engine, const struct facet_sched_job *job,
		      u64 since)
{
	return engine->left_preempted ? 0 : min(job->started_ns - since, CHANGE_MAX_NS);
}

/*
 * The pGPU has let go of the job. It cannot have used more time than has passed, and what has
 * passed since the one before left is what it kept others from.
 */
static void job_leave(struct facet_sched *sched, struct facet_sched_job *job,
		      const struct pgpu_event *event)
{
	struct facet_sched_entity *entity = job->entity;
	struct sched_engine *engine = sched_entity_engine(entity);
	u64 now = facet_sched_now(sched);
	u64 since = max(job->submit_ns, engine->left_ns);
	u64 busy = min(event->busy_ns, now - since);
	u64 ran;

	engine->slots[event->cookie & SCHED_COOKIE_SLOT_MASK] = NULL;
	entity->in_gpu = NULL;
	facet_sched_stats_add_run(entity, busy, now);
	if (job->started) {
		if (job->want_preempt)
			entity_add_preempt_latency(entity, now - job->preempt_asked_ns);
		ran = now - job->started_ns;
		/* It is told of a start a little later than that was: nobody has that for nothing. */
		facet_sched_entity_charge(entity, max(ran, busy),
					  max(ran + begin_cost(engine, job, since), busy), now);
		job->ran_ns += ran;
		engine->left_ns = now;
		engine->left_preempted = event->type == PGPU_EV_PREEMPTED;
	}
	job->in_gpu = false;
}

/* The first one says more than nothing. */
static void entity_add_job_time(struct facet_sched_entity *entity, u64 ns)
{
	entity->job_ns = entity->job_ns ? sched_mean(entity->job_ns, ns) : ns;
}

/* Of a job that has just left. */
static u64 job_ran(const struct facet_sched *sched, const struct facet_sched_job *job)
{
	return job->started ? sched->engines[job->entity->engine].left_ns - job->started_ns : 0;
}

/* No more of the vGPU until it is restarted, unless the owner wanted the end. */
static enum sched_verdict job_end(struct facet_sched *sched, struct facet_sched_job *job,
			    const struct pgpu_event *event, enum sched_verdict verdict)
{
	bool clean = verdict == VERDICT_END && event->type == PGPU_EV_COMPLETE;

	job->entity->halted |= !clean && !job->removed;
	job_leave(sched, job, event);
	if (clean) {
		facet_sched_stats_add(job->entity, completions, 1);
		entity_add_job_time(job->entity, job->ran_ns);
	}
	facet_sched_entity_update(job->entity);
	facet_sched_trace_event(job->entity, FACET_SCHED_COMPLETE, job, job_ran(sched, job));
	return verdict;
}

static void job_set_progress(struct facet_sched_job *job, const struct pgpu_event *event)
{
	if (facet_sched_head_valid(job, event->head))
		job->last_progress.head = event->head;
	job->last_progress.ipehr = event->ipehr;
	job->last_progress.acthd = event->acthd;
	job->last_progress.place = min_t(u32, event->place, PGPU_IN_PPGTT_BATCH);
	job->last_progress.waiting = 0;
	/* The image has it. */
	job->last_progress.timestamp = 0;
}

/* Put aside: back to the head of its queue, to go on where it was. */
static enum sched_verdict job_preempted(struct facet_sched *sched, struct facet_sched_job *job,
				  const struct pgpu_event *event)
{
	if (job->want_cancel)
		return job_end(sched, job, event, VERDICT_LOST);
	if (!job->started || !job->want_preempt || !facet_sched_head_valid(job, event->head))
		return job_end(sched, job, event, VERDICT_LOST);
	job_leave(sched, job, event);
	job_set_progress(job, event);
	job->submission.head = event->head;
	job->submission.flags &= ~(u32)PGPU_SUBMIT_RESTORE_INHIBIT;
	job->submission.flags |= PGPU_SUBMIT_RESUME;
	job->queued = true;
	list_add(&job->list, &job->entity->jobs);
	facet_sched_stats_add(job->entity, preemptions, 1);
	facet_sched_trace_event(job->entity, FACET_SCHED_PREEMPT, job, job_ran(sched, job));
	facet_sched_entity_update(job->entity);
	return VERDICT_REQUEUE;
}

/* It was there when the one before left: what passed since is what a change costs. */
static void engine_add_change_cost(struct sched_engine *engine, const struct facet_sched_job *job)
{
	u64 passed = job->started_ns - engine->left_ns;

	if (engine->left_ns && job->submit_ns <= engine->left_ns)
		engine->change_ns = sched_mean(engine->change_ns, min(passed, CHANGE_MAX_NS));
}

static enum sched_verdict job_started(struct facet_sched *sched, struct facet_sched_job *job)
{
	struct sched_engine *engine = sched_entity_engine(job->entity);
	u64 now = facet_sched_now(sched);

	if (job->started)
		return VERDICT_DROP;
	job->started = true;
	job->polls = 0;
	job->since_ns = now;
	job->started_ns = now;
	engine_add_change_cost(engine, job);
	facet_sched_trace_event(job->entity, FACET_SCHED_START, job,
				now - job->entity->waits_since_ns);
	facet_sched_entity_update(job->entity);
	facet_sched_stats_set_slice(job->entity, facet_sched_slice_ns(engine, job->entity));
	if (job->want_preempt)
		facet_sched_preempt_job(sched, job);
	return VERDICT_NOTIFY;
}

static enum sched_verdict job_faulted(struct facet_sched *sched, struct facet_sched_job *job,
				const struct pgpu_event *event)
{
	if (!job->started || job->faulted)
		return VERDICT_DROP;
	job->faulted = true;
	job_set_progress(job, event);
	facet_sched_cancel_job(sched, job);
	return VERDICT_NOTIFY;
}

static enum sched_verdict job_event(struct facet_sched *sched, struct facet_sched_job *job,
			      const struct pgpu_event *event)
{
	switch (event->type) {
	case PGPU_EV_STARTED:
		return job_started(sched, job);
	case PGPU_EV_USER_IRQ:
		return job->started && !job->faulted ? VERDICT_NOTIFY : VERDICT_DROP;
	case PGPU_EV_FAULT:
		return job_faulted(sched, job, event);
	case PGPU_EV_PREEMPTED:
		return job_preempted(sched, job, event);
	case PGPU_EV_COMPLETE:
		return job_end(sched, job, event,
			       job->started && !job->faulted ? VERDICT_END : VERDICT_LOST);
	case PGPU_EV_CANCELLED:
	case PGPU_EV_LOST:
		return job_end(sched, job, event, VERDICT_END);
	default:
		return VERDICT_DROP;
	}
}

void facet_sched_event(struct facet_sched *sched, const struct pgpu_event *event)
{
	struct pgpu_event heard = *event;
	struct facet_sched_job *job;
	enum sched_verdict verdict = VERDICT_DROP;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	job = event_job(sched, &heard);
	if (job) {
		verdict = job_event(sched, job, &heard);
		if (verdict != VERDICT_DROP && heard.type != PGPU_EV_USER_IRQ)
			facet_sched_run(sched);
	}
	spin_unlock_irqrestore(&sched->lock, flags);
	/* A job that went back to its queue may be anywhere by now. */
	if (verdict == VERDICT_DROP || verdict == VERDICT_REQUEUE)
		return;
	if (verdict == VERDICT_LOST)
		heard.type = PGPU_EV_LOST;
	job->event(job, &heard, verdict != VERDICT_NOTIFY);
}
