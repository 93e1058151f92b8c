/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A short way to filter: eight channels at once, for plain textures of two dimensions whose texels
 * have 32 bits. It gives the bits that filter.c gives. sampler.c calls this file, on the engine's
 * thread. Takes no lock.
 */
#ifndef SAMPLE_QUICK_H
#define SAMPLE_QUICK_H

#include "eu/levels.h"
#include "sample/filter.h"

#define SAMPLE_QUICK_LANES	EU_VECTOR
#define SAMPLE_QUICK_LEVELS	2u	/* levels that are kept, a power of two */

/**
 * struct sample_quick_level - A level that was used lately.
 * @level: level of the view; ~0: none
 * @layer: layer of the view
 * @size: texels across and down
 * @plane: its memory
 */
struct sample_quick_level {
	u32 level;
	u32 layer;
	u32 size[2];
	struct sample_plane plane;
};

/**
 * struct sample_prepared - A texture and its sampler, for sample_quick_fn.
 * @windows: windows of the address space
 * @surface: the texture
 * @sampler: the sampler
 * @flat: one level and one filter are used, whatever the level of detail
 * @layers: the texture has several layers
 * @level: levels that were used lately: bits of the level choose the place
 */
struct sample_prepared {
	struct sample_windows *windows;
	const struct sample_surface *surface;
	const struct sample_sampler_state *sampler;
	bool flat;
	bool layers;
	struct sample_quick_level level[SAMPLE_QUICK_LEVELS];
};

/**
 * struct sample_eight - Eight places in a texture.
 * @at: u and v of each, eight floats at any address
 * @lod: level of detail of each, clamped; not read if &sample_prepared.flat
 * @layer: layer of each, bounded; not read if the texture has one layer
 * @offset: texels that are added to all places
 * @mag: places whose filter is that for large texels: bits; not read if &sample_prepared.flat
 * @mask: places that count: bits
 */
struct sample_eight {
	const float *at[2];
	eu_f8 lod;
	eu_ud8 layer;
	s32 offset[2];
	u32 mag;
	u32 mask;
};

/**
 * typedef sample_quick_fn - Filter eight places.
 * @texture: the texture, of sample_quick_set()
 * @eight: the places; one counts at least
 * @to: gets red, green, blue and alpha, each of eight places, before swizzling. Places that do not
 *	count have no meaning
 *
 * Context: the engine's thread; takes no lock.
 * Return: number of times that a level was filtered: 1 to 16.
 */
typedef u32 sample_quick_fn(struct sample_prepared *texture, const struct sample_eight *eight,
			    eu_f8 to[4]);

/* sample/quick_lanes.c: all levels of the instruction set give the same bits. */
sample_quick_fn sample_quick_base;
sample_quick_fn sample_quick_avx2;

/**
 * sample_quick_best() - Return the function of the highest level that the processor has.
 *
 * Context: any; takes no lock.
 * Return: the function.
 */
sample_quick_fn *sample_quick_best(void);

/**
 * sample_quick_set() - Prepare a texture, if it can be filtered eight places at a time.
 * @source: the texture and its sampler
 * @texture: gets the texture; its levels stay valid as long as the surface
 *
 * Context: any; takes no lock.
 * Return: true; false: the texture cannot, and @texture has no meaning.
 */
bool sample_quick_set(const struct sample_source *source, struct sample_prepared *texture);

#endif
