/* SPDX-License-Identifier: GPL-2.0-only */
/* The model of facet-top: sorted rows of vGPUs with their history. No terminal here. */
#ifndef FACET_TOP_MODEL_H
#define FACET_TOP_MODEL_H

#include "tools/lib/stats.h"

#define TOP_HISTORY	64u	/* samples in the history of a row */
#define TOP_ALL		FACET_STATS_ENGINES	/* in place of an engine: the busiest one */
#define TOP_ERROR	256u	/* bytes of an error message, with the NUL */

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
 * struct top_filter - What the user wants to see. The texts outlive the model.
 * @vgpus: array of @n_vgpus names and UUIDs of vGPUs
 * @n_vgpus: number of vGPUs; 0: all
 * @parents: array of @n_parents names of parents
 * @n_parents: number of parents; 0: all
 */
struct top_filter {
	const char **vgpus;
	uint32_t n_vgpus;
	const char **parents;
	uint32_t n_parents;
};

/**
 * struct top_parent - A parent and its engines.
 * @gpu: record of the parent in the last sample
 * @engines: use of each engine between the last two samples
 */
struct top_parent {
	struct facet_stats_gpu gpu;
	struct stats_rate engines[FACET_STATS_ENGINES];
};

/**
 * struct top_row - The row of a vGPU.
 * @vgpu: record of the vGPU in the last sample
 * @parent: name of its parent; "": the sample lacks the parent's record
 * @name: name of the vGPU, or the beginning of its UUID
 * @is_named: @name is the name of the vGPU
 * @engines: use of each engine between the last two samples
 * @total: use of the chosen engine; TOP_ALL: sums of all engines, but the busiest engine's @busy
 * @frames: frames between the last two samples
 * @history: busy of @total, the newest last
 * @n_history: number of entries in @history
 */
struct top_row {
	struct facet_stats_vgpu vgpu;
	char parent[sizeof(((struct facet_stats_gpu *)0)->name)];
	char name[FACET_UUID_SIZE];
	bool is_named;
	struct stats_rate engines[FACET_STATS_ENGINES];
	struct stats_rate total;
	struct stats_frames frames;
	float history[TOP_HISTORY];
	uint32_t n_history;
};

/**
 * struct top - State of the model.
 * @engine: engine that the rows show, or TOP_ALL
 * @sort: order of the rows
 * @filter: what the user wants to see
 * @rows: array of @n_rows rows, in the order of the records
 * @n_rows: number of rows
 * @order: array of @n_order pointers to the rows that pass @filter, in the order of @sort
 * @n_order: number of rows that pass @filter
 * @parents: parents that pass @filter, in the order of the records
 * @n_parents: number of parents that pass @filter
 * @before: the last sample
 * @spare: memory for the next sample
 * @span_ns: time between the last two samples, in nanoseconds; 0: there is one sample
 * @names_serial: serial of the statistics at the last read of all names, plus 1; 0: never
 * @names_ns: time of that read, CLOCK_MONOTONIC in nanoseconds
 */
struct top {
	uint32_t engine;
	enum top_sort sort;
	struct top_filter filter;
	struct top_row *rows;
	uint32_t n_rows;
	struct top_row **order;
	uint32_t n_order;
	struct top_parent parents[FACET_STATS_GPUS];
	uint32_t n_parents;
	struct stats_sample before;
	struct stats_sample spare;
	uint64_t span_ns;
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
 * top_check_filter() - Check that @top->filter names vGPUs and parents of the last sample.
 * @top: the model, with a sample
 * @error: gets the reason of a failure, at most TOP_ERROR bytes with the NUL
 *
 * Context: facet-top's only thread; does not block.
 * Return: true: each is there; false: one is not.
 */
bool top_check_filter(const struct top *top, char error[static TOP_ERROR]);

/**
 * top_policy_name() - Return the name of a parent's policy.
 * @gpu: record of the parent
 *
 * Context: any; reads memory only.
 * Return: the name, as in sysfs; "?": a policy of a newer module.
 */
const char *top_policy_name(const struct facet_stats_gpu *gpu);

/**
 * top_order() - Compute the totals, and sort the rows that pass the filter: by @top->sort, by UUID.
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
