// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hostile workers (rogue.h): ways to keep a page of the window, and pages that the guest takes
 * away.
 */
#include "rogue.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

#define TURNS		40u		/* pages that the guest takes away in a row */
#define QUEUE_ENTRIES	4u
#define TAKE_MS		2000u
#define OTHER_MS	5000

/* Memory of the worker itself: each way to keep a page has to work for it. */
static volatile u64 ordinary[512] __attribute__((aligned(PAGE_SIZE)));

/* --- references --------------------------------------------------------------------------- */

static bool splices(volatile u64 *at)
{
	struct iovec page = { (void *)at, PAGE_SIZE };
	bool spliced;
	int pipes[2];

	if (pipe(pipes))
		return true;
	spliced = vmsplice(pipes[1], &page, 1, SPLICE_F_NONBLOCK) > 0;
	close(pipes[0]);
	close(pipes[1]);
	return spliced;
}

/* Test if a kernel without io_uring, or one with it, pins the page as a buffer. */
static bool registers(volatile u64 *at)
{
	struct iovec page = { (void *)at, PAGE_SIZE };
	struct io_uring_params params = { 0 };
	int ring = (int)syscall(__NR_io_uring_setup, QUEUE_ENTRIES, &params);
	bool registered;

	if (ring < 0)
		return false;
	registered = !syscall(__NR_io_uring_register, ring, IORING_REGISTER_BUFFERS, &page, 1);
	close(ring);
	return registered;
}

/* A child with all rights reads from the worker. */
static bool reads_outside(volatile u64 *at)
{
	pid_t worker = getpid(), child = fork();
	int status = 0;
	u64 value;

	if (!child) {
		struct iovec to = { &value, sizeof(value) };
		struct iovec from = { (void *)at, sizeof(value) };

		_exit(process_vm_readv(worker, &to, 1, &from, 1, 0) > 0);
	}
	waitpid(child, &status, 0);
	return child < 0 || status;
}

static bool reads_memory_file(volatile u64 *at)
{
	int memory = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	u64 value;
	bool got = pread(memory, &value, sizeof(value), (off_t)(uintptr_t)at) > 0 ||
		   pwrite(memory, &value, sizeof(value), (off_t)(uintptr_t)at) > 0;

	close(memory);
	return got;
}

/* The tracee maps the window by itself: a fork has none. */
static bool peeks(struct rogue *r, u64 entry)
{
	pid_t child = fork();
	bool got;
	int status;

	if (!child) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		rogue_map_again(r);
		raise(SIGSTOP);
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
		return true;
	errno = 0;
	ptrace(PTRACE_PEEKDATA, child, (void *)rogue_at(r, entry), NULL);
	got = !errno;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return got;
}

/* The page is mapped in the worker by now. */
static u64 mapped_entry(struct rogue *r)
{
	u64 entry = rogue_translate(r, ROGUE_SPARE), value = 0;

	rogue_want(r, entry & FACET_ENGINE_PRESENT, "no translation");
	rogue_want(r, !rogue_load(rogue_at(r, entry), &value) && value == ROGUE_OLD, "not read");
	return entry;
}

/* A way to keep pages keeps ordinary memory, and no page of the window. @kept: it does keep one. */
static void keeps_none(struct rogue *r, bool (*keeps)(volatile u64 *at), const char *kept)
{
	rogue_want(r, keeps(ordinary), "nor has it memory of the worker");
	rogue_want(r, !keeps(rogue_at(r, mapped_entry(r))), kept);
}

static void no_splice(struct rogue *r)
{
	keeps_none(r, splices, "a pipe has the page");
}

static void no_buffer(struct rogue *r)
{
	keeps_none(r, registers, "a ring has the page");
}

static void no_outsider(struct rogue *r)
{
	keeps_none(r, reads_outside, "another process has read it");
}

static void no_memory_file(struct rogue *r)
{
	keeps_none(r, reads_memory_file, "the file has the page");
}

static void no_tracer(struct rogue *r)
{
	rogue_want(r, !peeks(r, mapped_entry(r)), "a tracer has the page");
}

/* --- pages that go ------------------------------------------------------------------------ */

/* Wait until the worker has come to a phase. */
static bool reaches(struct rogue_guest *g, u32 phase)
{
	return rogue_until(&g->shared->phase, phase);
}

/* Let the worker go on behind a phase. */
static void done(struct rogue_guest *g, u32 phase)
{
	__atomic_store_n(&g->shared->phase, phase + 1, __ATOMIC_RELEASE);
}

/* Take the spare page away, and write to it. */
static void take(struct rogue_guest *g)
{
	if (!reaches(g, 1))
		return;
	g->map(false);
	g->spare[0] = ROGUE_NEW;
	done(g, 1);
}

/* Let the guest do its part, from a phase to the next one. The worker gives way meanwhile. */
static void let(struct rogue *r, u32 phase, const char *missing)
{
	u32 ms;

	__atomic_store_n(&r->shared->phase, phase, __ATOMIC_RELEASE);
	for (ms = 0; ms < TAKE_MS && READ_ONCE(r->shared->phase) != phase + 1; ms++) {
		rogue_give_way(r);
		usleep(1000);
	}
	rogue_want(r, rogue_until(&r->shared->phase, phase + 1), missing);
}

/* Let the guest take the page away. */
static void let_take(struct rogue *r)
{
	let(r, 1, "the guest did not take the page");
}

static void gone(struct rogue *r)
{
	u64 entry = mapped_entry(r), value;

	let_take(r);
	rogue_want(r, rogue_load(rogue_at(r, entry), &value) == SIGBUS, "read");
	rogue_want(r, rogue_store(rogue_at(r, entry), 1) == SIGBUS, "written");
	rogue_go_on(r);
	rogue_want(r, !rogue_translate(r, ROGUE_SPARE), "translated");
	rogue_want(r, rogue_load(rogue_at(r, entry), &value) == SIGBUS, "read again");
}

static void gone_for_the_kernel(struct rogue *r)
{
	u64 entry = mapped_entry(r);
	volatile u64 *at = rogue_at(r, entry);
	int pipes[2];

	let_take(r);
	rogue_want(r, !splices(at), "vmsplice");
	rogue_want(r, !registers(at), "io_uring");
	rogue_want(r, !reads_outside(at), "process_vm_readv");
	rogue_want(r, !reads_memory_file(at), "/proc/self/mem");
	rogue_want(r, !peeks(r, entry), "ptrace");
	if (pipe(pipes))
		return;
	rogue_want(r, rogue_fails(write(pipes[1], (void *)at, 8), EFAULT), "write");
	close(pipes[0]);
	close(pipes[1]);
}

/* A mapping of the same page that a child made by the descriptor goes, too. */
static void gone_in_a_child(struct rogue *r)
{
	u64 entry = mapped_entry(r), value;
	int status = 0;
	pid_t child = fork();

	if (!child) {
		rogue_map_again(r);
		if (rogue_load(rogue_at(r, entry), &value) || value != ROGUE_OLD)
			_exit(1);
		let_take(r);
		_exit(rogue_load(rogue_at(r, entry), &value) == SIGBUS ? 0 : 2);
	}
	waitpid(child, &status, 0);
	rogue_want(r, !status, "a child has the page");
}

/* Read the page again and again while it comes and goes: it holds what the guest's page holds. */
static void comes_and_goes(struct rogue *r)
{
	u64 entry = 0, now, value = 0;
	u32 seen = 0;

	__atomic_store_n(&r->shared->phase, 1, __ATOMIC_RELEASE);
	while (__atomic_load_n(&r->shared->phase, __ATOMIC_ACQUIRE) == 1) {
		rogue_give_way(r);
		now = rogue_translate(r, ROGUE_SPARE);
		entry = now ? now : entry;
		if (!entry || rogue_load(rogue_at(r, entry), &value))
			continue;
		seen++;
		rogue_want(r, value == ROGUE_OLD, "the page was read behind its end");
	}
	rogue_want(r, seen, "the page was never there");
}

static void take_often(struct rogue_guest *g)
{
	u32 i;

	if (!reaches(g, 1))
		return;
	for (i = 0; i < TURNS; i++) {
		usleep(2000);
		g->map(false);
		g->spare[0] = ROGUE_NEW;
		usleep(2000);
		g->spare[0] = ROGUE_OLD;
		g->map(true);
	}
	done(g, 1);
}

/* The worker does not give way: the unmap passes nevertheless, and the worker is lost. */
static void stays(struct rogue *r)
{
	volatile u64 *at = rogue_at(r, mapped_entry(r));
	u64 value = ROGUE_OLD;

	r->shared->over = 1;
	__atomic_store_n(&r->shared->phase, 1, __ATOMIC_RELEASE);
	while (!rogue_load(at, &value))
		rogue_want(r, value == ROGUE_OLD, "the page was read behind its end");
	for (;;)
		pause();
}

/* Behind the request a page that was granted stays, until the guest takes it away. */
static void gone_behind(struct rogue *r)
{
	u64 entry = mapped_entry(r), value;

	rogue_answer(r, SGPU_REMOTE_DONE, 0);
	usleep(300000);
	let_take(r);
	rogue_want(r, rogue_load(rogue_at(r, entry), &value) == SIGBUS, "read");
	rogue_want(r, rogue_store(rogue_at(r, entry), 1) == SIGBUS, "written");
}

/* Take the spare page away, and give it back. */
static void take_and_give(struct rogue_guest *g)
{
	if (!reaches(g, 1))
		return;
	g->map(false);
	g->map(true);
	done(g, 1);
}

/* A page that comes back is not granted until the worker translates it again. */
static void comes_back(struct rogue *r)
{
	u64 entry = mapped_entry(r), value;

	let_take(r);
	rogue_go_on(r);
	rogue_want(r, rogue_load(rogue_at(r, entry), &value) == SIGBUS, "read");
	rogue_want(r, rogue_translate(r, ROGUE_SPARE) == entry, "it has another place");
	rogue_want(r, !rogue_load(rogue_at(r, entry), &value), "not read again");
}

static void *translates(void *arg)
{
	struct rogue *r = arg;
	u64 entries[FACET_ENGINE_PAGES], va;
	struct facet_engine_translate argument = {
		.pages = (uintptr_t)entries, .count = FACET_ENGINE_PAGES,
	};

	for (va = 0; !READ_ONCE(r->shared->finish); va += sizeof(entries) << 9) {
		argument.va = va & ((1ull << 48) - 1);
		ioctl(r->fd, FACET_ENGINE_TRANSLATE, &argument);
	}
	return NULL;
}

/* Threads translate all the time: the guest's unmap does not wait for them for long. */
static void storm(struct rogue *r)
{
	pthread_t threads[4];
	u32 i;

	mapped_entry(r);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_create(&threads[i], NULL, translates, r);
	let_take(r);
}

/* Store to a page that stays mapped in the window, before each of two reports of the VMM. */
static void stores_on(struct rogue *r)
{
	volatile u64 *at = rogue_at(r, mapped_entry(r));

	let(r, 1, "the VMM did not begin");
	rogue_want(r, !rogue_store(at, ROGUE_NEW), "not written");
	let(r, 3, "the VMM did not report");
	rogue_want(r, !rogue_store(at, ROGUE_OLD), "not written again");
	let(r, 5, "the VMM did not report again");
	rogue_go_on(r);
}

/* Report what was written, where the kernel has a record. */
static void report(struct rogue_guest *g)
{
	struct rogue r = { .shared = g->shared };
	bool recorded;

	if (!reaches(g, 1))
		return;
	recorded = g->record(true);
	done(g, 1);
	if (!reaches(g, 3))
		return;
	rogue_want(&r, !recorded || g->reported(), "the first store is not in a report");
	rogue_want(&r, !recorded || !g->reported(), "it is in the next one, too");
	done(g, 3);
	if (!reaches(g, 5))
		return;
	rogue_want(&r, !recorded || g->reported(), "the second store is not in a report");
	rogue_want(&r, !recorded || g->record(false), "the record does not end");
	printf("# written pages are %srecorded\n", recorded ? "" : "not ");
	done(g, 5);
}

const struct rogue_case rogue_pin_cases[] = {
	{ .name = "vmsplice gets no page of the window", .act = no_splice, .end = ROGUE_ENDS },
	{ .name = "io_uring gets no buffer in the window", .act = no_buffer, .end = ROGUE_ENDS },
	{ .name = "another process reads no page of the window",
	  .act = no_outsider, .end = ROGUE_ENDS },
	{ .name = "/proc/PID/mem has no page of the window",
	  .act = no_memory_file, .end = ROGUE_ENDS },
	{ .name = "ptrace reads no page of the window", .act = no_tracer, .end = ROGUE_ENDS },
	{ .name = "an unmapped page is gone while its request runs",
	  .act = gone, .end = ROGUE_ENDS, .guest = take, .checks = "UNMAP_ZAP" },
	{ .name = "an unmap passes a worker that does not give way", .act = stays,
	  .end = ROGUE_DIES, .guest = take, .checks = "LOSE_KILL" },
	{ .name = "an unmapped page is gone behind its request",
	  .act = gone_behind, .end = ROGUE_ANY, .guest = take, .checks = "UNMAP_ZAP" },
	{ .name = "a page that comes back is not granted", .act = comes_back,
	  .end = ROGUE_ENDS, .guest = take_and_give, .checks = "GRANT_REVOKE" },
	{ .name = "the kernel reads no unmapped page for a worker",
	  .act = gone_for_the_kernel, .end = ROGUE_ENDS, .guest = take },
	{ .name = "an unmapped page is gone in a child, too",
	  .act = gone_in_a_child, .end = ROGUE_ENDS, .guest = take, .checks = "UNMAP_ZAP" },
	{ .name = "a page that comes and goes is never read stale",
	  .act = comes_and_goes, .end = ROGUE_ENDS, .guest = take_often,
	  .checks = "UNMAP_ZAP" },
	{ .name = "an unmap passes a storm of translations",
	  .act = storm, .end = ROGUE_ENDS, .guest = take },
	{ .name = "a store that nobody tells of is in a report", .act = stores_on,
	  .end = ROGUE_ENDS, .guest = report },
	{ }
};

/*
 * Start a process of a worker of its own, which says who it is, and stops before it waits for a
 * request.
 */
static void start_stopped(struct rogue *r)
{
	struct rogue other = { .shared = r->shared, .node = r->node };

	if (fork())
		return;
	rogue_want(r, rogue_open(&other) && !ioctl(other.fd, FACET_ENGINE_PROCESS), "no worker");
	rogue_want(r, rogue_fails(ioctl(other.fd, FACET_ENGINE_PROCESS), EBUSY), "noted twice");
	WRITE_ONCE(r->shared->other, getpid());
	raise(SIGSTOP);
	_exit(0);
}

/* Wait until the other process is there, and give way meanwhile. */
static void await_other(struct rogue *r)
{
	int ms;

	for (ms = patience(OTHER_MS); ms > 0 && !READ_ONCE(r->shared->other); ms--) {
		rogue_give_way(r);
		usleep(1000);
	}
	rogue_want(r, READ_ONCE(r->shared->other), "no other process");
}

/* The vGPU is closed: a child of the worker looks what it still has. */
static void has_nothing(struct rogue *r)
{
	u64 entry, value;
	u32 seq = r->seq;

	rogue_map_again(r);
	entry = mapped_entry(r);
	await_other(r);
	let_take(r);
	rogue_want(r, rogue_load(rogue_at(r, entry), &value) == SIGBUS, "a page is there");
	rogue_want(r, !rogue_translate(r, RIG_DATA), "a translation");
	rogue_want(r, rogue_fails(ioctl(r->fd, FACET_ENGINE_NEXT, &seq), ENODEV), "a request");
	r->shared->children--;
	_exit(0);
}

/*
 * The vGPU is closed while its request runs. The child maps its page first: on a slow kernel the
 * worker may be lost while the other process starts, since it does not give way.
 */
static void is_left(struct rogue *r)
{
	r->shared->children++;
	if (!fork())
		has_nothing(r);
	start_stopped(r);
	for (;;)
		pause();
}

const struct rogue_case rogue_last_case = {
	.name = "processes whose vGPU is closed end, and have nothing", .act = is_left,
	.end = ROGUE_ANY, .checks = "GONE_KILL",
};
