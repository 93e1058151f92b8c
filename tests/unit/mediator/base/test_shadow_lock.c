// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test how many steps one hold of shadow_lock takes. A step is an entry, a pin or a table. The long
 * operations are the end and the sharing of tables, a dma_unmap and a reset. Each test has more
 * work than one hold may do.
 */
#include "tests/unit/mediator/ppgtt/ppgtt_rig.h"

#include "gen9/regs_defs.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/alias.h"
#include "mediator/pins.h"
#include "mediator/vgpu_state.h"

#define TABLES		64u		/* tables of leaves, with 32768 entries */
#define MANY_TABLES	2500u
#define TABLE_SPAN	(1ull << 21)
#define LARGE_PAGES	64u
#define GGTT_TABLES	32u		/* tables for entries of the aperture */
#define MIB		(1ull << 20)

static void begin(struct fixture *f)
{
	f->rig->vgpu->shadow_longest = 0;
}

static void expect_bounded(struct fixture *f)
{
	assert_in_range(f->rig->vgpu->shadow_longest, 1, FACET_SHADOW_STEPS + FACET_SHADOW_PIECE);
}

/* Make a PML4 with many tables of leaves below it. */
static u64 space(struct fixture *f, u32 tables)
{
	u64 pml4 = empty_table(f, 3);
	u32 i;

	for (i = 0; i < tables; i++)
		map(f, pml4, VA + i * TABLE_SPAN, f->scratch[0] | 0x19);
	return pml4;
}

static u64 large_space(struct fixture *f)
{
	return space(f, TABLES);
}

static void first_sync_and_the_next_are_bounded(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = large_space(f);

	begin(f);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(sync_root(f, pml4), 0);
	expect_bounded(f);
	assert_in_range(facet_ppgtt_count(f->rig->vgpu), TABLES, 2 * TABLES);
}

static void end_of_an_address_space_is_bounded(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = large_space(f);

	assert_int_equal(sync_root(f, pml4), 0);
	facet_ppgtt_g2v_notify(f->rig->vgpu, pml4, false);
	begin(f);
	assert_int_equal(sync_root(f, empty_table(f, 3)), 0);
	facet_ppgtt_g2v_notify(f->rig->vgpu, pml4, false);
	assert_int_equal(sync_root(f, empty_table(f, 3)), 0);
	expect_bounded(f);
	assert_in_range(facet_ppgtt_count(f->rig->vgpu), 1, 2 * LEVELS);
}

static void shedding_is_bounded(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sync_root(f, large_space(f)), 0);
	facet_ppgtt_root_put(f->rig->vgpu, f->root);
	f->root = NULL;
	begin(f);
	assert_true(facet_ppgtt_evict_idle(f->rig->vgpu));
	expect_bounded(f);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 0);
	assert_false(facet_ppgtt_evict_idle(f->rig->vgpu));
}

static void making_room_is_bounded(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sync_root(f, large_space(f)), 0);
	f->type.max_shadow_pages = facet_ppgtt_count(f->rig->vgpu);
	begin(f);
	assert_int_equal(sync_root(f, large_space(f)), 0);
	expect_bounded(f);
	assert_in_range(facet_ppgtt_count(f->rig->vgpu), TABLES, f->type.max_shadow_pages);
}

static void sharing_is_bounded(void **state)
{
	struct fixture *f = *state;
	u64 one = large_space(f), other = empty_table(f, 3);
	struct facet_ppgtt_stats before, d;
	u32 i;

	/* Map leaves below many page directories, all of which the sharing visits. */
	for (i = 0; i < TABLES; i++)
		map(f, one, VA + ((u64)i << 30), f->scratch[0] | 0x19);
	assert_int_equal(sync_root(f, one), 0);
	put(f, other, index_of(VA, 3), table(f, one)[index_of(VA, 3)]);
	facet_ppgtt_stats(f->rig->vgpu, &before);
	begin(f);
	assert_int_equal(sync_root(f, other), 0);
	expect_bounded(f);
	d = since(f, &before);
	assert_in_range(d.shared, 2 * TABLES, 4 * TABLES);
	/* One root ends. The tables that both roots had stay right. */
	facet_ppgtt_g2v_notify(f->rig->vgpu, one, false);
	assert_int_equal(sync_root(f, other), 0);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, f->scratch[0], PAGE_SIZE));
	expect_bounded(f);
}

static void reports_of_many_tables_are_collected_in_bounded_holds(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = space(f, MANY_TABLES);

	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(sync_root(f, pml4), 0);
	facet_vgpu_page_written(f->rig->vgpu, 0, RIG_PAGES * PAGE_SIZE);
	begin(f);
	assert_int_equal(sync_root(f, pml4), 0);
	expect_bounded(f);
}

static void a_flip_of_ips_is_bounded(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 i;

	for (i = 0; i < TABLES; i++)
		map_at(f, pml4, VA + ((u64)i << 30), 1, f->scratch[1] | 3 | GEN9_PDE_IPS_64K);
	assert_int_equal(sync_root(f, pml4), 0);
	begin(f);
	rig_write(f->rig, GEN9_GAMW_ECO_DEV_RW, GEN9_GAMW_ECO_64K_IPS);
	assert_int_equal(sync_root(f, pml4), 0);
	rig_write(f->rig, GEN9_GAMW_ECO_DEV_RW, 0);
	assert_int_equal(sync_root(f, pml4), 0);
	expect_bounded(f);
}

/* The entries are in one page directory. Each names a page with 512 pins. */
static void large_pages_go_in_bounded_holds(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 i;

	/*
	 * The pages share 8 MiB of memory, 2 MiB each. Eight combinations of flags make them
	 * differ.
	 */
	for (i = 0; i < LARGE_PAGES; i++)
		map_at(f, pml4, VA + i * TABLE_SPAN, 1,
		       (4 + i % 4 * 2) * MIB | 0x83 | (i / 4 % 4) << 3 |
		       (i / 16 & 1 ? GEN9_PDE_PAT : 0));
	assert_int_equal(sync_root(f, pml4), 0);
	begin(f);
	facet_vgpu_dma_unmap(f->rig->vgpu, 4 * MIB, 8 * MIB);
	assert_int_equal(f->rig->host.pin_count[4 * MIB / PAGE_SIZE], 0);
	expect_bounded(f);
}

static void a_dma_unmap_drops_leaves_in_bounded_holds(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = large_space(f);

	assert_int_equal(sync_root(f, pml4), 0);
	begin(f);
	facet_vgpu_dma_unmap(f->rig->vgpu, f->scratch[0], PAGE_SIZE);
	assert_int_equal(f->rig->host.pin_count[f->scratch[0] / PAGE_SIZE], 0);
	assert_int_equal(walk(f, VA), 0);
	assert_int_equal(walk(f, VA + (TABLES - 1) * TABLE_SPAN), 0);
	expect_bounded(f);
	fake_host_pump(&f->rig->host);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, f->scratch[0], PAGE_SIZE));
}

/* Fill the GGTT with entries that name all guest pages in turn. */
static void fill_ggtt(struct fixture *f)
{
	u32 i;

	for (i = 0; i < GGTT_TABLES * GEN9_PTES_PER_PAGE; i++)
		rig_pte(f->rig, i << GEN9_PAGE_SHIFT,
			(u64)(i % RIG_PAGES) << GEN9_PAGE_SHIFT | GEN9_PTE_PRESENT);
}

static void slots_and_a_ggtt_are_zapped_and_reset_in_bounded_holds(void **state)
{
	struct fixture *f = *state;
	struct facet_alias_set set = { 0 };
	u32 i, to;

	f->type.max_pinned_pages = RIG_PAGES;
	begin(f);
	fill_ggtt(f);
	for (i = 0; i < FACET_ALIAS_PAGES; i++)
		assert_int_equal(facet_alias_get(f->rig->vgpu, &set, i << GEN9_PAGE_SHIFT, 4, &to),
				 0);
	facet_pins_sync_begin(f->rig->vgpu, true);
	assert_int_equal(facet_alias_sync(f->rig->vgpu, set.slots, set.n), 0);
	assert_ptr_equal(rig_alias(f->rig, 0), rig_page(f->rig, 0));
	facet_vgpu_dma_unmap(f->rig->vgpu, 0, RIG_PAGES * PAGE_SIZE);
	assert_null(rig_alias(f->rig, 0));
	assert_null(rig_alias(f->rig, (FACET_ALIAS_PAGES - 1) << GEN9_PAGE_SHIFT));
	assert_int_equal(facet_pins_count(f->rig->vgpu), 0);
	fake_host_pump(&f->rig->host);
	assert_int_equal(facet_alias_sync(f->rig->vgpu, set.slots, set.n), 0);
	assert_ptr_equal(rig_alias(f->rig, 0), rig_page(f->rig, 0));
	facet_alias_set_end(&set);
	facet_vgpu_reset(f->rig->vgpu);
	assert_null(rig_alias(f->rig, 0));
	expect_bounded(f);
}

static void a_reset_ends_address_spaces_in_bounded_holds(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sync_root(f, large_space(f)), 0);
	facet_ppgtt_root_put(f->rig->vgpu, f->root);
	f->root = NULL;
	begin(f);
	facet_vgpu_reset(f->rig->vgpu);
	expect_bounded(f);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 0);
}

int main(void)
{
	static struct caps caps = { 4096, 4096, true };
	const struct CMUnitTest tests[] = {
#define TEST(name) { #name, name, setup, teardown, &caps }
		TEST(first_sync_and_the_next_are_bounded),
		TEST(end_of_an_address_space_is_bounded),
		TEST(shedding_is_bounded),
		TEST(making_room_is_bounded),
		TEST(sharing_is_bounded),
		TEST(reports_of_many_tables_are_collected_in_bounded_holds),
		TEST(a_flip_of_ips_is_bounded),
		TEST(large_pages_go_in_bounded_holds),
		TEST(a_dma_unmap_drops_leaves_in_bounded_holds),
		TEST(slots_and_a_ggtt_are_zapped_and_reset_in_bounded_holds),
		TEST(a_reset_ends_address_spaces_in_bounded_holds),
	};

	return cmocka_run_group_tests_name("shadow_lock", tests, NULL, NULL);
}
