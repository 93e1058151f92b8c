/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes of vCPUs to guest pages that the core watches or follows (mediator/host.h), by KVM. */
#ifndef FACET_TRACK_H
#define FACET_TRACK_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "kernel/compat/kvm_track.h"

struct facet_vdev;

/**
 * struct facet_track_stats - What tracking does.
 * @pages: protected now
 * @notices: first writes to watched pages that the core was told of, since the vGPU was opened
 * @followed: writes to followed pages, likewise
 * @removed: pages that went because their memory did
 */
struct facet_track_stats {
	u64 pages;
	u64 notices;
	u64 followed;
	u64 removed;
};

/**
 * struct facet_track - What one open vGPU watches and follows of its virtual machine.
 * @kvm: NULL: nothing can be: no KVM, or one that cannot
 * @node: ours on KVM's list; there while @kvm is set
 * @lock: @pages and KVM's protection of them in step; taken in vCPUs' threads, see track.c
 * @pages: by guest page number, while KVM protects the page for us: a value, who wants it
 * @stats: @stats.pages are the entries of @pages
 */
struct facet_track {
	struct kvm *kvm;
	struct kvm_page_track_notifier_node node;
	struct mutex lock;
	struct xarray pages;
	struct facet_track_stats stats;
};

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

/** facet_track_set() - &facet_host_ops.track. */
int facet_track_set(struct facet_vdev *v, u64 gfn, bool on);

/** facet_track_follow() - &facet_host_ops.follow. */
int facet_track_follow(struct facet_vdev *v, u64 gfn, bool on);

/** facet_track_stats() - As of now. May sleep. */
void facet_track_stats(struct facet_vdev *v, struct facet_track_stats *stats);

#endif
