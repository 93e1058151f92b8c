// SPDX-License-Identifier: GPL-2.0-only
/* Contexts, address spaces, sync objects, and what the device says about itself. */
#include "tests/unit/shim/shim_client.h"

#include <sys/stat.h>

#include "shim/shim_nodes.h"

static int get(int fd, u32 ctx, u64 param, u64 *value)
{
	struct drm_i915_gem_context_param p = { .ctx_id = ctx, .param = param };
	int ret = client_ioctl(fd, DRM_IOCTL_I915_GEM_CONTEXT_GETPARAM, &p);

	*value = p.value;
	return ret;
}

static int set(int fd, u32 ctx, u64 param, u64 value, u32 size)
{
	struct drm_i915_gem_context_param p = { .ctx_id = ctx, .param = param, .value = value,
						.size = size };

	return client_ioctl(fd, DRM_IOCTL_I915_GEM_CONTEXT_SETPARAM, &p);
}

static u32 context(int fd)
{
	struct drm_i915_gem_context_create create = { 0 };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CONTEXT_CREATE, &create), 0);
	return create.ctx_id;
}

static void test_parameters_of_a_context_are_kept(void **state)
{
	static const u64 flags[] = {
		I915_CONTEXT_PARAM_RECOVERABLE, I915_CONTEXT_PARAM_BANNABLE,
		I915_CONTEXT_PARAM_PERSISTENCE,
	};
	int fd = *(int *)*state;
	u32 ctx = context(fd);
	u64 value;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		assert_int_equal(get(fd, ctx, flags[i], &value), 0);
		assert_int_equal(value, 1);
		assert_int_equal(set(fd, ctx, flags[i], 0, 0), 0);
		assert_int_equal(get(fd, ctx, flags[i], &value), 0);
		assert_int_equal(value, 0);
		assert_int_equal(set(fd, ctx, flags[i], 0, 8), -EINVAL);
	}
	assert_int_equal(get(fd, ctx, I915_CONTEXT_PARAM_GTT_SIZE, &value), 0);
	assert_int_equal(value, 1ull << 48);
	assert_int_equal(set(fd, ctx, I915_CONTEXT_PARAM_PRIORITY, (u64)-5, 0), 0);
	assert_int_equal(get(fd, ctx, I915_CONTEXT_PARAM_PRIORITY, &value), 0);
	assert_int_equal((s64)value, -5);
	assert_int_equal(set(fd, ctx, I915_CONTEXT_PARAM_PRIORITY, 4000, 0), -EINVAL);
	assert_int_equal(set(fd, ctx, 12345, 0, 0), -EINVAL);
	assert_int_equal(get(fd, ctx + 1, I915_CONTEXT_PARAM_GTT_SIZE, &value), -ENOENT);
}

static void test_a_client_chooses_the_engines(void **state)
{
	I915_DEFINE_CONTEXT_PARAM_ENGINES(engines, 2) = {
		.engines = { { I915_ENGINE_CLASS_COPY, 0 }, { I915_ENGINE_CLASS_RENDER, 0 } },
	};
	int fd = *(int *)*state;
	u32 ctx = context(fd), data = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_exec_object2 objects[] = {
		client_object(data, DATA, EXEC_OBJECT_WRITE),
		client_object(BATCH(fd, STORE(DATA, 1), END), CODE, 0),
	};
	struct drm_i915_gem_execbuffer2 args = client_args(objects, 2, 1);
	u64 at = (uintptr_t)&engines;

	engines.engines[1].engine_class = 77;
	assert_int_equal(set(fd, ctx, I915_CONTEXT_PARAM_ENGINES, at, sizeof(engines)), -ENOENT);
	engines.engines[1].engine_class = I915_ENGINE_CLASS_RENDER;
	assert_int_equal(set(fd, ctx, I915_CONTEXT_PARAM_ENGINES, at, 3), -EINVAL);
	assert_int_equal(set(fd, ctx, I915_CONTEXT_PARAM_ENGINES, at, 4096), -EINVAL);
	assert_int_equal(set(fd, ctx, I915_CONTEXT_PARAM_ENGINES, at, sizeof(engines)), 0);
	i915_execbuffer2_set_context_id(args, ctx);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), 0);
	assert_int_equal(client_read(fd, data, 0), 1);
	args.flags++;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &args), -EINVAL);
	/* After the first batch they are fixed. */
	assert_int_equal(set(fd, ctx, I915_CONTEXT_PARAM_ENGINES, at, sizeof(engines)), -EINVAL);
}

static void test_contexts_can_share_an_address_space(void **state)
{
	struct drm_i915_gem_vm_control vm = { 0 };
	int fd = *(int *)*state;
	u32 a = context(fd), b = context(fd), data = client_bo(fd, PAGE_SIZE);
	u32 batch = BATCH(fd, STORE(DATA, 1), END);

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_VM_CREATE, &vm), 0);
	assert_int_equal(set(fd, a, I915_CONTEXT_PARAM_VM, vm.vm_id, 0), 0);
	assert_int_equal(set(fd, b, I915_CONTEXT_PARAM_VM, vm.vm_id, 0), 0);
	assert_int_equal(set(fd, b, I915_CONTEXT_PARAM_VM, 99, 0), -ENOENT);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_VM_DESTROY, &vm), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_VM_DESTROY, &vm), -ENOENT);
	assert_int_equal(client_exec(fd, batch, data, a), 0);
	assert_int_equal(client_exec(fd, batch, data, b), 0);
	assert_int_equal(client_read(fd, data, 0), 1);
}

static void test_a_destroyed_context_ends_its_batches(void **state)
{
	int fd = *(int *)*state;
	u32 data = client_bo(fd, PAGE_SIZE);
	struct drm_i915_gem_context_destroy destroy = { .ctx_id = context(fd) };

	assert_int_equal(client_exec(fd, BATCH(fd, STORE(DATA, 1), END), data, destroy.ctx_id), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CONTEXT_DESTROY, &destroy), 0);
	assert_int_equal(client_read(fd, data, 0), 1);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GEM_CONTEXT_DESTROY, &destroy), -ENOENT);
}

static void test_the_device_is_a_kaby_lake(void **state)
{
	int fd = *(int *)*state, value = 0;
	struct drm_i915_getparam get = { .param = I915_PARAM_CHIPSET_ID, .value = &value };
	char name[8] = "";
	struct drm_version version = { .name = name, .name_len = 4 };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GETPARAM, &get), 0);
	assert_int_equal(value, 0x5912);
	get.param = 4711;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GETPARAM, &get), -EINVAL);
	get = (struct drm_i915_getparam){ .param = I915_PARAM_CHIPSET_ID, .value = NULL };
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_GETPARAM, &get), -EFAULT);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_VERSION, &version), 0);
	assert_string_equal(name, "i915");
}

static s32 query(int fd, u64 id, void *data, s32 length)
{
	struct drm_i915_query_item item = { .query_id = id, .length = length,
					    .data_ptr = (uintptr_t)data };
	struct drm_i915_query args = { .num_items = 1, .items_ptr = (uintptr_t)&item };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_I915_QUERY, &args), 0);
	return item.length;
}

static void test_queries_tell_their_length_first(void **state)
{
	static const u64 ids[] = { DRM_I915_QUERY_TOPOLOGY_INFO, DRM_I915_QUERY_ENGINE_INFO,
				   DRM_I915_QUERY_MEMORY_REGIONS };
	int fd = *(int *)*state;
	u8 data[1024];
	s32 length;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		length = query(fd, ids[i], NULL, 0);
		assert_in_range(length, 1, sizeof(data));
		assert_int_equal(query(fd, ids[i], data, length - 1), -EINVAL);
		assert_int_equal(query(fd, ids[i], NULL, length), -EFAULT);
		assert_int_equal(query(fd, ids[i], data, length), length);
	}
	assert_int_equal(query(fd, DRM_I915_QUERY_HWCONFIG_BLOB, NULL, 0), -ENODEV);
	assert_int_equal(query(fd, 99, NULL, 0), -EINVAL);
}

static void test_the_topology_has_24_execution_units(void **state)
{
	int fd = *(int *)*state;
	struct {
		struct drm_i915_query_topology_info info;
		u8 masks[64];
	} t;
	u32 units = 0;
	s32 length = query(fd, DRM_I915_QUERY_TOPOLOGY_INFO, &t, sizeof(t));
	u32 i;

	for (i = t.info.eu_offset; i < length - sizeof(t.info); i++)
		units += hweight32(t.masks[i]);
	assert_int_equal(units, 24);
	assert_int_equal(t.masks[0], 1);
	assert_int_equal(t.masks[t.info.subslice_offset], 7);
}

static void test_a_timeline_is_reached_in_its_order(void **state)
{
	int fd = *(int *)*state;
	u32 so = client_syncobj(fd, 0);
	u64 point = 3, value = 9;
	struct drm_syncobj_timeline_array array = {
		.handles = (uintptr_t)&so, .points = (uintptr_t)&point, .count_handles = 1,
	};
	struct drm_syncobj_timeline_wait wait = {
		.handles = (uintptr_t)&so, .points = (uintptr_t)&point, .count_handles = 1,
	};
	struct drm_syncobj_timeline_array ask = array;

	ask.points = (uintptr_t)&value;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_QUERY, &ask), 0);
	assert_int_equal(value, 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT, &wait), -EINVAL);
	wait.flags = DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT, &wait), -ETIME);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL, &array), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_QUERY, &ask), 0);
	assert_int_equal(value, 3);
	wait.flags = 0;
	point = 2;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT, &wait), 0);
	point = 4;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT, &wait), -EINVAL);
}

static void test_syncobjs_are_signalled_and_reset(void **state)
{
	int fd = *(int *)*state;
	u32 so = client_syncobj(fd, DRM_SYNCOBJ_CREATE_SIGNALED);
	struct drm_syncobj_array array = { .handles = (uintptr_t)&so, .count_handles = 1 };
	struct drm_syncobj_destroy destroy = { .handle = so };

	assert_int_equal(client_syncobj_wait(fd, so, 0, 0), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_RESET, &array), 0);
	assert_int_equal(client_syncobj_wait(fd, so, 0, 0), -EINVAL);
	assert_int_equal(client_signal(fd, so), 0);
	assert_int_equal(client_syncobj_wait(fd, so, 0, 0), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_DESTROY, &destroy), 0);
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_DESTROY, &destroy), -EINVAL);
	assert_int_equal(client_syncobj_wait(fd, so, 0, 0), -ENOENT);
	array.count_handles = ~0u;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_RESET, &array), -ENOMEM);
	array.count_handles = 0;
	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_RESET, &array), -EINVAL);
}

static void test_a_syncobj_passes_as_a_descriptor(void **state)
{
	int fd = *(int *)*state, other = shim_open(O_RDWR | O_CLOEXEC);
	struct drm_syncobj_handle out = { .handle = client_syncobj(fd, 0) }, in = { 0 };

	assert_int_equal(client_ioctl(fd, DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD, &out), 0);
	in.fd = out.fd;
	assert_int_equal(client_ioctl(other, DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE, &in), 0);
	assert_int_equal(client_signal(fd, out.handle), 0);
	assert_int_equal(client_syncobj_wait(other, in.handle, 0, 0), 0);
	in.fd = fd;
	assert_int_equal(client_ioctl(other, DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE, &in), -EINVAL);
	shim_close(other);
	close(other);
	close(out.fd);
}

static void test_the_added_files_are_found(void **state)
{
	static const struct {
		const char *path;
		enum shim_found found;
		enum shim_node_type type;
	} rows[] = {
		{ "/dev/dri/renderD128", SHIM_FOUND_NODE, SHIM_NODE_DEVICE },
		{ "//dev/./dri//renderD128/", SHIM_FOUND_NODE, SHIM_NODE_DEVICE },
		{ "/dev/dri/card0", SHIM_FOUND_NONE, 0 },
		{ "/dev/drill", SHIM_FOUND_OTHER, 0 },
		{ "/dev/null", SHIM_FOUND_OTHER, 0 },
		{ "dev/dri", SHIM_FOUND_OTHER, 0 },
		{ "/sys/dev/char/226:128/device/vendor", SHIM_FOUND_NODE, SHIM_NODE_FILE },
		{ "/sys/dev/char/226:128/device/subsystem", SHIM_FOUND_NODE, SHIM_NODE_DIR },
		{ "/sys/dev/char/226:128/device/drm", SHIM_FOUND_NODE, SHIM_NODE_DIR },
		{ "/sys/dev/char/226:128/device/nothing", SHIM_FOUND_NONE, 0 },
		{ "/sys/dev/char/226:0/device/vendor", SHIM_FOUND_OTHER, 0 },
	};
	const struct shim_node *node;
	char real[SHIM_PATH_BYTES];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(shim_node_find(rows[i].path, true, &node, NULL), rows[i].found);
		if (rows[i].found == SHIM_FOUND_NODE)
			assert_int_equal(node->type, rows[i].type);
	}
	assert_int_equal(shim_node_find("/sys/dev/char/226:128/device", true, &node, real),
			 SHIM_FOUND_NODE);
	assert_string_equal(real, "/sys/devices/pci0000:00/0000:00:02.0");
	assert_int_equal(shim_node_find("/sys/dev/char/226:128", false, &node, NULL),
			 SHIM_FOUND_NODE);
	assert_int_equal(node->type, SHIM_NODE_LINK);
}

static void test_the_node_is_a_character_device(void **state)
{
	const struct shim_node *node;
	struct stat st;

	assert_int_equal(shim_node_find("/dev/dri/renderD128", true, &node, NULL),
			 SHIM_FOUND_NODE);
	shim_node_stat(node, &st);
	assert_true(S_ISCHR(st.st_mode));
	assert_int_equal(st.st_rdev, 226 << 8 | 128);
	assert_int_equal(shim_node_find("/dev/dri", true, &node, NULL), SHIM_FOUND_NODE);
	assert_string_equal(shim_node_name(shim_node_child(node, 0)), "renderD128");
	assert_null(shim_node_child(node, 1));
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, client_setup, client_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(test_parameters_of_a_context_are_kept),
		ROW(test_a_client_chooses_the_engines),
		ROW(test_contexts_can_share_an_address_space),
		ROW(test_a_destroyed_context_ends_its_batches),
		ROW(test_the_device_is_a_kaby_lake),
		ROW(test_queries_tell_their_length_first),
		ROW(test_the_topology_has_24_execution_units),
		ROW(test_a_timeline_is_reached_in_its_order),
		ROW(test_syncobjs_are_signalled_and_reset),
		ROW(test_a_syncobj_passes_as_a_descriptor),
		ROW(test_the_added_files_are_found),
		ROW(test_the_node_is_a_character_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
