/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints of the scheduler: facet:facet_submit, _start, _preempt, _complete, _hang, _reset; of
 * migrations: _migrate. docs/admin/monitoring.md has recipes. kernel/tracepoints.c fires them. For
 * those of the scheduler, its lock is held.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM facet

#if !defined(FACET_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define FACET_TRACE_H

#include <linux/math64.h>
#include <linux/time64.h>
#include <linux/tracepoint.h>

#include "kernel/migrate_types.h"
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

TRACE_DEFINE_ENUM(FACET_MIGRATION_STOP);
TRACE_DEFINE_ENUM(FACET_MIGRATION_RUNNING);
TRACE_DEFINE_ENUM(FACET_MIGRATION_STOP_COPY);
TRACE_DEFINE_ENUM(FACET_MIGRATION_RESUMING);
TRACE_DEFINE_ENUM(FACET_MIGRATION_RUNNING_P2P);
TRACE_DEFINE_ENUM(FACET_MIGRATION_PRE_COPY);
TRACE_DEFINE_ENUM(FACET_MIGRATION_PRE_COPY_P2P);

#define FACET_SHOW_STATE(state)						\
	__print_symbolic(state,						\
			 { FACET_MIGRATION_STOP, "stop" },			\
			 { FACET_MIGRATION_RUNNING, "running" },		\
			 { FACET_MIGRATION_STOP_COPY, "stop_copy" },		\
			 { FACET_MIGRATION_RESUMING, "resuming" },		\
			 { FACET_MIGRATION_RUNNING_P2P, "running_p2p" },	\
			 { FACET_MIGRATION_PRE_COPY, "pre_copy" },		\
			 { FACET_MIGRATION_PRE_COPY_P2P, "pre_copy_p2p" })

TRACE_EVENT(facet_migrate,
	TP_PROTO(const char *uuid, const struct facet_migrate_arc *arc, int result, u64 now_ns),
	TP_ARGS(uuid, arc, result, now_ns),
	TP_STRUCT__entry(
		__array(char, uuid, FACET_UUID_SIZE)
		__field(u32, from)
		__field(u32, to)
		__field(s32, result)
		__field(u64, us)
	),
	TP_fast_assign(
		strscpy(__entry->uuid, uuid, FACET_UUID_SIZE);
		__entry->from = arc->from;
		__entry->to = arc->to;
		__entry->result = result;
		__entry->us = div_u64(now_ns - arc->began_ns, NSEC_PER_USEC);
	),
	TP_printk("vgpu=%s from=%s to=%s result=%d us=%llu", __entry->uuid,
		  FACET_SHOW_STATE(__entry->from), FACET_SHOW_STATE(__entry->to),
		  __entry->result, __entry->us)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH kernel
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
