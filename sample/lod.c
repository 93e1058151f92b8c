// SPDX-License-Identifier: GPL-2.0-only
/*
 * Levels of detail (lod.h). Takes no lock.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "LOD Computation"; OpenGL 4.6, 8.14.1.
 */
#include "sample/lod.h"

#include "eu/float_bits.h"

#define LOD_LIMIT	128.0f
#define INV_LN2		1.4426950408889634
#define SQRT_2		1.4142135f

/*
 * Return the logarithm to base 2, within 1e-6 up to 1.0 and relatively; of 0 and less -128; of
 * infinity and NaN 128. Denormals are 0. With t = (m - 1) / (m + 1), ln m is
 * 2 (t + t^3 / 3 + t^5 / 5 ...), and t is below 0.172.
 */
static float log2_of(float value)
{
	u32 bits = eu_bits_of_float(value);
	s32 exponent = (s32)((bits & EU_F_EXP) >> EU_F_MANT_BITS);
	double t, t2;
	float m;

	if ((bits & EU_F_EXP) == EU_F_EXP)
		return value < 0 ? -LOD_LIMIT : LOD_LIMIT;
	if (value <= 0 || !exponent)
		return -LOD_LIMIT;
	m = eu_float_of_bits((bits & EU_F_MANT) | EU_F_BIAS << EU_F_MANT_BITS);
	exponent -= (s32)EU_F_BIAS;
	if (m > SQRT_2) {
		m /= 2;
		exponent++;
	}
	t = (m - 1.0) / (m + 1.0);
	t2 = t * t;
	t *= 1 + t2 * (1 / 3.0 + t2 * (1 / 5.0 + t2 * (1 / 7.0 + t2 / 9.0)));
	return (float)(exponent + 2 * INV_LN2 * t);
}

static float bound(float value, float least, float most)
{
	return value > least ? min(value, most) : least;
}

static float square_length(const float *change, const u32 *size)
{
	float sum = 0, texels;
	u32 i;

	for (i = 0; i < 3; i++) {
		texels = change[i] * (float)size[i];
		sum += texels * texels;
	}
	return sum;
}

static void texels_of(const struct sample_surface *surface,
		      const struct sample_sampler_state *sampler, u32 *size)
{
	u32 level = surface->first_level;

	size[0] = sample_level_size(surface->width, level);
	size[1] = surface->type == GEN9_SURFACE_1D ? 0 : sample_level_size(surface->height, level);
	size[2] = surface->type == GEN9_SURFACE_3D ? sample_level_size(surface->depth, level) : 0;
	if (sampler->unnormalized) {
		size[0] = 1;
		size[1] = min(size[1], 1u);
		size[2] = min(size[2], 1u);
	}
}

/* Samples are as many as the longer axis is longer than the shorter one. */
static u32 count_samples(const struct sample_sampler_state *sampler, float longer, float shorter)
{
	float ratio, most = (float)sampler->max_ratio;

	if (sampler->min != GEN9_FILTER_ANISOTROPIC || !(longer > 0))
		return 1;
	ratio = shorter > 0 ? __builtin_sqrtf(longer / shorter) : most;
	ratio = bound(ratio, 1, most);
	return (u32)ratio + ((float)(u32)ratio < ratio);
}

void sample_lod_footprint(const struct sample_surface *surface,
			  const struct sample_sampler_state *sampler, const float *dx,
			  const float *dy, struct sample_footprint *footprint)
{
	float x, y, longer, shorter;
	u32 size[3];

	texels_of(surface, sampler, size);
	x = square_length(dx, size);
	y = square_length(dy, size);
	longer = max(x, y);
	shorter = min(x, y);
	footprint->samples = count_samples(sampler, longer, shorter);
	memcpy(footprint->step, x > y ? dx : dy, sizeof(footprint->step));
	footprint->lod = log2_of(longer) / 2;
	if (footprint->samples > 1)
		footprint->lod -= log2_of((float)footprint->samples);
}

float sample_lod_clamp(const struct sample_surface *surface,
		       const struct sample_sampler_state *sampler, float lod, float min_lod,
		       bool *mag)
{
	float least = max(max(sampler->min_lod, surface->min_lod), min_lod);

	lod = bound(lod + sampler->bias, -LOD_LIMIT, LOD_LIMIT);
	if (sampler->preclamp)
		lod = bound(lod, least, max(sampler->max_lod, least));
	*mag = lod <= 0;
	return bound(lod, least, max(sampler->max_lod, least));
}
