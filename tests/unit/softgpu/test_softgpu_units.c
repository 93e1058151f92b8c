// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test what the command streamer does with units: which commands they get, when their state is
 * loaded and saved, and what a forged image can do. The units here record what they get.
 */
#include "tests/lib/sgpu_rig.h"
#include "tests/lib/test_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/pipe_control_defs.h"
#include "softgpu/softgpu_types.h"
#include "softgpu/units.h"

#define D		((u32)RIG_DATA)
#define BBE		GEN9_MI_BATCH_BUFFER_END
#define SDI		0x10000002u
#define PRIMITIVE	0x7b000005u
#define STATE_WORDS	1500u
#define PAGES		2u	/* pages of a state of STATE_WORDS */
#define BAD_LENGTH	7u	/* a state command of this length is invalid to the units */
#define OTHER_CONTEXT	0x01500000u

/**
 * struct fake_units - Units that record.
 * @commands: commands so far
 * @last: the last command
 * @last_n: its length in dwords
 * @flags: flags of the last flush
 * @new: contexts that began new
 * @loads: contexts that began with a state
 * @drops: contexts that were dropped
 * @sweeps: sweeps so far
 * @owners: owners that existed at the last sweep: bit 0 is RIG_OWNER
 * @state: state of the context
 * @fault: the last fault
 * @host: the host of the units
 * @ops: their operations
 */
struct fake_units {
	u32 commands;
	u32 last[SGPU_CMD_DWORDS];
	u32 last_n;
	u32 flags;
	u32 new;
	u32 loads;
	u32 drops;
	u32 sweeps;
	u32 owners;
	u32 state[STATE_WORDS];
	struct pgpu_event fault;
	const struct softgpu_unit_host *host;
	struct softgpu_unit_ops ops;
};

static struct fake_units fake;

static int fake_command(void *units, const u32 *dw, u32 n, u64 *progress)
{
	fake.commands++;
	memcpy(fake.last, dw, n * sizeof(*dw));
	fake.last_n = n;
	fake.state[0] += dw[0];
	fake.state[STATE_WORDS - 1] += n;
	return n == BAD_LENGTH && dw[0] >> 24 == 0x78 ? -EINVAL : 0;
}

static void fake_flush(void *units, u32 flags)
{
	fake.flags = flags;
}

static void fake_load(void *units, const void *state)
{
	if (state)
		memcpy(fake.state, state, sizeof(fake.state));
	else
		memset(fake.state, 0, sizeof(fake.state));
	*(state ? &fake.loads : &fake.new) += 1;
}

static void fake_save(void *units, void *state)
{
	memcpy(state, fake.state, sizeof(fake.state));
}

static int fake_drop(void *units, u64 owner, u32 context)
{
	fake.drops++;
	return 0;
}

static void fake_sweep(void *units)
{
	const struct softgpu_unit_host *host = fake.host;

	fake.sweeps++;
	fake.owners = 0;
	fake.owners |= host->ops->owner_exists(host->host, RIG_OWNER) ? BIT(0) : 0;
	fake.owners |= host->ops->owner_exists(host->host, RIG_OWNER + 1) ? BIT(1) : 0;
}

static const struct softgpu_unit_ops fake_ops = {
	.command = fake_command,
	.flush = fake_flush,
	.load = fake_load,
	.save = fake_save,
	.drop = fake_drop,
	.sweep = fake_sweep,
	.state_bytes = sizeof(fake.state),
	.state_layout = 0x1234,
};

static int give(struct softgpu_user *user, void *arg)
{
	struct softgpu *sg = softgpu_user_softgpu(user);

	fake.host = softgpu_unit_host(sg);
	fake.ops = fake_ops;
	return softgpu_set_units(sg, &fake.ops, &fake);
}

static int setup(void **state)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));

	memset(&fake, 0, sizeof(fake));
	sgpu_rig_init_units(rig, PGPU_RCS, SOFTGPU_USER_STEP, give, NULL);
	*state = rig;
	return 0;
}

/* Run dwords as a PPGTT batch; the macro appends MI_BATCH_BUFFER_END. */
#define user_batch(rig, ...) do {					\
	const u32 _b[] = { __VA_ARGS__, BBE };				\
	memcpy((rig)->batch, _b, sizeof(_b));				\
	sgpu_rig_run_batch(rig);					\
} while (0)

/* Return page @page of the image of the rig's context, or NULL. */
static u32 *image(struct sgpu_rig *rig, u32 page)
{
	u64 bus = rig->ggtt[((RIG_CONTEXT >> PAGE_SHIFT) + page) - rig->pgpu->caps->ggtt_first];

	return bus ? rig->cpu[bus >> PAGE_SHIFT] : NULL;
}

/* Run the work of the rig, which the engine stops at, and end it. */
static void run_to_fault(struct sgpu_rig *rig)
{
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	fake.fault = *sgpu_rig_last(rig);
	assert_int_equal(fake.fault.type, PGPU_EV_FAULT);
	assert_int_equal(rig->pgpu->ops->cancel(rig->pgpu, PGPU_RCS, rig->cookie), 0);
	softgpu_user_run(rig->user);
}

static void commands_of_the_pipelines_reach_the_units_whole(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 i;

	memcpy(rig->batch, (u32[]){ 0x69040000, 0x61010011 }, 8);
	memcpy(rig->batch + 20, (u32[]){ PRIMITIVE, 4, 3, 0, 1, 0, 9, BBE }, 32);
	sgpu_rig_run_batch(rig);
	assert_int_equal(fake.commands, 3);
	assert_int_equal(fake.last_n, 7);
	assert_int_equal(fake.last[0], PRIMITIVE);
	assert_int_equal(fake.last[6], 9);

	/* The longest: 3DSTATE_SO_DECL_LIST with 128 rows. */
	rig->batch[0] = 0x79170101;
	for (i = 1; i < 259; i++)
		rig->batch[i] = i;
	rig->batch[259] = BBE;
	sgpu_rig_run_batch(rig);
	assert_int_equal(fake.last_n, 259);
	assert_int_equal(fake.last[258], 258);
}

static void commands_of_other_kinds_do_not_reach_the_units(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, 0, SDI, D, 0, 5, 0x06000000, 0x05800000);
	assert_int_equal(fake.commands, 0);
	assert_int_equal(rig->data[0], 5);
}

static void a_command_that_is_too_long_stops_the_context(void **state)
{
	struct sgpu_rig *rig = *state;

	rig->batch[0] = 0x71000000 | (SGPU_CMD_DWORDS + 1 - 2);
	rig->batch[SGPU_CMD_DWORDS + 1] = BBE;
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	run_to_fault(rig);
	assert_int_equal(fake.commands, 0);
}

static void an_invalid_command_stops_the_context(void **state)
{
	struct sgpu_rig *rig = *state;

	memcpy(rig->batch, (u32[]){ 0x78200005, 0, 0, 0, 0, 0, 0, SDI, D, 0, 5, BBE }, 48);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	run_to_fault(rig);
	assert_int_equal(fake.fault.fault, PGPU_FAULT_COMMAND);
	assert_int_equal(fake.fault.acthd, RIG_BATCH);
	assert_int_equal(rig->data[0], 0);
}

static void a_pipe_control_flushes_the_units(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, GEN9_PIPE_CONTROL, 0x00101021, 0, 0, 0, 0);
	assert_int_equal(fake.flags, 0x00101021);
	assert_int_equal(fake.commands, 0);
}

static void the_state_stays_with_its_context(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 pages = rig->pgpu->caps->context_pages[PGPU_RCS];
	u32 saved[21][1024];
	u32 i;

	assert_int_equal(pages, test_model() == SOFTGPU_PRIVATE ? 1 + PAGES : 21);
	user_batch(rig, PRIMITIVE, 0, 0, 0, 0, 0, 0);
	assert_int_equal(fake.new, 1);		/* golden pages are a new context */
	for (i = 2; i <= pages; i++)
		memcpy(saved[i - 1], image(rig, i), PAGE_SIZE);
	for (i = 2; i <= pages; i++)
		rig->pgpu->ops->golden(rig->pgpu, PGPU_RCS, i, image(rig, i));
	user_batch(rig, 0);
	assert_int_equal(fake.new, 2);
	assert_int_equal(fake.state[0], 0);
	for (i = 2; i <= pages; i++)
		memcpy(image(rig, i), saved[i - 1], PAGE_SIZE);
	user_batch(rig, 0x78200000, 0);
	assert_int_equal(fake.loads, 1);
	assert_int_equal(fake.state[0], PRIMITIVE + 0x78200000);
	assert_int_equal(fake.state[STATE_WORDS - 1], 7 + 2);
}

static void an_inhibited_restore_begins_a_new_context(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, PRIMITIVE, 0, 0, 0, 0, 0, 0);
	rig->state[GEN9_CTX_CONTROL] = 0x000f0009;
	user_batch(rig, 0);
	assert_int_equal(fake.new, 2);
	assert_int_equal(fake.state[0], 0);
}

static void a_forged_image_is_not_loaded(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, PRIMITIVE, 0, 0, 0, 0, 0, 0);
	image(rig, 2)[100] ^= 1;
	if (rig->pgpu->caps->images_checked) {
		user_batch(rig, 0);
		assert_int_equal(fake.new, 2);
		assert_int_equal(fake.state[0], 0);
	} else {
		run_to_fault(rig);
	}
	assert_int_equal(fake.loads, 0);
}

/* A guest that hibernates over a change of Facet does this. */
static void a_state_with_another_layout_is_not_loaded(void **state)
{
	struct sgpu_rig *rig = *state;

	assert_int_equal(rig->pgpu->caps->context_layout, fake_ops.state_layout);
	user_batch(rig, PRIMITIVE, 0, 0, 0, 0, 0, 0);
	fake.ops.state_layout++;
	user_batch(rig, 0);
	assert_int_equal(fake.loads, 0);
	assert_int_equal(fake.new, 2);
	assert_int_equal(fake.state[0], 0);
	user_batch(rig, 0);
	assert_int_equal(fake.loads, 1);
}

/* Change a dword of page 2, and the sum at the end of the last page with it. */
static void forge(struct sgpu_rig *rig, u32 dword, u32 value)
{
	const u32 pages = rig->pgpu->caps->context_pages[PGPU_RCS];

	image(rig, pages)[1023] += value - image(rig, 2)[dword];
	image(rig, 2)[dword] = value;
}

#define SAVES	16u	/* dwords of page 2 */
#define MARK	17u
#define UNITS	18u

static void a_forged_state_with_a_right_sum_is_given_to_the_units(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, PRIMITIVE, 0, 0, 0, 0, 0, 0);
	forge(rig, UNITS, 0x12345678);
	user_batch(rig, 0);
	assert_int_equal(fake.loads, 1);
	assert_int_equal(fake.state[0], 0x12345678);
	forge(rig, MARK, 0);
	user_batch(rig, 0);
	assert_int_equal(fake.new, 2);
	assert_int_equal(fake.state[0], 0);
}

/* The engine keeps nothing of an image for the next context, whosever it is. */
static void an_inhibited_restore_takes_no_number_of_another_image(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, PRIMITIVE, 0, 0, 0, 0, 0, 0);
	forge(rig, SAVES, 0xabcd);
	user_batch(rig, 0);
	assert_int_equal(image(rig, 2)[SAVES], 0xabce);
	rig->state[GEN9_CTX_CONTROL] = 0x000f0009;
	user_batch(rig, 0);
	assert_int_equal(image(rig, 2)[SAVES], 1);
}

static void only_a_run_that_goes_on_keeps_what_its_context_left(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission sub;

	rig->data[0] = 0;
	rig_emit(rig, 0x0e008002 | 4 << 12, 1, D, 0);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(fake.drops, 1);
	assert_int_equal(rig->pgpu->ops->preempt(rig->pgpu, PGPU_RCS, rig->cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_PREEMPTED);
	sgpu_rig_prepare(rig, &sub, PGPU_SUBMIT_RESUME);
	assert_int_equal(rig->pgpu->ops->submit(rig->pgpu, &sub), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(fake.drops, 1);
	assert_int_equal(rig->pgpu->ops->cancel(rig->pgpu, PGPU_RCS, rig->cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_CANCELLED);
	assert_int_equal(fake.drops, 2);
}

static void the_units_forget_an_owner_that_is_gone(void **state)
{
	struct sgpu_rig *rig = *state;

	sgpu_rig_other_owner(rig);
	softgpu_user_run(rig->user);
	assert_int_equal(fake.sweeps, 0);
	rig->pgpu->ops->owner_del(rig->pgpu, RIG_OWNER + 1);
	softgpu_user_run(rig->user);
	softgpu_user_run(rig->user);
	assert_int_equal(fake.sweeps, 1);
	assert_int_equal(fake.owners, BIT(0));
	rig->owners--;
}

static void a_gpu_takes_units_once_and_no_state_too_large(void **state)
{
	struct sgpu_rig *rig = *state;
	struct softgpu_unit_ops large = fake_ops;
	struct softgpu_user *user = softgpu_user_create(SOFTGPU_USER_STEP, test_model());
	struct softgpu *sg = softgpu_user_softgpu(user);

	assert_int_equal(give(rig->user, NULL), -EBUSY);
	large.state_bytes = SGPU_UNITS_STATE_MAX + 1;
	assert_int_equal(softgpu_set_units(sg, &large, &fake), -EINVAL);
	large.state_bytes = SGPU_UNITS_STATE_MAX;
	assert_int_equal(softgpu_set_units(sg, &large, &fake), 0);
	assert_int_equal(softgpu_pgpu(sg)->caps->context_pages[PGPU_RCS], 21);
	softgpu_user_destroy(user);
}

static void without_units_the_commands_have_no_effect(void **state)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));
	struct softgpu_stats stats;

	sgpu_rig_init(rig, PGPU_RCS, SOFTGPU_USER_STEP);
	user_batch(rig, PRIMITIVE, 0, 0, 0, 0, 0, 0);
	sgpu_rig_stats(rig, &stats);
	assert_int_equal(stats.no_effect[GEN9_CMD_3DPRIMITIVE], 1);
	assert_int_equal(fake.commands, 0);
	sgpu_rig_exit(rig);
	free(rig);
}

#define UNITS_TEST(fn)	cmocka_unit_test_setup_teardown(fn, setup, sgpu_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNITS_TEST(commands_of_the_pipelines_reach_the_units_whole),
		UNITS_TEST(commands_of_other_kinds_do_not_reach_the_units),
		UNITS_TEST(a_command_that_is_too_long_stops_the_context),
		UNITS_TEST(an_invalid_command_stops_the_context),
		UNITS_TEST(a_pipe_control_flushes_the_units),
		UNITS_TEST(the_state_stays_with_its_context),
		UNITS_TEST(an_inhibited_restore_begins_a_new_context),
		UNITS_TEST(a_forged_image_is_not_loaded),
		UNITS_TEST(a_state_with_another_layout_is_not_loaded),
		UNITS_TEST(a_forged_state_with_a_right_sum_is_given_to_the_units),
		UNITS_TEST(an_inhibited_restore_takes_no_number_of_another_image),
		UNITS_TEST(only_a_run_that_goes_on_keeps_what_its_context_left),
		UNITS_TEST(the_units_forget_an_owner_that_is_gone),
		UNITS_TEST(a_gpu_takes_units_once_and_no_state_too_large),
		UNITS_TEST(without_units_the_commands_have_no_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
