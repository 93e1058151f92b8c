/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A Vulkan device without a window, and what the pictures of facet-3d-vk share: memory, images,
 * pipelines and one command buffer. All functions end the process on an error.
 */
#ifndef TESTS_3D_VK_DEVICE_H
#define TESTS_3D_VK_DEVICE_H

#include <stddef.h>
#include <stdint.h>
#include <vulkan/vulkan.h>

#define VK_SIDE		256u		/* pixels of a side of the picture */
#define VK_FORMAT	VK_FORMAT_R8G8B8A8_UNORM

/**
 * struct vk - The device.
 * @physical: the physical device
 * @device: the device
 * @queue: a queue of graphics and compute
 * @pool: pool of the command buffer
 * @commands: the command buffer, which is recorded
 * @name: name of the physical device
 */
struct vk {
	VkPhysicalDevice physical;
	VkDevice device;
	VkQueue queue;
	VkCommandPool pool;
	VkCommandBuffer commands;
	char name[VK_MAX_PHYSICAL_DEVICE_NAME_SIZE];
};

/**
 * struct vk_buffer - A buffer that the CPU can reach.
 * @buffer: the buffer
 * @data: its memory
 */
struct vk_buffer {
	VkBuffer buffer;
	void *data;
};

/**
 * vk_check() - End the process if a call failed.
 * @result: its result
 * @what: name of the call
 */
void vk_check(VkResult result, const char *what);

/**
 * vk_open() - Open the first device, and begin the command buffer.
 * @vk: the device
 */
void vk_open(struct vk *vk);

/**
 * vk_run() - End the command buffer, run it, and wait for its end.
 * @vk: the device
 */
void vk_run(struct vk *vk);

/**
 * vk_make_buffer() - Make a buffer of any use.
 * @vk: the device
 * @bytes: its size
 *
 * Return: the buffer; its memory is all 0.
 */
struct vk_buffer vk_make_buffer(struct vk *vk, size_t bytes);

/**
 * vk_make_image() - Make an image of VK_SIDE x VK_SIDE pixels, for drawing and copying.
 * @vk: the device
 * @view: gets a view of the image
 *
 * Return: the image.
 */
VkImage vk_make_image(struct vk *vk, VkImageView *view);

/**
 * vk_make_shader() - Make a shader.
 * @vk: the device
 * @code: SPIR-V
 * @bytes: size of @code
 *
 * Return: the shader.
 */
VkShaderModule vk_make_shader(struct vk *vk, const uint32_t *code, size_t bytes);

/**
 * vk_begin_pass() - Begin a render pass that clears an image and leaves it as a source of copies.
 * @vk: the device
 * @view: view of the image
 *
 * Return: the render pass.
 */
VkRenderPass vk_begin_pass(struct vk *vk, VkImageView view);

/**
 * vk_copy() - Record a copy of an image, which is a source of copies, to a buffer.
 * @vk: the device
 * @image: the image
 * @to: the buffer of 4 * VK_SIDE * VK_SIDE bytes
 */
void vk_copy(struct vk *vk, VkImage image, const struct vk_buffer *to);

#endif
