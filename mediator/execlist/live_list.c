// SPDX-License-Identifier: GPL-2.0-only
/*
 * The live list of an engine: its workloads in the order in which they run. elsp_port.c and
 * workload_restore.c add workloads; retire.c, elsp.c, elsp_port.c and execlist.c remove them.
 * engine_status.c and workload_state.c search the list. Callers hold vgpu->dev.lock while worker or
 * engines run. Readers of the sequence numbers take no lock (mediator/progress.h).
 */
#include "mediator/execlist/live_list.h"

#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/workload.h"

void facet_live_list_update_oldest(struct facet_vgpu *vgpu)
{
	struct facet_workload *workload;
	u64 oldest = FACET_SEQ_NONE;
	u32 i;

	lockdep_assert_held(&vgpu->dev.lock);
	for (i = 0; i < PGPU_ENGINES; i++) {
		list_for_each_entry(workload, &vgpu->execlists->engines[i].live, list) {
			if (workload->seq && !workload->ended)
				oldest = min(oldest, workload->seq);
		}
	}
	atomic64_set(&vgpu->progress.oldest, (s64)oldest);
}

struct facet_workload *facet_live_list_last(const struct facet_engine *engine, u64 desc)
{
	struct facet_workload *workload, *last = NULL;

	list_for_each_entry(workload, &engine->live, list) {
		if (facet_lrca(workload->desc) == facet_lrca(desc) &&
		    workload->epoch == engine->epoch)
			last = workload;
	}
	return last;
}

struct facet_workload *facet_live_list_cut(const struct facet_engine *engine, u64 desc)
{
	struct facet_workload *last = desc ? facet_live_list_last(engine, desc) : NULL;

	if (!last || !facet_workload_has_rest(last) || last->superseded || last->fault.error)
		return NULL;
	return last;
}

u32 facet_live_list_count(const struct facet_engine *engine, u64 desc)
{
	struct facet_workload *workload;
	u32 n = 0;

	lockdep_assert_held(&engine->vgpu->dev.lock);
	list_for_each_entry(workload, &engine->live, list) n +=
		facet_lrca(workload->desc) == facet_lrca(desc) && workload->epoch == engine->epoch;
	return n;
}

bool facet_live_list_withdraw(struct facet_engine *engine, struct facet_workload *workload,
			      struct list_head *withdrawn)
{
	lockdep_assert_held(&engine->vgpu->dev.lock);
	if (!workload->seq || workload->ended || workload->epoch != engine->epoch ||
	    !facet_sched_withdraw(&workload->job))
		return false;
	facet_live_list_remove(engine, workload);
	list_add_tail(&workload->list, withdrawn);
	return true;
}

void facet_live_list_free_withdrawn(struct list_head *withdrawn)
{
	struct facet_workload *workload, *next;

	list_for_each_entry_safe(workload, next, withdrawn, list)
		facet_workload_free(workload);
}

void facet_live_list_remove(struct facet_engine *engine, struct facet_workload *workload)
{
	list_del_init(&workload->list);
	engine->live_count--;
}
