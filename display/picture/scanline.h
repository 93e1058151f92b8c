/* SPDX-License-Identifier: GPL-2.0-only */
/* A plane on its way to the screen: its pixels by rows, converted, turned and scaled. */
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
 * struct display_scanline - A plane.
 * @plane: described
 * @surface: how it is read; without a format all is black
 * @x: where it is on the screen
 * @y: the same
 * @width: pixels on the screen
 * @height: rows on the screen
 * @main: its surface
 * @chroma: of NV12
 * @argb: a row
 * @argb64: a row
 * @scaled: its scaler changes the size
 * @scaler: what the scaler needs
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
 * display_scanline_open() - Make room.
 * @layer: zeroed
 * @window: of its scaler
 * @wide: rows will be asked for as wide ones
 * Return: 0; -ENOMEM. Either way display_scanline_close() ends it. May sleep.
 */
int display_scanline_open(struct display_scanline *layer, struct facet_vgpu *vgpu,
		       const struct facet_plane *plane, const struct display_surface *surface,
		       const struct display_window *window, bool wide);
void display_scanline_close(struct display_scanline *layer);

/**
 * display_scanline_needs_retry() - Tell whether guest memory was away while rows were read.
 * @layer: an open one
 *
 * Context: the worker, after it has read rows: the answer covers the rows that were read so far.
 * Return: true: some rows hold zeros because guest memory was away.
 */
bool display_scanline_needs_retry(const struct display_scanline *layer);

/** display_scanline_deep() - Whether ARGB8888 cannot hold it. */
bool display_scanline_deep(const struct display_surface *surface);

/**
 * display_scanline_argb() - A row of a layer that is neither deep nor scaled, alpha as it comes.
 * @row: < &display_scanline.height
 * @dst: &display_scanline.width pixels
 */
void display_scanline_argb(struct display_scanline *layer, u32 row, u32 *dst);

/**
 * display_scanline_opaque() - Several rows at once, opaque, where that is quicker.
 * @row: first, of @rows
 * @width: pixels, from the first one on
 * Return: how many it was; 0: not in this way.
 */
u32 display_scanline_opaque(struct display_scanline *layer, u32 row, u32 rows, u8 *dst, u32 stride,
			 u32 width);

/** display_scanline_argb64() - A row of any layer, until another is asked for. */
const u64 *display_scanline_argb64(struct display_scanline *layer, u32 row);

#endif
