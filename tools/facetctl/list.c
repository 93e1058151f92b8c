// SPDX-License-Identifier: GPL-2.0-only
/*
 * The commands list, types, show and dump of facetctl. They read sysfs and debugfs, and print text
 * or JSON. main.c calls these functions.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/facetctl/engine.h"
#include "tools/facetctl/facetctl.h"
#include "tools/facetctl/table.h"
#include "tools/lib/host.h"
#include "tools/lib/options.h"
#include "tools/lib/sysfs.h"

/**
 * struct arguments - Arguments of a command about one vGPU.
 * @id: UUID or name of the vGPU; NULL: none yet
 * @json: print JSON
 */
struct arguments {
	const char *id;
	bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			return ARGP_ERR_UNKNOWN;
		args->id = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->id)
			options_usage_error(state->name, NULL, "a VGPU is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- tables ------------------------------------------------------------------------------- */

/**
 * struct table_arguments - Arguments of a command that prints a table.
 * @table: columns of the table
 * @json: print JSON
 */
struct table_arguments {
	struct table_options table;
	bool json;
};

static const struct argp json_argp = { .options = json_options, .parser = parse_json };

static const struct argp_child table_children[] = {
	{ &table_argp, 0, NULL, 0 },
	{ &json_argp, 0, NULL, 0 },
	{ 0 },
};

static error_t parse_table(int key, char *arg, struct argp_state *state)
{
	struct table_arguments *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->table;
		state->child_inputs[1] = &args->json;
		return 0;
	case ARGP_KEY_END:
		table_check_json(state, &args->table, args->json);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/*
 * Run a command that prints the host, by @json or as a table by @rows. Both return an exit status.
 * Return: the exit status.
 */
static int run_table(const struct argp *argp, const struct table_column *columns,
		     int (*json)(const struct host *host),
		     int (*rows)(const struct host *host, const struct table_options *options),
		     int argc, char **argv)
{
	struct table_arguments args = { .table.columns = columns };
	struct host host;
	int ret;

	options_parse(argp, argc, argv, 0, NULL, &args);
	if (!open_host(&host))
		return FACETCTL_FAILED;
	ret = args.json ? json(&host) : rows(&host, &args.table);
	host_free(&host);
	return ret;
}

/* Say on stderr that there is no parent. A table has rows alone. */
static void remark_no_parent(void)
{
	complain("there is no parent: load the modules facet and facet_softgpu");
}

/* --- list --------------------------------------------------------------------------------- */

static const struct argp list_argp = {
	.parser = parse_table,
	.children = table_children,
	.doc = "Lists vGPUs. 'facetctl types' lists the types that can be created.",
};

enum list_column {
	LIST_UUID,
	LIST_NAME,
	LIST_TYPE,
	LIST_PARENT,
	LIST_STATE,
	LIST_DISPLAY,
	LIST_ATTRIBUTES,	/* the first column of list_attributes */
};

static const struct table_column list_columns[] = {
	[LIST_UUID] = { "UUID", false, false },
	[LIST_NAME] = { "NAME", false, false },
	[LIST_TYPE] = { "TYPE", false, false },
	[LIST_PARENT] = { "PARENT", false, false },
	[LIST_STATE] = { "STATE", false, false },
	[LIST_DISPLAY] = { "DISPLAY", false, false },
	[LIST_ATTRIBUTES] = { "CAP", true, true },
	{ "CURSOR", false, true },
	{ "OUTPUTS", false, true },
	{ "PRIORITY", false, true },
	{ "SLICE-US", true, true },
	{ "SPLASH", false, true },
	{ "WEIGHT", true, true },
	{ 0 },
};

/* Files in sysfs of the columns from LIST_ATTRIBUTES on. They are read if the column is printed. */
static const char *const list_attributes[] = {
	"cap", "cursor", "outputs", "priority", "slice_us", "splash", "weight",
};

#define LIST_COLUMNS	(LIST_ATTRIBUTES + sizeof(list_attributes) / sizeof(list_attributes[0]))

static json_t *json_of_vgpu(const struct host_vgpu *vgpu)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "uuid", vgpu->uuid, "name", vgpu->name,
			 "type", vgpu->type, "parent", vgpu->parent, "state", vgpu->state,
			 "display", vgpu->display);
}

static int list_json(const struct host *host)
{
	json_t *vgpus = json_array();
	size_t i;

	for (i = 0; i < host->n_vgpus; i++)
		json_array_append_new(vgpus, json_of_vgpu(&host->vgpus[i]));
	return print_json(json_pack("{s:o}", "vgpus", vgpus));
}

/* Return @text, or a dash: each row has the same number of words. */
static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

static void list_vgpu(struct table *table, const struct host *host, const struct host_vgpu *vgpu)
{
	char values[LIST_COLUMNS][SYSFS_VALUE];
	const char *cells[LIST_COLUMNS] = {
		[LIST_UUID] = vgpu->uuid,
		[LIST_NAME] = or_dash(vgpu->name),
		[LIST_TYPE] = vgpu->type,
		[LIST_PARENT] = or_dash(vgpu->parent),
		[LIST_STATE] = or_dash(vgpu->state),
		[LIST_DISPLAY] = or_dash(vgpu->display),
	};
	size_t i;

	for (i = LIST_ATTRIBUTES; i < LIST_COLUMNS; i++) {
		char *path;

		if (!table_shows(table->options, i))
			continue;
		path = host_attribute(host, vgpu->uuid, list_attributes[i - LIST_ATTRIBUTES]);
		sysfs_read(path, values[i]);
		cells[i] = or_dash(values[i]);
		free(path);
	}
	table_add(table, cells);
}

static int list_vgpus(const struct host *host, const struct table_options *options)
{
	struct table table;
	size_t i;

	if (!host->n_parents)
		remark_no_parent();
	else if (!host->n_vgpus)
		complain("there are no vGPUs: 'facetctl create' makes one");
	table_init(&table, options);
	for (i = 0; i < host->n_vgpus; i++)
		list_vgpu(&table, host, &host->vgpus[i]);
	return table_print(&table);
}

int facetctl_list(int argc, char **argv)
{
	return run_table(&list_argp, list_columns, list_json, list_vgpus, argc, argv);
}

/* --- types -------------------------------------------------------------------------------- */

static const struct argp types_argp = {
	.parser = parse_table,
	.children = table_children,
	.doc = "Lists the types of vGPUs of each parent, and how many vGPUs of each type can be "
	       "created now.",
};

static const struct table_column types_columns[] = {
	{ "PARENT", false, false },
	{ "TYPE", false, false },
	{ "AVAILABLE", true, false },
	{ "DESCRIPTION", false, false },
	{ 0 },
};

static json_t *json_of_type(const struct host_parent *parent, const struct host_type *type)
{
	return json_pack("{s:s, s:s, s:i, s:s}", "parent", parent->name, "name", type->name,
			 "available", (int)type->available, "description", type->description);
}

static int types_json(const struct host *host)
{
	json_t *types = json_array();
	size_t i, k;

	for (i = 0; i < host->n_parents; i++)
		for (k = 0; k < host->parents[i].n_types; k++)
			json_array_append_new(types, json_of_type(&host->parents[i],
								  &host->parents[i].types[k]));
	return print_json(json_pack("{s:o}", "types", types));
}

static int list_types(const struct host *host, const struct table_options *options)
{
	struct table table;
	char available[16];
	size_t i, k;

	if (!host->n_parents)
		remark_no_parent();
	table_init(&table, options);
	for (i = 0; i < host->n_parents; i++)
		for (k = 0; k < host->parents[i].n_types; k++) {
			const struct host_type *type = &host->parents[i].types[k];
			const char *const cells[] = { host->parents[i].name, type->name, available,
						      or_dash(type->description) };

			snprintf(available, sizeof(available), "%u", type->available);
			table_add(&table, cells);
		}
	return table_print(&table);
}

int facetctl_types(int argc, char **argv)
{
	return run_table(&types_argp, types_columns, types_json, list_types, argc, argv);
}

/* --- show --------------------------------------------------------------------------------- */

static const struct argp show_argp = {
	.options = json_options,
	.parser = parse,
	.args_doc = "VGPU",
	.doc = "Prints all attributes of a vGPU. 'facetctl set' changes them. VGPU is a UUID or a "
	       "name.",
};

/* Convert the value of an attribute: a number where the attribute is one. */
static json_t *json_of_value(const char *attribute, const char *value)
{
	static const char *const numbers[] = {
		"cap", "engine_late", "engine_pid", "slice_us", "weight",
	};
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!strcmp(numbers[i], attribute))
			return json_integer(strtoul(value, NULL, 10));
	return json_string(value);
}

/*
 * Add how many bytes were copied to show the screen, from the statistics. 'facetctl stats' has all
 * of them. Who may not read them sees the other attributes.
 */
static void add_copied(json_t *json, const struct host *host, const char *uuid)
{
	static const char word[] = "screen_bytes_copied ";
	char *path = host_attribute(host, uuid, "statistics"), line[SYSFS_VALUE];
	FILE *file = fopen(path, "re");

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, word, strlen(word)))
			json_object_set_new(json, "screen_bytes_copied",
					    json_integer(strtoll(line + strlen(word), NULL, 10)));
	if (file)
		fclose(file);
	free(path);
}

/* Tell if a file has many lines. 'facetctl stats' and 'facetctl traits' print those. */
static bool has_lines(const char *name)
{
	return !strcmp(name, "statistics") || !strcmp(name, "traits");
}

json_t *json_of_attributes(const struct host *host, const struct host_vgpu *vgpu)
{
	json_t *json = json_pack("{s:s, s:s}", "uuid", vgpu->uuid, "parent", vgpu->parent);
	char *folder = host_attribute(host, vgpu->uuid, ""), **names = NULL;
	int i, n = sysfs_list(folder, &names);
	char value[SYSFS_VALUE];

	for (i = 0; i < n; i++) {
		char *path = host_attribute(host, vgpu->uuid, names[i]);
		struct stat st;

		if (!has_lines(names[i]) && !stat(path, &st) && S_ISREG(st.st_mode) &&
		    !sysfs_read(path, value))
			json_object_set_new(json, names[i], json_of_value(names[i], value));
		free(path);
	}
	sysfs_list_free(names);
	free(folder);
	add_copied(json, host, vgpu->uuid);
	engine_describe(json, host);
	return json;
}

static void print_value(const char *key, const json_t *value)
{
	if (json_is_integer(value))
		printf("%-14s %" JSON_INTEGER_FORMAT "\n", key, json_integer_value(value));
	else
		printf("%-14s %s\n", key, json_string_value(value));
}

int facetctl_show(int argc, char **argv)
{
	struct arguments args = { 0 };
	const struct host_vgpu *vgpu;
	struct host host;
	const char *key;
	json_t *json, *value;
	int ret = FACETCTL_FAILED;

	options_parse(&show_argp, argc, argv, 0, NULL, &args);
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
				print_value(key, value);
			json_decref(json);
		}
	}
	host_free(&host);
	return ret;
}

/* --- dump --------------------------------------------------------------------------------- */

static const struct argp dump_argp = {
	.options = json_options,
	.parser = parse,
	.args_doc = "VGPU",
	.doc = "Prints the whole state of a vGPU that a virtual machine has open, as text for a "
	       "bug report: registers, contexts, sizes of page tables. The guest pauses for a "
	       "moment. Needs root and debugfs. VGPU is a UUID or a name.",
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
	else if (fwrite(text, 1, size, stdout) != size || !options_flush())
		ret = FACETCTL_FAILED;
	free(text);
	return ret;
}

int facetctl_dump(int argc, char **argv)
{
	struct arguments args = { 0 };
	const struct host_vgpu *vgpu;
	struct host host;
	int ret = FACETCTL_FAILED;
	char *path;

	options_parse(&dump_argp, argc, argv, 0, NULL, &args);
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
