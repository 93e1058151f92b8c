/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of write tracking by KVM (kernel/track.c). */
#ifndef FACET_TRACK_TYPES_H
#define FACET_TRACK_TYPES_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "kernel/compat/kvm_track.h"

/**
 * struct facet_track_stats - Counts of write tracking, since the vGPU was opened.
 * @pages: pages that KVM protects now
 * @notices: first writes to armed pages that were reported to the core
 * @snooped: writes to snooped pages that were reported to the core
 * @lost: of these, writes that were given up: no guest memory in time, or the VMM is killed
 * @removed: pages that were released because their memory slot went away
 */
struct facet_track_stats {
	u64 pages;
	u64 notices;
	u64 snooped;
	u64 lost;
	u64 removed;
};

/**
 * struct facet_track - Pages of a virtual machine that one open vGPU has armed or snoops.
 * @kvm: the virtual machine, which this holds; NULL: tracking does not work. Set by open, and
 *	cleared by close
 * @node: entry in KVM's list of notifiers; registered while @kvm is set
 * @lock: Protects guest pages that KVM protects: @pages, @stats. Threads of vCPUs take this lock.
 *	Lock order: inside &kvm.slots_lock, &facet_vdev.open_lock, &facet_device.mmio_lock,
 *	&facet_detiled.lock; outside &facet_ppgtt.notify_lock
 * @pages: by guest page number, for each page that KVM protects for us: a value that counts users
 *	(kernel/track.c)
 * @stats: counts; @stats.pages is the number of entries in @pages
 */
struct facet_track {
	struct kvm *kvm;
	struct kvm_page_track_notifier_node node;
	struct mutex lock;
	struct xarray pages;
	struct facet_track_stats stats;
};

#endif
