/* SPDX-License-Identifier: GPL-2.0-only */
/* Progress of a vGPU's engines: sequence numbers and the lists behind them. */
#ifndef FACET_LIVE_H
#define FACET_LIVE_H

#include "port.h"

struct facet_engine;
struct facet_vgpu;
struct facet_workload;

#define FACET_SEQ_NONE	(~0ull)		/* of no workload */

/** facet_execlists_oldest() - Number of the oldest workload not ended (~0: none). Any context. */
u64 facet_execlists_oldest(const struct facet_vgpu *vgpu);

/** facet_execlists_newest() - Number of the newest workload started. Any context. */
u64 facet_execlists_newest(const struct facet_vgpu *vgpu);

/**
 * facet_execlists_draining() - Whether what the worker builds will be dropped: by a drain, or by
 * a reset of the engine that it is for. Worker.
 *
 * A stop without resume waits for the worker; what takes long there looks here between two calls of
 * the front end, and ends with -ECANCELED.
 */
bool facet_execlists_draining(const struct facet_vgpu *vgpu);

/**
 * facet_execlists_stopping() - Whether somebody waits for the worker to be out: a drain, a reset,
 * or a pause. What can be done again another time ends. Worker.
 */
bool facet_execlists_stopping(const struct facet_vgpu *vgpu);

/** facet_execlists_wake() - There is work of the guest's for the worker. Any context. */
void facet_execlists_wake(struct facet_vgpu *vgpu);

/**
 * facet_execlists_waiting() - Whether such work has come since the worker's pass began. What is
 * not as urgent ends, since the next pass begins with it. Worker.
 */
bool facet_execlists_waiting(const struct facet_vgpu *vgpu);

/** facet_engine_pop() - Drop the oldest captured execlist. vgpu->dev.lock held. */
void facet_engine_pop(struct facet_engine *engine);

/**
 * facet_engine_last() - Find the last workload of a context that is not retired.
 * @engine: the engine
 * @desc: descriptor of the context
 *
 * Context: vgpu->dev.lock held; or the worker, or in its place, since no other adds and removes work.
 * Return: the workload, which the caller may change; NULL: none.
 */
struct facet_workload *facet_engine_last(const struct facet_engine *engine, u64 desc);

/** facet_engine_pieces() - How many such workloads a context has. vgpu->dev.lock held. */
u32 facet_engine_pieces(const struct facet_engine *engine, u64 desc);

/** facet_live_remove() - Take a workload off the live list. vgpu->dev.lock held. */
void facet_live_remove(struct facet_engine *engine, struct facet_workload *workload);

/**
 * facet_emit_begin() - The worker is about to write to the guest for this engine.
 * facet_engines_wait() waits for facet_emit_end(). vgpu->dev.lock held.
 */
void facet_emit_begin(struct facet_engine *engine);
void facet_emit_end(struct facet_vgpu *vgpu, struct facet_engine *engine);

/** facet_execlists_update_oldest() - After a workload was queued or ended. vgpu->dev.lock held. */
void facet_execlists_update_oldest(struct facet_vgpu *vgpu);

#endif
