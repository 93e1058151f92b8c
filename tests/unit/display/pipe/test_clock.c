// SPDX-License-Identifier: GPL-2.0-only
/* Test the frame clock of a pipe and the pixel clock that drives it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "display/clock.h"
#include "display/pipe/dpll.h"

#define START_NS	123456789012ull

static const struct display_timings full_hd = {
	.htotal = 2200, .vtotal = 1125, .vactive = 1080, .khz = 148500,
};

static void a_1080p_frame_is_a_sixtieth_of_a_second(void **state)
{
	struct display_clock clock = {};

	display_clock_start(&clock, &full_hd, START_NS);
	assert_int_equal(clock.frame_ns, 16666666);
	assert_int_equal(display_clock_frames(&clock, START_NS), 0);
	assert_int_equal(display_clock_frames(&clock, START_NS + 1000000000ull), 60);
	assert_int_equal(display_clock_line(&clock, START_NS), 0);
	assert_int_equal(display_clock_line(&clock, START_NS + clock.frame_ns / 2), 562);
	assert_int_equal(display_clock_line(&clock, START_NS + clock.frame_ns - 1), 1124);
	assert_int_equal(display_clock_line(&clock, START_NS + clock.frame_ns), 0);
}

static void the_count_moves_at_the_blank_and_only_there(void **state)
{
	struct display_clock clock = {};
	u64 now = START_NS;
	u32 i;

	display_clock_start(&clock, &full_hd, START_NS);
	for (i = 0; i < 1000; i++) {
		u64 blank = display_clock_next_blank(&clock, now);

		assert_true(blank > now);
		assert_int_equal(display_clock_frames(&clock, blank - 1), i);
		assert_int_equal(display_clock_frames(&clock, blank), i + 1);
		assert_int_equal(display_clock_line(&clock, blank - 1), 1059);
		assert_int_equal(display_clock_line(&clock, blank), 1080);
		now = blank;
	}
}

/*
 * A clock that is held just behind a blank stands still a quarter of a frame later. Drivers do not
 * evade that line.
 */
static void a_clock_that_is_held_stands_and_goes_on_from_there(void **state)
{
	struct display_clock clock = {};
	u64 blank, later, line;

	display_clock_start(&clock, &full_hd, START_NS);
	blank = display_clock_next_blank(&clock, START_NS);
	display_clock_hold(&clock, blank + 1000);
	line = display_clock_line(&clock, blank + clock.frame_ns / 4);
	assert_in_range(line, 200, 300);
	later = blank + 3 * clock.frame_ns;
	assert_int_equal(display_clock_line(&clock, later), line);
	assert_int_equal(display_clock_frames(&clock, later), 1);
	assert_in_range(display_clock_next_blank(&clock, later) - later, clock.frame_ns * 3 / 4 - 1,
			clock.frame_ns * 3 / 4 + 1);
	display_clock_release(&clock, later);
	assert_int_equal(display_clock_line(&clock, later), line);
	assert_int_equal(display_clock_frames(&clock, later + clock.frame_ns * 3 / 4 - 2), 1);
	assert_int_equal(display_clock_frames(&clock, later + clock.frame_ns * 3 / 4 + 2), 2);
	assert_int_equal(display_clock_age(&clock, later + clock.frame_ns) * clock.lines /
				 clock.frame_ns,
			 line);
}

/* Linux reports a missed blank after 100 ms. */
static void no_held_frame_is_too_long_for_a_driver(void **state)
{
	static const u32 khz[] = { 247500, 148500, 74250, 59400, 37125, 27844, 14850, 2475 };
	struct display_timings timings = full_hd;
	struct display_clock clock = {};
	u64 blank, until;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(khz); i++) {
		timings.khz = khz[i];
		display_clock_start(&clock, &timings, START_NS);
		blank = display_clock_next_blank(&clock, START_NS);
		display_clock_hold(&clock, blank);
		until = display_clock_hold_end(&clock);
		assert_int_equal(until == ~0ull, clock.frame_ns >= 90000000);
		if (until == ~0ull)
			continue;
		display_clock_release(&clock, until);
		assert_true(display_clock_next_blank(&clock, until) - blank <= 90000000);
	}
}

static void a_clock_is_not_held_late_in_a_frame_nor_too_long(void **state)
{
	struct display_clock clock = {};
	u64 blank;

	display_clock_hold(&clock, START_NS);
	assert_true(display_clock_hold_end(&clock) == ~0ull);
	display_clock_start(&clock, &full_hd, START_NS);
	blank = display_clock_next_blank(&clock, START_NS);
	display_clock_hold(&clock, blank - clock.frame_ns / 2 + 1);
	assert_int_equal(display_clock_frames(&clock, blank), 1);
	display_clock_hold(&clock, blank);
	display_clock_hold(&clock, blank + clock.frame_ns / 5);
	assert_in_range(display_clock_hold_end(&clock) + clock.frame_ns * 3 / 4 - blank, 89000000,
			90000000);
	display_clock_release(&clock, blank);
	assert_int_equal(display_clock_next_blank(&clock, blank), blank + clock.frame_ns);
	display_clock_hold(&clock, blank);
	display_clock_stop(&clock, blank + 1000000000);
	assert_int_equal(display_clock_frames(&clock, blank + 2000000000), 1);
	display_clock_start(&clock, &full_hd, START_NS);
	assert_int_equal(display_clock_frames(&clock, START_NS + 1000000000), 61);
}

/*
 * i915 waits if fewer than 100 us are left until the blank. It adds two lines to the line that it
 * reads.
 */
static void the_line_stays_out_of_what_drivers_evade(void **state)
{
	struct display_clock clock = {};
	u32 us, line, last = 0;

	display_clock_start(&clock, &full_hd, START_NS);
	for (us = 0; us < 16666; us++) {
		line = display_clock_line(&clock, START_NS + us * 1000ull);
		assert_true(line < 1080 - 17 - 2 || line >= 1080);
		assert_true(line >= last);
		last = line;
	}
	assert_int_equal(last, 1124);
}

static void a_blank_that_is_near_waits_for_an_update(void **state)
{
	struct display_clock clock = {};
	u64 blank, now;

	display_clock_start(&clock, &full_hd, START_NS);
	blank = display_clock_next_blank(&clock, START_NS);
	assert_false(display_clock_delay_blank(&clock, blank - 1000000));
	now = blank - 200000;
	assert_true(display_clock_delay_blank(&clock, now));
	assert_true(display_clock_next_blank(&clock, now) == now + 1000000);
	assert_int_equal(display_clock_frames(&clock, now + 999999), 0);
	assert_int_equal(display_clock_frames(&clock, now + 1000000), 1);
	assert_true(display_clock_next_blank(&clock, now + 1000000) ==
		    now + 1000000 + clock.frame_ns);
}

static void no_guest_puts_a_blank_off_for_ever(void **state)
{
	struct display_clock clock = {};
	u64 blank, now;
	u32 frame;

	display_clock_start(&clock, &full_hd, START_NS);
	for (now = START_NS, frame = 0; frame < 10; frame++) {
		blank = display_clock_next_blank(&clock, now);
		for (; display_clock_frames(&clock, now) == frame; now += 10000)
			display_clock_delay_blank(&clock, now);
		assert_in_range(now, blank + 1900000, blank + 2010000);
	}
}

static void a_blank_that_was_put_off_comes_when_the_frames_were_counted(void **state)
{
	struct display_clock clock = {};
	u64 blank, now;

	display_clock_start(&clock, &full_hd, START_NS);
	blank = display_clock_next_blank(&clock, START_NS);
	assert_false(display_clock_count_read(&clock, blank - 100000));
	display_clock_delay_blank(&clock, blank - 400000);
	now = blank - 350000;
	assert_true(display_clock_count_read(&clock, now));
	assert_true(display_clock_next_blank(&clock, now) == blank);
	/* i915 reads the count twice more. */
	assert_true(display_clock_count_read(&clock, blank - 50000));
	assert_true(display_clock_count_read(&clock, blank + 150000));
	assert_true(display_clock_next_blank(&clock, blank + 150000) == blank + 450000);
	assert_false(display_clock_count_read(&clock, blank + 150000));
	/*
	 * The next blank comes after a frame of usual length. Reads of the count alone do not delay
	 * it.
	 */
	now = blank + 450000;
	assert_false(display_clock_count_read(&clock, now + clock.frame_ns - 1000));
	assert_true(display_clock_next_blank(&clock, now) == now + clock.frame_ns);
}

static void a_clock_that_starts_anew_waits_for_nothing(void **state)
{
	struct display_clock clock = {};
	u64 blank;

	display_clock_start(&clock, &full_hd, START_NS);
	blank = display_clock_next_blank(&clock, START_NS);
	display_clock_delay_blank(&clock, blank - 100000);
	display_clock_stop(&clock, blank);
	display_clock_start(&clock, &full_hd, blank);
	blank = display_clock_next_blank(&clock, blank);
	assert_false(display_clock_count_read(&clock, blank - 100000));
	assert_true(display_clock_next_blank(&clock, blank - 100000) == blank);
}

/* Blanks come one by one, whatever a guest does. None is later than 2 ms plus its hold time. */
static void blanks_come_one_by_one_whatever_is_done_to_the_clock(void **state)
{
	struct display_timings timings = { .htotal = 1000, .vtotal = 1000, .khz = 60000 };
	struct display_clock clock = {};
	u64 now = START_NS, next = 0, seed = 5, held_ns = 0, since = 0;
	u32 i, frames = 0;

	for (i = 0; i < 200000; i++) {
		if (!(i % 20000)) {
			timings.vactive = 1 + 333 * (i / 20000 % 3);
			timings.khz = i / 20000 % 2 ? 300000 : 5000;
			display_clock_stop(&clock, now);
			display_clock_start(&clock, &timings, now);
			next = display_clock_next_blank(&clock, now);
			held_ns = 0;
		}
		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		now += (seed >> 33) % 200000;
		switch (seed >> 60 & 7) {
		case 0:
			display_clock_delay_blank(&clock, now);
			break;
		case 1:
			display_clock_count_read(&clock, now);
			break;
		case 2:
			since = clock.held_since_ns ? since : now;
			display_clock_hold(&clock, now);
			break;
		case 3:
			held_ns += clock.held_since_ns ? now - since : 0;
			display_clock_release(&clock, now);
			break;
		}
		assert_true(display_clock_next_blank(&clock, now) > now);
		assert_in_range(display_clock_frames(&clock, now) - frames, 0, 1);
		if (display_clock_frames(&clock, now) != frames) {
			assert_true(clock.held_since_ns || now >= next);
			assert_true(now <= next + 2200000 + held_ns +
						   (clock.held_since_ns ? now - since : 0));
			next = display_clock_next_blank(&clock, now);
			held_ns = 0;
		}
		frames = display_clock_frames(&clock, now);
	}
	assert_true(frames > 200);
}

static void a_stopped_clock_keeps_its_count(void **state)
{
	struct display_clock clock = {};
	u64 later = START_NS + 5 * 16666666ull;

	assert_true(display_clock_next_blank(&clock, START_NS) == ~0ull);
	display_clock_start(&clock, &full_hd, START_NS);
	display_clock_stop(&clock, later);
	assert_int_equal(display_clock_frames(&clock, later + 1000000000ull), 5);
	assert_int_equal(display_clock_line(&clock, later), 0);
	assert_true(display_clock_next_blank(&clock, later) == ~0ull);
	display_clock_start(&clock, &full_hd, later + 1000000000ull);
	assert_int_equal(display_clock_frames(&clock, later + 2000000000ull), 65);
}

/*
 * Whatever timings a guest writes, there are at most 250 frames in a second. The line stays in the
 * frame.
 */
static void absurd_timings_are_clamped(void **state)
{
	static const struct display_timings absurd[] = {
		{ 1, 1, 1, 0 }, { 1, 1, 1, 1 }, { 1, 1, 1, ~0u }, { 8192, 8192, 8192, 1 },
		{ 8192, 8192, 1, ~0u }, { 2200, 1125, 8192, 148500 }, { 1, 8192, 8192, 0 },
	};
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(absurd); i++) {
		struct display_clock clock = {};
		u64 now = START_NS;

		display_clock_start(&clock, &absurd[i], now);
		assert_in_range(clock.frame_ns, 4000000, 1000000000);
		for (k = 0; k < 100; k++) {
			u64 blank = display_clock_next_blank(&clock, now);

			assert_true(blank > now);
			assert_true(k == 0 || blank - now >= 4000000);
			assert_true(display_clock_line(&clock, blank) < clock.lines);
			assert_int_equal(display_clock_frames(&clock, blank), k + 1);
			now = blank;
		}
	}
}

static void without_a_known_clock_it_is_60_hz(void **state)
{
	struct display_timings timings = full_hd;
	struct display_clock clock = {};

	timings.khz = 0;
	display_clock_start(&clock, &timings, START_NS);
	assert_in_range(clock.frame_ns, 16666000, 16667000);
}

/* The values of CFGCR1 and CFGCR2 are those of recorded guests. */
static void recorded_dividers_give_the_pixel_clock(void **state)
{
	assert_int_equal(display_dpll_decode(0x80400173, 0x3a5), 148500);	/* 1080p */
	assert_in_range(display_dpll_decode(0x802aab7b, 0x7a4), 64999, 65000);	/* 1024x768 */
	assert_int_equal(display_dpll_decode(0x80400173, 0x3ad), 0);	/* no such divider */
	assert_int_equal(display_dpll_decode(0x80400173, 0x0a5), 0);	/* division by zero */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_1080p_frame_is_a_sixtieth_of_a_second),
		cmocka_unit_test(the_count_moves_at_the_blank_and_only_there),
		cmocka_unit_test(a_clock_that_is_held_stands_and_goes_on_from_there),
		cmocka_unit_test(no_held_frame_is_too_long_for_a_driver),
		cmocka_unit_test(a_clock_is_not_held_late_in_a_frame_nor_too_long),
		cmocka_unit_test(the_line_stays_out_of_what_drivers_evade),
		cmocka_unit_test(a_blank_that_is_near_waits_for_an_update),
		cmocka_unit_test(no_guest_puts_a_blank_off_for_ever),
		cmocka_unit_test(a_blank_that_was_put_off_comes_when_the_frames_were_counted),
		cmocka_unit_test(a_clock_that_starts_anew_waits_for_nothing),
		cmocka_unit_test(blanks_come_one_by_one_whatever_is_done_to_the_clock),
		cmocka_unit_test(a_stopped_clock_keeps_its_count),
		cmocka_unit_test(absurd_timings_are_clamped),
		cmocka_unit_test(without_a_known_clock_it_is_60_hz),
		cmocka_unit_test(recorded_dividers_give_the_pixel_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
