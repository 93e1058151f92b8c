// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the device is. Source: Linux include/uapi/drm/i915_drm.h; i915 i915_getparam.c,
 * i915_query.c, intel_uncore.c (i915_reg_read_ioctl) for the values of a Kaby Lake GT2. Called by
 * the ioctls with &shim.lock.
 */
#include "shim/shim_query.h"

#include <i915_drm.h>
#include <unistd.h>

#include "gen9/engine_defs.h"
#include "shim/shim_engine.h"
#include "shim/shim_report.h"
#include "shim/shim_state.h"
#include "shim/shim_user.h"

const struct gen9_identity shim_identity = GEN9_IDENTITY_KBL_GT2;

/* A batch that runs is not preempted: priorities order those that wait (shim_request.c). */
#define SCHEDULER	(I915_SCHEDULER_CAP_ENABLED | I915_SCHEDULER_CAP_PRIORITY)
#define ISOLATED	(BIT(I915_ENGINE_CLASS_RENDER) | BIT(I915_ENGINE_CLASS_COPY) |		\
			 BIT(I915_ENGINE_CLASS_VIDEO) | BIT(I915_ENGINE_CLASS_VIDEO_ENHANCE))
/* Parameters of newer kernels than the header is of */
#define PARAM_OA_CLOCK		57
#define PARAM_PXP_STATUS	58
#define PARAM_GUC_SUBMISSION	59	/* version; there is no GuC */
#define FENCES			32
#define APERTURE_BYTES		(1ull << 32)

static int slice_mask(void)
{
	return (int)gen9_identity_slices(&shim_identity);
}

static int subslice_mask(void)
{
	return (int)gen9_identity_subslices(&shim_identity);
}

static int subslice_total(void)
{
	return (int)hweight32(subslice_mask()) * (int)hweight32(slice_mask());
}

static int eu_total(void)
{
	return subslice_total() * (int)GEN9_EUS;
}

/**
 * struct derived - An answer to DRM_IOCTL_I915_GETPARAM that follows from the identity.
 * @param: I915_PARAM_*
 * @value: returns the value
 */
struct derived {
	int param;
	int (*value)(void);
};

static const struct derived derived[] = {
	{ I915_PARAM_SUBSLICE_TOTAL, subslice_total },
	{ I915_PARAM_EU_TOTAL, eu_total },
	{ I915_PARAM_SLICE_MASK, slice_mask },
	{ I915_PARAM_SUBSLICE_MASK, subslice_mask },
};

/**
 * struct param - Another answer to DRM_IOCTL_I915_GETPARAM.
 * @param: I915_PARAM_*
 * @value: the value; a negative errno: there is none
 */
struct param {
	int param;
	int value;
};

static const struct param params[] = {
	{ I915_PARAM_CHIPSET_ID, GEN9_PCI_DEVICE_KBL_GT2 },
	{ I915_PARAM_REVISION, GEN9_PCI_REVISION_KBL },
	{ I915_PARAM_HAS_GEM, 1 },
	{ I915_PARAM_NUM_FENCES_AVAIL, FENCES },
	{ I915_PARAM_HAS_OVERLAY, 0 },
	{ I915_PARAM_HAS_PAGEFLIPPING, 1 },
	{ I915_PARAM_HAS_EXECBUF2, 1 },
	{ I915_PARAM_HAS_BSD, 1 },
	{ I915_PARAM_HAS_BLT, 1 },
	{ I915_PARAM_HAS_VEBOX, 1 },
	{ I915_PARAM_HAS_BSD2, 0 },
	{ I915_PARAM_HAS_RELAXED_FENCING, 1 },
	{ I915_PARAM_HAS_COHERENT_RINGS, 1 },
	{ I915_PARAM_HAS_EXEC_CONSTANTS, 0 },
	{ I915_PARAM_HAS_RELAXED_DELTA, 1 },
	{ I915_PARAM_HAS_GEN7_SOL_RESET, 1 },
	{ I915_PARAM_HAS_LLC, 1 },
	{ I915_PARAM_HAS_ALIASING_PPGTT, 3 },
	{ I915_PARAM_HAS_WAIT_TIMEOUT, 1 },
	{ I915_PARAM_HAS_SEMAPHORES, 1 },
	{ I915_PARAM_HAS_PRIME_VMAP_FLUSH, 1 },
	{ I915_PARAM_HAS_SECURE_BATCHES, 0 },
	{ I915_PARAM_HAS_PINNED_BATCHES, 1 },
	{ I915_PARAM_HAS_EXEC_NO_RELOC, 1 },
	{ I915_PARAM_HAS_EXEC_HANDLE_LUT, 1 },
	{ I915_PARAM_HAS_WT, 0 },
	{ I915_PARAM_CMD_PARSER_VERSION, 0 },
	{ I915_PARAM_HAS_COHERENT_PHYS_GTT, 1 },
	{ I915_PARAM_MMAP_VERSION, 1 },
	{ I915_PARAM_HAS_GPU_RESET, 2 },
	{ I915_PARAM_HAS_RESOURCE_STREAMER, 0 },
	{ I915_PARAM_HAS_EXEC_SOFTPIN, 1 },
	{ I915_PARAM_HAS_POOLED_EU, 0 },
	{ I915_PARAM_MIN_EU_IN_POOL, 0 },
	{ I915_PARAM_MMAP_GTT_VERSION, 4 },
	{ I915_PARAM_HAS_SCHEDULER, SCHEDULER },
	{ I915_PARAM_HUC_STATUS, -ENODEV },
	{ I915_PARAM_HAS_EXEC_ASYNC, 1 },
	{ I915_PARAM_HAS_EXEC_FENCE, 1 },
	{ I915_PARAM_HAS_EXEC_CAPTURE, 1 },
	{ I915_PARAM_HAS_EXEC_BATCH_FIRST, 1 },
	{ I915_PARAM_HAS_EXEC_FENCE_ARRAY, 1 },
	{ I915_PARAM_HAS_CONTEXT_ISOLATION, ISOLATED },
	{ I915_PARAM_CS_TIMESTAMP_FREQUENCY, GEN9_CS_CLOCK_HZ },
	{ I915_PARAM_MMAP_GTT_COHERENT, 1 },
	{ I915_PARAM_HAS_EXEC_SUBMIT_FENCE, 0 },
	{ I915_PARAM_PERF_REVISION, -EINVAL },
	{ I915_PARAM_HAS_EXEC_TIMELINE_FENCES, 1 },
	{ I915_PARAM_HAS_USERPTR_PROBE, 1 },
	{ PARAM_OA_CLOCK, GEN9_CS_CLOCK_HZ },
	{ PARAM_PXP_STATUS, -ENODEV },
	{ PARAM_GUC_SUBMISSION, -ENODEV },
};

/* Find the answer for a parameter. Return: true: @value has it. */
static bool param_find(int param, int *value)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(derived); i++) {
		if (derived[i].param != param)
			continue;
		*value = derived[i].value();
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(params); i++) {
		if (params[i].param != param)
			continue;
		*value = params[i].value;
		return true;
	}
	return false;
}

int shim_getparam(struct shim_file *file, void *arg)
{
	struct drm_i915_getparam *get = arg;
	char name[48];
	int value;

	if (!param_find(get->param, &value)) {
		snprintf(name, sizeof(name), "parameter %d", get->param);
		shim_report_unsupported(name);
		return -EINVAL;
	}
	if (value < 0)
		return value;
	return shim_user_write((u64)(uintptr_t)get->value, &value, sizeof(value));
}

/**
 * struct topology - The answer to DRM_I915_QUERY_TOPOLOGY_INFO.
 * @info: its head
 * @slices: mask of slices
 * @subslices: masks of the subslices of each slice
 * @eus: masks of the execution units of each subslice
 */
struct topology {
	struct drm_i915_query_topology_info info;
	u8 slices;
	u8 subslices[GEN9_SLICES];
	u8 eus[GEN9_SLICES][GEN9_SUBSLICES];
} __attribute__((packed));

/* Copy @size bytes out if the client gave room. Return: the length of the item. */
static int give(const struct drm_i915_query_item *item, const void *from, u32 size)
{
	int ret;

	if (!item->length)
		return (int)size;
	if ((u32)item->length < size)
		return -EINVAL;
	ret = shim_user_write(item->data_ptr, from, size);
	return ret ? ret : (int)size;
}

static int query_topology(const struct drm_i915_query_item *item)
{
	struct topology t;
	u32 slice, subslice;

	if (item->flags)
		return -EINVAL;
	memset(&t, 0, sizeof(t));
	t.info.max_slices = GEN9_SLICES;
	t.info.max_subslices = GEN9_SUBSLICES;
	t.info.max_eus_per_subslice = GEN9_EUS;
	t.info.subslice_offset = sizeof(t.slices);
	t.info.subslice_stride = 1;
	t.info.eu_offset = (u16)(sizeof(t.slices) + sizeof(t.subslices));
	t.info.eu_stride = 1;
	t.slices = (u8)gen9_identity_slices(&shim_identity);
	for (slice = 0; slice < GEN9_SLICES; slice++) {
		if (!(t.slices >> slice & 1))
			continue;
		t.subslices[slice] = (u8)gen9_identity_subslices(&shim_identity);
		for (subslice = 0; subslice < GEN9_SUBSLICES; subslice++)
			if (t.subslices[slice] >> subslice & 1)
				t.eus[slice][subslice] = (u8)GENMASK(GEN9_EUS - 1, 0);
	}
	return give(item, &t, sizeof(t));
}

static int query_engines(const struct drm_i915_query_item *item)
{
	static const u16 classes[] = {
		I915_ENGINE_CLASS_RENDER, I915_ENGINE_CLASS_COPY, I915_ENGINE_CLASS_VIDEO,
		I915_ENGINE_CLASS_VIDEO_ENHANCE,
	};
	struct {
		struct drm_i915_query_engine_info head;
		struct drm_i915_engine_info engine[ARRAY_SIZE(classes)];
	} out;
	u32 i;

	if (item->flags)
		return -EINVAL;
	memset(&out, 0, sizeof(out));
	out.head.num_engines = ARRAY_SIZE(classes);
	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		out.engine[i].engine.engine_class = classes[i];
		out.engine[i].flags = I915_ENGINE_INFO_HAS_LOGICAL_INSTANCE;
	}
	return give(item, &out, sizeof(out));
}

u64 shim_memory_bytes(void)
{
	return (u64)sysconf(_SC_PHYS_PAGES) * PAGE_SIZE;
}

static int query_regions(const struct drm_i915_query_item *item)
{
	struct {
		struct drm_i915_query_memory_regions head;
		struct drm_i915_memory_region_info region;
	} out;

	if (item->flags)
		return -EINVAL;
	memset(&out, 0, sizeof(out));
	out.head.num_regions = 1;
	out.region.region.memory_class = I915_MEMORY_CLASS_SYSTEM;
	out.region.probed_size = shim_memory_bytes();
	out.region.unallocated_size = shim_memory_bytes();
	return give(item, &out, sizeof(out));
}

static int query_none(const struct drm_i915_query_item *item)
{
	return -ENODEV;
}

#define QUERY_GUC_SUBMISSION	7	/* version; there is no GuC */

static int (*const queries[])(const struct drm_i915_query_item *item) = {
	[DRM_I915_QUERY_TOPOLOGY_INFO] = query_topology,
	[DRM_I915_QUERY_ENGINE_INFO] = query_engines,
	[DRM_I915_QUERY_PERF_CONFIG] = query_none,
	[DRM_I915_QUERY_MEMORY_REGIONS] = query_regions,
	[DRM_I915_QUERY_HWCONFIG_BLOB] = query_none,
	[DRM_I915_QUERY_GEOMETRY_SUBSLICES] = query_none,
	[QUERY_GUC_SUBMISSION] = query_none,
};

static int query_item(const struct drm_i915_query_item *item)
{
	char name[48];

	if (item->length < 0)
		return -EINVAL;
	if (item->query_id < ARRAY_SIZE(queries) && queries[item->query_id])
		return queries[item->query_id](item);
	snprintf(name, sizeof(name), "query %llu", (u64)item->query_id);
	shim_report_unsupported(name);
	return -EINVAL;
}

int shim_query(struct shim_file *file, void *arg)
{
	struct drm_i915_query *query = arg;
	struct drm_i915_query_item item;
	int ret = query->flags ? -EINVAL : 0;
	u32 i;

	for (i = 0; !ret && i < query->num_items; i++) {
		u64 at = query->items_ptr + i * sizeof(item);

		ret = shim_user_read(&item, at, sizeof(item));
		if (ret)
			return ret;
		item.length = query_item(&item);
		ret = shim_user_write(at, &item, sizeof(item));
	}
	return ret;
}

int shim_reg_read(struct shim_file *file, void *arg)
{
	struct drm_i915_reg_read *read = arg;
	u64 offset = read->offset & ~(u64)I915_REG_READ_8B_WA;

	if (offset != GEN9_RCS_BASE + GEN9_RING_TIMESTAMP)
		return -EINVAL;
	if (shim_engine_get())
		return -ENODEV;
	read->val = shim_engine_timestamp();
	/* The flag chooses how a kernel reads the halves of the register. */
	return 0;
}

int shim_get_aperture(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_get_aperture *get = arg;

	get->aper_size = APERTURE_BYTES;
	get->aper_available_size = APERTURE_BYTES;
	return 0;
}

/* Copy a string as drm_version does: as much as there is room for, and its length. */
static int give_string(char *to, size_t *len, const char *text)
{
	size_t all = strlen(text);
	int ret = to ? shim_user_write((u64)(uintptr_t)to, text, min(*len, all)) : 0;

	*len = all;
	return ret;
}

int shim_version(struct shim_file *file, void *arg)
{
	struct drm_version *version = arg;
	int ret;

	version->version_major = 1;
	version->version_minor = 6;
	version->version_patchlevel = 0;
	ret = give_string(version->name, &version->name_len, "i915");
	if (!ret)
		ret = give_string(version->date, &version->date_len, "20230929");
	if (!ret)
		ret = give_string(version->desc, &version->desc_len, "Intel Graphics");
	return ret;
}

int shim_get_cap(struct shim_file *file, void *arg)
{
	struct drm_get_cap *get = arg;

	switch (get->capability) {
	case DRM_CAP_PRIME:
		get->value = DRM_PRIME_CAP_IMPORT | DRM_PRIME_CAP_EXPORT;
		return 0;
	case DRM_CAP_TIMESTAMP_MONOTONIC:
	case DRM_CAP_SYNCOBJ:
	case DRM_CAP_SYNCOBJ_TIMELINE:
		get->value = 1;
		return 0;
	default:
		get->value = 0;
		return -EOPNOTSUPP;
	}
}
