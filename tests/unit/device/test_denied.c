// SPDX-License-Identifier: GPL-2.0-only
/* Test the record of a guest's refused accesses and commands (device/denied.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/denied.h"
#include "gen9/engine_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"

#define UNLISTED	0x1f0100u	/* first of a range of unlisted offsets */
#define ROOM		(FACET_DENIED_MAX + 8)

static void reads_and_writes_are_told_apart_by_offset(void **state)
{
	struct facet_unlisted seen[ROOM];
	u32 i;

	for (i = 0; i < 3; i++)
		rig_read(rig, UNLISTED);
	rig_write(rig, UNLISTED + 4, 1);
	rig_write(rig, UNLISTED, 1);
	rig_write(rig, UNLISTED + 4, 1);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), seen, ROOM), 2);
	assert_int_equal(seen[0].offset, UNLISTED);
	assert_int_equal(seen[0].reads, 3);
	assert_int_equal(seen[0].writes, 1);
	assert_int_equal(seen[1].offset, UNLISTED + 4);
	assert_int_equal(seen[1].reads, 0);
	assert_int_equal(seen[1].writes, 2);
}

static void offsets_beyond_the_cap_are_counted_together(void **state)
{
	const u32 offsets = 100000;
	struct facet_unlisted seen[ROOM];
	u32 i;

	for (i = 0; i < offsets; i++)
		rig_write(rig, 0x200000 + 4 * i, 1);
	rig_read(rig, 0x200000 + 4 * (offsets - 1));
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), seen, ROOM),
			 FACET_DENIED_MAX + 1);
	for (i = 0; i < FACET_DENIED_MAX; i++) {
		assert_int_equal(seen[i].offset, 0x200000 + 4 * i);
		assert_int_equal(seen[i].writes, 1);
		assert_int_equal(seen[i].reads, 0);
	}
	assert_int_equal(seen[i].offset, FACET_DENIED_OTHERS);
	assert_int_equal(seen[i].writes, offsets - FACET_DENIED_MAX);
	assert_int_equal(seen[i].reads, 1);
}

static void a_full_record_still_counts_what_it_knows(void **state)
{
	struct facet_unlisted seen[ROOM];
	u32 i;

	for (i = 0; i < FACET_DENIED_MAX; i++)
		rig_read(rig, 0x200000 + 4 * i);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), seen, ROOM),
			 FACET_DENIED_MAX);
	for (i = 0; i < FACET_DENIED_MAX; i++)
		rig_read(rig, 0x200000 + 4 * i);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), seen, ROOM),
			 FACET_DENIED_MAX);
	for (i = 0; i < FACET_DENIED_MAX; i++)
		assert_int_equal(seen[i].reads, 2);
}

static void no_more_is_copied_than_there_is_room_for(void **state)
{
	struct facet_unlisted seen[2] = { { 0 }, { .offset = 42 } };

	rig_read(rig, UNLISTED);
	rig_read(rig, UNLISTED + 4);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), seen, 1), 2);
	assert_int_equal(seen[0].offset, UNLISTED);
	assert_int_equal(seen[1].offset, 42);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), NULL, 0), 2);
}

static void registers_that_commands_name_in_vain_are_counted_apart(void **state)
{
	struct facet_unlisted seen[ROOM];

	/*
	 * Name registers that commands may not access: one closed to commands, one unlisted, one
	 * beyond BAR0, and one of another engine. The last write is to an open register.
	 */
	CTX_EMIT(rig, 0, 0x11000003, 0x44200, 0, UNLISTED, 0, 0x12400002, UNLISTED, CTX_SCRATCH, 0,
		 0);
	ctx_elsp(rig, GEN9_RCS_BASE, 0, ~0u);
	CTX_EMIT(rig, 1, 0x15000001, 0x7ffffc, 0x2600, 0x11000001, 0x22600, 5);
	ctx_elsp(rig, GEN9_BCS_BASE, 1, ~0u);
	assert_int_equal(rig->fake.n_submissions, 2);
	assert_int_equal(facet_denied_ignored(facet_vgpu_device(rig->vgpu), seen, ROOM), 4);
	assert_int_equal(seen[0].offset, 0x44200);
	assert_int_equal(seen[0].reads, 0);
	assert_int_equal(seen[0].writes, 1);
	assert_int_equal(seen[1].offset, UNLISTED);
	assert_int_equal(seen[1].reads, 1);
	assert_int_equal(seen[1].writes, 1);
	assert_int_equal(seen[2].offset, 0x7ffffc);
	assert_int_equal(seen[2].reads, 1);
	assert_int_equal(seen[3].offset, 0x2600);
	assert_int_equal(seen[3].writes, 1);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), NULL, 0), 0);
	assert_int_equal(facet_denied_refused(facet_vgpu_device(rig->vgpu), NULL, 0), 0);
}

static void registers_of_commands_beyond_the_cap_are_counted_together(void **state)
{
	const u32 registers = 0x4000;
	struct facet_unlisted seen[ROOM];
	u32 i;

	for (i = 0; i < registers; i++)
		facet_denied_command(facet_vgpu_device(rig->vgpu), 4 * i, true);
	assert_int_equal(facet_denied_ignored(facet_vgpu_device(rig->vgpu), seen, ROOM),
			 FACET_DENIED_MAX + 1);
	assert_int_equal(seen[FACET_DENIED_MAX].offset, FACET_DENIED_OTHERS);
	assert_int_equal(seen[FACET_DENIED_MAX].writes, registers - FACET_DENIED_MAX);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), NULL, 0), 0);
}

static void refused_commands_are_counted_by_opcode_and_engine(void **state)
{
	struct facet_refused seen[ROOM];

	CTX_EMIT(rig, 0, 0, 0x10400002, 0xe0000000, 0, 1, 0);
	ctx_elsp(rig, GEN9_RCS_BASE, 0, ~0u);
	CTX_EMIT(rig, 1, 0xdeadbeef, 0);
	ctx_elsp(rig, GEN9_BCS_BASE, 1, ~0u);
	assert_int_equal(facet_denied_refused(facet_vgpu_device(rig->vgpu), seen, ROOM), 2);
	assert_int_equal(seen[0].opcode, 0x10000000);
	assert_int_equal(seen[0].count[PGPU_RCS], 1);
	assert_int_equal(seen[0].count[PGPU_BCS], 0);
	assert_int_equal(seen[1].opcode, 0xc0000000);
	assert_int_equal(seen[1].count[PGPU_RCS], 0);
	assert_int_equal(seen[1].count[PGPU_BCS], 1);
}

static void commands_that_pass_are_not_counted(void **state)
{
	CTX_EMIT(rig, 0, 0x04000000, 0x02800000);
	ctx_elsp(rig, GEN9_RCS_BASE, 0, ~0u);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_int_equal(facet_denied_refused(facet_vgpu_device(rig->vgpu), NULL, 0), 0);
	assert_int_equal(facet_denied_ignored(facet_vgpu_device(rig->vgpu), NULL, 0), 0);
}

static void opcodes_beyond_the_cap_are_counted_together(void **state)
{
	const u32 opcodes = 0x2000;
	struct facet_refused seen[ROOM];
	u32 i;

	for (i = 0; i < opcodes; i++)
		facet_denied_refusal(facet_vgpu_device(rig->vgpu), PGPU_VCS, 0x60000000 | i << 16);
	assert_int_equal(facet_denied_refused(facet_vgpu_device(rig->vgpu), seen, ROOM),
			 FACET_DENIED_MAX + 1);
	for (i = 0; i < FACET_DENIED_MAX; i++) {
		assert_int_equal(seen[i].opcode, 0x60000000 | i << 16);
		assert_int_equal(seen[i].count[PGPU_VCS], 1);
	}
	assert_int_equal(seen[i].opcode, FACET_DENIED_OTHERS);
	assert_int_equal(seen[i].count[PGPU_VCS], opcodes - FACET_DENIED_MAX);
}

static void a_reset_keeps_the_record(void **state)
{
	struct facet_unlisted seen[ROOM];
	struct facet_refused refused[ROOM];

	rig_read(rig, UNLISTED);
	facet_denied_refusal(facet_vgpu_device(rig->vgpu), PGPU_BCS, 0xdeadbeef);
	facet_vgpu_reset(rig->vgpu);
	rig_read(rig, UNLISTED);
	facet_denied_refusal(facet_vgpu_device(rig->vgpu), PGPU_BCS, 0xdeadbeef);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), seen, ROOM), 1);
	assert_int_equal(seen[0].reads, 2);
	assert_int_equal(facet_denied_refused(facet_vgpu_device(rig->vgpu), refused, ROOM), 1);
	assert_int_equal(refused[0].count[PGPU_BCS], 2);
}

static void counts_stay_at_the_highest_number(void **state)
{
	assert_int_equal(facet_denied_next(0), 1);
	assert_int_equal(facet_denied_next(~0u - 1), ~0u);
	assert_int_equal(facet_denied_next(~0u), ~0u);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, ctx_rig_setup, ctx_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_and_writes_are_told_apart_by_offset),
		TEST(offsets_beyond_the_cap_are_counted_together),
		TEST(a_full_record_still_counts_what_it_knows),
		TEST(no_more_is_copied_than_there_is_room_for),
		TEST(registers_that_commands_name_in_vain_are_counted_apart),
		TEST(registers_of_commands_beyond_the_cap_are_counted_together),
		TEST(refused_commands_are_counted_by_opcode_and_engine),
		TEST(commands_that_pass_are_not_counted),
		TEST(opcodes_beyond_the_cap_are_counted_together),
		TEST(a_reset_keeps_the_record),
		cmocka_unit_test(counts_stay_at_the_highest_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
