// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-sim runs the mediator's scheduler on a described workload, in virtual time. Administrators
 * use it to try knobs before they set them. The scheduler's own tests use it too (tests/sim).
 */
#include <getopt.h>
#include <time.h>

#include "sim.h"

#define MS		1000000.0
#define DRAWN_MS	20.0	/* default of --to */
#define MS_MAX		1e10	/* the largest duration_ms of a FILE */
#define VERSION		"facet-sim " FACET_VERSION

/**
 * struct options - Options of the command line.
 * @svg: path of the timeline; NULL: none
 * @from_ms: begin of the timeline in ms
 * @to_ms: end of the timeline in ms
 * @json: print JSON in place of the table
 * @check: compare the result with the expectations of the file
 * @time: print the time that the simulation took
 */
struct options {
	const char *svg;
	double from_ms;
	double to_ms;
	bool json;
	bool check;
	bool time;
};

static const char usage[] =
	"Usage: facet-sim [OPTION]... FILE...\n"
	"Says what Facet's scheduler makes of the vGPUs that FILEs describe, without any of them: "
	"in virtual time,\n"
	"so that a week takes seconds. A table with a row for each client of the FILE and engine, "
	"if nothing else is asked for.\n"
	"\n"
	"  --json         print JSON in place of the table\n"
	"  --check        print whether what FILE expects came true (TAP), and nothing else\n"
	"  --svg PICTURE  draw a timeline of the one FILE, too\n"
	"  --from MS      begin of what is drawn (0)\n"
	"  --to MS        end of what is drawn (20)\n"
	"  --time         say on stderr what it took\n"
	"  --help         print this text\n"
	"  --version      print the version\n"
	"\n"
	"FILE is JSON. The least that there can be, two that always have work, "
	"one of three times the weight:\n"
	"  {\"clients\": [{\"name\": \"small\", \"loads\": [{}]}, "
	"{\"name\": \"large\", \"weight\": 300, \"loads\": [{}]}]}\n"
	"All keys are in the manual, facet-sim(1).\n"
	"\n"
	"Exit status: 0 done; 1 an expectation was not met; 2 a mistake in arguments or FILE.\n";

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "check", no_argument, NULL, 'c' },
	{ "svg", required_argument, NULL, 's' },
	{ "from", required_argument, NULL, 'f' },
	{ "to", required_argument, NULL, 't' },
	{ "time", no_argument, NULL, 'T' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL }
};

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
	status = sim_run(&file.workload, wants_runs(&file, options), &result);
	if (status) {
		fprintf(stderr, "facet-sim: %s: %s\n", path, status == -EINVAL ?
			"fixed parts are more than the whole: lower caps or counts" :
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

/* Parse the value of an option in ms. Return: false: it is invalid, and stderr has the reason. */
static bool parse_ms(const char *name, const char *arg, double *ms)
{
	char *end;

	*ms = strtod(arg, &end);
	if (*arg && !*end && *ms >= 0 && *ms <= MS_MAX)
		return true;
	fprintf(stderr, "facet-sim: %s takes milliseconds, a number from 0 to %g, not '%s'\n", name,
		MS_MAX, arg);
	return false;
}

/* Take one option of getopt_long(). Return: -1: the program goes on; else its exit status. */
static int take_option(int c, struct options *options)
{
	switch (c) {
	case 'j':
		options->json = true;
		return -1;
	case 'c':
		options->check = true;
		return -1;
	case 's':
		options->svg = optarg;
		return -1;
	case 'f':
		return parse_ms("--from", optarg, &options->from_ms) ? -1 : 2;
	case 't':
		return parse_ms("--to", optarg, &options->to_ms) ? -1 : 2;
	case 'T':
		options->time = true;
		return -1;
	case 'h':
		fputs(usage, stdout);
		return 0;
	case 'V':
		puts(VERSION);
		return 0;
	default:
		fputs("facet-sim: --help tells what there is\n", stderr);
		return 2;
	}
}

/* Parse the command line. Return: -1: the program goes on; else its exit status. */
static int parse(int argc, char **argv, struct options *options)
{
	int c, status = -1;

	while (status < 0 && (c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		status = take_option(c, options);
	if (status >= 0)
		return status;
	if (optind == argc)
		fputs("facet-sim: a FILE is wanted: see --help\n", stderr);
	else if (options->to_ms <= options->from_ms)
		fprintf(stderr, "facet-sim: --to %g is to be behind --from %g\n", options->to_ms,
			options->from_ms);
	else if (options->svg && argc - optind > 1)
		fprintf(stderr, "facet-sim: --svg wants one FILE, not %d\n", argc - optind);
	else
		return -1;
	return 2;
}

int main(int argc, char **argv)
{
	struct options options = { .to_ms = DRAWN_MS };
	int status = parse(argc, argv, &options);
	int i;

	if (status >= 0)
		return status;
	status = 0;
	for (i = optind; i < argc; i++)
		status = max(status, run(argv[i], &options));
	return status;
}
