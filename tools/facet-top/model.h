/* SPDX-License-Identifier: GPL-2.0-only */
/* The model of facet-top: sorted rows of vGPUs with their history. No terminal here. */
#ifndef FACET_TOP_MODEL_H
#define FACET_TOP_MODEL_H

#include "tools/lib/stats.h"

#define TOP_HISTORY	64u	/* samples in the history of a row */
#define TOP_ALL		FACET_STATS_ENGINES	/* in place of an engine: the busiest one */

/**
 * enum top_sort - Order of rows.
 * @TOP_BY_BUSY: highest use of the engine first
 * @TOP_BY_WAITING: longest wait first
 * @TOP_BY_SUBMISSIONS: most submissions per second first
 * @TOP_BY_NAME: by name
 * @TOP_SORTS: number of orders
 */
enum top_sort {
	TOP_BY_BUSY,
	TOP_BY_WAITING,
	TOP_BY_SUBMISSIONS,
	TOP_BY_NAME,
	TOP_SORTS,
};

extern const char *const top_sort_names[TOP_SORTS];

/**
 * struct top_row - The row of a vGPU.
 * @vgpu: record of the vGPU in the last sample
 * @name: name of the vGPU, or the beginning of its UUID
 * @engines: use of each engine between the last two samples
 * @total: use of the chosen engine; TOP_ALL: sums of all engines, but the busiest engine's @busy
 * @history: busy of @total, the newest last
 * @n_history: number of entries in @history
 */
struct top_row {
	struct facet_stats_vgpu vgpu;
	char name[FACET_UUID_SIZE];
	struct stats_rate engines[FACET_STATS_ENGINES];
	struct stats_rate total;
	float history[TOP_HISTORY];
	uint32_t n_history;
};

/**
 * struct top - State of the model.
 * @engine: engine that the rows show, or TOP_ALL
 * @sort: order of the rows
 * @rows: array of @n_rows rows, in the order of the records
 * @order: array of @n_rows pointers to the rows, in the order of @sort
 * @n_rows: number of rows
 * @parent: record of the first parent
 * @gpu: use of each engine of the first parent
 * @before: the last sample
 * @spare: memory for the next sample
 * @names_serial: serial of the statistics at the last read of all names, plus 1; 0: never
 * @names_ns: time of that read, CLOCK_MONOTONIC in nanoseconds
 */
struct top {
	uint32_t engine;
	enum top_sort sort;
	struct top_row *rows;
	struct top_row **order;
	uint32_t n_rows;
	struct facet_stats_gpu parent;
	struct stats_rate gpu[FACET_STATS_ENGINES];
	struct stats_sample before;
	struct stats_sample spare;
	uint64_t names_serial;
	uint64_t names_ns;
};

/**
 * top_update() - Take a sample and update the rows.
 * @top: the model
 * @stats: the open statistics
 *
 * Context: facet-top's only thread; takes no lock; blocks for names in sysfs.
 * Return: 0; -ENOMEM: no memory, and the rows of the previous sample stay.
 */
int top_update(struct top *top, const struct stats *stats);

/**
 * top_order() - Compute the totals, and sort the rows by @top->sort, then by UUID.
 * @top: the model
 *
 * Context: facet-top's only thread; does not block.
 */
void top_order(struct top *top);

/**
 * top_free() - Free the rows and samples, and zero the model.
 * @top: the model
 *
 * Context: facet-top's only thread.
 */
void top_free(struct top *top);

#endif
