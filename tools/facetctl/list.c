// SPDX-License-Identifier: GPL-2.0-only
/*
 * The commands list, show and dump of facetctl. They read sysfs, the PCI bus and debugfs, and print
 * text or JSON. main.c calls these functions.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/facetctl/facetctl.h"
#include "tools/facetctl/hardware.h"
#include "tools/facetctl/table.h"
#include "tools/lib/host.h"
#include "tools/lib/sysfs.h"

/**
 * struct arguments - Arguments of a command of this file.
 * @id: UUID or name of a vGPU; NULL: none
 * @json: print JSON
 * @wants_id: the command needs @id; else it takes no argument
 */
struct arguments {
	const char *id;
	bool json;
	bool wants_id;
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "as JSON", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (!args->wants_id || state->arg_num)
			argp_error(state, "'%s' is one argument too many", arg);
		args->id = arg;
		return 0;
	case ARGP_KEY_END:
		if (args->wants_id && !args->id)
			argp_error(state, "a UUID or a name is wanted");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- list --------------------------------------------------------------------------------- */

static const struct argp list_argp = {
	.options = options,
	.parser = parse,
	.doc = "Lists parents with their types, vGPUs, and graphics hardware that Facet could use "
	       "one day.",
};

static json_t *json_of_parent(const struct host_parent *parent)
{
	json_t *types = json_array();
	size_t i;

	for (i = 0; i < parent->n_types; i++)
		json_array_append_new(types,
				      json_pack("{s:s, s:i, s:s}", "name", parent->types[i].name,
						"available", (int)parent->types[i].available,
						"description", parent->types[i].description));
	return json_pack("{s:s, s:o}", "name", parent->name, "types", types);
}

static json_t *json_of_vgpu(const struct host_vgpu *vgpu)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "uuid", vgpu->uuid, "name", vgpu->name,
			 "type", vgpu->type, "parent", vgpu->parent, "state", vgpu->state,
			 "display", vgpu->display);
}

static int list_json(const struct host *host)
{
	json_t *parents = json_array(), *vgpus = json_array(), *devices = json_array();
	struct hardware *hardware;
	size_t i, n = hardware_find(&hardware);

	for (i = 0; i < host->n_parents; i++)
		json_array_append_new(parents, json_of_parent(&host->parents[i]));
	for (i = 0; i < host->n_vgpus; i++)
		json_array_append_new(vgpus, json_of_vgpu(&host->vgpus[i]));
	for (i = 0; i < n; i++)
		json_array_append_new(devices,
				      json_pack("{s:s, s:s, s:s}", "address", hardware[i].address,
						"id", hardware[i].id, "name", hardware[i].name));
	free(hardware);
	return print_json(json_pack("{s:o, s:o, s:o}", "parents", parents, "vgpus", vgpus,
				    "hardware", devices));
}

static void list_parents(const struct host *host)
{
	static const struct table_column columns[] = {
		{ "PARENT", false }, { "TYPE", false }, { "AVAILABLE", true },
		{ "DESCRIPTION", false }, { 0 },
	};
	struct table table;
	char available[16];
	size_t i, k;

	table_init(&table, columns);
	for (i = 0; i < host->n_parents; i++)
		for (k = 0; k < host->parents[i].n_types; k++) {
			const struct host_type *type = &host->parents[i].types[k];
			const char *const cells[] = { host->parents[i].name, type->name, available,
						      type->description };

			snprintf(available, sizeof(available), "%u", type->available);
			table_add(&table, cells);
		}
	table_print(&table);
}

static void list_vgpus(const struct host *host)
{
	static const struct table_column columns[] = {
		{ "UUID", false }, { "NAME", false }, { "TYPE", false }, { "PARENT", false },
		{ "STATE", false }, { "DISPLAY", false }, { 0 },
	};
	struct table table;
	size_t i;

	table_init(&table, columns);
	for (i = 0; i < host->n_vgpus; i++) {
		const struct host_vgpu *vgpu = &host->vgpus[i];
		const char *const cells[] = { vgpu->uuid, *vgpu->name ? vgpu->name : "-",
					      vgpu->type, vgpu->parent, vgpu->state,
					      vgpu->display };

		table_add(&table, cells);
	}
	table_print(&table);
}

static void list_hardware(void)
{
	static const struct table_column columns[] = {
		{ "HARDWARE", false }, { "ID", false }, { "NAME", false }, { 0 },
	};
	struct hardware *hardware;
	struct table table;
	size_t i, n = hardware_find(&hardware);

	table_init(&table, columns);
	for (i = 0; i < n; i++) {
		const char *const cells[] = { hardware[i].address, hardware[i].id,
					      hardware[i].name };

		table_add(&table, cells);
	}
	if (n)
		putchar('\n');
	table_print(&table);
	if (n)
		puts("Facet has no back end for real hardware yet.");
	free(hardware);
}

int facetctl_list(int argc, char **argv)
{
	struct arguments args = { 0 };
	struct host host;
	int ret = FACETCTL_OK;

	argp_parse(&list_argp, argc, argv, 0, NULL, &args);
	if (!open_host(&host))
		return FACETCTL_FAILED;
	if (args.json) {
		ret = list_json(&host);
	} else {
		if (host.n_parents)
			list_parents(&host);
		else
			puts("There is no parent: load the modules facet and facet_softgpu "
			     "('facetctl doctor' tells more).");
		putchar('\n');
		if (host.n_vgpus)
			list_vgpus(&host);
		else
			puts(host.n_parents ? "There are no vGPUs: 'facetctl create' makes one." :
					      "There are no vGPUs.");
		list_hardware();
	}
	host_free(&host);
	return ret;
}

/* --- show --------------------------------------------------------------------------------- */

static const struct argp show_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "UUID|NAME",
	.doc = "Shows a vGPU with all of its attributes. 'facetctl set' changes them.",
};

json_t *json_of_attributes(const struct host *host, const struct host_vgpu *vgpu)
{
	json_t *json = json_pack("{s:s, s:s}", "uuid", vgpu->uuid, "parent", vgpu->parent);
	char *folder = host_attribute(host, vgpu->uuid, ""), **names = NULL;
	int i, n = sysfs_list(folder, &names);
	char value[SYSFS_VALUE];

	for (i = 0; i < n; i++) {
		char *path = host_attribute(host, vgpu->uuid, names[i]);
		struct stat st;

		/* Leave out statistics: the file has many lines. 'facetctl stats' prints them. */
		if (strcmp(names[i], "statistics") && !stat(path, &st) && S_ISREG(st.st_mode) &&
		    !sysfs_read(path, value))
			json_object_set_new(json, names[i], json_string(value));
		free(path);
	}
	sysfs_list_free(names);
	free(folder);
	return json;
}

int facetctl_show(int argc, char **argv)
{
	struct arguments args = { .wants_id = true };
	const struct host_vgpu *vgpu;
	struct host host;
	const char *key;
	json_t *json, *value;
	int ret = FACETCTL_FAILED;

	argp_parse(&show_argp, argc, argv, 0, NULL, &args);
	if (!open_host(&host))
		return FACETCTL_FAILED;
	vgpu = find_vgpu(&host, args.id);
	if (vgpu) {
		json = json_of_attributes(&host, vgpu);
		ret = FACETCTL_OK;
		if (args.json) {
			ret = print_json(json);
		} else {
			json_object_foreach(json, key, value)
				printf("%-12s %s\n", key, json_string_value(value));
			json_decref(json);
		}
	}
	host_free(&host);
	return ret;
}

/* --- dump --------------------------------------------------------------------------------- */

static const struct argp dump_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "UUID|NAME",
	.doc = "Prints the whole state of a vGPU that a virtual machine has open, as text, for a "
	       "report of a fault: registers, contexts, page tables' sizes. "
	       "The guest stands still for a moment. As root, with debugfs mounted.",
};

/* Read a file to its end. Return: the text, which the caller frees; @size gets its length. */
static char *read_all(FILE *file, size_t *size)
{
	char *text = NULL, buffer[4096];
	FILE *to = open_memstream(&text, size);
	size_t n;

	while (to && (n = fread(buffer, 1, sizeof(buffer), file)) > 0)
		fwrite(buffer, 1, n, to);
	if (to)
		fclose(to);
	return text;
}

static int print_state(const char *path, const char *uuid, bool json)
{
	FILE *file = fopen(path, "re");
	int ret = FACETCTL_OK;
	size_t size = 0;
	char *text;

	if (!file && errno == ENOENT)
		return complain(
			"there is no %s: mount debugfs (mount -t debugfs none /sys/kernel/debug)",
			path);
	if (!file)
		return complain("%s: %s%s", path, strerror(errno),
				errno == EACCES ? ": ask as root" : "");
	text = read_all(file, &size);
	fclose(file);
	if (!size)
		ret = complain("no virtual machine has %s open: it has no state", uuid);
	else if (json)
		ret = print_json(json_pack("{s:s, s:s}", "uuid", uuid, "state", text));
	else if (fwrite(text, 1, size, stdout) != size || fflush(stdout))
		ret = complain("the output cannot be written: %s", strerror(errno));
	free(text);
	return ret;
}

int facetctl_dump(int argc, char **argv)
{
	struct arguments args = { .wants_id = true };
	const struct host_vgpu *vgpu;
	struct host host;
	int ret = FACETCTL_FAILED;
	char *path;

	argp_parse(&dump_argp, argc, argv, 0, NULL, &args);
	if (!open_host(&host))
		return FACETCTL_FAILED;
	vgpu = find_vgpu(&host, args.id);
	if (vgpu) {
		path = sysfs_path("%s/sys/kernel/debug/facet/%s/state", host.root, vgpu->uuid);
		ret = print_state(path, vgpu->uuid, args.json);
		free(path);
	}
	host_free(&host);
	return ret;
}
