// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetd tunes time slices of vGPUs by policies. facetd sleeps until its interval is over, a signal
 * comes or a client asks the exporter. facetd has one thread and no lock. The scheduler of the
 * kernel module is fair without facetd.
 */
#include <argp.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <syslog.h>

#include "tools/facetd/log.h"
#include "tools/facetd/loop.h"
#include "tools/lib/options.h"

const char *argp_program_version = "facetd " FACET_VERSION;

enum { KEY_CONFIG = 'c', KEY_CHECK = 'k', KEY_DRY_RUN = 'n', KEY_COUNT = 'C' };

/**
 * struct arguments - Arguments of the command line.
 * @path: path of the configuration
 * @check: check and print the configuration, and end
 * @options: options of the loop
 */
struct arguments {
	const char *path;
	bool check;
	struct loop_options options;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	char *end;
	long count;

	switch (key) {
	case KEY_CONFIG:
		args->path = arg;
		return 0;
	case KEY_CHECK:
		args->check = true;
		return 0;
	case KEY_DRY_RUN:
		args->options.dry_run = true;
		return 0;
	case KEY_COUNT:
		count = strtol(arg, &end, 10);
		if (*end || count < 1 || count > INT32_MAX)
			options_usage_error(state->name, NULL, "--count=%s: must be 1 to %d", arg,
					    INT32_MAX);
		args->options.count = count;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options =
		(const struct argp_option[]){
			{ "config", KEY_CONFIG, "FILE", 0,
			  "the configuration (default: " CONFIG_FILE ")", 0 },
			{ "check", KEY_CHECK, NULL, 0,
			  "check the configuration, print it with all defaults, and end", 0 },
			{ "dry-run", KEY_DRY_RUN, NULL, 0,
			  "print what facetd would set, and why; set nothing", 0 },
			{ "count", KEY_COUNT, "N", 0, "end after N samples", 0 },
			{ 0 },
		},
	.parser = parse,
	.doc = "Tunes time slices of vGPUs by policies: reads statistics, and writes weights, "
	       "caps, slices and priorities.\v"
	       "At SIGHUP facetd reads the configuration again. At its end facetd gives each vGPU "
	       "its own values back. Exit status: 0 success, 1 facetd cannot do its work, 2 usage "
	       "error or an invalid configuration.",
};

static void say_errors(const char *path, const struct config_errors *errors)
{
	uint32_t i;

	for (i = 0; i < errors->n && i < CONFIG_ERRORS; i++) {
		if (errors->error[i].line)
			say(LOG_ERR, "%s:%u: %s", path, errors->error[i].line,
			    errors->error[i].text);
		else
			say(LOG_ERR, "%s: %s", path, errors->error[i].text);
	}
	if (errors->n > CONFIG_ERRORS)
		say(LOG_ERR, "%s: and %u more errors", path, errors->n - CONFIG_ERRORS);
}

bool loop_read_config(const char *path, struct config *config)
{
	struct config_errors *errors = malloc(sizeof(*errors));
	int ret = errors ? config_read(path, config, errors) : -ENOMEM;

	if (errors && ret)
		say_errors(path, errors);
	free(errors);
	return !ret;
}

int main(int argc, char **argv)
{
	struct arguments args = { .path = CONFIG_FILE };
	struct config *config = malloc(sizeof(*config));
	int ret = 1;

	options_parse(&argp, argc, argv, 0, NULL, &args);
	if (!config || !loop_read_config(args.path, config)) {
		free(config);
		return OPTIONS_USAGE;
	}
	args.options.path = args.path;
	if (args.check) {
		config_print(config, stdout);
		ret = options_flush() ? 0 : 1;
	} else {
		ret = loop_run(config, &args.options);
	}
	free(config);
	return ret;
}
