// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blending of planes. In 16 bits each product is rounded once. So an alpha has the same effect,
 * whether it comes from the plane, from its pixels or from their colours. Guests check that (IGT's
 * kms_plane_alpha_blend). The functions have no state and take no lock. Caller: composer.c.
 */
#include "display/picture/blend.h"

#include "display/picture/argb64.h"
#include "display/plane.h"
#include "gen9/plane_defs.h"


u8 blend_tags(const struct display_surface *surface)
{
	return (surface->gamma ? BLEND_GAMMA : 0) | (surface->csc ? BLEND_CSC : 0);
}

bool blend_needed(const struct display_surface *surface)
{
	return surface->alpha != GEN9_ALPHA_NONE || surface->plane_alpha != DISPLAY_OPAQUE_ALPHA;
}

/* Blend a pixel of a plane over the pixel below, by the alpha of both plane and pixel. */
static u64 over(const struct display_surface *surface, u64 src, u64 dst)
{
	u32 plane = surface->plane_alpha * 257;
	u32 alpha = surface->alpha == GEN9_ALPHA_NONE ? ARGB64_ONE : argb64_alpha(src);
	u32 times = plane, rest, i;
	u64 out = (u64)ARGB64_ONE << 48;

	alpha = argb64_multiply(alpha, plane);
	if (surface->alpha == GEN9_ALPHA_COVERAGE)
		times = alpha;
	rest = ARGB64_ONE - alpha;
	for (i = 0; i < 3; i++) {
		u32 c = argb64_multiply(argb64_channel(src, i), times) +
			argb64_multiply(argb64_channel(dst, i), rest);

		out |= (u64)min_t(u32, c, ARGB64_ONE) << (16 * i);
	}
	return out;
}

/* Tell whether a pixel matches the key: 8 bits of each colour, as far as the mask has them. */
static bool key_matches(const struct display_surface *surface, u64 src)
{
	return !((argb64_to_argb(src) ^ surface->key_min) & surface->key_mask);
}

/* Blend a row of which the plane, or a plane below, has a colour key. */
static void blend_keyed(const struct display_surface *surface, u64 *dst, u8 *tags, const u64 *src,
			u32 n)
{
	u8 plane_tags = blend_tags(surface);
	u32 i;

	for (i = 0; i < n; i++) {
		bool match = surface->key != DISPLAY_KEY_NONE && key_matches(surface, src[i]);

		if (tags[i] & BLEND_SHUT) {
			tags[i] &= ~BLEND_SHUT;
			continue;
		}
		if (surface->key == DISPLAY_KEY_SOURCE && match)
			continue;
		dst[i] = over(surface, src[i], dst[i]);
		tags[i] = plane_tags;
		if (surface->key == DISPLAY_KEY_DESTINATION && !match)
			tags[i] |= BLEND_SHUT;
	}
}

void blend_row(const struct display_surface *surface, bool keyed, u64 *dst, u8 *tags,
	       const u64 *src, u32 n)
{
	u8 plane_tags = blend_tags(surface);
	u32 i;

	if (keyed || surface->key != DISPLAY_KEY_NONE) {
		blend_keyed(surface, dst, tags, src, n);
		return;
	}
	if (!blend_needed(surface)) {
		for (i = 0; i < n; i++)
			dst[i] = src[i] | (u64)ARGB64_ONE << 48;
	} else {
		for (i = 0; i < n; i++)
			dst[i] = over(surface, src[i], dst[i]);
	}
	memset(tags, plane_tags, n);
}

/* Blend a premultiplied colour over another one. @rest: 255 less its alpha. */
static u32 blend_channel(u32 over, u32 under, u32 rest, u32 shift)
{
	u32 t = ((under >> shift) & 0xff) * rest + 128;

	t = (t + (t >> 8)) >> 8;	/* divides by 255 */
	return min_t(u32, ((over >> shift) & 0xff) + t, 0xff) << shift;
}

void blend_argb_row(u32 *dst, const u32 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		u32 rest = 255 - (src[i] >> 24);

		dst[i] = 0xff000000u | blend_channel(src[i], dst[i], rest, 16) |
			 blend_channel(src[i], dst[i], rest, 8) |
			 blend_channel(src[i], dst[i], rest, 0);
	}
}
