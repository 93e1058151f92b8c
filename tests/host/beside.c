// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vGPU whose neighbour's VMM does not run. The VMM is stopped, frozen, throttled, starved or
 * killed, at any place in the modules. If that VMM held a lock that both vGPUs share, the vGPU
 * would wait for STILL_MS: twice the limit of the test.
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

#define STILL_MS	(2 * BOUND_MS)
#define GOES_ON_MS	50u
#define ALONE_MS	500u
#define BESIDE_MS	(5 * STILL_MS)
#define HOGS		8
#define STARVED		10u		/* an idle process gets less than 1/STARVED of the time */
#define KILL_STEP_US	3000u
#define KILL_STEPS	16u
#define MOVES_EVERY	8u		/* requests from one unmap of memory to the next */
#define RESETS_EVERY	32u
#define GROUP		"/sys/fs/cgroup/facet-owner"
#define THROTTLED	"2000 1000000"	/* cpu.max: us of processor time, us of the period */

static void use_processor(int n)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(n, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Run requests, move memory and reset engines: all that takes the parent's locks. */
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

/* Start a process that always has work, each time by a new execlist; return when it has begun. */
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

/* Return the number behind @name in a file of the control group; -1: there is no such name. */
static long group_says(const char *file, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), GROUP "/%s", file);
	return file_number(path, name);
}

/* Return whether a process is stopped: state 'T'. */
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

/* --- ways to keep the VMM from running -------------------------------------------------------- */

/**
 * struct stall - One way to keep a VMM from running.
 * @name: the state of the VMM, as test names use it
 * @idle: the VMM has SCHED_IDLE, beside processes that never sleep
 * @grouped: the VMM is in a control group of its own
 * @cpu_max: processor time of that group; NULL: no limit
 * @again: called repeatedly with the number of the round; returns whether it succeeded; NULL:
 *	nothing is repeated
 * @anew: @again starts a VMM of its own in each round, and there is no VMM before
 * @was: returns whether the kernel confirms that the VMM was kept from running; @since is the VMM's
 *	processor time before; NULL: no confirmation
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

/* Kill a VMM, each time a little later in its work. */
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
 * Start a process that does @how->again to @pid until *@stop_now. Its exit status is 0 if each
 * round succeeded and there were at least two rounds. It leaves no process behind.
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

/* Run requests for @ms and return the longest time of one request, in ms. */
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

/* Make the control group in which a VMM is frozen or throttled. */
static bool group_make(const struct stall *how)
{
	mkdir(GROUP, 0755);
	if (write_file("0", GROUP "/cgroup.freeze") &&
	    (!how->cpu_max || write_file(how->cpu_max, GROUP "/cpu.max")))
		return true;
	rmdir(GROUP);
	return false;
}

/* Start the VMM beside which the neighbour works. Return: its process id; -1: it failed. */
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
