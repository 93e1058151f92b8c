/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's front end (mediator/host.h) on Linux, and pins for the front end's own use. */
#ifndef FACET_VFIO_HOST_H
#define FACET_VFIO_HOST_H

#include <linux/types.h>

struct facet_host_ops;
struct facet_front_end_pin;
struct facet_vdev;

extern const struct facet_host_ops facet_vfio_host_ops;

/**
 * facet_vfio_host_init() - Make the workqueue that publishes stores.
 *
 * Context: the module is being loaded, before the first vGPU is opened; may sleep.
 * Return: 0 or -ENOMEM.
 */
int facet_vfio_host_init(void);

/**
 * facet_vfio_host_exit() - Destroy the workqueue of facet_vfio_host_init().
 *
 * Context: the module is being unloaded, or could not be loaded; no vGPU is open. May sleep.
 */
void facet_vfio_host_exit(void);

/**
 * facet_vfio_host_pin() - Pin guest pages for the front end itself.
 * @v: the device
 * @pinning: a ticket for the pages (facet_unmap_pin_begin())
 * @frames: out: the page frame number of each of them
 *
 * The call waits for pages that are kept out. Where pages cannot be pinned together, it asks for
 * the next 64 one by one: one may answer later by itself, where all of them answer that they are
 * gone (mediator/host.h). Before each call of VFIO's it looks whether the ticket was revoked.
 *
 * Context: may sleep, for up to a second for pages that are kept out. No spinlock, no lock that a
 * page fault takes. Takes &facet_vdev.limit_lock, &facet_unmap.pins_lock and &facet_unmap.lock, one
 * after the other.
 * Return: 0; FACET_HOST_RETRY: give the ticket back, for which a dma_unmap may wait, and ask again;
 * another errno as &facet_host_ops.pin: no page is pinned.
 */
int facet_vfio_host_pin(struct facet_vdev *v, const struct facet_front_end_pin *pinning,
			u64 *frames);

/**
 * facet_vfio_host_unpin() - Unpin pages of facet_vfio_host_pin().
 * @v: the device
 * @gfns: array of @n guest page numbers
 * @n: number of pages
 *
 * Context: may sleep. No spinlock, no lock that a page fault takes.
 */
void facet_vfio_host_unpin(struct facet_vdev *v, const u64 *gfns, u32 n);

/**
 * facet_vfio_host_inside() - Tell whether this task is in an op of &facet_vfio_host_ops, for any vGPU.
 *
 * VFIO holds locks then that pinning takes: a page fault met there must not wait for a pin.
 *
 * Context: any but interrupts.
 * Return: true: it is.
 */
bool facet_vfio_host_inside(void);

/**
 * facet_vfio_host_open_mm() - Take a reference of the calling process's memory map, for charges.
 * @v: the device that the process opens
 *
 * Guest memory counts as this process's own until the worker meets another's (&facet_vdev.strange).
 *
 * Context: a process in its ioctl(), open_lock held. Takes no lock.
 */
void facet_vfio_host_open_mm(struct facet_vdev *v);

/**
 * facet_vfio_host_close_mm() - Drop the reference of facet_vfio_host_open_mm().
 * @v: the device that is closed
 *
 * Context: open_lock held. Takes no lock.
 */
void facet_vfio_host_close_mm(struct facet_vdev *v);

/**
 * facet_vfio_host_init_limit() - Initialise the record of the VMM's memory limit and its rate limits.
 * @v: a new device
 *
 * Context: any.
 */
void facet_vfio_host_init_limit(struct facet_vdev *v);

/**
 * facet_vfio_host_new_limit() - Drop the wait that the last user's memory limit left behind.
 * @v: the vGPU that is being opened
 *
 * VFIO logs a line each time a limit is met. To bound these lines, further opens keep the wait.
 *
 * Context: open_lock held. Takes &facet_vdev.limit_lock.
 */
void facet_vfio_host_new_limit(struct facet_vdev *v);

#endif
