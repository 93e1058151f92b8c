// SPDX-License-Identifier: GPL-2.0-only
/* Batches that never end, loop, nest, chain, or begin at unmapped addresses. */
#include "classes.h"

#define DATA	((u32)HOSTILE_DATA_VA)
#define END	GEN9_MI_BATCH_BUFFER_END
#define CHAIN	40u

/* Make a chain of privileged batches. Each jumps to the next. */
static void chain(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 first, gva, i;
	u32 *page = hostile_page(h, &first, 0);

	for (i = 0; i < CHAIN; i++) {
		u32 *next = hostile_page(h, &gva, 0);

		page[0] = 0x18800001;
		page[1] = gva;
		page[3] = END;
		page = next;
	}
	page[0] = END;
	hostile_context(h, &context, PGPU_RCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x18800001, first, 0, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_refused(h, &context, 0x18800001);
}

/* Make more jumps in a batch than the audit follows, all to one batch. */
static void many_jumps(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 gva, caller, i;
	u32 *page = hostile_page(h, &gva, 0);
	u32 *calls = hostile_page(h, &caller, 0);

	page[0] = END;
	for (i = 0; i < CHAIN; i++) {
		const u32 call[] = { 0x18c00001, gva, 0 };

		memcpy(&calls[3 * i], call, sizeof(call));
	}
	calls[3 * i] = END;
	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x18800001, caller, 0, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_refused(h, &context, 0x18c00001);
}

/* Make a batch that fills the audit's copy to the last dword. */
static void fills_the_copy(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 gpa = mini_alloc(h->evil, 1);
	u64 last = mini_alloc(h->evil, 1);
	u32 first = mini_ggtt_map(h->evil, gpa, 1);
	u32 *end = mini_ptr(h->evil, last);
	u32 i;

	for (i = 1; i < 62; i++)
		mini_ggtt_map(h->evil, gpa, 1);
	mini_ggtt_map(h->evil, last, 1);
	end[1023] = END;
	hostile_context(h, &context, PGPU_VCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x18800001, first, 0, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_refused(h, &context, END);
}

static void begins_at(struct hostile *h, u32 low, u32 high)
{
	struct mini_context context;

	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x18800001, low, high, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_refused(h, &context, 0);
}

/* Start a batch at an address whose lower half is that of a good batch. */
static void begins_beyond_4_gib(struct hostile *h, const void *arg)
{
	u32 gva;

	*hostile_page(h, &gva, 0) = END;
	begins_at(h, gva, 1);
}

/* Start a batch at a GGTT entry that has the page's address, but not the present bit. */
static void begins_at_absent_entry(struct hostile *h, const void *arg)
{
	u64 gpa = mini_alloc(h->evil, 1);
	u32 gva = mini_ggtt_map(h->evil, gpa, 1);

	*(u32 *)mini_ptr(h->evil, gpa) = END;
	mini_ggtt_set(h->evil, gva, gpa);
	begins_at(h, gva, 0);
}

/* Run an endless user batch. The neighbour uses the same engine meanwhile. */
static void runs_for_ever(struct hostile *h, const void *arg)
{
	const struct hostile_stream *stream = arg;
	struct mini_context context;

	hostile_page(h, NULL, HOSTILE_DATA_VA);
	hostile_commands(h, &context, stream->engine, HOSTILE_USER_BATCH, stream->dw, stream->n);
	hostile_settle(h);
	EXPECT(!context.engine->errors);
	EXPECT(*context.timeline != context.seqno);
	hostile_neighbour(h);
	hostile_neighbour(h);
	hostile_settle(h);
	EXPECT(*context.timeline != context.seqno);
	hostile_recover(h, &context);
}

#define FOREVER(label, stopper, does, on, ...)					\
	{ label, does, "it runs, in its slices, until the guest resets its engine", #stopper, \
	  runs_for_ever, HOSTILE_STREAM(on, USER_BATCH, __VA_ARGS__) }

/* Nest user batches three deep. The third returns to the second; hardware has no more levels. */
static void nests(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 va = HOSTILE_BATCH_VA + 0x100000;
	u32 dw[] = { 0x18c00101, lower_32_bits(va), upper_32_bits(va), END };
	u32 i;

	for (i = 0; i < 4; i++, va += 0x1000) {
		u32 *page = hostile_page(h, NULL, va);

		page[0] = i == 3 ? END : 0x18c00101;
		page[1] = lower_32_bits(va + 0x1000);
		page[2] = upper_32_bits(va + 0x1000);
		page[3] = END;
	}
	hostile_commands(h, &context, PGPU_RCS, HOSTILE_USER_BATCH, dw, ARRAY_SIZE(dw));
	hostile_unharmed(h, &context);
}

/* Use a command in a user batch that is longer than all its operands. */
static void very_long_command(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 gpa = mini_alloc(h->evil, 2);
	u32 *batch = mini_ptr(h->evil, gpa);

	hostile_page(h, NULL, HOSTILE_DATA_VA);
	mini_vm_map(&h->vm, HOSTILE_BATCH_VA, gpa, MINI_PTE);
	mini_vm_map(&h->vm, HOSTILE_BATCH_VA + 4096, gpa + 4096, MINI_PTE);
	batch[0] = 0x100003ff;
	batch[1] = DATA;
	batch[0x401] = END;
	hostile_context(h, &context, PGPU_VCS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

/* Run a user batch in the last page of the address space, without an end. */
static void runs_off_the_end(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 last = (1ull << GEN9_PPGTT_BITS) - 4096;
	u32 *zero = hostile_page(h, NULL, 4096);

	hostile_page(h, NULL, last);
	mini_vm_map(&h->vm, 0, mini_alloc(h->evil, 1), MINI_PTE);
	zero[0] = END;
	hostile_context(h, &context, PGPU_VCS);
	mini_request_batch(&context, last);
	hostile_submit(&context);
	hostile_stopped(h, &context, GEN9_EIR_PAGE);
}

/* A privileged batch jumps to itself. The audit walks it once; it runs until the guest resets. */
static void privileged_loop(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 gva;
	u32 *page = hostile_page(h, &gva, 0);

	page[0] = 0x18800001;
	page[1] = gva;
	page[3] = END;
	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x18800001, gva, 0, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_settle(h);
	EXPECT(!hostile_reg(&context, GEN9_RING_ESR));
	hostile_neighbour(h);
	hostile_settle(h);
	hostile_recover(h, &context);
}

#define SELF	0x18800101, (u32)HOSTILE_BATCH_VA, (u32)(HOSTILE_BATCH_VA >> 32)

static const struct hostile_case cases[] = {
	CASE(chain, AUDIT_SEGMENTS, "a chain of 40 privileged batches", HOSTILE_STOPS),
	CASE(many_jumps, AUDIT_PATCHES, "40 jumps of a batch to one batch", HOSTILE_STOPS),
	CASE(fills_the_copy, AUDIT_CLOSE, "a batch that ends with the last dword that is walked",
	     HOSTILE_STOPS),
	CASE(begins_beyond_4_gib, AUDIT_ADDRESS, "a privileged batch that begins beyond 4 GiB",
	     HOSTILE_STOPS),
	CASE(begins_at_absent_entry, GGTT_PRESENT, "a privileged batch at an absent GGTT entry",
	     HOSTILE_STOPS),
	FOREVER("spins", STREAM_ATTENTION, "a user batch that only jumps to itself", BCS, SELF),
	FOREVER("stores_for_ever", SCHED_SLICE, "a user batch that stores and jumps to itself", VCS,
		0x10000002, DATA, 0, 1, SELF),
	FOREVER("waits_for_ever", SCHED_SLICE, "a semaphore that nobody signals", RCS, 0x0e004002,
		1, DATA, 0),
	FOREVER("blits_for_ever", SCHED_SLICE, "blits, and a jump back to them", BCS, 0x54300004,
		0x03f00040, 0, 0x00100010, DATA, 0, 7, SELF),
	FOREVER("predicated_loop", SCHED_SLICE, "a loop, all but its jump held back by a predicate",
		RCS, 0x11000001, 0x2418, 1, 0x18808101, (u32)HOSTILE_BATCH_VA,
		(u32)(HOSTILE_BATCH_VA >> 32)),
	FOREVER("conditional_loop", STREAM_ATTENTION, "a loop that ends when memory says so: never",
		VECS, 0x1b204002, 0, DATA, 0, SELF),
	CASE(privileged_loop, SCHED_SLICE, "a privileged batch that jumps to itself",
	     "it runs, in its slices, until the guest resets its engine"),
	CASE(nests, STREAM_LEVELS, "user batches nested deeper than hardware goes",
	     "the deepest take each other's place; the request ends"),
	CASE(very_long_command, STREAM_LONG, "a store of 1023 dwords",
	     "the first 261 of them are stored; the request ends"),
	CASE(runs_off_the_end, WALK_LIMIT,
	     "a batch at the very end of all addresses, without an end", "a page fault"),
};

HOSTILE_CLASS(hostile_batches, "batches", true, cases);
