/* SPDX-License-Identifier: GPL-2.0-only */
/* The ops of the core's front end (mediator/host.h) by VFIO, and pins for the front end itself. */
#ifndef FACET_VFIO_HOST_H
#define FACET_VFIO_HOST_H

#include <linux/types.h>

struct facet_host_ops;
struct facet_front_end_pin;
struct facet_type;
struct facet_vdev;

/* The front end's ops; their @host is a struct facet_vdev. */
extern const struct facet_host_ops facet_vfio_host_ops;

/**
 * facet_vfio_host_now_ns() - Return the time (&facet_host_ops.now_ns), also for other front ends.
 * @host: the vGPU, a struct facet_vdev
 *
 * Context: any; takes no lock.
 * Return: nanoseconds of CLOCK_MONOTONIC.
 */
u64 facet_vfio_host_now_ns(void *host);

/**
 * facet_vfio_host_arm_timer() - Arm the vGPU's timer (&facet_host_ops.arm_timer), also for other
 * front ends.
 * @host: the vGPU, a struct facet_vdev
 * @deadline_ns: nanoseconds of CLOCK_MONOTONIC; ~0ull: disarm
 *
 * Context: any; takes no lock of ours.
 */
void facet_vfio_host_arm_timer(void *host, u64 deadline_ns);

/**
 * facet_vfio_host_kick() - Kick the vGPU's worker (&facet_host_ops.kick), also for other front
 * ends.
 * @host: the vGPU, a struct facet_vdev
 *
 * Context: any; takes no lock of ours.
 */
void facet_vfio_host_kick(void *host);

/**
 * facet_vfio_host_offer() - Describe the type of a vGPU as a VMM gets it.
 * @v: the vGPU, open or closed
 * @kvm: the VMM has KVM
 * @tracked: KVM reports writes
 * @type: gets the core's description of the type, without fences if the VMM cannot have them
 *
 * Context: any; takes no lock.
 */
void facet_vfio_host_offer(const struct facet_vdev *v, bool kvm, bool tracked,
			   struct facet_type *type);

/**
 * facet_vfio_host_init() - Make the workqueue that drops detiled pages.
 *
 * Context: the module is being loaded, before the first vGPU is opened; may sleep.
 * Return: 0; -ENOMEM: there is no memory.
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
 * @pin: record of the pin in progress (facet_unmap_pin_begin()), with the pages' numbers
 * @frames: out: array of @pin->n page frame numbers
 *
 * The call waits for quarantined pages. If it cannot pin pages together, it tries the next 64 one
 * by one. A page by itself may say FACET_HOST_RETRY, though all together say that they are gone
 * (mediator/host.h). Before each call of VFIO's the function checks that the pin was not revoked.
 *
 * Context: process context. No spinlock is held, nor a lock that a page fault takes. Takes, one
 * after the other, &ops_bucket.lock, &facet_vdev.limit_lock, &facet_unmap.pins_lock,
 * &facet_unmap.lock, and &vfio_iommu.lock with mmap_lock in it. May sleep for these locks and guest
 * memory, and before each call of VFIO's for up to a second for quarantined pages.
 * Return: 0: all pages are pinned; else none is. FACET_HOST_RETRY: end the pin, since a dma_unmap
 * may wait for it, and try again; -ENOMEM: the VMM's memory limit is met; -EFAULT: a page is no
 * ordinary memory; or another errno of vfio_pin_pages().
 */
int facet_vfio_host_pin(struct facet_vdev *v, const struct facet_front_end_pin *pin,
			u64 *frames);

/**
 * facet_vfio_host_unpin() - Unpin pages of facet_vfio_host_pin().
 * @v: the device
 * @gfns: array of @n guest page numbers
 * @n: number of pages
 *
 * Context: process context. No spinlock is held, nor a lock that a page fault takes. Takes
 * &ops_bucket.lock, then &vfio_iommu.lock with mmap_lock in it, then &ops_bucket.lock again. May
 * sleep for the middle two.
 */
void facet_vfio_host_unpin(struct facet_vdev *v, const u64 *gfns, u32 n);

/**
 * facet_vfio_host_inside() - Tell whether this task is in an op of a front end.
 *
 * The op may be for any vGPU. VFIO holds locks in it that pinning takes. So a page fault in an op
 * must not wait for a pin.
 *
 * Context: process context, also a page fault; &facet_bar2.lock may be held. Takes &ops_bucket.lock
 * of the task's bucket, a last leaf. Does not sleep.
 * Return: true: the task is in an op.
 */
bool facet_vfio_host_inside(void);

/**
 * facet_vfio_host_open_mm() - Take a reference of the calling process's memory map, for charges.
 * @v: the device that the process opens
 *
 * The worker copies guest memory itself until VFIO refuses that (&facet_vdev.foreign_memory).
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
 * facet_vfio_host_init_limit() - Initialise the state of the VMM's memory limit.
 * @v: a new device
 *
 * Context: any.
 */
void facet_vfio_host_init_limit(struct facet_vdev *v);

/**
 * facet_vfio_host_new_limit() - End the wait that the last user's memory limit left behind.
 * @v: the vGPU that is being opened
 *
 * VFIO logs a line each time a limit is met. To bound these lines, only 10 opens in 10 seconds end
 * the wait.
 *
 * Context: open_lock held. Takes &facet_vdev.limit_lock.
 */
void facet_vfio_host_new_limit(struct facet_vdev *v);

#endif
