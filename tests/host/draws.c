// SPDX-License-Identifier: GPL-2.0-only
/*
 * A mini-guest dispatches a kernel on a vGPU of the modules: it counts, and stores the count. With
 * facet-engine the count is in the guest's memory; without it, nothing is. TAP on stdout.
 *
 * "is-lost": its worker ends meanwhile; the guest resets the engine, and dispatches a short kernel.
 * "is-late": the same, and its worker ends since it is late. "draws-until": it dispatches the
 * kernel again and again until a file exists. "is-idle": the guest stays for so many seconds, and
 * does nothing. "in-turns": measure a request to the worker and back, and the wake of a process by
 * a futex.
 *
 *     facet-host-draws UUID LOOPS draws|does-not|is-lost|is-late|is-logged
 *     facet-host-draws UUID LOOPS draws-until FILE
 *     facet-host-draws UUID SECONDS is-idle
 *     facet-host-draws UUID ROUNDS in-turns
 */
#include "tests/unit/engine/long_kernel.h"

#include <linux/futex.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/host/client.h"
#include "tests/host/drawing.h"
#include "tests/host/guest_client.h"
#include "tests/host/logging.h"

#define RAM_BYTES	(32u << 20)
#define PATIENCE_MS	20000u
#define LONG_MS		100000u		/* for work that others disturb */
#define LOST_MS		6000u		/* for work that never ends */
#define SHORT_LOOPS	1000u
#define REQUESTS	100u		/* of a round of "in-turns" */
#define WALKER_DWORDS	15u

static struct client client;

static int report(bool holds, const char *what)
{
	printf("%sok - %s\n", holds ? "" : "not ", what);
	return !holds;
}

static int count_is(const struct drawing *g, u32 count, const char *what)
{
	printf("# the kernel has stored %u\n", g->memory.data[0]);
	return report(g->memory.data[0] == count, what);
}

/* The work is lost: reset the engine as a driver does, and go on with another context. */
static int go_on(struct drawing *g)
{
	int failures;

	mini_reset_engine(g->context.engine);
	mini_context_create(g->guest, &g->context, PGPU_RCS, &g->vm,
			    DRAWING_RING_BYTES);
	long_kernel_write(&g->memory, SHORT_LOOPS);
	failures = report(drawing_run(g, PATIENCE_MS), "behind a reset a request ends");
	return failures + count_is(g, SHORT_LOOPS, "and its kernel has counted");
}

/* --- a request and a wake ----------------------------------------------------------------- */

/* Sleep while the word is @value. */
static void futex_wait(u32 *word, u32 value)
{
	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == value)
		syscall(SYS_futex, word, FUTEX_WAIT, value, NULL, NULL, 0);
}

static void futex_set(u32 *word, u32 value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
	syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* Return the time of a wake of another process in microseconds. Each round has two. */
static double wake_us(u32 rounds)
{
	u32 *word = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
			 0);
	u64 start = client_now_us();
	pid_t child = fork();
	u32 i;

	for (i = 0; i < rounds && child; i++) {
		futex_set(word, 2 * i + 1);
		futex_wait(word, 2 * i + 1);
	}
	for (i = 0; i < rounds && !child; i++) {
		futex_wait(word, 2 * i);
		futex_set(word, 2 * i + 2);
	}
	if (!child)
		_exit(0);
	start = client_now_us() - start;
	waitpid(child, NULL, 0);
	munmap(word, PAGE_SIZE);
	return (double)start / (2 * rounds);
}

/* Make a batch of @n dispatches without a thread group. */
static void empty_batch(struct drawing *g, u32 n)
{
	const u32 walker[WALKER_DWORDS - 1] = { [12] = ~0u, [13] = ~0u };
	u32 *at = g->memory.batch, i;

	for (i = 0; i < n; i++)
		at = long_kernel_put(at, GEN9_OP_GPGPU_WALKER, WALKER_DWORDS, walker);
	at[0] = GEN9_MI_BATCH_BUFFER_END;
}

static double batches_us(struct drawing *g, u32 rounds)
{
	u64 start = client_now_us();
	u32 i;

	for (i = 0; i < rounds; i++)
		drawing_run(g, PATIENCE_MS);
	return (double)(client_now_us() - start);
}

static int in_turns(struct drawing *g, u32 rounds)
{
	double idle, busy, wake, request;

	drawing_run(g, PATIENCE_MS);
	empty_batch(g, 0);
	idle = batches_us(g, rounds);
	empty_batch(g, REQUESTS);
	busy = batches_us(g, rounds);
	wake = wake_us(rounds * REQUESTS);
	request = (busy - idle) / (rounds * REQUESTS);
	printf("# a request %.1f us, a wake %.1f us, ratio %.2f\n", request, wake, request / wake);
	return report(request > 0, "requests go to the worker and back");
}

/* --- main --------------------------------------------------------------------------------- */

static int dispatch(struct drawing *g, u32 loops, bool draws)
{
	int failures = report(drawing_run(g, LONG_MS), "the request ends");

	return failures + (draws ? count_is(g, loops, "its kernel has counted") :
				   count_is(g, 0, "its kernel has had no effect"));
}

static int draw_until(struct drawing *g, u32 loops, const char *file)
{
	u32 n = 0;

	do {
		g->memory.data[0] = 0;
		if (!drawing_run(g, LONG_MS))
			return report(false, "each request ends");
		if (!n++) {
			printf("# drawing\n");
			fflush(stdout);
		}
	} while (g->memory.data[0] == loops && access(file, F_OK));
	printf("# %u requests\n", n);
	return count_is(g, loops, "the kernel of each request has counted");
}

/* @late: the worker is ended since it is late. */
static int lose(struct drawing *g, const char *uuid, bool late)
{
	int failures = report(!drawing_run(g, LOST_MS), "work whose worker ends is lost");

	failures += report(client_attribute(uuid, "engine_late") == late,
			   late ? "the worker counts as late" : "no worker counts as late");
	return failures + go_on(g);
}

/* Tell whether a report has the page to which the kernel stores. Ends the program on an error. */
static bool reported(const struct drawing *g)
{
	u64 page = ((const u8 *)g->memory.data - client.ram) / LOGGING_PAGE;
	u64 bits[RAM_BYTES / LOGGING_PAGE / 64] = { 0 };

	if (log_report(&client, 0, RAM_BYTES, LOGGING_PAGE, bits))
		abort();
	return bits[page / 64] >> page % 64 & 1;
}

static int logged(struct drawing *g, u32 loops)
{
	int failures = 0;
	u32 i;

	if (log_start(&client, 0, RAM_BYTES) != LOGGING_PAGE)
		return report(false, "a record of written pages is started");
	for (i = 0; !failures && i < 5; i++) {
		g->memory.data[0] = 0;
		failures += report(drawing_run(g, LONG_MS), "the request ends");
		failures += count_is(g, loops, "its kernel has counted");
		failures += report(reported(g), "and what it has stored is reported");
		failures += report(!reported(g), "once");
	}
	return failures;
}

static int idle(struct drawing *g, u32 seconds)
{
	int failures = report(drawing_run(g, PATIENCE_MS), "the request ends");

	printf("# idle\n");
	fflush(stdout);
	sleep(seconds);
	return failures;
}

int main(int argc, char **argv)
{
	struct drawing g = { 0 };
	int failures;
	u32 number;

	if (argc < 4 || argc != 4 + !strcmp(argv[3], "draws-until"))
		return 2;
	number = (u32)strtoul(argv[2], NULL, 0);
	if (!guest_client_open(&client, argv[1], RAM_BYTES))
		return 1;
	drawing_make(&g, strcmp(argv[3], "is-idle") && strcmp(argv[3], "in-turns") ? number :
		   SHORT_LOOPS);
	if (!strcmp(argv[3], "is-lost") || !strcmp(argv[3], "is-late"))
		failures = lose(&g, argv[1], !strcmp(argv[3], "is-late"));
	else if (!strcmp(argv[3], "is-idle"))
		failures = idle(&g, number);
	else if (!strcmp(argv[3], "in-turns"))
		failures = in_turns(&g, number);
	else if (!strcmp(argv[3], "is-logged"))
		failures = logged(&g, number);
	else if (!strcmp(argv[3], "draws-until"))
		failures = draw_until(&g, number, argv[4]);
	else
		failures = dispatch(&g, number, !strcmp(argv[3], "draws"));
	client_close(&client);
	return failures > 0;
}
