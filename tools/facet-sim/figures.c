// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compute figures of a result and compare them with the expectations of the description. main.c and
 * report.c call these functions.
 */
#include "sim.h"

static const char *const what_names[SIM_WHATS] = {
	[SIM_WHAT_SHARE] = "share of the engine's busy time",
	[SIM_WHAT_PART] = "part of all time",
	[SIM_WHAT_WAIT] = "wait in us",
	[SIM_WHAT_UTILISATION] = "utilisation",
	[SIM_WHAT_MIN_MAX] = "smallest over largest service",
	[SIM_WHAT_MISSED] = "part of blanks missed",
};

static const struct facet_sched_stats *stats_of(const struct sim_result *result, u32 client,
						u32 engine)
{
	return &result->stats[client * PGPU_ENGINES + engine];
}

/*
 * The service of a client on an engine: begins and ends of its @n runs, and the sum of their
 * lengths up to each end. All are in nanoseconds.
 */
struct service {
	u64 *ends;
	u64 *sums;
	u64 *begins;
	u64 n;
};

/*
 * Return the service of a client up to a time, in nanoseconds. @at: number of runs that have ended
 * by then; the search goes on there, so @ns must not fall from call to call.
 */
static u64 service_until(const struct service *s, u64 ns, u64 *at)
{
	while (*at < s->n && s->ends[*at] <= ns)
		++*at;
	if (*at == s->n || s->begins[*at] >= ns)
		return *at ? s->sums[*at - 1] : 0;
	return (*at ? s->sums[*at - 1] : 0) + ns - s->begins[*at];
}

static bool service_read(const struct sim_result *result, u32 client, u32 engine,
			 struct service *s)
{
	u64 i, sum = 0;

	s->n = 0;
	for (i = 0; i < result->run_count; i++) {
		const struct sim_run *run = &result->runs[i];

		if (run->client != client || run->engine != engine)
			continue;
		sum += run->end_ns - run->begin_ns;
		s->begins[s->n] = run->begin_ns;
		s->ends[s->n] = run->end_ns;
		s->sums[s->n++] = sum;
	}
	return s->n;
}

/*
 * The rate of service changes only where a run begins or ends. So a window with extreme service
 * begins or ends at such a time.
 */
static void service_extremes(const struct service *s, u64 begin, u64 end, u64 window, u64 *least,
			     u64 *most)
{
	u64 edges[4], lows[4] = { 0 }, highs[4] = { 0 }, i, e, service;

	for (i = 0; i < s->n; i++) {
		edges[0] = s->begins[i];
		edges[1] = s->ends[i];
		edges[2] = s->begins[i] - min(window, s->begins[i]);
		edges[3] = s->ends[i] - min(window, s->ends[i]);
		for (e = 0; e < ARRAY_SIZE(edges); e++) {
			if (edges[e] < begin || edges[e] + window > end)
				continue;
			service = service_until(s, edges[e] + window, &highs[e]) -
				  service_until(s, edges[e], &lows[e]);
			*least = min(*least, service);
			*most = max(*most, service);
		}
	}
}

double sim_min_max(const struct sim_workload *workload, const struct sim_result *result,
		   const char *client, u32 engine, u64 window_ns)
{
	u64 least = ~0ull, most = 0, begin = SIM_NEVER, end = 0, i;
	struct service s;
	u64 *room = calloc(result->run_count + 1, 3 * sizeof(u64));

	if (!room)
		abort();
	s.begins = room;
	s.ends = room + result->run_count;
	s.sums = room + 2 * result->run_count;
	for (i = 0; i < result->run_count; i++) {
		begin = min(begin, result->runs[i].begin_ns);
		end = max(end, result->runs[i].end_ns);
	}
	for (i = 0; i < workload->client_count; i++) {
		if (!sim_line_matches(&workload->clients[i], client))
			continue;
		if (!service_read(result, i, engine, &s))
			least = 0;
		service_extremes(&s, begin, end, window_ns, &least, &most);
	}
	free(room);
	return most ? (double)least / most : 0;
}

static double share(const struct sim_file *file, const struct sim_result *result,
		    const struct sim_expectation *e)
{
	const struct sim_workload *w = &file->workload;
	double mine = 0;
	u32 i;

	for (i = 0; i < w->client_count; i++)
		if (sim_line_matches(&w->clients[i], e->client))
			mine += stats_of(result, i, e->engine)->busy_ns;
	if (e->what == SIM_WHAT_PART)
		return mine / w->duration_ns;
	return mine / max(result->engines[e->engine].busy_ns, 1ull);
}

static double wait_us(const struct sim_file *file, const struct sim_result *result,
		      const struct sim_expectation *e)
{
	const struct sim_workload *w = &file->workload;
	u64 longest = 0;
	u32 i;

	for (i = 0; i < w->client_count; i++)
		if (sim_line_matches(&w->clients[i], e->client))
			longest = max(longest, sim_wait_quantile(&result->waits[i * PGPU_ENGINES +
							e->engine], e->quantile));
	return longest / 1000.0;
}

static double missed(const struct sim_file *file, const struct sim_result *result,
		     const struct sim_expectation *e)
{
	u64 blanks = 0, missed = 0;
	u32 i;

	for (i = 0; i < file->workload.client_count; i++) {
		if (!sim_line_matches(&file->workload.clients[i], e->client))
			continue;
		blanks += result->frames[i * PGPU_ENGINES + e->engine].blanks;
		missed += result->frames[i * PGPU_ENGINES + e->engine].missed;
	}
	return (double)missed / max(blanks, 1ull);
}

double sim_figure(const struct sim_file *file, const struct sim_result *result,
		  const struct sim_expectation *e)
{
	switch (e->what) {
	case SIM_WHAT_SHARE:
	case SIM_WHAT_PART:
		return share(file, result, e);
	case SIM_WHAT_WAIT:
		return wait_us(file, result, e);
	case SIM_WHAT_UTILISATION:
		return (double)result->engines[e->engine].busy_ns / file->workload.duration_ns;
	case SIM_WHAT_MISSED:
		return missed(file, result, e);
	default:
		return sim_min_max(&file->workload, result, e->client, e->engine, e->window_ns);
	}
}

u32 sim_print_checks(const struct sim_file *file, const struct sim_result *result, FILE *out)
{
	u32 i, failed = 0;

	fprintf(out, "1..%u\n", file->expectation_count);
	for (i = 0; i < file->expectation_count; i++) {
		const struct sim_expectation *e = &file->expectations[i];
		double figure = sim_figure(file, result, e);
		bool met = figure >= e->min && figure <= e->max;

		fprintf(out, "%sok %u - %s: %s, %s on %s: %.4f in %g to %g\n", met ? "" : "not ",
			i + 1, file->workload.name, e->client ? e->client : "all",
			what_names[e->what], pgpu_engine_name(e->engine), figure, e->min, e->max);
		failed += !met;
	}
	return failed;
}
