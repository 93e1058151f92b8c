/* SPDX-License-Identifier: GPL-2.0-only */
/* The outputs of facet-top: the terminal, lines of text, and JSON. main.c calls one of them. */
#ifndef FACET_TOP_TOP_H
#define FACET_TOP_TOP_H

#include <stdbool.h>

#include "tools/facet-top/model.h"

/**
 * struct top_options - Options of the command line.
 * @interval: time between samples, in seconds
 * @count: number of samples; 0: until the user ends facet-top
 * @all: also show vGPUs that no virtual machine has open
 * @json: top_batch() prints JSON
 */
struct top_options {
	double interval;
	unsigned int count;
	bool all;
	bool json;
};

/**
 * top_screen() - Show samples in the terminal, and obey keys, until @options->count or the key q.
 * @top: the model, with a sample, which is shown first
 * @stats: the open statistics
 * @options: the options
 *
 * Context: facet-top's only thread; blocks for the terminal and between samples.
 * Return: exit status. 0: done; 1: a sample failed, and stderr has the reason.
 */
int top_screen(struct top *top, const struct stats *stats, const struct top_options *options);

/**
 * top_batch() - Print further samples on stdout, until @options->count.
 * @top: the model, with a sample, which is not printed
 * @stats: the open statistics
 * @options: the options
 *
 * As text each sample has a line for each parent and a line for each vGPU. As JSON it is one line.
 *
 * Context: facet-top's only thread; blocks for stdout and between samples.
 * Return: exit status. 0: done; 1: the output or a sample failed, and stderr has the reason.
 */
int top_batch(struct top *top, const struct stats *stats, const struct top_options *options);

/**
 * top_print_json() - Print the last sample on stdout as a line of JSON.
 * @top: the model, with two samples
 * @options: the options
 *
 * Context: facet-top's only thread; the caller flushes stdout and checks it for errors.
 */
void top_print_json(const struct top *top, const struct top_options *options);

#endif
