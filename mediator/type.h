/* SPDX-License-Identifier: GPL-2.0-only */
/* vGPU types: what an administrator chooses between. Pure description. */
#ifndef FACET_TYPE_H
#define FACET_TYPE_H

#include "port.h"

/**
 * struct facet_type - One size of vGPU.
 * @name: as in sysfs ("facet-1")
 * @aperture_mib: the mappable part of the GGTT
 * @hidden_mib: part of the GGTT beyond the aperture
 * @fences: fence registers, at most 32
 * @max_width: of the EDID, pixels
 * @max_height: of the EDID, pixels
 * @max_instances: how many of this type a pGPU takes while it has no others (capacity.h)
 * @weight: default scheduling weight, 1..1000
 * @max_pinned_pages: cap on pinned guest pages
 * @max_shadow_pages: cap on shadow page-table pages
 * @shadow_mib: kernel memory of so many shadow pages, with their records and pins, MiB
 * @pins_mib: kernel memory of the records of @max_pinned_pages pins, MiB, where the guest's memory
 *	is in few pieces
 */
struct facet_type {
	const char *name;
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
};

/** facet_type_aperture() - Bytes of the mappable part of the GGTT. */
static inline u64 facet_type_aperture(const struct facet_type *type)
{
	return (u64)type->aperture_mib << 20;
}

/** facet_type_bar2() - Bytes of BAR2: the aperture at its start, then nothing that a guest can map. */
static inline u64 facet_type_bar2(const struct facet_type *type)
{
	return roundup_pow_of_two(facet_type_aperture(type));
}

/* The types, smallest share first: facet_types[0 .. facet_type_count - 1]. */
extern const struct facet_type facet_types[];
extern const u32 facet_type_count;

#endif
