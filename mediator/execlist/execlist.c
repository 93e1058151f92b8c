// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execlist submission as the guest sees it. The ELSP trap captures; the worker
 * does the rest, one thing after another: it retires what engines have ended,
 * in order, and takes up what was captured (elsp.c). All that the guest is told comes
 * from the worker; only user interrupts are raised by the engine's event.
 *
 * vgpu->dev.lock guards the queues and what is shown; no lock is held while the
 * worker touches guest memory. A reset moves the engine's epoch: what is older
 * is freed when it ends, in silence.
 */
#include "mediator/execlist/execlist.h"
#include "gen9/engine_regs_defs.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/elsp.h"
#include "mediator/execlist/engine.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/retry.h"
#include "mediator/execlist/live_list.h"
#include "mediator/pins.h"
#include "mediator/type.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/workload.h"

enum { WORK_ROUNDS = 64 };	/* of the worker before it lets others run */

/*
 * Make the page tables of all live work anew. @absent: without the pages that are away. Return:
 * true: pages are away, and the tables are not to be used.
 */
static bool live_resync(struct facet_vgpu *vgpu, bool absent)
{
	struct facet_workload *workload;
	bool away = false;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		/* Only the worker adds to and takes off the list. */
		list_for_each_entry(workload, &vgpu->execlists->engines[i].live, list) {
			if (workload->ended)
				continue;
			workload->absent = absent;
			away |= facet_workload_resync(workload) == FACET_HOST_RETRY;
			workload->absent = false;
		}
	}
	return away;
}

/*
 * After a dma_unmap: page tables of all that waits are made anew, then the engines go on. As long
 * as memory that the tables name is away, the work stays put aside; others have the engines. When
 * that has lasted for FACET_RETRY_MAX_NS, the tables are made without what is away then. All pages
 * share that wait, also those that went later.
 */
static void execlists_resync(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	bool due, absent, away, done;
	unsigned long flags;
	u64 generation;
	u32 i;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	due = execlists->blocked && !execlists->stops &&
	      facet_retry_due(vgpu, &execlists->resync_retry);
	absent = facet_retry_expired(vgpu, &execlists->resync_retry);
	generation = facet_pins_generation(vgpu);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!due)
		return;
	away = live_resync(vgpu, absent);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	/* A dma_unmap that came and went meanwhile has kicked the worker, which does this again. */
	due = !execlists->stops && generation == facet_pins_generation(vgpu);
	done = due && !away;
	if (done) {
		facet_retry_end(&execlists->resync_retry);
		execlists->blocked = false;
	} else if (due) {
		/* The work would meet a fault that is no fault of the guest's. */
		facet_retry_keep(vgpu, &execlists->resync_retry);
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (due && away)
		facet_retry_arm(vgpu);
	for (i = 0; done && i < PGPU_ENGINES; i++)
		facet_sched_unblock(&execlists->engines[i].entity);
}

static bool execlists_enter(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;
	bool enter;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	enter = !facet_progress_stopping(vgpu);
	if (enter)
		/* Read by facet_execlists_kill(), under no lock. */
		smp_store_release(&execlists->working, 1);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return enter;
}

static void execlists_leave(struct facet_vgpu *vgpu)
{
	/* All of the pass comes before it. */
	smp_store_release(&vgpu->execlists->working, 0);
	wake_up_all(&vgpu->execlists->changed);
}

void facet_execlists_retire_all(struct facet_vgpu *vgpu)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		while (facet_retire_next(vgpu, &vgpu->execlists->engines[i]))
			;
	}
}

/* Whether there is nothing to do for an engine, as for most of them most of the time. */
static bool engine_has_no_work(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	unsigned long flags;
	bool rests;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	rests = list_empty(&engine->live) && !engine->queued && !engine->next_waits &&
		!engine->deferred && engine->state != FACET_ENGINE_UNBUILT &&
		!engine->csb.status;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return rests;
}

/*
 * After each end what waits is looked at: it may extend what ends next. As many ends as there can be
 * of a context; more of them come round again. Return: whether there was anything.
 */
static bool engine_work(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	bool any = false, retired = true;
	u32 i;

	if (engine_has_no_work(vgpu, engine))
		return false;
	for (i = 0; i < FACET_PIECES_AHEAD && retired; i++) {
		retired = facet_retire_next(vgpu, engine);
		any |= retired;
		any |= facet_elsp_submit(vgpu, engine);
		any |= facet_elsp_build_deferred(vgpu, engine);
	}
	return any;
}

void facet_execlists_work(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	bool more = true;
	u32 i, round;

	if (!execlists_enter(vgpu))
		return;
	WRITE_ONCE(vgpu->progress.new_work, false);
	for (i = 0; i < PGPU_ENGINES; i++)
		facet_elsp_queue_restored(vgpu, &execlists->engines[i]);
	execlists_resync(vgpu);
	for (round = 0; round < WORK_ROUNDS && more; round++) {
		more = false;
		for (i = 0; i < PGPU_ENGINES; i++)
			more |= engine_work(vgpu, &execlists->engines[i]);
		cond_resched();
	}
	facet_pins_reap(vgpu, facet_progress_oldest(vgpu));
	if (!more)
		facet_device_work(&vgpu->dev);
	execlists_leave(vgpu);
	if (more)
		facet_progress_kick(vgpu);
}

/* Guest memory that was away may be back. */
static void retry_fire(struct facet_device *dev, struct facet_timer *timer)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	facet_progress_kick(vgpu);
}

int facet_execlists_create(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = port_zalloc(sizeof(*execlists));
	u32 i;

	if (!execlists)
		return -ENOMEM;
	execlists->audit.code = port_calloc(FACET_AUDIT_DWORDS, sizeof(u32));
	if (!execlists->audit.code) {
		port_free(execlists);
		return -ENOMEM;
	}
	for (i = 0; i < PGPU_ENGINES; i++) {
		struct facet_engine *engine = &execlists->engines[i];

		engine->vgpu = vgpu;
		engine->id = i;
		engine->free_builds = FACET_FREE_BUILDS;
		engine->base = gen9_engine_base(i);
		INIT_LIST_HEAD(&engine->live);
		INIT_LIST_HEAD(&engine->contexts);
		facet_sched_add(facet_gpu_sched(vgpu->gpu), &engine->entity, i,
				vgpu->type->weight);
	}
	facet_timer_init(&execlists->retry_timer, retry_fire);
	init_waitqueue_head(&execlists->changed);
	vgpu->execlists = execlists;
	return 0;
}

/* All is dropped and has ended: facet_execlists_kill() came before. */
static void engine_free_all(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_workload *workload, *next;

	list_for_each_entry_safe(workload, next, &engine->live, list) {
		facet_live_list_remove(engine, workload);
		facet_workload_free(workload);
	}
	facet_contexts_free(vgpu, engine);
}

void facet_execlists_reset(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		engine_free_all(vgpu, &execlists->engines[i]);
		execlists->engines[i].elsp_count = 0;
		facet_sched_clear_regs(&execlists->engines[i].entity);
		facet_engine_stop(vgpu, &execlists->engines[i], false);
	}
	facet_buffers_free(vgpu);
}

void facet_execlists_destroy(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	u32 i;

	if (!execlists)
		return;
	facet_timer_disarm(&vgpu->dev, &execlists->retry_timer);
	facet_execlists_reset(vgpu);
	for (i = 0; i < PGPU_ENGINES; i++)
		facet_sched_del(&execlists->engines[i].entity);
	port_free(execlists->audit.code);
	port_free(execlists);
	vgpu->execlists = NULL;
	facet_progress_init(&vgpu->progress);
}
