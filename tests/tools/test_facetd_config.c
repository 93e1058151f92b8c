// SPDX-License-Identifier: GPL-2.0-only
/* facetd.conf: errors with their line and reason, and the meaning of valid text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/facetd/config.h"

static struct config config;
static struct config_errors errors;

static int parse(const char *text)
{
	return config_parse(text, strlen(text), &config, &errors);
}

static void parse_ok(const char *text)
{
	if (parse(text))
		fail_msg("line %u: %s", errors.error[0].line, errors.error[0].text);
}

#define P	"[policy p]\n"
#define N	P "kind=noisy\ncap=10\n"
#define T	P "kind=timetable\n"
#define I	P "kind=interactive\n"
#define F	"[facetd]\n"
#define C	P "kind=fixed\nweight=1\n[class c]\n"

/* Texts with one error each, at @line. @why is a part of the message. */
static const struct {
	const char *text;
	uint32_t line;
	const char *why;
} bad[] = {
	{ "weight = 1\n", 1, "is in no section" },
	{ "[nonsense]\n", 1, "is not a section" },
	{ "[facetd]\n\n[facetd]\n", 3, "first in line 1" },
	{ "[facetd\n", 1, "the ] is missing" },
	{ "[policy]\n", 1, "is not a section" },
	{ "[policy a b]\n", 1, "a name must have" },
	{ "[policy ]\n", 1, "a name must have" },
	{ "[class abcdefghijklmnopqrstuvwxyzabcdef]\n", 1, "a name must have 1 to 31" },
	{ P "kind=fixed\nweight=1\n" P, 4, "first in line 1" },
	{ F "what is this\n", 2, "not a line key = value" },
	{ F "colour = red\n", 2, "keys are interval, state, exporter, exclude" },
	{ F "interval = 250 ms\ninterval = 100 ms\n", 3, "twice, first in line 2" },
	{ F "interval = 250\n", 2, "with the unit" },
	{ F "interval = 49 ms\n", 2, "50 to 10000 ms" },
	{ F "interval = 11 s\n", 2, "50 to 10000 ms" },
	{ F "interval = 99999999999999999999 ms\n", 2, "50 to 10000 ms" },
	{ F "interval = 4294967296 min\n", 2, "50 to 10000 ms" },
	{ F "interval = -1 s\n", 2, "50 to 10000 ms" },
	{ F "interval =\n", 2, "with the unit" },
	{ F "state = run/facet\n", 2, "absolute path" },
	{ F "state = /run/facet/\n", 2, "absolute path" },
	{ F "exporter = on\n", 2, "must be off, unix:PATH" },
	{ F "exporter = 127.0.0.1:0\n", 2, "must be off" },
	{ F "exporter = 127.0.0.1:65536\n", 2, "must be off" },
	{ F "exporter = 127.0.0.1\n", 2, "must be off" },
	{ F "exporter = *:9000\n", 2, "must be off" },
	{ F "exporter = [::]:9000\n", 2, "must be off" },
	{ F "exporter = unix:x\n", 2, "absolute path" },
	{ F "exclude = web, , db\n", 2, "a pattern must have" },
	{ F "exclude = colour:red\n", 2, "begin with name:" },
	{ F "exclude = a b\n", 2, "no blanks" },
	{ P, 1, "has no kind" },
	{ P "kind = nice\n", 2, "must be fixed, frames, interactive" },
	{ P "kind = fixed\n", 1, "sets nothing" },
	{ P "kind = fixed\nweight = 0\n", 3, "1 to 1000" },
	{ P "kind = fixed\nweight = 1001\n", 3, "1 to 1000" },
	{ P "kind = fixed\nweight = 0x10\n", 3, "1 to 1000" },
	{ P "kind = fixed\nweight = 1.5\n", 3, "1 to 1000" },
	{ P "kind = fixed\nweight = +1\n", 3, "1 to 1000" },
	{ P "kind = fixed\ncap = 101\n", 3, "or 0 for none" },
	{ P "kind = fixed\nslice_us = 49\n", 3, "50 to 100000" },
	{ P "kind = fixed\npriority = top\n", 3, "high, normal or low" },
	{ P "kind = fixed\nweight = 1\nminimum = 3\n", 4, "kind fixed cannot have 'minimum'" },
	{ P "kind = minimum\n", 1, "needs 'minimum'" },
	{ P "kind = minimum\nminimum = 101\n", 3, "0 to 100 per cent" },
	{ P "kind = minimum\nminimum = 5 %%\n", 3, "0 to 100 per cent" },
	{ P "kind = noisy\n", 1, "needs 'cap'" },
	{ N "above = 9\n", 1, "cap = 10, which must not exceed above = 9" },
	{ N "above = 0\n", 4, "1 to 100" },
	{ N "for = 10 ms\n", 4, "100 to 3600000 ms" },
	{ P "kind = noisy\ncap = 0\n", 1, "which is no limit" },
	{ I "cap = 3\n", 3, "kind interactive cannot have 'cap'" },
	{ P "kind = frames\nbusy_below = 3\n", 3, "kind frames cannot have 'busy_below'" },
	{ T, 1, "needs 'period'" },
	{ T "period = mon\n", 3, "days, times and knobs" },
	{ T "period = monday 08:00-09:00 weight=1\n", 3, "begin with days" },
	{ T "period = mon,,tue 08:00-09:00 weight=1\n", 3, "begin with days" },
	{ T "period = mon 8-9 weight=1\n", 3, "times must follow" },
	{ T "period = mon 08:60-09:00 weight=1\n", 3, "times must follow" },
	{ T "period = mon 24:00-09:00 weight=1\n", 3, "times must follow" },
	{ T "period = mon 08:00-24:01 weight=1\n", 3, "times must follow" },
	{ T "period = mon 08:00-09:00\n", 3, "days, times and knobs" },
	{ T "period = mon 08:00-09:00 weight=0\n", 3, "weight=0: must be 1 to 1000" },
	{ T "period = mon 08:00-09:00 weight=1 weight=2\n", 3, "weight is set twice" },
	{ T "period = mon 08:00-09:00 speed=1\n", 3, "'speed': only" },
	{ T "period = mon 08:00-09:00 weight=1\nperiod = mon 08:59-10:00 cap=1\n", 4,
	  "that of line 3" },
	{ T "period = sun 22:00-06:00 weight=1\nperiod = mon 05:59-07:00 cap=1\n", 4,
	  "that of line 3" },
	{ T "period = mon 00:00-00:00 weight=1\nperiod = mon 23:59-24:00 cap=1\n", 4,
	  "that of line 3" },
	{ "[class c]\n", 1, "has no match" },
	{ "[class c]\nmatch = *\npolicies = p\n", 3, "there is no [policy p]" },
	{ C "match = *\npolicies = p,\n", 6, "names of policies" },
	{ C "match = *\npolicies = p p\n", 6, "names of policies" },
	{ C "match = *\npolicies = p, p\n", 6, "has the policy p twice" },
	{ N "[policy q]\nkind=noisy\ncap=4\n[class c]\nmatch=*\npolicies=p,q\n", 7,
	  "two policies of kind noisy" },
	{ P "kind=minimum\nminimum=51\n[class a]\nmatch=a\npolicies=p\n"
	    "[class b]\nmatch=b\npolicies=p\n", 7,
	  "102 per cent together" },
	{ F "\xff\xfe = 1\n", 2, "is not a key" },
	{ F "exclude = a\rb\n", 2, "control character" },
	{ F "exclude = a\x1b[2J\n", 2, "control character" },
	{ "\xef\xbb\xbf\xef\xbb\xbf[facetd]\n", 1, "not a line key = value" },
};

static void what_cannot_be_is_refused_by_its_line(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(bad[i].text), -22);
		if (errors.n != 1 || errors.error[0].line != bad[i].line ||
		    !strstr(errors.error[0].text, bad[i].why))
			fail_msg("'%s': %u errors, line %u: %s", bad[i].text, errors.n,
				 errors.error[0].line,
				 errors.error[0].text);
	}
}

static void errors_come_in_the_order_of_lines_and_are_all_counted(void **state)
{
	char text[4096] = P "kind=minimum\n";
	uint32_t i;

	for (i = 0; i < 2 * CONFIG_ERRORS; i++)
		strcat(text, "x = 1\n");
	assert_int_equal(parse(text), -22);
	assert_int_equal(errors.n, 2 * CONFIG_ERRORS + 1);
	for (i = 1; i < CONFIG_ERRORS; i++)
		assert_true(errors.error[i].line >= errors.error[i - 1].line);
}

static void lines_that_are_too_long_or_hold_zeroes_are_refused(void **state)
{
	char text[600] = "[facetd]\nexclude = ";

	memset(text + strlen(text), 'a', 500);
	assert_int_equal(config_parse(text, 519, &config, &errors), -22);
	assert_int_equal(errors.error[0].line, 2);
	assert_non_null(strstr(errors.error[0].text, "longer than"));
	assert_int_equal(config_parse("[facetd]\n\0\n", 11, &config, &errors), -22);
	assert_int_equal(errors.n, 1);
	assert_int_equal(errors.error[0].line, 2);
}

static void nothing_at_all_is_a_configuration(void **state)
{
	parse_ok("");
	assert_int_equal(config.interval_ms, 250);
	assert_string_equal(config.state, "/run/facet/facetd.state");
	assert_int_equal(config.exporter.kind, EXPORTER_OFF);
	assert_int_equal(config.n_classes, 0);
}

static void comments_blanks_and_both_ends_of_lines_are_taken(void **state)
{
	parse_ok("\xef\xbb\xbf# one\r\n ; two\r\n[facetd] ; three\r\n\t interval=1 s   ; four\r\n"
		 "  exclude :a\r\n exclude=b , type:c");
	assert_int_equal(config.interval_ms, 1000);
	assert_int_equal(config.exclude.n, 3);
	assert_string_equal(config.exclude.pattern[1].glob, "b");
	assert_int_equal(config.exclude.pattern[2].of, PATTERN_TYPE);
}

static void what_is_left_out_has_a_default(void **state)
{
	parse_ok("[policy a]\nkind=interactive\n[policy b]\nkind=noisy\ncap=20\n"
		 "[policy c]\nkind=minimum\nminimum=1\n[policy d]\nkind=frames\n");
	assert_int_equal(config.policies[0].knobs.value[KNOB_SLICE_US], 500);
	assert_int_equal(config.policies[0].knobs.value[KNOB_PRIORITY], FACET_STATS_HIGH);
	assert_int_equal(config.policies[0].busy_below, 60);
	assert_int_equal(config.policies[0].hold_ms, 2000);
	assert_int_equal(config.policies[1].above, 50);
	assert_int_equal(config.policies[1].for_ms, 2000);
	assert_int_equal(config.policies[1].release_ms, 10000);
	assert_int_equal(config.policies[2].hold_ms, 2000);
	assert_int_equal(config.policies[3].knobs.value[KNOB_SLICE_US], 500);
	assert_int_equal(config.policies[3].knobs.value[KNOB_PRIORITY], FACET_STATS_HIGH);
	assert_int_equal(config.policies[3].hold_ms, 10000);
}

static void periods_may_touch_and_cross_midnight_and_the_week(void **state)
{
	parse_ok(T "period = fri-mon 22:00-06:00 weight=7 cap=5\n"
		 "period = tue 06:00-06:00 slice_us=50\n"
		 "period = mon 06:00-22:00 priority=low\n");
	assert_int_equal(config.policies[0].n_periods, 3);
	assert_int_equal(config.policies[0].periods[0].days, 0x71);
	assert_int_equal(config.policies[0].periods[0].begin, 22 * 60);
	assert_int_equal(config.policies[0].periods[0].end, 6 * 60);
	assert_int_equal(config.policies[0].periods[0].knobs.given,
			 1u << KNOB_WEIGHT | 1u << KNOB_CAP);
}

static void policies_may_stand_below_the_classes_that_have_them(void **state)
{
	parse_ok("[class c]\nmatch = *\npolicies = b, a\n[policy a]\nkind=fixed\ncap=1\n"
		 "[policy b]\nkind=fixed\nweight=1\n");
	assert_int_equal(config.classes[0].n_policies, 2);
	assert_int_equal(config.classes[0].policies[0], 1);
	assert_int_equal(config.classes[0].policies[1], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_is_refused_by_its_line),
		cmocka_unit_test(errors_come_in_the_order_of_lines_and_are_all_counted),
		cmocka_unit_test(lines_that_are_too_long_or_hold_zeroes_are_refused),
		cmocka_unit_test(nothing_at_all_is_a_configuration),
		cmocka_unit_test(comments_blanks_and_both_ends_of_lines_are_taken),
		cmocka_unit_test(what_is_left_out_has_a_default),
		cmocka_unit_test(periods_may_touch_and_cross_midnight_and_the_week),
		cmocka_unit_test(policies_may_stand_below_the_classes_that_have_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
