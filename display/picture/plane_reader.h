/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reader of a plane: reads a layout of guest memory in rows. The reader reads one row of tiles from
 * guest memory at once and keeps it (@band). The reader reads pinned pages in place, and copies
 * other pages first.
 *
 * Sideways: for planes turned by 90 and 270 degrees, i915 maps the buffer a second time in the
 * GGTT. The pages of this mapping are turned clockwise (I915_GTT_VIEW_ROTATED). The leftmost column
 * of tiles comes first, from bottom to top. In each page the pixels lie as always. The plane's
 * registers describe this mapping. A row of the plane is a column of the buffer.
 *
 * One thread uses a reader. These functions read guest memory and may sleep.
 */
#ifndef DISPLAY_PLANE_READER_H
#define DISPLAY_PLANE_READER_H

#include "port.h"

#include "mediator/pins.h"

struct display_plane_layout;
struct facet_vgpu;

/**
 * struct display_plane_reader - State of reading one layout.
 * @vgpu: the vGPU whose guest memory is read
 * @layout: the layout
 * @order: byte order of pairs: GEN9_YUV422_*
 * @access: access to pinned pages, between begin and end
 * @in_place: true: read pinned pages in place; false: a page was not pinned, so copy all pages
 * @needs_retry: some rows hold zeros because a read returned FACET_HOST_RETRY
 * @copies: buffer for copies of pages
 * @pages: pages that the last pages_begin() got, in @access or @copies
 * @flat: rows of a tile, for a sideways layout
 * @band: @rows rows of @pitch bytes: one row of tiles
 * @rows: rows of a tile
 * @pitch: bytes from row to row in @band
 * @lead: bytes in @band before the first element
 * @loaded: number of the row of tiles that @band holds
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
 * display_plane_reader_open() - Open a reader and allocate its buffers.
 * @reader: the reader, zeroed
 * @vgpu: the vGPU whose guest memory is read; outlives the reader
 * @layout: the layout, checked by plane.c; the caller keeps it until the reader is closed
 * @order: byte order of pairs: GEN9_YUV422_*
 *
 * The caller calls display_plane_reader_close() even after an error.
 *
 * Context: process context, no spinlock held; takes no lock. May sleep for memory.
 * Return: 0; -ENOMEM: no memory.
 */
int display_plane_reader_open(struct display_plane_reader *reader, struct facet_vgpu *vgpu,
			      const struct display_plane_layout *layout, u32 order);

/**
 * display_plane_reader_close() - Free the buffers of a reader.
 * @reader: the reader; may be zeroed; not to be used again
 *
 * Context: process context, no spinlock held; takes no lock. May sleep while it frees memory.
 */
void display_plane_reader_close(struct display_plane_reader *reader);

/**
 * display_plane_reader_row() - Read the elements of a row.
 * @reader: the reader
 * @row: row of the layout, less than its height
 *
 * Elements that cannot be read are 0. Pairs of a sideways layout become XYUV.
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the vGPU's shadow_lock for moments, in it &facet_device.lock, and &facet_device.lock alone. Calls
 * &facet_host_ops.read, which takes the front end's locks (see display.h). May sleep for mutexes
 * and guest memory.
 * Return: the elements, until the next call for this reader.
 */
const u8 *display_plane_reader_row(struct display_plane_reader *reader, u32 row);

/**
 * display_plane_reader_opaque() - Read rows of ARGB8888 and make them opaque, without the band.
 * @reader: the reader of a layout with 4 bytes an element
 * @row: first row of the layout
 * @rows: number of rows wanted, at least 1
 * @dst: gets the rows
 * @stride: bytes from row to row in @dst
 * @width: pixels of a row, from the first pixel of the layout on
 *
 * Pixels that cannot be read are black.
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the vGPU's shadow_lock for moments, in it &facet_device.lock, and &facet_device.lock alone. Calls
 * &facet_host_ops.read, which takes the front end's locks (see display.h). May sleep for mutexes
 * and guest memory.
 * Return: number of rows read, 1 to @rows; 0: this layout or width cannot be read in this way.
 */
u32 display_plane_reader_opaque(struct display_plane_reader *reader, u32 row, u32 rows, u8 *dst,
				u32 stride, u32 width);

/**
 * display_plane_reader_copy() - Read the elements of a row into a buffer.
 * @reader: the reader of a layout that is not sideways with pairs
 * @row: row of the layout, less than its height
 * @dst: gets the elements of the row
 *
 * A linear layout is read into @dst directly. Elements that cannot be read are 0.
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the vGPU's shadow_lock for moments, in it &facet_device.lock, and &facet_device.lock alone. Calls
 * &facet_host_ops.read, which takes the front end's locks (see display.h). May sleep for mutexes
 * and guest memory.
 */
void display_plane_reader_copy(struct display_plane_reader *reader, u32 row, u8 *dst);

#endif
