// SPDX-License-Identifier: GPL-2.0-only
/* Test the scheduler with an engine that is an array and a clock that is a number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_rig.h"

#define ENGINE	PGPU_BCS
#define DEPTH	2u

/* A job of the tests: it runs for a fixed time and ends. */
struct work {
	struct facet_sched_job job;
	u64 left_ns;
	bool stubborn;		/* ignores preempt() */
	u32 events[PGPU_EV_TYPES];
	bool ended;
	u32 last;
	u32 order;
};

static struct {
	struct sched_clock clock;
	struct facet_sched *sched;
	struct pgpu_submission queue[DEPTH];
	struct work *works[DEPTH];
	u32 queued;
	bool started;
	u64 started_ns;
	u64 overhead_ns;	/* nanoseconds between two jobs on the engine */
	u64 free_ns;
	u64 preempt_cookie;
	u32 switches;
	u32 last_pairs;
	int submit_error;
	int switch_error;
	int preempt_error;
	int cancel_error;
	u32 refusals;		/* calls that fail before one succeeds */
	u32 ended;
} machine;

/* Return: 0, or @error while there are refusals left. */
static int refuse(int error)
{
	if (!error || !machine.refusals)
		return 0;
	machine.refusals--;
	return error;
}

static int engine_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
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

static int engine_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	int ret = refuse(machine.preempt_error);

	if (ret)
		return ret;
	if (machine.queued && machine.started && machine.queue[0].cookie == cookie)
		machine.preempt_cookie = cookie;
	return 0;
}

static u64 cancelled[8];
static u32 n_cancelled;

static int engine_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	int ret = refuse(machine.cancel_error);

	if (ret)
		return ret;
	cancelled[n_cancelled++ % 8] = cookie;
	return 0;
}

static int engine_switch(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n)
{
	machine.switches++;
	machine.last_pairs = n;
	return machine.switch_error;
}

static const struct pgpu_ops ops = {
	.submit = engine_submit, .preempt = engine_preempt, .cancel = engine_cancel,
	.switch_regs = engine_switch, .query_progress = engine_no_progress,
};

static struct pgpu_caps caps = {
	.engines = 0xf, .preemption = PGPU_PREEMPT_COMMAND, .depth = DEPTH,
};

static struct pgpu pgpu = { .ops = &ops, .caps = &caps };

static void work_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
	struct work *work = container_of(job, struct work, job);

	assert_false(work->ended);
	work->events[event->type]++;
	work->last = event->type;
	work->ended = ended;
	if (ended)
		work->order = ++machine.ended;
}

static void send(u32 type, u64 cookie, u64 busy, u32 head)
{
	struct pgpu_event event = {
		.type = type, .engine = ENGINE, .cookie = cookie, .busy_ns = busy, .head = head,
	};

	facet_sched_event(machine.sched, &event);
}

/* End the front of the engine's queue with an event of @type. */
static void end_front(u32 type)
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

/* Do one thing for which no time passes. Return: false: there is nothing to do. */
static bool settle(void)
{
	u32 i;

	for (i = 0; i < min(n_cancelled, 8u); i++) {
		u64 cookie = cancelled[i];

		if (!cookie)
			continue;
		cancelled[i] = 0;
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
		machine.works[0]->left_ns -= machine.clock.now - machine.started_ns;
		end_front(PGPU_EV_PREEMPTED);
		return true;
	}
	return false;
}

/* Let the machine run until @until. */
static void run_until(u64 until)
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
		done = machine.started ? machine.started_ns + machine.works[0]->left_ns : ~0ull;
		next = min(done, machine.clock.deadline);
		if (next > until)
			break;
		machine.clock.now = max(machine.clock.now, next);
		if (done <= machine.clock.deadline) {
			end_front(PGPU_EV_COMPLETE);
		} else {
			machine.clock.deadline = ~0ull;
			facet_sched_timer(machine.sched);
		}
	}
	machine.clock.now = until;
}

static void queue_work(struct facet_sched_entity *entity, struct work *work, u64 ns)
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

static int setup(void **state)
{
	memset(&machine, 0, sizeof(machine));
	memset(cancelled, 0, sizeof(cancelled));
	n_cancelled = 0;
	machine.clock.now = MS;
	machine.clock.deadline = ~0ull;
	caps.preemption = PGPU_PREEMPT_COMMAND;
	caps.user_irq_merged = false;
	assert_int_equal(facet_sched_create(&pgpu, &sched_clock_ops, &machine.clock,
					    &machine.sched),
			 0);
	facet_sched_add(machine.sched, &a, ENGINE, 100);
	facet_sched_add(machine.sched, &b, ENGINE, 100);
	return 0;
}

static int teardown(void **state)
{
	facet_sched_del(&a);
	facet_sched_del(&b);
	facet_sched_destroy(machine.sched);
	return 0;
}

static void jobs_of_one_vgpu_run_in_order_one_at_a_time(void **state)
{
	struct work w[3];
	u32 i;

	for (i = 0; i < 3; i++)
		queue_work(&a, &w[i], MS);
	assert_int_equal(machine.queued, 1);
	run_until(machine.clock.now + 10 * MS);
	for (i = 0; i < 3; i++) {
		assert_int_equal(w[i].order, i + 1);
		assert_int_equal(w[i].last, PGPU_EV_COMPLETE);
	}
	assert_int_equal(facet_sched_busy_ns(&a), 3 * MS);
}

static void depth_is_filled_by_another_vgpu(void **state)
{
	struct work w[2];

	queue_work(&a, &w[0], MS);
	queue_work(&b, &w[1], MS);
	assert_int_equal(machine.queued, 2);
	run_until(machine.clock.now + 10 * MS);
	assert_true(w[0].ended && w[1].ended);
}

static void job_goes_right_behind_another(void **state)
{
	struct work first, last, between;

	queue_work(&a, &first, MS);
	queue_work(&a, &last, MS);
	memset(&between, 0, sizeof(between));
	between.left_ns = MS;
	between.job.event = work_event;
	between.job.submission.ring_size = 4096;
	between.job.submission.tail = 1024;
	between.job.submission.ppgtt_root = (uintptr_t)&between;
	INIT_LIST_HEAD(&between.job.list);
	assert_true(facet_sched_queue(&a, &between.job, &first.job));
	run_until(machine.clock.now + 10 * MS);
	assert_int_equal(first.order, 1);
	assert_int_equal(between.order, 2);
	assert_int_equal(last.order, 3);
	assert_false(facet_sched_queue(&a, &between.job, &first.job));
}

static void lone_vgpu_is_not_preempted(void **state)
{
	struct work w;

	queue_work(&a, &w, 100 * MS);
	run_until(machine.clock.now + 200 * MS);
	assert_int_equal(w.events[PGPU_EV_STARTED], 1);
	assert_true(w.ended);
}

static void hog_gives_way_after_a_slice_and_goes_on(void **state)
{
	u64 start = machine.clock.now;
	struct work hog, w;

	queue_work(&a, &hog, 100 * MS);
	run_until(start + 50 * MS);
	queue_work(&b, &w, 200 * US);
	/* The hog's slice ended long ago: it gives way at once. */
	run_until(start + 50 * MS + 210 * US);
	assert_true(w.ended);
	assert_false(hog.ended);
	run_until(start + 102 * MS);
	assert_true(hog.ended);
	assert_int_equal(hog.events[PGPU_EV_STARTED], 2);
	assert_int_equal(hog.job.submission.flags & PGPU_SUBMIT_RESUME, PGPU_SUBMIT_RESUME);
	assert_int_equal(hog.job.submission.head, 64);
}

static void waiting_is_no_longer_than_a_slice(void **state)
{
	u64 start = machine.clock.now;
	struct work hog, w;

	queue_work(&a, &hog, 1000 * MS);
	run_until(start + US);
	queue_work(&b, &w, US);
	run_until(start + FACET_SCHED_SLICE_MAX_NS + 10 * US);
	assert_true(w.ended);
}

/* A vGPU with short jobs and one with long jobs get equal time, not equally many jobs. */
static void shares_are_of_time(void **state)
{
	u64 start = machine.clock.now, busy_a, busy_b;
	static struct work longs[64], shorts[8192];
	u32 l = 0, s = 0;

	queue_work(&a, &longs[l++], 4 * MS);
	while (machine.clock.now < start + 200 * MS) {
		if (longs[l - 1].ended)
			queue_work(&a, &longs[l++], 4 * MS);
		while (s < 2 || shorts[s - 2].ended)
			queue_work(&b, &shorts[s++], 100 * US);
		run_until(machine.clock.now + 20 * US);
	}
	busy_a = facet_sched_busy_ns(&a);
	busy_b = facet_sched_busy_ns(&b);
	assert_true(busy_b * 100 > busy_a * 90);
	assert_true(busy_a * 100 > busy_b * 90);
	assert_true(busy_a + busy_b > 180 * MS);
	run_until(machine.clock.now + 50 * MS);
}

static void weights_divide_the_time(void **state)
{
	struct facet_sched_entity heavy;
	u64 start = machine.clock.now;
	struct work x, y;

	facet_sched_add(machine.sched, &heavy, ENGINE, 300);
	queue_work(&a, &x, 10000 * MS);
	queue_work(&heavy, &y, 10000 * MS);
	run_until(start + 400 * MS);
	assert_true(facet_sched_busy_ns(&heavy) > 2 * facet_sched_busy_ns(&a));
	assert_true(facet_sched_busy_ns(&heavy) < 4 * facet_sched_busy_ns(&a));
	facet_sched_remove(&x.job);
	facet_sched_remove(&y.job);
	run_until(machine.clock.now + MS);
	assert_true(x.ended || !x.job.in_gpu);
	facet_sched_del(&heavy);
}

static void fault_stops_its_vgpu_only(void **state)
{
	struct work bad, behind, other;

	queue_work(&a, &bad, MS);
	queue_work(&a, &behind, MS);
	queue_work(&b, &other, MS);
	assert_true(settle());
	send(PGPU_EV_FAULT, machine.queue[0].cookie, 0, 0);
	run_until(machine.clock.now + 20 * MS);
	assert_int_equal(bad.events[PGPU_EV_FAULT], 1);
	assert_int_equal(bad.last, PGPU_EV_CANCELLED);
	assert_true(bad.ended);
	assert_true(other.ended);
	assert_false(behind.ended);
	assert_true(facet_sched_remove(&behind.job));
	facet_sched_restart(&a);
	queue_work(&a, &behind, MS);
	run_until(machine.clock.now + 20 * MS);
	assert_true(behind.ended);
}

static void job_that_does_not_give_way_is_cancelled(void **state)
{
	struct work stuck, other;
	u64 start = machine.clock.now;

	queue_work(&a, &stuck, 100000 * MS);
	stuck.stubborn = true;
	run_until(start + MS);
	queue_work(&b, &other, MS);
	/* One long sleep of the machine does not prove a hang: the scheduler counts polls. */
	run_until(start + 20 * MS);
	machine.clock.now += 10000 * MS;
	facet_sched_timer(machine.sched);
	assert_false(stuck.ended);
	run_until(machine.clock.now + FACET_SCHED_PATIENCE * FACET_SCHED_POLL_NS + 20 * MS);
	assert_true(stuck.ended);
	assert_int_equal(stuck.last, PGPU_EV_CANCELLED);
	assert_true(other.ended);
}

/* The report may have come as that of other work, so each run that ends counts as one. */
static void each_job_that_stops_gets_an_interrupt_where_they_are_merged(void **state)
{
	struct work first, second;

	queue_work(&a, &first, MS);
	run_until(machine.clock.now + 10 * MS);
	assert_int_equal(first.events[PGPU_EV_COMPLETE], 1);
	assert_int_equal(first.events[PGPU_EV_USER_IRQ], 0);
	caps.user_irq_merged = true;
	queue_work(&a, &first, 30 * MS);
	queue_work(&b, &second, MS);
	run_until(machine.clock.now + 100 * MS);
	assert_int_equal(second.events[PGPU_EV_COMPLETE], 1);
	assert_true(second.events[PGPU_EV_USER_IRQ] >= 1);
	/* The scheduler has preempted the first job for the second: it stopped twice at least. */
	assert_true(first.events[PGPU_EV_USER_IRQ] >= 2);
}

/* A guest can leave arbitration points out: a neighbour waits for 101 ms at most. */
static void a_job_without_arbitration_points_is_a_hang_after_100_ms(void **state)
{
	struct work stuck, other;
	u64 asked;

	caps.preemption = PGPU_PREEMPT_POINT;
	queue_work(&a, &stuck, 100000 * MS);
	stuck.stubborn = true;
	run_until(machine.clock.now + MS);
	queue_work(&b, &other, MS);
	while (!stuck.job.want_preempt)
		run_until(machine.clock.now + MS);
	asked = machine.clock.now;
	run_until(asked + 98 * MS);
	assert_false(stuck.ended);
	run_until(asked + 101 * MS);
	assert_true(stuck.ended);
	assert_int_equal(stuck.last, PGPU_EV_CANCELLED);
	run_until(asked + 103 * MS);
	assert_true(other.ended);
}

/* A job that ignores preempt() does not keep the engine for ever, whatever the pGPU returns. */
static void a_cancellation_that_is_refused_is_asked_for_again(void **state)
{
	struct work stuck, other;

	machine.cancel_error = -EIO;
	machine.refusals = 3;
	queue_work(&a, &stuck, 100000 * MS);
	stuck.stubborn = true;
	run_until(machine.clock.now + MS);
	queue_work(&b, &other, MS);
	run_until(machine.clock.now + FACET_SCHED_PATIENCE * FACET_SCHED_POLL_NS + 20 * MS);
	assert_int_equal(machine.refusals, 2);
	assert_false(stuck.ended);
	run_until(machine.clock.now + 3 * FACET_SCHED_POLL_NS);
	assert_int_equal(machine.refusals, 0);
	assert_int_equal(stuck.last, PGPU_EV_CANCELLED);
	assert_int_equal(other.last, PGPU_EV_COMPLETE);
}

static void a_removal_that_is_refused_is_asked_for_again(void **state)
{
	struct work w;

	machine.cancel_error = -EIO;
	machine.refusals = 2;
	queue_work(&a, &w, 100000 * MS);
	run_until(machine.clock.now + MS);
	assert_false(facet_sched_remove(&w.job));
	assert_int_equal(machine.refusals, 1);
	run_until(machine.clock.now + 3 * FACET_SCHED_POLL_NS);
	assert_int_equal(w.last, PGPU_EV_CANCELLED);
}

/* Otherwise work that would give way would be cancelled as a hang. */
static void a_preemption_that_is_refused_is_asked_for_again(void **state)
{
	struct work hog, other;

	machine.preempt_error = -EIO;
	machine.refusals = 2;
	queue_work(&a, &hog, 10000 * MS);
	run_until(machine.clock.now + MS);
	queue_work(&b, &other, MS);
	run_until(machine.clock.now + 4 * FACET_SCHED_POLL_NS);
	assert_int_equal(machine.refusals, 0);
	assert_int_equal(other.last, PGPU_EV_COMPLETE);
	assert_false(hog.ended);
	run_until(machine.clock.now + 12000 * MS);
	assert_int_equal(hog.last, PGPU_EV_COMPLETE);
}

/* -ENOENT from the pGPU ends the cancel: the scheduler does not repeat it. */
static void what_has_ended_already_is_not_asked_for_again(void **state)
{
	struct work stuck;

	machine.cancel_error = -ENOENT;
	machine.refusals = 8;
	queue_work(&a, &stuck, 100000 * MS);
	run_until(machine.clock.now + MS);
	assert_false(facet_sched_remove(&stuck.job));
	run_until(machine.clock.now + 4 * FACET_SCHED_POLL_NS);
	assert_int_equal(machine.refusals, 7);
}

static void untrue_reports_are_ignored(void **state)
{
	struct pgpu_event event = { .type = PGPU_EV_COMPLETE, .engine = ENGINE };
	struct work w;
	u32 i;

	queue_work(&a, &w, MS);
	for (i = 0; i < 1024; i++) {
		event.cookie = i;
		if (i == machine.queue[0].cookie)
			continue;
		facet_sched_event(machine.sched, &event);
	}
	event.cookie = machine.queue[0].cookie;
	event.engine = PGPU_RCS;
	facet_sched_event(machine.sched, &event);
	event.engine = 0xffffffff;
	facet_sched_event(machine.sched, &event);
	event.engine = ENGINE;
	event.type = PGPU_EV_TYPES;
	facet_sched_event(machine.sched, &event);
	assert_false(w.ended);
	event.type = PGPU_EV_PREEMPTED;
	event.head = 4096;	/* not in the ring */
	machine.queued = 0;
	facet_sched_event(machine.sched, &event);
	assert_true(w.ended);
}

static void removed_job_does_not_run(void **state)
{
	struct work running, waiting;

	queue_work(&a, &running, 100 * MS);
	queue_work(&a, &waiting, MS);
	assert_true(facet_sched_remove(&waiting.job));
	assert_false(facet_sched_remove(&running.job));
	run_until(machine.clock.now + MS);
	assert_int_equal(running.last, PGPU_EV_CANCELLED);
	assert_true(running.ended);
	assert_int_equal(waiting.events[PGPU_EV_STARTED], 0);
	/* A removal by the owner does not halt the vGPU. */
	queue_work(&a, &waiting, MS);
	run_until(machine.clock.now + 10 * MS);
	assert_true(waiting.ended);
}

static void only_what_has_not_begun_is_withdrawn(void **state)
{
	struct work running, waiting;

	queue_work(&a, &running, 10 * MS);
	queue_work(&a, &waiting, MS);
	run_until(machine.clock.now + US);
	assert_false(facet_sched_withdraw(&running.job));
	assert_true(facet_sched_withdraw(&waiting.job));
	run_until(machine.clock.now + 100 * MS);
	assert_int_equal(running.last, PGPU_EV_COMPLETE);
	assert_false(waiting.ended);
}

static void blocked_vgpu_comes_off_the_engine_and_goes_on(void **state)
{
	struct work w;

	queue_work(&a, &w, 10 * MS);
	run_until(machine.clock.now + MS);
	facet_sched_block(&a);
	facet_sched_block(&a);
	run_until(machine.clock.now + 50 * MS);
	assert_int_equal(machine.queued, 0);
	assert_false(w.ended);
	facet_sched_unblock(&a);
	run_until(machine.clock.now + 50 * MS);
	assert_false(w.ended);
	facet_sched_unblock(&a);
	run_until(machine.clock.now + 50 * MS);
	assert_true(w.ended);
}

/* preempt() has no effect on a job that has not started. The scheduler repeats it at the start. */
static void blocked_before_its_start_comes_off_too(void **state)
{
	struct work x, y;

	queue_work(&a, &x, 2 * MS);
	queue_work(&b, &y, 10 * MS);
	assert_int_equal(machine.queued, 2);
	facet_sched_block(&b);
	run_until(machine.clock.now + 50 * MS);
	assert_true(x.ended);
	assert_false(y.ended);
	assert_int_equal(machine.queued, 0);
	facet_sched_unblock(&b);
	run_until(machine.clock.now + 50 * MS);
	assert_true(y.ended);
}

static void registers_are_switched_between_vgpus_only(void **state)
{
	struct work w[4];

	assert_true(facet_sched_set_reg(&a, 0x24d0, 1));
	assert_true(facet_sched_set_reg(&b, 0x24d0, 7));
	assert_true(facet_sched_set_reg(&b, 0x24d4, 2));
	assert_true(facet_sched_set_reg(&b, 0x24d0, 2));
	queue_work(&a, &w[0], 50 * US);
	queue_work(&a, &w[1], 50 * US);
	queue_work(&b, &w[2], 50 * US);
	/* Both jobs are in the engine. They keep the registers with which they began. */
	assert_int_equal(machine.queued, 2);
	run_until(machine.clock.now + 20 * MS);
	assert_true(w[2].ended);
	queue_work(&b, &w[3], MS);
	run_until(machine.clock.now + 20 * MS);
	assert_true(w[3].ended);
	/* The registers changed at most when the engine changed hands, and were b's at the end. */
	assert_in_range(machine.switches, 2, 4);
	assert_int_equal(machine.last_pairs, 2);
}

/*
 * Queue jobs of a millisecond beside @hog, which works without end, for more time than there is.
 * Expect each vGPU to get half of the time, whatever was before.
 */
static void expect_half_from_now(struct work *hog, struct facet_sched_entity *other)
{
	static struct work jobs[100];
	u64 before = facet_sched_busy_ns(other);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(jobs); i++)
		queue_work(other, &jobs[i], MS);
	run_until(machine.clock.now + 100 * MS);
	assert_in_range(facet_sched_busy_ns(other) - before, 40 * MS, 60 * MS);
	facet_sched_remove(&hog->job);
	for (i = 0; i < ARRAY_SIZE(jobs); i++)
		if (!jobs[i].ended)
			facet_sched_remove(&jobs[i].job);
	run_until(machine.clock.now + MS);
}

static void who_ran_alone_owes_nothing(void **state)
{
	struct work alone, hog;

	queue_work(&a, &alone, 1000 * MS);
	run_until(machine.clock.now + 1010 * MS);
	assert_true(alone.ended);
	queue_work(&b, &hog, 10000 * MS);
	expect_half_from_now(&hog, &a);
}

static void who_runs_alone_owes_nothing(void **state)
{
	struct work hog;

	queue_work(&a, &hog, 10000 * MS);
	run_until(machine.clock.now + 1000 * MS);
	expect_half_from_now(&hog, &b);
}

/* The time between two jobs is charged to the vGPU whose many short jobs cause it. */
static void short_jobs_pay_for_their_number(void **state)
{
	static struct work shorts[20000];
	struct work hog;
	u32 i;

	machine.overhead_ns = 5 * US;
	queue_work(&b, &hog, 10000 * MS);
	for (i = 0; i < ARRAY_SIZE(shorts); i++)
		queue_work(&a, &shorts[i], US);
	run_until(machine.clock.now + 100 * MS);
	facet_sched_remove(&hog.job);
	for (i = 0; i < ARRAY_SIZE(shorts); i++)
		if (!shorts[i].ended)
			facet_sched_remove(&shorts[i].job);
	run_until(machine.clock.now + MS);
	assert_in_range(facet_sched_busy_ns(&b), 40 * MS, 60 * MS);
}

/* STOP_RING or a VMM's pause blocks a vGPU: its work waits, and other vGPUs run. */
static void time_blocked_is_not_saved_up(void **state)
{
	struct work hog, other;

	queue_work(&a, &hog, 10000 * MS);
	run_until(machine.clock.now + MS);
	facet_sched_block(&a);
	queue_work(&b, &other, 500 * MS);
	run_until(machine.clock.now + 500 * MS);
	assert_true(other.ended);
	facet_sched_unblock(&a);
	expect_half_from_now(&hog, &b);
}

static void refused_submission_is_lost_not_stuck(void **state)
{
	struct work w;

	machine.submit_error = -EINVAL;
	queue_work(&a, &w, MS);
	run_until(machine.clock.now + MS);
	assert_true(w.ended);
	assert_int_equal(w.last, PGPU_EV_LOST);
}

static bool being_notified, was_notified;

static void slow_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
	__atomic_store_n(&being_notified, true, __ATOMIC_RELEASE);
	usleep(20000);
	__atomic_store_n(&was_notified, true, __ATOMIC_RELEASE);
}

static void *timer_thread(void *arg)
{
	facet_sched_timer(machine.sched);
	return NULL;
}

/* The owner may free a job after the scheduler has finished with the job and its event is over. */
static void ends_when_owners_have_been_notified(void **state)
{
	pthread_t thread;
	struct work w;

	being_notified = false;
	was_notified = false;
	machine.submit_error = -EINVAL;
	queue_work(&a, &w, MS);
	w.job.event = slow_event;
	assert_int_equal(pthread_create(&thread, NULL, timer_thread, NULL), 0);
	while (!__atomic_load_n(&being_notified, __ATOMIC_ACQUIRE))
		sched_yield();
	assert_false(facet_sched_remove(&w.job));
	facet_sched_flush_failed(machine.sched);
	assert_true(__atomic_load_n(&was_notified, __ATOMIC_ACQUIRE));
	pthread_join(thread, NULL);
}

/* The pGPU refuses the registers of a. Other vGPUs do not wait for a. */
static void refused_registers_are_lost_not_in_the_way(void **state)
{
	struct work x, y;

	facet_sched_set_reg(&a, 0xb020, 1);
	machine.switch_error = -EINVAL;
	queue_work(&a, &x, MS);
	queue_work(&b, &y, MS);
	run_until(machine.clock.now + 10 * MS);
	assert_int_equal(x.last, PGPU_EV_LOST);
	assert_true(y.ended);
	assert_int_equal(y.last, PGPU_EV_COMPLETE);
}

/*
 * For a submission, -EAGAIN means that another one has to end first. For registers it means nothing
 * of that kind.
 */
static void registers_that_are_refused_for_now_are_lost_not_stuck(void **state)
{
	struct work w;

	facet_sched_set_reg(&a, 0xb020, 1);
	machine.switch_error = -EAGAIN;
	queue_work(&a, &w, MS);
	run_until(machine.clock.now + 10 * MS);
	assert_int_equal(w.last, PGPU_EV_LOST);
}

static void without_preemption_nothing_is_asked(void **state)
{
	struct work x, y;

	caps.preemption = PGPU_PREEMPT_NONE;
	queue_work(&a, &x, 20 * MS);
	queue_work(&b, &y, MS);
	run_until(machine.clock.now + 50 * MS);
	assert_int_equal(x.events[PGPU_EV_STARTED], 1);
	assert_true(x.ended && y.ended);
}

static u32 asked;

static void ask(struct facet_sched_entity *entity)
{
	asked++;
}

static void promised_work_is_asked_for_when_it_is_picked(void **state)
{
	struct work hog[2], w;

	asked = 0;
	queue_work(&a, &hog[0], 100 * MS);
	run_until(machine.clock.now + US);
	facet_sched_block(&b);
	facet_sched_set_deferred(&b, ask);
	run_until(machine.clock.now + 20 * MS);
	assert_int_equal(asked, 0);
	assert_false(facet_sched_build_requested(&b));
	facet_sched_unblock(&b);
	run_until(machine.clock.now + 10 * MS);
	/* The scheduler requests the build once, and the engine runs other work meanwhile. */
	assert_int_equal(asked, 1);
	assert_true(facet_sched_build_requested(&b));
	assert_true(machine.started);
	queue_work(&b, &w, US);
	facet_sched_set_deferred(&b, NULL);
	run_until(machine.clock.now + 15 * MS);
	assert_true(w.ended);
	run_until(machine.clock.now + 100 * MS);
	assert_true(hog[0].ended);
}

/* The worker that builds the work is a thread of the VMM. The VMM can stop it for any time. */
static void who_is_late_with_promised_work_has_saved_no_time(void **state)
{
	struct work hog, late;

	asked = 0;
	facet_sched_set_deferred(&b, ask);
	run_until(machine.clock.now + US);
	assert_int_equal(asked, 1);
	queue_work(&a, &hog, 5000 * MS);
	run_until(machine.clock.now + 1000 * MS);
	queue_work(&b, &late, 1000 * MS);
	facet_sched_set_deferred(&b, NULL);
	run_until(machine.clock.now + 100 * MS);
	assert_in_range(facet_sched_busy_ns(&a), 1040 * MS, 1060 * MS);
}

static void promise_behind_work_waits_for_its_end(void **state)
{
	struct work w;

	asked = 0;
	queue_work(&a, &w, MS);
	facet_sched_set_deferred(&a, ask);
	run_until(machine.clock.now + MS / 2);
	assert_int_equal(asked, 0);
	run_until(machine.clock.now + MS);
	assert_true(w.ended);
	assert_int_equal(asked, 1);
	facet_sched_set_deferred(&a, NULL);
	run_until(machine.clock.now + 10 * MS);
	assert_int_equal(asked, 1);
}

static void who_is_charged_lets_others_go_first(void **state)
{
	struct work first[2], second;

	queue_work(&a, &first[0], 20 * US);
	queue_work(&a, &first[1], 20 * US);
	queue_work(&b, &second, 20 * US);
	facet_sched_charge(&a, 10 * MS);
	run_until(machine.clock.now + 10 * MS);
	assert_int_equal(first[0].order, 1);
	assert_int_equal(second.order, 2);
	assert_int_equal(first[1].order, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(jobs_of_one_vgpu_run_in_order_one_at_a_time),
		TEST(depth_is_filled_by_another_vgpu),
		TEST(job_goes_right_behind_another),
		TEST(lone_vgpu_is_not_preempted),
		TEST(hog_gives_way_after_a_slice_and_goes_on),
		TEST(waiting_is_no_longer_than_a_slice),
		TEST(shares_are_of_time),
		TEST(weights_divide_the_time),
		TEST(fault_stops_its_vgpu_only),
		TEST(job_that_does_not_give_way_is_cancelled),
		TEST(a_job_without_arbitration_points_is_a_hang_after_100_ms),
		TEST(each_job_that_stops_gets_an_interrupt_where_they_are_merged),
		TEST(a_cancellation_that_is_refused_is_asked_for_again),
		TEST(a_removal_that_is_refused_is_asked_for_again),
		TEST(a_preemption_that_is_refused_is_asked_for_again),
		TEST(what_has_ended_already_is_not_asked_for_again),
		TEST(registers_that_are_refused_for_now_are_lost_not_stuck),
		TEST(untrue_reports_are_ignored),
		TEST(removed_job_does_not_run),
		TEST(only_what_has_not_begun_is_withdrawn),
		TEST(blocked_vgpu_comes_off_the_engine_and_goes_on),
		TEST(blocked_before_its_start_comes_off_too),
		TEST(registers_are_switched_between_vgpus_only),
		TEST(who_ran_alone_owes_nothing),
		TEST(who_runs_alone_owes_nothing),
		TEST(time_blocked_is_not_saved_up),
		TEST(short_jobs_pay_for_their_number),
		TEST(refused_submission_is_lost_not_stuck),
		TEST(ends_when_owners_have_been_notified),
		TEST(refused_registers_are_lost_not_in_the_way),
		TEST(without_preemption_nothing_is_asked),
		TEST(promised_work_is_asked_for_when_it_is_picked),
		TEST(who_is_late_with_promised_work_has_saved_no_time),
		TEST(promise_behind_work_waits_for_its_end),
		TEST(who_is_charged_lets_others_go_first),
	};

	return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
