// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-top shows live how vGPUs use the engines of a GPU. facet-top reads the shared statistics,
 * and so wakes nobody in the kernel.
 */
#include <argp.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/facet-top/top.h"

#define INTERVAL	1.0
#define INTERVAL_MIN	0.1
#define INTERVAL_MAX	3600.0
#define USAGE		2	/* exit status: usage error */

const char *argp_program_version = "facet-top " FACET_VERSION;

struct arguments {
	struct top_options options;
	struct top top;
	bool batch;
};

enum {
	KEY_COUNT = 'c',
	KEY_INTERVAL = 'i',
	KEY_BATCH = 'b',
	KEY_SORT = 's',
	KEY_ENGINE = 'e',
	KEY_ALL = 'a',
	KEY_JSON = 'j',
	KEY_PARENT = 'p',
	KEY_VGPU = 0x100,	/* no short option */
};

static void parse_sort(struct arguments *args, const char *arg, struct argp_state *state)
{
	int i;

	for (i = 0; i < TOP_SORTS; i++)
		if (!strcmp(top_sort_names[i], arg)) {
			args->top.sort = i;
			return;
		}
	argp_error(state, "--sort takes busy, waiting, submissions or name, not '%s'", arg);
}

static void parse_engine(struct arguments *args, const char *arg, struct argp_state *state)
{
	uint32_t i;

	for (i = 0; i < FACET_STATS_ENGINES; i++)
		if (!strcmp(stats_engine_names[i], arg)) {
			args->top.engine = i;
			return;
		}
	argp_error(state, "--engine takes rcs, bcs, vcs or vecs, not '%s'", arg);
}

static double parse_number(const char *arg, double min, double max, const char *name,
			   struct argp_state *state)
{
	char *end;
	double value = strtod(arg, &end);

	if (!*arg || *end || !(value >= min && value <= max))
		argp_error(state, "%s takes a number from %g to %g, not '%s'", name, min, max, arg);
	return value;
}

/* Add a word to a list of a filter. */
static void add_word(const char ***list, uint32_t *n, const char *word)
{
	const char **more = realloc(*list, (*n + 1) * sizeof(*more));

	if (!more)
		abort();
	more[(*n)++] = word;
	*list = more;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case KEY_INTERVAL:
		args->options.interval = parse_number(arg, INTERVAL_MIN, INTERVAL_MAX, "--interval",
						      state);
		return 0;
	case KEY_COUNT:
		args->options.count = parse_number(arg, 1, 1e9, "--count", state);
		return 0;
	case KEY_SORT:
		parse_sort(args, arg, state);
		return 0;
	case KEY_ENGINE:
		parse_engine(args, arg, state);
		return 0;
	case KEY_BATCH:
		args->batch = true;
		return 0;
	case KEY_ALL:
		args->options.all = true;
		return 0;
	case KEY_JSON:
		args->options.json = true;
		return 0;
	case KEY_PARENT:
		add_word(&args->top.filter.parents, &args->top.filter.n_parents, arg);
		return 0;
	case KEY_VGPU:
		add_word(&args->top.filter.vgpus, &args->top.filter.n_vgpus, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "interval", KEY_INTERVAL, "SECONDS", 0, "between looks (1)", 0 },
	{ "count", KEY_COUNT, "N", 0, "end after so many looks", 0 },
	{ "sort", KEY_SORT, "ORDER", 0, "busy (the default), waiting, submissions or name", 0 },
	{ "engine", KEY_ENGINE, "ENGINE", 0, "rcs, bcs, vcs or vecs; else the busiest of each vGPU",
	  0 },
	{ "all", KEY_ALL, NULL, 0, "vGPUs that nobody has open, too", 0 },
	{ "batch", KEY_BATCH, NULL, 0, "a line for each vGPU and look, for logs", 0 },
	{ "json", KEY_JSON, NULL, 0, "a line of JSON for each sample", 0 },
	{ "parent", KEY_PARENT, "NAME", 0, "this parent and its vGPUs; may be repeated", 0 },
	{ "vgpu", KEY_VGPU, "NAME|UUID", 0, "this vGPU; may be repeated", 0 },
	{ 0 },
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Shows who has the engines of a GPU that vGPUs share: a bar for each engine, a row "
	       "for each vGPU. "
	       "It goes on until it is ended.\v"
	       "Keys: h shows them, q ends it. It reads " STATS_NODE
	       ", whose owner, group and mode say who may. "
	       "Exit status: 0 it was ended, 1 there are no statistics that it can read, "
	       "2 usage error.",
};

/* Take the first sample and show it, and further ones. Return: an exit status. */
static int run(struct arguments *args, const struct stats *stats)
{
	char error[TOP_ERROR];
	int ret = top_update(&args->top, stats);

	if (ret) {
		fprintf(stderr, "facet-top: the statistics cannot be read: %s\n", strerror(-ret));
		return 1;
	}
	if (!top_check_filter(&args->top, error)) {
		fprintf(stderr, "facet-top: %s\n", error);
		return 1;
	}
	if (args->batch || args->options.json)
		return top_batch(&args->top, stats, &args->options);
	return top_screen(&args->top, stats, &args->options);
}

int main(int argc, char **argv)
{
	struct arguments args = { .options.interval = INTERVAL, .top.engine = TOP_ALL };
	char error[STATS_ERROR];
	struct stats stats;
	int ret;

	setlocale(LC_ALL, "");
	argp_err_exit_status = USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!args.batch && !args.options.json && !isatty(STDOUT_FILENO)) {
		fprintf(stderr, "facet-top: this is no terminal: --batch and --json print lines\n");
		return USAGE;
	}
	if (stats_open(&stats, NULL, error)) {
		fprintf(stderr, "facet-top: %s\n", error);
		return 1;
	}
	ret = run(&args, &stats);
	free(args.top.filter.parents);
	free(args.top.filter.vgpus);
	top_free(&args.top);
	stats_close(&stats);
	return ret;
}
