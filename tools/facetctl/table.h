/* SPDX-License-Identifier: GPL-2.0-only */
/* Columns of text for a terminal. */
#ifndef FACETCTL_TABLE_H
#define FACETCTL_TABLE_H

#include <stddef.h>

#define TABLE_COLUMNS	8

/**
 * struct table - Rows of text.
 * @columns: headings; NULL behind the last
 * @cells: rows one after the other, copies
 * @n_rows: how many
 */
struct table {
	const char *columns[TABLE_COLUMNS + 1];
	char **cells;
	size_t n_rows;
};

/** table_add() - A row: a string for each column. */
void table_add(struct table *table, ...);

/** table_print() - Headings and rows, columns as wide as they need, on stdout; then it is empty. Nothing without a row. */
void table_print(struct table *table);

#endif
