// SPDX-License-Identifier: GPL-2.0-only
/* Test shadow page tables by walking them as an engine does. */
#include "ppgtt_rig.h"

#include "mediator/base/vgpu_types.h"
#include "mediator/pins.h"
#include "mediator/ppgtt/ppgtt_types.h"
#include "mediator/progress.h"

static void leaf_is_the_guests_page(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f);

	map(f, pml4, VA, page | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, page, PAGE_SIZE));
	assert_int_equal(walk(f, VA) & 0x83, 0x83);
	assert_ptr_equal(walk_ptr(f, VA + PAGE_SIZE),
			 fake_host_ptr(&f->rig->host, f->scratch[0], PAGE_SIZE));
}

static void unused_entries_share_one_chain(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 4);
	assert_ptr_equal(walk_ptr(f, 0), fake_host_ptr(&f->rig->host, f->scratch[0], PAGE_SIZE));
	assert_int_equal(walk(f, ~0xfffull) & GEN9_PTE_RW, 0);
	/* A second PML4 with the same tables below it needs one page more. */
	assert_int_equal(sync_root(f, empty_table(f, 3)), 0);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 5);
}

static void unchanged_tables_cost_no_pins(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), calls;
	u32 i;

	for (i = 0; i < 1000; i++)
		map(f, pml4, VA + i * PAGE_SIZE, alloc(f) | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	calls = f->rig->host.calls[FAKE_PIN];
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(f->rig->host.calls[FAKE_PIN], calls);
	assert_ptr_not_equal(walk_ptr(f, VA + 999 * PAGE_SIZE), NULL);
}

static void changed_leaf_is_seen_and_forgotten_by_engines(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), one = alloc(f), two = alloc(f);
	u64 *pte = map(f, pml4, VA, one | 0x83);
	u32 invalidates;

	assert_int_equal(sync_root(f, pml4), 0);
	invalidates = f->rig->fake.invalidates;
	fake_host_store(&f->rig->host, pte, two | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, two, PAGE_SIZE));
	assert_true(f->rig->fake.invalidates > invalidates);
	fake_host_store(&f->rig->host, pte, 0);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_null(walk_ptr(f, VA));
	facet_pins_reap(f->rig->vgpu, facet_progress_oldest(f->rig->vgpu));
	assert_int_equal(f->rig->host.pin_count[one / PAGE_SIZE], 0);
	assert_int_equal(f->rig->host.pin_count[two / PAGE_SIZE], 0);
}

static void changed_directory_is_seen(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f);
	u32 count;

	assert_int_equal(sync_root(f, pml4), 0);
	map(f, pml4, VA, page | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, page, PAGE_SIZE));
	count = facet_ppgtt_count(f->rig->vgpu);
	assert_int_equal(count, 7);
	put(f, pml4, index_of(VA, 3), f->scratch[3] | 0x1b);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 4);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, f->scratch[0], PAGE_SIZE));
}

static void read_only_entry_is_not_writable(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	map(f, pml4, VA, alloc(f) | 0x81);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(walk(f, VA) & GEN9_PTE_RW, 0);
	assert_int_equal(walk(f, VA) & GEN9_PTE_PRESENT, 1);
}

static void bad_address_is_absent_and_tried_again(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), good = alloc(f);
	u64 calls;

	map(f, pml4, VA, (RIG_PAGES + 5) * PAGE_SIZE | 0x83);
	map(f, pml4, VA + PAGE_SIZE, good | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_null(walk_ptr(f, VA));
	assert_ptr_equal(walk_ptr(f, VA + PAGE_SIZE),
			 fake_host_ptr(&f->rig->host, good, PAGE_SIZE));
	calls = f->rig->host.calls[FAKE_PIN];
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(f->rig->host.calls[FAKE_PIN], calls);
	fake_clock_advance(&f->rig->clock, 2000000000ull);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_true(f->rig->host.calls[FAKE_PIN] > calls);
}

static void unreadable_table_is_absent(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	put(f, pml4, 3, (RIG_PAGES + 5) * PAGE_SIZE | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_null(walk_ptr(f, 3ull << 39));
	assert_int_equal(sync_root(f, RIG_PAGES * PAGE_SIZE), -EFAULT);
	assert_int_equal(sync_root(f, 1ull << 60), -EFAULT);
}

/* One table names itself at every level. */
static void loops_end(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = alloc(f);

	fill(f, pml4, pml4 | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 4);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, pml4, PAGE_SIZE));
}

static void shadow_pages_are_capped(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), small = empty_table(f, 3);
	u32 i;

	for (i = 0; i < 20; i++)
		map(f, pml4, VA + i * 0x200000ull, alloc(f) | 0x83);
	assert_int_equal(sync_root(f, pml4), -ENOSPC);
	assert_true(facet_ppgtt_count(f->rig->vgpu) <= 12);
	/* Only this root has the error, and only until its tables fit. */
	assert_int_equal(sync_root(f, small), 0);
	fill(f, pml4, f->scratch[3] | 0x1b);
	map(f, pml4, VA, f->scratch[0] | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_non_null(walk_ptr(f, VA));
}

static void unused_roots_make_room(void **state)
{
	struct fixture *f = *state;
	u32 i;

	for (i = 0; i < 40; i++) {
		u64 pml4 = empty_table(f, 3);

		map(f, pml4, VA, alloc(f) | 0x83);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_non_null(walk_ptr(f, VA));
	}
}

/* A page is a table of the root that makes room, and of the root that needs the room. */
static void a_table_of_the_root_that_makes_room_stays_another_ones(void **state)
{
	struct fixture *f = *state;
	u64 first = empty_table(f, 3), second = empty_table(f, 3), page = alloc(f), leaves;
	u32 i;

	leaves = ((u8 *)map(f, first, VA, page | 0x83) - f->rig->host.mem) & ~(PAGE_SIZE - 1);
	assert_int_equal(sync_root(f, first), 0);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 7);
	/* The number of tables before this entry decides when the cap is met. */
	for (i = 0; i < 4; i++)
		put(f, second, i, empty_table(f, 2) | 3);
	put(f, second, i, leaves | 3);
	assert_int_equal(sync_root(f, second), 0);
	put(f, leaves, 0, f->scratch[2] | 3);
	assert_int_equal(sync_root(f, second), 0);
	put(f, leaves, 1, f->scratch[2] | 3);
	assert_int_equal(sync_root(f, second), 0);
}

/*
 * Two roots that no work uses share a table of @level. Then a third root is synced, and entries of
 * that table name much that is new. Both idle roots must make room.
 */
static void share_and_outgrow(struct fixture *f, u32 level, const u64 *entries, u32 n)
{
	u64 roots[2], other = empty_table(f, 3), shared;
	u32 i;

	roots[0] = empty_table(f, 3);
	roots[1] = empty_table(f, 3);
	shared = ((u8 *)map_at(f, roots[0], VA, level, f->scratch[level] | 3) - f->rig->host.mem) &
		 ~(PAGE_SIZE - 1);
	put(f, roots[1], index_of(VA, 3), table(f, roots[0])[index_of(VA, 3)]);
	assert_int_equal(sync_root(f, roots[0]), 0);
	assert_int_equal(sync_root(f, roots[1]), 0);
	assert_int_equal(sync_root(f, other), 0);
	for (i = 0; i < n; i++)
		put(f, shared, i, entries[i]);
	assert_int_equal(sync_root(f, other), 0);
	assert_int_equal(sync_root(f, other), 0);
	assert_true(facet_ppgtt_count(f->rig->vgpu) <= 12);
}

static void tables_that_idle_roots_share_may_outgrow_the_cap(void **state)
{
	struct fixture *f = *state;
	u64 entries[8];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(entries); i++)
		entries[i] = empty_table(f, 1) | 3;
	share_and_outgrow(f, 2, entries, ARRAY_SIZE(entries));
}

static void large_pages_that_idle_roots_share_may_outgrow_the_cap(void **state)
{
	static const u64 entries[] = {
		0x200083, 0x20008b, 0x200093, 0x20009b, 0x201083, 0x20108b, 0x201093, 0x20109b,
	};

	share_and_outgrow(*state, 1, entries, ARRAY_SIZE(entries));
}

static void pins_are_capped(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 i;

	for (i = 0; i < 200; i++)
		map(f, pml4, VA + i * PAGE_SIZE, alloc(f) | 0x83);
	assert_int_equal(sync_root(f, pml4), -ENOSPC);
	assert_true(facet_pins_count(f->rig->vgpu) <= 40);
}

#define BAD_TABLES	48u
#define BAD_ENTRIES	(BAD_TABLES * 512u)

/* Map leaf tables whose entries each name another page that cannot be pinned. */
static void map_bad_tables(struct fixture *f, u64 pml4)
{
	u32 i;

	for (i = 0; i < BAD_ENTRIES; i++)
		map(f, pml4, VA + i * PAGE_SIZE, (RIG_PAGES + i) * PAGE_SIZE | 0x83);
}

static u64 cancel_at;	/* number of the call of pin */

static int cancel_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_PIN && host->calls[FAKE_PIN] == cancel_at)
		facet_vgpu_cancel(host->vgpu);
	return 0;
}

/* The cancel may come while a table page is pinned, a batch of pages, or a page by itself. */
static void cancel_ends_a_sync_at_the_next_pin(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	map_bad_tables(f, pml4);
	cancel_at = f->rig->host.calls[FAKE_PIN] + 300;
	f->rig->host.veto = cancel_amid;
	assert_int_equal(sync_root(f, pml4), -ECANCELED);
	assert_int_equal(f->rig->host.calls[FAKE_PIN], cancel_at);
	assert_int_equal(sync_root(f, pml4), -ECANCELED);
	assert_int_equal(f->rig->host.calls[FAKE_PIN], cancel_at);
}

static void bad_pages_cost_a_sync_a_bounded_number_of_pins(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), before;
	u64 most = FACET_PINS_FAILURES + BAD_ENTRIES / 64 + BAD_TABLES + 2 * LEVELS + 512 / 64;
	u32 i;

	map_bad_tables(f, pml4);
	for (i = 0; i < 3; i++) {
		before = f->rig->host.calls[FAKE_PIN];
		facet_pins_sync_begin(f->rig->vgpu, false);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_true(f->rig->host.calls[FAKE_PIN] - before <= most);
	}
}

static void good_pages_behind_many_bad_ones_are_there(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), va = VA + BAD_ENTRIES * PAGE_SIZE, page[512];
	u32 i;

	map_bad_tables(f, pml4);
	for (i = 0; i < ARRAY_SIZE(page); i++)
		map(f, pml4, va + i * PAGE_SIZE, (page[i] = alloc(f)) | 0x83);
	facet_pins_sync_begin(f->rig->vgpu, false);
	assert_int_equal(sync_root(f, pml4), 0);
	for (i = 512 - index_of(va, 0); i < ARRAY_SIZE(page); i++)
		assert_ptr_equal(walk_ptr(f, va + i * PAGE_SIZE),
				 fake_host_ptr(&f->rig->host, page[i], PAGE_SIZE));
	assert_null(walk_ptr(f, VA));
}

/*
 * There are as many bad pages as a guest may have in a sync. Each good page between them is found.
 */
static void bad_pages_within_the_bound_cost_only_themselves(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), good = alloc(f);
	u32 i, n = 2 * (FACET_PINS_FAILURES - 1);

	for (i = 0; i < n; i++)
		map(f, pml4, VA + i * PAGE_SIZE,
		    (i % 2 ? good : (RIG_PAGES + i) * PAGE_SIZE) | 0x83);
	facet_pins_sync_begin(f->rig->vgpu, false);
	assert_int_equal(sync_root(f, pml4), 0);
	for (i = 0; i < n; i++)
		assert_ptr_equal(walk_ptr(f, VA + i * PAGE_SIZE),
				 i % 2 ? fake_host_ptr(&f->rig->host, good, PAGE_SIZE) : NULL);
}

static void revoked_pages_are_absent_until_the_next_sync(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f);

	map(f, pml4, VA, page | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	facet_vgpu_dma_unmap(f->rig->vgpu, page, PAGE_SIZE);
	assert_null(walk_ptr(f, VA));
	assert_int_equal(f->rig->host.pin_count[page / PAGE_SIZE], 0);
	assert_int_equal(facet_ppgtt_resync(f->rig->vgpu, f->root), 0);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, page, PAGE_SIZE));
	/* The pages of the tables themselves are unmapped, too. */
	facet_vgpu_dma_unmap(f->rig->vgpu, pml4, PAGE_SIZE);
	assert_int_equal(f->rig->host.pin_count[pml4 / PAGE_SIZE], 0);
	assert_int_equal(facet_ppgtt_resync(f->rig->vgpu, f->root), 0);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, page, PAGE_SIZE));
}

static void notice_of_the_end_frees_when_nothing_runs(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), other = empty_table(f, 3);

	map(f, pml4, VA, alloc(f) | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	facet_ppgtt_g2v_notify(f->rig->vgpu, pml4, false);
	/* The notice is a hint: the engine can still use the root. */
	assert_non_null(walk_ptr(f, VA));
	assert_int_equal(sync_root(f, other), 0);
	assert_int_equal(sync_root(f, other), 0);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 4);
	facet_ppgtt_g2v_notify(f->rig->vgpu, 0xdead000, false);
	facet_ppgtt_g2v_notify(f->rig->vgpu, other, true);
}

/* The guest uses the page for something else before it reports the end of the table. */
static void reused_table_page_is_compared_like_any(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 i;

	map(f, pml4, VA, alloc(f) | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	for (i = 0; i < 512; i++)
		put(f, pml4, i, i * 0x123456789abcdefull);
	sync_root(f, pml4);
	fill(f, pml4, f->scratch[3] | 0x1b);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), fake_host_ptr(&f->rig->host, f->scratch[0], PAGE_SIZE));
}

/* The numbers differ in few bits, as a guest that knew the hash would choose them. */
static void tables_spread_over_the_buckets_whatever_their_numbers(void **state)
{
	struct fixture *f = *state;
	const struct facet_ppgtt *ppgtt = f->rig->vgpu->ppgtt;
	u64 pml4 = empty_table(f, 3);
	u64 directories = empty_table(f, 2);
	struct ppgtt_page *page;
	u32 i, n, longest = 0;

	put(f, pml4, 0, directories | 3);
	for (i = 0; i < 512; i++)
		put(f, directories, i, (u64)(i + 1) << 32 | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	for (i = 0; i < PPGTT_BUCKETS; i++) {
		n = 0;
		list_for_each_entry(page, &ppgtt->buckets[i], bucket)
			n++;
		longest = max(longest, n);
	}
	assert_true(longest < 256);
}

static struct caps plenty[] = { { 4000, 4000, false }, { 4000, 4000, true } };
static struct caps few_tables[] = { { 12, 4000, false }, { 12, 4000, true } };
static struct caps few_pins[] = { { 1000, 40, false }, { 1000, 40, true } };

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(test) CAPPED(test, plenty)
		TEST(leaf_is_the_guests_page),
		TEST(unused_entries_share_one_chain),
		TEST(unchanged_tables_cost_no_pins),
		TEST(changed_leaf_is_seen_and_forgotten_by_engines),
		TEST(changed_directory_is_seen),
		TEST(read_only_entry_is_not_writable),
		TEST(bad_address_is_absent_and_tried_again),
		TEST(unreadable_table_is_absent),
		TEST(loops_end),
		CAPPED(shadow_pages_are_capped, few_tables),
		CAPPED(unused_roots_make_room, few_tables),
		CAPPED(a_table_of_the_root_that_makes_room_stays_another_ones, few_tables),
		CAPPED(tables_that_idle_roots_share_may_outgrow_the_cap, few_tables),
		CAPPED(large_pages_that_idle_roots_share_may_outgrow_the_cap, few_tables),
		CAPPED(pins_are_capped, few_pins),
		TEST(cancel_ends_a_sync_at_the_next_pin),
		TEST(bad_pages_cost_a_sync_a_bounded_number_of_pins),
		TEST(good_pages_behind_many_bad_ones_are_there),
		TEST(bad_pages_within_the_bound_cost_only_themselves),
		TEST(revoked_pages_are_absent_until_the_next_sync),
		TEST(notice_of_the_end_frees_when_nothing_runs),
		TEST(reused_table_page_is_compared_like_any),
		TEST(tables_spread_over_the_buckets_whatever_their_numbers),
	};

	return cmocka_run_group_tests_name("ppgtt", tests, NULL, NULL);
}
