// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print the result of a workload as a table or as JSON. Each line of the description has a row for
 * each engine on which it has work. main.c calls these functions.
 */
#include <jansson.h>

#include "sim.h"

/**
 * struct row - The result of all clients of a line on one engine.
 * @client: name of the line
 * @engine: enum pgpu_engine
 * @clients: number of clients of the line with work on the engine
 * @sum: sums of their statistics
 * @frames: sums of their frames
 * @share: their part of the engine's busy time, 0 to 1
 * @wait_p50_us: median wait, in microseconds, of the client that waits longest
 * @wait_p99_us: 0.99 quantile of waits in microseconds, likewise
 * @wait_max_us: longest wait in microseconds
 */
struct row {
	const char *client;
	u32 engine;
	u32 clients;
	struct facet_sched_stats sum;
	struct sim_frames frames;
	double share;
	double wait_p50_us;
	double wait_p99_us;
	double wait_max_us;
};

static double quantile(const struct sim_file *file, const struct sim_result *result,
		       const struct row *row, double q)
{
	const struct sim_expectation e = {
		.what = SIM_WHAT_WAIT, .client = row->client, .engine = row->engine, .quantile = q,
	};

	return sim_figure(file, result, &e);
}

static void add_frames(struct sim_frames *sum, const struct sim_frames *frames)
{
	sum->blanks += frames->blanks;
	sum->shown += frames->shown;
	sum->missed += frames->missed;
}

/*
 * Make the row of a line that begins with the client @first. Return: false: no client of the line
 * has submitted work to the engine.
 */
static bool make_row(const struct sim_file *file, const struct sim_result *result, u32 first,
		     u32 engine, struct row *row)
{
	const struct sim_workload *w = &file->workload;
	u32 i;

	*row = (struct row){ .client = w->clients[first].name, .engine = engine };
	for (i = first; i < w->client_count; i++) {
		const struct facet_sched_stats *s = &result->stats[i * PGPU_ENGINES + engine];

		if (!s->submissions || !sim_line_matches(&w->clients[i], row->client))
			continue;
		row->clients++;
		row->sum.busy_ns += s->busy_ns;
		row->sum.waiting_ns += s->waiting_ns;
		row->sum.throttled_ns += s->throttled_ns;
		row->sum.submissions += s->submissions;
		row->sum.preemptions += s->preemptions;
		row->sum.overshoot_ns += s->overshoot_ns;
		add_frames(&row->frames, &result->frames[i * PGPU_ENGINES + engine]);
	}
	row->share = (double)row->sum.busy_ns / max(result->engines[engine].busy_ns, 1ull);
	row->wait_p50_us = quantile(file, result, row, 0.5);
	row->wait_p99_us = quantile(file, result, row, 0.99);
	row->wait_max_us = quantile(file, result, row, 1);
	return row->clients;
}

/* Tell if a client is the first one of its line. */
static bool is_first(const struct sim_workload *w, u32 client)
{
	u32 i;

	for (i = 0; i < client; i++)
		if (sim_line_matches(&w->clients[i], w->clients[client].name))
			return false;
	return true;
}

static double utilisation(const struct sim_file *file, const struct sim_result *result, u32 engine)
{
	return (double)result->engines[engine].busy_ns / file->workload.duration_ns;
}

static void print_frames(const struct row *row, FILE *out)
{
	fprintf(out, "%-16s %-5s %llu frames, %llu of %llu vertical blanks missed (%.2f %%)\n",
		row->client, pgpu_engine_name(row->engine), row->frames.shown, row->frames.missed,
		row->frames.blanks, 100.0 * row->frames.missed / row->frames.blanks);
}

void sim_print_table(const struct sim_file *file, const struct sim_result *result, FILE *out)
{
	const struct sim_workload *w = &file->workload;
	struct row row;
	u32 i, e;

	fprintf(out, "%s: %g s, %u vGPUs\n", w->name, w->duration_ns / 1e9, w->client_count);
	fprintf(out, "%-16s %-5s %5s %8s %12s %10s %10s %10s %10s %10s\n", "client", "on", "vGPUs",
		"share %", "busy ms", "jobs", "preempted", "wait p50", "p99 us", "max us");
	for (i = 0; i < w->client_count; i++) {
		for (e = 0; e < PGPU_ENGINES; e++) {
			if (!is_first(w, i) || !make_row(file, result, i, e, &row))
				continue;
			fprintf(out,
				"%-16s %-5s %5u %8.2f %12.3f %10llu %10llu %10.0f %10.0f %10.0f\n",
				row.client, pgpu_engine_name(e), row.clients, 100 * row.share,
				row.sum.busy_ns / 1e6, row.sum.submissions, row.sum.preemptions,
				row.wait_p50_us, row.wait_p99_us, row.wait_max_us);
			if (row.frames.blanks)
				print_frames(&row, out);
		}
	}
	for (e = 0; e < PGPU_ENGINES; e++)
		if (result->engines[e].submissions)
			fprintf(out, "%s: busy %.2f %% of the time\n", pgpu_engine_name(e),
				100 * utilisation(file, result, e));
}

static json_t *frames_json(const struct sim_frames *frames)
{
	return json_pack("{sIsIsI}", "blanks", (json_int_t)frames->blanks, "shown",
			 (json_int_t)frames->shown, "missed", (json_int_t)frames->missed);
}

static json_t *row_json(const struct row *row)
{
	json_t *json = json_pack("{sssisssfsIsIsIsIsIsIsfsfsf}", "client", row->client, "vgpus",
			 (int)row->clients, "engine", pgpu_engine_name(row->engine), "share",
			 row->share, "busy_ns", (json_int_t)row->sum.busy_ns, "waiting_ns",
			 (json_int_t)row->sum.waiting_ns, "throttled_ns",
			 (json_int_t)row->sum.throttled_ns, "submissions",
			 (json_int_t)row->sum.submissions, "preemptions",
			 (json_int_t)row->sum.preemptions, "overshoot_ns",
			 (json_int_t)row->sum.overshoot_ns, "wait_p50_us", row->wait_p50_us,
			 "wait_p99_us", row->wait_p99_us, "wait_max_us", row->wait_max_us);

	if (json && row->frames.blanks)
		json_object_set_new(json, "frames", frames_json(&row->frames));
	return json;
}

int sim_print_json(const struct sim_file *file, const struct sim_result *result, FILE *out)
{
	const struct sim_workload *w = &file->workload;
	json_t *rows = json_array(), *engines = json_object();
	json_t *root = json_pack("{sssIsoso}", "name", w->name, "duration_ns",
				 (json_int_t)w->duration_ns, "clients", rows, "utilisation",
				 engines);
	struct row row;
	int ret;
	u32 i, e;

	for (i = 0; root && i < w->client_count; i++)
		for (e = 0; e < PGPU_ENGINES; e++)
			if (is_first(w, i) && make_row(file, result, i, e, &row))
				json_array_append_new(rows, row_json(&row));
	for (e = 0; root && e < PGPU_ENGINES; e++)
		if (result->engines[e].submissions)
			json_object_set_new(engines, pgpu_engine_name(e),
					    json_real(utilisation(file, result, e)));
	ret = root ? json_dumpf(root, out, JSON_INDENT(2)) : -1;
	fputc('\n', out);
	json_decref(root);
	return ret ? -ENOMEM : 0;
}
