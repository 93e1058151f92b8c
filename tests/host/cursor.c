// SPDX-License-Identifier: GPL-2.0-only
/* facet-host-vfio: the cursor, as a dma-buf of its own or as part of the picture. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"
#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"
#include "kernel/uapi/facet.h"
#include "submit.h"
#include "vfio.h"

#define SCREEN		0x800000u
#define CURSOR		0x700000u
#define CURSOR_SIDE	64u
#define CURSOR_BYTES	(CURSOR_SIDE * CURSOR_SIDE * 4)
#define AT_X		40u
#define AT_Y		30u
#define BEYOND		10	/* pixels to the left of the screen, and above it */
#define CURSOR_PLANE	2	/* DRM_PLANE_TYPE_CURSOR */
#define COMPOSED_ID	0x80000000u
#define NO_HOT_SPOT	0xffffffffu
#define FOURCC_ARGB	0x34325241u
#define GREEN		0xff00c000u

static int query_cursor(struct client *c, struct vfio_device_gfx_plane_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->flags = VFIO_GFX_PLANE_TYPE_DMABUF;
	info->drm_plane_type = CURSOR_PLANE;
	return ioctl(c->device, VFIO_DEVICE_QUERY_GFX_PLANE, info) ? -errno : 0;
}

static void show_cursor(struct client *c, uint32_t position)
{
	unsigned int i;

	for (i = 0; i < CURSOR_BYTES / PAGE; i++)
		ggtt_set(c, CURSOR / PAGE + i, CURSOR + i * PAGE);
	for (i = 0; i < CURSOR_BYTES / 4; i++)
		((uint32_t *)(c->ram + CURSOR))[i] = GREEN;
	client_write(c, BAR0, GEN9_CUR_CTL, 4, GEN9_CUR_MODE_64_ARGB);
	client_write(c, BAR0, GEN9_CUR_POS, 4, position);
	client_write(c, BAR0, GEN9_CUR_BASE, 4, CURSOR);
}

/*
 * Wait until the query reports the cursor at this position. A position takes effect at the next
 * frame.
 */
static bool wait_cursor(struct client *c, int32_t x, int32_t y,
			struct vfio_device_gfx_plane_info *info)
{
	int waited = 0;

	while (!query_cursor(c, info) &&
	       (!info->drm_format || (int32_t)info->x_pos != x || (int32_t)info->y_pos != y) &&
	       waited++ < PATIENCE_MS / 10)
		usleep(10000);
	return info->drm_format == FOURCC_ARGB && (int32_t)info->x_pos == x &&
	       (int32_t)info->y_pos == y;
}

/* Return a pixel of a dma-buf; 0: there is none. */
static uint32_t pixel_of(struct client *c, const struct vfio_device_gfx_plane_info *info,
			 uint32_t x, uint32_t y)
{
	uint32_t id = info->dmabuf_id, pixel = 0;
	int fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &id);
	uint8_t *p;

	if (fd < 0)
		return 0;
	p = mmap(NULL, info->size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return 0;
	memcpy(&pixel, p + (size_t)y * info->stride + x * 4, 4);
	munmap(p, info->size);
	return pixel;
}

static void test_plane(struct client *c)
{
	struct vfio_device_gfx_plane_info cursor, primary;

	ok(!query_cursor(c, &cursor) && !cursor.drm_format, "without a cursor none is told");
	show_cursor(c, AT_Y << 16 | AT_X);
	ok(wait_cursor(c, AT_X, AT_Y, &cursor), "a cursor is told with its place");
	ok(cursor.width == CURSOR_SIDE && cursor.height == CURSOR_SIDE &&
	   cursor.stride == CURSOR_SIDE * 4,
	   "and its size");
	ok(cursor.x_hot == NO_HOT_SPOT && cursor.y_hot == NO_HOT_SPOT,
	   "it has no hot spot that could be known");
	ok(pixel_of(c, &cursor, 1, 1) == GREEN, "its dma-buf has its colours");
	ok(!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, &primary) && !(primary.dmabuf_id & COMPOSED_ID),
	   "beside it the guest's own pages go out");
	client_write(c, BAR0, GEN9_CUR_POS, 4,
		     GEN9_CUR_POS_Y_SIGN | BEYOND << 16 | GEN9_CUR_POS_X_SIGN | BEYOND);
	client_write(c, BAR0, GEN9_CUR_BASE, 4, CURSOR);
	ok(wait_cursor(c, -BEYOND, -BEYOND, &primary) && primary.dmabuf_id == cursor.dmabuf_id,
	   "it can be beyond the corner, and is the same dma-buf");
	show_cursor(c, AT_Y << 16 | AT_X);
	ok(wait_cursor(c, AT_X, AT_Y, &cursor), "it comes back");
}

/* A tiled primary plane is shown by a composed picture. */
static void test_beside_composed(struct client *c)
{
	struct vfio_device_gfx_plane_info cursor, primary;
	int waited = 0;

	show_tiled(c, SCREEN);
	while (!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, &primary) &&
	       !(primary.dmabuf_id & COMPOSED_ID) &&
	       waited++ < PATIENCE_MS / 10)
		usleep(10000);
	ok(primary.dmabuf_id & COMPOSED_ID, "of a tiled plane the picture is ours");
	ok(!query_cursor(c, &cursor) && cursor.drm_format == FOURCC_ARGB,
	   "the cursor goes out beside it");
	ok((pixel_of(c, &primary, AT_X + 1, AT_Y + 1) & 0xff00) != (GREEN & 0xff00),
	   "and is not drawn a second time");
	show_screen(c, SCREEN, SCREEN, 0xc0000000u);
}

static void test_drawn(struct client *c, const char *uuid)
{
	struct vfio_device_gfx_plane_info cursor, primary;

	ok(client_choose_cursor(uuid, FACET_CURSOR_DRAWN),
	   "a cursor can be made part of the picture at any time");
	ok(!query_cursor(c, &cursor) && !cursor.drm_format, "then it does not go out by itself");
	ok(!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, &primary) && primary.dmabuf_id & COMPOSED_ID,
	   "the picture is ours");
	ok((pixel_of(c, &primary, AT_X, AT_Y) & 0xffffff) == (GREEN & 0xffffff) &&
	   (pixel_of(c, &primary, AT_X + CURSOR_SIDE - 1, AT_Y + CURSOR_SIDE - 1) & 0xffffff) ==
	   (GREEN & 0xffffff) &&
	   (pixel_of(c, &primary, AT_X - 1, AT_Y) & 0xffffff) != (GREEN & 0xffffff) &&
	   (pixel_of(c, &primary, AT_X + CURSOR_SIDE, AT_Y) & 0xffffff) != (GREEN & 0xffffff),
	   "and has it at its place");
	ok(client_choose_cursor(uuid, FACET_CURSOR_PLANE) && !query_cursor(c, &cursor) &&
	   cursor.drm_format == FOURCC_ARGB,
	   "and back");
}

void test_cursor(struct client *c, const char *uuid)
{
	struct vfio_device_gfx_plane_info info;
	int waited = 0;

	show_screen(c, SCREEN, SCREEN, 0xc0000000u);
	while (!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, &info) && !info.drm_format &&
	       waited++ < PATIENCE_MS / 10)
		usleep(10000);
	ok(info.drm_format, "a plane is lit");
	test_plane(c);
	test_drawn(c, uuid);
	test_beside_composed(c);
}
