// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs that a process of a run starts. shim_preload_exec.c calls this file before a program
 * starts. Takes no locks: the paths below are written once, before main().
 */
#include "shim/shim_child.h"

#include <unistd.h>

#include "shim/facet_run.h"
#include "shim/program_file.h"
#include "shim/run_report.h"

#define PRELOAD		"LD_PRELOAD"
#define SEPARATORS	" :"	/* of LD_PRELOAD: ld.so(8) */

static char library[PATH_MAX];
static char report[PATH_MAX + sizeof(FACET_RUN_REPORT "=")];

void shim_child_init(const char *library_path, const char *report_path)
{
	library[0] = 0;
	if (!library_path || !report_path || strlen(report_path) >= PATH_MAX)
		return;
	snprintf(report, sizeof(report), FACET_RUN_REPORT "=%s", report_path);
	snprintf(library, sizeof(library), "%s", library_path);
}

/* Return the value of a variable "NAME=value"; NULL: it is another one. */
static const char *value_of(const char *var, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(var, name, n) && var[n] == '=' ? var + n + 1 : NULL;
}

/* Test if a value of LD_PRELOAD has the library. */
static bool has_library(const char *list)
{
	size_t n;

	for (; *list; list += n) {
		list += strspn(list, SEPARATORS);
		n = strcspn(list, SEPARATORS);
		if (n == strlen(library) && !strncmp(list, library, n))
			return true;
	}
	return false;
}

char *const *shim_child_env(char *const envp[], struct shim_child_env *room)
{
	const char *value, *others = "";
	bool loads = false, reports = false;
	u32 i, n = 0;

	if (!library[0])
		return envp;
	for (i = 0; envp && envp[i]; i++) {
		value = value_of(envp[i], PRELOAD);
		reports |= !!value_of(envp[i], FACET_RUN_REPORT);
		if (value) {
			loads = has_library(value);
			others = value;
		}
		if (n < SHIM_CHILD_VARS && (!value || loads))
			room->vars[n++] = envp[i];
	}
	if (loads && reports)
		return envp;
	if (i > SHIM_CHILD_VARS ||
	    strlen(library) + strlen(others) + sizeof(PRELOAD "=:") > sizeof(room->preload)) {
		run_report(FACET_RUN_STRAY, "a program with a large environment lacks LD_PRELOAD");
		return envp;
	}
	if (!loads) {
		snprintf(room->preload, sizeof(room->preload), PRELOAD "=%s%s%s", library,
			 *others ? ":" : "", others);
		room->vars[n++] = room->preload;
	}
	if (!reports)
		room->vars[n++] = report;
	room->vars[n] = NULL;
	return room->vars;
}

void shim_child_check(const char *path)
{
	char why[FACET_RUN_LINE / 2], value[FACET_RUN_LINE];

	if (!library[0] || !program_file_stray(path, why, sizeof(why)))
		return;
	snprintf(value, sizeof(value), "%.200s %.200s", path, why);
	run_report(FACET_RUN_STRAY, value);
}

void shim_child_keep(void)
{
	struct shim_child_env room;
	char *const *env = shim_child_env(environ, &room);
	const char *value;
	u32 i;

	for (i = 0; env != (char *const *)environ && env[i]; i++) {
		value = value_of(env[i], PRELOAD);
		if (value)
			setenv(PRELOAD, value, 1);
		value = value_of(env[i], FACET_RUN_REPORT);
		if (value)
			setenv(FACET_RUN_REPORT, value, 1);
	}
}
