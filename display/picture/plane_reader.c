// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reader of planes in guest memory, by rows. Caller: scanline.c, for the front ends or the worker.
 * The functions may sleep; the caller holds no lock of the mediator or the display.
 */
#include "display/picture/plane_reader.h"

#include "display/picture/format.h"
#include "display/picture/tile.h"
#include "display/plane.h"
#include "gen9/gtt_defs.h"
#include "gen9/plane_defs.h"
#include "mediator/ggtt.h"
#include "mediator/host.h"

#define BAND_NONE	(~0u)
#define XYUV_BYTES	4u
#define COPIES		8u	/* pages copied at once, so that they stay in a cache */

/* Read guest memory. A page that cannot be read becomes zeros. */
static void read_or_zero(struct display_plane_reader *strip, u32 gva, u8 *buf, u32 len)
{
	if (!facet_ggtt_read(strip->vgpu, gva, buf, len))
		return;
	while (len) {
		u32 n = min_t(u32, len, GEN9_PAGE_SIZE - gva % GEN9_PAGE_SIZE);
		int ret = facet_ggtt_read(strip->vgpu, gva, buf, n);

		if (ret)
			memset(buf, 0, n);
		strip->needs_retry |= ret == FACET_HOST_RETRY;
		gva += n;
		buf += n;
		len -= n;
	}
}

/*
 * Get up to @n pages for reading until pages_drop(). The caller does not sleep in between. Once a
 * page was not pinned, all pages are copied: further tries would cost time and fail too. Return:
 * number of pages.
 */
static u32 pages_take(struct display_plane_reader *strip, u32 gva, u32 n)
{
	u32 i;

	n = min(n, strip->in_place ? FACET_PINS_ACCESS_PAGES : COPIES);
	if (strip->in_place && !facet_ggtt_access_begin(strip->vgpu, gva, n, &strip->access)) {
		memcpy(strip->pages, strip->access.pages, n * sizeof(strip->pages[0]));
		return n;
	}
	strip->in_place = false;
	n = min(n, COPIES);
	read_or_zero(strip, gva, strip->copies, n * GEN9_PAGE_SIZE);
	for (i = 0; i < n; i++)
		strip->pages[i] = strip->copies + i * GEN9_PAGE_SIZE;
	return n;
}

/* End the access to pages of pages_take(). */
static void pages_drop(struct display_plane_reader *strip)
{
	if (strip->in_place)
		facet_pins_access_end(strip->vgpu, &strip->access);
}

/* Return the bytes of an element in a row that is turned sideways. */
static u32 turned_bytes(const struct display_plane_layout *sheet)
{
	return sheet->pairs ? XYUV_BYTES : sheet->cpp;
}

/* Compute the size of a row of tiles of an upright layout. */
static void size_band_upright(struct display_plane_reader *strip)
{
	const struct display_plane_layout *sheet = strip->layout;
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

/* Compute the size of a column of tiles of a sideways layout, which becomes a row. */
static void size_band_sideways(struct display_plane_reader *strip)
{
	const struct display_plane_layout *sheet = strip->layout;
	u32 rows = display_tile_rows(sheet->tiling, sheet->cpp);
	u32 first = sheet->x / rows;
	u32 tiles = DIV_ROUND_UP(sheet->x + sheet->width, rows) - first;

	strip->rows = display_tile_width(sheet->tiling, sheet->cpp) / sheet->cpp;
	strip->lead = sheet->x % rows * turned_bytes(sheet);
	strip->pitch = tiles * rows * turned_bytes(sheet);
}

int display_plane_reader_open(struct display_plane_reader *strip, struct facet_vgpu *vgpu,
		       const struct display_plane_layout *sheet, u32 order)
{
	strip->vgpu = vgpu;
	strip->layout = sheet;
	strip->order = order;
	strip->loaded = BAND_NONE;
	if (sheet->sideways)
		size_band_sideways(strip);
	else
		size_band_upright(strip);
	strip->in_place = true;
	strip->copies = port_calloc(COPIES, GEN9_PAGE_SIZE);
	strip->flat = port_page_alloc();
	strip->band = port_calloc(strip->rows, strip->pitch);
	return strip->copies && strip->flat && strip->band ? 0 : -ENOMEM;
}

void display_plane_reader_close(struct display_plane_reader *strip)
{
	port_free(strip->band);
	if (strip->flat)
		port_page_free(strip->flat);
	port_free(strip->copies);
}

/* Load a row of tiles. */
static void load_upright(struct display_plane_reader *strip, u32 band)
{
	const struct display_plane_layout *sheet = strip->layout;
	u32 width = display_tile_width(sheet->tiling, sheet->cpp);
	u32 tiles = sheet->stride / width;
	u32 gva = sheet->gva + (band * tiles + sheet->x * sheet->cpp / width) * GEN9_PAGE_SIZE;
	u32 at, n, i;

	for (at = 0; at < strip->pitch; at += n * width, gva += n * GEN9_PAGE_SIZE) {
		n = pages_take(strip, gva, (strip->pitch - at) / width);
		for (i = 0; i < n; i++)
			display_tile_to_rows(sheet->tiling, sheet->cpp, strip->pages[i],
				       strip->band + at + i * width, strip->pitch);
		pages_drop(strip);
	}
}

/* Write a row of a tile to column @column of the band. */
static void turn_row(struct display_plane_reader *strip, const u8 *row, u32 column)
{
	u32 bytes = turned_bytes(strip->layout);
	u8 *dst = strip->band + column * bytes;
	u32 i;

	if (strip->layout->pairs) {
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

/* Turn a tile, and write it to columns of the band from @column on. */
static void turn_tile(struct display_plane_reader *strip, const u8 *tile, u32 column)
{
	const struct display_plane_layout *sheet = strip->layout;
	u32 width = display_tile_width(sheet->tiling, sheet->cpp);
	u32 rows = display_tile_rows(sheet->tiling, sheet->cpp);
	u32 y;

	display_tile_to_rows(sheet->tiling, sheet->cpp, tile, strip->flat, width);
	for (y = 0; y < rows; y++)
		turn_row(strip, strip->flat + y * width, column + rows - 1 - y);
}

/* Load a column of tiles, turned. */
static void load_sideways(struct display_plane_reader *strip, u32 band)
{
	const struct display_plane_layout *sheet = strip->layout;
	u32 rows = display_tile_rows(sheet->tiling, sheet->cpp);
	u32 first = sheet->x / rows;
	u32 end = DIV_ROUND_UP(sheet->x + sheet->width, rows);
	u32 tile, n, i;

	for (tile = first; tile < end; tile += n) {
		n = pages_take(strip,
			       sheet->gva + (band * sheet->stride + tile) * GEN9_PAGE_SIZE,
			       end - tile);
		for (i = 0; i < n; i++)
			turn_tile(strip, strip->pages[i], (tile - first + i) * rows);
		pages_drop(strip);
	}
}

/* Read a row of a linear layout. */
static void read_line(struct display_plane_reader *strip, u32 row, u8 *dst)
{
	const struct display_plane_layout *sheet = strip->layout;

	read_or_zero(strip, sheet->gva + (sheet->y + row) * sheet->stride +
		     sheet->x * sheet->cpp, dst, strip->pitch);
}

const u8 *display_plane_reader_row(struct display_plane_reader *strip, u32 row)
{
	u32 at = strip->layout->y + row;
	u32 band = at / strip->rows;

	if (band != strip->loaded) {
		if (strip->layout->sideways)
			load_sideways(strip, band);
		else if (strip->layout->tiling == DISPLAY_LINEAR)
			read_line(strip, row, strip->band);
		else
			load_upright(strip, band);
		strip->loaded = band;
	}
	return strip->band + at % strip->rows * strip->pitch + strip->lead;
}

void display_plane_reader_copy(struct display_plane_reader *strip, u32 row, u8 *dst)
{
	const struct display_plane_layout *sheet = strip->layout;

	if (sheet->tiling == DISPLAY_LINEAR)
		read_line(strip, row, dst);
	else
		memcpy(dst, display_plane_reader_row(strip, row), sheet->width * sheet->cpp);
}

/* Copy a row from the pages that were taken, opaque. @from: bytes from the first page on */
static void line_of_pages(const struct display_plane_reader *strip, u32 from, u32 bytes, u8 *dst)
{
	const u8 *const *page = strip->pages + from / GEN9_PAGE_SIZE;
	u32 n;

	for (from %= GEN9_PAGE_SIZE; bytes; from = 0, page++, dst += n, bytes -= n) {
		n = min_t(u32, bytes, GEN9_PAGE_SIZE - from);
		display_tile_copy_opaque(dst, *page + from, n);
	}
}

/*
 * Copy rows of a linear layout from pinned pages, opaque. Return: number of rows; 0: a page is not
 * pinned.
 */
static u32 lines_in_place(struct display_plane_reader *strip, u32 gva, u32 rows, u8 *dst,
			  u32 stride, u32 bytes)
{
	u32 pitch = strip->layout->stride;
	u32 from = gva % GEN9_PAGE_SIZE;
	u32 i;

	rows = min_t(u32, rows,
		     (FACET_PINS_ACCESS_PAGES * GEN9_PAGE_SIZE - from - bytes) / pitch + 1);
	strip->in_place = !facet_ggtt_access_begin(strip->vgpu, gva - from,
					 DIV_ROUND_UP(from + (rows - 1) * pitch + bytes,
						      GEN9_PAGE_SIZE), &strip->access);
	if (!strip->in_place)
		return 0;
	memcpy(strip->pages, strip->access.pages, strip->access.n * sizeof(strip->pages[0]));
	for (i = 0; i < rows; i++)
		line_of_pages(strip, from + i * pitch, bytes, dst + i * stride);
	pages_drop(strip);
	return rows;
}

/* Bytes that are still in a cache when they are made opaque */
#define LINES_BYTES	0x10000u

/* Read rows of a linear layout, opaque. Return: number of rows. */
static u32 lines_opaque(struct display_plane_reader *strip, u32 row, u32 rows, u8 *dst, u32 stride,
			u32 width)
{
	const struct display_plane_layout *sheet = strip->layout;
	u32 gva = sheet->gva + (sheet->y + row) * sheet->stride + sheet->x * sheet->cpp;
	u32 bytes = width * sheet->cpp;
	u32 done;

	done = strip->in_place ? lines_in_place(strip, gva, rows, dst, stride, bytes) : 0;
	if (done)
		return done;
	rows = bytes == stride && stride == sheet->stride ?
	       min(rows, max_t(u32, LINES_BYTES / stride, 1)) : 1;
	read_or_zero(strip, gva, dst, rows * bytes);
	display_tile_copy_opaque(dst, dst, rows * bytes);
	return rows;
}

u32 display_plane_reader_opaque(struct display_plane_reader *strip, u32 row, u32 rows, u8 *dst,
				u32 stride, u32 width)
{
	const struct display_plane_layout *sheet = strip->layout;
	u32 first = (sheet->y + row) % strip->rows;
	u32 bytes = width * sheet->cpp;
	u32 tile, gva, at, n;

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
	for (at = 0; at < bytes; at += n * tile, gva += n * GEN9_PAGE_SIZE) {
		n = pages_take(strip, gva, DIV_ROUND_UP(bytes - at, tile));
		display_tile_to_rows_opaque(sheet->tiling, strip->pages, first, rows,
				      min(n * tile, bytes - at), dst + at, stride);
		pages_drop(strip);
	}
	return rows;
}
