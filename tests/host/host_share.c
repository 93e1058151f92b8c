// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shares and statistics, read from /dev/facet-stats only. TAP on stdout.
 *
 *   facet-host-share page                  the rules of the device node, and the page's header
 *   facet-host-share ratio UUID UUID N     both have endless work: the second one gets N times
 *                                          what the first one gets
 *   facet-host-share part UUID PERCENT     it has endless work and gets this part of the engine
 *   facet-host-share sleep UUID UUID       both have endless work, and the host is suspended
 *   facet-host-share beside UUID UUID N SECONDS   the first one has endless work. Another process
 *                                          floods the second one, a virtio-gpu. For SECONDS the
 *                                          first one gets N times what the second one gets
 *   facet-host-share wakes UUID N          it has a request N times, with a rest before each
 *   facet-host-share guests UUID UUID N SECONDS   guests whose queues are never empty: the second
 *                                          one gets N times what the first one gets, for SECONDS
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"
#include "kernel/uapi/facet.h"
#include "stats_page.h"
#include "submit.h"

#define RAM_SIZE	(32u << 20)
#define BLITTER		1u
#define PATIENCE_MS	patience(5000)
#define LOOK_US		20000
#define MEASURED_NS	2000000000ull

/* Tolerance for the shares of guests, whose VMMs need processors as well. */
#define TOLERANCE_GUESTS 0.03
/* Beside a flood: tolerance for the shares, and bound of a wait. */
#define TOLERANCE_BESIDE 0.05
#define WAKE_NS		15000000ull
#define REST_US		2000	/* longer than the scheduler takes for a nap */
/*
 * A guest has time without work while Facet copies and shadows its next submission: on a busy
 * machine, that takes long. The time leaves the ratio of the guests that had work uncertain. The
 * lowest and the highest ratio may differ by this factor. Then a ratio of 3 differs from one of 1.
 */
#define UNCERTAIN	2.0
/*
 * Tolerance to show that attributes reach the engine, on a machine that may be busy. tests/sim and
 * the benchmarks check how exact the shares are.
 */
#define TOLERANCE	0.1
#define CAP_LOWEST	0.5
#define CAP_HIGHEST	1.1

static uint64_t now_ns(void)
{
	return client_now_us() * 1000;
}

static uint64_t busy_ns(const struct facet_stats_vgpu *v)
{
	return stats_times(v, BLITTER).busy;
}

/* --- page --------------------------------------------------------------------------------- */

static bool refused(int fd, int prot, int flags)
{
	void *map = mmap(NULL, FACET_STATS_FIRST, prot, flags, fd, 0);

	return map == MAP_FAILED && (errno == EACCES || errno == EPERM);
}

static uint64_t serial(void)
{
	return __atomic_load_n(&stats_header->serial, __ATOMIC_ACQUIRE);
}

static bool write_parent(const char *name, const char *value)
{
	return write_file(value, "/sys/class/mdev_bus/" FACET_PARENT_NAME "/%s", name);
}

static void check_serial(void)
{
	uint64_t before = serial();

	ok(write_parent("default_slice_us", "0") && serial() > before,
	   "a parent's knob that is written is a change");
	before = serial();
	ok(!write_parent("default_slice_us", "49") && serial() == before,
	   "one that is refused is none");
}

static int program_page(void)
{
	const struct facet_stats_header *header;
	int fd = open(STATS_NODE, O_RDWR | O_CLOEXEC);

	ok(fd >= 0, "the node can be opened");
	ok(refused(fd, PROT_READ | PROT_WRITE, MAP_SHARED), "it cannot be mapped to be written");
	ok(refused(fd, PROT_WRITE, MAP_SHARED), "not even to be written only");
	ok(refused(fd, PROT_READ | PROT_WRITE, MAP_PRIVATE), "nor for a copy");
	if (!ok(stats_page_map(), "it can be mapped to be read"))
		return 1;
	header = stats_header;
	ok(mprotect((void *)header, FACET_STATS_FIRST, PROT_READ | PROT_WRITE) && errno == EACCES,
	   "which cannot be changed later");
	ok(mmap(NULL, header->size + FACET_STATS_FIRST, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED,
	   "no more can be mapped than there is");
	ok(write(fd, "x", 1) < 0 && errno == EINVAL, "and it cannot be written to");
	ok(header->vgpu_size == sizeof(struct facet_stats_vgpu) &&
	   header->gpu_size == sizeof(struct facet_stats_gpu) &&
	   header->engine_size == sizeof(struct facet_stats_engine), "sizes of records are told");
	ok(header->vgpu_count >= 1024 && header->vgpu_offset +
	   (uint64_t)header->vgpu_count * header->vgpu_size <= header->size,
	   "1024 vGPUs have room");
	check_serial();
	ok(header->loaded_ns && header->loaded_ns < now_ns(), "times are of the monotonic clock");
	return ok_status();
}

/* --- shares ------------------------------------------------------------------------------- */

/* Start endless work: it waits for a value that never comes, and keeps the engine meanwhile. */
static bool start(struct client *c, const char *uuid)
{
	if (client_open(c, uuid, RAM_SIZE) || client_map(c, 0, RAM_SIZE))
		return false;
	submit_prepare(c);
	submit_start_waiting(c);
	return submit_waits(c, PATIENCE_MS);
}

static void finish(struct client *c)
{
	submit_release(c);
	ok(submit_done(c, PATIENCE_MS), "what was put aside so often comes to its end");
	client_close(c);
}

static int program_ratio(const char *first, const char *second, double wanted)
{
	const struct facet_stats_vgpu *v[2];
	uint64_t had[2], has[2];
	struct client c[2];
	double ratio;

	if (!ok(stats_page_map() && start(&c[0], first) && start(&c[1], second), "both have work"))
		return 1;
	v[0] = stats_find(first);
	v[1] = stats_find(second);
	if (!ok(v[0] && v[1], "both have records"))
		return 1;
	had[0] = busy_ns(v[0]);
	had[1] = busy_ns(v[1]);
	do {
		usleep(LOOK_US);
		has[0] = busy_ns(v[0]) - had[0];
		has[1] = busy_ns(v[1]) - had[1];
	} while (has[0] + has[1] < MEASURED_NS);
	ratio = (double)has[1] / has[0];
	ok(ratio > wanted * (1 - TOLERANCE) && ratio < wanted * (1 + TOLERANCE),
	   "the second one gets %g times what the first one gets (%.3f; slices of %llu us)", wanted,
	   ratio, (unsigned long long)v[0]->engines[BLITTER].slice_ns / 1000);
	ok(v[0]->engines[BLITTER].preemptions > 0 && v[1]->engines[BLITTER].preemptions > 0,
	   "both were put aside");
	finish(&c[0]);
	finish(&c[1]);
	ok(v[0]->state == FACET_STATS_CLOSED, "the record says that it is closed");
	return ok_status();
}

/* Engine time of two guests in a period of @ns; @idle: time without work. */
struct shares {
	double ns, busy[2], idle[2];
};

static struct shares shares(const struct stats_times from[2], const struct stats_times to[2])
{
	struct shares s = { .ns = to[0].at - from[0].at };
	int i;

	for (i = 0; i < 2; i++) {
		s.busy[i] = to[i].busy - from[i].busy;
		s.idle[i] = s.ns - s.busy[i] - (to[i].waiting - from[i].waiting);
	}
	return s;
}

/*
 * Ratios of the engine time that the guests had while both had work. Time that one guest does not
 * need may go to the other guest.
 */
static double least(const struct shares *s)
{
	return (s->busy[1] - s->idle[0]) / (s->busy[0] + s->idle[0]);
}

static double most(const struct shares *s)
{
	return (s->busy[1] + s->idle[1]) / (s->busy[0] - s->idle[1]);
}

static int program_guests(const char *first, const char *second, double wanted, double seconds)
{
	const struct facet_stats_vgpu *v[2];
	struct stats_times from[2], to[2];
	struct shares s;
	int i;

	if (!ok(stats_page_map(), "the statistics can be read"))
		return 1;
	v[0] = stats_find(first);
	v[1] = stats_find(second);
	if (!ok(v[0] && v[1], "both have records"))
		return 1;
	for (i = 0; i < 2; i++)
		from[i] = stats_times(v[i], BLITTER);
	usleep((useconds_t)(seconds * 1e6));
	for (i = 0; i < 2; i++)
		to[i] = stats_times(v[i], BLITTER);
	s = shares(from, to);
	ok(s.busy[0] > s.idle[1] && most(&s) < UNCERTAIN * least(&s),
	   "both had work for so long that the ratio is known: %.3f to %.3f (%.1f and %.1f of "
	   "%.0f ms without)", least(&s), most(&s), s.idle[0] / 1e6, s.idle[1] / 1e6, s.ns / 1e6);
	ok(least(&s) < wanted * (1 + TOLERANCE_GUESTS) &&
	   most(&s) > wanted * (1 - TOLERANCE_GUESTS),
	   "over %g s the second one had %g times what the first one had (%.4f: %.1f and %.1f ms)",
	   seconds, wanted, s.busy[1] / s.busy[0], s.busy[0] / 1e6, s.busy[1] / 1e6);
	printf("# put aside %llu and %llu times, %llu and %llu completions, "
	       "slices of %llu and %llu us\n",
	       (unsigned long long)(to[0].preemptions - from[0].preemptions),
	       (unsigned long long)(to[1].preemptions - from[1].preemptions),
	       (unsigned long long)(to[0].completions - from[0].completions),
	       (unsigned long long)(to[1].completions - from[1].completions),
	       (unsigned long long)v[0]->engines[BLITTER].slice_ns / 1000,
	       (unsigned long long)v[1]->engines[BLITTER].slice_ns / 1000);
	return ok_status();
}

/* The passes of a virtio-gpu need no engine: so the first one has it all the time. */
static int program_beside(const char *first, const char *second, double wanted, double seconds)
{
	const struct facet_stats_vgpu *v[2];
	uint64_t had[2], has[2];
	struct client c;
	double ratio;

	if (!ok(stats_page_map() && start(&c, first), "the first one has work"))
		return 1;
	v[0] = stats_find(first);
	v[1] = stats_find(second);
	if (!ok(v[0] && v[1], "both have records"))
		return 1;
	had[0] = busy_ns(v[0]);
	had[1] = busy_ns(v[1]);
	usleep((useconds_t)(seconds * 1e6));
	has[0] = busy_ns(v[0]) - had[0];
	has[1] = busy_ns(v[1]) - had[1];
	ratio = (double)has[0] / has[1];
	ok(ratio > wanted * (1 - TOLERANCE_BESIDE) && ratio < wanted * (1 + TOLERANCE_BESIDE),
	   "over %g s it gets %g times what the flood gets (%.3f: %.1f and %.1f ms)", seconds,
	   wanted, ratio, has[0] / 1e6, has[1] / 1e6);
	ok(v[0]->engines[BLITTER].longest_wait_ns <= WAKE_NS,
	   "and its work waits for 15 ms at most (%.3f ms)",
	   v[0]->engines[BLITTER].longest_wait_ns / 1e6);
	finish(&c);
	return ok_status();
}

/* Requests that find the engine after a rest: each one is a wake. */
static int program_wakes(const char *uuid, unsigned int n)
{
	const struct facet_stats_vgpu *v;
	uint64_t completed;
	struct client c;
	unsigned int i;
	bool done = true;

	if (!ok(stats_page_map() && !client_open(&c, uuid, RAM_SIZE) &&
		!client_map(&c, 0, RAM_SIZE), "it is there"))
		return 1;
	v = stats_find(uuid);
	if (!ok(v, "it has a record"))
		return 1;
	completed = v->engines[BLITTER].completions;
	submit_prepare(&c);
	for (i = 0; i < n && done; i++) {
		usleep(REST_US);
		submit_start(&c);
		done = submit_done(&c, PATIENCE_MS);
	}
	ok(done && v->engines[BLITTER].completions - completed >= n, "it has woken %u times", i);
	ok(v->engines[BLITTER].longest_wait_ns <= WAKE_NS,
	   "and has waited for 15 ms at most (%.3f ms)",
	   v->engines[BLITTER].longest_wait_ns / 1e6);
	client_close(&c);
	return ok_status();
}

static int program_part(const char *uuid, double percent)
{
	const struct facet_stats_vgpu *v;
	uint64_t began, had, took;
	struct client c;
	double part;

	if (!ok(stats_page_map() && start(&c, uuid), "it has work"))
		return 1;
	v = stats_find(uuid);
	if (!ok(v, "it has a record"))
		return 1;
	began = now_ns();
	had = busy_ns(v);
	do {
		usleep(LOOK_US);
		took = now_ns() - began;
	} while (took < MEASURED_NS);
	part = 100.0 * (busy_ns(v) - had) / took;
	ok(part > CAP_LOWEST * percent && part < CAP_HIGHEST * percent,
	   "it has %g per cent of the engine (%.2f)", percent, part);
	ok(v->engines[BLITTER].throttled_ns > 0, "and is said to be held back");
	finish(&c);
	return ok_status();
}

/* --- suspend of the host ------------------------------------------------------------------ */

/* Largest part of the time in which tasks may run. */
#define AWAKE		0.25
/*
 * Duration of the suspend. Work has 2 s to give way, so the suspend is longer. After 20 s in its
 * delay loop, the kernel reports a processor as hung, so the suspend is much shorter.
 */
#define ASLEEP_NS	5000000000ull

/* Measure a short suspend. Return: @delay of host_suspends() for ASLEEP_NS; 0: it failed. */
static int measured_delay(void)
{
	uint64_t began = now_ns(), took;

	if (!host_suspends(1))
		return 0;
	took = now_ns() - began;
	return (ASLEEP_NS + took - 1) / took;
}

static int program_sleep(const char *first, const char *second)
{
	const struct facet_stats_vgpu *v[2];
	struct stats_times from[2], to[2];
	double passed, used = 0, waited = 0;
	struct client c[2];
	int i, delay = measured_delay();

	if (!ok(delay, "the host sleeps for a moment") ||
	    !ok(stats_page_map() && start(&c[0], first) && start(&c[1], second), "both have work"))
		return 1;
	printf("# %d seconds of the kernel's delay loop\n", delay);
	v[0] = stats_find(first);
	v[1] = stats_find(second);
	if (!ok(v[0] && v[1], "both have records"))
		return 1;
	for (i = 0; i < 2; i++)
		from[i] = stats_times(v[i], BLITTER);
	if (!ok(host_suspends(delay), "the host sleeps and wakes"))
		return 1;
	for (i = 0; i < 2; i++)
		to[i] = stats_times(v[i], BLITTER);
	passed = to[1].at - from[1].at;
	for (i = 0; i < 2; i++) {
		used += to[i].busy - from[i].busy;
		waited += to[i].waiting - from[i].waiting;
	}
	ok(used < AWAKE * passed, "the sleep is charged to nobody (%.2f of %.2f s are)", used / 1e9,
	   passed / 1e9);
	ok(waited < AWAKE * passed, "nor has anybody waited for its end (%.2f s)", waited / 1e9);
	ok(!v[0]->engines[BLITTER].hangs && !v[1]->engines[BLITTER].hangs,
	   "no work is taken for a hang");
	finish(&c[0]);
	finish(&c[1]);
	ok(!v[0]->engines[BLITTER].hangs && !v[1]->engines[BLITTER].hangs, "not later, either");
	return ok_status();
}

int main(int argc, char **argv)
{
	alarm(120);
	if (argc == 2 && !strcmp(argv[1], "page"))
		return program_page();
	if (argc == 5 && !strcmp(argv[1], "ratio"))
		return program_ratio(argv[2], argv[3], atof(argv[4]));
	if (argc == 4 && !strcmp(argv[1], "sleep"))
		return program_sleep(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "part"))
		return program_part(argv[2], atof(argv[3]));
	if (argc == 4 && !strcmp(argv[1], "wakes"))
		return program_wakes(argv[2], (unsigned int)atoi(argv[3]));
	if (argc == 6 && !strcmp(argv[1], "guests"))
		return program_guests(argv[2], argv[3], atof(argv[4]), atof(argv[5]));
	if (argc == 6 && !strcmp(argv[1], "beside"))
		return program_beside(argv[2], argv[3], atof(argv[4]), atof(argv[5]));
	fputs("facet-host-share page | ratio UUID UUID N | part UUID PERCENT | sleep UUID UUID | "
	      "wakes UUID N | guests UUID UUID N SECONDS | beside UUID UUID N SECONDS\n", stderr);
	return 2;
}
