/* SPDX-License-Identifier: GPL-2.0-only */
/* The two ways to see what facet-top knows. */
#ifndef FACET_TOP_VIEWS_H
#define FACET_TOP_VIEWS_H

#include <stdbool.h>

#include "tools/facet-top/model.h"

/**
 * struct top_options - What was asked for.
 * @interval: seconds between looks
 * @count: looks; 0: until it is ended
 * @all: vGPUs that nobody has open, too
 */
struct top_options {
	double interval;
	unsigned int count;
	bool all;
};

/* Each shows looks until it is told to end. Return: an exit status. */

/** top_screen() - In the terminal, with keys. */
int top_screen(struct top *top, const struct stats *stats, const struct top_options *options);

/** top_batch() - A line for each vGPU and look on stdout, key=value. */
int top_batch(struct top *top, const struct stats *stats, const struct top_options *options);

#endif
