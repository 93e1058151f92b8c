// SPDX-License-Identifier: GPL-2.0-only
/* Processes with units (softgpu/remote_units.h) that come, go, die and replace one another. */
#include "tests/unit/softgpu/remote_rig.h"

static void a_draw_goes_on_in_no_other_process(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->ask = true;
	batch(f, DRAW(5));
	sgpu_remote_detach(f->remote, &p->remote);
	attach(f, RIG_OWNER);
	resume(f);
	assert_last(f, PGPU_EV_FAULT);
	assert_int_equal(cancel(f), 0);
	run(f);
}

/* Let the engine look at its process @ms times, once in a millisecond. */
static void look(struct remote_rig *f, u32 ms)
{
	while (ms--) {
		softgpu_user_advance(f->rig.user, 1000000);
		softgpu_user_run(f->rig.user);
	}
}

/* Draw in a process that executes nothing. */
static struct unit_process *draw_stuck(struct remote_rig *f)
{
	struct unit_process *p = attach(f, RIG_OWNER);

	p->stuck = true;
	batch(f, DRAW(5));
	return p;
}

/* Ask the draw that runs to give way, and let the engine tell its process. */
static void ask_way(struct remote_rig *f)
{
	f->rig.pgpu->ops->preempt(f->rig.pgpu, PGPU_RCS, f->rig.cookie);
	softgpu_user_run(f->rig.user);
}

static void a_process_that_does_not_answer_a_cancel_is_lost_alone(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = draw_stuck(f);
	struct unit_process *other;

	assert_int_equal(cancel(f), 0);
	softgpu_user_run(f->rig.user);
	look(f, SGPU_REMOTE_CANCEL_MS - 1);
	assert_int_equal(p->losses, 0);
	look(f, 1);
	assert_int_equal(p->losses, 1);
	assert_true(p->late);
	assert_last(f, PGPU_EV_CANCELLED);

	sgpu_rig_other_owner(&f->rig);
	other = attach(f, OTHER);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(other->commands, 1);
	assert_int_equal(p->commands, 0);
}

static void a_process_that_does_not_give_way_is_lost_alone(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = draw_stuck(f);
	struct unit_process *other;

	softgpu_user_advance(f->rig.user, SGPU_REMOTE_WAY_MS * 1000000ull);
	softgpu_user_run(f->rig.user);
	assert_int_equal(p->losses, 0);
	ask_way(f);
	look(f, SGPU_REMOTE_WAY_MS - 1);
	assert_int_equal(p->losses, 0);
	look(f, 1);
	assert_int_equal(p->losses, 1);
	assert_true(p->late);
	assert_last(f, PGPU_EV_LOST);

	sgpu_rig_other_owner(&f->rig);
	other = attach(f, OTHER);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(other->commands, 1);
	assert_int_equal(p->commands, 0);
}

/* Have the process give way @ms after it is asked, and go on behind @pause_ms. */
static void give_way_after(struct remote_rig *f, struct unit_process *p, u32 ms, u32 pause_ms)
{
	ask_way(f);
	look(f, ms);
	p->stuck = false;
	run(f);
	p->stuck = true;
	look(f, pause_ms);
	resume(f);
}

static void a_process_that_gives_way_late_again_and_again_is_lost(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = draw_stuck(f);
	u32 i;

	for (i = 0; i < 30 && !p->losses; i++)
		give_way_after(f, p, SGPU_REMOTE_WAY_MS - 1, SGPU_REMOTE_WAY_MS);
	assert_int_equal(p->losses, 1);
	assert_true(p->late);
	assert_in_range(i, 10, 20);
	assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_LOST), 1);
}

/* Time that others have waited before a cancel counts, too. */
static void a_process_that_is_late_until_each_cancel_is_lost(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = draw_stuck(f);
	u32 i;

	for (i = 0; i < 30 && !p->losses; i++) {
		ask_way(f);
		look(f, SGPU_REMOTE_WAY_MS - 1);
		assert_int_equal(cancel(f), 0);
		look(f, 1);
		p->stuck = false;
		run(f);
		p->stuck = true;
		batch(f, DRAW(5));
	}
	assert_int_equal(p->losses, 1);
	assert_true(p->late);
	assert_in_range(i, 10, 20);
}

static void a_process_may_give_way_late_now_and_then(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = draw_stuck(f);
	u32 i;

	for (i = 0; i < 30; i++)
		give_way_after(f, p, SGPU_REMOTE_WAY_MS - 1,
			       SGPU_REMOTE_LATE_LEAK * SGPU_REMOTE_WAY_MS);
	assert_int_equal(p->losses, 0);
}

/* A control group with a quota has its process wait that long each time. */
static void a_process_may_give_way_within_a_period_of_its_quota_each_time(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = draw_stuck(f);
	u32 i;

	for (i = 0; i < 100; i++)
		give_way_after(f, p, SGPU_REMOTE_LATE_MS - 1, 1);
	assert_int_equal(p->losses, 0);
}

static void a_process_has_time_to_give_way_behind_a_sleep_of_the_machine(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = draw_stuck(f);

	ask_way(f);
	softgpu_user_advance(f->rig.user, 60000 * 1000000ull);
	softgpu_user_run(f->rig.user);
	assert_int_equal(p->losses, 0);
	p->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_PREEMPTED);
}

static void a_process_has_time_to_answer_a_cancel_behind_a_sleep_of_the_machine(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = draw_stuck(f);

	assert_int_equal(cancel(f), 0);
	softgpu_user_run(f->rig.user);
	softgpu_user_advance(f->rig.user, 60000 * 1000000ull);
	softgpu_user_run(f->rig.user);
	assert_int_equal(p->losses, 0);
	p->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_CANCELLED);
	assert_int_equal(p->losses, 0);
}

/* A cancel of work that has to give way begins its time anew. */
static void a_cancel_behind_a_request_to_give_way_has_its_full_time(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = draw_stuck(f);

	ask_way(f);
	look(f, 5 * SGPU_REMOTE_CANCEL_MS);
	assert_int_equal(cancel(f), 0);
	look(f, SGPU_REMOTE_CANCEL_MS);
	assert_int_equal(p->losses, 0);
	look(f, 1);
	assert_int_equal(p->losses, 1);
	assert_last(f, PGPU_EV_CANCELLED);
}

/* The engine asks again by itself: nobody kicks it while a process is silent. */
static void the_engine_polls_while_a_process_has_to_give_way(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	struct softgpu *sg = softgpu_user_softgpu(f->rig.user);

	p->stuck = true;
	batch(f, DRAW(5));
	f->rig.pgpu->ops->preempt(f->rig.pgpu, PGPU_RCS, f->rig.cookie);
	assert_int_equal(softgpu_engine_run(sg, PGPU_RCS), SOFTGPU_POLL);
	assert_int_equal(softgpu_engine_run(sg, PGPU_RCS), SOFTGPU_POLL);
	assert_int_equal(p->wakes, 2);
	p->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_PREEMPTED);
	assert_int_equal(p->left, 1);
}

static void the_work_of_a_process_that_ends_is_lost(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->stuck = true;
	batch(f, DRAW(5));
	sgpu_remote_detach(f->remote, &p->remote);
	softgpu_user_run(f->rig.user);
	assert_last(f, PGPU_EV_LOST);
	assert_int_equal(p->losses, 0);
}

static void a_result_counts_though_its_process_has_ended(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->stuck = true;
	batch(f, DRAW(5), SDI, D + 8, 0, 9);
	remote_end_execute(&p->end);
	sgpu_remote_detach(f->remote, &p->remote);
	softgpu_user_run(f->rig.user);
	assert_int_equal(f->rig.data[1], 5);
	assert_int_equal(f->rig.data[2], 9);
	assert_last(f, PGPU_EV_COMPLETE);
}

static void a_process_that_answers_nonsense_is_lost(void **state)
{
	struct remote_rig *f = *state;
	const u32 nonsense[] = { SGPU_REMOTE_LEFT_COMMAND + 1, ~0u, SGPU_REMOTE_LEFT_COMMAND };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(nonsense); i++) {
		struct unit_process *p = attach(f, RIG_OWNER);

		p->stuck = true;
		batch(f, DRAW(5));
		p->result.code = nonsense[i];	/* a left command without a number, at the end */
		p->result.progress = 0;
		smp_store_release(&p->result.seq, p->request.seq);
		softgpu_user_run(f->rig.user);
		assert_last(f, PGPU_EV_LOST);
		assert_int_equal(p->losses, 1);
		assert_false(p->late);
	}
}

static void without_a_process_commands_have_no_effect(void **state)
{
	struct remote_rig *f = *state;
	struct softgpu_stats stats;

	batch(f, STATE, DRAW(1), SDI, D, 0, 5);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], 5);
	assert_int_equal(f->rig.data[1], 0);
	sgpu_rig_stats(&f->rig, &stats);
	assert_int_equal(stats.no_effect[GEN9_CMD_3DPRIMITIVE], 1);
	assert_int_equal(stats.no_effect[GEN9_CMD_3D_OTHER], 1);
}

static void a_process_that_comes_later_finds_the_state(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p;

	batch(f, CLIP, 1, 2, 3, DRAW(1));
	p = attach(f, RIG_OWNER);
	batch(f, DRAW(2));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->commands, 1);
	assert_int_equal(clip_of(p), 1);
	assert_int_equal(f->rig.data[1], 2);
}

static void a_draw_waits_for_a_process_that_is_about_to_come(void **state)
{
	struct remote_rig *f = *state;
	struct softgpu *sg = softgpu_user_softgpu(f->rig.user);

	expected = RIG_OWNER;
	batch(f, STATE, DRAW(3));
	assert_int_equal(softgpu_engine_run(sg, PGPU_RCS), SOFTGPU_POLL);
	assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_COMPLETE), 0);
	attach(f, RIG_OWNER);
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[1], 3);
}

static void a_draw_waits_no_longer_than_its_process_is_expected(void **state)
{
	struct remote_rig *f = *state;

	expected = RIG_OWNER;
	batch(f, DRAW(3));
	assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_COMPLETE), 0);
	expected = 0;
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[1], 0);
}

static void a_process_ends_with_its_owner(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p;

	sgpu_rig_other_owner(&f->rig);
	p = attach(f, OTHER);
	batch(f, DRAW(1));
	assert_last(f, PGPU_EV_COMPLETE);
	f->rig.pgpu->ops->owner_del(f->rig.pgpu, OTHER);
	f->rig.owners--;
	softgpu_user_run(f->rig.user);
	assert_int_equal(p->ends, 1);
	assert_int_equal(p->losses, 0);
}

static void a_process_needs_an_owner(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process p = {
		.remote = { .ops = &process_ops, .owner = 1000,
			    .request = &p.request, .result = &p.result },
	};

	assert_int_equal(sgpu_remote_attach(f->remote, &p.remote), -ENOENT);
}

static void a_new_process_takes_over_between_draws(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *old = attach(f, RIG_OWNER), *new;

	batch(f, STATE, DRAW(5));
	new = attach(f, RIG_OWNER);
	run(f);
	assert_int_equal(old->ends, 1);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(old->commands, 1);
	assert_int_equal(new->commands, 1);
	assert_int_equal(f->rig.data[1], 6);
	assert_int_equal(old->losses + new->losses + new->ends, 0);
}

/* The second draw of a batch finds the state that the first one had in the old process. */
static void a_new_process_takes_over_in_the_middle_of_a_batch(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *old = attach(f, RIG_OWNER), *new;

	old->stuck = true;
	batch(f, CLIP, 77, 0, 0, DRAW(5), DRAW(6));
	new = attach(f, RIG_OWNER);
	run(f);
	assert_int_equal(old->ends, 0);
	assert_int_equal(new->commands, 0);
	old->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(old->ends, 1);
	assert_int_equal(old->commands, 1);
	assert_int_equal(new->commands, 1);
	assert_int_equal(new->loads, 1);
	assert_int_equal(clip_of(new), 77);
	assert_int_equal(f->rig.data[1], 6);
}

static void a_draw_that_was_left_goes_on_in_its_process_though_a_new_one_is_there(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *old = attach(f, RIG_OWNER), *new;

	old->ask = true;
	batch(f, DRAW(5));
	assert_last(f, PGPU_EV_PREEMPTED);
	new = attach(f, RIG_OWNER);
	run(f);
	assert_int_equal(old->ends, 0);
	resume(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(old->resumed, 1);
	assert_int_equal(old->ends, 1);
	assert_int_equal(f->rig.data[1], 5);
	batch(f, DRAW(6));
	assert_int_equal(new->commands, 1);
	assert_last(f, PGPU_EV_COMPLETE);
}

/* Draw with state, and end at a place in the process. */
static struct unit_process *end_at_place(struct remote_rig *f)
{
	struct unit_process *old = attach(f, RIG_OWNER);

	old->places = true;
	old->ask = true;
	batch(f, CLIP, 77, 0, 0, DRAW(5));
	assert_last(f, PGPU_EV_PREEMPTED);
	return old;
}

static void assert_goes_on_in(struct remote_rig *f, const struct unit_process *new)
{
	resume(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(new->resumed, 1);
	assert_int_equal(clip_of(new), 77);
	assert_int_equal(f->rig.data[1], 5);
}

static void a_draw_that_ended_at_a_place_goes_on_in_a_new_process(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *old = end_at_place(f), *new = attach(f, RIG_OWNER);

	run(f);
	assert_int_equal(old->ends, 1);
	assert_goes_on_in(f, new);
}

static void a_draw_that_ended_at_a_place_outlives_its_process(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *old = end_at_place(f);

	sgpu_remote_detach(f->remote, &old->remote);
	assert_goes_on_in(f, attach(f, RIG_OWNER));
}

static void a_draw_that_ended_at_a_place_goes_on_in_its_process(void **state)
{
	struct remote_rig *f = *state;

	assert_goes_on_in(f, end_at_place(f));
}

static void a_draw_that_goes_on_at_once_finds_its_state(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->unasked = true;
	batch(f, CLIP, 77, 0, 0, DRAW(5));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->resumed, 1);
	assert_int_equal(p->loads, 1);
	assert_int_equal(clip_of(p), 77);
	assert_int_equal(f->rig.data[1], 5);
}

static void the_process_is_told_that_a_draw_settles(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->ask = true;
	batch(f, DRAW(5), SDI, D + 8, 0, 9);
	assert_last(f, PGPU_EV_PREEMPTED);
	assert_int_equal(sgpu_rig_last(&f->rig)->kept, 1);
	assert_int_equal(p->settles, 0);
	resume_with(f, PGPU_SUBMIT_SETTLE);
	assert_last(f, PGPU_EV_PREEMPTED);
	assert_int_equal(sgpu_rig_last(&f->rig)->kept, 0);
	assert_int_equal(p->settles, 1);
	assert_int_equal(f->rig.data[1], 5);
	assert_int_equal(f->rig.data[2], 0);
	resume(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[2], 9);
}

static void a_process_that_is_replaced_ends_when_its_last_draw_is_dropped(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *old = attach(f, RIG_OWNER), *new;

	old->ask = true;
	batch(f, DRAW(5));
	new = attach(f, RIG_OWNER);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(old->ends, 1);
	assert_int_equal(old->commands, 1);
	assert_int_equal(new->commands, 1);
}

/* A guest may never go on with a draw: that does not keep new processes away. */
static void of_three_processes_the_first_one_is_lost(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *first = attach(f, RIG_OWNER), *third;

	first->ask = true;
	batch(f, DRAW(5));
	attach(f, RIG_OWNER);
	third = attach(f, RIG_OWNER);
	assert_int_equal(first->losses, 1);
	assert_false(first->late);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(third->commands, 1);
}

#define remote_test(f) \
	cmocka_unit_test_setup_teardown(f, remote_rig_setup, remote_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		remote_test(a_draw_goes_on_in_no_other_process),
		remote_test(a_process_that_does_not_answer_a_cancel_is_lost_alone),
		remote_test(a_process_that_does_not_give_way_is_lost_alone),
		remote_test(a_process_that_gives_way_late_again_and_again_is_lost),
		remote_test(a_process_that_is_late_until_each_cancel_is_lost),
		remote_test(a_process_may_give_way_late_now_and_then),
		remote_test(a_process_may_give_way_within_a_period_of_its_quota_each_time),
		remote_test(a_process_has_time_to_give_way_behind_a_sleep_of_the_machine),
		remote_test(a_process_has_time_to_answer_a_cancel_behind_a_sleep_of_the_machine),
		remote_test(a_cancel_behind_a_request_to_give_way_has_its_full_time),
		remote_test(the_engine_polls_while_a_process_has_to_give_way),
		remote_test(the_work_of_a_process_that_ends_is_lost),
		remote_test(a_result_counts_though_its_process_has_ended),
		remote_test(a_process_that_answers_nonsense_is_lost),
		remote_test(without_a_process_commands_have_no_effect),
		remote_test(a_process_that_comes_later_finds_the_state),
		remote_test(a_draw_waits_for_a_process_that_is_about_to_come),
		remote_test(a_draw_waits_no_longer_than_its_process_is_expected),
		remote_test(a_process_ends_with_its_owner),
		remote_test(a_process_needs_an_owner),
		remote_test(a_new_process_takes_over_between_draws),
		remote_test(a_new_process_takes_over_in_the_middle_of_a_batch),
		remote_test(a_draw_that_was_left_goes_on_in_its_process_though_a_new_one_is_there),
		remote_test(a_draw_that_ended_at_a_place_goes_on_in_a_new_process),
		remote_test(a_draw_that_ended_at_a_place_outlives_its_process),
		remote_test(a_draw_that_ended_at_a_place_goes_on_in_its_process),
		remote_test(a_draw_that_goes_on_at_once_finds_its_state),
		remote_test(the_process_is_told_that_a_draw_settles),
		remote_test(a_process_that_is_replaced_ends_when_its_last_draw_is_dropped),
		remote_test(of_three_processes_the_first_one_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
