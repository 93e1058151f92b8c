// SPDX-License-Identifier: GPL-2.0-only
/* Test reads of the EDID over GMBUS, cycle by cycle as recorded guests make them. */
#include "tests/unit/display/display_rig.h"

#include "gen9/gmbus_defs.h"

#define DATA_READY	0x4a00		/* HW_WAIT_PHASE, HW_RDY, ACTIVE */
#define NAK		0x0400
#define IDLE_READY	0x0800
#define EDID_BYTES	128

/* Wait as the guest does: unmask the interrupt, read the status, mask the interrupt again. */
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

	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, edid, &size), 0);
	assert_int_equal(size, EDID_BYTES);
	read_bytes(rig, 0x460100a1, probe, 1);
	/* the guest probes with one byte, which is 0 */
	assert_int_equal(get_unaligned_le32(probe), 0);
	read_bytes(rig, 0x468000a1, got, EDID_BYTES);
	assert_memory_equal(got, edid, EDID_BYTES);
	read_bytes(rig, 0x468000a1, got, EDID_BYTES);		/* a second time */
	assert_memory_equal(got, edid, EDID_BYTES);
}

static void a_written_offset_is_where_reading_begins(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX], got[4];
	u32 size;

	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, edid, &size), 0);
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

	rig_edid_two(rig, edid, 0x5a);
	assert_int_equal(facet_output_set_edid(rig_display(rig), 0, edid, sizeof(edid)), 0);
	read_bytes(rig, 0x468080a1, got, EDID_BYTES);
	assert_memory_equal(got, edid + 128, EDID_BYTES);
}

/* Read 256 bytes in one transfer, then 511, the largest count. */
static void all_of_it_is_read_in_one_transfer(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX], got[512], zero[256] = {};

	rig_edid_two(rig, edid, 0x5a);
	assert_int_equal(facet_output_set_edid(rig_display(rig), 0, edid, sizeof(edid)), 0);
	read_bytes(rig, 0x470000a1, got, 256);
	assert_memory_equal(got, edid, 256);
	read_bytes(rig, 0x47ff00a1, got, 511);
	assert_memory_equal(got, edid, 256);
	assert_memory_equal(got + 256, zero, 255);
}

/*
 * For more than 511 bytes i915 sets a count that is 256 less, and sets the override bit. It clears
 * that bit near the end.
 */
static void a_burst_is_256_bytes_longer_than_it_says(void **state)
{
	struct rig *rig = *state;
	u32 i, value = 0;

	rig_write(rig, GEN9_GMBUS0, 0x40 | GEN9_GMBUS_PIN_B);
	rig_write(rig, GEN9_GMBUS1, 0x42000000 | 344 << 16 | 0xa1);
	for (i = 0; i < 600; i += 4) {
		assert_int_equal(wait_status(rig, 1), DATA_READY);
		value = rig_read(rig, GEN9_GMBUS3);
		if (i == 600 - 340)
			rig_write(rig, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	}
	assert_int_equal(value, 0);
	stop(rig);
}

/*
 * E-DDC: the guest writes the segment without a stop, then reads at the offset. A stop returns to
 * segment 0.
 */
static void a_segment_is_chosen_for_one_transfer(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX], got[EDID_BYTES], zero[EDID_BYTES] = {};
	u32 i, size;

	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, edid, &size), 0);
	rig_write(rig, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	rig_write(rig, GEN9_GMBUS3, 1);
	rig_write(rig, GEN9_GMBUS1, 0x42010060);
	assert_int_equal(wait_status(rig, 2), DATA_READY);
	rig_write(rig, GEN9_GMBUS1, 0x468000a1);
	for (i = 0; i < EDID_BYTES; i += 4)
		put_unaligned_le32(rig_read(rig, GEN9_GMBUS3), got + i);
	stop(rig);
	assert_memory_equal(got, zero, EDID_BYTES);
	read_bytes(rig, 0x468000a1, got, EDID_BYTES);
	assert_memory_equal(got, edid, EDID_BYTES);
}

static void a_cycle_may_bring_its_own_stop(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	rig_write(rig, GEN9_GMBUS1, 0x4e0800a1);
	assert_int_equal(rig_read(rig, GEN9_GMBUS2), DATA_READY);
	rig_read(rig, GEN9_GMBUS3);
	assert_int_equal(rig_read(rig, GEN9_GMBUS2), DATA_READY);
	rig_read(rig, GEN9_GMBUS3);
	assert_int_equal(rig_read(rig, GEN9_GMBUS2), IDLE_READY);
	assert_int_equal(rig_read(rig, GEN9_GMBUS3), 0);
}

static u32 take_gmbus_irq(struct rig *rig)
{
	u32 iir = rig_read(rig, RIG_SDE_IRQ + RIG_IIR);

	rig_write(rig, RIG_SDE_IRQ + RIG_IIR, iir);
	return iir;
}

/*
 * Data ready, wait phase, idle, NAK: each event interrupts when it happens, if GMBUS4 enables it.
 */
static void what_happens_on_the_bus_interrupts(void **state)
{
	struct rig *rig = *state;
	u32 bit;

	rig_write(rig, RIG_SDE_IRQ + RIG_IMR, 0);
	rig_write(rig, RIG_SDE_IRQ + RIG_IER, ~0u);
	rig_write(rig, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	for (bit = 0; bit < 4; bit++) {
		rig_write(rig, GEN9_GMBUS4, 1 << bit);
		rig_write(rig, GEN9_GMBUS1, 0x460800a1);
		assert_int_equal(take_gmbus_irq(rig), bit == 0 ? 1 << 17 : 0);
		rig_read(rig, GEN9_GMBUS3);
		assert_int_equal(take_gmbus_irq(rig), bit == 0 ? 1 << 17 : 0);
		rig_read(rig, GEN9_GMBUS3);
		assert_int_equal(take_gmbus_irq(rig), bit < 2 ? 1 << 17 : 0);
		rig_write(rig, GEN9_GMBUS1, 0x48000000);
		assert_int_equal(take_gmbus_irq(rig), bit == 2 ? 1 << 17 : 0);
		rig_write(rig, GEN9_GMBUS1, 0x46010081);
		assert_int_equal(take_gmbus_irq(rig), bit == 3 ? 1 << 17 : 0);
		rig_write(rig, GEN9_GMBUS1, 0x80000000);
		rig_write(rig, GEN9_GMBUS1, 0);
	}
	/* i915 enables interrupts after the event. Then none comes. */
	rig_write(rig, GEN9_GMBUS4, 0);
	rig_write(rig, GEN9_GMBUS1, 0x460400a1);
	rig_write(rig, GEN9_GMBUS4, 0xf);
	assert_int_equal(take_gmbus_irq(rig), 0);
}

static void a_transfer_is_given_up_in_the_middle(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX], got[EDID_BYTES];
	u32 size;

	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, edid, &size), 0);
	rig_write(rig, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	rig_write(rig, GEN9_GMBUS1, 0x468000a1);
	rig_read(rig, GEN9_GMBUS3);
	rig_write(rig, GEN9_GMBUS1, 0x80000000);
	assert_int_equal(rig_read(rig, GEN9_GMBUS2), 0);
	assert_int_equal(rig_read(rig, GEN9_GMBUS3), 0);
	rig_write(rig, GEN9_GMBUS1, 0);
	read_bytes(rig, 0x468000a1, got, EDID_BYTES);
	assert_memory_equal(got, edid, EDID_BYTES);
}

/*
 * Driven by GPIO registers, both wires of each pair stay high: no acknowledge and no stretched
 * clock.
 */
static void driven_by_hand_the_bus_is_empty(void **state)
{
	struct rig *rig = *state;
	u32 pin, value;

	for (pin = 0; pin < 9; pin++) {
		for (value = 0; value < 0x10000; value += 0x111) {
			rig_write(rig, 0xc5010 + 4 * pin, value);
			assert_int_equal(rig_read(rig, 0xc5010 + 4 * pin) & 0x1010, 0x1010);
		}
	}
}

/* Three monitors answer at three pins. Each keeps its own offset. */
static void each_head_answers_at_its_own_pins(void **state)
{
	static const u32 pins[] = { 5, 4, 6 };
	struct rig *rig =
		rig_with(FACET_OUTPUT_HDMI, 1, FACET_OUTPUT_HDMI, 2, FACET_OUTPUT_HDMI, 3);
	u8 edid[FACET_EDID_MAX];
	u32 i, size;

	for (i = 0; i < 3; i++) {
		rig_write(rig, GEN9_GMBUS0, pins[i]);
		rig_write(rig, GEN9_GMBUS3, 12 + 4 * i);
		rig_write(rig, GEN9_GMBUS1, 0x420100a0);
		stop(rig);
	}
	for (i = 0; i < 3; i++) {
		assert_int_equal(facet_output_get_edid(rig_display(rig), i, edid, &size), 0);
		assert_int_equal(edid[12], i + 1);
		rig_write(rig, GEN9_GMBUS0, pins[i]);
		rig_write(rig, GEN9_GMBUS1, 0x420400a1);
		assert_int_equal(rig_read(rig, GEN9_GMBUS3),
				 get_unaligned_le32(edid + 12 + 4 * i));
		stop(rig);
	}
	rig_teardown((void **)&rig);
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

	assert_nak(rig, GEN9_GMBUS_PIN_B, 0x46100081);		/* the address of a DP adaptor */
	for (pin = 0; pin < 8; pin++)
		if (pin != GEN9_GMBUS_PIN_B)
			assert_nak(rig, pin, 0x460100a1);
}

static void an_unplugged_monitor_does_not_answer(void **state)
{
	struct rig *rig = *state;
	u8 got[4];

	assert_int_equal(facet_output_set_link(rig_display(rig), 0, false), 0);
	assert_nak(rig, GEN9_GMBUS_PIN_B, 0x460100a1);
	assert_int_equal(facet_output_set_link(rig_display(rig), 0, true), 0);
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

static void an_edid_that_is_none_leaves_the_old_one(void **state)
{
	struct rig *rig = *state;
	u8 before[FACET_EDID_MAX], edid[FACET_EDID_MAX] = {}, after[FACET_EDID_MAX] = {};
	struct facet_display *display = rig_display(rig);
	u32 size;

	assert_int_equal(facet_output_get_edid(display, 0, before, &size), 0);
	assert_int_equal(facet_output_set_edid(display, 0, edid, 0), -EINVAL);
	assert_int_equal(facet_output_set_edid(display, 0, edid, 127), -EINVAL);
	assert_int_equal(facet_output_set_edid(display, 0, edid, 384), -EINVAL);
	assert_int_equal(facet_output_set_edid(display, 0, edid, 128), -EINVAL);
	rig_edid_two(rig, edid, 0);
	assert_int_equal(facet_output_set_edid(display, 0, edid, 128), -EINVAL);
	assert_int_equal(facet_output_set_edid(display, 1, edid, 256), -EINVAL);
	assert_int_equal(facet_output_get_edid(display, 0, after, &size), 0);
	assert_int_equal(size, 128);
	assert_memory_equal(before, after, 128);
	assert_int_equal(facet_output_set_edid(display, 0, edid, 256), 0);
	assert_int_equal(facet_output_get_edid(display, 0, after, &size), 0);
	assert_int_equal(size, 256);
	assert_memory_equal(edid, after, 256);
}

static void a_new_edid_is_announced_while_the_monitor_is_there(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX];

	rig_edid_two(rig, edid, 0);
	rig_write(rig, RIG_SDE_IRQ + RIG_IMR, 0);
	rig_write(rig, RIG_SDE_IRQ + RIG_IER, ~0u);
	rig_write(rig, 0xc4030, 0x10);
	assert_int_equal(facet_output_set_edid(rig_display(rig), 0, edid, 256), 0);
	assert_int_equal(take_gmbus_irq(rig), 1 << 21);
	assert_int_equal(rig_read(rig, 0xc4030), 0x12);
	facet_output_set_link(rig_display(rig), 0, false);
	take_gmbus_irq(rig);
	assert_int_equal(facet_output_set_edid(rig_display(rig), 0, edid, 256), 0);
	assert_int_equal(take_gmbus_irq(rig), 0);
	facet_output_set_link(rig_display(rig), 0, true);
	assert_int_equal(take_gmbus_irq(rig), 1 << 21);
}

#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_recorded_sequence_gives_the_edid),
		TEST(a_written_offset_is_where_reading_begins),
		TEST(a_second_block_is_read_by_its_index),
		TEST(all_of_it_is_read_in_one_transfer),
		TEST(a_burst_is_256_bytes_longer_than_it_says),
		TEST(a_segment_is_chosen_for_one_transfer),
		TEST(a_cycle_may_bring_its_own_stop),
		TEST(what_happens_on_the_bus_interrupts),
		TEST(a_transfer_is_given_up_in_the_middle),
		TEST(driven_by_hand_the_bus_is_empty),
		cmocka_unit_test(each_head_answers_at_its_own_pins),
		TEST(nobody_else_answers),
		TEST(an_unplugged_monitor_does_not_answer),
		TEST(reading_past_the_end_gives_zeroes),
		TEST(an_edid_that_is_none_leaves_the_old_one),
		TEST(a_new_edid_is_announced_while_the_monitor_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
