// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test how many bytes of a screen are copied for a VMM that queries it after each flip. The front
 * end here decides as kernel/screen.c does, without a cursor.
 */
#include "display/pair.h"
#include "gen9/gtt_defs.h"
#include "tests/unit/display/display_rig.h"

#define WIDTH		1920u
#define HEIGHT		1080u
#define BYTES		(WIDTH * HEIGHT * 4ull)
#define PAGES		2048u
#define BUFFERS		2u
#define BUFFER(i)	(0x01000000u * (1 + (i)))
#define FLIPS		4u
#define CTL(tiling)	(0x84000000u | GEN9_PLANE_CTL_ASYNC | (tiling) << 10)
#define LINEAR		CTL(GEN9_TILING_LINEAR)
#define X_TILES		CTL(GEN9_TILING_X)
#define Y_TILES		CTL(GEN9_TILING_Y)
#define Y_TILES_CCS	(Y_TILES | GEN9_PLANE_CTL_DECOMPRESS)

struct facet_picture {
	u32 stride;
	u8 mem[BYTES];
};

static struct facet_display_stats stats;
static struct facet_pair pair;
static struct facet_damage damage;
static u8 pixels[BYTES];

/* --- the front end --------------------------------------------------------------------------- */

static struct facet_picture *create(u32 width, u32 height)
{
	struct facet_picture *picture = port_zalloc(sizeof(*picture));

	assert_non_null(picture);
	assert_true((u64)width * height * 4 <= BYTES);
	picture->stride = width * 4;
	return picture;
}

static void put(struct facet_picture *picture)
{
	port_free(picture);
}

static bool draw_begin(struct facet_picture *picture)
{
	return true;
}

static void draw_end(struct facet_picture *picture)
{
}

static int draw(void *data, struct facet_picture *shown, struct facet_picture *next,
		struct facet_damage *changed)
{
	return facet_capture_update(rig_display(data), 0, shown ? shown->mem : NULL, next->mem,
				    next->stride, pair.width, pair.height, true, changed);
}

static const struct facet_pair_ops ops = {
	.create = create,
	.put = put,
	.draw_begin = draw_begin,
	.draw_end = draw_end,
	.draw = draw,
};

/* Query the screen as the values of `display` do: @linear_only is dmabuf. */
static void query(struct rig *rig, bool linear_only)
{
	struct facet_plane plane = rig_plane(rig, FACET_PLANE_PRIMARY);
	u64 gfns[PAGES];

	assert_true(plane.enabled && plane.width == WIDTH && plane.height == HEIGHT);
	if (plane.direct && (plane.modifier == FACET_MOD_LINEAR || !linear_only))
		assert_int_equal(facet_scanout_pages(rig_display(rig), plane.id, NULL, gfns,
						     PAGES), 0);
	else
		assert_int_equal(facet_pair_update(&pair, &ops, rig, WIDTH, HEIGHT, &damage), 0);
}

/* --- the guest ------------------------------------------------------------------------------- */

/* Show the other buffer at once. Its first pixel, in each tiling, differs from that before. */
static void flip(struct rig *rig, u32 ctl, u32 n)
{
	static const u32 units[GEN9_TILINGS] = {
		[GEN9_TILING_LINEAR] = GEN9_LINEAR_STRIDE_UNIT,
		[GEN9_TILING_X] = GEN9_XTILE_WIDTH,
		[GEN9_TILING_Y] = GEN9_YTILE_WIDTH,
	};
	u64 gpa = (u64)(n % BUFFERS) * PAGES << GEN9_PAGE_SHIFT;

	put_unaligned_le32(n + 1, fake_host_ptr(&rig->host, gpa, 4));
	rig_write(rig, GEN9_PLANE_STRIDE, WIDTH * 4 / units[GEN9_PLANE_CTL_TILING(ctl)]);
	rig_write(rig, GEN9_PLANE_POS, 0);
	rig_write(rig, GEN9_PLANE_SIZE, (HEIGHT - 1) << 16 | (WIDTH - 1));
	rig_write(rig, GEN9_PLANE_OFFSET, 0);
	rig_write(rig, GEN9_PLANE_CTL, ctl);
	rig_write(rig, GEN9_PLANE_SURF, BUFFER(n % BUFFERS));
}

static int begin(void **state)
{
	struct rig *rig;
	u32 i;

	rig_setup(state);
	rig = *state;
	stats = (struct facet_display_stats){ 0 };
	facet_display_set_stats(rig_display(rig), &stats);
	for (i = 0; i < BUFFERS; i++)
		rig_map(rig, BUFFER(i), (u64)i * PAGES << GEN9_PAGE_SHIFT, PAGES);
	rig_modeset(rig, 0);
	return 0;
}

static int end(void **state)
{
	facet_pair_drop(&pair, &ops);
	return rig_teardown(state);
}

/* Flip and query, some times. Return: number of copied bytes. */
static u64 copied_by_flips(struct rig *rig, u32 ctl, bool linear_only)
{
	u64 before = stats.screen_bytes_copied;
	u32 i;

	for (i = 0; i < FLIPS; i++) {
		flip(rig, ctl, i);
		query(rig, linear_only);
	}
	return stats.screen_bytes_copied - before;
}

/* --- tests ----------------------------------------------------------------------------------- */

static void flips_of_1080p_are_not_copied_if_the_vmm_takes_tiles(void **state)
{
	static const u32 ctls[] = { LINEAR, X_TILES, Y_TILES, Y_TILES_CCS };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ctls); i++)
		assert_int_equal(copied_by_flips(*state, ctls[i], false), 0);
	assert_int_equal(stats.flips.shown, ARRAY_SIZE(ctls) * FLIPS);
}

static void each_tiled_flip_of_1080p_is_copied_once_for_a_linear_dma_buf(void **state)
{
	assert_int_equal(copied_by_flips(*state, X_TILES, true), FLIPS * BYTES);
	assert_int_equal(copied_by_flips(*state, Y_TILES, true), FLIPS * BYTES);
	assert_int_equal(copied_by_flips(*state, Y_TILES_CCS, true), FLIPS * BYTES);
	assert_int_equal(stats.flips.shown, 3 * FLIPS);
	assert_int_equal(get_unaligned_le32(pair.shown->mem) & 0xffffff, FLIPS);
}

static void linear_flips_are_not_copied_for_a_linear_dma_buf(void **state)
{
	assert_int_equal(copied_by_flips(*state, LINEAR, true), 0);
}

static void a_screen_that_has_not_changed_is_copied_at_each_query(void **state)
{
	flip(*state, X_TILES, 0);
	query(*state, true);
	query(*state, true);
	assert_int_equal(damage.bytes, 0);
	assert_int_equal(stats.screen_bytes_copied, 2 * BYTES);
}

static void a_screenshot_is_a_copy_of_its_own_size(void **state)
{
	flip(*state, LINEAR, 0);
	assert_int_equal(facet_capture_screenshot(rig_display(*state), 0, pixels, WIDTH * 4, WIDTH,
						  HEIGHT, true), 0);
	assert_int_equal(stats.screen_bytes_copied, BYTES);
	assert_int_equal(facet_capture_read(rig_display(*state), 0, pixels, WIDTH * 4, WIDTH / 2,
					    HEIGHT / 2, true), 0);
	assert_int_equal(stats.screen_bytes_copied, BYTES + BYTES / 4);
}

static void a_dark_screen_has_nothing_to_copy(void **state)
{
	rig_write(*state, GEN9_TRANSCONF, 0);
	assert_int_equal(facet_capture_read(rig_display(*state), 0, pixels, WIDTH * 4, WIDTH,
					    HEIGHT, true), 0);
	assert_int_equal(stats.screen_bytes_copied, 0);
}

static void what_the_front_end_copies_is_added_in_64_bits(void **state)
{
	facet_display_count_copied(rig_display(*state), ~0u);
	facet_display_count_copied(rig_display(*state), 2);
	assert_true(stats.screen_bytes_copied == (1ull << 32) + 1);
}

int main(void)
{
#define ON_RIG(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		ON_RIG(flips_of_1080p_are_not_copied_if_the_vmm_takes_tiles),
		ON_RIG(each_tiled_flip_of_1080p_is_copied_once_for_a_linear_dma_buf),
		ON_RIG(linear_flips_are_not_copied_for_a_linear_dma_buf),
		ON_RIG(a_screen_that_has_not_changed_is_copied_at_each_query),
		ON_RIG(a_screenshot_is_a_copy_of_its_own_size),
		ON_RIG(a_dark_screen_has_nothing_to_copy),
		ON_RIG(what_the_front_end_copies_is_added_in_64_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
