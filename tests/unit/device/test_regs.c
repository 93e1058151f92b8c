// SPDX-License-Identifier: GPL-2.0-only
/* Test the register file: rows, kinds of access, access sizes, unlisted registers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/denied.h"
#include "device/regs.h"
#include "gen9/irq_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define PLAIN		0x1f0000u
#define WRITABLE_BITS	0x1f0004u
#define READ_ONLY	0x1f0008u
#define MASKED		0x1f000cu
#define ONE_CLEARS	0x1f0010u
#define ARRAY		0x1f1ff8u	/* three registers, 8 bytes apart, across a page border */
#define HOOKED		0x1f0020u

static u32 hook_value;
static u32 hook_offset;

static u32 hook_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	hook_offset = offset;
	return 0x600d;
}

static void hook_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset, u32 value)
{
	hook_offset = offset;
	hook_value = value;
}

static const struct facet_reg test_rows[] = {
	{ .name = "PLAIN", .offset = PLAIN, .reset = 0x11223344 },
	{ .name = "WRITABLE_BITS", .offset = WRITABLE_BITS, .reset = 0xffff0000, .wmask = 0xff },
	{ .name = "READ_ONLY", .offset = READ_ONLY, .reset = 5, .flags = FACET_REG_RO },
	{ .name = "MASKED", .offset = MASKED, .reset = 0x00f0, .flags = FACET_REG_MASKED },
	{ .name = "ONE_CLEARS", .offset = ONE_CLEARS, .reset = 0xff, .flags = FACET_REG_W1C },
	{ .name = "ARRAY", .offset = ARRAY, .count = 3, .stride = 8, .reset = 9 },
	{ .name = "HOOKED", .offset = HOOKED, .count = 2, .read = hook_read, .write = hook_write },
};

static const struct facet_reg_block test_block = {
	.rows = test_rows,
	.count = ARRAY_SIZE(test_rows),
};
static const struct facet_reg_block *const test_blocks[] = { &test_block, NULL };

static int setup(void **state)
{
	*state = rig_create(&facet_types[0], test_blocks);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	return rig_destroy(*state) ? -1 : 0;
}

static void reset_values_are_read(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(rig_read(rig, PLAIN), 0x11223344);
	assert_int_equal(rig_read(rig, ARRAY), 9);
	assert_int_equal(rig_read(rig, ARRAY + 8), 9);
	assert_int_equal(rig_read(rig, ARRAY + 16), 9);
	assert_int_equal(rig_read(rig, ARRAY + 4), 0);
}

struct write_case {
	u32 offset;
	u32 value;
	u32 result;
};

static void writes_change_what_the_row_says(void **state)
{
	static const struct write_case cases[] = {
		{ PLAIN, 0xdeadbeef, 0xdeadbeef },
		{ WRITABLE_BITS, 0x12345678, 0xffff0078 },
		{ READ_ONLY, 7, 5 },
		{ MASKED, 0x000f000f, 0x00ff },
		{ MASKED, 0x00300000, 0x00cf },
		{ MASKED, 0x0000ffff, 0x00cf },
		{ ONE_CLEARS, 0x0f, 0xf0 },
		{ ONE_CLEARS, 0, 0xf0 },
		{ ARRAY + 16, 1, 1 },
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		rig_write(rig, cases[i].offset, cases[i].value);
		assert_int_equal(rig_read(rig, cases[i].offset), cases[i].result);
	}
	assert_int_equal(rig_read(rig, ARRAY + 8), 9);
}

static void hooks_get_the_offset_and_decide(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, HOOKED + 4, 77);
	assert_int_equal(hook_value, 77);
	assert_int_equal(hook_offset, HOOKED + 4);
	assert_int_equal(rig_read(rig, HOOKED), 0x600d);
	assert_int_equal(hook_offset, HOOKED);
	assert_int_equal(facet_reg_get(facet_vgpu_device(rig->vgpu), HOOKED + 4), 0);
}

static void accesses_of_1_to_8_bytes_reach_those_bytes_alone(void **state)
{
	struct rig *rig = *state;
	u64 both = 0xaabbccdd00000042ull;
	u16 half;
	u8 byte = 0x99;

	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, PLAIN + 2, &half, 2), 0);
	assert_int_equal(half, 0x1122);
	assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, PLAIN + 1, &byte, 1), 0);
	assert_int_equal(rig_read(rig, PLAIN), 0x11229944);
	assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, PLAIN, &both, 8), 0);
	assert_int_equal(rig_read(rig, PLAIN), 0x42);
	assert_int_equal(rig_read(rig, WRITABLE_BITS), 0xffff00dd);
	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, PLAIN, &both, 8), 0);
	assert_true(both == 0xffff00dd00000042ull);
	/* A write of one byte to a register whose ones clear leaves its other bytes as they are. */
	byte = 0x01;
	assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, ONE_CLEARS, &byte, 1), 0);
	assert_int_equal(rig_read(rig, ONE_CLEARS), 0xfe);
}

static void bad_accesses_are_refused(void **state)
{
	struct rig *rig = *state;
	u64 value = 0;

	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, PLAIN, &value, 3), -EINVAL);
	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, PLAIN, &value, 0), -EINVAL);
	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, PLAIN + 2, &value, 4), -EINVAL);
	assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, PLAIN + 4, &value, 8), -EINVAL);
	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, GEN9_BAR0_SIZE, &value, 4), -EINVAL);
	assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, ~0ull & ~7ull, &value, 8), -EINVAL);
	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, GEN9_BAR0_SIZE - 8, &value, 8), 0);
}

static void unlisted_registers_read_zero_and_are_counted(void **state)
{
	struct facet_unlisted seen[4];
	struct rig *rig = *state;

	rig_write(rig, 0x1f0100, 42);
	assert_int_equal(rig_read(rig, 0x1f0100), 0);
	assert_int_equal(rig_read(rig, 0x1f0100), 0);
	assert_int_equal(rig_read(rig, 0x300000), 0);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), seen,
					       ARRAY_SIZE(seen)),
			 2);
	assert_int_equal(seen[0].offset, 0x1f0100);
	assert_int_equal(seen[0].reads, 2);
	assert_int_equal(seen[0].writes, 1);
	assert_int_equal(seen[1].offset, 0x300000);
	assert_int_equal(seen[1].reads, 1);
}

static void reset_brings_values_back(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, PLAIN, 1);
	rig_write(rig, ARRAY + 8, 1);
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(rig_read(rig, PLAIN), 0x11223344);
	assert_int_equal(rig_read(rig, ARRAY + 8), 9);
}

static void overlapping_rows_are_refused(void **state)
{
	static const struct facet_reg rows[] = {
		{ .name = "A", .offset = 0x100, .count = 4 },
		{ .name = "B", .offset = 0x10c },
	};
	static const struct facet_reg_block block = { .rows = rows, .count = 2 };
	const struct facet_reg_block *blocks[] = { &block };
	struct facet_reg_map *map;

	assert_int_equal(facet_reg_map_create(blocks, 1, &map), -EEXIST);
}

static void rows_outside_the_bar_are_refused(void **state)
{
	static const struct facet_reg bad[] = {
		{ .name = "TOO_FAR", .offset = GEN9_MMIO_SIZE },
		{ .name = "TOO_MANY", .offset = GEN9_MMIO_SIZE - 8, .count = 3 },
		{ .name = "UNALIGNED", .offset = 2 },
		{ .name = "TOO_WIDE", .offset = 0, .count = 0xffffffff, .stride = 0x1000 },
	};
	struct facet_reg_map *map;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct facet_reg_block block = { .rows = &bad[i], .count = 1 };
		const struct facet_reg_block *blocks[] = { &block };

		assert_int_equal(facet_reg_map_create(blocks, 1, &map), -EINVAL);
	}
}

static void find_gives_rows_by_offset(void **state)
{
	const struct facet_reg_block *blocks[] = { &test_block };
	struct facet_reg_map *map;

	assert_int_equal(facet_reg_map_create(blocks, 1, &map), 0);
	assert_ptr_equal(facet_reg_map_find(map, PLAIN), &test_rows[0]);
	assert_ptr_equal(facet_reg_map_find(map, ARRAY + 16), &test_rows[5]);
	assert_null(facet_reg_map_find(map, ARRAY + 12));
	assert_null(facet_reg_map_find(map, PLAIN + 2));
	assert_null(facet_reg_map_find(map, 0xfffffffc));
	facet_reg_map_destroy(map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reset_values_are_read, setup, teardown),
		cmocka_unit_test_setup_teardown(writes_change_what_the_row_says, setup, teardown),
		cmocka_unit_test_setup_teardown(hooks_get_the_offset_and_decide, setup, teardown),
		cmocka_unit_test_setup_teardown(accesses_of_1_to_8_bytes_reach_those_bytes_alone,
						setup, teardown),
		cmocka_unit_test_setup_teardown(bad_accesses_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(unlisted_registers_read_zero_and_are_counted, setup,
						teardown),
		cmocka_unit_test_setup_teardown(reset_brings_values_back, setup, teardown),
		cmocka_unit_test(overlapping_rows_are_refused),
		cmocka_unit_test(rows_outside_the_bar_are_refused),
		cmocka_unit_test(find_gives_rows_by_offset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
