// SPDX-License-Identifier: GPL-2.0-only
/* Log messages on stderr (log.h). */
#include "tools/facetd/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE	1024u

void say(int priority, const char *format, ...)
{
	char line[LINE];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	/* systemd sets this variable if stderr is the journal, which reads the priority. */
	if (getenv("JOURNAL_STREAM"))
		fprintf(stderr, "<%d>%s\n", priority, line);
	else
		fprintf(stderr, "facetd: %s\n", line);
}
