// SPDX-License-Identifier: GPL-2.0-only
/* Test the software GPU through pgpu/pgpu.h: submissions, events, cancels, threads. */
#include "tests/lib/sgpu_rig.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"

#define D	((u32)RIG_DATA)
#define SDI	0x10000002u
#define BBE	GEN9_MI_BATCH_BUFFER_END
#define SECOND	1000000000ull

static int setup_threads(void **state)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));

	sgpu_rig_init(rig, PGPU_BCS, SOFTGPU_USER_THREADS);
	*state = rig;
	return 0;
}

static const struct pgpu_ops *ops(const struct sgpu_rig *rig)
{
	return rig->pgpu->ops;
}

static u32 last(struct sgpu_rig *rig)
{
	return sgpu_rig_last(rig)->type;
}

/* Write a batch that loops until its first dword becomes MI_BATCH_BUFFER_END. */
static void spinner(u32 *batch, u64 va)
{
	memset(batch, 0, RIG_BATCH_SIZE);
	batch[1000] = 0x18800101;
	batch[1001] = (u32)va;
	batch[1002] = va >> 32;
}

static u64 submit_spinner(struct sgpu_rig *rig)
{
	spinner(rig->batch, RIG_BATCH);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	return sgpu_rig_submit(rig, 0);
}

/* Let interrupts be reported before the next command, also where they are merged. */
static void one_command_a_slice(struct sgpu_rig *rig)
{
	softgpu_set_slice(softgpu_user_softgpu(rig->user), 1);
}

static void a_store_precedes_its_interrupt_and_completion(void **state)
{
	struct sgpu_rig *rig = *state;

	one_command_a_slice(rig);
	rig_emit(rig, SDI | GEN9_MI_USE_GGTT, RIG_HWSP + 0x100, 0, 42, GEN9_MI_USER_INTERRUPT);
	sgpu_rig_complete(rig);
	assert_int_equal(*(u32 *)(rig->hwsp + 0x100), 42);
	assert_int_equal(rig->event_count, 3);
	assert_int_equal(rig->events[0].type, PGPU_EV_STARTED);
	assert_int_equal(rig->events[1].type, PGPU_EV_USER_IRQ);
	assert_int_equal(rig->events[2].type, PGPU_EV_COMPLETE);
	assert_int_equal(rig->events[2].head, rig->tail);
	assert_int_equal(rig->state[GEN9_CTX_RING_HEAD], rig->tail);
}

struct recorded {
	u32 seqno_at_irq;
	u32 head_at_complete;
};

static void record_memory(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	struct recorded *recorded = rig->hook_data;

	if (event->type == PGPU_EV_USER_IRQ)
		recorded->seqno_at_irq = *(u32 *)(rig->hwsp + 0x100);
	if (event->type == PGPU_EV_COMPLETE)
		recorded->head_at_complete = rig->state[GEN9_CTX_RING_HEAD];
}

static void events_come_when_what_they_tell_is_in_memory(void **state)
{
	struct sgpu_rig *rig = *state;
	struct recorded recorded = { 0 };

	one_command_a_slice(rig);
	rig->hook = record_memory;
	rig->hook_data = &recorded;
	rig_emit(rig, SDI | GEN9_MI_USE_GGTT, RIG_HWSP + 0x100, 0, 43, GEN9_MI_USER_INTERRUPT,
		 SDI | GEN9_MI_USE_GGTT, RIG_HWSP + 0x100, 0, 44, 0);
	sgpu_rig_complete(rig);
	assert_int_equal(recorded.seqno_at_irq, 43);
	assert_int_equal(recorded.head_at_complete, rig->tail);
}

static void only_one_client_may_open(void **state)
{
	struct sgpu_rig *rig = *state;
	static const struct pgpu_client_ops none = { 0 };

	assert_int_equal(ops(rig)->open(rig->pgpu, &none, NULL), -EBUSY);
}

static void submissions_queue_to_the_depth_and_run_in_order(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission sub;
	u64 first, second;

	rig_emit(rig, SDI, D, 0, 1);
	first = sgpu_rig_submit(rig, 0);
	rig_emit(rig, SDI, D, 0, 2);
	second = sgpu_rig_submit(rig, 0);
	sgpu_rig_prepare(rig, &sub, 0);
	assert_int_equal(ops(rig)->submit(rig->pgpu, &sub), -EAGAIN);
	softgpu_user_run(rig->user);
	assert_int_equal(rig->event_count, 4);
	assert_int_equal(rig->events[1].cookie, first);
	assert_int_equal(rig->events[3].cookie, second);
	assert_int_equal(rig->data[0], 2);
	assert_int_equal(ops(rig)->submit(rig->pgpu, &sub), 0);
	softgpu_user_run(rig->user);
}

static void a_submission_is_copied(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission sub;

	rig_emit(rig, SDI, D, 0, 1);
	sgpu_rig_prepare(rig, &sub, 0);
	assert_int_equal(ops(rig)->submit(rig->pgpu, &sub), 0);
	memset(&sub, 0xff, sizeof(sub));
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_COMPLETE);
	assert_int_equal(rig->data[0], 1);
}

static void malformed_submissions_are_refused(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission good, bad[12];
	u32 i;

	sgpu_rig_prepare(rig, &good, 0);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		bad[i] = good;
	bad[0].engine = PGPU_ENGINES;
	bad[1].ring_size = 0;
	bad[2].ring_size = 2048;
	bad[3].ring_size = 12288;
	bad[4].head = good.ring_size;
	bad[5].tail = good.ring_size;
	bad[6].tail = 4;
	bad[7].head = 2;
	bad[8].ring_start |= 8;
	bad[9].context |= 8;
	bad[10].owner = 0;
	bad[11].ring_size = 0x80000000;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(ops(rig)->submit(rig->pgpu, &bad[i]), -EINVAL);
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_ENGINES, 1), -EINVAL);
	assert_int_equal(ops(rig)->preempt(rig->pgpu, ~0u, 1), -EINVAL);
	assert_int_equal(ops(rig)->switch_regs(rig->pgpu, PGPU_ENGINES, NULL, 0), -EINVAL);
}

static void an_undecodable_command_stops_the_engine_until_cancel(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 cookie;
	u32 at, value;

	rig_emit(rig, SDI, D, 0, 1);
	at = rig->tail;
	rig_emit(rig, 0xdeadbeef, 0, SDI, D, 0, 2);
	cookie = sgpu_rig_submit(rig, 0);
	rig_emit(rig, SDI, D + 4, 0, 3);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_FAULT);
	assert_int_equal(sgpu_rig_last(rig)->cookie, cookie);
	assert_int_equal(sgpu_rig_last(rig)->fault, PGPU_FAULT_COMMAND);
	assert_int_equal(sgpu_rig_last(rig)->ipehr, 0xdeadbeef);
	assert_int_equal(sgpu_rig_last(rig)->acthd, RIG_RING + at);
	assert_int_equal(sgpu_rig_last(rig)->head, at);
	assert_int_equal(ops(rig)->reg_read(rig->pgpu, GEN9_RCS_BASE + GEN9_RING_IPEHR, &value), 0);
	assert_int_equal(value, 0xdeadbeef);
	assert_int_equal(ops(rig)->reg_read(rig->pgpu, GEN9_RCS_BASE + GEN9_RING_ACTHD, &value), 0);
	assert_int_equal(value, RIG_RING + at);
	assert_int_equal(rig->data[0], 1);
	assert_int_equal(rig->data[1], 0);
	assert_int_equal(ops(rig)->preempt(rig->pgpu, PGPU_RCS, cookie), -ENOENT);
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_CANCELLED), 1);
	assert_int_equal(last(rig), PGPU_EV_COMPLETE);
	assert_int_equal(rig->data[1], 3);
}

/* The engine stops with a fault at a command that is longer than the ring up to the tail. */
static void a_command_that_goes_on_behind_the_tail_is_not_run(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_event event;
	u32 at = rig->tail;
	u32 i;

	rig->data[0] = 7;
	rig_emit(rig, SDI, D);
	rig->ring[rig->tail / 4] = 0;
	rig->ring[rig->tail / 4 + 1] = 8;
	sgpu_rig_submit(rig, 0);
	for (i = 0; i < 100; i++)
		softgpu_user_step(rig->user);
	event = *sgpu_rig_last(rig);
	/* Cancel the work: an engine that has missed the tail would go round the ring for ever. */
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, rig->cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(event.type, PGPU_EV_FAULT);
	assert_int_equal(event.fault, PGPU_FAULT_COMMAND);
	assert_int_equal(event.ipehr, SDI);
	assert_int_equal(event.acthd, RIG_RING + at);
	assert_int_equal(rig->data[0], 7);
}

static void a_spinner_runs_until_the_cpu_ends_it(void **state)
{
	struct sgpu_rig *rig = *state;

	submit_spinner(rig);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_STARTED);
	rig->batch[0] = BBE;
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_COMPLETE);
}

static void cancel_ends_a_spinner_and_leaves_its_image(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 image[1024];
	u64 cookie = submit_spinner(rig);

	memcpy(image, rig->state, sizeof(image));
	softgpu_user_run(rig->user);
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_CANCELLED);
	assert_int_equal(sgpu_rig_last(rig)->cookie, cookie);
	assert_memory_equal(image, rig->state, sizeof(image));
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, cookie), -ENOENT);
	ops(rig)->idle(rig->pgpu, 0);
}

static void a_queued_submission_is_cancelled_at_once(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 running = submit_spinner(rig);
	u64 queued;

	rig_emit(rig, SDI, D, 0, 1);
	queued = sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(ops(rig)->preempt(rig->pgpu, PGPU_RCS, queued), -ENOENT);
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, queued), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_CANCELLED);
	assert_int_equal(sgpu_rig_last(rig)->cookie, queued);
	rig_emit(rig, SDI, D, 0, 2);
	sgpu_rig_submit(rig, 0);
	rig->batch[0] = BBE;
	softgpu_user_run(rig->user);
	assert_int_equal(rig->data[0], 2);
	assert_int_equal(rig->events[rig->event_count - 3].cookie, running);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_COMPLETE), 2);
}

static void submit_once_more(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	u32 *left = rig->hook_data;

	if (event->type == PGPU_EV_COMPLETE && *left) {
		--*left;
		sgpu_rig_submit(rig, 0);
	}
}

static void a_client_may_submit_from_inside_an_event(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 left = 5;

	rig->hook = submit_once_more;
	rig->hook_data = &left;
	sgpu_rig_submit(rig, 0);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_COMPLETE), 7);
	assert_int_equal(left, 0);
}

static void idle_steps_until_the_work_of_a_root_is_done(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, SDI, D, 0, 1);
	sgpu_rig_submit(rig, 0);
	ops(rig)->idle(rig->pgpu, 0x123000);
	assert_int_equal(rig->event_count, 0);
	ops(rig)->idle(rig->pgpu, RIG_OWNER);
	assert_int_equal(last(rig), PGPU_EV_COMPLETE);
}

static void resume_without_a_saved_position_is_a_fault(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, SDI, D, 0, 1);
	sgpu_rig_submit(rig, PGPU_SUBMIT_RESUME);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_FAULT);
	assert_int_equal(rig->data[0], 0);
	ops(rig)->cancel(rig->pgpu, PGPU_RCS, rig->cookie);
	softgpu_user_run(rig->user);
}

static void too_many_registers_to_switch_are_refused(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *pairs = calloc(1024, 8);

	assert_int_equal(ops(rig)->switch_regs(rig->pgpu, PGPU_RCS, pairs, 1024), -ENOSPC);
	assert_int_equal(ops(rig)->switch_regs(rig->pgpu, PGPU_RCS, pairs, ~0u), -ENOSPC);
	assert_int_equal(ops(rig)->switch_regs(rig->pgpu, PGPU_RCS, pairs, 100), 0);
	free(pairs);
}

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * SECOND + (u64)ts.tv_nsec;
}

static bool wait_events(struct sgpu_rig *rig, u32 type, u32 n)
{
	u64 end = now_ns() + 20 * SECOND;

	while (sgpu_rig_events(rig, type) < n) {
		if (now_ns() > end)
			return false;
		nanosleep(&(struct timespec){ 0, 100000 }, NULL);
	}
	return true;
}

/* Each engine runs the same ring and batch. All of them restore nothing and are cancelled. */
static void four_engines_spin_at_once_and_are_cancelled(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission sub;
	u64 cookies[PGPU_ENGINES];
	u32 i;

	spinner(rig->batch, RIG_BATCH);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	for (i = 0; i < PGPU_ENGINES; i++) {
		sgpu_rig_prepare(rig, &sub, PGPU_SUBMIT_RESTORE_INHIBIT);
		sub.engine = i;
		cookies[i] = sub.cookie;
		assert_int_equal(ops(rig)->submit(rig->pgpu, &sub), 0);
	}
	assert_true(wait_events(rig, PGPU_EV_STARTED, PGPU_ENGINES));
	for (i = 0; i < PGPU_ENGINES; i++)
		assert_int_equal(ops(rig)->cancel(rig->pgpu, i, cookies[i]), 0);
	ops(rig)->idle(rig->pgpu, RIG_OWNER);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_CANCELLED), PGPU_ENGINES);
}

static void threads_complete_what_is_submitted(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 i;

	for (i = 1; i <= 300; i++) {
		rig_emit(rig, SDI, D, 0, i);
		sgpu_rig_submit(rig, 0);
		ops(rig)->idle(rig->pgpu, 0);
		assert_int_equal(rig->data[0], i);
		assert_int_equal(sgpu_rig_events(rig, PGPU_EV_COMPLETE), i);
	}
}

/* Random commands in a batch end in a completion, a fault or a cancellation, and harm nothing. */
static void random_commands_end_in_completion_or_fault(void **state)
{
	struct sgpu_rig *rig = *state;
	struct softgpu_stats stats;
	u32 seed = 1, round, i;
	u64 cookie;

	for (round = 0; round < 300; round++) {
		for (i = 0; i < RIG_BATCH_SIZE / 4; i++) {
			seed = seed * 1664525u + 1013904223u;
			rig->batch[i] = seed >> 3 ^ seed << 5;
			if (!(seed >> 28))
				rig->batch[i] = D + (seed >> 8 & 0xff);
			if (seed >> 29 == 1)
				rig->batch[i] &= 0x1fffffff;
		}
		sgpu_rig_emit_batch(rig, RIG_BATCH + (seed >> 20 & 0xffc), true);
		cookie = sgpu_rig_submit(rig, 0);
		for (i = 0; i < 50; i++)
			softgpu_user_step(rig->user);
		ops(rig)->cancel(rig->pgpu, PGPU_RCS, cookie);
		softgpu_user_run(rig->user);
		assert_true(last(rig) == PGPU_EV_COMPLETE || last(rig) == PGPU_EV_CANCELLED);
		rig->event_count = 0;
	}
	sgpu_rig_stats(rig, &stats);
	assert_int_equal(stats.submissions, 300);
	for (i = 0; i < 1024; i++)
		assert_int_equal(rig->gdata[i], 0);
}

#define STEP(name) cmocka_unit_test_setup_teardown(name, sgpu_rig_setup, sgpu_rig_teardown)
#define THREADS(name) cmocka_unit_test_setup_teardown(name, setup_threads, sgpu_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STEP(a_store_precedes_its_interrupt_and_completion),
		STEP(events_come_when_what_they_tell_is_in_memory),
		STEP(only_one_client_may_open),
		STEP(submissions_queue_to_the_depth_and_run_in_order),
		STEP(a_submission_is_copied),
		STEP(malformed_submissions_are_refused),
		STEP(an_undecodable_command_stops_the_engine_until_cancel),
		STEP(a_command_that_goes_on_behind_the_tail_is_not_run),
		STEP(a_spinner_runs_until_the_cpu_ends_it),
		STEP(cancel_ends_a_spinner_and_leaves_its_image),
		STEP(a_queued_submission_is_cancelled_at_once),
		STEP(a_client_may_submit_from_inside_an_event),
		STEP(idle_steps_until_the_work_of_a_root_is_done),
		STEP(resume_without_a_saved_position_is_a_fault),
		STEP(too_many_registers_to_switch_are_refused),
		STEP(random_commands_end_in_completion_or_fault),
		THREADS(four_engines_spin_at_once_and_are_cancelled),
		THREADS(threads_complete_what_is_submitted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
