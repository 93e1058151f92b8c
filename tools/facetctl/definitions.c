// SPDX-License-Identifier: GPL-2.0-only
/* Read the vGPUs that mdevctl has defined (definitions.h) from the JSON that mdevctl prints. */
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tools/facetctl/definitions.h"

#define NO_PROGRAM	127	/* exit status of a shell that does not find the program */

static bool is_parent(const struct host *host, const char *name)
{
	size_t i;

	for (i = 0; i < host->n_parents; i++)
		if (!strcmp(host->parents[i].name, name))
			return true;
	return false;
}

/* Run mdevctl and parse its list. Return: NULL: it failed, and @error has a negative errno. */
static json_t *listed(int *error)
{
	FILE *pipe = popen("mdevctl list --defined --dumpjson 2>/dev/null", "re");
	json_t *json;
	int status;

	*error = -EPROTO;
	if (!pipe)
		return NULL;
	json = json_loadf(pipe, 0, NULL);
	status = pclose(pipe);
	if (!status && json)
		return json;
	json_decref(json);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_PROGRAM)
		*error = -ENOENT;
	return NULL;
}

/*
 * Add a definition { UUID: { "mdev_type": TYPE, "start": "auto", ... } } to the list
 * if the vGPU should exist and does not. Return: the new number of entries.
 */
static int add(const struct host *host, const char *parent, json_t *definition,
	       struct definition **missing, int n)
{
	const char *uuid = json_object_iter_key(json_object_iter(definition));
	json_t *what = uuid ? json_object_get(definition, uuid) : NULL;
	const char *type = json_string_value(json_object_get(what, "mdev_type"));
	const char *start = json_string_value(json_object_get(what, "start"));
	struct definition *more;
	char absent[256];

	if (!type || !start || strcmp(start, "auto") || host_find(host, uuid, absent))
		return n;
	more = realloc(*missing, (n + 1) * sizeof(*more));
	if (!more)
		return n;
	*missing = more;
	snprintf(more[n].uuid, sizeof(more[n].uuid), "%s", uuid);
	snprintf(more[n].parent, sizeof(more[n].parent), "%s", parent);
	snprintf(more[n].type, sizeof(more[n].type), "%s", type);
	return n + 1;
}

int definitions_missing(const struct host *host, struct definition **missing)
{
	json_t *json, *parents, *all, *one;
	const char *parent;
	int n = 0, error;
	size_t i, k;

	*missing = NULL;
	json = listed(&error);
	if (!json)
		return error;
	/* mdevctl prints [ { PARENT: [ DEFINITION, ... ], ... } ], or [] without a definition. */
	json_array_foreach(json, i, parents)
		json_object_foreach(parents, parent, all)
			if (is_parent(host, parent))
				json_array_foreach(all, k, one)
					n = add(host, parent, one, missing, n);
	json_decref(json);
	return n;
}
