// SPDX-License-Identifier: GPL-2.0-only
/* Shadows of page tables, walked as an engine would walk them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/gtt.h"
#include "mediator/execlist.h"
#include "mediator/pins.h"
#include "mediator/ppgtt.h"
#include "mediator/ppgtt_types.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_types.h"
#include "tests/lib/rig.h"

#define LEVELS	4
#define VA	0x123456789000ull

struct fixture {
	struct rig *rig;
	struct facet_type type;
	struct facet_ppgtt_root *root;
	u64 next;
	u64 scratch[LEVELS];	/* [0]: the page */
};

static u64 *table(struct fixture *f, u64 gpa)
{
	return fake_host_ptr(&f->rig->host, gpa, PAGE_SIZE);
}

static u64 alloc(struct fixture *f)
{
	u64 gpa = f->next;

	f->next += PAGE_SIZE;
	assert_true(f->next <= RIG_PAGES * PAGE_SIZE);
	return gpa;
}

static void fill(struct fixture *f, u64 gpa, u64 entry)
{
	u32 i;

	for (i = 0; i < 512; i++)
		table(f, gpa)[i] = entry;
	fake_host_wrote(&f->rig->host, table(f, gpa), PAGE_SIZE);
}

/* The guest's CPU writes an entry. */
static void put(struct fixture *f, u64 gpa, u32 i, u64 entry)
{
	fake_host_store(&f->rig->host, &table(f, gpa)[i], entry);
}

/* A page of entries of a level, all of them scratch. */
static u64 empty_table(struct fixture *f, u32 level)
{
	u64 gpa = alloc(f);

	fill(f, gpa, f->scratch[level] | (level ? 0x1b : 0x19));
	return gpa;
}

static u32 index_of(u64 va, u32 level)
{
	return va >> (12 + 9 * level) & 511;
}

/* Map va to gpa, making tables as needed. */
static u64 *map(struct fixture *f, u64 pml4, u64 va, u64 entry)
{
	u64 at = pml4;
	u32 level;

	for (level = 3; level; level--) {
		u64 *e = &table(f, at)[index_of(va, level)];

		if ((*e & GEN9_PTE_ADDR_MASK) == f->scratch[level])
			fake_host_store(&f->rig->host, e, empty_table(f, level - 1) | 3);
		at = *e & GEN9_PTE_ADDR_MASK;
	}
	put(f, at, index_of(va, 0), entry);
	return &table(f, at)[index_of(va, 0)];
}

/* The shadow's leaf entry; 0 if the walk ends before. */
static u64 walk(struct fixture *f, u64 va)
{
	u64 bus = facet_ppgtt_root_bus(f->root);
	u64 entry = 0;
	int level;

	for (level = 3; level >= 0; level--) {
		const u64 *t = fake_pgpu_ptr(&f->rig->fake, bus);

		assert_non_null(t);
		entry = t[index_of(va, level)];
		if (!(entry & GEN9_PTE_PRESENT))
			return 0;
		bus = entry & GEN9_PTE_ADDR_MASK;
	}
	return entry;
}

static void *walk_ptr(struct fixture *f, u64 va)
{
	u64 entry = walk(f, va);

	return entry ? fake_pgpu_ptr(&f->rig->fake, entry & GEN9_PTE_ADDR_MASK) : NULL;
}

static int sync_root(struct fixture *f, u64 pml4)
{
	if (f->root)
		facet_ppgtt_root_put(f->rig->vgpu, f->root);
	f->root = NULL;
	return facet_ppgtt_sync(f->rig->vgpu, pml4, &f->root);
}

/** struct caps - What a test begins with: its initial state. */
struct caps {
	u32 shadow;
	u32 pins;
	bool tracking;
};

static int setup(void **state)
{
	const struct caps *caps = *state;
	struct fixture *f = calloc(1, sizeof(*f));
	u32 level;

	f->type = facet_types[0];
	f->type.max_shadow_pages = caps->shadow;
	f->type.max_pinned_pages = caps->pins;
	f->rig = rig_create(&f->type, NULL);
	assert_non_null(f->rig);
	f->rig->host.tracking = caps->tracking;
	f->next = 0x10000;
	f->scratch[0] = alloc(f);
	for (level = 1; level < LEVELS; level++)
		f->scratch[level] = empty_table(f, level - 1);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	u64 leaked;

	if (f->root)
		facet_ppgtt_root_put(f->rig->vgpu, f->root);
	leaked = rig_destroy(f->rig);
	free(f);
	return leaked ? -1 : 0;
}

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
	/* A second VM with the same chain needs one page more. */
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
	facet_pins_reap(f->rig->vgpu, facet_execlists_oldest(f->rig->vgpu));
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

static void large_pages_are_absent(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u64 pd;

	map(f, pml4, VA, alloc(f) | 0x83);
	pd = table(f, table(f, pml4)[index_of(VA, 3)] & GEN9_PTE_ADDR_MASK)[index_of(VA, 2)] &
	     GEN9_PTE_ADDR_MASK;
	put(f, pd, index_of(VA, 1), 0x200000 | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_null(walk_ptr(f, VA));
}

/* A table that names itself at every level. */
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
	/* An error to that one only, and not for ever. */
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

/* Leaf tables of which each entry names another page that cannot be pinned. */
static void map_bad_tables(struct fixture *f, u64 pml4)
{
	u32 i;

	for (i = 0; i < BAD_ENTRIES; i++)
		map(f, pml4, VA + i * PAGE_SIZE, (RIG_PAGES + i) * PAGE_SIZE | 0x83);
}

static u64 drain_at;	/* call of pin */

static int drain_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_PIN && host->calls[FAKE_PIN] == drain_at)
		facet_vgpu_drain(host->vgpu);
	return 0;
}

/* Wherever it comes: while a table page is pinned, or a batch, or a page of one alone. */
static void drain_ends_a_sync_at_the_next_pin(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);

	map_bad_tables(f, pml4);
	drain_at = f->rig->host.calls[FAKE_PIN] + 300;
	f->rig->host.veto = drain_amid;
	assert_int_equal(sync_root(f, pml4), -ECANCELED);
	assert_int_equal(f->rig->host.calls[FAKE_PIN], drain_at);
	assert_int_equal(sync_root(f, pml4), -ECANCELED);
	assert_int_equal(f->rig->host.calls[FAKE_PIN], drain_at);
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
		facet_pins_sync_begin(f->rig->vgpu);
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
	facet_pins_sync_begin(f->rig->vgpu);
	assert_int_equal(sync_root(f, pml4), 0);
	for (i = 512 - index_of(va, 0); i < ARRAY_SIZE(page); i++)
		assert_ptr_equal(walk_ptr(f, va + i * PAGE_SIZE),
				 fake_host_ptr(&f->rig->host, page[i], PAGE_SIZE));
	assert_null(walk_ptr(f, VA));
}

/* As many as a guest may have in a sync: each good page between them is found. */
static void bad_pages_within_the_bound_cost_only_themselves(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), good = alloc(f);
	u32 i, n = 2 * (FACET_PINS_FAILURES - 1);

	for (i = 0; i < n; i++)
		map(f, pml4, VA + i * PAGE_SIZE,
		    (i % 2 ? good : (RIG_PAGES + i) * PAGE_SIZE) | 0x83);
	facet_pins_sync_begin(f->rig->vgpu);
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
	/* The tables themselves, too. */
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
	facet_ppgtt_notice(f->rig->vgpu, pml4, false);
	/* It is a hint: what runs on it still can. */
	assert_non_null(walk_ptr(f, VA));
	assert_int_equal(sync_root(f, other), 0);
	assert_int_equal(sync_root(f, other), 0);
	assert_int_equal(facet_ppgtt_count(f->rig->vgpu), 4);
	facet_ppgtt_notice(f->rig->vgpu, 0xdead000, false);
	facet_ppgtt_notice(f->rig->vgpu, other, true);
}

/* The guest uses the page for something else before it says that the table is gone. */
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

/* Numbers that differ in few bits, as a guest that knew the hash would choose them. */
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

/* What happened between two looks at the counters. */
static struct facet_ppgtt_stats since(struct fixture *f, struct facet_ppgtt_stats *before)
{
	struct facet_ppgtt_stats now, d;

	facet_ppgtt_stats(f->rig->vgpu, &now);
	d = (struct facet_ppgtt_stats){
		.syncs = now.syncs - before->syncs,
		.compared = now.compared - before->compared,
		.changed = now.changed - before->changed,
		.shared = now.shared - before->shared,
		.tracked = now.tracked - before->tracked,
		.untracked = now.untracked - before->untracked,
		.failed = now.failed - before->failed,
		.notices = now.notices - before->notices,
	};
	*before = now;
	return d;
}

static void reached_tables_are_shared_by_roots_in_turn(void **state)
{
	struct fixture *f = *state;
	u64 directories = empty_table(f, 2), pml4[20], page[20];
	u32 i;

	for (i = 0; i < 512; i++)
		put(f, directories, i, (u64)(i + 1) << 32 | 3);
	for (i = 0; i < ARRAY_SIZE(pml4); i++) {
		pml4[i] = empty_table(f, 3);
		page[i] = alloc(f);
		put(f, pml4[i], 0, directories | 3);
		map(f, pml4[i], VA, page[i] | 0x83);
		assert_int_equal(sync_root(f, pml4[i]), 0);
	}
	for (i = 0; i < ARRAY_SIZE(pml4); i++) {
		assert_int_equal(sync_root(f, pml4[i]), 0);
		assert_ptr_equal(walk_ptr(f, VA), table(f, page[i]));
	}
}

/* One entry altered in each of so many leaf tables' root: what is compared. */
static void one_entry_of(struct fixture *f, u32 leaves)
{
	bool tracking = f->rig->host.tracking;
	u64 pml4 = empty_table(f, 3), page = alloc(f), other = alloc(f);
	struct facet_ppgtt_stats before = {}, d;
	u64 *pte = NULL;
	u32 i;

	for (i = 0; i < leaves; i++)
		pte = map(f, pml4, i * 0x200000ull, page | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	since(f, &before);
	assert_int_equal(sync_root(f, pml4), 0);
	d = since(f, &before);
	assert_int_equal(d.changed, 0);
	assert_true(tracking ? d.compared == 0 : d.compared >= leaves);
	fake_host_store(&f->rig->host, pte, other | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	d = since(f, &before);
	assert_int_equal(d.changed, 1);
	assert_int_equal(d.notices, tracking);
	assert_int_equal(d.tracked, tracking);
	assert_int_equal(d.failed, 0);
	assert_true(tracking ? d.compared == 1 : d.compared >= leaves);
	assert_ptr_equal(walk_ptr(f, (leaves - 1) * 0x200000ull), table(f, other));
}

static void one_entry_in_16_mib_costs_one_table(void **state)
{
	one_entry_of(*state, 8);
}

static void one_entry_in_256_mib_costs_one_table(void **state)
{
	one_entry_of(*state, 128);
}

static void one_entry_in_4_gib_costs_one_table(void **state)
{
	one_entry_of(*state, 2048);
}

static void many_writes_of_a_table_cost_one_notice(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f), base = VA & ~0x1fffffull;
	struct facet_ppgtt_stats before = {}, d;
	u32 i, round;

	map(f, pml4, base, page | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	since(f, &before);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 512; i++)
			map(f, pml4, base + i * PAGE_SIZE, (page + round * PAGE_SIZE) | 0x83);
		assert_int_equal(sync_root(f, pml4), 0);
		d = since(f, &before);
		assert_int_equal(d.changed, round ? 512 : 511);
		assert_int_equal(d.notices, f->rig->host.tracking);
		assert_ptr_equal(walk_ptr(f, base + 511 * PAGE_SIZE),
				 table(f, page + round * PAGE_SIZE));
	}
}

/* The other root's tables are looked at when it is its turn. */
static void a_change_waits_for_its_own_root(void **state)
{
	struct fixture *f = *state;
	u64 a = empty_table(f, 3), b = empty_table(f, 3), page = alloc(f), other = alloc(f);
	struct facet_ppgtt_stats before = {}, d;

	map(f, a, VA, page | 0x83);
	map(f, b, VA, page | 0x83);
	assert_int_equal(sync_root(f, a), 0);
	assert_int_equal(sync_root(f, b), 0);
	map(f, a, VA, other | 0x83);
	since(f, &before);
	assert_int_equal(sync_root(f, b), 0);
	d = since(f, &before);
	assert_int_equal(d.changed, 0);
	assert_int_equal(d.compared, f->rig->host.tracking ? 0 : 7);
	assert_int_equal(sync_root(f, a), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, other));
	assert_int_equal(since(f, &before).changed, 1);
}

/* Whichever root comes first sees what changed in a table that both reach. */
static void a_change_of_a_shared_table_is_seen_by_each_root(void **state)
{
	struct fixture *f = *state;
	u64 a = empty_table(f, 3), b = empty_table(f, 3), first = alloc(f), page;
	u32 i;

	map(f, a, VA, first | 0x83);
	assert_int_equal(sync_root(f, a), 0);
	/* b comes to name what has been a's, which has just been altered. */
	page = alloc(f);
	map(f, a, VA, page | 0x83);
	put(f, b, index_of(VA, 3), table(f, a)[index_of(VA, 3)]);
	assert_int_equal(sync_root(f, b), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, page));
	for (i = 0; i < 4; i++) {
		page = alloc(f);
		map(f, i % 2 ? a : b, VA, page | 0x83);
		assert_int_equal(sync_root(f, i < 2 ? a : b), 0);
		assert_ptr_equal(walk_ptr(f, VA), table(f, page));
	}
	/* And what is put below it belongs to both. */
	page = alloc(f);
	map(f, a, VA + 0x40000000, page | 0x83);
	assert_int_equal(sync_root(f, a), 0);
	page = alloc(f);
	map(f, a, VA + 0x40000000, page | 0x83);
	assert_int_equal(sync_root(f, b), 0);
	assert_ptr_equal(walk_ptr(f, VA + 0x40000000), table(f, page));
}

static void table_of_two_levels_is_seen_to_change_at_both(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), pdp = empty_table(f, 2), both = empty_table(f, 1);
	u64 page = alloc(f);

	/* A directory at 1 GiB, and a table of leaves through the scratch directory's likeness. */
	put(f, pml4, 0, pdp | 3);
	put(f, pdp, 0, both | 3);
	put(f, both, 0, both | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, 0), table(f, both));
	put(f, both, 5, page | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	/* As a leaf through entry 0, and as a table through entry 5. */
	assert_ptr_equal(walk_ptr(f, 5 * PAGE_SIZE), table(f, page));
	put(f, page, 7, f->scratch[0] | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, 5 * 0x200000ull + 7 * PAGE_SIZE), table(f, f->scratch[0]));
}

/* An engine writes to it by the guest's own mapping: no CPU, no report. */
static void table_that_is_data_too_is_compared_each_time(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f), other = alloc(f);
	u64 *pte = map(f, pml4, VA, page | 0x83);
	u64 pt = (u8 *)pte - f->rig->host.mem;
	struct facet_ppgtt_stats before = {};

	assert_int_equal(sync_root(f, pml4), 0);
	map(f, pml4, VA + 0x1000000, pt | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	WRITE_ONCE(*pte, other | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, other));
	/* No longer data, it is watched again. */
	map(f, pml4, VA + 0x1000000, f->scratch[0] | 0x19);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(sync_root(f, pml4), 0);
	since(f, &before);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_true(!f->rig->host.tracking || !since(f, &before).compared);
}

static int refuse_thirds(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_TRACK && addr % 3 == 0 ? -EBUSY : 0;
}

/* Each page by itself: the others are watched as if nothing had been. */
static void pages_that_cannot_be_watched_are_compared(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page[60];
	struct facet_ppgtt_stats before = {}, d;
	u32 i;

	f->rig->host.veto = refuse_thirds;
	for (i = 0; i < ARRAY_SIZE(page); i++)
		map(f, pml4, VA + i * 0x200000ull, (page[i] = alloc(f)) | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	since(f, &before);
	for (i = 0; i < ARRAY_SIZE(page); i++)
		map(f, pml4, VA + i * 0x200000ull, (page[i] = alloc(f)) | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	d = since(f, &before);
	assert_int_equal(d.changed, ARRAY_SIZE(page));
	for (i = 0; i < ARRAY_SIZE(page); i++)
		assert_ptr_equal(walk_ptr(f, VA + i * 0x200000ull), table(f, page[i]));
	assert_int_equal(sync_root(f, pml4), 0);
	d = since(f, &before);
	if (f->rig->host.tracking) {
		assert_in_range(d.compared, 20, 25);
		assert_int_equal(d.tracked, 0);
	}
	/* After a while the face is asked again. */
	f->rig->host.veto = NULL;
	fake_clock_advance(&f->rig->clock, 2000000000ull);
	assert_int_equal(sync_root(f, pml4), 0);
	since(f, &before);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_true(!f->rig->host.tracking || !since(f, &before).compared);
}

static void a_face_that_cannot_watch_is_asked_once(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	struct facet_ppgtt_stats before = {};
	u32 i;

	f->rig->host.tracking = false;
	for (i = 0; i < 20; i++)
		map(f, pml4, VA + i * 0x200000ull, alloc(f) | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(f->rig->host.calls[FAKE_TRACK], 1);
	assert_true(since(f, &before).compared > 40);
}

static void memory_that_goes_and_comes_is_compared(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f), other = alloc(f);
	u64 *pte = map(f, pml4, VA, page | 0x83);

	assert_int_equal(sync_root(f, pml4), 0);
	fake_host_forget(&f->rig->host, 0, RIG_PAGES * PAGE_SIZE);
	WRITE_ONCE(*pte, other | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, other));
	map(f, pml4, VA, page | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, page));
}

static void reports_of_any_range_are_taken(void **state)
{
	static const u64 odd[] = { 0, 1, 0xfff, 0x10000, 1ull << 47, ~0xfffull, ~0ull };
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f), other = alloc(f);
	u64 *pte = map(f, pml4, VA, page | 0x83);
	u32 i, k;

	assert_int_equal(sync_root(f, pml4), 0);
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		for (k = 0; k < ARRAY_SIZE(odd); k++)
			facet_vgpu_page_written(f->rig->vgpu, odd[i], odd[k]);
	}
	fake_host_store(&f->rig->host, pte, other | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, other));
}

static void pages_that_are_tables_no_more_are_not_watched(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u64 watched;
	u32 i;

	assert_int_equal(sync_root(f, pml4), 0);
	watched = f->rig->host.watched;
	assert_int_equal(watched, f->rig->host.tracking ? 4 : 0);
	for (i = 0; i < 5; i++) {
		map(f, pml4, VA, alloc(f) | 0x83);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_int_equal(f->rig->host.watched, f->rig->host.tracking ? 7 : 0);
		put(f, pml4, index_of(VA, 3), f->scratch[3] | 0x1b);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_int_equal(f->rig->host.watched, watched);
	}
	facet_vgpu_reset(f->rig->vgpu);
	assert_int_equal(f->rig->host.watched, 0);
	f->root = NULL;
}

static u64 unmap_at;	/* call of pin or track */

/* A dma_unmap of another thread's, as far as the worker sees it; no pin is the unmapped page's. */
static int unmap_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	struct list_head detached;

	if ((op != FAKE_PIN && op != FAKE_TRACK) ||
	    host->calls[FAKE_PIN] + host->calls[FAKE_TRACK] != unmap_at)
		return 0;
	INIT_LIST_HEAD(&detached);
	mutex_lock(&host->vgpu->shadow_lock);
	facet_ppgtt_drop(host->vgpu);
	facet_pins_detach(host->vgpu, RIG_PAGES, 1, &detached);
	mutex_unlock(&host->vgpu->shadow_lock);
	return 0;
}

static u64 fail_at;

static int fail_once(struct fake_host *host, enum fake_op op, u64 addr)
{
	return (op == FAKE_PIN || op == FAKE_TRACK) &&
	       host->calls[FAKE_PIN] + host->calls[FAKE_TRACK] == fail_at ? -EFAULT : 0;
}

/* Wherever an op fails once, what comes of it is right at the latest after a while. */
static void a_failure_anywhere_is_made_good(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page, calls;
	u32 i, k;

	f->rig->host.veto = fail_once;
	for (i = 0; i < 24; i++) {
		calls = f->rig->host.calls[FAKE_PIN] + f->rig->host.calls[FAKE_TRACK];
		fail_at = calls + 1 + i % 8;
		page = alloc(f);
		put(f, pml4, index_of(VA, 3), f->scratch[3] | 0x1b);
		sync_root(f, pml4);
		map(f, pml4, VA, page | 0x83);
		for (k = 0; k < 3; k++) {
			sync_root(f, pml4);
			fake_clock_advance(&f->rig->clock, 2000000000ull);
		}
		assert_int_equal(sync_root(f, pml4), 0);
		assert_ptr_equal(walk_ptr(f, VA), table(f, page));
	}
}

/* Each dma_unmap in the midst of a sync, wherever: what is unmapped is absent, the rest is there. */
static void memory_revoked_amid_a_sync_is_looked_at_again(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page;
	u32 i;

	f->rig->host.veto = unmap_amid;
	for (i = 0; i < 24; i++) {
		unmap_at = f->rig->host.calls[FAKE_PIN] + f->rig->host.calls[FAKE_TRACK] + 1 +
			   i % 12;
		page = alloc(f);
		put(f, pml4, index_of(VA, 3), f->scratch[3] | 0x1b);
		map(f, pml4, VA, page | 0x83);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_ptr_equal(walk_ptr(f, VA), table(f, page));
		unmap_at = 0;
		map(f, pml4, VA + PAGE_SIZE, page | 0x83);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_ptr_equal(walk_ptr(f, VA + PAGE_SIZE), table(f, page));
	}
}

static struct caps plenty[] = { { 4000, 4000, false }, { 4000, 4000, true } };
static struct caps few_tables[] = { { 12, 4000, false }, { 12, 4000, true } };
static struct caps few_pins[] = { { 1000, 40, false }, { 1000, 40, true } };

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CAPPED(test, caps) \
		{ #test ", compared", test, setup, teardown, &(caps)[0] }, \
		{ #test ", watched", test, setup, teardown, &(caps)[1] }
#define T(test) CAPPED(test, plenty)
		T(leaf_is_the_guests_page),
		T(unused_entries_share_one_chain),
		T(unchanged_tables_cost_no_pins),
		T(changed_leaf_is_seen_and_forgotten_by_engines),
		T(changed_directory_is_seen),
		T(read_only_entry_is_not_writable),
		T(bad_address_is_absent_and_tried_again),
		T(unreadable_table_is_absent),
		T(large_pages_are_absent),
		T(loops_end),
		CAPPED(shadow_pages_are_capped, few_tables),
		CAPPED(unused_roots_make_room, few_tables),
		CAPPED(pins_are_capped, few_pins),
		T(drain_ends_a_sync_at_the_next_pin),
		T(bad_pages_cost_a_sync_a_bounded_number_of_pins),
		T(good_pages_behind_many_bad_ones_are_there),
		T(bad_pages_within_the_bound_cost_only_themselves),
		T(revoked_pages_are_absent_until_the_next_sync),
		T(notice_of_the_end_frees_when_nothing_runs),
		T(reused_table_page_is_compared_like_any),
		T(tables_spread_over_the_buckets_whatever_their_numbers),
		T(reached_tables_are_shared_by_roots_in_turn),
		T(one_entry_in_16_mib_costs_one_table),
		T(one_entry_in_256_mib_costs_one_table),
		T(one_entry_in_4_gib_costs_one_table),
		T(many_writes_of_a_table_cost_one_notice),
		T(a_change_waits_for_its_own_root),
		T(a_change_of_a_shared_table_is_seen_by_each_root),
		T(table_of_two_levels_is_seen_to_change_at_both),
		T(table_that_is_data_too_is_compared_each_time),
		T(pages_that_cannot_be_watched_are_compared),
		T(a_face_that_cannot_watch_is_asked_once),
		T(memory_that_goes_and_comes_is_compared),
		T(reports_of_any_range_are_taken),
		T(pages_that_are_tables_no_more_are_not_watched),
		T(a_failure_anywhere_is_made_good),
		T(memory_revoked_amid_a_sync_is_looked_at_again),
	};

	return cmocka_run_group_tests_name("ppgtt", tests, NULL, NULL);
}
