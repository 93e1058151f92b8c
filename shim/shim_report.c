// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report. Each event is one line by one write(), since processes share the file. Without
 * FACET_RUN_REPORT nothing is written.
 */
#include "shim/shim_report.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include "shim/shim_libc.h"
#include "shim/shim_state.h"

enum {
	LINE_MAX_BYTES = 512,
	NAMES_MAX = 64,		/* kinds of refusals that are reported by name */
	NAME_BYTES = 64,
};

static char names[NAMES_MAX][NAME_BYTES];
static u32 n_names;

/* Return the descriptor of the report; -1: none. @opened: gets true if the caller closes it. */
static int report_fd(bool *opened)
{
	const char *where = getenv("FACET_RUN_REPORT");

	*opened = false;
	if (!where || !*where)
		return -1;
	if (*where != '/')
		return atoi(where);
	*opened = true;
	return libc.open(where, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static void report(const char *event, const char *value)
{
	char line[LINE_MAX_BYTES];
	bool opened;
	int fd = report_fd(&opened);
	int n;

	if (fd < 0)
		return;
	n = snprintf(line, sizeof(line), "%d\t%s\t%s\n", getpid(), event, value);
	n = min(n, (int)sizeof(line) - 1);
	line[n - 1] = '\n';
	if (write(fd, line, (size_t)n) != n)
		pr_debug("the report is not complete\n");
	if (opened)
		libc.close(fd);
}

void shim_report_open(void)
{
	static u32 reported;
	extern char *program_invocation_short_name;

	if (reported == shim.epoch)
		return;
	reported = shim.epoch;
	report("open", program_invocation_short_name);
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
	report("driver", info.dli_fname);
}

void shim_report_batch(void)
{
	report("batch", "1");
}

void shim_report_hang(const char *why)
{
	report("hang", *why ? why : "cancelled");
}

void shim_report_unsupported(const char *what)
{
	u32 i;

	shim.stats.unsupported++;
	for (i = 0; i < n_names; i++)
		if (!strncmp(names[i], what, NAME_BYTES - 1))
			return;
	if (n_names == NAMES_MAX)
		return;
	snprintf(names[n_names++], NAME_BYTES, "%s", what);
	report("unsupported", what);
}

/* At the end of the process. A process that never used the library reports nothing. */
static __attribute__((destructor)) void report_exit(void)
{
	char value[LINE_MAX_BYTES / 2];
	const struct shim_stats *s = &shim.stats;

	if (!shim.epoch || !(s->contexts || s->batches || s->unsupported))
		return;
	snprintf(value, sizeof(value), "contexts=%llu batches=%llu hangs=%llu unsupported=%llu",
		 s->contexts, s->batches, s->hangs, s->unsupported);
	report("exit", value);
}
