// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-host-screen: faults that users of such displays report, as far as they can be tested
 * without a virtual machine. head.c plays the guest, viewer.c the user.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client.h"
#include "gen9/display_defs.h"
#include "monitor.h"
#include "screens.h"
#include "submit.h"
#include "vfio.h"
#include "viewer.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* Small, so that tests can compare each pixel. Not a multiple of tiles. */
#define WIDTH		320u
#define HEIGHT		240u
#define FLIPS		500u
#define EXPORTS_MAX	16u	/* dma-bufs that one vGPU may have at once */
#define SEED		1234u	/* of random numbers */

static struct head_picture small_picture(uint32_t slot)
{
	return screen_picture(slot, WIDTH, HEIGHT);
}

static bool is_region(struct viewer *v)
{
	return !viewer_look(v) && v->kind == VFIO_GFX_PLANE_TYPE_REGION;
}

/*
 * The VMM queries the screen repeatedly before there is a driver. Firmware resets the device
 * meanwhile.
 */
static void test_late_driver(struct client *c)
{
	const struct head_picture p = small_picture(0);
	struct viewer v = { .client = c };
	unsigned int i, refused = 0;

	for (i = 0; i < 200; i++) {
		refused += viewer_look(&v) != 0;
		if (i % 50 == 0)
			ioctl(c->device, VFIO_DEVICE_RESET);
	}
	screen_light(c, &p, 1);
	ok(!refused && viewer_waits(&v, 1, WIDTH, HEIGHT),
	   "complaint: the display never initialises when the guest's driver loads late");
	viewer_close(&v);
}

static void test_colours(struct client *c)
{
	static const struct {
		uint32_t format, order, stride;
		uint32_t fourcc;
		const char *name;
	} kinds[] = {
		{ GEN9_FORMAT_XRGB8888, 0, WIDTH * 4, 0x34325258, "XR24" },
		{ GEN9_FORMAT_XRGB8888, GEN9_PLANE_CTL_ORDER_RGBX, WIDTH * 4, 0x34324258, "XB24" },
		{ GEN9_FORMAT_RGB565, 0, WIDTH * 2, 0x36314752, "RG16" },
		{ GEN9_FORMAT_XRGB2101010, 0, WIDTH * 4, 0x30335258, "XR30" },
	};
	struct viewer v = { .client = c };
	bool region = is_region(&v);
	unsigned int i;

	for (i = 0; i < COUNT(kinds); i++) {
		struct head_picture p = small_picture(0);

		p.format = kinds[i].format;
		p.order = kinds[i].order;
		p.stride = kinds[i].stride;
		screen_light(c, &p, 2 + i);
		ok(viewer_waits(&v, 2 + i, WIDTH, HEIGHT) &&
		   v.info.drm_format == kinds[region ? 0 : i].fourcc,
		   "complaint: colours are wrong or swapped (%s)", kinds[i].name);
		p.tiling = GEN9_TILING_X;
		p.stride = 4 * GEN9_XTILE_WIDTH;
		screen_light(c, &p, 3 + i);
		ok(viewer_waits(&v, 3 + i, WIDTH, HEIGHT) && v.info.drm_format == kinds[0].fourcc,
		   "complaint: colours are wrong or swapped (%s, tiled)", kinds[i].name);
	}
	viewer_close(&v);
}

/* Change the tiling of a picture in the same memory, by flips alone. */
static void test_tiling(struct client *c)
{
	static const struct {
		uint32_t tiling, stride;
		const char *name;
	} steps[] = {
		{ GEN9_TILING_LINEAR, 1280, "linear" },
		{ GEN9_TILING_X, 1536, "X after linear" },
		{ GEN9_TILING_Y, 1280, "Y after X" },
		{ GEN9_TILING_Y, 1408, "Y, another pitch" },
		{ GEN9_TILING_LINEAR, 2048, "linear after Y" },
		{ GEN9_TILING_LINEAR, 1280, "linear, another pitch" },
		{ GEN9_TILING_X, 4096, "X, another pitch" },
	};
	struct viewer v = { .client = c };
	unsigned int i;

	for (i = 0; i < COUNT(steps); i++) {
		struct head_picture p = small_picture(1);

		p.tiling = steps[i].tiling;
		p.stride = steps[i].stride;
		head_map(c, &p);
		head_paint(c, &p, i);
		head_flip(c, &p, false);
		ok(viewer_waits(&v, i, WIDTH, HEIGHT),
		   "complaint: tiles are garbled after a change of mode (%s)", steps[i].name);
	}
	viewer_close(&v);
}

/* Wait until the query reports the cursor at this position. */
static bool cursor_waits(struct client *c, int x, int y, struct vfio_device_gfx_plane_info *info)
{
	int waited = 0;

	while (!plane_query(c, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_CURSOR, info)) {
		if (info->drm_format && (int)info->x_pos == x && (int)info->y_pos == y)
			return true;
		if (waited++ > PATIENCE_MS / 10)
			break;
		usleep(10000);
	}
	return false;
}

static bool cursor_goes(struct client *c)
{
	struct vfio_device_gfx_plane_info info;
	int waited = 0;

	while (!plane_query(c, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_CURSOR, &info) &&
	       info.drm_format && waited++ < PATIENCE_MS / 10)
		usleep(10000);
	return !info.drm_format;
}

/*
 * The guest places its cursor so that the hot spot is at the pointer. Nobody learns where in the
 * picture the hot spot is. For VFIO and QEMU, ~0 says so. QEMU takes positions beyond the edge as
 * negative numbers.
 */
static void test_cursor_plane(struct client *c)
{
	struct vfio_device_gfx_plane_info info, moved;

	head_cursor(c, SCREEN_AT(3), 0xff00ff00);
	head_cursor_move(c, 40, 50);
	ok(cursor_waits(c, 40, 50, &info) && info.drm_format == 0x34325241 &&
	   info.width == HEAD_CURSOR && info.height == HEAD_CURSOR,
	   "complaint: the cursor is invisible or at the wrong place");
	ok(info.x_hot == ~0u && info.y_hot == ~0u,
	   "complaint: the cursor is at the wrong place with a hotspot");
	head_cursor_move(c, -10, -20);
	ok(cursor_waits(c, -10, -20, &moved) && moved.dmabuf_id == info.dmabuf_id,
	   "complaint: the cursor is invisible or at the wrong place (past the edge)");
	head_cursor_off(c);
	ok(cursor_goes(c), "complaint: the cursor stays when the guest hides it");
}

/* Wait until one pixel has this colour. */
static bool pixel_waits(struct viewer *v, uint32_t x, uint32_t y, uint32_t rgb)
{
	int waited = 0;

	while (!viewer_look(v) && viewer_pixel(v, x, y) != rgb && waited++ < PATIENCE_MS / 10)
		usleep(10000);
	return v->pixels && viewer_pixel(v, x, y) == rgb;
}

/* In a region, the picture includes the cursor. */
static void test_cursor_drawn(struct client *c, struct viewer *v, uint32_t seed)
{
	head_cursor(c, SCREEN_AT(3), 0xff204060);
	head_cursor_move(c, 40, 50);
	/* A picture may come between both writes: with the cursor at 0, 0. */
	ok(pixel_waits(v, 103, 113, 0x204060) && viewer_pixel(v, 40, 50) == 0x204060 &&
	   viewer_pixel(v, 39, 50) == head_colour(seed, 39, 50) &&
	   viewer_pixel(v, 104, 50) == head_colour(seed, 104, 50),
	   "complaint: the cursor is invisible or at the wrong place");
	head_cursor_move(c, -10, -20);
	ok(pixel_waits(v, 0, 0, 0x204060) && viewer_pixel(v, 53, 43) == 0x204060 &&
	   viewer_pixel(v, 54, 0) == head_colour(seed, 54, 0) &&
	   viewer_pixel(v, 0, 44) == head_colour(seed, 0, 44),
	   "complaint: the cursor is invisible or at the wrong place (past the edge)");
	head_cursor_off(c);
	ok(viewer_waits(v, seed, WIDTH, HEIGHT),
	   "complaint: the cursor stays when the guest hides it");
}

static void test_cursor_places(struct client *c)
{
	const struct head_picture p = small_picture(0);
	struct viewer v = { .client = c };

	screen_light(c, &p, 5);
	if (is_region(&v))
		test_cursor_drawn(c, &v, 5);
	else
		test_cursor_plane(c);
	viewer_close(&v);
}

/*
 * Dma-bufs that the VMM keeps from before a reboot must not show new contents of their addresses.
 */
static void test_reboots(struct client *c)
{
	struct viewer v = { .client = c };
	unsigned int i, dark = 0, wrong = 0;

	for (i = 0; i < 6; i++) {
		struct head_picture p = small_picture(i / 2);

		p.gva = SCREEN_AT(0);
		screen_light(c, &p, i);
		wrong += !viewer_waits(&v, i, WIDTH, HEIGHT);
		ioctl(c->device, VFIO_DEVICE_RESET);
		dark += !viewer_look(&v) && !viewer_shows(&v, i, WIDTH, HEIGHT, 1);
	}
	ok(!wrong, "complaint: the screen is frozen after the guest reboots");
	ok(dark == i, "complaint: the guest's last picture stays while it reboots");
	viewer_close(&v);
}

static void test_resizes(struct client *c)
{
	static const uint32_t sizes[][2] = {
		{ 640, 480 }, { 800, 600 }, { 1024, 768 }, { 720, 576 }, { 640, 480 },
	};
	struct viewer v = { .client = c };
	uint8_t edid[MONITOR_EDID], first[MONITOR_EDID];
	unsigned int i;

	monitor_get(c, first);
	for (i = 0; i < COUNT(sizes); i++) {
		const struct head_picture p = screen_picture(0, sizes[i][0], sizes[i][1]);

		memcpy(edid, first, sizeof(edid));
		monitor_resize(edid, p.width, p.height);
		if (monitor_change(c, edid))
			break;
		screen_light(c, &p, i);
		if (!viewer_waits(&v, i, p.width, p.height))
			break;
	}
	ok(i == COUNT(sizes), "complaint: the screen is black after a resize");
	monitor_change(c, first);
	viewer_close(&v);
}

/* Both vGPUs flip independently. A user must never get the picture of the other vGPU. */
static void test_neighbours(struct client *a, struct client *b)
{
	struct viewer viewers[2] = { { .client = a }, { .client = b } };
	unsigned int i, n, wrong = 0, shown[2] = {};

	for (n = 0; n < 8; n++) {
		const struct head_picture p = small_picture(n / 2);

		screen_light(viewers[n % 2].client, &p, n);
		shown[n % 2] = n;
	}
	srand(SEED);
	for (i = 0; i < FLIPS && !wrong; i++) {
		const struct head_picture p = small_picture(rand() % 4);
		unsigned int who = rand() % 2;

		head_flip(viewers[who].client, &p, true);
		shown[who] = (p.at - SCREEN_AT(0)) / SCREEN_SLOT * 2 + who;
		for (n = 0; n < 2; n++)
			wrong += viewer_look(&viewers[n]) ||
				 !viewer_shows(&viewers[n], shown[n], WIDTH, HEIGHT, 40);
	}
	ok(!wrong, "complaint: one vGPU's screen shows another's (%u flips of two)", i);
	viewer_close(&viewers[0]);
	viewer_close(&viewers[1]);
}

/* Flip with a new dma-buf each time. The VMM keeps VIEWER_CACHE of them. */
static void test_closed(struct client *c)
{
	const long buffers = count_dmabufs();
	struct viewer v = { .client = c };
	unsigned int i, wrong = 0;
	const int fds = count_fds();
	long most = 0;

	for (i = 0; i < FLIPS; i++) {
		const struct head_picture p = small_picture(i % SCREEN_SLOTS);

		head_put(c, &p, 7, 7, i);
		head_flip(c, &p, true);
		wrong += viewer_look(&v) || viewer_pixel(&v, 7, 7) != i;
		if (i % 50 == 49 && count_dmabufs() - buffers > most)
			most = count_dmabufs() - buffers;
	}
	ok(!wrong && v.exports == FLIPS && most == VIEWER_CACHE && buffers >= 0,
	   "complaint: each flip leaks a dma-buf (%lu exported, %ld there at once)", v.exports,
	   most);
	viewer_close(&v);
	ok(count_dmabufs() == buffers && count_fds() == fds,
	   "complaint: each flip leaks a dma-buf (all closed)");
}

/* A VMM that never closes a dma-buf gets no more at some point, and shows the ones that it has. */
static void test_never_closed(struct client *c)
{
	const struct head_picture p = small_picture(0);
	const long buffers = count_dmabufs();
	struct vfio_device_gfx_plane_info info;
	int kept[EXPORTS_MAX + 1], fd = -1;
	struct viewer v = { .client = c };
	unsigned int i, n = 0;

	for (i = 0; i < FLIPS; i++) {
		const struct head_picture next = small_picture(i % SCREEN_SLOTS);

		head_flip(c, &next, true);
		if (plane_query(c, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_PRIMARY, &info))
			break;
		fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &info.dmabuf_id);
		if (fd >= 0 && n < COUNT(kept))
			kept[n++] = fd;
	}
	ok(i == FLIPS && fd == -1 && errno == ENOSPC && n == EXPORTS_MAX &&
	   count_dmabufs() - buffers == EXPORTS_MAX,
	   "complaint: each flip leaks a dma-buf (none closed: %u and no more)", n);
	while (n--)
		close(kept[n]);
	screen_light(c, &p, 3);
	ok(viewer_waits(&v, 3, WIDTH, HEIGHT), "and once they are closed the screen goes on");
	viewer_close(&v);
	ok(count_dmabufs() == buffers, "and none is left");
}

static void test_leak(struct client *c)
{
	struct viewer v = { .client = c };
	bool region = is_region(&v);
	unsigned int i;

	viewer_close(&v);
	if (region)
		return;
	for (i = 0; i < SCREEN_SLOTS; i++) {
		const struct head_picture p = small_picture(i);

		screen_light(c, &p, i);
	}
	test_closed(c);
	test_never_closed(c);
}

static void test_made_up_ids(struct client *c)
{
	static const uint32_t ids[] = { 0, 0x7fffffff, 0x80000000, 0x80100000, 0xffffffff };
	unsigned int i, refused = 0;

	for (i = 0; i < COUNT(ids); i++) {
		uint32_t id = ids[i];

		refused += ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &id) == -1 &&
			   errno == EINVAL;
	}
	ok(refused == i, "ids of dma-bufs that never were are refused");
}

static uint32_t lit_pixels(const struct viewer *v)
{
	uint32_t lit = 0, x, y;

	for (y = 0; y < v->info.height; y++)
		for (x = 0; x < v->info.width; x++)
			lit += viewer_pixel(v, x, y) != 0;
	return lit;
}

#define NOWHERE		(SCREEN_AT(0) + SCREEN_SLOT / 2)

/* Invalid planes, by the registers that set their position and size. */
static void test_bad_planes(struct client *c, const char *uuid)
{
	static const struct {
		uint32_t stride, size, offset, surf;
		bool counted;	/* debugfs counts the plane as bad; false: it merely lacks pages */
		const char *name;
	} planes[] = {
		{ 20, 0x00ef013f, 0, NOWHERE, false, "where the GGTT has no entry" },
		{ 20, 0x00ef013f, 0, 0x40000000, true, "in addresses of others" },
		{ 20, 0x00ef013f, 0, 0xfffff000, true, "across the end of the GGTT" },
		{ 0, 0x00ef013f, 0, SCREEN_AT(0), true, "without a pitch" },
		{ 0x3ff, 0x0fff1fff, 0, SCREEN_AT(0), true, "larger than a plane can be" },
		{ 20, 0x00ef013f, 0x0fff1fff, SCREEN_AT(0), true, "far behind its picture" },
	};
	const struct head_picture p = small_picture(0);
	struct viewer v = { .client = c };
	unsigned int i;
	long before, now;

	for (i = 0; i < SCREEN_SLOT / 2 / PAGE; i++)
		ggtt_clear(c, NOWHERE / PAGE + i);
	for (i = 0; i < COUNT(planes); i++) {
		screen_light(c, &p, 6);
		ok(viewer_waits(&v, 6, WIDTH, HEIGHT), "a plane that can be is shown");
		before = client_debugfs(uuid, "screen", "bad_planes");
		client_write(c, BAR0, GEN9_PLANE_STRIDE, 4, planes[i].stride);
		client_write(c, BAR0, GEN9_PLANE_SIZE, 4, planes[i].size);
		client_write(c, BAR0, GEN9_PLANE_OFFSET, 4, planes[i].offset);
		client_write(c, BAR0, GEN9_PLANE_SURF, 4, planes[i].surf);
		ok(!viewer_look(&v) && v.pixels && !lit_pixels(&v), "one %s is black",
		   planes[i].name);
		now = client_debugfs(uuid, "screen", "bad_planes");
		ok(before >= 0 && (now > before) == planes[i].counted, "and %s",
		   planes[i].counted ? "counted" : "is nobody's fault");
	}
	viewer_close(&v);
}

int program_complaints(const char *uuid, const char *other)
{
	struct client c, neighbour;

	alarm(300);
	if (!screen_open(&c, uuid))
		return 1;
	test_late_driver(&c);
	test_colours(&c);
	test_tiling(&c);
	test_cursor_places(&c);
	test_reboots(&c);
	test_resizes(&c);
	test_leak(&c);
	test_made_up_ids(&c);
	test_bad_planes(&c, uuid);
	if (screen_open(&neighbour, other)) {
		test_neighbours(&c, &neighbour);
		client_close(&neighbour);
	}
	client_close(&c);
	return ok_status();
}
