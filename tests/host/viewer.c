// SPDX-License-Identifier: GPL-2.0-only
/* See viewer.h. */
#include "viewer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"
#include "head.h"
#include "vfio.h"

/* For each DRM fourcc: bytes of a pixel, then bits and shifts of red, green and blue. */
static const struct layout {
	uint32_t fourcc;
	uint32_t bytes;
	uint32_t bits[3];
	uint32_t shift[3];
} layouts[] = {
	{ 0x34325258, 4, { 8, 8, 8 }, { 16, 8, 0 } },		/* XR24 */
	{ 0x34325241, 4, { 8, 8, 8 }, { 16, 8, 0 } },		/* AR24 */
	{ 0x34324258, 4, { 8, 8, 8 }, { 0, 8, 16 } },		/* XB24 */
	{ 0x36314752, 2, { 5, 6, 5 }, { 11, 5, 0 } },		/* RG16 */
	{ 0x30335258, 4, { 10, 10, 10 }, { 20, 10, 0 } },	/* XR30 */
};

int plane_query(struct client *c, uint32_t kind, uint32_t type,
		struct vfio_device_gfx_plane_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->flags = kind;
	info->drm_plane_type = type;
	return ioctl(c->device, VFIO_DEVICE_QUERY_GFX_PLANE, info) ? -errno : 0;
}

static void drop(struct viewer_buffer *b)
{
	if (!b->id)
		return;
	munmap(b->map, b->size);
	close(b->fd);
	b->id = 0;
}

static int take(struct viewer *v, struct viewer_buffer *b)
{
	b->id = v->info.dmabuf_id;
	b->size = v->info.size;
	b->fd = ioctl(v->client->device, VFIO_DEVICE_GET_GFX_DMABUF, &b->id);
	if (b->fd >= 0) {
		b->map = mmap(NULL, b->size, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
		v->exports++;
		if (b->map != MAP_FAILED)
			return 0;
		close(b->fd);
	}
	b->id = 0;
	return -errno;
}

static int look_at_dmabuf(struct viewer *v)
{
	struct viewer_buffer shown = {};
	uint32_t i, n = VIEWER_CACHE - 1;
	int ret;

	for (i = 0; i < VIEWER_CACHE; i++)
		if (v->cache[i].id == v->info.dmabuf_id)
			n = i;
	if (v->cache[n].id == v->info.dmabuf_id) {
		shown = v->cache[n];
	} else {
		ret = take(v, &shown);
		if (ret)
			return ret;
		drop(&v->cache[n]);
	}
	memmove(&v->cache[1], &v->cache[0], n * sizeof(shown));
	v->cache[0] = shown;
	v->pixels = shown.map;
	return 0;
}

static void look_at_region(struct viewer *v)
{
	if (!v->region) {
		v->region_size = client_region(v->client, v->info.region_index).size;
		v->region = client_mmap(v->client, v->info.region_index, 0, v->region_size);
	}
	v->pixels = v->region;
}

static void find_kind(struct viewer *v)
{
	const uint32_t probe = VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_DMABUF;

	v->kind = plane_query(v->client, probe, PLANE_PRIMARY, &v->info) ?
		  VFIO_GFX_PLANE_TYPE_REGION : VFIO_GFX_PLANE_TYPE_DMABUF;
}

int viewer_look(struct viewer *v)
{
	int ret;

	if (!v->kind)
		find_kind(v);
	v->pixels = NULL;
	ret = plane_query(v->client, v->kind,
			  v->kind == VFIO_GFX_PLANE_TYPE_REGION ? 0 : PLANE_PRIMARY, &v->info);
	if (ret || !v->info.drm_format)
		return ret;
	if (v->kind == VFIO_GFX_PLANE_TYPE_DMABUF)
		return look_at_dmabuf(v);
	look_at_region(v);
	return 0;
}

void viewer_close(struct viewer *v)
{
	uint32_t i;

	for (i = 0; i < VIEWER_CACHE; i++)
		drop(&v->cache[i]);
	if (v->region)
		munmap(v->region, v->region_size);
	v->region = NULL;
	v->pixels = NULL;
}

uint32_t viewer_pixel(const struct viewer *v, uint32_t x, uint32_t y)
{
	const struct layout *l = layouts;
	uint32_t raw = 0, rgb = 0, i;

	while (l < layouts + sizeof(layouts) / sizeof(*l) && l->fourcc != v->info.drm_format)
		l++;
	if (l == layouts + sizeof(layouts) / sizeof(*l))
		return ~0u;
	memcpy(&raw, v->pixels + (size_t)y * v->info.stride + (size_t)x * l->bytes, l->bytes);
	for (i = 0; i < 3; i++) {
		uint32_t most = (1u << l->bits[i]) - 1;

		rgb = rgb << 8 | (raw >> l->shift[i] & most) * 255 / most;
	}
	return rgb;
}

bool viewer_shows(const struct viewer *v, uint32_t seed, uint32_t width, uint32_t height,
		  uint32_t step)
{
	uint32_t x, y;

	if (!v->pixels || v->info.width != width || v->info.height != height)
		return false;
	for (y = 0; y < height; y += step)
		for (x = 0; x < width; x += step)
			if (viewer_pixel(v, x, y) != head_colour(seed, x, y))
				return false;
	return true;
}

bool viewer_waits(struct viewer *v, uint32_t seed, uint32_t width, uint32_t height)
{
	int waited = 0;

	while (!viewer_look(v)) {
		if (viewer_shows(v, seed, width, height, 1))
			return true;
		if (waited++ > PATIENCE_MS / 10)
			break;
		usleep(10000);
	}
	return false;
}
