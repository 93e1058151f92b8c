/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blending of planes, by rows of wide pixels (argb64.h). Callers: composer.c and colour.c. These
 * functions take no lock and do not sleep.
 */
#ifndef DISPLAY_BLEND_H
#define DISPLAY_BLEND_H

#include "port.h"

struct display_surface;

/* Tags of a pixel beside its colour, as its uppermost plane sets them. */
#define BLEND_GAMMA	BIT(0)	/* the pixel goes through the palette */
#define BLEND_CSC	BIT(1)	/* the pixel goes through the matrix */
#define BLEND_SHUT	BIT(2)	/* destination key: the next plane is not shown here */

/**
 * blend_tags() - Return the tags of a plane's pixels, without BLEND_SHUT.
 * @surface: surface of the plane
 *
 * Context: any.
 * Return: BLEND_GAMMA, BLEND_CSC, both or none.
 */
u8 blend_tags(const struct display_surface *surface);

/**
 * blend_needed() - Tell whether pixels of a plane mix with those below, by their alpha or the
 * plane's.
 * @surface: surface of the plane
 *
 * Context: any.
 * Return: true: they mix; false: each pixel replaces the one below.
 */
bool blend_needed(const struct display_surface *surface);

/**
 * blend_row() - Blend a row of a plane over the planes below.
 * @surface: surface of the plane
 * @keyed: a plane below may have a destination key
 * @dst: @n wide pixels of the planes below; gets the result
 * @tags: tags of the @n pixels of @dst; gets those of the result
 * @src: @n wide pixels of the plane
 * @n: number of pixels
 *
 * Context: any.
 */
void blend_row(const struct display_surface *surface, bool keyed, u64 *dst, u8 *tags,
	       const u64 *src, u32 n);

/**
 * blend_argb_row() - Blend a row of premultiplied ARGB8888 over opaque pixels, in 8 bits.
 * @dst: @n opaque pixels; gets the result
 * @src: @n premultiplied pixels
 * @n: number of pixels
 *
 * Context: any.
 */
void blend_argb_row(u32 *dst, const u32 *src, u32 n);

#endif
