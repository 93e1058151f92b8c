// SPDX-License-Identifier: GPL-2.0-only
/* Cases for a pGPU that does what hardware does by itself, and no more (SOFTGPU_LIKE_HARDWARE). */
#include "classes.h"
#include "native.h"

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gpgpu_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_state.h"
#include "tests/lib/saved.h"

#define ARB_OFF		0x04000000u
#define WAIT_FOR_EVENT	0x01800008u	/* a vertical blank of pipe A */
#define SCAN_LINES	0x09000000u
#define SEMAPHORE	0x0e404002u	/* by the GGTT; until the dword is equal */
#define USER_SEMAPHORE	0x0e004002u	/* the same by the PPGTT */
#define IMAGE_PAGE	1024		/* dwords from page 1 of an image to page 2 */
#define IMAGE_BYTES	(20 * 4096)	/* the pages behind page 1 */
#define IMAGE_LAST	21u		/* page of an image */
#define EQUAL_PAGES	128u		/* from the first of a neighbour's window on */
#define SLM_SECRET	0x5ec2e7u
#define SLM_DWORDS	16u		/* exchanged by WALK */
#define PROMPT_NS	15000000ull	/* a neighbour waits no longer for work that gives way */

/*
 * A kernel of the software GPU that exchanges a line at HOSTILE_DATA_VA with shared local memory,
 * and MI_NOOP.
 */
#define WALK	0x7105000d, 0, 4 * SLM_DWORDS, (u32)HOSTILE_DATA_VA, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0, 0

/* Wait at a semaphore with arbitration off. It must give way to the neighbour all the same. */
static void arbitration_off(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 gva;
	u32 *data = hostile_page(h, &gva, 0);

	h->bound_ns = PROMPT_NS;
	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, ARB_OFF, SEMAPHORE, 1, gva, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_settle(h);
	hostile_neighbour(h);
	EXPECT(!context.engine->errors);
	WRITE_ONCE(*data, 1);
	hostile_unharmed(h, &context);
}

static void display_wait(struct hostile *h, const void *arg)
{
	static const u32 event[] = { WAIT_FOR_EVENT };
	static const u32 lines[] = { SCAN_LINES, 0x00100020 };
	struct mini_context context;

	hostile_commands(h, &context, PGPU_VCS, HOSTILE_RING, event, ARRAY_SIZE(event));
	hostile_unharmed(h, &context);
	hostile_commands(h, &context, PGPU_BCS, HOSTILE_GGTT_BATCH, lines, ARRAY_SIZE(lines));
	hostile_unharmed(h, &context);
}

/* Run a user batch without arbitration points. The neighbour waits for it once, not again. */
static void no_points(struct hostile *h, const void *arg)
{
	static const u32 self[] = {
		0x10000002, (u32)HOSTILE_DATA_VA, 0, 1,
		0x18800101, (u32)HOSTILE_BATCH_VA, (u32)(HOSTILE_BATCH_VA >> 32),
	};
	struct mini_context context;

	hostile_page(h, NULL, HOSTILE_DATA_VA);
	hostile_commands(h, &context, PGPU_VECS, HOSTILE_USER_BATCH, self, ARRAY_SIZE(self));
	hostile_settle(h);
	hostile_neighbour(h);
	hostile_settle(h);
	EXPECT(hostile_reg(&context, GEN9_RING_ESR) == GEN9_EIR_INSTRUCTION);
	h->bound_ns = PROMPT_NS;
	hostile_neighbour(h);
	EXPECT(*context.timeline != context.seqno);
	hostile_recover(h, &context);
}

/*
 * Change pages of a render image that hardware would execute: before the first run, after a run,
 * and by those of another context with one change. An engine that gets them stops.
 */
static void image_pages(struct hostile *h, const void *arg)
{
	struct mini_context context, other;
	u32 *pages, *others;

	hostile_context(h, &context, PGPU_RCS);
	pages = context.image + IMAGE_PAGE;
	memset(pages, 0x5a, IMAGE_BYTES);
	context.image[GEN9_CTX_CONTROL] &= ~GEN9_CTX_CTRL_RESTORE_INHIBIT;
	mini_request(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	pages[5000]++;
	mini_request(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	hostile_context(h, &other, PGPU_RCS);
	others = other.image + IMAGE_PAGE;
	memcpy(others, pages, IMAGE_BYTES);
	swap(others[100], others[102]);
	other.image[GEN9_CTX_CONTROL] &= ~GEN9_CTX_CTRL_RESTORE_INHIBIT;
	mini_request(&other);
	hostile_submit(&other);
	hostile_unharmed(h, &other);
}

/*
 * Let a load of a context fail behind the pages that the guest has made, and the host save the vGPU
 * then. The save must not seal these pages.
 */
static void sealed_by_a_save(struct hostile *h, const void *arg)
{
	static u8 before[IMAGE_BYTES];
	struct mini_context context;
	struct saved saved = {};
	u32 last, pte[2];
	u32 *pages;

	hostile_context(h, &context, PGPU_RCS);
	pages = context.image + IMAGE_PAGE;
	mini_request(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	memcpy(before, pages, IMAGE_BYTES);
	memset(pages, 0x5a, IMAGE_BYTES - 4096);
	last = GEN9_GGTT_PTES + ((context.lrca >> 12) + IMAGE_LAST) * 8;
	pte[0] = mini_read(h->evil, last);
	pte[1] = mini_read(h->evil, last + 4);
	mini_write(h->evil, last, 0);
	mini_request(&context);
	hostile_submit(&context);
	hostile_settle(h);
	EXPECT(hostile_reg(&context, GEN9_RING_ESR));
	facet_vgpu_pause(h->evil->vgpu);
	EXPECT(!saved_save(&saved, h->evil->vgpu));
	EXPECT(!facet_vgpu_restore(h->evil->vgpu, saved.data, saved.len));
	facet_vgpu_resume(h->evil->vgpu);
	free(saved.data);
	mini_write(h->evil, last + 4, pte[1]);
	mini_write(h->evil, last, pte[0]);
	hostile_recover(h, &context);
	mini_request(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

/* Read a register of the context that a neighbour has set, in a context that restores nothing. */
static void inhibited_reads(struct hostile *h, const void *arg)
{
	struct mini_context *neighbour = &h->neighbour->context[PGPU_VCS];
	struct mini_context context;
	u32 gva;
	const u32 gpr = GEN9_VCS_BASE + GEN9_RING_GPR + 8;
	u32 *data = hostile_page(h, &gva, 0);

	mini_request_begin(neighbour);
	MINI_EMIT(neighbour, GEN9_MI_LRI_HEADER(1), gpr, 0x5ec2e7);
	mini_request_end(neighbour);
	mini_elsp(neighbour, true, NULL);
	hostile_settle(h);
	hostile_context(h, &context, PGPU_VCS);
	EXPECT(context.image[GEN9_CTX_CONTROL] & GEN9_CTX_CTRL_RESTORE_INHIBIT);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x12400002, gpr, gva, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	EXPECT(!data[0]);
}

/* Let the neighbour leave bytes in shared local memory. */
static void leave_secret(struct hostile *h)
{
	struct hostile_neighbour *n = h->neighbour;
	struct mini_context *context = &n->context[PGPU_RCS];
	u64 gpa = mini_alloc(n->guest, 1);
	u32 *data = mini_ptr(n->guest, gpa);
	u32 i;

	for (i = 0; i < SLM_DWORDS; i++)
		data[i] = SLM_SECRET;
	mini_vm_map(&n->vm, HOSTILE_DATA_VA, gpa, MINI_PTE);
	mini_request_begin(context);
	MINI_EMIT(context, WALK);
	mini_request_end(context);
	mini_elsp(context, true, NULL);
	hostile_settle(h);
	EXPECT(*context->timeline == context->seqno);
	EXPECT(!data[0]);
}

/* Expect that a walker of the guest has run, and has found zeros. */
static void expect_no_secret(struct hostile *h, struct mini_context *context, const u32 *data)
{
	u32 i;

	hostile_unharmed(h, context);
	for (i = 0; i < SLM_DWORDS; i++)
		EXPECT(!data[i]);
}

static u32 *data_to_exchange(struct hostile *h)
{
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);

	memset(data, 0x11, 4 * SLM_DWORDS);
	return data;
}

/* Read shared local memory by a user batch of a context that restores nothing, or of another. */
static void slm_of_a_neighbour(struct hostile *h, const void *arg)
{
	static const u32 walk[] = { WALK };
	struct mini_context context;
	u32 *data = data_to_exchange(h);

	leave_secret(h);
	hostile_commands(h, &context, PGPU_RCS, HOSTILE_USER_BATCH, walk, ARRAY_SIZE(walk));
	expect_no_secret(h, &context, data);
	leave_secret(h);
	memset(data, 0x11, 4 * SLM_DWORDS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	expect_no_secret(h, &context, data);
}

/* Read it in the batch of a context that runs before the ring. */
static void slm_in_an_indirect_batch(struct hostile *h, const void *arg)
{
	static const u32 walk[] = { WALK };
	struct mini_context context;
	u32 *data = data_to_exchange(h);

	leave_secret(h);
	hostile_commands(h, &context, PGPU_RCS, HOSTILE_INDIRECT, walk, ARRAY_SIZE(walk));
	expect_no_secret(h, &context, data);
}

/* Begin before the neighbour, wait in a batch, and read it behind the neighbour's run. */
static void slm_behind_a_preemption(struct hostile *h, const void *arg)
{
	static const u32 wait[] = { USER_SEMAPHORE, 1, (u32)HOSTILE_DATA_VA + 256, 0, WALK };
	struct mini_context context;
	u32 *data = data_to_exchange(h);

	hostile_commands(h, &context, PGPU_RCS, HOSTILE_USER_BATCH, wait, ARRAY_SIZE(wait));
	hostile_settle(h);
	leave_secret(h);
	WRITE_ONCE(data[64], 1);
	expect_no_secret(h, &context, data);
}

/* Submit a walker in a context whose image names @lines of an indirect batch, at @place. */
static u32 *walk_behind_batch(struct hostile *h, struct mini_context *context, u32 lines, u32 place)
{
	u32 *data = data_to_exchange(h);
	u32 gva;

	hostile_page(h, &gva, 0);
	leave_secret(h);
	hostile_context(h, context, PGPU_RCS);
	context->image[GEN9_CTX_INDIRECT_CTX] = gva | lines;
	context->image[GEN9_CTX_INDIRECT_OFFSET] = place;
	context->image[GEN9_CTX_CONTROL] &= ~GEN9_CTX_CTRL_RESTORE_INHIBIT;
	mini_request_begin(context);
	MINI_EMIT(context, WALK);
	mini_request_end(context);
	hostile_submit(context);
	return data;
}

static void slm_batch_elsewhere(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *data = walk_behind_batch(h, &context, 1, 0xffc0);

	expect_no_secret(h, &context, data);
}

static void slm_batch_too_long(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *data;

	data = walk_behind_batch(h, &context, GEN9_INDIRECT_CTX_LINES, GEN9_INDIRECT_CTX_PLACE);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
	EXPECT(data[0] == 0x11111111);
	data = walk_behind_batch(h, &context, GEN9_INDIRECT_CTX_LINES - 1,
				 GEN9_INDIRECT_CTX_PLACE);
	expect_no_secret(h, &context, data);
}

#define CLEARED		"it finds zeros"

static const struct hostile_case cases[] = {
	CASE(slm_of_a_neighbour, CONTEXT_SLM,
	     "a kernel reads shared local memory that a neighbour's kernel has written", CLEARED),
	CASE_ARG("slm_of_an_inhibited_context", slm_of_a_neighbour, NULL, CONTEXT_INHIBITED,
		 "the same in a context that restores nothing", CLEARED),
	CASE(slm_in_an_indirect_batch, CONTEXT_SLM,
	     "the same in its indirect batch, which runs before all its other commands", CLEARED),
	CASE(slm_behind_a_preemption, CONTEXT_SLM,
	     "the same in a batch that began before the neighbour's run", CLEARED),
	CASE(slm_batch_elsewhere, CONTEXT_SLM_PLACE,
	     "the same, with an indirect batch at a place where no restore comes by", CLEARED),
	CASE(slm_batch_too_long, CONTEXT_SLM_LONG,
	     "the same, with an indirect batch that leaves no room for the host's line",
	     HOSTILE_STOPS),
	CASE(image_pages, CONTEXT_SEALED,
	     "pages of a render image that no engine has saved: hardware would run them",
	     "the engine gets default pages"),
	CASE(sealed_by_a_save, CONTEXT_SEALED,
	     "pages of its own in a context whose load fails, and a save of the vGPU after that",
	     "the engine gets default pages"),
	CASE(inhibited_reads, CONTEXT_INHIBITED,
	     "a context that restores nothing reads a register that a neighbour has set",
	     HOSTILE_ZERO),
	CASE(arbitration_off, AUDIT_ARBITRATION,
	     "a semaphore that nobody signals, with arbitration off", "it gives way, and goes on"),
	CASE(display_wait, AUDIT_DISPLAY_WAIT, "waits for a blank and for scan lines",
	     HOSTILE_NOTHING),
	CASE(no_points, SCHED_PATIENCE, "a user batch that loops without arbitration points",
	     HOSTILE_STOPS),
};

/* Store to addresses that the guest has, and that engines know as the neighbour's contexts. */
static void stores_to_equal_addresses(struct hostile *h, const void *arg)
{
	u32 *pages[EQUAL_PAGES];
	struct mini_context context;
	u32 i, gva;
	u64 gpa;

	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	for (i = 0; i < EQUAL_PAGES; i++) {
		gva = HOSTILE_WINDOW_OVERLAPS + i * 4096;
		gpa = mini_alloc(h->evil, 1);
		pages[i] = mini_ptr(h->evil, gpa);
		mini_ggtt_set(h->evil, gva, gpa | MINI_PTE);
		MINI_EMIT(&context, 0x10400002, gva + 64, 0, 0x600d0000 + i);
	}
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	for (i = 0; i < EQUAL_PAGES; i++)
		EXPECT(pages[i][16] == 0x600d0000 + i);
}

static const struct hostile_case equal_cases[] = {
	CASE(stores_to_equal_addresses, AUDIT_REPLACED,
	     "stores to its own GGTT addresses, which are those of a neighbour's window",
	     "they reach its own pages"),
};

const struct hostile_class hostile_equal_addresses = {
	.name = "equal addresses", .hardware = true, .overlaps = true, .cases = equal_cases,
	.count = ARRAY_SIZE(equal_cases),
};

const struct hostile_class hostile_hardware = {
	.name = "like hardware", .hardware = true, .cases = cases, .count = ARRAY_SIZE(cases),
};
