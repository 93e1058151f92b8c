/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types and values of Vulkan that the hooks use, as the specification has them. Names are those of
 * the specification without "Vk", in the style of this tree. Dispatchable handles are pointers, all
 * other handles are numbers of 64 bits.
 */
#ifndef SHIM_HOOKS_VK_TYPES_H
#define SHIM_HOOKS_VK_TYPES_H

#include <stddef.h>
#include <stdint.h>

#define VK_SUCCESS			0
#define VK_ERROR_OUT_OF_HOST_MEMORY	(-1)
#define VK_ERROR_DEVICE_LOST		(-4)

#define VK_IMAGE_USAGE_TRANSFER_SRC	0x1u
#define VK_BUFFER_USAGE_TRANSFER_DST	0x2u
#define VK_MEMORY_HOST_VISIBLE		0x2u
#define VK_MEMORY_HOST_COHERENT		0x4u
#define VK_MEMORY_HOST_CACHED		0x8u
#define VK_QUEUE_COPIES			0x7u	/* graphics, compute or transfer */
#define VK_LAYOUT_TRANSFER_SRC		6u
#define VK_LAYOUT_PRESENT_SRC		1000001002u
#define VK_ACCESS_TRANSFER_READ		0x800u
#define VK_ACCESS_TRANSFER_WRITE	0x1000u
#define VK_ACCESS_HOST_READ		0x2000u
#define VK_ACCESS_MEMORY_WRITE		0x10000u
#define VK_STAGE_TRANSFER		0x1000u
#define VK_STAGE_HOST			0x4000u
#define VK_STAGE_ALL_COMMANDS		0x10000u
#define VK_ASPECT_COLOUR		0x1u
#define VK_FAMILY_IGNORED		(~0u)

#define VK_MEMORY_TYPES			32u
#define VK_MEMORY_HEAPS			16u

/* Values of the field "type" of a structure. */
enum vk_type {
	VK_TYPE_SUBMIT = 4,
	VK_TYPE_MEMORY = 5,
	VK_TYPE_FENCE = 8,
	VK_TYPE_BUFFER = 12,
	VK_TYPE_COMMAND_POOL = 39,
	VK_TYPE_COMMAND_BUFFER = 40,
	VK_TYPE_BEGIN = 42,
	VK_TYPE_IMAGE_BARRIER = 45,
	VK_TYPE_MEMORY_BARRIER = 46,
};

struct vk_extent {
	uint32_t width, height;
};

struct vk_swapchain_info {
	uint32_t type;
	const void *next;
	uint32_t flags;
	uint64_t surface;
	uint32_t images_least, format, colour_space;
	struct vk_extent extent;
	uint32_t layers, usage, sharing, n_families;
	const uint32_t *families;
	uint32_t transform, alpha, mode, clipped;
	uint64_t old;
};

struct vk_present_info {
	uint32_t type;
	const void *next;
	uint32_t n_waits;
	const uint64_t *waits;
	uint32_t n_swapchains;
	const uint64_t *swapchains;
	const uint32_t *images;
	int *results;
};

struct vk_queue_info {
	uint32_t type;
	const void *next;
	uint32_t flags, family, index;
};

struct vk_surface_caps {
	uint32_t images_least, images_most;
	struct vk_extent current, least, most;
	uint32_t layers_most, transforms, transform, alphas, usages;
};

struct vk_memory_type {
	uint32_t flags, heap;
};

struct vk_memory_props {
	uint32_t n_types;
	struct vk_memory_type types[VK_MEMORY_TYPES];
	uint32_t n_heaps;
	struct {
		uint64_t size;
		uint32_t flags;
	} heaps[VK_MEMORY_HEAPS];
};

struct vk_family_props {
	uint32_t flags, queues, time_bits, granularity[3];
};

struct vk_buffer_info {
	uint32_t type;
	const void *next;
	uint32_t flags;
	uint64_t size;
	uint32_t usage, sharing, n_families;
	const uint32_t *families;
};

struct vk_requirements {
	uint64_t size, alignment;
	uint32_t types;
};

struct vk_memory_info {
	uint32_t type;
	const void *next;
	uint64_t size;
	uint32_t memory_type;
};

/* Creates a fence, or begins a buffer of commands. */
struct vk_flags_info {
	uint32_t type;
	const void *next;
	uint32_t flags;
	const void *inheritance;
};

struct vk_pool_info {
	uint32_t type;
	const void *next;
	uint32_t flags, family;
};

struct vk_commands_info {
	uint32_t type;
	const void *next;
	uint64_t pool;
	uint32_t level, count;
};

struct vk_memory_barrier {
	uint32_t type;
	const void *next;
	uint32_t from_access, to_access;
};

struct vk_range {
	uint32_t aspects, level, levels, layer, layers;
};

struct vk_image_barrier {
	uint32_t type;
	const void *next;
	uint32_t from_access, to_access, from_layout, to_layout, from_family, to_family;
	uint64_t image;
	struct vk_range range;
};

struct vk_region {
	uint64_t offset;
	uint32_t row_length, rows;
	uint32_t aspects, level, layer, layers;
	int32_t origin[3];
	uint32_t extent[3];
};

struct vk_submit_info {
	uint32_t type;
	const void *next;
	uint32_t n_waits;
	const uint64_t *waits;
	const uint32_t *wait_stages;
	uint32_t n_commands;
	void *const *commands;
	uint32_t n_signals;
	const uint64_t *signals;
};

#endif
