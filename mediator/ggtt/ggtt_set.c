// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes of the guest's GGTT entries (facet_ggtt_ptes_set()). What names a changed entry loses its
 * page: alias slots (alias.h), which engines use, and views (view.h). The worker finds the new
 * page.
 */
#include "mediator/ggtt.h"

#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/alias.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/ggtt/view.h"

/* Copy the guest's @n entries from @index on to @old. Return: how many differ from @ptes. */
static u32 ptes_compare(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old)
{
	u32 changed = 0;
	u32 i;

	for (i = 0; i < n; i++) {
		old[i] = facet_ggtt_pte_read(vgpu, index + i);
		changed += !facet_ggtt_same(old[i], ptes[i]);
	}
	return changed;
}

/*
 * Store those of @n entries from @index on that differ from @old, and make entries of their alias
 * slots absent. All lie in one table, whose page of guest entries exists. Takes shadow_lock.
 */
static void ptes_apply(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, const u64 *old)
{
	u32 first = index % GEN9_PTES_PER_PAGE;
	u64 *table;
	bool cleared = false;
	u32 i;

	facet_shadow_lock(vgpu);
	table = vgpu->ggtt->tables[index / GEN9_PTES_PER_PAGE];
	for (i = 0; i < n; i++) {
		if (facet_ggtt_same(old[i], ptes[i]))
			continue;
		WRITE_ONCE(table[first + i], ptes[i]);
		cleared |= facet_alias_entry_changed(vgpu, index + i);
		facet_ggtt_views_entry_changed(vgpu, index + i);
	}
	/* Invalidate under the lock: the old pages may be unpinned as soon as it is released. */
	if (cleared)
		facet_ggtt_invalidate(vgpu);
	facet_shadow_unlock(vgpu);
}

int facet_ggtt_ptes_set(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old)
{
	u32 changed;

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	if (port_check(GGTT_OWNED, !facet_ggtt_owned(vgpu, (u64)index << GEN9_PAGE_SHIFT,
						     (u64)n << GEN9_PAGE_SHIFT)))
		return -EPERM;
	changed = ptes_compare(vgpu, index, ptes, n, old);
	if (!changed)
		return 0;
	if (facet_ggtt_guest_make(vgpu, index))
		return -ENOMEM;
	ptes_apply(vgpu, index, ptes, n, old);
	return changed;
}
