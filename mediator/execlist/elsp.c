// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execlists that a guest has written to ELSP: take one, have its ports built (elsp_port.c), and
 * report it. The worker (execlist.c) calls this file and holds no lock. The file takes
 * vgpu->dev.lock. A reset meanwhile moves the engine's epoch.
 */
#include "mediator/execlist/elsp.h"

#include "gen9/engine_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/csb.h"
#include "mediator/execlist/elsp_port.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/live_list.h"
#include "mediator/execlist/workload.h"
#include "mediator/retry.h"

/*
 * Withdraw the workloads of contexts that the new execlist does not name. Move those still queued
 * to @withdrawn, and let running ones finish unreported. vgpu->dev.lock held; takes the
 * scheduler's.
 */
static void withdraw_missing(struct facet_vgpu *vgpu, struct facet_engine *engine,
			     const struct facet_execlist *execlist, struct list_head *withdrawn)
{
	struct facet_workload *workload, *next;

	list_for_each_entry_safe(workload, next, &engine->live, list) {
		workload->superseded =
			facet_lrca(workload->desc) != facet_lrca(execlist->desc[0]) &&
			facet_lrca(workload->desc) != facet_lrca(execlist->desc[1]);
		if (workload->superseded)
			facet_live_list_withdraw(engine, workload, withdrawn);
	}
	facet_live_list_update_oldest(vgpu);
}

/*
 * Make an execlist the active one. Workloads that it withdraws go to @withdrawn. vgpu->dev.lock
 * held. Return: GEN9_CSB_* of the CSB entry.
 */
static u32 execlist_activate(struct facet_vgpu *vgpu, struct facet_engine *engine,
			     const struct facet_execlist *execlist, struct list_head *withdrawn)
{
	bool busy = engine->active.desc[0];

	if (busy)
		withdraw_missing(vgpu, engine, execlist, withdrawn);
	engine->active = *execlist;
	engine->port = 0;
	/* The caller decides about port 1 next. */
	facet_engine_defer(engine, engine->deferred & BIT(0));
	facet_engine_status_update(vgpu, engine);
	return busy ? GEN9_CSB_LITE_RESTORE | GEN9_CSB_PREEMPTED : GEN9_CSB_IDLE_ACTIVE;
}

/* Tell whether an earlier step waits for guest memory. vgpu->dev.lock held. */
static bool engine_awaits_retry(const struct facet_vgpu *vgpu, const struct facet_engine *engine)
{
	return engine->csb.status || facet_retry_pending(&engine->report_retry) ||
	       !facet_retry_due(vgpu, &engine->build_retry);
}

/*
 * Tell whether the worker takes @next now. The worker does so if no context runs. It also does so
 * if @next extends the running context: execlist_put_back() has put it there. vgpu->dev.lock held.
 */
static bool next_due(const struct facet_engine *engine)
{
	u64 running = engine->active.desc[0];
	const struct facet_workload *last;

	if (!engine->next_waits || !running)
		return engine->next_waits;
	if (facet_lrca(engine->next.desc[0]) != facet_lrca(running) ||
	    facet_elsp_full(engine, running))
		return false;
	last = facet_live_list_last(engine, running);
	return last && !last->ended;
}

/*
 * enum take_decision - Decision about the execlists that wait.
 * @TAKE_NONE: take none; none waits, or none is due
 * @TAKE_NEXT: take @next
 * @TAKE_QUEUED: take the oldest captured one, which replaces @next
 * @TAKE_TO_NEXT: move the oldest captured one to @next; it waits for the running context's end,
 *	since arbitration is off inside batches
 */
enum take_decision {
	TAKE_NONE,
	TAKE_NEXT,
	TAKE_QUEUED,
	TAKE_TO_NEXT,
};

/* Decide about the execlists that wait. Change nothing. vgpu->dev.lock held. */
static enum take_decision take_decide(const struct facet_vgpu *vgpu,
				      const struct facet_engine *engine)
{
	u64 running = engine->active.desc[0];

	if (vgpu->progress.cancelling || facet_elsp_stopped(engine) ||
	    facet_elsp_has_older_work(engine) || engine_awaits_retry(vgpu, engine))
		return TAKE_NONE;
	if (next_due(engine))
		return TAKE_NEXT;
	if (!engine->queued)
		return TAKE_NONE;
	if (!running)
		return TAKE_QUEUED;
	if (facet_lrca(engine->queue[0].desc[0]) != facet_lrca(running))
		return TAKE_TO_NEXT;
	return facet_elsp_full(engine, running) ? TAKE_NONE : TAKE_QUEUED;
}

/*
 * Carry out a decision. vgpu->dev.lock held since take_decide(). Return: true: *@execlist is taken,
 * and the caller builds its workloads.
 */
static bool take_apply(struct facet_engine *engine, enum take_decision decision,
		       struct facet_execlist *execlist)
{
	switch (decision) {
	case TAKE_NEXT:
		*execlist = engine->next;
		engine->next_waits = false;
		return true;
	case TAKE_QUEUED:
		*execlist = engine->queue[0];
		engine->next_waits = false;
		facet_engine_pop(engine);
		return true;
	case TAKE_TO_NEXT:
		engine->next = engine->queue[0];
		engine->next_waits = true;
		facet_engine_pop(engine);
		return false;
	default:
		return false;
	}
}

/*
 * Put an execlist back to @next. The worker tries it again when the running context has ended. If
 * it waits for guest memory, the worker tries it when @build_retry is due. Takes vgpu->dev.lock.
 */
static void execlist_put_back(struct facet_vgpu *vgpu, struct facet_engine *engine,
			      const struct facet_execlist *execlist, u64 epoch)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (engine->epoch == epoch) {
		engine->next = *execlist;
		engine->next_waits = true;
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/*
 * Make an execlist the active one, and report that to the guest by a CSB entry. A reset since
 * @epoch prevents both. Takes vgpu->dev.lock.
 */
static void execlist_report(struct facet_vgpu *vgpu, struct facet_engine *engine,
			    const struct facet_execlist *execlist, u64 epoch)
{
	struct list_head withdrawn;
	unsigned long flags;
	u32 status;

	INIT_LIST_HEAD(&withdrawn);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (engine->epoch == epoch) {
		status = execlist_activate(vgpu, engine, execlist, &withdrawn);
		facet_csb_put(vgpu, engine, status, facet_ccid(execlist->desc[0]));
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	facet_live_list_free_withdrawn(&withdrawn);
	facet_retire_report(vgpu, engine);
}

bool facet_elsp_submit(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_execlist execlist;
	unsigned long flags;
	u64 epoch;
	bool take;
	int ret;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	epoch = engine->epoch;
	take = take_apply(engine, take_decide(vgpu, engine), &execlist);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!take)
		return false;
	ret = facet_elsp_port_run(vgpu, engine, &execlist, 0, epoch);
	if (ret == -EAGAIN) {
		/*
		 * The context that the execlist extends has ended, or guest memory is unavailable.
		 * Act as if the guest had submitted the execlist at a later time.
		 */
		execlist_put_back(vgpu, engine, &execlist, epoch);
		return true;
	}
	if (ret == -ECANCELED)
		return true;
	execlist_report(vgpu, engine, &execlist, epoch);
	if (!ret && execlist.desc[1])
		ret = facet_elsp_port_run(vgpu, engine, &execlist, 1, epoch);
	if (ret == -EAGAIN)
		facet_elsp_port_defer(vgpu, engine, 1, epoch, true);
	else if (ret && ret != -ECANCELED)
		facet_elsp_build_failed(vgpu, engine, epoch);
	return true;
}
