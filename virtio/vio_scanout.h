/* SPDX-License-Identifier: GPL-2.0-only */
/* Scan-outs of a virtio-gpu device: which part of which resource a monitor shows. */
#ifndef VIO_SCANOUT_H
#define VIO_SCANOUT_H

#include "port.h"

struct facet_virtio_gpu;
struct virtio_gpu_cursor;
struct virtio_gpu_rect;
struct vio_plane;
struct vio_resource;
struct vio_scanout;

/**
 * vio_scanout_show() - Let a scan-out show a picture.
 * @g: the device
 * @scanout: below &facet_virtio_gpu_limits.scanouts
 * @plane: a resource, with format, stride, offset and rectangle of any values; without a resource
 *	the scan-out shows nothing. The function takes a reference of its own
 * @width: pixels of a row of the picture of which @plane shows a part; any value
 * @height: its rows; any value
 *
 * Context: the worker, or no worker runs; process context. Takes &facet_virtio_gpu.lock, and in it
 * &vio_resources.lock.
 * Return: 0; -EINVAL: the device has no such format, the rectangle is empty or not in the picture,
 * or the picture is not in the resource.
 */
int vio_scanout_show(struct facet_virtio_gpu *g, u32 scanout, const struct vio_plane *plane,
		     u32 width, u32 height);

/**
 * vio_scanout_set_cursor() - Let a scan-out show a cursor.
 * @g: the device
 * @scanout: below &facet_virtio_gpu_limits.scanouts
 * @resource: the cursor's picture; NULL: it shows none. The function takes a reference of its own
 * @command: the picture's place on the screen, and its hot spot, of any values. A hot spot that is
 *	not in the picture counts as unknown
 *
 * Context: the worker, or no worker runs; process context. Takes &facet_virtio_gpu.lock, and in it
 * &vio_resources.lock.
 * Return: 0; -EINVAL: the resource has not the size of a cursor.
 */
int vio_scanout_set_cursor(struct facet_virtio_gpu *g, u32 scanout, struct vio_resource *resource,
			   const struct virtio_gpu_cursor *command);

/**
 * vio_scanout_move_cursor() - Move the cursor of a scan-out.
 * @g: the device
 * @scanout: below &facet_virtio_gpu_limits.scanouts
 * @x: place of the cursor's picture on the screen
 * @y: likewise
 *
 * Context: the worker; process context. Takes &facet_virtio_gpu.lock.
 */
void vio_scanout_move_cursor(struct facet_virtio_gpu *g, u32 scanout, s32 x, s32 y);

/**
 * vio_scanouts_drop() - Let no scan-out show a resource any more.
 * @g: the device
 * @resource: the resource; NULL: any
 *
 * Context: the worker, or no worker runs; process context. Takes &facet_virtio_gpu.lock, and in it
 * &vio_resources.lock.
 */
void vio_scanouts_drop(struct facet_virtio_gpu *g, const struct vio_resource *resource);

/**
 * vio_scanouts_changed() - Note that the pixels of a resource have changed.
 * @g: the device
 * @resource: the resource. Scan-outs that show it, as their picture or cursor, get a new serial
 *
 * Context: the worker; process context. Takes &facet_virtio_gpu.lock.
 */
void vio_scanouts_changed(struct facet_virtio_gpu *g, const struct vio_resource *resource);

/**
 * vio_scanout_get() - Copy what a scan-out shows, with references.
 * @g: the device
 * @scanout: below &facet_virtio_gpu_limits.scanouts
 * @shown: gets what it shows; vio_scanout_put() ends that
 *
 * Context: process context. Takes &facet_virtio_gpu.lock, and in it &vio_resources.lock.
 */
void vio_scanout_get(struct facet_virtio_gpu *g, u32 scanout, struct vio_scanout *shown);

/**
 * vio_scanout_put() - Put the references of vio_scanout_get().
 * @g: the device
 * @shown: what vio_scanout_get() has copied
 *
 * Context: process context; may sleep to free memory. Takes &vio_resources.lock.
 */
void vio_scanout_put(struct facet_virtio_gpu *g, const struct vio_scanout *shown);

/**
 * vio_plane_pixel() - Return the place of a pixel of a picture in its resource.
 * @plane: a valid picture
 * @x: column in the rectangle that is shown; its width: behind the last pixel
 * @y: row in the rectangle
 *
 * Context: any; takes no lock.
 * Return: bytes from the beginning of the resource.
 */
u64 vio_plane_pixel(const struct vio_plane *plane, u32 x, u32 y);

/**
 * vio_rect_in() - Test if a rectangle lies in a picture.
 * @rect: any values; it may be empty
 * @width: pixels of a row of the picture
 * @height: its rows
 *
 * Context: any; takes no lock.
 * Return: true: it does.
 */
bool vio_rect_in(const struct virtio_gpu_rect *rect, u32 width, u32 height);

#endif
