// SPDX-License-Identifier: GPL-2.0-only
/* Test a blocked vGPU that ends what the pGPU keeps of its work (facet_sched_settle()). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_machine.h"

static u32 notified;

static void note_settled(struct facet_sched_entity *entity)
{
	assert_ptr_equal(entity, &a);
	notified++;
}

/* Start a job of which the engine keeps 3 ms when it gives way, and block its vGPU. */
static void block_in_the_middle(struct work *work)
{
	notified = 0;
	queue_work(&a, work, 100 * MS);
	work->keeps_ns = 3 * MS;
	run_until(machine.clock.now + 5 * MS);
	facet_sched_block(&a);
	run_until(machine.clock.now + MS);
	assert_int_equal(machine.queued, 0);
}

static void finish(struct work *work)
{
	facet_sched_unblock(&a);
	run_until(machine.clock.now + 500 * MS);
	assert_true(work->ended);
	assert_int_equal(work->last, PGPU_EV_COMPLETE);
}

static void a_job_of_which_nothing_is_kept_has_nothing_to_settle(void **state)
{
	struct work work;

	block_in_the_middle(&work);
	facet_sched_settle(&a, note_settled);
	run_until(machine.clock.now + 10 * MS);
	assert_false(facet_sched_keeps(&a));
	assert_false(facet_sched_settle(&a, note_settled));
	assert_int_equal(notified, 1);
	assert_false(facet_sched_keeps(&b));
	assert_false(facet_sched_settle(&b, note_settled));
	finish(&work);
}

static void a_blocked_vgpu_runs_until_nothing_is_kept(void **state)
{
	struct work work;
	u64 left;

	block_in_the_middle(&work);
	left = work.left_ns;
	assert_true(facet_sched_keeps(&a));
	assert_true(facet_sched_settle(&a, note_settled));
	run_until(machine.clock.now + 2 * MS);
	assert_true(facet_sched_settles(&a));
	assert_int_equal(notified, 0);
	run_until(machine.clock.now + 2 * MS);
	assert_false(facet_sched_settles(&a));
	assert_int_equal(notified, 1);
	assert_false(facet_sched_keeps(&a));
	run_until(machine.clock.now + 50 * MS);
	assert_int_equal(work.left_ns, left - 3 * MS);
	assert_int_equal(work.events[PGPU_EV_STARTED], 2);
	facet_sched_settle_end(&a);
	assert_int_equal(notified, 1);
	finish(&work);
}

static void jobs_behind_the_one_that_settles_do_not_start(void **state)
{
	struct work work, behind;

	block_in_the_middle(&work);
	queue_work(&a, &behind, MS);
	facet_sched_settle(&a, note_settled);
	run_until(machine.clock.now + 50 * MS);
	assert_int_equal(behind.events[PGPU_EV_STARTED], 0);
	finish(&work);
	assert_true(behind.ended);
}

static void a_neighbour_runs_while_a_vgpu_settles(void **state)
{
	struct work work, other;
	u64 before;

	block_in_the_middle(&work);
	work.kept_ns = 60 * MS;
	queue_work(&b, &other, 30 * MS);
	before = machine.clock.now;
	assert_true(facet_sched_settle(&a, note_settled));
	run_until(before + 62 * MS);
	assert_true(other.ended);
	assert_true(facet_sched_settles(&a));
	run_until(before + 95 * MS);
	assert_false(facet_sched_settles(&a));
	assert_int_equal(notified, 1);
	finish(&work);
}

static void a_job_that_does_not_settle_gives_way(void **state)
{
	struct work work;

	block_in_the_middle(&work);
	work.kept_ns = 90 * MS;
	assert_true(facet_sched_settle(&a, note_settled));
	run_until(machine.clock.now + 20 * MS);
	facet_sched_settle_end(&a);
	assert_int_equal(notified, 1);
	run_until(machine.clock.now + MS);
	assert_int_equal(machine.queued, 0);
	assert_true(facet_sched_keeps(&a));
	finish(&work);
}

static void a_fault_or_a_removal_ends_the_settling(void **state)
{
	struct work work, next;

	block_in_the_middle(&work);
	assert_true(facet_sched_settle(&a, note_settled));
	assert_true(settle());
	send(PGPU_EV_FAULT, machine.queue[0].cookie, 0, 0);
	run_until(machine.clock.now + MS);
	assert_int_equal(notified, 1);
	assert_int_equal(work.last, PGPU_EV_CANCELLED);
	assert_false(facet_sched_keeps(&a));
	assert_false(facet_sched_settle(&a, note_settled));
	facet_sched_restart(&a);
	facet_sched_unblock(&a);

	block_in_the_middle(&next);
	queue_work(&b, &work, 50 * MS);
	run_until(machine.clock.now + MS);
	assert_true(facet_sched_settle(&a, note_settled));
	if (!facet_sched_remove(&next.job))
		run_until(machine.clock.now + MS);
	assert_int_equal(notified, 1);
	assert_false(facet_sched_settles(&a));
	facet_sched_unblock(&a);
	run_until(machine.clock.now + 100 * MS);
}

/* A report that nobody asked for ends a job that does not settle. */
static void only_a_job_that_settles_may_be_preempted_unasked(void **state)
{
	struct work work;

	queue_work(&a, &work, 100 * MS);
	run_until(machine.clock.now + 5 * MS);
	end_preempted();
	assert_true(work.ended);
	assert_int_equal(work.last, PGPU_EV_LOST);
	facet_sched_restart(&a);
}

#define SETTLE_TEST(fn)	cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SETTLE_TEST(a_job_of_which_nothing_is_kept_has_nothing_to_settle),
		SETTLE_TEST(a_blocked_vgpu_runs_until_nothing_is_kept),
		SETTLE_TEST(jobs_behind_the_one_that_settles_do_not_start),
		SETTLE_TEST(a_neighbour_runs_while_a_vgpu_settles),
		SETTLE_TEST(a_job_that_does_not_settle_gives_way),
		SETTLE_TEST(a_fault_or_a_removal_ends_the_settling),
		SETTLE_TEST(only_a_job_that_settles_may_be_preempted_unasked),
	};

	return cmocka_run_group_tests_name("sched_settle", tests, NULL, NULL);
}
