// SPDX-License-Identifier: GPL-2.0-only
/* Test configuration space as data, without a device. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/config_space.h"

#define BAR_BYTES	0x4000u
#define LARGE_BAR	(1ull << 33)

static const struct facet_config_field fields[] = {
	{ .offset = PCI_CFG_VENDOR, .size = 2, .value = 0x1234 },
	{ .offset = PCI_CFG_COMMAND, .size = 2, .wmask = PCI_CFG_COMMAND_WRITABLE },
	{ .offset = PCI_CFG_CLASS, .size = 3, .value = 0x038000 },
	{ .offset = PCI_CFG_BAR(0), .size = 4, .value = PCI_CFG_BAR_MEM64 },
};

static struct facet_config_space space;

static int setup(void **state)
{
	space = (struct facet_config_space){ 0 };
	facet_config_space_init(&space, fields, ARRAY_SIZE(fields));
	facet_config_space_set_bar(&space, PCI_CFG_BAR(0), BAR_BYTES, true);
	facet_config_space_set_bar(&space, PCI_CFG_BAR(2), BAR_BYTES, false);
	facet_config_space_set_bar(&space, PCI_CFG_BAR(4), LARGE_BAR, true);
	facet_config_space_reset(&space, fields, ARRAY_SIZE(fields));
	return 0;
}

static u32 get(u32 offset, u32 len)
{
	u32 value = 0;

	assert_int_equal(facet_config_space_read(&space, offset, &value, len), 0);
	return value;
}

static void set(u32 offset, u32 value, u32 len)
{
	assert_int_equal(facet_config_space_write(&space, offset, &value, len), 0);
}

static void a_field_has_its_value_after_a_reset(void **state)
{
	set(PCI_CFG_COMMAND, 0xffff, 2);
	facet_config_space_reset(&space, fields, ARRAY_SIZE(fields));
	assert_int_equal(get(PCI_CFG_VENDOR, 4), 0x1234);
	assert_int_equal(get(PCI_CFG_COMMAND, 2), 0);
	assert_int_equal(get(PCI_CFG_REVISION, 4), 0x03800000);
}

static void a_write_changes_the_bits_that_can_be_written_alone(void **state)
{
	set(PCI_CFG_VENDOR, ~0u, 4);
	set(PCI_CFG_COMMAND, 0xffff, 2);
	assert_int_equal(get(PCI_CFG_VENDOR, 4), 0x1234);
	assert_int_equal(get(PCI_CFG_COMMAND, 4), PCI_CFG_COMMAND_WRITABLE);
	set(PCI_CFG_COMMAND + 1, 0, 1);
	assert_int_equal(get(PCI_CFG_COMMAND, 2), PCI_CFG_COMMAND_WRITABLE & 0xff);
}

static void a_bar_of_ones_tells_its_size(void **state)
{
	u32 i;

	for (i = 0; i < PCI_CFG_BARS; i++)
		set(PCI_CFG_BAR(i), ~0u, 4);
	assert_int_equal(get(PCI_CFG_BAR(0), 4), ~(BAR_BYTES - 1) | PCI_CFG_BAR_MEM64);
	assert_int_equal(get(PCI_CFG_BAR(1), 4), ~0u);
	assert_int_equal(get(PCI_CFG_BAR(2), 4), ~(BAR_BYTES - 1));
	assert_int_equal(get(PCI_CFG_BAR(3), 4), 0);
	assert_int_equal(get(PCI_CFG_BAR(4), 4), 0);
	assert_int_equal(get(PCI_CFG_BAR(5), 4), (u32)~((LARGE_BAR - 1) >> 32));
}

static const struct {
	u32 offset;
	u32 len;
} outside[] = {
	{ PCI_CFG_SIZE, 1 }, { PCI_CFG_SIZE - 1, 2 }, { PCI_CFG_SIZE - 2, 4 }, { ~0u, 1 },
	{ 0, 0 }, { 0, 3 }, { 0, 8 }, { 0, ~0u },
};

static void an_access_outside_is_refused(void **state)
{
	u8 bytes[8] = { 0x55 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(outside); i++) {
		assert_int_equal(facet_config_space_read(&space, outside[i].offset, bytes,
							 outside[i].len), -EINVAL);
		assert_int_equal(facet_config_space_write(&space, outside[i].offset, bytes,
							  outside[i].len), -EINVAL);
	}
	assert_int_equal(bytes[0], 0x55);
	assert_int_equal(get(PCI_CFG_SIZE - 1, 1), 0);
}

static void a_saved_space_is_restored_unless_read_only_bits_differ(void **state)
{
	u8 value[PCI_CFG_SIZE];

	set(PCI_CFG_COMMAND, PCI_CFG_COMMAND_MASTER, 2);
	set(PCI_CFG_BAR(0), 0xc0000000, 4);
	memcpy(value, space.value, sizeof(value));
	setup(state);
	assert_int_equal(facet_config_space_restore(&space, value), 0);
	assert_memory_equal(space.value, value, sizeof(value));
	setup(state);
	value[PCI_CFG_VENDOR] ^= 1;
	assert_int_equal(facet_config_space_restore(&space, value), -EINVAL);
}

#define space_test(f)	cmocka_unit_test_setup(f, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		space_test(a_field_has_its_value_after_a_reset),
		space_test(a_write_changes_the_bits_that_can_be_written_alone),
		space_test(a_bar_of_ones_tells_its_size),
		space_test(an_access_outside_is_refused),
		space_test(a_saved_space_is_restored_unless_read_only_bits_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
