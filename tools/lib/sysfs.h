/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of sysfs: read, written, listed. */
#ifndef TOOLS_SYSFS_H
#define TOOLS_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

#define SYSFS_VALUE	256u	/* bytes of an attribute that tools look at, its end among them */

/**
 * sysfs_path() - A path by a format. Return: allocated; ends the program without memory.
 */
char *sysfs_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * sysfs_read() - An attribute, without the end of its line; cut where it is longer.
 * Return: 0 or a negative errno, and "" in @value.
 */
int sysfs_read(const char *path, char value[static SYSFS_VALUE]);

/** sysfs_write() - One write of all of @value. Return: 0 or a negative errno. */
int sysfs_write(const char *path, const char *value);

/**
 * sysfs_list() - Names in a folder, sorted as people count (version sort), without those that begin with a dot.
 * @names: array that ends with NULL, for sysfs_list_free()
 *
 * Return: how many, or a negative errno.
 */
int sysfs_list(const char *path, char ***names);
void sysfs_list_free(char **names);

#endif
