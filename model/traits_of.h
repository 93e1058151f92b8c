/* SPDX-License-Identifier: GPL-2.0-only */
/* The traits of a vGPU (traits.h), open or not. */
#ifndef FACET_TRAITS_OF_H
#define FACET_TRAITS_OF_H

struct facet_display_config;
struct facet_gpu;
struct facet_traits;
struct facet_type;

/**
 * facet_traits_of() - Write the traits that a vGPU has, or would have.
 * @gpu: its pGPU
 * @type: its type, with the fences that its user gets
 * @outputs: its outputs
 * @traits: gets the traits
 *
 * Context: any; as &facet_model.traits.
 */
void facet_traits_of(const struct facet_gpu *gpu, const struct facet_type *type,
		     const struct facet_display_config *outputs, struct facet_traits *traits);

#endif
