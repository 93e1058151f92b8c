// SPDX-License-Identifier: GPL-2.0-only
/* Test in which order jobs of vGPUs run, and how they share the time of an engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_machine.h"

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
		TEST(each_job_that_stops_gets_an_interrupt_where_they_are_merged),
		TEST(registers_are_switched_between_vgpus_only),
		TEST(who_ran_alone_owes_nothing),
		TEST(who_runs_alone_owes_nothing),
		TEST(time_blocked_is_not_saved_up),
		TEST(short_jobs_pay_for_their_number),
		TEST(promised_work_is_asked_for_when_it_is_picked),
		TEST(who_is_late_with_promised_work_has_saved_no_time),
		TEST(promise_behind_work_waits_for_its_end),
		TEST(who_is_charged_lets_others_go_first),
	};

	return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
