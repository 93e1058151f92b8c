/* SPDX-License-Identifier: GPL-2.0-only */
/* &facet_gpu_host_ops.trace: tracepoints (kernel/trace.h). */
#ifndef FACET_TRACEPOINTS_H
#define FACET_TRACEPOINTS_H

struct facet_sched_trace;

void facet_tracepoints_fire(void *host, const struct facet_sched_trace *trace);

#endif
