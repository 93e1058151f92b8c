// SPDX-License-Identifier: GPL-2.0-only
/* Test that a mini-guest misses vertical blanks while its frame is not ready, and else none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "display/display.h"
#include "gen9/plane_defs.h"
#include "tests/lib/mini_screen.h"
#include "tests/lib/mini_user.h"

#define FRAME_NS	16700000u	/* at least a frame of 60 Hz */
#define BUFFER(i)	((((i) & 1) + 1u) << 20)

static struct facet_display_stats stats;
static struct mini_machine *machine;
static struct mini_user user;
static struct mini_context context;
static u32 frame;

static int begin(void **state)
{
	memset(&stats, 0, sizeof(stats));
	machine = mini_machine_create(MINI_STEP);
	mini_user_init(machine, &user);
	mini_user_context(&user, &context, PGPU_RCS);
	facet_display_set_stats(user.guest->display, &stats);
	mini_screen_on(user.guest);
	return 0;
}

static int end(void **state)
{
	return mini_machine_destroy(machine) ? -1 : 0;
}

static void flip(void)
{
	mini_write(user.guest, GEN9_PLANE_SURF, BUFFER(frame++));
}

static void blanks(u32 n)
{
	while (n--)
		fake_clock_advance(&machine->clock, FRAME_NS);
}

/* Draw a frame, and show it at the next blank. */
static void show(void)
{
	mini_user_begin(&user);
	assert_true(mini_user_run(&user, &context));
	flip();
	blanks(1);
}

static void frames_that_are_ready_miss_no_blank(void **state)
{
	u32 i;

	for (i = 0; i < 10; i++)
		show();
	assert_int_equal(stats.flips.asked, 10);
	assert_int_equal(stats.flips.shown, 10);
	assert_int_equal(stats.flips.missed, 0);
}

static void a_frame_on_the_engine_misses_each_blank_until_it_is_shown(void **state)
{
	show();
	show();
	mini_user_begin(&user);
	mini_user_spin(&user);
	mini_user_submit(&user, &context);
	mini_run(machine);
	blanks(3);
	assert_int_equal(stats.flips.missed, 3);
	mini_user_release(&user);
	assert_true(mini_wait(&context));
	assert_true(mini_wait_idle(context.engine));
	flip();
	blanks(2);
	assert_int_equal(stats.flips.shown, 3);
	assert_int_equal(stats.flips.missed, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(frames_that_are_ready_miss_no_blank, begin, end),
		cmocka_unit_test_setup_teardown(
			a_frame_on_the_engine_misses_each_blank_until_it_is_shown, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
