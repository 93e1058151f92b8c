// SPDX-License-Identifier: GPL-2.0-only
/* Compare mediator/dirty_log.h, the record of written guest pages, with an array of flags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/dirty_log.h"

#define PAGES	100000u
#define ROUNDS	4000u

static u32 draw(u32 *state, u32 below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

static int start(struct facet_dirty_log *log, u64 first, u64 n)
{
	const struct facet_dirty_log_range range = { .first = first, .n = n };

	facet_dirty_log_init(log);
	return facet_dirty_log_start(log, &range, 1);
}

/* Take all of a range. Return: the number of pages. */
static u64 take_all(struct facet_dirty_log *log, u64 gfn, u64 end)
{
	u64 taken = 0, first;

	while (gfn < end)
		taken += facet_dirty_log_take(log, &gfn, end, &first);
	return taken;
}

static void a_record_that_is_off_has_no_page(void **state)
{
	struct facet_dirty_log log;

	facet_dirty_log_init(&log);
	facet_dirty_log_add(&log, 5, 5);
	assert_int_equal(take_all(&log, 0, 100), 0);
	assert_false(facet_dirty_log_stop(&log));
	assert_int_equal(start(&log, 0, 100), 0);
	assert_true(facet_dirty_log_is_on(&log));
	facet_dirty_log_add(&log, 5, 5);
	assert_true(facet_dirty_log_stop(&log));
	assert_false(facet_dirty_log_is_on(&log));
	assert_int_equal(take_all(&log, 0, 100), 0);
	assert_int_equal(facet_dirty_log_start(&log, &(struct facet_dirty_log_range){ 0, 100 }, 1),
			 0);
	assert_int_equal(take_all(&log, 0, 100), 0);
	assert_true(facet_dirty_log_stop(&log));
}

static void a_second_start_is_refused(void **state)
{
	struct facet_dirty_log log;

	assert_int_equal(start(&log, 0, 100), 0);
	facet_dirty_log_add(&log, 7, 1);
	assert_int_equal(facet_dirty_log_start(&log, &(struct facet_dirty_log_range){ 0, 9 }, 1),
			 -EBUSY);
	assert_int_equal(take_all(&log, 0, 100), 1);
	assert_true(facet_dirty_log_stop(&log));
}

static void ranges_that_make_no_sense_are_refused(void **state)
{
	static const struct {
		struct facet_dirty_log_range ranges[3];
		u32 n;
		int ret;
	} rows[] = {
		{ {}, 0, -EINVAL },
		{ { { 5, 0 } }, 1, -EINVAL },
		{ { { ~0ull, 1 } }, 1, -EINVAL },
		{ { { ~0ull - 4, 6 } }, 1, -EINVAL },
		{ { { 0, ~0ull } }, 1, -E2BIG },
		{ { { 0, FACET_DIRTY_LOG_PAGES + 1 } }, 1, -E2BIG },
		{ { { 0, FACET_DIRTY_LOG_PAGES / 2 },
		    { 1ull << 40, FACET_DIRTY_LOG_PAGES / 2 + 1 } }, 2, -E2BIG },
		{ { { 10, 5 }, { 14, 5 } }, 2, -EINVAL },
		{ { { 14, 5 }, { 10, 5 } }, 2, -EINVAL },
		{ { { 10, 50 }, { 14, 5 } }, 2, -EINVAL },
		{ { { 14, 5 }, { 10, 50 } }, 2, -EINVAL },
		{ { { 10, 5 }, { 20, 5 }, { 10, 5 } }, 3, -EINVAL },
		{ {}, FACET_DIRTY_LOG_RANGES + 1, -E2BIG },
	};
	struct facet_dirty_log log;
	u32 i;

	facet_dirty_log_init(&log);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(facet_dirty_log_start(&log, rows[i].ranges, rows[i].n),
				 rows[i].ret);
		assert_false(facet_dirty_log_is_on(&log));
	}
}

static void the_most_ranges_fit_in_any_order(void **state)
{
	struct facet_dirty_log_range ranges[FACET_DIRTY_LOG_RANGES];
	struct facet_dirty_log log;
	u32 i;

	/* 167 has no divisor of 256: all places come. Neighbours touch. */
	for (i = 0; i < FACET_DIRTY_LOG_RANGES; i++)
		ranges[i] = (struct facet_dirty_log_range){
			.first = i * 167u % FACET_DIRTY_LOG_RANGES * 10, .n = i % 2 ? 10 : 7,
		};
	facet_dirty_log_init(&log);
	assert_int_equal(facet_dirty_log_start(&log, ranges, FACET_DIRTY_LOG_RANGES), 0);
	facet_dirty_log_add(&log, 0, ~0ull);
	assert_int_equal(take_all(&log, 0, ~0ull), FACET_DIRTY_LOG_RANGES / 2 * 17);
	assert_true(facet_dirty_log_stop(&log));
}

static void pages_outside_of_the_ranges_are_left_out(void **state)
{
	const struct facet_dirty_log_range ranges[] = { { 1000, 70 }, { 100, 1 } };
	struct facet_dirty_log log;
	u64 gfn = 0, first;

	facet_dirty_log_init(&log);
	assert_int_equal(facet_dirty_log_start(&log, ranges, 2), 0);
	facet_dirty_log_add(&log, 99, 1);
	facet_dirty_log_add(&log, 101, 899);
	facet_dirty_log_add(&log, 1070, ~0ull);
	facet_dirty_log_add(&log, ~0ull, ~0ull);
	assert_int_equal(take_all(&log, 0, ~0ull), 0);
	facet_dirty_log_add(&log, 99, 902);
	assert_int_equal(facet_dirty_log_take(&log, &gfn, ~0ull, &first), 1);
	assert_int_equal(first, 100);
	assert_int_equal(take_all(&log, gfn, ~0ull), 1);
	assert_true(facet_dirty_log_stop(&log));
}

/* Add and take ranges of three ranges with gaps between them. */
static void pages_are_what_an_array_says(void **state)
{
	const struct facet_dirty_log_range ranges[] = {
		{ 60000, 40000 }, { 17, 30000 }, { 30100, 63 },
	};
	u8 *logged = calloc(1, PAGES), *flags = calloc(1, PAGES);
	u32 i, k, from, n, seed = 1;
	struct facet_dirty_log log;
	u64 gfn, first, taken = 0;

	facet_dirty_log_init(&log);
	assert_true(logged && flags);
	for (i = 0; i < ARRAY_SIZE(ranges); i++)
		memset(logged + ranges[i].first, 1, ranges[i].n);
	assert_int_equal(facet_dirty_log_start(&log, ranges, ARRAY_SIZE(ranges)), 0);
	for (i = 0; i < ROUNDS; i++) {
		from = draw(&seed, PAGES);
		n = min(draw(&seed, i % 16 ? 150 : PAGES), PAGES - from);
		if (i % 3) {
			facet_dirty_log_add(&log, from, n);
			for (k = from; k < from + n; k++)
				flags[k] |= logged[k];
			continue;
		}
		for (gfn = from; gfn < from + n;) {
			u32 got = facet_dirty_log_take(&log, &gfn, from + n, &first);

			assert_true(got <= 64 && gfn <= from + n);
			for (taken += got; got; got--) {
				assert_true(first >= from && first < from + n && flags[first]);
				flags[first++] = 0;
			}
		}
		for (k = from; k < from + n; k++)
			assert_false(flags[k]);
	}
	assert_true(taken > PAGES);
	assert_true(facet_dirty_log_stop(&log));
	free(logged);
	free(flags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_that_is_off_has_no_page),
		cmocka_unit_test(a_second_start_is_refused),
		cmocka_unit_test(ranges_that_make_no_sense_are_refused),
		cmocka_unit_test(the_most_ranges_fit_in_any_order),
		cmocka_unit_test(pages_outside_of_the_ranges_are_left_out),
		cmocka_unit_test(pages_are_what_an_array_says),
	};

	return cmocka_run_group_tests_name("dirty_log", tests, NULL, NULL);
}
