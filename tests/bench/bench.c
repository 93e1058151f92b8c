// SPDX-License-Identifier: GPL-2.0-only
/* Functions that the benchmarks share; see bench.h. */
#include "tests/bench/bench.h"

#include <sched.h>
#include <stdarg.h>
#include <time.h>

#define MAX_ROUNDS	1001u
#define MAX_CURVES	8u
#define MAX_POINTS	256u

struct point {
	const char *curve;
	const char *series;
	double x;
	double y;
};

struct curve {
	const char *name;
	const char *title;
	const char *x;
	const char *y;
	bool log_y;
};

static struct {
	u32 results;
	struct curve curves[MAX_CURVES];
	u32 n_curves;
	struct point points[MAX_POINTS];
	u32 n_points;
} out;

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

void bench_processor(u32 which)
{
	static cpu_set_t allowed;
	cpu_set_t one;
	u32 cpu = 0, seen = 0;

	if (!CPU_COUNT(&allowed) && sched_getaffinity(0, sizeof(allowed), &allowed))
		return;
	which %= (u32)CPU_COUNT(&allowed);
	while (!CPU_ISSET(cpu, &allowed) || seen++ != which)
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		perror("bench: threads are where they like");
}

void bench_begin(int argc, char **argv, const char *what)
{
	if (argc > 1) {
		bool help = !strcmp(argv[1], "--help");

		fprintf(help ? stdout : stderr, "%s: %s\nJSON on stdout, progress on stderr\n",
			argv[0], what);
		exit(help ? 0 : 2);
	}
	bench_processor(1);
	printf("{\"results\":[");
}

static void print_points(const char *curve)
{
	const char *comma = "";
	u32 i;

	for (i = 0; i < out.n_points; i++) {
		const struct point *p = &out.points[i];

		if (strcmp(p->curve, curve))
			continue;
		printf("%s\n  [\"%s\",%.17g,%.6g]", comma, p->series, p->x, p->y);
		comma = ",";
	}
}

int bench_end(void)
{
	u32 i;

	printf("],\n\"curves\":[");
	for (i = 0; i < out.n_curves; i++) {
		const struct curve *c = &out.curves[i];

		printf("%s\n {\"name\":\"%s\",\"title\":\"%s\",\"x\":\"%s\",\"y\":\"%s\","
		       "\"log_y\":%s,\"points\":[",
		       i ? "," : "", c->name, c->title, c->x, c->y, c->log_y ? "true" : "false");
		print_points(c->name);
		printf("]}");
	}
	printf("]}\n");
	return 0;
}

static u64 clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (u64)ts.tv_sec * 1000000000ull + (u64)ts.tv_nsec;
}

u64 bench_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

u64 bench_cpu_ns(void)
{
	return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_quantile(double *values, u32 n, double q)
{
	qsort(values, n, sizeof(*values), by_value);
	return values[(u32)(q * (n - 1))];
}

/* Return the mean time of one call in nanoseconds. Calls repeat until the round's time is over. */
static double time_of(void *arg, void (*once)(void *arg), u64 round_ns)
{
	u64 start = bench_cpu_ns(), end;
	u32 n = 0;

	do {
		once(arg);
		n++;
		end = bench_cpu_ns();
	} while (end - start < round_ns);
	return (double)(end - start) / n;
}

double bench_compare(void *arg, void (*it)(void *arg), void (*base)(void *arg), u32 rounds,
		     u64 round_ns, double *it_ns)
{
	static double ratios[MAX_ROUNDS], times[MAX_ROUNDS];
	u32 i;

	must(rounds <= MAX_ROUNDS, "too many rounds");
	it(arg);
	base(arg);
	for (i = 0; i < rounds; i++) {
		times[i] = time_of(arg, it, round_ns);
		ratios[i] = time_of(arg, base, round_ns) / times[i];
	}
	if (it_ns)
		*it_ns = bench_median(times, rounds);
	return bench_median(ratios, rounds);
}

void bench_result(const char *name, double value, const char *unit, const char *how)
{
	printf("%s\n {\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\",\"how\":\"%s\"}",
	       out.results++ ? "," : "", name, value, unit, how);
	fflush(stdout);
	bench_say("%s: %.3f %s", name, value, unit);
}

void bench_curve(const char *curve, const char *title, const char *x, const char *y, bool log_y)
{
	must(out.n_curves < MAX_CURVES, "too many curves");
	out.curves[out.n_curves++] = (struct curve){ curve, title, x, y, log_y };
}

void bench_point(const char *curve, const char *series, double x, double y)
{
	must(out.n_points < MAX_POINTS, "too many points");
	out.points[out.n_points++] = (struct point){ curve, series, x, y };
	bench_say("%s: %s at %g: %.4g", curve, series, x, y);
}

void bench_say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

void *bench_alloc(size_t n, size_t size)
{
	void *p = calloc(n, size);

	must(p, "no memory");
	return p;
}

void *bench_pages(size_t bytes)
{
	void *p = aligned_alloc(PAGE_SIZE, bytes);

	must(p, "no memory");
	memset(p, 0x5a, bytes);
	return p;
}
