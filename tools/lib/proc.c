// SPDX-License-Identifier: GPL-2.0-only
/* Read files of /proc (proc.h). facetctl and facet-engine call this file. Takes no lock. */
#include "tools/lib/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Read a line as fgets(), but skip what is longer than PATH_MAX. Return: false: there is none. */
static bool read_line(FILE *file, char line[static PATH_MAX])
{
	bool whole, begins = true;

	while (fgets(line, PATH_MAX, file)) {
		whole = strchr(line, '\n') || feof(file);
		if (whole && begins)
			return true;
		begins = whole;
	}
	return false;
}

int proc_line(int dir, const char *path, const char *prefix, char value[static PATH_MAX])
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC), ret = -ENODATA;
	size_t length = strlen(prefix);
	FILE *file;

	if (fd < 0)
		return -errno;
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	while (ret && read_line(file, value))
		ret = strncmp(value, prefix, length) ? -ENODATA : 0;
	fclose(file);
	if (ret)
		return ret;
	value[strcspn(value, "\n")] = '\0';
	memmove(value, value + length, strlen(value + length) + 1);
	return 0;
}
