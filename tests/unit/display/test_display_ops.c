// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test what all kinds of displays have in common (display/display.c), with a small kind whose ops
 * record their calls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "display/display_ops.h"
#include "display/edid.h"
#include "display/output/edid_region.h"

#define HEADS	2u
#define SECOND	1000000000ull

/*
 * struct fake_display - A display that shows nothing. @calls: calls of ops with a head. @head: that
 * of the last call. @ret: result of the ops. @torn: captures that are torn before a whole one.
 * @capture_ns: time that a capture takes. @edid: that of both heads. @up: a monitor is plugged in,
 * by head
 */
struct fake_display {
	struct facet_display base;
	u32 calls, head, id;
	int ret;
	u32 captures, torn;
	u64 now, capture_ns;
	bool forgot, cursor;
	u8 edid[FACET_EDID_MAX];
	u32 edid_size;
	bool up[HEADS];
};

static struct fake_display fake;
static bool destroyed;

static struct fake_display *fake_of(struct facet_display *display)
{
	assert_ptr_equal(display, &fake.base);
	return &fake;
}

static int call(struct facet_display *display, u32 head)
{
	struct fake_display *f = fake_of(display);

	f->calls++;
	f->head = head;
	return f->ret;
}

static void fake_destroy(struct facet_display *display)
{
	fake_of(display);
	destroyed = true;
}

static int fake_plane(struct facet_display *display, u32 head, enum facet_plane_kind kind,
		      struct facet_plane *plane)
{
	plane->id = 10 + kind;
	return call(display, head);
}

static int fake_pages(struct facet_display *display, u32 id, struct facet_plane *plane, u64 *gfns,
		      u32 n)
{
	fake_of(display)->id = id;
	gfns[n - 1] = 7;
	return fake.ret;
}

static void fake_forget(struct facet_display *display)
{
	fake_of(display)->forgot = true;
}

static int fake_size(struct facet_display *display, u32 head, u32 *width, u32 *height)
{
	*width = 1;
	*height = 2;
	return call(display, head);
}

static u64 fake_serial(struct facet_display *display, u32 head)
{
	call(display, head);
	return 5;
}

static int capture(struct facet_display *display, u32 head, bool cursor)
{
	struct fake_display *f = fake_of(display);

	call(display, head);
	f->cursor = cursor;
	f->now += f->capture_ns;
	return f->captures++ < f->torn ? -EAGAIN : f->ret;
}

static int fake_read(struct facet_display *display, u32 head, void *dst, u32 stride, u32 width,
		     u32 height, bool cursor)
{
	return capture(display, head, cursor);
}

static int fake_update(struct facet_display *display, u32 head, void *shown, void *next, u32 stride,
		       u32 width, u32 height, bool cursor, struct facet_damage *damage)
{
	damage->bytes = 3;
	return capture(display, head, cursor);
}

static u64 fake_bad_planes(const struct facet_display *display)
{
	return 9;
}

static u64 fake_now_ns(const struct facet_display *display)
{
	return fake.now;
}

static void fake_get_edid(struct facet_display *display, u32 head, u8 *edid, u32 *size,
			  bool *connected)
{
	call(display, head);
	memcpy(edid, fake.edid, fake.edid_size);
	*size = fake.edid_size;
	*connected = fake.up[head];
}

static int fake_set_edid(struct facet_display *display, u32 head, const u8 *edid, u32 size)
{
	memcpy(fake.edid, edid, size);
	fake.edid_size = size;
	return call(display, head);
}

static void fake_set_link(struct facet_display *display, u32 head, bool up)
{
	call(display, head);
	fake.up[head] = up;
}

static const struct facet_display_ops ops = {
	.destroy = fake_destroy,
	.plane = fake_plane,
	.pages = fake_pages,
	.forget = fake_forget,
	.size = fake_size,
	.serial = fake_serial,
	.read = fake_read,
	.update = fake_update,
	.bad_planes = fake_bad_planes,
	.now_ns = fake_now_ns,
	.get_edid = fake_get_edid,
	.set_edid = fake_set_edid,
	.set_link = fake_set_link,
};

static const struct facet_display_config config = {
	.max_width = 1920, .max_height = 1080, .n_outputs = HEADS,
	.outputs = { { .port = 1 }, { .port = 2, .width = 1280, .height = 800, .hz = 75 } },
};

static struct facet_display *const display = &fake.base;
static u32 pixels[4];

static int begin(void **state)
{
	memset(&fake, 0, sizeof(fake));
	destroyed = false;
	assert_int_equal(facet_display_init(display, &ops, &config), 0);
	assert_int_equal(facet_edid_make_at_output(fake.edid, &fake.edid_size,
						   &facet_edid_any_clock, &config,
						   &config.outputs[1], 1), 0);
	return 0;
}

static void the_configuration_is_kept(void **state)
{
	assert_int_equal(facet_display_heads(display), HEADS);
	assert_int_equal(display->config.max_width, 1920);
	assert_int_equal(display->config.outputs[1].width, 1280);
}

static void without_outputs_there_is_one_head(void **state)
{
	struct facet_display_config none = config;

	none.n_outputs = 0;
	none.outputs[0].width = 640;
	assert_int_equal(facet_display_init(display, &ops, &none), 0);
	assert_int_equal(facet_display_heads(display), 1);
	assert_int_equal(display->config.n_outputs, 1);
	assert_int_equal(display->config.outputs[0].kind, FACET_OUTPUT_HDMI);
	assert_int_equal(display->config.outputs[0].port, 1);
	assert_int_equal(display->config.outputs[0].width, 0);
}

static void too_many_outputs_are_refused(void **state)
{
	struct facet_display_config many = config;

	many.n_outputs = FACET_DISPLAY_HEADS + 1;
	assert_int_equal(facet_display_init(display, &ops, &many), -EINVAL);
}

static void calls_reach_the_kind_with_their_arguments(void **state)
{
	struct facet_damage damage;
	struct facet_plane plane;
	u64 gfns[2] = { 0 };
	u32 width, height;

	assert_int_equal(facet_scanout_plane(display, 1, FACET_PLANE_CURSOR, &plane), 0);
	assert_int_equal(plane.id, 10 + FACET_PLANE_CURSOR);
	assert_int_equal(fake.head, 1);
	assert_int_equal(facet_scanout_pages(display, 77, NULL, gfns, 2), 0);
	assert_int_equal(fake.id, 77);
	assert_true(gfns[1] == 7);
	facet_scanout_forget(display);
	assert_true(fake.forgot);
	assert_int_equal(facet_scanout_size(display, 0, &width, &height), 0);
	assert_int_equal(fake.head, 0);
	assert_int_equal(width + height, 3);
	assert_int_equal(facet_scanout_serial(display, 1), 5);
	assert_int_equal(facet_capture_read(display, 1, pixels, 8, 2, 2, true), 0);
	assert_true(fake.cursor);
	assert_int_equal(facet_capture_update(display, 1, NULL, pixels, 8, 2, 2, false, &damage),
			 0);
	assert_false(fake.cursor);
	assert_int_equal(damage.bytes, 3);
	assert_int_equal(facet_display_bad_planes(display), 9);
	facet_display_destroy(display);
	assert_true(destroyed);
}

static void errors_of_the_kind_come_back(void **state)
{
	struct facet_plane plane;
	u32 width, height;

	fake.ret = -ENOMEM;
	assert_int_equal(facet_scanout_plane(display, 0, FACET_PLANE_PRIMARY, &plane), -ENOMEM);
	assert_int_equal(facet_scanout_size(display, 0, &width, &height), -ENOMEM);
	assert_int_equal(facet_capture_read(display, 0, pixels, 8, 2, 2, true), -ENOMEM);
	assert_int_equal(facet_capture_screenshot(display, 0, pixels, 8, 2, 2, true), -ENOMEM);
	assert_int_equal(facet_output_set_edid(display, 0, fake.edid, 128), -ENOMEM);
}

/* Make each call with a head. Expect -EINVAL, or nothing. */
static void expect_no_head(u32 head)
{
	struct facet_display_mode mode;
	u8 edid[FACET_EDID_MAX] = { 0 };
	struct facet_edid_region region = { 0 };
	struct facet_damage damage;
	struct facet_plane plane;
	u32 a, b;

	assert_int_equal(facet_scanout_plane(display, head, FACET_PLANE_PRIMARY, &plane), -EINVAL);
	assert_int_equal(facet_scanout_size(display, head, &a, &b), -EINVAL);
	assert_int_equal(facet_scanout_serial(display, head), 0);
	assert_int_equal(facet_capture_read(display, head, pixels, 8, 2, 2, true), -EINVAL);
	assert_int_equal(facet_capture_screenshot(display, head, pixels, 8, 2, 2, true), -EINVAL);
	assert_int_equal(facet_capture_update(display, head, NULL, pixels, 8, 2, 2, true, &damage),
			 -EINVAL);
	assert_int_equal(facet_output_get_edid(display, head, edid, &a), -EINVAL);
	assert_int_equal(facet_output_set_edid(display, head, edid, 128), -EINVAL);
	assert_int_equal(facet_output_preferred_mode(display, head, &mode), -EINVAL);
	assert_int_equal(facet_output_set_link(display, head, true), -EINVAL);
	assert_int_equal(facet_edid_region_access(&region, display, head, 0, &a, 4, false),
			 -EINVAL);
}

static void a_head_that_is_not_there_reaches_no_op(void **state)
{
	expect_no_head(HEADS);
	expect_no_head(FACET_DISPLAY_HEADS);
	expect_no_head(~0u);
	assert_int_equal(fake.calls, 0);
}

static void a_plane_or_stride_that_cannot_be_reaches_no_op(void **state)
{
	struct facet_damage damage;
	struct facet_plane plane;
	static const u32 strides[] = { 0, 4, 7, 9, 10 };
	u32 i;

	assert_int_equal(facet_scanout_plane(display, 0, FACET_PLANE_KINDS, &plane), -EINVAL);
	assert_int_equal(facet_scanout_plane(display, 0, -1, &plane), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(strides); i++) {
		assert_int_equal(facet_capture_read(display, 0, pixels, strides[i], 2, 2, true),
				 -EINVAL);
		assert_int_equal(facet_capture_update(display, 0, NULL, pixels, strides[i], 2, 2,
						      true, &damage), -EINVAL);
	}
	assert_int_equal(facet_capture_read(display, 0, pixels, 8, 0x40000002, 2, true), -EINVAL);
	assert_int_equal(fake.calls, 0);
}

static void a_screenshot_waits_for_a_whole_frame(void **state)
{
	fake.torn = 15;
	assert_int_equal(facet_capture_screenshot(display, 0, pixels, 8, 2, 2, true), 0);
	assert_int_equal(fake.captures, 16);
}

static void a_screenshot_takes_a_torn_picture_after_16_tries(void **state)
{
	fake.torn = ~0u;
	assert_int_equal(facet_capture_screenshot(display, 0, pixels, 8, 2, 2, true), 0);
	assert_int_equal(fake.captures, 16);
}

static void a_screenshot_begins_no_try_after_a_second(void **state)
{
	fake.torn = ~0u;
	fake.capture_ns = SECOND / 4;
	assert_int_equal(facet_capture_screenshot(display, 0, pixels, 8, 2, 2, true), 0);
	assert_int_equal(fake.captures, 4);
}

static void the_preferred_mode_is_that_of_the_edid(void **state)
{
	struct facet_display_mode mode;

	assert_int_equal(facet_output_preferred_mode(display, 1, &mode), 0);
	assert_int_equal(fake.head, 1);
	assert_int_equal(mode.width, 1280);
	assert_int_equal(mode.height, 800);
	assert_int_equal(mode.hz, 75);
}

static void links_and_edids_reach_the_head(void **state)
{
	u8 edid[FACET_EDID_MAX], other[FACET_EDID_BLOCK] = { 1, 2, 3 };
	u32 size;

	assert_int_equal(facet_output_set_link(display, 1, true), 0);
	assert_true(fake.up[1] && !fake.up[0]);
	assert_int_equal(facet_output_set_edid(display, 1, other, sizeof(other)), 0);
	assert_int_equal(facet_output_get_edid(display, 1, edid, &size), 0);
	assert_int_equal(size, sizeof(other));
	assert_memory_equal(edid, other, sizeof(other));
}

static u32 region_get(struct facet_edid_region *region, u64 offset)
{
	u32 value = ~0u;

	assert_int_equal(facet_edid_region_access(region, display, 1, offset, &value, 4, false),
			 0);
	return value;
}

static void a_vmm_changes_the_monitor_of_any_display_by_the_region(void **state)
{
	struct facet_edid_region region = { 0 };
	u8 edid[FACET_EDID_MAX];
	u32 size, link = FACET_EDID_LINK_UP;

	assert_int_equal(region_get(&region, FACET_EDID_REGION_MAX_XRES), 1920);
	assert_int_equal(region_get(&region, FACET_EDID_REGION_MAX_YRES), 1080);
	assert_int_equal(region_get(&region, FACET_EDID_REGION_LINK), FACET_EDID_LINK_DOWN);
	assert_int_equal(region_get(&region, FACET_EDID_REGION_EDID + 8),
			 get_unaligned_le32(fake.edid + 8));
	assert_int_equal(facet_edid_make_at_output(edid, &size, &facet_edid_any_clock, &config,
						   &config.outputs[0], 7), 0);
	assert_int_equal(facet_edid_region_access(&region, display, 1, FACET_EDID_REGION_EDID,
						  edid, FACET_EDID_REGION_EDID_MAX, true), 0);
	assert_int_equal(facet_edid_region_access(&region, display, 1, FACET_EDID_REGION_LINK,
						  &link, 4, true), 0);
	assert_memory_equal(fake.edid, edid, FACET_EDID_BLOCK);
	assert_true(fake.up[1]);
	assert_int_equal(region_get(&region, FACET_EDID_REGION_LINK), FACET_EDID_LINK_UP);
}

static void counters_are_in_the_memory_of_the_front_end(void **state)
{
	static const struct facet_flip_stats more = { .asked = 3, .shown = 2, .missed = 1 };
	struct facet_display_stats stats = { .flips.asked = 10, .screen_bytes_copied = 100 };

	facet_display_count_copied(display, 1);
	facet_display_set_stats(display, &stats);
	facet_display_count_flips(display, &more);
	facet_display_count_copied(display, ~0u);
	facet_display_count_copied(display, ~0u);
	assert_int_equal(stats.flips.asked, 13);
	assert_int_equal(stats.flips.shown, 2);
	assert_int_equal(stats.flips.missed, 1);
	assert_true(stats.screen_bytes_copied == 100 + 2ull * ~0u);
	facet_display_set_stats(display, NULL);
	facet_display_count_copied(display, 1);
	facet_display_count_flips(display, &more);
	assert_int_equal(stats.flips.asked, 13);
	assert_true(stats.screen_bytes_copied == 100 + 2ull * ~0u);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin)
	const struct CMUnitTest tests[] = {
		TEST(the_configuration_is_kept),
		TEST(without_outputs_there_is_one_head),
		TEST(too_many_outputs_are_refused),
		TEST(calls_reach_the_kind_with_their_arguments),
		TEST(errors_of_the_kind_come_back),
		TEST(a_head_that_is_not_there_reaches_no_op),
		TEST(a_plane_or_stride_that_cannot_be_reaches_no_op),
		TEST(a_screenshot_waits_for_a_whole_frame),
		TEST(a_screenshot_takes_a_torn_picture_after_16_tries),
		TEST(a_screenshot_begins_no_try_after_a_second),
		TEST(the_preferred_mode_is_that_of_the_edid),
		TEST(links_and_edids_reach_the_head),
		TEST(a_vmm_changes_the_monitor_of_any_display_by_the_region),
		TEST(counters_are_in_the_memory_of_the_front_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
