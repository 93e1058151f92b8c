// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of the GGTT as a guest reads and writes them by traps, and as a restore does; and the
 * registers by which it says that entries are to count. mmio_lock held.
 */
#include "mediator/ggtt.h"

#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/ggtt_map.h"
#include "device/denied.h"
#include "device/regs.h"
#include "mediator/base/vgpu_types.h"

int facet_ggtt_pte_write(struct facet_vgpu *vgpu, u32 index, u64 pte)
{
	u64 old;
	int ret = facet_ggtt_ptes_write(vgpu, index, &pte, 1, &old);

	if (ret < 0)
		return ret;
	facet_ggtt_map_store(vgpu, index, pte);
	return 0;
}

void facet_ggtt_trap_read(struct facet_vgpu *vgpu, u32 offset, void *buf, u32 len)
{
	u64 index = offset / sizeof(u64);
	u8 bytes[sizeof(u64)];

	if (!port_index(&index, GEN9_GGTT_ENTRIES))
		return;
	facet_ggtt_map_sync_entry(vgpu, index);
	put_unaligned_le64(facet_ggtt_pte_read(vgpu, index), bytes);
	memcpy(buf, &bytes[offset % sizeof(u64)], len);
}

void facet_ggtt_trap_write(struct facet_vgpu *vgpu, u32 offset, const void *buf, u32 len)
{
	u64 index = offset / sizeof(u64);
	u8 bytes[sizeof(u64)];

	if (!port_index(&index, GEN9_GGTT_ENTRIES))
		return;
	facet_ggtt_map_sync_entry(vgpu, index);
	put_unaligned_le64(facet_ggtt_pte_read(vgpu, index), bytes);
	memcpy(&bytes[offset % sizeof(u64)], buf, len);
	/* i915 of Linux 6.1 clears the guard page, whoever owns it: it is absent, and no loss. */
	if (facet_ggtt_pte_write(vgpu, index, get_unaligned_le64(bytes)) &&
	    index != GEN9_GGTT_GUARD)
		facet_denied_access(&vgpu->dev, GEN9_GGTT_PTES, true);
}

static void gfx_flush_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			    u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	facet_reg_set(&vgpu->dev, offset, value);
	facet_ggtt_map_sync(vgpu);
}

static void tlb_inv_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	facet_ggtt_map_sync(vgpu);
}

static const struct facet_reg ggtt_rows[] = {
	{ .name = "GFX_FLUSH", .offset = GEN9_GFX_FLUSH, .write = gfx_flush_write },
	/*
	 * A guest sets bit 0 and waits for it to clear, which it has by then. i915 of 6.1 gives pages back behind
	 * this one alone (i915_vma.c, vma_invalidate_tlb()).
	 */
	{ .name = "TLB_INV", .offset = GEN9_TLB_INV_RCS, .count = 5, .flags = FACET_REG_ZERO,
	  .write = tlb_inv_write },
};

const struct facet_reg_block facet_ggtt_regs = {
	.rows = ggtt_rows,
	.count = ARRAY_SIZE(ggtt_rows),
};
