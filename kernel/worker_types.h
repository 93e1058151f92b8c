/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a device's worker (kernel/worker.c). */
#ifndef FACET_KERNEL_WORKER_TYPES_H
#define FACET_KERNEL_WORKER_TYPES_H

#include <linux/types.h>
#include <linux/wait.h>

struct facet_vdev;
struct facet_worker_thread;

/**
 * struct facet_worker - State of a device's worker.
 * @work: does the work of one pass, in the core; constant
 * @thread: the worker; NULL unless open
 * @threads: 1 from the start of a worker until it has ended, else 0; read with acquire
 * @changed: woken when the worker has left the core, and when it has ended
 */
struct facet_worker {
	void (*work)(struct facet_vdev *v);
	struct facet_worker_thread *thread;
	u32 threads;
	wait_queue_head_t changed;
};

#endif
