// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes of the guest's GGTT entries: store the entries (ggtt.c), then inform the PPGTT shadows
 * and the aperture. Trapped accesses, syncs of mapped entries and a restore call this file, with
 * mmio_lock held. It holds no other lock across its calls.
 */
#include "mediator/ggtt.h"

#include "gen9/gtt_defs.h"
#include "mediator/aperture.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ppgtt.h"

int facet_ggtt_ptes_write(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old)
{
	int ret = facet_ggtt_ptes_set(vgpu, index, ptes, n, old);
	u32 first = n, last = 0;
	u32 i;

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	if (ret <= 0)
		return ret;
	for (i = 0; i < n; i++) {
		if (facet_ggtt_same(old[i], ptes[i]))
			continue;
		first = min(first, i);
		last = i;
	}
	/* One call for all: a page fault maps the unchanged pages in between again. */
	facet_aperture_changed(vgpu, index + first, last - first + 1);
	for (i = first; i <= last; i++) {
		if (!facet_ggtt_same(old[i], ptes[i]) && (old[i] & GEN9_PTE_PRESENT))
			facet_ppgtt_mark_hidden(vgpu,
						(old[i] & GEN9_PTE_ADDR_MASK) >> GEN9_PAGE_SHIFT);
	}
	return ret;
}
