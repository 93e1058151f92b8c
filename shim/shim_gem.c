// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls of GEM objects. Source: Linux include/uapi/drm/i915_drm.h; i915 gem/ for what is
 * refused and how. Called with &shim.lock.
 */
#include "shim/shim_gem.h"

#include <i915_drm.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <sys/mman.h>

#include "shim/shim_bo.h"
#include "shim/shim_libc.h"
#include "shim/shim_report.h"
#include "shim/shim_state.h"
#include "shim/shim_use.h"
#include "shim/shim_user.h"

#define EXTENSIONS_MAX	512u
#define REGIONS_MAX	8u
#define EXT_SET_PAT	2u		/* I915_GEM_CREATE_EXT_SET_PAT: not on Gen9 */
#define BUSY_READ_SHIFT	16

static struct shim_bo *bo_of(struct shim_file *file, u32 handle)
{
	return shim_handles_get(&file->bos, handle);
}

/* Give a new object a handle; without one it is freed. */
static int give_handle(struct shim_file *file, struct shim_bo *bo, u32 *handle)
{
	int ret = shim_handles_add(&file->bos, bo, handle);

	if (ret)
		shim_bo_put(bo);
	return ret;
}

int shim_gem_close(struct shim_file *file, void *arg)
{
	struct drm_gem_close *close = arg;
	struct shim_bo *bo = shim_handles_remove(&file->bos, close->handle);

	if (!bo)
		return -EINVAL;
	shim_bo_put(bo);
	return 0;
}

static int create(struct shim_file *file, __u64 *size, u32 *handle)
{
	struct shim_bo *bo;
	int ret = shim_bo_create(*size, &bo);

	if (ret)
		return ret;
	*size = bo->size;
	return give_handle(file, bo, handle);
}

int shim_gem_create(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_create *args = arg;

	return create(file, &args->size, &args->handle);
}

static int check_regions(u64 at)
{
	struct drm_i915_gem_create_ext_memory_regions ext;
	struct drm_i915_gem_memory_class_instance region;
	int ret = shim_user_read(&ext, at, sizeof(ext));
	u32 i;

	if (ret)
		return ret;
	if (ext.pad || !ext.num_regions || ext.num_regions > REGIONS_MAX)
		return -EINVAL;
	for (i = 0; i < ext.num_regions; i++) {
		ret = shim_user_read(&region, ext.regions + i * sizeof(region), sizeof(region));
		if (ret)
			return ret;
		if (region.memory_class != I915_MEMORY_CLASS_SYSTEM || region.memory_instance)
			return -EINVAL;
	}
	return 0;
}

static int check_create_ext(u64 at)
{
	struct i915_user_extension ext;
	int ret = 0;
	u32 i;

	for (i = 0; at && !ret; i++) {
		if (i == EXTENSIONS_MAX)
			return -E2BIG;
		ret = shim_user_read(&ext, at, sizeof(ext));
		if (ret)
			return ret;
		switch (ext.name) {
		case I915_GEM_CREATE_EXT_MEMORY_REGIONS:
			ret = check_regions(at);
			break;
		case I915_GEM_CREATE_EXT_PROTECTED_CONTENT:
		case EXT_SET_PAT:
			return -ENODEV;
		default:
			shim_report_unsupported("extension of GEM_CREATE_EXT");
			return -EINVAL;
		}
		at = ext.next_extension;
	}
	return ret;
}

int shim_gem_create_ext(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_create_ext *args = arg;
	int ret;

	/* The one flag needs memory of a device. */
	if (args->flags)
		return -EINVAL;
	ret = check_create_ext(args->extensions);
	return ret ? ret : create(file, &args->size, &args->handle);
}

int shim_gem_userptr(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_userptr *args = arg;
	struct shim_bo *bo;
	int ret;

	if (args->flags & ~(u32)(I915_USERPTR_READ_ONLY | I915_USERPTR_PROBE |
				 I915_USERPTR_UNSYNCHRONIZED))
		return -EINVAL;
	if (args->flags & I915_USERPTR_UNSYNCHRONIZED)
		return -ENODEV;
	if (args->user_ptr < SHIM_USER_FIRST)
		return -EFAULT;
	/* Gen9 has no read-only pages for this, says i915. */
	if (args->flags & I915_USERPTR_READ_ONLY)
		return -ENODEV;
	ret = shim_bo_user(args->user_ptr, args->user_size, false, &bo);
	if (ret)
		return ret;
	if (!shim_bo_present(bo)) {
		shim_bo_put(bo);
		return -EFAULT;
	}
	return give_handle(file, bo, &args->handle);
}

int shim_gem_mmap(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_mmap *args = arg;
	struct shim_bo *bo = bo_of(file, args->handle);
	void *at;

	if (args->flags & ~(u64)I915_MMAP_WC)
		return -EINVAL;
	if (!bo)
		return -ENOENT;
	if (bo->fd < 0)
		return -ENXIO;
	if (args->offset >= bo->size || args->size > bo->size - args->offset)
		return -EINVAL;
	at = libc.mmap(NULL, args->size, PROT_READ | PROT_WRITE, MAP_SHARED, bo->fd,
		       (long)args->offset);
	if (at == MAP_FAILED)
		return -errno;
	args->addr_ptr = (u64)(uintptr_t)at;
	return 0;
}

int shim_gem_mmap_offset(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_mmap_offset *args = arg;
	struct shim_bo *bo = bo_of(file, args->handle);

	if (args->extensions)
		return -EINVAL;
	if (!bo)
		return -ENOENT;
	switch (args->flags) {
	case I915_MMAP_OFFSET_GTT:
		/* Through the aperture the rows of tiled objects would come in order. */
		if (bo->tiling != I915_TILING_NONE) {
			shim_report_unsupported("mmap of a tiled object by the aperture");
			return -ENODEV;
		}
		break;
	case I915_MMAP_OFFSET_WC:
	case I915_MMAP_OFFSET_WB:
	case I915_MMAP_OFFSET_UC:
		break;
	case I915_MMAP_OFFSET_FIXED:
		return -ENODEV;
	default:
		return -EINVAL;
	}
	if (bo->fd < 0)
		return -ENODEV;
	args->offset = bo->mmap_offset;
	return 0;
}

/* Check a range of an object, and wait for requests that would disturb the CPU. */
static int begin_cpu(struct shim_bo *bo, u64 offset, u64 size, bool write)
{
	if (offset > bo->size || size > bo->size - offset)
		return -EINVAL;
	return shim_bo_settle(bo, !write, S64_MAX);
}

/* Take a reference of an object: a wait drops the lock, and the client may close the handle. */
static struct shim_bo *bo_hold(struct shim_file *file, u32 handle)
{
	struct shim_bo *bo = bo_of(file, handle);

	return bo ? shim_bo_get(bo) : NULL;
}

int shim_gem_pwrite(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_pwrite *args = arg;
	struct shim_bo *bo;
	int ret;

	if (!args->size)
		return 0;
	bo = bo_hold(file, args->handle);
	if (!bo)
		return -ENOENT;
	ret = begin_cpu(bo, args->offset, args->size, true);
	if (!ret)
		ret = shim_user_read(bo->cpu + args->offset, args->data_ptr, args->size);
	shim_bo_put(bo);
	return ret;
}

int shim_gem_pread(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_pread *args = arg;
	struct shim_bo *bo;
	int ret;

	if (!args->size)
		return 0;
	bo = bo_hold(file, args->handle);
	if (!bo)
		return -ENOENT;
	ret = begin_cpu(bo, args->offset, args->size, false);
	if (!ret)
		ret = shim_user_write(args->data_ptr, bo->cpu + args->offset, args->size);
	shim_bo_put(bo);
	return ret;
}

int shim_gem_set_domain(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_set_domain *args = arg;
	struct shim_bo *bo;
	int ret;
	const u32 gpu = ~(u32)(I915_GEM_DOMAIN_CPU | I915_GEM_DOMAIN_GTT | I915_GEM_DOMAIN_WC);

	if ((args->read_domains | args->write_domain) & gpu)
		return -EINVAL;
	if (args->write_domain && args->read_domains != args->write_domain)
		return -EINVAL;
	if (!args->read_domains)
		return 0;
	bo = bo_hold(file, args->handle);
	if (!bo)
		return -ENOENT;
	ret = begin_cpu(bo, 0, bo->size, args->write_domain);
	shim_bo_put(bo);
	return ret;
}

int shim_gem_sw_finish(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_sw_finish *args = arg;

	return bo_of(file, args->handle) ? 0 : -ENOENT;
}

int shim_gem_busy(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_busy *args = arg;
	struct shim_bo *bo = bo_of(file, args->handle);

	if (!bo)
		return -ENOENT;
	args->busy = 0;
	/* The low half is the class that writes plus 1, the high half the classes that read. */
	if (shim_bo_settle(bo, false, 0))
		args->busy = BIT(BUSY_READ_SHIFT + I915_ENGINE_CLASS_RENDER);
	if (shim_bo_busy(bo, true))
		args->busy |= I915_ENGINE_CLASS_RENDER + 1;
	return 0;
}

int shim_gem_wait(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_wait *args = arg;
	struct shim_bo *bo = bo_of(file, args->bo_handle);
	u64 begin = shim_now_ns();
	u64 deadline = S64_MAX;
	int ret;

	if (args->flags)
		return -EINVAL;
	if (!bo)
		return -ENOENT;
	if (args->timeout_ns >= 0)
		deadline = min((u64)S64_MAX, begin + (u64)args->timeout_ns);
	shim_bo_get(bo);
	ret = shim_bo_settle(bo, false, deadline);
	shim_bo_put(bo);
	if (args->timeout_ns > 0)
		args->timeout_ns -= min(args->timeout_ns, (s64)(shim_now_ns() - begin));
	return ret;
}

int shim_gem_throttle(struct shim_file *file, void *arg)
{
	return 0;
}

/* Memory is never taken away, so "retained" is always true. */
int shim_gem_madvise(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_madvise *args = arg;

	if (args->madv != I915_MADV_WILLNEED && args->madv != I915_MADV_DONTNEED)
		return -EINVAL;
	if (!bo_of(file, args->handle))
		return -ENOENT;
	args->retained = 1;
	return 0;
}

int shim_gem_set_tiling(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_set_tiling *args = arg;
	struct shim_bo *bo = bo_of(file, args->handle);

	if (!bo)
		return -ENOENT;
	if (args->tiling_mode > I915_TILING_LAST)
		return -EINVAL;
	if (args->tiling_mode == I915_TILING_NONE)
		args->stride = 0;
	args->swizzle_mode = I915_BIT_6_SWIZZLE_NONE;
	bo->tiling = args->tiling_mode;
	bo->stride = args->stride;
	if (bo->control) {
		WRITE_ONCE(bo->control->tiling, bo->tiling);
		WRITE_ONCE(bo->control->stride, bo->stride);
	}
	return 0;
}

int shim_gem_get_tiling(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_get_tiling *args = arg;
	struct shim_bo *bo = bo_of(file, args->handle);

	if (!bo)
		return -ENOENT;
	/* Another process may have written any number: drivers take it for a tiling. */
	if (bo->control && READ_ONCE(bo->control->tiling) <= I915_TILING_LAST)
		bo->tiling = READ_ONCE(bo->control->tiling);
	args->tiling_mode = bo->tiling <= I915_TILING_LAST ? bo->tiling : I915_TILING_NONE;
	args->swizzle_mode = I915_BIT_6_SWIZZLE_NONE;
	args->phys_swizzle_mode = I915_BIT_6_SWIZZLE_NONE;
	return 0;
}

/* All caches are one here. */
int shim_gem_set_caching(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_caching *args = arg;

	if (args->caching > I915_CACHING_DISPLAY)
		return -EINVAL;
	return bo_of(file, args->handle) ? 0 : -ENOENT;
}

int shim_gem_get_caching(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_caching *args = arg;

	args->caching = I915_CACHING_CACHED;
	return bo_of(file, args->handle) ? 0 : -ENOENT;
}

int shim_prime_to_fd(struct shim_file *file, void *arg)
{
	struct drm_prime_handle *args = arg;
	struct shim_bo *bo = bo_of(file, args->handle);
	int fd;

	if (args->flags & ~(u32)(DRM_CLOEXEC | DRM_RDWR))
		return -EINVAL;
	if (!bo)
		return -ENOENT;
	fd = shim_bo_export(bo, args->flags);
	if (fd < 0)
		return fd;
	shim_bo_share(bo);
	args->fd = fd;
	return 0;
}

int shim_prime_from_fd(struct shim_file *file, void *arg)
{
	struct drm_prime_handle *args = arg;
	struct shim_bo *bo;
	int ret = shim_bo_import(args->fd, &bo);

	if (ret)
		return ret;
	/* An object has one handle in a file. */
	args->handle = shim_handles_find(&file->bos, bo);
	if (!args->handle)
		return give_handle(file, bo, &args->handle);
	shim_bo_put(bo);
	return 0;
}

static int dmabuf_sync(struct shim_bo *bo, const struct dma_buf_sync *sync)
{
	int ret = 0;

	if (sync->flags & ~(u64)DMA_BUF_SYNC_VALID_FLAGS_MASK)
		return -EINVAL;
	if (!(sync->flags & DMA_BUF_SYNC_END)) {
		shim_bo_get(bo);
		ret = shim_bo_settle(bo, !(sync->flags & DMA_BUF_SYNC_WRITE), S64_MAX);
		shim_bo_put(bo);
	}
	return ret;
}

int shim_dmabuf_ioctl(int fd, unsigned long request, void *arg)
{
	struct shim_bo *bo = shim_bo_of_fd(fd);

	if (!bo)
		return -ENOTTY;
	if (request == DMA_BUF_IOCTL_SYNC)
		return dmabuf_sync(bo, arg);
	return -ENOTTY;
}
