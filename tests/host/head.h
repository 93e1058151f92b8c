/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A minimal display driver: pipe A, its first plane and its cursor, with pictures in guest memory.
 */
#ifndef HOST_HEAD_H
#define HOST_HEAD_H

#include <stdbool.h>
#include <stdint.h>

struct client;

/**
 * struct head_picture - A buffer that a plane can show.
 * @at: guest physical address
 * @gva: address in the GGTT
 * @width: pixels
 * @height: rows
 * @stride: bytes from one row to the next; whole tiles
 * @format: GEN9_FORMAT_* with 16 or 32 bits per pixel
 * @order: 0, or GEN9_PLANE_CTL_ORDER_RGBX
 * @tiling: GEN9_TILING_LINEAR, _X or _Y
 */
struct head_picture {
	uint32_t at;
	uint32_t gva;
	uint32_t width;
	uint32_t height;
	uint32_t stride;
	uint32_t format;
	uint32_t order;
	uint32_t tiling;
};

/* Return the colour 0xRRGGBB of a pixel. Neighbours differ; each of R, G and B is 0 or 0xff. */
uint32_t head_colour(uint32_t seed, uint32_t x, uint32_t y);

/* Return the size of a picture in bytes, rounded up to pages. */
uint32_t head_bytes(const struct head_picture *p);

/* Write one pixel, or paint all pixels by head_colour(). */
void head_put(struct client *c, const struct head_picture *p, uint32_t x, uint32_t y, uint32_t rgb);
void head_paint(struct client *c, const struct head_picture *p, uint32_t seed);

/* Write the picture's entries of the GGTT. */
void head_map(struct client *c, const struct head_picture *p);

/* Switch the pipe on or off. Like i915, switch it off before another mode is set. */
void head_on(struct client *c, uint32_t width, uint32_t height);
void head_off(struct client *c);

/* Show a picture from the next vertical blank on; @at_once: without waiting for the blank. */
void head_flip(struct client *c, const struct head_picture *p, bool at_once);

/* Show a cursor of 64x64 with alpha. Its picture is at @at in guest memory, all @argb. */
#define HEAD_CURSOR	64u
void head_cursor(struct client *c, uint32_t at, uint32_t argb);
void head_cursor_move(struct client *c, int x, int y);
void head_cursor_off(struct client *c);

#endif
