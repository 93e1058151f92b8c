/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A sheet of guest memory as rows. Rows come in bands, as high as a tile; a band
 * is read from guest memory once. Pages that are pinned are read where they are,
 * others are copied first.
 *
 * Sideways: for planes turned by 90 and 270 degrees, i915 makes a view of the
 * buffer in the GGTT whose pages are turned clockwise (I915_GTT_VIEW_ROTATED),
 * the leftmost column of tiles from bottom to top first; in each page pixels lie
 * as always. The plane's registers speak of this view. A row of it is a column of
 * the buffer.
 */
#ifndef DISPLAY_PLANE_READER_H
#define DISPLAY_PLANE_READER_H

#include "port.h"

#include "mediator/pins.h"

struct display_plane_layout;
struct facet_vgpu;

/**
 * struct display_plane_reader - A sheet being read.
 * @vgpu: whose memory
 * @layout: what
 * @order: of pairs, GEN9_YUV422_*
 * @access: pages on loan
 * @in_place: false: some were not to be had, so all are copied
 * @needs_retry: some rows hold zeros because guest memory was away
 * @copies: of some pages
 * @pages: those that were taken last, in @access or @copies
 * @flat: of a sideways sheet, the rows of a tile
 * @band: @rows rows of @pitch bytes
 * @rows: of a band
 * @pitch: bytes from row to row in @band
 * @lead: bytes in @band before the first element
 * @loaded: number of the band that @band holds
 */
struct display_plane_reader {
	struct facet_vgpu *vgpu;
	const struct display_plane_layout *layout;
	u32 order;
	struct facet_pins_access access;
	bool in_place;
	bool needs_retry;
	u8 *copies;
	const u8 *pages[FACET_PINS_ACCESS_PAGES];
	u8 *flat;
	u8 *band;
	u32 rows;
	u32 pitch;
	u32 lead;
	u32 loaded;
};

/**
 * display_plane_reader_open() - Make room.
 * @strip: zeroed
 * @sheet: checked by plane.c; stays where it is
 * @order: of pairs
 * Return: 0; -ENOMEM. Either way display_plane_reader_close() ends it. May sleep.
 */
int display_plane_reader_open(struct display_plane_reader *strip, struct facet_vgpu *vgpu,
		       const struct display_plane_layout *sheet, u32 order);
void display_plane_reader_close(struct display_plane_reader *strip);

/**
 * display_plane_reader_row() - The elements of a row, until another is asked for.
 * @row: of the sheet's height
 *
 * What cannot be read is zero. Pairs of a sideways sheet become XYUV. May sleep; no lock held.
 */
const u8 *display_plane_reader_row(struct display_plane_reader *strip, u32 row);

/**
 * display_plane_reader_opaque() - Rows of ARGB8888 made opaque, tiles straight to where they are wanted.
 * @row: first
 * @rows: how many are wanted
 * @dst: gets them
 * @stride: bytes from row to row
 * @width: pixels of a row
 * Return: how many it was; 0: not in this way.
 */
u32 display_plane_reader_opaque(struct display_plane_reader *strip, u32 row, u32 rows, u8 *dst,
				u32 stride, u32 width);

/** display_plane_reader_copy() - As display_plane_reader_row(), copied; linear sheets are read without a detour. */
void display_plane_reader_copy(struct display_plane_reader *strip, u32 row, u8 *dst);

#endif
