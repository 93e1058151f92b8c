// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print metrics (metrics.h), one row of a table for each metric. Times include the run or wait that
 * still goes on (times.h), so that an endless wait is visible. exporter.c calls metrics_print().
 */
#include "tools/facetd/metrics.h"

#include <string.h>

#include "tools/facetd/times.h"

#define NS		1e9
#define US		1e6
#define WHOLE		100.0

struct metric {
	const char *name;
	const char *type;
	const char *help;
};

/* --- values ------------------------------------------------------------------------------- */

#define ENGINE_VALUE(field, unit)                                        \
	static double engine_##field(const struct facet_stats_engine *e) \
	{                                                                \
		return e->field / (unit);                                \
	}

ENGINE_VALUE(busy_ns, NS)
ENGINE_VALUE(waiting_ns, NS)
ENGINE_VALUE(throttled_ns, NS)
ENGINE_VALUE(longest_wait_ns, NS)
ENGINE_VALUE(overshoot_ns, NS)
ENGINE_VALUE(slice_ns, NS)
ENGINE_VALUE(submissions, 1.0)
ENGINE_VALUE(completions, 1.0)
ENGINE_VALUE(preemptions, 1.0)
ENGINE_VALUE(hangs, 1.0)
ENGINE_VALUE(resets, 1.0)
ENGINE_VALUE(competing, 1.0)

struct engine_metric {
	struct metric metric;
	double (*value)(const struct facet_stats_engine *engine);
};

static const struct engine_metric gpu_metrics[] = {
	{ { "facet_engine_busy_seconds_total", "counter", "Time that an engine worked." },
	  engine_busy_ns },
	{ { "facet_engine_competing", "gauge", "vGPUs that have work for an engine." },
	  engine_competing },
	{ { "facet_engine_slice_seconds", "gauge",
	  "Slice that the scheduler has chosen for an engine." }, engine_slice_ns },
};

static const struct engine_metric vgpu_engine_metrics[] = {
	{ { "facet_vgpu_busy_seconds_total", "counter", "Time that a vGPU had an engine." },
	  engine_busy_ns },
	{ { "facet_vgpu_waiting_seconds_total", "counter",
	  "Time that a vGPU had work and not the engine." }, engine_waiting_ns },
	{ { "facet_vgpu_throttled_seconds_total", "counter",
	  "Of that, because its cap was used up." }, engine_throttled_ns },
	{ { "facet_vgpu_longest_wait_seconds", "gauge",
	  "Longest time from submission to start, since the creation of the vGPU." },
	  engine_longest_wait_ns },
	{ { "facet_vgpu_submissions_total", "counter", "Jobs that were queued." },
	  engine_submissions },
	{ { "facet_vgpu_completions_total", "counter", "Jobs that ended." },
	  engine_completions },
	{ { "facet_vgpu_preemptions_total", "counter",
	  "Times that jobs were preempted for other vGPUs." }, engine_preemptions },
	{ { "facet_vgpu_overshoot_seconds_total", "counter",
	  "Time that jobs ran on after they were to be preempted." },
	  engine_overshoot_ns },
	{ { "facet_vgpu_hangs_total", "counter",
	  "Jobs that were cancelled because they could not be preempted." }, engine_hangs },
	{ { "facet_vgpu_resets_total", "counter", "Resets of an engine by the guest." },
	  engine_resets },
};

static double vgpu_open(const struct facet_stats_vgpu *v) { return v->state == FACET_STATS_OPEN; }
static double vgpu_weight(const struct facet_stats_vgpu *v) { return v->weight; }
static double vgpu_cap(const struct facet_stats_vgpu *v) { return v->cap / WHOLE; }
static double vgpu_slice(const struct facet_stats_vgpu *v) { return v->slice_us / US; }
static double vgpu_priority(const struct facet_stats_vgpu *v)
{
	return FACET_STATS_LOW - (double)v->priority;
}
static double vgpu_pins(const struct facet_stats_vgpu *v) { return v->pins; }
static double vgpu_shadow_pages(const struct facet_stats_vgpu *v) { return v->shadow_pages; }
static double vgpu_move_bytes(const struct facet_stats_vgpu *v) { return v->move_bytes; }
static double vgpu_move_pause(const struct facet_stats_vgpu *v) { return v->move_pause_ns / NS; }

static const struct {
	struct metric metric;
	double (*value)(const struct facet_stats_vgpu *vgpu);
} vgpu_metrics[] = {
	{ { "facet_vgpu_open", "gauge", "1 while a virtual machine has the vGPU." }, vgpu_open },
	{ { "facet_vgpu_weight", "gauge", "Its weight." }, vgpu_weight },
	{ { "facet_vgpu_cap_ratio", "gauge", "Its cap; 0: none." }, vgpu_cap },
	{ { "facet_vgpu_slice_seconds", "gauge", "Its slice; 0: the scheduler chooses." },
	  vgpu_slice },
	{ { "facet_vgpu_priority", "gauge", "2 high, 1 normal, 0 low." }, vgpu_priority },
	{ { "facet_vgpu_pinned_pages", "gauge", "Guest pages that are pinned." }, vgpu_pins },
	{ { "facet_vgpu_shadow_pages", "gauge", "Pages of shadow page tables." },
	  vgpu_shadow_pages },
	{ { "facet_vgpu_move_bytes", "gauge", "Bytes of the last state that was saved." },
	  vgpu_move_bytes },
	{ { "facet_vgpu_move_pause_seconds", "gauge",
	  "Time from the last pause of the vGPU to the end of its save." }, vgpu_move_pause },
};

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* --- text --------------------------------------------------------------------------------- */

static void head(const struct metric *metric, FILE *out)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help, metric->name,
		metric->type);
}

static void label(const char *key, const char *value, FILE *out)
{
	fprintf(out, "%s=\"", key);
	for (; *value; value++) {
		if (*value == '\n') {
			fputs("\\n", out);
			continue;
		}
		if (*value == '"' || *value == '\\')
			fputc('\\', out);
		fputc(*value, out);
	}
	fputc('"', out);
}

/* Copy an engine's record, with the counters of @times in place of the record's times. */
static struct facet_stats_engine with_times(const struct facet_stats_engine *record,
					    const struct times *times)
{
	struct facet_stats_engine engine = *record;

	engine.busy_ns = times->busy_ns;
	engine.waiting_ns = times->waiting_ns;
	engine.throttled_ns = times->throttled_ns;
	return engine;
}

static void vgpu_labels(const struct metric *metric, const struct watch *watch, uint32_t vgpu,
			FILE *out)
{
	const struct facet_stats_vgpu *r = &watch->sample.vgpus[vgpu];

	fprintf(out, "%s{", metric->name);
	label("uuid", r->uuid, out);
	label(",name", watch->vgpus[vgpu].name, out);
	label(",type", r->type, out);
	label(",parent", stats_parent(&watch->sample, r), out);
}

static void print_gpus(const struct watch *watch, FILE *out)
{
	uint32_t m, i, e;

	for (m = 0; m < COUNT(gpu_metrics); m++) {
		head(&gpu_metrics[m].metric, out);
		for (i = 0; i < watch->sample.n_gpus; i++)
			for (e = 0; e < FACET_STATS_ENGINES; e++) {
				const struct facet_stats_engine engine =
					with_times(&watch->sample.gpus[i].engines[e],
						   &watch->gpus[i].times[e]);

				fprintf(out, "%s{", gpu_metrics[m].metric.name);
				label("parent", watch->sample.gpus[i].name, out);
				label(",engine", stats_engine_names[e], out);
				fprintf(out, "} %.17g\n", gpu_metrics[m].value(&engine));
			}
	}
}

static void print_engines(const struct watch *watch, FILE *out)
{
	uint32_t m, i, e;

	for (m = 0; m < COUNT(vgpu_engine_metrics); m++) {
		head(&vgpu_engine_metrics[m].metric, out);
		for (i = 0; i < watch->n; i++)
			for (e = 0; e < FACET_STATS_ENGINES; e++) {
				const struct facet_stats_engine engine =
					with_times(&watch->sample.vgpus[i].engines[e],
						   &watch->vgpus[i].times[e]);

				vgpu_labels(&vgpu_engine_metrics[m].metric, watch, i, out);
				label(",engine", stats_engine_names[e], out);
				fprintf(out, "} %.17g\n", vgpu_engine_metrics[m].value(&engine));
			}
	}
}

static void print_traps(const struct watch *watch, FILE *out)
{
	static const struct metric metric = { "facet_vgpu_traps_total", "counter",
					      "What of a guest made the host work." };
	uint32_t i, t;

	head(&metric, out);
	for (i = 0; i < watch->n; i++)
		for (t = 0; t < FACET_TRAP_CLASSES; t++) {
			vgpu_labels(&metric, watch, i, out);
			label(",trap", stats_trap_names[t], out);
			fprintf(out, "} %llu\n",
				(unsigned long long)watch->sample.vgpus[i].traps[t]);
		}
}

static const struct {
	struct metric metric;
	size_t field;	/* offset of the counter in the record, in bytes */
} counter_metrics[] = {
	{ { "facet_vgpu_flips_asked_total", "counter", "Flips that the guest asked for." },
	  offsetof(struct facet_stats_vgpu, flips_asked) },
	{ { "facet_vgpu_flips_shown_total", "counter", "Flips that were shown." },
	  offsetof(struct facet_stats_vgpu, flips_shown) },
	{ { "facet_vgpu_flips_missed_total", "counter",
	  "Vertical blanks that an animating guest with work missed." },
	  offsetof(struct facet_stats_vgpu, flips_missed) },
	{ { "facet_vgpu_screen_copied_bytes_total", "counter",
	  "Bytes of pixels that Facet copied out of guest memory." },
	  offsetof(struct facet_stats_vgpu, screen_bytes_copied) },
	{ { "facet_vgpu_moves_out_total", "counter",
	  "Times that the state was saved, to move the vGPU or to keep it." },
	  offsetof(struct facet_stats_vgpu, moves_out) },
	{ { "facet_vgpu_moves_in_total", "counter", "Times that the vGPU took a state." },
	  offsetof(struct facet_stats_vgpu, moves_in) },
	{ { "facet_vgpu_moves_refused_total", "counter",
	  "Times that the vGPU refused a state." },
	  offsetof(struct facet_stats_vgpu, moves_refused) },
};

static void print_counters(const struct watch *watch, FILE *out)
{
	uint32_t m, i;
	uint64_t value;

	for (m = 0; m < COUNT(counter_metrics); m++) {
		head(&counter_metrics[m].metric, out);
		for (i = 0; i < watch->n; i++) {
			memcpy(&value, (const char *)&watch->sample.vgpus[i] +
			       counter_metrics[m].field, sizeof(value));
			vgpu_labels(&counter_metrics[m].metric, watch, i, out);
			fprintf(out, "} %llu\n", (unsigned long long)value);
		}
	}
}

void metrics_print(const struct watch *watch, FILE *out)
{
	uint32_t m, i;

	print_gpus(watch, out);
	for (m = 0; m < COUNT(vgpu_metrics); m++) {
		head(&vgpu_metrics[m].metric, out);
		for (i = 0; i < watch->n; i++) {
			vgpu_labels(&vgpu_metrics[m].metric, watch, i, out);
			fprintf(out, "} %.9g\n", vgpu_metrics[m].value(&watch->sample.vgpus[i]));
		}
	}
	print_engines(watch, out);
	print_traps(watch, out);
	print_counters(watch, out);
}
