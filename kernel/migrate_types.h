/* SPDX-License-Identifier: GPL-2.0-only */
/* Migration of a vGPU by VFIO (kernel/migrate.h): what the device embeds. */
#ifndef FACET_MIGRATE_TYPES_H
#define FACET_MIGRATE_TYPES_H

#include <linux/mutex.h>
#include <linux/ratelimit_types.h>
#include <linux/types.h>

#include "model/migration.h"

struct facet_migrate_file;

/**
 * struct facet_migrate_arc - One arc of a migration.
 * @from: state before
 * @to: state that was asked for
 * @began_ns: time at which the arc began, of CLOCK_MONOTONIC
 */
struct facet_migrate_arc {
	enum facet_migration_state from;
	enum facet_migration_state to;
	u64 began_ns;
};

/**
 * struct facet_migrate - Migration of one vGPU.
 * @lock: Protects states of a vGPU's migration, for its VMM. Lock order: outermost; outside
 *	&facet_vdev.open_lock, &facet_vdev.access, &facet_migrate_file.lock, &facet_migration.lock
 * @migration: states and data; NULL: the device is not open by a VMM
 * @file: the data of the present state; NULL: there are none
 * @unpin_after: jiffies: pins of unused pages are dropped from then on; under @lock
 * @reasons: limit of messages on data that are refused
 * @paused_ns: time at which the vGPU was paused last, of CLOCK_MONOTONIC. Under @lock
 */
struct facet_migrate {
	struct mutex lock;
	struct facet_migration *migration;
	struct facet_migrate_file *file;
	u64 unpin_after;
	struct ratelimit_state reasons;
	u64 paused_ns;
};

#endif
