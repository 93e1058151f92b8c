/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/facet-stats: the records that user space maps (kernel/uapi/facet.h). */
#ifndef FACET_STATS_H
#define FACET_STATS_H

#include <linux/atomic.h>

#include "kernel/uapi/facet.h"

struct facet_display_stats;
struct facet_sched_stats;

/**
 * facet_stats_init() - Allocate the memory of all records.
 *
 * Context: the module is being loaded; may sleep.
 * Return: 0; -ENOMEM: there is no memory.
 */
int facet_stats_init(void);

/**
 * facet_stats_exit() - Free the memory of all records.
 *
 * Context: the module is being unloaded, or could not be loaded; nobody has a record. May sleep.
 */
void facet_stats_exit(void);

/**
 * facet_stats_publish() - Make the node /dev/facet-stats.
 *
 * Context: the module is being loaded, behind facet_stats_init(); may sleep.
 * Return: 0; or an errno of misc_register(): the node could not be made.
 */
int facet_stats_publish(void);

/**
 * facet_stats_hide() - Remove the node /dev/facet-stats.
 *
 * Context: the module is being unloaded; may sleep.
 */
void facet_stats_hide(void);

/**
 * facet_stats_alloc_vgpu() - Take a free record for a vGPU.
 *
 * The record's state is FACET_STATS_CLOSED. All else is zero, but generations go on.
 *
 * Context: process context. Takes stats_lock.
 * Return: the record; NULL: all FACET_STATS_VGPUS records are in use.
 */
struct facet_stats_vgpu *facet_stats_alloc_vgpu(void);

/**
 * facet_stats_free_vgpu() - Give a vGPU's record back.
 * @record: the record of facet_stats_alloc_vgpu(); the caller does not write it any more
 *
 * Context: process context. Takes stats_lock.
 */
void facet_stats_free_vgpu(struct facet_stats_vgpu *record);

/**
 * facet_stats_alloc_gpu() - Take a free record for a parent.
 *
 * The record says that it is used. All else is zero, but generations go on.
 *
 * Context: process context. Takes stats_lock.
 * Return: the record; NULL: all FACET_STATS_GPUS records are in use.
 */
struct facet_stats_gpu *facet_stats_alloc_gpu(void);

/**
 * facet_stats_free_gpu() - Give a parent's record back.
 * @record: the record of facet_stats_alloc_gpu(); the caller does not write it any more
 *
 * Context: process context. Takes stats_lock.
 */
void facet_stats_free_gpu(struct facet_stats_gpu *record);

/**
 * facet_stats_gpu_index() - Return the index of a parent's record.
 * @record: the record
 *
 * Context: any; takes no lock.
 * Return: index, below FACET_STATS_GPUS.
 */
u32 facet_stats_gpu_index(const struct facet_stats_gpu *record);

/**
 * facet_stats_begin() - Make a record's generation odd before a change.
 * @generation: generation of the record
 *
 * Readers in user space read the record again while its generation is odd or changes.
 *
 * Context: any; takes no lock. The caller is the only writer of the record.
 */
void facet_stats_begin(u32 *generation);

/**
 * facet_stats_end() - Make a record's generation even after a change.
 * @generation: generation of facet_stats_begin()
 *
 * Context: any; takes no lock. The caller is the only writer of the record.
 */
void facet_stats_end(u32 *generation);

/**
 * facet_stats_changed() - Raise the serial number, for programs that wait for changes.
 *
 * Callers have changed a name or a scheduling parameter, or a vGPU or parent has come or gone.
 *
 * Context: process context. Takes stats_lock.
 */
void facet_stats_changed(void);

/**
 * facet_stats_engine() - Return an engine's part of a record as the scheduler's struct.
 * @engine: the engine's part. Both structs have one layout (kernel/stats.c checks it)
 *
 * Context: any; takes no lock.
 * Return: the same memory.
 */
static inline struct facet_sched_stats *facet_stats_engine(struct facet_stats_engine *engine)
{
	return (struct facet_sched_stats *)engine;
}

/**
 * facet_stats_display() - Return a record's counters of screens as the display's struct.
 * @record: the record. Both structs have one layout (kernel/stats.c checks it)
 *
 * Context: any; takes no lock.
 * Return: the same memory.
 */
static inline struct facet_display_stats *facet_stats_display(struct facet_stats_vgpu *record)
{
	return (struct facet_display_stats *)&record->flips_asked;
}

/**
 * facet_stats_owner() - Find the vGPU's record that an engine's statistics are a part of.
 * @stats: statistics of an engine
 *
 * Context: any; takes no lock.
 * Return: the record; NULL: the statistics are in no vGPU's record.
 */
const struct facet_stats_vgpu *facet_stats_owner(const struct facet_sched_stats *stats);

/**
 * facet_stats_count_trap() - Count an event of a vGPU that made the host work.
 * @record: the vGPU's record
 * @trap: kind of event
 *
 * Context: any; takes no lock.
 */
static inline void facet_stats_count_trap(struct facet_stats_vgpu *record,
					  enum facet_stats_trap trap)
{
	atomic64_inc((atomic64_t *)&record->traps[trap]);
}

#endif
