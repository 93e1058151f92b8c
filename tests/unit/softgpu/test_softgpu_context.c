// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the state of a context: its image, the batches that run before it, and registers that are
 * replaced when the engine's owner changes.
 */
#include "tests/unit/softgpu/sgpu_engines.h"

#include "gen9/context_defs.h"

static void registers_stay_with_their_context(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 other[1024];

	user_batch(rig, LRI, GPR(rig, 3), 0x333);
	memcpy(other, rig->state, sizeof(other));
	memset(rig->state, 0, 4096);
	user_batch(rig, SRM, GPR(rig, 3), D, 0);
	assert_int_equal(rig->data[0], 0);
	memcpy(rig->state, other, sizeof(other));
	user_batch(rig, SRM, GPR(rig, 3), D, 0);
	assert_int_equal(rig->data[0], 0x333);
	/*
	 * A restore-inhibited context is new, or begins with what the last one left. The engine
	 * clears the bit afterwards.
	 */
	rig->state[GEN9_CTX_CONTROL] = 0x000f0009;
	user_batch(rig, SRM, GPR(rig, 3), D, 0);
	assert_int_equal(rig->data[0], rig->pgpu->caps->inhibit_clears ? 0 : 0x333);
	assert_int_equal(rig->state[GEN9_CTX_CONTROL] & 1, 0);
}

static void an_image_cannot_bring_registers_a_context_has_not(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *s = rig->state + GEN9_CTX_ENGINE_STATE;
	u32 nonpriv = bases[rig->engine] + GEN9_RING_FORCE_TO_NONPRIV;

	s[0] = GEN9_MI_LRI_HEADER(3);
	s[1] = nonpriv;
	s[2] = FREE_REG(rig);
	s[3] = 0xffffffff;
	s[4] = 1;
	s[5] = GPR(rig, 1);
	s[6] = 5;
	s[7] = 0x11000000 | 0xff;	/* a list longer than the page has room for */
	user_batch(rig, SRM, nonpriv, D, 0, SRM, GPR(rig, 1), D + 4, 0);
	assert_int_equal(rig->data[0], 0);
	assert_int_equal(rig->data[1], 5);
}

static void the_indirect_context_runs_before_the_ring_but_when_inhibited(void **state)
{
	struct sgpu_rig *rig = *state;

	memcpy(rig->indirect, (u32[]){ SDI | GGTT, D, 0, 21, SRM | GGTT, 0xb118, D + 4, 0,
	       LRI, 0xb118, 0x40600000, SRM | GGTT, 0xb118, D + 8, 0, 0,
	       SDI | GGTT, D + 12, 0, 22 }, 80);
	rig->state[GEN9_CTX_INDIRECT_CTX] = RIG_INDIRECT | 1;
	rig->state[GEN9_CTX_INDIRECT_OFFSET] = GEN9_INDIRECT_CTX_PLACE;
	in_ring(rig, 0x17000003 | GEN9_COPY_SRC_GGTT, D, 0, D, 0);
	assert_int_equal(rig->data[0], 21);
	assert_int_equal(rig->gdata[2], 0x40600000);
	assert_int_equal(rig->gdata[3], 0);	/* behind the first cacheline */
	rig->gdata[0] = 0;
	sgpu_rig_submit(rig, PGPU_SUBMIT_RESTORE_INHIBIT);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_COMPLETE);
	assert_int_equal(rig->gdata[0], 0);
}

/* i915's indirect batch clears a bit that gem_ctx_isolation sets and expects to read. */
static void the_indirect_batch_does_not_undo_what_the_context_has_set(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *more = &rig->state[GEN9_CTX_MORE_STATE];

	memcpy(more, (u32[]){ GEN9_MI_LRI_HEADER(1), 0x7014, 0xffffffff, BBE }, 16);
	memcpy(rig->indirect, (u32[]){ LRI, 0x7014, 0x10000000, SRM | GGTT, 0x7014, D, 0 }, 28);
	rig->state[GEN9_CTX_INDIRECT_CTX] = RIG_INDIRECT | 1;
	rig->state[GEN9_CTX_INDIRECT_OFFSET] = GEN9_INDIRECT_CTX_PLACE;
	rig->gdata[0] = ~0u;
	in_ring(rig, SRM | GGTT, 0x7014, D + 4, 0);
	assert_int_equal(rig->gdata[0], 0);
	assert_int_equal(rig->gdata[1], 0xffff);
}

static void the_batch_per_context_runs_after_the_indirect_one(void **state)
{
	struct sgpu_rig *rig = *state;

	memcpy(rig->gbatch, (u32[]){ SDI | GGTT, D, 0, 31, BBE, SDI | GGTT, D + 4, 0, 32 }, 36);
	memcpy(rig->indirect, (u32[]){ SDI | GGTT, D, 0, 30 }, 16);
	rig->state[GEN9_CTX_INDIRECT_CTX] = RIG_INDIRECT | 1;
	rig->state[GEN9_CTX_INDIRECT_OFFSET] = GEN9_INDIRECT_CTX_PLACE;
	rig->state[GEN9_CTX_BB_PER_CTX_PTR] = RIG_GBATCH | GEN9_BB_PER_CTX_VALID;
	in_ring(rig, SDI | GGTT, D + 8, 0, 33);
	assert_int_equal(rig->gdata[0], 31);
	assert_int_equal(rig->gdata[1], 0);
	assert_int_equal(rig->gdata[2], 33);
}

static void the_context_timestamp_counts_running_time(void **state)
{
	struct sgpu_rig *rig = *state;

	rig->state[GEN9_CTX_TIMESTAMP] = 1000;
	rig->data[0] = 0;
	rig_emit(rig, 0x0e008002 | 4 << 12, 1, D, 0);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	softgpu_user_advance(rig->user, 2000000);
	rig->data[0] = 1;
	softgpu_user_run(rig->user);
	assert_in_range(rig->state[GEN9_CTX_TIMESTAMP], 1000 + 24000, 1000 + 25000);
	assert_true(sgpu_rig_last(rig)->busy_ns >= 2000000);
}

static void switching_replaces_registers_outside_the_context(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 pairs[] = { FREE_REG(rig) + 4, 0x4444 };

	in_ring(rig, LRI, FREE_REG(rig), 0x3333);
	assert_int_equal(rig->pgpu->ops->switch_regs(rig->pgpu, rig->engine, pairs, 1), 0);
	in_ring(rig, SRM, FREE_REG(rig), D, 0, SRM, FREE_REG(rig) + 4, D + 4, 0);
	assert_int_equal(rig->data[0], 0);
	assert_int_equal(rig->data[1], 0x4444);
}

static void a_switch_counts_though_its_submission_never_starts(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 first[] = { FREE_REG(rig), 0x1111 };
	const u32 pairs[] = { FREE_REG(rig) + 4, 0x4444 };

	in_ring(rig, LRI, FREE_REG(rig), 0x3333);
	assert_int_equal(rig->pgpu->ops->switch_regs(rig->pgpu, rig->engine, first, 1), 0);
	assert_int_equal(rig->pgpu->ops->switch_regs(rig->pgpu, rig->engine, pairs, 1), 0);
	rig_emit(rig, SDI, D, 0, 1);
	rig->pgpu->ops->cancel(rig->pgpu, rig->engine, sgpu_rig_submit(rig, 0));
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_CANCELLED);
	in_ring(rig, SRM, FREE_REG(rig), D, 0, SRM, FREE_REG(rig) + 4, D + 4, 0);
	assert_int_equal(rig->data[0], 0);
	assert_int_equal(rig->data[1], 0x4444);
}

/*
 * The first submission runs, the second one is cancelled behind it. The first one reads its own
 * value. A later submission reads the second one's.
 */
static void a_switch_counts_from_its_place_in_the_queue_on(void **state)
{
	struct sgpu_rig *rig = *state;
	const struct pgpu_ops *ops = rig->pgpu->ops;
	const u32 first[] = { FREE_REG(rig), 0x1111 }, second[] = { FREE_REG(rig), 0x2222 };
	u32 again;

	for (again = 0; again < 2; again++) {
		assert_int_equal(ops->switch_regs(rig->pgpu, rig->engine, first, 1), 0);
		if (again)	/* the context has been loaded before */
			in_ring(rig, SDI, D, 0, 1);
		rig_emit(rig, SRM, FREE_REG(rig), D, 0);
		sgpu_rig_submit(rig, 0);
		assert_int_equal(ops->switch_regs(rig->pgpu, rig->engine, second, 1), 0);
		rig_emit(rig, SDI, D, 0, 1);
		ops->cancel(rig->pgpu, rig->engine, sgpu_rig_submit(rig, 0));
		softgpu_user_run(rig->user);
		assert_int_equal(rig->data[0], 0x1111);
		in_ring(rig, SRM, FREE_REG(rig), D, 0);
		assert_int_equal(rig->data[0], 0x2222);
	}
}

/* Another owner with the same tables is another vGPU to the engine. */
static void another_owner_finds_no_registers_of_the_last(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 pairs[] = { FREE_REG(rig) + 4, 0x4444 };

	assert_int_equal(rig->pgpu->ops->switch_regs(rig->pgpu, rig->engine, pairs, 1), 0);
	in_ring(rig, LRI, FREE_REG(rig), 0x3333, SRM, FREE_REG(rig), D, 0);
	in_ring(rig, SRM, FREE_REG(rig), D, 0);
	assert_int_equal(rig->data[0], 0x3333);
	sgpu_rig_other_owner(rig);
	in_ring(rig, SRM, FREE_REG(rig), D, 0, SRM, FREE_REG(rig) + 4, D + 4, 0);
	assert_int_equal(rig->data[0], 0);
	assert_int_equal(rig->data[1], 0x4444);
}

static const struct engine_test table[] = {
	TEST(registers_stay_with_their_context, ALL),
	TEST(an_image_cannot_bring_registers_a_context_has_not, ALL),
	TEST(the_indirect_context_runs_before_the_ring_but_when_inhibited, RCS),
	TEST(the_indirect_batch_does_not_undo_what_the_context_has_set, RCS),
	TEST(the_batch_per_context_runs_after_the_indirect_one, RCS),
	TEST(the_context_timestamp_counts_running_time, ALL),
	TEST(switching_replaces_registers_outside_the_context, ALL),
	TEST(a_switch_counts_though_its_submission_never_starts, ALL),
	TEST(a_switch_counts_from_its_place_in_the_queue_on, ALL),
	TEST(another_owner_finds_no_registers_of_the_last, ALL),
};

int main(void)
{
	return run_on_engines("softgpu_context", table, ARRAY_SIZE(table));
}
