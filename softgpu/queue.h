/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The queue of an engine. The mediator calls submit, preempt, cancel and idle on one side; the
 * engine's thread works on the other. pgpu/pgpu.h has the semantics.
 */
#ifndef SOFTGPU_QUEUE_H
#define SOFTGPU_QUEUE_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/**
 * sgpu_queue_init() - Initialise the queue of an engine.
 * @e: the engine, zeroed
 *
 * Context: any; takes no lock.
 */
void sgpu_queue_init(struct sgpu_engine *e);

/**
 * sgpu_queue_submit() - Queue a submission and kick the engine's thread.
 * @e: the engine
 * @sub: the submission, which is copied
 *
 * The submission takes the registers that sgpu_queue_stage() staged.
 *
 * Context: any, also atomic; &sgpu_engine.lock not held. Takes &sgpu_ggtts.lock, then
 * &sgpu_engine.lock, both last leaves. After that takes the locks of &softgpu_host_ops.kick: none
 * in kernel/, &user_engine.lock in vfu/. Does not sleep.
 * Return: 0; -EINVAL: the owner is unknown, or an address, size or offset is misaligned or out of
 * range; -EAGAIN: SGPU_DEPTH
 * submissions are queued.
 */
int sgpu_queue_submit(struct sgpu_engine *e, const struct pgpu_submission *sub);

/**
 * sgpu_queue_preempt() - Ask the engine to preempt the first submission of its queue.
 * @e: the engine
 * @cookie: cookie of the submission
 *
 * Context: any, also atomic; &sgpu_engine.lock not held. Takes &sgpu_engine.lock, a last leaf.
 * After that takes the locks of &softgpu_host_ops.kick: none in kernel/, &user_engine.lock in vfu/.
 * Does not sleep.
 * Return: 0; -ENOENT: the submission is not first in the queue, has faulted, or has ended.
 */
int sgpu_queue_preempt(struct sgpu_engine *e, u64 cookie);

/**
 * sgpu_queue_cancel() - Ask the engine to cancel a submission.
 * @e: the engine
 * @cookie: cookie of the submission, which may be queued, running or faulted
 *
 * Context: any, also atomic; &sgpu_engine.lock not held. Takes &sgpu_engine.lock, a last leaf.
 * After that takes the locks of &softgpu_host_ops.kick: none in kernel/, &user_engine.lock in vfu/.
 * Does not sleep.
 * Return: 0; -ENOENT: the submission has ended.
 */
int sgpu_queue_cancel(struct sgpu_engine *e, u64 cookie);

/**
 * sgpu_queue_stage() - Set the registers that the engine loads when the next submission starts.
 * @e: the engine
 * @pairs: array of @n pairs of MMIO offset and value, which is copied
 * @n: number of pairs
 *
 * Context: any, also atomic; &sgpu_engine.lock not held. Takes &sgpu_engine.lock, a last leaf. Does
 * not sleep.
 * Return: 0; -ENOSPC: @n is more than SGPU_SWITCH_PAIRS.
 */
int sgpu_queue_stage(struct sgpu_engine *e, const u32 *pairs, u32 n);

/**
 * sgpu_queue_query_progress() - Read the position of a submission, for &pgpu_ops.query_progress.
 * @e: the engine
 * @cookie: cookie of the submission
 * @progress: gets the position
 *
 * Context: any, also atomic; &sgpu_engine.lock not held. Takes &sgpu_engine.lock, a last leaf. Does
 * not sleep.
 * Return: 0; -ENOENT: the submission does not run and has not faulted.
 */
int sgpu_queue_query_progress(struct sgpu_engine *e, u64 cookie, struct pgpu_progress *progress);

/**
 * sgpu_queue_lose() - Cancel the work of an owner in place of the client. Each submission ends
 * soon, with PGPU_EV_LOST.
 * @e: the engine
 * @owner: owner of the work; 0: all work
 *
 * Context: any, also atomic; &sgpu_engine.lock not held. Takes &sgpu_engine.lock, a last leaf.
 * After that takes the locks of &softgpu_host_ops.kick: none in kernel/, &user_engine.lock in vfu/.
 * Does not sleep.
 */
void sgpu_queue_lose(struct sgpu_engine *e, u64 owner);

/**
 * sgpu_queue_has() - Test if work of an owner is queued, runs, or has its last event under way.
 * @e: the engine
 * @owner: owner of the work; 0: any work
 *
 * Context: any, also atomic; &sgpu_engine.lock not held. Takes &sgpu_engine.lock, a last leaf. Does
 * not sleep.
 * Return: true: there is such work.
 */
bool sgpu_queue_has(struct sgpu_engine *e, u64 owner);

#endif
