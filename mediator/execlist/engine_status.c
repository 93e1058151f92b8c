// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest finds in the registers of an engine: of one that runs, as it
 * stands at the moment of the read; of one that an error has stopped, the
 * command, where it is, and which kind of error, until a reset; of an idle one,
 * where it came to rest. Only of the guest's own work: while another vGPU has the
 * engine, this one's stands where it was put aside.
 *
 * Reads come from the trap, with mmio_lock held; vgpu->dev.lock guards what is shown.
 *
 * Source: PRM SKL Vol. 2c; i915 reads them in i915_gpu_error.c
 * (engine_record_registers), gt/intel_engine_cs.c and gt/intel_gt.c
 * (gen8_check_faults); EXECLIST_STATUS: i915 gvt/execlist.h.
 */
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/live_list.h"
#include "device/regs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/workload.h"

#define INSTDONE_IDLE	(~0u)
#define INSTDONE_BUSY	(~GEN9_INSTDONE_RING)

static void ring_reg_set(struct facet_vgpu *vgpu, const struct facet_engine *engine, u32 reg,
			 u32 value)
{
	facet_reg_set(&vgpu->dev, engine->base + reg, value);
}

static void ring_reg_set64(struct facet_vgpu *vgpu, const struct facet_engine *engine, u32 lower,
			   u32 upper, u64 value)
{
	ring_reg_set(vgpu, engine, lower, lower_32_bits(value));
	ring_reg_set(vgpu, engine, upper, upper_32_bits(value));
}

static void show_ring(struct facet_vgpu *vgpu, const struct facet_engine *engine,
		      const struct facet_workload *workload, u32 head, u32 tail, bool waiting)
{
	ring_reg_set(vgpu, engine, GEN9_RING_START, workload->ring);
	ring_reg_set(vgpu, engine, GEN9_RING_HEAD, head);
	ring_reg_set(vgpu, engine, GEN9_RING_TAIL, tail);
	ring_reg_set(vgpu, engine, GEN9_RING_CTL, (workload->ring_size - GEN9_PAGE_SIZE) |
	    GEN9_RING_CTL_VALID | (waiting ? GEN9_RING_CTL_WAIT_SEMAPHORE : 0));
	ring_reg_set(vgpu, engine, GEN9_RING_CCID,
	    facet_lrca(workload->desc) | GEN9_CCID_VALID);
	ring_reg_set64(vgpu, engine, GEN9_RING_PDP0_L, GEN9_RING_PDP0_U, workload->pml4);
}

static void show_command(struct facet_vgpu *vgpu, const struct facet_engine *engine,
			 const struct facet_position *position)
{
	bool batch = position->place != PGPU_IN_RING;
	bool user = position->place == PGPU_IN_PPGTT_BATCH;

	ring_reg_set(vgpu, engine, GEN9_RING_IPEHR, position->ipehr);
	ring_reg_set64(vgpu, engine, GEN9_RING_ACTHD, GEN9_RING_ACTHD_U, position->acthd);
	ring_reg_set64(vgpu, engine, GEN9_RING_DMA_FADD, GEN9_RING_DMA_FADD_U, position->acthd);
	ring_reg_set64(vgpu, engine, GEN9_RING_BBADDR, GEN9_RING_BBADDR_U,
	      batch ? position->acthd | GEN9_BBADDR_VALID : 0);
	ring_reg_set(vgpu, engine, GEN9_RING_BBSTATE, user ? GEN9_BBSTATE_PPGTT : 0);
}

/* TAIL as the guest has moved it: that of the last piece of the same context. */
static u32 newest_tail(struct facet_engine *engine, const struct facet_workload *workload)
{
	const struct facet_workload *last = facet_live_list_last(engine, workload->desc);

	return last ? last->tail : workload->tail;
}

/* What the engine works on, as far as the guest is concerned. */
static struct facet_workload *current_workload(const struct facet_engine *engine)
{
	struct facet_workload *workload;

	list_for_each_entry(workload, &engine->live, list) {
		if (workload->epoch == engine->epoch && !workload->ended && workload->seq)
			return workload;
	}
	return NULL;
}

static void show_running(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_workload *workload = current_workload(engine);
	struct facet_position position;
	u32 timestamp;

	if (!workload) {
		ring_reg_set(vgpu, engine, GEN9_RING_INSTDONE, INSTDONE_IDLE);
		return;
	}
	facet_workload_query_position(workload, &position);
	timestamp = position.timestamp ? position.timestamp :
		    facet_context_timestamp(workload->context);
	show_ring(vgpu, engine, workload, position.head, newest_tail(engine, workload),
		  position.waiting);
	show_command(vgpu, engine, &position);
	ring_reg_set(vgpu, engine, GEN9_RING_CTX_TIMESTAMP, timestamp);
	ring_reg_set(vgpu, engine, GEN9_RING_INSTDONE, INSTDONE_BUSY);
}

static u32 execlist_status(const struct facet_engine *engine)
{
	u32 value = 0;

	if (engine->active.desc[0])
		value |= GEN9_EXECLIST_0_VALID | GEN9_EXECLIST_0_ACTIVE |
			 GEN9_EXECLIST_ELEMENT(engine->port + 1);
	if (engine->next_waits || engine->queued)
		value |= GEN9_EXECLIST_1_VALID;
	if (engine->next_waits && engine->queued)
		value |= GEN9_EXECLIST_QUEUE_FULL;
	return value;
}

void facet_engine_status_update(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	ring_reg_set64(vgpu, engine, GEN9_RING_EXECLIST_STATUS_LO, GEN9_RING_EXECLIST_STATUS_HI,
	      execlist_status(engine) | (engine->active.desc[0] >> 32) << 32);
}

void facet_engine_status_end(struct facet_vgpu *vgpu, struct facet_engine *engine,
			   const struct facet_workload *workload)
{
	show_ring(vgpu, engine, workload, workload->tail, workload->tail, false);
	ring_reg_set64(vgpu, engine, GEN9_RING_ACTHD, GEN9_RING_ACTHD_U,
		       workload->ring + workload->tail);
	ring_reg_set(vgpu, engine, GEN9_RING_CTX_TIMESTAMP,
		     facet_context_timestamp(workload->context));
}

u32 facet_engine_status_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	struct facet_engine *engine = facet_engine_of(vgpu, offset);
	unsigned long flags;
	u32 value;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	facet_engine_status_update(vgpu, engine);
	if (!facet_engine_halted(engine))
		show_running(vgpu, engine);
	value = facet_reg_get(&vgpu->dev, offset);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return value;
}

static void show_page_fault(struct facet_vgpu *vgpu, const struct facet_engine *engine, u64 address)
{
	static const u32 ids[PGPU_ENGINES] = {
		[PGPU_RCS] = 0, [PGPU_VCS] = 1, [PGPU_BCS] = 2, [PGPU_VECS] = 3,
	};

	ring_reg_set64(vgpu, engine, GEN9_RING_DMA_FADD, GEN9_RING_DMA_FADD_U, address);
	facet_reg_set(&vgpu->dev, GEN9_RING_FAULT, GEN9_RING_FAULT_VALID |
		      ids[engine->id] << GEN9_RING_FAULT_ENGINE_SHIFT);
	facet_reg_set(&vgpu->dev, GEN9_FAULT_TLB_DATA0, lower_32_bits(address >> GEN9_PAGE_SHIFT));
	facet_reg_set(&vgpu->dev, GEN9_FAULT_TLB_DATA1,
		      upper_32_bits(address >> GEN9_PAGE_SHIFT) & GEN9_FAULT_TLB_DATA1_HIGH);
}

static void show_error(struct facet_vgpu *vgpu, const struct facet_engine *engine, u32 eir)
{
	u32 old = facet_reg_get(&vgpu->dev, engine->base + GEN9_RING_EIR);
	u32 masked = facet_reg_get(&vgpu->dev, engine->base + GEN9_RING_EMR);

	ring_reg_set(vgpu, engine, GEN9_RING_ESR, eir);
	ring_reg_set(vgpu, engine, GEN9_RING_EIR, old | (eir & ~masked));
	ring_reg_set(vgpu, engine, GEN9_RING_INSTDONE, INSTDONE_BUSY);
}

void facet_engine_status_fault(struct facet_vgpu *vgpu, struct facet_engine *engine,
			     const struct facet_workload *workload)
{
	if (!workload) {
		show_error(vgpu, engine, GEN9_EIR_INSTRUCTION);
		return;
	}
	show_ring(vgpu, engine, workload, workload->fault.at.head, newest_tail(engine, workload),
		  false);
	show_command(vgpu, engine, &workload->fault.at);
	if (workload->fault.page)
		show_page_fault(vgpu, engine, workload->fault.address);
	show_error(vgpu, engine,
		   workload->fault.page ? GEN9_EIR_PAGE : GEN9_EIR_INSTRUCTION);
}
