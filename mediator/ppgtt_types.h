/* SPDX-License-Identifier: GPL-2.0-only */
/* PPGTT shadows from inside: for ppgtt.c, ppgtt_page.c and ppgtt_table.c alone. */
#ifndef FACET_PPGTT_TYPES_H
#define FACET_PPGTT_TYPES_H

#include "port.h"
#include "gen9/gtt.h"
#include "mediator/ppgtt.h"

struct facet_pin;
struct facet_vgpu;
struct ppgtt_page;

enum {
	PPGTT_TOP_LEVEL = GEN9_PPGTT_LEVELS - 1,
	PPGTT_BUCKET_BITS = 12,
	PPGTT_BUCKETS = 1 << PPGTT_BUCKET_BITS,
	PPGTT_ENTRIES = 512,
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
 * struct ppgtt_table - A shadowed table.
 * @work: on one list of @owner; on none while it is known to be unchanged
 * @owner: of the one root that reaches it, or that of shared tables
 * @limbo: named by nothing, but perhaps still walked by an engine
 * @refs: entries above that name it; 1 for the top of a root
 * @bad: leaves that could not be pinned at the last try
 * @guest: what the guest's page said
 * @pins: of leaf entries
 * @below: of other entries
 */
struct ppgtt_table {
	struct ppgtt_page *page;
	struct list_head work;
	struct ppgtt_work *owner;
	struct list_head limbo;
	u32 level;
	u32 refs;
	u32 bad;
	u64 limbo_seq;
	u64 *shadow;
	u64 bus;
	u64 guest[PPGTT_ENTRIES];
	union {
		struct facet_pin *pins[PPGTT_ENTRIES];
		struct ppgtt_table *below[PPGTT_ENTRIES];
	};
};

/** enum ppgtt_watch - What the face was asked about a page. */
enum ppgtt_watch {
	PPGTT_UNWATCHED,
	PPGTT_WATCHED,
	PPGTT_WRITTEN,		/* it was watched, and reported */
};

/**
 * struct ppgtt_page - A guest page that is a table, at one level or at several.
 * @bucket: in the hash; changes under shadow_lock and watch_lock
 * @noticed: on the list of reports, under watch_lock
 * @leaving: it is no table any more, and to be watched no more
 * @count: of @tables
 * @pin: has its memory in reach; NULL when it could not be had
 * @tried: the sync that has tried to pin it
 * @watch: enum ppgtt_watch, under watch_lock
 * @retry_ns: the face has refused it: from when on it is asked again; 0: now
 */
struct ppgtt_page {
	struct list_head bucket;
	struct list_head noticed;
	struct list_head leaving;
	u64 gfn;
	struct ppgtt_table *tables[GEN9_PPGTT_LEVELS];
	u32 count;
	struct facet_pin *pin;
	u64 tried;
	enum ppgtt_watch watch;
	u64 retry_ns;
};

/**
 * struct facet_ppgtt_root - A guest's PML4.
 * @list: most recently used last
 * @refs: workloads that run on it
 * @closed: the guest says that it is gone
 */
struct facet_ppgtt_root {
	struct list_head list;
	struct ppgtt_table *top;
	struct ppgtt_work work;
	u32 refs;
	bool closed;
};

/**
 * struct facet_ppgtt - The shadows of a vGPU.
 * @buckets: pages by number, times @factor
 * @factor: odd, and unknown to the guest, which else could make chains of its choice
 * @shared: tables that more than one root reaches, or did
 * @count: shadow pages, those in limbo included
 * @stale: an entry that engines may have cached has changed
 * @unwatchable: the face cannot watch any page
 * @stats: what it has cost; @stats.notices under @watch_lock
 * @watch_lock: a leaf: reports of writes, from any context
 * @noticed: pages reported since they were collected last
 * @index: with @value, @gfns and @got: the changes of one table
 */
struct facet_ppgtt {
	struct list_head buckets[PPGTT_BUCKETS];
	u64 factor;
	struct list_head roots;
	struct ppgtt_work shared;
	struct list_head limbo;
	struct list_head leaving;
	u32 count;
	bool stale;
	bool unwatchable;
	struct facet_ppgtt_stats stats;

	spinlock_t watch_lock;
	struct list_head noticed;

	u32 changes;
	u16 index[PPGTT_ENTRIES];
	u64 value[PPGTT_ENTRIES];
	u64 gfns[PPGTT_ENTRIES];
	struct facet_pin *got[PPGTT_ENTRIES];
};

/* What a table needs before, or after, it has been compared. */
enum ppgtt_need {
	PPGTT_SETTLED,		/* nothing */
	PPGTT_PREPARE,		/* its page is to be pinned or watched */
	PPGTT_LEAVES,		/* pages of its leaves are to be pinned */
};

/* ppgtt.c */

/** facet_ppgtt_make_room() - For one more page; unused roots may go. shadow_lock held. -ENOSPC. */
int facet_ppgtt_make_room(struct facet_vgpu *vgpu);

/* ppgtt_page.c */

/** facet_ppgtt_page_get() - The page of this number, made if need be. shadow_lock held. -ENOMEM. */
int facet_ppgtt_page_get(struct facet_vgpu *vgpu, u64 gfn, struct ppgtt_page **out);

/** facet_ppgtt_page_put() - It may have lost its last table. shadow_lock held. */
void facet_ppgtt_page_put(struct facet_vgpu *vgpu, struct ppgtt_page *page);

/** facet_ppgtt_page_wants() - Whether facet_ppgtt_page_prepare() is due. shadow_lock held. */
bool facet_ppgtt_page_wants(const struct facet_vgpu *vgpu, const struct ppgtt_page *page);

/**
 * facet_ppgtt_page_prepare() - Its memory is in reach and writes to it are reported, as far as
 * can be. Worker; no lock held; may sleep.
 * @generation: of the pins, when the sync began
 * Return: 0; -EAGAIN: the generation moved; -ECANCELED: the vGPU is being drained; -ENOSPC, -ENOMEM.
 */
int facet_ppgtt_page_prepare(struct facet_vgpu *vgpu, struct ppgtt_page *page, u64 generation);

/** facet_ppgtt_page_reports() - Whether each change of it will be reported. shadow_lock held. */
bool facet_ppgtt_page_reports(const struct ppgtt_page *page);

/** facet_ppgtt_collect() - Tables that may have changed go on their lists. shadow_lock held. */
void facet_ppgtt_collect(struct facet_vgpu *vgpu);

/** facet_ppgtt_page_drop() - Its pin goes; all is to be compared anew. shadow_lock held. */
void facet_ppgtt_page_drop(struct facet_vgpu *vgpu, struct ppgtt_page *page);

/** facet_ppgtt_leave() - Pages that are no tables any more are watched no more. No lock held. */
void facet_ppgtt_leave(struct facet_vgpu *vgpu);

/* ppgtt_table.c */

/** facet_ppgtt_reap() - Free what no workload can be walking any more. shadow_lock held. */
void facet_ppgtt_reap(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_table_get() - A counted reference to the table of a guest page, made
 * if need be. shadow_lock held. Return: 0, -ENOSPC, -ENOMEM.
 */
int facet_ppgtt_table_get(struct facet_vgpu *vgpu, u64 gfn, u32 level, struct ppgtt_table **out);

/** facet_ppgtt_table_put() - And of all below it, if it was the last. shadow_lock held. */
void facet_ppgtt_table_put(struct facet_vgpu *vgpu, struct ppgtt_table *table);

/** facet_ppgtt_table_adopt() - It is reached from where @owner's are. shadow_lock held. */
void facet_ppgtt_table_adopt(struct facet_vgpu *vgpu, struct ppgtt_table *table,
			     struct ppgtt_work *owner);

/**
 * facet_ppgtt_table_compare() - Find what the guest changed, and apply what can be at once:
 * tables below are linked, not compared. shadow_lock held.
 * Return: enum ppgtt_need; -EFAULT: a PML4 cannot be read; -ENOSPC, -ENOMEM.
 */
int facet_ppgtt_table_compare(struct facet_vgpu *vgpu, struct ppgtt_table *table);

/**
 * facet_ppgtt_table_leaves() - The changes just found of a table of leaves. Worker; no lock
 * held; may sleep. Return: as facet_ppgtt_page_prepare().
 */
int facet_ppgtt_table_leaves(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation);

/** facet_ppgtt_table_drop() - No pin is held any more; leaves are absent. shadow_lock held. */
void facet_ppgtt_table_drop(struct facet_vgpu *vgpu, struct ppgtt_table *table);

#endif
