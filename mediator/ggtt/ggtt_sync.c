// SPDX-License-Identifier: GPL-2.0-only
/*
 * A sync brings the shadow of the GGTT up to date with the guest's entries. The sync takes dirty
 * entries in batches, and pins the pages of a batch with no lock held. A sweep checks each word of
 * 64 entries once, so a guest that writes meanwhile cannot prolong it.
 *
 * The worker calls this file. It takes shadow_lock in bounded holds.
 */
#include "mediator/ggtt.h"

#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/host.h"
#include "mediator/pins.h"
#include "mediator/progress.h"

#define GGTT_BATCH		64u		/* entries of a batch; a word has no more */
#define GGTT_SWEEPS		4u		/* sweeps of one sync, at most */
#define GGTT_ATTEMPTS		16u		/* disturbed batches after which a sync gives up */
#define GGTT_RETRY_NS		1000000000ull	/* time before a failed entry is tried again */

/**
 * struct ggtt_batch - Entries on their way to the shadow; too large for the stack.
 * @from: first word of the batch; words of 64 entries are numbered across all tables
 * @at: first word of the next batch
 * @n: number of entries
 * @index: indexes of the entries, < GEN9_GGTT_ENTRIES
 * @gfn: guest page numbers that the entries name
 * @pin: pins of these pages; NULL: not pinned
 */
struct ggtt_batch {
	u32 from;
	u32 at;
	u32 n;
	u32 index[GGTT_BATCH];
	u64 gfn[GGTT_BATCH];
	struct facet_pin *pin[GGTT_BATCH];
};

/* Mark failed entries dirty if they are old enough, or after a dma_unmap. shadow_lock held. */
static void sync_requeue_failed(struct facet_vgpu *vgpu)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	u32 t, w;

	if (!ggtt->any_failed ||
	    port_check(GGTT_RETRY, vgpu->ops->now_ns(vgpu->host) < ggtt->retry_ns &&
		       !facet_pins_recent_unmap(vgpu)))
		return;
	ggtt->any_failed = false;
	for (t = 0; t < GGTT_TABLES; t++) {
		struct ggtt_table *table = ggtt->tables[t];

		for (w = 0; table && w < GGTT_WORDS; w++) {
			if (!table->failed[w])
				continue;
			table->dirty[w] |= table->failed[w];
			table->failed[w] = 0;
			ggtt_bit_set(ggtt->dirty, t);
		}
	}
}

/*
 * Move the dirty entries of word @at to the batch. shadow_lock held. Return: false: the batch has
 * no room for them, and nothing was moved.
 */
static bool gather_word(struct ggtt_table *table, u32 at, struct ggtt_batch *batch)
{
	u64 *dirty = &table->dirty[at % GGTT_WORDS];
	u32 i;

	if (batch->n + hweight32(lower_32_bits(*dirty)) + hweight32(upper_32_bits(*dirty)) >
	    GGTT_BATCH)
		return false;
	while (*dirty) {
		i = at % GGTT_WORDS * GGTT_WORD + ilog2(*dirty);
		ggtt_bit_clear(table->dirty, i);
		if (!(READ_ONCE(table->guest[i]) & GEN9_PTE_PRESENT))
			continue;
		batch->index[batch->n] = at / GGTT_WORDS * GEN9_PTES_PER_PAGE + i;
		batch->gfn[batch->n++] = (READ_ONCE(table->guest[i]) & GEN9_PTE_ADDR_MASK) >>
					 GEN9_PAGE_SHIFT;
	}
	return true;
}

static bool table_dirty(const struct ggtt_table *table)
{
	u64 dirty = 0;
	u32 w;

	for (w = 0; w < GGTT_WORDS; w++)
		dirty |= table->dirty[w];
	return dirty;
}

/*
 * Gather the next batch of a sweep. A sweep checks each word of entries once: entries behind its
 * position that become dirty wait for the next sweep. shadow_lock held. Return: true: more words
 * are left.
 */
static bool sync_gather(struct facet_vgpu *vgpu, struct ggtt_batch *batch)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	u32 t;

	batch->n = 0;
	batch->from = batch->at;
	while (batch->at < GGTT_TABLES * GGTT_WORDS) {
		t = batch->at / GGTT_WORDS;
		if (facet_shadow_need_resched(vgpu))
			return true;
		if (!ggtt_bit_get(ggtt->dirty, t)) {
			batch->at = (t + 1) * GGTT_WORDS;
			facet_shadow_step(vgpu, 1);
			continue;
		}
		if (!gather_word(ggtt->tables[t], batch->at, batch))
			return true;
		facet_shadow_step(vgpu, GGTT_WORD);
		if (!(++batch->at % GGTT_WORDS) && !table_dirty(ggtt->tables[t]))
			ggtt_bit_clear(ggtt->dirty, t);
	}
	return false;
}

/* Write the shadow entry of a batch entry, or record its failure. shadow_lock held. */
static void sync_entry(struct facet_vgpu *vgpu, u32 index, struct facet_pin *pin)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	struct ggtt_table *table = ggtt->tables[index / GEN9_PTES_PER_PAGE];
	u32 i = index % GEN9_PTES_PER_PAGE;

	/* The entry has changed meanwhile: a later batch has it. */
	if (port_check(GGTT_CHANGED, ggtt_bit_get(table->dirty, i))) {
		if (pin)
			facet_pin_put(vgpu, pin);
		return;
	}
	if (!pin || !table->shadow) {
		if (pin)
			facet_pin_put(vgpu, pin);
		ggtt_bit_set(table->failed, i);
		if (!ggtt->any_failed)
			ggtt->retry_ns = vgpu->ops->now_ns(vgpu->host) + GGTT_RETRY_NS;
		ggtt->any_failed = true;
		return;
	}
	table->pins[i] = pin;
	WRITE_ONCE(table->shadow[i], pin->bus | GEN9_PTE_PRESENT);
}

/*
 * Write the shadow entries of a batch. Takes shadow_lock. Return: false: all entries of the batch
 * are dirty again. A dma_unmap has revoked pages meanwhile, or a cancel may have left pages out.
 * The entries do not count as failed.
 */
static bool sync_install(struct facet_vgpu *vgpu, struct ggtt_batch *batch, u64 generation)
{
	bool same;
	u32 i;

	facet_shadow_lock(vgpu);
	same = facet_pins_generation(vgpu) == generation && !facet_progress_cancelled(vgpu);
	for (i = 0; i < batch->n; i++) {
		if (!same)
			facet_ggtt_mark_dirty(vgpu->ggtt, batch->index[i]);
		sync_entry(vgpu, batch->index[i], batch->pin[i]);
	}
	facet_shadow_unlock(vgpu);
	return same;
}

/* Pin the pages of a batch, and make its shadow tables. No lock held. Return: 0 or an errno. */
static int sync_prepare(struct facet_vgpu *vgpu, struct ggtt_batch *batch)
{
	int first, ret;
	u32 i;

	first = facet_pins_get(vgpu, batch->gfn, batch->n, batch->pin);
	for (i = 0; i < batch->n; i++) {
		if (!batch->pin[i])
			continue;
		ret = facet_ggtt_shadow_make(vgpu, batch->index[i]);
		first = facet_pins_merge_error(first, ret);
	}
	return first;
}

void facet_ggtt_retry_failed(struct facet_vgpu *vgpu)
{
	facet_shadow_lock(vgpu);
	vgpu->ggtt->retry_ns = 0;
	facet_shadow_unlock(vgpu);
}

/* Tell whether a table may have dirty entries. shadow_lock held. */
static bool any_dirty(const struct facet_ggtt *ggtt)
{
	u64 dirty = 0;
	u32 w;

	for (w = 0; w < ARRAY_SIZE(ggtt->dirty); w++)
		dirty |= ggtt->dirty[w];
	return dirty;
}

/* Tell the same. No lock held; takes shadow_lock. */
static bool sync_dirty(struct facet_vgpu *vgpu)
{
	bool dirty;

	facet_shadow_lock(vgpu);
	dirty = any_dirty(vgpu->ggtt);
	facet_shadow_unlock(vgpu);
	return dirty;
}

/* Tell whether a sync has work: for most submissions it has none. Takes shadow_lock. */
static bool sync_needed(struct facet_vgpu *vgpu)
{
	bool needed;

	facet_shadow_lock(vgpu);
	sync_requeue_failed(vgpu);
	needed = any_dirty(vgpu->ggtt);
	facet_shadow_unlock(vgpu);
	return needed;
}

/*
 * Sync all entries that are dirty when the sweep begins. No lock held. Return: the error that
 * counts; -ECANCELED: the workload is being cancelled; -EAGAIN: a dma_unmap has disturbed
 * GGTT_ATTEMPTS batches.
 */
static int sync_sweep(struct facet_vgpu *vgpu, struct ggtt_batch *batch, u32 *attempts)
{
	u64 generation;
	int first = 0;
	bool more;
	int ret;

	batch->at = 0;
	do {
		if (facet_progress_cancelled(vgpu))
			return -ECANCELED;
		facet_shadow_lock(vgpu);
		more = sync_gather(vgpu, batch);
		generation = facet_pins_generation(vgpu);
		facet_shadow_unlock(vgpu);
		cond_resched();
		if (!batch->n)
			continue;
		ret = sync_prepare(vgpu, batch);
		if (sync_install(vgpu, batch, generation)) {
			first = facet_pins_merge_error(first, ret);
			continue;
		}
		if (++*attempts == GGTT_ATTEMPTS)
			return facet_pins_merge_error(first, -EAGAIN);
		batch->at = batch->from;
		more = true;
	} while (more);
	return first;
}

int facet_ggtt_sync(struct facet_vgpu *vgpu)
{
	struct ggtt_batch *batch;
	u32 sweeps, attempts = 0;
	int first = 0;

	if (!sync_needed(vgpu))
		return 0;
	batch = port_zalloc(sizeof(*batch));
	if (!batch)
		return -ENOMEM;
	/* The next sync has the entries that the guest writes behind the last sweep. */
	for (sweeps = 0; sweeps < GGTT_SWEEPS && attempts < GGTT_ATTEMPTS; sweeps++) {
		first = facet_pins_merge_error(first, sync_sweep(vgpu, batch, &attempts));
		if (first == -ECANCELED || facet_progress_stopping(vgpu) || !sync_dirty(vgpu))
			break;
	}
	port_free(batch);
	return first;
}

void facet_ggtt_sync_ahead(struct facet_vgpu *vgpu)
{
	facet_pins_sync_begin(vgpu, false);
	if (facet_pins_is_fatal(facet_ggtt_sync(vgpu)))
		facet_ggtt_retry_failed(vgpu);
}
