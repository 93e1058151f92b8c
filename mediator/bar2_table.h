/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a mapped BAR2 shows: which guest page or view each of its pages is mapped to, which pages
 * page faults wait for, and which pages are to be unpinned. This file decides; the front end
 * (kernel/bar2.c) pins, maps and unmaps, and owns the lock that all of this is under.
 *
 *   nothing --fault--> wanted --pinned, entry still the same--> page --cut--> retired --> unpinned
 *      |                  +-----could not be pinned--> failed --cut--> nothing
 *      +-----fault, the guest has no entry--> empty --cut--> nothing
 *
 * A pin that is under way is not in the table. So facet_bar2_table_enter() and facet_bar2_table_fail() ask
 * once more what the guest's entry names: a change of that entry is either seen there, or cut
 * behind it.
 */
#ifndef FACET_BAR2_TABLE_H
#define FACET_BAR2_TABLE_H

#include "port.h"

#define FACET_BAR2_TABLE_WANTED	64u	/* pages that faults wait for at once */
#define FACET_BAR2_TABLE_LEAF	512u	/* entries of a leaf, which is one page of memory */
#define FACET_BAR2_TABLE_LEAVES	256u
#define FACET_BAR2_TABLE_GROUP	(FACET_BAR2_TABLE_LEAF / 16)	/* of facet_bar2_table_apart() */
#define FACET_BAR2_TABLE_PAGES	(FACET_BAR2_TABLE_LEAF * FACET_BAR2_TABLE_LEAVES)	/* the largest BAR2 */

/* &facet_bar2_table_page.gfn of a view: memory of the core's, which nobody unpins. */
#define FACET_BAR2_TABLE_DETILED	(~0ull)

/**
 * struct facet_bar2_table_page - A page that is, or may be, mapped.
 * @list: of those that are retired
 * @gfn: guest page number, pinned; or FACET_BAR2_TABLE_DETILED
 * @frame: host page number
 */
struct facet_bar2_table_page {
	struct list_head list;
	u64 gfn;
	u64 frame;
};

/** enum facet_bar2_table_fault - The answer to a page fault. */
enum facet_bar2_table_fault {
	FACET_BAR2_TABLE_CLOSED,	/* no page is shown any more */
	FACET_BAR2_TABLE_BLANK,	/* map the blank page */
	FACET_BAR2_TABLE_FENCED,	/* map the blank page: a fence is there, and no view can be */
	FACET_BAR2_TABLE_PAGE,	/* map what facet_bar2_table_frame() tells */
	FACET_BAR2_TABLE_WAIT,	/* the page has to be pinned first */
};

/** enum facet_bar2_table_cut_kind - Which entries a cut takes. */
enum facet_bar2_table_cut_kind {
	FACET_BAR2_TABLE_ANY,
	FACET_BAR2_TABLE_GUEST_PAGES,	/* those that show a range of guest pages */
	FACET_BAR2_TABLE_FAILED,	/* those that could not be pinned, together or alone */
};

/**
 * typedef facet_bar2_table_query_fn - Tell what the guest's entry for a page of BAR2 names.
 * @data: of facet_bar2_table_init()
 * @index: page of BAR2
 * @gfn: the guest page number
 *
 * Context: the front end's lock is held. Return: as facet_aperture_page().
 */
typedef int facet_bar2_table_query_fn(void *data, u32 index, u64 *gfn);

/**
 * struct facet_bar2_table - The pages of one BAR2.
 * @query: tells what the guest's entries name
 * @data: for @query
 * @leaves: FACET_BAR2_TABLE_LEAF entries each; NULL: no fault was there yet
 * @retired: pages that are no longer in a leaf, to be unpinned
 * @wanted: ring of pages that faults wait for
 * @apart: for each leaf, a bit for each group of FACET_BAR2_TABLE_GROUP pages: set: they are listed one
 *	by one
 * @asked: pages that were ever put into @wanted
 * @served: pages of those that are dealt with
 * @open: faults are served
 */
struct facet_bar2_table {
	facet_bar2_table_query_fn *query;
	void *data;
	struct facet_bar2_table_page **leaves[FACET_BAR2_TABLE_LEAVES];
	struct list_head retired;
	u16 apart[FACET_BAR2_TABLE_LEAVES];
	u32 wanted[FACET_BAR2_TABLE_WANTED];
	u64 asked;
	u64 served;
	bool open;
};

/**
 * struct facet_bar2_table_cut - A cut: entries that go, stretch by stretch.
 * @goes: which entries go
 * @gfn: FACET_BAR2_TABLE_GUEST_PAGES: the first guest page
 * @n: number of guest pages
 * @at: first page of BAR2 that has not been dealt with
 * @end: page of BAR2 to stop before; beyond the table it does no harm
 * @first: the front end unmaps from here ...
 * @past: ... up to and without here; nothing where @first is @past
 */
struct facet_bar2_table_cut {
	enum facet_bar2_table_cut_kind goes;
	u64 gfn;
	u64 n;
	u64 at;
	u64 end;
	u64 first;
	u64 past;
};

/**
 * facet_bar2_table_init() - Begin with an empty table.
 * @shown: the table
 * @query: tells what the guest's entries name
 * @data: for @query
 *
 * Context: any.
 */
void facet_bar2_table_init(struct facet_bar2_table *shown, facet_bar2_table_query_fn *query,
			   void *data);

/**
 * facet_bar2_table_open() - Serve faults from now on. What is known of an earlier user is forgotten.
 * @shown: the table
 *
 * Context: any; the front end's lock is held, or nobody else knows the table.
 */
void facet_bar2_table_open(struct facet_bar2_table *shown);

/**
 * facet_bar2_table_close() - Serve no fault any more. What is in the table stays until it is cut.
 * @shown: the table
 *
 * Context: any; the front end's lock is held.
 */
void facet_bar2_table_close(struct facet_bar2_table *shown);

/**
 * facet_bar2_table_free() - Free the leaves of a table whose entries are all cut and taken.
 * @shown: the table; it can be opened again
 *
 * Context: may sleep; nobody else uses the table.
 */
void facet_bar2_table_free(struct facet_bar2_table *shown);

/**
 * facet_bar2_table_needs_leaf() - Tell whether a page of BAR2 has no leaf yet.
 * @shown: the table
 * @index: page of BAR2
 *
 * Context: any; no lock. A leaf stays until facet_bar2_table_free().
 * Return: true: the caller has a page of zeroes made, and calls facet_bar2_table_add_leaf(). Never for
 * a page beyond the table.
 */
bool facet_bar2_table_needs_leaf(const struct facet_bar2_table *shown, u64 index);

/**
 * facet_bar2_table_add_leaf() - Add a leaf, which the caller made with no lock held.
 * @shown: the table
 * @index: page of BAR2
 * @leaf: of port_page_alloc()
 *
 * Context: any; the front end's lock is held.
 * Return: false: there is one by now, or the index is beyond the table: @leaf stays the caller's.
 */
bool facet_bar2_table_add_leaf(struct facet_bar2_table *shown, u64 index, void *leaf);

/**
 * facet_bar2_table_fault() - Answer a page fault.
 * @shown: the table
 * @index: page of BAR2, which has a leaf
 * @views: views can be made
 *
 * Where the guest has no entry the blank page goes on record: it is cut when the entry changes.
 *
 * Context: any; the front end's lock is held. Return: what to do.
 */
enum facet_bar2_table_fault facet_bar2_table_fault(struct facet_bar2_table *shown, u64 index,
						   bool views);

/**
 * facet_bar2_table_frame() - Tell what a page of BAR2 is to be mapped to.
 * @shown: the table
 * @index: page of BAR2
 * @frame: host page number
 *
 * Context: any; the front end's lock is held. Return: whether a guest page or a view is shown.
 */
bool facet_bar2_table_frame(const struct facet_bar2_table *shown, u64 index, u64 *frame);

/**
 * facet_bar2_table_want() - Ask for a page that a fault waits for.
 * @shown: the table
 * @index: page of BAR2
 *
 * Context: any; the front end's lock is held.
 * Return: a ticket for facet_bar2_table_served(); 0: FACET_BAR2_TABLE_WANTED pages are waited for already.
 */
u64 facet_bar2_table_want(struct facet_bar2_table *shown, u32 index);

/**
 * facet_bar2_table_served() - Tell whether a fault has waited long enough.
 * @shown: the table
 * @ticket: of facet_bar2_table_want()
 *
 * Context: any; no lock. Return: true: fault again: the page is dealt with, or the table is closed.
 */
bool facet_bar2_table_served(const struct facet_bar2_table *shown, u64 ticket);

/**
 * facet_bar2_table_next() - Find the oldest page that a fault waits for.
 * @shown: the table
 * @index: page of BAR2
 *
 * Context: any; the front end's lock is held. Return: false: there is none, or the table is closed.
 */
bool facet_bar2_table_next(const struct facet_bar2_table *shown, u32 *index);

/**
 * facet_bar2_table_done() - Note that the page of facet_bar2_table_next() is dealt with.
 * @shown: the table
 *
 * Context: any; the front end's lock is held. The caller wakes all faults then.
 */
void facet_bar2_table_done(struct facet_bar2_table *shown);

/**
 * facet_bar2_table_collect() - List the guest pages to pin for a fault and behind it.
 * @shown: the table
 * @index: page of BAR2 of the first
 * @gfns: array of @max guest page numbers
 * @max: at most so many
 *
 * The list ends at a page that is in the table already, that shows no guest page, or that is in
 * another leaf. Of a group that facet_bar2_table_apart() has named it has one page.
 *
 * Context: any; the front end's lock is held. Return: length of the list.
 */
u32 facet_bar2_table_collect(const struct facet_bar2_table *shown, u64 index, u64 *gfns, u32 max);

/**
 * facet_bar2_table_apart() - Note that pages could not be pinned together.
 * @shown: the table
 * @index: page of BAR2, the first of those that facet_bar2_table_collect() has listed
 *
 * Pages of its group are listed one by one until FACET_BAR2_TABLE_FAILED are cut or the table is opened.
 *
 * Context: any; the front end's lock is held.
 */
void facet_bar2_table_apart(struct facet_bar2_table *shown, u64 index);

/**
 * facet_bar2_table_page_new() - Make an entry that is not in a table.
 * @gfn: guest page number; or FACET_BAR2_TABLE_DETILED
 * @frame: host page number
 *
 * Context: may sleep. Return: the entry, for facet_bar2_table_enter() or port_free(); NULL: no memory.
 */
struct facet_bar2_table_page *facet_bar2_table_page_new(u64 gfn, u64 frame);

/**
 * facet_bar2_table_enter() - Put a page into the table.
 * @shown: the table
 * @index: page of BAR2
 * @page: of facet_bar2_table_page_new(). Of a view, the caller knows that it has not ended
 *
 * Context: any; the front end's lock is held.
 * Return: false: there is another by now, or the guest's entry names another page: @page and its
 * pin stay the caller's.
 */
bool facet_bar2_table_enter(struct facet_bar2_table *shown, u64 index,
			    struct facet_bar2_table_page *page);

/**
 * facet_bar2_table_fail() - Note that a page could not be pinned. It is blank until that is cut.
 * @shown: the table
 * @index: page of BAR2
 * @gfn: guest page number; or FACET_BAR2_TABLE_DETILED of an entry that names no page to pin
 *
 * Nothing is noted if the guest's entry is another by now.
 *
 * Context: any; the front end's lock is held.
 */
void facet_bar2_table_fail(struct facet_bar2_table *shown, u64 index, u64 gfn);

/**
 * facet_bar2_table_cut() - Take entries out of the table, one stretch of at most FACET_BAR2_TABLE_LEAF.
 * @shown: the table
 * @cut: what goes; tells what to unmap before the front end's lock is dropped
 *
 * Context: any; the front end's lock is held. Return: whether there may be more.
 */
bool facet_bar2_table_cut(struct facet_bar2_table *shown, struct facet_bar2_table_cut *cut);

/**
 * facet_bar2_table_pop_retired() - Take a stretch of the retired pages, and free their entries.
 * @shown: the table
 * @gfns: array of @max guest page numbers, which the caller unpins
 * @max: at most so many
 *
 * Context: may sleep; the front end's lock is held. Return: length of @gfns.
 */
u32 facet_bar2_table_pop_retired(struct facet_bar2_table *shown, u64 *gfns, u32 max);

#endif
