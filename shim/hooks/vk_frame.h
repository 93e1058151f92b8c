/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames of Vulkan: copy the image that a program is about to show, and write the copy as a
 * picture.
 */
#ifndef SHIM_HOOKS_VK_FRAME_H
#define SHIM_HOOKS_VK_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "shim/hooks/vk_types.h"

/**
 * vk_frame_device() - Note a new device.
 * @device: the device
 * @physical: its physical device
 *
 * Context: any thread; takes the lock of the list of objects; allocates memory.
 */
void vk_frame_device(void *device, void *physical);

/**
 * vk_frame_queue() - Note a queue that the program got.
 * @device: the device of the queue
 * @queue: the queue; NULL: none, do nothing
 * @family: family of the queue
 *
 * Context: any thread; takes the lock of the list of objects; allocates memory.
 */
void vk_frame_queue(void *device, void *queue, uint32_t family);

/**
 * vk_frame_prepare() - Ask for images that can be copied.
 * @device: the device of the new swapchain
 * @info: how to create the swapchain; changed if frames are written and the surface allows copies
 *
 * Context: any thread; takes the lock of the list of objects.
 */
void vk_frame_prepare(void *device, struct vk_swapchain_info *info);

/**
 * vk_frame_swapchain() - Note a new swapchain.
 * @device: its device
 * @swapchain: its handle
 * @info: how the swapchain was created, from vk_frame_prepare()
 *
 * Context: any thread; takes the lock of the list of objects; allocates memory.
 */
void vk_frame_swapchain(void *device, uint64_t swapchain, const struct vk_swapchain_info *info);

/**
 * vk_frame_next() - Write the frame that a queue is about to show.
 * @queue: the queue
 * @info: what the queue shows. The first swapchain has the frame
 *
 * Does nothing if frames_wanted() is false. frames_failed() reports a frame that cannot be copied.
 *
 * Context: the thread that may use @queue; blocks for the queue and for the file; allocates memory.
 * Return: true: the queue has waited for the semaphores of @info, which are used up; false: the
 *	semaphores are as they were.
 */
bool vk_frame_next(void *queue, const struct vk_present_info *info);

#endif
