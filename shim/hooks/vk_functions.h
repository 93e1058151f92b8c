/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of Vulkan that the hooks call to copy a frame. They are those of the loader, which
 * passes a call to the driver of the object.
 */
#ifndef SHIM_HOOKS_VK_FUNCTIONS_H
#define SHIM_HOOKS_VK_FUNCTIONS_H

#include "shim/hooks/vk_types.h"

/**
 * struct vk_functions - The functions, by their names in the specification.
 * @memory_props: vkGetPhysicalDeviceMemoryProperties()
 * @family_props: vkGetPhysicalDeviceQueueFamilyProperties()
 * @surface_caps: vkGetPhysicalDeviceSurfaceCapabilitiesKHR()
 * @images: vkGetSwapchainImagesKHR()
 * @create_buffer: vkCreateBuffer()
 * @destroy_buffer: vkDestroyBuffer()
 * @requirements: vkGetBufferMemoryRequirements()
 * @allocate: vkAllocateMemory()
 * @free: vkFreeMemory()
 * @bind: vkBindBufferMemory()
 * @map: vkMapMemory()
 * @create_pool: vkCreateCommandPool()
 * @destroy_pool: vkDestroyCommandPool()
 * @commands: vkAllocateCommandBuffers()
 * @begin: vkBeginCommandBuffer()
 * @end: vkEndCommandBuffer()
 * @barrier: vkCmdPipelineBarrier()
 * @copy: vkCmdCopyImageToBuffer()
 * @create_fence: vkCreateFence()
 * @destroy_fence: vkDestroyFence()
 * @submit: vkQueueSubmit()
 * @wait: vkWaitForFences()
 */
struct vk_functions {
	void (*memory_props)(void *physical, struct vk_memory_props *props);
	void (*family_props)(void *physical, uint32_t *count, struct vk_family_props *props);
	int (*surface_caps)(void *physical, uint64_t surface, struct vk_surface_caps *caps);
	int (*images)(void *device, uint64_t swapchain, uint32_t *count, uint64_t *images);
	int (*create_buffer)(void *device, const struct vk_buffer_info *info, const void *alloc,
			     uint64_t *buffer);
	void (*destroy_buffer)(void *device, uint64_t buffer, const void *alloc);
	void (*requirements)(void *device, uint64_t buffer, struct vk_requirements *needed);
	int (*allocate)(void *device, const struct vk_memory_info *info, const void *alloc,
			uint64_t *memory);
	void (*free)(void *device, uint64_t memory, const void *alloc);
	int (*bind)(void *device, uint64_t buffer, uint64_t memory, uint64_t offset);
	int (*map)(void *device, uint64_t memory, uint64_t offset, uint64_t size, uint32_t flags,
		   void **data);
	int (*create_pool)(void *device, const struct vk_pool_info *info, const void *alloc,
			   uint64_t *pool);
	void (*destroy_pool)(void *device, uint64_t pool, const void *alloc);
	int (*commands)(void *device, const struct vk_commands_info *info, void **commands);
	int (*begin)(void *commands, const struct vk_flags_info *info);
	int (*end)(void *commands);
	void (*barrier)(void *commands, uint32_t from_stages, uint32_t to_stages, uint32_t flags,
			uint32_t n_memory, const struct vk_memory_barrier *memory,
			uint32_t n_buffers, const void *buffers,
			uint32_t n_images, const struct vk_image_barrier *images);
	void (*copy)(void *commands, uint64_t image, uint32_t layout, uint64_t buffer,
		     uint32_t n_regions, const struct vk_region *regions);
	int (*create_fence)(void *device, const struct vk_flags_info *info, const void *alloc,
			    uint64_t *fence);
	void (*destroy_fence)(void *device, uint64_t fence, const void *alloc);
	int (*submit)(void *queue, uint32_t count, const struct vk_submit_info *infos,
		      uint64_t fence);
	int (*wait)(void *device, uint32_t count, const uint64_t *fences, uint32_t all,
		    uint64_t ns);
};

/**
 * vk_functions() - Return the functions of the loader.
 *
 * Context: any thread; takes the linker's lock.
 * Return: the functions; NULL: the loader does not have them all.
 */
const struct vk_functions *vk_functions(void);

#endif
