// SPDX-License-Identifier: GPL-2.0-only
/* See submit.h. The order of writes is that of a guest's driver: entries, context, ring, ELSP. */
#include "submit.h"

#include <string.h>
#include <unistd.h>

#include "client.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"

#define BAR0		VFIO_PCI_BAR0_REGION_INDEX
#define PAGE		GEN9_PAGE_SIZE

/* Pages from SUBMIT_BASE on. The GGTT maps each of them at its own address. */
enum {
	P_HWSP,
	P_CONTEXT,
	P_STATE = P_CONTEXT + GEN9_CONTEXT_STATE_PAGE,
	P_RING,
	P_PML4,
	P_PDP,
	P_PD,
	P_PT,
	P_SCRATCH,
	P_COUNT = 16,
};

#define MI_STORE_DWORD_GGTT	(0x10000000u | GEN9_MI_USE_GGTT | 2)
#define MI_BATCH_BUFFER_START_PPGTT	0x18800101u
#define BATCH_VA		0u
#define UNLISTED		0x1ffff4u	/* no register row covers this offset */
#define UNKNOWN_COMMAND		0xc0000000u	/* a command of no client of the parser */
#define FIRST_DWORDS		8u
#define NO_EVENT		(~0u)	/* the CSB write pointer before the first event */
#define RING_DWORDS		16u

/* The engine stores 1 to WAITING when it waits, then polls SEMAPHORE until SEMAPHORE is 1. */
#define WAITING			(SUBMIT_RESULT + 128u)
#define SEMAPHORE		(SUBMIT_RESULT + 64u)
#define MI_SEMAPHORE_WAIT	0x0e000002u
#define SEMAPHORE_GGTT_POLL_EQ	(GEN9_MI_USE_GGTT | 1u << 15 | \
				 GEN9_COMPARE_EQ << GEN9_COMPARE_SHIFT)

static uint64_t at(int page)
{
	return SUBMIT_BASE + (uint64_t)page * PAGE;
}

static uint32_t *dwords(struct client *c, int page)
{
	return (uint32_t *)(c->ram + at(page));
}

void ggtt_set(struct client *c, uint32_t index, uint64_t gpa)
{
	client_write(c, BAR0, GEN9_GGTT_PTES + 8ull * index, 8, gpa | GEN9_PTE_PRESENT);
}

void ggtt_clear(struct client *c, uint32_t index)
{
	client_write(c, BAR0, GEN9_GGTT_PTES + 8ull * index, 8, 0);
}

/* Write a table at @gpa whose entries all name one page. */
static void fill_table_at(struct client *c, uint64_t gpa, int target)
{
	uint64_t *entries = (uint64_t *)(c->ram + gpa);
	unsigned int i;

	for (i = 0; i < GEN9_PTES_PER_PAGE; i++)
		entries[i] = at(target) | GEN9_PTE_PRESENT | GEN9_PTE_RW;
}

static void fill_table(struct client *c, int page, int target)
{
	fill_table_at(c, at(page), target);
}

void submit_spread(struct client *c, uint64_t gpa, unsigned int n)
{
	uint64_t *tables = (uint64_t *)(c->ram + at(P_PD));
	unsigned int i;

	for (i = 0; i < n; i++, gpa += PAGE) {
		fill_table_at(c, gpa, P_SCRATCH);
		tables[i] = gpa | GEN9_PTE_PRESENT | GEN9_PTE_RW;
	}
}

void submit_map(struct client *c, uint64_t tables_gpa, uint64_t gpa, unsigned int n)
{
	uint64_t *tables = (uint64_t *)(c->ram + at(P_PD));
	uint64_t *entries = (uint64_t *)(c->ram + tables_gpa);
	unsigned int i;

	for (i = 0; i < n; i++)
		entries[i] = (gpa + (uint64_t)i * PAGE) | GEN9_PTE_PRESENT | GEN9_PTE_RW;
	for (i = 0; i < n / GEN9_PTES_PER_PAGE; i++)
		tables[i] = (tables_gpa + (uint64_t)i * PAGE) | GEN9_PTE_PRESENT | GEN9_PTE_RW;
}

static void make_context(struct client *c)
{
	uint32_t *state = dwords(c, P_STATE);

	memset(state, 0, PAGE);
	state[GEN9_CTX_CONTROL] = (GEN9_CTX_CTRL_RESTORE_INHIBIT |
				   GEN9_CTX_CTRL_INHIBIT_SYN_SWITCH) * 0x10001u;
	state[GEN9_CTX_RING_START] = at(P_RING);
	state[GEN9_CTX_RING_CTL] = GEN9_RING_CTL_VALID;
	state[GEN9_CTX_PDP0_L] = at(P_PML4);
}

static void make_ring(struct client *c, const uint32_t *first)
{
	const uint32_t ring[RING_DWORDS] = {
		[FIRST_DWORDS] = MI_STORE_DWORD_GGTT, SUBMIT_RESULT, 0, SUBMIT_VALUE,
		GEN9_MI_USER_INTERRUPT,
	};

	memset(dwords(c, P_RING), 0, PAGE);
	memcpy(dwords(c, P_RING), ring, sizeof(ring));
	memcpy(dwords(c, P_RING), first, FIRST_DWORDS * sizeof(*first));
	dwords(c, P_STATE)[GEN9_CTX_RING_HEAD] = 0;
	dwords(c, P_STATE)[GEN9_CTX_RING_TAIL] = sizeof(ring);
}

void submit_prepare(struct client *c)
{
	int i;

	for (i = 0; i < P_COUNT; i++)
		ggtt_set(c, at(i) / PAGE, at(i));
	client_write(c, BAR0, GEN9_GFX_FLUSH, 4, 1);
	fill_table(c, P_PML4, P_PDP);
	fill_table(c, P_PDP, P_PD);
	fill_table(c, P_PD, P_PT);
	fill_table(c, P_PT, P_SCRATCH);
	make_context(c);
	memset(dwords(c, P_HWSP), 0xff, PAGE);
	client_write(c, BAR0, GEN9_BCS_BASE + GEN9_RING_MODE, 4, 0x80008000u);
	client_write(c, BAR0, GEN9_BCS_BASE + GEN9_RING_HWS_PGA, 4, at(P_HWSP));
	/* Acknowledge old interrupts: an interrupt that is still pending would raise no MSI. */
	client_write(c, BAR0, GEN9_MASTER_IRQ, 4, 0);
	client_write(c, BAR0, GEN9_GT_IRQ(0) + GEN9_IRQ_IIR, 4, ~0u);
	client_write(c, BAR0, GEN9_BCS_BASE + GEN9_RING_IMR, 4, 0);
	client_write(c, BAR0, GEN9_GT_IRQ(0) + GEN9_IRQ_IMR, 4, 0);
	client_write(c, BAR0, GEN9_GT_IRQ(0) + GEN9_IRQ_IER, 4, ~0u);
	client_write(c, BAR0, GEN9_MASTER_IRQ, 4, GEN9_MASTER_ENABLE);
}

/* Submit a request. @first: FIRST_DWORDS dwords of commands before the store. */
static void submit_from(struct client *c, const uint32_t *first)
{
	const uint64_t elsp = GEN9_BCS_BASE + GEN9_RING_ELSP;
	uint64_t desc = at(P_CONTEXT) | GEN9_CTX_DESC_VALID | GEN9_CTX_DESC_FORCE_RESTORE |
			GEN9_CTX_DESC_ADDRESSING_MASK | 1ull << GEN9_CTX_DESC_ID_SHIFT;

	*(uint32_t *)(c->ram + SUBMIT_RESULT) = 0;
	dwords(c, P_HWSP)[GEN9_CSB_WRITE_HWSP_DWORD] = NO_EVENT;
	make_ring(c, first);
	client_write(c, BAR0, elsp, 4, 0);
	client_write(c, BAR0, elsp, 4, 0);
	client_write(c, BAR0, elsp, 4, desc >> 32);
	client_write(c, BAR0, elsp, 4, (uint32_t)desc);
}

void submit_start(struct client *c)
{
	static const uint32_t nothing[FIRST_DWORDS];

	submit_from(c, nothing);
}

void submit_start_refused(struct client *c)
{
	static const uint32_t unknown[FIRST_DWORDS] = {
		GEN9_MI_LRI_HEADER(1), UNLISTED, 1, UNKNOWN_COMMAND,
	};

	submit_from(c, unknown);
}

void submit_start_waiting(struct client *c)
{
	static const uint32_t wait[FIRST_DWORDS] = {
		MI_STORE_DWORD_GGTT, WAITING, 0, 1,
		MI_SEMAPHORE_WAIT | SEMAPHORE_GGTT_POLL_EQ, 1, SEMAPHORE, 0,
	};

	*(volatile uint32_t *)(c->ram + SEMAPHORE) = 0;
	*(volatile uint32_t *)(c->ram + WAITING) = 0;
	submit_from(c, wait);
}

void submit_start_endless(struct client *c)
{
	static const uint32_t batch[] = { MI_BATCH_BUFFER_START_PPGTT, BATCH_VA, 0 };
	static const uint32_t jump[FIRST_DWORDS] = {
		MI_STORE_DWORD_GGTT, WAITING, 0, 1, MI_BATCH_BUFFER_START_PPGTT, BATCH_VA, 0,
	};

	/* All addresses of the context are those of this page. */
	memcpy(dwords(c, P_SCRATCH), batch, sizeof(batch));
	*(volatile uint32_t *)(c->ram + WAITING) = 0;
	submit_from(c, jump);
}

bool submit_waits(struct client *c, int ms)
{
	const volatile uint32_t *waiting = (const uint32_t *)(c->ram + WAITING);

	while (!*waiting && ms-- > 0)
		usleep(1000);
	return *waiting;
}

void submit_release(struct client *c)
{
	*(volatile uint32_t *)(c->ram + SEMAPHORE) = 1;
}

/*
 * Return whether the engine has reported that it is idle. For a request, the engine writes this
 * report last. A driver waits for it: before it, the engine may write the context image once more.
 */
static bool idle_reported(struct client *c)
{
	const volatile uint32_t *hwsp = dwords(c, P_HWSP);
	uint32_t last = hwsp[GEN9_CSB_WRITE_HWSP_DWORD];

	return last < GEN9_CSB_ENTRIES &&
	       hwsp[GEN9_CSB_HWSP_DWORD + 2 * last] & GEN9_CSB_ACTIVE_IDLE;
}

bool submit_done(struct client *c, int ms)
{
	const volatile uint32_t *result = (const uint32_t *)(c->ram + SUBMIT_RESULT);

	while ((*result != SUBMIT_VALUE || !idle_reported(c)) && ms-- > 0)
		usleep(1000);
	return *result == SUBMIT_VALUE && idle_reported(c);
}
