// SPDX-License-Identifier: GPL-2.0-only
/*
 * The control group of a VMM (vmm_group.h). workers.c calls this file. The VMM may be hostile: it
 * may end, and it may move to other groups that it may write to. Each of them is below a group that
 * the administrator has chosen.
 */
#include "engine/service/vmm_group.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "tools/lib/proc.h"

#define ROOT		"/sys/fs/cgroup"
#define PROCESSES	"/cgroup.procs"

bool vmm_group_possible(void)
{
	struct statfs root;

	return !statfs(ROOT, &root) && root.f_type == CGROUP2_SUPER_MAGIC;
}

/* Return the negative errno of vmm_group.h. A process has ended if its files are gone. */
static int gone_error(int error)
{
	return error == ENOENT || error == ENODATA ? -ESRCH : -error;
}

int vmm_group_process(pid_t pid)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? gone_error(errno) : fd;
}

int vmm_group_open(int process)
{
	char group[PATH_MAX], path[sizeof(ROOT) + sizeof(group) + sizeof(PROCESSES)];
	int ret = proc_line(process, "cgroup", PROC_UNIFIED, group);

	if (ret)
		return gone_error(-ret);
	snprintf(path, sizeof(path), ROOT "%s" PROCESSES, group);
	ret = open(path, O_WRONLY | O_CLOEXEC);
	return ret < 0 ? gone_error(errno) : ret;
}

int vmm_group_add(int group, pid_t pid)
{
	return dprintf(group, "%d", (int)pid) > 0 ? 0 : -errno;
}
