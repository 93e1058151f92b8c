// SPDX-License-Identifier: GPL-2.0-only
/*
 * 2 MiB pages of PPGTTs. The worker pins all 512 pages of 4 KiB. If their bus addresses are
 * consecutive and aligned, the shadow entry maps 2 MiB. Else the shadow entry names a table of
 * small entries, and pages that are not pinned are absent there. If the first 4 KiB cannot be
 * pinned, the whole page is absent: so an entry that names no memory costs one try.
 *
 * The worker calls this file, and dma_unmap calls it to drop references. All is under shadow_lock,
 * which is not held while pages are pinned.
 */
#include "mediator/gpu.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/pins.h"
#include "mediator/ppgtt/ppgtt_types.h"
#include "mediator/progress.h"
#include "pgpu/pgpu.h"

#define LARGE_ADDR_MASK		(GEN9_PTE_ADDR_MASK & ~(GEN9_LARGE_SIZE - 1))
#define LARGE_FLAGS_MASK	(GEN9_PTE_PRESENT | GEN9_PTE_RW | GEN9_PTE_PWT | GEN9_PTE_PCD | \
				 GEN9_PDE_PAT)

bool facet_ppgtt_large_valid(u64 value)
{
	return (value & GEN9_PTE_PRESENT) && (value & GEN9_PDE_PS) &&
	       !port_check(PPGTT_LARGE_ALIGNED, (value & GEN9_PTE_ADDR_MASK & ~LARGE_ADDR_MASK &
						 ~GEN9_PDE_PAT) != 0);
}

u64 facet_ppgtt_large_address(u64 value)
{
	return value & LARGE_ADDR_MASK;
}

static u64 large_gfn(u64 value)
{
	return facet_ppgtt_large_address(value) >> GEN9_PAGE_SHIFT;
}

static struct list_head *large_bucket(struct facet_vgpu *vgpu, u64 gfn)
{
	return &vgpu->ppgtt->large[facet_vgpu_hash(vgpu, gfn, PPGTT_LARGE_BITS)];
}

void facet_ppgtt_large_put(struct facet_vgpu *vgpu, struct ppgtt_large *large)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	if (!port_ref_put(&large->refs))
		return;
	list_del(&large->bucket);
	list_move_tail(&large->mem.list, &vgpu->ppgtt->dying_large);
}

/* Put the pins of a dying 2 MiB page, and move it to the deferred list. shadow_lock held. */
static void large_release(struct facet_vgpu *vgpu, struct ppgtt_large *large)
{
	u32 i;

	for (i = 0; i < GEN9_LARGE_PAGES; i++) {
		if (large->pins[i])
			facet_pin_put(vgpu, large->pins[i]);
	}
	facet_shadow_step(vgpu, GEN9_LARGE_PAGES);
	port_free(large->pins);
	large->pins = NULL;
	facet_ppgtt_defer_free(vgpu, &large->mem);
}

bool facet_ppgtt_larges_release(struct facet_vgpu *vgpu)
{
	struct ppgtt_large *large;

	lockdep_assert_held(&vgpu->shadow_lock);
	for (;;) {
		large = list_first_entry_or_null(&vgpu->ppgtt->dying_large, struct ppgtt_large,
						 mem.list);
		if (!large)
			return false;
		if (facet_shadow_need_resched(vgpu))
			return true;
		large_release(vgpu, large);
	}
}

/* Make a 2 MiB page without pins and references. shadow_lock held. Return: NULL: no memory. */
static struct ppgtt_large *large_create(struct facet_vgpu *vgpu, u64 gfn, u64 flags)
{
	struct ppgtt_large *large = port_zalloc(sizeof(*large));

	if (!large)
		return NULL;
	large->pins = port_calloc(GEN9_LARGE_PAGES, sizeof(*large->pins));
	if (!large->pins) {
		port_free(large);
		return NULL;
	}
	INIT_LIST_HEAD(&large->mem.list);
	large->gfn = gfn;
	large->flags = flags;
	large->missing = GEN9_LARGE_PAGES;
	large->drop = lower_32_bits(vgpu->ppgtt->drops);
	list_add(&large->bucket, large_bucket(vgpu, gfn));
	vgpu->ppgtt->count++;
	return large;
}

/*
 * Tell whether a new entry may name the page. A dma_unmap first detaches pins, then drops the
 * tables that name them, one after the other. The worker may run in between. A table that is
 * already dropped must not name a 2 MiB page with detached pins again: nothing would drop the table
 * a second time. shadow_lock held.
 */
static bool large_pins_valid(struct facet_vgpu *vgpu, struct ppgtt_large *large)
{
	u32 i;

	if (large->drop == lower_32_bits(vgpu->ppgtt->drops))
		return true;
	facet_shadow_step(vgpu, GEN9_LARGE_PAGES);
	for (i = 0; i < GEN9_LARGE_PAGES; i++) {
		if (large->pins[i] && large->pins[i]->detached)
			return false;
	}
	large->drop = lower_32_bits(vgpu->ppgtt->drops);
	return true;
}

/*
 * Take a reference to the 2 MiB page of an entry; make the page if missing. Its pins may be
 * missing. shadow_lock held. Return: 0; -ENOSPC: the cap of shadow pages is reached; -ENOMEM.
 */
static int large_find(struct facet_vgpu *vgpu, u64 value, struct ppgtt_large **out)
{
	u64 flags = port_mask(PPGTT_FLAGS, value, LARGE_FLAGS_MASK);
	u64 gfn = large_gfn(value);
	struct ppgtt_large *large;

	list_for_each_entry(large, large_bucket(vgpu, gfn), bucket) {
		if (large->gfn == gfn && large->flags == flags && large_pins_valid(vgpu, large))
			goto found;
	}
	if (facet_ppgtt_full(vgpu))
		return -ENOSPC;
	large = large_create(vgpu, gfn, flags);
	if (!large)
		return -ENOMEM;
found:
	port_ref_get(&large->refs);
	*out = large;
	return 0;
}

/* Tell whether the bus addresses of all pages are consecutive, and aligned to 2 MiB. */
static bool large_contiguous(const struct ppgtt_large *large)
{
	u32 i;

	if (large->missing || !IS_ALIGNED(large->pins[0]->bus, GEN9_LARGE_SIZE))
		return false;
	for (i = 1; i < GEN9_LARGE_PAGES; i++) {
		if (large->pins[i]->bus != large->pins[0]->bus + i * (u64)GEN9_PAGE_SIZE)
			return false;
	}
	return true;
}

/*
 * Make the table of small entries if one is needed, and fill it. shadow_lock held. Return: 0;
 * -ENOMEM; -ENOSPC: the pGPU's bus map is full.
 */
static int large_splinter(struct facet_vgpu *vgpu, struct ppgtt_large *large)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	u64 flags = large->flags & GEN9_PTE_FLAGS_MASK;
	void *shadow;
	int ret;
	u32 i;

	if (!large->mem.shadow) {
		if (large_contiguous(large))
			return 0;
		ret = pgpu->ops->page_alloc(pgpu, &shadow, &large->mem.bus);
		if (ret)
			return ret;
		large->mem.shadow = shadow;
	}
	if (large->flags & GEN9_PDE_PAT)
		flags |= GEN9_PTE_PAT;
	for (i = 0; i < GEN9_LARGE_PAGES; i++)
		WRITE_ONCE(large->mem.shadow[i], large->pins[i] ? large->pins[i]->bus | flags : 0);
	return 0;
}

/*
 * Pin the missing pages of a 2 MiB page, to which the caller has a reference. The worker; no lock
 * held. Return: as facet_ppgtt_table_pin().
 */
static int large_fill(struct facet_vgpu *vgpu, struct ppgtt_large *large, u64 generation)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct facet_pin **got = ppgtt->large_pins;
	bool moved;
	int ret, error;
	u32 i;

	for (i = 0; i < GEN9_LARGE_PAGES; i++)
		ppgtt->large_gfns[i] = large->gfn + i;
	ret = facet_pins_get(vgpu, ppgtt->large_gfns, GEN9_LARGE_PAGES, got);
	facet_shadow_lock(vgpu);
	moved = facet_pins_generation(vgpu) != generation;
	for (i = 0; i < GEN9_LARGE_PAGES; i++) {
		if (!got[i])
			continue;
		if (moved || large->pins[i]) {
			facet_pin_put(vgpu, got[i]);
		} else {
			large->pins[i] = got[i];
			large->missing--;
		}
	}
	facet_shadow_step(vgpu, 2 * GEN9_LARGE_PAGES);
	large->pin_tried = ppgtt->stats.syncs;
	error = moved ? -EAGAIN : large_splinter(vgpu, large);
	facet_shadow_unlock(vgpu);
	return facet_pins_is_fatal(ret) ? ret : error;
}

/*
 * Take a reference to the 2 MiB page of an entry, with all pages pinned that can be. The worker; no
 * lock held. Return: as facet_ppgtt_table_pin(); *@out is NULL after an error.
 */
static int large_get(struct facet_vgpu *vgpu, u64 value, u64 generation,
		     struct ppgtt_large **out)
{
	struct ppgtt_large *large;
	bool due;
	int ret;

	*out = NULL;
	facet_shadow_lock(vgpu);
	ret = facet_pins_generation(vgpu) != generation ? -EAGAIN :
	      large_find(vgpu, value, &large);
	due = !ret && large->missing && large->pin_tried != vgpu->ppgtt->stats.syncs;
	facet_shadow_unlock(vgpu);
	if (due)
		ret = large_fill(vgpu, large, generation);
	if (!ret) {
		*out = large;
	} else if (due) {
		facet_shadow_lock(vgpu);
		facet_ppgtt_large_put(vgpu, large);
		facet_shadow_unlock(vgpu);
	}
	return ret;
}

/* Return the shadow entry for a 2 MiB page. */
static u64 large_entry(const struct ppgtt_large *large)
{
	if (large->mem.shadow)
		return large->mem.bus | GEN9_PTE_PRESENT | GEN9_PTE_RW;
	return large->pins[0]->bus | large->flags | GEN9_PDE_PS;
}

/* Write entry @at of a page directory. @large: NULL makes the entry absent. shadow_lock held. */
static void large_apply(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 at, u64 value,
			struct ppgtt_large *large)
{
	facet_ppgtt_entry_clear(vgpu, table, at);
	if (large) {
		table->entries->large[at] = large;
		table->is_large[at / 64] |= BIT_ULL(at % 64);
		WRITE_ONCE(table->mem.shadow[at], large_entry(large));
	}
	/* If pages are missing, store another value than the guest's: the next sync tries again. */
	table->entries->guest[at] = large && !large->missing ? value : ~value;
	table->bad += !large || large->missing;
}

/*
 * Apply change @i, and put the pin of its first page. @ret: result of the changes before; after an
 * error only the pin is put. The worker; no lock held. Return: @ret, or as facet_ppgtt_table_pin().
 */
static int large_change(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 i, u64 generation,
			int ret)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_large *large = NULL;

	if (!ret && !port_check(PPGTT_LARGE_FIRST, !ppgtt->pins[i]))
		ret = large_get(vgpu, ppgtt->value[i], generation, &large);
	facet_shadow_lock(vgpu);
	if (!ret && facet_pins_generation(vgpu) != generation)
		ret = -EAGAIN;
	if (!ret)
		large_apply(vgpu, table, ppgtt->index[i], ppgtt->value[i], large);
	else if (large)
		facet_ppgtt_large_put(vgpu, large);
	if (ppgtt->pins[i])
		facet_pin_put(vgpu, ppgtt->pins[i]);
	facet_shadow_unlock(vgpu);
	cond_resched();
	return ret;
}

int facet_ppgtt_large_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 i;
	int ret;

	for (i = 0; i < ppgtt->changes; i++)
		ppgtt->gfns[i] = large_gfn(ppgtt->value[i]);
	ret = facet_pins_get(vgpu, ppgtt->gfns, ppgtt->changes, ppgtt->pins);
	ret = facet_pins_is_fatal(ret) ? ret : 0;
	for (i = 0; i < ppgtt->changes; i++)
		ret = large_change(vgpu, table, i, generation, ret);
	facet_shadow_lock(vgpu);
	if (!ret && facet_pins_generation(vgpu) != generation)
		ret = -EAGAIN;
	if (!ret)
		facet_ppgtt_table_mark_clean(table);
	facet_shadow_unlock(vgpu);
	return ret;
}
