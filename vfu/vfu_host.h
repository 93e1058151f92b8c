/* SPDX-License-Identifier: GPL-2.0-only */
/* The front end of a vGPU in this process: the operations that the core calls. */
#ifndef VFU_HOST_H
#define VFU_HOST_H

#include "vfu/vfu_irqs.h"
#include "vfu/vfu_timer.h"

struct facet_gpu;
struct facet_instance;
struct vfu_dma;

/**
 * struct vfu_host - The front end of one vGPU; first argument of &vfu_host_ops.
 * @instance: the vGPU; NULL until its model has made it: no thread of ours runs before
 * @dma: guest memory
 * @irqs: interrupts to the client
 * @timer: deadline of the vGPU
 * @worker: thread that calls &facet_model.work
 * @lock: Protects the worker's wake-up and end: @kicked, @stop. Lock order: inside
 *	&facet_sched.lock; last leaf
 * @wake: signalled when @kicked or @stop is set
 * @kicked: &facet_model.work is to be called
 * @stop: the worker is to end
 */
struct vfu_host {
	struct facet_instance *instance;
	struct vfu_dma *dma;
	struct vfu_irqs irqs;
	struct vfu_timer timer;
	pthread_t worker;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool kicked;
	bool stop;
};

extern const struct facet_host_ops vfu_host_ops;

/**
 * vfu_host_init() - Initialise a front end before its vGPU is created.
 * @host: the front end, uninitialised
 * @max_bytes: most bytes of guest memory, as for vfu_dma_create()
 * @vectors: MSI-X vectors of the vGPU's model, at most VFU_MSIX_MAX; 0: it has MSI
 * @now_ns: clock, as for vfu_dma_create()
 *
 * Context: the main thread; may sleep.
 * Return: 0; -ENOMEM: no memory.
 */
int vfu_host_init(struct vfu_host *host, u64 max_bytes, u32 vectors, u64 (*now_ns)(void));

/**
 * vfu_host_signal() - Send a message of MSI-X (&facet_instance_setup.signal).
 * @host: the front end
 * @vector: below the number that vfu_host_init() got
 *
 * Context: any; takes &vfu_irqs.lock, a last leaf.
 */
void vfu_host_signal(void *host, u32 vector);

/**
 * vfu_host_start() - Start the worker and the timer of the vGPU.
 * @host: the front end; @host->instance is set
 *
 * Context: the main thread; no lock held. May sleep for memory. If the timer's thread cannot be
 * made, takes &vfu_host.lock, drops it, and waits for the end of the worker.
 * Return: 0; a negative errno of pthread_create(): nothing runs.
 */
int vfu_host_start(struct vfu_host *host);

/**
 * vfu_host_stop() - Stop the timer and the worker. Neither runs at the return.
 * @host: the front end, started
 *
 * Context: the main thread; no lock held. Takes &vfu_timer.lock, then &vfu_host.lock, both last
 * leaves, and drops each before it waits. May sleep for these locks, a deadline that fires, and the
 * worker's pass.
 */
void vfu_host_stop(struct vfu_host *host);

/**
 * vfu_host_exit() - Free a front end after its vGPU is destroyed.
 * @host: the front end, stopped
 *
 * Context: the main thread; no lock held. Takes &vfu_irqs.lock, a last leaf. May sleep for it and
 * to free memory.
 */
void vfu_host_exit(struct vfu_host *host);

#endif
