/* SPDX-License-Identifier: GPL-2.0-only */
/* The event loop of facetd: timer, signals, exporter. main.c calls these functions. */
#ifndef FACETD_LOOP_H
#define FACETD_LOOP_H

#include "tools/facetd/config.h"

/**
 * struct loop_options - Options of the command line.
 * @path: path of the configuration, which SIGHUP reads again
 * @dry_run: print changes and write nothing
 * @count: number of rounds; 0: until a signal ends facetd
 */
struct loop_options {
	const char *path;
	bool dry_run;
	uint32_t count;
};

/**
 * loop_run() - Run facetd until SIGINT, SIGTERM or the last round.
 * @config: the configuration; copied
 * @options: the options; outlive the call
 *
 * Context: main thread; blocks. SIGHUP, SIGINT and SIGTERM stay blocked afterwards.
 * Return: exit status. 0: done; 1: facetd could not start, or waiting failed; 2: the statistics are
 *	of another version, so a restart fails, too.
 */
int loop_run(const struct config *config, const struct loop_options *options);

/**
 * loop_read_config() - Read a configuration file and log its errors.
 * @path: path of the file
 * @config: gets the configuration; undefined after an error
 *
 * Context: main thread; blocks for the file.
 * Return: true: @config is valid.
 */
bool loop_read_config(const char *path, struct config *config);

#endif
