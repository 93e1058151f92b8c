// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hostile workers beside an honest one. The program takes the place of facet-engine. Its mini-guest
 * dispatches a kernel for each case, and a process that plays the worker of its vGPU does what the
 * case says. A neighbour counts on another vGPU meanwhile, by an honest worker. TAP on stdout.
 *
 * On a busy machine a worker may be late, and is lost before it has done what its case is about.
 * Then the case is tried again, if three things hold: it says no more than that, the
 * module has counted a late worker, and a sleep of 1 ms took BUSY_US. It is tried TRIES times at
 * most. The neighbour's worker is replaced likewise.
 *
 *     facet-host-rogue UUID UUID [CASE]
 *     facet-host-rogue --list		each case with its checks, behind a tab
 *
 * Processes: the guest is the first. The factory has the node, and forks the workers: they have no
 * memory of a guest and no descriptor of VFIO. The neighbour is the third.
 */
#include "rogue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gen9/gtt_defs.h"
#include "tests/host/client.h"
#include "tests/host/drawing.h"
#include "tests/host/guest_client.h"
#include "tests/host/logging.h"
#include "tests/unit/engine/long_kernel.h"

#define RAM_BYTES	(64u << 20)
#define SPARE_GPA	(1ull << 30)
#define LOOPS		1000u
#define ENDS_MS		patience(6000)	/* a request that ends */
#define LOST_MS		300u		/* one that need not */
#define START_MS	patience(5000)
#define LAST_MS		patience(10000)
#define ALONE_MS	1000u		/* a worker that does not give way; a hang takes longer */
#define GONE_MS		patience(2000)	/* a process that is killed */
#define CASE_MS		patience(60000)
#define STEP_MS		100u
#define BUSY_US		50000u
#define TRIES		3u
#define HONEST		"facet-host-honest"
#define FREEZE		"/sys/fs/cgroup/facet-rogue/cgroup.freeze"

static struct rogue_shared *shared;
static const char *vgpu;	/* UUID of the vGPU that this process has opened */
static struct client client;
static volatile u64 *spare;
static bool spare_mapped;
static volatile u64 *read_only;
static struct drawing drawing;
static u64 longest_reset_us;
static u64 longest_sleep_us;

static const struct rogue_case *const tables[] = {
	rogue_map_cases, rogue_pin_cases, rogue_life_cases,
};

/* Return the case of a number from 1 on. The last case is behind the tables. */
static const struct rogue_case *case_of(u32 number)
{
	const struct rogue_case *row;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (row = tables[i]; row->name; row++)
			if (!--number)
				return row;
	return number == 1 ? &rogue_last_case : NULL;
}

/* Raise @longest_us to the time since @start_us. */
static void note_time(u64 *longest_us, u64 start_us)
{
	u64 took = client_now_us() - start_us;

	if (took > *longest_us)
		*longest_us = took;
}

/* Begin to look for late workers, and for sleeps of one kind. Return: what was_busy() wants. */
static long begin_late(enum rogue_sleeper sleeper)
{
	shared->slept_us[sleeper] = 0;
	return client_attribute(vgpu, "engine_late");
}

/* Test if a worker of this process's vGPU was late since begin_late(), on a busy machine. */
static bool was_busy(enum rogue_sleeper sleeper, long late)
{
	return late >= 0 && client_attribute(vgpu, "engine_late") > late &&
	       shared->slept_us[sleeper] >= BUSY_US;
}

/* --- workers ------------------------------------------------------------------------------ */

/* Go on as an honest worker: the program beside this one. */
static void be_honest(int fd)
{
	char path[512], number[16];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - sizeof(HONEST));

	if (n < 0)
		_exit(1);
	path[n] = 0;
	strcpy(strrchr(path, '/') + 1, HONEST);
	snprintf(number, sizeof(number), "%d", fd);
	fcntl(fd, F_SETFD, 0);
	execl(path, HONEST, number, NULL);
	_exit(1);
}

static void play(struct rogue *r, const struct rogue_case *c)
{
	if (!rogue_open(r) || (c->end != ROGUE_NONE && !rogue_attach(r)))
		_exit(1);
	shared->attached = 1;
	if (!c->act)
		be_honest(r->fd);
	if (c->end != ROGUE_NONE && !c->early && !rogue_await(r))
		rogue_says_late(shared, "no request came");
	c->act(r);
	if (c->end == ROGUE_ENDS) {
		rogue_go_on(r);
		rogue_answer(r, SGPU_REMOTE_DONE, 0);
	}
	__atomic_store_n(&shared->over, 1, __ATOMIC_RELEASE);
	while (c->end != ROGUE_NONE && !READ_ONCE(shared->finish))
		usleep(1000);
	_exit(0);
}

static pid_t start_rogue(int node, const struct rogue_case *c)
{
	struct rogue rogue = { .shared = shared, .node = node };
	pid_t pid = fork();

	if (pid)
		return pid;
	signal(SIGCHLD, SIG_DFL);
	play(&rogue, c);
	return 0;
}

static void start_honest(int node)
{
	const struct facet_engine_worker argument = {
		.owner = shared->owner[1], .api = FACET_ENGINE_API,
	};
	int fd = ioctl(node, FACET_ENGINE_WORKER, &argument);
	pid_t pid = fork();

	if (!pid)
		be_honest(fd);
	shared->honest = pid;
	close(fd);
}

/* Read which vGPU is whose. */
static void read_news(int node)
{
	struct facet_engine_vgpu vgpu;

	if (read(node, &vgpu, sizeof(vgpu)) != sizeof(vgpu))
		return;
	__atomic_store_n(&shared->owner[vgpu.pid != shared->vmm], vgpu.owner, __ATOMIC_RELEASE);
}

static void nap(void)
{
	u64 start = client_now_us();
	u32 i;

	usleep(1000);
	for (i = 0; i < ROGUE_SLEEPERS; i++)
		note_time(&shared->slept_us[i], start);
}

static void factory(void)
{
	const struct rlimit none = { 0, 0 };
	int node = open("/dev/" FACET_ENGINE_NAME, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	u32 number;

	setrlimit(RLIMIT_CORE, &none);
	signal(SIGCHLD, SIG_IGN);
	__atomic_store_n(&shared->pid, node < 0 ? -1 : getpid(), __ATOMIC_RELEASE);
	while (node >= 0 && !READ_ONCE(shared->quit)) {
		read_news(node);
		if (shared->owner[1] && !READ_ONCE(shared->honest))
			start_honest(node);
		number = __atomic_load_n(&shared->case_number, __ATOMIC_ACQUIRE);
		if (number) {
			shared->case_number = 0;
			__atomic_store_n(&shared->pid, start_rogue(node, case_of(number)),
					 __ATOMIC_RELEASE);
		}
		nap();
	}
	_exit(0);
}

/* --- the neighbour ------------------------------------------------------------------------ */

/* Reset the engine of this process's guest. */
static void reset(void)
{
	u64 start = client_now_us();

	mini_reset_engine(drawing.context.engine);
	note_time(&longest_reset_us, start);
	mini_context_create(drawing.guest, &drawing.context, PGPU_RCS, &drawing.vm,
			    DRAWING_RING_BYTES);
}

/* Wait until a dispatch ends, as long as its worker lives. */
static bool wait_honest(struct drawing *g)
{
	u32 ms;

	for (ms = 0; ms < CASE_MS && !kill(shared->honest, 0); ms += STEP_MS)
		if (drawing_wait(g, STEP_MS))
			return true;
	return drawing_wait(g, STEP_MS);
}

/* Get another worker behind one that was late. */
static void replace_honest(void)
{
	u32 ms;

	reset();
	shared->honest = 0;
	for (ms = 0; ms < START_MS && client_attribute(vgpu, "engine_pid") <= 0; ms++)
		usleep(1000);
}

/* Return: false: the dispatch did not end. Its worker may be lost. */
static bool count_once(struct drawing *g)
{
	static u32 tries = TRIES;
	long late = begin_late(ROGUE_BESIDE);
	u64 start = client_now_us();
	bool ended;

	g->memory.data[0] = 0;
	drawing_submit(g);
	ended = wait_honest(g);
	if (!ended && was_busy(ROGUE_BESIDE, late) && --tries) {
		replace_honest();
		shared->replaced++;
		return true;
	}
	note_time(&shared->longest_us, start);
	if (!ended) {
		snprintf(shared->lost, sizeof(shared->lost), "dispatch %u, whose worker %s",
			 shared->rounds + 1, kill(shared->honest, 0) ? "is gone" : "lives");
		return false;
	}
	shared->wrongs += g->memory.data[0] != LOOPS;
	shared->rounds++;
	return true;
}

static void neighbour(const char *uuid)
{
	vgpu = uuid;
	if (!guest_client_open(&client, uuid, RAM_BYTES))
		_exit(1);
	drawing_make(&drawing, LOOPS);
	while (!READ_ONCE(shared->quit) && count_once(&drawing))
		usleep(2000);
	client_close(&client);
	_exit(0);
}

/* --- the guest ---------------------------------------------------------------------------- */

static bool map_spare(bool mapped)
{
	if (mapped == spare_mapped)
		return true;
	spare_mapped = mapped;
	if (!mapped)
		return !client_unmap(&client, SPARE_GPA, PAGE_SIZE);
	if (client_map_at(&client, SPARE_GPA, spare, PAGE_SIZE))
		return false;
	mini_vm_map(&drawing.vm, ROGUE_SPARE, SPARE_GPA, GEN9_PTE_PRESENT | GEN9_PTE_RW);
	return true;
}

static bool record(bool on)
{
	return on ? log_start(&client, SPARE_GPA, PAGE_SIZE) > 0 : !log_stop(&client);
}

static bool reported(void)
{
	u64 bits = 0;

	return !log_report(&client, SPARE_GPA, PAGE_SIZE, PAGE_SIZE, &bits) && bits & 1;
}

static bool open_guest(const char *uuid)
{
	vgpu = uuid;
	if (!guest_client_open(&client, uuid, RAM_BYTES))
		return false;
	drawing_make(&drawing, LOOPS);
	read_only = drawing_map(&drawing, ROGUE_READ_ONLY, 1, GEN9_PTE_PRESENT);
	read_only[0] = ROGUE_OLD;
	mini_vm_map(&drawing.vm, ROGUE_ABSENT, 0, 0);
	spare = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return spare != MAP_FAILED;
}

/* Wait up to @ms until a process is gone. */
static bool is_gone(pid_t pid, u32 ms)
{
	for (; ms && !kill(pid, 0); ms--)
		usleep(1000);
	return kill(pid, 0) && errno == ESRCH;
}

static void note(bool holds, const char *what)
{
	if (!holds)
		rogue_says(shared, what);
}

static bool has_started(void)
{
	return READ_ONCE(shared->attached) && READ_ONCE(shared->pid) > 0;
}

static bool start(u32 number)
{
	const struct rogue_case *c = case_of(number);
	u32 ms;

	long_kernel_write(&drawing.memory, LOOPS);
	long_kernel_batch(&drawing.memory);
	drawing.memory.data[0] = 0;
	if (c->batch)
		c->batch(&drawing.memory);
	map_spare(true);
	spare[0] = ROGUE_OLD;
	shared->pid = shared->other = 0;
	shared->attached = shared->phase = shared->over = shared->finish = shared->children = 0;
	shared->wrong[0] = 0;
	shared->only_late = false;
	__atomic_store_n(&shared->case_number, number, __ATOMIC_RELEASE);
	for (ms = 0; ms < START_MS && !has_started(); ms++)
		usleep(1000);
	return has_started();
}

/* Wait until the worker has done what the case is about. It may die behind that. */
static void wait_over(u32 ms)
{
	for (; ms && !READ_ONCE(shared->over) && !kill(shared->pid, 0); ms--)
		usleep(1000);
	if (!READ_ONCE(shared->over))
		rogue_says_late(shared, "the worker was not done in time");
}

/* Dispatch the kernel, and do the guest's part. Then the request ends, or the engine is reset. */
static void dispatch(const struct rogue_case *c)
{
	struct rogue_guest guest = {
		.pid = shared->pid, .shared = shared, .map = map_spare, .spare = spare,
		.record = record, .reported = reported,
	};
	bool lost = c->end == ROGUE_LOST || c->end == ROGUE_DIES, ended;
	u32 ms = c->ms ? c->ms : LOST_MS;

	drawing_submit(&drawing);
	if (c->guest)
		c->guest(&guest);
	if (c->act)
		wait_over(CASE_MS);
	ended = drawing_wait(&drawing, c->end == ROGUE_ENDS || c->count ? ENDS_MS : ms);
	if (!ended && c->end == ROGUE_ENDS && !(c->late && patience(1) > 1))
		rogue_says_late(shared, "the request did not end");
	note(!ended || !lost, "the request ended");
	note(!ended || !c->count || drawing.memory.data[0] == c->count, "the count is wrong");
	if (c->count)
		printf("# the request %s\n", ended ? "ended" : "was lost");
	if (c->alone)
		note(is_gone(guest.pid, ALONE_MS), "the worker lives before the reset");
	if (!ended)
		reset();
	if (c->end == ROGUE_DIES)
		note(is_gone(guest.pid, GONE_MS), "the worker lives");
}

/* The worker ends, and its children. */
static void end(const struct rogue_case *c)
{
	u32 ms;

	if (c->end == ROGUE_NONE)
		wait_over(CASE_MS);
	shared->finish = 1;
	write_file("0", FREEZE);
	for (ms = 0; ms < 2000 && READ_ONCE(shared->children); ms++)
		usleep(1000);
	note(!READ_ONCE(shared->children), "a child of the worker was not done in time");
	if (!is_gone(shared->pid, c->act ? 1000 : 1))
		kill(shared->pid, SIGKILL);
	note(is_gone(shared->pid, START_MS), "the worker does not end");
}

/* Return: true: the worker was late on a busy machine, and the case says no more than that. */
static bool try_case(u32 number)
{
	const struct rogue_case *c = case_of(number);
	long late = begin_late(ROGUE_CASE);

	if (!start(number)) {
		note(false, "no worker");
	} else {
		if (c->end != ROGUE_NONE)
			dispatch(c);
		end(c);
	}
	if (shared->slept_us[ROGUE_CASE] > longest_sleep_us)
		longest_sleep_us = shared->slept_us[ROGUE_CASE];
	return shared->only_late && was_busy(ROGUE_CASE, late);
}

static void run_case(u32 number)
{
	const struct rogue_case *c = case_of(number);
	u64 longest_us = shared->longest_us;
	u32 tries = TRIES;

	while (try_case(number) && --tries)
		printf("# again: %s: %s, a worker was late, and a sleep of 1 ms took %llu us\n",
		       c->name, shared->wrong,
		       (unsigned long long)shared->slept_us[ROGUE_CASE]);
	note(read_only[0] == ROGUE_OLD, "the read-only page was written");
	if (!ok(!shared->wrong[0], "%s", c->name))
		printf("# %s\n", shared->wrong);
	if (shared->longest_us > longest_us)
		printf("# the neighbour waited for %llu us\n",
		       (unsigned long long)shared->longest_us);
}

/* Close the vGPU while the last case's request runs. */
static void run_last(u32 number)
{
	if (!start(number))
		note(false, "no worker");
	drawing_submit(&drawing);
	note(rogue_within(&shared->phase, 1, LAST_MS), "the worker did not come to its case");
	client_close(&client);
	__atomic_store_n(&shared->phase, 2, __ATOMIC_RELEASE);
	note(is_gone(shared->pid, GONE_MS), "the worker lives");
	note(shared->other && is_gone(shared->other, GONE_MS), "a process that has stopped lives");
	if (shared->other)
		kill(shared->other, SIGKILL);
	end(&rogue_last_case);
	if (!ok(!shared->wrong[0], "%s", rogue_last_case.name))
		printf("# %s\n", shared->wrong);
}

/* Return whether a case has this name; true for NULL. */
static bool is_case(const char *name)
{
	const struct rogue_case *c;
	u32 number;

	for (number = 1; name && (c = case_of(number)); number++)
		if (!strcmp(c->name, name))
			return true;
	return !name;
}

/* Run all cases, or the one whose name is @only. */
static void run_cases(const char *only)
{
	const struct rogue_case *c;
	u32 number;

	for (number = 1; (c = case_of(number)); number++) {
		if (only && strcmp(c->name, only))
			continue;
		if (c == &rogue_last_case)
			run_last(number);
		else
			run_case(number);
	}
	printf("# the longest reset took %llu us, and a sleep of 1 ms %llu us\n",
	       (unsigned long long)longest_reset_us, (unsigned long long)longest_sleep_us);
}

/* --- main --------------------------------------------------------------------------------- */

static bool wait_for(const u64 *word)
{
	u32 ms;

	for (ms = 0; ms < START_MS && !__atomic_load_n(word, __ATOMIC_ACQUIRE); ms++)
		usleep(1000);
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static int list(void)
{
	const struct rogue_case *c;
	u32 number;

	for (number = 1; (c = case_of(number)); number++)
		printf("%s\t%s\n", c->name, c->checks ? c->checks : "");
	return 0;
}

int main(int argc, char **argv)
{
	pid_t beside;
	u32 i;

	if (argc == 2 && !strcmp(argv[1], "--list"))
		return list();
	if ((argc != 3 && argc != 4) || !is_case(argv[3]))
		return 2;
	shared = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	shared->vmm = getpid();
	if (!fork())
		factory();
	for (i = 0; i < START_MS && !READ_ONCE(shared->pid); i++)
		usleep(1000);
	beside = fork();
	if (!beside)
		neighbour(argv[2]);
	if (!ok(shared->pid > 0 && open_guest(argv[1]) && wait_for(&shared->owner[0]) &&
		wait_for(&shared->owner[1]), "the program is the engine of two vGPUs"))
		return 1;
	run_cases(argc == 4 ? argv[3] : NULL);
	__atomic_store_n(&shared->quit, 1, __ATOMIC_RELEASE);
	waitpid(beside, NULL, 0);
	printf("# the neighbour counted %u times, at most %llu us each, and lost %u late workers\n",
	       shared->rounds, (unsigned long long)shared->longest_us, shared->replaced);
	ok(shared->rounds && !shared->wrongs, "the neighbour's counts were right");
	if (!ok(!shared->lost[0], "each of them came to its end"))
		printf("# but %s\n", shared->lost);
	return ok_status();
}
