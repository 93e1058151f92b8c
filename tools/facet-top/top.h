/* SPDX-License-Identifier: GPL-2.0-only */
/* The two outputs of facet-top: the terminal and lines of text. main.c calls one of them. */
#ifndef FACET_TOP_VIEWS_H
#define FACET_TOP_VIEWS_H

#include <stdbool.h>

#include "tools/facet-top/model.h"

/**
 * struct top_options - Options of the command line.
 * @interval: time between samples, in seconds
 * @count: number of samples; 0: until the user ends facet-top
 * @all: also show vGPUs that no virtual machine has open
 */
struct top_options {
	double interval;
	unsigned int count;
	bool all;
};

/**
 * top_screen() - Show samples in the terminal, and obey keys, until the end.
 * @top: the model
 * @stats: the open statistics
 * @options: the options
 *
 * Context: facet-top's only thread; blocks for the terminal and between samples.
 * Return: exit status.
 */
int top_screen(struct top *top, const struct stats *stats, const struct top_options *options);

/**
 * top_batch() - Print a line of key=value for each vGPU and sample on stdout, until the end.
 * @top: the model
 * @stats: the open statistics
 * @options: the options
 *
 * Context: facet-top's only thread; blocks for stdout and between samples.
 * Return: exit status.
 */
int top_batch(struct top *top, const struct stats *stats, const struct top_options *options);

#endif
