/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of facetctl, and functions that they share. main.c has the table of commands.
 * facetctl has one thread and no lock.
 */
#ifndef FACETCTL_FACETCTL_H
#define FACETCTL_FACETCTL_H

#include <argp.h>
#include <stdbool.h>

struct host;
struct host_vgpu;
struct json_t;

/* Exit statuses, which scripts may rely on. */
enum {
	FACETCTL_OK,
	FACETCTL_FAILED,	/* the command failed; stderr has the reason */
	FACETCTL_USAGE,		/* usage error */
};

/**
 * struct command - One command of facetctl.
 * @name: name of the command: the first argument of facetctl
 * @run: run the command; argv[0] is "facetctl COMMAND"; returns an exit status
 * @what: the line of --help
 */
struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
};

/* The commands, as &command.run: argv[0] is "facetctl COMMAND". Each returns an exit status. */
int facetctl_autostart(int argc, char **argv);
int facetctl_create(int argc, char **argv);
int facetctl_doctor(int argc, char **argv);
int facetctl_dump(int argc, char **argv);
int facetctl_list(int argc, char **argv);
int facetctl_migrate_check(int argc, char **argv);
int facetctl_remove(int argc, char **argv);
int facetctl_screenshot(int argc, char **argv);
int facetctl_set(int argc, char **argv);
int facetctl_show(int argc, char **argv);
int facetctl_stats(int argc, char **argv);
int facetctl_traits(int argc, char **argv);
int facetctl_types(int argc, char **argv);

/* common.c */

/**
 * complain() - Print an error message on stderr.
 * @format: format of printf(3), without a newline
 * @...: arguments of @format
 *
 * Context: takes no lock; blocks for stderr.
 * Return: FACETCTL_FAILED.
 */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * open_host() - Read the state of this host, by host_read(), and print an error.
 * @host: gets the state; the caller calls host_free() after success
 *
 * Context: takes no lock; blocks for sysfs.
 * Return: true: success; false: sysfs cannot be read, and stderr has the reason.
 */
bool open_host(struct host *host);

/**
 * find_vgpu() - Find a vGPU by its UUID or name, by host_find(), and print an error.
 * @host: the state of the host
 * @id: UUID or name
 *
 * Context: takes no lock.
 * Return: the vGPU, inside @host; NULL: no vGPU or several have the name; stderr has the reason.
 */
const struct host_vgpu *find_vgpu(const struct host *host, const char *id);

/**
 * parse_json() - Parse the options of a command that has only json_options (a parser of argp).
 * @key: key of the option
 * @arg: argument of the option; unused
 * @state: state of argp; its input points to a bool that --json sets
 *
 * Context: takes no lock.
 * Return: 0; ARGP_ERR_UNKNOWN: another option or an argument.
 */
error_t parse_json(int key, char *arg, struct argp_state *state);
extern const struct argp_option json_options[];

/**
 * json_of_text() - Convert a text of any bytes to a JSON string.
 * @text: the text; if it is not UTF-8, each byte from 0x80 on becomes a question mark
 *
 * Context: takes no lock; allocates memory.
 * Return: the string; the caller releases it. NULL: no memory.
 */
struct json_t *json_of_text(const char *text);

/**
 * print_json() - Print a JSON value on stdout and release it.
 * @json: the value; the function drops the caller's reference
 *
 * Context: takes no lock; blocks for stdout.
 * Return: FACETCTL_OK; FACETCTL_FAILED: the output failed, and stderr has the reason.
 */
int print_json(struct json_t *json);

/**
 * print_json_line() - Print a JSON value on stdout as one line, and release it.
 * @json: the value; the function drops the caller's reference
 *
 * Context: takes no lock; blocks for stdout.
 * Return: FACETCTL_OK; FACETCTL_FAILED: the output failed, and stderr has the reason.
 */
int print_json_line(struct json_t *json);

/**
 * json_of_attributes() - Read the attributes of a vGPU that the command 'show' prints.
 * @host: the state of the host
 * @vgpu: the vGPU
 *
 * Context: takes no lock; blocks for reads of sysfs.
 * Return: a JSON object; the caller releases it.
 */
struct json_t *json_of_attributes(const struct host *host, const struct host_vgpu *vgpu);

/* The attributes that can be set, as lines of --help: a child of a command's argp. */
extern const struct argp attributes_argp;

/**
 * check_attributes() - Check that texts are KEY=VALUE, and that each KEY can be set.
 * @name: name of the command in messages
 * @pairs: array of @n texts
 * @n: number of texts
 *
 * The kernel checks the values.
 *
 * Context: takes no lock. A wrong text ends facetctl with a usage error.
 */
void check_attributes(const char *name, char *const *pairs, int n);

/**
 * set_attributes() - Set attributes of a vGPU in the given order, all or none.
 * @name: name of the command in messages
 * @host: the state of the host
 * @uuid: UUID of the vGPU as text
 * @pairs: array of @n texts KEY=VALUE that check_attributes() has checked
 * @n: number of attributes
 *
 * If the kernel refuses one, the function writes the old values of the earlier ones back.
 *
 * Context: takes no lock; blocks for sysfs.
 * Return: FACETCTL_OK; FACETCTL_USAGE: a value is invalid; FACETCTL_FAILED: another error. stderr
 *	has the reason.
 */
int set_attributes(const char *name, const struct host *host, const char *uuid, char *const *pairs,
		   int n);

#endif
