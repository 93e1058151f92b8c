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

static const struct command commands[] = {
	{ "list", facetctl_list, "vGPUs" },
	{ "types", facetctl_types, "types of vGPUs, and how many can be created" },
	{ "create", facetctl_create, "make a vGPU" },
	{ "remove", facetctl_remove, "take vGPUs away" },
	{ "show", facetctl_show, "a vGPU with its attributes" },
	{ "set", facetctl_set, "change attributes of a vGPU" },
	{ "stats", facetctl_stats, "what vGPUs had of the engines" },
	{ "screenshot", facetctl_screenshot, "save what a guest shows as a PNG" },
	{ "dump", facetctl_dump, "the whole state of a vGPU, as text" },
	{ "autostart", facetctl_autostart,
	  "start what mdevctl has defined to start with the host" },
	{ "doctor", facetctl_doctor, "what this host lacks, and what to do about it" },
};

#define COMMANDS	(sizeof(commands) / sizeof(commands[0]))

const char *argp_program_version = "facetctl " FACET_VERSION;

static void usage(FILE *out)
{
	size_t i;

	fputs("Usage: facetctl COMMAND [ARGUMENT...]\n"
	      "Makes, changes and takes away virtual GPUs of Facet on this host, and looks at "
	      "them.\n\n", out);
	for (i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].what);
	fputs("\n'facetctl COMMAND --help' tells more, and so does the manual, facetctl(1). "
	      "'--version' prints the version.\n"
	      "A vGPU is told by its UUID or its name. Where something is missing, begin with "
	      "'facetctl doctor'.\n"
	      "Exit status: 0 done, 1 it could not be done, 2 usage error.\n",
	      out);
}

int main(int argc, char **argv)
{
	static char name[64];
	size_t i;

	argp_err_exit_status = FACETCTL_USAGE;
	if (argc < 2) {
		usage(stderr);
		return FACETCTL_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		usage(stdout);
		return FACETCTL_OK;
	}
	if (!strcmp(argv[1], "--version")) {
		puts(argp_program_version);
		return FACETCTL_OK;
	}
	for (i = 0; i < COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		snprintf(name, sizeof(name), "facetctl %s", commands[i].name);
		argv[1] = name;
		return commands[i].run(argc - 1, argv + 1);
	}
	fprintf(stderr, "facetctl: there is no command '%s': facetctl --help\n", argv[1]);
	return FACETCTL_USAGE;
}
