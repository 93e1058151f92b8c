// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters and the tracepoint of migrations (migrate_stats.h). migrate.c calls this file with
 * facet_migrate.lock held, or from an op of the migration. So each counter has one writer at a
 * time.
 */
#include "kernel/migrate_stats.h"

#include <linux/lockdep.h>
#include <linux/timekeeping.h>

#include "kernel/tracepoints.h"
#include "kernel/uapi/facet.h"
#include "kernel/vdev_types.h"

static void add_one(__u64 *counter)
{
	WRITE_ONCE(*counter, *counter + 1);
}

static bool pauses(const struct facet_migrate_arc *arc)
{
	return (arc->from == FACET_MIGRATION_RUNNING && arc->to == FACET_MIGRATION_RUNNING_P2P) ||
	       (arc->from == FACET_MIGRATION_PRE_COPY && arc->to == FACET_MIGRATION_PRE_COPY_P2P);
}

struct facet_migrate_arc facet_migrate_stats_begin(const struct facet_vdev *v,
						   enum facet_migration_state to)
{
	lockdep_assert_held(&v->migrate.lock);
	return (struct facet_migrate_arc){
		.from = facet_migration_state(v->migrate.migration),
		.to = to,
		.began_ns = ktime_get_ns(),
	};
}

void facet_migrate_stats_end(struct facet_vdev *v, const struct facet_migrate_arc *arc, int result)
{
	struct facet_stats_vgpu *record = v->stats;
	u64 now = ktime_get_ns();

	lockdep_assert_held(&v->migrate.lock);
	facet_tracepoints_migrate(record->uuid, arc, result, now);
	if (result)
		return;
	if (pauses(arc))
		v->migrate.paused_ns = arc->began_ns;
	if (arc->to == FACET_MIGRATION_STOP_COPY) {
		add_one(&record->moves_out);
		WRITE_ONCE(record->move_bytes, facet_migration_size(v->migrate.migration));
		WRITE_ONCE(record->move_pause_ns, now - v->migrate.paused_ns);
	}
	if (arc->from == FACET_MIGRATION_RESUMING)
		add_one(&record->moves_in);
}

void facet_migrate_stats_refused(struct facet_vdev *v)
{
	add_one(&v->stats->moves_refused);
}
