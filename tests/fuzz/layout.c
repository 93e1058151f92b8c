// SPDX-License-Identifier: GPL-2.0-only
/* A fuzzed guest's driver; see layout.h. */
#include "tests/fuzz/layout.h"

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "pgpu/pgpu.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/machine.h"

#define PTE_RW		(GEN9_PTE_PRESENT | GEN9_PTE_RW)
#define DESC		0x119ull		/* valid, 4 levels, privileged */
#define STORE_GGTT	0x10400002u		/* MI_STORE_DATA_IMM */
#define VICTIM_ROUNDS	600u
#define VICTIM_ROUND_NS	10000000ull

static const u32 bases[PGPU_ENGINES] = {
	[PGPU_RCS] = GEN9_RCS_BASE, [PGPU_BCS] = GEN9_BCS_BASE,
	[PGPU_VCS] = GEN9_VCS_BASE, [PGPU_VECS] = GEN9_VECS_BASE,
};

u32 fuzz_engine_base(u32 engine)
{
	return bases[engine % PGPU_ENGINES];
}

static u64 state_at(u32 context, u32 dword)
{
	return FUZZ_GPA(FUZZ_CONTEXT_PAGE(context) + 1) + dword * sizeof(u32);
}

static void zero(struct fuzz_guest *guest, u32 page)
{
	static const u8 zeroes[PAGE_SIZE];

	fuzz_poke(guest, FUZZ_GPA(page), zeroes, sizeof(zeroes));
}

static void entry(struct fuzz_guest *guest, u32 table, u32 i, u64 value)
{
	fuzz_poke64(guest, FUZZ_GPA(table) + i * sizeof(value), value);
}

static void layout_tables(struct fuzz_guest *guest)
{
	u32 i;

	entry(guest, FUZZ_PML4, 0, FUZZ_GPA(FUZZ_PDP) | PTE_RW);
	entry(guest, FUZZ_PML4_2, 0, FUZZ_GPA(FUZZ_PDP) | PTE_RW);
	entry(guest, FUZZ_PDP, 0, FUZZ_GPA(FUZZ_PD) | PTE_RW);
	entry(guest, FUZZ_PD, 0, FUZZ_GPA(FUZZ_PT) | PTE_RW);
	for (i = FUZZ_BATCH; i < FUZZ_READ_ONLY; i++)
		entry(guest, FUZZ_PT, i, FUZZ_GPA(i) | PTE_RW);
	entry(guest, FUZZ_PT, FUZZ_READ_ONLY, FUZZ_GPA(FUZZ_READ_ONLY) | GEN9_PTE_PRESENT);
	for (i = FUZZ_FIRST; i <= FUZZ_LAST; i++)
		fuzz_pte(guest, FUZZ_GPA(i), FUZZ_GPA(i) | GEN9_PTE_PRESENT);
}

/* Map the image of a context of RCS: two pages that are those of any context, and more. */
static void layout_image(struct fuzz_guest *guest, u32 i)
{
	u64 gva = FUZZ_IMAGE_GVA(i);
	u32 page;

	fuzz_pte(guest, gva, FUZZ_GPA(FUZZ_CONTEXT_PAGE(i)) | GEN9_PTE_PRESENT);
	fuzz_pte(guest, gva + PAGE_SIZE, FUZZ_GPA(FUZZ_CONTEXT_PAGE(i) + 1) | GEN9_PTE_PRESENT);
	for (page = 0; page < FUZZ_IMAGE_PAGES; page++)
		fuzz_pte(guest, gva + (page + 2) * PAGE_SIZE,
			 FUZZ_GPA(FUZZ_IMAGE_PAGE(i) + page) | GEN9_PTE_PRESENT);
}

static void layout_context(struct fuzz_guest *guest, u32 i)
{
	if (i % PGPU_ENGINES == PGPU_RCS)
		layout_image(guest, i);
	fuzz_poke32(guest, state_at(i, GEN9_CTX_CONTROL), 0x00090009);
	fuzz_poke32(guest, state_at(i, GEN9_CTX_RING_START), FUZZ_GPA(FUZZ_RING_PAGE(i)));
	fuzz_poke32(guest, state_at(i, GEN9_CTX_RING_CTL),
		    (FUZZ_RING_PAGES - 1) * GEN9_PAGE_SIZE | GEN9_RING_CTL_VALID);
	fuzz_poke32(guest, state_at(i, GEN9_CTX_PDP0_L),
		    FUZZ_GPA(i < PGPU_ENGINES ? FUZZ_PML4 : FUZZ_PML4_2));
}

static void layout_engine(struct fuzz_guest *guest, u32 e)
{
	fuzz_write32(guest, bases[e] + GEN9_RING_HWS_PGA, FUZZ_GPA(FUZZ_HWSP + e));
	fuzz_write32(guest, bases[e] + GEN9_RING_CSB_PTR, 0xffff0505);
	fuzz_write32(guest, bases[e] + GEN9_RING_IMR, 0);
	fuzz_write32(guest, bases[e] + GEN9_RING_EMR, 0xfffffffe);
}

void fuzz_layout(struct fuzz_guest *guest)
{
	u32 i;

	for (i = FUZZ_FIRST; i <= FUZZ_LAST; i++)
		zero(guest, i);
	layout_tables(guest);
	for (i = 0; i < FUZZ_CONTEXTS; i++)
		layout_context(guest, i);
	for (i = 0; i < PGPU_ENGINES; i++)
		layout_engine(guest, i);
	for (i = 0; i < 4; i++) {
		fuzz_write32(guest, GEN9_GT_IRQ(i) + GEN9_IRQ_IER, ~0u);
		fuzz_write32(guest, GEN9_GT_IRQ(i) + GEN9_IRQ_IMR, 0);
	}
	fuzz_write32(guest, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
}

static u64 desc_of(u32 i)
{
	bool rcs = i % PGPU_ENGINES == PGPU_RCS;
	u64 lrca = rcs ? FUZZ_IMAGE_GVA(i) : FUZZ_GPA(FUZZ_CONTEXT_PAGE(i));

	return (u64)(i + 1) << (GEN9_CTX_DESC_ID_SHIFT + 5) | lrca | DESC;
}

void fuzz_submit(struct fuzz_guest *guest, u32 i, u32 second, u32 tail)
{
	u32 elsp = fuzz_engine_base(i) + GEN9_RING_ELSP;
	u64 desc0 = desc_of(i), desc1 = second == ~0u ? 0 : desc_of(second);

	fuzz_poke32(guest, state_at(i, GEN9_CTX_RING_TAIL), tail);
	fuzz_write32(guest, elsp, upper_32_bits(desc1));
	fuzz_write32(guest, elsp, lower_32_bits(desc1));
	fuzz_write32(guest, elsp, upper_32_bits(desc0));
	fuzz_write32(guest, elsp, lower_32_bits(desc0));
}

void fuzz_reset_engine(struct fuzz_guest *guest, u32 engine)
{
	static const u32 bits[PGPU_ENGINES] = {
		[PGPU_RCS] = BIT(1), [PGPU_VCS] = BIT(2), [PGPU_BCS] = BIT(3), [PGPU_VECS] = BIT(4),
	};

	fuzz_write32(guest, bases[engine] + GEN9_RING_RESET_CTL, 0x00010001);
	fuzz_write32(guest, GEN9_GDRST, bits[engine]);
	fuzz_write32(guest, bases[engine] + GEN9_RING_RESET_CTL, 0x00010000);
	layout_engine(guest, engine);
}

void fuzz_take_irqs(struct fuzz_guest *guest)
{
	u32 i;

	fuzz_write32(guest, GEN9_MASTER_IRQ, 0);
	for (i = 0; i < 4; i++)
		fuzz_write32(guest, GEN9_GT_IRQ(i) + GEN9_IRQ_IIR,
			     fuzz_read32(guest, GEN9_GT_IRQ(i) + GEN9_IRQ_IIR));
	fuzz_write32(guest, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
}

bool fuzz_engine_idle(struct fuzz_guest *guest, u32 engine)
{
	return !(fuzz_read32(guest, bases[engine] + GEN9_RING_EXECLIST_STATUS_LO) &
		 (GEN9_EXECLIST_0_VALID | GEN9_EXECLIST_1_VALID));
}

void fuzz_victim_works(struct fuzz_guest *victim, u32 engine)
{
	u64 ring = FUZZ_GPA(FUZZ_RING_PAGE(engine)), where = FUZZ_GPA(FUZZ_SECRET) + engine * 8;
	u32 dw[] = { STORE_GGTT, lower_32_bits(where), 0, ++victim->seqno,
		     GEN9_MI_USER_INTERRUPT, 0 };
	u32 i, round;

	for (i = 0; i < ARRAY_SIZE(dw); i++) {
		fuzz_poke32(victim, ring + victim->tail[engine], dw[i]);
		victim->tail[engine] += sizeof(u32);
		victim->tail[engine] %= FUZZ_RING_PAGES * GEN9_PAGE_SIZE;
	}
	fuzz_submit(victim, engine, ~0u, victim->tail[engine]);
	for (round = 0; fuzz_peek32(victim, where) != victim->seqno ||
			!fuzz_engine_idle(victim, engine); round++) {
		fuzz_check(round < VICTIM_ROUNDS, "the victim's work on engine %u is not done",
			   engine);
		fuzz_run(victim->machine, 4);
		if (round)
			fuzz_advance(victim->machine, VICTIM_ROUND_NS);
	}
	fuzz_run(victim->machine, 4);
	fuzz_take_irqs(victim);
}
