/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's face (mediator/host.h) on Linux, and pins for the face's own use. */
#ifndef FACET_KERNEL_HOST_H
#define FACET_KERNEL_HOST_H

#include <linux/types.h>

struct facet_host_ops;
struct facet_vdev;

extern const struct facet_host_ops facet_kernel_host_ops;

/** facet_host_init() - Before the first vGPU is opened. Return: 0 or -ENOMEM. */
int facet_host_init(void);
/** facet_host_exit() - No vGPU is open any more. */
void facet_host_exit(void);

/**
 * facet_host_pin() - Pin guest pages for the front end itself, as &facet_host_ops.pin does.
 * @v: the device
 * @gfns: array of @n guest page numbers
 * @n: number of pages
 * @frames: out: the page frame number of each page
 *
 * Context: may sleep. No spinlock, no lock that a page fault takes.
 * Return: 0; FACET_HOST_LATER: give the ticket back, for which a dma_unmap may wait, and ask again;
 * another errno as &facet_host_ops.pin: no page is pinned.
 */
int facet_host_pin(struct facet_vdev *v, const u64 *gfns, u32 n, u64 *frames);

/**
 * facet_host_unpin() - Unpin pages of facet_host_pin().
 * @v: the device
 * @gfns: array of @n guest page numbers
 * @n: number of pages
 *
 * Context: may sleep. No spinlock, no lock that a page fault takes.
 */
void facet_host_unpin(struct facet_vdev *v, const u64 *gfns, u32 n);

/**
 * facet_host_inside() - Tell whether this task is in an op of &facet_kernel_host_ops, for any vGPU.
 *
 * VFIO holds locks then that pinning takes: a page fault met there must not wait for a pin.
 *
 * Context: any but interrupts.
 * Return: true: it is.
 */
bool facet_host_inside(void);

/**
 * facet_host_open_mm() - Take a reference of the calling process's memory map, for charges.
 * @v: the device that the process opens
 *
 * Guest memory counts as this process's own until the worker meets another's (&facet_vdev.strange).
 *
 * Context: a process in its ioctl(), open_lock held. Takes no lock.
 */
void facet_host_open_mm(struct facet_vdev *v);

/**
 * facet_host_close_mm() - Drop the reference of facet_host_open_mm().
 * @v: the device that is closed
 *
 * Context: open_lock held. Takes no lock.
 */
void facet_host_close_mm(struct facet_vdev *v);

/**
 * facet_host_init_limit() - Prepare for the VMM's memory limit: how often it is met, and told.
 * @v: a new device
 *
 * Context: any.
 */
void facet_host_init_limit(struct facet_vdev *v);

/**
 * facet_host_new_limit() - The vGPU is opened: the limit that was met before was another user's.
 * @v: the vGPU
 *
 * VFIO writes to the host's log each time that a limit is met. So a vGPU that is opened again and
 * again has the last user's wait before it.
 *
 * Context: open_lock held.
 */
void facet_host_new_limit(struct facet_vdev *v);

#endif
