/* SPDX-License-Identifier: GPL-2.0-only */
/* The least of a display driver: pipe A, its first plane and its cursor, pictures in guest memory. */
#ifndef HOST_HEAD_H
#define HOST_HEAD_H

#include <stdbool.h>
#include <stdint.h>

struct client;

/**
 * struct head_picture - A buffer that a plane can show.
 * @at: guest address
 * @gva: address in the GGTT
 * @width: pixels
 * @height: rows
 * @stride: bytes from row to row; whole tiles
 * @format: GEN9_FORMAT_* with 16 or 32 bits a pixel
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

/* Colours (0xRRGGBB) of which no neighbours are alike, each of the three none or all of it. */
uint32_t head_colour(uint32_t seed, uint32_t x, uint32_t y);

/* Bytes of a picture, in whole pages. */
uint32_t head_bytes(const struct head_picture *p);

/* One pixel, and all of them as head_colour() says. */
void head_put(struct client *c, const struct head_picture *p, uint32_t x, uint32_t y, uint32_t rgb);
void head_paint(struct client *c, const struct head_picture *p, uint32_t seed);

/* The picture's entries in the GGTT. */
void head_map(struct client *c, const struct head_picture *p);

/* The pipe, and off with it. A mode that is set anew begins with the pipe off, as in i915. */
void head_on(struct client *c, uint32_t width, uint32_t height);
void head_off(struct client *c);

/* Show a picture from the next vertical blank on; @at_once: without waiting for that. */
void head_flip(struct client *c, const struct head_picture *p, bool at_once);

/* A cursor of 64x64 with alpha, at @at in guest memory, all of it @argb. */
#define HEAD_CURSOR	64u
void head_cursor(struct client *c, uint32_t at, uint32_t argb);
void head_cursor_move(struct client *c, int x, int y);
void head_cursor_off(struct client *c);

#endif
