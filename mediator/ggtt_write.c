// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change of the guest's GGTT entries: the entries themselves (ggtt.c), and who else has to know.
 * mmio_lock held.
 */
#include "mediator/ggtt.h"

#include "gen9/gtt.h"
#include "mediator/aperture.h"
#include "mediator/ppgtt.h"
#include "mediator/vgpu_types.h"

/* Entries [index, index + n) have all changed. */
static void changed(struct facet_vgpu *vgpu, u32 index, const u64 *old, u32 n)
{
	u32 i;

	facet_aperture_changed(vgpu, index, n);
	for (i = 0; i < n; i++) {
		/* Nobody can write to the old page that way any more. */
		if (old[i] & GEN9_PTE_PRESENT)
			facet_ppgtt_touch(vgpu, (old[i] & GEN9_PTE_ADDR_MASK) >> GEN9_PAGE_SHIFT);
	}
}

int facet_ggtt_ptes_write(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old)
{
	int ret = facet_ggtt_ptes_set(vgpu, index, ptes, n, old);
	u32 i, end;

	if (ret <= 0)
		return ret;
	for (i = 0; i < n; i = end + 1) {
		for (end = i; end < n && ptes[end] != old[end]; end++)
			;
		if (end > i)
			changed(vgpu, index + i, &old[i], end - i);
	}
	return ret;
}
