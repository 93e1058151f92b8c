/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that the benchmarks share: clocks, medians, pinning to a processor, and JSON on stdout.
 * Progress goes to stderr. docs/research/bench.md explains each figure.
 */
#ifndef BENCH_H
#define BENCH_H

#include "port.h"

#define KIB	1024u
#define MIB	(1024u * 1024)

/**
 * bench_begin() - Handle --help, pin to one processor, and begin the JSON.
 * @argc: of main()
 * @argv: of main()
 * @what: one line for --help
 */
void bench_begin(int argc, char **argv, const char *what);

/**
 * bench_processor() - Pin this thread, and the threads that it creates later, to a processor.
 * @which: 0 or 1; both are the same where there is one processor only
 */
void bench_processor(u32 which);

/** bench_end() - Complete the JSON. Return: the exit status of main(). */
int bench_end(void);

/** bench_ns() - Return monotonic time in nanoseconds. */
u64 bench_ns(void);

/** bench_cpu_ns() - Return the processor time of the calling thread in nanoseconds. */
u64 bench_cpu_ns(void);

/** bench_quantile() - Sort @n values, and return quantile @q, 0 to 1. */
double bench_quantile(double *values, u32 n, double q);

static inline double bench_median(double *values, u32 n)
{
	return bench_quantile(values, n, 0.5);
}

/**
 * bench_compare() - Measure how many times faster one function is than another.
 * @arg: passed to both functions
 * @it: the function to be measured
 * @base: the function to compare with
 * @rounds: number of rounds, at most 1001
 * @round_ns: time of one function in a round, in nanoseconds
 * @it_ns: NULL, or gets the median time of one call of @it in nanoseconds
 *
 * Each round repeats one function, then the other. So other load on the machine hits both.
 *
 * Return: median over the rounds of (time of @base / time of @it), in processor time of this
 * thread.
 */
double bench_compare(void *arg, void (*it)(void *arg), void (*base)(void *arg), u32 rounds,
		     u64 round_ns, double *it_ns);

/* Print a result. @how: in a few words how it was measured. */
void bench_result(const char *name, double value, const char *unit, const char *how);

/**
 * bench_point() - Add a point of a scaling curve.
 * @curve: name of the curve; its plot is NAME.svg
 * @series: name of a line of the plot
 * @x: x coordinate
 * @y: y coordinate
 */
void bench_point(const char *curve, const char *series, double x, double y);

/* Set the labels of a curve. The x axis is always logarithmic. @log_y: the y axis is, too. */
void bench_curve(const char *curve, const char *title, const char *x, const char *y, bool log_y);

/* Print a line to stderr. */
__printf(1, 2) void bench_say(const char *fmt, ...);

/* Allocate zeroed memory. End the program if that fails. */
void *bench_alloc(size_t n, size_t size);
/* Allocate pages and write to each. End the program if that fails. */
void *bench_pages(size_t bytes);

#endif
