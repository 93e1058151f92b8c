// SPDX-License-Identifier: GPL-2.0-only
/*
 * A preload library that stands for libfacet-run.so in tests of the launcher. It appends the lines
 * of FAKE_RUN to the report: "EVENT VALUE" each, separated by semicolons. If the launcher itself
 * loads it, the call of fork(2) after FAKE_RUN_FORKS others fails.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shim/facet_run.h"

static __attribute__((constructor)) void report(void)
{
	const char *path = getenv(FACET_RUN_REPORT), *lines = getenv("FAKE_RUN");
	FILE *file = path && lines ? fopen(path, "a") : NULL;
	char *copy, *line, *rest, *value;

	if (!file)
		return;
	copy = rest = strdup(lines);
	while ((line = strsep(&rest, ";"))) {
		value = line;
		strsep(&value, " ");
		fprintf(file, "%d\t%s\t%s\n", getpid(), line, value ? value : "");
	}
	free(copy);
	fclose(file);
}

pid_t fork(void)
{
	__typeof__(&fork) real = (__typeof__(&fork))dlsym(RTLD_NEXT, "fork");
	const char *most = getenv("FAKE_RUN_FORKS");
	static int forks;

	if (most && forks++ == atoi(most)) {
		errno = EAGAIN;
		return -1;
	}
	return real();
}
