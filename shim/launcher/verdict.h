/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdict on a run: whether its processes used the simulated GPU. It follows from the report
 * (shim/facet_run.h). The program of the command line and each process that drew are
 * judged separately.
 */
#ifndef SHIM_LAUNCHER_VERDICT_H
#define SHIM_LAUNCHER_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shim/facet_run.h"

#define VERDICT_MISSING	64	/* names that a verdict keeps */

/**
 * struct verdict_process - What a process reported.
 * @pid: its number
 * @name: name of its program; "": unknown
 * @opened: it opened the render node
 * @driver: it created a GPU context
 * @shown: it showed frames
 * @refused: last request that the library refused; "": none
 * @foreign: its renderer that is not the simulated GPU; "": none
 */
struct verdict_process {
	pid_t pid;
	char name[64];
	bool opened;
	bool driver;
	bool shown;
	char refused[FACET_RUN_LINE];
	char foreign[FACET_RUN_LINE];
};

/**
 * struct verdict - What the processes of a run reported.
 * @processes: the processes that reported something
 * @by_pid: indices of @processes, in the order of their numbers
 * @n_processes: number of them
 * @room: number of those that @processes and @by_pid have room for
 * @stray: first program that cannot load the library and may draw; "": none
 * @lost: first frame that could not be written; "": none
 * @hang: first reason why the engine stopped a batch; "": none
 * @missing: names of what batches used and the engine does not have
 * @n_missing: number of these names
 */
struct verdict {
	struct verdict_process *processes;
	unsigned int *by_pid;
	size_t n_processes;
	size_t room;
	char stray[FACET_RUN_LINE];
	char lost[FACET_RUN_LINE];
	char hang[FACET_RUN_LINE];
	char missing[VERDICT_MISSING][FACET_RUN_LINE];
	unsigned int n_missing;
};

/**
 * verdict_read() - Read a report: its first 4 MiB.
 * @verdict: the verdict; gets what the report has
 * @path: path of the file; a missing file has no lines
 *
 * Context: takes no lock; allocates memory; blocks for the file.
 */
void verdict_read(struct verdict *verdict, const char *path);

/**
 * verdict_exit() - Free the memory of a verdict.
 * @verdict: the verdict; all zero afterwards
 *
 * Context: takes no lock.
 */
void verdict_exit(struct verdict *verdict);

/**
 * verdict_astray() - Test if a process draws elsewhere: no later line can change that.
 * @verdict: the verdict
 *
 * Context: takes no lock.
 * Return: true: one does.
 */
bool verdict_astray(const struct verdict *verdict);

/**
 * verdict_failure() - Find out why a run did not use the simulated GPU.
 * @verdict: the verdict
 * @program: number of the process of the command line
 * @why: gets a sentence without a subject and without a dot, ended by a 0
 * @size: bytes of @why
 *
 * Context: takes no lock.
 * Return: true: a process did not use the GPU; false: all processes that had to use it did.
 */
bool verdict_failure(const struct verdict *verdict, pid_t program, char *why, size_t size);

#endif
