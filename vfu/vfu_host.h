/* SPDX-License-Identifier: GPL-2.0-only */
/* What the core needs of its front end, from this process. */
#ifndef VFU_HOST_H
#define VFU_HOST_H

#include "vfu/vfu_timer.h"
#include "vfu/vfu_irqs.h"

struct facet_gpu;
struct facet_vgpu;
struct vfu_dma;

/**
 * struct vfu_host - The front end of one vGPU; first argument of &vfu_host_ops.
 * @vgpu: NULL until it is made: no thread of ours runs before
 * @dma: guest memory
 * @irqs: to the client
 * @timer: of the vGPU
 * @lock: leaf; protects @kicked and @stop
 */
struct vfu_host {
	struct facet_vgpu *vgpu;
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

/** vfu_host_init() - Before the vGPU is made. The rest: of vfu_dma_create(). 0 or -ENOMEM. */
int vfu_host_init(struct vfu_host *host, u64 max_bytes, u64 (*now_ns)(void));

/** vfu_host_start() - @host->vgpu is there: run its worker and its timer. 0 or a negative errno. */
int vfu_host_start(struct vfu_host *host);

/** vfu_host_stop() - The opposite; both have ended when it returns. */
void vfu_host_stop(struct vfu_host *host);

/** vfu_host_exit() - After the vGPU is gone. */
void vfu_host_exit(struct vfu_host *host);

#endif
