/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The queue of an engine: the seam's submit, preempt, cancel and idle on one
 * side, the engine's thread on the other. Semantics: pgpu/pgpu.h.
 */
#ifndef SOFTGPU_QUEUE_H
#define SOFTGPU_QUEUE_H

#include "port.h"
#include "softgpu/softgpu_types.h"

void sgpu_queue_init(struct sgpu_engine *e);

/* Any context; take the engine's lock. */
int sgpu_queue_submit(struct sgpu_engine *e, const struct pgpu_submission *sub);
int sgpu_queue_preempt(struct sgpu_engine *e, u64 cookie);
int sgpu_queue_cancel(struct sgpu_engine *e, u64 cookie);

/** sgpu_queue_stage() - Registers to load when the next submission starts: -ENOSPC, -EINVAL. */
int sgpu_queue_stage(struct sgpu_engine *e, const u32 *pairs, u32 n);

/** sgpu_queue_query_progress() - For &pgpu_ops.query_progress; -ENOENT. */
int sgpu_queue_query_progress(struct sgpu_engine *e, u64 cookie, struct pgpu_progress *progress);

/**
 * sgpu_queue_lose() - Cancel the work of a root in place of its client. It ends soon, with LOST.
 * @e: the engine
 * @root: GGTT root of the work; 0: any
 *
 * Context: any; takes the engine's lock.
 */
void sgpu_queue_lose(struct sgpu_engine *e, u64 root);

/** sgpu_queue_has() - Whether work with this GGTT root (0: any) is queued, runs or ends. */
bool sgpu_queue_has(struct sgpu_engine *e, u64 root);

#endif
