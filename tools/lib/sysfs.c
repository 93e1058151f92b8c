// SPDX-License-Identifier: GPL-2.0-only
/* Read, write and list files of sysfs. All tools call these functions; none takes a lock. */
#include "tools/lib/sysfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *path_of(const char *format, va_list args)
{
	char *path;

	if (vasprintf(&path, format, args) < 0) {
		perror("facet");
		exit(1);
	}
	return path;
}

char *sysfs_path(const char *format, ...)
{
	va_list args;
	char *path;

	va_start(args, format);
	path = path_of(format, args);
	va_end(args);
	return path;
}

bool sysfs_exists(const char *format, ...)
{
	va_list args;
	char *path;
	bool exists;

	va_start(args, format);
	path = path_of(format, args);
	va_end(args);
	exists = !access(path, F_OK);
	free(path);
	return exists;
}

int sysfs_read(const char *path, char value[static SYSFS_VALUE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;
	ssize_t n;

	*value = 0;
	if (fd < 0)
		return -errno;
	n = read(fd, value, SYSFS_VALUE - 1);
	error = errno;
	close(fd);
	if (n < 0)
		return -error;
	value[n] = 0;
	value[strcspn(value, "\n")] = 0;
	return 0;
}

int sysfs_write(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), error = 0;
	char *line;
	ssize_t n;

	if (fd < 0)
		return -errno;
	line = sysfs_path("%s\n", value);
	n = write(fd, line, strlen(line));
	if (n < 0)
		error = errno;
	else if ((size_t)n < strlen(line))
		error = EINVAL;	/* longer than a page: a part of it is no value */
	free(line);
	close(fd);
	return -error;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int sysfs_list(const char *path, char ***names)
{
	struct dirent **entries;
	int i, n = scandir(path, &entries, is_visible, versionsort);
	char **list;

	*names = NULL;
	if (n < 0)
		return -errno;
	list = calloc(n + 1, sizeof(*list));
	for (i = 0; list && i < n; i++) {
		list[i] = strdup(entries[i]->d_name);
		if (!list[i]) {
			sysfs_list_free(list);
			list = NULL;
		}
	}
	for (i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
	*names = list;
	return list ? n : -ENOMEM;
}

void sysfs_list_free(char **names)
{
	size_t i;

	for (i = 0; names && names[i]; i++)
		free(names[i]);
	free(names);
}
