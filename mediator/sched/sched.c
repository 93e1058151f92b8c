// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduler of one pGPU. Each engine runs the vGPU with the least virtual time. sched_slice.c
 * picks it, and sched_entity.c counts the time. While other vGPUs wait, a run lasts about a slice
 * (sched_slice.c), and the scheduler preempts the job at its end. The scheduler cancels a job that
 * does not give way.
 *
 * Called by workers, by trapped accesses, by the front end's timer and knobs, and by sched_event.c.
 * Takes &facet_sched.lock, a spinlock that the vGPUs of the pGPU share. The pGPU's engine locks
 * nest in it (docs/dev/locking.md). &facet_sched_job.event is called without the lock,
 * &facet_sched_entity.build with the lock held.
 */
#include "mediator/sched.h"
#include "mediator/host.h"
#include "mediator/sched/sched_types.h"

static int engine_free_slot(const struct facet_sched *sched, const struct sched_engine *engine)
{
	u32 i;

	for (i = 0; i < sched->depth; i++) {
		if (!engine->slots[i])
			return i;
	}
	return -1;
}

static bool regs_loaded(const struct sched_engine *engine, const struct facet_sched_entity *entity)
{
	return engine->reg_count == entity->reg_count &&
	       !memcmp(engine->regs, entity->regs, entity->reg_count * 2 * sizeof(u32));
}

/*
 * Load an entity's switched registers. They apply from the next submission on: submissions that
 * the pGPU already has keep theirs. Return: 0, or the errno of &pgpu_ops.switch_regs.
 */
static int engine_load_regs(struct facet_sched *sched, struct sched_engine *engine,
			    const struct facet_sched_entity *entity)
{
	const struct pgpu_ops *ops = sched->pgpu->ops;
	int ret;

	if (regs_loaded(engine, entity))
		return 0;
	ret = ops->switch_regs(sched->pgpu, entity->engine, entity->regs, entity->reg_count);
	if (ret)
		return ret;
	memcpy(engine->regs, entity->regs, entity->reg_count * 2 * sizeof(u32));
	engine->reg_count = entity->reg_count;
	return 0;
}

static void job_detach(struct facet_sched_job *job)
{
	list_del_init(&job->list);
	job->queued = false;
	facet_sched_entity_settle_update(job->entity);
	facet_sched_entity_update(job->entity);
}

/*
 * Hand the first job of an entity to the pGPU. A job that the pGPU refuses for good goes to
 * &facet_sched.failed, and its entity stops. Return: false: the engine has no room at the moment.
 */
static bool engine_submit(struct facet_sched *sched, struct sched_engine *engine, u32 slot,
			  struct facet_sched_entity *entity)
{
	struct facet_sched_job *job = list_first_entry(&entity->jobs, struct facet_sched_job, list);
	int ret = engine_load_regs(sched, engine, entity);
	bool switched = !ret;

	job->submission.cookie = (++sched->cookies << SCHED_COOKIE_SLOT_BITS) | slot;
	job->submission.flags &= ~(u32)PGPU_SUBMIT_SETTLE;
	if (entity->settles)
		job->submission.flags |= PGPU_SUBMIT_SETTLE;
	if (switched)
		ret = sched->pgpu->ops->submit(sched->pgpu, &job->submission);
	/* The engine's queue is full. An event follows when a submission ends: try again then. */
	if (switched && ret == -EAGAIN)
		return false;
	if (ret) {
		job_detach(job);
		entity->halted = true;
		facet_sched_entity_update(entity);
		list_add_tail(&job->list, &sched->failed);
		return true;
	}
	list_del_init(&job->list);
	job->queued = false;
	job->in_gpu = true;
	job->started = false;
	job->faulted = false;
	job->want_preempt = false;
	job->refused = false;
	job->since_ns = facet_sched_now(sched);
	job->submit_ns = job->since_ns;
	engine->slots[slot] = job;
	entity->in_gpu = job;
	facet_sched_entity_update(entity);
	return true;
}

static void engine_fill(struct facet_sched *sched, struct sched_engine *engine)
{
	for (;;) {
		int slot = engine_free_slot(sched, engine);
		struct facet_sched_entity *entity = slot < 0 ? NULL : facet_sched_pick(engine);

		if (!entity)
			return;
		if (list_empty(&entity->jobs))
			facet_sched_entity_request_build(entity);
		else if (!engine_submit(sched, engine, slot, entity))
			return;
	}
}

/* Note if the pGPU refused to preempt or cancel a job: the scheduler asks again later. */
static void job_note_refusal(struct facet_sched_job *job, int ret)
{
	job->refused = ret && ret != -ENOENT;
}

void facet_sched_preempt_job(struct facet_sched *sched, struct facet_sched_job *job)
{
	struct pgpu *pgpu = sched->pgpu;

	lockdep_assert_held(&sched->lock);
	if (!job->want_preempt) {
		job->want_preempt = true;
		job->polls = 0;
		job->since_ns = facet_sched_now(sched);
		job->preempt_asked_ns = job->since_ns;
	}
	if (job->started && pgpu->caps->preemption != PGPU_PREEMPT_NONE)
		job_note_refusal(job, pgpu->ops->preempt(pgpu, job->submission.engine,
							 job->submission.cookie));
}

void facet_sched_cancel_job(struct facet_sched *sched, struct facet_sched_job *job)
{
	lockdep_assert_held(&sched->lock);
	/* The guest reads in its registers where the job hangs. */
	facet_sched_update_progress(sched, job);
	job->want_cancel = true;
	job->since_ns = facet_sched_now(sched);
	job_note_refusal(job, sched->pgpu->ops->cancel(sched->pgpu, job->submission.engine,
						       job->submission.cookie));
}

/*
 * Repeat a cancel that the pGPU refused. Otherwise the job would keep the engine for good.
 * Return: the time of the next check; SCHED_NEVER: none is needed.
 */
static u64 job_cancel_again(struct facet_sched *sched, struct facet_sched_job *job, u64 now)
{
	if (job->refused && now >= job->since_ns + FACET_SCHED_POLL_NS)
		facet_sched_cancel_job(sched, job);
	return job->refused ? job->since_ns + FACET_SCHED_POLL_NS : SCHED_NEVER;
}

/* Tell whether the pGPU has a job of another entity than @job's, behind @job. */
static bool others_queued(const struct sched_engine *engine, const struct facet_sched_job *job)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(engine->slots); i++)
		if (engine->slots[i] && engine->slots[i]->entity != job->entity)
			return true;
	return false;
}

/*
 * Return the number of polls after which a job that does not give way is a hang. @sched->patience
 * protects neighbours: those that compete for the engine, and those whose job the pGPU has queued.
 * A stop of such a neighbour waits for the job before. If there are none, a stop has asked
 * (dma_unmap, save), and the vGPU's own VMM alone waits.
 */
static u32 patience(const struct facet_sched *sched, const struct sched_engine *engine,
		    const struct facet_sched_job *job)
{
	return engine->competing > 1 || others_queued(engine, job) ? sched->patience :
								     FACET_SCHED_PATIENCE;
}

/*
 * Check a job that was asked to give way. Cancel the job as a hang after patience() checks. Return:
 * the time of the next check; SCHED_NEVER: none is needed.
 */
static u64 job_poll(struct facet_sched *sched, const struct sched_engine *engine,
		    struct facet_sched_job *job, u64 now)
{
	if (now < job->since_ns + FACET_SCHED_POLL_NS)
		return job->since_ns + FACET_SCHED_POLL_NS;
	job->since_ns = now;
	if (job->refused)
		facet_sched_preempt_job(sched, job);
	if (!port_check(SCHED_PATIENCE, ++job->polls >= patience(sched, engine, job)))
		return now + FACET_SCHED_POLL_NS;
	facet_sched_stats_add(job->entity, hangs, 1);
	facet_sched_trace_event(job->entity, FACET_SCHED_HANG, job, now - job->started_ns);
	facet_sched_cancel_job(sched, job);
	return job_cancel_again(sched, job, now);
}

/*
 * Preempt a job whose run is over, and check a job that was preempted or cancelled before.
 * Return: the time of the next check; SCHED_NEVER: none is needed.
 */
static u64 job_supervise(struct facet_sched *sched, struct sched_engine *engine,
			 struct facet_sched_job *job, u64 now)
{
	u64 end;

	if (job->want_cancel)
		return job_cancel_again(sched, job, now);
	if (!job->started)
		return SCHED_NEVER;
	if (job->want_preempt)
		return job_poll(sched, engine, job, now);
	end = facet_sched_run_end(engine, job);
	if (!port_check(SCHED_SLICE, now >= end))
		return end;
	facet_sched_preempt_job(sched, job);
	return job->since_ns + FACET_SCHED_POLL_NS;
}

/*
 * Convert a time of the scheduler's clock to a deadline in host time. While the host is suspended
 * the clock stands still, so a time in the future has no deadline.
 */
static u64 deadline_of(const struct facet_sched *sched, u64 next, u64 now)
{
	if (next == SCHED_NEVER || (sched->suspended && next > now))
		return SCHED_NEVER;
	return next + sched->asleep_ns;
}

void facet_sched_run(struct facet_sched *sched)
{
	u64 now = facet_sched_now(sched);
	u64 next = SCHED_NEVER;
	u32 e, i;

	lockdep_assert_held(&sched->lock);
	for (e = 0; e < PGPU_ENGINES; e++) {
		struct sched_engine *engine = &sched->engines[e];

		next = min(next, facet_sched_entity_resume(engine, now));
		engine_fill(sched, engine);
		for (i = 0; i < sched->depth; i++) {
			if (engine->slots[i])
				next = min(next, job_supervise(sched, engine, engine->slots[i],
							       now));
		}
		next = min(next, facet_sched_give_turns(engine, now));
		facet_sched_stats_update_engine(sched, engine, now);
	}
	if (!list_empty(&sched->failed))
		next = now;
	next = deadline_of(sched, next, now);
	if (next != sched->armed) {
		sched->armed = next;
		sched->ops->arm_timer(sched->host, next);
	}
}

int facet_sched_create(struct pgpu *pgpu, const struct facet_gpu_host_ops *ops, void *host,
		       struct facet_sched **out)
{
	struct facet_sched *sched = port_zalloc(sizeof(*sched));
	u32 i;

	if (!sched)
		return -ENOMEM;
	for (i = 0; i < PGPU_ENGINES; i++)
		sched->engines[i].stats = &sched->engines[i].own_stats;
	sched->pgpu = pgpu;
	sched->ops = ops;
	sched->host = host;
	sched->depth = min_t(u32, pgpu->caps->depth, SCHED_DEPTH_MAX);
	sched->patience = pgpu->caps->preemption == PGPU_PREEMPT_POINT ?
			  FACET_SCHED_PATIENCE_POINT : FACET_SCHED_PATIENCE;
	sched->armed = SCHED_NEVER;
	spin_lock_init(&sched->lock);
	INIT_LIST_HEAD(&sched->failed);
	INIT_LIST_HEAD(&sched->entities);
	init_waitqueue_head(&sched->notified);
	*out = sched;
	return 0;
}

void facet_sched_destroy(struct facet_sched *sched)
{
	if (!sched)
		return;
	sched->ops->arm_timer(sched->host, SCHED_NEVER);
	port_free(sched);
}

void facet_sched_set_engine_stats(struct facet_sched *sched, u32 engine,
				  struct facet_sched_stats *stats)
{
	struct sched_engine *e = &sched->engines[engine];
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	e->stats = stats ? stats : &e->own_stats;
	spin_unlock_irqrestore(&sched->lock, flags);
}

void facet_sched_add(struct facet_sched *sched, struct facet_sched_entity *entity, u32 engine,
		     u32 weight)
{
	unsigned long flags;

	memset(entity, 0, sizeof(*entity));
	entity->sched = sched;
	entity->engine = engine;
	entity->params.weight = weight;
	entity->params.priority = FACET_SCHED_PRIORITY_NORMAL;
	entity->stats = &entity->own_stats;
	INIT_LIST_HEAD(&entity->jobs);
	spin_lock_irqsave(&sched->lock, flags);
	facet_sched_entity_init(entity);
	list_add_tail(&entity->list, &sched->entities);
	entity->since_ns = facet_sched_now(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

void facet_sched_set_entity_stats(struct facet_sched_entity *entity,
				  struct facet_sched_stats *stats)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	entity->stats = stats ? stats : &entity->own_stats;
	facet_sched_stats_set_state(entity, entity->state, facet_sched_now(sched));
	spin_unlock_irqrestore(&sched->lock, flags);
}

void facet_sched_set_params(struct facet_sched_entity *entity,
			    const struct facet_sched_params *params)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	facet_sched_entity_dequeue(entity);
	facet_sched_entity_set_params(entity, params);
	facet_sched_entity_update(entity);
	facet_sched_run(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

void facet_sched_del(struct facet_sched_entity *entity)
{
	unsigned long flags;

	spin_lock_irqsave(&entity->sched->lock, flags);
	facet_sched_entity_dequeue(entity);
	facet_sched_stats_set_state(entity, FACET_SCHED_IDLE, facet_sched_now(entity->sched));
	entity->stats = &entity->own_stats;
	list_del(&entity->list);
	spin_unlock_irqrestore(&entity->sched->lock, flags);
}

/* Prepare a job that its owner has filled. No lock is needed: the job is in no queue yet. */
static void job_prepare(struct facet_sched_job *job, struct facet_sched_entity *entity)
{
	job->entity = entity;
	job->submission.engine = entity->engine;
	job->in_gpu = false;
	job->ran_ns = 0;
	job->want_cancel = false;
	job->refused = false;
	job->removed = false;
	job->kept = false;
	if (!(job->submission.flags & PGPU_SUBMIT_RESUME))
		memset(&job->last_progress, 0, sizeof(job->last_progress));
	job->last_progress.head = job->submission.head;
}

/*
 * Add a job to the list of its entity, behind @after, a job that has not ended. NULL: at the end.
 * Lock held.
 */
static void job_enqueue(struct facet_sched_job *job, struct facet_sched_job *after)
{
	struct facet_sched_entity *entity = job->entity;

	if (facet_sched_entity_awaits_build(entity) || !facet_sched_entity_has_work(entity))
		facet_sched_entity_wake(entity);
	facet_sched_stats_add(entity, submissions, 1);
	facet_sched_trace_event(entity, FACET_SCHED_SUBMIT, job, 0);
	job->queued = true;
	if (after)
		list_add(&job->list, after->queued ? &after->list : &entity->jobs);
	else
		list_add_tail(&job->list, &entity->jobs);
	facet_sched_entity_update(entity);
}

bool facet_sched_queue(struct facet_sched_entity *entity, struct facet_sched_job *job,
		       struct facet_sched_job *after)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;
	bool ok;

	job_prepare(job, entity);
	spin_lock_irqsave(&sched->lock, flags);
	ok = !entity->needs_no_engine && (!after || after->queued || after->in_gpu);
	if (ok) {
		job_enqueue(job, after);
		facet_sched_run(sched);
	}
	spin_unlock_irqrestore(&sched->lock, flags);
	return ok;
}

void facet_sched_set_deferred(struct facet_sched_entity *entity,
			      void (*want)(struct facet_sched_entity *entity))
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	facet_sched_entity_defer(entity, want);
	facet_sched_run(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

bool facet_sched_build_requested(const struct facet_sched_entity *entity)
{
	return READ_ONCE(entity->build_requested);
}

void facet_sched_charge(struct facet_sched_entity *entity, u64 ns)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	facet_sched_entity_dequeue(entity);
	entity->vruntime += facet_sched_vruntime(entity, ns);
	facet_sched_entity_update(entity);
	facet_sched_run(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

void facet_sched_ask_turn(struct facet_sched_entity *entity,
			  void (*comes)(struct facet_sched_entity *entity))
{
	unsigned long flags;

	spin_lock_irqsave(&entity->sched->lock, flags);
	facet_sched_entity_dequeue(entity);
	entity->needs_no_engine = true;
	facet_sched_entity_defer(entity, comes);
	facet_sched_run(entity->sched);
	spin_unlock_irqrestore(&entity->sched->lock, flags);
}

void facet_sched_worked(struct facet_sched_entity *entity, u64 ns)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	facet_sched_entity_dequeue(entity);
	facet_sched_entity_worked(entity, ns, facet_sched_now(sched));
	facet_sched_stats_add_work(entity, ns);
	facet_sched_entity_update(entity);
	facet_sched_run(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

bool facet_sched_withdraw(struct facet_sched_job *job)
{
	struct facet_sched *sched = job->entity->sched;
	unsigned long flags;
	bool waits;

	spin_lock_irqsave(&sched->lock, flags);
	/* A preempted job has begun, so it has to run to its end. */
	waits = job->queued && !(job->submission.flags & PGPU_SUBMIT_RESUME);
	if (waits)
		job_detach(job);
	spin_unlock_irqrestore(&sched->lock, flags);
	return waits;
}

bool facet_sched_remove(struct facet_sched_job *job)
{
	struct facet_sched *sched = job->entity->sched;
	unsigned long flags;
	bool detached;

	spin_lock_irqsave(&sched->lock, flags);
	/* A job on a list waits, or the pGPU has refused it. */
	detached = !list_empty(&job->list);
	job->removed = true;
	if (detached) {
		job_detach(job);
	} else if (job->in_gpu) {
		facet_sched_cancel_job(sched, job);
		/* Arm the timer, which repeats the cancel. */
		if (job->refused)
			facet_sched_run(sched);
	}
	spin_unlock_irqrestore(&sched->lock, flags);
	return detached;
}

void facet_sched_block(struct facet_sched_entity *entity)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	entity->blocked++;
	facet_sched_entity_update(entity);
	if (entity->in_gpu && !entity->in_gpu->want_cancel)
		facet_sched_preempt_job(sched, entity->in_gpu);
	facet_sched_run(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

void facet_sched_unblock(struct facet_sched_entity *entity)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	if (!--entity->blocked && !entity->in_gpu)
		facet_sched_entity_wake(entity);
	facet_sched_entity_update(entity);
	facet_sched_run(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

void facet_sched_restart(struct facet_sched_entity *entity)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	entity->halted = false;
	facet_sched_stats_add(entity, resets, 1);
	facet_sched_trace_event(entity, FACET_SCHED_RESET, NULL, 0);
	facet_sched_entity_update(entity);
	facet_sched_run(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

void facet_sched_clear_regs(struct facet_sched_entity *entity)
{
	unsigned long flags;

	spin_lock_irqsave(&entity->sched->lock, flags);
	entity->reg_count = 0;
	spin_unlock_irqrestore(&entity->sched->lock, flags);
}

bool facet_sched_set_reg(struct facet_sched_entity *entity, u32 offset, u32 value)
{
	struct facet_sched *sched = entity->sched;
	unsigned long flags;
	bool room;
	u32 i = 0;

	spin_lock_irqsave(&sched->lock, flags);
	while (i < entity->reg_count && entity->regs[2 * i] != offset)
		i++;
	room = i < FACET_SCHED_REGS;
	if (room) {
		entity->regs[2 * i] = offset;
		entity->regs[2 * i + 1] = value;
		entity->reg_count = max(entity->reg_count, i + 1);
	}
	spin_unlock_irqrestore(&sched->lock, flags);
	return room;
}

static struct facet_sched_job *failed_pop(struct facet_sched *sched)
{
	struct facet_sched_job *job;
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	job = list_first_entry_or_null(&sched->failed, struct facet_sched_job, list);
	if (job) {
		list_del_init(&job->list);
		WRITE_ONCE(sched->notifying, sched->notifying + 1);
	}
	spin_unlock_irqrestore(&sched->lock, flags);
	return job;
}

/* End the notification of an owner. The owner may be freed once @notifying has fallen. */
static void failed_notified(struct facet_sched *sched)
{
	unsigned long flags;

	spin_lock_irqsave(&sched->lock, flags);
	/* Pairs with facet_sched_flush_failed(). */
	smp_store_release(&sched->notifying, sched->notifying - 1);
	spin_unlock_irqrestore(&sched->lock, flags);
	wake_up_all(&sched->notified);
}

void facet_sched_flush_failed(struct facet_sched *sched)
{
	/* Pairs with failed_notified(). */
	wait_event(sched->notified, !smp_load_acquire(&sched->notifying));
}

void facet_sched_timer(struct facet_sched *sched)
{
	struct pgpu_event lost = { .type = PGPU_EV_LOST };
	struct facet_sched_job *job;
	unsigned long flags;

	while ((job = failed_pop(sched))) {
		job->event(job, &lost, true);
		failed_notified(sched);
	}
	spin_lock_irqsave(&sched->lock, flags);
	sched->armed = SCHED_NEVER;
	facet_sched_run(sched);
	spin_unlock_irqrestore(&sched->lock, flags);
}

u64 facet_sched_busy_ns(const struct facet_sched_entity *entity)
{
	return READ_ONCE(entity->stats->busy_ns);
}

bool facet_sched_idle(const struct facet_sched_entity *entity)
{
	return !READ_ONCE(entity->in_gpu);
}
