/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/facet-stats: the records that user space maps (kernel/uapi/facet.h). */
#ifndef FACET_STATS_H
#define FACET_STATS_H

#include <linux/atomic.h>

#include "kernel/uapi/facet.h"

struct facet_sched_stats;

int facet_stats_init(void);
void facet_stats_exit(void);

/** facet_stats_publish() - /dev/facet-stats is there, until facet_stats_hide(). May sleep. */
int facet_stats_publish(void);
void facet_stats_hide(void);

/* A free record, zero but for its generations; NULL: there is none. It is to be filled and used. */
struct facet_stats_vgpu *facet_stats_take_vgpu(void);
void facet_stats_give_vgpu(struct facet_stats_vgpu *record);
struct facet_stats_gpu *facet_stats_take_gpu(void);
void facet_stats_give_gpu(struct facet_stats_gpu *record);

/** facet_stats_gpu_index() - Place of a parent's record. */
u32 facet_stats_gpu_index(const struct facet_stats_gpu *record);

/* What changes between these is seen whole. One writer at a time. */
void facet_stats_begin(u32 *generation);
void facet_stats_end(u32 *generation);

/** facet_stats_changed() - For who looks for changes of knobs. */
void facet_stats_changed(void);

/** facet_stats_engine() - Where the scheduler keeps an engine's part of a record. */
static inline struct facet_sched_stats *facet_stats_engine(struct facet_stats_engine *engine)
{
	return (struct facet_sched_stats *)engine;
}

/** facet_stats_owner() - The vGPU's record that this is a part of; NULL: none. */
const struct facet_stats_vgpu *facet_stats_owner(const struct facet_sched_stats *stats);

/** facet_stats_count_trap() - Any context. */
static inline void facet_stats_count_trap(struct facet_stats_vgpu *record,
					  enum facet_stats_trap trap)
{
	atomic64_inc((atomic64_t *)&record->traps[trap]);
}

#endif
