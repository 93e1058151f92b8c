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

/* For sgpu_publish() alone. */
void sgpu_publish_watched(struct sgpu_engine *e, u64 root);

/**
 * sgpu_publish() - Before a store or an event that tells of earlier ones.
 * @root: GGTT root of the work that made them
 *
 * Engine's thread, no lock held; may sleep where the root is watched.
 */
static inline void sgpu_publish(struct sgpu_engine *e, u64 root)
{
	smp_mb();	/* stores first, then the look: pairs with sgpu_watch() */
	if (unlikely(READ_ONCE(e->sg->watches.count)))
		sgpu_publish_watched(e, root);
}

#endif
