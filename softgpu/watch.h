/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who wants to be told before work makes its earlier stores known (&pgpu_ops.watch).
 */
#ifndef SOFTGPU_WATCH_H
#define SOFTGPU_WATCH_H

#include "port.h"
#include "softgpu/engine.h"

void sgpu_watch_init(struct softgpu *sg);

/** sgpu_watch() - &pgpu_ops.watch. Any context. */
int sgpu_watch(struct softgpu *sg, u64 root, bool on);

/** sgpu_watch_run() - What the engine stores from now on is work on this GGTT root. Its thread. */
void sgpu_watch_run(struct sgpu_engine *e, u64 root);

/* For sgpu_publish() alone. */
void sgpu_publish_watched(struct sgpu_engine *e);

/**
 * sgpu_publish() - Before a store or an event of what runs, which tells of earlier ones.
 * @e: the engine
 *
 * Engine's thread, no lock held; may sleep where the root is watched.
 */
static inline void sgpu_publish(struct sgpu_engine *e)
{
	smp_mb();	/* stores first, then the look: pairs with sgpu_watch() */
	if (unlikely(READ_ONCE(e->watched)))
		sgpu_publish_watched(e);
}

#endif
