// SPDX-License-Identifier: GPL-2.0-only
/*
 * Leaf entries of PPGTT shadows. A table of 64 KiB pages is shadowed by entries of 4 KiB, sixteen
 * for each guest entry that counts. The translations are the same. Entries of 64 KiB would not be
 * safe while an engine walks: the next pages of the bus map may belong to another vGPU.
 *
 * The worker calls this file for the changes that a compare has found. The file takes shadow_lock,
 * and does not hold it while pages are pinned.
 */
#include "mediator/ppgtt/ppgtt_types.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/pins.h"

/* Return the number of 4 KiB pages that a guest entry names; 0: the entry is absent or ignored. */
static u32 leaf_pages(const struct ppgtt_table *table, u32 at, u64 value)
{
	if (!(value & GEN9_PTE_PRESENT))
		return 0;
	if (table->kind == PPGTT_PT)
		return 1;
	if (at % GEN9_BIG_PAGES ||
	    port_check(PPGTT_BIG_ALIGNED,
		       (value & GEN9_PTE_ADDR_MASK & (GEN9_BIG_SIZE - 1)) != 0))
		return 0;
	return GEN9_BIG_PAGES;
}

/* Return the number of shadow entries that a guest entry controls; 0: the entry is ignored. */
static u32 leaf_span(const struct ppgtt_table *table, u32 at)
{
	if (table->kind == PPGTT_PT)
		return 1;
	return at % GEN9_BIG_PAGES ? 0 : GEN9_BIG_PAGES;
}

/*
 * Get the pins of all pages that the changes name, in order. *@n becomes their number. No lock
 * held. Return: 0, or an error that ends the sync (facet_pins_is_fatal()).
 */
static int leaf_get(struct facet_vgpu *vgpu, const struct ppgtt_table *table, u32 *n)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 i, k, pages;
	int ret = 0;

	*n = 0;
	for (i = 0; i < ppgtt->changes; i++) {
		pages = leaf_pages(table, ppgtt->index[i], ppgtt->value[i]);
		prefetchw(table->entries->pins[ppgtt->index[i]]);
		for (k = 0; k < pages; k++)
			ppgtt->gfns[(*n)++] = ((ppgtt->value[i] & GEN9_PTE_ADDR_MASK) >>
					       GEN9_PAGE_SHIFT) + k;
	}
	if (*n)
		ret = facet_pins_get(vgpu, ppgtt->gfns, *n, ppgtt->pins);
	return facet_pins_is_fatal(ret) ? ret : 0;
}

/* Apply one change, whose pins are at @got. shadow_lock held. */
static void leaf_apply(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 at, u64 value,
		       struct facet_pin **got)
{
	u32 pages = leaf_pages(table, at, value);
	u32 k, missing = 0;

	for (k = 0; k < leaf_span(table, at); k++)
		facet_ppgtt_entry_clear(vgpu, table, at + k);
	for (k = 0; k < pages; k++) {
		table->entries->pins[at + k] = got[k];
		if (got[k])
			WRITE_ONCE(table->mem.shadow[at + k],
				   got[k]->bus | port_mask(PPGTT_FLAGS, value,
							   GEN9_PTE_FLAGS_MASK));
		else
			missing++;
	}
	/* If a pin is missing, store another value than the guest's: the next sync tries again. */
	table->entries->guest[at] = missing ? ~value : value;
	table->bad += missing != 0;
}

int facet_ppgtt_leaf_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct facet_pin **got = ppgtt->pins;
	u32 i, n;
	int ret = leaf_get(vgpu, table, &n);

	facet_shadow_lock(vgpu);
	facet_shadow_step(vgpu, ppgtt->changes + n);
	if (facet_pins_generation(vgpu) != generation) {
		while (n--) {
			if (got[n])
				facet_pin_put(vgpu, got[n]);
		}
		ret = -EAGAIN;
		goto out;
	}
	for (i = 0; i < ppgtt->changes; i++) {
		leaf_apply(vgpu, table, ppgtt->index[i], ppgtt->value[i], got);
		got += leaf_pages(table, ppgtt->index[i], ppgtt->value[i]);
	}
	if (!ret)
		facet_ppgtt_table_mark_clean(table);
out:
	facet_shadow_unlock(vgpu);
	return ret;
}
