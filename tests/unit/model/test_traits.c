// SPDX-License-Identifier: GPL-2.0-only
/* Test traits of vGPUs: how two texts are compared, and which versions restore which others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "model/migration.h"
#include "model/traits.h"
#include "model/state_version.h"

static void a_value_of_a_reason_is_printable_and_short(void **state)
{
	struct facet_traits own = { .used = 0 };
	char reason[FACET_MIGRATION_REASON] = "";
	char text[200] = "name ";

	facet_traits_add(&own, "name", "x");
	memset(text + 5, '\x1b', sizeof(text) - 5);
	assert_true(facet_traits_differ(&own, text, sizeof(text), reason, sizeof(reason)));
	assert_int_equal(strlen(reason), strlen("name is '' there and 'x' here") +
					 FACET_TRAIT_SHOWN - 1);
	assert_memory_equal(reason, "name is '......", 15);
}

static void traits_that_are_missing_or_too_many_differ(void **state)
{
	struct facet_traits own = { .used = 0 };
	char reason[FACET_MIGRATION_REASON] = "";

	facet_traits_add(&own, "a", "1");
	facet_traits_add(&own, "b", "2");
	assert_false(facet_traits_differ(&own, "a 1\nb 2\n", 8, reason, sizeof(reason)));
	assert_true(facet_traits_differ(&own, "a 1\n", 4, reason, sizeof(reason)));
	assert_string_equal(reason, "b is '' there and '2' here");
	assert_true(facet_traits_differ(&own, "a 1\nb 2\nc 3\n", 12, reason, sizeof(reason)));
	assert_string_equal(reason, "c is '3' there and '' here");
	assert_true(facet_traits_differ(&own, "", 0, reason, sizeof(reason)));
	assert_string_equal(reason, "a is '' there and '1' here");
}

/* Compare @here with @there, and check that the differences are @wanted, one a line. */
static void differ(const char *here, const char *there, const char *wanted)
{
	struct facet_traits_walk walk = {
		.here = here, .here_left = strlen(here),
		.there = there, .there_left = strlen(there),
	};
	char reason[FACET_MIGRATION_REASON], all[1024] = "";

	while (facet_traits_next_difference(&walk, reason, sizeof(reason))) {
		strcat(all, reason);
		strcat(all, "\n");
	}
	assert_string_equal(all, wanted);
}

static void each_difference_is_named_once(void **state)
{
	differ("a 1\nb 2\n", "a 1\nb 2\n", "");
	differ("a 1\nb 2\nc 3\n", "a 2\nb 2\nc 4\n",
	       "a is '2' there and '1' here\nc is '4' there and '3' here\n");
}

static void a_line_that_one_host_lacks_does_not_shift_the_others(void **state)
{
	differ("a 1\nb 2\nc 3\n", "a 1\nc 3\n", "b is '' there and '2' here\n");
	differ("a 1\nc 3\n", "a 1\nb 2\nc 4\n",
	       "b is '2' there and '' here\nc is '4' there and '3' here\n");
	differ("a 1\na 2\nz\n", "a 1\nz\n", "a is '' there and '2' here\n");
	differ("", "\na", " is '' there and '' here\na is '' there and '' here\n");
}

static void traits_beyond_the_room_are_left_out(void **state)
{
	struct facet_traits traits = { .used = 0 };
	u32 i;

	for (i = 0; i < FACET_TRAITS_MAX; i++)
		facet_traits_add(&traits, "name", "value");
	assert_int_equal(traits.used, FACET_TRAITS_MAX);
}

/* Tell whether @here restores what @there has saved. Both are NUL-terminated. */
static bool restores(const char *here, const char *there)
{
	return facet_version_restores(here, strlen(here), there, strlen(there));
}

static void a_version_restores_its_own_minor_and_the_one_before(void **state)
{
	assert_true(restores("0.1.0", "0.1.0"));
	assert_true(restores("0.1.0", "0.1.7"));
	assert_true(restores("0.1.7", "0.1.0"));
	assert_true(restores("0.2.0", "0.1.3"));
	assert_true(restores("3.10.0", "3.9.99"));
	assert_false(restores("0.3.0", "0.1.0"));
	assert_false(restores("0.1.0", "0.2.0"));
	assert_false(restores("1.1.0", "0.1.0"));
	assert_false(restores("1.0.0", "0.9.0"));
	assert_false(restores("0.9.0", "1.9.0"));
}

static void a_version_before_0_1_0_restores_itself_alone(void **state)
{
	assert_true(restores("0.0.3", "0.0.3"));
	assert_false(restores("0.0.3", "0.0.2"));
	assert_false(restores("0.1.0", "0.0.3"));
}

static void a_text_that_is_no_version_has_to_be_the_same(void **state)
{
	static const char *const texts[] = {
		"", "0", "0.1", "0.1.", "0.1.0 ", "0.1.0.0", "0.1.0-rc1", ".1.0", "0..0", "0.1.x",
		" 0.1.0", "+0.1.0", "00.1.0", "0.01.0", "0.1.00",
		"0.1.100000", "0.4294967297.0", "0,1,0",
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_false(restores("0.1.0", texts[i]));
		assert_false(restores(texts[i], "0.1.0"));
		assert_true(restores(texts[i], texts[i]));
	}
}

static void a_version_that_is_restored_is_no_difference(void **state)
{
	differ("version 0.2.0\na 1\n", "version 0.1.4\na 1\n", "");
	differ("version 0.3.0\na 1\n", "version 0.1.4\na 2\n",
	       "version is '0.1.4' there and '0.3.0' here\na is '2' there and '1' here\n");
	differ("version 0.2.0\n", "version", "version is '' there and '0.2.0' here\n");
	differ("version\n", "version\n", "");
	differ("versions 0.2.0\n", "versions 0.1.0\n",
	       "versions is '0.1.0' there and '0.2.0' here\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_of_a_reason_is_printable_and_short),
		cmocka_unit_test(traits_that_are_missing_or_too_many_differ),
		cmocka_unit_test(each_difference_is_named_once),
		cmocka_unit_test(a_line_that_one_host_lacks_does_not_shift_the_others),
		cmocka_unit_test(traits_beyond_the_room_are_left_out),
		cmocka_unit_test(a_version_restores_its_own_minor_and_the_one_before),
		cmocka_unit_test(a_version_before_0_1_0_restores_itself_alone),
		cmocka_unit_test(a_text_that_is_no_version_has_to_be_the_same),
		cmocka_unit_test(a_version_that_is_restored_is_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
