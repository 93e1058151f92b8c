// SPDX-License-Identifier: GPL-2.0-only
/*
 * The context status buffer of Gen9: six entries in the HWSP, which i915 reads,
 * and in MMIO, with a write pointer in both. The entry is visible before the
 * pointer, the pointer before the interrupt.
 *
 * Called by the vGPU's worker. The registers change under vgpu->lock, since the
 * guest may rewrite the pointer at the same time.
 */
#include "mediator/csb.h"
#include "gen9/engine.h"
#include "gen9/irq.h"
#include "mediator/engine.h"
#include "mediator/ggtt.h"
#include "mediator/irq.h"
#include "mediator/regs.h"
#include "mediator/vgpu_types.h"

#define CSB_PTR_WRITE_MASK	0x7u

/* Registers first: the new write pointer, and the entry in its place. */
static u32 csb_advance(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 status, u32 id)
{
	u32 reg = engine->base + GEN9_RING_CSB_PTR;
	unsigned long flags;
	u32 pointer, at;

	spin_lock_irqsave(&vgpu->lock, flags);
	pointer = facet_reg_get(vgpu, reg);
	at = pointer & CSB_PTR_WRITE_MASK;
	/* The guest may have put it anywhere. */
	if (port_check(CSB_ENTRY, at >= GEN9_CSB_ENTRIES))
		at = GEN9_CSB_ENTRIES - 1;
	at = at + 1 == GEN9_CSB_ENTRIES ? 0 : at + 1;
	facet_reg_set(vgpu, engine->base + GEN9_RING_CSB + at * sizeof(u64), status);
	facet_reg_set(vgpu, engine->base + GEN9_RING_CSB + at * sizeof(u64) + 4, id);
	facet_reg_set(vgpu, reg, (pointer & ~CSB_PTR_WRITE_MASK) | at);
	spin_unlock_irqrestore(&vgpu->lock, flags);
	return at;
}

void facet_csb_emit(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 status, u32 id)
{
	u32 hwsp = facet_reg_get(vgpu, engine->base + GEN9_RING_HWS_PGA);
	u32 at = csb_advance(vgpu, engine, status, id);
	u64 entry = status | (u64)id << 32;

	/* A guest without a status page gets the registers alone. */
	if (!facet_ggtt_write(vgpu, hwsp + GEN9_CSB_HWSP_DWORD * sizeof(u32) + at * sizeof(entry),
			      &entry, sizeof(entry))) {
		/* The entry before the pointer: the guest reads them the other way round. */
		smp_wmb();
		facet_ggtt_write(vgpu, hwsp + GEN9_CSB_WRITE_HWSP_DWORD * sizeof(u32), &at,
				 sizeof(at));
	}
	facet_irq_engine(vgpu, engine->id, GEN9_GT_CONTEXT_SWITCH);
}
