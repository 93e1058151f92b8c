// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scan-outs: buffers that the front end exports (scanout_ids.h). These functions are ops of the
 * display, and capture.c calls some. They take the display's lock only to copy registers and to
 * find ids, and walk GGTT entries without it.
 */
#include "display/pipe/scanout.h"

#include "device/device.h"
#include "device/regs.h"
#include "display/display_types.h"
#include "display/picture/pipe_picture.h"
#include "display/pipe/pipe.h"
#include "gen9/gtt_defs.h"
#include "mediator/ggtt.h"

bool display_scanout_snapshot(struct gen9_display *display, u32 head,
			      struct display_pipe_snapshot *snapshot)
{
	struct display_pipe *pipe;
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	pipe = display_pipe_of_head(display, head);
	if (pipe) {
		display_pipe_latch(pipe, facet_device_now_ns(display->dev));
		display_pipe_snapshot_take(pipe, snapshot);
	}
	spin_unlock_irqrestore(&display->lock, flags);
	return pipe;
}

bool display_scanout_unchanged(struct gen9_display *display, u32 head,
			       const struct display_shown_buffers *buffers, u32 plane_mask)
{
	struct display_pipe *pipe;
	unsigned long flags;
	bool unchanged;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	pipe = display_pipe_of_head(display, head);
	unchanged = pipe && pipe->index == buffers->pipe;
	if (unchanged)
		display_pipe_latch(pipe, facet_device_now_ns(display->dev));
	for (i = 0; i < DISPLAY_PIPE_PLANES && unchanged; i++)
		if (plane_mask & BIT(i))
			unchanged = pipe->replaced[i] == buffers->replaced[i];
	spin_unlock_irqrestore(&display->lock, flags);
	return unchanged;
}

u64 display_scanout_serial(struct facet_display *base, u32 head)
{
	struct gen9_display *display = gen9_display_of(base);
	struct display_pipe *pipe;
	unsigned long flags;
	u64 serial = 0;

	spin_lock_irqsave(&display->lock, flags);
	pipe = display_pipe_of_head(display, head);
	if (pipe) {
		display_pipe_latch(pipe, facet_device_now_ns(display->dev));
		serial = (pipe->serial + 1) * GEN9_PIPES + pipe->index;
	}
	spin_unlock_irqrestore(&display->lock, flags);
	return serial;
}

/* struct decoded_head - A snapshot and its meaning, on the heap. */
struct decoded_head {
	struct display_pipe_snapshot snapshot;
	struct display_pipe_picture picture;
};

/*
 * Decode what the monitor of a head shows; all zero if the head is dark. @out: the caller frees it.
 * Return: 0; -ENOMEM.
 */
static int decode_head(struct gen9_display *display, u32 head, struct decoded_head **out)
{
	struct decoded_head *decoded_head;

	decoded_head = port_zalloc(sizeof(*decoded_head));
	if (!decoded_head)
		return -ENOMEM;
	if (display_scanout_snapshot(display, head, &decoded_head->snapshot)) {
		display_pipe_picture_decode(&decoded_head->snapshot, &decoded_head->picture);
		display_pipe_picture_for_monitor(&decoded_head->picture);
	}
	*out = decoded_head;
	return 0;
}

/*
 * Walk the guest pages of a plane. @gfns: NULL, or gets @plane->pages page numbers. @digest: gets
 * their digest. Return: 0; -EFAULT: a page has no GGTT entry. The digest covers that, too.
 */
static int scanout_walk(const struct gen9_display *display, const struct facet_plane *plane,
			u64 *gfns, u64 *digest)
{
	u64 hash = FACET_SCANOUT_DIGEST;
	int ret = 0;
	u32 i;

	for (i = 0; i < plane->pages; i++) {
		u64 gfn = FACET_SCANOUT_GFN_NONE;
		u64 gpa;

		if (!facet_ggtt_translate(display->vgpu, plane->gva + (i << GEN9_PAGE_SHIFT), &gpa))
			gfn = gpa >> GEN9_PAGE_SHIFT;
		else
			ret = -EFAULT;
		if (gfns)
			gfns[i] = gfn;
		hash = facet_scanout_ids_digest(hash, gfn);
	}
	*digest = hash;
	return ret;
}

/* Copy the plane of a kind, and decide whether its buffer alone is the picture. */
static void pick_plane(const struct display_pipe_picture *picture, enum facet_plane_kind kind,
		       struct facet_plane *plane)
{
	u32 i;

	*plane = picture->planes[kind == FACET_PLANE_CURSOR ? DISPLAY_CURSOR : 0];
	if (kind != FACET_PLANE_PRIMARY)
		return;
	for (i = 1; i < GEN9_PLANES; i++)
		if (picture->planes[i].enabled) {
			plane->enabled = true;
			plane->direct = false;
		}
	if (picture->out.used || plane->x || plane->y)
		plane->direct = false;
}

/* Give a primary plane that is not direct the size of the whole picture. */
static void describe_picture(const struct display_pipe_picture *picture, enum facet_plane_kind kind,
			     struct facet_plane *plane)
{
	if (kind != FACET_PLANE_PRIMARY || !plane->enabled || plane->direct)
		return;
	plane->width = picture->out_width;
	plane->height = picture->out_height;
	plane->x = 0;
	plane->y = 0;
}

int display_scanout_plane(struct facet_display *base, u32 head, enum facet_plane_kind kind,
			  struct facet_plane *plane)
{
	struct gen9_display *display = gen9_display_of(base);
	unsigned long flags;
	struct decoded_head *decoded_head;
	u64 digest;
	int ret;

	ret = decode_head(display, head, &decoded_head);
	if (ret)
		return ret;
	pick_plane(&decoded_head->picture, kind, plane);
	if (scanout_walk(display, plane, NULL, &digest))
		plane->direct = false;
	describe_picture(&decoded_head->picture, kind, plane);
	port_free(decoded_head);
	if (!plane->enabled)
		return 0;

	spin_lock_irqsave(&display->lock, flags);
	plane->id = facet_scanout_ids_get(&display->scanouts, plane, digest);
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}

int display_scanout_size(struct facet_display *base, u32 head, u32 *width, u32 *height)
{
	struct decoded_head *decoded_head;
	int ret;

	ret = decode_head(gen9_display_of(base), head, &decoded_head);
	if (ret)
		return ret;
	*width = decoded_head->picture.out_width;
	*height = decoded_head->picture.out_height;
	port_free(decoded_head);
	return 0;
}

void display_scanout_forget(struct facet_display *base)
{
	struct gen9_display *display = gen9_display_of(base);
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	facet_scanout_ids_forget(&display->scanouts);
	spin_unlock_irqrestore(&display->lock, flags);
}

int display_scanout_pages(struct facet_display *base, u32 id, struct facet_plane *plane, u64 *gfns,
			  u32 n)
{
	struct gen9_display *display = gen9_display_of(base);
	struct facet_scanout_id scanout = {};
	unsigned long flags;
	u64 digest;
	int ret;

	spin_lock_irqsave(&display->lock, flags);
	ret = facet_scanout_ids_find(&display->scanouts, id, &scanout);
	spin_unlock_irqrestore(&display->lock, flags);
	if (ret)
		return ret;
	if (plane)
		*plane = scanout.plane;
	if (!gfns)
		return 0;
	if (n < scanout.plane.pages)
		return -EINVAL;
	ret = scanout_walk(display, &scanout.plane, gfns, &digest);
	return digest != scanout.digest ? -ENOENT : ret;
}
