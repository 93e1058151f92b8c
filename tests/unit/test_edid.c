// SPDX-License-Identifier: GPL-2.0-only
/* The virtual monitor's EDID: what a guest's parser takes from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "display/edid.h"

#define DTD(edid, n)	((edid) + 54 + 18 * (n))

/** struct dtd - A detailed timing, decoded by the rules of E-EDID 1.3. */
struct dtd {
	u32 khz, width, hblank, hfront, hsync, height, vblank, vfront, vsync, flags;
};

static void decode(const u8 *d, struct dtd *t)
{
	t->khz = (d[0] | d[1] << 8) * 10;
	t->width = d[2] | (d[4] & 0xf0) << 4;
	t->hblank = d[3] | (d[4] & 0x0f) << 8;
	t->height = d[5] | (d[7] & 0xf0) << 4;
	t->vblank = d[6] | (d[7] & 0x0f) << 8;
	t->hfront = d[8] | (d[11] & 0xc0) << 2;
	t->hsync = d[9] | (d[11] & 0x30) << 4;
	t->vfront = d[10] >> 4 | (d[11] & 0x0c) << 2;
	t->vsync = (d[10] & 0xf) | (d[11] & 0x03) << 4;
	t->flags = d[17];
}

static void assert_block(const u8 *edid)
{
	static const u8 header[] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	u8 sum = 0;
	u32 i;

	for (i = 0; i < DISPLAY_EDID_BLOCK; i++)
		sum += edid[i];
	assert_int_equal(sum, 0);
	assert_memory_equal(edid, header, sizeof(header));
	assert_int_equal(edid[18], 1);		/* E-EDID 1.3 */
	assert_int_equal(edid[19], 3);
	assert_true(edid[20] & 0x80);		/* digital */
	assert_true(edid[24] & 0x02);		/* the first detailed timing is preferred */
	assert_int_equal(edid[126], 0);		/* no more blocks */
}

static void a_block_is_valid_for_any_limits(void **state)
{
	static const u32 limits[][2] = {
		{ 640, 480 }, { 1024, 768 }, { 1280, 800 }, { 1920, 1080 }, { 3840, 2160 },
		{ ~0u, ~0u },
	};
	u8 edid[DISPLAY_EDID_BLOCK];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		memset(edid, 0xa5, sizeof(edid));
		assert_int_equal(display_edid_make(edid, limits[i][0], limits[i][1]), 0);
		assert_block(edid);
	}
}

static void the_preferred_mode_is_1080p_of_cea(void **state)
{
	u8 edid[DISPLAY_EDID_BLOCK];
	struct dtd t;

	assert_int_equal(display_edid_make(edid, 1920, 1080), 0);
	decode(DTD(edid, 0), &t);
	assert_int_equal(t.khz, 148500);
	assert_int_equal(t.width, 1920);
	assert_int_equal(t.width + t.hfront, 2008);
	assert_int_equal(t.width + t.hfront + t.hsync, 2052);
	assert_int_equal(t.width + t.hblank, 2200);
	assert_int_equal(t.height, 1080);
	assert_int_equal(t.height + t.vfront, 1084);
	assert_int_equal(t.height + t.vfront + t.vsync, 1089);
	assert_int_equal(t.height + t.vblank, 1125);
	assert_int_equal(t.flags & 0x1e, 0x1e);	/* digital separate, both positive */
}

/* All that is offered, in each of the three ways, is within the limits. */
static void nothing_beyond_the_limits_is_offered(void **state)
{
	static const u32 heights[] = { 800, 768, 1024, 720 };	/* of 1280, by aspect */
	u8 edid[DISPLAY_EDID_BLOCK];
	struct dtd t;
	u32 i;

	assert_int_equal(display_edid_make(edid, 1280, 800), 0);
	for (i = 0; i < 4; i++) {
		decode(DTD(edid, i), &t);
		if (!t.khz)
			continue;
		assert_true(t.width <= 1280 && t.height <= 800);
		assert_in_range(t.khz * 1000ull / ((t.width + t.hblank) * (t.height + t.vblank)),
				59, 60);
	}
	for (i = 0; i < 8; i++) {
		const u8 *s = edid + 38 + 2 * i;
		u32 width = (s[0] + 31) * 8;

		if (s[0] == 1 && s[1] == 1)
			continue;
		assert_int_equal(width, 1280);
		assert_true(heights[s[1] >> 6] <= 800);
	}
	assert_int_equal(edid[35], 0x21);	/* 640x480, 800x600 */
	assert_int_equal(edid[36], 0x08);	/* 1024x768 */
}

static void small_limits_prefer_the_largest_that_fits(void **state)
{
	u8 edid[DISPLAY_EDID_BLOCK];
	struct dtd t;

	assert_int_equal(display_edid_make(edid, 1024, 768), 0);
	decode(DTD(edid, 0), &t);
	assert_int_equal(t.khz, 65000);
	assert_int_equal(t.width, 1024);
	assert_int_equal(t.width + t.hblank, 1344);
	assert_int_equal(t.height, 768);
	assert_int_equal(t.height + t.vblank, 806);
	assert_int_equal(edid[36], 0x08);
	assert_int_equal(display_edid_make(edid, 1023, 768), 0);
	decode(DTD(edid, 0), &t);
	assert_int_equal(t.width, 800);
}

static void the_monitor_is_called_facet(void **state)
{
	u8 edid[DISPLAY_EDID_BLOCK];
	bool name = false;
	bool range = false;
	u32 i;

	assert_int_equal(display_edid_make(edid, 640, 480), 0);
	for (i = 0; i < 4; i++) {
		const u8 *d = DTD(edid, i);

		if (d[0] || d[1] || d[2])
			continue;
		if (d[3] == 0xfc)
			name = !memcmp(d + 5, "Facet\n       ", 13);
		range |= d[3] == 0xfd;
	}
	assert_true(name);
	assert_true(range);
}

static void limits_below_any_mode_are_refused(void **state)
{
	u8 edid[DISPLAY_EDID_BLOCK];

	assert_int_equal(display_edid_make(edid, 639, 480), -EINVAL);
	assert_int_equal(display_edid_make(edid, 4096, 479), -EINVAL);
	assert_int_equal(display_edid_make(edid, 0, 0), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_is_valid_for_any_limits),
		cmocka_unit_test(the_preferred_mode_is_1080p_of_cea),
		cmocka_unit_test(nothing_beyond_the_limits_is_offered),
		cmocka_unit_test(small_limits_prefer_the_largest_that_fits),
		cmocka_unit_test(the_monitor_is_called_facet),
		cmocka_unit_test(limits_below_any_mode_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
