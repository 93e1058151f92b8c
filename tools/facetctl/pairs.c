// SPDX-License-Identifier: GPL-2.0-only
/* Make KEY=VALUE of the JSON of a vGPU (pairs.h). change.c calls this file. */
#include "tools/facetctl/pairs.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tools/facetctl/attributes.h"
#include "tools/facetctl/facetctl.h"
#include "tools/lib/host.h"
#include "tools/lib/sysfs.h"

#define JSON_MOST	(64u << 10)	/* bytes of JSON that are read */

/* Read a JSON object. Return: NULL: it is none, and stderr has the reason. */
static json_t *read_object(FILE *file)
{
	char *text = malloc(JSON_MOST + 1);
	size_t n = text ? fread(text, 1, JSON_MOST + 1, file) : 0;
	json_error_t error = { .text = "no memory" };
	json_t *json = NULL;

	if (text && n <= JSON_MOST)
		json = json_loadb(text, n, 0, &error);
	free(text);
	if (n > JSON_MOST)
		complain("standard input: more than %u bytes are no vGPU", JSON_MOST);
	else if (!json)
		complain("standard input: no JSON of 'facetctl show --json': line %d, column %d",
			 error.line, error.column);
	else if (!json_is_object(json))
		complain("standard input: the JSON is no object, as 'facetctl show --json' has it");
	if (json_is_object(json))
		return json;
	json_decref(json);
	return NULL;
}

/* Tell if a text is printable ASCII. The JSON may come from another host, and errors quote it. */
static bool is_printable(const char *text)
{
	while (*text >= ' ' && *text <= '~')
		text++;
	return !*text;
}

/* Make KEY=VALUE of a number or a text. Return: NULL: it is neither, or not printable. */
static char *pair_of(const char *key, const json_t *value)
{
	const char *text = json_string_value(value);

	if (json_is_integer(value))
		return sysfs_path("%s=%" JSON_INTEGER_FORMAT, key, json_integer_value(value));
	return text && is_printable(text) ? sysfs_path("%s=%s", key, text) : NULL;
}

/* Tell if a vGPU has the value of a pair already. */
static bool has_already(const struct host *host, const char *uuid, const char *key,
			const char *pair)
{
	char *path = host_attribute(host, uuid, key), value[SYSFS_VALUE];
	bool same = !sysfs_read(path, value) && !strcmp(value, pair + strlen(key) + 1);

	free(path);
	return same;
}

int pairs_read(FILE *file, const struct host *host, const char *uuid, char ***pairs)
{
	json_t *json = read_object(file);
	int n = 0, known = 0;
	size_t i;

	*pairs = json ? calloc(attribute_count, sizeof(**pairs)) : NULL;
	for (i = 0; *pairs && i < attribute_count; i++) {
		const char *key = attributes[i].name;
		/* A name belongs to one vGPU, as its UUID does. */
		char *pair = strcmp(key, "name") ? pair_of(key, json_object_get(json, key)) : NULL;

		known += !!pair;
		if (pair && !has_already(host, uuid, key, pair))
			(*pairs)[n++] = pair;
		else
			free(pair);
	}
	json_decref(json);
	if (*pairs && known)
		return n;
	if (*pairs)
		complain("standard input: the JSON has no attribute that can be set");
	pairs_free(*pairs, n);
	*pairs = NULL;
	return -1;
}

void pairs_free(char **pairs, int n)
{
	while (n > 0)
		free(pairs[--n]);
	free(pairs);
}
