/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of facet-sim around its machine: they read a description and print the result. main.c
 * calls these functions; the benchmark of the scheduler calls sim_min_max().
 */
#ifndef SIM_H
#define SIM_H

#include <stdio.h>

#include "machine.h"

/* Figures of a result: see sim_figure(). */
enum {
	SIM_WHAT_SHARE,		/* part of the engine's busy time, 0 to 1 */
	SIM_WHAT_PART,		/* part of the simulated time, 0 to 1 */
	SIM_WHAT_WAIT,		/* quantile of waiting times, in microseconds */
	SIM_WHAT_UTILISATION,	/* busy part of the engine's time, 0 to 1 */
	SIM_WHAT_MIN_MAX,	/* smallest over largest service in a window, 0 to 1 */
	SIM_WHAT_MISSED,	/* part of vertical blanks that were missed, 0 to 1 */
	SIM_WHATS
};

/**
 * struct sim_expectation - Limits of one figure of a result.
 * @what: the figure, SIM_WHAT_*
 * @client: name of a line of the description; NULL: all lines
 * @engine: enum pgpu_engine
 * @window_ns: SIM_WHAT_MIN_MAX: length of a window in nanoseconds
 * @quantile: SIM_WHAT_WAIT: the quantile, 0 to 1; 1: the longest wait
 * @min: lowest value of the figure that meets the expectation
 * @max: highest value of the figure that meets the expectation
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

/**
 * struct sim_file - A description that sim_file_read() has read.
 * @workload: the input of the simulation
 * @expectations: array of @expectation_count expectations
 * @expectation_count: number of expectations
 * @text: the parsed JSON, which owns the names in @workload and @expectations
 */
struct sim_file {
	struct sim_workload workload;
	struct sim_expectation *expectations;
	u32 expectation_count;
	void *text;
};

/**
 * sim_file_read() - Read a description, and print errors with their place on stderr.
 * @path: path of the file
 * @file: gets the description, which sim_file_free() frees; undefined after an error
 *
 * Context: main thread; blocks for the file. Without memory for the clients, the program aborts.
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

/**
 * sim_line_matches() - Tell if a client belongs to a line of the description.
 * @client: the client
 * @name: name of the line; NULL: all lines
 *
 * Context: any thread; takes no lock.
 * Return: true: the client has the name, or @name is NULL.
 */
static inline bool sim_line_matches(const struct sim_client *client, const char *name)
{
	return !name || !strcmp(client->name, name);
}

/**
 * sim_min_max() - Divide the smallest by the largest service of any client in any window.
 * @workload: the workload
 * @result: the result, with its runs
 * @client: name of a line of the description; NULL: all lines
 * @engine: enum pgpu_engine
 * @window_ns: length of a window in nanoseconds
 *
 * Service is the time that a client has the engine. Windows lie between the first begin and the
 * last end of all runs.
 *
 * Context: any thread; takes no lock. Without memory, the program aborts.
 * Return: 0 to 1; 0: a client had no service in a window, or no window fits between the two times.
 */
double sim_min_max(const struct sim_workload *workload, const struct sim_result *result,
		   const char *client, u32 engine, u64 window_ns);

/**
 * sim_figure() - Compute the figure of an expectation.
 * @file: the description
 * @result: the result; SIM_WHAT_MIN_MAX: with its runs
 * @expectation: the figure, its clients and its engine; its limits are not used
 *
 * SIM_WHAT_SHARE and SIM_WHAT_PART are sums over all clients of the line. SIM_WHAT_WAIT is the wait
 * of the client with the longest wait. SIM_WHAT_MISSED is of all blanks of all these clients.
 *
 * Context: any thread; takes no lock. Without memory, the program aborts.
 * Return: the figure, in the unit that SIM_WHAT_* names.
 */
double sim_figure(const struct sim_file *file, const struct sim_result *result,
		  const struct sim_expectation *expectation);

/**
 * sim_print_table() - Print a table with a row for each line of the description and engine.
 * @file: the description
 * @result: the result
 * @out: file to print to; errors are not reported
 *
 * Context: main thread; blocks for @out.
 */
void sim_print_table(const struct sim_file *file, const struct sim_result *result, FILE *out);

/**
 * sim_print_json() - Print the rows of sim_print_table() as a JSON object.
 * @file: the description
 * @result: the result
 * @out: file to print to
 *
 * Context: main thread; blocks for @out.
 * Return: 0; -ENOMEM: no memory, or the output failed.
 */
int sim_print_json(const struct sim_file *file, const struct sim_result *result, FILE *out);

/**
 * sim_print_checks() - Print a line of TAP for each expectation.
 * @file: the description
 * @result: the result
 * @out: file to print to; errors are not reported
 *
 * Context: main thread; blocks for @out.
 * Return: number of expectations that the result does not meet.
 */
u32 sim_print_checks(const struct sim_file *file, const struct sim_result *result, FILE *out);

/**
 * sim_draw() - Draw the runs between two times as an SVG picture.
 * @file: the description
 * @result: the result, with its runs
 * @from_ns: begin of the picture, in nanoseconds since the begin of the first run
 * @to_ns: end of the picture, in nanoseconds since the begin of the first run; more than @from_ns
 * @out: file to print to; the caller checks fclose()
 *
 * Context: main thread; blocks for @out.
 */
void sim_draw(const struct sim_file *file, const struct sim_result *result, u64 from_ns, u64 to_ns,
	      FILE *out);

#endif
