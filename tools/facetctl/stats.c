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

/* Append a row for each engine that has worked for a vGPU. Return: number of rows. */
static uint32_t add_rows(struct table *table, const struct facet_stats_vgpu *vgpu, const char *name,
			 uint64_t now_ns)
{
	char text[6][24];
	const char *cells[] = { *name ? name : vgpu->uuid, NULL, text[0], text[1], text[2],
				text[3], text[4], text[5] };
	uint32_t i, n = 0;

	for (i = 0; i < FACET_STATS_ENGINES; i++) {
		const struct facet_stats_engine *engine = &vgpu->engines[i];

		if (!engine->submissions)
			continue;
		cells[1] = stats_engine_names[i];
		snprintf(text[0], sizeof(text[0]), "%.0f", stats_busy_ns(engine, now_ns) / MS);
		snprintf(text[1], sizeof(text[1]), "%.0f", stats_waiting_ns(engine, now_ns) / MS);
		snprintf(text[2], sizeof(text[2]), "%.3f", engine->longest_wait_ns / MS);
		snprintf(text[3], sizeof(text[3]), "%llu", (unsigned long long)engine->submissions);
		snprintf(text[4], sizeof(text[4]), "%llu", (unsigned long long)engine->preemptions);
		snprintf(text[5], sizeof(text[5]), "%llu",
			 (unsigned long long)(engine->hangs + engine->resets));
		table_add(table, cells);
		n++;
	}
	return n;
}

static int show(const struct stats_sample *sample, const struct host *host, const char *uuid,
		bool json)
{
	static const struct table_column columns[] = {
		{ "VGPU", false }, { "ENGINE", false }, { "BUSY MS", true }, { "WAITING MS", true },
		{ "LONGEST MS", true }, { "WORK", true }, { "PUT ASIDE", true }, { "RESETS", true },
		{ 0 },
	};
	json_t *all = json_array();
	uint32_t i, n_rows = 0;
	struct table table;

	table_init(&table, columns);
	for (i = 0; i < sample->n_vgpus; i++) {
		const struct facet_stats_vgpu *vgpu = &sample->vgpus[i];
		const char *name = name_of(host, vgpu->uuid);

		if (uuid && strcmp(uuid, vgpu->uuid))
			continue;
		if (json)
			json_array_append_new(all, json_of_vgpu(vgpu, name, sample->now_ns));
		else
			n_rows += add_rows(&table, vgpu, name, sample->now_ns);
	}
	if (!json && !n_rows)
		puts("No engine has worked for it yet.");
	table_print(&table);
	if (json)
		return print_json(json_pack("{s:o}", "vgpus", all));
	json_decref(all);
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
