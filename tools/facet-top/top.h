/* SPDX-License-Identifier: GPL-2.0-only */
/* The two outputs of facet-top: the terminal and lines of text. main.c calls one of them. */
#ifndef FACET_TOP_TOP_H
#define FACET_TOP_TOP_H

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
 * top_screen() - Show samples in the terminal, and obey keys, until @options->count or the key q.
 * @top: the model
 * @stats: the open statistics
 * @options: the options
 *
 * Context: facet-top's only thread; blocks for the terminal and between samples.
 * Return: exit status. 0: done; 1: a sample failed, and stderr has the reason.
 */
int top_screen(struct top *top, const struct stats *stats, const struct top_options *options);

/**
 * top_batch() - Print lines of key=value for each sample on stdout, until @options->count.
 * @top: the model
 * @stats: the open statistics
 * @options: the options
 *
 * Each sample has a line for the engines of the first parent and a line for each vGPU.
 *
 * Context: facet-top's only thread; blocks for stdout and between samples.
 * Return: exit status. 0: done; 1: the output or a sample failed. stderr has the reason of a failed
 *	sample.
 */
int top_batch(struct top *top, const struct stats *stats, const struct top_options *options);

#endif
