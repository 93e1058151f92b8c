// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trapped reads and writes of GGTT entries, and the registers by which a guest makes written
 * entries count. Trapped accesses call this file, with mmio_lock held. ggtt.c takes shadow_lock,
 * ggtt_map.c takes ggtt_map.lock.
 */
#include "mediator/ggtt.h"

#include "device/denied.h"
#include "device/regs.h"
#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt_map.h"

int facet_ggtt_pte_write(struct facet_vgpu *vgpu, u32 index, u64 pte)
{
	u64 old;
	int ret = facet_ggtt_ptes_write(vgpu, index, &pte, 1, &old);

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	if (ret < 0)
		return ret;
	facet_ggtt_map_store(vgpu, index, pte);
	return 0;
}

void facet_ggtt_trap_read(struct facet_vgpu *vgpu, u32 offset, void *buf, u32 len)
{
	u64 index = offset / sizeof(u64);
	u8 bytes[sizeof(u64)];

	lockdep_assert_held(&vgpu->dev.mmio_lock);
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

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	if (!port_index(&index, GEN9_GGTT_ENTRIES))
		return;
	facet_ggtt_map_sync_entry(vgpu, index);
	put_unaligned_le64(facet_ggtt_pte_read(vgpu, index), bytes);
	memcpy(&bytes[offset % sizeof(u64)], buf, len);
	/*
	 * i915 of Linux 6.1 clears the entry of the guard page, although the guest does not own it.
	 * The entry is absent anyway, so the write is not recorded as refused.
	 */
	if (facet_ggtt_pte_write(vgpu, index, get_unaligned_le64(bytes)) &&
	    index != GEN9_GGTT_GUARD)
		facet_denied_access(&vgpu->dev, GEN9_GGTT_PTES, true);
}

/* Handler of GFX_FLUSH: entries that the guest has written count from now on. mmio_lock held. */
static void gfx_flush_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			    u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	facet_reg_set(&vgpu->dev, offset, value);
	facet_ggtt_map_sync(vgpu);
}

/* Handler of TLB_INV: as GFX_FLUSH, but the register stays zero. mmio_lock held. */
static void tlb_inv_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	facet_ggtt_map_sync(vgpu);
}

static const struct facet_reg ggtt_rows[] = {
	{ .name = "GFX_FLUSH", .offset = GEN9_GFX_FLUSH, .write = gfx_flush_write },
	/*
	 * A guest sets bit 0 and waits until it is clear: it is clear at once. i915 of Linux 6.1
	 * frees pages after a write of this register alone (i915_vma.c, vma_invalidate_tlb()).
	 */
	{ .name = "TLB_INV", .offset = GEN9_TLB_INV_RCS, .count = 5, .flags = FACET_REG_ZERO,
	  .write = tlb_inv_write },
};

const struct facet_reg_block facet_ggtt_regs = {
	.rows = ggtt_rows,
	.count = ARRAY_SIZE(ggtt_rows),
};
