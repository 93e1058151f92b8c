/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SAMPLER_STATE, decoded. Takes no lock.
 */
#ifndef SAMPLE_SAMPLER_STATE_H
#define SAMPLE_SAMPLER_STATE_H

#include "gen9/sampler_defs.h"
#include "port.h"
#include "sample/texel.h"
#include "sample/texture.h"

/**
 * struct sample_sampler_state - A sampler.
 * @min: enum gen9_filter where texels are smaller than pixels
 * @mag: enum gen9_filter where texels are larger
 * @mip: enum gen9_mip_filter
 * @wrap: enum gen9_wrap for u, v, r
 * @cube_override: cubes have GEN9_WRAP_CUBE, whatever @wrap is
 * @shadow: enum gen9_shadow
 * @reduction: enum gen9_reduction
 * @unnormalized: coordinates count texels
 * @preclamp: LODs are clamped before they choose between @min and @mag
 * @max_ratio: most samples along the axis of anisotropy: 2 to 16
 * @bias: is added to each LOD
 * @min_lod: least LOD
 * @max_lod: largest LOD
 * @border: offset of the border colour from dynamic state
 */
struct sample_sampler_state {
	u8 min;
	u8 mag;
	u8 mip;
	u8 wrap[3];
	bool cube_override;
	u8 shadow;
	u8 reduction;
	bool unnormalized;
	bool preclamp;
	u32 max_ratio;
	float bias;
	float min_lod;
	float max_lod;
	u32 border;
};

/**
 * sample_sampler_decode() - Decode a sampler state.
 * @dw: SAMPLER_STATE: the caller's copy, any values
 * @sampler: gets the sampler
 *
 * Context: any; takes no lock.
 * Return: NULL; the name of what is not implemented: @sampler has no meaning.
 */
const char *sample_sampler_decode(const u32 *dw, struct sample_sampler_state *sampler);

#endif
