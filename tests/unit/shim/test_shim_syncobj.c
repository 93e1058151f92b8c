// SPDX-License-Identifier: GPL-2.0-only
/* Sync objects: timelines, and those that several processes have. */
#include "tests/unit/shim/shim_client.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define WAIT_FOR_SUBMIT	DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT
/* The bound of waits for other processes. Waits of LONG_NS end before it. */
#define HANG_MS		"4000"
#define SOON_NS		20000000ull
#define LONG_NS		3000000000ull

static u64 in(u64 ns)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec + ns;
}

static int reset(int fd, u32 handle)
{
	struct drm_syncobj_array array = { .handles = (uintptr_t)&handle, .count_handles = 1 };

	return client_ioctl(fd, DRM_IOCTL_SYNCOBJ_RESET, &array);
}

static int point_signal(int fd, u32 handle, u64 point)
{
	struct drm_syncobj_timeline_array array = {
		.handles = (uintptr_t)&handle, .points = (uintptr_t)&point, .count_handles = 1,
	};

	return client_ioctl(fd, DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL, &array);
}

static int point_wait(int fd, u32 handle, u64 point, u32 flags, u64 ns)
{
	struct drm_syncobj_timeline_wait wait = {
		.handles = (uintptr_t)&handle, .points = (uintptr_t)&point, .count_handles = 1,
		.flags = flags, .timeout_nsec = (s64)in(ns),
	};

	return client_ioctl(fd, DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT, &wait);
}

static u64 query(int fd, u32 handle, u32 flags)
{
	u64 value = 0;
	struct drm_syncobj_timeline_array array = {
		.handles = (uintptr_t)&handle, .points = (uintptr_t)&value, .count_handles = 1,
		.flags = flags,
	};

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_QUERY, &array), 0);
	return value;
}

/* Give a sync object the fence of a pipe, which happens when the pipe closes. */
static void attach_pipe(int fd, u32 handle, u64 point, int end)
{
	struct drm_syncobj_handle import = {
		.handle = client_syncobj(fd, 0), .fd = end,
		.flags = DRM_SYNCOBJ_FD_TO_HANDLE_FLAGS_IMPORT_SYNC_FILE,
	};
	struct drm_syncobj_transfer transfer = {
		.src_handle = import.handle, .dst_handle = handle, .dst_point = point,
	};

	/* A child has no test to fail. */
	if (client_ioctl(fd, DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE, &import) ||
	    client_ioctl(fd, DRM_IOCTL_SYNCOBJ_TRANSFER, &transfer))
		abort();
}

static int to_fd(int fd, u32 handle)
{
	struct drm_syncobj_handle args = { .handle = handle };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD, &args), 0);
	return args.fd;
}

static int from_fd(int fd, int shared, u32 *handle)
{
	struct drm_syncobj_handle args = { .fd = shared };
	int ret = client_ioctl(fd, DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE, &args);

	*handle = args.handle;
	return ret;
}

static void a_point_waits_for_the_points_before_it(void **state)
{
	int fd = *(int *)*state;
	u32 so = client_syncobj(fd, 0);
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	attach_pipe(fd, so, 5, ends[0]);
	assert_int_equal(point_signal(fd, so, 8), 0);
	assert_int_equal(query(fd, so, 0), 0);
	assert_int_equal(query(fd, so, DRM_SYNCOBJ_QUERY_FLAGS_LAST_SUBMITTED), 8);
	assert_int_equal(point_wait(fd, so, 8, 0, SOON_NS), -ETIME);
	assert_int_equal(point_wait(fd, so, 9, 0, SOON_NS), -EINVAL);
	close(ends[1]);
	assert_int_equal(point_wait(fd, so, 8, 0, LONG_NS), 0);
	assert_int_equal(query(fd, so, 0), 8);
	close(ends[0]);
}

/**
 * struct peer - A child that uses the same sync object, one step at each byte.
 * @child: the child
 * @to: pipe to it
 * @from: pipe from it
 */
struct peer {
	pid_t child;
	int to[2];
	int from[2];
};

/* In the child: wait for the next step, and tell that it is done. The parent's end is the end. */
static void step_begin(struct peer *peer)
{
	char c;

	if (read(peer->to[0], &c, 1) != 1)
		_exit(0);
}

static void step_end(struct peer *peer)
{
	if (write(peer->from[1], "", 1) != 1)
		_exit(0);
}

/* Let the child do a step, and wait until it has. */
static void peer_step(struct peer *peer)
{
	char c;

	assert_int_equal(write(peer->to[1], "", 1), 1);
	assert_int_equal(read(peer->from[0], &c, 1), 1);
}

static void peer_init(struct peer *peer, int shared,
		      void (*run)(struct peer *peer, int fd, u32 handle))
{
	assert_int_equal(pipe(peer->to), 0);
	assert_int_equal(pipe(peer->from), 0);
	peer->child = client_fork();
	if (!peer->child) {
		int fd = shim_open(O_RDWR | O_CLOEXEC);
		u32 handle;

		close(peer->to[1]);
		if (!from_fd(fd, shared, &handle))
			run(peer, fd, handle);
		pause();
		_exit(0);
	}
}

static void peer_exit(struct peer *peer)
{
	kill(peer->child, SIGKILL);
	assert_int_equal(waitpid(peer->child, NULL, 0), peer->child);
	close(peer->to[0]);
	close(peer->to[1]);
	close(peer->from[0]);
	close(peer->from[1]);
}

/* The child attaches a fence that has not happened, then lets it happen; again and again. */
static void attach_and_signal(struct peer *peer, int fd, u32 handle)
{
	int ends[2];

	for (;;) {
		step_begin(peer);
		if (pipe(ends))
			abort();
		attach_pipe(fd, handle, 0, ends[0]);
		step_end(peer);
		step_begin(peer);
		close(ends[0]);
		close(ends[1]);
		step_end(peer);
	}
}

static void a_binary_syncobj_serves_processes_again_and_again(void **state)
{
	int fd = *(int *)*state;
	u32 so = client_syncobj(fd, 0);
	int shared = to_fd(fd, so), i;
	struct peer peer;

	peer_init(&peer, shared, attach_and_signal);
	for (i = 0; i < 3; i++) {
		peer_step(&peer);
		assert_int_equal(client_syncobj_wait(fd, so, 0, (s64)in(SOON_NS)), -ETIME);
		peer_step(&peer);
		assert_int_equal(client_syncobj_wait(fd, so, WAIT_FOR_SUBMIT, (s64)in(LONG_NS)), 0);
		assert_int_equal(reset(fd, so), 0);
	}
	peer_exit(&peer);
	close(shared);
}

/* The fence that a batch waits for stays the same one. */
static void a_reset_leaves_those_alone_who_wait(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_exec_fence fence = {
		.handle = client_syncobj(fd, 0), .flags = I915_EXEC_FENCE_WAIT,
	};
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, EXEC_OBJECT_WRITE),
		client_object(BATCH(fd, STORE(DATA, 4), END), CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, I915_EXEC_FENCE_ARRAY);
	int shared = to_fd(fd, fence.handle);
	struct peer peer;

	args.cliprects_ptr = (uintptr_t)&fence;
	args.num_cliprects = 1;
	peer_init(&peer, shared, attach_and_signal);
	peer_step(&peer);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	assert_int_equal(reset(fd, fence.handle), 0);
	assert_int_equal(client_wait(fd, data, SOON_NS), -ETIME);
	peer_step(&peer);
	assert_int_equal(client_wait(fd, data, LONG_NS), 0);
	assert_int_equal(client_read(fd, data, 0), 4);
	peer_exit(&peer);
	close(shared);
}

static void a_process_that_ends_holds_nobody_up(void **state)
{
	int fd = *(int *)*state;
	u32 so = client_syncobj(fd, 0);
	int shared = to_fd(fd, so);
	struct peer peer;

	peer_init(&peer, shared, attach_and_signal);
	peer_step(&peer);
	assert_int_equal(client_syncobj_wait(fd, so, 0, (s64)in(SOON_NS)), -ETIME);
	assert_int_equal(kill(peer.child, SIGKILL), 0);
	assert_int_equal(client_syncobj_wait(fd, so, 0, (s64)in(LONG_NS)), 0);
	peer_exit(&peer);
	close(shared);
}

static void a_process_that_stands_still_holds_up_for_a_bounded_time(void **state)
{
	int fd = *(int *)*state;
	u32 so = client_syncobj(fd, 0);
	int shared = to_fd(fd, so);
	struct peer peer;

	peer_init(&peer, shared, attach_and_signal);
	peer_step(&peer);
	assert_int_equal(kill(peer.child, SIGSTOP), 0);
	assert_int_equal(client_syncobj_wait(fd, so, 0, S64_MAX), 0);
	peer_exit(&peer);
	close(shared);
}

/* More points than a page has slots: the first one pends, and the others have happened. */
static void attach_many_points(struct peer *peer, int fd, u32 handle)
{
	int ends[2];
	u64 i;

	step_begin(peer);
	if (pipe(ends))
		abort();
	attach_pipe(fd, handle, 1, ends[0]);
	for (i = 2; i <= 300; i++)
		if (point_signal(fd, handle, i))
			abort();
	step_end(peer);
	step_begin(peer);
	close(ends[0]);
	close(ends[1]);
	step_end(peer);
}

static void a_timeline_goes_on_across_processes(void **state)
{
	int fd = *(int *)*state;
	u32 so = client_syncobj(fd, 0);
	int shared = to_fd(fd, so);
	struct peer peer;

	peer_init(&peer, shared, attach_many_points);
	peer_step(&peer);
	assert_int_equal(query(fd, so, 0), 0);
	assert_int_equal(query(fd, so, DRM_SYNCOBJ_QUERY_FLAGS_LAST_SUBMITTED), 300);
	assert_int_equal(point_wait(fd, so, 300, 0, SOON_NS), -ETIME);
	assert_int_equal(point_wait(fd, so, 20, 0, SOON_NS), -ETIME);
	assert_int_equal(point_wait(fd, so, 301, 0, SOON_NS), -EINVAL);
	peer_step(&peer);
	assert_int_equal(point_wait(fd, so, 300, 0, LONG_NS), 0);
	assert_int_equal(query(fd, so, 0), 300);
	assert_int_equal(point_signal(fd, so, 301), 0);
	assert_int_equal(point_wait(fd, so, 301, WAIT_FOR_SUBMIT, LONG_NS), 0);
	peer_exit(&peer);
	close(shared);
}

static void what_a_syncobj_held_before_the_export_is_seen(void **state)
{
	int fd = *(int *)*state, other = shim_open(O_RDWR | O_CLOEXEC), shared, ends[2];
	u32 so = client_syncobj(fd, 0), imported;

	assert_int_equal(pipe(ends), 0);
	attach_pipe(fd, so, 0, ends[0]);
	shared = to_fd(fd, so);
	assert_int_equal(from_fd(other, shared, &imported), 0);
	assert_int_equal(client_syncobj_wait(other, imported, 0, (s64)in(SOON_NS)), -ETIME);
	close(ends[1]);
	assert_int_equal(client_syncobj_wait(other, imported, 0, (s64)in(LONG_NS)), 0);
	shim_close(other);
	close(other);
	close(shared);
	close(ends[0]);
}

static void a_memfd_that_can_shrink_is_no_syncobj(void **state)
{
	int fd = *(int *)*state;
	int shared = to_fd(fd, client_syncobj(fd, 0));
	int loose = memfd_create("loose", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	u32 imported;
	u8 page[4096];

	assert_int_equal(ftruncate(shared, 0), -1);
	assert_int_equal(pread(shared, page, sizeof(page), 0), sizeof(page));
	assert_int_equal(pwrite(loose, page, sizeof(page), 0), sizeof(page));
	assert_int_equal(from_fd(fd, loose, &imported), -EINVAL);
	assert_int_equal(fcntl(loose, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
	assert_int_equal(from_fd(fd, loose, &imported), 0);
	close(loose);
	close(shared);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, client_setup, client_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_point_waits_for_the_points_before_it),
		ROW(a_binary_syncobj_serves_processes_again_and_again),
		ROW(a_reset_leaves_those_alone_who_wait),
		ROW(a_process_that_ends_holds_nobody_up),
		ROW(a_process_that_stands_still_holds_up_for_a_bounded_time),
		ROW(a_timeline_goes_on_across_processes),
		ROW(what_a_syncobj_held_before_the_export_is_seen),
		ROW(a_memfd_that_can_shrink_is_no_syncobj),
	};

	setenv("FACET_RUN_HANG_MS", HANG_MS, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
