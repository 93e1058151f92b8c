// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare composed pictures of random planes and pipes with the reference renderer of
 * tests/lib/slow_screen.h.
 */
#include "mediator/ggtt.h"
#include "mediator/ggtt_view.h"
#include "tests/lib/slow_screen.h"
#include "tests/unit/display/display_rig.h"

#define SPACE		0x00100000u	/* first GGTT address with a page */
#define SPACE_PAGES	512u
#define SPACE_GPA	0x00400000ull	/* guest pages of these addresses, in another order */
#define AUX		0x00100000u	/* distance of the second surface in bytes */
#define CURSOR		0x00040000u	/* offset of the cursor from SPACE */
#define SIDE_MAX	160u
#define ROUNDS		400u

#define PLANE(plane, offset)	(0x70180 + (plane) * 0x100 + (offset))
#define CTL	0x00
#define STRIDE	0x08
#define POS	0x0c
#define SIZE	0x10
#define KEYVAL	0x14
#define KEYMSK	0x18
#define SURF	0x1c
#define KEYMAX	0x20
#define OFFSET	0x24
#define AUX_DIST 0x40
#define AUX_OFF	0x44

/* How many guest pages are pinned. The composer may access pinned pages in place. */
enum pinning {
	PINNED_NONE,
	PINNED_SOME,
	PINNED_ALL,
};

static enum pinning pinning;
static struct slow_screen slow;
static u32 picture[SIDE_MAX * SIDE_MAX];

static u64 gpa_of(u32 gva)
{
	u32 page = (gva - SPACE) >> 12;

	/* 5 has no common factor with the number of pages, so that each page has its own place. */
	return SPACE_GPA + ((u64)(page * 5 % SPACE_PAGES) << 12) + (gva & 0xfff);
}

static u8 guest_byte(void *arg, u32 gva)
{
	struct rig *rig = arg;

	if (gva - SPACE >= SPACE_PAGES << 12)
		return 0;
	return *(u8 *)fake_host_ptr(&rig->host, gpa_of(gva), 1);
}

static u32 next(u64 *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 32;
}

/* Write a register of the display and of the reference renderer. */
static void set(struct rig *rig, u32 offset, u32 value)
{
	slow.regs[offset / 4] = value;
	rig_write(rig, offset, value);
}

/* Make armed registers live. */
static void latch(struct rig *rig)
{
	fake_clock_advance(&rig->clock, 2 * RIG_FRAME_NS);
}

static int some_pins_fail(struct fake_host *host, enum fake_op op, u64 gfn)
{
	return op == FAKE_PIN && gfn % 11 == 3 ? -EFAULT : 0;
}

static void pin(struct rig *rig)
{
	if (pinning == PINNED_NONE)
		return;
	if (pinning == PINNED_SOME)
		rig->host.veto = some_pins_fail;
	facet_ggtt_view_use(rig->vgpu, SPACE, SPACE_PAGES);
	rig->host.veto = NULL;
	assert_int_equal(rig->host.pinned == SPACE_PAGES, pinning == PINNED_ALL);
	assert_true(rig->host.pinned);
}

/* Fill memory with noise, and start a pipe of this size without planes. */
static void begin(struct rig *rig, u32 width, u32 height)
{
	u64 seed = 7;
	u32 i;

	memset(&slow, 0, sizeof(slow));
	slow.byte = guest_byte;
	slow.arg = rig;
	for (i = 0; i < SPACE_PAGES; i++)
		rig_map(rig, SPACE + (i << 12), gpa_of(SPACE + (i << 12)), 1);
	for (i = 0; i < SPACE_PAGES << 12; i += 4)
		put_unaligned_le32(next(&seed), fake_host_ptr(&rig->host, SPACE_GPA + i, 4));
	pin(rig);
	rig_modeset(rig, 0);
	set(rig, 0x60000, 0x0897077f);
	set(rig, 0x6000c, 0x04640437);
	set(rig, 0x6001c, (width - 1) << 16 | (height - 1));
}

/* Compare the left upper part of the screen with the reference renderer. */
static void assert_part(struct rig *rig, u32 width, u32 height, const char *what, u32 number)
{
	u32 x, y;

	memset(picture, 0x5a, sizeof(picture));
	assert_int_equal(facet_capture_read(rig_display(rig), 0, picture, SIDE_MAX * 4, width,
					    height, true), 0);
	for (y = 0; y < height; y++)
		for (x = 0; x < width; x++) {
			u32 want = slow_screen_pixel(&slow, x, y, true);

			if (picture[y * SIDE_MAX + x] != want)
				fail_msg("%s %u: pixel %u,%u is %08x, should be %08x", what,
					 number, x, y, picture[y * SIDE_MAX + x], want);
		}
}

static void assert_picture(struct rig *rig, const char *what, u32 number)
{
	u32 width, height;

	latch(rig);
	slow_screen_size(&slow, &width, &height);
	assert_part(rig, min_t(u32, width + 2, SIDE_MAX), min_t(u32, height + 2, SIDE_MAX), what,
		    number);
}

/* --- single planes ------------------------------------------------------------------------ */

/* struct format_case - Bits of PLANE_CTL that select a format. @cpp: its bytes per pixel */
struct format_case {
	u32 ctl;
	u32 cpp;
};

static const struct format_case formats[] = {
	{ 0x04000000, 4 }, { 0x04100000, 4 },			/* XRGB8888, XBGR8888 */
	{ 0x0e000000, 2 }, { 0x0c000000, 1 },			/* RGB565, C8 */
	{ 0x02000000, 4 }, { 0x02100000, 4 },			/* XRGB2101010, XBGR2101010 */
	{ 0x06000000, 8 }, { 0x06100000, 8 },			/* XRGB16161616F, XBGR16161616F */
	{ 0x00000000, 2 }, { 0x00010000, 2 },			/* YUYV, UYVY */
	{ 0x00020000, 2 }, { 0x00030000, 2 },			/* YVYU, VYUY */
	{ 0x01000000, 1 }, { 0x11040000, 1 },			/* NV12 */
	{ 0x08000000, 4 }, { 0x18040000, 4 }, { 0x08040000, 4 }, /* XYUV */
	{ 0x10000000, 2 },					/* YUYV, full range */
};

static const u32 tilings[] = { 0, 1, 4, 5 };

static u32 tile_width(u32 tiling, u32 cpp)
{
	if (tiling == 5)
		return cpp == 1 ? 64 : cpp == 8 ? 256 : 128;
	return tiling == 1 ? 512 : tiling ? 128 : 64;
}

/* Return a PLANE_STRIDE, in its units, with room for @right elements of @cpp bytes. */
static u32 stride_for(u32 tiling, u32 cpp, u32 right, bool sideways)
{
	u32 width = tile_width(tiling, cpp);

	if (sideways)
		return right / (4096 / width) + 2;
	return right * cpp / width + 2;
}

static void show(struct rig *rig, u32 plane, u32 ctl, u32 cpp, u32 offset, u32 width, u32 height)
{
	u32 tiling = ctl >> 10 & 7;
	u32 right = (offset & 0xffff) + width;

	set(rig, PLANE(plane, STRIDE), stride_for(tiling, cpp, right, ctl & 1));
	set(rig, PLANE(plane, SIZE), (height - 1) << 16 | (width - 1));
	set(rig, PLANE(plane, OFFSET), offset);
	set(rig, PLANE(plane, AUX_DIST), AUX | stride_for(tiling, 2, right / 2 + 8, ctl & 1));
	set(rig, PLANE(plane, AUX_OFF), (offset >> 16) / 2 << 16 | (offset & 0xffff) / 2);
	set(rig, PLANE(plane, CTL), ctl | 1u << 31);
	set(rig, PLANE(plane, SURF), SPACE);
}

static void each_format_is_read_in_each_tiling_and_turn(void **state)
{
	struct rig *rig = *state;
	u32 f, t, turn, k;

	begin(rig, 60, 44);
	for (f = 0; f < ARRAY_SIZE(formats); f++)
		for (t = 0; t < ARRAY_SIZE(tilings); t++)
			for (turn = 0; turn < 4; turn++)
				for (k = 0; k < 2; k++) {
					u32 ctl = formats[f].ctl | tilings[t] << 10 | turn;
					u32 offset = k ? 35 << 16 | 141 : 0;

					show(rig, 0, ctl, formats[f].cpp, offset, 51 + k, 37);
					assert_picture(rig, "PLANE_CTL", ctl);
				}
}

/* The plane is as wide as the screen, so that the composer copies several rows at once. */
static void a_picture_is_copied_only_where_pages_are_not_pinned(void **state)
{
	struct rig *rig = *state;
	u32 t, k;

	begin(rig, 60, 44);
	for (t = 0; t < ARRAY_SIZE(tilings); t++)
		for (k = 0; k < 2; k++) {
			show(rig, 0, 0x04000000 | tilings[t] << 10, 4, k ? 7 << 16 | 32 : 0, 60,
			     44);
			latch(rig);
			rig->host.calls[FAKE_READ] = 0;
			assert_part(rig, 60, 44, "tiling", tilings[t]);
			if (pinning != PINNED_SOME)
				assert_int_equal(!rig->host.calls[FAKE_READ],
						 pinning == PINNED_ALL);
		}
}

static void a_linear_plane_turned_sideways_is_black(void **state)
{
	struct rig *rig = *state;

	begin(rig, 20, 20);
	show(rig, 0, 0x04000001, 4, 0, 16, 16);
	assert_picture(rig, "linear", 1);
	assert_int_equal(picture[0], 0xff000000);
	assert_true(facet_display_bad_planes(rig_display(rig)));
}

/* The colours are those of BT.601 and BT.709, within one step. */
static void yuv_is_what_the_standards_say(void **state)
{
	static const double kr[] = { 0.299, 0.2126 }, kb[] = { 0.114, 0.0722 };
	struct rig *rig = *state;
	u64 seed = 3;
	u32 i, m, k;

	begin(rig, 16, 1);
	for (i = 0; i < 200; i++) {
		u32 bt709 = i & 1, full = i >> 1 & 1;
		u32 v = next(&seed);
		double scale_y = full ? 255 : 219, scale_c = full ? 255 : 224;
		double y = ((v >> 16 & 255) - (full ? 0. : 16.)) / scale_y;
		double u = ((v >> 8 & 255) - 128.) / scale_c, w = ((v & 255) - 128.) / scale_c;
		double rgb[3];

		rgb[0] = y + 2 * (1 - kr[bt709]) * w;
		rgb[2] = y + 2 * (1 - kb[bt709]) * u;
		rgb[1] =
			(y - kr[bt709] * rgb[0] - kb[bt709] * rgb[2]) / (1 - kr[bt709] - kb[bt709]);
		put_unaligned_le32(v, fake_host_ptr(&rig->host, gpa_of(SPACE), 4));
		show(rig, 0, 0x08000000 | full << 28 | bt709 << 18, 4, 0, 1, 1);
		assert_picture(rig, "YUV", v);
		for (k = 0; k < 3; k++) {
			double want = rgb[k] * 255 < 0 ? 0 : rgb[k] > 1 ? 255 : rgb[k] * 255;

			m = picture[0] >> (16 - 8 * k) & 255;
			assert_true(m <= want + 1 && m + 1 >= want);
		}
	}
}

/* --- several planes ----------------------------------------------------------------------- */

/* Show one plane, and over a part of it a second one with half transparent pixels. */
static void show_two(struct rig *rig, u32 ctl, u32 plane_alpha)
{
	show(rig, 0, 0x04000000, 4, 0, 60, 40);
	set(rig, PLANE(1, POS), 7 << 16 | 9);
	set(rig, PLANE(1, KEYMSK), plane_alpha < 256 ? 1u << 31 : 0);
	set(rig, PLANE(1, KEYMAX), plane_alpha << 24);
	show(rig, 1, ctl, 4, 100 << 16 | 100, 30, 20);
}

static void alpha_is_of_pixels_of_the_plane_or_of_both(void **state)
{
	static const u32 alphas[] = { 256, 0, 1, 0x7e, 0xfc, 255 };
	struct rig *rig = *state;
	u32 mode, i;

	begin(rig, 60, 40);
	for (mode = 0; mode < 4; mode++)
		for (i = 0; i < ARRAY_SIZE(alphas); i++) {
			show_two(rig, 0x04000000 | mode << 4, alphas[i]);
			assert_picture(rig, "alpha", mode << 16 | alphas[i]);
		}
}

static void fill(struct rig *rig, u32 pixel)
{
	u32 i;

	for (i = 0x10000; i < 0x20000; i += 4)
		put_unaligned_le32(pixel, fake_host_ptr(&rig->host, gpa_of(SPACE + i), 4));
}

/* Blend a colour over another by the alpha of plane and pixel. Return: the result. */
static u32 blended(struct rig *rig, u32 pixel, u32 mode, u32 plane_alpha)
{
	fill(rig, pixel);
	show(rig, 0, 0x04000000, 4, 0, 16, 4);
	set(rig, PLANE(1, POS), 0);
	set(rig, PLANE(1, KEYMSK), plane_alpha < 255 ? 1u << 31 : 0);
	set(rig, PLANE(1, KEYMAX), plane_alpha << 24);
	show(rig, 1, 0x04000000 | mode << 4, 4, 0, 16, 4);
	set(rig, PLANE(1, SURF), SPACE + 0x10000);
	latch(rig);
	assert_int_equal(facet_capture_read(rig_display(rig), 0, picture, SIDE_MAX * 4, 16, 4,
					    true), 0);
	return picture[5];
}

/* See IGT's kms_plane_alpha_blend: alpha-7efc, coverage-7efc, coverage-vs-premult-vs-constant. */
static void the_same_alpha_is_the_same_wherever_it_comes_from(void **state)
{
	struct rig *rig = *state;
	u32 a;

	begin(rig, 60, 40);
	assert_int_equal(blended(rig, 0xfcfc0000, 2, 0x7e), blended(rig, 0x7e7e0000, 2, 0xfc));
	assert_int_equal(blended(rig, 0xfcff00ff, 3, 0x7e), blended(rig, 0x7eff00ff, 3, 0xfc));
	for (a = 0; a < 256; a++) {
		u32 once = blended(rig, a << 24 | 0xff00ff, 3, 255);

		assert_int_equal(blended(rig, a << 24 | a << 16 | a, 2, 255), once);
		assert_int_equal(blended(rig, 0x12ff00ff, 0, a), once);
		once = blended(rig, 0, 2, a);
		assert_int_equal(once, 0xff000000 | (get_unaligned_le32(fake_host_ptr(&rig->host,
				 gpa_of(SPACE), 24) + 20) & 0xffffff));
	}
}

static void keys_show_what_is_below_or_hide_what_is_above(void **state)
{
	struct rig *rig = *state;
	u32 key;

	begin(rig, 60, 40);
	for (key = 0; key < 4; key++) {
		set(rig, PLANE(0, KEYVAL), 0x400000);
		set(rig, PLANE(0, KEYMSK), 0xc00000);
		set(rig, PLANE(1, KEYVAL), 0x000080);
		show_two(rig, 0x04000000 | key << 21, 256);
		set(rig, PLANE(1, KEYMSK), 0x0000c0);
		set(rig, PLANE(0, CTL), 0x84000000 | key << 21);
		set(rig, PLANE(0, SURF), SPACE);
		set(rig, PLANE(1, SURF), SPACE);
		assert_picture(rig, "key", key);
	}
}

static void three_planes_and_a_cursor_lie_over_one_another(void **state)
{
	static const u32 modes[] = { 0, 0x27, 0x22, 0x23, 0x07, 0x02, 0x03, 0x8027, 0x04 };
	static const u32 places[] = { 0, 0x00050009, 0x80058009, 0x00280032, 0x7fff7fff };
	struct rig *rig = *state;
	u32 m, p, fbc;

	begin(rig, 60, 40);
	show_two(rig, 0x04000020, 256);
	set(rig, PLANE(2, POS), 30 << 16 | 50);
	show(rig, 2, 0x02001000, 4, 0, 30, 30);
	for (m = 0; m < ARRAY_SIZE(modes); m++)
		for (p = 0; p < ARRAY_SIZE(places); p++)
			for (fbc = 0; fbc < 2; fbc++) {
				set(rig, 0x700a0, fbc ? 0x80000011 : 0);
				set(rig, 0x70080, modes[m]);
				set(rig, 0x70088, places[p]);
				set(rig, 0x70084, SPACE + CURSOR);
				assert_picture(rig, "cursor", modes[m]);
			}
}

/* --- scalers ------------------------------------------------------------------------------ */

static void set_scaler(struct rig *rig, u32 which, u32 binding, u32 x, u32 y, u32 width, u32 height)
{
	set(rig, 0x68180 + 0x100 * which, binding < 8 ? 1u << 31 | binding << 25 : 0);
	set(rig, 0x68170 + 0x100 * which, x << 16 | y);
	set(rig, 0x68174 + 0x100 * which, width << 16 | height);
}

static void scalers_stretch_planes(void **state)
{
	static const u32 sizes[][2] = { { 30, 20 }, { 60, 40 }, { 45, 21 }, { 11, 7 }, { 8, 39 },
					{ 1, 1 }, { 0, 5 }, { 200, 100 } };
	struct rig *rig = *state;
	u32 i, turn;

	begin(rig, 60, 40);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		for (turn = 0; turn < 4; turn++) {
			show_two(rig, 0x04001020 | turn, 256);
			set_scaler(rig, 0, 2, 3, 5, sizes[i][0], sizes[i][1]);
			assert_picture(rig, "scaled", i * 4 + turn);
		}
}

static void a_scaler_that_changes_no_size_changes_no_pixel(void **state)
{
	static u32 plain[SIDE_MAX * SIDE_MAX];
	struct rig *rig = *state;

	begin(rig, 60, 40);
	show_two(rig, 0x04000000, 256);
	assert_picture(rig, "plain", 0);
	memcpy(plain, picture, sizeof(plain));
	set_scaler(rig, 1, 2, 9, 7, 30, 20);
	assert_picture(rig, "through", 0);
	assert_memory_equal(plain, picture, sizeof(plain));
}

static void the_pipes_scaler_stretches_all(void **state)
{
	static const u32 windows[][4] = { { 0, 0, 100, 60 }, { 10, 5, 60, 40 }, { 90, 50, 30, 20 },
					  { 20, 10, 20, 13 }, { 200, 200, 9, 9 } };
	struct rig *rig = *state;
	u32 i;

	begin(rig, 60, 40);
	set(rig, 0x60000, 99);
	set(rig, 0x6000c, 59);
	show_two(rig, 0x04000020, 0x90);
	for (i = 0; i < ARRAY_SIZE(windows); i++) {
		set_scaler(rig, 0, 0, windows[i][0], windows[i][1], windows[i][2], windows[i][3]);
		assert_picture(rig, "fitted", i);
	}
}

/* --- colours ------------------------------------------------------------------------------ */

static void set_palettes(struct rig *rig, u64 *seed)
{
	u32 i;

	for (i = 0; i < 256; i++)
		set(rig, 0x4a000 + 4 * i, next(seed) & 0xffffff);
	rig_write(rig, 0x4a400, 1 << 15);
	for (i = 0; i < 1024; i++) {
		slow.precision[i] = next(seed) & 0x3fffffff;
		rig_write(rig, 0x4a404, slow.precision[i]);
	}
}

static void set_matrix(struct rig *rig, u64 *seed, u32 mode)
{
	u32 i;

	for (i = 0; i < 6; i++)
		set(rig, 0x49010 + 4 * i, next(seed));
	for (i = 0; i < 3; i++) {
		set(rig, 0x49030 + 4 * i, i == 1 ? next(seed) : 0);
		set(rig, 0x49040 + 4 * i, next(seed) & 0x1fff);
	}
	set(rig, 0x49028, mode);
}

static void colours_go_through_matrix_and_palette(void **state)
{
	struct rig *rig = *state;
	u64 seed = 11;
	u32 i;

	begin(rig, 60, 40);
	set_palettes(rig, &seed);
	for (i = 0; i < 64; i++) {
		set_matrix(rig, &seed, i & 2);
		set(rig, 0x4a480, i >> 2 & 3);
		set(rig, 0x70034, next(&seed));
		show_two(rig, 0x04000020 | (i & 1) << 30 | (i >> 4 & 1) << 23, 0x90);
		show(rig, 0, 0x02000000 | (i >> 4 & 1) << 30 | (i >> 5) << 23, 4, 0, 50, 30);
		assert_picture(rig, "colours", i);
	}
}

static void an_indexed_plane_has_its_colours_of_the_palette(void **state)
{
	struct rig *rig = *state;
	u64 seed = 13;
	u32 asked;

	begin(rig, 60, 40);
	set_palettes(rig, &seed);
	for (asked = 0; asked < 2; asked++) {
		show(rig, 0, 0x0c000000 | asked << 30, 1, 0, 60, 40);
		assert_picture(rig, "indexed", asked);
		assert_int_equal(picture[0], 0xff000000 | slow.regs[(0x4a000 +
				 4 * guest_byte(rig, SPACE)) / 4]);
	}
}

/* The matrix and offsets are those of i915's ilk_csc_matrix_limited_range. */
static void a_limited_range_is_seen_as_the_full_one(void **state)
{
	static u32 plain[SIDE_MAX * SIDE_MAX];
	struct rig *rig = *state;
	u32 i;

	begin(rig, 60, 40);
	show(rig, 0, 0x04000000, 4, 0, 60, 40);
	assert_picture(rig, "plain", 0);
	memcpy(plain, picture, sizeof(plain));
	set(rig, 0x49010, 0x0db00000);
	set(rig, 0x49018, 0x00000db0);
	set(rig, 0x49024, 0x0db00000);
	for (i = 0; i < 3; i++)
		set(rig, 0x49040 + 4 * i, 0x100);
	set(rig, 0x49028, 0);
	show(rig, 0, 0x04800000, 4, 0, 60, 40);
	latch(rig);
	assert_int_equal(facet_capture_read(rig_display(rig), 0, picture, SIDE_MAX * 4, 60, 40,
					    true), 0);
	for (i = 0; i < 40; i++)
		assert_memory_equal(plain + i * SIDE_MAX, picture + i * SIDE_MAX, 60 * 4);
}

/* --- random registers --------------------------------------------------------------------- */

/* Return a value that is sometimes absurd, and else at most @sane. */
static u32 odd(u64 *seed, u32 sane)
{
	return next(seed) % 4 ? next(seed) % (sane + 1) : next(seed);
}

static void show_rubbish(struct rig *rig, u32 plane, u64 *seed)
{
	const struct format_case *f = &formats[next(seed) % ARRAY_SIZE(formats)];
	u32 ctl = f->ctl | tilings[next(seed) % 4] << 10 | (next(seed) & 0x40e18033);
	u32 width = odd(seed, 60) & 0x1fff, height = odd(seed, 40) & 0xfff;

	set(rig, PLANE(plane, STRIDE),
	    next(seed) % 5 ? stride_for(ctl >> 10 & 7, f->cpp, width + 40, ctl & 1) : next(seed));
	set(rig, PLANE(plane, SIZE), height << 16 | width);
	set(rig, PLANE(plane, POS), odd(seed, 40) << 16 | (odd(seed, 40) & 0xffff));
	set(rig, PLANE(plane, OFFSET), (odd(seed, 30) & 0xffff) << 16 | (odd(seed, 30) & 0xffff));
	set(rig, PLANE(plane, AUX_DIST), AUX + stride_for(ctl >> 10 & 7, 2, 100, ctl & 1) +
	    (next(seed) % 5 ? 0 : next(seed)));
	set(rig, PLANE(plane, AUX_OFF), (odd(seed, 30) & 0xffff) << 16 | (odd(seed, 30) & 0xffff));
	set(rig, PLANE(plane, KEYVAL), next(seed));
	set(rig, PLANE(plane, KEYMSK), next(seed));
	set(rig, PLANE(plane, KEYMAX), next(seed));
	set(rig, PLANE(plane, CTL),
	    (next(seed) % 8 ? ctl : next(seed)) | (next(seed) % 4 ? 1u << 31 : 0));
	set(rig, PLANE(plane, SURF), next(seed) % 4 ? SPACE : next(seed));
}

static void whatever_the_registers_say_both_see_the_same(void **state)
{
	struct rig *rig = *state;
	u64 seed = 17;
	u32 i, k;

	begin(rig, 48, 40);
	set(rig, 0x60000, 79);
	set(rig, 0x6000c, 59);
	set_palettes(rig, &seed);
	for (i = 0; i < ROUNDS; i++) {
		for (k = 0; k < 3; k++)
			show_rubbish(rig, k, &seed);
		for (k = 0; k < 2; k++)
			set_scaler(rig, k, next(&seed) % 12, odd(&seed, 30), odd(&seed, 30),
				   odd(&seed, 70), odd(&seed, 70));
		set_matrix(rig, &seed, next(&seed));
		set(rig, 0x4a480, next(&seed));
		set(rig, 0x70034, next(&seed));
		set(rig, 0x700a0, next(&seed));
		set(rig, 0x70080, next(&seed));
		set(rig, 0x70088, odd(&seed, 40) << 16 | (odd(&seed, 40) & 0xffff));
		set(rig, 0x70084, next(&seed) % 4 ? SPACE : next(&seed));
		assert_picture(rig, "rubbish", i);
	}
}

static int setup_none(void **state)
{
	pinning = PINNED_NONE;
	return rig_setup(state);
}

static int setup_some(void **state)
{
	pinning = PINNED_SOME;
	return rig_setup(state);
}

static int setup_all(void **state)
{
	pinning = PINNED_ALL;
	return rig_setup(state);
}

int main(void)
{
#define ON_RIG(name)								\
	{ #name, name, setup_none, rig_teardown, NULL },			\
	{ #name ", some pages lent", name, setup_some, rig_teardown, NULL },	\
	{ #name ", all pages lent", name, setup_all, rig_teardown, NULL }
	const struct CMUnitTest tests[] = {
		ON_RIG(each_format_is_read_in_each_tiling_and_turn),
		ON_RIG(a_picture_is_copied_only_where_pages_are_not_pinned),
		ON_RIG(a_linear_plane_turned_sideways_is_black),
		ON_RIG(yuv_is_what_the_standards_say),
		ON_RIG(alpha_is_of_pixels_of_the_plane_or_of_both),
		ON_RIG(the_same_alpha_is_the_same_wherever_it_comes_from),
		ON_RIG(keys_show_what_is_below_or_hide_what_is_above),
		ON_RIG(three_planes_and_a_cursor_lie_over_one_another),
		ON_RIG(scalers_stretch_planes),
		ON_RIG(a_scaler_that_changes_no_size_changes_no_pixel),
		ON_RIG(the_pipes_scaler_stretches_all),
		ON_RIG(colours_go_through_matrix_and_palette),
		ON_RIG(an_indexed_plane_has_its_colours_of_the_palette),
		ON_RIG(a_limited_range_is_seen_as_the_full_one),
		ON_RIG(whatever_the_registers_say_both_see_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
