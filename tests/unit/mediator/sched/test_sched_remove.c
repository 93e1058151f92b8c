// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the removal of a job whose cancel the pGPU refused. The engine holds work and does nothing
 * with it. The test reports the events.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_rig.h"

#define ENGINE	PGPU_BCS
#define NEVER	(~0ull)

static struct {
	struct sched_clock clock;
	struct facet_sched *sched;
	u64 newest;		/* cookie of the last submission */
	int error;		/* what preempt and cancel return */
	u32 preempts;
	u32 cancels;
	u32 arms;
} machine;

static struct facet_sched_entity a, b, c;

static int engine_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	machine.newest = sub->cookie;
	return 0;
}

static int engine_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	machine.preempts++;
	return machine.error;
}

static int engine_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	machine.cancels++;
	return machine.error;
}

static const struct pgpu_ops ops = {
	.submit = engine_submit, .preempt = engine_preempt, .cancel = engine_cancel,
	.switch_regs = engine_no_switch, .query_progress = engine_no_progress,
};

static const struct pgpu_caps caps = {
	.engines = 0xf, .preemption = PGPU_PREEMPT_COMMAND, .depth = 2,
};

static struct pgpu pgpu = { .ops = &ops, .caps = &caps };

static void count_arm(void *host, u64 deadline_ns)
{
	machine.arms++;
	sched_clock_arm(host, deadline_ns);
}

static const struct facet_gpu_host_ops host_ops = {
	.now_ns = sched_clock_now, .arm_timer = count_arm,
};

static int setup(void **state)
{
	memset(&machine, 0, sizeof(machine));
	machine.clock = (struct sched_clock){ .now = MS, .deadline = NEVER };
	if (facet_sched_create(&pgpu, &host_ops, &machine.clock, &machine.sched))
		return -1;
	facet_sched_add(machine.sched, &a, ENGINE, 100);
	facet_sched_add(machine.sched, &b, ENGINE, 100);
	facet_sched_add(machine.sched, &c, ENGINE, 100);
	return 0;
}

static int teardown(void **state)
{
	facet_sched_del(&a);
	facet_sched_del(&b);
	facet_sched_del(&c);
	facet_sched_destroy(machine.sched);
	return 0;
}

static void no_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
}

static void report(u32 type, u64 cookie)
{
	struct pgpu_event event = { .type = type, .engine = ENGINE, .cookie = cookie };

	facet_sched_event(machine.sched, &event);
}

static void queue(struct facet_sched_entity *entity, struct facet_sched_job *job)
{
	*job = (struct facet_sched_job){
		.event = no_event, .submission = { .ring_size = 4096, .tail = 1024 },
	};
	INIT_LIST_HEAD(&job->list);
	assert_true(facet_sched_queue(entity, job, NULL));
}

/* Queue a job that the engine takes and starts. Return: its cookie. */
static u64 start(struct facet_sched_entity *entity, struct facet_sched_job *job)
{
	queue(entity, job);
	report(PGPU_EV_STARTED, machine.newest);
	return machine.newest;
}

static void pass_deadline(void)
{
	assert_true(machine.clock.deadline != NEVER);
	machine.clock.now = max(machine.clock.now, machine.clock.deadline);
	machine.clock.deadline = NEVER;
	facet_sched_timer(machine.sched);
}

/*
 * Preempt a job, and leave it queued. The pGPU accepts the first preemption request. It refuses the
 * second one, which comes before the job gives way. The job's vGPU stays blocked.
 */
static void preempt_and_block(struct facet_sched_job *job)
{
	u64 cookie = start(&a, job);

	facet_sched_block(&a);
	machine.error = -EIO;
	facet_sched_block(&a);
	machine.error = 0;
	assert_int_equal(machine.preempts, 2);
	report(PGPU_EV_PREEMPTED, cookie);
	assert_true(job->queued);
}

/*
 * Two neighbours share the engine, and the slice of the running one is over. If the removal checked
 * the engine, it would preempt that one.
 */
static void the_removal_of_a_job_that_waits_asks_nobody(void **state)
{
	struct facet_sched_job job, runs, follows;

	preempt_and_block(&job);
	start(&b, &runs);
	queue(&c, &follows);
	assert_true(machine.clock.deadline > machine.clock.now && machine.clock.deadline != NEVER);
	machine.clock.now = machine.clock.deadline;
	machine.preempts = 0;
	machine.arms = 0;
	assert_true(facet_sched_remove(&job));
	assert_int_equal(machine.preempts, 0);
	assert_int_equal(machine.cancels, 0);
	assert_int_equal(machine.arms, 0);
	/* The timer preempts it. */
	facet_sched_timer(machine.sched);
	assert_int_equal(machine.preempts, 1);
}

static void a_removal_that_is_refused_has_the_timer_ask_again(void **state)
{
	struct facet_sched_job job;
	u64 cookie = start(&a, &job);

	machine.error = -EIO;
	assert_false(facet_sched_remove(&job));
	assert_int_equal(machine.cancels, 1);
	assert_true(machine.clock.deadline == machine.clock.now + FACET_SCHED_POLL_NS);
	pass_deadline();
	assert_int_equal(machine.cancels, 2);
	machine.error = 0;
	pass_deadline();
	assert_int_equal(machine.cancels, 3);
	assert_true(machine.clock.deadline == NEVER);
	report(PGPU_EV_CANCELLED, cookie);
	assert_false(job.in_gpu);
}

static void a_removal_that_is_taken_leaves_the_timer_alone(void **state)
{
	struct facet_sched_job job;
	u64 cookie = start(&a, &job);

	machine.arms = 0;
	assert_false(facet_sched_remove(&job));
	assert_int_equal(machine.cancels, 1);
	assert_int_equal(machine.arms, 0);
	report(PGPU_EV_CANCELLED, cookie);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(the_removal_of_a_job_that_waits_asks_nobody),
		TEST(a_removal_that_is_refused_has_the_timer_ask_again),
		TEST(a_removal_that_is_taken_leaves_the_timer_alone),
	};

	return cmocka_run_group_tests_name("sched_remove", tests, NULL, NULL);
}
