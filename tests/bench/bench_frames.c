// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames beside batch guests, in virtual time: the scheduler of the mediator, and facetd's policy
 * by frames. A desktop of 60 frames per second has three batch guests of equal weight as
 * neighbours. Two guests that draw without pause have weights of 1 to 3.
 */
#include "tests/bench/bench.h"
#include "tests/tools/sim_facetd.h"

#define MS		SIM_FACETD_MS
#define BATCHES		3u
#define BATCH_PART	0.75	/* what the weights give the batch guests together */
#define RUN_S		124u	/* two minutes, and the time before the measurement */
#define DRAWN_S		14u	/* ten seconds, likewise */
#define SLICE_US	20000u

static const char by_frames[] =
	"[policy smooth]\nkind = frames\n"
	"[class desktop]\nmatch = desktop\npolicies = smooth\n[class batch]\nmatch = batch\n";

static const struct sim_load batch = {
	.engine = SIM_FACETD_ENGINE, .job_ns = 50 * MS, .command_ns = 20000, .queue = 2
};

/**
 * struct desktop_case - A desktop beside batch guests.
 * @name: part of the names of its figures
 * @frame_ms: time of a frame on the engine, in ms
 * @slice_us: slice of the batch guests in microseconds; 0: the scheduler's
 * @policy: facetd runs
 */
struct desktop_case {
	const char *name;
	u32 frame_ms;
	u32 slice_us;
	bool policy;
};

static const struct desktop_case cases[] = {
	{ "own_slices", 3, 0, false },
	{ "own_slices_policy", 3, 0, true },
	{ "20ms_slices", 3, SLICE_US, false },
	{ "20ms_slices_policy", 3, SLICE_US, true },
	{ "greedy_20ms_slices_policy", 7, SLICE_US, true },
};

static void run(const char *configuration, u64 seconds)
{
	if (sim_facetd_run(configuration, seconds)) {
		bench_say("%s", sim_facetd.error);
		exit(1);
	}
}

static void result(const struct desktop_case *c, const char *figure, double value,
		   const char *unit, const char *how)
{
	char name[80];

	snprintf(name, sizeof(name), "desktop_%s_%s", c->name, figure);
	bench_result(name, value, unit, how);
}

static void desktop(const struct desktop_case *c)
{
	const struct sim_load load = {
		.engine = SIM_FACETD_ENGINE, .job_ns = c->frame_ms * MS, .command_ns = 20000,
		.queue = 1, .frame_ns = 16666667, .jitter = 20,
	};
	u32 i;

	sim_facetd_begin();
	sim_facetd_add("desktop", &load);
	for (i = 0; i < BATCHES; i++)
		sim_facetd_add("batch", &batch)->knobs.slice_us = c->slice_us;
	run(c->policy ? by_frames : NULL, RUN_S);
	result(c, "missed_pct", 100 * sim_facetd_missed(0), "%",
	       "blanks of 60 Hz missed in two minutes of virtual time, beside three batch guests");
	result(c, "batch_of_weight", sim_facetd_part("batch") / BATCH_PART, "ratio",
	       "time of the three batch guests over the three quarters of their weights");
	result(c, "turns", sim_facetd.turns[0], "", "changes of the desktop's priority");
}

/* Return the time that a client had the engine in the measured time, in ns. */
static double drawn(u32 client)
{
	return sim_facetd.result.stats[client * PGPU_ENGINES + SIM_FACETD_ENGINE].busy_ns -
	       sim_facetd.settled_busy[client];
}

static double frames(u32 client)
{
	return sim_facetd.result.frames[client * PGPU_ENGINES + SIM_FACETD_ENGINE].shown -
	       sim_facetd.settled_frames[client].shown;
}

/* Frames take 5 ms, and a blank comes each tenth of a millisecond: both guests always draw. */
static void weights(void)
{
	static const struct sim_load draws = {
		.engine = SIM_FACETD_ENGINE, .job_ns = 5 * MS, .command_ns = 20000, .queue = 1,
		.frame_ns = MS / 10,
	};

	sim_facetd_begin();
	sim_facetd_add("one", &draws);
	sim_facetd_add("three", &draws)->knobs.weight = 300;
	run(NULL, DRAWN_S);
	bench_result("draw_1_3_busy", drawn(1) / drawn(0), "ratio",
		     "time of two guests that draw, weights 1 to 3, in 10 s of virtual time");
	bench_result("draw_1_3_frames", frames(1) / frames(0), "ratio", "their frames");
}

int main(int argc, char **argv)
{
	u32 i;

	bench_begin(argc, argv, "frames beside batch guests");
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		desktop(&cases[i]);
	weights();
	return bench_end();
}
