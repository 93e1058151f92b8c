/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who wants to be told before work makes its earlier stores known (&pgpu_ops.watch).
 */
#ifndef SOFTGPU_STORE_BARRIER_H
#define SOFTGPU_STORE_BARRIER_H

#include "port.h"
#include "softgpu/softgpu_types.h"

void sgpu_watch_init(struct softgpu *sg);

/** sgpu_watch() - &pgpu_ops.watch. Any context. */
int sgpu_watch(struct softgpu *sg, u64 root, bool on);

/** sgpu_watch_run() - What the engine stores from now on is work on this GGTT root. Its thread. */
void sgpu_watch_run(struct sgpu_engine *e, u64 root);

/* For sgpu_publish() alone. */
bool sgpu_publish_watched(struct sgpu_engine *e);

/**
 * sgpu_publish() - Whether a command that tells of earlier stores may run now.
 * @e: the engine, whose thread asks
 *
 * No lock held.
 */
static inline bool sgpu_publish(struct sgpu_engine *e)
{
	smp_mb();	/* stores first, then the look: pairs with sgpu_watch() */
	if (unlikely(READ_ONCE(e->watched)))
		return sgpu_publish_watched(e);
	return true;
}

#endif
