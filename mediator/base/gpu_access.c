// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of a pGPU that its vGPUs work with. They are apart from vgpu/gpu.c, which needs all
 * files of a vGPU: those files need this one.
 *
 * Called by all of the mediator in any context. Takes &facet_gpu.lock for reservations and
 * windows.
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

u32 facet_gpu_windows(const struct pgpu *pgpu)
{
	return pgpu->caps->ggtt_pages / FACET_GGTT_WINDOW_PAGES;
}

u64 facet_gpu_owner_new(struct facet_gpu *gpu)
{
	unsigned long flags;
	u64 owner;

	spin_lock_irqsave(&gpu->lock, flags);
	owner = ++gpu->last_owner;
	spin_unlock_irqrestore(&gpu->lock, flags);
	return owner;
}

int facet_gpu_window_get(struct facet_gpu *gpu, u32 *first)
{
	u32 n = facet_gpu_windows(gpu->pgpu);
	unsigned long flags;
	u32 i = 0;

	spin_lock_irqsave(&gpu->lock, flags);
	while (i < n && gpu->windows[i])
		i++;
	if (i < n)
		gpu->windows[i] = true;
	spin_unlock_irqrestore(&gpu->lock, flags);
	*first = gpu->pgpu->caps->ggtt_first + i * FACET_GGTT_WINDOW_PAGES;
	return i < n ? 0 : -ENOSPC;
}

void facet_gpu_window_put(struct facet_gpu *gpu, u32 first)
{
	unsigned long flags;

	spin_lock_irqsave(&gpu->lock, flags);
	gpu->windows[(first - gpu->pgpu->caps->ggtt_first) / FACET_GGTT_WINDOW_PAGES] = false;
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

const struct facet_seal_key *facet_gpu_seal_key(const struct facet_gpu *gpu)
{
	return gpu->seal_key;
}

const struct facet_vgpu_state_table *facet_gpu_state(const struct facet_gpu *gpu)
{
	return gpu->state;
}
