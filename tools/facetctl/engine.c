// SPDX-License-Identifier: GPL-2.0-only
/* Read the memory and time of workers from procfs and control groups (engine.h). */
#include "tools/facetctl/engine.h"

#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/lib/host.h"
#include "tools/lib/proc.h"
#include "tools/lib/sysfs.h"

#define NS_PER_S	1000000000ull
#define BYTES_PER_KIB	1024u

/* Read the memory of a process in KiB. */
static bool read_kib(const char *root, int pid, json_int_t *kib)
{
	char *path = sysfs_path("%s/proc/%d/status", root, pid), value[PATH_MAX];
	bool found = !proc_line(AT_FDCWD, path, "VmRSS:", value);

	free(path);
	*kib = found ? strtoll(value, NULL, 10) : 0;
	return found;
}

/* Read the processor time of a process in nanoseconds: of all its threads, by itself and for it. */
static bool read_cpu_ns(const char *root, int pid, json_int_t *ns)
{
	char *path = sysfs_path("%s/proc/%d/stat", root, pid), line[PATH_MAX];
	uint64_t user, kernel, hz = (uint64_t)sysconf(_SC_CLK_TCK);
	bool found = !proc_line(AT_FDCWD, path, "", line);
	const char *behind = found ? strrchr(line, ')') : NULL;	/* the name may have blanks */

	free(path);
	/* proc_pid_stat(5): state is field 3, utime 14, stime 15 */
	if (!behind || sscanf(behind, ") %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %" SCNu64
				      " %" SCNu64, &user, &kernel) != 2)
		return false;
	*ns = (json_int_t)((user + kernel) * (NS_PER_S / hz));
	return true;
}

/* Lower @kib to the bound of one control group, if that has one. */
static void take_bound(const char *root, const char *group, json_int_t *kib)
{
	char *path = sysfs_path("%s/sys/fs/cgroup%s/memory.max", root, group);
	char value[SYSFS_VALUE];
	json_int_t bound;

	if (!sysfs_read(path, value) && strcmp(value, "max")) {
		bound = strtoll(value, NULL, 10) / BYTES_PER_KIB;
		if (!*kib || bound < *kib)
			*kib = bound;
	}
	free(path);
}

/* Find the memory that the control group of a process may use in KiB. Return: true: it is bound. */
static bool read_kib_max(const char *root, int pid, json_int_t *kib)
{
	char *path = sysfs_path("%s/proc/%d/cgroup", root, pid), group[PATH_MAX], *end;
	bool found = !proc_line(AT_FDCWD, path, PROC_UNIFIED, group);

	free(path);
	*kib = 0;
	while (found && (end = strrchr(group, '/')) && end[1]) {
		take_bound(root, group, kib);
		*end = '\0';
	}
	return *kib;
}

void engine_describe(json_t *json, const struct host *host)
{
	static const struct {
		const char *name;
		bool (*read)(const char *root, int pid, json_int_t *value);
	} rows[] = {
		{ "engine_kib", read_kib },
		{ "engine_kib_max", read_kib_max },
		{ "cpu_ns", read_cpu_ns },
	};
	int pid = (int)json_integer_value(json_object_get(json, "engine_pid"));
	json_int_t value;
	size_t i;

	for (i = 0; pid && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].read(host->root, pid, &value))
			json_object_set_new(json, rows[i].name, json_integer(value));
}
