/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of facet-sim around its machine: what is read, and what is told. */
#ifndef SIM_H
#define SIM_H

#include <stdio.h>

#include "machine.h"

enum { SIM_WHAT_SHARE, SIM_WHAT_PART, SIM_WHAT_WAIT, SIM_WHAT_UTILISATION, SIM_WHAT_MIN_MAX,
	SIM_WHATS };

/**
 * struct sim_expectation - What has to come of a workload.
 * @what: SIM_WHAT_*
 * @client: name of a line of the description; NULL: all
 * @engine: enum pgpu_engine
 * @window_ns: MIN_MAX: in any window of this length
 * @quantile: WAIT: 1 is the longest one
 * @min: at least
 * @max: at most
 */
struct sim_expectation {
	u32 what;
	const char *client;
	u32 engine;
	u64 window_ns;
	double quantile;
	double min;
	double max;
};

/** struct sim_file - A description that was read. */
struct sim_file {
	struct sim_workload workload;
	struct sim_expectation *expectations;
	u32 expectation_count;
	void *text;
};

/**
 * sim_file_read() - Read a description, and print errors with their place on stderr.
 * @path: path of the file
 * @file: gets the description; sim_file_free() frees it
 *
 * Context: main thread; blocks for the file.
 * Return: 0; -EINVAL: the file cannot be read or has errors.
 */
int sim_file_read(const char *path, struct sim_file *file);

/**
 * sim_file_free() - Free a description.
 * @file: a description of sim_file_read()
 *
 * Context: main thread.
 */
void sim_file_free(struct sim_file *file);

/** sim_line_matches() - Whether a client is of a line of the description. @name: NULL: any is. */
static inline bool sim_line_matches(const struct sim_client *client, const char *name)
{
	return !name || !strcmp(client->name, name);
}

/**
 * sim_min_max() - Compute the smallest over the largest service of a client in any window.
 * @workload: the workload
 * @result: the result, with its runs
 * @client: name of a line of the description; NULL: all lines
 * @engine: enum pgpu_engine
 * @window_ns: length of a window in nanoseconds
 *
 * Context: any thread; takes no lock; allocates memory, and aborts without.
 * Return: 0 to 1; 0: a client had no service in a window.
 */
double sim_min_max(const struct sim_workload *workload, const struct sim_result *result,
		   const char *client, u32 engine, u64 window_ns);

/** sim_figure() - What an expectation is about, as it came out. */
double sim_figure(const struct sim_file *file, const struct sim_result *result,
		  const struct sim_expectation *expectation);

void sim_print_table(const struct sim_file *file, const struct sim_result *result, FILE *out);
/** sim_print_json() - Return: 0, -ENOMEM. */
int sim_print_json(const struct sim_file *file, const struct sim_result *result, FILE *out);

/** sim_print_checks() - TAP. Return: how many expectations were not met. */
u32 sim_print_checks(const struct sim_file *file, const struct sim_result *result, FILE *out);

/** sim_draw() - Runs between two times as SVG. */
void sim_draw(const struct sim_file *file, const struct sim_result *result, u64 from_ns, u64 to_ns,
	      FILE *out);

#endif
