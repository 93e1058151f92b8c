// SPDX-License-Identifier: GPL-2.0-only
/* Objects of several files and processes. */
#include "tests/unit/shim/shim_client.h"

#include <linux/dma-buf.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

static int to_fd(int fd, u32 bo)
{
	struct drm_prime_handle args = { .handle = bo, .flags = DRM_CLOEXEC | DRM_RDWR };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args), 0);
	return args.fd;
}

static int from_fd(int fd, int dmabuf, u32 *bo)
{
	struct drm_prime_handle args = { .fd = dmabuf };
	int ret = client_ioctl(fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &args);

	*bo = args.handle;
	return ret;
}

static void test_a_file_gets_its_own_handle_back(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE), again;
	int dmabuf = to_fd(fd, bo);

	assert_int_equal(from_fd(fd, dmabuf, &again), 0);
	assert_int_equal(again, bo);
	close(dmabuf);
}

static void test_another_file_shares_the_object(void **state)
{
	int fd = *(int *)*state, other = shim_open(O_RDWR | O_CLOEXEC);
	u32 bo = client_bo(fd, PAGE_SIZE), imported, value = 5;
	int dmabuf = to_fd(fd, bo);

	assert_int_equal(from_fd(other, dmabuf, &imported), 0);
	assert_int_equal(client_write(other, imported, 0, &value, 4), 0);
	assert_int_equal(client_read(fd, bo, 0), 5);
	shim_close(other);
	close(other);
	close(dmabuf);
}

static void test_other_descriptors_are_no_objects(void **state)
{
	int fd = *(int *)*state;
	int ends[2];
	u32 bo;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(from_fd(fd, ends[0], &bo), -EINVAL);
	assert_int_equal(from_fd(fd, fd, &bo), -EINVAL);
	assert_int_equal(from_fd(fd, -1, &bo), -EBADF);
	close(ends[0]);
	close(ends[1]);
}

/* A control page that says another size than the memfd has. */
static void test_a_memfd_that_lies_about_its_size_is_refused(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, 2 * PAGE_SIZE), imported;
	int dmabuf = to_fd(fd, bo);
	u8 page[4096];
	int lie = memfd_create("lie", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_int_equal(pread(dmabuf, page, sizeof(page), 2 * PAGE_SIZE), sizeof(page));
	assert_int_equal(pwrite(lie, page, sizeof(page), 3 * PAGE_SIZE), sizeof(page));
	assert_int_equal(from_fd(fd, lie, &imported), -EINVAL);
	assert_int_equal(ftruncate(lie, PAGE_SIZE), 0);
	assert_int_equal(pwrite(lie, page, sizeof(page), PAGE_SIZE), sizeof(page));
	assert_int_equal(from_fd(fd, lie, &imported), -EINVAL);
	close(lie);
	close(dmabuf);
}

/* In the child: import the object, and let its own engine write it. */
static void child_writes(int dmabuf, u32 value)
{
	int fd = shim_open(O_RDWR | O_CLOEXEC);
	u32 bo;

	assert_int_equal(from_fd(fd, dmabuf, &bo), 0);
	assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, value), END), bo, 0), 0);
	assert_int_equal(client_wait(fd, bo, -1), 0);
}

static int child_end(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void test_a_child_has_an_engine_of_its_own(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	int dmabuf = to_fd(fd, bo);
	pid_t child;

	/* The parent's engine exists at the fork. */
	assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, 1), END), bo, 0), 0);
	assert_int_equal(client_read(fd, bo, 0), 1);
	child = fork();
	if (!child) {
		child_writes(dmabuf, 2);
		_exit(0);
	}
	assert_int_equal(child_end(child), 0);
	assert_int_equal(client_read(fd, bo, 0), 2);
	assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, 3), END), bo, 0), 0);
	assert_int_equal(client_read(fd, bo, 0), 3);
	close(dmabuf);
}

static void test_a_child_can_use_what_the_parent_made(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE), batch = BATCH(fd, STORE(DATA, 1), END);
	pid_t child;

	assert_int_equal(client_exec(fd, batch, bo, 0), 0);
	assert_int_equal(client_wait(fd, bo, -1), 0);
	child = fork();
	if (!child) {
		assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, 2), END), bo, 0), 0);
		assert_int_equal(client_read(fd, bo, 0), 2);
		_exit(0);
	}
	assert_int_equal(child_end(child), 0);
	assert_int_equal(client_read(fd, bo, 0), 2);
}

/* Write to a shared object, but only when the pipe is closed. */
static void child_writes_late(int dmabuf, int gate, int ready)
{
	int fd = shim_open(O_RDWR | O_CLOEXEC);
	struct drm_i915_gem_exec_object2 objects[2];
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, I915_EXEC_FENCE_IN);
	u32 bo;

	assert_int_equal(from_fd(fd, dmabuf, &bo), 0);
	objects[0] = client_object(bo, DATA, EXEC_OBJECT_WRITE);
	objects[1] = client_object(BATCH(fd, STORE(DATA, 6), END), CODE, 0);
	args.rsvd2 = (u32)gate;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	assert_int_equal(write(ready, "", 1), 1);
	assert_int_equal(client_wait(fd, bo, -1), 0);
}

static void test_a_batch_waits_for_the_writes_of_another_process(void **state)
{
	int fd = *(int *)*state;
	u32 from = client_bo(fd, PAGE_SIZE), to = client_bo(fd, PAGE_SIZE);
	const u64 there = DATA + PAGE_SIZE;
	u32 batch = BATCH(fd, 0x17000003u, lower_32_bits(there), upper_32_bits(there),
			  lower_32_bits(DATA), upper_32_bits(DATA), END);
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(from, DATA, 0), client_object(to, there, EXEC_OBJECT_WRITE),
		client_object(batch, CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 3, 0);
	struct drm_i915_gem_busy busy = { .handle = from };
	int dmabuf = to_fd(fd, from);
	int gate[2], ready[2];
	pid_t child;
	char c;

	assert_int_equal(pipe(gate), 0);
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (!child) {
		close(gate[1]);
		child_writes_late(dmabuf, gate[0], ready[1]);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_BUSY, &busy), 0);
	assert_int_not_equal(busy.busy, 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	assert_int_equal(client_wait(fd, to, 20000000), -ETIME);
	close(gate[1]);
	assert_int_equal(client_wait(fd, to, -1), 0);
	assert_int_equal(client_read(fd, to, 0), 6);
	assert_int_equal(child_end(child), 0);
	close(gate[0]);
	close(ready[0]);
	close(ready[1]);
	close(dmabuf);
}

static void test_a_dead_process_delays_nobody(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	int dmabuf = to_fd(fd, bo);
	int gate[2], ready[2];
	pid_t child;
	char c;

	assert_int_equal(pipe(gate), 0);
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (!child) {
		child_writes_late(dmabuf, gate[0], ready[1]);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(kill(child, SIGKILL), 0);
	child_end(child);
	assert_int_equal(client_wait(fd, bo, 5000000000), 0);
	close(gate[0]);
	close(gate[1]);
	close(ready[0]);
	close(ready[1]);
	close(dmabuf);
}

static void test_dma_buf_sync_is_answered(void **state)
{
	int fd = *(int *)*state;
	int dmabuf = to_fd(fd, client_bo(fd, PAGE_SIZE));
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW };
	int ret;

	assert_int_equal(client_ioctl(dmabuf, DMA_BUF_IOCTL_SYNC, &sync), 0);
	sync.flags = 1u << 20;
	assert_int_equal(client_ioctl(dmabuf, DMA_BUF_IOCTL_SYNC, &sync), -EINVAL);
	assert_false(shim_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync, NULL, &ret));
	close(dmabuf);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, client_setup, client_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(test_a_file_gets_its_own_handle_back),
		ROW(test_another_file_shares_the_object),
		ROW(test_other_descriptors_are_no_objects),
		ROW(test_a_memfd_that_lies_about_its_size_is_refused),
		ROW(test_a_child_has_an_engine_of_its_own),
		ROW(test_a_child_can_use_what_the_parent_made),
		ROW(test_a_batch_waits_for_the_writes_of_another_process),
		ROW(test_a_dead_process_delays_nobody),
		ROW(test_dma_buf_sync_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
