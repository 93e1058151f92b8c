/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest pages that stay in place: one entry per guest page number, counted,
 * pinned once and let into the pGPU's map once, however many shadow entries
 * name it. Capped by the type; a failed pin is remembered for a second.
 */
#ifndef FACET_PINS_H
#define FACET_PINS_H

#include "port.h"

struct facet_vgpu;

#define FACET_PINS_ACCESS_PAGES	64u	/* that are lent at once */

/*
 * Pages that may fail one by one in a sync. Stock guests have a handful; a guest
 * with more of them is no longer told good from bad within a batch.
 */
#define FACET_PINS_FAILURES	1024u

/**
 * struct facet_pin - A pinned guest page.
 * @gfn: guest page number
 * @frame: host frame (port_frame_to_ptr() gives its memory)
 * @bus: its address in the pGPU's map
 * @refs: who names it
 * @table: NULL, or where whoever reads it as a page table is told of another reference:
 *	facet_pin_set_table()
 * Other fields are the table's own. There is one for each pinned page: a cache line.
 */
struct facet_pin {
	u64 gfn;
	u64 frame;
	u64 bus;
	u32 refs;
	bool detached;
	u64 deferred_seq;
	struct list_head deferred;
	struct list_head *table;
};

static_assert(sizeof(struct facet_pin) == 64, "a cache line");

/**
 * struct facet_pin_user - Somebody without a lock uses what a dma_unmap takes away: it waits.
 * @list: of those who are
 * @generation: facet_pins_generation() when they came
 */
struct facet_pin_user {
	struct list_head list;
	u64 generation;
};

/**
 * struct facet_pins_access - Pinned guest pages on loan, to look at.
 * @n: how many
 * @pages: their memory, which the guest and its engines may be writing
 * @pins: who has them
 * @user: keeps them in place
 */
struct facet_pins_access {
	u32 n;
	const u8 *pages[FACET_PINS_ACCESS_PAGES];
	struct facet_pin *pins[FACET_PINS_ACCESS_PAGES];
	struct facet_pin_user user;
};

/**
 * facet_pins_sync_begin() - A sync of shadows begins: pages may fail one by one again.
 * @vgpu: the vGPU
 * @skip_away: true: go on without pages that are away for the moment; each costs only itself, and
 *	counts as one that fails. false: the sync is to be done again; from the first such page on,
 *	the front end is asked for no more
 *
 * FACET_PINS_FAILURES pages may fail one by one.
 *
 * Context: worker; no lock held; may sleep.
 */
void facet_pins_sync_begin(struct facet_vgpu *vgpu, bool skip_away);

/**
 * facet_pins_needs_retry() - Tell whether this sync met a page that is away for the moment.
 * @vgpu: the vGPU
 *
 * The shadow has no such page. Whoever runs on it would meet a fault that is no fault of the
 * guest's: the sync is to be done again later.
 *
 * Context: worker, behind facet_pins_sync_begin(); no lock held; may sleep.
 * Return: true: it did.
 */
bool facet_pins_needs_retry(struct facet_vgpu *vgpu);

/**
 * facet_pins_is_fatal() - Whether an error of facet_pins_get() ends a sync of shadows: what
 * an administrator can fix, and a drain. A bad address is just absent.
 */
static inline bool facet_pins_is_fatal(int ret)
{
	return ret == -ENOSPC || ret == -ENOMEM || ret == -ECANCELED;
}

/** facet_pins_prefetch() - A page will be asked for soon: into the caches. shadow_lock held. */
void facet_pins_prefetch(const struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_pins_merge_error() - Which of two results of facet_pins_get() counts: the first error, but what
 * ends a sync before what does not, be it met later.
 */
static inline int facet_pins_merge_error(int first, int then)
{
	bool outdone = facet_pins_is_fatal(then) && !facet_pins_is_fatal(first);

	return first && !outdone ? first : then;
}

/**
 * facet_pins_get() - References to the pins of @n guest pages, made where missing.
 * @gfns: array of @n, duplicates allowed
 * @out: array of @n; NULL where the page could not be pinned
 *
 * No lock held; may sleep. The caller then takes shadow_lock and must look at
 * facet_pins_generation() (read before this call): if it moved, a dma_unmap
 * came in between and all is to be put and done again.
 * Return: 0, or the error that counts (the others are still tried): -ENOSPC at the cap; -ECANCELED:
 * the vGPU is being drained; -EBUSY: in a batch that holds a bad page, after too many bad ones in
 * this sync; else the front end's errno.
 */
int facet_pins_get(struct facet_vgpu *vgpu, const u64 *gfns, u32 n, struct facet_pin **out);

/**
 * facet_pin_put() - Drop a reference. The page itself stays pinned until each
 * workload that was started before has ended. shadow_lock held.
 */
void facet_pin_put(struct facet_vgpu *vgpu, struct facet_pin *pin);

/**
 * facet_pins_access_begin() - Pages that are pinned, without copying them; nothing is pinned for it.
 * @gfns: array of @n, at most FACET_PINS_ACCESS_PAGES; duplicates allowed
 * @loan: gets them
 *
 * For what may change while it is looked at: pixels, and nothing that is parsed. A dma_unmap
 * waits until they are given back, so that is done soon, without sleeping in between.
 * No lock held; takes shadow_lock.
 * Return: 0; -ENOENT: not all of them are pinned, and none is lent.
 */
int facet_pins_access_begin(struct facet_vgpu *vgpu, const u64 *gfns, u32 n,
			    struct facet_pins_access *loan);
void facet_pins_access_end(struct facet_vgpu *vgpu, struct facet_pins_access *loan);

/**
 * facet_pin_set_table() - Say that the guest's page is read as a page table, or no more.
 * @pin: of which the caller has a reference
 * @shared: the caller's entry of a list, on none; NULL: no more, then the entry is on no list
 *
 * From now on another reference puts the entry on the list of facet_pins_table_shared().
 * Context: shadow_lock held.
 */
void facet_pin_set_table(struct facet_pin *pin, struct list_head *shared);

/**
 * facet_pins_table_shared() - Take a page table that got another reference since: others may write
 * to it.
 * @vgpu: whose
 *
 * Context: shadow_lock held.
 * Return: its entry (facet_pin_set_table()), on no list any more; NULL: there is none.
 */
struct list_head *facet_pins_table_shared(struct facet_vgpu *vgpu);

/**
 * facet_pins_recent_unmap() - Whether guest memory went away lately. A VMM gives it back without
 * a word: for a second, pages that could not be had are asked for at each sync.
 * shadow_lock held.
 */
bool facet_pins_recent_unmap(const struct facet_vgpu *vgpu);

/** facet_pins_generation() - Moves with each dma_unmap. Any context. */
u64 facet_pins_generation(const struct facet_vgpu *vgpu);

/**
 * facet_pins_reap() - Unpin what was dropped and is used by no workload any more.
 * @oldest: facet_progress_oldest(): sequence of the oldest workload not yet ended
 * No lock held; may sleep.
 */
void facet_pins_reap(struct facet_vgpu *vgpu, u64 oldest);

/**
 * facet_pins_bump_generation() - Move the generation: what others have gotten and not used yet is to be put.
 * @vgpu: whose
 *
 * Context: shadow_lock held.
 */
void facet_pins_bump_generation(struct facet_vgpu *vgpu);

/**
 * facet_pins_detach() - Take all pins of a range out of the table.
 * @vgpu: whose
 * @gfn: first page
 * @n: pages, as many as there are at most
 * @detached: a list of the caller's, for facet_pins_release()
 *
 * The generation moves in each hold. What shadows name is detached from then on: the caller zaps
 * them before it releases the pins.
 * Context: no lock held; takes shadow_lock in bounded holds. The pGPU is idle for this vGPU.
 */
void facet_pins_detach(struct facet_vgpu *vgpu, u64 gfn, u64 n, struct list_head *detached);

/**
 * facet_pins_release() - Unpin what was detached; waits for loans, and for pins being made in
 * other threads, that began before. The pGPU is idle for this vGPU. No lock held.
 */
void facet_pins_release(struct facet_vgpu *vgpu, struct list_head *detached);

/**
 * facet_pins_in_range() - Whether [gfn, gfn + n) is pinned in part, or may be soon, or still.
 * shadow_lock held.
 */
bool facet_pins_in_range(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/** facet_pins_count() - Pages pinned now. Any context. */
u32 facet_pins_count(const struct facet_vgpu *vgpu);

int facet_pins_create(struct facet_vgpu *vgpu);
void facet_pins_destroy(struct facet_vgpu *vgpu);

#endif
