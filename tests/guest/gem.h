/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GEM calls for the guest programs, over libdrm's ioctl. The program chooses the addresses of
 * buffers (softpin), so batches need no relocations. Functions return 0 or a negative errno.
 */
#ifndef GUEST_GEM_H
#define GUEST_GEM_H

#include <stdint.h>

/* A GEM client. gem_create() leaves a gap before each buffer's address, to keep buffers apart. */
struct gem {
	int fd;
	uint64_t next;
};

struct gem_bo {
	uint32_t handle;
	uint64_t size;
	uint64_t address;
	void *map;
};

enum gem_map {
	GEM_MAP_GTT,		/* a mapping through the aperture */
	GEM_MAP_WC,
	GEM_MAP_WB,
};

/* An engine, and its name in execbuf. */
struct gem_engine {
	const char *name;
	uint32_t exec;
};

#define GEM_ENGINES	4
extern const struct gem_engine gem_engines[GEM_ENGINES];
#define GEM_BCS		1	/* index in gem_engines */

/* Open i915's render node (@card: the primary node). */
int gem_open(struct gem *gem, int card);
int gem_create(struct gem *gem, uint64_t size, struct gem_bo *bo);
void gem_free(struct gem *gem, struct gem_bo *bo);
int gem_map_bo(struct gem *gem, struct gem_bo *bo, enum gem_map how);
/* Wait for the engines and make the contents of a mapping of kind @how current. */
int gem_prepare(struct gem *gem, const struct gem_bo *bo, enum gem_map how, int write);
/* Run @batch of @bytes bytes, which uses the @n buffers @bos. */
int gem_exec(struct gem *gem, const struct gem_engine *engine, const struct gem_bo *batch,
	     uint32_t bytes, const struct gem_bo *const *bos, uint32_t n);
int gem_wait(struct gem *gem, const struct gem_bo *bo, int64_t timeout_ns);
int gem_set_tiling(struct gem *gem, const struct gem_bo *bo, uint32_t i915_tiling, uint32_t pitch);
/* Return 1 if the driver has given the GPU up. */
int gem_wedged(struct gem *gem);

#endif
