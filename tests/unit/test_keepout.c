// SPDX-License-Identifier: GPL-2.0-only
/* How long ranges of guest memory are kept out behind a dma_unmap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/keepout.h"

#define MS	1000000ull
#define START	5000000000ull
#define FIRST	0x1000u
#define LAST	0x10ffu

static struct facet_keepout keepout;
static u64 now;

static int setup(void **state)
{
	keepout = (struct facet_keepout){};
	now = START;
	return 0;
}

/* A dma_unmap that takes so long. */
static void unmap(u64 first, u64 last, u64 took, u64 pace)
{
	facet_keepout_begin(&keepout, first, last, now);
	now += took;
	facet_keepout_end(&keepout, now, pace);
}

static bool out(u64 gfn)
{
	return facet_keepout_covers(&keepout, gfn, 1, now);
}

/* How long a page stays out from now on, to the ms. */
static u64 ms_until_in(u64 gfn)
{
	u64 ms = 0;

	while (facet_keepout_covers(&keepout, gfn, 1, now + ms * MS))
		ms++;
	return ms;
}

static void a_range_is_out_while_it_goes_and_for_a_moment(void **state)
{
	assert_false(out(FIRST));
	facet_keepout_begin(&keepout, FIRST, LAST, now);
	now += 60000 * MS;
	assert_true(out(FIRST) && out(LAST));
	assert_false(out(FIRST - 1) || out(LAST + 1));
	assert_true(facet_keepout_covers(&keepout, FIRST - 4, 5, now));
	assert_false(facet_keepout_covers(&keepout, FIRST - 4, 4, now));
	facet_keepout_end(&keepout, now, 0);
	assert_int_equal(ms_until_in(LAST), 20);
}

static void another_one_does_not_let_it_in(void **state)
{
	u32 i;

	unmap(FIRST, LAST, 0, 0);
	for (i = 1; i < FACET_KEEPOUT_RANGES; i++)
		unmap(FIRST + 0x1000 * i, LAST + 0x1000 * i, MS, 0);
	assert_int_equal(ms_until_in(FIRST), 20 - (FACET_KEEPOUT_RANGES - 1));
}

static void more_than_can_be_told_apart_are_taken_together(void **state)
{
	u32 i;

	for (i = 0; i <= FACET_KEEPOUT_RANGES; i++)
		unmap(FIRST + 0x1000 * i, LAST + 0x1000 * i, 0, 0);
	for (i = 0; i <= FACET_KEEPOUT_RANGES; i++)
		assert_int_equal(ms_until_in(FIRST + 0x1000 * i), 20);
	assert_false(out(FIRST - 1) || out(LAST + 0x1000 * FACET_KEEPOUT_RANGES + 1));
	now += 20 * MS;
	unmap(FIRST, FIRST, 0, 0);
	assert_false(out(FIRST + 1));
}

/* The same range again, each time so long behind the last, with another in between. */
static void assert_doubled(u64 later_ns)
{
	static const u32 ms[] = { 20, 40, 80, 160, 320, 640, 1280, 2560, 4000, 4000 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ms); i++) {
		unmap(FIRST, LAST, 0, 0);
		assert_int_equal(ms_until_in(FIRST), ms[i]);
		now += later_ns;
		unmap(FIRST + 0x1000, FIRST + 0x1000, 0, 0);
	}
}

static void the_same_again_doubles_it_up_to_four_seconds(void **state)
{
	assert_doubled(500 * MS);
	now += 13000 * MS;
	unmap(FIRST, LAST, 0, 0);
	assert_int_equal(ms_until_in(FIRST), 20);
}

/* Who asks again has been kept from running for longer than the range was kept out. */
static void one_that_looks_late_is_given_more_each_time(void **state)
{
	assert_doubled(7900 * MS);
}

/* Else others could have it forgotten that a range comes again. */
static void more_than_can_be_told_apart_double_each_others_time(void **state)
{
	u32 i, round;

	for (round = 0; round < 8; round++) {
		for (i = 0; i <= FACET_KEEPOUT_RANGES; i++) {
			unmap(FIRST + 0x1000 * i, LAST + 0x1000 * i, 0, 0);
			now += 4000 * MS / FACET_KEEPOUT_RANGES;
		}
	}
	unmap(FIRST, LAST, 0, 0);
	assert_true(ms_until_in(FIRST) >= 2560);
}

static void where_others_are_slow_it_is_longer(void **state)
{
	unmap(FIRST, LAST, 0, 100 * MS);
	assert_int_equal(ms_until_in(FIRST), 800);
	now += 10000 * MS;
	unmap(FIRST, LAST, 0, ~0ull);
	assert_int_equal(ms_until_in(FIRST), 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, setup)
		T(a_range_is_out_while_it_goes_and_for_a_moment),
		T(another_one_does_not_let_it_in),
		T(more_than_can_be_told_apart_are_taken_together),
		T(the_same_again_doubles_it_up_to_four_seconds),
		T(one_that_looks_late_is_given_more_each_time),
		T(more_than_can_be_told_apart_double_each_others_time),
		T(where_others_are_slow_it_is_longer),
	};

	return cmocka_run_group_tests_name("keepout", tests, NULL, NULL);
}
