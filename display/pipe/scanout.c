// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scan-outs: buffers that the front end exports. The id of a buffer depends on its description and
 * on a digest of the guest pages behind it. So an id never outlives its pages. The front ends call
 * these functions, and capture.c does. The functions take the display's lock only to copy registers
 * and to find ids, and walk GGTT entries without it.
 */
#include "display/pipe/scanout.h"

#include "device/device.h"
#include "device/regs.h"
#include "display/display_types.h"
#include "display/picture/pipe_picture.h"
#include "display/pipe/pipe.h"
#include "gen9/gtt_defs.h"
#include "mediator/ggtt.h"

/* FNV-1a, by whole page numbers. A guest that forges a digest shows its own old pages. */
#define DIGEST_BASIS	0xcbf29ce484222325ull
#define DIGEST_PRIME	0x100000001b3ull
#define GFN_NONE	(~0ull)

bool display_scanout_snapshot(struct facet_display *display, u32 head,
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

bool display_scanout_unchanged(struct facet_display *display, u32 head,
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

u64 facet_scanout_serial(struct facet_display *display, u32 head)
{
	struct display_pipe *pipe;
	unsigned long flags;
	u64 serial = 0;

	if (head >= display->n_heads)
		return 0;
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
 * Return: 0; -EINVAL: there is no such head; -ENOMEM.
 */
static int decode_head(struct facet_display *display, u32 head, struct decoded_head **out)
{
	struct decoded_head *decoded_head;

	if (head >= display->n_heads)
		return -EINVAL;
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
static int scanout_walk(const struct facet_display *display, const struct facet_plane *plane,
			u64 *gfns, u64 *digest)
{
	u64 hash = DIGEST_BASIS;
	int ret = 0;
	u32 i;

	for (i = 0; i < plane->pages; i++) {
		u64 gfn = GFN_NONE;
		u64 gpa;

		if (!facet_ggtt_translate(display->vgpu, plane->gva + (i << GEN9_PAGE_SHIFT), &gpa))
			gfn = gpa >> GEN9_PAGE_SHIFT;
		else
			ret = -EFAULT;
		if (gfns)
			gfns[i] = gfn;
		hash = (hash ^ gfn) * DIGEST_PRIME;
		hash ^= hash >> 32;
	}
	*digest = hash;
	return ret;
}

/* Tell whether two descriptions are of the same scan-out, their guest pages aside. */
static bool scanout_same(const struct facet_plane *a, const struct facet_plane *b)
{
	return a->gva == b->gva && a->size == b->size && a->width == b->width &&
	       a->height == b->height && a->stride == b->stride && a->format == b->format &&
	       a->modifier == b->modifier && a->offset_x == b->offset_x &&
	       a->offset_y == b->offset_y && a->direct == b->direct;
}

/* Return the id of a buffer: its old id if the display still knows the buffer. Lock held. */
static u32 scanout_id(struct facet_display *display, const struct facet_plane *plane, u64 digest)
{
	struct display_scanout *oldest = &display->scanouts[0];
	u32 i;

	for (i = 0; i < DISPLAY_SCANOUTS; i++) {
		struct display_scanout *s = &display->scanouts[i];

		if (s->plane.id && s->digest == digest && scanout_same(&s->plane, plane)) {
			s->used = ++display->uses;
			return s->plane.id;
		}
		if (s->used < oldest->used)
			oldest = s;
	}
	oldest->plane = *plane;
	oldest->digest = digest;
	oldest->used = ++display->uses;
	display->last_id = display->last_id % FACET_SCANOUT_ID_MAX + 1;
	oldest->plane.id = display->last_id;
	return oldest->plane.id;
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

int facet_scanout_plane(struct facet_display *display, u32 head, enum facet_plane_kind kind,
			struct facet_plane *plane)
{
	unsigned long flags;
	struct decoded_head *decoded_head;
	u64 digest;
	int ret;

	if ((u32)kind >= FACET_PLANE_KINDS)
		return -EINVAL;
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
	plane->id = scanout_id(display, plane, digest);
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}

int facet_scanout_size(struct facet_display *display, u32 head, u32 *width, u32 *height)
{
	struct decoded_head *decoded_head;
	int ret;

	ret = decode_head(display, head, &decoded_head);
	if (ret)
		return ret;
	*width = decoded_head->picture.out_width;
	*height = decoded_head->picture.out_height;
	port_free(decoded_head);
	return 0;
}

void facet_scanout_forget(struct facet_display *display)
{
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	for (i = 0; i < DISPLAY_SCANOUTS; i++)
		display->scanouts[i].plane.id = 0;
	spin_unlock_irqrestore(&display->lock, flags);
}

/*
 * Copy a known scan-out. Return: 0; -ENOENT: not known any more; -EINVAL: no buffer ever had this
 * id.
 */
static int scanout_find(struct facet_display *display, u32 id, struct display_scanout *out)
{
	int ret = -EINVAL;
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	if (id && id <= display->last_id)
		ret = -ENOENT;
	for (i = 0; i < DISPLAY_SCANOUTS && ret == -ENOENT; i++) {
		if (display->scanouts[i].plane.id != id)
			continue;
		*out = display->scanouts[i];
		ret = 0;
	}
	spin_unlock_irqrestore(&display->lock, flags);
	return ret;
}

int facet_scanout_pages(struct facet_display *display, u32 id, struct facet_plane *plane,
			u64 *gfns, u32 n)
{
	struct display_scanout scanout = {};
	u64 digest;
	int ret;

	ret = scanout_find(display, id, &scanout);
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
