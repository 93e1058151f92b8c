// SPDX-License-Identifier: GPL-2.0-only
/* facet-host-vfio: the screen, as dma-bufs, as a region, and through /dev/facet. */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xf86drm.h>

#include "client.h"
#include "gen9/display_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/plane_defs.h"
#include "kernel/uapi/facet.h"
#include "tools/lib/uuid.h"
#include "submit.h"
#include "vfio.h"

#define SCREEN		0x800000u
#define CURSOR		0x700000u
#define CURSOR_PAGES	4u
#define PORT_B		1u
#define SCREEN_WIDTH	1280u
#define SCREEN_HEIGHT	1024u
#define SCREEN_STRIDE	(SCREEN_WIDTH * 4)
#define MODIFIER_X	0x0100000000000001ull	/* I915_FORMAT_MOD_X_TILED */
#define FOURCC_XRGB	0x34325258u
#define IMPORTS		64u
#define RENDER_NODE	"/dev/dri/renderD128"
#define COPIES		8u
#define COPIES_MAX	(24u << 20)

int query(struct client *c, uint32_t flags, struct vfio_device_gfx_plane_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->flags = flags;
	info->drm_plane_type = 1;	/* primary */
	return ioctl(c->device, VFIO_DEVICE_QUERY_GFX_PLANE, info) ? -errno : 0;
}

void show_screen(struct client *c, uint32_t gva, uint64_t gpa, uint32_t color)
{
	unsigned int i, pages = SCREEN_STRIDE * SCREEN_HEIGHT / PAGE;

	for (i = 0; i < pages; i++)
		ggtt_set(c, gva / PAGE + i, gpa + i * PAGE);
	fill(c, gpa, color, pages * PAGE);
	client_write(c, BAR0, GEN9_PIPESRC, 4,
		     (SCREEN_WIDTH - 1) << 16 | (SCREEN_HEIGHT - 1));
	client_write(c, BAR0, GEN9_TRANS_DDI_FUNC_CTL, 4, GEN9_DDI_FUNC_ENABLE | PORT_B << 28);
	client_write(c, BAR0, GEN9_TRANSCONF, 4, GEN9_ENABLE);
	client_write(c, BAR0, GEN9_PLANE_STRIDE, 4, SCREEN_STRIDE / GEN9_LINEAR_STRIDE_UNIT);
	client_write(c, BAR0, GEN9_PLANE_SIZE, 4, (SCREEN_HEIGHT - 1) << 16 | (SCREEN_WIDTH - 1));
	client_write(c, BAR0, GEN9_PLANE_POS, 4, 0);
	client_write(c, BAR0, GEN9_PLANE_OFFSET, 4, 0);
	client_write(c, BAR0, GEN9_PLANE_CTL, 4,
		     GEN9_PLANE_CTL_ENABLE | GEN9_FORMAT_XRGB8888 << 24);
	client_write(c, BAR0, GEN9_PLANE_SURF, 4, gva);
}

void show_tiled(struct client *c, uint32_t gva)
{
	client_write(c, BAR0, GEN9_PLANE_STRIDE, 4, SCREEN_STRIDE / GEN9_XTILE_WIDTH);
	client_write(c, BAR0, GEN9_PLANE_CTL, 4,
		     GEN9_PLANE_CTL_ENABLE | GEN9_FORMAT_XRGB8888 << 24 | GEN9_TILING_X << 10);
	client_write(c, BAR0, GEN9_PLANE_SURF, 4, gva);
}

bool wait_shown(struct client *c, uint32_t flags, struct vfio_device_gfx_plane_info *info)
{
	int waited = 0;

	while (!query(c, flags, info) && !info->drm_format && waited++ < PATIENCE_MS / 10)
		usleep(10000);
	return info->drm_format;
}

#define FILES	64
#define BELOW_CURSOR	(100 * SCREEN_STRIDE)
#define QUERIES	64	/* more than the queries for which a new picture waits for a reader */

/*
 * Hold the name of a dma-buf by O_PATH while the dma-buf's file is gone and other files have its
 * place.
 * Return: that descriptor. Guest memory may go while the name is held.
 */
static int test_dmabuf_name(struct client *c, uint32_t id, size_t size)
{
	int fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &id), others[FILES], i, name;
	volatile uint32_t *p;
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	name = open(path, O_PATH | O_CLOEXEC);
	ok(name >= 0, "a dma-buf's name can be held");
	close(fd);
	for (i = 0; i < FILES; i++)
		others[i] = eventfd(0, 0);
	fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &id);
	p = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	ok(p != MAP_FAILED && p[0] == 0xc0000000u, "when its file is gone its id gives a dma-buf");
	if (p != MAP_FAILED)
		munmap((void *)p, size);
	close(fd);
	while (i--)
		close(others[i]);
	return name;
}

/* Take one dma-buf after the other, each with a copy once guest memory is gone: as many as fit. */
static void test_copies_are_bounded(struct client *c, uint32_t id, size_t size)
{
	volatile uint32_t *p[COPIES];
	unsigned int i, copies = 0;
	int fds[COPIES];

	*(uint32_t *)(c->ram + SCREEN) = 0x00c0ffee;
	for (i = 0; i < COPIES; i++) {
		fds[i] = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &id);
		p[i] = mmap(NULL, size, PROT_READ, MAP_SHARED, fds[i], 0);
		if (!ok(p[i] != MAP_FAILED, "dma-buf %u of a picture maps", i))
			return;
	}
	ok(!client_unmap(c, 0, RAM_SIZE), "guest memory goes");
	for (i = 0; i < COPIES; i++)
		copies += p[i][0] == 0x00c0ffee;
	ok(copies && copies < COPIES && copies * size <= COPIES_MAX,
	   "copies are bounded (%u of %u)", copies, COPIES);
	ok(!client_map(c, 0, RAM_SIZE), "guest memory is given back");
	while (i--) {
		munmap((void *)p[i], size);
		close(fds[i]);
	}
}

/*
 * Check that a dma-buf that lost its pages has lost its id. Otherwise a VMM that keeps dma-bufs by
 * their ids would go on showing the copy. Return: the new id of the same plane.
 */
static uint32_t another_id(struct client *c, uint32_t before)
{
	struct vfio_device_gfx_plane_info info;

	ok(ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &before) == -1 && errno == ENOENT,
	   "the id of a dma-buf that lost its pages is not known any more");
	ok(wait_shown(c, VFIO_GFX_PLANE_TYPE_DMABUF, &info) && info.dmabuf_id != before,
	   "and the same plane has another");
	return info.dmabuf_id;
}

static void test_dmabuf_pixels(struct client *c, uint32_t id, size_t size)
{
	int name = test_dmabuf_name(c, id, size);
	int fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &id), second;
	volatile uint32_t *p, *q;

	ok(fd >= 0, "the dma-buf has a descriptor");
	ok(lseek(fd, 0, SEEK_END) == (off_t)size, "and the size that was told");
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ok(p != MAP_FAILED, "it maps, shared and writable");
	ok(p[0] == 0xc0000000u && p[PAGE / 4] == 0xc0000001u, "it shows the guest's pixels");
	*(uint32_t *)(c->ram + SCREEN) = 0x00c0ffee;
	ok(p[0] == 0x00c0ffee, "as they are now, not a copy");
	second = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &id);
	q = mmap(NULL, size, PROT_READ, MAP_SHARED, second, 0);
	ok(q != MAP_FAILED && q[0] == 0x00c0ffee, "the same id shows the same once more");
	ok(!client_unmap(c, 0, RAM_SIZE), "guest memory goes while dma-bufs are mapped");
	ok(p[0] == 0x00c0ffee && q[0] == 0x00c0ffee && p[PAGE / 4] == 0xc0000001u,
	   "then they show a copy of what was there");
	*(uint32_t *)(c->ram + SCREEN) = 0;
	ok(!client_map(c, 0, RAM_SIZE), "guest memory comes back");
	ok(p[0] == 0x00c0ffee, "which is not the guest's");
	test_copies_are_bounded(c, another_id(c, id), size);
	munmap((void *)q, size);
	munmap((void *)p, size);
	close(second);
	close(fd);
	close(name);
}

/* Wait until the primary plane is, or is not, a composed picture. Return: whether that is so. */
static bool wait_composed(struct client *c, bool composed, struct vfio_device_gfx_plane_info *info)
{
	int waited = 0;

	while (!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, info) &&
	       info->dmabuf_id >> 31 != composed && waited++ < PATIENCE_MS / 10)
		usleep(10000);
	return info->dmabuf_id >> 31 == composed;
}

/*
 * One reader begins to read a composed picture and never ends. The other readers must get the next
 * pictures nevertheless.
 */
static void test_reader_who_never_ends(struct client *c, int fd, uint32_t id)
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };
	struct vfio_device_gfx_plane_info info = {};
	uint32_t shown[3] = { id };
	unsigned int i, turn;

	ok(!ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), "a picture can be read for ever");
	for (turn = 1; turn < 3; turn++) {
		*(uint32_t *)(c->ram + SCREEN + BELOW_CURSOR) ^= 0x00ffffff;
		shown[turn] = shown[turn - 1];
		for (i = 0; i < QUERIES && shown[turn] == shown[turn - 1]; i++)
			if (!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, &info))
				shown[turn] = info.dmabuf_id;
	}
	ok(shown[1] != id && shown[2] != id && shown[2] != shown[1],
	   "and the next ones are shown beside it");
}

/* A rotated cursor has no dma-buf of its own: the picture has to include it. */
static void test_drawn_cursor(struct client *c)
{
	struct vfio_device_gfx_plane_info info;
	volatile uint32_t *p;
	unsigned int i;
	int fd;

	for (i = 0; i < CURSOR_PAGES; i++)
		ggtt_set(c, CURSOR / PAGE + i, CURSOR + i * PAGE);
	fill(c, CURSOR, 0xffff0000u, CURSOR_PAGES * PAGE);
	client_write(c, BAR0, GEN9_CUR_CTL, 4, GEN9_CUR_MODE_64_ARGB | GEN9_CUR_ROTATE_180);
	client_write(c, BAR0, GEN9_CUR_POS, 4, 0);
	client_write(c, BAR0, GEN9_CUR_BASE, 4, CURSOR);
	ok(wait_composed(c, true, &info), "with a cursor that cannot go out the picture is ours");
	fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &info.dmabuf_id);
	p = mmap(NULL, info.size, PROT_READ, MAP_SHARED, fd, 0);
	ok(p != MAP_FAILED && (p[0] & 0xffff00) == 0xff0000 && (p[64] & 0xffff00) == 0,
	   "and shows it");
	test_reader_who_never_ends(c, fd, info.dmabuf_id);
	client_write(c, BAR0, GEN9_CUR_CTL, 4, 0);
	client_write(c, BAR0, GEN9_CUR_BASE, 4, 0);
	ok(wait_composed(c, false, &info), "without it the guest's own pages go out again");
	if (p != MAP_FAILED)
		munmap((void *)p, info.size);
	close(fd);
}

/*
 * A plane with a GGTT entry without memory has no dma-buf of its own pages, but a composed picture.
 */
static void test_pages_that_cannot_be_pinned(struct client *c)
{
	struct vfio_device_gfx_plane_info info;

	ggtt_set(c, SCREEN / PAGE + 3, RAM_SIZE);
	client_write(c, BAR0, GEN9_PLANE_SURF, 4, SCREEN);
	if (wait_composed(c, false, &info))
		ok(ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &info.dmabuf_id) == -1,
		   "a plane with a page that is no memory has no dma-buf");
	ok(wait_composed(c, true, &info) &&
	   close(ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &info.dmabuf_id)) == 0,
	   "and the next query gives a picture of it");
	ggtt_set(c, SCREEN / PAGE + 3, SCREEN + 3 * PAGE);
	client_write(c, BAR0, GEN9_PLANE_SURF, 4, SCREEN);
	ok(wait_composed(c, false, &info),
	   "with all its memory the guest's own pages go out again");
}

/* Import a dma-buf into at most @n files of a GPU. Return: how many imports succeeded. */
static unsigned int imports(int fd, int *files, unsigned int n)
{
	unsigned int done;
	uint32_t handle;

	for (done = 0; done < n; done++) {
		files[done] = open(RENDER_NODE, O_RDWR | O_CLOEXEC);
		if (files[done] < 0 || drmPrimeFDToHandle(files[done], fd, &handle))
			break;
	}
	return done;
}

/*
 * Imports of a dma-buf are limited. Each import by vgem of Linux 6.12 maps the dma-buf, and each
 * mapping costs the host memory. Drivers of newer kernels map a dma-buf when they need it.
 */
static void test_imports_are_bounded(struct client *c, uint32_t id)
{
	int fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &id), files[IMPORTS + 1];
	unsigned int i, done = imports(fd, files, IMPORTS + 1);

	ok(done >= IMPORTS && (done > IMPORTS || errno == EBUSY),
	   "a dma-buf is mapped by %u devices, and by no more", IMPORTS);
	for (i = 0; i <= done && i <= IMPORTS; i++)
		close(files[i]);
	ok(imports(fd, files, 1) == 1, "when they are gone it is mapped again");
	close(files[0]);
	close(fd);
}

void test_dmabuf(struct client *c)
{
	struct vfio_device_gfx_plane_info info, again;
	uint32_t bad = 12345;

	ok(!query(c, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_DMABUF, &info),
	   "dma-bufs are offered");
	ok(query(c, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_REGION, &info) == -EINVAL,
	   "a region is not");
	ok(!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, &info) && !info.drm_format && !info.size,
	   "nothing is shown at first");
	show_screen(c, SCREEN, SCREEN, 0xc0000000u);
	ok(wait_shown(c, VFIO_GFX_PLANE_TYPE_DMABUF, &info) && info.width == SCREEN_WIDTH &&
	   info.height == SCREEN_HEIGHT && info.stride == SCREEN_STRIDE,
	   "a lit plane is told with its size");
	ok(!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, &again) && again.dmabuf_id == info.dmabuf_id,
	   "its id is stable");
	test_drawn_cursor(c);
	test_pages_that_cannot_be_pinned(c);
	test_imports_are_bounded(c, info.dmabuf_id);
	test_dmabuf_pixels(c, info.dmabuf_id, info.size);
	ok(ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &bad) == -1 && errno == EINVAL,
	   "an id that was never told is refused");
}

/* A process that shows the screen may live longer than the VMM. Closes the device. */
void test_orphan_dmabuf(struct client *c)
{
	struct vfio_device_gfx_plane_info info;
	volatile uint32_t *p;
	int fd;

	show_screen(c, SCREEN, SCREEN, 0xc0000000u);
	if (!ok(wait_shown(c, VFIO_GFX_PLANE_TYPE_DMABUF, &info), "a plane is lit after a reset"))
		return client_close(c);
	fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &info.dmabuf_id);
	p = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ok(p != MAP_FAILED && p[0] == 0xc0000000u, "and shown");
	client_close(c);
	ok(!p[0] && !p[PAGE / 4], "a dma-buf is blank when the device is closed");
	munmap((void *)p, info.size);
	close(fd);
}

void test_region_screen(struct client *c)
{
	struct vfio_device_gfx_plane_info info;
	struct vfio_region_info region;
	volatile uint32_t *p;

	ok(query(c, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_DMABUF, &info) == -EINVAL,
	   "dma-bufs are not offered");
	ok(!query(c, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_REGION, &info),
	   "a region is");
	show_screen(c, SCREEN, SCREEN, 0x00c00000u);
	ok(wait_shown(c, VFIO_GFX_PLANE_TYPE_REGION, &info) && info.width == SCREEN_WIDTH,
	   "a lit plane is told");
	ok(client_region(c, info.region_index).flags & VFIO_REGION_INFO_FLAG_MMAP,
	   "its region can be mapped");
	region = client_region(c, info.region_index);
	ok(!(region.flags & VFIO_REGION_INFO_FLAG_WRITE), "it is read only");
	ok(mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, c->device, region.offset) ==
	   MAP_FAILED && errno == EACCES, "it cannot be mapped to be written");
	p = client_mmap(c, info.region_index, 0, info.size);
	ok(mprotect((void *)p, info.size, PROT_READ | PROT_WRITE) && errno == EACCES,
	   "nor can what is mapped become writable");
	ok((p[0] & 0xffffff) == 0xc00000 && (p[PAGE / 4] & 0xffffff) == 0xc00001,
	   "it shows the guest's pixels");
	*(uint32_t *)(c->ram + SCREEN) = 0x00c0ffee;
	ok(!query(c, VFIO_GFX_PLANE_TYPE_REGION, &info) && (p[0] & 0xffffff) == 0xc0ffee,
	   "a query brings it up to date");
	ok((client_read(c, info.region_index, 0, 4) & 0xffffff) == 0xc0ffee,
	   "it can be read as well");
	munmap((void *)p, info.size);
}

/* Tiled pages are exported as they are, with a modifier that describes the tiles. */
void test_native_screen(struct client *c)
{
	struct vfio_device_gfx_plane_info info, tiled;
	int waited = 0;

	show_screen(c, SCREEN, SCREEN, 0xc0000000u);
	ok(wait_shown(c, VFIO_GFX_PLANE_TYPE_DMABUF, &info) && !info.drm_format_mod,
	   "a linear plane is told as one");
	show_tiled(c, SCREEN);
	while (!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, &tiled) && !tiled.drm_format_mod &&
	       waited++ < PATIENCE_MS / 10)
		usleep(10000);
	ok(tiled.drm_format_mod == MODIFIER_X && tiled.stride == SCREEN_STRIDE,
	   "a tiled plane is told with its modifier");
	ok(tiled.dmabuf_id != info.dmabuf_id, "and has an id of its own");
	ok(ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &tiled.dmabuf_id) >= 0,
	   "and a descriptor");
}

static int screenshot_of(int control, const char *uuid, uint32_t head,
			 struct facet_screenshot *shot)
{
	memset(shot, 0, sizeof(*shot));
	shot->argsz = sizeof(*shot);
	shot->head = head;
	if (!uuid_parse_text(uuid, shot->uuid))
		return -EINVAL;
	return ioctl(control, FACET_SCREENSHOT, shot) ? -errno : 0;
}

static int screenshot(int control, const char *uuid, struct facet_screenshot *shot)
{
	return screenshot_of(control, uuid, 0, shot);
}

static bool refuses(int control, unsigned long request, void *arg, int error)
{
	return ioctl(control, request, arg) == -1 && errno == error;
}

static void test_screenshot_refusals(int control, const char *uuid)
{
	struct facet_screenshot shot = { .argsz = sizeof(shot) - 1 };
	uint32_t flag;

	ok(ioctl(control, FACET_GET_API_VERSION) == FACET_API_VERSION,
	   "the version of requests is told");
	ok(refuses(control, FACET_SCREENSHOT, &shot, EINVAL), "a short request is refused");
	shot.argsz = 0;
	ok(refuses(control, FACET_SCREENSHOT, &shot, EINVAL), "and one without a size");
	shot = (struct facet_screenshot){ .argsz = sizeof(shot), .flags = 1 };
	for (flag = 1; flag; flag <<= 1) {
		shot.flags = flag;
		if (!refuses(control, FACET_SCREENSHOT, &shot, EINVAL))
			break;
	}
	ok(!flag, "and one with any flag");
	shot.flags = 0;
	ok(uuid_parse_text(uuid, shot.uuid), "a UUID has 16 bytes");
	shot.head = 99;
	ok(refuses(control, FACET_SCREENSHOT, &shot, EINVAL),
	   "a head that is not there is refused");
	ok(refuses(control, FACET_SCREENSHOT, NULL, EFAULT), "and no memory");
	ok(refuses(control, _IO(FACET_IOCTL_TYPE, 99), &shot, ENOTTY), "and another request");
	ok(refuses(control,
		   _IOWR(FACET_IOCTL_TYPE, _IOC_NR(FACET_SCREENSHOT), struct facet_screenshot),
		   &shot, ENOTTY), "also one with a size in its number");
	ok(screenshot(control, "00000000-0000-4000-8000-000000000000", &shot) == -ENOENT,
	   "a vGPU that is not there is told");
}

/* The request of a program with a later header: the module knows only its first fields. */
static void test_longer_screenshot(int control, const char *uuid)
{
	struct {
		struct facet_screenshot shot;
		uint8_t later[64];
	} longer;
	size_t i;

	memset(&longer, 0x5a, sizeof(longer));
	longer.shot.argsz = sizeof(longer);
	longer.shot.flags = 0;
	longer.shot.head = 0;
	ok(uuid_parse_text(uuid, longer.shot.uuid) && !ioctl(control, FACET_SCREENSHOT, &longer),
	   "a request of a later version, which is longer, is answered");
	ok(longer.shot.argsz == sizeof(longer) && longer.shot.width == SCREEN_WIDTH,
	   "as far as it is known");
	for (i = 0; i < sizeof(longer.later) && longer.later[i] == 0x5a; i++)
		;
	ok(i == sizeof(longer.later), "and nothing is written behind that");
	close(longer.shot.fd);
}

/* /dev/facet returns the picture, as a copy. */
void test_screenshot(struct client *c, const char *uuid)
{
	struct vfio_device_gfx_plane_info info;
	struct facet_screenshot shot;
	const uint32_t *p;
	int control = open("/dev/" FACET_CONTROL_NAME, O_RDWR | O_CLOEXEC);

	ok(control >= 0, "root may open /dev/facet");
	test_screenshot_refusals(control, uuid);
	ok(screenshot(control, uuid, &shot) == -ENODATA, "a guest that shows nothing is told");
	show_screen(c, SCREEN, SCREEN, 0x00c00000u);
	ok(wait_shown(c, VFIO_GFX_PLANE_TYPE_DMABUF, &info), "a plane is lit");
	if (!ok(!screenshot(control, uuid, &shot), "a screenshot is taken"))
		return;
	ok(shot.width == SCREEN_WIDTH && shot.height == SCREEN_HEIGHT &&
	   shot.stride == SCREEN_STRIDE && shot.format == FOURCC_XRGB, "it has the screen's size");
	p = mmap(NULL, shot.size, PROT_READ, MAP_SHARED, shot.fd, 0);
	ok(p != MAP_FAILED && (p[0] & 0xffffff) == 0xc00000 &&
	   (p[PAGE / 4] & 0xffffff) == 0xc00001, "it shows the guest's pixels");
	*(uint32_t *)(c->ram + SCREEN) = 0x00c0ffee;
	ok((p[0] & 0xffffff) == 0xc00000, "as they were");
	munmap((void *)p, shot.size);
	close(shot.fd);
	test_longer_screenshot(control, uuid);
	close(control);
}

void test_heads(struct client *c, const char *uuid)
{
	int control = open("/dev/" FACET_CONTROL_NAME, O_RDONLY | O_CLOEXEC), waited = 0, ret;
	struct facet_screenshot shot;

	show_screen(c, SCREEN, SCREEN, 0x00c00000u);
	do {
		ret = screenshot_of(control, uuid, 1, &shot);
	} while (ret == -ENODATA && waited++ < PATIENCE_MS / 10 && !usleep(10000));
	ok(!ret && shot.width == SCREEN_WIDTH, "the second head has the picture");
	close(shot.fd);
	ok(screenshot_of(control, uuid, 0, &shot) == -ENODATA, "the first shows nothing");
	ok(screenshot_of(control, uuid, 2, &shot) == -EINVAL, "and there is no third");
	close(control);
}
