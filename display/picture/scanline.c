// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of a plane: read, converted, turned and scaled. Caller: composer.c, for the front ends or
 * the worker. The functions may sleep; the caller holds no lock of the mediator or the display.
 */
#include "display/picture/scanline.h"

#include "display/picture/argb64.h"
#include "display/picture/format.h"
#include "display/picture/pipe_picture.h"

#define OPAQUE		0xff000000u

bool display_scanline_deep(const struct display_surface *surface)
{
	return surface->format && surface->format->to_argb64;
}

/*
 * Place a plane, and open its scaler. A scaler that keeps the size only moves the plane. Return: 0;
 * -ENOMEM.
 */
static int open_window(struct display_scanline *layer, const struct display_window *window)
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
	layer->scaled = display_window_scales(window, plane->width, plane->height);
	return layer->scaled ?
	       display_scaler_open(&layer->scaler, plane->width, window->width) : 0;
}

int display_scanline_open(struct display_scanline *layer, struct facet_vgpu *vgpu,
		       const struct facet_plane *plane, const struct display_surface *surface,
		       const struct display_window *window, bool wide)
{
	int ret;

	layer->plane = plane;
	layer->surface = surface;
	ret = open_window(layer, window);
	if (!ret && surface->format)
		ret = display_plane_reader_open(&layer->main, vgpu, &surface->main, surface->order);
	if (!ret && surface->chroma.width)
		ret = display_plane_reader_open(&layer->chroma, vgpu, &surface->chroma,
						surface->order);
	if (ret)
		return ret;
	layer->argb = port_calloc(plane->width, sizeof(*layer->argb));
	if (wide)
		layer->argb64 = port_calloc(plane->width, sizeof(*layer->argb64));
	return layer->argb && (layer->argb64 || !wide) ? 0 : -ENOMEM;
}

void display_scanline_close(struct display_scanline *layer)
{
	port_free(layer->argb64);
	port_free(layer->argb);
	display_scaler_close(&layer->scaler);
	display_plane_reader_close(&layer->chroma);
	display_plane_reader_close(&layer->main);
}

bool display_scanline_needs_retry(const struct display_scanline *layer)
{
	return layer->main.needs_retry || layer->chroma.needs_retry;
}

/* Read a row of the surface as it lies, as ARGB8888. */
static void convert_row(struct display_scanline *layer, u32 row, u32 *dst)
{
	const struct display_surface *surface = layer->surface;
	const struct display_format *format = surface->format;
	u32 n = layer->plane->width;
	const u8 *chroma = NULL;

	if (format->to_argb && format->cpp == sizeof(u32)) {
		/* Convert in place: then a linear layout is copied from the guest once. */
		display_plane_reader_copy(&layer->main, row, (u8 *)dst);
		if (!format->native)
			format->to_argb(dst, (u8 *)dst, n);
		return;
	}
	if (format->to_argb) {
		format->to_argb(dst, display_plane_reader_row(&layer->main, row), n);
		return;
	}
	if (format->planar)
		chroma = display_plane_reader_row(&layer->chroma, row / 2);
	format->to_yuv(dst, display_plane_reader_row(&layer->main, row), chroma, n, surface->first,
		       surface->order);
	display_format_yuv_to_argb(dst, n, surface->bt709, surface->full_range);
}

/* Return the row of the surface that is row @row of the plane. */
static u32 source_row(const struct display_scanline *layer, u32 row)
{
	return layer->surface->turned ? layer->plane->height - 1 - row : row;
}

void display_scanline_argb(struct display_scanline *layer, u32 row, u32 *dst)
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

u32 display_scanline_opaque(struct display_scanline *layer, u32 row, u32 rows, u8 *dst, u32 stride,
			 u32 width)
{
	const struct display_format *format = layer->surface->format;

	if (!format || !format->native || layer->surface->turned)
		return 0;
	return display_plane_reader_opaque(&layer->main, row, rows, dst, stride, width);
}

/* Read a row of the plane in its own size, as wide pixels. @arg: the scanline */
static const u64 *plane_row(void *arg, u32 row)
{
	struct display_scanline *layer = arg;
	u32 n = layer->plane->width;
	u32 i;

	if (!display_scanline_deep(layer->surface)) {
		display_scanline_argb(layer, row, layer->argb);
		for (i = 0; i < n; i++)
			layer->argb64[i] = argb64_from_argb(layer->argb[i]);
		return layer->argb64;
	}
	layer->surface->format->to_argb64(layer->argb64,
					  display_plane_reader_row(&layer->main,
								   source_row(layer, row)),
					  n);
	if (layer->surface->turned)
		for (i = 0; i < n / 2; i++)
			swap(layer->argb64[i], layer->argb64[n - 1 - i]);
	return layer->argb64;
}

const u64 *display_scanline_argb64(struct display_scanline *layer, u32 row)
{
	if (!layer->scaled)
		return plane_row(layer, row);
	return display_scaler_row(&layer->scaler, row, layer->plane->width,
				   layer->plane->height, layer->width, layer->height, plane_row,
				   layer);
}
