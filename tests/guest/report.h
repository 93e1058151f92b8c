/* SPDX-License-Identifier: GPL-2.0-only */
/* Results: one JSON object a line on stdout, at once. People's words go to stderr. */
#ifndef GUEST_REPORT_H
#define GUEST_REPORT_H

#include <stdint.h>

/* report("blits", ...) prints {"report":"blits", ...}; the rest is printf's, members of the object. */
void report(const char *what, const char *format, ...) __attribute__((format(printf, 2, 3)));
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Seconds on a clock that does not jump. */
double now(void);
/* A whole number of the command line; ends the program when it is none. */
uint64_t number(const char *text);

#endif
