// SPDX-License-Identifier: GPL-2.0-only
/* Test how many failed turns a composed screen accepts (display/turns.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "display/turns.h"

static void who_reads_for_long_keeps_the_picture(void **state)
{
	struct facet_turns turns = { 0 };
	u32 i;

	for (i = 1; i < FACET_TURNS_PATIENCE; i++)
		assert_false(facet_turns_spare_busy(&turns));
	assert_true(facet_turns_spare_busy(&turns));
	/* The next reader gets as many turns. */
	assert_false(facet_turns_spare_busy(&turns));
}

static void who_reads_now_and_then_does_not(void **state)
{
	struct facet_turns turns = { 0 };
	u32 i;

	for (i = 0; i < 4 * FACET_TURNS_PATIENCE; i++) {
		assert_false(facet_turns_spare_busy(&turns));
		if (i % (FACET_TURNS_PATIENCE - 1) == 0)
			facet_turns_spare_free(&turns);
	}
}

static void a_torn_picture_is_better_than_none(void **state)
{
	struct facet_turns turns = { 0 };

	assert_true(facet_turns_torn(&turns, false));
	assert_false(facet_turns_torn(&turns, true));
}

static void a_torn_picture_is_better_than_one_that_stands_still(void **state)
{
	struct facet_turns turns = { 0 };
	u32 i;

	for (i = 1; i < FACET_TURNS_PATIENCE; i++)
		assert_false(facet_turns_torn(&turns, true));
	assert_true(facet_turns_torn(&turns, true));
	facet_turns_shown(&turns);
	assert_false(facet_turns_torn(&turns, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_reads_for_long_keeps_the_picture),
		cmocka_unit_test(who_reads_now_and_then_does_not),
		cmocka_unit_test(a_torn_picture_is_better_than_none),
		cmocka_unit_test(a_torn_picture_is_better_than_one_that_stands_still),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
