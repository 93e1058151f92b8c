// SPDX-License-Identifier: GPL-2.0-only
/*
 * A mini-guest dispatches a kernel on a vGPU of the modules: it counts, and stores the count. With
 * facet-engine the count is in the guest's memory; without it, nothing is. "is-lost": its worker
 * ends meanwhile; the guest resets the engine, and dispatches a short kernel. TAP on stdout.
 *
 *     facet-host-draws UUID LOOPS draws|does-not|is-lost
 */
#include "tests/unit/engine/long_kernel.h"

#include <stdio.h>
#include <unistd.h>

#include "gen9/gtt_defs.h"
#include "mediator/type.h"
#include "tests/host/client.h"
#include "tests/host/guest_client.h"
#include "tests/lib/mini.h"

#define RAM_BYTES	(32u << 20)
#define RING_BYTES	0x4000u
#define PATIENCE_MS	20000u
#define LOST_MS		6000u		/* for work that never ends */
#define SHORT_LOOPS	1000u
#define BATCH_PAGES	2u

static struct client client;

/**
 * struct guest - A mini-guest with a context whose batch dispatches the kernel.
 * @guest: the mini-guest
 * @vm: its PPGTT
 * @context: the context
 * @memory: the pages that the batch names, as sgpu_rig has them
 */
struct guest {
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context;
	struct sgpu_rig memory;
};

/* Map new pages at @va of the PPGTT. Return: their memory. */
static void *map_pages(struct guest *g, u64 va, u32 pages)
{
	u64 gpa = mini_alloc(g->guest, pages);
	u32 i;

	for (i = 0; i < pages; i++)
		mini_vm_map(&g->vm, va + i * PAGE_SIZE, gpa + i * PAGE_SIZE,
			    GEN9_PTE_PRESENT | GEN9_PTE_RW);
	return mini_ptr(g->guest, gpa);
}

static void make_guest(struct guest *g, u32 loops)
{
	g->guest = mini_guest_create(mini_machine_create(MINI_STEP), facet_types);
	mini_vm_create(g->guest, &g->vm);
	mini_context_create(g->guest, &g->context, PGPU_RCS, &g->vm, RING_BYTES);
	g->memory.batch = map_pages(g, RIG_BATCH, BATCH_PAGES);
	g->memory.batch2 = map_pages(g, RIG_BATCH2, BATCH_PAGES);
	g->memory.data = map_pages(g, RIG_DATA, 1);
	long_kernel_write(&g->memory, loops);
	long_kernel_batch(&g->memory);
}

/* Run the batch. Return: true: the request has ended within @patience_ms. */
static bool run(struct guest *g, u32 patience_ms)
{
	u32 ms;

	mini_request_batch(&g->context, RIG_BATCH);
	mini_flush(&g->context);
	for (ms = 0; ms < patience_ms; ms++) {
		mini_irq(g->guest);
		if (READ_ONCE(*g->context.timeline) == g->context.seqno && g->context.engine->idle)
			return true;
		usleep(1000);
	}
	return false;
}

static int report(bool holds, const char *what)
{
	printf("%sok - %s\n", holds ? "" : "not ", what);
	return !holds;
}

static int count_is(const struct guest *g, u32 count, const char *what)
{
	printf("# the kernel has stored %u\n", g->memory.data[0]);
	return report(g->memory.data[0] == count, what);
}

/* The work is lost: reset the engine as a driver does, and go on with another context. */
static int go_on(struct guest *g)
{
	int failures;

	mini_reset_engine(g->context.engine);
	mini_context_create(g->guest, &g->context, PGPU_RCS, &g->vm, RING_BYTES);
	long_kernel_write(&g->memory, SHORT_LOOPS);
	failures = report(run(g, PATIENCE_MS), "behind a reset a request ends");
	return failures + count_is(g, SHORT_LOOPS, "and its kernel has counted");
}

int main(int argc, char **argv)
{
	struct guest g = { 0 };
	int failures;
	u32 loops;

	if (argc != 4)
		return 2;
	loops = (u32)strtoul(argv[2], NULL, 0);
	if (!guest_client_open(&client, argv[1], RAM_BYTES))
		return 1;
	make_guest(&g, loops);
	if (!strcmp(argv[3], "is-lost")) {
		failures = report(!run(&g, LOST_MS), "work whose worker ends is lost");
		failures += go_on(&g);
	} else {
		bool draws = !strcmp(argv[3], "draws");

		failures = report(run(&g, PATIENCE_MS), "the request ends");
		failures += draws ? count_is(&g, loops, "its kernel has counted") :
				    count_is(&g, 0, "its kernel has had no effect");
	}
	client_close(&client);
	return failures > 0;
}
