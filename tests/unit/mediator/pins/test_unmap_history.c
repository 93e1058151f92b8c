// SPDX-License-Identifier: GPL-2.0-only
/* Test which unmapped pages may come back (mediator/unmap_history.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/retry.h"
#include "mediator/unmap_history.h"

#define T0	5000000000ull

static void nothing_is_away_at_first(void **state)
{
	struct facet_unmap_history history = {};

	assert_false(facet_unmap_history_covers(&history, 0, ~0ull, 0));
	assert_false(facet_unmap_history_covers(&history, 0, 1, T0));
}

static void a_range_may_come_back_for_a_second(void **state)
{
	struct facet_unmap_history history = {};

	facet_unmap_history_add(&history, 16, 31, T0);
	assert_false(facet_unmap_history_covers(&history, 15, 1, T0));
	assert_true(facet_unmap_history_covers(&history, 15, 2, T0));
	assert_true(facet_unmap_history_covers(&history, 16, 1, T0));
	assert_true(facet_unmap_history_covers(&history, 31, 1, T0 + FACET_UNMAP_HISTORY_NS - 1));
	assert_false(facet_unmap_history_covers(&history, 32, 1, T0));
	assert_false(facet_unmap_history_covers(&history, 31, 1, T0 + FACET_UNMAP_HISTORY_NS));
}

/* The core retries at least as long as a front end returns FACET_HOST_RETRY. */
static void the_core_waits_as_long(void **state)
{
	assert_true(FACET_RETRY_MAX_NS >= FACET_UNMAP_HISTORY_NS);
	assert_true(FACET_RETRY_INTERVAL_NS < FACET_RETRY_MAX_NS / 10);
}

static void a_range_that_goes_again_has_its_time_again(void **state)
{
	struct facet_unmap_history history = {};
	u32 i;

	for (i = 0; i < 100; i++)
		facet_unmap_history_add(&history, 16, 31, T0 + i * (FACET_UNMAP_HISTORY_NS / 2));
	assert_true(facet_unmap_history_covers(&history, 16, 1, T0 + 50 * FACET_UNMAP_HISTORY_NS));
	assert_false(facet_unmap_history_covers(&history, 48, 1, T0 + 50 * FACET_UNMAP_HISTORY_NS));
}

/* The VMM unmaps one block after another, one every 10 ms. */
static void a_range_taken_for_good_expires_though_other_ranges_follow(void **state)
{
	struct facet_unmap_history history = {};
	const u64 pace = FACET_UNMAP_HISTORY_NS / 100;
	u64 now;
	u32 i, k;

	for (i = 0; i < 500; i++) {
		now = T0 + i * pace;
		facet_unmap_history_add(&history, 16 * i, 16 * i + 15, now);
		for (k = 0; k <= i; k++) {
			if ((i - k) * pace < FACET_UNMAP_HISTORY_NS)
				assert_true(facet_unmap_history_covers(&history, 16 * k, 16, now));
			if ((i - k) * pace >= 2 * FACET_UNMAP_HISTORY_NS)
				assert_false(facet_unmap_history_covers(&history, 16 * k, 16, now));
		}
	}
}

static void of_many_ranges_none_is_lost(void **state)
{
	struct facet_unmap_history history = {};
	u32 i;

	for (i = 0; i < 4 * FACET_UNMAP_HISTORY_RANGES; i++)
		facet_unmap_history_add(&history, 100 * i, 100 * i + 9, T0 + i);
	for (i = 0; i < 4 * FACET_UNMAP_HISTORY_RANGES; i++)
		assert_true(facet_unmap_history_covers(&history, 100 * i, 1, T0 + i + 1));
	assert_false(facet_unmap_history_covers(&history, 0, ~0ull,
						T0 + i + FACET_UNMAP_HISTORY_NS));
}

static void what_never_answered_does_not_come_back(void **state)
{
	struct facet_unmap_history history = {};

	facet_unmap_history_add_mapped(&history, 16, 16);
	assert_false(facet_unmap_history_infer(&history, 32, 8, T0));
	assert_false(facet_unmap_history_covers(&history, 16, 16, T0));
	facet_unmap_history_forget(&history);
}

/* A page that was never mapped may be the cause of the failure. */
static void pages_of_which_only_some_have_answered_do_not_come_back(void **state)
{
	struct facet_unmap_history history = {};

	facet_unmap_history_add_mapped(&history, 16, 16);
	assert_false(facet_unmap_history_infer(&history, 15, 2, T0));
	assert_false(facet_unmap_history_infer(&history, 31, 2, T0));
	assert_true(facet_unmap_history_infer(&history, 16, 16, T0));
	facet_unmap_history_forget(&history);
}

static void what_answered_and_is_not_mapped_may_come_back_for_a_second(void **state)
{
	struct facet_unmap_history history = {};

	facet_unmap_history_add_mapped(&history, 16, 16);
	assert_true(facet_unmap_history_infer(&history, 24, 8, T0));
	assert_true(facet_unmap_history_covers(&history, 31, 1, T0 + FACET_UNMAP_HISTORY_NS - 1));
	/* The length of the unmapped range is not known, so it covers any page. */
	assert_true(facet_unmap_history_covers(&history, 1 << 20, 1,
					       T0 + FACET_UNMAP_HISTORY_NS - 1));
	assert_false(facet_unmap_history_covers(&history, 31, 1, T0 + FACET_UNMAP_HISTORY_NS));
	facet_unmap_history_forget(&history);
}

/* The core waits once, however many pages are requested, and however late. */
static void what_went_unreported_is_waited_for_once(void **state)
{
	struct facet_unmap_history history = {};
	u32 i;

	facet_unmap_history_add_mapped(&history, 0, 1000);
	assert_true(facet_unmap_history_infer(&history, 0, 1, T0));
	for (i = 0; i < 1000; i++)
		assert_false(facet_unmap_history_infer(&history, i, 1,
						       T0 + FACET_UNMAP_HISTORY_NS * (1 + i)));
	/* A page that was mapped since may be unmapped without a report again. */
	facet_unmap_history_add_mapped(&history, 5, 1);
	assert_true(facet_unmap_history_infer(&history, 5, 1, T0 + 2000 * FACET_UNMAP_HISTORY_NS));
	facet_unmap_history_forget(&history);
}

/* The VMM maps the range again and unmaps it once more. VFIO reports the first unmap alone. */
static void what_was_reported_may_have_gone_once_more(void **state)
{
	struct facet_unmap_history history = {};

	facet_unmap_history_add_mapped(&history, 16, 16);
	facet_unmap_history_add(&history, 16, 31, T0);
	assert_false(facet_unmap_history_covers(&history, 16, 16, T0 + 2 * FACET_UNMAP_HISTORY_NS));
	assert_true(facet_unmap_history_infer(&history, 16, 16, T0 + 2 * FACET_UNMAP_HISTORY_NS));
	assert_false(facet_unmap_history_covers(&history, 16, 16, T0 + 3 * FACET_UNMAP_HISTORY_NS));
	assert_false(facet_unmap_history_infer(&history, 16, 16, T0 + 3 * FACET_UNMAP_HISTORY_NS));
	facet_unmap_history_forget(&history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_away_at_first),
		cmocka_unit_test(a_range_may_come_back_for_a_second),
		cmocka_unit_test(the_core_waits_as_long),
		cmocka_unit_test(a_range_that_goes_again_has_its_time_again),
		cmocka_unit_test(of_many_ranges_none_is_lost),
		cmocka_unit_test(a_range_taken_for_good_expires_though_other_ranges_follow),
		cmocka_unit_test(what_never_answered_does_not_come_back),
		cmocka_unit_test(pages_of_which_only_some_have_answered_do_not_come_back),
		cmocka_unit_test(what_answered_and_is_not_mapped_may_come_back_for_a_second),
		cmocka_unit_test(what_went_unreported_is_waited_for_once),
		cmocka_unit_test(what_was_reported_may_have_gone_once_more),
		cmocka_unit_test(what_never_answered_does_not_come_back),
		cmocka_unit_test(what_answered_and_is_not_mapped_may_come_back_for_a_second),
		cmocka_unit_test(what_went_unreported_is_waited_for_once),
		cmocka_unit_test(what_was_reported_may_have_gone_once_more),
	};

	return cmocka_run_group_tests_name("away", tests, NULL, NULL);
}
