// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading sheets of guest memory in rows. Called by layer.c for the face or the
 * worker, which may sleep; no lock is held here.
 */
#include "strip.h"

#include "format.h"
#include "gen9/gtt.h"
#include "gen9/plane.h"
#include "mediator/ggtt.h"
#include "plane.h"
#include "tile.h"

#define BAND_NONE	(~0u)
#define XYUV_BYTES	4u
#define TILES		8u	/* that are taken side by side */

/* Guest memory, zeroes where there is none. */
static void read_or_zero(struct facet_vgpu *vgpu, u32 gva, u8 *buf, u32 len)
{
	if (!facet_ggtt_read(vgpu, gva, buf, len))
		return;
	while (len) {
		u32 n = min_t(u32, len, GEN9_PAGE_SIZE - gva % GEN9_PAGE_SIZE);

		if (facet_ggtt_read(vgpu, gva, buf, n))
			memset(buf, 0, n);
		gva += n;
		buf += n;
		len -= n;
	}
}

/* Bytes of an element in a sideways band. */
static u32 turned_bytes(const struct display_sheet *sheet)
{
	return sheet->pairs ? XYUV_BYTES : sheet->cpp;
}

static void layout_upright(struct display_strip *strip)
{
	const struct display_sheet *sheet = strip->sheet;
	u32 from = sheet->x * sheet->cpp;
	u32 to = from + sheet->width * sheet->cpp;
	u32 width;

	strip->rows = display_tile_rows(sheet->tiling, sheet->cpp);
	if (sheet->tiling == DISPLAY_LINEAR) {
		strip->pitch = to - from;
		return;
	}
	width = display_tile_width(sheet->tiling, sheet->cpp);
	strip->lead = from % width;
	strip->pitch = ALIGN(to, width) - (from - strip->lead);
}

static void layout_sideways(struct display_strip *strip)
{
	const struct display_sheet *sheet = strip->sheet;
	u32 rows = display_tile_rows(sheet->tiling, sheet->cpp);
	u32 first = sheet->x / rows;
	u32 tiles = DIV_ROUND_UP(sheet->x + sheet->width, rows) - first;

	strip->rows = display_tile_width(sheet->tiling, sheet->cpp) / sheet->cpp;
	strip->lead = sheet->x % rows * turned_bytes(sheet);
	strip->pitch = tiles * rows * turned_bytes(sheet);
}

int display_strip_open(struct display_strip *strip, struct facet_vgpu *vgpu,
		       const struct display_sheet *sheet, u32 order)
{
	strip->vgpu = vgpu;
	strip->sheet = sheet;
	strip->order = order;
	strip->loaded = BAND_NONE;
	if (sheet->sideways)
		layout_sideways(strip);
	else
		layout_upright(strip);
	strip->tiles = kvcalloc(TILES, GEN9_PAGE_SIZE, GFP_KERNEL);
	strip->flat = port_page_alloc();
	strip->band = kvcalloc(strip->rows, strip->pitch, GFP_KERNEL);
	return strip->tiles && strip->flat && strip->band ? 0 : -ENOMEM;
}

void display_strip_close(struct display_strip *strip)
{
	kvfree(strip->band);
	if (strip->flat)
		port_page_free(strip->flat);
	kvfree(strip->tiles);
}

static void load_upright(struct display_strip *strip, u32 band)
{
	const struct display_sheet *sheet = strip->sheet;
	u32 width = display_tile_width(sheet->tiling, sheet->cpp);
	u32 tiles = sheet->stride / width;
	u32 gva = sheet->gva + (band * tiles + sheet->x * sheet->cpp / width) * GEN9_PAGE_SIZE;
	u32 at;

	for (at = 0; at < strip->pitch; at += width, gva += GEN9_PAGE_SIZE) {
		read_or_zero(strip->vgpu, gva, strip->tiles, GEN9_PAGE_SIZE);
		display_detile(sheet->tiling, sheet->cpp, strip->tiles, strip->band + at,
			       strip->pitch);
	}
}

/* A row of a tile becomes column @column of the band. */
static void turn_row(struct display_strip *strip, const u8 *row, u32 column)
{
	u32 bytes = turned_bytes(strip->sheet);
	u8 *dst = strip->band + column * bytes;
	u32 i;

	if (strip->sheet->pairs) {
		u32 yuv[GEN9_YTILE_WIDTH / 2];

		display_format_of_plane(GEN9_FORMAT_YUV422, false)->to_yuv(yuv, row, NULL,
									   strip->rows, 0,
									   strip->order);
		for (i = 0; i < strip->rows; i++, dst += strip->pitch)
			put_unaligned_le32(yuv[i], dst);
		return;
	}
	for (i = 0; i < strip->rows; i++, dst += strip->pitch, row += bytes)
		memcpy(dst, row, bytes);
}

static void load_sideways(struct display_strip *strip, u32 band)
{
	const struct display_sheet *sheet = strip->sheet;
	u32 width = display_tile_width(sheet->tiling, sheet->cpp);
	u32 rows = display_tile_rows(sheet->tiling, sheet->cpp);
	u32 first = sheet->x / rows;
	u32 end = DIV_ROUND_UP(sheet->x + sheet->width, rows);
	u32 tile, y;

	for (tile = first; tile < end; tile++) {
		read_or_zero(strip->vgpu,
			     sheet->gva + (band * sheet->stride + tile) * GEN9_PAGE_SIZE,
			     strip->tiles, GEN9_PAGE_SIZE);
		display_detile(sheet->tiling, sheet->cpp, strip->tiles, strip->flat, width);
		for (y = 0; y < rows; y++)
			turn_row(strip, strip->flat + y * width,
				 (tile - first) * rows + rows - 1 - y);
	}
}

static void read_line(struct display_strip *strip, u32 row, u8 *dst)
{
	const struct display_sheet *sheet = strip->sheet;

	read_or_zero(strip->vgpu, sheet->gva + (sheet->y + row) * sheet->stride +
		     sheet->x * sheet->cpp, dst, strip->pitch);
}

const u8 *display_strip_row(struct display_strip *strip, u32 row)
{
	u32 at = strip->sheet->y + row;
	u32 band = at / strip->rows;

	if (band != strip->loaded) {
		if (strip->sheet->sideways)
			load_sideways(strip, band);
		else if (strip->sheet->tiling == DISPLAY_LINEAR)
			read_line(strip, row, strip->band);
		else
			load_upright(strip, band);
		strip->loaded = band;
	}
	return strip->band + at % strip->rows * strip->pitch + strip->lead;
}

void display_strip_copy(struct display_strip *strip, u32 row, u8 *dst)
{
	const struct display_sheet *sheet = strip->sheet;

	if (sheet->tiling == DISPLAY_LINEAR)
		read_line(strip, row, dst);
	else
		memcpy(dst, display_strip_row(strip, row), sheet->width * sheet->cpp);
}

/* So much that it is in a cache still when it is gone over again. */
#define LINES_BYTES	0x10000u

static u32 lines_opaque(struct display_strip *strip, u32 row, u32 rows, u8 *dst, u32 stride,
			u32 width)
{
	const struct display_sheet *sheet = strip->sheet;
	u32 gva = sheet->gva + (sheet->y + row) * sheet->stride + sheet->x * sheet->cpp;
	u32 bytes = width * sheet->cpp;

	rows = bytes == stride && stride == sheet->stride ?
	       min(rows, max_t(u32, LINES_BYTES / stride, 1)) : 1;
	read_or_zero(strip->vgpu, gva, dst, rows * bytes);
	display_copy_opaque(dst, dst, rows * bytes);
	return rows;
}

u32 display_strip_opaque(struct display_strip *strip, u32 row, u32 rows, u8 *dst, u32 stride,
			 u32 width)
{
	const struct display_sheet *sheet = strip->sheet;
	u32 first = (sheet->y + row) % strip->rows;
	u32 bytes = width * sheet->cpp;
	u32 tile, gva, at, n, i;

	if (sheet->sideways || sheet->tiling == DISPLAY_YF_TILED)
		return 0;
	if (sheet->tiling == DISPLAY_LINEAR)
		return lines_opaque(strip, row, rows, dst, stride, width);
	if (strip->lead || bytes % GEN9_YTILE_COLUMN)
		return 0;
	tile = display_tile_width(sheet->tiling, sheet->cpp);
	rows = min(rows, strip->rows - first);
	gva = sheet->gva + ((sheet->y + row) / strip->rows * (sheet->stride / tile) +
			    sheet->x * sheet->cpp / tile) * GEN9_PAGE_SIZE;
	for (at = 0; at < bytes; at += n) {
		n = min(TILES * tile, bytes - at);
		for (i = 0; i * tile < n; i++, gva += GEN9_PAGE_SIZE)
			read_or_zero(strip->vgpu, gva, strip->tiles + i * GEN9_PAGE_SIZE,
				     GEN9_PAGE_SIZE);
		display_detile_opaque(sheet->tiling, strip->tiles, first, rows, n, dst + at, stride);
	}
	return rows;
}
