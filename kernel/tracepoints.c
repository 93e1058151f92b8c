// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tracepoints for events of the scheduler (&facet_gpu_host_ops.trace) and for arcs of migrations.
 * The scheduler calls this file with its lock held, and migrate_stats.c calls it, too. This file
 * takes no lock.
 */
#include "kernel/tracepoints.h"

#include "kernel/migrate_types.h"
#include "kernel/stats.h"
#include "pgpu/pgpu.h"

#define CREATE_TRACE_POINTS
#include "kernel/trace.h"

void facet_tracepoints_fire(void *host, const struct facet_sched_trace *trace)
{
	const struct facet_stats_vgpu *owner = facet_stats_owner(trace->stats);
	const char *uuid = owner ? owner->uuid : "";

	switch (trace->event) {
	case FACET_SCHED_SUBMIT:
		trace_facet_submit(uuid, trace);
		break;
	case FACET_SCHED_START:
		trace_facet_start(uuid, trace);
		break;
	case FACET_SCHED_PREEMPT:
		trace_facet_preempt(uuid, trace);
		break;
	case FACET_SCHED_COMPLETE:
		trace_facet_complete(uuid, trace);
		break;
	case FACET_SCHED_HANG:
		trace_facet_hang(uuid, trace);
		break;
	case FACET_SCHED_RESET:
		trace_facet_reset(uuid, trace);
		break;
	}
}

void facet_tracepoints_migrate(const char *uuid, const struct facet_migrate_arc *arc, int result,
			       u64 now_ns)
{
	trace_facet_migrate(uuid, arc, result, now_ns);
}
