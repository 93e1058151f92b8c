// SPDX-License-Identifier: GPL-2.0-only
/* Make and print tables of text (table.h). list.c and stats.c call these functions. */
#include "tools/facetctl/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t count_columns(const struct table *table)
{
	size_t n = 0;

	while (table->columns[n])
		n++;
	return n;
}

void table_add(struct table *table, ...)
{
	size_t i, n = count_columns(table);
	char **row;
	va_list args;

	table->cells = realloc(table->cells, (table->n_rows + 1) * n * sizeof(*table->cells));
	if (!table->cells)
		abort();
	row = table->cells + table->n_rows++ * n;
	va_start(args, table);
	for (i = 0; i < n; i++)
		row[i] = strdup(va_arg(args, const char *));
	va_end(args);
}

static void print_row(const char *const *row, const int *widths, size_t n)
{
	size_t i;

	for (i = 0; i + 1 < n; i++)
		printf("%-*s  ", widths[i], row[i]);
	puts(row[n - 1]);
}

void table_print(struct table *table)
{
	size_t i, n = count_columns(table);
	int widths[TABLE_COLUMNS];

	for (i = 0; i < n; i++)
		widths[i] = strlen(table->columns[i]);
	for (i = 0; i < table->n_rows * n; i++)
		if ((int)strlen(table->cells[i]) > widths[i % n])
			widths[i % n] = strlen(table->cells[i]);
	if (table->n_rows)
		print_row(table->columns, widths, n);
	for (i = 0; i < table->n_rows; i++)
		print_row((const char *const *)table->cells + i * n, widths, n);
	for (i = 0; i < table->n_rows * n; i++)
		free(table->cells[i]);
	free(table->cells);
	table->cells = NULL;
	table->n_rows = 0;
}
