/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Units in other processes (units.h): the command streamer's end. Each owner may have a process,
 * which executes the 3D, GPGPU and media commands of its contexts. The two sides share a request
 * and a result (remote_layout.h).
 *
 * The command streamer keeps the state of contexts itself (pgpu/pipeline_state.h). So a process may
 * come, go and be replaced at any time. Without one, draws and dispatches have no effect, and are
 * counted.
 *
 * A process that does not answer costs its owner's work alone. It has %SGPU_REMOTE_CANCEL_MS to
 * answer a cancel, and %SGPU_REMOTE_WAY_MS to give way. Then its host ends it. So it does if the
 * process gives way late again and again (%SGPU_REMOTE_LATE_MS).
 */
#ifndef SOFTGPU_REMOTE_UNITS_H
#define SOFTGPU_REMOTE_UNITS_H

#include "port.h"
#include "softgpu/remote_layout.h"

struct sgpu_remote;
struct sgpu_remote_process;
struct softgpu;

/* Time in which a process has to answer a cancel, in milliseconds. */
#define SGPU_REMOTE_CANCEL_MS	10u

/* Time in which a process has to obey a request to give way, in milliseconds. */
#define SGPU_REMOTE_WAY_MS	200u

/*
 * A process that gives way late again and again is lost, too. Its late answers fill a sum, which
 * leaks with time. So late answers may take a fourth of the time, no more. Values in milliseconds:
 * an answer from SGPU_REMOTE_LATE_MS on is late. A processor quota with its period of 100 ms does
 * not come to that.
 */
#define SGPU_REMOTE_LATE_MS	100u
#define SGPU_REMOTE_LATE_SUM_MS	2000u	/* with this sum the process is lost */
#define SGPU_REMOTE_LATE_LEAK	4u	/* time in which the sum shrinks by 1 */

/**
 * struct sgpu_remote_process_ops - The calls to the host of a process. Any thread calls @wake and
 * @lose; the render engine's thread calls @end. None of them sleeps or takes a lock of the software
 * GPU.
 * @wake: let the process look at its request: there is a new one, or it is to leave or to end it
 * @lose: end the process: it does not answer, or it answers what it must not. @late: it did not
 *	leave its command in time. When &pgpu_ops.idle returns for its owner, the process accesses
 *	no memory of the owner any more
 * @end: end the process, which has no work to come: its owner is gone, or another process has
 *	replaced it. It accesses no memory of the owner either
 * @release: nobody uses the process and its shared memory any more: free them
 */
struct sgpu_remote_process_ops {
	void (*wake)(struct sgpu_remote_process *process);
	void (*lose)(struct sgpu_remote_process *process, bool late);
	void (*end)(struct sgpu_remote_process *process);
	void (*release)(struct sgpu_remote_process *process);
};

/**
 * struct sgpu_remote_process - A process that executes the commands of an owner. Its host embeds
 * it, and sets the first four members.
 * @ops: calls to the host
 * @owner: number of the owner
 * @request: the request
 * @result: the result
 * @list: in &sgpu_remote.processes
 * @refs: references, under &sgpu_remote.lock
 * @gone: the process has ended, or is lost; written under &sgpu_remote.lock
 * @replaced: a later process of the owner has been attached; likewise
 * @root: root of the page tables that the process may translate by; 0: it executes no request.
 *	Under &sgpu_remote_process.lock
 * @lock: Protects what a process may translate: @root. Lock order: shared by vGPUs; last leaf
 * @lefts: contexts in @left. This member and all below belong to the render engine's thread
 * @left: contexts that have left a command in the process
 * @drops: contexts in @drop
 * @drop: contexts whose command never goes on, to be told with the next request
 * @late_ns: sum of the times of late answers, less what has leaked, in nanoseconds
 * @late_at: time of the host's clock for which @late_ns holds, in nanoseconds
 */
struct sgpu_remote_process {
	const struct sgpu_remote_process_ops *ops;
	u64 owner;
	struct sgpu_remote_request *request;
	const struct sgpu_remote_result *result;

	struct list_head list;
	u32 refs;
	bool gone;
	bool replaced;
	u64 root;
	spinlock_t lock;
	u32 lefts;
	u32 left[SGPU_REMOTE_LEFT];
	u32 drops;
	u32 drop[SGPU_REMOTE_LEFT];
	u64 late_ns;
	u64 late_at;
};

/**
 * sgpu_remote_create() - Give a software GPU units in other processes. There is none at first.
 * @sg: GPU of softgpu_create(), without units, that no mediator knows so far
 * @expects: NULL: never; else test if an owner without a process is about to get one. Its commands
 *	wait meanwhile, and give way. The function bounds that time. The render engine's thread
 *	calls it; it must not sleep
 *
 * Context: process context; takes no lock; may sleep for memory.
 * Return: the units, for sgpu_remote_destroy(); NULL: no memory, or the GPU has units.
 */
struct sgpu_remote *sgpu_remote_create(struct softgpu *sg, bool (*expects)(u64 owner));

/**
 * sgpu_remote_destroy() - Free the units.
 * @remote: the units, or NULL; the software GPU has been destroyed
 *
 * Processes that are still there are released.
 *
 * Context: process context. Takes &sgpu_remote.lock; may sleep to free memory.
 */
void sgpu_remote_destroy(struct sgpu_remote *remote);

/**
 * sgpu_remote_attach() - Let a process execute the commands of its owner.
 * @remote: the units
 * @process: the process: its first four members are set, and its lock; all else is zero. The
 *	shared memory is zeroed. Both stay valid until &sgpu_remote_process_ops.release
 *
 * The next command that executes goes to the process. If the owner has a process already, that one
 * is replaced: commands that it has left go on in it, and then it is told to end
 * (&sgpu_remote_process_ops.end). So no work is lost. But one that is replaced already is lost with
 * what it has left, since a guest may never go on with that.
 *
 * Context: process context. Takes &sgpu_remote.lock, and &sgpu_ggtts.lock in it; then
 * &sgpu_remote_process.lock, and the locks of &softgpu_host_ops.kick.
 * Return: 0; -ENOENT: there is no such owner, and the process counts as gone.
 */
int sgpu_remote_attach(struct sgpu_remote *remote, struct sgpu_remote_process *process);

/**
 * sgpu_remote_detach() - Note that a process has ended.
 * @remote: the units
 * @process: a process of sgpu_remote_attach(); a second call does nothing
 *
 * If it executes a request, that work is lost. The host calls this once at least, and does not use
 * @process afterwards.
 *
 * Context: any. Takes &sgpu_remote.lock, &sgpu_remote_process.lock and the locks of
 * &softgpu_host_ops.kick, one after the other. May call &sgpu_remote_process_ops.release.
 */
void sgpu_remote_detach(struct sgpu_remote *remote, struct sgpu_remote_process *process);

/**
 * sgpu_remote_answered() - Note that a process may have a result.
 * @remote: the units
 *
 * Context: any. Takes the locks of &softgpu_host_ops.kick.
 */
void sgpu_remote_answered(struct sgpu_remote *remote);

/**
 * sgpu_remote_translated() - Wait until translations that are under way are granted.
 * @process: the process
 *
 * The client has removed page-table entries before the call. Translations that began before may
 * have seen them; those that begin later do not.
 *
 * Context: any. Takes &sgpu_remote_process.lock; waits for one translation at most.
 */
void sgpu_remote_translated(struct sgpu_remote_process *process);

/**
 * sgpu_remote_translate() - Translate pages for a process that executes a request.
 * @remote: the units
 * @process: the process
 * @va: graphics address of the first page, any value
 * @n: number of pages
 * @entries: gets the translations, as sgpu_walk_entries() writes them
 * @grant: called with @n and @entries while the translations are valid: until it returns, the
 *	mediator takes no page back. Must not sleep. Its result is returned
 * @arg: first argument of @grant
 *
 * Context: any. Takes &sgpu_remote_process.lock, and calls @grant with it.
 * Return: 0; -ENOENT: the process executes no request; or the result of @grant.
 */
int sgpu_remote_translate(struct sgpu_remote *remote, struct sgpu_remote_process *process, u64 va,
			  u32 n, u64 *entries, int (*grant)(void *arg, const u64 *entries, u32 n),
			  void *arg);

#endif
