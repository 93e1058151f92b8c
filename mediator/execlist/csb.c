// SPDX-License-Identifier: GPL-2.0-only
/*
 * The context status buffer (CSB) of Gen9: six entries and a write pointer. The hardware status
 * page (HWSP), which i915 reads, has both, and so has MMIO. The entry is in
 * guest memory before the pointer moves, and the pointer before the interrupt.
 *
 * The worker calls this file (elsp.c, retire.c), or a pause in its place. The registers change
 * under vgpu->dev.lock, since the guest may write the pointer at the same time. The status page is
 * guest memory and may be unavailable. So the engine keeps an entry until the page has it, and puts
 * no other entry before.
 *
 * Source: gen9/engine_defs.h.
 */
#include "mediator/execlist/csb.h"
#include "device/regs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/ggtt.h"

#define CSB_PTR_WRITE_MASK	0x7u

void facet_csb_put(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 status, u32 id)
{
	u32 reg = engine->base + GEN9_RING_CSB_PTR;
	u32 pointer = facet_reg_get(&vgpu->dev, reg);
	u32 at = pointer & CSB_PTR_WRITE_MASK;

	lockdep_assert_held(&vgpu->dev.lock);
	/* The guest may have written any value to the pointer. */
	if (port_check(CSB_ENTRY, at >= GEN9_CSB_ENTRIES))
		at = GEN9_CSB_ENTRIES - 1;
	at = at + 1 == GEN9_CSB_ENTRIES ? 0 : at + 1;
	facet_reg_set(&vgpu->dev, engine->base + GEN9_RING_CSB + at * sizeof(u64), status);
	facet_reg_set(&vgpu->dev, engine->base + GEN9_RING_CSB + at * sizeof(u64) + 4, id);
	facet_reg_set(&vgpu->dev, reg, (pointer & ~CSB_PTR_WRITE_MASK) | at);
	engine->csb = (struct facet_csb){ .status = status, .id = id, .at = at };
}

int facet_csb_write(struct facet_vgpu *vgpu, const struct facet_engine *engine,
		    const struct facet_csb *csb)
{
	u32 hwsp = facet_reg_get(&vgpu->dev, engine->base + GEN9_RING_HWS_PGA);
	u32 place = hwsp + GEN9_CSB_HWSP_DWORD * sizeof(u32) + csb->at * sizeof(u64);
	u32 pointer = hwsp + GEN9_CSB_WRITE_HWSP_DWORD * sizeof(u32);
	u64 entry = csb->status | (u64)csb->id << 32;
	u64 gpa;
	int ret;

	if (!IS_ALIGNED(hwsp, GEN9_PAGE_SIZE) || !facet_ggtt_owned(vgpu, hwsp, GEN9_PAGE_SIZE) ||
	    facet_ggtt_translate(vgpu, hwsp, &gpa))
		return 0;
	ret = facet_ggtt_write(vgpu, place, &entry, sizeof(entry));
	if (ret)
		return ret;
	/* Write the entry before the pointer: the guest reads the pointer before the entry. */
	smp_wmb();
	return facet_ggtt_write(vgpu, pointer, &csb->at, sizeof(csb->at));
}
