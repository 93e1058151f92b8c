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
#include "tools/lib/options.h"

#define INTERVAL	1.0
#define INTERVAL_MIN	0.1
#define INTERVAL_MAX	3600.0

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
		args->options.interval = options_number(state, "--interval", arg, INTERVAL_MIN,
							INTERVAL_MAX);
		return 0;
	case KEY_COUNT:
		args->options.count = options_number(state, "--count", arg, 1, 1e9);
		return 0;
	case KEY_SORT:
		args->top.sort = options_word(state, "--sort", arg, top_sort_names, TOP_SORTS);
		return 0;
	case KEY_ENGINE:
		args->top.engine = options_word(state, "--engine", arg, stats_engine_names,
						FACET_STATS_ENGINES);
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
	{ "interval", KEY_INTERVAL, "SECONDS", 0, "time between samples, 0.1 to 3600 (default: 1)",
	  0 },
	{ "count", KEY_COUNT, "N", 0, "end after N samples", 0 },
	{ "sort", KEY_SORT, "ORDER", 0, "busy (default), waiting, submissions or name", 0 },
	{ "engine", KEY_ENGINE, "ENGINE", 0,
	  "rcs, bcs, vcs or vecs (default: the busiest of each vGPU)", 0 },
	{ "all", KEY_ALL, NULL, 0, "also show vGPUs that no virtual machine has open", 0 },
	{ "batch", KEY_BATCH, NULL, 0, "print lines of key=value, for logs", 0 },
	{ "json", KEY_JSON, NULL, 0, "print a line of JSON for each sample", 0 },
	{ "parent", KEY_PARENT, "NAME", 0, "show this parent and its vGPUs; may be repeated", 0 },
	{ "vgpu", KEY_VGPU, "NAME|UUID", 0, "show this vGPU; may be repeated", 0 },
	{ 0 },
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Shows live how vGPUs share the engines of a GPU: a bar for each engine, a row for "
	       "each vGPU.\v"
	       "Keys: h shows all keys, q ends facet-top. The statistics are in " STATS_NODE
	       ": its owner, group and mode say who may read them. "
	       "Exit status: 0 success, 1 the statistics cannot be read, 2 usage error.",
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

	setlocale(LC_CTYPE, "");	/* numbers keep their dot: scripts read them */
	options_parse(&argp, argc, argv, 0, NULL, &args);
	if (!args.batch && !args.options.json && !isatty(STDOUT_FILENO))
		options_usage_error("facet-top", NULL,
				    "standard output is not a terminal: use --batch or --json");
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
