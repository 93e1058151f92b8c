/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_gpu, for the files that make it and lend its parts: gpu.c, gpu_open.c. */
#ifndef FACET_GPU_TYPES_H
#define FACET_GPU_TYPES_H

#include "port.h"

struct facet_reg_map;
struct facet_sched;
struct facet_vgpu_state_table;
struct pgpu;

/**
 * struct facet_gpu - A pGPU, opened once.
 * @pgpu: the seam to it
 * @regmap: rows of all registers
 * @state: sections of a vGPU's saved state
 * @sched: of its engines
 * @lock: @vgpus and @reserved; over &facet_host_ops.drop_detiled
 * @vgpus: those that may be published
 * @reserved: pages of the pGPU's map that are kept for vGPUs; at most &pgpu_caps.bus_pages
 */
struct facet_gpu {
	struct pgpu *pgpu;
	struct facet_reg_map *regmap;
	struct facet_vgpu_state_table *state;
	struct facet_sched *sched;
	spinlock_t lock;
	struct list_head vgpus;
	u64 reserved;
};

#endif
