// SPDX-License-Identifier: GPL-2.0-only
/*
 * The types of vGPU. The number in a name is the share: facet-2 has twice the weight of facet-1,
 * and half the instances. Any aperture holds three 32-bit screens of its type's size.
 *
 * The types with a v in their names are a virtio-gpu (model/virtio_model.c). They have no part of
 * the GGTT. @pixels_mib holds 7 screens of the type's size. Resources in the guest's memory cost 24
 * bytes for each memory entry.
 *
 * Caps on pages are multiples of the use that was measured for a stock guest with that much memory.
 * For facet-1 the cap on pins is 1 GiB. @shadow_mib and @pins_mib say what the kernel allocates at
 * these caps. The VMM's cgroup pays for it.
 */
#include "mediator/type.h"
#include "model/model.h"

const struct facet_type facet_types[] = {
	{
		.name = "facet-1", .model = &facet_model_gen9,
		.aperture_mib = 64, .hidden_mib = 384, .fences = 32,
		.max_width = 1920, .max_height = 1080, .max_instances = 64, .weight = 100,
		.max_pinned_pages = 1u << 18, .max_shadow_pages = 1u << 13,
		.shadow_mib = 100, .pins_mib = 18,
	},
	{
		.name = "facet-2", .model = &facet_model_gen9,
		.aperture_mib = 128, .hidden_mib = 512, .fences = 32,
		.max_width = 1920, .max_height = 1200, .max_instances = 32, .weight = 200,
		.max_pinned_pages = 1u << 19, .max_shadow_pages = 1u << 14,
		.shadow_mib = 199, .pins_mib = 36,
	},
	{
		.name = "facet-4", .model = &facet_model_gen9,
		.aperture_mib = 256, .hidden_mib = 1024, .fences = 32,
		.max_width = 2560, .max_height = 1440, .max_instances = 16, .weight = 400,
		.max_pinned_pages = 1u << 20, .max_shadow_pages = 1u << 15,
		.shadow_mib = 398, .pins_mib = 72,
	},
	{
		.name = "facet-8", .model = &facet_model_gen9,
		.aperture_mib = 512, .hidden_mib = 2048, .fences = 32,
		.max_width = 3840, .max_height = 2160, .max_instances = 8, .weight = 800,
		.max_pinned_pages = 1u << 21, .max_shadow_pages = 1u << 16,
		.shadow_mib = 796, .pins_mib = 144,
	},
	{
		.name = "facet-v1", .model = &facet_model_virtio_gpu,
		.max_width = 1920, .max_height = 1080, .max_instances = 64, .weight = 100,
		.pixels_mib = 64, .max_resources = 1u << 10, .max_mem_entries = 1u << 16,
	},
	{
		.name = "facet-v2", .model = &facet_model_virtio_gpu,
		.max_width = 2560, .max_height = 1440, .max_instances = 32, .weight = 200,
		.pixels_mib = 128, .max_resources = 1u << 11, .max_mem_entries = 1u << 17,
	},
	{
		.name = "facet-v4", .model = &facet_model_virtio_gpu,
		.max_width = 3840, .max_height = 2160, .max_instances = 16, .weight = 400,
		.pixels_mib = 256, .max_resources = 1u << 12, .max_mem_entries = 1u << 18,
	},
};

const u32 facet_type_count = ARRAY_SIZE(facet_types);
