/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects of Vulkan in this process, with the facts that a copy of a frame needs. The hooks add an
 * object when the program creates it.
 */
#ifndef SHIM_HOOKS_VK_OBJECTS_H
#define SHIM_HOOKS_VK_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "shim/hooks/vk_types.h"

/**
 * enum vk_kind - Kind of an object.
 * @VK_KIND_DEVICE: VkDevice
 * @VK_KIND_QUEUE: VkQueue
 * @VK_KIND_SWAPCHAIN: VkSwapchainKHR
 */
enum vk_kind {
	VK_KIND_DEVICE,
	VK_KIND_QUEUE,
	VK_KIND_SWAPCHAIN,
};

/**
 * struct vk_object - An object.
 * @kind: its kind
 * @handle: its handle
 * @device: the device of the object; of a device: itself
 * @physical: the physical device of a device
 * @family: the family of a queue
 * @format: the format of a swapchain; 0: its images cannot be copied
 * @extent: size of the images of a swapchain in pixels
 */
struct vk_object {
	enum vk_kind kind;
	uint64_t handle;
	void *device;
	void *physical;
	uint32_t family;
	uint32_t format;
	struct vk_extent extent;
};

/**
 * vk_objects_add() - Add an object.
 * @object: the object. One with this kind, handle and device is replaced
 *
 * Without memory, the object is not added.
 *
 * Context: any thread; takes the lock of the list; allocates memory.
 */
void vk_objects_add(const struct vk_object *object);

/**
 * vk_objects_find() - Find an object.
 * @kind: its kind
 * @handle: its handle
 * @device: its device; NULL: any
 * @object: gets the object
 *
 * Context: any thread; takes the lock of the list.
 * Return: true: found; false: not found, and @object is unchanged.
 */
bool vk_objects_find(enum vk_kind kind, uint64_t handle, const void *device,
		     struct vk_object *object);

/**
 * vk_objects_remove() - Remove a swapchain.
 * @device: its device
 * @swapchain: its handle
 *
 * Context: any thread; takes the lock of the list.
 */
void vk_objects_remove(const void *device, uint64_t swapchain);

/**
 * vk_objects_remove_all() - Remove a device and all its objects.
 * @device: the device
 *
 * Context: any thread; takes the lock of the list.
 */
void vk_objects_remove_all(const void *device);

#endif
