// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test limits, priorities and statistics of the scheduler step by step. The engine obeys, and the
 * clock is a number. tests/sim tests the long run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/host.h"
#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_rig.h"

#define ENGINE	PGPU_BCS
#define DEPTH	2u
#define EVENTS	32u

static struct {
	struct sched_clock clock;
	struct pgpu_submission queue[DEPTH];
	u32 queued;
	u64 preempted;
	u64 cancelled;
	u64 started_ns;
	struct facet_sched *sched;
	struct facet_sched_trace traced[EVENTS];
	u64 traced_busy_ns[EVENTS];
	u64 traced_engine_busy_ns[EVENTS];
	u32 traced_count;
} machine;

static struct facet_sched_entity a, b;
static struct facet_sched_job jobs[4];
static struct facet_sched_stats vgpu_stats, engine_stats;

static int engine_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	if (machine.queued == DEPTH)
		return -EAGAIN;
	machine.queue[machine.queued++] = *sub;
	return 0;
}

static int engine_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	machine.preempted = cookie;
	return 0;
}

static int engine_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	machine.cancelled = cookie;
	return 0;
}

static const struct pgpu_ops ops = {
	.submit = engine_submit, .preempt = engine_preempt, .cancel = engine_cancel,
	.switch_regs = engine_no_switch, .query_progress = engine_no_progress,
};

static const struct pgpu_caps caps = {
	.engines = BIT(ENGINE), .preemption = PGPU_PREEMPT_COMMAND, .depth = DEPTH,
};

static struct pgpu pgpu = { .ops = &ops, .caps = &caps };

/* Return the busy time in nanoseconds, as a reader of the statistics computes it now. */
static u64 busy_by_now(const struct facet_sched_stats *stats)
{
	return stats->busy_ns +
	       (stats->state == FACET_SCHED_RUNNING ? machine.clock.now - stats->since_ns : 0);
}

static void record_trace(void *host, const struct facet_sched_trace *trace)
{
	assert_true(machine.traced_count < EVENTS);
	machine.traced_busy_ns[machine.traced_count] = busy_by_now(&vgpu_stats);
	machine.traced_engine_busy_ns[machine.traced_count] = busy_by_now(&engine_stats);
	machine.traced[machine.traced_count++] = *trace;
}

static const struct facet_gpu_host_ops host_ops = {
	.now_ns = sched_clock_now, .arm_timer = sched_clock_arm, .trace = record_trace,
};

static void job_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
}

static void queue(struct facet_sched_entity *entity, u32 i)
{
	memset(&jobs[i], 0, sizeof(jobs[i]));
	INIT_LIST_HEAD(&jobs[i].list);
	jobs[i].event = job_event;
	jobs[i].submission.ring_size = 4096;
	jobs[i].submission.tail = 1024;
	jobs[i].submission.context = 0x1000 * (i + 1);
	assert_true(facet_sched_queue(entity, &jobs[i], NULL));
}

static void report(u32 type, u64 cookie, u64 busy_ns)
{
	const struct pgpu_event event = {
		.type = type, .engine = ENGINE, .cookie = cookie, .busy_ns = busy_ns,
	};

	facet_sched_event(machine.sched, &event);
}

/* Start the front of the engine's queue. end() ends it after @later_ns nanoseconds. */
static void start(void)
{
	assert_true(machine.queued > 0);
	machine.started_ns = machine.clock.now;
	report(PGPU_EV_STARTED, machine.queue[0].cookie, 0);
}

static void end(u32 type, u64 later_ns)
{
	u64 cookie = machine.queue[0].cookie;

	machine.clock.now += later_ns;
	machine.queue[0] = machine.queue[1];
	machine.queued--;
	report(type, cookie, machine.clock.now - machine.started_ns);
}

static void run(u64 ns)
{
	start();
	end(PGPU_EV_COMPLETE, ns);
}

static void until_deadline(void)
{
	assert_int_not_equal(machine.clock.deadline, ~0ull);
	machine.clock.now = max(machine.clock.now, machine.clock.deadline);
	facet_sched_timer(machine.sched);
}

static void set_params(struct facet_sched_entity *entity, u32 weight, u32 limit,
		       enum facet_sched_priority priority)
{
	const struct facet_sched_params params = { weight, limit, 0, priority };

	facet_sched_set_params(entity, &params);
}

static int setup(void **state)
{
	memset(&machine, 0, sizeof(machine));
	memset(&vgpu_stats, 0, sizeof(vgpu_stats));
	machine.clock.now = MS;
	machine.clock.deadline = ~0ull;
	assert_int_equal(facet_sched_create(&pgpu, &host_ops, &machine.clock, &machine.sched), 0);
	facet_sched_add(machine.sched, &a, ENGINE, 100);
	facet_sched_add(machine.sched, &b, ENGINE, 100);
	facet_sched_set_entity_stats(&a, &vgpu_stats);
	return 0;
}

static int teardown(void **state)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(jobs); i++)
		if (jobs[i].queued)
			facet_sched_remove(&jobs[i]);
	facet_sched_del(&a);
	facet_sched_del(&b);
	facet_sched_destroy(machine.sched);
	memset(jobs, 0, sizeof(jobs));
	return 0;
}

/* --- statistics --------------------------------------------------------------------------- */

static void work_is_counted_from_its_wait_to_its_end(void **state)
{
	assert_int_equal(vgpu_stats.state, FACET_SCHED_IDLE);
	queue(&a, 0);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_WAITING);
	assert_int_equal(vgpu_stats.since_ns, MS);
	machine.clock.now += 100 * US;
	start();
	assert_int_equal(vgpu_stats.state, FACET_SCHED_RUNNING);
	assert_int_equal(vgpu_stats.waiting_ns, 100 * US);
	assert_int_equal(vgpu_stats.longest_wait_ns, 100 * US);
	assert_int_equal(vgpu_stats.busy_ns, 0);
	end(PGPU_EV_COMPLETE, 300 * US);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_IDLE);
	assert_int_equal(vgpu_stats.busy_ns, 300 * US);
	assert_int_equal(vgpu_stats.submissions, 1);
	assert_int_equal(vgpu_stats.completions, 1);
	assert_int_equal(vgpu_stats.preemptions, 0);
	assert_int_equal(vgpu_stats.generation & 1, 0);
}

static void what_is_put_aside_is_counted_with_how_late_it_was(void **state)
{
	queue(&a, 0);
	start();
	queue(&b, 1);
	until_deadline();
	assert_int_equal(machine.preempted, machine.queue[0].cookie);
	end(PGPU_EV_PREEMPTED, 70 * US);
	assert_int_equal(vgpu_stats.preemptions, 1);
	assert_int_equal(vgpu_stats.overshoot_ns, 70 * US);
	assert_int_equal(vgpu_stats.completions, 0);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_WAITING);
	run(10 * US);
}

static void longest_wait_is_of_one_wait(void **state)
{
	queue(&a, 0);
	machine.clock.now += 50 * US;
	run(US);
	queue(&a, 1);
	machine.clock.now += 20 * US;
	run(US);
	assert_int_equal(vgpu_stats.waiting_ns, 70 * US);
	assert_int_equal(vgpu_stats.longest_wait_ns, 50 * US);
}

static void hangs_and_resets_are_counted(void **state)
{
	u32 i;

	queue(&a, 0);
	start();
	queue(&b, 1);
	for (i = 0; i < FACET_SCHED_PATIENCE + 2 && !machine.cancelled; i++)
		until_deadline();
	assert_int_equal(machine.cancelled, machine.queue[0].cookie);
	assert_int_equal(vgpu_stats.hangs, 1);
	assert_int_equal(machine.traced[machine.traced_count - 1].event, FACET_SCHED_HANG);
	assert_int_equal(machine.traced[machine.traced_count - 1].ns,
			 machine.clock.now - machine.started_ns);
	end(PGPU_EV_CANCELLED, US);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_STOPPED);
	facet_sched_restart(&a);
	assert_int_equal(vgpu_stats.resets, 1);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_IDLE);
	run(US);
}

static void statistics_memory_is_let_go(void **state)
{
	struct facet_sched_stats stats, before;

	queue(&a, 0);
	run(US);
	facet_sched_set_entity_stats(&a, NULL);
	before = vgpu_stats;
	queue(&a, 1);
	run(US);
	assert_memory_equal(&vgpu_stats, &before, sizeof(vgpu_stats));
	facet_sched_set_entity_stats(&a, &vgpu_stats);
	queue(&a, 2);
	run(US);
	facet_sched_stats_read(&vgpu_stats, &stats);
	assert_int_equal(stats.submissions, 2);
}

static void an_engine_counts_all_of_its_vgpus(void **state)
{
	struct facet_sched_stats engine = { 0 };

	facet_sched_set_engine_stats(machine.sched, ENGINE, &engine);
	queue(&a, 0);
	queue(&b, 1);
	assert_int_equal(engine.competing, 2);
	start();
	assert_int_equal(engine.state, FACET_SCHED_RUNNING);
	end(PGPU_EV_COMPLETE, 30 * US);
	run(20 * US);
	assert_int_equal(engine.busy_ns, 50 * US);
	assert_int_equal(engine.completions, 2);
	assert_int_equal(engine.competing, 0);
	assert_int_equal(engine.state, FACET_SCHED_IDLE);
	facet_sched_set_engine_stats(machine.sched, ENGINE, NULL);
}

static void a_run_that_ends_is_counted_once_at_any_moment(void **state)
{
	memset(&engine_stats, 0, sizeof(engine_stats));
	facet_sched_set_engine_stats(machine.sched, ENGINE, &engine_stats);
	queue(&a, 0);
	start();
	facet_sched_block(&a);
	end(PGPU_EV_PREEMPTED, 7 * MS);
	facet_sched_unblock(&a);
	run(9 * MS);
	assert_int_equal(machine.traced[2].event, FACET_SCHED_PREEMPT);
	assert_int_equal(machine.traced_busy_ns[2], 7 * MS);
	assert_int_equal(machine.traced_engine_busy_ns[2], 7 * MS);
	assert_int_equal(machine.traced[4].event, FACET_SCHED_COMPLETE);
	assert_int_equal(machine.traced_busy_ns[4], 16 * MS);
	assert_int_equal(machine.traced_engine_busy_ns[4], 16 * MS);
	facet_sched_set_engine_stats(machine.sched, ENGINE, NULL);
}

static void the_front_end_is_told_in_order(void **state)
{
	static const enum facet_sched_event order[] = {
		FACET_SCHED_SUBMIT, FACET_SCHED_START, FACET_SCHED_PREEMPT, FACET_SCHED_START,
		FACET_SCHED_COMPLETE, FACET_SCHED_RESET,
	};
	u32 i;

	queue(&a, 0);
	machine.clock.now += 5 * US;
	start();
	facet_sched_block(&a);
	end(PGPU_EV_PREEMPTED, 7 * US);
	facet_sched_unblock(&a);
	run(9 * US);
	facet_sched_restart(&a);
	assert_int_equal(machine.traced_count, ARRAY_SIZE(order));
	for (i = 0; i < ARRAY_SIZE(order); i++) {
		assert_int_equal(machine.traced[i].event, order[i]);
		assert_ptr_equal(machine.traced[i].stats, &vgpu_stats);
		assert_int_equal(machine.traced[i].engine, ENGINE);
	}
	assert_int_equal(machine.traced[0].context, 0x1000);
	assert_int_equal(machine.traced[1].ns, 5 * US);
	assert_int_equal(machine.traced[2].ns, 7 * US);
	assert_int_equal(machine.traced[4].ns, 9 * US);
}

/* --- limits ------------------------------------------------------------------------------- */

static void throttle(void)
{
	set_params(&a, 100, FACET_SCHED_WHOLE / 10, FACET_SCHED_PRIORITY_NORMAL);
	queue(&a, 0);
	queue(&a, 1);
	start();
	until_deadline();
	assert_int_equal(machine.preempted, machine.queue[0].cookie);
	end(PGPU_EV_PREEMPTED, 0);
	assert_int_equal(machine.queued, 0);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_THROTTLED);
}

static void who_has_had_his_limit_waits_though_nobody_else_wants(void **state)
{
	u64 had;

	throttle();
	had = machine.clock.now;
	until_deadline();
	assert_int_equal(machine.queued, 1);
	/*
	 * The bucket has 2 ms, a tenth of 20 ms. Half of it is back in 10 ms, at a tenth of the
	 * pace.
	 */
	assert_in_range(machine.clock.now - had, 9 * MS, 11 * MS);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_WAITING);
	assert_int_equal(vgpu_stats.throttled_ns, machine.clock.now - had);
	run(US);
	run(US);
}

static void idle_for_hours_it_has_one_bucket_and_no_debt(void **state)
{
	set_params(&a, 100, FACET_SCHED_WHOLE / 10 * 9, FACET_SCHED_PRIORITY_NORMAL);
	machine.clock.now += 4ull * 3600 * 1000 * MS;
	queue(&a, 0);
	start();
	/*
	 * The bucket has 18 ms and refills at nine tenths of the pace meanwhile: it lasts for 180
	 * ms.
	 */
	assert_true(machine.clock.deadline >= machine.clock.now + 170 * MS &&
		    machine.clock.deadline < machine.clock.now + 190 * MS);
	end(PGPU_EV_COMPLETE, 10 * MS);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_IDLE);
	queue(&a, 1);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_WAITING);
	run(MS);
}

static void a_limit_that_is_lifted_lets_it_run_at_once(void **state)
{
	throttle();
	set_params(&a, 100, 0, FACET_SCHED_PRIORITY_NORMAL);
	assert_int_equal(machine.queued, 1);
	run(US);
	run(US);
}

static void who_is_throttled_keeps_nobody_waiting(void **state)
{
	throttle();
	queue(&b, 2);
	assert_int_equal(machine.queued, 1);
	run(MS);
	assert_int_equal(vgpu_stats.state, FACET_SCHED_THROTTLED);
}

static void what_was_taken_too_much_is_waited_for(void **state)
{
	u64 had;

	set_params(&a, 100, FACET_SCHED_WHOLE / 10, FACET_SCHED_PRIORITY_NORMAL);
	queue(&a, 0);
	queue(&a, 1);
	start();
	until_deadline();
	end(PGPU_EV_PREEMPTED, 5 * MS);
	had = machine.clock.now;
	until_deadline();
	assert_in_range(machine.clock.now - had, 50 * MS, 60 * MS);
	run(US);
	run(US);
}

/* --- priorities --------------------------------------------------------------------------- */

static u32 next(void)
{
	return machine.queue[machine.queued - 1].context / 0x1000 - 1;
}

static void who_waits_moves_with_its_band(void **state)
{
	struct facet_sched_entity c;

	facet_sched_add(machine.sched, &c, ENGINE, 100);
	queue(&a, 0);
	queue(&b, 1);
	queue(&c, 2);
	queue(&b, 3);
	assert_int_equal(machine.queued, DEPTH);
	set_params(&c, 1, 0, FACET_SCHED_PRIORITY_HIGH);
	run(10 * US);
	assert_int_equal(next(), 2);
	run(10 * US);
	run(10 * US);
	run(10 * US);
	facet_sched_del(&c);
}

/* Time of b counts ten times as much as time of a. */
static void a_larger_weight_makes_a_run_longer(void **state)
{
	u64 began, first;

	set_params(&a, 1000, 0, FACET_SCHED_PRIORITY_NORMAL);
	queue(&a, 0);
	start();
	queue(&b, 1);
	queue(&b, 2);
	began = machine.clock.now;
	until_deadline();
	first = machine.clock.now - began;
	end(PGPU_EV_PREEMPTED, 0);
	run(first);
	began = machine.clock.now;
	start();
	until_deadline();
	assert_in_range(machine.clock.now - began, 9 * first, 11 * first);
	end(PGPU_EV_COMPLETE, 0);
	run(US);
}

/* The engine reports a longer run time for a's jobs than the time since the reported start. */
static void what_the_engine_took_is_charged_though_it_reported_the_start_late(void **state)
{
	u64 late = 50 * US, cookie;
	u32 i;

	queue(&a, 0);
	queue(&b, 1);
	for (i = 0; i < 2000; i++) {
		bool mine = machine.queue[0].context == jobs[0].submission.context;

		machine.clock.now += late;
		start();
		until_deadline();
		cookie = machine.queue[0].cookie;
		machine.queue[0] = machine.queue[1];
		machine.queued--;
		report(PGPU_EV_PREEMPTED, cookie,
		       machine.clock.now - machine.started_ns + (mine ? late : 0));
		machine.traced_count = 0;
	}
	/*
	 * They differ by a slice at most. If the late starts were not charged, it would be 50 ms.
	 */
	assert_in_range(vgpu_stats.busy_ns, b.own_stats.busy_ns - 5 * MS,
			b.own_stats.busy_ns + 5 * MS);
}

/* --- sleep -------------------------------------------------------------------------------- */

/*
 * Run a for @ran ns without giving way to b, which always has work. Then let a sleep for @slept ns
 * while b runs.
 */
static void overrun_and_sleep(u64 ran, u64 slept)
{
	queue(&a, 0);
	if (!jobs[1].in_gpu)
		queue(&b, 1);
	run(ran);
	start();
	machine.clock.now += slept;
}

/* Wake a. Return whether b gives way within a millisecond. */
static bool gives_way_soon(void)
{
	machine.preempted = 0;
	queue(&a, 0);
	return machine.preempted || machine.clock.deadline <= machine.clock.now + MS;
}

static void who_overran_and_slept_goes_first_within_its_credit(void **state)
{
	overrun_and_sleep(5 * MS, 2 * MS);
	assert_true(gives_way_soon());
	end(PGPU_EV_COMPLETE, 0);
	run(US);
}

static void what_credit_does_not_cover_is_not_forgotten_asleep(void **state)
{
	overrun_and_sleep(100 * MS, 2 * MS);
	assert_false(gives_way_soon());
	/* The vGPU is 98 ms ahead and has a credit of 8 ms. */
	assert_in_range(machine.clock.deadline - machine.clock.now, 88 * MS, 92 * MS);
	end(PGPU_EV_COMPLETE, 0);
	run(US);
}

static void credit_comes_back_only_as_others_catch_up(void **state)
{
	overrun_and_sleep(100 * MS, 2 * MS);
	machine.clock.now += 85 * MS;
	assert_true(!gives_way_soon());
	machine.clock.now += 8 * MS;
	facet_sched_timer(machine.sched);
	assert_true(machine.preempted);
	end(PGPU_EV_COMPLETE, 0);
	run(US);
}

/* A guest that boots submits its first work beside a vGPU with the shortest slices. */
static void first_work_after_a_sleep_is_run_as_a_whole_if_it_is_short(void **state)
{
	queue(&b, 1);
	start();
	machine.clock.now += 2 * MS;
	assert_true(gives_way_soon());
	queue(&b, 2);
	end(PGPU_EV_COMPLETE, 0);
	start();
	assert_true(machine.clock.deadline >= machine.clock.now + 300 * US);
	end(PGPU_EV_COMPLETE, 300 * US);
	run(US);
}

/* --- charged time ------------------------------------------------------------------------- */

/* The engine's thread or the whole machine may have slept. The next job is not charged for that. */
static void who_begins_late_is_not_charged_for_what_kept_the_engine(void **state)
{
	queue(&a, 0);
	queue(&b, 1);
	queue(&a, 2);
	queue(&b, 3);
	run(100 * US);
	machine.clock.now += 50 * MS;
	run(100 * US);
	assert_int_equal(machine.queue[0].context, jobs[2].submission.context);
	start();
	/* The other vGPU now waits for a slice at most. */
	assert_in_range(machine.clock.deadline - machine.clock.now, 1, 2 * MS);
	end(PGPU_EV_COMPLETE, 0);
	run(US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(work_is_counted_from_its_wait_to_its_end),
		TEST(what_is_put_aside_is_counted_with_how_late_it_was),
		TEST(longest_wait_is_of_one_wait),
		TEST(hangs_and_resets_are_counted),
		TEST(statistics_memory_is_let_go),
		TEST(an_engine_counts_all_of_its_vgpus),
		TEST(a_run_that_ends_is_counted_once_at_any_moment),
		TEST(the_front_end_is_told_in_order),
		TEST(who_has_had_his_limit_waits_though_nobody_else_wants),
		TEST(idle_for_hours_it_has_one_bucket_and_no_debt),
		TEST(a_limit_that_is_lifted_lets_it_run_at_once),
		TEST(who_is_throttled_keeps_nobody_waiting),
		TEST(what_was_taken_too_much_is_waited_for),
		TEST(who_waits_moves_with_its_band),
		TEST(a_larger_weight_makes_a_run_longer),
		TEST(what_the_engine_took_is_charged_though_it_reported_the_start_late),
		TEST(who_overran_and_slept_goes_first_within_its_credit),
		TEST(what_credit_does_not_cover_is_not_forgotten_asleep),
		TEST(credit_comes_back_only_as_others_catch_up),
		TEST(first_work_after_a_sleep_is_run_as_a_whole_if_it_is_short),
		TEST(who_begins_late_is_not_charged_for_what_kept_the_engine),
	};

	return cmocka_run_group_tests_name("sched_share", tests, NULL, NULL);
}
