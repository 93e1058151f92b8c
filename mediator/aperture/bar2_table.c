// SPDX-License-Identifier: GPL-2.0-only
/* The pages that a mapped BAR2 shows. Called by kernel/bar2.c, under its lock. */
#include "mediator/bar2_table.h"

#define TAKE_STRETCH	256u	/* retired pages of one call: all may be views, without pins */

/* Entries of pages that are blank. They are compared by address, and never retired. */
static struct facet_shown_page blank_empty;
static struct facet_shown_page blank_failed;

static bool is_blank(const struct facet_shown_page *page)
{
	return page == &blank_empty || page == &blank_failed;
}

/* Where the entry of a page of BAR2 is. Return: NULL: it has no leaf. */
static struct facet_shown_page **slot_of(const struct facet_shown *shown, u64 index)
{
	struct facet_shown_page **leaf;

	if (!port_index(&index, FACET_SHOWN_PAGES))
		return NULL;
	leaf = shown->leaves[index / FACET_SHOWN_LEAF];
	return leaf ? &leaf[index % FACET_SHOWN_LEAF] : NULL;
}

/* The first page of BAR2 behind the leaf that a page is in. */
static u64 leaf_end(u64 index)
{
	return (index / FACET_SHOWN_LEAF + 1) * FACET_SHOWN_LEAF;
}

void facet_shown_init(struct facet_shown *shown, facet_shown_query_fn *query, void *data)
{
	*shown = (struct facet_shown){ .query = query, .data = data };
	INIT_LIST_HEAD(&shown->retired);
}

void facet_shown_open(struct facet_shown *shown)
{
	shown->served = shown->asked;
	memset(shown->apart, 0, sizeof(shown->apart));
	shown->open = true;
}

void facet_shown_close(struct facet_shown *shown)
{
	WRITE_ONCE(shown->open, false);
}

void facet_shown_free(struct facet_shown *shown)
{
	u32 i;

	for (i = 0; i < FACET_SHOWN_LEAVES; i++) {
		if (shown->leaves[i])
			port_page_free(shown->leaves[i]);
		shown->leaves[i] = NULL;
	}
}

bool facet_shown_needs_leaf(const struct facet_shown *shown, u64 index)
{
	return port_index(&index, FACET_SHOWN_PAGES) &&
	       !READ_ONCE(shown->leaves[index / FACET_SHOWN_LEAF]);
}

bool facet_shown_add_leaf(struct facet_shown *shown, u64 index, void *leaf)
{
	if (!facet_shown_needs_leaf(shown, index) || !port_index(&index, FACET_SHOWN_PAGES))
		return false;
	WRITE_ONCE(shown->leaves[index / FACET_SHOWN_LEAF], leaf);
	return true;
}

/* Answer a fault on a page that has no entry in the table. */
static enum facet_shown_fault fault_new(struct facet_shown *shown, u64 index, bool views,
					struct facet_shown_page **slot)
{
	u64 gfn;
	int ret = shown->query(shown->data, index, &gfn);

	if (!ret || ret == -EBUSY || (ret == -EAGAIN && views))
		return FACET_SHOWN_WAIT;
	*slot = &blank_empty;
	return ret == -EAGAIN ? FACET_SHOWN_FENCED : FACET_SHOWN_BLANK;
}

enum facet_shown_fault facet_shown_fault(struct facet_shown *shown, u64 index, bool views)
{
	struct facet_shown_page **slot = slot_of(shown, index);

	if (!shown->open || !slot)
		return FACET_SHOWN_CLOSED;
	if (!*slot)
		return fault_new(shown, index, views, slot);
	return is_blank(*slot) ? FACET_SHOWN_BLANK : FACET_SHOWN_PAGE;
}

bool facet_shown_frame(const struct facet_shown *shown, u64 index, u64 *frame)
{
	struct facet_shown_page **slot = slot_of(shown, index);

	if (!slot || !*slot || is_blank(*slot))
		return false;
	*frame = (*slot)->frame;
	return true;
}

u64 facet_shown_want(struct facet_shown *shown, u32 index)
{
	if (shown->asked - shown->served == FACET_SHOWN_WANTED)
		return 0;
	shown->wanted[shown->asked % FACET_SHOWN_WANTED] = index;
	return ++shown->asked;
}

bool facet_shown_served(const struct facet_shown *shown, u64 ticket)
{
	return READ_ONCE(shown->served) >= ticket || !READ_ONCE(shown->open);
}

bool facet_shown_next(const struct facet_shown *shown, u32 *index)
{
	if (!shown->open || shown->served == shown->asked)
		return false;
	*index = shown->wanted[shown->served % FACET_SHOWN_WANTED];
	return true;
}

void facet_shown_done(struct facet_shown *shown)
{
	WRITE_ONCE(shown->served, shown->served + 1);
}

static u16 apart_bit(u64 index)
{
	return BIT(index % FACET_SHOWN_LEAF / FACET_SHOWN_GROUP);
}

static bool is_apart(const struct facet_shown *shown, u64 index)
{
	return port_index(&index, FACET_SHOWN_PAGES) &&
	       shown->apart[index / FACET_SHOWN_LEAF] & apart_bit(index);
}

/* Clear the bits of a page's leaf. */
static void forget_apart(struct facet_shown *shown, u64 index)
{
	if (port_index(&index, FACET_SHOWN_PAGES))
		shown->apart[index / FACET_SHOWN_LEAF] = 0;
}

u32 facet_shown_collect(const struct facet_shown *shown, u64 index, u64 *gfns, u32 max)
{
	struct facet_shown_page **slot = slot_of(shown, index);
	u32 n = 0;

	if (!slot)
		return 0;
	max = min_t(u64, max, leaf_end(index) - index);
	if (is_apart(shown, index))
		max = 1;
	while (n < max && !slot[n] && !shown->query(shown->data, index + n, &gfns[n]))
		n++;
	return n;
}

void facet_shown_apart(struct facet_shown *shown, u64 index)
{
	if (port_index(&index, FACET_SHOWN_PAGES) && slot_of(shown, index))
		shown->apart[index / FACET_SHOWN_LEAF] |= apart_bit(index);
}

struct facet_shown_page *facet_shown_page_new(u64 gfn, u64 frame)
{
	struct facet_shown_page *page = port_zalloc(sizeof(*page));

	if (!page)
		return NULL;
	page->gfn = gfn;
	page->frame = frame;
	return page;
}

bool facet_shown_enter(struct facet_shown *shown, u64 index, struct facet_shown_page *page)
{
	struct facet_shown_page **slot = slot_of(shown, index);
	u64 now;

	if (!slot || *slot)
		return false;
	if (page->gfn != FACET_SHOWN_VIEW &&
	    (shown->query(shown->data, index, &now) || now != page->gfn))
		return false;
	*slot = page;
	return true;
}

void facet_shown_fail(struct facet_shown *shown, u64 index, u64 gfn)
{
	struct facet_shown_page **slot = slot_of(shown, index);
	bool same;
	u64 now;
	int ret;

	if (!slot || *slot)
		return;
	ret = shown->query(shown->data, index, &now);
	same = gfn == FACET_SHOWN_VIEW ? ret == -EAGAIN :
				      (!ret || ret == -EBUSY) && now == gfn;
	if (same)
		*slot = &blank_failed;
}

static bool goes(const struct facet_shown_page *page, const struct facet_shown_cut *cut)
{
	switch (cut->goes) {
	case FACET_SHOWN_GUEST_PAGES:
		return !is_blank(page) && page->gfn != FACET_SHOWN_VIEW && page->gfn >= cut->gfn &&
		       page->gfn - cut->gfn < cut->n;
	case FACET_SHOWN_FAILED:
		return page == &blank_failed;
	default:
		return true;
	}
}

static void retire(struct facet_shown *shown, struct facet_shown_page **slot)
{
	if (!is_blank(*slot))
		list_add_tail(&(*slot)->list, &shown->retired);
	*slot = NULL;
}

bool facet_shown_cut(struct facet_shown *shown, struct facet_shown_cut *cut)
{
	u64 end = min_t(u64, cut->end, FACET_SHOWN_PAGES), at = cut->at;
	struct facet_shown_page **slot;

	cut->first = 0;
	cut->past = 0;
	while (at < end && !slot_of(shown, at))
		at = leaf_end(at);
	if (at >= end)
		return false;
	end = min(end, leaf_end(at));
	if (cut->goes == FACET_SHOWN_FAILED)
		forget_apart(shown, at);
	for (slot = slot_of(shown, at); at < end; at++, slot++) {
		if (!*slot || !goes(*slot, cut))
			continue;
		retire(shown, slot);
		if (!cut->past)
			cut->first = at;
		cut->past = at + 1;
	}
	cut->at = at;
	return at < cut->end;
}

u32 facet_shown_take(struct facet_shown *shown, u64 *gfns, u32 max)
{
	struct facet_shown_page *page;
	u32 seen, n = 0;

	for (seen = 0; seen < TAKE_STRETCH && n < max; seen++) {
		page = list_first_entry_or_null(&shown->retired, struct facet_shown_page, list);
		if (!page)
			break;
		list_del(&page->list);
		if (page->gfn != FACET_SHOWN_VIEW)
			gfns[n++] = page->gfn;
		port_free(page);
	}
	return n;
}
