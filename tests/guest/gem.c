// SPDX-License-Identifier: GPL-2.0-only
/* See gem.h. For one thread. */
#include "gem.h"

#include <errno.h>
#include <fcntl.h>
#include <i915_drm.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>

#define PAGE		4096ull
#define FIRST_ADDRESS	0x100000000ull	/* above 4 GiB, so that addresses use their upper half */
#define GAP		(64 * PAGE)
#define MAX_BUFFERS	64

const struct gem_engine gem_engines[GEM_ENGINES] = {
	{ "rcs0", I915_EXEC_RENDER },
	[GEM_BCS] = { "bcs0", I915_EXEC_BLT },
	{ "vcs0", I915_EXEC_BSD },
	{ "vecs0", I915_EXEC_VEBOX },
};

static int call(int fd, unsigned long request, void *arg)
{
	return drmIoctl(fd, request, arg) ? -errno : 0;
}

static int is_i915(int fd)
{
	drmVersion *version = drmGetVersion(fd);
	int yes = version && !strcmp(version->name, "i915");

	drmFreeVersion(version);
	return yes;
}

int gem_open(struct gem *gem, int card)
{
	char path[32];
	int i;

	for (i = 0; i < 16; i++) {
		snprintf(path, sizeof(path), card ? "/dev/dri/card%d" : "/dev/dri/renderD%d",
			 card ? i : 128 + i);
		gem->fd = open(path, O_RDWR | O_CLOEXEC);
		if (gem->fd < 0)
			continue;
		gem->next = FIRST_ADDRESS;
		if (is_i915(gem->fd))
			return 0;
		close(gem->fd);
	}
	return -ENODEV;
}

int gem_create(struct gem *gem, uint64_t size, struct gem_bo *bo)
{
	struct drm_i915_gem_create create = { .size = (size + PAGE - 1) & ~(PAGE - 1) };
	int rc = call(gem->fd, DRM_IOCTL_I915_GEM_CREATE, &create);

	if (rc)
		return rc;
	*bo = (struct gem_bo){ .handle = create.handle, .size = create.size,
			       .address = gem->next + GAP };
	gem->next = bo->address + bo->size;
	return 0;
}

void gem_free(struct gem *gem, struct gem_bo *bo)
{
	struct drm_gem_close arg = { .handle = bo->handle };

	if (bo->map)
		munmap(bo->map, bo->size);
	if (bo->handle)
		call(gem->fd, DRM_IOCTL_GEM_CLOSE, &arg);
	*bo = (struct gem_bo){ 0 };
}

int gem_map_bo(struct gem *gem, struct gem_bo *bo, enum gem_map how)
{
	static const uint64_t flags[] = {
		[GEM_MAP_GTT] = I915_MMAP_OFFSET_GTT,
		[GEM_MAP_WC] = I915_MMAP_OFFSET_WC,
		[GEM_MAP_WB] = I915_MMAP_OFFSET_WB,
	};
	struct drm_i915_gem_mmap_offset arg = { .handle = bo->handle, .flags = flags[how] };
	void *map;
	int rc = call(gem->fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &arg);

	if (rc)
		return rc;
	map = mmap(NULL, bo->size, PROT_READ | PROT_WRITE, MAP_SHARED, gem->fd, (off_t)arg.offset);
	if (map == MAP_FAILED)
		return -errno;
	if (bo->map)
		munmap(bo->map, bo->size);
	bo->map = map;
	return 0;
}

int gem_prepare(struct gem *gem, const struct gem_bo *bo, enum gem_map how, int write)
{
	static const uint32_t domains[] = {
		[GEM_MAP_GTT] = I915_GEM_DOMAIN_GTT,
		[GEM_MAP_WC] = I915_GEM_DOMAIN_WC,
		[GEM_MAP_WB] = I915_GEM_DOMAIN_CPU,
	};
	struct drm_i915_gem_set_domain arg = {
		.handle = bo->handle,
		.read_domains = domains[how],
		.write_domain = write ? domains[how] : 0,
	};

	return call(gem->fd, DRM_IOCTL_I915_GEM_SET_DOMAIN, &arg);
}

static void exec_object(struct drm_i915_gem_exec_object2 *object, const struct gem_bo *bo)
{
	*object = (struct drm_i915_gem_exec_object2){
		.handle = bo->handle,
		.offset = bo->address,
		.flags = EXEC_OBJECT_PINNED | EXEC_OBJECT_SUPPORTS_48B_ADDRESS,
	};
}

int gem_exec(struct gem *gem, const struct gem_engine *engine, const struct gem_bo *batch,
	     uint32_t bytes, const struct gem_bo *const *bos, uint32_t n)
{
	struct drm_i915_gem_exec_object2 objects[MAX_BUFFERS];
	struct drm_i915_gem_execbuffer2 arg = {
		.buffers_ptr = (uintptr_t)objects,
		.buffer_count = n + 1,
		.batch_len = bytes,
		.flags = engine->exec | I915_EXEC_NO_RELOC,
	};
	uint32_t i;

	if (n >= MAX_BUFFERS)
		return -E2BIG;
	for (i = 0; i < n; i++) {
		exec_object(&objects[i], bos[i]);
		objects[i].flags |= EXEC_OBJECT_WRITE;
	}
	exec_object(&objects[n], batch);
	return call(gem->fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &arg);
}

int gem_wait(struct gem *gem, const struct gem_bo *bo, int64_t timeout_ns)
{
	struct drm_i915_gem_wait arg = { .bo_handle = bo->handle, .timeout_ns = timeout_ns };

	return call(gem->fd, DRM_IOCTL_I915_GEM_WAIT, &arg);
}

int gem_set_tiling(struct gem *gem, const struct gem_bo *bo, uint32_t i915_tiling, uint32_t pitch)
{
	struct drm_i915_gem_set_tiling arg = {
		.handle = bo->handle,
		.tiling_mode = i915_tiling,
		.stride = pitch,
	};

	return call(gem->fd, DRM_IOCTL_I915_GEM_SET_TILING, &arg);
}

int gem_wedged(struct gem *gem)
{
	return call(gem->fd, DRM_IOCTL_I915_GEM_THROTTLE, NULL) == -EIO;
}
