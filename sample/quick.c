// SPDX-License-Identifier: GPL-2.0-only
/*
 * Textures for the short way to filter (quick.h). The engine's thread calls this file. Takes no
 * lock.
 */
#include "sample/quick.h"

#define REACH		128		/* texels that a wrapped index is outside, at most */
#define BYTES_MAX	(1u << 30)	/* of a level */
#define ROWS_MORE	512u		/* than a level has: two rows of the largest tiles */

sample_quick_fn *sample_quick_best(void)
{
	return eu_level_is_avx2() ? sample_quick_avx2 : sample_quick_base;
}

/* Levels of a power of two are powers of two. Places that are not wrapped reach any index. */
static bool wrap_fits(const struct sample_source *source, u32 dimension, u32 size)
{
	const struct sample_surface *surface = source->surface;
	u32 last = surface->first_level + surface->levels - 1;

	switch (source->sampler->wrap[dimension]) {
	case GEN9_WRAP_CLAMP:
		return true;
	case GEN9_WRAP_REPEAT:
		return is_power_of_2(size) || (!source->sampler->unnormalized &&
					       sample_level_size(size, last) >= REACH);
	default:
		return false;
	}
}

static bool tiling_fits(const struct sample_surface *surface)
{
	switch (surface->tiling) {
	case GEN9_TILE_LINEAR:
	case GEN9_TILE_X:
	case GEN9_TILE_Y:
	case GEN9_TILE_YF:
	case GEN9_TILE_YS:
		return IS_ALIGNED(surface->base, sizeof(u32)) &&
		       IS_ALIGNED(surface->pitch, sizeof(u32));
	default:
		return false;
	}
}

static bool format_fits(const struct sample_format *format)
{
	return format->quick == SAMPLE_QUICK_UNORM_8 || format->quick == SAMPLE_QUICK_SRGB_8 ||
	       format->quick == SAMPLE_QUICK_UNORM_24 ||
	       (format->quick == SAMPLE_QUICK_32 && format->bytes == sizeof(u32) &&
		!format->integer);
}

bool sample_quick_set(const struct sample_source *source, struct sample_prepared *texture)
{
	const struct sample_surface *surface = source->surface;
	const struct sample_sampler_state *sampler = source->sampler;
	u32 i;

	if (surface->type != GEN9_SURFACE_2D || surface->samples > 1 || source->shadow ||
	    !tiling_fits(surface) || !format_fits(surface->format))
		return false;
	if (sampler->min == GEN9_FILTER_ANISOTROPIC || sampler->mag == GEN9_FILTER_ANISOTROPIC ||
	    sampler->reduction >= GEN9_REDUCTION_MINIMUM)
		return false;
	/* Offsets inside of a level have 32 bits. */
	if ((u64)(surface->height + ROWS_MORE) * surface->pitch > BYTES_MAX)
		return false;
	if (!wrap_fits(source, 0, surface->width) || !wrap_fits(source, 1, surface->height))
		return false;
	texture->windows = source->windows;
	texture->surface = surface;
	texture->sampler = sampler;
	texture->flat = sampler->mip == GEN9_MIP_NONE && sampler->min == sampler->mag;
	texture->layers = surface->array && surface->depth > 1;
	for (i = 0; i < SAMPLE_QUICK_LEVELS; i++)
		texture->level[i].level = ~0u;
	return true;
}
