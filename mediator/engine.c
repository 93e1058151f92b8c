// SPDX-License-Identifier: GPL-2.0-only
/* The engines of a vGPU: which one an offset belongs to, and STOP_RING. Below all that runs work. */
#include "mediator/engine.h"

#include "gen9/engine.h"
#include "gen9/engine_regs.h"
#include "mediator/vgpu_types.h"

struct facet_engine *facet_engine_of(struct facet_vgpu *vgpu, u32 offset)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		if (offset - gen9_engine_base(i) < GEN9_ENGINE_SPAN)
			return &vgpu->execlists->engines[i];
	}
	return NULL;
}

/* A stopped engine comes to rest between two commands, and goes on from there. */
void facet_engine_stop(struct facet_vgpu *vgpu, struct facet_engine *engine, bool stop)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->lock, flags);
	if (stop && !engine->stopped)
		facet_sched_block(&engine->entity);
	if (!stop && engine->stopped)
		facet_sched_unblock(&engine->entity);
	engine->stopped = stop;
	spin_unlock_irqrestore(&vgpu->lock, flags);
}
