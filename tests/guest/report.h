/* SPDX-License-Identifier: GPL-2.0-only */
/* Results go to stdout at once, one JSON object a line. Messages for people go to stderr. */
#ifndef GUEST_REPORT_H
#define GUEST_REPORT_H

#include <stdint.h>

/*
 * Print a report: report("blits", ...) prints {"report":"blits", ...}. The format has its members.
 */
void report(const char *what, const char *format, ...) __attribute__((format(printf, 2, 3)));
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Return the seconds of a monotonic clock. */
double now(void);
/* Return a whole number of the command line. End the program if @text is none. */
uint64_t number(const char *text);

#endif
