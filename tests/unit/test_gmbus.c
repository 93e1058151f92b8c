// SPDX-License-Identifier: GPL-2.0-only
/* Reading the EDID over GMBUS, cycle by cycle as recorded guests do it. */
#include "display_rig.h"

#include "gen9/gmbus.h"

#define DATA_READY	0x4a00		/* HW_WAIT_PHASE, HW_RDY, ACTIVE */
#define NAK		0x0400
#define IDLE_READY	0x0800
#define EDID_BYTES	128

/* One wait, as the guest's: it unmasks the interrupt, polls, masks it again. */
static u32 wait_status(struct rig *rig, u32 mask)
{
	u32 status;

	rig_write(rig, GEN9_GMBUS4, mask);
	status = rig_read(rig, GEN9_GMBUS2);
	rig_write(rig, GEN9_GMBUS4, 0);
	return status;
}

static void stop(struct rig *rig)
{
	assert_int_equal(wait_status(rig, 2), DATA_READY);
	rig_write(rig, GEN9_GMBUS1, 0x48000000);
	assert_int_equal(wait_status(rig, 4), IDLE_READY);
	rig_write(rig, GEN9_GMBUS0, 0);
}

static void read_bytes(struct rig *rig, u32 command, u8 *out, u32 n)
{
	u32 i;

	rig_write(rig, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	rig_write(rig, GEN9_GMBUS1, command);
	for (i = 0; i < n; i += 4) {
		assert_int_equal(wait_status(rig, 1), DATA_READY);
		put_unaligned_le32(rig_read(rig, GEN9_GMBUS3), out + i);
	}
	stop(rig);
}

static void the_recorded_sequence_gives_the_edid(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX], got[EDID_BYTES], probe[4];
	u32 size;

	assert_int_equal(facet_display_get_edid(rig_display(rig), 0, edid, &size), 0);
	assert_int_equal(size, EDID_BYTES);
	read_bytes(rig, 0x460100a1, probe, 1);
	assert_int_equal(get_unaligned_le32(probe), 0);		/* one byte, and it is 0 */
	read_bytes(rig, 0x468000a1, got, EDID_BYTES);
	assert_memory_equal(got, edid, EDID_BYTES);
	read_bytes(rig, 0x468000a1, got, EDID_BYTES);		/* and again */
	assert_memory_equal(got, edid, EDID_BYTES);
}

static void a_written_offset_is_where_reading_begins(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX], got[4];
	u32 size;

	assert_int_equal(facet_display_get_edid(rig_display(rig), 0, edid, &size), 0);
	rig_write(rig, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	rig_write(rig, GEN9_GMBUS3, 54);
	rig_write(rig, GEN9_GMBUS1, 0x420100a0);
	stop(rig);
	read_bytes(rig, 0x420400a1, got, 4);
	assert_memory_equal(got, edid + 54, 4);
}

static void a_second_block_is_read_by_its_index(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX], got[EDID_BYTES];
	u32 i;

	for (i = 0; i < sizeof(edid); i++)
		edid[i] = i ^ 0x5a;
	assert_int_equal(facet_display_set_edid(rig_display(rig), 0, edid, sizeof(edid)), 0);
	read_bytes(rig, 0x468080a1, got, EDID_BYTES);
	assert_memory_equal(got, edid + 128, EDID_BYTES);
}

static void assert_nak(struct rig *rig, u32 pin, u32 command)
{
	rig_write(rig, GEN9_GMBUS0, pin);
	rig_write(rig, GEN9_GMBUS1, command);
	assert_int_equal(wait_status(rig, 1), NAK);
	assert_int_equal(wait_status(rig, 4), NAK);
	assert_int_equal(rig_read(rig, GEN9_GMBUS3), 0);
	rig_write(rig, GEN9_GMBUS1, 0x80000000);
	rig_write(rig, GEN9_GMBUS1, 0);
	assert_int_equal(rig_read(rig, GEN9_GMBUS2) & (0x0400 | 0x0200), 0);
	rig_write(rig, GEN9_GMBUS0, 0);
}

static void nobody_else_answers(void **state)
{
	struct rig *rig = *state;
	u32 pin;

	assert_nak(rig, GEN9_GMBUS_PIN_B, 0x46100081);		/* a DP adaptor */
	for (pin = 0; pin < 8; pin++)
		if (pin != GEN9_GMBUS_PIN_B)
			assert_nak(rig, pin, 0x460100a1);
}

static void an_unplugged_monitor_does_not_answer(void **state)
{
	struct rig *rig = *state;
	u8 got[4];

	assert_int_equal(facet_display_set_link(rig_display(rig), 0, false), 0);
	assert_nak(rig, GEN9_GMBUS_PIN_B, 0x460100a1);
	assert_int_equal(facet_display_set_link(rig_display(rig), 0, true), 0);
	read_bytes(rig, 0x460100a1, got, 1);
}

static void reading_past_the_end_gives_zeroes(void **state)
{
	struct rig *rig = *state;
	u32 i;

	rig_write(rig, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	rig_write(rig, GEN9_GMBUS1, 0x47ffffa1);		/* 511 bytes from 255 on */
	for (i = 0; i < 1000; i++)
		assert_int_equal(rig_read(rig, GEN9_GMBUS3), 0);
	rig_write(rig, GEN9_GMBUS3, ~0u);
	stop(rig);
}

static void only_whole_blocks_are_taken_for_an_edid(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX] = {};

	assert_int_equal(facet_display_set_edid(rig_display(rig), 0, edid, 0), -EINVAL);
	assert_int_equal(facet_display_set_edid(rig_display(rig), 0, edid, 127), -EINVAL);
	assert_int_equal(facet_display_set_edid(rig_display(rig), 0, edid, 384), -EINVAL);
	assert_int_equal(facet_display_set_edid(rig_display(rig), 1, edid, 128), -EINVAL);
	assert_int_equal(facet_display_set_edid(rig_display(rig), 0, edid, 128), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_recorded_sequence_gives_the_edid, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(a_written_offset_is_where_reading_begins,
						rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(a_second_block_is_read_by_its_index, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(nobody_else_answers, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(an_unplugged_monitor_does_not_answer, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(reading_past_the_end_gives_zeroes, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(only_whole_blocks_are_taken_for_an_edid,
						rig_setup, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
