/* SPDX-License-Identifier: GPL-2.0-only */
/* Read files of /proc that have a line for each value. */
#ifndef TOOLS_PROC_H
#define TOOLS_PROC_H

#include <limits.h>

#define PROC_UNIFIED	"0::"	/* cgroups(7): begins the line of version 2 in /proc/PID/cgroup */

/**
 * proc_line() - Read the rest of the first line that begins with a prefix.
 * @dir: descriptor of a folder, for a relative @path; or AT_FDCWD
 * @path: path of the file
 * @prefix: the prefix; "": any line
 * @value: gets the rest of the line without its newline, at most PATH_MAX bytes with the NUL;
 *	undefined after an error
 *
 * Context: any thread; takes no lock.
 * Return: 0; -ENODATA: no line begins so; or a negative errno of openat(2) or of memory.
 */
int proc_line(int dir, const char *path, const char *prefix, char value[static PATH_MAX]);

#endif
