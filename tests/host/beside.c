// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a vGPU has of a neighbour whose VMM does not run: it is stopped, frozen, throttled, starved
 * or killed, wherever it is in the modules just then. A lock that both share, held by such a VMM,
 * would hold the neighbour up for as long: STILL_MS, twice what the test allows.
 */
#include "owner.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "submit.h"

/* A request that takes longer beside such a process was held up; emulated processors are slow. */
#define BOUND_MS	((uint64_t)patience(300))
#define STILL_MS	(2 * BOUND_MS)
#define GOES_ON_MS	50u
#define ALONE_MS	500u
#define BESIDE_MS	(5 * STILL_MS)
#define HOGS		8
#define STARVED		10u		/* of the time, an idle process has less than one part in so many */
#define KILL_STEP_US	3000u
#define KILL_STEPS	16u
#define MOVES_EVERY	8u		/* requests */
#define RESETS_EVERY	32u
#define GROUP		"/sys/fs/cgroup/facet-owner"
#define THROTTLED	"2000 1000000"	/* us of processor time in so many us */

static void use_processor(int n)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(n, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Requests, memory that goes and comes back, and resets: all that takes locks of the parent's. */
static void work(struct client *c)
{
	unsigned int n;

	for (n = 1;; n++) {
		request_runs(c, PATIENCE_MS);
		if (n % MOVES_EVERY == 0) {
			client_unmap(c, 0, RAM_SIZE);
			client_map(c, 0, RAM_SIZE);
		}
		if (n % RESETS_EVERY == 0) {
			ioctl(c->device, VFIO_DEVICE_RESET);
			submit_prepare(c);
		}
	}
}

/* A process that has work all the time, each with a new execlist. It has begun when this returns. */
static pid_t busy(const char *uuid, bool idle)
{
	struct sched_param p = {};
	struct client c;
	int pair[2];
	pid_t pid;
	char byte;

	if (pipe(pair))
		return -1;
	pid = fork();
	if (!pid) {
		if (idle)
			use_processor(0);
		if (idle && sched_setscheduler(0, SCHED_IDLE, &p))
			_exit(1);
		if (!open_with_memory(&c, uuid) || !request_runs(&c, PATIENCE_MS))
			_exit(1);
		if (write(pair[1], "", 1) != 1)
			_exit(1);
		work(&c);
	}
	close(pair[1]);
	if (read(pair[0], &byte, 1) != 1) {
		end(pid);
		pid = -1;
	}
	close(pair[0]);
	return pid;
}

static bool group_join(pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	return write_file(text, GROUP "/cgroup.procs");
}

/* A number of a file of the group's, -1: there is none of that name. */
static long group_says(const char *file, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), GROUP "/%s", file);
	return file_number(path, name);
}

/* Whether a process stands still: 'T' in its status. */
static bool is_stopped(pid_t pid)
{
	char path[32], state = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (f && fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	if (f)
		fclose(f);
	return state == 'T';
}

static uint64_t processor_ms(pid_t pid)
{
	struct timespec ts = {};
	clockid_t clock;

	if (!clock_getcpuclockid(pid, &clock))
		clock_gettime(clock, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

static void hogs(pid_t *pids)
{
	int i;

	for (i = 0; i < HOGS; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		use_processor(0);
		for (;;)
			;
	}
}

/* --- what is done to it ---------------------------------------------------------------------- */

/**
 * struct stall - One way to keep a VMM from running.
 * @name: what the VMM is then
 * @idle: it has SCHED_IDLE, beside processes that never sleep
 * @grouped: it is in a group of its own
 * @cpu_max: processor time of that group; NULL: no limit
 * @again: done to it again and again; @round counts. Return: whether it was done. NULL: nothing is
 * @anew: @again starts a process of its own each time, and there is none before
 * @was: whether the kernel says that it was kept so; @since: its processor time before. NULL: yes
 */
struct stall {
	const char *name;
	bool idle;
	bool grouped;
	const char *cpu_max;
	bool (*again)(const char *uuid, pid_t pid, unsigned int round);
	bool anew;
	bool (*was)(pid_t pid, uint64_t since);
};

static bool stop(const char *uuid, pid_t pid, unsigned int round)
{
	bool stopped;

	kill(pid, SIGSTOP);
	usleep(STILL_MS * 1000);
	stopped = is_stopped(pid);
	kill(pid, SIGCONT);
	usleep(GOES_ON_MS * 1000);
	return stopped && !is_stopped(pid);
}

static bool freeze(const char *uuid, pid_t pid, unsigned int round)
{
	bool frozen = write_file("1", GROUP "/cgroup.freeze");

	usleep(STILL_MS * 1000);
	frozen = frozen && group_says("cgroup.events", "frozen") == 1;
	write_file("0", GROUP "/cgroup.freeze");
	usleep(GOES_ON_MS * 1000);
	return frozen;
}

/* Each time a little later in its work. */
static bool kill_one(const char *uuid, pid_t pid, unsigned int round)
{
	pid_t victim = busy(uuid, false);

	usleep(round % KILL_STEPS * KILL_STEP_US);
	end(victim);
	return victim > 0;
}

static bool was_throttled(pid_t pid, uint64_t since)
{
	return group_says("cpu.stat", "nr_throttled") > 0;
}

static bool was_starved(pid_t pid, uint64_t since)
{
	return processor_ms(pid) - since < BESIDE_MS / STARVED;
}

static const struct stall stalls[] = {
	{ .name = "stopped", .again = stop },
	{ .name = "killed", .again = kill_one, .anew = true },
	{ .name = "idle", .idle = true, .was = was_starved },
	{ .name = "frozen", .grouped = true, .again = freeze },
	{ .name = "throttled", .grouped = true, .cpu_max = THROTTLED, .was = was_throttled },
};

static const struct stall *stall_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < sizeof(stalls) / sizeof(stalls[0]); i++)
		if (!strcmp(stalls[i].name, name))
			return &stalls[i];
	return NULL;
}

/*
 * Another process that does to @pid what @how says, until *@stop_now. Its status is 0 if it could
 * each time, and at least twice. It leaves no process behind.
 */
static pid_t disturb(const char *uuid, pid_t pid, const struct stall *how,
		     const volatile bool *stop_now)
{
	unsigned int round = 0;
	pid_t child = fork();
	bool done = true;

	if (child)
		return child;
	for (; !*stop_now && done; round++) {
		if (how->again)
			done = how->again(uuid, pid, round);
		else
			usleep(STILL_MS * 1000);
	}
	_exit(done && round >= 2 ? 0 : 1);
}

/* The longest that a request took in @ms. */
static uint64_t longest_ms(struct client *c, uint64_t ms)
{
	uint64_t until = now_ms() + ms, began, took, longest = 0;

	while ((began = now_ms()) < until) {
		if (!request_runs(c, PATIENCE_MS))
			return ~0ull;
		took = now_ms() - began;
		longest = took > longest ? took : longest;
	}
	return longest;
}

/* The group in which a process is frozen or throttled. */
static bool group_make(const struct stall *how)
{
	mkdir(GROUP, 0755);
	if (write_file("0", GROUP "/cgroup.freeze") &&
	    (!how->cpu_max || write_file(how->cpu_max, GROUP "/cpu.max")))
		return true;
	rmdir(GROUP);
	return false;
}

/* The process beside which the neighbour works; return: -1: that failed. */
static pid_t beside_start(const char *uuid, const struct stall *how)
{
	pid_t pid = busy(uuid, how->idle);

	if (pid <= 0 || !how->grouped || (group_make(how) && group_join(pid)))
		return pid;
	end(pid);
	return -1;
}

int program_beside(const char *uuid, const char *neighbour, const char *name)
{
	volatile bool *stop_now = mmap(NULL, sizeof(*stop_now), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const struct stall *how = stall_find(name);
	pid_t hog[HOGS] = {}, pid = 0, other;
	uint64_t alone, longest, since;
	int i, status = -1;
	struct client c;

	if (!how || stop_now == MAP_FAILED)
		return 1;
	use_processor(1);
	if (!ok(open_with_memory(&c, neighbour), "the neighbour is there"))
		return 1;
	alone = longest_ms(&c, ALONE_MS);
	if (!how->anew)
		pid = beside_start(uuid, how);
	if (!how->anew && !ok(pid > 0, "so is the other one, to be %s", how->name))
		return 1;
	if (how->idle)
		hogs(hog);
	since = how->anew ? 0 : processor_ms(pid);
	other = disturb(uuid, pid, how, stop_now);
	longest = longest_ms(&c, BESIDE_MS);
	*stop_now = true;
	waitpid(other, &status, 0);
	ok(WIFEXITED(status) && !WEXITSTATUS(status) && (!how->was || how->was(pid, since)),
	   "it was %s all the while", how->name);
	ok(longest <= BOUND_MS,
	   "a neighbour's request takes %llu ms at most beside a process that is %s (alone %llu)",
	   (unsigned long long)longest, how->name, (unsigned long long)alone);
	write_file("0", GROUP "/cgroup.freeze");
	for (i = 0; i < HOGS; i++)
		end(hog[i]);
	end(pid);
	rmdir(GROUP);
	client_close(&c);
	return ok_status();
}
