/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vGPU types: the sizes of vGPU that an administrator chooses from. Data only.
 */
#ifndef FACET_TYPE_H
#define FACET_TYPE_H

#include "port.h"

struct facet_model;

/**
 * struct facet_type - One size of vGPU.
 * @name: name in sysfs ("facet-1")
 * @model: the device model, which says what the type's vGPUs are to a guest (model/model.h)
 * @aperture_mib: mappable part of the GGTT, MiB
 * @hidden_mib: part of the GGTT beyond the aperture, MiB
 * @fences: number of fence registers, at most 32
 * @max_width: largest width in the EDID, pixels
 * @max_height: largest height in the EDID, pixels
 * @max_instances: most vGPUs of this type on a pGPU that has no others (mediator/capacity.h)
 * @weight: default scheduling weight, 1 to 1000
 * @max_pinned_pages: cap on pinned guest pages
 * @max_shadow_pages: cap on shadow page-table pages
 * @shadow_mib: kernel memory of @max_shadow_pages shadow pages, with their records and pins, MiB
 * @pins_mib: kernel memory of the records of @max_pinned_pages pins, MiB, if the guest's memory is
 *	in few pieces
 * @pixels_mib: cap on pixels that a virtio-gpu keeps on the host, MiB
 * @max_resources: cap on the resources of a virtio-gpu
 * @max_mem_entries: cap on the memory entries of all resources of a virtio-gpu
 *
 * A type without an aperture has no part of the pGPU's GGTT.
 */
struct facet_type {
	const char *name;
	const struct facet_model *model;
	u32 aperture_mib;
	u32 hidden_mib;
	u32 fences;
	u32 max_width;
	u32 max_height;
	u32 max_instances;
	u32 weight;
	u32 max_pinned_pages;
	u32 max_shadow_pages;
	u32 shadow_mib;
	u32 pins_mib;
	u32 pixels_mib;
	u32 max_resources;
	u32 max_mem_entries;
};

/**
 * facet_type_aperture() - Return the size of a type's mappable part of the GGTT.
 * @type: the type
 *
 * Context: any; takes no lock; does not sleep.
 * Return: bytes, from &facet_type.aperture_mib.
 */
static inline u64 facet_type_aperture(const struct facet_type *type)
{
	return (u64)type->aperture_mib << 20;
}

/**
 * facet_type_bar2() - Return the size of a type's BAR2.
 * @type: the type
 *
 * The aperture lies at its start. A guest can map nothing behind the aperture.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: bytes: the aperture's size, rounded up to a power of two.
 */
static inline u64 facet_type_bar2(const struct facet_type *type)
{
	return roundup_pow_of_two(facet_type_aperture(type));
}

/* The types (model/types.c), smallest first: facet_types[0 .. facet_type_count - 1]. */
extern const struct facet_type facet_types[];
extern const u32 facet_type_count;

#endif
