/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdict on a run: whether the program used the simulated GPU. It follows from the report
 * (shim/facet_run.h).
 */
#ifndef SHIM_LAUNCHER_VERDICT_H
#define SHIM_LAUNCHER_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "shim/facet_run.h"

/**
 * struct verdict - What the processes of a run reported.
 * @opened: a process opened the render node
 * @driver: a process created a GPU context
 * @unsupported: last request that the library refused; "": none
 * @hang: first reason why the engine stopped a batch; "": none
 * @foreign: first renderer that is not the simulated GPU; "": none
 * @renderer: first renderer that is the simulated GPU; "": none
 */
struct verdict {
	bool opened;
	bool driver;
	char unsupported[FACET_RUN_LINE];
	char hang[FACET_RUN_LINE];
	char foreign[FACET_RUN_LINE];
	char renderer[FACET_RUN_LINE];
};

/**
 * verdict_add() - Add one line of the report.
 * @verdict: the verdict; all zero before the first line
 * @line: the line without its end of line, ended by a 0; lines that are not valid are ignored
 *
 * Context: takes no lock.
 */
void verdict_add(struct verdict *verdict, const char *line);

/**
 * verdict_read() - Add all lines of a report.
 * @verdict: the verdict; all zero before the first line
 * @path: path of the file; a missing file has no lines
 *
 * Context: takes no lock; blocks for the file.
 */
void verdict_read(struct verdict *verdict, const char *path);

/**
 * verdict_failure() - Find out why a run did not use the simulated GPU.
 * @verdict: the verdict
 * @why: gets a sentence without a subject and without a dot, ended by a 0
 * @size: bytes of @why
 *
 * Context: takes no lock.
 * Return: true: the run did not use it, or not alone; false: the run used it.
 */
bool verdict_failure(const struct verdict *verdict, char *why, size_t size);

#endif
