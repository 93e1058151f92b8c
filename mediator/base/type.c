// SPDX-License-Identifier: GPL-2.0-only
/*
 * The types of vGPU. The number in a name is the share: facet-2 has twice the weight of facet-1,
 * and half the instances. Any aperture holds three 32-bit screens of its type's size.
 *
 * Caps on pages are multiples of the use that was measured for a stock guest with that much memory.
 * For facet-1 the cap on pins is 1 GiB. @shadow_mib and @pins_mib say what the kernel allocates at
 * these caps. The VMM's cgroup pays for it.
 */
#include "mediator/type.h"

const struct facet_type facet_types[] = {
	{
		.name = "facet-1", .aperture_mib = 64, .hidden_mib = 384, .fences = 32,
		.max_width = 1920, .max_height = 1080, .max_instances = 64, .weight = 100,
		.max_pinned_pages = 1u << 18, .max_shadow_pages = 1u << 13,
		.shadow_mib = 100, .pins_mib = 18,
	},
	{
		.name = "facet-2", .aperture_mib = 128, .hidden_mib = 512, .fences = 32,
		.max_width = 1920, .max_height = 1200, .max_instances = 32, .weight = 200,
		.max_pinned_pages = 1u << 19, .max_shadow_pages = 1u << 14,
		.shadow_mib = 199, .pins_mib = 36,
	},
	{
		.name = "facet-4", .aperture_mib = 256, .hidden_mib = 1024, .fences = 32,
		.max_width = 2560, .max_height = 1440, .max_instances = 16, .weight = 400,
		.max_pinned_pages = 1u << 20, .max_shadow_pages = 1u << 15,
		.shadow_mib = 398, .pins_mib = 72,
	},
	{
		.name = "facet-8", .aperture_mib = 512, .hidden_mib = 2048, .fences = 32,
		.max_width = 3840, .max_height = 2160, .max_instances = 8, .weight = 800,
		.max_pinned_pages = 1u << 21, .max_shadow_pages = 1u << 16,
		.shadow_mib = 796, .pins_mib = 144,
	},
};

const u32 facet_type_count = ARRAY_SIZE(facet_types);
