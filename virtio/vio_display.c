// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display of a virtio-gpu device (vio_display.h), behind the ops of display/display_ops.h.
 * Front ends call it, and the device asks it for EDIDs.
 *
 * A blob is the guest's memory: if its pages are whole, it can be shown without a copy. A 2D
 * resource is on the host, and is always copied.
 *
 * Lock: vio_display.lock for ids and monitors; facet_virtio_gpu.lock inside vio_scanout.c.
 */
#include "virtio/vio_display.h"

#include "display/damage.h"
#include "display/display.h"
#include "display/display_ops.h"
#include "display/edid.h"
#include "display/scanout_ids.h"
#include "virtio/vio_scanout.h"
#include "virtio/virtio_gpu_types.h"

#define READ_TRIES	3u
#define PAGES_MAX	16384u	/* pages of a plane that is shown directly: 64 MiB */

/**
 * struct vio_monitor - A monitor.
 * @connected: it is plugged in
 * @size: bytes of @edid
 * @edid: what the guest reads
 */
struct vio_monitor {
	bool connected;
	u32 size;
	u8 edid[FACET_EDID_MAX];
};

/**
 * struct vio_display - A display.
 * @base: what all displays have
 * @ops: the owner
 * @owner: first argument of each op
 * @gpu: the device
 * @lock: Protects ids and monitors of a virtio display: @ids, @monitors. Lock order: last leaf
 * @ids: blobs that were shown lately
 * @monitors: monitors by scan-out
 */
struct vio_display {
	struct facet_display base;
	const struct vio_display_ops *ops;
	void *owner;
	struct facet_virtio_gpu *gpu;
	struct mutex lock;
	struct facet_scanout_ids ids;
	struct vio_monitor monitors[FACET_DISPLAY_HEADS];
};

static struct vio_display *vio_of(const struct facet_display *display)
{
	return container_of((struct facet_display *)display, struct vio_display, base);
}

/* --- planes --------------------------------------------------------------------------------- */

/* DRM's codes of formats: for a cursor, and for a picture, whose alpha a monitor ignores. */
static const struct {
	u32 format;
	u32 fourcc[FACET_PLANE_KINDS];
} formats[] = {
	{ VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM, { FACET_FOURCC_XRGB8888, FACET_FOURCC_ARGB8888 } },
	{ VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, { FACET_FOURCC_XRGB8888, FACET_FOURCC_XRGB8888 } },
	{ VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM, { FACET_FOURCC_XBGR8888, FACET_FOURCC_ABGR8888 } },
	{ VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM, { FACET_FOURCC_XBGR8888, FACET_FOURCC_XBGR8888 } },
};

/* Return the DRM code of a format; 0: it has none. */
static u32 fourcc_of(u32 format, enum facet_plane_kind kind)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].format == format)
			return formats[i].fourcc[kind];
	return 0;
}

static const struct vio_plane *plane_of(const struct vio_scanout *scanout,
					enum facet_plane_kind kind)
{
	return kind == FACET_PLANE_CURSOR ? &scanout->cursor : &scanout->plane;
}

/* Describe the plane that a picture is. It is not direct, and has no pages. */
static void describe(const struct vio_scanout *scanout, enum facet_plane_kind kind,
		     struct facet_plane *plane)
{
	const struct vio_plane *shown = plane_of(scanout, kind);
	bool cursor = kind == FACET_PLANE_CURSOR;

	*plane = (struct facet_plane){};
	if (!shown->resource)
		return;
	*plane = (struct facet_plane){
		.enabled = true,
		.width = shown->rect.width,
		.height = shown->rect.height,
		.stride = shown->stride,
		.format = fourcc_of(shown->format, kind),
		.modifier = FACET_MOD_LINEAR,
		.x = cursor ? scanout->x : 0,
		.y = cursor ? scanout->y : 0,
		.hot_x = cursor ? scanout->hot_x : VIO_NO_HOT_SPOT,
		.hot_y = cursor ? scanout->hot_y : VIO_NO_HOT_SPOT,
	};
}

/* Return the number of pages that a picture lies in; 0: it cannot be shown from its pages. */
static u32 pages_of(const struct vio_plane *shown, const struct facet_plane *plane)
{
	u64 start = vio_plane_pixel(shown, 0, 0);
	u64 end = vio_plane_pixel(shown, plane->width, plane->height - 1);
	u64 pages = DIV_ROUND_UP(end - start, (u64)PAGE_SIZE);

	if (shown->resource->pixels || !plane->format || !IS_ALIGNED(start, (u64)PAGE_SIZE))
		return 0;
	return pages > PAGES_MAX ? 0 : pages;
}

/*
 * Make a plane direct, if the picture begins at a page of a blob and all its pages are whole.
 * @gfns: NULL, or room for @n page numbers. @digest: gets the digest of the pages.
 */
static void describe_pages(struct vio_display *d, const struct vio_plane *shown,
			   struct facet_plane *plane, u64 *digest, u64 *gfns, u32 n)
{
	u32 i, pages = pages_of(shown, plane);
	u64 gfn, at;

	*digest = FACET_SCANOUT_DIGEST;
	for (i = 0; i < pages; i++) {
		if (vio_resource_page(&d->gpu->resources, shown->resource,
				      vio_plane_pixel(shown, 0, 0) + ((u64)i << PAGE_SHIFT), &gfn))
			return;
		*digest = facet_scanout_ids_digest(*digest, gfn);
		at = i;
		if (gfns && port_index(&at, n))
			gfns[at] = gfn;
		cond_resched();
	}
	plane->direct = pages;
	plane->pages = pages;
	plane->size = pages << PAGE_SHIFT;
}

/* Describe a plane with its pages, as above. */
static void look(struct vio_display *d, u32 scanout, enum facet_plane_kind kind,
		 struct facet_plane *plane, u64 *digest, u64 *gfns, u32 n)
{
	struct vio_scanout shown;

	vio_scanout_get(d->gpu, scanout, &shown);
	describe(&shown, kind, plane);
	if (plane->enabled)
		describe_pages(d, plane_of(&shown, kind), plane, digest, gfns, n);
	vio_scanout_put(d->gpu, &shown);
}

static int display_plane(struct facet_display *display, u32 head, enum facet_plane_kind kind,
			 struct facet_plane *plane)
{
	struct vio_display *d = vio_of(display);
	u64 digest;

	look(d, head, kind, plane, &digest, NULL, 0);
	if (!plane->enabled)
		return 0;
	mutex_lock(&d->lock);
	plane->id = facet_scanout_ids_get(&d->ids, plane, digest);
	mutex_unlock(&d->lock);
	return 0;
}

/*
 * Find the pages of a scan-out: a plane that is shown now, with the description and the pages of
 * the id. One that is shown no more has lost its pages.
 */
static int find_pages(struct vio_display *d, const struct facet_scanout_id *known, u64 *gfns, u32 n)
{
	struct facet_plane plane;
	u64 digest;
	u32 i;

	for (i = 0; i < d->base.n_heads * FACET_PLANE_KINDS; i++) {
		look(d, i / FACET_PLANE_KINDS, i % FACET_PLANE_KINDS, &plane, &digest, gfns, n);
		if (plane.direct && digest == known->digest && plane.pages == known->plane.pages)
			return 0;
	}
	return -ENOENT;
}

static int display_pages(struct facet_display *display, u32 id, struct facet_plane *plane,
			 u64 *gfns, u32 n)
{
	struct vio_display *d = vio_of(display);
	struct facet_scanout_id known;
	int ret;

	mutex_lock(&d->lock);
	ret = facet_scanout_ids_find(&d->ids, id, &known);
	mutex_unlock(&d->lock);
	if (ret)
		return ret;
	if (plane)
		*plane = known.plane;
	if (!gfns)
		return 0;
	if (n < known.plane.pages)
		return -EINVAL;
	return find_pages(d, &known, gfns, n);
}

static void display_forget(struct facet_display *display)
{
	struct vio_display *d = vio_of(display);

	mutex_lock(&d->lock);
	facet_scanout_ids_forget(&d->ids);
	mutex_unlock(&d->lock);
}

static int display_size(struct facet_display *display, u32 head, u32 *width, u32 *height)
{
	struct facet_virtio_gpu_picture picture;

	facet_virtio_gpu_picture(vio_of(display)->gpu, head, &picture);
	*width = picture.width;
	*height = picture.height;
	return 0;
}

static u64 display_serial(struct facet_display *display, u32 head)
{
	struct facet_virtio_gpu_picture picture;

	facet_virtio_gpu_picture(vio_of(display)->gpu, head, &picture);
	return picture.format ? (u64)picture.serial + 1 : 0;
}

/* --- captures ------------------------------------------------------------------------------- */

static int display_read(struct facet_display *display, u32 head, void *dst, u32 stride, u32 width,
			u32 height, bool cursor)
{
	u32 tries = READ_TRIES;
	int ret;

	do {
		ret = facet_virtio_gpu_read(vio_of(display)->gpu, head, dst, stride, width, height,
					    cursor);
		facet_display_count_copied(display, (u64)width * height * sizeof(u32));
	} while (ret == -EAGAIN && --tries);
	return ret;
}

static int display_update(struct facet_display *display, u32 head, void *shown, void *next,
			  u32 stride, u32 width, u32 height, bool cursor,
			  struct facet_damage *damage)
{
	const struct facet_redraw redraw = {
		.shown = shown, .next = next, .stride = stride, .bytes = width * sizeof(u32),
		.damage = damage,
	};
	u32 tries = READ_TRIES;
	u32 *row = port_calloc(width + 1, sizeof(*row));
	int ret;

	if (!row)
		return -ENOMEM;
	do {
		ret = facet_virtio_gpu_update(vio_of(display)->gpu, head, &redraw, row, height,
					      cursor);
		facet_display_count_copied(display, (u64)width * height * sizeof(u32));
	} while (ret == -EAGAIN && --tries);
	port_free(row);
	return ret;
}

/* The device checks pictures when the guest shows them. */
static u64 display_bad_planes(const struct facet_display *display)
{
	return 0;
}

static u64 display_now_ns(const struct facet_display *display)
{
	const struct vio_display *d = vio_of(display);

	return d->ops->now_ns(d->owner);
}

/* --- monitors ------------------------------------------------------------------------------- */

static void display_get_edid(struct facet_display *display, u32 head, u8 *edid, u32 *size,
			     bool *connected)
{
	struct vio_display *d = vio_of(display);
	const struct vio_monitor *monitor = &d->monitors[head];

	mutex_lock(&d->lock);
	memcpy(edid, monitor->edid, monitor->size);
	*size = monitor->size;
	*connected = monitor->connected;
	mutex_unlock(&d->lock);
}

static int display_set_edid(struct facet_display *display, u32 head, const u8 *edid, u32 size)
{
	struct vio_display *d = vio_of(display);
	struct vio_monitor *monitor = &d->monitors[head];
	struct facet_monitor limits = facet_edid_any_clock;
	bool tell;

	limits.max_width = display->config.max_width;
	limits.max_height = display->config.max_height;
	if (facet_edid_check(edid, size, &limits))
		return -EINVAL;
	mutex_lock(&d->lock);
	memcpy(monitor->edid, edid, size);
	monitor->size = size;
	tell = monitor->connected;
	mutex_unlock(&d->lock);
	if (tell)
		d->ops->monitors_changed(d->owner);
	return 0;
}

static void display_set_link(struct facet_display *display, u32 head, bool up)
{
	struct vio_display *d = vio_of(display);

	mutex_lock(&d->lock);
	d->monitors[head].connected = up;
	mutex_unlock(&d->lock);
	d->ops->monitors_changed(d->owner);
}

u32 vio_display_monitor(struct facet_display *display, u32 scanout, u8 *edid, u32 *width,
			u32 *height)
{
	struct facet_display_mode mode;
	bool connected;
	u32 size;

	if (facet_output_preferred_mode(display, scanout, &mode))
		return 0;
	display_get_edid(display, scanout, edid, &size, &connected);
	*width = mode.width;
	*height = mode.height;
	return connected ? size : 0;
}

/* --- life ----------------------------------------------------------------------------------- */

static void display_destroy(struct facet_display *display)
{
	struct vio_display *d = vio_of(display);

	mutex_destroy(&d->lock);
	port_free(d);
}

static const struct facet_display_ops display_ops = {
	.destroy = display_destroy,
	.plane = display_plane,
	.pages = display_pages,
	.forget = display_forget,
	.size = display_size,
	.serial = display_serial,
	.read = display_read,
	.update = display_update,
	.bad_planes = display_bad_planes,
	.now_ns = display_now_ns,
	.get_edid = display_get_edid,
	.set_edid = display_set_edid,
	.set_link = display_set_link,
};

/* Plug the monitors in. Return: 0; -EINVAL: one has no mode that fits. */
static int plug_monitors(struct vio_display *d)
{
	int ret = 0;
	u32 i;

	for (i = 0; i < d->base.n_heads && !ret; i++) {
		ret = facet_edid_make_at_output(d->monitors[i].edid, &d->monitors[i].size,
						&facet_edid_any_clock, &d->base.config,
						&d->base.config.outputs[i], i + 1);
		d->monitors[i].connected = true;
	}
	return ret;
}

int vio_display_create(const struct facet_display_config *config, const struct vio_display_ops *ops,
		       void *owner, struct facet_display **out)
{
	struct vio_display *d = port_zalloc(sizeof(*d));
	int ret;

	if (!d)
		return -ENOMEM;
	d->ops = ops;
	d->owner = owner;
	ret = facet_display_init(&d->base, &display_ops, config);
	if (!ret)
		ret = plug_monitors(d);
	if (ret) {
		port_free(d);
		return ret;
	}
	mutex_init(&d->lock);
	*out = &d->base;
	return 0;
}

void vio_display_attach(struct facet_display *display, struct facet_virtio_gpu *gpu)
{
	vio_of(display)->gpu = gpu;
}
