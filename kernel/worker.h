/* SPDX-License-Identifier: GPL-2.0-only */
/* The thread that does the core's work for an open vGPU. */
#ifndef FACET_KERNEL_WORKER_H
#define FACET_KERNEL_WORKER_H

#include <linux/types.h>

struct facet_vdev;
struct facet_worker;

/**
 * facet_workers_init() - Make the workqueue on which workers end.
 *
 * Context: the module is being loaded; may sleep.
 * Return: 0; -ENOMEM: there is no memory.
 */
int facet_workers_init(void);

/**
 * facet_workers_exit() - Wait until the ends of workers are done, and free their workqueue.
 *
 * A worker that has still to end holds a reference of the module, so there is none at this point.
 *
 * Context: the module is being unloaded, or could not be loaded; may sleep.
 */
void facet_workers_exit(void);

/**
 * facet_worker_init() - Initialise the worker of a new device.
 * @worker: all zero
 * @work: does all work of one pass; may sleep. The worker calls it once in each pass, with no lock
 *	held, and only between facet_worker_start() and facet_worker_quiesce()
 *
 * Context: any. Takes no lock.
 */
void facet_worker_init(struct facet_worker *worker, void (*work)(struct facet_vdev *v));

/**
 * facet_worker_wait_ended() - Wait until the last worker of a device has ended.
 * @v: a device that is about to be opened, or that was closed
 *
 * A worker does not end while the process that opened the device is stopped or frozen. A VMM can
 * leave one such worker behind for each vGPU at most.
 *
 * Context: may sleep, for at most a second. Takes no lock.
 * Return: 0; -EBUSY: the worker has not ended.
 */
int facet_worker_wait_ended(struct facet_vdev *v);

/**
 * facet_worker_open() - Make the worker.
 * @v: the device that is being opened, whose last worker has ended
 * @kernel: true: a thread of the kernel; false: one of the calling process
 *
 * The thread does not enter the core before facet_worker_start(). A thread of the process has the
 * caller's memory, control groups, nice value and processors. It counts as one of the user's
 * processes (RLIMIT_NPROC). It ends with the process, or when that calls exec(). A thread of the
 * kernel runs until facet_worker_close().
 *
 * Context: a process in its ioctl(), or @kernel; may sleep.
 * Return: 0; -ENOMEM: there is no memory, or early 6.12 cannot make the thread; -EAGAIN: the user
 * or the control group may have no more threads; or another errno of vhost_task_create().
 */
int facet_worker_open(struct facet_vdev *v, bool kernel);

/**
 * facet_worker_start() - Let the worker enter the core, and kick it for earlier work.
 * @v: a device whose core is complete
 *
 * Context: &facet_vdev.open_lock held. Takes no lock.
 */
void facet_worker_start(struct facet_vdev *v);

/**
 * facet_worker_kick() - Ask the worker for a pass.
 * @v: an open device, up to facet_worker_close()
 *
 * The worker does a pass for an early kick after facet_worker_start(). Once the VMM's process has
 * ended, a kick does nothing.
 *
 * Context: any, interrupts and spinlocks included. Takes no lock of ours.
 */
void facet_worker_kick(struct facet_vdev *v);

/**
 * facet_worker_quiesce() - Keep the worker out of the core, and wait until it has left.
 * @v: an open device; facet_vgpu_cancel() was called before, if the core was started
 *
 * Context: may sleep; takes no lock.
 */
void facet_worker_quiesce(struct facet_vdev *v);

/**
 * facet_worker_close() - Tell the worker to end, and do not wait for that.
 * @v: a device whose core has ended: nobody kicks the worker any more
 *
 * A process that is stopped or frozen keeps its thread until it continues, or is killed. The thread
 * holds the device and this module until then.
 *
 * Context: may sleep; takes no lock.
 */
void facet_worker_close(struct facet_vdev *v);

/**
 * facet_worker_is_current() - Tell whether the calling thread is the worker of a device.
 * @v: the device
 *
 * Context: any; takes no lock.
 * Return: true: the caller is the worker; false: it is not, or the device is not open.
 */
bool facet_worker_is_current(const struct facet_vdev *v);

#endif
