/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints of the scheduler: facet:facet_submit, _start, _preempt, _complete, _hang, _reset.
 * docs/admin/monitoring.md has recipes. kernel/tracepoints.c fires them; the scheduler's lock is
 * held.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM facet

#if !defined(FACET_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define FACET_TRACE_H

#include <linux/tracepoint.h>

#include "kernel/uapi/facet.h"
#include "mediator/host.h"
#include "pgpu/pgpu.h"

/* An event's format has the values of enums: programs that parse events know no names. */
TRACE_DEFINE_ENUM(PGPU_RCS);
TRACE_DEFINE_ENUM(PGPU_BCS);
TRACE_DEFINE_ENUM(PGPU_VCS);
TRACE_DEFINE_ENUM(PGPU_VECS);

#define FACET_SHOW_ENGINE(engine)					\
	__print_symbolic(engine, { PGPU_RCS, "rcs" }, { PGPU_BCS, "bcs" },	\
			 { PGPU_VCS, "vcs" }, { PGPU_VECS, "vecs" })

DECLARE_EVENT_CLASS(facet_work,
	TP_PROTO(const char *uuid, const struct facet_sched_trace *trace),
	TP_ARGS(uuid, trace),
	TP_STRUCT__entry(
		__array(char, uuid, FACET_UUID_SIZE)
		__field(u32, engine)
		__field(u32, context)
		__field(u64, ns)
	),
	TP_fast_assign(
		strscpy(__entry->uuid, uuid, FACET_UUID_SIZE);
		__entry->engine = trace->engine;
		__entry->context = trace->context;
		__entry->ns = trace->ns;
	),
	TP_printk("vgpu=%s engine=%s context=%#x ns=%llu", __entry->uuid,
		  FACET_SHOW_ENGINE(__entry->engine), __entry->context, __entry->ns)
);

#define FACET_WORK_EVENT(name) \
DEFINE_EVENT(facet_work, name, \
	TP_PROTO(const char *uuid, const struct facet_sched_trace *trace), \
	TP_ARGS(uuid, trace))

FACET_WORK_EVENT(facet_submit);
FACET_WORK_EVENT(facet_start);
FACET_WORK_EVENT(facet_preempt);
FACET_WORK_EVENT(facet_complete);
FACET_WORK_EVENT(facet_hang);
FACET_WORK_EVENT(facet_reset);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH kernel
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
