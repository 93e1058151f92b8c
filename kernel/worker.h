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
 * Context: the module is loaded; may sleep.
 * Return: 0 or -ENOMEM.
 */
int facet_workers_init(void);

/**
 * facet_workers_exit() - Wait for ends that are under way, and free their workqueue.
 *
 * A worker that has still to end holds the module, so none does at this point.
 *
 * Context: the module is unloaded; may sleep.
 */
void facet_workers_exit(void);

/**
 * facet_worker_init() - Prepare the worker of a new device.
 * @worker: all zero
 * @work: does all that there is to do. The worker calls it once in each pass, with no lock held,
 *	and only between facet_worker_start() and facet_worker_quiesce(). It may sleep
 *
 * Context: any. Takes no lock.
 */
void facet_worker_init(struct facet_worker *worker, void (*work)(struct facet_vdev *v));

/**
 * facet_worker_wait_ended() - Wait until the last worker of a device has ended.
 * @v: a device that is about to be opened, or that was closed
 *
 * A worker takes longer to end while the process that opened the device is stopped or frozen. A VMM
 * can leave at most one ended-but-not-reaped worker per vGPU behind.
 *
 * Context: may sleep, for at most a second. Takes no lock.
 * Return: 0; -EBUSY: it has not ended.
 */
int facet_worker_wait_ended(struct facet_vdev *v);

/**
 * facet_worker_open() - Make the worker, a thread of the calling process.
 * @v: the device that is being opened, whose last worker has ended
 *
 * The thread has the caller's memory, control groups, nice value and processors. It counts as one
 * of the user's processes (RLIMIT_NPROC). It ends with the process, or when that calls exec(). It
 * does not enter the core before facet_worker_start().
 *
 * Context: a process in its ioctl(); may sleep.
 * Return: 0, -ENOMEM, -EAGAIN: the user or the control group may have no more threads.
 */
int facet_worker_open(struct facet_vdev *v);

/**
 * facet_worker_start() - Let the worker enter the core, and have it do what came before.
 * @v: a device whose core is complete
 *
 * Context: any.
 */
void facet_worker_start(struct facet_vdev *v);

/**
 * facet_worker_kick() - Have the worker do a pass. Nothing happens once the process has ended.
 * @v: an open device, up to facet_worker_close(). What comes before facet_worker_start() is done
 *	then
 *
 * Context: any.
 */
void facet_worker_kick(struct facet_vdev *v);

/**
 * facet_worker_quiesce() - Wait until the worker is not in the core. It does not enter again.
 * @v: an open device, whose core was told to drain if it was started
 *
 * Context: may sleep; takes no lock.
 */
void facet_worker_quiesce(struct facet_vdev *v);

/**
 * facet_worker_close() - Have the worker end, without waiting for that.
 * @v: a device whose core is gone: nobody kicks any more
 *
 * A process that is stopped or frozen has its thread until it goes on, or is killed. The device,
 * and this module, stay so long.
 *
 * Context: may sleep; takes no lock.
 */
void facet_worker_close(struct facet_vdev *v);

/**
 * facet_worker_is_current() - Query whether the caller is the worker of a device.
 * @v: the device
 *
 * Context: any.
 * Return: true: the caller is the worker. False as well while the device is not open.
 */
bool facet_worker_is_current(const struct facet_vdev *v);

#endif
