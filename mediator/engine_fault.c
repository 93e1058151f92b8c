// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest finds in the registers of an engine that an error has stopped:
 * the command, where it stands, where the ring stands, and which kind of error.
 * Called by the worker with vgpu->lock held.
 *
 * Source: PRM SKL Vol. 2c; i915 reads them in i915_gpu_error.c and
 * gt/intel_gt.c (gen8_check_faults).
 */
#include "gen9/engine.h"
#include "gen9/gtt.h"
#include "gen9/regs.h"
#include "mediator/engine.h"
#include "mediator/regs.h"
#include "mediator/vgpu_types.h"
#include "mediator/workload.h"

static void show_page_fault(struct facet_vgpu *vgpu, const struct facet_engine *engine, u64 address)
{
	static const u32 ids[PGPU_ENGINES] = {
		[PGPU_RCS] = 0, [PGPU_VCS] = 1, [PGPU_BCS] = 2, [PGPU_VECS] = 3,
	};

	facet_reg_set(vgpu, GEN9_RING_FAULT, GEN9_RING_FAULT_VALID |
		      ids[engine->id] << GEN9_RING_FAULT_ENGINE_SHIFT);
	facet_reg_set(vgpu, GEN9_FAULT_TLB_DATA0, lower_32_bits(address >> GEN9_PAGE_SHIFT));
	facet_reg_set(vgpu, GEN9_FAULT_TLB_DATA1,
		      upper_32_bits(address >> GEN9_PAGE_SHIFT) & GEN9_FAULT_TLB_DATA1_HIGH);
}

void facet_engine_show_fault(struct facet_vgpu *vgpu, struct facet_engine *engine,
			     const struct facet_workload *workload)
{
	const struct facet_fault *fault = &workload->fault;
	u32 base = engine->base;
	u32 eir = fault->page ? GEN9_EIR_PAGE : GEN9_EIR_INSTRUCTION;

	facet_reg_set(vgpu, base + GEN9_RING_IPEHR, fault->ipehr);
	facet_reg_set(vgpu, base + GEN9_RING_ACTHD, lower_32_bits(fault->acthd));
	facet_reg_set(vgpu, base + GEN9_RING_ACTHD_U, upper_32_bits(fault->acthd));
	facet_reg_set(vgpu, base + GEN9_RING_DMA_FADD, lower_32_bits(fault->address));
	facet_reg_set(vgpu, base + GEN9_RING_DMA_FADD_U, upper_32_bits(fault->address));
	facet_reg_set(vgpu, base + GEN9_RING_START, workload->ring);
	facet_reg_set(vgpu, base + GEN9_RING_HEAD, workload->head);
	facet_reg_set(vgpu, base + GEN9_RING_TAIL, workload->tail);
	facet_reg_set(vgpu, base + GEN9_RING_CTL,
		      (workload->ring_size - GEN9_PAGE_SIZE) | GEN9_RING_CTL_VALID);
	if (fault->page)
		show_page_fault(vgpu, engine, fault->address);
	facet_reg_set(vgpu, base + GEN9_RING_ESR, eir);
	facet_reg_set(vgpu, base + GEN9_RING_EIR, facet_reg_get(vgpu, base + GEN9_RING_EIR) |
		      (eir & ~facet_reg_get(vgpu, base + GEN9_RING_EMR)));
}
