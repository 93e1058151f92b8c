// SPDX-License-Identifier: GPL-2.0-only
/*
 * Engine resets that the guest asks for (GDRST), and stops of all engines. A dma_unmap, a pause and
 * a reset of the whole vGPU stop the engines. A settle lets preempted commands run on. Work of
 * other vGPUs goes on. vgpu.c and vgpu_state.c call this file.
 *
 * The file takes vgpu->dev.lock to drop work. It waits with no lock held, except mmio_lock of
 * callers where execlist.h says so. A reset of one engine preempts the vGPU's work on the other
 * engines, and lets it go on afterwards: &pgpu_ops.idle waits for a vGPU, not for an engine.
 *
 * Source: PRM SKL Vol. 2c (GDRST).
 */
#include "mediator/execlist/execlist_reset.h"
#include "device/regs.h"
#include "gen9/engine_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/execlist.h"
#include "mediator/execlist/live_list.h"
#include "mediator/execlist/workload.h"
#include "mediator/ggtt.h"
#include "mediator/gpu.h"
#include "mediator/pins.h"

#define ALL_ENGINES	(BIT(PGPU_ENGINES) - 1)
#define SETTLE_MS	2000u	/* longest wait for the end of what the pGPU keeps */

/* Bits of GDRST that reset an engine. Bit 0 resets all. */
static const u32 gdrst_bits[PGPU_ENGINES] = {
	[PGPU_RCS] = BIT(0) | BIT(1),
	[PGPU_VCS] = BIT(0) | BIT(2),
	[PGPU_BCS] = BIT(0) | BIT(3),
	[PGPU_VECS] = BIT(0) | BIT(4),
};

/* Write GDRST: record the resets that facet_execlists_run_resets() runs. mmio_lock held. */
static void gdrst_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;
	u32 i, mask = 0;

	/* The register reads 0: to the guest, the reset is done at once. */
	for (i = 0; i < PGPU_ENGINES; i++) {
		if (value & gdrst_bits[i]) {
			mask |= BIT(i);
			if (port_check(ELSP_RESET, execlists->engines[i].elsp_count))
				execlists->engines[i].elsp_count = 0;
		}
	}
	if (value & (BIT(0) | GEN9_GDRST_GUC))
		facet_reg_set(&vgpu->dev, GEN9_GUC_STATUS, GEN9_GUC_MIA_IN_RESET);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	execlists->reset_pending |= mask;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

static const struct facet_reg reset_rows[] = {
	{ .name = "GDRST", .offset = GEN9_GDRST, .flags = FACET_REG_ZERO,
	  .write = gdrst_write },
};

const struct facet_reg_block facet_execlist_reset_regs = {
	.rows = reset_rows,
	.count = ARRAY_SIZE(reset_rows),
};

/*
 * Drop all work of an engine: move its epoch, empty its queues, and cancel the work that the pGPU
 * has. vgpu->dev.lock held; takes the scheduler's lock.
 */
static void engine_drop(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_workload *workload;

	WRITE_ONCE(engine->epoch, engine->epoch + 1);
	engine->queued = 0;
	engine->active = (struct facet_execlist){ { 0 } };
	engine->port = 0;
	engine->next_waits = false;
	facet_engine_defer(engine, 0);
	engine->csb = (struct facet_csb){ 0 };
	facet_retry_end(&engine->report_retry);
	facet_retry_end(&engine->build_retry);
	facet_engine_move(engine, FACET_ENGINE_RESET);
	list_for_each_entry(workload, &engine->live, list) {
		if (workload->ended)
			continue;
		if (!workload->seq || facet_sched_remove(&workload->job))
			workload->ended = true;
	}
	facet_sched_restart(&engine->entity);
	facet_engine_status_update(vgpu, engine);
	facet_live_list_update_oldest(vgpu);
}

/* Drop all work of the engines in @mask. Takes vgpu->dev.lock. */
static void engines_drop(struct facet_vgpu *vgpu, u32 mask)
{
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	for (i = 0; i < PGPU_ENGINES; i++) {
		if (mask & BIT(i))
			engine_drop(vgpu, &vgpu->execlists->engines[i]);
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/* Preempt the work of all engines, and start none. Takes the scheduler's lock. */
static void engines_block(struct facet_vgpu *vgpu)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		facet_sched_block(&vgpu->execlists->engines[i].entity);
}

/* Let the work of all engines go on. Takes the scheduler's lock. */
static void engines_unblock(struct facet_vgpu *vgpu)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		facet_sched_unblock(&vgpu->execlists->engines[i].entity);
}

/* Tell whether the worker writes nothing to the guest for the engines in @mask. Takes no lock. */
static bool guest_writes_done(const struct facet_execlists *execlists, u32 mask)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		/* Pairs with facet_engine_guest_write_end(). */
		if ((mask & BIT(i)) && smp_load_acquire(&execlists->engines[i].guest_writing))
			return false;
	}
	return true;
}

void facet_execlists_wait_writes(struct facet_vgpu *vgpu, u32 mask)
{
	struct facet_execlists *execlists = vgpu->execlists;

	wait_event(execlists->changed, guest_writes_done(execlists, mask));
}

/* Wait until the pGPU has no work of the vGPU. No lock held but mmio_lock; may sleep. */
static void pgpu_idle(struct facet_vgpu *vgpu)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);

	pgpu->ops->idle(pgpu, vgpu->owner);
	facet_sched_flush_failed(facet_gpu_sched(vgpu->gpu));
}

/* Wait until no thread runs engine resets. No lock held but mmio_lock; may sleep. */
static void resets_wait(struct facet_execlists *execlists)
{
	/* Pairs with reset_done(). */
	wait_event(execlists->changed, !smp_load_acquire(&execlists->resetting));
}

/*
 * Claim the engine resets that register writes have asked for. If there are none, wait for those
 * that another vCPU has claimed: the caller's write may have asked for one of them, and the guest
 * expects the reset to be done. Takes vgpu->dev.lock; may sleep. Return: BIT(enum pgpu_engine) of
 * each engine; 0: nothing is left to do.
 */
static u32 reset_claim(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;
	bool others;
	u32 mask;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	mask = execlists->reset_pending;
	execlists->reset_pending = 0;
	others = execlists->resetting;
	if (mask)
		execlists->resetting++;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!mask && others)
		resets_wait(execlists);
	return mask;
}

/*
 * Drop the work of the engines in @mask, wait for its end, and reset their registers. No lock held
 * but mmio_lock; may sleep.
 */
static void reset_execute(struct facet_vgpu *vgpu, u32 mask)
{
	u32 i;

	engines_block(vgpu);
	engines_drop(vgpu, mask);
	facet_execlists_wait_writes(vgpu, mask);
	pgpu_idle(vgpu);
	/* To the guest, dropped work has ended: make its stores visible in the aperture first. */
	facet_detiled_drop(vgpu);
	for (i = 0; i < PGPU_ENGINES; i++) {
		if (mask & BIT(i))
			facet_engine_reset_regs(vgpu, i);
	}
	engines_unblock(vgpu);
	/* The reset of the registers has cleared STOP_RING. */
	for (i = 0; i < PGPU_ENGINES; i++) {
		if (mask & BIT(i))
			facet_engine_stop(vgpu, &vgpu->execlists->engines[i], false);
	}
}

/* Wake the threads that wait for the claimed resets, and kick the worker. Takes vgpu->dev.lock. */
static void reset_done(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	/* resets_wait() reads the count without a lock. */
	smp_store_release(&execlists->resetting, execlists->resetting - 1);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	wake_up_all(&execlists->changed);
	facet_progress_kick(vgpu);
}

void facet_execlists_run_resets(struct facet_vgpu *vgpu)
{
	u32 mask = reset_claim(vgpu);

	if (!mask)
		return;
	reset_execute(vgpu, mask);
	reset_done(vgpu);
}

/* Let no engine settle any more. vgpu->dev.lock held; takes the scheduler's lock. */
static void engines_settle_end(struct facet_execlists *execlists)
{
	u32 i;

	if (!execlists->settling)
		return;
	execlists->settling = false;
	for (i = 0; i < PGPU_ENGINES; i++)
		facet_sched_settle_end(&execlists->engines[i].entity);
}

/*
 * Count a stop, and block the engines. @cancel: the stop drops all work. Both happen in one hold of
 * vgpu->dev.lock: so a second stop finds the engines blocked before it waits for them.
 */
static void stop_engines(struct facet_vgpu *vgpu, bool cancel)
{
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (!execlists->blocked)
		engines_block(vgpu);
	engines_settle_end(execlists);
	execlists->blocked = true;
	execlists->stops++;
	if (cancel)
		WRITE_ONCE(vgpu->progress.cancelling, true);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

void facet_execlists_cancel(struct facet_vgpu *vgpu)
{
	stop_engines(vgpu, true);
}

void facet_execlists_suspend(struct facet_vgpu *vgpu)
{
	stop_engines(vgpu, false);
	pgpu_idle(vgpu);
}

void facet_execlists_kill(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;

	stop_engines(vgpu, true);
	engines_drop(vgpu, ALL_ENGINES);
	/* Pairs with execlists_leave(). */
	wait_event(execlists->changed, !smp_load_acquire(&execlists->working));
	/* Drop the workloads that the worker has queued meanwhile. */
	engines_drop(vgpu, ALL_ENGINES);
	pgpu_idle(vgpu);
}

void facet_execlists_resume(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (execlists->stops)
		execlists->stops--;
	if (!execlists->stops)
		WRITE_ONCE(vgpu->progress.cancelling, false);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	facet_progress_kick(vgpu);
}

void facet_execlists_freeze(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	vgpu->progress.frozen++;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	/* Run the resets that a trap has asked for, and wait for those that it runs. */
	facet_execlists_run_resets(vgpu);
	resets_wait(execlists);
	facet_execlists_suspend(vgpu);
	/*
	 * Pairs with execlists_leave(). Workloads that the worker has queued since do not start.
	 * Those before have given way.
	 */
	wait_event(execlists->changed, !smp_load_acquire(&execlists->working));
}

/* Wake facet_execlists_settle(). The scheduler's lock is held: no more may be done here. */
static void engine_settled(struct facet_sched_entity *entity)
{
	struct facet_engine *engine = container_of(entity, struct facet_engine, entity);

	wake_up_all(&engine->vgpu->execlists->changed);
}

/* Tell whether no engine settles. Takes no lock. */
static bool settled(const struct facet_execlists *execlists)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		if (facet_sched_settles(&execlists->engines[i].entity))
			return false;
	return true;
}

bool facet_execlists_kept(struct facet_vgpu *vgpu)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		if (facet_sched_keeps(&vgpu->execlists->engines[i].entity))
			return true;
	return false;
}

/*
 * Let the engines settle. A stop of another thread, such as a dma_unmap, forbids that, or ends it.
 * The worker alone makes page tables anew behind a dma_unmap. Return: false: it is forbidden, or
 * tables are not up to date.
 */
static bool settle_begin(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;
	bool ok;
	u32 i;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	ok = execlists->stops == vgpu->progress.frozen &&
	     execlists->synced == facet_pins_generation(vgpu);
	execlists->settling = ok;
	for (i = 0; ok && i < PGPU_ENGINES; i++)
		facet_sched_settle(&execlists->engines[i].entity, engine_settled);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return ok;
}

int facet_execlists_settle(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	if (!facet_execlists_kept(vgpu))
		return 0;
	if (!settle_begin(vgpu))
		return -EBUSY;
	wait_event_timeout(execlists->changed, settled(execlists), msecs_to_jiffies(SETTLE_MS));
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	engines_settle_end(execlists);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	pgpu_idle(vgpu);
	facet_execlists_retire_all(vgpu);
	return facet_execlists_kept(vgpu) ? -EBUSY : 0;
}

/* End the waits for guest memory, so that they begin again. vgpu->dev.lock held. */
static void retries_end(struct facet_execlists *execlists)
{
	u32 i;

	facet_retry_end(&execlists->resync_retry);
	for (i = 0; i < PGPU_ENGINES; i++) {
		facet_retry_end(&execlists->engines[i].report_retry);
		facet_retry_end(&execlists->engines[i].build_retry);
	}
}

void facet_execlists_thaw(struct facet_vgpu *vgpu)
{
	unsigned long flags;

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	vgpu->progress.frozen--;
	/* A pause does not count as waiting time. */
	retries_end(vgpu->execlists);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	facet_execlists_resume(vgpu);
}
