// SPDX-License-Identifier: GPL-2.0-only
/* Common options of the tools: which options are wrong, what is said of them, similar words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tools/lib/options.h"

#define MOST	4u	/* words of a command line, with the program's name */

const char *argp_program_version = "tool 1";

static error_t take(int key, char *arg, struct argp_state *state)
{
	return 0;
}

static const struct argp child = {
	.options = (const struct argp_option[]){
		{ "count", 'c', "N", 0, "a number", 0 },
		{ "key", 0x200, "KEY", 0, "the key of an option of another argp", 0 },
		{ NULL, 'k', NULL, OPTION_ALIAS, NULL, 0 },
		{ "config", 'f', "FILE", 0, "a file", 0 },
		{ 0 },
	},
	.parser = take,
};

static const struct argp tool = {
	.options = (const struct argp_option[]){
		{ "json", 'j', NULL, 0, "a short and a long name", 0 },
		{ "js", 0, NULL, OPTION_ALIAS, NULL, 0 },
		{ "type", 't', "TYPE", 0, "with a value", 0 },
		{ "typical", 0x200, NULL, 0, "a long name only", 0 },
		{ "level", 'l', "N", OPTION_ARG_OPTIONAL, "a value may be there", 0 },
		{ NULL, '?', NULL, OPTION_HIDDEN, NULL, 0 },
		{ 0 },
	},
	.parser = take,
	.children = (const struct argp_child[]){ { &child, 0, NULL, 0 }, { 0 } },
};

/* Tell if argp itself takes a command line, which it sorts. */
static bool argp_takes(int argc, char **argv, unsigned int flags)
{
	int index;

	flags |= ARGP_NO_ERRS | ARGP_NO_EXIT | ARGP_NO_HELP;
	return !argp_parse(&tool, argc, argv, flags, &index, NULL);
}

static void an_error_is_found_where_argp_refuses(void **state)
{
	static char *const words[] = {
		"a", "-", "--", "--json", "--js", "--j", "--jsno", "--json=1", "--type", "--type=",
		"--typ", "--typical", "--typi", "--t", "--level", "--level=3", "--c", "--count",
		"--key", "-k", "-j", "-t", "-tj", "-jt", "-jx", "-x", "-l", "-l3", "-jl", "-?",
		"-j?", "-:",
	};
	const size_t n = sizeof(words) / sizeof(words[0]);
	char *argv[MOST + 1], *sorted[MOST + 1];
	struct options_error error;
	size_t i, found = 0;
	unsigned int flags;

	for (i = 0; i < n * n * n; i++) {
		argv[0] = "tool";
		argv[1] = words[i % n];
		argv[2] = words[i / n % n];
		argv[3] = words[i / n / n];
		argv[4] = NULL;
		for (flags = 0; flags <= ARGP_NO_ARGS; flags += ARGP_NO_ARGS) {
			bool wrong = options_find_error(&tool, MOST, argv, flags, &error);

			memcpy(sorted, argv, sizeof(argv));
			if (wrong == argp_takes(MOST, sorted, flags))
				fail_msg("%s %s %s: %s", argv[1], argv[2], argv[3],
					 wrong ? error.text : "no error");
			found += wrong;
		}
	}
	assert_true(found > n * n && found < n * n * n * 2);
}

static void the_command_line_stays_as_it_is(void **state)
{
	char *argv[6] = { "tool", "a", "--json", "b", "--jsno", NULL };
	struct options_error error;

	assert_true(options_find_error(&tool, 5, argv, 0, &error));
	assert_string_equal(argv[1], "a");
	assert_string_equal(argv[2], "--json");
	assert_string_equal(argv[3], "b");
}

static void a_message_names_the_option_and_what_is_similar(void **state)
{
	static const struct {
		char *word;
		const char *text;
		const char *similar;
	} cases[] = {
		{ "--tpye=3", "--tpye: unknown option", "--type" },
		{ "--nonsense", "--nonsense: unknown option", "" },
		{ "--cont", "--cont: unknown option", "--count" },
		{ "--co", "--co: ambiguous: may mean --count or --config", "" },
		{ "--", NULL, "" },
		{ "--json=1", "--json=1: the option takes no value", "" },
		{ "--count", "--count: the value is missing: --count=N", "" },
		{ "--conf", "--conf: the value is missing: --config=FILE", "" },
		{ "--key", "--key: the value is missing: --key=KEY", "" },
		{ "--typical=1", "--typical=1: the option takes no value", "" },
		{ "-c", "-c: the value is missing: -c N", "" },
		{ "-k", "-k: the value is missing: -k VALUE", "" },
		{ "-jt", "-t: the value is missing: -t TYPE", "" },
		{ "-x", "-x: unknown option", "" },
		{ "-jx", "-x: unknown option", "" },
		{ "-json", "-s: unknown option", "--json" },
		{ "-xml", "-x: unknown option", "" },
		{ "-\xc3\xa9", "-\xc3\xa9: unknown option", "" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *argv[3] = { "tool", cases[i].word, NULL };
		const char *text = cases[i].text;
		struct options_error error = { "", "" };

		assert_int_equal(options_find_error(&tool, 2, argv, 0, &error), text != NULL);
		assert_string_equal(error.text, text ? text : "");
		assert_string_equal(error.similar, cases[i].similar);
	}
}

static void a_long_word_is_cut(void **state)
{
	char word[2000] = "--";
	char *argv[3] = { "tool", word, NULL };
	struct options_error error;

	memset(word + 2, 'x', sizeof(word) - 3);
	assert_true(options_find_error(&tool, 2, argv, 0, &error));
	assert_int_equal(strlen(error.text), sizeof(error.text) - 1);
	assert_string_equal(error.similar, "");
}

static void a_similar_word_is_suggested(void **state)
{
	static const char *const words[] = { "list", "create", "set", "stats", "screenshot",
					     "dmabuf" };
	const size_t n = sizeof(words) / sizeof(words[0]);
	static const char *const cases[][2] = {
		{ "lsit", "list" },	{ "lst", "list" },	  { "lists", "list" },
		{ "kist", "list" },	{ "craete", "create" },	  { "creat", "create" },
		{ "sett", "set" },	{ "stat", "stats" },	  { "scr", "screenshot" },
		{ "screen", "screenshot" }, { "screnshto", "screenshot" },
		{ "dma-buf", "dmabuf" },
	};
	static const char *const none[] = { "", "x", "xy", "frobnicate", "dis", "sc",
					    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *found = options_suggest(cases[i][0], words, n);

		assert_non_null(found);
		assert_string_equal(found, cases[i][1]);
	}
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (options_suggest(none[i], words, n))
			fail_msg("'%s' is not similar to '%s'", none[i],
				 options_suggest(none[i], words, n));
}

static void the_longest_words_are_compared(void **state)
{
	char a[OPTIONS_WORD + 2], b[OPTIONS_WORD + 2];
	const char *const words[] = { b };

	memset(a, 'a', sizeof(a));
	memset(b, 'a', sizeof(b));
	a[OPTIONS_WORD] = b[OPTIONS_WORD] = 0;
	b[7] = 'b';
	assert_ptr_equal(options_suggest(a, words, 1), b);
	a[OPTIONS_WORD] = 'a';
	a[OPTIONS_WORD + 1] = 0;
	assert_null(options_suggest(a, words, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_is_found_where_argp_refuses),
		cmocka_unit_test(the_command_line_stays_as_it_is),
		cmocka_unit_test(a_message_names_the_option_and_what_is_similar),
		cmocka_unit_test(a_long_word_is_cut),
		cmocka_unit_test(a_similar_word_is_suggested),
		cmocka_unit_test(the_longest_words_are_compared),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
