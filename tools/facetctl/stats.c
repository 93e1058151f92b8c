// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetctl stats prints how vGPUs have used the engines since their creation, once or again and
 * again. As JSON it prints their pins, shadow pages, flips, copied bytes of screens and traps, too.
 * main.c calls facetctl_stats().
 */
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tools/facetctl/facetctl.h"
#include "tools/facetctl/table.h"
#include "tools/lib/host.h"
#include "tools/lib/options.h"
#include "tools/lib/stats.h"
#include "tools/lib/timestamp.h"

#define MS	1e6	/* nanoseconds of a millisecond */

/* Time from one sample to the next of --watch, in seconds. */
#define WATCH_DEFAULT	1.0
#define WATCH_MIN	0.1
#define WATCH_MAX	3600.0

/**
 * struct arguments - Arguments of the command.
 * @id: UUID or name of a vGPU; NULL: all vGPUs
 * @json: print JSON
 * @watch: time from one sample to the next, in seconds; 0: one sample
 * @has_time: the command line has that time
 * @table: columns of the table
 */
struct arguments {
	const char *id;
	bool json;
	double watch;
	bool has_time;
	struct table_options table;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->table;
		return 0;
	case 'j':
		args->json = true;
		return 0;
	case 'w':
		args->watch = arg ? options_number(state, "--watch", arg, WATCH_MIN, WATCH_MAX) :
				    WATCH_DEFAULT;
		args->has_time = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			return ARGP_ERR_UNKNOWN;
		args->id = arg;
		return 0;
	case ARGP_KEY_END:
		table_check_json(state, &args->table, args->json);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = (const struct argp_option[]){
		{ "json", 'j', NULL, 0, "print all counters as JSON", 0 },
		{ "watch", 'w', "SECONDS", OPTION_ARG_OPTIONAL,
		  "print again each second, or each SECONDS, until Ctrl-C; with --json a line each",
		  0 },
		{ 0 },
	},
	.parser = parse,
	.children = (const struct argp_child[]){ { &table_argp, 0, NULL, 0 }, { 0 } },
	.args_doc = "[VGPU]",
	.doc = "Prints how all vGPUs, or one, have used the engines since their creation. VGPU is "
	       "a UUID or a name. facet-top shows the same live.\v"
	       "The statistics are in " STATS_NODE
	       ": its owner, group and mode say who may read them.",
};

enum column {
	COLUMN_VGPU,
	COLUMN_ENGINE,
	COLUMN_BUSY,
	COLUMN_WAITING,
	COLUMN_MAX_WAIT,
	COLUMN_SUBMISSIONS,
	COLUMN_PREEMPTIONS,
	COLUMN_HANGS,
	COLUMN_RESETS,
	COLUMN_UUID,
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_PARENT,
	COLUMN_THROTTLED,
	COLUMN_COMPLETIONS,
	COLUMNS,
};

static const struct table_column columns[COLUMNS + 1] = {
	[COLUMN_VGPU] = { "VGPU", false, false },
	[COLUMN_ENGINE] = { "ENGINE", false, false },
	[COLUMN_BUSY] = { "BUSY-MS", true, false },
	[COLUMN_WAITING] = { "WAITING-MS", true, false },
	[COLUMN_MAX_WAIT] = { "MAX-WAIT-MS", true, false },
	[COLUMN_SUBMISSIONS] = { "SUBMISSIONS", true, false },
	[COLUMN_PREEMPTIONS] = { "PREEMPTIONS", true, false },
	[COLUMN_HANGS] = { "HANGS", true, false },
	[COLUMN_RESETS] = { "RESETS", true, false },
	[COLUMN_UUID] = { "UUID", false, true },
	[COLUMN_NAME] = { "NAME", false, true },
	[COLUMN_TYPE] = { "TYPE", false, true },
	[COLUMN_PARENT] = { "PARENT", false, true },
	[COLUMN_THROTTLED] = { "THROTTLED-MS", true, true },
	[COLUMN_COMPLETIONS] = { "COMPLETIONS", true, true },
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

static json_t *json_of_vgpu(const struct stats_sample *sample, const struct facet_stats_vgpu *vgpu,
			    const char *name)
{
	json_t *engines = json_object(), *traps = json_object(), *moves;
	uint32_t i;

	for (i = 0; i < FACET_STATS_ENGINES; i++)
		json_object_set_new(engines, stats_engine_names[i],
				    json_of_engine(&vgpu->engines[i], sample->now_ns));
	for (i = 0; i < FACET_TRAP_CLASSES; i++)
		json_object_set_new(traps, stats_trap_names[i], json_integer(vgpu->traps[i]));
	moves = json_pack("{s:I, s:I, s:I, s:I, s:I}", "out", (json_int_t)vgpu->moves_out, "in",
			  (json_int_t)vgpu->moves_in, "refused", (json_int_t)vgpu->moves_refused,
			  "bytes", (json_int_t)vgpu->move_bytes, "pause_ns",
			  (json_int_t)vgpu->move_pause_ns);
	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:{s:I, s:I, s:I}, s:I, s:o, s:o, s:o}",
			 "uuid", vgpu->uuid, "name", name, "type", vgpu->type, "parent",
			 stats_parent(sample, vgpu), "pins", (json_int_t)vgpu->pins,
			 "shadow_pages", (json_int_t)vgpu->shadow_pages, "flips", "asked",
			 (json_int_t)vgpu->flips_asked, "shown", (json_int_t)vgpu->flips_shown,
			 "missed", (json_int_t)vgpu->flips_missed, "screen_bytes_copied",
			 (json_int_t)vgpu->screen_bytes_copied, "moves", moves, "engines", engines,
			 "traps", traps);
}

#define NUMBER	24u	/* bytes of a number as text, with the NUL */

static const char *print_ms(char text[static NUMBER], uint64_t ns, int digits)
{
	snprintf(text, NUMBER, "%.*f", digits, ns / MS);
	return text;
}

static const char *print_count(char text[static NUMBER], uint64_t count)
{
	snprintf(text, NUMBER, "%llu", (unsigned long long)count);
	return text;
}

/* Append the row of one engine. @cells: the cells that all engines of the vGPU share. */
static void add_row(struct table *table, const char *cells[static COLUMNS],
		    const struct facet_stats_engine *engine, uint64_t now_ns)
{
	char text[COLUMNS][NUMBER];
	uint64_t busy_ns = stats_busy_ns(engine, now_ns);
	uint64_t waiting_ns = stats_waiting_ns(engine, now_ns);

	cells[COLUMN_BUSY] = print_ms(text[0], busy_ns, 0);
	cells[COLUMN_WAITING] = print_ms(text[1], waiting_ns, 0);
	cells[COLUMN_MAX_WAIT] = print_ms(text[2], engine->longest_wait_ns, 3);
	cells[COLUMN_SUBMISSIONS] = print_count(text[3], engine->submissions);
	cells[COLUMN_PREEMPTIONS] = print_count(text[4], engine->preemptions);
	cells[COLUMN_HANGS] = print_count(text[5], engine->hangs);
	cells[COLUMN_RESETS] = print_count(text[6], engine->resets);
	cells[COLUMN_THROTTLED] = print_ms(text[7], engine->throttled_ns, 0);
	cells[COLUMN_COMPLETIONS] = print_count(text[8], engine->completions);
	table_add(table, cells);
}

/* Append a row for each engine that has worked for a vGPU. Return: number of rows. */
static uint32_t add_rows(struct table *table, const struct stats_sample *sample,
			 const struct facet_stats_vgpu *vgpu, const char *name)
{
	const char *parent = stats_parent(sample, vgpu);
	const char *cells[COLUMNS] = {
		[COLUMN_VGPU] = *name ? name : vgpu->uuid,
		[COLUMN_UUID] = vgpu->uuid,
		[COLUMN_NAME] = *name ? name : "-",
		[COLUMN_TYPE] = vgpu->type,
		[COLUMN_PARENT] = *parent ? parent : "-",
	};
	uint32_t i, n = 0;

	for (i = 0; i < FACET_STATS_ENGINES; i++) {
		if (!vgpu->engines[i].submissions)
			continue;
		cells[COLUMN_ENGINE] = stats_engine_names[i];
		add_row(table, cells, &vgpu->engines[i], sample->now_ns);
		n++;
	}
	return n;
}

static int show_json(const struct stats_sample *sample, const struct host *host, const char *uuid,
		     bool line)
{
	char time[TIMESTAMP_SIZE];
	json_t *all = json_array(), *json;
	uint32_t i;

	for (i = 0; i < sample->n_vgpus; i++) {
		const struct facet_stats_vgpu *vgpu = &sample->vgpus[i];

		if (!uuid || !strcmp(uuid, vgpu->uuid))
			json_array_append_new(all, json_of_vgpu(sample, vgpu,
								name_of(host, vgpu->uuid)));
	}
	json = json_pack("{s:s, s:I, s:o}", "time", timestamp_print(time), "monotonic_ns",
			 (json_int_t)sample->now_ns, "vgpus", all);
	return line ? print_json_line(json) : print_json(json);
}

/* Begin the block of a sample of --watch. A terminal shows the last block alone. */
static void print_watch_head(const struct table_options *options)
{
	char when[TIMESTAMP_SIZE];

	if (isatty(STDOUT_FILENO))
		fputs("\033[H\033[J", stdout);
	if (!options->no_headings)
		puts(timestamp_print_local(when));
}

static int show_table(const struct stats_sample *sample, const struct host *host, const char *uuid,
		      const struct arguments *args)
{
	uint32_t i, n = 0;
	struct table table;

	if (args->watch)
		print_watch_head(&args->table);
	table_init(&table, &args->table);
	for (i = 0; i < sample->n_vgpus; i++) {
		const struct facet_stats_vgpu *vgpu = &sample->vgpus[i];

		if (!uuid || !strcmp(uuid, vgpu->uuid))
			n += add_rows(&table, sample, vgpu, name_of(host, vgpu->uuid));
	}
	if (!n && !args->watch)
		complain("no engine has worked for a vGPU yet");
	return table_print(&table);
}

/* Find the vGPU of the command line. A time behind "-w " is taken for one: say how to write it. */
static const struct host_vgpu *find(const struct host *host, const struct arguments *args)
{
	const struct host_vgpu *vgpu = find_vgpu(host, args->id);
	char *end;

	if (!vgpu && args->watch && !args->has_time && strtod(args->id, &end) > 0 && !*end)
		complain("a time follows -w without a space: write -w%s", args->id);
	return vgpu;
}

/* Read names and the statistics, and show them. Return: an exit status. */
static int sample_and_show(const struct stats *stats, struct stats_sample *sample,
			   const struct arguments *args)
{
	const struct host_vgpu *vgpu = NULL;
	int ret = FACETCTL_FAILED, error;
	struct host host;

	if (!open_host(&host))
		return ret;
	if (args->id)
		vgpu = find(&host, args);
	if (!args->id || vgpu) {
		const char *uuid = vgpu ? vgpu->uuid : NULL;

		error = stats_take_sample(stats, sample);
		if (error)
			complain("the statistics cannot be read: %s", strerror(-error));
		else if (args->json)
			ret = show_json(sample, &host, uuid, args->watch);
		else
			ret = show_table(sample, &host, uuid, args);
	}
	host_free(&host);
	return ret;
}

static volatile sig_atomic_t interrupted;

/* A second Ctrl-C ends the program at once: a reader of the output may have stopped. */
static void on_interrupt(int signal)
{
	interrupted = 1;
}

/* Handle Ctrl-C, unless the program was started with SIGINT ignored, as by "&" in a script. */
static void handle_interrupt(void)
{
	struct sigaction action = { .sa_handler = on_interrupt, .sa_flags = SA_RESETHAND }, before;

	if (!sigaction(SIGINT, NULL, &before) && before.sa_handler != SIG_IGN)
		sigaction(SIGINT, &action, NULL);
}

/* Move a time on by seconds. */
static void move_on(struct timespec *time, double seconds)
{
	time->tv_sec += (time_t)seconds;
	time->tv_nsec += (seconds - (time_t)seconds) * 1e9;
	if (time->tv_nsec >= 1000000000) {
		time->tv_nsec -= 1000000000;
		time->tv_sec++;
	}
}

/* Wait for the next sample. Return: false: Ctrl-C ends the command. */
static bool wait_for_sample(double seconds)
{
	struct timespec due;

	clock_gettime(CLOCK_MONOTONIC, &due);
	move_on(&due, seconds);
	while (!interrupted && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
		;
	return !interrupted;
}

/* Show samples until Ctrl-C. The sample of that moment is shown whole. Return: an exit status. */
static int watch(const struct stats *stats, struct stats_sample *sample,
		 const struct arguments *args)
{
	int ret;

	handle_interrupt();
	do
		ret = sample_and_show(stats, sample, args);
	while (ret == FACETCTL_OK && wait_for_sample(args->watch));
	return ret;
}

int facetctl_stats(int argc, char **argv)
{
	struct arguments args = { .table.columns = columns };
	struct stats_sample sample = { 0 };
	char error[STATS_ERROR];
	struct stats stats;
	int ret;

	options_parse(&argp, argc, argv, 0, NULL, &args);
	if (stats_open(&stats, NULL, error))
		return complain("%s", error);
	ret = (args.watch ? watch : sample_and_show)(&stats, &sample, &args);
	stats_sample_free(&sample);
	stats_close(&stats);
	return ret;
}
