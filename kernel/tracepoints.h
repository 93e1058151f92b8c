/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints of the scheduler and of migrations (kernel/trace.h). */
#ifndef FACET_TRACEPOINTS_H
#define FACET_TRACEPOINTS_H

#include <linux/types.h>

struct facet_migrate_arc;
struct facet_sched_trace;

/**
 * facet_tracepoints_fire() - Fire the tracepoint of an event (&facet_gpu_host_ops.trace).
 * @host: the parent; not used
 * @trace: the event of the scheduler
 *
 * Context: atomic; the scheduler calls this under &facet_sched.lock. Takes no lock.
 */
void facet_tracepoints_fire(void *host, const struct facet_sched_trace *trace);

/**
 * facet_tracepoints_migrate() - Fire the tracepoint of an arc of a migration.
 * @uuid: UUID of the vGPU as text
 * @arc: the arc
 * @result: 0 or its errno
 * @now_ns: time at which it ended, of CLOCK_MONOTONIC
 *
 * Context: process context; takes no lock.
 */
void facet_tracepoints_migrate(const char *uuid, const struct facet_migrate_arc *arc, int result,
			       u64 now_ns);

#endif
