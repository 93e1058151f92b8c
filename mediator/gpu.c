// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of a pGPU that its vGPUs work with. Apart from gpu_open.c, which needs all that
 * vGPUs are made of, so that what they are made of can need this.
 */
#include "mediator/gpu.h"
#include "mediator/gpu_types.h"

struct pgpu *facet_gpu_pgpu(const struct facet_gpu *gpu)
{
	return gpu->pgpu;
}

const struct facet_regmap *facet_gpu_regmap(const struct facet_gpu *gpu)
{
	return gpu->regmap;
}

struct facet_sched *facet_gpu_sched(const struct facet_gpu *gpu)
{
	return gpu->sched;
}

const struct facet_state_table *facet_gpu_state(const struct facet_gpu *gpu)
{
	return gpu->state;
}
