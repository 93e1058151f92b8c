// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of the pages that a mapped BAR2 shows (bar2_table.h). kernel/bar2.c calls these
 * functions under facet_bar2.lock. bar2_table.h names the few that need no lock. The functions take
 * no lock.
 */
#include "mediator/bar2_table.h"

#define POP_CHECKED_MAX	256u	/* retired pages checked in one call: detiled pages have no pin */

/* The two entries of blank pages. They are compared by address, and never retired. */
static struct facet_bar2_table_page blank_empty;
static struct facet_bar2_table_page blank_failed;

static bool is_blank(const struct facet_bar2_table_page *page)
{
	return page == &blank_empty || page == &blank_failed;
}

/* Return the slot of a page of BAR2; NULL: the page has no leaf. */
static struct facet_bar2_table_page **slot_of(const struct facet_bar2_table *table, u64 index)
{
	struct facet_bar2_table_page **leaf;

	if (!port_index(&index, FACET_BAR2_TABLE_PAGES))
		return NULL;
	leaf = table->leaves[index / FACET_BAR2_TABLE_LEAF];
	return leaf ? &leaf[index % FACET_BAR2_TABLE_LEAF] : NULL;
}

/* Return the first page of BAR2 behind the leaf of a page. */
static u64 leaf_end(u64 index)
{
	return (index / FACET_BAR2_TABLE_LEAF + 1) * FACET_BAR2_TABLE_LEAF;
}

void facet_bar2_table_init(struct facet_bar2_table *table, facet_bar2_table_query_fn *query,
			   void *data)
{
	*table = (struct facet_bar2_table){ .query = query, .data = data };
	INIT_LIST_HEAD(&table->retired);
}

void facet_bar2_table_open(struct facet_bar2_table *table)
{
	table->served = table->requested;
	memset(table->pin_singly, 0, sizeof(table->pin_singly));
	table->open = true;
}

void facet_bar2_table_close(struct facet_bar2_table *table)
{
	WRITE_ONCE(table->open, false);
}

void facet_bar2_table_free(struct facet_bar2_table *table)
{
	u32 i;

	for (i = 0; i < FACET_BAR2_TABLE_LEAVES; i++) {
		if (table->leaves[i])
			port_page_free(table->leaves[i]);
		table->leaves[i] = NULL;
	}
}

bool facet_bar2_table_needs_leaf(const struct facet_bar2_table *table, u64 index)
{
	return port_index(&index, FACET_BAR2_TABLE_PAGES) &&
	       !READ_ONCE(table->leaves[index / FACET_BAR2_TABLE_LEAF]);
}

bool facet_bar2_table_add_leaf(struct facet_bar2_table *table, u64 index, void *leaf)
{
	if (!facet_bar2_table_needs_leaf(table, index) ||
	    !port_index(&index, FACET_BAR2_TABLE_PAGES))
		return false;
	WRITE_ONCE(table->leaves[index / FACET_BAR2_TABLE_LEAF], leaf);
	return true;
}

/* Answer a fault on a page without an entry. One that shows no memory gets a blank entry. */
static enum facet_bar2_table_fault fault_new(struct facet_bar2_table *table, u64 index,
					     bool can_detile, struct facet_bar2_table_page **slot)
{
	u64 gfn;
	int ret = table->query(table->data, index, &gfn);

	if (!ret || ret == -EBUSY || (ret == -EAGAIN && can_detile))
		return FACET_BAR2_TABLE_WAIT;
	*slot = &blank_empty;
	return ret == -EAGAIN ? FACET_BAR2_TABLE_FENCED : FACET_BAR2_TABLE_BLANK;
}

enum facet_bar2_table_fault facet_bar2_table_fault(struct facet_bar2_table *table, u64 index,
						   bool can_detile)
{
	struct facet_bar2_table_page **slot = slot_of(table, index);

	if (!table->open || !slot)
		return FACET_BAR2_TABLE_CLOSED;
	if (!*slot)
		return fault_new(table, index, can_detile, slot);
	return is_blank(*slot) ? FACET_BAR2_TABLE_BLANK : FACET_BAR2_TABLE_PAGE;
}

bool facet_bar2_table_frame(const struct facet_bar2_table *table, u64 index, u64 *frame)
{
	struct facet_bar2_table_page **slot = slot_of(table, index);

	if (!slot || !*slot || is_blank(*slot))
		return false;
	*frame = (*slot)->frame;
	return true;
}

u64 facet_bar2_table_want(struct facet_bar2_table *table, u32 index)
{
	if (table->requested - table->served == FACET_BAR2_TABLE_WANTED)
		return 0;
	table->wanted[table->requested % FACET_BAR2_TABLE_WANTED] = index;
	return ++table->requested;
}

bool facet_bar2_table_served(const struct facet_bar2_table *table, u64 request)
{
	return READ_ONCE(table->served) >= request || !READ_ONCE(table->open);
}

bool facet_bar2_table_next(const struct facet_bar2_table *table, u32 *index)
{
	if (!table->open || table->served == table->requested)
		return false;
	*index = table->wanted[table->served % FACET_BAR2_TABLE_WANTED];
	return true;
}

void facet_bar2_table_done(struct facet_bar2_table *table)
{
	WRITE_ONCE(table->served, table->served + 1);
}

/* Return the bit of the group of a page in &facet_bar2_table.apart. */
static u16 group_bit(u64 index)
{
	return BIT(index % FACET_BAR2_TABLE_LEAF / FACET_BAR2_TABLE_GROUP);
}

/* Tell whether the pages of a page's group are to be pinned one by one. */
static bool pins_singly(const struct facet_bar2_table *table, u64 index)
{
	return port_index(&index, FACET_BAR2_TABLE_PAGES) &&
	       table->pin_singly[index / FACET_BAR2_TABLE_LEAF] & group_bit(index);
}

/* Clear the bits of all groups of a page's leaf. */
static void forget_pin_singly(struct facet_bar2_table *table, u64 index)
{
	if (port_index(&index, FACET_BAR2_TABLE_PAGES))
		table->pin_singly[index / FACET_BAR2_TABLE_LEAF] = 0;
}

u32 facet_bar2_table_collect(const struct facet_bar2_table *table, u64 index, u64 *gfns, u32 max)
{
	struct facet_bar2_table_page **slot = slot_of(table, index);
	u32 n = 0;

	if (!slot)
		return 0;
	max = min_t(u64, max, leaf_end(index) - index);
	if (pins_singly(table, index))
		max = 1;
	while (n < max && !slot[n] && !table->query(table->data, index + n, &gfns[n]))
		n++;
	return n;
}

void facet_bar2_table_pin_singly(struct facet_bar2_table *table, u64 index)
{
	if (port_index(&index, FACET_BAR2_TABLE_PAGES) && slot_of(table, index))
		table->pin_singly[index / FACET_BAR2_TABLE_LEAF] |= group_bit(index);
}

struct facet_bar2_table_page *facet_bar2_table_page_new(u64 gfn, u64 frame)
{
	struct facet_bar2_table_page *page = port_zalloc(sizeof(*page));

	if (!page)
		return NULL;
	page->gfn = gfn;
	page->frame = frame;
	return page;
}

bool facet_bar2_table_enter(struct facet_bar2_table *table, u64 index,
			    struct facet_bar2_table_page *page)
{
	struct facet_bar2_table_page **slot = slot_of(table, index);
	u64 now;

	if (!slot || *slot)
		return false;
	if (page->gfn != FACET_BAR2_TABLE_DETILED &&
	    (table->query(table->data, index, &now) || now != page->gfn))
		return false;
	*slot = page;
	return true;
}

void facet_bar2_table_fail(struct facet_bar2_table *table, u64 index, u64 gfn)
{
	struct facet_bar2_table_page **slot = slot_of(table, index);
	bool same;
	u64 now;
	int ret;

	if (!slot || *slot)
		return;
	ret = table->query(table->data, index, &now);
	same = gfn == FACET_BAR2_TABLE_DETILED ? ret == -EAGAIN :
				      (!ret || ret == -EBUSY) && now == gfn;
	if (same)
		*slot = &blank_failed;
}

/* Tell whether a cut takes an entry. */
static bool cut_selects(const struct facet_bar2_table_page *page,
			const struct facet_bar2_table_cut *cut)
{
	switch (cut->kind) {
	case FACET_BAR2_TABLE_GUEST_PAGES:
		return !is_blank(page) && page->gfn != FACET_BAR2_TABLE_DETILED &&
		       page->gfn >= cut->gfn && page->gfn - cut->gfn < cut->n;
	case FACET_BAR2_TABLE_FAILED:
		return page == &blank_failed;
	default:
		return true;
	}
}

/* Clear a slot, and put its page on the list of retired pages unless it is blank. */
static void entry_retire(struct facet_bar2_table *table, struct facet_bar2_table_page **slot)
{
	if (!is_blank(*slot))
		list_add_tail(&(*slot)->list, &table->retired);
	*slot = NULL;
}

bool facet_bar2_table_cut(struct facet_bar2_table *table, struct facet_bar2_table_cut *cut)
{
	u64 end = min_t(u64, cut->end, FACET_BAR2_TABLE_PAGES), at = cut->at;
	struct facet_bar2_table_page **slot;

	cut->unmap_first = 0;
	cut->unmap_end = 0;
	while (at < end && !slot_of(table, at))
		at = leaf_end(at);
	if (at >= end)
		return false;
	end = min(end, leaf_end(at));
	if (cut->kind == FACET_BAR2_TABLE_FAILED)
		forget_pin_singly(table, at);
	for (slot = slot_of(table, at); at < end; at++, slot++) {
		if (!*slot || !cut_selects(*slot, cut))
			continue;
		entry_retire(table, slot);
		if (!cut->unmap_end)
			cut->unmap_first = at;
		cut->unmap_end = at + 1;
	}
	cut->at = at;
	return at < cut->end;
}

u32 facet_bar2_table_pop_retired(struct facet_bar2_table *table, u64 *gfns, u32 max)
{
	struct facet_bar2_table_page *page;
	u32 checked, n = 0;

	for (checked = 0; checked < POP_CHECKED_MAX && n < max; checked++) {
		page = list_first_entry_or_null(&table->retired, struct facet_bar2_table_page,
						list);
		if (!page)
			break;
		list_del(&page->list);
		if (page->gfn != FACET_BAR2_TABLE_DETILED)
			gfns[n++] = page->gfn;
		port_free(page);
	}
	return n;
}
