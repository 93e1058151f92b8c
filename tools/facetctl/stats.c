// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetctl stats prints how vGPUs have used the engines since their creation. As JSON it prints
 * their pins, shadow pages and traps, too. main.c calls facetctl_stats().
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tools/facetctl/facetctl.h"
#include "tools/facetctl/table.h"
#include "tools/lib/host.h"
#include "tools/lib/stats.h"

#define MS	1e6	/* nanoseconds of a millisecond */

/**
 * struct arguments - Arguments of the command.
 * @id: UUID or name of a vGPU; NULL: all vGPUs
 * @json: print JSON
 */
struct arguments {
	const char *id;
	bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			argp_error(state, "'%s' is one argument too many", arg);
		args->id = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = (const struct argp_option[]){
		{ "json", 'j', NULL, 0, "as JSON, with all that is counted", 0 },
		{ 0 },
	},
	.parser = parse,
	.args_doc = "[UUID|NAME]",
	.doc = "Shows what each vGPU, or this one, had of the engines since it was created. "
	       "facet-top shows it live.\v"
	       "It reads " STATS_NODE ", whose owner, group and mode say who may.",
};

static json_t *json_of_engine(const struct facet_stats_engine *engine, uint64_t now_ns)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
			 "busy_ns", (json_int_t)stats_busy_ns(engine, now_ns),
			 "waiting_ns", (json_int_t)stats_waiting_ns(engine, now_ns),
			 "throttled_ns", (json_int_t)engine->throttled_ns,
			 "longest_wait_ns", (json_int_t)engine->longest_wait_ns,
			 "submissions", (json_int_t)engine->submissions,
			 "completions", (json_int_t)engine->completions,
			 "preemptions", (json_int_t)engine->preemptions,
			 "overshoot_ns", (json_int_t)engine->overshoot_ns,
			 "hangs", (json_int_t)engine->hangs, "resets", (json_int_t)engine->resets);
}

/* Return the name of a vGPU; "": the vGPU has no name, or sysfs does not list it. */
static const char *name_of(const struct host *host, const char *uuid)
{
	size_t i;

	for (i = 0; i < host->n_vgpus; i++)
		if (!strcmp(host->vgpus[i].uuid, uuid))
			return host->vgpus[i].name;
	return "";
}

static json_t *json_of_vgpu(const struct facet_stats_vgpu *vgpu, const char *name, uint64_t now_ns)
{
	json_t *engines = json_object(), *traps = json_object();
	uint32_t i;

	for (i = 0; i < FACET_STATS_ENGINES; i++)
		json_object_set_new(engines, stats_engine_names[i],
				    json_of_engine(&vgpu->engines[i], now_ns));
	for (i = 0; i < FACET_TRAP_CLASSES; i++)
		json_object_set_new(traps, stats_trap_names[i], json_integer(vgpu->traps[i]));
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:o, s:o}", "uuid", vgpu->uuid, "name", name,
			 "type", vgpu->type, "pins", (json_int_t)vgpu->pins, "shadow_pages",
			 (json_int_t)vgpu->shadow_pages, "engines", engines, "traps", traps);
}

/* Append a row for each engine that has worked for a vGPU. */
static void add_rows(struct table *table, const struct facet_stats_vgpu *vgpu, const char *name,
		     uint64_t now_ns)
{
	char cells[6][24];
	uint32_t i;

	for (i = 0; i < FACET_STATS_ENGINES; i++) {
		const struct facet_stats_engine *engine = &vgpu->engines[i];

		if (!engine->submissions)
			continue;
		snprintf(cells[0], sizeof(cells[0]), "%.0f", stats_busy_ns(engine, now_ns) / MS);
		snprintf(cells[1], sizeof(cells[1]), "%.0f", stats_waiting_ns(engine, now_ns) / MS);
		snprintf(cells[2], sizeof(cells[2]), "%.3f", engine->longest_wait_ns / MS);
		snprintf(cells[3], sizeof(cells[3]), "%llu",
			 (unsigned long long)engine->submissions);
		snprintf(cells[4], sizeof(cells[4]), "%llu",
			 (unsigned long long)engine->preemptions);
		snprintf(cells[5], sizeof(cells[5]), "%llu",
			 (unsigned long long)(engine->hangs + engine->resets));
		table_add(table, *name ? name : vgpu->uuid, stats_engine_names[i], cells[0],
			  cells[1], cells[2], cells[3], cells[4], cells[5]);
	}
}

static int show(const struct stats_sample *sample, const struct host *host, const char *uuid,
		bool json)
{
	struct table table = { .columns = { "VGPU", "ENGINE", "BUSY MS", "WAITING MS", "LONGEST MS",
					    "WORK", "PUT ASIDE", "RESETS" } };
	json_t *all = json_array();
	uint32_t i;

	for (i = 0; i < sample->n_vgpus; i++) {
		const struct facet_stats_vgpu *vgpu = &sample->vgpus[i];
		const char *name = name_of(host, vgpu->uuid);

		if (uuid && strcmp(uuid, vgpu->uuid))
			continue;
		if (json)
			json_array_append_new(all, json_of_vgpu(vgpu, name, sample->now_ns));
		else
			add_rows(&table, vgpu, name, sample->now_ns);
	}
	if (json)
		return print_json(json_pack("{s:o}", "vgpus", all));
	json_decref(all);
	if (!table.n_rows)
		puts("No engine has worked for it yet.");
	table_print(&table);
	return FACETCTL_OK;
}

static int sample_and_show(const struct host *host, const char *uuid, bool json)
{
	struct stats_sample sample = { 0 };
	char error[STATS_ERROR];
	struct stats stats;
	int ret;

	if (stats_open(&stats, NULL, error))
		return complain("%s", error);
	ret = stats_take_sample(&stats, &sample);
	ret = ret ? complain("the statistics cannot be read: %s", strerror(-ret))
		  : show(&sample, host, uuid, json);
	stats_sample_free(&sample);
	stats_close(&stats);
	return ret;
}

int facetctl_stats(int argc, char **argv)
{
	const struct host_vgpu *vgpu = NULL;
	struct arguments args = { 0 };
	struct host host;
	int ret = FACETCTL_FAILED;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!open_host(&host))
		return ret;
	if (args.id)
		vgpu = find_vgpu(&host, args.id);
	if (!args.id || vgpu)
		ret = sample_and_show(&host, vgpu ? vgpu->uuid : NULL, args.json);
	host_free(&host);
	return ret;
}
