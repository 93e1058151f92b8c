// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test draws and dispatches that leave the engine in the middle (engine/render_units.h): each goes
 * on where it was, or unwinds, and is never done twice. The render engine here is a fake one.
 */
#include "tests/lib/fake_render.h"
#include "tests/lib/sgpu_rig.h"
#include "tests/lib/test_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "engine/render_units.h"
#include "gen9/context_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/pipe_control_defs.h"
#include "pgpu/position.h"
#include "softgpu/units.h"

#define D		((u32)RIG_DATA)
#define NOWHERE		0x30000000u
#define BBE		GEN9_MI_BATCH_BUFFER_END
#define SDI		0x10000002u
#define COUNTED		1000u		/* steps of a long command */
#define CONTEXTS	0x02000000u
#define CONTEXT_STRIDE	0x00020000u

struct fixture {
	struct sgpu_rig rig;
	struct render_units *units;
};

static int give(struct softgpu_user *user, void *arg)
{
	struct fixture *f = arg;

	f->units = render_units_give(softgpu_user_softgpu(user), &fake_render_ops);
	return f->units ? 0 : -ENOMEM;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	fake_render_reset();
	sgpu_rig_init_units(&f->rig, PGPU_RCS, SOFTGPU_USER_STEP, give, f);
	softgpu_set_slice(softgpu_user_softgpu(f->rig.user), 1);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sgpu_rig_exit(&f->rig);
	render_units_destroy(f->units);
	assert_int_equal(fake_render_engines(), 0);
	free(f);
	return 0;
}

static void end_batch(u32 *at)
{
	at[0] = BBE;
}

static struct pgpu_submission submit_batch(struct fixture *f, u32 context, u64 batch)
{
	struct pgpu_submission sub;

	f->rig.head = f->rig.tail;
	sgpu_rig_emit_batch(&f->rig, batch, true);
	sgpu_rig_prepare(&f->rig, &sub, 0);
	sub.context = context;
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, &sub), 0);
	return sub;
}

static void resume(struct fixture *f, struct pgpu_submission *sub)
{
	sub->cookie = ++f->rig.cookie;
	sub->flags = PGPU_SUBMIT_RESUME;
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, sub), 0);
}

static void steps(struct fixture *f, u32 n)
{
	while (n--)
		softgpu_user_step(f->rig.user);
}

static void preempt(struct fixture *f, const struct pgpu_submission *sub)
{
	assert_int_equal(f->rig.pgpu->ops->preempt(f->rig.pgpu, PGPU_RCS, sub->cookie), 0);
	steps(f, 2);
	assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_PREEMPTED);
	assert_int_equal(sgpu_rig_last(&f->rig)->cookie, sub->cookie);
}

static void run_to(struct fixture *f, u32 type)
{
	softgpu_user_run(f->rig.user);
	assert_int_equal(sgpu_rig_last(&f->rig)->type, type);
}

/* Make a context with golden pages. Return: GGTT address of its image. */
static u32 new_context(struct fixture *f, u32 i)
{
	struct pgpu *pgpu = f->rig.pgpu;
	u32 context = CONTEXTS + i * CONTEXT_STRIDE;
	u32 page;

	sgpu_rig_page(&f->rig, RIG_GGTT, context);
	sgpu_rig_page(&f->rig, RIG_GGTT, context + PAGE_SIZE);
	for (page = 2; page <= pgpu->caps->context_pages[PGPU_RCS]; page++)
		pgpu->ops->golden(pgpu, PGPU_RCS, page,
				  sgpu_rig_page(&f->rig, RIG_GGTT, context + page * PAGE_SIZE));
	return context;
}

static void *state_page(struct fixture *f, u32 context)
{
	u32 index = context / PAGE_SIZE + 1 - f->rig.pgpu->caps->ggtt_first;

	return f->rig.cpu[(f->rig.ggtt[index] & GEN9_PTE_ADDR_MASK) >> PAGE_SHIFT];
}

static struct pgpu_position *position(struct fixture *f)
{
	return (struct pgpu_position *)&f->rig.state[PGPU_POSITION_DWORD];
}

/* Start the batch, and preempt it in the middle. */
static struct pgpu_submission leave_batch(struct fixture *f, u32 context)
{
	struct pgpu_submission sub = submit_batch(f, context, RIG_BATCH);

	steps(f, 20);
	preempt(f, &sub);
	return sub;
}

/* Start COUNTED steps at @to, and preempt in the middle. */
static struct pgpu_submission leave(struct fixture *f, u32 context, u32 to)
{
	end_batch(fake_render_put(f->rig.batch, FAKE_COUNT, COUNTED, to, 0));
	return leave_batch(f, context);
}

static void a_long_command_takes_many_slices_and_is_done_once(void **state)
{
	struct fixture *f = *state;
	u32 *b = fake_render_put(f->rig.batch, FAKE_COUNT, COUNTED, D, 0);

	memcpy(b, (u32[]){ SDI, D + 4, 0, 5, BBE }, 20);
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	steps(f, COUNTED / 2);
	assert_in_range(f->rig.data[0], 1, COUNTED - 1);
	assert_int_equal(f->rig.data[1], 0);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], COUNTED);
	assert_int_equal(f->rig.data[1], 5);
	assert_int_equal(render_units_left(f->units), 0);
}

static void a_preempted_command_goes_on_behind_another_context(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = leave(f, RIG_CONTEXT, D);
	u32 before = f->rig.data[0];

	assert_in_range(before, 1, COUNTED - 1);
	assert_int_equal(render_units_left(f->units), 1);
	end_batch(fake_render_put(f->rig.batch2, FAKE_COUNT, 7, D + 8, 0));
	submit_batch(f, new_context(f, 0), RIG_BATCH2);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], before);
	assert_int_equal(f->rig.data[2], 7);
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], COUNTED);
	assert_int_equal(render_units_left(f->units), 0);
	assert_int_equal(fake_render_unwound(), 0);
}

static void a_command_is_left_again_and_again(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = leave(f, RIG_CONTEXT, D);
	u32 i;

	for (i = 0; i < 10; i++) {
		resume(f, &sub);
		steps(f, 20);
		preempt(f, &sub);
	}
	assert_in_range(f->rig.data[0], 11, COUNTED - 1);
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], COUNTED);
}

/* Start COUNTED steps with places at @to, and preempt. */
static struct pgpu_submission end_at_place(struct fixture *f, u32 context, u32 to)
{
	end_batch(fake_render_put(f->rig.batch, FAKE_PLACES, COUNTED, to, 0));
	return leave_batch(f, context);
}

static void a_command_that_ends_at_a_place_keeps_no_stack(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = end_at_place(f, RIG_CONTEXT, D);
	u32 i;

	for (i = 0; i < 3 * RENDER_UNITS_LEFT; i++) {
		assert_in_range(f->rig.data[0], 1 + i, COUNTED - 1);
		assert_int_equal(position(f)->progress, SGPU_UNITS_PLACE | f->rig.data[0]);
		assert_int_equal(render_units_left(f->units), 0);
		resume(f, &sub);
		steps(f, 3);
		preempt(f, &sub);
	}
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], COUNTED);
	assert_int_equal(fake_render_unwound(), 0);
}

/* Another pGPU has the image alone. */
static void another_context_goes_on_from_the_place_of_a_command(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = end_at_place(f, RIG_CONTEXT, D);
	u32 other = new_context(f, 0);

	memcpy(state_page(f, other), f->rig.state, PAGE_SIZE);
	sub.context = other;
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], COUNTED);
}

static void a_command_with_places_is_cancelled_at_one(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub;
	u32 before;

	end_batch(fake_render_put(f->rig.batch, FAKE_PLACES, COUNTED, D, 0));
	sub = submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	steps(f, 20);
	before = f->rig.data[0];
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_CANCELLED);
	assert_in_range(f->rig.data[0], before, before + 1);
	assert_int_equal(render_units_left(f->units), 0);
}

static void settle(struct fixture *f, struct pgpu_submission *sub)
{
	sub->cookie = ++f->rig.cookie;
	sub->flags = PGPU_SUBMIT_RESUME | PGPU_SUBMIT_SETTLE;
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, sub), 0);
}

static void assert_preempted(struct fixture *f, u32 kept)
{
	assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_PREEMPTED);
	assert_int_equal(sgpu_rig_last(&f->rig)->kept, kept);
}

/* The command behind the one that settles does not run. */
static void a_command_settles_at_its_end(void **state)
{
	struct fixture *f = *state;
	u32 *b = fake_render_put(f->rig.batch, FAKE_COUNT, COUNTED, D, 0);
	struct pgpu_submission sub;

	memcpy(b, (u32[]){ SDI, D + 4, 0, 5, BBE }, 20);
	sub = leave_batch(f, RIG_CONTEXT);
	assert_preempted(f, 1);
	settle(f, &sub);
	softgpu_user_run(f->rig.user);
	assert_preempted(f, 0);
	assert_int_equal(f->rig.data[0], COUNTED);
	assert_int_equal(f->rig.data[1], 0);
	assert_int_equal(position(f)->progress, 0);
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[1], 5);
}

static void a_command_that_ended_at_a_place_settles_at_once(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = end_at_place(f, RIG_CONTEXT, D);
	u32 before = f->rig.data[0];

	assert_preempted(f, 0);
	settle(f, &sub);
	softgpu_user_run(f->rig.user);
	assert_preempted(f, 0);
	assert_int_equal(f->rig.data[0], before);
}

static void a_command_on_its_stack_settles_at_its_next_place(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub;
	u32 at;

	end_batch(fake_render_put(f->rig.batch, FAKE_POLLS_AND_PLACES, 10, D, 0));
	sub = leave_batch(f, RIG_CONTEXT);
	assert_preempted(f, 1);
	settle(f, &sub);
	softgpu_user_run(f->rig.user);
	assert_preempted(f, 0);
	at = f->rig.data[0];
	assert_in_range(at, 1, 9);
	assert_int_equal(position(f)->progress, SGPU_UNITS_PLACE | at);
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], 10);
}

static void a_command_that_settles_gives_way_and_is_cancelled(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = leave(f, RIG_CONTEXT, D);

	settle(f, &sub);
	steps(f, 20);
	preempt(f, &sub);
	assert_preempted(f, 1);
	settle(f, &sub);
	steps(f, 20);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_CANCELLED);
	assert_in_range(f->rig.data[0], 1, COUNTED - 1);
	assert_int_equal(fake_render_unwound(), 1);
}

static void the_memory_of_a_command_may_change_while_it_is_away(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = leave(f, RIG_CONTEXT, D);
	u32 before = f->rig.data[0];
	u32 *fresh = sgpu_rig_page(&f->rig, RIG_PPGTT, RIG_DATA);

	f->rig.pgpu->ops->invalidate(f->rig.pgpu, RIG_OWNER);
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], before);
	assert_int_equal(fresh[0], COUNTED - before);
}

static void a_cancelled_command_unwinds_at_its_next_poll(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub;
	u32 before;

	end_batch(fake_render_put(f->rig.batch, FAKE_COUNT, COUNTED, D, 0));
	sub = submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	steps(f, 20);
	before = f->rig.data[0];
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_CANCELLED);
	assert_int_equal(fake_render_unwound(), 1);
	assert_int_equal(f->rig.data[0], before);
	assert_int_equal(render_units_left(f->units), 0);
}

static void a_command_unwinds_if_its_submission_is_cancelled_in_the_queue(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = leave(f, RIG_CONTEXT, D);
	u32 before = f->rig.data[0];

	resume(f, &sub);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_CANCELLED);
	assert_int_equal(fake_render_unwound(), 1);
	assert_int_equal(f->rig.data[0], before);
	assert_int_equal(render_units_left(f->units), 0);
}

static void a_context_that_starts_anew_drops_what_it_left(void **state)
{
	struct fixture *f = *state;
	u32 before;

	leave(f, RIG_CONTEXT, D);
	before = f->rig.data[0];
	end_batch(fake_render_put(f->rig.batch2, FAKE_COUNT, 3, D + 8, 0));
	submit_batch(f, RIG_CONTEXT, RIG_BATCH2);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(fake_render_unwound(), 1);
	assert_int_equal(f->rig.data[0], before);
	assert_int_equal(f->rig.data[2], 3);
}

static void a_forged_number_stops_its_context_alone(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = leave(f, RIG_CONTEXT, D);
	u64 number = position(f)->progress;

	position(f)->progress = number ^ 1;
	resume(f, &sub);
	run_to(f, PGPU_EV_FAULT);
	assert_int_equal(sgpu_rig_last(&f->rig)->fault, PGPU_FAULT_COMMAND);
	assert_int_equal(render_units_left(f->units), 1);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_CANCELLED);
	assert_int_equal(fake_render_unwound(), 1);
}

static void no_owner_goes_on_with_the_command_of_another(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub = leave(f, RIG_CONTEXT, D);
	u32 before = f->rig.data[0];

	sgpu_rig_other_owner(&f->rig);
	sub.owner = f->rig.owner;
	resume(f, &sub);
	run_to(f, PGPU_EV_FAULT);
	assert_int_equal(f->rig.data[0], before);
	assert_int_equal(render_units_left(f->units), 1);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_CANCELLED);
	assert_int_equal(fake_render_unwound(), 0);
	sub.owner = RIG_OWNER;
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], COUNTED);
}

static void the_commands_of_an_owner_that_is_gone_unwind(void **state)
{
	struct fixture *f = *state;

	sgpu_rig_other_owner(&f->rig);
	leave(f, RIG_CONTEXT, D);
	f->rig.pgpu->ops->owner_del(f->rig.pgpu, f->rig.owner);
	steps(f, 2);
	assert_int_equal(fake_render_unwound(), 1);
	assert_int_equal(render_units_left(f->units), 0);
	f->rig.owners--;
}

static void no_context_goes_on_with_the_command_of_another(void **state)
{
	struct fixture *f = *state;
	u32 other = new_context(f, 0), before;
	struct pgpu_submission sub = leave(f, RIG_CONTEXT, D);

	before = f->rig.data[0];
	memcpy(state_page(f, other), f->rig.state, PAGE_SIZE);
	sub.context = other;
	resume(f, &sub);
	run_to(f, PGPU_EV_FAULT);
	assert_int_equal(f->rig.data[0], before);
	assert_int_equal(render_units_left(f->units), 1);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_CANCELLED);
	assert_int_equal(fake_render_unwound(), 0);
	sub.context = RIG_CONTEXT;
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], COUNTED);
}

static void a_command_that_unwinds_stores_nothing(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub;

	f->rig.data[0] = 5;
	end_batch(fake_render_put(f->rig.batch, FAKE_LATE, 6, D, 0));
	sub = submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	steps(f, 20);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_CANCELLED);
	assert_int_equal(fake_render_unwound(), 1);
	assert_int_equal(f->rig.data[0], 5);
}

/* Leave as many commands as an owner may. */
static void leave_most(struct fixture *f, struct pgpu_submission *left)
{
	u32 i;

	for (i = 0; i < RENDER_UNITS_LEFT; i++)
		left[i] = leave(f, new_context(f, i), D + 4 * i);
}

/* The same. Return: the submission of one more command, which runs. */
static struct pgpu_submission fill(struct fixture *f, struct pgpu_submission *left)
{
	leave_most(f, left);
	end_batch(fake_render_put(f->rig.batch, FAKE_COUNT, COUNTED, D + 4 * RENDER_UNITS_LEFT, 0));
	return submit_batch(f, new_context(f, RENDER_UNITS_LEFT), RIG_BATCH);
}

/* Remove an owner. The entries of the GGTT are those of all owners in one of the models. */
static void remove_owner(struct fixture *f)
{
	struct pgpu *pgpu = f->rig.pgpu;

	pgpu->ops->owner_del(pgpu, RIG_OWNER + --f->rig.owners);
	pgpu->ops->ggtt_write(pgpu, RIG_OWNER, pgpu->caps->ggtt_first, f->rig.ggtt,
			      RIG_GGTT_PAGES);
}

static void complete_all(struct fixture *f, struct pgpu_submission *left)
{
	u32 i;

	for (i = 0; i < RENDER_UNITS_LEFT; i++) {
		resume(f, &left[i]);
		run_to(f, PGPU_EV_COMPLETE);
		assert_int_equal(f->rig.data[i], COUNTED);
	}
	assert_int_equal(render_units_left(f->units), 0);
}

/* At the limit of stacks a command without a place must not give way. */
static void at_the_limit_of_an_owner_a_command_ends_at_its_place(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission left[RENDER_UNITS_LEFT], sub;
	u32 *count = &f->rig.data[RENDER_UNITS_LEFT];

	leave_most(f, left);
	sub = end_at_place(f, new_context(f, RENDER_UNITS_LEFT), D + 4 * RENDER_UNITS_LEFT);
	assert_in_range(*count, 1, COUNTED - 1);
	assert_int_equal(render_units_left(f->units), RENDER_UNITS_LEFT);
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(*count, COUNTED);
	complete_all(f, left);
}

static void at_the_limit_of_an_owner_a_command_does_not_give_way(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission left[RENDER_UNITS_LEFT], sub = fill(f, left);

	steps(f, 20);
	/* Its slices end, so that the engine's thread is not held. */
	assert_in_range(f->rig.data[RENDER_UNITS_LEFT], 1, COUNTED - 1);
	assert_int_equal(f->rig.pgpu->ops->preempt(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_PREEMPTED);
	assert_int_equal(f->rig.data[RENDER_UNITS_LEFT], COUNTED);
	assert_int_equal(render_units_left(f->units), RENDER_UNITS_LEFT);
	assert_int_equal(fake_render_unwound(), 0);
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	complete_all(f, left);
}

static void a_command_at_the_limit_of_its_owner_can_be_cancelled(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission left[RENDER_UNITS_LEFT], sub = fill(f, left);

	steps(f, 20);
	assert_int_equal(f->rig.pgpu->ops->preempt(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	steps(f, 5);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	run_to(f, PGPU_EV_CANCELLED);
	assert_in_range(f->rig.data[RENDER_UNITS_LEFT], 1, COUNTED - 1);
	assert_int_equal(fake_render_unwound(), 1);
	complete_all(f, left);
}

static void commands_without_a_poll_are_charged_to_their_slice(void **state)
{
	struct fixture *f = *state;
	u32 *b = f->rig.batch, i, plain = 0, drawn = 0;

	softgpu_set_slice(softgpu_user_softgpu(f->rig.user), 4);
	for (i = 0; i < 40; i++, b += 4)
		memcpy(b, (u32[]){ SDI, D, 0, i }, 16);
	end_batch(b);
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	for (; softgpu_user_step(f->rig.user); plain++)
		;
	for (i = 0, b = f->rig.batch; i < 40; i++)
		b = fake_render_put(b, FAKE_COPY, 0, D, D);
	end_batch(b);
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	for (; softgpu_user_step(f->rig.user); drawn++)
		;
	assert_true(drawn > plain + 5);
}

static void the_limit_of_one_owner_is_not_that_of_another(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission left[RENDER_UNITS_LEFT], sub = fill(f, left);

	run_to(f, PGPU_EV_COMPLETE);
	sgpu_rig_other_owner(&f->rig);
	sub = leave(f, RIG_CONTEXT, D + 64);
	assert_int_equal(render_units_left(f->units), RENDER_UNITS_LEFT + 1);
	resume(f, &sub);
	run_to(f, PGPU_EV_COMPLETE);
	complete_all(f, left);
}

/* A waiting submission is cancelled, and the one that runs at the limit is to give way. */
static void a_cancel_beside_the_limit_costs_the_last_command_alone(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission left[RENDER_UNITS_LEFT], sub = fill(f, left);

	softgpu_user_step(f->rig.user);
	end_batch(fake_render_put(f->rig.batch2, FAKE_COUNT, 1, D + 64, 0));
	submit_batch(f, RIG_CONTEXT, RIG_BATCH2);
	assert_int_equal(f->rig.pgpu->ops->preempt(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, f->rig.cookie), 0);
	softgpu_user_run(f->rig.user);
	end_batch(fake_render_put(f->rig.batch2, FAKE_COUNT, 1, D + 64, 0));
	submit_batch(f, RIG_CONTEXT, RIG_BATCH2);
	run_to(f, PGPU_EV_COMPLETE);
	assert_in_range(render_units_left(f->units), 0, RENDER_UNITS_LEFT);
	complete_all(f, left);
}

static void engines_go_with_their_owner(void **state)
{
	struct fixture *f = *state;
	u32 i;

	for (i = 0; i < 4; i++) {
		end_batch(fake_render_put(f->rig.batch, FAKE_COUNT, 1, D, 0));
		submit_batch(f, RIG_CONTEXT, RIG_BATCH);
		run_to(f, PGPU_EV_COMPLETE);
		assert_int_equal(fake_render_engines(), i + 1);
		sgpu_rig_other_owner(&f->rig);
	}
	f->rig.owner--;
	leave(f, RIG_CONTEXT, D);
	for (; i > 1; i--) {
		remove_owner(f);
		steps(f, 2);
	}
	assert_int_equal(fake_render_unwound(), 1);
	f->rig.owner = RIG_OWNER;
	submit_batch(f, new_context(f, 0), RIG_BATCH);
	run_to(f, PGPU_EV_COMPLETE);
	assert_in_range(fake_render_engines(), 1, 3);
}

static void no_owner_finds_what_unwound_commands_wrote_to_no_page(void **state)
{
	struct fixture *f = *state;

	sgpu_rig_other_owner(&f->rig);
	end_batch(fake_render_put(f->rig.batch, FAKE_LATE, 6, NOWHERE, 0));
	leave_batch(f, RIG_CONTEXT);
	f->rig.owner = RIG_OWNER;
	end_batch(fake_render_put(f->rig.batch2, FAKE_COUNT, 1, D, 0));
	submit_batch(f, new_context(f, 0), RIG_BATCH2);
	run_to(f, PGPU_EV_COMPLETE);
	remove_owner(f);
	steps(f, 2);
	assert_int_equal(fake_render_unwound(), 1);
	f->rig.data[1] = 0x66;
	end_batch(fake_render_put(f->rig.batch2, FAKE_SINK, 0, D + 4, NOWHERE));
	submit_batch(f, new_context(f, 0), RIG_BATCH2);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[1], 0);
}

static void a_batch_that_changes_under_its_command_drops_the_command(void **state)
{
	struct fixture *f = *state;

	end_batch(fake_render_put(f->rig.batch, FAKE_COUNT, COUNTED, D, 0));
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	steps(f, 20);
	memset(f->rig.batch, 0, FAKE_RENDER_DWORDS * sizeof(u32));
	end_batch(fake_render_put(f->rig.batch + FAKE_RENDER_DWORDS, FAKE_COUNT, 3, D + 8, 0));
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(fake_render_unwound(), 1);
	assert_int_equal(f->rig.data[2], 3);
}

static void a_flush_that_polls_is_not_left(void **state)
{
	struct fixture *f = *state;

	memcpy(f->rig.batch, (u32[]){ GEN9_PIPE_CONTROL, GEN9_PIPE_CONTROL_TLB_INVALIDATE, 0, 0, 0,
				      0, SDI, D, 0, 5, BBE }, 44);
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], 5);
}

static void reads_of_absent_pages_find_zeros_whatever_was_written_there(void **state)
{
	struct fixture *f = *state;
	u32 *b;

	f->rig.data[0] = 0x55;
	f->rig.data[1] = 0x66;
	b = fake_render_put(f->rig.batch, FAKE_COPY, 0, NOWHERE, D);
	end_batch(fake_render_put(b, FAKE_COPY, 0, D + 4, NOWHERE));
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[1], 0);
}

static void writes_to_pages_that_are_read_only_change_nothing(void **state)
{
	struct fixture *f = *state;

	*sgpu_rig_pte(&f->rig, RIG_DATA) &= ~(u64)GEN9_PTE_RW;
	f->rig.data[0] = 0x55;
	f->rig.data[1] = 0x66;
	end_batch(fake_render_put(f->rig.batch, FAKE_COPY, 0, D + 4, D));
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[1], 0x66);
}

static void no_owner_finds_what_another_wrote_to_no_page(void **state)
{
	struct fixture *f = *state;
	u32 *b;

	*sgpu_rig_pte(&f->rig, RIG_DATA + PAGE_SIZE) = *sgpu_rig_pte(&f->rig, RIG_DATA) &
						       ~(u64)GEN9_PTE_RW;
	f->rig.data[0] = 0x55;
	b = fake_render_put(f->rig.batch, FAKE_COPY, 0, NOWHERE, D);
	end_batch(fake_render_put(b, FAKE_COPY, 0, D + PAGE_SIZE + 4, D));
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	run_to(f, PGPU_EV_COMPLETE);
	sgpu_rig_other_owner(&f->rig);
	f->rig.data[1] = f->rig.data[2] = 0x66;
	b = fake_render_put(f->rig.batch, FAKE_SINK, 0, D + 4, NOWHERE);
	end_batch(fake_render_put(b, FAKE_SINK, 0, D + 8, D + PAGE_SIZE + 4));
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[1], 0);
	assert_int_equal(f->rig.data[2], 0);
}

static void translations_change_at_a_poll_and_not_before(void **state)
{
	struct fixture *f = *state;
	u64 seen[5];
	u32 *b;

	softgpu_set_slice(softgpu_user_softgpu(f->rig.user), 1000);
	b = fake_render_put(f->rig.batch, FAKE_GENERATION, 0, D, 0);
	b = fake_render_put(b, FAKE_GENERATION, 0, D + 16, 0);
	memcpy(b, (u32[]){ GEN9_PIPE_CONTROL, GEN9_PIPE_CONTROL_TLB_INVALIDATE, 0, 0, 0, 0 }, 24);
	end_batch(fake_render_put(b + 6, FAKE_GENERATION, 0, D + 32, 0));
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	run_to(f, PGPU_EV_COMPLETE);
	memcpy(seen, f->rig.data, sizeof(seen));
	assert_int_equal(seen[0], seen[1]);
	assert_int_equal(seen[1], seen[2]);
	assert_int_not_equal(seen[3], seen[4]);
	f->rig.pgpu->ops->invalidate(f->rig.pgpu, RIG_OWNER);
	submit_batch(f, RIG_CONTEXT, RIG_BATCH);
	run_to(f, PGPU_EV_COMPLETE);
	assert_int_not_equal(*(u64 *)f->rig.data, seen[0]);
}

static void name_line(void *arg, const char *name, u64 count)
{
	snprintf(arg, 100, "%s:%llu", name, (unsigned long long)count);
}

static void what_is_missing_stops_the_context_and_is_counted_by_name(void **state)
{
	struct fixture *f = *state;
	char text[100] = "";
	u32 i;

	for (i = 0; i < 2; i++) {
		struct pgpu_submission sub;

		end_batch(fake_render_put(f->rig.batch, FAKE_MISSING, 0, 0, 0));
		sub = submit_batch(f, RIG_CONTEXT, RIG_BATCH);
		run_to(f, PGPU_EV_FAULT);
		f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie);
		run_to(f, PGPU_EV_CANCELLED);
	}
	render_units_report(f->units, name_line, text);
	assert_string_equal(text, "a fake message:2");
}

static void a_gpu_that_ends_unwinds_what_was_left(void **state)
{
	leave(*state, RIG_CONTEXT, D);
	teardown(state);
	assert_int_equal(fake_render_unwound(), 1);
	setup(state);
}

#define LEFT_TEST(fn)	cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LEFT_TEST(a_long_command_takes_many_slices_and_is_done_once),
		LEFT_TEST(a_preempted_command_goes_on_behind_another_context),
		LEFT_TEST(a_command_is_left_again_and_again),
		LEFT_TEST(a_command_that_ends_at_a_place_keeps_no_stack),
		LEFT_TEST(another_context_goes_on_from_the_place_of_a_command),
		LEFT_TEST(at_the_limit_of_an_owner_a_command_ends_at_its_place),
		LEFT_TEST(a_command_with_places_is_cancelled_at_one),
		LEFT_TEST(a_command_settles_at_its_end),
		LEFT_TEST(a_command_that_ended_at_a_place_settles_at_once),
		LEFT_TEST(a_command_on_its_stack_settles_at_its_next_place),
		LEFT_TEST(a_command_that_settles_gives_way_and_is_cancelled),
		LEFT_TEST(the_memory_of_a_command_may_change_while_it_is_away),
		LEFT_TEST(a_cancelled_command_unwinds_at_its_next_poll),
		LEFT_TEST(a_command_unwinds_if_its_submission_is_cancelled_in_the_queue),
		LEFT_TEST(a_context_that_starts_anew_drops_what_it_left),
		LEFT_TEST(a_forged_number_stops_its_context_alone),
		LEFT_TEST(no_owner_goes_on_with_the_command_of_another),
		LEFT_TEST(the_commands_of_an_owner_that_is_gone_unwind),
		LEFT_TEST(no_context_goes_on_with_the_command_of_another),
		LEFT_TEST(a_command_that_unwinds_stores_nothing),
		LEFT_TEST(at_the_limit_of_an_owner_a_command_does_not_give_way),
		LEFT_TEST(a_command_at_the_limit_of_its_owner_can_be_cancelled),
		LEFT_TEST(commands_without_a_poll_are_charged_to_their_slice),
		LEFT_TEST(the_limit_of_one_owner_is_not_that_of_another),
		LEFT_TEST(a_cancel_beside_the_limit_costs_the_last_command_alone),
		LEFT_TEST(engines_go_with_their_owner),
		LEFT_TEST(no_owner_finds_what_unwound_commands_wrote_to_no_page),
		LEFT_TEST(a_batch_that_changes_under_its_command_drops_the_command),
		LEFT_TEST(a_flush_that_polls_is_not_left),
		LEFT_TEST(reads_of_absent_pages_find_zeros_whatever_was_written_there),
		LEFT_TEST(writes_to_pages_that_are_read_only_change_nothing),
		LEFT_TEST(no_owner_finds_what_another_wrote_to_no_page),
		LEFT_TEST(translations_change_at_a_poll_and_not_before),
		LEFT_TEST(what_is_missing_stops_the_context_and_is_counted_by_name),
		LEFT_TEST(a_gpu_that_ends_unwinds_what_was_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
