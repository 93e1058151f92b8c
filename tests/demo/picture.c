// SPDX-License-Identifier: GPL-2.0-only
/* Pictures: conversion and hash. See picture.h. */
#include "picture.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SIDE	16384u
#define FOURCC(a, b, c, d) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

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
		convert_row(rgb + (size_t)y * width * 3, pixels + (size_t)y * stride, width, layout);
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

uint64_t picture_hash(const struct picture *p)
{
	const uint64_t prime = 0x100000001b3ull;
	uint64_t hash = 0xcbf29ce484222325ull;
	size_t i, n = (size_t)p->width * p->height;

	hash = (hash ^ p->width) * prime;
	hash = (hash ^ p->height) * prime;
	for (i = 0; i < n; i++) {
		const uint8_t *c = p->rgb + i * 3;

		hash = (hash ^ ((uint32_t)c[0] << 16 | (uint32_t)c[1] << 8 | c[2])) * prime;
	}
	return hash;
}
