// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the credit of vGPUs that rested, when many of them wake at once. The engine gives way at
 * once. One vGPU always has work. The others do a little work, rest, and work again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_rig.h"

#define ENGINE		PGPU_BCS
#define CREDIT_NS	(8 * MS)
#define OTHERS		63u
#define PIECE_NS	(300 * US)
#define REST_NS		(600 * US)

/* A vGPU with at most one piece of work. */
struct guest {
	struct facet_sched_entity entity;
	struct facet_sched_job job;
	u64 left_ns;		/* time left of the piece */
	u64 wakes_ns;		/* time of the next piece */
};

static struct guest busy, others[OTHERS];

static struct {
	struct sched_clock clock;
	struct pgpu_submission sub;
	bool has;
	bool preempt;
	struct facet_sched *sched;
} machine;

static int engine_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	if (machine.has)
		return -EAGAIN;
	machine.sub = *sub;
	machine.has = true;
	machine.preempt = false;
	return 0;
}

static int engine_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	machine.preempt = machine.has && machine.sub.cookie == cookie;
	return 0;
}

static const struct pgpu_ops ops = {
	.submit = engine_submit, .preempt = engine_preempt, .switch_regs = engine_no_switch,
};

static const struct pgpu_caps caps = {
	.engines = BIT(ENGINE), .preemption = PGPU_PREEMPT_COMMAND, .depth = 1,
};

static struct pgpu pgpu = { .ops = &ops, .caps = &caps };

static void job_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
}

static void wake(struct guest *guest, u64 piece_ns)
{
	memset(&guest->job, 0, sizeof(guest->job));
	INIT_LIST_HEAD(&guest->job.list);
	guest->job.event = job_event;
	guest->job.submission.ring_size = 4096;
	guest->job.submission.tail = 1024;
	guest->left_ns = piece_ns;
	guest->wakes_ns = ~0ull;
	assert_true(facet_sched_queue(&guest->entity, &guest->job, NULL));
}

static void report(u32 type, u64 busy_ns)
{
	const struct pgpu_event event = {
		.type = type, .engine = ENGINE, .cookie = machine.sub.cookie, .busy_ns = busy_ns,
		.head = machine.sub.head,
	};

	facet_sched_event(machine.sched, &event);
}

static struct guest *running(void)
{
	u32 i;

	for (i = 0; i < OTHERS; i++) {
		if (others[i].job.in_gpu)
			return &others[i];
	}
	return &busy;
}

static void wake_due(void)
{
	u32 i;

	for (i = 0; i < OTHERS; i++) {
		if (others[i].wakes_ns <= machine.clock.now)
			wake(&others[i], PIECE_NS);
	}
}

static u64 next_wake(void)
{
	u64 least = ~0ull;
	u32 i;

	for (i = 0; i < OTHERS; i++)
		least = min(least, others[i].wakes_ns);
	return least;
}

/* Run the engine's job until it ends or gives way. Return: its owner. */
static struct guest *run(void)
{
	struct guest *guest = running();
	u64 started = machine.clock.now, end = machine.clock.now + guest->left_ns;

	report(PGPU_EV_STARTED, 0);
	while (!machine.preempt && machine.clock.now < end) {
		machine.clock.now =
			min(end, min(next_wake(), max(machine.clock.deadline, machine.clock.now)));
		wake_due();
		if (machine.clock.deadline <= machine.clock.now)
			facet_sched_timer(machine.sched);
	}
	guest->left_ns = end - machine.clock.now;
	machine.has = false;
	if (guest->left_ns)
		report(PGPU_EV_PREEMPTED, machine.clock.now - started);
	else
		report(PGPU_EV_COMPLETE, machine.clock.now - started);
	return guest;
}

static int setup(void **state)
{
	u32 i;

	memset(&machine, 0, sizeof(machine));
	machine.clock.now = MS;
	machine.clock.deadline = ~0ull;
	assert_int_equal(facet_sched_create(&pgpu, &sched_clock_ops, &machine.clock,
					    &machine.sched),
			 0);
	facet_sched_add(machine.sched, &busy.entity, ENGINE, 100);
	for (i = 0; i < OTHERS; i++) {
		facet_sched_add(machine.sched, &others[i].entity, ENGINE, 100);
		others[i].wakes_ns = ~0ull;
	}
	return 0;
}

static void guest_end(struct guest *guest)
{
	if (guest->job.queued)
		facet_sched_remove(&guest->job);
	facet_sched_del(&guest->entity);
	memset(guest, 0, sizeof(*guest));
}

static int teardown(void **state)
{
	u32 i;

	if (machine.has) {
		machine.has = false;
		report(PGPU_EV_LOST, 0);
	}
	guest_end(&busy);
	for (i = 0; i < OTHERS; i++)
		guest_end(&others[i]);
	facet_sched_destroy(machine.sched);
	return 0;
}

/* Return the longest time that @busy waits for the engine in the second from @from on. */
static u64 held_off_ns(u32 n, u64 from)
{
	u64 end = from + 1000 * MS, since = 0, longest = 0;
	struct guest *guest;
	u32 i;

	wake(&busy, ~0ull >> 2);
	for (i = 0; i < n; i++)
		others[i].wakes_ns = from;
	while (machine.clock.now < end) {
		u64 began = machine.clock.now;

		guest = run();
		if (guest != &busy) {
			guest->wakes_ns = guest->left_ns ? ~0ull : machine.clock.now + REST_NS;
			continue;
		}
		if (since)
			longest = max(longest, began - since);
		since = machine.clock.now;
	}
	return longest;
}

/* Each of the others may run one piece in its turn. All of them together have one credit. */
static void many_who_wake_together_hold_a_busy_one_off_by_one_credit(void **state)
{
	u64 ns = held_off_ns(OTHERS, 200 * MS);

	assert_true(ns >= OTHERS * PIECE_NS / 2);
	assert_true(ns <= OTHERS * PIECE_NS + CREDIT_NS + MS);
}

static void one_who_wakes_has_the_whole_credit(void **state)
{
	u64 ns = held_off_ns(1, 200 * MS);

	assert_in_range(ns, PIECE_NS, CREDIT_NS + MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(many_who_wake_together_hold_a_busy_one_off_by_one_credit),
		TEST(one_who_wakes_has_the_whole_credit),
	};

	return cmocka_run_group_tests_name("sched_credit", tests, NULL, NULL);
}
