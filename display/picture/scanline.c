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
static int open_window(struct display_scanline *scanline, const struct display_window *window)
{
	const struct facet_plane *plane = scanline->plane;

	scanline->x = plane->x;
	scanline->y = plane->y;
	scanline->width = plane->width;
	scanline->height = plane->height;
	if (!window->used)
		return 0;
	scanline->width = window->width;
	scanline->height = window->height;
	scanline->scaled = display_window_scales(window, plane->width, plane->height);
	return scanline->scaled ?
	       display_scaler_open(&scanline->scaler, plane->width, window->width) : 0;
}

int display_scanline_open(struct display_scanline *scanline, struct facet_vgpu *vgpu,
			  const struct facet_plane *plane, const struct display_surface *surface,
			  const struct display_window *window, bool argb64)
{
	int ret;

	scanline->plane = plane;
	scanline->surface = surface;
	ret = open_window(scanline, window);
	if (!ret && surface->format)
		ret = display_plane_reader_open(&scanline->main, vgpu, &surface->main,
						surface->order);
	if (!ret && surface->chroma.width)
		ret = display_plane_reader_open(&scanline->chroma, vgpu, &surface->chroma,
						surface->order);
	if (ret)
		return ret;
	scanline->argb = port_calloc(plane->width, sizeof(*scanline->argb));
	if (argb64)
		scanline->argb64 = port_calloc(plane->width, sizeof(*scanline->argb64));
	return scanline->argb && (scanline->argb64 || !argb64) ? 0 : -ENOMEM;
}

void display_scanline_close(struct display_scanline *scanline)
{
	port_free(scanline->argb64);
	port_free(scanline->argb);
	display_scaler_close(&scanline->scaler);
	display_plane_reader_close(&scanline->chroma);
	display_plane_reader_close(&scanline->main);
}

bool display_scanline_needs_retry(const struct display_scanline *scanline)
{
	return scanline->main.needs_retry || scanline->chroma.needs_retry;
}

/* Read a row of the surface as it lies, as ARGB8888. */
static void convert_row(struct display_scanline *scanline, u32 row, u32 *dst)
{
	const struct display_surface *surface = scanline->surface;
	const struct display_format *format = surface->format;
	u32 n = scanline->plane->width;
	const u8 *chroma = NULL;

	if (format->to_argb && format->cpp == sizeof(u32)) {
		/* Convert in place: then a linear layout is copied from the guest once. */
		display_plane_reader_copy(&scanline->main, row, (u8 *)dst);
		if (!format->native)
			format->to_argb(dst, (u8 *)dst, n);
		return;
	}
	if (format->to_argb) {
		format->to_argb(dst, display_plane_reader_row(&scanline->main, row), n);
		return;
	}
	if (format->planar)
		chroma = display_plane_reader_row(&scanline->chroma, row / 2);
	format->to_yuv(dst, display_plane_reader_row(&scanline->main, row), chroma, n,
		       surface->first, surface->order);
	display_format_yuv_to_argb(dst, n, surface->bt709, surface->full_range);
}

/* Return the row of the surface that is row @row of the plane. */
static u32 source_row(const struct display_scanline *scanline, u32 row)
{
	return scanline->surface->rotated_180 ? scanline->plane->height - 1 - row : row;
}

void display_scanline_argb(struct display_scanline *scanline, u32 row, u32 *dst)
{
	u32 n = scanline->plane->width;
	u32 i;

	if (!scanline->surface->format) {
		for (i = 0; i < n; i++)
			dst[i] = OPAQUE;
		return;
	}
	convert_row(scanline, source_row(scanline, row), dst);
	if (scanline->surface->rotated_180)
		for (i = 0; i < n / 2; i++)
			swap(dst[i], dst[n - 1 - i]);
}

u32 display_scanline_opaque(struct display_scanline *scanline, u32 row, u32 rows, u8 *dst,
			    u32 stride, u32 width)
{
	const struct display_format *format = scanline->surface->format;

	if (!format || !format->native || scanline->surface->rotated_180)
		return 0;
	return display_plane_reader_opaque(&scanline->main, row, rows, dst, stride, width);
}

/* Read a row of the plane in its own size, as wide pixels. @arg: the scanline */
static const u64 *plane_row(void *arg, u32 row)
{
	struct display_scanline *scanline = arg;
	u32 n = scanline->plane->width;
	u32 i;

	if (!display_scanline_deep(scanline->surface)) {
		display_scanline_argb(scanline, row, scanline->argb);
		for (i = 0; i < n; i++)
			scanline->argb64[i] = argb64_from_argb(scanline->argb[i]);
		return scanline->argb64;
	}
	scanline->surface->format->to_argb64(scanline->argb64,
					     display_plane_reader_row(&scanline->main,
								      source_row(scanline, row)),
					     n);
	if (scanline->surface->rotated_180)
		for (i = 0; i < n / 2; i++)
			swap(scanline->argb64[i], scanline->argb64[n - 1 - i]);
	return scanline->argb64;
}

const u64 *display_scanline_argb64(struct display_scanline *scanline, u32 row)
{
	if (!scanline->scaled)
		return plane_row(scanline, row);
	return display_scaler_row(&scanline->scaler, row, scanline->plane->width,
				  scanline->plane->height, scanline->width, scanline->height,
				  plane_row, scanline);
}
