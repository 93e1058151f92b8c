/* SPDX-License-Identifier: GPL-2.0-only */
/* What facetd waits for. */
#ifndef FACETD_LOOP_H
#define FACETD_LOOP_H

#include "tools/facetd/config.h"

/**
 * struct loop_options - What was asked for.
 * @path: of the configuration, for SIGHUP
 * @count: looks; 0: until it is ended
 */
struct loop_options {
	const char *path;
	bool dry_run;
	uint32_t count;
};

/** loop_run() - Until it is ended. Return: an exit status; 2: to try again would change nothing. */
int loop_run(const struct config *config, const struct loop_options *options);

/** loop_read_config() - Says what is wrong. Return: whether all is well. */
bool loop_read_config(const char *path, struct config *config);

#endif
