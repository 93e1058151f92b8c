// SPDX-License-Identifier: GPL-2.0-only
/* Objects of the render node: what the ioctls make, and what they refuse. */
#include "tests/unit/shim/shim_client.h"

#include <sys/mman.h>
#include <sys/wait.h>

static void an_object_is_zeroes_in_whole_pages(void **state)
{
	int fd = *(int *)*state;
	struct drm_i915_gem_create create = { .size = 5000 };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CREATE, &create), 0);
	assert_int_equal(create.size, 2 * PAGE_SIZE);
	assert_int_equal(create.handle, 1);
	assert_int_equal(client_read(fd, create.handle, 2 * PAGE_SIZE - 4), 0);
}

static void an_object_without_bytes_is_refused(void **state)
{
	int fd = *(int *)*state;
	struct drm_i915_gem_create create = { .size = 0 };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CREATE, &create), -EINVAL);
	create.size = 1ull << 60;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CREATE, &create), -E2BIG);
}

static int create_in(int fd, u16 class, u16 instance, u32 name)
{
	struct drm_i915_gem_memory_class_instance region = { class, instance };
	struct drm_i915_gem_create_ext_memory_regions ext = {
		.base.name = name, .num_regions = 1, .regions = (uintptr_t)&region,
	};
	struct drm_i915_gem_create_ext create = { .size = 1, .extensions = (uintptr_t)&ext };

	return client_ioctl(fd, DRM_IOCTL_I915_GEM_CREATE_EXT, &create);
}

static void an_object_can_be_in_system_memory_only(void **state)
{
	int fd = *(int *)*state;

	assert_int_equal(create_in(fd, I915_MEMORY_CLASS_SYSTEM, 0, 0), 0);
	assert_int_equal(create_in(fd, I915_MEMORY_CLASS_DEVICE, 0, 0), -EINVAL);
	assert_int_equal(create_in(fd, I915_MEMORY_CLASS_SYSTEM, 1, 0), -EINVAL);
	assert_int_equal(create_in(fd, I915_MEMORY_CLASS_SYSTEM, 0, 99), -EINVAL);
}

static void a_ring_of_extensions_ends(void **state)
{
	int fd = *(int *)*state;
	struct drm_i915_gem_memory_class_instance region = { 0, 0 };
	struct drm_i915_gem_create_ext_memory_regions ext = {
		.base.next_extension = (uintptr_t)&ext, .num_regions = 1,
		.regions = (uintptr_t)&region,
	};
	struct drm_i915_gem_create_ext create = { .size = 1, .extensions = (uintptr_t)&ext };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CREATE_EXT, &create), -E2BIG);
}

static void a_mapping_shows_the_object(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, 2 * PAGE_SIZE);
	struct drm_i915_gem_mmap_offset map = { .handle = bo, .flags = I915_MMAP_OFFSET_WB };
	u32 value = 0x12345678;
	void *at;

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &map), 0);
	assert_true(map.offset >= SHIM_MMAP_BASE);
	assert_true(shim_mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			      map.offset + PAGE_SIZE, &at));
	assert_ptr_not_equal(at, MAP_FAILED);
	assert_int_equal(client_write(fd, bo, PAGE_SIZE, &value, sizeof(value)), 0);
	assert_int_equal(*(u32 *)at, value);
	munmap(at, PAGE_SIZE);
}

static void a_mapping_ends_with_the_object(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_mmap_offset map = { .handle = bo, .flags = I915_MMAP_OFFSET_WB };
	void *at;

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &map), 0);
	/* The page behind the object is not the client's. */
	assert_true(shim_mmap(NULL, 2 * PAGE_SIZE, PROT_READ, MAP_SHARED, fd, map.offset, &at));
	assert_ptr_equal(at, MAP_FAILED);
	assert_true(shim_mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, fd,
			      map.offset + PAGE_SIZE, &at));
	assert_ptr_equal(at, MAP_FAILED);
	assert_false(shim_mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, 0, map.offset, &at));
}

static void mappings_of_other_kinds_are_refused(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_set_tiling tiling = { .handle = bo, .tiling_mode = I915_TILING_Y,
						  .stride = 128 };
	struct drm_i915_gem_mmap_offset map = { .handle = bo, .flags = I915_MMAP_OFFSET_FIXED };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &map), -ENODEV);
	map.flags = 77;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &map), -EINVAL);
	map.flags = I915_MMAP_OFFSET_GTT;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &map), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_SET_TILING, &tiling), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &map), -ENODEV);
}

static void reads_and_writes_stay_inside_the_object(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	u32 value = 7;

	assert_int_equal(client_write(fd, bo, PAGE_SIZE - 4, &value, 4), 0);
	assert_int_equal(client_write(fd, bo, PAGE_SIZE - 2, &value, 4), -EINVAL);
	assert_int_equal(client_write(fd, bo, ~0ull - 1, &value, 4), -EINVAL);
	assert_int_equal(client_write(fd, bo, 0, NULL, 4), -EFAULT);
	assert_int_equal(client_write(fd, bo + 1, 0, &value, 4), -ENOENT);
	assert_int_equal(client_read(fd, bo, PAGE_SIZE - 4), 7);
}

static void a_closed_handle_is_free(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct drm_gem_close args = { .handle = bo };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, &args), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, &args), -EINVAL);
	assert_int_equal(client_bo(fd, PAGE_SIZE), bo);
	args.handle = ~0u;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, &args), -EINVAL);
}

static void tiling_is_kept(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_set_tiling set = { .handle = bo, .tiling_mode = I915_TILING_X,
					       .stride = 512 };
	struct drm_i915_gem_get_tiling get = { .handle = bo };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_SET_TILING, &set), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_GET_TILING, &get), 0);
	assert_int_equal(get.tiling_mode, I915_TILING_X);
	set.tiling_mode = 9;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_SET_TILING, &set), -EINVAL);
}

static int userptr(int fd, u64 at, u64 size, u32 flags)
{
	struct drm_i915_gem_userptr args = { .user_ptr = at, .user_size = size, .flags = flags };

	return client_ioctl(fd, DRM_IOCTL_I915_GEM_USERPTR, &args);
}

static void memory_of_the_process_needs_whole_mapped_pages(void **state)
{
	int fd = *(int *)*state;
	u8 *at = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		      -1, 0);

	assert_int_equal(userptr(fd, (uintptr_t)at, PAGE_SIZE, 0), 0);
	assert_int_equal(userptr(fd, (uintptr_t)at + 1, PAGE_SIZE, 0), -EINVAL);
	assert_int_equal(userptr(fd, (uintptr_t)at, 1, 0), -EINVAL);
	assert_int_equal(userptr(fd, 0, PAGE_SIZE, 0), -EFAULT);
	assert_int_equal(userptr(fd, (uintptr_t)at, PAGE_SIZE, 0x40), -EINVAL);
	munmap(at + PAGE_SIZE, PAGE_SIZE);
	assert_int_equal(userptr(fd, (uintptr_t)at, 2 * PAGE_SIZE, 0), -EFAULT);
	munmap(at, PAGE_SIZE);
}

static void an_idle_object_is_not_busy(void **state)
{
	int fd = *(int *)*state;
	struct drm_i915_gem_busy busy = { .handle = client_bo(fd, PAGE_SIZE), .busy = 1 };
	struct drm_i915_gem_madvise advise = { .handle = busy.handle, .madv = I915_MADV_DONTNEED };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_BUSY, &busy), 0);
	assert_int_equal(busy.busy, 0);
	assert_int_equal(client_wait(fd, busy.handle, -1), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_MADVISE, &advise), 0);
	assert_int_equal(advise.retained, 1);
	advise.madv = 5;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_MADVISE, &advise), -EINVAL);
}

static void files_do_not_share_handles(void **state)
{
	int fd = *(int *)*state;
	int other = shim_open(O_RDWR | O_CLOEXEC);
	struct drm_gem_close args = { .handle = client_bo(fd, PAGE_SIZE) };

	assert_int_equal(client_ioctl(other, DRM_IOCTL_GEM_CLOSE, &args), -EINVAL);
	shim_close(other);
	close(other);
}

static void a_copy_of_the_descriptor_is_the_same_file(void **state)
{
	int fd = *(int *)*state;
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 100);
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct drm_gem_close args = { .handle = bo };

	/* The file stays as long as one descriptor does. */
	shim_close(copy);
	assert_int_equal(client_ioctl(copy, DRM_IOCTL_GEM_CLOSE, &args), 0);
	close(copy);
	assert_true(shim_is_node(fd));
	assert_false(shim_is_node(copy));
}

static void unknown_ioctls_are_refused(void **state)
{
	int fd = *(int *)*state;
	u64 arg[64] = { 0 };
	int ret;

	assert_int_equal(client_ioctl(fd, DRM_IOWR(0x7f, u64), arg), -EINVAL);
	assert_int_equal(client_ioctl(fd, DRM_IOWR(0x09, u64[64]), arg), -EINVAL);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, NULL), -EFAULT);
	assert_false(shim_ioctl(fd, 0x5401, arg, NULL, &ret));
	assert_false(shim_ioctl(0, DRM_IOCTL_GEM_CLOSE, arg, NULL, &ret));
}

/* A user reads one line that names what the program asked for. */
static void a_refused_ioctl_is_reported_by_its_name(void **state)
{
	int fd = *(int *)*state;
	char path[] = "/tmp/facet-report-XXXXXX", line[256] = "";
	int report = mkstemp(path);
	u64 arg[64] = { 0 };

	assert_true(report >= 0);
	setenv("FACET_RUN_REPORT", path, 1);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_PERF_OPEN, arg), -EINVAL);
	assert_int_equal(client_ioctl(fd, DRM_IOWR(0x7e, u64), arg), -EINVAL);
	unsetenv("FACET_RUN_REPORT");
	assert_true(read(report, line, sizeof(line) - 1) > 0);
	assert_non_null(strstr(line, "\tunsupported\tI915_PERF_OPEN\n"));
	assert_non_null(strstr(line, "\tunsupported\tioctl 0x7e\n"));
	unlink(path);
	close(report);
}

/* An X server opens the render node, and its client gets a descriptor alone. */
static void a_render_node_that_another_process_opened_is_reported(void **state)
{
	char path[] = "/tmp/facet-report-XXXXXX", line[256] = "";
	int report = mkstemp(path), status;
	pid_t child;

	setenv("FACET_RUN_REPORT", path, 1);
	child = client_fork();
	if (!child)
		_exit(!shim_is_node(memfd_create("facet-render-node", MFD_CLOEXEC)));
	assert_int_equal(waitpid(child, &status, 0), child);
	unsetenv("FACET_RUN_REPORT");
	assert_int_equal(status, 0);
	assert_true(read(report, line, sizeof(line) - 1) > 0);
	assert_non_null(strstr(line, "\topen\t"));
	unlink(path);
	close(report);
}

static void an_argument_that_is_no_address_is_refused(void **state)
{
	int fd = *(int *)*state;

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, (void *)8), -EFAULT);
}

/* Memory of the client that is not there, or cannot be written. */
static void memory_that_is_not_there_is_refused(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	u8 *page = mmap(NULL, 2 * PAGE_SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct drm_i915_gem_pread read_args = {
		.handle = bo, .size = 8, .data_ptr = (uintptr_t)page,
	};
	struct drm_i915_gem_execbuffer2 exec = { .buffer_count = 1 };

	munmap(page + PAGE_SIZE, PAGE_SIZE);
	assert_int_equal(client_write(fd, bo, 0, page, 8), 0);
	assert_int_equal(client_write(fd, bo, 0, page + PAGE_SIZE - 4, 8), -EFAULT);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_PREAD, &read_args), -EFAULT);
	exec.buffers_ptr = (uintptr_t)page + PAGE_SIZE;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &exec), -EFAULT);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, page + PAGE_SIZE), -EFAULT);
	munmap(page, PAGE_SIZE);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, client_setup, client_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(an_object_is_zeroes_in_whole_pages),
		ROW(an_object_without_bytes_is_refused),
		ROW(an_object_can_be_in_system_memory_only),
		ROW(a_ring_of_extensions_ends),
		ROW(a_mapping_shows_the_object),
		ROW(a_mapping_ends_with_the_object),
		ROW(mappings_of_other_kinds_are_refused),
		ROW(reads_and_writes_stay_inside_the_object),
		ROW(a_closed_handle_is_free),
		ROW(tiling_is_kept),
		ROW(memory_of_the_process_needs_whole_mapped_pages),
		ROW(an_idle_object_is_not_busy),
		ROW(files_do_not_share_handles),
		ROW(a_copy_of_the_descriptor_is_the_same_file),
		ROW(unknown_ioctls_are_refused),
		ROW(a_refused_ioctl_is_reported_by_its_name),
		ROW(an_argument_that_is_no_address_is_refused),
		ROW(memory_that_is_not_there_is_refused),
		ROW(a_render_node_that_another_process_opened_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
