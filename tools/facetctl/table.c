// SPDX-License-Identifier: GPL-2.0-only
/* Make and print tables of text by libsmartcols (table.h). list.c and stats.c call this. */
#include "tools/facetctl/table.h"

#include <libsmartcols.h>
#include <locale.h>
#include <stdlib.h>

void table_init(struct table *table, const struct table_column *columns)
{
	const struct table_column *column;

	/* In the C locale, libsmartcols prints \x.. for each byte of UTF-8. */
	setlocale(LC_CTYPE, "");
	table->columns = columns;
	table->lines = scols_new_table();
	if (!table->lines || scols_table_set_column_separator(table->lines, "  "))
		abort();
	for (column = columns; column->name; column++)
		if (!scols_table_new_column(table->lines, column->name, 0,
					    column->is_number ? SCOLS_FL_RIGHT : 0))
			abort();
}

void table_add(struct table *table, const char *const *cells)
{
	struct libscols_line *line = scols_table_new_line(table->lines, NULL);
	size_t i;

	for (i = 0; table->columns[i].name; i++)
		if (!line || scols_line_set_data(line, i, cells[i]))
			abort();
}

void table_print(struct table *table)
{
	if (scols_table_get_nlines(table->lines))
		scols_print_table(table->lines);
	scols_unref_table(table->lines);
}
