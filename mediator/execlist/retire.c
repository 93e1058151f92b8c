// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of workloads. The engine's event marks a workload as ended, in atomic context. The worker
 * retires the workloads of an engine in order, and reports their ends to the guest. The guest
 * relies on the order of the steps: head and context, the CSB entry, the CSB pointer, the
 * interrupt. The event itself raises user interrupts alone.
 *
 * Guest memory may be unavailable for a moment while its VMM moves it. Then the worker retries the
 * step (mediator/retry.h), and does no other step before. A workload stays on the live list
 * until its context is saved. So the worker builds the context's next workload behind it, and never
 * from the old image. A CSB entry stays with its engine until the status page has it. If a page can
 * never be written, the engine stops with an error until the guest resets it.
 *
 * The scheduler calls facet_retire_event(); the worker (execlist.c), or a pause in its place, calls
 * the rest. vgpu->dev.lock guards the lists and the registers; this file takes it. The worker holds
 * no lock while it writes to the guest. A reset waits for such writes
 * (facet_execlists_wait_writes()).
 */
#include "gen9/engine_defs.h"
#include "device/irq.h"
#include "device/regs.h"
#include "gen9/irq_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/csb.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/execlist.h"
#include "mediator/execlist/live_list.h"
#include "mediator/execlist/oa.h"
#include "mediator/execlist/workload.h"
#include "mediator/host.h"
#include "mediator/retry.h"

/* Once workload->ended is set, the worker may free the workload when the lock is dropped. */
void facet_retire_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
	struct facet_workload *workload = container_of(job, struct facet_workload, job);
	struct facet_engine *engine = workload->engine;
	struct facet_vgpu *vgpu = workload->vgpu;
	unsigned long flags;
	bool current_epoch;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	current_epoch = workload->epoch == engine->epoch;
	workload->begun |= event->type == PGPU_EV_STARTED;
	if (event->type == PGPU_EV_FAULT)
		facet_workload_set_fault(workload, event);
	if (ended) {
		if (event->type != PGPU_EV_COMPLETE && !workload->fault.error)
			facet_workload_set_fault(workload, event);
		if (workload->fault.error && current_epoch)
			facet_engine_move(engine, FACET_ENGINE_WORK_FAILED);
		workload->ended = true;
		facet_live_list_update_oldest(vgpu);
		/* Kick under the lock: facet_vgpu_destroy() takes it before the vGPU is freed. */
		facet_progress_kick(vgpu);
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (event->type == PGPU_EV_USER_IRQ && current_epoch)
		facet_irq_raise_engine(&vgpu->dev, engine->id, GEN9_GT_USER_IRQ);
}

/*
 * Stop the engine until the guest resets it. @workload: the workload that met the error; NULL:
 * none. vgpu->dev.lock held. Return: true: the caller raises the error interrupt when it has
 * dropped the lock.
 */
static bool engine_halt(struct facet_vgpu *vgpu, struct facet_engine *engine,
			const struct facet_workload *workload)
{
	facet_engine_move(engine, FACET_ENGINE_ERROR_SHOWN);
	/* The worker builds nothing before the reset, so no port stays deferred. */
	facet_engine_defer(engine, 0);
	facet_engine_status_fault(vgpu, engine, workload);
	return facet_reg_get(&vgpu->dev, engine->base + GEN9_RING_EIR);
}

/*
 * Go on to the context behind the running one, which has ended with @workload. vgpu->dev.lock held.
 * Return: GEN9_CSB_* of the CSB entry.
 */
static u32 engine_next_context(struct facet_vgpu *vgpu, struct facet_engine *engine,
			       const struct facet_workload *workload)
{
	bool second = engine->active.desc[1] && !engine->next_waits;

	facet_engine_status_end(vgpu, engine, workload);
	engine->port = second ? 1 : 0;
	engine->active.desc[0] = second ? engine->active.desc[1] : 0;
	engine->active.desc[1] = 0;
	facet_engine_defer(engine, second ? engine->deferred >> 1 : 0);
	facet_engine_status_update(vgpu, engine);
	return GEN9_CSB_COMPLETE | (second ? GEN9_CSB_ELEMENT_SWITCH : GEN9_CSB_ACTIVE_IDLE);
}

/*
 * Handle a failed write to the guest on behalf of @epoch. If @error is FACET_HOST_RETRY, arm
 * another try, as long as the wait lasts. Else stop the engine. Takes vgpu->dev.lock.
 */
static void engine_report_failed(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 epoch,
				 int error)
{
	bool retry = false, halted = false, interrupt = false;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (engine->epoch == epoch && !facet_engine_halted(engine)) {
		retry = error == FACET_HOST_RETRY && facet_retry_begin(vgpu, &engine->report_retry);
		halted = !retry;
	}
	if (halted) {
		facet_retry_end(&engine->report_retry);
		interrupt = engine_halt(vgpu, engine, NULL);
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (interrupt)
		facet_irq_raise_engine(&vgpu->dev, engine->id, GEN9_GT_CS_ERROR);
	if (retry)
		facet_retry_arm(vgpu);
}

bool facet_retire_report(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_csb csb;
	unsigned long flags;
	u64 epoch;
	bool go;
	int ret;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	csb = engine->csb;
	epoch = engine->epoch;
	go = csb.status && !facet_engine_halted(engine) &&
	     facet_retry_due(vgpu, &engine->report_retry);
	if (go)
		facet_engine_guest_write_begin(engine);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!go)
		return !csb.status;
	ret = facet_csb_write(vgpu, engine, &csb);
	if (!ret) {
		spin_lock_irqsave(&vgpu->dev.lock, flags);
		if (engine->epoch == epoch) {
			engine->csb = (struct facet_csb){ 0 };
			facet_retry_end(&engine->report_retry);
		}
		spin_unlock_irqrestore(&vgpu->dev.lock, flags);
		facet_irq_raise_engine(&vgpu->dev, engine->id, GEN9_GT_CONTEXT_SWITCH);
	}
	facet_engine_guest_write_end(vgpu, engine);
	if (ret)
		engine_report_failed(vgpu, engine, epoch, ret);
	return !ret;
}

/*
 * Take @workload off the live list at its end. If it has begun, the worker may build one more
 * workload ahead. vgpu->dev.lock held.
 */
static void live_list_retire(struct facet_engine *engine, struct facet_workload *workload)
{
	if (workload->begun)
		engine->free_builds = min(engine->free_builds + 1, FACET_FREE_BUILDS);
	facet_live_list_remove(engine, workload);
}

/*
 * Retire @workload, whose context is saved, and put the CSB entry of its end. A superseded workload
 * and one of an older epoch get no entry. vgpu->dev.lock held.
 */
static void engine_context_saved(struct facet_vgpu *vgpu, struct facet_engine *engine,
				 struct facet_workload *workload)
{
	u32 status, id;

	live_list_retire(engine, workload);
	if (workload->epoch != engine->epoch)
		return;
	facet_retry_end(&engine->report_retry);
	if (workload->superseded ||
	    facet_lrca(engine->active.desc[0]) != facet_lrca(workload->desc))
		return;
	/* Report the id of the last submission: a lite restore may have changed it. */
	id = facet_ccid(engine->active.desc[0]);
	status = engine_next_context(vgpu, engine, workload);
	facet_csb_put(vgpu, engine, status, id);
}

/*
 * Save the context of @workload, which is the last one of that context, and report its end.
 * @engine->guest_writing is set; the function clears it. Takes vgpu->dev.lock; may sleep. Return:
 * true: the context is saved, and the workload is off the live list; false: the save has failed.
 */
static bool retire_last(struct facet_vgpu *vgpu, struct facet_engine *engine,
			struct facet_workload *workload)
{
	int ret = facet_context_save(vgpu, engine, workload->context, workload->tail);
	unsigned long flags;

	if (ret) {
		facet_engine_guest_write_end(vgpu, engine);
		engine_report_failed(vgpu, engine, workload->epoch, ret);
		return false;
	}
	if (engine->id == PGPU_RCS)
		facet_oa_set_context(vgpu, facet_context_oa(workload->context));
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	engine_context_saved(vgpu, engine, workload);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	facet_engine_guest_write_end(vgpu, engine);
	facet_retire_report(vgpu, engine);
	return true;
}

/*
 * enum retire_step - The next step for an engine's first live workload.
 * @RETIRE_NONE: none; it has not ended, its context goes on, or its end waits for guest memory
 * @RETIRE_DROP_DETILED: drop the detiled pages of the aperture, then decide again
 * @RETIRE_ERROR: report the error that the engine has come to
 * @RETIRE_PIECE: free the workload; a later one of its context reports both, or a reset dropped it
 * @RETIRE_CONTEXT: save the context, and report its end
 */
enum retire_step {
	RETIRE_NONE,
	RETIRE_DROP_DETILED,
	RETIRE_ERROR,
	RETIRE_PIECE,
	RETIRE_CONTEXT,
};

/*
 * struct retire_plan - A decision under vgpu->dev.lock, for the time after the lock is dropped.
 * @step: enum retire_step
 * @workload: the first live workload, or NULL
 * @interrupt: raise the error interrupt
 */
struct retire_plan {
	enum retire_step step;
	struct facet_workload *workload;
	bool interrupt;
};

/*
 * Tell whether the engine has come to its error: to a workload that has failed or could not be
 * built. vgpu->dev.lock held.
 */
static bool error_due(const struct facet_engine *engine, const struct facet_workload *first)
{
	if (facet_engine_halted(engine))
		return false;
	if (!first)
		return engine->state == FACET_ENGINE_UNBUILT;
	return first->fault.error && first->epoch == engine->epoch;
}

/*
 * Tell whether the worker is going to build more of the context behind its last workload.
 * vgpu->dev.lock held.
 */
static bool rest_awaited(const struct facet_engine *engine, const struct facet_workload *last)
{
	return facet_live_list_cut(engine, engine->active.desc[0]) == last ||
	       facet_live_list_cut(engine, engine->active.desc[1]) == last;
}

/*
 * Decide about the first live workload, and change nothing. @dropped_for: the workload for which
 * the worker has dropped the detiled pages, or NULL. The stores of a workload are visible in the
 * aperture before the guest gets the report of its end. vgpu->dev.lock held.
 */
static enum retire_step retire_decide(const struct facet_vgpu *vgpu,
				      const struct facet_engine *engine,
				      const struct facet_workload *first,
				      const struct facet_workload *dropped_for)
{
	bool error = error_due(engine, first);

	if (!error && (!first || facet_engine_halted(engine) || !first->ended))
		return RETIRE_NONE;
	if (first != dropped_for && facet_detiled_any(vgpu))
		return RETIRE_DROP_DETILED;
	if (error)
		return RETIRE_ERROR;
	if (first->epoch != engine->epoch || facet_live_list_last(engine, first->desc) != first)
		return RETIRE_PIECE;
	if (rest_awaited(engine, first))
		return engine->state == FACET_ENGINE_READY ? RETIRE_NONE : RETIRE_ERROR;
	return facet_retry_due(vgpu, &engine->report_retry) ? RETIRE_CONTEXT : RETIRE_NONE;
}

/*
 * Return the workload that met the error; NULL: none did. A piece before a rest that the host
 * cannot build has no error of its own.
 */
static const struct facet_workload *workload_at_fault(const struct facet_workload *first)
{
	return first && first->fault.error ? first : NULL;
}

/* Decide, and do the part of the plan that needs vgpu->dev.lock. Takes that lock. */
static struct retire_plan retire_collect(struct facet_vgpu *vgpu, struct facet_engine *engine,
					 const struct facet_workload *dropped_for)
{
	struct retire_plan plan = { .step = RETIRE_NONE };
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	plan.workload = list_first_entry_or_null(&engine->live, struct facet_workload, list);
	plan.step = retire_decide(vgpu, engine, plan.workload, dropped_for);
	if (plan.step == RETIRE_ERROR)
		plan.interrupt = engine_halt(vgpu, engine, workload_at_fault(plan.workload));
	if (plan.step == RETIRE_PIECE)
		live_list_retire(engine, plan.workload);
	if (plan.step == RETIRE_CONTEXT)
		facet_engine_guest_write_begin(engine);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return plan;
}

bool facet_retire_next(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct retire_plan plan;

	if (!facet_retire_report(vgpu, engine))
		return false;
	plan = retire_collect(vgpu, engine, NULL);
	while (plan.step == RETIRE_DROP_DETILED) {
		facet_detiled_drop(vgpu);
		plan = retire_collect(vgpu, engine, plan.workload);
	}
	if (plan.interrupt)
		facet_irq_raise_engine(&vgpu->dev, engine->id, GEN9_GT_CS_ERROR);
	if (plan.step == RETIRE_CONTEXT && !retire_last(vgpu, engine, plan.workload))
		return false;
	if (plan.step != RETIRE_PIECE && plan.step != RETIRE_CONTEXT)
		return false;
	facet_workload_free(plan.workload);
	return true;
}
