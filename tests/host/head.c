// SPDX-License-Identifier: GPL-2.0-only
/* See head.h. The order of writes is that of i915: pipe, plane, and what arms the plane last. */
#include "head.h"

#include "client.h"
#include "gen9/display_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/plane_defs.h"
#include "submit.h"

#define BAR0		VFIO_PCI_BAR0_REGION_INDEX
#define PAGE		GEN9_PAGE_SIZE
#define PORT_B		1u

uint32_t head_colour(uint32_t seed, uint32_t x, uint32_t y)
{
	uint32_t n = x * 3 + y * 5 + seed + (x >> 6) + (y >> 5);

	return (n & 1 ? 0xff0000 : 0) | (n & 2 ? 0x00ff00 : 0) | (n & 4 ? 0x0000ff : 0);
}

static uint32_t pixel_bytes(const struct head_picture *p)
{
	return p->format == GEN9_FORMAT_RGB565 ? 2 : 4;
}

/* For each tiling: bytes of a unit of the stride, and rows that are stored together. */
static const struct {
	uint32_t unit;
	uint32_t rows;
} tilings[GEN9_TILINGS] = {
	[GEN9_TILING_LINEAR] = { GEN9_LINEAR_STRIDE_UNIT, 1 },
	[GEN9_TILING_X] = { GEN9_XTILE_WIDTH, GEN9_XTILE_ROWS },
	[GEN9_TILING_Y] = { GEN9_YTILE_WIDTH, GEN9_YTILE_ROWS },
};

static uint32_t tile_rows(const struct head_picture *p)
{
	return tilings[p->tiling].rows;
}

uint32_t head_bytes(const struct head_picture *p)
{
	uint32_t rows = (p->height + tile_rows(p) - 1) / tile_rows(p) * tile_rows(p);

	return (rows * p->stride + PAGE - 1) / PAGE * PAGE;
}

/* Return the offset of byte @x of row @y. */
static uint32_t place(const struct head_picture *p, uint32_t x, uint32_t y)
{
	uint32_t row = y / tile_rows(p) * tile_rows(p) * p->stride;

	y %= tile_rows(p);
	switch (p->tiling) {
	case GEN9_TILING_X:
		return row + x / 512 * PAGE + y * 512 + x % 512;
	case GEN9_TILING_Y:
		return row + x / 128 * PAGE + x % 128 / 16 * 512 + y * 16 + x % 16;
	default:
		return row + x;
	}
}

static uint32_t raw_pixel(const struct head_picture *p, uint32_t rgb)
{
	uint32_t red = rgb >> 16 & 0xff, green = rgb >> 8 & 0xff, blue = rgb & 0xff;

	if (p->format == GEN9_FORMAT_RGB565)
		return red >> 3 << 11 | green >> 2 << 5 | blue >> 3;
	if (p->format == GEN9_FORMAT_XRGB2101010)
		return red * 1023 / 255 << 20 | green * 1023 / 255 << 10 | blue * 1023 / 255;
	return p->order ? blue << 16 | green << 8 | red : rgb;
}

void head_put(struct client *c, const struct head_picture *p, uint32_t x, uint32_t y, uint32_t rgb)
{
	uint8_t *to = c->ram + p->at + place(p, x * pixel_bytes(p), y);

	if (pixel_bytes(p) == 2)
		*(uint16_t *)to = raw_pixel(p, rgb);
	else
		*(uint32_t *)to = raw_pixel(p, rgb);
}

void head_paint(struct client *c, const struct head_picture *p, uint32_t seed)
{
	uint32_t x, y;

	for (y = 0; y < p->height; y++)
		for (x = 0; x < p->width; x++)
			head_put(c, p, x, y, head_colour(seed, x, y));
}

static void map_pages(struct client *c, uint32_t gva, uint32_t at, uint32_t bytes)
{
	uint32_t i;

	for (i = 0; i < bytes; i += PAGE)
		ggtt_set(c, (gva + i) / PAGE, at + i);
}

void head_map(struct client *c, const struct head_picture *p)
{
	map_pages(c, p->gva, p->at, head_bytes(p));
}

void head_off(struct client *c)
{
	client_write(c, BAR0, GEN9_PLANE_CTL, 4, 0);
	client_write(c, BAR0, GEN9_PLANE_SURF, 4, 0);
	client_write(c, BAR0, GEN9_TRANSCONF, 4, 0);
	client_write(c, BAR0, GEN9_TRANS_DDI_FUNC_CTL, 4, 0);
}

void head_on(struct client *c, uint32_t width, uint32_t height)
{
	client_write(c, BAR0, GEN9_PIPESRC, 4, (width - 1) << 16 | (height - 1));
	client_write(c, BAR0, GEN9_TRANS_DDI_FUNC_CTL, 4, GEN9_DDI_FUNC_ENABLE | PORT_B << 28);
	client_write(c, BAR0, GEN9_TRANSCONF, 4, GEN9_ENABLE);
}

void head_flip(struct client *c, const struct head_picture *p, bool at_once)
{
	uint32_t ctl = GEN9_PLANE_CTL_ENABLE | p->format << 24 | p->order | p->tiling << 10;

	client_write(c, BAR0, GEN9_PLANE_STRIDE, 4, p->stride / tilings[p->tiling].unit);
	client_write(c, BAR0, GEN9_PLANE_SIZE, 4, (p->height - 1) << 16 | (p->width - 1));
	client_write(c, BAR0, GEN9_PLANE_POS, 4, 0);
	client_write(c, BAR0, GEN9_PLANE_OFFSET, 4, 0);
	client_write(c, BAR0, GEN9_PLANE_CTL, 4, ctl | (at_once ? GEN9_PLANE_CTL_ASYNC : 0));
	client_write(c, BAR0, GEN9_PLANE_SURF, 4, p->gva);
}

void head_cursor(struct client *c, uint32_t at, uint32_t argb)
{
	uint32_t *pixels = (uint32_t *)(c->ram + at), i;

	for (i = 0; i < HEAD_CURSOR * HEAD_CURSOR; i++)
		pixels[i] = argb;
	map_pages(c, at, at, HEAD_CURSOR * HEAD_CURSOR * GEN9_CUR_BYTES_PER_PIXEL);
	client_write(c, BAR0, GEN9_CUR_CTL, 4, GEN9_CUR_MODE_64_ARGB);
	client_write(c, BAR0, GEN9_CUR_BASE, 4, at);
}

/* A write of BASE arms the position, too. */
void head_cursor_move(struct client *c, int x, int y)
{
	uint32_t pos = (x < 0 ? GEN9_CUR_POS_X_SIGN | (uint32_t)-x : (uint32_t)x) |
		       (y < 0 ? GEN9_CUR_POS_Y_SIGN | (uint32_t)-y << 16 : (uint32_t)y << 16);

	client_write(c, BAR0, GEN9_CUR_POS, 4, pos);
	client_write(c, BAR0, GEN9_CUR_BASE, 4, client_read(c, BAR0, GEN9_CUR_BASE, 4));
}

void head_cursor_off(struct client *c)
{
	client_write(c, BAR0, GEN9_CUR_CTL, 4, 0);
	client_write(c, BAR0, GEN9_CUR_BASE, 4, 0);
}
