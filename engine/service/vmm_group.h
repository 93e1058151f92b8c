/* SPDX-License-Identifier: GPL-2.0-only */
/* The control group of a VMM, which pays for the worker of its vGPU. */
#ifndef FACET_ENGINE_VMM_GROUP_H
#define FACET_ENGINE_VMM_GROUP_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * vmm_group_possible() - Test if the host has control groups of version 2 at /sys/fs/cgroup.
 *
 * Context: any; takes no lock.
 * Return: true: it has. A process in no such group would have no bound.
 */
bool vmm_group_possible(void);

/**
 * vmm_group_process() - Open the folder of a process in /proc.
 * @pid: the process, which may end at any time
 *
 * Context: any; takes no lock.
 * Return: a descriptor for vmm_group_open(), which stays with this process; or a negative errno.
 */
int vmm_group_process(pid_t pid);

/**
 * vmm_group_open() - Open the control group of a process.
 * @process: descriptor of vmm_group_process()
 *
 * Context: any; takes no lock.
 * Return: a descriptor for vmm_group_add(); or a negative errno: -ESRCH: the process has ended, or
 * its control group is gone.
 */
int vmm_group_open(int process);

/**
 * vmm_group_add() - Move a process to a control group.
 * @group: descriptor of vmm_group_open()
 * @pid: the process
 *
 * A process does not move itself into the group of a stranger: it might be throttled while it holds
 * the locks of control groups.
 *
 * Context: any; takes no lock. Takes the kernel's locks of control groups.
 * Return: 0; -ESRCH: the process has ended; or another negative errno of write(2): the group is
 * gone, or takes no processes (cgroups(7)).
 */
int vmm_group_add(int group, pid_t pid);

#endif
