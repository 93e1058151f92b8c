/* SPDX-License-Identifier: GPL-2.0-only */
/* Counters and the tracepoint of migrations: struct facet_stats_vgpu, facet:facet_migrate. */
#ifndef FACET_MIGRATE_STATS_H
#define FACET_MIGRATE_STATS_H

#include "kernel/migrate_types.h"

struct facet_vdev;

/**
 * facet_migrate_stats_begin() - Describe an arc that begins now.
 * @v: the vGPU, which may migrate
 * @to: state that was asked for
 *
 * Context: process context, &facet_migrate.lock held.
 * Return: the arc.
 */
struct facet_migrate_arc facet_migrate_stats_begin(const struct facet_vdev *v,
						   enum facet_migration_state to);

/**
 * facet_migrate_stats_end() - Count an arc, and fire its tracepoint.
 * @v: the vGPU
 * @arc: the arc
 * @result: 0 or the errno of the arc
 *
 * Context: process context, &facet_migrate.lock held; may sleep. Takes &facet_migration.lock.
 */
void facet_migrate_stats_end(struct facet_vdev *v, const struct facet_migrate_arc *arc, int result);

/**
 * facet_migrate_stats_refused() - Count a state that was refused.
 * @v: the vGPU
 *
 * Context: process context, one call at a time.
 */
void facet_migrate_stats_refused(struct facet_vdev *v);

#endif
