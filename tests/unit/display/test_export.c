// SPDX-License-Identifier: GPL-2.0-only
/* Test the life of an exported screen, a dma-buf (display/export.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "display/export.h"

static void an_export_shows_its_pages_then_a_copy_then_nothing(void **state)
{
	struct facet_export export = { .pages = 10 };
	u32 copies = 0;

	assert_int_equal(facet_export_shows(&export), FACET_EXPORT_OWN);
	facet_export_revoke(&export, true, &copies);
	assert_int_equal(facet_export_shows(&export), FACET_EXPORT_COPY);
	assert_int_equal(copies, 10);
	facet_export_revoke(&export, false, &copies);
	assert_int_equal(facet_export_shows(&export), FACET_EXPORT_BLANK);
	assert_int_equal(copies, 0);
}

static void where_there_is_no_room_a_revoked_export_is_blank(void **state)
{
	struct facet_export export = { .pages = 10 };
	u32 copies = 3;

	facet_export_revoke(&export, false, &copies);
	assert_int_equal(facet_export_shows(&export), FACET_EXPORT_BLANK);
	assert_int_equal(copies, 3);
}

static void copies_of_a_screen_are_bounded(void **state)
{
	struct facet_export export = { .pages = FACET_EXPORT_COPIES_MAX / 2 };

	assert_true(facet_export_may_copy(&export, 0));
	assert_true(facet_export_may_copy(&export, FACET_EXPORT_COPIES_MAX / 2));
	assert_false(facet_export_may_copy(&export, FACET_EXPORT_COPIES_MAX / 2 + 1));
	assert_false(facet_export_may_copy(&export, FACET_EXPORT_COPIES_MAX + 1));
	export.pages = ~0u;
	assert_false(facet_export_may_copy(&export, 2));
}

static void the_end_of_an_export_gives_its_copy_back(void **state)
{
	struct facet_export own = { .pages = 4 }, copied = { .pages = 5 };
	u32 copies = 0;

	facet_export_revoke(&copied, true, &copies);
	assert_true(facet_export_release(&own, &copies));
	assert_int_equal(copies, 5);
	assert_false(facet_export_release(&copied, &copies));
	assert_int_equal(copies, 0);
}

static void pages_are_referenced_from_the_first_mapping_to_the_last(void **state)
{
	struct facet_export export = { .pages = 1 };
	bool first;

	assert_int_equal(facet_export_map(&export, &first), 0);
	assert_true(first);
	assert_int_equal(facet_export_map(&export, &first), 0);
	assert_false(first);
	assert_false(facet_export_unmap(&export));
	assert_true(facet_export_unmap(&export));
	assert_int_equal(facet_export_map(&export, &first), 0);
	assert_true(first);
}

static void mappings_are_bounded(void **state)
{
	struct facet_export export = { .pages = 1 };
	bool first;
	u32 i;

	for (i = 0; i < FACET_EXPORT_MAPS_MAX; i++)
		assert_int_equal(facet_export_map(&export, &first), 0);
	assert_int_equal(facet_export_map(&export, &first), -EBUSY);
	assert_false(first);
	facet_export_unmap(&export);
	assert_int_equal(facet_export_map(&export, &first), 0);
}

static void a_revoked_export_is_not_mapped_again(void **state)
{
	struct facet_export export = { .pages = 1 };
	u32 copies = 0;
	bool first;

	assert_int_equal(facet_export_map(&export, &first), 0);
	facet_export_revoke(&export, false, &copies);
	assert_int_equal(facet_export_map(&export, &first), -ENXIO);
	assert_false(first);
	/* A mapping made before the revocation ends as usual. */
	assert_true(facet_export_unmap(&export));
}

static void the_picture_stays_until_no_device_has_it(void **state)
{
	struct facet_export export = { .pages = 1 };
	u32 copies = 0;
	bool first;

	assert_false(facet_export_pages_unused(&export));
	facet_export_map(&export, &first);
	facet_export_revoke(&export, false, &copies);
	assert_false(facet_export_pages_unused(&export));
	facet_export_unmap(&export);
	assert_true(facet_export_pages_unused(&export));
}

static void an_end_of_reading_needs_a_beginning(void **state)
{
	struct facet_export export = { .pages = 1 };

	assert_false(facet_export_read_done(&export));
	facet_export_read(&export);
	facet_export_read(&export);
	assert_true(facet_export_read_done(&export));
	assert_true(facet_export_read_done(&export));
	assert_false(facet_export_read_done(&export));
	assert_int_equal(export.reading, 0);
}

static void a_range_meets_an_export_by_any_of_its_pages(void **state)
{
	const u64 gfns[] = { 100, 7, ~0ull };
	struct facet_export export = { .pages = ARRAY_SIZE(gfns) };

	assert_true(facet_export_has(&export, gfns, 100, 1));
	assert_true(facet_export_has(&export, gfns, 0, 8));
	assert_false(facet_export_has(&export, gfns, 0, 7));
	assert_false(facet_export_has(&export, gfns, 8, 92));
	assert_false(facet_export_has(&export, gfns, 101, 1000));
	assert_true(facet_export_has(&export, gfns, ~0ull, 1));
	assert_true(facet_export_has(&export, gfns, 0, ~0ull));
	assert_false(facet_export_has(&export, gfns, 7, 0));
	assert_false(facet_export_has(&export, NULL, 0, ~0ull));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_export_shows_its_pages_then_a_copy_then_nothing),
		cmocka_unit_test(where_there_is_no_room_a_revoked_export_is_blank),
		cmocka_unit_test(copies_of_a_screen_are_bounded),
		cmocka_unit_test(the_end_of_an_export_gives_its_copy_back),
		cmocka_unit_test(pages_are_referenced_from_the_first_mapping_to_the_last),
		cmocka_unit_test(mappings_are_bounded),
		cmocka_unit_test(a_revoked_export_is_not_mapped_again),
		cmocka_unit_test(the_picture_stays_until_no_device_has_it),
		cmocka_unit_test(an_end_of_reading_needs_a_beginning),
		cmocka_unit_test(a_range_meets_an_export_by_any_of_its_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
