// SPDX-License-Identifier: GPL-2.0-only
/*
 * How workloads end. The engine's event marks one as ended, in atomic context; the
 * worker retires it, first come first served, and tells the guest, in the order
 * that it relies on: head and context are written back, then the CSB entry, its
 * pointer, the interrupt. User interrupts alone are raised by the event itself.
 *
 * vgpu->lock guards the lists and what is shown; no lock is held while the worker
 * writes to the guest. A reset waits for such writes (facet_engines_wait()).
 */
#include "gen9/engine.h"
#include "gen9/irq.h"
#include "mediator/context.h"
#include "mediator/csb.h"
#include "mediator/engine.h"
#include "mediator/execlist.h"
#include "mediator/irq.h"
#include "mediator/live.h"
#include "mediator/oa.h"
#include "mediator/regs.h"
#include "mediator/vgpu_types.h"
#include "mediator/views.h"
#include "mediator/workload.h"

/* Once @ended is set the worker may free the workload. */
void facet_workload_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
	struct facet_workload *workload = container_of(job, struct facet_workload, job);
	struct facet_engine *engine = workload->engine;
	struct facet_vgpu *vgpu = workload->vgpu;
	unsigned long flags;
	bool current_epoch;

	spin_lock_irqsave(&vgpu->lock, flags);
	current_epoch = workload->epoch == engine->epoch;
	if (event->type == PGPU_EV_FAULT)
		facet_workload_fault(workload, event);
	if (ended) {
		if (event->type != PGPU_EV_COMPLETE && !workload->fault.error)
			facet_workload_fault(workload, event);
		engine->doomed |= workload->fault.error && current_epoch;
		workload->ended = true;
		facet_execlists_update_oldest(vgpu);
		/* Under the lock: a vGPU that is being destroyed waits for it. */
		facet_execlists_wake(vgpu);
	}
	spin_unlock_irqrestore(&vgpu->lock, flags);
	if (event->type == PGPU_EV_USER_IRQ && current_epoch)
		facet_irq_engine(vgpu, engine->id, GEN9_GT_USER_IRQ);
}

/* The engine stops at this workload until the guest resets it. vgpu->lock held, and let go. */
static void engine_hang(struct facet_vgpu *vgpu, struct facet_engine *engine,
			struct facet_workload *workload, unsigned long flags)
	__releases(&vgpu->lock)
{
	bool tell;

	engine->hung = true;
	facet_engine_show_fault(vgpu, engine, workload);
	tell = facet_reg_get(vgpu, engine->base + GEN9_RING_EIR);
	spin_unlock_irqrestore(&vgpu->lock, flags);
	if (tell)
		facet_irq_engine(vgpu, engine->id, GEN9_GT_CS_ERROR);
}

/* Whether it has come to what cannot run, after all before it. vgpu->lock held. */
static bool engine_stops(const struct facet_engine *engine, const struct facet_workload *first)
{
	if (engine->hung)
		return false;
	if (!first)
		return engine->broken;
	return first->fault.error && first->epoch == engine->epoch;
}

/* Whether the guest is to be told of something, and of which workload. vgpu->lock held. */
static bool engine_news(struct facet_engine *engine, struct facet_workload **workload)
{
	*workload = list_first_entry_or_null(&engine->live, struct facet_workload, list);
	return engine_stops(engine, *workload) ||
	       (*workload && !engine->hung && (*workload)->ended);
}

/*
 * As engine_news(); what the workload has stored is to be seen in the aperture before the guest
 * hears of its end. Takes vgpu->lock.
 */
static bool engine_lock_news(struct facet_vgpu *vgpu, struct facet_engine *engine,
			     struct facet_workload **workload, unsigned long *flags)
	__acquires(&vgpu->lock)
{
	const struct facet_workload *published = NULL;
	bool news;

	for (;;) {
		spin_lock_irqsave(&vgpu->lock, *flags);
		news = engine_news(engine, workload);
		if (!news || *workload == published || !facet_views_any(vgpu))
			return news;
		spin_unlock_irqrestore(&vgpu->lock, *flags);
		facet_views_drop(vgpu);
		published = *workload;
	}
}

/*
 * The context on port 0 is done: what comes after it, and what the guest is to
 * be told. vgpu->lock held. Return: GEN9_CSB_*.
 */
static u32 engine_switch(struct facet_vgpu *vgpu, struct facet_engine *engine,
			 const struct facet_workload *workload)
{
	bool second = engine->active.desc[1] && !engine->has_next;

	facet_engine_show_end(vgpu, engine, workload);
	engine->second = second;
	engine->active.desc[0] = second ? engine->active.desc[1] : 0;
	engine->active.desc[1] = 0;
	facet_engine_show(vgpu, engine);
	return GEN9_CSB_COMPLETE | (second ? GEN9_CSB_ELEMENT_SWITCH : GEN9_CSB_ACTIVE_IDLE);
}

/* Its context has nothing left to run: image, then CSB. No lock held. */
static void retire_context(struct facet_vgpu *vgpu, struct facet_engine *engine,
			   struct facet_workload *workload, u32 status, u32 id)
{
	facet_context_save(vgpu, workload->context, workload->tail);
	if (engine->id == PGPU_RCS)
		facet_oa_set_context(vgpu, facet_context_oa(workload->context));
	if (status)
		facet_csb_emit(vgpu, engine, status, id);
	facet_emit_end(vgpu, engine);
}

bool facet_engine_retire(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_workload *workload;
	unsigned long flags;
	bool current_epoch, last;
	u32 status = 0, id = 0;

	if (!engine_lock_news(vgpu, engine, &workload, &flags)) {
		spin_unlock_irqrestore(&vgpu->lock, flags);
		return false;
	}
	if (engine_stops(engine, workload)) {
		engine_hang(vgpu, engine, workload, flags);
		return false;
	}
	current_epoch = workload->epoch == engine->epoch;
	facet_live_remove(engine, workload);
	last = current_epoch && !facet_engine_last(engine, workload->desc);
	if (last) {
		facet_emit_begin(engine);
		if (!workload->orphan &&
		    facet_lrca(engine->active.desc[0]) == facet_lrca(workload->desc)) {
			/* Of the last submission: a lite restore may have changed it. */
			id = facet_ccid(engine->active.desc[0]);
			status = engine_switch(vgpu, engine, workload);
		}
	}
	spin_unlock_irqrestore(&vgpu->lock, flags);
	if (last)
		retire_context(vgpu, engine, workload, status, id);
	facet_workload_free(workload);
	return true;
}
