// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test shared local memory of a software GPU like hardware, and the indirect batch by which a
 * client clears it at each start.
 */
#include "tests/unit/softgpu/sgpu_engines.h"

#include "gen9/context_defs.h"
#include "gen9/gpgpu_defs.h"
#include "gen9/pipe_control_defs.h"
#include "tests/lib/test_model.h"

#define WALKER		0x7105000du
#define CLEAR		(GEN9_PIPE_CONTROL_FLUSH_L3 | GEN9_PIPE_CONTROL_CS_STALL)
#define SEMAPHORE_EQ	(0x0e008002u | GEN9_COMPARE_EQ << GEN9_COMPARE_SHIFT)
#define COUNT		(0x17800001u | GGTT | GEN9_ATOMIC_INLINE | 0x9 | GEN9_ATOMIC_INC << 8)
#define COUNT_DWORDS	11u
#define LONG_DATA	0x40000000u	/* PPGTT */
#define LONG_PAGES	(2 * GEN9_SLM_BYTES / 4096)
#define SLM_DWORDS	(GEN9_SLM_BYTES / 4)

/* Exchange the first @bytes of SLM with the data at @va. */
static void walk(struct sgpu_rig *rig, u32 va, u32 bytes)
{
	rig_emit(rig, WALKER, 0, bytes, va, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

static void flush(struct sgpu_rig *rig, u32 flags)
{
	rig_emit(rig, GEN9_PIPE_CONTROL, flags, 0, 0, 0, 0);
}

/* Return what SLM begins with, and make it 0. */
static u32 take(struct sgpu_rig *rig)
{
	rig->data[0] = 0;
	walk(rig, D, 4);
	sgpu_rig_complete(rig);
	return rig->data[0];
}

static void put(struct sgpu_rig *rig, u32 value)
{
	rig->data[0] = value;
	walk(rig, D, 4);
	sgpu_rig_complete(rig);
}

static void a_walker_exchanges_its_data_with_slm(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 i;

	for (i = 0; i < 32; i++)
		rig->data[i] = 100 + i;
	walk(rig, D, 64);
	sgpu_rig_complete(rig);
	for (i = 0; i < 32; i++)
		assert_int_equal(rig->data[i], i < 16 ? 0 : 100 + i);
	walk(rig, D + 64, 64);
	sgpu_rig_complete(rig);
	for (i = 0; i < 16; i++)
		assert_int_equal(rig->data[16 + i], 100 + i);
}

static void a_walker_without_data_has_no_effect(void **state)
{
	struct sgpu_rig *rig = *state;
	struct softgpu_stats stats;

	rig->data[0] = 5;
	in_ring(rig, WALKER, 0, 0, D, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	assert_int_equal(rig->data[0], 5);
	sgpu_rig_stats(rig, &stats);
	assert_int_equal(stats.no_effect[GEN9_CMD_GPGPU_WALKER], 1);
}

static void data_longer_than_slm_goes_around_its_end(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *pages[LONG_PAGES];
	u32 i;

	for (i = 0; i < LONG_PAGES * 1024; i++) {
		if (!(i % 1024))
			pages[i / 1024] = sgpu_rig_page(rig, RIG_PPGTT, LONG_DATA + i * 4);
		pages[i / 1024][i % 1024] = i;
	}
	walk(rig, LONG_DATA, GEN9_WALKER_DATA_LENGTH_MASK);
	sgpu_rig_complete(rig);
	for (i = 0; i < LONG_PAGES * 1024 - 1; i++)
		assert_int_equal(pages[i / 1024][i % 1024], i < SLM_DWORDS ? 0 : i - SLM_DWORDS);
	assert_int_equal(pages[i / 1024][i % 1024], i);	/* the length has 17 bits */
}

static void a_walker_faults_at_data_that_is_not_there(void **state)
{
	struct sgpu_rig *rig = *state;

	walk(rig, D + 4096 - 64, 128);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_FAULT);
	assert_int_equal(sgpu_rig_last(rig)->fault, PGPU_FAULT_PAGE);
	assert_int_equal(sgpu_rig_last(rig)->address, D + 4096);
	assert_int_equal(rig->pgpu->ops->cancel(rig->pgpu, rig->engine, rig->cookie), 0);
	softgpu_user_run(rig->user);
}

static void slm_stays_when_the_owner_changes(void **state)
{
	struct sgpu_rig *rig = *state;

	put(rig, 0x5ec2e7);
	sgpu_rig_other_owner(rig);
	assert_int_equal(take(rig), 0x5ec2e7);
}

static void a_flush_of_l3_with_a_stall_clears_slm_and_no_other_does(void **state)
{
	struct sgpu_rig *rig = *state;

	put(rig, 7);
	flush(rig, ~CLEAR & ~(GEN9_POST_SYNC_MASK << GEN9_POST_SYNC_SHIFT |
			      GEN9_PIPE_CONTROL_MMIO_WRITE));
	flush(rig, GEN9_PIPE_CONTROL_CS_STALL);
	flush(rig, GEN9_PIPE_CONTROL_FLUSH_L3);
	assert_int_equal(take(rig), 7);
	put(rig, 8);
	flush(rig, CLEAR);
	assert_int_equal(take(rig), 0);
}

/* Let the indirect batch count its runs in gdata[0]. */
static void count_restores(struct sgpu_rig *rig, u32 place)
{
	const u32 count[COUNT_DWORDS] = { COUNT, D };

	memcpy(rig->indirect, count, sizeof(count));
	rig->state[GEN9_CTX_INDIRECT_CTX] = RIG_INDIRECT | 3;
	rig->state[GEN9_CTX_INDIRECT_OFFSET] = place;
}

static void preempt(struct sgpu_rig *rig)
{
	softgpu_user_run(rig->user);
	assert_int_equal(rig->pgpu->ops->preempt(rig->pgpu, rig->engine, rig->cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_PREEMPTED);
}

/* Submit again what was preempted. */
static void resume(struct sgpu_rig *rig)
{
	struct pgpu_submission sub;

	sgpu_rig_prepare(rig, &sub, PGPU_SUBMIT_RESUME);
	assert_int_equal(rig->pgpu->ops->submit(rig->pgpu, &sub), 0);
}

static void complete(struct sgpu_rig *rig)
{
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_COMPLETE);
}

/* Wait in a user batch that the ring starts, with stores before and behind. */
static void submit_waiting(struct sgpu_rig *rig)
{
	const u32 batch[] = { SEMAPHORE_EQ, 1, D, 0, SDI, D + 8, 0, 3, BBE };

	memcpy(rig->batch, batch, sizeof(batch));
	rig->data[0] = 0;
	rig_emit(rig, COUNT, D + 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	rig_emit(rig, COUNT, D + 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	sgpu_rig_submit(rig, 0);
}

static void a_resume_runs_the_indirect_batch_and_goes_on_where_it_was(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 head, i;

	count_restores(rig, GEN9_INDIRECT_CTX_PLACE);
	submit_waiting(rig);
	for (i = 1; i < 4; i++) {
		preempt(rig);
		head = sgpu_rig_last(rig)->head;
		assert_int_equal(rig->gdata[0], i);
		assert_int_equal(rig->gdata[1], 1);
		assert_int_equal(head, rig->state[GEN9_CTX_RING_HEAD]);
		assert_true(head);
		resume(rig);
	}
	rig->data[0] = 1;
	complete(rig);
	assert_int_equal(rig->gdata[0], 4);
	assert_int_equal(rig->gdata[1], 1);
	assert_int_equal(rig->gdata[2], 1);
	assert_int_equal(rig->data[2], 3);
}

/* The indirect batch waits at a semaphore when it has counted. */
static void wait_in_restores(struct sgpu_rig *rig)
{
	const u32 wait[] = { SEMAPHORE_EQ | GGTT, 1, D + 64, 0 };

	count_restores(rig, GEN9_INDIRECT_CTX_PLACE);
	memcpy(&rig->indirect[COUNT_DWORDS], wait, sizeof(wait));
}

static void a_preemption_in_the_indirect_batch_lets_it_run_again(void **state)
{
	struct sgpu_rig *rig = *state;

	wait_in_restores(rig);
	rig->gdata[16] = 0;
	rig_emit(rig, COUNT, D + 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	sgpu_rig_submit(rig, 0);
	preempt(rig);
	assert_int_equal(rig->gdata[0], 1);
	assert_int_equal(rig->gdata[1], 0);
	resume(rig);
	preempt(rig);
	assert_int_equal(rig->gdata[0], 2);
	rig->gdata[16] = 1;
	resume(rig);
	complete(rig);
	assert_int_equal(rig->gdata[0], 3);
	assert_int_equal(rig->gdata[1], 1);
}

/* The position in the user batch is still that of the first preemption. */
static void a_preemption_in_the_indirect_batch_keeps_the_position_of_the_last_one(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 head;

	wait_in_restores(rig);
	rig->gdata[16] = 1;
	submit_waiting(rig);
	preempt(rig);
	head = sgpu_rig_last(rig)->head;
	rig->gdata[16] = 0;
	resume(rig);
	preempt(rig);
	assert_int_equal(sgpu_rig_last(rig)->head, head);
	assert_int_equal(rig->state[GEN9_CTX_RING_HEAD], head);
	assert_int_equal(rig->gdata[0], 2);
	rig->gdata[16] = 1;
	rig->data[0] = 1;
	resume(rig);
	complete(rig);
	assert_int_equal(rig->gdata[0], 3);
	assert_int_equal(rig->gdata[1], 1);
	assert_int_equal(rig->gdata[2], 1);
	assert_int_equal(rig->data[2], 3);
}

static void an_indirect_batch_at_another_place_never_runs(void **state)
{
	struct sgpu_rig *rig = *state;

	count_restores(rig, GEN9_INDIRECT_CTX_PLACE + GEN9_CACHELINE);
	in_ring(rig, COUNT, D + 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	assert_int_equal(rig->gdata[0], 0);
	assert_int_equal(rig->gdata[1], 1);
}

static const struct engine_test table[] = {
	TEST(a_walker_exchanges_its_data_with_slm, RCS),
	TEST(a_walker_without_data_has_no_effect, RCS),
	TEST(data_longer_than_slm_goes_around_its_end, RCS),
	TEST(a_walker_faults_at_data_that_is_not_there, RCS),
	TEST(slm_stays_when_the_owner_changes, RCS),
	TEST(a_flush_of_l3_with_a_stall_clears_slm_and_no_other_does, RCS),
	TEST(a_resume_runs_the_indirect_batch_and_goes_on_where_it_was, RCS),
	TEST(a_preemption_in_the_indirect_batch_lets_it_run_again, RCS),
	TEST(a_preemption_in_the_indirect_batch_keeps_the_position_of_the_last_one, RCS),
	TEST(an_indirect_batch_at_another_place_never_runs, RCS),
};

int main(void)
{
	test_model_use(SOFTGPU_LIKE_HARDWARE);
	return run_on_engines("softgpu_slm", table, ARRAY_SIZE(table));
}
