/* SPDX-License-Identifier: GPL-2.0-only */
/* The thread that does the core's work for an open vGPU. */
#ifndef FACET_KERNEL_WORKER_H
#define FACET_KERNEL_WORKER_H

#include <linux/types.h>
#include <linux/wait.h>

struct facet_vdev;
struct task_struct;
struct vhost_task;

/**
 * struct facet_worker - A thread of the process that opened the device.
 * @task: the thread as the kernel's vhost_task; NULL unless open
 * @thread: the thread itself, counted; NULL before it has run
 * @kicked: there is work; written by anybody
 * @enter: the core may be entered
 * @inside: the thread is in the core; read with acquire
 * @left: woken when @inside falls
 */
struct facet_worker {
	struct vhost_task *task;
	struct task_struct *thread;
	u32 kicked;
	u32 enter;
	u32 inside;
	wait_queue_head_t left;
};

/** facet_worker_init() - Prepare the worker of a new device. */
void facet_worker_init(struct facet_worker *worker);

/**
 * facet_worker_open() - Make the worker, a thread of the calling process.
 * @v: the device that is being opened
 *
 * The thread has the caller's memory, control groups, nice value and processors. It counts as one
 * of the user's processes (RLIMIT_NPROC). It ends with the process, or when that calls exec(). It
 * does not enter the core before facet_worker_start().
 *
 * Context: a process in its ioctl(); may sleep. Return: 0, -ENOMEM, -EAGAIN: the user or the
 * control group may have no more threads.
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
 * facet_worker_kick() - Have facet_vgpu_work() called. Nothing happens once the process has ended.
 * @v: an open device, up to facet_worker_close(). What comes before facet_worker_start() is done
 *	then
 *
 * Context: any.
 */
void facet_worker_kick(struct facet_vdev *v);

/**
 * facet_worker_quiesce() - Wait until the worker is not in the core. It does not enter again.
 * @v: an open device, whose core was told to drain
 *
 * Context: may sleep; takes no lock.
 */
void facet_worker_quiesce(struct facet_vdev *v);

/**
 * facet_worker_close() - End the worker.
 * @v: a device whose core is gone: nobody kicks any more
 *
 * Context: may sleep; takes no lock. A process that is stopped or frozen is waited for.
 */
void facet_worker_close(struct facet_vdev *v);

/** facet_worker_is_current() - Query whether the caller is the worker of @v. Any context. */
bool facet_worker_is_current(const struct facet_vdev *v);

#endif
