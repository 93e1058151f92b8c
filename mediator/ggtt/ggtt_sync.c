// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bringing the shadow of the GGTT up to date with the guest's entries: those that are dirty go in
 * batches, since their pages are pinned with no lock held. Each word of entries is looked at once
 * in a sweep, so that a guest that writes meanwhile holds nobody up.
 *
 * Called by the worker. Takes shadow_lock, in bounded holds.
 */
#include "mediator/ggtt.h"

#include "mediator/ggtt/ggtt_types.h"
#include "mediator/host.h"
#include "mediator/progress.h"
#include "mediator/pins.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"

#define GGTT_BATCH		64u		/* entries of one batch: at least a word's */
#define GGTT_SWEEPS		4u		/* of a sync, also if a guest writes meanwhile */
#define GGTT_ATTEMPTS		16u		/* at a sync that dma_unmap keeps disturbing */
#define GGTT_RETRY_NS		1000000000ull	/* an entry that failed is left alone so long */

/**
 * struct ggtt_batch - Entries on their way to the shadow; too large for the stack.
 * @from: word of 64 entries, of all tables, with which it begins
 * @at: word with which the next one begins
 * @n: entries in it
 * @index: of each
 * @gfn: what it names
 * @pin: of that
 */
struct ggtt_batch {
	u32 from;
	u32 at;
	u32 n;
	u32 index[GGTT_BATCH];
	u64 gfn[GGTT_BATCH];
	struct facet_pin *pin[GGTT_BATCH];
};

/* After a while, entries that failed count as dirty again. shadow_lock held. */
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

/* Takes the dirty entries of a word into the batch; false when they have no room. */
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
 * The next batch of a sweep, which looks once at each word of entries, whatever becomes dirty
 * behind it. Return: whether there may be more. shadow_lock held.
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

/* One entry of a batch whose pin was tried. shadow_lock held. */
static void sync_entry(struct facet_vgpu *vgpu, u32 index, struct facet_pin *pin)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	struct ggtt_table *table = ggtt->tables[index / GEN9_PTES_PER_PAGE];
	u32 i = index % GEN9_PTES_PER_PAGE;

	/* Changed meanwhile: the next batch has it. */
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
 * Puts a batch into the shadow; false when pages were revoked meanwhile, or a drain may have left
 * some out: no failure of theirs.
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

/* Pages and tables for a batch. No lock held. Return: the error that counts. */
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

/* shadow_lock held */
static bool any_dirty(const struct facet_ggtt *ggtt)
{
	u64 dirty = 0;
	u32 w;

	for (w = 0; w < ARRAY_SIZE(ggtt->dirty); w++)
		dirty |= ggtt->dirty[w];
	return dirty;
}

static bool sync_dirty(struct facet_vgpu *vgpu)
{
	bool dirty;

	facet_shadow_lock(vgpu);
	dirty = any_dirty(vgpu->ggtt);
	facet_shadow_unlock(vgpu);
	return dirty;
}

/* Whether there is anything to do: for most submissions there is not. */
static bool sync_needed(struct facet_vgpu *vgpu)
{
	bool needed;

	facet_shadow_lock(vgpu);
	sync_requeue_failed(vgpu);
	needed = any_dirty(vgpu->ggtt);
	facet_shadow_unlock(vgpu);
	return needed;
}

/* All that was dirty when it began. Return: the error that counts. No lock held. */
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
	/* What the guest writes meanwhile is as good as written later: the next sync has it. */
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
