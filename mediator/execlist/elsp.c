// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execlists that a guest has written to ELSP: take one up, build a workload for each of its ports,
 * queue the workloads. Called by the worker (execlist.c), which holds no lock. Takes vgpu->dev.lock,
 * and drops it to reach guest memory. A reset meanwhile shows by the engine's epoch.
 */
#include "mediator/execlist/elsp.h"

#include "gen9/engine_defs.h"
#include "mediator/execlist/csb.h"
#include "mediator/execlist/engine.h"
#include "mediator/host.h"
#include "mediator/retry.h"
#include "mediator/execlist/live_list.h"
#include "mediator/pins.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/workload.h"

/*
 * Queue a workload behind @after; if NULL, at the end of the live list, or where a restore has put
 * it. vgpu->dev.lock held. Return: false: @after has ended meanwhile.
 */
static bool live_queue(struct facet_vgpu *vgpu, struct facet_engine *engine,
		       struct facet_workload *workload, struct facet_workload *after)
{
	workload->job.event = facet_retire_event;
	workload->absent = false;	/* memory that goes from here on is waited for */
	if (!workload->fault.error) {
		workload->seq = facet_progress_newest(vgpu) + 1;
		atomic64_set(&vgpu->progress.newest, (s64)workload->seq);
	}
	if (list_empty(&workload->list)) {
		list_add(&workload->list, after ? &after->list : engine->live.prev);
		engine->live_count++;
	}
	facet_live_list_update_oldest(vgpu);
	if (workload->fault.error) {
		facet_engine_move(engine, FACET_ENGINE_WORK_FAILED);
		return true;
	}
	if (facet_sched_queue(&engine->entity, &workload->job, after ? &after->job : NULL))
		return true;
	facet_live_list_remove(engine, workload);
	facet_live_list_update_oldest(vgpu);
	return false;
}

/* A stopped engine takes up nothing and builds nothing before it is reset. vgpu->dev.lock held. */
static bool engine_stopped(const struct facet_engine *engine)
{
	return port_check(ENGINE_READY, engine->state != FACET_ENGINE_READY);
}

/*
 * Wait for memory that a submission names. Return: as facet_retry_begin(); false as well if a reset
 * came in between: the wait would be another epoch's.
 */
static bool build_retry_begin(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 epoch)
{
	unsigned long flags;
	bool later;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	later = engine->epoch == epoch && facet_retry_begin(vgpu, &engine->build_retry);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (later)
		facet_retry_arm(vgpu);
	return later;
}

static bool build_retry_due(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	unsigned long flags;
	bool due;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	due = facet_retry_due(vgpu, &engine->build_retry);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return due;
}

static void build_retry_end(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	facet_retry_end(&engine->build_retry);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/*
 * Sync the page tables of a workload by @sync. If pages are away and the wait for them is over,
 * sync them without: the GPU would find no page there either. Return: true: it is to wait for them,
 * and nothing has changed; else *@ret is what @sync said.
 */
static bool sync_waits(struct facet_vgpu *vgpu, struct facet_engine *engine,
		       struct facet_workload *workload, int (*sync)(struct facet_workload *),
		       int *ret)
{
	*ret = sync(workload);
	if (*ret != FACET_HOST_RETRY || facet_progress_cancelled(vgpu))
		return false;
	if (build_retry_begin(vgpu, engine, workload->epoch))
		return true;
	workload->absent = true;
	*ret = sync(workload);
	return false;
}

/*
 * Queue a built workload. Rebuild its page tables first if a dma_unmap came in between. Takes
 * vgpu->dev.lock. Return: 0; -ECANCELED: a reset or a drain came in between; -EAGAIN: @after has ended,
 * or memory that the tables name is away for the moment.
 */
static int workload_queue(struct facet_vgpu *vgpu, struct facet_engine *engine,
			  struct facet_workload *workload, struct facet_workload *after)
{
	unsigned long flags;
	int ret;

	for (;;) {
		spin_lock_irqsave(&vgpu->dev.lock, flags);
		if (workload->epoch != engine->epoch)
			ret = -ECANCELED;
		else if (workload->fault.error ||
			 workload->generation == facet_pins_generation(vgpu))
			ret = live_queue(vgpu, engine, workload, after) ? 0 : -EAGAIN;
		else
			ret = 1;
		spin_unlock_irqrestore(&vgpu->dev.lock, flags);
		if (ret != 1)
			return ret;
		if (sync_waits(vgpu, engine, workload, facet_workload_resync, &ret)) {
			workload->excused = true;
			return FACET_HOST_RETRY;
		}
		if (facet_progress_cancelled(vgpu))
			return -ECANCELED;
		workload->fault.error = ret;
	}
}

/*
 * Tell whether to build now what a port asks for. One workload for each port is built ahead of
 * its turn, so that the engine need not wait for it. A guest that has replaced some before they
 * started has the next one built when it is its turn. vgpu->dev.lock held.
 */
static bool port_due(const struct facet_engine *engine, u32 port,
		     const struct facet_workload *after)
{
	/* Nothing for port 1 before port 0. */
	if (engine->deferred & (BIT(port) - 1))
		return false;
	/* What runs or waits is extended in any case: its context would end too early. */
	if (after || engine->free_builds)
		return true;
	return (engine->deferred & BIT(port)) && facet_sched_build_requested(&engine->entity);
}

/*
 * enum port_decision - What the worker does with a port of an execlist that was taken.
 * @PORT_NONE: nothing; a reset came in between, or an error has stopped the engine
 * @PORT_BUILD: build a workload now
 * @PORT_DEFER: build it when the scheduler picks the vGPU
 * @PORT_DROP: build none; its context's last workload has failed
 */
enum port_decision {
	PORT_NONE,
	PORT_BUILD,
	PORT_DEFER,
	PORT_DROP,
};

/*
 * Decide about a port, and change nothing. @after: the last workload of its context, or NULL.
 * vgpu->dev.lock held.
 */
static enum port_decision port_decide(const struct facet_engine *engine, u32 port, u64 epoch,
				      const struct facet_workload *after)
{
	if (epoch != engine->epoch || engine_stopped(engine))
		return PORT_NONE;
	if (after && after->fault.error)
		return PORT_DROP;
	return port_due(engine, port, after) ? PORT_BUILD : PORT_DEFER;
}

/*
 * Decide about a port, and record whether it is deferred. *@after becomes the workload that the
 * new one follows, or NULL. *@absent tells whether the port has waited for its memory as long as
 * one may. Takes vgpu->dev.lock. Return: true: build it now.
 */
static bool port_begin(struct facet_vgpu *vgpu, struct facet_engine *engine,
		       const struct facet_execlist *execlist, u32 port, u64 epoch,
		       struct facet_workload **after, bool *absent)
{
	enum port_decision decision;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	/* Workloads leave the live list through the worker alone. */
	*after = facet_live_list_last(engine, execlist->desc[port]);
	decision = port_decide(engine, port, epoch, *after);
	if (decision == PORT_DROP)
		facet_engine_defer(engine, engine->deferred & ~(u32)BIT(port));
	if (decision == PORT_DEFER)
		facet_engine_defer(engine, engine->deferred | BIT(port));
	*absent = decision == PORT_BUILD && facet_retry_expired(vgpu, &engine->build_retry);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return decision == PORT_BUILD;
}

/*
 * Set whether a port is still to be built: guest memory that it names is away. Else it is built, or
 * there is nothing to build. Takes vgpu->dev.lock.
 */
static void port_defer(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 port, u64 epoch,
		       bool later)
{
	u32 others;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	others = engine->deferred & ~(u32)BIT(port);
	if (engine->epoch == epoch)
		facet_engine_defer(engine, later ? others | BIT(port) : others);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/*
 * Build what a port asks for. @absent: it has waited for its memory as long as one may. Return: as
 * facet_workload_build(); -EAGAIN: it is to wait for guest memory.
 */
static int port_build(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 desc,
		      struct facet_workload *after, bool absent, u64 epoch,
		      struct facet_workload **workload)
{
	bool later;
	int ret;

	ret = facet_workload_build(vgpu, engine, desc, after, absent, workload);
	if (ret || !*workload || (*workload)->fault.error != FACET_HOST_RETRY)
		return ret;
	later = build_retry_begin(vgpu, engine, epoch);
	if (!later && absent)
		return 0;
	(*workload)->excused = true;
	facet_workload_free(*workload);
	/* If the wait ended during the build, build without that memory. */
	return later ? -EAGAIN : facet_workload_build(vgpu, engine, desc, after, true, workload);
}

/*
 * Build and queue what a port asks for: the first port's right behind what runs
 * of the same context, the second's at the end. Return: as workload_queue(), or -ENOMEM. After
 * -EAGAIN nothing has happened, and the port is to be tried again when @engine->take is due.
 */
static int port_run(struct facet_vgpu *vgpu, struct facet_engine *engine,
		    const struct facet_execlist *execlist, u32 port, u64 epoch)
{
	struct facet_workload *workload, *after = NULL;
	bool absent;
	int ret;

	if (!port_begin(vgpu, engine, execlist, port, epoch, &after, &absent))
		return 0;
	ret = port_build(vgpu, engine, execlist->desc[port], after, absent, epoch, &workload);
	if (!ret && workload) {
		workload->epoch = epoch;
		ret = workload_queue(vgpu, engine, workload, port ? NULL : after);
		if (ret)
			facet_workload_free(workload);
	}
	if (!ret)
		build_retry_end(vgpu, engine);
	if (ret != -EAGAIN)
		port_defer(vgpu, engine, port, epoch, false);
	return ret;
}

/*
 * Contexts missing from the new execlist: move those still queued to @withdrawn; let running ones
 * finish unreported. vgpu->dev.lock held.
 */
static void withdraw_missing(struct facet_vgpu *vgpu, struct facet_engine *engine,
			 const struct facet_execlist *execlist, struct list_head *withdrawn)
{
	struct facet_workload *workload, *next;

	list_for_each_entry_safe(workload, next, &engine->live, list) {
		workload->superseded =
			facet_lrca(workload->desc) != facet_lrca(execlist->desc[0]) &&
			facet_lrca(workload->desc) != facet_lrca(execlist->desc[1]);
		if (!workload->superseded || !workload->seq || workload->ended ||
		    workload->epoch != engine->epoch)
			continue;
		if (!facet_sched_withdraw(&workload->job))
			continue;
		facet_live_list_remove(engine, workload);
		list_add_tail(&workload->list, withdrawn);
	}
	facet_live_list_update_oldest(vgpu);
}

/* Make an execlist the active one. vgpu->dev.lock held. Return: GEN9_CSB_*. */
static u32 execlist_activate(struct facet_vgpu *vgpu, struct facet_engine *engine,
			     const struct facet_execlist *execlist, struct list_head *withdrawn)
{
	bool busy = engine->active.desc[0];

	if (busy)
		withdraw_missing(vgpu, engine, execlist, withdrawn);
	engine->active = *execlist;
	engine->port = 0;
	/* Port 1 comes to it next. */
	facet_engine_defer(engine, engine->deferred & BIT(0));
	facet_engine_status_update(vgpu, engine);
	return busy ? GEN9_CSB_LITE_RESTORE | GEN9_CSB_PREEMPTED : GEN9_CSB_IDLE_ACTIVE;
}

/*
 * Tell whether an extension of the running context waits: FACET_PIECES_AHEAD workloads keep the
 * engine busy, and the guest's next execlist then covers more. FACET_LIVE_MAX bounds all workloads
 * of the engine, those of the second port among them. vgpu->dev.lock held.
 */
static bool engine_full(const struct facet_engine *engine, u64 running)
{
	return port_check(PIECES_AHEAD, engine->live_count >= FACET_LIVE_MAX ||
			  facet_live_list_count(engine, running) >= FACET_PIECES_AHEAD);
}

/*
 * Tell whether a workload goes before all that is built now. One of an older epoch is still to be
 * retired: its shadow context would not be loaded anew. A restored one is still to be queued.
 * vgpu->dev.lock held.
 */
static bool engine_has_older_work(const struct facet_engine *engine)
{
	struct facet_workload *workload;

	list_for_each_entry(workload, &engine->live, list) {
		if (workload->epoch != engine->epoch)
			return true;
		if (!workload->seq && !workload->ended && !workload->fault.error)
			return true;
	}
	return false;
}

/* Tell whether an earlier step waits for guest memory. vgpu->dev.lock held. */
static bool engine_awaits_retry(const struct facet_vgpu *vgpu, const struct facet_engine *engine)
{
	return engine->csb.status || facet_retry_pending(&engine->report_retry) ||
	       !facet_retry_due(vgpu, &engine->build_retry);
}

/*
 * Tell whether the worker takes @next now: nothing runs; or @next extends what runs, and was put
 * back for the sake of guest memory. vgpu->dev.lock held.
 */
static bool next_due(const struct facet_engine *engine)
{
	u64 running = engine->active.desc[0];
	const struct facet_workload *last;

	if (!engine->next_waits || !running)
		return engine->next_waits;
	if (facet_lrca(engine->next.desc[0]) != facet_lrca(running) || engine_full(engine, running))
		return false;
	last = facet_live_list_last(engine, running);
	return last && !last->ended;
}

/*
 * enum take_decision - What the worker does with the execlists that wait.
 * @TAKE_NONE: nothing; none waits, or its time has not come
 * @TAKE_NEXT: take @next
 * @TAKE_QUEUED: take the oldest captured one, which replaces @next
 * @TAKE_LATER: move the oldest captured one to @next; it waits for the running context's end, since
 *	arbitration is off inside batches
 */
enum take_decision {
	TAKE_NONE,
	TAKE_NEXT,
	TAKE_QUEUED,
	TAKE_LATER,
};

/* Decide about the execlists that wait, and change nothing. vgpu->dev.lock held. */
static enum take_decision take_decide(const struct facet_vgpu *vgpu,
				      const struct facet_engine *engine)
{
	u64 running = engine->active.desc[0];

	if (vgpu->progress.cancelling || engine_stopped(engine) || engine_has_older_work(engine) ||
	    engine_awaits_retry(vgpu, engine))
		return TAKE_NONE;
	if (next_due(engine))
		return TAKE_NEXT;
	if (!engine->queued)
		return TAKE_NONE;
	if (!running)
		return TAKE_QUEUED;
	if (facet_lrca(engine->queue[0].desc[0]) != facet_lrca(running))
		return TAKE_LATER;
	return engine_full(engine, running) ? TAKE_NONE : TAKE_QUEUED;
}

/*
 * Do what was decided. vgpu->dev.lock held since then. Return: true: *@execlist is taken, and is to be
 * built.
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
	case TAKE_LATER:
		engine->next = engine->queue[0];
		engine->next_waits = true;
		facet_engine_pop(engine);
		return false;
	default:
		return false;
	}
}

/*
 * Put an execlist back. It is tried again when the running context has ended; if it waits for guest
 * memory, when that try is due.
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

static void execlist_report(struct facet_vgpu *vgpu, struct facet_engine *engine,
			      const struct facet_execlist *execlist, u64 epoch)
{
	struct facet_workload *workload, *next;
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
	list_for_each_entry_safe(workload, next, &withdrawn, list)
		facet_workload_free(workload);
	facet_retire_report(vgpu, engine);
}

/* The host cannot run what was asked for: an error to that guest, not a hang. */
static void engine_break(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 epoch)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (engine->epoch == epoch)
		facet_engine_move(engine, FACET_ENGINE_BUILD_FAILED);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
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
	ret = port_run(vgpu, engine, &execlist, 0, epoch);
	if (ret == -EAGAIN) {
		/*
		 * What was to be extended has ended, or guest memory is away: as if it had been
		 * submitted later.
		 */
		execlist_put_back(vgpu, engine, &execlist, epoch);
		return true;
	}
	if (ret == -ECANCELED)
		return true;
	execlist_report(vgpu, engine, &execlist, epoch);
	if (!ret && execlist.desc[1])
		ret = port_run(vgpu, engine, &execlist, 1, epoch);
	if (ret == -EAGAIN)
		port_defer(vgpu, engine, 1, epoch, true);
	else if (ret && ret != -ECANCELED)
		engine_break(vgpu, engine, epoch);
	return true;
}

/* Tell whether the worker builds the deferred workload of @port now. vgpu->dev.lock held. */
static bool catch_up_due(const struct facet_vgpu *vgpu, const struct facet_engine *engine, u32 port)
{
	return engine->deferred && !vgpu->progress.cancelling && !engine_stopped(engine) &&
	       !engine_has_older_work(engine) && facet_retry_due(vgpu, &engine->build_retry) &&
	       port_due(engine, port, NULL);
}

bool facet_elsp_build_deferred(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_execlist execlist;
	unsigned long flags;
	u32 port;
	u64 epoch;
	bool due;
	int ret;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	epoch = engine->epoch;
	execlist = engine->active;
	port = engine->deferred & BIT(0) ? 0 : 1;
	due = catch_up_due(vgpu, engine, port);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!due)
		return false;
	ret = port_run(vgpu, engine, &execlist, port, epoch);
	if (ret && ret != -ECANCELED && ret != -EAGAIN)
		engine_break(vgpu, engine, epoch);
	return ret != -EAGAIN;
}

void facet_elsp_queue_restored(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_workload *workload;
	int ret;

	/* Only the worker adds to and takes off the list. */
	list_for_each_entry(workload, &engine->live, list) {
		if (workload->fault.error || facet_progress_cancelled(vgpu))
			return;
		if (workload->seq || workload->ended)
			continue;
		if (!build_retry_due(vgpu, engine))
			return;
		ret = 0;
		if (!workload->root &&
		    sync_waits(vgpu, engine, workload, facet_workload_attach_tables, &ret))
			return;
		if (ret == -ECANCELED || facet_progress_cancelled(vgpu))
			return;
		workload->fault.error = ret;
		workload_queue(vgpu, engine, workload, NULL);
		if (!workload->seq)
			return;
		build_retry_end(vgpu, engine);
	}
}
