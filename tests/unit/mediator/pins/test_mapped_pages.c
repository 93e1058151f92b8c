// SPDX-License-Identifier: GPL-2.0-only
/* Compare mediator/mapped_pages.h, the record of mapped guest pages, with an array of flags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/mapped_pages.h"

#define LEAF	((u64)FACET_MAPPED_PAGES_PER_LEAF)
#define END	(LEAF * FACET_MAPPED_PAGES_LEAVES)
#define ROUNDS	3000u
#define FORGET_EVERY	300u	/* rounds between two times that the record is emptied */

static void no_page_has_answered_at_first(void **state)
{
	struct facet_mapped_pages mapped = {};

	assert_false(facet_mapped_pages_all(&mapped, 0, 1));
	facet_mapped_pages_forget(&mapped);
	facet_mapped_pages_fini(&mapped);
}

static void a_page_is_on_record_and_its_neighbours_are_not(void **state)
{
	static const u64 pages[] = { 0, 63, 64, LEAF - 1, LEAF, 7 * LEAF + 65, END - 1 };
	struct facet_mapped_pages mapped = {};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		facet_mapped_pages_add(&mapped, pages[i], 1);
		assert_true(facet_mapped_pages_all(&mapped, pages[i], 1));
		assert_false(facet_mapped_pages_all(&mapped, pages[i], 2));
		assert_false(facet_mapped_pages_all(&mapped, pages[i] + 1, 1));
		assert_false(pages[i] && facet_mapped_pages_all(&mapped, pages[i] - 1, 1));
		facet_mapped_pages_forget(&mapped);
		assert_false(facet_mapped_pages_all(&mapped, pages[i], 1));
	}
	facet_mapped_pages_fini(&mapped);
}

static void pages_beyond_the_table_are_never_on_record(void **state)
{
	struct facet_mapped_pages mapped = {};

	facet_mapped_pages_add(&mapped, END, 8);
	facet_mapped_pages_add(&mapped, ~0ull - 8, 8);
	assert_false(facet_mapped_pages_all(&mapped, END, 1));
	facet_mapped_pages_add(&mapped, END - 1, 2);
	assert_true(facet_mapped_pages_all(&mapped, END - 1, 1));
	assert_false(facet_mapped_pages_all(&mapped, END - 1, 2));
	facet_mapped_pages_fini(&mapped);
}

static u32 draw(u32 *state, u32 below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

/* Add, empty and query ranges of up to three leaves. */
static void ranges_are_what_an_array_says(void **state)
{
	const u32 pages = 4 * FACET_MAPPED_PAGES_PER_LEAF;
	struct facet_mapped_pages mapped = {};
	u8 *flags = calloc(1, pages);
	u32 i, k, gfn, n, seed = 1;
	bool all;

	assert_non_null(flags);
	for (i = 0; i < ROUNDS; i++) {
		gfn = draw(&seed, pages);
		n = draw(&seed, i % 8 ? 200 : 3 * FACET_MAPPED_PAGES_PER_LEAF);
		n = min(n, pages - gfn);
		for (all = true, k = gfn; k < gfn + n; k++)
			all &= flags[k];
		assert_int_equal(facet_mapped_pages_all(&mapped, gfn, n), all);
		if (i % 3 == 1) {
			facet_mapped_pages_add(&mapped, gfn, n);
			memset(flags + gfn, 1, n);
		} else if (i % FORGET_EVERY == 2) {
			facet_mapped_pages_forget(&mapped);
			memset(flags, 0, pages);
		}
	}
	free(flags);
	facet_mapped_pages_fini(&mapped);
	assert_false(facet_mapped_pages_all(&mapped, 0, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_page_has_answered_at_first),
		cmocka_unit_test(a_page_is_on_record_and_its_neighbours_are_not),
		cmocka_unit_test(pages_beyond_the_table_are_never_on_record),
		cmocka_unit_test(ranges_are_what_an_array_says),
	};

	return cmocka_run_group_tests_name("answered", tests, NULL, NULL);
}
