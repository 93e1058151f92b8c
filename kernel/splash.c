// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text that a vGPU shows while its guest shows nothing. Its lines say what the vGPU waits for.
 * They stand in the middle of a dark picture, in the kernel's own font. screen.c calls this file
 * under facet_screen.query_lock; this file takes no lock.
 */
#include "kernel/splash.h"

#include <linux/bits.h>
#include <linux/font.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "kernel/picture.h"

#define SPLASH_FONT	"VGA8x16"
#define GLYPH_WIDTH	8u		/* pixels: a glyph has a byte for each row */
#define LINES_MAX	8u
#define LINE_MAX	80u
#define BACKGROUND	0x00101820u	/* XRGB8888 */
#define TITLE		0x00e8e8e8u
#define TEXT		0x0090a0b0u

/**
 * struct splash_text - Lines of text.
 * @lines: the lines, each with a zero at its end
 * @n: how many
 */
struct splash_text {
	char lines[LINES_MAX][LINE_MAX + 1];
	u32 n;
};

static __printf(2, 3) void add_line(struct splash_text *text, const char *format, ...)
{
	va_list args;

	if (text->n == LINES_MAX)
		return;
	va_start(args, format);
	vscnprintf(text->lines[text->n++], LINE_MAX + 1, format, args);
	va_end(args);
}

static void compose_text(struct splash_text *text, const struct facet_splash *splash)
{
	add_line(text, "Facet vGPU, type %s", splash->type);
	add_line(text, "%s", splash->uuid);
	add_line(text, "%s", "");
	if (splash->ready) {
		add_line(text, "The guest has turned its screen off.");
	} else {
		add_line(text, "Waiting for the %s driver of the guest.", splash->driver);
		add_line(text, "%s", "");
		add_line(text, "To see its firmware and boot loader instead, start QEMU with");
		add_line(text, "ramfb=on and write 'off' to facet/splash of this vGPU in sysfs.");
	}
}

static void draw_glyph(u32 *to, u32 stride, const u8 *glyph, u32 rows, u32 color)
{
	u32 x, y;

	for (y = 0; y < rows; y++)
		for (x = 0; x < GLYPH_WIDTH; x++)
			if (glyph[y] & BIT(GLYPH_WIDTH - 1 - x))
				to[(size_t)y * stride + x] = color;
}

/* Draw a line in the middle of the rows from @y on. A line that does not fit is left out. */
static void draw_line(struct facet_picture *picture, const struct font_desc *font, u32 y,
		      const char *line, u32 color)
{
	const u8 *glyphs = font->data;
	u32 width = strlen(line) * GLYPH_WIDTH;
	u32 *to = picture->mem;

	if (width > picture->width || y > picture->height ||
	    picture->height - y < font->height)
		return;
	to += (size_t)y * picture->width + (picture->width - width) / 2;
	for (; *line; line++, to += GLYPH_WIDTH)
		draw_glyph(to, picture->width, glyphs + (u8)*line * font->height, font->height,
			   color);
}

void facet_splash_draw(struct facet_picture *picture, const struct facet_splash *splash)
{
	const struct font_desc *font = find_font(SPLASH_FONT);
	struct splash_text text = {};
	u32 i, height;

	memset32(picture->mem, BACKGROUND, (size_t)picture->width * picture->height);
	/* A kernel without that font shows a dark picture. */
	if (!font)
		return;
	compose_text(&text, splash);
	height = text.n * font->height;
	for (i = 0; i < text.n && height <= picture->height; i++)
		draw_line(picture, font, (picture->height - height) / 2 + i * font->height,
			  text.lines[i], i ? TEXT : TITLE);
}
