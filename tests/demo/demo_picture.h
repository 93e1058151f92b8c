/* SPDX-License-Identifier: GPL-2.0-only */
/* A picture as a viewer has it: 8-bit red, green, blue. Pure. */
#ifndef DEMO_PICTURE_H
#define DEMO_PICTURE_H

#include <stddef.h>
#include <stdint.h>

struct picture {
	uint32_t width, height;
	uint8_t *rgb;
};

/* How 32-bit pixels lie in memory: bit positions of the three colours. */
struct pixel_layout {
	uint32_t code;		/* DRM fourcc or pixman format */
	uint8_t red, green, blue;
};

/* NULL when it is none that we know. */
const struct pixel_layout *layout_of_fourcc(uint32_t fourcc);
const struct pixel_layout *layout_of_pixman(uint32_t format);

/* Copies @height rows of @stride bytes; 0, or -1 for a size that cannot be. */
int picture_take(struct picture *p, const uint8_t *pixels, uint32_t width, uint32_t height,
		 uint32_t stride, const struct pixel_layout *layout);
/*
 * Rows of @stride bytes that lie as DRM's @modifier says (linear, Intel's X and Y tiles), as linear ones in @linear, which has
 * room for @stride * @height. Return: 0, or -1 for a modifier, stride or size that cannot be.
 */
int picture_untile(uint8_t *linear, const uint8_t *pixels, size_t size, uint32_t height,
		   uint32_t stride, uint64_t modifier);
/* Lay premultiplied ARGB pixels over it, their top left corner at x, y. */
void picture_over(struct picture *p, const uint32_t *argb, uint32_t width, uint32_t height, int x,
		  int y);
/*
 * Where in a larger picture, as that of a window, the guest's pattern (paint_pattern() there) of this size is shown whole
 * and pixel by pixel: 0, or -1 if nowhere.
 */
int picture_find(const struct picture *p, uint32_t width, uint32_t height, uint64_t hash,
		 uint32_t *x, uint32_t *y);
/* Replace a part of it; what lies outside is ignored. */
void picture_patch(struct picture *p, const uint8_t *pixels, uint32_t x, uint32_t y, uint32_t width,
		   uint32_t height, uint32_t stride, const struct pixel_layout *layout);
/* The same sum as paint_hash() in the guest. */
uint64_t picture_hash(const struct picture *p);

#endif
