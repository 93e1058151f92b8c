// SPDX-License-Identifier: GPL-2.0-only
/* See drawing.h. */
#include "drawing.h"

#include <unistd.h>

#include "gen9/gtt_defs.h"
#include "mediator/type.h"
#include "tests/unit/engine/long_kernel.h"

#define BATCH_PAGES	2u

void *drawing_map(struct drawing *g, u64 va, u32 pages, u64 flags)
{
	u64 gpa = mini_alloc(g->guest, pages);
	u32 i;

	for (i = 0; i < pages; i++)
		mini_vm_map(&g->vm, va + i * PAGE_SIZE, gpa + i * PAGE_SIZE, flags);
	return mini_ptr(g->guest, gpa);
}

void drawing_make_on(struct drawing *g, struct mini_machine *machine, u32 loops)
{
	const u64 flags = GEN9_PTE_PRESENT | GEN9_PTE_RW;

	g->guest = mini_guest_create(machine, facet_types);
	mini_vm_create(g->guest, &g->vm);
	mini_context_create(g->guest, &g->context, PGPU_RCS, &g->vm, DRAWING_RING_BYTES);
	g->memory.batch = drawing_map(g, RIG_BATCH, BATCH_PAGES, flags);
	g->memory.batch2 = drawing_map(g, RIG_BATCH2, BATCH_PAGES, flags);
	g->memory.data = drawing_map(g, RIG_DATA, 1, flags);
	long_kernel_write(&g->memory, loops);
	long_kernel_batch(&g->memory);
}

void drawing_make(struct drawing *g, u32 loops)
{
	drawing_make_on(g, mini_machine_create(MINI_STEP), loops);
}

void drawing_submit(struct drawing *g)
{
	mini_request_batch(&g->context, RIG_BATCH);
	mini_flush(&g->context);
}

bool drawing_wait(struct drawing *g, u32 patience_ms)
{
	u32 ms;

	for (ms = 0; ms < patience_ms; ms++) {
		mini_irq(g->guest);
		if (READ_ONCE(*g->context.timeline) == g->context.seqno && g->context.engine->idle)
			return true;
		usleep(1000);
	}
	return false;
}

bool drawing_run(struct drawing *g, u32 patience_ms)
{
	drawing_submit(g);
	return drawing_wait(g, patience_ms);
}
