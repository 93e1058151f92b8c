// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-3d-vk: draw a picture by Vulkan without a window, and write it as PPM.
 *
 *	facet-3d-vk --list
 *	facet-3d-vk DIR PICTURE
 *
 * The file is DIR/vk-PICTURE.ppm. The first line of stdout names the device. Exit status 1: an
 * error of Vulkan, or no device.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vk_device.h"
#include "vk_triangle_frag.h"
#include "vk_triangle_vert.h"
#include "vk_waves_comp.h"

#define GROUP_SIDE	16u	/* invocations of a side of a group of vk_waves.comp */

/**
 * struct picture - A picture.
 * @name: its name on the command line
 * @draw: records the commands that leave the picture in the buffer
 */
struct picture {
	const char *name;
	void (*draw)(struct vk *vk, const struct vk_buffer *pixels);
};

static void draw_clear(struct vk *vk, const struct vk_buffer *pixels)
{
	VkImageView view;
	VkImage image = vk_make_image(vk, &view);

	vk_begin_pass(vk, view);
	vkCmdEndRenderPass(vk->commands);
	vk_copy(vk, image, pixels);
}

static VkPipelineLayout make_layout(struct vk *vk, const VkDescriptorSetLayout *set)
{
	static const VkPushConstantRange constants = { VK_SHADER_STAGE_VERTEX_BIT, 0, 16 };
	const VkPipelineLayoutCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
		.setLayoutCount = set ? 1 : 0,
		.pSetLayouts = set,
		.pushConstantRangeCount = set ? 0 : 1,
		.pPushConstantRanges = &constants,
	};
	VkPipelineLayout layout;

	vk_check(vkCreatePipelineLayout(vk->device, &info, NULL, &layout), "vkCreatePipelineLayout");
	return layout;
}

/* --- the triangle: its pipeline is all constant states ---------------------------------------- */

static const VkVertexInputBindingDescription binding = { 0, 20, VK_VERTEX_INPUT_RATE_VERTEX };
static const VkVertexInputAttributeDescription attributes[] = {
	{ 0, 0, VK_FORMAT_R32G32_SFLOAT, 0 },
	{ 1, 0, VK_FORMAT_R32G32B32_SFLOAT, 8 },
};
static const VkPipelineVertexInputStateCreateInfo input = {
	.sType = VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO,
	.vertexBindingDescriptionCount = 1,
	.pVertexBindingDescriptions = &binding,
	.vertexAttributeDescriptionCount = 2,
	.pVertexAttributeDescriptions = attributes,
};
static const VkPipelineInputAssemblyStateCreateInfo assembly = {
	.sType = VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO,
	.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
};
static const VkViewport viewport = { 0, 0, VK_SIDE, VK_SIDE, 0, 1 };
static const VkRect2D scissor = { { 0, 0 }, { VK_SIDE, VK_SIDE } };
static const VkPipelineViewportStateCreateInfo viewports = {
	.sType = VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO,
	.viewportCount = 1,
	.pViewports = &viewport,
	.scissorCount = 1,
	.pScissors = &scissor,
};
static const VkPipelineRasterizationStateCreateInfo rasterization = {
	.sType = VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO,
	.lineWidth = 1,
};
static const VkPipelineMultisampleStateCreateInfo samples = {
	.sType = VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO,
	.rasterizationSamples = VK_SAMPLE_COUNT_1_BIT,
};
static const VkPipelineColorBlendAttachmentState target = {
	.blendEnable = VK_TRUE,
	.srcColorBlendFactor = VK_BLEND_FACTOR_ONE,
	.dstColorBlendFactor = VK_BLEND_FACTOR_ONE,
	.colorWriteMask = 0xf,
};
static const VkPipelineColorBlendStateCreateInfo blending = {
	.sType = VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO,
	.attachmentCount = 1,
	.pAttachments = &target,
};

static VkPipeline make_pipeline(struct vk *vk, VkPipelineLayout layout, VkRenderPass pass)
{
	const VkPipelineShaderStageCreateInfo stages[] = {
		{
			.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
			.stage = VK_SHADER_STAGE_VERTEX_BIT,
			.module = vk_make_shader(vk, vk_triangle_vert, sizeof(vk_triangle_vert)),
			.pName = "main",
		}, {
			.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
			.stage = VK_SHADER_STAGE_FRAGMENT_BIT,
			.module = vk_make_shader(vk, vk_triangle_frag, sizeof(vk_triangle_frag)),
			.pName = "main",
		},
	};
	const VkGraphicsPipelineCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO,
		.stageCount = 2,
		.pStages = stages,
		.pVertexInputState = &input,
		.pInputAssemblyState = &assembly,
		.pViewportState = &viewports,
		.pRasterizationState = &rasterization,
		.pMultisampleState = &samples,
		.pColorBlendState = &blending,
		.layout = layout,
		.renderPass = pass,
	};
	VkPipeline pipeline;

	vk_check(vkCreateGraphicsPipelines(vk->device, VK_NULL_HANDLE, 1, &info, NULL, &pipeline),
		 "vkCreateGraphicsPipelines");
	return pipeline;
}

static void draw_triangle(struct vk *vk, const struct vk_buffer *pixels)
{
	static const float vertices[] = {
		-0.8f, 0.7f, 1, 0, 0, 0.9f, 0.5f, 0, 1, 0, 0.1f, -0.8f, 0, 0, 1,
		-0.5f, -0.6f, 0.5f, 0, 0, 0.7f, -0.4f, 0, 0.5f, 0, 0, 0.9f, 0, 0, 0.5f,
	};
	static const float tint[] = { 0.8f, 0.7f, 0.9f, 1 };
	struct vk_buffer buffer = vk_make_buffer(vk, sizeof(vertices));
	VkPipelineLayout layout = make_layout(vk, NULL);
	const VkDeviceSize offset = 0;
	VkImageView view;
	VkImage image = vk_make_image(vk, &view);
	VkRenderPass pass = vk_begin_pass(vk, view);

	memcpy(buffer.data, vertices, sizeof(vertices));
	vkCmdBindPipeline(vk->commands, VK_PIPELINE_BIND_POINT_GRAPHICS,
			  make_pipeline(vk, layout, pass));
	vkCmdBindVertexBuffers(vk->commands, 0, 1, &buffer.buffer, &offset);
	vkCmdPushConstants(vk->commands, layout, VK_SHADER_STAGE_VERTEX_BIT, 0, sizeof(tint), tint);
	vkCmdDraw(vk->commands, 6, 1, 0, 0);
	vkCmdEndRenderPass(vk->commands);
	vk_copy(vk, image, pixels);
}

/* --- compute ---------------------------------------------------------------------------------- */

static VkDescriptorSetLayout make_set_layout(struct vk *vk)
{
	static const VkDescriptorSetLayoutBinding row = {
		0, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, NULL
	};
	static const VkDescriptorSetLayoutCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
		.bindingCount = 1,
		.pBindings = &row,
	};
	VkDescriptorSetLayout layout;

	vk_check(vkCreateDescriptorSetLayout(vk->device, &info, NULL, &layout),
		 "vkCreateDescriptorSetLayout");
	return layout;
}

static VkDescriptorSet make_set(struct vk *vk, VkDescriptorSetLayout layout,
				const struct vk_buffer *buffer)
{
	static const VkDescriptorPoolSize size = { VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1 };
	static const VkDescriptorPoolCreateInfo pool = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
		.maxSets = 1,
		.poolSizeCount = 1,
		.pPoolSizes = &size,
	};
	VkDescriptorSetAllocateInfo allocate = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
		.descriptorSetCount = 1,
		.pSetLayouts = &layout,
	};
	const VkDescriptorBufferInfo range = { buffer->buffer, 0, VK_WHOLE_SIZE };
	VkWriteDescriptorSet write = {
		.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
		.descriptorCount = 1,
		.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
		.pBufferInfo = &range,
	};

	vk_check(vkCreateDescriptorPool(vk->device, &pool, NULL, &allocate.descriptorPool),
		 "vkCreateDescriptorPool");
	vk_check(vkAllocateDescriptorSets(vk->device, &allocate, &write.dstSet),
		 "vkAllocateDescriptorSets");
	vkUpdateDescriptorSets(vk->device, 1, &write, 0, NULL);
	return write.dstSet;
}

static void draw_waves(struct vk *vk, const struct vk_buffer *pixels)
{
	VkDescriptorSetLayout sets = make_set_layout(vk);
	VkDescriptorSet set = make_set(vk, sets, pixels);
	const VkComputePipelineCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
		.stage = {
			.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
			.stage = VK_SHADER_STAGE_COMPUTE_BIT,
			.module = vk_make_shader(vk, vk_waves_comp, sizeof(vk_waves_comp)),
			.pName = "main",
		},
		.layout = make_layout(vk, &sets),
	};
	VkPipeline pipeline;

	vk_check(vkCreateComputePipelines(vk->device, VK_NULL_HANDLE, 1, &info, NULL, &pipeline),
		 "vkCreateComputePipelines");
	vkCmdBindPipeline(vk->commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
	vkCmdBindDescriptorSets(vk->commands, VK_PIPELINE_BIND_POINT_COMPUTE, info.layout, 0, 1, &set,
				0, NULL);
	vkCmdDispatch(vk->commands, VK_SIDE / GROUP_SIDE, VK_SIDE / GROUP_SIDE, 1);
}

static const struct picture pictures[] = {
	{ "clear", draw_clear },
	{ "triangle", draw_triangle },
	{ "compute", draw_waves },
};

#define PICTURES	(sizeof(pictures) / sizeof(*pictures))

static void write_picture(const char *dir, const char *name, const unsigned char *pixels)
{
	char path[4096];
	FILE *file;
	size_t i;

	snprintf(path, sizeof(path), "%s/vk-%s.ppm", dir, name);
	file = fopen(path, "w");
	if (file)
		fprintf(file, "P6 %u %u 255\n", VK_SIDE, VK_SIDE);
	for (i = 0; file && i < VK_SIDE * VK_SIDE; i++)
		fwrite(pixels + 4 * i, 3, 1, file);
	if (!file || fclose(file)) {
		perror(path);
		exit(1);
	}
}

static void draw(const char *dir, const struct picture *picture)
{
	struct vk_buffer pixels;
	struct vk vk;

	vk_open(&vk);
	printf("renderer: %s\n", vk.name);
	fflush(stdout);
	pixels = vk_make_buffer(&vk, 4 * VK_SIDE * VK_SIDE);
	picture->draw(&vk, &pixels);
	vk_run(&vk);
	write_picture(dir, picture->name, pixels.data);
}

int main(int argc, char **argv)
{
	bool list = argc == 2 && !strcmp(argv[1], "--list");
	size_t i;

	for (i = 0; i < PICTURES; i++) {
		if (list)
			puts(pictures[i].name);
		if (argc == 3 && !strcmp(argv[2], pictures[i].name)) {
			draw(argv[1], &pictures[i]);
			return 0;
		}
	}
	if (list)
		return 0;
	fputs("facet-3d-vk: usage: facet-3d-vk --list | DIR PICTURE; see --list\n", stderr);
	return 1;
}
