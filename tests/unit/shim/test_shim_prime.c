// SPDX-License-Identifier: GPL-2.0-only
/* Objects of several files and processes. */
#include "tests/unit/shim/shim_client.h"

#include <linux/dma-buf.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "shim/shim_libc.h"

/* The bound of waits for other processes. Waits of LONG_NS end before it. */
#define HANG_MS		"4000"
#define SOON_NS		20000000ll
#define LONG_NS		3000000000ll

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

static void a_file_gets_its_own_handle_back(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE), again;
	int dmabuf = to_fd(fd, bo);

	assert_int_equal(from_fd(fd, dmabuf, &again), 0);
	assert_int_equal(again, bo);
	close(dmabuf);
}

static void another_file_shares_the_object(void **state)
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

static void other_descriptors_are_no_objects(void **state)
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
static void a_memfd_that_lies_about_its_size_is_refused(void **state)
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
	assert_int_equal(fcntl(lie, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
	assert_int_equal(from_fd(fd, lie, &imported), -EINVAL);
	close(lie);
	close(dmabuf);
}

/* A file that seems to have the inode of another one, as files of two file systems can have. */
static int double_fd = -1;
static ino_t double_inode;
static int (*true_fstat)(int fd, struct stat *st);

static int fstat_of_double(int fd, struct stat *st)
{
	int ret = true_fstat(fd, st);

	if (!ret && fd == double_fd)
		st->st_ino = double_inode;
	return ret;
}

/* Give the double the inode of @fd. */
static void double_of(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	double_inode = st.st_ino;
}

static void a_file_with_the_inode_of_an_object_is_no_object(void **state)
{
	int fd = *(int *)*state;
	struct drm_syncobj_handle so = { .handle = client_syncobj(fd, 0) };
	int dmabuf = to_fd(fd, client_bo(fd, PAGE_SIZE));
	FILE *file = tmpfile();
	u32 bo;

	assert_non_null(file);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD, &so), 0);
	double_fd = fileno(file);
	true_fstat = libc.fstat;
	libc.fstat = fstat_of_double;
	double_of(dmabuf);
	assert_int_equal(from_fd(fd, double_fd, &bo), -EINVAL);
	assert_int_equal(shim_object_bytes(double_fd), 0);
	double_of(fd);
	assert_false(shim_is_node(double_fd));
	double_of(so.fd);
	close(so.fd);
	so.fd = double_fd;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE, &so), -EINVAL);
	libc.fstat = true_fstat;
	double_fd = -1;
	fclose(file);
	close(dmabuf);
}

static void an_object_that_leaves_the_process_keeps_its_size(void **state)
{
	int fd = *(int *)*state;
	int dmabuf = to_fd(fd, client_bo(fd, PAGE_SIZE));

	assert_int_equal(ftruncate(dmabuf, 0), -1);
	assert_int_equal(ftruncate(dmabuf, 16 * PAGE_SIZE), -1);
	close(dmabuf);
}

/* The bytes of an object, in a memfd whose owner can still shrink it. */
static void a_memfd_that_can_shrink_is_refused(void **state)
{
	int fd = *(int *)*state;
	int dmabuf = to_fd(fd, client_bo(fd, PAGE_SIZE));
	int loose = memfd_create("loose", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	u8 pages[2 * 4096];
	u32 imported;

	assert_int_equal(pread(dmabuf, pages, sizeof(pages), 0), sizeof(pages));
	assert_int_equal(pwrite(loose, pages, sizeof(pages), 0), sizeof(pages));
	assert_int_equal(from_fd(fd, loose, &imported), -EINVAL);
	assert_int_equal(fcntl(loose, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
	assert_int_equal(from_fd(fd, loose, &imported), 0);
	close(loose);
	close(dmabuf);
}

static void the_control_page_is_not_part_of_the_object(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, 3 * PAGE_SIZE);
	struct drm_gem_close args = { .handle = bo };
	int dmabuf = to_fd(fd, bo);

	assert_int_equal(shim_object_bytes(dmabuf), 3 * PAGE_SIZE);
	/* Without the object here, it is one of another process. */
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, &args), 0);
	assert_int_equal(shim_object_bytes(dmabuf), 3 * PAGE_SIZE);
	assert_int_equal(shim_object_bytes(fd), 0);
	assert_int_equal(shim_object_bytes(-1), 0);
	close(dmabuf);
}

/* A memfd costs its maker nothing; the tables of its pages would cost this process a lot. */
static void an_object_larger_than_the_memory_is_not_used(void **state)
{
	const u64 size = ((u64)sysconf(_SC_PHYS_PAGES) + 1) * PAGE_SIZE;
	int fd = *(int *)*state, huge;
	int dmabuf = to_fd(fd, client_bo(fd, PAGE_SIZE));
	u64 page[PAGE_SIZE / sizeof(u64)];
	u32 bo;

	assert_int_equal(pread(dmabuf, page, sizeof(page), PAGE_SIZE), sizeof(page));
	page[1] = size;
	huge = memfd_create("huge", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_int_equal(pwrite(huge, page, sizeof(page), (off_t)size), sizeof(page));
	assert_int_equal(fcntl(huge, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
	assert_int_equal(from_fd(fd, huge, &bo), 0);
	assert_int_equal(client_exec(fd, BATCH(fd, END), bo, 0), -ENOMEM);
	close(huge);
	close(dmabuf);
}

/* Drivers index tables by it. */
static void a_tiling_that_another_process_wrote_is_bounded(void **state)
{
	int fd = *(int *)*state;
	struct drm_i915_gem_get_tiling get = { .handle = client_bo(fd, PAGE_SIZE) };
	int dmabuf = to_fd(fd, get.handle);
	u32 *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, dmabuf, PAGE_SIZE);

	page[4] = 77;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_GET_TILING, &get), 0);
	assert_int_equal(get.tiling_mode, I915_TILING_NONE);
	page[4] = I915_TILING_Y;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_GET_TILING, &get), 0);
	assert_int_equal(get.tiling_mode, I915_TILING_Y);
	munmap(page, PAGE_SIZE);
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

static void a_child_has_an_engine_of_its_own(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	int dmabuf = to_fd(fd, bo);
	pid_t child;

	/* The parent's engine exists at the fork. */
	assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, 1), END), bo, 0), 0);
	assert_int_equal(client_read(fd, bo, 0), 1);
	child = client_fork();
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

static void a_child_can_use_what_the_parent_made(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE), batch = BATCH(fd, STORE(DATA, 1), END);
	pid_t child;

	assert_int_equal(client_exec(fd, batch, bo, 0), 0);
	assert_int_equal(client_wait(fd, bo, -1), 0);
	child = client_fork();
	if (!child) {
		assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, 2), END), bo, 0), 0);
		assert_int_equal(client_read(fd, bo, 0), 2);
		_exit(0);
	}
	assert_int_equal(child_end(child), 0);
	assert_int_equal(client_read(fd, bo, 0), 2);
}

/* Write or read a shared object, but only when the pipe is closed. */
static void child_uses_late(int dmabuf, u64 flags, int gate, int ready)
{
	int fd = shim_open(O_RDWR | O_CLOEXEC);
	const u64 to = flags & EXEC_OBJECT_WRITE ? DATA : DATA + PAGE_SIZE;
	struct drm_i915_gem_exec_object2 objects[3];
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 3, I915_EXEC_FENCE_IN);
	u32 bo;

	assert_int_equal(from_fd(fd, dmabuf, &bo), 0);
	objects[0] = client_object(bo, DATA, flags);
	objects[1] = client_object(client_bo(fd, PAGE_SIZE), DATA + PAGE_SIZE, EXEC_OBJECT_WRITE);
	objects[2] = client_object(BATCH(fd, STORE(to, 6), END), CODE, 0);
	args.rsvd2 = (u32)gate;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	assert_int_equal(write(ready, "", 1), 1);
	assert_int_equal(client_wait(fd, bo, -1), 0);
}

static void a_batch_waits_for_the_writes_of_another_process(void **state)
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
	child = client_fork();
	if (!child) {
		close(gate[1]);
		child_uses_late(dmabuf, EXEC_OBJECT_WRITE, gate[0], ready[1]);
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

/**
 * struct late - A child that has queued a use of a shared object, behind a gate.
 * @child: the child
 * @gate: pipe: the use happens when both ends are closed
 * @dmabuf: the object
 */
struct late {
	pid_t child;
	int gate[2];
	int dmabuf;
};

/* Fork a child that uses an object late. @new_ns: it is the first process of a namespace. */
static void late_init(struct late *late, int fd, u32 bo, u64 flags, bool new_ns)
{
	int ready[2];
	char c;

	late->dmabuf = to_fd(fd, bo);
	assert_int_equal(pipe(late->gate), 0);
	assert_int_equal(pipe(ready), 0);
	late->child = new_ns ? (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0) :
			       client_fork();
	if (!late->child) {
		close(late->gate[1]);
		child_uses_late(late->dmabuf, flags, late->gate[0], ready[1]);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
}

static void late_exit(struct late *late)
{
	close(late->gate[0]);
	close(late->gate[1]);
	close(late->dmabuf);
	kill(late->child, SIGKILL);
	child_end(late->child);
}

/* Nobody has waited for the child, so it is a zombie: kill(2) still finds it. */
static void a_dead_process_delays_nobody(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct late late;

	late_init(&late, fd, bo, EXEC_OBJECT_WRITE, false);
	assert_int_equal(client_wait(fd, bo, SOON_NS), -ETIME);
	assert_int_equal(kill(late.child, SIGKILL), 0);
	assert_int_equal(client_wait(fd, bo, LONG_NS), 0);
	late_exit(&late);
}

/* The child calls itself process 1, which is another one here. */
static void a_process_of_another_namespace_is_waited_for(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct late late;

	if (geteuid())
		skip();
	late_init(&late, fd, bo, EXEC_OBJECT_WRITE, true);
	assert_int_equal(client_wait(fd, bo, SOON_NS), -ETIME);
	assert_int_equal(kill(late.child, SIGKILL), 0);
	assert_int_equal(client_wait(fd, bo, LONG_NS), 0);
	late_exit(&late);
}

static void a_process_that_stands_still_delays_for_a_bounded_time(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct late late;

	late_init(&late, fd, bo, EXEC_OBJECT_WRITE, false);
	assert_int_equal(kill(late.child, SIGSTOP), 0);
	assert_int_equal(client_wait(fd, bo, -1), 0);
	late_exit(&late);
}

/* A compositor's picture must not show what a client draws next into the same buffer. */
static void a_batch_that_writes_waits_for_the_reads_of_another_process(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_busy busy = { .handle = bo };
	struct late late;
	u32 *data;

	late_init(&late, fd, bo, 0, false);
	data = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, late.dmabuf, 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_BUSY, &busy), 0);
	assert_int_not_equal(busy.busy, 0);
	assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, 7), END), bo, 0), 0);
	assert_int_equal(client_wait(fd, bo, SOON_NS), -ETIME);
	assert_int_equal(data[0], 0);
	close(late.gate[1]);
	late.gate[1] = -1;
	assert_int_equal(client_wait(fd, bo, LONG_NS), 0);
	assert_int_equal(data[0], 7);
	munmap(data, PAGE_SIZE);
	late_exit(&late);
}

static void reads_of_two_processes_do_not_delay_one_another(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE), to = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(bo, DATA, 0),
		client_object(to, DATA + PAGE_SIZE, EXEC_OBJECT_WRITE),
		client_object(BATCH(fd, STORE(DATA + PAGE_SIZE, 9), END), CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 3, 0);
	struct late late;

	late_init(&late, fd, bo, 0, false);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	assert_int_equal(client_wait(fd, to, LONG_NS), 0);
	assert_int_equal(client_read(fd, to, 0), 9);
	assert_int_equal(client_read(fd, bo, 0), 0);
	late_exit(&late);
}

/* The write is queued before anybody else has the object. */
static void a_write_that_is_queued_before_the_export_is_seen(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(bo, DATA, EXEC_OBJECT_WRITE),
		client_object(BATCH(fd, STORE(DATA, 6), END), CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, I915_EXEC_FENCE_IN);
	int gate[2], dmabuf;
	pid_t child;

	assert_int_equal(pipe(gate), 0);
	args.rsvd2 = (u32)gate[0];
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	dmabuf = to_fd(fd, bo);
	child = client_fork();
	if (!child) {
		int own = shim_open(O_RDWR | O_CLOEXEC);
		u32 imported;

		assert_int_equal(from_fd(own, dmabuf, &imported), 0);
		assert_int_equal(client_wait(own, imported, SOON_NS), -ETIME);
		close(gate[1]);
		_exit(0);
	}
	assert_int_equal(child_end(child), 0);
	close(gate[1]);
	assert_int_equal(client_wait(fd, bo, -1), 0);
	close(gate[0]);
	close(dmabuf);
}

static void a_syncobj_is_signalled_by_another_process(void **state)
{
	int fd = *(int *)*state;
	struct drm_syncobj_handle out = { .handle = client_syncobj(fd, 0) };
	u32 data = client_bo(fd, PAGE_SIZE), batch = BATCH(fd, STORE(DATA, 4), END);
	struct drm_i915_gem_exec_fence fence = { .flags = I915_EXEC_FENCE_WAIT };
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, EXEC_OBJECT_WRITE), client_object(batch, CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, I915_EXEC_FENCE_ARRAY);
	int gate[2];
	pid_t child;
	char c;

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD, &out), 0);
	assert_int_equal(pipe(gate), 0);
	child = client_fork();
	if (!child) {
		int own = shim_open(O_RDWR | O_CLOEXEC);
		struct drm_syncobj_handle in = { .fd = out.fd };

		assert_int_equal(client_ioctl(own, DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE, &in), 0);
		assert_int_equal(read(gate[0], &c, 1), 1);
		assert_int_equal(client_signal(own, in.handle), 0);
		_exit(0);
	}
	fence.handle = out.handle;
	args.cliprects_ptr = (uintptr_t)&fence;
	args.num_cliprects = 1;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), -EINVAL);
	assert_int_equal(write(gate[1], "", 1), 1);
	assert_int_equal(client_syncobj_wait(fd, out.handle,
					     DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT, S64_MAX), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	assert_int_equal(client_read(fd, data, 0), 4);
	assert_int_equal(child_end(child), 0);
	close(gate[0]);
	close(gate[1]);
	close(out.fd);
}

/* The child of vfork() has this process's memory, and descriptors of its own. */
static void a_child_of_vfork_does_not_close_the_file(void **state)
{
	int fd = *(int *)*state;
	u32 bo = client_bo(fd, PAGE_SIZE);
	pid_t child = vfork();

	if (!child) {
		shim_close(fd);
		close(fd);
		_exit(0);
	}
	assert_int_equal(child_end(child), 0);
	assert_int_equal(client_read(fd, bo, 0), 0);
}

static void dma_buf_sync_is_answered(void **state)
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
		ROW(a_file_gets_its_own_handle_back),
		ROW(another_file_shares_the_object),
		ROW(other_descriptors_are_no_objects),
		ROW(a_file_with_the_inode_of_an_object_is_no_object),
		ROW(a_memfd_that_lies_about_its_size_is_refused),
		ROW(an_object_that_leaves_the_process_keeps_its_size),
		ROW(a_memfd_that_can_shrink_is_refused),
		ROW(the_control_page_is_not_part_of_the_object),
		ROW(an_object_larger_than_the_memory_is_not_used),
		ROW(a_tiling_that_another_process_wrote_is_bounded),
		ROW(a_child_has_an_engine_of_its_own),
		ROW(a_child_can_use_what_the_parent_made),
		ROW(a_batch_waits_for_the_writes_of_another_process),
		ROW(a_batch_that_writes_waits_for_the_reads_of_another_process),
		ROW(reads_of_two_processes_do_not_delay_one_another),
		ROW(a_dead_process_delays_nobody),
		ROW(a_process_of_another_namespace_is_waited_for),
		ROW(a_process_that_stands_still_delays_for_a_bounded_time),
		ROW(a_write_that_is_queued_before_the_export_is_seen),
		ROW(a_syncobj_is_signalled_by_another_process),
		ROW(a_child_of_vfork_does_not_close_the_file),
		ROW(dma_buf_sync_is_answered),
	};

	setenv("FACET_RUN_HANG_MS", HANG_MS, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
