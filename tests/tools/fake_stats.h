/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics of a fake host in memory, for tests and for a file that tools map (FACET_STATS). */
#ifndef TESTS_FAKE_STATS_H
#define TESTS_FAKE_STATS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "kernel/uapi/facet.h"

#define FAKE_VGPUS	256u

#define FAKE_GPUS	2u

/**
 * struct fake_stats - The statistics in the module's layout, with one parent, or two.
 * @header: the header
 * @gpu: record of the first parent
 * @second: record of the second parent; free after fake_stats_init()
 * @vgpus: records of vGPUs
 */
struct fake_stats {
	struct facet_stats_header header;
	struct facet_stats_gpu gpu __attribute__((aligned(4096)));
	struct facet_stats_gpu second;
	struct facet_stats_vgpu vgpus[FAKE_VGPUS];
};

static inline void fake_stats_init(struct fake_stats *fake, uint32_t n, uint64_t now_ns)
{
	uint32_t i;

	memset(fake, 0, sizeof(*fake));
	fake->header = (struct facet_stats_header){
		.magic = FACET_STATS_MAGIC,
		.version = FACET_STATS_VERSION,
		.size = sizeof(*fake),
		.gpu_offset = offsetof(struct fake_stats, gpu),
		.gpu_size = sizeof(struct facet_stats_gpu),
		.gpu_count = FAKE_GPUS,
		.vgpu_offset = offsetof(struct fake_stats, vgpus),
		.vgpu_size = sizeof(struct facet_stats_vgpu),
		.vgpu_count = FAKE_VGPUS,
		.vgpu_used = n,
		.engine_size = sizeof(struct facet_stats_engine),
		.engine_count = FACET_STATS_ENGINES,
	};
	fake->gpu.used = 1;
	strcpy(fake->gpu.name, "facet");
	strcpy(fake->gpu.pgpu, "softgpu");
	for (i = 0; i < n; i++) {
		struct facet_stats_vgpu *vgpu = &fake->vgpus[i];

		vgpu->state = FACET_STATS_OPEN;
		vgpu->weight = 100;
		vgpu->created_ns = now_ns - 1000000000ull;
		snprintf(vgpu->uuid, sizeof(vgpu->uuid), "%08x-0000-4000-8000-000000000000", i + 1);
		strcpy(vgpu->type, "facet-1");
	}
}

#endif
