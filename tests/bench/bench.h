/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the benchmarks share: clocks, medians, one processor, and the JSON on
 * stdout. Progress goes to stderr. docs/bench.md says what each figure means.
 */
#ifndef BENCH_H
#define BENCH_H

#include "port.h"

#define KIB	1024u
#define MIB	(1024u * 1024)

/**
 * bench_begin() - Handles --help, stays on one processor, begins the JSON.
 * @what: one line for --help
 */
void bench_begin(int argc, char **argv, const char *what);

/**
 * bench_processor() - Where this thread runs, and those that it makes from now on.
 * @which: 0 or 1; the same one where there is only one
 */
void bench_processor(u32 which);

/** bench_end() - Completes the JSON. Return: what main() returns. */
int bench_end(void);

/** bench_ns() - Monotonic time. */
u64 bench_ns(void);

/** bench_cpu_ns() - Time that the calling thread ran: for work of one thread. */
u64 bench_cpu_ns(void);

/** bench_quantile() - Sorts @values; @q from 0 to 1. */
double bench_quantile(double *values, u32 n, double q);

static inline double bench_median(double *values, u32 n)
{
	return bench_quantile(values, n, 0.5);
}

/**
 * bench_compare() - How many times faster one thing is than another.
 * @arg: handed to both
 * @it: what is asked about
 * @base: what it is held against
 * @rounds: at most 1001; each repeats one, then the other, for @round_ns
 * @it_ns: NULL, or gets the median time of @it
 *
 * Both take turns, so that what else the machine does hits both. Return: median of
 * the rounds' (time of @base / time of @it), by the time that this thread ran.
 */
double bench_compare(void *arg, void (*it)(void *arg), void (*base)(void *arg), u32 rounds,
		     u64 round_ns, double *it_ns);

/* A result; @how: in a few words how it was measured. */
void bench_result(const char *name, double value, const char *unit, const char *how);

/**
 * bench_point() - A point of a scaling curve.
 * @curve: its plot is NAME.svg
 * @series: one line of the plot
 */
void bench_point(const char *curve, const char *series, double x, double y);

/* How a curve is labelled; @log_y: its y axis is logarithmic as its x axis always is. */
void bench_curve(const char *curve, const char *title, const char *x, const char *y, bool log_y);

/* A line to stderr. */
__printf(1, 2) void bench_say(const char *fmt, ...);

/* Memory, zeroed, or the end. */
void *bench_alloc(size_t n, size_t size);
/* Pages, written once, or the end. */
void *bench_pages(size_t bytes);

#endif
