/* SPDX-License-Identifier: GPL-2.0-only */
/* Read, write and list files of sysfs. All tools call these functions; none takes a lock. */
#ifndef TOOLS_SYSFS_H
#define TOOLS_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

#define SYSFS_VALUE	256u	/* bytes of an attribute that tools read, with the NUL */

/**
 * sysfs_path() - Format a path into new memory.
 * @format: format of printf(3), followed by its arguments
 * @...: arguments of @format
 *
 * Context: any thread; takes no lock; does not touch sysfs. Without memory, the program prints an
 * error and ends with status 1.
 * Return: the text, never NULL; the caller frees it by free(3).
 */
char *sysfs_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * sysfs_exists() - Tell whether a file or a folder exists.
 * @format: format of printf(3) for its path, followed by its arguments
 * @...: arguments of @format
 *
 * Context: any thread; takes no lock. Without memory, the program prints an error and ends with
 * status 1.
 * Return: true: it exists; false: it does not, or the caller may not search a folder of its path.
 */
bool sysfs_exists(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * sysfs_read() - Read the first line of an attribute.
 * @path: path of the attribute
 * @value: gets the line without its newline, at most SYSFS_VALUE bytes with the NUL. A longer line
 *	is cut
 *
 * The function does one read(2).
 *
 * Context: any thread; takes no lock. Blocks as long as the attribute's driver does.
 * Return: 0, also for an empty attribute; a negative errno of open(2) or read(2), and @value is "".
 * -ENOENT: no such attribute; -EACCES: the caller may not read the attribute; others are the
 * driver's.
 */
int sysfs_read(const char *path, char value[static SYSFS_VALUE]);

/**
 * sysfs_write() - Write a value and a newline to an attribute, in one write(2).
 * @path: path of the attribute; the file is not created
 * @value: the value, without the newline; may be ""
 *
 * The function does not report a write that the driver takes in part.
 *
 * Context: any thread; takes no lock. Blocks as long as the attribute's driver does. Without
 * memory, the program prints an error and ends with status 1, and nothing is written.
 * Return: 0; a negative errno of open(2) or write(2). -ENOENT: no such attribute; -EACCES: the
 * caller may not write the attribute; others are the driver's refusal (docs/reference/abi.md).
 */
int sysfs_write(const char *path, const char *value);

/**
 * sysfs_list() - List the names in a folder, in version order (facet2 before facet10).
 * @path: path of the folder
 * @names: gets an array of the names that ends with NULL; sysfs_list_free() frees the array. NULL
 *	after an error
 *
 * Names that begin with a dot are left out.
 *
 * Context: any thread; takes no lock. Blocks for scandir(3).
 * Return: the number of names, 0 or more; a negative errno of scandir(3). -ENOENT: no such folder;
 *	-EACCES: the caller may not read the folder; -ENOMEM: no memory for the list or for a name.
 */
int sysfs_list(const char *path, char ***names);

/**
 * sysfs_list_free() - Free a list of names.
 * @names: a result of sysfs_list(), not used any more, with its names; NULL: nothing happens
 *
 * Context: any thread; takes no lock; does not block.
 */
void sysfs_list_free(char **names);

#endif
