/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pictures as viewers get them: 8-bit red, green, blue. Functions for dbus_viewer.c and find.c.
 * They do no I/O.
 */
#ifndef DEMO_PICTURE_H
#define DEMO_PICTURE_H

#include <stddef.h>
#include <stdint.h>

struct picture {
	uint32_t width, height;
	uint8_t *rgb;
};

/* The layout of 32-bit pixels in memory: bit positions of the three colours. */
struct pixel_layout {
	uint32_t code;		/* DRM fourcc or pixman format */
	uint8_t red, green, blue;
};

/* Return the layout of a format; NULL: the format is unknown. */
const struct pixel_layout *layout_of_fourcc(uint32_t fourcc);
const struct pixel_layout *layout_of_pixman(uint32_t format);

/* Convert @height rows of @stride bytes. Return: 0; -1: invalid size, or no memory. */
int picture_take(struct picture *p, const uint8_t *pixels, uint32_t width, uint32_t height,
		 uint32_t stride, const struct pixel_layout *layout);
/*
 * Convert tiled rows to linear ones.
 * @linear: gets the rows; room for @stride * @height bytes
 * @size: length of @pixels in bytes
 * @stride: bytes of a row
 * @modifier: DRM modifier: Intel's X or Y tiles
 * Return: 0; -1: invalid modifier, stride or size.
 */
int picture_untile(uint8_t *linear, const uint8_t *pixels, size_t size, uint32_t height,
		   uint32_t stride, uint64_t modifier);
/* Blend premultiplied ARGB pixels over the picture, with their top left corner at x, y. */
void picture_over(struct picture *p, const uint32_t *argb, uint32_t width, uint32_t height, int x,
		  int y);
/*
 * Find the guest's pattern (paint_pattern() in the guest) of this size in a larger picture, such as
 * that of a window. Each pixel must match. Return: 0; -1: the pattern is not in the picture.
 */
int picture_find(const struct picture *p, uint32_t width, uint32_t height, uint64_t hash,
		 uint32_t *x, uint32_t *y);
/* Replace a part of the picture. Ignore pixels outside of it. */
void picture_patch(struct picture *p, const uint8_t *pixels, uint32_t x, uint32_t y, uint32_t width,
		   uint32_t height, uint32_t stride, const struct pixel_layout *layout);
/* Return the hash of a picture. It equals paint_hash() in the guest. */
uint64_t picture_hash(const struct picture *p);

#endif
