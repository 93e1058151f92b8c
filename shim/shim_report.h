/* SPDX-License-Identifier: GPL-2.0-only */
/* The report: what the library saw, for facet-run (shim/shim.h). Called with &shim.lock. */
#ifndef FACET_SHIM_REPORT_H
#define FACET_SHIM_REPORT_H

/* Name of a refusal: a wait for other processes has come to its bound. */
#define SHIM_ENDLESS_WORK	"another process does not end its work"

/**
 * shim_report_open() - Report that the render node was opened.
 *
 * Context: with &shim.lock.
 */
void shim_report_open(void);

/**
 * shim_report_driver() - Report the driver that creates a context.
 * @caller: an address in its code
 *
 * Context: with &shim.lock.
 */
void shim_report_driver(const void *caller);

/**
 * shim_report_hang() - Report that a batch was stopped.
 * @why: the reason
 *
 * Context: with &shim.lock.
 */
void shim_report_hang(const char *why);

/**
 * shim_report_unsupported() - Report a refusal.
 * @what: names what was refused. Each name is reported once
 *
 * Context: with &shim.lock.
 */
void shim_report_unsupported(const char *what);

/**
 * shim_report_missing() - Report something that a batch used and the engine does not have.
 * @what: its name. Each name is reported once
 *
 * Context: with &shim.lock.
 */
void shim_report_missing(const char *what);

#endif
