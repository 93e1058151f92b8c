// SPDX-License-Identifier: GPL-2.0-only
/*
 * The status registers of an engine. If the engine runs, they show its position at the read. If an
 * error has stopped it, they show the command, its address and the kind of error until a reset. If
 * it is idle, they show where it stopped. They show the guest's own work alone: while another vGPU
 * has the engine, they show the position at the preemption.
 *
 * Trapped reads call this file with mmio_lock held, and the worker calls it (retire.c). The values
 * change under vgpu->dev.lock: facet_engine_status_read() takes it, other callers hold it.
 *
 * Source: PRM SKL Vol. 2c; i915 reads them in i915_gpu_error.c
 * (engine_record_registers), gt/intel_engine_cs.c and gt/intel_gt.c
 * (gen8_check_faults); EXECLIST_STATUS: i915 gvt/execlist.h.
 */
#include "gen9/engine_defs.h"
#include "device/regs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/live_list.h"
#include "mediator/execlist/workload.h"

#define INSTDONE_IDLE	(~0u)
#define INSTDONE_BUSY	(~GEN9_INSTDONE_RING)

/* Set a register of the engine. @reg: offset from the base of the engine's registers. */
static void ring_reg_set(struct facet_vgpu *vgpu, const struct facet_engine *engine, u32 reg,
			 u32 value)
{
	facet_reg_set(&vgpu->dev, engine->base + reg, value);
}

/* Set two registers of the engine to the halves of @value. */
static void ring_reg_set64(struct facet_vgpu *vgpu, const struct facet_engine *engine, u32 lower,
			   u32 upper, u64 value)
{
	ring_reg_set(vgpu, engine, lower, lower_32_bits(value));
	ring_reg_set(vgpu, engine, upper, upper_32_bits(value));
}

/*
 * Show the ring and the context of @workload. @head, @tail: offsets in the guest's ring in bytes.
 * vgpu->dev.lock held.
 */
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

/* Show the command at @position. vgpu->dev.lock held. */
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

/* Return RING_TAIL: the tail of the last live workload of the same context. vgpu->dev.lock held. */
static u32 newest_tail(struct facet_engine *engine, const struct facet_workload *workload)
{
	const struct facet_workload *last = facet_live_list_last(engine, workload->desc);

	return last ? last->tail : workload->tail;
}

/*
 * Return the workload that the engine runs as far as the guest knows: the first queued one that has
 * not ended. NULL: none. vgpu->dev.lock held.
 */
static struct facet_workload *current_workload(const struct facet_engine *engine)
{
	struct facet_workload *workload;

	list_for_each_entry(workload, &engine->live, list) {
		if (workload->epoch == engine->epoch && !workload->ended && workload->seq)
			return workload;
	}
	return NULL;
}

/* Show the position of the running workload. vgpu->dev.lock held; takes the scheduler's lock. */
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

/* Compute the lower half of EXECLIST_STATUS. vgpu->dev.lock held. */
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
	lockdep_assert_held(&vgpu->dev.lock);
	ring_reg_set64(vgpu, engine, GEN9_RING_EXECLIST_STATUS_LO, GEN9_RING_EXECLIST_STATUS_HI,
		       execlist_status(engine) | (engine->active.desc[0] >> 32) << 32);
}

void facet_engine_status_end(struct facet_vgpu *vgpu, struct facet_engine *engine,
			     const struct facet_workload *workload)
{
	lockdep_assert_held(&vgpu->dev.lock);
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

	lockdep_assert_held(&dev->mmio_lock);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	facet_engine_status_update(vgpu, engine);
	if (!facet_engine_halted(engine))
		show_running(vgpu, engine);
	value = facet_reg_get(&vgpu->dev, offset);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return value;
}

/*
 * Show a page fault at @address in RING_FAULT and FAULT_TLB_DATA. All engines of a GPU have these
 * registers in common. vgpu->dev.lock held.
 */
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

/* Show an error in ESR, and in EIR unless EMR masks it. @eir: GEN9_EIR_*. vgpu->dev.lock held. */
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
	lockdep_assert_held(&vgpu->dev.lock);
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
