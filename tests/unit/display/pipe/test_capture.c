// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test screenshots of a guest that replaces its buffers during the read. Each picture shows one
 * frame.
 */
#include "tests/unit/display/display_rig.h"

#define WIDTH		64u
#define HEIGHT		256u
#define BUFFERS		2u
#define BUFFER(i)	(0x00100000u * (1 + (i)))
#define BYTES		(WIDTH * HEIGHT * 4)
#define CTL_LINEAR	0x84000000u

/**
 * struct film - A guest with two buffers, which draws into the one that was replaced.
 * @rig: its vGPU
 * @reads: reads of guest memory so far
 * @every: reads of guest memory between two events
 * @flips: flips left to do
 * @moves: moves of the cursor left to do
 * @frame: number of the shown frame
 * @slow_ns: nanoseconds that a flip takes in addition to its frame
 */
static struct film {
	struct rig *rig;
	u32 reads;
	u32 every;
	u32 flips;
	u32 moves;
	u32 frame;
	u64 slow_ns;
} film;

static u32 picture[WIDTH * HEIGHT], next[WIDTH * HEIGHT];

static void draw(struct rig *rig, u32 buffer, u32 frame)
{
	u32 i;

	for (i = 0; i < WIDTH * HEIGHT; i++)
		put_unaligned_le32(0xff000000 | frame, fake_host_ptr(&rig->host,
								     BUFFER(buffer) + 4 * i, 4));
}

/* Show the next frame, then draw over the frame before it. */
static void flip(struct rig *rig)
{
	film.flips--;
	film.frame++;
	draw(rig, film.frame % BUFFERS, film.frame);
	rig_flip(rig, 0, CTL_LINEAR, WIDTH, HEIGHT, BUFFER(film.frame % BUFFERS));
	fake_clock_advance(&rig->clock, RIG_FRAME_NS + film.slow_ns);
	draw(rig, (film.frame + 1) % BUFFERS, film.frame + 1);
}

/* Move the cursor. i915 writes the base last, with an unchanged value. */
static void move_cursor(struct rig *rig)
{
	film.moves--;
	rig_write(rig, GEN9_CUR_POS, film.moves);
	rig_write(rig, GEN9_CUR_BASE, 0);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
}

static int at_reads(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op != FAKE_READ || ++film.reads % film.every)
		return 0;
	if (film.flips)
		flip(film.rig);
	if (film.moves)
		move_cursor(film.rig);
	return 0;
}

static void begin(struct rig *rig, u32 every, u32 flips)
{
	u32 i;

	for (i = 0; i < BUFFERS; i++)
		rig_map(rig, BUFFER(i), BUFFER(i), BYTES / 4096);
	film = (struct film){ .rig = rig, .every = every };
	draw(rig, 0, 0);
	rig_modeset(rig, 0);
	rig_write(rig, GEN9_PIPESRC, (WIDTH - 1) << 16 | (HEIGHT - 1));
	rig_flip(rig, 0, CTL_LINEAR, WIDTH, HEIGHT, BUFFER(0));
	fake_clock_advance(&rig->clock, 2 * RIG_FRAME_NS);
	film.reads = 0;
	film.flips = flips;
	rig->host.veto = at_reads;
}

static int read_picture(struct rig *rig)
{
	return facet_capture_read(rig_display(rig), 0, picture, WIDTH * 4, WIDTH, HEIGHT, true);
}

static void assert_whole(const u32 *pixels, u32 frame)
{
	u32 i;

	for (i = 0; i < WIDTH * HEIGHT; i++)
		assert_int_equal(pixels[i], 0xff000000 | frame);
}

/* Return how often one picture reads guest memory. */
static u32 reads_of_a_picture(struct rig *rig)
{
	begin(rig, ~0u, 0);
	assert_int_equal(read_picture(rig), 0);
	return film.reads;
}

static void a_flip_while_it_is_read_makes_another_picture(void **state)
{
	struct rig *rig = *state;
	u32 reads = reads_of_a_picture(rig);
	u32 at;

	assert_true(reads > 4);
	for (at = 1; at <= reads; at++) {
		begin(rig, at, 1);
		assert_int_equal(read_picture(rig), 0);
		assert_whole(picture, 1);
	}
}

static void reading_begins_anew_soon_after_the_flip(void **state)
{
	struct rig *rig = *state;
	u32 reads = reads_of_a_picture(rig);

	begin(rig, reads / 4, 1);
	assert_int_equal(read_picture(rig), 0);
	assert_true(film.reads < reads + reads / 2);
}

static void rows_that_are_dropped_count_as_copied(void **state)
{
	struct rig *rig = *state;
	struct facet_display_stats stats = { 0 };
	u32 reads = reads_of_a_picture(rig);

	begin(rig, reads / 4, 1);
	facet_display_set_stats(rig_display(rig), &stats);
	assert_int_equal(read_picture(rig), 0);
	facet_display_set_stats(rig_display(rig), NULL);
	assert_in_range(stats.screen_bytes_copied, BYTES + BYTES / 4, BYTES + BYTES / 2);
}

static void a_guest_that_is_quicker_than_its_reader_is_reported(void **state)
{
	struct rig *rig = *state;
	u32 reads = reads_of_a_picture(rig);

	begin(rig, reads / 2, 1000);
	assert_int_equal(read_picture(rig), -EAGAIN);
	assert_true(film.flips > 990);
	film.flips = 0;
	assert_int_equal(read_picture(rig), 0);
	assert_whole(picture, film.frame);
}

static int take_snapshot(struct rig *rig)
{
	return facet_capture_screenshot(rig_display(rig), 0, picture, WIDTH * 4, WIDTH, HEIGHT,
					true);
}

static void who_asks_once_gets_a_whole_picture_a_little_later(void **state)
{
	struct rig *rig = *state;
	u32 reads = reads_of_a_picture(rig);

	begin(rig, reads / 2, 10);
	assert_int_equal(take_snapshot(rig), 0);
	assert_whole(picture, 10);
}

/* After some rounds or a second, whichever is first, a screenshot returns a torn picture. */
static void who_asks_once_does_not_wait_for_ever(void **state)
{
	static const u64 slow[] = { 0, 200000000ull, 2000000000ull };
	struct rig *rig = *state;
	u32 reads = reads_of_a_picture(rig), i;

	for (i = 0; i < ARRAY_SIZE(slow); i++) {
		u64 start;

		begin(rig, reads / 2, 100000);
		film.slow_ns = slow[i];
		start = rig->clock.now_ns;
		assert_int_equal(take_snapshot(rig), 0);
		assert_true(film.flips > 100000 - 200);
		/*
		 * The last round may have begun just before. It has three tries with two flips
		 * each.
		 */
		assert_true(rig->clock.now_ns - start <
			    1000000000ull + 8 * (RIG_FRAME_NS + slow[i]));
	}
}

static void an_update_is_of_one_frame_and_leaves_what_is_shown_alone(void **state)
{
	struct rig *rig = *state;
	struct facet_damage damage;
	u32 reads = reads_of_a_picture(rig);

	begin(rig, reads / 2, 1);
	memset(picture, 0x5a, sizeof(picture));
	assert_int_equal(facet_capture_update(rig_display(rig), 0, picture, next, WIDTH * 4,
					      WIDTH, HEIGHT, true, &damage), 0);
	assert_whole(next, 1);
	assert_int_equal(damage.bytes, BYTES);
	assert_true(damage.top == 0 && damage.bottom == HEIGHT);
	assert_int_equal(picture[0], 0x5a5a5a5a);
	assert_int_equal(picture[WIDTH * HEIGHT - 1], 0x5a5a5a5a);
}

static void a_cursor_that_moves_is_no_other_frame(void **state)
{
	struct rig *rig = *state;
	u32 reads = reads_of_a_picture(rig);

	begin(rig, reads / 8, 0);
	film.moves = 1000;
	assert_int_equal(read_picture(rig), 0);
	assert_whole(picture, 0);
	assert_true(film.moves < 1000);
	assert_int_equal(film.reads, reads);
}

int main(void)
{
#define ON_RIG(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		ON_RIG(a_flip_while_it_is_read_makes_another_picture),
		ON_RIG(reading_begins_anew_soon_after_the_flip),
		ON_RIG(rows_that_are_dropped_count_as_copied),
		ON_RIG(a_guest_that_is_quicker_than_its_reader_is_reported),
		ON_RIG(who_asks_once_gets_a_whole_picture_a_little_later),
		ON_RIG(who_asks_once_does_not_wait_for_ever),
		ON_RIG(an_update_is_of_one_frame_and_leaves_what_is_shown_alone),
		ON_RIG(a_cursor_that_moves_is_no_other_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
