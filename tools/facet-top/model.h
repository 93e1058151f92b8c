/* SPDX-License-Identifier: GPL-2.0-only */
/* What facet-top shows: rows of vGPUs with their history, in an order. No terminal. */
#ifndef FACET_TOP_MODEL_H
#define FACET_TOP_MODEL_H

#include "tools/lib/stats.h"

#define TOP_HISTORY	64u	/* looks that are remembered */
#define TOP_ALL		FACET_STATS_ENGINES	/* in place of an engine: the busiest of them */

/** enum top_sort - By what rows are ordered. */
enum top_sort {
	TOP_BY_BUSY,
	TOP_BY_WAITING,
	TOP_BY_SUBMISSIONS,
	TOP_BY_NAME,
	TOP_SORTS,
};

extern const char *const top_sort_names[TOP_SORTS];

/**
 * struct top_row - A vGPU.
 * @vgpu: its record of the last look
 * @name: what people call it, or the beginning of its UUID
 * @engines: what each did between the last two looks
 * @total: of the engine that is looked at; of TOP_ALL: of all that it had, the busiest engine's @busy
 * @history: @busy of that, the latest last; @n_history of them
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
 * struct top - All of it.
 * @engine: that rows are about, or TOP_ALL
 * @sort: by what they are ordered
 * @rows: @n_rows of them, as the records lie
 * @order: @n_rows of them, by @sort
 * @gpu: what each engine did for all, of the first parent
 * @before: the last look
 * @spare: room for the next one
 * @named: behind the serial of which all names were asked for; 0: of none
 * @named_ns: when that was
 */
struct top {
	uint32_t engine;
	enum top_sort sort;
	struct top_row *rows;
	struct top_row **order;
	uint32_t n_rows;
	struct facet_stats_gpu parent;
	struct stats_rate gpu[FACET_STATS_ENGINES];
	struct stats_take_sample before;
	struct stats_take_sample spare;
	uint64_t named;
	uint64_t named_ns;
};

/** top_update() - Rows of another look. Return: 0, -ENOMEM, what stats_take_sample() gives. */
int top_update(struct top *top, const struct stats *stats);

/** top_order() - Rows by @sort, and by UUID where that is the same. */
void top_order(struct top *top);
void top_free(struct top *top);

#endif
