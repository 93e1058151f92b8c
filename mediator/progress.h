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
 * @progress: the progress of a vGPU that has no execlists
 *
 * Context: any; takes no lock. Nobody else knows the vGPU, or its execlists are gone.
 */
void facet_progress_init(struct facet_progress *progress);

/**
 * facet_progress_oldest() - Return the sequence number of the oldest workload that has not ended.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock.
 * Return: the number; FACET_SEQ_NONE: no workload runs or waits.
 */
u64 facet_progress_oldest(const struct facet_vgpu *vgpu);

/**
 * facet_progress_newest() - Return the sequence number of the newest workload queued.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock.
 * Return: the number; 0: none was queued yet.
 */
u64 facet_progress_newest(const struct facet_vgpu *vgpu);

/**
 * facet_progress_build_begin() - Note that the worker begins to build a workload.
 * @vgpu: the vGPU
 * @epoch: epoch of the engine that the workload is for; moves when the guest resets the engine
 *
 * Context: worker; takes no lock.
 */
void facet_progress_build_begin(struct facet_vgpu *vgpu, const u64 *epoch);

/**
 * facet_progress_build_end() - Note that the build is over.
 * @vgpu: the vGPU
 *
 * Context: worker; takes no lock.
 */
void facet_progress_build_end(struct facet_vgpu *vgpu);

/**
 * facet_progress_cancelled() - Tell whether the workload that the worker builds will be dropped.
 * @vgpu: the vGPU
 *
 * A cancel of all work drops it, and so does a reset of the engine that it is for. The caller of
 * the cancel waits for the worker. So a long build checks this between two calls of the front end,
 * and ends with -ECANCELED.
 *
 * Context: worker; takes no lock.
 * Return: true: the build is for nothing.
 */
bool facet_progress_cancelled(const struct facet_vgpu *vgpu);

/**
 * facet_progress_stopping() - Tell whether somebody waits for the worker to leave.
 * @vgpu: the vGPU
 *
 * A cancel of all work, a reset and a pause wait. The worker then ends work that it can repeat.
 *
 * Context: worker; takes no lock.
 * Return: true: somebody waits.
 */
bool facet_progress_stopping(const struct facet_vgpu *vgpu);

/**
 * facet_progress_kick() - Note that the guest has work for the worker, and kick the worker.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock, but calls &facet_host_ops.kick; may be called under
 * &facet_device.lock.
 */
void facet_progress_kick(struct facet_vgpu *vgpu);

/**
 * facet_progress_work_pending() - Tell whether work has come since the worker's pass began.
 * @vgpu: the vGPU
 *
 * The worker then ends less urgent work, since the next pass begins with the guest's.
 *
 * Context: worker; takes no lock.
 * Return: true: work has come.
 */
bool facet_progress_work_pending(const struct facet_vgpu *vgpu);

#endif
