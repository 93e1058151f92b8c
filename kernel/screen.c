// SPDX-License-Identifier: GPL-2.0-only
/*
 * The screen of a vGPU, as VFIO shows it to the VMM. The attribute `display` selects one of these:
 *
 *   dmabuf   a linear plane as a dma-buf of the guest's pages (dmabuf.c), any other plane as a
 *            picture that each query brings up to date (composed.c)
 *   native   the same, but a tiled plane is a dma-buf of the guest's pages, too
 *   region   always such a picture, in a VFIO region
 *
 * While the guest shows nothing, the picture has a text (splash.c). Ioctls and accesses of the
 * VMM's threads call this file.
 *
 * Lock: facet_screen.query_lock, held while guest memory is read, and so outside the VMM's
 * mmap_lock. Mapping the region takes no lock here, since mmap_lock is held then.
 */
#include "kernel/screen.h"

#include <linux/slab.h>
#include <drm/drm_plane.h>

#include "display/display.h"
#include "display/output/edid_region.h"
#include "kernel/composed.h"
#include "kernel/dmabuf.h"
#include "kernel/parent_types.h"
#include "kernel/picture.h"
#include "kernel/screen_types.h"
#include "kernel/splash.h"
#include "kernel/uapi/facet.h"
#include "kernel/vdev_types.h"
#include "mediator/type.h"
#include "model/model.h"

/* Bit of the ids of composed pictures. The display gives ids below it to scan-outs. */
#define COMPOSED_ID	(FACET_SCANOUT_ID_MAX + 1)

#define HEAD		0u

static_assert(sizeof(struct vfio_region_gfx_edid) == FACET_EDID_REGION_FIELDS);
static_assert(offsetof(struct vfio_region_gfx_edid, edid_size) == FACET_EDID_REGION_EDID_SIZE);
static_assert(offsetof(struct vfio_region_gfx_edid, link_state) == FACET_EDID_REGION_LINK);
static_assert(VFIO_DEVICE_GFX_LINK_STATE_UP == FACET_EDID_LINK_UP);
static_assert(VFIO_DEVICE_GFX_LINK_STATE_DOWN == FACET_EDID_LINK_DOWN);

static void screen_free(struct kref *ref)
{
	struct facet_screen *screen = container_of(ref, struct facet_screen, ref);

	mutex_destroy(&screen->lock);
	mutex_destroy(&screen->query_lock);
	kfree(screen);
}

struct facet_screen *facet_screen_create(struct facet_vdev *v)
{
	struct facet_screen *screen = kzalloc(sizeof(*screen), GFP_KERNEL_ACCOUNT);

	lockdep_assert_held(&v->open_lock);
	if (!screen)
		return NULL;
	kref_init(&screen->ref);
	screen->free = screen_free;
	mutex_init(&screen->query_lock);
	mutex_init(&screen->lock);
	INIT_LIST_HEAD(&screen->dmabufs);
	screen->v = v;
	return screen;
}

void facet_screen_close(struct facet_screen *screen)
{
	lockdep_assert_held(&screen->v->open_lock);
	facet_dmabufs_close(screen);
	facet_composed_drop(&screen->composed);
	facet_picture_put(screen->region);
	facet_picture_put(screen->splash);
	screen->region = NULL;
	screen->splash = NULL;
	kref_put(&screen->ref, screen->free);
}

void facet_screen_dma_unmap(struct facet_screen *screen, u64 gfn, u64 n)
{
	lockdep_assert_held(&screen->v->open_lock);
	facet_dmabufs_revoke(screen, gfn, n);
}

void facet_screen_stats(struct facet_vdev *v, struct facet_screen_stats *stats)
{
	struct facet_screen *screen = v->screen;

	lockdep_assert_held(&v->open_lock);
	stats->bad_planes = facet_display_bad_planes(v->display);
	mutex_lock(&screen->lock);
	stats->dmabufs = screen->dmabuf_count;
	stats->copied = screen->copied;
	mutex_unlock(&screen->lock);
}

/* --- queries ------------------------------------------------------------------------------ */

static void describe_picture(struct vfio_device_gfx_plane_info *info, u32 width, u32 height)
{
	info->drm_format = FACET_FOURCC_XRGB8888;
	info->drm_format_mod = FACET_MOD_LINEAR;
	info->width = width;
	info->height = height;
	info->stride = width * FACET_PICTURE_BPP;
	info->size = facet_picture_bytes(width, height);
}

static void describe_plane(struct vfio_device_gfx_plane_info *info, const struct facet_plane *plane)
{
	info->drm_format = plane->format;
	info->drm_format_mod = plane->modifier;
	info->width = plane->width;
	info->height = plane->height;
	info->stride = plane->stride;
	info->size = plane->size;
	info->x_pos = plane->x;
	info->y_pos = plane->y;
	info->x_hot = plane->hot_x;
	info->y_hot = plane->hot_y;
	info->dmabuf_id = plane->id;
}

/*
 * Return the region's picture, which stays until the device is closed, or make it. NULL: there is
 * no memory. Needs no lock.
 */
static struct facet_picture *region_picture(struct facet_vdev *v)
{
	const struct facet_type *type = v->mtype->type;
	struct facet_picture *picture, *other;

	/* Pairs with the cmpxchg() below. */
	picture = smp_load_acquire(&v->screen->region);
	if (picture)
		return picture;
	picture = facet_picture_create(type->max_width, type->max_height);
	other = picture ? cmpxchg(&v->screen->region, NULL, picture) : NULL;
	if (!other)
		return picture;
	facet_picture_put(picture);
	return other;
}

/*
 * Bring the region's picture up to date, and describe it. The VMM's thread that queries is the one
 * that reads the region: it reads no half of a picture. query_lock held.
 */
static int query_region(struct facet_vdev *v, struct vfio_device_gfx_plane_info *info,
			const struct facet_plane *plane)
{
	struct facet_picture *picture = region_picture(v), *shown;
	struct facet_screen *screen = v->screen;
	struct facet_damage damage;
	u32 width, height, row;
	int ret;

	if (!picture)
		return -ENOMEM;
	width = min(plane->width, picture->width);
	height = min(plane->height, picture->height);
	ret = facet_composed_update(&screen->composed, v->display, HEAD, width, height, true,
				    &damage);
	if (ret)
		return ret;
	shown = screen->composed.shown;
	row = width * FACET_PICTURE_BPP;
	if (screen->splash_shown) {
		damage.top = 0;
		damage.bottom = height;
	}
	memcpy(picture->mem + damage.top * row, shown->mem + damage.top * row,
	       (damage.bottom - damage.top) * row);
	screen->splash_shown = false;
	describe_picture(info, width, height);
	info->region_index = FACET_REGION_SCREEN;
	return 0;
}

static u32 next_id(struct facet_screen *screen)
{
	return COMPOSED_ID | (++screen->next_id & ~COMPOSED_ID);
}

/*
 * Tell whether the cursor is a dma-buf of its own. Else it is part of the picture: it cannot be
 * exported, as with the pipe's colours, or an administrator has set `cursor` to `drawn`.
 */
static bool cursor_is_exported(const struct facet_vdev *v, const struct facet_plane *cursor)
{
	return facet_dmabuf_exports(v, cursor) && !READ_ONCE(v->draw_cursor);
}

static bool cursor_is_drawn(struct facet_vdev *v)
{
	struct facet_plane cursor;

	return !facet_scanout_plane(v->display, HEAD, FACET_PLANE_CURSOR, &cursor) &&
	       cursor.enabled && !cursor_is_exported(v, &cursor);
}

static int query_composed(struct facet_vdev *v, struct vfio_device_gfx_plane_info *info,
			  const struct facet_plane *plane, bool cursor)
{
	struct facet_screen *screen = v->screen;
	struct facet_picture *shown;
	struct facet_damage damage;
	int ret;

	ret = facet_composed_update(&screen->composed, v->display, HEAD, plane->width,
				    plane->height, cursor, &damage);
	if (ret)
		return ret;
	shown = screen->composed.shown;
	if (!shown->id)
		shown->id = next_id(screen);
	describe_picture(info, shown->width, shown->height);
	info->dmabuf_id = shown->id;
	return 0;
}

static int query_dmabuf(struct facet_vdev *v, struct vfio_device_gfx_plane_info *info,
			enum facet_plane_kind kind, const struct facet_plane *plane)
{
	bool drawn;

	if (kind == FACET_PLANE_CURSOR) {
		if (cursor_is_exported(v, plane))
			describe_plane(info, plane);
		return 0;
	}
	drawn = cursor_is_drawn(v);
	if (drawn || !facet_dmabuf_exports(v, plane) ||
	    plane->id == READ_ONCE(v->screen->unpinnable))
		return query_composed(v, info, plane, drawn);
	describe_plane(info, plane);
	return 0;
}

/* --- while the guest shows nothing --------------------------------------------------------- */

/*
 * Return the picture of the text, or make it. It is never drawn again once a VMM has its id:
 * another text, or another size, is another picture. query_lock held.
 */
static struct facet_picture *splash_picture(struct facet_vdev *v, u32 width, u32 height)
{
	const struct facet_splash splash = {
		.ready = v->instance->model->driver_ready(v->instance),
		.type = v->mtype->type->name,
		.uuid = dev_name(v->vdev.dev),
		.driver = v->mtype->type->model->driver,
	};
	struct facet_screen *screen = v->screen;
	struct facet_picture *picture = screen->splash;

	if (picture && picture->width == width && picture->height == height &&
	    screen->splash_ready == splash.ready)
		return picture;
	picture = facet_picture_create(width, height);
	if (!picture)
		return NULL;
	picture->id = next_id(screen);
	facet_splash_draw(picture, &splash);
	facet_picture_put(screen->splash);
	screen->splash = picture;
	screen->splash_ready = splash.ready;
	screen->splash_shown = false;
	return picture;
}

static int splash_in_region(struct facet_vdev *v, struct vfio_device_gfx_plane_info *info,
			    const struct facet_picture *splash)
{
	struct facet_picture *picture = region_picture(v);

	if (!picture || picture->size < splash->size)
		return -ENOMEM;
	if (!v->screen->splash_shown)
		memcpy(picture->mem, splash->mem, splash->size);
	v->screen->splash_shown = true;
	info->region_index = FACET_REGION_SCREEN;
	return 0;
}

/* Describe a text as large as the monitor's mode: a window has its size before the guest starts. */
static int query_splash(struct facet_vdev *v, struct vfio_device_gfx_plane_info *info, bool region)
{
	struct facet_display_mode mode;
	struct facet_picture *splash;
	int ret;

	ret = facet_output_preferred_mode(v->display, HEAD, &mode);
	if (ret)
		return ret;
	splash = splash_picture(v, mode.width, mode.height);
	if (!splash)
		return -ENOMEM;
	if (region)
		ret = splash_in_region(v, info, splash);
	else
		info->dmabuf_id = splash->id;
	if (!ret)
		describe_picture(info, splash->width, splash->height);
	return ret;
}

/* Put the picture of the text: the guest shows something again. query_lock held. */
static void drop_splash(struct facet_screen *screen)
{
	facet_picture_put(screen->splash);
	screen->splash = NULL;
}

/* --- requests of VFIO ---------------------------------------------------------------------- */

/*
 * Translate a plane type of DRM. A region is one picture with the cursor: QEMU (hw/vfio/display.c)
 * queries it with plane type 0. Return: false: there is no such plane.
 */
static bool plane_kind_of(u32 drm_plane_type, bool region, enum facet_plane_kind *kind)
{
	*kind = FACET_PLANE_PRIMARY;
	if (region)
		return drm_plane_type != DRM_PLANE_TYPE_CURSOR;
	switch (drm_plane_type) {
	case DRM_PLANE_TYPE_PRIMARY:
		return true;
	case DRM_PLANE_TYPE_CURSOR:
		*kind = FACET_PLANE_CURSOR;
		return true;
	default:
		return false;
	}
}

/* Describe that nothing is shown, by zeros. */
static void describe_nothing(struct vfio_device_gfx_plane_info *info)
{
	struct vfio_device_gfx_plane_info nothing = {
		.argsz = info->argsz,
		.flags = info->flags,
		.drm_plane_type = info->drm_plane_type,
		.x_hot = ~0u,
		.y_hot = ~0u,
	};

	*info = nothing;
}

static int query_plane(struct facet_vdev *v, struct vfio_device_gfx_plane_info *info,
		       enum facet_plane_kind kind, const struct facet_plane *plane)
{
	if (kind == FACET_PLANE_PRIMARY)
		drop_splash(v->screen);
	if (v->screen_kind == FACET_SCREEN_REGION)
		return query_region(v, info, plane);
	return query_dmabuf(v, info, kind, plane);
}

int facet_screen_query(struct facet_vdev *v, struct vfio_device_gfx_plane_info *info)
{
	const bool region = v->screen_kind == FACET_SCREEN_REGION;
	const u32 plane_type = region ? VFIO_GFX_PLANE_TYPE_REGION : VFIO_GFX_PLANE_TYPE_DMABUF;
	enum facet_plane_kind kind;
	struct facet_plane plane;
	int ret;

	if (info->flags == (VFIO_GFX_PLANE_TYPE_PROBE | plane_type))
		return 0;
	if (info->flags != plane_type)
		return -EINVAL;
	describe_nothing(info);
	if (!plane_kind_of(info->drm_plane_type, region, &kind))
		return 0;
	ret = mutex_lock_killable(&v->screen->query_lock);
	if (ret)
		return ret;
	ret = facet_scanout_plane(v->display, HEAD, kind, &plane);
	if (!ret && plane.enabled)
		ret = query_plane(v, info, kind, &plane);
	else if (!ret && kind == FACET_PLANE_PRIMARY && READ_ONCE(v->splash))
		ret = query_splash(v, info, region);
	mutex_unlock(&v->screen->query_lock);
	return ret;
}

/* Return the picture of an id with a reference; NULL: there is none any more. query_lock held. */
static struct facet_picture *find_picture(const struct facet_screen *screen, u32 id)
{
	struct facet_picture *pictures[] = { screen->composed.shown, screen->composed.spare,
					     screen->splash };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pictures); i++) {
		if (!pictures[i] || pictures[i]->id != id)
			continue;
		kref_get(&pictures[i]->ref);
		return pictures[i];
	}
	return NULL;
}

/*
 * Get the picture of an id, with a reference. Return: 0; -ENOENT: there is none any more; -EINVAL:
 * there never was one; -EINTR: the thread was killed.
 */
static int get_picture(struct facet_screen *screen, u32 id, struct facet_picture **picture)
{
	int ret = mutex_lock_killable(&screen->query_lock);

	if (ret)
		return ret;
	*picture = find_picture(screen, id);
	if (!*picture)
		ret = (id & ~COMPOSED_ID) - 1 < screen->next_id ? -ENOENT : -EINVAL;
	mutex_unlock(&screen->query_lock);
	return ret;
}

/* Tell whether an errno means that the pages cannot be pinned, now and at the next query. */
static bool cannot_be_pinned(int fd)
{
	return fd == -EFAULT || fd == -EINVAL || fd == -ENOMEM || fd == -EPERM;
}

int facet_screen_get_fd(struct facet_vdev *v, u32 id)
{
	struct facet_screen *screen = v->screen;
	struct facet_picture *picture = NULL;
	int fd, ret = 0;

	if (v->screen_kind == FACET_SCREEN_REGION)
		return -EINVAL;
	if (id & COMPOSED_ID)
		ret = get_picture(screen, id, &picture);
	if (ret)
		return ret;
	fd = facet_dmabuf_get_fd(v, id, picture);
	if (!picture && cannot_be_pinned(fd))
		WRITE_ONCE(screen->unpinnable, id);
	facet_picture_put(picture);
	return fd;
}

/* --- the region --------------------------------------------------------------------------- */

u64 facet_screen_region_size(struct facet_vdev *v)
{
	const struct facet_type *type = v->mtype->type;

	if (v->screen_kind != FACET_SCREEN_REGION)
		return 0;
	return facet_picture_bytes(type->max_width, type->max_height);
}

int facet_screen_region_rw(struct facet_vdev *v, u64 offset, void *buf, u32 len, bool write)
{
	struct facet_picture *picture;

	if (write)
		return 0;
	picture = region_picture(v);
	if (!picture)
		return -ENOMEM;
	memcpy(buf, picture->mem + offset, len);
	return 0;
}

int facet_screen_region_mmap(struct facet_vdev *v, struct vm_area_struct *vma)
{
	unsigned long page = vma->vm_pgoff & (FACET_REGION_MASK >> PAGE_SHIFT);
	struct facet_picture *picture = region_picture(v);

	if (!picture)
		return -ENOMEM;
	return facet_picture_mmap(picture, vma, page);
}

/* --- the monitor --------------------------------------------------------------------------- */

int facet_screen_edid_rw(struct facet_vdev *v, u64 offset, void *buf, u32 len, bool write)
{
	int ret;

	ret = mutex_lock_killable(&v->screen->query_lock);
	if (ret)
		return ret;
	ret = facet_edid_region_access(&v->screen->edid, v->display, HEAD, offset, buf, len, write);
	mutex_unlock(&v->screen->query_lock);
	return ret;
}
