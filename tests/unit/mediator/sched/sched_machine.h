/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A scheduler with one engine that is an array, a clock that is a number, and two vGPUs. The test
 * says how long each job runs, and lets the time pass.
 */
#ifndef TESTS_SCHED_MACHINE_H
#define TESTS_SCHED_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_rig.h"

#define ENGINE	PGPU_BCS
#define DEPTH	2u
#define CANCELS	8u	/* cookies that the machine remembers */

/**
 * struct work - A job that runs for a fixed time and ends.
 * @job: the job
 * @left_ns: nanoseconds that it still needs
 * @keeps_ns: nanoseconds that it needs from a preemption to a place where nothing is kept
 * @kept_ns: the same, from now on; 0: it has come to one
 * @stubborn: it ignores preempt()
 * @events: number of its events, by type
 * @ended: its last event has come
 * @last: type of its newest event
 * @order: its place among all jobs that have ended, from 1 on
 */
struct work {
	struct facet_sched_job job;
	u64 left_ns;
	u64 keeps_ns;
	u64 kept_ns;
	bool stubborn;
	u32 events[PGPU_EV_TYPES];
	bool ended;
	u32 last;
	u32 order;
};

/**
 * struct sched_machine - The engine, and what it is to refuse.
 * @clock: the host's clock
 * @sched: the scheduler under test
 * @queue: what was submitted, the front first
 * @works: the work of each submission of @queue
 * @queued: number of submissions in @queue
 * @started: the front has begun
 * @started_ns: when it has
 * @overhead_ns: nanoseconds between two jobs on the engine
 * @free_ns: the engine begins nothing before this time
 * @preempt_cookie: the submission that is asked to give way; 0: none
 * @switches: calls of switch_regs
 * @last_pairs: registers of the last such call
 * @submit_error: result of submit
 * @switch_error: result of switch_regs
 * @preempt_error: result of preempt while @refusals last; 0: it refuses none
 * @cancel_error: result of cancel while @refusals last; 0: it refuses none
 * @refusals: calls that fail before one succeeds
 * @kept: &pgpu_event.kept of the next event
 * @ended: number of jobs that have ended
 * @cancelled: cookies of the last calls of cancel
 * @n_cancelled: number of these calls
 */
struct sched_machine {
	struct sched_clock clock;
	struct facet_sched *sched;
	struct pgpu_submission queue[DEPTH];
	struct work *works[DEPTH];
	u32 queued;
	bool started;
	u64 started_ns;
	u64 overhead_ns;
	u64 free_ns;
	u64 preempt_cookie;
	u32 switches;
	u32 last_pairs;
	int submit_error;
	int switch_error;
	int preempt_error;
	int cancel_error;
	u32 refusals;
	bool kept;
	u32 ended;
	u64 cancelled[CANCELS];
	u32 n_cancelled;
};

static struct sched_machine machine;

/**
 * refuse() - Refuse a call while there are refusals left.
 * @error: result of a refused call; 0: none is refused
 *
 * Return: 0; @error.
 */
static inline int refuse(int error)
{
	if (!error || !machine.refusals)
		return 0;
	machine.refusals--;
	return error;
}

/**
 * engine_submit() - Put a submission behind the others: submit of struct pgpu_ops.
 * @pgpu: not used
 * @sub: the submission
 *
 * Return: 0; -EAGAIN: the queue is full; &sched_machine.submit_error.
 */
static inline int engine_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	if (machine.submit_error)
		return machine.submit_error;
	if (machine.queued == DEPTH)
		return -EAGAIN;
	machine.queue[machine.queued] = *sub;
	machine.works[machine.queued] = (struct work *)(uintptr_t)sub->ppgtt_root;
	machine.queued++;
	return 0;
}

/**
 * engine_preempt() - Ask the front to give way: preempt of struct pgpu_ops.
 * @pgpu: not used
 * @engine: not used
 * @cookie: cookie of the submission
 *
 * Return: 0; &sched_machine.preempt_error.
 */
static inline int engine_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	int ret = refuse(machine.preempt_error);

	if (ret)
		return ret;
	if (machine.queued && machine.started && machine.queue[0].cookie == cookie)
		machine.preempt_cookie = cookie;
	return 0;
}

/**
 * engine_cancel() - Cancel a submission at the next step: cancel of struct pgpu_ops.
 * @pgpu: not used
 * @engine: not used
 * @cookie: cookie of the submission
 *
 * Return: 0; &sched_machine.cancel_error.
 */
static inline int engine_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	int ret = refuse(machine.cancel_error);

	if (ret)
		return ret;
	machine.cancelled[machine.n_cancelled++ % CANCELS] = cookie;
	return 0;
}

/**
 * engine_switch() - Count a switch of registers: switch_regs of struct pgpu_ops.
 * @pgpu: not used
 * @engine: not used
 * @pairs: not used
 * @n: number of registers
 *
 * Return: &sched_machine.switch_error.
 */
static inline int engine_switch(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n)
{
	machine.switches++;
	machine.last_pairs = n;
	return machine.switch_error;
}

static const struct pgpu_ops machine_ops = {
	.submit = engine_submit, .preempt = engine_preempt, .cancel = engine_cancel,
	.switch_regs = engine_switch, .query_progress = engine_no_progress,
};

static struct pgpu_caps caps = {
	.engines = 0xf, .preemption = PGPU_PREEMPT_COMMAND, .depth = DEPTH,
};

static struct pgpu pgpu = { .ops = &machine_ops, .caps = &caps };

/**
 * work_event() - Record an event of a job: event of struct facet_sched_job.
 * @job: job of a struct work
 * @event: the event
 * @ended: it is the last event of the job
 */
static inline void work_event(struct facet_sched_job *job, const struct pgpu_event *event,
			      bool ended)
{
	struct work *work = container_of(job, struct work, job);

	assert_false(work->ended);
	work->events[event->type]++;
	work->last = event->type;
	work->ended = ended;
	if (ended)
		work->order = ++machine.ended;
}

/**
 * send() - Send an event of the engine to the scheduler.
 * @type: type of the event
 * @cookie: cookie of the submission
 * @busy: &pgpu_event.busy_ns
 * @head: &pgpu_event.head
 */
static inline void send(u32 type, u64 cookie, u64 busy, u32 head)
{
	struct pgpu_event event = {
		.type = type, .engine = ENGINE, .cookie = cookie, .busy_ns = busy, .head = head,
		.kept = machine.kept,
	};

	facet_sched_event(machine.sched, &event);
}

/**
 * settles() - Test if the front of the engine's queue is to come to a place.
 *
 * Return: true: it is.
 */
static inline bool settles(void)
{
	return machine.queue[0].flags & PGPU_SUBMIT_SETTLE;
}

/**
 * end_front() - End the front of the engine's queue.
 * @type: type of the event that reports the end
 */
static inline void end_front(u32 type)
{
	u64 cookie = machine.queue[0].cookie;
	u64 busy = machine.started ? machine.clock.now - machine.started_ns : 0;

	machine.queue[0] = machine.queue[1];
	machine.works[0] = machine.works[1];
	machine.queued--;
	machine.started = false;
	machine.free_ns = machine.clock.now + machine.overhead_ns;
	machine.preempt_cookie = 0;
	send(type, cookie, busy, 64);
}

/**
 * end_preempted() - Preempt the front of the engine's queue.
 */
static inline void end_preempted(void)
{
	struct work *work = machine.works[0];
	u64 ran = machine.clock.now - machine.started_ns;

	work->left_ns -= ran;
	work->kept_ns = settles() ? work->kept_ns - min(work->kept_ns, ran) : work->keeps_ns;
	machine.kept = work->kept_ns;
	end_front(PGPU_EV_PREEMPTED);
	machine.kept = false;
}

/**
 * settle() - Do one thing for which no time passes.
 *
 * Return: false: there is nothing to do.
 */
static inline bool settle(void)
{
	u32 i;

	for (i = 0; i < min(machine.n_cancelled, CANCELS); i++) {
		u64 cookie = machine.cancelled[i];

		if (!cookie)
			continue;
		machine.cancelled[i] = 0;
		if (machine.queued && machine.queue[0].cookie == cookie) {
			end_front(PGPU_EV_CANCELLED);
			return true;
		}
		if (machine.queued == 2 && machine.queue[1].cookie == cookie) {
			machine.queued = 1;
			send(PGPU_EV_CANCELLED, cookie, 0, 0);
			return true;
		}
	}
	if (machine.queued && !machine.started && machine.clock.now >= machine.free_ns) {
		machine.started = true;
		machine.started_ns = machine.clock.now;
		send(PGPU_EV_STARTED, machine.queue[0].cookie, 0, 0);
		return true;
	}
	if (machine.preempt_cookie && !machine.works[0]->stubborn) {
		end_preempted();
		return true;
	}
	return false;
}

/**
 * front_end_ns() - Return when the front of the engine's queue ends by itself.
 *
 * Return: the time in nanoseconds; ~0: it has not begun.
 */
static inline u64 front_end_ns(void)
{
	const struct work *work = machine.works[0];

	if (!machine.started)
		return ~0ull;
	return machine.started_ns + (settles() ? work->kept_ns : work->left_ns);
}

/**
 * run_until() - Let the machine run.
 * @until: time at which it stops, in nanoseconds
 */
static inline void run_until(u64 until)
{
	for (;;) {
		u64 done, next;

		while (settle())
			;
		if (machine.queued && !machine.started &&
		    machine.free_ns <= min(until, machine.clock.deadline)) {
			machine.clock.now = machine.free_ns;
			continue;
		}
		done = front_end_ns();
		next = min(done, machine.clock.deadline);
		if (next > until)
			break;
		machine.clock.now = max(machine.clock.now, next);
		if (done <= machine.clock.deadline && settles()) {
			end_preempted();
		} else if (done <= machine.clock.deadline) {
			end_front(PGPU_EV_COMPLETE);
		} else {
			machine.clock.deadline = ~0ull;
			facet_sched_timer(machine.sched);
		}
	}
	machine.clock.now = until;
}

/**
 * queue_work() - Queue a job.
 * @entity: the vGPU
 * @work: overwritten
 * @ns: nanoseconds that it needs
 */
static inline void queue_work(struct facet_sched_entity *entity, struct work *work, u64 ns)
{
	memset(work, 0, sizeof(*work));
	work->left_ns = ns;
	work->job.event = work_event;
	work->job.submission.ring_size = 4096;
	work->job.submission.tail = 1024;
	work->job.submission.ppgtt_root = (uintptr_t)work;
	INIT_LIST_HEAD(&work->job.list);
	assert_true(facet_sched_queue(entity, &work->job, NULL));
}

static struct facet_sched_entity a, b;

/**
 * setup_on() - Make the scheduler and two vGPUs.
 * @preemption: granularity at which the engine preempts work
 *
 * Return: 0.
 */
static inline int setup_on(enum pgpu_preemption preemption)
{
	memset(&machine, 0, sizeof(machine));
	machine.clock.now = MS;
	machine.clock.deadline = ~0ull;
	caps.preemption = preemption;
	caps.user_irq_merged = false;
	assert_int_equal(facet_sched_create(&pgpu, &sched_clock_ops, &machine.clock,
					    &machine.sched),
			 0);
	facet_sched_add(machine.sched, &a, ENGINE, 100);
	facet_sched_add(machine.sched, &b, ENGINE, 100);
	return 0;
}

/**
 * setup() - Make the scheduler and two vGPUs, on an engine that preempts work at commands: a setup
 * function of cmocka.
 * @state: not used
 *
 * Return: 0.
 */
static inline int setup(void **state)
{
	return setup_on(PGPU_PREEMPT_COMMAND);
}

/**
 * teardown() - End what setup() has made: a teardown function of cmocka.
 * @state: not used
 *
 * Return: 0.
 */
static inline int teardown(void **state)
{
	facet_sched_del(&a);
	facet_sched_del(&b);
	facet_sched_destroy(machine.sched);
	return 0;
}

#endif
