// SPDX-License-Identifier: GPL-2.0-only
/* Test the precision palettes: the data register reads back the values written through it. */
#include "tests/unit/display/display_rig.h"

#define INDEX(pipe)	(GEN9_PREC_PAL_INDEX + (pipe) * GEN9_PALETTE_STRIDE)
#define DATA(pipe)	(GEN9_PREC_PAL_DATA + (pipe) * GEN9_PALETTE_STRIDE)

/* Write and read as i915's bdw_load_lut_10() and bdw_read_lut_10() do (display/intel_color.c). */
static void a_whole_palette_reads_back(void **state)
{
	struct rig *rig = *state;
	u32 pipe, i;

	for (pipe = 0; pipe < GEN9_PIPES; pipe++) {
		rig_write(rig, INDEX(pipe), GEN9_PREC_PAL_INCREMENT);
		for (i = 0; i < GEN9_PREC_PAL_ENTRIES; i++)
			rig_write(rig, DATA(pipe), pipe << 28 | i);
	}
	for (pipe = 0; pipe < GEN9_PIPES; pipe++) {
		rig_write(rig, INDEX(pipe), GEN9_PREC_PAL_INCREMENT);
		for (i = 0; i < GEN9_PREC_PAL_ENTRIES; i++)
			assert_int_equal(rig_read(rig, DATA(pipe)), pipe << 28 | i);
	}
}

static void the_index_stands_still_without_auto_increment(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, INDEX(1), 7);
	rig_write(rig, DATA(1), 1);
	rig_write(rig, DATA(1), 2);
	assert_int_equal(rig_read(rig, DATA(1)), 2);
	assert_int_equal(rig_read(rig, INDEX(1)), 7);
	rig_write(rig, INDEX(1), 8);
	assert_int_equal(rig_read(rig, DATA(1)), 0);
}

static void the_index_wraps_and_keeps_its_other_bits(void **state)
{
	struct rig *rig = *state;
	u32 split = 1u << 31;

	rig_write(rig, INDEX(2), split | GEN9_PREC_PAL_INCREMENT | (GEN9_PREC_PAL_ENTRIES - 1));
	rig_write(rig, DATA(2), 5);
	assert_int_equal(rig_read(rig, INDEX(2)), split | GEN9_PREC_PAL_INCREMENT);
}

static void a_reset_clears_them(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, DATA(0), 5);
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(rig_read(rig, DATA(0)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_whole_palette_reads_back, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(the_index_stands_still_without_auto_increment,
						rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(the_index_wraps_and_keeps_its_other_bits, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(a_reset_clears_them, rig_setup, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
