// SPDX-License-Identifier: GPL-2.0-only
/* Floods of register accesses, and writes to read-only registers. */
#include "classes.h"

#include "gen9/context_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/oa_defs.h"
#include "gen9/regs_defs.h"

static void works(struct hostile *h)
{
	struct mini_context context;

	hostile_context(h, &context, PGPU_VCS);
	mini_request(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

/* Access thousands of registers that do not exist. The records of them are limited. */
static void unlisted(struct hostile *h, const void *arg)
{
	u32 i;

	for (i = 0; i < 4096; i++)
		mini_write(h->evil, 0x150000 + 4 * i, ~0u);
	for (i = 0; i < 4096; i++)
		EXPECT(mini_read(h->evil, 0x150000 + 4 * i) == 0);
	works(h);
}

/* Do the same by commands: each batch writes 252 registers that do not exist. */
static void ignored(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 dw[4 * 253];
	u32 reg = 0x150000;
	u32 batch, i, n;

	for (batch = 0; batch < 3; batch++) {
		for (n = 0; n < ARRAY_SIZE(dw);) {
			dw[n++] = GEN9_MI_LRI_HEADER(126);
			for (i = 0; i < 126; i++, reg += 4) {
				dw[n++] = reg;
				dw[n++] = ~0u;
			}
		}
		hostile_commands(h, &context, PGPU_VCS, HOSTILE_GGTT_BATCH, dw, n);
		hostile_unharmed(h, &context);
	}
	works(h);
}

/* Access the gap between the registers and the GGTT's entries. */
static void beyond_registers(struct hostile *h, const void *arg)
{
	u32 at;

	for (at = GEN9_MMIO_SIZE; at < GEN9_GGTT_PTES; at += 0x10004) {
		mini_write(h->evil, at & ~3u, ~0u);
		EXPECT(mini_read(h->evil, at & ~3u) == 0);
	}
	works(h);
}

/* Write a read-only register. @arg: its offset. */
static void stays(struct hostile *h, const void *arg)
{
	const u32 *at = arg;
	u32 before = mini_read(h->evil, *at);

	mini_write(h->evil, *at, ~before);
	EXPECT(mini_read(h->evil, *at) == before);
	works(h);
}

static void reset_flood(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 i;

	hostile_context(h, &context, PGPU_BCS);
	mini_request(&context);
	for (i = 0; i < 201; i++) {
		mini_write(h->evil, context.engine->base + GEN9_RING_ELSP, ~0u);
		mini_write(h->evil, GEN9_GDRST, i & 1 ? ~0u : BIT(3));
	}
	hostile_neighbour(h);
	mini_reset_engine(context.engine);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

/* Reset all engines at once while all of them run. */
static void reset_while_all_run(struct hostile *h, const void *arg)
{
	static const u32 wait[] = { 0x0e004002, 1, (u32)HOSTILE_DATA_VA, 0 };
	struct mini_context context[PGPU_ENGINES];
	u32 i;

	hostile_page(h, NULL, HOSTILE_DATA_VA);
	for (i = 0; i < PGPU_ENGINES; i++)
		hostile_commands(h, &context[i], i, HOSTILE_USER_BATCH, wait, ARRAY_SIZE(wait));
	hostile_settle(h);
	hostile_neighbour(h);
	mini_write(h->evil, GEN9_GDRST, 1);
	mini_write(h->evil, GEN9_GDRST, 1);
	for (i = 0; i < PGPU_ENGINES; i++) {
		EXPECT(*context[i].timeline != context[i].seqno);
		hostile_recover(h, &context[i]);
	}
}

static bool reports_overflow(const void *arg)
{
	struct hostile *h = (struct hostile *)arg;

	return mini_read(h->evil, GEN9_OASTATUS) & GEN9_OASTATUS_OVERFLOW;
}

/* Write six million OA reports a second to a ring that nobody empties. */
static void report_flood(struct hostile *h, const void *arg)
{
	const u32 base = mini_ggtt_map(h->evil, mini_alloc(h->evil, 32), 32);
	u32 full = base + GEN9_OABUFFER_BYTES(0) - 64;

	mini_write(h->evil, GEN9_OAHEADPTR, base);
	mini_write(h->evil, GEN9_OATAILPTR, base);
	mini_write(h->evil, GEN9_OABUFFER, base | GEN9_OABUFFER_GGTT);
	mini_write(h->evil, GEN9_OACTXCONTROL, GEN9_OACTX_TIMER);
	mini_write(h->evil, GEN9_OACONTROL, GEN9_OACONTROL_ENABLE);
	EXPECT(hostile_until(h, reports_overflow, h));
	EXPECT(mini_read(h->evil, GEN9_OATAILPTR) == full);
	hostile_neighbour(h);
	EXPECT(mini_read(h->evil, GEN9_OATAILPTR) == full);
	mini_write(h->evil, GEN9_OACONTROL, 0);
	works(h);
}

static const u32 esr = GEN9_RCS_BASE + GEN9_RING_ESR;
static const u32 status = GEN9_VCS_BASE + GEN9_RING_CSB;
static const u32 gt_isr = GEN9_GT_IRQ(0) + GEN9_IRQ_ISR;
static const u32 pipe_isr = GEN9_PIPE_IRQ(0) + GEN9_IRQ_ISR;

#define STAYS(label, what)							\
	CASE_ARG(#label, stays, &label, REG_READ_ONLY, "it writes " what, "it reads as before")

static const struct hostile_case cases[] = {
	CASE(unlisted, DENIED_MAX, "8192 accesses of registers that do not exist",
	     "they read zero"),
	CASE(ignored, DENIED_MAX, "1512 registers that do not exist are named by commands",
	     "the requests end"),
	CASE(beyond_registers, REG_RANGE, "accesses between registers and GGTT entries",
	     "they read zero"),
	STAYS(esr, "the error status"),
	STAYS(status, "the context status in registers"),
	STAYS(gt_isr, "the interrupt status of the engines"),
	STAYS(pipe_isr, "the interrupt status of a pipe"),
	CASE(reset_flood, ELSP_RESET, "hundreds of resets, submissions begun between them",
	     "the last reset counts; the next request ends"),
	CASE(reset_while_all_run, STREAM_ATTENTION, "a reset of all engines while all wait",
	     "all work is gone; the next requests end"),
	CASE(report_flood, OA_ROOM, "reports of counters each 160 ns, which it never takes",
	     "its buffer is full, and it is told so"),
};

HOSTILE_CLASS(hostile_floods, "registers", true, cases);
