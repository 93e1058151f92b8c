// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hooks of Vulkan. The functions behind them are those of the loader, which passes a call to
 * the driver of the object. Programs call the hooks from any thread. Takes no locks.
 */
#include "shim/hooks/hook_functions.h"

#include "shim/hooks/frames.h"
#include "shim/hooks/hook_lookup.h"
#include "shim/hooks/vk_frame.h"
#include "shim/hooks/vk_objects.h"

HOOK_EXPORT void *vkGetInstanceProcAddr(void *instance, const char *name)
{
	vk_get_proc_fn real = hook_real(HOOK_VK_GET_INSTANCE);

	return real ? hook_of(name, real(instance, name)) : NULL;
}

HOOK_EXPORT void *vkGetDeviceProcAddr(void *device, const char *name)
{
	vk_get_proc_fn real = hook_real(HOOK_VK_GET_DEVICE);

	return real ? hook_of(name, real(device, name)) : NULL;
}

HOOK_EXPORT int vkCreateDevice(void *physical, const void *info, const void *alloc, void **device)
{
	vk_create_device_fn real = hook_real(HOOK_VK_CREATE_DEVICE);
	int result = real ? real(physical, info, alloc, device) : VK_ERROR_DEVICE_LOST;

	if (result == VK_SUCCESS)
		vk_frame_device(*device, physical);
	return result;
}

HOOK_EXPORT void vkDestroyDevice(void *device, const void *alloc)
{
	vk_destroy_device_fn real = hook_real(HOOK_VK_DESTROY_DEVICE);

	vk_objects_remove_all(device);
	if (real)
		real(device, alloc);
}

HOOK_EXPORT void vkGetDeviceQueue(void *device, uint32_t family, uint32_t index, void **queue)
{
	vk_get_queue_fn real = hook_real(HOOK_VK_GET_QUEUE);

	if (!real)
		return;
	real(device, family, index, queue);
	vk_frame_queue(device, *queue, family);
}

HOOK_EXPORT void vkGetDeviceQueue2(void *device, const struct vk_queue_info *info, void **queue)
{
	vk_get_queue_2_fn real = hook_real(HOOK_VK_GET_QUEUE_2);

	if (!real)
		return;
	real(device, info, queue);
	vk_frame_queue(device, *queue, info->family);
}

HOOK_EXPORT int vkCreateSwapchainKHR(void *device, const struct vk_swapchain_info *info,
				     const void *alloc, uint64_t *swapchain)
{
	vk_create_swapchain_fn real = hook_real(HOOK_VK_CREATE_SWAPCHAIN);
	struct vk_swapchain_info changed = *info;
	int result;

	vk_frame_prepare(device, &changed);
	result = real ? real(device, &changed, alloc, swapchain) : VK_ERROR_DEVICE_LOST;
	if (result == VK_SUCCESS)
		vk_frame_swapchain(device, *swapchain, &changed);
	return result;
}

HOOK_EXPORT void vkDestroySwapchainKHR(void *device, uint64_t swapchain, const void *alloc)
{
	vk_destroy_swapchain_fn real = hook_real(HOOK_VK_DESTROY_SWAPCHAIN);

	vk_objects_remove(device, swapchain);
	if (real)
		real(device, swapchain, alloc);
}

HOOK_EXPORT int vkQueuePresentKHR(void *queue, const struct vk_present_info *info)
{
	vk_present_fn real = hook_real(HOOK_VK_PRESENT);
	struct vk_present_info changed = *info;
	int result;

	if (vk_frame_next(queue, info))
		changed.n_waits = 0;
	result = real ? real(queue, &changed) : VK_ERROR_DEVICE_LOST;
	frames_shown();
	return result;
}
