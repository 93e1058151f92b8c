/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Progress of a vGPU's engines, for files below the execlists: sequence numbers of workloads, and
 * whether somebody wants the worker to stop. Pins and shadows ask here how long a page may be in
 * use. The execlists keep the numbers (live_list.c) and set the flags (execlist_reset.c).
 */
#ifndef FACET_PROGRESS_H
#define FACET_PROGRESS_H

#include "port.h"

struct facet_vgpu;

#define FACET_SEQ_NONE	(~0ull)		/* of no workload */

/**
 * struct facet_progress - Progress of the engines of one vGPU.
 * @newest: sequence number of the newest workload queued; 0: none yet
 * @oldest: sequence number of the oldest workload that has not ended; FACET_SEQ_NONE: none
 * @cancelling: the worker takes up no new work, and ends syncs of shadows. Written under
 *	&facet_device.lock, read without
 * @frozen: number of callers that keep the worker out. Written under &facet_device.lock, read
 *	without
 * @new_work: work has come since the worker's pass began. Read and written without a lock
 * @build_epoch: the worker's: epoch of the engine for which it builds a workload; NULL: none
 * @build_began: the worker's: value of *@build_epoch when the build began
 */
struct facet_progress {
	atomic64_t newest;
	atomic64_t oldest;
	bool cancelling;
	u32 frozen;
	bool new_work;
	const u64 *build_epoch;
	u64 build_began;
};

/**
 * facet_progress_init() - Begin with no workload.
 * @progress: the progress of a vGPU that has no execlists; any contents
 *
 * All fields become 0, except @oldest: FACET_SEQ_NONE. So no cancel and no freeze is left.
 *
 * Context: any; takes no lock; does not sleep. Nobody else knows the vGPU, or its execlists are
 * gone.
 */
void facet_progress_init(struct facet_progress *progress);

/**
 * facet_progress_oldest() - Return the sequence number of the oldest workload that has not ended.
 * @vgpu: the vGPU
 *
 * All engines of the vGPU count. The number changes under &facet_device.lock. Without that lock,
 * the workload may have ended, or another may be queued, by the return.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the number; FACET_SEQ_NONE: no workload is queued or runs.
 */
u64 facet_progress_oldest(const struct facet_vgpu *vgpu);

/**
 * facet_progress_newest() - Return the sequence number of the newest workload queued.
 * @vgpu: the vGPU
 *
 * All engines of the vGPU count. The worker moves the number under &facet_device.lock.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the number, which never falls; 0: none was queued yet.
 */
u64 facet_progress_newest(const struct facet_vgpu *vgpu);

/**
 * facet_progress_build_begin() - Note that the worker begins to build a workload.
 * @vgpu: the vGPU; no other build goes on
 * @epoch: epoch of the engine that the workload is for; valid until facet_progress_build_end(). It
 *	moves when the guest resets the engine, and with a cancel of all work.
 *
 * From now on facet_progress_cancelled() compares *@epoch with its present value.
 *
 * Context: worker; takes no lock; does not sleep.
 */
void facet_progress_build_begin(struct facet_vgpu *vgpu, const u64 *epoch);

/**
 * facet_progress_build_end() - Note that the build is over.
 * @vgpu: the vGPU; without a build nothing happens
 *
 * Context: worker; takes no lock; does not sleep.
 */
void facet_progress_build_end(struct facet_vgpu *vgpu);

/**
 * facet_progress_cancelled() - Tell whether the workload that the worker builds will be dropped.
 * @vgpu: the vGPU
 *
 * A cancel of all work drops it, and so does a reset of the engine that it is for. The caller of
 * the cancel waits for the worker. So a long build checks this between two calls of the front end,
 * and ends with -ECANCELED. While the worker builds nothing, a cancel of all work alone counts.
 *
 * Context: worker, or a thread in its place; takes no lock; does not sleep.
 * Return: true: the build is for nothing. false: no cancel has begun yet.
 */
bool facet_progress_cancelled(const struct facet_vgpu *vgpu);

/**
 * facet_progress_stopping() - Tell whether somebody waits for the worker to leave.
 * @vgpu: the vGPU
 *
 * A cancel of all work waits (facet_execlists_kill(), as in a reset of the vGPU), and a pause. A
 * guest's reset of one engine does not count. The worker then ends work that it can repeat.
 *
 * Context: any; takes no lock; does not sleep. Under &facet_device.lock the answer stands still.
 * Return: true: somebody waits, or facet_execlists_cancel() was called.
 */
bool facet_progress_stopping(const struct facet_vgpu *vgpu);

/**
 * facet_progress_kick() - Note that the guest has work for the worker, and kick the worker.
 * @vgpu: the vGPU
 *
 * Several calls may become one pass of the worker. The function does not wait for the worker.
 *
 * Context: any, also atomic, also under &facet_device.lock and &facet_sched.lock. Calls
 * &facet_host_ops.kick, which may take a leaf lock of the front end. Does not sleep.
 */
void facet_progress_kick(struct facet_vgpu *vgpu);

/**
 * facet_progress_work_pending() - Tell whether work has come since the worker's pass began.
 * @vgpu: the vGPU
 *
 * The worker then ends less urgent work, since the next pass begins with the guest's.
 *
 * Context: worker; takes no lock; does not sleep.
 * Return: true: facet_progress_kick() was called since facet_execlists_work() began its pass.
 */
bool facet_progress_work_pending(const struct facet_vgpu *vgpu);

#endif
