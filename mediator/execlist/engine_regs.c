// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers of the four engines: rows and their handlers. Trapped accesses call the handlers
 * with mmio_lock held. A handler takes vgpu->dev.lock for fields that the worker changes, too. A
 * register whose row has no handler and no flag is plain storage.
 *
 * Source: PRM SKL Vol. 2c; for registers of a context gen9/context_regs_defs.h.
 */
#include "gen9/context_defs.h"
#include "device/regs.h"
#include "gen9/context_regs_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/engine_regs_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/execlist.h"
#include "mediator/execlist/gpu_clock.h"
#include "mediator/ggtt_map.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/progress.h"

#define CSB_PTR_RESET		(GEN9_CSB_ENTRIES - 1)	/* the first entry is then entry 0 */

/*
 * Capture an execlist. Four writes make one: port 1 and then port 0, upper half first. If the queue
 * is full, the execlist replaces the newest one. Takes vgpu->dev.lock.
 */
static void elsp_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset, u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	struct facet_engine *engine = facet_engine_of(vgpu, offset);
	struct facet_execlist *execlist;
	unsigned long flags;

	engine->elsp[engine->elsp_count++] = value;
	if (engine->elsp_count < FACET_ELSP_WRITES)
		return;
	engine->elsp_count = 0;
	/* Without a context on port 0 there is nothing to run. */
	if (port_check(ELSP_VALID, !(engine->elsp[3] & GEN9_CTX_DESC_VALID)))
		return;
	facet_ggtt_map_sync(vgpu);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (!port_check(ELSP_QUEUE, engine->queued >= FACET_ELSP_QUEUE))
		engine->queued++;
	execlist = &engine->queue[engine->queued - 1];
	execlist->desc[0] = (u64)engine->elsp[2] << 32 | engine->elsp[3];
	execlist->desc[1] = (u64)engine->elsp[0] << 32 | engine->elsp[1];
	/* A context cannot follow itself. */
	if (!(execlist->desc[1] & GEN9_CTX_DESC_VALID) ||
	    facet_lrca(execlist->desc[1]) == facet_lrca(execlist->desc[0]))
		execlist->desc[1] = 0;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	facet_progress_kick(vgpu);
}

/*
 * Read MI_MODE. GEN9_MI_MODE_IDLE says that the engine has no work. Under STOP_RING it says that
 * the pGPU has none of the vGPU's work. Takes vgpu->dev.lock and in it the scheduler's lock.
 */
static u32 mi_mode_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	struct facet_engine *engine = facet_engine_of(vgpu, offset);
	u32 value = facet_reg_get(&vgpu->dev, offset) & ~GEN9_MI_MODE_IDLE;
	unsigned long flags;
	bool busy;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	busy = engine->active.desc[0] || engine->queued;
	if (engine->stopped)
		busy = !facet_sched_idle(&engine->entity);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return value | (busy ? 0 : GEN9_MI_MODE_IDLE);
}

/* Write MI_MODE: STOP_RING stops the engine. */
static void mi_mode_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	struct facet_engine *engine = facet_engine_of(vgpu, offset);
	u32 now = facet_reg_masked(facet_reg_get(&vgpu->dev, offset), value) & ~GEN9_MI_MODE_IDLE;

	facet_reg_set(&vgpu->dev, offset, now);
	facet_engine_stop(vgpu, engine, now & GEN9_MI_MODE_STOP_RING);
}

/* Write RESET_CTL: the engine answers a reset request at once. */
static void reset_ctl_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			    u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	u32 now = facet_reg_masked(facet_reg_get(&vgpu->dev, offset), value);

	/* The engine is always ready: the reset itself cancels its work. */
	now &= GEN9_RESET_CTL_REQUEST;
	facet_reg_set(&vgpu->dev, offset, now ? now | GEN9_RESET_CTL_READY : 0);
}

/* Write CSB_PTR. The worker moves it, too, under vgpu->dev.lock. */
static void csb_ptr_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	facet_reg_set(&vgpu->dev, offset,
		      facet_reg_masked(facet_reg_get(&vgpu->dev, offset), value));
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/* Read the clock that commands read. */
static u32 timestamp_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	u64 ticks = facet_clock(facet_vgpu_of(dev), offset - offset % GEN9_ENGINE_SPAN);

	return offset % GEN9_ENGINE_SPAN == GEN9_RING_TIMESTAMP ? lower_32_bits(ticks) :
								  upper_32_bits(ticks);
}

/*
 * Return the engine that a switched register works in; PGPU_ENGINES: this pGPU has no such engine.
 */
static u32 switch_engine(struct facet_vgpu *vgpu, u32 offset)
{
	static const u32 mocs[GEN9_MOCS_UNITS] = {
		PGPU_RCS, PGPU_VCS, PGPU_ENGINES, PGPU_VECS, PGPU_BCS,
	};
	const struct facet_engine *engine = facet_engine_of(vgpu, offset);
	u64 i;

	if (engine)
		return engine->id;
	i = (offset - GEN9_MOCS(0)) / (GEN9_MOCS(1) - GEN9_MOCS(0));
	/* All other switched registers belong to units that the render engine alone has. */
	return port_index(&i, GEN9_MOCS_UNITS) ? mocs[i] : PGPU_RCS;
}

void facet_engine_write_switched(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
				 u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	u32 id = switch_engine(vgpu, offset);

	lockdep_assert_held(&dev->mmio_lock);
	if (reg->flags & FACET_REG_MASKED)
		value = facet_reg_masked(facet_reg_get(&vgpu->dev, offset), value);
	facet_reg_set(&vgpu->dev, offset, value);
	if (id < PGPU_ENGINES)
		facet_sched_set_reg(&vgpu->execlists->engines[id].entity, offset, value);
}

/*
 * Write FORCE_TO_NONPRIV. A slot opens a register to user batches. A register that privileged
 * batches may not write stays closed: the pGPU's slot gets RING_NOPID, which i915 puts into unused
 * slots.
 */
static void nonpriv_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	struct facet_engine *engine = facet_engine_of(vgpu, offset);

	facet_reg_set(&vgpu->dev, offset, value);
	if (port_check(NONPRIV_REGISTER,
		       !facet_reg_map_allows(facet_gpu_reg_map(vgpu->gpu), engine->id,
					     value & GEN9_RING_NONPRIV_OFFSET,
					     FACET_REG_CMD_WRITE)))
		value = engine->base + GEN9_RING_NOPID;
	facet_sched_set_reg(&engine->entity, offset, value);
}

#define CMD_RW		(FACET_REG_CMD_READ | FACET_REG_CMD_WRITE)

/*
 * A register of a context. The ring and privileged batches may access it. Copied user batches may
 * if the hardware lets any user batch.
 */
#define CONTEXT_ROW(label, at, n, what)						\
	{ .name = label, .offset = (at), .count = (n),				\
	  .flags = FACET_REG_CONTEXT | CMD_RW |					\
		   ((what) & GEN9_CONTEXT_REG_USER ? FACET_REG_CMD_USER : 0) |	\
		   ((what) & GEN9_CONTEXT_REG_MASKED ? FACET_REG_MASKED : 0) },

/* The register shows the position of the engine. */
#define LIVE		.read = facet_engine_status_read

#define ROW(base, label, at, ...)						\
	{ .name = label, .offset = (base) + (at), __VA_ARGS__ }

/* The registers that all engines have, in the order of their offsets. */
#define ENGINE_ROWS(base)							\
	ROW(base, "RING_TAIL", GEN9_RING_TAIL, .count = 4, LIVE),		\
	ROW(base, "RING_EXCC", GEN9_RING_EXCC),					\
	ROW(base, "RING_ACTHD_U", GEN9_RING_ACTHD_U, .count = 5, LIVE),		\
	ROW(base, "RING_INSTPS", GEN9_RING_INSTPS, .count = 3, LIVE),		\
	ROW(base, "RING_HWS_PGA", GEN9_RING_HWS_PGA, .flags = FACET_REG_KEEP),	\
	ROW(base, "RING_NOPID", GEN9_RING_NOPID, .flags = CMD_RW),		\
	ROW(base, "RING_HWSTAM", GEN9_RING_HWSTAM, .reset = ~0u, .flags = FACET_REG_KEEP), \
	ROW(base, "RING_MI_MODE", GEN9_RING_MI_MODE, .flags = FACET_REG_MASKED,	\
	    .read = mi_mode_read, .write = mi_mode_write),			\
	ROW(base, "RING_IMR", GEN9_RING_IMR, .reset = ~0u, .flags = FACET_REG_KEEP), \
	ROW(base, "RING_EIR", GEN9_RING_EIR, .flags = FACET_REG_W1C),		\
	ROW(base, "RING_EMR", GEN9_RING_EMR, .reset = ~0u),			\
	ROW(base, "RING_ESR", GEN9_RING_ESR, .flags = FACET_REG_RO),		\
	ROW(base, "RING_INSTPM", GEN9_RING_INSTPM, .flags = FACET_REG_MASKED),	\
	ROW(base, "RING_RESET_CTL", GEN9_RING_RESET_CTL, .flags = FACET_REG_KEEP, \
	    .write = reset_ctl_write),						\
	ROW(base, "RING_CSFE_CHICKEN1", GEN9_RING_CSFE_CHICKEN1,		\
	    .flags = FACET_REG_MASKED),						\
	ROW(base, "RING_BBSTATE", GEN9_RING_BBSTATE, .count = 4, LIVE),		\
	ROW(base, "RING_BBADDR", GEN9_RING_BBADDR, LIVE),			\
	ROW(base, "RING_BBADDR_U", GEN9_RING_BBADDR_U, LIVE),			\
	ROW(base, "RING_LRC_178", GEN9_RING_LRC_178, .count = 2),		\
	ROW(base, "RING_CCID", GEN9_RING_CCID, LIVE),				\
	ROW(base, "RING_ELSP", GEN9_RING_ELSP, .flags = FACET_REG_ZERO,		\
	    .write = elsp_write),						\
	ROW(base, "RING_EXECLIST_STATUS", GEN9_RING_EXECLIST_STATUS_LO, .count = 2, \
	    .flags = FACET_REG_RO, LIVE),					\
	ROW(base, "RING_CONTEXT_CONTROL", GEN9_RING_CONTEXT_CONTROL,		\
	    .flags = FACET_REG_MASKED),						\
	ROW(base, "RING_PDP", GEN9_RING_PDP0_L, .count = 2 * GEN9_RING_PDPS, LIVE), \
	ROW(base, "RING_MODE", GEN9_RING_MODE, .flags = FACET_REG_MASKED),	\
	ROW(base, "RING_TIMESTAMP", GEN9_RING_TIMESTAMP, .count = 2,		\
	    .flags = FACET_REG_RO | FACET_REG_CMD_READ | FACET_REG_CMD_USER,	\
	    .read = timestamp_read),						\
	ROW(base, "RING_CSB", GEN9_RING_CSB, .count = 2 * GEN9_CSB_ENTRIES,	\
	    .flags = FACET_REG_RO),						\
	ROW(base, "RING_CSB_PTR", GEN9_RING_CSB_PTR, .reset = CSB_PTR_RESET,	\
	    .write = csb_ptr_write),						\
	ROW(base, "RING_CTX_TIMESTAMP", GEN9_RING_CTX_TIMESTAMP,		\
	    .flags = FACET_REG_CMD_READ | FACET_REG_CMD_USER, LIVE),		\
	ROW(base, "RING_FORCE_TO_NONPRIV", GEN9_RING_FORCE_TO_NONPRIV,		\
	    .count = GEN9_RING_NONPRIV_SLOTS,					\
	    .flags = FACET_REG_SWITCH | FACET_REG_KEEP, .write = nonpriv_write), \
	GEN9_ENGINE_CONTEXT_REGS(CONTEXT_ROW, base)

static const struct facet_reg engine_rows[] = {
	ENGINE_ROWS(GEN9_RCS_BASE)
	ENGINE_ROWS(GEN9_BCS_BASE)
	ENGINE_ROWS(GEN9_VCS_BASE)
	ENGINE_ROWS(GEN9_VECS_BASE)

	GEN9_RCS_CONTEXT_REGS(CONTEXT_ROW)
	GEN9_BCS_CONTEXT_REGS(CONTEXT_ROW)
};

const struct facet_reg_block facet_engine_regs = {
	.rows = engine_rows,
	.count = ARRAY_SIZE(engine_rows),
};

void facet_engine_reset_regs(struct facet_vgpu *vgpu, u32 id)
{
	u32 base = gen9_engine_base(id);
	u32 r, i;

	for (r = 0; r < ARRAY_SIZE(engine_rows); r++) {
		const struct facet_reg *row = &engine_rows[r];

		if ((row->flags & FACET_REG_KEEP) ||
		    row->offset - base >= GEN9_ENGINE_SPAN)
			continue;
		for (i = 0; i < max(row->count, 1u); i++)
			facet_reg_set(&vgpu->dev, row->offset + i * sizeof(u32), row->reset);
	}
}
