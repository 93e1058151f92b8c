// SPDX-License-Identifier: GPL-2.0-only
/*
 * Open files of the render node, and the table of their ioctls. The replaced functions of the C
 * library (shim_preload.c) and unit tests call shim.h. An ioctl's argument is copied in and out as
 * the kernel does it (drivers/gpu/drm/drm_ioctl.c): shorter arguments are filled up with zeroes.
 */
#include "shim/shim.h"

#include <dirent.h>
#include <i915_drm.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shim/shim_bo.h"
#include "shim/shim_ctx.h"
#include "shim/shim_exec.h"
#include "shim/shim_fence.h"
#include "shim/shim_gem.h"
#include "shim/shim_libc.h"
#include "shim/shim_memfd.h"
#include "shim/shim_process.h"
#include "shim/shim_query.h"
#include "shim/shim_report.h"
#include "shim/shim_request.h"
#include "shim/shim_state.h"
#include "shim/shim_syncobj.h"
#include "shim/shim_user.h"
#include "shim/shim_vm.h"

enum {
	ARG_MAX_BYTES = 256,
	DRM_TYPE = 'd',
	SYNC_TYPE = '>',
	DMABUF_TYPE = 'b',
	CLIENT_NAME_NR = 0xd1,	/* DRM_IOCTL_SET_CLIENT_NAME */
	SYNCOBJ_EVENTFD_NR = 0xcf,	/* DRM_IOCTL_SYNCOBJ_EVENTFD, of newer kernels */
	NUMBERS = 256,
};

static const char node_name[] = "facet-render-node";

/**
 * struct row - An ioctl.
 * @name: its name, for the report
 * @size: bytes of its argument in the newest interface that this table knows
 * @call: answers it; gets a copy of the argument, of at least @size bytes. Return: 0, or a negative
 *	errno. NULL: it is refused
 */
struct row {
	const char *name;
	u32 size;
	int (*call)(struct shim_file *file, void *arg);
};

static int nothing(struct shim_file *file, void *arg)
{
	return 0;
}

static int no_access(struct shim_file *file, void *arg)
{
	return -EACCES;
}

#define DRM(nr, type, call) \
	[_IOC_NR(DRM_IOCTL_##nr)] = { #nr, sizeof(struct type), call }
#define I915(nr, type, call) \
	[DRM_COMMAND_BASE + DRM_I915_##nr] = { "I915_" #nr, sizeof(struct type), call }

/* A request that clients may try, and that this device does not have. */
#define NO_DRM(nr) \
	[_IOC_NR(DRM_IOCTL_##nr)] = { #nr, 0, NULL }
#define NO_I915(nr) \
	[DRM_COMMAND_BASE + DRM_I915_##nr] = { "I915_" #nr, 0, NULL }

static const struct row rows[NUMBERS] = {
	DRM(VERSION, drm_version, shim_version),
	DRM(GEM_CLOSE, drm_gem_close, shim_gem_close),
	DRM(GET_CAP, drm_get_cap, shim_get_cap),
	DRM(SET_CLIENT_CAP, drm_set_client_cap, no_access),
	DRM(GET_UNIQUE, drm_unique, no_access),
	DRM(GET_MAGIC, drm_auth, no_access),
	DRM(AUTH_MAGIC, drm_auth, no_access),
	DRM(MODE_GETRESOURCES, drm_mode_card_res, no_access),
	DRM(PRIME_HANDLE_TO_FD, drm_prime_handle, shim_prime_to_fd),
	DRM(PRIME_FD_TO_HANDLE, drm_prime_handle, shim_prime_from_fd),
	DRM(SYNCOBJ_CREATE, drm_syncobj_create, shim_syncobj_create),
	DRM(SYNCOBJ_DESTROY, drm_syncobj_destroy, shim_syncobj_destroy),
	DRM(SYNCOBJ_HANDLE_TO_FD, drm_syncobj_handle, shim_syncobj_to_fd),
	DRM(SYNCOBJ_FD_TO_HANDLE, drm_syncobj_handle, shim_syncobj_from_fd),
	DRM(SYNCOBJ_WAIT, drm_syncobj_wait, shim_syncobj_wait),
	DRM(SYNCOBJ_RESET, drm_syncobj_array, shim_syncobj_reset),
	DRM(SYNCOBJ_SIGNAL, drm_syncobj_array, shim_syncobj_signal),
	DRM(SYNCOBJ_TIMELINE_WAIT, drm_syncobj_timeline_wait, shim_syncobj_timeline_wait),
	DRM(SYNCOBJ_QUERY, drm_syncobj_timeline_array, shim_syncobj_query),
	DRM(SYNCOBJ_TRANSFER, drm_syncobj_transfer, shim_syncobj_transfer),
	DRM(SYNCOBJ_TIMELINE_SIGNAL, drm_syncobj_timeline_array, shim_syncobj_timeline_signal),
	[CLIENT_NAME_NR] = { "SET_CLIENT_NAME", 2 * sizeof(u64), nothing },
	I915(GETPARAM, drm_i915_getparam, shim_getparam),
	I915(GEM_CREATE, drm_i915_gem_create, shim_gem_create),
	I915(GEM_PREAD, drm_i915_gem_pread, shim_gem_pread),
	I915(GEM_PWRITE, drm_i915_gem_pwrite, shim_gem_pwrite),
	I915(GEM_MMAP, drm_i915_gem_mmap, shim_gem_mmap),
	I915(GEM_MMAP_GTT, drm_i915_gem_mmap_offset, shim_gem_mmap_offset),
	I915(GEM_SET_DOMAIN, drm_i915_gem_set_domain, shim_gem_set_domain),
	I915(GEM_SW_FINISH, drm_i915_gem_sw_finish, shim_gem_sw_finish),
	I915(GEM_SET_TILING, drm_i915_gem_set_tiling, shim_gem_set_tiling),
	I915(GEM_GET_TILING, drm_i915_gem_get_tiling, shim_gem_get_tiling),
	I915(GEM_GET_APERTURE, drm_i915_gem_get_aperture, shim_get_aperture),
	I915(GEM_MADVISE, drm_i915_gem_madvise, shim_gem_madvise),
	I915(GEM_EXECBUFFER2, drm_i915_gem_execbuffer2, shim_exec),
	I915(GEM_SET_CACHING, drm_i915_gem_caching, shim_gem_set_caching),
	I915(GEM_GET_CACHING, drm_i915_gem_caching, shim_gem_get_caching),
	I915(GEM_BUSY, drm_i915_gem_busy, shim_gem_busy),
	I915(GEM_WAIT, drm_i915_gem_wait, shim_gem_wait),
	I915(GEM_CONTEXT_CREATE, drm_i915_gem_context_create_ext, shim_ctx_create),
	I915(GEM_CONTEXT_DESTROY, drm_i915_gem_context_destroy, shim_ctx_destroy),
	I915(REG_READ, drm_i915_reg_read, shim_reg_read),
	I915(GET_RESET_STATS, drm_i915_reset_stats, shim_ctx_reset_stats),
	I915(GEM_USERPTR, drm_i915_gem_userptr, shim_gem_userptr),
	I915(GEM_CONTEXT_GETPARAM, drm_i915_gem_context_param, shim_ctx_getparam),
	I915(GEM_CONTEXT_SETPARAM, drm_i915_gem_context_param, shim_ctx_setparam),
	I915(QUERY, drm_i915_query, shim_query),
	I915(GEM_VM_CREATE, drm_i915_gem_vm_control, shim_vm_create),
	I915(GEM_VM_DESTROY, drm_i915_gem_vm_control, shim_vm_destroy),
	I915(GEM_CREATE_EXT, drm_i915_gem_create_ext, shim_gem_create_ext),
	[DRM_COMMAND_BASE + DRM_I915_GEM_THROTTLE] = { "I915_GEM_THROTTLE", 0,
						       shim_gem_throttle },
	NO_DRM(GEM_FLINK),
	NO_DRM(GEM_OPEN),
	NO_DRM(SET_MASTER),
	NO_DRM(WAIT_VBLANK),
	NO_DRM(MODE_CREATE_DUMB),
	NO_DRM(MODE_GETPLANERESOURCES),
	[SYNCOBJ_EVENTFD_NR] = { "SYNCOBJ_EVENTFD", 0, NULL },
	NO_I915(GEM_EXECBUFFER),
	NO_I915(GEM_PIN),
	NO_I915(GET_PIPE_FROM_CRTC_ID),
	NO_I915(OVERLAY_PUT_IMAGE),
	NO_I915(SET_SPRITE_COLORKEY),
	NO_I915(PERF_OPEN),
	NO_I915(PERF_ADD_CONFIG),
	NO_I915(PERF_REMOVE_CONFIG),
};

static int refuse(unsigned long request)
{
	const struct row *row = &rows[_IOC_NR(request) % NUMBERS];
	char name[32];

	snprintf(name, sizeof(name), "ioctl 0x%02lx", _IOC_NR(request));
	shim_report_unsupported(row->name ? row->name : name);
	return -EINVAL;
}

/* Answer an ioctl of an open file. */
static int file_ioctl(struct shim_file *file, unsigned long request, void *arg, const void *caller)
{
	const struct row *row = &rows[_IOC_NR(request) % NUMBERS];
	u32 size = _IOC_SIZE(request);
	u64 copy[ARG_MAX_BYTES / sizeof(u64)] = { 0 }, at = (uintptr_t)arg;
	int ret;

	if (!row->call || size > sizeof(copy))
		return refuse(request);
	if (size && at < SHIM_USER_FIRST)
		return -EFAULT;
	if (_IOC_DIR(request) & _IOC_WRITE && shim_user_read(copy, at, size))
		return -EFAULT;
	if (row->call == shim_ctx_create)
		shim_report_driver(caller);
	ret = row->call(file, copy);
	if (_IOC_DIR(request) & _IOC_READ && shim_user_write(at, copy, min(size, row->size)))
		return -EFAULT;
	return ret;
}

/* Test by its name if a memfd is a render node that another process opened. */
static bool named_node(int fd)
{
	char path[32], name[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = libc.readlink(path, name, sizeof(name) - 1);
	if (n <= 0)
		return false;
	name[n] = 0;
	return strstr(name, node_name);
}

static struct shim_file *file_add(u64 ino)
{
	struct shim_file *file = calloc(1, sizeof(*file));

	if (!file)
		return NULL;
	file->refs = 1;
	file->ino = ino;
	list_add_tail(&file->list, &shim.files);
	WRITE_ONCE(shim.n_files, shim.n_files + 1);
	return file;
}

/* Return the open file of a descriptor; NULL: it is not the render node. */
static struct shim_file *file_of(int fd)
{
	u64 ino = shim_memfd_inode(fd);
	struct shim_file *file;

	if (!ino)
		return NULL;
	list_for_each_entry(file, &shim.files, list)
		if (file->ino == ino)
			return file;
	if (!named_node(fd))
		return NULL;
	/* An X server opens the render node, and passes it to its client. */
	shim_report_open();
	return file_add(ino);
}

int shim_open(int flags)
{
	u64 ino;
	int fd;

	shim_process_enter();
	fd = memfd_create(node_name, flags & O_CLOEXEC ? MFD_CLOEXEC : 0);
	ino = fd < 0 ? 0 : shim_memfd_inode(fd);
	if (fd >= 0 && (!ino || !file_add(ino))) {
		libc.close(fd);
		fd = -1;
		errno = ENOMEM;
	}
	if (fd >= 0)
		shim_report_open();
	shim_leave();
	return fd;
}

/* Drop a reference. The last one drops what a file holds. Requests keep what they need. */
static void file_put(struct shim_file *file)
{
	if (!port_ref_put(&file->refs))
		return;
	list_del(&file->list);
	WRITE_ONCE(shim.n_files, shim.n_files - 1);
	shim_handles_exit(&file->syncobjs, shim_syncobj_put);
	shim_handles_exit(&file->ctxs, shim_ctx_put);
	shim_handles_exit(&file->vms, shim_vm_put);
	shim_handles_exit(&file->bos, shim_bo_put);
	if (file->ctx)
		shim_ctx_put(file->ctx);
	free(file);
}

/* Test if a descriptor other than @fd names the same file. */
static bool another_fd(int fd, u64 ino)
{
	DIR *dir = libc.opendir("/proc/self/fd");
	bool found = false;
	struct dirent *e;
	int other;

	if (!dir)
		return true;
	while (!found && (e = libc.readdir(dir))) {
		other = atoi(e->d_name);
		found = e->d_name[0] != '.' && other != fd && other != libc.dirfd(dir) &&
			shim_memfd_inode(other) == ino;
	}
	libc.closedir(dir);
	return found;
}

void shim_close(int fd)
{
	struct shim_file *file;
	int saved = errno;
	u64 ino;

	/* Most descriptors are not of this library: do not even take the lock. */
	if (!READ_ONCE(shim.n_files))
		return;
	ino = shim_memfd_inode(fd);
	if (!ino || getpid() != shim.pid)
		return;
	shim_process_enter();
	list_for_each_entry(file, &shim.files, list) {
		if (file->ino != ino)
			continue;
		if (!another_fd(fd, ino))
			file_put(file);
		break;
	}
	shim_leave();
	errno = saved;
}

bool shim_is_node(int fd)
{
	bool is;

	shim_process_enter();
	is = file_of(fd);
	shim_leave();
	return is;
}

u64 shim_object_bytes(int fd)
{
	u64 bytes;

	if (!shim_memfd_inode(fd))
		return 0;
	shim_process_enter();
	bytes = shim_bo_bytes_of_fd(fd);
	shim_leave();
	return bytes;
}

bool shim_ioctl(int fd, unsigned long request, void *arg, const void *caller, int *ret)
{
	struct shim_file *file;
	bool answered = true;

	shim_process_enter();
	switch (_IOC_TYPE(request)) {
	case DRM_TYPE:
		file = file_of(fd);
		answered = file;
		if (!file)
			break;
		port_ref_get(&file->refs);
		shim_requests_reap();
		*ret = file_ioctl(file, request, arg, caller);
		file_put(file);
		break;
	case SYNC_TYPE:
		*ret = shim_sync_ioctl(fd, request, arg);
		answered = *ret != -ENOTTY;
		break;
	case DMABUF_TYPE:
		*ret = shim_dmabuf_ioctl(fd, request, arg);
		answered = *ret != -ENOTTY;
		break;
	default:
		answered = false;
	}
	shim_leave();
	return answered;
}

bool shim_mmap(void *addr, size_t len, int prot, int flags, int fd, u64 offset, void **map)
{
	const int kept = MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_POPULATE | MAP_NORESERVE;
	struct shim_bo *bo;
	bool is;
	u64 at;

	shim_process_enter();
	is = file_of(fd);
	bo = is ? shim_bo_at(offset) : NULL;
	*map = MAP_FAILED;
	if (is)
		errno = EINVAL;
	if (bo && len <= bo->size - (offset - bo->mmap_offset)) {
		at = offset - bo->mmap_offset;
		*map = libc.mmap(addr, len, prot, MAP_SHARED | (flags & kept), bo->fd, (long)at);
	}
	shim_leave();
	return is;
}
