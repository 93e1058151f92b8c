// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test a kernel that runs long on the real render engine, behind a command streamer with short
 * slices: it goes on where it was, and completes. FACET_TEST_LOOPS has the number of its loops, for
 * a run that lasts: 400 million take about 30 s.
 */
#include "tests/lib/eu_encode.h"
#include "tests/lib/eu_rig.h"
#include "tests/lib/sgpu_rig.h"
#include "tests/lib/test_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "engine/render_units.h"
#include "gen9/mi_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_media.h"

#define LOOPS		300000u
#define KERNEL		((u32)RIG_BATCH2)
#define DESCRIPTOR	(KERNEL + 0x1000)
#define COUNTER		10u		/* registers */
#define HEADER		20u
#define LENGTH(n)	((n) - 2)
#define A64_BLOCK_WRITE	21u		/* GEN9_DC1_A64_BLOCK_WRITE; its header has MI names, too */

struct fixture {
	struct sgpu_rig rig;
	struct render_units *units;
};

static int give(struct softgpu_user *user, void *arg)
{
	struct fixture *f = arg;

	f->units = render_units_give(softgpu_user_softgpu(user), &render_engine_ops);
	return f->units ? 0 : -ENOMEM;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

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
	free(f);
	return 0;
}

static u32 loops(void)
{
	const char *text = getenv("FACET_TEST_LOOPS");

	return text ? (u32)strtoul(text, NULL, 0) : LOOPS;
}

/* Count to @n in eight channels, then store the counter at RIG_DATA. */
static void write_kernel(struct fixture *f, u32 n)
{
	struct eu_operand counter = eu_rig_grf(EU_UD, COUNTER);
	struct eu_inst inst[8] = {
		eu_rig_unary(GEN9_EU_MOV, 8, counter, eu_rig_imm(EU_UD, 0)),
		eu_rig_binary(GEN9_EU_ADD, 8, counter, counter, eu_rig_imm(EU_UD, 1)),
		eu_rig_binary(GEN9_EU_CMP, 8, eu_rig_null(EU_UD), counter, eu_rig_imm(EU_UD, n)),
		eu_rig_inst(GEN9_EU_WHILE, 8, eu_rig_null(EU_D)),
		eu_rig_unary(GEN9_EU_MOV, 8, eu_rig_grf(EU_UD, HEADER), eu_rig_imm(EU_UD, 0)),
		eu_rig_unary(GEN9_EU_MOV, 1, eu_rig_grf(EU_UD, HEADER),
			     eu_rig_imm(EU_UD, (u32)RIG_DATA)),
		eu_rig_unary(GEN9_EU_MOV, 8, eu_rig_grf(EU_UD, HEADER + 1), counter),
		eu_rig_eot(),
	};
	struct eu_inst store = eu_rig_eot();
	u8 *to = (u8 *)f->rig.batch2;
	u32 i;

	inst[2].cond = GEN9_EU_COND_L;
	inst[3].pred = 1;
	inst[3].jip = -2 * (s32)GEN9_EU_INST_BYTES;
	inst[3].uip = inst[3].jip;
	store.eot = false;
	store.sfid = GEN9_SFID_DATA_CACHE_1;
	store.src[0].nr = HEADER;
	store.desc = 2u << 25 | 1u << 19 | A64_BLOCK_WRITE << 14;
	for (i = 0; i < ARRAY_SIZE(inst) - 1; i++)
		eu_encode(&inst[i], to + i * GEN9_EU_INST_BYTES);
	eu_encode(&store, to + i++ * GEN9_EU_INST_BYTES);
	eu_encode(&inst[7], to + i * GEN9_EU_INST_BYTES);
}

static u32 *put(u32 *at, u32 op, u32 n, const u32 *body)
{
	at[0] = op << GEN9_OP_SHIFT | LENGTH(n);
	memcpy(at + 1, body, (n - 1) * sizeof(*at));
	return at + n;
}

/* A dispatch of one thread. Addresses count from 0. */
static void write_batch(struct fixture *f)
{
	const u32 bases[18] = { [3] = 1, [5] = 1, [9] = 1 }, vfe[8] = { 0 };
	const u32 load[3] = { 0, 32, DESCRIPTOR }, descriptor[8] = { KERNEL };
	const u32 walker[14] = {
		[6] = 1, [9] = 1, [11] = 1, [12] = ~0u, [13] = ~0u,
	};
	u32 *at = f->rig.batch;

	memcpy((u8 *)f->rig.batch2 + 0x1000, descriptor, sizeof(descriptor));
	at = put(at, GEN9_OP_STATE_BASE_ADDRESS, 19, bases);
	at = put(at, GEN9_OP_MEDIA_VFE_STATE, 9, vfe);
	at = put(at, GEN9_OP_MEDIA_INTERFACE_DESCRIPTOR_LOAD, 4, load);
	at = put(at, GEN9_OP_GPGPU_WALKER, 15, walker);
	at[0] = GEN9_MI_BATCH_BUFFER_END;
}

static struct pgpu_submission submit(struct fixture *f)
{
	struct pgpu_submission sub;

	sgpu_rig_emit_batch(&f->rig, RIG_BATCH, true);
	sgpu_rig_prepare(&f->rig, &sub, 0);
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, &sub), 0);
	return sub;
}

static void a_kernel_that_nobody_asks_to_leave_completes(void **state)
{
	struct fixture *f = *state;
	u32 n = loops(), slices = 0;

	write_kernel(f, n);
	write_batch(f);
	submit(f);
	do {
		softgpu_user_step(f->rig.user);
		slices++;
	} while (sgpu_rig_last(&f->rig)->type == PGPU_EV_STARTED);
	assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], n);
	assert_int_equal(f->rig.data[3], n);
	assert_true(slices > 20);
}

static void a_kernel_without_an_end_is_cancelled(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub;
	u32 i;

	write_kernel(f, 0);
	write_batch(f);
	f->rig.batch2[3 * 4] &= ~(0xfu << 16);	/* WHILE without its predicate */
	sub = submit(f);
	for (i = 0; i < 20; i++)
		softgpu_user_step(f->rig.user);
	assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_STARTED);
	assert_int_equal(render_units_left(f->units), 1);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	softgpu_user_run(f->rig.user);
	assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_CANCELLED);
	assert_int_equal(render_units_left(f->units), 0);
	assert_int_equal(f->rig.data[0], 0);
}

#define LONG_TEST(fn)	cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LONG_TEST(a_kernel_that_nobody_asks_to_leave_completes),
		LONG_TEST(a_kernel_without_an_end_is_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
