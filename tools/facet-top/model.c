// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model of facet-top: sorted rows of vGPUs with their history. screen.c and batch.c call these
 * functions. No function takes a lock.
 */
#include "tools/facet-top/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/lib/host.h"

#define NAMES_NS	5000000000ull	/* shortest time between two reads of all names */
#define SHORT_UUID	8u	/* characters of a UUID that stand for a missing name */

const char *const top_sort_names[TOP_SORTS] = {
	[TOP_BY_BUSY] = "busy",
	[TOP_BY_WAITING] = "waiting",
	[TOP_BY_SUBMISSIONS] = "submissions",
	[TOP_BY_NAME] = "name",
};

/* --- rows --------------------------------------------------------------------------------- */

static struct stats_rate total(const struct stats_rate *engines, uint32_t engine)
{
	struct stats_rate sum = { 0 };
	uint32_t i;

	if (engine < FACET_STATS_ENGINES)
		return engines[engine];
	for (i = 0; i < FACET_STATS_ENGINES; i++) {
		if (engines[i].busy > sum.busy)
			sum.busy = engines[i].busy;
		if (engines[i].waiting > sum.waiting)
			sum.waiting = engines[i].waiting;
		sum.submissions += engines[i].submissions;
		sum.preemptions += engines[i].preemptions;
	}
	return sum;
}

/* Find the row of a vGPU. @hint: index that is tried first. Return: NULL: there is no row. */
static struct top_row *find_row(struct top *top, const struct facet_stats_vgpu *vgpu, uint32_t hint)
{
	uint32_t i;

	if (hint < top->n_rows && stats_same(&top->rows[hint].vgpu, vgpu))
		return &top->rows[hint];
	for (i = 0; i < top->n_rows; i++)
		if (stats_same(&top->rows[i].vgpu, vgpu))
			return &top->rows[i];
	return NULL;
}

static void remember(struct top_row *row)
{
	if (row->n_history == TOP_HISTORY)
		memmove(row->history, row->history + 1, --row->n_history * sizeof(*row->history));
	row->history[row->n_history++] = row->total.busy;
}

static void fill_row(struct top_row *row, const struct top *top,
		     const struct stats_sample *sample, uint32_t index)
{
	const struct facet_stats_vgpu *vgpu = &sample->vgpus[index];
	const struct facet_stats_vgpu *old = stats_find(&top->before, vgpu, index);
	uint32_t i;

	row->vgpu = *vgpu;
	for (i = 0; i < FACET_STATS_ENGINES; i++)
		row->engines[i] = stats_rate(old ? &old->engines[i] : NULL,
					     old ? top->before.now_ns : vgpu->created_ns,
					     &vgpu->engines[i], sample->now_ns);
	row->total = total(row->engines, top->engine);
	remember(row);
}

static bool same_rows(const struct top *top, const struct stats_sample *sample)
{
	uint32_t i;

	if (!top->rows || sample->n_vgpus != top->n_rows)
		return false;
	for (i = 0; i < top->n_rows; i++)
		if (!stats_same(&top->rows[i].vgpu, &sample->vgpus[i]))
			return false;
	return true;
}

/* Make a row for each vGPU of a sample. A vGPU of the last sample keeps its name and history. */
static int make_rows(struct top *top, const struct stats_sample *sample)
{
	struct top_row *rows = calloc(sample->n_vgpus + 1, sizeof(*rows)), *old;
	struct top_row **order = calloc(sample->n_vgpus + 1, sizeof(*order));
	uint32_t i;

	if (!rows || !order) {
		free(rows);
		free(order);
		return -ENOMEM;
	}
	for (i = 0; i < sample->n_vgpus; i++) {
		old = find_row(top, &sample->vgpus[i], i);
		if (old)
			rows[i] = *old;
		order[i] = &rows[i];
	}
	free(top->rows);
	free(top->order);
	top->rows = rows;
	top->order = order;
	top->n_rows = sample->n_vgpus;
	return 0;
}

static int fill_rows(struct top *top, const struct stats_sample *sample)
{
	int ret = same_rows(top, sample) ? 0 : make_rows(top, sample);
	uint32_t i;

	for (i = 0; i < top->n_rows && !ret; i++)
		fill_row(&top->rows[i], top, sample, i);
	return ret;
}

static void fill_engines(struct top *top, const struct stats_sample *sample)
{
	const struct facet_stats_gpu *old = top->before.n_gpus ? &top->before.gpus[0] : NULL;
	uint32_t i;

	if (!sample->n_gpus)
		memset(&top->parent, 0, sizeof(top->parent));
	else
		top->parent = sample->gpus[0];
	for (i = 0; i < FACET_STATS_ENGINES; i++)
		top->gpu[i] = stats_rate(old ? &old->engines[i] : &top->parent.engines[i],
					 old ? top->before.now_ns : sample->now_ns,
					 &top->parent.engines[i], sample->now_ns);
}

/* Read the name of a vGPU. Without a name the row gets the beginning of the UUID. */
static void read_name(struct top_row *row)
{
	memset(row->name, 0, sizeof(row->name));
	host_read_name(row->vgpu.uuid, row->name);
	if (!*row->name)
		memcpy(row->name, row->vgpu.uuid, SHORT_UUID);
}

/*
 * Read the names of new vGPUs from sysfs. Read all names after a change of attributes, but not too
 * often: facetd may change attributes all the time.
 */
static void fill_names(struct top *top, const struct stats_sample *sample)
{
	bool all = sample->serial + 1 != top->names_serial &&
		   sample->now_ns - top->names_ns >= NAMES_NS;
	uint32_t i;

	for (i = 0; i < top->n_rows; i++)
		if (all || !*top->rows[i].name)
			read_name(&top->rows[i]);
	if (!all)
		return;
	top->names_serial = sample->serial + 1;
	top->names_ns = sample->now_ns;
}

int top_update(struct top *top, const struct stats *stats)
{
	struct stats_sample next = top->spare;
	int ret = stats_take_sample(stats, &next);

	top->spare = next;
	if (!ret)
		ret = fill_rows(top, &next);
	if (ret)
		return ret;
	fill_engines(top, &next);
	fill_names(top, &next);
	top->spare = top->before;
	top->before = next;
	top_order(top);
	return 0;
}

/* --- order -------------------------------------------------------------------------------- */

static int by_number(double a, double b)
{
	return a < b ? 1 : a > b ? -1 : 0;
}

static int compare(const void *first, const void *second, void *context)
{
	const struct top_row *a = *(struct top_row *const *)first;
	const struct top_row *b = *(struct top_row *const *)second;
	const struct top *top = context;
	int order = 0;

	switch (top->sort) {
	case TOP_BY_BUSY:
		order = by_number(a->total.busy, b->total.busy);
		break;
	case TOP_BY_WAITING:
		order = by_number(a->total.waiting, b->total.waiting);
		break;
	case TOP_BY_SUBMISSIONS:
		order = by_number(a->total.submissions, b->total.submissions);
		break;
	default:
		order = strcmp(a->name, b->name);
		break;
	}
	return order ? order : strcmp(a->vgpu.uuid, b->vgpu.uuid);
}

void top_order(struct top *top)
{
	uint32_t i;

	for (i = 0; i < top->n_rows; i++)
		top->rows[i].total = total(top->rows[i].engines, top->engine);
	if (top->n_rows)
		qsort_r(top->order, top->n_rows, sizeof(*top->order), compare, top);
}

void top_free(struct top *top)
{
	stats_sample_free(&top->before);
	stats_sample_free(&top->spare);
	free(top->rows);
	free(top->order);
	memset(top, 0, sizeof(*top));
}
