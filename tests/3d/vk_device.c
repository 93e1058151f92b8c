// SPDX-License-Identifier: GPL-2.0-only
/*
 * A Vulkan device without a window, memory, images and one command buffer. vk_pictures.c uses it.
 * The process ends after one picture, so nothing is released.
 */
#include "vk_device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void vk_check(VkResult result, const char *what)
{
	if (result == VK_SUCCESS)
		return;
	fprintf(stderr, "facet-3d-vk: %s: error %d\n", what, result);
	exit(1);
}

static void choose_device(struct vk *vk, VkInstance instance)
{
	VkPhysicalDeviceProperties properties;
	uint32_t n = 1;
	VkResult result = vkEnumeratePhysicalDevices(instance, &n, &vk->physical);

	if (result != VK_INCOMPLETE)
		vk_check(n ? result : VK_ERROR_INITIALIZATION_FAILED, "vkEnumeratePhysicalDevices");
	vkGetPhysicalDeviceProperties(vk->physical, &properties);
	memcpy(vk->name, properties.deviceName, sizeof(vk->name));
}

/* Queue family 0 of the drivers that are tested has graphics and compute. */
static void make_device(struct vk *vk)
{
	const float priority = 1;
	const VkDeviceQueueCreateInfo queue = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
		.queueCount = 1,
		.pQueuePriorities = &priority,
	};
	const VkDeviceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
		.queueCreateInfoCount = 1,
		.pQueueCreateInfos = &queue,
	};

	vk_check(vkCreateDevice(vk->physical, &info, NULL, &vk->device), "vkCreateDevice");
	vkGetDeviceQueue(vk->device, 0, 0, &vk->queue);
}

static void begin_commands(struct vk *vk)
{
	const VkCommandPoolCreateInfo pool = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
	};
	VkCommandBufferAllocateInfo allocate = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
		.commandBufferCount = 1,
	};
	const VkCommandBufferBeginInfo begin = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
		.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT,
	};

	vk_check(vkCreateCommandPool(vk->device, &pool, NULL, &vk->pool), "vkCreateCommandPool");
	allocate.commandPool = vk->pool;
	vk_check(vkAllocateCommandBuffers(vk->device, &allocate, &vk->commands),
		 "vkAllocateCommandBuffers");
	vk_check(vkBeginCommandBuffer(vk->commands, &begin), "vkBeginCommandBuffer");
}

void vk_open(struct vk *vk)
{
	const VkApplicationInfo application = {
		.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
		.apiVersion = VK_API_VERSION_1_1,
	};
	const VkInstanceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
		.pApplicationInfo = &application,
	};
	VkInstance instance;

	vk_check(vkCreateInstance(&info, NULL, &instance), "vkCreateInstance");
	choose_device(vk, instance);
	make_device(vk);
	begin_commands(vk);
}

void vk_run(struct vk *vk)
{
	const VkSubmitInfo submit = {
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.commandBufferCount = 1,
		.pCommandBuffers = &vk->commands,
	};
	const VkFenceCreateInfo info = { .sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO };
	VkFence fence;

	vk_check(vkEndCommandBuffer(vk->commands), "vkEndCommandBuffer");
	vk_check(vkCreateFence(vk->device, &info, NULL, &fence), "vkCreateFence");
	vk_check(vkQueueSubmit(vk->queue, 1, &submit, fence), "vkQueueSubmit");
	vk_check(vkWaitForFences(vk->device, 1, &fence, VK_TRUE, UINT64_MAX), "vkWaitForFences");
}

/* Allocate memory; the first kind that has all @flags. */
static VkDeviceMemory allocate(struct vk *vk, const VkMemoryRequirements *need,
			       VkMemoryPropertyFlags flags)
{
	VkPhysicalDeviceMemoryProperties kinds;
	VkMemoryAllocateInfo info = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.allocationSize = need->size,
	};
	VkDeviceMemory memory;
	uint32_t i;

	vkGetPhysicalDeviceMemoryProperties(vk->physical, &kinds);
	for (i = 0; i < kinds.memoryTypeCount; i++)
		if ((need->memoryTypeBits & 1u << i) &&
		    (kinds.memoryTypes[i].propertyFlags & flags) == flags)
			break;
	info.memoryTypeIndex = i;
	vk_check(i < kinds.memoryTypeCount ? vkAllocateMemory(vk->device, &info, NULL, &memory) :
		 VK_ERROR_OUT_OF_DEVICE_MEMORY, "vkAllocateMemory");
	return memory;
}

struct vk_buffer vk_make_buffer(struct vk *vk, size_t bytes)
{
	const VkBufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.size = bytes,
		.usage = VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
			 VK_BUFFER_USAGE_VERTEX_BUFFER_BIT,
	};
	struct vk_buffer made;
	VkMemoryRequirements need;
	VkDeviceMemory memory;

	vk_check(vkCreateBuffer(vk->device, &info, NULL, &made.buffer), "vkCreateBuffer");
	vkGetBufferMemoryRequirements(vk->device, made.buffer, &need);
	memory = allocate(vk, &need, VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
			  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
	vk_check(vkBindBufferMemory(vk->device, made.buffer, memory, 0), "vkBindBufferMemory");
	vk_check(vkMapMemory(vk->device, memory, 0, VK_WHOLE_SIZE, 0, &made.data), "vkMapMemory");
	memset(made.data, 0, bytes);
	return made;
}

VkImage vk_make_image(struct vk *vk, VkImageView *view)
{
	const VkImageCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = VK_IMAGE_TYPE_2D,
		.format = VK_FORMAT,
		.extent = { VK_SIDE, VK_SIDE, 1 },
		.mipLevels = 1,
		.arrayLayers = 1,
		.samples = VK_SAMPLE_COUNT_1_BIT,
		.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
	};
	VkImageViewCreateInfo view_info = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
		.viewType = VK_IMAGE_VIEW_TYPE_2D,
		.format = VK_FORMAT,
		.subresourceRange = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 },
	};
	VkMemoryRequirements need;
	VkImage image;

	vk_check(vkCreateImage(vk->device, &info, NULL, &image), "vkCreateImage");
	vkGetImageMemoryRequirements(vk->device, image, &need);
	vk_check(vkBindImageMemory(vk->device, image, allocate(vk, &need, 0), 0),
		 "vkBindImageMemory");
	view_info.image = image;
	vk_check(vkCreateImageView(vk->device, &view_info, NULL, view), "vkCreateImageView");
	return image;
}

VkShaderModule vk_make_shader(struct vk *vk, const uint32_t *code, size_t bytes)
{
	const VkShaderModuleCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
		.codeSize = bytes,
		.pCode = code,
	};
	VkShaderModule shader;

	vk_check(vkCreateShaderModule(vk->device, &info, NULL, &shader), "vkCreateShaderModule");
	return shader;
}

VkRenderPass vk_begin_pass(struct vk *vk, VkImageView view)
{
	const VkAttachmentDescription attachment = {
		.format = VK_FORMAT,
		.samples = VK_SAMPLE_COUNT_1_BIT,
		.loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR,
		.storeOp = VK_ATTACHMENT_STORE_OP_STORE,
		.finalLayout = VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
	};
	const VkAttachmentReference reference = { 0, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL };
	const VkSubpassDescription subpass = {
		.colorAttachmentCount = 1,
		.pColorAttachments = &reference,
	};
	const VkRenderPassCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO,
		.attachmentCount = 1,
		.pAttachments = &attachment,
		.subpassCount = 1,
		.pSubpasses = &subpass,
	};
	VkFramebufferCreateInfo frame_info = {
		.sType = VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO,
		.attachmentCount = 1,
		.pAttachments = &view,
		.width = VK_SIDE,
		.height = VK_SIDE,
		.layers = 1,
	};
	const VkClearValue clear = { .color.float32 = { 0.1f, 0.2f, 0.3f, 1 } };
	VkRenderPassBeginInfo begin = {
		.sType = VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO,
		.renderArea = { .extent = { VK_SIDE, VK_SIDE } },
		.clearValueCount = 1,
		.pClearValues = &clear,
	};

	vk_check(vkCreateRenderPass(vk->device, &info, NULL, &begin.renderPass),
		 "vkCreateRenderPass");
	frame_info.renderPass = begin.renderPass;
	vk_check(vkCreateFramebuffer(vk->device, &frame_info, NULL, &begin.framebuffer),
		 "vkCreateFramebuffer");
	vkCmdBeginRenderPass(vk->commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
	return begin.renderPass;
}

void vk_copy(struct vk *vk, VkImage image, const struct vk_buffer *to)
{
	const VkBufferImageCopy region = {
		.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.imageExtent = { VK_SIDE, VK_SIDE, 1 },
	};
	const VkMemoryBarrier barrier = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
		.srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
		.dstAccessMask = VK_ACCESS_TRANSFER_READ_BIT,
	};

	vkCmdPipelineBarrier(vk->commands, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
			     VK_PIPELINE_STAGE_TRANSFER_BIT, 0, 1, &barrier, 0, NULL, 0, NULL);
	vkCmdCopyImageToBuffer(vk->commands, image, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, to->buffer, 1,
			       &region);
}
