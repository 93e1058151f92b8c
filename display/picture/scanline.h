/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rows of a plane as they go to the screen: read, converted, turned and scaled. One thread uses a
 * scanline. Callers: composer.c.
 */
#ifndef DISPLAY_SCANLINE_H
#define DISPLAY_SCANLINE_H

#include "port.h"

#include "display/picture/plane_reader.h"
#include "display/picture/scaler.h"

struct display_surface;
struct display_window;
struct facet_plane;
struct facet_vgpu;

/**
 * struct display_scanline - State of reading one plane.
 * @plane: description of the plane
 * @surface: way to read its pixels; without a format all pixels are black
 * @x: position on the screen, pixels
 * @y: position on the screen, rows
 * @width: pixels on the screen
 * @height: rows on the screen
 * @main: reader of the pixels, or of Y if the format is planar
 * @chroma: reader of U and V for NV12
 * @argb: a row of ARGB8888
 * @argb64: a row of wide pixels; NULL: not needed
 * @scaled: a scaler changes the size of the plane
 * @scaler: state of that scaler
 */
struct display_scanline {
	const struct facet_plane *plane;
	const struct display_surface *surface;
	s32 x;
	s32 y;
	u32 width;
	u32 height;
	struct display_plane_reader main;
	struct display_plane_reader chroma;
	u32 *argb;
	u64 *argb64;
	bool scaled;
	struct display_scaler scaler;
};

/**
 * display_scanline_open() - Open a plane for reading, and allocate buffers.
 * @scanline: the scanline, zeroed
 * @vgpu: the vGPU whose guest memory is read; outlives the scanline
 * @plane: description; the caller keeps it until the scanline is closed
 * @surface: way to read the pixels; the caller keeps it until the scanline is closed
 * @window: place of the plane's scaler; not needed after the call
 * @argb64: true: the caller wants rows of wide pixels
 *
 * The caller calls display_scanline_close() even after an error.
 *
 * Context: process context, no spinlock held; takes no lock. May sleep for memory.
 * Return: 0; -ENOMEM: no memory.
 */
int display_scanline_open(struct display_scanline *scanline, struct facet_vgpu *vgpu,
			  const struct facet_plane *plane, const struct display_surface *surface,
			  const struct display_window *window, bool argb64);

/**
 * display_scanline_close() - Free the buffers of a scanline.
 * @scanline: the scanline; may be zeroed; not to be used again
 *
 * Context: process context, no spinlock held; takes no lock. May sleep while it frees memory.
 */
void display_scanline_close(struct display_scanline *scanline);

/**
 * display_scanline_needs_retry() - Tell whether a read of guest memory returned FACET_HOST_RETRY.
 * @scanline: an open scanline, or a zeroed one
 *
 * Context: the thread that uses the scanline; takes no lock. The result covers the rows read so
 * far.
 * Return: true: some rows hold zeros, though their memory may come back.
 */
bool display_scanline_needs_retry(const struct display_scanline *scanline);

/**
 * display_scanline_deep() - Tell whether a plane has more than 8 bits a colour.
 * @surface: surface of the plane
 *
 * Context: any; takes no lock.
 * Return: true: ARGB8888 cannot hold its colours.
 */
bool display_scanline_deep(const struct display_surface *surface);

/**
 * display_scanline_argb() - Read a row of a plane as ARGB8888, with alpha as it is.
 * @scanline: a scanline that is neither deep nor scaled
 * @row: row of the plane, less than its height
 * @dst: gets as many pixels as the plane is wide
 *
 * Memory that cannot be read counts as zeros.
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the vGPU's shadow_lock for moments, in it &facet_device.lock, and &facet_device.lock alone. Calls
 * &facet_host_ops.read, which takes the front end's locks (see display.h). May sleep for mutexes
 * and guest memory.
 */
void display_scanline_argb(struct display_scanline *scanline, u32 row, u32 *dst);

/**
 * display_scanline_opaque() - Read several rows of a plane at once, opaque, if that is faster.
 * @scanline: a scanline that is not scaled
 * @row: first row of the plane
 * @rows: number of rows wanted, at least 1
 * @dst: gets rows of XRGB8888
 * @stride: bytes from row to row in @dst
 * @width: pixels of a row, from the first one of the plane on
 *
 * Memory that cannot be read is black.
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the vGPU's shadow_lock for moments, in it &facet_device.lock, and &facet_device.lock alone. Calls
 * &facet_host_ops.read, which takes the front end's locks (see display.h). May sleep for mutexes
 * and guest memory.
 * Return: number of rows read, 1 to @rows; 0: this plane cannot be read in this way.
 */
u32 display_scanline_opaque(struct display_scanline *scanline, u32 row, u32 rows, u8 *dst,
			    u32 stride, u32 width);

/**
 * display_scanline_argb64() - Read a row of a plane as wide pixels.
 * @scanline: a scanline that was opened as wide
 * @row: row on the screen, less than &display_scanline.height
 *
 * Memory that cannot be read counts as zeros.
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the vGPU's shadow_lock for moments, in it &facet_device.lock, and &facet_device.lock alone. Calls
 * &facet_host_ops.read, which takes the front end's locks (see display.h). May sleep for mutexes
 * and guest memory.
 * Return: &display_scanline.width wide pixels, until the next call for this scanline.
 */
const u64 *display_scanline_argb64(struct display_scanline *scanline, u32 row);

#endif
