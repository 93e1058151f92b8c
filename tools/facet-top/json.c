// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print a sample of facet-top as a line of JSON (docs/reference/json.md). batch.c calls
 * top_print_json().
 */
#include "tools/facet-top/top.h"

#include <jansson.h>
#include <stdio.h>

#include "tools/lib/timestamp.h"

#define PERCENT	100.0
#define DIGITS	7	/* of a number that is not whole */

static json_t *json_of_rate(const struct stats_rate *rate)
{
	return json_pack("{s:f, s:f, s:f, s:f}", "busy_percent", rate->busy * PERCENT,
			 "waiting_percent", rate->waiting * PERCENT, "submissions_per_s",
			 rate->submissions, "preemptions_per_s", rate->preemptions);
}

static json_t *json_of_parent(const struct top_parent *parent)
{
	json_t *engines = json_object(), *one;
	uint32_t i;

	for (i = 0; i < FACET_STATS_ENGINES; i++) {
		const struct facet_stats_engine *engine = &parent->gpu.engines[i];

		one = json_pack("{s:f, s:f, s:f, s:I, s:I}", "busy_percent",
				parent->engines[i].busy * PERCENT, "submissions_per_s",
				parent->engines[i].submissions, "preemptions_per_s",
				parent->engines[i].preemptions, "competing",
				(json_int_t)engine->competing, "slice_ns",
				(json_int_t)engine->slice_ns);
		json_object_set_new(engines, stats_engine_names[i], one);
	}
	return json_pack("{s:s, s:s, s:s, s:o}", "name", parent->gpu.name, "pgpu",
			 parent->gpu.pgpu, "policy", top_policy_name(&parent->gpu), "engines",
			 engines);
}

static json_t *json_of_row(const struct top_row *row)
{
	const struct facet_stats_vgpu *vgpu = &row->vgpu;
	json_t *engines = json_object();
	uint32_t i;

	for (i = 0; i < FACET_STATS_ENGINES; i++)
		json_object_set_new(engines, stats_engine_names[i], json_of_rate(&row->engines[i]));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:f, s:f, s:o}", "uuid",
			 vgpu->uuid, "name", row->is_named ? row->name : "", "type", vgpu->type,
			 "parent", row->parent, "state",
			 vgpu->state == FACET_STATS_OPEN ? "open" : "closed", "weight",
			 (json_int_t)vgpu->weight, "cap", (json_int_t)vgpu->cap, "pins",
			 (json_int_t)vgpu->pins, "shadow_pages", (json_int_t)vgpu->shadow_pages,
			 "frames_per_s", row->frames.shown, "missed_per_s", row->frames.missed,
			 "engines", engines);
}

void top_print_json(const struct top *top, const struct top_options *options)
{
	json_t *parents = json_array(), *vgpus = json_array(), *json;
	char time[TIMESTAMP_SIZE];
	uint32_t i;

	for (i = 0; i < top->n_parents; i++)
		json_array_append_new(parents, json_of_parent(&top->parents[i]));
	for (i = 0; i < top->n_order; i++)
		if (options->all || top->order[i]->vgpu.state == FACET_STATS_OPEN)
			json_array_append_new(vgpus, json_of_row(top->order[i]));
	json = json_pack("{s:s, s:I, s:I, s:o, s:o}", "time", timestamp_print(time),
			 "monotonic_ns", (json_int_t)top->before.now_ns, "span_ns",
			 (json_int_t)top->span_ns, "parents", parents, "vgpus", vgpus);
	json_dumpf(json, stdout, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
	putchar('\n');
	json_decref(json);
}
