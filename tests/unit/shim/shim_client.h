/* SPDX-License-Identifier: GPL-2.0-only */
/* A client of the render node, as a driver is one: objects, batches and ioctls. */
#ifndef SHIM_CLIENT_H
#define SHIM_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <i915_drm.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "port.h"
#include "shim/shim.h"

#define PIN	(EXEC_OBJECT_PINNED | EXEC_OBJECT_SUPPORTS_48B_ADDRESS)

/* Addresses of objects in the PPGTT. */
#define CODE	0x100000000ull
#define DATA	0x200000000ull

#define STORE(va, value)	0x10000002u, lower_32_bits(va), upper_32_bits(va), value
#define END			0x05000000u, 0u

/* Answer an ioctl. Return: its result: 0 or more, or a negative errno. */
static inline int client_ioctl(int fd, unsigned long request, void *arg)
{
	int ret = -ENOTTY;

	if (!shim_ioctl(fd, request, arg, NULL, &ret))
		return -ENOTTY;
	return ret;
}

static inline int client_setup(void **state)
{
	int *fd = malloc(sizeof(*fd));

	*fd = shim_open(O_RDWR | O_CLOEXEC);
	*state = fd;
	return *fd < 0;
}

static inline int client_teardown(void **state)
{
	int *fd = *state;

	shim_close(*fd);
	close(*fd);
	free(fd);
	return 0;
}

/* Make an object. Return: its handle. */
static inline u32 client_bo(int fd, u64 size)
{
	struct drm_i915_gem_create create = { .size = size };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CREATE, &create), 0);
	return create.handle;
}

static inline int client_write(int fd, u32 bo, u64 offset, const void *from, u64 size)
{
	struct drm_i915_gem_pwrite args = {
		.handle = bo, .offset = offset, .size = size, .data_ptr = (uintptr_t)from,
	};

	return client_ioctl(fd, DRM_IOCTL_I915_GEM_PWRITE, &args);
}

/* Read a dword of an object, when no batch writes it any more. */
static inline u32 client_read(int fd, u32 bo, u64 offset)
{
	u32 value = 0;
	struct drm_i915_gem_pread args = {
		.handle = bo, .offset = offset, .size = sizeof(value),
		.data_ptr = (uintptr_t)&value,
	};

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_PREAD, &args), 0);
	return value;
}

/* Make an object with a batch. Return: its handle. */
static inline u32 client_batch(int fd, const u32 *dw, u32 n)
{
	u32 bo = client_bo(fd, PAGE_SIZE);

	assert_int_equal(client_write(fd, bo, 0, dw, n * sizeof(*dw)), 0);
	return bo;
}

#define BATCH(fd, ...) ({						\
	const u32 dw_[] = { __VA_ARGS__ };				\
	client_batch(fd, dw_, ARRAY_SIZE(dw_));				\
})

static inline struct drm_i915_gem_exec_object2 client_object(u32 bo, u64 va, u64 flags)
{
	return (struct drm_i915_gem_exec_object2){
		.handle = bo, .offset = va, .flags = PIN | flags,
	};
}

static inline struct drm_i915_gem_execbuffer2
client_args(struct drm_i915_gem_exec_object2 *objects, u32 n, u64 flags)
{
	return (struct drm_i915_gem_execbuffer2){
		.buffers_ptr = (uintptr_t)objects, .buffer_count = n,
		.flags = flags | I915_EXEC_NO_RELOC | I915_EXEC_HANDLE_LUT,
	};
}

/* Queue a batch at CODE, with an object that it writes at DATA. */
static inline int client_exec(int fd, u32 batch, u32 data, u32 ctx)
{
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, EXEC_OBJECT_WRITE), client_object(batch, CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, 0);

	i915_execbuffer2_set_context_id(args, ctx);
	return client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2_WR, &args);
}

static inline int client_wait(int fd, u32 bo, s64 ns)
{
	struct drm_i915_gem_wait wait = { .bo_handle = bo, .timeout_ns = ns };

	return client_ioctl(fd, DRM_IOCTL_I915_GEM_WAIT, &wait);
}

static inline u32 client_syncobj(int fd, u32 flags)
{
	struct drm_syncobj_create create = { .flags = flags };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_CREATE, &create), 0);
	return create.handle;
}

static inline int client_syncobj_wait(int fd, u32 handle, u32 flags, s64 deadline_ns)
{
	struct drm_syncobj_wait wait = {
		.handles = (uintptr_t)&handle, .count_handles = 1, .flags = flags,
		.timeout_nsec = deadline_ns,
	};

	return client_ioctl(fd, DRM_IOCTL_SYNCOBJ_WAIT, &wait);
}

static inline int client_signal(int fd, u32 handle)
{
	struct drm_syncobj_array array = { .handles = (uintptr_t)&handle, .count_handles = 1 };

	return client_ioctl(fd, DRM_IOCTL_SYNCOBJ_SIGNAL, &array);
}

/* Test if all threads of this process but the calling one sleep. */
static inline bool client_others_sleep(void)
{
	DIR *tasks = opendir("/proc/self/task");
	bool sleep = true;
	char path[sizeof("/proc/self/task//stat") + NAME_MAX], state;
	struct dirent *task;
	FILE *stat;

	assert_non_null(tasks);
	while ((task = readdir(tasks))) {
		int id = atoi(task->d_name);

		if (!id || id == gettid())
			continue;
		snprintf(path, sizeof(path), "/proc/self/task/%s/stat", task->d_name);
		stat = fopen(path, "re");
		if (stat && fscanf(stat, "%*d (%*[^)]) %c", &state) == 1)
			sleep &= state == 'S';
		if (stat)
			fclose(stat);
	}
	closedir(tasks);
	return sleep;
}

/*
 * Fork while the engines sleep. AddressSanitizer of GCC 12 does not free its locks in a child: if a
 * thread allocates at the fork, the child waits for ever.
 */
static inline pid_t client_fork(void)
{
	while (!client_others_sleep())
		usleep(1000);
	return fork();
}

#endif
