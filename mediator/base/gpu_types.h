/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * struct facet_gpu, for the files that create it and return its parts: vgpu/gpu.c,
 * base/gpu_access.c.
 */
#ifndef FACET_GPU_TYPES_H
#define FACET_GPU_TYPES_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "mediator/ggtt.h"

#define FACET_GPU_WINDOWS_MAX	(GEN9_GGTT_ENTRIES / FACET_GGTT_WINDOW_PAGES)

struct facet_reg_map;
struct facet_sched;
struct facet_seal_key;
struct facet_vgpu_state_table;
struct pgpu;

/**
 * struct facet_gpu - An open pGPU.
 * @pgpu: its handle
 * @reg_map: rows of all registers
 * @state: sections of a vGPU's saved state
 * @sched: scheduler of its engines
 * @seal_key: key of seals (execlist/image_seal.c); NULL: the pGPU needs none
 * @lock: Protects the vGPUs of one pGPU: @vgpus, @reserved, @windows, @last_owner. It is held
 *	around &facet_host_ops.drop_detiled. Lock order: shared by vGPUs; leaf
 * @vgpus: vGPUs that &pgpu_client_ops.store_barrier finds
 * @reserved: pages of the bus map that are reserved for vGPUs; at most &pgpu_caps.bus_pages
 * @windows: for each window of the pGPU's GGTT, whether a vGPU has it (ggtt/ggtt_window.c)
 * @last_owner: the last number that a vGPU got as owner of work; 0: none yet
 */
struct facet_gpu {
	struct pgpu *pgpu;
	struct facet_reg_map *reg_map;
	struct facet_vgpu_state_table *state;
	struct facet_sched *sched;
	struct facet_seal_key *seal_key;
	spinlock_t lock;
	struct list_head vgpus;
	u64 reserved;
	bool windows[FACET_GPU_WINDOWS_MAX];
	u64 last_owner;
};

#endif
