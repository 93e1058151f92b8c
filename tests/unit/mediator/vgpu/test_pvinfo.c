// SPDX-License-Identifier: GPL-2.0-only
/* Test the PVINFO page, the pcode mailbox and the constants of the GT. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/regs_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/gen9_types.h"
#include "tests/lib/rig.h"

static int setup(void **state)
{
	*state = rig_create(&facet_types[0], NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	return rig_destroy(*state) ? -1 : 0;
}

static void the_page_says_what_the_guest_owns(void **state)
{
	struct rig *rig = *state;
	u64 magic;
	u16 version;

	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, 0x78000, &magic, 8), 0);
	assert_memory_equal(&magic, "vGTvGTvG", 8);
	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, 0x78008, &version, 2), 0);
	assert_int_equal(version, 1);
	assert_int_equal(rig_read(rig, 0x78010), 0x1c);
	assert_int_equal(rig_read(rig, 0x78040), 0);
	assert_int_equal(rig_read(rig, 0x78044), 64 << 20);
	assert_int_equal(rig_read(rig, 0x78048), 256 << 20);
	assert_int_equal(rig_read(rig, 0x7804c), 384 << 20);
	assert_int_equal(rig_read(rig, 0x78050), facet_types[0].fences);
	rig_write(rig, 0x78044, 0);
	assert_int_equal(rig_read(rig, 0x78044), 64 << 20);
}

static void a_large_aperture_moves_the_hidden_part(void **state)
{
	const struct facet_type *type = &facet_types[gen9_type_count() - 1];
	struct rig *rig = rig_create(type, NULL);

	assert_non_null(rig);
	assert_int_equal(rig_read(rig, 0x78044), 512 << 20);
	assert_int_equal(rig_read(rig, 0x78048), 512 << 20);
	assert_int_equal(rig_read(rig, 0x7804c), 2048u << 20);
	assert_int_equal(rig_destroy(rig), 0);
}

/* Notices are hints: they do no harm, whatever their values and their order. */
static void notices_of_rubbish_are_harmless(void **state)
{
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < 1000; i++) {
		rig_write(rig, 0x78838, i * 0x12345000u);
		rig_write(rig, 0x7883c, i % 3 ? 0 : ~0u);
		rig_write(rig, 0x78818, i % 9);
	}
	assert_int_equal(rig->host.pinned, 0);
}

struct pcode_case {
	u32 command;
	u32 data;
	u32 answer;
	u32 mailbox;
};

static void pcode_answers_at_once(void **state)
{
	static const struct pcode_case cases[] = {
		{ 0x80000007, 0x3, 0x3, 0 },
		{ 0x80000007, 0x0, 0x1, 0 },
		{ 0x80000006, 0, 0x1f0f0a04, 0 },
		{ 0x80000006, 1, 0x2d2d2820, 0 },
		{ 0x80000006, 0xffffffff, 0x2d2d2820, 0 },
		{ 0x80000021, 0, 0x1, 0 },
		{ 0x80000008, 0x160016, 0x160016, 0 },
		{ 0x8000001a, 0, 0, 0 },
		{ 0x800000ee, 5, 5, 1 },	/* unknown: illegal command */
		{ 0x00000007, 0, 0, 7 },	/* without the bit that starts the command */
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		rig_write(rig, GEN9_PCODE_DATA, cases[i].data);
		rig_write(rig, GEN9_PCODE_DATA1, 0);
		rig_write(rig, GEN9_PCODE_MAILBOX, cases[i].command);
		assert_int_equal(rig_read(rig, GEN9_PCODE_MAILBOX), cases[i].mailbox);
		assert_int_equal(rig_read(rig, GEN9_PCODE_DATA), cases[i].answer);
	}
}

struct constant_case {
	u32 offset;
	u32 write;
	u32 read;
};

static void constants_stay_trigger_bits_clear_and_settings_are_kept(void **state)
{
	static const struct constant_case cases[] = {
		{ 0x9120, ~0u, 0x02800000 },	/* one slice, three subslices */
		{ 0x9134, ~0u, 0 },
		{ 0xc000, 0, 1 },		/* GuC in reset */
		{ 0xc050, ~0u, 0 }, { 0xc340, ~0u, 0 },
		{ 0x4260, 1, 0 }, { 0x4264, 1, 0 }, { 0x4268, 1, 0 }, { 0x426c, 1, 0 },
		{ 0x4270, 1, 0 },
		{ 0x42300, 1u << 31, 0 },
		{ 0x120010, ~0u, 0 }, { 0x145998, 0, 0x70a16 },
		{ 0xa26c, 1, 4 },
		{ 0xb020, 0x300010, 0x300010 }, { 0xc800, 9, 9 }, { 0xccfc, 0x37, 0x37 },
		{ 0x40e0, 0x30907, 0x30907 }, { 0x7014, 0x00010001, 1 },
		{ 0x80000, 0xdeadbeef, 0xdeadbeef }, { 0x8fffc, 1, 1 },
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		rig_write(rig, cases[i].offset, cases[i].write);
		assert_int_equal(rig_read(rig, cases[i].offset), cases[i].read);
	}
	assert_true(rig_read(rig, 0xa188) != ~0u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_page_says_what_the_guest_owns, setup, teardown),
		cmocka_unit_test(a_large_aperture_moves_the_hidden_part),
		cmocka_unit_test_setup_teardown(notices_of_rubbish_are_harmless, setup, teardown),
		cmocka_unit_test_setup_teardown(pcode_answers_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(
			constants_stay_trigger_bits_clear_and_settings_are_kept, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
