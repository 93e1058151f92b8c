/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of text for a terminal. list.c and stats.c print them. */
#ifndef FACETCTL_TABLE_H
#define FACETCTL_TABLE_H

#include <stddef.h>

#define TABLE_COLUMNS	8

/**
 * struct table - Rows of text.
 * @columns: headings; NULL after the last one
 * @cells: copies of the cells, row after row
 * @n_rows: number of rows
 */
struct table {
	const char *columns[TABLE_COLUMNS + 1];
	char **cells;
	size_t n_rows;
};

/**
 * table_add() - Append a row.
 * @table: the table
 * @...: one string for each column; copied
 *
 * Context: takes no lock. Without memory for the row, the program aborts.
 */
void table_add(struct table *table, ...);

/**
 * table_print() - Print headings and rows on stdout, and empty the table.
 * @table: the table; without rows the function prints nothing
 *
 * Context: takes no lock; blocks for stdout.
 */
void table_print(struct table *table);

#endif
