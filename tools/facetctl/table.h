/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of text for a terminal or a script, by libsmartcols. list.c and stats.c print them. */
#ifndef FACETCTL_TABLE_H
#define FACETCTL_TABLE_H

#include <stdbool.h>

struct libscols_table;

/**
 * struct table_column - A column of a table.
 * @name: heading
 * @is_number: align the cells to the right
 */
struct table_column {
	const char *name;
	bool is_number;
};

/**
 * struct table - Rows of text.
 * @columns: the columns; the last one is followed by a name of NULL
 * @lines: the rows, as libsmartcols has them
 */
struct table {
	const struct table_column *columns;
	struct libscols_table *lines;
};

/**
 * table_init() - Begin a table without rows.
 * @table: the table; table_print() frees it
 * @columns: the columns; the last one is followed by a name of NULL. The array outlives the table
 *
 * The width of a character follows the locale of the environment.
 *
 * Context: takes no lock. Without memory, the program aborts.
 */
void table_init(struct table *table, const struct table_column *columns);

/**
 * table_add() - Append a row.
 * @table: the table
 * @cells: a text for each column; copied
 *
 * Context: takes no lock. Without memory, the program aborts.
 */
void table_add(struct table *table, const char *const *cells);

/**
 * table_print() - Print headings and rows on stdout, and free the table.
 * @table: the table; without rows the function prints nothing
 *
 * Context: takes no lock; blocks for stdout.
 */
void table_print(struct table *table);

#endif
