// SPDX-License-Identifier: GPL-2.0-only
/* Reads pages of docs/; see page.h. */
#include "tests/lib/page.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_MAX_BYTES	(1u << 20)

char *page_read(const char *name)
{
	const char *root = getenv("FACET_SOURCE_ROOT");
	char path[4096], *text;
	size_t n;
	FILE *f;

	if (!root)
		return NULL;
	snprintf(path, sizeof(path), "%s/docs/%s", root, name);
	f = fopen(path, "r");
	if (!f)
		return NULL;
	text = calloc(1, PAGE_MAX_BYTES);
	n = text ? fread(text, 1, PAGE_MAX_BYTES - 1, f) : PAGE_MAX_BYTES;
	fclose(f);
	if (n < PAGE_MAX_BYTES - 1)
		return text;
	free(text);
	return NULL;
}
