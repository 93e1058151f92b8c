/* SPDX-License-Identifier: GPL-2.0-only */
/* PPGTT shadows from inside: for ppgtt.c and ppgtt_table.c alone. */
#ifndef FACET_PPGTT_TYPES_H
#define FACET_PPGTT_TYPES_H

#include "port.h"
#include "gen9/gtt.h"
#include "mediator/ppgtt.h"

struct facet_pin;
struct facet_vgpu;

enum {
	PPGTT_TOP_LEVEL = GEN9_PPGTT_LEVELS - 1,
	PPGTT_BUCKET_BITS = 12,
	PPGTT_BUCKETS = 1 << PPGTT_BUCKET_BITS,
	PPGTT_ENTRIES = 512,
};

/**
 * struct ppgtt_table - A shadowed page.
 * @bucket: in the hash, or in limbo
 * @walk: on the stack of a walk
 * @refs: entries above that name it; 1 for the top of a root
 * @pushed: the walk that has met it
 * @synced: the walk that has compared it
 * @guest: what the guest's page said
 * @pins: of leaf entries
 * @below: of other entries
 */
struct ppgtt_table {
	struct list_head bucket;
	struct list_head walk;
	u64 gfn;
	u32 level;
	u32 refs;
	u64 pushed;
	u64 synced;
	u64 limbo_seq;
	struct facet_pin *pin;
	u64 *shadow;
	u64 bus;
	u64 guest[PPGTT_ENTRIES];
	union {
		struct facet_pin *pins[PPGTT_ENTRIES];
		struct ppgtt_table *below[PPGTT_ENTRIES];
	};
};

/**
 * struct facet_ppgtt_root - A guest's PML4.
 * @list: most recently used last
 * @refs: workloads that run on it
 * @closed: the guest says that it is gone
 * @flat: all tables below, valid while @flat_shape is the shape of now
 */
struct facet_ppgtt_root {
	struct list_head list;
	struct ppgtt_table *top;
	u32 refs;
	bool closed;
	struct ppgtt_table **flat;
	u32 flat_count;
	u64 flat_shape;
};

/**
 * struct facet_ppgtt - The shadows of a vGPU.
 * @buckets: tables by guest page number, times @factor
 * @factor: odd, and unknown to the guest, which else could make chains of its choice
 * @count: shadow pages, those in limbo included
 * @flat_entries: of all roots' @flat
 * @shape: moves when a table is linked to another or goes
 * @walks: walks done
 * @stale: an entry that engines may have cached has changed
 * @stats: what it has cost; @stats.notices under @watch_lock
 * @index: with @value, @gfns and @got: the changes of one table
 */
struct facet_ppgtt {
	struct list_head buckets[PPGTT_BUCKETS];
	u64 factor;
	struct list_head roots;
	struct list_head limbo;
	u32 count;
	u64 flat_entries;
	u64 shape;
	u64 walks;
	bool stale;
	struct facet_ppgtt_stats stats;
	spinlock_t watch_lock;

	u32 changes;
	u16 index[PPGTT_ENTRIES];
	u64 value[PPGTT_ENTRIES];
	u64 gfns[PPGTT_ENTRIES];
	struct facet_pin *got[PPGTT_ENTRIES];
};

/** facet_ppgtt_make_room() - For one more page; unused roots may go. shadow_lock held. -ENOSPC. */
int facet_ppgtt_make_room(struct facet_vgpu *vgpu);

/** facet_ppgtt_reap() - Free what no workload can be walking any more. shadow_lock held. */
void facet_ppgtt_reap(struct facet_vgpu *vgpu);

/**
 * facet_ppgtt_table_get() - A counted reference to the table of a guest page, made
 * if need be. shadow_lock held. Return: 0, -ENOSPC, -ENOMEM.
 */
int facet_ppgtt_table_get(struct facet_vgpu *vgpu, u64 gfn, u32 level, struct ppgtt_table **out);

/** facet_ppgtt_table_put() - And of all below it, if it was the last. shadow_lock held. */
void facet_ppgtt_table_put(struct facet_vgpu *vgpu, struct ppgtt_table *table);

/**
 * facet_ppgtt_table_sync() - One table is as the guest's page is; tables below are
 * linked, not synced. Worker; no lock held; may sleep.
 * @generation: of the pins, when the walk began
 * Return: 0; -EAGAIN: the generation moved; -EFAULT: a PML4 cannot be read; -ECANCELED: the
 * vGPU is being drained; -ENOSPC, -ENOMEM.
 */
int facet_ppgtt_table_sync(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation);

/** facet_ppgtt_table_drop() - No pin is held any more; leaves are absent. shadow_lock held. */
void facet_ppgtt_table_drop(struct facet_vgpu *vgpu, struct ppgtt_table *table);

#endif
