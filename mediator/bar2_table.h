/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of a mapped BAR2. It has the guest page or detiled page that each page of BAR2 is
 * mapped to. It also has the pages that page faults wait for, and the pages to unpin. This file
 * decides. The front end (kernel/bar2.c) pins, maps and unmaps, and owns the lock over the table.
 *
 *   nothing --fault--> wanted --pinned, entry still the same--> page --cut--> retired --> unpinned
 *      |                  +-----could not be pinned--> failed --cut--> nothing
 *      +-----fault, the guest has no entry--> empty --cut--> nothing
 *
 * A pin that is under way is not in the table. So facet_bar2_table_enter() and
 * facet_bar2_table_fail() query the guest's entry once more. A change of that entry is either found
 * there, or cut after it.
 */
#ifndef FACET_BAR2_TABLE_H
#define FACET_BAR2_TABLE_H

#include "port.h"

#define FACET_BAR2_TABLE_WANTED	64u	/* most pages that faults wait for */
#define FACET_BAR2_TABLE_LEAF	512u	/* entries of a leaf: one page of memory */
#define FACET_BAR2_TABLE_LEAVES	256u
/* Pages of a group: see facet_bar2_table_pin_singly(). */
#define FACET_BAR2_TABLE_GROUP	(FACET_BAR2_TABLE_LEAF / 16)
/* Pages of the largest BAR2. */
#define FACET_BAR2_TABLE_PAGES	(FACET_BAR2_TABLE_LEAF * FACET_BAR2_TABLE_LEAVES)

/* &facet_bar2_table_page.gfn of a detiled page: memory of the core, which nobody unpins. */
#define FACET_BAR2_TABLE_DETILED	(~0ull)

/**
 * struct facet_bar2_table_page - A page that is mapped, or may be.
 * @list: on the list of retired pages
 * @gfn: guest page number, pinned; or FACET_BAR2_TABLE_DETILED
 * @frame: host page number
 */
struct facet_bar2_table_page {
	struct list_head list;
	u64 gfn;
	u64 frame;
};

/**
 * enum facet_bar2_table_fault - The answer to a page fault.
 * @FACET_BAR2_TABLE_CLOSED: show no page: the table is closed, or the page has no leaf
 * @FACET_BAR2_TABLE_BLANK: map the blank page
 * @FACET_BAR2_TABLE_FENCED: map the blank page: a fence is there, and detiled pages are not
 *	possible
 * @FACET_BAR2_TABLE_PAGE: map the page of facet_bar2_table_frame()
 * @FACET_BAR2_TABLE_WAIT: the page has to be pinned, or its detiled page to be made, first
 */
enum facet_bar2_table_fault {
	FACET_BAR2_TABLE_CLOSED,
	FACET_BAR2_TABLE_BLANK,
	FACET_BAR2_TABLE_FENCED,
	FACET_BAR2_TABLE_PAGE,
	FACET_BAR2_TABLE_WAIT,
};

/**
 * enum facet_bar2_table_cut_kind - The entries that a cut takes.
 * @FACET_BAR2_TABLE_ANY: all
 * @FACET_BAR2_TABLE_GUEST_PAGES: those that show a range of guest pages
 * @FACET_BAR2_TABLE_FAILED: those whose page could not be pinned; also forgets
 *	facet_bar2_table_pin_singly()
 */
enum facet_bar2_table_cut_kind {
	FACET_BAR2_TABLE_ANY,
	FACET_BAR2_TABLE_GUEST_PAGES,
	FACET_BAR2_TABLE_FAILED,
};

/**
 * typedef facet_bar2_table_query_fn - Query the guest's entry for a page of BAR2.
 * @data: of facet_bar2_table_init()
 * @index: page of BAR2
 * @gfn: the guest page number
 *
 * Context: the front end's lock held. May take &facet_device.lock; does not sleep.
 * Return: as facet_aperture_page().
 */
typedef int facet_bar2_table_query_fn(void *data, u32 index, u64 *gfn);

/**
 * struct facet_bar2_table - The pages of one BAR2.
 * @query: queries the guest's entries
 * @data: first argument of @query
 * @leaves: FACET_BAR2_TABLE_LEAF entries each; NULL: no fault was there yet
 * @retired: pages that are no longer in a leaf and wait to be unpinned
 * @pin_singly: for each leaf, a bit for each group of FACET_BAR2_TABLE_GROUP pages: 1: list them
 *	one by one
 * @wanted: ring of pages that faults wait for
 * @requested: pages that were ever put into @wanted
 * @served: pages of these that are done
 * @open: faults are served
 */
struct facet_bar2_table {
	facet_bar2_table_query_fn *query;
	void *data;
	struct facet_bar2_table_page **leaves[FACET_BAR2_TABLE_LEAVES];
	struct list_head retired;
	u16 pin_singly[FACET_BAR2_TABLE_LEAVES];
	u32 wanted[FACET_BAR2_TABLE_WANTED];
	u64 requested;
	u64 served;
	bool open;
};

/**
 * struct facet_bar2_table_cut - A cut: entries that go, one stretch after the other.
 * @kind: kind of entries that go
 * @gfn: FACET_BAR2_TABLE_GUEST_PAGES: the first guest page
 * @n: FACET_BAR2_TABLE_GUEST_PAGES: number of guest pages
 * @at: first page of BAR2 that is not done yet
 * @end: page of BAR2 to stop before; may be beyond the table
 * @unmap_first: first page of BAR2 that the front end unmaps
 * @unmap_end: page of BAR2 behind the last one to unmap; equal to @unmap_first: there is none
 */
struct facet_bar2_table_cut {
	enum facet_bar2_table_cut_kind kind;
	u64 gfn;
	u64 n;
	u64 at;
	u64 end;
	u64 unmap_first;
	u64 unmap_end;
};

/**
 * facet_bar2_table_init() - Begin with an empty table.
 * @table: the table; its contents are overwritten
 * @query: queries the guest's entries
 * @data: first argument of @query; valid as long as the table is in use
 *
 * The table is closed. It has no leaf and allocates nothing.
 *
 * Context: any; nobody else knows the table. Takes no lock; does not sleep.
 */
void facet_bar2_table_init(struct facet_bar2_table *table, facet_bar2_table_query_fn *query,
			   void *data);

/**
 * facet_bar2_table_open() - Serve faults from now on.
 * @table: the table of facet_bar2_table_init(), not in use or closed
 *
 * The function forgets the waiting faults of an earlier user, which count as served. It forgets
 * facet_bar2_table_pin_singly(), too. Entries that were not cut stay, also those of
 * facet_bar2_table_fail().
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/), or nobody else uses the table.
 * Takes no lock; does not sleep.
 */
void facet_bar2_table_open(struct facet_bar2_table *table);

/**
 * facet_bar2_table_close() - Serve no fault any more. Entries stay until they are cut.
 * @table: the table
 *
 * From now on facet_bar2_table_served() is true for all faults. The caller wakes them afterwards. A
 * repeated call is harmless.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes no lock; does not sleep.
 */
void facet_bar2_table_close(struct facet_bar2_table *table);

/**
 * facet_bar2_table_free() - Free the leaves of a table whose entries are all cut and taken.
 * @table: the table; it can be opened again
 *
 * Before, the caller has cut all entries (facet_bar2_table_cut()). It has also called
 * facet_bar2_table_pop_retired() until no page is retired. Otherwise entries and pins leak. A
 * repeated call is harmless.
 *
 * Context: process context; nobody else uses the table. Takes no lock; does not sleep.
 */
void facet_bar2_table_free(struct facet_bar2_table *table);

/**
 * facet_bar2_table_needs_leaf() - Tell whether a page of BAR2 has no leaf yet.
 * @table: the table
 * @index: page of BAR2, any value
 *
 * Context: any; takes no lock; does not sleep. A leaf stays until facet_bar2_table_free().
 * Return: true: the caller allocates a zeroed page and calls facet_bar2_table_add_leaf(); false:
 * there is a leaf, or the page is beyond the table.
 */
bool facet_bar2_table_needs_leaf(const struct facet_bar2_table *table, u64 index);

/**
 * facet_bar2_table_add_leaf() - Add a leaf that the caller has allocated with no lock held.
 * @table: the table
 * @index: page of BAR2, any value
 * @leaf: a zeroed page of port_page_alloc(): FACET_BAR2_TABLE_LEAF pointers
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes no lock; does not sleep.
 * Return: true: @leaf belongs to the table, which frees it in facet_bar2_table_free(); false: there
 * is a leaf by now, or the page is beyond the table: @leaf stays the caller's.
 */
bool facet_bar2_table_add_leaf(struct facet_bar2_table *table, u64 index, void *leaf);

/**
 * facet_bar2_table_fault() - Answer a page fault.
 * @table: the table
 * @index: page of BAR2, any value; one that has a leaf can be served
 * @can_detile: true: detiled pages can be made
 *
 * If the table has no entry, the function queries the guest's entry. If the guest has none, or has
 * a fence and @can_detile is false, the function enters the blank page. That entry goes when it is
 * cut. Later faults get FACET_BAR2_TABLE_BLANK until then, also under a fence.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes &facet_device.lock in the
 * query (facet_aperture_page()); does not sleep.
 * Return: the answer, see &enum facet_bar2_table_fault.
 */
enum facet_bar2_table_fault facet_bar2_table_fault(struct facet_bar2_table *table, u64 index,
						   bool can_detile);

/**
 * facet_bar2_table_frame() - Return the host page that a page of BAR2 is to be mapped to.
 * @table: the table
 * @index: page of BAR2, any value
 * @frame: host page number; written only if the result is true
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes no lock; does not sleep.
 * Return: true: a guest page, which is pinned until it is retired and taken, or a detiled page;
 * false: no entry, the blank page, no leaf, or beyond the table.
 */
bool facet_bar2_table_frame(const struct facet_bar2_table *table, u64 index, u64 *frame);

/**
 * facet_bar2_table_want() - Ask for a page that a fault waits for.
 * @table: the table
 * @index: page of BAR2
 *
 * The page goes to the end of the ring, even if it is there already. The caller then has a thread
 * of the front end serve the ring.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes no lock; does not sleep.
 * Return: a number for facet_bar2_table_served(), 1 or more; 0: FACET_BAR2_TABLE_WANTED pages are
 * waited for already, and nothing is noted.
 */
u64 facet_bar2_table_want(struct facet_bar2_table *table, u32 index);

/**
 * facet_bar2_table_served() - Tell whether a fault has waited long enough.
 * @table: the table
 * @request: number of facet_bar2_table_want()
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: fault again: the page is done, or the table is closed; false: keep waiting.
 */
bool facet_bar2_table_served(const struct facet_bar2_table *table, u64 request);

/**
 * facet_bar2_table_next() - Find the oldest page that a fault waits for.
 * @table: the table
 * @index: page of BAR2; written only if the result is true
 *
 * The page stays in the ring until facet_bar2_table_done(). One thread at a time serves the ring.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes no lock; does not sleep.
 * Return: true: found; false: there is none, or the table is closed.
 */
bool facet_bar2_table_next(const struct facet_bar2_table *table, u32 *index);

/**
 * facet_bar2_table_done() - Note that the page of facet_bar2_table_next() is done.
 * @table: the table, which was not opened anew since facet_bar2_table_next()
 *
 * The function takes the page off the ring, whether a page was entered or not. It is called once
 * for each page. The caller wakes all faults afterwards.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes no lock; does not sleep.
 */
void facet_bar2_table_done(struct facet_bar2_table *table);

/**
 * facet_bar2_table_collect() - List the guest pages to pin for a fault and behind it.
 * @table: the table
 * @index: page of BAR2 of the first, any value
 * @gfns: array of @max guest page numbers: entry i gets that of page @index + i
 * @max: most pages of the list, at least 1
 *
 * The list ends before a page that is in the table or shows no guest page. A page of which a
 * detiled page is made, or that is under a fence, shows none. The list ends with the leaf. In a
 * group of facet_bar2_table_pin_singly() the list has at most one page. Nothing is pinned here.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes &facet_device.lock in the
 * query (facet_aperture_page()); does not sleep.
 * Return: number of pages in the list; 0: the first one needs no pin, or has no leaf.
 */
u32 facet_bar2_table_collect(const struct facet_bar2_table *table, u64 index, u64 *gfns, u32 max);

/**
 * facet_bar2_table_pin_singly() - Note that pages could not be pinned together.
 * @table: the table
 * @index: page of BAR2, the first one of a list of facet_bar2_table_collect()
 *
 * Lists that begin in its group have one page. That lasts until FACET_BAR2_TABLE_FAILED entries of
 * its leaf are cut, or the table is opened. Nothing is noted for a page without a leaf.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes no lock; does not sleep.
 */
void facet_bar2_table_pin_singly(struct facet_bar2_table *table, u64 index);

/**
 * facet_bar2_table_page_new() - Allocate an entry that is not in a table.
 * @gfn: guest page number, pinned; or FACET_BAR2_TABLE_DETILED
 * @frame: host page number of the pin, or of the detiled page (port_ptr_to_frame())
 *
 * Context: process context; no lock held. Takes no lock; may sleep for memory.
 * Return: the entry, for facet_bar2_table_enter() or port_free(); NULL: no memory: the pin stays
 * the caller's.
 */
struct facet_bar2_table_page *facet_bar2_table_page_new(u64 gfn, u64 frame);

/**
 * facet_bar2_table_enter() - Put a page into the table.
 * @table: the table
 * @index: page of BAR2, any value
 * @page: of facet_bar2_table_page_new(). For a detiled page, the caller knows that it has not ended
 *	(facet_detiled_live() under the same lock)
 *
 * For a guest page, the function queries the guest's entry once more.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes &facet_device.lock in the
 * query (facet_aperture_page()); does not sleep.
 * Return: true: entered: @page and its pin are the table's until facet_bar2_table_pop_retired();
 * false: the table has another page or a blank one there by now, the guest's entry names another
 * page or none, a detiled page is made of the page, or there is no leaf. @page and its pin stay the
 * caller's then.
 */
bool facet_bar2_table_enter(struct facet_bar2_table *table, u64 index,
			    struct facet_bar2_table_page *page);

/**
 * facet_bar2_table_fail() - Note that a page could not be pinned. It is blank until that entry is
 * cut.
 * @table: the table
 * @index: page of BAR2, any value
 * @gfn: guest page number; or FACET_BAR2_TABLE_DETILED for a detiled page that could not be made
 *
 * If the guest's entry is another one by now, nothing is noted. For FACET_BAR2_TABLE_DETILED that
 * means: no fence lies there any more. Nothing is noted either if the table has an entry there, or
 * the page has no leaf.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes &facet_device.lock in the
 * query (facet_aperture_page()); does not sleep.
 */
void facet_bar2_table_fail(struct facet_bar2_table *table, u64 index, u64 gfn);

/**
 * facet_bar2_table_cut() - Take entries out of the table, one stretch of at most
 * FACET_BAR2_TABLE_LEAF.
 * @table: the table
 * @cut: the entries to take. @cut.at moves on. @cut.unmap_first and @cut.unmap_end become the range
 *	to unmap before the front end's lock is dropped, also if the result is false. Pages between
 *	cut entries are in that range
 *
 * Guest pages and detiled pages go to the list of retired pages, which
 * facet_bar2_table_pop_retired() takes. The table may be closed.
 *
 * Context: the front end's lock held (&facet_bar2.lock in kernel/). Takes no lock; does not sleep.
 * Return: true: there may be more: call again with the same @cut; false: the cut is complete.
 */
bool facet_bar2_table_cut(struct facet_bar2_table *table, struct facet_bar2_table_cut *cut);

/**
 * facet_bar2_table_pop_retired() - Take a stretch of the retired pages, and free their entries.
 * @table: the table
 * @gfns: array of @max guest page numbers. The caller unpins each of them once, after it has
 *	dropped the lock
 * @max: most pages of the stretch
 *
 * The caller begins a record of the unpinning before it drops the lock
 * (facet_front_end_pin_begin()). It repeats the call until &facet_bar2_table.retired is empty.
 * Detiled pages have no pin: the function frees their entries alone. One call takes at most 256
 * pages of both kinds.
 *
 * Context: process context; the front end's lock held (&facet_bar2.lock in kernel/). Takes no lock;
 * may sleep to free memory.
 * Return: number of pages in @gfns. 0 does not mean that none is retired: detiled pages are not
 * listed.
 */
u32 facet_bar2_table_pop_retired(struct facet_bar2_table *table, u64 *gfns, u32 max);

#endif
