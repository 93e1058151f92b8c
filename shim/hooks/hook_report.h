/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of the hooks in the report (shim/facet_run.h).
 */
#ifndef SHIM_HOOKS_HOOK_REPORT_H
#define SHIM_HOOKS_HOOK_REPORT_H

/**
 * hook_report() - Append a line to the report.
 * @event: an event of shim/facet_run.h
 * @value: its value, cut to fit FACET_RUN_LINE
 *
 * Does nothing if FACET_RUN_REPORT is unset. Keeps errno.
 *
 * Context: any thread; takes no lock; blocks for the file.
 */
void hook_report(const char *event, const char *value);

#endif
