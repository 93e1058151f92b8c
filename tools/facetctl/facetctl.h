/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of facetctl, and what they share. */
#ifndef FACETCTL_COMMANDS_H
#define FACETCTL_COMMANDS_H

#include <argp.h>
#include <stdbool.h>

struct host;
struct host_vgpu;
struct json_t;

/* Exit statuses, which scripts may rely on. */
enum {
	FACETCTL_OK,
	FACETCTL_FAILED,	/* it could not be done; stderr says why */
	FACETCTL_USAGE,		/* usage error */
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

int facetctl_autostart(int argc, char **argv);
int facetctl_create(int argc, char **argv);
int facetctl_doctor(int argc, char **argv);
int facetctl_dump(int argc, char **argv);
int facetctl_list(int argc, char **argv);
int facetctl_remove(int argc, char **argv);
int facetctl_screenshot(int argc, char **argv);
int facetctl_set(int argc, char **argv);
int facetctl_show(int argc, char **argv);
int facetctl_stats(int argc, char **argv);

/* common.c */

/** complain() - A line on stderr. Return: FACETCTL_FAILED. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** open_host() - host_read() of this host. Return: whether it worked; else that has been said. */
bool open_host(struct host *host);

/** find_vgpu() - By UUID or name. Return: NULL, and why has been said. */
const struct host_vgpu *find_vgpu(const struct host *host, const char *id);

/** parse_json() - The parser of a command with no argument but json_options, to a bool. */
error_t parse_json(int key, char *arg, struct argp_state *state);
extern const struct argp_option json_options[];

/** print_json() - On stdout; takes @json over. Return: an exit status. */
int print_json(struct json_t *json);

/** json_of_attributes() - What 'show' shows of a vGPU. */
struct json_t *json_of_attributes(const struct host *host, const struct host_vgpu *vgpu);

/** help_attributes() - A help_filter of argp's: --help ends with all attributes. */
char *help_attributes(int key, const char *text, void *input);

/**
 * set_attributes() - Attributes of a vGPU, in this order, all or none.
 * @pairs: @n of KEY=VALUE
 *
 * Where one is refused, those before it get back what they were. Return: an exit status; why has been said.
 */
int set_attributes(const struct host *host, const char *uuid, char *const *pairs, int n);

#endif
