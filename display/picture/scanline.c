// SPDX-License-Identifier: GPL-2.0-only
/*
 * Planes by rows. Called by compose.c for the front end or the worker, which may sleep; no lock is
 * held here.
 */
#include "display/picture/scanline.h"

#include "display/picture/format.h"
#include "display/picture/pipe_picture.h"
#include "display/picture/argb64.h"

#define OPAQUE		0xff000000u

bool display_layer_deep(const struct display_surface *surface)
{
	return surface->format && surface->format->to_wide;
}

/* A scaler that leaves the size as it is moves the plane, and that is all. */
static int open_window(struct display_layer *layer, const struct display_window *window)
{
	const struct facet_plane *plane = layer->plane;

	layer->x = plane->x;
	layer->y = plane->y;
	layer->width = plane->width;
	layer->height = plane->height;
	if (!window->used)
		return 0;
	layer->width = window->width;
	layer->height = window->height;
	layer->scaled = window->width && window->height &&
			(window->width != plane->width || window->height != plane->height);
	return layer->scaled ?
	       display_stretch_open(&layer->stretch, plane->width, window->width) : 0;
}

int display_layer_open(struct display_layer *layer, struct facet_vgpu *vgpu,
		       const struct facet_plane *plane, const struct display_surface *surface,
		       const struct display_window *window, bool wide)
{
	int ret;

	layer->plane = plane;
	layer->surface = surface;
	ret = open_window(layer, window);
	if (!ret && surface->format)
		ret = display_strip_open(&layer->main, vgpu, &surface->main, surface->order);
	if (!ret && surface->chroma.width)
		ret = display_strip_open(&layer->chroma, vgpu, &surface->chroma, surface->order);
	if (ret)
		return ret;
	layer->argb = port_calloc(plane->width, sizeof(*layer->argb));
	if (wide)
		layer->wide = port_calloc(plane->width, sizeof(*layer->wide));
	return layer->argb && (layer->wide || !wide) ? 0 : -ENOMEM;
}

void display_layer_close(struct display_layer *layer)
{
	port_free(layer->wide);
	port_free(layer->argb);
	display_stretch_close(&layer->stretch);
	display_strip_close(&layer->chroma);
	display_strip_close(&layer->main);
}

bool display_scanline_needs_retry(const struct display_layer *layer)
{
	return layer->main.needs_retry || layer->chroma.needs_retry;
}

/* A row of the surface as it lies there. */
static void convert_row(struct display_layer *layer, u32 row, u32 *dst)
{
	const struct display_surface *surface = layer->surface;
	const struct display_format *format = surface->format;
	u32 n = layer->plane->width;
	const u8 *chroma = NULL;

	if (format->to_argb && format->cpp == sizeof(u32)) {
		/* In its place: a linear one is copied from the guest once. */
		display_strip_copy(&layer->main, row, (u8 *)dst);
		if (!format->native)
			format->to_argb(dst, (u8 *)dst, n);
		return;
	}
	if (format->to_argb) {
		format->to_argb(dst, display_strip_row(&layer->main, row), n);
		return;
	}
	if (format->planar)
		chroma = display_strip_row(&layer->chroma, row / 2);
	format->to_yuv(dst, display_strip_row(&layer->main, row), chroma, n, surface->first,
		       surface->order);
	display_yuv_to_argb(dst, n, surface->bt709, surface->full_range);
}

static u32 source_row(const struct display_layer *layer, u32 row)
{
	return layer->surface->turned ? layer->plane->height - 1 - row : row;
}

void display_layer_argb(struct display_layer *layer, u32 row, u32 *dst)
{
	u32 n = layer->plane->width;
	u32 i;

	if (!layer->surface->format) {
		for (i = 0; i < n; i++)
			dst[i] = OPAQUE;
		return;
	}
	convert_row(layer, source_row(layer, row), dst);
	if (layer->surface->turned)
		for (i = 0; i < n / 2; i++)
			swap(dst[i], dst[n - 1 - i]);
}

u32 display_layer_opaque(struct display_layer *layer, u32 row, u32 rows, u8 *dst, u32 stride,
			 u32 width)
{
	const struct display_format *format = layer->surface->format;

	if (!format || !format->native || layer->surface->turned)
		return 0;
	return display_strip_opaque(&layer->main, row, rows, dst, stride, width);
}

/* A row of the plane in its own size. @arg: the layer */
static const u64 *plane_row(void *arg, u32 row)
{
	struct display_layer *layer = arg;
	u32 n = layer->plane->width;
	u32 i;

	if (!display_layer_deep(layer->surface)) {
		display_layer_argb(layer, row, layer->argb);
		for (i = 0; i < n; i++)
			layer->wide[i] = wide_of_argb(layer->argb[i]);
		return layer->wide;
	}
	layer->surface->format->to_wide(layer->wide,
					display_strip_row(&layer->main, source_row(layer, row)),
					n);
	if (layer->surface->turned)
		for (i = 0; i < n / 2; i++)
			swap(layer->wide[i], layer->wide[n - 1 - i]);
	return layer->wide;
}

const u64 *display_layer_wide(struct display_layer *layer, u32 row)
{
	if (!layer->scaled)
		return plane_row(layer, row);
	return display_stretch_row(&layer->stretch, row, layer->plane->width,
				   layer->plane->height, layer->width, layer->height, plane_row,
				   layer);
}
