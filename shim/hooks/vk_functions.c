// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the functions of Vulkan that the hooks call. vk_frame.c calls this from any thread. The
 * first call finds all functions.
 */
#include "shim/hooks/vk_functions.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "shim/hooks/hook_lookup.h"

/**
 * struct name - A function and its place.
 * @name: its name in the specification
 * @offset: offset of its pointer in struct vk_functions, in bytes
 */
struct name {
	const char *name;
	size_t offset;
};

#define NAME(function, field)	{ function, offsetof(struct vk_functions, field) }

static const struct name names[] = {
	NAME("vkGetPhysicalDeviceMemoryProperties", memory_props),
	NAME("vkGetPhysicalDeviceQueueFamilyProperties", family_props),
	NAME("vkGetPhysicalDeviceSurfaceCapabilitiesKHR", surface_caps),
	NAME("vkGetSwapchainImagesKHR", images),
	NAME("vkCreateBuffer", create_buffer),
	NAME("vkDestroyBuffer", destroy_buffer),
	NAME("vkGetBufferMemoryRequirements", requirements),
	NAME("vkAllocateMemory", allocate),
	NAME("vkFreeMemory", free),
	NAME("vkBindBufferMemory", bind),
	NAME("vkMapMemory", map),
	NAME("vkCreateCommandPool", create_pool),
	NAME("vkDestroyCommandPool", destroy_pool),
	NAME("vkAllocateCommandBuffers", commands),
	NAME("vkBeginCommandBuffer", begin),
	NAME("vkEndCommandBuffer", end),
	NAME("vkCmdPipelineBarrier", barrier),
	NAME("vkCmdCopyImageToBuffer", copy),
	NAME("vkCreateFence", create_fence),
	NAME("vkDestroyFence", destroy_fence),
	NAME("vkQueueSubmit", submit),
	NAME("vkWaitForFences", wait),
};

#define NAMES	(sizeof(names) / sizeof(*names))

static struct vk_functions found;
static bool complete;

static void find_all(void)
{
	void *function;
	size_t i;

	for (i = 0; i < NAMES; i++) {
		function = hook_system_function(names[i].name);
		if (!function)
			return;
		memcpy((char *)&found + names[i].offset, &function, sizeof(function));
	}
	complete = true;
}

const struct vk_functions *vk_functions(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, find_all);
	return complete ? &found : NULL;
}
