// SPDX-License-Identifier: GPL-2.0-only
/*
 * The control group of a VMM (vmm_group.h). workers.c calls this file. The VMM may be hostile: it
 * may end, and it may move to other groups that it may write to. Each of them is below a group that
 * the administrator has chosen.
 */
#include "engine/service/vmm_group.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#define ROOT		"/sys/fs/cgroup"
#define PROCESSES	"/cgroup.procs"
#define OWN_LINE	"0::"	/* cgroups(7): the line of version 2 in /proc/PID/cgroup */

bool vmm_group_possible(void)
{
	struct statfs root;

	return !statfs(ROOT, &root) && root.f_type == CGROUP2_SUPER_MAGIC;
}

/* What is gone in /proc is a process that has ended. */
static int gone_error(void)
{
	return errno == ENOENT ? -ESRCH : -errno;
}

int vmm_group_process(pid_t pid)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? gone_error() : fd;
}

/* Read the path of a group from /proc/PID/cgroup. @line: gets it, of @size bytes. */
static int read_path(int process, char *line, int size)
{
	int fd = openat(process, "cgroup", O_RDONLY | O_CLOEXEC), ret = -ESRCH;
	FILE *file;

	if (fd < 0)
		return gone_error();
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	while (ret && fgets(line, size, file))
		ret = strncmp(line, OWN_LINE, strlen(OWN_LINE)) ? -ESRCH : 0;
	fclose(file);
	line[strcspn(line, "\n")] = 0;
	return ret;
}

int vmm_group_open(int process)
{
	char line[4096] = "", path[sizeof(ROOT) + sizeof(line) + sizeof(PROCESSES)];
	int ret = read_path(process, line, sizeof(line));

	if (ret)
		return ret;
	snprintf(path, sizeof(path), ROOT "%s" PROCESSES, line + strlen(OWN_LINE));
	ret = open(path, O_WRONLY | O_CLOEXEC);
	return ret < 0 ? gone_error() : ret;
}

int vmm_group_enter(int group)
{
	/* cgroups(7): 0 is the process that writes. */
	return write(group, "0", 1) == 1 ? 0 : -errno;
}
