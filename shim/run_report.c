// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of the report. Each one is written by one write(2), since processes share the file. The
 * file is opened for each line: some programs close all descriptors. Takes no locks.
 */
#include "shim/run_report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "shim/facet_run.h"

void run_report(const char *event, const char *value)
{
	const char *path = getenv(FACET_RUN_REPORT);
	int error = errno, fd, n;
	char line[FACET_RUN_LINE];

	if (!path)
		return;
	n = snprintf(line, sizeof(line) - 1, "%d\t%s\t%s", getpid(), event, value);
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	line[n++] = '\n';
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0) {
		if (write(fd, line, n) != n)
			n = 0;	/* a report that is lost makes the run fail: no driver came up */
		close(fd);
	}
	errno = error;
}
