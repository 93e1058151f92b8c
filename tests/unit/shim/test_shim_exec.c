// SPDX-License-Identifier: GPL-2.0-only
/* Batches: what they write, what they wait for, and how they fail. */
#include "tests/unit/shim/shim_client.h"

#include <poll.h>
#include <sys/mman.h>

/* Longer than a batch takes on a loaded machine. */
#define HANG_MS		"3000"
#define SOON_NS		20000000ll

static void a_batch_stores_into_an_object(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE);

	assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA + 8, 0xcafe), END), data, 0), 0);
	assert_int_equal(client_wait(fd, data, -1), 0);
	assert_int_equal(client_read(fd, data, 8), 0xcafe);
	assert_int_equal(client_read(fd, data, 4), 0);
}

static void each_engine_runs_batches(void **state)
{
	static const u32 rings[] = { I915_EXEC_RENDER, I915_EXEC_BLT, I915_EXEC_BSD,
				     I915_EXEC_VEBOX };
	int fd = *(int *)*state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rings); i++) {
		u32 data = client_bo(fd, PAGE_SIZE);
		struct drm_i915_gem_exec_object2 objects[] = {
			client_object(BATCH(fd, STORE(DATA, i + 1), END), CODE, 0),
			client_object(data, DATA, EXEC_OBJECT_WRITE),
		};
		struct drm_i915_gem_execbuffer2 args =
			client_args(objects, 2, rings[i] | I915_EXEC_BATCH_FIRST);

		assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
		assert_int_equal(client_read(fd, data, 0), i + 1);
	}
}

static void an_address_can_have_another_object_next_time(void **state)
{
	int fd = *(int *)*state;
	u32 batch = BATCH(fd, STORE(DATA, 3), END);
	u32 a = client_bo(fd, PAGE_SIZE), b = client_bo(fd, 4 * PAGE_SIZE);
	struct drm_gem_close close_a = { .handle = a };

	assert_int_equal(client_exec(fd, batch, a, 0), 0);
	assert_int_equal(client_exec(fd, batch, b, 0), 0);
	assert_int_equal(client_read(fd, b, 0), 3);
	assert_int_equal(client_read(fd, a, 0), 3);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, &close_a), 0);
}

static void an_object_can_be_closed_while_a_batch_uses_it(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE);
	u32 batch = BATCH(fd, STORE(DATA, 3), END);
	struct drm_gem_close args = { .handle = batch };

	assert_int_equal(client_exec(fd, batch, data, 0), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, &args), 0);
	assert_int_equal(client_read(fd, data, 0), 3);
}

static int exec_pair(int fd, struct drm_i915_gem_exec_object2 a,
		     struct drm_i915_gem_exec_object2 b, u64 flags)
{
	struct drm_i915_gem_exec_object2 objects[] = { a, b };
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, flags);

	return client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args);
}

static void objects_that_overlap_are_refused(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, 2 * PAGE_SIZE), batch = BATCH(fd, END);

	assert_int_equal(exec_pair(fd, client_object(data, CODE - PAGE_SIZE, 0),
				   client_object(batch, CODE, 0), 0), -ENOSPC);
	assert_int_equal(exec_pair(fd, client_object(data, CODE - 2 * PAGE_SIZE, 0),
				   client_object(batch, CODE, 0), 0), 0);
}

static void malformed_objects_are_refused(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE), batch = BATCH(fd, END);
	struct drm_i915_gem_exec_object2 good = client_object(batch, CODE, 0), bad;

	bad = client_object(data, DATA, 0);
	bad.flags &= ~(u64)EXEC_OBJECT_PINNED;
	assert_int_equal(exec_pair(fd, bad, good, 0), -EINVAL);
	bad = client_object(data, DATA, 0);
	bad.relocation_count = 1;
	assert_int_equal(exec_pair(fd, bad, good, 0), -EINVAL);
	bad = client_object(data, DATA, 1ull << 40);
	assert_int_equal(exec_pair(fd, bad, good, 0), -EINVAL);
	assert_int_equal(exec_pair(fd, client_object(data, DATA + 1, 0), good, 0), -EINVAL);
	assert_int_equal(exec_pair(fd, client_object(data, 1ull << 47, 0), good, 0), -EINVAL);
	assert_int_equal(exec_pair(fd, client_object(~0u, DATA, 0), good, 0), -ENOENT);
	assert_int_equal(exec_pair(fd, client_object(batch, DATA, 0), good, 0), -EINVAL);
	bad = client_object(data, DATA, 0);
	bad.flags &= ~(u64)EXEC_OBJECT_SUPPORTS_48B_ADDRESS;
	assert_int_equal(exec_pair(fd, bad, good, 0), -EINVAL);
	/* The same with nothing wrong, at the highest page. */
	bad = client_object(data, 0xfffffffffffff000ull, 0);
	assert_int_equal(exec_pair(fd, bad, good, 0), 0);
}

static int exec_args(int fd, u32 batch, const struct drm_i915_gem_execbuffer2 *change)
{
	struct drm_i915_gem_exec_object2 object = client_object(batch, CODE, 0);
	struct drm_i915_gem_execbuffer2 args = *change;

	args.buffers_ptr = (uintptr_t)&object;
	return client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args);
}

static void malformed_arguments_are_refused(void **state)
{
	static const struct {
		struct drm_i915_gem_execbuffer2 args;
		int ret;
	} rows[] = {
		{ { .buffer_count = 1 }, 0 },
		{ { .buffer_count = 0 }, -EINVAL },
		{ { .buffer_count = ~0u }, -EINVAL },
		{ { .buffer_count = 1, .flags = 1ull << 40 }, -EINVAL },
		{ { .buffer_count = 1, .flags = I915_EXEC_SECURE }, -EPERM },
		{ { .buffer_count = 1, .flags = 5 }, -EINVAL },
		{ { .buffer_count = 1, .num_cliprects = 1 }, -EINVAL },
		{ { .buffer_count = 1, .DR4 = ~0u }, 0 },
		{ { .buffer_count = 1, .DR4 = 1 }, -EINVAL },
		{ { .buffer_count = 1, .DR1 = ~0u }, -EINVAL },
		{ { .buffer_count = 1, .batch_len = 7 }, -EINVAL },
		{ { .buffer_count = 1, .batch_start_offset = 4096 }, -EINVAL },
		{ { .buffer_count = 1, .batch_start_offset = 8, .batch_len = 4096 }, -EINVAL },
		{ { .buffer_count = 1, .rsvd1 = 99 }, -ENOENT },
		{ { .buffer_count = 1, .flags = I915_EXEC_FENCE_IN }, -EINVAL },
		{ { .buffer_count = 1, .flags = I915_EXEC_FENCE_SUBMIT }, -EINVAL },
		{ { .buffer_count = 1, .flags = I915_EXEC_FENCE_ARRAY, .num_cliprects = 1 },
		  -EFAULT },
		{ { .buffer_count = 1, .flags = I915_EXEC_FENCE_ARRAY, .num_cliprects = ~0u },
		  -EINVAL },
		{ { .buffer_count = 1, .flags = I915_EXEC_USE_EXTENSIONS, .cliprects_ptr = 1 },
		  -EFAULT },
	};
	int fd = *(int *)*state;
	u32 batch = BATCH(fd, END);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(exec_args(fd, batch, &rows[i].args), rows[i].ret);
}

static int exec_fence(int fd, u32 batch, u32 data, u32 syncobj, u32 flags)
{
	struct drm_i915_gem_exec_fence fence = { .handle = syncobj, .flags = flags };
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, EXEC_OBJECT_WRITE | EXEC_OBJECT_ASYNC),
		client_object(batch, CODE, EXEC_OBJECT_ASYNC),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, I915_EXEC_FENCE_ARRAY);

	args.cliprects_ptr = (uintptr_t)&fence;
	args.num_cliprects = 1;
	return client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args);
}

static void a_batch_signals_a_syncobj(void **state)
{
	int fd = *(int *)*state;
	u32 so = client_syncobj(fd, 0), data = client_bo(fd, PAGE_SIZE);

	assert_int_equal(client_syncobj_wait(fd, so, 0, S64_MAX), -EINVAL);
	assert_int_equal(exec_fence(fd, BATCH(fd, STORE(DATA, 1), END), data, so,
				    I915_EXEC_FENCE_SIGNAL), 0);
	assert_int_equal(client_syncobj_wait(fd, so, 0, S64_MAX), 0);
	assert_int_equal(client_read(fd, data, 0), 1);
	assert_int_equal(exec_fence(fd, BATCH(fd, END), data, 77, I915_EXEC_FENCE_SIGNAL), -ENOENT);
}

/* A pipe as another process gives it: a sync file that has not happened. */
static void a_batch_waits_for_a_sync_file(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE), batch = BATCH(fd, STORE(DATA, 1), END);
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, EXEC_OBJECT_WRITE), client_object(batch, CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, I915_EXEC_FENCE_IN);
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	args.rsvd2 = (u32)ends[0];
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	close(ends[0]);
	assert_int_equal(client_wait(fd, data, SOON_NS), -ETIME);
	close(ends[1]);
	assert_int_equal(client_wait(fd, data, -1), 0);
	assert_int_equal(client_read(fd, data, 0), 1);
}

static void a_sync_file_becomes_readable_at_the_end(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE), batch = BATCH(fd, STORE(DATA, 1), END);
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, EXEC_OBJECT_WRITE), client_object(batch, CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args =
		client_args(objects, 2, I915_EXEC_FENCE_OUT | I915_EXEC_FENCE_IN);
	struct pollfd p = { .events = POLLIN };
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	args.rsvd2 = (u32)ends[0];
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2_WR, &args), 0);
	p.fd = (int)(args.rsvd2 >> 32);
	assert_int_equal(poll(&p, 1, 20), 0);
	close(ends[1]);
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_int_equal(client_read(fd, data, 0), 1);
	close(p.fd);
	close(ends[0]);
}

static u32 context(int fd, bool recoverable)
{
	struct drm_i915_gem_context_create_ext_setparam ext = {
		.base.name = I915_CONTEXT_CREATE_EXT_SETPARAM,
		.param = { .param = I915_CONTEXT_PARAM_RECOVERABLE, .value = recoverable },
	};
	struct drm_i915_gem_context_create_ext create = {
		.flags = I915_CONTEXT_CREATE_FLAGS_USE_EXTENSIONS, .extensions = (uintptr_t)&ext,
	};

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CONTEXT_CREATE_EXT, &create), 0);
	return create.ctx_id;
}

/* Queue a batch that waits for a pipe, and stores @value. */
static void exec_gated(int fd, u32 ctx, u32 data, u32 value, int gate)
{
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, EXEC_OBJECT_WRITE | EXEC_OBJECT_ASYNC),
		client_object(BATCH(fd, STORE(DATA, value), END), CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, I915_EXEC_FENCE_IN);

	i915_execbuffer2_set_context_id(args, ctx);
	args.rsvd2 = (u32)gate;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
}

/* The second batch is of a higher priority, so the store of the first batch is the last one. */
static void a_higher_priority_starts_first(void **state)
{
	int fd = *(int *)*state;
	struct drm_i915_gem_context_param p = {
		.ctx_id = context(fd, true), .param = I915_CONTEXT_PARAM_PRIORITY, .value = 100,
	};
	u32 data = client_bo(fd, PAGE_SIZE);
	int ends[2];

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CONTEXT_SETPARAM, &p), 0);
	assert_int_equal(pipe(ends), 0);
	exec_gated(fd, context(fd, true), data, 1, ends[0]);
	exec_gated(fd, p.ctx_id, data, 2, ends[0]);
	close(ends[1]);
	close(ends[0]);
	assert_int_equal(client_wait(fd, data, -1), 0);
	assert_int_equal(client_read(fd, data, 0), 1);
}

/* Queue a batch that waits for a pipe, and names @data as an object that it reads. */
static void read_gated(int fd, u32 ctx, u32 data, int gate)
{
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, 0), client_object(BATCH(fd, END), CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, I915_EXEC_FENCE_IN);

	i915_execbuffer2_set_context_id(args, ctx);
	args.rsvd2 = (u32)gate;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
}

/* Return the first dword of an object, without a wait. */
static u32 stored_now(int fd, u32 bo)
{
	struct drm_i915_gem_mmap_offset args = { .handle = bo, .flags = I915_MMAP_OFFSET_WB };
	void *at;
	u32 value;

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &args), 0);
	assert_true(shim_mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, fd, args.offset, &at));
	value = READ_ONCE(*(u32 *)at);
	munmap(at, PAGE_SIZE);
	return value;
}

/* Of two reads in two contexts, the one that was queued last ends first. */
static void a_write_waits_for_all_earlier_reads(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE), other = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, 0),
		client_object(other, DATA + PAGE_SIZE, EXEC_OBJECT_WRITE),
		client_object(BATCH(fd, STORE(DATA + PAGE_SIZE, 3), END), CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 3, 0);
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	read_gated(fd, context(fd, true), data, ends[0]);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	assert_int_equal(client_read(fd, other, 0), 3);
	assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, 4), END), data, context(fd, true)),
			 0);
	assert_int_equal(client_wait(fd, data, SOON_NS), -ETIME);
	assert_int_equal(stored_now(fd, data), 0);
	close(ends[1]);
	close(ends[0]);
	assert_int_equal(client_wait(fd, data, -1), 0);
	assert_int_equal(client_read(fd, data, 0), 4);
}

static u32 hangs(int fd, u32 ctx)
{
	struct drm_i915_reset_stats stats = { .ctx_id = ctx };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GET_RESET_STATS, &stats), 0);
	return stats.batch_active;
}

static void an_invalid_command_bans_a_context_that_does_not_recover(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE), bad = BATCH(fd, 0x0f800000u, END);
	u32 ctx = context(fd, false), other = context(fd, false);

	assert_int_equal(client_exec(fd, bad, data, ctx), 0);
	assert_int_equal(client_wait(fd, data, -1), 0);
	assert_int_equal(hangs(fd, ctx), 1);
	assert_int_equal(client_exec(fd, BATCH(fd, END), data, ctx), -EIO);
	assert_int_equal(hangs(fd, other), 0);
	assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, 5), END), data, other), 0);
	assert_int_equal(client_read(fd, data, 0), 5);
}

static void a_context_recovers_from_two_hangs_and_not_from_three(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE), bad = BATCH(fd, 0x0f800000u, END);
	u32 good = BATCH(fd, STORE(DATA, 5), END), ctx = context(fd, true);
	u32 i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(client_exec(fd, good, data, ctx), 0);
		assert_int_equal(client_exec(fd, bad, data, ctx), 0);
		assert_int_equal(client_wait(fd, data, -1), 0);
	}
	assert_int_equal(hangs(fd, ctx), 3);
	assert_int_equal(client_exec(fd, good, data, ctx), -EIO);
}

/* The batch begins again and again. */
static void an_endless_batch_is_stopped(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE), ctx = context(fd, true);
	u32 endless = BATCH(fd, 0x18800101u, lower_32_bits(CODE), upper_32_bits(CODE), 0);

	assert_int_equal(client_exec(fd, endless, data, ctx), 0);
	assert_int_equal(client_wait(fd, data, SOON_NS), -ETIME);
	assert_int_equal(client_wait(fd, data, -1), 0);
	assert_int_equal(hangs(fd, ctx), 1);
}

static void absent_pages_read_zero_and_keep_nothing(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE);
	const u64 absent = 0x300000000ull;
	/* Store there, copy it to DATA, and store at DATA + 4 to show that the batch went on. */
	u32 batch = BATCH(fd, STORE(DATA, 9), STORE(absent, 7), 0x17000003u, lower_32_bits(DATA),
			  upper_32_bits(DATA), lower_32_bits(absent), upper_32_bits(absent),
			  STORE(DATA + 4, 1), END);

	assert_int_equal(client_exec(fd, batch, data, 0), 0);
	assert_int_equal(client_read(fd, data, 4), 1);
	assert_int_equal(client_read(fd, data, 0), 0);
}

/* As NEO does it: the address for the CPU is the address for the GPU. */
static void a_batch_writes_memory_of_the_process(void **state)
{
	int fd = *(int *)*state;
	u32 *at = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct drm_i915_gem_userptr user = { .user_ptr = (uintptr_t)at, .user_size = PAGE_SIZE };
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(0, (uintptr_t)at, EXEC_OBJECT_WRITE),
		client_object(BATCH(fd, STORE((uintptr_t)at + 4, 8), END), CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, 0);

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_USERPTR, &user), 0);
	objects[0].handle = user.handle;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	assert_int_equal(client_wait(fd, user.handle, -1), 0);
	assert_int_equal(at[1], 8);
	munmap(at, PAGE_SIZE);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), -EFAULT);
}

static void many_batches_run_in_their_order(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE);
	u32 i;

	for (i = 1; i <= 500; i++) {
		u32 batch = BATCH(fd, STORE(DATA, i), END);
		struct drm_gem_close args = { .handle = batch };

		assert_int_equal(client_exec(fd, batch, data, 0), 0);
		assert_int_equal(client_ioctl(fd, DRM_IOCTL_GEM_CLOSE, &args), 0);
	}
	assert_int_equal(client_read(fd, data, 0), 500);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, client_setup, client_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_batch_stores_into_an_object),
		ROW(each_engine_runs_batches),
		ROW(an_address_can_have_another_object_next_time),
		ROW(an_object_can_be_closed_while_a_batch_uses_it),
		ROW(objects_that_overlap_are_refused),
		ROW(malformed_objects_are_refused),
		ROW(malformed_arguments_are_refused),
		ROW(a_batch_signals_a_syncobj),
		ROW(a_batch_waits_for_a_sync_file),
		ROW(a_sync_file_becomes_readable_at_the_end),
		ROW(a_higher_priority_starts_first),
		ROW(a_write_waits_for_all_earlier_reads),
		ROW(an_invalid_command_bans_a_context_that_does_not_recover),
		ROW(a_context_recovers_from_two_hangs_and_not_from_three),
		ROW(an_endless_batch_is_stopped),
		ROW(absent_pages_read_zero_and_keep_nothing),
		ROW(a_batch_writes_memory_of_the_process),
		ROW(many_batches_run_in_their_order),
	};

	setenv("FACET_RUN_HANG_MS", HANG_MS, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
