// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the region by which a VMM changes the monitor: accesses as QEMU makes them, and wrong ones.
 */
#include "tests/unit/display/display_rig.h"

#include <linux/vfio.h>

#include "display/edid.h"
#include "display/output/edid_region.h"

#define HOTPLUG		(1u << 21)

static struct facet_edid_region region;

static int setup(void **state)
{
	struct rig *rig;

	memset(&region, 0, sizeof(region));
	rig_setup(state);
	rig = *state;
	rig_write(rig, RIG_SDE_IRQ + RIG_IMR, 0);
	rig_write(rig, RIG_SDE_IRQ + RIG_IER, ~0u);
	rig_write(rig, 0xc4030, 0x10);
	return 0;
}

static int put(struct rig *rig, u64 offset, const void *data, u32 len)
{
	return facet_edid_region_access(&region, rig_display(rig), 0, offset, (void *)data, len,
					true);
}

static int put32(struct rig *rig, u64 offset, u32 value)
{
	return put(rig, offset, &value, 4);
}

static u32 get32(struct rig *rig, u64 offset)
{
	u32 value = ~0u;

	assert_int_equal(facet_edid_region_access(&region, rig_display(rig), 0, offset, &value, 4,
						  false), 0);
	return value;
}

static bool hotplug_raised(struct rig *rig)
{
	u32 iir = rig_read(rig, RIG_SDE_IRQ + RIG_IIR);

	rig_write(rig, RIG_SDE_IRQ + RIG_IIR, iir);
	rig_write(rig, 0xc4030, rig_read(rig, 0xc4030));
	return iir & HOTPLUG;
}

/* Make an EDID of another size. Return: its bytes. */
static u32 another(u8 *edid, u32 width, u32 height)
{
	struct facet_monitor monitor = {
		.max_width = width, .max_height = height, .width = width, .height = height,
		.khz_min = 10000, .khz_max = 600000, .khz_plain = 600000,
	};
	u32 size;

	memset(edid, 0, FACET_EDID_MAX);
	assert_int_equal(facet_edid_make(edid, &size, &monitor), 0);
	return size;
}

static void expect_edid(struct rig *rig, const u8 *edid, u32 size)
{
	u8 now[FACET_EDID_MAX];
	u32 n;

	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, now, &n), 0);
	assert_int_equal(n, size);
	assert_memory_equal(now, edid, size);
}

static void the_layout_is_that_of_vfio(void **state)
{
	struct rig *rig = *state;
	struct vfio_region_gfx_edid edid;

	assert_int_equal(facet_edid_region_access(&region, rig_display(rig), 0, 0, &edid,
						  sizeof(edid), false), 0);
	assert_int_equal(edid.edid_offset, 128);
	assert_int_equal(edid.edid_max_size, 128);
	assert_int_equal(edid.edid_size, 128);
	assert_int_equal(edid.max_xres, 1920);
	assert_int_equal(edid.max_yres, 1080);
	assert_int_equal(edid.link_state, VFIO_DEVICE_GFX_LINK_STATE_UP);
	assert_int_equal(offsetof(struct vfio_region_gfx_edid, link_state), FACET_EDID_REGION_LINK);
	assert_int_equal(sizeof(edid), FACET_EDID_REGION_FIELDS);
}

static void a_window_that_is_resized_is_a_new_monitor(void **state)
{
	struct rig *rig = *state;
	struct facet_display_mode mode;
	u8 edid[FACET_EDID_MAX];
	u32 size = another(edid, 1280, 800), i;

	assert_int_equal(put32(rig, FACET_EDID_REGION_LINK, 2), 0);
	assert_true(hotplug_raised(rig));
	assert_int_equal(get32(rig, FACET_EDID_REGION_LINK), 2);
	assert_int_equal(put32(rig, FACET_EDID_REGION_EDID_SIZE, size), 0);
	for (i = 0; i < size; i += 8)
		assert_int_equal(put(rig, FACET_EDID_REGION_EDID + i, edid + i, 8), 0);
	assert_false(hotplug_raised(rig));
	assert_int_equal(get32(rig, FACET_EDID_REGION_EDID), get_unaligned_le32(edid));
	assert_int_equal(put32(rig, FACET_EDID_REGION_LINK, 1), 0);
	assert_true(hotplug_raised(rig));
	expect_edid(rig, edid, size);
	assert_int_equal(facet_output_preferred_mode(rig_display(rig), 0, &mode), 0);
	assert_int_equal(mode.width, 1280);
	assert_int_equal(mode.height, 800);
	assert_int_equal(mode.hz, 60);
	assert_int_equal(get32(rig, FACET_EDID_REGION_LINK), 1);
}

/* QEMU requests 75 pictures in a second without HDMI's block: more than i915 accepts. */
static void a_window_whose_clock_is_beyond_the_output_is_followed(void **state)
{
	static const u32 sizes[][2] = { { 1920, 1080 }, { 1912, 1000 }, { 1600, 1080 } };
	struct rig *rig = *state;
	struct facet_display_mode mode;
	u8 edid[FACET_EDID_MAX], now[FACET_EDID_MAX];
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		another(edid, sizes[i][0], sizes[i][1]);
		edid[127] += edid[54] + edid[55] - (18000 & 0xff) - (18000 >> 8);
		put_unaligned_le16(18000, edid + 54);	/* 180 MHz */
		assert_int_equal(put(rig, FACET_EDID_REGION_EDID, edid, 128), 0);
		assert_int_equal(put32(rig, FACET_EDID_REGION_LINK, 1), 0);
		assert_true(hotplug_raised(rig));
		assert_int_equal(facet_output_preferred_mode(rig_display(rig), 0, &mode), 0);
		assert_int_equal(mode.width, sizes[i][0]);
		assert_int_equal(mode.height, sizes[i][1]);
		assert_int_equal(facet_output_get_edid(rig_display(rig), 0, now, &n), 0);
		assert_true(get_unaligned_le16(now + 54) <= 16500 || n == 256);
	}
}

/* The write that plugs in a bad monitor fails. The old monitor is back afterwards. */
static void a_monitor_that_cannot_be_leaves_the_old_one(void **state)
{
	static const u32 sizes[][2] = { { 2560, 1440 }, { 1920, 1200 }, { 640, 480 } };
	struct rig *rig = *state;
	u8 before[FACET_EDID_MAX], edid[FACET_EDID_MAX];
	u32 size, n, i;

	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, before, &n), 0);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size = another(edid, sizes[i][0], sizes[i][1]);
		edid[100] ^= i == 2;			/* a wrong checksum */
		assert_int_equal(put32(rig, FACET_EDID_REGION_LINK, 2), 0);
		assert_int_equal(put32(rig, FACET_EDID_REGION_EDID_SIZE, size), 0);
		assert_int_equal(put(rig, FACET_EDID_REGION_EDID, edid, size), 0);
		assert_int_equal(put32(rig, FACET_EDID_REGION_LINK, 1), -EINVAL);
		expect_edid(rig, before, n);
		assert_true(hotplug_raised(rig));
		assert_int_equal(get32(rig, FACET_EDID_REGION_LINK), 1);
		assert_int_equal(get32(rig, FACET_EDID_REGION_EDID_SIZE), n);
		/* The region does not try the bad EDID again. */
		assert_int_equal(put32(rig, FACET_EDID_REGION_LINK, 1), 0);
		expect_edid(rig, before, n);
	}
}

/* struct bad - A write that is refused. */
struct bad {
	u64 offset;
	u32 len;
	u32 value;
};

static void writes_that_make_no_sense_change_nothing(void **state)
{
	static const struct bad bads[] = {
		{ 0, 4, 1 },
		{ 4, 4, 1 },
		{ 12, 4, 1 },
		{ 16, 4, 1 }, /* offsets 0 to 16: fixed fields */
		{ 8, 4, 0 },
		{ 8, 4, 1 },
		{ 8, 4, 127 },
		{ 8, 4, 256 },
		{ 8, 4, 384 },
		{ 8, 4, ~0u },
		{ 20, 4, 0 },
		{ 20, 4, 3 },
		{ 20, 4, ~0u },
		{ 8, 1, 128 },
		{ 8, 2, 128 },
		{ 20, 1, 1 },
		{ 20, 2, 1 },
		{ 20, 8, 1 },
		{ 9, 4, 128 },
		{ 7, 4, 128 },
		{ 8, 8, 128 },
		{ 24, 4, 0 },
		{ 124, 8, 0 },
		{ 0, 0, 0 },
		{ 128, 129, 0 },
		{ 255, 2, 0 },
		{ 256, 1, 0 },
		{ ~0ull, 2, 0 },
		{ 0x10000000000ull, 4, 0 },
		{ 128, ~0u, 0 },
	};
	struct rig *rig = *state;
	u8 before[FACET_EDID_REGION_SIZE], after[FACET_EDID_REGION_SIZE], data[512] = {};
	struct facet_display *display = rig_display(rig);
	u32 i;

	assert_int_equal(facet_edid_region_access(&region, display, 0, 0, before, sizeof(before),
						  false), 0);
	for (i = 0; i < ARRAY_SIZE(bads); i++) {
		put_unaligned_le32(bads[i].value, data);
		assert_int_equal(put(rig, bads[i].offset, data, bads[i].len), -EINVAL);
		assert_false(region.changed);
	}
	assert_int_equal(facet_edid_region_access(&region, display, 0, 0, after, sizeof(after),
						  false), 0);
	assert_memory_equal(before, after, sizeof(before));
	assert_false(hotplug_raised(rig));
	assert_int_equal(facet_edid_region_access(&region, display, 1, 0, after, 4, false),
			 -EINVAL);
	assert_int_equal(facet_edid_region_access(&region, display, 0, 253, after, 4, false),
			 -EINVAL);
	assert_int_equal(facet_edid_region_access(&region, display, 0, 256, after, 1, false),
			 -EINVAL);
}

/*
 * The EDID is longer than the region. A VMM can write back the part that it read, and plug the
 * monitor in.
 */
static void what_is_read_of_a_monitor_with_two_blocks_can_be_plugged_in(void **state)
{
	struct rig *rig = *state;
	struct facet_display_config config = {
		.max_width = 2560,
		.max_height = 1440,
		.n_outputs = 1,
		.outputs = { { .kind = FACET_OUTPUT_HDMI,
			       .port = 1,
			       .width = 2560,
			       .height = 1440 } },
	};
	u8 edid[FACET_EDID_MAX];
	u32 n;

	rig_teardown(state);
	*state = rig = rig_with_config(&config);
	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, edid, &n), 0);
	assert_int_equal(n, 256);
	assert_int_equal(facet_edid_region_access(&region, rig_display(rig), 0,
						  FACET_EDID_REGION_EDID, edid, 128, false),
			 0);
	assert_int_equal(edid[FACET_EDID_EXTENSIONS], 0);
	assert_int_equal(put(rig, FACET_EDID_REGION_EDID, edid, 128), 0);
	assert_int_equal(put32(rig, FACET_EDID_REGION_LINK, 1), 0);
	assert_int_equal(get32(rig, FACET_EDID_REGION_LINK), 1);
}

static void without_a_new_edid_a_link_keeps_the_monitor(void **state)
{
	struct rig *rig = *state;
	u8 edid[FACET_EDID_MAX];
	u32 size = another(edid, 1024, 768);

	assert_int_equal(facet_output_set_edid(rig_display(rig), 0, edid, size), 0);
	assert_int_equal(put32(rig, FACET_EDID_REGION_LINK, 2), 0);
	assert_int_equal(put32(rig, FACET_EDID_REGION_LINK, 1), 0);
	expect_edid(rig, edid, size);
}

#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_layout_is_that_of_vfio),
		TEST(what_is_read_of_a_monitor_with_two_blocks_can_be_plugged_in),
		TEST(a_window_that_is_resized_is_a_new_monitor),
		TEST(a_window_whose_clock_is_beyond_the_output_is_followed),
		TEST(a_monitor_that_cannot_be_leaves_the_old_one),
		TEST(writes_that_make_no_sense_change_nothing),
		TEST(without_a_new_edid_a_link_keeps_the_monitor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
