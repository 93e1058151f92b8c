// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls that make a sync object, end it, and pass it to others. Source: Linux
 * include/uapi/drm/drm.h; drivers/gpu/drm/drm_syncobj.c for what is refused and how. Called with
 * &shim.lock.
 */
#include <drm.h>
#include <fcntl.h>

#include "shim/shim_fence.h"
#include "shim/shim_libc.h"
#include "shim/shim_memfd.h"
#include "shim/shim_state.h"
#include "shim/shim_syncobj.h"
#include "shim/shim_syncobj_page.h"

int shim_syncobj_create(struct shim_file *file, void *arg)
{
	struct drm_syncobj_create *create = arg;
	struct shim_syncobj *so;
	int ret = 0;

	if (create->flags & ~(u32)DRM_SYNCOBJ_CREATE_SIGNALED)
		return -EINVAL;
	so = shim_syncobj_new();
	if (!so)
		return -ENOMEM;
	if (create->flags & DRM_SYNCOBJ_CREATE_SIGNALED)
		ret = shim_syncobj_add_signalled(so, 0);
	if (!ret)
		ret = shim_handles_add(&file->syncobjs, so, &create->handle);
	if (ret)
		shim_syncobj_put(so);
	return ret;
}

int shim_syncobj_destroy(struct shim_file *file, void *arg)
{
	struct drm_syncobj_destroy *destroy = arg;
	struct shim_syncobj *so;

	if (destroy->pad)
		return -EINVAL;
	so = shim_handles_remove(&file->syncobjs, destroy->handle);
	if (!so)
		return -EINVAL;
	shim_syncobj_put(so);
	return 0;
}

int shim_syncobj_to_fd(struct shim_file *file, void *arg)
{
	struct drm_syncobj_handle *args = arg;
	struct shim_syncobj *so = shim_syncobj_of(file, args->handle);
	struct shim_fence *fence;
	int ret;

	if (args->pad || args->flags & ~(u32)DRM_SYNCOBJ_HANDLE_TO_FD_FLAGS_EXPORT_SYNC_FILE)
		return -EINVAL;
	if (!so)
		return args->flags ? -ENOENT : -EINVAL;
	if (args->flags) {
		ret = shim_syncobj_fence(file, args->handle, 0, &fence);
		if (ret)
			return ret;
		ret = shim_fence_to_fd(fence);
		shim_fence_put(fence);
	} else {
		ret = shim_syncobj_share(so);
		if (!ret)
			ret = libc.fcntl(so->fd, F_DUPFD_CLOEXEC, 0);
		if (ret == -1)
			ret = -errno;
	}
	if (ret < 0)
		return ret;
	args->fd = ret;
	return 0;
}

static struct shim_syncobj *syncobj_of_inode(struct shim_file *file, u64 ino)
{
	struct shim_syncobj *so;
	u32 i;

	for (i = 1; i < file->syncobjs.size; i++) {
		so = file->syncobjs.objects[i];
		if (so && so->page && so->ino == ino)
			return so;
	}
	return NULL;
}

/* Make a sync object of a descriptor of another process or file. */
static struct shim_syncobj *syncobj_import(int fd)
{
	struct shim_syncobj *so = shim_syncobj_new();

	if (so && shim_syncobj_page_open(so, fd)) {
		shim_syncobj_put(so);
		return NULL;
	}
	return so;
}

static int import_sync_file(struct shim_syncobj *so, int fd)
{
	struct shim_fence *fence = shim_fence_from_fd(fd);
	int ret;

	if (!fence)
		return -EINVAL;
	ret = shim_syncobj_add(so, 0, fence);
	shim_fence_put(fence);
	return ret;
}

int shim_syncobj_from_fd(struct shim_file *file, void *arg)
{
	struct drm_syncobj_handle *args = arg;
	struct shim_syncobj *so;
	u64 ino;
	int ret;

	if (args->pad || args->flags & ~(u32)DRM_SYNCOBJ_FD_TO_HANDLE_FLAGS_IMPORT_SYNC_FILE)
		return -EINVAL;
	if (args->flags) {
		so = shim_syncobj_of(file, args->handle);
		return so ? import_sync_file(so, args->fd) : -ENOENT;
	}
	ino = shim_memfd_inode(args->fd);
	if (!ino)
		return -EINVAL;
	so = syncobj_of_inode(file, ino);
	if (so)
		shim_syncobj_get(so);
	else
		so = syncobj_import(args->fd);
	if (!so)
		return -EINVAL;
	ret = shim_handles_add(&file->syncobjs, so, &args->handle);
	if (ret)
		shim_syncobj_put(so);
	return ret;
}

int shim_syncobj_transfer(struct shim_file *file, void *arg)
{
	struct drm_syncobj_transfer *args = arg;
	struct shim_syncobj *to = shim_syncobj_of(file, args->dst_handle);
	struct shim_fence *fence;
	int ret;

	if (args->pad)
		return -EINVAL;
	if (!to)
		return -ENOENT;
	ret = shim_syncobj_fence(file, args->src_handle, args->src_point, &fence);
	if (ret)
		return ret;
	ret = shim_syncobj_add(to, args->dst_point, fence);
	shim_fence_put(fence);
	return ret;
}
