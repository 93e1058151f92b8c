/* SPDX-License-Identifier: GPL-2.0-only */
/* PPGTT shadows from inside: for the files mediator/ppgtt*.c alone. */
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

/** enum ppgtt_kind - How a guest's page is read: by its level, leaves in two ways. */
enum ppgtt_kind {
	PPGTT_PT,		/* leaves of 4 KiB */
	PPGTT_PD,
	PPGTT_PDP,
	PPGTT_PML4,
	PPGTT_PT_64K,		/* leaves of 64 KiB: every 16th entry counts */
	PPGTT_KINDS,
};

/**
 * struct ppgtt_work - Tables to compare; of a root, or of what several roots reach.
 * @todo: at the next sync, or in this one
 * @always: at each sync, since nobody tells of writes to them
 */
struct ppgtt_work {
	struct list_head todo;
	struct list_head always;
};

/**
 * struct ppgtt_mem - A page of shadows that engines walk, and when it may go.
 * @list: of facet_ppgtt: @sharing, @dying or @dying_large, then @limbo; on none else
 * @deferred_seq: in limbo: the newest workload that may walk it
 * @shadow: the pGPU's page, NULL: none
 * @bus: its address
 *
 * The first part of what it belongs to, which is freed with it.
 */
struct ppgtt_mem {
	struct list_head list;
	u64 deferred_seq;
	u64 *shadow;
	u64 bus;
};

/**
 * struct ppgtt_entries - What a table's entries are: two pages, no more.
 * @guest: what the guest's page said
 * @pins: of leaf entries
 * @below: of other entries
 * @large: of entries that name 2 MiB pages
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
 * struct ppgtt_table - A shadowed table.
 * @mem: its shadow
 * @entries: NULL in limbo
 * @work: on one list of @owner; on none while it is known to be unchanged
 * @owner: of the one root that reaches it, or that of shared tables; of the top of a root, its own
 * @kind: enum ppgtt_kind
 * @level: 0: leaves
 * @refs: entries above that name it; 1 for the top of a root
 * @bad: entries of which not all could be pinned at the last try
 * @is_large: of a page directory: which entries are in @entries->large, one bit each
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
 * struct ppgtt_large - A 2 MiB page, once for all entries that name it with the same flags.
 * Where the addresses of its pages are in a row, an entry of the shadow is as large; else a
 * table of small ones stands for it.
 * @mem: the table of small entries, while there is one
 * @bucket: in the hash
 * @gfn: of its first page
 * @flags: of the entry
 * @drop: low half of the newest &facet_ppgtt.drops at which all pins were known to be alive
 * @refs: entries that name it
 * @missing: pages that could not be pinned
 * @tried: the sync that has tried
 * @pins: GEN9_LARGE_PAGES of them; NULL in limbo
 */
struct ppgtt_large {
	struct ppgtt_mem mem;
	struct list_head bucket;
	u64 gfn;
	u32 flags;
	u32 drop;
	u32 refs;
	u32 missing;
	u64 tried;
	struct facet_pin **pins;
};

/* As the kernel's allocator rounds them: a shadow page takes 13 KiB at most, with all its own. */
static_assert(sizeof(struct ppgtt_entries) == 2 * GEN9_PAGE_SIZE, "two pages");
static_assert(sizeof(struct ppgtt_table) <= 192, "of the size 192");
static_assert(sizeof(struct ppgtt_large) <= 96, "of the size 96");

/** enum ppgtt_notify - What the front end was asked about a page. */
enum ppgtt_notify {
	PPGTT_UNARMED,
	PPGTT_ARMED,
	PPGTT_WRITTEN,		/* it was watched, and reported */
};

/**
 * struct ppgtt_page - A guest page that is a table, of one kind or of several.
 * @written_list: on the list of reports, under watch_lock
 * @pin: has its memory in reach; NULL when it could not be had
 * @tried: the sync that has tried to pin it
 * @asked: the sync that has asked the front end for it: once, however fast a guest writes
 * @retry_ns: the front end has refused it: from when on it is asked again; 0: now
 * @notify: enum ppgtt_notify, under watch_lock
 * @count: of @tables
 * @gfn: its number
 * @bucket: in the hash; changes under shadow_lock and watch_lock
 * @unused_list: it is no table any more, and to be watched no more
 * @shared: on the list of facet_pins_table_shared(): its pin got another reference
 * @all: on the list of pages, those first that were dropped longest ago
 * @drop: the last drop that it has been through, or that was before it
 * @tables: by kind
 *
 * What a comparison looks at comes first: a cache line.
 */
struct ppgtt_page {
	struct list_head written_list;
	struct facet_pin *pin;
	u64 tried;
	u64 asked;
	u64 retry_ns;
	enum ppgtt_notify notify;
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
 * struct facet_ppgtt_root - A guest's PML4.
 * @list: closed ones first, most recently used last
 * @refs: workloads that run on it
 * @flushed: facet_ppgtt.changed, when engines forgot last what they knew of it
 * @closed: the guest says that it is gone
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
 * struct facet_ppgtt - The shadows of a vGPU.
 * @buckets: pages by number: facet_vgpu_hash()
 * @pages: all of them
 * @drops: times that all leaves were dropped, or began to be
 * @shared: tables that more than one root reaches, or did
 * @sharing: tables of @shared: what is below them is to be there, too
 * @dying: tables that nothing names; what they name is to be let go
 * @dying_large: 2 MiB pages likewise
 * @dead: roots; their tables may still be dying, and lists of theirs in use
 * @deferred: struct ppgtt_mem of tables and of 2 MiB pages, in the order in which they came
 * @count: shadow pages, those in limbo included
 * @full: a page was refused, since the cap is reached; the worker's
 * @changed: moves with each entry that engines may have cached and that is no more as it was
 * @ips: IPS bits of page directories count, as the tables were made
 * @notify_unsupported: the front end cannot watch any page
 * @stats: what it has cost; @stats.notices under @notify_lock
 * @notify_lock: a leaf: reports of writes, from any context
 * @written: pages reported since they were collected last
 * @large: 2 MiB pages, by number likewise
 * @index: with @value, @gfns and @got: the changes of one table
 * @large_gfns: with @large_got: the pages of one 2 MiB page
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
	struct facet_pin *got[PPGTT_ENTRIES];
	u64 large_gfns[GEN9_LARGE_PAGES];
	struct facet_pin *large_got[GEN9_LARGE_PAGES];
};

/* What a table needs before, or after, it has been compared. */
enum ppgtt_need {
	PPGTT_CLEAN,		/* nothing */
	PPGTT_PREPARE,		/* its page is to be pinned or watched */
	PPGTT_PIN,		/* pages that its changes name are to be pinned */
};

/* ppgtt.c */

/** facet_ppgtt_full() - Whether the cap of shadow pages is reached. shadow_lock held. */
bool facet_ppgtt_full(struct facet_vgpu *vgpu);

/* ppgtt_page.c */

/** facet_ppgtt_page_find() - The page of this number, or NULL. shadow_lock or watch_lock held. */
struct ppgtt_page *facet_ppgtt_page_find(struct facet_vgpu *vgpu, u64 gfn);

/** facet_ppgtt_page_get() - The page of this number, made if need be. shadow_lock held. -ENOMEM. */
int facet_ppgtt_page_get(struct facet_vgpu *vgpu, u64 gfn, struct ppgtt_page **out);

/** facet_ppgtt_page_put() - It may have lost its last table. shadow_lock held. */
void facet_ppgtt_page_put(struct facet_vgpu *vgpu, struct ppgtt_page *page);

/** facet_ppgtt_page_needs_prepare() - Whether facet_ppgtt_page_prepare() is due. shadow_lock held. */
bool facet_ppgtt_page_needs_prepare(const struct facet_vgpu *vgpu, const struct ppgtt_page *page);

/**
 * facet_ppgtt_page_prepare() - Its memory is in reach and writes to it are reported, as far as
 * can be. Worker; no lock held; may sleep.
 * @generation: of the pins, when the sync began
 * Return: 0; -EAGAIN: the generation moved; -ECANCELED: the vGPU is being drained; -ENOSPC, -ENOMEM.
 */
int facet_ppgtt_page_prepare(struct facet_vgpu *vgpu, struct ppgtt_page *page, u64 generation);

/** facet_ppgtt_page_reports_writes() - Whether each change of it will be reported. shadow_lock held. */
bool facet_ppgtt_page_reports_writes(const struct ppgtt_page *page);

/**
 * facet_ppgtt_collect() - Put tables that may have changed on their lists, for one hold.
 * @vgpu: whose
 *
 * Context: worker; shadow_lock held.
 * Return: true: there is more, for another hold.
 */
bool facet_ppgtt_collect(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_pages_drop() - Let go of all pins of leaves and tables; all is compared anew.
 * @vgpu: whose
 *
 * Context: no lock held; takes shadow_lock in bounded holds, in each of which the pins' generation
 * moves.
 */
void facet_ppgtt_pages_drop(struct facet_vgpu *vgpu);

/** facet_ppgtt_pages_ips() - IPS bits came to count, or no more. Worker; shadow_lock, breathes. */
void facet_ppgtt_pages_ips(struct facet_vgpu *vgpu);

/** facet_ppgtt_pages_free_unused() - Pages that are no tables any more are watched no more. No lock held. */
void facet_ppgtt_pages_free_unused(struct facet_vgpu *vgpu);

/* ppgtt_table.c */

/**
 * facet_ppgtt_defer_free() - Put a page of shadows into limbo.
 * @vgpu: whose
 * @mem: named by nothing any more, on no list or on one
 *
 * Context: shadow_lock held.
 */
void facet_ppgtt_defer_free(struct facet_vgpu *vgpu, struct ppgtt_mem *mem);

/**
 * facet_ppgtt_reap() - Free what no workload can be walking any more, for one hold.
 * @vgpu: whose
 *
 * Context: shadow_lock held.
 * Return: true: there is more, for another hold.
 */
bool facet_ppgtt_reap(struct facet_vgpu *vgpu);

/** facet_ppgtt_tables_release() - Let go of what dying tables name: as facet_ppgtt_reap(). */
bool facet_ppgtt_tables_release(struct facet_vgpu *vgpu);

/** facet_ppgtt_tables_share() - Make shared what is below shared tables: as facet_ppgtt_reap(). */
bool facet_ppgtt_tables_share(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_table_get() - A counted reference to the table of a guest page, made
 * if need be. shadow_lock held. Return: 0, -ENOSPC, -ENOMEM.
 */
int facet_ppgtt_table_get(struct facet_vgpu *vgpu, u64 gfn, enum ppgtt_kind kind,
			  struct ppgtt_table **out);

/**
 * facet_ppgtt_table_put() - Drop a reference; after the last one the table is dying.
 * @vgpu: whose
 * @table: no guest page has it any more then; facet_ppgtt_tables_release() does the rest
 *
 * Context: shadow_lock held.
 */
void facet_ppgtt_table_put(struct facet_vgpu *vgpu, struct ppgtt_table *table);

/** facet_ppgtt_table_set_owner() - It is reached from where @owner's are. shadow_lock held. */
void facet_ppgtt_table_set_owner(struct facet_vgpu *vgpu, struct ppgtt_table *table,
			     struct ppgtt_work *owner);

/**
 * facet_ppgtt_table_compare() - Find what the guest changed in a table, and apply what can be at
 * once: tables below are linked, not compared.
 * @vgpu: the vGPU that the table belongs to
 * @table: the table
 * @need: set to what the table needs of the front end before it is settled; PPGTT_CLEAN after an
 *	error
 *
 * Context: the worker; shadow_lock held.
 * Return: 0; -EFAULT: a PML4 cannot be read; -ENOSPC: no room for a table below, at the cap of
 * shadow pages or in the pGPU's map; -ENOMEM.
 */
int facet_ppgtt_table_compare(struct facet_vgpu *vgpu, struct ppgtt_table *table,
			      enum ppgtt_need *need);

/**
 * facet_ppgtt_table_pin() - The changes just found that name pages. Worker; no lock held; may
 * sleep. Return: as facet_ppgtt_page_prepare().
 */
int facet_ppgtt_table_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation);

/** facet_ppgtt_table_mark_clean() - It is as the guest's page is. shadow_lock held. */
void facet_ppgtt_table_mark_clean(struct ppgtt_table *table);

/** facet_ppgtt_table_drop() - No pin is held any more; leaves are absent. shadow_lock held. */
void facet_ppgtt_table_drop(struct facet_vgpu *vgpu, struct ppgtt_table *table);

/** facet_ppgtt_ips_changed() - Entries with an IPS bit are read anew. shadow_lock held. */
void facet_ppgtt_ips_changed(struct facet_vgpu *vgpu, struct ppgtt_table *table);

/** facet_ppgtt_entry_clear() - An entry of the shadow becomes absent. shadow_lock held. */
void facet_ppgtt_entry_clear(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 i);

/* ppgtt_leaf.c */

/** facet_ppgtt_leaf_pin() - facet_ppgtt_table_pin() for a table of leaves. */
int facet_ppgtt_leaf_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation);

/* ppgtt_large.c */

/** facet_ppgtt_large_valid() - Whether a page directory's entry names a 2 MiB page. */
bool facet_ppgtt_large_valid(u64 value);

/** facet_ppgtt_large_pin() - facet_ppgtt_table_pin() for 2 MiB pages of a page directory. */
int facet_ppgtt_large_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation);

/** facet_ppgtt_large_put() - An entry names it no more; it may be dying then. shadow_lock held. */
void facet_ppgtt_large_put(struct facet_vgpu *vgpu, struct ppgtt_large *large);

/** facet_ppgtt_larges_release() - Let go of the pins of dying ones: as facet_ppgtt_reap(). */
bool facet_ppgtt_larges_release(struct facet_vgpu *vgpu);

#endif
