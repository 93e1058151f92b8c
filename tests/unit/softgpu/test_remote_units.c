// SPDX-License-Identifier: GPL-2.0-only
/* Units in other processes (softgpu/remote_units.h): requests, results, state and pages. */
#include "tests/unit/softgpu/remote_rig.h"

static void the_state_travels_with_the_draw_behind_it(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, CLIP, 1, 2, 3, CLIP, 4, 5, 6, DRAW(3));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->commands, 1);
	assert_int_equal(p->wakes, 1);
	assert_int_equal(clip_of(p), 4);
	assert_int_equal(f->rig.data[1], 3);
	batch(f, DRAW(4), CLIP, 7, 8, 9, DRAW(5));
	assert_int_equal(p->commands, 3);
	assert_int_equal(p->loads, 2);
	assert_int_equal(clip_of(p), 7);
}

static void a_command_that_sets_state_and_executes_does_both(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	u32 dwords;

	batch(f, HZ_OP, 1, 2, 3, 4);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->last, HZ_OP);
	assert_int_equal(p->state.packets[pgpu_packet_at(GEN9_OP_WM_HZ_OP, &dwords) + 4], 4);
}

static void commands_of_other_kinds_see_what_a_draw_stored(void **state)
{
	struct remote_rig *f = *state;

	attach(f, RIG_OWNER);
	/* MI_COPY_MEM_MEM copies what the draw stores. */
	batch(f, DRAW(7), 0x17000003, D + 12, 0, D + 4, 0, DRAW(8));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[3], 7);
	assert_int_equal(f->rig.data[1], 8);
}

static void the_engine_sleeps_while_a_process_draws(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	struct softgpu *sg = softgpu_user_softgpu(f->rig.user);

	p->stuck = true;
	batch(f, DRAW(1));
	assert_int_equal(softgpu_engine_run(sg, PGPU_RCS), SOFTGPU_SLEEP);
	assert_int_equal(softgpu_engine_run(sg, PGPU_RCS), SOFTGPU_SLEEP);
	assert_int_equal(p->wakes, 1);
	p->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
}

static void a_draw_gives_way_and_goes_on_once(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->ask = true;
	batch(f, STATE, DRAW(5));
	assert_last(f, PGPU_EV_PREEMPTED);
	assert_int_equal(p->left, 1);
	assert_int_equal(f->rig.data[1], 0);
	resume(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->resumed, 1);
	assert_int_equal(p->drops, 0);
	assert_int_equal(f->rig.data[1], 5);
	assert_int_equal(p->commands, 2);
}

static void a_context_that_never_goes_on_is_dropped(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->ask = true;
	batch(f, DRAW(5));
	assert_last(f, PGPU_EV_PREEMPTED);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->drops, 1);
	assert_int_equal(f->rig.data[1], 6);
	batch(f, DRAW(7));
	assert_int_equal(p->drops, 1);
}

static void a_cancel_ends_a_draw_of_a_process_that_answers(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->stuck = true;
	batch(f, DRAW(5));
	assert_int_equal(cancel(f), 0);
	softgpu_user_run(f->rig.user);
	assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_CANCELLED), 0);
	p->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_CANCELLED);
	assert_int_equal(p->losses, 0);
	assert_int_equal(f->rig.data[1], 0);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->drops, 1);
}

static void an_invalid_command_stops_its_context(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, STATE, 0x7105000d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, SDI, D, 0, 5);
	assert_last(f, PGPU_EV_FAULT);
	assert_int_equal(sgpu_rig_last(&f->rig)->fault, PGPU_FAULT_COMMAND);
	assert_int_equal(sgpu_rig_last(&f->rig)->ipehr, 0x7105000d);
	assert_int_equal(p->commands, 1);
	assert_int_equal(f->rig.data[0], 0);
	assert_int_equal(cancel(f), 0);
	run(f);
	assert_last(f, PGPU_EV_CANCELLED);
	batch(f, DRAW(2));
	assert_last(f, PGPU_EV_COMPLETE);
}

static void a_state_command_that_is_too_long_stops_its_context(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, LONG_STATE, 0, 0, 0, 0, SDI, D, 0, 5);
	assert_last(f, PGPU_EV_FAULT);
	assert_int_equal(p->commands, 0);
	assert_int_equal(f->rig.data[0], 0);
}

static void registers_travel_both_ways(void **state)
{
	struct remote_rig *f = *state;

	attach(f, RIG_OWNER);
	batch(f, LRI, GEN9_IA_VERTICES_COUNT, 100, DRAW(7), DRAW(7), SRM, GEN9_IA_VERTICES_COUNT, D,
	      0);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], 114);
}

static void a_process_writes_no_register_but_those_of_the_units(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	u32 row = sgpu_remote_reg_row(GEN9_PREDICATE_RESULT);

	p->stuck = true;
	batch(f, DRAW(7), SRM, GEN9_PREDICATE_RESULT, D, 0);
	remote_end_execute(&p->end);
	p->result.regs[row] = 0xdeadbeef;
	p->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], 0);
}

static void every_register_has_its_row(void **state)
{
	u32 rows = sgpu_remote_reg_rows();
	bool writable;
	u32 i;

	assert_in_range(rows, 1, SGPU_REMOTE_REGS);
	for (i = 0; i < rows; i++)
		assert_int_equal(sgpu_remote_reg_row(sgpu_remote_reg_offset(i, &writable)), i);
	assert_int_equal(sgpu_remote_reg_row(0), rows);
	assert_int_equal(sgpu_remote_reg_row(~3u), rows);
	assert_int_equal(sgpu_remote_reg_row(GEN9_CS_DEBUG_MODE2 + 4), rows);
}

static void the_state_stays_with_its_context_and_goes_to_the_next_process(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, CLIP, 1, 2, 3, DRAW(1));
	sgpu_remote_detach(f->remote, &p->remote);
	p = attach(f, RIG_OWNER);
	batch(f, DRAW(2));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(clip_of(p), 1);
	f->rig.state[GEN9_CTX_CONTROL] = 0x000f0009;	/* a new context */
	batch(f, DRAW(3));
	assert_int_equal(clip_of(p), 0);
}

static void work_that_executes_nothing_of_the_units_asks_no_process(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, STATE, GEN9_PIPE_CONTROL, 0x00101021, 0, 0, 0, 0, SDI, D, 0, 5);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->wakes, 0);
}

static void flushes_travel_with_the_command_behind_them(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, GEN9_PIPE_CONTROL, 0x00100000, 0, 0, 0, 0, STATE, GEN9_PIPE_CONTROL, 0x00000001, 0,
	      0, 0, 0, DRAW(1), DRAW(2));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->flags, 0x00100001);
	assert_int_equal(p->flushes, 1);
}

static void a_process_translates_while_it_executes_alone(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	u64 entries[3];

	p->stuck = true;
	assert_int_equal(sgpu_remote_translate(f->remote, &p->remote, RIG_DATA, 1, entries,
					       grant_all, NULL), -ENOENT);
	batch(f, DRAW(1));
	*sgpu_rig_pte(&f->rig, RIG_BATCH) &= ~GEN9_PTE_RW;
	assert_int_equal(sgpu_remote_translate(f->remote, &p->remote, RIG_BATCH - PAGE_SIZE, 3,
					       entries, grant_all, NULL), 0);
	assert_int_equal(entries[0], 0);
	assert_int_equal(entries[1] & (GEN9_PTE_RW | GEN9_PTE_PRESENT), GEN9_PTE_PRESENT);
	assert_int_equal(entries[2] & (GEN9_PTE_RW | GEN9_PTE_PRESENT),
			 GEN9_PTE_RW | GEN9_PTE_PRESENT);
	assert_int_equal(sgpu_remote_translate(f->remote, &p->remote, 1ull << 48, 1, entries,
					       grant_all, NULL), 0);
	assert_int_equal(entries[0], 0);
	p->stuck = false;
	run(f);
	assert_int_equal(sgpu_remote_translate(f->remote, &p->remote, RIG_DATA, 1, entries,
					       grant_all, NULL), -ENOENT);
}

static void a_process_that_executes_learns_of_new_translations(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	const struct softgpu_unit_host *host = &p->end.host;
	u64 before;

	p->stuck = true;
	batch(f, DRAW(1));
	before = host->ops->translations(host->host);
	f->rig.pgpu->ops->invalidate(f->rig.pgpu, RIG_OWNER);
	assert_true(host->ops->translations(host->host) > before);
}

static void a_process_keeps_its_translations_when_those_of_another_owner_change(void **state)
{
	struct remote_rig *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	const struct softgpu_unit_host *host = &p->end.host;
	struct pgpu *pgpu = f->rig.pgpu;
	u64 before, bus;
	void *page;

	sgpu_rig_other_owner(&f->rig);
	f->rig.owner = RIG_OWNER;
	p->stuck = true;
	batch(f, DRAW(1));
	before = host->ops->translations(host->host);
	pgpu->ops->invalidate(pgpu, OTHER);
	assert_int_equal(pgpu->ops->page_alloc(pgpu, &page, &bus), 0);
	pgpu_page_free(pgpu, page, bus);
	assert_int_equal(host->ops->translations(host->host), before);
}

static void a_gpu_has_remote_units_once(void **state)
{
	struct remote_rig *f = *state;

	assert_null(sgpu_remote_create(softgpu_user_softgpu(f->rig.user), NULL));
}

#define remote_test(f) \
	cmocka_unit_test_setup_teardown(f, remote_rig_setup, remote_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		remote_test(the_state_travels_with_the_draw_behind_it),
		remote_test(a_command_that_sets_state_and_executes_does_both),
		remote_test(commands_of_other_kinds_see_what_a_draw_stored),
		remote_test(the_engine_sleeps_while_a_process_draws),
		remote_test(a_draw_gives_way_and_goes_on_once),
		remote_test(a_context_that_never_goes_on_is_dropped),
		remote_test(a_cancel_ends_a_draw_of_a_process_that_answers),
		remote_test(an_invalid_command_stops_its_context),
		remote_test(a_state_command_that_is_too_long_stops_its_context),
		remote_test(registers_travel_both_ways),
		remote_test(a_process_writes_no_register_but_those_of_the_units),
		remote_test(every_register_has_its_row),
		remote_test(the_state_stays_with_its_context_and_goes_to_the_next_process),
		remote_test(work_that_executes_nothing_of_the_units_asks_no_process),
		remote_test(flushes_travel_with_the_command_behind_them),
		remote_test(a_process_translates_while_it_executes_alone),
		remote_test(a_process_that_executes_learns_of_new_translations),
		remote_test(a_process_keeps_its_translations_when_those_of_another_owner_change),
		remote_test(a_gpu_has_remote_units_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
