// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory is unmapped and mapped again: idle, under a running request, and under the aperture.
 */
#include "vfio.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "submit.h"

/* Kill a child of this process. @pid may be the error that fork() returned. */
static void end_process(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

void test_dma_unmap(struct client *c)
{
	volatile uint32_t *bar2 = client_mmap(c, BAR2, 0, PAGE);
	int waited = 0;

	fill(c, PAGE_A, 0xa0000000u, PAGE);
	ggtt_set(c, 0, PAGE_A);
	ok(bar2[0] == 0xa0000000u, "before dma_unmap the page is shown");
	ok(!client_unmap(c, 0, RAM_SIZE), "guest memory can be taken away");
	ok(!bar2[0], "after dma_unmap it is not");
	ok(!client_map(c, 0, RAM_SIZE), "guest memory can be given back");
	while (bar2[0] != 0xa0000000u && waited++ < PATIENCE_MS / 100)
		usleep(100000);
	ok(bar2[0] == 0xa0000000u, "the page is shown again soon");
	munmap((void *)bar2, PAGE);
}

/* Unmap and map memory many times. Each time a page of it is pinned first. */
void test_dma_unmap_often(struct client *c, uint32_t rounds)
{
	volatile uint32_t *bar2 = client_mmap(c, BAR2, 0, PAGE);
	uint32_t i, lost = 0, failed = 0;

	fill(c, PAGE_A, 0xa0000000u, PAGE);
	ggtt_set(c, 0, PAGE_A);
	for (i = 0; i < rounds; i++) {
		lost += bar2[0] != 0xa0000000u;
		failed += client_unmap(c, 0, RAM_SIZE) || client_map(c, 0, RAM_SIZE);
	}
	ok(!failed && !lost,
	   "memory can go and come %u times in a row (%u failures, %u times without its page)",
	   rounds, failed, lost);
	munmap((void *)bar2, PAGE);
}

#define BUSY_BASE	0x1000000u	/* BUSY_SIZE bytes in mappings of different sizes */
#define BUSY_SIZE	0x1000000u
#define BUSY_TABLES	0x400000u	/* page tables that name all of it */
#define BUSY_ROUNDS	100u

/*
 * Return the size of the mapping at @at; 0: the end. Per 2 MiB: 16 of 4 KiB, 15 of 64 KiB, 1 of 1
 * MiB.
 */
static uint32_t busy_chunk(uint32_t at)
{
	if (at >= BUSY_BASE + BUSY_SIZE)
		return 0;
	if (at % 0x200000 < 0x10000)
		return PAGE;
	return at % 0x200000 < 0x100000 ? 0x10000 : 0x100000;
}

static uint32_t busy_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Return the begin of the mapping that has a random page. */
static uint32_t busy_pick(uint32_t *state)
{
	uint32_t page = BUSY_BASE + busy_random(state) % (BUSY_SIZE / PAGE) * PAGE;
	uint32_t at = BUSY_BASE;

	while (at + busy_chunk(at) <= page)
		at += busy_chunk(at);
	return at;
}

/* Unmap and map memory while the engine runs a request. The request's own memory stays. */
void test_dma_unmap_busy(struct client *c)
{
	uint32_t at, i, state = 1, failed = 0;
	long before;

	client_unmap(c, 0, RAM_SIZE);
	ok(!client_locked_kib(), "with no guest memory nothing is pinned (%ld KiB)",
	   client_locked_kib());
	failed += !!client_map(c, 0, BUSY_BASE);
	for (at = BUSY_BASE; busy_chunk(at); at += busy_chunk(at))
		failed += !!client_map(c, at, busy_chunk(at));
	submit_prepare(c);
	submit_map(c, BUSY_TABLES, BUSY_BASE, BUSY_SIZE / PAGE);
	submit_start_waiting(c);
	ok(submit_waits(c, PATIENCE_MS) && !submit_done(c, 200), "a request waits in the middle");
	before = client_locked_kib();
	ok(before >= BUSY_SIZE / 1024, "pins count against the memory limit (%ld KiB)", before);
	for (i = 0; i < BUSY_ROUNDS; i++) {
		at = busy_pick(&state);
		failed += !!client_unmap(c, at, busy_chunk(at));
		/* In later rounds, memory that is mapped again may be pinned at any time. */
		if (!i)
			failed += client_locked_kib() > before - (long)busy_chunk(at) / 1024;
		failed += !!client_map(c, at, busy_chunk(at));
	}
	ok(!failed, "%u mappings go and come while it does (%u failures)", BUSY_ROUNDS, failed);
	submit_release(c);
	ok(submit_done(c, PATIENCE_MS), "then it ends as if nothing had been");
	for (at = BUSY_BASE; busy_chunk(at); at += busy_chunk(at))
		failed += !!client_unmap(c, at, busy_chunk(at));
	failed += !!client_unmap(c, 0, BUSY_BASE);
	ok(!client_locked_kib(), "and all memory goes with its pins (%ld KiB)",
	   client_locked_kib());
	ok(!client_map(c, 0, RAM_SIZE), "it is given back");
	submit_start(c);
	ok(submit_done(c, PATIENCE_MS), "and a request runs");
}

#define TOUCHERS	4
#define TOUCHED_PAGES	256
#define TOUCHED_ROUNDS	20

static sigjmp_buf touch_again;

static void touched_in_vain(int sig)
{
	siglongjmp(touch_again, 1);
}

/*
 * Start a process that reads all pages of the aperture, again and again. On a busy machine memory
 * may be away for so long that a read gets SIGBUS. The process goes on then.
 */
static pid_t touch(volatile uint32_t *bar2)
{
	const struct sigaction action = { .sa_handler = touched_in_vain };
	pid_t pid = fork();
	unsigned int i;

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigaction(SIGBUS, &action, NULL);
	sigsetjmp(touch_again, 1);
	for (i = getpid();; i += 33)
		(void)bar2[i % TOUCHED_PAGES * PAGE / 4];
}

/*
 * Do one round with memory that is touched, for @n vGPUs in the container of the first one. Return:
 * the fault; NULL: none.
 */
static const char *touched_round(struct client *c, unsigned int n)
{
	unsigned int i;
	int waited;
	long kib;

	for (i = 0; i < n * TOUCHED_PAGES; i++) {
		ggtt_clear(&c[i % n], i / n);
		ggtt_set(&c[i % n], i / n, PAGE_A + i / n * PAGE);
	}
	/* Judge one reading. Pins of the last round may end between two. */
	for (waited = 0; !(kib = client_locked_kib()) && waited < PATIENCE_MS; waited++)
		usleep(1000);
	if (kib <= 0)
		return "no page was pinned";
	if (client_unmap(c, 0, RAM_SIZE))
		return "memory could not be taken away";
	if (client_locked_kib())
		return "pages were pinned after that";
	return client_map(c, 0, RAM_SIZE) ? "memory could not be given back" : NULL;
}

/*
 * A process that touches the aperture causes pins. If pins go on during an unmap, VFIO ends in a
 * BUG. VFIO notifies the @n vGPUs of a container one after the other: the test would find a page
 * that the first vGPU pins again while VFIO notifies the second one.
 */
static void touched(struct client *c, unsigned int n, const char *what)
{
	volatile uint32_t *bar2[2];
	const char *wrong = NULL;
	unsigned int i, round;
	pid_t touchers[TOUCHERS];

	for (i = 0; i < n; i++)
		bar2[i] = client_mmap(&c[i], BAR2, 0, TOUCHED_PAGES * PAGE);
	for (i = 0; i < TOUCHERS; i++)
		touchers[i] = touch(bar2[i % n]);
	for (round = 0; round < TOUCHED_ROUNDS && !wrong; round++)
		wrong = touched_round(c, n);
	for (i = 0; i < TOUCHERS && touchers[i] > 0; i++)
		end_process(touchers[i]);
	ok(i == TOUCHERS, "%u processes touch the aperture", i);
	ok(!wrong, "memory goes %u times while all of the aperture%s is touched (round %u: %s)",
	   TOUCHED_ROUNDS, what, round, wrong ?: "all is well");
	for (i = 0; i < n * TOUCHED_PAGES; i++)
		ggtt_clear(&c[i % n], i / n);
	for (i = 0; i < n; i++)
		munmap((void *)bar2[i], TOUCHED_PAGES * PAGE);
}

void test_dma_unmap_touched(struct client *c)
{
	touched(c, 1, "");
}

int program_pair(const char *uuid, const char *other)
{
	struct client c[2];

	if (!ok(!client_open(&c[0], uuid, RAM_SIZE) && !client_map(&c[0], 0, RAM_SIZE) &&
		!client_join(&c[1], other, &c[0]), "two vGPUs can be in one container"))
		return 1;
	touched(c, 2, "s of two vGPUs in one container");
	submit_prepare(&c[0]);
	submit_start(&c[0]);
	ok(submit_done(&c[0], PATIENCE_MS), "and a request runs");
	client_close(&c[1]);
	client_close(&c[0]);
	return ok_status();
}

#define AWAY_US		200000
#define KICK_US		2000

/* A thread that waits for memory, like a vCPU's thread. Its VMM sends it signals meanwhile. */
struct waiting {
	struct client *c;
	pthread_t thread;
};

static void kicked(int sig)
{
}

static void *kick_and_give_back(void *arg)
{
	struct waiting *waiting = arg;
	uint64_t end = client_now_us() + AWAY_US;

	while (client_now_us() < end) {
		usleep(KICK_US);
		pthread_kill(waiting->thread, SIGUSR1);
	}
	return client_map(waiting->c, 0, RAM_SIZE) ? waiting : NULL;
}

/* A trapped access waits for unmapped memory. It is dropped if the memory is not mapped again. */
void test_trapped_store_waits(struct client *c)
{
	const struct sigaction action = { .sa_handler = kicked };
	struct waiting waiting = { c, pthread_self() };
	uint64_t at = client_region(c, BAR2).offset;
	uint32_t value = 0xfeedbeef;
	ssize_t stored, failed;
	pthread_t thread;
	void *bad;

	fill(c, PAGE_A, 0xa0000000u, PAGE);
	ggtt_set(c, 0, PAGE_A);
	ok(client_read(c, BAR2, 0, 4) == 0xa0000000u, "a trapped access has a page");
	sigaction(SIGUSR1, &action, NULL);
	client_unmap(c, 0, RAM_SIZE);
	pthread_create(&thread, NULL, kick_and_give_back, &waiting);
	stored = pwrite(c->device, &value, sizeof(value), at);
	pthread_join(thread, &bad);
	ok(!bad && stored == sizeof(value) && client_read(c, BAR2, 0, 4) == value,
	   "a trapped store to memory that is away for a moment reaches it, whatever signals come");
	client_unmap(c, 0, RAM_SIZE);
	value = ~value;
	failed = pwrite(c->device, &value, sizeof(value), at);
	ok(failed == -1 && errno == EAGAIN, "one that waits for too long says so: %zd", failed);
	ok(!client_map(c, 0, RAM_SIZE) && client_read(c, BAR2, 0, 4) == (uint32_t)~value,
	   "and is not done");
}

#define PIECES		1000u
#define PIECES_BASE	0x1000000u
#define UNTOUCHED	(PIECES + 1)	/* an entry of the GGTT whose page was never touched */

/*
 * Memory mapped in pieces of a page; one call unmaps them all. VFIO notifies of each pinned piece.
 */
struct taking {
	struct client *c;
	volatile bool done;
	int result;
};

static void *take_pieces(void *arg)
{
	struct taking *taking = arg;

	taking->result = client_unmap(taking->c, PIECES_BASE, PIECES * PAGE);
	taking->done = true;
	return NULL;
}

static bool give_pieces(struct client *c, volatile uint32_t *bar2)
{
	unsigned int i, failed = 0;

	client_unmap(c, 0, RAM_SIZE);
	failed += !!client_map(c, 0, PIECES_BASE);
	for (i = 0; i < PIECES; i++) {
		failed += !!client_map(c, PIECES_BASE + i * PAGE, PAGE);
		ggtt_set(c, i, PIECES_BASE + i * PAGE);
	}
	for (i = 0; i < PIECES; i++)
		(void)bar2[i * PAGE / 4];
	return !failed && client_locked_kib() >= PIECES * PAGE / 1024;
}

/*
 * From its second page on, an unmap keeps all guest memory in quarantine until the ioctl returns
 * (mediator/unmap_quarantine.h).
 */
void test_kept_out(struct client *c)
{
	volatile uint32_t *bar2 = client_mmap(c, BAR2, 0, (UNTOUCHED + 1) * PAGE);
	struct taking taking = { .c = c };
	bool meanwhile, shown;
	pthread_t thread;
	long kib;

	ok(give_pieces(c, bar2), "memory of %u mappings is pinned", PIECES);
	fill(c, PAGE_A, 0xa0000000u, PAGE);
	ggtt_set(c, UNTOUCHED, PAGE_A);
	pthread_create(&thread, NULL, take_pieces, &taking);
	while (client_locked_kib() > (long)(PIECES - 2) * PAGE / 1024 && !taking.done)
		;
	meanwhile = !taking.done;
	shown = bar2[UNTOUCHED * PAGE / 4] == 0xa0000000u;
	kib = client_locked_kib();
	pthread_join(thread, NULL);
	ok(meanwhile && !taking.result, "another page is touched while one call takes all of them");
	ok(!shown || kib <= PAGE / 1024, "it is not pinned before that call is over (%ld KiB are)",
	   kib);
	munmap((void *)bar2, (UNTOUCHED + 1) * PAGE);
	client_unmap(c, 0, RAM_SIZE);
	ok(!client_map(c, 0, RAM_SIZE), "memory is given back");
}

/*
 * Start a process that gives the guest its memory, and stays. The pipe reports when that is done.
 */
static pid_t give_memory(struct client *c, int *told)
{
	int ends[2];
	char result;
	pid_t pid;

	if (pipe(ends))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		result = client_map(c, 0, RAM_SIZE) ? 'n' : 'y';
		if (write(ends[1], &result, 1) == 1)
			pause();
		_exit(1);
	}
	*told = pid > 0 && read(ends[0], &result, 1) == 1 && result == 'y';
	close(ends[0]);
	close(ends[1]);
	return pid;
}

/* Guest memory may belong to another process than the one that has opened the device. */
void test_memory_of_another(struct client *c)
{
	int told = 0;
	pid_t pid;

	client_unmap(c, 0, RAM_SIZE);
	pid = give_memory(c, &told);
	ok(pid > 0 && told, "another process gives the guest its memory");
	submit_prepare(c);
	submit_start(c);
	ok(submit_done(c, PATIENCE_MS), "and a request runs in it");
	ok(!client_unmap(c, 0, RAM_SIZE), "it is taken away");
	end_process(pid);
	ok(!client_map(c, 0, RAM_SIZE), "our own is given back");
	submit_prepare(c);
	submit_start(c);
	ok(submit_done(c, PATIENCE_MS), "and a request runs in that");
}

#define NOBODY	65534u
#define LOOK_US	20000

/*
 * Set the limit of open files of the whole host (not for root). Return: the old limit; 0: it
 * failed.
 */
static long file_max(long most)
{
	char text[32];
	long before = 0;
	int fd = open("/proc/sys/fs/file-max", O_RDWR | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (n > 0) {
		text[n] = 0;
		before = strtol(text, NULL, 10);
		n = snprintf(text, sizeof(text), "%ld\n", most);
		if (pwrite(fd, text, n, 0) != n)
			before = 0;
	}
	if (fd >= 0)
		close(fd);
	return before;
}

/*
 * Start a process that unmaps all memory, sets *@taken and stays. The kernel makes no file for that
 * process. The process keeps nothing of the device: neither the descriptor nor @bar2.
 */
static pid_t take_unwatched(struct client *c, volatile uint32_t *bar2, bool *taken)
{
	long files = file_max(0);
	int ends[2];
	char result;
	pid_t pid;

	*taken = false;
	if (!files || pipe(ends))
		return -1;
	pid = fork();
	if (!pid) {
		if (setresuid(NOBODY, NOBODY, NOBODY) || prctl(PR_SET_PDEATHSIG, SIGKILL))
			_exit(1);
		munmap((void *)bar2, PAGE);
		close(c->device);
		result = client_unmap(c, 0, RAM_SIZE) ? 'n' : 'y';
		if (write(ends[1], &result, 1) == 1)
			pause();
		_exit(1);
	}
	close(ends[1]);
	*taken = pid > 0 && read(ends[0], &result, 1) == 1 && result == 'y';
	close(ends[0]);
	file_max(files);
	return pid;
}

/* Shrink KASAN's cache: KASAN keeps freed records for a while and counts them as in use. */
static void shrink_tasks(void)
{
	int fd = open("/sys/kernel/slab/task_struct/shrink", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, "1", 1) != 1)
		perror("/sys/kernel/slab/task_struct/shrink");
	close(fd);
}

/* Return the number of task records that the host's kernel uses; -1: not known. */
static long tasks_in_kernel(void)
{
	FILE *f;
	char line[256];
	long n = -1;

	shrink_tasks();
	f = fopen("/proc/slabinfo", "re");
	while (f && n < 0 && fgets(line, sizeof(line), f))
		if (sscanf(line, "task_struct %ld", &n) != 1)
			n = -1;
	if (f)
		fclose(f);
	return n;
}

struct piece {
	struct client *c;
	unsigned int index;
	int result;
};

static void *take_piece(void *arg)
{
	struct piece *piece = arg;

	piece->result = client_unmap(piece->c, PIECES_BASE + piece->index * PAGE, PAGE);
	return NULL;
}

/* Unmap each piece of memory by a thread of its own that ends. */
static int take_by_threads(struct client *c)
{
	struct piece piece = { .c = c };
	pthread_t thread;

	if (setresuid(NOBODY, NOBODY, NOBODY) || prctl(PR_SET_PDEATHSIG, SIGKILL))
		return 1;
	for (; piece.index < PIECES; piece.index++) {
		if (pthread_create(&thread, NULL, take_piece, &piece))
			return 1;
		pthread_join(thread, NULL);
		if (piece.result)
			return 1;
	}
	return 0;
}

/*
 * A thread that unmaps memory ends the entries of threads that have ended before it. No pin is made
 * meanwhile.
 */
void test_ended_threads_are_forgotten(struct client *c)
{
	volatile uint32_t *bar2 = client_mmap(c, BAR2, 0, PIECES * PAGE);
	bool pinned = give_pieces(c, bar2);
	long before = tasks_in_kernel(), files = file_max(0), more;
	int status = -1, waited = 0;
	pid_t pid = fork();

	if (!pid)
		_exit(take_by_threads(c));
	waitpid(pid, &status, 0);
	file_max(files);
	ok(pinned && files && !status, "%u threads without a file take memory away and end",
	   PIECES);
	/* The kernel frees a thread's record a little later than the thread ends. */
	do {
		usleep(LOOK_US);
		more = tasks_in_kernel() - before;
	} while (more >= PIECES / 4 && waited++ < PATIENCE_MS * 1000 / LOOK_US);
	ok(before > 0 && more < PIECES / 4, "the kernel does not keep them (%ld)", more);
	munmap((void *)bar2, PIECES * PAGE);
	client_unmap(c, 0, RAM_SIZE);
	ok(!client_map(c, 0, RAM_SIZE), "memory is given back");
}

static int reopen(struct client *c, const char *uuid)
{
	close(c->device);
	c->device = ioctl(c->group, VFIO_GROUP_GET_DEVICE_FD, uuid);
	return c->device < 0 ? -errno : 0;
}

/*
 * A task for which no file could be made unmaps memory. Nothing notifies Facet when such a task has
 * left its dma_unmap. So its memory stays out of use until the task has ended, also for the next
 * user of the vGPU.
 */
void test_unwatched(struct client *c, const char *uuid)
{
	volatile uint32_t *bar2 = client_mmap(c, BAR2, 0, PAGE);
	bool taken;
	int waited, ret;
	pid_t pid;

	fill(c, PAGE_A, 0xa0000000u, PAGE);
	ggtt_set(c, 0, PAGE_A);
	ok(bar2[0] == 0xa0000000u, "a page is shown");
	pid = take_unwatched(c, bar2, &taken);
	ok(taken && !client_map(c, 0, RAM_SIZE),
	   "a process without a file takes memory away, and it is given back");
	for (waited = 0; waited < 20 && !bar2[0]; waited++)
		usleep(100000);
	ok(!bar2[0], "while that process lives the page is not shown");
	munmap((void *)bar2, PAGE);
	ret = reopen(c, uuid);
	ok(ret == -EBUSY, "nor is the vGPU opened anew: %s", strerror(-ret));
	end_process(pid);
	ret = reopen(c, uuid);
	if (!ok(!ret, "once it has ended, the vGPU is opened: %s", strerror(-ret)))
		return;
	bar2 = client_mmap(c, BAR2, 0, PAGE);
	ggtt_set(c, 0, PAGE_A);
	ok(bar2[0] == 0xa0000000u, "and the page is shown");
	munmap((void *)bar2, PAGE);
}
