/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processes of the units (remote_units.h): what remote_process.c keeps and remote_units.c uses.
 */
#ifndef SOFTGPU_REMOTE_TYPES_H
#define SOFTGPU_REMOTE_TYPES_H

#include "port.h"
#include "softgpu/remote_units.h"
#include "softgpu/units.h"

/**
 * struct sgpu_remote - Units in other processes.
 * @sg: the software GPU
 * @ops: operations for it
 * @lock: Protects the processes of owners: @processes, &sgpu_remote_process.refs and .gone. Lock
 *	order: inside &facet_vgpu.shadow_lock; shared by vGPUs
 * @processes: the processes that are attached
 * @expects: as for sgpu_remote_create(); constant
 * @process: process of the context that runs, with a reference; NULL: it has none. This member and
 *	all below belong to the render engine's thread
 * @owner: owner of the context that runs
 * @context: GGTT address of its image
 * @begin: the process does not know yet that the context runs
 * @flush: flags of the flushes that the next request has
 * @sent: a request is under way
 * @waited_ns: time since the process was asked to give way or to cancel, as is_late() counts it, in
 *	nanoseconds
 * @counted_ns: time of the last count, in nanoseconds of the host's clock
 * @code: enum sgpu_remote_code, of the last result
 * @progress: progress of the last result
 * @state: state of the context that runs
 */
struct sgpu_remote {
	struct softgpu *sg;
	struct softgpu_unit_ops ops;
	spinlock_t lock;
	struct list_head processes;
	bool (*expects)(u64 owner);

	struct sgpu_remote_process *process;
	u64 owner;
	u32 context;
	bool begin;
	u32 flush;
	bool sent;
	u64 waited_ns;
	u64 counted_ns;
	u32 code;
	u64 progress;
	struct pgpu_pipeline_state state;
};

/**
 * sgpu_remote_process_get() - Find the process that executes the commands of a context, and take a
 * reference: the last process of its owner, or the one in which the context has left a command.
 * @remote: the units
 * @owner: number of an owner, any value
 * @context: GGTT address of the context's image
 *
 * Context: the engine's thread. Takes &sgpu_remote.lock.
 * Return: the process, for sgpu_remote_process_put(); NULL: there is none.
 */
struct sgpu_remote_process *sgpu_remote_process_get(struct sgpu_remote *remote, u64 owner,
						    u32 context);

/**
 * sgpu_remote_process_get_unneeded() - Find a process that has no work to come, and take a
 * reference: its owner is gone; or it is replaced, executes nothing and has left no command.
 * @remote: the units
 *
 * Context: the engine's thread. Takes &sgpu_remote.lock, and &sgpu_ggtts.lock in it.
 * Return: the process, for sgpu_remote_process_put(); NULL: there is none.
 */
struct sgpu_remote_process *sgpu_remote_process_get_unneeded(struct sgpu_remote *remote);

/**
 * sgpu_remote_process_put() - Drop a reference.
 * @remote: the units
 * @process: a process with a reference of the caller
 *
 * Context: any. Takes &sgpu_remote.lock. May call &sgpu_remote_process_ops.release.
 */
void sgpu_remote_process_put(struct sgpu_remote *remote, struct sgpu_remote_process *process);

/**
 * sgpu_remote_process_lose() - Give up a process that does not answer, or answers nonsense.
 * @remote: the units
 * @process: a process with a reference of the caller
 * @late: it did not leave its command in time
 *
 * Context: any. Takes &sgpu_remote.lock and &sgpu_remote_process.lock, one after the other. Calls
 * &sgpu_remote_process_ops.lose.
 */
void sgpu_remote_process_lose(struct sgpu_remote *remote, struct sgpu_remote_process *process,
			      bool late);

/**
 * sgpu_remote_process_end() - Let a process end that has no work to come.
 * @remote: the units
 * @process: a process with a reference of the caller
 *
 * Context: the engine's thread. Takes &sgpu_remote.lock and &sgpu_remote_process.lock, one after
 * the other. Calls &sgpu_remote_process_ops.end.
 */
void sgpu_remote_process_end(struct sgpu_remote *remote, struct sgpu_remote_process *process);

/**
 * sgpu_remote_process_set_root() - Let a process translate by page tables, or not.
 * @process: the process
 * @root: bus address of the root; 0: by none
 *
 * Context: any. Takes &sgpu_remote_process.lock.
 */
void sgpu_remote_process_set_root(struct sgpu_remote_process *process, u64 root);

/**
 * sgpu_remote_process_left() - Note that a context has left a command.
 * @process: the process
 * @context: GGTT address of the context's image
 *
 * Context: the engine's thread; takes no lock.
 * Return: true; false: there are %SGPU_REMOTE_LEFT contexts that have left one.
 */
bool sgpu_remote_process_left(struct sgpu_remote_process *process, u32 context);

/**
 * sgpu_remote_process_ended() - Note that the command of a context has ended.
 * @process: the process
 * @context: GGTT address of the context's image, which may have left none
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_remote_process_ended(struct sgpu_remote_process *process, u32 context);

/**
 * sgpu_remote_process_drop() - Let a process forget the command that a context has left.
 * @process: the process. The next request tells it
 * @context: GGTT address of the context's image, which may have left none
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_remote_process_drop(struct sgpu_remote_process *process, u32 context);

#endif
