/* SPDX-License-Identifier: GPL-2.0-only */
/* Write tracking by KVM: reports of vCPUs' writes to guest pages (mediator/host.h). */
#ifndef FACET_TRACK_H
#define FACET_TRACK_H

#include <linux/types.h>

#include "kernel/track_types.h"

struct facet_vdev;

/**
 * facet_track_init() - Initialise the lock and the table of a new device.
 * @track: all zero
 *
 * Context: process context.
 */
void facet_track_init(struct facet_track *track);

/**
 * facet_track_fini() - Free the table of a device that goes away.
 * @track: of facet_track_init(); closed, if it was ever opened
 *
 * Context: may sleep.
 */
void facet_track_fini(struct facet_track *track);

/**
 * facet_track_open() - Register with the KVM of the VMM that opens the device, if it can track.
 * @v: a device that is being opened, before the core's vGPU is made
 *
 * The core compares page tables where tracking is not there: facet_track_works() tells.
 *
 * Context: the VMM's process in its ioctl(), &facet_vdev.open_lock held; may sleep. Takes
 * &kvm.srcu for reading.
 */
void facet_track_open(struct facet_vdev *v);

/**
 * facet_track_close() - Release all pages, and unregister from KVM.
 * @v: the device; nothing happens if it has no KVM, or was closed already
 *
 * The function waits for vCPUs that are in a report. None calls the core when it returns.
 *
 * Context: &facet_vdev.open_lock held; may sleep. No lock is held that a report takes. Takes
 * &facet_track.lock, and lets it go before it waits.
 */
void facet_track_close(struct facet_vdev *v);

/**
 * facet_track_possible() - Tell whether a VMM with KVM that opens a device gets write tracking.
 *
 * Context: any; takes no lock.
 * Return: true: it does, unless KVM has no memory for it; false: this kernel or the module's
 * parameter `track` rules it out.
 */
bool facet_track_possible(void);

/**
 * facet_track_works() - Tell whether KVM reports writes.
 * @track: of an open device; the result is constant from facet_track_open() to facet_track_close()
 *
 * Context: any; takes no lock.
 * Return: true: facet_track_arm() and facet_track_snoop() work.
 */
static inline bool facet_track_works(const struct facet_track *track)
{
	return track->kvm;
}

/**
 * facet_track_arm() - Watch a guest page, or stop that (&facet_host_ops.arm_write_notify).
 * @v: an open device
 * @gfn: guest page number
 * @on: true: report the next write of a vCPU to the page, once; false: do not
 *
 * Context: may sleep. Takes &facet_track.lock, and in it KVM's mmu_lock. Waits for no lock that a
 * change of memory slots holds.
 * Return: 0, always if @on is false and tracking works; -EOPNOTSUPP: tracking does not work, for
 * any page; -EBUSY: the memory slot is being removed; -EINVAL: the guest has no memory there;
 * -ENOMEM: there is no memory for the entry.
 */
int facet_track_arm(struct facet_vdev *v, u64 gfn, bool on);

/**
 * facet_track_snoop() - Follow a guest page, or stop that (&facet_host_ops.snoop_writes).
 * @v: an open device
 * @gfn: guest page number
 * @on: true: report all writes of vCPUs to the page; false: end one such call. Calls count
 *
 * Context: may sleep. Takes &facet_track.lock, and in it KVM's mmu_lock. Waits for no lock that a
 * change of memory slots holds.
 * Return: as facet_track_arm().
 */
int facet_track_snoop(struct facet_vdev *v, u64 gfn, bool on);

/**
 * facet_track_stats() - Read the counts of write tracking.
 * @v: an open device
 * @stats: gets the counts
 *
 * Context: may sleep. Takes &facet_track.lock.
 */
void facet_track_stats(struct facet_vdev *v, struct facet_track_stats *stats);

#endif
