// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test turns of work that needs no engine. The vGPU b works on a processor, in passes. Other vGPUs
 * have the engine.
 */
#include "tests/unit/mediator/sched/sched_machine.h"

#define STEP_NS		(50 * US)
#define PASS_NS		(1 * MS)
#define SECOND		(1000 * MS)

/* A whole run of work: it outlasts each test. */
#define ENDLESS_NS	(1000 * SECOND)

/* Passes of b. */
static struct {
	bool working;		/* its turn has come, and its pass has not ended */
	u64 ends_ns;		/* time at which the pass ends */
	u64 busy_ns;		/* sum of its passes */
	u64 wait_ns;		/* the longest time from asking to the turn */
	u64 asked_ns;
	u64 length_ns;		/* of a pass */
} passes;

static void turn_comes(struct facet_sched_entity *entity)
{
	assert_ptr_equal(entity, &b);
	assert_false(passes.working);
	passes.working = true;
	passes.ends_ns = machine.clock.now + passes.length_ns;
	passes.wait_ns = max(passes.wait_ns, machine.clock.now - passes.asked_ns);
}

static void ask(void)
{
	passes.asked_ns = machine.clock.now;
	facet_sched_ask_turn(&b, turn_comes);
}

/* Let the time pass, while b always has work. */
static void flood(u64 ns)
{
	u64 end = machine.clock.now + ns;

	while (machine.clock.now < end) {
		run_until(machine.clock.now + STEP_NS);
		if (!passes.working || machine.clock.now < passes.ends_ns)
			continue;
		passes.working = false;
		passes.busy_ns += passes.length_ns;
		facet_sched_worked(&b, passes.length_ns);
		ask();
	}
}

static u64 busy_ns(struct facet_sched_entity *entity)
{
	struct facet_sched_stats stats;

	facet_sched_stats_read(entity->stats, &stats);
	return stats.busy_ns +
	       (stats.state == FACET_SCHED_RUNNING ? machine.clock.now - stats.since_ns : 0);
}

static void set_params(struct facet_sched_entity *entity, u32 weight, u32 limit,
		       enum facet_sched_priority priority)
{
	const struct facet_sched_params params = {
		.weight = weight, .limit = limit, .priority = priority,
	};

	facet_sched_set_params(entity, &params);
}

static void set_weight(struct facet_sched_entity *entity, u32 weight)
{
	set_params(entity, weight, 0, FACET_SCHED_PRIORITY_NORMAL);
}

static int setup_passes(void **state)
{
	memset(&passes, 0, sizeof(passes));
	passes.length_ns = PASS_NS;
	return setup(state);
}

static void assert_near(u64 value, u64 expected)
{
	assert_in_range(value, expected - expected / 50, expected + expected / 50);
}

static void a_turn_comes_at_once_while_no_job_runs(void **state)
{
	ask();
	assert_true(passes.working);
}

static void a_withdrawn_turn_does_not_come(void **state)
{
	static struct work work;

	queue_work(&a, &work, ENDLESS_NS);
	run_until(2 * MS);
	facet_sched_worked(&b, SECOND);
	ask();
	assert_false(passes.working);
	facet_sched_ask_turn(&b, NULL);
	run_until(10 * SECOND);
	assert_false(passes.working);
}

static void turns_preempt_no_job(void **state)
{
	static struct work work;

	queue_work(&a, &work, 2 * SECOND);
	ask();
	flood(SECOND);
	assert_int_equal(work.events[PGPU_EV_PREEMPTED], 0);
	flood(SECOND + MS);
	assert_true(work.ended);
	assert_int_equal(a.stats->preemptions, 0);
}

static void endless_passes_have_as_much_time_as_an_endless_job(void **state)
{
	static struct work work;

	queue_work(&a, &work, ENDLESS_NS);
	ask();
	flood(10 * SECOND);
	assert_near(busy_ns(&a), 10 * SECOND);
	assert_near(passes.busy_ns, 10 * SECOND);
	assert_near(busy_ns(&b), passes.busy_ns);
}

static void a_job_with_a_larger_weight_has_more_time_than_passes(void **state)
{
	static struct work work;

	set_weight(&a, 300);
	queue_work(&a, &work, ENDLESS_NS);
	ask();
	flood(9 * SECOND);
	assert_near(busy_ns(&a), 9 * SECOND);
	assert_near(passes.busy_ns, 3 * SECOND);
}

/* A worker cannot use a large part. If F stayed behind with it, who wakes there would catch up. */
/* All pixels of a resource are made in one pass. */
static void passes_longer_than_a_slice_are_paid_for_as_a_whole(void **state)
{
	static struct work work;

	passes.length_ns = 50 * MS;
	set_weight(&a, 300);
	queue_work(&a, &work, ENDLESS_NS);
	ask();
	flood(30 * SECOND);
	assert_near(passes.busy_ns, 10 * SECOND);
}

static void passes_with_a_large_weight_give_no_advantage_to_who_wakes(void **state)
{
	static struct work work, other;
	static struct facet_sched_entity c;
	u64 before;

	facet_sched_add(machine.sched, &c, ENGINE, 100);
	set_weight(&b, 1000);
	queue_work(&a, &work, ENDLESS_NS);
	ask();
	flood(10 * SECOND);
	before = busy_ns(&a);
	queue_work(&c, &other, ENDLESS_NS);
	flood(SECOND);
	assert_near(busy_ns(&a) - before, SECOND / 2);
	assert_near(busy_ns(&c), SECOND / 2);
	facet_sched_del(&c);
}

static void passes_go_on_when_a_job_starts_after_they_had_long_been_alone(void **state)
{
	static struct work work;

	ask();
	flood(10 * SECOND);
	queue_work(&a, &work, ENDLESS_NS);
	passes.busy_ns = 0;
	passes.wait_ns = 0;
	flood(SECOND);
	assert_near(passes.busy_ns, SECOND);
	assert_true(passes.wait_ns <= 10 * MS);
}

static void a_job_that_does_not_give_way_keeps_no_turn_back(void **state)
{
	static struct work work, other;
	static struct facet_sched_entity c;

	facet_sched_add(machine.sched, &c, ENGINE, 100);
	queue_work(&a, &work, ENDLESS_NS);
	work.stubborn = true;
	queue_work(&c, &other, ENDLESS_NS);
	ask();
	flood(SECOND);
	assert_near(passes.busy_ns, SECOND);
	facet_sched_del(&c);
}

static void a_limit_holds_for_passes(void **state)
{
	set_params(&b, 100, FACET_SCHED_WHOLE / 10, FACET_SCHED_PRIORITY_NORMAL);
	ask();
	flood(10 * SECOND);
	assert_near(passes.busy_ns, SECOND);
}

/* Jobs of a and c take turns, and each change leaves the engine without a job that has started. */
static void passes_have_their_part_beside_jobs_that_preempt_each_other(void **state)
{
	static struct work work, other;
	static struct facet_sched_entity c;

	facet_sched_add(machine.sched, &c, ENGINE, 100);
	machine.overhead_ns = 5 * US;
	queue_work(&a, &work, ENDLESS_NS);
	queue_work(&c, &other, ENDLESS_NS);
	ask();
	flood(10 * SECOND);
	/* A pass ends up to a pass too late for its part. */
	assert_in_range(passes.busy_ns, 5 * SECOND - SECOND / 4, 5 * SECOND + SECOND / 2);
	facet_sched_del(&c);
}

static void passes_have_their_part_beside_short_jobs_without_a_gap(void **state)
{
	static struct work works[3000];
	u32 i;

	set_weight(&a, 300);
	machine.overhead_ns = 5 * US;
	for (i = 0; i < ARRAY_SIZE(works); i++)
		queue_work(&a, &works[i], MS);
	ask();
	flood(3 * SECOND);
	assert_near(passes.busy_ns, SECOND);
}

/* While c, of a higher priority, has the engine, a's jobs leave b nearly all the time. */
static void what_passes_took_without_a_job_is_not_collected_later(void **state)
{
	static struct work work, other;
	static struct facet_sched_entity c;

	facet_sched_add(machine.sched, &c, ENGINE, 100);
	set_params(&c, 100, 0, FACET_SCHED_PRIORITY_HIGH);
	queue_work(&a, &work, ENDLESS_NS);
	queue_work(&c, &other, 100 * SECOND);
	ask();
	flood(100 * SECOND);
	passes.wait_ns = 0;
	flood(50 * SECOND);
	assert_true(other.ended);
	assert_true(passes.wait_ns <= 20 * MS);
	facet_sched_del(&c);
}

static void a_pgpu_that_starts_nothing_keeps_no_turn_back(void **state)
{
	static struct work work;

	machine.overhead_ns = 100 * SECOND;
	machine.free_ns = 100 * SECOND;
	queue_work(&a, &work, ENDLESS_NS);
	ask();
	flood(10 * SECOND);
	assert_true(passes.wait_ns <= 20 * MS);
}

static void parameters_change_while_a_turn_is_awaited(void **state)
{
	static const enum facet_sched_priority priorities[] = {
		FACET_SCHED_PRIORITY_HIGH, FACET_SCHED_PRIORITY_LOW, FACET_SCHED_PRIORITY_NORMAL,
	};
	static struct work work;
	u32 i;

	queue_work(&a, &work, ENDLESS_NS);
	for (i = 0; i < 30; i++) {
		run_until(machine.clock.now + 10 * MS);
		facet_sched_worked(&b, SECOND);
		passes.working = false;
		ask();
		set_params(&b, 1 + i * 30, i % 2 ? FACET_SCHED_WHOLE / 2 : 0,
			   priorities[i % ARRAY_SIZE(priorities)]);
		facet_sched_ask_turn(&b, NULL);
	}
	set_params(&b, 100, 0, FACET_SCHED_PRIORITY_NORMAL);
	passes.working = false;
	ask();
	passes.busy_ns = 0;
	flood(SECOND);
	assert_near(passes.busy_ns, SECOND);
}

static void an_entity_that_asks_for_turns_has_no_jobs(void **state)
{
	static struct facet_sched_job job;

	ask();
	INIT_LIST_HEAD(&job.list);
	assert_false(facet_sched_queue(&b, &job, NULL));
}

static void the_wait_for_a_turn_is_counted(void **state)
{
	static struct work work;
	struct facet_sched_stats stats;

	queue_work(&a, &work, ENDLESS_NS);
	run_until(2 * MS);
	facet_sched_worked(&b, 8 * MS);
	ask();
	run_until(SECOND);
	assert_true(passes.working);
	facet_sched_stats_read(b.stats, &stats);
	assert_int_equal(stats.longest_wait_ns, passes.wait_ns);
	assert_true(passes.wait_ns > MS);
}

static void turns_wait_while_the_host_sleeps(void **state)
{
	static struct work work;

	queue_work(&a, &work, ENDLESS_NS);
	run_until(2 * MS);
	facet_sched_worked(&b, 8 * MS);
	ask();
	facet_sched_suspend(machine.sched);
	machine.clock.now += 100 * SECOND;
	facet_sched_resume(machine.sched);
	assert_false(passes.working);
	run_until(machine.clock.now + 20 * MS);
	assert_true(passes.working);
}

static void who_waits_for_a_turn_does_not_compete_for_the_engine(void **state)
{
	static struct work work;
	struct facet_sched_stats engine = {};

	facet_sched_set_engine_stats(machine.sched, ENGINE, &engine);
	queue_work(&a, &work, ENDLESS_NS);
	run_until(2 * MS);
	facet_sched_worked(&b, SECOND);
	ask();
	run_until(3 * MS);
	assert_false(passes.working);
	assert_int_equal(engine.competing, 1);
	facet_sched_set_engine_stats(machine.sched, ENGINE, NULL);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup_passes, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_turn_comes_at_once_while_no_job_runs),
		TEST(a_withdrawn_turn_does_not_come),
		TEST(turns_preempt_no_job),
		TEST(endless_passes_have_as_much_time_as_an_endless_job),
		TEST(a_job_with_a_larger_weight_has_more_time_than_passes),
		TEST(passes_longer_than_a_slice_are_paid_for_as_a_whole),
		TEST(passes_with_a_large_weight_give_no_advantage_to_who_wakes),
		TEST(passes_go_on_when_a_job_starts_after_they_had_long_been_alone),
		TEST(a_job_that_does_not_give_way_keeps_no_turn_back),
		TEST(a_limit_holds_for_passes),
		TEST(passes_have_their_part_beside_jobs_that_preempt_each_other),
		TEST(passes_have_their_part_beside_short_jobs_without_a_gap),
		TEST(what_passes_took_without_a_job_is_not_collected_later),
		TEST(a_pgpu_that_starts_nothing_keeps_no_turn_back),
		TEST(parameters_change_while_a_turn_is_awaited),
		TEST(an_entity_that_asks_for_turns_has_no_jobs),
		TEST(the_wait_for_a_turn_is_counted),
		TEST(turns_wait_while_the_host_sleeps),
		TEST(who_waits_for_a_turn_does_not_compete_for_the_engine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
