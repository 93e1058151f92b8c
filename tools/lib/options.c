// SPDX-License-Identifier: GPL-2.0-only
/*
 * Common options and usage errors of all tools (options.h).
 *
 * argp prints two lines about an unknown option and suggests nothing. So getopt_long(3), which argp
 * uses as well, reads the command line first, with the same options. argp then meets no unknown
 * option.
 */
#include "tools/lib/options.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEYS	(UCHAR_MAX + 1)	/* keys of short options are below */

enum { KEY_HELP = 'h', KEY_OTHER_HELP = '?', KEY_VERSION = 'V', KEY_USAGE = KEYS };

/* --- similar words ------------------------------------------------------------------------ */

static unsigned int smallest(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * Count the letters that are wrong, missing, too many or swapped with their neighbour. @a and @b
 * have at most OPTIONS_WORD bytes. rows[] are the last three rows of a table: the distance of each
 * beginning of @a from each beginning of @b.
 */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int rows[3][OPTIONS_WORD + 1], i, j;

	for (j = 0; j <= strlen(b); j++)
		rows[0][j] = j;
	for (i = 1; i <= strlen(a); i++) {
		unsigned int *now = rows[i % 3], *last = rows[(i + 2) % 3];

		now[0] = i;
		for (j = 1; j <= strlen(b); j++) {
			now[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
			now[j] = smallest(now[j], smallest(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = smallest(now[j], rows[(i + 1) % 3][j - 2] + 1);
		}
	}
	return rows[strlen(a) % 3][strlen(b)];
}

const char *options_suggest(const char *word, const char *const *words, size_t n)
{
	size_t length = strlen(word);
	unsigned int best = length < 4 ? 2 : length < 8 ? 3 : 4;
	const char *found = NULL;
	size_t i;

	if (!length || length > OPTIONS_WORD)
		return NULL;
	for (i = 0; i < n; i++) {
		bool begins = length >= 3 && !strncmp(words[i], word, length);
		unsigned int now = best;

		if (begins)
			now = 1;
		else if (strlen(words[i]) <= OPTIONS_WORD)
			now = distance(word, words[i]);
		if (now < best && now < length) {
			best = now;
			found = words[i];
		}
	}
	return found;
}

/* --- messages ----------------------------------------------------------------------------- */

/* Print a usage error. A longer message is cut. */
static int print_error(const char *name, const char *similar, const char *format, va_list args)
{
	char text[1024], hint[128] = ".";

	vsnprintf(text, sizeof(text), format, args);
	if (similar)
		snprintf(hint, sizeof(hint), ". Did you mean '%s'?", similar);
	fprintf(stderr, "%s: %s%s See '%s --help'.\n", name, text, hint, name);
	return OPTIONS_USAGE;
}

int options_print_error(const char *name, const char *similar, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(name, similar, format, args);
	va_end(args);
	return OPTIONS_USAGE;
}

void options_usage_error(const char *name, const char *similar, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	exit(print_error(name, similar, format, args));
}

/*
 * Append words to @text, each behind @prefix, with commas and "or" between them. The text is cut at
 * @size bytes.
 */
static void append_words(char *text, size_t size, const char *prefix, const char *const *words,
			 size_t n)
{
	size_t i, used = strlen(text);

	for (i = 0; i < n && used < size; i++)
		used += snprintf(text + used, size - used, "%s%s%s",
				 !i ? "" : i + 1 < n ? ", " : " or ", prefix, words[i]);
}

size_t options_word(const struct argp_state *state, const char *option, const char *value,
		    const char *const *words, size_t n)
{
	char valid[512] = "";
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(words[i], value))
			return i;
	append_words(valid, sizeof(valid), "", words, n);
	options_usage_error(state->name, options_suggest(value, words, n), "%s=%s: must be %s",
			    option, value, valid);
}

double options_number(const struct argp_state *state, const char *option, const char *value,
		      double min, double max)
{
	char *end;
	double number = strtod(value, &end);

	if (!*value || *end || !(number >= min && number <= max))
		options_usage_error(state->name, NULL,
				    "%s=%s: must be a number from %.15g to %.15g", option, value,
				    min, max);
	return number;
}

/* --- the options, as getopt_long() takes them --------------------------------------------- */

/**
 * struct known - All options of a command.
 * @options: array of @n options, without those that are other names
 * @n: number of options
 * @longs: array of @n_longs long options; a zeroed element is behind the last one. The result of
 *	getopt_long() for a long option is KEYS and the index in @options
 * @names: room for @n_longs names
 * @n_longs: number of long options
 * @shorts: short options, as getopt(3) takes them. The result of getopt_long() is the character
 */
struct known {
	const struct argp_option **options;
	size_t n;
	struct option *longs;
	const char **names;
	size_t n_longs;
	char shorts[3 * KEYS + 3];
};

static bool is_end(const struct argp_option *option)
{
	return !option->key && !option->name && !option->doc && !option->group;
}

static size_t count_options(const struct argp *argp)
{
	const struct argp_option *option;
	const struct argp_child *child;
	size_t n = 0;

	for (option = argp->options; option && !is_end(option); option++)
		n++;
	for (child = argp->children; child && child->argp; child++)
		n += count_options(child->argp);
	return n;
}

/* Add a name of the last of known->options. */
static void add_names(struct known *known, const struct argp_option *option)
{
	static const char *const colons[] = { "", ":", "::" };
	const struct argp_option *real = known->options[known->n - 1];
	char *end = known->shorts + strlen(known->shorts);
	int has_arg = no_argument;

	if (real->arg)
		has_arg = real->flags & OPTION_ARG_OPTIONAL ? optional_argument : required_argument;
	if (option->name)
		known->longs[known->n_longs++] = (struct option){
			.name = option->name,
			.has_arg = has_arg,
			.val = KEYS + known->n - 1,
		};
	/* getopt_long() returns '?' for errors: read_options() knows the option -? by optopt. */
	if (option->key > 0 && option->key < KEYS && isprint(option->key) &&
	    option->key != KEY_OTHER_HELP)
		sprintf(end, "%c%s", option->key, colons[has_arg]);
}

static void add_options(struct known *known, const struct argp *argp)
{
	const struct argp_option *option;
	const struct argp_child *child;

	for (option = argp->options; option && !is_end(option); option++) {
		if (!(option->flags & OPTION_ALIAS))
			known->options[known->n++] = option;
		if (!(known->options[known->n - 1]->flags & OPTION_DOC))
			add_names(known, option);
	}
	for (child = argp->children; child && child->argp; child++)
		add_options(known, child->argp);
}

static void forget_options(struct known *known)
{
	free(known->options);
	free(known->longs);
	free(known->names);
}

/* Collect the options of @argp and its children. Return: false: no memory. */
static bool collect_options(struct known *known, const struct argp *argp, unsigned int flags)
{
	size_t n = count_options(argp);

	*known = (struct known){
		.options = calloc(n + 1, sizeof(*known->options)),
		.longs = calloc(n + 1, sizeof(*known->longs)),
		.names = calloc(n + 1, sizeof(*known->names)),
	};
	if (!known->options || !known->longs || !known->names) {
		forget_options(known);
		return false;
	}
	/* "+": end at the first argument. ":": tell a missing value from an unknown option. */
	strcpy(known->shorts, flags & ARGP_NO_ARGS ? "+:" : ":");
	add_options(known, argp);
	return true;
}

/* --- wrong options ------------------------------------------------------------------------ */

/* Find the long options that begin with @name. known->names gets them. Return: their number. */
static size_t find_beginnings(struct known *known, const char *name, size_t length)
{
	size_t i, n = 0;

	for (i = 0; i < known->n_longs; i++)
		if (!strncmp(known->longs[i].name, name, length))
			known->names[n++] = known->longs[i].name;
	return n;
}

/* Suggest a long option that is similar to @name, of @length bytes. */
static void suggest_long(struct known *known, const char *name, size_t length,
			 struct options_error *error)
{
	char word[OPTIONS_WORD + 1];
	const char *similar;

	if (length > OPTIONS_WORD)
		return;
	snprintf(word, sizeof(word), "%.*s", (int)length, name);
	similar = options_suggest(word, known->names, find_beginnings(known, "", 0));
	if (similar)
		snprintf(error->similar, sizeof(error->similar), "--%s", similar);
}

/* Describe a long option that is unknown or ambiguous. @word has its dashes. */
static void describe_long(struct known *known, const char *word, struct options_error *error)
{
	int length = strcspn(word, "=");
	size_t n = find_beginnings(known, word + 2, length - 2);

	if (n) {
		snprintf(error->text, sizeof(error->text), "%.*s: ambiguous: may mean ", length,
			 word);
		append_words(error->text, sizeof(error->text), "--", known->names, n);
		return;
	}
	snprintf(error->text, sizeof(error->text), "%.*s: unknown option", length, word);
	suggest_long(known, word + 2, length - 2, error);
}

/* Describe a short option that is unknown. @word is the word that has it, such as "-xj". */
static void describe_short(struct known *known, int key, const char *word,
			   struct options_error *error)
{
	if (isascii(key) && isprint(key))
		snprintf(error->text, sizeof(error->text), "-%c: unknown option", key);
	else
		snprintf(error->text, sizeof(error->text), "%s: unknown option", word);
	/* One dash in place of two, as in -json. Two letters are two short options. */
	if (strlen(word) > 3)
		suggest_long(known, word + 1, strcspn(word + 1, "="), error);
}

/* Describe an option without its value. @key is what getopt_long() gives the option. */
static void describe_missing_value(const struct known *known, int key, const char *word,
				   struct options_error *error)
{
	const char *value = "VALUE";
	size_t i;

	if (key >= KEYS) {
		const struct argp_option *option = known->options[key - KEYS];

		snprintf(error->text, sizeof(error->text), "%s: the value is missing: --%s=%s",
			 word, option->name, option->arg);
		return;
	}
	for (i = 0; i < known->n; i++)
		if (known->options[i]->key == key)
			value = known->options[i]->arg;
	snprintf(error->text, sizeof(error->text), "-%c: the value is missing: -%c %s", key, key,
		 value);
}

/* Describe the error that getopt_long() has found in @argv. @kind is its result: '?' or ':'. */
static void describe(struct known *known, int kind, int argc, char **argv,
		     struct options_error *error)
{
	const char *word = argv[optind - 1];

	memset(error, 0, sizeof(*error));
	if (kind == ':') {
		describe_missing_value(known, optopt, word, error);
	} else if (!optopt) {
		describe_long(known, word, error);
	} else if (optopt >= KEYS) {
		snprintf(error->text, sizeof(error->text), "%s: the option takes no value", word);
	} else {
		/* optind stays at a word that has more options. */
		if (optind < argc && argv[optind][0] == '-' && strchr(argv[optind], optopt))
			word = argv[optind];
		describe_short(known, optopt, word, error);
	}
}

/* Read the options of @argv, which getopt_long() sorts. Return: true: one of them is wrong. */
static bool read_options(struct known *known, int argc, char **argv, struct options_error *error)
{
	int c;

	optind = 0;	/* begin anew */
	opterr = 0;
	do {
		c = getopt_long(argc, argv, known->shorts, known->longs, NULL);
		if (c == ':' || (c == '?' && optopt != KEY_OTHER_HELP)) {
			describe(known, c, argc, argv, error);
			return true;
		}
	} while (c != -1);
	return false;
}

bool options_find_error(const struct argp *argp, int argc, char **argv, unsigned int flags,
			struct options_error *error)
{
	char **copy = calloc(argc + 1, sizeof(*copy));
	bool found = false;
	struct known known;

	if (copy && collect_options(&known, argp, flags)) {
		memcpy(copy, argv, argc * sizeof(*copy));
		found = read_options(&known, argc, copy, error);
		forget_options(&known);
	}
	free(copy);
	return found;
}

/* --- the options of all tools ------------------------------------------------------------- */

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case KEY_HELP:
	case KEY_OTHER_HELP:
		argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
		return 0;
	case KEY_USAGE:
		argp_state_help(state, stdout, ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK);
		return 0;
	case KEY_VERSION:
		puts(argp_program_version);
		exit(0);
	case ARGP_KEY_ARG:
		options_usage_error(state->name, NULL, "'%s' is one argument too many", arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* argp's own common options are hidden: they keep working. */
static const struct argp common = {
	.options = (const struct argp_option[]){
		{ "help", KEY_HELP, NULL, 0, "print this help", -1 },
		{ NULL, KEY_OTHER_HELP, NULL, OPTION_HIDDEN, NULL, -1 },
		{ "usage", KEY_USAGE, NULL, OPTION_HIDDEN, NULL, -1 },
		{ "version", KEY_VERSION, NULL, 0, "print the version", -1 },
		{ 0 },
	},
	.parser = parse_common,
};

/* Leave out argp's note that arguments of long options are arguments of short ones, too. */
static char *filter_help(int key, const char *text, void *input)
{
	return key == ARGP_KEY_HELP_DUP_ARGS_NOTE ? NULL : (char *)text;
}

static const char *program = "";	/* name of the program, for options_flush() */

bool options_flush(void)
{
	static bool reported;

	if (!ferror(stdout) && !fflush(stdout))
		return true;
	if (!reported)
		fprintf(stderr, "%s: the output cannot be written: %s\n", program,
			strerror(errno));
	reported = true;
	return false;
}

/* At the end of the program: output that is still in a buffer may fail, too. */
static void flush_at_exit(void)
{
	if (!options_flush())
		_exit(OPTIONS_FAILED);
}

/*
 * A closed standard descriptor would be that of the next file which the program opens, and messages
 * would go into that file. Put /dev/null there, opened so that each use fails.
 */
static void fill_standard_descriptors(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void options_parse(const struct argp *argp, int argc, char **argv, unsigned int flags, int *index,
		   void *input)
{
	const struct argp all = {
		.children = (const struct argp_child[]){ { argp, 0, NULL, 0 },
							 { &common, 0, NULL, 0 },
							 { 0 } },
		.help_filter = filter_help,
	};
	const char *slash = strrchr(argv[0], '/');
	struct options_error error;

	if (!*program) {
		fill_standard_descriptors();
		program = program_invocation_short_name;
		atexit(flush_at_exit);
	}
	if (options_find_error(&all, argc, argv, flags, &error))
		options_usage_error(slash ? slash + 1 : argv[0],
				    *error.similar ? error.similar : NULL, "%s", error.text);
	argp_err_exit_status = OPTIONS_USAGE;
	if (argp_parse(&all, argc, argv, flags | ARGP_NO_HELP, index, input)) {
		fprintf(stderr, "%s: no memory\n", program);
		exit(OPTIONS_FAILED);
	}
}
