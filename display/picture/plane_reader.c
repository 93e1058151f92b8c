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
static void read_or_zero(struct display_plane_reader *reader, u32 gva, u8 *buf, u32 len)
{
	if (!facet_ggtt_read(reader->vgpu, gva, buf, len))
		return;
	while (len) {
		u32 n = min_t(u32, len, GEN9_PAGE_SIZE - gva % GEN9_PAGE_SIZE);
		int ret = facet_ggtt_read(reader->vgpu, gva, buf, n);

		if (ret)
			memset(buf, 0, n);
		reader->needs_retry |= ret == FACET_HOST_RETRY;
		gva += n;
		buf += n;
		len -= n;
	}
}

/*
 * Get up to @n pages for reading until pages_end(). The caller does not sleep in between. Once a
 * page was not pinned, all pages are copied: further tries would cost time and fail too. Return:
 * number of pages.
 */
static u32 pages_begin(struct display_plane_reader *reader, u32 gva, u32 n)
{
	u32 i;

	n = min(n, reader->in_place ? FACET_PINS_ACCESS_PAGES : COPIES);
	if (reader->in_place && !facet_ggtt_access_begin(reader->vgpu, gva, n, &reader->access)) {
		memcpy(reader->pages, reader->access.pages, n * sizeof(reader->pages[0]));
		return n;
	}
	reader->in_place = false;
	n = min(n, COPIES);
	read_or_zero(reader, gva, reader->copies, n * GEN9_PAGE_SIZE);
	for (i = 0; i < n; i++)
		reader->pages[i] = reader->copies + i * GEN9_PAGE_SIZE;
	return n;
}

/* End the access to pages of pages_begin(). */
static void pages_end(struct display_plane_reader *reader)
{
	if (reader->in_place)
		facet_pins_access_end(reader->vgpu, &reader->access);
}

/* Return the bytes of an element in a row that is turned sideways. */
static u32 rotated_bytes(const struct display_plane_layout *layout)
{
	return layout->pairs ? XYUV_BYTES : layout->cpp;
}

/* Compute the size of a row of tiles of an upright layout. */
static void size_band_upright(struct display_plane_reader *reader)
{
	const struct display_plane_layout *layout = reader->layout;
	u32 from = layout->x * layout->cpp;
	u32 to = from + layout->width * layout->cpp;
	u32 width;

	reader->rows = display_tile_rows(layout->tiling, layout->cpp);
	if (layout->tiling == DISPLAY_LINEAR) {
		reader->pitch = to - from;
		return;
	}
	width = display_tile_width(layout->tiling, layout->cpp);
	reader->lead = from % width;
	reader->pitch = ALIGN(to, width) - (from - reader->lead);
}

/* Compute the size of a column of tiles of a sideways layout, which becomes a row. */
static void size_band_sideways(struct display_plane_reader *reader)
{
	const struct display_plane_layout *layout = reader->layout;
	u32 rows = display_tile_rows(layout->tiling, layout->cpp);
	u32 first = layout->x / rows;
	u32 tiles = DIV_ROUND_UP(layout->x + layout->width, rows) - first;

	reader->rows = display_tile_width(layout->tiling, layout->cpp) / layout->cpp;
	reader->lead = layout->x % rows * rotated_bytes(layout);
	reader->pitch = tiles * rows * rotated_bytes(layout);
}

int display_plane_reader_open(struct display_plane_reader *reader, struct facet_vgpu *vgpu,
			      const struct display_plane_layout *layout, u32 order)
{
	reader->vgpu = vgpu;
	reader->layout = layout;
	reader->order = order;
	reader->loaded = BAND_NONE;
	if (layout->sideways)
		size_band_sideways(reader);
	else
		size_band_upright(reader);
	reader->in_place = true;
	reader->copies = port_calloc(COPIES, GEN9_PAGE_SIZE);
	reader->flat = port_page_alloc();
	reader->band = port_calloc(reader->rows, reader->pitch);
	return reader->copies && reader->flat && reader->band ? 0 : -ENOMEM;
}

void display_plane_reader_close(struct display_plane_reader *reader)
{
	port_free(reader->band);
	if (reader->flat)
		port_page_free(reader->flat);
	port_free(reader->copies);
}

/* Load a row of tiles. */
static void load_upright(struct display_plane_reader *reader, u32 band)
{
	const struct display_plane_layout *layout = reader->layout;
	u32 width = display_tile_width(layout->tiling, layout->cpp);
	u32 tiles = layout->stride / width;
	u32 gva = layout->gva + (band * tiles + layout->x * layout->cpp / width) * GEN9_PAGE_SIZE;
	u32 at, n, i;

	for (at = 0; at < reader->pitch; at += n * width, gva += n * GEN9_PAGE_SIZE) {
		n = pages_begin(reader, gva, (reader->pitch - at) / width);
		for (i = 0; i < n; i++)
			display_tile_to_rows(layout->tiling, layout->cpp, reader->pages[i],
					     reader->band + at + i * width, reader->pitch);
		pages_end(reader);
	}
}

/* Write a row of a tile to column @column of the band. */
static void rotate_row(struct display_plane_reader *reader, const u8 *row, u32 column)
{
	u32 bytes = rotated_bytes(reader->layout);
	u8 *dst = reader->band + column * bytes;
	u32 i;

	if (reader->layout->pairs) {
		u32 yuv[GEN9_YTILE_WIDTH / 2];

		display_format_of_plane(GEN9_FORMAT_YUV422, false)->to_yuv(yuv, row, NULL,
									   reader->rows, 0,
									   reader->order);
		for (i = 0; i < reader->rows; i++, dst += reader->pitch)
			put_unaligned_le32(yuv[i], dst);
		return;
	}
	for (i = 0; i < reader->rows; i++, dst += reader->pitch, row += bytes)
		memcpy(dst, row, bytes);
}

/* Turn a tile, and write it to columns of the band from @column on. */
static void rotate_tile(struct display_plane_reader *reader, const u8 *tile, u32 column)
{
	const struct display_plane_layout *layout = reader->layout;
	u32 width = display_tile_width(layout->tiling, layout->cpp);
	u32 rows = display_tile_rows(layout->tiling, layout->cpp);
	u32 y;

	display_tile_to_rows(layout->tiling, layout->cpp, tile, reader->flat, width);
	for (y = 0; y < rows; y++)
		rotate_row(reader, reader->flat + y * width, column + rows - 1 - y);
}

/* Load a column of tiles, turned. */
static void load_sideways(struct display_plane_reader *reader, u32 band)
{
	const struct display_plane_layout *layout = reader->layout;
	u32 rows = display_tile_rows(layout->tiling, layout->cpp);
	u32 first = layout->x / rows;
	u32 end = DIV_ROUND_UP(layout->x + layout->width, rows);
	u32 tile, n, i;

	for (tile = first; tile < end; tile += n) {
		n = pages_begin(reader,
				layout->gva + (band * layout->stride + tile) * GEN9_PAGE_SIZE,
				end - tile);
		for (i = 0; i < n; i++)
			rotate_tile(reader, reader->pages[i], (tile - first + i) * rows);
		pages_end(reader);
	}
}

/* Read a row of a linear layout. */
static void read_line(struct display_plane_reader *reader, u32 row, u8 *dst)
{
	const struct display_plane_layout *layout = reader->layout;

	read_or_zero(reader, layout->gva + (layout->y + row) * layout->stride +
		     layout->x * layout->cpp, dst, reader->pitch);
}

const u8 *display_plane_reader_row(struct display_plane_reader *reader, u32 row)
{
	u32 at = reader->layout->y + row;
	u32 band = at / reader->rows;

	if (band != reader->loaded) {
		if (reader->layout->sideways)
			load_sideways(reader, band);
		else if (reader->layout->tiling == DISPLAY_LINEAR)
			read_line(reader, row, reader->band);
		else
			load_upright(reader, band);
		reader->loaded = band;
	}
	return reader->band + at % reader->rows * reader->pitch + reader->lead;
}

void display_plane_reader_copy(struct display_plane_reader *reader, u32 row, u8 *dst)
{
	const struct display_plane_layout *layout = reader->layout;

	if (layout->tiling == DISPLAY_LINEAR)
		read_line(reader, row, dst);
	else
		memcpy(dst, display_plane_reader_row(reader, row), layout->width * layout->cpp);
}

/* Copy a row from the pages that were taken, opaque. @from: bytes from the first page on */
static void row_of_pages(const struct display_plane_reader *reader, u32 from, u32 bytes, u8 *dst)
{
	const u8 *const *page = reader->pages + from / GEN9_PAGE_SIZE;
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
static u32 rows_in_place(struct display_plane_reader *reader, u32 gva, u32 rows, u8 *dst,
			 u32 stride, u32 bytes)
{
	u32 pitch = reader->layout->stride;
	u32 from = gva % GEN9_PAGE_SIZE;
	u32 i;

	rows = min_t(u32, rows,
		     (FACET_PINS_ACCESS_PAGES * GEN9_PAGE_SIZE - from - bytes) / pitch + 1);
	reader->in_place = !facet_ggtt_access_begin(reader->vgpu, gva - from,
						    DIV_ROUND_UP(from + (rows - 1) * pitch + bytes,
								 GEN9_PAGE_SIZE), &reader->access);
	if (!reader->in_place)
		return 0;
	memcpy(reader->pages, reader->access.pages, reader->access.n * sizeof(reader->pages[0]));
	for (i = 0; i < rows; i++)
		row_of_pages(reader, from + i * pitch, bytes, dst + i * stride);
	pages_end(reader);
	return rows;
}

/* Bytes that are still in a cache when they are made opaque */
#define CACHED_BYTES	0x10000u

/* Read rows of a linear layout, opaque. Return: number of rows. */
static u32 rows_opaque(struct display_plane_reader *reader, u32 row, u32 rows, u8 *dst, u32 stride,
		       u32 width)
{
	const struct display_plane_layout *layout = reader->layout;
	u32 gva = layout->gva + (layout->y + row) * layout->stride + layout->x * layout->cpp;
	u32 bytes = width * layout->cpp;
	u32 done;

	done = reader->in_place ? rows_in_place(reader, gva, rows, dst, stride, bytes) : 0;
	if (done)
		return done;
	rows = bytes == stride && stride == layout->stride ?
	       min(rows, max_t(u32, CACHED_BYTES / stride, 1)) : 1;
	read_or_zero(reader, gva, dst, rows * bytes);
	display_tile_copy_opaque(dst, dst, rows * bytes);
	return rows;
}

u32 display_plane_reader_opaque(struct display_plane_reader *reader, u32 row, u32 rows, u8 *dst,
				u32 stride, u32 width)
{
	const struct display_plane_layout *layout = reader->layout;
	u32 first = (layout->y + row) % reader->rows;
	u32 bytes = width * layout->cpp;
	u32 tile, gva, at, n;

	if (layout->sideways || layout->tiling == DISPLAY_YF_TILED)
		return 0;
	if (layout->tiling == DISPLAY_LINEAR)
		return rows_opaque(reader, row, rows, dst, stride, width);
	if (reader->lead || bytes % GEN9_YTILE_COLUMN)
		return 0;
	tile = display_tile_width(layout->tiling, layout->cpp);
	rows = min(rows, reader->rows - first);
	gva = layout->gva + ((layout->y + row) / reader->rows * (layout->stride / tile) +
			     layout->x * layout->cpp / tile) * GEN9_PAGE_SIZE;
	for (at = 0; at < bytes; at += n * tile, gva += n * GEN9_PAGE_SIZE) {
		n = pages_begin(reader, gva, DIV_ROUND_UP(bytes - at, tile));
		display_tile_to_rows_opaque(layout->tiling, reader->pages, first, rows,
					    min(n * tile, bytes - at), dst + at, stride);
		pages_end(reader);
	}
	return rows;
}
