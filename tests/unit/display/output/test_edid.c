// SPDX-License-Identifier: GPL-2.0-only
/* Test EDIDs of virtual monitors: the modes that a parser finds, and refused EDIDs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "display/display.h"
#include "display/edid.h"
#include "display/output/mode.h"

#define DTD(edid, n)	((edid) + 54 + 18 * (n))

/* struct dtd - A detailed timing, decoded by the rules of E-EDID 1.3. */
struct dtd {
	u32 khz, width, hblank, hfront, hsync, height, vblank, vfront, vsync, flags;
};

/* Return an HDMI monitor of at most this size. The clock limits are those of the tests. */
static struct facet_monitor hdmi(u32 max_width, u32 max_height)
{
	return (struct facet_monitor){
		.max_width = max_width, .max_height = max_height,
		.khz_min = 25000, .khz_max = 300000, .khz_plain = 165000, .serial = 1,
	};
}

static struct facet_monitor displayport(u32 max_width, u32 max_height)
{
	return (struct facet_monitor){
		.max_width = max_width, .max_height = max_height,
		.khz_min = 10000, .khz_max = 675000, .khz_plain = 675000, .serial = 1,
	};
}

static int make(u8 *edid, u32 max_width, u32 max_height)
{
	struct facet_monitor monitor = hdmi(max_width, max_height);
	u32 size = 0;
	int ret = facet_edid_make(edid, &size, &monitor);

	if (!ret)
		assert_int_equal(size, FACET_EDID_BLOCK);
	return ret;
}

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

	for (i = 0; i < FACET_EDID_BLOCK; i++)
		sum += edid[i];
	assert_int_equal(sum, 0);
	assert_memory_equal(edid, header, sizeof(header));
	assert_int_equal(edid[18], 1);		/* E-EDID 1.3 */
	assert_int_equal(edid[19], 3);
	assert_true(edid[20] & 0x80);		/* digital */
	assert_true(edid[24] & 0x02);		/* the first detailed timing is the preferred one */
	assert_int_equal(edid[126], 0);		/* no more blocks */
}

static void a_block_is_valid_for_any_limits(void **state)
{
	static const u32 limits[][2] = {
		{ 640, 480 }, { 1024, 768 }, { 1280, 800 }, { 1920, 1080 }, { 3840, 2160 },
		{ ~0u, ~0u },
	};
	u8 edid[FACET_EDID_MAX];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		memset(edid, 0xa5, sizeof(edid));
		assert_int_equal(make(edid, limits[i][0], limits[i][1]), 0);
		assert_block(edid);
	}
}

static void the_preferred_mode_is_1080p_of_cea(void **state)
{
	u8 edid[FACET_EDID_MAX];
	struct dtd t;

	assert_int_equal(make(edid, 1920, 1080), 0);
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

/* Each mode that the EDID offers is within the limits, in any of its three lists. */
static void nothing_beyond_the_limits_is_offered(void **state)
{
	/* heights of a mode 1280 wide, by its aspect code */
	static const u32 heights[] = { 800, 768, 1024, 720 };
	u8 edid[FACET_EDID_MAX];
	struct dtd t;
	u32 i;

	assert_int_equal(make(edid, 1280, 800), 0);
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
	u8 edid[FACET_EDID_MAX];
	struct dtd t;

	assert_int_equal(make(edid, 1024, 768), 0);
	decode(DTD(edid, 0), &t);
	assert_int_equal(t.khz, 65000);
	assert_int_equal(t.width, 1024);
	assert_int_equal(t.width + t.hblank, 1344);
	assert_int_equal(t.height, 768);
	assert_int_equal(t.height + t.vblank, 806);
	assert_int_equal(edid[36], 0x08);
	assert_int_equal(make(edid, 1023, 768), 0);
	decode(DTD(edid, 0), &t);
	assert_int_equal(t.width, 800);
}

static void the_monitor_is_called_facet(void **state)
{
	u8 edid[FACET_EDID_MAX];
	bool name = false;
	bool range = false;
	u32 i;

	assert_int_equal(make(edid, 640, 480), 0);
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
	u8 edid[FACET_EDID_MAX];

	assert_int_equal(make(edid, 639, 480), -EINVAL);
	assert_int_equal(make(edid, 4096, 479), -EINVAL);
	assert_int_equal(make(edid, 0, 0), -EINVAL);
}

/* struct cvt - A mode by CVT with reduced blanking, as VESA's spreadsheet computes it. */
struct cvt {
	u32 width, height, hz, khz, htotal, vtotal, vsync;
};

static void timings_are_those_of_the_standard(void **state)
{
	static const struct cvt cvts[] = {
		{ 1280, 768, 60, 68250, 1440, 790, 7 }, { 1280, 800, 60, 71000, 1440, 823, 6 },
		{ 1400, 1050, 60, 101000, 1560, 1080, 4 }, { 1440, 900, 60, 88750, 1600, 926, 6 },
		{ 1680, 1050, 60, 119000, 1840, 1080, 6 },
		{ 1920, 1080, 60, 138500, 2080, 1111, 5 },
		{ 1920, 1200, 60, 154000, 2080, 1235, 6 },
		{ 2560, 1440, 60, 241500, 2720, 1481, 5 },
		{ 2560, 1600, 60, 268500, 2720, 1646, 6 },
	};
	struct display_mode mode;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cvts); i++) {
		const struct cvt *c = &cvts[i];

		display_mode_cvt(&mode, c->width, c->height, c->hz);
		assert_int_equal(mode.khz, c->khz);
		assert_int_equal(mode.width + mode.hblank, c->htotal);
		assert_int_equal(mode.height + mode.vblank, c->vtotal);
		assert_int_equal(mode.vsync, c->vsync);
		assert_int_equal(mode.hfront, 48);
		assert_int_equal(mode.hsync, 32);
		assert_int_equal(mode.vfront, 3);
		assert_true(mode.hpositive);
		assert_false(mode.vpositive);
		assert_int_equal(display_mode_hz(&mode), c->hz);
	}
}

/* struct sized - A requested size, and the mode of the EDID for it. @blocks: blocks of the EDID */
struct sized {
	u32 width, height, made_width, made_height, hz, khz, blocks;
};

static void expect_sized(struct facet_monitor *monitor, const struct sized *s)
{
	u8 edid[FACET_EDID_MAX];
	struct display_mode mode;
	struct dtd t;
	u32 size;

	memset(edid, 0xa5, sizeof(edid));
	monitor->width = s->width;
	monitor->height = s->height;
	assert_int_equal(facet_edid_make(edid, &size, monitor), 0);
	assert_int_equal(size, s->blocks * FACET_EDID_BLOCK);
	assert_int_equal(facet_edid_check(edid, size, monitor), 0);
	decode(DTD(edid, 0), &t);
	assert_int_equal(t.width, s->made_width);
	assert_int_equal(t.height, s->made_height);
	assert_int_equal(t.khz, s->khz);
	facet_edid_preferred_timings(edid, &mode);
	assert_int_equal(mode.width, t.width);
	assert_int_equal(mode.hblank, t.hblank);
	assert_int_equal(mode.hfront, t.hfront);
	assert_int_equal(mode.hsync, t.hsync);
	assert_int_equal(mode.height, t.height);
	assert_int_equal(mode.vblank, t.vblank);
	assert_int_equal(mode.vfront, t.vfront);
	assert_int_equal(mode.vsync, t.vsync);
	assert_int_equal(display_mode_hz(&mode), s->hz);
}

static void any_size_is_made_as_the_port_can(void **state)
{
	static const struct sized on_hdmi[] = {
		{ 640, 480, 640, 480, 60, 25170, 1 }, { 1920, 1080, 1920, 1080, 60, 148500, 1 },
		{ 1366, 768, 1360, 768, 60, 72000, 1 }, { 1367, 771, 1360, 771, 60, 72250, 1 },
		{ 1920, 1200, 1920, 1200, 60, 154000, 1 },
		{ 2560, 1440, 2560, 1440, 60, 241500, 2 },
		{ 3840, 2160, 3840, 2160, 30, 262750, 2 }, { 647, 4000, 640, 4000, 60, 197250, 2 },
		{ 640, 484, 640, 484, 75, 30000, 1 },
	}, on_dp[] = {
		{ 640, 480, 640, 480, 60, 25170, 1 }, { 2560, 1440, 2560, 1440, 60, 241500, 1 },
		{ 3840, 2160, 3840, 2160, 60, 533250, 1 },
		{ 4095, 2304, 4088, 2304, 60, 604000, 1 },
		{ 4095, 4095, 4088, 4095, 30, 529250, 1 },
	};
	struct facet_monitor monitor;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(on_hdmi); i++) {
		monitor = hdmi(4095, 4095);
		expect_sized(&monitor, &on_hdmi[i]);
	}
	for (i = 0; i < ARRAY_SIZE(on_dp); i++) {
		monitor = displayport(4095, 4095);
		expect_sized(&monitor, &on_dp[i]);
	}
}

static void every_size_within_the_limits_is_valid(void **state)
{
	struct facet_monitor monitor = hdmi(3840, 2160);
	u8 edid[FACET_EDID_MAX];
	struct dtd t;
	u32 size;

	for (monitor.width = 640; monitor.width <= 3840; monitor.width += 37) {
		for (monitor.height = 480; monitor.height <= 2160; monitor.height += 23) {
			assert_int_equal(facet_edid_make(edid, &size, &monitor), 0);
			assert_int_equal(facet_edid_check(edid, size, &monitor), 0);
			decode(DTD(edid, 0), &t);
			assert_int_equal(t.height, monitor.height);
			assert_int_equal(t.width, monitor.width / 8 * 8);
			assert_true(t.vblank > t.vfront + t.vsync && t.hblank > t.hfront + t.hsync);
		}
	}
}

static void expect_range_holds(const u8 *edid)
{
	struct display_mode mode;
	u32 total, n;

	facet_edid_preferred_timings(edid, &mode);
	total = (mode.width + mode.hblank) * (mode.height + mode.vblank);
	for (n = 1; n < 4; n++)
		if (edid[54 + 18 * n + 3] == 0xfd) {
			assert_true((u64)edid[54 + 18 * n + 5] * total <= mode.khz * 1000ull);
			assert_true((u64)edid[54 + 18 * n + 6] * total >=
				    mode.khz * 1000ull - total);
			return;
		}
	fail();
}

/* The EDID's list has no other rate for that size, which a guest might prefer. */
static void a_rate_is_made_where_the_port_has_a_clock(void **state)
{
	static const struct {
		u32 rate;
		struct sized mode;
	} on_hdmi[] = {
		{ 30, { 1024, 768, 1024, 768, 30, 27500, 1 } },
		{ 60, { 1024, 768, 1024, 768, 60, 65000, 1 } },
		{ 75, { 1024, 768, 1024, 768, 75, 70500, 1 } },
		{ 24, { 1920, 1080, 1920, 1080, 24, 54500, 1 } },
		{ 100, { 1920, 1080, 1920, 1080, 100, 235500, 2 } },
		/* A longer vertical blank makes the clock fast enough for the port. */
		{ 30, { 640, 480, 640, 480, 30, 25000, 1 } },
		{ 24, { 640, 480, 640, 480, 24, 25000, 1 } },
		{ 30, { 800, 600, 800, 600, 30, 25000, 1 } },
	};
	struct facet_monitor monitor;
	u8 edid[FACET_EDID_MAX];
	u32 i, size;

	for (i = 0; i < ARRAY_SIZE(on_hdmi); i++) {
		monitor = hdmi(4095, 4095);
		monitor.hz = on_hdmi[i].rate;
		expect_sized(&monitor, &on_hdmi[i].mode);
		assert_int_equal(facet_edid_make(edid, &size, &monitor), 0);
		/*
		 * The list has 1024x768 at 60 Hz only for that mode and for larger sizes. It has no
		 * standard timing.
		 */
		assert_int_equal(edid[36] >> 3 & 1,
				 on_hdmi[i].mode.width > 1024 || monitor.hz == 60);
		assert_int_equal(edid[38], 1);
		expect_range_holds(edid);
	}
}

static void rates_that_are_none_are_refused(void **state)
{
	static const struct sized sizes[] = {
		{ 3840, 2160, .hz = 60 }, { 1024, 768, .hz = 23 },
		{ 1024, 768, .hz = 101 }, { 1024, 768, .hz = ~0u },
	};
	struct facet_monitor monitor = hdmi(4095, 4095);
	u8 edid[FACET_EDID_MAX];
	u32 i, size;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		monitor.width = sizes[i].width;
		monitor.height = sizes[i].height;
		monitor.hz = sizes[i].hz;
		assert_int_equal(facet_edid_make(edid, &size, &monitor), -EINVAL);
	}
}

static void sizes_that_are_none_are_refused(void **state)
{
	static const u32 sizes[][2] = {
		{ 639, 480 },	{ 640, 479 },	{ 1, 1 },      { 1921, 1080 },
		{ 1928, 1080 }, { 1920, 1081 }, { ~0u, 1080 }, { 1920, ~0u },
		{ 1920, 0 },	{ 4096, 480 },	{ 0, 1080 },
	};
	struct facet_monitor monitor = hdmi(1920, 1080);
	u8 edid[FACET_EDID_MAX];
	u32 i, size;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		monitor.width = sizes[i][0];
		monitor.height = sizes[i][1];
		if (i == 3)	/* fits when rounded down to a multiple of 8 */
			assert_int_equal(facet_edid_make(edid, &size, &monitor), 0);
		else
			assert_int_equal(facet_edid_make(edid, &size, &monitor), -EINVAL);
	}
}

/* The EDID has the block by which drm_edid detects HDMI and the highest clock. */
static void a_large_hdmi_monitor_says_that_it_is_hdmi(void **state)
{
	static const u8 start[] = { 0x02, 3, 12, 0, 0x67, 0x03, 0x0c, 0x00 };
	struct facet_monitor monitor = hdmi(2560, 1440);
	u8 edid[FACET_EDID_MAX];
	u32 i, size;
	u8 sum = 0;

	monitor.width = 2560;
	monitor.height = 1440;
	assert_int_equal(facet_edid_make(edid, &size, &monitor), 0);
	assert_int_equal(edid[126], 1);
	assert_memory_equal(edid + 128, start, sizeof(start));
	assert_int_equal(edid[128 + 11] * 5000, 300000);
	for (i = 128; i < 256; i++)
		sum += edid[i];
	assert_int_equal(sum, 0);
}

static void monitors_can_be_told_apart(void **state)
{
	struct facet_monitor monitor = hdmi(1920, 1080);
	u8 edid[FACET_EDID_MAX];
	u32 size;

	monitor.serial = 3;
	assert_int_equal(facet_edid_make(edid, &size, &monitor), 0);
	assert_int_equal(get_unaligned_le32(edid + 12), 3);
	assert_memory_equal(DTD(edid, 3) + 5, "Facet 3\n     ", 13);
}

/*
 * struct bad - A changed byte of an EDID. @fix_checksum: the block's checksum is set right after it
 */
struct bad {
	u32 at;
	u8 value;
	bool fix_checksum;
};

static void fix_checksum(u8 *block)
{
	u32 i;

	block[127] = 0;
	for (i = 0; i < 127; i++)
		block[127] -= block[i];
}

static void broken_ones_are_refused(void **state)
{
	static const struct bad bads[] = {
		{ 0, 1, true }, { 7, 1, true }, { 127, 0, false }, { 20, 0, false },
		{ 18, 2, true }, { 20, 0x08, true },		/* version; an analog input */
		{ 126, 0, true }, { 126, 2, true }, { 126, 255, true },
		{ 54 + 17, 0x98, true },			/* interlaced */
		{ 54 + 4, 0x00, true }, { 54 + 4, 0xf0, true },	/* too narrow, too wide */
		{ 54 + 7, 0x00, true }, { 54 + 7, 0xf0, true },
		{ 128 + 40, 1, false },
	};
	struct facet_monitor monitor = hdmi(2560, 1440);
	u8 good[FACET_EDID_MAX], edid[FACET_EDID_MAX];
	u32 i, size;

	monitor.width = 2560;
	monitor.height = 1440;
	assert_int_equal(facet_edid_make(good, &size, &monitor), 0);
	assert_int_equal(size, 256);
	for (i = 0; i < ARRAY_SIZE(bads); i++) {
		memcpy(edid, good, sizeof(edid));
		assert_int_equal(facet_edid_check(edid, 256, &monitor), 0);
		edid[bads[i].at] = bads[i].value;
		if (bads[i].fix_checksum)
			fix_checksum(edid);
		assert_int_equal(facet_edid_check(edid, 256, &monitor), -EINVAL);
	}
	for (i = 0; i < 600; i++)
		if (i != 256)
			assert_int_equal(facet_edid_check(good, i, &monitor), -EINVAL);
	memset(edid, 0, sizeof(edid));
	assert_int_equal(facet_edid_check(edid, 128, &monitor), -EINVAL);
	/* The first descriptor is a name, not a detailed timing. */
	memcpy(edid, good, sizeof(edid));
	memcpy(DTD(edid, 0), DTD(edid, 3), 18);
	fix_checksum(edid);
	assert_int_equal(facet_edid_check(edid, 256, &monitor), -EINVAL);
}

/*
 * i915 drops modes above 165 MHz if the monitor is not HDMI, and above an HDMI monitor's highest
 * clock.
 */
static void a_mode_that_a_guest_would_drop_is_refused(void **state)
{
	/* another kind of block; another vendor; a block that is cut short or too long */
	static const struct bad others[] = {
		{ 0, 0x10, true }, { 1, 1, true },    { 2, 0, true },	 { 2, 11, true },
		{ 4, 0x47, true }, { 4, 0x64, true }, { 4, 0x7f, true }, { 5, 0, true },
		{ 6, 0, true },	   { 7, 1, true },
	};
	struct facet_monitor monitor = hdmi(2560, 1440);
	u8 edid[FACET_EDID_MAX];
	u32 size, i;

	monitor.width = 2560;
	monitor.height = 1440;
	assert_int_equal(facet_edid_make(edid, &size, &monitor), 0);
	edid[128 + 11] = 240000 / 5000;
	fix_checksum(edid + 128);
	assert_int_equal(facet_edid_check(edid, 256, &monitor), -ERANGE);
	edid[128 + 11] = 245000 / 5000;
	fix_checksum(edid + 128);
	assert_int_equal(facet_edid_check(edid, 256, &monitor), 0);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		u8 before = edid[128 + others[i].at];

		edid[128 + others[i].at] = others[i].value;
		fix_checksum(edid + 128);
		assert_int_equal(facet_edid_check(edid, 256, &monitor), -ERANGE);
		edid[128 + others[i].at] = before;
	}
	edid[126] = 0;
	fix_checksum(edid);
	assert_int_equal(facet_edid_check(edid, 128, &monitor), -ERANGE);
	edid[54 + 1] = 0x01;	/* too slow a clock */
	fix_checksum(edid);
	assert_int_equal(facet_edid_check(edid, 128, &monitor), -ERANGE);
}

/* A random EDID is refused, or its preferred mode fits. The check reads no byte beyond the EDID. */
static void rubbish_is_refused_or_fits(void **state)
{
	struct facet_monitor monitor = hdmi(2560, 1440);
	u8 good[FACET_EDID_MAX], *edid = malloc(256);
	u32 i, k, size, taken = 0;
	struct display_mode mode;
	u64 seed = 5;

	monitor.width = 2560;
	monitor.height = 1440;
	assert_int_equal(facet_edid_make(good, &size, &monitor), 0);
	for (i = 0; i < 100000; i++) {
		memcpy(edid, good, 256);
		for (k = 0; k <= i % 4; k++) {
			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			/* Most changes are in the first mode and in the extension's start. */
			edid[seed >> 60 < 6 ? 54 + (seed >> 40) % 18 : seed >> 60 < 12 ?
			     128 + (seed >> 40) % 16 : (seed >> 40) % 256] = seed >> 32;
		}
		fix_checksum(edid);
		fix_checksum(edid + 128);
		if (facet_edid_check(edid, 256, &monitor))
			continue;
		taken++;
		facet_edid_preferred_timings(edid, &mode);
		assert_in_range(mode.width, 640, 2560);
		assert_in_range(mode.height, 480, 1440);
		assert_in_range(mode.khz, 25000, 300000);
	}
	assert_in_range(taken, 1000, 99000);
	free(edid);
}

static void what_a_port_cannot_do_is_refused(void **state)
{
	struct facet_monitor large = displayport(3840, 2160), small = displayport(1920, 1080);
	struct facet_monitor other = hdmi(3840, 2160);
	u8 edid[FACET_EDID_MAX];
	u32 size;

	large.width = 3840;
	large.height = 2160;
	assert_int_equal(facet_edid_make(edid, &size, &large), 0);
	assert_int_equal(facet_edid_check(edid, size, &large), 0);
	assert_int_equal(facet_edid_check(edid, size, &small), -EINVAL);
	assert_int_equal(facet_edid_check(edid, size, &other), -ERANGE);	/* 533 MHz */
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
		cmocka_unit_test(timings_are_those_of_the_standard),
		cmocka_unit_test(any_size_is_made_as_the_port_can),
		cmocka_unit_test(every_size_within_the_limits_is_valid),
		cmocka_unit_test(sizes_that_are_none_are_refused),
		cmocka_unit_test(a_rate_is_made_where_the_port_has_a_clock),
		cmocka_unit_test(rates_that_are_none_are_refused),
		cmocka_unit_test(a_large_hdmi_monitor_says_that_it_is_hdmi),
		cmocka_unit_test(monitors_can_be_told_apart),
		cmocka_unit_test(broken_ones_are_refused),
		cmocka_unit_test(a_mode_that_a_guest_would_drop_is_refused),
		cmocka_unit_test(rubbish_is_refused_or_fits),
		cmocka_unit_test(what_a_port_cannot_do_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
