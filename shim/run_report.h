/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of the report (shim/facet_run.h) from the library and its hooks. */
#ifndef SHIM_RUN_REPORT_H
#define SHIM_RUN_REPORT_H

/**
 * run_report() - Append a line to the report.
 * @event: FACET_RUN_* of shim/facet_run.h
 * @value: its value; a value that is too long is cut
 *
 * Does nothing if FACET_RUN_REPORT is unset. Keeps errno.
 *
 * Context: any thread, also in a child of vfork(2); takes no lock; blocks for the file.
 */
void run_report(const char *event, const char *value);

#endif
