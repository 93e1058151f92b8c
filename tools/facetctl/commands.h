/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of facetctl. */
#ifndef FACETCTL_COMMANDS_H
#define FACETCTL_COMMANDS_H

/* Exit statuses, which scripts may rely on. */
enum {
	FACETCTL_OK,
	FACETCTL_FAILED,	/* it could not be done; stderr says why */
	FACETCTL_USAGE,		/* it was asked wrongly */
};

/**
 * struct command - A row of facetctl.
 * @name: first argument
 * @run: the command: its name and what follows it as arguments of their own; returns an exit status
 * @what: a line for --help
 */
struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
};

int facetctl_screenshot(int argc, char **argv);

#endif
