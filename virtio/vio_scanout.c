// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scan-outs of a virtio-gpu device (vio_scanout.h). vio_control.c sets them in the worker. Front
 * ends look at them in any thread.
 *
 * Lock: facet_virtio_gpu.lock, and in it vio_resources.lock.
 */
#include "virtio/vio_scanout.h"

#include "display/damage.h"
#include "mediator/host.h"
#include "virtio/virtio_gpu_types.h"

/* --- checks --------------------------------------------------------------------------------- */

bool vio_rect_in(const struct virtio_gpu_rect *rect, u32 width, u32 height)
{
	return rect->x <= width && rect->width <= width - rect->x &&
	       rect->y <= height && rect->height <= height - rect->y;
}

/* Test if a rectangle has pixels, and lies in a picture. */
static bool rect_fits(const struct virtio_gpu_rect *rect, u32 width, u32 height)
{
	return rect->width && rect->height && vio_rect_in(rect, width, height);
}

/*
 * Check that a plane lies in its picture of @width by @height, and the picture in its resource. The
 * picture may be larger than what is shown: a driver pans in it, or shows it on several monitors.
 */
static bool plane_fits(const struct vio_plane *plane, u32 width, u32 height, u32 max_side)
{
	u64 row = (u64)width * VIRTIO_GPU_PIXEL;
	u64 end;

	if (port_check(VIO_RECT, !rect_fits(&plane->rect, width, height)) ||
	    port_check(VIO_SIDE, max(plane->rect.width, plane->rect.height) > max_side) ||
	    port_check(VIO_STRIDE, plane->stride < row))
		return false;
	end = (u64)plane->stride * (height - 1) + row;
	return !port_check(VIO_PICTURE, end > plane->resource->bytes ||
			   plane->offset > plane->resource->bytes - end);
}

/* --- the worker ----------------------------------------------------------------------------- */

/* Replace a picture, with a reference of its own. Lock held. */
static void set_plane(struct facet_virtio_gpu *g, struct vio_plane *to,
		      const struct vio_plane *plane)
{
	struct vio_resource *old = to->resource;

	*to = *plane;
	vio_resource_get(&g->resources, to->resource);
	vio_resource_put(&g->resources, old);
}

int vio_scanout_show(struct facet_virtio_gpu *g, u32 scanout, const struct vio_plane *plane,
		     u32 width, u32 height)
{
	if (plane->resource && (port_check(VIO_FORMAT, !vio_format_known(plane->format)) ||
				!plane_fits(plane, width, height, g->limits->max_side)))
		return -EINVAL;
	mutex_lock(&g->lock);
	set_plane(g, &g->scanouts[scanout].plane, plane);
	g->scanouts[scanout].serial++;
	mutex_unlock(&g->lock);
	return 0;
}

/* Tell if a resource has the size of a cursor. */
static bool is_cursor(const struct vio_resource *resource)
{
	u32 bytes = VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_PIXEL;

	if (resource->pixels)
		return !port_check(VIO_CURSOR, resource->width != VIRTIO_GPU_CURSOR_SIZE ||
				   resource->height != VIRTIO_GPU_CURSOR_SIZE);
	return !port_check(VIO_CURSOR, resource->bytes < bytes);
}

/* Return the picture of a cursor. A blob has no format: then it is that of Linux. */
static struct vio_plane cursor_plane(struct vio_resource *resource)
{
	return (struct vio_plane){
		.resource = resource,
		.rect = { 0, 0, VIRTIO_GPU_CURSOR_SIZE, VIRTIO_GPU_CURSOR_SIZE },
		.format = resource->pixels ? resource->format : VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM,
		.stride = VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_PIXEL,
	};
}

int vio_scanout_set_cursor(struct facet_virtio_gpu *g, u32 scanout, struct vio_resource *resource,
			   const struct virtio_gpu_cursor *command)
{
	bool hot = command->hot_x < VIRTIO_GPU_CURSOR_SIZE &&
		   command->hot_y < VIRTIO_GPU_CURSOR_SIZE;
	struct vio_scanout *to = &g->scanouts[scanout];
	struct vio_plane plane = { .resource = NULL };

	if (resource) {
		if (!is_cursor(resource))
			return -EINVAL;
		plane = cursor_plane(resource);
	}
	mutex_lock(&g->lock);
	set_plane(g, &to->cursor, &plane);
	to->x = (s32)command->x;
	to->y = (s32)command->y;
	to->hot_x = hot ? command->hot_x : VIO_NO_HOT_SPOT;
	to->hot_y = hot ? command->hot_y : VIO_NO_HOT_SPOT;
	to->serial++;
	mutex_unlock(&g->lock);
	return 0;
}

void vio_scanout_move_cursor(struct facet_virtio_gpu *g, u32 scanout, s32 x, s32 y)
{
	struct vio_scanout *to = &g->scanouts[scanout];

	mutex_lock(&g->lock);
	to->x = x;
	to->y = y;
	to->serial++;
	mutex_unlock(&g->lock);
}

/* Tell if a picture is one of a resource; NULL: of any. */
static bool shows(const struct vio_plane *plane, const struct vio_resource *resource)
{
	return plane->resource && (!resource || plane->resource == resource);
}

void vio_scanouts_drop(struct facet_virtio_gpu *g, const struct vio_resource *resource)
{
	static const struct vio_plane nothing;
	u32 i;

	mutex_lock(&g->lock);
	for (i = 0; i < g->limits->scanouts; i++) {
		struct vio_scanout *scanout = &g->scanouts[i];
		bool plane = shows(&scanout->plane, resource);
		bool cursor = shows(&scanout->cursor, resource);

		if (plane)
			set_plane(g, &scanout->plane, &nothing);
		if (cursor)
			set_plane(g, &scanout->cursor, &nothing);
		scanout->serial += plane || cursor;
	}
	mutex_unlock(&g->lock);
}

void vio_scanouts_changed(struct facet_virtio_gpu *g, const struct vio_resource *resource)
{
	u32 i;

	mutex_lock(&g->lock);
	for (i = 0; i < g->limits->scanouts; i++)
		g->scanouts[i].serial += shows(&g->scanouts[i].plane, resource) ||
					 shows(&g->scanouts[i].cursor, resource);
	mutex_unlock(&g->lock);
}

/* --- other threads -------------------------------------------------------------------------- */

void vio_scanout_get(struct facet_virtio_gpu *g, u32 scanout, struct vio_scanout *shown)
{
	mutex_lock(&g->lock);
	*shown = g->scanouts[scanout];
	vio_resource_get(&g->resources, shown->plane.resource);
	vio_resource_get(&g->resources, shown->cursor.resource);
	mutex_unlock(&g->lock);
}

void vio_scanout_put(struct facet_virtio_gpu *g, const struct vio_scanout *shown)
{
	vio_resource_put(&g->resources, shown->plane.resource);
	vio_resource_put(&g->resources, shown->cursor.resource);
}

u64 vio_plane_pixel(const struct vio_plane *plane, u32 x, u32 y)
{
	return plane->offset + (u64)plane->stride * (plane->rect.y + y) +
	       (u64)VIRTIO_GPU_PIXEL * (plane->rect.x + x);
}

void facet_virtio_gpu_picture(struct facet_virtio_gpu *g, u32 scanout,
			      struct facet_virtio_gpu_picture *picture)
{
	struct vio_scanout shown;
	const struct vio_plane *plane = &shown.plane;

	vio_scanout_get(g, scanout, &shown);
	*picture = (struct facet_virtio_gpu_picture){ .serial = shown.serial };
	if (plane->resource) {
		picture->format = plane->format;
		picture->width = plane->rect.width;
		picture->height = plane->rect.height;
		picture->blob = !plane->resource->pixels;
		picture->resource = plane->resource->id;
		picture->stride = plane->stride;
		picture->offset = vio_plane_pixel(plane, 0, 0);
	}
	vio_scanout_put(g, &shown);
}

/* Read a row of a blob. What is nowhere is black. Return: 0; FACET_HOST_RETRY: memory is late. */
static int read_blob(struct facet_virtio_gpu *g, struct vio_resource *resource, u64 at, u32 *dst,
		     u32 bytes)
{
	struct vio_backing *backing = vio_backing_get(&g->resources, resource);
	int ret = vio_backing_read(backing, &g->ops->memory, g->host, at, dst, bytes);

	vio_backing_put(&g->resources, backing);
	if (ret)
		memset(dst, 0, bytes);
	return ret == FACET_HOST_RETRY ? ret : 0;
}

#define BYTE(pixel, n)	((pixel) >> 8 * (n) & 0xff)

/* Turn pixels of a format into ARGB8888. */
static void convert(u32 format, u32 *pixels, u32 n)
{
	u32 i;

	if (format != VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM &&
	    format != VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM)
		return;
	for (i = 0; i < n; i++)
		pixels[i] = (pixels[i] & 0xff00ff00) | BYTE(pixels[i], 0) << 16 |
			    BYTE(pixels[i], 2);
}

/**
 * struct look - A look at a scan-out.
 * @g: the device
 * @scanout: what it shows, with references
 * @late: memory of a blob was late: the picture is not complete
 */
struct look {
	struct facet_virtio_gpu *g;
	struct vio_scanout scanout;
	bool late;
};

/* Read a row of a picture, at most @n pixels. Return: pixels read. */
static u32 read_row(struct look *look, const struct vio_plane *plane, u32 y, u32 *dst, u32 n)
{
	u64 at;

	if (!plane->resource || y >= plane->rect.height)
		return 0;
	n = min(n, plane->rect.width);
	at = vio_plane_pixel(plane, 0, y);
	if (plane->resource->pixels)
		memcpy(dst, plane->resource->pixels + at, n * VIRTIO_GPU_PIXEL);
	else if (read_blob(look->g, plane->resource, at, dst, n * VIRTIO_GPU_PIXEL))
		look->late = true;
	convert(plane->format, dst, n);
	return n;
}

static bool has_alpha(u32 format)
{
	return format == VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM ||
	       format == VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM;
}

/* Lay a pixel with premultiplied alpha over another one. */
static u32 blend(u32 below, u32 above)
{
	u32 rest = 255 - BYTE(above, 3), out = 0, i;

	for (i = 0; i < 3; i++)
		out |= min(BYTE(above, i) + (BYTE(below, i) * rest + 127) / 255, 255u) << 8 * i;
	return out;
}

/* Draw the cursor's part of a row. */
static void draw_cursor(struct look *look, u32 y, u32 *row, u32 width)
{
	const struct vio_scanout *scanout = &look->scanout;
	u32 opaque = has_alpha(scanout->cursor.format) ? 0 : 0xff000000;
	u32 pixels[VIRTIO_GPU_CURSOR_SIZE];
	s64 line = (s64)y - scanout->y;
	u32 i, n;

	if (line < 0 || line >= VIRTIO_GPU_CURSOR_SIZE)
		return;
	n = read_row(look, &scanout->cursor, (u32)line, pixels, ARRAY_SIZE(pixels));
	for (i = 0; i < n; i++) {
		u64 x = (u64)((s64)scanout->x + i);

		if (port_index(&x, width))
			row[x] = blend(row[x], pixels[i] | opaque);
	}
}

static void draw_row(struct look *look, u32 y, u32 *row, u32 width, bool cursor)
{
	u32 n = read_row(look, &look->scanout.plane, y, row, width);

	memset(row + n, 0, (width - n) * sizeof(*row));
	if (cursor)
		draw_cursor(look, y, row, width);
	cond_resched();
}

/* End a look. Return: 0; -EAGAIN: the rows may be of several pictures. */
static int look_end(const struct look *look, u32 scanout)
{
	struct facet_virtio_gpu_picture picture;

	vio_scanout_put(look->g, &look->scanout);
	facet_virtio_gpu_picture(look->g, scanout, &picture);
	return !look->late && picture.serial == look->scanout.serial ? 0 : -EAGAIN;
}

int facet_virtio_gpu_read(struct facet_virtio_gpu *g, u32 scanout, void *dst, u32 stride,
			  u32 width, u32 height, bool cursor)
{
	struct look look = { .g = g };
	u32 y;

	vio_scanout_get(g, scanout, &look.scanout);
	for (y = 0; y < height; y++)
		draw_row(&look, y, (u32 *)((u8 *)dst + (size_t)stride * y), width, cursor);
	return look_end(&look, scanout);
}

int facet_virtio_gpu_update(struct facet_virtio_gpu *g, u32 scanout,
			    const struct facet_redraw *redraw, u32 *row, u32 height, bool cursor)
{
	struct look look = { .g = g };
	u32 y;

	vio_scanout_get(g, scanout, &look.scanout);
	facet_damage_begin(redraw);
	for (y = 0; y < height; y++) {
		draw_row(&look, y, row, redraw->bytes / sizeof(*row), cursor);
		facet_damage_row(redraw, y, row);
	}
	return look_end(&look, scanout);
}
