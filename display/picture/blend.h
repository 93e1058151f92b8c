/* SPDX-License-Identifier: GPL-2.0-only */
/* Planes over one another, by rows of wide pixels. */
#ifndef DISPLAY_BLEND_H
#define DISPLAY_BLEND_H

#include "port.h"

struct display_surface;

/* What is known of a pixel beside its colour: the uppermost plane's wishes. */
#define BLEND_GAMMA	BIT(0)	/* goes through the palette */
#define BLEND_CSC	BIT(1)	/* goes through the matrix */
#define BLEND_SHUT	BIT(2)	/* the next plane is not over this one: a destination key */

/**
 * blend_tags() - Return the tags of a plane's pixels. Colour keys are not counted.
 * @surface: of the plane
 *
 * Context: any.
 * Return: BLEND_GAMMA, BLEND_CSC, both or none.
 */
u8 blend_tags(const struct display_surface *surface);

/**
 * blend_needed() - Tell whether a plane's pixels mix with what is below, by their alpha or by the
 * plane's.
 * @surface: of the plane
 *
 * Context: any.
 * Return: false: each pixel replaces the one below.
 */
bool blend_needed(const struct display_surface *surface);

/**
 * blend_row() - A row of a plane over what is there.
 * @surface: of the plane
 * @keyed: the plane below may have a destination key
 * @dst: @n pixels
 * @tags: of these
 * @src: @n pixels of the plane
 */
void blend_row(const struct display_surface *surface, bool keyed, u64 *dst, u8 *tags,
	       const u64 *src, u32 n);

/** blend_argb_row() - The same in 8 bits: premultiplied over opaque. */
void blend_argb_row(u32 *dst, const u32 *src, u32 n);

#endif
