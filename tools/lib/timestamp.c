// SPDX-License-Identifier: GPL-2.0-only
/* Print the current time, for JSON and for lines of text (timestamp.h). */
#include "tools/lib/timestamp.h"

#include <stdio.h>
#include <time.h>

#define NS_OF_MS	1000000

const char *timestamp_print(char text[static TIMESTAMP_SIZE])
{
	struct timespec now;
	struct tm tm;
	size_t n;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	n = strftime(text, TIMESTAMP_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + n, TIMESTAMP_SIZE - n, ".%03ldZ", now.tv_nsec / NS_OF_MS);
	return text;
}

const char *timestamp_print_local(char text[static TIMESTAMP_SIZE])
{
	time_t now = time(NULL);

	strftime(text, TIMESTAMP_SIZE, "%Y-%m-%dT%H:%M:%S%z", localtime(&now));
	return text;
}
