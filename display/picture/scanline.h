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
 * struct display_layer - A plane.
 * @plane: described
 * @surface: how it is read; without a format all is black
 * @x: where it is on the screen
 * @y: the same
 * @width: pixels on the screen
 * @height: rows on the screen
 * @main: its surface
 * @chroma: of NV12
 * @argb: a row
 * @wide: a row
 * @scaled: its scaler changes the size
 * @stretch: what the scaler needs
 */
struct display_layer {
	const struct facet_plane *plane;
	const struct display_surface *surface;
	s32 x;
	s32 y;
	u32 width;
	u32 height;
	struct display_strip main;
	struct display_strip chroma;
	u32 *argb;
	u64 *wide;
	bool scaled;
	struct display_stretch stretch;
};

/**
 * display_layer_open() - Make room.
 * @layer: zeroed
 * @window: of its scaler
 * @wide: rows will be asked for as wide ones
 * Return: 0; -ENOMEM. Either way display_layer_close() ends it. May sleep.
 */
int display_layer_open(struct display_layer *layer, struct facet_vgpu *vgpu,
		       const struct facet_plane *plane, const struct display_surface *surface,
		       const struct display_window *window, bool wide);
void display_layer_close(struct display_layer *layer);

/**
 * display_scanline_needs_retry() - Tell whether guest memory was away while rows were read.
 * @layer: an open one
 *
 * Context: the worker, after it has read rows: the answer covers the rows that were read so far.
 * Return: true: some rows hold zeros because guest memory was away.
 */
bool display_scanline_needs_retry(const struct display_layer *layer);

/** display_layer_deep() - Whether ARGB8888 cannot hold it. */
bool display_layer_deep(const struct display_surface *surface);

/**
 * display_layer_argb() - A row of a layer that is neither deep nor scaled, alpha as it comes.
 * @row: < &display_layer.height
 * @dst: &display_layer.width pixels
 */
void display_layer_argb(struct display_layer *layer, u32 row, u32 *dst);

/**
 * display_layer_opaque() - Several rows at once, opaque, where that is quicker.
 * @row: first, of @rows
 * @width: pixels, from the first one on
 * Return: how many it was; 0: not in this way.
 */
u32 display_layer_opaque(struct display_layer *layer, u32 row, u32 rows, u8 *dst, u32 stride,
			 u32 width);

/** display_layer_wide() - A row of any layer, until another is asked for. */
const u64 *display_layer_wide(struct display_layer *layer, u32 row);

#endif
