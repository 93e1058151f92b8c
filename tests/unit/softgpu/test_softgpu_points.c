// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test a software GPU like hardware: it is preempted at arbitration points alone, and merges
 * interrupts.
 */
#include "tests/unit/softgpu/sgpu_engines.h"

#include "tests/lib/test_model.h"

#define SEMAPHORE_EQ	(0x0e008002u | GEN9_COMPARE_EQ << GEN9_COMPARE_SHIFT)
#define ARB_CHECK	0x02800000u
#define ARB_OFF		0x04000000u
#define ARB_ON		0x04000001u
#define WAIT_FOR_EVENT	0x01800008u

/* Run until the engine waits or ends, ask for a preemption, and run on. Return: the last event. */
static u32 ask(struct sgpu_rig *rig)
{
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_STARTED);
	assert_int_equal(rig->pgpu->ops->preempt(rig->pgpu, rig->engine, rig->cookie), 0);
	softgpu_user_run(rig->user);
	return sgpu_rig_last(rig)->type;
}

/* Go on with a preempted submission, to its end. */
static void resume(struct sgpu_rig *rig)
{
	struct pgpu_submission sub;

	sgpu_rig_prepare(rig, &sub, PGPU_SUBMIT_RESUME);
	sub.head = sgpu_rig_last(rig)->head;
	assert_int_equal(rig->pgpu->ops->submit(rig->pgpu, &sub), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_COMPLETE);
}

static void cancel(struct sgpu_rig *rig)
{
	assert_int_equal(rig->pgpu->ops->cancel(rig->pgpu, rig->engine, rig->cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_CANCELLED);
}

static void a_semaphore_that_waits_is_a_point(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, SEMAPHORE_EQ, 1, D, 0, SDI, D + 4, 0, 5);
	sgpu_rig_submit(rig, 0);
	assert_int_equal(ask(rig), PGPU_EV_PREEMPTED);
	assert_int_equal(rig->data[1], 0);
	rig->data[0] = 1;
	resume(rig);
	assert_int_equal(rig->data[1], 5);
}

static void a_semaphore_with_arbitration_off_does_not_give_way(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, ARB_OFF, SEMAPHORE_EQ, 1, D, 0, 0, SDI, D + 4, 0, 5);
	sgpu_rig_submit(rig, 0);
	assert_int_equal(ask(rig), PGPU_EV_STARTED);
	rig->data[0] = 1;
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_COMPLETE);
	assert_int_equal(rig->data[1], 5);
}

static void a_cancel_needs_no_point(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, ARB_OFF, SEMAPHORE_EQ, 1, D, 0, 0);
	sgpu_rig_submit(rig, 0);
	assert_int_equal(ask(rig), PGPU_EV_STARTED);
	cancel(rig);
}

/*
 * Ask in the middle of a slice: from the event of a user interrupt. The engine goes on to the next
 * point.
 */
static void ask_in_event(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	if (event->type == PGPU_EV_USER_IRQ)
		rig->pgpu->ops->preempt(rig->pgpu, rig->engine, event->cookie);
}

static void stores_go_on_to_the_next_check(void **state)
{
	struct sgpu_rig *rig = *state;

	softgpu_set_slice(softgpu_user_softgpu(rig->user), 1);
	rig->hook = ask_in_event;
	rig_emit(rig, GEN9_MI_USER_INTERRUPT, 0, SDI, D, 0, 1, SDI, D + 4, 0, 2, ARB_CHECK, 0,
		 SDI, D + 8, 0, 3);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_PREEMPTED);
	assert_int_equal(rig->data[0], 1);
	assert_int_equal(rig->data[1], 2);
	assert_int_equal(rig->data[2], 0);
	resume(rig);
	assert_int_equal(rig->data[2], 3);
}

static void a_check_counts_once_arbitration_is_on(void **state)
{
	struct sgpu_rig *rig = *state;

	softgpu_set_slice(softgpu_user_softgpu(rig->user), 1);
	rig->hook = ask_in_event;
	rig_emit(rig, ARB_OFF, GEN9_MI_USER_INTERRUPT, ARB_CHECK, 0, SDI, D, 0, 1,
		 ARB_ON, ARB_CHECK, SDI, D + 4, 0, 2);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_PREEMPTED);
	assert_int_equal(rig->data[0], 1);
	assert_int_equal(rig->data[1], 0);
	resume(rig);
	assert_int_equal(rig->data[1], 2);
}

static void work_without_points_runs_to_its_end(void **state)
{
	struct sgpu_rig *rig = *state;

	softgpu_set_slice(softgpu_user_softgpu(rig->user), 1);
	rig->hook = ask_in_event;
	rig_emit(rig, GEN9_MI_USER_INTERRUPT, 0, SDI, D, 0, 1, SDI, D + 4, 0, 2);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_COMPLETE);
	assert_int_equal(rig->data[1], 2);
}

/* A user batch cannot switch arbitration off: the command is privileged. */
static void a_user_batch_has_arbitration(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 batch[] = { ARB_OFF, SEMAPHORE_EQ, 1, D, 0, BBE };

	memcpy(rig->batch, batch, sizeof(batch));
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	sgpu_rig_submit(rig, 0);
	assert_int_equal(ask(rig), PGPU_EV_PREEMPTED);
	rig->data[0] = 1;
	resume(rig);
}

/* As on hardware: a store to the GGTT, any register, and a jump into the GGTT. */
static void a_user_batch_of_the_blitter_has_all_rights(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 nopid = bases[PGPU_BCS] + GEN9_RING_NOPID;

	memcpy(rig->gbatch, (u32[]){ SDI | GEN9_MI_USE_GGTT, D + 8, 0, 2, BBE }, 20);
	user_batch(rig, SDI | GEN9_MI_USE_GGTT, D, 0, 1, GEN9_MI_LRI_HEADER(1), nopid, 5,
		   0x12000002 | GEN9_MI_USE_GGTT, nopid, D + 4, 0,
		   0x18800001, RIG_GBATCH, 0);
	assert_int_equal(rig->gdata[0], 1);
	assert_int_equal(rig->gdata[1], 5);
	assert_int_equal(rig->gdata[2], 2);
}

/* No pipe is on: the wait never ends, but gives way. */
static void a_wait_for_a_display_never_ends(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, WAIT_FOR_EVENT, 0);
	sgpu_rig_submit(rig, 0);
	assert_int_equal(ask(rig), PGPU_EV_PREEMPTED);
}

static void an_interrupt_is_reported_once_as_that_of_who_runs_then(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 cookie;
	u32 i;

	rig_emit(rig, GEN9_MI_USER_INTERRUPT, GEN9_MI_USER_INTERRUPT);
	sgpu_rig_submit(rig, 0);
	rig_emit(rig, SDI, D, 0, 1);
	cookie = sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_COMPLETE), 2);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_USER_IRQ), 1);
	for (i = 0; i < rig->event_count; i++)
		if (rig->events[i].type == PGPU_EV_USER_IRQ)
			assert_true(rig->events[i].cookie == cookie);
}

static void an_interrupt_is_dropped_if_no_work_follows(void **state)
{
	struct sgpu_rig *rig = *state;

	in_ring(rig, GEN9_MI_USER_INTERRUPT, 0);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_USER_IRQ), 0);
	in_ring(rig, SDI, D, 0, 1);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_USER_IRQ), 0);
}

/* Return page 2 of the context's image, which holds the engine's state. */
static u32 *image_page(struct sgpu_rig *rig)
{
	u64 index = ((RIG_CONTEXT + 2 * 4096) >> PAGE_SHIFT) - rig->pgpu->caps->ggtt_first;

	return rig->cpu[rig->ggtt[index] >> PAGE_SHIFT];
}

static void an_engine_faults_at_image_pages_that_it_has_not_saved(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 i;

	for (i = 1; i < 5; i++) {
		in_ring(rig, 0, 0);
		assert_int_equal(image_page(rig)[16], i);
	}
	image_page(rig)[100]++;
	rig_emit(rig, 0, 0);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_FAULT);
	assert_int_equal(sgpu_rig_last(rig)->fault, PGPU_FAULT_COMMAND);
	cancel(rig);
}

static const struct engine_test table[] = {
	TEST(an_engine_faults_at_image_pages_that_it_has_not_saved, RCS),
	TEST(an_interrupt_is_reported_once_as_that_of_who_runs_then, ALL),
	TEST(an_interrupt_is_dropped_if_no_work_follows, ALL),
	TEST(a_semaphore_that_waits_is_a_point, ALL),
	TEST(a_semaphore_with_arbitration_off_does_not_give_way, ALL),
	TEST(a_cancel_needs_no_point, ALL),
	TEST(stores_go_on_to_the_next_check, ALL),
	TEST(a_check_counts_once_arbitration_is_on, ALL),
	TEST(work_without_points_runs_to_its_end, ALL),
	TEST(a_user_batch_has_arbitration, ALL | POLICED),
	TEST(a_user_batch_of_the_blitter_has_all_rights, BCS),
	TEST(a_wait_for_a_display_never_ends, RCS),
};

int main(void)
{
	test_model_use(SOFTGPU_LIKE_HARDWARE);
	return run_on_engines("softgpu_points", table, ARRAY_SIZE(table));
}
