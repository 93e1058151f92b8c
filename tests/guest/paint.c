// SPDX-License-Identifier: GPL-2.0-only
/* See paint.h. */
#include "paint.h"

#include <ctype.h>
#include <string.h>

#define GLYPH_WIDTH	5u
#define GLYPH_HEIGHT	7u
#define CELL_WIDTH	(GLYPH_WIDTH + 1)
#define CELL_HEIGHT	(GLYPH_HEIGHT + 3)

const uint32_t paint_bars[PAINT_BARS] = {
	0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x000000,
};

/* Glyphs: the rows of each letter side by side, six columns for each letter. */
static const struct {
	const char *letters;
	const char *rows[GLYPH_HEIGHT];
} sheets[] = {
	{ "ABCDEFGHIJKLM", {
		" ###  ####   ###  ####  ##### #####  ###  #   #  ###    ### #   # #     #   # ",
		"#   # #   # #   # #   # #     #     #   # #   #   #      #  #  #  #     ## ## ",
		"#   # #   # #     #   # #     #     #     #   #   #      #  # #   #     # # # ",
		"##### ####  #     #   # ####  ####  # ### #####   #      #  ##    #     # # # ",
		"#   # #   # #     #   # #     #     #   # #   #   #      #  # #   #     #   # ",
		"#   # #   # #   # #   # #     #     #   # #   #   #   #  #  #  #  #     #   # ",
		"#   # ####   ###  ####  ##### #      #### #   #  ###   ##   #   # ##### #   # ",
	} },
	{ "NOPQRSTUVWXYZ", {
		"#   #  ###  ####   ###  ####   #### ##### #   # #   # #   # #   # #   # ##### ",
		"##  # #   # #   # #   # #   # #       #   #   # #   # #   # #   # #   #     # ",
		"# # # #   # #   # #   # #   # #       #   #   # #   # #   #  # #   # #     #  ",
		"#  ## #   # ####  #   # ####   ###    #   #   # #   # # # #   #     #     #   ",
		"#   # #   # #     # # # # #       #   #   #   # #   # # # #  # #    #    #    ",
		"#   # #   # #     #  #  #  #      #   #   #   #  # #  ## ## #   #   #   #     ",
		"#   #  ###  #      ## # #   # ####    #    ###    #   #   # #   #   #   ##### ",
	} },
	{ "0123456789.:,", {
		" ###    #    ###  ##### #   # #####  ###  #####  ###   ###                    ",
		"#   #  ##   #   #    #  #   # #     #         # #   # #   #         ##        ",
		"#  ##   #       #   #   #   # ####  #        #  #   # #   #         ##        ",
		"# # #   #      #     #  #####     # ####    #    ###   ####                   ",
		"##  #   #     #       #     #     # #   #   #   #   #     #         ##        ",
		"#   #   #    #    #   #     # #   # #   #   #   #   #     #   ##    ##    ##  ",
		" ###   ###  #####  ###      #  ###   ###    #    ###   ###    ##         ##   ",
	} },
	{ "-+=/_()[]<>@*", {
		"                      #          #   #     ###   ###     #   #     ###        ",
		"        #             #         #     #    #       #    #     #   #   #   #   ",
		"        #   #####    #         #       #   #       #   #       #  # ### # # # ",
		"##### #####         #          #       #   #       #  #         # # # #  ###  ",
		"        #   #####  #           #       #   #       #   #       #  # ### # # # ",
		"        #         #             #     #    #       #    #     #   #       #   ",
		"                  #     #####    #   #     ###   ###     #   #     ####       ",
	} },
};

static const char *const *glyph(char letter, uint32_t *column)
{
	uint32_t i;

	for (i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
		const char *at = strchr(sheets[i].letters, letter);

		if (letter && at) {
			*column = (uint32_t)(at - sheets[i].letters) * CELL_WIDTH;
			return sheets[i].rows;
		}
	}
	return NULL;
}

static void box(const struct canvas *c, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
		uint32_t colour)
{
	uint32_t i, j;

	for (j = y; j < y + height && j < c->height; j++)
		for (i = x; i < x + width && i < c->width; i++)
			c->pixels[j * c->pitch + i] = colour;
}

static void paint_glyph(const struct canvas *c, uint32_t x, uint32_t y, uint32_t scale,
			uint32_t colour, char letter)
{
	uint32_t column, i, j;
	const char *const *rows = glyph((char)toupper((unsigned char)letter), &column);

	for (j = 0; rows && j < GLYPH_HEIGHT; j++)
		for (i = 0; i < GLYPH_WIDTH; i++)
			if (rows[j][column + i] == '#')
				box(c, x + i * scale, y + j * scale, scale, scale, colour);
}

void paint_text(const struct canvas *c, uint32_t x, uint32_t y, uint32_t scale, uint32_t colour,
		const char *text)
{
	for (; *text && x < c->width; text++, x += CELL_WIDTH * scale)
		paint_glyph(c, x, y, scale, colour, *text);
}

static uint64_t fnv(uint64_t hash, uint32_t value)
{
	return (hash ^ value) * 0x100000001b3ull;
}

static void paint_colour_bars(const struct canvas *c, uint32_t height)
{
	uint32_t i;

	for (i = 0; i < PAINT_BARS; i++) {
		uint32_t x = c->width * i / PAINT_BARS;

		box(c, x, 0, c->width * (i + 1) / PAINT_BARS - x, height, paint_bars[i]);
	}
}

/* Paint ramps of red, green, blue and grey, from dark to light. */
static void paint_ramps(const struct canvas *c, uint32_t y, uint32_t height)
{
	static const uint32_t masks[] = { 0x010000, 0x000100, 0x000001, 0x010101 };
	uint32_t i, x;

	for (i = 0; i < 4; i++)
		for (x = 0; x < c->width; x++)
			box(c, x, y + i * height / 4, 1, height / 4,
			    masks[i] * (x * 255 / (c->width - 1)));
}

void paint_pattern(const struct canvas *c, const char *name, const char *const *lines, uint32_t n)
{
	uint32_t third = c->height / 3, ramps = c->height / 9, border = c->width / 160, scale, i, y;
	uint32_t length = (uint32_t)strlen(name), own = 0x404040;
	uint64_t hash = 0xcbf29ce484222325ull;

	for (i = 0; i < length; i++)
		hash = fnv(hash, (uint8_t)name[i]);
	/* Names that differ only in their last letter have to differ in colour. */
	own |= (uint32_t)(fnv(hash, 0) >> 28) & 0xffffff;

	box(c, 0, 0, c->width, c->height, 0x101820);
	paint_colour_bars(c, third);
	paint_ramps(c, third, ramps);

	/* Make the name as large as a third of the height, and the width, allow. */
	scale = third / 2 / GLYPH_HEIGHT;
	if (length && scale > c->width * 9 / 10 / (length * CELL_WIDTH))
		scale = c->width * 9 / 10 / (length * CELL_WIDTH);
	y = third + ramps + third / 8;
	paint_text(c, (c->width - length * CELL_WIDTH * scale) / 2, y, scale, own, name);

	y += GLYPH_HEIGHT * scale + third / 12;
	for (i = 0; i < n && y + CELL_HEIGHT * 2 < c->height - border; i++, y += CELL_HEIGHT * 2)
		paint_text(c, 3 * border, y, 2, 0xc0c0c0, lines[i]);

	box(c, 0, 0, c->width, border, own);
	box(c, 0, c->height - border, c->width, border, own);
	box(c, 0, 0, border, c->height, own);
	box(c, c->width - border, 0, border, c->height, own);
}

void paint_cursor(const struct canvas *c)
{
	uint32_t x, y;

	for (y = 0; y < c->height; y++)
		for (x = 0; x < c->width; x++) {
			uint32_t colour = 0;

			if (x <= y && x + y / 2 < c->height * 3 / 4)
				colour = x < 2 || x + 2 > y ? 0xffffffff : 0xffe04010;
			c->pixels[y * c->pitch + x] = colour;
		}
}

void paint_over(const struct canvas *c, const struct canvas *over, int x, int y)
{
	int i, j;

	for (j = 0; j < (int)over->height; j++)
		for (i = 0; i < (int)over->width; i++) {
			uint32_t colour = over->pixels[(uint32_t)j * over->pitch + (uint32_t)i];

			if (colour >> 24 && x + i >= 0 && y + j >= 0 &&
			    x + i < (int)c->width && y + j < (int)c->height)
				c->pixels[(uint32_t)(y + j) * c->pitch + (uint32_t)(x + i)] =
					colour;
		}
}

uint64_t paint_hash(const struct canvas *c)
{
	uint64_t hash = fnv(fnv(0xcbf29ce484222325ull, c->width), c->height);
	uint32_t x, y;

	for (y = 0; y < c->height; y++)
		for (x = 0; x < c->width; x++)
			hash = fnv(hash, c->pixels[y * c->pitch + x] & 0xffffff);
	return hash;
}
