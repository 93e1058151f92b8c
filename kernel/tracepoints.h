/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints of the scheduler (kernel/trace.h). */
#ifndef FACET_TRACEPOINTS_H
#define FACET_TRACEPOINTS_H

struct facet_sched_trace;

/**
 * facet_tracepoints_fire() - Fire the tracepoint of an event (&facet_gpu_host_ops.trace).
 * @host: the parent; not used
 * @trace: the event of the scheduler
 *
 * Context: atomic; the scheduler calls this under &facet_sched.lock. Takes no lock.
 */
void facet_tracepoints_fire(void *host, const struct facet_sched_trace *trace);

#endif
