// SPDX-License-Identifier: GPL-2.0-only
/*
 * The commands create, remove and set of facetctl. They write to files of mdev and Facet in sysfs.
 * main.c calls these functions.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/facetctl/facetctl.h"
#include "tools/facetctl/pairs.h"
#include "tools/lib/host.h"
#include "tools/lib/options.h"
#include "tools/lib/sysfs.h"

#define RANDOM_UUID	"/proc/sys/kernel/random/uuid"
#define TYPES		64u	/* most types that a mistyped name is compared with */

/* --- arguments ---------------------------------------------------------------------------- */

/**
 * struct words - Arguments of a command that are no options, and --json.
 * @words: the arguments
 * @n: number of arguments
 * @least: number of arguments that the command needs
 * @wanted: error message if there are fewer arguments
 * @json: print the result as JSON
 */
struct words {
	char **words;
	int n;
	int least;
	const char *wanted;
	bool json;
};

static const struct argp_option word_options[] = {
	{ "json", 'j', NULL, 0, "print the result as JSON", 0 },
	{ 0 },
};

/* Parse the arguments of a command into &struct words (a parser of argp). */
static error_t parse_words(int key, char *arg, struct argp_state *state)
{
	struct words *words = state->input;

	switch (key) {
	case 'j':
		words->json = true;
		return 0;
	case ARGP_KEY_ARGS:
		words->words = state->argv + state->next;
		words->n = state->argc - state->next;
		return 0;
	case ARGP_KEY_END:
		if (words->n < words->least)
			options_usage_error(state->name, NULL, "%s", words->wanted);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Print the current attributes of a vGPU as JSON. Return: an exit status. */
static int print_vgpu(const char *uuid)
{
	const struct host_vgpu *vgpu;
	int ret = FACETCTL_FAILED;
	struct host host;

	if (!open_host(&host))
		return ret;
	vgpu = find_vgpu(&host, uuid);
	if (vgpu)
		ret = print_json(json_of_attributes(&host, vgpu));
	host_free(&host);
	return ret;
}

/* --- set ---------------------------------------------------------------------------------- */

static const struct argp set_argp = {
	.options = word_options,
	.parser = parse_words,
	.children = (const struct argp_child[]){ { &attributes_argp, 0, "KEY=VALUE:", 1 }, { 0 } },
	.args_doc = "VGPU KEY=VALUE...\nVGPU -",
	.doc = "Changes attributes of a vGPU in this order: all of them, or none if the kernel "
	       "refuses one. VGPU is a UUID or a name. With - the attributes come from standard "
	       "input, as 'facetctl show --json' prints them: all that can be set, but the name.\v"
	       "'facetctl show VGPU' prints the present values. display and outputs cannot be "
	       "changed while a virtual machine has the vGPU open.",
};

/* Set the attributes that standard input has. Return: an exit status. */
static int set_from_input(const char *command, const struct host *host, const char *uuid)
{
	int n, ret;
	char **pairs;

	n = pairs_read(stdin, host, uuid, &pairs);
	if (n < 0)
		return FACETCTL_FAILED;
	ret = set_attributes(command, host, uuid, pairs, n);
	pairs_free(pairs, n);
	return ret;
}

int facetctl_set(int argc, char **argv)
{
	struct words words = { .least = 2, .wanted = "VGPU or KEY=VALUE is missing" };
	const struct host_vgpu *vgpu;
	int ret = FACETCTL_FAILED;
	struct host host;
	bool input;

	options_parse(&set_argp, argc, argv, 0, NULL, &words);
	input = words.n == 2 && !strcmp(words.words[1], "-");
	if (!input)
		check_attributes(argv[0], words.words + 1, words.n - 1);
	if (!open_host(&host))
		return ret;
	vgpu = find_vgpu(&host, words.words[0]);
	if (vgpu && input)
		ret = set_from_input(argv[0], &host, vgpu->uuid);
	else if (vgpu)
		ret = set_attributes(argv[0], &host, vgpu->uuid, words.words + 1, words.n - 1);
	if (ret == FACETCTL_OK && words.json)
		ret = print_vgpu(vgpu->uuid);
	host_free(&host);
	return ret;
}

/* --- create ------------------------------------------------------------------------------- */

/**
 * struct create - Arguments of the command create.
 * @words: attributes of the new vGPU, KEY=VALUE, and --json
 * @parent: name of the parent; NULL: the first one with room
 * @type: name of the type; NULL: the smallest one with room
 * @uuid: UUID as text; NULL: a random one
 * @name: the administrator's name for the vGPU; NULL: none
 */
struct create {
	struct words words;
	const char *parent;
	const char *type;
	const char *uuid;
	const char *name;
};

static error_t parse_create(int key, char *arg, struct argp_state *state)
{
	struct create *create = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &create->words;
		return 0;
	case 'p':
		create->parent = arg;
		return 0;
	case 't':
		create->type = arg;
		return 0;
	case 'u':
		create->uuid = arg;
		return 0;
	case 'n':
		create->name = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp words_argp = { .options = word_options, .parser = parse_words };

static const struct argp create_argp = {
	.options = (const struct argp_option[]){
		{ "type", 't', "TYPE", 0,
		  "type of the vGPU (default: the smallest with room)", 0 },
		{ "name", 'n', "NAME", 0, "name of the vGPU", 0 },
		{ "uuid", 'u', "UUID", 0, "UUID of the vGPU (default: a random one)", 0 },
		{ "parent", 'p', "PARENT", 0,
		  "GPU of the vGPU (default: the first with room)", 0 },
		{ 0 },
	},
	.parser = parse_create,
	.children = (const struct argp_child[]){ { &words_argp, 0, NULL, 0 },
						 { &attributes_argp, 0, "KEY=VALUE:", 1 },
						 { 0 } },
	.args_doc = "[KEY=VALUE...]",
	.doc = "Creates a vGPU, sets its attributes, and prints its UUID. If the kernel refuses "
	       "an attribute, facetctl removes the vGPU again.\v"
	       "The vGPU lasts until it is removed or the host restarts. To keep a vGPU, define "
	       "it with mdevctl.",
};

static bool names_fit(const char *wanted, const char *name)
{
	return !wanted || !strcmp(wanted, name);
}

static void report_unknown_type(const struct host *host, const char *name)
{
	const char *names[TYPES], *similar;
	size_t i, k, n = 0;

	for (i = 0; i < host->n_parents; i++)
		for (k = 0; k < host->parents[i].n_types && n < TYPES; k++)
			names[n++] = host->parents[i].types[k].name;
	similar = options_suggest(name, names, n);
	if (similar)
		complain("there is no type '%s': did you mean '%s'?", name, similar);
	else
		complain("there is no type '%s': see 'facetctl types'", name);
}

/*
 * Choose the first type with room among the wanted types and parents. Types are in the order of
 * their names, which is the order of their sizes.
 */
static const struct host_type *choose(const struct host *host, const struct create *create,
				      const struct host_parent **parent)
{
	bool parents = false, there = false;
	size_t i, k;

	for (i = 0; i < host->n_parents; i++) {
		*parent = &host->parents[i];
		if (!names_fit(create->parent, (*parent)->name))
			continue;
		parents = true;
		for (k = 0; k < (*parent)->n_types; k++) {
			const struct host_type *type = &(*parent)->types[k];

			if (!names_fit(create->type, type->name))
				continue;
			there = true;
			if (type->available)
				return type;
		}
	}
	if (there)
		complain(
			"no vGPU of %s is left: remove one, or use another type ('facetctl types')",
			create->type ? create->type : "any type");
	else if (!host->n_parents)
		complain("there is no parent: load the modules facet and facet_softgpu");
	else if (!parents)
		complain("there is no parent '%s': see 'facetctl types'", create->parent);
	else if (create->type)
		report_unknown_type(host, create->type);
	else
		complain("no parent has a type of vGPU: it is being unloaded");
	return NULL;
}

/* Set the name and the attributes of a new vGPU. --name is another way to say name=VALUE. */
static int set_new(const char *command, const struct host *host, const char *uuid,
		   const struct create *create)
{
	int ret = FACETCTL_OK;
	char *name;

	if (create->name) {
		name = sysfs_path("name=%s", create->name);
		ret = set_attributes(command, host, uuid, &name, 1);
		free(name);
	}
	if (ret == FACETCTL_OK)
		ret = set_attributes(command, host, uuid, create->words.words, create->words.n);
	return ret;
}

static void remove_again(const struct host *host, const char *uuid)
{
	char *path = host_remove_path(host, uuid);

	if (sysfs_write(path, "1"))
		complain("%s could not be removed again: facetctl remove %s", uuid, uuid);
	free(path);
}

/* Print why the kernel did not create a vGPU. Return: the exit status. */
static int report_refusal(const char *command, int error, const char *type, const char *uuid)
{
	switch (error) {
	case -EEXIST:
		return complain("there is a mediated device %s already: use another UUID", uuid);
	case -EINVAL:
		return options_print_error(command, NULL, "--uuid=%s: must be a UUID", uuid);
	case -EACCES:
		return complain("a vGPU cannot be created: ask as root");
	case -ENOSPC:
		return complain("no vGPU of %s is left, or fixed_share leaves no part for it: "
				"see 'facetctl types'", type);
	default:
		return complain("a vGPU of %s cannot be created: %s", type, strerror(-error));
	}
}

static int create_one(const char *command, const struct host *host, const struct create *create,
		      const char *uuid)
{
	const struct host_parent *parent;
	const struct host_type *type = choose(host, create, &parent);
	char *path;
	int ret;

	if (!type)
		return FACETCTL_FAILED;
	path = host_create_path(host, parent->name, type->name);
	ret = sysfs_write(path, uuid);
	free(path);
	if (ret)
		return report_refusal(command, ret, type->name, uuid);
	ret = set_new(command, host, uuid, create);
	if (ret != FACETCTL_OK)
		remove_again(host, uuid);
	else if (create->words.json)
		ret = print_vgpu(uuid);
	else
		puts(uuid);
	return ret;
}

int facetctl_create(int argc, char **argv)
{
	struct create create = { 0 };
	char uuid[SYSFS_VALUE];
	struct host host;
	int ret;

	options_parse(&create_argp, argc, argv, 0, NULL, &create);
	check_attributes(argv[0], create.words.words, create.words.n);
	ret = create.uuid ? 0 : sysfs_read(RANDOM_UUID, uuid);
	if (ret)
		return complain("no random UUID (" RANDOM_UUID ": %s): use --uuid=UUID",
				strerror(-ret));
	if (!open_host(&host))
		return FACETCTL_FAILED;
	ret = create_one(argv[0], &host, &create, create.uuid ? create.uuid : uuid);
	host_free(&host);
	return ret;
}

/* --- remove ------------------------------------------------------------------------------- */

static const struct argp remove_argp = {
	.options = word_options,
	.parser = parse_words,
	.args_doc = "VGPU...",
	.doc = "Removes vGPUs that no virtual machine has open. VGPU is a UUID or a name.",
};

/*
 * The kernel waits uninterruptibly until the virtual machine closes the vGPU. Most QEMU processes
 * never close it.
 */
static int remove_one(const struct host *host, const char *id, json_t *removed)
{
	const struct host_vgpu *vgpu = find_vgpu(host, id);
	char *path;
	int ret;

	if (!vgpu)
		return FACETCTL_FAILED;
	if (!strcmp(vgpu->state, "open"))
		return complain("a virtual machine has %s open: stop it first", id);
	path = host_remove_path(host, vgpu->uuid);
	ret = sysfs_write(path, "1");
	free(path);
	if (ret == -EACCES)
		return complain("%s cannot be removed: ask as root", id);
	if (ret)
		return complain("%s cannot be removed: %s", id, strerror(-ret));
	json_array_append_new(removed, json_string(vgpu->uuid));
	return FACETCTL_OK;
}

int facetctl_remove(int argc, char **argv)
{
	struct words words = { .least = 1, .wanted = "a VGPU is missing" };
	int i, ret = FACETCTL_OK;
	json_t *removed;
	struct host host;

	options_parse(&remove_argp, argc, argv, 0, NULL, &words);
	if (!open_host(&host))
		return FACETCTL_FAILED;
	removed = json_array();
	for (i = 0; i < words.n; i++)
		if (remove_one(&host, words.words[i], removed) != FACETCTL_OK)
			ret = FACETCTL_FAILED;
	host_free(&host);
	if (!words.json)
		json_decref(removed);
	else if (print_json(json_pack("{s:o}", "removed", removed)) != FACETCTL_OK)
		ret = FACETCTL_FAILED;
	return ret;
}
