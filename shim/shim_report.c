// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the library reports, and how often. The ioctls and the engines' events call these functions
 * with &shim.lock.
 */
#include "shim/shim_report.h"

#include <dlfcn.h>

#include "shim/facet_run.h"
#include "shim/run_report.h"
#include "shim/shim_state.h"

enum {
	NAMES_MAX = 64,		/* names that an event reports */
	NAME_BYTES = 64,
};

/**
 * struct names - The names that an event has reported.
 * @name: the names, cut to fit
 * @n: number of names
 */
struct names {
	char name[NAMES_MAX][NAME_BYTES];
	u32 n;
};

static struct names unsupported, missing;

void shim_report_open(void)
{
	static u32 reported;
	extern char *program_invocation_short_name;

	if (reported == shim.epoch)
		return;
	reported = shim.epoch;
	run_report(FACET_RUN_OPEN, program_invocation_short_name);
}

void shim_report_driver(const void *caller)
{
	static u32 reported;
	Dl_info info;

	if (reported == shim.epoch)
		return;
	reported = shim.epoch;
	if (!dladdr(caller, &info) || !info.dli_fname)
		info.dli_fname = "unknown";
	run_report(FACET_RUN_DRIVER, info.dli_fname);
}

void shim_report_hang(const char *why)
{
	run_report(FACET_RUN_HANG, *why ? why : "cancelled");
}

static void report_once(struct names *names, const char *event, const char *what)
{
	u32 i;

	for (i = 0; i < names->n; i++)
		if (!strncmp(names->name[i], what, NAME_BYTES - 1))
			return;
	if (names->n == NAMES_MAX)
		return;
	snprintf(names->name[names->n++], NAME_BYTES, "%s", what);
	run_report(event, what);
}

void shim_report_unsupported(const char *what)
{
	report_once(&unsupported, FACET_RUN_UNSUPPORTED, what);
}

void shim_report_missing(const char *what)
{
	report_once(&missing, FACET_RUN_MISSING, what);
}
