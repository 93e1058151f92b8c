// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change of the guest's GGTT entries: the entries themselves (ggtt.c), and who else has to know.
 * mmio_lock held.
 */
#include "mediator/ggtt.h"

#include "gen9/gtt_defs.h"
#include "mediator/aperture.h"
#include "mediator/ppgtt.h"
#include "mediator/base/vgpu_types.h"

int facet_ggtt_ptes_write(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old)
{
	int ret = facet_ggtt_ptes_set(vgpu, index, ptes, n, old);
	u32 first = n, last = 0;
	u32 i;

	if (ret <= 0)
		return ret;
	for (i = 0; i < n; i++) {
		if (facet_ggtt_same(old[i], ptes[i]))
			continue;
		first = min(first, i);
		last = i;
		/* Nobody can write to the old page that way any more. */
		if (old[i] & GEN9_PTE_PRESENT)
			facet_ppgtt_mark_dirty(vgpu,
					       (old[i] & GEN9_PTE_ADDR_MASK) >> GEN9_PAGE_SHIFT);
	}
	/* Once: what lies between and has not changed is mapped again when it is touched. */
	facet_aperture_changed(vgpu, index + first, last - first + 1);
	return ret;
}
