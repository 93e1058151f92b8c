// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pin the pages behind GGTT entries of the guest (ggtt_pin.h), for alias.c and view.c. Called by
 * the worker. The file takes shadow_lock to look at entries and to record pins, and holds no lock
 * while pages are pinned.
 */
#include "mediator/ggtt/ggtt_pin.h"

#include "gen9/gtt_defs.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/pins.h"

#define PIN_BATCH	64u	/* pages that are pinned together */
#define PIN_ATTEMPTS	16u	/* disturbed batches after which a sync gives up */
#define PIN_SWEEPS	3u	/* looks at entries that the guest changes meanwhile */

/**
 * struct pin_batch - Pages that are being pinned.
 * @n: number of pages
 * @changed: the guest has changed an entry while its page was pinned
 * @page: numbers of the pages
 * @gfn: guest page numbers
 * @pin: pins of these pages; NULL: not pinned
 */
struct pin_batch {
	u32 n;
	bool changed;
	u32 page[PIN_BATCH];
	u64 gfn[PIN_BATCH];
	struct facet_pin *pin[PIN_BATCH];
};

/*
 * Find the guest page number behind an entry. Return: false: the guest's entry is absent.
 */
static bool entry_gfn(const struct facet_vgpu *vgpu, u32 index, u64 *gfn)
{
	u64 gpa;

	if (facet_ggtt_translate(vgpu, index << GEN9_PAGE_SHIFT, &gpa))
		return false;
	*gfn = gpa >> GEN9_PAGE_SHIFT;
	return true;
}

/*
 * Gather pages without a pin, from page *@at on. Takes shadow_lock. Return: generation of the
 * pins.
 */
static u64 pin_gather(struct facet_vgpu *vgpu, const struct ggtt_pages *pages, u32 *at,
		      struct pin_batch *batch)
{
	u64 generation;

	batch->n = 0;
	facet_shadow_lock(vgpu);
	for (; *at < pages->n && batch->n < PIN_BATCH; (*at)++) {
		u32 index;
		struct facet_pin **pin = pages->pin(pages->arg, *at, &index);

		if (facet_shadow_need_resched(vgpu))
			break;
		facet_shadow_step(vgpu, 1);
		if (!pin || *pin || !entry_gfn(vgpu, index, &batch->gfn[batch->n]))
			continue;
		batch->page[batch->n++] = *at;
	}
	generation = facet_pins_generation(vgpu);
	facet_shadow_unlock(vgpu);
	return generation;
}

/* Record a pin, unless the guest's entry has changed meanwhile. shadow_lock held. */
static void pin_record(struct facet_vgpu *vgpu, const struct ggtt_pages *pages,
		       struct pin_batch *batch, u32 i)
{
	u32 index;
	struct facet_pin **pin = pages->pin(pages->arg, batch->page[i], &index);
	u64 gfn;

	if (!batch->pin[i])
		return;
	if (*pin || !entry_gfn(vgpu, index, &gfn) ||
	    port_check(GGTT_CHANGED, gfn != batch->gfn[i])) {
		batch->changed |= !*pin;
		facet_pin_put(vgpu, batch->pin[i]);
		return;
	}
	*pin = batch->pin[i];
	if (pages->pinned)
		pages->pinned(vgpu, pages->arg, batch->page[i], batch->pin[i]->bus);
}

/*
 * Record the pins of a batch. Takes shadow_lock. Return: false: a dma_unmap has revoked pages
 * meanwhile, or a cancel may have left pages out; no pin is recorded.
 */
static bool pin_install(struct facet_vgpu *vgpu, const struct ggtt_pages *pages,
			struct pin_batch *batch, u64 generation)
{
	bool same;
	u32 i;

	facet_shadow_lock(vgpu);
	same = facet_pins_generation(vgpu) == generation && !facet_progress_cancelled(vgpu);
	for (i = 0; i < batch->n; i++) {
		if (same)
			pin_record(vgpu, pages, batch, i);
		else if (batch->pin[i])
			facet_pin_put(vgpu, batch->pin[i]);
	}
	facet_shadow_unlock(vgpu);
	return same;
}

/*
 * Look once at all pages, and pin those that are not pinned. Return: the error that counts;
 * -ECANCELED: the workload is being cancelled; -EAGAIN: a dma_unmap has disturbed PIN_ATTEMPTS
 * batches.
 */
static int pin_sweep(struct facet_vgpu *vgpu, const struct ggtt_pages *pages,
		     struct pin_batch *batch, u32 *attempts)
{
	u32 at = 0, from;
	u64 generation;
	int ret, first = 0;

	while (at < pages->n) {
		if (facet_progress_cancelled(vgpu))
			return -ECANCELED;
		from = at;
		generation = pin_gather(vgpu, pages, &at, batch);
		cond_resched();
		if (!batch->n)
			continue;
		ret = facet_pins_get(vgpu, batch->gfn, batch->n, batch->pin);
		if (pin_install(vgpu, pages, batch, generation)) {
			first = facet_pins_merge_error(first, ret);
			continue;
		}
		if (++*attempts == PIN_ATTEMPTS)
			return facet_pins_merge_error(first, -EAGAIN);
		at = from;
	}
	return first;
}

int facet_ggtt_pin_pages(struct facet_vgpu *vgpu, const struct ggtt_pages *pages)
{
	struct pin_batch *batch;
	u32 sweeps = 0, attempts = 0;
	int first = 0;

	if (!pages->n)
		return 0;
	batch = port_zalloc(sizeof(*batch));
	if (!batch)
		return -ENOMEM;
	do {
		batch->changed = false;
		first = facet_pins_merge_error(first, pin_sweep(vgpu, pages, batch, &attempts));
	} while (batch->changed && ++sweeps < PIN_SWEEPS && attempts < PIN_ATTEMPTS &&
		 first != -ECANCELED && !facet_progress_stopping(vgpu));
	port_free(batch);
	return first;
}
