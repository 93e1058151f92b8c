// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames of Vulkan. The queue that shows a frame copies it to a buffer first, and the CPU waits for
 * the copy. Each frame has a buffer and commands of its own: frames that are written are few. The
 * hooks call this. vk_objects.c has the only lock.
 */
#include "shim/hooks/vk_frame.h"

#include <stdio.h>
#include <stdlib.h>

#include "shim/facet_run.h"
#include "shim/hooks/frames.h"
#include "shim/hooks/vk_formats.h"
#include "shim/hooks/vk_functions.h"
#include "shim/hooks/vk_objects.h"

#define IMAGES_MOST	64u
#define FAMILIES_MOST	32u
#define PICTURE_BYTES	4u	/* of a pixel that frames_write() gets */
#define FOREVER_NS	UINT64_MAX

/**
 * struct copy - A copy of one frame.
 * @vk: functions of Vulkan
 * @device: the device
 * @physical: its physical device
 * @queue: the queue that shows the frame
 * @family: family of @queue
 * @extent: size of the frame in pixels
 * @format: format of the frame
 * @image: the image with the frame
 * @buffer: gets the pixels; 0: not created
 * @memory: memory of @buffer; 0: not allocated
 * @pool: pool of @commands; 0: not created
 * @fence: is signalled after the copy; 0: not created
 * @commands: the copy as commands
 * @pixels: @memory for the CPU
 * @submitted: @queue has the commands, and has used up the semaphores
 */
struct copy {
	const struct vk_functions *vk;
	void *device, *physical, *queue;
	uint32_t family;
	struct vk_extent extent;
	const struct vk_format *format;
	uint64_t image, buffer, memory, pool, fence;
	void *commands, *pixels;
	bool submitted;
};

/* --- objects -------------------------------------------------------------------------------- */

void vk_frame_device(void *device, void *physical)
{
	vk_objects_add(&(struct vk_object){ .kind = VK_KIND_DEVICE, .handle = (uintptr_t)device,
			.device = device, .physical = physical });
}

void vk_frame_queue(void *device, void *queue, uint32_t family)
{
	if (queue)
		vk_objects_add(&(struct vk_object){ .kind = VK_KIND_QUEUE, .device = device,
				.handle = (uintptr_t)queue, .family = family });
}

void vk_frame_prepare(void *device, struct vk_swapchain_info *info)
{
	const struct vk_functions *vk = vk_functions();
	struct vk_surface_caps caps;
	struct vk_object object;

	if (getenv(FACET_RUN_SHOTS) && vk &&
	    vk_objects_find(VK_KIND_DEVICE, (uintptr_t)device, device, &object) &&
	    !vk->surface_caps(object.physical, info->surface, &caps))
		info->usage |= caps.usages & VK_IMAGE_USAGE_TRANSFER_SRC;
}

void vk_frame_swapchain(void *device, uint64_t swapchain, const struct vk_swapchain_info *info)
{
	struct vk_object object = {
		.kind = VK_KIND_SWAPCHAIN, .handle = swapchain, .device = device,
		.extent = info->extent,
	};

	if (info->usage & VK_IMAGE_USAGE_TRANSFER_SRC)
		object.format = info->format;
	vk_objects_add(&object);
}

/* --- the copy ------------------------------------------------------------------------------- */

/* The CPU reads all pixels, so cached memory is the first choice. */
static uint32_t memory_type(const struct copy *copy, uint32_t types)
{
	static const uint32_t wanted[] = {
		VK_MEMORY_HOST_VISIBLE | VK_MEMORY_HOST_COHERENT | VK_MEMORY_HOST_CACHED,
		VK_MEMORY_HOST_VISIBLE | VK_MEMORY_HOST_COHERENT,
	};
	struct vk_memory_props props;
	uint32_t i, type;

	copy->vk->memory_props(copy->physical, &props);
	for (i = 0; i < 2; i++)
		for (type = 0; type < props.n_types && type < VK_MEMORY_TYPES; type++)
			if ((types >> type & 1) &&
			    (props.types[type].flags & wanted[i]) == wanted[i])
				return type;
	/* The specification promises the second choice for each buffer. */
	return 0;
}

static int make_buffer(struct copy *copy)
{
	const struct vk_buffer_info buffer = {
		.type = VK_TYPE_BUFFER, .usage = VK_BUFFER_USAGE_TRANSFER_DST,
		.size = (uint64_t)copy->format->bytes * copy->extent.width * copy->extent.height,
	};
	struct vk_memory_info memory = { .type = VK_TYPE_MEMORY };
	const struct vk_functions *vk = copy->vk;
	struct vk_requirements needed;
	int ret = vk->create_buffer(copy->device, &buffer, NULL, &copy->buffer);

	if (ret)
		return ret;
	vk->requirements(copy->device, copy->buffer, &needed);
	memory.size = needed.size;
	memory.memory_type = memory_type(copy, needed.types);
	ret = vk->allocate(copy->device, &memory, NULL, &copy->memory);
	if (!ret)
		ret = vk->bind(copy->device, copy->buffer, copy->memory, 0);
	if (!ret)
		ret = vk->map(copy->device, copy->memory, 0, needed.size, 0, &copy->pixels);
	return ret;
}

/* Change the layout of the image, and order the copy behind or before all else. */
static void change_layout(const struct copy *copy, bool back)
{
	const struct vk_image_barrier image = {
		.type = VK_TYPE_IMAGE_BARRIER,
		.from_access = back ? VK_ACCESS_TRANSFER_READ : VK_ACCESS_MEMORY_WRITE,
		.to_access = back ? 0 : VK_ACCESS_TRANSFER_READ,
		.from_layout = back ? VK_LAYOUT_TRANSFER_SRC : VK_LAYOUT_PRESENT_SRC,
		.to_layout = back ? VK_LAYOUT_PRESENT_SRC : VK_LAYOUT_TRANSFER_SRC,
		.from_family = VK_FAMILY_IGNORED, .to_family = VK_FAMILY_IGNORED,
		.image = copy->image,
		.range = { VK_ASPECT_COLOUR, .levels = 1, .layers = 1 },
	};
	const struct vk_memory_barrier memory = {
		.type = VK_TYPE_MEMORY_BARRIER,
		.from_access = VK_ACCESS_TRANSFER_WRITE, .to_access = VK_ACCESS_HOST_READ,
	};

	copy->vk->barrier(copy->commands, back ? VK_STAGE_TRANSFER : VK_STAGE_ALL_COMMANDS,
			  back ? VK_STAGE_HOST | VK_STAGE_ALL_COMMANDS : VK_STAGE_TRANSFER, 0,
			  back, &memory, 0, NULL, 1, &image);
}

static int record(struct copy *copy)
{
	const struct vk_pool_info pool = {
		.type = VK_TYPE_COMMAND_POOL, .family = copy->family,
	};
	struct vk_commands_info commands = { .type = VK_TYPE_COMMAND_BUFFER, .count = 1 };
	const struct vk_flags_info begin = { .type = VK_TYPE_BEGIN };
	const struct vk_region region = {
		.aspects = VK_ASPECT_COLOUR, .layers = 1,
		.extent = { copy->extent.width, copy->extent.height, 1 },
	};
	const struct vk_functions *vk = copy->vk;
	int ret = vk->create_pool(copy->device, &pool, NULL, &copy->pool);

	commands.pool = copy->pool;
	if (!ret)
		ret = vk->commands(copy->device, &commands, &copy->commands);
	if (!ret)
		ret = vk->begin(copy->commands, &begin);
	if (ret)
		return ret;
	change_layout(copy, false);
	vk->copy(copy->commands, copy->image, VK_LAYOUT_TRANSFER_SRC, copy->buffer, 1, &region);
	change_layout(copy, true);
	return vk->end(copy->commands);
}

static int submit(struct copy *copy, const struct vk_present_info *info)
{
	const struct vk_flags_info fence = { .type = VK_TYPE_FENCE };
	uint32_t *stages = calloc(info->n_waits + 1, sizeof(*stages)), i;
	const struct vk_submit_info work = {
		.type = VK_TYPE_SUBMIT, .n_waits = info->n_waits, .waits = info->waits,
		.wait_stages = stages, .n_commands = 1, .commands = &copy->commands,
	};
	int ret = stages ? copy->vk->create_fence(copy->device, &fence, NULL, &copy->fence) :
		VK_ERROR_OUT_OF_HOST_MEMORY;

	for (i = 0; stages && i < info->n_waits; i++)
		stages[i] = VK_STAGE_ALL_COMMANDS;
	if (!ret)
		ret = copy->vk->submit(copy->queue, 1, &work, copy->fence);
	copy->submitted = !ret;
	if (!ret)
		ret = copy->vk->wait(copy->device, 1, &copy->fence, 1, FOREVER_NS);
	free(stages);
	return ret;
}

static void release(const struct copy *copy)
{
	if (copy->fence)
		copy->vk->destroy_fence(copy->device, copy->fence, NULL);
	if (copy->pool)
		copy->vk->destroy_pool(copy->device, copy->pool, NULL);
	if (copy->buffer)
		copy->vk->destroy_buffer(copy->device, copy->buffer, NULL);
	if (copy->memory)
		copy->vk->free(copy->device, copy->memory, NULL);
}

/* --- the frame ------------------------------------------------------------------------------ */

/* Vulkan has the highest row first. Pictures have the lowest row first. */
static void write_pixels(const struct copy *copy)
{
	uint32_t width = copy->extent.width, height = copy->extent.height, x, y;
	uint8_t *pixels = malloc((size_t)PICTURE_BYTES * width * height), *to = pixels;
	size_t bytes = copy->format->bytes;
	const uint8_t *from;

	for (y = height; pixels && y--;) {
		from = (const uint8_t *)copy->pixels + bytes * width * y;
		for (x = 0; x < width; x++, from += bytes, to += PICTURE_BYTES)
			vk_format_colours(copy->format, from, to);
	}
	if (pixels)
		frames_write(pixels, width, height);
	else
		frames_failed("no memory for its pixels");
	free(pixels);
}

static bool copies(const struct copy *copy)
{
	struct vk_family_props families[FAMILIES_MOST];
	uint32_t n = FAMILIES_MOST;

	copy->vk->family_props(copy->physical, &n, families);
	return copy->family < n && (families[copy->family].flags & VK_QUEUE_COPIES);
}

static bool find_format(struct copy *copy, uint32_t number)
{
	char why[128];

	copy->format = vk_format_find(number);
	if (copy->format)
		return true;
	snprintf(why, sizeof(why), "the swapchain has VkFormat %u: choose a format of 8, 10 or "
		 "16 bits, such as VK_FORMAT_B8G8R8A8_UNORM", number);
	frames_failed(why);
	return false;
}

/* Find all that the copy needs. Return false, after frames_failed(), if something is missing. */
static bool find_source(struct copy *copy, const struct vk_present_info *info)
{
	struct vk_object queue, device, swapchain;
	uint64_t images[IMAGES_MOST];
	uint32_t n = IMAGES_MOST;

	copy->vk = vk_functions();
	if (!copy->vk || !info->n_swapchains ||
	    !vk_objects_find(VK_KIND_QUEUE, (uintptr_t)copy->queue, NULL, &queue) ||
	    !vk_objects_find(VK_KIND_DEVICE, (uintptr_t)queue.device, queue.device, &device) ||
	    !vk_objects_find(VK_KIND_SWAPCHAIN, info->swapchains[0], queue.device, &swapchain)) {
		frames_failed("the program does not use the Vulkan loader libvulkan.so.1");
		return false;
	}
	copy->device = device.device;
	copy->physical = device.physical;
	copy->family = queue.family;
	copy->extent = swapchain.extent;
	if (!swapchain.format || !copies(copy)) {
		frames_failed("the driver does not allow copies of this window's images");
		return false;
	}
	if (!find_format(copy, swapchain.format))
		return false;
	if (copy->vk->images(copy->device, swapchain.handle, &n, images) < 0 ||
	    info->images[0] >= n) {
		frames_failed("the images of the swapchain cannot be queried");
		return false;
	}
	copy->image = images[info->images[0]];
	return true;
}

bool vk_frame_next(void *queue, const struct vk_present_info *info)
{
	struct copy copy = { .queue = queue };
	char why[64];
	int ret;

	if (!frames_wanted() || !find_source(&copy, info))
		return false;
	ret = make_buffer(&copy);
	if (!ret)
		ret = record(&copy);
	if (!ret)
		ret = submit(&copy, info);
	if (!ret) {
		write_pixels(&copy);
	} else {
		snprintf(why, sizeof(why), "VkResult %d of a copy", ret);
		frames_failed(why);
	}
	release(&copy);
	return copy.submitted;
}
