// SPDX-License-Identifier: GPL-2.0-only
/* Test which page tables a submission compares, and that the core misses no change. */
#include "ppgtt_rig.h"

#include "mediator/aperture.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/pins.h"

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

/*
 * Change one entry below a root with @leaves tables of leaves. Expect that one table is compared
 * with write notification, and all tables without.
 */
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

/* The core compares the other root's tables at that root's next sync. */
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

/* The first root to sync finds a change in a table that both roots reach. */
static void a_change_of_a_shared_table_is_seen_by_each_root(void **state)
{
	struct fixture *f = *state;
	u64 a = empty_table(f, 3), b = empty_table(f, 3), first = alloc(f), page;
	u32 i;

	map(f, a, VA, first | 0x83);
	assert_int_equal(sync_root(f, a), 0);
	/* b gets an entry for a table that was a's alone, and that has just changed. */
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
	/* A table that is added below belongs to both roots. */
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

	/*
	 * @both is the page directory of the first GiB. By its entry 0 it is also a table of
	 *     leaves.
	 */
	put(f, pml4, 0, pdp | 3);
	put(f, pdp, 0, both | 3);
	put(f, both, 0, both | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, 0), table(f, both));
	put(f, both, 5, page | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	/* @page is a leaf by entry 0 of the directory, and a table by entry 5. */
	assert_ptr_equal(walk_ptr(f, 5 * PAGE_SIZE), table(f, page));
	put(f, page, 7, f->scratch[0] | 3);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, 5 * 0x200000ull + 7 * PAGE_SIZE), table(f, f->scratch[0]));
}

static u64 write_track;		/* page number: when the page is armed ... */
static u64 *write_at;		/* ... the guest writes here */
static u64 write_value;

static int write_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op != FAKE_ARM_WRITE_NOTIFY || addr != write_track)
		return 0;
	write_track = 0;
	WRITE_ONCE(*write_at, write_value);
	facet_vgpu_page_written(host->vgpu, (u8 *)write_at - host->mem, sizeof(*write_at));
	return 0;
}

/*
 * The page is a table of leaves in one root and a directory in the other. A report that one sync
 * takes counts for the other root, too.
 */
static void a_change_amid_another_roots_sync_is_not_lost(void **state)
{
	struct fixture *f = *state;
	u64 a = empty_table(f, 3), b = empty_table(f, 3), directories = empty_table(f, 2);
	u64 page = alloc(f), other = alloc(f), both;
	u64 *pte = map(f, a, VA, page | 0x83);

	assert_int_equal(sync_root(f, a), 0);
	both = PAGE_SIZE * (((u8 *)pte - f->rig->host.mem) / PAGE_SIZE);
	put(f, b, 0, directories | 3);
	put(f, directories, 0, both | 3);
	write_at = pte;
	write_value = other | 0x83;
	write_track = f->rig->host.tracking ? b >> 12 : 0;
	if (!f->rig->host.tracking)
		WRITE_ONCE(*pte, write_value);
	f->rig->host.veto = write_amid;
	assert_int_equal(sync_root(f, b), 0);
	assert_int_equal(write_track, 0);
	assert_int_equal(sync_root(f, a), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, other));
}

/*
 * An engine writes to the table by the guest's own mapping. No CPU writes, so there is no report.
 */
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
	/* When it is no longer data, it is armed again. */
	map(f, pml4, VA + 0x1000000, f->scratch[0] | 0x19);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(sync_root(f, pml4), 0);
	since(f, &before);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_true(!f->rig->host.tracking || !since(f, &before).compared);
}

/* A vCPU writes to a table through the aperture, which nobody reports. */
static void table_that_bar2_shows_is_compared(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f), other = alloc(f);
	u64 *pte = map(f, pml4, VA, page | 0x83);
	u64 pt = PAGE_SIZE * (((u8 *)pte - f->rig->host.mem) / PAGE_SIZE);
	struct facet_ppgtt_stats before = {};
	u64 gfn;

	assert_int_equal(sync_root(f, pml4), 0);
	/* The core compares the table at each sync while BAR2 shows it. */
	rig_pte(f->rig, 0x5000, pt | GEN9_PTE_PRESENT);
	assert_int_equal(facet_aperture_page(f->rig->vgpu, 5, &gfn), 0);
	assert_int_equal(sync_root(f, pml4), 0);
	WRITE_ONCE(*pte, other | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, other));
	rig_pte(f->rig, 0x5000, 0);
	assert_int_equal(sync_root(f, pml4), 0);
	since(f, &before);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_true(!f->rig->host.tracking || !since(f, &before).compared);
	/* The core also compares it if BAR2 showed it between two submissions. */
	rig_pte(f->rig, 0x5000, pt | GEN9_PTE_PRESENT);
	assert_int_equal(facet_aperture_page(f->rig->vgpu, 5, &gfn), 0);
	WRITE_ONCE(*pte, page | 0x83);
	rig_pte(f->rig, 0x5000, 0);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, page));
	assert_int_equal(f->rig->host.armed_twice, 0);
}

/* BAR2 shows the page before it becomes a table. */
static void a_page_that_bar2_shows_is_compared_from_its_first_sync_on(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f), other = alloc(f);
	u64 *pte = map(f, pml4, VA, page | 0x83);
	u64 pt = PAGE_SIZE * (((u8 *)pte - f->rig->host.mem) / PAGE_SIZE);
	u64 gfn;

	rig_pte(f->rig, 0x5000, pt | GEN9_PTE_PRESENT);
	assert_int_equal(facet_aperture_page(f->rig->vgpu, 5, &gfn), 0);
	assert_int_equal(sync_root(f, pml4), 0);
	WRITE_ONCE(*pte, other | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, other));
	WRITE_ONCE(*pte, page | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_ptr_equal(walk_ptr(f, VA), table(f, page));
}

static int refuse_thirds(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_ARM_WRITE_NOTIFY && addr % 3 == 0 ? -EBUSY : 0;
}

/* A page that cannot be armed does not affect other pages. */
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
	/* After a while the core tries to arm the pages again. */
	f->rig->host.veto = NULL;
	fake_clock_advance(&f->rig->clock, 2000000000ull);
	assert_int_equal(sync_root(f, pml4), 0);
	since(f, &before);
	assert_int_equal(sync_root(f, pml4), 0);
	assert_true(!f->rig->host.tracking || !since(f, &before).compared);
}

/* Another vCPU writes as soon as the page is armed. */
static int write_at_once(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_ARM_WRITE_NOTIFY)
		facet_vgpu_page_written(host->vgpu, addr * PAGE_SIZE, 8);
	return 0;
}

static void a_guest_that_writes_all_the_time_is_no_endless_work(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f), other = alloc(f);
	struct facet_ppgtt_stats before = {}, d;
	u64 *pte = map(f, pml4, VA, page | 0x83);
	u32 i;

	f->rig->host.veto = write_at_once;
	for (i = 0; i < 4; i++) {
		WRITE_ONCE(*pte, (i % 2 ? page : other) | 0x83);
		assert_int_equal(sync_root(f, pml4), 0);
		d = since(f, &before);
		assert_true(d.tracked <= 7 && d.compared <= 7);
		assert_ptr_equal(walk_ptr(f, VA), table(f, i % 2 ? page : other));
	}
}

static void a_front_end_that_cannot_watch_is_asked_once(void **state)
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
	assert_int_equal(f->rig->host.calls[FAKE_ARM_WRITE_NOTIFY], 1);
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
	u64 armed_first;
	u32 i;

	assert_int_equal(sync_root(f, pml4), 0);
	armed_first = f->rig->host.armed;
	assert_int_equal(armed_first, f->rig->host.tracking ? 4 : 0);
	for (i = 0; i < 5; i++) {
		map(f, pml4, VA, alloc(f) | 0x83);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_int_equal(f->rig->host.armed, f->rig->host.tracking ? 7 : 0);
		put(f, pml4, index_of(VA, 3), f->scratch[3] | 0x1b);
		assert_int_equal(sync_root(f, pml4), 0);
		assert_int_equal(f->rig->host.armed, armed_first);
	}
	facet_vgpu_reset(f->rig->vgpu);
	assert_int_equal(f->rig->host.armed, 0);
	f->root = NULL;
}

static u64 unmap_at;	/* number of the call of pin or arm_write_notify */

/* Do what another thread's dma_unmap does as far as the worker notices. The page has no pin. */
static int unmap_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	struct list_head detached;

	if ((op != FAKE_PIN && op != FAKE_ARM_WRITE_NOTIFY) ||
	    host->calls[FAKE_PIN] + host->calls[FAKE_ARM_WRITE_NOTIFY] != unmap_at)
		return 0;
	INIT_LIST_HEAD(&detached);
	facet_pins_detach(host->vgpu, RIG_PAGES, 1, &detached);
	facet_ppgtt_drop(host->vgpu);
	return 0;
}

static u64 fail_at;

static int fail_once(struct fake_host *host, enum fake_op op, u64 addr)
{
	return (op == FAKE_PIN || op == FAKE_ARM_WRITE_NOTIFY) &&
	       host->calls[FAKE_PIN] + host->calls[FAKE_ARM_WRITE_NOTIFY] == fail_at ? -EFAULT : 0;
}

/* An op fails once at any point. After a while at the latest, the shadow is right. */
static void a_failure_anywhere_is_made_good(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page, calls;
	u32 i, k;

	f->rig->host.veto = fail_once;
	for (i = 0; i < 24; i++) {
		calls = f->rig->host.calls[FAKE_PIN] + f->rig->host.calls[FAKE_ARM_WRITE_NOTIFY];
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

/* A dma_unmap comes at each point of a sync. Unmapped pages are absent, all others are there. */
static void memory_revoked_amid_a_sync_is_looked_at_again(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page;
	u32 i;

	f->rig->host.veto = unmap_amid;
	for (i = 0; i < 24; i++) {
		unmap_at = f->rig->host.calls[FAKE_PIN] +
			   f->rig->host.calls[FAKE_ARM_WRITE_NOTIFY] + 1 + i % 12;
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

static u64 directory_of(struct fixture *f, u64 pml4, u64 va)
{
	u64 pdp = table(f, pml4)[index_of(va, 3)] & GEN9_PTE_ADDR_MASK;

	return table(f, pdp)[index_of(va, 2)] & GEN9_PTE_ADDR_MASK;
}

enum { SWAPPED = 32 };

static u64 *swap_at;		/* directory whose first entries swap when @swap_pin is pinned */
static u64 swap_pin;		/* guest page number */

static int swap_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	u32 i;

	if (op != FAKE_PIN || addr != swap_pin)
		return 0;
	swap_pin = 0;
	for (i = 0; i < SWAPPED; i += 2) {
		u64 entry = swap_at[i];

		WRITE_ONCE(swap_at[i], swap_at[i + 1]);
		WRITE_ONCE(swap_at[i + 1], entry);
	}
	facet_vgpu_page_written(host->vgpu, (u8 *)swap_at - host->mem, PAGE_SIZE);
	unmap_at = host->calls[FAKE_PIN] + host->calls[FAKE_ARM_WRITE_NOTIFY];
	return unmap_amid(host, op, addr);
}

/* The table has no parent for the moment, but the core compared it in this sync. */
static void a_table_that_changes_places_amid_a_sync_is_there(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), base = VA & ~0x3fffffffull, page[SWAPPED], more;
	u32 i;

	for (i = 0; i < SWAPPED; i++)
		map(f, pml4, base + i * 0x200000ull, (page[i] = alloc(f)) | 0x83);
	assert_int_equal(sync_root(f, pml4), 0);
	more = alloc(f);
	map(f, pml4, base + PAGE_SIZE, more | 0x83);
	swap_at = table(f, directory_of(f, pml4, base));
	swap_pin = more >> 12;
	f->rig->host.veto = swap_amid;
	assert_int_equal(sync_root(f, pml4), 0);
	assert_int_equal(swap_pin, 0);
	for (i = 0; i < SWAPPED; i++)
		assert_ptr_equal(walk_ptr(f, base + i * 0x200000ull), table(f, page[i ^ 1]));
}

static struct caps plenty[] = { { 4000, 4000, false }, { 4000, 4000, true } };

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(test) CAPPED(test, plenty)
		TEST(reached_tables_are_shared_by_roots_in_turn),
		TEST(one_entry_in_16_mib_costs_one_table),
		TEST(one_entry_in_256_mib_costs_one_table),
		TEST(one_entry_in_4_gib_costs_one_table),
		TEST(many_writes_of_a_table_cost_one_notice),
		TEST(a_change_waits_for_its_own_root),
		TEST(a_change_of_a_shared_table_is_seen_by_each_root),
		TEST(table_of_two_levels_is_seen_to_change_at_both),
		TEST(a_change_amid_another_roots_sync_is_not_lost),
		TEST(table_that_is_data_too_is_compared_each_time),
		TEST(table_that_bar2_shows_is_compared),
		TEST(a_page_that_bar2_shows_is_compared_from_its_first_sync_on),
		TEST(pages_that_cannot_be_watched_are_compared),
		TEST(a_guest_that_writes_all_the_time_is_no_endless_work),
		TEST(a_front_end_that_cannot_watch_is_asked_once),
		TEST(memory_that_goes_and_comes_is_compared),
		TEST(reports_of_any_range_are_taken),
		TEST(pages_that_are_tables_no_more_are_not_watched),
		TEST(a_failure_anywhere_is_made_good),
		TEST(memory_revoked_amid_a_sync_is_looked_at_again),
		TEST(a_table_that_changes_places_amid_a_sync_is_there),
	};

	return cmocka_run_group_tests_name("ppgtt track", tests, NULL, NULL);
}
