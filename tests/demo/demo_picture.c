// SPDX-License-Identifier: GPL-2.0-only
/* Pictures: conversion, hash and search; see demo_picture.h. */
#include "demo_picture.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SIDE	16384u
#define FOURCC(a, b, c, d)                                                              \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

static const struct pixel_layout fourccs[] = {
	{ FOURCC('X', 'R', '2', '4'), 16, 8, 0 },
	{ FOURCC('A', 'R', '2', '4'), 16, 8, 0 },
	{ FOURCC('X', 'B', '2', '4'), 0, 8, 16 },
	{ FOURCC('A', 'B', '2', '4'), 0, 8, 16 },
};

static const struct pixel_layout pixmans[] = {
	{ 0x20020888, 16, 8, 0 },	/* x8r8g8b8 */
	{ 0x20028888, 16, 8, 0 },	/* a8r8g8b8 */
	{ 0x20030888, 0, 8, 16 },	/* x8b8g8r8 */
};

/* Size of a tile in bytes and rows. A tile consists of columns of @column bytes. */
static const struct tiling {
	uint64_t modifier;
	uint32_t width, height, column;
} tilings[] = {
	{ 0x0100000000000001ull, 512, 8, 512 },		/* I915_FORMAT_MOD_X_TILED */
	{ 0x0100000000000002ull, 128, 32, 16 },		/* I915_FORMAT_MOD_Y_TILED */
};

static const struct pixel_layout *find(const struct pixel_layout *table, size_t n, uint32_t code)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (table[i].code == code)
			return &table[i];
	return NULL;
}

const struct pixel_layout *layout_of_fourcc(uint32_t fourcc)
{
	return find(fourccs, sizeof(fourccs) / sizeof(fourccs[0]), fourcc);
}

const struct pixel_layout *layout_of_pixman(uint32_t format)
{
	return find(pixmans, sizeof(pixmans) / sizeof(pixmans[0]), format);
}

static void convert_row(uint8_t *rgb, const uint8_t *pixels, uint32_t n,
			const struct pixel_layout *layout)
{
	uint32_t i, pixel;

	for (i = 0; i < n; i++) {
		memcpy(&pixel, pixels + i * 4, 4);
		rgb[i * 3] = (uint8_t)(pixel >> layout->red);
		rgb[i * 3 + 1] = (uint8_t)(pixel >> layout->green);
		rgb[i * 3 + 2] = (uint8_t)(pixel >> layout->blue);
	}
}

int picture_take(struct picture *p, const uint8_t *pixels, uint32_t width, uint32_t height,
		 uint32_t stride, const struct pixel_layout *layout)
{
	uint8_t *rgb;
	uint32_t y;

	if (!width || !height || width > MAX_SIDE || height > MAX_SIDE || stride / 4 < width)
		return -1;
	rgb = realloc(p->rgb, (size_t)width * height * 3);
	if (!rgb)
		return -1;
	*p = (struct picture){ width, height, rgb };
	for (y = 0; y < height; y++)
		convert_row(rgb + (size_t)y * width * 3, pixels + (size_t)y * stride, width,
			    layout);
	return 0;
}

void picture_patch(struct picture *p, const uint8_t *pixels, uint32_t x, uint32_t y, uint32_t width,
		   uint32_t height, uint32_t stride, const struct pixel_layout *layout)
{
	uint32_t i;

	if (x >= p->width || y >= p->height || stride / 4 < width)
		return;
	if (width > p->width - x)
		width = p->width - x;
	if (height > p->height - y)
		height = p->height - y;
	for (i = 0; i < height; i++)
		convert_row(p->rgb + ((size_t)(y + i) * p->width + x) * 3,
			    pixels + (size_t)i * stride, width, layout);
}

static void untile_row(uint8_t *row, const uint8_t *pixels, uint32_t y, uint32_t stride,
		       const struct tiling *t)
{
	const uint8_t *tiles = pixels + (size_t)(y / t->height) * t->height * stride;
	uint32_t x;

	for (x = 0; x < stride; x += t->column) {
		size_t tile = (size_t)(x / t->width) * t->width * t->height;
		size_t column = (size_t)(x % t->width / t->column) * t->column * t->height;

		memcpy(row + x, tiles + tile + column + (size_t)(y % t->height) * t->column,
		       t->column);
	}
}

int picture_untile(uint8_t *linear, const uint8_t *pixels, size_t size, uint32_t height,
		   uint32_t stride, uint64_t modifier)
{
	const struct tiling *t = tilings;
	uint32_t y;

	while (t < tilings + sizeof(tilings) / sizeof(tilings[0]) && t->modifier != modifier)
		t++;
	if (t == tilings + sizeof(tilings) / sizeof(tilings[0]) || stride % t->width ||
	    (uint64_t)(height + t->height - 1) / t->height * t->height * stride > size)
		return -1;
	for (y = 0; y < height; y++)
		untile_row(linear + (size_t)y * stride, pixels, y, stride, t);
	return 0;
}

static uint8_t blend(uint8_t under, uint32_t over, uint32_t alpha)
{
	uint32_t sum = over + under * (255 - alpha) / 255;

	return (uint8_t)(sum > 255 ? 255 : sum);
}

void picture_over(struct picture *p, const uint32_t *argb, uint32_t width, uint32_t height, int x,
		  int y)
{
	uint32_t i, j;

	for (j = 0; j < height; j++)
		for (i = 0; i < width; i++) {
			/* Coordinates left of the picture or above it wrap to large values. */
			const uint32_t at_x = (uint32_t)x + i, at_y = (uint32_t)y + j;
			const uint32_t pixel = argb[(size_t)j * width + i];
			uint8_t *c = p->rgb + ((size_t)at_y * p->width + at_x) * 3;

			if (at_x >= p->width || at_y >= p->height)
				continue;
			c[0] = blend(c[0], pixel >> 16 & 0xff, pixel >> 24);
			c[1] = blend(c[1], pixel >> 8 & 0xff, pixel >> 24);
			c[2] = blend(c[2], pixel & 0xff, pixel >> 24);
		}
}

static uint32_t colour(const struct picture *p, uint32_t x, uint32_t y)
{
	const uint8_t *c = p->rgb + ((size_t)y * p->width + x) * 3;

	return (uint32_t)c[0] << 16 | (uint32_t)c[1] << 8 | c[2];
}

/*
 * Test for a frame of one colour around a white corner, as wide as that of the pattern. The test
 * reads few pixels.
 */
static int framed_at(const struct picture *p, uint32_t x, uint32_t y, uint32_t width,
		     uint32_t height)
{
	const uint32_t border = width / 160, frame = colour(p, x, y);

	return frame == colour(p, x + width - 1, y) && frame == colour(p, x, y + height - 1) &&
	       frame == colour(p, x + width - 1, y + height - 1) &&
	       frame == colour(p, x + border, y + border - 1) &&
	       frame == colour(p, x + border - 1, y + border) &&
	       colour(p, x + border, y + border) == 0xffffff;
}

static uint64_t hash_of(const struct picture *p, uint32_t x, uint32_t y, uint32_t width,
			uint32_t height)
{
	const uint64_t prime = 0x100000001b3ull;
	uint64_t hash = 0xcbf29ce484222325ull;
	uint32_t i, j;

	hash = (hash ^ width) * prime;
	hash = (hash ^ height) * prime;
	for (j = y; j < y + height; j++)
		for (i = x; i < x + width; i++)
			hash = (hash ^ colour(p, i, j)) * prime;
	return hash;
}

int picture_find(const struct picture *p, uint32_t width, uint32_t height, uint64_t hash,
		 uint32_t *x, uint32_t *y)
{
	if (width < 160 || !height || width > p->width || height > p->height)
		return -1;
	for (*y = 0; *y <= p->height - height; ++*y)
		for (*x = 0; *x <= p->width - width; ++*x)
			if (framed_at(p, *x, *y, width, height) &&
			    hash_of(p, *x, *y, width, height) == hash)
				return 0;
	return -1;
}

uint64_t picture_hash(const struct picture *p)
{
	return hash_of(p, 0, 0, p->width, p->height);
}
