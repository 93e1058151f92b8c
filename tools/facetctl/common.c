// SPDX-License-Identifier: GPL-2.0-only
/* Messages, JSON and attributes: the functions that commands of facetctl share (facetctl.h). */
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/facetctl/attributes.h"
#include "tools/facetctl/facetctl.h"
#include "tools/lib/host.h"
#include "tools/lib/options.h"
#include "tools/lib/sysfs.h"

int complain(const char *format, ...)
{
	va_list args;

	fputs("facetctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return FACETCTL_FAILED;
}

bool open_host(struct host *host)
{
	int ret = host_read(host, NULL);

	if (ret)
		complain("sysfs cannot be read: %s", strerror(-ret));
	return !ret;
}

const struct host_vgpu *find_vgpu(const struct host *host, const char *id)
{
	char error[256];
	const struct host_vgpu *found = host_find(host, id, error);

	if (!found)
		complain("%s", error);
	return found;
}

const struct argp_option json_options[] = {
	{ "json", 'j', NULL, 0, "print JSON", 0 },
	{ 0 },
};

error_t parse_json(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'j':
		*(bool *)state->input = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

json_t *json_of_text(const char *text)
{
	json_t *json = json_string(text);
	char *copy, *at;

	if (json)
		return json;
	/* Not UTF-8: a file's name, or the output of another program. */
	copy = strdup(text);
	for (at = copy; at && *at; at++)
		if (*at & 0x80)
			*at = '?';
	json = json_string(copy ? copy : "");
	free(copy);
	return json;
}

static int dump_json(json_t *json, size_t flags)
{
	bool written = !json_dumpf(json, stdout, flags) && putchar('\n') >= 0;

	json_decref(json);
	return options_flush() && written ? FACETCTL_OK : FACETCTL_FAILED;
}

int print_json(struct json_t *json)
{
	return dump_json(json, JSON_INDENT(2));
}

int print_json_line(struct json_t *json)
{
	return dump_json(json, JSON_COMPACT);
}

/* --- attributes --------------------------------------------------------------------------- */

const struct argp attributes_argp = { .options = attribute_options };

/* Return the attribute of this name, of @length bytes; NULL: no such attribute can be set. */
static const struct attribute *find_attribute(const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < attribute_count; i++)
		if (strlen(attributes[i].name) == length &&
		    !strncmp(attributes[i].name, name, length))
			return &attributes[i];
	return NULL;
}

void check_attributes(const char *name, char *const *pairs, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		size_t length = strcspn(pairs[i], "=");
		char *key;

		if (!pairs[i][length])
			options_usage_error(name, NULL, "'%s' is not KEY=VALUE", pairs[i]);
		if (find_attribute(pairs[i], length))
			continue;
		key = strndup(pairs[i], length);
		options_usage_error(name,
				    options_suggest(key ? key : "", attribute_names,
						    attribute_count),
				    "%s: '%.*s' is not an attribute that can be set", pairs[i],
				    (int)length, pairs[i]);
	}
}

/* Print why the kernel refused a value. Return: an exit status. */
static int report_refusal(const char *name, const struct attribute *attribute, const char *value,
			  int error)
{
	const char *key = attribute->name;

	switch (error) {
	case EINVAL:
	case ERANGE:
		return options_print_error(name,
					   options_suggest(value, attribute->words,
							   attribute->n_words),
					   "%s=%s: must be %s", key, value, attribute->values);
	case EBUSY:
		return complain("%s cannot be changed while a virtual machine has the vGPU open: "
				"stop it first", key);
	case EACCES:
	case EPERM:
		return complain("%s: %s: ask as root", key, strerror(error));
	case ENOENT:
		return complain("this vGPU has no attribute %s: the module facet may be older "
				"than facetctl", key);
	default:
		return complain("%s=%s: %s", key, value, strerror(error));
	}
}

/* Set one attribute. @old gets the value before. Return: an exit status. */
static int set_one(const char *name, const struct host *host, const char *uuid, const char *pair,
		   char old[static SYSFS_VALUE])
{
	size_t length = strcspn(pair, "=");
	const struct attribute *attribute = find_attribute(pair, length);
	char *path = host_attribute(host, uuid, attribute->name);
	int ret = sysfs_read(path, old);

	if (!ret)
		ret = sysfs_write(path, pair + length + 1);
	free(path);
	return ret ? report_refusal(name, attribute, pair + length + 1, -ret) : FACETCTL_OK;
}

static void restore_attributes(const struct host *host, const char *uuid, char *const *pairs, int n,
			       char (*old)[SYSFS_VALUE])
{
	while (n--) {
		char *key = strndup(pairs[n], strcspn(pairs[n], "="));
		char *path = host_attribute(host, uuid, key);

		if (sysfs_write(path, old[n]))
			complain("%s of %s could not be restored to '%s': set it again", key, uuid,
				 old[n]);
		free(path);
		free(key);
	}
}

int set_attributes(const char *name, const struct host *host, const char *uuid, char *const *pairs,
		   int n)
{
	char (*old)[SYSFS_VALUE] = calloc(n ? n : 1, sizeof(*old));
	int i, ret = old ? FACETCTL_OK : complain("no memory");

	for (i = 0; ret == FACETCTL_OK && i < n; i++)
		ret = set_one(name, host, uuid, pairs[i], old[i]);
	if (ret != FACETCTL_OK && old)
		restore_attributes(host, uuid, pairs, i - 1, old);
	free(old);
	return ret;
}
