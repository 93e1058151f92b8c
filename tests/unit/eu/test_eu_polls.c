// SPDX-License-Identifier: GPL-2.0-only
/* Threads poll after some work, whatever code they run. The tests cancel them at the first poll. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/eu_send_defs.h"
#include "tests/lib/eu_rig.h"

#define LONG		60000u	/* instructions of a long program */
#define SUM		20u	/* register that a program counts in */
#define FLAGS		8u	/* register that a program tests */

static struct eu_inst *insts;

static int setup(void **state)
{
	insts = calloc(LONG + 1, sizeof(*insts));
	eu_rig_reset();
	eu_rig_poll_result = -ECANCELED;
	return insts ? 0 : -1;
}

static int teardown(void **state)
{
	free(insts);
	return 0;
}

static struct eu_inst increase(u32 n)
{
	return eu_rig_binary(GEN9_EU_ADD, n, eu_rig_grf(EU_UD, SUM), eu_rig_grf(EU_UD, SUM),
			     eu_rig_imm(EU_UD, 1));
}

static struct eu_inst message(u32 n)
{
	struct eu_inst inst = eu_rig_eot();

	inst.eot = false;
	inst.exec_size = (u8)n;
	return inst;
}

/* Run @n instructions and the end of the thread, from channels of zeros. */
static enum eu_status run(u32 n, enum eu_rig_way way, struct eu_thread *t)
{
	struct eu_program *p;
	enum eu_status status;

	insts[n] = eu_rig_eot();
	p = eu_rig_program(insts, n + 1, way);
	assert_non_null(p);
	memset(t, 0, sizeof(*t));
	eu_rig_thread(t, 0xffff);
	eu_thread_init(t);
	status = eu_thread_run(p, t);
	eu_program_destroy(p);
	return status;
}

static void fill(struct eu_inst inst)
{
	u32 i;

	for (i = 0; i < LONG; i++)
		insts[i] = inst;
}

static void straight_code_polls(void **state)
{
	struct eu_thread t;
	u32 way, done[EU_RIG_WAYS];

	fill(increase(16));
	for (way = 0; way < EU_RIG_WAYS; way++) {
		if (!eu_rig_has(way))
			continue;
		assert_int_equal(run(LONG, way, &t), EU_CANCELLED);
		done[way] = t.grf[SUM].ud[0];
		assert_in_range(done[way], 100, LONG / 2);
		assert_int_equal(done[way], done[0]);
	}
	assert_int_equal(eu_rig_sends, 0);
}

static void instructions_that_take_longer_poll_sooner(void **state)
{
	struct eu_thread t;
	struct eu_inst math = eu_rig_unary(GEN9_EU_MATH, 16, eu_rig_grf(EU_F, 40),
					   eu_rig_grf(EU_F, 8));
	u32 i, adds;

	fill(increase(8));
	assert_int_equal(run(LONG, EU_RIG_BASE_FAST, &t), EU_CANCELLED);
	adds = t.grf[SUM].ud[0];
	math.math = GEN9_EU_MATH_EXP;
	for (i = 0; i < LONG; i += 2)
		insts[i] = math;
	assert_int_equal(run(LONG, EU_RIG_BASE_FAST, &t), EU_CANCELLED);
	assert_in_range(t.grf[SUM].ud[0], 1, adds / 4);
}

static void messages_poll(void **state)
{
	struct eu_thread t;
	u32 narrow;

	fill(message(8));
	assert_int_equal(run(LONG, EU_RIG_BASE_FAST, &t), EU_CANCELLED);
	narrow = eu_rig_sends;
	assert_in_range(narrow, 1, 1000);
	eu_rig_sends = 0;
	fill(message(16));
	assert_int_equal(run(LONG, EU_RIG_BASE_FAST, &t), EU_CANCELLED);
	assert_in_range(eu_rig_sends, 1, narrow - 1);
}

/* Each jump goes over one instruction, so that no jump is backward. */
static void jumps_forward_poll(void **state)
{
	struct eu_inst jump = eu_rig_inst(GEN9_EU_JMPI, 1, eu_rig_null(EU_UD));
	struct eu_thread t;
	u32 i;

	jump.jip = 3 * (s32)GEN9_EU_INST_BYTES;
	for (i = 0; i < LONG; i += 3) {
		insts[i] = increase(16);
		insts[i + 1] = jump;
		insts[i + 2] = message(16);
	}
	jump.jip = 2 * (s32)GEN9_EU_INST_BYTES;
	for (i = 1; i < LONG; i += 3)
		insts[i] = jump;
	assert_int_equal(run(LONG, EU_RIG_BASE_FAST, &t), EU_CANCELLED);
	assert_int_equal(eu_rig_sends, 0);
	assert_in_range(t.grf[SUM].ud[0], 100, LONG / 3 - 1);
}

static void threads_tell_the_work_that_no_poll_followed(void **state)
{
	struct eu_thread t;
	u32 short_work;

	eu_rig_poll_result = 0;
	fill(increase(16));
	assert_int_equal(run(10, EU_RIG_BASE_FAST, &t), EU_END);
	short_work = eu_thread_work(&t);
	fill(increase(16));
	assert_int_equal(run(1000, EU_RIG_BASE_FAST, &t), EU_END);
	assert_in_range(eu_thread_work(&t), short_work + 1000, EU_POLL_WORK);
	assert_int_equal(eu_rig_polls, 0);
	fill(increase(16));
	assert_int_equal(run(LONG, EU_RIG_BASE_FAST, &t), EU_END);
	assert_in_range(eu_rig_polls, LONG * 4 / EU_POLL_WORK, LONG);
	assert_in_range(eu_thread_work(&t), 0, 2 * EU_POLL_WORK);
	assert_int_equal(t.grf[SUM].ud[0], LONG);
}

/* Checks of long code stand inside of IF and ELSE: channels join at ENDIF alone. */
static void channels_go_their_own_ways_through_long_code(void **state)
{
	u32 half = 20000, at_else = half + 2, end = 2 * half + 3, i;
	struct eu_inst compare = eu_rig_binary(GEN9_EU_CMP, 16, eu_rig_null(EU_UD),
					       eu_rig_grf(EU_UD, FLAGS),
					       eu_rig_imm(EU_UD, 0));
	struct eu_thread t;

	compare.cond = GEN9_EU_COND_Z;
	eu_rig_poll_result = 0;
	fill(increase(16));
	insts[0] = increase(1);		/* channel 0 alone is not 0 */
	insts[0].dst.nr = FLAGS;
	insts[1] = compare;
	insts[2] = eu_rig_inst(GEN9_EU_IF, 16, eu_rig_null(EU_D));
	insts[2].pred = 1;
	insts[2].jip = (s32)((at_else + 1 - 2) * GEN9_EU_INST_BYTES);
	insts[2].uip = (s32)((end - 2) * GEN9_EU_INST_BYTES);
	insts[at_else] = eu_rig_inst(GEN9_EU_ELSE, 16, eu_rig_null(EU_D));
	insts[at_else].jip = (s32)((end - at_else) * GEN9_EU_INST_BYTES);
	insts[at_else].uip = insts[at_else].jip;
	for (i = at_else + 1; i < end; i++)
		insts[i].src[1] = eu_rig_imm(EU_UD, 3);
	insts[end] = eu_rig_inst(GEN9_EU_ENDIF, 16, eu_rig_null(EU_D));
	insts[end].jip = (s32)GEN9_EU_INST_BYTES;
	assert_int_equal(run(end + 1, EU_RIG_BASE_FAST, &t), EU_END);
	assert_true(eu_rig_polls > 1);
	assert_int_equal(t.grf[SUM].ud[0], 3 * (end - at_else - 1));
	for (i = 1; i < 16; i++)
		assert_int_equal(t.grf[SUM + i / 8].ud[i % 8], at_else - 3);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(straight_code_polls),
		TEST(instructions_that_take_longer_poll_sooner),
		TEST(messages_poll),
		TEST(jumps_forward_poll),
		TEST(threads_tell_the_work_that_no_poll_followed),
		TEST(channels_go_their_own_ways_through_long_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
