/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Filters of the sampler: a colour of a place in a texture, for one channel at a time. sampler.c
 * calls this file, on the engine's thread. Takes no lock.
 */
#ifndef SAMPLE_FILTER_H
#define SAMPLE_FILTER_H

#include "port.h"
#include "sample/block.h"
#include "sample/sampler_state.h"
#include "sample/texel.h"
#include "sample/texture.h"
#include "sample/window.h"

/* quick.c gives the bits that filter.c gives, so both have these. */
#define SAMPLE_WEIGHTS	256.0f		/* units of a weight */
#define SAMPLE_EXACT	8388608.0f	/* floats from here on are integers */
#define SAMPLE_MARGIN	64.0f		/* more texels than an offset reaches */

/**
 * struct sample_source - A texture and how it is sampled.
 * @windows: windows of the address space
 * @blocks: decoded blocks, for compressed formats
 * @surface: the texture
 * @sampler: the sampler
 * @border: border colour
 * @shadow: texels are compared with a reference
 * @gather: gather4: the channel of the texels, before swizzling
 * @plane_level: level of @plane; ~0: none
 * @plane_layer: layer of @plane
 * @plane: memory of the level that was used last
 */
struct sample_source {
	struct sample_windows *windows;
	struct sample_blocks *blocks;
	const struct sample_surface *surface;
	const struct sample_sampler_state *sampler;
	union sample_texel border;
	bool shadow;
	u32 gather;
	u32 plane_level;
	u32 plane_layer;
	struct sample_plane plane;
};

/**
 * struct sample_spot - A place in a texture.
 * @at: u, v, r; of cubes the place on the side
 * @layer: layer, or side of a cube, bounded
 * @offset: texels that are added to the place
 * @reference: reference of shadows
 * @lod: level of detail, clamped; 0: level 0 of the view
 * @mag: the filter is that for large texels
 * @samples: samples along @step: 1 if there is no anisotropy
 * @step: change of @at from the first to behind the last of @samples
 */
struct sample_spot {
	float at[3];
	u32 layer;
	s32 offset[3];
	float reference;
	float lod;
	bool mag;
	u32 samples;
	float step[3];
};

/**
 * sample_filter() - Return the filtered colour of a place.
 * @source: the texture, of a type other than buffer and null
 * @spot: the place
 * @to: gets the colour, before swizzling
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_filter(struct sample_source *source, const struct sample_spot *spot,
		   union sample_texel *to);

/**
 * sample_filter_gather() - Return one channel of four texels around a place.
 * @source: the texture; its @gather says which channel
 * @spot: the place
 * @to: gets the channel of the lower left, lower right, upper right and upper left texel, where
 *	upper is the smaller row
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_filter_gather(struct sample_source *source, const struct sample_spot *spot,
			  union sample_texel *to);

#endif
