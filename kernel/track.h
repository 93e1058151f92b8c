/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes of vCPUs to guest pages that the core watches or follows (mediator/host.h), by KVM. */
#ifndef FACET_TRACK_H
#define FACET_TRACK_H

#include <linux/types.h>

#include "kernel/track_types.h"

struct facet_vdev;

void facet_track_init(struct facet_track *track);
void facet_track_fini(struct facet_track *track);

/** facet_track_open() - Before the core's vGPU is made, in the task that opens it. */
void facet_track_open(struct facet_vdev *v);

/** facet_track_close() - No page is watched, the core is called no more. May sleep. Twice does no harm. */
void facet_track_close(struct facet_vdev *v);

/** facet_track_works() - Whether writes can be watched. Constant while open. */
static inline bool facet_track_works(const struct facet_track *track)
{
	return track->kvm;
}

/** facet_track_arm() - &facet_host_ops.arm_write_notify. */
int facet_track_arm(struct facet_vdev *v, u64 gfn, bool on);

/** facet_track_snoop() - &facet_host_ops.snoop_writes. */
int facet_track_snoop(struct facet_vdev *v, u64 gfn, bool on);

/** facet_track_stats() - As of now. May sleep. */
void facet_track_stats(struct facet_vdev *v, struct facet_track_stats *stats);

#endif
