// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-sim runs the mediator's scheduler on a described workload, in virtual time. Administrators
 * use it to try knobs before they set them. The scheduler's own tests use it too (tests/sim).
 */
#include <argp.h>
#include <time.h>

#include "sim.h"
#include "tools/lib/options.h"

#define MS		1000000.0
#define DRAWN_MS	20.0	/* default of --to */
#define MS_MAX		1e10	/* the largest duration_ms of a FILE */

const char *argp_program_version = "facet-sim " FACET_VERSION;

/**
 * struct options - The command line.
 * @files: array of @n_files paths of descriptions
 * @n_files: number of files
 * @svg: path of the timeline; NULL: none
 * @from_ms: begin of the timeline in ms
 * @to_ms: end of the timeline in ms
 * @json: print JSON in place of the table
 * @check: compare the result with the expectations of the file
 * @time: print the time that the simulation took
 */
struct options {
	char **files;
	int n_files;
	const char *svg;
	double from_ms;
	double to_ms;
	bool json;
	bool check;
	bool time;
};

enum { KEY_JSON = 'j', KEY_CHECK = 0x100, KEY_SVG, KEY_FROM, KEY_TO, KEY_TIME };

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static int draw(const struct sim_file *file, const struct sim_result *result,
		const struct options *options)
{
	FILE *out = fopen(options->svg, "w");

	if (out)
		sim_draw(file, result, options->from_ms * MS, options->to_ms * MS, out);
	if (out && !fclose(out))
		return 0;
	fprintf(stderr, "facet-sim: %s: %s\n", options->svg, strerror(errno));
	return 2;
}

/* Tell if an output needs the single runs: the timeline or a check of SIM_WHAT_MIN_MAX. */
static bool wants_runs(const struct sim_file *file, const struct options *options)
{
	u32 i;

	for (i = 0; i < file->expectation_count; i++)
		if (options->check && file->expectations[i].what == SIM_WHAT_MIN_MAX)
			return true;
	return options->svg;
}

/* Print a result as the options say. Return: an exit status. */
static int print_result(const struct sim_file *file, const struct sim_result *result,
			const struct options *options)
{
	int status = options->svg ? draw(file, result, options) : 0;

	if (options->check)
		return sim_print_checks(file, result, stdout) ? max(status, 1) : status;
	if (options->json)
		return sim_print_json(file, result, stdout) ? 2 : status;
	sim_print_table(file, result, stdout);
	return status;
}

static int run(const char *path, const struct options *options)
{
	double before = seconds();
	struct sim_result result;
	struct sim_file file;
	int status;

	if (sim_file_read(path, &file))
		return 2;
	if (options->check && options->n_files > 1)
		printf("# %s\n", path);
	status = sim_run(&file.workload, wants_runs(&file, options), &result);
	if (status) {
		fprintf(stderr, "facet-sim: %s: %s\n", path, status == -EINVAL ?
			"fixed_share: the parts are over 100 per cent: lower caps or counts" :
			strerror(-status));
		status = 2;
	} else {
		status = print_result(&file, &result, options);
	}
	if (options->time)
		fprintf(stderr, "%s: %.2f s for %g s, %llu events\n", path, seconds() - before,
			file.workload.duration_ns / 1e9, result.events);
	sim_result_free(&result);
	sim_file_free(&file);
	return status;
}

/* Parse the value of an option in ms. */
static double parse_ms(const struct argp_state *state, const char *option, const char *arg)
{
	char *end;
	double ms = strtod(arg, &end);

	if (!*arg || *end || !(ms >= 0 && ms <= MS_MAX))
		options_usage_error(state->name, NULL,
				    "%s=%s: must be 0 to %g, a number of milliseconds", option, arg,
				    MS_MAX);
	return ms;
}

static void check_arguments(const struct argp_state *state, const struct options *options)
{
	if (!options->n_files)
		options_usage_error(state->name, NULL, "a FILE is missing");
	if (options->to_ms <= options->from_ms)
		options_usage_error(state->name, NULL, "--to=%g: must be more than --from=%g",
				    options->to_ms, options->from_ms);
	if (options->svg && options->n_files > 1)
		options_usage_error(state->name, NULL, "--svg=%s: draws one FILE, not %d",
				    options->svg, options->n_files);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case KEY_JSON:
		options->json = true;
		return 0;
	case KEY_CHECK:
		options->check = true;
		return 0;
	case KEY_SVG:
		options->svg = arg;
		return 0;
	case KEY_FROM:
		options->from_ms = parse_ms(state, "--from", arg);
		return 0;
	case KEY_TO:
		options->to_ms = parse_ms(state, "--to", arg);
		return 0;
	case KEY_TIME:
		options->time = true;
		return 0;
	case ARGP_KEY_ARGS:
		options->files = state->argv + state->next;
		options->n_files = state->argc - state->next;
		return 0;
	case ARGP_KEY_END:
		check_arguments(state, options);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = (const struct argp_option[]){
		{ "json", KEY_JSON, NULL, 0, "print JSON in place of the table", 0 },
		{ "check", KEY_CHECK, NULL, 0,
		  "print only whether the FILE's expectations are met, as TAP", 0 },
		{ "svg", KEY_SVG, "PICTURE", 0, "also draw a timeline of the one FILE", 0 },
		{ "from", KEY_FROM, "MS", 0, "begin of the timeline (default: 0)", 0 },
		{ "to", KEY_TO, "MS", 0, "end of the timeline (default: 20)", 0 },
		{ "time", KEY_TIME, NULL, 0, "print on stderr how long the simulation took", 0 },
		{ 0 },
	},
	.parser = parse,
	.args_doc = "FILE...",
	.doc = "Runs Facet's scheduler on the vGPUs that each FILE describes, in virtual time: a "
	       "week takes seconds. Prints a table with a row for each client of the FILE and "
	       "engine.\v"
	       "FILE is JSON. The smallest useful one has two vGPUs that always have work, one "
	       "with three times the weight:\n"
	       "  {\"clients\": [{\"name\": \"small\", \"loads\": [{}]},\n"
	       "               {\"name\": \"large\", \"weight\": 300, \"loads\": [{}]}]}\n"
	       "The manual, facet-sim(1), has all keys.\n\n"
	       "Exit status: 0 success, 1 an expectation is not met, 2 usage error or an error in "
	       "a FILE.",
};

int main(int argc, char **argv)
{
	struct options options = { .to_ms = DRAWN_MS };
	int i, status = 0;

	options_parse(&argp, argc, argv, 0, NULL, &options);
	for (i = 0; i < options.n_files; i++)
		status = max(status, run(options.files[i], &options));
	return status;
}
