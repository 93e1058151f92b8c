// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of a pGPU, and their validation. A pGPU may be another process. So an event has to name a
 * submission that the pGPU holds, by a cookie that was given out once. The events of a submission
 * have this order:
 *
 *	STARTED; any number of USER_IRQ; then COMPLETE, PREEMPTED or FAULT.
 *	PREEMPTED needs a request or PGPU_SUBMIT_SETTLE, and a position in the range of the job.
 *	CANCELLED follows FAULT.
 *	CANCELLED and LOST may come at any time.
 *
 * The scheduler drops an event that is out of order and ends nothing. An end that is out of order
 * counts as LOST. The pGPU has released the submission then, but the state of its work is unknown.
 * The vGPU does not run on the engine again until its guest resets the engine. So each queued job
 * ends exactly once, whatever events a pGPU sends.
 *
 * Called by the pGPU through gpu.c, in atomic context. Takes &facet_sched.lock, and releases the
 * lock before &facet_sched_job.event is called.
 */
#include "mediator/sched.h"
#include "mediator/host.h"
#include "mediator/sched/sched_types.h"

#define SCHED_COOKIE_SLOT_MASK	((1u << SCHED_COOKIE_SLOT_BITS) - 1)

/* A change that takes longer than this has another cause: something else kept the engine. */
#define CHANGE_MAX_NS		100000ull

/**
 * enum sched_verdict - Effect of an event.
 * @VERDICT_DROP: The event is out of order and ends nothing. The scheduler ignores the event.
 * @VERDICT_NOTIFY: The scheduler notifies the owner of the job. The job has not ended.
 * @VERDICT_REQUEUE: The job is back in its queue. The scheduler does not notify the owner.
 * @VERDICT_END: The job has ended as the event says. The scheduler notifies the owner.
 * @VERDICT_LOST: The job has ended out of order. The scheduler notifies the owner of LOST.
 */
enum sched_verdict {
	VERDICT_DROP,
	VERDICT_NOTIFY,
	VERDICT_REQUEUE,
	VERDICT_END,
	VERDICT_LOST,
};

/* Return the job that an event names by its engine and its cookie; NULL: the pGPU has none. */
static struct facet_sched_job *event_job(struct facet_sched *sched, const struct pgpu_event *event)
{
	u32 slot = event->cookie & SCHED_COOKIE_SLOT_MASK;
	struct facet_sched_job *job;

	if (event->engine >= PGPU_ENGINES || slot >= sched->depth)
		return NULL;
	job = sched->engines[event->engine].slots[slot];
	return job && job->submission.cookie == event->cookie ? job : NULL;
}

/* Note how long a job went on after the scheduler asked it to give way, nanoseconds. */
static void entity_add_preempt_latency(struct facet_sched_entity *entity, u64 ns)
{
	entity->preempt_latency_ns = sched_mean(entity->preempt_latency_ns, ns);
	facet_sched_stats_add(entity, overshoot_ns, ns);
}

/*
 * Return how long the engine took to start a job, nanoseconds. A vGPU with many short jobs pays
 * for each start. No vGPU pays for the start after a preemption, nor for more than CHANGE_MAX_NS.
 */
static u64 begin_cost(const struct sched_engine *engine, const struct facet_sched_job *job,
		      u64 since)
{
	return engine->left_preempted ? 0 : min(job->started_ns - since, CHANGE_MAX_NS);
}

/*
 * Free the slot of a job that the pGPU has released, and charge its entity. The busy time that the
 * pGPU reports is limited: to the time since the submission, or since the job before it left.
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
		/* STARTED arrives a little after the start, so @busy may be more than @ran. */
		facet_sched_entity_charge(entity, max(ran, busy),
					  max(ran + begin_cost(engine, job, since), busy), now);
		job->ran_ns += ran;
		engine->left_ns = now;
		engine->left_preempted = event->type == PGPU_EV_PREEMPTED;
	}
	job->in_gpu = false;
}

/* Update the mean time of an entity's jobs. The first job sets the mean. */
static void entity_add_job_time(struct facet_sched_entity *entity, u64 ns)
{
	entity->job_ns = entity->job_ns ? sched_mean(entity->job_ns, ns) : ns;
}

/* Return how long a job ran that has just left the pGPU, nanoseconds. */
static u64 job_ran(const struct facet_sched *sched, const struct facet_sched_job *job)
{
	return job->started ? sched->engines[job->entity->engine].left_ns - job->started_ns : 0;
}

/*
 * End a job. After an error the entity stops until facet_sched_restart(), unless the owner has
 * removed the job itself.
 */
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
	facet_sched_entity_settle_update(job->entity);
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
	/* An event has no timestamp. After a preemption the context image holds it. */
	job->last_progress.timestamp = 0;
}

/* Tell whether a job may report that it was preempted. */
static bool may_give_way(const struct facet_sched_job *job)
{
	return job->want_preempt || job->submission.flags & PGPU_SUBMIT_SETTLE;
}

/* Put a preempted job back at the head of its queue. The job resumes where it stopped. */
static enum sched_verdict job_preempted(struct facet_sched *sched, struct facet_sched_job *job,
					const struct pgpu_event *event)
{
	if (job->want_cancel)
		return job_end(sched, job, event, VERDICT_LOST);
	if (!job->started || !may_give_way(job) || !facet_sched_head_valid(job, event->head))
		return job_end(sched, job, event, VERDICT_LOST);
	job_leave(sched, job, event);
	job_set_progress(job, event);
	job->submission.head = event->head;
	job->submission.flags &= ~(u32)(PGPU_SUBMIT_RESTORE_INHIBIT | PGPU_SUBMIT_SETTLE);
	job->submission.flags |= PGPU_SUBMIT_RESUME;
	job->kept = event->kept;
	job->queued = true;
	list_add(&job->list, &job->entity->jobs);
	facet_sched_entity_settle_update(job->entity);
	facet_sched_stats_add(job->entity, preemptions, 1);
	facet_sched_trace_event(job->entity, FACET_SCHED_PREEMPT, job, job_ran(sched, job));
	facet_sched_entity_update(job->entity);
	return VERDICT_REQUEUE;
}

/*
 * Measure the cost of a change: the time from the end of a job to the start of a job that was
 * queued behind it.
 */
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

/* Process an event. Takes &facet_sched.lock, and calls the job's owner without it. */
static void process_event(struct facet_sched *sched, const struct pgpu_event *event)
{
	struct pgpu_event copy = *event;
	struct facet_sched_job *job;
	enum sched_verdict verdict = VERDICT_DROP;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	job = event_job(sched, &copy);
	if (job) {
		verdict = job_event(sched, job, &copy);
		if (verdict != VERDICT_DROP && copy.type != PGPU_EV_USER_IRQ)
			facet_sched_run(sched);
	}
	spin_unlock_irqrestore(&sched->lock, flags);
	/* After a requeue, @job may run, end and be freed at any time: do not touch it. */
	if (verdict == VERDICT_DROP || verdict == VERDICT_REQUEUE)
		return;
	if (verdict == VERDICT_LOST)
		copy.type = PGPU_EV_LOST;
	job->event(job, &copy, verdict != VERDICT_NOTIFY);
}

/* Tell whether the engine executes no more commands of a submission after an event. */
static bool stops(u32 type)
{
	return type == PGPU_EV_COMPLETE || type == PGPU_EV_PREEMPTED || type == PGPU_EV_FAULT ||
	       type == PGPU_EV_CANCELLED || type == PGPU_EV_LOST;
}

/*
 * A pGPU that merges interrupts may have reported a job's interrupt under another job's cookie. So
 * report one for each job that stops. An interrupt too many is harmless: the guest's driver then
 * finds no new seqno.
 */
void facet_sched_event(struct facet_sched *sched, const struct pgpu_event *event)
{
	struct pgpu_event irq = { .type = PGPU_EV_USER_IRQ };

	if (sched->pgpu->caps->user_irq_merged && stops(event->type)) {
		irq.engine = event->engine;
		irq.cookie = event->cookie;
		process_event(sched, &irq);
	}
	process_event(sched, event);
}
