// SPDX-License-Identifier: GPL-2.0-only
/* Cases for a pGPU that does what hardware does by itself, and no more (SOFTGPU_LIKE_HARDWARE). */
#include "classes.h"
#include "native.h"

#define ARB_OFF		0x04000000u
#define WAIT_FOR_EVENT	0x01800008u	/* a vertical blank of pipe A */
#define SCAN_LINES	0x09000000u
#define SEMAPHORE	0x0e404002u	/* by the GGTT; until the dword is equal */
#define PROMPT_NS	15000000ull	/* a neighbour waits no longer for work that gives way */

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

static const struct hostile_case cases[] = {
	CASE(arbitration_off, AUDIT_ARBITRATION,
	     "a semaphore that nobody signals, with arbitration off", "it gives way, and goes on"),
	CASE(display_wait, AUDIT_DISPLAY_WAIT, "waits for a blank and for scan lines",
	     HOSTILE_NOTHING),
	CASE(no_points, SCHED_PATIENCE, "a user batch that loops without arbitration points",
	     HOSTILE_STOPS),
};

const struct hostile_class hostile_hardware = {
	.name = "like hardware", .hardware = true, .cases = cases, .count = ARRAY_SIZE(cases),
};
