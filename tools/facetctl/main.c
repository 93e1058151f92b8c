// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetctl creates, changes, removes and lists vGPUs on this host. Administrators and scripts run
 * it. Each command is a row of the table below.
 */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/facetctl/facetctl.h"
#include "tools/lib/options.h"

static int print_help(int argc, char **argv);
static int print_version(int argc, char **argv);

static const struct command commands[] = {
	{ "list", facetctl_list, "list vGPUs" },
	{ "types", facetctl_types, "list types of vGPUs, and how many can be created" },
	{ "create", facetctl_create, "create a vGPU" },
	{ "remove", facetctl_remove, "remove vGPUs" },
	{ "show", facetctl_show, "print the attributes of a vGPU" },
	{ "set", facetctl_set, "change attributes of a vGPU" },
	{ "stats", facetctl_stats, "print how vGPUs have used the engines" },
	{ "traits", facetctl_traits, "print what a vGPU must have in common with another" },
	{ "migrate-check", facetctl_migrate_check,
	  "say whether a vGPU takes the state of another" },
	{ "screenshot", facetctl_screenshot, "save the screen of a guest as a PNG" },
	{ "dump", facetctl_dump, "print the whole state of a vGPU as text" },
	{ "autostart", facetctl_autostart,
	  "start the vGPUs that mdevctl has defined to start with the host" },
	{ "doctor", facetctl_doctor, "check what this host lacks for vGPUs" },
	{ "help", print_help, "print the help of a command" },
	{ "version", print_version, "print the version" },
};

#define COMMANDS	(sizeof(commands) / sizeof(commands[0]))

const char *argp_program_version = "facetctl " FACET_VERSION;

/* Append the list of commands to the text above the options (a help_filter of argp). */
static char *help_commands(int key, const char *text, void *input)
{
	char *help = NULL;
	size_t size, i;
	FILE *out;

	if (key != ARGP_KEY_HELP_PRE_DOC || !text)
		return (char *)text;
	out = open_memstream(&help, &size);
	if (!out)
		return (char *)text;
	fprintf(out, "%s\n\nCommands:\n", text);
	for (i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-13s %s\n", commands[i].name, commands[i].what);
	return fclose(out) ? (char *)text : help;
}

static const struct argp argp = {
	.args_doc = "COMMAND [ARGUMENT...]",
	.doc = "Creates, changes, removes and lists virtual GPUs (vGPUs) of Facet on this host.\v"
	       "'facetctl help COMMAND' prints the options of a command. The manual is "
	       "facetctl(1). If vGPUs do not work on this host, begin with 'facetctl doctor'.\n\n"
	       "Exit status: 0 success, 1 the command failed, 2 usage error.",
	.help_filter = help_commands,
};

/* Return the command with this name. An unknown name is a usage error of @name. */
static const struct command *find_command(const char *name, const char *word)
{
	const char *words[COMMANDS];
	size_t i;

	for (i = 0; i < COMMANDS; i++) {
		words[i] = commands[i].name;
		if (!strcmp(word, words[i]))
			return &commands[i];
	}
	options_usage_error(name, options_suggest(word, words, COMMANDS), "%s: unknown command",
			    word);
}

/* Run a command. argv[0] becomes its name in messages. Return: an exit status. */
static int run(const struct command *command, int argc, char **argv)
{
	static char name[64];

	snprintf(name, sizeof(name), "facetctl %s", command->name);
	argv[0] = name;
	return command->run(argc, argv);
}

/* --- help and version --------------------------------------------------------------------- */

static error_t parse_word(int key, char *arg, struct argp_state *state)
{
	const char **word = state->input;

	if (key != ARGP_KEY_ARG || *word)
		return ARGP_ERR_UNKNOWN;
	*word = arg;
	return 0;
}

static const struct argp help_argp = {
	.parser = parse_word,
	.args_doc = "[COMMAND]",
	.doc = "Prints the help of a command, or of facetctl.",
};

static int print_help(int argc, char **argv)
{
	char *help[3] = { "facetctl", "--help", NULL };
	const char *word = NULL;

	options_parse(&help_argp, argc, argv, 0, NULL, &word);
	if (word)
		return run(find_command(argv[0], word), 2, help);
	options_parse(&argp, 2, help, ARGP_NO_ARGS, NULL, NULL);
	return FACETCTL_OK;
}

static const struct argp version_argp = { .doc = "Prints the version of facetctl." };

static int print_version(int argc, char **argv)
{
	options_parse(&version_argp, argc, argv, 0, NULL, NULL);
	puts(argp_program_version);
	return FACETCTL_OK;
}

int main(int argc, char **argv)
{
	int at;

	options_parse(&argp, argc, argv, ARGP_NO_ARGS, &at, NULL);
	if (at == argc)
		options_usage_error("facetctl", NULL, "a COMMAND is missing");
	return run(find_command("facetctl", argv[at]), argc - at, argv + at);
}
