/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The test pattern: colour bars, ramps, a border in the guest's own colour, the guest's name in
 * large letters, lines of text. The same arguments give the same pixels. No side effects.
 */
#ifndef GUEST_PAINT_H
#define GUEST_PAINT_H

#include <stdint.h>

/** struct canvas - A linear picture in XRGB8888; @pitch is in pixels. */
struct canvas {
	uint32_t *pixels;
	uint32_t width, height, pitch;
};

#define PAINT_BARS	8
/* Colours of the bars from left to right. They fill the top third of the picture. */
extern const uint32_t paint_bars[PAINT_BARS];

/* Paint letters (as capitals), digits and some signs. Cut the text at the right edge. */
void paint_text(const struct canvas *c, uint32_t x, uint32_t y, uint32_t scale, uint32_t colour,
		const char *text);
/* Paint the pattern, with @n @lines of text in the lower part. */
void paint_pattern(const struct canvas *c, const char *name, const char *const *lines, uint32_t n);
/* Paint an arrow in ARGB8888, transparent around it. Its red, green and blue differ. */
void paint_cursor(const struct canvas *c);
/* Paint the pixels of @over that are not transparent, with its top left corner at x, y. */
void paint_over(const struct canvas *c, const struct canvas *over, int x, int y);
/*
 * Return the FNV-1a hash of width, height and the 24 bits of colour of each pixel. A viewer of the
 * picture can compute the same hash.
 */
uint64_t paint_hash(const struct canvas *c);

#endif
