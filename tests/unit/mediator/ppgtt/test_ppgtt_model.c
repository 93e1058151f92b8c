// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare shadows of random page tables with a model. After each sync the shadow translates as a
 * walk of the guest's tables does, and reads find the same memory. Tables name each other and
 * themselves at any level. Pages change their level, memory is unmapped, and write notification
 * fails.
 */
#include "ppgtt_rig.h"

#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/pins.h"

#define POOL		20u		/* pages that are both tables and data */
#define POOL_GPA	0x200000ull
#define REGION		0x800000ull	/* start of 2 MiB pages, up to the end of memory */
#define ROOTS		3u
#define ROUNDS		1000u
#define WALKS		24u
#define ENOUGH		8000u		/* with this sum of shadows and pins, no cap is met */

static u32 seed;

static u32 rnd(u32 n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static u64 pool_page(void)
{
	return POOL_GPA + rnd(POOL) * PAGE_SIZE;
}

static u64 random_entry(void)
{
	u64 flags = GEN9_PTE_PRESENT | (rnd(4) ? GEN9_PTE_RW : 0);

	switch (rnd(10)) {
	case 0:
		return 0;
	case 1:
		return (REGION + rnd(4) * GEN9_LARGE_SIZE) | GEN9_PDE_PS | flags;
	case 2:
		return (REGION + rnd(64) * GEN9_BIG_SIZE) | flags;
	case 3:
		return pool_page() | GEN9_PDE_IPS_64K | flags;
	case 4:
		return (RIG_PAGES + rnd(4)) * PAGE_SIZE | flags | (rnd(2) ? GEN9_PDE_PS : 0);
	case 5:
		return ((u64)rnd(1u << 24) << 24 | rnd(1u << 24)) & (rnd(2) ? ~1ull : ~0ull);
	default:
		return pool_page() | flags;
	}
}

/* Return one of few indices, so that walks often meet. */
static u32 random_index(void)
{
	return rnd(8) ? rnd(2) * 16 + rnd(2) : rnd(512);
}

static u64 random_va(void)
{
	u64 va = 0;
	u32 level;

	for (level = 0; level < LEVELS; level++)
		va = va << 9 | random_index();
	return va << GEN9_PAGE_SHIFT;
}

static u64 *in_memory(struct fixture *f, u64 gpa)
{
	return gpa < RIG_PAGES * PAGE_SIZE ? table(f, gpa) : NULL;
}

/* Walk the guest's own tables as an engine would. Return: the page, or NULL. */
static void *model(struct fixture *f, u64 pml4, u64 va, bool ips)
{
	u64 gpa = pml4, entry = 0;
	bool big = false;
	int level;

	for (level = 3; level >= 0; level--) {
		u32 i = index_of(va, level);

		if (!in_memory(f, gpa))
			return NULL;
		entry = table(f, gpa)[!level && big ? i & ~15u : i];
		if (!(entry & GEN9_PTE_PRESENT))
			return NULL;
		gpa = entry & GEN9_PTE_ADDR_MASK;
		if (!level && big)
			return gpa & (GEN9_BIG_SIZE - 1) ? NULL :
			       in_memory(f, gpa + (va & (GEN9_BIG_SIZE - PAGE_SIZE)));
		if (level == 2 && (entry & GEN9_PDE_PS))
			return NULL;
		if (level == 1 && (entry & GEN9_PDE_PS)) {
			gpa &= ~GEN9_PDE_PAT;
			return gpa & (GEN9_LARGE_SIZE - 1) ? NULL :
			       in_memory(f, gpa + (va & (GEN9_LARGE_SIZE - PAGE_SIZE)));
		}
		big = level == 1 && ips && (entry & GEN9_PDE_IPS_64K);
	}
	return in_memory(f, gpa);
}

static u32 refusals;	/* one call of arm_write_notify in so many fails; 0: none */

static int refuse(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_ARM_WRITE_NOTIFY && refusals && !rnd(refusals) ? -EBUSY : 0;
}

static void alter(struct fixture *f, bool *ips)
{
	u32 n = rnd(12);

	if (!rnd(40))
		fill(f, pool_page(), random_entry());
	if (!rnd(60)) {
		*ips = !*ips;
		rig_write(f->rig, GEN9_GAMW_ECO_DEV_RW, *ips ? GEN9_GAMW_ECO_64K_IPS : 0);
	}
	if (!rnd(25))
		facet_vgpu_dma_unmap(f->rig->vgpu, rnd(RIG_PAGES - 600) * PAGE_SIZE,
				     (1 + rnd(600)) * PAGE_SIZE);
	if (!rnd(25))
		facet_ppgtt_g2v_notify(f->rig->vgpu, POOL_GPA + rnd(ROOTS) * PAGE_SIZE, false);
	if (!rnd(25))
		fake_host_forget(&f->rig->host, rnd(RIG_PAGES) * PAGE_SIZE, PAGE_SIZE);
	if (!rnd(50))
		f->rig->fake.scatter = !f->rig->fake.scatter;
	while (n--)
		put(f, pool_page(), random_index(), random_entry());
}

/* Sync a root as the worker does. Return: false: there is no room for all that the root names. */
static bool synced(struct fixture *f, u64 pml4)
{
	int ret = sync_root(f, pml4);

	if (ret == -ENOSPC && facet_ppgtt_evict_idle(f->rig->vgpu))
		ret = sync_root(f, pml4);
	assert_true(facet_ppgtt_count(f->rig->vgpu) <= f->type.max_shadow_pages);
	assert_true(facet_pins_count(f->rig->vgpu) <= f->type.max_pinned_pages);
	if (ret != -ENOSPC || f->type.max_shadow_pages + f->type.max_pinned_pages >= ENOUGH)
		assert_int_equal(ret, 0);
	return !ret;
}

/* Compare a read of a dword with the page of the model; NULL: there is none. */
static void compare_read(struct fixture *f, u64 pml4, u64 va, const void *page)
{
	u32 offset = rnd(PAGE_SIZE / 4) * 4, value;
	int ret = facet_ppgtt_read(f->rig->vgpu, pml4, va + offset, &value, sizeof(value));

	assert_int_equal(ret != 0, !page);
	if (page)
		assert_memory_equal(&value, page + offset, sizeof(value));
}

static void run(struct fixture *f, u32 first)
{
	bool ips = false;
	u32 round, i, compared = 0;
	u64 pml4;

	seed = first;
	rig_write(f->rig, GEN9_GAMW_ECO_DEV_RW, 0);
	f->rig->host.veto = refuse;
	for (round = 0; round < ROUNDS; round++) {
		refusals = round % 500 < 100 ? 3 : 0;
		alter(f, &ips);
		fake_clock_advance(&f->rig->clock, 100000000ull);
		pml4 = POOL_GPA + rnd(ROOTS) * PAGE_SIZE;
		facet_pins_sync_begin(f->rig->vgpu, false);
		if (!synced(f, pml4))
			continue;
		compared++;
		for (i = 0; i < WALKS; i++) {
			u64 va = random_va();
			void *page = model(f, pml4, va, ips);

			if (walk_ptr(f, va) != page)
				fail_msg("round %u, root %llx, address %llx", round, pml4, va);
			compare_read(f, pml4, va, page);
		}
	}
	assert_true(compared > ROUNDS / 10);
}

static void shadows_translate_as_the_guests_tables(void **state)
{
	u32 i;

	for (i = 1; i < 4; i++)
		run(*state, i * 7919);
}

static void shadows_translate_where_there_is_room(void **state)
{
	run(*state, 7919);
}

static struct caps plenty[] = { { 4000, 4000, false }, { 4000, 4000, true } };
static struct caps few_tables[] = { { 120, 4000, false }, { 120, 4000, true } };
static struct caps few_pins[] = { { 4000, 1600, false }, { 4000, 1600, true } };

int main(void)
{
	const struct CMUnitTest tests[] = {
		CAPPED(shadows_translate_as_the_guests_tables, plenty),
		CAPPED(shadows_translate_where_there_is_room, few_tables),
		CAPPED(shadows_translate_where_there_is_room, few_pins),
	};

	return cmocka_run_group_tests_name("ppgtt model", tests, NULL, NULL);
}
