// SPDX-License-Identifier: GPL-2.0-only
/* Test EDIDs for a display whose outputs have no limits of clocks (facet_edid_any_clock). */
#include "tests/unit/display/display_rig.h"

#include "display/edid.h"

/* Make the EDID of an output without limits of clocks. Return: as facet_edid_make(). */
static int make_without_port(u8 *edid, u32 *size, u32 width, u32 height, u32 hz)
{
	const struct facet_display_config config = { .max_width = 4095, .max_height = 4095 };
	const struct facet_display_output output = { .width = width, .height = height, .hz = hz };

	return facet_edid_make_at_output(edid, size, &facet_edid_any_clock, &config, &output, 3);
}

/* struct free_mode - A requested mode, and its rate if no port limits the clock. */
struct free_mode {
	u32 width, height, hz, made_hz;
};

/* The clocks of these modes are from 22 to 604 MHz. Gen9 has 25 to 300 MHz on HDMI. */
static void without_a_port_any_clock_of_a_timing_is_possible(void **state)
{
	static const struct free_mode made[] = {
		{ 1024, 768, 24, 24 }, { 1280, 800, 0, 60 }, { 2560, 1440, 100, 100 },
		{ 3840, 2160, 0, 60 }, { 4088, 2304, 60, 60 }, { 4088, 4095, 0, 30 },
	};
	struct facet_monitor monitor = facet_edid_any_clock;
	struct facet_display_mode mode;
	u8 edid[FACET_EDID_MAX];
	u32 i, size;

	monitor.max_width = 4095;
	monitor.max_height = 4095;
	for (i = 0; i < ARRAY_SIZE(made); i++) {
		assert_int_equal(make_without_port(edid, &size, made[i].width, made[i].height,
						   made[i].hz), 0);
		assert_int_equal(size, FACET_EDID_BLOCK);
		assert_int_equal(facet_edid_check(edid, size, &monitor), 0);
		assert_int_equal(facet_edid_serial(edid), 3);
		facet_edid_preferred_mode(edid, &mode);
		assert_int_equal(mode.width, made[i].width);
		assert_int_equal(mode.height, made[i].height);
		assert_int_equal(mode.hz, made[i].made_hz);
	}
	assert_int_equal(make_without_port(edid, &size, 4088, 4095, 100), -EINVAL);
	assert_int_equal(make_without_port(edid, &size, 0, 0, 0), 0);
	facet_edid_preferred_mode(edid, &mode);
	assert_int_equal(mode.width, 1920);
	assert_int_equal(mode.height, 1080);
}

/* A VMM's EDID is refused for its size alone, never for its clock. */
static void without_a_port_no_clock_is_refused(void **state)
{
	struct facet_monitor monitor = facet_edid_any_clock;
	u8 edid[FACET_EDID_MAX];
	u32 size, khz10;

	monitor.max_width = 1280;
	monitor.max_height = 800;
	assert_int_equal(make_without_port(edid, &size, 1280, 800, 0), 0);
	for (khz10 = 1; khz10 <= 0xffff; khz10 += 771) {
		put_unaligned_le16(khz10, edid + FACET_EDID_MODE);
		rig_edid_fix_checksum(edid);
		assert_int_equal(facet_edid_check(edid, size, &monitor), 0);
	}
	put_unaligned_le16(0, edid + FACET_EDID_MODE);	/* no timing */
	rig_edid_fix_checksum(edid);
	assert_int_equal(facet_edid_check(edid, size, &monitor), -EINVAL);
	assert_int_equal(make_without_port(edid, &size, 1288, 800, 0), 0);
	assert_int_equal(facet_edid_check(edid, size, &monitor), -EINVAL);
}

static void an_edid_without_timing_has_no_preferred_mode(void **state)
{
	struct facet_display_mode mode = { .width = 1, .height = 1, .hz = 1 };
	u8 edid[FACET_EDID_MAX] = { 0 };

	facet_edid_preferred_mode(edid, &mode);
	assert_int_equal(mode.width, 0);
	assert_int_equal(mode.height, 0);
	assert_int_equal(mode.hz, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_port_any_clock_of_a_timing_is_possible),
		cmocka_unit_test(without_a_port_no_clock_is_refused),
		cmocka_unit_test(an_edid_without_timing_has_no_preferred_mode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
