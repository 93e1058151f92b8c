/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A short way to filter: four channels at once, for plain textures of two dimensions with 8 bits a
 * channel. It gives the bits that filter.c gives. sampler.c calls this file, on the engine's
 * thread. Takes no lock.
 */
#ifndef SAMPLE_QUICK_H
#define SAMPLE_QUICK_H

#include "sample/filter.h"

#define SAMPLE_QUICK_LANES	4u

typedef float sample_floats __attribute__((vector_size(16)));

/**
 * struct sample_four - Four places in a texture.
 * @at: u and v of each
 * @offset: texels that are added to each place
 * @lod: level of detail of all, clamped
 * @mag: the filter is that for large texels
 * @mask: places that count
 */
struct sample_four {
	sample_floats at[2];
	s32 offset[2];
	float lod;
	bool mag;
	u32 mask;
};

/**
 * sample_quick_fits() - Tell whether a texture can be filtered by sample_quick_filter().
 * @source: the texture and its sampler
 *
 * Context: any; takes no lock.
 * Return: true: it can.
 */
bool sample_quick_fits(const struct sample_source *source);

/**
 * sample_quick_filter() - Filter four places.
 * @source: the texture, of which sample_quick_fits() is true
 * @quick: the places
 * @to: gets red, green, blue and alpha, each of four places, before swizzling. Places that do not
 *	count have no meaning
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_quick_filter(struct sample_source *source, const struct sample_four *quick,
			 sample_floats to[4]);

#endif
