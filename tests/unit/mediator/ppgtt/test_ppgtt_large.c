// SPDX-License-Identifier: GPL-2.0-only
/* Test shadows of 2 MiB and 64 KiB pages. */
#include "ppgtt_rig.h"

#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/pins.h"
#include "mediator/progress.h"

#define LARGE_VA	0x40000000ull
#define REGION		0xa00000ull	/* guest memory from here to its end: three times 2 MiB */
#define LARGE		GEN9_LARGE_SIZE
#define LARGE_PTE	(GEN9_PDE_PS | GEN9_PTE_RW | GEN9_PTE_PRESENT)
#define BIG		GEN9_BIG_SIZE

/* Expect that [va, va + len) is guest memory from @gpa on. */
static void assert_range(struct fixture *f, u64 va, u64 gpa, u64 len)
{
	u64 at;

	for (at = 0; at < len; at += PAGE_SIZE)
		assert_ptr_equal(walk_ptr(f, va + at), table(f, gpa + at));
}

static void assert_absent(struct fixture *f, u64 va, u64 len)
{
	u64 at;

	for (at = 0; at < len; at += PAGE_SIZE)
		assert_null(walk_ptr(f, va + at));
}

static void page_of_2_mib_is_one_entry_of_the_shadow(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	/* One of the pages has been pinned before. */
	map(f, pml4, VA, (REGION + 77 * PAGE_SIZE) | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	map_at(f, pml4, LARGE_VA, 1, REGION | LARGE_PTE);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_true(shadow_at(f, LARGE_VA, 1) & GEN9_PDE_PS);
	assert_true(shadow_at(f, LARGE_VA, 1) & GEN9_PTE_RW);
	assert_range(f, LARGE_VA, REGION, LARGE);
	assert_int_equal(f->rig->host.pin_count[REGION / PAGE_SIZE + 511], 1);
	map_at(f, pml4, LARGE_VA, 1, f->scratch[1] | 0x1b);
	assert_int_equal(sync_root(f, pml4), 0);
	facet_pins_reap(f->rig->vgpu, facet_progress_oldest(f->rig->vgpu));
	assert_int_equal(f->rig->host.pin_count[REGION / PAGE_SIZE + 511], 0);
	assert_int_equal(f->rig->host.pin_count[REGION / PAGE_SIZE + 77], 1);
	assert_range(f, LARGE_VA, f->scratch[0], PAGE_SIZE);
}

static void page_of_2_mib_in_scattered_memory_is_a_table(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	f->rig->fake.scatter = true;
	map_at(f, pml4, LARGE_VA, 1, REGION | LARGE_PTE | GEN9_PDE_PAT | GEN9_PTE_PCD);
	map_at(f, pml4, LARGE_VA + LARGE, 1, (REGION + LARGE) | (LARGE_PTE & ~GEN9_PTE_RW));
	assert_int_equal(sync_root(f, pml4), 0);
	assert_false(shadow_at(f, LARGE_VA, 1) & GEN9_PDE_PS);
	assert_range(f, LARGE_VA, REGION, LARGE);
	assert_int_equal(walk(f, LARGE_VA + 0x5000) & 0xfff,
			 GEN9_PTE_PAT | GEN9_PTE_PCD | GEN9_PTE_RW | GEN9_PTE_PRESENT);
	assert_range(f, LARGE_VA + LARGE, REGION + LARGE, LARGE);
	assert_false(walk(f, LARGE_VA + LARGE + 0x5000) & GEN9_PTE_RW);
}

static void read_only_page_of_2_mib_is_not_writable(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	map_at(f, pml4, LARGE_VA, 1, REGION | (LARGE_PTE & ~GEN9_PTE_RW));
	assert_int_equal(sync_root(f, pml4), 0);
	assert_true(shadow_at(f, LARGE_VA, 1) & GEN9_PDE_PS);
	assert_false(walk(f, LARGE_VA) & GEN9_PTE_RW);
}

static void page_of_2_mib_is_pinned_once_for_all_that_name_it(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), pins, calls;
	u32 count, i;

	map_at(f, pml4, LARGE_VA, 1, REGION | LARGE_PTE);
	assert_int_equal(sync_root(f, pml4), 0);
	pins = facet_pins_count(f->rig->vgpu);
	count = facet_ppgtt_count(f->rig->vgpu);
	calls = f->rig->host.calls[FAKE_PIN];
	for (i = 1; i < 512; i++)
		map_at(f, pml4, LARGE_VA + i * LARGE, 1, REGION | LARGE_PTE);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(facet_pins_count(f->rig->vgpu), pins);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), count);
	assert_int_equal(f->rig->host.calls[FAKE_PIN], calls);
	assert_range(f, LARGE_VA + 511 * LARGE, REGION, LARGE);
}

static void directory_entry_changes_between_a_table_and_a_page(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f), pt;
	u32 i;

	map(f, pml4, LARGE_VA, page | 0x83);
	pt = *map_at(f, pml4, LARGE_VA + LARGE, 1, 0);
	pt = table(f, table(f, table(f, pml4)[0] & GEN9_PTE_ADDR_MASK)[1] &
		   GEN9_PTE_ADDR_MASK)[0] & GEN9_PTE_ADDR_MASK;
	for (i = 0; i < 6; i++) {
		assert_int_equal(sync_root(f, pml4), 0);
		assert_ptr_equal(walk_ptr(f, LARGE_VA), table(f, i % 2 ? REGION : page));
		map_at(f, pml4, LARGE_VA, 1, i % 2 ? pt | 3 : REGION | LARGE_PTE);
	}
}

static void entries_that_make_no_sense_are_absent(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	map_at(f, pml4, LARGE_VA, 1, (REGION + BIG) | LARGE_PTE);
	map_at(f, pml4, LARGE_VA + LARGE, 1, (REGION + 2 * PAGE_SIZE) | LARGE_PTE);
	map_at(f, pml4, LARGE_VA + 2 * LARGE, 1, RIG_PAGES * PAGE_SIZE | LARGE_PTE);
	map_at(f, pml4, LARGE_VA + 3 * LARGE, 1, (GEN9_PTE_ADDR_MASK & ~(LARGE - 1)) | LARGE_PTE);
	map_at(f, pml4, 0x80000000ull, 2, LARGE_PTE);
	map_at(f, pml4, LARGE_VA + 4 * LARGE, 1, REGION | LARGE_PTE);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_absent(f, LARGE_VA, 4 * LARGE);
	assert_absent(f, 0x80000000ull, LARGE);
	assert_range(f, LARGE_VA + 4 * LARGE, REGION, LARGE);
}

static u64 refused_from, refused_to;	/* guest page numbers */

static int refuse_some(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_PIN && addr >= refused_from && addr < refused_to ? -EFAULT : 0;
}

static void part_that_cannot_be_pinned_is_absent_until_it_can(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	f->rig->host.veto = refuse_some;
	refused_from = REGION / PAGE_SIZE + 100;
	refused_to = refused_from + 5;
	map_at(f, pml4, LARGE_VA, 1, REGION | LARGE_PTE);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_range(f, LARGE_VA, REGION, 100 * PAGE_SIZE);
	assert_absent(f, LARGE_VA + 100 * PAGE_SIZE, 5 * PAGE_SIZE);
	assert_range(f, LARGE_VA + 105 * PAGE_SIZE, REGION + 105 * PAGE_SIZE, 407 * PAGE_SIZE);
	f->rig->host.veto = NULL;
	fake_clock_advance(&f->rig->clock, 2000000000ull);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_range(f, LARGE_VA, REGION, LARGE);
}

static void dma_unmap_of_a_part_leaves_the_rest(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), gone = REGION + 300 * PAGE_SIZE;

	map_at(f, pml4, LARGE_VA, 1, REGION | LARGE_PTE);
	assert_int_equal(sync_root(f, pml4), 0);
	facet_vgpu_dma_unmap(f->rig->vgpu, gone, 4 * PAGE_SIZE);
	assert_absent(f, LARGE_VA, LARGE);
	assert_int_equal(f->rig->host.pin_count[gone / PAGE_SIZE], 0);
	f->rig->host.veto = refuse_some;
	refused_from = gone / PAGE_SIZE;
	refused_to = refused_from + 4;
	assert_int_equal(facet_ppgtt_resync(f->rig->vgpu, f->root), 0);
	assert_range(f, LARGE_VA, REGION, 300 * PAGE_SIZE);
	assert_absent(f, LARGE_VA + 300 * PAGE_SIZE, 4 * PAGE_SIZE);
	assert_range(f, LARGE_VA + 304 * PAGE_SIZE, gone + 4 * PAGE_SIZE, 208 * PAGE_SIZE);
	f->rig->host.veto = NULL;
	fake_clock_advance(&f->rig->clock, 2000000000ull);
	facet_vgpu_dma_unmap(f->rig->vgpu, REGION, LARGE);
	assert_int_equal(facet_ppgtt_resync(f->rig->vgpu, f->root), 0);
	assert_true(shadow_at(f, LARGE_VA, 1) & GEN9_PDE_PS);
	assert_range(f, LARGE_VA, REGION, LARGE);
}

static u64 unmap_at;	/* number of the call of pin */

/* Do what another thread's dma_unmap does as far as the worker notices. */
static int unmap_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	struct list_head detached;

	if (op != FAKE_PIN || host->calls[FAKE_PIN] != unmap_at)
		return 0;
	INIT_LIST_HEAD(&detached);
	facet_pins_detach(host->vgpu, RIG_PAGES, 1, &detached);
	facet_ppgtt_drop(host->vgpu);
	return 0;
}

static void memory_revoked_while_a_large_page_is_pinned_is_looked_at_again(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 i;

	f->rig->host.veto = unmap_amid;
	for (i = 0; i < 12; i++) {
		f->rig->fake.scatter = i & 1;
		map_at(f, pml4, LARGE_VA, 1, f->scratch[1] | 0x1b);
		assert_int_equal(sync_root(f, pml4), 0);
		facet_vgpu_dma_unmap(f->rig->vgpu, REGION, LARGE);
		unmap_at = f->rig->host.calls[FAKE_PIN] + 1 + i * 50;
		map_at(f, pml4, LARGE_VA, 1, REGION | LARGE_PTE);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_range(f, LARGE_VA, REGION, LARGE);
	}
}

static void too_many_2_mib_pages_meet_the_cap_of_pins(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), other = empty_table(f, 3);
	u32 i;

	for (i = 0; i < 3; i++)
		map_at(f, pml4, LARGE_VA + i * LARGE, 1, (REGION + i * LARGE) | LARGE_PTE);
	assert_int_equal(sync_root(f, pml4), -ENOSPC);
	assert_true(facet_pins_count(f->rig->vgpu) <= 700);
	/* Only this root has the error, and only until there is room. */
	map(f, other, VA, alloc(f) | 0x83);
	facet_ppgtt_g2v_notify(f->rig->vgpu, pml4, false);
	assert_int_equal(sync_root(f, other), 0);
	facet_pins_reap(f->rig->vgpu, facet_progress_oldest(f->rig->vgpu));
	assert_int_equal(sync_root(f, other), 0);
	assert_non_null(walk_ptr(f, VA));
}

static void too_many_splintered_pages_meet_the_cap_of_tables(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 i;

	/* The same memory with each combination of flags is another page. */
	f->rig->fake.scatter = true;
	for (i = 0; i < 16; i++)
		map_at(f, pml4, LARGE_VA + i * LARGE, 1,
		       REGION | GEN9_PDE_PS | GEN9_PTE_PRESENT | (i & 1 ? GEN9_PTE_RW : 0) |
		       (i & 2 ? GEN9_PTE_PWT : 0) | (i & 4 ? GEN9_PTE_PCD : 0) |
		       (i & 8 ? GEN9_PDE_PAT : 0));
	assert_int_equal(sync_root(f, pml4), -ENOSPC);
	assert_true(facet_ppgtt_count(f->rig->vgpu) <= 12);
}

#define BAD_DIRECTORIES	24u

/* Map page directories full of 2 MiB pages that do not exist. */
static void map_bad_directories(struct fixture *f, u64 pml4)
{
	u32 i, k;

	for (i = 0; i < BAD_DIRECTORIES; i++) {
		u64 pd = alloc(f);

		for (k = 0; k < 512; k++)
			put(f, pd, k, (RIG_PAGES * PAGE_SIZE + (i * 512 + k) * LARGE) | LARGE_PTE);
		map_at(f, pml4, i * 0x40000000ull, 2, pd | 3);
	}
}

static void many_bad_2_mib_pages_cost_a_bounded_number_of_pins(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), before;
	u64 most = FACET_PINS_FAILURES + BAD_DIRECTORIES * 512 / 64 + BAD_DIRECTORIES + 16;
	u32 i;

	map_bad_directories(f, pml4);
	for (i = 0; i < 3; i++) {
		before = f->rig->host.calls[FAKE_PIN];
		facet_pins_sync_begin(f->rig->vgpu, false);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_true(f->rig->host.calls[FAKE_PIN] - before <= most);
		assert_true(facet_ppgtt_count(f->rig->vgpu) < BAD_DIRECTORIES + 8);
		fake_clock_advance(&f->rig->clock, 2000000000ull);
	}
}

static u64 cancel_at;	/* number of the call of pin */

static int cancel_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_PIN && host->calls[FAKE_PIN] == cancel_at)
		facet_vgpu_cancel(host->vgpu);
	return 0;
}

static void cancel_ends_a_sync_amid_2_mib_pages(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 i;

	for (i = 0; i < 3; i++)
		map_at(f, pml4, LARGE_VA + i * LARGE, 1, (REGION + i * LARGE) | LARGE_PTE);
	map_bad_directories(f, pml4);
	cancel_at = f->rig->host.calls[FAKE_PIN] + 300;
	f->rig->host.veto = cancel_amid;
	assert_int_equal(sync_root(f, pml4), -ECANCELED);
	/* The sync ends with the batch that the front end is pinning. */
	assert_true(f->rig->host.calls[FAKE_PIN] < cancel_at + 64);
}

/* The 3 pages of tables have 134 million entries in effect. */
static void tables_full_of_the_same_page_are_walked_once(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = alloc(f), pdp = alloc(f), pd = alloc(f);

	fill(f, pd, REGION | LARGE_PTE);
	fill(f, pdp, pd | 3);
	fill(f, pml4, pdp | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 4);
	assert_range(f, 0x7fffffe00000ull, REGION, LARGE);
}

static void table_in_a_2_mib_page_of_data_is_compared_each_time(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), pt = REGION + LARGE + 9 * PAGE_SIZE, page = alloc(f);

	fill(f, pt, f->scratch[0] | 0x19);
	map_at(f, pml4, VA, 1, pt | 3);
	map_at(f, pml4, LARGE_VA, 1, (REGION + LARGE) | LARGE_PTE);
	assert_int_equal(sync_root(f, pml4), 0);
	/* An engine writes, which the front end does not report. */
	WRITE_ONCE(table(f, pt)[index_of(VA, 0)], page | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, page));
}

static void ips(struct fixture *f, bool on)
{
	rig_write(f->rig, GEN9_GAMW_ECO_DEV_RW, on ? GEN9_GAMW_ECO_64K_IPS : 0);
}

/*
 * Make a table of 64 KiB pages. @all: fill it as i915 does; else only the entries that count are
 * valid.
 */
static u64 big_table(struct fixture *f, u64 gpa, u32 pages, bool all)
{
	u64 pt = alloc(f);
	u32 i;

	for (i = 0; i < 512; i++) {
		u64 entry = all ? (gpa + i * PAGE_SIZE) | 0x83 : 0xabcdef0123456789ull * i;

		if (i / 16 >= pages)
			entry = 0;
		else if (!(i % 16))
			entry = (gpa + i * PAGE_SIZE) | 0x83;
		put(f, pt, i, entry);
	}
	return pt;
}

static void pages_of_64_kib_count_by_every_sixteenth_entry(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 all;

	ips(f, true);
	for (all = 0; all < 2; all++) {
		u64 pt = big_table(f, REGION, 32, all);

		map_at(f, pml4, LARGE_VA, 1, pt | GEN9_PDE_IPS_64K | 3);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_range(f, LARGE_VA, REGION, LARGE);
		assert_int_equal(walk(f, LARGE_VA + 0x1000) & 0xfff, 0x83);
		/* One page moves. */
		put(f, pt, 32, (REGION + LARGE) | 0x81);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_range(f, LARGE_VA + 2 * BIG, REGION + LARGE, BIG);
		assert_int_equal(walk(f, LARGE_VA + 2 * BIG + 0x1000) & 0xfff, 0x81);
		assert_range(f, LARGE_VA + 3 * BIG, REGION + 3 * BIG, BIG);
		/* One page is removed. */
		put(f, pt, 32, 0);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_absent(f, LARGE_VA + 2 * BIG, BIG);
	}
}

static void misaligned_page_of_64_kib_is_absent(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), pt = big_table(f, REGION, 4, true);

	ips(f, true);
	put(f, pt, 16, (REGION + 16 * PAGE_SIZE + PAGE_SIZE) | 0x83);
	put(f, pt, 32, (RIG_PAGES * PAGE_SIZE) | 0x83);
	map_at(f, pml4, LARGE_VA, 1, pt | GEN9_PDE_IPS_64K | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_range(f, LARGE_VA, REGION, BIG);
	assert_absent(f, LARGE_VA + BIG, 2 * BIG);
	assert_range(f, LARGE_VA + 3 * BIG, REGION + 3 * BIG, BIG);
}

static void part_of_a_64_kib_page_that_cannot_be_pinned_is_absent(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), pt = big_table(f, REGION, 4, true);

	ips(f, true);
	f->rig->host.veto = refuse_some;
	refused_from = REGION / PAGE_SIZE + 20;
	refused_to = refused_from + 2;
	map_at(f, pml4, LARGE_VA, 1, pt | GEN9_PDE_IPS_64K | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_range(f, LARGE_VA, REGION, 20 * PAGE_SIZE);
	assert_absent(f, LARGE_VA + 20 * PAGE_SIZE, 2 * PAGE_SIZE);
	assert_range(f, LARGE_VA + 22 * PAGE_SIZE, REGION + 22 * PAGE_SIZE, 42 * PAGE_SIZE);
	f->rig->host.veto = NULL;
	fake_clock_advance(&f->rig->clock, 2000000000ull);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_range(f, LARGE_VA, REGION, 4 * BIG);
}

/* i915 fills such a table in full. Without the IPS bit in 0x4080, its small entries count. */
static void without_the_switch_entries_of_4_kib_count(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), pt = big_table(f, REGION, 32, true), page = alloc(f);
	u32 i;

	put(f, pt, 5, page | 0x83);
	map_at(f, pml4, LARGE_VA, 1, pt | GEN9_PDE_IPS_64K | 3);
	for (i = 0; i < 4; i++) {
		assert_int_equal(sync_root(f, pml4), 0);
		assert_ptr_equal(walk_ptr(f, LARGE_VA + 5 * PAGE_SIZE),
				 table(f, i % 2 ? REGION + 5 * PAGE_SIZE : page));
		ips(f, !(i % 2));
	}
}

/* The same page is a table of small pages and a table of 64 KiB pages. */
static void one_page_is_a_table_of_both_kinds(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), pt = big_table(f, REGION, 32, true), page = alloc(f);

	ips(f, true);
	map_at(f, pml4, LARGE_VA, 1, pt | GEN9_PDE_IPS_64K | 3);
	map_at(f, pml4, LARGE_VA + LARGE, 1, pt | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	put(f, pt, 5, page | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, LARGE_VA + 5 * PAGE_SIZE), table(f, REGION + 5 * PAGE_SIZE));
	assert_ptr_equal(walk_ptr(f, LARGE_VA + LARGE + 5 * PAGE_SIZE), table(f, page));
}

/*
 * As in i915's scratch table, all entries name the first 4 KiB, so that both ways of reading it
 * fit.
 */
static void scratch_page_of_64_kib_is_shared_at_all_levels(void **state)
{
	struct fixture *f = *state;
	u64 scratch[LEVELS] = { REGION }, pml4, pt;
	struct facet_ppgtt_stats before = {};
	u32 level, pins;

	ips(f, true);
	for (level = 1; level < LEVELS; level++) {
		scratch[level] = alloc(f);
		fill(f, scratch[level], scratch[level - 1] | (level > 1 ? 0x1b : 0x19));
	}
	pml4 = alloc(f);
	fill(f, pml4, scratch[3] | 0x1b);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 4);
	assert_ptr_equal(walk_ptr(f, LARGE_VA + 0x5000), table(f, REGION));
	pins = facet_pins_count(f->rig->vgpu);
	/* Map a buffer of two 64 KiB pages. The rest of its table names the scratch page. */
	memcpy(f->scratch, scratch, sizeof(scratch));
	pt = big_table(f, REGION + LARGE, 2, true);
	for (level = 32; level < 512; level++)
		put(f, pt, level, REGION | 0x19);
	map_at(f, pml4, LARGE_VA, 1, pt | GEN9_PDE_IPS_64K | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_range(f, LARGE_VA, REGION + LARGE, 2 * BIG);
	assert_range(f, LARGE_VA + 2 * BIG, REGION, BIG);
	assert_range(f, LARGE_VA + LARGE - BIG, REGION, BIG);
	/* These are two pages of data, fifteen more pages of scratch, and three tables. */
	assert_int_equal(facet_pins_count(f->rig->vgpu), pins + 32 + 15 + 3);
	since(f, &before);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(since(f, &before).compared, f->rig->host.tracking ? 0 : 7);
}

static struct caps plenty[] = { { 4000, 4000, false }, { 4000, 4000, true } };
static struct caps few_tables[] = { { 12, 4000, false }, { 12, 4000, true } };
static struct caps few_pins[] = { { 1000, 700, false }, { 1000, 700, true } };

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(test) CAPPED(test, plenty)
		TEST(page_of_2_mib_is_one_entry_of_the_shadow),
		TEST(page_of_2_mib_in_scattered_memory_is_a_table),
		TEST(read_only_page_of_2_mib_is_not_writable),
		TEST(page_of_2_mib_is_pinned_once_for_all_that_name_it),
		TEST(directory_entry_changes_between_a_table_and_a_page),
		TEST(entries_that_make_no_sense_are_absent),
		TEST(part_that_cannot_be_pinned_is_absent_until_it_can),
		TEST(dma_unmap_of_a_part_leaves_the_rest),
		TEST(memory_revoked_while_a_large_page_is_pinned_is_looked_at_again),
		CAPPED(too_many_2_mib_pages_meet_the_cap_of_pins, few_pins),
		CAPPED(too_many_splintered_pages_meet_the_cap_of_tables, few_tables),
		TEST(many_bad_2_mib_pages_cost_a_bounded_number_of_pins),
		TEST(cancel_ends_a_sync_amid_2_mib_pages),
		TEST(tables_full_of_the_same_page_are_walked_once),
		TEST(table_in_a_2_mib_page_of_data_is_compared_each_time),
		TEST(pages_of_64_kib_count_by_every_sixteenth_entry),
		TEST(misaligned_page_of_64_kib_is_absent),
		TEST(part_of_a_64_kib_page_that_cannot_be_pinned_is_absent),
		TEST(without_the_switch_entries_of_4_kib_count),
		TEST(one_page_is_a_table_of_both_kinds),
		TEST(scratch_page_of_64_kib_is_shared_at_all_levels),
	};

	return cmocka_run_group_tests_name("ppgtt large", tests, NULL, NULL);
}
