// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cost of a vGPU's worker. The worker belongs to the process that opened the vGPU: it has that
 * process's nice value, and its processor time is a part of that process's. TAP on stdout.
 */
#include "owner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "submit.h"

#define ROUNDS		20u
#define TABLES		256u		/* number and place of the context's page tables */
#define TABLES_GPA	0x800000u
#define NICE		7
/*
 * The least processor time of the worker, in percent of the time of the thread that submits, unmaps
 * and waits. Measured: 220 to 260. With the work on a kernel thread, the worker had 42.
 */
#define LEAST_PERCENT	67u

/* The clock of a thread's processor time; only its process may read it (<linux/posix-timers.h>). */
#define CLOCK_OF_THREAD(tid)	((clockid_t)(~(unsigned int)(tid) << 3 | 6))

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	return clock_gettime(clock, &ts) ? 0 : ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

/* struct times - Processor time in ns: of the process, its worker, and the thread that submits. */
struct times {
	uint64_t process;
	uint64_t worker;
	uint64_t own;
};

/* Run requests. For each of them, the worker makes TABLES tables and their pins anew. */
static bool load(struct client *c, unsigned int rounds)
{
	while (rounds--) {
		client_unmap(c, 0, RAM_SIZE);
		client_map(c, 0, RAM_SIZE);
		if (!request_runs(c, PATIENCE_MS))
			return false;
	}
	return true;
}

/*
 * Measure the cost of load(). The process's time is read first and last: it includes the times of
 * both threads.
 */
static struct times cost(struct client *c, pid_t worker, unsigned int rounds)
{
	struct times t = {};
	bool ran;

	t.process -= clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	t.worker -= clock_ns(CLOCK_OF_THREAD(worker));
	t.own -= clock_ns(CLOCK_THREAD_CPUTIME_ID);
	ran = load(c, rounds);
	t.own += clock_ns(CLOCK_THREAD_CPUTIME_ID);
	t.worker += clock_ns(CLOCK_OF_THREAD(worker));
	t.process += clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	ok(ran, "%u requests run", rounds);
	return t;
}

int program_cost(const char *uuid)
{
	struct client c;
	struct times t;
	pid_t worker;
	int nice;

	if (setpriority(PRIO_PROCESS, 0, NICE))
		return 1;
	if (!ok(open_with_memory(&c, uuid) && request_runs(&c, PATIENCE_MS), "a vGPU is open"))
		return 1;
	submit_spread(&c, TABLES_GPA, TABLES);
	client_workers(uuid, &worker);
	if (!ok(worker && worker != getpid(), "its worker is a thread of the process"))
		return 1;
	nice = getpriority(PRIO_PROCESS, worker);
	ok(nice == NICE, "the worker's nice value is the opener's (%d, %d)", nice, NICE);
	t = cost(&c, worker, ROUNDS);
	ok(t.worker >= t.own / 100 * LEAST_PERCENT,
	   "the worker has the work in its processor time (%llu us, the other thread %llu)",
	   (unsigned long long)t.worker / 1000, (unsigned long long)t.own / 1000);
	ok(t.process >= t.worker + t.own, "which is a part of the process's (%llu us)",
	   (unsigned long long)t.process / 1000);
	client_close(&c);
	return ok_status();
}
