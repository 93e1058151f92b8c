// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the table of BAR2 mappings (mediator/aperture/bar2_table.c): entries, faults, cuts, and
 * random orders of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/bar2_table.h"
#include "mediator/front_end_pins.h"
#include "mediator/type.h"
#include "tests/lib/gen9_types.h"

/* pages of BAR2 with guest entries, in two leaves */
#define PAGES	(FACET_BAR2_TABLE_LEAF + 8u)
#define NONE	(~1ull)
#define FENCED	(~2ull)
#define DETILED	(~3ull)			/* a detiled page shows the guest page */

static u64 entries[PAGES];
static struct facet_bar2_table bar2;

static int query(void *data, u32 index, u64 *gfn)
{
	u64 entry = index < PAGES ? entries[index] : NONE;

	assert_ptr_equal(data, entries);
	if (entry == NONE)
		return -EFAULT;
	if (entry == FENCED)
		return -EAGAIN;
	*gfn = entry;
	return entry == DETILED ? -EBUSY : 0;
}

static void need_leaf(u64 index)
{
	if (facet_bar2_table_needs_leaf(&bar2, index))
		assert_true(facet_bar2_table_add_leaf(&bar2, index, port_page_alloc()));
}

static int setup(void **state)
{
	u32 i;

	for (i = 0; i < PAGES; i++)
		entries[i] = 100 + i;
	facet_bar2_table_init(&bar2, query, entries);
	facet_bar2_table_open(&bar2);
	need_leaf(0);
	return 0;
}

/* Cut all entries of one kind, and take the retired pages. Return: number of pages to unpin. */
static u32 cut_everything(enum facet_bar2_table_cut_kind goes)
{
	struct facet_bar2_table_cut cut = { .kind = goes, .end = ~0ull };
	u64 gfns[4];
	u32 n, sum = 0;

	while (facet_bar2_table_cut(&bar2, &cut))
		continue;
	do {
		n = facet_bar2_table_pop_retired(&bar2, gfns, 4);
		sum += n;
	} while (!list_empty(&bar2.retired));
	return sum;
}

static int teardown(void **state)
{
	cut_everything(FACET_BAR2_TABLE_ANY);
	facet_bar2_table_free(&bar2);
	return 0;
}

static bool enter(u64 index, u64 gfn)
{
	struct facet_bar2_table_page *page = facet_bar2_table_page_new(gfn, gfn + 1000);
	bool entered = facet_bar2_table_enter(&bar2, index, page);

	if (!entered)
		port_free(page);
	return entered;
}

/* Cut entries of [gfn, gfn + n), one stretch. Return: whether there is anything to unmap. */
static bool cut_gfns(u64 gfn, u64 n, struct facet_bar2_table_cut *cut)
{
	*cut = (struct facet_bar2_table_cut){ .kind = FACET_BAR2_TABLE_GUEST_PAGES,
					 .gfn = gfn, .n = n,
					 .end = FACET_BAR2_TABLE_PAGES };
	facet_bar2_table_cut(&bar2, cut);
	return cut->unmap_first < cut->unmap_end;
}

static void a_fault_waits_until_the_page_is_pinned_and_then_maps_it(void **state)
{
	u64 frame;

	assert_int_equal(facet_bar2_table_fault(&bar2, 3, false), FACET_BAR2_TABLE_WAIT);
	assert_false(facet_bar2_table_frame(&bar2, 3, &frame));
	assert_true(enter(3, 103));
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, false), FACET_BAR2_TABLE_PAGE);
	assert_true(facet_bar2_table_frame(&bar2, 3, &frame));
	assert_int_equal(frame, 1103);
}

static void a_page_without_an_entry_is_blank_until_the_entry_is_cut(void **state)
{
	u64 frame;

	entries[3] = NONE;
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, true), FACET_BAR2_TABLE_BLANK);
	assert_false(facet_bar2_table_frame(&bar2, 3, &frame));
	entries[3] = 7;
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, true), FACET_BAR2_TABLE_BLANK);
	assert_false(enter(3, 7));
	assert_int_equal(cut_everything(FACET_BAR2_TABLE_ANY), 0);
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, true), FACET_BAR2_TABLE_WAIT);
}

static void a_fence_waits_for_a_detiled_page_or_is_told_and_blank(void **state)
{
	entries[3] = FENCED;
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, true), FACET_BAR2_TABLE_WAIT);
	assert_true(enter(3, FACET_BAR2_TABLE_DETILED));
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, true), FACET_BAR2_TABLE_PAGE);
	entries[4] = FENCED;
	assert_int_equal(facet_bar2_table_fault(&bar2, 4, false), FACET_BAR2_TABLE_FENCED);
	assert_int_equal(facet_bar2_table_fault(&bar2, 4, false), FACET_BAR2_TABLE_BLANK);
	entries[5] = DETILED;
	assert_int_equal(facet_bar2_table_fault(&bar2, 5, false), FACET_BAR2_TABLE_WAIT);
}

static void a_detiled_page_is_cut_by_its_place_alone_and_is_never_unpinned(void **state)
{
	struct facet_bar2_table_cut cut;

	assert_true(enter(3, FACET_BAR2_TABLE_DETILED));
	assert_false(cut_gfns(1, ~0ull, &cut));
	assert_int_equal(cut_everything(FACET_BAR2_TABLE_ANY), 0);
	assert_true(enter(3, 103));
}

static void a_page_that_cannot_be_pinned_is_blank_until_it_is_tried_again(void **state)
{
	assert_true(enter(2, 102));
	facet_bar2_table_fail(&bar2, 2, 102);
	facet_bar2_table_fail(&bar2, 3, 103);
	entries[4] = NONE;
	assert_int_equal(facet_bar2_table_fault(&bar2, 4, false), FACET_BAR2_TABLE_BLANK);
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, false), FACET_BAR2_TABLE_BLANK);
	assert_int_equal(cut_everything(FACET_BAR2_TABLE_FAILED), 0);
	assert_int_equal(facet_bar2_table_fault(&bar2, 2, false), FACET_BAR2_TABLE_PAGE);
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, false), FACET_BAR2_TABLE_WAIT);
	entries[4] = 9;
	assert_int_equal(facet_bar2_table_fault(&bar2, 4, false), FACET_BAR2_TABLE_BLANK);
}

static void a_page_whose_entry_changed_while_it_was_pinned_has_not_failed(void **state)
{
	entries[3] = 9;
	facet_bar2_table_fail(&bar2, 3, 103);
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, false), FACET_BAR2_TABLE_WAIT);
	entries[4] = FENCED;
	facet_bar2_table_fail(&bar2, 4, 104);
	assert_int_equal(facet_bar2_table_fault(&bar2, 4, true), FACET_BAR2_TABLE_WAIT);
	facet_bar2_table_fail(&bar2, 5, FACET_BAR2_TABLE_DETILED);
	assert_int_equal(facet_bar2_table_fault(&bar2, 5, false), FACET_BAR2_TABLE_WAIT);
	entries[6] = DETILED;
	facet_bar2_table_fail(&bar2, 6, FACET_BAR2_TABLE_DETILED);
	facet_bar2_table_fail(&bar2, 6, 106);
	assert_int_equal(facet_bar2_table_fault(&bar2, 6, false), FACET_BAR2_TABLE_WAIT);
	/* A detiled page has been made of the guest page since. */
	facet_bar2_table_fail(&bar2, 6, DETILED);
	assert_int_equal(facet_bar2_table_fault(&bar2, 6, false), FACET_BAR2_TABLE_BLANK);
}

static void a_detiled_page_that_cannot_be_made_is_blank_until_it_is_tried_again(void **state)
{
	entries[3] = FENCED;
	facet_bar2_table_fail(&bar2, 3, FACET_BAR2_TABLE_DETILED);
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, true), FACET_BAR2_TABLE_BLANK);
	assert_int_equal(cut_everything(FACET_BAR2_TABLE_FAILED), 0);
	assert_int_equal(facet_bar2_table_fault(&bar2, 3, true), FACET_BAR2_TABLE_WAIT);
}

static void a_page_is_mapped_once_and_the_second_pin_stays_the_callers(void **state)
{
	assert_true(enter(3, 103));
	assert_false(enter(3, 103));
	assert_int_equal(cut_everything(FACET_BAR2_TABLE_ANY), 1);
	assert_true(enter(3, 103));
	assert_int_equal(cut_everything(FACET_BAR2_TABLE_ANY), 1);
}

static void a_guest_page_that_is_shown_twice_goes_from_both_places(void **state)
{
	struct facet_bar2_table_cut cut;
	u64 gfns[4];

	entries[9] = 103;
	assert_true(enter(3, 103) && enter(4, 104) && enter(9, 103));
	assert_true(cut_gfns(103, 1, &cut));
	assert_int_equal(cut.unmap_first, 3);
	assert_int_equal(cut.unmap_end, 10);
	assert_int_equal(facet_bar2_table_pop_retired(&bar2, gfns, 4), 2);
	assert_int_equal(gfns[0], 103);
	assert_int_equal(gfns[1], 103);
	assert_int_equal(facet_bar2_table_fault(&bar2, 4, false), FACET_BAR2_TABLE_PAGE);
}

static void a_pin_that_was_under_way_is_refused_once_the_entry_names_another_page(void **state)
{
	u64 gfns[4];

	assert_int_equal(facet_bar2_table_collect(&bar2, 3, gfns, 1), 1);
	entries[3] = 7;		/* the cut that follows finds nothing */
	assert_int_equal(cut_everything(FACET_BAR2_TABLE_ANY), 0);
	assert_false(enter(3, gfns[0]));
	assert_true(enter(3, 7));
	entries[4] = NONE;
	assert_false(enter(4, 104));
}

static void a_range_has_its_first_and_last_page_and_no_more(void **state)
{
	struct facet_bar2_table_cut cut;

	assert_true(enter(2, 102) && enter(3, 103) && enter(4, 104) && enter(5, 105));
	assert_true(cut_gfns(103, 2, &cut));
	assert_int_equal(cut.unmap_first, 3);
	assert_int_equal(cut.unmap_end, 5);
	assert_int_equal(facet_bar2_table_fault(&bar2, 2, false), FACET_BAR2_TABLE_PAGE);
	assert_int_equal(facet_bar2_table_fault(&bar2, 5, false), FACET_BAR2_TABLE_PAGE);
	assert_false(cut_gfns(106, ~0ull, &cut));
	assert_false(cut_gfns(102, 0, &cut));
	cut = (struct facet_bar2_table_cut){ .at = 2, .end = 3 };
	facet_bar2_table_cut(&bar2, &cut);
	assert_int_equal(cut.unmap_first, 2);
	assert_int_equal(cut.unmap_end, 3);
	assert_int_equal(facet_bar2_table_fault(&bar2, 5, false), FACET_BAR2_TABLE_PAGE);
}

static void a_cut_unmaps_one_leaf_at_a_time_and_passes_over_missing_ones(void **state)
{
	struct facet_bar2_table_cut cut = { .at = FACET_BAR2_TABLE_LEAF - 1, .end = ~0ull };
	u64 far = 7 * FACET_BAR2_TABLE_LEAF;

	need_leaf(FACET_BAR2_TABLE_LEAF);
	need_leaf(far);
	assert_true(enter(0, 100));
	assert_true(enter(FACET_BAR2_TABLE_LEAF - 1, 100 + FACET_BAR2_TABLE_LEAF - 1));
	assert_true(enter(FACET_BAR2_TABLE_LEAF, 100 + FACET_BAR2_TABLE_LEAF));
	assert_true(enter(far + 2, FACET_BAR2_TABLE_DETILED));
	assert_true(facet_bar2_table_cut(&bar2, &cut));
	assert_int_equal(cut.unmap_first, FACET_BAR2_TABLE_LEAF - 1);
	assert_int_equal(cut.unmap_end, FACET_BAR2_TABLE_LEAF);
	assert_true(facet_bar2_table_cut(&bar2, &cut));
	assert_int_equal(cut.unmap_first, FACET_BAR2_TABLE_LEAF);
	assert_int_equal(cut.unmap_end, FACET_BAR2_TABLE_LEAF + 1);
	assert_true(facet_bar2_table_cut(&bar2, &cut));
	assert_int_equal(cut.unmap_first, far + 2);
	assert_int_equal(cut.unmap_end, far + 3);
	assert_false(facet_bar2_table_cut(&bar2, &cut));
	assert_int_equal(cut.unmap_first, cut.unmap_end);
	assert_int_equal(facet_bar2_table_fault(&bar2, 0, false), FACET_BAR2_TABLE_PAGE);
}

static void what_is_pinned_ahead_ends_at_a_page_in_the_table_and_with_the_leaf(void **state)
{
	u64 gfns[FACET_BAR2_TABLE_LEAF];

	need_leaf(FACET_BAR2_TABLE_LEAF);
	assert_int_equal(facet_bar2_table_collect(&bar2, 0, gfns, 32), 32);
	assert_int_equal(gfns[31], 131);
	assert_true(enter(5, 105));
	assert_int_equal(facet_bar2_table_collect(&bar2, 0, gfns, 32), 5);
	assert_int_equal(facet_bar2_table_collect(&bar2, 5, gfns, 32), 0);
	entries[8] = FENCED;
	assert_int_equal(facet_bar2_table_collect(&bar2, 6, gfns, 32), 2);
	assert_int_equal(facet_bar2_table_collect(&bar2, FACET_BAR2_TABLE_LEAF - 3, gfns, 32), 3);
	assert_int_equal(facet_bar2_table_collect(&bar2, FACET_BAR2_TABLE_LEAF, gfns, 32), 8);
}

/*
 * A guest may walk over pages without memory, in any order. The front end then tries to pin each
 * page only a few times.
 */
static void pages_that_could_not_be_pinned_together_are_listed_alone_until_tried_again(void **state)
{
	const u32 first[] = { 3, 64, FACET_BAR2_TABLE_LEAF - 2 };
	u64 gfns[FACET_BAR2_TABLE_LEAF];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(first); i++)
		facet_bar2_table_pin_singly(&bar2, first[i]);
	assert_int_equal(facet_bar2_table_collect(&bar2, 0, gfns, 32), 1);
	assert_int_equal(gfns[0], 100);
	assert_int_equal(facet_bar2_table_collect(&bar2, FACET_BAR2_TABLE_GROUP - 1, gfns, 32), 1);
	assert_int_equal(facet_bar2_table_collect(&bar2, FACET_BAR2_TABLE_GROUP, gfns, 32), 32);
	assert_int_equal(facet_bar2_table_collect(&bar2, 66, gfns, 32), 1);
	assert_int_equal(facet_bar2_table_collect(&bar2, FACET_BAR2_TABLE_LEAF - 1, gfns, 32), 1);
	need_leaf(FACET_BAR2_TABLE_LEAF);
	assert_int_equal(facet_bar2_table_collect(&bar2, FACET_BAR2_TABLE_LEAF, gfns, 32), 8);
	assert_true(enter(2, 102));
	assert_int_equal(facet_bar2_table_collect(&bar2, 2, gfns, 32), 0);
	cut_everything(FACET_BAR2_TABLE_GUEST_PAGES);
	assert_int_equal(facet_bar2_table_collect(&bar2, 3, gfns, 32), 1);
	cut_everything(FACET_BAR2_TABLE_FAILED);
	assert_int_equal(facet_bar2_table_collect(&bar2, 3, gfns, 32), 32);
	assert_int_equal(facet_bar2_table_collect(&bar2, 64, gfns, 32), 32);
	/* Opening the table clears all groups. */
	facet_bar2_table_pin_singly(&bar2, 64);
	facet_bar2_table_close(&bar2);
	facet_bar2_table_open(&bar2);
	assert_int_equal(facet_bar2_table_collect(&bar2, 64, gfns, 32), 32);
}

static void nothing_is_shown_beyond_the_table_or_without_a_leaf(void **state)
{
	u64 frame, gfn, at[] = { FACET_BAR2_TABLE_LEAF, FACET_BAR2_TABLE_PAGES, ~0ull };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(at); i++) {
		assert_int_equal(facet_bar2_table_fault(&bar2, at[i], true),
				 FACET_BAR2_TABLE_CLOSED);
		assert_false(facet_bar2_table_frame(&bar2, at[i], &frame));
		assert_int_equal(facet_bar2_table_collect(&bar2, at[i], &gfn, 1), 0);
		assert_false(enter(at[i], FACET_BAR2_TABLE_DETILED));
		facet_bar2_table_fail(&bar2, at[i], FACET_BAR2_TABLE_DETILED);
		facet_bar2_table_pin_singly(&bar2, at[i]);
	}
	assert_false(facet_bar2_table_needs_leaf(&bar2, FACET_BAR2_TABLE_PAGES));
	assert_false(facet_bar2_table_add_leaf(&bar2, FACET_BAR2_TABLE_PAGES, entries));
	assert_false(facet_bar2_table_add_leaf(&bar2, 0, entries));
	need_leaf(FACET_BAR2_TABLE_PAGES - 1);
	assert_true(enter(FACET_BAR2_TABLE_PAGES - 1, FACET_BAR2_TABLE_DETILED));
}

static void the_bar2_of_each_type_fits_into_the_table(void **state)
{
	u32 i;

	for (i = 0; i < gen9_type_count(); i++)
		assert_true(facet_type_bar2(&facet_types[i]) >> PAGE_SHIFT <=
			    FACET_BAR2_TABLE_PAGES);
}

static void faults_are_served_in_their_order_and_a_full_ring_gives_no_ticket(void **state)
{
	u64 first = facet_bar2_table_want(&bar2, 1);
	u32 i, index = 0;

	for (i = 1; i < FACET_BAR2_TABLE_WANTED; i++)
		assert_int_equal(facet_bar2_table_want(&bar2, 1 + i), first + i);
	assert_int_equal(facet_bar2_table_want(&bar2, 99), 0);
	for (i = 0; i < FACET_BAR2_TABLE_WANTED; i++) {
		assert_true(facet_bar2_table_next(&bar2, &index));
		assert_int_equal(index, 1 + i);
		assert_false(facet_bar2_table_served(&bar2, first + i));
		facet_bar2_table_done(&bar2);
		assert_true(facet_bar2_table_served(&bar2, first + i));
	}
	assert_false(facet_bar2_table_next(&bar2, &index));
}

static void a_closed_table_lets_go_who_waits_and_forgets_their_pages(void **state)
{
	u64 request = facet_bar2_table_want(&bar2, 1);
	u32 index;

	facet_bar2_table_close(&bar2);
	assert_true(facet_bar2_table_served(&bar2, request));
	assert_false(facet_bar2_table_next(&bar2, &index));
	assert_int_equal(facet_bar2_table_fault(&bar2, 1, true), FACET_BAR2_TABLE_CLOSED);
	/* A pin that is under way may still enter its page. The cut removes it. */
	assert_true(enter(1, 101));
	assert_int_equal(cut_everything(FACET_BAR2_TABLE_ANY), 1);
	facet_bar2_table_open(&bar2);
	assert_false(facet_bar2_table_next(&bar2, &index));
	assert_true(facet_bar2_table_served(&bar2, request));
}

static void retired_pages_are_taken_in_stretches_and_in_order(void **state)
{
	struct facet_bar2_table_cut cut;
	u64 gfns[4];
	u32 i;

	for (i = 0; i < 5; i++)
		assert_true(enter(i, 100 + i));
	assert_true(cut_gfns(100, 5, &cut));
	assert_int_equal(facet_bar2_table_pop_retired(&bar2, gfns, 4), 4);
	assert_int_equal(gfns[3], 103);
	assert_int_equal(facet_bar2_table_pop_retired(&bar2, gfns, 4), 1);
	assert_int_equal(gfns[0], 104);
	assert_int_equal(facet_bar2_table_pop_retired(&bar2, gfns, 4), 0);
}

/* --- a model of a front end: faults, pins, changed entries, dma_unmap ---------------------- */

#define SLOTS	6u
#define GFNS	4u
#define AHEAD	3u

static u64 mapped[SLOTS];	/* guest page in the VMM's page tables, or NONE */
static int pinned[GFNS];
static struct list_head pins;
static u64 random_state;
static u32 mappings, refused;
static u64 quarantined = NONE;	/* the guest page that a dma_unmap takes */

static u32 rnd(u32 n)
{
	random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(random_state >> 40) % n;
}

/* The worker's state, and the pages that it pins. */
static struct {
	enum { IDLE, ASKED, HAS, UNPINNING } state;
	struct facet_front_end_pin pinning;
	u64 gfns[AHEAD];
	u32 index;
} work;

static void fault(u32 index)
{
	u64 frame;

	switch (facet_bar2_table_fault(&bar2, index, false)) {
	case FACET_BAR2_TABLE_PAGE:
		assert_true(facet_bar2_table_frame(&bar2, index, &frame));
		mapped[index] = frame - 1000;
		assert_true(pinned[mapped[index]] > 0);
		mappings++;
		break;
	case FACET_BAR2_TABLE_WAIT:
		facet_bar2_table_want(&bar2, index);
		break;
	default:
		break;
	}
}

static void unmap(const struct facet_bar2_table_cut *cut)
{
	u64 i;

	for (i = cut->unmap_first; i < cut->unmap_end; i++)
		mapped[i] = NONE;
}

static void cut(enum facet_bar2_table_cut_kind goes, u64 gfn, u64 at, u64 end)
{
	struct facet_bar2_table_cut c = { .kind = goes, .gfn = gfn, .n = 1, .at = at, .end = end };
	bool more;

	do {
		more = facet_bar2_table_cut(&bar2, &c);
		unmap(&c);
	} while (more);
}

/* The guest changes an entry in one step. The entry's old page is cut in a later step. */
static u32 changed = SLOTS;

static void guest_step(void)
{
	if (changed == SLOTS) {
		changed = rnd(SLOTS);
		entries[changed] = rnd(5) ? rnd(GFNS) : NONE;
		return;
	}
	cut(FACET_BAR2_TABLE_ANY, 0, changed, changed + 1);
	assert_int_equal(mapped[changed], NONE);
	changed = SLOTS;
}

static void work_begins(void)
{
	u32 n = facet_bar2_table_pop_retired(&bar2, work.gfns, AHEAD);

	work.state = UNPINNING;
	if (!n) {
		if (!facet_bar2_table_next(&bar2, &work.index))
			return (void)(work.state = IDLE);
		n = facet_bar2_table_collect(&bar2, work.index, work.gfns, AHEAD);
		work.state = ASKED;
	}
	facet_front_end_pin_begin(&pins, &work.pinning, work.gfns, n);
}

static void work_enters(void)
{
	u32 i;

	for (i = 0; i < work.pinning.n; i++)
		if (work.pinning.revoked || !enter(work.index + i, work.gfns[i])) {
			pinned[work.gfns[i]]--;
			refused++;
		}
}

/*
 * Return whether the worker may pin its pages. One quarantined page prevents the pins of all, and
 * the request of the fault stays.
 */
static bool may_pin(void)
{
	u32 i;

	for (i = 0; i < work.pinning.n; i++)
		if (work.gfns[i] == quarantined)
			return false;
	return true;
}

static void work_step(void)
{
	u32 i;

	switch (work.state) {
	case IDLE:
		work_begins();
		return;
	case ASKED:
		if (!may_pin())
			break;
		for (i = 0; i < work.pinning.n; i++)
			pinned[work.gfns[i]]++;
		work.state = HAS;
		return;
	case HAS:
		work_enters();
		facet_bar2_table_done(&bar2);
		break;
	case UNPINNING:
		for (i = 0; i < work.pinning.n; i++)
			pinned[work.gfns[i]]--;
		break;
	}
	facet_front_end_pin_end(&work.pinning);
	work.state = IDLE;
}

static void nothing_shows(u64 gfn)
{
	u32 i;

	for (i = 0; i < SLOTS; i++)
		assert_int_not_equal(mapped[i], gfn);
}

static void dma_unmap(u64 gfn)
{
	quarantined = gfn;
	facet_front_end_pins_revoke(&pins, gfn, 1);
	cut(FACET_BAR2_TABLE_GUEST_PAGES, gfn, 0, FACET_BAR2_TABLE_PAGES);
	nothing_shows(gfn);
	facet_front_end_pins_revoke(&pins, gfn, 1);
	/* Wait until the retired pages are unpinned and no pin under way has a revoked page. */
	while (facet_front_end_pins_revoked(&pins) || !list_empty(&bar2.retired) ||
	       work.state == UNPINNING)
		work_step();
	assert_int_equal(pinned[gfn], 0);
	quarantined = NONE;
}

/*
 * Expect that each mapped page is pinned. It is the entry's page, unless the entry is just being
 * changed.
 */
static void check_mapped(void)
{
	u32 i;

	for (i = 0; i < SLOTS; i++) {
		if (mapped[i] == NONE)
			continue;
		assert_true(pinned[mapped[i]] > 0);
		assert_true(i == changed || mapped[i] == entries[i]);
	}
}

static void begin(u64 seed)
{
	u32 i;

	random_state = seed;
	INIT_LIST_HEAD(&pins);
	for (i = 0; i < PAGES; i++)
		entries[i] = i < SLOTS ? rnd(GFNS) : NONE;
	for (i = 0; i < SLOTS; i++)
		mapped[i] = NONE;
	memset(pinned, 0, sizeof(pinned));
}

static void work_ends(void)
{
	do
		work_step();
	while (work.state != IDLE || !list_empty(&bar2.retired));
}

static void end(void)
{
	u32 i;

	facet_bar2_table_close(&bar2);
	work_ends();
	cut(FACET_BAR2_TABLE_ANY, 0, 0, ~0ull);
	work_ends();
	for (i = 0; i < GFNS; i++)
		assert_int_equal(pinned[i], 0);
	facet_bar2_table_open(&bar2);
	changed = SLOTS;
}

static void no_page_is_shown_that_the_guest_took_away_in_any_order_of_steps(void **state)
{
	u32 i, seed;

	mappings = 0;
	refused = 0;
	for (seed = 0; seed < 100; seed++) {
		begin(seed);
		for (i = 0; i < 2000; i++) {
			switch (rnd(8)) {
			case 0:
				guest_step();
				break;
			case 1:
				if (!rnd(8))
					dma_unmap(rnd(GFNS));
				break;
			case 2:
			case 3:
				fault(rnd(SLOTS));
				break;
			default:
				work_step();
			}
			check_mapped();
		}
		end();
	}
	/* Pages were mapped and pins were refused often enough for a meaningful test. */
	assert_true(mappings > 1000);
	assert_true(refused > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(a_fault_waits_until_the_page_is_pinned_and_then_maps_it),
		TEST(a_page_without_an_entry_is_blank_until_the_entry_is_cut),
		TEST(a_fence_waits_for_a_detiled_page_or_is_told_and_blank),
		TEST(a_detiled_page_is_cut_by_its_place_alone_and_is_never_unpinned),
		TEST(a_page_that_cannot_be_pinned_is_blank_until_it_is_tried_again),
		TEST(a_page_whose_entry_changed_while_it_was_pinned_has_not_failed),
		TEST(a_detiled_page_that_cannot_be_made_is_blank_until_it_is_tried_again),
		TEST(a_page_is_mapped_once_and_the_second_pin_stays_the_callers),
		TEST(a_guest_page_that_is_shown_twice_goes_from_both_places),
		TEST(a_pin_that_was_under_way_is_refused_once_the_entry_names_another_page),
		TEST(a_range_has_its_first_and_last_page_and_no_more),
		TEST(a_cut_unmaps_one_leaf_at_a_time_and_passes_over_missing_ones),
		TEST(what_is_pinned_ahead_ends_at_a_page_in_the_table_and_with_the_leaf),
		TEST(pages_that_could_not_be_pinned_together_are_listed_alone_until_tried_again),
		TEST(nothing_is_shown_beyond_the_table_or_without_a_leaf),
		TEST(the_bar2_of_each_type_fits_into_the_table),
		TEST(faults_are_served_in_their_order_and_a_full_ring_gives_no_ticket),
		TEST(a_closed_table_lets_go_who_waits_and_forgets_their_pages),
		TEST(retired_pages_are_taken_in_stretches_and_in_order),
		TEST(no_page_is_shown_that_the_guest_took_away_in_any_order_of_steps),
	};

	return cmocka_run_group_tests_name("shown", tests, NULL, NULL);
}
