/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process that shows a vGPU's screen like QEMU (hw/vfio/display.c). It queries the plane, takes a
 * dma-buf for each new id, and keeps the last five; or it reads the region.
 */
#ifndef HOST_VIEWER_H
#define HOST_VIEWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/vfio.h>

struct client;

#define VIEWER_CACHE	5u

/** struct viewer_buffer - A dma-buf that is kept; @id 0: none */
struct viewer_buffer {
	uint32_t id;
	int fd;
	uint8_t *map;
	size_t size;
};

/**
 * struct viewer - State of a viewer. Zero except @client at first.
 * @client: the open vGPU
 * @kind: VFIO_GFX_PLANE_TYPE_DMABUF or _REGION, as the vGPU offers; 0: not queried yet
 * @cache: dma-bufs, the last shown one first
 * @region: the mapped region; NULL before the first query
 * @region_size: its length in bytes
 * @info: the result of the last query
 * @pixels: the pixels of the last query; NULL: nothing is shown
 * @exports: number of dma-bufs taken
 */
struct viewer {
	struct client *client;
	uint32_t kind;
	struct viewer_buffer cache[VIEWER_CACHE];
	uint8_t *region;
	size_t region_size;
	struct vfio_device_gfx_plane_info info;
	const uint8_t *pixels;
	unsigned long exports;
};

/* Query the plane and map its pixels. Return: 0, also if nothing is shown; or a negative errno. */
int viewer_look(struct viewer *v);
void viewer_close(struct viewer *v);

/* Return a pixel as 0xRRGGBB, by the format and the stride of the query. */
uint32_t viewer_pixel(const struct viewer *v, uint32_t x, uint32_t y);

/* Return whether the picture is head_colour() of @seed. @step: pixels and rows between samples. */
bool viewer_shows(const struct viewer *v, uint32_t seed, uint32_t width, uint32_t height,
		  uint32_t step);
/* Query until the picture is right, at most PATIENCE_MS. Return: it is right. */
bool viewer_waits(struct viewer *v, uint32_t seed, uint32_t width, uint32_t height);

/* Query a plane of this DRM type by VFIO_DEVICE_QUERY_GFX_PLANE. */
#define PLANE_PRIMARY	1u
#define PLANE_CURSOR	2u
int plane_query(struct client *c, uint32_t kind, uint32_t type,
		struct vfio_device_gfx_plane_info *info);

#endif
