/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables of text for a terminal or a script, by libsmartcols, and the options that choose their
 * columns. list.c and stats.c print tables.
 */
#ifndef FACETCTL_TABLE_H
#define FACETCTL_TABLE_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#define TABLE_COLUMNS	24u	/* columns of a table, at most */

struct libscols_table;

/**
 * struct table_column - A column of a table.
 * @name: heading, and name for --output: capital letters and dashes
 * @is_number: align the cells to the right
 * @is_extra: print the column only if --output names it
 */
struct table_column {
	const char *name;
	bool is_number;
	bool is_extra;
};

/**
 * struct table_options - Columns of a table, and the choice of the command line. Input of
 * table_argp.
 * @columns: all columns; the last one is followed by a name of NULL. Set by the command
 * @no_headings: print no headings
 * @chosen: indices of the chosen columns, in the order of --output
 * @n_chosen: number of chosen columns; 0: all columns that are not extra
 * @has_list: the command line has --output
 */
struct table_options {
	const struct table_column *columns;
	bool no_headings;
	size_t chosen[TABLE_COLUMNS];
	size_t n_chosen;
	bool has_list;
};

/* Options of commands that print a table: a child for &argp.children. */
extern const struct argp table_argp;

/**
 * table_check_json() - End the program with a usage error if there are --output and --json.
 * @state: state of argp
 * @options: columns; table_argp has parsed the command line
 * @json: the command line has --json
 *
 * Context: takes no lock. Returns only if the command line is valid.
 */
void table_check_json(const struct argp_state *state, const struct table_options *options,
		      bool json);

/**
 * struct table - Rows of text.
 * @options: columns
 * @lines: the rows, as libsmartcols has them
 */
struct table {
	const struct table_options *options;
	struct libscols_table *lines;
};

/**
 * table_init() - Begin a table without rows.
 * @table: the table; table_print() frees it
 * @options: columns; outlives the table. table_argp has parsed the command line, so @n_chosen is
 *	not 0
 *
 * The width of a character follows the locale of the environment.
 *
 * Context: takes no lock. Without memory, the program aborts.
 */
void table_init(struct table *table, const struct table_options *options);

/**
 * table_add() - Append a row.
 * @table: the table
 * @cells: a text for each of &table_options.columns; copied. Those of columns that are not chosen
 *	may be NULL
 *
 * Context: takes no lock. Without memory, the program aborts.
 */
void table_add(struct table *table, const char *const *cells);

/**
 * table_shows() - Tell if a column is chosen.
 * @options: columns
 * @column: index of the column
 *
 * Context: takes no lock; reads memory only.
 * Return: true: the table shows the column.
 */
bool table_shows(const struct table_options *options, size_t column);

/**
 * table_print() - Print headings and rows on stdout, and free the table.
 * @table: the table; without rows the function prints nothing
 *
 * Context: takes no lock; blocks for stdout.
 * Return: FACETCTL_OK; FACETCTL_FAILED: the output failed, and stderr has the reason.
 */
int table_print(struct table *table);

#endif
