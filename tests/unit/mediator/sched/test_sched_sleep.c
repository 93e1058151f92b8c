// SPDX-License-Identifier: GPL-2.0-only
/* Test the scheduler while the whole machine sleeps: clocks continue and engines stop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_rig.h"

#define ENGINE	PGPU_BCS
#define SLEEP	(10000 * MS)
#define NEVER	(~0ull)

/* An engine that does nothing by itself, and a clock that is a number. */
static struct {
	struct sched_clock clock;
	struct facet_sched *sched;
	struct pgpu_submission last;
	int submit_error;
	u32 submissions;
	u32 preempts;
	u32 cancels;
	u32 notified;
	u32 last_event;
} machine;

static struct facet_sched_entity a, b;
static struct facet_sched_job job_a, job_b;

static int engine_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	if (machine.submit_error)
		return machine.submit_error;
	machine.last = *sub;
	machine.submissions++;
	return 0;
}

static int engine_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	machine.preempts++;
	return 0;
}

static int engine_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	machine.cancels++;
	return 0;
}

static const struct pgpu_ops ops = {
	.submit = engine_submit, .preempt = engine_preempt, .cancel = engine_cancel,
	.switch_regs = engine_no_switch, .query_progress = engine_no_progress,
};

static const struct pgpu_caps caps = {
	.engines = 0xf, .preemption = PGPU_PREEMPT_COMMAND, .depth = 1,
};

static struct pgpu pgpu = { .ops = &ops, .caps = &caps };

static void notified(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
	machine.notified++;
	machine.last_event = event->type;
}

static int setup(void **state)
{
	memset(&machine, 0, sizeof(machine));
	machine.clock.now = MS;
	machine.clock.deadline = NEVER;
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

static void queue(struct facet_sched_entity *entity, struct facet_sched_job *job)
{
	*job = (struct facet_sched_job){
		.event = notified, .submission = { .ring_size = 4096, .tail = 1024 },
	};
	INIT_LIST_HEAD(&job->list);
	assert_true(facet_sched_queue(entity, job, NULL));
}

/* Report an event of the engine's last submission. */
static void report(u32 type, u64 busy)
{
	struct pgpu_event event = {
		.type = type,
		.engine = ENGINE,
		.cookie = machine.last.cookie,
		.busy_ns = busy,
		.head = 64,
	};

	facet_sched_event(machine.sched, &event);
}

/*
 * Let time pass, and fire the timer at its deadlines. The scheduler must not arm past deadlines
 * again and again.
 */
static void pass(u64 ns)
{
	u64 until = machine.clock.now + ns;
	u32 fired = 0;

	while (machine.clock.deadline <= until) {
		assert_true(fired++ < 1000);
		machine.clock.now = max(machine.clock.now, machine.clock.deadline);
		machine.clock.deadline = NEVER;
		facet_sched_timer(machine.sched);
	}
	machine.clock.now = until;
}

static void sleep_a_while(void)
{
	facet_sched_suspend(machine.sched);
	pass(SLEEP);
	facet_sched_resume(machine.sched);
}

static void a_sleep_is_charged_to_nobody(void **state)
{
	queue(&a, &job_a);
	report(PGPU_EV_STARTED, 0);
	pass(MS);
	sleep_a_while();
	pass(MS);
	report(PGPU_EV_COMPLETE, SLEEP + 2 * MS);
	assert_int_equal(facet_sched_busy_ns(&a), 2 * MS);
	assert_true(a.run_ns <= 2 * MS);
}

static void a_cap_is_not_used_up_by_a_sleep(void **state)
{
	const struct facet_sched_params half = {
		.weight = 100,
		.limit = FACET_SCHED_WHOLE / 2,
		.priority = FACET_SCHED_PRIORITY_NORMAL,
	};

	facet_sched_set_params(&a, &half);
	queue(&a, &job_a);
	report(PGPU_EV_STARTED, 0);
	pass(MS);
	sleep_a_while();
	assert_int_equal(machine.preempts, 0);
	pass(MS);
	report(PGPU_EV_COMPLETE, SLEEP + 2 * MS);
	assert_false(a.throttled);
}

/* A job has a number of polls of awake time to give way. Sleep between two polls does not count. */
static void no_job_is_taken_for_a_hang_because_of_a_sleep(void **state)
{
	queue(&a, &job_a);
	report(PGPU_EV_STARTED, 0);
	queue(&b, &job_b);
	pass(FACET_SCHED_POLL_NS);
	assert_true(machine.preempts > 0);
	sleep_a_while();
	assert_int_equal(machine.cancels, 0);
	pass((FACET_SCHED_PATIENCE - 3) * FACET_SCHED_POLL_NS);
	assert_int_equal(machine.cancels, 0);
	pass(4 * FACET_SCHED_POLL_NS);
	assert_int_equal(machine.cancels, 1);
}

static void a_slice_goes_on_after_a_sleep_where_it_was(void **state)
{
	u64 deadline;

	queue(&a, &job_a);
	report(PGPU_EV_STARTED, 0);
	queue(&b, &job_b);
	deadline = machine.clock.deadline;
	assert_true(deadline != NEVER);
	facet_sched_suspend(machine.sched);
	assert_true(machine.clock.deadline == NEVER);
	machine.clock.now += SLEEP;
	facet_sched_timer(machine.sched);
	assert_int_equal(machine.preempts, 0);
	assert_true(machine.clock.deadline == NEVER);
	facet_sched_resume(machine.sched);
	assert_int_equal(machine.clock.deadline, deadline + SLEEP);
	assert_int_equal(machine.preempts, 0);
	pass(deadline + SLEEP - machine.clock.now);
	assert_int_equal(machine.preempts, 1);
}

static void a_sleep_is_no_wait(void **state)
{
	struct facet_sched_stats stats;

	queue(&a, &job_a);
	report(PGPU_EV_STARTED, 0);
	queue(&b, &job_b);
	pass(MS);
	sleep_a_while();
	/* A reader of the statistics computes the current wait from since_ns. */
	facet_sched_stats_read(b.stats, &stats);
	assert_int_equal(stats.state, FACET_SCHED_WAITING);
	assert_int_equal(machine.clock.now - stats.since_ns, MS);
	facet_sched_stats_read(a.stats, &stats);
	assert_int_equal(stats.state, FACET_SCHED_RUNNING);
	assert_int_equal(machine.clock.now - stats.since_ns, MS);
	report(PGPU_EV_COMPLETE, MS);
	report(PGPU_EV_STARTED, 0);
	facet_sched_stats_read(b.stats, &stats);
	assert_int_equal(stats.waiting_ns, MS);
	assert_int_equal(stats.longest_wait_ns, MS);
	assert_int_equal(machine.clock.now - stats.since_ns, 0);
}

/* Virtual machines may run a little after suspend and before resume, and submit work then. */
static void work_that_comes_in_a_sleep_runs_for_nothing(void **state)
{
	facet_sched_suspend(machine.sched);
	pass(MS);
	queue(&a, &job_a);
	assert_int_equal(machine.submissions, 1);
	report(PGPU_EV_STARTED, 0);
	pass(MS);
	report(PGPU_EV_COMPLETE, MS);
	assert_int_equal(machine.last_event, PGPU_EV_COMPLETE);
	assert_int_equal(facet_sched_busy_ns(&a), 0);
	facet_sched_resume(machine.sched);
	queue(&a, &job_a);
	report(PGPU_EV_STARTED, 0);
	pass(MS);
	report(PGPU_EV_COMPLETE, MS);
	assert_int_equal(facet_sched_busy_ns(&a), MS);
}

static void work_that_is_refused_in_a_sleep_is_reported_at_once(void **state)
{
	machine.submit_error = -EIO;
	facet_sched_suspend(machine.sched);
	queue(&a, &job_a);
	assert_int_equal(machine.clock.deadline, machine.clock.now);
	pass(0);
	assert_int_equal(machine.notified, 1);
	assert_int_equal(machine.last_event, PGPU_EV_LOST);
	facet_sched_resume(machine.sched);
}

static void sleeps_add_up_and_calls_out_of_turn_change_nothing(void **state)
{
	u32 i;

	facet_sched_resume(machine.sched);
	queue(&a, &job_a);
	report(PGPU_EV_STARTED, 0);
	for (i = 0; i < 3; i++) {
		pass(MS);
		facet_sched_suspend(machine.sched);
		pass(MS);
		sleep_a_while();
		facet_sched_resume(machine.sched);
	}
	report(PGPU_EV_COMPLETE, 4 * SLEEP);
	assert_int_equal(facet_sched_busy_ns(&a), 3 * MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(a_sleep_is_charged_to_nobody),
		TEST(a_cap_is_not_used_up_by_a_sleep),
		TEST(no_job_is_taken_for_a_hang_because_of_a_sleep),
		TEST(a_slice_goes_on_after_a_sleep_where_it_was),
		TEST(a_sleep_is_no_wait),
		TEST(work_that_comes_in_a_sleep_runs_for_nothing),
		TEST(work_that_is_refused_in_a_sleep_is_reported_at_once),
		TEST(sleeps_add_up_and_calls_out_of_turn_change_nothing),
	};

	return cmocka_run_group_tests_name("scheduler asleep", tests, NULL, NULL);
}
