/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The test pattern: colour bars, ramps, a border in the guest's own colour, its
 * name in large letters, lines of text. The same arguments give the same
 * pixels. Pure.
 */
#ifndef GUEST_PAINT_H
#define GUEST_PAINT_H

#include <stdint.h>

/** struct canvas - XRGB8888, linear; @pitch in pixels. */
struct canvas {
	uint32_t *pixels;
	uint32_t width, height, pitch;
};

#define PAINT_BARS	8
/* Colours of the bars, left to right, over the top third of the picture. */
extern const uint32_t paint_bars[PAINT_BARS];

/* Letters (small ones are shown as capitals), digits and some signs; what is past the right edge is cut. */
void paint_text(const struct canvas *c, uint32_t x, uint32_t y, uint32_t scale, uint32_t colour,
		const char *text);
/* @lines: @n of them, for the lower part. */
void paint_pattern(const struct canvas *c, const char *name, const char *const *lines, uint32_t n);
/* An arrow, ARGB8888, clear around it: three different values for red, green and blue. */
void paint_cursor(const struct canvas *c);
/* What is not clear of @over, its top left corner at x, y. */
void paint_over(const struct canvas *c, const struct canvas *over, int x, int y);
/* FNV-1a over width, height and the pixels' 24 bits of colour: what a viewer of the picture can work out too. */
uint64_t paint_hash(const struct canvas *c);

#endif
