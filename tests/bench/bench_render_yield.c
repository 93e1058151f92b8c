// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure how soon the render engine gives way: the time from a request at any moment of a draw,
 * dispatch or clear to the engine's next poll, and from a poll that cancels to the end of the
 * command. In processor time, and in time on the clock. Work without memory is the slowest, since
 * all of it goes through translations.
 */
#include <math.h>
#include <time.h>

#include "tests/bench/bench.h"
#include "tests/bench/render_work.h"

#define RUN_NS		300000000ull	/* processor time of a scene */
#define GAPS		1000000u
#define MARK_MS		5.0

/** struct gaps - Times between polls in nanoseconds. */
struct gaps {
	double *ns;
	u32 n;
};

static struct {
	struct gaps cpu, wall;		/* of the scene */
	struct gaps all_cpu, all_wall;
	u64 last_cpu, last_wall, begun;
	u32 unsupported;
	const char *what;
	u8 zeros[PAGE_SIZE], sink[PAGE_SIZE];
	u32 regs[0x6000 / 4];
} m;

static u8 *page(void *host, u64 va, bool write)
{
	u64 at = (va & ~(u64)(PAGE_SIZE - 1)) - WORK_VA;

	return at < WORK_BYTES ? work_bytes + at : write ? m.sink : m.zeros;
}

static u64 generation(void *host)
{
	return 1;
}

static void add(struct gaps *gaps, double ns)
{
	if (gaps->n < GAPS)
		gaps->ns[gaps->n++] = ns;
}

static void begins(void)
{
	m.last_cpu = bench_cpu_ns();
	m.last_wall = bench_ns();
}

static void note(void)
{
	u64 cpu = bench_cpu_ns(), wall = bench_ns();

	add(&m.cpu, (double)(cpu - m.last_cpu));
	add(&m.wall, (double)(wall - m.last_wall));
	begins();
}

static int poll(void *host)
{
	note();
	return m.last_cpu - m.begun > RUN_NS ? -ECANCELED : 0;
}

static u32 reg_read(void *host, u32 offset)
{
	return m.regs[offset % sizeof(m.regs) / 4];
}

static void reg_write(void *host, u32 offset, u32 value)
{
	m.regs[offset % sizeof(m.regs) / 4] = value;
}

static void unsupported(void *host, const char *what)
{
	m.unsupported++;
	m.what = what;
}

static const struct sample_memory_ops memory_ops = { .page = page, .generation = generation };
static const struct sample_memory memory = { .ops = &memory_ops };
static const struct render_host_ops host_ops = {
	.poll = poll, .place = poll, .reg_read = reg_read, .reg_write = reg_write,
	.unsupported = unsupported,
};

/* The share of the moments in all gaps that are followed by more than @ns without a poll */
static double share_above(const struct gaps *gaps, double ns)
{
	double above = 0, all = 0;
	u32 i;

	for (i = 0; i < gaps->n; i++) {
		all += gaps->ns[i];
		above += fmax(gaps->ns[i] - ns, 0);
	}
	return all > 0 ? above / all : 0;
}

/* Quantile @q of the time to the next poll, from a random moment */
static double quantile_ms(const struct gaps *gaps, double q)
{
	double low = 0, high = 1e10;
	u32 i;

	for (i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (share_above(gaps, middle) > 1 - q)
			low = middle;
		else
			high = middle;
	}
	return high / 1e6;
}

static u32 longest(const struct gaps *gaps)
{
	u32 most = 0, i;

	for (i = 0; i < gaps->n; i++)
		if (gaps->ns[i] > gaps->ns[most])
			most = i;
	return most;
}

static void append(struct gaps *to, const struct gaps *from)
{
	u32 i;

	for (i = 0; i < from->n; i++)
		add(to, from->ns[i]);
}

static void print(const char *name, const struct gaps *gaps, const char *clock, const char *how)
{
	char text[80];

	snprintf(text, sizeof(text), "yield_%s_%s_p99", name, clock);
	bench_result(text, quantile_ms(gaps, 0.99), "ms", how);
	snprintf(text, sizeof(text), "yield_%s_%s_max", name, clock);
	bench_result(text, gaps->ns[longest(gaps)] / 1e6, "ms", how);
}

/* A bar for each power of two of microseconds: requests that are answered in that time */
static void histogram(const struct gaps *gaps, const char *series)
{
	double us, last = 1;

	bench_curve("yield", "Time to give way", "microseconds", "share of requests", true);
	for (us = 1; us < 1e5; us *= 2) {
		double share = share_above(gaps, us * 1000);

		bench_point("yield", series, us, last - share);
		last = share;
	}
}

static void scene(const char *name, int (*work)(struct render *render))
{
	struct render *render = render_create(&host_ops, &memory, NULL);
	int ret;

	memset(work_bytes, 0, WORK_KERNEL);
	m.cpu.n = 0;
	m.wall.n = 0;
	m.unsupported = 0;
	m.begun = bench_cpu_ns();
	ret = work(render);
	note();
	bench_say("%s: %d, %u polls, longest at %u%s%s", name, ret, m.cpu.n, longest(&m.cpu),
		  m.unsupported ?
		  ", not there: " : "", m.unsupported ? m.what : "");
	print(name, &m.cpu, "cpu", "from a random moment of the work to the next poll");
	append(&m.all_cpu, &m.cpu);
	append(&m.all_wall, &m.wall);
	render_destroy(render);
}

static void allocate(struct gaps *gaps)
{
	gaps->ns = bench_alloc(GAPS, sizeof(*gaps->ns));
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*work)(struct render *render);
	} rows[] = {
		{ "adds", work_adds }, { "doubles", work_doubles }, { "powers", work_powers },
		{ "divisions", work_divisions }, { "short_threads", work_short_threads },
		{ "sampler", work_sampler }, { "scattered", work_scattered },
		{ "making", work_making }, { "targets", work_targets }, { "depth", work_depth },
		{ "hz_clear", work_hz_clear }, { "fast_clear", work_fast_clear },
		{ "clipped", work_clipped }, { "fetch", work_fetch },
		{ "streamout", work_streamout }, { "geometry", work_geometry },
		{ "tessellation", work_tessellation },
	};
	u32 i;

	bench_begin(argc, argv, "the time in which the render engine gives way");
	work_bytes = bench_pages(WORK_BYTES);
	work_begins = begins;
	allocate(&m.cpu);
	allocate(&m.wall);
	allocate(&m.all_cpu);
	allocate(&m.all_wall);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		scene(rows[i].name, rows[i].work);
	print("all", &m.all_cpu, "cpu", "from a random moment of all scenes to the next poll");
	print("all", &m.all_wall, "wall", "from a random moment of all scenes to the next poll");
	bench_result("yield_above_mark", share_above(&m.all_cpu, MARK_MS * 1e6), "share",
		     "requests that wait longer than 5 ms of processor time");
	histogram(&m.all_cpu, "processor time");
	histogram(&m.all_wall, "clock");
	return bench_end();
}
