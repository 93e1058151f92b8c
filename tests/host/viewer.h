/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who shows a vGPU's screen, as QEMU does it (hw/vfio/display.c): asks for the plane, takes a
 * dma-buf for an id that is new, keeps the last five; or looks into the region.
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
 * struct viewer - Zero but for @client at first.
 * @kind: VFIO_GFX_PLANE_TYPE_DMABUF or _REGION, by what the vGPU offers; 0: not asked yet
 * @cache: the last one that was shown comes first
 * @region: mapped, NULL before the first look
 * @info: what the last look was told
 * @pixels: of the last look; NULL: nothing is shown
 * @exports: how many dma-bufs were taken
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

/* 0, a negative errno of what was refused. Nothing that is shown is no error. */
int viewer_look(struct viewer *v);
void viewer_close(struct viewer *v);

/* 0xRRGGBB, by what the query told of format and stride. */
uint32_t viewer_pixel(const struct viewer *v, uint32_t x, uint32_t y);

/* Whether it is head_colour() of @seed in this size; @step: every so many pixels and rows. */
bool viewer_shows(const struct viewer *v, uint32_t seed, uint32_t width, uint32_t height,
		  uint32_t step);
/* Looks until it does, or PATIENCE_MS are over. */
bool viewer_waits(struct viewer *v, uint32_t seed, uint32_t width, uint32_t height);

/* VFIO_DEVICE_QUERY_GFX_PLANE of a plane of DRM's type. */
#define PLANE_PRIMARY	1u
#define PLANE_CURSOR	2u
int plane_query(struct client *c, uint32_t kind, uint32_t type,
		struct vfio_device_gfx_plane_info *info);

#endif
