// SPDX-License-Identifier: GPL-2.0-only
/* Test the command table: lookup, the engines of a command, its length. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/commands.h"

struct row {
	u32 engine;
	u32 dw0;
	u32 id;
	u32 length;
};

/* Commands as recorded from stock guests, and the exceptions to the general rules. */
static const struct row rows[] = {
	{ GEN9_RCS, 0x00000000, GEN9_CMD_MI_NOOP, 1 },
	{ GEN9_RCS, 0x01000000, GEN9_CMD_MI_USER_INTERRUPT, 1 },
	{ GEN9_BCS, 0x02800000, GEN9_CMD_MI_ARB_CHECK, 1 },
	{ GEN9_VCS, 0x04000001, GEN9_CMD_MI_ARB_ON_OFF, 1 },
	{ GEN9_VECS, 0x05000000, GEN9_CMD_MI_BATCH_BUFFER_END, 1 },
	{ GEN9_RCS, 0x0600000f, GEN9_CMD_MI_PREDICATE, 1 },
	{ GEN9_RCS, 0x10400002, GEN9_CMD_MI_STORE_DATA_IMM, 4 },
	{ GEN9_BCS, 0x10600003, GEN9_CMD_MI_STORE_DATA_IMM, 5 },
	{ GEN9_RCS, 0x11000013, GEN9_CMD_MI_LOAD_REGISTER_IMM, 21 },
	{ GEN9_RCS, 0x12400002, GEN9_CMD_MI_STORE_REGISTER_MEM, 4 },
	{ GEN9_BCS, 0x13244002, GEN9_CMD_MI_FLUSH_DW, 4 },
	{ GEN9_VCS, 0x13244082, GEN9_CMD_MI_FLUSH_DW, 4 },
	{ GEN9_VECS, 0x13004003, GEN9_CMD_MI_FLUSH_DW, 5 },
	{ GEN9_RCS, 0x14c00002, GEN9_CMD_MI_LOAD_REGISTER_MEM, 4 },
	{ GEN9_RCS, 0x15000001, GEN9_CMD_MI_LOAD_REGISTER_REG, 3 },
	{ GEN9_RCS, 0x17000003, GEN9_CMD_MI_COPY_MEM_MEM, 5 },
	{ GEN9_RCS, 0x17840409, GEN9_CMD_MI_ATOMIC, 11 },
	{ GEN9_RCS, 0x18800101, GEN9_CMD_MI_BATCH_BUFFER_START, 3 },
	{ GEN9_RCS, 0x1b200002, GEN9_CMD_MI_CONDITIONAL_BATCH_BUFFER_END, 4 },
	{ GEN9_RCS, 0x0d000003, GEN9_CMD_MI_MATH, 5 },
	{ GEN9_RCS, 0x0e00c002, GEN9_CMD_MI_SEMAPHORE_WAIT, 4 },
	{ GEN9_RCS, 0x61010011, GEN9_CMD_STATE_BASE_ADDRESS, 19 },
	{ GEN9_RCS, 0x69040300, GEN9_CMD_PIPELINE_SELECT, 1 },
	{ GEN9_RCS, 0x680b0001, GEN9_CMD_3D_OTHER, 1 },
	{ GEN9_RCS, 0x70000007, GEN9_CMD_3D_OTHER, 9 },
	{ GEN9_RCS, 0x7100ffff, GEN9_CMD_3D_OTHER, 0x10001 },
	{ GEN9_RCS, 0x7105000d, GEN9_CMD_GPGPU_WALKER, 15 },
	{ GEN9_RCS, 0x79170102, GEN9_CMD_3D_OTHER, 0x104 },
	{ GEN9_RCS, 0x78230000, GEN9_CMD_3D_OTHER, 2 },
	{ GEN9_RCS, 0x7a000004, GEN9_CMD_PIPE_CONTROL, 6 },
	{ GEN9_RCS, 0x7b000005, GEN9_CMD_3DPRIMITIVE, 7 },
	{ GEN9_BCS, 0x54300005, GEN9_CMD_XY_COLOR_BLT, 7 },
	{ GEN9_BCS, 0x54f00008, GEN9_CMD_XY_SRC_COPY_BLT, 10 },
	{ GEN9_BCS, 0x50800008, GEN9_CMD_XY_FAST_COPY_BLT, 10 },
	{ GEN9_BCS, 0x5cb00844, GEN9_CMD_XY_PAT_BLT_IMMEDIATE, 70 },
	{ GEN9_VCS, 0x68000000, GEN9_CMD_MFX_OTHER, 1 },
	{ GEN9_VCS, 0x70000003, GEN9_CMD_MFX_OTHER, 5 },
	{ GEN9_VCS, 0x73800fff, GEN9_CMD_MFX_OTHER, 0x1001 },
	{ GEN9_VCS, 0x7600ffff, GEN9_CMD_MFX_OTHER, 0x10001 },
	{ GEN9_VECS, 0x7402000b, GEN9_CMD_VEBOX_OTHER, 13 },
	{ GEN9_VECS, 0x7501001e, GEN9_CMD_VEBOX_OTHER, 32 },
	/* Commands that no table lists: the length rule of their pipeline skips them. */
	{ GEN9_RCS, 0x600f0003, GEN9_CMD_UNLISTED, 5 },
	{ GEN9_RCS, 0x6fff00ff, GEN9_CMD_UNLISTED, 1 },
	{ GEN9_RCS, 0x77000100, GEN9_CMD_UNLISTED, 0x102 },
	{ GEN9_RCS, 0x787f0001, GEN9_CMD_UNLISTED, 3 },
	{ GEN9_VCS, 0x700f0100, GEN9_CMD_UNLISTED, 0x102 },
	{ GEN9_VCS, 0x76ff1000, GEN9_CMD_UNLISTED, 0x1002 },
	{ GEN9_VECS, 0x74040001, GEN9_CMD_UNLISTED, 3 },
};

static void known_commands_have_their_length(void **state)
{
	const struct gen9_cmd *cmd;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		cmd = gen9_cmd_find(rows[i].engine, rows[i].dw0);
		assert_non_null(cmd);
		assert_int_equal(cmd->id, rows[i].id);
		assert_int_equal(gen9_cmd_length(cmd, rows[i].dw0), rows[i].length);
	}
}

static void what_an_engine_does_not_know_is_not_found(void **state)
{
	assert_null(gen9_cmd_find(GEN9_RCS, 0xdeadbeef));
	assert_null(gen9_cmd_find(GEN9_RCS, 0xffffffff));
	assert_null(gen9_cmd_find(GEN9_RCS, 0x20000000));
	assert_null(gen9_cmd_find(GEN9_RCS, 0x54f00008));	/* 2D commands are the blitter's */
	assert_null(gen9_cmd_find(GEN9_BCS, 0x7a000004));
	assert_null(gen9_cmd_find(GEN9_BCS, 0x06000000));	/* MI_PREDICATE */
	assert_null(gen9_cmd_find(GEN9_RCS, 0x13000002));	/* MI_FLUSH_DW */
	assert_null(gen9_cmd_find(GEN9_VECS, 0x68000000));
	assert_null(gen9_cmd_find(GEN9_BCS, 0x5fc00000));	/* no such 2D opcode */
	assert_null(gen9_cmd_find(GEN9_ENGINES, 0));
	assert_null(gen9_cmd_find(~0u, 0));
}

static void every_row_agrees_with_its_own_mask(void **state)
{
	const struct gen9_cmd *cmd;
	u32 engine, op, dw0, length;

	for (engine = 0; engine < GEN9_ENGINES; engine++) {
		for (op = 0; op < 0x10000; op++) {
			dw0 = op << 16 | 0xffff;
			cmd = gen9_cmd_find(engine, dw0);
			if (!cmd)
				continue;
			assert_int_equal(dw0 & cmd->mask, cmd->value);
			assert_true(cmd->engines & BIT(engine));
			assert_in_range(cmd->id, GEN9_CMD_INVALID + 1, GEN9_CMD_IDS - 1);
			assert_non_null(cmd->name);
			length = gen9_cmd_length(cmd, dw0);
			assert_in_range(length, 1, GEN9_CMD_MAX_DWORDS);
			assert_in_range(gen9_cmd_length(cmd, op << 16), 1, 2);
		}
	}
}

static void opcode_leaves_out_what_a_guest_may_choose(void **state)
{
	static const struct {
		u32 dw0;
		u32 opcode;
	} cases[] = {
		{ 0x10400002, 0x10000000 },	/* MI_STORE_DATA_IMM, GGTT */
		{ 0x007fffff, 0 },
		{ 0x54f00008, 0x54c00000 },	/* XY_SRC_COPY_BLT */
		{ 0x7a000004, 0x7a000000 },	/* PIPE_CONTROL */
		{ 0x7a00ffff, 0x7a000000 },
		{ 0xdeadbeef, 0xc0000000 },	/* no such client */
		{ 0xffffffff, 0xe0000000 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(gen9_cmd_opcode(cases[i].dw0), cases[i].opcode);
}

static void opcode_tells_apart_what_rows_do(void **state)
{
	const struct gen9_cmd *cmd;
	u32 engine, op;

	for (engine = 0; engine < GEN9_ENGINES; engine++) {
		for (op = 0; op < 0x10000; op++) {
			cmd = gen9_cmd_find(engine, op << 16);
			if (cmd)
				assert_int_equal(gen9_cmd_opcode(op << 16) & cmd->mask, cmd->value);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_commands_have_their_length),
		cmocka_unit_test(what_an_engine_does_not_know_is_not_found),
		cmocka_unit_test(every_row_agrees_with_its_own_mask),
		cmocka_unit_test(opcode_leaves_out_what_a_guest_may_choose),
		cmocka_unit_test(opcode_tells_apart_what_rows_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
