// SPDX-License-Identifier: GPL-2.0-only
/* Compare the composed picture with a reference that computes each pixel's address by itself. */
#include "tests/unit/display/display_rig.h"

#define WIDTH		320u
#define HEIGHT		200u
#define BUFFER		0x100000u	/* GGTT address */
#define BUFFER_PAGES	256u
#define CURSOR		0x300000u
#define CURSOR_GPA	0x800000u
#define CTL_ASYNC	0x200u
#define BLACK		0xff000000u

static u32 picture[HEIGHT * WIDTH];

/* Return the guest memory of byte @at of the buffer. Its pages lie in reverse order. */
static u8 *guest_byte(struct rig *rig, u32 at)
{
	u64 gpa = (u64)(1024 - at / 4096) * 4096 + at % 4096;

	return fake_host_ptr(&rig->host, gpa, 1);
}

static void map_buffer(struct rig *rig)
{
	u32 i;

	for (i = 0; i < BUFFER_PAGES; i++)
		rig_map(rig, BUFFER + i * 4096, (u64)(1024 - i) * 4096, 1);
}

/* Return the offset of byte @x of row @y, by the PRM's formulas. @tiling: as in PLANE_CTL. */
static u32 address(u32 tiling, u32 stride, u32 x, u32 y)
{
	if (tiling == GEN9_TILING_X)
		return (y / 8 * (stride / 512) + x / 512) * 4096 + y % 8 * 512 + x % 512;
	if (tiling == GEN9_TILING_Y)
		return (y / 32 * (stride / 128) + x / 128) * 4096 + x % 128 / 16 * 512 +
		       y % 32 * 16 + x % 16;
	return y * stride + x;
}

static u32 colour(u32 x, u32 y)
{
	return (x * 0x010305 + y * 0x070b0d + 0x112233) & 0xffffff;
}

static void draw(struct rig *rig, u32 tiling, u32 stride, u32 rows)
{
	u32 x, y, i;

	for (y = 0; y < rows; y++)
		for (x = 0; x < stride / 4; x++)
			for (i = 0; i < 4; i++)
				*guest_byte(rig, address(tiling, stride, 4 * x + i, y)) =
					colour(x, y) >> (8 * i);
}

/* Show a plane with the buffer. @stride_unit: bytes of a unit of PLANE_STRIDE for the tiling. */
static void show(struct rig *rig, u32 ctl, u32 stride, u32 stride_unit, u32 offset)
{
	rig_modeset(rig, 0);
	rig_write(rig, GEN9_PLANE_STRIDE, stride / stride_unit);
	rig_write(rig, GEN9_PLANE_SIZE, (HEIGHT - 1) << 16 | (WIDTH - 1));
	rig_write(rig, GEN9_PLANE_OFFSET, offset);
	rig_write(rig, GEN9_PLANE_POS, 0);
	rig_write(rig, GEN9_PLANE_CTL, ctl | CTL_ASYNC);
	rig_write(rig, GEN9_PLANE_SURF, BUFFER);
}

static void take(struct rig *rig)
{
	memset(picture, 0xa5, sizeof(picture));
	assert_int_equal(facet_capture_read(rig_display(rig), 0, picture, WIDTH * 4, WIDTH, HEIGHT,
					    true), 0);
}

static void assert_pixel(u32 x, u32 y, u32 argb)
{
	if (picture[y * WIDTH + x] != argb)
		fail_msg("pixel %u,%u is %08x, should be %08x", x, y, picture[y * WIDTH + x],
			 argb);
}

static void assert_all(u32 dx, u32 dy)
{
	u32 x, y;

	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++)
			assert_pixel(x, y, BLACK | colour(x + dx, y + dy));
}

/* struct tiling_case - A layout to read. @ctl: PLANE_CTL without the bit for asynchronous flips */
struct tiling_case {
	u32 ctl;
	u32 tiling;
	u32 unit;
	u32 stride;
};

static const struct tiling_case tilings[] = {
	{ 0x84042000, GEN9_TILING_LINEAR, 64, 1280 },
	{ 0x84042000, GEN9_TILING_LINEAR, 64, 1344 },
	{ 0x84042400, GEN9_TILING_X, 512, 1536 },
	{ 0x84043000, GEN9_TILING_Y, 128, 1280 },
	{ 0x84043000, GEN9_TILING_Y, 128, 1536 },
	{ 0x8404b000, GEN9_TILING_Y, 128, 1280 },	/* CCS, nothing is compressed */
};

static void each_tiling_reads_as_its_formula_says(void **state)
{
	struct rig *rig = *state;
	u32 i;

	map_buffer(rig);
	for (i = 0; i < ARRAY_SIZE(tilings); i++) {
		draw(rig, tilings[i].tiling, tilings[i].stride, 224);
		show(rig, tilings[i].ctl, tilings[i].stride, tilings[i].unit, 0);
		take(rig);
		assert_all(0, 0);
	}
}

static void panning_moves_the_picture(void **state)
{
	struct rig *rig = *state;
	u32 i;

	map_buffer(rig);
	for (i = 0; i < ARRAY_SIZE(tilings); i++) {
		u32 dx = tilings[i].stride / 4 - WIDTH;

		draw(rig, tilings[i].tiling, tilings[i].stride, 224);
		show(rig, tilings[i].ctl, tilings[i].stride, tilings[i].unit, 17 << 16 | dx);
		take(rig);
		assert_all(dx, 17);
		assert_int_equal(rig_plane(rig, FACET_PLANE_PRIMARY).direct, false);
	}
}

static void a_turned_plane_is_upside_down(void **state)
{
	struct rig *rig = *state;
	u32 x, y;

	map_buffer(rig);
	draw(rig, GEN9_TILING_Y, 1280, HEIGHT);
	show(rig, 0x84043002, 1280, 128, 0);
	take(rig);
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++)
			assert_pixel(x, y, BLACK | colour(WIDTH - 1 - x, HEIGHT - 1 - y));
}

static void sixteen_bits_become_eight_each(void **state)
{
	struct rig *rig = *state;
	u32 x, y;

	map_buffer(rig);
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++) {
			*guest_byte(rig, y * 640 + 2 * x) = 0x1f;
			*guest_byte(rig, y * 640 + 2 * x + 1) = x & 1 ? 0xf8 : 0;
		}
	show(rig, 0x8e042000, 640, 64, 0);
	take(rig);
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++)
			assert_pixel(x, y, x & 1 ? 0xffff00ff : 0xff0000ff);
}

static void what_is_not_mapped_is_black(void **state)
{
	struct rig *rig = *state;
	u32 x, y;

	map_buffer(rig);
	draw(rig, GEN9_TILING_LINEAR, 1280, HEIGHT);
	rig_pte(rig, BUFFER + 3 * 4096, 0);
	rig_map(rig, BUFFER + 5 * 4096, 0x7fffff000ull, 1);	/* a page beyond guest memory */
	show(rig, 0x84042000, 1280, 64, 0);
	take(rig);
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++) {
			u32 page = (y * 1280 + x * 4) / 4096;

			assert_pixel(x, y, page == 3 || page == 5 ? BLACK : BLACK | colour(x, y));
		}
}

static void no_plane_is_black(void **state)
{
	struct rig *rig = *state;
	u32 i;

	take(rig);
	for (i = 0; i < ARRAY_SIZE(picture); i++)
		assert_int_equal(picture[i], BLACK);
	rig_modeset(rig, 0);
	take(rig);
	for (i = 0; i < ARRAY_SIZE(picture); i++)
		assert_int_equal(picture[i], BLACK);
}

static void a_small_plane_lies_on_black(void **state)
{
	struct rig *rig = *state;
	u32 x, y;

	map_buffer(rig);
	draw(rig, GEN9_TILING_LINEAR, 1280, HEIGHT);
	show(rig, 0x84042000, 1280, 64, 0);
	rig_write(rig, GEN9_PLANE_SIZE, 99 << 16 | 49);
	rig_write(rig, GEN9_PLANE_POS, 150 << 16 | 300);
	rig_write(rig, GEN9_PLANE_SURF, BUFFER);
	take(rig);
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++)
			assert_pixel(x, y, x >= 300 && y >= 150 ?
				     BLACK | colour(x - 300, y - 150) : BLACK);
}

static void a_second_plane_covers_the_first(void **state)
{
	struct rig *rig = *state;
	u32 x, y;

	map_buffer(rig);
	draw(rig, GEN9_TILING_LINEAR, 1280, HEIGHT);
	show(rig, 0x84042000, 1280, 64, 0);
	assert_true(rig_plane(rig, FACET_PLANE_PRIMARY).direct);
	rig_write(rig, GEN9_PLANE_STRIDE + GEN9_PLANE_REGS, 1280 / 64);
	rig_write(rig, GEN9_PLANE_SIZE + GEN9_PLANE_REGS, 9 << 16 | 19);
	rig_write(rig, GEN9_PLANE_POS + GEN9_PLANE_REGS, 20 << 16 | 40);
	rig_write(rig, GEN9_PLANE_CTL + GEN9_PLANE_REGS, 0x84042000 | CTL_ASYNC);
	rig_write(rig, GEN9_PLANE_SURF + GEN9_PLANE_REGS, BUFFER);
	assert_false(rig_plane(rig, FACET_PLANE_PRIMARY).direct);
	take(rig);
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++) {
			bool in = x >= 40 && x < 60 && y >= 20 && y < 30;

			assert_pixel(x, y, BLACK | (in ? colour(x - 40, y - 20) : colour(x, y)));
		}
}

/* Return a pixel of the cursor. Its columns are opaque red, half white and transparent in turns. */
static u32 cursor_pixel(u32 x)
{
	static const u32 kinds[] = { 0xffff0000, 0x80808080, 0x00000000 };

	return kinds[x % 3];
}

static u32 under_cursor(u32 argb, u32 over)
{
	u32 rest = 255 - (over >> 24);
	u32 out = BLACK;
	u32 shift;

	for (shift = 0; shift < 24; shift += 8) {
		u32 c = ((over >> shift) & 255) + (((argb >> shift) & 255) * rest + 127) / 255;

		out |= (c > 255 ? 255 : c) << shift;
	}
	return out;
}

static void show_cursor(struct rig *rig, u32 pos)
{
	u32 x, y;

	rig_map(rig, CURSOR, CURSOR_GPA, 4);
	for (y = 0; y < 64; y++)
		for (x = 0; x < 64; x++)
			put_unaligned_le32(cursor_pixel(x),
					   fake_host_ptr(&rig->host, CURSOR_GPA + y * 256 + x * 4,
							 4));
	rig_write(rig, GEN9_CUR_CTL, 0x27);
	rig_write(rig, GEN9_CUR_POS, pos);
	rig_write(rig, GEN9_CUR_BASE, CURSOR);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
}

static void assert_cursor_at(struct rig *rig, s32 left, s32 top)
{
	s32 x, y;

	take(rig);
	for (y = 0; y < (s32)HEIGHT; y++)
		for (x = 0; x < (s32)WIDTH; x++) {
			bool in = x >= left && x < left + 64 && y >= top && y < top + 64;
			u32 base = BLACK | colour(x, y);

			assert_pixel(x, y, in ? under_cursor(base, cursor_pixel(x - left)) : base);
		}
}

static void a_cursor_is_blended_over_and_clipped(void **state)
{
	struct rig *rig = *state;

	map_buffer(rig);
	draw(rig, GEN9_TILING_LINEAR, 1280, HEIGHT);
	show(rig, 0x84042000, 1280, 64, 0);
	show_cursor(rig, 10 << 16 | 20);
	assert_cursor_at(rig, 20, 10);
	show_cursor(rig, 0x80050000 | 0x8009);
	assert_cursor_at(rig, -9, -5);
	show_cursor(rig, 190 << 16 | 300);
	assert_cursor_at(rig, 300, 190);
	show_cursor(rig, 4000 << 16 | 5000);
	assert_cursor_at(rig, 5000, 4000);
	show_cursor(rig, 0xfffff800 | 0x7ff);
	take(rig);
	assert_all(0, 0);
}

static void a_cursor_is_left_out_on_request(void **state)
{
	struct rig *rig = *state;

	map_buffer(rig);
	draw(rig, GEN9_TILING_LINEAR, 1280, HEIGHT);
	show(rig, 0x84042000, 1280, 64, 0);
	show_cursor(rig, 0);
	assert_int_equal(facet_capture_read(rig_display(rig), 0, picture, WIDTH * 4, WIDTH, HEIGHT,
					    false), 0);
	assert_all(0, 0);
}

int main(void)
{
#define ON_RIG(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		ON_RIG(each_tiling_reads_as_its_formula_says),
		ON_RIG(panning_moves_the_picture),
		ON_RIG(a_turned_plane_is_upside_down),
		ON_RIG(sixteen_bits_become_eight_each),
		ON_RIG(what_is_not_mapped_is_black),
		ON_RIG(no_plane_is_black),
		ON_RIG(a_small_plane_lies_on_black),
		ON_RIG(a_second_plane_covers_the_first),
		ON_RIG(a_cursor_is_blended_over_and_clipped),
		ON_RIG(a_cursor_is_left_out_on_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
