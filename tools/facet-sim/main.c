// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-sim: what the scheduler makes of a workload, in virtual time. For who wants to know what
 * knobs do before turning them, and for the scheduler's own tests (tests/sim).
 */
#include <getopt.h>
#include <time.h>

#include "sim.h"

#define MS		1000000.0
#define DRAWN_MS	20.0

/** struct options - @from_ms, @to_ms: what of it is drawn */
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
	"What Facet's scheduler makes of the workloads that FILEs describe (JSON; see docs/scheduling.md).\n"
	"\n"
	"  --json         print JSON in place of a table\n"
	"  --check        print whether what FILE expects came true (TAP), and nothing else\n"
	"  --svg PICTURE  draw a timeline\n"
	"  --from MS      of what is drawn, 0 by default\n"
	"  --to MS        20 by default\n"
	"  --time         say on stderr what it took\n"
	"  --help         this text\n"
	"\n"
	"Exit status: 0; 1 where an expectation was not met; 2 for a mistake in arguments or FILE.\n";

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "check", no_argument, NULL, 'c' },
	{ "svg", required_argument, NULL, 's' },
	{ "from", required_argument, NULL, 'f' },
	{ "to", required_argument, NULL, 't' },
	{ "time", no_argument, NULL, 'T' },
	{ "help", no_argument, NULL, 'h' },
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

static bool wants_runs(const struct sim_file *file, const struct options *options)
{
	u32 i;

	for (i = 0; i < file->expectation_count; i++)
		if (options->check && file->expectations[i].what == SIM_WHAT_MIN_MAX)
			return true;
	return options->svg;
}

static int tell(const struct sim_file *file, const struct sim_result *result,
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
		status = tell(&file, &result, options);
	}
	if (options->time)
		fprintf(stderr, "%s: %.2f s for %g s, %llu events\n", path, seconds() - before,
			file.workload.duration_ns / 1e9, result.events);
	sim_result_free(&result);
	sim_file_free(&file);
	return status;
}

/* Return: -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		switch (c) {
		case 'j':
			options->json = true;
			break;
		case 'c':
			options->check = true;
			break;
		case 's':
			options->svg = optarg;
			break;
		case 'f':
			options->from_ms = strtod(optarg, NULL);
			break;
		case 't':
			options->to_ms = strtod(optarg, NULL);
			break;
		case 'T':
			options->time = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			return 2;
		}
	}
	if (optind < argc && options->from_ms >= 0 && options->to_ms > options->from_ms)
		return -1;
	fputs(optind == argc ? "facet-sim: a FILE is wanted: see --help\n" :
	      "facet-sim: --to is to be behind --from\n", stderr);
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
