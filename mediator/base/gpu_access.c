// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of a pGPU that its vGPUs work with. They are apart from vgpu/gpu.c, which needs all
 * files of a vGPU: those files need this one.
 *
 * Called by all of the mediator in any context. Takes &facet_gpu.lock for reservations.
 */
#include "mediator/gpu.h"
#include "mediator/base/gpu_types.h"
#include "pgpu/pgpu.h"

int facet_gpu_reserve(struct facet_gpu *gpu, u64 pages)
{
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&gpu->lock, flags);
	if (pages > gpu->pgpu->caps->bus_pages - gpu->reserved)
		ret = -ENOSPC;
	else
		gpu->reserved += pages;
	spin_unlock_irqrestore(&gpu->lock, flags);
	return ret;
}

void facet_gpu_unreserve(struct facet_gpu *gpu, u64 pages)
{
	unsigned long flags;

	spin_lock_irqsave(&gpu->lock, flags);
	gpu->reserved -= pages;
	spin_unlock_irqrestore(&gpu->lock, flags);
}

struct pgpu *facet_gpu_pgpu(const struct facet_gpu *gpu)
{
	return gpu->pgpu;
}

const struct facet_reg_map *facet_gpu_reg_map(const struct facet_gpu *gpu)
{
	return gpu->reg_map;
}

struct facet_sched *facet_gpu_sched(const struct facet_gpu *gpu)
{
	return gpu->sched;
}

const struct facet_vgpu_state_table *facet_gpu_state(const struct facet_gpu *gpu)
{
	return gpu->state;
}
