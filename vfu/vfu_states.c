// SPDX-License-Identifier: GPL-2.0-only
/*
 * Migration of a vGPU behind a socket (vfu_states.h). vfu_device.c calls this file, in the
 * session's thread. That thread makes all accesses of the guest, too. So no access runs during an
 * arc. Takes no lock of its own.
 */
#include "vfu/vfu_states.h"

#include <linux/vfio.h>

#include "model/migration.h"

/*
 * The numbers of states are VFIO's. PRE_COPY and PRE_COPY_P2P are not compared: linux/vfio.h before
 * 6.2 lacks them.
 */
static_assert(FACET_MIGRATION_STOP == (int)VFIO_DEVICE_STATE_STOP &&
	      FACET_MIGRATION_RUNNING == (int)VFIO_DEVICE_STATE_RUNNING &&
	      FACET_MIGRATION_STOP_COPY == (int)VFIO_DEVICE_STATE_STOP_COPY &&
	      FACET_MIGRATION_RESUMING == (int)VFIO_DEVICE_STATE_RESUMING &&
	      FACET_MIGRATION_RUNNING_P2P == (int)VFIO_DEVICE_STATE_RUNNING_P2P,
	      "a client's states are those of the core");

static void say_reason(void *host, const char *text)
{
	struct vfu_states *states = host;

	port_warn_ratelimited(&states->limit, "%s: the state of a vGPU is refused: %s\n",
			      states->name, text);
}

static const struct facet_migration_ops reason_ops = { .reason = say_reason };

int vfu_states_open(struct vfu_states *states, struct facet_instance *instance)
{
	return facet_migration_create(instance, &reason_ops, states, &states->migration);
}

void vfu_states_reset(struct vfu_states *states)
{
	if (states->migration)
		facet_migration_reset(states->migration);
}

void vfu_states_close(struct vfu_states *states)
{
	facet_migration_destroy(states->migration);
	states->migration = NULL;
}

/* The protocol has no error for a head that was read: a short reply ends the data of a state. */
ssize_t vfu_states_read(struct vfu_states *states, void *buf, u32 len)
{
	ssize_t n = facet_migration_read(states->migration, buf, len);

	return n == -ENOMSG ? 0 : n;
}
