// SPDX-License-Identifier: GPL-2.0-only
/* Messages, JSON and attributes: the functions that commands of facetctl share (facetctl.h). */
#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/facetctl/facetctl.h"
#include "tools/lib/host.h"
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
	{ "json", 'j', NULL, 0, "as JSON", 0 },
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

static int dump_json(json_t *json, size_t flags)
{
	int ret = json_dumpf(json, stdout, flags) || putchar('\n') < 0 || fflush(stdout);

	json_decref(json);
	return ret ? complain("the output cannot be written: %s", strerror(errno)) : FACETCTL_OK;
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

/* Attributes that can be set, and their valid values (docs/abi.md). */
static const struct {
	const char *name;
	const char *values;
} attributes[] = {
	{ "cap",
	  "0 (none) to 100 per cent of an engine; "
	  "under fixed_share no more than the others leave" },
	{ "cursor", "plane or drawn" },
	{ "display", "dmabuf, native or region" },
	{ "name", "up to 31 letters, digits and '._-', or nothing" },
	{ "outputs",
	  "KIND:PORT[:WIDTHxHEIGHT[@HZ]] ..., hdmi or dp, at b, c or d, each once; "
	  "from 640x480 to the type's max_resolution, 24 to 100 Hz" },
	{ "priority", "high, normal or low" },
	{ "slice_us", "0 (the parent's default) or 50 to 100000 microseconds" },
	{ "splash", "on or off" },
	{ "weight", "1 to 1000" },
};

/* Return the valid values of an attribute; NULL: the attribute cannot be set. */
static const char *values_of(const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (!strcmp(attributes[i].name, key))
			return attributes[i].values;
	return NULL;
}

static void say_unknown(const char *key)
{
	size_t i;

	fprintf(stderr, "facetctl: there is no '%s' to be set: there are", key);
	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		fprintf(stderr, "%s %s", i ? "," : "", attributes[i].name);
	fputc('\n', stderr);
}

char *help_attributes(int key, const char *text, void *input)
{
	char *help = NULL;
	size_t size, i;
	FILE *out;

	if (key != ARGP_KEY_HELP_POST_DOC || !text)
		return (char *)text;
	out = open_memstream(&help, &size);
	if (!out)
		return (char *)text;
	fprintf(out, "%s\n\nKEYs and what they take:\n", text);
	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		fprintf(out, "  %-9s %s\n", attributes[i].name, attributes[i].values);
	return fclose(out) ? (char *)text : help;
}

static void say_refused(const char *key, const char *value, int error)
{
	switch (error) {
	case EINVAL:
	case ERANGE:
		complain("%s takes %s, not '%s'", key, values_of(key), value);
		break;
	case EBUSY:
		complain("%s cannot be changed while a virtual machine has the vGPU open: "
			 "stop it first", key);
		break;
	case EACCES:
	case EPERM:
		complain("%s: %s: ask as root", key, strerror(error));
		break;
	default:
		complain("%s=%s: %s", key, value, strerror(error));
	}
}

/* Set one attribute. @old gets the value before. Return: an exit status. */
static int set_one(const struct host *host, const char *uuid, const char *key, const char *value,
		   char old[static SYSFS_VALUE])
{
	char *path = host_attribute(host, uuid, key);
	int ret = values_of(key) ? sysfs_read(path, old) : -ENOENT;

	if (ret == -ENOENT) {
		say_unknown(key);
		free(path);
		return FACETCTL_USAGE;
	}
	if (!ret)
		ret = sysfs_write(path, value);
	free(path);
	if (!ret)
		return FACETCTL_OK;
	say_refused(key, value, -ret);
	return ret == -EINVAL || ret == -ERANGE ? FACETCTL_USAGE : FACETCTL_FAILED;
}

static void restore_attributes(const struct host *host, const char *uuid, char *const *pairs, int n,
			       char (*old)[SYSFS_VALUE])
{
	while (n--) {
		char *key = strndup(pairs[n], strcspn(pairs[n], "="));
		char *path = host_attribute(host, uuid, key);

		if (sysfs_write(path, old[n]))
			complain("%s of %s could not be put back to '%s': set it by hand", key,
				 uuid, old[n]);
		free(path);
		free(key);
	}
}

int set_attributes(const struct host *host, const char *uuid, char *const *pairs, int n)
{
	char (*old)[SYSFS_VALUE] = calloc(n ? n : 1, sizeof(*old));
	int i, ret = old ? FACETCTL_OK : complain("no memory");

	for (i = 0; ret == FACETCTL_OK && i < n; i++) {
		const char *equals = strchr(pairs[i], '=');
		char *key;

		if (!equals) {
			complain("'%s' is no KEY=VALUE", pairs[i]);
			ret = FACETCTL_USAGE;
			break;
		}
		key = strndup(pairs[i], equals - pairs[i]);
		ret = set_one(host, uuid, key, equals + 1, old[i]);
		free(key);
		if (ret != FACETCTL_OK)
			break;
	}
	if (ret != FACETCTL_OK && old)
		restore_attributes(host, uuid, pairs, i, old);
	free(old);
	return ret;
}
