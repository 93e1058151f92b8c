/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types and functions of the PPGTT shadows: for the files of mediator/ppgtt/ alone. Below, "the
 * worker" is the worker of the vGPU, or a thread that keeps the worker out: a reset or the end of
 * the vGPU.
 */
#ifndef FACET_PPGTT_TYPES_H
#define FACET_PPGTT_TYPES_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "mediator/ppgtt.h"

struct facet_pin;
struct facet_vgpu;
struct ppgtt_page;

enum {
	PPGTT_BUCKET_BITS = 12,
	PPGTT_BUCKETS = 1 << PPGTT_BUCKET_BITS,
	PPGTT_LARGE_BITS = 8,
	PPGTT_LARGE_BUCKETS = 1 << PPGTT_LARGE_BITS,
	PPGTT_ENTRIES = 512,
	PPGTT_WORDS = PPGTT_ENTRIES / 64,
};

/**
 * enum ppgtt_kind - Kind of table that a guest page is read as.
 * @PPGTT_PT: Page table: its entries are leaves of 4 KiB.
 * @PPGTT_PD: Page directory: an entry names a page table or a 2 MiB page.
 * @PPGTT_PDP: Page directory pointers: an entry names a page directory.
 * @PPGTT_PML4: Highest level: an entry names page directory pointers.
 * @PPGTT_PT_64K: Page table whose leaves are 64 KiB: every 16th entry counts.
 * @PPGTT_KINDS: Number of kinds.
 *
 * The first four values are also the level of the table. Source: PRM SKL Vol. 5, as
 * gen9/gtt_defs.h.
 */
enum ppgtt_kind {
	PPGTT_PT,
	PPGTT_PD,
	PPGTT_PDP,
	PPGTT_PML4,
	PPGTT_PT_64K,
	PPGTT_KINDS,
};

/**
 * struct ppgtt_work - Tables to compare: those of one root, or those that several roots reach.
 * @todo: tables to compare in this sync or the next one
 * @always: tables to compare at each sync, since no front end reports all writes to them
 */
struct ppgtt_work {
	struct list_head todo;
	struct list_head always;
};

/**
 * struct ppgtt_mem - A shadow page that engines walk. First member of its owner.
 * @list: entry of a list of &struct facet_ppgtt: @sharing, @dying or @dying_large, then @deferred;
 *	empty if on none
 * @deferred_seq: on @deferred: sequence number of the newest workload that may walk the page
 * @shadow: address of the pGPU's page; NULL: none
 * @bus: bus address of @shadow
 *
 * The owner is a &struct ppgtt_table or a &struct ppgtt_large. Owner and page are freed together.
 */
struct ppgtt_mem {
	struct list_head list;
	u64 deferred_seq;
	u64 *shadow;
	u64 bus;
};

/**
 * struct ppgtt_entries - Entries of a table. The struct fills two pages.
 * @guest: copy of the guest's entries at the last compare. A value that differs from the guest's
 *	makes the next compare try the entry again
 * @pins: pins of leaf entries; NULL: the shadow entry is absent
 * @below: tables that other entries name; NULL likewise
 * @large: 2 MiB pages that entries of a page directory name
 */
struct ppgtt_entries {
	u64 guest[PPGTT_ENTRIES];
	union {
		struct facet_pin *pins[PPGTT_ENTRIES];
		struct ppgtt_table *below[PPGTT_ENTRIES];
		struct ppgtt_large *large[PPGTT_ENTRIES];
	};
};

/**
 * struct ppgtt_table - The shadow of one guest page that is read as one kind of table.
 * @mem: shadow page
 * @entries: entries; NULL while @mem waits on &facet_ppgtt.deferred
 * @work: entry of one list of @owner; empty while the table is known to be unchanged
 * @page: guest page; NULL after the last reference was dropped
 * @owner: work of the one root that reaches the table, or &facet_ppgtt.shared; NULL: not linked yet
 * @kind: &enum ppgtt_kind
 * @level: level of the table, 0 to 3; 0: the entries are leaves
 * @refs: number of entries above that name the table. The root of a PML4 has one more reference,
 *	and so has the worker while it prepares or pins the table
 * @bad: number of entries whose pages could not all be pinned at the last try
 * @is_large: one bit for each entry of a page directory: the entry is in @entries->large
 */
struct ppgtt_table {
	struct ppgtt_mem mem;
	struct ppgtt_entries *entries;
	struct list_head work;
	struct ppgtt_page *page;
	struct ppgtt_work *owner;
	u8 kind;
	u8 level;
	u32 refs;
	u32 bad;
	u64 is_large[PPGTT_WORDS];
};

/**
 * struct ppgtt_large - A 2 MiB page, shared by all entries that name it with the same flags.
 * @mem: table of small entries; &ppgtt_mem.shadow is NULL while none is needed
 * @bucket: entry of &facet_ppgtt.large
 * @gfn: guest page number of the first 4 KiB page
 * @flags: flags of the entries (GEN9_PTE_*, GEN9_PDE_PAT)
 * @drop: low half of the newest &facet_ppgtt.drops at which no pin was detached
 * @refs: number of entries that name the page
 * @missing: number of 4 KiB pages that could not be pinned
 * @pin_tried: &facet_ppgtt_stats.syncs of the sync that last tried to pin them
 * @pins: array of GEN9_LARGE_PAGES pins, NULL where one is missing; NULL while @mem waits on
 *	&facet_ppgtt.deferred
 *
 * If the bus addresses of all pages are consecutive and aligned, the shadow entry maps 2 MiB. Else
 * it names the table of small entries.
 */
struct ppgtt_large {
	struct ppgtt_mem mem;
	struct list_head bucket;
	u64 gfn;
	u32 flags;
	u32 drop;
	u32 refs;
	u32 missing;
	u64 pin_tried;
	struct facet_pin **pins;
};

/*
 * Sizes after the kernel's allocator has rounded them. A shadow page takes 13 KiB at most, with all
 * that belongs to it.
 */
static_assert(sizeof(struct ppgtt_entries) == 2 * GEN9_PAGE_SIZE, "two pages");
static_assert(sizeof(struct ppgtt_table) <= 192, "of the size 192");
static_assert(sizeof(struct ppgtt_large) <= 96, "of the size 96");

/**
 * enum ppgtt_notify - State of write tracking of a guest page (&facet_host_ops.arm_write_notify).
 * @PPGTT_UNARMED: The front end has not armed the page.
 * @PPGTT_ARMED: The front end has armed the page, or is being asked to.
 * @PPGTT_WRITTEN: The front end has reported a write since the page was armed.
 */
enum ppgtt_notify {
	PPGTT_UNARMED,
	PPGTT_ARMED,
	PPGTT_WRITTEN,
};

/**
 * struct ppgtt_page - A guest page that is read as a table of one kind or of several.
 * @written_list: entry of &facet_ppgtt.written; under notify_lock
 * @pin: pin of the page; NULL: not pinned
 * @pin_tried: &facet_ppgtt_stats.syncs of the sync that last tried to pin the page; 0: none
 * @arm_tried: &facet_ppgtt_stats.syncs of the sync that last armed the page. A sync arms a page
 *	once, however often the guest writes
 * @retry_ns: the front end has refused the page: time (&facet_host_ops.now_ns) from which it is
 *	asked again; 0: at once
 * @notify: state of write tracking; written under notify_lock, read without
 * @shown: BAR2 may show the page, and writes there are not reported; written under notify_lock,
 *	read without
 * @count: number of @tables
 * @gfn: guest page number
 * @bucket: entry of &facet_ppgtt.buckets; changes under both shadow_lock and notify_lock
 * @unused_list: entry of &facet_ppgtt.unused, if the page has no table any more
 * @shared: entry of &facet_pins.shared, if @pin got another reference (facet_pin_set_table())
 * @all: entry of &facet_ppgtt.pages
 * @drop: number of the last drop that the page has been through, or that began before the page was
 *	made
 * @tables: tables by &enum ppgtt_kind; NULL: none of this kind
 *
 * A compare reads the first members: they share a cache line.
 */
struct ppgtt_page {
	struct list_head written_list;
	struct facet_pin *pin;
	u64 pin_tried;
	u64 arm_tried;
	u64 retry_ns;
	enum ppgtt_notify notify;
	bool shown;
	u32 count;
	u64 gfn;
	struct list_head bucket;
	struct list_head unused_list;
	struct list_head shared;
	struct list_head all;
	u64 drop;
	struct ppgtt_table *tables[PPGTT_KINDS];
};

static_assert(sizeof(struct ppgtt_page) <= 192, "of the size 192");

/**
 * struct facet_ppgtt_root - The shadow of a PPGTT from its PML4 on.
 * @list: entry of &facet_ppgtt.roots, or of &facet_ppgtt.dead
 * @top: table of the PML4
 * @work: tables to compare that this root alone reaches
 * @refs: number of workloads that run on this root
 * @flushed: value of &facet_ppgtt.changed when this root was made or last invalidated
 * @closed: the guest has reported by G2V that it does not use the PML4 any more
 */
struct facet_ppgtt_root {
	struct list_head list;
	struct ppgtt_table *top;
	struct ppgtt_work work;
	u32 refs;
	u64 flushed;
	bool closed;
};

/**
 * struct facet_ppgtt - The PPGTT shadows of a vGPU, under shadow_lock where nothing else is stated.
 * @buckets: pages by guest page number, hashed by facet_vgpu_hash()
 * @roots: roots in use or unused: closed ones first, most recently used last
 * @pages: all &struct ppgtt_page; those first that were dropped longest ago
 * @drops: number of drops of all leaves that have begun
 * @shared: tables to compare that more than one root reaches, or has reached
 * @sharing: tables with @shared as owner, whose tables below do not all have that owner yet
 * @dying: tables that nothing names; their references are to be dropped
 * @dying_large: 2 MiB pages that nothing names; their references are to be dropped
 * @dead: roots whose tables may still be dying, so that lists of the roots may be in use
 * @deferred: &struct ppgtt_mem that wait for the end of workloads, in the order of their arrival
 * @unused: pages without a table, which are to be disarmed and freed
 * @count: number of shadow pages, including those on @deferred; read without a lock
 * @full: a shadow page was refused, since the cap is reached; the worker's
 * @changed: rises with each entry that changes after engines may have cached it
 * @ips: the tables were made for a GAMW_ECO_DEV_RW that enables IPS bits of page directories
 * @notify_unsupported: the front end cannot arm any page
 * @stats: counters, read without a lock. @stats.notices is under @notify_lock. @stats.tracked,
 *	@stats.untracked and @stats.failed are the worker's, or those of a thread that keeps it out
 * @notify_lock: Protects armed pages. It also protects reports of writes, which come from any
 *	context. Lock order: inside &facet_vgpu.shadow_lock; last leaf
 * @written: pages that were reported since the last facet_ppgtt_collect(); under @notify_lock
 * @large: 2 MiB pages by guest page number, hashed likewise
 * @changes: number of changes of the table that the worker compares, at most PPGTT_ENTRIES
 * @index: entry of the table, for each change; the worker's, as all below
 * @value: the guest's new entry, for each change
 * @gfns: guest page numbers that the changes name
 * @pins: pins of @gfns
 * @large_gfns: guest page numbers of one 2 MiB page
 * @large_pins: pins of @large_gfns
 */
struct facet_ppgtt {
	struct list_head buckets[PPGTT_BUCKETS];
	struct list_head roots;
	struct list_head pages;
	u64 drops;
	struct ppgtt_work shared;
	struct list_head sharing;
	struct list_head dying;
	struct list_head dying_large;
	struct list_head dead;
	struct list_head deferred;
	struct list_head unused;
	u32 count;
	bool full;
	u64 changed;
	bool ips;
	bool notify_unsupported;
	struct facet_ppgtt_stats stats;

	spinlock_t notify_lock;
	struct list_head written;

	struct list_head large[PPGTT_LARGE_BUCKETS];

	u32 changes;
	u16 index[PPGTT_ENTRIES];
	u64 value[PPGTT_ENTRIES];
	u64 gfns[PPGTT_ENTRIES];
	struct facet_pin *pins[PPGTT_ENTRIES];
	u64 large_gfns[GEN9_LARGE_PAGES];
	struct facet_pin *large_pins[GEN9_LARGE_PAGES];
};

/**
 * enum ppgtt_need - The call of the front end that a table needs before its compare is complete.
 * @PPGTT_CLEAN: None.
 * @PPGTT_PREPARE: facet_ppgtt_page_prepare(): its page is to be pinned or armed, then compared.
 * @PPGTT_PIN: facet_ppgtt_table_pin(): pages that its changes name are to be pinned.
 */
enum ppgtt_need {
	PPGTT_CLEAN,
	PPGTT_PREPARE,
	PPGTT_PIN,
};

/* ppgtt.c */

/**
 * facet_ppgtt_full() - Tell whether the cap of shadow pages is reached, and record the result.
 * @vgpu: the vGPU
 *
 * The cap is &facet_type.max_shadow_pages. &facet_ppgtt.full becomes the result.
 *
 * Context: the worker; shadow_lock held; does not sleep.
 * Return: true: the caller must not make another shadow page.
 */
bool facet_ppgtt_full(struct facet_vgpu *vgpu);

/* ppgtt_page.c */

/**
 * facet_ppgtt_page_find() - Find the page of a guest page number.
 * @vgpu: the vGPU
 * @gfn: guest page number
 *
 * Context: any; shadow_lock or &facet_ppgtt.notify_lock held; does not sleep.
 * Return: the page; NULL: no table is shadowed at @gfn.
 */
struct ppgtt_page *facet_ppgtt_page_find(struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_ppgtt_page_get() - Find the page of a guest page number, or make it.
 * @vgpu: the vGPU
 * @gfn: guest page number
 * @out: set to the page; unchanged after an error
 *
 * The caller gives the page a table, or calls facet_ppgtt_page_put().
 *
 * Context: the worker; shadow_lock held; takes &facet_ppgtt.notify_lock; may sleep.
 * Return: 0; -ENOMEM: no memory for the page.
 */
int facet_ppgtt_page_get(struct facet_vgpu *vgpu, u64 gfn, struct ppgtt_page **out);

/**
 * facet_ppgtt_page_put() - Unpin a page that has no table, and queue it to be freed.
 * @vgpu: the vGPU
 * @page: the page; if it has a table, nothing is done
 *
 * Context: shadow_lock held; does not sleep. facet_ppgtt_pages_free_unused() frees the page.
 */
void facet_ppgtt_page_put(struct facet_vgpu *vgpu, struct ppgtt_page *page);

/**
 * facet_ppgtt_page_needs_prepare() - Tell whether to call facet_ppgtt_page_prepare() before a
 * compare.
 * @vgpu: the vGPU
 * @page: the page
 *
 * Context: the worker; shadow_lock held; does not sleep.
 * Return: true: this sync has not tried to pin @page yet, or @page can be armed.
 */
bool facet_ppgtt_page_needs_prepare(const struct facet_vgpu *vgpu, const struct ppgtt_page *page);

/**
 * facet_ppgtt_page_prepare() - Pin a page, and arm its write tracking, if both are possible.
 * @vgpu: the vGPU
 * @page: the page; the caller has a reference to one of its tables
 * @generation: facet_pins_generation() at the beginning of the sync
 *
 * A page that the front end refuses to pin or to arm is no error: it stays without.
 *
 * Context: the worker; no lock held. Takes shadow_lock, and in it &facet_device.lock; then
 * &facet_device.lock and &facet_ppgtt.notify_lock, each alone. Takes the locks of the ops pin,
 * unpin and arm_write_notify, and of the pGPU's map and unmap. May sleep for these mutexes, memory
 * and guest memory.
 * Return: 0; -EAGAIN: a dma_unmap has moved the generation; -ECANCELED: the workload is being
 * cancelled; -ENOSPC: the cap of pins is reached, or the pGPU's bus map is full; -ENOMEM: no
 * memory, or the front end's limit is reached.
 */
int facet_ppgtt_page_prepare(struct facet_vgpu *vgpu, struct ppgtt_page *page, u64 generation);

/**
 * facet_ppgtt_page_reports_writes() - Tell whether each change of a page is reported.
 * @page: the page
 *
 * Context: the worker; shadow_lock serializes; takes no lock; does not sleep.
 * Return: true: the front end has armed @page or has just reported it, and no other entry maps
 * @page as data.
 */
bool facet_ppgtt_page_reports_writes(const struct ppgtt_page *page);

/**
 * facet_ppgtt_collect() - Queue the tables of reported and of shared pages for a compare.
 * @vgpu: the vGPU
 *
 * Context: the worker; shadow_lock held, and used for one bounded hold; takes
 * &facet_ppgtt.notify_lock; does not sleep.
 * Return: true: more pages are left, for another hold (facet_shadow_resched()).
 */
bool facet_ppgtt_collect(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_pages_drop() - Drop all pins of leaves and tables, and queue all tables for a
 * compare.
 * @vgpu: the vGPU
 *
 * The pins' generation moves in each hold. So the worker does not use what it got before.
 *
 * Context: dma_unmap, while the pGPU is idle for this vGPU; no lock held. Takes shadow_lock in
 * bounded holds. May sleep.
 */
void facet_ppgtt_pages_drop(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_pages_ips() - Read all page directories anew after a change of &facet_ppgtt.ips.
 * @vgpu: the vGPU
 *
 * Context: the worker; shadow_lock held, and released and taken again between bounded holds; may
 * sleep.
 */
void facet_ppgtt_pages_ips(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_pages_free_unused() - Disarm and free all pages that have no table any more.
 * @vgpu: the vGPU
 *
 * Context: the worker with no lock held; a reset or the end of the vGPU with mmio_lock at most.
 * Takes shadow_lock and &facet_ppgtt.notify_lock. May sleep.
 */
void facet_ppgtt_pages_free_unused(struct facet_vgpu *vgpu);

/* ppgtt_table.c */

/**
 * facet_ppgtt_defer_free() - Free a shadow page when the workloads queued so far have ended.
 * @vgpu: the vGPU
 * @mem: the shadow page; no entry names it any more. It may be on a list of &struct facet_ppgtt
 *
 * Context: shadow_lock held; does not sleep. facet_ppgtt_reap() frees the page.
 */
void facet_ppgtt_defer_free(struct facet_vgpu *vgpu, struct ppgtt_mem *mem);

/**
 * facet_ppgtt_reap() - Free deferred shadow pages that no workload can walk any more.
 * @vgpu: the vGPU
 *
 * Context: the worker; shadow_lock held, and used for one bounded hold; may sleep.
 * Return: true: more pages are left, for another hold (facet_shadow_resched()).
 */
bool facet_ppgtt_reap(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_tables_release() - Drop the references of dying tables.
 * @vgpu: the vGPU
 *
 * Each table goes on to facet_ppgtt_defer_free(). Tables below may become dying in turn.
 *
 * Context: the worker or dma_unmap; shadow_lock held, and used for one bounded hold; may sleep.
 * Return: true: more tables are left, for another hold (facet_shadow_resched()).
 */
bool facet_ppgtt_tables_release(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_tables_share() - Make &facet_ppgtt.shared the owner of all tables below shared
 * tables.
 * @vgpu: the vGPU
 *
 * Context: the worker or dma_unmap; shadow_lock held, and used for one bounded hold; does not
 * sleep.
 * Return: true: more tables are left, for another hold (facet_shadow_resched()).
 */
bool facet_ppgtt_tables_share(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_table_get() - Take a reference to the table of a guest page; make the table if
 * missing.
 * @vgpu: the vGPU
 * @gfn: guest page number
 * @kind: kind of table
 * @out: set to the table; unchanged after an error
 *
 * Context: the worker; shadow_lock held; takes &facet_ppgtt.notify_lock; may sleep.
 * Return: 0; -ENOSPC: the cap of shadow pages is reached (facet_ppgtt_full()), or the pGPU's bus
 * map is full; -ENOMEM: no memory.
 */
int facet_ppgtt_table_get(struct facet_vgpu *vgpu, u64 gfn, enum ppgtt_kind kind,
			  struct ppgtt_table **out);

/**
 * facet_ppgtt_table_put() - Drop a reference to a table. After the last one the table is dying.
 * @vgpu: the vGPU
 * @table: the table
 *
 * A dying table has no page and no work any more. facet_ppgtt_tables_release() drops its
 * references.
 *
 * Context: shadow_lock held; does not sleep.
 */
void facet_ppgtt_table_put(struct facet_vgpu *vgpu, struct ppgtt_table *table);

/**
 * facet_ppgtt_table_set_owner() - Note that a root, or a shared table, reaches a table.
 * @vgpu: the vGPU
 * @table: the table
 * @owner: work of that root, or &facet_ppgtt.shared
 *
 * A new table joins @owner and is queued for a compare. A table of another root becomes shared.
 *
 * Context: the worker; shadow_lock held; does not sleep.
 */
void facet_ppgtt_table_set_owner(struct facet_vgpu *vgpu, struct ppgtt_table *table,
				 struct ppgtt_work *owner);

/**
 * facet_ppgtt_table_compare() - Compare a table with the guest's page, and apply simple changes.
 * @vgpu: the vGPU that the table belongs to
 * @table: the table
 * @need: set to the call that the table needs next; PPGTT_CLEAN after an error
 *
 * Changes that name tables are applied at once. The tables below are linked and queued, but not
 * compared. Changes that name pages stay in &facet_ppgtt.index and &facet_ppgtt.value.
 *
 * Context: the worker; shadow_lock held. Takes &facet_ppgtt.notify_lock in it, and the locks of the
 * pGPU's page_alloc. May sleep for memory, not for guest memory.
 * Return: 0; -EFAULT: @table is a PML4 whose page cannot be pinned; -ENOSPC: no room for a table
 * below, at the cap of shadow pages or in the pGPU's bus map; -ENOMEM: no memory for one.
 */
int facet_ppgtt_table_compare(struct facet_vgpu *vgpu, struct ppgtt_table *table,
			      enum ppgtt_need *need);

/**
 * facet_ppgtt_table_pin() - Pin the pages that the changes of a table name, and apply the changes.
 * @vgpu: the vGPU
 * @table: the table of the last facet_ppgtt_table_compare(); the caller has a reference
 * @generation: facet_pins_generation() at the beginning of the sync
 *
 * An entry whose page the front end refuses to pin stays absent: that is no error. The next compare
 * tries the entry again.
 *
 * Context: the worker; no lock held. Takes shadow_lock, and in it &facet_device.lock and, for 2 MiB
 * pages, the locks of the pGPU's page_alloc; then &facet_device.lock alone. Takes the locks of the
 * ops pin and unpin, and of the pGPU's map and unmap. May sleep for these mutexes, memory and guest
 * memory.
 * Return: 0; -EAGAIN: a dma_unmap has moved the generation; -ECANCELED: the workload is being
 * cancelled; -ENOSPC: the cap of pins or of shadow pages is reached, or the pGPU's bus map is full;
 * -ENOMEM: no memory, or the front end's limit is reached.
 */
int facet_ppgtt_table_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation);

/**
 * facet_ppgtt_table_mark_clean() - Note that a compare of a table is complete.
 * @table: the table
 *
 * The table leaves its list if each later change is reported and no entry failed. Else each sync
 * compares it again (&ppgtt_work.always).
 *
 * Context: the worker; shadow_lock serializes; does not sleep.
 */
void facet_ppgtt_table_mark_clean(struct ppgtt_table *table);

/**
 * facet_ppgtt_table_drop() - Make all entries of a table that map pages absent, and drop their
 * pins.
 * @vgpu: the vGPU
 * @table: the table; entries that name tables stay
 *
 * The next compare finds the entries changed.
 *
 * Context: dma_unmap; shadow_lock held; does not sleep.
 */
void facet_ppgtt_table_drop(struct facet_vgpu *vgpu, struct ppgtt_table *table);

/**
 * facet_ppgtt_ips() - Query whether IPS bits of page directories count.
 * @vgpu: the vGPU
 *
 * Source: PRM SKL Vol. 2c (GAMW_ECO_DEV_RW); i915 gt/gen8_ppgtt.c.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: the guest has set all bits of the register's field.
 */
bool facet_ppgtt_ips(const struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_ips_changed() - Make the entries of a page directory that have an IPS bit absent.
 * @vgpu: the vGPU
 * @table: the page directory
 *
 * The next compare finds the entries changed.
 *
 * Context: the worker; shadow_lock held; does not sleep.
 */
void facet_ppgtt_ips_changed(struct facet_vgpu *vgpu, struct ppgtt_table *table);

/**
 * facet_ppgtt_entry_clear() - Make a shadow entry absent, and drop its reference.
 * @vgpu: the vGPU
 * @table: the table
 * @i: the entry, < PPGTT_ENTRIES
 *
 * Context: shadow_lock held; does not sleep. The next sync of a root invalidates the translation.
 */
void facet_ppgtt_entry_clear(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 i);

/* ppgtt_leaf.c */

/**
 * facet_ppgtt_leaf_pin() - Pin the pages that the changes of a table of leaves name, and apply
 * them.
 * @vgpu: the vGPU
 * @table: the table, of level 0
 * @generation: facet_pins_generation() at the beginning of the sync
 *
 * Context: the worker; no lock held. Takes shadow_lock, and in it &facet_device.lock; then
 * &facet_device.lock alone. Takes the locks of the ops pin and unpin, and of the pGPU's map and
 * unmap. May sleep for these mutexes, memory and guest memory.
 * Return: as facet_ppgtt_table_pin(), but -ENOSPC never means the cap of shadow pages.
 */
int facet_ppgtt_leaf_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation);

/* ppgtt_large.c */

/**
 * facet_ppgtt_large_valid() - Tell whether an entry of a page directory names a 2 MiB page.
 * @value: the guest's entry
 *
 * Source: PRM SKL Vol. 5, as gen9/gtt_defs.h.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: the entry is present, has the PS bit and an aligned address.
 */
bool facet_ppgtt_large_valid(u64 value);

/**
 * facet_ppgtt_large_address() - Return the address of a 2 MiB page.
 * @value: the guest's entry, for which facet_ppgtt_large_valid() is true
 *
 * Context: any; takes no lock; does not sleep.
 * Return: guest-physical address, bytes, a multiple of 2 MiB.
 */
u64 facet_ppgtt_large_address(u64 value);

/**
 * facet_ppgtt_large_pin() - Pin the 2 MiB pages that the changes of a page directory name.
 * @vgpu: the vGPU
 * @table: the page directory; the changes are applied to it
 * @generation: facet_pins_generation() at the beginning of the sync
 *
 * Context: the worker; no lock held. Takes shadow_lock, and in it &facet_device.lock and the locks
 * of the pGPU's page_alloc; then &facet_device.lock alone. Takes the locks of the ops pin and
 * unpin, and of the pGPU's map and unmap. May sleep for these mutexes, memory and guest memory.
 * Return: as facet_ppgtt_table_pin().
 */
int facet_ppgtt_large_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation);

/**
 * facet_ppgtt_large_put() - Drop a reference to a 2 MiB page. After the last one it is dying.
 * @vgpu: the vGPU
 * @large: the 2 MiB page; facet_ppgtt_larges_release() drops its pins
 *
 * Context: shadow_lock held; does not sleep.
 */
void facet_ppgtt_large_put(struct facet_vgpu *vgpu, struct ppgtt_large *large);

/**
 * facet_ppgtt_larges_release() - Drop the pins of dying 2 MiB pages.
 * @vgpu: the vGPU
 *
 * Each page goes on to facet_ppgtt_defer_free().
 *
 * Context: the worker or dma_unmap; shadow_lock held, and used for one bounded hold; may sleep.
 * Return: true: more pages are left, for another hold (facet_shadow_resched()).
 */
bool facet_ppgtt_larges_release(struct facet_vgpu *vgpu);

#endif
