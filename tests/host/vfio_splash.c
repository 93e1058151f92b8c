// SPDX-License-Identifier: GPL-2.0-only
/* facet-host-vfio: the screen while the guest shows nothing. */
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"
#include "gen9/pvinfo_defs.h"
#include "kernel/uapi/facet.h"
#include "vfio.h"

#define SCREEN		0x800000u
#define COMPOSED_ID	0x80000000u

/* Map the picture, a dma-buf or the region. Return: NULL: there is none. */
static const uint32_t *map_picture(struct client *c, const struct vfio_device_gfx_plane_info *info)
{
	uint32_t id = info->dmabuf_id;
	void *p;
	int fd;

	if (info->flags & VFIO_GFX_PLANE_TYPE_REGION)
		return client_mmap(c, info->region_index, 0, info->size);
	fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &id);
	if (fd < 0)
		return NULL;
	p = mmap(NULL, info->size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	return p == MAP_FAILED ? NULL : p;
}

/* Count the pixels that differ from the first one: they are text. */
static uint32_t written_pixels(struct client *c, const struct vfio_device_gfx_plane_info *info)
{
	const uint32_t *p = map_picture(c, info);
	uint32_t i, n = 0;

	if (!p)
		return 0;
	for (i = 0; i < info->width * info->height; i++)
		n += p[i] != p[0];
	munmap((void *)p, info->size);
	return n;
}

/* Wait until the picture has, or has not, the guest's pixels. */
static bool wait_guests(struct client *c, uint32_t kind, bool guests)
{
	struct vfio_device_gfx_plane_info info;
	const uint32_t *p;
	int waited = 0;
	bool is;

	do {
		if (query(c, kind, &info) || !info.drm_format)
			return false;
		p = map_picture(c, &info);
		is = p && (p[0] & 0xffffff) == 0xc00000;
		if (p)
			munmap((void *)p, info.size);
	} while (is != guests && waited++ < PATIENCE_MS / 10 && !usleep(10000));
	return is == guests;
}

static void test_splash_text(struct client *c, uint32_t kind)
{
	struct vfio_device_gfx_plane_info info, again, off;
	uint32_t waits;

	ok(!query(c, kind, &info) && info.width == 1920 && info.height == 1080,
	   "before the guest shows anything there is a picture, as large as its monitor");
	waits = written_pixels(c, &info);
	ok(waits > 1000, "which says something (%u pixels)", waits);
	ok(!query(c, kind, &again) && again.dmabuf_id == info.dmabuf_id, "it stays as it is");
	client_write(c, BAR0, GEN9_PVINFO + GEN9_PVINFO_DISPLAY_READY, 4, 1);
	ok(!query(c, kind, &off) && written_pixels(c, &off) > 0 && written_pixels(c, &off) < waits,
	   "when the guest's driver is there it says less");
	if (kind == VFIO_GFX_PLANE_TYPE_DMABUF)
		ok(off.dmabuf_id != info.dmabuf_id && off.dmabuf_id & COMPOSED_ID &&
		   ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &info.dmabuf_id) == -1 &&
		   errno == ENOENT, "under another id, and the old one is gone");
}

void test_splash(struct client *c)
{
	struct vfio_device_gfx_plane_info info;
	uint32_t kind = VFIO_GFX_PLANE_TYPE_DMABUF;

	if (query(c, VFIO_GFX_PLANE_TYPE_PROBE | kind, &info))
		kind = VFIO_GFX_PLANE_TYPE_REGION;
	test_splash_text(c, kind);
	show_screen(c, SCREEN, SCREEN, 0x00c00000u);
	ok(wait_guests(c, kind, true), "when the guest lights a plane that is shown");
	ok(!ioctl(c->device, VFIO_DEVICE_RESET), "the guest starts anew");
	ok(wait_guests(c, kind, false), "and what it waits for is told again");
	show_screen(c, SCREEN, SCREEN, 0x00c00000u);
	ok(wait_guests(c, kind, true), "until it lights a plane once more");
}
