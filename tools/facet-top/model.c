// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model of facet-top: sorted rows of vGPUs with their history. screen.c and batch.c call these
 * functions. No function takes a lock.
 */
#include "tools/facet-top/model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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
	strcpy(row->parent, stats_parent(sample, vgpu));
	for (i = 0; i < FACET_STATS_ENGINES; i++)
		row->engines[i] = stats_rate(old ? &old->engines[i] : NULL,
					     old ? top->before.now_ns : vgpu->created_ns,
					     &vgpu->engines[i], sample->now_ns);
	row->total = total(row->engines, top->engine);
	row->frames = stats_frames(old, old ? top->before.now_ns : vgpu->created_ns, vgpu,
				   sample->now_ns);
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
	}
	free(top->rows);
	free(top->order);
	top->rows = rows;
	top->order = order;
	top->n_rows = sample->n_vgpus;
	top->n_order = 0;
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

/* --- parents ------------------------------------------------------------------------------ */

static bool is_listed(const char *const *list, uint32_t n, const char *name)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i], name))
			return true;
	return !n;
}

/* Find a parent in the last sample by its name. Return: NULL: the sample has no such parent. */
static const struct facet_stats_gpu *find_gpu(const struct stats_sample *sample, const char *name)
{
	uint32_t i;

	for (i = 0; i < sample->n_gpus; i++)
		if (!strcmp(sample->gpus[i].name, name))
			return &sample->gpus[i];
	return NULL;
}

static void fill_parent(struct top_parent *parent, const struct top *top,
			const struct facet_stats_gpu *gpu, uint64_t now_ns)
{
	const struct facet_stats_gpu *old = find_gpu(&top->before, gpu->name);
	uint32_t i;

	parent->gpu = *gpu;
	for (i = 0; i < FACET_STATS_ENGINES; i++)
		parent->engines[i] = stats_rate(old ? &old->engines[i] : &gpu->engines[i],
						old ? top->before.now_ns : now_ns,
						&gpu->engines[i], now_ns);
}

static void fill_parents(struct top *top, const struct stats_sample *sample)
{
	const struct top_filter *filter = &top->filter;
	uint32_t i;

	top->n_parents = 0;
	for (i = 0; i < sample->n_gpus; i++)
		if (is_listed(filter->parents, filter->n_parents, sample->gpus[i].name))
			fill_parent(&top->parents[top->n_parents++], top, &sample->gpus[i],
				    sample->now_ns);
}

const char *top_policy_name(const struct facet_stats_gpu *gpu)
{
	static const char *const policies[] = {
		[FACET_STATS_BEST_EFFORT] = FACET_POLICY_BEST_EFFORT,
		[FACET_STATS_EQUAL_SHARE] = FACET_POLICY_EQUAL_SHARE,
		[FACET_STATS_FIXED_SHARE] = FACET_POLICY_FIXED_SHARE,
	};

	return gpu->policy < sizeof(policies) / sizeof(policies[0]) ? policies[gpu->policy] : "?";
}

/* --- names -------------------------------------------------------------------------------- */

/* Read the name of a vGPU. Without a name the row gets the beginning of the UUID. */
static void read_name(struct top_row *row)
{
	memset(row->name, 0, sizeof(row->name));
	host_read_name(row->vgpu.uuid, row->name);
	row->is_named = *row->name;
	if (!row->is_named)
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
	fill_parents(top, &next);
	fill_names(top, &next);
	top->span_ns = top->before.now_ns ? next.now_ns - top->before.now_ns : 0;
	top->spare = top->before;
	top->before = next;
	top_order(top);
	return 0;
}

/* --- filter ------------------------------------------------------------------------------- */

static bool row_is_called(const struct top_row *row, const char *id)
{
	return !strcasecmp(row->vgpu.uuid, id) || !strcmp(row->name, id);
}

static bool row_passes(const struct top_filter *filter, const struct top_row *row)
{
	uint32_t i;

	if (!is_listed(filter->parents, filter->n_parents, row->parent))
		return false;
	for (i = 0; i < filter->n_vgpus; i++)
		if (row_is_called(row, filter->vgpus[i]))
			return true;
	return !filter->n_vgpus;
}

bool top_check_filter(const struct top *top, char error[static TOP_ERROR])
{
	const struct top_filter *filter = &top->filter;
	uint32_t i, k;

	for (i = 0; i < filter->n_parents; i++)
		if (!find_gpu(&top->before, filter->parents[i])) {
			snprintf(error, TOP_ERROR, "there is no parent '%s': see 'facetctl types'",
				 filter->parents[i]);
			return false;
		}
	for (i = 0; i < filter->n_vgpus; i++) {
		for (k = 0; k < top->n_rows && !row_is_called(&top->rows[k], filter->vgpus[i]); k++)
			;
		if (k == top->n_rows) {
			snprintf(error, TOP_ERROR, "there is no vGPU '%s': see 'facetctl list'",
				 filter->vgpus[i]);
			return false;
		}
	}
	return true;
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

	top->n_order = 0;
	for (i = 0; i < top->n_rows; i++) {
		top->rows[i].total = total(top->rows[i].engines, top->engine);
		if (row_passes(&top->filter, &top->rows[i]))
			top->order[top->n_order++] = &top->rows[i];
	}
	if (top->n_order)
		qsort_r(top->order, top->n_order, sizeof(*top->order), compare, top);
}

void top_free(struct top *top)
{
	stats_sample_free(&top->before);
	stats_sample_free(&top->spare);
	free(top->rows);
	free(top->order);
	memset(top, 0, sizeof(*top));
}
