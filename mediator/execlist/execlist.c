// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execlist submission: the worker's pass, and the life of a vGPU's engines. The ELSP trap captures
 * execlists (engine_regs.c). The worker does the rest in one thread: it retires workloads in order
 * (retire.c), and takes the captured execlists (elsp.c). The worker makes all reports to the guest.
 * Only the engine's event raises user interrupts.
 *
 * vgpu.c calls this file. vgpu->dev.lock guards the queues and the registers; this file takes it.
 * The worker holds no lock while it reaches guest memory. A reset moves the engine's epoch: the
 * worker frees workloads of an older epoch when they have ended, without a report.
 */
#include "mediator/execlist/execlist.h"
#include "gen9/engine_regs_defs.h"
#include "gen9/gtt_defs.h"
#include "mediator/audit/audit.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/elsp.h"
#include "mediator/execlist/elsp_port.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/image_seal.h"
#include "mediator/execlist/live_list.h"
#include "mediator/execlist/workload.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/alias.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/pins.h"
#include "mediator/retry.h"
#include "mediator/type.h"
#include "pgpu/pgpu.h"

enum {
	WORK_ROUNDS = 64,	/* of a pass before the worker lets others run */
	RESYNC_MS = 100,	/* longest wait for the worker behind a stop */
	COPY_PAGES = DIV_ROUND_UP(FACET_AUDIT_DWORDS * sizeof(u32), GEN9_PAGE_SIZE),
};

/*
 * Bring the page tables of all live workloads up to date. @no_retry: leave out pages that are
 * unavailable.
 * Return: true: pages are unavailable, and no engine may use the tables.
 */
static bool live_resync(struct facet_vgpu *vgpu, bool no_retry)
{
	struct facet_workload *workload;
	bool needs_retry = false;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		/* Only the worker adds workloads to the list and takes them off. */
		list_for_each_entry(workload, &vgpu->execlists->engines[i].live, list) {
			if (workload->ended)
				continue;
			workload->no_retry = no_retry;
			needs_retry |= facet_workload_resync(workload) == FACET_HOST_RETRY;
			workload->no_retry = false;
		}
	}
	return needs_retry;
}

/*
 * After a stop (dma_unmap, pause, reset): bring the page tables of all live workloads up to date,
 * then let the engines go on. While memory that the tables name is unavailable, the work stays
 * preempted, and other vGPUs have the engines. After FACET_RETRY_MAX_NS the tables leave out the
 * pages that are unavailable then. All pages have that one wait, also those that became unavailable
 * after it began. Takes vgpu->dev.lock.
 */
static void execlists_resync(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	bool due, no_retry, needs_retry, done;
	unsigned long flags;
	u64 generation;
	u32 i;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	due = execlists->blocked && !execlists->stops &&
	      facet_retry_due(vgpu, &execlists->resync_retry);
	no_retry = facet_retry_expired(vgpu, &execlists->resync_retry);
	generation = facet_pins_generation(vgpu);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!due)
		return;
	needs_retry = live_resync(vgpu, no_retry);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	/* If a dma_unmap came in between, it has kicked the worker, and the next pass does this. */
	due = !execlists->stops && generation == facet_pins_generation(vgpu);
	done = due && !needs_retry;
	if (done) {
		facet_retry_end(&execlists->resync_retry);
		execlists->blocked = false;
		execlists->synced = generation;
	} else if (due) {
		/* The work would meet a page fault that the guest did not cause. */
		facet_retry_keep(vgpu, &execlists->resync_retry);
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (due && needs_retry)
		facet_retry_arm(vgpu);
	for (i = 0; done && i < PGPU_ENGINES; i++)
		facet_sched_unblock(&execlists->engines[i].entity);
}

/* Tell whether the engines may work again behind a stop. Takes vgpu->dev.lock. */
static bool goes_on(struct facet_vgpu *vgpu)
{
	unsigned long flags;
	bool ok;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	ok = !vgpu->execlists->blocked;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return ok;
}

void facet_execlists_wait_resync(struct facet_vgpu *vgpu)
{
	wait_event_timeout(vgpu->execlists->changed, goes_on(vgpu), msecs_to_jiffies(RESYNC_MS));
}

static_assert(PGPU_ENGINES * FACET_CONTEXTS_MAX + FACET_BUFFERS_KEPT <= FACET_WINDOW_CONTEXT_CELLS,
	      "each context that a vGPU has or keeps has a cell of its window");
static_assert(FACET_CONTEXT_PAGES_MAX + FACET_CONTEXT_OTHER_PAGES <= FACET_WINDOW_CONTEXT_PAGES &&
	      FACET_WINDOW_CONTEXT_PAGES % FACET_BUFFER_STEP == 0,
	      "a cell has room for a context, whatever the pGPU's images are");
static_assert(PGPU_ENGINES * FACET_WORKLOADS_MAX + FACET_BUFFERS_KEPT <= FACET_WINDOW_COPY_CELLS &&
	      COPY_PAGES <= FACET_WINDOW_COPY_PAGES,
	      "each copy that a vGPU has or keeps has a cell of its window");

u32 facet_execlists_window_pages(const struct pgpu_caps *caps)
{
	u32 pages = FACET_BUFFER_PAGES_KEPT + FACET_ALIAS_PAGES;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		if (!(caps->engines & BIT(i)))
			continue;
		pages += FACET_CONTEXTS_MAX * facet_buffer_size(caps->context_pages[i] +
								FACET_CONTEXT_OTHER_PAGES);
		pages += FACET_WORKLOADS_MAX * facet_buffer_size(COPY_PAGES);
	}
	return pages;
}

/*
 * Begin a pass of the worker. Takes vgpu->dev.lock. Return: true: the pass has begun; false:
 * a stop or a pause wants the worker to stay out.
 */
static bool execlists_enter(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	unsigned long flags;
	bool enter;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	enter = !facet_progress_stopping(vgpu);
	if (enter)
		/* facet_execlists_kill() reads the flag without a lock. */
		smp_store_release(&execlists->working, 1);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return enter;
}

/* End a pass of the worker, and wake threads that wait for that. */
static void execlists_leave(struct facet_vgpu *vgpu)
{
	/* All of the pass comes before the flag falls. */
	smp_store_release(&vgpu->execlists->working, 0);
	wake_up_all(&vgpu->execlists->changed);
}

void facet_execlists_retire_all(struct facet_vgpu *vgpu)
{
	u32 i;

	if (vgpu->ops->may_copy && !vgpu->ops->may_copy(vgpu->host))
		return;
	for (i = 0; i < PGPU_ENGINES; i++) {
		while (facet_retire_next(vgpu, &vgpu->execlists->engines[i]))
			;
	}
}

/*
 * Tell whether the worker has nothing to do for an engine. Most engines are idle most of the time.
 * Takes vgpu->dev.lock.
 */
static bool engine_has_no_work(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	unsigned long flags;
	bool idle;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	idle = list_empty(&engine->live) && !engine->queued && !engine->next_waits &&
	       !engine->deferred && engine->state != FACET_ENGINE_UNBUILT &&
	       !engine->csb.status;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return idle;
}

/*
 * Do the worker's part for an engine. After each workload that it retires, the worker checks the
 * waiting execlists: one may extend the context that ends next. A call retires FACET_PIECES_AHEAD
 * workloads at most, as many as a context has. The next round retires more. Return: true: the call
 * has done something.
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
		any |= facet_elsp_build_rest(vgpu, engine);
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

/*
 * Kick the worker: guest memory that was unavailable may be back. Timer, atomic context; no lock
 * held.
 */
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
	if (!execlists->audit.code || facet_seals_create(vgpu, &execlists->seals)) {
		port_free(execlists->audit.code);
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

/*
 * Free the workloads and shadow contexts of an engine. facet_execlists_kill() has dropped and ended
 * all workloads. May sleep.
 */
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
	facet_aliases_free(vgpu);
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
	facet_seals_destroy(execlists->seals);
	port_free(execlists->audit.operands);
	port_free(execlists->audit.code);
	port_free(execlists);
	vgpu->execlists = NULL;
	facet_progress_init(&vgpu->progress);
}
