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
/* Replace a part of it; what lies outside is ignored. */
void picture_patch(struct picture *p, const uint8_t *pixels, uint32_t x, uint32_t y, uint32_t width,
		   uint32_t height, uint32_t stride, const struct pixel_layout *layout);
/* The same sum as paint_hash() in the guest. */
uint64_t picture_hash(const struct picture *p);

#endif
