/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who wants to be told before work makes its earlier stores known (&pgpu_ops.notify_stores).
 */
#ifndef SOFTGPU_STORE_BARRIER_H
#define SOFTGPU_STORE_BARRIER_H

#include "port.h"
#include "softgpu/softgpu_types.h"

void sgpu_store_barrier_init(struct softgpu *sg);

/** sgpu_store_barrier_notify() - &pgpu_ops.notify_stores. Any context. */
int sgpu_store_barrier_notify(struct softgpu *sg, u64 root, bool on);

/** sgpu_store_barrier_run() - What the engine stores from now on is work on this GGTT root. Its thread. */
void sgpu_store_barrier_run(struct sgpu_engine *e, u64 root);

/* For sgpu_store_barrier_pass() alone. */
bool sgpu_store_barrier_ask(struct sgpu_engine *e);

/**
 * sgpu_store_barrier_pass() - Whether a command that tells of earlier stores may run now.
 * @e: the engine, whose thread asks
 *
 * No lock held.
 */
static inline bool sgpu_store_barrier_pass(struct sgpu_engine *e)
{
	smp_mb();	/* stores first, then the look: pairs with sgpu_store_barrier_notify() */
	if (unlikely(READ_ONCE(e->notified)))
		return sgpu_store_barrier_ask(e);
	return true;
}

#endif
