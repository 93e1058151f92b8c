// SPDX-License-Identifier: GPL-2.0-only
/* Test jobs that end early: preempted, cancelled, withdrawn, blocked or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_machine.h"

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

static int setup_points(void **state)
{
	return setup_on(PGPU_PREEMPT_POINT);
}

/* A guest can leave arbitration points out: a neighbour waits for 101 ms at most. */
static void a_job_without_arbitration_points_is_a_hang_after_100_ms(void **state)
{
	struct work stuck, other;
	u64 asked;

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

/* A dma_unmap or a save stops the vGPU. Nobody else waits for the engine. */
static void a_stop_waits_2_s_for_an_arbitration_point_while_no_neighbour_waits(void **state)
{
	struct work stuck;
	u64 asked;

	queue_work(&a, &stuck, 100000 * MS);
	stuck.stubborn = true;
	run_until(machine.clock.now + MS);
	facet_sched_block(&a);
	asked = machine.clock.now;
	run_until(asked + FACET_SCHED_PATIENCE * FACET_SCHED_POLL_NS - MS);
	assert_false(stuck.ended);
	run_until(asked + FACET_SCHED_PATIENCE * FACET_SCHED_POLL_NS + MS);
	assert_int_equal(stuck.last, PGPU_EV_CANCELLED);
	facet_sched_unblock(&a);
}

static void a_neighbour_of_a_stopped_vgpu_waits_101_ms_at_most(void **state)
{
	struct work stuck, other;
	u64 asked;

	queue_work(&a, &stuck, 100000 * MS);
	stuck.stubborn = true;
	run_until(machine.clock.now + MS);
	facet_sched_block(&a);
	run_until(machine.clock.now + 5 * FACET_SCHED_POLL_NS + MS);
	assert_false(stuck.ended);
	asked = machine.clock.now;
	queue_work(&b, &other, 0);
	run_until(asked + 101 * MS);
	assert_int_equal(stuck.last, PGPU_EV_CANCELLED);
	assert_int_equal(other.last, PGPU_EV_COMPLETE);
	facet_sched_unblock(&a);
}

/* The pGPU has the job of the vGPU that stops, behind one that does not give way. */
static void a_stop_of_a_vgpu_waits_101_ms_at_most_for_a_neighbour(void **state)
{
	struct work stuck, other;
	u64 asked;

	queue_work(&a, &stuck, 100000 * MS);
	stuck.stubborn = true;
	queue_work(&b, &other, MS);
	while (!stuck.job.want_preempt)
		run_until(machine.clock.now + MS);
	asked = machine.clock.now;
	assert_true(other.job.in_gpu);
	facet_sched_block(&b);
	run_until(asked + 101 * MS);
	assert_int_equal(stuck.last, PGPU_EV_CANCELLED);
	facet_sched_unblock(&b);
	run_until(asked + 110 * MS);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(fault_stops_its_vgpu_only),
		TEST(job_that_does_not_give_way_is_cancelled),
#define ON_POINTS(name) cmocka_unit_test_setup_teardown(name, setup_points, teardown)
		ON_POINTS(a_job_without_arbitration_points_is_a_hang_after_100_ms),
		ON_POINTS(a_stop_waits_2_s_for_an_arbitration_point_while_no_neighbour_waits),
		ON_POINTS(a_neighbour_of_a_stopped_vgpu_waits_101_ms_at_most),
		ON_POINTS(a_stop_of_a_vgpu_waits_101_ms_at_most_for_a_neighbour),
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
		TEST(refused_submission_is_lost_not_stuck),
		TEST(ends_when_owners_have_been_notified),
		TEST(refused_registers_are_lost_not_in_the_way),
		TEST(without_preemption_nothing_is_asked),
	};

	return cmocka_run_group_tests_name("sched stop", tests, NULL, NULL);
}
