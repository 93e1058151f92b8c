// SPDX-License-Identifier: GPL-2.0-only
/*
 * Displays of all kinds (display.h, display_ops.h): checks of arguments, and what needs the ops
 * alone. The front ends call it. The only lock here is that of the counters, a last leaf.
 */
#include "display/display.h"

#include "display/display_ops.h"
#include "display/edid.h"
#include "gen9/display_defs.h"

#define SCREENSHOT_ROUNDS	16u
#define SCREENSHOT_NS		1000000000ull

static const struct facet_display_output output_default = {
	.kind = FACET_OUTPUT_HDMI, .port = GEN9_PORT_B,
};

int facet_display_init(struct facet_display *display, const struct facet_display_ops *ops,
		       const struct facet_display_config *config)
{
	if (config->n_outputs > FACET_DISPLAY_HEADS)
		return -EINVAL;
	display->ops = ops;
	display->config = *config;
	if (!config->n_outputs) {
		display->config.outputs[0] = output_default;
		display->config.n_outputs = 1;
	}
	display->n_heads = display->config.n_outputs;
	spin_lock_init(&display->counters_lock);
	display->stats = &display->own_stats;
	return 0;
}

void facet_display_destroy(struct facet_display *display)
{
	display->ops->destroy(display);
}

u32 facet_display_heads(const struct facet_display *display)
{
	return display->n_heads;
}

/* --- counters -------------------------------------------------------------------------------- */

void facet_display_set_stats(struct facet_display *display, struct facet_display_stats *stats)
{
	unsigned long flags;

	spin_lock_irqsave(&display->counters_lock, flags);
	display->stats = stats ? stats : &display->own_stats;
	spin_unlock_irqrestore(&display->counters_lock, flags);
}

static void count(u64 *counter, u64 n)
{
	WRITE_ONCE(*counter, *counter + n);
}

void facet_display_count_copied(struct facet_display *display, u64 bytes)
{
	unsigned long flags;

	spin_lock_irqsave(&display->counters_lock, flags);
	count(&display->stats->screen_bytes_copied, bytes);
	spin_unlock_irqrestore(&display->counters_lock, flags);
}

void facet_display_count_flips(struct facet_display *display, const struct facet_flip_stats *more)
{
	unsigned long flags;

	spin_lock_irqsave(&display->counters_lock, flags);
	count(&display->stats->flips.asked, more->asked);
	count(&display->stats->flips.shown, more->shown);
	count(&display->stats->flips.missed, more->missed);
	spin_unlock_irqrestore(&display->counters_lock, flags);
}

u64 facet_display_bad_planes(const struct facet_display *display)
{
	return display->ops->bad_planes(display);
}

/* --- scan-outs ------------------------------------------------------------------------------- */

int facet_scanout_plane(struct facet_display *display, u32 head, enum facet_plane_kind kind,
			struct facet_plane *plane)
{
	if (head >= display->n_heads || (u32)kind >= FACET_PLANE_KINDS)
		return -EINVAL;
	return display->ops->plane(display, head, kind, plane);
}

int facet_scanout_pages(struct facet_display *display, u32 id, struct facet_plane *plane,
			u64 *gfns, u32 n)
{
	return display->ops->pages(display, id, plane, gfns, n);
}

void facet_scanout_forget(struct facet_display *display)
{
	display->ops->forget(display);
}

int facet_scanout_size(struct facet_display *display, u32 head, u32 *width, u32 *height)
{
	if (head >= display->n_heads)
		return -EINVAL;
	return display->ops->size(display, head, width, height);
}

u64 facet_scanout_serial(struct facet_display *display, u32 head)
{
	return head < display->n_heads ? display->ops->serial(display, head) : 0;
}

/* --- captures -------------------------------------------------------------------------------- */

static bool capture_valid(const struct facet_display *display, u32 head, u32 stride, u32 width)
{
	return head < display->n_heads && stride / sizeof(u32) >= width &&
	       IS_ALIGNED(stride, sizeof(u32));
}

int facet_capture_read(struct facet_display *display, u32 head, void *dst, u32 stride, u32 width,
		       u32 height, bool cursor)
{
	if (!capture_valid(display, head, stride, width))
		return -EINVAL;
	return display->ops->read(display, head, dst, stride, width, height, cursor);
}

int facet_capture_update(struct facet_display *display, u32 head, void *shown, void *next,
			 u32 stride, u32 width, u32 height, bool cursor,
			 struct facet_damage *damage)
{
	if (!capture_valid(display, head, stride, width))
		return -EINVAL;
	return display->ops->update(display, head, shown, next, stride, width, height, cursor,
				    damage);
}

int facet_capture_screenshot(struct facet_display *display, u32 head, void *dst, u32 stride,
			     u32 width, u32 height, bool cursor)
{
	u64 until = display->ops->now_ns(display) + SCREENSHOT_NS;
	u32 rounds = 0;
	int ret;

	do {
		ret = facet_capture_read(display, head, dst, stride, width, height, cursor);
	} while (ret == -EAGAIN && ++rounds < SCREENSHOT_ROUNDS &&
		 display->ops->now_ns(display) < until);
	return ret == -EAGAIN ? 0 : ret;
}

/* --- outputs --------------------------------------------------------------------------------- */

int facet_output_get_edid(struct facet_display *display, u32 head, u8 *edid, u32 *size)
{
	bool connected;

	if (head >= display->n_heads)
		return -EINVAL;
	display->ops->get_edid(display, head, edid, size, &connected);
	return 0;
}

int facet_output_set_edid(struct facet_display *display, u32 head, const u8 *edid, u32 size)
{
	if (head >= display->n_heads)
		return -EINVAL;
	return display->ops->set_edid(display, head, edid, size);
}

int facet_output_preferred_mode(struct facet_display *display, u32 head,
				struct facet_display_mode *mode)
{
	u8 edid[FACET_EDID_MAX];
	u32 size;
	int ret;

	ret = facet_output_get_edid(display, head, edid, &size);
	if (ret)
		return ret;
	facet_edid_preferred_mode(edid, mode);
	return 0;
}

int facet_output_set_link(struct facet_display *display, u32 head, bool up)
{
	if (head >= display->n_heads)
		return -EINVAL;
	display->ops->set_link(display, head, up);
	return 0;
}
