// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ports of an execlist: build the workload of a port, and queue it. A port may be deferred, or
 * its ring may be too long for one workload: then the worker builds the rest when the first piece
 * runs. elsp.c and execlist.c call this file in the worker, and hold no lock. The file takes
 * vgpu->dev.lock, and drops it to reach guest memory. A reset meanwhile moves the engine's epoch.
 */
#include "mediator/execlist/elsp_port.h"

#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/live_list.h"
#include "mediator/execlist/workload.h"
#include "mediator/host.h"
#include "mediator/pins.h"
#include "mediator/retry.h"

/*
 * Queue a workload behind @after. If @after is NULL, append the workload to the live list. A
 * workload of a restore is on that list already and keeps its place. vgpu->dev.lock held. Return:
 * true: the workload is on the live list, also one that has failed; false: @after has ended
 * meanwhile.
 */
static bool live_queue(struct facet_vgpu *vgpu, struct facet_engine *engine,
		       struct facet_workload *workload, struct facet_workload *after)
{
	workload->job.event = facet_retire_event;
	workload->no_retry = false;	/* from here on, wait for memory again */
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

bool facet_elsp_stopped(const struct facet_engine *engine)
{
	lockdep_assert_held(&engine->vgpu->dev.lock);
	return port_check(ENGINE_READY, engine->state != FACET_ENGINE_READY);
}

/*
 * Begin or continue the wait for memory that a submission names. Takes vgpu->dev.lock. Return:
 * true: try again later; false: the wait has ended, or a reset has moved the epoch on from @epoch.
 */
static bool build_retry_begin(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 epoch)
{
	unsigned long flags;
	bool retry;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	retry = engine->epoch == epoch && facet_retry_begin(vgpu, &engine->build_retry);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (retry)
		facet_retry_arm(vgpu);
	return retry;
}

/* Tell whether a try is due: facet_retry_due(). Takes vgpu->dev.lock. */
static bool build_retry_due(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	unsigned long flags;
	bool due;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	due = facet_retry_due(vgpu, &engine->build_retry);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return due;
}

/* End the wait for memory that a submission names. Takes vgpu->dev.lock. */
static void build_retry_end(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	facet_retry_end(&engine->build_retry);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/*
 * Sync the page tables of a workload by @sync. If pages are unavailable and the wait for them is
 * over, sync the tables without these pages: a GPU would find no page there either. Takes
 * vgpu->dev.lock.
 * Return: true: the workload waits for pages, and nothing has changed; false: *@ret is the result
 * of @sync.
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
	workload->no_retry = true;
	*ret = sync(workload);
	return false;
}

/*
 * Withdraw the workloads of other contexts behind a workload that was cut, which extends a running
 * context: its rest runs before them. The worker builds those of port 1 again then. Move them to
 * @withdrawn. None of them has begun, since @workload is queued. vgpu->dev.lock held.
 */
static void withdraw_others(struct facet_vgpu *vgpu, struct facet_engine *engine,
			    const struct facet_workload *workload, struct list_head *withdrawn)
{
	struct facet_workload *other, *next;

	list_for_each_entry_safe(other, next, &engine->live, list) {
		if (facet_lrca(other->desc) != facet_lrca(workload->desc))
			facet_live_list_withdraw(engine, other, withdrawn);
	}
	facet_live_list_update_oldest(vgpu);
}

/*
 * Queue a built workload. If a dma_unmap came in between, sync its page tables first. Takes
 * vgpu->dev.lock. Return: 0; -ECANCELED: a reset or a stop that drops all work came in between;
 * -EAGAIN: @after has ended, or memory that the tables name is unavailable for the moment.
 */
static int workload_queue(struct facet_vgpu *vgpu, struct facet_engine *engine,
			  struct facet_workload *workload, struct facet_workload *after)
{
	struct list_head withdrawn;
	unsigned long flags;
	int ret;

	INIT_LIST_HEAD(&withdrawn);
	for (;;) {
		spin_lock_irqsave(&vgpu->dev.lock, flags);
		if (workload->epoch != engine->epoch)
			ret = -ECANCELED;
		else if (workload->fault.error ||
			 workload->generation == facet_pins_generation(vgpu))
			ret = live_queue(vgpu, engine, workload, after) ? 0 : -EAGAIN;
		else
			ret = 1;
		if (!ret && after && facet_workload_has_rest(workload))
			withdraw_others(vgpu, engine, workload, &withdrawn);
		spin_unlock_irqrestore(&vgpu->dev.lock, flags);
		facet_live_list_free_withdrawn(&withdrawn);
		if (ret != 1)
			return ret;
		if (sync_waits(vgpu, engine, workload, facet_workload_resync, &ret)) {
			workload->uncharged = true;
			return FACET_HOST_RETRY;
		}
		if (facet_progress_cancelled(vgpu))
			return -ECANCELED;
		workload->fault.error = ret;
	}
}

/*
 * FACET_PIECES_AHEAD workloads of a context keep the engine busy, and the guest's next execlist
 * then covers more commands. FACET_LIVE_MAX bounds all workloads of the engine, including those of
 * port 1.
 */
bool facet_elsp_full(const struct facet_engine *engine, u64 running)
{
	lockdep_assert_held(&engine->vgpu->dev.lock);
	return port_check(PIECES_AHEAD, engine->live_count >= FACET_LIVE_MAX ||
			  facet_live_list_count(engine, running) >= FACET_PIECES_AHEAD);
}

/*
 * Tell whether the worker builds the workload of a port now. The worker builds one workload for
 * each port ahead of its turn. So the engine need not wait for it. A guest that replaces
 * workloads before they begin uses up @free_builds. Then the worker builds a workload when the
 * scheduler picks the vGPU. vgpu->dev.lock held.
 */
static bool port_due(const struct facet_engine *engine, u32 port,
		     const struct facet_workload *after)
{
	/* Build port 0 before port 1, and all of it. */
	if (engine->deferred & (BIT(port) - 1))
		return false;
	if (port && facet_live_list_cut(engine, engine->active.desc[0]))
		return false;
	/* Extend a live context in any case: it would end too early without. */
	if (after || engine->free_builds)
		return true;
	return (engine->deferred & BIT(port)) && facet_sched_build_requested(&engine->entity);
}

/*
 * enum port_decision - Decision about a port of an execlist that the worker has taken.
 * @PORT_NONE: nothing; a reset came in between, or an error has stopped the engine
 * @PORT_BUILD: build a workload now
 * @PORT_DEFER: build it when the scheduler picks the vGPU
 * @PORT_DROP: build none; the last workload of its context has failed
 */
enum port_decision {
	PORT_NONE,
	PORT_BUILD,
	PORT_DEFER,
	PORT_DROP,
};

/*
 * Decide about a port, and change nothing. @after: the last live workload of its context, or NULL.
 * vgpu->dev.lock held.
 */
static enum port_decision port_decide(const struct facet_engine *engine, u32 port, u64 epoch,
				      const struct facet_workload *after)
{
	if (epoch != engine->epoch || facet_elsp_stopped(engine))
		return PORT_NONE;
	if (after && after->fault.error)
		return PORT_DROP;
	return port_due(engine, port, after) ? PORT_BUILD : PORT_DEFER;
}

/*
 * Decide about a port, and record whether it is deferred. *@after becomes the workload that the new
 * one follows, or NULL. *@no_retry becomes true if the port has waited for its memory for
 * FACET_RETRY_MAX_NS. Takes vgpu->dev.lock. Return: true: build it now.
 */
static bool port_begin(struct facet_vgpu *vgpu, struct facet_engine *engine,
		       const struct facet_execlist *execlist, u32 port, u64 epoch,
		       struct facet_workload **after, bool *no_retry)
{
	enum port_decision decision;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	/* Only the worker takes workloads off the live list, so *@after stays. */
	*after = facet_live_list_last(engine, execlist->desc[port]);
	decision = port_decide(engine, port, epoch, *after);
	if (decision == PORT_DROP)
		facet_engine_defer(engine, engine->deferred & ~(u32)BIT(port));
	if (decision == PORT_DEFER)
		facet_engine_defer(engine, engine->deferred | BIT(port));
	*no_retry = decision == PORT_BUILD && facet_retry_expired(vgpu, &engine->build_retry);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return decision == PORT_BUILD;
}

void facet_elsp_port_defer(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 port,
			   u64 epoch, bool defer)
{
	u32 others;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	others = engine->deferred & ~(u32)BIT(port);
	if (engine->epoch == epoch)
		facet_engine_defer(engine, defer ? others | BIT(port) : others);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/*
 * Build the workload of a port. @rest: as facet_workload_build(). @no_retry: the wait for its
 * memory is over. Takes vgpu->dev.lock. Return: as facet_workload_build(); -EAGAIN: the port waits
 * for guest memory, and no workload is left.
 */
static int port_build(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 desc,
		      struct facet_workload *after, bool rest, bool no_retry, u64 epoch,
		      struct facet_workload **workload)
{
	bool retry;
	int ret;

	ret = facet_workload_build(vgpu, engine, desc, after, rest, no_retry, workload);
	if (ret || !*workload || (*workload)->fault.error != FACET_HOST_RETRY)
		return ret;
	retry = build_retry_begin(vgpu, engine, epoch);
	if (!retry && no_retry)
		return 0;
	(*workload)->uncharged = true;
	facet_workload_free(*workload);
	/* If the wait has ended during the build, build without that memory. */
	return retry ? -EAGAIN : facet_workload_build(vgpu, engine, desc, after, rest, true,
							    workload);
}

/*
 * Build a workload by port_build(), and queue it behind @queue_after; NULL: at the end. Takes
 * vgpu->dev.lock. Return: as facet_elsp_port_run().
 */
static int port_build_and_queue(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 desc,
				struct facet_workload *after, bool rest, bool no_retry, u64 epoch,
				struct facet_workload *queue_after)
{
	struct facet_workload *workload;
	int ret = port_build(vgpu, engine, desc, after, rest, no_retry, epoch, &workload);

	if (!ret && workload) {
		workload->epoch = epoch;
		ret = workload_queue(vgpu, engine, workload, queue_after);
		if (ret)
			facet_workload_free(workload);
	}
	if (!ret)
		build_retry_end(vgpu, engine);
	return ret;
}

int facet_elsp_port_run(struct facet_vgpu *vgpu, struct facet_engine *engine,
			const struct facet_execlist *execlist, u32 port, u64 epoch)
{
	struct facet_workload *after = NULL;
	bool no_retry;
	int ret;

	if (!port_begin(vgpu, engine, execlist, port, epoch, &after, &no_retry))
		return 0;
	ret = port_build_and_queue(vgpu, engine, execlist->desc[port], after, false, no_retry,
				   epoch, port ? NULL : after);
	if (ret != -EAGAIN)
		facet_elsp_port_defer(vgpu, engine, port, epoch, false);
	return ret;
}

/*
 * While workloads of an older epoch use a shadow context, the worker does not load the context
 * again. Restored workloads keep their place before new ones.
 */
bool facet_elsp_has_older_work(const struct facet_engine *engine)
{
	struct facet_workload *workload;

	lockdep_assert_held(&engine->vgpu->dev.lock);
	list_for_each_entry(workload, &engine->live, list) {
		if (workload->epoch != engine->epoch)
			return true;
		if (!workload->seq && !workload->ended && !workload->fault.error)
			return true;
	}
	return false;
}

void facet_elsp_build_failed(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 epoch)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (engine->epoch == epoch)
		facet_engine_move(engine, FACET_ENGINE_BUILD_FAILED);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/* Tell whether the worker may build for an engine now. vgpu->dev.lock held. */
static bool build_possible(const struct facet_vgpu *vgpu, const struct facet_engine *engine)
{
	return !vgpu->progress.cancelling && !facet_elsp_stopped(engine) &&
	       !facet_elsp_has_older_work(engine) && facet_retry_due(vgpu, &engine->build_retry);
}

/*
 * Find a context of the active execlist whose last workload was cut, and may have the rest behind
 * it now. vgpu->dev.lock held. Return: that workload; NULL: there is none.
 */
static struct facet_workload *rest_due(const struct facet_vgpu *vgpu,
				       const struct facet_engine *engine)
{
	struct facet_workload *last;
	u32 port;

	for (port = 0; port < ARRAY_SIZE(engine->active.desc); port++) {
		last = facet_live_list_cut(engine, engine->active.desc[port]);
		if (last && !facet_elsp_full(engine, last->desc))
			return build_possible(vgpu, engine) ? last : NULL;
	}
	return NULL;
}

/* Record that nothing is to build behind a workload any more. Takes vgpu->dev.lock. */
static void rest_done(struct facet_vgpu *vgpu, struct facet_workload *last)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	last->end = last->tail;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/*
 * Build what the ring of @last has behind @last, and queue it. @ended: @last has ended, and the new
 * workload goes to the end of the queue. Takes vgpu->dev.lock. Return: as facet_elsp_port_run().
 */
static int rest_run(struct facet_vgpu *vgpu, struct facet_engine *engine,
		    struct facet_workload *last, bool ended, bool no_retry, u64 epoch)
{
	int ret = port_build_and_queue(vgpu, engine, last->desc, last, true, no_retry, epoch,
				       ended ? NULL : last);

	if (!ret)
		rest_done(vgpu, last);
	return ret;
}

bool facet_elsp_build_rest(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_workload *last;
	bool ended, no_retry;
	unsigned long flags;
	u64 epoch;
	int ret;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	epoch = engine->epoch;
	/* Only the worker takes workloads off the live list, so @last stays. */
	last = rest_due(vgpu, engine);
	ended = last && last->ended;
	no_retry = last && facet_retry_expired(vgpu, &engine->build_retry);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!last)
		return false;
	ret = rest_run(vgpu, engine, last, ended, no_retry, epoch);
	if (ret && ret != -ECANCELED && ret != -EAGAIN)
		facet_elsp_build_failed(vgpu, engine, epoch);
	return true;
}

/* Tell whether the worker builds the deferred workload of @port now. vgpu->dev.lock held. */
static bool build_deferred_due(const struct facet_vgpu *vgpu, const struct facet_engine *engine,
			       u32 port)
{
	return engine->deferred && build_possible(vgpu, engine) && port_due(engine, port, NULL);
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
	due = build_deferred_due(vgpu, engine, port);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!due)
		return false;
	ret = facet_elsp_port_run(vgpu, engine, &execlist, port, epoch);
	if (ret && ret != -ECANCELED && ret != -EAGAIN)
		facet_elsp_build_failed(vgpu, engine, epoch);
	return ret != -EAGAIN;
}

/*
 * Find the first restored workload that is not queued. Takes vgpu->dev.lock: events and resets
 * write to workloads. Only the worker adds them to the list and takes them off, so the result
 * stays. Return: NULL: there is none, or one before it has failed.
 */
static struct facet_workload *restored_next(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_workload *workload, *next = NULL;
	unsigned long flags;

	if (list_empty(&engine->live))
		return NULL;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	list_for_each_entry(workload, &engine->live, list) {
		if (workload->fault.error)
			break;
		if (workload->seq || workload->ended)
			continue;
		next = workload;
		break;
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return next;
}

void facet_elsp_queue_restored(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_workload *workload;
	int ret;

	while ((workload = restored_next(vgpu, engine)) && !facet_progress_cancelled(vgpu)) {
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
