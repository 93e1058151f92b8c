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
 * facet_host_pin() - &facet_host_ops.pin, for the face itself.
 * -EAGAIN: give the ticket back, for which a dma_unmap may wait, and ask again.
 * No spinlock, no lock that a page fault takes. May sleep.
 */
int facet_host_pin(struct facet_vdev *v, const u64 *gfns, u32 n, u64 *frames);
void facet_host_unpin(struct facet_vdev *v, const u64 *gfns, u32 n);

/**
 * facet_host_inside() - Whether this task is in one of the ops above, of this vGPU or another.
 *
 * VFIO holds locks then that pinning takes: a page fault met there must not wait for a pin.
 */
bool facet_host_inside(void);

/**
 * facet_host_open_mm() - The device is opened by the process that this is called in.
 * facet_host_close_mm() - It is closed.
 */
void facet_host_open_mm(struct facet_vdev *v);
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
