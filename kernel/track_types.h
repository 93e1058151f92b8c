/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of write tracking by KVM (kernel/track.c). */
#ifndef FACET_TRACK_TYPES_H
#define FACET_TRACK_TYPES_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "kernel/compat/kvm_track.h"

/**
 * struct facet_track_stats - What tracking does.
 * @pages: protected now
 * @notices: first writes to watched pages that the core was told of, since the vGPU was opened
 * @snooped: writes to followed pages, likewise
 * @removed: pages that went because their memory did
 */
struct facet_track_stats {
	u64 pages;
	u64 notices;
	u64 snooped;
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

#endif
