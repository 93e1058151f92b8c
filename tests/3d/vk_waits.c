// SPDX-License-Identifier: GPL-2.0-only
/*
 * A picture of work that waits. Each stripe is filled behind a wait of another kind. The CPU looks
 * at a stripe before it lets the GPU go on. vk_pictures.c calls this file.
 */
#include "vk_waits.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define STRIPE_BYTES	(4 * VK_SIDE * VK_SIDE / 4)
#define NAP_NS		50000000L	/* time that the GPU gets to run too early */

/* Colours of the stripes, as 0xAABBGGRR. */
enum {
	OF_GPU_EVENT = 0xff2040c0,
	OF_CPU_EVENT = 0xff40c020,
	OF_TIMELINE = 0xffc02040,
	OF_ORDER = 0xff808080,
};

static VkCommandBuffer begin(struct vk *vk)
{
	const VkCommandBufferAllocateInfo info = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.commandPool = vk->pool,
		.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
		.commandBufferCount = 1,
	};
	const VkCommandBufferBeginInfo begin_info = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
	};
	VkCommandBuffer commands;

	vk_check(vkAllocateCommandBuffers(vk->device, &info, &commands),
		 "vkAllocateCommandBuffers");
	vk_check(vkBeginCommandBuffer(commands, &begin_info), "vkBeginCommandBuffer");
	return commands;
}

static void fill(VkCommandBuffer commands, const struct vk_buffer *pixels, unsigned int stripe,
		 uint32_t colour)
{
	vkCmdFillBuffer(commands, pixels->buffer, stripe * STRIPE_BYTES, STRIPE_BYTES, colour);
}

static VkEvent make_event(struct vk *vk)
{
	const VkEventCreateInfo info = { .sType = VK_STRUCTURE_TYPE_EVENT_CREATE_INFO };
	VkEvent event;

	vk_check(vkCreateEvent(vk->device, &info, NULL, &event), "vkCreateEvent");
	return event;
}

static void wait_event(VkCommandBuffer commands, VkEvent event, VkPipelineStageFlags from)
{
	vkCmdWaitEvents(commands, 1, &event, from, VK_PIPELINE_STAGE_TRANSFER_BIT, 0, NULL, 0, NULL,
			0, NULL);
}

static void submit(struct vk *vk, VkCommandBuffer commands, const void *next, VkSemaphore timeline)
{
	static const VkPipelineStageFlags stage = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
	const VkSubmitInfo info = {
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.pNext = next,
		.waitSemaphoreCount = next ? 1 : 0,
		.pWaitSemaphores = &timeline,
		.pWaitDstStageMask = &stage,
		.commandBufferCount = 1,
		.pCommandBuffers = &commands,
		.signalSemaphoreCount = next ? 1 : 0,
		.pSignalSemaphores = &timeline,
	};

	vk_check(vkEndCommandBuffer(commands), "vkEndCommandBuffer");
	vk_check(vkQueueSubmit(vk->queue, 1, &info, VK_NULL_HANDLE), "vkQueueSubmit");
}

/* End the process if the GPU has filled a stripe whose wait is not over. */
static void expect_empty(const struct vk_buffer *pixels, unsigned int stripe)
{
	const struct timespec nap = { .tv_nsec = NAP_NS };
	const volatile uint32_t *first = (uint32_t *)pixels->data + stripe * STRIPE_BYTES / 4;

	nanosleep(&nap, NULL);
	if (!*first)
		return;
	fprintf(stderr, "facet-3d-vk: stripe %u was filled before its wait was over\n", stripe);
	exit(1);
}

static void draw_gpu_event(struct vk *vk, const struct vk_buffer *pixels)
{
	VkCommandBuffer commands = begin(vk);
	VkEvent event = make_event(vk);

	vkCmdSetEvent(commands, event, VK_PIPELINE_STAGE_TRANSFER_BIT);
	wait_event(commands, event, VK_PIPELINE_STAGE_TRANSFER_BIT);
	fill(commands, pixels, 0, OF_GPU_EVENT);
	submit(vk, commands, NULL, VK_NULL_HANDLE);
}

static void draw_cpu_event(struct vk *vk, const struct vk_buffer *pixels)
{
	VkCommandBuffer commands = begin(vk);
	VkEvent event = make_event(vk);

	wait_event(commands, event, VK_PIPELINE_STAGE_HOST_BIT);
	fill(commands, pixels, 1, OF_CPU_EVENT);
	submit(vk, commands, NULL, VK_NULL_HANDLE);
	expect_empty(pixels, 1);
	vk_check(vkSetEvent(vk->device, event), "vkSetEvent");
}

static VkSemaphore make_timeline(struct vk *vk)
{
	const VkSemaphoreTypeCreateInfo type = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
		.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE,
	};
	const VkSemaphoreCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
		.pNext = &type,
	};
	VkSemaphore timeline;

	vk_check(vkCreateSemaphore(vk->device, &info, NULL, &timeline), "vkCreateSemaphore");
	return timeline;
}

/* The GPU waits for point 1 of the CPU, and signals point 2, for which the CPU waits. */
static void draw_timeline(struct vk *vk, const struct vk_buffer *pixels)
{
	static const uint64_t before = 1, after = 2;
	const VkTimelineSemaphoreSubmitInfo points = {
		.sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
		.waitSemaphoreValueCount = 1,
		.pWaitSemaphoreValues = &before,
		.signalSemaphoreValueCount = 1,
		.pSignalSemaphoreValues = &after,
	};
	VkSemaphore timeline = make_timeline(vk);
	const VkSemaphoreSignalInfo signal = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SIGNAL_INFO,
		.semaphore = timeline,
		.value = before,
	};
	const VkSemaphoreWaitInfo wait = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
		.semaphoreCount = 1,
		.pSemaphores = &timeline,
		.pValues = &after,
	};
	VkCommandBuffer commands = begin(vk);
	uint64_t value = 0;

	fill(commands, pixels, 2, OF_TIMELINE);
	submit(vk, commands, &points, timeline);
	expect_empty(pixels, 2);
	vk_check(vkSignalSemaphore(vk->device, &signal), "vkSignalSemaphore");
	vk_check(vkWaitSemaphores(vk->device, &wait, UINT64_MAX), "vkWaitSemaphores");
	vk_check(vkGetSemaphoreCounterValue(vk->device, timeline, &value),
		 "vkGetSemaphoreCounterValue");
	if (value == after)
		return;
	fprintf(stderr, "facet-3d-vk: the timeline is at %u\n", (unsigned int)value);
	exit(1);
}

void vk_waits_draw(struct vk *vk, const struct vk_buffer *pixels)
{
	draw_gpu_event(vk, pixels);
	draw_cpu_event(vk, pixels);
	draw_timeline(vk, pixels);
	/* The caller submits the last stripe, and waits for all. */
	fill(vk->commands, pixels, 3, OF_ORDER);
}
