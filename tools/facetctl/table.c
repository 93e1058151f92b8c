// SPDX-License-Identifier: GPL-2.0-only
/*
 * Make and print tables of text by libsmartcols, and parse the options that choose their columns
 * (table.h). list.c and stats.c call these functions.
 */
#include "tools/facetctl/table.h"

#include <libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/facetctl/facetctl.h"
#include "tools/lib/options.h"

/* --- options ------------------------------------------------------------------------------ */

static const struct argp_option options[] = {
	{ "no-headings", 'n', NULL, 0, "print no headings", 0 },
	{ "output", 'o', "LIST", 0, "print these columns, with commas between them", 0 },
	{ 0 },
};

/* Print the names of all columns. Return: the text, which the caller frees; NULL: no memory. */
static char *column_names(const struct table_column *columns)
{
	size_t i, size;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; out && columns[i].name; i++)
		fprintf(out, "%s%s", i ? ", " : "", columns[i].name);
	return out && !fclose(out) ? text : NULL;
}

/* Choose one column by its name, in either case of letters. A column is chosen once. */
static void choose(struct table_options *table, const char *name, struct argp_state *state)
{
	size_t i;

	for (i = 0; table->columns[i].name && strcasecmp(table->columns[i].name, name); i++)
		;
	if (!table->columns[i].name)
		options_usage_error(state->name, NULL,
				    "--output=%s: there is no such column: there are %s", name,
				    column_names(table->columns));
	else if (!table_shows(table, i))
		table->chosen[table->n_chosen++] = i;
}

static void choose_list(struct table_options *table, const char *list, struct argp_state *state)
{
	char *copy = strdup(list), *rest = copy, *name;

	table->n_chosen = 0;
	table->has_list = true;
	while ((name = strsep(&rest, ",")))
		choose(table, name, state);
	free(copy);
}

static void choose_all_but_extra(struct table_options *table)
{
	size_t i;

	for (i = 0; table->columns[i].name; i++)
		if (!table->columns[i].is_extra)
			table->chosen[table->n_chosen++] = i;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct table_options *table = state->input;

	switch (key) {
	case 'n':
		table->no_headings = true;
		return 0;
	case 'o':
		choose_list(table, arg, state);
		return 0;
	case ARGP_KEY_END:
		if (!table->n_chosen)
			choose_all_but_extra(table);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Append the columns to --help (a help_filter of argp). */
static char *help_columns(int key, const char *text, void *input)
{
	const struct table_options *table = input;
	char *names, *help = NULL;

	if (key != ARGP_KEY_HELP_POST_DOC || !table)
		return (char *)text;
	names = column_names(table->columns);
	if (!names || asprintf(&help, "Columns: %s.", names) < 0)
		help = (char *)text;
	free(names);
	return help;
}

const struct argp table_argp = {
	.options = options,
	.parser = parse,
	.help_filter = help_columns,
};

bool table_shows(const struct table_options *table, size_t column)
{
	size_t i;

	for (i = 0; i < table->n_chosen; i++)
		if (table->chosen[i] == column)
			return true;
	return false;
}

void table_check_json(const struct argp_state *state, const struct table_options *table, bool json)
{
	if (json && table->has_list)
		options_usage_error(state->name, NULL,
				    "--output chooses columns of the table, and --json prints all");
}

/* --- tables ------------------------------------------------------------------------------- */

void table_init(struct table *table, const struct table_options *options)
{
	size_t i;

	/* In the C locale, libsmartcols prints \x.. for each byte of UTF-8. */
	setlocale(LC_CTYPE, "");
	table->options = options;
	table->lines = scols_new_table();
	if (!table->lines || scols_table_set_column_separator(table->lines, "  ") ||
	    scols_table_enable_noheadings(table->lines, options->no_headings))
		abort();
	for (i = 0; i < options->n_chosen; i++) {
		const struct table_column *column = &options->columns[options->chosen[i]];

		if (!scols_table_new_column(table->lines, column->name, 0,
					    column->is_number ? SCOLS_FL_RIGHT : 0))
			abort();
	}
}

void table_add(struct table *table, const char *const *cells)
{
	struct libscols_line *line = scols_table_new_line(table->lines, NULL);
	size_t i;

	for (i = 0; i < table->options->n_chosen; i++)
		if (!line || scols_line_set_data(line, i, cells[table->options->chosen[i]]))
			abort();
}

int table_print(struct table *table)
{
	if (scols_table_get_nlines(table->lines))
		scols_print_table(table->lines);
	scols_unref_table(table->lines);
	return options_flush() ? FACETCTL_OK : FACETCTL_FAILED;
}
