// SPDX-License-Identifier: GPL-2.0-only
/*
 * The queue of an engine and the life of a submission: queued, running, perhaps faulted, ended. The
 * mediator's calls enter requests under the engine's lock. The engine's thread alone starts and
 * ends submissions. The thread reports events with no lock held, so that a client may submit from
 * inside an event.
 *
 * A slot is free before its last event is delivered. idle() waits for the delivery, too
 * (@delivering).
 */
#include "softgpu/queue.h"

#include "gen9/engine_defs.h"
#include "softgpu/event.h"
#include "softgpu/exec.h"
#include "softgpu/lrc.h"
#include "softgpu/sgpu_regs.h"
#include "softgpu/store_barrier.h"
#include "softgpu/stores.h"
#include "softgpu/units.h"
#include "softgpu/walk.h"

#define RING_MAX_SIZE	(512u * PAGE_SIZE)

void sgpu_queue_init(struct sgpu_engine *e)
{
	spin_lock_init(&e->lock);
}

/* Return slot @i in order of submission. Lock held. */
static struct sgpu_run *queue_run(struct sgpu_engine *e, u32 i)
{
	return &e->runs[(e->head + i) % SGPU_DEPTH];
}

/* Find a submission by its cookie. @place gets its place in the queue. Lock held. */
static struct sgpu_run *queue_find(struct sgpu_engine *e, u64 cookie, u32 *place)
{
	u32 i;

	for (i = 0; i < e->count; i++) {
		struct sgpu_run *run = queue_run(e, i);

		if (run->state != SGPU_RUN_EMPTY && run->sub.cookie == cookie) {
			*place = i;
			return run;
		}
	}
	return NULL;
}

/* Set @attention if any submission is to be cancelled or preempted. Lock held. */
static void update_attention(struct sgpu_engine *e)
{
	u32 attention = 0;
	u32 i;

	for (i = 0; i < e->count; i++) {
		attention |= queue_run(e, i)->cancelled ? SGPU_ATTENTION_CANCEL : 0;
		attention |= queue_run(e, i)->preempt ? SGPU_ATTENTION_PREEMPT : 0;
	}
	WRITE_ONCE(e->attention, attention);
}

/*
 * Remove empty slots at both ends of the queue. An empty slot between others keeps its place. Lock
 * held.
 */
static void queue_trim(struct sgpu_engine *e)
{
	while (e->count && queue_run(e, 0)->state == SGPU_RUN_EMPTY) {
		e->head = (e->head + 1) % SGPU_DEPTH;
		e->count--;
	}
	while (e->count && queue_run(e, e->count - 1)->state == SGPU_RUN_EMPTY)
		e->count--;
	update_attention(e);
}

static int check_submission(const struct pgpu_submission *sub)
{
	bool ok = is_power_of_2(sub->ring_size) && sub->ring_size >= PAGE_SIZE &&
		  sub->ring_size <= RING_MAX_SIZE && IS_ALIGNED(sub->ring_start, PAGE_SIZE) &&
		  IS_ALIGNED(sub->context, PAGE_SIZE) && IS_ALIGNED(sub->head, 4) &&
		  IS_ALIGNED(sub->tail, 8) && sub->head < sub->ring_size &&
		  sub->tail < sub->ring_size;

	return ok ? 0 : -EINVAL;
}

/* Set the registers to load. @n: pairs, at most SGPU_SWITCH_PAIRS. */
static void switch_set(struct sgpu_switch *to, const u32 *pairs, u32 n)
{
	to->set = true;
	to->pairs = n;
	memcpy(to->regs, pairs, 2 * n * sizeof(*pairs));
}

/*
 * Copy the registers to load, if there are any; else leave @to alone. Return: true: there were
 * some.
 */
static bool switch_copy(struct sgpu_switch *to, const struct sgpu_switch *from)
{
	if (from->set)
		switch_set(to, from->regs, from->pairs);
	return from->set;
}

static void take_staged(struct sgpu_engine *e, struct sgpu_run *run)
{
	run->to_load.set = switch_copy(&run->to_load, &e->staged);
	e->staged.set = false;
}

static void kick(struct sgpu_engine *e)
{
	e->sg->ops->kick(e->sg->host, e->id);
}

int sgpu_queue_submit(struct sgpu_engine *e, const struct pgpu_submission *sub)
{
	const struct sgpu_ggtt *ggtt = sgpu_ggtt_find(&e->sg->ggtts, sub->owner);
	struct sgpu_run *run;
	unsigned long flags;
	int ret = ggtt ? check_submission(sub) : -EINVAL;

	if (ret)
		return ret;
	spin_lock_irqsave(&e->lock, flags);
	if (e->count < SGPU_DEPTH) {
		run = queue_run(e, e->count++);
		run->sub = *sub;
		run->ggtt = ggtt;
		run->cancelled = false;
		run->lost = false;
		run->preempt = false;
		run->state = SGPU_RUN_QUEUED;
		take_staged(e, run);
	} else {
		ret = -EAGAIN;
	}
	spin_unlock_irqrestore(&e->lock, flags);
	if (!ret)
		kick(e);
	return ret;
}

int sgpu_queue_preempt(struct sgpu_engine *e, u64 cookie)
{
	struct sgpu_run *run;
	unsigned long flags;
	u32 place = 0;
	int ret = -ENOENT;

	spin_lock_irqsave(&e->lock, flags);
	run = queue_find(e, cookie, &place);
	if (run && !place && run->state != SGPU_RUN_FAULTED) {
		run->preempt = true;
		update_attention(e);
		ret = 0;
	}
	spin_unlock_irqrestore(&e->lock, flags);
	if (!ret)
		kick(e);
	return ret;
}

int sgpu_queue_cancel(struct sgpu_engine *e, u64 cookie)
{
	struct sgpu_run *run;
	unsigned long flags;
	u32 place;

	spin_lock_irqsave(&e->lock, flags);
	run = queue_find(e, cookie, &place);
	if (run) {
		run->cancelled = true;
		update_attention(e);
	}
	spin_unlock_irqrestore(&e->lock, flags);
	if (!run)
		return -ENOENT;
	kick(e);
	return 0;
}

int sgpu_queue_stage(struct sgpu_engine *e, const u32 *pairs, u32 n)
{
	unsigned long flags;

	if (n > SGPU_SWITCH_PAIRS)
		return -ENOSPC;
	spin_lock_irqsave(&e->lock, flags);
	switch_set(&e->staged, pairs, n);
	spin_unlock_irqrestore(&e->lock, flags);
	return 0;
}

/* Read the position word by word, since the engine's thread changes it meanwhile. */
static void fill_progress(struct sgpu_engine *e, const struct sgpu_run *run,
			  struct pgpu_progress *progress)
{
	u64 at = READ_ONCE(e->at);

	progress->head = sgpu_lrc_ring_offset_of(e, &run->sub);
	progress->ipehr = READ_ONCE(e->ipehr);
	progress->acthd = at & ~3ull;
	progress->place = at & 3;
	progress->waiting = READ_ONCE(e->waiting);
	progress->timestamp = sgpu_regs_context_timestamp(e);
}

int sgpu_queue_query_progress(struct sgpu_engine *e, u64 cookie, struct pgpu_progress *progress)
{
	const struct sgpu_run *run;
	unsigned long flags;
	u32 place = 0;
	int ret = -ENOENT;

	spin_lock_irqsave(&e->lock, flags);
	run = queue_find(e, cookie, &place);
	/* While the lock is held, the engine starts no other submission. */
	if (run && (run->state == SGPU_RUN_RUNNING || run->state == SGPU_RUN_FAULTED)) {
		fill_progress(e, run, progress);
		ret = 0;
	}
	spin_unlock_irqrestore(&e->lock, flags);
	return ret;
}

/* Test if a slot has work of an owner (0: any owner). Lock held. */
static bool run_has_owner(const struct sgpu_run *run, u64 owner)
{
	return run->state != SGPU_RUN_EMPTY && (!owner || run->sub.owner == owner);
}

void sgpu_queue_lose(struct sgpu_engine *e, u64 owner)
{
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&e->lock, flags);
	for (i = 0; i < e->count; i++) {
		struct sgpu_run *run = queue_run(e, i);

		if (!run_has_owner(run, owner))
			continue;
		run->cancelled = true;
		run->lost = true;
	}
	update_attention(e);
	spin_unlock_irqrestore(&e->lock, flags);
	kick(e);
}

bool sgpu_queue_has(struct sgpu_engine *e, u64 owner)
{
	unsigned long flags;
	bool has;
	u32 i;

	spin_lock_irqsave(&e->lock, flags);
	has = e->delivering && (!owner || e->delivering_owner == owner);
	for (i = 0; i < e->count; i++)
		has |= run_has_owner(queue_run(e, i), owner);
	spin_unlock_irqrestore(&e->lock, flags);
	return has;
}

/* End a submission with its last event. The slot is free before the client receives the event. */
static void end_run(struct sgpu_engine *e, struct sgpu_run *run, u32 type, u32 head)
{
	struct pgpu_event event;
	unsigned long flags;

	sgpu_event_fill(e, &event, run, type);
	event.head = head;
	if (type == PGPU_EV_PREEMPTED) {
		sgpu_event_place(e, &event);
		event.kept = sgpu_units_keep(e);
	}
	spin_lock_irqsave(&e->lock, flags);
	run->state = SGPU_RUN_EMPTY;
	run->cancelled = false;
	run->preempt = false;
	e->delivering = true;
	e->delivering_owner = run->sub.owner;
	queue_trim(e);
	spin_unlock_irqrestore(&e->lock, flags);
	sgpu_event_deliver(e, &event);
	spin_lock_irqsave(&e->lock, flags);
	e->delivering = false;
	spin_unlock_irqrestore(&e->lock, flags);
	wake_up_all(&e->sg->idle);
}

/* Return the first cancelled submission at any place in the queue. */
static struct sgpu_run *first_cancelled(struct sgpu_engine *e)
{
	struct sgpu_run *run, *found = NULL;
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&e->lock, flags);
	for (i = 0; !found && i < e->count; i++) {
		run = queue_run(e, i);
		if (run->state != SGPU_RUN_EMPTY && run->cancelled)
			found = run;
	}
	spin_unlock_irqrestore(&e->lock, flags);
	return found;
}

/* Return the next queued submission behind @run; NULL: none. Lock held. */
static struct sgpu_run *queue_next(struct sgpu_engine *e, const struct sgpu_run *run)
{
	bool found = false;
	u32 i;

	for (i = 0; i < e->count; i++) {
		struct sgpu_run *next = queue_run(e, i);

		if (found && next->state == SGPU_RUN_QUEUED)
			return next;
		found |= next == run;
	}
	return NULL;
}

/*
 * Pass the registers of a submission that never starts to the submission behind it. The client
 * submitted that one, or will, on the assumption that they are loaded. The submission before it may
 * be another vGPU's and does not get them.
 */
static void pass_registers(struct sgpu_engine *e, const struct sgpu_run *run)
{
	struct sgpu_run *next;
	struct sgpu_switch *to;
	unsigned long flags;

	spin_lock_irqsave(&e->lock, flags);
	next = queue_next(e, run);
	to = next ? &next->to_load : &e->staged;
	if (!to->set)
		switch_copy(to, &run->to_load);
	spin_unlock_irqrestore(&e->lock, flags);
}

/* End what is cancelled. Return: true; false: the units still work on it, ask them again soon. */
static bool reap_cancelled(struct sgpu_engine *e)
{
	struct sgpu_run *run = first_cancelled(e);

	for (; run; run = first_cancelled(e)) {
		bool queued = run->state == SGPU_RUN_QUEUED;

		/* A command that was left waits for a submission that resumes. */
		if ((!queued || run->sub.flags & PGPU_SUBMIT_RESUME) &&
		    !sgpu_units_drop(e, run->sub.owner, run->sub.context))
			return false;
		if (queued)
			pass_registers(e, run);
		sgpu_count(&e->stats.cancelled, 1);
		WRITE_ONCE(e->waiting, false);
		end_run(e, run, run->lost ? PGPU_EV_LOST : PGPU_EV_CANCELLED, 0);
	}
	return true;
}

/* Return the first submission of the queue. Only the engine's thread changes its state. */
static struct sgpu_run *current_run(struct sgpu_engine *e)
{
	struct sgpu_run *run = NULL;
	unsigned long flags;

	spin_lock_irqsave(&e->lock, flags);
	if (e->count)
		run = queue_run(e, 0);
	spin_unlock_irqrestore(&e->lock, flags);
	return run;
}

static void set_state(struct sgpu_engine *e, struct sgpu_run *run, enum sgpu_run_state state)
{
	unsigned long flags;

	spin_lock_irqsave(&e->lock, flags);
	run->state = state;
	spin_unlock_irqrestore(&e->lock, flags);
}

static void fault(struct sgpu_engine *e)
{
	struct pgpu_event event;

	sgpu_count(&e->stats.faults, 1);
	set_state(e, e->run, SGPU_RUN_FAULTED);
	sgpu_event_fill(e, &event, e->run, PGPU_EV_FAULT);
	event.head = sgpu_lrc_ring_offset(e);
	event.fault = e->fault.kind;
	event.address = e->fault.address;
	event.ggtt = e->fault.ggtt;
	sgpu_event_place(e, &event);
	sgpu_event_deliver(e, &event);
}

/*
 * Load the registers outside the context. Values that another vGPU left in the engine are replaced.
 */
static void switch_registers(struct sgpu_engine *e)
{
	const struct sgpu_run *run = e->run;

	if (!switch_copy(&e->loaded, &run->to_load) && e->owner == run->sub.owner)
		return;
	sgpu_regs_switch(e, e->loaded.regs, e->loaded.pairs);
	e->owner = run->sub.owner;
}

static void set_spaces(struct sgpu_engine *e)
{
	e->space[SGPU_GGTT].ggtt = e->run->ggtt;
	e->space[SGPU_PPGTT].root = e->run->sub.ppgtt_root;
	sgpu_store_barrier_run(e, e->run->sub.owner);
	sgpu_walk_flush_tlb(e);
}

/* Clear the position, so that queries of this submission find nothing of the last one. */
static void clear_position(struct sgpu_engine *e, const struct sgpu_run *run)
{
	WRITE_ONCE(e->at, ((u64)run->sub.ring_start + run->sub.head) | PGPU_IN_RING);
	WRITE_ONCE(e->ipehr, 0);
	WRITE_ONCE(e->waiting, false);
	memset(&e->pos, 0, sizeof(e->pos));	/* queries wait for the state RUNNING */
	e->resumes = false;
	e->units_busy = false;
	WRITE_ONCE(e->ring_next, run->sub.head);
	WRITE_ONCE(e->ctx_timestamp, 0);
	WRITE_ONCE(e->ctx_since_ns, run->started_ns);
}

/* Start the current submission. Return: false: its context cannot be loaded, which is a fault. */
static bool start_run(struct sgpu_engine *e)
{
	struct sgpu_run *run = e->run;
	int ret;

	run->started_ns = sgpu_now(e);
	clear_position(e, run);
	set_state(e, run, SGPU_RUN_RUNNING);
	sgpu_count(&e->stats.submissions, 1);
	memset(&e->fault, 0, sizeof(e->fault));
	e->obeys = SGPU_ATTENTION_CANCEL | SGPU_ATTENTION_PREEMPT;
	e->refuses = 0;
	e->arbitration_off = false;
	set_spaces(e);
	/* The units work on nothing now, so they forget it at once. */
	if (!(run->sub.flags & PGPU_SUBMIT_RESUME))
		sgpu_units_drop(e, run->sub.owner, run->sub.context);
	switch_registers(e);
	sgpu_event_emit(e, PGPU_EV_STARTED);
	ret = sgpu_lrc_load(e);
	if (!ret)
		return true;
	if (ret == -EINVAL)
		e->fault.kind = PGPU_FAULT_COMMAND;
	fault(e);
	return false;
}

static bool wants_preempt(struct sgpu_engine *e)
{
	unsigned long flags;
	bool wants;

	spin_lock_irqsave(&e->lock, flags);
	wants = (e->run->preempt || sgpu_exec_settled(e)) && !e->run->cancelled;
	spin_unlock_irqrestore(&e->lock, flags);
	return wants;
}

/* Note that the work of the current submission is lost. reap_cancelled() ends it. */
static void lose_run(struct sgpu_engine *e)
{
	unsigned long flags;

	spin_lock_irqsave(&e->lock, flags);
	e->run->cancelled = true;
	e->run->lost = true;
	update_attention(e);
	spin_unlock_irqrestore(&e->lock, flags);
}

static void save_and_end(struct sgpu_engine *e, u32 type, u64 *counter)
{
	u32 head = sgpu_lrc_ring_offset(e);

	WRITE_ONCE(e->waiting, false);
	if (sgpu_lrc_save(e, type == PGPU_EV_PREEMPTED)) {
		fault(e);
		return;
	}
	sgpu_count(counter, 1);
	end_run(e, e->run, type, head);
}

static enum softgpu_next run_slice(struct sgpu_engine *e)
{
	switch (sgpu_exec(e)) {
	case SGPU_DONE:
		save_and_end(e, PGPU_EV_COMPLETE, &e->stats.completed);
		return SOFTGPU_AGAIN;
	case SGPU_FAULTED:
		fault(e);
		return SOFTGPU_AGAIN;
	case SGPU_LOST:
		lose_run(e);
		return SOFTGPU_AGAIN;
	case SGPU_STOPPED:
		if (wants_preempt(e))
			save_and_end(e, PGPU_EV_PREEMPTED, &e->stats.preempted);
		return SOFTGPU_AGAIN;
	case SGPU_POLL:
		return SOFTGPU_POLL;
	case SGPU_WAIT:
		return SOFTGPU_SLEEP;
	default:
		return SOFTGPU_AGAIN;
	}
}

/* Do one slice of work. Return: as softgpu_engine_run(). */
static enum softgpu_next slice(struct sgpu_engine *e)
{
	sgpu_units_sweep(e);
	if (!reap_cancelled(e))
		return SOFTGPU_POLL;
	e->run = current_run(e);
	if (!e->run || e->run->state == SGPU_RUN_FAULTED) {
		/* Nobody runs: the end of the submission stands for its interrupt. */
		e->user_irq = false;
		return SOFTGPU_SLEEP;
	}
	if (e->run->state == SGPU_RUN_QUEUED && !start_run(e))
		return SOFTGPU_AGAIN;
	sgpu_event_flush_user_irq(e);
	return run_slice(e);
}

enum softgpu_next softgpu_engine_run(struct softgpu *sg, u32 engine)
{
	enum softgpu_next next;

	if (engine >= PGPU_ENGINES)
		return SOFTGPU_SLEEP;
	sgpu_stores_slice_begins(&sg->engine[engine]);
	next = slice(&sg->engine[engine]);
	sgpu_stores_slice_ends(&sg->engine[engine]);
	return next;
}
