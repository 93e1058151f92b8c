// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lists of an engine's work: what has been started and has not ended, in order. Shadows,
 * pins and registers ask here how far the engines are; who runs the work is above (execlist.c,
 * retire.c, reset.c). vgpu->dev.lock guards the lists; the numbers are read without it.
 */
#include "mediator/live.h"

#include "mediator/engine.h"
#include "mediator/host.h"
#include "mediator/vgpu_types.h"
#include "mediator/workload.h"

u64 facet_execlists_oldest(const struct facet_vgpu *vgpu)
{
	return vgpu->execlists ? (u64)atomic64_read(&vgpu->execlists->oldest) : FACET_SEQ_NONE;
}

u64 facet_execlists_newest(const struct facet_vgpu *vgpu)
{
	return vgpu->execlists ? (u64)atomic64_read(&vgpu->execlists->newest) : 0;
}

bool facet_execlists_draining(const struct facet_vgpu *vgpu)
{
	const struct facet_execlists *execlists = vgpu->execlists;
	const struct facet_engine *building = execlists ? execlists->building : NULL;

	if (building && READ_ONCE(building->epoch) != execlists->building_epoch)
		return true;
	return execlists && READ_ONCE(execlists->draining);
}

bool facet_execlists_stopping(const struct facet_vgpu *vgpu)
{
	const struct facet_execlists *execlists = vgpu->execlists;

	return READ_ONCE(execlists->draining) || READ_ONCE(execlists->frozen);
}

void facet_execlists_wake(struct facet_vgpu *vgpu)
{
	WRITE_ONCE(vgpu->execlists->waiting, true);
	vgpu->ops->kick(vgpu->host);
}

bool facet_execlists_waiting(const struct facet_vgpu *vgpu)
{
	return READ_ONCE(vgpu->execlists->waiting);
}

void facet_execlists_update_oldest(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	struct facet_workload *workload;
	u64 oldest = FACET_SEQ_NONE;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		list_for_each_entry(workload, &execlists->engines[i].live, list) {
			if (workload->seq && !workload->ended)
				oldest = min(oldest, workload->seq);
		}
	}
	atomic64_set(&execlists->oldest, (s64)oldest);
}

void facet_engine_pop(struct facet_engine *engine)
{
	engine->queued--;
	memmove(&engine->queue[0], &engine->queue[1], engine->queued * sizeof(engine->queue[0]));
}

struct facet_workload *facet_engine_last(const struct facet_engine *engine, u64 desc)
{
	struct facet_workload *workload, *last = NULL;

	list_for_each_entry(workload, &engine->live, list) {
		if (facet_lrca(workload->desc) == facet_lrca(desc) && workload->epoch == engine->epoch)
			last = workload;
	}
	return last;
}

u32 facet_engine_pieces(const struct facet_engine *engine, u64 desc)
{
	struct facet_workload *workload;
	u32 n = 0;

	list_for_each_entry(workload, &engine->live, list)
		n += facet_lrca(workload->desc) == facet_lrca(desc) && workload->epoch == engine->epoch;
	return n;
}

void facet_live_remove(struct facet_engine *engine, struct facet_workload *workload)
{
	list_del_init(&workload->list);
	engine->live_count--;
}

void facet_emit_begin(struct facet_engine *engine)
{
	/* Read by engines_quiet(), under no lock. */
	smp_store_release(&engine->emitting, 1);
}

void facet_emit_end(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	/* What was written to the guest comes before it. */
	smp_store_release(&engine->emitting, 0);
	wake_up_all(&vgpu->execlists->changed);
}
