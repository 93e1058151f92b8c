/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Levels of detail, from changes of coordinates between pixels. Takes no lock.
 */
#ifndef SAMPLE_LOD_H
#define SAMPLE_LOD_H

#include "port.h"
#include "sample/sampler_state.h"
#include "sample/texture.h"

/**
 * struct sample_footprint - The size of a pixel in a texture.
 * @lod: level of detail, before bias
 * @samples: samples along the longer axis: 1 if there is no anisotropy
 * @step: change of coordinates along the longer axis
 */
struct sample_footprint {
	float lod;
	u32 samples;
	float step[3];
};

/**
 * sample_lod_footprint() - Find the size of a pixel.
 * @surface: the texture
 * @sampler: the sampler
 * @dx: changes of u, v, r from a pixel to the one at its right
 * @dy: changes of u, v, r from a pixel to the one below
 * @footprint: gets the size
 *
 * Context: any; takes no lock.
 */
void sample_lod_footprint(const struct sample_surface *surface,
			  const struct sample_sampler_state *sampler, const float *dx,
			  const float *dy, struct sample_footprint *footprint);

/**
 * sample_lod_clamp() - Apply bias and bounds to a level of detail.
 * @surface: the texture
 * @sampler: the sampler
 * @lod: level of detail
 * @min_lod: least level of the message, or 0
 * @mag: gets true: the texels are larger than the pixels
 *
 * Context: any; takes no lock.
 * Return: the level, 0 to the largest of the sampler; not bounded by the texture.
 */
float sample_lod_clamp(const struct sample_surface *surface,
		       const struct sample_sampler_state *sampler, float lod, float min_lod,
		       bool *mag);

#endif
