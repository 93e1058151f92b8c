// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engines of a vGPU: the lookup by register, the states of an engine, STOP_RING, the queue of
 * captured execlists and the deferred ports. All other files of this folder may call this one.
 * vgpu->dev.lock guards the fields: facet_engine_stop() takes it, other callers hold it.
 */
#include "mediator/execlist/engine.h"

#include "gen9/engine_defs.h"
#include "gen9/engine_regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/live_list.h"

struct facet_engine *facet_engine_of(struct facet_vgpu *vgpu, u32 offset)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		if (offset - gen9_engine_base(i) < GEN9_ENGINE_SPAN)
			return &vgpu->execlists->engines[i];
	}
	return NULL;
}

/* The table of &enum facet_engine_state. */
static const enum facet_engine_state transitions[FACET_ENGINE_STATES][FACET_ENGINE_EVENTS] = {
	[FACET_ENGINE_READY] = {
		[FACET_ENGINE_WORK_FAILED] = FACET_ENGINE_FAILED,
		[FACET_ENGINE_BUILD_FAILED] = FACET_ENGINE_UNBUILT,
		[FACET_ENGINE_ERROR_SHOWN] = FACET_ENGINE_HALTED,
		[FACET_ENGINE_RESET] = FACET_ENGINE_READY,
	},
	[FACET_ENGINE_FAILED] = {
		[FACET_ENGINE_WORK_FAILED] = FACET_ENGINE_FAILED,
		[FACET_ENGINE_BUILD_FAILED] = FACET_ENGINE_UNBUILT,
		[FACET_ENGINE_ERROR_SHOWN] = FACET_ENGINE_HALTED,
		[FACET_ENGINE_RESET] = FACET_ENGINE_READY,
	},
	[FACET_ENGINE_UNBUILT] = {
		[FACET_ENGINE_WORK_FAILED] = FACET_ENGINE_UNBUILT,
		[FACET_ENGINE_BUILD_FAILED] = FACET_ENGINE_UNBUILT,
		[FACET_ENGINE_ERROR_SHOWN] = FACET_ENGINE_HALTED_UNBUILT,
		[FACET_ENGINE_RESET] = FACET_ENGINE_READY,
	},
	[FACET_ENGINE_HALTED] = {
		[FACET_ENGINE_WORK_FAILED] = FACET_ENGINE_HALTED,
		[FACET_ENGINE_BUILD_FAILED] = FACET_ENGINE_HALTED_UNBUILT,
		[FACET_ENGINE_ERROR_SHOWN] = FACET_ENGINE_HALTED,
		[FACET_ENGINE_RESET] = FACET_ENGINE_READY,
	},
	[FACET_ENGINE_HALTED_UNBUILT] = {
		[FACET_ENGINE_WORK_FAILED] = FACET_ENGINE_HALTED_UNBUILT,
		[FACET_ENGINE_BUILD_FAILED] = FACET_ENGINE_HALTED_UNBUILT,
		[FACET_ENGINE_ERROR_SHOWN] = FACET_ENGINE_HALTED_UNBUILT,
		[FACET_ENGINE_RESET] = FACET_ENGINE_READY,
	},
};

void facet_engine_move(struct facet_engine *engine, enum facet_engine_event event)
{
	lockdep_assert_held(&engine->vgpu->dev.lock);
	engine->state = transitions[engine->state][event];
}

/*
 * Kick the worker: the scheduler has picked the vGPU, and its work is not built. The scheduler's
 * lock is held.
 */
static void engine_request_build(struct facet_sched_entity *entity)
{
	struct facet_engine *engine = container_of(entity, struct facet_engine, entity);

	facet_progress_kick(engine->vgpu);
}

void facet_engine_defer(struct facet_engine *engine, u32 ports)
{
	lockdep_assert_held(&engine->vgpu->dev.lock);
	if (ports == engine->deferred)
		return;
	engine->deferred = ports;
	facet_sched_set_deferred(&engine->entity, ports ? engine_request_build : NULL);
}

/* A stopped engine stops between two commands. It goes on from there. */
void facet_engine_stop(struct facet_vgpu *vgpu, struct facet_engine *engine, bool stop)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (stop && !engine->stopped)
		facet_sched_block(&engine->entity);
	if (!stop && engine->stopped)
		facet_sched_unblock(&engine->entity);
	engine->stopped = stop;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

void facet_engine_pop(struct facet_engine *engine)
{
	lockdep_assert_held(&engine->vgpu->dev.lock);
	engine->queued--;
	memmove(&engine->queue[0], &engine->queue[1], engine->queued * sizeof(engine->queue[0]));
}

void facet_engine_guest_write_begin(struct facet_engine *engine)
{
	lockdep_assert_held(&engine->vgpu->dev.lock);
	/* guest_writes_done() reads the flag without a lock. */
	smp_store_release(&engine->guest_writing, 1);
}

void facet_engine_guest_write_end(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	/* The writes to the guest come before the flag falls. Pairs with guest_writes_done(). */
	smp_store_release(&engine->guest_writing, 0);
	wake_up_all(&vgpu->execlists->changed);
}
